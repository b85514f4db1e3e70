//! Kernels for the speed of generated code: modules that export `run(rounds: i32) -> i64`, the result a checksum on
//! which all implementations must agree.

/// A kernel.
pub struct Kernel {
    /// What it is.
    pub name: &'static str,
    /// The module, in the text format.
    pub wat: &'static str,
    /// Rounds that take about a millisecond.
    pub rounds: i32,
}

macro_rules! kernels {
    ($($name:literal $file:literal $rounds:literal;)*) => {
        /// Every kernel.
        pub const KERNELS: &[Kernel] =
            &[$(Kernel { name: $name, wat: include_str!(concat!("kernels/", $file)), rounds: $rounds }),*];
    };
}
kernels! {
    "matrix product (f64)" "matmul.wat" 3;
    "hash rounds (i32)" "hash.wat" 2000;
    "sieve (memory)" "sieve.wat" 4;
    "n-body (f64, globals)" "nbody.wat" 30;
    "dot product (f32x4)" "simd_dot.wat" 500;
    "blur (i8x16, i16x8)" "simd_blur.wat" 300;
    "fib (calls)" "fib.wat" 20;
    "indirect calls" "indirect.wat" 30;
    "byte code loop (br_table)" "interpreter.wat" 30;
    "bulk memory" "bulk.wat" 100;
}

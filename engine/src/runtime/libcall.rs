//! Functions that generated code calls where the CPU lacks an instruction.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::__m128i;

use crate::compile::Libcall;

/// The address of a libcall, of the System V convention.
pub(crate) fn address(libcall: Libcall) -> usize {
    match libcall {
        Libcall::CeilF32 => ceil_f32 as *const () as usize,
        Libcall::CeilF64 => ceil_f64 as *const () as usize,
        Libcall::FloorF32 => floor_f32 as *const () as usize,
        Libcall::FloorF64 => floor_f64 as *const () as usize,
        Libcall::TruncF32 => trunc_f32 as *const () as usize,
        Libcall::TruncF64 => trunc_f64 as *const () as usize,
        Libcall::NearestF32 => nearest_f32 as *const () as usize,
        Libcall::NearestF64 => nearest_f64 as *const () as usize,
        Libcall::FmaF32 => fma_f32 as *const () as usize,
        Libcall::FmaF64 => fma_f64 as *const () as usize,
        Libcall::X86Pshufb => pshufb as *const () as usize,
    }
}

macro_rules! rounding {
    ($($name:ident, $ty:ident, $method:ident, $quiet:expr;)+) => { $(
        extern "C" fn $name(x: $ty) -> $ty {
            // A NaN comes back quiet with its payload, as from the instruction.
            if x.is_nan() { $ty::from_bits(x.to_bits() | $quiet) } else { x.$method() }
        }
    )+ };
}

rounding! {
    ceil_f32, f32, ceil, 1 << 22;
    floor_f32, f32, floor, 1 << 22;
    trunc_f32, f32, trunc, 1 << 22;
    nearest_f32, f32, round_ties_even, 1 << 22;
    ceil_f64, f64, ceil, 1 << 51;
    floor_f64, f64, floor, 1 << 51;
    trunc_f64, f64, trunc, 1 << 51;
    nearest_f64, f64, round_ties_even, 1 << 51;
}

extern "C" fn fma_f32(a: f32, b: f32, c: f32) -> f32 {
    a.mul_add(b, c)
}

extern "C" fn fma_f64(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c)
}

/// The instruction `pshufb` for CPUs without SSSE3.
#[cfg(target_arch = "x86_64")]
#[expect(
    improper_ctypes_definitions,
    reason = "on this architecture the C ABI passes vectors in registers"
)]
extern "C" fn pshufb(bytes: __m128i, indices: __m128i) -> __m128i {
    use std::mem::transmute;
    // SAFETY: both types are sixteen bytes without invalid values.
    let (bytes, indices) = unsafe {
        (
            transmute::<__m128i, [u8; 16]>(bytes),
            transmute::<__m128i, [u8; 16]>(indices),
        )
    };
    let result = indices.map(|index| {
        if index & 0x80 == 0 {
            bytes[usize::from(index & 15)]
        } else {
            0
        }
    });
    // SAFETY: as above.
    unsafe { transmute(result) }
}

/// No other architecture's code calls it.
#[cfg(not(target_arch = "x86_64"))]
extern "C" fn pshufb() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_signs_and_payloads() {
        assert_eq!(nearest_f32(2.5), 2.0);
        assert_eq!(nearest_f64(-0.5).to_bits(), (-0.0f64).to_bits());
        assert_eq!(ceil_f64(-0.2).to_bits(), (-0.0f64).to_bits());
        assert_eq!(trunc_f32(f32::from_bits(0xff80_0001)).to_bits(), 0xffc0_0001);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn pshufb_is_the_instruction() {
        use std::mem::transmute;
        let bytes: [u8; 16] = std::array::from_fn(|i| 100 + i as u8);
        let indices: [u8; 16] = [0, 15, 16, 0x80, 0xff, 7, 3, 1, 2, 4, 5, 6, 8, 9, 10, 0x7f];
        // SAFETY: sixteen bytes each way.
        let result: [u8; 16] = unsafe {
            transmute(pshufb(
                transmute::<[u8; 16], __m128i>(bytes),
                transmute::<[u8; 16], __m128i>(indices),
            ))
        };
        assert_eq!(
            result,
            [
                100, 115, 100, 0, 0, 107, 103, 101, 102, 104, 105, 106, 108, 109, 110, 115
            ]
        );
    }
}

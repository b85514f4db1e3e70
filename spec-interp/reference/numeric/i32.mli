(** Integer operations at width 32 (specification: Numerics / Integer Operations).

    A value of type i32 is a native [int] that holds its {e signed} interpretation, -2^31 to 2^31 - 1. Every
    operation takes and yields such values; Booleans are OCaml's. *)

(** Wraps any integer to the signed interpretation of its low 32 bits. *)
val wrap : int -> int

(** The unsigned interpretation, 0 to 2^32 - 1. *)
val unsigned : int -> int

val add : int -> int -> int
val sub : int -> int -> int
val mul : int -> int -> int

(** @raise Numeric_trap.Integer_divide_by_zero when the divisor is 0
    @raise Numeric_trap.Integer_overflow when the quotient is 2^31 *)
val div_s : int -> int -> int

(** The other three raise [Numeric_trap.Integer_divide_by_zero] when the divisor is 0. *)
val div_u : int -> int -> int

val rem_s : int -> int -> int
val rem_u : int -> int -> int
val and_ : int -> int -> int
val or_ : int -> int -> int
val xor : int -> int -> int

(** Shift and rotation counts are taken modulo 32. *)
val shl : int -> int -> int

val shr_s : int -> int -> int
val shr_u : int -> int -> int
val rotl : int -> int -> int
val rotr : int -> int -> int
val clz : int -> int
val ctz : int -> int
val popcnt : int -> int
val extend8_s : int -> int
val extend16_s : int -> int
val eqz : int -> bool
val eq : int -> int -> bool
val ne : int -> int -> bool
val lt_s : int -> int -> bool
val lt_u : int -> int -> bool
val gt_s : int -> int -> bool
val gt_u : int -> int -> bool
val le_s : int -> int -> bool
val le_u : int -> int -> bool
val ge_s : int -> int -> bool
val ge_u : int -> int -> bool

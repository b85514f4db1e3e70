(** Integer operations at width 64 (specification: Numerics / Integer Operations).

    A value of type i64 is an [int64]; shift and rotation counts are i64 as in the specification. *)

val add : int64 -> int64 -> int64
val sub : int64 -> int64 -> int64
val mul : int64 -> int64 -> int64

(** @raise Numeric_trap.Integer_divide_by_zero when the divisor is 0
    @raise Numeric_trap.Integer_overflow when the quotient is 2^63 *)
val div_s : int64 -> int64 -> int64

(** The other three raise [Numeric_trap.Integer_divide_by_zero] when the divisor is 0. *)
val div_u : int64 -> int64 -> int64

val rem_s : int64 -> int64 -> int64
val rem_u : int64 -> int64 -> int64
val and_ : int64 -> int64 -> int64
val or_ : int64 -> int64 -> int64
val xor : int64 -> int64 -> int64

(** Shift and rotation counts are taken modulo 64. *)
val shl : int64 -> int64 -> int64

val shr_s : int64 -> int64 -> int64
val shr_u : int64 -> int64 -> int64
val rotl : int64 -> int64 -> int64
val rotr : int64 -> int64 -> int64

(** The counts are native integers, 0 to 64. *)
val clz : int64 -> int

val ctz : int64 -> int
val popcnt : int64 -> int
val extend8_s : int64 -> int64
val extend16_s : int64 -> int64
val extend32_s : int64 -> int64
val eqz : int64 -> bool
val eq : int64 -> int64 -> bool
val ne : int64 -> int64 -> bool
val lt_s : int64 -> int64 -> bool
val lt_u : int64 -> int64 -> bool
val gt_s : int64 -> int64 -> bool
val gt_u : int64 -> int64 -> bool
val le_s : int64 -> int64 -> bool
val le_u : int64 -> int64 -> bool
val ge_s : int64 -> int64 -> bool
val ge_u : int64 -> int64 -> bool

(** Conversions (specification: Numerics / Conversions), named as the instructions with dots replaced by underscores.

    Values as in {!I32}, {!I64}, {!F32} and {!F64}. *)

val i32_wrap_i64 : int64 -> int
val i64_extend_i32_s : int -> int64
val i64_extend_i32_u : int -> int64

(** The eight [trunc] below:
    @raise Numeric_trap.Invalid_conversion_to_integer of a NaN
    @raise Numeric_trap.Integer_overflow of a number out of range, infinities included *)

val i32_trunc_f32_s : int32 -> int
val i32_trunc_f32_u : int32 -> int
val i32_trunc_f64_s : int64 -> int
val i32_trunc_f64_u : int64 -> int
val i64_trunc_f32_s : int32 -> int64
val i64_trunc_f32_u : int32 -> int64
val i64_trunc_f64_s : int64 -> int64
val i64_trunc_f64_u : int64 -> int64

(** The eight [trunc_sat] below: 0 of a NaN, the nearest bound of a number out of range. *)

val i32_trunc_sat_f32_s : int32 -> int
val i32_trunc_sat_f32_u : int32 -> int
val i32_trunc_sat_f64_s : int64 -> int
val i32_trunc_sat_f64_u : int64 -> int
val i64_trunc_sat_f32_s : int32 -> int64
val i64_trunc_sat_f32_u : int32 -> int64
val i64_trunc_sat_f64_s : int64 -> int64
val i64_trunc_sat_f64_u : int64 -> int64

(** The eight [convert] below round once, to nearest, ties to even. *)

val f32_convert_i32_s : int -> int32
val f32_convert_i32_u : int -> int32
val f32_convert_i64_s : int64 -> int32
val f32_convert_i64_u : int64 -> int32
val f64_convert_i32_s : int -> int64
val f64_convert_i32_u : int -> int64
val f64_convert_i64_s : int64 -> int64
val f64_convert_i64_u : int64 -> int64

(** Open NaNs, counted. *)
val f32_demote_f64 : int64 -> int32

val f64_promote_f32 : int32 -> int64

(** Bits kept. *)
val i32_reinterpret_f32 : int32 -> int

val i64_reinterpret_f64 : int64 -> int64
val f32_reinterpret_i32 : int -> int32
val f64_reinterpret_i64 : int64 -> int64

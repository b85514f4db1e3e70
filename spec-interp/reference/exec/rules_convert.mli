(** One function per rule and operator (convert): [rule operands d next]. Offsets are in bytes from the frame. [cost] is the fuel up to and with
    the instruction, [at] its place. *)

open Store

val i32_wrap_i64 : int -> int -> code -> code
val i64_extend_i32_s : int -> int -> code -> code
val i64_extend_i32_u : int -> int -> code -> code
val f32_convert_i32_s : int -> int -> code -> code
val f32_convert_i32_u : int -> int -> code -> code
val f32_convert_i64_s : int -> int -> code -> code
val f32_convert_i64_u : int -> int -> code -> code
val f32_demote_f64 : int -> int -> code -> code
val f64_convert_i32_s : int -> int -> code -> code
val f64_convert_i32_u : int -> int -> code -> code
val f64_convert_i64_s : int -> int -> code -> code
val f64_convert_i64_u : int -> int -> code -> code
val f64_promote_f32 : int -> int -> code -> code
val i32_reinterpret_f32 : int -> int -> code -> code
val i64_reinterpret_f64 : int -> int -> code -> code
val f32_reinterpret_i32 : int -> int -> code -> code
val f64_reinterpret_i64 : int -> int -> code -> code
val i32_trunc_sat_f32_s : int -> int -> code -> code
val i32_trunc_sat_f32_u : int -> int -> code -> code
val i32_trunc_sat_f64_s : int -> int -> code -> code
val i32_trunc_sat_f64_u : int -> int -> code -> code
val i64_trunc_sat_f32_s : int -> int -> code -> code
val i64_trunc_sat_f32_u : int -> int -> code -> code
val i64_trunc_sat_f64_s : int -> int -> code -> code
val i64_trunc_sat_f64_u : int -> int -> code -> code
val i32_trunc_f32_s : int -> int -> int -> Outcome.location -> code -> code
val i32_trunc_f32_u : int -> int -> int -> Outcome.location -> code -> code
val i32_trunc_f64_s : int -> int -> int -> Outcome.location -> code -> code
val i32_trunc_f64_u : int -> int -> int -> Outcome.location -> code -> code
val i64_trunc_f32_s : int -> int -> int -> Outcome.location -> code -> code
val i64_trunc_f32_u : int -> int -> int -> Outcome.location -> code -> code
val i64_trunc_f64_s : int -> int -> int -> Outcome.location -> code -> code
val i64_trunc_f64_u : int -> int -> int -> Outcome.location -> code -> code

(** One function per rule and operator (i64): [rule operands d next]. Offsets are in bytes from the frame. [cost] is the fuel up to and with
    the instruction, [at] its place. *)

open Store

val clz : int -> int -> code -> code
val ctz : int -> int -> code -> code
val popcnt : int -> int -> code -> code
val extend8_s : int -> int -> code -> code
val extend16_s : int -> int -> code -> code
val extend32_s : int -> int -> code -> code
val eqz : int -> int -> code -> code
val eq : int -> int -> int -> code -> code
val eq_k : int -> int64 -> int -> code -> code
val ne : int -> int -> int -> code -> code
val ne_k : int -> int64 -> int -> code -> code
val lt_s : int -> int -> int -> code -> code
val lt_s_k : int -> int64 -> int -> code -> code
val lt_u : int -> int -> int -> code -> code
val lt_u_k : int -> int64 -> int -> code -> code
val gt_s : int -> int -> int -> code -> code
val gt_s_k : int -> int64 -> int -> code -> code
val gt_u : int -> int -> int -> code -> code
val gt_u_k : int -> int64 -> int -> code -> code
val le_s : int -> int -> int -> code -> code
val le_s_k : int -> int64 -> int -> code -> code
val le_u : int -> int -> int -> code -> code
val le_u_k : int -> int64 -> int -> code -> code
val ge_s : int -> int -> int -> code -> code
val ge_s_k : int -> int64 -> int -> code -> code
val ge_u : int -> int -> int -> code -> code
val ge_u_k : int -> int64 -> int -> code -> code
val add : int -> int -> int -> code -> code
val add_k : int -> int64 -> int -> code -> code
val sub : int -> int -> int -> code -> code
val sub_k : int -> int64 -> int -> code -> code
val mul : int -> int -> int -> code -> code
val mul_k : int -> int64 -> int -> code -> code
val and_ : int -> int -> int -> code -> code
val and_k : int -> int64 -> int -> code -> code
val or_ : int -> int -> int -> code -> code
val or_k : int -> int64 -> int -> code -> code
val xor : int -> int -> int -> code -> code
val xor_k : int -> int64 -> int -> code -> code
val shl : int -> int -> int -> code -> code
val shl_k : int -> int64 -> int -> code -> code
val shr_s : int -> int -> int -> code -> code
val shr_s_k : int -> int64 -> int -> code -> code
val shr_u : int -> int -> int -> code -> code
val shr_u_k : int -> int64 -> int -> code -> code
val rotl : int -> int -> int -> code -> code
val rotr : int -> int -> int -> code -> code
val div_s : int -> int -> int -> int -> Outcome.location -> code -> code
val div_u : int -> int -> int -> int -> Outcome.location -> code -> code
val rem_s : int -> int -> int -> int -> Outcome.location -> code -> code
val rem_u : int -> int -> int -> int -> Outcome.location -> code -> code

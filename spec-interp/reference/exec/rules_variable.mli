(** Variable, parametric, reference and vector instructions and constants. Operands and results are byte offsets in the frame; where there is
    one offset, the result replaces the first operand. *)

open Store

(** local.get, local.set, local.tee: from, to. *)
val copy : int -> int -> code -> code

val copy_wide : int -> int -> code -> code
val global_get : global -> int -> code -> code
val global_get_wide : global -> int -> code -> code
val global_set : global -> int -> code -> code
val global_set_wide : global -> int -> code -> code
val const_i32 : int -> int -> code -> code
val const_i64 : int64 -> int -> code -> code
val const_v128 : int64 -> int64 -> int -> code -> code
val reference : int -> int -> code -> code
val ref_is_null : int -> code -> code
val select : int -> code -> code
val select_wide : int -> code -> code
val vector : (Bytes.t -> int -> unit) -> int -> code -> code
val vector_lane : (Bytes.t -> int -> int -> unit) -> int -> int -> code -> code
val shuffle : string -> int -> code -> code

(** One function per rule and operator (f32): [rule operands d next]. Offsets are in bytes from the frame. [cost] is the fuel up to and with
    the instruction, [at] its place. *)

open Store

val abs : int -> int -> code -> code
val neg : int -> int -> code -> code
val ceil : int -> int -> code -> code
val floor : int -> int -> code -> code
val trunc : int -> int -> code -> code
val nearest : int -> int -> code -> code
val sqrt : int -> int -> code -> code
val eq : int -> int -> int -> code -> code
val ne : int -> int -> int -> code -> code
val lt : int -> int -> int -> code -> code
val gt : int -> int -> int -> code -> code
val le : int -> int -> int -> code -> code
val ge : int -> int -> int -> code -> code
val add : int -> int -> int -> code -> code
val add_k : int -> int32 -> int -> code -> code
val sub : int -> int -> int -> code -> code
val sub_k : int -> int32 -> int -> code -> code
val mul : int -> int -> int -> code -> code
val mul_k : int -> int32 -> int -> code -> code
val div : int -> int -> int -> code -> code
val div_k : int -> int32 -> int -> code -> code
val min : int -> int -> int -> code -> code
val max : int -> int -> int -> code -> code
val copysign : int -> int -> int -> code -> code

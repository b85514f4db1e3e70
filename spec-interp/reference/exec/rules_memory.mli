(** Loads and stores: [rule memory offset address-operand ...]. Operands and results are byte offsets in the frame; [cost] is the fuel up to
    and with the instruction, the location its place. *)

open Store

(** Address and result. *)
val load : Ast.loadop -> memory -> int -> int -> int -> int -> Outcome.location -> code -> code

(** Address and value. *)
val store : Ast.storeop -> memory -> int -> int -> int -> int -> Outcome.location -> code -> code

(** By the opcode after the prefix 0xFD: all loads of vectors but those of one lane. *)
val vector_load : int -> memory -> int -> int -> int -> int -> Outcome.location -> code -> code

(** The vector follows the address. *)
val v128_store : memory -> int -> int -> int -> Outcome.location -> code -> code

(** Width in bytes and index of the lane come first. *)
val load_lane : int -> int -> memory -> int -> int -> int -> int -> Outcome.location -> code -> code

val store_lane : int -> int -> memory -> int -> int -> int -> Outcome.location -> code -> code

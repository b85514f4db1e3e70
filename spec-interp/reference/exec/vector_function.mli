(** The numeric functions of the vector instructions that touch no memory, by opcode. They work on the operand stack, see {!Simd}. *)

(** Unary, binary, ternary, shifts, tests, splats. *)
val plain : int -> Bytes.t -> int -> unit

(** With a lane index: extract and replace. *)
val lane : int -> Bytes.t -> int -> int -> unit

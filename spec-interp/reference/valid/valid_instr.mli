(** The typing rule of every instruction. *)

(** [aux] receives, by instruction: the operand's units for [drop] and [select]; the index of the opening instruction for
    [else] and [end]. *)
type t = {
  context : Context.t;
  stack : Operands.t;
  locals : Locals.t;
  results : Types.valtype array;
  aux : int array;
}

(** [instr v i at x]: [x] is the instruction of index [i] in its body, at offset [at].
    @raise Reject.Invalid *)
val instr : t -> int -> int -> Ast.instr -> unit

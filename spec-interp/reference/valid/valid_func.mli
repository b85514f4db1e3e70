(** Function bodies (specification, "Validation: Modules", "Functions"). *)

(** A valid body with what the algorithm knows at each instruction, which is what execution needs to address operands directly. *)
type body = {
  functype : Types.functype;
  func : Ast.func;
  locals : Locals.t;
  heights : int array;  (** units on the operand stack before the instruction; -1: no execution comes here *)
  aux : int array;  (** see {!Valid_instr.t} *)
  max_units : int;  (** the H of [engine/FUEL.md] *)
}

(** The stacks are scratch space.
    @raise Reject.Invalid
    @raise Reject.Implementation_limit *)
val func : Context.t -> Operands.t -> Types.functype -> Ast.func Ast.located -> body

(** Modules of the binary format (specification, "Binary Format: Modules"). *)

(** @raise Reject.Malformed
    @raise Reject.Implementation_limit *)
val module_ : string -> Ast.module_

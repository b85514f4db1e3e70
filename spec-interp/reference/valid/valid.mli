(** Modules (specification, "Validation: Modules"). *)

type t = { ast : Ast.module_; context : Context.t; bodies : Valid_func.body array }

(** @raise Reject.Invalid
    @raise Reject.Implementation_limit *)
val module_ : Ast.module_ -> t

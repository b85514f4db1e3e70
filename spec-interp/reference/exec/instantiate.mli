(** Allocation and instantiation of modules (specification, "Execution: Modules"). *)

open Store

type extern = Func of int | Table of int | Memory of int | Global of int

(** The index of the import that does not fit. *)
exception Link_error of int * string

exception Limit_reached

(** The type that an extern has now. *)
val actual_type : Store.t -> extern -> Types.externtype

val import_type : Ast.module_ -> Ast.import -> Types.externtype

(** An instance whose globals, tables and memories are still empty. When it raises {!Link_error} or {!Limit_reached}, nothing has been
    allocated. *)
val allocate : Store.t -> Valid.t -> extern array -> instance

(** Globals, then active segments in order.
    @raise Outcome.Failed with the effects up to there in place *)
val initialize : instance -> unit

(** The start function, which is the caller's to run. *)
val start : instance -> func option

(** Limits on modules (specification, appendix "Implementation Limitations"), those that engines for the web and the tools around
    them agree on, so that a module is not refused by one runtime alone. *)

(** Entries of the type, import, function, global and export sections, each. *)
val definitions : int

(** Element segments, data segments, each. *)
val segments : int

val name_bytes : int
val function_bytes : int

(** Parameters included. *)
val function_locals : int

(** Parameters, results, each. *)
val type_arity : int

val tables : int

(** Length of an element segment. *)
val segment_elements : int

val module_bytes : int

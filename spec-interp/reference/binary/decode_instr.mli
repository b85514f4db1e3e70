(** Instructions and expressions of the binary format. *)

(** Room that one decoder uses for all the expressions of a module. *)
type buffer

val create : unit -> buffer

(** The offset of the first instruction that needs the data count section, -1 without one. *)
val data_count_needed_at : buffer -> int

val valtype : Reader.t -> Types.valtype
val reftype : Reader.t -> Types.valtype
val expr : buffer -> Reader.t -> Ast.expr

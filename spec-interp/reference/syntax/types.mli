(** Types (specification, "Structure: Types"). *)

(** [Bot] occurs in the validator alone: the type of an operand that unreachable code may take for any type. *)
type valtype = I32 | I64 | F32 | F64 | V128 | Funcref | Externref | Bot

type functype = { params : valtype array; results : valtype array }

(** In pages of 65,536 bytes for memories, in elements for tables. *)
type limits = { min : int; max : int option }

type mutability = Const | Var
type globaltype = { mut : mutability; content : valtype }
type tabletype = { element : valtype; table_limits : limits }
type memtype = { memory_limits : limits }

type externtype =
  | Func_type of functype
  | Table_type of tabletype
  | Memory_type of memtype
  | Global_type of globaltype

(** Stack units, which are also slots of 8 bytes: 2 for [V128], 1 for every other type. *)
val units : valtype -> int

val units_of : valtype array -> int

val is_num : valtype -> bool
(** [Bot] satisfies each of the three. *)

val is_vec : valtype -> bool
val is_ref : valtype -> bool
val name : valtype -> string

(** Import matching ("Execution: Modules", "External Typing"). *)
val limits_match : given:limits -> wanted:limits -> bool

val externtype_match : given:externtype -> wanted:externtype -> bool

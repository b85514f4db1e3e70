(** Tables of the numeric and memory instructions: opcodes, types, widths. *)

(** From opcode 0x45 on. *)
val by_opcode : Ast.numop array

(** Prefix 0xFC, from 0 on. *)
val saturating : Ast.numop array

(** From opcode 0x28 on. *)
val loads : Ast.loadop array

(** From opcode 0x36 on. *)
val stores : Ast.storeop array

(** One operand or two of the same type; then the type of the result. *)
type arity = One of Types.valtype * Types.valtype | Two of Types.valtype * Types.valtype

val signature : Ast.numop -> arity

(** The type of the value, and the exponent of two of the width in memory in bytes. *)
val load : Ast.loadop -> Types.valtype * int

val store : Ast.storeop -> Types.valtype * int

(** Memory and table instructions other than loads and stores. Operands and results are byte offsets in the frame (bulk instructions: of the
    first of three); [cost] is the fuel up to and with the instruction, the location its place. *)

open Store

val memory_size : memory -> int -> code -> code

(** The result replaces the operand. *)
val memory_grow : memory -> int -> code -> code

val memory_fill : memory -> int -> int -> Outcome.location -> code -> code
val memory_copy : memory -> int -> int -> Outcome.location -> code -> code

(** Segments are named by instance and index. *)
val memory_init : instance -> int -> memory -> int -> int -> Outcome.location -> code -> code

val data_drop : instance -> int -> code -> code

(** Index and result; index and value. *)
val table_get : table -> int -> int -> int -> Outcome.location -> code -> code

val table_set : table -> int -> int -> int -> Outcome.location -> code -> code
val table_size : table -> int -> code -> code
val table_grow : table -> int -> code -> code
val table_fill : table -> int -> int -> Outcome.location -> code -> code

(** Destination, source. *)
val table_copy : table -> table -> int -> int -> Outcome.location -> code -> code

val table_init : instance -> int -> table -> int -> int -> Outcome.location -> code -> code
val elem_drop : instance -> int -> code -> code

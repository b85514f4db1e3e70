(** How an execution ends that does not return; {!Embedding} documents the parts. *)

type trap =
  | Unreachable
  | Integer_divide_by_zero
  | Integer_overflow
  | Invalid_conversion_to_integer
  | Out_of_bounds_memory_access
  | Out_of_bounds_table_access
  | Undefined_element
  | Uninitialized_element
  | Indirect_call_type_mismatch
  | Host

type exhaustion = Fuel | Call_stack | Limit | Native_memory
type location = { instance : int; func : int; offset : int }
type failure = Trap of trap * location option | Exhaustion of exhaustion * location option

(** Ends everything up to the innermost call made by the host (Step_pure/trap-vals, trap-label, trap-frame). *)
exception Failed of failure

val trap : trap -> location option -> 'a
val exhausted : exhaustion -> location option -> 'a

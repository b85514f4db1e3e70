(** What an embedder calls (specification, appendix "Embedding"): decode, validate, allocate, instantiate, invoke, read and write.

    Entities of a store are named by store addresses, small non-negative integers, one sequence per kind; instances by their number
    in order of creation. Functions without a result type raise [Invalid_argument] for an address that does not exist.
    [Out_of_memory] and [Stack_overflow] may leave any function; every other exception would be a bug. *)

type module_

(** A module that cannot be used, and the offset of the byte at which that shows. *)
type rejection =
  | Malformed of int * string
  | Invalid of int * string
  | Implementation_limit of int * string

val module_decode_validate : string -> (module_, rejection) result

(** Module name, item name, type, in order; types as in {!Types}. *)
val module_imports : module_ -> (string * string * Types.externtype) array

val module_exports : module_ -> (string * Types.externtype) array

(** {1 Values and outcomes} *)

(** Floats are bit patterns; [V128] is its low and high half; references are store addresses of functions and the host's ids,
    -1 is null. *)
type value =
  | I32 of int32
  | I64 of int64
  | F32 of int32
  | F64 of int64
  | V128 of int64 * int64
  | Funcref of int
  | Externref of int

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
  | Host  (** raised by a host function *)

(** [engine/FUEL.md]. [Native_memory]: this process cannot hold the operand stack; a reason to discard the case. *)
type exhaustion = Fuel | Call_stack | Limit | Native_memory

(** Of the innermost Wasm frame: instance, function index in its module, byte offset of the opcode in the module. *)
type location = { instance : int; func : int; offset : int }

type failure =
  | Trap of trap * location option
  | Exhaustion of exhaustion * location option

(** {1 Stores} *)

type store

(** In pages per memory, elements per table, and bytes over all memories and tables ([engine/FUEL.md], "Limits"). *)
type limits = { memory_pages : int; table_elements : int; total_bytes : int }

val store_init : limits -> store

(** Begins a step: consumed fuel becomes 0. Values beyond [max_int] are to be given as [max_int]. *)
val begin_step : store -> fuel_limit:int -> stack_limit:int -> unit

val fuel_consumed : store -> int

(** Stack units in use: 0 unless a host function is running. *)
val stack_units : store -> int

(** Operations since the store's creation whose NaN result the specification leaves open. *)
val open_nans : store -> int

(** What a host function answers: results of its type, a trap of its own, or the failure of a call that it made, passed on unchanged. *)
type host_outcome = Results of value array | Host_trap | Host_failure of failure

(** [set_host store call]: [call id arguments] runs at every call of a host function. It may use the store, {!func_invoke} included.
    An exception leaves {!func_invoke} as it is. *)
val set_host : store -> (int -> value array -> host_outcome) -> unit

(** {1 Instances} *)

type extern = Func of int | Table of int | Memory of int | Global of int

type instantiation =
  | Instantiated of int  (** the instance *)
  | Link_error of int * string  (** the first import that does not fit; wrong number of imports: the first one missing *)
  | Limit_reached  (** nothing was allocated *)
  | Failed of int * failure  (** active segments or the start function; effects stay, also the instance *)

val module_instantiate : store -> module_ -> extern array -> instantiation
val instance_count : store -> int

(** Exports with their names, in the order of the module. *)
val instance_exports : store -> int -> (string * extern) array

val instance_export : store -> int -> string -> extern option

(** Index spaces, imports first: store addresses. *)
val instance_funcs : store -> int -> int array

val instance_tables : store -> int -> int array
val instance_memories : store -> int -> int array
val instance_globals : store -> int -> int array

(** One flag for each segment: whether it has been dropped. *)
val instance_dropped_elems : store -> int -> bool array

val instance_dropped_datas : store -> int -> bool array

(** {1 Functions} *)

type func_owner =
  | Wasm_func of int * int  (** instance, index among the module's functions *)
  | Host_func of int  (** id *)

val func_alloc : store -> Types.functype -> id:int -> int
val func_type : store -> int -> Types.functype
val func_owner : store -> int -> func_owner

(** The arguments must have the types of the function ([Invalid_argument]). Stack units in use are the same before and after. *)
val func_invoke : store -> int -> value array -> (value array, failure) result

(** {1 Tables, memories, globals}

    Allocation is [None] when a limit of the store would be passed. *)

val table_alloc : store -> Types.tabletype -> value -> int option
val table_type : store -> int -> Types.tabletype
val table_size : store -> int -> int

(** [None] and [false]: out of bounds. *)
val table_read : store -> int -> int -> value option

val table_write : store -> int -> int -> value -> bool

(** The old size, or -1. *)
val table_grow : store -> int -> int -> value -> int

val memory_alloc : store -> Types.memtype -> int option
val memory_type : store -> int -> Types.memtype

(** In pages. *)
val memory_size : store -> int -> int

(** In pages; the old size, or -1. *)
val memory_grow : store -> int -> int -> int

(** [(backing, n)]: the first [n] bytes of the memory are the first [n] of [backing], all further ones up to the memory's size are zero
    and not stored. Valid until anything runs, writes or grows. *)
val memory_contents : store -> int -> Bytes.t * int

val memory_read : store -> int -> offset:int -> length:int -> Bytes.t option
val memory_write : store -> int -> offset:int -> Bytes.t -> bool
val global_alloc : store -> Types.globaltype -> value -> int
val global_type : store -> int -> Types.globaltype
val global_read : store -> int -> value

(** [false]: immutable. *)
val global_write : store -> int -> value -> bool

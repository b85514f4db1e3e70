(** Stores, instances and what lives in them (specification, "Execution: Runtime Structure"). *)

open Types
open Outcome

(** [data] backs the first [avail] bytes of [size]; all others are zero and take no room until somebody goes there. *)
type memory = { memory_type : memtype; mutable data : Bytes.t; mutable avail : int; mutable size : int }

(** References: store addresses of functions, ids of the host, -1 is null. Only the first [length] of [elems] count. *)
type table = { table_type : tabletype; mutable elems : int array; mutable length : int }

(** One slot, two for v128. *)
type global = { global_type : globaltype; cell : Bytes.t }

(** A store and the machine that runs its functions. Frames lie in [stack], which consists of slots of 8 bytes (little-endian: i32
    and f32 in the low half, whose upper half is unspecified; v128 takes two slots):

    parameters and locals | saved frame position, return point | operands

    The arguments of a call are the callee's first locals, its results replace them. *)
type t = {
  mutable stack : Bytes.t;
  mutable fp : int;  (** byte offset of the running frame *)
  mutable top : int;  (** where a call by the host may put its frame *)
  mutable return_to : int;  (** what the call under way will save: return point, caller's frame *)
  mutable return_fp : int;
  mutable fuel : int;
  mutable fuel_limit : int;
  mutable units : int;
  mutable units_limit : int;
  mutable returns : code array;  (** return points: what follows each call, by number *)
  mutable return_count : int;
  mutable host : int -> functype -> int -> location option -> unit;
      (** runs a host function: id, type, stack offset of the arguments and then of the results, the calling instruction *)
  funcs : func Vec.t;
  tables : table Vec.t;
  memories : memory Vec.t;
  globals : global Vec.t;
  instances : instance Vec.t;
  type_ids : (string, int) Hashtbl.t;
  memory_pages : int;
  table_elements : int;
  total_bytes : int;
  mutable bytes_used : int;
}

(** The rest of a run, one closure for each instruction: each does its work and goes on to the next by a tail call. *)
and code = t -> unit

and func = {
  addr : int;
  functype : functype;
  type_id : int;
  mutable entry : code;
  owner : owner;
}

and owner = Wasm of instance * int | Host of int

and instance = {
  id : int;
  source : Valid.t;
  i_funcs : func array;
  i_tables : table array;
  i_memories : memory array;
  i_globals : global array;
  table_addrs : int array;
  memory_addrs : int array;
  global_addrs : int array;
  i_types : int array;  (** type ids *)
  i_elems : int array array;  (** empty once dropped, like [i_datas] *)
  i_datas : string array;
  dropped_elems : Bytes.t;
  dropped_datas : Bytes.t;
  exports : (string, Ast.exportdesc) Hashtbl.t Lazy.t;
}

(** Bytes of a page. *)
val page : int

val null : int

(** Return point 0: ends the run. *)
val halt : code

val create : memory_pages:int -> table_elements:int -> total_bytes:int -> t

(** Equal types have equal ids. *)
val type_id : t -> functype -> int

(** A new return point. *)
val add_return : t -> code -> int

(** Makes the stack that many bytes long at least.
    @raise Outcome.Failed when that is more than this process should use *)
val reserve_stack : t -> int -> unit

(** Whether a memory or table of a new size, so many more than before, keeps within the store's limits. *)
val may_have_pages : t -> adding:int -> int -> bool

val may_have_elements : t -> adding:int -> int -> bool

(** Allocations do not check limits. They yield the address as well. *)
val alloc_memory : t -> memtype -> int * memory

val alloc_table : t -> tabletype -> int -> int * table
val alloc_global : t -> globaltype -> int * global
val alloc_func : t -> functype -> code -> owner -> func

(** Whether the memory reaches that far; if so, [data] does too afterwards. *)
val reach : memory -> int -> bool

(** The old size in pages or elements, or -1. *)
val grow_memory : t -> memory -> int -> int

val grow_table : t -> table -> int -> int -> int

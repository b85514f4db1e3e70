open Types
open Outcome

type memory = { memory_type : memtype; mutable data : Bytes.t; mutable avail : int; mutable size : int }
type table = { table_type : tabletype; mutable elems : int array; mutable length : int }
type global = { global_type : globaltype; cell : Bytes.t }

type t = {
  mutable stack : Bytes.t;
  mutable fp : int;
  mutable top : int;
  mutable return_to : int;
  mutable return_fp : int;
  mutable fuel : int;
  mutable fuel_limit : int;
  mutable units : int;
  mutable units_limit : int;
  mutable returns : code array;
  mutable return_count : int;
  mutable host : int -> functype -> int -> location option -> unit;
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
  i_types : int array;
  i_elems : int array array;
  i_datas : string array;
  dropped_elems : Bytes.t;
  dropped_datas : Bytes.t;
  exports : (string, Ast.exportdesc) Hashtbl.t Lazy.t;
}

let page = 65536
let null = -1

(* Return point 0 hands control back to whoever started the run. *)
let halt (_ : t) = ()
let no_host _ _ _ _ = invalid_arg "the store has no host"

let create ~memory_pages ~table_elements ~total_bytes =
  {
    stack = Bytes.create 1024;
    fp = 0;
    top = 0;
    return_to = 0;
    return_fp = 0;
    fuel = 0;
    fuel_limit = max_int;
    units = 0;
    units_limit = max_int;
    returns = Array.make 16 halt;
    return_count = 1;
    host = no_host;
    funcs = Vec.create ();
    tables = Vec.create ();
    memories = Vec.create ();
    globals = Vec.create ();
    instances = Vec.create ();
    type_ids = Hashtbl.create 16;
    memory_pages;
    table_elements;
    total_bytes;
    bytes_used = 0;
  }

let letter t =
  match t with I32 -> 'i' | I64 -> 'I' | F32 -> 'f' | F64 -> 'F' | V128 -> 'v' | Funcref -> 'r' | Externref -> 'e' | Bot -> '?'

let type_key t =
  let letters ts = String.init (Array.length ts) (fun i -> letter ts.(i)) in
  letters t.params ^ ">" ^ letters t.results

let type_id m t =
  let key = type_key t in
  match Hashtbl.find_opt m.type_ids key with
  | Some id -> id
  | None ->
      let id = Hashtbl.length m.type_ids in
      Hashtbl.add m.type_ids key id;
      id

let add_return m code =
  let n = m.return_count in
  if n = Array.length m.returns then m.returns <- Array.append m.returns (Array.make n halt);
  m.returns.(n) <- code;
  m.return_count <- n + 1;
  n

(* At least doubles, so that a chain of calls copies each byte a bounded number of times. *)
let stack_bound = 1 lsl 30

let reserve_stack m bytes =
  let have = Bytes.length m.stack in
  if bytes > have then begin
    if bytes > stack_bound then exhausted Native_memory None;
    let bigger = Bytes.create (min stack_bound (max bytes (2 * have))) in
    Bytes.unsafe_blit m.stack 0 bigger 0 have;
    m.stack <- bigger
  end

(* Limits ([engine/FUEL.md]). Counts are compared before they are multiplied, so nothing overflows. *)

let fits m bytes = bytes <= m.total_bytes - m.bytes_used

let may_have_pages m ~adding pages =
  pages <= m.memory_pages && pages <= page && fits m (adding * page)

let may_have_elements m ~adding elements =
  elements <= m.table_elements && elements <= 0xffff_ffff && fits m (adding * 8)

(* Memories. [data] backs the first [avail] bytes; everything behind is zero and takes no room until somebody goes there. *)

let alloc_memory m (t : memtype) =
  m.bytes_used <- m.bytes_used + (t.memory_limits.min * page);
  let memory = { memory_type = t; data = Bytes.empty; avail = 0; size = t.memory_limits.min * page } in
  (Vec.push m.memories memory, memory)

let back memory needed =
  let rounded = (needed + 511) land lnot 511 in
  let capacity = min memory.size (max rounded (2 * memory.avail)) in
  let bigger = Bytes.create capacity in
  Bytes.unsafe_blit memory.data 0 bigger 0 memory.avail;
  Bytes.unsafe_fill bigger memory.avail (capacity - memory.avail) '\000';
  memory.data <- bigger;
  memory.avail <- capacity

let reach memory finish =
  finish <= memory.size
  && begin
       if finish > memory.avail then back memory finish;
       true
     end

let grow_memory m memory delta =
  let old = memory.size / page in
  let bound = Option.value memory.memory_type.memory_limits.max ~default:page in
  if delta > page || old + delta > bound || not (may_have_pages m ~adding:delta (old + delta)) then -1
  else begin
    m.bytes_used <- m.bytes_used + (delta * page);
    memory.size <- memory.size + (delta * page);
    old
  end

(* Tables *)

let alloc_table m (t : tabletype) init =
  let n = t.table_limits.min in
  m.bytes_used <- m.bytes_used + (n * 8);
  let table = { table_type = t; elems = Array.make n init; length = n } in
  (Vec.push m.tables table, table)

let grow_table m table delta init =
  let old = table.length in
  let size = old + delta in
  let bound = Option.value table.table_type.table_limits.max ~default:0xffff_ffff in
  if delta > 0xffff_ffff || size > bound || not (may_have_elements m ~adding:delta size) then -1
  else begin
    m.bytes_used <- m.bytes_used + (delta * 8);
    if size > Array.length table.elems then begin
      let bigger = Array.make (max size (2 * old)) null in
      Array.blit table.elems 0 bigger 0 old;
      table.elems <- bigger
    end;
    Array.fill table.elems old delta init;
    table.length <- size;
    old
  end

(* Globals and functions *)

let alloc_global m t =
  let global = { global_type = t; cell = Bytes.make 16 '\000' } in
  (Vec.push m.globals global, global)

let alloc_func m functype entry owner =
  let func = { addr = Vec.length m.funcs; functype; type_id = type_id m functype; entry; owner } in
  ignore (Vec.push m.funcs func);
  func

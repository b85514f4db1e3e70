open Types
open Store

type module_ = Valid.t

type rejection =
  | Malformed of int * string
  | Invalid of int * string
  | Implementation_limit of int * string

let module_decode_validate bytes =
  match Valid.module_ (Decode.module_ bytes) with
  | m -> Ok m
  | exception Reject.Malformed (at, message) -> Error (Malformed (at, message))
  | exception Reject.Invalid (at, message) -> Error (Invalid (at, message))
  | exception Reject.Implementation_limit (at, message) -> Error (Implementation_limit (at, message))

let module_imports (v : module_) =
  Array.map
    (fun { Ast.it = i; _ } -> (i.Ast.import_module, i.Ast.import_name, Instantiate.import_type v.ast i))
    v.ast.imports

let module_exports (v : module_) =
  let c = v.context in
  let export_type (desc : Ast.exportdesc) =
    match desc with
    | Export_func x -> Func_type c.funcs.(x)
    | Export_table x -> Table_type c.tables.(x)
    | Export_memory x -> Memory_type c.memories.(x)
    | Export_global x -> Global_type c.globals.(x)
  in
  Array.map (fun { Ast.it = e; _ } -> (e.Ast.export_name, export_type e.Ast.export_desc)) v.ast.exports

type value =
  | I32 of int32
  | I64 of int64
  | F32 of int32
  | F64 of int64
  | V128 of int64 * int64
  | Funcref of int
  | Externref of int

type trap = Outcome.trap =
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

type exhaustion = Outcome.exhaustion = Fuel | Call_stack | Limit | Native_memory
type location = Outcome.location = { instance : int; func : int; offset : int }

type failure = Outcome.failure =
  | Trap of trap * location option
  | Exhaustion of exhaustion * location option

type host_outcome = Results of value array | Host_trap | Host_failure of failure

type store = {
  machine : Store.t;
  mutable call : int -> value array -> host_outcome;
  mutable depth : int;  (** runs that a host function interrupts, and the running one *)
  mutable nans_before : int;  (** {!Nan_open.count} when the outermost run began *)
  mutable nans : int;  (** by all earlier runs *)
}

type limits = { memory_pages : int; table_elements : int; total_bytes : int }

(* Values in slots *)

let type_of value : valtype =
  match value with
  | I32 _ -> I32
  | I64 _ -> I64
  | F32 _ -> F32
  | F64 _ -> F64
  | V128 _ -> V128
  | Funcref _ -> Funcref
  | Externref _ -> Externref

let put bytes p value =
  match value with
  | I32 v | F32 v -> Slots.set32 bytes p v
  | I64 v | F64 v -> Slots.set64 bytes p v
  | V128 (low, high) ->
      Slots.set64 bytes p low;
      Slots.set64 bytes (p + 8) high
  | Funcref r | Externref r -> Slots.set_int bytes p r

let get bytes p (t : valtype) =
  match t with
  | I32 -> I32 (Slots.get32 bytes p)
  | F32 -> F32 (Slots.get32 bytes p)
  | I64 -> I64 (Slots.get64 bytes p)
  | F64 -> F64 (Slots.get64 bytes p)
  | V128 -> V128 (Slots.get64 bytes p, Slots.get64 bytes (p + 8))
  | Funcref -> Funcref (Slots.int bytes p)
  | Externref | Bot -> Externref (Slots.int bytes p)

let check_types types values =
  if Array.length types <> Array.length values then invalid_arg "wrong number of values";
  Array.iteri (fun i t -> if type_of values.(i) <> t then invalid_arg "value of the wrong type") types

let put_all bytes p values =
  let at = ref p in
  Array.iter
    (fun v ->
      put bytes !at v;
      at := !at + (8 * units (type_of v)))
    values

let get_all bytes p types =
  let at = ref p in
  Array.map
    (fun t ->
      let v = get bytes !at t in
      at := !at + (8 * units t);
      v)
    types

(* Room for the arguments of a call and then its results. *)
let call_bytes (t : functype) = 8 * max (units_of t.params) (units_of t.results)

(* Host functions: a call that they make finds its room above their arguments. *)
let call_host s id (t : functype) p at =
  let m = s.machine in
  let top = m.top in
  m.top <- p + call_bytes t;
  let outcome =
    match s.call id (get_all m.stack p t.params) with
    | outcome -> outcome
    | exception e ->
        m.top <- top;
        raise e
  in
  m.top <- top;
  match outcome with
  | Results values ->
      check_types t.results values;
      put_all m.stack p values
  | Host_trap -> Outcome.trap Host at
  | Host_failure failure -> raise (Outcome.Failed failure)

let no_host _ _ = invalid_arg "the store has no host"

let store_init { memory_pages; table_elements; total_bytes } =
  let machine = Store.create ~memory_pages ~table_elements ~total_bytes in
  let s = { machine; call = no_host; depth = 0; nans_before = 0; nans = 0 } in
  machine.host <- (fun id t p at -> call_host s id t p at);
  s

let set_host s call = s.call <- call

let begin_step { machine = m; _ } ~fuel_limit ~stack_limit =
  m.fuel <- 0;
  m.fuel_limit <- fuel_limit;
  m.units_limit <- stack_limit

let fuel_consumed s = s.machine.fuel
let stack_units s = s.machine.units
let open_nans s = if s.depth = 0 then s.nans else s.nans + !Nan_open.count - s.nans_before

(* Runs *)

let enter s =
  if s.depth = 0 then s.nans_before <- !Nan_open.count;
  s.depth <- s.depth + 1

let leave s =
  s.depth <- s.depth - 1;
  if s.depth = 0 then s.nans <- s.nans + !Nan_open.count - s.nans_before

(* Step_read/call_addr from outside: the run ends at return point 0, with everything as it was but for the results. *)
let run s (f : func) args =
  let m = s.machine in
  let base = m.top in
  reserve_stack m (base + call_bytes f.functype);
  put_all m.stack base args;
  (match f.owner with
  | Host id -> call_host s id f.functype base None
  | Wasm _ ->
      m.return_to <- 0;
      m.return_fp <- m.fp;
      m.fp <- base;
      f.entry m);
  get_all m.stack base f.functype.results

let func_invoke_addr s f args =
  check_types f.functype.params args;
  let m = s.machine in
  let fp = m.fp and top = m.top and units = m.units in
  let restore () =
    m.fp <- fp;
    m.top <- top;
    m.units <- units;
    leave s
  in
  enter s;
  match run s f args with
  | results ->
      restore ();
      Ok results
  | exception Outcome.Failed failure ->
      restore ();
      Error failure
  | exception e ->
      restore ();
      raise e

let func_invoke s addr args = func_invoke_addr s (Vec.get s.machine.funcs addr) args

(* Instances *)

type extern = Instantiate.extern = Func of int | Table of int | Memory of int | Global of int

type instantiation =
  | Instantiated of int
  | Link_error of int * string
  | Limit_reached
  | Failed of int * failure

let run_start s (instance : instance) =
  match Instantiate.start instance with
  | None -> Instantiated instance.id
  | Some f -> (
      match func_invoke_addr s f [||] with
      | Ok _ -> Instantiated instance.id
      | Error failure -> Failed (instance.id, failure))

let module_instantiate s v externs =
  match Instantiate.allocate s.machine v externs with
  | exception Instantiate.Link_error (i, message) -> Link_error (i, message)
  | exception Instantiate.Limit_reached -> Limit_reached
  | instance -> (
      match Instantiate.initialize instance with
      | () -> run_start s instance
      | exception Outcome.Failed failure -> Failed (instance.id, failure))

let instance s id = Vec.get s.machine.instances id
let instance_count s = Vec.length s.machine.instances

let extern_of (i : instance) (desc : Ast.exportdesc) =
  match desc with
  | Export_func x -> Func i.i_funcs.(x).addr
  | Export_table x -> Table i.table_addrs.(x)
  | Export_memory x -> Memory i.memory_addrs.(x)
  | Export_global x -> Global i.global_addrs.(x)

let instance_exports s id =
  let i = instance s id in
  Array.map (fun { Ast.it = e; _ } -> (e.Ast.export_name, extern_of i e.Ast.export_desc)) i.source.ast.exports

let instance_export s id name =
  let i = instance s id in
  Option.map (extern_of i) (Hashtbl.find_opt (Lazy.force i.exports) name)

let instance_funcs s id = Array.map (fun (f : func) -> f.addr) (instance s id).i_funcs
let instance_tables s id = (instance s id).table_addrs
let instance_memories s id = (instance s id).memory_addrs
let instance_globals s id = (instance s id).global_addrs
let flags bytes = Array.init (Bytes.length bytes) (fun i -> Bytes.get bytes i <> '\000')
let instance_dropped_elems s id = flags (instance s id).dropped_elems
let instance_dropped_datas s id = flags (instance s id).dropped_datas

(* Functions *)

type func_owner = Wasm_func of int * int | Host_func of int

let func_alloc s t ~id = (alloc_func s.machine t halt (Host id)).addr
let func s addr = Vec.get s.machine.funcs addr
let func_type s addr = (func s addr).functype

let func_owner s addr =
  match (func s addr).owner with Wasm (i, x) -> Wasm_func (i.id, x) | Host id -> Host_func id

(* Tables *)

let reference (t : valtype) value =
  match (t, value) with
  | Funcref, Funcref r | Externref, Externref r -> r
  | _ -> invalid_arg "reference of the wrong type"

let of_reference (t : valtype) r = if t = Funcref then Funcref r else Externref r

let table_alloc s (t : tabletype) init =
  let n = t.table_limits.min in
  if may_have_elements s.machine ~adding:n n then Some (fst (alloc_table s.machine t (reference t.element init)))
  else None

let table s addr = Vec.get s.machine.tables addr
let table_type s addr = (table s addr).table_type
let table_size s addr = (table s addr).length

let table_read s addr i =
  let t = table s addr in
  if i < 0 || i >= t.length then None else Some (of_reference t.table_type.element t.elems.(i))

let table_write s addr i value =
  let t = table s addr in
  let r = reference t.table_type.element value in
  i >= 0 && i < t.length
  && begin
       t.elems.(i) <- r;
       true
     end

let table_grow s addr delta value =
  let t = table s addr in
  if delta < 0 then invalid_arg "negative growth";
  grow_table s.machine t delta (reference t.table_type.element value)

(* Memories *)

let memory_alloc s (t : memtype) =
  let n = t.memory_limits.min in
  if may_have_pages s.machine ~adding:n n then Some (fst (alloc_memory s.machine t)) else None

let memory s addr = Vec.get s.machine.memories addr
let memory_type s addr = (memory s addr).memory_type
let memory_size s addr = (memory s addr).size / page

let memory_grow s addr delta =
  if delta < 0 then invalid_arg "negative growth";
  grow_memory s.machine (memory s addr) delta

let memory_contents s addr =
  let mem = memory s addr in
  (mem.data, mem.avail)

let in_memory (mem : Store.memory) offset length = offset >= 0 && length >= 0 && offset <= mem.size - length

let memory_read s addr ~offset ~length =
  let mem = memory s addr in
  if not (in_memory mem offset length) then None
  else begin
    let bytes = Bytes.make length '\000' in
    let backed = min length (mem.avail - offset) in
    if backed > 0 then Bytes.blit mem.data offset bytes 0 backed;
    Some bytes
  end

let memory_write s addr ~offset bytes =
  let mem = memory s addr and length = Bytes.length bytes in
  in_memory mem offset length
  && begin
       if length > 0 then begin
         ignore (reach mem (offset + length));
         Bytes.blit bytes 0 mem.data offset length
       end;
       true
     end

(* Globals *)

let check_global (t : globaltype) value = if type_of value <> t.content then invalid_arg "value of the wrong type"

let global_alloc s t value =
  check_global t value;
  let addr, g = alloc_global s.machine t in
  put g.cell 0 value;
  addr

let global s addr = Vec.get s.machine.globals addr
let global_type s addr = (global s addr).global_type

let global_read s addr =
  let g = global s addr in
  get g.cell 0 g.global_type.content

let global_write s addr value =
  let g = global s addr in
  check_global g.global_type value;
  g.global_type.mut = Var
  && begin
       put g.cell 0 value;
       true
     end

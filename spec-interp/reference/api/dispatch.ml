open Embedding
open Wire

(* Naming a module of the threads library links it, and its initialisation makes the runtime's lock a real one: Rust may call
   from several threads, one at a time. *)
let _ = Thread.self

(* What Rust holds are numbers. They are never used twice. *)
module Handles = struct
  type 'a t = { table : (int, 'a) Hashtbl.t; mutable next : int }

  let create () = { table = Hashtbl.create 16; next = 0 }

  let add h x =
    let n = h.next in
    h.next <- n + 1;
    Hashtbl.replace h.table n x;
    n

  let find h n = match Hashtbl.find_opt h.table n with Some x -> x | None -> invalid_arg "Dispatch: no such handle"
  let remove h n = Hashtbl.remove h.table n
end

let stores : store Handles.t = Handles.create ()
let modules : module_ Handles.t = Handles.create ()

external host_call : int -> Bytes.t -> Bytes.t = "touchstone_host_call"

let call_host handle id arguments =
  let w = Buffer.create 64 in
  int w id;
  array value w arguments;
  get_host_outcome (reader (host_call handle (Buffer.to_bytes w)))

let get_store r = Handles.find stores (get_int r)
let get_module r = Handles.find modules (get_int r)

let store_init r w =
  let memory_pages = get_int r in
  let table_elements = get_int r in
  let store = Embedding.store_init { memory_pages; table_elements; total_bytes = get_int r } in
  let handle = Handles.add stores store in
  set_host store (call_host handle);
  int w handle

let begin_step r _ =
  let store = get_store r in
  let fuel_limit = get_int r in
  Embedding.begin_step store ~fuel_limit ~stack_limit:(get_int r)

let counters r w =
  let store = get_store r in
  int w (fuel_consumed store);
  int w (stack_units store);
  int w (open_nans store)

let module_decode_validate r w =
  match Embedding.module_decode_validate (get_string r) with
  | Ok m ->
    byte w 0;
    int w (Handles.add modules m)
  | Error e ->
    byte w 1;
    rejection w e

let module_types r w =
  let m = get_module r in
  let import w (module_name, name, t) =
    string w module_name;
    string w name;
    externtype w t
  in
  let export w (name, t) =
    string w name;
    externtype w t
  in
  array import w (module_imports m);
  array export w (module_exports m)

let module_instantiate r w =
  let store = get_store r in
  let m = get_module r in
  match Embedding.module_instantiate store m (get_array get_extern r) with
  | Instantiated instance ->
    byte w 0;
    int w instance
  | Link_error (import, message) ->
    byte w 1;
    int w import;
    string w message
  | Limit_reached -> byte w 2
  | Failed (instance, f) ->
    byte w 3;
    int w instance;
    failure w f

let instance r w =
  let store = get_store r in
  let i = get_int r in
  let addresses f = array int w (f store i) in
  addresses instance_funcs;
  addresses instance_tables;
  addresses instance_memories;
  addresses instance_globals;
  array bool w (instance_dropped_elems store i);
  array bool w (instance_dropped_datas store i)

let instance_exports r w =
  let store = get_store r in
  let export w (name, e) =
    string w name;
    extern w e
  in
  array export w (Embedding.instance_exports store (get_int r))

let instance_export r w =
  let store = get_store r in
  let i = get_int r in
  option extern w (Embedding.instance_export store i (get_string r))

let func_alloc r w =
  let store = get_store r in
  let t = get_functype r in
  int w (Embedding.func_alloc store t ~id:(get_int r))

let func r w =
  let store = get_store r in
  let a = get_int r in
  functype w (func_type store a);
  match func_owner store a with
  | Wasm_func (instance, index) ->
    byte w 0;
    int w instance;
    int w index
  | Host_func id ->
    byte w 1;
    int w id

let func_invoke r w =
  let store = get_store r in
  let a = get_int r in
  match Embedding.func_invoke store a (get_array get_value r) with
  | Ok results ->
    byte w 0;
    array value w results
  | Error f ->
    byte w 1;
    failure w f

let table_alloc r w =
  let store = get_store r in
  let t = get_tabletype r in
  option int w (Embedding.table_alloc store t (get_value r))

let table r w =
  let store = get_store r in
  let a = get_int r in
  tabletype w (table_type store a);
  int w (table_size store a)

(* Elements from an index on, as many as asked for or as there are. *)
let table_read r w =
  let store = get_store r in
  let a = get_int r in
  let first = get_int r in
  let count = max 0 (min (get_int r) (table_size store a - first)) in
  let element i = match Embedding.table_read store a (first + i) with Some v -> v | None -> invalid_arg "Dispatch.table_read" in
  int w count;
  for i = 0 to count - 1 do value w (element i) done

let table_write r w =
  let store = get_store r in
  let a = get_int r in
  let i = get_int r in
  bool w (Embedding.table_write store a i (get_value r))

let table_grow r w =
  let store = get_store r in
  let a = get_int r in
  let n = get_int r in
  int w (Embedding.table_grow store a n (get_value r))

let memory_alloc r w =
  let store = get_store r in
  option int w (Embedding.memory_alloc store { memory_limits = get_limits r })

let memory r w =
  let store = get_store r in
  let a = get_int r in
  limits w (memory_type store a).memory_limits;
  int w (memory_size store a)

let memory_read r w =
  let store = get_store r in
  let a = get_int r in
  let offset = get_int r in
  option bytes w (Embedding.memory_read store a ~offset ~length:(get_int r))

let memory_write r w =
  let store = get_store r in
  let a = get_int r in
  let offset = get_int r in
  bool w (Embedding.memory_write store a ~offset (get_bytes r))

let memory_grow r w =
  let store = get_store r in
  let a = get_int r in
  int w (Embedding.memory_grow store a (get_int r))

let global_alloc r w =
  let store = get_store r in
  let t = get_globaltype r in
  int w (Embedding.global_alloc store t (get_value r))

let global r w =
  let store = get_store r in
  let a = get_int r in
  globaltype w (global_type store a);
  value w (global_read store a)

let global_write r w =
  let store = get_store r in
  let a = get_int r in
  bool w (Embedding.global_write store a (get_value r))

let answer r w =
  match get_byte r with
  | 0 -> store_init r w
  | 1 -> Handles.remove stores (get_int r)
  | 2 -> begin_step r w
  | 3 -> counters r w
  | 4 -> module_decode_validate r w
  | 5 -> Handles.remove modules (get_int r)
  | 6 -> module_types r w
  | 7 -> module_instantiate r w
  | 8 -> int w (instance_count (get_store r))
  | 9 -> instance r w
  | 10 -> instance_exports r w
  | 11 -> instance_export r w
  | 12 -> func_alloc r w
  | 13 -> func r w
  | 14 -> func_invoke r w
  | 15 -> table_alloc r w
  | 16 -> table r w
  | 17 -> table_read r w
  | 18 -> table_write r w
  | 19 -> table_grow r w
  | 20 -> memory_alloc r w
  | 21 -> memory r w
  | 22 -> memory_read r w
  | 23 -> memory_write r w
  | 24 -> memory_grow r w
  | 25 -> global_alloc r w
  | 26 -> global r w
  | 27 -> global_write r w
  (* A fault on purpose, for tests of the binding. *)
  | 255 -> failwith (get_string r)
  | n -> invalid_arg (Printf.sprintf "Dispatch: no request %d" n)

let call request =
  let w = Buffer.create 256 in
  byte w 0;
  match answer (reader request) w with
  | () -> Buffer.to_bytes w
  | exception e ->
    Buffer.clear w;
    byte w 1;
    string w (Printexc.to_string e);
    Buffer.to_bytes w

let memory_backing store a =
  match
    let s = Handles.find stores store in
    let backing, used = memory_contents s a in
    (backing, used, memory_size s a * 65536)
  with
  | contents -> Some contents
  | exception _ -> None

let () =
  Callback.register "touchstone_call" call;
  Callback.register "touchstone_memory" memory_backing

open Verified_core
open Verified_wire
module D = Verified_decode
module N = Verified_native

external host_call : int -> Bytes.t -> Bytes.t = "touchstone_verified_host_call"
external stack_is_low : unit -> bool = "touchstone_stack_is_low" [@@noalloc]

(* The native stack has bytes for so many frames per byte of a module: what recurses over its syntax fits (spec-interp/src/stack.rs). *)
let max_module_bytes = 4 lsl 20

let rec infinite = S infinite

(* Words.  Each minor collection looks at the whole native stack, which is deep where calls and blocks are: four times the default size
   keeps deep recursion linear, and costs about 3 % elsewhere. *)
let () = Gc.set { (Gc.get ()) with minor_heap_size = 1 lsl 20 }

(* What Rust holds are numbers. They are never used twice. *)
module Handles = struct
  type 'a t = { table : (int, 'a) Hashtbl.t; mutable next : int }

  let create () = { table = Hashtbl.create 16; next = 0 }

  let add h x =
    let n = h.next in
    h.next <- n + 1;
    Hashtbl.replace h.table n x;
    n

  let find h n = match Hashtbl.find_opt h.table n with Some x -> x | None -> invalid_arg "Verified_api: no such handle"
  let remove h n = Hashtbl.remove h.table n
end

type compiled = {
  m : module0;
  import_names : (string * string) list;
  export_names : string list;
  exports : (string, int) Hashtbl.t; (* by name, the export's number *)
}

type store = {
  mutable number : int;
  mutable session : session; (* while a host function runs: as it is now *)
  mutable limits : limits;
  mutable fuel : int; (* consumed in this step *)
  mutable base : int; (* of it, before the run that is under way *)
  mutable units : int; (* in use by the callers of the host function that runs *)
  mutable depth : int; (* host functions running *)
  mutable passed_on : failure option; (* what the host's latest trap stands for *)
  hosts : (int, int) Hashtbl.t; (* by script, the id that Rust gave *)
  instances : (int, compiled) Hashtbl.t;
}

let stores : store Handles.t = Handles.create ()
let modules : compiled Handles.t = Handles.create ()
let current : store option Stdlib.ref = Stdlib.ref None

let at what a i = match N.arr_get a i with Some x -> x | None -> invalid_arg ("Verified_api: no such " ^ what)
let the_store st = st.session.ss_store

(* ---- running ---- *)

(* Runs [f] on the store: nested runs, and those that an exception ends, leave the surroundings as they were. *)
let running st f =
  let before = !current and base = st.base and units = st.units and depth = st.depth in
  let restore () =
    current := before;
    st.base <- base;
    st.units <- units;
    st.depth <- depth
  in
  current := Some st;
  Fun.protect ~finally:restore f

let act st a =
  running st (fun () ->
      st.base <- st.fuel;
      let lim = { st.limits with l_fuel = st.limits.l_fuel - st.fuel } in
      match act infinite lim st.session a with
      | None -> failwith "stuck"
      | Some ((session, report), detail) ->
        st.session <- session;
        if st.depth = 0 then st.fuel <- st.base + detail.d_fuel;
        (report, detail))

let refused what = invalid_arg ("Verified_api: " ^ what)
let allocated = function
  | PExtern e, _ -> Some e
  | PLimit, _ -> None
  | _ -> refused "the host's object is refused"

(* A failure that a host function passes on unchanged is a trap of the host to the theory, which nothing catches. *)
let trapped st k at =
  match (k, st.passed_on) with
  | THost, Some failure ->
    st.passed_on <- None;
    failure
  | _ -> Trap (k, at)

let failure_of st ending d =
  match (ending, d.d_exhausted) with
  | Done vs, _ -> Ok vs
  | Trapped k, _ -> Error (trapped st k d.d_where)
  | Cut, Some x -> Error (Exhausted (x, d.d_where))
  | Cut, None -> failwith "cut without a reason"

(* A call that a host function makes: as the theory's [call], but going on from the fuel and stack units in use. *)
let call_back st a args =
  running st (fun () ->
      st.base <- 0;
      let s = the_store st in
      let t = functype_of (at "function" s.s_funcs a) in
      if not (types_eqb (List.map typeof args) t.ft_params) then refused "arguments of other types";
      let e = { e_mi = outside; e_units = st.units; e_lim = st.limits; e_func = None } in
      let ended n s r =
        st.fuel <- n;
        st.session <- { st.session with ss_store = s };
        r
      in
      match ex infinite e [ CALL_ADDR (a, 0) ] st.fuel s no_locals (List.rev args) with
      | Nrm (n, s, _, vs) -> ended n s (Ok (List.rev vs))
      | Trp (k, n, s, w) -> ended n s (Error (trapped st k w))
      | Exh (x, n, s, w) -> ended n s (Error (Exhausted (x, w)))
      | Brk _ | Ret _ | Stuck | OOF -> failwith "stuck")

let invoke st a args =
  if st.depth > 0 then call_back st a args
  else
    match act st (ACall (RHost (EFunc a), args)) with
    | PEnd ending, d -> failure_of st ending d
    | _ -> refused "the call is refused"

(* Answers [consult]: the host acts on the store that runs, and its answer becomes the script's next. *)
let consulted st s script args n units =
  st.session <- { st.session with ss_store = s };
  st.fuel <- st.base + n;
  let w = Buffer.create 64 in
  int w (Hashtbl.find st.hosts script);
  list value w args;
  let outer_units = st.units in
  st.units <- units;
  st.depth <- st.depth + 1;
  let r = reader (host_call st.number (Buffer.to_bytes w)) in
  st.depth <- st.depth - 1;
  st.units <- outer_units;
  st.passed_on <- None;
  let result =
    match get_byte r with
    | 0 -> Some (get_list get_value r)
    | 1 -> None
    | 2 ->
      st.passed_on <- Some (get_failure r);
      None
    | _ -> failwith "the host function panicked"
  in
  let s = the_store st in
  (N.cells s.s_scripts).(script) <- [ { ha_acts = []; ha_result = result } ];
  (s, st.fuel - st.base)

let () =
  N.host :=
    Some
      (fun s script args n units ->
        match !current with
        | None -> failwith "a host function runs outside of any store"
        | Some st ->
          let s, n = consulted st (Obj.obj s) script (Obj.obj args) n units in
          (Obj.repr s, n));
  N.entered := fun () -> if stack_is_low () then raise N.Native_stack

(* ---- requests ---- *)
let get_store r = Handles.find stores (get_int r)
let get_module r = Handles.find modules (get_int r)

let new_store r w =
  let l_pages = get_int r in
  let l_elems = get_int r in
  let limits = { l_fuel = 0; l_stack = 0; l_pages; l_elems; l_bytes = get_int r } in
  let st =
    { number = 0; session = empty_session; limits; fuel = 0; base = 0; units = 0; depth = 0; passed_on = None; hosts = Hashtbl.create 8;
      instances = Hashtbl.create 8 }
  in
  st.number <- Handles.add stores st;
  int w st.number

let begin_step r _ =
  let st = get_store r in
  let l_fuel = get_int r in
  st.limits <- { st.limits with l_fuel; l_stack = get_int r };
  st.fuel <- 0

let counters r w =
  let st = get_store r in
  int w st.fuel;
  int w st.units;
  (* Operations whose NaN is open are not counted. *)
  int w (-1)

let decode_and_validate bytes =
  if String.length bytes > max_module_bytes then raise (D.Limit (0, "module size"));
  let d = D.decode bytes in
  if not (validate d.modul) then raise (D.Invalid (0, "not valid"));
  let exports = Hashtbl.create 16 in
  List.iteri (fun i name -> Hashtbl.replace exports name i) d.export_names;
  { m = d.modul; import_names = d.import_names; export_names = d.export_names; exports }

let new_module r w =
  let rejected kind p text =
    byte w 1;
    byte w kind;
    int w p;
    string w text
  in
  match decode_and_validate (get_string r) with
  | c ->
    byte w 0;
    int w (Handles.add modules c)
  | exception D.Malformed (p, text) -> rejected 0 p text
  | exception D.Invalid (p, text) -> rejected 1 p text
  | exception D.Limit (p, text) -> rejected 2 p text
  | exception D.Unsupported (p, feature) -> rejected 3 p feature

let module_types r w =
  let { m; import_names; export_names; _ } = get_module r in
  let types = Array.of_list m.m_types in
  let import = function
    | ImpFunc x -> Func_type types.(x)
    | ImpTable l -> Table_type l
    | ImpMem l -> Mem_type l
    | ImpGlobal g -> Global_type g
  in
  let imports = List.map import m.m_imports in
  let imported f = List.filter_map f imports in
  let funcs = imported (function Func_type t -> Some t | _ -> None) @ List.map (fun (x, _) -> types.(x)) m.m_funcs in
  let tables = imported (function Table_type t -> Some t | _ -> None) @ m.m_tables in
  let mems = imported (function Mem_type t -> Some t | _ -> None) @ m.m_mems in
  let globals = imported (function Global_type t -> Some t | _ -> None) @ List.map (fun (g, _) -> g) m.m_globals in
  let funcs = Array.of_list funcs and tables = Array.of_list tables and mems = Array.of_list mems in
  let globals = Array.of_list globals in
  let export = function
    | ExpFunc x -> Func_type funcs.(x)
    | ExpTable x -> Table_type tables.(x)
    | ExpMem x -> Mem_type mems.(x)
    | ExpGlobal x -> Global_type globals.(x)
  in
  list (fun w ((a, b), t) -> string w a; string w b; externtype w t) w (List.combine import_names imports);
  list (fun w (a, d) -> string w a; externtype w (export d)) w (List.combine export_names m.m_exports)

let instantiate r w =
  let st = get_store r in
  let c = get_module r in
  let imports = get_list get_extern r in
  if st.depth > 0 then refused "a host function instantiates";
  let number = N.arr_len st.session.ss_insts in
  let made () = Hashtbl.replace st.instances number c in
  match act st (AInstantiate (c.m, List.map (fun e -> RHost e) imports)) with
  | PEnd ending, d -> (
      made ();
      match failure_of st ending d with
      | Ok _ ->
        byte w 0;
        int w number
      | Error f ->
        byte w 3;
        int w number;
        failure w f)
  | PLink i, _ ->
    byte w 1;
    int w i;
    string w "missing, or of another type"
  | PLimit, _ -> byte w 2
  | _ -> refused "the instantiation is refused"

let instance r w =
  let st = get_store r in
  let i = get_int r in
  let mi = (at "instance" st.session.ss_insts i).in_module in
  let addresses a = array int w (N.cells a) in
  addresses mi.mi_funcs;
  addresses mi.mi_tables;
  addresses mi.mi_mems;
  addresses mi.mi_globals;
  (* A dropped segment has become empty. *)
  array (fun w a -> bool w (N.arr_len (at "element segment" (the_store st).s_elems a).ei_refs = 0)) w (N.cells mi.mi_elems);
  array (fun w a -> bool w (at "data" (the_store st).s_datas a = "")) w (N.cells mi.mi_datas)

let exports r w =
  let st = get_store r in
  let i = get_int r in
  let names = (Hashtbl.find st.instances i).export_names in
  list (fun w (name, e) -> string w name; extern w e) w (List.combine names (N.arr_to_list (at "instance" st.session.ss_insts i).in_exports))

let export r w =
  let st = get_store r in
  let i = get_int r in
  let found = Hashtbl.find_opt (Hashtbl.find st.instances i).exports (get_string r) in
  option extern w (Option.map (at "export" (at "instance" st.session.ss_insts i).in_exports) found)

let new_func r w =
  let st = get_store r in
  let t = get_functype r in
  let id = get_int r in
  let script = N.arr_len (the_store st).s_scripts in
  match allocated (act st (AHostFunc (t, []))) with
  | Some (EFunc a) ->
    Hashtbl.replace st.hosts script id;
    int w a
  | _ -> refused "no function"

let func r w =
  let st = get_store r in
  let f = at "function" (the_store st).s_funcs (get_int r) in
  functype w (functype_of f);
  match f with
  | FWasm (_, mi, fn) ->
    byte w 0;
    int w mi.mi_id;
    int w fn.fn_index
  | FHost (_, script) ->
    byte w 1;
    int w (Hashtbl.find st.hosts script)

let invoke_request r w =
  let st = get_store r in
  let a = get_int r in
  match invoke st a (get_list get_value r) with
  | Ok vs ->
    byte w 0;
    list value w vs
  | Error f ->
    byte w 1;
    failure w f

let host_act st h = match act st (AHostAct h) with PEnd (Done []), _ -> () | _ -> refused "the host's action is refused"
let table st a = at "table" (the_store st).s_tables a
let mem st a = at "memory" (the_store st).s_mems a
let mem_len st a = (N.live (mem st a).me_data).len
let global st a = at "global" (the_store st).s_globals a
let address = function EFunc a | ETable a | EMem a | EGlobal a -> a

let new_table r w =
  let st = get_store r in
  let t = get_tabletype r in
  let init = get_element r in
  option int w (Option.map address (allocated (act st (AHostTable (t, init)))))

let table_request r w =
  let st = get_store r in
  let t = table st (get_int r) in
  let size = N.arr_len t.ti_elems in
  tabletype w { tt_type = t.ti_type; tt_limit = { lim_min = size; lim_max = t.ti_max } };
  int w size

let table_read r w =
  let st = get_store r in
  let elems = N.cells (table st (get_int r)).ti_elems in
  let first = get_int r in
  let count = max 0 (min (get_int r) (Array.length elems - first)) in
  int w count;
  for i = first to first + count - 1 do element w elems.(i) done

let table_write r w =
  let st = get_store r in
  let a = get_int r in
  let i = get_int r in
  let x = get_element r in
  let fits = i < N.arr_len (table st a).ti_elems in
  if fits then host_act st (HTableSet (a, i, x));
  bool w fits

let table_grow r w =
  let st = get_store r in
  let a = get_int r in
  let n = get_int r in
  let x = get_element r in
  let t = table st a in
  let size = N.arr_len t.ti_elems in
  let most = match t.ti_max with Some k -> k | None -> 0xffff_ffff in
  if size + n <= most && may_grow_table st.limits (the_store st) t n then begin
    host_act st (HTableGrow (a, n, x));
    int w size
  end
  else int w (-1)

let new_memory r w =
  let st = get_store r in
  option int w (Option.map address (allocated (act st (AHostMem (get_limit r)))))

let memory_request r w =
  let st = get_store r in
  let a = get_int r in
  let pages = mem_len st a / N.page in
  limit w { lim_min = pages; lim_max = (mem st a).me_max };
  int w pages

let memory_read r w =
  let st = get_store r in
  let m = N.live (mem st (get_int r)).me_data in
  let offset = get_int r in
  let length = get_int r in
  if offset < 0 || length < 0 || offset > m.len || length > m.len - offset then byte w 0
  else begin
    byte w 1;
    int w length;
    Buffer.add_subbytes w m.b offset length
  end

let memory_write r w =
  let st = get_store r in
  let a = get_int r in
  let offset = get_int r in
  let bytes = get_string r in
  let fits = offset >= 0 && offset <= mem_len st a && String.length bytes <= mem_len st a - offset in
  if fits then host_act st (HMemWrite (a, offset, bytes));
  bool w fits

let memory_grow r w =
  let st = get_store r in
  let a = get_int r in
  let pages = get_int r in
  let m = mem st a in
  let size = N.mem_size m.me_data in
  let most = match m.me_max with Some k -> min k 65536 | None -> 65536 in
  if size + pages <= most && may_grow st.limits (the_store st) m pages then begin
    host_act st (HMemGrow (a, pages));
    int w size
  end
  else int w (-1)

let new_global r w =
  let st = get_store r in
  let t = get_globaltype r in
  match allocated (act st (AHostGlobal (t.gt_mut, get_value r))) with
  | Some (EGlobal a) -> int w a
  | _ -> refused "no global"

let global_request r w =
  let st = get_store r in
  let g = global st (get_int r) in
  globaltype w { gt_mut = g.gi_mut; gt_type = typeof g.gi_val };
  value w g.gi_val

let global_write r w =
  let st = get_store r in
  let a = get_int r in
  let v = get_value r in
  let mutable_ = (global st a).gi_mut = MVar in
  if mutable_ then host_act st (HGlobalSet (a, v));
  bool w mutable_

(* The numbers of reference/api/dispatch.ml. *)
let answer r w =
  match get_byte r with
  | 0 -> new_store r w
  | 1 -> Handles.remove stores (get_int r)
  | 2 -> begin_step r w
  | 3 -> counters r w
  | 4 -> new_module r w
  | 5 -> Handles.remove modules (get_int r)
  | 6 -> module_types r w
  | 7 -> instantiate r w
  | 8 -> int w (N.arr_len (get_store r).session.ss_insts)
  | 9 -> instance r w
  | 10 -> exports r w
  | 11 -> export r w
  | 12 -> new_func r w
  | 13 -> func r w
  | 14 -> invoke_request r w
  | 15 -> new_table r w
  | 16 -> table_request r w
  | 17 -> table_read r w
  | 18 -> table_write r w
  | 19 -> table_grow r w
  | 20 -> new_memory r w
  | 21 -> memory_request r w
  | 22 -> memory_read r w
  | 23 -> memory_write r w
  | 24 -> memory_grow r w
  | 25 -> new_global r w
  | 26 -> global_request r w
  | 27 -> global_write r w
  (* A fault on purpose, for tests of the binding. *)
  | 255 -> failwith (get_string r)
  | n -> invalid_arg (Printf.sprintf "Verified_api: no request %d" n)

let call request =
  let w = Buffer.create 256 in
  byte w 0;
  let ended kind text =
    Buffer.clear w;
    byte w kind;
    string w text
  in
  (match answer (reader request) w with
   | () -> ()
   | exception Unsupported feature -> ended 2 feature
   | exception N.Native_stack -> ended 3 ""
   | exception e -> ended 1 (Printexc.to_string e));
  Buffer.to_bytes w

let memory_backing number a =
  match
    let m = N.live (mem (Handles.find stores number) a).me_data in
    (m.b, m.len, m.len)
  with
  | contents -> Some contents
  | exception _ -> None

let () =
  Callback.register "touchstone_verified_call" call;
  Callback.register "touchstone_verified_memory" memory_backing

(* "Execution: Modules". *)

open Types
open Ast
open Store

type extern = Func of int | Table of int | Memory of int | Global of int

exception Link_error of int * string
exception Limit_reached

(* Import matching; the limits of what grows begin at its present size. *)

let actual_type m extern =
  match extern with
  | Func a -> Func_type (Vec.get m.funcs a).functype
  | Table a ->
      let t = Vec.get m.tables a in
      Table_type { t.table_type with table_limits = { t.table_type.table_limits with min = t.length } }
  | Memory a ->
      let t = Vec.get m.memories a in
      Memory_type { memory_limits = { t.memory_type.memory_limits with min = t.size / page } }
  | Global a -> Global_type (Vec.get m.globals a).global_type

let import_type (ast : module_) (i : import) =
  match i.import_desc with
  | Import_func x -> Func_type ast.types.(x)
  | Import_table t -> Table_type t
  | Import_memory t -> Memory_type t
  | Import_global t -> Global_type t

let check_imports m (ast : module_) externs =
  let wanted = Array.length ast.imports and given = Array.length externs in
  Array.iteri
    (fun k { it = i; _ } ->
      if k >= given then raise (Link_error (k, "unknown import"));
      if not (externtype_match ~given:(actual_type m externs.(k)) ~wanted:(import_type ast i)) then
        raise (Link_error (k, "incompatible import type")))
    ast.imports;
  if given > wanted then raise (Link_error (wanted, "more values than imports"))

(* Reserves tables, then memories, in index order ([engine/FUEL.md], "Limits"). *)
let check_limits m (ast : module_) =
  let before = m.bytes_used in
  let take ok bytes =
    if ok then m.bytes_used <- m.bytes_used + bytes
    else begin
      m.bytes_used <- before;
      raise Limit_reached
    end
  in
  Array.iter
    (fun { it = t; _ } ->
      let n = t.table_limits.min in
      take (may_have_elements m ~adding:n n) (8 * n))
    ast.tables;
  Array.iter
    (fun { it = t; _ } ->
      let n = t.memory_limits.min in
      take (may_have_pages m ~adding:n n) (page * n))
    ast.memories;
  m.bytes_used <- before

(* Constant expressions: the value goes into one or two slots. *)
let eval instance (e : expr) cell =
  match e.instrs.(0) with
  | I32_const k | F32_const k -> Slots.set_i32 cell 0 k
  | I64_const k | F64_const k -> Slots.set64 cell 0 k
  | V128_const (low, high) ->
      Slots.set64 cell 0 low;
      Slots.set64 cell 8 high
  | Ref_null _ -> Slots.set_int cell 0 null
  | Ref_func x -> Slots.set_int cell 0 instance.i_funcs.(x).addr
  | Global_get x -> Bytes.blit instance.i_globals.(x).cell 0 cell 0 16
  | _ -> assert false

let eval_int instance e =
  let cell = Bytes.make 16 '\000' in
  eval instance e cell;
  Slots.int cell 0

let eval_offset instance e =
  let cell = Bytes.make 16 '\000' in
  eval instance e cell;
  Slots.u32 cell 0

let elem_values instance { it = e; _ } =
  match e.init with
  | Elem_funcs xs -> Array.map (fun x -> instance.i_funcs.(x).addr) xs
  | Elem_exprs es -> Array.map (eval_int instance) es

(* Code is made when a function is called for the first time. *)
let alloc_wasm_func m instance x (body : Valid_func.body) =
  let entry (m : Store.t) =
    let code = Lower.func m instance x body in
    instance.i_funcs.(x).entry <- code;
    code m
  in
  alloc_func m body.functype entry (Wasm (instance, x))

let no_func =
  { addr = -1; functype = { params = [||]; results = [||] }; type_id = -1; entry = halt; owner = Host (-1) }

let imported externs pick = Array.of_list (List.filter_map pick (Array.to_list externs))

let export_index (ast : module_) =
  let index = Hashtbl.create (2 * Array.length ast.exports) in
  Array.iter (fun { it = e; _ } -> Hashtbl.replace index e.export_name e.export_desc) ast.exports;
  index

(* allocmodule, with globals and references still to be filled in *)
let alloc_instance m (source : Valid.t) externs =
  let ast = source.ast in
  let funcs = imported externs (function Func a -> Some (Vec.get m.funcs a) | _ -> None) in
  let tables = Array.map (fun { it = t; _ } -> fst (alloc_table m t null)) ast.tables in
  let memories = Array.map (fun { it = t; _ } -> fst (alloc_memory m t)) ast.memories in
  let globals = Array.map (fun { it = t, _; _ } -> fst (alloc_global m t)) ast.globals in
  let table_addrs = Array.append (imported externs (function Table a -> Some a | _ -> None)) tables in
  let memory_addrs = Array.append (imported externs (function Memory a -> Some a | _ -> None)) memories in
  let global_addrs = Array.append (imported externs (function Global a -> Some a | _ -> None)) globals in
  let instance =
    {
      id = Vec.length m.instances;
      source;
      i_funcs = Array.append funcs (Array.make (Array.length source.bodies) no_func);
      i_tables = Array.map (Vec.get m.tables) table_addrs;
      i_memories = Array.map (Vec.get m.memories) memory_addrs;
      i_globals = Array.map (Vec.get m.globals) global_addrs;
      table_addrs;
      memory_addrs;
      global_addrs;
      i_types = Array.map (type_id m) ast.types;
      i_elems = Array.make (Array.length ast.elems) [||];
      i_datas = Array.map (fun { it = d; _ } -> d.bytes) ast.datas;
      dropped_elems = Bytes.make (Array.length ast.elems) '\000';
      dropped_datas = Bytes.make (Array.length ast.datas) '\000';
      exports = lazy (export_index ast);
    }
  in
  let first = Array.length funcs in
  Array.iteri
    (fun i body -> instance.i_funcs.(first + i) <- alloc_wasm_func m instance (first + i) body)
    source.bodies;
  ignore (Vec.push m.instances instance);
  instance

let init_globals instance (ast : module_) =
  let first = Array.length instance.i_globals - Array.length ast.globals in
  Array.iteri (fun i { it = _, e; _ } -> eval instance e instance.i_globals.(first + i).cell) ast.globals

let drop_elem instance i =
  instance.i_elems.(i) <- [||];
  Bytes.set instance.dropped_elems i '\001'

let drop_data instance i =
  instance.i_datas.(i) <- "";
  Bytes.set instance.dropped_datas i '\001'

(* runelem: as table.init and elem.drop *)
let run_elem instance i { it = e; _ } =
  match e.elem_mode with
  | Passive -> ()
  | Declarative -> drop_elem instance i
  | Active { target; offset } ->
      let table = instance.i_tables.(target) and values = instance.i_elems.(i) in
      let d = eval_offset instance offset and n = Array.length instance.i_elems.(i) in
      if d + n > table.length then Outcome.trap Out_of_bounds_table_access None;
      Array.blit values 0 table.elems d n;
      drop_elem instance i

(* rundata: as memory.init and data.drop *)
let run_data instance i { it = d; _ } =
  match d.data_mode with
  | Passive | Declarative -> ()
  | Active { target; offset } ->
      let memory = instance.i_memories.(target) in
      let into = eval_offset instance offset and n = String.length d.bytes in
      if into + n > memory.size then Outcome.trap Out_of_bounds_memory_access None;
      if n > 0 then begin
        ignore (reach memory (into + n));
        Bytes.blit_string d.bytes 0 memory.data into n
      end;
      drop_data instance i

let allocate m (source : Valid.t) externs =
  check_imports m source.ast externs;
  check_limits m source.ast;
  alloc_instance m source externs

let initialize instance =
  let ast = instance.source.ast in
  init_globals instance ast;
  Array.iteri (fun i e -> instance.i_elems.(i) <- elem_values instance e) ast.elems;
  Array.iteri (run_elem instance) ast.elems;
  Array.iteri (run_data instance) ast.datas

let start instance = Option.map (fun { it = x; _ } -> instance.i_funcs.(x)) instance.source.ast.start

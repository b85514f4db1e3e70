open Types
open Ast
open Reject

type t = { ast : module_; context : Context.t; bodies : Valid_func.body array }

(* "Validation: Types" *)

let limits at (l : limits) bound message =
  if l.min > bound then invalid at message;
  match l.max with
  | Some m when m > bound -> invalid at message
  | Some m when m < l.min -> invalid at "size minimum must not be greater than maximum"
  | _ -> ()

let tabletype at t = limits at t.table_limits 0xffff_ffff "table size"
let memtype at t = limits at t.memory_limits 65536 "memory size must be at most 65536 pages (4GiB)"

(* "Constant Expressions": only imported globals may be read. *)
let const_instr (c : Context.t) at i =
  match i with
  | I32_const _ -> I32
  | I64_const _ -> I64
  | F32_const _ -> F32
  | F64_const _ -> F64
  | V128_const _ -> V128
  | Ref_null t -> t
  | Ref_func x ->
      ignore (Context.func c at x);
      Funcref
  | Global_get x ->
      let g = Context.global c at x in
      if x >= c.imported_globals then invalid at "unknown global";
      if g.mut <> Const then invalid at "constant expression required";
      g.content
  | _ -> invalid at "constant expression required"

let const_expr c expected (e : expr) =
  let last = Array.length e.instrs - 1 in
  let types = Array.init last (fun i -> const_instr c e.offsets.(i) e.instrs.(i)) in
  if last <> 1 || types.(0) <> expected then invalid e.offsets.(last) "type mismatch"

(* "Element Segments" *)
let elem c { at; it = e } =
  (match e.init with
  | Elem_funcs xs -> Array.iter (fun x -> ignore (Context.func c at x)) xs
  | Elem_exprs es -> Array.iter (const_expr c e.elem_type) es);
  match e.elem_mode with
  | Passive | Declarative -> ()
  | Active { target; offset } ->
      if (Context.table c at target).element <> e.elem_type then invalid at "type mismatch";
      const_expr c I32 offset

(* "Data Segments" *)
let data c { at; it = d } =
  match d.data_mode with
  | Passive | Declarative -> ()
  | Active { target; offset } ->
      Context.memory c at target;
      const_expr c I32 offset

(* "Start Function" *)
let start c { at; it = x } =
  let t = Context.func c at x in
  if t.params <> [||] || t.results <> [||] then invalid at "start function"

(* "Exports" *)
let export c { at; it = e } =
  match e.export_desc with
  | Export_func x -> ignore (Context.func c at x)
  | Export_table x -> ignore (Context.table c at x)
  | Export_memory x -> Context.memory c at x
  | Export_global x -> ignore (Context.global c at x)

let unique_exports exports =
  let seen = Hashtbl.create (2 * Array.length exports) in
  let add { at; it = e } =
    if Hashtbl.mem seen e.export_name then invalid at "duplicate export name";
    Hashtbl.add seen e.export_name ()
  in
  Array.iter add exports

(* "Imports" *)
let import (m : module_) { at; it = i } =
  match i.import_desc with
  | Import_func x -> if x >= Array.length m.types then invalid at "unknown type"
  | Import_table t -> tabletype at t
  | Import_memory t -> memtype at t
  | Import_global _ -> ()

let filter_map f a = Array.of_list (List.filter_map f (Array.to_list a))
let its a = Array.map (fun l -> l.it) a

(* The functions that occur in the module outside of function bodies and the start section: C.refs. *)
let declared (m : module_) count =
  let refs = Bytes.make count '\000' in
  let func x = if x < count then Bytes.set refs x '\001' in
  let expr (e : expr) = Array.iter (function Ref_func x -> func x | _ -> ()) e.instrs in
  let elem e = match e.init with Elem_funcs xs -> Array.iter func xs | Elem_exprs es -> Array.iter expr es in
  Array.iter (fun e -> match e.it.export_desc with Export_func x -> func x | _ -> ()) m.exports;
  Array.iter (fun g -> expr (snd g.it)) m.globals;
  Array.iter (fun e -> elem e.it) m.elems;
  refs

let context (m : module_) : Context.t =
  let imported pick = filter_map (fun i -> pick i.it.import_desc) m.imports in
  let func_type { at; it = x } =
    if x < Array.length m.types then m.types.(x) else invalid at "unknown type"
  in
  let imported_funcs = imported (function Import_func x -> Some m.types.(x) | _ -> None) in
  let imported_globals = imported (function Import_global g -> Some g | _ -> None) in
  let funcs = Array.append imported_funcs (Array.map func_type m.functions) in
  {
    types = m.types;
    funcs;
    tables = Array.append (imported (function Import_table t -> Some t | _ -> None)) (its m.tables);
    memories = Array.append (imported (function Import_memory t -> Some t | _ -> None)) (its m.memories);
    globals = Array.append imported_globals (Array.map (fun g -> fst g.it) m.globals);
    imported_globals = Array.length imported_globals;
    elems = Array.map (fun e -> e.it.elem_type) m.elems;
    datas = Array.length m.datas;
    refs = declared m (Array.length funcs);
  }

let one_memory (m : module_) (c : Context.t) =
  let at =
    if Array.length m.memories > 0 then m.memories.(Array.length m.memories - 1).at
    else if Array.length m.imports > 0 then m.imports.(0).at
    else 0
  in
  if Array.length c.memories > 1 then invalid at "multiple memories"

let module_ (m : module_) =
  Array.iter (import m) m.imports;
  let c = context m in
  Array.iter (fun t -> tabletype t.at t.it) m.tables;
  Array.iter (fun t -> memtype t.at t.it) m.memories;
  one_memory m c;
  Array.iter (fun g -> const_expr c (fst g.it).content (snd g.it)) m.globals;
  Array.iter (export c) m.exports;
  unique_exports m.exports;
  Option.iter (start c) m.start;
  Array.iter (elem c) m.elems;
  Array.iter (data c) m.datas;
  let imported = Array.length c.funcs - Array.length m.code in
  let stack = Operands.create () in
  let bodies = Array.mapi (fun i f -> Valid_func.func c stack c.funcs.(imported + i) f) m.code in
  { ast = m; context = c; bodies }

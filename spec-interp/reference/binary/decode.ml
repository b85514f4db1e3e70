open Types
open Ast
open Reject
open Reader

let functype r =
  let at = r.pos in
  if byte r <> 0x60 then malformed at "malformed function type";
  let types what = vector r ~limit:Implementation.type_arity what Decode_instr.valtype in
  let params = types "parameters" in
  { params; results = types "results" }

let limits r =
  let at = r.pos in
  match byte r with
  | 0x00 -> { min = u32 r; max = None }
  | 0x01 ->
      let min = u32 r in
      { min; max = Some (u32 r) }
  | _ -> malformed at "malformed limits flags"

let tabletype r =
  let element = Decode_instr.reftype r in
  { element; table_limits = limits r }

let memtype r = { memory_limits = limits r }

let globaltype r =
  let content = Decode_instr.valtype r in
  let at = r.pos in
  match byte r with
  | 0x00 -> { mut = Const; content }
  | 0x01 -> { mut = Var; content }
  | _ -> malformed at "malformed mutability"

let located item r =
  let at = r.pos in
  { at; it = item r }

let import r =
  let import_module = name r in
  let import_name = name r in
  let at = r.pos in
  let import_desc =
    match byte r with
    | 0x00 -> Import_func (u32 r)
    | 0x01 -> Import_table (tabletype r)
    | 0x02 -> Import_memory (memtype r)
    | 0x03 -> Import_global (globaltype r)
    | _ -> malformed at "malformed import kind"
  in
  { import_module; import_name; import_desc }

let export r =
  let export_name = name r in
  let at = r.pos in
  let kind = byte r in
  let export_desc =
    match kind with
    | 0x00 -> Export_func (u32 r)
    | 0x01 -> Export_table (u32 r)
    | 0x02 -> Export_memory (u32 r)
    | 0x03 -> Export_global (u32 r)
    | _ -> malformed at "malformed export kind"
  in
  { export_name; export_desc }

let global b r =
  let t = globaltype r in
  (t, Decode_instr.expr b r)

let elemkind r =
  let at = r.pos in
  if byte r <> 0x00 then malformed at "malformed element kind"

let func_indices r = Elem_funcs (vector r ~limit:Implementation.segment_elements "elements" u32)
let exprs b r = Elem_exprs (vector r ~limit:Implementation.segment_elements "elements" (Decode_instr.expr b))

(* elem: bit 0 of the flags is passive or declarative, bit 1 an explicit table or declarative, bit 2 expressions. *)
let elem b r =
  let at = r.pos in
  let flags = u32 r in
  if flags > 7 then malformed at "malformed elements segment kind";
  let elem_mode =
    if flags land 1 <> 0 then if flags land 2 <> 0 then Declarative else Passive
    else
      let target = if flags land 2 <> 0 then u32 r else 0 in
      Active { target; offset = Decode_instr.expr b r }
  in
  let typed = flags land 3 <> 0 in
  if flags land 4 = 0 then begin
    if typed then elemkind r;
    { elem_type = Funcref; init = func_indices r; elem_mode }
  end
  else
    let elem_type = if typed then Decode_instr.reftype r else Funcref in
    { elem_type; init = exprs b r; elem_mode }

let byte_vector r =
  let n = u32 r in
  take r n

let data b r =
  let at = r.pos in
  let data_mode =
    match u32 r with
    | 0 -> Active { target = 0; offset = Decode_instr.expr b r }
    | 1 -> Passive
    | 2 ->
        let target = u32 r in
        Active { target; offset = Decode_instr.expr b r }
    | _ -> malformed at "malformed data segment kind"
  in
  { bytes = byte_vector r; data_mode }

(* Runs [item] on the next [size] bytes, which it has to use up. *)
let sized r size item =
  if size > remaining r then malformed r.pos "length out of bounds";
  let outer = r.stop in
  r.stop <- r.pos + size;
  let result = item r in
  if r.pos <> r.stop then malformed r.pos "section size mismatch";
  r.stop <- outer;
  result

let local_run total r =
  let at = r.pos in
  let n = u32 r in
  let t = Decode_instr.valtype r in
  total := !total + n;
  if !total > 0xffff_ffff then malformed at "too many locals";
  (n, t)

let func b size r =
  let total = ref 0 in
  let locals = vector r ~limit:Implementation.function_bytes "local declarations" (local_run total) in
  let body_start = r.pos in
  { locals; body_start; size; body = Decode_instr.expr b r }

let code_entry b r =
  let at = r.pos in
  let size = u32 r in
  if size > Implementation.function_bytes then limit at "function body too large";
  sized r size (located (func b size))

let start r = located u32 r

(* custom sections: a well-formed name, then anything. *)
let custom r =
  ignore (name r);
  r.pos <- r.stop

let empty =
  {
    types = [||];
    imports = [||];
    functions = [||];
    tables = [||];
    memories = [||];
    globals = [||];
    exports = [||];
    start = None;
    elems = [||];
    code = [||];
    datas = [||];
  }

let entries r what item = vector r ~limit:Implementation.definitions what (located item)
let segments r what item = vector r ~limit:Implementation.segments what (located item)

(* The contents of the section with this id, added to the module. The data count is kept apart. *)
let section b data_count m id r =
  match id with
  | 0 ->
      custom r;
      m
  | 1 -> { m with types = vector r ~limit:Implementation.definitions "types" functype }
  | 2 -> { m with imports = entries r "imports" import }
  | 3 -> { m with functions = entries r "functions" u32 }
  | 4 -> { m with tables = vector r ~limit:Implementation.tables "tables" (located tabletype) }
  | 5 -> { m with memories = entries r "memories" memtype }
  | 6 -> { m with globals = entries r "globals" (global b) }
  | 7 -> { m with exports = entries r "exports" export }
  | 8 -> { m with start = Some (start r) }
  | 9 -> { m with elems = segments r "element segments" (elem b) }
  | 10 -> { m with code = vector r ~limit:Implementation.definitions "functions" (code_entry b) }
  | 11 -> { m with datas = segments r "data segments" (data b) }
  | _ ->
      data_count := Some (u32 r);
      m

(* The place of a section in the prescribed order: the data count (12) stands before the code (10). *)
let order id = match id with 12 -> 10 | 10 -> 11 | 11 -> 12 | n -> n

let rec sections b r data_count last m =
  if at_end r then m
  else begin
    let at = r.pos in
    let id = byte r in
    if id > 12 then malformed at "malformed section id";
    if id <> 0 && order id <= last then malformed at "unexpected content after last section";
    let size = u32 r in
    let m = sized r size (section b data_count m id) in
    sections b r data_count (if id = 0 then last else order id) m
  end

let magic r =
  if remaining r < 4 then malformed r.stop "unexpected end";
  if take r 4 <> "\000asm" then malformed 0 "magic header not detected";
  if remaining r < 4 then malformed r.stop "unexpected end";
  if take r 4 <> "\001\000\000\000" then malformed 4 "unknown binary version"

(* The side conditions of "Binary Format: Modules" across sections. *)
let check_counts b r data_count m =
  if Array.length m.functions <> Array.length m.code then
    malformed r.pos "function and code section have inconsistent lengths";
  (match data_count with
  | Some n when n <> Array.length m.datas ->
      malformed r.pos "data count and data section have inconsistent lengths"
  | _ -> ());
  if data_count = None && Decode_instr.data_count_needed_at b >= 0 then
    malformed (Decode_instr.data_count_needed_at b) "data count section required"

let module_ source =
  if String.length source > Implementation.module_bytes then limit 0 "module too large";
  let r = create source in
  magic r;
  let b = Decode_instr.create () in
  let data_count = ref None in
  let m = sections b r data_count 0 empty in
  check_counts b r !data_count m;
  m

(* From a validated body to code: from the last instruction to the first, because each closure holds the next. The stack of labels is
   an array, so that nesting costs no recursion. *)

open Types
open Ast
open Store

type label = {
  target : code;  (** where a branch goes *)
  into : int;  (** offset of the slot where the label's values are expected *)
  slots : int;
  loop : Rules_control.loop option;
  after : code;  (** what follows the construct *)
  mutable else_ : code option;
}

type t = {
  store : Store.t;
  instance : instance;
  body : Valid_func.body;
  frame : Rules_control.frame;
  func_index : int;
  operands : int;  (** offset of operand slot 0 *)
  costs : int array;
  plan : Forward.t;
  labels : label Vec.t;
  mutable depth : int;
}

let slot l h = l.operands + (8 * h)

let location_of instance func_index offset : Outcome.location = { instance = instance.id; func = func_index; offset }
let at l i = location_of l.instance l.func_index l.body.func.body.offsets.(i)
let instr l i = l.body.func.body.instrs.(i)
let first l i own = if l.plan.first.(i) = Forward.own then own else l.plan.first.(i)
let second l i own = if l.plan.second.(i) = Forward.own then own else l.plan.second.(i)
let into l i own = if l.plan.into.(i) = Forward.own then own else l.plan.into.(i)
let local l x = 8 * Locals.slot l.body.locals x
let is_wide_local l x = Locals.type_of l.body.locals x = V128
let context l = l.instance.source.context

let arity l bt =
  match bt with
  | Empty -> (0, 0)
  | Value t -> (0, units t)
  | Type_index x ->
      let t = (context l).types.(x) in
      (units_of t.params, units_of t.results)

(* Control *)

let push_label l label =
  ignore (Vec.push l.labels label);
  l.depth <- l.depth + 1

let label l depth = Vec.get l.labels (l.depth - 1 - depth)

(* Going backward, [end] opens a construct and the instruction that began it closes it. *)
let open_label l i next =
  let opener = l.body.aux.(i) in
  let height = l.body.heights.(opener) in
  match instr l opener with
  | Loop bt ->
      let params, _ = arity l bt in
      let loop = Rules_control.new_loop () in
      let target = Rules_control.loop loop (at l opener) in
      { target; into = slot l (height - params); slots = params; loop = Some loop; after = next; else_ = None }
  | Block bt ->
      let params, results = arity l bt in
      { target = next; into = slot l (height - params); slots = results; loop = None; after = next; else_ = None }
  | If bt ->
      let params, results = arity l bt in
      { target = next; into = slot l (height - 1 - params); slots = results; loop = None; after = next; else_ = None }
  | _ -> assert false

let close_label l =
  l.depth <- l.depth - 1;
  Vec.pop l.labels

let return l h cost =
  let slots = units_of l.body.functype.results in
  Rules_control.return l.frame ~from:(slot l (h - slots)) ~slots cost

(* A branch to the outermost label is a return. *)
let br l depth h =
  if depth = l.depth then return l h 0
  else
    let { target; into; slots; _ } = label l depth in
    Rules_control.br ~from:(slot l (h - slots)) ~into ~slots target

let br_table l i h labels default =
  let made = Hashtbl.create 8 in
  let code depth =
    match Hashtbl.find_opt made depth with
    | Some code -> code
    | None ->
        let code = br l depth (h - 1) in
        Hashtbl.add made depth code;
        code
  in
  Rules_control.br_table (slot l (h - 1)) l.costs.(i) (Array.map code labels) (code default)

let if_ l i h next =
  let label = close_label l in
  let otherwise = Option.value label.else_ ~default:label.after in
  Rules_control.branch (first l i (slot l (h - 1))) l.costs.(i) ~taken:next ~otherwise

let loop l i next =
  let label = close_label l in
  (Option.get label.loop).body <- next;
  Rules_control.charge l.costs.(i) label.target

let else_ l i next =
  let label = label l 0 in
  label.else_ <- Some next;
  Rules_control.charge l.costs.(i) label.after

let end_ l i h next =
  if l.body.aux.(i) < 0 then if h < 0 then next else return l h l.costs.(i)
  else begin
    push_label l (open_label l i next);
    Rules_control.charge l.costs.(i) next
  end

let call l i h x next =
  let f = l.instance.i_funcs.(x) in
  let args = slot l (h - units_of f.functype.params) in
  match f.owner with
  | Wasm _ -> Rules_control.call f args l.costs.(i) (add_return l.store next)
  | Host id -> Rules_control.call_host id f.functype args l.costs.(i) (at l i) next

let call_indirect l i h table type_ next =
  let t = (context l).types.(type_) in
  let a = slot l (h - 1) in
  let args = slot l (h - 1 - units_of t.params) in
  let return_to = add_return l.store next in
  Rules_control.call_indirect l.instance.i_tables.(table) l.instance.i_types.(type_) args a l.costs.(i) return_to (at l i)
    next

(* Locals and globals *)

let local_get l h x next =
  if is_wide_local l x then Rules_variable.copy_wide (local l x) (slot l h) next
  else Rules_variable.copy (local l x) (slot l h) next

let local_set l i h x next =
  if is_wide_local l x then Rules_variable.copy_wide (slot l (h - 2)) (local l x) next
  else Rules_variable.copy (first l i (slot l (h - 1))) (local l x) next

let local_tee l i h x next =
  if l.plan.into.(i) <> Forward.own then Rules_variable.copy (local l x) (slot l (h - 1)) next
  else local_set l i h x next

let global l x = l.instance.i_globals.(x)
let is_wide_global g = g.global_type.content = V128

let global_get l h x next =
  let g = global l x in
  if is_wide_global g then Rules_variable.global_get_wide g (slot l h) next
  else Rules_variable.global_get g (slot l h) next

let global_set l h x next =
  let g = global l x in
  if is_wide_global g then Rules_variable.global_set_wide g (slot l (h - 2)) next
  else Rules_variable.global_set g (slot l (h - 1)) next

let select l i h next =
  let width = l.body.aux.(i) in
  let a = slot l (h - 1 - (2 * width)) in
  if width = 2 then Rules_variable.select_wide a next else Rules_variable.select a next

(* Numeric *)

let binary l i h op next =
  let a = first l i (slot l (h - 2)) and d = into l i (slot l (h - 2)) in
  let b = l.plan.second.(i) in
  if b < Forward.own then
    let rule = Option.get (Numeric_rule.constant op (instr l (Forward.constant_of b))) in
    rule a d next
  else Numeric_rule.binary op a (second l i (slot l (h - 1))) d next

let numeric l i h op next =
  let a1 () = first l i (slot l (h - 1)) and d1 () = into l i (slot l (h - 1)) in
  match Numeric_rule.shape op with
  | Unary -> Numeric_rule.unary op (a1 ()) (d1 ()) next
  | Partial_unary -> Numeric_rule.partial_unary op (a1 ()) (d1 ()) l.costs.(i) (at l i) next
  | Binary -> binary l i h op next
  | Partial_binary ->
      let a = first l i (slot l (h - 2)) and b = second l i (slot l (h - 1)) in
      Numeric_rule.partial_binary op a b (into l i (slot l (h - 2))) l.costs.(i) (at l i) next

(* Vectors *)

let operand_slots opcode =
  match Vector_op.signature opcode with
  | Unary | Test -> 2
  | Binary -> 4
  | Ternary -> 6
  | Shift -> 3
  | Splat _ -> 1
  | _ -> assert false

let vector_lane l h opcode lane next =
  let slots = match Vector_op.signature opcode with Extract _ -> 2 | _ -> 3 in
  Rules_variable.vector_lane (Vector_function.lane opcode) lane (slot l (h - slots)) next

(* Memory *)

let memory l = l.instance.i_memories.(0)

let vector_memory l i h opcode (m : memarg) next =
  match Vector_op.signature opcode with
  | Store _ -> Rules_memory.v128_store (memory l) m.offset (slot l (h - 3)) l.costs.(i) (at l i) next
  | _ ->
      let a = slot l (h - 1) in
      Rules_memory.vector_load opcode (memory l) m.offset a a l.costs.(i) (at l i) next

let vector_memory_lane l i h opcode (m : memarg) lane next =
  let a = slot l (h - 3) in
  match Vector_op.signature opcode with
  | Load_lane n ->
      Rules_memory.load_lane (1 lsl n) lane (memory l) m.offset a a l.costs.(i) (at l i) next
  | Store_lane n -> Rules_memory.store_lane (1 lsl n) lane (memory l) m.offset a l.costs.(i) (at l i) next
  | _ -> assert false

let load l i h op (m : memarg) next =
  let a = first l i (slot l (h - 1)) and d = into l i (slot l (h - 1)) in
  Rules_memory.load op (memory l) m.offset a d l.costs.(i) (at l i) next

let store l i h op (m : memarg) next =
  let a = first l i (slot l (h - 2)) and b = second l i (slot l (h - 1)) in
  Rules_memory.store op (memory l) m.offset a b l.costs.(i) (at l i) next

let bulk l i h instr next =
  let a = slot l (h - 3) and cost = l.costs.(i) and at = at l i in
  let table x = l.instance.i_tables.(x) in
  match instr with
  | Memory_fill -> Rules_bulk.memory_fill (memory l) a cost at next
  | Memory_copy -> Rules_bulk.memory_copy (memory l) a cost at next
  | Memory_init x -> Rules_bulk.memory_init l.instance x (memory l) a cost at next
  | Table_fill x -> Rules_bulk.table_fill (table x) a cost at next
  | Table_copy (x, y) -> Rules_bulk.table_copy (table x) (table y) a cost at next
  | Table_init (x, y) -> Rules_bulk.table_init l.instance y (table x) a cost at next
  | _ -> assert false

let table_get l i h x next =
  let a = slot l (h - 1) in
  Rules_bulk.table_get l.instance.i_tables.(x) a a l.costs.(i) (at l i) next

let table_set l i h x next =
  Rules_bulk.table_set l.instance.i_tables.(x) (slot l (h - 2)) (slot l (h - 1)) l.costs.(i) (at l i) next

(* Instructions that neither begin nor end a construct; [h] units are on the stack before. *)
let plain l i h instr next =
  let top n = slot l (h - n) in
  match instr with
  | Unreachable -> Rules_control.unreachable l.costs.(i) (at l i)
  | Br depth -> Rules_control.charge l.costs.(i) (br l depth h)
  | Br_if depth ->
      let taken = br l depth (h - 1) in
      Rules_control.branch (first l i (top 1)) l.costs.(i) ~taken ~otherwise:next
  | Br_table (labels, default) -> br_table l i h labels default
  | Return -> return l h l.costs.(i)
  | Call x -> call l i h x next
  | Call_indirect (table, type_) -> call_indirect l i h table type_ next
  (* Step_pure/nop, Step_pure/drop: nothing to do where every operand has its fixed place *)
  | Nop | Drop -> next
  | Select | Select_typed _ -> select l i h next
  | Local_get x -> local_get l h x next
  | Local_set x -> local_set l i h x next
  | Local_tee x -> local_tee l i h x next
  | Global_get x -> global_get l h x next
  | Global_set x -> global_set l h x next
  | Table_get x -> table_get l i h x next
  | Table_set x -> table_set l i h x next
  | Table_size x -> Rules_bulk.table_size l.instance.i_tables.(x) (slot l h) next
  | Table_grow x -> Rules_bulk.table_grow l.instance.i_tables.(x) (top 2) next
  | Elem_drop x -> Rules_bulk.elem_drop l.instance x next
  | Load (op, m) -> load l i h op m next
  | Store (op, m) -> store l i h op m next
  | Memory_size -> Rules_bulk.memory_size (memory l) (slot l h) next
  | Memory_grow -> Rules_bulk.memory_grow (memory l) (top 1) next
  | Data_drop x -> Rules_bulk.data_drop l.instance x next
  | Memory_fill | Memory_copy | Memory_init _ | Table_fill _ | Table_copy _ | Table_init _ -> bulk l i h instr next
  | Ref_null _ -> Rules_variable.reference null (slot l h) next
  | Ref_is_null -> Rules_variable.ref_is_null (top 1) next
  | Ref_func x -> Rules_variable.reference l.instance.i_funcs.(x).addr (slot l h) next
  | I32_const k | F32_const k -> Rules_variable.const_i32 k (into l i (slot l h)) next
  | I64_const k | F64_const k -> Rules_variable.const_i64 k (into l i (slot l h)) next
  | V128_const (low, high) -> Rules_variable.const_v128 low high (slot l h) next
  | Numeric op -> numeric l i h op next
  | Shuffle lanes -> Rules_variable.shuffle lanes (top 4) next
  | Vector opcode -> Rules_variable.vector (Vector_function.plain opcode) (top (operand_slots opcode)) next
  | Vector_lane (opcode, lane) -> vector_lane l h opcode lane next
  | Vector_memory (opcode, m) -> vector_memory l i h opcode m next
  | Vector_memory_lane (opcode, m, lane) -> vector_memory_lane l i h opcode m lane next
  | Block _ | Loop _ | If _ | Else | End -> assert false

let step l i next =
  let h = l.body.heights.(i) in
  match instr l i with
  | End -> end_ l i h next
  | Else -> else_ l i next
  | If _ -> if_ l i h next
  | Loop _ -> loop l i next
  | Block _ ->
      (* Step_read/block: only its label matters *)
      ignore (close_label l);
      next
  | instr -> if h < 0 || Forward.is_skipped l.plan i then next else plain l i h instr next

(* Slots for locals up to the last one that an instruction names: the rest would never be read. *)
let local_slots (body : Valid_func.body) =
  let last = ref (units_of body.functype.params) in
  let name x =
    let finish = Locals.slot body.locals x + units (Locals.type_of body.locals x) in
    if finish > !last then last := finish
  in
  Array.iter (function Local_get x | Local_set x | Local_tee x -> name x | _ -> ()) body.func.body.instrs;
  !last

(* Locals of reference types among them, which begin as null; offsets in bytes. *)
let null_locals (body : Valid_func.body) =
  let params = units_of body.functype.params in
  let add x offsets =
    let slot = Locals.slot body.locals x in
    match Locals.type_of body.locals x with
    | (Funcref | Externref) when slot >= params -> (8 * slot) :: offsets
    | _ -> offsets
  in
  let named offsets = function Local_get x | Local_set x | Local_tee x -> add x offsets | _ -> offsets in
  Array.of_list (List.sort_uniq compare (Array.fold_left named [] body.func.body.instrs))

let frame instance func_index (body : Valid_func.body) : Rules_control.frame =
  let link = 8 * local_slots body in
  {
    units = 4 + Locals.slots body.locals + body.max_units;
    params = 8 * units_of body.functype.params;
    nulls = null_locals body;
    link;
    bytes = link + (8 * (2 + body.max_units));
    entry_at = location_of instance func_index body.func.body_start;
  }

let forwarding = ref true

let func store instance func_index (body : Valid_func.body) =
  let frame = frame instance func_index body in
  let l =
    {
      store;
      instance;
      body;
      frame;
      func_index;
      operands = frame.link + 16;
      costs = Costs.plan body;
      plan = (if !forwarding then Forward.plan body else Forward.none body);
      labels = Vec.create ();
      depth = 0;
    }
  in
  let code = ref halt in
  for i = Array.length body.heights - 1 downto 0 do
    code := step l i !code
  done;
  Rules_control.enter frame !code

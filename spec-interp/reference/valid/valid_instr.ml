(* "Validation: Instructions", driven by the algorithm of the appendix. Every function here is the rule of the instruction whose
   name it bears; [at] is the instruction's offset. *)

open Types
open Ast
open Reject
open Operands

type t = {
  context : Context.t;
  stack : Operands.t;
  locals : Locals.t;
  results : valtype array;
  aux : int array;  (** see valid_func.mli *)
}

let memory v at = Context.memory v.context at 0

let local v at x =
  if not (Locals.mem v.locals x) then invalid at "unknown local";
  Locals.type_of v.locals x

let apply v at params results =
  pop_all v.stack at params;
  push_all v.stack results

(* Control instructions *)

let blocktype v at bt =
  match bt with
  | Empty -> { params = [||]; results = [||] }
  | Value t -> { params = [||]; results = [| t |] }
  | Type_index x -> Context.type_ v.context at x

let structured v at i kind bt =
  let t = blocktype v at bt in
  pop_all v.stack at t.params;
  enter v.stack kind ~opener:i t.params t.results

let if_ v at i bt =
  pop v.stack at I32;
  structured v at i If bt

let else_ v at i =
  let frame = leave v.stack at in
  v.aux.(i) <- frame.opener;
  enter v.stack Else ~opener:frame.opener frame.start_types frame.end_types

(* An [if] without [else] passes its parameters on. *)
let end_ v at i =
  let frame = leave v.stack at in
  v.aux.(i) <- frame.opener;
  if frame.kind = If && frame.start_types <> frame.end_types then mismatch at;
  push_all v.stack frame.end_types

let br v at l =
  pop_all v.stack at (label_types (label v.stack at l));
  set_unreachable v.stack

let br_if v at l =
  pop v.stack at I32;
  let types = label_types (label v.stack at l) in
  apply v at types types

let br_table v at i labels default =
  pop v.stack at I32;
  let types = label_types (label v.stack at default) in
  let check l =
    let frame = label v.stack at l in
    if first_visit frame i then begin
      let ts = label_types frame in
      if Array.length ts <> Array.length types then mismatch at;
      check_all v.stack at ts
    end
  in
  Array.iter check labels;
  pop_all v.stack at types;
  set_unreachable v.stack

let return v at =
  pop_all v.stack at v.results;
  set_unreachable v.stack

let call v at x =
  let t = Context.func v.context at x in
  apply v at t.params t.results

let call_indirect v at table type_ =
  if (Context.table v.context at table).element <> Funcref then mismatch at;
  let t = Context.type_ v.context at type_ in
  pop v.stack at I32;
  apply v at t.params t.results

(* Parametric instructions *)

let drop v at i = v.aux.(i) <- units (pop_any v.stack at)

let select v at i =
  pop v.stack at I32;
  let t2 = pop_any v.stack at in
  let t1 = pop_any v.stack at in
  if not ((is_num t1 && is_num t2) || (is_vec t1 && is_vec t2)) then mismatch at;
  if t1 <> t2 && t1 <> Bot && t2 <> Bot then mismatch at;
  let t = if t1 = Bot then t2 else t1 in
  v.aux.(i) <- units t;
  push v.stack t

let select_typed v at i types =
  if Array.length types <> 1 then invalid at "invalid result arity";
  let t = types.(0) in
  v.aux.(i) <- units t;
  apply v at [| t; t; I32 |] [| t |]

(* Variable instructions *)

let local_get v at x = push v.stack (local v at x)
let local_set v at x = pop v.stack at (local v at x)

let local_tee v at x =
  let t = local v at x in
  pop v.stack at t;
  push v.stack t

let global_get v at x = push v.stack (Context.global v.context at x).content

let global_set v at x =
  let g = Context.global v.context at x in
  if g.mut <> Var then invalid at "global is immutable";
  pop v.stack at g.content

(* Table instructions *)

let element v at x = (Context.table v.context at x).element
let table_get v at x = apply v at [| I32 |] [| element v at x |]
let table_set v at x = apply v at [| I32; element v at x |] [||]

let table_size v at x =
  ignore (element v at x);
  push v.stack I32

let table_grow v at x = apply v at [| element v at x; I32 |] [| I32 |]
let table_fill v at x = apply v at [| I32; element v at x; I32 |] [||]
let three_i32 = [| I32; I32; I32 |]

let table_copy v at x y =
  let into = element v at x in
  if into <> element v at y then mismatch at;
  pop_all v.stack at three_i32

let table_init v at x y =
  let into = element v at x in
  if into <> Context.elem v.context at y then mismatch at;
  pop_all v.stack at three_i32

let elem_drop v at x = ignore (Context.elem v.context at x)

(* Memory instructions *)

let alignment at (m : memarg) natural =
  if m.align > natural then invalid at "alignment must not be larger than natural"

let load v at op (m : memarg) =
  memory v at;
  let t, natural = Numeric_op.load op in
  alignment at m natural;
  pop v.stack at I32;
  push v.stack t

let store v at op (m : memarg) =
  memory v at;
  let t, natural = Numeric_op.store op in
  alignment at m natural;
  pop v.stack at t;
  pop v.stack at I32

let memory_size v at =
  memory v at;
  push v.stack I32

let memory_grow v at =
  memory v at;
  pop v.stack at I32;
  push v.stack I32

(* memory.fill and memory.copy *)
let memory_bulk v at =
  memory v at;
  pop_all v.stack at three_i32

let memory_init v at x =
  memory v at;
  Context.data v.context at x;
  pop_all v.stack at three_i32

(* Reference instructions *)

let ref_is_null v at =
  if not (is_ref (pop_any v.stack at)) then mismatch at;
  push v.stack I32

let ref_func v at x =
  ignore (Context.func v.context at x);
  if not (Context.is_declared v.context x) then invalid at "undeclared function reference";
  push v.stack Funcref

(* Numeric instructions *)

let numeric v at op =
  match Numeric_op.signature op with
  | One (t, result) ->
      pop v.stack at t;
      push v.stack result
  | Two (t, result) ->
      pop v.stack at t;
      pop v.stack at t;
      push v.stack result

(* Vector instructions *)

let lane_below at lane lanes = if lane >= lanes then invalid at "invalid lane index"

let shuffle v at lanes =
  String.iter (fun c -> lane_below at (Char.code c) 32) lanes;
  apply v at [| V128; V128 |] [| V128 |]

let vector v at opcode =
  let pop = pop v.stack at and push = push v.stack in
  match Vector_op.signature opcode with
  | Unary ->
      pop V128;
      push V128
  | Binary ->
      pop V128;
      pop V128;
      push V128
  | Ternary ->
      pop V128;
      pop V128;
      pop V128;
      push V128
  | Shift ->
      pop I32;
      pop V128;
      push V128
  | Test ->
      pop V128;
      push I32
  | Splat t ->
      pop t;
      push V128
  | _ -> assert false

let vector_lane v at opcode lane =
  match Vector_op.signature opcode with
  | Extract (t, lanes) ->
      lane_below at lane lanes;
      apply v at [| V128 |] [| t |]
  | Replace (t, lanes) ->
      lane_below at lane lanes;
      apply v at [| V128; t |] [| V128 |]
  | _ -> assert false

let vector_memory v at opcode m =
  memory v at;
  match Vector_op.signature opcode with
  | Load natural ->
      alignment at m natural;
      apply v at [| I32 |] [| V128 |]
  | Store natural ->
      alignment at m natural;
      apply v at [| I32; V128 |] [||]
  | _ -> assert false

let vector_memory_lane v at opcode m lane =
  memory v at;
  let natural, results =
    match Vector_op.signature opcode with
    | Load_lane n -> (n, [| V128 |])
    | Store_lane n -> (n, [||])
    | _ -> assert false
  in
  alignment at m natural;
  lane_below at lane (16 lsr natural);
  apply v at [| I32; V128 |] results

let instr v i at instr =
  match instr with
  | Unreachable -> set_unreachable v.stack
  | Nop -> ()
  | Block bt -> structured v at i Operands.Block bt
  | Loop bt -> structured v at i Operands.Loop bt
  | If bt -> if_ v at i bt
  | Else -> else_ v at i
  | End -> end_ v at i
  | Br l -> br v at l
  | Br_if l -> br_if v at l
  | Br_table (labels, default) -> br_table v at i labels default
  | Return -> return v at
  | Call x -> call v at x
  | Call_indirect (table, type_) -> call_indirect v at table type_
  | Drop -> drop v at i
  | Select -> select v at i
  | Select_typed types -> select_typed v at i types
  | Local_get x -> local_get v at x
  | Local_set x -> local_set v at x
  | Local_tee x -> local_tee v at x
  | Global_get x -> global_get v at x
  | Global_set x -> global_set v at x
  | Table_get x -> table_get v at x
  | Table_set x -> table_set v at x
  | Table_size x -> table_size v at x
  | Table_grow x -> table_grow v at x
  | Table_fill x -> table_fill v at x
  | Table_copy (x, y) -> table_copy v at x y
  | Table_init (x, y) -> table_init v at x y
  | Elem_drop x -> elem_drop v at x
  | Load (op, m) -> load v at op m
  | Store (op, m) -> store v at op m
  | Memory_size -> memory_size v at
  | Memory_grow -> memory_grow v at
  | Memory_fill | Memory_copy -> memory_bulk v at
  | Memory_init x -> memory_init v at x
  | Data_drop x -> Context.data v.context at x
  | Ref_null t -> push v.stack t
  | Ref_is_null -> ref_is_null v at
  | Ref_func x -> ref_func v at x
  | I32_const _ -> push v.stack I32
  | I64_const _ -> push v.stack I64
  | F32_const _ -> push v.stack F32
  | F64_const _ -> push v.stack F64
  | Numeric op -> numeric v at op
  | V128_const _ -> push v.stack V128
  | Shuffle lanes -> shuffle v at lanes
  | Vector opcode -> vector v at opcode
  | Vector_lane (opcode, lane) -> vector_lane v at opcode lane
  | Vector_memory (opcode, m) -> vector_memory v at opcode m
  | Vector_memory_lane (opcode, m, lane) -> vector_memory_lane v at opcode m lane

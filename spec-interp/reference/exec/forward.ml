(* A pass over a body in its order. [held.(h)] is the instruction whose value slot [h] would hold, if that value still is the
   content of a local or a constant: its consumer may then take it from there. Anything that writes a local, and control in general,
   ends all such knowledge; each entry is ended once, so the pass is linear. *)

open Types
open Ast

type t = { first : int array; second : int array; into : int array; skip : Bytes.t }

let own = -1
let of_constant j = -2 - j
let constant_of source = -2 - source

type state = {
  body : Valid_func.body;
  plan : t;
  held : int array;
  pending : int array;
  mutable count : int;
}

let forget s =
  for k = 0 to s.count - 1 do
    s.held.(s.pending.(k)) <- -1
  done;
  s.count <- 0

let hold s h i =
  s.held.(h) <- i;
  s.pending.(s.count) <- h;
  s.count <- s.count + 1

let instr s i = s.body.func.body.instrs.(i)
let skip s i = Bytes.set s.plan.skip i '\001'
let local s x = 8 * Locals.slot s.body.locals x
let is_wide s x = Locals.type_of s.body.locals x = V128

(* Where the consumer of slot [h] finds its operand. *)
let source s h ~constant =
  let j = s.held.(h) in
  if j < 0 then own
  else
    match instr s j with
    | Local_get x | Local_tee x ->
        s.held.(h) <- -1;
        skip s j;
        local s x
    | _ ->
        s.held.(h) <- -1;
        if constant j then begin
          skip s j;
          of_constant j
        end
        else own

let no_constant _ = false

(* Whether instruction [i] makes one narrow value that could as well go to a local at once. *)
let redirectable s i =
  i >= 0 && s.body.heights.(i) >= 0
  &&
  match instr s i with
  | Numeric _ | Load _ | I32_const _ | I64_const _ | F32_const _ | F64_const _ -> true
  | _ -> false

let local_set s i h x =
  if redirectable s (i - 1) then begin
    s.plan.into.(i - 1) <- local s x;
    skip s i
  end
  else s.plan.first.(i) <- source s (h - 1) ~constant:no_constant;
  forget s

(* With the value already in the local, what is left of the instruction is a [local.get]. *)
let local_tee s i h x =
  let direct = redirectable s (i - 1) in
  if direct then begin
    s.plan.into.(i - 1) <- local s x;
    s.plan.into.(i) <- local s x
  end;
  forget s;
  if direct then hold s (h - 1) i

let drop s h =
  let j = s.held.(h - 1) in
  if j >= 0 then begin
    skip s j;
    s.held.(h - 1) <- -1
  end

let step s i h =
  let first = s.plan.first and second = s.plan.second in
  match instr s i with
  | Local_get x when not (is_wide s x) -> hold s h i
  | I32_const _ | I64_const _ | F32_const _ | F64_const _ -> hold s h i
  | Local_set x when not (is_wide s x) -> local_set s i h x
  | Local_tee x when not (is_wide s x) -> local_tee s i h x
  | Numeric op -> (
      match Numeric_op.signature op with
      | One _ -> first.(i) <- source s (h - 1) ~constant:no_constant
      | Two _ ->
          let constant j = Numeric_rule.constant op (instr s j) <> None in
          second.(i) <- source s (h - 1) ~constant;
          first.(i) <- source s (h - 2) ~constant:no_constant)
  | Load _ -> first.(i) <- source s (h - 1) ~constant:no_constant
  | Store _ ->
      second.(i) <- source s (h - 1) ~constant:no_constant;
      first.(i) <- source s (h - 2) ~constant:no_constant
  | Br_if _ | If _ ->
      first.(i) <- source s (h - 1) ~constant:no_constant;
      forget s
  | Drop when s.body.aux.(i) = 1 -> drop s h
  | Nop -> ()
  | _ -> forget s

let none (body : Valid_func.body) =
  let n = Array.length body.heights in
  { first = Array.make n own; second = Array.make n own; into = Array.make n own; skip = Bytes.make n '\000' }

let plan (body : Valid_func.body) =
  let n = Array.length body.heights in
  let plan = none body in
  let s = { body; plan; held = Array.make (body.max_units + 3) (-1); pending = Array.make n 0; count = 0 } in
  for i = 0 to n - 1 do
    let h = body.heights.(i) in
    if h >= 0 then step s i h else forget s
  done;
  plan

let is_skipped plan i = Bytes.get plan.skip i <> '\000'

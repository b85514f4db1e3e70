(* Control instructions and calls. Branch targets are known when code is made, so a branch is a jump to a closure. *)

open Slots
open Store

(* Fuel of instructions that need nothing else done. *)
let charge cost next =
  if cost = 0 then next
  else fun m ->
    m.fuel <- m.fuel + cost;
    next m

(* Step_pure/unreachable *)
let unreachable cost at =
  let at = hold at in
  fun m ->
    m.fuel <- m.fuel + cost;
    Outcome.trap Unreachable (Some at)

type loop = { mutable body : code }

let new_loop () = { body = (fun _ -> assert false) }

(* Step_read/loop: charged and checked each time it is entered or continued. *)
let loop l at =
  let at = hold at in
  fun m ->
    let fuel = m.fuel + 1 in
    m.fuel <- fuel;
    if fuel > m.fuel_limit then Outcome.exhausted Fuel (Some at);
    l.body m

(* Step_pure/br-zero, br-succ, label-vals: the label's values move down to where its continuation expects them. *)
let br ~from ~into ~slots target =
  if slots = 0 || from = into then target
  else if slots = 1 then fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + into) (get64 s (p + from));
    target m
  else fun m ->
    let p = m.fp in
    move m.stack ~from:(p + from) ~into:(p + into) slots;
    target m

(* Step_pure/br_if-true, br_if-false; Step_pure/if-true, if-false *)
let branch a cost ~taken ~otherwise =
  let otherwise = hold otherwise in
  fun m ->
    m.fuel <- m.fuel + cost;
    if i32 m.stack (m.fp + a) <> 0 then taken m else otherwise m

(* Step_pure/br_table-lt, br_table-ge *)
let br_table a cost targets default =
  let count = Array.length targets in
  fun m ->
    m.fuel <- m.fuel + cost;
    let i = u32 m.stack (m.fp + a) in
    if i < count then (Array.unsafe_get targets i) m else default m

(* What the frames of a function need; offsets in bytes from the frame's start. *)
type frame = {
  units : int;
  params : int;
  nulls : int array;  (** locals that begin as null *)
  link : int;
  bytes : int;
  entry_at : Outcome.location;
}

(* Step_read/call_addr: the frame of a function of the module. Locals that no instruction names have no slots. *)
let enter f body =
  let zero_bytes = f.link - f.params and has_nulls = Array.length f.nulls > 0 in
  fun (m : t) ->
    let units = m.units + f.units in
    if units > m.units_limit then Outcome.exhausted Call_stack (Some f.entry_at);
    if m.fuel > m.fuel_limit then Outcome.exhausted Fuel (Some f.entry_at);
    m.units <- units;
    let p = m.fp in
    if p + f.bytes > Bytes.length m.stack then reserve_stack m (p + f.bytes);
    let s = m.stack in
    if zero_bytes <= 64 then begin
      let i = ref (p + f.params) in
      while !i < p + f.link do
        set64 s !i 0L;
        i := !i + 8
      done
    end
    else Bytes.unsafe_fill s (p + f.params) zero_bytes '\000';
    if has_nulls then Array.iter (fun offset -> set_int s (p + offset) null) f.nulls;
    set_int s (p + f.link) m.return_fp;
    set_int s (p + f.link + 8) m.return_to;
    body m

(* Step_pure/return-frame, return-label, frame-vals: the results replace the arguments. *)
let return f ~from ~slots cost =
  let link = f.link and units = f.units in
  fun (m : t) ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let caller = int s (p + link) and return_to = int s (p + link + 8) in
    if slots = 1 then set64 s p (get64 s (p + from)) else if slots > 0 then move s ~from:(p + from) ~into:p slots;
    m.fp <- caller;
    m.units <- m.units - units;
    (Array.unsafe_get m.returns return_to) m

(* Step_read/call of a function of a module: [return_to] leads to what follows. *)
let call (f : func) args cost return_to =
  let args = hold args in
  fun m ->
    m.fuel <- m.fuel + cost;
    m.return_to <- return_to;
    m.return_fp <- m.fp;
    m.fp <- m.fp + args;
    f.entry m

(* Step_read/call of a host function. *)
let call_host id functype args cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    m.host id functype (m.fp + args) (Some at);
    next m

(* Step_read/call_indirect-call, call_indirect-trap *)
let call_indirect table type_id args a cost return_to at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let i = u32 m.stack (m.fp + a) in
    if i >= table.length then Outcome.trap Undefined_element (Some at);
    let r = Array.unsafe_get table.elems i in
    if r = null then Outcome.trap Uninitialized_element (Some at);
    let f = Vec.unsafe_get m.funcs r in
    if f.type_id <> type_id then Outcome.trap Indirect_call_type_mismatch (Some at);
    match f.owner with
    | Wasm _ ->
        m.return_to <- return_to;
        m.return_fp <- m.fp;
        m.fp <- m.fp + args;
        f.entry m
    | Host id ->
        m.host id f.functype (m.fp + args) (Some at);
        next m

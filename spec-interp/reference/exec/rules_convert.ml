(* Conversions.

   Operands are read at byte offsets [a] and [b] of the frame, the result goes to [d]; all reads come first. [hold] keeps the compiler
   from merging a rule with the closure that it returns into one function of more arguments. *)

open Slots
open Store

(* Step_pure/cvtop-val: i32.wrap_i64 *)
let i32_wrap_i64 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (Convert.i32_wrap_i64 (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.extend_i32_s *)
let i64_extend_i32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_extend_i32_s (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.extend_i32_u *)
let i64_extend_i32_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_extend_i32_u (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: f32.convert_i32_s *)
let f32_convert_i32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (Convert.f32_convert_i32_s (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: f32.convert_i32_u *)
let f32_convert_i32_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (Convert.f32_convert_i32_u (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: f32.convert_i64_s *)
let f32_convert_i64_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (Convert.f32_convert_i64_s (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: f32.convert_i64_u *)
let f32_convert_i64_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (Convert.f32_convert_i64_u (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: f32.demote_f64 *)
let f32_demote_f64 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (Convert.f32_demote_f64 (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: f64.convert_i32_s *)
let f64_convert_i32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.f64_convert_i32_s (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: f64.convert_i32_u *)
let f64_convert_i32_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.f64_convert_i32_u (i32 s (p + a)));
    next m

(* Step_pure/cvtop-val: f64.convert_i64_s *)
let f64_convert_i64_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.f64_convert_i64_s (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: f64.convert_i64_u *)
let f64_convert_i64_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.f64_convert_i64_u (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: f64.promote_f32 *)
let f64_promote_f32 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.f64_promote_f32 (get32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i32.reinterpret_f32 *)
let i32_reinterpret_f32 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (get32 s (p + a));
    next m

(* Step_pure/cvtop-val: i64.reinterpret_f64 *)
let i64_reinterpret_f64 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (get64 s (p + a));
    next m

(* Step_pure/cvtop-val: f32.reinterpret_i32 *)
let f32_reinterpret_i32 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (get32 s (p + a));
    next m

(* Step_pure/cvtop-val: f64.reinterpret_i64 *)
let f64_reinterpret_i64 a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (get64 s (p + a));
    next m

(* Step_pure/cvtop-val: i32.trunc_sat_f32_s *)
let i32_trunc_sat_f32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (Convert.i32_trunc_sat_f32_s (get32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i32.trunc_sat_f32_u *)
let i32_trunc_sat_f32_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (Convert.i32_trunc_sat_f32_u (get32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i32.trunc_sat_f64_s *)
let i32_trunc_sat_f64_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (Convert.i32_trunc_sat_f64_s (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: i32.trunc_sat_f64_u *)
let i32_trunc_sat_f64_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (Convert.i32_trunc_sat_f64_u (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.trunc_sat_f32_s *)
let i64_trunc_sat_f32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_trunc_sat_f32_s (get32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.trunc_sat_f32_u *)
let i64_trunc_sat_f32_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_trunc_sat_f32_u (get32 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.trunc_sat_f64_s *)
let i64_trunc_sat_f64_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_trunc_sat_f64_s (get64 s (p + a)));
    next m

(* Step_pure/cvtop-val: i64.trunc_sat_f64_u *)
let i64_trunc_sat_f64_u a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Convert.i64_trunc_sat_f64_u (get64 s (p + a)));
    next m

(* Step_pure/cvtop-trap *)
let partial at e =
  match e with
  | Numeric_trap.Integer_overflow -> Outcome.trap Integer_overflow (Some at)
  | Numeric_trap.Invalid_conversion_to_integer -> Outcome.trap Invalid_conversion_to_integer (Some at)
  | e -> raise e

(* Step_pure/cvtop-val, cvtop-trap: i32.trunc_f32_s *)
let i32_trunc_f32_s a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set_i32 s (p + d) (Convert.i32_trunc_f32_s (get32 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i32.trunc_f32_u *)
let i32_trunc_f32_u a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set_i32 s (p + d) (Convert.i32_trunc_f32_u (get32 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i32.trunc_f64_s *)
let i32_trunc_f64_s a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set_i32 s (p + d) (Convert.i32_trunc_f64_s (get64 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i32.trunc_f64_u *)
let i32_trunc_f64_u a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set_i32 s (p + d) (Convert.i32_trunc_f64_u (get64 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i64.trunc_f32_s *)
let i64_trunc_f32_s a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set64 s (p + d) (Convert.i64_trunc_f32_s (get32 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i64.trunc_f32_u *)
let i64_trunc_f32_u a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set64 s (p + d) (Convert.i64_trunc_f32_u (get32 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i64.trunc_f64_s *)
let i64_trunc_f64_s a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set64 s (p + d) (Convert.i64_trunc_f64_s (get64 s (p + a))) with e -> partial at e);
    next m

(* Step_pure/cvtop-val, cvtop-trap: i64.trunc_f64_u *)
let i64_trunc_f64_u a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    (try set64 s (p + d) (Convert.i64_trunc_f64_u (get64 s (p + a))) with e -> partial at e);
    next m

(* Numeric instructions of type i32.

   Operands are read at byte offsets [a] and [b] of the frame, the result goes to [d]; all reads come first. [hold] keeps the compiler
   from merging a rule with the closure that it returns into one function of more arguments. *)

open Slots
open Store

(* Step_pure/unop-val: i32.clz *)
let clz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.clz (i32 s (p + a)));
    next m

(* Step_pure/unop-val: i32.ctz *)
let ctz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.ctz (i32 s (p + a)));
    next m

(* Step_pure/unop-val: i32.popcnt *)
let popcnt a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.popcnt (i32 s (p + a)));
    next m

(* Step_pure/unop-val: i32.extend8_s *)
let extend8_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.extend8_s (i32 s (p + a)));
    next m

(* Step_pure/unop-val: i32.extend16_s *)
let extend16_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.extend16_s (i32 s (p + a)));
    next m

(* Step_pure/testop: i32.eqz *)
let eqz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.eqz (i32 s (p + a))));
    next m

(* Step_pure/relop: i32.eq *)
let eq a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.eq (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.eq with a constant [k] *)
let eq_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.eq (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.ne *)
let ne a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ne (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.ne with a constant [k] *)
let ne_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ne (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.lt_s *)
let lt_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.lt_s (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.lt_s with a constant [k] *)
let lt_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.lt_s (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.lt_u *)
let lt_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.lt_u (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.lt_u with a constant [k] *)
let lt_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.lt_u (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.gt_s *)
let gt_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.gt_s (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.gt_s with a constant [k] *)
let gt_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.gt_s (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.gt_u *)
let gt_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.gt_u (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.gt_u with a constant [k] *)
let gt_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.gt_u (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.le_s *)
let le_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.le_s (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.le_s with a constant [k] *)
let le_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.le_s (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.le_u *)
let le_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.le_u (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.le_u with a constant [k] *)
let le_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.le_u (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.ge_s *)
let ge_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ge_s (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.ge_s with a constant [k] *)
let ge_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ge_s (i32 s (p + a)) k));
    next m

(* Step_pure/relop: i32.ge_u *)
let ge_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ge_u (i32 s (p + a)) (i32 s (p + b))));
    next m

(* Step_pure/relop: i32.ge_u with a constant [k] *)
let ge_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I32.ge_u (i32 s (p + a)) k));
    next m

(* Step_pure/binop-val: i32.add *)
let add a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.add (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.add with a constant [k] *)
let add_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.add (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.sub *)
let sub a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.sub (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.sub with a constant [k] *)
let sub_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.sub (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.mul *)
let mul a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.mul (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.mul with a constant [k] *)
let mul_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.mul (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.and *)
let and_ a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.and_ (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.and with a constant [k] *)
let and_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.and_ (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.or *)
let or_ a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.or_ (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.or with a constant [k] *)
let or_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.or_ (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.xor *)
let xor a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.xor (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.xor with a constant [k] *)
let xor_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.xor (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.shl *)
let shl a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shl (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.shl with a constant [k] *)
let shl_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shl (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.shr_s *)
let shr_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shr_s (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.shr_s with a constant [k] *)
let shr_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shr_s (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.shr_u *)
let shr_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shr_u (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.shr_u with a constant [k] *)
let shr_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.shr_u (i32 s (p + a)) k);
    next m

(* Step_pure/binop-val: i32.rotl *)
let rotl a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.rotl (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val: i32.rotr *)
let rotr a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (I32.rotr (i32 s (p + a)) (i32 s (p + b)));
    next m

(* Step_pure/binop-val, binop-trap: i32.div_s *)
let div_s a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = i32 s (p + b) in
    if I32.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    if I32.eq y (-1) && I32.eq (i32 s (p + a)) (-0x8000_0000) then Outcome.trap Integer_overflow (Some at);
    set_i32 s (p + d) (I32.div_s (i32 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i32.div_u *)
let div_u a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = i32 s (p + b) in
    if I32.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set_i32 s (p + d) (I32.div_u (i32 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i32.rem_s *)
let rem_s a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = i32 s (p + b) in
    if I32.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set_i32 s (p + d) (I32.rem_s (i32 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i32.rem_u *)
let rem_u a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = i32 s (p + b) in
    if I32.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set_i32 s (p + d) (I32.rem_u (i32 s (p + a)) y);
    next m

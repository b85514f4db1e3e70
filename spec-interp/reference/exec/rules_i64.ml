(* Numeric instructions of type i64.

   Operands are read at byte offsets [a] and [b] of the frame, the result goes to [d]; all reads come first. [hold] keeps the compiler
   from merging a rule with the closure that it returns into one function of more arguments. *)

open Slots
open Store

(* Step_pure/unop-val: i64.clz *)
let clz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Int64.of_int (I64.clz (get64 s (p + a))));
    next m

(* Step_pure/unop-val: i64.ctz *)
let ctz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Int64.of_int (I64.ctz (get64 s (p + a))));
    next m

(* Step_pure/unop-val: i64.popcnt *)
let popcnt a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (Int64.of_int (I64.popcnt (get64 s (p + a))));
    next m

(* Step_pure/unop-val: i64.extend8_s *)
let extend8_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.extend8_s (get64 s (p + a)));
    next m

(* Step_pure/unop-val: i64.extend16_s *)
let extend16_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.extend16_s (get64 s (p + a)));
    next m

(* Step_pure/unop-val: i64.extend32_s *)
let extend32_s a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.extend32_s (get64 s (p + a)));
    next m

(* Step_pure/testop: i64.eqz *)
let eqz a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.eqz (get64 s (p + a))));
    next m

(* Step_pure/relop: i64.eq *)
let eq a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.eq (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.eq with a constant [k] *)
let eq_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.eq (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.ne *)
let ne a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ne (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.ne with a constant [k] *)
let ne_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ne (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.lt_s *)
let lt_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.lt_s (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.lt_s with a constant [k] *)
let lt_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.lt_s (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.lt_u *)
let lt_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.lt_u (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.lt_u with a constant [k] *)
let lt_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.lt_u (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.gt_s *)
let gt_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.gt_s (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.gt_s with a constant [k] *)
let gt_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.gt_s (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.gt_u *)
let gt_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.gt_u (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.gt_u with a constant [k] *)
let gt_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.gt_u (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.le_s *)
let le_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.le_s (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.le_s with a constant [k] *)
let le_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.le_s (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.le_u *)
let le_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.le_u (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.le_u with a constant [k] *)
let le_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.le_u (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.ge_s *)
let ge_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ge_s (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.ge_s with a constant [k] *)
let ge_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ge_s (get64 s (p + a)) k));
    next m

(* Step_pure/relop: i64.ge_u *)
let ge_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ge_u (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: i64.ge_u with a constant [k] *)
let ge_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (I64.ge_u (get64 s (p + a)) k));
    next m

(* Step_pure/binop-val: i64.add *)
let add a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.add (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.add with a constant [k] *)
let add_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.add (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.sub *)
let sub a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.sub (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.sub with a constant [k] *)
let sub_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.sub (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.mul *)
let mul a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.mul (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.mul with a constant [k] *)
let mul_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.mul (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.and *)
let and_ a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.and_ (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.and with a constant [k] *)
let and_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.and_ (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.or *)
let or_ a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.or_ (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.or with a constant [k] *)
let or_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.or_ (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.xor *)
let xor a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.xor (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.xor with a constant [k] *)
let xor_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.xor (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.shl *)
let shl a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shl (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.shl with a constant [k] *)
let shl_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shl (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.shr_s *)
let shr_s a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shr_s (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.shr_s with a constant [k] *)
let shr_s_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shr_s (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.shr_u *)
let shr_u a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shr_u (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.shr_u with a constant [k] *)
let shr_u_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.shr_u (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: i64.rotl *)
let rotl a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.rotl (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: i64.rotr *)
let rotr a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (I64.rotr (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val, binop-trap: i64.div_s *)
let div_s a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = get64 s (p + b) in
    if I64.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    if I64.eq y (-1L) && I64.eq (get64 s (p + a)) (Int64.min_int) then Outcome.trap Integer_overflow (Some at);
    set64 s (p + d) (I64.div_s (get64 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i64.div_u *)
let div_u a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = get64 s (p + b) in
    if I64.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set64 s (p + d) (I64.div_u (get64 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i64.rem_s *)
let rem_s a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = get64 s (p + b) in
    if I64.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set64 s (p + d) (I64.rem_s (get64 s (p + a)) y);
    next m

(* Step_pure/binop-val, binop-trap: i64.rem_u *)
let rem_u a b d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let y = get64 s (p + b) in
    if I64.eqz y then Outcome.trap Integer_divide_by_zero (Some at);
    set64 s (p + d) (I64.rem_u (get64 s (p + a)) y);
    next m

(* Numeric instructions of type f64. What is open in the specification is fixed in numeric/: canonical NaNs.

   Operands are read at byte offsets [a] and [b] of the frame, the result goes to [d]; all reads come first. [hold] keeps the compiler
   from merging a rule with the closure that it returns into one function of more arguments. *)

open Slots
open Store

(* Step_pure/unop-val: f64.abs *)
let abs a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.abs (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.neg *)
let neg a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.neg (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.ceil *)
let ceil a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.ceil (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.floor *)
let floor a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.floor (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.trunc *)
let trunc a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.trunc (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.nearest *)
let nearest a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.nearest (get64 s (p + a)));
    next m

(* Step_pure/unop-val: f64.sqrt *)
let sqrt a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.sqrt (get64 s (p + a)));
    next m

(* Step_pure/relop: f64.eq *)
let eq a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.eq (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: f64.ne *)
let ne a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.ne (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: f64.lt *)
let lt a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.lt (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: f64.gt *)
let gt a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.gt (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: f64.le *)
let le a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.le (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/relop: f64.ge *)
let ge a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F64.ge (get64 s (p + a)) (get64 s (p + b))));
    next m

(* Step_pure/binop-val: f64.add *)
let add a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.add (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.add with a constant [k] *)
let add_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.add (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: f64.sub *)
let sub a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.sub (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.sub with a constant [k] *)
let sub_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.sub (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: f64.mul *)
let mul a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.mul (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.mul with a constant [k] *)
let mul_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.mul (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: f64.div *)
let div a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.div (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.div with a constant [k] *)
let div_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.div (get64 s (p + a)) k);
    next m

(* Step_pure/binop-val: f64.min *)
let min a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.min (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.max *)
let max a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.max (get64 s (p + a)) (get64 s (p + b)));
    next m

(* Step_pure/binop-val: f64.copysign *)
let copysign a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (F64.copysign (get64 s (p + a)) (get64 s (p + b)));
    next m

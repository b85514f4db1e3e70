(* Numeric instructions of type f32. What is open in the specification is fixed in numeric/: canonical NaNs.

   Operands are read at byte offsets [a] and [b] of the frame, the result goes to [d]; all reads come first. [hold] keeps the compiler
   from merging a rule with the closure that it returns into one function of more arguments. *)

open Slots
open Store

(* Step_pure/unop-val: f32.abs *)
let abs a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.abs (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.neg *)
let neg a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.neg (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.ceil *)
let ceil a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.ceil (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.floor *)
let floor a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.floor (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.trunc *)
let trunc a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.trunc (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.nearest *)
let nearest a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.nearest (get32 s (p + a)));
    next m

(* Step_pure/unop-val: f32.sqrt *)
let sqrt a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.sqrt (get32 s (p + a)));
    next m

(* Step_pure/relop: f32.eq *)
let eq a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.eq (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/relop: f32.ne *)
let ne a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.ne (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/relop: f32.lt *)
let lt a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.lt (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/relop: f32.gt *)
let gt a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.gt (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/relop: f32.le *)
let le a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.le (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/relop: f32.ge *)
let ge a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set_i32 s (p + d) (of_bool (F32.ge (get32 s (p + a)) (get32 s (p + b))));
    next m

(* Step_pure/binop-val: f32.add *)
let add a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.add (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.add with a constant [k] *)
let add_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.add (get32 s (p + a)) k);
    next m

(* Step_pure/binop-val: f32.sub *)
let sub a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.sub (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.sub with a constant [k] *)
let sub_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.sub (get32 s (p + a)) k);
    next m

(* Step_pure/binop-val: f32.mul *)
let mul a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.mul (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.mul with a constant [k] *)
let mul_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.mul (get32 s (p + a)) k);
    next m

(* Step_pure/binop-val: f32.div *)
let div a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.div (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.div with a constant [k] *)
let div_k a k d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.div (get32 s (p + a)) k);
    next m

(* Step_pure/binop-val: f32.min *)
let min a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.min (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.max *)
let max a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.max (get32 s (p + a)) (get32 s (p + b)));
    next m

(* Step_pure/binop-val: f32.copysign *)
let copysign a b d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set32 s (p + d) (F32.copysign (get32 s (p + a)) (get32 s (p + b)));
    next m

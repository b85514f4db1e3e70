(* Locals, globals, constants, references and the parametric instructions. A wide value takes two slots. *)

open Slots
open Store

(* Step_read/local.get, Step/local.set, Step_pure/local.tee: all three copy. *)
let copy a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (get64 s (p + a));
    next m

let copy_wide a d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp in
    set64 s (p + d) (get64 s (p + a));
    set64 s (p + d + 8) (get64 s (p + a + 8));
    next m

(* Step_read/global.get *)
let global_get global d next =
  let cell = hold global.cell in
  fun m ->
    set64 m.stack (m.fp + d) (get64 cell 0);
    next m

let global_get_wide global d next =
  let cell = hold global.cell in
  fun m ->
    let s = m.stack and p = m.fp + d in
    set64 s p (get64 cell 0);
    set64 s (p + 8) (get64 cell 8);
    next m

(* Step/global.set *)
let global_set global a next =
  let cell = hold global.cell in
  fun m ->
    set64 cell 0 (get64 m.stack (m.fp + a));
    next m

let global_set_wide global a next =
  let cell = hold global.cell in
  fun m ->
    let s = m.stack and p = m.fp + a in
    set64 cell 0 (get64 s p);
    set64 cell 8 (get64 s (p + 8));
    next m

(* Constants are values. *)
let const_i32 k d next =
  let next = hold next in
  fun m ->
    set_i32 m.stack (m.fp + d) k;
    next m

let const_i64 k d next =
  let next = hold next in
  fun m ->
    set64 m.stack (m.fp + d) k;
    next m

let const_v128 low high d next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp + d in
    set64 s p low;
    set64 s (p + 8) high;
    next m

(* ref.null and Step_read/ref.func *)
let reference r d next =
  let next = hold next in
  fun m ->
    set_int m.stack (m.fp + d) r;
    next m

(* Step_pure/ref.is_null-true, ref.is_null-false *)
let ref_is_null a next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp + a in
    set_i32 s p (of_bool (int s p = null));
    next m

(* Step_pure/select-true, select-false: the first operand is where the result goes. *)
let select a next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp + a in
    if i32 s (p + 16) = 0 then set64 s p (get64 s (p + 8));
    next m

let select_wide a next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp + a in
    if i32 s (p + 32) = 0 then begin
      set64 s p (get64 s (p + 16));
      set64 s (p + 8) (get64 s (p + 24))
    end;
    next m

(* Vector instructions without memory: Step_pure/vvunop, vvbinop, vvternop, vvtestop, vunop, vunop-trap, vbinop-val, vbinop-trap,
   vtestop-true, vtestop-false, vrelop, vshiftop, vbitmask, vswizzle, vsplat, vextunop, vextbinop, vnarrow, vcvtop-full, vcvtop-half,
   vcvtop-zero. Numeric functions work in place on the stack. *)
let vector f a next =
  let next = hold next in
  fun m ->
    f m.stack (m.fp + a);
    next m

(* Step_pure/vextract_lane-num, vextract_lane-pack, vreplace_lane *)
let vector_lane f lane a next =
  let next = hold next in
  fun m ->
    f m.stack (m.fp + a) lane;
    next m

(* Step_pure/vshuffle *)
let shuffle lanes a next =
  let next = hold next in
  fun m ->
    Simd.i8x16_shuffle m.stack (m.fp + a) lanes;
    next m

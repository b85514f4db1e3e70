(* The operations of the interpreter's values: the specification's operations
   (IntSpec.v, FloatSpec.v) carried to the sealed types.  Nothing is defined
   anew here.  The extraction overrides each of these definitions by a native one. *)
From Coq Require Import ZArith List SpecFloat.
From TS Require Import Bits Containers IntSpec FloatSpec.
Import ListNotations.
Local Open Scope Z_scope.

Module I32ops.
  Definition t := I32.t.
  Definition lift1 (f : Z -> Z) (a : t) : t := I32.of_Z (f (I32.to_Z a)).
  Definition lift2 (f : Z -> Z -> Z) (a b : t) : t := I32.of_Z (f (I32.to_Z a) (I32.to_Z b)).
  Definition lift2o (f : Z -> Z -> option Z) (a b : t) : option t := option_map I32.of_Z (f (I32.to_Z a) (I32.to_Z b)).
  Definition test2 (f : Z -> Z -> bool) (a b : t) : bool := f (I32.to_Z a) (I32.to_Z b).
  Definition zero : t := I32.of_Z 0.
  Definition is_zero (a : t) : bool := ieqz (I32.to_Z a).
  Definition clz : t -> t := lift1 (iclz 32).
  Definition ctz : t -> t := lift1 (ictz 32).
  Definition popcnt : t -> t := lift1 (ipopcnt).
  Definition extend8_s : t -> t := lift1 (iextend 32 8).
  Definition extend16_s : t -> t := lift1 (iextend 32 16).
  Definition add : t -> t -> t := lift2 (iadd 32).
  Definition sub : t -> t -> t := lift2 (isub 32).
  Definition mul : t -> t -> t := lift2 (imul 32).
  Definition div_s : t -> t -> option t := lift2o (idiv_s 32).
  Definition div_u : t -> t -> option t := lift2o idiv_u.
  Definition rem_s : t -> t -> option t := lift2o (irem_s 32).
  Definition rem_u : t -> t -> option t := lift2o irem_u.
  Definition and : t -> t -> t := lift2 iand.
  Definition or : t -> t -> t := lift2 ior.
  Definition xor : t -> t -> t := lift2 ixor.
  Definition shl : t -> t -> t := lift2 (ishl 32).
  Definition shr_s : t -> t -> t := lift2 (ishr_s 32).
  Definition shr_u : t -> t -> t := lift2 (ishr_u 32).
  Definition rotl : t -> t -> t := lift2 (irotl 32).
  Definition rotr : t -> t -> t := lift2 (irotr 32).
  Definition eq : t -> t -> bool := test2 ieq.
  Definition ne : t -> t -> bool := test2 ine.
  Definition lt_s : t -> t -> bool := test2 (ilt_s 32).
  Definition lt_u : t -> t -> bool := test2 ilt_u.
  Definition gt_s : t -> t -> bool := test2 (igt_s 32).
  Definition gt_u : t -> t -> bool := test2 igt_u.
  Definition le_s : t -> t -> bool := test2 (ile_s 32).
  Definition le_u : t -> t -> bool := test2 ile_u.
  Definition ge_s : t -> t -> bool := test2 (ige_s 32).
  Definition ge_u : t -> t -> bool := test2 ige_u.
End I32ops.

Module I64ops.
  Definition t := I64.t.
  Definition lift1 (f : Z -> Z) (a : t) : t := I64.of_Z (f (I64.to_Z a)).
  Definition lift2 (f : Z -> Z -> Z) (a b : t) : t := I64.of_Z (f (I64.to_Z a) (I64.to_Z b)).
  Definition lift2o (f : Z -> Z -> option Z) (a b : t) : option t := option_map I64.of_Z (f (I64.to_Z a) (I64.to_Z b)).
  Definition test2 (f : Z -> Z -> bool) (a b : t) : bool := f (I64.to_Z a) (I64.to_Z b).
  Definition zero : t := I64.of_Z 0.
  Definition is_zero (a : t) : bool := ieqz (I64.to_Z a).
  Definition clz : t -> t := lift1 (iclz 64).
  Definition ctz : t -> t := lift1 (ictz 64).
  Definition popcnt : t -> t := lift1 (ipopcnt).
  Definition extend8_s : t -> t := lift1 (iextend 64 8).
  Definition extend16_s : t -> t := lift1 (iextend 64 16).
  Definition extend32_s : t -> t := lift1 (iextend 64 32).
  Definition add : t -> t -> t := lift2 (iadd 64).
  Definition sub : t -> t -> t := lift2 (isub 64).
  Definition mul : t -> t -> t := lift2 (imul 64).
  Definition div_s : t -> t -> option t := lift2o (idiv_s 64).
  Definition div_u : t -> t -> option t := lift2o idiv_u.
  Definition rem_s : t -> t -> option t := lift2o (irem_s 64).
  Definition rem_u : t -> t -> option t := lift2o irem_u.
  Definition and : t -> t -> t := lift2 iand.
  Definition or : t -> t -> t := lift2 ior.
  Definition xor : t -> t -> t := lift2 ixor.
  Definition shl : t -> t -> t := lift2 (ishl 64).
  Definition shr_s : t -> t -> t := lift2 (ishr_s 64).
  Definition shr_u : t -> t -> t := lift2 (ishr_u 64).
  Definition rotl : t -> t -> t := lift2 (irotl 64).
  Definition rotr : t -> t -> t := lift2 (irotr 64).
  Definition eq : t -> t -> bool := test2 ieq.
  Definition ne : t -> t -> bool := test2 ine.
  Definition lt_s : t -> t -> bool := test2 (ilt_s 64).
  Definition lt_u : t -> t -> bool := test2 ilt_u.
  Definition gt_s : t -> t -> bool := test2 (igt_s 64).
  Definition gt_u : t -> t -> bool := test2 igt_u.
  Definition le_s : t -> t -> bool := test2 (ile_s 64).
  Definition le_u : t -> t -> bool := test2 ile_u.
  Definition ge_s : t -> t -> bool := test2 (ige_s 64).
  Definition ge_u : t -> t -> bool := test2 ige_u.
End I64ops.

Module F32ops.
  Definition t := F32.t.
  Definition lift1 (f : Z -> Z) (a : t) : t := F32.of_Z (f (F32.to_Z a)).
  Definition lift2 (f : Z -> Z -> Z) (a b : t) : t := F32.of_Z (f (F32.to_Z a) (F32.to_Z b)).
  Definition test2 (f : Z -> Z -> bool) (a b : t) : bool := f (F32.to_Z a) (F32.to_Z b).
  Definition zero : t := F32.of_Z 0.
  Definition is_nan (a : t) : bool := FloatSpec.is_nan 23 8 (F32.to_Z a).
  Definition abs : t -> t := lift1 (fabs 23 8).
  Definition neg : t -> t := lift1 (fneg 23 8).
  Definition sqrt : t -> t := lift1 (fsqrt 23 8).
  Definition ceil : t -> t := lift1 (fceil 23 8).
  Definition floor : t -> t := lift1 (ffloor 23 8).
  Definition trunc : t -> t := lift1 (ftrunc 23 8).
  Definition nearest : t -> t := lift1 (fnearest 23 8).
  Definition add : t -> t -> t := lift2 (fadd 23 8).
  Definition sub : t -> t -> t := lift2 (fsub 23 8).
  Definition mul : t -> t -> t := lift2 (fmul 23 8).
  Definition div : t -> t -> t := lift2 (fdiv 23 8).
  Definition min : t -> t -> t := lift2 (fmin 23 8).
  Definition max : t -> t -> t := lift2 (fmax 23 8).
  Definition copysign : t -> t -> t := lift2 (fcopysign 23 8).
  Definition eq : t -> t -> bool := test2 (feq 23 8).
  Definition ne : t -> t -> bool := test2 (fne 23 8).
  Definition lt : t -> t -> bool := test2 (flt 23 8).
  Definition gt : t -> t -> bool := test2 (fgt 23 8).
  Definition le : t -> t -> bool := test2 (fle 23 8).
  Definition ge : t -> t -> bool := test2 (fge 23 8).
End F32ops.

Module F64ops.
  Definition t := F64.t.
  Definition lift1 (f : Z -> Z) (a : t) : t := F64.of_Z (f (F64.to_Z a)).
  Definition lift2 (f : Z -> Z -> Z) (a b : t) : t := F64.of_Z (f (F64.to_Z a) (F64.to_Z b)).
  Definition test2 (f : Z -> Z -> bool) (a b : t) : bool := f (F64.to_Z a) (F64.to_Z b).
  Definition zero : t := F64.of_Z 0.
  Definition is_nan (a : t) : bool := FloatSpec.is_nan 52 11 (F64.to_Z a).
  Definition abs : t -> t := lift1 (fabs 52 11).
  Definition neg : t -> t := lift1 (fneg 52 11).
  Definition sqrt : t -> t := lift1 (fsqrt 52 11).
  Definition ceil : t -> t := lift1 (fceil 52 11).
  Definition floor : t -> t := lift1 (ffloor 52 11).
  Definition trunc : t -> t := lift1 (ftrunc 52 11).
  Definition nearest : t -> t := lift1 (fnearest 52 11).
  Definition add : t -> t -> t := lift2 (fadd 52 11).
  Definition sub : t -> t -> t := lift2 (fsub 52 11).
  Definition mul : t -> t -> t := lift2 (fmul 52 11).
  Definition div : t -> t -> t := lift2 (fdiv 52 11).
  Definition min : t -> t -> t := lift2 (fmin 52 11).
  Definition max : t -> t -> t := lift2 (fmax 52 11).
  Definition copysign : t -> t -> t := lift2 (fcopysign 52 11).
  Definition eq : t -> t -> bool := test2 (feq 52 11).
  Definition ne : t -> t -> bool := test2 (fne 52 11).
  Definition lt : t -> t -> bool := test2 (flt 52 11).
  Definition gt : t -> t -> bool := test2 (fgt 52 11).
  Definition le : t -> t -> bool := test2 (fle 52 11).
  Definition ge : t -> t -> bool := test2 (fge 52 11).
End F64ops.

Module Cvt.
  Definition i32_wrap_i64 (a : I64.t) : I32.t := I32.of_Z (I64.to_Z a).
  Definition i64_extend_i32_u (a : I32.t) : I64.t := I64.of_Z (I32.to_Z a).
  Definition i64_extend_i32_s (a : I32.t) : I64.t := I64.of_Z (signed 32 (I32.to_Z a)).
  Definition i32_trunc_f32_s (a : F32.t) : option I32.t := option_map I32.of_Z (ftrunc_s 23 8 32 (F32.to_Z a)).
  Definition i32_trunc_sat_f32_s (a : F32.t) : I32.t := I32.of_Z (ftrunc_sat_s 23 8 32 (F32.to_Z a)).
  Definition f32_convert_i32_s (a : I32.t) : F32.t := F32.of_Z (fconvert 23 8 (signed 32 (I32.to_Z a))).
  Definition i32_trunc_f32_u (a : F32.t) : option I32.t := option_map I32.of_Z (ftrunc_u 23 8 32 (F32.to_Z a)).
  Definition i32_trunc_sat_f32_u (a : F32.t) : I32.t := I32.of_Z (ftrunc_sat_u 23 8 32 (F32.to_Z a)).
  Definition f32_convert_i32_u (a : I32.t) : F32.t := F32.of_Z (fconvert 23 8 (I32.to_Z a)).
  Definition i32_trunc_f64_s (a : F64.t) : option I32.t := option_map I32.of_Z (ftrunc_s 52 11 32 (F64.to_Z a)).
  Definition i32_trunc_sat_f64_s (a : F64.t) : I32.t := I32.of_Z (ftrunc_sat_s 52 11 32 (F64.to_Z a)).
  Definition f64_convert_i32_s (a : I32.t) : F64.t := F64.of_Z (fconvert 52 11 (signed 32 (I32.to_Z a))).
  Definition i32_trunc_f64_u (a : F64.t) : option I32.t := option_map I32.of_Z (ftrunc_u 52 11 32 (F64.to_Z a)).
  Definition i32_trunc_sat_f64_u (a : F64.t) : I32.t := I32.of_Z (ftrunc_sat_u 52 11 32 (F64.to_Z a)).
  Definition f64_convert_i32_u (a : I32.t) : F64.t := F64.of_Z (fconvert 52 11 (I32.to_Z a)).
  Definition i64_trunc_f32_s (a : F32.t) : option I64.t := option_map I64.of_Z (ftrunc_s 23 8 64 (F32.to_Z a)).
  Definition i64_trunc_sat_f32_s (a : F32.t) : I64.t := I64.of_Z (ftrunc_sat_s 23 8 64 (F32.to_Z a)).
  Definition f32_convert_i64_s (a : I64.t) : F32.t := F32.of_Z (fconvert 23 8 (signed 64 (I64.to_Z a))).
  Definition i64_trunc_f32_u (a : F32.t) : option I64.t := option_map I64.of_Z (ftrunc_u 23 8 64 (F32.to_Z a)).
  Definition i64_trunc_sat_f32_u (a : F32.t) : I64.t := I64.of_Z (ftrunc_sat_u 23 8 64 (F32.to_Z a)).
  Definition f32_convert_i64_u (a : I64.t) : F32.t := F32.of_Z (fconvert 23 8 (I64.to_Z a)).
  Definition i64_trunc_f64_s (a : F64.t) : option I64.t := option_map I64.of_Z (ftrunc_s 52 11 64 (F64.to_Z a)).
  Definition i64_trunc_sat_f64_s (a : F64.t) : I64.t := I64.of_Z (ftrunc_sat_s 52 11 64 (F64.to_Z a)).
  Definition f64_convert_i64_s (a : I64.t) : F64.t := F64.of_Z (fconvert 52 11 (signed 64 (I64.to_Z a))).
  Definition i64_trunc_f64_u (a : F64.t) : option I64.t := option_map I64.of_Z (ftrunc_u 52 11 64 (F64.to_Z a)).
  Definition i64_trunc_sat_f64_u (a : F64.t) : I64.t := I64.of_Z (ftrunc_sat_u 52 11 64 (F64.to_Z a)).
  Definition f64_convert_i64_u (a : I64.t) : F64.t := F64.of_Z (fconvert 52 11 (I64.to_Z a)).
  Definition f32_demote_f64 (a : F64.t) : F32.t := F32.of_Z (fdemote (F64.to_Z a)).
  Definition f64_promote_f32 (a : F32.t) : F64.t := F64.of_Z (fpromote (F32.to_Z a)).
  Definition i32_reinterpret_f32 (a : F32.t) : I32.t := I32.of_Z (F32.to_Z a).
  Definition f32_reinterpret_i32 (a : I32.t) : F32.t := F32.of_Z (I32.to_Z a).
  Definition i64_reinterpret_f64 (a : F64.t) : I64.t := I64.of_Z (F64.to_Z a).
  Definition f64_reinterpret_i64 (a : I64.t) : F64.t := F64.of_Z (I64.to_Z a).
End Cvt.

(* ---- memory and data, by way of their lists of bytes ---- *)
Definition le_bytes (n : nat) (z : Z) : list I8.t :=
  map (fun k => I8.of_Z (Z.shiftr z (8 * Z.of_nat k))) (seq 0 n).
Fixpoint le_value (bs : list I8.t) : Z :=
  match bs with [] => 0 | b :: bs => I8.to_Z b + 256 * le_value bs end.

Definition page_size : Z := 65536.
(* The effective address: base and offset are unsigned and do not wrap. *)
Definition ea (base offset : I32.t) : Z := I32.to_Z base + I32.to_Z offset.
Definition mem_load (n : nat) (m : Mem.t) (base offset : I32.t) : option Z :=
  match place (Mem.to_list m) (ea base offset) with
  | Some k => option_map le_value (list_slice (Mem.to_list m) k n)
  | None => None
  end.
Definition mem_write (m : Mem.t) (i : Z) (d : list I8.t) : option Mem.t :=
  match place (Mem.to_list m) i with
  | Some k => option_map Mem.of_list (list_write (Mem.to_list m) k d)
  | None => None
  end.
Definition mem_store (n : nat) (m : Mem.t) (base offset : I32.t) (z : Z) : option Mem.t :=
  mem_write m (ea base offset) (le_bytes n z).

Module MemOps.
  Definition load8 (m : Mem.t) (b o : I32.t) : option I32.t := option_map I32.of_Z (mem_load 1 m b o).
  Definition load16 (m : Mem.t) (b o : I32.t) : option I32.t := option_map I32.of_Z (mem_load 2 m b o).
  Definition load32 (m : Mem.t) (b o : I32.t) : option I32.t := option_map I32.of_Z (mem_load 4 m b o).
  Definition load64 (m : Mem.t) (b o : I32.t) : option I64.t := option_map I64.of_Z (mem_load 8 m b o).
  (* The low bits are what is stored. *)
  Definition store8 (m : Mem.t) (b o : I32.t) (x : I32.t) : option Mem.t := mem_store 1 m b o (I32.to_Z x).
  Definition store16 (m : Mem.t) (b o : I32.t) (x : I32.t) : option Mem.t := mem_store 2 m b o (I32.to_Z x).
  Definition store32 (m : Mem.t) (b o : I32.t) (x : I32.t) : option Mem.t := mem_store 4 m b o (I32.to_Z x).
  Definition store64 (m : Mem.t) (b o : I32.t) (x : I64.t) : option Mem.t := mem_store 8 m b o (I64.to_Z x).
  (* Size in pages. *)
  Definition size (m : Mem.t) : I32.t := I32.of_Z (Z.of_nat (length (Mem.to_list m)) / page_size).
  Definition zeros (pages : I32.t) : list I8.t := repeat (I8.of_Z 0) (Z.to_nat (I32.to_Z pages * page_size)).
  Definition make (pages : I32.t) : Mem.t := Mem.of_list (zeros pages).
  (* Longer by so many pages of zeros. *)
  Definition grow (m : Mem.t) (pages : I32.t) : Mem.t := Mem.of_list (Mem.to_list m ++ zeros pages).
  Definition write (m : Mem.t) (i : I32.t) (d : Data.t) : option Mem.t :=
    mem_write m (I32.to_Z i) (Data.to_list d).
End MemOps.

(* [a + b <= c] without wrapping. *)
Definition sum_le (a b c : I32.t) : bool := I32.to_Z a + I32.to_Z b <=? I32.to_Z c.
Definition i32_one : I32.t := I32.of_Z 1.
Definition i32_minus_one : I32.t := I32.of_Z (-1).

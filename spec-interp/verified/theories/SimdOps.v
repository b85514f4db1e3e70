(* Vectors of the interpreter: SimdSpec.v carried to the sealed types.  Nothing is defined anew here; the
   extraction overrides what these modules define by native code.

   Lanes of 8, 16 and 32 bits are i32 values, the bits above being zero; their width is an argument (the constants
   [n8], [n16], [n32]).  Lanes of 64 bits are i64 values. *)
From Coq Require Import ZArith List.
From TS Require Import Bits Containers IntSpec FloatSpec SimdSpec Ops.
Import ListNotations.
Local Open Scope Z_scope.

Definition n2 : I32.t := I32.of_Z 2.
Definition n4 : I32.t := I32.of_Z 4.
Definition n8 : I32.t := I32.of_Z 8.
Definition n16 : I32.t := I32.of_Z 16.
Definition n32 : I32.t := I32.of_Z 32.

(* Operations on one lane of [n] bits. *)
Module Lane.
  Definition lift1 (f : Z -> Z -> Z) (n a : I32.t) : I32.t := I32.of_Z (f (I32.to_Z n) (I32.to_Z a)).
  Definition lift2 (f : Z -> Z -> Z -> Z) (n a b : I32.t) : I32.t := I32.of_Z (f (I32.to_Z n) (I32.to_Z a) (I32.to_Z b)).
  Definition test2 (f : Z -> Z -> Z -> bool) (n a b : I32.t) : bool := f (I32.to_Z n) (I32.to_Z a) (I32.to_Z b).
  Definition neg : I32.t -> I32.t -> I32.t := lift1 ineg.
  Definition abs : I32.t -> I32.t -> I32.t := lift1 iabs.
  Definition add : I32.t -> I32.t -> I32.t -> I32.t := lift2 iadd.
  Definition sub : I32.t -> I32.t -> I32.t -> I32.t := lift2 isub.
  Definition mul : I32.t -> I32.t -> I32.t -> I32.t := lift2 imul.
  Definition add_sat_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 iadd_sat_s.
  Definition add_sat_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 iadd_sat_u.
  Definition sub_sat_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 isub_sat_s.
  Definition sub_sat_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 isub_sat_u.
  Definition min_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 imin_s.
  Definition min_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 (fun _ => imin_u).
  Definition max_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 imax_s.
  Definition max_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 (fun _ => imax_u).
  Definition avgr_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 (fun _ => iavgr_u).
  Definition q15mulr_sat_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 iq15mulr_sat_s.
  Definition shl : I32.t -> I32.t -> I32.t -> I32.t := lift2 ishl.
  Definition shr_s : I32.t -> I32.t -> I32.t -> I32.t := lift2 ishr_s.
  Definition shr_u : I32.t -> I32.t -> I32.t -> I32.t := lift2 ishr_u.
  Definition lt_s : I32.t -> I32.t -> I32.t -> bool := test2 ilt_s.
  Definition gt_s : I32.t -> I32.t -> I32.t -> bool := test2 igt_s.
  Definition le_s : I32.t -> I32.t -> I32.t -> bool := test2 ile_s.
  Definition ge_s : I32.t -> I32.t -> I32.t -> bool := test2 ige_s.
  Definition mask (n : I32.t) (b : bool) : I32.t := I32.of_Z (imask (I32.to_Z n) b).
  (* From lanes of 2n bits to n. *)
  Definition narrow_s : I32.t -> I32.t -> I32.t := lift1 (fun n => inarrow_s n (2 * n)).
  Definition narrow_u : I32.t -> I32.t -> I32.t := lift1 (fun n => inarrow_u n (2 * n)).
  (* From n bits to 2n; without sign nothing changes. *)
  Definition extend_s : I32.t -> I32.t -> I32.t := lift1 (fun n => iextend (2 * n) n).
  (* Lanes of 64 bits, where i64 has no such operation. *)
  Definition neg64 (a : I64.t) : I64.t := I64.of_Z (ineg 64 (I64.to_Z a)).
  Definition abs64 (a : I64.t) : I64.t := I64.of_Z (iabs 64 (I64.to_Z a)).
  Definition mask64 (b : bool) : I64.t := I64.of_Z (imask 64 b).
  (* Lanes of floats. *)
  Definition pmin32 (a b : F32.t) : F32.t := F32.of_Z (fpmin 23 8 (F32.to_Z a) (F32.to_Z b)).
  Definition pmax32 (a b : F32.t) : F32.t := F32.of_Z (fpmax 23 8 (F32.to_Z a) (F32.to_Z b)).
  Definition pmin64 (a b : F64.t) : F64.t := F64.of_Z (fpmin 52 11 (F64.to_Z a) (F64.to_Z b)).
  Definition pmax64 (a b : F64.t) : F64.t := F64.of_Z (fpmax 52 11 (F64.to_Z a) (F64.to_Z b)).
End Lane.

Module Vec.
  Definition zero : V128.t := V128.of_Z 0.
  Definition is_zero (a : V128.t) : bool := ieqz (V128.to_Z a).
  (* The whole vector as one integer. *)
  Definition lift2 (f : Z -> Z -> Z) (a b : V128.t) : V128.t := V128.of_Z (f (V128.to_Z a) (V128.to_Z b)).
  Definition not (a : V128.t) : V128.t := V128.of_Z (ixor (V128.to_Z a) (2 ^ 128 - 1)).
  Definition and : V128.t -> V128.t -> V128.t := lift2 iand.
  Definition or : V128.t -> V128.t -> V128.t := lift2 ior.
  Definition xor : V128.t -> V128.t -> V128.t := lift2 ixor.

  (* Lanes. *)
  Definition get (n : I32.t) (v : V128.t) (k : I32.t) : I32.t := I32.of_Z (lane (I32.to_Z n) (V128.to_Z v) (I32.to_Z k)).
  Definition get64 (v : V128.t) (k : I32.t) : I64.t := I64.of_Z (lane 64 (V128.to_Z v) (I32.to_Z k)).
  Definition set (n : I32.t) (v : V128.t) (k x : I32.t) : V128.t :=
    V128.of_Z (with_lane (I32.to_Z n) (V128.to_Z v) (I32.to_Z k) (I32.to_Z x)).
  Definition set64 (v : V128.t) (k : I32.t) (x : I64.t) : V128.t :=
    V128.of_Z (with_lane 64 (V128.to_Z v) (I32.to_Z k) (I64.to_Z x)).
  Definition lanes (n : I32.t) (v : V128.t) : list I32.t := map I32.of_Z (SimdSpec.lanes (I32.to_Z n) (V128.to_Z v)).
  Definition lanes64 (v : V128.t) : list I64.t := map I64.of_Z (SimdSpec.lanes 64 (V128.to_Z v)).
  Definition of_lanes (n : I32.t) (l : list I32.t) : V128.t := V128.of_Z (inv_lanes (I32.to_Z n) (map I32.to_Z l)).
  Definition of_lanes64 (l : list I64.t) : V128.t := V128.of_Z (inv_lanes 64 (map I64.to_Z l)).
  Definition splat (n x : I32.t) : V128.t := of_lanes n (repeat x (lane_count (I32.to_Z n))).
  Definition splat64 (x : I64.t) : V128.t := of_lanes64 [x; x].

  (* Lane by lane. *)
  Fixpoint map2 {A B C} (f : A -> B -> C) (l : list A) (m : list B) : list C :=
    match l, m with a :: l, b :: m => f a b :: map2 f l m | _, _ => [] end.
  Definition lift1n (n : I32.t) (f : I32.t -> I32.t) (a : V128.t) : V128.t := of_lanes n (map f (lanes n a)).
  Definition lift2n (n : I32.t) (f : I32.t -> I32.t -> I32.t) (a b : V128.t) : V128.t :=
    of_lanes n (map2 f (lanes n a) (lanes n b)).
  Definition lift1w (f : I64.t -> I64.t) (a : V128.t) : V128.t := of_lanes64 (map f (lanes64 a)).
  Definition lift2w (f : I64.t -> I64.t -> I64.t) (a b : V128.t) : V128.t := of_lanes64 (map2 f (lanes64 a) (lanes64 b)).
End Vec.

(* Sixteen bytes of memory. *)
Module VecMem.
  Definition load128 (m : Mem.t) (b o : I32.t) : option V128.t := option_map V128.of_Z (mem_load 16 m b o).
  Definition store128 (m : Mem.t) (b o : I32.t) (x : V128.t) : option Mem.t := mem_store 16 m b o (V128.to_Z x).
End VecMem.

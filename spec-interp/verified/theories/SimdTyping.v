(* Which vector instructions there are, and their types: the specification's rules for them, one line each,
   named behind it.  [None] where the specification has no such instruction. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps Syntax.
Import ListNotations.

Definition lane_count_of (s : ishape) : I32.t := match s with I8x16 => n16 | I16x8 => n8 | I32x4 => n4 | I64x2 => n2 end.
(* Shape of integers with lanes of the same width. *)
Definition shape_bits (s : shape) : ishape := match s with ShI s => s | ShF F32x4 => I32x4 | ShF F64x2 => I64x2 end.
(* The type that a lane has outside of a vector. *)
Definition unpack (s : shape) : valtype :=
  match s with ShI I64x2 => I64T | ShI _ => I32T | ShF F32x4 => F32T | ShF F64x2 => F64T end.
Definition is_pack (s : shape) : bool := match s with ShI I8x16 | ShI I16x8 => true | _ => false end.

Definition vunop_ok (o : vunop) : bool := match o with VUI I8x16 VPopcnt => true | VUI _ VPopcnt => false | _ => true end.
Definition vibinop_ok (s : ishape) (o : vibinop) : bool :=
  match o with
  | VAdd | VSub => true
  | VMul => match s with I8x16 => false | _ => true end
  | VAddSatS | VAddSatU | VSubSatS | VSubSatU | VAvgrU => match s with I8x16 | I16x8 => true | _ => false end
  | VMinS | VMinU | VMaxS | VMaxU => match s with I64x2 => false | _ => true end
  | VQ15mulrSatS => match s with I16x8 => true | _ => false end
  end.
Definition vbinop_ok (o : vbinop) : bool := match o with VBI s o => vibinop_ok s o | VBF _ _ => true end.
Definition vrelop_ok (o : vrelop) : bool := match o with VRI I64x2 (LtU | GtU | LeU | GeU) => false | _ => true end.
Definition vextbinop_ok (o : vextbinop) : bool := match o with VExtmul _ I64x2 _ => false | _ => true end.
Definition vcvtop_ok (o : vcvtop) : bool := match o with VExtend _ I64x2 _ => false | _ => true end.
Definition has_sign {A} (x : option A) : bool := match x with Some _ => true | None => false end.
Definition lane_ok (s : ishape) (l : I32.t) : bool := I32ops.lt_u l (lane_count_of s).

Definition provided (b : bool) (ps : list valtype) (r : valtype) : option (list valtype * valtype) := if b then Some (ps, r) else None.
Definition vec_type (o : vecop) : option (list valtype * valtype) :=
  match o with
  | VVUnop _ => Some ([V128T], V128T)                                                        (* Instr_ok/vvunop *)
  | VVBinop _ => Some ([V128T; V128T], V128T)                                                (* Instr_ok/vvbinop *)
  | VVTernop _ => Some ([V128T; V128T; V128T], V128T)                                        (* Instr_ok/vvternop *)
  | VVTestop _ => Some ([V128T], I32T)                                                       (* Instr_ok/vvtestop *)
  | VUnop o => provided (vunop_ok o) [V128T] V128T                                           (* Instr_ok/vunop *)
  | VBinop o => provided (vbinop_ok o) [V128T; V128T] V128T                                  (* Instr_ok/vbinop *)
  | VTestop _ => Some ([V128T], I32T)                                                        (* Instr_ok/vtestop *)
  | VRelop o => provided (vrelop_ok o) [V128T; V128T] V128T                                  (* Instr_ok/vrelop *)
  | VShiftop _ _ => Some ([V128T; I32T], V128T)                                              (* Instr_ok/vshiftop *)
  | VBitmask _ => Some ([V128T], I32T)                                                       (* Instr_ok/vbitmask *)
  | VSwizzle => Some ([V128T; V128T], V128T)                                                 (* Instr_ok/vswizzlop *)
  (* sixteen indices below thirty-two *)
  | VShuffle ls => provided (Nat.eqb (length ls) 16 && forallb (fun l => I32ops.lt_u l n32) ls) [V128T; V128T] V128T (* Instr_ok/vshuffle *)
  | VSplat s => Some ([unpack s], V128T)                                                     (* Instr_ok/vsplat *)
  | VExtractLane s x l => provided (eqb (is_pack s) (has_sign x) && lane_ok (shape_bits s) l) [V128T] (unpack s) (* Instr_ok/vextract_lane *)
  | VReplaceLane s l => provided (lane_ok (shape_bits s) l) [V128T; unpack s] V128T          (* Instr_ok/vreplace_lane *)
  | VExtunop s _ => provided (is_pack (ShI s)) [V128T] V128T                                 (* Instr_ok/vextunop *)
  | VExtbinop o => provided (vextbinop_ok o) [V128T; V128T] V128T                            (* Instr_ok/vextbinop *)
  | VNarrow s _ => provided (is_pack (ShI s)) [V128T; V128T] V128T                           (* Instr_ok/vnarrow *)
  | VCvtop o => provided (vcvtop_ok o) [V128T] V128T                                         (* Instr_ok/vcvtop *)
  end.

(* Memory: the natural alignment is that of the bytes that are accessed. *)
Definition lane_align (s : ishape) : nat := match s with I8x16 => 0 | I16x8 => 1 | I32x4 => 2 | I64x2 => 3 end.
Definition vload_align (o : vloadop) : option nat :=
  match o with
  | VLWhole => Some 4                                                                        (* Instr_ok/vload-val *)
  | VLShape I64x2 _ => None | VLShape _ _ => Some 3                                          (* Instr_ok/vload-pack *)
  | VLSplat s => Some (lane_align s)                                                         (* Instr_ok/vload-splat *)
  | VLZero (I8x16 | I16x8) => None | VLZero s => Some (lane_align s)                         (* Instr_ok/vload-zero *)
  end.

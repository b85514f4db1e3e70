(* Vector instructions on values: operations on lanes (SimdOps.v, Ops.v) lifted to vectors.  [eval_*] computes one
   result; [*_results] is the set that the specification permits, larger where the payload of a NaN is open.
   Combinations that the specification does not have may have a meaning here; validation rejects them. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps Syntax Numerics.
Import ListNotations.

(* Width of the lanes that are i32 values. *)
Definition lane_bits (s : ishape) : I32.t := match s with I8x16 => n8 | I16x8 => n16 | _ => n32 end.
(* Floats are lifted by way of their bits. *)
Definition by_bits1_32 (f : F32.t -> F32.t) (a : I32.t) : I32.t := Cvt.i32_reinterpret_f32 (f (Cvt.f32_reinterpret_i32 a)).
Definition by_bits2_32 (f : F32.t -> F32.t -> F32.t) (a b : I32.t) : I32.t :=
  Cvt.i32_reinterpret_f32 (f (Cvt.f32_reinterpret_i32 a) (Cvt.f32_reinterpret_i32 b)).
Definition by_bits1_64 (f : F64.t -> F64.t) (a : I64.t) : I64.t := Cvt.i64_reinterpret_f64 (f (Cvt.f64_reinterpret_i64 a)).
Definition by_bits2_64 (f : F64.t -> F64.t -> F64.t) (a b : I64.t) : I64.t :=
  Cvt.i64_reinterpret_f64 (f (Cvt.f64_reinterpret_i64 a) (Cvt.f64_reinterpret_i64 b)).

(* ---- the whole vector ---- *)
Definition eval_vvunop (o : vvunop) (a : V128.t) : V128.t := match o with VVNot => Vec.not a end.
Definition eval_vvbinop (o : vvbinop) (a b : V128.t) : V128.t :=
  match o with VVAnd => Vec.and a b | VVAndNot => Vec.and a (Vec.not b) | VVOr => Vec.or a b | VVXor => Vec.xor a b end.
Definition eval_vvternop (o : vvternop) (a b c : V128.t) : V128.t :=
  match o with VVBitselect => Vec.or (Vec.and a c) (Vec.and b (Vec.not c)) end.
Definition eval_vvtestop (o : vvtestop) (a : V128.t) : I32.t := match o with VVAnyTrue => i32_of_bool (negb (Vec.is_zero a)) end.

(* ---- unary and binary operators ---- *)
Definition narrow_unop (o : viunop) (n : I32.t) : I32.t -> I32.t :=
  match o with VAbs => Lane.abs n | VNeg => Lane.neg n | VPopcnt => fun a => I32ops.popcnt a end.
Definition wide_unop (o : viunop) : I64.t -> I64.t :=
  match o with VAbs => fun a => Lane.abs64 a | VNeg => fun a => Lane.neg64 a | VPopcnt => fun a => I64ops.popcnt a end.
Definition funop_32 (o : funop) : F32.t -> F32.t :=
  match o with
  | FAbs => fun a => F32ops.abs a | FNeg => fun a => F32ops.neg a | FSqrt => fun a => F32ops.sqrt a | FCeil => fun a => F32ops.ceil a
  | FFloor => fun a => F32ops.floor a | FTrunc => fun a => F32ops.trunc a | FNearest => fun a => F32ops.nearest a end.
Definition funop_64 (o : funop) : F64.t -> F64.t :=
  match o with
  | FAbs => fun a => F64ops.abs a | FNeg => fun a => F64ops.neg a | FSqrt => fun a => F64ops.sqrt a | FCeil => fun a => F64ops.ceil a
  | FFloor => fun a => F64ops.floor a | FTrunc => fun a => F64ops.trunc a | FNearest => fun a => F64ops.nearest a end.
Definition eval_vunop (o : vunop) (a : V128.t) : nres :=
  NVal (VV128 match o with
  | VUI I64x2 o => Vec.lift1w (wide_unop o) a
  | VUI s o => Vec.lift1n (lane_bits s) (narrow_unop o (lane_bits s)) a
  | VUF F32x4 o => Vec.lift1n n32 (by_bits1_32 (funop_32 o)) a
  | VUF F64x2 o => Vec.lift1w (by_bits1_64 (funop_64 o)) a
  end).

Definition narrow_binop (o : vibinop) (n : I32.t) : I32.t -> I32.t -> I32.t :=
  match o with
  | VAdd => Lane.add n | VSub => Lane.sub n | VMul => Lane.mul n
  | VAddSatS => Lane.add_sat_s n | VAddSatU => Lane.add_sat_u n | VSubSatS => Lane.sub_sat_s n | VSubSatU => Lane.sub_sat_u n
  | VMinS => Lane.min_s n | VMinU => Lane.min_u n | VMaxS => Lane.max_s n | VMaxU => Lane.max_u n
  | VAvgrU => Lane.avgr_u n | VQ15mulrSatS => Lane.q15mulr_sat_s n end.
Definition wide_binop (o : vibinop) : option (I64.t -> I64.t -> I64.t) :=
  match o with
  | VAdd => Some (fun a b => I64ops.add a b) | VSub => Some (fun a b => I64ops.sub a b) | VMul => Some (fun a b => I64ops.mul a b)
  | _ => None end.
Definition fbinop_32 (o : vfbinop) : F32.t -> F32.t -> F32.t :=
  match o with
  | VFAdd => fun a b => F32ops.add a b | VFSub => fun a b => F32ops.sub a b | VFMul => fun a b => F32ops.mul a b
  | VFDiv => fun a b => F32ops.div a b | VFMin => fun a b => F32ops.min a b | VFMax => fun a b => F32ops.max a b
  | VFPmin => fun a b => Lane.pmin32 a b | VFPmax => fun a b => Lane.pmax32 a b end.
Definition fbinop_64 (o : vfbinop) : F64.t -> F64.t -> F64.t :=
  match o with
  | VFAdd => fun a b => F64ops.add a b | VFSub => fun a b => F64ops.sub a b | VFMul => fun a b => F64ops.mul a b
  | VFDiv => fun a b => F64ops.div a b | VFMin => fun a b => F64ops.min a b | VFMax => fun a b => F64ops.max a b
  | VFPmin => fun a b => Lane.pmin64 a b | VFPmax => fun a b => Lane.pmax64 a b end.
Definition eval_vbinop (o : vbinop) (a b : V128.t) : nres :=
  match o with
  | VBI I64x2 o => match wide_binop o with Some f => NVal (VV128 (Vec.lift2w f a b)) | None => NBad end
  | VBI s o => NVal (VV128 (Vec.lift2n (lane_bits s) (narrow_binop o (lane_bits s)) a b))
  | VBF F32x4 o => NVal (VV128 (Vec.lift2n n32 (by_bits2_32 (fbinop_32 o)) a b))
  | VBF F64x2 o => NVal (VV128 (Vec.lift2w (by_bits2_64 (fbinop_64 o)) a b))
  end.

(* ---- tests, comparisons, shifts ---- *)
Definition all_true (s : ishape) (a : V128.t) : bool :=
  match s with
  | I64x2 => forallb (fun c => negb (I64ops.is_zero c)) (Vec.lanes64 a)
  | s => forallb (fun c => negb (I32ops.is_zero c)) (Vec.lanes (lane_bits s) a) end.
Definition narrow_relop (o : irelop) (n : I32.t) : I32.t -> I32.t -> bool :=
  match o with
  | Eq => fun a b => I32ops.eq a b | Ne => fun a b => I32ops.ne a b
  | LtS => Lane.lt_s n | LtU => fun a b => I32ops.lt_u a b | GtS => Lane.gt_s n | GtU => fun a b => I32ops.gt_u a b
  | LeS => Lane.le_s n | LeU => fun a b => I32ops.le_u a b | GeS => Lane.ge_s n | GeU => fun a b => I32ops.ge_u a b end.
Definition wide_relop (o : irelop) : I64.t -> I64.t -> bool :=
  match o with
  | Eq => fun a b => I64ops.eq a b | Ne => fun a b => I64ops.ne a b
  | LtS => fun a b => I64ops.lt_s a b | LtU => fun a b => I64ops.lt_u a b | GtS => fun a b => I64ops.gt_s a b
  | GtU => fun a b => I64ops.gt_u a b | LeS => fun a b => I64ops.le_s a b | LeU => fun a b => I64ops.le_u a b
  | GeS => fun a b => I64ops.ge_s a b | GeU => fun a b => I64ops.ge_u a b end.
Definition frelop_32 (o : frelop) (a b : I32.t) : bool :=
  let a := Cvt.f32_reinterpret_i32 a in let b := Cvt.f32_reinterpret_i32 b in
  match o with
  | FEq => F32ops.eq a b | FNe => F32ops.ne a b | FLt => F32ops.lt a b
  | FGt => F32ops.gt a b | FLe => F32ops.le a b | FGe => F32ops.ge a b end.
Definition frelop_64 (o : frelop) (a b : I64.t) : bool :=
  let a := Cvt.f64_reinterpret_i64 a in let b := Cvt.f64_reinterpret_i64 b in
  match o with
  | FEq => F64ops.eq a b | FNe => F64ops.ne a b | FLt => F64ops.lt a b
  | FGt => F64ops.gt a b | FLe => F64ops.le a b | FGe => F64ops.ge a b end.
Definition relop_narrow (n : I32.t) (f : I32.t -> I32.t -> bool) : V128.t -> V128.t -> V128.t :=
  Vec.lift2n n (fun a b => Lane.mask n (f a b)).
Definition relop_wide (f : I64.t -> I64.t -> bool) : V128.t -> V128.t -> V128.t := Vec.lift2w (fun a b => Lane.mask64 (f a b)).
Definition eval_vrelop (o : vrelop) (a b : V128.t) : V128.t :=
  match o with
  | VRI I64x2 o => relop_wide (wide_relop o) a b
  | VRI s o => relop_narrow (lane_bits s) (narrow_relop o (lane_bits s)) a b
  | VRF F32x4 o => relop_narrow n32 (frelop_32 o) a b
  | VRF F64x2 o => relop_wide (frelop_64 o) a b
  end.
(* The amount counts modulo the width of a lane. *)
Definition eval_vshiftop (s : ishape) (o : vshiftop) (a : V128.t) (k : I32.t) : V128.t :=
  match s with
  | I64x2 => let k := Cvt.i64_extend_i32_u k in
      Vec.lift1w match o with
        | VShl => fun c => I64ops.shl c k | VShrS => fun c => I64ops.shr_s c k | VShrU => fun c => I64ops.shr_u c k end a
  | s => let n := lane_bits s in
      Vec.lift1n n match o with
        | VShl => fun c => Lane.shl n c k | VShrS => fun c => Lane.shr_s n c k | VShrU => fun c => Lane.shr_u n c k end a
  end.
(* Bit [k] of the result is the sign of lane [k]. *)
Definition bits (l : list bool) : I32.t :=
  fold_right (fun b rest => I32ops.or (i32_of_bool b) (I32ops.shl rest i32_one)) I32ops.zero l.
Definition eval_vbitmask (s : ishape) (a : V128.t) : I32.t :=
  bits match s with
       | I64x2 => map (fun c => I64ops.lt_s c I64ops.zero) (Vec.lanes64 a)
       | s => map (fun c => Lane.lt_s (lane_bits s) c I32ops.zero) (Vec.lanes (lane_bits s) a) end.

(* ---- lanes ---- *)
(* An index that is too large selects 0, which is what [Vec.get] answers. *)
Definition eval_vswizzle (a b : V128.t) : V128.t := Vec.lift1n n8 (fun i => Vec.get n8 a i) b.
(* Indices below 16 select from [a], the others from [b]; [n16] is sixteen here. *)
Definition eval_vshuffle (ls : list I32.t) (a b : V128.t) : V128.t :=
  Vec.of_lanes n8 (map (fun i => if I32ops.lt_u i n16 then Vec.get n8 a i else Vec.get n8 b (I32ops.sub i n16)) ls).
Definition eval_vsplat (s : shape) (v : val) : option V128.t :=
  match s, v with
  | ShI I64x2, VI64 c => Some (Vec.splat64 c)
  | ShI I64x2, _ => None
  | ShI s, VI32 c => Some (Vec.splat (lane_bits s) c)
  | ShF F32x4, VF32 c => Some (Vec.splat n32 (Cvt.i32_reinterpret_f32 c))
  | ShF F64x2, VF64 c => Some (Vec.splat64 (Cvt.i64_reinterpret_f64 c))
  | _, _ => None
  end.
Definition eval_vextract (s : shape) (x : option sx) (l : I32.t) (a : V128.t) : val :=
  match s with
  | ShI I8x16 => let c := Vec.get n8 a l in VI32 match x with Some SX => I32ops.extend8_s c | _ => c end
  | ShI I16x8 => let c := Vec.get n16 a l in VI32 match x with Some SX => I32ops.extend16_s c | _ => c end
  | ShI I32x4 => VI32 (Vec.get n32 a l)
  | ShI I64x2 => VI64 (Vec.get64 a l)
  | ShF F32x4 => VF32 (Cvt.f32_reinterpret_i32 (Vec.get n32 a l))
  | ShF F64x2 => VF64 (Cvt.f64_reinterpret_i64 (Vec.get64 a l))
  end.
Definition eval_vreplace (s : shape) (l : I32.t) (a : V128.t) (v : val) : option V128.t :=
  match s, v with
  | ShI I64x2, VI64 c => Some (Vec.set64 a l c)
  | ShI I64x2, _ => None
  | ShI s, VI32 c => Some (Vec.set (lane_bits s) a l c)
  | ShF F32x4, VF32 c => Some (Vec.set n32 a l (Cvt.i32_reinterpret_f32 c))
  | ShF F64x2, VF64 c => Some (Vec.set64 a l (Cvt.i64_reinterpret_f64 c))
  | _, _ => None
  end.

(* ---- from one width to another ---- *)
Definition ext (x : sx) (n c : I32.t) : I32.t := match x with SX => Lane.extend_s n c | UX => c end.
Definition ext64 (x : sx) (c : I32.t) : I64.t := match x with SX => Cvt.i64_extend_i32_s c | UX => Cvt.i64_extend_i32_u c end.
Definition half_of {A} (h : half) (n : nat) (l : list A) : list A := match h with Low => firstn n l | High => skipn n l end.
(* Half of the lanes, extended to twice their width. *)
Definition half8 h x a := map (ext x n8) (half_of h 8 (Vec.lanes n8 a)).
Definition half16 h x a := map (ext x n16) (half_of h 4 (Vec.lanes n16 a)).
Definition half32 h x a := map (ext64 x) (half_of h 2 (Vec.lanes n32 a)).
Fixpoint pairwise {A} (f : A -> A -> A) (l : list A) : list A :=
  match l with a :: b :: l => f a b :: pairwise f l | _ => [] end.

Definition vextend (h : half) (s : ishape) (x : sx) (a : V128.t) : V128.t :=
  match s with
  | I8x16 => Vec.of_lanes n16 (half8 h x a)
  | I16x8 => Vec.of_lanes n32 (half16 h x a)
  | _ => Vec.of_lanes64 (half32 h x a)
  end.
Definition eval_vextunop (s : ishape) (x : sx) (a : V128.t) : V128.t :=
  match s with
  | I8x16 => Vec.of_lanes n16 (pairwise (Lane.add n16) (map (ext x n8) (Vec.lanes n8 a)))
  | _ => Vec.of_lanes n32 (pairwise (Lane.add n32) (map (ext x n16) (Vec.lanes n16 a)))
  end.
Definition eval_vextbinop (o : vextbinop) (a b : V128.t) : V128.t :=
  match o with
  | VExtmul h I8x16 x => Vec.of_lanes n16 (Vec.map2 (Lane.mul n16) (half8 h x a) (half8 h x b))
  | VExtmul h I16x8 x => Vec.of_lanes n32 (Vec.map2 (Lane.mul n32) (half16 h x a) (half16 h x b))
  | VExtmul h _ x => Vec.of_lanes64 (Vec.map2 (fun c d => I64ops.mul c d) (half32 h x a) (half32 h x b))
  | VDotS => Vec.of_lanes n32 (pairwise (Lane.add n32)
      (Vec.map2 (fun c d => Lane.mul n32 (Lane.extend_s n16 c) (Lane.extend_s n16 d)) (Vec.lanes n16 a) (Vec.lanes n16 b)))
  end.
Definition eval_vnarrow (s : ishape) (x : sx) (a b : V128.t) : V128.t :=
  let (n, m) := match s with I8x16 => (n8, n16) | _ => (n16, n32) end in
  Vec.of_lanes n (map (match x with SX => Lane.narrow_s n | UX => Lane.narrow_u n end) (Vec.lanes m a ++ Vec.lanes m b)).

Inductive vcvt_kind := CvtFull | CvtHalf | CvtZero.
Definition vcvt_kind_of (o : vcvtop) : vcvt_kind :=
  match o with
  | VTruncSat _ | VConvert _ => CvtFull
  | VExtend _ _ _ | VConvertLow _ | VPromoteLow => CvtHalf
  | VTruncSatZero _ | VDemoteZero => CvtZero
  end.
(* Two lanes of 32 bits and zeros. *)
Definition with_zeros (l : list I32.t) : V128.t := Vec.of_lanes n32 (l ++ [I32ops.zero; I32ops.zero]).
Definition eval_vcvtop (o : vcvtop) (a : V128.t) : V128.t :=
  match o with
  | VExtend h s x => vextend h s x a
  | VTruncSat SX => Vec.lift1n n32 (fun c => Cvt.i32_trunc_sat_f32_s (Cvt.f32_reinterpret_i32 c)) a
  | VTruncSat UX => Vec.lift1n n32 (fun c => Cvt.i32_trunc_sat_f32_u (Cvt.f32_reinterpret_i32 c)) a
  | VConvert SX => Vec.lift1n n32 (fun c => Cvt.i32_reinterpret_f32 (Cvt.f32_convert_i32_s c)) a
  | VConvert UX => Vec.lift1n n32 (fun c => Cvt.i32_reinterpret_f32 (Cvt.f32_convert_i32_u c)) a
  | VTruncSatZero SX => with_zeros (map (fun c => Cvt.i32_trunc_sat_f64_s (Cvt.f64_reinterpret_i64 c)) (Vec.lanes64 a))
  | VTruncSatZero UX => with_zeros (map (fun c => Cvt.i32_trunc_sat_f64_u (Cvt.f64_reinterpret_i64 c)) (Vec.lanes64 a))
  | VConvertLow SX => Vec.of_lanes64 (map (fun c => Cvt.i64_reinterpret_f64 (Cvt.f64_convert_i32_s c)) (half_of Low 2 (Vec.lanes n32 a)))
  | VConvertLow UX => Vec.of_lanes64 (map (fun c => Cvt.i64_reinterpret_f64 (Cvt.f64_convert_i32_u c)) (half_of Low 2 (Vec.lanes n32 a)))
  | VDemoteZero => with_zeros (map (fun c => Cvt.i32_reinterpret_f32 (Cvt.f32_demote_f64 (Cvt.f64_reinterpret_i64 c))) (Vec.lanes64 a))
  | VPromoteLow => Vec.of_lanes64 (map (fun c => Cvt.i64_reinterpret_f64 (Cvt.f64_promote_f32 (Cvt.f32_reinterpret_i32 c))) (half_of Low 2 (Vec.lanes n32 a)))
  end.

(* ---- what the specification permits ---- *)
Definition float_lane (s : fshape) (v : V128.t) (k : I32.t) : val :=
  match s with
  | F32x4 => VF32 (Cvt.f32_reinterpret_i32 (Vec.get n32 v k))
  | F64x2 => VF64 (Cvt.f64_reinterpret_i64 (Vec.get64 v k)) end.
Definition has_lane (s : fshape) (k : I32.t) : bool := I32ops.lt_u k match s with F32x4 => n4 | F64x2 => n2 end.
(* [open]: shape of operands and of the result, when the NaNs of each lane are open. *)
Definition vpermitted (open : option (fshape * fshape)) (operands : list V128.t) (computed v : V128.t) : Prop :=
  v = computed \/
  exists t s, open = Some (t, s) /\
    forall k, permitted (has_lane t k) (map (fun a => float_lane t a k) operands) (float_lane s computed k) (float_lane s v k).
Definition vunop_open (o : vunop) : option (fshape * fshape) :=
  match o with VUI _ _ | VUF _ (FAbs | FNeg) => None | VUF s _ => Some (s, s) end.
Definition vbinop_open (o : vbinop) : option (fshape * fshape) :=
  match o with VBI _ _ | VBF _ (VFPmin | VFPmax) => None | VBF s _ => Some (s, s) end.
Definition vcvtop_open (o : vcvtop) : option (fshape * fshape) :=
  match o with VDemoteZero => Some (F64x2, F32x4) | VPromoteLow => Some (F32x4, F64x2) | _ => None end.

Definition vunop_results (o : vunop) (a v : V128.t) : Prop :=
  exists c, eval_vunop o a = NVal (VV128 c) /\ vpermitted (vunop_open o) [a] c v.
Definition vbinop_results (o : vbinop) (a b v : V128.t) : Prop :=
  exists c, eval_vbinop o a b = NVal (VV128 c) /\ vpermitted (vbinop_open o) [a; b] c v.
Definition vcvtop_results (o : vcvtop) (a v : V128.t) : Prop := vpermitted (vcvtop_open o) [a] (eval_vcvtop o a) v.

(* ---- all of them, on a stack with its top first; [None]: no such operands ---- *)
Definition result_of (r : nres) (rest : list val) : option (val * list val) := match r with NVal v => Some (v, rest) | _ => None end.
Definition vector_of (r : option V128.t) (rest : list val) : option (val * list val) :=
  match r with Some c => Some (VV128 c, rest) | None => None end.
Definition eval_vec (o : vecop) (vs : list val) : option (val * list val) :=
  match vs with
  | [] => None
  | VV128 c :: vs =>
    match o with
    | VVUnop o => Some (VV128 (eval_vvunop o c), vs)
    | VVTestop o => Some (VI32 (eval_vvtestop o c), vs)
    | VUnop o => result_of (eval_vunop o c) vs
    | VTestop s => Some (VI32 (i32_of_bool (all_true s c)), vs)
    | VBitmask s => Some (VI32 (eval_vbitmask s c), vs)
    | VExtractLane s x l => Some (eval_vextract s x l c, vs)
    | VExtunop s x => Some (VV128 (eval_vextunop s x c), vs)
    | VCvtop o => Some (VV128 (eval_vcvtop o c), vs)
    | _ =>
      match vs with
      | VV128 b :: vs =>
        match o with
        | VVBinop o => Some (VV128 (eval_vvbinop o b c), vs)
        | VBinop o => result_of (eval_vbinop o b c) vs
        | VRelop o => Some (VV128 (eval_vrelop o b c), vs)
        | VSwizzle => Some (VV128 (eval_vswizzle b c), vs)
        | VShuffle ls => Some (VV128 (eval_vshuffle ls b c), vs)
        | VExtbinop o => Some (VV128 (eval_vextbinop o b c), vs)
        | VNarrow s x => Some (VV128 (eval_vnarrow s x b c), vs)
        | VVTernop o => match vs with VV128 a :: vs => Some (VV128 (eval_vvternop o a b c), vs) | _ => None end
        | _ => None
        end
      | _ => None
      end
    end
  | v :: vs =>
    match o with
    | VSplat s => vector_of (eval_vsplat s v) vs
    | VShiftop s o => match v, vs with VI32 k, VV128 a :: vs => Some (VV128 (eval_vshiftop s o a k), vs) | _, _ => None end
    | VReplaceLane s l => match vs with VV128 a :: vs => vector_of (eval_vreplace s l a v) vs | _ => None end
    | _ => None
    end
  end.

(* ---- loads and stores: [None] is out of bounds ---- *)
Definition load_narrow (s : ishape) (m : Mem.t) (b o : I32.t) : option I32.t :=
  match s with I8x16 => MemOps.load8 m b o | I16x8 => MemOps.load16 m b o | _ => MemOps.load32 m b o end.
Definition load_vec (op : vloadop) (m : Mem.t) (b o : I32.t) : option V128.t :=
  match op with
  | VLWhole => VecMem.load128 m b o
  | VLShape s x => match MemOps.load64 m b o with Some c => Some (vextend Low s x (Vec.of_lanes64 [c; I64ops.zero])) | None => None end
  | VLSplat I64x2 => match MemOps.load64 m b o with Some c => Some (Vec.splat64 c) | None => None end
  | VLSplat s => match load_narrow s m b o with Some c => Some (Vec.splat (lane_bits s) c) | None => None end
  | VLZero I64x2 => match MemOps.load64 m b o with Some c => Some (Vec.of_lanes64 [c; I64ops.zero]) | None => None end
  | VLZero s => match load_narrow s m b o with Some c => Some (Vec.set (lane_bits s) Vec.zero I32ops.zero c) | None => None end
  end.
Definition load_lane (s : ishape) (m : Mem.t) (b o l : I32.t) (v : V128.t) : option V128.t :=
  match s with
  | I64x2 => match MemOps.load64 m b o with Some c => Some (Vec.set64 v l c) | None => None end
  | s => match load_narrow s m b o with Some c => Some (Vec.set (lane_bits s) v l c) | None => None end
  end.
Definition store_lane (s : ishape) (m : Mem.t) (b o l : I32.t) (v : V128.t) : option Mem.t :=
  match s with
  | I8x16 => MemOps.store8 m b o (Vec.get n8 v l)
  | I16x8 => MemOps.store16 m b o (Vec.get n16 v l)
  | I32x4 => MemOps.store32 m b o (Vec.get n32 v l)
  | I64x2 => MemOps.store64 m b o (Vec.get64 v l)
  end.

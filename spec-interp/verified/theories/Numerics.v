(* Numeric instructions on values.  [eval_*] computes one result; [*_results] is
   the set of results that the specification permits, which is larger where it
   leaves the payload of a NaN open. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers FloatSpec Ops Syntax.
Import ListNotations.

(* [NBad]: operands of the wrong type. *)
Inductive nres := NVal (v : val) | NTrap (k : trap) | NBad.

Definition i32_of_bool (b : bool) : I32.t := if b then i32_one else I32ops.zero.

Definition eval_unop (o : unop) (v : val) : nres :=
  match o with
  | UI32 o => match v with VI32 a =>
      match o with
      | Clz => NVal (VI32 (I32ops.clz a)) | Ctz => NVal (VI32 (I32ops.ctz a)) | Popcnt => NVal (VI32 (I32ops.popcnt a))
      | Extend8S => NVal (VI32 (I32ops.extend8_s a)) | Extend16S => NVal (VI32 (I32ops.extend16_s a))
      | Extend32S => NBad
      end | _ => NBad end
  | UI64 o => match v with VI64 a =>
      match o with
      | Clz => NVal (VI64 (I64ops.clz a)) | Ctz => NVal (VI64 (I64ops.ctz a)) | Popcnt => NVal (VI64 (I64ops.popcnt a))
      | Extend8S => NVal (VI64 (I64ops.extend8_s a)) | Extend16S => NVal (VI64 (I64ops.extend16_s a))
      | Extend32S => NVal (VI64 (I64ops.extend32_s a))
      end | _ => NBad end
  | UF32 o => match v with VF32 a =>
      NVal (VF32 match o with
        | FAbs => F32ops.abs a | FNeg => F32ops.neg a | FSqrt => F32ops.sqrt a | FCeil => F32ops.ceil a
        | FFloor => F32ops.floor a | FTrunc => F32ops.trunc a | FNearest => F32ops.nearest a end) | _ => NBad end
  | UF64 o => match v with VF64 a =>
      NVal (VF64 match o with
        | FAbs => F64ops.abs a | FNeg => F64ops.neg a | FSqrt => F64ops.sqrt a | FCeil => F64ops.ceil a
        | FFloor => F64ops.floor a | FTrunc => F64ops.trunc a | FNearest => F64ops.nearest a end) | _ => NBad end
  end.

Definition eval_binop (o : binop) (v1 v2 : val) : nres :=
  match o with
  | BI32 o => match v1 with VI32 a => match v2 with VI32 b =>
      match o with
      | Add => NVal (VI32 (I32ops.add a b)) | Sub => NVal (VI32 (I32ops.sub a b)) | Mul => NVal (VI32 (I32ops.mul a b))
      | DivS => match I32ops.div_s a b with Some c => NVal (VI32 c)
                | None => NTrap (if I32ops.is_zero b then TIntegerDivideByZero else TIntegerOverflow) end
      | DivU => match I32ops.div_u a b with Some c => NVal (VI32 c) | None => NTrap TIntegerDivideByZero end
      | RemS => match I32ops.rem_s a b with Some c => NVal (VI32 c) | None => NTrap TIntegerDivideByZero end
      | RemU => match I32ops.rem_u a b with Some c => NVal (VI32 c) | None => NTrap TIntegerDivideByZero end
      | And => NVal (VI32 (I32ops.and a b)) | Or => NVal (VI32 (I32ops.or a b)) | Xor => NVal (VI32 (I32ops.xor a b))
      | Shl => NVal (VI32 (I32ops.shl a b)) | ShrS => NVal (VI32 (I32ops.shr_s a b)) | ShrU => NVal (VI32 (I32ops.shr_u a b))
      | Rotl => NVal (VI32 (I32ops.rotl a b)) | Rotr => NVal (VI32 (I32ops.rotr a b))
      end | _ => NBad end | _ => NBad end
  | BI64 o => match v1 with VI64 a => match v2 with VI64 b =>
      match o with
      | Add => NVal (VI64 (I64ops.add a b)) | Sub => NVal (VI64 (I64ops.sub a b)) | Mul => NVal (VI64 (I64ops.mul a b))
      | DivS => match I64ops.div_s a b with Some c => NVal (VI64 c)
                | None => NTrap (if I64ops.is_zero b then TIntegerDivideByZero else TIntegerOverflow) end
      | DivU => match I64ops.div_u a b with Some c => NVal (VI64 c) | None => NTrap TIntegerDivideByZero end
      | RemS => match I64ops.rem_s a b with Some c => NVal (VI64 c) | None => NTrap TIntegerDivideByZero end
      | RemU => match I64ops.rem_u a b with Some c => NVal (VI64 c) | None => NTrap TIntegerDivideByZero end
      | And => NVal (VI64 (I64ops.and a b)) | Or => NVal (VI64 (I64ops.or a b)) | Xor => NVal (VI64 (I64ops.xor a b))
      | Shl => NVal (VI64 (I64ops.shl a b)) | ShrS => NVal (VI64 (I64ops.shr_s a b)) | ShrU => NVal (VI64 (I64ops.shr_u a b))
      | Rotl => NVal (VI64 (I64ops.rotl a b)) | Rotr => NVal (VI64 (I64ops.rotr a b))
      end | _ => NBad end | _ => NBad end
  | BF32 o => match v1 with VF32 a => match v2 with VF32 b =>
      NVal (VF32 match o with
        | FAdd => F32ops.add a b | FSub => F32ops.sub a b | FMul => F32ops.mul a b | FDiv => F32ops.div a b
        | FMin => F32ops.min a b | FMax => F32ops.max a b | FCopysign => F32ops.copysign a b end)
      | _ => NBad end | _ => NBad end
  | BF64 o => match v1 with VF64 a => match v2 with VF64 b =>
      NVal (VF64 match o with
        | FAdd => F64ops.add a b | FSub => F64ops.sub a b | FMul => F64ops.mul a b | FDiv => F64ops.div a b
        | FMin => F64ops.min a b | FMax => F64ops.max a b | FCopysign => F64ops.copysign a b end)
      | _ => NBad end | _ => NBad end
  end.

Definition eval_testop (o : testop) (v : val) : nres :=
  match o, v with
  | EqzI32, VI32 a => NVal (VI32 (i32_of_bool (I32ops.is_zero a)))
  | EqzI64, VI64 a => NVal (VI32 (i32_of_bool (I64ops.is_zero a)))
  | _, _ => NBad
  end.

Definition eval_relop (o : relop) (v1 v2 : val) : nres :=
  match o with
  | RI32 o => match v1 with VI32 a => match v2 with VI32 b =>
      NVal (VI32 (i32_of_bool match o with
        | Eq => I32ops.eq a b | Ne => I32ops.ne a b | LtS => I32ops.lt_s a b | LtU => I32ops.lt_u a b
        | GtS => I32ops.gt_s a b | GtU => I32ops.gt_u a b | LeS => I32ops.le_s a b | LeU => I32ops.le_u a b
        | GeS => I32ops.ge_s a b | GeU => I32ops.ge_u a b end)) | _ => NBad end | _ => NBad end
  | RI64 o => match v1 with VI64 a => match v2 with VI64 b =>
      NVal (VI32 (i32_of_bool match o with
        | Eq => I64ops.eq a b | Ne => I64ops.ne a b | LtS => I64ops.lt_s a b | LtU => I64ops.lt_u a b
        | GtS => I64ops.gt_s a b | GtU => I64ops.gt_u a b | LeS => I64ops.le_s a b | LeU => I64ops.le_u a b
        | GeS => I64ops.ge_s a b | GeU => I64ops.ge_u a b end)) | _ => NBad end | _ => NBad end
  | RF32 o => match v1 with VF32 a => match v2 with VF32 b =>
      NVal (VI32 (i32_of_bool match o with
        | FEq => F32ops.eq a b | FNe => F32ops.ne a b | FLt => F32ops.lt a b
        | FGt => F32ops.gt a b | FLe => F32ops.le a b | FGe => F32ops.ge a b end)) | _ => NBad end | _ => NBad end
  | RF64 o => match v1 with VF64 a => match v2 with VF64 b =>
      NVal (VI32 (i32_of_bool match o with
        | FEq => F64ops.eq a b | FNe => F64ops.ne a b | FLt => F64ops.lt a b
        | FGt => F64ops.gt a b | FLe => F64ops.le a b | FGe => F64ops.ge a b end)) | _ => NBad end | _ => NBad end
  end.

(* A float that does not fit: NaN is an invalid conversion, the rest overflow. *)
Definition trunc_i32 (nan : bool) (r : option I32.t) : nres :=
  match r with Some c => NVal (VI32 c) | None => NTrap (if nan then TInvalidConversionToInteger else TIntegerOverflow) end.
Definition trunc_i64 (nan : bool) (r : option I64.t) : nres :=
  match r with Some c => NVal (VI64 c) | None => NTrap (if nan then TInvalidConversionToInteger else TIntegerOverflow) end.

Definition eval_cvtop (o : cvtop) (v : val) : nres :=
  match o, v with
  | I32WrapI64, VI64 a => NVal (VI32 (Cvt.i32_wrap_i64 a))
  | I64ExtendI32S, VI32 a => NVal (VI64 (Cvt.i64_extend_i32_s a))
  | I64ExtendI32U, VI32 a => NVal (VI64 (Cvt.i64_extend_i32_u a))
  | I32TruncF32S, VF32 a => trunc_i32 (F32ops.is_nan a) (Cvt.i32_trunc_f32_s a)
  | I32TruncF32U, VF32 a => trunc_i32 (F32ops.is_nan a) (Cvt.i32_trunc_f32_u a)
  | I32TruncF64S, VF64 a => trunc_i32 (F64ops.is_nan a) (Cvt.i32_trunc_f64_s a)
  | I32TruncF64U, VF64 a => trunc_i32 (F64ops.is_nan a) (Cvt.i32_trunc_f64_u a)
  | I64TruncF32S, VF32 a => trunc_i64 (F32ops.is_nan a) (Cvt.i64_trunc_f32_s a)
  | I64TruncF32U, VF32 a => trunc_i64 (F32ops.is_nan a) (Cvt.i64_trunc_f32_u a)
  | I64TruncF64S, VF64 a => trunc_i64 (F64ops.is_nan a) (Cvt.i64_trunc_f64_s a)
  | I64TruncF64U, VF64 a => trunc_i64 (F64ops.is_nan a) (Cvt.i64_trunc_f64_u a)
  | I32TruncSatF32S, VF32 a => NVal (VI32 (Cvt.i32_trunc_sat_f32_s a))
  | I32TruncSatF32U, VF32 a => NVal (VI32 (Cvt.i32_trunc_sat_f32_u a))
  | I32TruncSatF64S, VF64 a => NVal (VI32 (Cvt.i32_trunc_sat_f64_s a))
  | I32TruncSatF64U, VF64 a => NVal (VI32 (Cvt.i32_trunc_sat_f64_u a))
  | I64TruncSatF32S, VF32 a => NVal (VI64 (Cvt.i64_trunc_sat_f32_s a))
  | I64TruncSatF32U, VF32 a => NVal (VI64 (Cvt.i64_trunc_sat_f32_u a))
  | I64TruncSatF64S, VF64 a => NVal (VI64 (Cvt.i64_trunc_sat_f64_s a))
  | I64TruncSatF64U, VF64 a => NVal (VI64 (Cvt.i64_trunc_sat_f64_u a))
  | F32ConvertI32S, VI32 a => NVal (VF32 (Cvt.f32_convert_i32_s a))
  | F32ConvertI32U, VI32 a => NVal (VF32 (Cvt.f32_convert_i32_u a))
  | F32ConvertI64S, VI64 a => NVal (VF32 (Cvt.f32_convert_i64_s a))
  | F32ConvertI64U, VI64 a => NVal (VF32 (Cvt.f32_convert_i64_u a))
  | F64ConvertI32S, VI32 a => NVal (VF64 (Cvt.f64_convert_i32_s a))
  | F64ConvertI32U, VI32 a => NVal (VF64 (Cvt.f64_convert_i32_u a))
  | F64ConvertI64S, VI64 a => NVal (VF64 (Cvt.f64_convert_i64_s a))
  | F64ConvertI64U, VI64 a => NVal (VF64 (Cvt.f64_convert_i64_u a))
  | F32DemoteF64, VF64 a => NVal (VF32 (Cvt.f32_demote_f64 a))
  | F64PromoteF32, VF32 a => NVal (VF64 (Cvt.f64_promote_f32 a))
  | I32ReinterpretF32, VF32 a => NVal (VI32 (Cvt.i32_reinterpret_f32 a))
  | I64ReinterpretF64, VF64 a => NVal (VI64 (Cvt.i64_reinterpret_f64 a))
  | F32ReinterpretI32, VI32 a => NVal (VF32 (Cvt.f32_reinterpret_i32 a))
  | F64ReinterpretI64, VI64 a => NVal (VF64 (Cvt.f64_reinterpret_i64 a))
  | _, _ => NBad
  end.

(* ---- what the specification permits ---- *)
Definition val_is_nan (v : val) : bool :=
  match v with VF32 a => is_nan 23 8 (F32.to_Z a) | VF64 a => is_nan 52 11 (F64.to_Z a) | _ => false end.
Definition val_is_canonical (v : val) : bool :=
  match v with VF32 a => is_canonical 23 8 (F32.to_Z a) | VF64 a => is_canonical 52 11 (F64.to_Z a) | _ => false end.
Definition val_is_arithmetic (v : val) : bool :=
  match v with VF32 a => is_arithmetic 23 8 (F32.to_Z a) | VF64 a => is_arithmetic 52 11 (F64.to_Z a) | _ => false end.
(* nans{z*}: canonical NaNs of either sign, and when an operand is a NaN that is
   not canonical then every arithmetic NaN. *)
Definition nans (operands : list val) (v : val) : Prop :=
  val_is_canonical v = true \/
  (val_is_arithmetic v = true /\ exists z, In z operands /\ val_is_nan z = true /\ val_is_canonical z = false).

(* Operators whose NaN results are open; the others move bits. *)
Definition unop_arithmetic (o : unop) : bool :=
  match o with UF32 (FAbs | FNeg) | UF64 (FAbs | FNeg) | UI32 _ | UI64 _ => false | _ => true end.
Definition binop_arithmetic (o : binop) : bool :=
  match o with BF32 FCopysign | BF64 FCopysign | BI32 _ | BI64 _ => false | _ => true end.
Definition cvtop_arithmetic (o : cvtop) : bool :=
  match o with F32DemoteF64 | F64PromoteF32 => true | _ => false end.

Definition permitted (arithmetic : bool) (operands : list val) (computed v : val) : Prop :=
  v = computed \/
  (arithmetic = true /\ val_is_nan computed = true /\ typeof v = typeof computed /\ nans operands v).

Definition unop_results (o : unop) (a v : val) : Prop :=
  exists c, eval_unop o a = NVal c /\ permitted (unop_arithmetic o) [a] c v.
Definition binop_results (o : binop) (a b v : val) : Prop :=
  exists c, eval_binop o a b = NVal c /\ permitted (binop_arithmetic o) [a; b] c v.
Definition cvtop_results (o : cvtop) (a v : val) : Prop :=
  exists c, eval_cvtop o a = NVal c /\ permitted (cvtop_arithmetic o) [a] c v.

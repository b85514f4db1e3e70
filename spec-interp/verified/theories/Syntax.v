(* Abstract syntax: WebAssembly 1.0 with multi-value, sign extension, saturating
   conversions, vectors, references.  Names are the specification's.

   Indices, addresses and offsets are u32, that is [I32.t]; label indices are
   Peano numbers because that is what a branch does with them.  [pos] is the
   offset of an instruction's opcode in the binary; it is carried by the
   instructions that can trap or exhaust a budget and means nothing.  An
   alignment [al] is an exponent of 2; validation alone looks at it. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps.
Import ListNotations.

Definition pos := I32.t.
Definition addr := I32.t.

Inductive reftype := FuncRef | ExternRef.
Inductive valtype := I32T | I64T | F32T | F64T | V128T | RefT (t : reftype).
(* Of these the types of numbers. *)
Inductive numtype := NI32 | NI64 | NF32 | NF64.
Definition num_type (t : numtype) : valtype := match t with NI32 => I32T | NI64 => I64T | NF32 => F32T | NF64 => F64T end.
Record functype := FT { ft_params : list valtype; ft_results : list valtype }.
Inductive blocktype := BtVal (t : option valtype) | BtIdx (x : I32.t).
Inductive mut := MConst | MVar.

(* References, which are values: null, to a function, to something of the host. *)
Inductive reference := RNull (t : reftype) | RFunc (a : addr) | RExtern (a : Cnt.t).
Inductive val := VI32 (c : I32.t) | VI64 (c : I64.t) | VF32 (c : F32.t) | VF64 (c : F64.t) | VV128 (c : V128.t) | VRef (r : reference).

Inductive trap :=
| TUnreachable | TIntegerDivideByZero | TIntegerOverflow | TInvalidConversionToInteger
| TOutOfBoundsMemoryAccess | TOutOfBoundsTableAccess | TUndefinedElement | TUninitializedElement
| TIndirectCallTypeMismatch | THost.

(* ---- numeric operators ---- *)
Inductive iunop := Clz | Ctz | Popcnt | Extend8S | Extend16S | Extend32S.
Inductive ibinop := Add | Sub | Mul | DivS | DivU | RemS | RemU | And | Or | Xor | Shl | ShrS | ShrU | Rotl | Rotr.
Inductive irelop := Eq | Ne | LtS | LtU | GtS | GtU | LeS | LeU | GeS | GeU.
Inductive funop := FAbs | FNeg | FSqrt | FCeil | FFloor | FTrunc | FNearest.
Inductive fbinop := FAdd | FSub | FMul | FDiv | FMin | FMax | FCopysign.
Inductive frelop := FEq | FNe | FLt | FGt | FLe | FGe.
Inductive unop := UI32 (o : iunop) | UI64 (o : iunop) | UF32 (o : funop) | UF64 (o : funop).
Inductive binop := BI32 (o : ibinop) | BI64 (o : ibinop) | BF32 (o : fbinop) | BF64 (o : fbinop).
Inductive testop := EqzI32 | EqzI64.
Inductive relop := RI32 (o : irelop) | RI64 (o : irelop) | RF32 (o : frelop) | RF64 (o : frelop).
Inductive cvtop :=
| I32WrapI64 | I64ExtendI32S | I64ExtendI32U
| I32TruncF32S | I32TruncF32U | I32TruncF64S | I32TruncF64U
| I64TruncF32S | I64TruncF32U | I64TruncF64S | I64TruncF64U
| I32TruncSatF32S | I32TruncSatF32U | I32TruncSatF64S | I32TruncSatF64U
| I64TruncSatF32S | I64TruncSatF32U | I64TruncSatF64S | I64TruncSatF64U
| F32ConvertI32S | F32ConvertI32U | F32ConvertI64S | F32ConvertI64U
| F64ConvertI32S | F64ConvertI32U | F64ConvertI64S | F64ConvertI64U
| F32DemoteF64 | F64PromoteF32
| I32ReinterpretF32 | I64ReinterpretF64 | F32ReinterpretI32 | F64ReinterpretI64.

Inductive sx := SX | UX.
Inductive packsize := P8 | P16 | P32.
Inductive inttype := IT32 | IT64.

(* ---- vector operators; SimdTyping.v says which combinations the specification has ---- *)
Inductive ishape := I8x16 | I16x8 | I32x4 | I64x2.
Inductive fshape := F32x4 | F64x2.
Inductive shape := ShI (s : ishape) | ShF (s : fshape).
Inductive half := Low | High.
Inductive vvunop := VVNot.
Inductive vvbinop := VVAnd | VVAndNot | VVOr | VVXor.
Inductive vvternop := VVBitselect.
Inductive vvtestop := VVAnyTrue.
Inductive viunop := VAbs | VNeg | VPopcnt.
Inductive vibinop :=
| VAdd | VSub | VMul | VAddSatS | VAddSatU | VSubSatS | VSubSatU | VMinS | VMinU | VMaxS | VMaxU | VAvgrU | VQ15mulrSatS.
Inductive vfbinop := VFAdd | VFSub | VFMul | VFDiv | VFMin | VFMax | VFPmin | VFPmax.
Inductive vunop := VUI (s : ishape) (o : viunop) | VUF (s : fshape) (o : funop).
Inductive vbinop := VBI (s : ishape) (o : vibinop) | VBF (s : fshape) (o : vfbinop).
Inductive vrelop := VRI (s : ishape) (o : irelop) | VRF (s : fshape) (o : frelop).
Inductive vshiftop := VShl | VShrS | VShrU.
(* [s] is the shape of the operands here. *)
Inductive vextbinop := VExtmul (h : half) (s : ishape) (x : sx) | VDotS.
Inductive vcvtop :=
| VExtend (h : half) (s : ishape) (x : sx) | VTruncSat (x : sx) | VConvert (x : sx)
| VTruncSatZero (x : sx) | VConvertLow (x : sx) | VDemoteZero | VPromoteLow.
(* Numeric vector instructions.  Lane indices are immediates. *)
Inductive vecop :=
| VVUnop (o : vvunop) | VVBinop (o : vvbinop) | VVTernop (o : vvternop) | VVTestop (o : vvtestop)
| VUnop (o : vunop) | VBinop (o : vbinop) | VTestop (s : ishape) | VRelop (o : vrelop) | VShiftop (s : ishape) (o : vshiftop)
| VBitmask (s : ishape) | VSwizzle | VShuffle (ls : list I32.t)
| VSplat (s : shape) | VExtractLane (s : shape) (x : option sx) (l : I32.t) | VReplaceLane (s : shape) (l : I32.t)
| VExtunop (s : ishape) (x : sx) (* of operands, as for vextbinop *) | VExtbinop (o : vextbinop)
| VNarrow (s : ishape) (x : sx) (* of the result *) | VCvtop (o : vcvtop).
(* Loads of vectors: whole; of half, extended; of a lane for all lanes; of the lowest lane, the rest zero. *)
Inductive vloadop := VLWhole | VLShape (s : ishape) (x : sx) | VLSplat (s : ishape) | VLZero (s : ishape).

(* ---- instances that instructions mention ---- *)
Record moduleinst := MI {
  mi_types : Arr.t functype; mi_funcs : Arr.t addr; mi_tables : Arr.t addr;
  mi_mems : Arr.t addr; mi_globals : Arr.t addr; mi_elems : Arr.t addr; mi_datas : Arr.t addr;
  mi_id : I32.t (* the instance's number, for locations; means nothing *) }.
Record frame := Fr { f_locals : lcl val; f_module : moduleinst }.

(* ---- instructions ---- *)
Inductive instr :=
| Nop | Unreachable (p : pos) | Drop | Select (ts : option (list valtype))
| Const (v : val) | Unop (o : unop) | Binop (o : binop) (p : pos) | Testop (o : testop) | Relop (o : relop) | Cvtop (o : cvtop) (p : pos)
| LocalGet (x : I32.t) | LocalSet (x : I32.t) | LocalTee (x : I32.t) | GlobalGet (x : I32.t) | GlobalSet (x : I32.t)
| LoadNum (t : numtype) (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| LoadPack (t : inttype) (w : packsize) (s : sx) (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| StoreNum (t : numtype) (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| StorePack (t : inttype) (w : packsize) (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| MemorySize (x : I32.t) | MemoryGrow (x : I32.t)
| MemoryFill (x : I32.t) (p : pos) | MemoryCopy (x y : I32.t) (p : pos) | MemoryInit (x y : I32.t) (p : pos) | DataDrop (y : I32.t)
(* [ref.null t] is [Const (VRef (RNull t))] *)
| RefIsNull | RefFunc (x : I32.t)
| TableGet (x : I32.t) (p : pos) | TableSet (x : I32.t) (p : pos) | TableSize (x : I32.t) | TableGrow (x : I32.t)
| TableFill (x : I32.t) (p : pos) | TableCopy (x y : I32.t) (p : pos) | TableInit (x y : I32.t) (p : pos) | ElemDrop (y : I32.t)
| Vec (o : vecop) | VLoad (o : vloadop) (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| VLoadLane (s : ishape) (x : I32.t) (al : nat) (offset : I32.t) (l : I32.t) (p : pos)
| VStore (x : I32.t) (al : nat) (offset : I32.t) (p : pos)
| VStoreLane (s : ishape) (x : I32.t) (al : nat) (offset : I32.t) (l : I32.t) (p : pos)
| Block (bt : blocktype) (b : list instr) | Loop (bt : blocktype) (b : list instr) (p : pos) | If (bt : blocktype) (b1 b2 : list instr)
| Br (l : nat) | BrIf (l : nat) | BrTable (ls : Arr.t nat) (l : nat) | Return
| Call (x : I32.t) (p : pos) | CallIndirect (x y : I32.t) (p : pos)
(* administrative *)
| CALL_ADDR (a : addr) (p : pos)
| LABEL (n : nat) (cont : list instr) (b : list instr)
| FRAME (n : nat) (f : frame) (b : list instr)
| TRAP (k : trap).

Record func := Fn {
  fn_locals : list valtype; fn_body : list instr;
  (* for the call-stack budget and for locations; mean nothing *)
  fn_units : Cnt.t; fn_index : I32.t; fn_entry : pos }.

Definition reftype_eqb (a b : reftype) : bool := match a, b with FuncRef, FuncRef | ExternRef, ExternRef => true | _, _ => false end.
Definition valtype_eqb (a b : valtype) : bool :=
  match a, b with RefT a, RefT b => reftype_eqb a b | I32T, I32T | I64T, I64T | F32T, F32T | F64T, F64T | V128T, V128T => true | _, _ => false end.
Fixpoint types_eqb (a b : list valtype) : bool :=
  match a, b with [], [] => true | x :: a, y :: b => valtype_eqb x y && types_eqb a b | _, _ => false end.
Definition functype_eqb (a b : functype) : bool :=
  types_eqb (ft_params a) (ft_params b) && types_eqb (ft_results a) (ft_results b).
Lemma reftype_eqb_eq a b : reftype_eqb a b = true <-> a = b.
Proof. destruct a, b; simpl; split; congruence. Qed.
Lemma valtype_eqb_eq a b : valtype_eqb a b = true <-> a = b.
Proof. destruct a as [| | | | |[]], b as [| | | | |[]]; simpl; split; congruence. Qed.
Lemma types_eqb_eq a b : types_eqb a b = true <-> a = b.
Proof.
  revert b; induction a as [|x a IH]; intros [|y b]; simpl; split; intro H; try discriminate; auto.
  - apply andb_prop in H as [H1 H2]. apply IH in H2 as ->. apply valtype_eqb_eq in H1. congruence.
  - injection H as -> ->. rewrite (proj2 (valtype_eqb_eq y y) eq_refl). apply IH; reflexivity.
Qed.
Lemma functype_eqb_eq a b : functype_eqb a b = true <-> a = b.
Proof.
  destruct a as [p r], b as [p' r']. unfold functype_eqb; simpl. split; intro H.
  - apply andb_prop in H as [H1 H2]. apply types_eqb_eq in H1, H2. congruence.
  - injection H as -> ->. rewrite (proj2 (types_eqb_eq p' p') eq_refl). apply types_eqb_eq; reflexivity.
Qed.

Definition reftype_of (r : reference) : reftype := match r with RNull t => t | RFunc _ => FuncRef | RExtern _ => ExternRef end.
Definition is_null (r : reference) : bool := match r with RNull _ => true | _ => false end.
Definition typeof (v : val) : valtype :=
  match v with VI32 _ => I32T | VI64 _ => I64T | VF32 _ => F32T | VF64 _ => F64T | VV128 _ => V128T | VRef r => RefT (reftype_of r) end.
Definition default (t : valtype) : val :=
  match t with I32T => VI32 I32ops.zero | I64T => VI64 I64ops.zero | F32T => VF32 F32ops.zero | F64T => VF64 F64ops.zero | V128T => VV128 Vec.zero | RefT t => VRef (RNull t) end.

(* T5: the opcodes of the binary format, one row for each production of an instruction without blocks in it. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps Syntax.
Import ListNotations.
Local Open Scope Z_scope.

(* What follows an opcode. *)
Inductive imm :=
| INone | IZero (* a byte that is zero *) | IIdx | ILabel | ILabels | ITypes | IReftype | IMemarg | ILane (* a byte *) | ILanes (* sixteen *)
| II32 | II64 | IF32 | IF64 | IV128 | IPair (a b : imm).
Fixpoint denote (k : imm) : Type :=
  match k with
  | INone | IZero => unit
  | IIdx | ILane | II32 => I32.t
  | ILabel => nat
  | ILabels => list nat
  | ITypes => list valtype
  | IReftype => reftype
  | IMemarg => nat * I32.t
  | ILanes => list I32.t
  | II64 => I64.t
  | IF32 => F32.t
  | IF64 => F64.t
  | IV128 => V128.t
  | IPair a b => denote a * denote b
  end.
(* The opcode's number, what follows it, and the instruction, which carries the opcode's offset. *)
Record row := Row { r_number : Z; r_imm : imm; r_make : denote r_imm -> pos -> instr }.

Local Definition plain (k : Z) (i : instr) : row := Row k INone (fun _ _ => i).
Local Definition plainp (k : Z) (i : pos -> instr) : row := Row k INone (fun _ p => i p).
(* Instructions without immediates, whose numbers follow one another. *)
Local Fixpoint from (k : Z) (l : list (pos -> instr)) : list row := match l with [] => [] | i :: l => plainp k i :: from (k + 1) l end.
Local Definition index (k : Z) (i : I32.t -> instr) : row := Row k IIdx (fun x _ => i x).
Local Definition indexp (k : Z) (i : I32.t -> pos -> instr) : row := Row k IIdx i.
Local Definition memory (k : Z) (i : nat -> I32.t -> pos -> instr) : row := Row k IMemarg (fun m => i (fst m) (snd m)).
Local Definition zero := I32ops.zero.
Local Definition load t := LoadNum t zero.
Local Definition loadp t w s := LoadPack t w s zero.
Local Definition store t := StoreNum t zero.
Local Definition storep t w := StorePack t w zero.

Local Notation t o := (fun _ : pos => Testop o).
Local Notation r o := (fun _ : pos => Relop o).
Local Notation u o := (fun _ : pos => Unop o).
Local Notation b o := (Binop o).
Local Notation c o := (Cvtop o).

Definition opcodes : list row :=
  [ plainp 0x00 Unreachable; plain 0x01 Nop;
    Row 0x0C ILabel (fun l _ => Br l); Row 0x0D ILabel (fun l _ => BrIf l);
    Row 0x0E (IPair ILabels ILabel) (fun x _ => BrTable (arr_of_list (fst x)) (snd x)); plain 0x0F Return;
    indexp 0x10 Call; Row 0x11 (IPair IIdx IIdx) (fun yx => CallIndirect (snd yx) (fst yx));
    plain 0x1A Drop; plain 0x1B (Select None); Row 0x1C ITypes (fun ts _ => Select (Some ts));
    index 0x20 LocalGet; index 0x21 LocalSet; index 0x22 LocalTee; index 0x23 GlobalGet; index 0x24 GlobalSet;
    indexp 0x25 TableGet; indexp 0x26 TableSet;
    memory 0x28 (load NI32); memory 0x29 (load NI64); memory 0x2A (load NF32); memory 0x2B (load NF64);
    memory 0x2C (loadp IT32 P8 SX); memory 0x2D (loadp IT32 P8 UX); memory 0x2E (loadp IT32 P16 SX); memory 0x2F (loadp IT32 P16 UX);
    memory 0x30 (loadp IT64 P8 SX); memory 0x31 (loadp IT64 P8 UX); memory 0x32 (loadp IT64 P16 SX); memory 0x33 (loadp IT64 P16 UX);
    memory 0x34 (loadp IT64 P32 SX); memory 0x35 (loadp IT64 P32 UX);
    memory 0x36 (store NI32); memory 0x37 (store NI64); memory 0x38 (store NF32); memory 0x39 (store NF64);
    memory 0x3A (storep IT32 P8); memory 0x3B (storep IT32 P16); memory 0x3C (storep IT64 P8); memory 0x3D (storep IT64 P16); memory 0x3E (storep IT64 P32);
    Row 0x3F IZero (fun _ _ => MemorySize zero); Row 0x40 IZero (fun _ _ => MemoryGrow zero);
    Row 0x41 II32 (fun x _ => Const (VI32 x)); Row 0x42 II64 (fun x _ => Const (VI64 x));
    Row 0x43 IF32 (fun x _ => Const (VF32 x)); Row 0x44 IF64 (fun x _ => Const (VF64 x));
    Row 0xD0 IReftype (fun x _ => Const (VRef (RNull x))); plain 0xD1 RefIsNull; index 0xD2 RefFunc ]
  ++ from 0x45 [t EqzI32; r (RI32 Eq); r (RI32 Ne); r (RI32 LtS); r (RI32 LtU); r (RI32 GtS); r (RI32 GtU); r (RI32 LeS); r (RI32 LeU); r (RI32 GeS); r (RI32 GeU)]
  ++ from 0x50 [t EqzI64; r (RI64 Eq); r (RI64 Ne); r (RI64 LtS); r (RI64 LtU); r (RI64 GtS); r (RI64 GtU); r (RI64 LeS); r (RI64 LeU); r (RI64 GeS); r (RI64 GeU)]
  ++ from 0x5B [r (RF32 FEq); r (RF32 FNe); r (RF32 FLt); r (RF32 FGt); r (RF32 FLe); r (RF32 FGe)]
  ++ from 0x61 [r (RF64 FEq); r (RF64 FNe); r (RF64 FLt); r (RF64 FGt); r (RF64 FLe); r (RF64 FGe)]
  ++ from 0x67 [u (UI32 Clz); u (UI32 Ctz); u (UI32 Popcnt)]
  ++ from 0x6A [b (BI32 Add); b (BI32 Sub); b (BI32 Mul); b (BI32 DivS); b (BI32 DivU); b (BI32 RemS); b (BI32 RemU); b (BI32 And); b (BI32 Or);
                b (BI32 Xor); b (BI32 Shl); b (BI32 ShrS); b (BI32 ShrU); b (BI32 Rotl); b (BI32 Rotr)]
  ++ from 0x79 [u (UI64 Clz); u (UI64 Ctz); u (UI64 Popcnt)]
  ++ from 0x7C [b (BI64 Add); b (BI64 Sub); b (BI64 Mul); b (BI64 DivS); b (BI64 DivU); b (BI64 RemS); b (BI64 RemU); b (BI64 And); b (BI64 Or);
                b (BI64 Xor); b (BI64 Shl); b (BI64 ShrS); b (BI64 ShrU); b (BI64 Rotl); b (BI64 Rotr)]
  ++ from 0x8B [u (UF32 FAbs); u (UF32 FNeg); u (UF32 FCeil); u (UF32 FFloor); u (UF32 FTrunc); u (UF32 FNearest); u (UF32 FSqrt)]
  ++ from 0x92 [b (BF32 FAdd); b (BF32 FSub); b (BF32 FMul); b (BF32 FDiv); b (BF32 FMin); b (BF32 FMax); b (BF32 FCopysign)]
  ++ from 0x99 [u (UF64 FAbs); u (UF64 FNeg); u (UF64 FCeil); u (UF64 FFloor); u (UF64 FTrunc); u (UF64 FNearest); u (UF64 FSqrt)]
  ++ from 0xA0 [b (BF64 FAdd); b (BF64 FSub); b (BF64 FMul); b (BF64 FDiv); b (BF64 FMin); b (BF64 FMax); b (BF64 FCopysign)]
  ++ from 0xA7 [c I32WrapI64; c I32TruncF32S; c I32TruncF32U; c I32TruncF64S; c I32TruncF64U]
  ++ from 0xAC [c I64ExtendI32S; c I64ExtendI32U; c I64TruncF32S; c I64TruncF32U; c I64TruncF64S; c I64TruncF64U]
  ++ from 0xB2 [c F32ConvertI32S; c F32ConvertI32U; c F32ConvertI64S; c F32ConvertI64U; c F32DemoteF64]
  ++ from 0xB7 [c F64ConvertI32S; c F64ConvertI32U; c F64ConvertI64S; c F64ConvertI64U; c F64PromoteF32]
  ++ from 0xBC [c I32ReinterpretF32; c I64ReinterpretF64; c F32ReinterpretI32; c F64ReinterpretI64]
  ++ from 0xC0 [u (UI32 Extend8S); u (UI32 Extend16S); u (UI64 Extend8S); u (UI64 Extend16S); u (UI64 Extend32S)].

(* Behind the prefix 0xFC. *)
Definition opcodes_fc : list row :=
  from 0 [c I32TruncSatF32S; c I32TruncSatF32U; c I32TruncSatF64S; c I32TruncSatF64U; c I64TruncSatF32S; c I64TruncSatF32U; c I64TruncSatF64S; c I64TruncSatF64U]
  ++ [ Row 8 (IPair IIdx IZero) (fun x => MemoryInit zero (fst x)); index 9 DataDrop;
       Row 10 (IPair IZero IZero) (fun _ => MemoryCopy zero zero); Row 11 IZero (fun _ => MemoryFill zero);
       Row 12 (IPair IIdx IIdx) (fun yx => TableInit (snd yx) (fst yx)); index 13 ElemDrop;
       Row 14 (IPair IIdx IIdx) (fun xy => TableCopy (fst xy) (snd xy));
       index 15 TableGrow; index 16 TableSize; indexp 17 TableFill ].

(* Behind the prefix 0xFD. *)
Local Notation v o := (fun _ : pos => Vec o).
Local Definition vun s o := v (VUnop (VUI s o)).
Local Definition vfun s o := v (VUnop (VUF s o)).
Local Definition vbin s o := v (VBinop (VBI s o)).
Local Definition vfbin s o := v (VBinop (VBF s o)).
Local Definition vrel s o := v (VRelop (VRI s o)).
Local Definition vfrel s o := v (VRelop (VRF s o)).
Local Definition vsh s o := v (VShiftop s o).
Local Definition vcvt o := v (VCvtop o).
Local Definition vext o := v (VExtbinop o).
Local Definition vload (k : Z) (o : vloadop) : row := memory k (VLoad o zero).
Local Definition load_lane (k : Z) (s : ishape) : row := Row k (IPair IMemarg ILane) (fun x => VLoadLane s zero (fst (fst x)) (snd (fst x)) (snd x)).
Local Definition store_lane (k : Z) (s : ishape) : row := Row k (IPair IMemarg ILane) (fun x => VStoreLane s zero (fst (fst x)) (snd (fst x)) (snd x)).
Local Definition extract (k : Z) (s : shape) (x : option sx) : row := Row k ILane (fun l _ => Vec (VExtractLane s x l)).
Local Definition replace (k : Z) (s : shape) : row := Row k ILane (fun l _ => Vec (VReplaceLane s l)).

Definition opcodes_fd : list row :=
  [ vload 0 VLWhole; vload 1 (VLShape I8x16 SX); vload 2 (VLShape I8x16 UX); vload 3 (VLShape I16x8 SX); vload 4 (VLShape I16x8 UX);
    vload 5 (VLShape I32x4 SX); vload 6 (VLShape I32x4 UX); vload 7 (VLSplat I8x16); vload 8 (VLSplat I16x8); vload 9 (VLSplat I32x4);
    vload 10 (VLSplat I64x2); memory 11 (VStore zero); Row 12 IV128 (fun x _ => Const (VV128 x)); Row 13 ILanes (fun ls _ => Vec (VShuffle ls));
    extract 21 (ShI I8x16) (Some SX); extract 22 (ShI I8x16) (Some UX); replace 23 (ShI I8x16);
    extract 24 (ShI I16x8) (Some SX); extract 25 (ShI I16x8) (Some UX); replace 26 (ShI I16x8);
    extract 27 (ShI I32x4) None; replace 28 (ShI I32x4); extract 29 (ShI I64x2) None; replace 30 (ShI I64x2);
    extract 31 (ShF F32x4) None; replace 32 (ShF F32x4); extract 33 (ShF F64x2) None; replace 34 (ShF F64x2);
    load_lane 84 I8x16; load_lane 85 I16x8; load_lane 86 I32x4; load_lane 87 I64x2;
    store_lane 88 I8x16; store_lane 89 I16x8; store_lane 90 I32x4; store_lane 91 I64x2; vload 92 (VLZero I32x4); vload 93 (VLZero I64x2) ]
  ++ from 14 [v VSwizzle; v (VSplat (ShI I8x16)); v (VSplat (ShI I16x8)); v (VSplat (ShI I32x4)); v (VSplat (ShI I64x2)); v (VSplat (ShF F32x4)); v (VSplat (ShF F64x2))]
  ++ from 35 [vrel I8x16 Eq; vrel I8x16 Ne; vrel I8x16 LtS; vrel I8x16 LtU; vrel I8x16 GtS; vrel I8x16 GtU; vrel I8x16 LeS; vrel I8x16 LeU; vrel I8x16 GeS; vrel I8x16 GeU]
  ++ from 45 [vrel I16x8 Eq; vrel I16x8 Ne; vrel I16x8 LtS; vrel I16x8 LtU; vrel I16x8 GtS; vrel I16x8 GtU; vrel I16x8 LeS; vrel I16x8 LeU; vrel I16x8 GeS; vrel I16x8 GeU]
  ++ from 55 [vrel I32x4 Eq; vrel I32x4 Ne; vrel I32x4 LtS; vrel I32x4 LtU; vrel I32x4 GtS; vrel I32x4 GtU; vrel I32x4 LeS; vrel I32x4 LeU; vrel I32x4 GeS; vrel I32x4 GeU]
  ++ from 65 [vfrel F32x4 FEq; vfrel F32x4 FNe; vfrel F32x4 FLt; vfrel F32x4 FGt; vfrel F32x4 FLe; vfrel F32x4 FGe]
  ++ from 71 [vfrel F64x2 FEq; vfrel F64x2 FNe; vfrel F64x2 FLt; vfrel F64x2 FGt; vfrel F64x2 FLe; vfrel F64x2 FGe]
  ++ from 77 [v (VVUnop VVNot); v (VVBinop VVAnd); v (VVBinop VVAndNot); v (VVBinop VVOr); v (VVBinop VVXor); v (VVTernop VVBitselect); v (VVTestop VVAnyTrue)]
  ++ from 94 [vcvt VDemoteZero; vcvt VPromoteLow]
  ++ from 96 [vun I8x16 VAbs; vun I8x16 VNeg; vun I8x16 VPopcnt; v (VTestop I8x16); v (VBitmask I8x16); v (VNarrow I8x16 SX); v (VNarrow I8x16 UX)]
  ++ from 103 [vfun F32x4 FCeil; vfun F32x4 FFloor; vfun F32x4 FTrunc; vfun F32x4 FNearest]
  ++ from 107 [vsh I8x16 VShl; vsh I8x16 VShrS; vsh I8x16 VShrU; vbin I8x16 VAdd; vbin I8x16 VAddSatS; vbin I8x16 VAddSatU;
               vbin I8x16 VSub; vbin I8x16 VSubSatS; vbin I8x16 VSubSatU]
  ++ from 116 [vfun F64x2 FCeil; vfun F64x2 FFloor]
  ++ from 118 [vbin I8x16 VMinS; vbin I8x16 VMinU; vbin I8x16 VMaxS; vbin I8x16 VMaxU]
  ++ from 122 [vfun F64x2 FTrunc; vbin I8x16 VAvgrU; v (VExtunop I8x16 SX); v (VExtunop I8x16 UX); v (VExtunop I16x8 SX); v (VExtunop I16x8 UX)]
  ++ from 128 [vun I16x8 VAbs; vun I16x8 VNeg; vbin I16x8 VQ15mulrSatS; v (VTestop I16x8); v (VBitmask I16x8); v (VNarrow I16x8 SX); v (VNarrow I16x8 UX)]
  ++ from 135 [vcvt (VExtend Low I8x16 SX); vcvt (VExtend High I8x16 SX); vcvt (VExtend Low I8x16 UX); vcvt (VExtend High I8x16 UX)]
  ++ from 139 [vsh I16x8 VShl; vsh I16x8 VShrS; vsh I16x8 VShrU; vbin I16x8 VAdd; vbin I16x8 VAddSatS; vbin I16x8 VAddSatU;
               vbin I16x8 VSub; vbin I16x8 VSubSatS; vbin I16x8 VSubSatU]
  ++ from 148 [vfun F64x2 FNearest; vbin I16x8 VMul; vbin I16x8 VMinS; vbin I16x8 VMinU; vbin I16x8 VMaxS; vbin I16x8 VMaxU]
  ++ from 155 [vbin I16x8 VAvgrU; vext (VExtmul Low I8x16 SX); vext (VExtmul High I8x16 SX); vext (VExtmul Low I8x16 UX); vext (VExtmul High I8x16 UX)]
  ++ from 160 [vun I32x4 VAbs; vun I32x4 VNeg]
  ++ from 163 [v (VTestop I32x4); v (VBitmask I32x4)]
  ++ from 167 [vcvt (VExtend Low I16x8 SX); vcvt (VExtend High I16x8 SX); vcvt (VExtend Low I16x8 UX); vcvt (VExtend High I16x8 UX)]
  ++ from 171 [vsh I32x4 VShl; vsh I32x4 VShrS; vsh I32x4 VShrU; vbin I32x4 VAdd]
  ++ from 177 [vbin I32x4 VSub]
  ++ from 181 [vbin I32x4 VMul; vbin I32x4 VMinS; vbin I32x4 VMinU; vbin I32x4 VMaxS; vbin I32x4 VMaxU; vext VDotS]
  ++ from 188 [vext (VExtmul Low I16x8 SX); vext (VExtmul High I16x8 SX); vext (VExtmul Low I16x8 UX); vext (VExtmul High I16x8 UX)]
  ++ from 192 [vun I64x2 VAbs; vun I64x2 VNeg]
  ++ from 195 [v (VTestop I64x2); v (VBitmask I64x2)]
  ++ from 199 [vcvt (VExtend Low I32x4 SX); vcvt (VExtend High I32x4 SX); vcvt (VExtend Low I32x4 UX); vcvt (VExtend High I32x4 UX)]
  ++ from 203 [vsh I64x2 VShl; vsh I64x2 VShrS; vsh I64x2 VShrU; vbin I64x2 VAdd]
  ++ from 209 [vbin I64x2 VSub]
  ++ from 213 [vbin I64x2 VMul; vrel I64x2 Eq; vrel I64x2 Ne; vrel I64x2 LtS; vrel I64x2 GtS; vrel I64x2 LeS; vrel I64x2 GeS]
  ++ from 220 [vext (VExtmul Low I32x4 SX); vext (VExtmul High I32x4 SX); vext (VExtmul Low I32x4 UX); vext (VExtmul High I32x4 UX)]
  ++ from 224 [vfun F32x4 FAbs; vfun F32x4 FNeg]
  ++ from 227 [vfun F32x4 FSqrt; vfbin F32x4 VFAdd; vfbin F32x4 VFSub; vfbin F32x4 VFMul; vfbin F32x4 VFDiv; vfbin F32x4 VFMin; vfbin F32x4 VFMax; vfbin F32x4 VFPmin; vfbin F32x4 VFPmax]
  ++ from 236 [vfun F64x2 FAbs; vfun F64x2 FNeg]
  ++ from 239 [vfun F64x2 FSqrt; vfbin F64x2 VFAdd; vfbin F64x2 VFSub; vfbin F64x2 VFMul; vfbin F64x2 VFDiv; vfbin F64x2 VFMin; vfbin F64x2 VFMax; vfbin F64x2 VFPmin; vfbin F64x2 VFPmax]
  ++ from 248 [vcvt (VTruncSat SX); vcvt (VTruncSat UX); vcvt (VConvert SX); vcvt (VConvert UX);
               vcvt (VTruncSatZero SX); vcvt (VTruncSatZero UX); vcvt (VConvertLow SX); vcvt (VConvertLow UX)].

(* ---- a number says which row ---- *)
Definition numbers (rs : list row) : list Z := map r_number rs.
Fixpoint distinct (l : list Z) : bool := match l with [] => true | k :: l => negb (existsb (Z.eqb k) l) && distinct l end.
Lemma opcodes_distinct : distinct (numbers opcodes) = true /\ distinct (numbers opcodes_fc) = true /\ distinct (numbers opcodes_fd) = true.
Proof. repeat split; vm_compute; reflexivity. Qed.
(* What begins or ends a block, or a longer opcode. *)
Definition structural (k : Z) : bool := existsb (Z.eqb k) [0x02; 0x03; 0x04; 0x05; 0x0B; 0xFC; 0xFD].
Lemma opcodes_plain : forallb (fun o => negb (structural (r_number o))) opcodes = true.
Proof. vm_compute. reflexivity. Qed.
Definition row_of (rs : list row) (k : Z) : option row := find (fun o => r_number o =? k) rs.
Lemma row_of_in rs k o : row_of rs k = Some o -> In o rs /\ r_number o = k.
Proof. intro H. apply find_some in H as [I E]. apply Z.eqb_eq in E. auto. Qed.
Lemma row_of_found rs o : distinct (numbers rs) = true -> In o rs -> row_of rs (r_number o) = Some o.
Proof.
  unfold row_of, numbers. induction rs as [|o' rs IH]; intros D I; [destruct I|]. cbn in D |- *. apply andb_prop in D as [N D]. destruct I as [->|I]; [rewrite Z.eqb_refl; reflexivity|].
  destruct (Z.eqb_spec (r_number o') (r_number o)) as [E|]; [|auto]. exfalso. apply negb_true_iff in N. enough (T : existsb (Z.eqb (r_number o')) (map r_number rs) = true) by (rewrite T in N; discriminate).
  apply existsb_exists. exists (r_number o). split; [apply in_map, I|apply Z.eqb_eq, E].
Qed.

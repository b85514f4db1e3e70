(* The semantics: one constructor per rule of the specification.  The rule
   `Step_pure/br_if-true` is the constructor [Step_pure__br_if_true]; `check.py rules`
   compares the two lists.

   Constructors without a rule in the lists: [Step__ctxt_instrs], which the 1.0 text
   leaves to evaluation contexts; the two for host functions, which the
   specification leaves to the embedder; [Step__write], which gathers rules that write as
   [Step__pure] and [Step__read] gather the others. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps BulkOps Syntax Numerics Simd Runtime.
Import ListNotations.

Notation "'C*' vs" := (map Const vs) (at level 9, vs at level 9).

Definition zero_or_not (c : I32.t) (zero : bool) : Prop := I32ops.is_zero c = zero.
Definition with_locals (f : frame) (lo : lcl val) : frame := Fr lo (f_module f).

Inductive Step_pure : list instr -> list instr -> Prop :=
| Step_pure__unreachable p : Step_pure [Unreachable p] [TRAP TUnreachable]
| Step_pure__nop : Step_pure [Nop] []
| Step_pure__drop v : Step_pure [Const v; Drop] []
| Step_pure__select_true v1 v2 c ts : zero_or_not c false -> Step_pure [Const v1; Const v2; Const (VI32 c); Select ts] [Const v1]
| Step_pure__select_false v1 v2 c ts : zero_or_not c true -> Step_pure [Const v1; Const v2; Const (VI32 c); Select ts] [Const v2]
| Step_pure__if_true c bt b1 b2 : zero_or_not c false -> Step_pure [Const (VI32 c); If bt b1 b2] [Block bt b1]
| Step_pure__if_false c bt b1 b2 : zero_or_not c true -> Step_pure [Const (VI32 c); If bt b1 b2] [Block bt b2]
| Step_pure__label_vals n cont vs : Step_pure [LABEL n cont (C* vs)] (C* vs)
| Step_pure__br_zero n cont vs' vs rest : length vs = n ->
    Step_pure [LABEL n cont (C* vs' ++ C* vs ++ [Br 0] ++ rest)] (C* vs ++ cont)
| Step_pure__br_succ n cont vs l rest : Step_pure [LABEL n cont (C* vs ++ [Br (S l)] ++ rest)] (C* vs ++ [Br l])
| Step_pure__br_if_true c l : zero_or_not c false -> Step_pure [Const (VI32 c); BrIf l] [Br l]
| Step_pure__br_if_false c l : zero_or_not c true -> Step_pure [Const (VI32 c); BrIf l] []
| Step_pure__br_table_lt i ls l l' : arr_get ls i = Some l -> Step_pure [Const (VI32 i); BrTable ls l'] [Br l]
| Step_pure__br_table_ge i ls l' : arr_get ls i = None -> Step_pure [Const (VI32 i); BrTable ls l'] [Br l']
| Step_pure__frame_vals n f vs : Step_pure [FRAME n f (C* vs)] (C* vs)
| Step_pure__return_frame n f vs' vs rest : length vs = n ->
    Step_pure [FRAME n f (C* vs' ++ C* vs ++ [Return] ++ rest)] (C* vs)
| Step_pure__return_label n cont vs rest : Step_pure [LABEL n cont (C* vs ++ [Return] ++ rest)] (C* vs ++ [Return])
| Step_pure__trap_vals vs k rest : vs <> [] \/ rest <> [] -> Step_pure (C* vs ++ [TRAP k] ++ rest) [TRAP k]
| Step_pure__trap_label n cont k : Step_pure [LABEL n cont [TRAP k]] [TRAP k]
| Step_pure__trap_frame n f k : Step_pure [FRAME n f [TRAP k]] [TRAP k]
| Step_pure__unop_val o v1 v : unop_results o v1 v -> Step_pure [Const v1; Unop o] [Const v]
| Step_pure__unop_trap o v1 k : eval_unop o v1 = NTrap k -> Step_pure [Const v1; Unop o] [TRAP k]
| Step_pure__binop_val o p v1 v2 v : binop_results o v1 v2 v -> Step_pure [Const v1; Const v2; Binop o p] [Const v]
| Step_pure__binop_trap o p v1 v2 k : eval_binop o v1 v2 = NTrap k -> Step_pure [Const v1; Const v2; Binop o p] [TRAP k]
| Step_pure__testop o v1 v : eval_testop o v1 = NVal v -> Step_pure [Const v1; Testop o] [Const v]
| Step_pure__relop o v1 v2 v : eval_relop o v1 v2 = NVal v -> Step_pure [Const v1; Const v2; Relop o] [Const v]
| Step_pure__cvtop_val o p v1 v : cvtop_results o v1 v -> Step_pure [Const v1; Cvtop o p] [Const v]
| Step_pure__cvtop_trap o p v1 k : eval_cvtop o v1 = NTrap k -> Step_pure [Const v1; Cvtop o p] [TRAP k]
| Step_pure__ref_is_null_true r : is_null r = true -> Step_pure [Const (VRef r); RefIsNull] [Const (VI32 i32_one)]
| Step_pure__ref_is_null_false r : is_null r = false -> Step_pure [Const (VRef r); RefIsNull] [Const (VI32 I32ops.zero)]
| Step_pure__local_tee v x : Step_pure [Const v; LocalTee x] [Const v; Const v; LocalSet x]
(* vectors *)
| Step_pure__vvunop o a : Step_pure [Const (VV128 a); Vec (VVUnop o)] [Const (VV128 (eval_vvunop o a))]
| Step_pure__vvbinop o a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec (VVBinop o)] [Const (VV128 (eval_vvbinop o a b))]
| Step_pure__vvternop o a b c :
    Step_pure [Const (VV128 a); Const (VV128 b); Const (VV128 c); Vec (VVTernop o)] [Const (VV128 (eval_vvternop o a b c))]
| Step_pure__vvtestop o a : Step_pure [Const (VV128 a); Vec (VVTestop o)] [Const (VI32 (eval_vvtestop o a))]
| Step_pure__vunop o a v : vunop_results o a v -> Step_pure [Const (VV128 a); Vec (VUnop o)] [Const (VV128 v)]
| Step_pure__vunop_trap o a k : eval_vunop o a = NTrap k -> Step_pure [Const (VV128 a); Vec (VUnop o)] [TRAP k]
| Step_pure__vbinop_val o a b v : vbinop_results o a b v -> Step_pure [Const (VV128 a); Const (VV128 b); Vec (VBinop o)] [Const (VV128 v)]
| Step_pure__vbinop_trap o a b k : eval_vbinop o a b = NTrap k -> Step_pure [Const (VV128 a); Const (VV128 b); Vec (VBinop o)] [TRAP k]
| Step_pure__vtestop_true h a : all_true h a = true -> Step_pure [Const (VV128 a); Vec (VTestop h)] [Const (VI32 i32_one)]
| Step_pure__vtestop_false h a : all_true h a = false -> Step_pure [Const (VV128 a); Vec (VTestop h)] [Const (VI32 I32ops.zero)]
| Step_pure__vrelop o a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec (VRelop o)] [Const (VV128 (eval_vrelop o a b))]
| Step_pure__vshiftop h o a k : Step_pure [Const (VV128 a); Const (VI32 k); Vec (VShiftop h o)] [Const (VV128 (eval_vshiftop h o a k))]
| Step_pure__vbitmask h a : Step_pure [Const (VV128 a); Vec (VBitmask h)] [Const (VI32 (eval_vbitmask h a))]
| Step_pure__vswizzle a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec VSwizzle] [Const (VV128 (eval_vswizzle a b))]
| Step_pure__vshuffle ls a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec (VShuffle ls)] [Const (VV128 (eval_vshuffle ls a b))]
| Step_pure__vsplat h v a : eval_vsplat h v = Some a -> Step_pure [Const v; Vec (VSplat h)] [Const (VV128 a)]
| Step_pure__vextract_lane_num h l a : Step_pure [Const (VV128 a); Vec (VExtractLane h None l)] [Const (eval_vextract h None l a)]
| Step_pure__vextract_lane_pack h x l a :
    Step_pure [Const (VV128 a); Vec (VExtractLane h (Some x) l)] [Const (eval_vextract h (Some x) l a)]
| Step_pure__vreplace_lane h l a v b : eval_vreplace h l a v = Some b ->
    Step_pure [Const (VV128 a); Const v; Vec (VReplaceLane h l)] [Const (VV128 b)]
| Step_pure__vextunop h x a : Step_pure [Const (VV128 a); Vec (VExtunop h x)] [Const (VV128 (eval_vextunop h x a))]
| Step_pure__vextbinop o a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec (VExtbinop o)] [Const (VV128 (eval_vextbinop o a b))]
| Step_pure__vnarrow h x a b : Step_pure [Const (VV128 a); Const (VV128 b); Vec (VNarrow h x)] [Const (VV128 (eval_vnarrow h x a b))]
| Step_pure__vcvtop_full o a v : vcvt_kind_of o = CvtFull -> vcvtop_results o a v -> Step_pure [Const (VV128 a); Vec (VCvtop o)] [Const (VV128 v)]
| Step_pure__vcvtop_half o a v : vcvt_kind_of o = CvtHalf -> vcvtop_results o a v -> Step_pure [Const (VV128 a); Vec (VCvtop o)] [Const (VV128 v)]
| Step_pure__vcvtop_zero o a v : vcvt_kind_of o = CvtZero -> vcvtop_results o a v -> Step_pure [Const (VV128 a); Vec (VCvtop o)] [Const (VV128 v)].

Inductive Step_read (s : store) (f : frame) : list instr -> list instr -> Prop :=
| Step_read__block vs bt b ft : blocktype_of (f_module f) bt = Some ft -> length vs = length (ft_params ft) ->
    Step_read s f (C* vs ++ [Block bt b]) [LABEL (length (ft_results ft)) [] (C* vs ++ b)]
| Step_read__loop vs bt b p ft : blocktype_of (f_module f) bt = Some ft -> length vs = length (ft_params ft) ->
    Step_read s f (C* vs ++ [Loop bt b p]) [LABEL (length (ft_params ft)) [Loop bt b p] (C* vs ++ b)]
| Step_read__call x p a : arr_get (mi_funcs (f_module f)) x = Some a -> Step_read s f [Call x p] [CALL_ADDR a p]
| Step_read__call_indirect_call i x y p a : indirect s (f_module f) x y i = ICall a ->
    Step_read s f [Const (VI32 i); CallIndirect x y p] [CALL_ADDR a p]
| Step_read__call_indirect_trap i x y p k : indirect s (f_module f) x y i = ITrap k ->
    Step_read s f [Const (VI32 i); CallIndirect x y p] [TRAP k]
| Step_read__call_addr vs a p ft mi fn :
    arr_get (s_funcs s) a = Some (FWasm ft mi fn) -> length vs = length (ft_params ft) ->
    Step_read s f (C* vs ++ [CALL_ADDR a p])
      [FRAME (length (ft_results ft)) (Fr (lcl_make default vs (fn_locals fn)) mi) [LABEL (length (ft_results ft)) [] (fn_body fn)]]
| Step_read__local_get x v : arr_get (f_locals f) x = Some v -> Step_read s f [LocalGet x] [Const v]
| Step_read__global_get x g : global_of s (f_module f) x = Some g -> Step_read s f [GlobalGet x] [Const (gi_val g)]
(* vectors *)
| Step_read__vload_val b x al o p m v : mem_of s (f_module f) x = Some m -> load_vec VLWhole (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); VLoad VLWhole x al o p] [Const (VV128 v)]
| Step_read__vload_oob b x al o p m : mem_of s (f_module f) x = Some m -> load_vec VLWhole (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); VLoad VLWhole x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__vload_shape_val b h g x al o p m v : mem_of s (f_module f) x = Some m -> load_vec (VLShape h g) (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); VLoad (VLShape h g) x al o p] [Const (VV128 v)]
| Step_read__vload_shape_oob b h g x al o p m : mem_of s (f_module f) x = Some m -> load_vec (VLShape h g) (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); VLoad (VLShape h g) x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__vload_splat_val b h x al o p m v : mem_of s (f_module f) x = Some m -> load_vec (VLSplat h) (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); VLoad (VLSplat h) x al o p] [Const (VV128 v)]
| Step_read__vload_splat_oob b h x al o p m : mem_of s (f_module f) x = Some m -> load_vec (VLSplat h) (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); VLoad (VLSplat h) x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__vload_zero_val b h x al o p m v : mem_of s (f_module f) x = Some m -> load_vec (VLZero h) (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); VLoad (VLZero h) x al o p] [Const (VV128 v)]
| Step_read__vload_zero_oob b h x al o p m : mem_of s (f_module f) x = Some m -> load_vec (VLZero h) (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); VLoad (VLZero h) x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__vload_lane_val b a h x al o l p m v : mem_of s (f_module f) x = Some m -> load_lane h (me_data m) b o l a = Some v ->
    Step_read s f [Const (VI32 b); Const (VV128 a); VLoadLane h x al o l p] [Const (VV128 v)]
| Step_read__vload_lane_oob b a h x al o l p m : mem_of s (f_module f) x = Some m -> load_lane h (me_data m) b o l a = None ->
    Step_read s f [Const (VI32 b); Const (VV128 a); VLoadLane h x al o l p] [TRAP TOutOfBoundsMemoryAccess]
(* scalars *)
| Step_read__load_num_val b t x al o p m v : mem_of s (f_module f) x = Some m -> load_num t (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); LoadNum t x al o p] [Const v]
| Step_read__load_num_trap b t x al o p m : mem_of s (f_module f) x = Some m -> load_num t (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); LoadNum t x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__load_pack_val b t w sg x al o p m v : mem_of s (f_module f) x = Some m -> load_pack t w sg (me_data m) b o = Some v ->
    Step_read s f [Const (VI32 b); LoadPack t w sg x al o p] [Const v]
| Step_read__load_pack_trap b t w sg x al o p m : mem_of s (f_module f) x = Some m -> load_pack t w sg (me_data m) b o = None ->
    Step_read s f [Const (VI32 b); LoadPack t w sg x al o p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__memory_size x m : mem_of s (f_module f) x = Some m ->
    Step_read s f [MemorySize x] [Const (VI32 (MemOps.size (me_data m)))]
| Step_read__memory_fill_trap i v n x p m : mem_of s (f_module f) x = Some m -> MemBulk.covers (me_data m) i n = false ->
    Step_read s f [Const (VI32 i); Const (VI32 v); Const (VI32 n); MemoryFill x p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__memory_fill_zero i v n x p m : mem_of s (f_module f) x = Some m -> MemBulk.covers (me_data m) i n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VI32 v); Const (VI32 n); MemoryFill x p] []
| Step_read__memory_fill_succ i v n x p m : mem_of s (f_module f) x = Some m -> MemBulk.covers (me_data m) i n = true ->
    zero_or_not n false -> Step_read s f [Const (VI32 i); Const (VI32 v); Const (VI32 n); MemoryFill x p]
      [Const (VI32 i); Const (VI32 v); StorePack IT32 P8 x 0 I32ops.zero p;
       Const (VI32 (I32ops.add i i32_one)); Const (VI32 v); Const (VI32 (I32ops.sub n i32_one)); MemoryFill x p]
| Step_read__memory_copy_trap i j n x y p m m' : mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' ->
    MemBulk.covers (me_data m) i n && MemBulk.covers (me_data m') j n = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__memory_copy_zero i j n x y p m m' : mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' ->
    MemBulk.covers (me_data m) i n && MemBulk.covers (me_data m') j n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p] []
| Step_read__memory_copy_le i j n x y p m m' : mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' ->
    MemBulk.covers (me_data m) i n && MemBulk.covers (me_data m') j n = true ->
    zero_or_not n false -> I32ops.le_u i j = true ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p]
      [Const (VI32 i); Const (VI32 j); LoadPack IT32 P8 UX y 0 I32ops.zero p; StorePack IT32 P8 x 0 I32ops.zero p;
       Const (VI32 (I32ops.add i i32_one)); Const (VI32 (I32ops.add j i32_one)); Const (VI32 (I32ops.sub n i32_one)); MemoryCopy x y p]
| Step_read__memory_copy_gt i j n x y p m m' : mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' ->
    MemBulk.covers (me_data m) i n && MemBulk.covers (me_data m') j n = true ->
    zero_or_not n false -> I32ops.le_u i j = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p]
      [Const (VI32 (I32ops.add i (I32ops.sub n i32_one))); Const (VI32 (I32ops.add j (I32ops.sub n i32_one)));
       LoadPack IT32 P8 UX y 0 I32ops.zero p; StorePack IT32 P8 x 0 I32ops.zero p;
       Const (VI32 i); Const (VI32 j); Const (VI32 (I32ops.sub n i32_one)); MemoryCopy x y p]
| Step_read__memory_init_trap i j n x y p m d : mem_of s (f_module f) x = Some m -> data_of s (f_module f) y = Some d ->
    MemBulk.covers (me_data m) i n && MemBulk.data_covers d j n = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryInit x y p] [TRAP TOutOfBoundsMemoryAccess]
| Step_read__memory_init_zero i j n x y p m d : mem_of s (f_module f) x = Some m -> data_of s (f_module f) y = Some d ->
    MemBulk.covers (me_data m) i n && MemBulk.data_covers d j n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryInit x y p] []
| Step_read__memory_init_succ i j n x y p m d b : mem_of s (f_module f) x = Some m -> data_of s (f_module f) y = Some d ->
    MemBulk.covers (me_data m) i n && MemBulk.data_covers d j n = true ->
    zero_or_not n false -> MemBulk.data_byte d j = Some b ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryInit x y p]
      [Const (VI32 i); Const (VI32 b); StorePack IT32 P8 x 0 I32ops.zero p;
       Const (VI32 (I32ops.add i i32_one)); Const (VI32 (I32ops.add j i32_one)); Const (VI32 (I32ops.sub n i32_one)); MemoryInit x y p]
| Step_read__ref_func x a : arr_get (mi_funcs (f_module f)) x = Some a -> Step_read s f [RefFunc x] [Const (VRef (RFunc a))]
| Step_read__table_get_trap i x p t : table_of s (f_module f) x = Some t -> arr_get (ti_elems t) i = None ->
    Step_read s f [Const (VI32 i); TableGet x p] [TRAP TOutOfBoundsTableAccess]
| Step_read__table_get_val i x p t r : table_of s (f_module f) x = Some t -> arr_get (ti_elems t) i = Some r ->
    Step_read s f [Const (VI32 i); TableGet x p] [Const (VRef r)]
| Step_read__table_size x t : table_of s (f_module f) x = Some t -> Step_read s f [TableSize x] [Const (VI32 (arr_len (ti_elems t)))]
| Step_read__table_fill_trap i r n x p t : table_of s (f_module f) x = Some t -> ArrBulk.covers (ti_elems t) i n = false ->
    Step_read s f [Const (VI32 i); Const (VRef r); Const (VI32 n); TableFill x p] [TRAP TOutOfBoundsTableAccess]
| Step_read__table_fill_zero i r n x p t : table_of s (f_module f) x = Some t -> ArrBulk.covers (ti_elems t) i n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VRef r); Const (VI32 n); TableFill x p] []
| Step_read__table_fill_succ i r n x p t : table_of s (f_module f) x = Some t -> ArrBulk.covers (ti_elems t) i n = true ->
    zero_or_not n false -> Step_read s f [Const (VI32 i); Const (VRef r); Const (VI32 n); TableFill x p]
      [Const (VI32 i); Const (VRef r); TableSet x p;
       Const (VI32 (I32ops.add i i32_one)); Const (VRef r); Const (VI32 (I32ops.sub n i32_one)); TableFill x p]
| Step_read__table_copy_trap i j n x y p t t' : table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ti_elems t') j n = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p] [TRAP TOutOfBoundsTableAccess]
| Step_read__table_copy_zero i j n x y p t t' : table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ti_elems t') j n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p] []
| Step_read__table_copy_le i j n x y p t t' : table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ti_elems t') j n = true ->
    zero_or_not n false -> I32ops.le_u i j = true ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p]
      [Const (VI32 i); Const (VI32 j); TableGet y p; TableSet x p;
       Const (VI32 (I32ops.add i i32_one)); Const (VI32 (I32ops.add j i32_one)); Const (VI32 (I32ops.sub n i32_one)); TableCopy x y p]
| Step_read__table_copy_gt i j n x y p t t' : table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ti_elems t') j n = true ->
    zero_or_not n false -> I32ops.le_u i j = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p]
      [Const (VI32 (I32ops.add i (I32ops.sub n i32_one))); Const (VI32 (I32ops.add j (I32ops.sub n i32_one))); TableGet y p; TableSet x p;
       Const (VI32 i); Const (VI32 j); Const (VI32 (I32ops.sub n i32_one)); TableCopy x y p]
| Step_read__table_init_trap i j n x y p t e : table_of s (f_module f) x = Some t -> elem_of s (f_module f) y = Some e ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ei_refs e) j n = false ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableInit x y p] [TRAP TOutOfBoundsTableAccess]
| Step_read__table_init_zero i j n x y p t e : table_of s (f_module f) x = Some t -> elem_of s (f_module f) y = Some e ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ei_refs e) j n = true ->
    zero_or_not n true -> Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableInit x y p] []
| Step_read__table_init_succ i j n x y p t e r : table_of s (f_module f) x = Some t -> elem_of s (f_module f) y = Some e ->
    ArrBulk.covers (ti_elems t) i n && ArrBulk.covers (ei_refs e) j n = true ->
    zero_or_not n false -> arr_get (ei_refs e) j = Some r ->
    Step_read s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableInit x y p]
      [Const (VI32 i); Const (VRef r); TableSet x p;
       Const (VI32 (I32ops.add i i32_one)); Const (VI32 (I32ops.add j i32_one)); Const (VI32 (I32ops.sub n i32_one)); TableInit x y p].

Inductive Step_write : store -> frame -> list instr -> store -> frame -> list instr -> Prop :=
| Step__local_set s f v x lo : arr_set (f_locals f) x v = Some lo ->
    Step_write s f [Const v; LocalSet x] s (with_locals f lo) []
| Step__global_set s f v x s' : set_global s (f_module f) x v = Some s' ->
    Step_write s f [Const v; GlobalSet x] s' f []
(* vectors *)
| Step__vstore_val s f b a x al o p m d s' :
    mem_of s (f_module f) x = Some m -> VecMem.store128 (me_data m) b o a = Some d ->
    set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
    Step_write s f [Const (VI32 b); Const (VV128 a); VStore x al o p] s' f []
| Step__vstore_oob s f b a x al o p m :
    mem_of s (f_module f) x = Some m -> VecMem.store128 (me_data m) b o a = None ->
    Step_write s f [Const (VI32 b); Const (VV128 a); VStore x al o p] s f [TRAP TOutOfBoundsMemoryAccess]
| Step__vstore_lane_val s f b a h x al o l p m d s' :
    mem_of s (f_module f) x = Some m -> store_lane h (me_data m) b o l a = Some d ->
    set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
    Step_write s f [Const (VI32 b); Const (VV128 a); VStoreLane h x al o l p] s' f []
| Step__vstore_lane_oob s f b a h x al o l p m :
    mem_of s (f_module f) x = Some m -> store_lane h (me_data m) b o l a = None ->
    Step_write s f [Const (VI32 b); Const (VV128 a); VStoreLane h x al o l p] s f [TRAP TOutOfBoundsMemoryAccess]
(* scalars *)
| Step__store_num_val s f b v t x al o p m d s' :
    mem_of s (f_module f) x = Some m -> store_num t (me_data m) b o v = SVal d ->
    set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
    Step_write s f [Const (VI32 b); Const v; StoreNum t x al o p] s' f []
| Step__store_num_trap s f b v t x al o p m :
    mem_of s (f_module f) x = Some m -> store_num t (me_data m) b o v = STrap ->
    Step_write s f [Const (VI32 b); Const v; StoreNum t x al o p] s f [TRAP TOutOfBoundsMemoryAccess]
| Step__store_pack_val s f b v t w x al o p m d s' :
    mem_of s (f_module f) x = Some m -> store_pack t w (me_data m) b o v = SVal d ->
    set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
    Step_write s f [Const (VI32 b); Const v; StorePack t w x al o p] s' f []
| Step__store_pack_trap s f b v t w x al o p m :
    mem_of s (f_module f) x = Some m -> store_pack t w (me_data m) b o v = STrap ->
    Step_write s f [Const (VI32 b); Const v; StorePack t w x al o p] s f [TRAP TOutOfBoundsMemoryAccess]
| Step__memory_grow_succeed s f n x m m' s' :
    mem_of s (f_module f) x = Some m -> grow_mem m n = Some m' -> set_mem s (f_module f) x m' = Some s' ->
    Step_write s f [Const (VI32 n); MemoryGrow x] s' f [Const (VI32 (MemOps.size (me_data m)))]
| Step__memory_grow_fail s f n x : Step_write s f [Const (VI32 n); MemoryGrow x] s f [Const (VI32 i32_minus_one)]
| Step__data_drop s f y s' : set_data s (f_module f) y MemBulk.data_empty = Some s' -> Step_write s f [DataDrop y] s' f []
| Step__table_set_val s f i r x p t l s' : table_of s (f_module f) x = Some t -> arr_set (ti_elems t) i r = Some l ->
    set_table s (f_module f) x t l = Some s' -> Step_write s f [Const (VI32 i); Const (VRef r); TableSet x p] s' f []
| Step__table_set_trap s f i r x p t : table_of s (f_module f) x = Some t -> arr_set (ti_elems t) i r = None ->
    Step_write s f [Const (VI32 i); Const (VRef r); TableSet x p] s f [TRAP TOutOfBoundsTableAccess]
| Step__table_grow_succeed s f r n x t l s' : table_of s (f_module f) x = Some t -> grow_table t n r = Some l ->
    set_table s (f_module f) x t l = Some s' ->
    Step_write s f [Const (VRef r); Const (VI32 n); TableGrow x] s' f [Const (VI32 (arr_len (ti_elems t)))]
| Step__table_grow_fail s f r n x : Step_write s f [Const (VRef r); Const (VI32 n); TableGrow x] s f [Const (VI32 i32_minus_one)]
| Step__elem_drop s f y s' : drop_elem s (f_module f) y = Some s' -> Step_write s f [ElemDrop y] s' f []
| Step__call_addr_host s f vs a p ft h s' rs :
    arr_get (s_funcs s) a = Some (FHost ft h) -> length vs = length (ft_params ft) -> host_call s ft h vs = HVals s' rs ->
    Step_write s f (C* vs ++ [CALL_ADDR a p]) s' f (C* rs)
| Step__call_addr_host_trap s f vs a p ft h s' :
    arr_get (s_funcs s) a = Some (FHost ft h) -> length vs = length (ft_params ft) -> host_call s ft h vs = HTrapped s' ->
    Step_write s f (C* vs ++ [CALL_ADDR a p]) s' f [TRAP THost].

Inductive Step : store -> frame -> list instr -> store -> frame -> list instr -> Prop :=
| Step__pure s f es es' : Step_pure es es' -> Step s f es s f es'
| Step__read s f es es' : Step_read s f es es' -> Step s f es s f es'
| Step__write s f es s' f' es' : Step_write s f es s' f' es' -> Step s f es s' f' es'
| Step__ctxt_instrs s f vs es rest s' f' es' : Step s f es s' f' es' ->
    Step s f (C* vs ++ es ++ rest) s' f' (C* vs ++ es' ++ rest)
| Step__ctxt_label s f n cont es s' f' es' : Step s f es s' f' es' ->
    Step s f [LABEL n cont es] s' f' [LABEL n cont es']
| Step__ctxt_frame s f n g es s' g' es' : Step s g es s' g' es' ->
    Step s f [FRAME n g es] s' f [FRAME n g' es'].

Inductive Steps : store -> frame -> list instr -> store -> frame -> list instr -> Prop :=
| Steps__refl s f es : Steps s f es s f es
| Steps__trans s f es s1 f1 es1 s2 f2 es2 :
    Step s f es s1 f1 es1 -> Steps s1 f1 es1 s2 f2 es2 -> Steps s f es s2 f2 es2.

(* Validation, declaratively: the specification's typing rules.

   The type of an operand is a value type or bottom ([None]), which stands for an operand that
   unreachable code invents; bottom is below every type.  [instr_ok] has the types as the specification writes them,
   the top of the stack last; [instrs_ok] types whole stacks, top first, and contains the rules for
   sequences, for untouched operands below, and for subsumption. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops Syntax Numerics Runtime Module SimdTyping.
Import ListNotations.

Definition opd := option valtype.
Definition sub1 (a b : opd) : Prop := a = None \/ a = b.
Definition subs : list opd -> list opd -> Prop := Forall2 sub1.
Notation "$ ts" := (map (@Some valtype) ts) (at level 9, ts at level 9, format "$ ts").

Record context := Cx {
  c_types : Arr.t functype; c_funcs : Arr.t functype; c_tables : Arr.t tabletype; c_mems : Arr.t limit; c_globals : Arr.t globaltype;
  c_elems : Arr.t reftype; c_datas : Arr.t unit; c_refs : list I32.t; c_locals : Arr.t valtype; c_labels : list (list valtype); c_return : option (list valtype) }.
Definition with_label (C : context) (ts : list valtype) : context :=
  Cx (c_types C) (c_funcs C) (c_tables C) (c_mems C) (c_globals C) (c_elems C) (c_datas C) (c_refs C) (c_locals C) (ts :: c_labels C) (c_return C).

Definition blocktype_in (C : context) (bt : blocktype) : option functype :=
  match bt with
  | BtVal None => Some (FT [] [])
  | BtVal (Some t) => Some (FT [] [t])
  | BtIdx x => arr_get (c_types C) x
  end.

(* Operators: [None] where the specification has no such instruction. *)
Definition unop_type (o : unop) : option valtype :=
  match o with UI32 Extend32S => None | UI32 _ => Some I32T | UI64 _ => Some I64T | UF32 _ => Some F32T | UF64 _ => Some F64T end.
Definition binop_type (o : binop) : valtype := match o with BI32 _ => I32T | BI64 _ => I64T | BF32 _ => F32T | BF64 _ => F64T end.
Definition testop_type (o : testop) : valtype := match o with EqzI32 => I32T | EqzI64 => I64T end.
Definition relop_type (o : relop) : valtype := match o with RI32 _ => I32T | RI64 _ => I64T | RF32 _ => F32T | RF64 _ => F64T end.
Definition cvtop_type (o : cvtop) : valtype * valtype :=
  match o with
  | I32WrapI64 => (I64T, I32T) | I64ExtendI32S | I64ExtendI32U => (I32T, I64T)
  | I32TruncF32S | I32TruncF32U | I32TruncSatF32S | I32TruncSatF32U | I32ReinterpretF32 => (F32T, I32T)
  | I32TruncF64S | I32TruncF64U | I32TruncSatF64S | I32TruncSatF64U => (F64T, I32T)
  | I64TruncF32S | I64TruncF32U | I64TruncSatF32S | I64TruncSatF32U => (F32T, I64T)
  | I64TruncF64S | I64TruncF64U | I64TruncSatF64S | I64TruncSatF64U | I64ReinterpretF64 => (F64T, I64T)
  | F32ConvertI32S | F32ConvertI32U | F32ReinterpretI32 => (I32T, F32T)
  | F32ConvertI64S | F32ConvertI64U => (I64T, F32T)
  | F64ConvertI32S | F64ConvertI32U => (I32T, F64T)
  | F64ConvertI64S | F64ConvertI64U | F64ReinterpretI64 => (I64T, F64T)
  | F32DemoteF64 => (F64T, F32T) | F64PromoteF32 => (F32T, F64T)
  end.
Definition num_align (t : numtype) : nat := match t with NI32 | NF32 => 2 | NI64 | NF64 => 3 end.
Definition pack_align (w : packsize) : nat := match w with P8 => 0 | P16 => 1 | P32 => 2 end.
Definition int_type (t : inttype) : valtype := match t with IT32 => I32T | IT64 => I64T end.
(* A packed access is narrower than its type. *)
Definition pack_ok (t : inttype) (w : packsize) : bool := match t, w with IT32, P32 => false | _, _ => true end.

(* The untyped select is not for references. *)
Definition selectable (o : opd) : bool := match o with Some (RefT _) => false | _ => true end.
(* References to functions and to the host do not occur in programs. *)
Definition const_type (v : val) : option valtype :=
  match v with VRef (RNull t) => Some (RefT t) | VRef _ => None | v => Some (typeof v) end.

Inductive instr_ok : context -> instr -> list opd -> list opd -> Prop :=
| Instr_ok__nop C : instr_ok C Nop [] []
| Instr_ok__unreachable C p t1 t2 : instr_ok C (Unreachable p) t1 t2
| Instr_ok__drop C t : instr_ok C Drop [t] []
| Instr_ok__select_expl C t : instr_ok C (Select (Some [t])) [Some t; Some t; Some I32T] [Some t]
| Instr_ok__select_impl C t t' : selectable t = true -> sub1 t t' -> instr_ok C (Select None) [t; t; Some I32T] [t']
| Instr_ok__block C bt b ft : blocktype_in C bt = Some ft ->
    instrs_ok (with_label C (ft_results ft)) b $(rev (ft_params ft)) $(rev (ft_results ft)) ->
    instr_ok C (Block bt b) $(ft_params ft) $(ft_results ft)
| Instr_ok__loop C bt b p ft : blocktype_in C bt = Some ft ->
    instrs_ok (with_label C (ft_params ft)) b $(rev (ft_params ft)) $(rev (ft_results ft)) ->
    instr_ok C (Loop bt b p) $(ft_params ft) $(ft_results ft)
| Instr_ok__if C bt b1 b2 ft : blocktype_in C bt = Some ft ->
    instrs_ok (with_label C (ft_results ft)) b1 $(rev (ft_params ft)) $(rev (ft_results ft)) ->
    instrs_ok (with_label C (ft_results ft)) b2 $(rev (ft_params ft)) $(rev (ft_results ft)) ->
    instr_ok C (If bt b1 b2) ($(ft_params ft) ++ [Some I32T]) $(ft_results ft)
| Instr_ok__br C l ts t1 t2 : nth_error (c_labels C) l = Some ts -> instr_ok C (Br l) (t1 ++ $ts) t2
| Instr_ok__br_if C l ts : nth_error (c_labels C) l = Some ts -> instr_ok C (BrIf l) ($ts ++ [Some I32T]) $ts
| Instr_ok__br_table C ls l' t t1 t2 :
    (forall l, In l (l' :: arr_list ls) -> exists ts, nth_error (c_labels C) l = Some ts /\ subs t $ts) ->
    instr_ok C (BrTable ls l') (t1 ++ t ++ [Some I32T]) t2
| Instr_ok__return C ts t1 t2 : c_return C = Some ts -> instr_ok C Return (t1 ++ $ts) t2
| Instr_ok__call C x p ft : arr_get (c_funcs C) x = Some ft -> instr_ok C (Call x p) $(ft_params ft) $(ft_results ft)
| Instr_ok__call_indirect C x y p tb ft : arr_get (c_tables C) x = Some tb -> tt_type tb = FuncRef -> arr_get (c_types C) y = Some ft ->
    instr_ok C (CallIndirect x y p) ($(ft_params ft) ++ [Some I32T]) $(ft_results ft)
(* const, vconst and ref.null *)
| Instr_ok__const C v t : const_type v = Some t -> instr_ok C (Const v) [] [Some t]
| Instr_ok__unop C o t : unop_type o = Some t -> instr_ok C (Unop o) [Some t] [Some t]
| Instr_ok__binop C o p : instr_ok C (Binop o p) [Some (binop_type o); Some (binop_type o)] [Some (binop_type o)]
| Instr_ok__testop C o : instr_ok C (Testop o) [Some (testop_type o)] [Some I32T]
| Instr_ok__relop C o : instr_ok C (Relop o) [Some (relop_type o); Some (relop_type o)] [Some I32T]
| Instr_ok__cvtop C o p : instr_ok C (Cvtop o p) [Some (fst (cvtop_type o))] [Some (snd (cvtop_type o))]
| Instr_ok__local_get C x t : arr_get (c_locals C) x = Some t -> instr_ok C (LocalGet x) [] [Some t]
| Instr_ok__local_set C x t : arr_get (c_locals C) x = Some t -> instr_ok C (LocalSet x) [Some t] []
| Instr_ok__local_tee C x t : arr_get (c_locals C) x = Some t -> instr_ok C (LocalTee x) [Some t] [Some t]
| Instr_ok__global_get C x g : arr_get (c_globals C) x = Some g -> instr_ok C (GlobalGet x) [] [Some (gt_type g)]
| Instr_ok__global_set C x g : arr_get (c_globals C) x = Some g -> gt_mut g = MVar -> instr_ok C (GlobalSet x) [Some (gt_type g)] []
| Instr_ok__load_val C t x al o p m : arr_get (c_mems C) x = Some m -> al <= num_align t ->
    instr_ok C (LoadNum t x al o p) [Some I32T] [Some (num_type t)]
| Instr_ok__load_pack C t w sg x al o p m : arr_get (c_mems C) x = Some m -> al <= pack_align w -> pack_ok t w = true ->
    instr_ok C (LoadPack t w sg x al o p) [Some I32T] [Some (int_type t)]
| Instr_ok__store_val C t x al o p m : arr_get (c_mems C) x = Some m -> al <= num_align t ->
    instr_ok C (StoreNum t x al o p) [Some I32T; Some (num_type t)] []
| Instr_ok__store_pack C t w x al o p m : arr_get (c_mems C) x = Some m -> al <= pack_align w -> pack_ok t w = true ->
    instr_ok C (StorePack t w x al o p) [Some I32T; Some (int_type t)] []
| Instr_ok__memory_size C x m : arr_get (c_mems C) x = Some m -> instr_ok C (MemorySize x) [] [Some I32T]
| Instr_ok__memory_grow C x m : arr_get (c_mems C) x = Some m -> instr_ok C (MemoryGrow x) [Some I32T] [Some I32T]
| Instr_ok__memory_fill C x p m : arr_get (c_mems C) x = Some m -> instr_ok C (MemoryFill x p) [Some I32T; Some I32T; Some I32T] []
| Instr_ok__memory_copy C x y p m m' : arr_get (c_mems C) x = Some m -> arr_get (c_mems C) y = Some m' ->
    instr_ok C (MemoryCopy x y p) [Some I32T; Some I32T; Some I32T] []
| Instr_ok__memory_init C x y p m d : arr_get (c_mems C) x = Some m -> arr_get (c_datas C) y = Some d ->
    instr_ok C (MemoryInit x y p) [Some I32T; Some I32T; Some I32T] []
| Instr_ok__data_drop C y d : arr_get (c_datas C) y = Some d -> instr_ok C (DataDrop y) [] []
| Instr_ok__ref_is_null C t : instr_ok C RefIsNull [Some (RefT t)] [Some I32T]
| Instr_ok__ref_func C x ft : arr_get (c_funcs C) x = Some ft -> In x (c_refs C) -> instr_ok C (RefFunc x) [] [Some (RefT FuncRef)]
| Instr_ok__table_get C x p tb : arr_get (c_tables C) x = Some tb -> instr_ok C (TableGet x p) [Some I32T] [Some (RefT (tt_type tb))]
| Instr_ok__table_set C x p tb : arr_get (c_tables C) x = Some tb -> instr_ok C (TableSet x p) [Some I32T; Some (RefT (tt_type tb))] []
| Instr_ok__table_size C x tb : arr_get (c_tables C) x = Some tb -> instr_ok C (TableSize x) [] [Some I32T]
| Instr_ok__table_grow C x tb : arr_get (c_tables C) x = Some tb ->
    instr_ok C (TableGrow x) [Some (RefT (tt_type tb)); Some I32T] [Some I32T]
| Instr_ok__table_fill C x p tb : arr_get (c_tables C) x = Some tb ->
    instr_ok C (TableFill x p) [Some I32T; Some (RefT (tt_type tb)); Some I32T] []
| Instr_ok__table_copy C x y p tb tb' : arr_get (c_tables C) x = Some tb -> arr_get (c_tables C) y = Some tb' -> tt_type tb' = tt_type tb ->
    instr_ok C (TableCopy x y p) [Some I32T; Some I32T; Some I32T] []
| Instr_ok__table_init C x y p tb t : arr_get (c_tables C) x = Some tb -> arr_get (c_elems C) y = Some t -> t = tt_type tb ->
    instr_ok C (TableInit x y p) [Some I32T; Some I32T; Some I32T] []
| Instr_ok__elem_drop C y t : arr_get (c_elems C) y = Some t -> instr_ok C (ElemDrop y) [] []
(* vectors: the rules are the lines of [vec_type] and [vload_align] *)
| Instr_ok__vec C o ps r : vec_type o = Some (ps, r) -> instr_ok C (Vec o) $ps [Some r]
| Instr_ok__vload C op x al o p m k : arr_get (c_mems C) x = Some m -> vload_align op = Some k -> al <= k ->
    instr_ok C (VLoad op x al o p) [Some I32T] [Some V128T]
| Instr_ok__vload_lane C h x al o l p m : arr_get (c_mems C) x = Some m -> al <= lane_align h -> lane_ok h l = true ->
    instr_ok C (VLoadLane h x al o l p) [Some I32T; Some V128T] [Some V128T]
| Instr_ok__vstore C x al o p m : arr_get (c_mems C) x = Some m -> al <= 4 ->
    instr_ok C (VStore x al o p) [Some I32T; Some V128T] []
| Instr_ok__vstore_lane C h x al o l p m : arr_get (c_mems C) x = Some m -> al <= lane_align h -> lane_ok h l = true ->
    instr_ok C (VStoreLane h x al o l p) [Some I32T; Some V128T] []
with instrs_ok : context -> list instr -> list opd -> list opd -> Prop :=
| Instrs_ok__empty C ts ts' : subs ts ts' -> instrs_ok C [] ts ts'
| Instrs_ok__seq C i c ts t1 t2 base ts' :
    subs ts (rev t1 ++ base) -> instr_ok C i t1 t2 -> instrs_ok C c (rev t2 ++ base) ts' -> instrs_ok C (i :: c) ts ts'.

(* ---- modules ---- *)
Definition limit_ok (bound : I32.t) (l : limit) : Prop :=
  I32ops.le_u (lim_min l) bound = true /\
  forall k, lim_max l = Some k -> I32ops.le_u k bound = true /\ I32ops.le_u (lim_min l) k = true.
(* Externals by kind; [None] for a function type that does not exist. *)
Definition import_ok (types : Arr.t functype) (d : importdesc) : Prop :=
  match d with
  | ImpFunc x => exists ft, arr_get types x = Some ft
  | ImpTable t => limit_ok max_elems (tt_limit t)
  | ImpMem l => limit_ok max_pages l
  | ImpGlobal _ => True
  end.
Definition imported_funcs (m : module) : list I32.t := flat_map (fun d => match d with ImpFunc x => [x] | _ => [] end) (m_imports m).
Definition imported_tables (m : module) : list tabletype := flat_map (fun d => match d with ImpTable t => [t] | _ => [] end) (m_imports m).
Definition imported_mems (m : module) : list limit := flat_map (fun d => match d with ImpMem l => [l] | _ => [] end) (m_imports m).
Definition imported_globals (m : module) : list globaltype := flat_map (fun d => match d with ImpGlobal g => [g] | _ => [] end) (m_imports m).
(* Functions that ref.func may name: those that occur outside of functions and the start function. *)
Definition refs_of_expr (e : list instr) : list I32.t := flat_map (fun i => match i with RefFunc x => [x] | _ => [] end) e.
Definition refs_of_mode (md : segmode) : list I32.t := match md with Active _ e => refs_of_expr e | _ => [] end.
Definition declared_refs (m : module) : list I32.t :=
  flat_map (fun g => refs_of_expr (snd g)) (m_globals m) ++
  flat_map (fun e => flat_map refs_of_expr (el_init e) ++ refs_of_mode (el_mode e)) (m_elems m) ++
  flat_map (fun d => refs_of_mode (da_mode d)) (m_datas m) ++
  flat_map (fun d => match d with ExpFunc x => [x] | _ => [] end) (m_exports m).
(* The module's context, and the one of constant expressions, which see imported globals only. *)
Definition context_of (m : module) (funcs : list functype) : context :=
  Cx (arr_of_list (m_types m)) (arr_of_list funcs) (arr_of_list (imported_tables m ++ m_tables m))
     (arr_of_list (imported_mems m ++ m_mems m)) (arr_of_list (imported_globals m ++ map fst (m_globals m)))
     (arr_of_list (map el_type (m_elems m))) (arr_of_list (map (fun _ => tt) (m_datas m))) (declared_refs m) (arr_of_list []) [] None.
Definition constant_context (m : module) (funcs : list functype) : context :=
  Cx (arr_of_list (m_types m)) (arr_of_list funcs) (arr_of_list (imported_tables m ++ m_tables m))
     (arr_of_list (imported_mems m ++ m_mems m)) (arr_of_list (imported_globals m))
     (arr_of_list []) (arr_of_list []) (declared_refs m) (arr_of_list []) [] None.

Inductive instr_const (C : context) : instr -> Prop :=
| Instr_const__const v : instr_const C (Const v)
| Instr_const__ref_func x : instr_const C (RefFunc x)
| Instr_const__global_get x t : arr_get (c_globals C) x = Some (GT MConst t) -> instr_const C (GlobalGet x).
Definition expr_ok_const (C : context) (e : list instr) (t : valtype) : Prop :=
  instrs_ok C e [] [Some t] /\ Forall (instr_const C) e.

Definition func_context (C : context) (ft : functype) (fn : func) : context :=
  Cx (c_types C) (c_funcs C) (c_tables C) (c_mems C) (c_globals C) (c_elems C) (c_datas C) (c_refs C)
     (arr_of_list (ft_params ft ++ fn_locals fn)) [ft_results ft] (Some (ft_results ft)).
Definition func_ok (C : context) (ft : functype) (fn : func) : Prop :=
  instrs_ok (func_context C ft fn) (fn_body fn) [] $(rev (ft_results ft)).
Definition elem_ok (C C' : context) (e : elemseg) : Prop :=
  Forall (fun i => expr_ok_const C' i (RefT (el_type e))) (el_init e) /\
  match el_mode e with
  | Passive | Declarative => True
  | Active x offset => (exists tb, arr_get (c_tables C) x = Some tb /\ tt_type tb = el_type e) /\ expr_ok_const C' offset I32T
  end.
Definition data_ok (C C' : context) (d : dataseg) : Prop :=
  match da_mode d with
  | Passive => True
  | Declarative => False
  | Active x offset => (exists l, arr_get (c_mems C) x = Some l) /\ expr_ok_const C' offset I32T
  end.
Definition export_ok (C : context) (d : exportdesc) : Prop :=
  match d with
  | ExpFunc x => exists t, arr_get (c_funcs C) x = Some t
  | ExpTable x => exists t, arr_get (c_tables C) x = Some t
  | ExpMem x => exists t, arr_get (c_mems C) x = Some t
  | ExpGlobal x => exists t, arr_get (c_globals C) x = Some t
  end.

(* At most one memory, as before the proposal for several; that names of exports differ is the decoder's, names are not in the syntax. *)
Definition module_ok (m : module) : Prop :=
  exists funcs,
  map_all (arr_get (arr_of_list (m_types m))) (imported_funcs m ++ map fst (m_funcs m)) = Some funcs /\
  let C := context_of m funcs in
  let C' := constant_context m funcs in
  Forall (import_ok (arr_of_list (m_types m))) (m_imports m) /\
  Forall (fun f => exists ft, arr_get (arr_of_list (m_types m)) (fst f) = Some ft /\ func_ok C ft (snd f)) (m_funcs m) /\
  Forall (fun t => limit_ok max_elems (tt_limit t)) (m_tables m) /\
  Forall (limit_ok max_pages) (m_mems m) /\
  Forall (fun g => expr_ok_const C' (snd g) (gt_type (fst g))) (m_globals m) /\
  Forall (elem_ok C C') (m_elems m) /\
  Forall (data_ok C C') (m_datas m) /\
  (forall x, m_start m = Some x -> arr_get (c_funcs C) x = Some (FT [] [])) /\
  Forall (export_ok C) (m_exports m) /\
  length (imported_mems m ++ m_mems m) <= 1.

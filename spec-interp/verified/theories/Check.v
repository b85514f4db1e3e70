(* The validator: the algorithm.  A stack of operand types of which everything is known ([k_poly] false), or only the
   top, what lies below being whatever unreachable code likes. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops Syntax Numerics Runtime Module SimdTyping Typing.
Import ListNotations.

Record stk := Sk { k_known : list opd; k_poly : bool }.
Definition anything : stk := Sk [] true.

Definition pop (t : valtype) (st : stk) : option stk :=
  match k_known st with
  | [] => if k_poly st then Some st else None
  | None :: k => Some (Sk k (k_poly st))
  | Some u :: k => if valtype_eqb u t then Some (Sk k (k_poly st)) else None
  end.
Definition pop_any (st : stk) : option (opd * stk) :=
  match k_known st with
  | [] => if k_poly st then Some (None, st) else None
  | o :: k => Some (o, Sk k (k_poly st))
  end.
(* Top first. *)
Fixpoint pops (ts : list valtype) (st : stk) : option stk :=
  match ts with
  | [] => Some st
  | t :: ts => match pop t st with Some st => pops ts st | None => None end
  end.
(* Top last, as in a type. *)
Definition push_all (ts : list valtype) (st : stk) : stk := Sk ($(rev_append ts []) ++ k_known st) (k_poly st).
(* Exactly these, top first. *)
Definition ends (ts : list valtype) (st : stk) : bool :=
  match pops ts st with Some st => match k_known st with [] => true | _ => false end | None => false end.

Definition when {A} (b : bool) (a : A) : option A := if b then Some a else None.
Definition has {A} (x : option A) : bool := match x with Some _ => true | None => false end.

Definition among (x : I32.t) (l : list I32.t) : bool := existsb (I32ops.eq x) l.

(* Instructions that pop certain types and push certain types. *)
Definition simple_type (C : context) (i : instr) : option (list valtype * list valtype) :=
  match i with
  | Nop => Some ([], [])
  | BrIf l => match nth_error (c_labels C) l with Some ts => Some (ts ++ [I32T], ts) | None => None end
  | Call x _ => match arr_get (c_funcs C) x with Some ft => Some (ft_params ft, ft_results ft) | None => None end
  | CallIndirect x y _ =>
      match arr_get (c_tables C) x with
      | Some tb => match arr_get (c_types C) y with
                   | Some ft => when (reftype_eqb (tt_type tb) FuncRef) (ft_params ft ++ [I32T], ft_results ft) | None => None end
      | None => None end
  | Const v => match const_type v with Some t => Some ([], [t]) | None => None end
  | Unop o => match unop_type o with Some t => Some ([t], [t]) | None => None end
  | Binop o _ => Some ([binop_type o; binop_type o], [binop_type o])
  | Testop o => Some ([testop_type o], [I32T])
  | Relop o => Some ([relop_type o; relop_type o], [I32T])
  | Cvtop o _ => Some ([fst (cvtop_type o)], [snd (cvtop_type o)])
  | LocalGet x => match arr_get (c_locals C) x with Some t => Some ([], [t]) | None => None end
  | LocalSet x => match arr_get (c_locals C) x with Some t => Some ([t], []) | None => None end
  | LocalTee x => match arr_get (c_locals C) x with Some t => Some ([t], [t]) | None => None end
  | GlobalGet x => match arr_get (c_globals C) x with Some g => Some ([], [gt_type g]) | None => None end
  | GlobalSet x => match arr_get (c_globals C) x with
                   | Some g => match gt_mut g with MVar => Some ([gt_type g], []) | MConst => None end | None => None end
  | LoadNum t x al _ _ => when (has (arr_get (c_mems C) x) && Nat.leb al (num_align t)) ([I32T], [num_type t])
  | LoadPack t w _ x al _ _ => when (has (arr_get (c_mems C) x) && Nat.leb al (pack_align w) && pack_ok t w) ([I32T], [int_type t])
  | StoreNum t x al _ _ => when (has (arr_get (c_mems C) x) && Nat.leb al (num_align t)) ([I32T; num_type t], [])
  | StorePack t w x al _ _ => when (has (arr_get (c_mems C) x) && Nat.leb al (pack_align w) && pack_ok t w) ([I32T; int_type t], [])
  | MemorySize x => when (has (arr_get (c_mems C) x)) ([], [I32T])
  | MemoryGrow x => when (has (arr_get (c_mems C) x)) ([I32T], [I32T])
  | MemoryFill x _ => when (has (arr_get (c_mems C) x)) ([I32T; I32T; I32T], [])
  | MemoryCopy x y _ => when (has (arr_get (c_mems C) x) && has (arr_get (c_mems C) y)) ([I32T; I32T; I32T], [])
  | MemoryInit x y _ => when (has (arr_get (c_mems C) x) && has (arr_get (c_datas C) y)) ([I32T; I32T; I32T], [])
  | DataDrop y => when (has (arr_get (c_datas C) y)) ([], [])
  | Select (Some [t]) => Some ([t; t; I32T], [t])
  | RefFunc x => when (has (arr_get (c_funcs C) x) && among x (c_refs C)) ([], [RefT FuncRef])
  | TableGet x _ => match arr_get (c_tables C) x with Some tb => Some ([I32T], [RefT (tt_type tb)]) | None => None end
  | TableSet x _ => match arr_get (c_tables C) x with Some tb => Some ([I32T; RefT (tt_type tb)], []) | None => None end
  | TableSize x => match arr_get (c_tables C) x with Some tb => Some ([], [I32T]) | None => None end
  | TableGrow x => match arr_get (c_tables C) x with Some tb => Some ([RefT (tt_type tb); I32T], [I32T]) | None => None end
  | TableFill x _ => match arr_get (c_tables C) x with Some tb => Some ([I32T; RefT (tt_type tb); I32T], []) | None => None end
  | TableCopy x y _ =>
      match arr_get (c_tables C) x with
      | Some tb => match arr_get (c_tables C) y with
                   | Some tb' => when (reftype_eqb (tt_type tb') (tt_type tb)) ([I32T; I32T; I32T], []) | None => None end
      | None => None end
  | TableInit x y _ =>
      match arr_get (c_tables C) x with
      | Some tb => match arr_get (c_elems C) y with Some t => when (reftype_eqb t (tt_type tb)) ([I32T; I32T; I32T], []) | None => None end
      | None => None end
  | ElemDrop y => when (has (arr_get (c_elems C) y)) ([], [])
  | Vec o => match vec_type o with Some (ps, r) => Some (ps, [r]) | None => None end
  | VLoad op x al _ _ => match vload_align op with Some k => when (has (arr_get (c_mems C) x) && Nat.leb al k) ([I32T], [V128T]) | None => None end
  | VLoadLane h x al _ l _ => when (has (arr_get (c_mems C) x) && Nat.leb al (lane_align h) && lane_ok h l) ([I32T; V128T], [V128T])
  | VStore x al _ _ => when (has (arr_get (c_mems C) x) && Nat.leb al 4) ([I32T; V128T], [])
  | VStoreLane h x al _ l _ => when (has (arr_get (c_mems C) x) && Nat.leb al (lane_align h) && lane_ok h l) ([I32T; V128T], [])
  | _ => None
  end.

(* The type of both where it is known. *)
Definition meet (a b : opd) : option opd :=
  match a, b with
  | None, o | o, None => Some o
  | Some t, Some u => if valtype_eqb t u then Some (Some t) else None
  end.

Definition check_seq (check : instr -> stk -> option stk) : list instr -> stk -> option stk :=
  fix seq c st := match c with [] => Some st | i :: c => match check i st with Some st => seq c st | None => None end end.
Definition check_block (check : instr -> stk -> option stk) (b : list instr) (ps rs : list valtype) : bool :=
  match check_seq check b (push_all ps (Sk [] false)) with Some st => ends (rev_append rs []) st | None => false end.

Fixpoint check_instr (C : context) (i : instr) (st : stk) {struct i} : option stk :=
  match i with
  | Unreachable _ => Some anything
  | Drop => match pop_any st with Some (_, st) => Some st | None => None end
  | RefIsNull =>
      match pop_any st with
      | Some ((None | Some (RefT _)), st) => Some (push_all [I32T] st)
      | _ => None end
  | Select None =>
      match pop I32T st with None => None | Some st =>
      match pop_any st with None => None | Some (a, st) =>
      match pop_any st with None => None | Some (b, st) =>
      match meet a b with None => None | Some o => when (selectable o) (Sk (o :: k_known st) (k_poly st)) end end end end
  | Block bt b =>
      match blocktype_in C bt with None => None | Some ft =>
      if check_block (check_instr (with_label C (ft_results ft))) b (ft_params ft) (ft_results ft)
      then option_map (push_all (ft_results ft)) (pops (rev_append (ft_params ft) []) st) else None end
  | Loop bt b _ =>
      match blocktype_in C bt with None => None | Some ft =>
      if check_block (check_instr (with_label C (ft_params ft))) b (ft_params ft) (ft_results ft)
      then option_map (push_all (ft_results ft)) (pops (rev_append (ft_params ft) []) st) else None end
  | If bt b1 b2 =>
      match blocktype_in C bt with None => None | Some ft =>
      if check_block (check_instr (with_label C (ft_results ft))) b1 (ft_params ft) (ft_results ft)
         && check_block (check_instr (with_label C (ft_results ft))) b2 (ft_params ft) (ft_results ft)
      then option_map (push_all (ft_results ft)) (pops (I32T :: rev_append (ft_params ft) []) st) else None end
  | Br l =>
      match nth_error (c_labels C) l with None => None | Some ts =>
      match pops (rev_append ts []) st with Some _ => Some anything | None => None end end
  | BrTable ls l' =>
      match pop I32T st with None => None | Some st =>
      match nth_error (c_labels C) l' with None => None | Some ts' =>
      when (forallb (fun l => match nth_error (c_labels C) l with
                              | None => false
                              | Some ts => Nat.eqb (length ts) (length ts') && has (pops (rev_append ts []) st) end)
             (l' :: arr_list ls)) anything end end
  | Return =>
      match c_return C with None => None | Some ts =>
      match pops (rev_append ts []) st with Some _ => Some anything | None => None end end
  | i => match simple_type C i with None => None | Some (ps, rs) => option_map (push_all rs) (pops (rev_append ps []) st) end
  end.

(* ---- modules ---- *)
Definition check_limit (bound : I32.t) (l : limit) : bool :=
  I32ops.le_u (lim_min l) bound &&
  match lim_max l with Some k => I32ops.le_u k bound && I32ops.le_u (lim_min l) k | None => true end.
Definition check_import (types : Arr.t functype) (d : importdesc) : bool :=
  match d with
  | ImpFunc x => has (arr_get types x)
  | ImpTable t => check_limit max_elems (tt_limit t)
  | ImpMem l => check_limit max_pages l
  | ImpGlobal _ => true
  end.
Definition check_const (C : context) (i : instr) : bool :=
  match i with
  | Const _ | RefFunc _ => true
  | GlobalGet x => match arr_get (c_globals C) x with Some (GT MConst _) => true | _ => false end
  | _ => false
  end.
Definition check_expr (C : context) (e : list instr) (t : valtype) : bool :=
  check_block (check_instr C) e [] [t] && forallb (check_const C) e.
Definition check_func (C : context) (ft : functype) (fn : func) : bool :=
  check_block (check_instr (func_context C ft fn)) (fn_body fn) [] (ft_results ft).
Definition check_elem (C C' : context) (e : elemseg) : bool :=
  forallb (fun i => check_expr C' i (RefT (el_type e))) (el_init e) &&
  match el_mode e with
  | Passive | Declarative => true
  | Active x offset =>
      match arr_get (c_tables C) x with Some tb => reftype_eqb (tt_type tb) (el_type e) | None => false end && check_expr C' offset I32T
  end.
Definition check_data (C C' : context) (d : dataseg) : bool :=
  match da_mode d with
  | Passive => true
  | Declarative => false
  | Active x offset => has (arr_get (c_mems C) x) && check_expr C' offset I32T
  end.
Definition check_export (C : context) (d : exportdesc) : bool :=
  match d with
  | ExpFunc x => has (arr_get (c_funcs C) x)
  | ExpTable x => has (arr_get (c_tables C) x)
  | ExpMem x => has (arr_get (c_mems C) x)
  | ExpGlobal x => has (arr_get (c_globals C) x)
  end.
Definition validate (m : module) : bool :=
  let types := arr_of_list (m_types m) in
  match map_all (arr_get types) (imported_funcs m ++ map fst (m_funcs m)) with
  | None => false
  | Some funcs =>
    let C := context_of m funcs in
    let C' := constant_context m funcs in
    forallb (check_import types) (m_imports m) &&
    forallb (fun f => match arr_get types (fst f) with Some ft => check_func C ft (snd f) | None => false end) (m_funcs m) &&
    forallb (fun t => check_limit max_elems (tt_limit t)) (m_tables m) &&
    forallb (check_limit max_pages) (m_mems m) &&
    forallb (fun g => check_expr C' (snd g) (gt_type (fst g))) (m_globals m) &&
    forallb (check_elem C C') (m_elems m) &&
    forallb (check_data C C') (m_datas m) &&
    match m_start m with
    | Some x => match arr_get (c_funcs C) x with Some ft => functype_eqb ft (FT [] []) | None => false end
    | None => true end &&
    forallb (check_export C) (m_exports m) &&
    match imported_mems m ++ m_mems m with [] | [_] => true | _ => false end
  end.

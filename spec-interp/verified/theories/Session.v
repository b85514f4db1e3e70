(* Sessions, executable. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Interp Module.
Import ListNotations.

(* How an action ended, with what the relation does not know: fuel consumed and location. *)
Record detail := Det { d_fuel : Cnt.t; d_where : option loc; d_exhausted : option exhaustion }.
Definition no_detail : detail := Det cnt_zero None None.

(* How something ends that reports nothing of its own: out of Peano fuel, or stuck. *)
Inductive run (A : Type) := Ran (a : A) | RanOut | RanStuck.
Arguments Ran {A}. Arguments RanOut {A}. Arguments RanStuck {A}.

Section Run.
Variable fuel : nat.
Variable lim : limits.

Definition env_of (mi : moduleinst) : env := Env mi cnt_zero lim None.
(* Segments cost nothing. *)
Definition free_env (mi : moduleinst) : env := Env mi cnt_zero (Lim cnt_max (l_stack lim) (l_pages lim) (l_elems lim) (l_bytes lim)) None.

Fixpoint evals (mi : moduleinst) (s : store) (es : list (list instr)) : run (store * list val) :=
  match es with
  | [] => Ran (s, [])
  | e :: es =>
    match ex fuel (env_of mi) e cnt_zero s no_locals [] with
    | Nrm _ s _ [v] => match evals mi s es with Ran (s, vs) => Ran (s, v :: vs) | RanOut => RanOut | RanStuck => RanStuck end
    | OOF => RanOut
    | _ => RanStuck
    end
  end.

Definition as_ref (v : val) : option reference := match v with VRef r => Some r | _ => None end.
Fixpoint elem_refs (mi : moduleinst) (s : store) (es : list elemseg) : run (store * list (list reference)) :=
  match es with
  | [] => Ran (s, [])
  | e :: es =>
    match evals mi s (el_init e) with
    | Ran (s, vs) =>
      match map_all as_ref vs with
      | None => RanStuck
      | Some rs => match elem_refs mi s es with Ran (s, l) => Ran (s, rs :: l) | RanOut => RanOut | RanStuck => RanStuck end
      end
    | RanOut => RanOut
    | RanStuck => RanStuck
    end
  end.

Definition call (mi : moduleinst) (lo : lcl val) (s : store) (a : addr) (args : list val) : run (store * ending * detail) :=
  match ex fuel (env_of mi) [CALL_ADDR a I32ops.zero] cnt_zero s lo (rev_append args []) with
  | Nrm n s _ vs => Ran (s, Done (rev_append vs []), Det n None None)
  | Trp k n s w => Ran (s, Trapped k, Det n w None)
  | Exh x n s w => Ran (s, Cut, Det n w (Some x))
  | OOF => RanOut
  | _ => RanStuck
  end.

Definition instantiate (s : store) (m : module) (id : I32.t) (exts : list externval) : run (store * moduleinst * ending * detail) :=
  let mi0 := initial_instance s m id exts in
  match evals mi0 s (map snd (m_globals m)) with
  | RanOut => RanOut
  | RanStuck => RanStuck
  | Ran (s, vals) =>
    match elem_refs mi0 s (m_elems m) with
    | RanOut => RanOut
    | RanStuck => RanStuck
    | Ran (s, refs) =>
      let mi := new_instance s m id exts in
      match alloc_module s m mi vals refs with
      | None => RanStuck
      | Some s =>
        match ex fuel (free_env mi) (run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m)) cnt_zero s no_locals [] with
        | Trp k _ s _ => Ran (s, mi, Trapped k, no_detail)
        | Exh x n s w => Ran (s, mi, Cut, Det n w (Some x))
        | Nrm _ s lo [] =>
          match m_start m with
          | None => Ran (s, mi, Done [], no_detail)
          | Some x =>
            match arr_get (mi_funcs mi) x with
            | None => RanStuck
            | Some a => match call mi lo s a [] with Ran (s, r, d) => Ran (s, mi, r, d) | RanOut => RanOut | RanStuck => RanStuck end
            end
          end
        | OOF => RanOut
        | _ => RanStuck
        end
      end
    end
  end.

(* Addresses are u32: there is room for so many more. *)
Fixpoint room_from {B} (n : I32.t) (l : list B) : bool :=
  match l with [] => true | _ :: l => negb (I32ops.eq n i32_minus_one) && room_from (I32ops.add n i32_one) l end.
Definition room {A B} (x : Arr.t A) (l : list B) : bool := room_from (arr_len x) l.
Definition rooms (s : store) (m : module) : bool :=
  room (s_funcs s) (m_funcs m) && room (s_tables s) (m_tables m) && room (s_mems s) (m_mems m) &&
  room (s_globals s) (m_globals m) && room (s_elems s) (m_elems m) && room (s_datas s) (m_datas m).

(* Whether new tables, then new memories, stay within the limits. *)
Fixpoint fits (check : I32.t -> bool) (size : I32.t -> Cnt.t) (total : Cnt.t) (ls : list limit) : option Cnt.t :=
  match ls with
  | [] => Some total
  | l :: ls =>
    let total := cnt_add total (size (lim_min l)) in
    if check (lim_min l) && negb (cnt_ltb (l_bytes lim) total) then fits check size total ls else None
  end.
Definition within_limits (s : store) (tables mems : list limit) : bool :=
  match fits (fun n => I32ops.le_u n (l_elems lim)) cnt_elems (total_bytes s) tables with
  | None => false
  | Some total => match fits (fun n => I32ops.le_u n (l_pages lim)) cnt_pages total mems with Some _ => true | None => false end
  end.

Definition host_object (ss : session) (a : action) : option (session * report * detail) :=
  match store_of_host (ss_store ss) a with
  | Some (s, v) => Some (Ses s (ss_insts ss), PExtern v, no_detail)
  | None => Some (ss, PRefused, no_detail)
  end.

(* [None] is an action that is stuck.  One that runs out of Peano fuel, which native runs never do, is refused.
   Native stores are linear: a branch must not have been evaluated when another is taken, so
   nothing that writes is bound by a [let] before the decision. *)
Definition act (ss : session) (a : action) : option (session * report * detail) :=
  let s := ss_store ss in
  let refused := Some (ss, PRefused, no_detail) in
  let over := Some (ss, PLimit, no_detail) in
  match a with
  | AInstantiate m refs =>
    match map_all (deref ss) refs with
    | None => refused
    | Some exts =>
      match bad_import s (arr_of_list (m_types m)) I32ops.zero (m_imports m) exts with
      | Some i => Some (ss, PLink i, no_detail)
      | None =>
        if within_limits s (map tt_limit (m_tables m)) (m_mems m) && rooms s m then
          match instantiate s m (arr_len (ss_insts ss)) exts with
          | RanStuck => None
          | RanOut => refused
          | Ran (s, mi, r, d) =>
            match map_all (export_of mi) (m_exports m) with
            | None => None
            | Some exps => Some (Ses s (arr_app (ss_insts ss) [Inst mi (arr_of_list exps)]), PEnd r, d)
            end
          end
        else over
      end
    end
  | ACall f args =>
    match deref ss f with
    | Some (EFunc a) =>
      match arr_get (s_funcs s) a with
      | None => refused
      | Some fi =>
        if types_eqb (map typeof args) (ft_params (functype_of fi)) then
          match call outside no_locals s a args with
          | Ran (s, r, d) => Some (Ses s (ss_insts ss), PEnd r, d) | RanOut => refused | RanStuck => None end
        else refused
      end
    | _ => refused
    end
  | AHostFunc _ _ => if room (s_funcs s) [tt] && room (s_scripts s) [tt] then host_object ss a else over
  | AHostGlobal _ _ => if room (s_globals s) [tt] then host_object ss a else over
  | AHostTable t _ => if within_limits s [tt_limit t] [] && room (s_tables s) [tt] then host_object ss a else over
  | AHostMem l => if within_limits s [] [l] && room (s_mems s) [tt] then host_object ss a else over
  | AHostAct h => match host_act s h with Some s => Some (Ses s (ss_insts ss), PEnd (Done []), no_detail) | None => refused end
  end.
End Run.

Definition empty_session : session :=
  Ses (St (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) []) (arr_of_list []).

(* A whole session; each action has its own limits.  It ends early, saying so, when an action is stuck. *)
Fixpoint acts (fuel : nat) (ss : session) (l : list (limits * action)) : session * list (report * detail) * bool :=
  match l with
  | [] => (ss, [], true)
  | (lim, a) :: l =>
    match act fuel lim ss a with
    | None => (ss, [], false)
    | Some (ss1, r, d) => match acts fuel ss1 l with (ss2, rs, b) => (ss2, (r, d) :: rs, b) end
    end
  end.

(* Modules, instantiation, sessions: the relation.  A session is what an embedder
   does with one store: it makes host objects, instantiates modules, calls
   functions and writes state, in any order. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step.
Import ListNotations.

(* ---- modules ---- *)
Record limit := Limit { lim_min : I32.t; lim_max : option I32.t }.
Record tabletype := TT { tt_limit : limit; tt_type : reftype }.
Record globaltype := GT { gt_mut : mut; gt_type : valtype }.
Inductive importdesc := ImpFunc (x : I32.t) | ImpTable (t : tabletype) | ImpMem (l : limit) | ImpGlobal (g : globaltype).
Inductive exportdesc := ExpFunc (x : I32.t) | ExpTable (x : I32.t) | ExpMem (x : I32.t) | ExpGlobal (x : I32.t).
Inductive segmode := Passive | Active (x : I32.t) (offset : list instr) | Declarative.
Record elemseg := ElemSeg { el_type : reftype; el_init : list (list instr); el_mode : segmode }.
Record dataseg := DataSeg { da_init : Data.t; da_mode : segmode }.
Record module := Mod {
  m_types : list functype; m_imports : list importdesc; m_funcs : list (I32.t * func);
  m_tables : list tabletype; m_mems : list limit; m_globals : list (globaltype * list instr);
  m_elems : list elemseg; m_datas : list dataseg;
  m_start : option I32.t; m_exports : list exportdesc }.

Inductive externval := EFunc (a : addr) | ETable (a : addr) | EMem (a : addr) | EGlobal (a : addr).

(* ---- matching of imports ---- *)
Definition limits_match (size : I32.t) (max : option I32.t) (l : limit) : bool :=
  I32ops.ge_u size (lim_min l) &&
  match lim_max l, max with None, _ => true | Some h, Some k => I32ops.le_u k h | Some _, None => false end.
Definition mut_eqb (a b : mut) : bool := match a, b with MConst, MConst | MVar, MVar => true | _, _ => false end.
Definition import_matches (s : store) (types : Arr.t functype) (d : importdesc) (v : externval) : bool :=
  match d, v with
  | ImpFunc x, EFunc a =>
      match arr_get types x, arr_get (s_funcs s) a with Some ft, Some fi => functype_eqb ft (functype_of fi) | _, _ => false end
  | ImpTable tb, ETable a =>
      match arr_get (s_tables s) a with Some t => reftype_eqb (tt_type tb) (ti_type t) && limits_match (arr_len (ti_elems t)) (ti_max t) (tt_limit tb) | None => false end
  | ImpMem l, EMem a =>
      match arr_get (s_mems s) a with Some m => limits_match (MemOps.size (me_data m)) (me_max m) l | None => false end
  | ImpGlobal g, EGlobal a =>
      match arr_get (s_globals s) a with
      | Some gi => mut_eqb (gt_mut g) (gi_mut gi) && valtype_eqb (gt_type g) (typeof (gi_val gi)) | None => false end
  | _, _ => false
  end.
(* The first import that is missing or does not match, or the first superfluous one. *)
Fixpoint bad_import (s : store) (types : Arr.t functype) (i : I32.t) (ds : list importdesc) (vs : list externval) : option I32.t :=
  match ds, vs with
  | [], [] => None
  | d :: ds, v :: vs => if import_matches s types d v then bad_import s types (I32ops.add i i32_one) ds vs else Some i
  | _, _ => Some i
  end.

(* ---- allocation ---- *)
Fixpoint addrs_from {A} (a : addr) (l : list A) : list addr :=
  match l with [] => [] | _ :: l => a :: addrs_from (I32ops.add a i32_one) l end.
Fixpoint map_all {A B} (f : A -> option B) (l : list A) : option (list B) :=
  match l with
  | [] => Some []
  | a :: l => match f a with
              | Some b => match map_all f l with Some bs => Some (b :: bs) | None => None end
              | None => None end
  end.
Definition funcs_of := flat_map (fun v => match v with EFunc a => [a] | _ => [] end).
Definition tables_of := flat_map (fun v => match v with ETable a => [a] | _ => [] end).
Definition mems_of := flat_map (fun v => match v with EMem a => [a] | _ => [] end).
Definition globals_of := flat_map (fun v => match v with EGlobal a => [a] | _ => [] end).

Definition all_funcs (s : store) (m : module) (exts : list externval) : list addr :=
  funcs_of exts ++ addrs_from (arr_len (s_funcs s)) (m_funcs m).
(* What initial values may refer to: functions and imported globals. *)
Definition initial_instance (s : store) (m : module) (id : I32.t) (exts : list externval) : moduleinst :=
  MI (arr_of_list (m_types m)) (arr_of_list (all_funcs s m exts)) (arr_of_list []) (arr_of_list []) (arr_of_list (globals_of exts))
     (arr_of_list []) (arr_of_list []) id.
Definition new_instance (s : store) (m : module) (id : I32.t) (exts : list externval) : moduleinst :=
  MI (arr_of_list (m_types m))
     (arr_of_list (all_funcs s m exts))
     (arr_of_list (tables_of exts ++ addrs_from (arr_len (s_tables s)) (m_tables m)))
     (arr_of_list (mems_of exts ++ addrs_from (arr_len (s_mems s)) (m_mems m)))
     (arr_of_list (globals_of exts ++ addrs_from (arr_len (s_globals s)) (m_globals m)))
     (arr_of_list (addrs_from (arr_len (s_elems s)) (m_elems m))) (arr_of_list (addrs_from (arr_len (s_datas s)) (m_datas m))) id.
Definition new_table (t : tabletype) (r : reference) : tableinst := TI (tt_type t) (lim_max (tt_limit t)) (arr_make (lim_min (tt_limit t)) r).
Definition new_elem (e : elemseg) (rs : list reference) : eleminst := EI (el_type e) (arr_of_list rs).
Definition new_mem (l : limit) : meminst := ME (lim_max l) (MemOps.make (lim_min l)).
(* Values of globals, references of element segments. *)
Definition alloc_module (s : store) (m : module) (mi : moduleinst) (vals : list val) (refs : list (list reference)) : option store :=
  match map_all (fun f => match arr_get (mi_types mi) (fst f) with Some ft => Some (FWasm ft mi (snd f)) | None => None end) (m_funcs m) with
  | None => None
  | Some fs => Some (St (arr_app (s_funcs s) fs) (arr_app (s_tables s) (map (fun t => new_table t (RNull (tt_type t))) (m_tables m)))
                       (arr_app (s_mems s) (map new_mem (m_mems m)))
                       (arr_app (s_globals s) (map (fun gv => GI (gt_mut (fst (fst gv))) (snd gv)) (combine (m_globals m) vals)))
                       (arr_app (s_elems s) (map (fun er => new_elem (fst er) (snd er)) (combine (m_elems m) refs))) (arr_app (s_datas s) (map da_init (m_datas m))) (s_scripts s) (s_trace s))
  end.
Definition export_of (mi : moduleinst) (d : exportdesc) : option externval :=
  match d with
  | ExpFunc x => match arr_get (mi_funcs mi) x with Some a => Some (EFunc a) | None => None end
  | ExpTable x => match arr_get (mi_tables mi) x with Some a => Some (ETable a) | None => None end
  | ExpMem x => match arr_get (mi_mems mi) x with Some a => Some (EMem a) | None => None end
  | ExpGlobal x => match arr_get (mi_globals mi) x with Some a => Some (EGlobal a) | None => None end
  end.

(* ---- segments as instructions ---- *)
(* runelem: what an element segment does when its module is instantiated. *)
Definition run_elem (y : I32.t) (e : elemseg) : list instr :=
  match el_mode e with
  | Passive => []
  | Declarative => [ElemDrop y]
  | Active x offset =>
      offset ++ [Const (VI32 I32ops.zero); Const (VI32 (arr_len (arr_of_list (el_init e)))); TableInit x y I32ops.zero; ElemDrop y]
  end.
Fixpoint run_elems (y : I32.t) (es : list elemseg) : list instr :=
  match es with [] => [] | e :: es => run_elem y e ++ run_elems (I32ops.add y i32_one) es end.
(* rundata: what a data segment does when its module is instantiated. *)
Definition run_data (y : I32.t) (d : dataseg) : list instr :=
  match da_mode d with
  | Passive => []
  | Declarative => []
  | Active x offset =>
      offset ++ [Const (VI32 I32ops.zero); Const (VI32 (MemBulk.data_len (da_init d))); MemoryInit x y I32ops.zero; DataDrop y]
  end.
Fixpoint run_datas (y : I32.t) (ds : list dataseg) : list instr :=
  match ds with [] => [] | d :: ds => run_data y d ++ run_datas (I32ops.add y i32_one) ds end.
Definition run_start (m : module) : list instr := match m_start m with Some x => [Call x I32ops.zero] | None => [] end.

(* ---- the judgements ---- *)
Definition no_locals : lcl val := lcl_make default [] [].
Definition outside : moduleinst :=
  MI (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list [])
     (arr_of_list []) I32ops.zero.

(* Constant expressions, one after another. *)
Inductive Evals (mi : moduleinst) : store -> list (list instr) -> store -> list val -> Prop :=
| Evals_nil s : Evals mi s [] s []
| Evals_cons s e es s1 f1 v s2 vs :
    Steps s (Fr no_locals mi) e s1 f1 [Const v] -> Evals mi s1 es s2 vs -> Evals mi s (e :: es) s2 (v :: vs).

(* How something that runs ends.  [Cut]: abandoned in a state that it reaches. *)
Inductive ending := Done (vs : list val) | Trapped (k : trap) | Cut.
Inductive Runs (f : frame) (s : store) (es : list instr) : store -> ending -> Prop :=
| Runs_done s' f' vs : Steps s f es s' f' (C* vs) -> Runs f s es s' (Done vs)
| Runs_trapped s' f' k : Steps s f es s' f' [TRAP k] -> Runs f s es s' (Trapped k)
| Runs_cut s' f' es' : Steps s f es s' f' es' -> Runs f s es s' Cut.

(* References of element segments, which are constant expressions each. *)
Inductive Elem_refs (mi : moduleinst) : store -> list elemseg -> store -> list (list reference) -> Prop :=
| Elem_refs_nil s : Elem_refs mi s [] s []
| Elem_refs_cons s e es s1 rs s2 l :
    Evals mi s (el_init e) s1 (map VRef rs) -> Elem_refs mi s1 es s2 l -> Elem_refs mi s (e :: es) s2 (rs :: l).

(* From matching imports on: values of globals and elements, allocation, segments, start function. *)
Inductive Instantiates (s : store) (m : module) (id : I32.t) (exts : list externval) : store -> moduleinst -> ending -> Prop :=
| Inst_run s1 vals s2 refs mi s3 s4 r :
    Evals (initial_instance s m id exts) s (map snd (m_globals m)) s1 vals ->
    Elem_refs (initial_instance s m id exts) s1 (m_elems m) s2 refs ->
    mi = new_instance s2 m id exts -> alloc_module s2 m mi vals refs = Some s3 ->
    Runs (Fr no_locals mi) s3 (run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m) ++ run_start m) s4 r ->
    Instantiates s m id exts s4 mi r.

(* ---- sessions ---- *)
Record inst := Inst { in_module : moduleinst; in_exports : Arr.t externval }.
Record session := Ses { ss_store : store; ss_insts : Arr.t inst }.
(* Export [e] of instance [i], or a host object. *)
Inductive ref := RExport (i e : I32.t) | RHost (v : externval).
Definition deref (ss : session) (r : ref) : option externval :=
  match r with
  | RExport i e => match arr_get (ss_insts ss) i with Some t => arr_get (in_exports t) e | None => None end
  | RHost v => Some v
  end.

Inductive action :=
| AInstantiate (m : module) (imports : list ref)
| ACall (f : ref) (args : list val)
| AHostFunc (ft : functype) (script : list hostanswer)
| AHostTable (t : tabletype) (r : reference) | AHostMem (l : limit) | AHostGlobal (m : mut) (v : val)
| AHostAct (h : hostact).

Inductive report :=
| PEnd (r : ending) | PLink (i : I32.t) (* that import does not fit *) | PLimit | PExtern (v : externval) | PRefused.

Definition store_of_host (s : store) (a : action) : option (store * externval) :=
  match a with
  | AHostFunc ft script =>
      Some (St (arr_app (s_funcs s) [FHost ft (arr_len (s_scripts s))]) (s_tables s) (s_mems s) (s_globals s) (s_elems s) (s_datas s)
               (arr_app (s_scripts s) [script]) (s_trace s), EFunc (arr_len (s_funcs s)))
  | AHostTable t r =>
      if reftype_eqb (tt_type t) (reftype_of r)
      then Some (with_tables s (arr_app (s_tables s) [new_table t r]), ETable (arr_len (s_tables s))) else None
  | AHostMem l => Some (with_mems s (arr_app (s_mems s) [new_mem l]), EMem (arr_len (s_mems s)))
  | AHostGlobal m v => Some (with_globals s (arr_app (s_globals s) [GI m v]), EGlobal (arr_len (s_globals s)))
  | _ => None
  end.

Inductive Act : session -> action -> session -> report -> Prop :=
| Act_instantiate s is m refs exts s' mi r exps :
    map_all (deref (Ses s is)) refs = Some exts ->
    bad_import s (arr_of_list (m_types m)) I32ops.zero (m_imports m) exts = None ->
    Instantiates s m (arr_len is) exts s' mi r -> map_all (export_of mi) (m_exports m) = Some exps ->
    Act (Ses s is) (AInstantiate m refs) (Ses s' (arr_app is [Inst mi (arr_of_list exps)])) (PEnd r)
| Act_link s is m refs exts i :
    map_all (deref (Ses s is)) refs = Some exts ->
    bad_import s (arr_of_list (m_types m)) I32ops.zero (m_imports m) exts = Some i ->
    Act (Ses s is) (AInstantiate m refs) (Ses s is) (PLink i)
| Act_call s is f a fi args p s' r :
    deref (Ses s is) f = Some (EFunc a) -> arr_get (s_funcs s) a = Some fi -> map typeof args = ft_params (functype_of fi) ->
    Runs (Fr no_locals outside) s (C* args ++ [CALL_ADDR a p]) s' r -> Act (Ses s is) (ACall f args) (Ses s' is) (PEnd r)
| Act_host s is a s' v : store_of_host s a = Some (s', v) -> Act (Ses s is) a (Ses s' is) (PExtern v)
| Act_host_act s is h s' : host_act s h = Some s' -> Act (Ses s is) (AHostAct h) (Ses s' is) (PEnd (Done []))
(* An embedder may always refuse, or be out of resources before anything is allocated. *)
| Act_limit ss a : Act ss a ss PLimit
| Act_refused ss a : Act ss a ss PRefused.

Inductive Acts : session -> list action -> session -> list report -> Prop :=
| Acts_nil ss : Acts ss [] ss []
| Acts_cons ss a ss1 r l ss2 rs : Act ss a ss1 r -> Acts ss1 l ss2 rs -> Acts ss (a :: l) ss2 (r :: rs).

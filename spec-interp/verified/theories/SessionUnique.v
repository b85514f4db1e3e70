(* T4 for sessions: an action has one report, but for refusals, abandoned runs, and what the specification leaves open. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Interp Module Session SessionSound Typing Check CheckCorrect SessionSafe Fuel Unique.
Import ListNotations.

(* ---- constant expressions ---- *)
Lemma opens_one i : is_const i = false -> opens [i] -> (exists ops, left_open ops i) \/ match i with LABEL _ _ _ | FRAME _ _ _ => True | _ => False end.
Proof.
  intros N O. change [i] with (C* [] ++ i :: []) in O. remember (C* [] ++ i :: []) as es eqn:E. destruct O as [vs ops j r L|vs n c b r O|vs n g b r O].
  - destruct (is_const j) eqn:NJ; [destruct j; try discriminate NJ; contradiction|]. apply code_inj in E as [_ [-> _]]; auto. left; eauto.
  - apply code_inj in E as [_ [<- _]]; auto.
  - apply code_inj in E as [_ [<- _]]; auto.
Qed.
Lemma opens_vals vs : opens (C* vs) -> False.
Proof.
  intro O. remember (C* vs) as es eqn:E. destruct O as [w ops j r L|w n c b r O|w n g b r O]; symmetry in E.
  - apply vals_code in E. destruct j; try discriminate E. contradiction.
  - apply vals_code in E. discriminate E.
  - apply vals_code in E. discriminate E.
Qed.
Lemma const_step C i s f s' f' es' : instr_const C i -> is_const i = false -> Step s f [i] s' f' es' -> exists v, es' = C* [v].
Proof.
  intros D N H. apply step_redex in H as [vs [j [r [E R]]]]. change [i] with (C* [] ++ i :: []) in E.
  apply code_inj in E as [<- [<- <-]]; [|exact N|eapply redex_const, R].
  remember (@nil val) as w eqn:EW. remember (@nil instr) as r eqn:ER. destruct R as [v0 ops i r s' f' e A L K|v0 n c b r s' f' b1 K|v0 n g b r s' g1 b1 K|v0 k r v1 r1 K]; try (inversion D; fail).
  apply app_eq_nil in EW as [-> ->]. subst r. destruct K as [e K|e K|s' f' e K]; inversion D; subst; try discriminate N; inversion K; subst; cbn; eauto;
    match goal with
    | H : C* _ ++ [_] = _ |- _ => exfalso; last_of H; discriminate H
    | H : C* _ ++ TRAP _ :: _ = [?j] |- _ => exfalso; change [j] with (C* [] ++ j :: []) in H; apply code_inj in H as [_ [H _]]; [discriminate H|reflexivity..] end.
Qed.
Lemma steps_inv s f es s' f' es' : Steps s f es s' f' es' -> (s' = s /\ f' = f /\ es' = es) \/ exists s1 f1 es1, Step s f es s1 f1 es1 /\ Steps s1 f1 es1 s' f' es'.
Proof. destruct 1; [auto|right; eauto]. Qed.
Lemma final_steps s f es s' f' es' : final es -> Steps s f es s' f' es' -> es' = es.
Proof. intros F H. apply steps_inv in H as [[_ [_ E]]|[s1 [f1 [es1 [H _]]]]]; [exact E|]. exfalso. exact (final_stops _ _ _ _ _ _ F H). Qed.
Lemma const_closed C i s f : instr_const C i -> closed s f [i].
Proof.
  intros D s' f' es' H. destruct (is_const i) eqn:N.
  - destruct D as [v|x|x t G]; try discriminate N. rewrite (final_steps _ _ _ _ _ _ (final_vals [v]) H). exact (opens_vals [v]).
  - apply steps_inv in H as [[_ [_ ->]]|[s1 [f1 [es1 [H K]]]]].
    + intro O. apply opens_one in O as [[ops O]|O]; [| |exact N]; inversion D; subst; try discriminate N; auto.
    + destruct (const_step C i _ _ _ _ _ D N H) as [v ->]. rewrite (final_steps _ _ _ _ _ _ (final_vals [v]) K). exact (opens_vals [v]).
Qed.
Definition constants (C : context) (l : list (list instr)) : Prop := Forall (fun e => exists i, e = [i] /\ instr_const C i) l.
Lemma evals_unique C mi s es s1 vs1 : Evals mi s es s1 vs1 -> constants C es -> forall s2 vs2, Evals mi s es s2 vs2 -> s1 = s2 /\ vs1 = vs2.
Proof.
  induction 1 as [s|s e es s1 f1 v s2 vs H _ IH]; intros K s3 vs3 H3; inversion H3; subst; [auto|]. inversion K as [|? ? [i [-> D]] K']; subst.
  match goal with H' : Steps _ _ [i] _ _ [Const ?v'] |- _ =>
    destruct (steps_unique _ _ _ _ _ _ _ _ _ (const_closed C i _ _ D) H (final_vals [v]) H' (final_vals [v'])) as [<- E] end.
  injection E as <-. match goal with H' : Evals _ _ es _ _ |- _ => destruct (IH K' _ _ H') as [<- <-] end. auto.
Qed.
Lemma map_ref_inj a b : map VRef a = map VRef b -> a = b.
Proof. revert b; induction a as [|v a IH]; intros [|w b] H; try discriminate; [reflexivity|]. injection H as -> H. f_equal. auto. Qed.
Lemma elem_refs_unique C mi s es s1 l1 : Elem_refs mi s es s1 l1 -> Forall (fun e => constants C (el_init e)) es -> forall s2 l2, Elem_refs mi s es s2 l2 ->
  s1 = s2 /\ l1 = l2.
Proof.
  induction 1 as [s|s e es s1 rs s2 l H _ IH]; intros K s3 l3 H3; inversion H3; subst; [auto|]. inversion K as [|? ? K1 K2]; subst.
  match goal with H' : Evals _ _ (el_init e) _ _ |- _ => destruct (evals_unique C _ _ _ _ _ H K1 _ _ H') as [<- E] end.
  apply map_ref_inj in E as <-. match goal with H' : Elem_refs _ _ es _ _ |- _ => destruct (IH K2 _ _ H') as [<- <-] end. auto.
Qed.

(* ---- instantiation ---- *)
(* Segments and the start function reach nothing that is left open. *)
Definition calm_module (s : store) (m : module) (id : I32.t) (exts : list externval) : Prop :=
  forall s1 vals s2 refs s3, Evals (initial_instance s m id exts) s (map snd (m_globals m)) s1 vals ->
    Elem_refs (initial_instance s m id exts) s1 (m_elems m) s2 refs -> alloc_module s2 m (new_instance s2 m id exts) vals refs = Some s3 ->
    closed s3 (Fr no_locals (new_instance s2 m id exts)) (run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m) ++ run_start m).
Theorem instantiates_unique s m id exts s1 mi1 r1 s2 mi2 r2 : module_ok m -> calm_module s m id exts ->
  Instantiates s m id exts s1 mi1 r1 -> r1 <> Cut -> Instantiates s m id exts s2 mi2 r2 -> r2 <> Cut -> s1 = s2 /\ mi1 = mi2 /\ r1 = r2.
Proof.
  intros [funcs [_ [_ [_ [_ [_ [A5 [A6 _]]]]]]]] K H1 N1 H2 N2. set (C' := constant_context m funcs) in *.
  assert (G : constants C' (map snd (m_globals m))).
  { apply Forall_map. eapply Forall_impl; [|exact A5]. intros g X. destruct (const_shape _ _ _ X) as [i [E [D _]]]. eauto. }
  assert (L : Forall (fun e => constants C' (el_init e)) (m_elems m)).
  { eapply Forall_impl; [|exact A6]. intros e [X _]. eapply Forall_impl; [|exact X]. intros c Y. destruct (const_shape _ _ _ Y) as [i [E [D _]]]. eauto. }
  destruct H1 as [sa vals sb refs mi sc sd r1 E1 R1 -> B1 U1]. destruct H2 as [sa' vals' sb' refs' mi' sc' sd' r2 E2 R2 -> B2 U2].
  destruct (evals_unique C' _ _ _ _ _ E1 G _ _ E2) as [<- <-]. destruct (elem_refs_unique C' _ _ _ _ _ R1 L _ _ R2) as [<- <-].
  rewrite B1 in B2. injection B2 as <-. destruct (runs_unique _ _ _ _ _ _ _ (K _ _ _ _ _ E1 R1 B1) U1 N1 U2 N2) as [-> ->]. auto.
Qed.

(* ---- the offset of a call means nothing ---- *)
Lemma rule_call_pos s f ops a p p' s' f' e : rule s f (C* ops ++ [CALL_ADDR a p]) s' f' e -> rule s f (C* ops ++ [CALL_ADDR a p']) s' f' e.
Proof.
  remember (C* ops ++ [CALL_ADDR a p]) as es eqn:E. destruct 1 as [e H|e H|s' f' e H].
  - destruct H; try (symmetry in E; last_of E; discriminate E). exfalso.
    apply (code_inj vs (TRAP k) rest ops (CALL_ADDR a p) []) in E as [_ [E _]]; [discriminate E|reflexivity..].
  - apply Rule_read. destruct H; try (last_of E; discriminate E). apply code_inj in E as [<- [E _]]; [|reflexivity..]. injection E as -> _. econstructor; eassumption.
  - apply Rule_write. destruct H; try (last_of E; discriminate E); (apply code_inj in E as [<- [E _]]; [|reflexivity..]; injection E as -> _); econstructor; eassumption.
Qed.
Lemma rule_step s f es s' f' e : rule s f es s' f' e -> Step s f es s' f' e.
Proof. destruct 1; [apply Step__pure|apply Step__read|apply Step__write]; assumption. Qed.
Lemma step_call_pos s f args a p p' s' f' e : Step s f (C* args ++ [CALL_ADDR a p]) s' f' e -> Step s f (C* args ++ [CALL_ADDR a p']) s' f' e.
Proof.
  intro H. apply step_redex in H as [vs [i [r [E R]]]]. apply code_inj in E as [<- [<- <-]]; [|reflexivity|eapply redex_const, R].
  remember (CALL_ADDR a p) as i eqn:EI. remember (@nil instr) as r eqn:ER.
  destruct R as [v0 ops i r s' f' e A L K|v0 n c b r s' f' b1 K|v0 n g b r s' g1 b1 K|v0 k r v1 r1 K]; try discriminate EI.
  subst i r. apply rule_call_pos with (p' := p') in K. rewrite cmap', <- app_assoc. rewrite <- (app_nil_r (C* ops ++ _)). apply Step__ctxt_instrs, rule_step, K.
Qed.
Lemma steps_call_pos s f args a p p' s' f' e : Steps s f (C* args ++ [CALL_ADDR a p]) s' f' e -> final e -> Steps s f (C* args ++ [CALL_ADDR a p']) s' f' e.
Proof.
  intros H F. apply steps_inv in H as [[-> [-> ->]]|[s1 [f1 [e1 [H K]]]]].
  - exfalso. destruct F as [[vs E]|[k E]]; [symmetry in E; apply vals_code in E; discriminate E|]. last_of E. discriminate E.
  - econstructor; [eapply step_call_pos, H|exact K].
Qed.
Lemma runs_call_pos f s args a p p' s' r : Runs f s (C* args ++ [CALL_ADDR a p]) s' r -> r <> Cut -> Runs f s (C* args ++ [CALL_ADDR a p']) s' r.
Proof.
  intros H N. remember (C* args ++ [CALL_ADDR a p]) as es eqn:E. destruct H as [s' f' vs H|s' f' k H|s' f' e H]; [| |congruence]; subst.
  - eapply Runs_done, steps_call_pos; [exact H|apply final_vals].
  - eapply Runs_trapped, steps_call_pos; [exact H|apply final_trap].
Qed.

(* ---- actions ---- *)
(* A report of something that came to its end; an embedder may refuse or abandon anything. *)
Definition finished (r : report) : Prop := match r with PRefused | PLimit | PEnd Cut => False | _ => True end.
(* The action reaches nothing that is left open. *)
Definition calm (ss : session) (a : action) : Prop :=
  match a with
  | AInstantiate m refs => forall exts, map_all (deref ss) refs = Some exts -> calm_module (ss_store ss) m (arr_len (ss_insts ss)) exts
  | ACall f args => forall b, deref ss f = Some (EFunc b) -> closed (ss_store ss) (Fr no_locals outside) (C* args ++ [CALL_ADDR b I32ops.zero])
  | _ => True
  end.
Lemma not_cut r : finished (PEnd r) -> r <> Cut.
Proof. destruct r; try contradiction; discriminate. Qed.
Theorem act_unique ss a ss1 r1 ss2 r2 : validated a -> calm ss a -> Act ss a ss1 r1 -> finished r1 -> Act ss a ss2 r2 -> finished r2 -> ss1 = ss2 /\ r1 = r2.
Proof.
  intros V K H1 N1 H2 N2.
  destruct H1 as [s is m refs exts s1 mi r1 exps D1 B1 I1 X1|s is m refs exts i D1 B1|s is f a fi args p s1 r1 D1 G1 T1 R1|s is a s1 v E1|s is h s1 E1| |]; try contradiction;
    inversion H2 as [s2' is2 m2 refs2 exts2 s2 mi2 r2' exps2 D2 B2 I2 X2|s2' is2 m2 refs2 exts2 i2 D2 B2|s2' is2 f2 a2 fi2 args2 p2 s2 r2' D2 G2 T2 R2|s2' is2 a2 s2 v2 E2|s2' is2 h2 s2 E2| |];
    subst; try contradiction; try discriminate.
  - rewrite D1 in D2. injection D2 as <-. destruct (instantiates_unique _ _ _ _ _ _ _ _ _ _ (proj1 (validate_ok m) V) (K _ D1) I1 (not_cut _ N1) I2 (not_cut _ N2)) as [-> [-> ->]].
    rewrite X1 in X2. injection X2 as ->. auto.
  - rewrite D1 in D2. injection D2 as <-. congruence.
  - rewrite D1 in D2. injection D2 as <-. congruence.
  - rewrite D1 in D2. injection D2 as <-. split; congruence.
  - rewrite D1 in D2. injection D2 as <-.
    destruct (runs_unique _ _ _ _ _ _ _ (K _ D1) (runs_call_pos _ _ _ _ _ _ _ _ R1 (not_cut _ N1)) (not_cut _ N1) (runs_call_pos _ _ _ _ _ _ _ _ R2 (not_cut _ N2)) (not_cut _ N2)) as [-> ->]. auto.
  - split; congruence.
  - split; congruence.
Qed.
(* The interpreter's report of an action is the only one that the relation allows, but for refusals and abandoned runs. *)
Theorem report_unique fuel lim ss a ss1 r1 d ss2 r2 : act fuel lim ss a = Some (ss1, r1, d) -> validated a -> calm ss a -> finished r1 ->
  Act ss a ss2 r2 -> finished r2 -> ss1 = ss2 /\ r1 = r2.
Proof. intros H V K N1 H2 N2. apply act_sound in H. eapply act_unique; eauto. Qed.

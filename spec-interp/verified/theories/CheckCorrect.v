(* T2: the validator accepts exactly what the typing rules accept.

   The idea: a [stk] of the algorithm stands for a set of concrete stacks, [sat].  Checking an instruction yields the
   stack that stands for exactly those stacks that the typing rules lead to from some stack of the set, and
   fails exactly when there is none.  Being exact at every instruction, it is sound and complete at the end. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops Syntax Numerics Runtime Module Typing Check.
Import ListNotations.

(* ---- subtyping ---- *)
Lemma sub1_refl a : sub1 a a. Proof. right; reflexivity. Qed.
Lemma sub1_trans a b c : sub1 a b -> sub1 b c -> sub1 a c.
Proof. intros [->| ->] H; [left; reflexivity|exact H]. Qed.
Lemma sub1_some t o : sub1 (Some t) o <-> o = Some t.
Proof. split; [intros [H|H]; [discriminate|symmetry; exact H]|intros ->; apply sub1_refl]. Qed.
Lemma subs_refl a : subs a a. Proof. induction a; constructor; auto using sub1_refl. Qed.
Lemma subs_trans a b c : subs a b -> subs b c -> subs a c.
Proof. intro H; revert c; induction H; intros c K; inversion K; subst; constructor; [eapply sub1_trans|apply IHForall2]; eassumption. Qed.
Lemma subs_length a b : subs a b -> length a = length b.
Proof. induction 1; simpl; congruence. Qed.
Lemma subs_rev a b : subs a b -> subs (rev a) (rev b).
Proof. induction 1; simpl; [constructor|apply Forall2_app; [assumption|constructor; auto]]. Qed.

(* ---- what a stack of the algorithm stands for ---- *)
Fixpoint satk (poly : bool) (k ts : list opd) : Prop :=
  match k, ts with
  | [], _ => poly = true \/ ts = []
  | o :: k, t :: ts => sub1 o t /\ satk poly k ts
  | _ :: _, [] => False
  end.
Definition sat (st : stk) : list opd -> Prop := satk (k_poly st) (k_known st).

Lemma sat_up st ts ts' : sat st ts -> subs ts ts' -> sat st ts'.
Proof.
  destruct st as [k p]; unfold sat; simpl. intros S K; revert k S; induction K as [|a b la lb Hab K IH]; intros [|o k] S; simpl in *; auto.
  - destruct S as [S|S]; [auto|discriminate].
  - destruct S; split; eauto using sub1_trans.
Qed.
Lemma sat_known st : sat st (k_known st).
Proof. destruct st as [k p]; unfold sat; simpl. induction k; simpl; auto using sub1_refl. Qed.

Lemma pop_spec t st :
  match pop t st with
  | Some st' => forall ts, sat st' ts <-> exists o, sub1 o (Some t) /\ sat st (o :: ts)
  | None => forall o ts, sub1 o (Some t) -> ~ sat st (o :: ts)
  end.
Proof.
  destruct st as [[|[u|] k] p]; unfold pop, sat; simpl.
  - destruct p; [|intros o ts _ [H|H]; discriminate]. intro ts; split; [intros _; exists None; split; [left|left]; reflexivity|left; reflexivity].
  - destruct (valtype_eqb u t) eqn:E.
    + apply valtype_eqb_eq in E as ->. intro ts; split; [intro H; exists (Some t); auto using sub1_refl|].
      intros [o [_ [_ H]]]; exact H.
    + intros o ts H [K _]. apply sub1_some in K as ->. apply sub1_some in H. injection H as ->.
      rewrite (proj2 (valtype_eqb_eq u u) eq_refl) in E; discriminate.
  - intro ts; split; [intro H; exists None; split; [left|split; [left|]]; auto|intros [o [_ [_ H]]]; exact H].
Qed.
Lemma pop_any_spec st :
  match pop_any st with
  | Some (a, st') => forall o ts, sat st (o :: ts) <-> sub1 a o /\ sat st' ts
  | None => forall o ts, ~ sat st (o :: ts)
  end.
Proof.
  destruct st as [[|a k] p]; unfold pop_any, sat; simpl; [|tauto].
  destruct p; [|intros o ts [H|H]; discriminate]. intros o ts; split; auto. intros _; split; [left; reflexivity|left; reflexivity].
Qed.
Lemma pops_spec rs : forall st,
  match pops rs st with
  | Some st' => forall ts, sat st' ts <-> exists os, subs os $rs /\ sat st (os ++ ts)
  | None => forall os ts, subs os $rs -> ~ sat st (os ++ ts)
  end.
Proof.
  induction rs as [|r rs IH]; intro st; simpl.
  - intro ts; split; [intro H; exists []; split; [constructor|exact H]|intros [os [K H]]; inversion K; subst; exact H].
  - pose proof (pop_spec r st) as P. destruct (pop r st) as [st1|].
    + specialize (IH st1). destruct (pops rs st1) as [st2|].
      * intro ts; rewrite IH; split.
        -- intros [os [K H]]. apply P in H as [o [Ko H]]. exists (o :: os); split; [constructor; auto|exact H].
        -- intros [os [K H]]. inversion K; subst. exists l; split; [assumption|]. apply P; eauto.
      * intros os ts K H. inversion K; subst. apply (IH l ts); [assumption|]. apply P; eauto.
    + intros os ts K H. inversion K; subst. eapply P; eauto.
Qed.
Lemma push_spec rs st ts' : sat (push_all rs st) ts' <-> exists base, sat st base /\ ts' = $(rev rs) ++ base.
Proof.
  unfold push_all, sat; simpl. rewrite rev_append_rev, app_nil_r. generalize (rev rs) as l; intro l. revert ts'.
  induction l as [|t l IH]; intro ts'; simpl.
  - split; [eauto|intros [b [H ->]]; exact H].
  - destruct ts' as [|o ts']; [split; [contradiction|intros [b [_ H]]; discriminate]|]. rewrite IH. split.
    + intros [H [b [K ->]]]. apply sub1_some in H as ->. eauto.
    + intros [b [K H]]. injection H as -> ->. split; [apply sub1_refl|eauto].
Qed.
Lemma ends_spec ts st : ends ts st = true <-> sat st $ts.
Proof.
  unfold ends. pose proof (pops_spec ts st) as P. destruct (pops ts st) as [st1|].
  - specialize (P []). assert (E : sat st1 [] <-> k_known st1 = []).
    { destruct st1 as [[|o k] p]; unfold sat; simpl; split; auto; [contradiction|discriminate]. }
    assert (F : sat st $ts <-> sat st1 []).
    { rewrite P. split; [intro H; exists ($ts); split; [apply subs_refl|now rewrite app_nil_r]|].
      intros [os [K H]]. rewrite app_nil_r in H. eapply sat_up; eauto. }
    rewrite F, E. destruct (k_known st1); split; congruence.
  - split; [discriminate|]. intro H. destruct (P $ts []); [apply subs_refl|now rewrite app_nil_r].
Qed.

(* ---- exactness ---- *)
Definition leads C i ts ts' : Prop := exists t1 t2 base, subs ts (rev t1 ++ base) /\ instr_ok C i t1 t2 /\ ts' = rev t2 ++ base.
Definition exact_i C i st (r : option stk) : Prop :=
  match r with
  | Some st' => forall ts', sat st' ts' <-> exists ts, sat st ts /\ leads C i ts ts'
  | None => forall ts ts', sat st ts -> ~ leads C i ts ts'
  end.
Definition exact i : Prop := forall C st, exact_i C i st (check_instr C i st).

Lemma seq_exact C c : Forall exact c -> forall st,
  match check_seq (check_instr C) c st with
  | Some st' => forall ts', sat st' ts' <-> exists ts, sat st ts /\ instrs_ok C c ts ts'
  | None => forall ts ts', sat st ts -> ~ instrs_ok C c ts ts'
  end.
Proof.
  induction 1 as [|i c Hi Hc IH]; intro st; simpl.
  - intro ts'; split; [intro H; exists ts'; split; [exact H|constructor; apply subs_refl]|].
    intros [ts [H K]]. inversion K; subst. eapply sat_up; eauto.
  - specialize (Hi C st). destruct (check_instr C i st) as [st1|]; simpl in Hi.
    + specialize (IH st1). destruct (check_seq (check_instr C) c st1) as [st2|].
      * intro ts'; rewrite IH; split.
        -- intros [ts1 [H K]]. apply Hi in H as [ts [H [t1 [t2 [base [A [B ->]]]]]]]. exists ts; split; [exact H|]. econstructor; eauto.
        -- intros [ts [H K]]. inversion K; subst. eexists; split; [|eassumption]. apply Hi. exists ts; split; [exact H|]. unfold leads; eauto 7.
      * intros ts ts' H K. inversion K; subst. eapply IH; [|eassumption]. apply Hi. exists ts; split; [exact H|]. unfold leads; eauto 7.
    + intros ts ts' H K. inversion K; subst. eapply Hi; [exact H|]. unfold leads; eauto 7.
Qed.
Lemma block_exact C b ps rs : Forall exact b ->
  check_block (check_instr C) b ps rs = true <-> instrs_ok C b $(rev ps) $(rev rs).
Proof.
  intro Hb. unfold check_block. rewrite rev_append_rev, app_nil_r. pose proof (seq_exact C b Hb (push_all ps (Sk [] false))) as H.
  assert (S : forall ts, sat (push_all ps (Sk [] false)) ts <-> ts = $(rev ps)).
  { intro ts. rewrite push_spec. split; [intros [base [[K|K] ->]]; [discriminate|subst; now rewrite app_nil_r]|].
    intros ->. exists []; split; [right; reflexivity|now rewrite app_nil_r]. }
  destruct check_seq as [st|].
  - rewrite ends_spec, H. split; [intros [ts [K L]]; apply S in K as ->; exact L|]. intro K; exists ($(rev ps)); split; [apply S; reflexivity|exact K].
  - split; [discriminate|]. intro K. destruct (H _ _ (proj2 (S _) eq_refl) K).
Qed.

(* Pops of known types, pushes of known types. *)
Lemma simple_exact C i ps rs st :
  (forall t1 t2, instr_ok C i t1 t2 <-> t1 = $ps /\ t2 = $rs) ->
  exact_i C i st (option_map (push_all rs) (pops (rev_append ps []) st)).
Proof.
  intro Hok. rewrite rev_append_rev, app_nil_r. pose proof (pops_spec (rev ps) st) as H. destruct pops as [st1|]; simpl.
  - intros ts'. rewrite push_spec. split.
    + intros [base [Hb ->]]. apply H in Hb as [os [Hs Hsat]]. exists (os ++ base); split; [exact Hsat|].
      exists ($ps), ($rs), base. rewrite <- !map_rev. split; [apply Forall2_app; [exact Hs|apply subs_refl]|]. split; [apply Hok; auto|reflexivity].
    + intros [ts [Hs [t1 [t2 [base [Hsub [Hi ->]]]]]]]. apply Hok in Hi as [-> ->]. rewrite <- !map_rev in *. exists base; split; [|reflexivity].
      apply H. exists ($(rev ps)); split; [apply subs_refl|]. eapply sat_up; eauto.
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. apply Hok in Hi as [-> ->]. rewrite <- !map_rev in *.
    eapply H; [apply subs_refl|]. eapply sat_up; eauto.
Qed.
(* Nothing comes after: pops known types. *)
Lemma jump_exact C i us st :
  (forall a b, instr_ok C i a b <-> exists t1, a = t1 ++ $us) ->
  exact_i C i st (match pops (rev_append us []) st with Some _ => Some anything | None => None end).
Proof.
  intro Hok. rewrite rev_append_rev, app_nil_r. pose proof (pops_spec (rev us) st) as H. destruct pops as [st1|]; simpl.
  - intros ts'. split; [intros _|left; reflexivity]. destruct (proj1 (H _) (sat_known st1)) as [os [Hs Hsat]].
    exists (os ++ k_known st1); split; [exact Hsat|]. exists (rev (k_known st1) ++ $us), (rev ts'), [].
    rewrite rev_app_distr, !rev_involutive, !app_nil_r, <- map_rev. split; [apply Forall2_app; [exact Hs|apply subs_refl]|].
    split; [apply Hok; eauto|reflexivity].
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. apply Hok in Hi as [t0 ->]. rewrite rev_app_distr, <- app_assoc, <- map_rev in Hsub.
    eapply H; [apply subs_refl|]. eapply sat_up; eauto.
Qed.
Lemma none_exact C i st : (forall t1 t2, ~ instr_ok C i t1 t2) -> exact_i C i st None.
Proof. intros H ts ts' _ [t1 [t2 [base [_ [K _]]]]]. eapply H, K. Qed.

Lemma drop_exact C st : exact_i C Drop st (match pop_any st with Some (_, st) => Some st | None => None end).
Proof.
  pose proof (pop_any_spec st) as H. destruct pop_any as [[a st1]|]; simpl.
  - intro ts'; split.
    + intro K. exists (a :: ts'); split; [apply H; auto using sub1_refl|]. exists [a], [], ts'. repeat split; [apply subs_refl|constructor].
    + intros [ts [Hs [t1 [t2 [base [Hsub [Hi ->]]]]]]]. inversion Hi; subst; simpl in *. apply (H t). eapply sat_up; eauto.
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *. eapply H. eapply sat_up; eauto.
Qed.
Lemma meet_spec a b :
  match meet a b with Some o => forall t, sub1 o t <-> sub1 a t /\ sub1 b t | None => forall t, ~ (sub1 a t /\ sub1 b t) end.
Proof.
  assert (N : forall t, sub1 None t) by (left; reflexivity).
  destruct a as [t|], b as [u|]; simpl; try (intro x; specialize (N x); tauto).
  destruct (valtype_eqb t u) eqn:E.
  - apply valtype_eqb_eq in E as ->. intro x; tauto.
  - intros x [H K]. apply sub1_some in H as ->. apply sub1_some in K. injection K as ->.
    rewrite (proj2 (valtype_eqb_eq u u) eq_refl) in E; discriminate.
Qed.
Lemma select_exact C st : exact_i C (Select None) st (check_instr C (Select None) st).
Proof.
  simpl. pose proof (pop_spec I32T st) as P. destruct (pop I32T st) as [st1|].
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
       eapply P; [apply sub1_refl|]. eapply sat_up; eauto. }
  pose proof (pop_any_spec st1) as Pa. destruct (pop_any st1) as [[a st2]|].
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
       eapply Pa. apply P. exists (Some I32T); split; [apply sub1_refl|]. eapply sat_up; eauto. }
  pose proof (pop_any_spec st2) as Pb. destruct (pop_any st2) as [[b st3]|].
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
       eapply Pb. apply (Pa t). apply P. exists (Some I32T); split; [apply sub1_refl|]. eapply sat_up; eauto. }
  pose proof (meet_spec a b) as M. destruct (meet a b) as [o|]; [destruct (selectable o) eqn:So; simpl|].
  - intro ts'; split.
    + destruct ts' as [|t ts']; unfold sat; simpl; [contradiction|]. intros [Ho Hs]. destruct (proj1 (M o) (sub1_refl o)) as [Ha Hb].
      assert (S : sat st1 (o :: o :: ts')) by (apply Pa; split; [exact Ha|]; apply Pb; split; [exact Hb|exact Hs]).
      apply P in S as [x [Hx S]]. exists (x :: o :: o :: ts'); split; [exact S|]. exists [o; o; Some I32T], [t], ts'. simpl.
      repeat split; [constructor; [exact Hx|apply subs_refl]|constructor; assumption].
    + intros [ts [Hs [t1 [t2 [base [Hsub [Hi ->]]]]]]]. inversion Hi; subst; simpl in *.
      assert (S : sat st1 (t :: t :: base)) by (apply P; exists (Some I32T); split; [apply sub1_refl|]; eapply sat_up; eauto).
      apply Pa in S as [Ha S]. apply Pb in S as [Hb S]. split; [|exact S]. apply (sub1_trans _ t); [apply M; split; assumption|assumption].
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
    assert (S : sat st1 (t :: t :: base)) by (apply P; exists (Some I32T); split; [apply sub1_refl|]; eapply sat_up; eauto).
    apply Pa in S as [Ha S]. apply Pb in S as [Hb S]. destruct (proj2 (M t) (conj Ha Hb)) as [-> | ->]; simpl in *; congruence.
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
    assert (S : sat st1 (t :: t :: base)) by (apply P; exists (Some I32T); split; [apply sub1_refl|]; eapply sat_up; eauto).
    apply Pa in S as [Ha S]. apply Pb in S as [Hb S]. eapply M; eauto.
Qed.

Lemma ref_is_null_exact C st : exact_i C RefIsNull st (check_instr C RefIsNull st).
Proof.
  simpl. pose proof (pop_any_spec st) as P. destruct (pop_any st) as [[a st1]|].
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *. eapply P. eapply sat_up; eauto. }
  assert (G : forall t, sub1 a (Some (RefT t)) -> exact_i C RefIsNull st (Some (push_all [I32T] st1))).
  { intros t A ts'. rewrite push_spec. split.
    - intros [base [Hb ->]]. exists (Some (RefT t) :: base). split; [apply P; auto|]. exists [Some (RefT t)], [Some I32T], base.
      repeat split; [apply subs_refl|constructor].
    - intros [ts [Hs [t1 [t2 [base [Hsub [Hi ->]]]]]]]. inversion Hi; subst; simpl in *. exists base; split; [|reflexivity].
      apply (P (Some (RefT t0))). eapply sat_up; eauto. }
  assert (N : (forall t, a <> Some (RefT t)) -> a <> None -> exact_i C RefIsNull st None).
  { intros N1 N2 ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst; simpl in *.
    assert (S : sat st (Some (RefT t) :: base)) by (eapply sat_up; eauto). apply P in S as [[S|S] _]; [auto|]. eapply N1, S. }
  destruct a as [[| | | | |t]|]; try (apply N; congruence); eapply G; [apply sub1_refl|left; reflexivity].
  Unshelve. exact FuncRef.
Qed.

(* br_table: the operands that all labels can take. *)
Fixpoint pick (n : nat) (k : list opd) : list opd :=
  match n, k with O, _ => [] | S n, [] => None :: pick n [] | S n, o :: k => o :: pick n k end.
Lemma pick_spec rs : forall st st', pops rs st = Some st' ->
  subs (pick (length rs) (k_known st)) $rs /\ sat st (pick (length rs) (k_known st) ++ skipn (length rs) (k_known st)).
Proof.
  induction rs as [|r rs IH]; intros st st' H; simpl in *.
  - split; [constructor|]. destruct (k_known st) eqn:E; rewrite <- E; apply sat_known.
  - destruct (pop r st) as [st1|] eqn:E; [|discriminate]. specialize (IH st1 st' H).
    destruct st as [[|o k] p]; unfold pop in E; simpl in *.
    + destruct p; [|discriminate]. injection E as <-. simpl in IH. destruct IH as [A B]. split; [constructor; [left; reflexivity|exact A]|].
      left; reflexivity.
    + assert (F : st1 = Sk k p /\ sub1 o (Some r)).
      { destruct o as [u|]; [destruct (valtype_eqb u r) eqn:F; [apply valtype_eqb_eq in F as ->|discriminate]|]; injection E as <-;
          split; auto; [apply sub1_refl|left; reflexivity]. }
      destruct F as [-> F]. simpl in IH. destruct IH as [A B]. split; [constructor; assumption|]. split; [apply sub1_refl|exact B].
Qed.
Lemma br_table_inv C ls l' a b : instr_ok C (BrTable ls l') a b ->
  exists t t0, a = t0 ++ t ++ [Some I32T] /\
  forall l, In l (l' :: arr_list ls) -> exists ts, nth_error (c_labels C) l = Some ts /\ subs t $ts.
Proof. intro K; inversion K; subst. eauto. Qed.
Lemma br_table_exact C ls l' st : exact_i C (BrTable ls l') st (check_instr C (BrTable ls l') st).
Proof.
  cbn [check_instr]. pose proof (pop_spec I32T st) as P. destruct (pop I32T st) as [st1|].
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. inversion Hi; subst. rewrite !rev_app_distr in Hsub; simpl in Hsub.
       eapply P; [apply sub1_refl|]. eapply sat_up; eauto. }
  destruct (nth_error (c_labels C) l') as [us|] eqn:El.
  2: { intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. apply br_table_inv in Hi as [t [t0 [-> Hls]]].
       destruct (Hls l' (or_introl eq_refl)) as [x [K _]]. congruence. }
  destruct (forallb _ _) eqn:F; unfold when.
  - rewrite forallb_forall in F.
    assert (G : forall l, In l (l' :: arr_list ls) -> exists ts, nth_error (c_labels C) l = Some ts /\
      subs (pick (length us) (k_known st1)) $(rev ts) /\ sat st1 (pick (length us) (k_known st1) ++ skipn (length us) (k_known st1))).
    { intros l Hl. specialize (F l Hl). destruct (nth_error (c_labels C) l) as [ts|]; [|discriminate].
      apply andb_prop in F as [F1 F2]. apply Nat.eqb_eq in F1. rewrite rev_append_rev, app_nil_r in F2.
      destruct (pops (rev ts) st1) as [st2|] eqn:E; [|discriminate]. apply pick_spec in E. rewrite rev_length, F1 in E. eauto. }
    intro ts'; split; [intros _|left; reflexivity].
    destruct (G l' (or_introl eq_refl)) as [_ [_ [_ S]]]. apply P in S as [o [Ho S]]. eexists; split; [exact S|].
    exists (rev (skipn (length us) (k_known st1)) ++ rev (pick (length us) (k_known st1)) ++ [Some I32T]), (rev ts'), [].
    rewrite !rev_app_distr, !rev_involutive, !app_nil_r. split; [constructor; [exact Ho|apply subs_refl]|]. split; [|reflexivity].
    constructor. intros l Hl. destruct (G l Hl) as [ts [A [B _]]]. exists ts; split; [exact A|].
    apply subs_rev in B. rewrite map_rev, rev_involutive in B. exact B.
  - intros ts ts' Hs [t1 [t2 [base [Hsub [Hi ->]]]]]. apply br_table_inv in Hi as [t [t0 [-> Hls]]].
    rewrite !rev_app_distr, <- !app_assoc in Hsub; simpl in Hsub.
    assert (S : sat st1 (rev t ++ rev t0 ++ base)) by (apply P; exists (Some I32T); split; [apply sub1_refl|]; eapply sat_up; eauto).
    destruct (Hls l' (or_introl eq_refl)) as [us' [E' L]]. rewrite El in E'; injection E' as <-. apply subs_length in L. rewrite map_length in L.
    rewrite <- not_true_iff_false in F. apply F. apply forallb_forall. intros l Hl. destruct (Hls l Hl) as [vs [A B]]. rewrite A.
    apply andb_true_intro; split.
    + apply Nat.eqb_eq. apply subs_length in B. rewrite map_length in B. congruence.
    + rewrite rev_append_rev, app_nil_r. pose proof (pops_spec (rev vs) st1) as Q. destruct pops; [reflexivity|].
      exfalso. apply (Q (rev t) (rev t0 ++ base)); [rewrite map_rev; apply subs_rev, B|exact S].
Qed.

(* ---- every instruction ---- *)
Definition bodies (i : instr) : list (list instr) :=
  match i with Block _ b => [b] | Loop _ b _ => [b] | If _ a b => [a; b] | _ => [] end.
Lemma instr_nested (P : instr -> Prop) (H : forall i, Forall (Forall P) (bodies i) -> P i) : forall i, P i.
Proof.
  fix IH 1. intro i. apply H.
  assert (L : forall c, Forall P c) by (intro c; induction c as [|j c IHc]; constructor; [apply IH|exact IHc]).
  destruct i; simpl; repeat constructor; apply L.
Qed.

Lemma among_in x l : among x l = true <-> In x l.
Proof.
  unfold among. rewrite existsb_exists. split.
  - intros [y [H E]]. unfold I32ops.eq, I32ops.test2, IntSpec.ieq in E. apply Z.eqb_eq in E.
    rewrite <- (I32.of_to x), E, I32.of_to. exact H.
  - intro H. exists x; split; [exact H|]. apply Z.eqb_refl.
Qed.
Ltac same_type := repeat match goal with H : ?x = Some _, K : ?x = Some _ |- _ => rewrite H in K; injection K as K; subst end.
Lemma simple_type_ok C i : (match i with Unreachable _ | Drop | Select None | RefIsNull | Block _ _ | Loop _ _ _ | If _ _ _ | Br _ | BrTable _ _ | Return => False | _ => True end) ->
  match simple_type C i with
  | Some (ps, rs) => forall t1 t2, instr_ok C i t1 t2 <-> t1 = $ps /\ t2 = $rs
  | None => forall t1 t2, ~ instr_ok C i t1 t2
  end.
Proof.
  destruct i; intro N; try contradiction; try (destruct ts as [ts|]; [|contradiction]); clear N; destruct (simple_type C _) as [[ps rs]|] eqn:E; simpl in E; unfold when, has in E; intros t1 t2;
    repeat match goal with
    | H : context [match ?x with _ => _ end] |- _ => destruct x eqn:?; try discriminate
    | H : Some _ = Some _ |- _ => injection H as <- <-
    | H : _ && _ = true |- _ => apply andb_prop in H as [? ?]
    | H : Nat.leb _ _ = true |- _ => apply Nat.leb_le in H
    | H : reftype_eqb _ _ = true |- _ => apply reftype_eqb_eq in H
    | H : among _ _ = true |- _ => apply among_in in H
    end.
  all: try discriminate.
  all: try (split; [intro K; inversion K; subst; same_type; rewrite ?map_app; split; reflexivity
                   |intros [-> ->]; rewrite ?map_app; econstructor; eassumption]).
  all: intro K; inversion K; subst; try congruence.
  all: repeat match goal with
    | H : _ <= _ |- _ => apply Nat.leb_le in H
    | H : _ && _ = false |- _ => apply andb_false_iff in H as [?|?]
    | H : In _ _ |- _ => apply among_in in H
    | H : reftype_eqb ?a ?b = false |- _ => assert (a <> b) by (intro W; apply reftype_eqb_eq in W; congruence); clear H
    end; same_type; congruence.
Qed.

Theorem check_exact : forall i, exact i.
Proof.
  apply instr_nested. intros i Hb C st.
  destruct i; cbn [check_instr];
    try (match goal with |- exact_i C ?i st _ => pose proof (simple_type_ok C i I) as S end;
         match goal with |- exact_i C ?i st (match ?x with _ => _ end) => destruct x as [[ps rs]|] end;
         [apply simple_exact, S|apply none_exact, S]).
  - intro ts'; split; [intros _|left; reflexivity]. exists (k_known st); split; [apply sat_known|].
    exists (rev (k_known st)), (rev ts'), []. rewrite !rev_involutive, !app_nil_r. repeat split; [apply subs_refl|constructor].
  - apply drop_exact.
  - destruct ts as [ts|]; [|apply select_exact]. pose proof (simple_type_ok C (Select (Some ts)) I) as S.
    cbn [check_instr]. destruct (simple_type C (Select (Some ts))) as [[ps rs]|]; [apply simple_exact, S|apply none_exact, S].
  - apply ref_is_null_exact.
  - inversion Hb; subst. destruct blocktype_in as [ft|] eqn:E; [|apply none_exact; intros t1 t2 K; inversion K; congruence].
    destruct check_block eqn:B.
    + apply simple_exact. apply block_exact in B; [|assumption]. intros t1 t2; split; [intro K; inversion K; subst; same_type; split; reflexivity|].
      intros [-> ->]. econstructor; eassumption.
    + apply none_exact. intros t1 t2 K. inversion K; subst. same_type.
      match goal with H : instrs_ok _ _ _ _ |- _ => apply block_exact in H; [|assumption] end. congruence.
  - inversion Hb; subst. destruct blocktype_in as [ft|] eqn:E; [|apply none_exact; intros t1 t2 K; inversion K; congruence].
    destruct check_block eqn:B.
    + apply simple_exact. apply block_exact in B; [|assumption]. intros t1 t2; split; [intro K; inversion K; subst; same_type; split; reflexivity|].
      intros [-> ->]. econstructor; eassumption.
    + apply none_exact. intros t1 t2 K. inversion K; subst. same_type.
      match goal with H : instrs_ok _ _ _ _ |- _ => apply block_exact in H; [|assumption] end. congruence.
  - inversion Hb as [|? ? H1 H2]; subst. inversion H2; subst. destruct blocktype_in as [ft|] eqn:E; [|apply none_exact; intros t1 t2 K; inversion K; congruence].
    destruct (check_block _ b1 _ _) eqn:B1; [destruct (check_block _ b2 _ _) eqn:B2|]; cbn [andb].
    + pose proof (simple_exact C (If bt b1 b2) (ft_params ft ++ [I32T]) (ft_results ft) st) as S. rewrite !rev_append_rev, rev_app_distr in *. apply S.
      apply block_exact in B1; [|assumption]. apply block_exact in B2; [|assumption]. rewrite map_app.
      intros t1 t2; split; [intro K; inversion K; subst; same_type; split; reflexivity|]. intros [-> ->]. econstructor; eassumption.
    + apply none_exact. intros t1 t2 K. inversion K; subst. same_type.
      match goal with H : instrs_ok _ b2 _ _ |- _ => apply block_exact in H; [|assumption] end. congruence.
    + apply none_exact. intros t1 t2 K. inversion K; subst. same_type.
      match goal with H : instrs_ok _ b1 _ _ |- _ => apply block_exact in H; [|assumption] end. congruence.
  - destruct nth_error as [us|] eqn:E; [|apply none_exact; intros t1 t2 K; inversion K; congruence].
    apply jump_exact. intros a b; split; [intro K; inversion K; subst; same_type; eauto|].
    intros [t1 ->]. constructor; assumption.
  - apply br_table_exact.
  - destruct (c_return C) as [us|] eqn:E; [|apply none_exact; intros t1 t2 K; inversion K; congruence].
    apply jump_exact. intros a b; split; [intro K; inversion K; subst; same_type; eauto|].
    intros [t1 ->]. constructor; assumption.
Qed.

(* ---- modules ---- *)
Lemma check_block_ok C b ps rs : check_block (check_instr C) b ps rs = true <-> instrs_ok C b $(rev ps) $(rev rs).
Proof. apply block_exact. apply Forall_forall. intros; apply check_exact. Qed.
Lemma forallb_ok {A} (f : A -> bool) (P : A -> Prop) l : (forall a, f a = true <-> P a) -> forallb f l = true <-> Forall P l.
Proof. intro H. rewrite forallb_forall, Forall_forall. split; intros K a I; apply H, K, I. Qed.
Lemma has_ok {A} (x : option A) : has x = true <-> exists a, x = Some a.
Proof. destruct x; simpl; split; [eauto|reflexivity|discriminate|intros [? ?]; discriminate]. Qed.
Lemma check_limit_ok b l : check_limit b l = true <-> limit_ok b l.
Proof.
  unfold check_limit, limit_ok. rewrite andb_true_iff. destruct (lim_max l) as [k|].
  - rewrite andb_true_iff. split; [intros [H [K L]]; split; [exact H|intros ? E; injection E as <-; auto]|intros [H K]; auto].
  - split; [intros [H _]; split; [exact H|discriminate]|intros [H _]; auto].
Qed.
Lemma check_import_ok types d : check_import types d = true <-> import_ok types d.
Proof. destruct d; simpl; [apply has_ok|apply check_limit_ok|apply check_limit_ok|tauto]. Qed.
Lemma check_const_ok C i : check_const C i = true <-> instr_const C i.
Proof.
  destruct i; simpl; try (split; [discriminate|intro K; inversion K]); [split; [constructor|reflexivity]| |split; [constructor|reflexivity]].
  destruct arr_get as [[[] t]|] eqn:E; split; try discriminate; try reflexivity; [econstructor; eassumption| |]; intro K; inversion K; congruence.
Qed.
Lemma check_expr_ok C e t : check_expr C e t = true <-> expr_ok_const C e t.
Proof. unfold check_expr, expr_ok_const. rewrite andb_true_iff, check_block_ok, (forallb_ok _ (instr_const C)); [reflexivity|apply check_const_ok]. Qed.
Lemma check_func_ok C ft fn : check_func C ft fn = true <-> func_ok C ft fn.
Proof. apply check_block_ok. Qed.
Lemma check_elem_ok C C' e : check_elem C C' e = true <-> elem_ok C C' e.
Proof.
  unfold check_elem, elem_ok. rewrite andb_true_iff, (forallb_ok _ (fun i => expr_ok_const C' i (RefT (el_type e)))) by (intro; apply check_expr_ok).
  destruct (el_mode e) as [|x offset|]; [tauto| |tauto]. rewrite andb_true_iff, check_expr_ok.
  assert (H : match arr_get (c_tables C) x with Some tb => reftype_eqb (tt_type tb) (el_type e) | None => false end = true <->
    exists tb, arr_get (c_tables C) x = Some tb /\ tt_type tb = el_type e).
  { destruct arr_get as [tb|]; [rewrite reftype_eqb_eq|split; [discriminate|intros [? [? _]]; discriminate]].
    split; [eauto|intros [tb' [E K]]; injection E as <-; exact K]. }
  rewrite H. reflexivity.
Qed.
Lemma check_data_ok C C' d : check_data C C' d = true <-> data_ok C C' d.
Proof. unfold check_data, data_ok. destruct (da_mode d); [tauto| |split; [discriminate|tauto]]. rewrite andb_true_iff, has_ok, check_expr_ok. reflexivity. Qed.
Lemma check_export_ok C d : check_export C d = true <-> export_ok C d.
Proof. destruct d; apply has_ok. Qed.

Theorem validate_ok m : validate m = true <-> module_ok m.
Proof.
  unfold validate, module_ok. destruct map_all as [funcs|].
  2: { split; [discriminate|intros [? [? _]]; discriminate]. }
  rewrite !andb_true_iff.
  rewrite (forallb_ok _ _ _ (check_import_ok _)), (forallb_ok _ _ _ (check_limit_ok max_pages)),
    (forallb_ok _ _ _ (check_elem_ok _ _)), (forallb_ok _ _ _ (check_data_ok _ _)), (forallb_ok _ _ _ (check_export_ok _)).
  rewrite (forallb_ok (fun t => check_limit max_elems (tt_limit t)) (fun t => limit_ok max_elems (tt_limit t)) (m_tables m)) by (intro; apply check_limit_ok).
  rewrite (forallb_ok _ (fun f => exists ft, arr_get (arr_of_list (m_types m)) (fst f) = Some ft /\ func_ok (context_of m funcs) ft (snd f)) (m_funcs m)).
  2: { intro f. destruct arr_get as [ft|]; [rewrite check_func_ok; split; [eauto|intros [? [E K]]; injection E as <-; exact K]|].
       split; [discriminate|intros [? [? _]]; discriminate]. }
  rewrite (forallb_ok _ (fun g => expr_ok_const (constant_context m funcs) (snd g) (gt_type (fst g))) (m_globals m)) by (intro; apply check_expr_ok).
  assert (Hs : match m_start m with
    | Some x => match arr_get (c_funcs (context_of m funcs)) x with Some ft => functype_eqb ft (FT [] []) | None => false end
    | None => true end = true <-> forall x, m_start m = Some x -> arr_get (c_funcs (context_of m funcs)) x = Some (FT [] [])).
  { destruct (m_start m) as [x|]; [|split; [discriminate|reflexivity]]. split.
    - destruct arr_get as [ft|] eqn:E; [|discriminate]. intro K; apply functype_eqb_eq in K as ->. intros ? F; injection F as <-; exact E.
    - intro K. rewrite (K x eq_refl). reflexivity. }
  rewrite Hs.
  assert (Hm : match imported_mems m ++ m_mems m with [] | [_] => true | _ => false end = true <-> length (imported_mems m ++ m_mems m) <= 1).
  { destruct (imported_mems m ++ m_mems m) as [|? [|? ?]]; simpl; split; intro; try lia; try reflexivity; discriminate. }
  rewrite Hm. split.
  - intros H. exists funcs. tauto.
  - intros [funcs' [E H]]. injection E as <-. cbv zeta in H. tauto.
Qed.

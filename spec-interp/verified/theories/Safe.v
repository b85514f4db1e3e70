(* T3 for code: well-typed code in a well-formed store is never stuck, and what it leaves is well-formed again. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops SimdOps BulkOps Syntax Numerics Simd Runtime Step Bulk BulkTables Interp Sound Module SimdTyping Typing Check CheckCorrect SimdSafe StoreOk.
Import ListNotations.

(* ---- operators; never unfolded below the dispatch ---- *)
Ltac disp := cbn [eval_unop eval_binop eval_testop eval_relop eval_cvtop unop_type binop_type testop_type relop_type cvtop_type typeof fst snd].
Ltac opt := match goal with |- context [match ?x with Some _ => _ | None => _ end] => destruct x end.
Lemma unop_ok o v t : unop_type o = Some t -> typeof v = t -> match eval_unop o v with NVal r => typeof r = t | NTrap _ => True | NBad => False end.
Proof. destruct o as [[]|[]|o|o], v; disp; intros A B; congruence. Qed.
Lemma binop_ok o a b : typeof a = binop_type o -> typeof b = binop_type o ->
  match eval_binop o a b with NVal r => typeof r = binop_type o | NTrap _ => True | NBad => False end.
Proof.
  destruct o as [o|o|o|o], a, b; disp; try discriminate; intros _ _; try reflexivity; destruct o; try reflexivity; opt; exact I || reflexivity.
Qed.
Lemma testop_ok o v : typeof v = testop_type o -> exists r, eval_testop o v = NVal r /\ typeof r = I32T.
Proof. destruct o, v; disp; try discriminate; intros _; eexists; split; reflexivity. Qed.
Lemma relop_ok o a b : typeof a = relop_type o -> typeof b = relop_type o -> exists r, eval_relop o a b = NVal r /\ typeof r = I32T.
Proof. destruct o as [o|o|o|o], a, b; disp; try discriminate; intros _ _; eexists; split; reflexivity. Qed.
Lemma cvtop_ok o v : typeof v = fst (cvtop_type o) ->
  match eval_cvtop o v with NVal r => typeof r = snd (cvtop_type o) | NTrap _ => True | NBad => False end.
Proof.
  destruct o, v; intro H; try discriminate H; clear H; cbn [eval_cvtop]; unfold trunc_i32, trunc_i64; cbn [typeof cvtop_type fst snd];
    try lazymatch goal with |- context [match ?x with Some _ => _ | None => _ end] => destruct x end; exact I || reflexivity.
Qed.
Lemma load_num_type t m b o v : load_num t m b o = Some v -> typeof v = num_type t.
Proof. destruct t; unfold load_num; opt; intro E; try discriminate; injection E as <-; reflexivity. Qed.
Lemma load_pack_type t w sg m b o v : load_pack t w sg m b o = Some v -> typeof v = int_type t.
Proof. unfold load_pack. destruct load_packed; intro E; [|discriminate]. injection E as <-. destruct t, sg; reflexivity. Qed.
Lemma store_num_type t m b o v : typeof v = num_type t -> store_num t m b o v <> SBad.
Proof. destruct t, v; intro E; try discriminate E; unfold store_num, sres_of; opt; discriminate. Qed.
Lemma store_pack_type t w m b o v : typeof v = int_type t -> store_pack t w m b o v <> SBad.
Proof. destruct t, v; unfold store_pack, typeof, int_type, sres_of; try discriminate; intros _; opt; discriminate. Qed.

(* ---- stacks ---- *)
Definition tys (vs : list val) : list opd := $(map typeof vs).
Lemma subs_some ts b : subs $ts b -> b = $ts.
Proof.
  revert b; induction ts as [|t ts IH]; intros b H; inversion H; subst; [reflexivity|].
  simpl. apply sub1_some in H2 as ->. f_equal; auto.
Qed.
Lemma tys_app vs ts base : tys vs = $ts ++ base -> exists vs1 vs0, vs = vs1 ++ vs0 /\ map typeof vs1 = ts /\ base = tys vs0.
Proof.
  revert vs; induction ts as [|t ts IH]; intros vs H; simpl in H.
  - exists [], vs; auto.
  - destruct vs as [|v vs]; simpl in H; [discriminate|]. injection H as H1 H2. destruct (IH vs H2) as [vs1 [vs0 [-> [E ->]]]].
    exists (v :: vs1), vs0; simpl; repeat split; congruence.
Qed.
Lemma split_app vs1 vs0 acc : split (length vs1) (vs1 ++ vs0) acc = Some (rev vs1 ++ acc, vs0).
Proof. revert acc; induction vs1 as [|v vs1 IH]; intro acc; simpl; [reflexivity|]. rewrite IH, <- app_assoc. reflexivity. Qed.
Lemma split_tys vs ts base : tys vs = $(rev ts) ++ base ->
  exists vs1 vs0, vs = vs1 ++ vs0 /\ split (length ts) vs [] = Some (rev vs1, vs0) /\ map typeof vs1 = rev ts /\ base = tys vs0.
Proof.
  intro H. destruct (tys_app _ _ _ H) as [vs1 [vs0 [-> [E ->]]]]. exists vs1, vs0. repeat split; auto.
  assert (L : length ts = length vs1) by (rewrite <- (rev_length ts), <- E; apply map_length).
  rewrite L, split_app, app_nil_r. reflexivity.
Qed.

(* ---- outcomes ---- *)
Definition locals_ok (s : store) (C : context) (lo : lcl val) : Prop :=
  forall x t, arr_get (c_locals C) x = Some t -> exists v, arr_get lo x = Some v /\ typeof v = t /\ val_ok s v.
Definition safe (s : store) (C : context) (ts' : list opd) (r : out) : Prop :=
  match r with
  | Nrm _ s' lo vs => extends s s' /\ store_ok s' /\ locals_ok s' C lo /\ Forall (val_ok s') vs /\ tys vs = ts'
  | Brk l _ s' lo vs => extends s s' /\ store_ok s' /\ locals_ok s' C lo /\ Forall (val_ok s') vs /\
      exists us rest, nth_error (c_labels C) l = Some us /\ tys vs = $(rev us) ++ rest
  | Ret _ s' vs => extends s s' /\ store_ok s' /\ Forall (val_ok s') vs /\ exists us rest, c_return C = Some us /\ tys vs = $(rev us) ++ rest
  | Trp _ _ s' _ | Exh _ _ s' _ => extends s s' /\ store_ok s'
  | OOF => True
  | Stuck => False
  end.
Lemma safe_extends s s1 C ts' r : extends s s1 -> safe s1 C ts' r -> safe s C ts' r.
Proof. intros X. destruct r; simpl; intuition eauto using extends_trans. Qed.
Lemma locals_ok_extends s s' C lo : extends s s' -> locals_ok s C lo -> locals_ok s' C lo.
Proof. intros X L x t H. destruct (L x t H) as [v [A [B D]]]. eauto using val_ok_extends. Qed.

Lemma safe_after s C ts' us rs base k brk r :
  Forall (val_ok s) base -> safe s (with_label C us) $(rev rs) r ->
  (forall n s' lo vs, extends s s' -> store_ok s' -> locals_ok s' C lo -> Forall (val_ok s') vs ->
     tys vs = $(rev rs) ++ tys base -> safe s' C ts' (k n s' lo vs)) ->
  (forall n s' lo vs, extends s s' -> store_ok s' -> locals_ok s' C lo -> Forall (val_ok s') vs ->
     tys vs = $(rev us) ++ tys base -> safe s' C ts' (brk n s' lo vs)) ->
  safe s C ts' (after k brk base (length us) r).
Proof.
  intros VB H Hk Hb. destruct r as [n s' lo vs|[|l] n s' lo vs|n s' vs|t n s' w|x n s' w| |]; simpl in *; auto.
  - destruct H as [X [O [L [V T]]]]. eapply safe_extends; [exact X|]. apply Hk; auto.
    + apply Forall_app; split; [exact V|]. eapply vals_ok_extends; eauto.
    + unfold tys in *. rewrite !map_app, T. reflexivity.
  - destruct H as [X [O [L [V [us' [rest [E T]]]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [vs1 [vs0 [-> [S [T1 _]]]]].
    rewrite S. eapply safe_extends; [exact X|]. apply Forall_app in V as [V _]. apply Hb; auto; rewrite rev_append_rev, rev_involutive.
    + apply Forall_app; split; [exact V|]. eapply vals_ok_extends; eauto.
    + unfold tys. rewrite !map_app, T1. reflexivity.
Qed.

Definition typed (s : store) (C : context) (c : list instr) (ts ts' : list opd) : Prop :=
  instrs_ok C c ts ts' \/
  exists a p c' fi base, c = CALL_ADDR a p :: c' /\ arr_get (s_funcs s) a = Some fi /\
    ts = $(rev (ft_params (functype_of fi))) ++ base /\ instrs_ok C c' ($(rev (ft_results (functype_of fi))) ++ base) ts'.

(* ---- small facts ---- *)
Lemma inst_ok_label s mi C us : inst_ok s mi C -> inst_ok s mi (with_label C us).
Proof. intros [A B D F G K]; constructor; assumption. Qed.
Lemma inst_ok_func s mi C ft fn : inst_ok s mi C -> inst_ok s mi (func_context C ft fn).
Proof. intros [A B D F G K]; constructor; assumption. Qed.
Lemma blocktype_same s mi C bt : inst_ok s mi C -> blocktype_of mi bt = blocktype_in C bt.
Proof. intros I. unfold blocktype_of, blocktype_in. rewrite (io_types _ _ _ I). reflexivity. Qed.
Lemma locals_set s C lo x v lo' t : locals_ok s C lo -> arr_get (c_locals C) x = Some t -> typeof v = t -> val_ok s v -> arr_set lo x v = Some lo' -> locals_ok s C lo'.
Proof.
  intros L G T V S y u H. destruct (L y u H) as [w [H1 [H2 H3]]]. rewrite (arr_set_keeps _ _ _ _ _ _ S H1).
  destruct i32_eq_dec as [<-|]; [|eauto]. exists v; repeat split; congruence.
Qed.
Lemma map_typeof_default ts : map typeof (map default ts) = ts.
Proof. rewrite map_map. rewrite <- (map_id ts) at 2. apply map_ext. intros []; reflexivity. Qed.
Lemma locals_init s C ft fn ps : map typeof ps = ft_params ft -> Forall (val_ok s) ps -> locals_ok s (func_context C ft fn) (lcl_make default ps (fn_locals fn)).
Proof.
  intros E V x t H. rewrite arr_get_nth in *. unfold func_context, lcl_make, arr_of_list in *. cbn [c_locals] in H. rewrite Arr.to_of in *.
  rewrite <- E, <- (map_typeof_default (fn_locals fn)), <- map_app, nth_error_map in H.
  destruct nth_error as [v|] eqn:N; [|discriminate]. injection H as <-. exists v. repeat split. apply nth_error_In in N.
  assert (W : Forall (val_ok s) (ps ++ map default (fn_locals fn))).
  { apply Forall_app; split; [exact V|]. apply Forall_map, Forall_forall. intros; apply default_ok. }
  rewrite Forall_forall in W. auto.
Qed.
(* A value of another type than a reference's. *)
Definition is_ref (t : valtype) : bool := match t with RefT _ => true | _ => false end.
Lemma num_ok s v t : typeof v = t -> is_ref t = false -> val_ok s v.
Proof. destruct v; intros <-; simpl; auto; discriminate. Qed.
Lemma unop_num o t : unop_type o = Some t -> is_ref t = false.
Proof. destruct o as [[]|[]|o|o]; simpl; intro H; try discriminate; injection H as <-; reflexivity. Qed.
Lemma vec_num o ps r : vec_type o = Some (ps, r) -> is_ref r = false.
Proof.
  destruct o; cbn [vec_type]; intro H; try (apply provided_inv in H as [_ [_ ->]]); try (injection H as _ <-); try reflexivity.
  destruct s as [[]|[]]; reflexivity.
Qed.
Lemma const_ok s v t : const_type v = Some t -> typeof v = t /\ val_ok s v.
Proof. destruct v as [| | | | |[]]; simpl; intro H; try discriminate; injection H as <-; auto. Qed.
Lemma tys_prefix vs a r : tys vs = a ++ r -> exists vs1, a = tys vs1.
Proof.
  revert vs; induction a as [|o a IH]; intros vs H; [exists []; reflexivity|].
  destruct vs as [|v vs]; [discriminate|]. unfold tys in H; cbn [map app] in H. injection H as H1 H2. destruct (IH vs H2) as [vs1 ->]. exists (v :: vs1). rewrite <- H1. reflexivity.
Qed.
Ltac take v := match goal with E : tys ?vs = _ :: _ |- _ =>
  destruct vs as [|v vs]; [discriminate E|]; unfold tys in E; cbn [map] in E;
  let T := fresh "T" in injection E as T E; change (map (@Some valtype) (map typeof vs)) with (tys vs) in E end;
  match goal with V : Forall (val_ok _) (v :: _) |- _ => let W := fresh "W" in pose proof (Forall_inv V) as W; apply Forall_inv_tail in V end.
#[local] Hint Extern 1 (val_ok _ _) => exact I : core.
Ltac not_ref := match goal with
  | |- is_ref (snd (cvtop_type ?o)) = false => destruct o; reflexivity
  | |- is_ref (_ ?o) = false => destruct o; reflexivity
  | |- _ => reflexivity
  | |- _ => eapply unop_num; eassumption end.
#[local] Hint Extern 2 (val_ok _ _) => eapply num_ok; [eassumption|not_ref] : core.
#[local] Hint Resolve Forall_cons : core.
Ltac ty v := match goal with T : typeof v = _ |- _ => destruct v; try discriminate T end.

Ltac fin := match goal with Q : tys ?w = _ |- instrs_ok _ _ (tys ?w) _ => rewrite Q end; rewrite ?map_rev in *; assumption.

Theorem ex_safe fuel : forall e C c n s lo vs ts', store_ok s -> inst_ok s (e_mi e) C -> locals_ok s C lo -> Forall (val_ok s) vs ->
  typed s C c (tys vs) ts' ->
  safe s C ts' (ex fuel e c n s lo vs).
Proof.
  induction fuel as [|fuel IH]; [intros; exact I|]. intros e C c n s lo vs ts' O IN L V HT.
  assert (Go1 : forall c s1 vs1 n1, extends s s1 -> store_ok s1 -> Forall (val_ok s1) vs1 -> instrs_ok C c (tys vs1) ts' -> safe s C ts' (ex fuel e c n1 s1 lo vs1)).
  { intros. eapply safe_extends; [eassumption|]. apply IH; eauto using inst_ok_extends, locals_ok_extends. left; assumption. }
  assert (Go : forall c s1 lo1 vs1 n1, extends s s1 -> store_ok s1 -> locals_ok s C lo1 -> Forall (val_ok s) vs1 -> instrs_ok C c (tys vs1) ts' -> safe s C ts' (ex fuel e c n1 s1 lo1 vs1)).
  { intros. eapply safe_extends; [eassumption|]. apply IH; eauto using inst_ok_extends, locals_ok_extends, vals_ok_extends. left; assumption. }
  assert (R := extends_refl s).
  destruct HT as [HT|[a [p [c' [fi [base [-> [Hf [Ets HT]]]]]]]]].
  2: { cbn [ex]. rewrite Hf. pose proof (so_funcs _ O _ _ Hf) as F. destruct fi as [ft mi fn|ft h]; cbn [functype_of] in *;
         destruct (split_tys _ _ _ Ets) as [vs1 [vs0 [-> [S [T1 ->]]]]]; rewrite S; apply Forall_app in V as [V1 V0]; apply Forall_rev in V1 as VR.
       - destruct F as [Cm [Im Fm]]. destruct cnt_ltb; [split; assumption|]. destruct cnt_ltb; [split; assumption|].
         assert (B : safe s (func_context Cm ft fn) $(rev (ft_results ft))
           (ex fuel (Env mi (cnt_add (e_units e) (fn_units fn)) (e_lim e) (Some (fn_index fn))) (fn_body fn) n s (lcl_make default (rev vs1) (fn_locals fn)) [])).
         { apply IH; auto; [apply inst_ok_func, Im|apply locals_init; [rewrite map_rev, T1; apply rev_involutive|exact VR]|left; exact Fm]. }
         assert (K : forall n s' vs', extends s s' -> store_ok s' -> Forall (val_ok s') vs' -> tys vs' = $(rev (ft_results ft)) ++ tys vs0 -> safe s C ts' (ex fuel e c' n s' lo vs')).
         { intros n1 s1 vs' X1 O1 U1 E1. apply Go1; auto. rewrite E1. exact HT. }
         destruct ex as [n1 s1 lo1 vs'|[|l] n1 s1 lo1 vs'|n1 s1 vs'|t n1 s1 w|x n1 s1 w| |]; cbn [after_call safe] in *; auto.
         + destruct B as [X [O1 [_ [U T]]]]. apply K; auto; [apply Forall_app; eauto using vals_ok_extends|]. unfold tys in *. rewrite !map_app, T. reflexivity.
         + destruct B as [X [O1 [_ [U [us [rest [E T]]]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [w1 [w0 [-> [S' [T' _]]]]]. rewrite S'.
           apply Forall_app in U as [U _]. apply K; auto; rewrite rev_append_rev, rev_involutive; [apply Forall_app; eauto using vals_ok_extends|].
           unfold tys. rewrite !map_app, T'. reflexivity.
         + destruct B as [_ [_ [_ [_ [us [rest [E _]]]]]]]. destruct l; discriminate.
         + destruct B as [X [O1 [U [us [rest [E T]]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [w1 [w0 [-> [S' [T' _]]]]]. rewrite S'.
           apply Forall_app in U as [U _]. apply K; auto; rewrite rev_append_rev, rev_involutive; [apply Forall_app; eauto using vals_ok_extends|].
           unfold tys. rewrite !map_app, T'. reflexivity.
       - unfold consult. pose proof (host_call_ok s a ft h (rev vs1) O Hf) as H. destruct host_call as [s1 rs|s1|]; [| |contradiction].
         + destruct H as [X [O1 [T U]]]. apply Go1; auto.
           { rewrite rev_append_rev. apply Forall_app; split; [apply Forall_rev, U|]. eapply vals_ok_extends; eauto. }
           replace (tys (rev_append rs vs0)) with ($(rev (ft_results ft)) ++ tys vs0); [exact HT|].
           rewrite rev_append_rev. unfold tys. rewrite !map_app, (map_rev typeof), T. reflexivity.
         + exact H. }
  inversion HT as [? ? ? Hs|? i c0 ? t1 t2 base ? Hs HI HC]; subst.
  { apply subs_some in Hs as ->. cbn [ex safe]. exact (conj R (conj O (conj L (conj V eq_refl)))). }
  apply subs_some in Hs. assert (E : tys vs = rev t1 ++ base) by (symmetry; exact Hs). clear Hs.
  inversion HI; subst; cbn [ex]; rewrite ?rev_app_distr in E; cbn [rev app] in E, HC.
  - apply Go; auto. rewrite E; exact HC.
  - split; assumption.
  - take v. apply Go; auto. rewrite E; exact HC.
  - take b. take v2. take v1. ty b. apply Go; auto; [destruct I32ops.is_zero; auto|].
    assert (T2' : typeof v1 = typeof v2) by congruence.
    replace (tys ((if I32ops.is_zero c then v2 else v1) :: vs)) with (Some t :: base); [exact HC|].
    unfold tys at 1; cbn [map]. change (map (@Some valtype) (map typeof vs)) with (tys vs). rewrite E. destruct I32ops.is_zero; congruence.
  - take b. take v2. take v1. ty b. apply Go; auto; [destruct I32ops.is_zero; auto|].
    assert (St : t' = t) by (match goal with Q : sub1 t t' |- _ => destruct Q as [-> | ->]; [discriminate|reflexivity] end). subst t'.
    replace (tys ((if I32ops.is_zero c then v2 else v1) :: vs)) with (t :: base); [exact HC|].
    unfold tys at 1; cbn [map]. change (map (@Some valtype) (map typeof vs)) with (tys vs). rewrite E. destruct I32ops.is_zero; [rewrite <- T0|rewrite <- T1]; reflexivity.
  - (* block *) rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [-> [S [T1 ->]]]]]. rewrite S. apply Forall_app in V as [V1 V0].
    rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_results ft) (ft_results ft)).
    + exact V0.
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|exact V1|left]. unfold tys; rewrite T1; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
  - (* loop *) rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [Ev [S [T1 ->]]]]]. rewrite S. rewrite Ev in V. apply Forall_app in V as [V1 V0].
    destruct cnt_ltb; [split; assumption|]. rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_params ft) (ft_results ft)).
    + exact V0.
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|exact V1|left]. unfold tys; rewrite T1; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. match goal with Q : tys ?w = _ |- instrs_ok _ _ (tys ?w) _ => replace (tys w) with (tys vs); [exact HT|exact (eq_trans E (eq_sym Q))] end.
  - (* if *) take b. ty b. rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [-> [S [T1 ->]]]]]. rewrite S. apply Forall_app in V as [V1 V0].
    rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_results ft) (ft_results ft)).
    + exact V0.
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|exact V1|left]. unfold tys; rewrite T1. destruct I32ops.is_zero; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
  - (* br *) cbn [safe]. refine (conj R (conj O (conj L (conj V _)))). exists ts, (rev t0 ++ base). split; [assumption|]. rewrite E, <- app_assoc, map_rev. reflexivity.
  - (* br_if *) take b. ty b. destruct I32ops.is_zero.
    + apply Go; auto. rewrite E; exact HC.
    + cbn [safe]. refine (conj R (conj O (conj L (conj V _)))). exists ts, base. split; [assumption|]. rewrite E, map_rev. reflexivity.
  - (* br_table *) take b. ty b. rewrite <- app_assoc in E. destruct (tys_prefix _ _ _ E) as [w Ew].
    assert (K : forall l, In l (l' :: arr_list ls) -> safe s C ts' (Brk l (cnt_succ n) s lo vs)).
    { intros l Hl. destruct (H l Hl) as [us [E1 E2]]. cbn [safe]. refine (conj R (conj O (conj L (conj V _)))). exists us, (rev t0 ++ base). split; [exact E1|].
      apply subs_rev in E2. rewrite Ew in E2. apply subs_some in E2. rewrite E, Ew, map_rev. unfold tys at 1. rewrite <- E2. reflexivity. }
    destruct (arr_get ls c) as [l|] eqn:G; apply K; [right; eapply arr_get_in, G|left; reflexivity].
  - (* return *) cbn [safe]. refine (conj R (conj O (conj V _))). exists ts, (rev t0 ++ base). split; [assumption|]. rewrite E, <- app_assoc, map_rev. reflexivity.
  - (* call *) destruct (io_funcs _ _ _ IN _ _ H) as [a [fi [A1 [A2 A3]]]]. rewrite A1. apply IH; auto. right.
    exists a, p, c0, fi, base. rewrite A3, !map_rev. auto.
  - (* call_indirect *) take b. ty b. unfold indirect. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. rewrite A1, A2, <- (io_types _ _ _ IN), H1.
    destruct (arr_get (ti_elems t) c) as [[rt|f|w]|] eqn:G; [split; assumption| | |split; assumption];
      destruct (refs_ok_get _ _ _ _ _ (so_tables _ O _ _ A2) G) as [A5 A4]; [|simpl in A5; congruence].
    destruct A4 as [fi A3]. rewrite A3. destruct functype_eqb eqn:Q; [|split; assumption].
    apply functype_eqb_eq in Q. apply IH; auto. right. exists f, p, c0, fi, base. rewrite <- Q, !map_rev. auto.
  - destruct (const_ok s v t ltac:(assumption)) as [Tv Vv]. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, Tv. exact HC.
  - take v. pose proof (unop_ok o v t H (eq_sym T)) as U || pose proof (unop_ok o v t H ltac:(congruence)) as U. destruct eval_unop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - take b. take a. pose proof (binop_ok o a b ltac:(congruence) ltac:(congruence)) as U. destruct eval_binop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - take v. destruct (testop_ok o v ltac:(congruence)) as [r [U1 U2]]. rewrite U1. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U2. exact HC.
  - take b. take a. destruct (relop_ok o a b ltac:(congruence) ltac:(congruence)) as [r [U1 U2]]. rewrite U1.
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U2. exact HC.
  - take v. pose proof (cvtop_ok o v ltac:(congruence)) as U. destruct eval_cvtop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - destruct (L _ _ H) as [v [A1 [A2 A3]]]. unfold lcl_get. rewrite A1. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, A2. exact HC.
  - take v. destruct (L _ _ H) as [w [A1 [A2 _]]]. destruct (arr_set_some _ _ _ v A1) as [lo' A3]. unfold lcl_set. rewrite A3. apply Go; auto; [|rewrite E; exact HC].
    exact (locals_set _ _ _ _ _ _ _ L H T W A3).
  - take v. destruct (L _ _ H) as [w [A1 [A2 _]]]. destruct (arr_set_some _ _ _ v A1) as [lo' A3]. unfold lcl_set. rewrite A3. apply Go; auto.
    + exact (locals_set _ _ _ _ _ _ _ L H T W A3).
    + unfold tys; cbn [map]. fold (tys vs). rewrite E, T. exact HC.
  - destruct (io_globals _ _ _ IN _ _ H) as [a [gi [A1 [A2 A3]]]]. unfold global_of. rewrite A1, A2.
    pose proof (so_globals _ O _ _ A2) as A4. apply Go; auto.
    unfold tys; cbn [map]. fold (tys vs). rewrite E, A3. exact HC.
  - take v. destruct (io_globals _ _ _ IN _ _ H) as [a [gi [A1 [A2 A3]]]]. unfold set_global. rewrite A1.
    destruct (set_global_at_ok s a gi v O A2 ltac:(congruence) W) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of. rewrite A1, A2.
    destruct load_num eqn:A3; [|split; assumption]. apply load_num_type in A3. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, A3. exact HC.
  - take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of. rewrite A1, A2.
    destruct load_pack eqn:A3; [|split; assumption]. apply load_pack_type in A3. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, A3. exact HC.
  - take v. take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    destruct store_num as [d| |] eqn:A3; [|split; assumption|exfalso; eapply store_num_type; [|exact A3]; congruence].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - take v. take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    destruct store_pack as [d| |] eqn:A3; [|split; assumption|exfalso; eapply store_pack_type; [|exact A3]; congruence].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of. rewrite A1, A2. apply Go; auto.
    unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    assert (Q : forall k s1, extends s s1 -> store_ok s1 -> safe s C ts' (ex fuel e c0 (cnt_succ n) s1 lo (VI32 k :: vs))).
    { intros. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC. }
    destruct may_grow; [|apply Q; auto]. destruct grow_mem as [m'|]; [|apply Q; auto].
    destruct (set_mem_at_ok s a mm m' O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Q; auto.
  - (* memory.fill *) take n0. take v. take i. ty n0. ty v. ty i. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    destruct MemBulk.covers eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (fill_some _ _ c1 _ A3) as [d ->].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* memory.copy *) take n0. take j. take i. ty n0. ty j. ty i. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]].
    destruct (io_mems _ _ _ IN _ _ H0) as [a' [mm' [A1' A2']]]. unfold mem_of, set_mem. rewrite A1, A2, A1', A2'.
    destruct (_ && _) eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (copy_some _ _ _ _ _ A3) as [d ->].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* memory.init *) take n0. take j. take i. ty n0. ty j. ty i. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]].
    destruct (io_datas _ _ _ IN _ _ H0) as [a' [b [A1' A2']]]. unfold mem_of, data_of, set_mem. rewrite A1, A2, A1', A2'.
    destruct (_ && _) eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (init_some _ _ _ _ _ A3) as [d' ->].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d') O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* data.drop *) destruct (io_datas _ _ _ IN _ _ H) as [a [b [A1 A2]]].
    destruct (set_data_ok s (e_mi e) y a b MemBulk.data_empty O A1 A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* ref.is_null *) take v. ty v. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - (* ref.func *) destruct (io_funcs _ _ _ IN _ _ H) as [a [fi [A1 [A2 A3]]]]. rewrite A1. apply Go; auto; [constructor; [exists fi; exact A2|assumption]|].
    unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - (* table.get *) take i. ty i. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. unfold table_of. rewrite A1, A2.
    destruct (arr_get (ti_elems t) c) as [r|] eqn:G; [|split; assumption]. destruct (refs_ok_get _ _ _ _ _ (so_tables _ O _ _ A2) G) as [A5 A4].
    apply Go; auto. unfold tys; cbn [map typeof]. fold (tys vs). rewrite E, A5, At. exact HC.
  - (* table.set *) take v. take i. ty v. ty i. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. unfold table_of, set_table. rewrite A1, A2.
    assert (RV : ref_ok s (ti_type t) r) by (split; [cbn [typeof] in T; congruence|assumption]).
    destruct (arr_set (ti_elems t) c r) as [y|] eqn:G; [|split; assumption].
    destruct (set_elems_at_ok s ta t y O A2 (refs_ok_set _ _ _ _ _ _ (so_tables _ O _ _ A2) G RV)) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* table.size *) destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. unfold table_of. rewrite A1, A2.
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - (* table.grow *) take d. take v. ty d. ty v. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. unfold table_of, set_table. rewrite A1, A2.
    assert (Q : forall k s1, extends s s1 -> store_ok s1 -> safe s C ts' (ex fuel e c0 (cnt_succ n) s1 lo (VI32 k :: vs))).
    { intros. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC. }
    assert (RV : ref_ok s (ti_type t) r) by (split; [cbn [typeof] in *; congruence|assumption]).
    destruct may_grow_table; [|apply Q; auto]. destruct grow_table as [y|] eqn:G; [|apply Q; auto].
    destruct (set_elems_at_ok s ta t y O A2 (refs_ok_grow _ _ _ _ _ _ (so_tables _ O _ _ A2) G RV)) as [s1 [A4 [X O1]]]. rewrite A4. apply Q; auto.
  - (* table.fill *) take d. take v. take i. ty d. ty v. ty i. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]]. unfold table_of, set_table. rewrite A1, A2.
    assert (RV : ref_ok s (ti_type t) r) by (split; [cbn [typeof] in *; congruence|assumption]).
    destruct ArrBulk.covers eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (arr_fill_some _ _ _ r _ A3) as [y G]. rewrite G.
    destruct (set_elems_at_ok s ta t y O A2 (refs_ok_fill _ _ _ _ _ _ _ (so_tables _ O _ _ A2) G RV)) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* table.copy *) take d. take j. take i. ty d. ty j. ty i. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]].
    destruct (io_tables _ _ _ IN _ _ H0) as [ta' [t' [A1' [A2' At']]]]. unfold table_of, set_table. rewrite A1, A2, A1', A2'.
    destruct (_ && _) eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (arr_copy_some _ _ _ _ _ _ A3) as [z G]. rewrite G.
    assert (R2 : refs_ok s (ti_type t) (ti_elems t')) by (replace (ti_type t) with (ti_type t') by congruence; apply (so_tables _ O _ _ A2')).
    destruct (set_elems_at_ok s ta t z O A2 (refs_ok_copy _ _ _ _ _ _ _ _ (so_tables _ O _ _ A2) R2 G)) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* table.init *) take d. take j. take i. ty d. ty j. ty i. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 [A2 At]]]].
    destruct (io_elems _ _ _ IN _ _ H0) as [ea [g [A1' [A2' At']]]]. unfold table_of, elem_of, set_table. rewrite A1, A2, A1', A2'.
    destruct (_ && _) eqn:A3; [|split; assumption]. destruct cnt_ltb; [split; assumption|]. destruct (arr_copy_some _ _ _ _ _ _ A3) as [z G]. rewrite G.
    assert (R2 : refs_ok s (ti_type t) (ei_refs g)) by (replace (ti_type t) with (ei_type g) by congruence; apply (so_elems _ O _ _ A2')).
    destruct (set_elems_at_ok s ta t z O A2 (refs_ok_copy _ _ _ _ _ _ _ _ (so_tables _ O _ _ A2) R2 G)) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* elem.drop *) destruct (io_elems _ _ _ IN _ _ H) as [a [g [A1 [A2 At]]]].
    destruct (drop_elem_ok s (e_mi e) y a g O A1 A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - (* vectors *) rewrite <- map_rev in E. destruct (tys_app _ _ _ E) as [vs1 [vs0 [-> [T ->]]]].
    destruct (eval_vec_safe o ps r vs1 vs0 H T) as [v [A1 A2]]. rewrite A1. apply Forall_app in V as [_ V]. apply Go; auto.
    + constructor; [exact (num_ok s v r A2 (vec_num o ps r H))|exact V].
    + unfold tys; cbn [map]. rewrite A2. exact HC.
  - take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of. rewrite A1, A2.
    destruct load_vec; [|split; assumption]. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - take v. ty v. take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of. rewrite A1, A2.
    destruct load_lane; [|split; assumption]. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - take v. ty v. take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    destruct VecMem.store128 as [d|]; [|split; assumption].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
  - take v. ty v. take b. ty b. destruct (io_mems _ _ _ IN _ _ H) as [a [mm [A1 A2]]]. unfold mem_of, set_mem. rewrite A1, A2.
    destruct store_lane as [d|]; [|split; assumption].
    destruct (set_mem_at_ok s a mm (ME (me_max mm) d) O A2) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
Qed.

(* A call by the host: it ends in values of the function's result types, in a trap or exhausted; the store is
   well-formed again. *)
Definition no_context : context :=
  Cx (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) [] (arr_of_list []) [] None.
Lemma arr_get_empty A i : arr_get (arr_of_list (@nil A)) i = None.
Proof. rewrite arr_get_nth. unfold arr_of_list. rewrite Arr.to_of. destruct Z.to_nat; reflexivity. Qed.
Theorem call_safe fuel lim s a p fi args : store_ok s -> arr_get (s_funcs s) a = Some fi -> map typeof args = ft_params (functype_of fi) ->
  Forall (val_ok s) args ->
  match ex fuel (Env outside cnt_zero lim None) [CALL_ADDR a p] cnt_zero s no_locals (rev_append args []) with
  | Nrm _ s' _ vs => extends s s' /\ store_ok s' /\ map typeof (rev_append vs []) = ft_results (functype_of fi) /\ Forall (val_ok s') vs
  | Trp _ _ s' _ | Exh _ _ s' _ => extends s s' /\ store_ok s'
  | OOF => True
  | Brk _ _ _ _ _ | Ret _ _ _ | Stuck => False
  end.
Proof.
  intros O F T VA. rewrite rev_append_rev, app_nil_r.
  assert (S : safe s no_context $(rev (ft_results (functype_of fi)))
    (ex fuel (Env outside cnt_zero lim None) [CALL_ADDR a p] cnt_zero s no_locals (rev args))).
  { apply ex_safe; [exact O| | |apply Forall_rev, VA|].
    - constructor; unfold no_context, outside; cbn; [reflexivity|..]; intros ? ? H; rewrite arr_get_empty in H; discriminate.
    - intros x t H. unfold no_context in H; cbn in H. rewrite arr_get_empty in H. discriminate.
    - right. exists a, p, [], fi, []. rewrite !app_nil_r. repeat split; [exact F| |constructor; apply subs_refl].
      unfold tys. rewrite map_rev, T. reflexivity. }
  destruct ex as [n s' lo vs|l n s' lo vs|n s' vs|k n s' w|x n s' w| |]; cbn [safe] in S; auto.
  - destruct S as [X [O' [_ [VR E]]]]. refine (conj X (conj O' (conj _ VR))). rewrite rev_append_rev, app_nil_r, map_rev.
    unfold tys in E. assert (E' : map typeof vs = rev (ft_results (functype_of fi))).
    { revert E. generalize (map typeof vs), (rev (ft_results (functype_of fi))). induction l as [|u l IHl]; intros [|v m] E; try discriminate; [reflexivity|].
      cbn in E. injection E as -> E. f_equal. auto. }
    rewrite E', rev_involutive. reflexivity.
  - destruct S as [_ [_ [_ [_ [us [rest [E _]]]]]]]. destruct l; discriminate.
  - destruct S as [_ [_ [_ [us [rest [E _]]]]]]. discriminate.
Qed.

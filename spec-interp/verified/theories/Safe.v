(* T3 for code: well-typed code in a well-formed store is never stuck, and what it leaves is well-formed again. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Bulk Interp Sound Module Typing Check CheckCorrect.
Import ListNotations.

(* ---- well-formed stores ---- *)
(* What a module instance's context promises is there. *)
Record inst_ok (s : store) (mi : moduleinst) (C : context) : Prop := {
  io_types : c_types C = mi_types mi;
  io_funcs : forall x ft, arr_get (c_funcs C) x = Some ft ->
    exists a fi, arr_get (mi_funcs mi) x = Some a /\ arr_get (s_funcs s) a = Some fi /\ functype_of fi = ft;
  io_tables : forall x l, arr_get (c_tables C) x = Some l -> exists a t, arr_get (mi_tables mi) x = Some a /\ arr_get (s_tables s) a = Some t;
  io_mems : forall x l, arr_get (c_mems C) x = Some l -> exists a m, arr_get (mi_mems mi) x = Some a /\ arr_get (s_mems s) a = Some m;
  io_globals : forall x g, arr_get (c_globals C) x = Some g ->
    exists a gi, arr_get (mi_globals mi) x = Some a /\ arr_get (s_globals s) a = Some gi /\ typeof (gi_val gi) = gt_type g;
  io_datas : forall y u, arr_get (c_datas C) y = Some u -> exists a d, arr_get (mi_datas mi) y = Some a /\ arr_get (s_datas s) a = Some d }.
Definition act_ok (s : store) (h : hostact) : Prop :=
  match h with
  | HMemWrite a _ _ | HMemGrow a _ => exists m, arr_get (s_mems s) a = Some m
  | HGlobalSet a v => exists g, arr_get (s_globals s) a = Some g /\ typeof (gi_val g) = typeof v
  | HTableSet a _ r => (exists t, arr_get (s_tables s) a = Some t) /\ forall f, r = Some f -> exists fi, arr_get (s_funcs s) f = Some fi
  end.
Definition answer_ok (s : store) (ft : functype) (h : hostanswer) : Prop :=
  Forall (act_ok s) (ha_acts h) /\ forall vs, ha_result h = Some vs -> map typeof vs = ft_results ft.
Definition funcinst_ok (s : store) (fi : funcinst) : Prop :=
  match fi with
  | FWasm ft mi fn => exists C, inst_ok s mi C /\ func_ok C ft fn
  | FHost ft h => exists script, arr_get (s_scripts s) h = Some script /\ Forall (answer_ok s ft) script
  end.
Record store_ok (s : store) : Prop := {
  so_funcs : forall a fi, arr_get (s_funcs s) a = Some fi -> funcinst_ok s fi;
  so_tables : forall a t i f, arr_get (s_tables s) a = Some t -> arr_get (ti_elems t) i = Some (Some f) ->
    exists fi, arr_get (s_funcs s) f = Some fi }.
(* What execution preserves. *)
Record extends (s s' : store) : Prop := {
  ex_funcs : s_funcs s' = s_funcs s;
  ex_tables : forall a t, arr_get (s_tables s) a = Some t -> exists t', arr_get (s_tables s') a = Some t';
  ex_mems : forall a m, arr_get (s_mems s) a = Some m -> exists m', arr_get (s_mems s') a = Some m';
  ex_globals : forall a g, arr_get (s_globals s) a = Some g -> exists g', arr_get (s_globals s') a = Some g' /\ typeof (gi_val g') = typeof (gi_val g);
  ex_datas : forall a d, arr_get (s_datas s) a = Some d -> exists d', arr_get (s_datas s') a = Some d' }.

Lemma extends_refl s : extends s s.
Proof. constructor; eauto. Qed.
Lemma extends_trans a b c : extends a b -> extends b c -> extends a c.
Proof.
  intros [A1 A2 A3 A4 A5] [B1 B2 B3 B4 B5]; constructor.
  - congruence.
  - intros x t H. destruct (A2 _ _ H) as [t' H']. eauto.
  - intros x t H. destruct (A3 _ _ H) as [t' H']. eauto.
  - intros x g H. destruct (A4 _ _ H) as [g' [H' E]]. destruct (B4 _ _ H') as [g'' [H'' E']]. exists g''; split; congruence.
  - intros x d H. destruct (A5 _ _ H). eauto.
Qed.
Lemma inst_ok_extends s s' mi C : extends s s' -> inst_ok s mi C -> inst_ok s' mi C.
Proof.
  intros [A1 A2 A3 A4 A5] [T F B M G D]; constructor; [exact T| | | | |].
  - intros x ft H. rewrite A1. eauto.
  - intros x l H. destruct (B _ _ H) as [a [t [H1 H2]]]. destruct (A2 _ _ H2). eauto.
  - intros x l H. destruct (M _ _ H) as [a [t [H1 H2]]]. destruct (A3 _ _ H2). eauto.
  - intros x g H. destruct (G _ _ H) as [a [t [H1 [H2 H3]]]]. destruct (A4 _ _ H2) as [g' [H4 H5]]. exists a, g'. repeat split; congruence.
  - intros y u H. destruct (D _ _ H) as [a [d [H1 H2]]]. destruct (A5 _ _ H2). eauto.
Qed.
Lemma act_ok_extends s s' h : extends s s' -> act_ok s h -> act_ok s' h.
Proof.
  intros [A1 A2 A3 A4 A5]. destruct h; simpl.
  - intros [m H]; eauto.
  - intros [m H]; eauto.
  - intros [g [H E]]. destruct (A4 _ _ H) as [g' [H' E']]. exists g'; split; congruence.
  - intros [[t H] K]. split; [eauto|rewrite A1; exact K].
Qed.
Lemma answer_ok_extends s s' ft h : extends s s' -> answer_ok s ft h -> answer_ok s' ft h.
Proof. intros X [A B]. split; [|exact B]. eapply Forall_impl; [|exact A]. intros a; apply act_ok_extends, X. Qed.

(* ---- arrays ---- *)
Lemma i32_eq_dec (i j : I32.t) : {i = j} + {i <> j}.
Proof.
  destruct (Z.eq_dec (I32.to_Z i) (I32.to_Z j)) as [E|E]; [left|right; congruence].
  rewrite <- (I32.of_to i), <- (I32.of_to j). congruence.
Qed.
Lemma list_set_some {A} (l : list A) i a b : nth_error l i = Some a -> exists l', list_set l i b = Some l'.
Proof.
  revert i; induction l as [|c l IH]; intros [|i] H; simpl in *; try discriminate; eauto.
  destruct (IH _ H) as [l' ->]. eauto.
Qed.
Lemma arr_set_some {A} (x : Arr.t A) i a b : arr_get x i = Some a -> exists y, arr_set x i b = Some y.
Proof.
  unfold arr_get, arr_set. destruct place; [|discriminate]. intro H. destruct (list_set_some _ _ _ b H) as [l ->]. simpl; eauto.
Qed.
Lemma arr_set_get {A} (x y : Arr.t A) i b j c : arr_set x i b = Some y -> arr_get y j = Some c ->
  (j = i /\ c = b) \/ arr_get x j = Some c.
Proof.
  intros S G. destruct (i32_eq_dec i j) as [<-|N].
  - apply arr_get_set_same in S. left; split; congruence.
  - right. rewrite <- (arr_get_set_other _ _ _ _ _ _ S N). exact G.
Qed.
Lemma arr_set_keeps {A} (x y : Arr.t A) i b j c : arr_set x i b = Some y -> arr_get x j = Some c ->
  arr_get y j = Some (if i32_eq_dec i j then b else c).
Proof.
  intros S G. destruct (i32_eq_dec i j) as [<-|N]; [eapply arr_get_set_same, S|].
  rewrite (arr_get_set_other _ _ _ _ _ _ S N). exact G.
Qed.

(* ---- stores after a write ---- *)
Lemma store_ok_data s s' : extends s s' -> s_tables s' = s_tables s -> s_scripts s' = s_scripts s -> store_ok s -> store_ok s'.
Proof.
  intros X ET ES [F T]. constructor.
  - intros a fi H. rewrite (ex_funcs _ _ X) in H. specialize (F _ _ H). destruct fi; simpl in *.
    + destruct F as [C [A B]]. eauto using inst_ok_extends.
    + rewrite ES. destruct F as [sc [A B]]. exists sc; split; [exact A|]. eapply Forall_impl; [|exact B]. intro; apply answer_ok_extends, X.
  - rewrite ET, (ex_funcs _ _ X). exact T.
Qed.
Lemma set_mem_at_ok s a m m' : store_ok s -> arr_get (s_mems s) a = Some m ->
  exists s', set_mem_at s a m' = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O G. unfold set_mem_at. destruct (arr_set_some _ _ _ m' G) as [l E]. rewrite E. eexists; split; [reflexivity|].
  assert (X : extends s (with_mems s l)).
  { constructor; simpl; eauto. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eauto. }
  split; [exact X|]. eapply store_ok_data; eauto.
Qed.
Lemma set_global_at_ok s a g v : store_ok s -> arr_get (s_globals s) a = Some g -> typeof v = typeof (gi_val g) ->
  exists s', set_global_at s a v = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O G T. unfold set_global_at. rewrite G. destruct (arr_set_some _ _ _ (GI (gi_mut g) v) G) as [l E]. rewrite E.
  eexists; split; [reflexivity|].
  assert (X : extends s (with_globals s l)).
  { constructor; simpl; eauto. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eexists; split; [reflexivity|].
    destruct i32_eq_dec as [<-|]; [|reflexivity]. simpl. congruence. }
  split; [exact X|]. eapply store_ok_data; eauto.
Qed.
Lemma set_data_ok s mi y a d d' : store_ok s -> arr_get (mi_datas mi) y = Some a -> arr_get (s_datas s) a = Some d ->
  exists s', set_data s mi y d' = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O A G. unfold set_data. rewrite A. destruct (arr_set_some _ _ _ d' G) as [l E]. rewrite E. eexists; split; [reflexivity|].
  assert (X : extends s (with_datas s l)).
  { constructor; simpl; eauto. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eauto. }
  split; [exact X|]. eapply store_ok_data; eauto.
Qed.
Definition same_host (s s' : store) := s_scripts s' = s_scripts s.
Lemma host_act_ok s h : store_ok s -> act_ok s h -> exists s', host_act s h = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s'.
Proof.
  intros O. assert (R : exists s', Some s = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s') by (exists s; split; [reflexivity|]; split; [apply extends_refl|]; split; [exact O|reflexivity]).
  assert (SM : forall a m m', arr_get (s_mems s) a = Some m -> exists s', set_mem_at s a m' = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s').
  { intros a m m' G. destruct (set_mem_at_ok s a m m' O G) as [s' [E [X Y]]]. exists s'. split; [exact E|]. split; [exact X|]. split; [exact Y|].
    unfold set_mem_at in E. destruct arr_set; [|discriminate]. injection E as <-. reflexivity. }
  destruct h as [a i d|a n|a v|a i r]; simpl.
  - intros [m G]. rewrite G. destruct MemOps.write; [eapply SM, G|exact R].
  - intros [m G]. rewrite G. destruct grow_mem; [eapply SM, G|exact R].
  - intros [g [G T]]. rewrite G, (proj2 (valtype_eqb_eq _ _) T).
    destruct (set_global_at_ok s a g v O G (eq_sym T)) as [s' [E [X Y]]]. exists s'. split; [exact E|]. split; [exact X|]. split; [exact Y|].
    unfold set_global_at in E. rewrite G in E. destruct arr_set; [|discriminate]. injection E as <-. reflexivity.
  - intros [[t G] K]. rewrite G. destruct (arr_set (ti_elems t) i r) as [e|] eqn:E; [|exact R].
    destruct (arr_set_some _ _ _ (TI (ti_max t) e) G) as [l E2]. rewrite E2. eexists; split; [reflexivity|].
    assert (X : extends s (with_tables s l)).
    { constructor; simpl; eauto. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E2 H). eauto. }
    split; [exact X|]. split; [|reflexivity]. constructor.
    + intros b fi H. simpl in H. apply (so_funcs _ O) in H. destruct fi; simpl in *.
      * destruct H as [C [A B]]. eauto using inst_ok_extends.
      * destruct H as [sc [A B]]. exists sc; split; [exact A|]. eapply Forall_impl; [|exact B]. intro; apply answer_ok_extends, X.
    + simpl. intros b t' j f H1 H2. destruct (arr_set_get _ _ _ _ _ _ E2 H1) as [[-> ->]|H3]; simpl in *.
      * destruct (arr_set_get _ _ _ _ _ _ E H2) as [[-> H4]|H4]; [apply K; auto|eapply (so_tables _ O); eauto].
      * eapply (so_tables _ O); eauto.
Qed.
Lemma host_acts_ok hs : forall s, store_ok s -> Forall (act_ok s) hs ->
  exists s', host_acts s hs = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  induction hs as [|h hs IH]; intros s O A; simpl; [eauto using extends_refl|]. inversion A; subst.
  destruct (host_act_ok s h O H1) as [s1 [-> [X [O1 _]]]]. destruct (IH s1 O1) as [s2 [E [X2 O2]]].
  - eapply Forall_impl; [|exact H2]. intro; apply act_ok_extends, X.
  - exists s2; eauto using extends_trans.
Qed.
Lemma host_call_ok s a ft h args : store_ok s -> arr_get (s_funcs s) a = Some (FHost ft h) ->
  match host_call s ft h args with
  | HVals s' rs => extends s s' /\ store_ok s' /\ map typeof rs = ft_results ft
  | HTrapped s' => extends s s' /\ store_ok s'
  | HBad => False
  end.
Proof.
  intros O G. destruct (so_funcs _ O _ _ G) as [script [E A]]. unfold host_call. rewrite E.
  set (x := match script with [] => _ | a :: rest => (a, rest) end).
  assert (Hx : answer_ok s ft (fst x) /\ forall y, In y (snd x) -> In y script).
  { subst x. destruct A as [|y l Hy Hl]; simpl; split; auto. split; [constructor|]. simpl. intros vs F; injection F as <-.
    rewrite map_map. rewrite <- (map_id (ft_results ft)) at 2. apply map_ext. intros []; reflexivity. }
  destruct x as [ans rest]; simpl in Hx. destruct Hx as [Hans Hrest].
  destruct (arr_set_some _ _ _ rest E) as [sc Es]. rewrite Es.
  set (s1 := with_host s sc (HC h args :: s_trace s)).
  assert (X1 : extends s s1) by (constructor; simpl; eauto).
  assert (O1 : store_ok s1).
  { constructor; [|exact (so_tables _ O)]. intros b fi H. apply (so_funcs _ O) in H as K. destruct fi as [|ft' h']; simpl in *.
    - destruct K as [C [K1 K2]]. eauto using inst_ok_extends.
    - destruct K as [sc' [K1 K2]]. rewrite (arr_set_keeps _ _ _ _ _ _ Es K1). eexists; split; [reflexivity|].
      assert (K3 : Forall (answer_ok s1 ft') sc') by (eapply Forall_impl; [|exact K2]; intro; apply answer_ok_extends, X1).
      destruct i32_eq_dec as [<-|N]; [|exact K3]. assert (sc' = script) as -> by congruence.
      rewrite Forall_forall in *. auto. }
  destruct Hans as [Hacts Hres]. destruct (host_acts_ok (ha_acts ans) s1 O1) as [s2 [E2 [X2 O2]]].
  { eapply Forall_impl; [|exact Hacts]. intro; apply act_ok_extends, X1. }
  rewrite E2. destruct (ha_result ans) as [vs|]; [|eauto using extends_trans].
  rewrite (proj2 (types_eqb_eq _ _) (Hres _ eq_refl)). repeat split; eauto using extends_trans; try apply O2.
  all: eapply extends_trans; eauto.
Qed.

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
Definition locals_ok (C : context) (lo : Arr.t val) : Prop :=
  forall x t, arr_get (c_locals C) x = Some t -> exists v, arr_get lo x = Some v /\ typeof v = t.
Definition safe (s : store) (C : context) (ts' : list opd) (r : out) : Prop :=
  match r with
  | Nrm _ s' lo vs => extends s s' /\ store_ok s' /\ locals_ok C lo /\ tys vs = ts'
  | Brk l _ s' lo vs => extends s s' /\ store_ok s' /\ locals_ok C lo /\
      exists us rest, nth_error (c_labels C) l = Some us /\ tys vs = $(rev us) ++ rest
  | Ret _ s' vs => extends s s' /\ store_ok s' /\ exists us rest, c_return C = Some us /\ tys vs = $(rev us) ++ rest
  | Trp _ _ s' _ | Exh _ _ s' _ => extends s s' /\ store_ok s'
  | OOF => True
  | Stuck => False
  end.
Lemma safe_extends s s1 C ts' r : extends s s1 -> safe s1 C ts' r -> safe s C ts' r.
Proof. intros X. destruct r; simpl; intuition eauto using extends_trans. Qed.

Lemma safe_after s C ts' us rs base k brk r :
  safe s (with_label C us) $(rev rs) r ->
  (forall n s' lo vs, extends s s' -> store_ok s' -> locals_ok C lo -> tys vs = $(rev rs) ++ tys base -> safe s' C ts' (k n s' lo vs)) ->
  (forall n s' lo vs, extends s s' -> store_ok s' -> locals_ok C lo -> tys vs = $(rev us) ++ tys base -> safe s' C ts' (brk n s' lo vs)) ->
  safe s C ts' (after k brk base (length us) r).
Proof.
  intros H Hk Hb. destruct r as [n s' lo vs|[|l] n s' lo vs|n s' vs|t n s' w|x n s' w| |]; simpl in *; auto.
  - destruct H as [X [O [L T]]]. eapply safe_extends; [exact X|]. apply Hk; auto. unfold tys in *. rewrite !map_app, T. reflexivity.
  - destruct H as [X [O [L [us' [rest [E T]]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [vs1 [vs0 [-> [S [T1 _]]]]].
    rewrite S. eapply safe_extends; [exact X|]. apply Hb; auto. rewrite rev_append_rev, rev_involutive. unfold tys. rewrite !map_app, T1. reflexivity.
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
Lemma arr_get_in {A} (x : Arr.t A) i a : arr_get x i = Some a -> In a (arr_list x).
Proof. rewrite arr_get_nth. apply nth_error_In. Qed.
Lemma locals_set C lo x v lo' t : locals_ok C lo -> arr_get (c_locals C) x = Some t -> typeof v = t -> arr_set lo x v = Some lo' -> locals_ok C lo'.
Proof.
  intros L G T S y u H. destruct (L y u H) as [w [H1 H2]]. rewrite (arr_set_keeps _ _ _ _ _ _ S H1).
  destruct i32_eq_dec as [<-|]; [|eauto]. exists v; split; congruence.
Qed.
Lemma map_typeof_default ts : map typeof (map default ts) = ts.
Proof. rewrite map_map. rewrite <- (map_id ts) at 2. apply map_ext. intros []; reflexivity. Qed.
Lemma locals_init C ft fn ps : map typeof ps = ft_params ft -> locals_ok (func_context C ft fn) (arr_locals default ps (fn_locals fn)).
Proof.
  intros E x t H. rewrite arr_get_nth in *. unfold func_context, arr_locals, arr_of_list in *. cbn [c_locals] in H. rewrite Arr.to_of in *.
  rewrite <- E, <- (map_typeof_default (fn_locals fn)), <- map_app, nth_error_map in H.
  destruct nth_error as [v|]; [|discriminate]. injection H as <-. eauto.
Qed.
Lemma tys_prefix vs a r : tys vs = a ++ r -> exists vs1, a = tys vs1.
Proof.
  revert vs; induction a as [|o a IH]; intros vs H; [exists []; reflexivity|].
  destruct vs as [|v vs]; [discriminate|]. unfold tys in H; cbn [map app] in H. injection H as H1 H2. destruct (IH vs H2) as [vs1 ->]. exists (v :: vs1). rewrite <- H1. reflexivity.
Qed.
Ltac take v := match goal with E : tys ?vs = _ :: _ |- _ =>
  destruct vs as [|v vs]; [discriminate E|]; unfold tys in E; cbn [map] in E;
  let T := fresh "T" in injection E as T E; change (map (@Some valtype) (map typeof vs)) with (tys vs) in E end.
Ltac ty v := match goal with T : typeof v = _ |- _ => destruct v; try discriminate T end.

Ltac fin := match goal with Q : tys ?w = _ |- instrs_ok _ _ (tys ?w) _ => rewrite Q end; rewrite ?map_rev in *; assumption.

Theorem ex_safe fuel : forall e C c n s lo vs ts', store_ok s -> inst_ok s (e_mi e) C -> locals_ok C lo -> typed s C c (tys vs) ts' ->
  safe s C ts' (ex fuel e c n s lo vs).
Proof.
  induction fuel as [|fuel IH]; [intros; exact I|]. intros e C c n s lo vs ts' O IN L HT.
  assert (Go : forall c s1 lo1 vs1 n1, extends s s1 -> store_ok s1 -> locals_ok C lo1 -> instrs_ok C c (tys vs1) ts' -> safe s C ts' (ex fuel e c n1 s1 lo1 vs1)).
  { intros. eapply safe_extends; [eassumption|]. apply IH; auto. eapply inst_ok_extends; eauto. left; assumption. }
  assert (R := extends_refl s).
  destruct HT as [HT|[a [p [c' [fi [base [-> [Hf [Ets HT]]]]]]]]].
  2: { cbn [ex]. rewrite Hf. pose proof (so_funcs _ O _ _ Hf) as F. destruct fi as [ft mi fn|ft h]; cbn [functype_of] in *;
         destruct (split_tys _ _ _ Ets) as [vs1 [vs0 [-> [S [T1 ->]]]]]; rewrite S.
       - destruct F as [Cm [Im Fm]]. destruct cnt_ltb; [split; assumption|]. destruct cnt_ltb; [split; assumption|].
         assert (B : safe s (func_context Cm ft fn) $(rev (ft_results ft))
           (ex fuel (Env mi (cnt_add (e_units e) (fn_units fn)) (e_lim e) (Some (fn_index fn))) (fn_body fn) n s (arr_locals default (rev vs1) (fn_locals fn)) [])).
         { apply IH; auto; [apply inst_ok_func, Im|apply locals_init; rewrite map_rev, T1; apply rev_involutive|left; exact Fm]. }
         assert (K : forall n s' vs', extends s s' -> store_ok s' -> tys vs' = $(rev (ft_results ft)) ++ tys vs0 -> safe s C ts' (ex fuel e c' n s' lo vs')).
         { intros n1 s1 vs' X1 O1 E1. apply Go; auto. rewrite E1. exact HT. }
         destruct ex as [n1 s1 lo1 vs'|[|l] n1 s1 lo1 vs'|n1 s1 vs'|t n1 s1 w|x n1 s1 w| |]; cbn [after_call safe] in *; auto.
         + destruct B as [X [O1 [_ T]]]. apply K; auto. unfold tys in *. rewrite !map_app, T. reflexivity.
         + destruct B as [X [O1 [_ [us [rest [E T]]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [w1 [w0 [-> [S' [T' _]]]]]. rewrite S'.
           apply K; auto. rewrite rev_append_rev, rev_involutive. unfold tys. rewrite !map_app, T'. reflexivity.
         + destruct B as [_ [_ [_ [us [rest [E _]]]]]]. destruct l; discriminate.
         + destruct B as [X [O1 [us [rest [E T]]]]]. injection E as <-. destruct (split_tys _ _ _ T) as [w1 [w0 [-> [S' [T' _]]]]]. rewrite S'.
           apply K; auto. rewrite rev_append_rev, rev_involutive. unfold tys. rewrite !map_app, T'. reflexivity.
       - unfold consult. pose proof (host_call_ok s a ft h (rev vs1) O Hf) as H. destruct host_call as [s1 rs|s1|]; [| |contradiction].
         + destruct H as [X [O1 T]]. apply Go; auto. replace (tys (rev_append rs vs0)) with ($(rev (ft_results ft)) ++ tys vs0); [exact HT|].
           rewrite rev_append_rev. unfold tys. rewrite !map_app, (map_rev typeof), T. reflexivity.
         + exact H. }
  inversion HT as [? ? ? Hs|? i c0 ? t1 t2 base ? Hs HI HC]; subst.
  { apply subs_some in Hs as ->. cbn [ex safe]. exact (conj R (conj O (conj L eq_refl))). }
  apply subs_some in Hs. assert (E : tys vs = rev t1 ++ base) by (symmetry; exact Hs). clear Hs.
  inversion HI; subst; cbn [ex]; rewrite ?rev_app_distr in E; cbn [rev app] in E, HC.
  - apply Go; auto. rewrite E; exact HC.
  - split; assumption.
  - take v. apply Go; auto. rewrite E; exact HC.
  - take b. take v2. take v1. ty b. apply Go; auto.
    replace (tys ((if I32ops.is_zero c then v2 else v1) :: vs)) with (t :: base); [exact HC|].
    unfold tys at 1; cbn [map]. change (map (@Some valtype) (map typeof vs)) with (tys vs). rewrite E. destruct I32ops.is_zero; [rewrite <- T0|rewrite <- T1]; reflexivity.
  - (* block *) rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [-> [S [T1 ->]]]]]. rewrite S.
    rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_results ft) (ft_results ft)).
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|left]. unfold tys; rewrite T1; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
  - (* loop *) rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [Ev [S [T1 ->]]]]]. rewrite S.
    destruct cnt_ltb; [split; assumption|]. rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_params ft) (ft_results ft)).
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|left]. unfold tys; rewrite T1; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. match goal with Q : tys ?w = _ |- instrs_ok _ _ (tys ?w) _ => replace (tys w) with (tys vs); [exact HT|exact (eq_trans E (eq_sym Q))] end.
  - (* if *) take b. ty b. rewrite (blocktype_same _ _ _ _ IN), H. rewrite <- map_rev in *. destruct (split_tys _ _ _ E) as [vs1 [vs0 [-> [S [T1 ->]]]]]. rewrite S.
    rewrite rev_append_rev, rev_involutive, app_nil_r.
    eapply (safe_after s C ts' (ft_results ft) (ft_results ft)).
    + apply IH; [assumption|apply inst_ok_label, IN|exact L|left]. unfold tys; rewrite T1. destruct I32ops.is_zero; assumption.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
    + intros. apply IH; auto; [eapply inst_ok_extends; eauto|left]. fin.
  - (* br *) cbn [safe]. refine (conj R (conj O (conj L _))). exists ts, (rev t0 ++ base). split; [assumption|]. rewrite E, <- app_assoc, map_rev. reflexivity.
  - (* br_if *) take b. ty b. destruct I32ops.is_zero.
    + apply Go; auto. rewrite E; exact HC.
    + cbn [safe]. refine (conj R (conj O (conj L _))). exists ts, base. split; [assumption|]. rewrite E, map_rev. reflexivity.
  - (* br_table *) take b. ty b. rewrite <- app_assoc in E. destruct (tys_prefix _ _ _ E) as [w Ew].
    assert (K : forall l, In l (l' :: arr_list ls) -> safe s C ts' (Brk l (cnt_succ n) s lo vs)).
    { intros l Hl. destruct (H l Hl) as [us [E1 E2]]. cbn [safe]. refine (conj R (conj O (conj L _))). exists us, (rev t0 ++ base). split; [exact E1|].
      apply subs_rev in E2. rewrite Ew in E2. apply subs_some in E2. rewrite E, Ew, map_rev. unfold tys at 1. rewrite <- E2. reflexivity. }
    destruct (arr_get ls c) as [l|] eqn:G; apply K; [right; eapply arr_get_in, G|left; reflexivity].
  - (* return *) cbn [safe]. split; [auto|]. split; [auto|]. exists ts, (rev t0 ++ base). split; [assumption|]. rewrite E, <- app_assoc, map_rev. reflexivity.
  - (* call *) destruct (io_funcs _ _ _ IN _ _ H) as [a [fi [A1 [A2 A3]]]]. rewrite A1. apply IH; auto. right.
    exists a, p, c0, fi, base. rewrite A3, !map_rev. auto.
  - (* call_indirect *) take b. ty b. unfold indirect. destruct (io_tables _ _ _ IN _ _ H) as [ta [t [A1 A2]]]. rewrite A1, A2, <- (io_types _ _ _ IN), H0.
    destruct (arr_get (ti_elems t) c) as [[f|]|] eqn:G; [|split; assumption|split; assumption].
    destruct (so_tables _ O _ _ _ _ A2 G) as [fi A3]. rewrite A3. destruct functype_eqb eqn:Q; [|split; assumption].
    apply functype_eqb_eq in Q. apply IH; auto. right. exists f, p, c0, fi, base. rewrite <- Q, !map_rev. auto.
  - apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E. exact HC.
  - take v. pose proof (unop_ok o v t H (eq_sym T)) as U || pose proof (unop_ok o v t H ltac:(congruence)) as U. destruct eval_unop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - take b. take a. pose proof (binop_ok o a b ltac:(congruence) ltac:(congruence)) as U. destruct eval_binop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - take v. destruct (testop_ok o v ltac:(congruence)) as [r [U1 U2]]. rewrite U1. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U2. exact HC.
  - take b. take a. destruct (relop_ok o a b ltac:(congruence) ltac:(congruence)) as [r [U1 U2]]. rewrite U1.
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U2. exact HC.
  - take v. pose proof (cvtop_ok o v ltac:(congruence)) as U. destruct eval_cvtop; [|split; assumption|contradiction].
    apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, U. exact HC.
  - destruct (L _ _ H) as [v [A1 A2]]. rewrite A1. apply Go; auto. unfold tys; cbn [map]. fold (tys vs). rewrite E, A2. exact HC.
  - take v. destruct (L _ _ H) as [w [A1 A2]]. destruct (arr_set_some _ _ _ v A1) as [lo' A3]. rewrite A3. apply Go; auto; [|rewrite E; exact HC].
    exact (locals_set _ _ _ _ _ _ L H T A3).
  - take v. destruct (L _ _ H) as [w [A1 A2]]. destruct (arr_set_some _ _ _ v A1) as [lo' A3]. rewrite A3. apply Go; auto.
    + exact (locals_set _ _ _ _ _ _ L H T A3).
    + unfold tys; cbn [map]. fold (tys vs). rewrite E, T. exact HC.
  - destruct (io_globals _ _ _ IN _ _ H) as [a [gi [A1 [A2 A3]]]]. unfold global_of. rewrite A1, A2. apply Go; auto.
    unfold tys; cbn [map]. fold (tys vs). rewrite E, A3. exact HC.
  - take v. destruct (io_globals _ _ _ IN _ _ H) as [a [gi [A1 [A2 A3]]]]. unfold set_global. rewrite A1.
    destruct (set_global_at_ok s a gi v O A2 ltac:(congruence)) as [s1 [A4 [X O1]]]. rewrite A4. apply Go; auto. rewrite E; exact HC.
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
Qed.

(* A call by the host: it ends in values of the function's result types, in a trap or exhausted; the store is
   well-formed again. *)
Definition no_context : context :=
  Cx (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) (arr_of_list []) [] None.
Lemma arr_get_empty A i : arr_get (arr_of_list (@nil A)) i = None.
Proof. rewrite arr_get_nth. unfold arr_of_list. rewrite Arr.to_of. destruct Z.to_nat; reflexivity. Qed.
Theorem call_safe fuel lim s a p fi args : store_ok s -> arr_get (s_funcs s) a = Some fi -> map typeof args = ft_params (functype_of fi) ->
  match ex fuel (Env outside cnt_zero lim None) [CALL_ADDR a p] cnt_zero s no_locals (rev_append args []) with
  | Nrm _ s' _ vs => extends s s' /\ store_ok s' /\ map typeof (rev_append vs []) = ft_results (functype_of fi)
  | Trp _ _ s' _ | Exh _ _ s' _ => extends s s' /\ store_ok s'
  | OOF => True
  | Brk _ _ _ _ _ | Ret _ _ _ | Stuck => False
  end.
Proof.
  intros O F T. rewrite rev_append_rev, app_nil_r.
  assert (S : safe s no_context $(rev (ft_results (functype_of fi)))
    (ex fuel (Env outside cnt_zero lim None) [CALL_ADDR a p] cnt_zero s no_locals (rev args))).
  { apply ex_safe; [exact O| | |].
    - constructor; unfold no_context, outside; cbn; [reflexivity|..]; intros ? ? H; rewrite arr_get_empty in H; discriminate.
    - intros x t H. unfold no_context in H; cbn in H. rewrite arr_get_empty in H. discriminate.
    - right. exists a, p, [], fi, []. rewrite !app_nil_r. repeat split; [exact F| |constructor; apply subs_refl].
      unfold tys. rewrite map_rev, T. reflexivity. }
  destruct ex as [n s' lo vs|l n s' lo vs|n s' vs|k n s' w|x n s' w| |]; cbn [safe] in S; auto.
  - destruct S as [X [O' [_ E]]]. refine (conj X (conj O' _)). rewrite rev_append_rev, app_nil_r, map_rev.
    unfold tys in E. assert (E' : map typeof vs = rev (ft_results (functype_of fi))).
    { revert E. generalize (map typeof vs), (rev (ft_results (functype_of fi))). induction l as [|u l IHl]; intros [|v m] E; try discriminate; [reflexivity|].
      cbn in E. injection E as -> E. f_equal. auto. }
    rewrite E', rev_involutive. reflexivity.
  - destruct S as [_ [_ [_ [us [rest [E _]]]]]]. destruct l; discriminate.
  - destruct S as [_ [_ [us [rest [E _]]]]]. discriminate.
Qed.

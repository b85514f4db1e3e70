(* Well-formed stores, and what keeps them so. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Bulk BulkTables Interp Module Typing.
Import ListNotations.

(* ---- what is well-formed ---- *)
(* A reference to a function is to one that there is. *)
Definition val_ok (s : store) (v : val) : Prop := match v with VRef (RFunc a) => exists fi, arr_get (s_funcs s) a = Some fi | _ => True end.
Definition ref_ok (s : store) (t : reftype) (r : reference) : Prop := reftype_of r = t /\ val_ok s (VRef r).
Definition refs_ok (s : store) (t : reftype) (x : Arr.t reference) : Prop := Forall (ref_ok s t) (Arr.to_list x).
(* What a module instance's context promises is there. *)
Record inst_ok (s : store) (mi : moduleinst) (C : context) : Prop := {
  io_types : c_types C = mi_types mi;
  io_funcs : forall x ft, arr_get (c_funcs C) x = Some ft ->
    exists a fi, arr_get (mi_funcs mi) x = Some a /\ arr_get (s_funcs s) a = Some fi /\ functype_of fi = ft;
  io_tables : forall x tb, arr_get (c_tables C) x = Some tb ->
    exists a t, arr_get (mi_tables mi) x = Some a /\ arr_get (s_tables s) a = Some t /\ ti_type t = tt_type tb;
  io_mems : forall x l, arr_get (c_mems C) x = Some l -> exists a m, arr_get (mi_mems mi) x = Some a /\ arr_get (s_mems s) a = Some m;
  io_globals : forall x g, arr_get (c_globals C) x = Some g ->
    exists a gi, arr_get (mi_globals mi) x = Some a /\ arr_get (s_globals s) a = Some gi /\ typeof (gi_val gi) = gt_type g;
  io_elems : forall y t, arr_get (c_elems C) y = Some t ->
    exists a e, arr_get (mi_elems mi) y = Some a /\ arr_get (s_elems s) a = Some e /\ ei_type e = t;
  io_datas : forall y u, arr_get (c_datas C) y = Some u -> exists a d, arr_get (mi_datas mi) y = Some a /\ arr_get (s_datas s) a = Some d }.
Definition act_ok (s : store) (h : hostact) : Prop :=
  match h with
  | HMemWrite a _ _ | HMemGrow a _ => exists m, arr_get (s_mems s) a = Some m
  | HGlobalSet a v => (exists g, arr_get (s_globals s) a = Some g /\ typeof (gi_val g) = typeof v) /\ val_ok s v
  | HTableSet a _ r | HTableGrow a _ r => exists t, arr_get (s_tables s) a = Some t /\ ref_ok s (ti_type t) r
  end.
Definition answer_ok (s : store) (ft : functype) (h : hostanswer) : Prop :=
  Forall (act_ok s) (ha_acts h) /\ forall vs, ha_result h = Some vs -> map typeof vs = ft_results ft /\ Forall (val_ok s) vs.
Definition funcinst_ok (s : store) (fi : funcinst) : Prop :=
  match fi with
  | FWasm ft mi fn => exists C, inst_ok s mi C /\ func_ok C ft fn
  | FHost ft h => exists script, arr_get (s_scripts s) h = Some script /\ Forall (answer_ok s ft) script
  end.
Record store_ok (s : store) : Prop := {
  so_funcs : forall a fi, arr_get (s_funcs s) a = Some fi -> funcinst_ok s fi;
  so_tables : forall a t, arr_get (s_tables s) a = Some t -> refs_ok s (ti_type t) (ti_elems t);
  so_elems : forall a e, arr_get (s_elems s) a = Some e -> refs_ok s (ei_type e) (ei_refs e);
  so_globals : forall a g, arr_get (s_globals s) a = Some g -> val_ok s (gi_val g) }.
(* Addresses are u32. *)
Definition len {A} (x : Arr.t A) : Z := Z.of_nat (length (Arr.to_list x)).
Definition small (s : store) : Prop :=
  (len (s_funcs s) < 2 ^ 32 /\ len (s_tables s) < 2 ^ 32 /\ len (s_mems s) < 2 ^ 32 /\ len (s_globals s) < 2 ^ 32 /\
   len (s_elems s) < 2 ^ 32 /\ len (s_datas s) < 2 ^ 32 /\ len (s_scripts s) < 2 ^ 32)%Z.
(* What execution preserves. *)
Record extends (s s' : store) : Prop := {
  ex_funcs : forall a fi, arr_get (s_funcs s) a = Some fi -> arr_get (s_funcs s') a = Some fi;
  ex_tables : forall a t, arr_get (s_tables s) a = Some t -> exists t', arr_get (s_tables s') a = Some t' /\ ti_type t' = ti_type t;
  ex_mems : forall a m, arr_get (s_mems s) a = Some m -> exists m', arr_get (s_mems s') a = Some m';
  ex_globals : forall a g, arr_get (s_globals s) a = Some g -> exists g', arr_get (s_globals s') a = Some g' /\ typeof (gi_val g') = typeof (gi_val g);
  ex_elems : forall a e, arr_get (s_elems s) a = Some e -> exists e', arr_get (s_elems s') a = Some e' /\ ei_type e' = ei_type e;
  ex_datas : forall a d, arr_get (s_datas s) a = Some d -> exists d', arr_get (s_datas s') a = Some d';
  ex_small : small s -> small s' }.

Lemma extends_refl s : extends s s.
Proof. constructor; eauto. Qed.
Lemma extends_trans a b c : extends a b -> extends b c -> extends a c.
Proof.
  intros [A1 A2 A3 A4 A5 A6 A7] [B1 B2 B3 B4 B5 B6 B7]; constructor.
  - auto.
  - intros x t H. destruct (A2 _ _ H) as [t' [H' E]]. destruct (B2 _ _ H') as [t'' [H'' E']]. exists t''; split; congruence.
  - intros x t H. destruct (A3 _ _ H) as [t' H']. eauto.
  - intros x g H. destruct (A4 _ _ H) as [g' [H' E]]. destruct (B4 _ _ H') as [g'' [H'' E']]. exists g''; split; congruence.
  - intros x e H. destruct (A5 _ _ H) as [e' [H' E]]. destruct (B5 _ _ H') as [e'' [H'' E']]. exists e''; split; congruence.
  - intros x d H. destruct (A6 _ _ H). eauto.
  - auto.
Qed.
Lemma val_ok_extends s s' v : extends s s' -> val_ok s v -> val_ok s' v.
Proof. intros X. destruct v as [| | | | |[]]; simpl; auto. intros [fi H]. exists fi. apply (ex_funcs _ _ X), H. Qed.
Lemma vals_ok_extends s s' vs : extends s s' -> Forall (val_ok s) vs -> Forall (val_ok s') vs.
Proof. intros X. apply Forall_impl. intro; apply val_ok_extends, X. Qed.
Lemma ref_ok_extends s s' t r : extends s s' -> ref_ok s t r -> ref_ok s' t r.
Proof. intros X [A B]. split; [exact A|]. eapply val_ok_extends; eauto. Qed.
Lemma refs_ok_extends s s' t x : extends s s' -> refs_ok s t x -> refs_ok s' t x.
Proof. intros X. apply Forall_impl. intro; apply ref_ok_extends, X. Qed.
Lemma inst_ok_extends s s' mi C : extends s s' -> inst_ok s mi C -> inst_ok s' mi C.
Proof.
  intros [A1 A2 A3 A4 A5 A6 A7] [T F B M G L D]; constructor; [exact T| | | | | |].
  - intros x ft H. destruct (F _ _ H) as [a [fi [H1 [H2 H3]]]]. eauto 6.
  - intros x l H. destruct (B _ _ H) as [a [t [H1 [H2 H3]]]]. destruct (A2 _ _ H2) as [t' [H4 H5]]. exists a, t'. repeat split; congruence.
  - intros x l H. destruct (M _ _ H) as [a [t [H1 H2]]]. destruct (A3 _ _ H2). eauto.
  - intros x g H. destruct (G _ _ H) as [a [t [H1 [H2 H3]]]]. destruct (A4 _ _ H2) as [g' [H4 H5]]. exists a, g'. repeat split; congruence.
  - intros x l H. destruct (L _ _ H) as [a [t [H1 [H2 H3]]]]. destruct (A5 _ _ H2) as [t' [H4 H5]]. exists a, t'. repeat split; congruence.
  - intros y u H. destruct (D _ _ H) as [a [d [H1 H2]]]. destruct (A6 _ _ H2). eauto.
Qed.
Lemma act_ok_extends s s' h : extends s s' -> act_ok s h -> act_ok s' h.
Proof.
  intros X. destruct h; simpl.
  - intros [m H]. apply (ex_mems _ _ X) in H. exact H.
  - intros [m H]. apply (ex_mems _ _ X) in H. exact H.
  - intros [[g [H E]] K]. split; [|eapply val_ok_extends; eauto]. destruct (ex_globals _ _ X _ _ H) as [g' [H' E']]. exists g'; split; congruence.
  - intros [t [H K]]. destruct (ex_tables _ _ X _ _ H) as [t' [H' E']]. exists t'. split; [exact H'|]. rewrite E'. eapply ref_ok_extends; eauto.
  - intros [t [H K]]. destruct (ex_tables _ _ X _ _ H) as [t' [H' E']]. exists t'. split; [exact H'|]. rewrite E'. eapply ref_ok_extends; eauto.
Qed.
Lemma answer_ok_extends s s' ft h : extends s s' -> answer_ok s ft h -> answer_ok s' ft h.
Proof.
  intros X [A B]. split; [eapply Forall_impl; [|exact A]; intros a; apply act_ok_extends, X|].
  intros vs H. destruct (B _ H) as [B1 B2]. split; [exact B1|]. eapply vals_ok_extends; eauto.
Qed.

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
Lemma arr_set_len {A} (x y : Arr.t A) i a : arr_set x i a = Some y -> len y = len x.
Proof. intro H. apply arr_set_list in H. unfold len. rewrite (list_set_length _ _ _ _ _ H). reflexivity. Qed.
Ltac keeps E := unfold small; cbn; rewrite ?(arr_set_len _ _ _ _ E); tauto.
Lemma arr_get_in {A} (x : Arr.t A) i a : arr_get x i = Some a -> In a (Arr.to_list x).
Proof. rewrite arr_get_nth. apply nth_error_In. Qed.

(* ---- references in arrays ---- *)
Lemma refs_ok_get s t x i r : refs_ok s t x -> arr_get x i = Some r -> ref_ok s t r.
Proof. intros H G. apply arr_get_in in G. unfold refs_ok in H. rewrite Forall_forall in H. auto. Qed.
Lemma write_forall {A} (P : A -> Prop) (l : list A) : forall i d l', list_write l i d = Some l' -> Forall P l -> Forall P d -> Forall P l'.
Proof.
  induction l as [|b l IH]; intros [|i] [|a d] l' H L D; simpl in H; try discriminate; try (injection H as <-; assumption);
    inversion L; subst; try (inversion D; subst);
    match type of H with option_map _ ?x = _ => destruct x eqn:E; [|discriminate] end; injection H as <-; constructor; eauto.
Qed.
Lemma set_forall {A} (P : A -> Prop) (l : list A) : forall i a l', list_set l i a = Some l' -> Forall P l -> P a -> Forall P l'.
Proof.
  induction l as [|b l IH]; intros [|i] a l' H L D; simpl in H; try discriminate; inversion L; subst.
  - injection H as <-. constructor; assumption.
  - destruct list_set eqn:E; [|discriminate]. injection H as <-. constructor; eauto.
Qed.
Lemma part_forall {A} (P : A -> Prop) (l : list A) i n : Forall P l -> Forall P (part l i n).
Proof.
  intro H. unfold part. rewrite Forall_forall in *. intros a I. apply H.
  assert (J : In a (skipn (nat_of i) l)) by (rewrite <- (firstn_skipn (nat_of n)); apply in_or_app; left; exact I).
  rewrite <- (firstn_skipn (nat_of i)). apply in_or_app; right; exact J.
Qed.
Lemma replaced_forall {A} (P : A -> Prop) (l : list A) i d l' : replaced l i d = Some l' -> Forall P l -> Forall P d -> Forall P l'.
Proof. unfold replaced. destruct d; [intros H; injection H as <-; auto|apply write_forall]. Qed.
Lemma repeat_forall {A} (P : A -> Prop) a n : P a -> Forall P (repeat a n).
Proof. intro H. induction n; constructor; auto. Qed.
Lemma refs_ok_set s t x i r y : refs_ok s t x -> arr_set x i r = Some y -> ref_ok s t r -> refs_ok s t y.
Proof. intros H E R. apply arr_set_list in E. eapply set_forall; eauto. Qed.
Lemma refs_ok_fill s t x i r n y : refs_ok s t x -> ArrBulk.fill x i r n = Some y -> ref_ok s t r -> refs_ok s t y.
Proof.
  unfold ArrBulk.fill. destruct ArrBulk.covers; [|discriminate]. destruct replaced eqn:E; [|discriminate]. intros H K R; injection K as <-.
  unfold refs_ok. rewrite Arr.to_of. eapply replaced_forall; eauto using repeat_forall.
Qed.
Lemma refs_ok_copy s t x i z j n y : refs_ok s t x -> refs_ok s t z -> ArrBulk.copy x i z j n = Some y -> refs_ok s t y.
Proof.
  unfold ArrBulk.copy. destruct (_ && _); [|discriminate]. destruct replaced eqn:E; [|discriminate]. intros H R K; injection K as <-.
  unfold refs_ok. rewrite Arr.to_of. eapply replaced_forall; eauto using @part_forall.
Qed.
Lemma refs_ok_grow s t tb n r y : refs_ok s t (ti_elems tb) -> grow_table tb n r = Some y -> ref_ok s t r -> refs_ok s t y.
Proof.
  unfold grow_table. destruct (_ && _); [|discriminate]. intros H K R; injection K as <-. unfold refs_ok, ArrBulk.grow. rewrite Arr.to_of.
  apply Forall_app; split; [exact H|]. apply repeat_forall, R.
Qed.

(* ---- stores after a write ---- *)
Lemma store_ok_after s s' : extends s s' -> s_funcs s' = s_funcs s -> s_scripts s' = s_scripts s -> store_ok s ->
  (forall a t, arr_get (s_tables s') a = Some t -> refs_ok s (ti_type t) (ti_elems t)) ->
  (forall a e, arr_get (s_elems s') a = Some e -> refs_ok s (ei_type e) (ei_refs e)) ->
  (forall a g, arr_get (s_globals s') a = Some g -> val_ok s (gi_val g)) -> store_ok s'.
Proof.
  intros X EF ES O T L G. constructor.
  - intros a fi H. rewrite EF in H. apply (so_funcs _ O) in H as F. destruct fi; simpl in *.
    + destruct F as [C [A B]]. eauto using inst_ok_extends.
    + rewrite ES. destruct F as [sc [A B]]. exists sc; split; [exact A|]. eapply Forall_impl; [|exact B]. intro; apply answer_ok_extends, X.
  - intros a t H. eapply refs_ok_extends; eauto.
  - intros a e H. eapply refs_ok_extends; eauto.
  - intros a g H. eapply val_ok_extends; eauto.
Qed.
Lemma set_mem_at_ok s a m m' : store_ok s -> arr_get (s_mems s) a = Some m ->
  exists s', set_mem_at s a m' = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O G. unfold set_mem_at. destruct (arr_set_some _ _ _ m' G) as [l E]. rewrite E. eexists; split; [reflexivity|].
  assert (X : extends s (with_mems s l)).
  { constructor; simpl; eauto; [|keeps E]. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eauto. }
  split; [exact X|]. eapply store_ok_after; eauto; apply O.
Qed.
Lemma set_global_at_ok s a g v : store_ok s -> arr_get (s_globals s) a = Some g -> typeof v = typeof (gi_val g) -> val_ok s v ->
  exists s', set_global_at s a v = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O G T V. unfold set_global_at. rewrite G. destruct (arr_set_some _ _ _ (GI (gi_mut g) v) G) as [l E]. rewrite E.
  eexists; split; [reflexivity|].
  assert (X : extends s (with_globals s l)).
  { constructor; simpl; eauto; [|keeps E]. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eexists; split; [reflexivity|].
    destruct i32_eq_dec as [<-|]; [|reflexivity]. simpl. congruence. }
  split; [exact X|]. eapply store_ok_after; eauto; try apply O.
  intros b g' H. destruct (arr_set_get _ _ _ _ _ _ E H) as [[-> ->]|H']; [exact V|]. eapply (so_globals _ O), H'.
Qed.
Lemma set_elems_at_ok s a t x : store_ok s -> arr_get (s_tables s) a = Some t -> refs_ok s (ti_type t) x ->
  exists s', set_elems_at s a t x = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O G R. unfold set_elems_at. destruct (arr_set_some _ _ _ (TI (ti_type t) (ti_max t) x) G) as [l E]. rewrite E. eexists; split; [reflexivity|].
  assert (X : extends s (with_tables s l)).
  { constructor; simpl; eauto; [|keeps E]. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eexists; split; [reflexivity|].
    destruct i32_eq_dec as [<-|]; [|reflexivity]. simpl. congruence. }
  split; [exact X|]. eapply store_ok_after; eauto; try apply O.
  intros b t' H. destruct (arr_set_get _ _ _ _ _ _ E H) as [[-> ->]|H']; [exact R|]. eapply (so_tables _ O), H'.
Qed.
Lemma set_data_ok s mi y a d d' : store_ok s -> arr_get (mi_datas mi) y = Some a -> arr_get (s_datas s) a = Some d ->
  exists s', set_data s mi y d' = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O A G. unfold set_data. rewrite A. destruct (arr_set_some _ _ _ d' G) as [l E]. rewrite E. eexists; split; [reflexivity|].
  assert (X : extends s (with_datas s l)).
  { constructor; simpl; eauto; [|keeps E]. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eauto. }
  split; [exact X|]. eapply store_ok_after; eauto; apply O.
Qed.
Lemma drop_elem_ok s mi y a e : store_ok s -> arr_get (mi_elems mi) y = Some a -> arr_get (s_elems s) a = Some e ->
  exists s', drop_elem s mi y = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  intros O A G. unfold drop_elem. rewrite A, G. destruct (arr_set_some _ _ _ (EI (ei_type e) (arr_of_list [])) G) as [l E]. rewrite E.
  eexists; split; [reflexivity|].
  assert (X : extends s (with_elems s l)).
  { constructor; simpl; eauto; [|keeps E]. intros j c H. rewrite (arr_set_keeps _ _ _ _ _ _ E H). eexists; split; [reflexivity|].
    destruct i32_eq_dec as [<-|]; [|reflexivity]. simpl. congruence. }
  split; [exact X|]. eapply store_ok_after; eauto; try apply O.
  intros b e' H. destruct (arr_set_get _ _ _ _ _ _ E H) as [[-> ->]|H']; [|eapply (so_elems _ O), H'].
  unfold refs_ok. cbn [ei_refs]. unfold arr_of_list. rewrite Arr.to_of. constructor.
Qed.

(* ---- the host ---- *)
Definition same_host (s s' : store) := s_scripts s' = s_scripts s.
Lemma host_act_ok s h : store_ok s -> act_ok s h -> exists s', host_act s h = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s'.
Proof.
  intros O. assert (R : exists s', Some s = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s') by (exists s; split; [reflexivity|]; split; [apply extends_refl|]; split; [exact O|reflexivity]).
  assert (SM : forall a m m', arr_get (s_mems s) a = Some m -> exists s', set_mem_at s a m' = Some s' /\ extends s s' /\ store_ok s' /\ same_host s s').
  { intros a m m' G. destruct (set_mem_at_ok s a m m' O G) as [s' [E [X Y]]]. exists s'. split; [exact E|]. split; [exact X|]. split; [exact Y|].
    unfold set_mem_at in E. destruct arr_set; [|discriminate]. injection E as <-. reflexivity. }
  destruct h as [a i d|a n|a v|a i r|a n r]; simpl.
  - intros [m G]. rewrite G. destruct MemOps.write; [eapply SM, G|exact R].
  - intros [m G]. rewrite G. destruct grow_mem; [eapply SM, G|exact R].
  - intros [[g [G T]] V]. rewrite G, (proj2 (valtype_eqb_eq _ _) T).
    destruct (set_global_at_ok s a g v O G (eq_sym T) V) as [s' [E [X Y]]]. exists s'. split; [exact E|]. split; [exact X|]. split; [exact Y|].
    unfold set_global_at in E. rewrite G in E. destruct arr_set; [|discriminate]. injection E as <-. reflexivity.
  - intros [t [G K]]. rewrite G, (proj2 (reftype_eqb_eq _ _) (eq_sym (proj1 K))). destruct (arr_set (ti_elems t) i r) as [e|] eqn:E; [|exact R].
    destruct (set_elems_at_ok s a t e O G) as [s' [E' [X Y]]]; [eapply refs_ok_set; eauto; eapply (so_tables _ O), G|].
    exists s'. split; [exact E'|]. split; [exact X|]. split; [exact Y|].
    unfold set_elems_at in E'. destruct (arr_set (s_tables s) a _); [|discriminate]. injection E' as <-. reflexivity.
  - intros [t [G K]]. rewrite G, (proj2 (reftype_eqb_eq _ _) (eq_sym (proj1 K))). destruct (grow_table t n r) as [e|] eqn:E; [|exact R].
    destruct (set_elems_at_ok s a t e O G) as [s' [E' [X Y]]]; [eapply refs_ok_grow; eauto; eapply (so_tables _ O), G|].
    exists s'. split; [exact E'|]. split; [exact X|]. split; [exact Y|].
    unfold set_elems_at in E'. destruct (arr_set (s_tables s) a _); [|discriminate]. injection E' as <-. reflexivity.
Qed.
Lemma host_acts_ok hs : forall s, store_ok s -> Forall (act_ok s) hs ->
  exists s', host_acts s hs = Some s' /\ extends s s' /\ store_ok s'.
Proof.
  induction hs as [|h hs IH]; intros s O A; simpl; [eauto using extends_refl|]. inversion A; subst.
  destruct (host_act_ok s h O H1) as [s1 [-> [X [O1 _]]]]. destruct (IH s1 O1) as [s2 [E [X2 O2]]].
  - eapply Forall_impl; [|exact H2]. intro; apply act_ok_extends, X.
  - exists s2; eauto using extends_trans.
Qed.
Lemma default_ok s t : val_ok s (default t).
Proof. destruct t; exact I. Qed.
Lemma host_call_ok s a ft h args : store_ok s -> arr_get (s_funcs s) a = Some (FHost ft h) ->
  match host_call s ft h args with
  | HVals s' rs => extends s s' /\ store_ok s' /\ map typeof rs = ft_results ft /\ Forall (val_ok s') rs
  | HTrapped s' => extends s s' /\ store_ok s'
  | HBad => False
  end.
Proof.
  intros O G. destruct (so_funcs _ O _ _ G) as [script [E A]]. unfold host_call. rewrite E.
  set (x := match script with [] => _ | a :: rest => (a, rest) end).
  assert (Hx : answer_ok s ft (fst x) /\ forall y, In y (snd x) -> In y script).
  { subst x. destruct A as [|y l Hy Hl]; simpl; split; auto. split; [constructor|]. simpl. intros vs F; injection F as <-. split.
    - rewrite map_map. rewrite <- (map_id (ft_results ft)) at 2. apply map_ext. intros []; reflexivity.
    - apply Forall_map, Forall_forall. intros; apply default_ok. }
  destruct x as [ans rest]; simpl in Hx. destruct Hx as [Hans Hrest].
  destruct (arr_set_some _ _ _ rest E) as [sc Es]. rewrite Es.
  set (s1 := with_host s sc (HC h args :: s_trace s)).
  assert (X1 : extends s s1) by (constructor; simpl; eauto; keeps Es).
  assert (O1 : store_ok s1).
  { constructor.
    - intros b fi H. apply (so_funcs _ O) in H as K. destruct fi as [|ft' h']; simpl in *.
      + destruct K as [C [K1 K2]]. eauto using inst_ok_extends.
      + destruct K as [sc' [K1 K2]]. rewrite (arr_set_keeps _ _ _ _ _ _ Es K1). eexists; split; [reflexivity|].
        assert (K3 : Forall (answer_ok s1 ft') sc') by (eapply Forall_impl; [|exact K2]; intro; apply answer_ok_extends, X1).
        destruct i32_eq_dec as [<-|N]; [|exact K3]. assert (sc' = script) as -> by congruence.
        rewrite Forall_forall in *. auto.
    - intros b t H. eapply refs_ok_extends; [exact X1|]. eapply (so_tables _ O), H.
    - intros b t H. eapply refs_ok_extends; [exact X1|]. eapply (so_elems _ O), H.
    - intros b t H. eapply val_ok_extends; [exact X1|]. eapply (so_globals _ O), H. }
  destruct Hans as [Hacts Hres]. destruct (host_acts_ok (ha_acts ans) s1 O1) as [s2 [E2 [X2 O2]]].
  { eapply Forall_impl; [|exact Hacts]. intro; apply act_ok_extends, X1. }
  assert (X : extends s s2) by (eapply extends_trans; eauto).
  rewrite E2. destruct (ha_result ans) as [vs|]; [|split; assumption]. destruct (Hres _ eq_refl) as [R1 R2].
  rewrite (proj2 (types_eqb_eq _ _) R1). split; [exact X|]. split; [exact O2|]. split; [exact R1|]. eapply vals_ok_extends; eauto.
Qed.

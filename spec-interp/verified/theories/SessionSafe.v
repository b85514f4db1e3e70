(* T3 for sessions: instantiating a validated module in a well-formed store leaves one, and no action is ever stuck. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Bulk BulkTables Interp Sound Module Session Typing Check CheckCorrect StoreOk Safe.
Import ListNotations.

(* ---- arrays that grow ---- *)
Lemma get_of_list A (l : list A) i : arr_get (arr_of_list l) i = nth_error l (nat_of i).
Proof. unfold arr_of_list. rewrite arr_get_nat, Arr.to_of. reflexivity. Qed.
Lemma get_app A (x : Arr.t A) l i : arr_get (arr_app x l) i = nth_error (Arr.to_list x ++ l) (nat_of i).
Proof. unfold arr_app. rewrite arr_get_nat, Arr.to_of. reflexivity. Qed.
Lemma get_app_old A (x : Arr.t A) l i a : arr_get x i = Some a -> arr_get (arr_app x l) i = Some a.
Proof.
  rewrite get_app, arr_get_nat. intro H. rewrite nth_error_app1; [exact H|]. apply nth_error_Some. congruence.
Qed.
Lemma get_app_inv A (x : Arr.t A) l i a : arr_get (arr_app x l) i = Some a -> arr_get x i = Some a \/ In a l.
Proof.
  rewrite get_app, arr_get_nat. intro H. destruct (Nat.lt_ge_cases (nat_of i) (length (Arr.to_list x))) as [L|L].
  - rewrite nth_error_app1 in H by exact L. auto.
  - rewrite nth_error_app2 in H by exact L. right. eapply nth_error_In, H.
Qed.
Lemma len_app A (x : Arr.t A) l : len (arr_app x l) = (len x + Z.of_nat (length l))%Z.
Proof. unfold len, arr_app. rewrite Arr.to_of, app_length, Nat2Z.inj_add. reflexivity. Qed.
Lemma room_from_spec B (l : list B) : forall n, room_from n l = true -> (I32.to_Z n + Z.of_nat (length l) < 2 ^ 32)%Z.
Proof.
  induction l as [|b l IH]; intros n H; cbn [room_from length] in *; [pose proof (to_Z_range n); lia|].
  apply andb_prop in H as [H1 H2]. apply IH in H2. apply negb_true_iff in H1. unfold I32ops.eq, I32ops.test2, IntSpec.ieq in H1.
  apply Z.eqb_neq in H1. unfold i32_minus_one in H1. rewrite to_of32 in H1. change ((-1) mod 2 ^ 32)%Z with (2 ^ 32 - 1)%Z in H1.
  pose proof (to_Z_range n). rewrite to_Z_add, to_Z_one, Z.mod_small in H2 by lia. lia.
Qed.
Lemma arr_len_small A (x : Arr.t A) : (len x < 2 ^ 32)%Z -> I32.to_Z (arr_len x) = len x.
Proof. intro H. unfold arr_len. rewrite to_of32, Z.mod_small; [reflexivity|]. unfold len in *. lia. Qed.
Lemma room_spec A B (x : Arr.t A) (l : list B) : (len x < 2 ^ 32)%Z -> room x l = true -> (len x + Z.of_nat (length l) < 2 ^ 32)%Z.
Proof. intros S R. apply room_from_spec in R. rewrite arr_len_small in R by exact S. exact R. Qed.
Lemma addrs_get A (l : list A) : forall a k, k < length l -> (I32.to_Z a + Z.of_nat (length l) < 2 ^ 32)%Z ->
  exists b, nth_error (addrs_from a l) k = Some b /\ nat_of b = nat_of a + k.
Proof.
  induction l as [|c l IH]; intros a k K R; cbn [length addrs_from] in *; [lia|]. destruct k as [|k].
  - exists a. split; [reflexivity|lia].
  - pose proof (to_Z_range a). assert (E : I32.to_Z (I32ops.add a i32_one) = (I32.to_Z a + 1)%Z) by (rewrite to_Z_add, to_Z_one, Z.mod_small; lia).
    destruct (IH (I32ops.add a i32_one) k) as [b [E1 E2]]; [lia|lia|]. exists b. split; [exact E1|]. rewrite E2. unfold nat_of. rewrite E. lia.
Qed.
Lemma alloc_get A B (x : Arr.t A) (l : list B) (l2 : list A) k a : (len x < 2 ^ 32)%Z -> room x l = true ->
  nth_error l2 k = Some a -> length l = length l2 -> exists b, nth_error (addrs_from (arr_len x) l) k = Some b /\ arr_get (arr_app x l2) b = Some a.
Proof.
  intros S R H L. assert (K : k < length l) by (rewrite L; apply nth_error_Some; congruence).
  pose proof (room_spec _ _ _ _ S R) as R'. rewrite <- (arr_len_small _ _ S) in R'. destruct (addrs_get _ l (arr_len x) k K R') as [b [E1 E2]].
  exists b. split; [exact E1|]. rewrite get_app, E2. assert (N : nat_of (arr_len x) = length (Arr.to_list x)).
  { unfold nat_of. rewrite arr_len_small by exact S. apply Nat2Z.id. }
  rewrite N, nth_error_app2 by lia. rewrite <- H. f_equal. lia.
Qed.
Lemma Forall2_nth A B (P : A -> B -> Prop) l l' : Forall2 P l l' -> forall k a, nth_error l k = Some a -> exists b, nth_error l' k = Some b /\ P a b.
Proof. induction 1 as [|a b l l' H _ IH]; intros [|k] c E; simpl in *; try discriminate; [injection E as <-; eauto|eauto]. Qed.
Lemma Forall2_len A B (P : A -> B -> Prop) l l' : Forall2 P l l' -> length l = length l'.
Proof. induction 1; simpl; congruence. Qed.
(* An index space of an instance: imports, then what the module defines. *)
Lemma space T A B (P : T -> A -> Prop) (x : Arr.t A) imp addrs own (l : list B) l2 i t :
  Forall2 (fun t a => exists v, arr_get x a = Some v /\ P t v) imp addrs -> Forall2 P own l2 -> length l = length own ->
  (len x < 2 ^ 32)%Z -> room x l = true -> arr_get (arr_of_list (imp ++ own)) i = Some t ->
  exists a v, arr_get (arr_of_list (addrs ++ addrs_from (arr_len x) l)) i = Some a /\ arr_get (arr_app x l2) a = Some v /\ P t v.
Proof.
  intros F1 F2 L S R. rewrite get_of_list. intro H. rewrite get_of_list. pose proof (Forall2_len _ _ _ _ _ F1) as N.
  destruct (Nat.lt_ge_cases (nat_of i) (length imp)) as [K|K].
  - rewrite nth_error_app1 in H by exact K. destruct (Forall2_nth _ _ _ _ _ F1 _ _ H) as [a [E [v [G V]]]].
    exists a, v. rewrite nth_error_app1 by lia. repeat split; auto using get_app_old.
  - rewrite nth_error_app2 in H by exact K. destruct (Forall2_nth _ _ _ _ _ F2 _ _ H) as [v [E V]].
    destruct (alloc_get _ _ x l l2 _ _ S R E) as [a [E1 E2]]; [rewrite L; eapply Forall2_len, F2|].
    exists a, v. rewrite nth_error_app2 by lia. rewrite <- N. auto.
Qed.

(* ---- matching imports ---- *)
Lemma imports_match s types : forall i ds vs, bad_import s types i ds vs = None -> Forall2 (fun d v => import_matches s types d v = true) ds vs.
Proof.
  intros i ds; revert i; induction ds as [|d ds IH]; intros i [|v vs] H; cbn [bad_import] in H; try discriminate; [constructor|].
  destruct import_matches eqn:E; [|discriminate]. constructor; eauto.
Qed.
Section Imports.
Variables (s : store) (types : Arr.t functype).
Ltac by_kind := induction 1 as [|d v ds vs M _ IH]; [constructor|]; destruct d, v; cbn [import_matches] in M; try discriminate;
  cbn [flat_map app]; try exact IH.
Lemma match_funcs ds vs : Forall2 (fun d v => import_matches s types d v = true) ds vs ->
  Forall2 (fun x a => exists ft fi, arr_get types x = Some ft /\ arr_get (s_funcs s) a = Some fi /\ functype_of fi = ft)
    (flat_map (fun d => match d with ImpFunc x => [x] | _ => [] end) ds) (funcs_of vs).
Proof.
  by_kind. constructor; [|exact IH]. destruct (arr_get types x) as [ft|]; [|discriminate]. destruct (arr_get (s_funcs s) a) as [fi|]; [|discriminate].
  apply functype_eqb_eq in M. eauto.
Qed.
Lemma match_tables ds vs : Forall2 (fun d v => import_matches s types d v = true) ds vs ->
  Forall2 (fun tb a => exists t, arr_get (s_tables s) a = Some t /\ ti_type t = tt_type tb)
    (flat_map (fun d => match d with ImpTable t => [t] | _ => [] end) ds) (tables_of vs).
Proof.
  by_kind. constructor; [|exact IH]. destruct (arr_get (s_tables s) a) as [tb|]; [|discriminate]. apply andb_prop in M as [M _].
  apply reftype_eqb_eq in M. eauto.
Qed.
Lemma match_mems ds vs : Forall2 (fun d v => import_matches s types d v = true) ds vs ->
  Forall2 (fun (l : limit) a => exists m, arr_get (s_mems s) a = Some m /\ True)
    (flat_map (fun d => match d with ImpMem l => [l] | _ => [] end) ds) (mems_of vs).
Proof. by_kind. constructor; [|exact IH]. destruct (arr_get (s_mems s) a) as [m|]; [|discriminate]. eauto. Qed.
Lemma match_globals ds vs : Forall2 (fun d v => import_matches s types d v = true) ds vs ->
  Forall2 (fun g a => exists gi, arr_get (s_globals s) a = Some gi /\ typeof (gi_val gi) = gt_type g)
    (flat_map (fun d => match d with ImpGlobal g => [g] | _ => [] end) ds) (globals_of vs).
Proof.
  by_kind. constructor; [|exact IH]. destruct (arr_get (s_globals s) a) as [gi|]; [|discriminate]. apply andb_prop in M as [_ M].
  apply valtype_eqb_eq in M. eauto.
Qed.
End Imports.

(* ---- constant expressions ---- *)
Lemma instrs_sub C c ts ts1 ts' : subs ts ts1 -> instrs_ok C c ts1 ts' -> instrs_ok C c ts ts'.
Proof. intros S H. inversion H; subst; [constructor|econstructor; [|eassumption|eassumption]]; eapply subs_trans; eassumption. Qed.
Lemma instrs_app C a b : forall ts mid ts', instrs_ok C a ts mid -> instrs_ok C b mid ts' -> instrs_ok C (a ++ b) ts ts'.
Proof.
  induction a as [|i a IH]; intros ts mid ts' H K; inversion H; subst; simpl; [eapply instrs_sub; eassumption|econstructor; eauto].
Qed.
Lemma const_one C i t1 t2 : instr_const C i -> instr_ok C i t1 t2 -> t1 = [] /\ exists t, t2 = [Some t].
Proof. intros K H. destruct K; inversion H; subst; eauto. Qed.
Lemma const_length C e : forall ts ts', instrs_ok C e ts ts' -> Forall (instr_const C) e -> length ts' = length e + length ts.
Proof.
  induction e as [|i e IH]; intros ts ts' H K; inversion H; subst; [match goal with S : subs _ _ |- _ => apply subs_length in S end; simpl; congruence|].
  inversion K; subst. match goal with O : instr_ok _ _ _ _, D : instr_const _ i |- _ => destruct (const_one _ _ _ _ D O) as [-> [t ->]] end.
  match goal with S : subs _ _ |- _ => apply subs_length in S; rewrite S end. match goal with R : instrs_ok _ e _ _ |- _ => apply IH in R; [|assumption]; rewrite R end.
  simpl. lia.
Qed.
Lemma const_shape C e t : expr_ok_const C e t -> exists i, e = [i] /\ instr_const C i /\ instr_ok C i [] [Some t].
Proof.
  intros [H K]. pose proof (const_length _ _ _ _ H K) as L. destruct e as [|i [|j e]]; simpl in L; try lia. exists i. split; [reflexivity|].
  inversion K as [|? ? D _]; subst. split; [exact D|]. inversion H as [|? ? ? ? t1 t2 base ? S O R]; subst.
  destruct (const_one _ _ _ _ D O) as [-> [u ->]]. inversion R as [? ? ? S2|]; subst. apply subs_length in S. destruct base; [|discriminate S].
  cbn in S2. inversion S2 as [|? ? ? ? U]; subst. destruct U as [U|U]; [discriminate U|]; injection U as ->; exact O.
Qed.
(* What a constant expression yields, when the functions that references may name are those of [Q]. *)
Section Constants.
Variables (fuel : nat) (lim : limits) (s : store) (mi : moduleinst) (C : context) (Q : addr -> Prop).
Definition named (v : val) : Prop := match v with VRef (RFunc a) => Q a | _ => True end.
Hypothesis Hfuncs : forall x ft, arr_get (c_funcs C) x = Some ft -> exists a, arr_get (mi_funcs mi) x = Some a /\ Q a.
Hypothesis Hglobals : forall x g, arr_get (c_globals C) x = Some g ->
  exists a gi, arr_get (mi_globals mi) x = Some a /\ arr_get (s_globals s) a = Some gi /\ typeof (gi_val gi) = gt_type g /\ named (gi_val gi).
Lemma const_eval e t : expr_ok_const C e t ->
  ex fuel (env_of lim mi) e cnt_zero s no_locals [] = OOF \/
  exists n v, ex fuel (env_of lim mi) e cnt_zero s no_locals [] = Nrm n s no_locals [v] /\ typeof v = t /\ named v.
Proof.
  intro H. destruct (const_shape _ _ _ H) as [i [-> [D O]]]. destruct fuel as [|f]; [left; reflexivity|].
  destruct D as [v|x|x u G]; inversion O; subst; cbn [ex e_mi env_of].
  - destruct f as [|f]; [left; reflexivity|right]. cbn [ex]. do 2 eexists. split; [reflexivity|].
    match goal with K : const_type v = Some t |- _ => destruct v as [| | | | |[]]; cbn in K; try discriminate K; injection K as <-; split; reflexivity || exact I end.
  - match goal with K : arr_get (c_funcs C) x = Some _ |- _ => destruct (Hfuncs _ _ K) as [a [E Qa]] end. rewrite E.
    destruct f as [|f]; [left; reflexivity|right]. cbn [ex]. do 2 eexists. split; [reflexivity|]. split; [reflexivity|exact Qa].
  - match goal with K : arr_get (c_globals C) x = Some ?g |- _ => destruct (Hglobals _ _ K) as [a [gi [E1 [E2 [E3 E4]]]]] end. unfold global_of. rewrite E1, E2.
    destruct f as [|f]; [left; reflexivity|right]. cbn [ex]. do 2 eexists. split; [reflexivity|]. split; [congruence|exact E4].
Qed.
Lemma evals_ok es ts : Forall2 (expr_ok_const C) es ts ->
  evals fuel lim mi s es = RanOut \/ exists vs, evals fuel lim mi s es = Ran (s, vs) /\ Forall2 (fun v t => typeof v = t /\ named v) vs ts.
Proof.
  induction 1 as [|e t es ts H _ IH]; cbn [evals]; [right; eexists; split; [reflexivity|constructor]|].
  destruct (const_eval e t H) as [E|[n [v [E V]]]]; rewrite E; [left; reflexivity|].
  destruct IH as [IH|[vs [IH F]]]; rewrite IH; [left; reflexivity|right]. eexists; split; [reflexivity|]. constructor; assumption.
Qed.
Lemma as_refs_ok t vs : Forall2 (fun v u => typeof v = u /\ named v) vs (map (fun _ => RefT t) vs) ->
  exists rs, map_all as_ref vs = Some rs /\ Forall (fun r => reftype_of r = t /\ named (VRef r)) rs.
Proof.
  induction vs as [|v vs IH]; intro H; [eexists; split; [reflexivity|constructor]|]. cbn [map] in H. inversion H; subst.
  match goal with K : typeof v = _ /\ _ |- _ => destruct K as [T1 N1] end. destruct v as [| | | | |r]; try discriminate T1. destruct IH as [rs [E F]]; [assumption|].
  change (map_all as_ref (VRef r :: vs)) with (match map_all as_ref vs with Some bs => Some (r :: bs) | None => None end). rewrite E. eexists; split; [reflexivity|]. constructor; [|exact F]. split; [injection T1 as ->; reflexivity|exact N1].
Qed.
Lemma elem_refs_ok es : Forall (fun e => Forall (fun i => expr_ok_const C i (RefT (el_type e))) (el_init e)) es ->
  elem_refs fuel lim mi s es = RanOut \/ exists l, elem_refs fuel lim mi s es = Ran (s, l) /\
    Forall2 (fun e rs => Forall (fun r => reftype_of r = el_type e /\ named (VRef r)) rs) es l.
Proof.
  induction 1 as [|e es H _ IH]; cbn [elem_refs]; [right; eexists; split; [reflexivity|constructor]|].
  assert (H' : Forall2 (expr_ok_const C) (el_init e) (map (fun _ => RefT (el_type e)) (el_init e))) by (induction H; constructor; assumption).
  destruct (evals_ok _ _ H') as [E|[vs [E F]]]; rewrite E; [left; reflexivity|].
  assert (F' : Forall2 (fun v u => typeof v = u /\ named v) vs (map (fun _ => RefT (el_type e)) vs)).
  { revert F. clear. generalize (el_init e) as l. induction vs as [|v vs IH]; intros [|x l] F; inversion F; subst; cbn [map]; constructor; eauto. }
  destruct (as_refs_ok _ _ F') as [rs [E2 F2]]. rewrite E2. destruct IH as [IH|[l [IH G]]]; rewrite IH; [left; reflexivity|right].
  eexists; split; [reflexivity|]. constructor; assumption.
Qed.
End Constants.

(* ---- segments as code ---- *)
Lemma offset_ok C C' e t : expr_ok_const C' e t -> (forall x g, arr_get (c_globals C') x = Some g -> arr_get (c_globals C) x = Some g) ->
  is_ref t = false -> instrs_ok C e [] [Some t].
Proof.
  intros H G N. destruct (const_shape _ _ _ H) as [i [-> [D O]]].
  assert (O' : instr_ok C i [] [Some t]).
  { destruct D; inversion O; subst; [constructor; assumption|discriminate N|constructor; auto]. }
  eapply (Instrs_ok__seq C i [] [] [] [Some t] []); [constructor|exact O'|]. constructor. apply subs_refl.
Qed.
Lemma seq_const C c k r ts : instrs_ok C r (Some I32T :: ts) c -> instrs_ok C (Const (VI32 k) :: r) ts c.
Proof. intro H. eapply (Instrs_ok__seq C _ _ _ [] [Some I32T] ts); [apply subs_refl|constructor; reflexivity|exact H]. Qed.
Definition three := [Some I32T; Some I32T; Some I32T].
Lemma seq_three C i c r ts : instr_ok C i three [] -> instrs_ok C r ts c -> instrs_ok C (i :: r) (three ++ ts) c.
Proof. intros O H. eapply (Instrs_ok__seq C _ _ _ three [] ts); [apply subs_refl|exact O|exact H]. Qed.
Lemma seq_nothing C i c r ts : instr_ok C i [] [] -> instrs_ok C r ts c -> instrs_ok C (i :: r) ts c.
Proof. intros O H. eapply (Instrs_ok__seq C _ _ _ [] [] ts); [apply subs_refl|exact O|exact H]. Qed.
Lemma instrs_nil C ts : instrs_ok C [] ts ts.
Proof. constructor. apply subs_refl. Qed.
Lemma next_index A (pre : list A) a l y : (Z.of_nat (length (pre ++ a :: l)) < 2 ^ 32)%Z -> nat_of y = length pre ->
  nat_of (I32ops.add y i32_one) = length (pre ++ [a]).
Proof.
  intros S N. rewrite app_length in *. cbn [length] in *. pose proof (to_Z_range y). unfold nat_of in *. rewrite to_Z_add, to_Z_one, Z.mod_small by lia. lia.
Qed.
Section Segments.
Variables (C C' : context).
Hypothesis Hglobals : forall x g, arr_get (c_globals C') x = Some g -> arr_get (c_globals C) x = Some g.
Lemma run_elems_ok all : c_elems C = arr_of_list (map el_type all) -> (Z.of_nat (length all) < 2 ^ 32)%Z -> forall es pre y, pre ++ es = all -> nat_of y = length pre ->
  Forall (elem_ok C C') es -> instrs_ok C (run_elems y es) [] [].
Proof.
  intros HC S. induction es as [|e es IH]; intros pre y E N F; cbn [run_elems]; [apply instrs_nil|]. inversion F as [|? ? [_ M] F']; subst.
  assert (K : arr_get (c_elems C) y = Some (el_type e)).
  { rewrite HC, get_of_list, N, map_app, nth_error_app2; rewrite map_length; [|lia]. rewrite Nat.sub_diag. reflexivity. }
  eapply instrs_app; [|apply (IH (pre ++ [e])); [rewrite <- app_assoc; reflexivity|eapply next_index; eauto|exact F']].
  unfold run_elem. destruct (el_mode e) as [|x offset|].
  - apply instrs_nil.
  - destruct M as [[tb [T1 T2]] O]. eapply instrs_app; [eapply offset_ok; eauto|]. do 2 apply seq_const. apply (seq_three C _ _ _ []); [|].
    + econstructor; eauto.
    + apply seq_nothing; [econstructor; eauto|apply instrs_nil].
  - apply seq_nothing; [econstructor; eauto|apply instrs_nil].
Qed.
Lemma run_datas_ok all : c_datas C = arr_of_list (map (fun _ => tt) all) -> (Z.of_nat (length all) < 2 ^ 32)%Z -> forall ds pre y, pre ++ ds = all -> nat_of y = length pre ->
  Forall (data_ok C C') ds -> instrs_ok C (run_datas y ds) [] [].
Proof.
  intros HC S. induction ds as [|d ds IH]; intros pre y E N F; cbn [run_datas]; [apply instrs_nil|]. inversion F as [|? ? M F']; subst.
  assert (K : arr_get (c_datas C) y = Some tt).
  { rewrite HC, get_of_list, N, map_app, nth_error_app2; rewrite map_length; [|lia]. rewrite Nat.sub_diag. reflexivity. }
  eapply instrs_app; [|apply (IH (pre ++ [d])); [rewrite <- app_assoc; reflexivity|eapply next_index; eauto|exact F']].
  unfold run_data. unfold data_ok in M. destruct (da_mode d) as [|x offset|].
  - apply instrs_nil.
  - destruct M as [[l T1] O]. eapply instrs_app; [eapply offset_ok; eauto|]. do 2 apply seq_const. apply (seq_three C _ _ _ []); [|].
    + econstructor; eauto.
    + apply seq_nothing; [econstructor; eauto|apply instrs_nil].
  - apply instrs_nil.
Qed.
End Segments.

(* ---- allocation ---- *)
Lemma map_all_forall2 A B (f : A -> option B) l : forall l', map_all f l = Some l' -> Forall2 (fun a b => f a = Some b) l l'.
Proof.
  induction l as [|a l IH]; intros l' H; cbn [map_all] in H; [injection H as <-; constructor|].
  destruct (f a) eqn:E; [|discriminate]. destruct (map_all f l) eqn:F; [|discriminate]. injection H as <-. constructor; auto.
Qed.
Lemma map_all_some A B (f : A -> option B) l : Forall (fun a => exists b, f a = Some b) l -> exists l', map_all f l = Some l'.
Proof. induction 1 as [|a l [b E] _ [l' IH]]; cbn [map_all]; [eauto|]. rewrite E, IH. eauto. Qed.
Lemma funcs_typed (s : store) (types : Arr.t functype) l f1 xs : Forall2 (fun x ft => arr_get types x = Some ft) l f1 ->
  Forall2 (fun x a => exists ft fi, arr_get types x = Some ft /\ arr_get (s_funcs s) a = Some fi /\ functype_of fi = ft) l xs ->
  Forall2 (fun ft a => exists fi, arr_get (s_funcs s) a = Some fi /\ functype_of fi = ft) f1 xs.
Proof.
  intro H. revert xs. induction H as [|x ft l f1 E _ IH]; intros xs K; inversion K; subst; constructor; auto.
  match goal with W : exists _ _, _ |- _ => destruct W as [ft' [fi [E1 [E2 E3]]]] end. exists fi. split; congruence.
Qed.
Lemma alloc_funcs (types : Arr.t functype) mi fns : mi_types mi = types -> forall f2, Forall2 (fun x ft => arr_get types x = Some ft) (map fst fns) f2 ->
  exists fs, map_all (fun f => match arr_get (mi_types mi) (fst f) with Some ft => Some (FWasm ft mi (snd f)) | None => None end) fns = Some fs /\
    Forall2 (fun ft fi => functype_of fi = ft) f2 fs /\
    forall fi, In fi fs -> exists f ft, In f fns /\ arr_get types (fst f) = Some ft /\ fi = FWasm ft mi (snd f).
Proof.
  intros ->. induction fns as [|f fns IH]; intros f2 H; cbn [map] in H; inversion H as [|? ft ? f2' E H']; subst; cbn [map_all].
  - exists []. split; [reflexivity|]. split; [constructor|contradiction].
  - rewrite E. destruct (IH _ H') as [fs [E1 [E2 E3]]]. rewrite E1. eexists; split; [reflexivity|]. split; [constructor; [reflexivity|exact E2]|].
    intros fi [<-|I]; [exists f, ft; simpl; auto|]. destruct (E3 fi I) as [f' [ft' [I' [G ->]]]]. exists f', ft'. simpl; auto.
Qed.
Lemma alloc_globals Q gs : forall vals, Forall2 (fun v t => typeof v = t /\ named Q v) vals (map (fun g : globaltype * list instr => gt_type (fst g)) gs) ->
  let l := map (fun gv : (globaltype * list instr) * val => GI (gt_mut (fst (fst gv))) (snd gv)) (combine gs vals) in
  Forall2 (fun g gi => typeof (gi_val gi) = gt_type g) (map fst gs) l /\ forall gi, In gi l -> named Q (gi_val gi).
Proof.
  induction gs as [|g gs IH]; intros vals H; inversion H as [|v ? vals' ? [T N] H']; subst; cbn; [split; [constructor|contradiction]|].
  destruct (IH _ H') as [A B]. split; [constructor; [exact T|exact A]|]. intros gi [<-|I]; [exact N|auto].
Qed.
Lemma alloc_elems Q es : forall refs, Forall2 (fun e rs => Forall (fun r => reftype_of r = el_type e /\ named Q (VRef r)) rs) es refs ->
  let l := map (fun er => new_elem (fst er) (snd er)) (combine es refs) in
  Forall2 (fun t e => ei_type e = t) (map el_type es) l /\
  forall e, In e l -> Forall (fun r => reftype_of r = ei_type e /\ named Q (VRef r)) (Arr.to_list (ei_refs e)).
Proof.
  induction es as [|e es IH]; intros refs H; inversion H as [|? rs ? refs' F H']; subst; cbn; [split; [constructor|contradiction]|].
  destruct (IH _ H') as [A B]. split; [constructor; [reflexivity|exact A]|]. intros x [<-|I]; [|auto]. cbn. unfold arr_of_list. rewrite Arr.to_of. exact F.
Qed.
Lemma Forall2_map_r A B (P : A -> B -> Prop) (f : A -> B) l : (forall a, P a (f a)) -> Forall2 P l (map f l).
Proof. intro H. induction l; constructor; auto. Qed.
Lemma Forall_Forall2 A B (P : A -> Prop) (R : B -> valtype -> Prop) (f : A -> B) (g : A -> valtype) l :
  (forall a, P a -> R (f a) (g a)) -> Forall P l -> Forall2 R (map f l) (map g l).
Proof. intros H. induction 1; constructor; auto. Qed.
(* A store that is an old one with something added. *)
Lemma store_ok_grown s s' : extends s s' -> store_ok s ->
  (forall h sc, arr_get (s_scripts s) h = Some sc -> arr_get (s_scripts s') h = Some sc) ->
  (forall a fi, arr_get (s_funcs s') a = Some fi -> arr_get (s_funcs s) a = Some fi \/ funcinst_ok s' fi) ->
  (forall a t, arr_get (s_tables s') a = Some t -> arr_get (s_tables s) a = Some t \/ refs_ok s' (ti_type t) (ti_elems t)) ->
  (forall a e, arr_get (s_elems s') a = Some e -> arr_get (s_elems s) a = Some e \/ refs_ok s' (ei_type e) (ei_refs e)) ->
  (forall a g, arr_get (s_globals s') a = Some g -> arr_get (s_globals s) a = Some g \/ val_ok s' (gi_val g)) -> store_ok s'.
Proof.
  intros X O HS HF HT HE HG. constructor.
  - intros a fi H. destruct (HF _ _ H) as [H'|H']; [|exact H']. apply (so_funcs _ O) in H'. destruct fi; simpl in *.
    + destruct H' as [C [A B]]. eauto using inst_ok_extends.
    + destruct H' as [sc [A B]]. exists sc; split; [apply HS, A|]. eapply Forall_impl; [|exact B]. intro; apply answer_ok_extends, X.
  - intros a t H. destruct (HT _ _ H) as [H'|H']; [|exact H']. eapply refs_ok_extends; [exact X|]. eapply (so_tables _ O), H'.
  - intros a t H. destruct (HE _ _ H) as [H'|H']; [|exact H']. eapply refs_ok_extends; [exact X|]. eapply (so_elems _ O), H'.
  - intros a t H. destruct (HG _ _ H) as [H'|H']; [|exact H']. eapply val_ok_extends; [exact X|]. eapply (so_globals _ O), H'.
Qed.
Lemma new_table_ok s t r : reftype_of r = tt_type t -> val_ok s (VRef r) -> refs_ok s (ti_type (new_table t r)) (ti_elems (new_table t r)).
Proof. intros E V. unfold refs_ok, new_table, arr_make. cbn [ti_type ti_elems]. rewrite Arr.to_of. apply repeat_forall. split; assumption. Qed.

(* ---- instantiation ---- *)
Lemma no_locals_ok s C lo : c_locals C = arr_of_list [] -> locals_ok s C lo.
Proof. intros E x t H. rewrite E, arr_get_empty in H. discriminate. Qed.
Lemma exports_ok s mi C ds : inst_ok s mi C -> Forall (export_ok C) ds -> exists exps, map_all (export_of mi) ds = Some exps.
Proof.
  intros IN H. apply map_all_some. eapply Forall_impl; [|exact H]. intros d K. destruct d as [x|x|x|x]; destruct K as [t K]; cbn [export_of].
  - destruct (io_funcs _ _ _ IN _ _ K) as [a [fi [E _]]]. rewrite E. eauto.
  - destruct (io_tables _ _ _ IN _ _ K) as [a [fi [E _]]]. rewrite E. eauto.
  - destruct (io_mems _ _ _ IN _ _ K) as [a [fi [E _]]]. rewrite E. eauto.
  - destruct (io_globals _ _ _ IN _ _ K) as [a [fi [E _]]]. rewrite E. eauto.
Qed.
Lemma call_ok fuel lim s mi C lo a fi args : store_ok s -> inst_ok s mi C -> c_locals C = arr_of_list [] -> c_labels C = [] -> c_return C = None ->
  arr_get (s_funcs s) a = Some fi -> map typeof args = ft_params (functype_of fi) -> Forall (val_ok s) args ->
  match call fuel lim mi lo s a args with
  | Ran (s', _, _) => extends s s' /\ store_ok s'
  | RanOut => True
  | RanStuck => False
  end.
Proof.
  intros O IN L1 L2 L3 F T VA. unfold call. rewrite rev_append_rev, app_nil_r.
  assert (S : safe s C $(rev (ft_results (functype_of fi))) (ex fuel (env_of lim mi) [CALL_ADDR a I32ops.zero] cnt_zero s lo (rev args))).
  { apply ex_safe; [exact O|exact IN|apply no_locals_ok, L1|apply Forall_rev, VA|].
    right. exists a, I32ops.zero, [], fi, []. rewrite !app_nil_r. repeat split; [exact F| |constructor; apply subs_refl].
    unfold tys. rewrite map_rev, T. reflexivity. }
  destruct ex as [n s' lo' vs|l n s' lo' vs|n s' vs|k n s' w|x n s' w| |]; cbn [safe] in S; auto.
  - tauto.
  - destruct S as [_ [_ [_ [_ [us [rest [E _]]]]]]]. rewrite L2 in E. destruct l; discriminate.
  - destruct S as [_ [_ [_ [us [rest [E _]]]]]]. congruence.
Qed.
Theorem instantiate_safe fuel lim s m id exts : store_ok s -> small s -> module_ok m -> rooms s m = true ->
  bad_import s (arr_of_list (m_types m)) I32ops.zero (m_imports m) exts = None ->
  match instantiate fuel lim s m id exts with
  | Ran (s', mi, _, _) => extends s s' /\ store_ok s' /\ exists exps, map_all (export_of mi) (m_exports m) = Some exps
  | RanOut => True
  | RanStuck => False
  end.
Proof.
  intros O SM [funcs [Ef [A1 [A2 [A3 [A4 [A5 [A6 [A7 [A8 [A9 A10]]]]]]]]]]] RM BI.
  set (C := context_of m funcs) in *. set (C' := constant_context m funcs) in *. set (types := arr_of_list (m_types m)) in *.
  unfold rooms in RM. repeat match goal with H : _ && _ = true |- _ => apply andb_prop in H as [H ?] end.
  rename RM into R1. rename H3 into R2. rename H2 into R3. rename H1 into R4. rename H0 into R5. rename H into R6.
  destruct SM as [S1 [S2 [S3 [S4 [S5 [S6 S7]]]]]].
  pose proof (imports_match _ _ _ _ _ BI) as M. apply map_all_forall2 in Ef.
  apply Forall2_app_inv_l in Ef as [f1 [f2 [Ef1 [Ef2 ->]]]].
  pose proof (funcs_typed s types _ _ _ Ef1 (match_funcs _ _ _ _ M)) as MF.
  pose proof (match_tables _ _ _ _ M) as MT. pose proof (match_mems _ _ _ _ M) as MM. pose proof (match_globals _ _ _ _ M) as MG.
  unfold instantiate. set (mi0 := initial_instance s m id exts). set (mi := new_instance s m id exts).
  destruct (alloc_funcs types mi (m_funcs m) eq_refl f2 Ef2) as [fs [Efs [Tfs Ifs]]].
  assert (Lfs : length (m_funcs m) = length f2) by (apply Forall2_len in Ef2; rewrite map_length in Ef2; exact Ef2).
  set (Q := fun a => exists fi, arr_get (arr_app (s_funcs s) fs) a = Some fi).
  assert (SF : forall x ft, arr_get (c_funcs C) x = Some ft -> exists a fi, arr_get (mi_funcs mi) x = Some a /\ arr_get (arr_app (s_funcs s) fs) a = Some fi /\ functype_of fi = ft).
  { intros x ft G. exact (space _ _ _ (fun ft fi => functype_of fi = ft) (s_funcs s) f1 (funcs_of exts) f2 (m_funcs m) fs x ft MF Tfs Lfs S1 R1 G). }
  assert (HF : forall x ft, arr_get (c_funcs C') x = Some ft -> exists a, arr_get (mi_funcs mi0) x = Some a /\ Q a).
  { intros x ft G. destruct (SF x ft G) as [a [fi [E1 [E2 _]]]]. exists a. split; [exact E1|]. exists fi. exact E2. }
  assert (HG : forall x g, arr_get (c_globals C') x = Some g -> exists a gi, arr_get (mi_globals mi0) x = Some a /\
    arr_get (s_globals s) a = Some gi /\ typeof (gi_val gi) = gt_type g /\ named Q (gi_val gi)).
  { intros x g G. unfold C', constant_context in G. cbn [c_globals] in G. rewrite get_of_list in G.
    destruct (Forall2_nth _ _ _ _ _ MG _ _ G) as [a [E1 [gi [E2 E3]]]]. exists a, gi. unfold mi0, initial_instance. cbn [mi_globals].
    rewrite get_of_list. repeat split; auto. pose proof (so_globals _ O _ _ E2) as VG. destruct (gi_val gi) as [| | | | |[]]; try exact I.
    destruct VG as [fi VG]. exists fi. apply get_app_old, VG. }
  assert (TG : Forall2 (expr_ok_const C') (map snd (m_globals m)) (map (fun g => gt_type (fst g)) (m_globals m))).
  { eapply (Forall_Forall2 _ _ (fun g => expr_ok_const C' (snd g) (gt_type (fst g)))); [intros a H; exact H|exact A5]. }
  destruct (evals_ok fuel lim s mi0 C' Q HF HG _ _ TG) as [E|[vals [E TV]]]; rewrite E; [exact I|].
  assert (TE : Forall (fun e => Forall (fun i => expr_ok_const C' i (RefT (el_type e))) (el_init e)) (m_elems m)).
  { eapply Forall_impl; [|exact A6]. intros e [H _]. exact H. }
  destruct (elem_refs_ok fuel lim s mi0 C' Q HF HG _ TE) as [E'|[refs [E' TR]]]; rewrite E'; [exact I|].
  fold mi. unfold alloc_module. rewrite Efs. set (s3 := St _ _ _ _ _ _ _ _).
  destruct (alloc_globals Q (m_globals m) vals TV) as [GT GN]. destruct (alloc_elems Q (m_elems m) refs TR) as [ET EN].
  set (gl := map _ (combine (m_globals m) vals)) in *. set (el := map _ (combine (m_elems m) refs)) in *.
  assert (Lg : length (m_globals m) = length gl) by (apply Forall2_len in GT; rewrite map_length in GT; exact GT).
  assert (Le : length (m_elems m) = length el) by (apply Forall2_len in ET; rewrite map_length in ET; exact ET).
  assert (Lf : length (m_funcs m) = length fs) by (rewrite Lfs; eapply Forall2_len, Tfs).
  assert (X : extends s s3).
  { constructor; unfold s3; cbn; eauto using get_app_old.
    intros _. unfold small. cbn. rewrite !len_app, ?map_length, <- ?Lg, <- ?Le, <- ?Lf.
    pose proof (room_spec _ _ _ _ S1 R1). pose proof (room_spec _ _ _ _ S2 R2). pose proof (room_spec _ _ _ _ S3 R3).
    pose proof (room_spec _ _ _ _ S4 R4). pose proof (room_spec _ _ _ _ S5 R5). pose proof (room_spec _ _ _ _ S6 R6). repeat split; assumption. }
  assert (NV : forall v, named Q v -> val_ok s3 v) by (intros v N; exact N).
  assert (IN : inst_ok s3 mi C).
  { constructor.
    - reflexivity.
    - exact SF.
    - intros x tb G. refine (space _ _ _ (fun tb t => ti_type t = tt_type tb) (s_tables s) (imported_tables m) (tables_of exts) (m_tables m) (m_tables m) _ x tb MT _ eq_refl S2 R2 G).
      apply Forall2_map_r. reflexivity.
    - intros x l G. destruct (space _ _ _ (fun _ _ => True) (s_mems s) (imported_mems m) (mems_of exts) (m_mems m) (m_mems m) (map new_mem (m_mems m)) x l MM) as [a [v [G1 [G2 _]]]]; eauto.
      apply Forall2_map_r. trivial.
    - intros x g G. refine (space _ _ _ (fun g gi => typeof (gi_val gi) = gt_type g) (s_globals s) (imported_globals m) (globals_of exts) (map fst (m_globals m)) (m_globals m) gl x g MG GT _ S4 R4 G).
      rewrite map_length. reflexivity.
    - intros y t G. refine (space _ _ _ (fun t e => ei_type e = t) (s_elems s) [] [] (map el_type (m_elems m)) (m_elems m) el y t _ ET _ S5 R5 G); [constructor|].
      rewrite map_length. reflexivity.
    - intros y u G. destruct (space _ _ _ (fun _ _ => True) (s_datas s) [] [] (map (fun _ => tt) (m_datas m)) (m_datas m) (map da_init (m_datas m)) y u) as [a [v [G1 [G2 _]]]]; eauto.
      + clear. induction (m_datas m); constructor; auto.
      + rewrite map_length. reflexivity. }
  assert (O3 : store_ok s3).
  { apply (store_ok_grown s s3 X O); unfold s3; cbn.
    - auto.
    - intros a fi G. apply get_app_inv in G as [G|G]; [left; exact G|right]. destruct (Ifs fi G) as [f [ft [I1 [I2 ->]]]].
      rewrite Forall_forall in A2. destruct (A2 f I1) as [ft' [I3 I4]]. fold types in I3. assert (ft' = ft) as -> by congruence. exists C. split; assumption.
    - intros a t G. apply get_app_inv in G as [G|G]; [left; exact G|right]. apply in_map_iff in G as [tb [<- _]]. apply new_table_ok; [reflexivity|exact I].
    - intros a e G. apply get_app_inv in G as [G|G]; [left; exact G|right]. apply EN in G. eapply Forall_impl; [|exact G]. intros r [H1 H2]. split; [exact H1|apply NV, H2].
    - intros a g G. apply get_app_inv in G as [G|G]; [left; exact G|right]. apply NV, GN, G. }
  assert (GC : forall x g, arr_get (c_globals C') x = Some g -> arr_get (c_globals C) x = Some g).
  { intros x g. unfold C, C', context_of, constant_context. cbn [c_globals]. rewrite !get_of_list. intro G. rewrite nth_error_app1; [exact G|].
    apply nth_error_Some. congruence. }
  assert (TY : instrs_ok C (run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m)) [] []).
  { assert (Z0 : nat_of I32ops.zero = 0) by (unfold nat_of; rewrite to_Z_zero; reflexivity).
    pose proof (room_spec _ _ _ _ S5 R5) as B5. pose proof (room_spec _ _ _ _ S6 R6) as B6. unfold len in B5, B6.
    eapply instrs_app; [eapply (run_elems_ok C C' GC (m_elems m)) with (pre := []); eauto; lia|eapply (run_datas_ok C C' GC (m_datas m)) with (pre := []); eauto; lia]. }
  pose proof (ex_safe fuel (free_env lim mi) C _ cnt_zero s3 no_locals [] [] O3 IN (no_locals_ok s3 C no_locals eq_refl) (Forall_nil _) (or_introl TY)) as SA.
  destruct ex as [n s4 lo vs|l n s4 lo vs|n s4 vs|k n s4 w|x n s4 w| |]; cbn [safe] in SA; auto.
  - destruct SA as [X4 [O4 [_ [_ T4]]]]. destruct vs as [|v vs]; [|discriminate T4]. assert (X' : extends s s4) by (eapply extends_trans; eauto).
    pose proof (inst_ok_extends _ _ _ _ X4 IN) as IN4. pose proof (exports_ok _ _ _ _ IN4 A9) as EX.
    destruct (m_start m) as [x|] eqn:ST; [|auto]. pose proof (A8 x eq_refl) as GS. destruct (io_funcs _ _ _ IN4 _ _ GS) as [a [fi [E1 [E2 E3]]]]. rewrite E1.
    pose proof (call_ok fuel lim s4 mi C lo a fi [] O4 IN4 eq_refl eq_refl eq_refl E2) as CO. rewrite E3 in CO. specialize (CO eq_refl (Forall_nil _)).
    destruct call as [[[s5 r5] d5]| |]; auto. destruct CO as [X5 O5]. eauto using extends_trans.
  - destruct SA as [_ [_ [_ [_ [us [rest [K _]]]]]]]. destruct l; discriminate.
  - destruct SA as [_ [_ [_ [us [rest [K _]]]]]]. discriminate.
  - destruct SA as [X4 O4]. eauto using extends_trans, exports_ok, inst_ok_extends.
  - destruct SA as [X4 O4]. eauto using extends_trans, exports_ok, inst_ok_extends.
Qed.

(* ---- sessions ---- *)
Definition session_ok (ss : session) : Prop := store_ok (ss_store ss) /\ small (ss_store ss).
(* What the embedder must see to: modules are validated, references that it passes and scripts of the host fit the store. *)
Definition action_ok (s : store) (a : action) : Prop :=
  match a with
  | AInstantiate m _ => validate m = true
  | ACall _ args => Forall (val_ok s) args
  | AHostFunc ft script => Forall (answer_ok s ft) script
  | AHostTable _ r => val_ok s (VRef r)
  | AHostMem _ => True
  | AHostGlobal _ v => val_ok s v
  | AHostAct h => act_ok s h
  end.
Lemma one_more A (x : Arr.t A) (a : A) : (len x < 2 ^ 32)%Z -> room x [tt] = true -> (len (arr_app x [a]) < 2 ^ 32)%Z.
Proof. intros S R. rewrite len_app. apply (room_spec _ _ x [tt] S R). Qed.
Lemma host_object_ok s a s' v : store_ok s -> small s -> action_ok s a -> store_of_host s a = Some (s', v) ->
  (match a with
   | AHostFunc _ _ => room (s_funcs s) [tt] && room (s_scripts s) [tt]
   | AHostGlobal _ _ => room (s_globals s) [tt]
   | AHostTable _ _ => room (s_tables s) [tt]
   | AHostMem _ => room (s_mems s) [tt]
   | _ => true end) = true -> extends s s' /\ store_ok s'.
Proof.
  intros O SM A E R. pose proof SM as [S1 [S2 [S3 [S4 [S5 [S6 S7]]]]]].
  destruct a as [m refs|f args|ft script|tb rr|l|mu v'|h]; cbn [store_of_host] in E; try discriminate; cbn [action_ok] in A.
  - apply andb_prop in R as [R1 R2]. injection E as <- <-.
    match goal with |- extends s ?x /\ _ => assert (X : extends s x) end.
    { constructor; cbn; eauto using get_app_old. intros _. unfold small; cbn. pose proof (one_more _ _ (FHost ft (arr_len (s_scripts s))) S1 R1). pose proof (one_more _ _ script S7 R2). tauto. }
    split; [exact X|]. apply (store_ok_grown _ _ X O); cbn; auto using get_app_old.
    intros a fi G. apply get_app_inv in G as [G|[<-|[]]]; [left; exact G|right]. cbn. exists script. split.
    + destruct (alloc_get _ _ (s_scripts s) [tt] [script] 0 script S7 R2 eq_refl eq_refl) as [b [B1 B2]]. cbn in B1. injection B1 as <-. exact B2.
    + eapply Forall_impl; [|exact A]. intro; apply answer_ok_extends, X.
  - destruct reftype_eqb eqn:T; [|discriminate]. apply reftype_eqb_eq in T. injection E as <- <-.
    match goal with |- extends s ?x /\ _ => assert (X : extends s x) end.
    { constructor; cbn; eauto using get_app_old. intros _. unfold small; cbn. pose proof (one_more _ _ (new_table tb rr) S2 R). tauto. }
    split; [exact X|]. apply (store_ok_grown _ _ X O); cbn; auto.
    intros a t G. apply get_app_inv in G as [G|[<-|[]]]; [left; exact G|right]. apply new_table_ok; [auto|]. eapply val_ok_extends; eauto.
  - injection E as <- <-.
    match goal with |- extends s ?x /\ _ => assert (X : extends s x) end.
    { constructor; cbn; eauto using get_app_old. intros _. unfold small; cbn. pose proof (one_more _ _ (new_mem l) S3 R). tauto. }
    split; [exact X|]. apply (store_ok_grown _ _ X O); cbn; auto.
  - injection E as <- <-.
    match goal with |- extends s ?x /\ _ => assert (X : extends s x) end.
    { constructor; cbn; eauto using get_app_old. intros _. unfold small; cbn. pose proof (one_more _ _ (GI mu v') S4 R). tauto. }
    split; [exact X|]. apply (store_ok_grown _ _ X O); cbn; auto.
    intros a t G. apply get_app_inv in G as [G|[<-|[]]]; [left; exact G|right]. cbn. eapply val_ok_extends; eauto.
Qed.
Lemma no_context_ok s : inst_ok s outside no_context.
Proof. constructor; unfold no_context, outside; cbn; [reflexivity|..]; intros ? ? H; rewrite arr_get_empty in H; discriminate. Qed.

(* No action is stuck, and each leaves a well-formed store. *)
Theorem act_safe fuel lim ss a : session_ok ss -> action_ok (ss_store ss) a ->
  exists ss' r d, act fuel lim ss a = Some (ss', r, d) /\ extends (ss_store ss) (ss_store ss') /\ session_ok ss'.
Proof.
  destruct ss as [s is]. intros [O SM] A. cbn [ss_store] in *. unfold act. cbn [ss_store ss_insts].
  assert (Same : forall r : report, exists ss' r' d, Some (Ses s is, r, no_detail) = Some (ss', r', d) /\ extends s (ss_store ss') /\ session_ok ss').
  { intro r. do 3 eexists. split; [reflexivity|]. split; [apply extends_refl|split; assumption]. }
  assert (New : forall s' is' (r : report) (d : detail), extends s s' /\ store_ok s' -> exists ss' r' d', Some (Ses s' is', r, d) = Some (ss', r', d') /\ extends s (ss_store ss') /\ session_ok ss').
  { intros s' is' r d [X O']. do 3 eexists. split; [reflexivity|]. split; [exact X|]. split; [exact O'|]. apply (ex_small _ _ X SM). }
  assert (Host : (match a with
     | AHostFunc _ _ => room (s_funcs s) [tt] && room (s_scripts s) [tt]
     | AHostGlobal _ _ => room (s_globals s) [tt]
     | AHostTable _ _ => room (s_tables s) [tt]
     | AHostMem _ => room (s_mems s) [tt]
     | _ => true end) = true ->
     exists ss' r d, host_object (Ses s is) a = Some (ss', r, d) /\ extends s (ss_store ss') /\ session_ok ss').
  { intro R. unfold host_object. cbn [ss_store ss_insts]. destruct store_of_host as [[s' v]|] eqn:E; [|apply Same]. apply New. eapply host_object_ok; eauto. }
  destruct a as [m refs|f args|ft script|tb rr|l|mu v|h]; cbn [action_ok] in A.
  - destruct map_all as [exts|]; [|apply Same]. destruct bad_import eqn:BI; [apply Same|]. destruct (_ && rooms s m) eqn:R; [|apply Same].
    apply andb_prop in R as [_ R]. apply validate_ok in A. pose proof (instantiate_safe fuel lim s m (arr_len is) exts O SM A R BI) as H.
    destruct instantiate as [[[[s' mi] r] d]| |]; [|apply Same|contradiction]. destruct H as [X [O' [exps ->]]]. apply New. auto.
  - destruct deref as [[x|x|x|x]|]; try apply Same. destruct arr_get as [fi|] eqn:F; [|apply Same]. destruct types_eqb eqn:T; [|apply Same].
    apply types_eqb_eq in T. pose proof (call_ok fuel lim s outside no_context no_locals x fi args O (no_context_ok s) eq_refl eq_refl eq_refl F T A) as H.
    destruct call as [[[s' r] d]| |]; [|apply Same|contradiction]. apply New, H.
  - destruct (room (s_funcs s) [tt] && room (s_scripts s) [tt]); [|apply Same]. apply Host, eq_refl.
  - destruct (_ && room (s_tables s) [tt]) eqn:R; [|apply Same]. apply andb_prop in R as [_ R]. apply Host, R.
  - destruct (_ && room (s_mems s) [tt]) eqn:R; [|apply Same]. apply andb_prop in R as [_ R]. apply Host, R.
  - destruct (room (s_globals s) [tt]); [|apply Same]. apply Host, eq_refl.
  - destruct (host_act_ok s h O A) as [s' [E [X [O' _]]]]. rewrite E. apply New. auto.
Qed.

(* A whole session: each action fits the store in which it happens. *)
Fixpoint all_ok (fuel : nat) (ss : session) (l : list (limits * action)) : Prop :=
  match l with
  | [] => True
  | (lim, a) :: l => action_ok (ss_store ss) a /\ forall ss' r d, act fuel lim ss a = Some (ss', r, d) -> all_ok fuel ss' l
  end.
Theorem session_safe fuel l : forall ss ss' rs b, session_ok ss -> all_ok fuel ss l -> acts fuel ss l = (ss', rs, b) -> b = true /\ session_ok ss'.
Proof.
  induction l as [|[lim a] l IH]; intros ss ss' rs b O A H; cbn [acts all_ok] in *; [injection H as <- <- <-; auto|].
  destruct A as [A K]. destruct (act_safe fuel lim ss a O A) as [ss1 [r [d [E [_ O1]]]]]. rewrite E in H.
  destruct (acts fuel ss1 l) as [[ss2 rs2] b2] eqn:E2. injection H as <- <- <-. eapply IH; eauto.
Qed.
Lemma empty_session_ok : session_ok empty_session.
Proof.
  unfold empty_session. split; cbn [ss_store].
  - constructor; cbn; intros a x H; rewrite arr_get_empty in H; discriminate.
  - unfold small, len, arr_of_list; cbn. rewrite !Arr.to_of. cbn. repeat split; reflexivity.
Qed.

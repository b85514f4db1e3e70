(* Soundness of the interpreter: what [ex] reports is derivable. *)
From Coq Require Import ZArith List Lia.
From TS Require Import Bits Containers Ops SimdOps BulkOps Syntax Numerics Simd Runtime Step SimdSound Bulk BulkTables Interp.
Import ListNotations.

(* ---- stacks ---- *)
Lemma split_spec n vs acc ts base : split n vs acc = Some (ts, base) -> rev vs ++ acc = rev base ++ ts /\ length ts = n + length acc.
Proof.
  revert vs acc; induction n; intros vs acc H; simpl in H.
  - injection H as <- <-; auto.
  - destruct vs; [discriminate|]. apply IHn in H as [H1 H2]. simpl in *. rewrite <- app_assoc. simpl. split; [auto|lia].
Qed.
Lemma split_spec0 n vs ts base : split n vs [] = Some (ts, base) -> rev vs = rev base ++ ts /\ length ts = n.
Proof. intros H; apply split_spec in H; rewrite app_nil_r in H; simpl in H. rewrite Nat.add_0_r in H; auto. Qed.
Lemma cmap a b : C* (a ++ b) = C* a ++ C* b. Proof. apply map_app. Qed.

(* The configuration of code [c] on stack [vs]. *)
Definition cfg (vs : list val) (c : list instr) := C* (rev vs) ++ c.

(* What an outcome claims of the configuration that it started from. *)
Definition good (mi : moduleinst) s lo e (r : out) : Prop :=
  match r with
  | Nrm _ s' lo' vs => Steps s (Fr lo mi) e s' (Fr lo' mi) (C* (rev vs))
  | Brk l _ s' lo' vs => exists pre rest, Steps s (Fr lo mi) e s' (Fr lo' mi) (C* (pre ++ rev vs) ++ [Br l] ++ rest)
  | Ret _ s' vs => exists lo' pre rest, Steps s (Fr lo mi) e s' (Fr lo' mi) (C* (pre ++ rev vs) ++ [Return] ++ rest)
  | Trp k _ s' _ => exists lo', Steps s (Fr lo mi) e s' (Fr lo' mi) [TRAP k]
  | Exh _ _ s' _ => exists lo' e', Steps s (Fr lo mi) e s' (Fr lo' mi) e'
  | Stuck | OOF => True
  end.

Lemma good_steps mi s lo e s1 lo1 e1 r :
  Steps s (Fr lo mi) e s1 (Fr lo1 mi) e1 -> good mi s1 lo1 e1 r -> good mi s lo e r.
Proof.
  intros H; destruct r; simpl; auto.
  - eauto using steps_trans.
  - intros [p [q K]]; eauto using steps_trans.
  - intros [l [p [q K]]]; eauto 6 using steps_trans.
  - intros [l K]; eauto using steps_trans.
  - intros [l [p K]]; eauto using steps_trans.
Qed.
Lemma good_redex mi vs c s lo e s1 lo1 e1 r :
  Steps s (Fr lo mi) e s1 (Fr lo1 mi) e1 -> good mi s1 lo1 (C* (rev vs) ++ e1 ++ c) r -> good mi s lo (C* (rev vs) ++ e ++ c) r.
Proof. intros; eapply good_steps; [apply steps_ctx|]; eauto. Qed.
Lemma good_trap mi vs c s lo e s1 lo1 k n w :
  Steps s (Fr lo mi) e s1 (Fr lo1 mi) [TRAP k] -> good mi s lo (C* (rev vs) ++ e ++ c) (Trp k n s1 w).
Proof.
  intros; exists lo1. eapply steps_trans; [apply steps_ctx; eassumption|].
  destruct (rev vs) as [|v t]; [destruct c as [|i c]|].
  - apply Steps__refl.
  - apply steps_pure. apply (Step_pure__trap_vals [] k (i :: c)). right; discriminate.
  - apply steps_pure. apply (Step_pure__trap_vals (v :: t) k c). left; discriminate.
Qed.
Lemma good_exh mi vs c s lo e s1 lo1 e1 x n w :
  Steps s (Fr lo mi) e s1 (Fr lo1 mi) e1 -> good mi s lo (C* (rev vs) ++ e ++ c) (Exh x n s1 w).
Proof. intros; exists lo1; eauto using steps_ctx. Qed.

(* Operands [ops] on top of [vs], consumed by [i]. *)
Lemma cfg_ops vs ops i c : cfg (rev ops ++ vs) (i :: c) = C* (rev vs) ++ (C* ops ++ [i]) ++ c.
Proof. unfold cfg. rewrite rev_app_distr, rev_involutive, cmap, <- !app_assoc. reflexivity. Qed.
Lemma good_ops mi vs ops i c s lo s1 lo1 e1 c1 rs r :
  Steps s (Fr lo mi) (C* ops ++ [i]) s1 (Fr lo1 mi) e1 -> e1 ++ c = C* rs ++ c1 ->
  good mi s1 lo1 (cfg (rev rs ++ vs) c1) r -> good mi s lo (cfg (rev ops ++ vs) (i :: c)) r.
Proof.
  intros H E G. rewrite cfg_ops. eapply good_redex; [exact H|]. rewrite E.
  unfold cfg in G. rewrite rev_app_distr, rev_involutive, cmap, <- app_assoc in G. exact G.
Qed.
Lemma trap_ops mi vs ops i c s lo s1 k n w :
  Steps s (Fr lo mi) (C* ops ++ [i]) s1 (Fr lo mi) [TRAP k] -> good mi s lo (cfg (rev ops ++ vs) (i :: c)) (Trp k n s1 w).
Proof. intros H. rewrite cfg_ops. eapply good_trap, H. Qed.

(* The same with everything that unification cannot find given by number of operands. *)
Ltac op ops rs := match goal with |- good ?mi ?s ?lo (cfg ?st (?i :: ?c)) ?r =>
  let vs := match ops with
    | [] => st
    | [_] => match st with _ :: ?vs => vs end
    | [_; _] => match st with _ :: _ :: ?vs => vs end
    | [_; _; _] => match st with _ :: _ :: _ :: ?vs => vs end end in
  refine (good_ops mi vs ops i c s lo _ _ (C* rs) c rs r _ eq_refl _) end.
Ltac tr ops := match goal with |- good ?mi ?s ?lo (cfg ?st (?i :: ?c)) (Trp ?k ?n ?s1 ?w) =>
  let vs := match ops with
    | [] => st
    | [_] => match st with _ :: ?vs => vs end
    | [_; _] => match st with _ :: _ :: ?vs => vs end
    | [_; _; _] => match st with _ :: _ :: _ :: ?vs => vs end end in
  refine (trap_ops mi vs ops i c s lo s1 k n w _) end.
(* An instruction that becomes another instruction. *)
Ltac re ops i' := match goal with |- good ?mi ?s ?lo (cfg ?st (?i :: ?c)) ?r =>
  let vs := match ops with
    | [] => st
    | [_] => match st with _ :: ?vs => vs end end in
  refine (good_ops mi vs ops i c s lo _ _ [i'] (i' :: c) [] r _ eq_refl _) end.

Lemma good_after mi k brk base nr cont c s lo body r :
  good mi s lo body r ->
  (forall n s lo vs, good mi s lo (cfg vs c) (k n s lo vs)) ->
  (forall n s lo vs, good mi s lo (cfg vs (cont ++ c)) (brk n s lo vs)) ->
  good mi s lo (C* (rev base) ++ [LABEL nr cont body] ++ c) (after k brk base nr r).
Proof.
  intros Hr Hk Hb. destruct r as [n s' lo' vs|[|j] n s' lo' vs|n s' vs|t n s' w|x n s' w| |]; unfold after; try exact I.
  - eapply good_redex. { eapply steps_trans; [apply steps_label, Hr|]. apply steps_pure, Step_pure__label_vals. }
    specialize (Hk n s' lo' (vs ++ base)). unfold cfg in Hk. rewrite rev_app_distr, cmap, <- app_assoc in Hk. exact Hk.
  - destruct Hr as [pre [rest Hr]]. destruct (split nr vs []) as [[ts d]|] eqn:E; [|exact I].
    apply split_spec0 in E as [E1 E2]. rewrite E1, (app_assoc pre), cmap, <- (app_assoc (C* (pre ++ rev d))) in Hr.
    eapply good_redex. { eapply steps_trans; [apply steps_label, Hr|]. apply steps_pure, Step_pure__br_zero; auto. }
    specialize (Hb n s' lo' (rev_append ts base)). unfold cfg in Hb.
    rewrite rev_append_rev, rev_app_distr, rev_involutive, cmap, <- !app_assoc in Hb.
    rewrite <- app_assoc, rev_append_rev. exact Hb.
  - destruct Hr as [pre [rest Hr]]. exists (rev base ++ pre), c. rewrite <- app_assoc, cmap, <- app_assoc.
    eapply steps_trans; [apply steps_ctx; eapply steps_trans; [apply steps_label, Hr|]; apply steps_pure, Step_pure__br_succ|].
    rewrite <- !app_assoc. apply Steps__refl.
  - destruct Hr as [lo' [pre [rest Hr]]]. exists lo', (rev base ++ pre), c. rewrite <- app_assoc, cmap, <- app_assoc.
    eapply steps_trans; [apply steps_ctx; eapply steps_trans; [apply steps_label, Hr|]; apply steps_pure, Step_pure__return_label|].
    rewrite <- !app_assoc. apply Steps__refl.
  - destruct Hr as [lo' Hr]. eapply good_trap. eapply steps_trans; [apply steps_label, Hr|]. apply steps_pure, Step_pure__trap_label.
  - destruct Hr as [lo' [e' Hr]]. eapply good_exh. apply steps_label, Hr.
Qed.

Lemma good_after_call mi mi' k base nr c s lo lo0 body r :
  good mi' s lo0 body r ->
  (forall n s vs, good mi s lo (cfg vs c) (k n s vs)) ->
  good mi s lo (C* (rev base) ++ [FRAME nr (Fr lo0 mi') [LABEL nr [] body]] ++ c) (after_call k base nr r).
Proof.
  intros Hr Hk.
  assert (Hin : forall s' lo' e', Steps s (Fr lo0 mi') body s' (Fr lo' mi') e' ->
    Steps s (Fr lo mi) [FRAME nr (Fr lo0 mi') [LABEL nr [] body]] s' (Fr lo mi) [FRAME nr (Fr lo' mi') [LABEL nr [] e']])
    by (intros; apply steps_frame, steps_label; assumption).
  assert (Hfin : forall n s' ts, Steps s (Fr lo mi) [FRAME nr (Fr lo0 mi') [LABEL nr [] body]] s' (Fr lo mi) (C* ts) ->
    good mi s lo (C* (rev base) ++ [FRAME nr (Fr lo0 mi') [LABEL nr [] body]] ++ c) (k n s' (rev_append ts base))).
  { intros n s' ts H. eapply good_redex; [exact H|]. specialize (Hk n s' (rev_append ts base)). unfold cfg in Hk.
    rewrite rev_append_rev, rev_app_distr, rev_involutive, cmap, <- app_assoc in Hk. rewrite rev_append_rev. exact Hk. }
  destruct r as [n s' lo' vs|[|j] n s' lo' vs|n s' vs|t n s' w|x n s' w| |]; unfold after_call; try exact I.
  - specialize (Hfin n s' (rev vs)). rewrite rev_append_rev, rev_involutive in Hfin. apply Hfin.
    eapply steps_trans; [apply Hin, Hr|]. eapply steps_trans; [apply steps_frame, steps_pure, Step_pure__label_vals|].
    apply steps_pure, Step_pure__frame_vals.
  - destruct Hr as [pre [rest Hr]]. destruct (split nr vs []) as [[ts d]|] eqn:E; [|exact I]. apply Hfin.
    apply split_spec0 in E as [E1 E2]. rewrite E1, (app_assoc pre), cmap, <- (app_assoc (C* (pre ++ rev d))) in Hr.
    eapply steps_trans; [apply Hin, Hr|]. eapply steps_trans; [apply steps_frame, steps_pure, Step_pure__br_zero; auto|].
    rewrite app_nil_r. apply steps_pure, Step_pure__frame_vals.
  - destruct Hr as [lo' [pre [rest Hr]]]. destruct (split nr vs []) as [[ts d]|] eqn:E; [|exact I]. apply Hfin.
    apply split_spec0 in E as [E1 E2]. rewrite E1, (app_assoc pre) in Hr.
    eapply steps_trans; [apply Hin, Hr|]. eapply steps_trans; [apply steps_frame, steps_pure, Step_pure__return_label|].
    apply steps_pure. rewrite cmap, <- app_assoc. apply (Step_pure__return_frame _ _ _ ts []); auto.
  - destruct Hr as [lo' Hr]. eapply good_trap. eapply steps_trans; [apply Hin, Hr|].
    eapply steps_trans; [apply steps_frame, steps_pure, Step_pure__trap_label|]. apply steps_pure, Step_pure__trap_frame.
  - destruct Hr as [lo' [e' Hr]]. eapply good_exh. apply Hin, Hr.
Qed.

(* ---- one case per instruction ---- *)
Ltac pop := match goal with |- context [match ?vs with [] => _ | _ :: _ => _ end] => destruct vs as [|? vs]; try exact I end.
Ltac i32 := match goal with |- context [match ?v with _ => _ end] => lazymatch type of v with val => destruct v; try exact I end end.
Ltac vref := match goal with |- context [match ?v with _ => _ end] => lazymatch type of v with val => destruct v as [?|?|?|?|?|r]; try exact I end end.
Ltac case_on := match goal with |- context [match ?x with _ => _ end] => destruct x eqn:?; try exact I end.
Ltac pure c := apply steps_pure, c; try eassumption; try (eexists; split; [eassumption|left; reflexivity]).
Ltac read c := apply steps_read; eapply c; try eassumption.
Ltac one c := apply steps_one; first [eapply c | eapply Step__write, c]; try eassumption.

Theorem ex_sound fuel : forall e c n s lo vs, good (e_mi e) s lo (cfg vs c) (ex fuel e c n s lo vs).
Proof.
  induction fuel as [|fuel IH]; intros e c n s lo vs; [exact I|].
  destruct c as [|i c]; [simpl; unfold cfg; rewrite app_nil_r; apply Steps__refl|].
  assert (Hblk : forall cont nr ps base brk b n vs i,
     rev vs = rev base ++ ps ->
     Steps s (Fr lo (e_mi e)) (C* ps ++ [i]) s (Fr lo (e_mi e)) [LABEL nr cont (C* ps ++ b)] ->
     (forall n s lo vs, good (e_mi e) s lo (cfg vs (cont ++ c)) (brk n s lo vs)) ->
     good (e_mi e) s lo (cfg vs (i :: c)) (after (fun n s lo vs => ex fuel e c n s lo vs) brk base nr (ex fuel e b n s lo (rev_append ps [])))).
  { intros cont nr ps base brk b m vs0 j E S Hb. unfold cfg at 1. rewrite E, cmap, <- app_assoc.
    change (j :: c) with ([j] ++ c). rewrite (app_assoc (C* ps)). eapply good_redex; [exact S|].
    apply good_after; auto. specialize (IH e b m s lo (rev_append ps [])).
    unfold cfg in IH. rewrite rev_append_rev, app_nil_r, rev_involutive in IH. rewrite rev_append_rev, app_nil_r. exact IH. }
  destruct i; cbn [ex].
  - op (@nil val) (@nil val); [pure Step_pure__nop|apply IH].
  - tr (@nil val). pure Step_pure__unreachable.
  - pop. op [v] (@nil val); [pure Step_pure__drop|apply IH].
  - pop. i32. do 2 pop. destruct (I32ops.is_zero c0) eqn:Z.
    + op [v0; v; VI32 c0] [v]; [pure Step_pure__select_false|apply IH].
    + op [v0; v; VI32 c0] [v0]; [pure Step_pure__select_true|apply IH].
  - specialize (IH e c (cnt_succ n) s lo (v :: vs)). unfold cfg in *. simpl in IH. rewrite cmap, <- app_assoc in IH. exact IH.
  - pop. case_on.
    + op [v] [v0]; [pure Step_pure__unop_val|apply IH].
    + tr [v]. pure Step_pure__unop_trap.
  - do 2 pop. case_on.
    + op [v0; v] [v1]; [pure Step_pure__binop_val|apply IH].
    + tr [v0; v]. pure Step_pure__binop_trap.
  - pop. case_on. op [v] [v0]; [pure Step_pure__testop|apply IH].
  - do 2 pop. case_on. op [v0; v] [v1]; [pure Step_pure__relop|apply IH].
  - pop. case_on.
    + op [v] [v0]; [pure Step_pure__cvtop_val|apply IH].
    + tr [v]. pure Step_pure__cvtop_trap.
  - case_on. op (@nil val) [v]; [read Step_read__local_get|apply IH].
  - pop. case_on. op [v] (@nil val); [one Step__local_set|apply IH].
  - pop. case_on. op [v] [v]; [|apply IH]. eapply steps_trans; [pure Step_pure__local_tee|].
    apply (steps_ctx _ _ [Const v; LocalSet x] _ _ [] [v] []). one Step__local_set.
  - case_on. op (@nil val) [gi_val g]; [read Step_read__global_get|apply IH].
  - pop. case_on. op [v] (@nil val); [one Step__global_set|apply IH].
  - pop. i32. do 2 case_on.
    + op [VI32 c0] [v]; [read Step_read__load_num_val|apply IH].
    + tr [VI32 c0]. read Step_read__load_num_trap.
  - pop. i32. do 2 case_on.
    + op [VI32 c0] [v]; [read Step_read__load_pack_val|apply IH].
    + tr [VI32 c0]. read Step_read__load_pack_trap.
  - do 2 pop. i32. do 2 case_on.
    + case_on. op [VI32 c0; v] (@nil val); [one Step__store_num_val|apply IH].
    + tr [VI32 c0; v]. one Step__store_num_trap.
  - do 2 pop. i32. do 2 case_on.
    + case_on. op [VI32 c0; v] (@nil val); [one Step__store_pack_val|apply IH].
    + tr [VI32 c0; v]. one Step__store_pack_trap.
  - case_on. op (@nil val) [VI32 (MemOps.size (me_data m))]; [read Step_read__memory_size|apply IH].
  - pop. i32. case_on. case_on.
    + case_on.
      * case_on. op [VI32 c0] [VI32 (MemOps.size (me_data m))]; [one Step__memory_grow_succeed|apply IH].
      * op [VI32 c0] [VI32 i32_minus_one]; [one Step__memory_grow_fail|apply IH].
    + op [VI32 c0] [VI32 i32_minus_one]; [one Step__memory_grow_fail|apply IH].
  - (* memory.fill *) do 3 (pop; i32). do 2 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c2; VI32 c1; VI32 c0] (@nil val); [eapply memory_fill_recursive; eassumption|apply IH].
    + tr [VI32 c2; VI32 c1; VI32 c0]. read Step_read__memory_fill_trap.
  - (* memory.copy *) do 3 (pop; i32). do 3 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c2; VI32 c1; VI32 c0] (@nil val); [eapply memory_copy_recursive; eassumption|apply IH].
    + tr [VI32 c2; VI32 c1; VI32 c0]. read Step_read__memory_copy_trap.
  - (* memory.init *) do 3 (pop; i32). do 3 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c2; VI32 c1; VI32 c0] (@nil val); [eapply memory_init_recursive; eassumption|apply IH].
    + tr [VI32 c2; VI32 c1; VI32 c0]. read Step_read__memory_init_trap.
  - case_on. op (@nil val) (@nil val); [one Step__data_drop|apply IH].
  - pop. vref. destruct (is_null r) eqn:Z.
    + op [VRef r] [VI32 i32_one]; [pure Step_pure__ref_is_null_true|apply IH].
    + op [VRef r] [VI32 I32ops.zero]; [pure Step_pure__ref_is_null_false|apply IH].
  - case_on. op (@nil val) [VRef (RFunc a)]; [read Step_read__ref_func|apply IH].
  - (* table.get *) pop. i32. do 2 case_on.
    + op [VI32 c0] [VRef r]; [read Step_read__table_get_val|apply IH].
    + tr [VI32 c0]. read Step_read__table_get_trap.
  - (* table.set *) pop. vref. pop. i32. do 2 case_on.
    + case_on. op [VI32 c0; VRef r] (@nil val); [one Step__table_set_val|apply IH].
    + tr [VI32 c0; VRef r]. one Step__table_set_trap.
  - case_on. op (@nil val) [VI32 (arr_len (ti_elems t))]; [read Step_read__table_size|apply IH].
  - (* table.grow *) pop. i32. pop. vref. case_on. case_on.
    + case_on.
      * case_on. op [VRef r; VI32 c0] [VI32 (arr_len (ti_elems t))]; [one Step__table_grow_succeed|apply IH].
      * op [VRef r; VI32 c0] [VI32 i32_minus_one]; [one Step__table_grow_fail|apply IH].
    + op [VRef r; VI32 c0] [VI32 i32_minus_one]; [one Step__table_grow_fail|apply IH].
  - (* table.fill *) pop. i32. pop. vref. pop. i32. do 2 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c1; VRef r; VI32 c0] (@nil val); [eapply table_fill_recursive; eassumption|apply IH].
    + tr [VI32 c1; VRef r; VI32 c0]. read Step_read__table_fill_trap.
  - (* table.copy *) do 3 (pop; i32). do 3 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c2; VI32 c1; VI32 c0] (@nil val); [eapply table_copy_recursive; eassumption|apply IH].
    + tr [VI32 c2; VI32 c1; VI32 c0]. read Step_read__table_copy_trap.
  - (* table.init *) do 3 (pop; i32). do 3 case_on; [case_on; [exists lo; eexists; apply Steps__refl|]|].
    + do 2 case_on. op [VI32 c2; VI32 c1; VI32 c0] (@nil val); [eapply table_init_recursive; eassumption|apply IH].
    + tr [VI32 c2; VI32 c1; VI32 c0]. read Step_read__table_init_trap.
  - case_on. op (@nil val) (@nil val); [one Step__elem_drop|apply IH].
  - (* vectors *) destruct (eval_vec o vs) as [[v vs']|] eqn:E; [|exact I]. apply eval_vec_sound in E as [ops [-> S]].
    refine (good_ops _ vs' ops (Vec o) c s lo s lo [Const v] c [v] _ (steps_pure _ _ _ _ S) eq_refl (IH _ _ _ _ _ _)).
  - pop. i32. case_on. destruct load_vec eqn:?.
    + op [VI32 c0] [VV128 t]; [|apply IH].
      destruct o; [read Step_read__vload_val|read Step_read__vload_shape_val|read Step_read__vload_splat_val|read Step_read__vload_zero_val].
    + tr [VI32 c0].
      destruct o; [read Step_read__vload_oob|read Step_read__vload_shape_oob|read Step_read__vload_splat_oob|read Step_read__vload_zero_oob].
  - pop. i32. pop. i32. do 2 case_on.
    + op [VI32 c1; VV128 c0] [VV128 t]; [read Step_read__vload_lane_val|apply IH].
    + tr [VI32 c1; VV128 c0]. read Step_read__vload_lane_oob.
  - pop. i32. pop. i32. do 2 case_on.
    + case_on. op [VI32 c1; VV128 c0] (@nil val); [one Step__vstore_val|apply IH].
    + tr [VI32 c1; VV128 c0]. one Step__vstore_oob.
  - pop. i32. pop. i32. do 2 case_on.
    + case_on. op [VI32 c1; VV128 c0] (@nil val); [one Step__vstore_lane_val|apply IH].
    + tr [VI32 c1; VV128 c0]. one Step__vstore_lane_oob.
  - case_on. destruct split as [[ps base]|] eqn:E; [|exact I]. apply split_spec0 in E as [E L].
    apply (Hblk []); [exact E|read Step_read__block|intros; apply IH].
  - case_on. destruct split as [[ps base]|] eqn:E; [|exact I]. apply split_spec0 in E as [E L]. case_on.
    + exists lo, (cfg vs (Loop bt b p :: c)). apply Steps__refl.
    + apply (Hblk [Loop bt b p]); [exact E|read Step_read__loop|intros; apply IH].
  - pop. i32. case_on. destruct split as [[ps base]|] eqn:E; [|exact I]. apply split_spec0 in E as [E L].
    re [VI32 c0] (Block bt (if I32ops.is_zero c0 then b2 else b1)).
    + destruct (I32ops.is_zero c0) eqn:Z; [pure Step_pure__if_false|pure Step_pure__if_true].
    + apply (Hblk []); [exact E|read Step_read__block|intros; apply IH].
  - exists [], c. apply Steps__refl.
  - pop. i32. destruct (I32ops.is_zero c0) eqn:Z.
    + op [VI32 c0] (@nil val); [pure Step_pure__br_if_false|apply IH].
    + re [VI32 c0] (Br l); [pure Step_pure__br_if_true|exists [], c; apply Steps__refl].
  - pop. i32. destruct (arr_get ls c0) eqn:Z.
    + re [VI32 c0] (Br n0); [pure Step_pure__br_table_lt|exists [], c; apply Steps__refl].
    + re [VI32 c0] (Br l); [pure Step_pure__br_table_ge|exists [], c; apply Steps__refl].
  - exists lo, [], c. apply Steps__refl.
  - case_on. re (@nil val) (CALL_ADDR a p); [read Step_read__call|apply IH].
  - pop. i32. case_on.
    + re [VI32 c0] (CALL_ADDR a p); [read Step_read__call_indirect_call|apply IH].
    + tr [VI32 c0]. read Step_read__call_indirect_trap.
  - case_on. destruct f as [ft mi fn|ft h]; (destruct split as [[ps base]|] eqn:E; [|exact I]); apply split_spec0 in E as [E L];
      unfold cfg; rewrite E, cmap, <- app_assoc; change (CALL_ADDR a p :: c) with ([CALL_ADDR a p] ++ c); rewrite (app_assoc (C* ps)).
    + case_on; [exists lo; eexists; apply Steps__refl|]. case_on; [exists lo; eexists; apply Steps__refl|].
      eapply good_redex; [read Step_read__call_addr|]. apply good_after_call; [|intros; apply IH].
      apply (IH (Env mi _ _ _) (fn_body fn) n s (lcl_make default ps (fn_locals fn)) []).
    + cbn [consult]. case_on.
      * eapply good_redex; [one Step__call_addr_host|]. specialize (IH e c n s0 lo (rev_append vs0 base)). unfold cfg in IH.
        rewrite rev_append_rev, rev_app_distr, rev_involutive, cmap, <- app_assoc in IH. rewrite rev_append_rev. exact IH.
      * eapply good_trap. one Step__call_addr_host_trap.
  - exact I.
  - exact I.
  - exact I.
Qed.

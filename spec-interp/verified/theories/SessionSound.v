(* T1 for whole sessions. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Bulk Interp Sound Module Session.
Import ListNotations.

Lemma ex_sound' fuel mi lim c s vs : good mi s no_locals (cfg vs c) (ex fuel (env_of lim mi) c cnt_zero s no_locals vs).
Proof. apply (ex_sound fuel (env_of lim mi)). Qed.

Lemma evals_sound fuel lim mi es : forall s s' vs, evals fuel lim mi s es = Ran (s', vs) -> Evals mi s es s' vs.
Proof.
  induction es as [|e es IH]; intros s s' vs H; simpl in H.
  - injection H as <- <-. constructor.
  - pose proof (ex_sound' fuel mi lim e s []) as G. destruct ex as [n s1 lo [|v [|? ?]]| | | | | |]; try discriminate.
    destruct (evals fuel lim mi s1 es) as [[s2 vs2]| |] eqn:E; try discriminate. injection H as <- <-.
    econstructor; [exact G|apply IH, E].
Qed.

Lemma as_refs vs rs : map_all as_ref vs = Some rs -> vs = map VRef rs.
Proof.
  revert rs; induction vs as [|v vs IH]; intros rs H; simpl in H; [injection H as <-; reflexivity|].
  destruct v; try discriminate. simpl in H. destruct (map_all as_ref vs); [|discriminate]. injection H as <-. simpl. f_equal. apply IH. reflexivity.
Qed.
Lemma elem_refs_sound fuel lim mi es : forall s s' l, elem_refs fuel lim mi s es = Ran (s', l) -> Elem_refs mi s es s' l.
Proof.
  induction es as [|e es IH]; intros s s' l H; simpl in H; [injection H as <- <-; constructor|].
  destruct evals as [[s1 vs]| |] eqn:E1; try discriminate. destruct (map_all as_ref vs) as [rs|] eqn:E2; [|discriminate].
  destruct (elem_refs fuel lim mi s1 es) as [[s2 l2]| |] eqn:E3; try discriminate. injection H as <- <-.
  apply as_refs in E2 as ->. econstructor; [eapply evals_sound, E1|apply IH, E3].
Qed.

Lemma call_sound fuel lim mi lo s a args s' r d :
  call fuel lim mi lo s a args = Ran (s', r, d) -> Runs (Fr lo mi) s (C* args ++ [CALL_ADDR a I32ops.zero]) s' r.
Proof.
  unfold call; intro H. pose proof (ex_sound fuel (env_of lim mi) [CALL_ADDR a I32ops.zero] cnt_zero s lo (rev_append args [])) as G.
  unfold cfg in G. cbn [e_mi env_of] in G. rewrite !rev_append_rev, app_nil_r, rev_involutive in G. rewrite rev_append_rev, app_nil_r in H.
  destruct ex as [n s1 lo1 vs| | |k n s1 w|x n s1 w| |]; try discriminate; injection H as <- <- _.
  - rewrite rev_append_rev, app_nil_r. eapply Runs_done, G.
  - destruct G as [lo1 G]. eapply Runs_trapped, G.
  - destruct G as [lo1 [e G]]. eapply Runs_cut, G.
Qed.

Lemma runs_steps f s es s1 f1 es1 s2 r : Steps s f es s1 f1 es1 -> Runs f1 s1 es1 s2 r -> Runs f s es s2 r.
Proof. intros A B. destruct B; [eapply Runs_done|eapply Runs_trapped|eapply Runs_cut]; eapply steps_trans; eassumption. Qed.
Lemma instantiate_sound fuel lim s m id exts s' mi r d :
  instantiate fuel lim s m id exts = Ran (s', mi, r, d) -> Instantiates s m id exts s' mi r.
Proof.
  unfold instantiate; intro H.
  destruct evals as [[s1 vals]| |] eqn:E1; try discriminate. apply evals_sound in E1.
  destruct elem_refs as [[s2 refs]| |] eqn:E2; try discriminate. apply elem_refs_sound in E2.
  destruct alloc_module as [s3|] eqn:E3; [|discriminate]. set (mi0 := new_instance s2 m id exts) in *.
  set (code := run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m)) in *.
  pose proof (ex_sound fuel (free_env lim mi0) code cnt_zero s3 no_locals []) as G.
  change (e_mi (free_env lim mi0)) with mi0 in G. change (cfg [] code) with code in G.
  assert (K : forall s4 r4, Runs (Fr no_locals mi0) s3 (code ++ run_start m) s4 r4 -> Instantiates s m id exts s4 mi0 r4).
  { intros s4 r4 K. unfold code in K. rewrite <- app_assoc in K. eapply Inst_run; eauto; reflexivity. }
  destruct ex as [n s4 lo [|? ?]| | |k n s4 w|x n s4 w| |]; try discriminate; cbn [good rev map] in G.
  - apply (fun H => steps_ctx _ _ _ _ _ _ [] (run_start m) H) in G. cbn [map app] in G.
    unfold run_start in *. destruct (m_start m) as [x|].
    + destruct arr_get as [a|] eqn:E5; [|discriminate]. destruct call as [[[s5 r5] d5]| |] eqn:E6; try discriminate.
      apply call_sound in E6; simpl in E6. injection H as <- <- <- _. apply K. eapply runs_steps; [exact G|].
      eapply runs_steps; [apply steps_read, Step_read__call, E5|exact E6].
    + injection H as <- <- <- _. apply K. eapply (Runs_done _ _ _ _ _ []). exact G.
  - injection H as <- <- <- _. apply K. destruct G as [lo G].
    pose proof (good_trap mi0 [] (run_start m) s3 no_locals _ s4 lo k cnt_zero None G) as [lo' G']. cbn in G'. eapply Runs_trapped, G'.
  - injection H as <- <- <- _. apply K. destruct G as [lo [e' G]]. eapply Runs_cut. exact (steps_ctx _ _ _ _ _ _ [] (run_start m) G).
Qed.

Theorem act_sound fuel lim ss a ss' r d : act fuel lim ss a = Some (ss', r, d) -> Act ss a ss' r.
Proof.
  destruct ss as [s is]. unfold act; simpl ss_store; simpl ss_insts. intro H.
  assert (Href : forall x, Some (Ses s is, PRefused, no_detail) = Some x -> x = (ss', r, d) -> Act (Ses s is) a ss' r)
    by (intros ? E ->; injection E as <- <- _; apply Act_refused).
  assert (Hhost : host_object (Ses s is) a = Some (ss', r, d) -> Act (Ses s is) a ss' r).
  { unfold host_object; simpl ss_store; simpl ss_insts. destruct store_of_host as [[s1 v]|] eqn:E; intro K; injection K as <- <- _; [apply Act_host, E|apply Act_refused]. }
  assert (Hlim : forall b k, (if b : bool then k else Some (Ses s is, PLimit, no_detail)) = Some (ss', r, d) ->
    (k = Some (ss', r, d) -> Act (Ses s is) a ss' r) -> Act (Ses s is) a ss' r).
  { intros [] k K C; [auto|]. injection K as <- <- _. apply Act_limit. }
  destruct a as [m refs|f args|ft script|tb rr|l|m v|h].
  - destruct map_all as [exts|] eqn:E1; [|eauto].
    destruct bad_import as [i|] eqn:E2; [injection H as <- <- _; eapply Act_link; eauto|].
    eapply Hlim; [exact H|]. clear H; intro H. destruct instantiate as [[[[s1 mi] r1] d1]| |] eqn:E3; [|eauto|discriminate].
    destruct (map_all (export_of mi) _) as [exps|] eqn:E4; [|discriminate]. injection H as <- <- _.
    eapply Act_instantiate; eauto using instantiate_sound.
  - destruct deref as [[x|x|x|x]|] eqn:E1; eauto. destruct arr_get as [fi|] eqn:E2; [|eauto].
    destruct types_eqb eqn:E3; [|eauto]. destruct call as [[[s1 r1] d1]| |] eqn:E4; [|eauto|discriminate]. injection H as <- <- _.
    eapply Act_call; eauto using call_sound. apply types_eqb_eq, E3.
  - eauto.
  - eauto.
  - eauto.
  - eauto.
  - destruct host_act as [s1|] eqn:E; [|eauto]. injection H as <- <- _. apply Act_host_act, E.
Qed.

Theorem session_sound fuel l : forall ss ss' rs b,
  acts fuel ss l = (ss', rs, b) ->
  Acts ss (firstn (length rs) (map snd l)) ss' (map fst rs) /\ (b = true -> length rs = length l).
Proof.
  induction l as [|[lim a] l IH]; intros ss ss' rs b H; simpl in H.
  - injection H as <- <- <-. split; [constructor|reflexivity].
  - destruct act as [[[ss1 r] d]|] eqn:E; [|injection H as <- <- <-; split; [constructor|discriminate]].
    destruct (acts fuel ss1 l) as [[ss2 rs2] b2] eqn:E2. injection H as <- <- <-.
    destruct (IH _ _ _ _ E2) as [K L]. split; [|intro B; simpl; rewrite L; auto].
    simpl. econstructor; [eapply act_sound, E|exact K].
Qed.

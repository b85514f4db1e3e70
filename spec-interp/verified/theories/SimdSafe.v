(* Vector instructions on operands of their types have a result of theirs. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps Syntax Numerics Simd SimdTyping.
Import ListNotations.

Ltac operands := repeat match goal with
  | H : map typeof ?vs = _ :: _ |- _ => destruct vs as [|[] vs]; try discriminate H; cbn [map typeof] in H; injection H as H
  | H : map typeof ?vs = [] |- _ => destruct vs; [clear H|discriminate H]
  end.
Lemma provided_inv b ps r qs t : provided b ps r = Some (qs, t) -> b = true /\ qs = ps /\ t = r.
Proof. destruct b; cbn; intro H; [injection H as <- <-; auto|discriminate]. Qed.
Lemma vbinop_safe o a b : vbinop_ok o = true -> exists c, eval_vbinop o a b = NVal (VV128 c).
Proof. destruct o as [[] []|[] o]; cbn; intro H; try discriminate H; eauto. Qed.

Lemma eval_vec_safe o ps r vs rest : vec_type o = Some (ps, r) -> map typeof vs = rev ps ->
  exists v, eval_vec o (vs ++ rest) = Some (v, rest) /\ typeof v = r.
Proof.
  intros T E. destruct o; cbn [vec_type] in T;
    try (apply provided_inv in T as [K [-> ->]]); try (injection T as <- <-);
    try (cbn [rev app] in E; operands; eexists; split; reflexivity).
  - cbn [rev app] in E; operands. destruct (vbinop_safe o c0 c K) as [d F]. cbn [app eval_vec]. rewrite F. eexists; split; reflexivity.
  - destruct s as [[]|[]]; cbn [unpack rev app] in E; operands; eexists; split; reflexivity.
  - destruct s as [[]|[]]; cbn [rev app] in E; operands; eexists; (split; [reflexivity|]); reflexivity.
  - destruct s as [[]|[]]; cbn [unpack rev app] in E; operands; eexists; split; reflexivity.
Qed.

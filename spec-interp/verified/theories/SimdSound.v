(* What [eval_vec] computes, the relation allows. *)
From Coq Require Import ZArith List.
From TS Require Import Bits Containers Ops SimdOps Syntax Numerics Simd Runtime Step.
Import ListNotations.

Lemma computed_permitted open operands c : vpermitted open operands c c.
Proof. left; reflexivity. Qed.

Ltac operand := match goal with H : context [match ?vs with [] => _ | _ :: _ => _ end] |- _ =>
  is_var vs; destruct vs as [|[]]; try discriminate H end.

Lemma vector_of_inv r rest v base : vector_of r rest = Some (v, base) -> exists c, r = Some c /\ v = VV128 c /\ base = rest.
Proof. destruct r; intro H; [injection H as <- <-; eauto|discriminate]. Qed.
Lemma vunop_vector o a v rest base : result_of (eval_vunop o a) rest = Some (v, base) ->
  exists c, eval_vunop o a = NVal (VV128 c) /\ v = VV128 c /\ base = rest.
Proof. unfold eval_vunop; cbn [result_of]. intro H; injection H; intros; subst; eauto. Qed.
Lemma vbinop_vector o a b v rest base : result_of (eval_vbinop o a b) rest = Some (v, base) ->
  exists c, eval_vbinop o a b = NVal (VV128 c) /\ v = VV128 c /\ base = rest.
Proof.
  unfold eval_vbinop. destruct o as [[] o|[] o]; [| | |destruct (wide_binop o)| |]; cbn [result_of]; intro H; try discriminate; injection H; intros; subst; eauto.
Qed.

(* Operands [ops] on top of [base]. *)
Lemma eval_vec_sound o vs v base : eval_vec o vs = Some (v, base) ->
  exists ops, vs = rev ops ++ base /\ Step_pure (C* ops ++ [Vec o]) [Const v].
Proof.
  intro H. destruct vs as [|w vs]; [discriminate|].
  destruct o as [o|o|o|o|o|o|h|o|h o|h| |ls|h|h x l|h l|h x|o|h x|o].
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|apply Step_pure__vvunop].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vvbinop].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. operand. injection H as <- <-.
    exists [VV128 c1; VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vvternop].
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|apply Step_pure__vvtestop].
  - destruct w; try discriminate. apply vunop_vector in H as [r [E [-> ->]]].
    exists [VV128 c]; split; [reflexivity|apply Step_pure__vunop]. exists r; split; [exact E|apply computed_permitted].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. apply vbinop_vector in H as [r [E [-> ->]]].
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vbinop_val]. exists r; split; [exact E|apply computed_permitted].
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|].
    unfold i32_of_bool. destruct (all_true h c) eqn:E; [apply Step_pure__vtestop_true, E|apply Step_pure__vtestop_false, E].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vrelop].
  - destruct w; try discriminate; cbn [eval_vec] in H; operand; try discriminate. injection H as <- <-.
    exists [VV128 c0; VI32 c]; split; [reflexivity|apply Step_pure__vshiftop].
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|apply Step_pure__vbitmask].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vswizzle].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vshuffle].
  - destruct w; try discriminate; cbn [eval_vec] in H; try (apply vector_of_inv in H as [d [E [-> ->]]];
      eexists [_]; split; [reflexivity|apply Step_pure__vsplat, E]). operand; discriminate.
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|].
    destruct x; [apply Step_pure__vextract_lane_pack|apply Step_pure__vextract_lane_num].
  - destruct w; try discriminate; cbn [eval_vec] in H; operand; try discriminate; apply vector_of_inv in H as [d [E [-> ->]]];
      eexists [_; _]; (split; [reflexivity|apply Step_pure__vreplace_lane, E]).
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|apply Step_pure__vextunop].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vextbinop].
  - destruct w; try discriminate. cbn [eval_vec] in H. operand. injection H as <- <-.
    exists [VV128 c0; VV128 c]; split; [reflexivity|apply Step_pure__vnarrow].
  - destruct w; try discriminate; injection H as <- <-. exists [VV128 c]; split; [reflexivity|].
    assert (P : vcvtop_results o c (eval_vcvtop o c)) by apply computed_permitted.
    destruct (vcvt_kind_of o) eqn:E; [apply Step_pure__vcvtop_full|apply Step_pure__vcvtop_half|apply Step_pure__vcvtop_zero]; assumption.
Qed.

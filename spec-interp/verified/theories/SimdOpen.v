(* What vector instructions leave open is the payload of a NaN in a lane that they compute. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers SimdSpec Ops SimdOps BulkOps Syntax Numerics Simd.
Import ListNotations.
(* A lane of what is computed is a NaN, of an operator whose NaNs are open. *)
Definition open_vec (op : option (fshape * fshape)) (c : V128.t) : Prop := exists t s k, op = Some (t, s) /\ val_is_nan (float_lane s c k) = true.

Lemma v128_range (v : V128.t) : (0 <= V128.to_Z v < 2 ^ 128)%Z.
Proof. rewrite <- (V128.of_to v), V128.to_of. apply Z.mod_pos_bound. reflexivity. Qed.
Lemma small32 z : (0 <= z < 2 ^ 32)%Z -> I32.to_Z (I32.of_Z z) = z.
Proof. intro H. rewrite I32.to_of. apply Z.mod_small, H. Qed.
Lemma lane32_eq (v c : V128.t) k : float_lane F32x4 v k = float_lane F32x4 c k -> lane 32 (V128.to_Z v) (I32.to_Z k) = lane 32 (V128.to_Z c) (I32.to_Z k).
Proof.
  unfold float_lane, Vec.get, Cvt.f32_reinterpret_i32. intro H. injection H as H. apply (f_equal F32.to_Z) in H. rewrite !F32.to_of in H.
  change (I32.to_Z n32) with (I32.to_Z (I32.of_Z 32)) in H. rewrite (small32 32) in H by lia.
  pose proof (lane_bound 32 (V128.to_Z v) (I32.to_Z k) ltac:(lia)). pose proof (lane_bound 32 (V128.to_Z c) (I32.to_Z k) ltac:(lia)).
  rewrite !small32 in H by lia. change W32.width with 32%Z in H. rewrite !Z.mod_small in H by lia. exact H.
Qed.
Lemma lane64_eq (v c : V128.t) k : float_lane F64x2 v k = float_lane F64x2 c k -> lane 64 (V128.to_Z v) (I32.to_Z k) = lane 64 (V128.to_Z c) (I32.to_Z k).
Proof.
  unfold float_lane, Vec.get64, Cvt.f64_reinterpret_i64. intro H. injection H as H. apply (f_equal F64.to_Z) in H. rewrite !F64.to_of, !I64.to_of in H.
  pose proof (lane_bound 64 (V128.to_Z v) (I32.to_Z k) ltac:(lia)). pose proof (lane_bound 64 (V128.to_Z c) (I32.to_Z k) ltac:(lia)).
  change W64.width with 64%Z in H. rewrite !Z.mod_small in H by (rewrite ?Z.mod_small by lia; lia). exact H.
Qed.
(* A vector is what its float lanes say, and there are four at most to look at. *)
Lemma lane_decide s (c v : V128.t) : (forall k, val_is_nan (float_lane s c k) = true \/ float_lane s v k = float_lane s c k) ->
  (exists k, val_is_nan (float_lane s c k) = true) \/ v = c.
Proof.
  intro H. assert (D : forall n, (exists k, val_is_nan (float_lane s c k) = true) \/ forall k, k < n -> float_lane s v (I32.of_Z (Z.of_nat k)) = float_lane s c (I32.of_Z (Z.of_nat k))).
  { induction n as [|n [IH|IH]]; [right; intros; lia|auto|]. destruct (H (I32.of_Z (Z.of_nat n))) as [N|E]; [left; eauto|].
    right. intros k K. destruct (Nat.eq_dec k n) as [->|]; [exact E|apply IH; lia]. }
  destruct (D 4) as [N|E]; [auto|right]. rewrite <- (V128.of_to v), <- (V128.of_to c). f_equal. pose proof (v128_range v) as Rv. pose proof (v128_range c) as Rc.
  destruct s.
  - rewrite <- (inv_lanes_lanes 32 _ ltac:(cbn; auto) Rv), <- (inv_lanes_lanes 32 _ ltac:(cbn; auto) Rc). f_equal. unfold lanes. apply map_ext_in. intros k I.
    apply in_seq in I. change (lane_count 32) with 4 in I. pose proof (lane32_eq v c _ (E k ltac:(lia))) as F. rewrite small32 in F by lia. exact F.
  - rewrite <- (inv_lanes_lanes 64 _ ltac:(cbn; auto) Rv), <- (inv_lanes_lanes 64 _ ltac:(cbn; auto) Rc). f_equal. unfold lanes. apply map_ext_in. intros k I.
    apply in_seq in I. change (lane_count 64) with 2 in I. pose proof (lane64_eq v c _ (E k ltac:(lia))) as F. rewrite small32 in F by lia. exact F.
Qed.
Lemma vpermitted_computed op ops c v : vpermitted op ops c v -> v = c \/ open_vec op c.
Proof.
  intros [->|[t [s [-> H]]]]; [auto|]. destruct (lane_decide s c v) as [[k N]|E]; [|right; exists t, s, k; auto|auto].
  intro k. destruct (H k) as [E|[_ [N _]]]; auto.
Qed.
Lemma vpermitted_unique op ops c v v' : vpermitted op ops c v -> vpermitted op ops c v' -> v = v' \/ open_vec op c.
Proof. intros H H'. apply vpermitted_computed in H as [->|]; auto. apply vpermitted_computed in H' as [->|]; auto. Qed.

(* Vectors as the specification defines them: a vector is an integer below 2^128, cut into lanes of N bits, the
   first lane lowest; what a lane holds is what IntSpec.v and FloatSpec.v compute with.  Here stand the cutting
   and the operations on lanes that scalars lack.  Names are the specification's. *)
From Coq Require Import ZArith List Lia.
From TS Require Import IntSpec FloatSpec.
Import ListNotations.
Local Open Scope Z_scope.

(* ---- lanes ---- *)
Section Lanes.
Variable N : Z.
Definition lane_count : nat := Z.to_nat (128 / N).
(* Lane [k]; 0 when there is none. *)
Definition lane (v k : Z) : Z := Z.shiftr v (N * k) mod 2 ^ N.
Definition lanes (v : Z) : list Z := map (fun k => lane v (Z.of_nat k)) (seq 0 lane_count).
(* The vector of these lanes; of a longer value the low bits count. *)
Fixpoint inv_lanes (l : list Z) : Z :=
  match l with [] => 0 | x :: l => x mod 2 ^ N + 2 ^ N * inv_lanes l end.
(* [v] with lane [k] replaced. *)
Definition with_lane (v k x : Z) : Z :=
  inv_lanes (map (fun j => if Z.of_nat j =? k then x else lane v (Z.of_nat j)) (seq 0 lane_count)).

(* ---- operations on lanes, integers ---- *)
Definition sat_u (z : Z) : Z := Z.max 0 (Z.min z (2 ^ N - 1)).
Definition sat_s (z : Z) : Z := Z.max (- 2 ^ (N - 1)) (Z.min z (2 ^ (N - 1) - 1)) mod 2 ^ N.
Definition ineg (a : Z) : Z := (2 ^ N - a) mod 2 ^ N.
Definition iabs (a : Z) : Z := if 0 <=? signed N a then a else ineg a.
Definition imin_u (a b : Z) : Z := if a <=? b then a else b.
Definition imin_s (a b : Z) : Z := if signed N a <=? signed N b then a else b.
Definition imax_u (a b : Z) : Z := if b <=? a then a else b.
Definition imax_s (a b : Z) : Z := if signed N b <=? signed N a then a else b.
Definition iadd_sat_u (a b : Z) : Z := sat_u (a + b).
Definition iadd_sat_s (a b : Z) : Z := sat_s (signed N a + signed N b).
Definition isub_sat_u (a b : Z) : Z := sat_u (a - b).
Definition isub_sat_s (a b : Z) : Z := sat_s (signed N a - signed N b).
Definition iavgr_u (a b : Z) : Z := (a + b + 1) / 2.
Definition iq15mulr_sat_s (a b : Z) : Z := sat_s (Z.shiftr (signed N a * signed N b + 2 ^ 14) 15).
(* From lanes of M bits, whose values are taken as signed. *)
Definition inarrow_u (M a : Z) : Z := sat_u (signed M a).
Definition inarrow_s (M a : Z) : Z := sat_s (signed M a).
(* All ones or all zeros. *)
Definition imask (b : bool) : Z := iextend N 1 (of_bool b).
End Lanes.

(* ---- operations on lanes, floats: the second operand unless it loses ---- *)
Definition fpmin (mw ew a b : Z) : Z := if flt mw ew b a then b else a.
Definition fpmax (mw ew a b : Z) : Z := if flt mw ew a b then b else a.

(* ---- cutting and putting together are inverse to each other ---- *)
Lemma lane_bound N v k : 0 <= N -> 0 <= lane N v k < 2 ^ N.
Proof. intro H. apply Z.mod_pos_bound, Z.pow_pos_nonneg; [reflexivity|exact H]. Qed.
Lemma inv_lanes_shift N x l k : 0 <= N -> 0 < k -> lane N (inv_lanes N (x :: l)) k = lane N (inv_lanes N l) (k - 1).
Proof.
  intros HN Hk. unfold lane. f_equal. replace (N * k) with (N + N * (k - 1)) by ring.
  rewrite <- Z.shiftr_shiftr by nia. f_equal. cbn [inv_lanes]. rewrite Z.shiftr_div_pow2 by exact HN.
  rewrite Z.mul_comm, Z.div_add by (apply Z.pow_nonzero; [discriminate|exact HN]).
  rewrite Z.div_small; [reflexivity|]. apply Z.mod_pos_bound, Z.pow_pos_nonneg; [reflexivity|exact HN].
Qed.
Lemma lane_inv_lanes N l : 0 <= N -> forall k, lane N (inv_lanes N l) (Z.of_nat k) = nth k l 0 mod 2 ^ N.
Proof.
  intro HN. induction l as [|x l IH]; intros [|k].
  - unfold lane. rewrite Z.mul_0_r. reflexivity.
  - unfold lane. cbn [inv_lanes nth]. rewrite Z.shiftr_0_l. reflexivity.
  - unfold lane. rewrite Z.mul_0_r, Z.shiftr_0_r. cbn [inv_lanes nth]. rewrite Z.mul_comm, Z_mod_plus_full. apply Z.mod_mod.
    apply Z.pow_nonzero; [discriminate|exact HN].
  - rewrite inv_lanes_shift by lia. replace (Z.of_nat (S k) - 1) with (Z.of_nat k) by lia. apply IH.
Qed.
Lemma map_seq_nth (f : Z -> Z) (l : list Z) : map (fun k => f (nth k l 0)) (seq 0 (length l)) = map f l.
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [length seq map nth]. f_equal. rewrite <- seq_shift, map_map. exact IH.
Qed.
(* What was put together is found in the lanes. *)
Theorem lanes_inv_lanes N l : 0 <= N -> length l = lane_count N -> lanes N (inv_lanes N l) = map (fun x => x mod 2 ^ N) l.
Proof.
  intros HN HL. unfold lanes. rewrite <- HL, <- (map_seq_nth (fun x => x mod 2 ^ N)). apply map_ext. intro k. apply lane_inv_lanes, HN.
Qed.
Lemma inv_lanes_lanes_from N v n : 0 <= N -> 0 <= v ->
  inv_lanes N (map (fun k => lane N v (Z.of_nat k)) (seq 0 n)) = v mod 2 ^ (N * Z.of_nat n).
Proof.
  intros HN. revert v. induction n as [|n IH]; intros v Hv; [rewrite Z.mul_0_r, Z.mod_1_r; reflexivity|].
  cbn [seq map inv_lanes]. rewrite <- seq_shift, map_map.
  rewrite (map_ext _ (fun k => lane N (Z.shiftr v N) (Z.of_nat k))).
  2: { intro k. unfold lane. rewrite Z.shiftr_shiftr by nia. do 2 f_equal. lia. }
  rewrite IH by (apply Z.shiftr_nonneg, Hv).
  replace (lane N v (Z.of_nat 0)) with (v mod 2 ^ N) by (unfold lane; rewrite Z.mul_0_r; reflexivity).
  rewrite Z.mod_mod by (apply Z.pow_nonzero; [discriminate|exact HN]).
  replace (N * Z.of_nat (S n)) with (N + N * Z.of_nat n) by lia. rewrite Z.pow_add_r by nia.
  rewrite Z.shiftr_div_pow2 by exact HN.
  rewrite Z.rem_mul_r; [reflexivity|apply Z.pow_nonzero; [discriminate|exact HN]|apply Z.pow_pos_nonneg; nia].
Qed.
(* A vector is what its lanes say. *)
Theorem inv_lanes_lanes N v : In N [8; 16; 32; 64] -> 0 <= v < 2 ^ 128 -> inv_lanes N (lanes N v) = v.
Proof.
  intros HN [H0 H1]. unfold lanes. rewrite inv_lanes_lanes_from by (destruct HN as [<-|[<-|[<-|[<-|[]]]]]; lia).
  replace (N * Z.of_nat (lane_count N)) with 128 by (destruct HN as [<-|[<-|[<-|[<-|[]]]]]; reflexivity).
  apply Z.mod_small. split; assumption.
Qed.

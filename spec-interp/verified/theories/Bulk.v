(* T7: an operation on a whole range (BulkOps.v) does what the specification's recursive rules do, which
   go one byte or element at a time. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step.
Import ListNotations.

(* ---- the relation's closure ---- *)
Lemma steps_trans s f e s1 f1 e1 s2 f2 e2 : Steps s f e s1 f1 e1 -> Steps s1 f1 e1 s2 f2 e2 -> Steps s f e s2 f2 e2.
Proof. induction 1; eauto using Steps. Qed.
Lemma steps_one s f e s1 f1 e1 : Step s f e s1 f1 e1 -> Steps s f e s1 f1 e1.
Proof. eauto using Steps. Qed.
Lemma steps_pure s f e e1 : Step_pure e e1 -> Steps s f e s f e1.
Proof. eauto using steps_one, Step. Qed.
Lemma steps_read s f e e1 : Step_read s f e e1 -> Steps s f e s f e1.
Proof. eauto using steps_one, Step. Qed.
Lemma steps_ctx s f e s1 f1 e1 vs rest : Steps s f e s1 f1 e1 -> Steps s f (C* vs ++ e ++ rest) s1 f1 (C* vs ++ e1 ++ rest).
Proof. induction 1; eauto using Steps, Step. Qed.
Lemma steps_label s f e s1 f1 e1 n c : Steps s f e s1 f1 e1 -> Steps s f [LABEL n c e] s1 f1 [LABEL n c e1].
Proof. induction 1; eauto using Steps, Step. Qed.
Lemma steps_frame s g e s1 g1 e1 n f : Steps s g e s1 g1 e1 -> Steps s f [FRAME n g e] s1 f [FRAME n g1 e1].
Proof. induction 1; eauto using Steps, Step. Qed.

(* ---- positions ---- *)
Lemma to_Z_range (i : I32.t) : (0 <= I32.to_Z i < 2 ^ 32)%Z.
Proof. rewrite <- (I32.of_to i), I32.to_of. apply Z.mod_pos_bound. reflexivity. Qed.
Lemma to_of32 z : I32.to_Z (I32.of_Z z) = (z mod 2 ^ 32)%Z.
Proof. apply I32.to_of. Qed.
Lemma to_Z_zero : I32.to_Z I32ops.zero = 0%Z.
Proof. unfold I32ops.zero. rewrite to_of32. reflexivity. Qed.
Lemma to_Z_one : I32.to_Z i32_one = 1%Z.
Proof. unfold i32_one. rewrite to_of32. reflexivity. Qed.
Lemma to_Z_add i j : I32.to_Z (I32ops.add i j) = ((I32.to_Z i + I32.to_Z j) mod 2 ^ 32)%Z.
Proof. unfold I32ops.add, I32ops.lift2, IntSpec.iadd. rewrite to_of32. apply Z.mod_mod. discriminate. Qed.
Lemma to_Z_pred n : I32ops.is_zero n = false -> I32.to_Z (I32ops.sub n i32_one) = (I32.to_Z n - 1)%Z /\ (0 < I32.to_Z n)%Z.
Proof.
  unfold I32ops.is_zero, IntSpec.ieqz. intro H. apply Z.eqb_neq in H. pose proof (to_Z_range n).
  unfold I32ops.sub, I32ops.lift2, IntSpec.isub. rewrite to_of32, to_Z_one, Z.mod_mod by discriminate. rewrite Z.mod_small; lia.
Qed.
Lemma is_zero_nat n : I32ops.is_zero n = true -> nat_of n = 0.
Proof. unfold I32ops.is_zero, IntSpec.ieqz, nat_of. intro H. apply Z.eqb_eq in H. rewrite H. reflexivity. Qed.
Lemma pred_nat n : I32ops.is_zero n = false -> nat_of n = S (nat_of (I32ops.sub n i32_one)).
Proof. intro H. destruct (to_Z_pred n H) as [E L]. unfold nat_of. rewrite E, <- Z2Nat.inj_succ by lia. f_equal. lia. Qed.
(* The next position, unless that lies beyond every position and nothing is left to do. *)
Lemma next_nat i n : I32ops.is_zero n = false -> (I32.to_Z i + I32.to_Z n <= 2 ^ 32)%Z ->
  nat_of (I32ops.add i i32_one) = S (nat_of i) \/ nat_of (I32ops.sub n i32_one) = 0.
Proof.
  intros H B. destruct (to_Z_pred n H) as [E L]. pose proof (to_Z_range i). unfold nat_of. rewrite E, to_Z_add, to_Z_one.
  destruct (Z.eq_dec (I32.to_Z n) 1) as [->|N]; [right; reflexivity|left]. rewrite Z.mod_small by lia. lia.
Qed.
(* The last position. *)
Lemma last_nat i n : I32ops.is_zero n = false -> (I32.to_Z i + I32.to_Z n <= 2 ^ 32)%Z ->
  nat_of (I32ops.add i (I32ops.sub n i32_one)) = nat_of i + nat_of (I32ops.sub n i32_one).
Proof.
  intros H B. destruct (to_Z_pred n H) as [E L]. pose proof (to_Z_range i). unfold nat_of. rewrite to_Z_add, E.
  rewrite Z.mod_small by lia. lia.
Qed.

(* ---- lists ---- *)
Lemma list_write_length A (d l : list A) : forall i l', list_write l i d = Some l' -> length l' = length l.
Proof.
  revert d; induction l as [|b l IH]; intros d [|i] l' H; destruct d as [|a d]; simpl in H; try discriminate; try (injection H as <-; reflexivity);
    match type of H with option_map _ ?x = _ => destruct x eqn:E; [|discriminate] end; injection H as <-; simpl; f_equal; eapply IH, E.
Qed.
Lemma list_write_nil A (l : list A) i l' : list_write l i [] = Some l' -> l' = l.
Proof.
  revert i l'; induction l as [|b l IH]; intros [|i] l' H; simpl in H; try discriminate; try (injection H as <-; reflexivity).
  destruct (list_write l i []) eqn:E; [|discriminate]. injection H as <-. f_equal. eapply IH, E.
Qed.
Lemma list_write_zero A (l : list A) : list_write l 0 [] = Some l.
Proof. destruct l; reflexivity. Qed.
Lemma list_write_cons A (l : list A) i a d l1 : list_set l i a = Some l1 -> list_write l i (a :: d) = list_write l1 (S i) d.
Proof.
  revert i l1; induction l as [|b l IH]; intros [|i] l1 H; simpl in H; try discriminate; [injection H as <-; reflexivity|].
  destruct (list_set l i a) eqn:E; [|discriminate]. injection H as <-. simpl. f_equal. apply IH, E.
Qed.
Lemma list_write_set A (l : list A) i a d l' : list_write l i (a :: d) = Some l' -> exists l1, list_set l i a = Some l1.
Proof.
  revert i l'; induction l as [|b l IH]; intros [|i] l' H; simpl in H; try discriminate; [simpl; eauto|].
  destruct (list_write l i (a :: d)) eqn:E; [|discriminate]. simpl. destruct (IH _ _ E) as [l1 ->]. eauto.
Qed.
Lemma list_write_nil_in A (l : list A) i : i <= length l -> list_write l i [] = Some l.
Proof. revert i; induction l as [|b l IH]; intros [|i] H; simpl in *; try reflexivity; [lia|]. rewrite IH by lia. reflexivity. Qed.
Lemma list_set_length A (l : list A) i a l' : list_set l i a = Some l' -> length l' = length l.
Proof. intro H. apply (list_set_spec _ _ _ _ _ H). Qed.
Lemma list_set_same A (l : list A) i a : nth_error l i = Some a -> list_set l i a = Some l.
Proof. revert i; induction l as [|b l IH]; intros [|i] H; simpl in *; try discriminate; [congruence|]. rewrite (IH _ H). reflexivity. Qed.
Lemma list_set_twice A (l : list A) i a b l1 : list_set l i a = Some l1 -> list_set l1 i b = list_set l i b.
Proof.
  revert i l1; induction l as [|c l IH]; intros [|i] l1 H; simpl in H; try discriminate; [injection H as <-; reflexivity|].
  destruct (list_set l i a) eqn:E; [|discriminate]. injection H as <-. simpl. rewrite (IH _ _ E). reflexivity.
Qed.
Lemma list_set_any A (l : list A) i a b l1 : list_set l i a = Some l1 -> exists l2, list_set l i b = Some l2.
Proof.
  revert i l1; induction l as [|c l IH]; intros [|i] l1 H; simpl in H; try discriminate; [simpl; eauto|].
  destruct (list_set l i a) eqn:E; [|discriminate]. simpl. destruct (IH _ _ E) as [l2 ->]. eauto.
Qed.
Lemma list_set_comm A (l : list A) i a j b l1 l2 : list_set l i a = Some l1 -> list_set l1 j b = Some l2 -> i <> j ->
  exists l3, list_set l j b = Some l3 /\ list_set l3 i a = Some l2.
Proof.
  revert i j l1 l2; induction l as [|c l IH]; intros [|i] [|j] l1 l2 H K N; simpl in H; try discriminate; try congruence.
  - injection H as <-. simpl in K. destruct (list_set l j b) eqn:E; [|discriminate]. injection K as <-. simpl. rewrite E. eexists; split; reflexivity.
  - destruct (list_set l i a) eqn:E; [|discriminate]. injection H as <-. simpl in K. injection K as <-. simpl. eexists; split; [reflexivity|]. simpl. rewrite E. reflexivity.
  - destruct (list_set l i a) eqn:E; [|discriminate]. injection H as <-. simpl in K. destruct (list_set l0 j b) eqn:E2; [|discriminate]. injection K as <-.
    destruct (IH _ _ _ _ E E2) as [l3 [E3 E4]]; [congruence|]. simpl. rewrite E3. eexists; split; [reflexivity|]. simpl. rewrite E4. reflexivity.
Qed.
Definition wr {A} (l : list A) (i : nat) (d : list A) : option (list A) := match d with [] => Some l | _ => list_write l i d end.
Lemma list_set_bound A (l : list A) i a l1 : list_set l i a = Some l1 -> i < length l.
Proof.
  revert i l1; induction l as [|b l IH]; intros [|i] l1 H; simpl in H; try discriminate; simpl; [lia|].
  destruct (list_set l i a) eqn:E; [|discriminate]. apply IH in E. lia.
Qed.
Lemma wr_set A (l : list A) i a d l1 : list_set l i a = Some l1 -> wr l i (a :: d) = wr l1 (S i) d.
Proof.
  intro H. unfold wr. rewrite (list_write_cons _ _ _ _ _ _ H). destruct d; [|reflexivity].
  apply list_write_nil_in. rewrite (list_set_length _ _ _ _ _ H). apply list_set_bound in H. lia.
Qed.
Lemma wr_cons A (l : list A) i a d l' : wr l i (a :: d) = Some l' -> exists l1, list_set l i a = Some l1 /\ wr l1 (S i) d = Some l'.
Proof.
  intro H. destruct (list_write_set _ _ _ _ _ _ H) as [l1 E]. exists l1; split; [exact E|]. rewrite <- (wr_set _ _ _ _ _ _ E). exact H.
Qed.
Lemma wr_snoc A (d : list A) a : forall l i l', wr l i (d ++ [a]) = Some l' ->
  exists l1, list_set l (i + length d) a = Some l1 /\ wr l1 i d = Some l'.
Proof.
  induction d as [|b d IH]; intros l i l' H; simpl app in H; apply wr_cons in H as [l0 [E1 E2]].
  - rewrite Nat.add_0_r. exists l0. split; [exact E1|exact E2].
  - apply IH in E2 as [l2 [E2 E3]]. destruct (list_set_comm _ _ _ _ _ _ _ _ E1 E2) as [l1 [E4 E5]]; [lia|].
    exists l1. simpl length. rewrite <- Nat.add_succ_comm. split; [exact E4|]. rewrite (wr_set _ _ _ _ _ _ E5). exact E3.
Qed.
(* What lies where nothing was written. *)
Lemma slice_set A (l : list A) p a l1 j n : list_set l p a = Some l1 -> p < j \/ j + n <= p -> firstn n (skipn j l1) = firstn n (skipn j l).
Proof.
  revert p l1 j; induction l as [|b l IH]; intros [|p] l1 j H D; simpl in H; try discriminate.
  - injection H as <-. destruct j as [|j]; [|reflexivity]. destruct n; [reflexivity|lia].
  - destruct (list_set l p a) eqn:E; [|discriminate]. injection H as <-. destruct j as [|j]; simpl.
    + destruct n as [|n]; [reflexivity|]. simpl. f_equal. clear IH. assert (D' : n <= p) by lia. clear D. revert p l0 n E D'.
      induction l as [|c l IH]; intros [|p] l0 n E D; simpl in E; try discriminate.
      * replace n with 0 by lia. reflexivity.
      * destruct (list_set l p a) eqn:E'; [|discriminate]. injection E as <-. destruct n; [reflexivity|]. simpl. f_equal. eapply IH; [exact E'|lia].
    + eapply IH; [exact E|lia].
Qed.
Lemma slice_cons A (l : list A) j n : j + S n <= length l -> exists b, nth_error l j = Some b /\ firstn (S n) (skipn j l) = b :: firstn n (skipn (S j) l).
Proof.
  revert j; induction l as [|c l IH]; intros [|j] H; simpl in H; try lia; [exists c; split; reflexivity|].
  destruct (IH j) as [b [E1 E2]]; [lia|]. exists b; split; [exact E1|exact E2].
Qed.
Lemma slice_snoc A (l : list A) j n : j + S n <= length l ->
  exists b, nth_error l (j + n) = Some b /\ firstn (S n) (skipn j l) = firstn n (skipn j l) ++ [b].
Proof.
  revert j; induction n as [|n IH]; intros j H.
  - destruct (slice_cons _ l j 0 H) as [b [E1 E2]]. rewrite Nat.add_0_r. exists b; split; [exact E1|exact E2].
  - destruct (slice_cons _ l j (S n)) as [b [E1 E2]]; [lia|]. destruct (IH (S j)) as [c [E3 E4]]; [lia|].
    exists c. rewrite <- Nat.add_succ_comm. split; [exact E3|]. rewrite E2, E4.
    destruct (slice_cons _ l j n) as [b' [E5 E6]]; [lia|]. rewrite E6. assert (b' = b) as -> by congruence. reflexivity.
Qed.
Lemma repeat_snoc A (a : A) n : repeat a (S n) = repeat a n ++ [a].
Proof. induction n; [reflexivity|]. simpl in *. congruence. Qed.

(* ---- ranges ---- *)
Lemma covers_spec A (l : list A) i n : covers l i n = true <-> nat_of i + nat_of n <= length l /\ (I32.to_Z i + I32.to_Z n <= 2 ^ 32)%Z.
Proof.
  unfold covers, nat_of. rewrite andb_true_iff, !Z.leb_le. pose proof (to_Z_range i). pose proof (to_Z_range n). split; intros [A1 A2]; split; lia.
Qed.
(* The ranges that the recursive rules go on with. *)
Lemma covers_next A (l l1 : list A) i n : covers l i n = true -> I32ops.is_zero n = false -> length l1 = length l ->
  covers l1 (I32ops.add i i32_one) (I32ops.sub n i32_one) = true.
Proof.
  intros C Z L. apply covers_spec in C as [A1 A2]. apply covers_spec. rewrite L. destruct (to_Z_pred n Z) as [E P].
  pose proof (pred_nat n Z). pose proof (to_Z_range i). rewrite E, to_Z_add, to_Z_one. split.
  - destruct (next_nat i n Z A2) as [K|K]; [lia|]. rewrite K. unfold nat_of. rewrite to_Z_add, to_Z_one.
    pose proof (Z.mod_pos_bound (I32.to_Z i + 1) (2 ^ 32) eq_refl).
    destruct (Z.eq_dec (I32.to_Z i + 1) (2 ^ 32)) as [W|W]; [rewrite W, Z.mod_same by discriminate; lia|].
    rewrite Z.mod_small by lia. unfold nat_of in *. lia.
  - destruct (Z.eq_dec (I32.to_Z i + 1) (2 ^ 32)) as [W|W]; [rewrite W, Z.mod_same by discriminate; lia|]. rewrite Z.mod_small; lia.
Qed.
Lemma covers_less A (l l1 : list A) i n : covers l i n = true -> I32ops.is_zero n = false -> length l1 = length l ->
  covers l1 i (I32ops.sub n i32_one) = true.
Proof.
  intros C Z L. apply covers_spec in C as [A1 A2]. apply covers_spec. rewrite L. destruct (to_Z_pred n Z) as [E P]. pose proof (pred_nat n Z). lia.
Qed.
Lemma replaced_next A (l : list A) i n a d l' : covers l i n = true -> I32ops.is_zero n = false -> replaced l i (a :: d) = Some l' ->
  length d = nat_of (I32ops.sub n i32_one) -> exists l1, list_set l (nat_of i) a = Some l1 /\ replaced l1 (I32ops.add i i32_one) d = Some l'.
Proof.
  intros C Z H D. apply covers_spec in C as [A1 A2]. apply (wr_cons _ l (nat_of i)) in H as [l1 [E1 E2]]. exists l1; split; [exact E1|].
  unfold replaced. destruct (next_nat i n Z A2) as [->|K]; [exact E2|]. rewrite K in D. destruct d; [exact E2|discriminate].
Qed.
Lemma replaced_last A (l : list A) i n a d l' : covers l i n = true -> I32ops.is_zero n = false -> replaced l i (d ++ [a]) = Some l' ->
  length d = nat_of (I32ops.sub n i32_one) ->
  exists l1, list_set l (nat_of (I32ops.add i (I32ops.sub n i32_one))) a = Some l1 /\ replaced l1 i d = Some l'.
Proof.
  intros C Z H D. apply covers_spec in C as [A1 A2]. apply (wr_snoc _ d a l (nat_of i)) in H. rewrite D, <- (last_nat i n Z A2) in H. exact H.
Qed.
Lemma part_next A (l : list A) j n : covers l j n = true -> I32ops.is_zero n = false ->
  exists b, nth_error l (nat_of j) = Some b /\ part l j n = b :: part l (I32ops.add j i32_one) (I32ops.sub n i32_one).
Proof.
  intros C Z. apply covers_spec in C as [A1 A2]. unfold part. rewrite (pred_nat n Z) in *. destruct (slice_cons _ _ _ _ A1) as [b [E1 E2]].
  exists b; split; [exact E1|]. rewrite E2. destruct (next_nat j n Z A2) as [->|K]; [reflexivity|]. rewrite K. reflexivity.
Qed.
Lemma part_last A (l : list A) j n : covers l j n = true -> I32ops.is_zero n = false ->
  exists b, nth_error l (nat_of (I32ops.add j (I32ops.sub n i32_one))) = Some b /\ part l j n = part l j (I32ops.sub n i32_one) ++ [b].
Proof.
  intros C Z. apply covers_spec in C as [A1 A2]. unfold part. rewrite (last_nat j n Z A2). rewrite (pred_nat n Z) in *. apply slice_snoc, A1.
Qed.
Lemma part_length A (l : list A) j n : covers l j n = true -> length (part l j n) = nat_of n.
Proof. intro C. apply covers_spec in C as [A1 _]. unfold part. rewrite firstn_length, skipn_length. lia. Qed.

Lemma list_write_some A (d l : list A) : forall i, i + length d <= length l -> exists l', list_write l i d = Some l'.
Proof.
  revert d; induction l as [|b l IH]; intros d [|i] H; destruct d as [|a d]; simpl in H; try lia; simpl; eauto.
  - destruct (IH d 0) as [l' ->]; [simpl; lia|]. simpl; eauto.
  - destruct (IH [] i) as [l' ->]; [simpl; lia|]. simpl; eauto.
  - destruct (IH (a :: d) i) as [l' ->]; [simpl; lia|]. simpl; eauto.
Qed.
Lemma replaced_some A (l d : list A) i n : covers l i n = true -> length d = nat_of n -> exists l', replaced l i d = Some l'.
Proof. intros C D. apply covers_spec in C as [A1 _]. unfold replaced. destruct d; [eauto|]. apply list_write_some. rewrite D. exact A1. Qed.

(* ---- arrays ---- *)
Lemma arr_set_nat A (x : Arr.t A) i a : arr_set x i a = option_map Arr.of_list (list_set (Arr.to_list x) (nat_of i) a).
Proof.
  unfold arr_set, place, nat_of. destruct (Z.leb_spec (I32.to_Z i) (Z.of_nat (length (Arr.to_list x)))); [reflexivity|].
  destruct list_set eqn:E; [|reflexivity]. apply list_set_bound in E. pose proof (to_Z_range i). lia.
Qed.
Lemma arr_get_nat A (x : Arr.t A) i : arr_get x i = nth_error (Arr.to_list x) (nat_of i).
Proof. apply arr_get_nth. Qed.
Lemma arr_set_same A (x : Arr.t A) i a : arr_get x i = Some a -> arr_set x i a = Some x.
Proof. rewrite arr_get_nat, arr_set_nat. intro H. rewrite (list_set_same _ _ _ _ H). simpl. rewrite Arr.of_to. reflexivity. Qed.
Lemma arr_set_twice A (x y : Arr.t A) i a b : arr_set x i a = Some y -> arr_set y i b = arr_set x i b.
Proof.
  rewrite !arr_set_nat. destruct list_set eqn:E; [|discriminate]. intro H; injection H as <-. rewrite Arr.to_of, (list_set_twice _ _ _ _ _ _ E). reflexivity.
Qed.
Lemma arr_set_any A (x y : Arr.t A) i a b : arr_set x i a = Some y -> exists z, arr_set x i b = Some z.
Proof.
  rewrite !arr_set_nat. destruct list_set eqn:E; [|discriminate]. intros _. destruct (list_set_any _ _ _ _ b _ E) as [l2 ->]. simpl; eauto.
Qed.

(* ---- one byte of a memory ---- *)
Lemma set_mem_any s mi x m m1 s1 : set_mem s mi x m = Some s1 -> exists s2, set_mem s mi x m1 = Some s2.
Proof.
  unfold set_mem, set_mem_at. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_mems s) a m) as [l|] eqn:E; [|discriminate].
  intros _. destruct (arr_set_any _ _ _ _ _ m1 E) as [l2 ->]. eauto.
Qed.
Lemma set_mem_same s mi x m s1 : mem_of s mi x = Some m -> set_mem s mi x m = Some s1 -> s1 = s.
Proof.
  unfold mem_of, set_mem, set_mem_at. destruct arr_get as [a|]; [|discriminate]. intro H. rewrite (arr_set_same _ _ _ _ H).
  intro E; injection E as <-. destruct s; reflexivity.
Qed.
Lemma set_mem_twice s mi x m s1 m' : set_mem s mi x m = Some s1 -> set_mem s1 mi x m' = set_mem s mi x m'.
Proof.
  unfold set_mem, set_mem_at. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_mems s) a m) as [l|] eqn:E; [|discriminate].
  intro H; injection H as <-. cbn [s_mems with_mems]. rewrite (arr_set_twice _ _ _ _ _ m' E). reflexivity.
Qed.
Lemma mem_of_set s mi x m s1 : set_mem s mi x m = Some s1 -> mem_of s1 mi x = Some m.
Proof.
  unfold set_mem, set_mem_at, mem_of. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_mems s) a m) as [l|] eqn:E; [|discriminate].
  intro H; injection H as <-. eapply arr_get_set_same, E.
Qed.
(* Two indices may mean one memory. *)
Lemma mem_of_set_other s mi x m m0 s1 y m' : mem_of s mi x = Some m0 -> set_mem s mi x m = Some s1 -> mem_of s mi y = Some m' ->
  mem_of s1 mi y = Some m' \/ (mem_of s1 mi y = Some m /\ m' = m0).
Proof.
  unfold set_mem, set_mem_at, mem_of. destruct (arr_get (mi_mems mi) x) as [a|]; [|discriminate].
  destruct (arr_set (s_mems s) a m) as [l|] eqn:E; [|discriminate].
  intros H K; injection K as <-. destruct (arr_get (mi_mems mi) y) as [b|]; [|discriminate]. intro G. cbn [s_mems with_mems].
  destruct (Z.eq_dec (I32.to_Z a) (I32.to_Z b)) as [W|W].
  - assert (a = b) as -> by (rewrite <- (I32.of_to a), <- (I32.of_to b); congruence). right; split; [eapply arr_get_set_same, E|congruence].
  - left. rewrite (arr_get_set_other _ _ _ _ b _ E); [exact G|congruence].
Qed.
Lemma set_data_fields s mi x m s1 y d : set_mem s mi x m = Some s1 -> data_of s mi y = Some d -> data_of s1 mi y = Some d.
Proof.
  unfold set_mem, set_mem_at. destruct arr_get as [a|]; [|discriminate]. destruct arr_set; [|discriminate]. intro H; injection H as <-. trivial.
Qed.
Definition byte_val (b : I8.t) : I32.t := I32.of_Z (I8.to_Z b).
Lemma low_byte_val b : low_byte (byte_val b) = b.
Proof.
  unfold low_byte, byte_val. rewrite to_of32, Z.mod_small; [apply I8.of_to|].
  assert (H : (0 <= I8.to_Z b < 2 ^ 8)%Z) by (rewrite <- (I8.of_to b), I8.to_of; apply Z.mod_pos_bound; reflexivity). lia.
Qed.
Lemma place_in A (l : list A) i : nat_of i < length l -> place l (ea i I32ops.zero) = Some (nat_of i).
Proof.
  intro H. unfold place, ea. rewrite to_Z_zero, Z.add_0_r. pose proof (to_Z_range i).
  destruct (Z.leb_spec (I32.to_Z i) (Z.of_nat (length l))); [reflexivity|]. unfold nat_of in H. lia.
Qed.
Lemma load_byte m j b : nth_error (Mem.to_list m) (nat_of j) = Some b -> load_pack IT32 P8 UX m j I32ops.zero = Some (VI32 (byte_val b)).
Proof.
  intro H. unfold load_pack, load_packed, MemOps.load8, mem_load. rewrite place_in by (apply nth_error_Some; congruence).
  assert (E : list_slice (Mem.to_list m) (nat_of j) 1 = Some [b]).
  { unfold list_slice. replace (Nat.leb (nat_of j + 1) (length (Mem.to_list m))) with true.
    2: { symmetry. apply Nat.leb_le. assert (nat_of j < length (Mem.to_list m)) by (apply nth_error_Some; congruence). lia. }
    destruct (slice_cons _ (Mem.to_list m) (nat_of j) 0) as [c [E1 E2]].
    { assert (nat_of j < length (Mem.to_list m)) by (apply nth_error_Some; congruence). lia. }
    rewrite E2. simpl. congruence. }
  rewrite E. cbn [option_map le_value extend_packed]. unfold byte_val. rewrite Z.add_0_r. reflexivity.
Qed.
Lemma store_byte m i c l : list_set (Mem.to_list m) (nat_of i) (low_byte c) = Some l ->
  store_pack IT32 P8 m i I32ops.zero (VI32 c) = SVal (Mem.of_list l).
Proof.
  intro H. unfold store_pack, store_packed, MemOps.store8, mem_store, mem_write. rewrite place_in by (eapply list_set_bound, H).
  assert (E : le_bytes 1 (I32.to_Z c) = [low_byte c]) by reflexivity.
  rewrite E, (list_write_cons _ _ _ _ _ _ H), list_write_nil_in; [reflexivity|].
  rewrite (list_set_length _ _ _ _ _ H). apply list_set_bound in H. lia.
Qed.
Lemma steps_tail s f e s1 f1 e1 rest s2 f2 : Steps s f e s1 f1 [] -> Steps s1 f1 rest s2 f2 e1 -> Steps s f (e ++ rest) s2 f2 e1.
Proof. intros A B. eapply steps_trans; [apply (steps_ctx _ _ _ _ _ _ [] rest A)|exact B]. Qed.

(* Storing a byte, and what is then to be done for the rest. *)
Lemma store_then s f x p i c m l l' s' rest :
  mem_of s (f_module f) x = Some m -> list_set (Mem.to_list (me_data m)) (nat_of i) (low_byte c) = Some l ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  (forall s1, mem_of s1 (f_module f) x = Some (ME (me_max m) (Mem.of_list l)) -> set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l)) = Some s1 ->
     set_mem s1 (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' -> Steps s1 f rest s' f []) ->
  Steps s f ([Const (VI32 i); Const (VI32 c); StorePack IT32 P8 x 0 I32ops.zero p] ++ rest) s' f [].
Proof.
  intros M L S K. destruct (set_mem_any _ _ _ _ (ME (me_max m) (Mem.of_list l)) _ S) as [s1 S1]. eapply steps_tail.
  - apply steps_one, Step__write. eapply Step__store_pack_val; [exact M|apply store_byte, L|exact S1].
  - apply K; [eapply mem_of_set, S1|exact S1|]. rewrite (set_mem_twice _ _ _ _ _ _ S1). exact S.
Qed.
(* The same for a byte that is loaded first. *)
Lemma copy_then s f x y p i j b m m' l l' s' rest :
  mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' -> nth_error (Mem.to_list (me_data m')) (nat_of j) = Some b ->
  list_set (Mem.to_list (me_data m)) (nat_of i) b = Some l ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  (forall s1 m1, mem_of s1 (f_module f) x = Some (ME (me_max m) (Mem.of_list l)) -> mem_of s1 (f_module f) y = Some m1 ->
     m1 = m' \/ (m1 = ME (me_max m) (Mem.of_list l) /\ m' = m) ->
     set_mem s1 (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' -> Steps s1 f rest s' f []) ->
  Steps s f ([Const (VI32 i); Const (VI32 j); LoadPack IT32 P8 UX y 0 I32ops.zero p; StorePack IT32 P8 x 0 I32ops.zero p] ++ rest) s' f [].
Proof.
  intros M M' B L S K. eapply steps_trans.
  - apply (steps_ctx s f [Const (VI32 j); LoadPack IT32 P8 UX y 0 I32ops.zero p] s f [Const (VI32 (byte_val b))] [VI32 i]
             (StorePack IT32 P8 x 0 I32ops.zero p :: rest)).
    apply steps_read. eapply Step_read__load_pack_val; [exact M'|apply load_byte, B].
  - apply (store_then s f x p i (byte_val b) m l l' s' rest M); [rewrite low_byte_val; exact L|exact S|].
    intros s1 M1 S1 S2. destruct (mem_of_set_other _ _ _ _ _ _ _ _ M S1 M') as [E|[E Q]].
    + apply (K s1 m'); auto.
    + apply (K s1 (ME (me_max m) (Mem.of_list l))); auto.
Qed.

(* ---- memories ---- *)
Lemma fill_rec k : forall s f x p i v n m l' s', nat_of n = k -> mem_of s (f_module f) x = Some m -> MemBulk.covers (me_data m) i n = true ->
  replaced (Mem.to_list (me_data m)) i (repeat (low_byte v) k) = Some l' ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 v); Const (VI32 n); MemoryFill x p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x p i v n m l' s' N M C R S; destruct (I32ops.is_zero n) eqn:Z.
  - injection R as <-. rewrite Mem.of_to in S. destruct m as [mx d]. rewrite (set_mem_same _ _ _ _ _ M S).
    apply steps_read. eapply Step_read__memory_fill_zero; eauto.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N. eapply steps_trans; [apply steps_read; eapply Step_read__memory_fill_succ; eauto|].
    unfold MemBulk.covers in C. destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [rewrite repeat_length; auto|].
    eapply (store_then s f x p i v m l l' s'); eauto. intros s1 M1 S1 S2. eapply IH; eauto; cbn [me_data me_max]; unfold MemBulk.covers; rewrite ?Mem.to_of; auto.
    eapply covers_next; eauto using list_set_length.
Qed.
Theorem memory_fill_recursive s f x p i v n m d s' : mem_of s (f_module f) x = Some m -> MemBulk.fill (me_data m) i v n = Some d ->
  set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 v); Const (VI32 n); MemoryFill x p] s' f [].
Proof.
  unfold MemBulk.fill. destruct MemBulk.covers eqn:C; [|discriminate]. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M E S. injection E as <-. eapply fill_rec; eauto.
Qed.

Lemma copy_le_rec k : forall s f x y p i j n m m' l' s', nat_of n = k -> k = 0 \/ (I32.to_Z i <= I32.to_Z j)%Z ->
  mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' -> MemBulk.covers (me_data m) i n = true -> MemBulk.covers (me_data m') j n = true ->
  replaced (Mem.to_list (me_data m)) i (part (Mem.to_list (me_data m')) j n) = Some l' ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n m m' l' s' N LE M M' C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - unfold part in R. rewrite N in R. injection R as <-. rewrite Mem.of_to in S. destruct m as [mx d]. rewrite (set_mem_same _ _ _ _ _ M S).
    apply steps_read. eapply Step_read__memory_copy_zero; eauto. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - destruct LE as [LE|LE]; [discriminate|]. rewrite (pred_nat n Z) in N. injection N as N.
    eapply steps_trans; [apply steps_read; eapply Step_read__memory_copy_le; eauto; [rewrite C, C'; reflexivity|apply Z.leb_le, LE]|].
    unfold MemBulk.covers in C, C'. destruct (part_next _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_next; eauto|].
    eapply (copy_then s f x y p i j b m m' l l' s'); eauto. intros s1 m1 M1 M2 A S2.
    apply covers_spec in C as Cn. apply covers_spec in C' as Cn'.
    eapply (IH s1 f x y p _ _ _ (ME (me_max m) (Mem.of_list l)) m1); eauto; cbn [me_data me_max]; unfold MemBulk.covers; rewrite ?Mem.to_of.
    + destruct k; [left; reflexivity|right]. pose proof (to_Z_range i). rewrite !to_Z_add, to_Z_one. destruct (to_Z_pred n Z) as [E1 E2].
      assert (2 <= I32.to_Z n)%Z by (unfold nat_of in N; rewrite E1 in N; lia). rewrite !Z.mod_small by lia. lia.
    + eapply covers_next; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; cbn [me_data]; rewrite ?Mem.to_of; eapply covers_next; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; cbn [me_data]; rewrite ?Mem.to_of; [exact R'|].
      replace (part l (I32ops.add j i32_one) (I32ops.sub n i32_one)) with (part (Mem.to_list (me_data m)) (I32ops.add j i32_one) (I32ops.sub n i32_one)); [exact R'|].
      symmetry. unfold part. destruct (next_nat j n Z (proj2 Cn')) as [K|K]; [|rewrite K; reflexivity].
      eapply slice_set; [exact L|]. left. rewrite K. unfold nat_of. pose proof (to_Z_range i). lia.
Qed.
Lemma copy_gt_rec k : forall s f x y p i j n m m' l' s', nat_of n = k -> (I32.to_Z j < I32.to_Z i)%Z ->
  mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' -> MemBulk.covers (me_data m) i n = true -> MemBulk.covers (me_data m') j n = true ->
  replaced (Mem.to_list (me_data m)) i (part (Mem.to_list (me_data m')) j n) = Some l' ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n m m' l' s' N GT M M' C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - unfold part in R. rewrite N in R. injection R as <-. rewrite Mem.of_to in S. destruct m as [mx d]. rewrite (set_mem_same _ _ _ _ _ M S).
    apply steps_read. eapply Step_read__memory_copy_zero; eauto. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N.
    eapply steps_trans; [apply steps_read; eapply Step_read__memory_copy_gt; eauto; [rewrite C, C'; reflexivity|apply Z.leb_gt, GT]|].
    unfold MemBulk.covers in C, C'. destruct (part_last _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    destruct (replaced_last _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_less; eauto|].
    eapply (copy_then s f x y p _ _ b m m' l l' s'); eauto. intros s1 m1 M1 M2 A S2.
    apply covers_spec in C as Cn. apply covers_spec in C' as Cn'.
    eapply (IH s1 f x y p _ _ _ (ME (me_max m) (Mem.of_list l)) m1); eauto; cbn [me_data me_max]; unfold MemBulk.covers; rewrite ?Mem.to_of.
    + eapply covers_less; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; cbn [me_data]; rewrite ?Mem.to_of; eapply covers_less; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; cbn [me_data]; rewrite ?Mem.to_of; [exact R'|].
      replace (part l j (I32ops.sub n i32_one)) with (part (Mem.to_list (me_data m)) j (I32ops.sub n i32_one)); [exact R'|].
      symmetry. unfold part. eapply slice_set; [exact L|]. right. rewrite (last_nat i n Z (proj2 Cn)). unfold nat_of. pose proof (to_Z_range j). lia.
Qed.
Theorem memory_copy_recursive s f x y p i j n m m' d s' : mem_of s (f_module f) x = Some m -> mem_of s (f_module f) y = Some m' ->
  MemBulk.copy (me_data m) i (me_data m') j n = Some d -> set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryCopy x y p] s' f [].
Proof.
  unfold MemBulk.copy. destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C C']. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M M' E S. injection E as <-. destruct (Z.leb_spec (I32.to_Z i) (I32.to_Z j)); [eapply copy_le_rec|eapply copy_gt_rec]; eauto.
Qed.

Lemma init_rec k : forall s f x y p i j n m d l' s', nat_of n = k ->
  mem_of s (f_module f) x = Some m -> data_of s (f_module f) y = Some d -> MemBulk.covers (me_data m) i n = true -> MemBulk.data_covers d j n = true ->
  replaced (Mem.to_list (me_data m)) i (part (Data.to_list d) j n) = Some l' ->
  set_mem s (f_module f) x (ME (me_max m) (Mem.of_list l')) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryInit x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n m d l' s' N M D C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - unfold part in R. rewrite N in R. injection R as <-. rewrite Mem.of_to in S. destruct m as [mx b]. rewrite (set_mem_same _ _ _ _ _ M S).
    apply steps_read. eapply Step_read__memory_init_zero; eauto. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N. unfold MemBulk.data_covers in C'. destruct (part_next _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    eapply steps_trans; [apply steps_read; eapply (Step_read__memory_init_succ s f i j n x y p m d (byte_val b)); eauto|].
    { unfold MemBulk.data_covers. rewrite C, C'; reflexivity. } { unfold MemBulk.data_byte. rewrite B. reflexivity. }
    unfold MemBulk.covers in C. destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_next; eauto|].
    eapply (store_then s f x p i (byte_val b) m l l' s'); eauto; [rewrite low_byte_val; exact L|]. intros s1 M1 S1 S2.
    eapply IH; eauto; cbn [me_data me_max]; unfold MemBulk.covers, MemBulk.data_covers; rewrite ?Mem.to_of; auto.
    + eapply set_data_fields; eauto.
    + eapply covers_next; eauto using list_set_length.
    + eapply covers_next; eauto.
    + exact R'.
Qed.
Theorem memory_init_recursive s f x y p i j n m b d s' : mem_of s (f_module f) x = Some m -> data_of s (f_module f) y = Some b ->
  MemBulk.init (me_data m) i b j n = Some d -> set_mem s (f_module f) x (ME (me_max m) d) = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); MemoryInit x y p] s' f [].
Proof.
  unfold MemBulk.init. destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C C']. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M D E S. injection E as <-. eapply init_rec; eauto.
Qed.

(* The fast paths cover what the rules cover. *)
Lemma fill_some m i v n : MemBulk.covers m i n = true -> exists d, MemBulk.fill m i v n = Some d.
Proof.
  intro C. unfold MemBulk.fill. rewrite C. destruct (replaced_some _ _ (repeat (low_byte v) (nat_of n)) _ _ C) as [l ->]; [apply repeat_length|simpl; eauto].
Qed.
Lemma copy_some m i m' j n : MemBulk.covers m i n && MemBulk.covers m' j n = true -> exists d, MemBulk.copy m i m' j n = Some d.
Proof.
  intro H. unfold MemBulk.copy. rewrite H. apply andb_prop in H as [C C']. destruct (replaced_some _ _ _ _ _ C (part_length _ _ _ _ C')) as [l ->]. simpl; eauto.
Qed.
Lemma init_some m i b j n : MemBulk.covers m i n && MemBulk.data_covers b j n = true -> exists d, MemBulk.init m i b j n = Some d.
Proof.
  intro H. unfold MemBulk.init. rewrite H. apply andb_prop in H as [C C']. destruct (replaced_some _ _ _ _ _ C (part_length _ _ _ _ C')) as [l ->]. simpl; eauto.
Qed.

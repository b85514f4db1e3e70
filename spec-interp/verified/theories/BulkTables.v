(* T7 for tables, as Bulk.v has it for memories. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Step Bulk.
Import ListNotations.

(* ---- one element of a table ---- *)
Definition with_list (t : tableinst) (l : list reference) : tableinst := TI (ti_type t) (ti_max t) (Arr.of_list l).
Lemma set_table_any s mi x t l l1 s1 : set_table s mi x t l = Some s1 -> exists s2, set_table s mi x t l1 = Some s2.
Proof.
  unfold set_table, set_elems_at. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_tables s) a _) as [y|] eqn:E; [|discriminate].
  intros _. destruct (arr_set_any _ _ _ _ _ (TI (ti_type t) (ti_max t) l1) E) as [l2 ->]. eauto.
Qed.
Lemma set_table_same s mi x t s1 : table_of s mi x = Some t -> set_table s mi x t (ti_elems t) = Some s1 -> s1 = s.
Proof.
  unfold table_of, set_table, set_elems_at. destruct arr_get as [a|]; [|discriminate]. intro H. destruct t as [rt mx l]. cbn [ti_type ti_max ti_elems].
  rewrite (arr_set_same _ _ _ _ H). intro E; injection E as <-. destruct s; reflexivity.
Qed.
Lemma set_table_twice s mi x t l s1 l' : set_table s mi x t (Arr.of_list l) = Some s1 -> set_table s1 mi x (with_list t l) l' = set_table s mi x t l'.
Proof.
  unfold set_table, set_elems_at. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_tables s) a _) as [y|] eqn:E; [|discriminate].
  intro H; injection H as <-. cbn [s_tables with_tables]. rewrite (arr_set_twice _ _ _ _ _ _ E). reflexivity.
Qed.
Lemma table_of_set s mi x t l s1 : set_table s mi x t (Arr.of_list l) = Some s1 -> table_of s1 mi x = Some (with_list t l).
Proof.
  unfold set_table, set_elems_at, table_of. destruct arr_get as [a|]; [|discriminate]. destruct (arr_set (s_tables s) a _) as [y|] eqn:E; [|discriminate].
  intro H; injection H as <-. eapply arr_get_set_same, E.
Qed.
(* Two indices may mean one table. *)
Lemma table_of_set_other s mi x t l s1 y t' : table_of s mi x = Some t -> set_table s mi x t (Arr.of_list l) = Some s1 -> table_of s mi y = Some t' ->
  table_of s1 mi y = Some t' \/ (table_of s1 mi y = Some (with_list t l) /\ t' = t).
Proof.
  unfold set_table, set_elems_at, table_of. destruct (arr_get (mi_tables mi) x) as [a|]; [|discriminate].
  destruct (arr_set (s_tables s) a _) as [z|] eqn:E; [|discriminate].
  intros H K; injection K as <-. destruct (arr_get (mi_tables mi) y) as [b|]; [|discriminate]. intro G. cbn [s_tables with_tables].
  destruct (Z.eq_dec (I32.to_Z a) (I32.to_Z b)) as [W|W].
  - assert (a = b) as -> by (rewrite <- (I32.of_to a), <- (I32.of_to b); congruence). right; split; [eapply arr_get_set_same, E|congruence].
  - left. rewrite (arr_get_set_other _ _ _ _ b _ E); [exact G|congruence].
Qed.
Lemma set_table_elem s mi x t l s1 y e : set_table s mi x t l = Some s1 -> elem_of s mi y = Some e -> elem_of s1 mi y = Some e.
Proof.
  unfold set_table, set_elems_at. destruct arr_get as [a|]; [|discriminate]. destruct arr_set; [|discriminate]. intro H; injection H as <-. trivial.
Qed.

Definition elems_list (t : tableinst) : list reference := Arr.to_list (ti_elems t).
Lemma elems_with_list t l : elems_list (with_list t l) = l.
Proof. apply Arr.to_of. Qed.
(* Writing an element, and what is then to be done for the rest. *)
Lemma set_then s f x p i r t l l' s' rest :
  table_of s (f_module f) x = Some t -> list_set (elems_list t) (nat_of i) r = Some l ->
  set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  (forall s1, table_of s1 (f_module f) x = Some (with_list t l) -> set_table s (f_module f) x t (Arr.of_list l) = Some s1 ->
     set_table s1 (f_module f) x (with_list t l) (Arr.of_list l') = Some s' -> Steps s1 f rest s' f []) ->
  Steps s f ([Const (VI32 i); Const (VRef r); TableSet x p] ++ rest) s' f [].
Proof.
  intros M L S K. destruct (set_table_any _ _ _ _ _ (Arr.of_list l) _ S) as [s1 S1]. eapply steps_tail.
  - apply steps_one, Step__write. eapply Step__table_set_val; [exact M|rewrite arr_set_nat; unfold elems_list in L; rewrite L; reflexivity|exact S1].
  - apply K; [eapply table_of_set, S1|exact S1|]. rewrite (set_table_twice _ _ _ _ _ _ _ S1). exact S.
Qed.
(* The same for an element that is read first. *)
Lemma get_then s f x y p i j r t t' l l' s' rest :
  table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' -> nth_error (elems_list t') (nat_of j) = Some r ->
  list_set (elems_list t) (nat_of i) r = Some l ->
  set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  (forall s1 t1, table_of s1 (f_module f) x = Some (with_list t l) -> table_of s1 (f_module f) y = Some t1 ->
     t1 = t' \/ (t1 = with_list t l /\ t' = t) ->
     set_table s1 (f_module f) x (with_list t l) (Arr.of_list l') = Some s' -> Steps s1 f rest s' f []) ->
  Steps s f ([Const (VI32 i); Const (VI32 j); TableGet y p; TableSet x p] ++ rest) s' f [].
Proof.
  intros M M' B L S K. eapply steps_trans.
  - apply (steps_ctx s f [Const (VI32 j); TableGet y p] s f [Const (VRef r)] [VI32 i] (TableSet x p :: rest)).
    apply steps_read. eapply Step_read__table_get_val; [exact M'|rewrite arr_get_nat; exact B].
  - apply (set_then s f x p i r t l l' s' rest M L S). intros s1 M1 S1 S2. destruct (table_of_set_other _ _ _ _ _ _ _ _ M S1 M') as [E|[E Q]].
    + apply (K s1 t'); auto.
    + apply (K s1 (with_list t l)); auto.
Qed.

(* ---- tables ---- *)
Ltac nothing S M R N := unfold part in R; try rewrite N in R; injection R as <-; unfold elems_list in S; rewrite Arr.of_to in S; rewrite (set_table_same _ _ _ _ _ M S).
Lemma table_fill_rec k : forall s f x p i r n t l' s', nat_of n = k -> table_of s (f_module f) x = Some t -> covers (elems_list t) i n = true ->
  replaced (elems_list t) i (repeat r k) = Some l' -> set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  Steps s f [Const (VI32 i); Const (VRef r); Const (VI32 n); TableFill x p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x p i r n t l' s' N M C R S; destruct (I32ops.is_zero n) eqn:Z.
  - nothing S M R N. apply steps_read. eapply Step_read__table_fill_zero; eauto.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N. eapply steps_trans; [apply steps_read; eapply Step_read__table_fill_succ; eauto|].
    destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [rewrite repeat_length; auto|].
    eapply (set_then s f x p i r t l l' s'); eauto. intros s1 M1 S1 S2. eapply IH; eauto; rewrite ?elems_with_list; auto.
    eapply covers_next; eauto using list_set_length.
Qed.
Theorem table_fill_recursive s f x p i r n t l s' : table_of s (f_module f) x = Some t -> ArrBulk.fill (ti_elems t) i r n = Some l ->
  set_table s (f_module f) x t l = Some s' -> Steps s f [Const (VI32 i); Const (VRef r); Const (VI32 n); TableFill x p] s' f [].
Proof.
  unfold ArrBulk.fill. destruct ArrBulk.covers eqn:C; [|discriminate]. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M E S. injection E as <-. eapply table_fill_rec; eauto.
Qed.

Lemma table_copy_le_rec k : forall s f x y p i j n t t' l' s', nat_of n = k -> k = 0 \/ (I32.to_Z i <= I32.to_Z j)%Z ->
  table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' -> covers (elems_list t) i n = true -> covers (elems_list t') j n = true ->
  replaced (elems_list t) i (part (elems_list t') j n) = Some l' -> set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n t t' l' s' N LE M M' C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - nothing S M R N. apply steps_read. eapply Step_read__table_copy_zero; eauto. unfold ArrBulk.covers. unfold elems_list in C, C'. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - destruct LE as [LE|LE]; [discriminate|]. rewrite (pred_nat n Z) in N. injection N as N.
    eapply steps_trans; [apply steps_read; eapply Step_read__table_copy_le; eauto|].
    { unfold ArrBulk.covers. unfold elems_list in C, C'. rewrite C, C'; reflexivity. } { apply Z.leb_le, LE. }
    destruct (part_next _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_next; eauto|].
    eapply (get_then s f x y p i j b t t' l l' s'); eauto. intros s1 t1 M1 M2 A S2.
    apply covers_spec in C as Cn. apply covers_spec in C' as Cn'.
    eapply (IH s1 f x y p _ _ _ (with_list t l) t1); eauto; rewrite ?elems_with_list.
    + destruct k; [left; reflexivity|right]. pose proof (to_Z_range i). rewrite !to_Z_add, to_Z_one. destruct (to_Z_pred n Z) as [E1 E2].
      assert (2 <= I32.to_Z n)%Z by (unfold nat_of in N; rewrite E1 in N; lia). rewrite !Z.mod_small by lia. lia.
    + eapply covers_next; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; rewrite ?elems_with_list; eapply covers_next; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; rewrite ?elems_with_list; [exact R'|].
      replace (part l (I32ops.add j i32_one) (I32ops.sub n i32_one)) with (part (elems_list t) (I32ops.add j i32_one) (I32ops.sub n i32_one)); [exact R'|].
      symmetry. unfold part. destruct (next_nat j n Z (proj2 Cn')) as [K|K]; [|rewrite K; reflexivity].
      eapply slice_set; [exact L|]. left. rewrite K. unfold nat_of. pose proof (to_Z_range i). lia.
Qed.
Lemma table_copy_gt_rec k : forall s f x y p i j n t t' l' s', nat_of n = k -> (I32.to_Z j < I32.to_Z i)%Z ->
  table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' -> covers (elems_list t) i n = true -> covers (elems_list t') j n = true ->
  replaced (elems_list t) i (part (elems_list t') j n) = Some l' -> set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n t t' l' s' N GT M M' C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - nothing S M R N. apply steps_read. eapply Step_read__table_copy_zero; eauto. unfold ArrBulk.covers. unfold elems_list in C, C'. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N.
    eapply steps_trans; [apply steps_read; eapply Step_read__table_copy_gt; eauto|].
    { unfold ArrBulk.covers. unfold elems_list in C, C'. rewrite C, C'; reflexivity. } { apply Z.leb_gt, GT. }
    destruct (part_last _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    destruct (replaced_last _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_less; eauto|].
    eapply (get_then s f x y p _ _ b t t' l l' s'); eauto. intros s1 t1 M1 M2 A S2.
    apply covers_spec in C as Cn. apply covers_spec in C' as Cn'.
    eapply (IH s1 f x y p _ _ _ (with_list t l) t1); eauto; rewrite ?elems_with_list.
    + eapply covers_less; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; rewrite ?elems_with_list; eapply covers_less; eauto using list_set_length.
    + destruct A as [->|[-> ->]]; rewrite ?elems_with_list; [exact R'|].
      replace (part l j (I32ops.sub n i32_one)) with (part (elems_list t) j (I32ops.sub n i32_one)); [exact R'|].
      symmetry. unfold part. eapply slice_set; [exact L|]. right. rewrite (last_nat i n Z (proj2 Cn)). unfold nat_of. pose proof (to_Z_range j). lia.
Qed.
Theorem table_copy_recursive s f x y p i j n t t' l s' : table_of s (f_module f) x = Some t -> table_of s (f_module f) y = Some t' ->
  ArrBulk.copy (ti_elems t) i (ti_elems t') j n = Some l -> set_table s (f_module f) x t l = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableCopy x y p] s' f [].
Proof.
  unfold ArrBulk.copy. destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C C']. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M M' E S. injection E as <-. destruct (Z.leb_spec (I32.to_Z i) (I32.to_Z j)); [eapply table_copy_le_rec|eapply table_copy_gt_rec]; eauto.
Qed.

Lemma table_init_rec k : forall s f x y p i j n t e l' s', nat_of n = k ->
  table_of s (f_module f) x = Some t -> elem_of s (f_module f) y = Some e -> covers (elems_list t) i n = true -> covers (Arr.to_list (ei_refs e)) j n = true ->
  replaced (elems_list t) i (part (Arr.to_list (ei_refs e)) j n) = Some l' -> set_table s (f_module f) x t (Arr.of_list l') = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableInit x y p] s' f [].
Proof.
  induction k as [|k IH]; intros s f x y p i j n t e l' s' N M D C C' R S; destruct (I32ops.is_zero n) eqn:Z.
  - nothing S M R N. apply steps_read. eapply Step_read__table_init_zero; eauto. unfold ArrBulk.covers. unfold elems_list in C. rewrite C, C'; reflexivity.
  - rewrite (pred_nat n Z) in N. discriminate.
  - rewrite (is_zero_nat n Z) in N. discriminate.
  - rewrite (pred_nat n Z) in N. injection N as N. destruct (part_next _ _ _ _ C' Z) as [b [B P]]. rewrite P in R.
    eapply steps_trans; [apply steps_read; eapply (Step_read__table_init_succ s f i j n x y p t e b); eauto|].
    { unfold ArrBulk.covers. unfold elems_list in C. rewrite C, C'; reflexivity. } { rewrite arr_get_nat. exact B. }
    destruct (replaced_next _ _ i n _ _ _ C Z R) as [l [L R']]; [apply part_length; eapply covers_next; eauto|].
    eapply (set_then s f x p i b t l l' s'); eauto. intros s1 M1 S1 S2.
    eapply IH; eauto; rewrite ?elems_with_list; auto.
    + eapply set_table_elem; eauto.
    + eapply covers_next; eauto using list_set_length.
    + eapply covers_next; eauto.
    + exact R'.
Qed.
Theorem table_init_recursive s f x y p i j n t e l s' : table_of s (f_module f) x = Some t -> elem_of s (f_module f) y = Some e ->
  ArrBulk.copy (ti_elems t) i (ei_refs e) j n = Some l -> set_table s (f_module f) x t l = Some s' ->
  Steps s f [Const (VI32 i); Const (VI32 j); Const (VI32 n); TableInit x y p] s' f [].
Proof.
  unfold ArrBulk.copy. destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C C']. destruct replaced as [l'|] eqn:R; [|discriminate].
  intros M D E S. injection E as <-. eapply table_init_rec; eauto.
Qed.

(* The fast paths cover what the rules cover. *)
Lemma arr_fill_some A (x : Arr.t A) i a n : ArrBulk.covers x i n = true -> exists l, ArrBulk.fill x i a n = Some l.
Proof.
  intro C. unfold ArrBulk.fill. rewrite C. destruct (replaced_some _ _ (repeat a (nat_of n)) _ _ C) as [l ->]; [apply repeat_length|simpl; eauto].
Qed.
Lemma arr_copy_some A (x y : Arr.t A) i j n : ArrBulk.covers x i n && ArrBulk.covers y j n = true -> exists l, ArrBulk.copy x i y j n = Some l.
Proof.
  intro H. unfold ArrBulk.copy. rewrite H. apply andb_prop in H as [C C']. destruct (replaced_some _ _ _ _ _ C (part_length _ _ _ _ C')) as [l ->]. simpl; eauto.
Qed.

(* Containers, sealed.

   Each is isomorphic to a list and that is all that is known about it.  Every
   operation is an ordinary definition through that list, so there is nothing
   that could be axiomatised wrongly; the extraction replaces type and
   operations together. *)
From Coq Require Import ZArith NArith List Lia.
From TS Require Import Bits.
Import ListNotations.

(* ---- the seals ---- *)
Module Type ARR.
  Parameter t : Type -> Type.
  Parameter of_list : forall {A}, list A -> t A.
  Parameter to_list : forall {A}, t A -> list A.
  Parameter to_of : forall A (l : list A), to_list (of_list l) = l.
  Parameter of_to : forall A (x : t A), of_list (to_list x) = x.
End ARR.
Module Arr : ARR.
  Definition t (A : Type) := list A.
  Definition of_list {A} (l : list A) : t A := l.
  Definition to_list {A} (x : t A) : list A := x.
  Lemma to_of A (l : list A) : to_list (of_list l) = l. Proof. reflexivity. Qed.
  Lemma of_to A (x : t A) : of_list (to_list x) = x. Proof. reflexivity. Qed.
End Arr.

Module Type BYTES.
  Parameter t : Set.
  Parameter of_list : list I8.t -> t.
  Parameter to_list : t -> list I8.t.
  Parameter to_of : forall l, to_list (of_list l) = l.
  Parameter of_to : forall x, of_list (to_list x) = x.
End BYTES.
Module BytesModel.
  Definition t := list I8.t.
  Definition of_list (l : list I8.t) : t := l.
  Definition to_list (x : t) : list I8.t := x.
  Lemma to_of l : to_list (of_list l) = l. Proof. reflexivity. Qed.
  Lemma of_to x : of_list (to_list x) = x. Proof. reflexivity. Qed.
End BytesModel.
(* [Mem]: the bytes of a memory, mutable underneath.  [Data]: immutable bytes. *)
Module Mem : BYTES. Include BytesModel. End Mem.
Module Data : BYTES. Include BytesModel. End Data.

(* [Cnt]: a natural number (fuel, stack units). *)
Module Type CNT.
  Parameter t : Set.
  Parameter of_N : N -> t.
  Parameter to_N : t -> N.
  Parameter to_of : forall n, to_N (of_N n) = n.
  Parameter of_to : forall x, of_N (to_N x) = x.
End CNT.
Module Cnt : CNT.
  Definition t := N.
  Definition of_N (n : N) : t := n.
  Definition to_N (x : t) : N := x.
  Lemma to_of n : to_N (of_N n) = n. Proof. reflexivity. Qed.
  Lemma of_to x : of_N (to_N x) = x. Proof. reflexivity. Qed.
End Cnt.

(* ---- operations, each by way of the list ---- *)
(* A position in a list, its end included; [None] beyond. *)
Definition place {A} (l : list A) (z : Z) : option nat :=
  if (z <=? Z.of_nat (length l))%Z then Some (Z.to_nat z) else None.

(* [l] with its [i]-th element replaced; [None] when there is none. *)
Fixpoint list_set {A} (l : list A) (i : nat) (a : A) : option (list A) :=
  match l, i with
  | [], _ => None
  | _ :: l, O => Some (a :: l)
  | b :: l, S i => match list_set l i a with Some l => Some (b :: l) | None => None end
  end.

Definition arr_get {A} (x : Arr.t A) (i : I32.t) : option A :=
  match place (Arr.to_list x) (I32.to_Z i) with Some k => nth_error (Arr.to_list x) k | None => None end.
Definition arr_set {A} (x : Arr.t A) (i : I32.t) (a : A) : option (Arr.t A) :=
  match place (Arr.to_list x) (I32.to_Z i) with
  | Some k => option_map Arr.of_list (list_set (Arr.to_list x) k a)
  | None => None
  end.
Definition arr_len {A} (x : Arr.t A) : I32.t := I32.of_Z (Z.of_nat (length (Arr.to_list x))).
Definition arr_app {A} (x : Arr.t A) (l : list A) : Arr.t A := Arr.of_list (Arr.to_list x ++ l).
(* [d] written over [l] from [i] on; [None] when it does not fit. *)
Fixpoint list_write {A} (l : list A) (i : nat) (d : list A) : option (list A) :=
  match i, d, l with
  | O, [], _ => Some l
  | O, a :: d, _ :: l => option_map (cons a) (list_write l O d)
  | O, _ :: _, [] => None
  | S i, _, b :: l => option_map (cons b) (list_write l i d)
  | S i, _, [] => None
  end.
Definition list_slice {A} (l : list A) (i n : nat) : option (list A) :=
  if Nat.leb (i + n) (length l) then Some (firstn n (skipn i l)) else None.

Definition arr_of_list {A} (l : list A) : Arr.t A := Arr.of_list l.
Definition arr_list {A} (x : Arr.t A) : list A := Arr.to_list x.
Definition arr_make {A} (n : I32.t) (a : A) : Arr.t A := Arr.of_list (repeat a (Z.to_nat (I32.to_Z n))).
Definition arr_fold {A B} (f : B -> A -> B) (x : Arr.t A) (b : B) : B := fold_left f (Arr.to_list x) b.

Definition cnt_zero : Cnt.t := Cnt.of_N 0.
Definition cnt_succ (x : Cnt.t) : Cnt.t := Cnt.of_N (N.succ (Cnt.to_N x)).
Definition cnt_add (x y : Cnt.t) : Cnt.t := Cnt.of_N (Cnt.to_N x + Cnt.to_N y).
(* Bytes of so many pages, of so many table elements. *)
Definition cnt_pages (n : I32.t) : Cnt.t := Cnt.of_N (65536 * Z.to_N (I32.to_Z n)).
Definition cnt_elems (n : I32.t) : Cnt.t := Cnt.of_N (8 * Z.to_N (I32.to_Z n)).
Definition cnt_ltb (x y : Cnt.t) : bool := N.ltb (Cnt.to_N x) (Cnt.to_N y).

(* Laws that a reader may expect; proofs of the theorems do not need them. *)
Lemma list_set_spec A (l : list A) i a l' :
  list_set l i a = Some l' ->
  length l' = length l /\ nth_error l' i = Some a /\ forall j, j <> i -> nth_error l' j = nth_error l j.
Proof.
  revert i l'; induction l as [|b l IH]; intros [|i] l' H; simpl in H; try discriminate.
  - injection H as <-. repeat split. intros [|j]; [congruence|reflexivity].
  - destruct (list_set l i a) as [r|] eqn:E; [|discriminate]. injection H as <-.
    destruct (IH _ _ E) as [H1 [H2 H3]]. repeat split; simpl; auto.
    intros [|j] Hj; [reflexivity|]. apply H3; congruence.
Qed.
Lemma arr_get_nth A (x : Arr.t A) i : arr_get x i = nth_error (Arr.to_list x) (Z.to_nat (I32.to_Z i)).
Proof.
  unfold arr_get, place. destruct (Z.leb_spec (I32.to_Z i) (Z.of_nat (length (Arr.to_list x)))); [reflexivity|].
  symmetry. apply nth_error_None. lia.
Qed.
Lemma arr_set_list A (x y : Arr.t A) i a :
  arr_set x i a = Some y -> list_set (Arr.to_list x) (Z.to_nat (I32.to_Z i)) a = Some (Arr.to_list y).
Proof.
  unfold arr_set, place. destruct Z.leb; [|discriminate]. destruct list_set; [|discriminate].
  intro H; injection H as <-. now rewrite Arr.to_of.
Qed.
Lemma i32_bound (i : I32.t) : (0 <= I32.to_Z i)%Z.
Proof. rewrite <- (I32.of_to i), I32.to_of. apply Z.mod_pos_bound; reflexivity. Qed.
Lemma arr_get_set_same A (x y : Arr.t A) i a : arr_set x i a = Some y -> arr_get y i = Some a.
Proof. intro H. apply arr_set_list in H. rewrite arr_get_nth. apply (list_set_spec _ _ _ _ _ H). Qed.
Lemma arr_get_set_other A (x y : Arr.t A) i j a : arr_set x i a = Some y -> i <> j -> arr_get y j = arr_get x j.
Proof.
  intros H Hij. apply arr_set_list in H. rewrite !arr_get_nth. apply (list_set_spec _ _ _ _ _ H).
  intro K. apply Hij. apply Z2Nat.inj in K; try apply i32_bound.
  rewrite <- (I32.of_to i), <- (I32.of_to j). congruence.
Qed.

(* A function's locals: its arguments, then a default for each declared type. *)
Definition lcl (A : Type) := Arr.t A.
Definition lcl_get {A} (x : lcl A) (i : I32.t) : option A := arr_get x i.
Definition lcl_set {A} (x : lcl A) (i : I32.t) (a : A) : option (lcl A) := arr_set x i a.
Definition lcl_make {A B} (d : B -> A) (args : list A) (ts : list B) : lcl A := Arr.of_list (args ++ map d ts).

(* T5, begun: the binary format of integers, vectors and types.  A grammar, one constructor per production of the
   specification, and a reader of bytes that is sound and complete for it. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Syntax Module StoreOk.
Import ListNotations.
Local Open Scope Z_scope.

(* A byte, and its offset in the binary: the instruction that begins there carries it. *)
Record byte := Byte { b_place : I32.t; b_value : I8.t }.
Definition num (n : byte) : Z := I8.to_Z (b_value n).

(* ---- the grammar: [B x bs] says that the bytes [bs] stand for [x] ---- *)
Inductive BuN : Z -> Z -> list byte -> Prop :=
| BuN_last N n : num n < 2 ^ 7 -> num n < 2 ^ N -> BuN N (num n) [n]
| BuN_more N n m bs : num n >= 2 ^ 7 -> N > 7 -> BuN (N - 7) m bs -> BuN N (2 ^ 7 * m + (num n - 2 ^ 7)) (n :: bs).
Inductive BsN : Z -> Z -> list byte -> Prop :=
| BsN_pos N n : num n < 2 ^ 6 -> num n < 2 ^ (N - 1) -> BsN N (num n) [n]
| BsN_neg N n : 2 ^ 6 <= num n < 2 ^ 7 -> num n >= 2 ^ 7 - 2 ^ (N - 1) -> BsN N (num n - 2 ^ 7) [n]
| BsN_more N n m bs : num n >= 2 ^ 7 -> N > 7 -> BsN (N - 7) m bs -> BsN N (2 ^ 7 * m + (num n - 2 ^ 7)) (n :: bs).
Inductive Bu32 : I32.t -> list byte -> Prop := Bu32_of z bs : BuN 32 z bs -> Bu32 (I32.of_Z z) bs.
Inductive Brepeat {A} (B : A -> list byte -> Prop) : list A -> list byte -> Prop :=
| Brepeat_nil : Brepeat B [] []
| Brepeat_cons x b l bs : B x b -> Brepeat B l bs -> Brepeat B (x :: l) (b ++ bs).
Inductive Bvec {A} (B : A -> list byte -> Prop) : list A -> list byte -> Prop :=
| Bvec_of l b bs : BuN 32 (Z.of_nat (length l)) b -> Brepeat B l bs -> Bvec B l (b ++ bs).
Inductive Breftype : reftype -> list byte -> Prop :=
| Breftype_funcref n : num n = 0x70 -> Breftype FuncRef [n]
| Breftype_externref n : num n = 0x6f -> Breftype ExternRef [n].
Inductive Bvaltype : valtype -> list byte -> Prop :=
| Bvaltype_i32 n : num n = 0x7f -> Bvaltype I32T [n]
| Bvaltype_i64 n : num n = 0x7e -> Bvaltype I64T [n]
| Bvaltype_f32 n : num n = 0x7d -> Bvaltype F32T [n]
| Bvaltype_f64 n : num n = 0x7c -> Bvaltype F64T [n]
| Bvaltype_v128 n : num n = 0x7b -> Bvaltype V128T [n]
| Bvaltype_ref t bs : Breftype t bs -> Bvaltype (RefT t) bs.
Inductive Bfunctype : functype -> list byte -> Prop :=
| Bfunctype_of n ps rs b1 b2 : num n = 0x60 -> Bvec Bvaltype ps b1 -> Bvec Bvaltype rs b2 -> Bfunctype (FT ps rs) (n :: b1 ++ b2).
Inductive Blimits : limit -> list byte -> Prop :=
| Blimits_min n a b : num n = 0 -> Bu32 a b -> Blimits (Limit a None) (n :: b)
| Blimits_max n a k b1 b2 : num n = 1 -> Bu32 a b1 -> Bu32 k b2 -> Blimits (Limit a (Some k)) (n :: b1 ++ b2).
Inductive Btabletype : tabletype -> list byte -> Prop :=
| Btabletype_of t l b1 b2 : Breftype t b1 -> Blimits l b2 -> Btabletype (TT l t) (b1 ++ b2).
Inductive Bmut : mut -> list byte -> Prop :=
| Bmut_const n : num n = 0 -> Bmut MConst [n]
| Bmut_var n : num n = 1 -> Bmut MVar [n].
Inductive Bglobaltype : globaltype -> list byte -> Prop :=
| Bglobaltype_of t m b1 b2 : Bvaltype t b1 -> Bmut m b2 -> Bglobaltype (GT m t) (b1 ++ b2).

(* ---- readers: what the bytes begin with, and the rest ---- *)
Definition reader (A : Type) := list byte -> option (A * list byte).
Definition bind {A B} (r : reader A) (k : A -> reader B) : reader B := fun bs => match r bs with Some (x, rest) => k x rest | None => None end.
Definition ret {A} (x : A) : reader A := fun bs => Some (x, bs).
Definition fail {A} : reader A := fun _ => None.
Definition one : reader Z := fun bs => match bs with n :: bs => Some (num n, bs) | [] => None end.
Fixpoint read_u (N : Z) (bs : list byte) : option (Z * list byte) :=
  match bs with
  | [] => None
  | n :: bs =>
    if num n <? 2 ^ 7 then (if num n <? 2 ^ N then Some (num n, bs) else None)
    else if 7 <? N then match read_u (N - 7) bs with Some (m, rest) => Some (2 ^ 7 * m + (num n - 2 ^ 7), rest) | None => None end
    else None
  end.
Fixpoint read_s (N : Z) (bs : list byte) : option (Z * list byte) :=
  match bs with
  | [] => None
  | n :: bs =>
    if num n <? 2 ^ 6 then (if num n <? 2 ^ (N - 1) then Some (num n, bs) else None)
    else if num n <? 2 ^ 7 then (if 2 ^ 7 - 2 ^ (N - 1) <=? num n then Some (num n - 2 ^ 7, bs) else None)
    else if 7 <? N then match read_s (N - 7) bs with Some (m, rest) => Some (2 ^ 7 * m + (num n - 2 ^ 7), rest) | None => None end
    else None
  end.
Definition read_u32 : reader I32.t := bind (read_u 32) (fun z => ret (I32.of_Z z)).
Fixpoint read_repeat {A} (r : reader A) (n : nat) : reader (list A) :=
  match n with O => ret [] | S n => bind r (fun x => bind (read_repeat r n) (fun l => ret (x :: l))) end.
(* A vector's elements take a byte at least each, so a length beyond the bytes left is refused at once. *)
Definition read_vec {A} (r : reader A) : reader (list A) :=
  bind (read_u 32) (fun n bs => if Z.of_nat (length bs) <? n then None else read_repeat r (Z.to_nat n) bs).
Definition read_reftype : reader reftype :=
  bind one (fun n => if n =? 0x70 then ret FuncRef else if n =? 0x6f then ret ExternRef else fail).
Definition read_valtype : reader valtype :=
  bind one (fun n => if n =? 0x7f then ret I32T else if n =? 0x7e then ret I64T else if n =? 0x7d then ret F32T else if n =? 0x7c then ret F64T
    else if n =? 0x7b then ret V128T else if n =? 0x70 then ret (RefT FuncRef) else if n =? 0x6f then ret (RefT ExternRef) else fail).
Definition read_functype : reader functype :=
  bind one (fun n => if n =? 0x60 then bind (read_vec read_valtype) (fun ps => bind (read_vec read_valtype) (fun rs => ret (FT ps rs))) else fail).
Definition read_limits : reader limit :=
  bind one (fun n => if n =? 0 then bind read_u32 (fun a => ret (Limit a None))
    else if n =? 1 then bind read_u32 (fun a => bind read_u32 (fun k => ret (Limit a (Some k)))) else fail).
Definition read_tabletype : reader tabletype := bind read_reftype (fun t => bind read_limits (fun l => ret (TT l t))).
Definition read_mut : reader mut := bind one (fun n => if n =? 0 then ret MConst else if n =? 1 then ret MVar else fail).
Definition read_globaltype : reader globaltype := bind read_valtype (fun t => bind read_mut (fun m => ret (GT m t))).

(* ---- sound and complete ---- *)
Definition reads {A} (r : reader A) (B : A -> list byte -> Prop) : Prop :=
  forall bs x rest, r bs = Some (x, rest) <-> exists pre, bs = pre ++ rest /\ B x pre.
Lemma num_range (n : byte) : 0 <= num n < 2 ^ 8.
Proof. unfold num. rewrite <- (I8.of_to (b_value n)), I8.to_of. apply Z.mod_pos_bound. reflexivity. Qed.
Theorem read_u_ok N : reads (read_u N) (BuN N).
Proof.
  intros bs x rest. split.
  - revert N x. induction bs as [|n bs IH]; intros N x H; cbn [read_u] in H; [discriminate|].
    destruct (Z.ltb_spec (num n) (2 ^ 7)).
    + destruct (Z.ltb_spec (num n) (2 ^ N)); [|discriminate]. injection H as <- <-. exists [n]. split; [reflexivity|constructor; assumption].
    + destruct (Z.ltb_spec 7 N); [|discriminate]. destruct read_u as [[m r]|] eqn:E; [|discriminate]. injection H as <- <-.
      apply IH in E as [pre [-> P]]. exists (n :: pre). split; [reflexivity|constructor; [lia..|exact P]].
  - intros [pre [-> P]]. induction P as [N n A B|N n m bs A B P IH]; cbn [app read_u].
    + destruct (Z.ltb_spec (num n) (2 ^ 7)); [|lia]. destruct (Z.ltb_spec (num n) (2 ^ N)); [reflexivity|lia].
    + destruct (Z.ltb_spec (num n) (2 ^ 7)); [lia|]. destruct (Z.ltb_spec 7 N); [|lia]. rewrite IH. reflexivity.
Qed.
Theorem read_s_ok N : reads (read_s N) (BsN N).
Proof.
  intros bs x rest. split.
  - revert N x. induction bs as [|n bs IH]; intros N x H; cbn [read_s] in H; [discriminate|].
    destruct (Z.ltb_spec (num n) (2 ^ 6)).
    + destruct (Z.ltb_spec (num n) (2 ^ (N - 1))); [|discriminate]. injection H as <- <-. exists [n]. split; [reflexivity|constructor; assumption].
    + destruct (Z.ltb_spec (num n) (2 ^ 7)).
      * destruct (Z.leb_spec (2 ^ 7 - 2 ^ (N - 1)) (num n)); [|discriminate]. injection H as <- <-. exists [n]. split; [reflexivity|apply BsN_neg; lia].
      * destruct (Z.ltb_spec 7 N); [|discriminate]. destruct read_s as [[m r]|] eqn:E; [|discriminate]. injection H as <- <-.
        apply IH in E as [pre [-> P]]. exists (n :: pre). split; [reflexivity|apply BsN_more; [lia..|exact P]].
  - intros [pre [-> P]]. induction P as [N n A B|N n A B|N n m bs A B P IH]; cbn [app read_s].
    + destruct (Z.ltb_spec (num n) (2 ^ 6)); [|lia]. destruct (Z.ltb_spec (num n) (2 ^ (N - 1))); [reflexivity|lia].
    + destruct (Z.ltb_spec (num n) (2 ^ 6)); [lia|]. destruct (Z.ltb_spec (num n) (2 ^ 7)); [|lia]. destruct (Z.leb_spec (2 ^ 7 - 2 ^ (N - 1)) (num n)); [reflexivity|lia].
    + destruct (Z.ltb_spec (num n) (2 ^ 6)); [lia|]. destruct (Z.ltb_spec (num n) (2 ^ 7)); [lia|]. destruct (Z.ltb_spec 7 N); [|lia]. rewrite IH. reflexivity.
Qed.
Lemma reads_iff A (r : reader A) (B B' : A -> list byte -> Prop) : reads r B -> (forall x b, B x b <-> B' x b) -> reads r B'.
Proof.
  intros H I bs x rest. rewrite (H bs x rest). split; intros [pre [E P]]; exists pre; (split; [exact E|apply I, P]).
Qed.
Lemma reads_ret A (y : A) : reads (ret y) (fun x b => x = y /\ b = []).
Proof.
  intros bs x rest. unfold ret. split; [intro H; injection H as <- <-; exists []; auto|]. intros [pre [-> [-> ->]]]. reflexivity.
Qed.
Lemma reads_fail A : reads (@fail A) (fun _ _ => False).
Proof. intros bs x rest. split; [discriminate|]. intros [pre [_ []]]. Qed.
Lemma reads_one : reads one (fun z b => exists n, b = [n] /\ z = num n).
Proof.
  intros [|n bs] x rest; cbn [one]; split.
  - discriminate.
  - intros [pre [E [n [-> _]]]]. discriminate E.
  - intro H; injection H as <- <-. exists [n]. split; [reflexivity|eauto].
  - intros [pre [E [m [-> ->]]]]. injection E as <- ->. reflexivity.
Qed.
Lemma reads_bind A C (r : reader A) (k : A -> reader C) B D : reads r B -> (forall x, reads (k x) (D x)) ->
  reads (bind r k) (fun y b => exists x b1 b2, b = b1 ++ b2 /\ B x b1 /\ D x y b2).
Proof.
  intros H K bs y rest. unfold bind. split.
  - destruct (r bs) as [[x mid]|] eqn:E; [|discriminate]. intro F. apply H in E as [b1 [-> P1]]. apply K in F as [b2 [-> P2]].
    exists (b1 ++ b2). rewrite app_assoc. split; [reflexivity|eauto 6].
  - intros [pre [-> [x [b1 [b2 [-> [P1 P2]]]]]]]. rewrite <- app_assoc. rewrite (proj2 (H (b1 ++ b2 ++ rest) x (b2 ++ rest))) by eauto. apply K. eauto.
Qed.
Lemma reads_if A (c : bool) (r r' : reader A) B B' : reads r B -> reads r' B' -> reads (if c then r else r') (fun x b => if c then B x b else B' x b).
Proof. destruct c; auto. Qed.
Theorem read_u32_ok : reads read_u32 Bu32.
Proof.
  eapply reads_iff; [eapply reads_bind; [apply read_u_ok|intro; apply reads_ret]|]. intros x b. split.
  - intros [z [b1 [b2 [-> [P [-> ->]]]]]]. rewrite app_nil_r. constructor. exact P.
  - intros [z bs P]. exists z, bs, []. rewrite app_nil_r. auto.
Qed.
Lemma reads_repeat A (r : reader A) B : reads r B -> forall n, reads (read_repeat r n) (fun l b => length l = n /\ Brepeat B l b).
Proof.
  intros H n. induction n as [|n IH]; cbn [read_repeat].
  - eapply reads_iff; [apply reads_ret|]. intros l b. split; [intros [-> ->]; split; [reflexivity|constructor]|].
    intros [L P]. destruct P; [auto|discriminate L].
  - eapply reads_iff; [eapply reads_bind; [exact H|intro; eapply reads_bind; [exact IH|intro; apply reads_ret]]|]. intros l b. split.
    + intros [x [b1 [b2 [-> [P [l' [b3 [b4 [-> [[L Q] [-> ->]]]]]]]]]]]. rewrite app_nil_r. cbn [length]. split; [congruence|]. constructor; assumption.
    + intros [L P]. destruct P as [|x b l bs P Q]; [discriminate L|]. injection L as L. exists x, b, bs. split; [reflexivity|]. split; [exact P|].
      exists l, bs, []. rewrite app_nil_r. auto.
Qed.
Lemma repeat_long A (B : A -> list byte -> Prop) : (forall x b, B x b -> b <> []) -> forall l bs, Brepeat B l bs -> (length l <= length bs)%nat.
Proof.
  intros NE l bs P. induction P as [|x b l bs P Q IH]; [auto|]. apply NE in P. rewrite app_length. destruct b; [congruence|]. cbn. lia.
Qed.
Lemma u_range N z b : 0 < N -> BuN N z b -> 0 <= z < 2 ^ N.
Proof.
  intros P H. induction H as [N n A B|N n m bs A B H IH]; pose proof (num_range n) as R; [lia|]. specialize (IH ltac:(lia)).
  change (2 ^ 8) with (2 * 2 ^ 7) in R. replace (2 ^ N) with (2 ^ 7 * 2 ^ (N - 7)) by (rewrite <- Z.pow_add_r by lia; f_equal; lia). lia.
Qed.
Theorem read_vec_ok A (r : reader A) B : reads r B -> (forall x b, B x b -> b <> []) -> reads (read_vec r) (Bvec B).
Proof.
  intros H NE bs l rest. unfold read_vec, bind. split.
  - destruct (read_u 32 bs) as [[n mid]|] eqn:E; [|discriminate]. apply read_u_ok in E as [b [-> P]]. destruct (Z.ltb_spec (Z.of_nat (length mid)) n); [discriminate|].
    intro F. apply (reads_repeat _ _ _ H) in F as [b2 [-> [L Q]]]. exists (b ++ b2). rewrite app_assoc. split; [reflexivity|]. constructor; [|exact Q].
    pose proof (u_range 32 n b ltac:(lia) P). rewrite L, Z2Nat.id by lia. exact P.
  - intros [pre [-> [l' b b2 P Q]]]. rewrite <- app_assoc. rewrite (proj2 (read_u_ok 32 (b ++ b2 ++ rest) _ (b2 ++ rest))) by eauto.
    pose proof (repeat_long _ _ NE _ _ Q). rewrite app_length. destruct (Z.ltb_spec (Z.of_nat (length b2 + length rest)) (Z.of_nat (length l'))); [lia|].
    rewrite Nat2Z.id. apply (reads_repeat _ _ _ H). eauto.
Qed.
(* What a reader that is put together reads, and that this is what a production says. *)
Ltac parts := repeat first
  [eassumption|apply reads_one|apply reads_ret|apply reads_fail|apply read_u32_ok|eapply reads_if|eapply reads_bind; [|intro]].
Ltac opened := repeat match goal with
  | H : exists _, _ |- _ => destruct H
  | H : _ /\ _ |- _ => destruct H
  | H : context [if ?a =? ?b then _ else _] |- _ => destruct (Z.eqb_spec a b)
  | H : False |- _ => destruct H
  end; subst.
Ltac first_byte n rest := exists (num n), [n], rest; split; [reflexivity|]; split; [eauto|];
  match goal with H : num n = _ |- _ => rewrite H; cbn [Z.eqb Pos.eqb] end.
Theorem read_reftype_ok : reads read_reftype Breftype.
Proof.
  eapply reads_iff; [unfold read_reftype; parts|]. cbv beta. intros x b. split; [intro H; opened; rewrite app_nil_r; constructor; assumption|].
  intro H; destruct H; first_byte n (@nil byte); auto.
Qed.
Theorem read_valtype_ok : reads read_valtype Bvaltype.
Proof.
  eapply reads_iff; [unfold read_valtype; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; constructor; try assumption; constructor; assumption.
  - intro H; destruct H as [n E|n E|n E|n E|n E|t bs R]; [..|destruct R]; first_byte n (@nil byte); auto.
Qed.
Lemma valtype_bytes t b : Bvaltype t b -> b <> [].
Proof. destruct 1 as [| | | | |t bs R]; try discriminate. destruct R; discriminate. Qed.
Theorem read_functype_ok : reads read_functype Bfunctype.
Proof.
  pose proof (read_vec_ok _ _ _ read_valtype_ok valtype_bytes) as V.
  eapply reads_iff; [unfold read_functype; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; cbn [app]; constructor; assumption.
  - intro H; destruct H as [n ps rs b1 b2 E P Q]. first_byte n (b1 ++ b2). exists ps, b1, b2. split; [reflexivity|]. split; [exact P|].
    exists rs, b2, []. rewrite app_nil_r. auto.
Qed.
Theorem read_limits_ok : reads read_limits Blimits.
Proof.
  eapply reads_iff; [unfold read_limits; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; cbn [app]; constructor; assumption.
  - intro H; destruct H as [n a b E P|n a k b1 b2 E P Q].
    + first_byte n b. exists a, b, []. rewrite app_nil_r. auto.
    + first_byte n (b1 ++ b2). exists a, b1, b2. split; [reflexivity|]. split; [exact P|]. exists k, b2, []. rewrite app_nil_r. auto.
Qed.
Theorem read_tabletype_ok : reads read_tabletype Btabletype.
Proof.
  pose proof read_reftype_ok as R. pose proof read_limits_ok as L. eapply reads_iff; [unfold read_tabletype; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; cbn [app]; constructor; assumption.
  - intro H; destruct H as [t l b1 b2 P Q]. exists t, b1, b2. split; [reflexivity|]. split; [exact P|]. exists l, b2, []. rewrite app_nil_r. auto.
Qed.
Theorem read_mut_ok : reads read_mut Bmut.
Proof.
  eapply reads_iff; [unfold read_mut; parts|]. cbv beta. intros x b. split; [intro H; opened; rewrite app_nil_r; constructor; assumption|].
  intro H; destruct H; first_byte n (@nil byte); auto.
Qed.
Theorem read_globaltype_ok : reads read_globaltype Bglobaltype.
Proof.
  pose proof read_valtype_ok as V. pose proof read_mut_ok as M. eapply reads_iff; [unfold read_globaltype; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; cbn [app]; constructor; assumption.
  - intro H; destruct H as [t m b1 b2 P Q]. exists t, b1, b2. split; [reflexivity|]. split; [exact P|]. exists m, b2, []. rewrite app_nil_r. auto.
Qed.

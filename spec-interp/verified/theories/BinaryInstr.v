(* T5, instructions: the binary format of instructions and expressions, and a reader that is sound and complete for it. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Syntax Binary Opcodes.
Import ListNotations.
Local Open Scope Z_scope.

(* ---- the grammar ---- *)
Inductive Bblocktype : blocktype -> list byte -> Prop :=
| Bblocktype_none n : num n = 0x40 -> Bblocktype (BtVal None) [n]
| Bblocktype_val t b : Bvaltype t b -> Bblocktype (BtVal (Some t)) b
| Bblocktype_idx z b : BsN 33 z b -> 0 <= z -> Bblocktype (BtIdx (I32.of_Z z)) b.
(* Bytes as they stand, the lowest first. *)
Fixpoint little (b : list byte) : Z := match b with [] => 0 | n :: b => num n + 2 ^ 8 * little b end.
Inductive Bbytes (k : nat) : Z -> list byte -> Prop := Bbytes_of b : length b = k -> Bbytes k (little b) b.
Inductive Bone (z : Z) : list byte -> Prop := Bone_of n : num n = z -> Bone z [n].
Inductive Blane : I32.t -> list byte -> Prop := Blane_of n : Blane (I32.of_Z (num n)) [n].
Inductive Blabel : nat -> list byte -> Prop := Blabel_of z b : BuN 32 z b -> Blabel (Z.to_nat z) b.
(* The specification's text has no bound of the alignment; the official tests say that 2^32 and more are malformed. *)
Inductive Bmemarg : nat * I32.t -> list byte -> Prop :=
| Bmemarg_of a o b1 b2 : BuN 32 a b1 -> a < 32 -> Bu32 o b2 -> Bmemarg (Z.to_nat a, o) (b1 ++ b2).
Inductive Bcoded {A} (B : Z -> list byte -> Prop) (of_Z : Z -> A) : A -> list byte -> Prop := Bcoded_of z b : B z b -> Bcoded B of_Z (of_Z z) b.
Fixpoint Bimm (k : imm) : denote k -> list byte -> Prop :=
  match k with
  | INone => fun _ b => b = []
  | IZero => fun _ => Bone 0
  | IIdx => Bu32
  | ILabel => Blabel
  | ILabels => Bvec Blabel
  | ITypes => Bvec Bvaltype
  | IReftype => Breftype
  | IMemarg => Bmemarg
  | ILane => Blane
  | ILanes => fun ls b => length ls = 16%nat /\ Brepeat Blane ls b
  | II32 => Bcoded (BsN 32) I32.of_Z
  | II64 => Bcoded (BsN 64) I64.of_Z
  | IF32 => Bcoded (Bbytes 4) F32.of_Z
  | IF64 => Bcoded (Bbytes 8) F64.of_Z
  | IV128 => Bcoded (Bbytes 16) V128.of_Z
  | IPair k l => fun x b => exists b1 b2, b = b1 ++ b2 /\ Bimm k (fst x) b1 /\ Bimm l (snd x) b2
  end.
Inductive Binstr : instr -> list byte -> Prop :=
| Binstr_byte n o x b : In o opcodes -> num n = r_number o -> Bimm (r_imm o) x b -> Binstr (r_make o x (b_place n)) (n :: b)
| Binstr_fc n o b1 x b2 : In o opcodes_fc -> num n = 0xFC -> BuN 32 (r_number o) b1 -> Bimm (r_imm o) x b2 -> Binstr (r_make o x (b_place n)) (n :: b1 ++ b2)
| Binstr_fd n o b1 x b2 : In o opcodes_fd -> num n = 0xFD -> BuN 32 (r_number o) b1 -> Bimm (r_imm o) x b2 -> Binstr (r_make o x (b_place n)) (n :: b1 ++ b2)
| Binstr_block n bt b1 l b2 e : num n = 0x02 -> Bblocktype bt b1 -> Binstrs l b2 -> num e = 0x0B -> Binstr (Block bt l) (n :: b1 ++ b2 ++ [e])
| Binstr_loop n bt b1 l b2 e : num n = 0x03 -> Bblocktype bt b1 -> Binstrs l b2 -> num e = 0x0B -> Binstr (Loop bt l (b_place n)) (n :: b1 ++ b2 ++ [e])
| Binstr_if n bt b1 l b2 e : num n = 0x04 -> Bblocktype bt b1 -> Binstrs l b2 -> num e = 0x0B -> Binstr (If bt l []) (n :: b1 ++ b2 ++ [e])
| Binstr_if_else n bt b1 l1 b2 m l2 b3 e :
    num n = 0x04 -> Bblocktype bt b1 -> Binstrs l1 b2 -> num m = 0x05 -> Binstrs l2 b3 -> num e = 0x0B ->
    Binstr (If bt l1 l2) (n :: b1 ++ b2 ++ m :: b3 ++ [e])
with Binstrs : list instr -> list byte -> Prop :=
| Binstrs_nil : Binstrs [] []
| Binstrs_cons i b1 l b2 : Binstr i b1 -> Binstrs l b2 -> Binstrs (i :: l) (b1 ++ b2).
Inductive Bexpr : list instr -> list byte -> Prop := Bexpr_of l b e : Binstrs l b -> num e = 0x0B -> Bexpr l (b ++ [e]).

(* ---- the reader ---- *)
Definition read_byte : reader byte := fun bs => match bs with n :: rest => Some (n, rest) | [] => None end.
Definition read_blocktype : reader blocktype := fun bs =>
  match bs with
  | [] => None
  | n :: rest =>
    if num n =? 0x40 then Some (BtVal None, rest)
    else match read_valtype bs with
         | Some (t, rest) => Some (BtVal (Some t), rest)
         | None => bind (read_s 33) (fun z => if 0 <=? z then ret (BtIdx (I32.of_Z z)) else fail) bs
         end
  end.
Definition read_coded {A} (r : reader Z) (of_Z : Z -> A) : reader A := bind r (fun z => ret (of_Z z)).
Definition read_bytes (k : nat) : reader Z := bind (read_repeat read_byte k) (fun b => ret (little b)).
Definition read_zero : reader unit := bind one (fun z => if z =? 0 then ret tt else fail).
Definition read_lane : reader I32.t := read_coded one I32.of_Z.
Section Labels.
(* Labels are Peano numbers: [to_nat] is [Z.to_nat], but a program that is tested may want to refuse large ones. *)
Variable to_nat : Z -> nat.
Definition read_memarg : reader (nat * I32.t) :=
  bind (read_u 32) (fun a => if a <? 32 then bind read_u32 (fun o => ret (to_nat a, o)) else fail).
Fixpoint read_imm (k : imm) : reader (denote k) :=
  match k with
  | INone => ret tt
  | IZero => read_zero
  | IIdx => read_u32
  | ILabel => read_coded (read_u 32) to_nat
  | ILabels => read_vec (read_coded (read_u 32) to_nat)
  | ITypes => read_vec read_valtype
  | IReftype => read_reftype
  | IMemarg => read_memarg
  | ILane => read_lane
  | ILanes => read_repeat read_lane 16
  | II32 => read_coded (read_s 32) I32.of_Z
  | II64 => read_coded (read_s 64) I64.of_Z
  | IF32 => read_coded (read_bytes 4) F32.of_Z
  | IF64 => read_coded (read_bytes 8) F64.of_Z
  | IV128 => read_coded (read_bytes 16) V128.of_Z
  | IPair k l => bind (read_imm k) (fun x => bind (read_imm l) (fun y => ret (x, y)))
  end.
Definition read_row (rs : list row) (n : byte) (k : Z) : reader instr :=
  match row_of rs k with Some o => bind (read_imm (r_imm o)) (fun x => ret (r_make o x (b_place n))) | None => fail end.
Definition until_end (seq : reader (list instr * bool)) : reader (list instr) := bind seq (fun l => if snd l then fail else ret (fst l)).
(* The instruction whose first byte is [n]. *)
Definition read_instr (seq : reader (list instr * bool)) (n : byte) : reader instr :=
  if num n =? 0x02 then bind read_blocktype (fun bt => bind (until_end seq) (fun l => ret (Block bt l)))
  else if num n =? 0x03 then bind read_blocktype (fun bt => bind (until_end seq) (fun l => ret (Loop bt l (b_place n))))
  else if num n =? 0x04 then
    bind read_blocktype (fun bt => bind seq (fun l => if snd l then bind (until_end seq) (fun l' => ret (If bt (fst l) l')) else ret (If bt (fst l) [])))
  else if num n =? 0xFC then bind (read_u 32) (read_row opcodes_fc n)
  else if num n =? 0xFD then bind (read_u 32) (read_row opcodes_fd n)
  else read_row opcodes n (num n).
(* Instructions, and whether [else] ended them. *)
Fixpoint read_seq (fuel : nat) : reader (list instr * bool) :=
  match fuel with
  | O => fail
  | S fuel => bind read_byte (fun n =>
      if num n =? 0x0B then ret ([], false)
      else if num n =? 0x05 then ret ([], true)
      else bind (read_instr (read_seq fuel) n) (fun i => bind (read_seq fuel) (fun l => ret (i :: fst l, snd l))))
  end.
Definition read_expr_with : reader (list instr) := fun bs => until_end (read_seq (length bs)) bs.
End Labels.
Definition read_expr : reader (list instr) := read_expr_with Z.to_nat.

(* ---- sound and complete: immediates ---- *)
Lemma reads_byte : reads read_byte (fun n b => b = [n]).
Proof.
  intros [|n bs] x rest; cbn [read_byte]; split; intro H.
  - discriminate.
  - destruct H as [pre [E ->]]. discriminate E.
  - injection H as <- <-. exists [n]. auto.
  - destruct H as [pre [E ->]]. injection E as -> ->. reflexivity.
Qed.
Lemma reads_coded A (r : reader Z) B (of_Z : Z -> A) : reads r B -> reads (read_coded r of_Z) (Bcoded B of_Z).
Proof.
  intro H. eapply reads_iff; [unfold read_coded; eapply reads_bind; [exact H|intro; apply reads_ret]|]. intros x b. split.
  - intros [z [b1 [b2 [-> [P [-> ->]]]]]]. rewrite app_nil_r. constructor. exact P.
  - intros [z bs P]. exists z, bs, []. rewrite app_nil_r. auto.
Qed.
Lemma repeat_bytes l b : Brepeat (fun n b => b = [n]) l b <-> b = l.
Proof.
  split.
  - intro P. induction P as [|x b l bs -> P IH]; [reflexivity|]. subst. reflexivity.
  - intros ->. induction l as [|n l IH]; [constructor|]. change (n :: l) with ([n] ++ l). constructor; auto.
Qed.
Lemma read_bytes_ok k : reads (read_bytes k) (Bbytes k).
Proof.
  eapply reads_iff; [unfold read_bytes; eapply reads_bind; [apply (reads_repeat _ _ _ reads_byte)|intro; apply reads_ret]|]. intros x b. split.
  - intros [l [b1 [b2 [-> [[L P] [-> ->]]]]]]. rewrite app_nil_r. apply repeat_bytes in P as ->. constructor. exact L.
  - intros [l L]. exists l, l, []. rewrite app_nil_r, repeat_bytes. auto.
Qed.
Lemma read_zero_ok : reads read_zero (fun _ => Bone 0).
Proof.
  eapply reads_iff; [unfold read_zero; parts|]. cbv beta. intros x b. split.
  - intro H; opened; rewrite app_nil_r; constructor; assumption.
  - intros [n E]. first_byte n (@nil byte). destruct x. auto.
Qed.
Lemma read_lane_ok : reads read_lane Blane.
Proof.
  eapply reads_iff; [apply (reads_coded _ _ _ I32.of_Z reads_one)|]. intros x b. split.
  - intros [z bs [n [-> ->]]]. constructor.
  - intros [n]. constructor. eauto.
Qed.
Lemma u_bytes N z b : BuN N z b -> b <> [].
Proof. destruct 1; discriminate. Qed.
Lemma s_nonneg N z n b : BsN N z (n :: b) -> 0 <= z -> num n < 2 ^ 6 \/ num n >= 2 ^ 7.
Proof. inversion 1; subst; lia. Qed.
Theorem read_blocktype_ok : reads read_blocktype Bblocktype.
Proof.
  intros bs x rest. unfold read_blocktype. destruct bs as [|n bs].
  { split; [discriminate|]. intros [pre [E P]]. symmetry in E. apply app_eq_nil in E as [-> _]. inversion P as [|t b V|z b Z]; subst; [exact (False_ind _ (valtype_bytes _ _ V eq_refl))|inversion Z]. }
  destruct (Z.eqb_spec (num n) 0x40) as [E|NE].
  - split; [intro H; injection H as <- <-; exists [n]; split; [reflexivity|constructor; exact E]|].
    intros [pre [A P]]. destruct P as [m _|t b V|z b Z G].
    + injection A as -> ->. reflexivity.
    + exfalso. destruct V as [m F|m F|m F|m F|m F|t b [m F|m F]]; injection A as -> _; lia.
    + exfalso. destruct b as [|m b]; [inversion Z|]. injection A as -> ->. apply s_nonneg in Z; lia.
  - destruct (read_valtype (n :: bs)) as [[t r]|] eqn:V.
    + split; [intro H; injection H as <- <-; apply read_valtype_ok in V as [pre [A P]]; exists pre; split; [exact A|constructor; exact P]|].
      intros [pre [A P]]. destruct P as [m F|t' b V'|z b Z G].
      * injection A as -> ->. contradiction.
      * rewrite A, (proj2 (read_valtype_ok (b ++ rest) t' rest)) in V by eauto. congruence.
      * exfalso. destruct b as [|m b]; [inversion Z|]. injection A as -> ->. apply s_nonneg in Z; [|exact G]. apply read_valtype_ok in V as [pre [A V]].
        destruct V as [k F|k F|k F|k F|k F|t' b' [k F|k F]]; injection A as -> _; lia.
    + unfold bind. split.
      * destruct (read_s 33 (n :: bs)) as [[z r]|] eqn:S; [|discriminate]. apply read_s_ok in S as [pre [A P]]. destruct (Z.leb_spec 0 z); [|discriminate].
        intro H'; injection H' as <- <-. exists pre. split; [exact A|constructor; assumption].
      * intros [pre [A P]]. destruct P as [m F|t' b V'|z b Z G].
        -- injection A as -> ->. contradiction.
        -- rewrite A, (proj2 (read_valtype_ok (b ++ rest) t' rest)) in V by eauto. discriminate.
        -- rewrite A, (proj2 (read_s_ok 33 (b ++ rest) z rest)) by eauto. destruct (Z.leb_spec 0 z); [reflexivity|lia].
Qed.
Section LabelsOk.
Variable to_nat : Z -> nat.
Hypothesis to_nat_ok : forall z, to_nat z = Z.to_nat z.
Lemma read_label_ok : reads (read_coded (read_u 32) to_nat) Blabel.
Proof.
  eapply reads_iff; [apply reads_coded, read_u_ok|]. intros x b. split.
  - intros [z bs P]. rewrite to_nat_ok. constructor. exact P.
  - intros [z bs P]. rewrite <- to_nat_ok. constructor. exact P.
Qed.
Lemma read_memarg_ok : reads (read_memarg to_nat) Bmemarg.
Proof.
  intros bs x rest. unfold read_memarg. rewrite (reads_bind _ _ _ _ _ _ (read_u_ok 32) (fun a => reads_if _ (a <? 32) _ _ _ _ (reads_bind _ _ _ _ _ _ read_u32_ok (fun o => reads_ret _ (to_nat a, o))) (reads_fail _)) bs x rest).
  split; intros [pre [E P]]; exists pre; (split; [exact E|]).
  - destruct P as [a [b1 [b2 [-> [P Q]]]]]. destruct (Z.ltb_spec a 32); [|destruct Q]. destruct Q as [o [b3 [b4 [-> [Q [-> ->]]]]]]. rewrite app_nil_r, to_nat_ok. constructor; assumption.
  - destruct P as [a o b1 b2 P L Q]. exists a, b1, b2. split; [reflexivity|]. split; [exact P|]. destruct (Z.ltb_spec a 32); [|lia]. exists o, b2, []. rewrite app_nil_r, to_nat_ok. auto.
Qed.
Lemma read_imm_ok k : reads (read_imm to_nat k) (Bimm k).
Proof.
  induction k as [| | | | | | | | | | | | | | |k IHk l IHl]; cbn [read_imm Bimm denote].
  - eapply reads_iff; [apply reads_ret|]. intros [] b. cbn. intuition.
  - apply read_zero_ok.
  - apply read_u32_ok.
  - apply read_label_ok.
  - apply read_vec_ok; [apply read_label_ok|]. intros x b [z bs P]. exact (u_bytes _ _ _ P).
  - apply read_vec_ok; [apply read_valtype_ok|apply valtype_bytes].
  - apply read_reftype_ok.
  - apply read_memarg_ok.
  - apply read_lane_ok.
  - apply reads_repeat, read_lane_ok.
  - apply reads_coded, read_s_ok.
  - apply reads_coded, read_s_ok.
  - apply reads_coded, read_bytes_ok.
  - apply reads_coded, read_bytes_ok.
  - apply reads_coded, read_bytes_ok.
  - eapply reads_iff; [eapply reads_bind; [exact IHk|intro; eapply reads_bind; [exact IHl|intro; apply reads_ret]]|]. intros [x y] b. cbn [fst snd]. split.
    + intros [x' [b1 [b2 [-> [P [y' [b3 [b4 [-> [Q [E ->]]]]]]]]]]]. injection E as -> ->. rewrite app_nil_r. eauto.
    + intros [b1 [b2 [-> [P Q]]]]. exists x, b1, b2. split; [reflexivity|]. split; [exact P|]. exists y, b2, []. rewrite app_nil_r. auto.
Qed.
Lemma read_row_ok rs n k : distinct (numbers rs) = true ->
  reads (read_row to_nat rs n k) (fun i b => exists o x, In o rs /\ r_number o = k /\ i = r_make o x (b_place n) /\ Bimm (r_imm o) x b).
Proof.
  intro D. unfold read_row. destruct (row_of rs k) as [o|] eqn:E.
  - pose proof (row_of_in _ _ _ E) as [I N]. eapply reads_iff; [eapply reads_bind; [apply read_imm_ok|intro; apply reads_ret]|]. intros i b. split.
    + intros [x [b1 [b2 [-> [P [-> ->]]]]]]. rewrite app_nil_r. eauto 6.
    + intros [o' [x [I' [N' [-> P]]]]]. rewrite <- N', (row_of_found _ _ D I') in E. injection E as ->. exists x, b, []. rewrite app_nil_r. auto.
  - eapply reads_iff; [apply reads_fail|]. intros i b. split; [intros []|]. intros [o [x [I [N _]]]]. rewrite <- N, (row_of_found _ _ D I) in E. discriminate.
Qed.

(* ---- sound, and complete for at most [k] bytes ---- *)
Definition reads_to {A} (k : nat) (r : reader A) (B : A -> list byte -> Prop) : Prop := forall bs x rest,
  (r bs = Some (x, rest) -> exists pre, bs = pre ++ rest /\ B x pre) /\
  (forall pre, (length pre <= k)%nat -> bs = pre ++ rest -> B x pre -> r bs = Some (x, rest)).
Lemma to_reads A k (r : reader A) B : reads r B -> reads_to k r B.
Proof. intros H bs x rest. split; [apply H|]. intros pre _ E P. apply H. eauto. Qed.
Lemma to_iff A k (r : reader A) (B B' : A -> list byte -> Prop) : reads_to k r B -> (forall x b, B x b <-> B' x b) -> reads_to k r B'.
Proof.
  intros H I bs x rest. destruct (H bs x rest) as [S C]. split; [intro R; destruct (S R) as [pre [E P]]; exists pre; split; [exact E|apply I, P]|].
  intros pre L E P. apply (C pre L E), I, P.
Qed.
Lemma to_bind A C k (r : reader A) (s : A -> reader C) B D : reads_to k r B -> (forall x, reads_to k (s x) (D x)) ->
  reads_to k (bind r s) (fun y b => exists x b1 b2, b = b1 ++ b2 /\ B x b1 /\ D x y b2).
Proof.
  intros H K bs y rest. unfold bind. split.
  - destruct (r bs) as [[x mid]|] eqn:E; [|discriminate]. intro F. apply H in E as [b1 [-> P1]]. apply K in F as [b2 [-> P2]].
    exists (b1 ++ b2). rewrite app_assoc. split; [reflexivity|eauto 6].
  - intros pre L -> [x [b1 [b2 [-> [P1 P2]]]]]. rewrite app_length in L. rewrite <- app_assoc.
    rewrite (proj2 (H _ x (b2 ++ rest)) b1 ltac:(lia) eq_refl P1). apply (proj2 (K x _ y rest) b2 ltac:(lia) eq_refl P2).
Qed.
Lemma to_byte A k (s : byte -> reader A) D : (forall n, reads_to k (s n) (D n)) -> reads_to (S k) (bind read_byte s) (fun x b => exists n b', b = n :: b' /\ D n x b').
Proof.
  intros K [|n bs] x rest; unfold bind; cbn [read_byte]; split.
  - discriminate.
  - intros pre _ E [n [b' [-> _]]]. discriminate E.
  - intro F. apply K in F as [pre [-> P]]. exists (n :: pre). eauto.
  - intros pre L E [m [b' [-> P]]]. injection E as -> ->. cbn in L. apply (proj2 (K m _ x rest) b' ltac:(lia) eq_refl P).
Qed.
Ltac to_parts := repeat first
  [eassumption|apply to_reads; first [apply reads_ret|apply reads_fail|apply read_blocktype_ok|apply read_u_ok]|eapply to_bind; [|intro]].

(* Instructions and what ends them. *)
Inductive Bseq : list instr * bool -> list byte -> Prop :=
| Bseq_end l b n : Binstrs l b -> num n = 0x0B -> Bseq (l, false) (b ++ [n])
| Bseq_else l b n : Binstrs l b -> num n = 0x05 -> Bseq (l, true) (b ++ [n]).
Lemma until_end_ok k seq : reads_to k seq Bseq -> reads_to k (until_end seq) (fun l => Bseq (l, false)).
Proof.
  intro H. eapply to_iff; [unfold until_end; eapply to_bind; [exact H|]|].
  { intros [l e]. cbn [fst snd]. instantiate (1 := fun le x b => snd le = false /\ x = fst le /\ b = []). cbn [fst snd]. destruct e.
    - eapply to_iff; [apply to_reads, reads_fail|]. intros x b. split; [intros []|intros [E _]; discriminate].
    - eapply to_iff; [apply to_reads, reads_ret|]. intros x b. tauto. }
  intros l b. cbv beta. split.
  - intros [[l' e] [b1 [b2 [-> [P [E [-> ->]]]]]]]. cbn in E. subst e. rewrite app_nil_r. exact P.
  - intro P. exists (l, false), b, []. rewrite app_nil_r. auto.
Qed.
Lemma seq_end l b : Bseq (l, false) b <-> exists b' e, b = b' ++ [e] /\ Binstrs l b' /\ num e = 0x0B.
Proof. split; [inversion 1; subst; eauto 6|]. intros [b' [e [-> [P E]]]]. constructor; assumption. Qed.
Lemma seq_else l b : Bseq (l, true) b <-> exists b' e, b = b' ++ [e] /\ Binstrs l b' /\ num e = 0x05.
Proof. split; [inversion 1; subst; eauto 6|]. intros [b' [e [-> [P E]]]]. constructor; assumption. Qed.
Lemma not_structural o : In o opcodes -> structural (r_number o) = false.
Proof. intro I. pose proof (proj1 (forallb_forall _ _) opcodes_plain o I) as H. apply negb_true_iff, H. Qed.
Lemma row_instr k rs n j : distinct (numbers rs) = true ->
  reads_to k (read_row to_nat rs n j) (fun i b => exists o x, In o rs /\ r_number o = j /\ i = r_make o x (b_place n) /\ Bimm (r_imm o) x b).
Proof. intro D. apply to_reads, read_row_ok, D. Qed.
(* An instruction that is not in the table begins with a byte of its own. *)
Ltac other := exfalso; match goal with I : In ?o opcodes, E : num ?n = r_number ?o, F : num ?n = _ |- _ => pose proof (not_structural _ I) as T; rewrite <- E, F in T; discriminate T | _ => lia end.
Lemma read_instr_ok k seq n : reads_to k seq Bseq -> num n <> 0x05 -> num n <> 0x0B -> reads_to k (read_instr to_nat seq n) (fun i b => Binstr i (n :: b)).
Proof.
  intros H N5 N11. pose proof (until_end_ok _ _ H) as HC. unfold read_instr. destruct opcodes_distinct as [D1 [DC DD]].
  destruct (Z.eqb_spec (num n) 0x02) as [E2|N2].
  { eapply to_iff; [to_parts|]. cbv beta. intros i b. split.
    - intros [bt [b1 [b2 [-> [P [l [b3 [b4 [-> [Q [-> ->]]]]]]]]]]]. rewrite app_nil_r. apply seq_end in Q as [b' [e [-> [Q E]]]]. constructor; assumption.
    - inversion 1; subst; try other. exists bt, b1, (b2 ++ [e]). split; [reflexivity|]. split; [assumption|]. exists l, (b2 ++ [e]), []. rewrite app_nil_r.
      repeat split. constructor; assumption. }
  destruct (Z.eqb_spec (num n) 0x03) as [E3|N3].
  { eapply to_iff; [to_parts|]. cbv beta. intros i b. split.
    - intros [bt [b1 [b2 [-> [P [l [b3 [b4 [-> [Q [-> ->]]]]]]]]]]]. rewrite app_nil_r. apply seq_end in Q as [b' [e [-> [Q E]]]]. constructor; assumption.
    - inversion 1; subst; try other. exists bt, b1, (b2 ++ [e]). split; [reflexivity|]. split; [assumption|]. exists l, (b2 ++ [e]), []. rewrite app_nil_r.
      repeat split. constructor; assumption. }
  destruct (Z.eqb_spec (num n) 0x04) as [E4|N4].
  { assert (HI : forall bt (le : list instr * bool), reads_to k (if snd le then bind (until_end seq) (fun l' => ret (If bt (fst le) l')) else ret (If bt (fst le) []))
      (fun i b => if snd le then exists l' b1 b2, b = b1 ++ b2 /\ Bseq (l', false) b1 /\ i = If bt (fst le) l' /\ b2 = [] else i = If bt (fst le) [] /\ b = [])).
    { intros bt [l [|]]; cbn [fst snd]; to_parts. }
    eapply to_iff; [eapply to_bind; [to_parts|intro bt; eapply to_bind; [exact H|intro le; exact (HI bt le)]]|].
    cbv beta. intros i b. split.
    - intros [bt [b1 [b2 [-> [P [[l e] [b3 [b4 [-> [Q R]]]]]]]]]]. cbn [fst snd] in R. destruct e.
      + destruct R as [l' [b5 [b6 [-> [R [-> ->]]]]]]. rewrite app_nil_r. apply seq_else in Q as [c1 [m [-> [Q E]]]]. apply seq_end in R as [c2 [e [-> [R E']]]].
        rewrite <- app_assoc. cbn [app]. constructor; assumption.
      + destruct R as [-> ->]. rewrite app_nil_r. apply seq_end in Q as [c1 [e [-> [Q E]]]]. constructor; assumption.
    - inversion 1; subst; try other.
      + exists bt, b1, (b2 ++ [e]). split; [reflexivity|]. split; [assumption|]. exists (l, false), (b2 ++ [e]), []. rewrite app_nil_r. repeat split. constructor; assumption.
      + exists bt, b1, (b2 ++ m :: b3 ++ [e]). split; [reflexivity|]. split; [assumption|]. exists (l1, true), (b2 ++ [m]), (b3 ++ [e]). rewrite <- app_assoc. split; [reflexivity|].
        split; [constructor; assumption|]. cbn [fst snd]. exists l2, (b3 ++ [e]), []. rewrite app_nil_r. repeat split. constructor; assumption. }
  destruct (Z.eqb_spec (num n) 0xFC) as [EC|NC].
  { eapply to_iff; [eapply to_bind; [to_parts|intro j; apply row_instr, DC]|]. cbv beta. intros i b. split.
    - intros [z [b1 [b2 [-> [P [o [x [I [<- [-> Q]]]]]]]]]]. apply Binstr_fc; assumption.
    - inversion 1; subst; try other. eauto 12. }
  destruct (Z.eqb_spec (num n) 0xFD) as [ED|ND].
  { eapply to_iff; [eapply to_bind; [to_parts|intro j; apply row_instr, DD]|]. cbv beta. intros i b. split.
    - intros [z [b1 [b2 [-> [P [o [x [I [<- [-> Q]]]]]]]]]]. apply Binstr_fd; assumption.
    - inversion 1; subst; try other. eauto 12. }
  eapply to_iff; [apply row_instr, D1|]. cbv beta. intros i b. split.
  - intros [o [x [I [E [-> Q]]]]]. apply Binstr_byte; auto.
  - inversion 1; subst; try other. eauto 6.
Qed.
(* The bytes that end a sequence begin no instruction. *)
Lemma first_bytes i n b : Binstr i (n :: b) -> num n <> 0x05 /\ num n <> 0x0B.
Proof.
  inversion 1; subst; split; try lia; intro F; other.
Qed.
Lemma instr_bytes i b : Binstr i b -> b <> [].
Proof. destruct 1; discriminate. Qed.
Lemma seq_bytes r b : Bseq r b -> b <> [].
Proof. destruct 1; intro E; apply app_eq_nil in E as [_ E]; discriminate. Qed.
Lemma read_seq_ok k : reads_to k (read_seq to_nat k) Bseq.
Proof.
  induction k as [|k IH]; cbn [read_seq].
  { intros bs x rest. split; [discriminate|]. intros [|] L _ P; [destruct (seq_bytes _ _ P eq_refl)|cbn in L; lia]. }
  eapply to_iff; [apply (to_byte _ _ _ (fun n r b => if num n =? 0x0B then r = ([], false) /\ b = [] else if num n =? 0x05 then r = ([], true) /\ b = [] else
      exists i b1 b2, b = b1 ++ b2 /\ Binstr i (n :: b1) /\ exists l b3 b4, b2 = b3 ++ b4 /\ Bseq l b3 /\ r = (i :: fst l, snd l) /\ b4 = [])); intro n|].
  { destruct (Z.eqb_spec (num n) 0x0B) as [|N11]; [to_parts|]. destruct (Z.eqb_spec (num n) 0x05) as [|N5]; [to_parts|].
    eapply to_bind; [apply read_instr_ok; assumption|intro i; to_parts]. }
  cbv beta. intros r b. split.
  - intros [n [b' [-> P]]]. destruct (Z.eqb_spec (num n) 0x0B) as [E|N11]; [destruct P as [-> ->]; apply (Bseq_end [] [] n); [constructor|exact E]|].
    destruct (Z.eqb_spec (num n) 0x05) as [E|N5]; [destruct P as [-> ->]; apply (Bseq_else [] [] n); [constructor|exact E]|].
    destruct P as [i [b1 [b2 [-> [P [l [b3 [b4 [-> [Q [-> ->]]]]]]]]]]]. rewrite app_nil_r. destruct Q as [l c n' Q E|l c n' Q E]; cbn [fst snd].
    + rewrite app_assoc. apply (Bseq_end (i :: l) ((n :: b1) ++ c) n'); [constructor; assumption|exact E].
    + rewrite app_assoc. apply (Bseq_else (i :: l) ((n :: b1) ++ c) n'); [constructor; assumption|exact E].
  - intro P. assert (Q : exists l b' n e, r = (l, e) /\ b = b' ++ [n] /\ Binstrs l b' /\ num n = if e then 0x05 else 0x0B) by (destruct P; eauto 9).
    destruct Q as [l [b' [n [e [-> [-> [Q E]]]]]]]. destruct Q as [|i b1 l b2 P1 P2].
    + exists n, []. split; [reflexivity|]. rewrite E. destruct e; cbn; auto.
    + destruct b1 as [|m b1]; [destruct (instr_bytes _ _ P1 eq_refl)|]. exists m, (b1 ++ b2 ++ [n]). split; [rewrite <- app_assoc; reflexivity|].
      destruct (first_bytes _ _ _ P1) as [N5 N11]. destruct (Z.eqb_spec (num m) 0x0B); [contradiction|]. destruct (Z.eqb_spec (num m) 0x05); [contradiction|].
      exists i, b1, (b2 ++ [n]). split; [reflexivity|]. split; [exact P1|]. exists (l, e), (b2 ++ [n]), []. rewrite app_nil_r. repeat split.
      destruct e; constructor; assumption.
Qed.
Theorem read_expr_with_ok : reads (read_expr_with to_nat) Bexpr.
Proof.
  intros bs l rest. unfold read_expr_with. pose proof (until_end_ok _ _ (read_seq_ok (length bs)) bs l rest) as [S C]. split.
  - intro H. destruct (S H) as [pre [E P]]. exists pre. split; [exact E|]. apply seq_end in P as [b [e [-> [P F]]]]. constructor; assumption.
  - intros [pre [E P]]. apply (C pre); [rewrite E, app_length; lia|exact E|]. destruct P. constructor; assumption.
Qed.
End LabelsOk.
Theorem read_expr_ok : reads read_expr Bexpr.
Proof. apply read_expr_with_ok. reflexivity. Qed.
(* What bytes begin with is one expression at most, and they say which. *)
Theorem expr_unambiguous l l' b b' rest rest' : Bexpr l b -> Bexpr l' b' -> b ++ rest = b' ++ rest' -> l = l' /\ b = b'.
Proof.
  intros P P' E. pose proof (proj2 (read_expr_ok (b ++ rest) l rest) (ex_intro _ b (conj eq_refl P))) as R.
  pose proof (proj2 (read_expr_ok (b ++ rest) l' rest') (ex_intro _ b' (conj E P'))) as R'. rewrite R in R'. injection R' as <- <-.
  split; [reflexivity|]. exact (app_inv_tail _ _ _ E).
Qed.

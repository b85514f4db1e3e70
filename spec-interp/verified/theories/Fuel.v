(* T4, fuel.  More Peano fuel never changes what is reported, and under any limits some amount suffices:
   a session has one report, which an infinite amount, as natively, yields. *)
From Coq Require Import ZArith NArith List Bool Lia.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Simd Runtime Step Interp Module Session SessionSound Typing Check CheckCorrect StoreOk Safe SessionSafe.
Import ListNotations.

(* ---- one outcome for every fuel that suffices ---- *)
(* The first outcome is that fuel ran out, or both are the same. *)
Definition below (a b : out) : Prop := a = OOF \/ a = b.

Lemma after_below k k' brk brk' base nr r r' : below r r' ->
  (forall n s lo vs, below (k n s lo vs) (k' n s lo vs)) -> (forall n s lo vs, below (brk n s lo vs) (brk' n s lo vs)) ->
  below (after k brk base nr r) (after k' brk' base nr r').
Proof.
  intros [->|<-] Hk Hb; [left; reflexivity|]. destruct r as [n s lo vs|[|l] n s lo vs|n s vs|t n s w|x n s w| |]; cbn [after]; try (right; reflexivity).
  - apply Hk.
  - destruct split as [[ts d]|]; [apply Hb|right; reflexivity].
Qed.
Lemma after_call_below k k' base nr r r' : below r r' -> (forall n s vs, below (k n s vs) (k' n s vs)) ->
  below (after_call k base nr r) (after_call k' base nr r').
Proof.
  intros [->|<-] Hk; [left; reflexivity|]. destruct r as [n s lo vs|[|l] n s lo vs|n s vs|t n s w|x n s w| |]; cbn [after_call]; try (right; reflexivity).
  - apply Hk.
  - destruct split as [[ts d]|]; [apply Hk|right; reflexivity].
  - destruct split as [[ts d]|]; [apply Hk|right; reflexivity].
Qed.
Lemma ex_below_step F G : (forall e c n s lo vs, below (ex F e c n s lo vs) (ex G e c n s lo vs)) ->
  forall e c n s lo vs, below (ex (S F) e c n s lo vs) (ex (S G) e c n s lo vs).
Proof.
  intros IH e c n s lo vs. destruct c as [|i c]; [right; reflexivity|].
  destruct i; cbn [ex];
    repeat match goal with
    | |- below (match ?x with _ => _ end) _ => destruct x
    | |- below (ex _ _ _ _ _ _ _) _ => apply IH
    | |- below (after _ _ _ _ _) _ => apply after_below; [apply IH|intros; apply IH|intros; apply IH]
    | |- below (after_call _ _ _ _) _ => apply after_call_below; [apply IH|intros; apply IH]
    end; right; reflexivity.
Qed.
Theorem ex_below F : forall G, F <= G -> forall e c n s lo vs, below (ex F e c n s lo vs) (ex G e c n s lo vs).
Proof.
  induction F as [|F IH]; intros [|G] H; try lia; [left; reflexivity..|]. apply ex_below_step, IH. lia.
Qed.
Theorem ex_unique F G e c n s lo vs : ex F e c n s lo vs <> OOF -> ex G e c n s lo vs <> OOF -> ex F e c n s lo vs = ex G e c n s lo vs.
Proof.
  intros HF HG. destruct (Nat.le_ge_cases F G) as [H|H]; destruct (ex_below _ _ H e c n s lo vs); congruence.
Qed.

(* ---- what settles ---- *)
(* From some fuel on it is the same, and [P] of that. *)
Definition settles {A} (f : nat -> A) (P : A -> Prop) : Prop := exists F a, P a /\ forall G, F <= G -> f G = a.
Lemma settles_const A (a : A) (P : A -> Prop) : P a -> settles (fun _ => a) P.
Proof. intro H. exists 0, a. auto. Qed.
Lemma settles_S A (f : nat -> A) (P : A -> Prop) : settles (fun G => f (S G)) P -> settles f P.
Proof.
  intros [F [a [H K]]]. exists (S F), a. split; [exact H|]. intros [|G] L; [lia|]. apply K. lia.
Qed.
Lemma settles_weaken A (f : nat -> A) (P Q : A -> Prop) : settles f P -> (forall a, P a -> Q a) -> settles f Q.
Proof. intros [F [a [H K]]] I. exists F, a. auto. Qed.
Lemma settles_bind A B (f : nat -> A) (P : A -> Prop) (g : nat -> A -> B) (Q : B -> Prop) :
  settles f P -> (forall a, P a -> settles (fun G => g G a) Q) -> settles (fun G => g G (f G)) Q.
Proof.
  intros [F [a [H K]]] I. destruct (I a H) as [F' [b [H' K']]]. exists (Nat.max F F'), b. split; [exact H'|].
  intros G L. rewrite (K G) by lia. apply K'. lia.
Qed.

(* ---- programs: no call of an address, which costs nothing ---- *)
Fixpoint plain (i : instr) : bool :=
  match i with
  | CALL_ADDR _ _ => false
  | Block _ b | Loop _ b _ => forallb plain b
  | If _ b1 b2 => forallb plain b1 && forallb plain b2
  | _ => true
  end.
Fixpoint size (i : instr) : nat :=
  match i with
  | Block _ b | Loop _ b _ => S (fold_right (fun i n => size i + n) 0 b)
  | If _ b1 b2 => S (fold_right (fun i n => size i + n) 0 b1 + fold_right (fun i n => size i + n) 0 b2)
  | _ => 1
  end.
Definition code_size (c : list instr) : nat := fold_right (fun i n => size i + n) 0 c.
Definition plain_funcs (x : Arr.t funcinst) : Prop :=
  forall a ft mi fn, arr_get x a = Some (FWasm ft mi fn) -> forallb plain (fn_body fn) = true.
Lemma typed_plain C : (forall i t1 t2, instr_ok C i t1 t2 -> plain i = true).
Proof.
  revert C. fix IH 5. intros C i t1 t2 H.
  assert (IHs : forall C c ts ts', instrs_ok C c ts ts' -> forallb plain c = true).
  { fix IHs 5. intros C' c ts ts' K. destruct K as [C' ts ts' U|C' i' c ts u1 u2 base ts' U O R]; [reflexivity|].
    cbn [forallb]. rewrite (IH _ _ _ _ O). apply (IHs _ _ _ _ R). }
  destruct H; try reflexivity; cbn [plain].
  - eapply IHs; eassumption.
  - eapply IHs; eassumption.
  - apply andb_true_intro; split; eapply IHs; eassumption.
Qed.
Lemma typed_code_plain C c : forall ts ts', instrs_ok C c ts ts' -> forallb plain c = true.
Proof.
  induction c as [|i c IH]; intros ts ts' H; [reflexivity|]. inversion H; subst. cbn [forallb].
  erewrite typed_plain by eassumption. eapply IH; eassumption.
Qed.

(* ---- functions of a store stay ---- *)
Lemma set_mem_at_funcs s a m s' : set_mem_at s a m = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_mem_at. destruct arr_set; [|discriminate]. intro H; injection H as <-. reflexivity. Qed.
Lemma set_mem_funcs s mi x m s' : set_mem s mi x m = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_mem. destruct arr_get; [|discriminate]. apply set_mem_at_funcs. Qed.
Lemma set_global_at_funcs s a v s' : set_global_at s a v = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_global_at. destruct arr_get; [|discriminate]. destruct arr_set; [|discriminate]. intro H; injection H as <-. reflexivity. Qed.
Lemma set_global_funcs s mi x v s' : set_global s mi x v = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_global. destruct arr_get; [|discriminate]. apply set_global_at_funcs. Qed.
Lemma set_elems_at_funcs s a t l s' : set_elems_at s a t l = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_elems_at. destruct arr_set; [|discriminate]. intro H; injection H as <-. reflexivity. Qed.
Lemma set_table_funcs s mi x t l s' : set_table s mi x t l = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_table. destruct arr_get; [|discriminate]. apply set_elems_at_funcs. Qed.
Lemma set_data_funcs s mi y d s' : set_data s mi y d = Some s' -> s_funcs s' = s_funcs s.
Proof. unfold set_data. destruct arr_get; [|discriminate]. destruct arr_set; [|discriminate]. intro H; injection H as <-. reflexivity. Qed.
Lemma drop_elem_funcs s mi y s' : drop_elem s mi y = Some s' -> s_funcs s' = s_funcs s.
Proof.
  unfold drop_elem. destruct arr_get; [|discriminate]. destruct (arr_get (s_elems s) _); [|discriminate]. destruct arr_set; [|discriminate].
  intro H; injection H as <-. reflexivity.
Qed.
Lemma host_act_funcs s h s' : host_act s h = Some s' -> s_funcs s' = s_funcs s.
Proof.
  destruct h; cbn [host_act]; destruct arr_get; try discriminate.
  - destruct MemOps.write; [apply set_mem_at_funcs|congruence].
  - destruct grow_mem; [apply set_mem_at_funcs|congruence].
  - destruct valtype_eqb; [apply set_global_at_funcs|discriminate].
  - destruct reftype_eqb; [|discriminate]. destruct arr_set; [apply set_elems_at_funcs|congruence].
  - destruct reftype_eqb; [|discriminate]. destruct grow_table; [apply set_elems_at_funcs|congruence].
Qed.
Lemma host_acts_funcs hs : forall s s', host_acts s hs = Some s' -> s_funcs s' = s_funcs s.
Proof.
  induction hs as [|h hs IH]; intros s s' H; cbn [host_acts] in H; [congruence|]. destruct host_act eqn:E; [|discriminate].
  apply host_act_funcs in E. apply IH in H. congruence.
Qed.
Lemma host_call_funcs s ft h args :
  match host_call s ft h args with HVals s' _ | HTrapped s' => s_funcs s' = s_funcs s | HBad => True end.
Proof.
  unfold host_call. destruct arr_get as [script|]; [|exact I]. destruct (match script with [] => _ | _ => _ end) as [answer rest].
  destruct arr_set; [|exact I]. destruct host_acts eqn:E; [|exact I]. apply host_acts_funcs in E. cbn in E.
  destruct ha_result as [vs|]; [|exact E]. destruct types_eqb; [exact E|exact I].
Qed.

(* ---- every run ends ---- *)
Lemma to_N_succ n : Cnt.to_N (cnt_succ n) = (Cnt.to_N n + 1)%N.
Proof. unfold cnt_succ. rewrite Cnt.to_of. lia. Qed.
Lemma to_N_add n k : Cnt.to_N (cnt_add n k) = (Cnt.to_N n + Cnt.to_N k)%N.
Proof. apply Cnt.to_of. Qed.
Lemma ltb_spec n k : cnt_ltb n k = true <-> (Cnt.to_N n < Cnt.to_N k)%N.
Proof. apply N.ltb_lt. Qed.
Lemma ltb_false n k : cnt_ltb n k = false -> (Cnt.to_N k <= Cnt.to_N n)%N.
Proof. apply N.ltb_ge. Qed.

Section Ends.
Variables (lim : limits) (fs : Arr.t funcinst).
Hypothesis Hfs : plain_funcs fs.
(* An end: the functions are the same, no less fuel is consumed. *)
Definition ended (n0 : N) (r : out) : Prop :=
  match r with
  | Nrm n s _ _ | Brk _ n s _ _ | Ret n s _ | Trp _ n s _ | Exh _ n s _ => s_funcs s = fs /\ (n0 <= Cnt.to_N n)%N
  | Stuck => True
  | OOF => False
  end.
Lemma ended_le n n' r : ended n' r -> (n <= n')%N -> ended n r.
Proof. intros H L. destruct r; cbn in *; intuition lia. Qed.
Lemma settles_after (f : nat -> out) (k brk : nat -> Cnt.t -> store -> lcl val -> list val -> out) base nr n0 :
  settles f (ended n0) ->
  (forall n s lo vs, s_funcs s = fs -> (n0 <= Cnt.to_N n)%N -> settles (fun G => k G n s lo vs) (ended n0)) ->
  (forall n s lo vs, s_funcs s = fs -> (n0 <= Cnt.to_N n)%N -> settles (fun G => brk G n s lo vs) (ended n0)) ->
  settles (fun G => after (k G) (brk G) base nr (f G)) (ended n0).
Proof.
  intros Hf Hk Hb. apply (settles_bind _ _ f (ended n0) (fun G r => after (k G) (brk G) base nr r) _ Hf).
  intros r H. destruct r as [n s lo vs|[|l] n s lo vs|n s vs|t n s w|x n s w| |]; cbn [after]; try (apply settles_const; exact H).
  - destruct H. auto.
  - destruct split as [[ts d]|]; [destruct H; auto|apply settles_const; exact I].
Qed.
Lemma settles_after_call (f : nat -> out) (k : nat -> Cnt.t -> store -> list val -> out) base nr n0 :
  settles f (ended n0) ->
  (forall n s vs, s_funcs s = fs -> (n0 <= Cnt.to_N n)%N -> settles (fun G => k G n s vs) (ended n0)) ->
  settles (fun G => after_call (k G) base nr (f G)) (ended n0).
Proof.
  intros Hf Hk. apply (settles_bind _ _ f (ended n0) (fun G r => after_call (k G) base nr r) _ Hf).
  intros r H. destruct r as [n s lo vs|[|l] n s lo vs|n s vs|t n s w|x n s w| |]; cbn [after_call]; try (apply settles_const; exact H || exact I).
  - destruct H. auto.
  - destruct split as [[ts d]|]; [destruct H; auto|apply settles_const; exact I].
  - destruct split as [[ts d]|]; [destruct H; auto|apply settles_const; exact I].
Qed.
Lemma settles_call_addr e a p c n s lo vs : e_lim e = lim -> s_funcs s = fs ->
  ((Cnt.to_N n <= Cnt.to_N (l_fuel lim))%N -> forall e' c' lo' vs', e_lim e' = lim -> forallb plain c' = true ->
     settles (fun G => ex G e' c' n s lo' vs') (ended (Cnt.to_N n))) ->
  (forall n' s' vs', s_funcs s' = fs -> (Cnt.to_N n <= Cnt.to_N n')%N -> settles (fun G => ex G e c n' s' lo vs') (ended (Cnt.to_N n))) ->
  settles (fun G => ex G e (CALL_ADDR a p :: c) n s lo vs) (ended (Cnt.to_N n)).
Proof.
  intros L F B K. apply settles_S. cbn [ex]. destruct (arr_get (s_funcs s) a) as [[ft mi fn|ft h]|] eqn:E; [| |apply settles_const; exact I].
  - destruct split as [[ps base]|]; [|apply settles_const; exact I]. cbv zeta. rewrite L.
    destruct (cnt_ltb (l_stack lim) _); [apply settles_const; cbn; split; [exact F|lia]|].
    destruct (cnt_ltb (l_fuel lim) n) eqn:EL; [apply settles_const; cbn; split; [exact F|lia]|]. apply ltb_false in EL.
    apply (settles_after_call (fun G => ex G _ _ _ _ _ _) (fun G n s vs => ex G e c n s lo vs)); [|exact K].
    apply B; [exact EL|reflexivity|]. rewrite F in E. exact (Hfs _ _ _ _ E).
  - destruct split as [[ps base]|]; [|apply settles_const; exact I]. unfold consult. pose proof (host_call_funcs s ft h ps) as H.
    destruct host_call as [s' rs|s'|]; [apply K; [congruence|lia]|apply settles_const; cbn; split; [congruence|lia]|apply settles_const; exact I].
Qed.

Ltac funcs := repeat match goal with
  | H : set_mem _ _ _ _ = Some _ |- _ => apply set_mem_funcs in H
  | H : set_global _ _ _ _ = Some _ |- _ => apply set_global_funcs in H
  | H : set_table _ _ _ _ _ = Some _ |- _ => apply set_table_funcs in H
  | H : set_data _ _ _ _ = Some _ |- _ => apply set_data_funcs in H
  | H : drop_elem _ _ _ = Some _ |- _ => apply drop_elem_funcs in H
  end.
Lemma ends m : forall k e c n s lo vs, code_size c <= k -> N.to_nat (Cnt.to_N (l_fuel lim) + 1 - Cnt.to_N n) <= m ->
  e_lim e = lim -> s_funcs s = fs -> forallb plain c = true -> settles (fun G => ex G e c n s lo vs) (ended (Cnt.to_N n)).
Proof.
  induction m as [m IHm] using lt_wf_ind. induction k as [k IHk] using lt_wf_ind. intros e c n0 s lo vs SZ M L F PL.
  apply settles_S. destruct c as [|i c]; cbn [ex]; [apply settles_const; split; [exact F|lia]|].
  cbn [forallb] in PL. apply andb_prop in PL as [Pi PL]. pose proof (to_N_succ n0) as NS. set (n := cnt_succ n0) in *.
  assert (POS : 0 < size i) by (destruct i; cbn; lia).
  change (code_size (i :: c)) with (size i + code_size c) in SZ.
  apply (settles_weaken _ _ (ended (Cnt.to_N n))); [|intros r H; eapply ended_le; [exact H|lia]].
  assert (next : forall n' s' lo' vs', (Cnt.to_N n <= Cnt.to_N n')%N -> s_funcs s' = fs -> settles (fun G => ex G e c n' s' lo' vs') (ended (Cnt.to_N n))).
  { intros n' s' lo' vs' N' F'. eapply settles_weaken; [apply (IHk (code_size c)); auto; lia|]. intros r H. eapply ended_le; [exact H|lia]. }
  assert (body : forall b lo' vs', code_size b < size i -> forallb plain b = true -> settles (fun G => ex G e b n s lo' vs') (ended (Cnt.to_N n))).
  { intros b lo' vs' Sb Pb. apply (IHk (code_size b)); auto; lia. }
  assert (calls : forall a p vs', settles (fun G => ex G e (CALL_ADDR a p :: c) n s lo vs') (ended (Cnt.to_N n))).
  { intros a p vs'. apply settles_call_addr; auto.
    intros K e' c' lo' vs'' L' P'. apply (IHm (N.to_nat (Cnt.to_N (l_fuel lim) + 1 - Cnt.to_N n)) ltac:(lia) (code_size c')); auto. }
  destruct i; cbn [plain] in Pi; try discriminate Pi;
    repeat match goal with
    | |- settles (fun G => match ?x with _ => _ end) _ => destruct x eqn:?
    | |- settles (fun G => let n := ?x in _) _ => cbv zeta
    | |- settles (fun _ => Stuck) _ => apply settles_const; exact I
    | |- settles (fun _ => Brk _ _ _ _ _) _ => apply settles_const; cbn; split; [exact F|lia]
    | |- settles (fun _ => Ret _ _ _) _ => apply settles_const; cbn; split; [exact F|lia]
    | |- settles (fun _ => Trp _ _ _ _) _ => apply settles_const; cbn; split; [exact F|lia]
    | |- settles (fun _ => Exh _ _ _ _) _ => apply settles_const; cbn; split; [exact F|rewrite ?to_N_add; lia]
    | |- settles (fun G => ex G _ (CALL_ADDR _ _ :: _) _ _ _ _) _ => apply calls
    | |- settles (fun G => ex G _ _ _ _ _ _) _ => apply next; [rewrite ?to_N_add; lia|funcs; congruence]
    end.
  - apply (settles_after _ (fun G n s lo vs => ex G e c n s lo vs) (fun G n s lo vs => ex G e c n s lo vs)); [|auto..].
    apply body; [unfold code_size; cbn; lia|exact Pi].
  - apply (settles_after _ (fun G n s lo vs => ex G e c n s lo vs) (fun G n s lo vs => ex G e (Loop bt b p :: c) n s lo vs)).
    + apply body; [unfold code_size; cbn; lia|exact Pi].
    + auto.
    + intros n' s' lo' vs' F' N'. match goal with H : cnt_ltb _ _ = false |- _ => apply ltb_false in H; rewrite L in H end.
      eapply settles_weaken; [apply (IHm (N.to_nat (Cnt.to_N (l_fuel lim) + 1 - Cnt.to_N n')) ltac:(lia) (code_size (Loop bt b p :: c))); auto|].
      * cbn [forallb plain]. rewrite Pi. exact PL.
      * intros r H. eapply ended_le; [exact H|lia].
  - apply andb_prop in Pi as [P1 P2].
    apply (settles_after _ (fun G n s lo vs => ex G e c n s lo vs) (fun G n s lo vs => ex G e c n s lo vs)); [|auto..].
    destruct I32ops.is_zero; apply body; auto; unfold code_size; cbn; lia.
Qed.
Lemma code_ends e c n s lo vs : e_lim e = lim -> s_funcs s = fs -> forallb plain c = true ->
  settles (fun G => ex G e c n s lo vs) (ended (Cnt.to_N n)).
Proof. intros L F P. eapply ends; eauto. Qed.
Lemma call_ends mi lo s a args : s_funcs s = fs ->
  settles (fun G => call G lim mi lo s a args) (fun r => match r with Ran (s', _, _) => s_funcs s' = fs | RanOut => False | RanStuck => True end).
Proof.
  intro F. unfold call.
  apply (settles_bind _ _ (fun G => ex G (env_of lim mi) [CALL_ADDR a I32ops.zero] cnt_zero s lo (rev_append args [])) (ended (Cnt.to_N cnt_zero))
    (fun _ r => match r with
     | Nrm n s _ vs => Ran (s, Done (rev_append vs []), Det n None None) | Trp k n s w => Ran (s, Trapped k, Det n w None)
     | Exh x n s w => Ran (s, Cut, Det n w (Some x)) | OOF => RanOut | _ => RanStuck end)).
  - apply settles_call_addr; [reflexivity|exact F| |].
    + intros _ e' c' lo' vs' L' P'. apply code_ends; auto.
    + intros n' s' vs' F' N'. eapply settles_weaken; [apply code_ends; auto|]. intros r H. eapply ended_le; [exact H|lia].
  - intros r H. apply settles_const. destruct r; cbn in H; tauto.
Qed.
End Ends.

(* ---- sessions ---- *)
(* Not for lack of Peano fuel, and the functions are the same. *)
Definition ran {A} (fs : Arr.t funcinst) (r : run (store * A)) : Prop :=
  match r with Ran (s, _) => s_funcs s = fs | RanOut => False | RanStuck => True end.
Section Session.
Variables (lim : limits) (mi : moduleinst) (fs : Arr.t funcinst).
Hypothesis Hfs : plain_funcs fs.
Lemma evals_end es : Forall (fun c => forallb plain c = true) es -> forall s, s_funcs s = fs -> settles (fun G => evals G lim mi s es) (ran fs).
Proof.
  induction 1 as [|e es P _ IH]; intros s F; cbn [evals]; [apply settles_const; exact F|].
  apply (settles_bind _ _ (fun G => ex G (env_of lim mi) e cnt_zero s no_locals []) (ended fs (Cnt.to_N cnt_zero))
    (fun G r => match r with
     | Nrm _ s _ [v] => match evals G lim mi s es with Ran (s, vs) => Ran (s, v :: vs) | RanOut => RanOut | RanStuck => RanStuck end
     | OOF => RanOut | _ => RanStuck end)); [apply (code_ends lim fs Hfs); auto|].
  intros r H. destruct r as [n s1 lo [|v [|]]| | | | | |]; try (apply settles_const; exact I); [|contradiction].
  apply (settles_bind _ _ (fun G => evals G lim mi s1 es) (ran fs)
    (fun _ r => match r with Ran (s, vs) => Ran (s, v :: vs) | RanOut => RanOut | RanStuck => RanStuck end)); [apply IH, H|].
  intros [[s2 vs]| |] K; apply settles_const; exact K.
Qed.
Lemma elem_refs_end es : Forall (fun e => Forall (fun c => forallb plain c = true) (el_init e)) es -> forall s, s_funcs s = fs ->
  settles (fun G => elem_refs G lim mi s es) (ran fs).
Proof.
  induction 1 as [|e es P _ IH]; intros s F; cbn [elem_refs]; [apply settles_const; exact F|].
  apply (settles_bind _ _ (fun G => evals G lim mi s (el_init e)) (ran fs)
    (fun G r => match r with
     | Ran (s, vs) => match map_all as_ref vs with
       | None => RanStuck
       | Some rs => match elem_refs G lim mi s es with Ran (s, l) => Ran (s, rs :: l) | RanOut => RanOut | RanStuck => RanStuck end end
     | RanOut => RanOut | RanStuck => RanStuck end)); [apply evals_end; auto|].
  intros [[s1 vs]| |] H; [|contradiction|apply settles_const; exact I]. destruct map_all as [rs|]; [|apply settles_const; exact I].
  apply (settles_bind _ _ (fun G => elem_refs G lim mi s1 es) (ran fs)
    (fun _ r => match r with Ran (s, l) => Ran (s, rs :: l) | RanOut => RanOut | RanStuck => RanStuck end)); [apply IH, H|].
  intros [[s2 l]| |] K; apply settles_const; exact K.
Qed.
End Session.

Definition plain_all (l : list (list instr)) : Prop := Forall (fun c => forallb plain c = true) l.
(* No call of an address anywhere in a module. *)
Record plain_module (m : module) : Prop := {
  pm_funcs : Forall (fun f => forallb plain (fn_body (snd f)) = true) (m_funcs m);
  pm_globals : plain_all (map snd (m_globals m));
  pm_inits : Forall (fun e => plain_all (el_init e)) (m_elems m);
  pm_segments : forall y z, forallb plain (run_elems y (m_elems m) ++ run_datas z (m_datas m)) = true }.
Lemma const_plain C e t : expr_ok_const C e t -> forallb plain e = true.
Proof. intros [H _]. eapply typed_code_plain, H. Qed.
Lemma validated_plain m : validate m = true -> plain_module m.
Proof.
  intro V. apply validate_ok in V as [funcs [_ [_ [A2 [_ [_ [A5 [A6 [A7 _]]]]]]]]]. constructor.
  - eapply Forall_impl; [|exact A2]. intros f [ft [_ K]]. eapply typed_code_plain, K.
  - apply Forall_map. eapply Forall_impl; [|exact A5]. intros g K. eapply const_plain, K.
  - eapply Forall_impl; [|exact A6]. intros e [K _]. eapply Forall_impl; [|exact K]. intros c. apply const_plain.
  - intros y z. rewrite forallb_app. apply andb_true_intro. split.
    + revert y. induction A6 as [|e es [_ K] _ IH]; intro y; cbn [run_elems]; [reflexivity|]. rewrite forallb_app, IH, andb_true_r.
      unfold run_elem. destruct (el_mode e); [reflexivity| |reflexivity]. rewrite forallb_app. destruct K as [_ K]. rewrite (const_plain _ _ _ K). reflexivity.
    + revert z. induction A7 as [|d ds K _ IH]; intro z; cbn [run_datas]; [reflexivity|]. rewrite forallb_app, IH, andb_true_r.
      unfold run_data. unfold data_ok in K. destruct (da_mode d); [reflexivity| |reflexivity]. rewrite forallb_app. destruct K as [_ K]. rewrite (const_plain _ _ _ K). reflexivity.
Qed.
Lemma alloc_plain s m mi vals refs s' : alloc_module s m mi vals refs = Some s' -> plain_funcs (s_funcs s) -> plain_module m -> plain_funcs (s_funcs s').
Proof.
  unfold alloc_module. destruct map_all as [l|] eqn:E; [|discriminate]. intros H P M; injection H as <-. cbn. intros a ft mi' fn G.
  apply get_app_inv in G as [G|G]; [eapply P, G|]. apply map_all_forall2 in E. pose proof (pm_funcs _ M) as PF. clear - E G PF.
  induction E as [|f fi fs l K E IH]; [contradiction|]. inversion PF; subst. destruct G as [->|G]; [|auto].
  destruct arr_get; [|discriminate]. injection K as <- <- <-. assumption.
Qed.
(* Instantiation ends, and not for lack of Peano fuel. *)
Theorem instantiate_ends lim s m id exts : plain_funcs (s_funcs s) -> plain_module m ->
  settles (fun G => instantiate G lim s m id exts)
    (fun r => match r with Ran (s', _, _, _) => plain_funcs (s_funcs s') | RanOut => False | RanStuck => True end).
Proof.
  intros P M. set (mi0 := initial_instance s m id exts). unfold instantiate. fold mi0.
  apply (settles_bind _ _ (fun G => evals G lim mi0 s (map snd (m_globals m))) (ran (s_funcs s)) (fun G r => match r with RanOut => _ | RanStuck => _ | Ran (s, vals) => _ end));
    [apply evals_end; auto; apply M|].
  intros [[s1 vals]| |] F1; [|contradiction|apply settles_const; exact I].
  apply (settles_bind _ _ (fun G => elem_refs G lim mi0 s1 (m_elems m)) (ran (s_funcs s)) (fun G r => match r with RanOut => _ | RanStuck => _ | Ran (s, refs) => _ end));
    [apply elem_refs_end; auto; apply M|].
  intros [[s2 refs]| |] F2; [|contradiction|apply settles_const; exact I]. cbn in F2.
  destruct alloc_module as [s3|] eqn:E; [|apply settles_const; exact I]. apply alloc_plain in E; [|rewrite F2; exact P|exact M].
  set (mi := new_instance s2 m id exts).
  apply (settles_bind _ _ (fun G => ex G (free_env lim mi) (run_elems I32ops.zero (m_elems m) ++ run_datas I32ops.zero (m_datas m)) cnt_zero s3 no_locals [])
    (ended (s_funcs s3) (Cnt.to_N cnt_zero)) (fun G r => match r with
     | Trp k _ s _ => Ran (s, mi, Trapped k, no_detail)
     | Exh x n s w => Ran (s, mi, Cut, Det n w (Some x))
     | Nrm _ s lo [] => match m_start m with
       | None => Ran (s, mi, Done [], no_detail)
       | Some x => match arr_get (mi_funcs mi) x with
         | None => RanStuck
         | Some a => match call G lim mi lo s a [] with Ran (s, r, d) => Ran (s, mi, r, d) | RanOut => RanOut | RanStuck => RanStuck end end end
     | OOF => RanOut | _ => RanStuck end)).
  - apply (code_ends (e_lim (free_env lim mi)) _ E); [reflexivity|reflexivity|apply M].
  - intros r H. destruct r as [n s4 lo [|v vs]| | |k n s4 w|x n s4 w| |]; try (apply settles_const; exact I); try contradiction.
    + destruct H as [F4 _]. destruct (m_start m) as [x|]; [|apply settles_const; rewrite F4; exact E].
      destruct arr_get as [a|]; [|apply settles_const; exact I].
      apply (settles_bind _ _ (fun G => call G lim mi lo s4 a []) (fun r => match r with Ran (s', _, _) => s_funcs s' = s_funcs s3 | RanOut => False | RanStuck => True end)
        (fun _ r => match r with Ran (s, r, d) => Ran (s, mi, r, d) | RanOut => RanOut | RanStuck => RanStuck end)); [apply call_ends; auto|].
      intros [[[s5 r5] d5]| |] K; apply settles_const; [rewrite K; exact E|exact K|exact I].
    + apply settles_const. destruct H as [-> _]. exact E.
    + apply settles_const. destruct H as [-> _]. exact E.
Qed.

Definition plain_session (ss : session) : Prop := plain_funcs (s_funcs (ss_store ss)).
Definition validated (a : action) : Prop := match a with AInstantiate m _ => validate m = true | _ => True end.
Theorem act_settles lim ss a : plain_session ss -> validated a ->
  settles (fun G => act G lim ss a) (fun r => match r with Some (ss', _, _) => plain_session ss' | None => True end).
Proof.
  destruct ss as [s is]. unfold plain_session. cbn [ss_store]. intros P V.
  assert (Host : forall b : bool, settles (fun _ => if b then host_object (Ses s is) a else Some (Ses s is, PLimit, no_detail))
    (fun r => match r with Some (ss', _, _) => plain_funcs (s_funcs (ss_store ss')) | None => True end)).
  { intros []; apply settles_const; [|exact P]. unfold host_object. cbn [ss_store ss_insts].
    destruct store_of_host as [[s' v]|] eqn:E; [|exact P]. cbn. destruct a; cbn in E; try discriminate E.
    - injection E as <- <-. cbn. intros b ft' mi fn G. apply get_app_inv in G as [G|[G|[]]]; [eapply P, G|discriminate G].
    - destruct reftype_eqb; [|discriminate E]. injection E as <- <-. exact P.
    - injection E as <- <-. exact P.
    - injection E as <- <-. exact P. }
  unfold act. cbn [ss_store ss_insts]. destruct a as [m refs|f args|ft script|tb rr|l|mu v|h]; try apply Host.
  - destruct map_all as [exts|]; [|apply settles_const; exact P]. destruct bad_import; [apply settles_const; exact P|].
    destruct (_ && _); [|apply settles_const; exact P].
    apply (settles_bind _ _ (fun G => instantiate G lim s m (arr_len is) exts)
      (fun r => match r with Ran (s', _, _, _) => plain_funcs (s_funcs s') | RanOut => False | RanStuck => True end)
      (fun _ r => match r with RanStuck => _ | RanOut => _ | Ran (s, mi, r, d) => _ end)); [apply instantiate_ends; [exact P|apply validated_plain, V]|].
    intros [[[[s' mi] r] d]| |] K; apply settles_const; [destruct map_all; [exact K|exact I]|contradiction|exact I].
  - destruct deref as [[x|x|x|x]|]; try (apply settles_const; exact P). destruct arr_get as [fi|]; [|apply settles_const; exact P].
    destruct types_eqb; [|apply settles_const; exact P].
    apply (settles_bind _ _ (fun G => call G lim outside no_locals s x args)
      (fun r => match r with Ran (s', _, _) => s_funcs s' = s_funcs s | RanOut => False | RanStuck => True end)
      (fun _ r => match r with Ran (s, r, d) => _ | RanOut => _ | RanStuck => _ end)); [apply call_ends; [exact P|reflexivity]|].
    intros [[[s' r] d]| |] K; apply settles_const; [cbn; rewrite K; exact P|contradiction|exact I].
  - destruct host_act eqn:E; apply settles_const; [|exact P]. apply host_act_funcs in E. cbn. rewrite E. exact P.
Qed.

(* A whole session has one report, whatever the fuel, if it suffices; some does. *)
Theorem session_settles l : forall ss, plain_session ss -> Forall (fun la => validated (snd la)) l ->
  exists F r, forall G, F <= G -> acts G ss l = r.
Proof.
  assert (K : forall ss, plain_session ss -> Forall (fun la => validated (snd la)) l -> settles (fun G => acts G ss l) (fun _ => True)).
  { induction l as [|[lim a] l IH]; intros ss P V; cbn [acts]; [apply settles_const; exact I|]. inversion V as [|? ? V1 V2]; subst. cbn in V1.
    apply (settles_bind _ _ (fun G => act G lim ss a) (fun r => match r with Some (ss', _, _) => plain_session ss' | None => True end)
      (fun G r => match r with
       | None => (ss, [], false)
       | Some (ss1, r, d) => match acts G ss1 l with (ss2, rs, b) => (ss2, (r, d) :: rs, b) end end)); [apply act_settles; assumption|].
    intros [[[ss1 r] d]|] P1; [|apply settles_const; exact I].
    apply (settles_bind _ _ (fun G => acts G ss1 l) (fun _ => True) (fun _ r => match r with (ss2, rs, b) => _ end)); [apply IH; assumption|].
    intros [[ss2 rs] b] _. apply settles_const. exact I. }
  intros ss P V. destruct (K ss P V) as [F [r [_ H]]]. exists F, r. exact H.
Qed.
Lemma empty_session_plain : plain_session empty_session.
Proof. intros a ft mi fn H. unfold empty_session in H. cbn in H. rewrite arr_get_empty in H. discriminate. Qed.

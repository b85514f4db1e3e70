(* T4, the relation.  A configuration has one next configuration, but for what the specification leaves open (payloads of
   NaNs, growth that may fail) and for the order in which a trap passes its surroundings, which does not matter. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops SimdOps BulkOps Syntax Numerics Simd SimdOpen Runtime Step Interp Module Session SessionSound.
Import ListNotations.

(* ---- what the specification leaves open ---- *)
(* That result of an operator is a NaN whose payload is open. *)
Definition open_num (arithmetic : bool) (r : nres) : Prop := arithmetic = true /\ exists c, r = NVal c /\ val_is_nan c = true.
(* The instruction on these operands, the last on top. *)
Definition left_open (ops : list val) (i : instr) : Prop :=
  match i, ops with
  | Unop o, [a] => open_num (unop_arithmetic o) (eval_unop o a)
  | Binop o _, [a; b] => open_num (binop_arithmetic o) (eval_binop o a b)
  | Cvtop o _, [a] => open_num (cvtop_arithmetic o) (eval_cvtop o a)
  | Vec (VUnop o), [VV128 a] => exists c, eval_vunop o a = NVal (VV128 c) /\ open_vec (vunop_open o) c
  | Vec (VBinop o), [VV128 a; VV128 b] => exists c, eval_vbinop o a b = NVal (VV128 c) /\ open_vec (vbinop_open o) c
  | Vec (VCvtop o), [VV128 a] => open_vec (vcvtop_open o) (eval_vcvtop o a)
  | MemoryGrow _, _ | TableGrow _, _ => True
  | _, _ => False
  end.
(* The next instruction is one. *)
Inductive opens : list instr -> Prop :=
| Opens_here vs ops i rest : left_open ops i -> opens (C* (vs ++ ops) ++ i :: rest)
| Opens_label vs n cont b rest : opens b -> opens (C* vs ++ LABEL n cont b :: rest)
| Opens_frame vs n g b rest : opens b -> opens (C* vs ++ FRAME n g b :: rest).
(* The next instruction is a trap. *)
Inductive trapped (k : trap) : list instr -> Prop :=
| Trapped_here vs rest : trapped k (C* vs ++ TRAP k :: rest)
| Trapped_label vs n cont b rest : trapped k b -> trapped k (C* vs ++ LABEL n cont b :: rest)
| Trapped_frame vs n g b rest : trapped k b -> trapped k (C* vs ++ FRAME n g b :: rest).

(* ---- the next instruction ---- *)
Definition is_const (i : instr) : bool := match i with Const _ => true | _ => false end.
(* Those that a rule is about. *)
Definition active (i : instr) : bool := match i with Const _ | TRAP _ | Br _ | Return => false | _ => true end.
Lemma cmap' a b : C* (a ++ b) = C* a ++ C* b. Proof. apply map_app. Qed.
Lemma vals_inj a b : C* a = C* b -> a = b.
Proof. revert b; induction a as [|v a IH]; intros [|w b] H; try discriminate; [reflexivity|]. injection H as -> H. f_equal. auto. Qed.
Lemma vals_code a b i r : C* a = C* b ++ i :: r -> is_const i = true.
Proof.
  revert a; induction b as [|w b IH]; intros [|v a] H; try discriminate; cbn in H; injection H as E H; [subst; reflexivity|]. eapply IH, H.
Qed.
Lemma code_inj a i r : forall b j r', C* a ++ i :: r = C* b ++ j :: r' -> is_const i = false -> is_const j = false -> a = b /\ i = j /\ r = r'.
Proof.
  induction a as [|v a IH]; intros [|w b] j r' H NI NJ; cbn in H.
  - injection H as -> ->. auto.
  - injection H as -> _. discriminate NI.
  - injection H as <- _. discriminate NJ.
  - injection H as -> H. destruct (IH _ _ _ H NI NJ) as [-> [-> ->]]. auto.
Qed.
Lemma active_const i : active i = true -> is_const i = false.
Proof. destruct i; auto; discriminate. Qed.
Definition front (es : list instr) : list val := flat_map (fun i => match i with Const v => [v] | _ => [] end) es.
Lemma front_code a i : is_const i = false -> front (C* a ++ [i]) = a.
Proof. intro N. induction a as [|v a IH]; cbn; [destruct i; reflexivity || discriminate N|]. f_equal. exact IH. Qed.
Lemma last_code (a : list val) i : last (C* a ++ [i]) Nop = i. Proof. apply last_last. Qed.

(* ---- shape of rules ---- *)
Definition vec_arity (o : vecop) : nat :=
  match o with
  | VVUnop _ | VVTestop _ | VUnop _ | VTestop _ | VBitmask _ | VSplat _ | VExtractLane _ _ _ | VExtunop _ _ | VCvtop _ => 1
  | VVTernop _ => 3
  | _ => 2
  end.
Definition arity (s : store) (f : frame) (i : instr) : nat :=
  match i with
  | Block bt _ | Loop bt _ _ => match blocktype_of (f_module f) bt with Some ft => length (ft_params ft) | None => 0 end
  | CALL_ADDR a _ => match arr_get (s_funcs s) a with Some fi => length (ft_params (functype_of fi)) | None => 0 end
  | Drop | Unop _ | Testop _ | Cvtop _ _ | LocalSet _ | LocalTee _ | GlobalSet _ | LoadNum _ _ _ _ _ | LoadPack _ _ _ _ _ _ _ | MemoryGrow _
  | RefIsNull | TableGet _ _ | VLoad _ _ _ _ _ | If _ _ _ | BrIf _ | BrTable _ _ | CallIndirect _ _ _ => 1
  | Binop _ _ | Relop _ | StoreNum _ _ _ _ _ | StorePack _ _ _ _ _ _ | TableSet _ _ | TableGrow _ | VLoadLane _ _ _ _ _ _ | VStore _ _ _ _
  | VStoreLane _ _ _ _ _ _ => 2
  | Select _ | MemoryFill _ _ | MemoryCopy _ _ _ | MemoryInit _ _ _ | TableFill _ _ | TableCopy _ _ _ | TableInit _ _ _ => 3
  | Vec o => vec_arity o
  | _ => 0
  end.
(* Which kind of rule it has. *)
Inductive kind := KPure | KRead | KWrite.
Definition kind_of (s : store) (i : instr) : kind :=
  match i with
  | Block _ _ | Loop _ _ _ | Call _ _ | CallIndirect _ _ _ | LocalGet _ | GlobalGet _ | VLoad _ _ _ _ _ | VLoadLane _ _ _ _ _ _ | LoadNum _ _ _ _ _
  | LoadPack _ _ _ _ _ _ _ | MemorySize _ | MemoryFill _ _ | MemoryCopy _ _ _ | MemoryInit _ _ _ | RefFunc _ | TableGet _ _ | TableSize _
  | TableFill _ _ | TableCopy _ _ _ | TableInit _ _ _ => KRead
  | LocalSet _ | GlobalSet _ | VStore _ _ _ _ | VStoreLane _ _ _ _ _ _ | StoreNum _ _ _ _ _ | StorePack _ _ _ _ _ _ | MemoryGrow _ | DataDrop _
  | TableSet _ _ | TableGrow _ | ElemDrop _ => KWrite
  | CALL_ADDR a _ => match arr_get (s_funcs s) a with Some (FHost _ _) => KWrite | _ => KRead end
  | _ => KPure
  end.
Definition shaped (s : store) (f : frame) (k : kind) (es : list instr) : Prop :=
  exists ops i, es = C* ops ++ [i] /\ active i = true /\ length ops = arity s f i /\ kind_of s i = k.
Lemma shaped_by s f k es : es = C* (front es) ++ [last es Nop] -> active (last es Nop) = true -> length (front es) = arity s f (last es Nop) ->
  kind_of s (last es Nop) = k -> shaped s f k es.
Proof. intros A B C D. exists (front es), (last es Nop). auto. Qed.
Lemma pure_shape s f es e1 : Step_pure es e1 ->
  (exists k vs rest, es = C* vs ++ TRAP k :: rest /\ e1 = [TRAP k] /\ (vs <> [] \/ rest <> [])) \/ shaped s f KPure es.
Proof.
  destruct 1; try (right; apply shaped_by; reflexivity). left. exists k, vs, rest. auto.
Qed.
Lemma read_shape s f es e1 : Step_read s f es e1 -> shaped s f KRead es.
Proof.
  destruct 1; try (apply shaped_by; reflexivity).
  - exists vs, (Block bt b). cbn. rewrite H. auto.
  - exists vs, (Loop bt b p). cbn. rewrite H. auto.
  - exists vs, (CALL_ADDR a p). cbn. rewrite H. auto.
Qed.
Lemma write_shape s f es s' f' e1 : Step_write s f es s' f' e1 -> shaped s f KWrite es.
Proof.
  destruct 1; try (apply shaped_by; reflexivity); exists vs, (CALL_ADDR a p); cbn; rewrite H; auto.
Qed.

(* ---- rules on the same operands ---- *)
Lemma permitted_unique ar ops c v v' : permitted ar ops c v -> permitted ar ops c v' -> v = v' \/ (ar = true /\ val_is_nan c = true).
Proof. intros [->|[A [B _]]] [->|[A' [B' _]]]; auto. Qed.
Lemma not_trap i vs k rest : active i = true -> [i] = C* vs ++ [TRAP k] ++ rest -> False.
Proof.
  intros A H. assert (K : C* [] ++ i :: [] = C* vs ++ TRAP k :: rest) by exact H.
  apply code_inj in K as [_ [K _]]; [subst; discriminate A|apply active_const, A|reflexivity].
Qed.
(* How a label or a frame ends. *)
Inductive exits : Type := XVals (vs : list val) | XBr (l : nat) (vs : list val) | XReturn (vs : list val) | XTrap (k : trap).
Inductive exit_code : exits -> list instr -> Prop :=
| Exit_vals vs : exit_code (XVals vs) (C* vs)
| Exit_br l vs rest : exit_code (XBr l vs) (C* vs ++ Br l :: rest)
| Exit_return vs rest : exit_code (XReturn vs) (C* vs ++ Return :: rest)
| Exit_trap k : exit_code (XTrap k) (C* [] ++ TRAP k :: []).
Ltac clash := match goal with
  | E : C* _ = C* _ |- _ => apply vals_inj in E; subst; reflexivity
  | E : C* _ = C* _ ++ _ :: _ |- _ => exfalso; apply vals_code in E; discriminate E
  | E : C* _ ++ _ :: _ = C* _ |- _ => exfalso; symmetry in E; apply vals_code in E; discriminate E
  | E : C* _ ++ _ :: _ = C* _ ++ _ :: _ |- _ => apply code_inj in E as [? [? ?]]; [congruence|reflexivity..]
  end.
Lemma exit_unique x y b b' : exit_code x b -> exit_code y b' -> b = b' -> x = y.
Proof.
  intros H K E. destruct H, K; clash.
Qed.
Lemma label_exit n c b e : Step_pure [LABEL n c b] e -> exists x, exit_code x b /\ match x with
  | XVals vs => e = C* vs
  | XBr O vs => exists pre ts, vs = pre ++ ts /\ length ts = n /\ e = C* ts ++ c
  | XBr (S l) vs => e = C* vs ++ [Br l]
  | XReturn vs => e = C* vs ++ [Return]
  | XTrap k => e = [TRAP k]
  end.
Proof.
  remember [LABEL n c b] as es eqn:E. destruct 1; try discriminate E; try (injection E as -> -> <-).
  - exists (XVals vs). split; [constructor|reflexivity].
  - exists (XBr 0 (vs' ++ vs)). rewrite app_assoc, <- cmap'. split; [constructor|]. exists vs', vs. auto.
  - exists (XBr (S l) vs). split; [constructor|reflexivity].
  - exists (XReturn vs). split; [constructor|reflexivity].
  - symmetry in E. exfalso. eapply not_trap; [|exact E]. reflexivity.
  - exists (XTrap k). split; [constructor|reflexivity].
Qed.
Lemma frame_exit n g b e : Step_pure [FRAME n g b] e -> exists x, exit_code x b /\ match x with
  | XVals vs => e = C* vs
  | XBr _ _ => False
  | XReturn vs => exists pre ts, vs = pre ++ ts /\ length ts = n /\ e = C* ts
  | XTrap k => e = [TRAP k]
  end.
Proof.
  remember [FRAME n g b] as es eqn:E. destruct 1; try discriminate E; try (injection E as -> -> <-).
  - exists (XVals vs). split; [constructor|reflexivity].
  - exists (XReturn (vs' ++ vs)). rewrite app_assoc, <- cmap'. split; [constructor|]. exists vs', vs. auto.
  - symmetry in E. exfalso. eapply not_trap; [|exact E]. reflexivity.
  - exists (XTrap k). split; [constructor|reflexivity].
Qed.
Lemma tails_eq {A} (p t p' t' : list A) : p ++ t = p' ++ t' -> length t = length t' -> p = p' /\ t = t'.
Proof.
  intros H L. assert (K : length p = length p') by (apply (f_equal (@length A)) in H; rewrite !app_length in H; lia).
  revert p' H K. induction p as [|a p IH]; intros [|b p'] H K; cbn in *; try discriminate; [auto|]. injection H as -> H. injection K as K.
  destruct (IH p' H K) as [-> ->]. auto.
Qed.
Lemma exits_unique n c b e1 e2 (i : list instr -> instr) : i = LABEL n c \/ (exists g, i = FRAME n g) -> Step_pure [i b] e1 -> Step_pure [i b] e2 -> e1 = e2.
Proof.
  intros [->|[g ->]] H1 H2.
  - destruct (label_exit _ _ _ _ H1) as [x [X1 Y1]]. destruct (label_exit _ _ _ _ H2) as [y [X2 Y2]]. assert (x = y) as <- by (eapply exit_unique; eauto).
    destruct x as [vs|[|l] vs|vs|k]; try congruence. destruct Y1 as [p [t [-> [L1 ->]]]]. destruct Y2 as [p' [t' [E [L2 ->]]]].
    apply tails_eq in E as [_ ->]; [reflexivity|congruence].
  - destruct (frame_exit _ _ _ _ H1) as [x [X1 Y1]]. destruct (frame_exit _ _ _ _ H2) as [y [X2 Y2]]. assert (x = y) as <- by (eapply exit_unique; eauto).
    destruct x as [vs|l vs|vs|k]; try congruence; [contradiction|]. destruct Y1 as [p [t [-> [L1 ->]]]]. destruct Y2 as [p' [t' [E [L2 ->]]]].
    apply tails_eq in E as [_ ->]; [reflexivity|congruence].
Qed.
(* Rules about an active instruction. *)
Lemma front_shape s f k es ops i : shaped s f k es -> es = C* ops ++ [i] -> active i = true -> length ops = arity s f i.
Proof.
  intros [ops' [i' [E [A' [L _]]]]] E' A. rewrite E in E'. apply code_inj in E' as [-> [-> _]]; auto using active_const.
Qed.
Lemma num_unique ar ops r v v' : (exists c, r = NVal c /\ permitted ar ops c v) -> (exists c, r = NVal c /\ permitted ar ops c v') -> v = v' \/ open_num ar r.
Proof.
  intros [c [-> P]] [c' [E P']]. injection E as <-. destruct (permitted_unique _ _ _ _ _ P P') as [|[A N]]; [auto|]. right. split; [exact A|eauto].
Qed.
Lemma vec_unique op ops r v v' : (exists c, r = NVal (VV128 c) /\ vpermitted op ops c v) -> (exists c, r = NVal (VV128 c) /\ vpermitted op ops c v') -> v = v' \/ exists c, r = NVal (VV128 c) /\ open_vec op c.
Proof. intros [c [-> P]] [c' [E P']]. injection E as <-. destruct (vpermitted_unique _ _ _ _ _ P P'); eauto. Qed.
Ltac same := match goal with
  | H : zero_or_not ?c true, K : zero_or_not ?c false |- _ => unfold zero_or_not in *; congruence
  | H : unop_results _ _ _, K : unop_results _ _ _ |- _ => destruct (num_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : binop_results _ _ _ _, K : binop_results _ _ _ _ |- _ => destruct (num_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : cvtop_results _ _ _, K : cvtop_results _ _ _ |- _ => destruct (num_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : vunop_results _ _ _, K : vunop_results _ _ _ |- _ => destruct (vec_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : vbinop_results _ _ _ _, K : vbinop_results _ _ _ _ |- _ => destruct (vec_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : vcvtop_results _ _ _, K : vcvtop_results _ _ _ |- _ => destruct (vpermitted_unique _ _ _ _ _ H K) as [->|?]; auto
  | H : unop_results _ _ _ |- _ => destruct H as [? [? ?]]; congruence
  | H : binop_results _ _ _ _ |- _ => destruct H as [? [? ?]]; congruence
  | H : cvtop_results _ _ _ |- _ => destruct H as [? [? ?]]; congruence
  | H : vunop_results _ _ _ |- _ => destruct H as [? [? ?]]; congruence
  | H : vbinop_results _ _ _ _ |- _ => destruct H as [? [? ?]]; congruence
  end.
Lemma pure_unique (s : store) (f : frame) es e1 e2 : Step_pure es e1 -> Step_pure es e2 -> forall ops i, es = C* ops ++ [i] -> active i = true -> e1 = e2 \/ left_open ops i.
Proof.
  intros H1 H2 ops i E A.
  destruct (pure_shape s f _ _ H1) as [[k [vs [rest [K _]]]]|S].
  { exfalso. rewrite K in E. apply code_inj in E as [_ [<- _]]; [discriminate A|reflexivity|apply active_const, A]. }
  assert (NT : forall k vs rest, C* vs ++ TRAP k :: rest <> es).
  { intros k vs rest K. rewrite E in K. apply code_inj in K as [_ [<- _]]; [discriminate A|reflexivity|apply active_const, A]. }
  pose proof (front_shape _ _ _ _ _ _ S E A) as L.
  assert (X : (exists n c, i = LABEL n c (match i with LABEL _ _ b => b | _ => [] end)) \/ (exists n g, i = FRAME n g (match i with FRAME _ _ b => b | _ => [] end)) \/
    match i with LABEL _ _ _ | FRAME _ _ _ => false | _ => true end = true) by (destruct i; eauto).
  destruct X as [[n [c X]]|[[n [g X]]|X]].
  - left. rewrite X in L. destruct ops; [|discriminate L]. rewrite X in E. cbn in E. rewrite E in *. exact (exits_unique n c _ e1 e2 (LABEL n c) (or_introl eq_refl) H1 H2).
  - left. rewrite X in L. destruct ops; [|discriminate L]. rewrite X in E. cbn in E. rewrite E in *. exact (exits_unique n [] _ e1 e2 (FRAME n g) (or_intror (ex_intro _ g eq_refl)) H1 H2).
  - assert (F : ops = front es) by (rewrite E, front_code; auto using active_const). assert (I : i = last es Nop) by (rewrite E, last_code; reflexivity).
    clear E L S. destruct H1; cbn in F, I; subst ops i; try discriminate X; try discriminate A.
    all: try (exfalso; eapply NT; reflexivity).
    all: inversion H2; subst; auto; try (exfalso; eapply NT; eassumption); try (left; congruence); try same.
Qed.
Ltac last_of H := apply (f_equal (fun l => last l Nop)) in H; rewrite ?last_code in H; cbn in H.
Ltac codes := match goal with
  | H : C* _ ++ [_] = C* _ ++ [_] |- _ => let K := fresh in pose proof H as K; last_of K; first [discriminate K|clear K; apply code_inj in H as [? [? _]]; [|reflexivity..]]
  | H : C* _ ++ [_] = _ |- _ => last_of H; discriminate H
  | H : _ = C* _ ++ [_] |- _ => last_of H; discriminate H
  end.
Lemma read_unique s f es e1 e2 : Step_read s f es e1 -> Step_read s f es e2 -> e1 = e2.
Proof.
  intros H1 H2. destruct H1; inversion H2; subst; try codes; try congruence; try same.
Qed.
Lemma write_unique s f es s1 f1 e1 s2 f2 e2 : Step_write s f es s1 f1 e1 -> Step_write s f es s2 f2 e2 ->
  forall ops i, es = C* ops ++ [i] -> active i = true -> (s1 = s2 /\ f1 = f2 /\ e1 = e2) \/ left_open ops i.
Proof.
  intros H1 H2 ops i E A. assert (F : ops = front es) by (rewrite E, front_code; auto using active_const).
  assert (I : i = last es Nop) by (rewrite E, last_code; reflexivity). clear E. destruct H1.
  all: try (right; subst ops i; exact Logic.I).
  all: left; inversion H2; subst; try codes.
  all: try (repeat split; congruence).
Qed.

(* ---- a step is a rule at the next instruction ---- *)
Inductive rule (s : store) (f : frame) (es : list instr) : store -> frame -> list instr -> Prop :=
| Rule_pure e : Step_pure es e -> rule s f es s f e
| Rule_read e : Step_read s f es e -> rule s f es s f e
| Rule_write s' f' e : Step_write s f es s' f' e -> rule s f es s' f' e.
Lemma rule_unique s f ops i s1 f1 e1 s2 f2 e2 : active i = true -> rule s f (C* ops ++ [i]) s1 f1 e1 -> rule s f (C* ops ++ [i]) s2 f2 e2 ->
  (s1 = s2 /\ f1 = f2 /\ e1 = e2) \/ left_open ops i.
Proof.
  intros A H1 H2. set (es := C* ops ++ [i]) in *.
  assert (KD : forall k k', shaped s f k es -> shaped s f k' es -> k = k').
  { intros k k' [o [j [E [Aj [_ <-]]]]] [o' [j' [E' [Aj' [_ <-]]]]]. rewrite E in E'. apply code_inj in E' as [_ [-> _]]; auto using active_const. }
  assert (PS : forall e, Step_pure es e -> shaped s f KPure es).
  { intros e H. destruct (pure_shape s f _ _ H) as [[k [vs [rest [E _]]]]|S]; [|exact S]. exfalso. apply code_inj in E as [_ [-> _]]; [discriminate A|apply active_const, A|reflexivity]. }
  destruct H1 as [e1 H1|e1 H1|s1 f1 e1 H1], H2 as [e2 H2|e2 H2|s2 f2 e2 H2];
    try (exfalso; first [assert (X : KPure = KRead) by eauto using read_shape|assert (X : KRead = KPure) by eauto using read_shape
      |assert (X : KPure = KWrite) by eauto using write_shape|assert (X : KWrite = KPure) by eauto using write_shape
      |assert (X : KRead = KWrite) by eauto using read_shape, write_shape|assert (X : KWrite = KRead) by eauto using read_shape, write_shape]; discriminate X).
  - destruct (pure_unique s f _ _ _ H1 H2 ops i eq_refl A) as [->|L]; auto.
  - left. repeat split. eapply read_unique; eauto.
  - eapply write_unique; eauto.
Qed.
Inductive redex (s : store) (f : frame) : list val -> instr -> list instr -> store -> frame -> list instr -> Prop :=
| Redex_rule vs ops i rest s' f' e : active i = true -> length ops = arity s f i -> rule s f (C* ops ++ [i]) s' f' e ->
    redex s f (vs ++ ops) i rest s' f' (C* vs ++ e ++ rest)
| Redex_label vs n c b rest s' f' b' : Step s f b s' f' b' -> redex s f vs (LABEL n c b) rest s' f' (C* vs ++ LABEL n c b' :: rest)
| Redex_frame vs n g b rest s' g' b' : Step s g b s' g' b' -> redex s f vs (FRAME n g b) rest s' f (C* vs ++ FRAME n g' b' :: rest)
| Redex_trap vs k rest vs' rest' : length vs' + length rest' < length vs + length rest -> redex s f vs (TRAP k) rest s f (C* vs' ++ TRAP k :: rest').
Lemma redex_const s f vs i rest s' f' es' : redex s f vs i rest s' f' es' -> is_const i = false.
Proof. destruct 1; auto using active_const. Qed.
Lemma step_redex s f es s' f' es' : Step s f es s' f' es' -> exists vs i rest, es = C* vs ++ i :: rest /\ redex s f vs i rest s' f' es'.
Proof.
  assert (R : forall s f es s' f' e k, shaped s f k es -> rule s f es s' f' e -> exists vs i rest, es = C* vs ++ i :: rest /\ redex s f vs i rest s' f' e).
  { clear. intros s f es s' f' e k [ops [i [-> [A [L _]]]]] H. exists ops, i, []. split; [reflexivity|].
    pose proof (Redex_rule s f [] ops i [] s' f' e A L H) as K. cbn in K. rewrite app_nil_r in K. exact K. }
  induction 1 as [s f es e H|s f es e H|s f es s' f' e H|s f vs es rest s' f' es' H IH|s f n c es s' f' es' H IH|s f n g es s' g' es' H IH].
  - destruct (pure_shape s f _ _ H) as [[k [vs [rest [-> [-> N]]]]]|S]; [|eauto using rule].
    exists vs, (TRAP k), rest. split; [reflexivity|]. apply (Redex_trap s f vs k rest [] []). destruct vs, rest; cbn; try lia. destruct N as [N|N]; congruence.
  - eauto using rule, read_shape.
  - eauto using rule, write_shape.
  - destruct IH as [vs1 [i [rest1 [-> IH]]]]. exists (vs ++ vs1), i, (rest1 ++ rest). split; [rewrite cmap', <- !app_assoc; reflexivity|].
    destruct IH as [v0 ops i r s' f' e A L R1|v0 n c b r s' f' b' K|v0 n g b r s' g' b' K|v0 k r v1 r1 K].
    + replace (C* vs ++ (C* v0 ++ e ++ r) ++ rest) with (C* (vs ++ v0) ++ e ++ (r ++ rest)) by (rewrite cmap', <- !app_assoc; reflexivity).
      rewrite app_assoc. constructor; assumption.
    + replace (C* vs ++ (C* v0 ++ LABEL n c b' :: r) ++ rest) with (C* (vs ++ v0) ++ LABEL n c b' :: (r ++ rest)) by (rewrite cmap', <- !app_assoc; reflexivity).
      constructor; assumption.
    + replace (C* vs ++ (C* v0 ++ FRAME n g' b' :: r) ++ rest) with (C* (vs ++ v0) ++ FRAME n g' b' :: (r ++ rest)) by (rewrite cmap', <- !app_assoc; reflexivity).
      constructor; assumption.
    + replace (C* vs ++ (C* v1 ++ TRAP k :: r1) ++ rest) with (C* (vs ++ v1) ++ TRAP k :: (r1 ++ rest)) by (rewrite cmap', <- !app_assoc; reflexivity).
      constructor. rewrite !app_length. lia.
  - exists [], (LABEL n c es), []. split; [reflexivity|]. apply (Redex_label s f [] n c es [] s' f' es' H).
  - exists [], (FRAME n g es), []. split; [reflexivity|]. apply (Redex_frame s f [] n g es [] s' g' es' H).
Qed.
(* What an exit stands at the end of does not step. *)
Lemma exit_stops x b s f s' f' b' : exit_code x b -> Step s f b s' f' b' -> False.
Proof.
  intros X H. apply step_redex in H as [vs [i [rest [E R]]]]. pose proof (redex_const _ _ _ _ _ _ _ _ R) as N.
  destruct X as [w|l w r|w r|k].
  - apply vals_code in E. congruence.
  - apply code_inj in E as [<- [<- <-]]; [|reflexivity|exact N]. inversion R; discriminate.
  - apply code_inj in E as [<- [<- <-]]; [|reflexivity|exact N]. inversion R; discriminate.
  - apply code_inj in E as [<- [<- <-]]; [|reflexivity|exact N]. inversion R; subst; try discriminate. cbn in *. lia.
Qed.
Lemma label_rule s f n c b s' f' e : rule s f [LABEL n c b] s' f' e -> s' = s /\ f' = f /\ exists x, exit_code x b /\ forall k, x = XTrap k -> e = [TRAP k].
Proof.
  destruct 1 as [e H|e H|s' f' e H].
  - destruct (label_exit _ _ _ _ H) as [x [X Y]]. repeat split; auto. exists x. split; [exact X|]. intros k ->. exact Y.
  - apply read_shape in H as [ops [i [E [A [L K]]]]]. change [LABEL n c b] with (C* [] ++ [LABEL n c b]) in E. apply code_inj in E as [_ [<- _]]; [discriminate K|reflexivity|apply active_const, A].
  - apply write_shape in H as [ops [i [E [A [L K]]]]]. change [LABEL n c b] with (C* [] ++ [LABEL n c b]) in E. apply code_inj in E as [_ [<- _]]; [discriminate K|reflexivity|apply active_const, A].
Qed.
Lemma frame_rule s f n g b s' f' e : rule s f [FRAME n g b] s' f' e -> s' = s /\ f' = f /\ exists x, exit_code x b /\ forall k, x = XTrap k -> e = [TRAP k].
Proof.
  destruct 1 as [e H|e H|s' f' e H].
  - destruct (frame_exit _ _ _ _ H) as [x [X Y]]. repeat split; auto. exists x. split; [exact X|]. intros k ->. exact Y.
  - apply read_shape in H as [ops [i [E [A [L K]]]]]. change [FRAME n g b] with (C* [] ++ [FRAME n g b]) in E. apply code_inj in E as [_ [<- _]]; [discriminate K|reflexivity|apply active_const, A].
  - apply write_shape in H as [ops [i [E [A [L K]]]]]. change [FRAME n g b] with (C* [] ++ [FRAME n g b]) in E. apply code_inj in E as [_ [<- _]]; [discriminate K|reflexivity|apply active_const, A].
Qed.

(* ---- one next configuration ---- *)
Fixpoint weight (i : instr) : nat :=
  match i with LABEL _ _ b | FRAME _ _ b => S (fold_right (fun i n => weight i + n) 0 b) | _ => 0 end.
Definition code_weight (c : list instr) : nat := fold_right (fun i n => weight i + n) 0 c.
Lemma weight_at vs i rest : weight i <= code_weight (C* vs ++ i :: rest).
Proof. induction vs as [|v vs IH]; cbn; [lia|]. exact IH. Qed.
Lemma no_ops s f (ops : list val) i : length ops = arity s f i -> arity s f i = 0 -> ops = [].
Proof. intros L Z. destruct ops; [reflexivity|]. cbn in L. congruence. Qed.
Lemma redex_unique m : (forall s f es s1 f1 es1 s2 f2 es2, code_weight es < m -> Step s f es s1 f1 es1 -> Step s f es s2 f2 es2 ->
    (s1 = s2 /\ f1 = f2 /\ es1 = es2) \/ opens es \/ exists k, trapped k es) ->
  forall s f vs i rest s1 f1 es1 s2 f2 es2, code_weight (C* vs ++ i :: rest) <= m -> redex s f vs i rest s1 f1 es1 -> redex s f vs i rest s2 f2 es2 ->
    (s1 = s2 /\ f1 = f2 /\ es1 = es2) \/ opens (C* vs ++ i :: rest) \/ exists k, trapped k (C* vs ++ i :: rest).
Proof.
  intros IH s f vs i rest s1 f1 es1 s2 f2 es2 M R1 R2. pose proof (weight_at vs i rest) as W.
  destruct R1 as [v0 ops i r s1 f1 e1 A1 L1 K1|v0 n c b r s1 f1 b1 K1|v0 n g b r s1 g1 b1 K1|v0 k r v1 r1 K1].
  - remember (v0 ++ ops) as w eqn:EW. destruct R2 as [v0' ops' i r s2 f2 e2 A2 L2 K2|v0' n c b r s2 f2 b2 K2|v0' n g b r s2 g2 b2 K2|v0' k r v1' r1' K2].
    + apply tails_eq in EW as [-> ->]; [|congruence]. destruct (rule_unique _ _ _ _ _ _ _ _ _ _ A1 K1 K2) as [[-> [-> ->]]|O]; [auto|].
      right; left. apply Opens_here, O.
    + apply no_ops in L1; [|reflexivity]. subst ops. destruct (label_rule _ _ _ _ _ _ _ _ K1) as [_ [_ [x [X _]]]]. exfalso. eapply exit_stops; eauto.
    + apply no_ops in L1; [|reflexivity]. subst ops. destruct (frame_rule _ _ _ _ _ _ _ _ K1) as [_ [_ [x [X _]]]]. exfalso. eapply exit_stops; eauto.
    + discriminate A1.
  - remember (LABEL n c b) as i eqn:EI. destruct R2 as [v0' ops' i r s2 f2 e2 A2 L2 K2|v0' n' c' b' r s2 f2 b2 K2|v0' n' g' b' r s2 g2 b2 K2|v0' k r v1' r1' K2]; try discriminate EI.
    + subst i. apply no_ops in L2; [|reflexivity]. subst ops'. destruct (label_rule _ _ _ _ _ _ _ _ K2) as [_ [_ [x [X _]]]]. exfalso. eapply exit_stops; eauto.
    + injection EI as -> -> ->. assert (B : code_weight b < m) by (cbn in W; unfold code_weight; lia).
      destruct (IH _ _ _ _ _ _ _ _ _ B K1 K2) as [[-> [-> ->]]|[O|[k T]]]; [auto|right; left; apply Opens_label, O|right; right; exists k; apply Trapped_label, T].
  - remember (FRAME n g b) as i eqn:EI. destruct R2 as [v0' ops' i r s2 f2 e2 A2 L2 K2|v0' n' c' b' r s2 f2 b2 K2|v0' n' g' b' r s2 g2 b2 K2|v0' k r v1' r1' K2]; try discriminate EI.
    + subst i. apply no_ops in L2; [|reflexivity]. subst ops'. destruct (frame_rule _ _ _ _ _ _ _ _ K2) as [_ [_ [x [X _]]]]. exfalso. eapply exit_stops; eauto.
    + injection EI as -> -> ->. assert (B : code_weight b < m) by (cbn in W; unfold code_weight; lia).
      destruct (IH _ _ _ _ _ _ _ _ _ B K1 K2) as [[-> [-> ->]]|[O|[k T]]]; [auto|right; left; apply Opens_frame, O|right; right; exists k; apply Trapped_frame, T].
  - right; right. exists k. apply Trapped_here.
Qed.
Theorem step_unique s f es s1 f1 es1 s2 f2 es2 : Step s f es s1 f1 es1 -> Step s f es s2 f2 es2 ->
  (s1 = s2 /\ f1 = f2 /\ es1 = es2) \/ opens es \/ exists k, trapped k es.
Proof.
  enough (G : forall m s f es s1 f1 es1 s2 f2 es2, code_weight es < m -> Step s f es s1 f1 es1 -> Step s f es s2 f2 es2 ->
    (s1 = s2 /\ f1 = f2 /\ es1 = es2) \/ opens es \/ exists k, trapped k es) by (intros; eapply G; eauto).
  clear. induction m as [|m IH]; intros s f es s1 f1 es1 s2 f2 es2 M H1 H2; [lia|].
  apply step_redex in H1 as [vs [i [rest [-> R1]]]]. apply step_redex in H2 as [vs' [i' [rest' [E R2]]]].
  apply code_inj in E as [<- [<- <-]]; [|eapply redex_const, R1|eapply redex_const, R2].
  eapply (redex_unique m); eauto. lia.
Qed.

(* ---- a trap stays one ---- *)
Lemma exit_next x b : exit_code x b -> forall vs i rest, b = C* vs ++ i :: rest -> is_const i = false ->
  match i with TRAP k => x = XTrap k | Br _ | Return => True | _ => False end.
Proof.
  intros X vs i rest E N. destruct X.
  - apply vals_code in E. congruence.
  - apply code_inj in E as [_ [<- _]]; auto.
  - apply code_inj in E as [_ [<- _]]; auto.
  - apply code_inj in E as [_ [<- _]]; auto.
Qed.
Lemma trapped_exit k x b : trapped k b -> exit_code x b -> x = XTrap k.
Proof. intros T X. destruct T; exact (exit_next x _ X _ _ _ eq_refl eq_refl) || (exfalso; exact (exit_next x _ X _ _ _ eq_refl eq_refl)). Qed.
Lemma trapped_step k es : trapped k es -> forall s f s' f' es', Step s f es s' f' es' -> trapped k es' /\ s' = s.
Proof.
  induction 1 as [vs rest|vs n c b rest T IH|vs n g b rest T IH]; intros s f s' f' es' H; apply step_redex in H as [w [i [r [E R]]]];
    (apply code_inj in E as [<- [<- <-]]; [|reflexivity|eapply redex_const, R]).
  - inversion R; subst; [discriminate|]. split; [apply Trapped_here|reflexivity].
  - remember (LABEL n c b) as i eqn:EI. destruct R as [v0 ops i r s' f' e A L K|v0 n' c' b' r s' f' b1 K|v0 n' g' b' r s' g1 b1 K|v0 k' r v1 r1 K]; try discriminate EI.
    + subst i. apply no_ops in L; [|reflexivity]. subst ops. destruct (label_rule _ _ _ _ _ _ _ _ K) as [-> [-> [x [X Y]]]].
      rewrite (Y k (trapped_exit _ _ _ T X)). split; [apply Trapped_here|reflexivity].
    + injection EI as -> -> ->. destruct (IH _ _ _ _ _ K) as [T1 ->]. split; [apply Trapped_label, T1|reflexivity].
  - remember (FRAME n g b) as i eqn:EI. destruct R as [v0 ops i r s' f' e A L K|v0 n' c' b' r s' f' b1 K|v0 n' g' b' r s' g1 b1 K|v0 k' r v1 r1 K]; try discriminate EI.
    + subst i. apply no_ops in L; [|reflexivity]. subst ops. destruct (frame_rule _ _ _ _ _ _ _ _ K) as [-> [-> [x [X Y]]]].
      rewrite (Y k (trapped_exit _ _ _ T X)). split; [apply Trapped_here|reflexivity].
    + injection EI as -> -> ->. destruct (IH _ _ _ _ _ K) as [T1 ->]. split; [apply Trapped_frame, T1|reflexivity].
Qed.
Lemma trapped_vals k vs : trapped k (C* vs) -> False.
Proof. intro T. inversion T as [w r E|w n c b r _ E|w n g b r _ E]; symmetry in E; apply vals_code in E; discriminate E. Qed.
Lemma trapped_trap k k' : trapped k [TRAP k'] -> k' = k.
Proof. intro T. pose proof (trapped_exit k (XTrap k') _ T (Exit_trap k')) as E. congruence. Qed.

(* ---- runs ---- *)
Definition final (es : list instr) : Prop := (exists vs, es = C* vs) \/ exists k, es = [TRAP k].
Lemma final_stops s f es s' f' es' : final es -> Step s f es s' f' es' -> False.
Proof. intros [[vs ->]|[k ->]]; [apply (exit_stops (XVals vs)); constructor|apply (exit_stops (XTrap k)), (Exit_trap k)]. Qed.
Definition config := (store * frame * list instr)%type.
(* A run that resolves what is left open as [choose] says. *)
Inductive Follows (choose : config -> config) : config -> config -> Prop :=
| Follows_refl c : Follows choose c c
| Follows_step s f es s1 f1 es1 c : Step s f es s1 f1 es1 -> (opens es -> choose (s, f, es) = (s1, f1, es1)) ->
    Follows choose (s1, f1, es1) c -> Follows choose (s, f, es) c.
Lemma trapped_follows choose c c' : Follows choose c c' -> forall k, trapped k (snd c) -> trapped k (snd c') /\ fst (fst c') = fst (fst c).
Proof.
  induction 1 as [c|s f es s1 f1 es1 c H _ _ IH]; intros k T; [auto|]. cbn in *. destruct (trapped_step k es T _ _ _ _ _ H) as [T1 ->]. apply IH, T1.
Qed.
Lemma trapped_ends choose c s f es k : Follows choose c (s, f, es) -> trapped k (snd c) -> final es -> s = fst (fst c) /\ es = [TRAP k].
Proof.
  intros H T [[vs ->]|[k' ->]]; destruct (trapped_follows _ _ _ H k T) as [T' E]; cbn in *.
  - exfalso. eapply trapped_vals, T'.
  - apply trapped_trap in T' as ->. auto.
Qed.
Lemma follows_inv choose c c' : Follows choose c c' -> c = c' \/ exists s1 f1 es1,
  Step (fst (fst c)) (snd (fst c)) (snd c) s1 f1 es1 /\ (opens (snd c) -> choose c = (s1, f1, es1)) /\ Follows choose (s1, f1, es1) c'.
Proof. destruct 1 as [c|s f es s1 f1 es1 c H O K]; [auto|right]. exists s1, f1, es1. auto. Qed.
Lemma follows_unique_at choose c c1 : Follows choose c c1 -> final (snd c1) -> forall c2, Follows choose c c2 -> final (snd c2) ->
  fst (fst c1) = fst (fst c2) /\ snd c1 = snd c2.
Proof.
  induction 1 as [c|s f es s1 f1 es1 c1 H O HF IH]; intros F1 c2 K F2; apply follows_inv in K as [<-|[s2 [f2 [es2 [H' [O' HF']]]]]]; cbn in *.
  - auto.
  - exfalso. exact (final_stops _ _ _ _ _ _ F1 H').
  - exfalso. exact (final_stops _ _ _ _ _ _ F2 H).
  - destruct (step_unique _ _ _ _ _ _ _ _ _ H H') as [[-> [-> ->]]|[OP|[k T]]]; [auto| |].
    + specialize (O OP). specialize (O' OP). rewrite O in O'. injection O' as -> -> ->. auto.
    + destruct (trapped_step k es T _ _ _ _ _ H) as [T1 ->]. destruct (trapped_step k es T _ _ _ _ _ H') as [T2 ->].
      destruct c1 as [[s3 f3] es3], c2 as [[s4 f4] es4]. cbn in *.
      destruct (trapped_ends _ _ _ _ _ _ HF T1 F1) as [E1 ->]. destruct (trapped_ends _ _ _ _ _ _ HF' T2 F2) as [E2 ->]. cbn in *. split; congruence.
Qed.
(* Runs that make the same choices end alike. *)
Theorem follows_unique choose c s1 f1 es1 s2 f2 es2 : Follows choose c (s1, f1, es1) -> final es1 ->
  Follows choose c (s2, f2, es2) -> final es2 -> s1 = s2 /\ es1 = es2.
Proof. intros H1 F1 H2 F2. exact (follows_unique_at choose c _ H1 F1 _ H2 F2). Qed.
(* Nothing that is left open is reached. *)
Definition closed (s : store) (f : frame) (es : list instr) : Prop := forall s' f' es', Steps s f es s' f' es' -> ~ opens es'.
Lemma closed_follows choose s f es s' f' es' : Steps s f es s' f' es' -> closed s f es -> Follows choose (s, f, es) (s', f', es').
Proof.
  induction 1 as [s f es|s f es s1 f1 es1 s2 f2 es2 H K IH]; intro C; [constructor|]. econstructor; [exact H| |].
  - intro O. exfalso. eapply C; [apply Steps__refl|exact O].
  - apply IH. intros s' f' es' L. apply (C s' f' es'). econstructor; eassumption.
Qed.
Theorem steps_unique s f es s1 f1 es1 s2 f2 es2 : closed s f es -> Steps s f es s1 f1 es1 -> final es1 -> Steps s f es s2 f2 es2 -> final es2 ->
  s1 = s2 /\ es1 = es2.
Proof. intros C H1 F1 H2 F2. apply (follows_unique (fun c => c) (s, f, es) s1 f1 es1 s2 f2 es2); auto using closed_follows. Qed.
Lemma final_vals vs : final (C* vs). Proof. left; eauto. Qed.
Lemma final_trap k : final [TRAP k]. Proof. right; eauto. Qed.
Lemma vals_trap vs k : C* vs = [TRAP k] -> False.
Proof. intro E. apply (vals_code vs [] (TRAP k) []) in E. discriminate E. Qed.
Lemma runs_unique f s es s1 r1 s2 r2 : closed s f es -> Runs f s es s1 r1 -> r1 <> Cut -> Runs f s es s2 r2 -> r2 <> Cut -> s1 = s2 /\ r1 = r2.
Proof.
  intros C R1 N1 R2 N2. destruct R1 as [s1 f1 vs1 H1|s1 f1 k1 H1|s1 f1 es1 H1]; [| |congruence];
    (destruct R2 as [s2 f2 vs2 H2|s2 f2 k2 H2|s2 f2 es2 H2]; [| |congruence]);
    destruct (steps_unique _ _ _ _ _ _ _ _ _ C H1 ltac:(apply final_vals || apply final_trap) H2 ltac:(apply final_vals || apply final_trap)) as [-> E].
  - apply vals_inj in E as ->. auto.
  - exfalso. eapply vals_trap, E.
  - exfalso. eapply vals_trap, eq_sym, E.
  - injection E as ->. auto.
Qed.
(* The relation allows no other end of a call than the reported one, if nothing that is left open is reached. *)
Theorem call_unique fuel lim mi lo s a args s1 r1 d s2 r2 : call fuel lim mi lo s a args = Ran (s1, r1, d) -> r1 <> Cut ->
  closed s (Fr lo mi) (C* args ++ [CALL_ADDR a I32ops.zero]) ->
  Runs (Fr lo mi) s (C* args ++ [CALL_ADDR a I32ops.zero]) s2 r2 -> r2 <> Cut -> s1 = s2 /\ r1 = r2.
Proof. intros H N1 C R N2. apply call_sound in H. eapply runs_unique; eauto. Qed.

(* T6.  The operations of FloatSpec.v, which are defined on the standard library's [SpecFloat], are IEEE 754's as Flocq states
   them over the real numbers: the result is the real result rounded to the nearest datum, ties to even, or an infinity. *)
From Coq Require Import ZArith Reals Bool SpecFloat Lia Lra.
From Flocq Require Import Core BinarySingleNaN.
From TS Require Import FloatSpec.
From TI Require Import FloatBits.
Local Open Scope Z_scope.

Section Format.
Variables mw ew : Z.
Hypothesis Hmw : 0 < mw.
Hypothesis Hew : 1 < ew.
Notation prec := (FloatSpec.prec mw).
Notation emax := (FloatSpec.emax ew).
Notation of_bits := (FloatSpec.of_bits mw ew).
Notation to_bits := (FloatSpec.to_bits mw ew).
Notation word := (FloatBits.word mw ew).
Notation sign_bit := (FloatSpec.sign_bit mw ew).
Hypothesis Hprec : prec < emax.
Local Instance prec_pos : Prec_gt_0 prec.
Proof. unfold Prec_gt_0, FloatSpec.prec. lia. Qed.
Local Instance prec_emax : Prec_lt_emax prec emax := Hprec.
Notation fexp := (SpecFloat.fexp prec emax).

(* The number that a word stands for, zero for infinities and NaNs; whether it stands for a number. *)
Definition value (a : Z) : R := SF2R radix2 (of_bits a).
Definition finite (a : Z) : bool := is_finite_SF (of_bits a).
Definition infinity (s : bool) : Z := to_bits (S754_infinity s).
(* Rounding to the nearest number of the format, ties to even, as if exponents had no upper bound. *)
Definition rnd (x : R) : R := round radix2 fexp ZnearestE x.
Definition overflows (x : R) : bool := negb (Rlt_bool (Rabs (rnd x)) (bpow radix2 emax)).
Theorem rnd_nearest x : Rnd_NE_pt radix2 fexp x (rnd x).
Proof.
  apply (@round_NE_pt radix2 fexp (fexp_correct prec emax prec_pos)). apply (exists_NE_FLT radix2 (SpecFloat.emin prec emax) prec).
  right. unfold FloatSpec.prec. lia.
Qed.

(* ---- words and Flocq's floats ---- *)
Notation float := (binary_float prec emax).
Lemma represent a : word a -> exists x : float, of_bits a = B2SF x /\ value a = B2R x /\ finite a = is_finite x /\
  (is_nan mw ew a = false -> sign_bit a = Bsign x).
Proof.
  intro W. exists (SF2B (of_bits a) (of_bits_valid mw ew Hmw Hew Hprec a W)). rewrite B2SF_SF2B. split; [reflexivity|].
  unfold value, finite. rewrite B2R_SF2B, is_finite_SF2B. split; [reflexivity|]. split; [reflexivity|].
  intro N. rewrite Bsign_SF2B. rewrite (sign_datum mw ew Hmw Hew a W N). destruct (of_bits a); reflexivity.
Qed.
Lemma finite_not_nan a : word a -> finite a = true -> is_nan mw ew a = false.
Proof. intros W F. rewrite (is_nan_datum mw ew Hmw Hew a W). unfold finite in F. destruct (of_bits a); [reflexivity..|discriminate F|reflexivity]. Qed.
Lemma represent_finite a : word a -> finite a = true -> exists x : float, of_bits a = B2SF x /\ value a = B2R x /\ is_finite x = true /\ sign_bit a = Bsign x.
Proof. intros W F. destruct (represent a W) as [x [A [B [C D]]]]. exists x. repeat split; auto using finite_not_nan. congruence. Qed.
Lemma of_word (x : float) : of_bits (to_bits (B2SF x)) = B2SF x.
Proof. apply (of_to_bits mw ew Hmw Hew Hprec), valid_binary_B2SF. Qed.
Lemma value_word (x : float) : value (to_bits (B2SF x)) = B2R x.
Proof. unfold value. rewrite of_word. apply SF2R_B2SF. Qed.
Lemma finite_word (x : float) : finite (to_bits (B2SF x)) = is_finite x.
Proof. unfold finite. rewrite of_word. apply is_finite_SF_B2SF. Qed.
Lemma word_word (x : float) : word (to_bits (B2SF x)).
Proof. apply (to_bits_word mw ew Hmw Hew Hprec), valid_binary_B2SF. Qed.
Lemma sign_word (x : float) : is_finite x = true -> sign_bit (to_bits (B2SF x)) = Bsign x.
Proof.
  intro F. pose proof (word_word x) as W. rewrite (sign_datum mw ew Hmw Hew _ W); [|apply finite_not_nan; [exact W|rewrite finite_word; exact F]].
  rewrite of_word. destruct x; reflexivity || discriminate F.
Qed.

(* ---- SpecFloat's operations are Flocq's ---- *)
Lemma even_choice s m l : round_nearest_even m l = choice_mode mode_NE s m l.
Proof. destruct l as [|[| |]]; try reflexivity. cbn. unfold Round.cond_incr. destruct (Z.even m); reflexivity. Qed.
Lemma aux_flocq s m e l : SpecFloat.binary_round_aux prec emax s m e l = binary_round_aux prec emax mode_NE s m e l.
Proof. unfold SpecFloat.binary_round_aux, binary_round_aux. destruct shr_fexp as [r e']. rewrite (even_choice s). reflexivity. Qed.
Lemma round_flocq s m e : SpecFloat.binary_round prec emax s m e = binary_round prec emax mode_NE s m e.
Proof. unfold SpecFloat.binary_round, binary_round, shl_align_fexp. destruct shl_align as [m' e']. apply aux_flocq. Qed.
Lemma normalize_flocq m e s : SpecFloat.binary_normalize prec emax m e s = B2SF (binary_normalize prec emax prec_pos prec_emax mode_NE m e s).
Proof. destruct m; cbn; [reflexivity|rewrite B2SF_SF2B; apply round_flocq..]. Qed.
Lemma add_flocq (x y : float) : SFadd prec emax (B2SF x) (B2SF y) = B2SF (Bplus mode_NE x y).
Proof.
  destruct x as [s|s| |s m e H], y as [s'|s'| |s' m' e' H']; try reflexivity; try (cbn; destruct Bool.eqb; reflexivity). apply normalize_flocq.
Qed.
Lemma sub_flocq (x y : float) : SFsub prec emax (B2SF x) (B2SF y) = B2SF (Bminus mode_NE x y).
Proof.
  destruct x as [s|s| |s m e H], y as [s'|s'| |s' m' e' H']; try reflexivity; try (cbn; destruct Bool.eqb; reflexivity).
  cbn. unfold Zminus, Fplus_naive. rewrite <- cond_Zopp_negb. apply normalize_flocq.
Qed.
Lemma mul_flocq (x y : float) : SFmul prec emax (B2SF x) (B2SF y) = B2SF (Bmult mode_NE x y).
Proof. destruct x as [s|s| |s m e H], y as [s'|s'| |s' m' e' H']; try reflexivity. cbn. rewrite B2SF_SF2B. apply aux_flocq. Qed.
Lemma div_flocq (x y : float) : SFdiv prec emax (B2SF x) (B2SF y) = B2SF (Bdiv mode_NE x y).
Proof.
  destruct x as [s|s| |s m e H], y as [s'|s'| |s' m' e' H']; try reflexivity. cbn [B2SF SFdiv Bdiv]. rewrite B2SF_SF2B.
  destruct SFdiv_core_binary as [[q e2] l]. apply aux_flocq.
Qed.
Lemma sqrt_flocq (x : float) : SFsqrt prec emax (B2SF x) = B2SF (Bsqrt mode_NE x).
Proof.
  destruct x as [s|[]| |[] m e H]; try reflexivity. cbn [B2SF SFsqrt Bsqrt]. rewrite B2SF_SF2B.
  destruct SFsqrt_core_binary as [[q e2] l]. apply aux_flocq.
Qed.

(* ---- arithmetic ---- *)
(* [w] is [x] rounded, with that sign; or, as that overflows, an infinity of sign [o]. *)
Definition rounded (w : Z) (x : R) (s o : bool) : Prop :=
  if overflows x then w = infinity o else finite w = true /\ value w = rnd x /\ sign_bit w = s.
(* The sign of a sum: that of the number; of zero that, [s]. *)
Definition sign_of (x : R) (s : bool) : bool := match Rcompare x 0 with Lt => true | Gt => false | Eq => s end.
Theorem fadd_ieee a b : word a -> word b -> finite a = true -> finite b = true ->
  rounded (fadd mw ew a b) (value a + value b) (sign_of (value a + value b) (sign_bit a && sign_bit b)) (sign_bit a).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx Sa]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy Sb]]]].
  unfold fadd, lift2, rounded, overflows. rewrite Ea, Eb, add_flocq, Va, Vb, Sa, Sb. pose proof (Bplus_correct prec emax _ _ mode_NE x y Fx Fy) as H.
  change (round radix2 fexp (round_mode mode_NE)) with rnd in H. destruct Rlt_bool; cbn [negb].
  - destruct H as [H1 [H2 H3]]. rewrite finite_word, value_word, sign_word by exact H2. auto.
  - destruct H as [-> _]. reflexivity.
Qed.
Theorem fsub_ieee a b : word a -> word b -> finite a = true -> finite b = true ->
  rounded (fsub mw ew a b) (value a - value b) (sign_of (value a - value b) (sign_bit a && negb (sign_bit b))) (sign_bit a).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx Sa]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy Sb]]]].
  unfold fsub, lift2, rounded, overflows. rewrite Ea, Eb, sub_flocq, Va, Vb, Sa, Sb. pose proof (Bminus_correct prec emax _ _ mode_NE x y Fx Fy) as H.
  change (round radix2 fexp (round_mode mode_NE)) with rnd in H. destruct Rlt_bool; cbn [negb].
  - destruct H as [H1 [H2 H3]]. rewrite finite_word, value_word, sign_word by exact H2. auto.
  - destruct H as [-> _]. reflexivity.
Qed.
Lemma finite_not_nan_float (x : float) : is_finite x = true -> BinarySingleNaN.is_nan x = false.
Proof. destruct x; auto; discriminate. Qed.
Theorem fmul_ieee a b : word a -> word b -> finite a = true -> finite b = true ->
  rounded (fmul mw ew a b) (value a * value b) (xorb (sign_bit a) (sign_bit b)) (xorb (sign_bit a) (sign_bit b)).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx Sa]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy Sb]]]].
  unfold fmul, lift2, rounded, overflows. rewrite Ea, Eb, mul_flocq, Va, Vb, Sa, Sb. pose proof (Bmult_correct prec emax _ _ mode_NE x y) as H.
  change (round radix2 fexp (round_mode mode_NE)) with rnd in H. destruct Rlt_bool; cbn [negb].
  - destruct H as [H1 [H2 H3]]. rewrite Fx, Fy in H2. rewrite finite_word, value_word, sign_word by exact H2. auto using finite_not_nan_float.
  - rewrite H. reflexivity.
Qed.
Theorem fdiv_ieee a b : word a -> word b -> finite a = true -> finite b = true -> value b <> 0%R ->
  rounded (fdiv mw ew a b) (value a / value b) (xorb (sign_bit a) (sign_bit b)) (xorb (sign_bit a) (sign_bit b)).
Proof.
  intros Wa Wb Fa Fb NZ. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx Sa]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy Sb]]]].
  rewrite Vb in NZ. unfold fdiv, lift2, rounded, overflows. rewrite Ea, Eb, div_flocq, Va, Vb, Sa, Sb. pose proof (Bdiv_correct prec emax _ _ mode_NE x y NZ) as H.
  change (round radix2 fexp (round_mode mode_NE)) with rnd in H. destruct Rlt_bool; cbn [negb].
  - destruct H as [H1 [H2 H3]]. rewrite Fx in H2. rewrite finite_word, value_word, sign_word by exact H2. auto using finite_not_nan_float.
  - rewrite H. reflexivity.
Qed.
(* A root never overflows; that of a negative zero is one. *)
Theorem fsqrt_ieee a : word a -> finite a = true -> (0 <= value a)%R ->
  finite (fsqrt mw ew a) = true /\ value (fsqrt mw ew a) = rnd (sqrt (value a)) /\ sign_bit (fsqrt mw ew a) = sign_bit a.
Proof.
  intros Wa Fa P. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx Sa]]]]. rewrite Va in *.
  unfold fsqrt, lift1. rewrite Ea, sqrt_flocq, Sa. destruct (Bsqrt_correct prec emax _ _ mode_NE x) as [H1 [H2 H3]].
  assert (F : is_finite (Bsqrt mode_NE x) = true).
  { rewrite H2. destruct x as [s|s| |[] m e B]; try reflexivity; try discriminate Fx. exfalso. cbn in P.
    apply Rle_not_lt in P. apply P. apply F2R_lt_0. reflexivity. }
  rewrite finite_word, value_word, sign_word by exact F. auto using finite_not_nan_float.
Qed.

(* ---- comparison ---- *)
Theorem feq_ieee a b : word a -> word b -> finite a = true -> finite b = true -> feq mw ew a b = Req_bool (value a) (value b).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx _]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy _]]]].
  unfold feq. rewrite Ea, Eb, Va, Vb. apply (Beqb_correct prec emax x y Fx Fy).
Qed.
Theorem flt_ieee a b : word a -> word b -> finite a = true -> finite b = true -> flt mw ew a b = Rlt_bool (value a) (value b).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx _]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy _]]]].
  unfold flt. rewrite Ea, Eb, Va, Vb. apply (Bltb_correct prec emax x y Fx Fy).
Qed.
Theorem fle_ieee a b : word a -> word b -> finite a = true -> finite b = true -> fle mw ew a b = Rle_bool (value a) (value b).
Proof.
  intros Wa Wb Fa Fb. destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx _]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy _]]]].
  unfold fle. rewrite Ea, Eb, Va, Vb. apply (Bleb_correct prec emax x y Fx Fy).
Qed.

(* ---- rounding to integral values ---- *)
Lemma pow_prec_big : 2 * 2 ^ mw = 2 ^ prec.
Proof. symmetry. apply pow_prec. exact Hmw. Qed.
Lemma F2R_int z : F2R (Float radix2 z 0) = IZR z.
Proof. unfold F2R. cbn. apply Rmult_1_r. Qed.
Lemma rnd_int z : Z.abs z < 2 ^ prec -> rnd (IZR z) = IZR z.
Proof.
  intro B. apply round_generic; [apply valid_rnd_N|]. apply (generic_format_FLT radix2 (SpecFloat.emin prec emax) prec).
  exists (Float radix2 z 0); [symmetry; apply F2R_int|exact B|]. cbn. unfold SpecFloat.emin, FloatSpec.prec in *. lia.
Qed.
Lemma int_in_range z : Z.abs z < 2 ^ prec -> Rlt_bool (Rabs (IZR z)) (bpow radix2 emax) = true.
Proof.
  intro B. apply Rlt_bool_true. rewrite <- abs_IZR. apply Rlt_trans with (bpow radix2 prec); [|apply bpow_lt, Hprec].
  rewrite <- (IZR_Zpower radix2) by (unfold FloatSpec.prec; lia). apply IZR_lt, B.
Qed.
(* An integer that the format has. *)
Lemma normalize_int z s : Z.abs z < 2 ^ prec -> exists x : float, SpecFloat.binary_normalize prec emax z 0 s = B2SF x /\
  is_finite x = true /\ B2R x = IZR z /\ Bsign x = match z with Z0 => s | Zpos _ => false | Zneg _ => true end.
Proof.
  intro B. rewrite normalize_flocq. eexists; split; [reflexivity|]. pose proof (binary_normalize_correct prec emax _ _ mode_NE z 0 s) as H.
  cbv zeta in H. rewrite F2R_int in H. change (round radix2 fexp (round_mode mode_NE)) with rnd in H. rewrite (rnd_int z B), (int_in_range z B) in H.
  destruct H as [H1 [H2 H3]]. split; [exact H2|]. split; [exact H1|]. rewrite H3.
  destruct z; [rewrite Rcompare_Eq by reflexivity|rewrite Rcompare_Gt by (apply IZR_lt; reflexivity)|rewrite Rcompare_Lt by (apply IZR_lt; reflexivity)]; reflexivity.
Qed.
Lemma value_int s m e : 0 <= e -> F2R (Float radix2 (cond_Zopp s (Zpos m)) e) = IZR (cond_Zopp s (Zpos m * 2 ^ e)).
Proof.
  intro E. unfold F2R; cbn [Fnum Fexp]. rewrite <- (IZR_Zpower radix2) by exact E. rewrite <- mult_IZR. f_equal.
  change (Zpower radix2 e) with (2 ^ e). destruct s; unfold cond_Zopp; ring.
Qed.
Lemma value_frac s m e : e < 0 -> F2R (Float radix2 (cond_Zopp s (Zpos m)) e) = cond_Ropp s (IZR (Zpos m) / IZR (2 ^ (- e))).
Proof.
  intro E. rewrite F2R_cond_Zopp. f_equal. unfold F2R, Rdiv; cbn [Fnum Fexp]. f_equal. replace e with (- - e) at 1 by lia. rewrite bpow_opp. f_equal.
  symmetry. apply (IZR_Zpower radix2). lia.
Qed.
Section Integral.
Variables (up : bool -> Z -> Z -> Z -> bool) (rz : R -> Z).
Hypothesis rz_int : forall n, rz (IZR n) = n.
Hypothesis rz_frac : forall s m h, 0 < m -> 0 < h ->
  rz (cond_Ropp s (IZR m / IZR (2 * h))) = cond_Zopp s (if up s (m / (2 * h)) (m mod (2 * h)) h then m / (2 * h) + 1 else m / (2 * h)).
Theorem round_int_ieee a : word a -> finite a = true -> let w := lift1 mw ew (round_int mw ew up) a in
  finite w = true /\ value w = IZR (rz (value a)) /\ sign_bit w = sign_bit a.
Proof.
  intros W F. destruct (represent_finite a W F) as [x [Ea [Va [Fx Sa]]]]. cbv zeta. unfold lift1. rewrite Ea, Va, Sa.
  destruct x as [s|s| |s m e B]; try discriminate Fx; cbn [B2SF round_int].
  - change (S754_zero s) with (B2SF (B754_zero s : float)). rewrite finite_word, value_word, sign_word by reflexivity. cbn. rewrite (rz_int 0). auto.
  - destruct (Z.leb_spec 0 e) as [E|E].
    + change (S754_finite s m e) with (B2SF (B754_finite s m e B : float)). rewrite finite_word, value_word, sign_word by reflexivity.
      cbn [B2R]. rewrite (value_int s m e E), rz_int. auto.
    + set (h := 2 ^ (- e - 1)). assert (H0 : 0 < h) by (apply Z.pow_pos_nonneg; lia).
      assert (D : 2 ^ (- e) = 2 * h) by (unfold h; rewrite <- Z.pow_succ_r by lia; f_equal; lia). rewrite D, (Z.mul_comm 2 h), Z.div_mul, (Z.mul_comm h 2) by lia.
      set (q := if up s _ _ _ then _ else _). change (if s then - q else q) with (cond_Zopp s q).
      assert (Q : 0 <= q /\ q <= 2 ^ mw).
      { pose proof (proj1 (bounded_spec mw ew Hmw m e) B) as BS. pose proof pow_prec_big as PP. pose proof (pow_mw mw Hmw).
        assert (Zpos m / (2 * h) < 2 ^ mw) by (apply Z.div_lt_upper_bound; nia). assert (0 <= Zpos m / (2 * h)) by (apply Z.div_pos; lia).
        unfold q. destruct up; lia. }
      destruct (normalize_int (cond_Zopp s q) s) as [x [Ex [Fy [Vx Sx]]]].
      { pose proof pow_prec_big. pose proof (pow_mw mw Hmw). destruct s; unfold cond_Zopp; lia. }
      rewrite Ex, finite_word, value_word, sign_word by exact Fy. split; [exact Fy|]. cbn [B2R Bsign]. rewrite (value_frac s m e E), D, rz_frac, Vx, Sx by lia.
      split; [reflexivity|]. destruct s, q; try reflexivity; lia.
Qed.
End Integral.
Section Quotient.
Variables m h : Z.
Hypothesis Hh : 0 < h.
Notation q := (m / (2 * h)).
Notation r := (m mod (2 * h)).
Notation x := (IZR m / IZR (2 * h))%R.
Lemma quotient_pos : (0 < IZR (2 * h))%R. Proof. apply IZR_lt. lia. Qed.
Lemma quotient_rest : (x - IZR q = IZR r / IZR (2 * h))%R.
Proof.
  pose proof quotient_pos. pose proof (Z.div_mod m (2 * h) ltac:(lia)) as E. rewrite E at 1. rewrite plus_IZR, mult_IZR. field. lra.
Qed.
Lemma floor_quotient : Zfloor x = q. Proof. apply Zfloor_div. lia. Qed.
Lemma ceil_quotient : Zceil x = if 0 <? r then q + 1 else q.
Proof.
  pose proof quotient_pos as P. pose proof quotient_rest as E. destruct (Z.ltb_spec 0 r) as [L|L].
  - rewrite Zceil_floor_neq; rewrite floor_quotient; [reflexivity|]. intro K. rewrite K in E. apply IZR_lt in L.
    assert (IZR r / IZR (2 * h) > 0)%R by (apply Rdiv_lt_0_compat; assumption). lra.
  - assert (r = 0) as R0 by (pose proof (Z.mod_pos_bound m (2 * h) ltac:(lia)); lia). rewrite R0 in E. unfold Rdiv in E at 2. rewrite Rmult_0_l in E.
    replace x with (IZR q) by lra. apply Zceil_IZR.
Qed.
Lemma nearest_quotient choice : Znearest choice x = if (h <? r) || ((r =? h) && choice q) then q + 1 else q.
Proof.
  pose proof quotient_pos as P. unfold Znearest. rewrite floor_quotient, ceil_quotient, quotient_rest.
  assert (C : Rcompare (IZR r / IZR (2 * h)) (/ 2) = Z.compare r h).
  { rewrite <- (Rcompare_mult_r (IZR (2 * h))) by exact P. replace (IZR r / IZR (2 * h) * IZR (2 * h))%R with (IZR r) by (field; lra).
    replace (/ 2 * IZR (2 * h))%R with (IZR h) by (rewrite mult_IZR; field). apply Rcompare_IZR. }
  rewrite C. destruct (Z.compare_spec r h) as [K|K|K].
  - rewrite K, Z.ltb_irrefl, Z.eqb_refl. destruct (Z.ltb_spec 0 h); [|lia]. reflexivity.
  - destruct (Z.ltb_spec h r); [lia|]. destruct (Z.eqb_spec r h); [lia|]. reflexivity.
  - destruct (Z.ltb_spec h r); [|lia]. destruct (Z.ltb_spec 0 r); [reflexivity|lia].
Qed.
End Quotient.
Lemma quotient_nonneg m h : 0 < m -> 0 < h -> (0 <= IZR m / IZR (2 * h))%R.
Proof. intros M H. apply Rlt_le, Rdiv_lt_0_compat; apply IZR_lt; lia. Qed.
Theorem ftrunc_ieee a : word a -> finite a = true ->
  finite (ftrunc mw ew a) = true /\ value (ftrunc mw ew a) = IZR (Ztrunc (value a)) /\ sign_bit (ftrunc mw ew a) = sign_bit a.
Proof.
  apply (round_int_ieee _ Ztrunc); [exact Ztrunc_IZR|]. intros s m h M H.
  assert (E : Ztrunc (IZR m / IZR (2 * h)) = m / (2 * h)) by (rewrite Ztrunc_floor by (apply quotient_nonneg; assumption); apply floor_quotient, H).
  destruct s; cbn [cond_Ropp cond_Zopp]; rewrite ?Ztrunc_opp, E; reflexivity.
Qed.
Theorem ffloor_ieee a : word a -> finite a = true ->
  finite (ffloor mw ew a) = true /\ value (ffloor mw ew a) = IZR (Zfloor (value a)) /\ sign_bit (ffloor mw ew a) = sign_bit a.
Proof.
  apply (round_int_ieee _ Zfloor); [exact Zfloor_IZR|]. intros s m h M H. destruct s; cbn [cond_Ropp cond_Zopp andb].
  - rewrite <- ceil_quotient by exact H. unfold Zceil. lia.
  - apply floor_quotient, H.
Qed.
Theorem fceil_ieee a : word a -> finite a = true ->
  finite (fceil mw ew a) = true /\ value (fceil mw ew a) = IZR (Zceil (value a)) /\ sign_bit (fceil mw ew a) = sign_bit a.
Proof.
  apply (round_int_ieee _ Zceil); [exact Zceil_IZR|]. intros s m h M H. destruct s; cbn [cond_Ropp cond_Zopp andb negb].
  - unfold Zceil. rewrite Ropp_involutive. f_equal. apply floor_quotient, H.
  - apply ceil_quotient, H.
Qed.
Theorem fnearest_ieee a : word a -> finite a = true ->
  finite (fnearest mw ew a) = true /\ value (fnearest mw ew a) = IZR (ZnearestE (value a)) /\ sign_bit (fnearest mw ew a) = sign_bit a.
Proof.
  apply (round_int_ieee _ ZnearestE); [intro n; apply (@Zrnd_IZR _ (valid_rnd_N _))|]. intros s m h M H. destruct s; cbn [cond_Ropp cond_Zopp].
  - rewrite Znearest_opp, nearest_quotient by exact H. cbv beta. rewrite negb_involutive, Z.even_opp, Z.add_1_r, Z.even_succ. reflexivity.
  - rewrite nearest_quotient by exact H. rewrite Z.negb_even. reflexivity.
Qed.
Theorem to_integer_ieee a : word a -> finite a = true -> to_integer mw ew a = Some (Ztrunc (value a)).
Proof.
  intros W F. destruct (represent_finite a W F) as [x [Ea [Va [Fx _]]]]. unfold to_integer. rewrite Ea, Va.
  destruct x as [s|s| |s m e B]; try discriminate Fx; cbn [B2SF B2R]; f_equal.
  - symmetry. apply (Ztrunc_IZR 0).
  - destruct (Z.leb_spec 0 e) as [E|E].
    + rewrite (value_int s m e E), Ztrunc_IZR. reflexivity.
    + rewrite (value_frac s m e E). set (h := 2 ^ (- e - 1)). assert (H0 : 0 < h) by (apply Z.pow_pos_nonneg; lia).
      assert (D : 2 ^ (- e) = 2 * h) by (unfold h; rewrite <- Z.pow_succ_r by lia; f_equal; lia). rewrite D.
      assert (T : Ztrunc (IZR (Zpos m) / IZR (2 * h)) = Zpos m / (2 * h))
        by (rewrite Ztrunc_floor by (apply quotient_nonneg; [reflexivity|exact H0]); apply floor_quotient, H0).
      destruct s; cbn [cond_Ropp]; rewrite ?Ztrunc_opp, T; reflexivity.
Qed.

(* ---- from integers and other formats ---- *)
Lemma sign_lt x s : sign_of x s = if Req_bool x 0 then s else Rlt_bool x 0.
Proof.
  unfold sign_of. destruct (Rcompare_spec x 0).
  - rewrite Req_bool_false by lra. rewrite Rlt_bool_true; auto.
  - rewrite Req_bool_true; auto.
  - rewrite Req_bool_false by lra. rewrite Rlt_bool_false; auto. lra.
Qed.
Lemma normalize_ieee m e s : rounded (to_bits (SpecFloat.binary_normalize prec emax m e s)) (F2R (Float radix2 m e))
  (sign_of (F2R (Float radix2 m e)) s) (Rlt_bool (F2R (Float radix2 m e)) 0).
Proof.
  rewrite normalize_flocq. unfold rounded, overflows. pose proof (binary_normalize_correct prec emax prec_pos prec_emax mode_NE m e s) as H. cbv zeta in H.
  change (round radix2 fexp (round_mode mode_NE)) with rnd in H. destruct Rlt_bool; cbn [negb].
  - destruct H as [H1 [H2 H3]]. rewrite finite_word, value_word, sign_word by exact H2. auto.
  - rewrite H. reflexivity.
Qed.
Theorem fconvert_ieee z : rounded (fconvert mw ew z) (IZR z) (z <? 0) (z <? 0).
Proof.
  pose proof (normalize_ieee z 0 false) as H. rewrite F2R_int, sign_lt in H.
  assert (E : Rlt_bool (IZR z) 0 = (z <? 0)) by (destruct (Z.ltb_spec z 0); [apply Rlt_bool_true, IZR_lt; assumption|apply Rlt_bool_false, IZR_le; assumption]).
  rewrite E in H. destruct (Req_bool_spec (IZR z) 0) as [Z0|NZ]; [|exact H]. rewrite Z0 in E. rewrite <- E in *. rewrite Rlt_bool_false in * by apply Rle_refl. exact H.
Qed.
Theorem fconvert_float_ieee f : is_finite_SF f = true -> rounded (fconvert_float mw ew f) (SF2R radix2 f) (sign_SF f) (sign_SF f).
Proof.
  intro F. destruct f as [s|s| |s m e]; try discriminate F; cbn [fconvert_float SF2R sign_SF].
  - unfold fconvert_float, rounded, overflows, rnd. rewrite round_0 by apply valid_rnd_N. rewrite Rabs_R0, Rlt_bool_true by apply bpow_gt_0. cbn [negb].
    change (S754_zero s) with (B2SF (B754_zero s : float)). rewrite finite_word, value_word, sign_word by reflexivity. auto.
  - unfold fconvert_float. change (if s then Zneg m else Zpos m) with (cond_Zopp s (Zpos m)). pose proof (normalize_ieee (cond_Zopp s (Zpos m)) e s) as H.
    rewrite sign_lt in H. assert (E : Rlt_bool (F2R (Float radix2 (cond_Zopp s (Zpos m)) e)) 0 = s).
    { destruct s; [apply Rlt_bool_true, F2R_lt_0; reflexivity|apply Rlt_bool_false, F2R_ge_0; discriminate]. }
    rewrite E in H. destruct Req_bool; exact H.
Qed.

(* ---- minimum and maximum, signs ---- *)
Lemma same_value a b : word a -> word b -> finite a = true -> finite b = true -> value a = value b ->
  a = b \/ exists s s', a = to_bits (S754_zero s) /\ b = to_bits (S754_zero s').
Proof.
  intros Wa Wb Fa Fb V. pose proof (to_of_bits mw ew Hmw Hew a Wa (finite_not_nan a Wa Fa)) as Ta. pose proof (to_of_bits mw ew Hmw Hew b Wb (finite_not_nan b Wb Fb)) as Tb.
  destruct (represent_finite a Wa Fa) as [x [Ea [Va [Fx _]]]]. destruct (represent_finite b Wb Fb) as [y [Eb [Vb [Fy _]]]].
  rewrite Va, Vb in V. rewrite Ea in Ta. rewrite Eb in Tb.
  assert (NZ : forall s m e (B : SpecFloat.bounded prec emax m e = true), B2R (B754_finite s m e B : float) <> 0%R).
  { intros s m e B. cbn. apply F2R_neq_0. cbn. destruct s; discriminate. }
  destruct x as [s|s| |s m e B], y as [s'|s'| |s' m' e' B']; try discriminate Fx; try discriminate Fy.
  - right. exists s, s'. auto.
  - exfalso. apply (NZ s' m' e' B'). symmetry. exact V.
  - exfalso. apply (NZ s m e B). exact V.
  - left. apply B2R_inj in V; [|reflexivity..]. rewrite <- Ta, <- Tb. f_equal. f_equal. exact V.
Qed.
Lemma zero_bits s : to_bits (S754_zero s) = fields mw ew s 0 0. Proof. reflexivity. Qed.
Lemma lor_zeros s s' : Z.lor (to_bits (S754_zero s)) (to_bits (S754_zero s')) = to_bits (S754_zero (s || s')).
Proof. destruct s, s'; cbn [orb]; [apply Z.lor_diag|apply Z.lor_0_r|apply Z.lor_0_l|apply Z.lor_diag]. Qed.
Lemma land_zeros s s' : Z.land (to_bits (S754_zero s)) (to_bits (S754_zero s')) = to_bits (S754_zero (s && s')).
Proof. destruct s, s'; cbn [andb]; [apply Z.land_diag|apply Z.land_0_r|apply Z.land_0_l|apply Z.land_diag]. Qed.
Lemma zero_word s : finite (to_bits (S754_zero s)) = true /\ value (to_bits (S754_zero s)) = 0%R /\ sign_bit (to_bits (S754_zero s)) = s.
Proof. change (S754_zero s) with (B2SF (B754_zero s : float)). rewrite finite_word, value_word, sign_word by reflexivity. auto. Qed.
Theorem fmin_ieee a b : word a -> word b -> finite a = true -> finite b = true ->
  finite (fmin mw ew a b) = true /\ value (fmin mw ew a b) = Rmin (value a) (value b) /\
  (value a = value b -> sign_bit (fmin mw ew a b) = sign_bit a || sign_bit b).
Proof.
  intros Wa Wb Fa Fb. unfold fmin. rewrite (finite_not_nan a Wa Fa), (finite_not_nan b Wb Fb). cbn [orb].
  change (SFltb (of_bits a) (of_bits b)) with (flt mw ew a b). change (SFltb (of_bits b) (of_bits a)) with (flt mw ew b a).
  rewrite (flt_ieee a b), (flt_ieee b a) by assumption. destruct (Rlt_bool_spec (value a) (value b)) as [L|L]; [|destruct (Rlt_bool_spec (value b) (value a)) as [K|K]].
  - rewrite Rmin_left by lra. repeat split; [exact Fa|intro; lra].
  - rewrite Rmin_right by lra. repeat split; [exact Fb|intro; lra].
  - assert (V : value a = value b) by lra. rewrite <- V, Rmin_left by lra. destruct (same_value a b Wa Wb Fa Fb V) as [<-|[s [s' [-> ->]]]].
    + rewrite Z.lor_diag, orb_diag. auto.
    + rewrite lor_zeros. destruct (zero_word s) as [A1 [A2 A3]]. destruct (zero_word s') as [B1 [B2 B3]]. destruct (zero_word (s || s')) as [C1 [C2 C3]].
      rewrite A2, A3, B3, C1, C2, C3. auto.
Qed.
Theorem fmax_ieee a b : word a -> word b -> finite a = true -> finite b = true ->
  finite (fmax mw ew a b) = true /\ value (fmax mw ew a b) = Rmax (value a) (value b) /\
  (value a = value b -> sign_bit (fmax mw ew a b) = sign_bit a && sign_bit b).
Proof.
  intros Wa Wb Fa Fb. unfold fmax. rewrite (finite_not_nan a Wa Fa), (finite_not_nan b Wb Fb). cbn [orb].
  change (SFltb (of_bits a) (of_bits b)) with (flt mw ew a b). change (SFltb (of_bits b) (of_bits a)) with (flt mw ew b a).
  rewrite (flt_ieee a b), (flt_ieee b a) by assumption. destruct (Rlt_bool_spec (value a) (value b)) as [L|L]; [|destruct (Rlt_bool_spec (value b) (value a)) as [K|K]].
  - rewrite Rmax_right by lra. repeat split; [exact Fb|intro; lra].
  - rewrite Rmax_left by lra. repeat split; [exact Fa|intro; lra].
  - assert (V : value a = value b) by lra. rewrite <- V, Rmax_left by lra. destruct (same_value a b Wa Wb Fa Fb V) as [<-|[s [s' [-> ->]]]].
    + rewrite Z.land_diag, andb_diag. auto.
    + rewrite land_zeros. destruct (zero_word s) as [A1 [A2 A3]]. destruct (zero_word s') as [B1 [B2 B3]]. destruct (zero_word (s && s')) as [C1 [C2 C3]].
      rewrite A2, A3, B3, C1, C2, C3. auto.
Qed.

(* ---- infinities, NaNs, zeros ---- *)
Notation is_nan := (FloatSpec.is_nan mw ew).
Notation canon_nan := (FloatSpec.canon_nan mw ew).
Lemma view a : word a -> exists x : float, of_bits a = B2SF x /\ value a = B2R x /\ finite a = is_finite x /\ is_nan a = BinarySingleNaN.is_nan x /\
  (BinarySingleNaN.is_nan x = false -> sign_bit a = Bsign x /\ to_bits (B2SF x) = a).
Proof.
  intro W. destruct (represent a W) as [x [Ea [Va [Fa Sa]]]]. exists x. split; [exact Ea|]. split; [exact Va|]. split; [exact Fa|].
  assert (N : is_nan a = BinarySingleNaN.is_nan x) by (rewrite (is_nan_datum mw ew Hmw Hew a W), Ea; destruct x; reflexivity).
  split; [exact N|]. intro NN. rewrite NN in N. split; [auto|]. rewrite <- Ea. apply (to_of_bits mw ew Hmw Hew a W N).
Qed.
Definition is_zero (a : Z) : bool := finite a && Req_bool (value a) 0.
Lemma is_zero_view a (x : float) : value a = B2R x -> finite a = is_finite x -> is_zero a = match x with B754_zero _ => true | _ => false end.
Proof.
  unfold is_zero. intros -> ->. destruct x as [s|s| |s m e B]; cbn [is_finite andb]; [apply Req_bool_true; reflexivity|reflexivity..|].
  apply Req_bool_false. apply F2R_neq_0. cbn. destruct s; discriminate.
Qed.
Theorem fadd_special a b : word a -> word b -> finite a && finite b = false -> fadd mw ew a b =
  if is_nan a || is_nan b then canon_nan else if finite a then b else if finite b then a else
  if Bool.eqb (sign_bit a) (sign_bit b) then a else canon_nan.
Proof.
  intros Wa Wb. destruct (view a Wa) as [x [Ea [_ [Fa [Na Sa]]]]]. destruct (view b Wb) as [y [Eb [_ [Fb [Nb Sb]]]]].
  unfold fadd, lift2. rewrite Ea, Eb, Fa, Fb, Na, Nb. destruct x as [s|s| |s m e B], y as [s'|s'| |s' m' e' B']; intro F; try discriminate F; try reflexivity;
    cbn; destruct (Sa eq_refl) as [SA Ta]; destruct (Sb eq_refl) as [SB Tb]; rewrite ?SA, ?SB; auto. cbn. destruct Bool.eqb; auto.
Qed.
Theorem fsub_special a b : word a -> word b -> finite a && finite b = false -> fsub mw ew a b =
  if is_nan a || is_nan b then canon_nan else if finite a then infinity (negb (sign_bit b)) else if finite b then a else
  if Bool.eqb (sign_bit a) (sign_bit b) then canon_nan else a.
Proof.
  intros Wa Wb. destruct (view a Wa) as [x [Ea [_ [Fa [Na Sa]]]]]. destruct (view b Wb) as [y [Eb [_ [Fb [Nb Sb]]]]].
  unfold fsub, lift2. rewrite Ea, Eb, Fa, Fb, Na, Nb. destruct x as [s|s| |s m e B], y as [s'|s'| |s' m' e' B']; intro F; try discriminate F; try reflexivity;
    cbn; destruct (Sa eq_refl) as [SA Ta]; destruct (Sb eq_refl) as [SB Tb]; rewrite ?SA, ?SB; auto. cbn. destruct s, s'; cbn; auto.
Qed.
Theorem fmul_special a b : word a -> word b -> finite a && finite b = false -> fmul mw ew a b =
  if is_nan a || is_nan b || is_zero a || is_zero b then canon_nan else infinity (xorb (sign_bit a) (sign_bit b)).
Proof.
  intros Wa Wb. destruct (view a Wa) as [x [Ea [Va [Fa [Na Sa]]]]]. destruct (view b Wb) as [y [Eb [Vb [Fb [Nb Sb]]]]].
  unfold fmul, lift2. rewrite (is_zero_view a x Va Fa), (is_zero_view b y Vb Fb), Ea, Eb, Fa, Fb, Na, Nb.
  destruct x as [s|s| |s m e B], y as [s'|s'| |s' m' e' B']; intro F; try discriminate F; try reflexivity;
    cbn; destruct (Sa eq_refl) as [SA Ta]; destruct (Sb eq_refl) as [SB Tb]; rewrite ?SA, ?SB; reflexivity.
Qed.
(* With a zero divisor as well. *)
Theorem fdiv_special a b : word a -> word b -> finite a && finite b && negb (is_zero b) = false -> fdiv mw ew a b =
  if is_nan a || is_nan b || (is_zero a && is_zero b) || negb (finite a) && negb (finite b) then canon_nan else
  if negb (finite b) then to_bits (S754_zero (xorb (sign_bit a) (sign_bit b))) else infinity (xorb (sign_bit a) (sign_bit b)).
Proof.
  intros Wa Wb. destruct (view a Wa) as [x [Ea [Va [Fa [Na Sa]]]]]. destruct (view b Wb) as [y [Eb [Vb [Fb [Nb Sb]]]]].
  unfold fdiv, lift2. rewrite (is_zero_view a x Va Fa), (is_zero_view b y Vb Fb), Ea, Eb, Fa, Fb, Na, Nb.
  destruct x as [s|s| |s m e B], y as [s'|s'| |s' m' e' B']; intro F; try discriminate F; try reflexivity;
    cbn; destruct (Sa eq_refl) as [SA Ta]; destruct (Sb eq_refl) as [SB Tb]; rewrite ?SA, ?SB; reflexivity.
Qed.
Theorem fsqrt_special a : word a -> (finite a = false \/ (value a < 0)%R) -> fsqrt mw ew a = if is_nan a || sign_bit a then canon_nan else a.
Proof.
  intros Wa C. destruct (view a Wa) as [x [Ea [Va [Fa [Na Sa]]]]]. unfold fsqrt, lift1. rewrite Ea, Na. rewrite Fa, Va in C.
  destruct x as [s|s| |s m e B]; try reflexivity; destruct (Sa eq_refl) as [SA Ta]; rewrite ?SA; cbn in *.
  - exfalso. destruct C as [C|C]; [discriminate C|lra].
  - destruct s; [reflexivity|exact Ta].
  - destruct s; [reflexivity|]. exfalso. destruct C as [C|C]; [discriminate C|]. apply (Rlt_not_le _ _ C), F2R_ge_0. discriminate.
Qed.
Theorem round_int_special up a : word a -> finite a = false -> lift1 mw ew (round_int mw ew up) a = if is_nan a then canon_nan else a.
Proof.
  intros Wa F. destruct (view a Wa) as [x [Ea [_ [Fa [Na Sa]]]]]. unfold lift1. rewrite Ea, Na. rewrite Fa in F.
  destruct x as [s|s| |s m e B]; try discriminate F; [apply (proj2 (Sa eq_refl))|reflexivity].
Qed.
Theorem compare_nan a b : word a -> word b -> is_nan a || is_nan b = true -> feq mw ew a b = false /\ flt mw ew a b = false /\ fle mw ew a b = false.
Proof.
  intros Wa Wb. destruct (view a Wa) as [x [Ea [_ [_ [Na _]]]]]. destruct (view b Wb) as [y [Eb [_ [_ [Nb _]]]]].
  unfold feq, flt, fle. rewrite Ea, Eb, Na, Nb. destruct x, y; cbn; intro N; try discriminate N; auto.
Qed.

(* ---- signs are bits ---- *)
Lemma land_pow r k : 0 <= k -> 0 <= r < 2 ^ k -> Z.land r (2 ^ k) = 0.
Proof.
  intros K R. apply Z.bits_inj'. intros n N. rewrite Z.land_spec, Z.pow2_bits_eqb, Z.bits_0 by exact K. destruct (Z.eqb_spec k n) as [<-|]; [|apply andb_false_r].
  rewrite andb_true_r. rewrite Z.testbit_odd, Z.shiftr_div_pow2, Z.div_small by assumption. reflexivity.
Qed.
Theorem fneg_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> fneg mw ew (fields mw ew s e m) = fields mw ew (negb s) e m.
Proof.
  intros He Hm. pose proof (magnitude_bound mw ew Hmw Hew e m He Hm) as B. unfold fneg, fields, with_sign.
  assert (X : e * 2 ^ mw + m + 2 ^ (mw + ew) = Z.lxor (e * 2 ^ mw + m) (2 ^ (mw + ew))) by (apply Z.add_nocarry_lxor, land_pow; [lia|exact B]).
  destruct s; cbn [negb]; [|symmetry; exact X]. rewrite X, Z.lxor_assoc, Z.lxor_nilpotent, Z.lxor_0_r. reflexivity.
Qed.
Theorem fabs_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> fabs mw ew (fields mw ew s e m) = fields mw ew false e m.
Proof. intros He Hm. apply (magnitude_fields mw ew Hmw Hew s e m He Hm). Qed.
Theorem fcopysign_fields s e m b : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> fcopysign mw ew (fields mw ew s e m) b = fields mw ew (sign_bit b) e m.
Proof. intros He Hm. unfold fcopysign. rewrite (magnitude_fields mw ew Hmw Hew s e m He Hm). reflexivity. Qed.
End Format.

(* ---- the two formats ---- *)
Lemma binary32 : 0 < 23 /\ 1 < 8 /\ FloatSpec.prec 23 < FloatSpec.emax 8. Proof. repeat split. Qed.
Lemma binary64 : 0 < 52 /\ 1 < 11 /\ FloatSpec.prec 52 < FloatSpec.emax 11. Proof. repeat split. Qed.
Lemma finite_sign mw ew a : 0 < mw -> 1 < ew -> FloatBits.word mw ew a -> finite mw ew a = true -> sign_SF (FloatSpec.of_bits mw ew a) = FloatSpec.sign_bit mw ew a.
Proof.
  intros M E W F. assert (N : FloatSpec.is_nan mw ew a = false).
  { rewrite (is_nan_datum mw ew M E a W). unfold finite in F. destruct FloatSpec.of_bits; reflexivity || discriminate F. }
  rewrite (sign_datum mw ew M E a W N). destruct FloatSpec.of_bits; reflexivity.
Qed.
Theorem fdemote_ieee a : FloatBits.word 52 11 a -> finite 52 11 a = true ->
  rounded 23 8 (fdemote a) (value 52 11 a) (FloatSpec.sign_bit 52 11 a) (FloatSpec.sign_bit 52 11 a).
Proof.
  intros W F. rewrite <- (finite_sign 52 11 a) by (reflexivity || assumption). apply fconvert_float_ieee; try reflexivity. exact F.
Qed.
Theorem fpromote_ieee a : FloatBits.word 23 8 a -> finite 23 8 a = true ->
  rounded 52 11 (fpromote a) (value 23 8 a) (FloatSpec.sign_bit 23 8 a) (FloatSpec.sign_bit 23 8 a).
Proof.
  intros W F. rewrite <- (finite_sign 23 8 a) by (reflexivity || assumption). apply fconvert_float_ieee; try reflexivity. exact F.
Qed.

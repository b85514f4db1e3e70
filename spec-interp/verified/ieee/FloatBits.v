(* T6, words: the bit pattern of every datum of a format is found again, and every pattern but a NaN's that of one datum. *)
From Coq Require Import ZArith Bool SpecFloat Lia.
From Flocq Require Import Core.Zaux Core.Digits Core.Raux.
From TS Require Import FloatSpec.
Local Open Scope Z_scope.

Section Format.
Variables mw ew : Z.
Hypothesis Hmw : 0 < mw.
Hypothesis Hew : 1 < ew.
Notation prec := (prec mw).
Notation emax := (emax ew).
Notation of_bits := (of_bits mw ew).
Notation to_bits := (to_bits mw ew).
Hypothesis Hprec : prec < emax.

Definition word (z : Z) : Prop := 0 <= z < 2 ^ (mw + ew + 1).
(* Sign, exponent, mantissa put together. *)
Definition fields (s : bool) (e m : Z) : Z := with_sign mw ew s (e * 2 ^ mw + m).

Lemma pow_mw : 0 < 2 ^ mw. Proof. apply Z.pow_pos_nonneg; lia. Qed.
Lemma pow_ew : 2 ^ ew = 2 * emax.
Proof. unfold FloatSpec.emax. rewrite <- Z.pow_succ_r by lia. f_equal; lia. Qed.
Lemma pow_sum : 2 ^ (mw + ew) = 2 ^ ew * 2 ^ mw. Proof. rewrite Z.add_comm. apply Z.pow_add_r; lia. Qed.
Lemma pow_word : 2 ^ (mw + ew + 1) = 2 * 2 ^ (mw + ew). Proof. rewrite <- Z.pow_succ_r by lia. f_equal; lia. Qed.
Lemma pow_prec : 2 ^ prec = 2 * 2 ^ mw. Proof. unfold FloatSpec.prec. rewrite <- Z.pow_succ_r by lia. f_equal; lia. Qed.
Lemma expmask_val : expmask ew = 2 * emax - 1. Proof. unfold expmask. rewrite Z.ones_equiv, pow_ew. lia. Qed.
Lemma emax_big : 1 < emax. Proof. unfold FloatSpec.prec in Hprec. lia. Qed.

Lemma magnitude_bound e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> 0 <= e * 2 ^ mw + m < 2 ^ (mw + ew).
Proof. intros He Hm. rewrite pow_sum. split; [nia|]. assert ((e + 1) * 2 ^ mw <= 2 ^ ew * 2 ^ mw) by (apply Z.mul_le_mono_nonneg_r; lia). lia. Qed.
Lemma fields_word s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> word (fields s e m).
Proof.
  intros He Hm. pose proof (magnitude_bound e m He Hm). unfold word, fields, with_sign. rewrite pow_word. destruct s; lia.
Qed.
Lemma word_fields z : word z -> exists s e m, z = fields s e m /\ 0 <= e < 2 ^ ew /\ 0 <= m < 2 ^ mw.
Proof.
  intro W. unfold word in W. rewrite pow_word in W. pose proof pow_mw as P.
  set (s := 2 ^ (mw + ew) <=? z). set (r := if s then z - 2 ^ (mw + ew) else z).
  assert (R : 0 <= r < 2 ^ (mw + ew)) by (unfold r, s; destruct (Z.leb_spec (2 ^ (mw + ew)) z); lia).
  exists s, (r / 2 ^ mw), (r mod 2 ^ mw). split; [|split].
  - unfold fields. rewrite Z.mul_comm, <- Z.div_mod by lia. unfold r, with_sign. destruct s; lia.
  - split; [apply Z.div_pos; lia|]. apply Z.div_lt_upper_bound; [lia|]. rewrite Z.mul_comm, <- pow_sum. lia.
  - apply Z.mod_pos_bound. lia.
Qed.
Lemma magnitude_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> magnitude mw ew (fields s e m) = e * 2 ^ mw + m.
Proof.
  intros He Hm. pose proof (magnitude_bound e m He Hm). unfold magnitude, fields, with_sign. rewrite Z.land_ones by lia.
  destruct s; [|apply Z.mod_small; lia]. rewrite <- (Z.mul_1_l (2 ^ (mw + ew))) at 1. rewrite Z.mod_add by lia. apply Z.mod_small. lia.
Qed.
Lemma sign_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> sign_bit mw ew (fields s e m) = s.
Proof.
  intros He Hm. pose proof (magnitude_bound e m He Hm). unfold sign_bit, fields, with_sign. rewrite Z.testbit_odd, Z.shiftr_div_pow2 by lia.
  destruct s; [|rewrite Z.div_small by lia; reflexivity]. rewrite <- (Z.mul_1_l (2 ^ (mw + ew))) at 1. rewrite Z.div_add by lia. rewrite Z.div_small by lia. reflexivity.
Qed.
Lemma low_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> exists k, fields s e m = (e + k * 2 ^ ew) * 2 ^ mw + m.
Proof. intros He Hm. exists (if s then 1 else 0). unfold fields, with_sign. rewrite pow_sum. destruct s; ring. Qed.
Lemma exponent_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> exponent mw ew (fields s e m) = e.
Proof.
  intros He Hm. destruct (low_fields s e m He Hm) as [k E]. unfold exponent, expmask. rewrite Z.land_ones, Z.shiftr_div_pow2, E by lia.
  rewrite Z.div_add_l by lia. rewrite (Z.div_small m) by lia. rewrite Z.add_0_r, Z.mod_add by lia. apply Z.mod_small. lia.
Qed.
Lemma mantissa_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> mantissa mw (fields s e m) = m.
Proof.
  intros He Hm. destruct (low_fields s e m He Hm) as [k E]. unfold mantissa. rewrite Z.land_ones, E by lia.
  rewrite Z.add_comm, Z.mod_add by lia. apply Z.mod_small. lia.
Qed.

(* ---- of_bits by fields ---- *)
Definition datum (s : bool) (e m : Z) : spec_float :=
  if e =? 2 * emax - 1 then (if m =? 0 then S754_infinity s else S754_nan)
  else if e =? 0 then match m with Zpos p => S754_finite s p (3 - emax - prec) | _ => S754_zero s end
  else match m + 2 ^ mw with Zpos p => S754_finite s p (e + 2 - emax - prec) | _ => S754_nan end.
Lemma of_bits_fields s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> of_bits (fields s e m) = datum s e m.
Proof.
  intros He Hm. unfold FloatSpec.of_bits. rewrite sign_fields, exponent_fields, mantissa_fields, expmask_val by assumption. reflexivity.
Qed.
Lemma digits_bound m d : Zpos m < 2 ^ d -> Zpos (digits2_pos m) <= d.
Proof. intro H. rewrite Zpos_digits2_pos. apply Zdigits_le_Zpower. exact H. Qed.
Lemma digits_exact m d : 2 ^ (d - 1) <= Zpos m < 2 ^ d -> Zpos (digits2_pos m) = d.
Proof. intro H. rewrite Zpos_digits2_pos. apply Zdigits_unique. exact H. Qed.
Lemma digits_spec m : 2 ^ (Zpos (digits2_pos m) - 1) <= Zpos m < 2 ^ Zpos (digits2_pos m).
Proof. rewrite Zpos_digits2_pos. exact (Zdigits_correct radix2 (Zpos m)). Qed.
Lemma bounded_spec m e : bounded prec emax m e = true <->
  Zpos m < 2 ^ prec /\ 3 - emax - prec <= e <= emax - prec /\ (Zpos m < 2 ^ mw -> e = 3 - emax - prec).
Proof.
  unfold bounded, canonical_mantissa, fexp, emin. rewrite andb_true_iff, <- (Zeq_is_eq_bool _ e), Z.leb_le. pose proof (digits_spec m) as D.
  split.
  - intros [H1 H2]. assert (Zpos (digits2_pos m) <= prec) by lia. split; [|split; [lia|]].
    + eapply Z.lt_le_trans; [apply D|]. apply Z.pow_le_mono_r; lia.
    + intro L. apply digits_bound in L. unfold FloatSpec.prec in *. lia.
  - intros [H1 [H2 H3]]. split; [|lia]. destruct (Z.lt_ge_cases (Zpos m) (2 ^ mw)) as [L|L].
    + rewrite (H3 L). apply digits_bound in L. unfold FloatSpec.prec in *. lia.
    + assert (E : Zpos (digits2_pos m) = prec) by (apply digits_exact; unfold FloatSpec.prec in *; replace (mw + 1 - 1) with mw by lia; lia). lia.
Qed.
Lemma datum_valid s e m : 0 <= e < 2 ^ ew -> 0 <= m < 2 ^ mw -> valid_binary prec emax (datum s e m) = true.
Proof.
  rewrite pow_ew. intros He Hm. pose proof pow_prec as PP. pose proof emax_big as EB. unfold datum. destruct (Z.eqb_spec e (2 * emax - 1)); [destruct (m =? 0); reflexivity|].
  destruct (Z.eqb_spec e 0).
  - destruct m as [|p|p]; try reflexivity. cbn [valid_binary]. apply bounded_spec. lia.
  - destruct (m + 2 ^ mw) as [|p|p] eqn:E; try reflexivity. cbn [valid_binary]. apply bounded_spec. lia.
Qed.
Theorem of_bits_valid z : word z -> valid_binary prec emax (of_bits z) = true.
Proof. intro W. destruct (word_fields z W) as [s [e [m [-> [He Hm]]]]]. rewrite of_bits_fields by assumption. apply datum_valid; assumption. Qed.

(* ---- to_bits by fields ---- *)
Lemma to_bits_finite s p e : bounded prec emax p e = true ->
  exists x m, to_bits (S754_finite s p e) = fields s x m /\ 0 <= x < 2 ^ ew /\ 0 <= m < 2 ^ mw /\ datum s x m = S754_finite s p e.
Proof.
  rewrite bounded_spec, pow_prec, pow_ew. intros [H1 [H2 H3]]. unfold FloatSpec.to_bits. pose proof pow_mw as PM. pose proof emax_big as EB. destruct (Z.ltb_spec (Zpos p) (2 ^ mw)) as [L|L].
  - exists 0, (Zpos p). rewrite (H3 L). repeat split; try lia. unfold datum. destruct (Z.eqb_spec 0 (2 * emax - 1)); [lia|]. reflexivity.
  - exists (e - 2 + emax + prec), (Zpos p - 2 ^ mw). repeat split; try lia.
    + unfold fields. rewrite Z.shiftl_mul_pow2 by lia. reflexivity.
    + unfold datum. destruct (Z.eqb_spec (e - 2 + emax + prec) (2 * emax - 1)); [lia|]. destruct (Z.eqb_spec (e - 2 + emax + prec) 0); [lia|].
      replace (Zpos p - 2 ^ mw + 2 ^ mw) with (Zpos p) by lia. f_equal. lia.
Qed.
Lemma to_bits_fields f : valid_binary prec emax f = true ->
  exists s x m, to_bits f = fields s x m /\ 0 <= x < 2 ^ ew /\ 0 <= m < 2 ^ mw /\ datum s x m = f.
Proof.
  pose proof pow_mw as PM. pose proof emax_big as EB. pose proof expmask_val as EM. intro V. destruct f as [s|s| |s p e]; cbn [valid_binary] in V.
  - exists s, 0, 0. rewrite pow_ew. repeat split; try lia. unfold datum. destruct (Z.eqb_spec 0 (2 * emax - 1)); [lia|]. reflexivity.
  - exists s, (2 * emax - 1), 0. rewrite pow_ew. repeat split; try lia.
    + cbn [FloatSpec.to_bits]. unfold inf_bits, fields. rewrite EM, Z.shiftl_mul_pow2, Z.add_0_r by lia. reflexivity.
    + unfold datum. rewrite Z.eqb_refl. reflexivity.
  - exists false, (2 * emax - 1), (2 ^ (mw - 1)). rewrite pow_ew. assert (0 < 2 ^ (mw - 1)) by (apply Z.pow_pos_nonneg; lia).
    assert (2 ^ mw = 2 * 2 ^ (mw - 1)) by (rewrite <- Z.pow_succ_r by lia; f_equal; lia). repeat split; try lia.
    + cbn [FloatSpec.to_bits]. unfold canon_nan, inf_bits, fields. rewrite EM, Z.shiftl_mul_pow2 by lia. reflexivity.
    + unfold datum. rewrite Z.eqb_refl. destruct (Z.eqb_spec (2 ^ (mw - 1)) 0); [lia|reflexivity].
  - exists s. apply to_bits_finite, V.
Qed.
Theorem to_bits_word f : valid_binary prec emax f = true -> word (to_bits f).
Proof. intro V. destruct (to_bits_fields f V) as [s [x [m [-> [Hx [Hm _]]]]]]. apply fields_word; assumption. Qed.
Theorem of_to_bits f : valid_binary prec emax f = true -> of_bits (to_bits f) = f.
Proof. intro V. destruct (to_bits_fields f V) as [s [x [m [-> [Hx [Hm D]]]]]]. rewrite of_bits_fields by assumption. exact D. Qed.
Theorem to_of_bits z : word z -> is_nan mw ew z = false -> to_bits (of_bits z) = z.
Proof.
  intros W N. destruct (word_fields z W) as [s [e [m [-> [He Hm]]]]]. unfold is_nan in N. rewrite exponent_fields, mantissa_fields, expmask_val in N by assumption.
  rewrite of_bits_fields by assumption. pose proof pow_mw as PM. unfold datum. rewrite pow_ew in He.
  destruct (Z.eqb_spec e (2 * emax - 1)) as [->|NE].
  - destruct (Z.eqb_spec m 0) as [E0|]; [rewrite E0|discriminate N]. cbn [FloatSpec.to_bits]. unfold inf_bits, fields. rewrite expmask_val, Z.shiftl_mul_pow2, Z.add_0_r by lia. reflexivity.
  - destruct (Z.eqb_spec e 0) as [->|NZ].
    + destruct m as [|p|p]; [unfold fields; reflexivity| |lia]. cbn [FloatSpec.to_bits]. destruct (Z.ltb_spec (Zpos p) (2 ^ mw)); [reflexivity|lia].
    + destruct (m + 2 ^ mw) as [|p|p] eqn:E; [lia| |lia]. cbn [FloatSpec.to_bits]. destruct (Z.ltb_spec (Zpos p) (2 ^ mw)); [lia|].
      unfold fields. rewrite Z.shiftl_mul_pow2 by lia. f_equal. replace (Zpos p - 2 ^ mw) with m by lia. f_equal. f_equal. lia.
Qed.
(* NaNs are the words that stand for one. *)
Theorem is_nan_datum z : word z -> is_nan mw ew z = match of_bits z with S754_nan => true | _ => false end.
Proof.
  intro W. destruct (word_fields z W) as [s [e [m [-> [He Hm]]]]]. unfold is_nan. rewrite exponent_fields, mantissa_fields, expmask_val by assumption.
  rewrite of_bits_fields by assumption. pose proof pow_mw as PM. unfold datum. rewrite pow_ew in He.
  destruct (Z.eqb_spec e (2 * emax - 1)); [destruct (m =? 0); reflexivity|]. destruct (Z.eqb_spec e 0); [destruct m; reflexivity|].
  destruct (m + 2 ^ mw) eqn:E; [lia|reflexivity|lia].
Qed.
Theorem sign_datum z : word z -> is_nan mw ew z = false ->
  sign_bit mw ew z = match of_bits z with S754_zero s | S754_infinity s | S754_finite s _ _ => s | S754_nan => false end.
Proof.
  intros W N. rewrite is_nan_datum in N by exact W. destruct (word_fields z W) as [s [e [m [-> [He Hm]]]]]. rewrite sign_fields by assumption.
  rewrite of_bits_fields in * by assumption. unfold datum in *.
  destruct (e =? 2 * emax - 1); [destruct (m =? 0); [reflexivity|discriminate N]|]. destruct (e =? 0); [destruct m; reflexivity|].
  destruct (m + 2 ^ mw); [discriminate N|reflexivity|discriminate N].
Qed.
End Format.

(* Floating-point operations on bit patterns, by way of the standard library's
   [SpecFloat], which rests on no axiom.  A format is (mw, ew): mantissa and
   exponent width in bits; (23, 8) is binary32, (52, 11) is binary64.
   Names are the specification's. *)
From Coq Require Import ZArith Bool SpecFloat.
Local Open Scope Z_scope.

Section Format.
Variables mw ew : Z.
Definition prec := mw + 1.
Definition emax := 2 ^ (ew - 1).
Definition expmask := Z.ones ew.
Definition sign_bit (z : Z) : bool := Z.testbit z (mw + ew).
Definition exponent (z : Z) : Z := Z.land (Z.shiftr z mw) expmask.
Definition mantissa (z : Z) : Z := Z.land z (Z.ones mw).
Definition magnitude (z : Z) : Z := Z.land z (Z.ones (mw + ew)).
Definition with_sign (s : bool) (z : Z) : Z := if s then z + 2 ^ (mw + ew) else z.

Definition inf_bits : Z := Z.shiftl expmask mw.
Definition canon_nan : Z := inf_bits + 2 ^ (mw - 1).
Definition is_nan (z : Z) : bool := (exponent z =? expmask) && negb (mantissa z =? 0).
(* A NaN with the payload of canonical NaNs, of either sign. *)
Definition is_canonical (z : Z) : bool := magnitude z =? canon_nan.
(* A NaN whose payload's most significant bit is set. *)
Definition is_arithmetic (z : Z) : bool := is_nan z && (2 ^ (mw - 1) <=? mantissa z).

Definition of_bits (z : Z) : spec_float :=
  let s := sign_bit z in
  let e := exponent z in
  let m := mantissa z in
  if e =? expmask then (if m =? 0 then S754_infinity s else S754_nan)
  else if e =? 0 then match m with Zpos p => S754_finite s p (3 - emax - prec) | _ => S754_zero s end
  else match m + 2 ^ mw with Zpos p => S754_finite s p (e + 2 - emax - prec) | _ => S754_nan end.
Definition to_bits (f : spec_float) : Z :=
  match f with
  | S754_zero s => with_sign s 0
  | S754_infinity s => with_sign s inf_bits
  | S754_nan => canon_nan
  | S754_finite s p e =>
      let m := Zpos p in
      if m <? 2 ^ mw then with_sign s m
      else with_sign s (Z.shiftl (e - 2 + emax + prec) mw + (m - 2 ^ mw))
  end.

Definition lift1 (f : spec_float -> spec_float) (a : Z) : Z := to_bits (f (of_bits a)).
Definition lift2 (f : spec_float -> spec_float -> spec_float) (a b : Z) : Z := to_bits (f (of_bits a) (of_bits b)).

Definition fadd := lift2 (SFadd prec emax).
Definition fsub := lift2 (SFsub prec emax).
Definition fmul := lift2 (SFmul prec emax).
Definition fdiv := lift2 (SFdiv prec emax).
Definition fsqrt := lift1 (SFsqrt prec emax).
Definition fmin (a b : Z) : Z :=
  if is_nan a || is_nan b then canon_nan else
  if SFltb (of_bits a) (of_bits b) then a else
  if SFltb (of_bits b) (of_bits a) then b else Z.lor a b.
Definition fmax (a b : Z) : Z :=
  if is_nan a || is_nan b then canon_nan else
  if SFltb (of_bits a) (of_bits b) then b else
  if SFltb (of_bits b) (of_bits a) then a else Z.land a b.
(* Signs are bits. *)
Definition fneg (a : Z) : Z := Z.lxor a (2 ^ (mw + ew)).
Definition fabs (a : Z) : Z := magnitude a.
Definition fcopysign (a b : Z) : Z := with_sign (sign_bit b) (magnitude a).

(* Rounding to an integral value: [up s q r h] says whether the magnitude [q],
   from which the fraction [r] of 2[h] was cut, goes up by one; [s] is the sign. *)
Definition round_int (up : bool -> Z -> Z -> Z -> bool) (f : spec_float) : spec_float :=
  match f with
  | S754_finite s m e =>
      if 0 <=? e then f else
      let d := 2 ^ (- e) in
      let q := Zpos m / d in
      let r := Zpos m mod d in
      let q := if up s q r (d / 2) then q + 1 else q in
      binary_normalize prec emax (if s then - q else q) 0 s
  | _ => f
  end.
Definition ftrunc := lift1 (round_int (fun _ _ _ _ => false)).
Definition fceil := lift1 (round_int (fun s _ r _ => negb s && (0 <? r))).
Definition ffloor := lift1 (round_int (fun s _ r _ => s && (0 <? r))).
Definition fnearest := lift1 (round_int (fun _ q r h => (h <? r) || ((r =? h) && Z.odd q))).

Definition feq (a b : Z) : bool := SFeqb (of_bits a) (of_bits b).
Definition fne (a b : Z) : bool := negb (feq a b).
Definition flt (a b : Z) : bool := SFltb (of_bits a) (of_bits b).
Definition fgt (a b : Z) : bool := SFltb (of_bits b) (of_bits a).
Definition fle (a b : Z) : bool := SFleb (of_bits a) (of_bits b).
Definition fge (a b : Z) : bool := SFleb (of_bits b) (of_bits a).

(* The integer nearest to zero's side; [None] for NaN and infinities. *)
Definition to_integer (a : Z) : option Z :=
  match of_bits a with
  | S754_zero _ => Some 0
  | S754_finite s m e =>
      let q := if 0 <=? e then Zpos m * 2 ^ e else Zpos m / 2 ^ (- e) in
      Some (if s then - q else q)
  | _ => None
  end.
Definition trunc_range (lo hi : Z) (a : Z) : option Z :=
  match to_integer a with
  | Some z => if (lo <=? z) && (z <=? hi) then Some z else None
  | None => None
  end.
Definition ftrunc_u (N : Z) (a : Z) : option Z := trunc_range 0 (2 ^ N - 1) a.
Definition ftrunc_s (N : Z) (a : Z) : option Z :=
  option_map (fun z => z mod 2 ^ N) (trunc_range (- 2 ^ (N - 1)) (2 ^ (N - 1) - 1) a).
Definition sat (lo hi : Z) (a : Z) : Z :=
  match to_integer a with
  | Some z => Z.max lo (Z.min hi z)
  | None => if is_nan a then 0 else if sign_bit a then lo else hi
  end.
Definition ftrunc_sat_u (N : Z) (a : Z) : Z := sat 0 (2 ^ N - 1) a.
Definition ftrunc_sat_s (N : Z) (a : Z) : Z := sat (- 2 ^ (N - 1)) (2 ^ (N - 1) - 1) a mod 2 ^ N.
(* From an integer, rounded to nearest, ties to even. *)
Definition fconvert (z : Z) : Z := to_bits (binary_normalize prec emax z 0 false).
(* From a value of another format. *)
Definition fconvert_float (f : spec_float) : Z :=
  to_bits match f with
          | S754_finite s m e => binary_normalize prec emax (if s then Zneg m else Zpos m) e s
          | f => f
          end.
End Format.

Definition fdemote (a : Z) : Z := fconvert_float 23 8 (of_bits 52 11 a).
Definition fpromote (a : Z) : Z := fconvert_float 52 11 (of_bits 23 8 a).

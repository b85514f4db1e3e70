(* Bit strings of a fixed width, sealed.

   A value of width N is, for every reader and for every proof, an integer
   modulo 2^N: [of_Z] and [to_Z] are inverse to each other up to the modulus,
   and nothing else is known.  Because nothing else is known, the extraction may
   represent the type by a native integer, provided that every operation
   is represented faithfully as well; the override self-test checks that. *)
From Coq Require Import ZArith Bool Eqdep_dec.
Local Open Scope Z_scope.

Module Type WIDTH.
  Parameter width : Z.
End WIDTH.

Module Type BITS (W : WIDTH).
  Parameter t : Set.
  Parameter of_Z : Z -> t.
  Parameter to_Z : t -> Z.
  Parameter to_of : forall z, to_Z (of_Z z) = z mod 2 ^ W.width.
  Parameter of_to : forall x, of_Z (to_Z x) = x.
End BITS.

(* Each width gets a sealed structure of its own, with these definitions copied
   into it: coqchk then sees a structure that fulfils a signature, whereas a sealed
   functor's result would count as axioms. *)
Module BitsModel (W : WIDTH).
  Definition canonical (z : Z) : bool := z mod 2 ^ W.width =? z.
  Definition t : Set := { z : Z | canonical z = true }.
  Lemma canonical_mod z : canonical (z mod 2 ^ W.width) = true.
  Proof.
    unfold canonical. apply Z.eqb_eq.
    destruct (Z.eq_dec (2 ^ W.width) 0) as [E|E]; [rewrite E, !Zmod_0_r; reflexivity|].
    apply Z.mod_mod, E.
  Qed.
  Definition of_Z (z : Z) : t := exist _ (z mod 2 ^ W.width) (canonical_mod z).
  Definition to_Z (x : t) : Z := proj1_sig x.
  Lemma to_of z : to_Z (of_Z z) = z mod 2 ^ W.width.
  Proof. reflexivity. Qed.
  Lemma of_to x : of_Z (to_Z x) = x.
  Proof.
    destruct x as [z C]. unfold of_Z, to_Z; simpl proj1_sig.
    assert (E : z mod 2 ^ W.width = z) by (apply Z.eqb_eq, C).
    generalize (canonical_mod z). rewrite E. intro C'.
    f_equal. apply UIP_dec, bool_dec.
  Qed.
End BitsModel.

Module W8. Definition width := 8. End W8.
Module W32. Definition width := 32. End W32.
Module W64. Definition width := 64. End W64.
Module W128. Definition width := 128. End W128.

Module I8 : BITS W8. Include BitsModel W8. End I8.
Module I32 : BITS W32. Include BitsModel W32. End I32.
Module I64 : BITS W64. Include BitsModel W64. End I64.
(* Floating-point values are bit strings too; what they mean stands in Floats.v. *)
Module F32 : BITS W32. Include BitsModel W32. End F32.
Module F64 : BITS W64. Include BitsModel W64. End F64.
(* Vectors: 128 bits, the first lane in the lowest. *)
Module V128 : BITS W128. Include BitsModel W128. End V128.

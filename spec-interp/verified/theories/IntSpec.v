(* Integer operations as the specification defines them: functions of the width
   N and of unsigned integers below 2^N.  Names are the specification's. *)
From Coq Require Import ZArith.
Local Open Scope Z_scope.

Section Ops.
Variable N : Z.
Definition modulus := 2 ^ N.
Definition signed (i : Z) : Z := if i <? 2 ^ (N - 1) then i else i - 2 ^ N.
Definition of_bool (b : bool) : Z := if b then 1 else 0.

Definition iadd (a b : Z) := (a + b) mod 2 ^ N.
Definition isub (a b : Z) := (a - b) mod 2 ^ N.
Definition imul (a b : Z) := (a * b) mod 2 ^ N.
(* Division is partial: [None] is a trap. *)
Definition idiv_u (a b : Z) : option Z := if b =? 0 then None else Some (a / b).
Definition idiv_s (a b : Z) : option Z :=
  if b =? 0 then None else
  let q := Z.quot (signed a) (signed b) in
  if q =? 2 ^ (N - 1) then None else Some (q mod 2 ^ N).
Definition irem_u (a b : Z) : option Z := if b =? 0 then None else Some (a mod b).
Definition irem_s (a b : Z) : option Z :=
  if b =? 0 then None else Some (Z.rem (signed a) (signed b) mod 2 ^ N).
Definition iand (a b : Z) := Z.land a b.
Definition ior (a b : Z) := Z.lor a b.
Definition ixor (a b : Z) := Z.lxor a b.
Definition ishl (a b : Z) := Z.shiftl a (b mod N) mod 2 ^ N.
Definition ishr_u (a b : Z) := Z.shiftr a (b mod N).
Definition ishr_s (a b : Z) := Z.shiftr (signed a) (b mod N) mod 2 ^ N.
Definition irotl (a b : Z) := Z.lor (Z.shiftl a (b mod N)) (Z.shiftr a (N - b mod N)) mod 2 ^ N.
Definition irotr (a b : Z) := Z.lor (Z.shiftr a (b mod N)) (Z.shiftl a (N - b mod N)) mod 2 ^ N.

Definition iclz (a : Z) := if a =? 0 then N else N - 1 - Z.log2 a.
Definition ictz (a : Z) := if a =? 0 then N else Z.log2 (Z.land a (- a)).
Fixpoint pos_popcount (p : positive) : Z :=
  match p with xH => 1 | xO p => pos_popcount p | xI p => 1 + pos_popcount p end.
Definition ipopcnt (a : Z) := match a with Zpos p => pos_popcount p | _ => 0 end.

Definition ieqz (a : Z) := a =? 0.
Definition ieq (a b : Z) := a =? b.
Definition ine (a b : Z) := negb (a =? b).
Definition ilt_u (a b : Z) := a <? b.
Definition ilt_s (a b : Z) := signed a <? signed b.
Definition igt_u (a b : Z) := b <? a.
Definition igt_s (a b : Z) := signed b <? signed a.
Definition ile_u (a b : Z) := a <=? b.
Definition ile_s (a b : Z) := signed a <=? signed b.
Definition ige_u (a b : Z) := b <=? a.
Definition ige_s (a b : Z) := signed b <=? signed a.
End Ops.

(* Sign extension of the low M bits to N bits. *)
Definition iextend (N M a : Z) := signed M (a mod 2 ^ M) mod 2 ^ N.

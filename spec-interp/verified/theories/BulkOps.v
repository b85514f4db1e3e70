(* Operations on whole ranges of memories, data segments, tables: what the interpreter does
   in one go where the specification's rules go one byte or element at a time.  That both
   come to the same is proved in Bulk.v. *)
From Coq Require Import ZArith NArith List Bool.
From TS Require Import Bits Containers Ops.
Import ListNotations.

(* Whether [n] positions from [i] on are there.  Positions are u32, so none lies beyond 2^32; no memory and no
   table is longer than that. *)
Definition covers {A} (l : list A) (i n : I32.t) : bool :=
  ((I32.to_Z i + I32.to_Z n <=? Z.of_nat (length l)) && (I32.to_Z i + I32.to_Z n <=? 2 ^ 32))%Z.
Definition nat_of (i : I32.t) : nat := Z.to_nat (I32.to_Z i).
(* [n] elements from [i] on. *)
Definition part {A} (l : list A) (i n : I32.t) : list A := firstn (nat_of n) (skipn (nat_of i) l).
(* [l] with [d] written from [i] on. *)
Definition replaced {A} (l : list A) (i : I32.t) (d : list A) : option (list A) :=
  match d with [] => Some l | _ => list_write l (nat_of i) d end.
Definition low_byte (v : I32.t) : I8.t := I8.of_Z (I32.to_Z v).

Module MemBulk.
  Definition covers (m : Mem.t) (i n : I32.t) : bool := covers (Mem.to_list m) i n.
  (* [None]: out of bounds. *)
  Definition fill (m : Mem.t) (i v n : I32.t) : option Mem.t :=
    if covers m i n then option_map Mem.of_list (replaced (Mem.to_list m) i (repeat (low_byte v) (nat_of n))) else None.
  Definition copy (m : Mem.t) (i : I32.t) (m' : Mem.t) (j n : I32.t) : option Mem.t :=
    if covers m i n && covers m' j n then option_map Mem.of_list (replaced (Mem.to_list m) i (part (Mem.to_list m') j n)) else None.
  Definition data_covers (d : Data.t) (j n : I32.t) : bool := BulkOps.covers (Data.to_list d) j n.
  Definition init (m : Mem.t) (i : I32.t) (d : Data.t) (j n : I32.t) : option Mem.t :=
    if covers m i n && data_covers d j n then option_map Mem.of_list (replaced (Mem.to_list m) i (part (Data.to_list d) j n)) else None.
  Definition data_byte (d : Data.t) (j : I32.t) : option I32.t :=
    option_map (fun b => I32.of_Z (I8.to_Z b)) (nth_error (Data.to_list d) (nat_of j)).
  Definition data_len (d : Data.t) : I32.t := I32.of_Z (Z.of_nat (length (Data.to_list d))).
  Definition data_empty : Data.t := Data.of_list [].
End MemBulk.

Module ArrBulk.
  Definition covers {A} (x : Arr.t A) (i n : I32.t) : bool := covers (Arr.to_list x) i n.
  Definition fill {A} (x : Arr.t A) (i : I32.t) (a : A) (n : I32.t) : option (Arr.t A) :=
    if covers x i n then option_map Arr.of_list (replaced (Arr.to_list x) i (repeat a (nat_of n))) else None.
  Definition copy {A} (x : Arr.t A) (i : I32.t) (y : Arr.t A) (j n : I32.t) : option (Arr.t A) :=
    if covers x i n && covers y j n then option_map Arr.of_list (replaced (Arr.to_list x) i (part (Arr.to_list y) j n)) else None.
  (* Longer by [n] times [a]. *)
  Definition grow {A} (x : Arr.t A) (n : I32.t) (a : A) : Arr.t A := Arr.of_list (Arr.to_list x ++ repeat a (nat_of n)).
End ArrBulk.

(* What length costs (engine/FUEL.md). *)
Definition cnt_bytes (n : I32.t) : Cnt.t := Cnt.of_N (Z.to_N (I32.to_Z n) / 64).
Definition cnt_refs (n : I32.t) : Cnt.t := Cnt.of_N (Z.to_N (I32.to_Z n) / 8).
(* More than anything consumes: for what costs nothing. *)
Definition cnt_max : Cnt.t := Cnt.of_N (2 ^ 62 - 1).

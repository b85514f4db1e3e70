(** Floating-point operations at width 64 (specification: Numerics / Floating-Point Operations).

    A value of type f64 is its bit pattern. A NaN that the specification leaves open is the positive canonical one, and
    counted in {!Nan_open.count}. Rounding is to nearest, ties to even. *)

(** The positive canonical NaN. *)
val canonical_nan : int64

val to_float : int64 -> float

val add : int64 -> int64 -> int64
val sub : int64 -> int64 -> int64
val mul : int64 -> int64 -> int64
val div : int64 -> int64 -> int64
val sqrt : int64 -> int64

(** -0 is less than +0; a NaN operand makes a NaN. *)
val min : int64 -> int64 -> int64

val max : int64 -> int64 -> int64

(** [pmin a b] is [if b < a then b else a], [pmax a b] is [if a < b then b else a]: bits are passed on unchanged. *)
val pmin : int64 -> int64 -> int64

val pmax : int64 -> int64 -> int64
val ceil : int64 -> int64
val floor : int64 -> int64
val trunc : int64 -> int64

(** To the nearest integer, ties to even. *)
val nearest : int64 -> int64

(** These three only touch the sign bit, of NaNs too. *)
val abs : int64 -> int64

val neg : int64 -> int64
val copysign : int64 -> int64 -> int64
val eq : int64 -> int64 -> bool
val ne : int64 -> int64 -> bool
val lt : int64 -> int64 -> bool
val gt : int64 -> int64 -> bool
val le : int64 -> int64 -> bool
val ge : int64 -> int64 -> bool

(** The bits of a double; an open NaN when it is one. *)
val of_float : float -> int64

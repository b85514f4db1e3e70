(** Floating-point operations at width 32 (specification: Numerics / Floating-Point Operations).

    A value of type f32 is its bit pattern. A NaN that the specification leaves open is the positive canonical one, and
    counted in {!Nan_open.count}. Rounding is to nearest, ties to even. *)

(** The positive canonical NaN. *)
val canonical_nan : int32

val to_float : int32 -> float

val add : int32 -> int32 -> int32
val sub : int32 -> int32 -> int32
val mul : int32 -> int32 -> int32
val div : int32 -> int32 -> int32
val sqrt : int32 -> int32

(** -0 is less than +0; a NaN operand makes a NaN. *)
val min : int32 -> int32 -> int32

val max : int32 -> int32 -> int32

(** [pmin a b] is [if b < a then b else a], [pmax a b] is [if a < b then b else a]: bits are passed on unchanged. *)
val pmin : int32 -> int32 -> int32

val pmax : int32 -> int32 -> int32
val ceil : int32 -> int32
val floor : int32 -> int32
val trunc : int32 -> int32

(** To the nearest integer, ties to even. *)
val nearest : int32 -> int32

(** These three only touch the sign bit, of NaNs too. *)
val abs : int32 -> int32

val neg : int32 -> int32
val copysign : int32 -> int32 -> int32
val eq : int32 -> int32 -> bool
val ne : int32 -> int32 -> bool
val lt : int32 -> int32 -> bool
val gt : int32 -> int32 -> bool
val le : int32 -> int32 -> bool
val ge : int32 -> int32 -> bool

(** The f32 nearest to a double, by one rounding; an open NaN when it is one. *)
val of_float : float -> int32

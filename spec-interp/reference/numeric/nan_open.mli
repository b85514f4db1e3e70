(** Operations whose NaN the specification leaves open.

    The interpreter follows the deterministic profile: every such operation yields the positive canonical NaN.
    A runtime that does not may differ as soon as [count] is not 0. *)

(** How many float operations (each SIMD lane counts) had a NaN as result that the specification's [nans_N]
    leaves open: arithmetic, square root, minimum and maximum, rounding, demotion and promotion. Never [neg], [abs], [copysign],
    [pmin], [pmax] and moves of bits, which are deterministic. The owner of a run resets it. *)
val count : int ref

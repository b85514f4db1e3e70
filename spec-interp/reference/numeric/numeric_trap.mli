(** The partial numeric operators of the specification: where one has no result, it raises one of these. *)

(** [idiv], [irem] by zero. *)
exception Integer_divide_by_zero

(** [idiv_s] of the least integer by -1, [trunc] of a number outside the integer type's range. *)
exception Integer_overflow

(** [trunc] of a NaN. *)
exception Invalid_conversion_to_integer

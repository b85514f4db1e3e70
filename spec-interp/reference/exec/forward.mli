(** Operand forwarding: which instructions may take an operand straight from a local or a constant, or put their result straight into a
    local, so that the [local.get], [local.set] or constant in between has nothing left to do. It changes no result and no fuel, only
    how often values are copied. *)

(** By instruction: where the operands are ({!own} slot, a local's byte offset from 0 on, or a constant instruction), the local that takes the
    result instead of its own slot, and whether nothing is left to do. *)
type t = { first : int array; second : int array; into : int array; skip : Bytes.t }

val own : int

(** The index of the constant instruction that a source below {!own} means. *)
val constant_of : int -> int

val is_skipped : t -> int -> bool
val plan : Valid_func.body -> t

(** Nothing is forwarded. *)
val none : Valid_func.body -> t

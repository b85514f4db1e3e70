(** Function bodies as code: one closure for each instruction that has something left to do at run time, with operands, branch targets and
    callees resolved. Linear in the body. *)

(** Store, instance, index of the function in its module. The code expects the arguments at the frame's start, and return point and caller's
    frame in the store, as {!Store.t} says. *)
val func : Store.t -> Store.instance -> int -> Valid_func.body -> Store.code

(** Off: every operand goes through its own slot. For tests; results and fuel are the same. *)
val forwarding : bool ref

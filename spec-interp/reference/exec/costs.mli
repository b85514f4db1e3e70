(** Fuel is due by instruction but paid by run: where nothing can happen in between, several instructions are charged at once, at the
    latest with the first whose effects could show what has been consumed. *)

(** By instruction: what to charge there, itself included; 0 where nothing is charged. The [loop] instruction charges for itself besides. *)
val plan : Valid_func.body -> int array

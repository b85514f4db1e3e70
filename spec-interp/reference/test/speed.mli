(** Prints instructions per second for each row of what must not matter, and the cost of loading by byte. *)
val table : unit -> unit

(** UTF-8 as names require it (specification, "Binary Format: Names"). *)

val is_valid : string -> bool

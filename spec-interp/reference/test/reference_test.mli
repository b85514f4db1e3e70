(** [reference-test check] runs the self-checks, [reference-test speed] prints the table of speeds. *)

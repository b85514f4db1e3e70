(** Checks of numeric/ against naive models; ends the process with 1 at the first that does not hold. *)
val run : unit -> unit

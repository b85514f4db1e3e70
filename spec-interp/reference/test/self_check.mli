(** Runs all checks, prints those that fail, and tells whether none did. *)
val all : unit -> bool

(** @raise Failure when the module is rejected *)
val load : string -> Embedding.module_

(** Why a module is rejected: the offset of the byte at which it shows, and a message in the words of the official test suite. *)

exception Malformed of int * string
exception Invalid of int * string

(** Neither malformed nor invalid by the specification ("Implementation Limitations"); see {!Implementation}. *)
exception Implementation_limit of int * string

val malformed : int -> string -> 'a
val invalid : int -> string -> 'a
val limit : int -> string -> 'a

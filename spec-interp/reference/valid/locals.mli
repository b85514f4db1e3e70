(** The locals of a function, parameters first, in the space of their declarations: a few bytes may declare 50,000 of them. *)

type t

(** Parameters, then runs of count and type.
    @raise Reject.Implementation_limit at the given offset *)
val make : int -> Types.valtype array -> (int * Types.valtype) array -> t

val mem : t -> int -> bool

(** Both require [mem]. *)
val type_of : t -> int -> Types.valtype

(** The first of the local's slots of 8 bytes, counted from the first parameter's. *)
val slot : t -> int -> int

(** Of all of them: units(parameters) + units(locals). *)
val slots : t -> int

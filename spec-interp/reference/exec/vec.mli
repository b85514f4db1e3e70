(** Arrays that grow at their end. *)

type 'a t

val create : unit -> 'a t
val length : 'a t -> int

(** The index of the new item. *)
val push : 'a t -> 'a -> int

(** @raise Invalid_argument *)
val get : 'a t -> int -> 'a

val unsafe_get : 'a t -> int -> 'a

(** Removes and returns the last item. *)
val pop : 'a t -> 'a

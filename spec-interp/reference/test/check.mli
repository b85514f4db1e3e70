(** What the checks of numeric/ share: counting, the values they run on, and a naive integer model. *)

(** How many held. *)
val checks : int ref

(** Ends the process with 1 when it does not hold; the text says what it was. *)
val check : (unit -> string) -> bool -> unit
val equal_int : (unit -> string) -> int -> int -> unit
val equal_64 : (unit -> string) -> Int64.t -> Int64.t -> unit
val equal_32 : (unit -> string) -> Int32.t -> Int32.t -> unit

(** A fixed seed. *)
val random : Random.State.t

(** Edge values, and with random ones beside them; each, and each pair. *)
val edges : int64 list
val random64 : unit -> int64
val values : int64 array
val for_values : (int64 -> unit) -> unit
val for_pairs : (int64 -> int64 -> unit) -> unit

(** The model: interpretations of the low bits of an integer (the width comes first), saturation, booleans as lane masks, bit counts. *)
val unsigned : int -> int -> int
val signed : int -> int -> int
val clamp : 'a -> 'a -> 'a -> 'a
val sat_s : int -> int -> int
val sat_u : int -> int -> int
val truth : int -> bool -> int
val bits : int -> int -> int list
val bit64 : int64 -> int -> bool
val count : (int -> bool) -> int -> int
val leading : (int -> bool) -> int -> int -> int
val trailing : (int -> bool) -> int -> int -> int

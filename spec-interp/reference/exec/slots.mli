(** Unchecked access to bytes: the operand stack, whose bounds validation has established, and memories, after the check that the
    instruction makes. Native byte order is little-endian on every machine that this interpreter supports. *)

external get64 : Bytes.t -> int -> int64 = "%caml_bytes_get64u"
external set64 : Bytes.t -> int -> int64 -> unit = "%caml_bytes_set64u"
external get32 : Bytes.t -> int -> int32 = "%caml_bytes_get32u"
external set32 : Bytes.t -> int -> int32 -> unit = "%caml_bytes_set32u"

(** Zero-extended. *)
external get16 : Bytes.t -> int -> int = "%caml_bytes_get16u"

external set16 : Bytes.t -> int -> int -> unit = "%caml_bytes_set16u"

(** Zero-extended; the store takes the low 8 bits. *)
external get8 : Bytes.t -> int -> int = "%bytes_unsafe_get"

external set8 : Bytes.t -> int -> int -> unit = "%bytes_unsafe_set"

(** The identity, which the compiler does not see through. *)
external hold : 'a -> 'a = "%opaque"

(** 0 or 1 *)
external of_bool : bool -> int = "%identity"

(** Slots: an i32 as its signed and unsigned interpretation, references and saved positions as native integers. *)
val i32 : Bytes.t -> int -> int

val u32 : Bytes.t -> int -> int
val set_i32 : Bytes.t -> int -> int -> unit
val int : Bytes.t -> int -> int
val set_int : Bytes.t -> int -> int -> unit

(** Moves [n] slots; [into] is not above [from]. *)
val move : Bytes.t -> from:int -> into:int -> int -> unit

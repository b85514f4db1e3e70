(** The lexical level of the binary format: bytes, LEB128 integers, floats, vectors, names. All of it raises
    {!Reject.Malformed} with the offset of the offending byte. *)

(** Reads [source] from [pos] up to [stop], the end of the innermost entity with a size. *)
type t = { source : string; mutable pos : int; mutable stop : int }

val create : string -> t
val at_end : t -> bool
val remaining : t -> int
val peek : t -> int
val byte : t -> int

(** The next [n] bytes. *)
val take : t -> int -> string

val u32 : t -> int
val s32 : t -> int
val s33 : t -> int
val s64 : t -> int64

(** Bit patterns of floats. *)
val little_endian_32 : t -> int

val little_endian_64 : t -> int64

(** A vector's length, never more than the bytes left. Past [limit] it raises {!Reject.Implementation_limit}. *)
val count : t -> limit:int -> string -> int

val vector : t -> limit:int -> string -> (t -> 'a) -> 'a array
val name : t -> string

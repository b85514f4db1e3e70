(** The bytes in which requests, answers and host calls pass between OCaml and Rust: little-endian, no padding. The other half is
    [spec-interp/src/wire.rs]; both change together. *)

(** A position in a request. Reading past the end raises [Invalid_argument]. *)
type reader

val reader : Bytes.t -> reader
val get_byte : reader -> int

(** 8 bytes; values beyond OCaml's range raise [Invalid_argument]. *)
val get_int : reader -> int

(** Length, then bytes. *)
val get_bytes : reader -> Bytes.t

val get_string : reader -> string
val get_array : (reader -> 'a) -> reader -> 'a array
val get_value : reader -> Embedding.value
val get_extern : reader -> Embedding.extern
val get_functype : reader -> Types.functype
val get_limits : reader -> Types.limits
val get_tabletype : reader -> Types.tabletype
val get_globaltype : reader -> Types.globaltype
val get_host_outcome : reader -> Embedding.host_outcome

type writer = Buffer.t

val byte : writer -> int -> unit
val bool : writer -> bool -> unit
val int : writer -> int -> unit
val string : writer -> string -> unit
val bytes : writer -> Bytes.t -> unit
val array : (writer -> 'a -> unit) -> writer -> 'a array -> unit
val option : (writer -> 'a -> unit) -> writer -> 'a option -> unit
val value : writer -> Embedding.value -> unit
val extern : writer -> Embedding.extern -> unit
val functype : writer -> Types.functype -> unit
val limits : writer -> Types.limits -> unit
val tabletype : writer -> Types.tabletype -> unit
val globaltype : writer -> Types.globaltype -> unit
val externtype : writer -> Types.externtype -> unit
val rejection : writer -> Embedding.rejection -> unit
val failure : writer -> Embedding.failure -> unit

(** Writes small modules of the binary format, so that the tests need no tools. Everything is a fragment of bytes. *)

val leb : int -> string
val sleb : int -> string
val bytes : int list -> string
val vec : string list -> string
val name : string -> string

(** Value types. *)
val i32 : int

val i64 : int
val v128 : int
val functype : int list -> int list -> string

type func = { type_ : int; locals : (int * int) list; code : string }

(** Type index and body without its [end]. *)
val func : ?locals:(int * int) list -> int -> string -> func

val import_func : string -> string -> int -> string
val export_func : string -> int -> string

(** Types and functions; sections that are empty are left out. *)
val module_ :
  ?imports:string list ->
  ?table:int * int option ->
  ?memory:int * int option ->
  ?globals:string list ->
  ?exports:string list ->
  ?start:int ->
  ?elems:string list ->
  ?datas:string list ->
  string list ->
  func list ->
  string

val const : int -> string
val const64 : int -> string
val get : int -> string
val set : int -> string
val tee : int -> string
val call : int -> string
val br : int -> string
val br_if : int -> string
val block : string -> string
val loop : string -> string
val repeat : int -> string -> string

(** Contexts (specification, "Validation: Conventions"): what a module defines, imports first in each index space. *)

type t = {
  types : Types.functype array;
  funcs : Types.functype array;
  tables : Types.tabletype array;
  memories : Types.memtype array;
  globals : Types.globaltype array;
  imported_globals : int;  (** those that constant expressions may read *)
  elems : Types.valtype array;
  datas : int;
  refs : Bytes.t;  (** one byte per function: not 0 when it occurs outside function bodies and the start section *)
}

(** Look-ups raise {!Reject.Invalid} at the given offset: "unknown type" and so on. *)
val type_ : t -> int -> int -> Types.functype

val func : t -> int -> int -> Types.functype
val table : t -> int -> int -> Types.tabletype
val global : t -> int -> int -> Types.globaltype
val elem : t -> int -> int -> Types.valtype
val data : t -> int -> int -> unit
val memory : t -> int -> int -> unit
val is_declared : t -> int -> bool

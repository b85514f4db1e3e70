(** Control instructions and calls. Operands are byte offsets in the frame; [cost] is the fuel up to and with the instruction (the first [int]
    after the operands), locations are the instruction's. *)

open Store

(** Charges fuel, then goes on. *)
val charge : int -> code -> code

val unreachable : int -> Outcome.location -> code

(** A loop whose body does not exist yet; the header made of it is the target of its label. *)
type loop = { mutable body : code }

val new_loop : unit -> loop
val loop : loop -> Outcome.location -> code

(** A branch that moves so many slots and charges nothing. *)
val br : from:int -> into:int -> slots:int -> code -> code

(** br_if and if. *)
val branch : int -> int -> taken:code -> otherwise:code -> code

val br_table : int -> int -> code array -> code -> code

type frame = {
  units : int;  (** stack units, as in [engine/FUEL.md] *)
  params : int;  (** bytes of the parameters *)
  nulls : int array;  (** offsets of the locals that begin as null *)
  link : int;  (** where the caller's frame and the return point are kept: the end of the locals *)
  bytes : int;
  entry_at : Outcome.location;  (** the first instruction of the body *)
}

val enter : frame -> code -> code
val return : frame -> from:int -> slots:int -> int -> code

(** Offset of the arguments, cost, return point. *)
val call : func -> int -> int -> int -> code

val call_host : int -> Types.functype -> int -> int -> Outcome.location -> code -> code

(** Table, type id, offset of the arguments, of the index; cost; return point. *)
val call_indirect : table -> int -> int -> int -> int -> int -> Outcome.location -> code -> code

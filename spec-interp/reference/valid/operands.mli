(** The two stacks of the validation algorithm (specification, appendix "Validation Algorithm"). Each operation costs O(1) per operand,
    however high the stacks are. Type errors raise {!Reject.Invalid} at the given offset. *)

open Types

type kind = Body | Block | Loop | If | Else

(** A control frame. *)
type frame = private {
  kind : kind;
  start_types : valtype array;
  end_types : valtype array;
  height : int;
  base_units : int;
  dead : bool;  (** opened in unreachable code: this code can never run *)
  opener : int;  (** index of the instruction that opened the construct *)
  mutable unreachable : bool;
  mutable checked : int;
}

type t = private {
  mutable vals : valtype array;
  mutable count : int;
  mutable units : int;
  mutable frames : frame array;
  mutable depth : int;
  mutable max_units : int;
}

(** Raises "type mismatch". *)
val mismatch : int -> 'a

val create : unit -> t
val clear : t -> unit

(** push_val, pop_val, pop_val with an expectation, push_vals, pop_vals. *)
val push : t -> valtype -> unit

val pop_any : t -> int -> valtype
val pop : t -> int -> valtype -> unit
val push_all : t -> valtype array -> unit
val pop_all : t -> int -> valtype array -> unit

(** push_vals (pop_vals types), which leaves everything as it is. *)
val check_all : t -> int -> valtype array -> unit

(** push_ctrl, with the parameters pushed. *)
val enter : t -> kind -> opener:int -> valtype array -> valtype array -> unit

(** pop_ctrl; the results are not pushed. *)
val leave : t -> int -> frame

(** unreachable() *)
val set_unreachable : t -> unit

val top : t -> frame
val label : t -> int -> int -> frame
val label_types : frame -> valtype array

(** Whether this is the first call with this frame and mark: a [br_table] looks once at each label, however often it names it. *)
val first_visit : frame -> int -> bool

(** Units on the stack, -1 where no execution can be. *)
val reachable_units : t -> int

(** Called after each instruction: keeps the H of [engine/FUEL.md], which {!max_units} returns. *)
val note_height : t -> unit

val max_units : t -> int

(** The interpretation of a v128 as lanes of a shape (specification: Numerics / Vector Operations, [lanes]).

    Vectors lie in the operand stack: little-endian bytes, the first operand at byte offset [p], the next operands 16 bytes further
    each. So the concatenation of the lanes of two operands is simply the lanes from [p] on, past the first vector's end.
    Offsets must lie within the bytes: they are not checked. *)

(** A view of lanes as values of type ['a]. *)
module type VIEW = sig
  type value

  (** How many lanes a vector has. *)
  val count : int

  (** [lane s p i] is lane [i] of the vector at [p]. *)
  val lane : Bytes.t -> int -> int -> value

  (** [set_lane s p i x]; an integer is wrapped to the lane's width. *)
  val set_lane : Bytes.t -> int -> int -> value -> unit

  (** Replaces every lane at [p] by [f] of it. *)
  val map1 : (value -> value) -> Bytes.t -> int -> unit

  (** Replaces every lane at [p] by [f] of it and the same lane at [p + 16]. *)
  val map2 : (value -> value -> value) -> Bytes.t -> int -> unit

  (** [init s p f] writes the vector of lanes [f i] at [p]; [f] may read any operand, nothing is overwritten before
      its last call. *)
  val init : Bytes.t -> int -> (int -> value) -> unit
end

(** Integer lanes, signed and unsigned interpretation. *)

module S8 : VIEW with type value = int
module U8 : VIEW with type value = int
module S16 : VIEW with type value = int
module U16 : VIEW with type value = int
module S32 : VIEW with type value = int
module U32 : VIEW with type value = int

(** Bit patterns of f32 lanes. *)
module B32 : VIEW with type value = int32

(** i64 lanes and bit patterns of f64 lanes. *)
module B64 : VIEW with type value = int64

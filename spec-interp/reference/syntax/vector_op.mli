(** The vector instructions (prefix 0xFD) by opcode: what immediates they have, what they pop and push. *)

type signature =
  | Load of int  (** natural alignment, as an exponent of two *)
  | Store of int
  | Load_lane of int
  | Store_lane of int
  | Const
  | Shuffle
  | Splat of Types.valtype
  | Extract of Types.valtype * int  (** number of lanes *)
  | Replace of Types.valtype * int
  | Unary
  | Binary
  | Ternary
  | Shift
  | Test  (** v128 to i32 *)
  | Unknown

(** For text; opcodes up to 0xFF. *)
val name : int -> string

val signature : int -> signature

(** The rule of each numeric instruction, by shape: operands and result as byte offsets in the frame, then what partial operators
    need to trap (fuel up to and with the instruction, place), then what follows. *)

open Store

type shape = Unary | Partial_unary | Binary | Partial_binary

val shape : Ast.numop -> shape
val unary : Ast.numop -> int -> int -> code -> code
val partial_unary : Ast.numop -> int -> int -> int -> Outcome.location -> code -> code
val binary : Ast.numop -> int -> int -> int -> code -> code
val partial_binary : Ast.numop -> int -> int -> int -> int -> Outcome.location -> code -> code

(** The rule for a second operand that is this constant instruction, if there is one: first operand and result remain. *)
val constant : Ast.numop -> Ast.instr -> (int -> int -> code -> code) option

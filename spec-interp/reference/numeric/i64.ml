let[@inline] add a b = Int64.add a b
let[@inline] sub a b = Int64.sub a b
let[@inline] mul a b = Int64.mul a b
let[@inline] eqz (a : int64) = a = 0L
let[@inline] eq (a : int64) b = a = b
let[@inline] ne (a : int64) b = a <> b
let[@inline] lt_s (a : int64) b = a < b
let[@inline] gt_s (a : int64) b = a > b
let[@inline] le_s (a : int64) b = a <= b
let[@inline] ge_s (a : int64) b = a >= b

(* Unsigned order is signed order with both halves of the range exchanged. *)
let[@inline] flip a = Int64.logxor a Int64.min_int
let[@inline] lt_u a b = lt_s (flip a) (flip b)
let[@inline] gt_u a b = gt_s (flip a) (flip b)
let[@inline] le_u a b = le_s (flip a) (flip b)
let[@inline] ge_u a b = ge_s (flip a) (flip b)
let[@inline] nonzero b = if eqz b then raise_notrace Numeric_trap.Integer_divide_by_zero

(* idiv_s *)
let[@inline] div_s a b =
  nonzero b;
  if eq b (-1L) && eq a Int64.min_int then raise_notrace Numeric_trap.Integer_overflow;
  Int64.div a b

(* irem_s: the remainder by -1 is 0, also where the quotient overflows. *)
let[@inline] rem_s a b =
  nonzero b;
  if eq b (-1L) then 0L else Int64.rem a b

(* idiv_u: the quotient of half the dividend, doubled, is at most one too small. *)
let div_u a b =
  nonzero b;
  if lt_s b 0L then if lt_u a b then 0L else 1L
  else if ge_s a 0L then Int64.div a b
  else
    let q = Int64.shift_left (Int64.div (Int64.shift_right_logical a 1) b) 1 in
    if ge_u (Int64.sub a (Int64.mul q b)) b then Int64.succ q else q

(* irem_u *)
let rem_u a b = Int64.sub a (Int64.mul (div_u a b) b)
let[@inline] and_ a b = Int64.logand a b
let[@inline] or_ a b = Int64.logor a b
let[@inline] xor a b = Int64.logxor a b
let[@inline] amount k = Int64.to_int k land 63
let[@inline] shl a k = Int64.shift_left a (amount k)
let[@inline] shr_s a k = Int64.shift_right a (amount k)
let[@inline] shr_u a k = Int64.shift_right_logical a (amount k)

let[@inline] rotl a k = or_ (shl a k) (shr_u a (Int64.neg k))
let[@inline] rotr a k = or_ (shr_u a k) (shl a (Int64.neg k))
let[@inline] low a = Int64.to_int a land 0xffff_ffff
let[@inline] high a = Int64.to_int (Int64.shift_right_logical a 32)
let popcnt a = I32.popcnt (low a) + I32.popcnt (high a)
let clz a = if high a = 0 then 32 + I32.clz (low a) else I32.clz (high a)
let ctz a = if low a = 0 then 32 + I32.ctz (high a) else I32.ctz (low a)
let[@inline] extend k a = Int64.shift_right (Int64.shift_left a k) k
let[@inline] extend8_s a = extend 56 a
let[@inline] extend16_s a = extend 48 a
let[@inline] extend32_s a = extend 32 a

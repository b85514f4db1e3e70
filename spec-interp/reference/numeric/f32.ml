(* The operations work on doubles and round once more to f32. That second rounding never changes a result: products of two
   24-bit significands are exact at 53 bits, and sums, quotients and square roots that are not cannot lie close enough to
   a midpoint between two f32, as 53 >= 2 * 24 + 2. *)

let canonical_nan = 0x7fc0_0000l
let[@inline] to_float a = Int32.float_of_bits a

(* nans_N *)
let[@inline] open_nan () =
  incr Nan_open.count;
  canonical_nan

let[@inline] of_float (x : float) = if x <> x then open_nan () else Int32.bits_of_float x
let[@inline] add a b = of_float (to_float a +. to_float b)
let[@inline] sub a b = of_float (to_float a -. to_float b)
let[@inline] mul a b = of_float (to_float a *. to_float b)
let[@inline] div a b = of_float (to_float a /. to_float b)
let[@inline] sqrt a = of_float (Stdlib.sqrt (to_float a))

(* fmin: numbers that compare equal are the same bits or two zeros, of which the one with a sign is less. *)
let min a b =
  let x = to_float a and y = to_float b in
  if x <> x || y <> y then open_nan () else if x = y then Int32.logor a b else if x < y then a else b

(* fmax *)
let max a b =
  let x = to_float a and y = to_float b in
  if x <> x || y <> y then open_nan () else if x = y then Int32.logand a b else if x > y then a else b

let[@inline] pmin a b = if to_float b < to_float a then b else a
let[@inline] pmax a b = if to_float a < to_float b then b else a
let[@inline] ceil a = of_float (Stdlib.ceil (to_float a))
let[@inline] floor a = of_float (Stdlib.floor (to_float a))
let[@inline] trunc a = of_float (Float.trunc (to_float a))
let sign_bit = 0x8000_0000l
let[@inline] abs a = Int32.logand a 0x7fff_ffffl
let[@inline] neg a = Int32.logxor a sign_bit
let[@inline] copysign a b = Int32.logor (abs a) (Int32.logand b sign_bit)

(* fnearest: from 2^52 on every double is an integer; below, adding 2^52 makes the addition round to one. *)
let nearest a =
  let x = to_float (abs a) in
  if x < 0x1p52 then copysign (Int32.bits_of_float (x +. 0x1p52 -. 0x1p52)) a else of_float (to_float a)

let[@inline] eq a b = to_float a = to_float b
let[@inline] ne a b = to_float a <> to_float b
let[@inline] lt a b = to_float a < to_float b
let[@inline] gt a b = to_float a > to_float b
let[@inline] le a b = to_float a <= to_float b
let[@inline] ge a b = to_float a >= to_float b

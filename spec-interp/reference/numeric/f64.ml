let canonical_nan = 0x7ff8_0000_0000_0000L
let[@inline] to_float a = Int64.float_of_bits a

(* nans_N *)
let[@inline] open_nan () =
  incr Nan_open.count;
  canonical_nan

let[@inline] of_float (x : float) = if x <> x then open_nan () else Int64.bits_of_float x
let[@inline] add a b = of_float (to_float a +. to_float b)
let[@inline] sub a b = of_float (to_float a -. to_float b)
let[@inline] mul a b = of_float (to_float a *. to_float b)
let[@inline] div a b = of_float (to_float a /. to_float b)
let[@inline] sqrt a = of_float (Stdlib.sqrt (to_float a))

(* fmin: numbers that compare equal are the same bits or two zeros, of which the one with a sign is less. *)
let min a b =
  let x = to_float a and y = to_float b in
  if x <> x || y <> y then open_nan () else if x = y then Int64.logor a b else if x < y then a else b

(* fmax *)
let max a b =
  let x = to_float a and y = to_float b in
  if x <> x || y <> y then open_nan () else if x = y then Int64.logand a b else if x > y then a else b

let[@inline] pmin a b = if to_float b < to_float a then b else a
let[@inline] pmax a b = if to_float a < to_float b then b else a
let[@inline] ceil a = of_float (Stdlib.ceil (to_float a))
let[@inline] floor a = of_float (Stdlib.floor (to_float a))
let[@inline] trunc a = of_float (Float.trunc (to_float a))
let sign_bit = Int64.min_int
let[@inline] abs a = Int64.logand a Int64.max_int
let[@inline] neg a = Int64.logxor a sign_bit
let[@inline] copysign a b = Int64.logor (abs a) (Int64.logand b sign_bit)

(* fnearest: from 2^52 on every double is an integer; below, adding 2^52 makes the addition round to one. *)
let nearest a =
  let x = to_float (abs a) in
  if x < 0x1p52 then copysign (Int64.bits_of_float (x +. 0x1p52 -. 0x1p52)) a else of_float (to_float a)

let[@inline] eq a b = to_float a = to_float b
let[@inline] ne a b = to_float a <> to_float b
let[@inline] lt a b = to_float a < to_float b
let[@inline] gt a b = to_float a > to_float b
let[@inline] le a b = to_float a <= to_float b
let[@inline] ge a b = to_float a >= to_float b

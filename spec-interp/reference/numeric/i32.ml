(* Native integers have 63 bits: shifting left by 31 leaves the low 32. *)
let[@inline] wrap x = (x lsl 31) asr 31
let[@inline] unsigned x = x land 0xffff_ffff
let[@inline] add a b = wrap (a + b)
let[@inline] sub a b = wrap (a - b)

(* The low 32 bits of a product do not depend on what overflows 63. *)
let[@inline] mul a b = wrap (a * b)
let[@inline] nonzero b = if b = 0 then raise_notrace Numeric_trap.Integer_divide_by_zero

(* idiv_s *)
let[@inline] div_s a b =
  nonzero b;
  if b = -1 && a = -0x8000_0000 then raise_notrace Numeric_trap.Integer_overflow;
  a / b

(* idiv_u *)
let[@inline] div_u a b =
  nonzero b;
  wrap (unsigned a / unsigned b)

(* irem_s *)
let[@inline] rem_s a b =
  nonzero b;
  a mod b

(* irem_u *)
let[@inline] rem_u a b =
  nonzero b;
  wrap (unsigned a mod unsigned b)

let[@inline] and_ a b = a land b
let[@inline] or_ a b = a lor b
let[@inline] xor a b = a lxor b
let[@inline] shl a k = wrap (a lsl (k land 31))
let[@inline] shr_s a k = a asr (k land 31)
let[@inline] shr_u a k = wrap (unsigned a lsr (k land 31))

let[@inline] rotl a k =
  let k = k land 31 in
  wrap ((a lsl k) lor (unsigned a lsr (32 - k)))

let[@inline] rotr a k = rotl a (-k)

let popcnt a =
  let a = unsigned a in
  let a = a - ((a lsr 1) land 0x5555_5555) in
  let a = (a land 0x3333_3333) + ((a lsr 2) land 0x3333_3333) in
  let a = (a + (a lsr 4)) land 0x0f0f_0f0f in
  ((a * 0x0101_0101) lsr 24) land 0xff

(* Fills every bit below the highest set one; what stays 0 is leading. *)
let clz a =
  let a = unsigned a in
  let a = a lor (a lsr 1) in
  let a = a lor (a lsr 2) in
  let a = a lor (a lsr 4) in
  let a = a lor (a lsr 8) in
  let a = a lor (a lsr 16) in
  32 - popcnt a

(* The zeros below the lowest set bit, as ones: ~a & (a - 1). *)
let ctz a = popcnt (lnot a land (a - 1))
let[@inline] extend8_s a = (a lsl 55) asr 55
let[@inline] extend16_s a = (a lsl 47) asr 47
let[@inline] eqz (a : int) = a = 0
let[@inline] eq (a : int) b = a = b
let[@inline] ne (a : int) b = a <> b
let[@inline] lt_s (a : int) b = a < b
let[@inline] lt_u a b = unsigned a < unsigned b
let[@inline] gt_s (a : int) b = a > b
let[@inline] gt_u a b = unsigned a > unsigned b
let[@inline] le_s (a : int) b = a <= b
let[@inline] le_u a b = unsigned a <= unsigned b
let[@inline] ge_s (a : int) b = a >= b
let[@inline] ge_u a b = unsigned a >= unsigned b

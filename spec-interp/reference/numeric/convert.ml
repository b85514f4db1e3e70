let[@inline] i32_wrap_i64 a = I32.wrap (Int64.to_int a)
let[@inline] i64_extend_i32_s a = Int64.of_int a
let[@inline] i64_extend_i32_u a = Int64.of_int (I32.unsigned a)

(* The real number [x] truncated lies in the integer type's range exactly when [x] lies strictly between the integers next
   to the range; where such an integer has no double, the bound itself has one and the comparison includes it. *)
let[@inline] in_s32 x = x > -0x80000001p0 && x < 0x1p31
let[@inline] in_u32 x = x > -1.0 && x < 0x1p32
let[@inline] in_s64 x = x >= -0x1p63 && x < 0x1p63
let[@inline] in_u64 x = x > -1.0 && x < 0x1p64

(* Each takes a number inside its range. *)
let[@inline] to_s32 (x : float) = int_of_float x
let[@inline] to_u32 x = I32.wrap (int_of_float x)
let[@inline] to_s64 x = Int64.of_float x

(* The processor converts to signed integers only: the upper half goes by way of the lower. *)
let[@inline] to_u64 x =
  if x < 0x1p63 then Int64.of_float x else Int64.logxor (Int64.of_float (x -. 0x1p63)) Int64.min_int

let undefined (x : float) =
  if x <> x then raise_notrace Numeric_trap.Invalid_conversion_to_integer
  else raise_notrace Numeric_trap.Integer_overflow

(* trunc_s, trunc_u *)
let[@inline] trunc_s32 x = if in_s32 x then to_s32 x else undefined x
let[@inline] trunc_u32 x = if in_u32 x then to_u32 x else undefined x
let[@inline] trunc_s64 x = if in_s64 x then to_s64 x else undefined x
let[@inline] trunc_u64 x = if in_u64 x then to_u64 x else undefined x
let i32_trunc_f32_s a = trunc_s32 (F32.to_float a)
let i32_trunc_f32_u a = trunc_u32 (F32.to_float a)
let i32_trunc_f64_s a = trunc_s32 (F64.to_float a)
let i32_trunc_f64_u a = trunc_u32 (F64.to_float a)
let i64_trunc_f32_s a = trunc_s64 (F32.to_float a)
let i64_trunc_f32_u a = trunc_u64 (F32.to_float a)
let i64_trunc_f64_s a = trunc_s64 (F64.to_float a)
let i64_trunc_f64_u a = trunc_u64 (F64.to_float a)

(* trunc_sat_s, trunc_sat_u: what is not in range is NaN, below it, or above it. *)
let[@inline] sat_s32 x = if in_s32 x then to_s32 x else if x <> x then 0 else if x < 0.0 then -0x8000_0000 else 0x7fff_ffff
let[@inline] sat_u32 x = if in_u32 x then to_u32 x else if x > 0.0 then -1 else 0
let[@inline] sat_s64 x =
  if in_s64 x then to_s64 x else if x <> x then 0L else if x < 0.0 then Int64.min_int else Int64.max_int

let[@inline] sat_u64 x = if in_u64 x then to_u64 x else if x > 0.0 then -1L else 0L
let i32_trunc_sat_f32_s a = sat_s32 (F32.to_float a)
let i32_trunc_sat_f32_u a = sat_u32 (F32.to_float a)
let i32_trunc_sat_f64_s a = sat_s32 (F64.to_float a)
let i32_trunc_sat_f64_u a = sat_u32 (F64.to_float a)
let i64_trunc_sat_f32_s a = sat_s64 (F32.to_float a)
let i64_trunc_sat_f32_u a = sat_u64 (F32.to_float a)
let i64_trunc_sat_f64_s a = sat_s64 (F64.to_float a)
let i64_trunc_sat_f64_u a = sat_u64 (F64.to_float a)

(* [x] itself when a double holds it, else an odd multiple of 2^11 on the same side of every multiple of 2^12 as [x]. Both have
   a double, and rounding it further, to 52 bits or fewer, rounds as [x] would: the lost bits stay visible as
   "something". *)
let[@inline] sticky x =
  let lost = Int64.logand x 0x7ffL in
  if Int64.equal lost 0L || (Int64.compare x 0x20_0000_0000_0000L < 0 && Int64.compare x (-0x20_0000_0000_0000L) > 0) then x
  else Int64.logor (Int64.logxor x lost) 0x800L

(* An unsigned number of 64 bits halved, the lost bit kept as "something". *)
let[@inline] half x = Int64.logor (Int64.shift_right_logical x 1) (Int64.logand x 1L)
let[@inline] f32_convert_i32_s a = Int32.bits_of_float (float_of_int a)
let[@inline] f32_convert_i32_u a = Int32.bits_of_float (float_of_int (I32.unsigned a))
let[@inline] f32_convert_i64_s a = Int32.bits_of_float (Int64.to_float (sticky a))

let f32_convert_i64_u a =
  if I64.ge_s a 0L then f32_convert_i64_s a else Int32.bits_of_float (Int64.to_float (sticky (half a)) *. 2.0)

let[@inline] f64_convert_i32_s a = Int64.bits_of_float (float_of_int a)
let[@inline] f64_convert_i32_u a = Int64.bits_of_float (float_of_int (I32.unsigned a))
let[@inline] f64_convert_i64_s a = Int64.bits_of_float (Int64.to_float a)

let f64_convert_i64_u a =
  if I64.ge_s a 0L then f64_convert_i64_s a else Int64.bits_of_float (Int64.to_float (half a) *. 2.0)

let[@inline] f32_demote_f64 a = F32.of_float (F64.to_float a)
let[@inline] f64_promote_f32 a = F64.of_float (F32.to_float a)
let[@inline] i32_reinterpret_f32 a = Int32.to_int a
let[@inline] i64_reinterpret_f64 (a : int64) = a
let[@inline] f32_reinterpret_i32 a = Int32.of_int a
let[@inline] f64_reinterpret_i64 (a : int64) = a

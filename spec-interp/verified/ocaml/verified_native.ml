(* Native representations of the sealed Coq types and of every operation on them.
   Each function here overrides the Coq definition of the same meaning
   (theories/Extract.v has the list) and is compared with it by the override
   self-test, tests/selftest.ml.

   i32: an int in [0, 2^32).  i64: int64.  f32: its bits, an int in [0, 2^32).
   f64: float.  v128: a string of 16 bytes, which nothing changes.  Counts and addresses: int.

   Arrays and memories are mutable, but a handle carries the version that it was
   made for and every use of an older one fails.  So whatever is returned without
   [Stale] having been raised is what the persistent model returns. *)

exception Stale
exception Overflow
exception Model_only

let () = if Sys.big_endian || Sys.int_size <> 63 then failwith "verified_native: needs a 64-bit little-endian machine"

(* Stands for what only the model has, in code that is extracted but never runs. *)
let model_only _ = raise Model_only

(* ---- i32 ---- *)
let mask = 0xffff_ffff
let[@inline] s32 a = (a lxor 0x8000_0000) - 0x8000_0000
let i32_zero = 0
let i32_one = 1
let i32_minus_one = mask
let[@inline] i32_is_zero (a : int) = a = 0
let i32_clz a =
  if a = 0 then 32 else begin
    let n = ref 0 and a = ref a in
    if !a land 0xffff_0000 = 0 then (n := !n + 16; a := !a lsl 16);
    if !a land 0xff00_0000 = 0 then (n := !n + 8; a := !a lsl 8);
    if !a land 0xf000_0000 = 0 then (n := !n + 4; a := !a lsl 4);
    if !a land 0xc000_0000 = 0 then (n := !n + 2; a := !a lsl 2);
    if !a land 0x8000_0000 = 0 then !n + 1 else !n
  end
let i32_popcnt a =
  let a = a - ((a lsr 1) land 0x5555_5555) in
  let a = (a land 0x3333_3333) + ((a lsr 2) land 0x3333_3333) in
  let a = (a + (a lsr 4)) land 0x0f0f_0f0f in
  ((a * 0x0101_0101) land mask) lsr 24
let i32_ctz a = if a = 0 then 32 else i32_popcnt ((a land (-a)) - 1)
let i32_extend8_s a = (((a land 0xff) lxor 0x80) - 0x80) land mask
let i32_extend16_s a = (((a land 0xffff) lxor 0x8000) - 0x8000) land mask
let[@inline] i32_add a b = (a + b) land mask
let[@inline] i32_sub a b = (a - b) land mask
let[@inline] i32_mul a b = (a * b) land mask
let i32_div_s a b =
  if b = 0 then None else
  let q = s32 a / s32 b in
  if q = 0x8000_0000 then None else Some (q land mask)
let i32_div_u a b = if b = 0 then None else Some (a / b)
let i32_rem_s a b = if b = 0 then None else Some ((s32 a mod s32 b) land mask)
let i32_rem_u a b = if b = 0 then None else Some (a mod b)
let[@inline] i32_and a b = a land b
let[@inline] i32_or a b = a lor b
let[@inline] i32_xor a b = a lxor b
let[@inline] i32_shl a b = (a lsl (b land 31)) land mask
let[@inline] i32_shr_s a b = (s32 a asr (b land 31)) land mask
let[@inline] i32_shr_u a b = a lsr (b land 31)
let[@inline] i32_rotl a b = let k = b land 31 in ((a lsl k) lor (a lsr (32 - k))) land mask
let[@inline] i32_rotr a b = let k = b land 31 in ((a lsr k) lor (a lsl (32 - k))) land mask
let[@inline] i32_eq (a : int) (b : int) = a = b
let[@inline] i32_ne (a : int) (b : int) = a <> b
let[@inline] i32_lt_u (a : int) (b : int) = a < b
let[@inline] i32_lt_s a b = s32 a < s32 b
let[@inline] i32_gt_u (a : int) (b : int) = a > b
let[@inline] i32_gt_s a b = s32 a > s32 b
let[@inline] i32_le_u (a : int) (b : int) = a <= b
let[@inline] i32_le_s a b = s32 a <= s32 b
let[@inline] i32_ge_u (a : int) (b : int) = a >= b
let[@inline] i32_ge_s a b = s32 a >= s32 b

(* ---- i64 ---- *)
let i64_zero = 0L
let[@inline] i64_is_zero (a : int64) = a = 0L
let[@inline] hi a = Int64.to_int (Int64.shift_right_logical a 32)
let[@inline] lo a = Int64.to_int a land mask
let i64_clz a = let h = hi a in Int64.of_int (if h <> 0 then i32_clz h else 32 + i32_clz (lo a))
let i64_ctz a = let l = lo a in Int64.of_int (if l <> 0 then i32_ctz l else 32 + i32_ctz (hi a))
let i64_popcnt a = Int64.of_int (i32_popcnt (hi a) + i32_popcnt (lo a))
let i64_extend8_s a = Int64.shift_right (Int64.shift_left a 56) 56
let i64_extend16_s a = Int64.shift_right (Int64.shift_left a 48) 48
let i64_extend32_s a = Int64.shift_right (Int64.shift_left a 32) 32
let[@inline] i64_add a b = Int64.add a b
let[@inline] i64_sub a b = Int64.sub a b
let[@inline] i64_mul a b = Int64.mul a b
let i64_div_s a b =
  if b = 0L || (b = -1L && a = Int64.min_int) then None else Some (Int64.div a b)
let i64_div_u a b = if b = 0L then None else Some (Int64.unsigned_div a b)
let i64_rem_s a b = if b = 0L then None else if b = -1L then Some 0L else Some (Int64.rem a b)
let i64_rem_u a b = if b = 0L then None else Some (Int64.unsigned_rem a b)
let[@inline] i64_and a b = Int64.logand a b
let[@inline] i64_or a b = Int64.logor a b
let[@inline] i64_xor a b = Int64.logxor a b
let[@inline] amount b = Int64.to_int b land 63
let[@inline] i64_shl a b = Int64.shift_left a (amount b)
let[@inline] i64_shr_s a b = Int64.shift_right a (amount b)
let[@inline] i64_shr_u a b = Int64.shift_right_logical a (amount b)
let i64_rotl a b =
  let k = amount b in
  if k = 0 then a else Int64.logor (Int64.shift_left a k) (Int64.shift_right_logical a (64 - k))
let i64_rotr a b =
  let k = amount b in
  if k = 0 then a else Int64.logor (Int64.shift_right_logical a k) (Int64.shift_left a (64 - k))
let[@inline] flip a = Int64.add a Int64.min_int
let[@inline] i64_eq (a : int64) (b : int64) = a = b
let[@inline] i64_ne (a : int64) (b : int64) = a <> b
let[@inline] i64_lt_s (a : int64) (b : int64) = a < b
let[@inline] i64_lt_u (a : int64) (b : int64) = flip a < flip b
let[@inline] i64_gt_s (a : int64) (b : int64) = a > b
let[@inline] i64_gt_u (a : int64) (b : int64) = flip a > flip b
let[@inline] i64_le_s (a : int64) (b : int64) = a <= b
let[@inline] i64_le_u (a : int64) (b : int64) = flip a <= flip b
let[@inline] i64_ge_s (a : int64) (b : int64) = a >= b
let[@inline] i64_ge_u (a : int64) (b : int64) = flip a >= flip b

(* ---- f64 ---- *)
let f64_canon = Int64.float_of_bits 0x7ff8_0000_0000_0000L
let[@inline] canon (r : float) = if r <> r then f64_canon else r
let f64_zero = 0.0
let[@inline] f64_is_nan (a : float) = a <> a
let f64_abs a = Int64.float_of_bits (Int64.logand (Int64.bits_of_float a) Int64.max_int)
let f64_neg a = Int64.float_of_bits (Int64.logxor (Int64.bits_of_float a) Int64.min_int)
let f64_copysign a b =
  Int64.float_of_bits
    (Int64.logor
       (Int64.logand (Int64.bits_of_float a) Int64.max_int)
       (Int64.logand (Int64.bits_of_float b) Int64.min_int))
let f64_sqrt a = canon (sqrt a)
(* A value rounded to integral keeps its sign, also when it becomes zero. *)
let f64_ceil a = canon (f64_copysign (ceil a) a)
let f64_floor a = canon (f64_copysign (floor a) a)
let f64_trunc a = canon (f64_copysign (Float.trunc a) a)
let f64_nearest a =
  if a <> a then f64_canon
  else
    let m = f64_abs a in
    if m >= 4503599627370496.0 then a
    else f64_copysign (m +. 4503599627370496.0 -. 4503599627370496.0) a
let[@inline] f64_add a b = canon (a +. b)
let[@inline] f64_sub a b = canon (a -. b)
let[@inline] f64_mul a b = canon (a *. b)
let[@inline] f64_div a b = canon (a /. b)
let f64_min (a : float) (b : float) =
  if a <> a || b <> b then f64_canon
  else if a < b then a
  else if b < a then b
  else Int64.float_of_bits (Int64.logor (Int64.bits_of_float a) (Int64.bits_of_float b))
let f64_max (a : float) (b : float) =
  if a <> a || b <> b then f64_canon
  else if a < b then b
  else if b < a then a
  else Int64.float_of_bits (Int64.logand (Int64.bits_of_float a) (Int64.bits_of_float b))
let[@inline] f64_eq (a : float) (b : float) = a = b
let[@inline] f64_ne (a : float) (b : float) = a <> b
let[@inline] f64_lt (a : float) (b : float) = a < b
let[@inline] f64_gt (a : float) (b : float) = a > b
let[@inline] f64_le (a : float) (b : float) = a <= b
let[@inline] f64_ge (a : float) (b : float) = a >= b

(* ---- f32: through doubles, which is exact for these operations: a double has
   more than twice as many bits plus two, so rounding twice is rounding once ---- *)
let f32_zero = 0
let f32_canon = 0x7fc0_0000
let[@inline] f32_is_nan a = a land 0x7fff_ffff > 0x7f80_0000
let[@inline] fl a = Int32.float_of_bits (Int32.of_int a)
let[@inline] bits (r : float) = if r <> r then f32_canon else Int32.to_int (Int32.bits_of_float r) land mask
let[@inline] f32_abs a = a land 0x7fff_ffff
let[@inline] f32_neg a = a lxor 0x8000_0000
let[@inline] f32_copysign a b = a land 0x7fff_ffff lor (b land 0x8000_0000)
let f32_sqrt a = bits (sqrt (fl a))
let f32_ceil a = bits (f64_ceil (fl a))
let f32_floor a = bits (f64_floor (fl a))
let f32_trunc a = bits (f64_trunc (fl a))
let f32_nearest a = bits (f64_nearest (fl a))
let f32_add a b = bits (fl a +. fl b)
let f32_sub a b = bits (fl a -. fl b)
let f32_mul a b = bits (fl a *. fl b)
let f32_div a b = bits (fl a /. fl b)
let f32_min a b =
  if f32_is_nan a || f32_is_nan b then f32_canon
  else if fl a < fl b then a
  else if fl b < fl a then b
  else a lor b
let f32_max a b =
  if f32_is_nan a || f32_is_nan b then f32_canon
  else if fl a < fl b then b
  else if fl b < fl a then a
  else a land b
let f32_eq a b = fl a = fl b
let f32_ne a b = fl a <> fl b
let f32_lt a b = fl a < fl b
let f32_gt a b = fl a > fl b
let f32_le a b = fl a <= fl b
let f32_ge a b = fl a >= fl b

(* ---- conversions ---- *)
let[@inline] i32_wrap_i64 a = Int64.to_int a land mask
let[@inline] i64_extend_i32_u a = Int64.of_int a
let[@inline] i64_extend_i32_s a = Int64.of_int (s32 a)
let two31 = 2147483648.0
let two32 = 4294967296.0
let two63 = 9223372036854775808.0
let two64 = 18446744073709551616.0
let i32_trunc_f64_s (a : float) = if a > -.two31 -. 1.0 && a < two31 then Some (int_of_float a land mask) else None
let i32_trunc_f64_u (a : float) = if a > -1.0 && a < two32 then Some (int_of_float a land mask) else None
let i64_trunc_f64_s (a : float) = if a >= -.two63 && a < two63 then Some (Int64.of_float a) else None
let u64 (a : float) =
  if a < two63 then Int64.of_float a else Int64.logxor (Int64.of_float (a -. two63)) Int64.min_int
let i64_trunc_f64_u (a : float) = if a > -1.0 && a < two64 then Some (u64 a) else None
let i32_trunc_f32_s a = i32_trunc_f64_s (fl a)
let i32_trunc_f32_u a = i32_trunc_f64_u (fl a)
let i64_trunc_f32_s a = i64_trunc_f64_s (fl a)
let i64_trunc_f32_u a = i64_trunc_f64_u (fl a)
let sat lo hi (a : float) = function Some r -> r | None -> if a <> a then Int64.zero else if a < 0.0 then lo else hi
let sat32 lo hi (a : float) = function Some r -> r | None -> if a <> a then 0 else if a < 0.0 then lo else hi
let i32_trunc_sat_f64_s a = sat32 0x8000_0000 0x7fff_ffff a (i32_trunc_f64_s a)
let i32_trunc_sat_f64_u a = sat32 0 mask a (i32_trunc_f64_u a)
let i64_trunc_sat_f64_s a = sat Int64.min_int Int64.max_int a (i64_trunc_f64_s a)
let i64_trunc_sat_f64_u a = sat 0L (-1L) a (i64_trunc_f64_u a)
let i32_trunc_sat_f32_s a = i32_trunc_sat_f64_s (fl a)
let i32_trunc_sat_f32_u a = i32_trunc_sat_f64_u (fl a)
let i64_trunc_sat_f32_s a = i64_trunc_sat_f64_s (fl a)
let i64_trunc_sat_f32_u a = i64_trunc_sat_f64_u (fl a)
let f64_convert_i32_s a = float_of_int (s32 a)
let f64_convert_i32_u a = float_of_int a
let f64_convert_i64_s a = Int64.to_float a
(* Half the value, the lost bit kept as a sticky one, then doubled. *)
let halve a = Int64.logor (Int64.shift_right_logical a 1) (Int64.logand a 1L)
let f64_convert_i64_u a = if a >= 0L then Int64.to_float a else Int64.to_float (halve a) *. 2.0
let f32_convert_i32_s a = bits (float_of_int (s32 a))
let f32_convert_i32_u a = bits (float_of_int a)
(* Rounded to odd at bit 11 first where the double would round. *)
let to_odd a =
  if a > -0x20_0000_0000_0000L && a < 0x20_0000_0000_0000L then a
  else
    let high = Int64.logand a (-2048L) in
    if high = a then a else Int64.logor high 2048L
let f32_convert_i64_s a = bits (Int64.to_float (to_odd a))
let f32_convert_i64_u a =
  if a >= 0L then bits (Int64.to_float (to_odd a)) else bits (Int64.to_float (to_odd (halve a)) *. 2.0)
let f32_demote_f64 a = bits a
let f64_promote_f32 a = canon (fl a)
let[@inline] i32_reinterpret_f32 (a : int) = a
let[@inline] f32_reinterpret_i32 (a : int) = a
let[@inline] i64_reinterpret_f64 a = Int64.bits_of_float a
let[@inline] f64_reinterpret_i64 a = Int64.float_of_bits a

let[@inline] sum_le a b c = a + b <= c

(* ---- v128: lanes of [n] bits, 8, 16 or 32, are ints; of 64, int64 ---- *)
external sget16 : string -> int -> int = "%caml_string_get16u"
external sget32 : string -> int -> int32 = "%caml_string_get32u"
external sget64 : string -> int -> int64 = "%caml_string_get64u"
external bset16 : Bytes.t -> int -> int -> unit = "%caml_bytes_set16u"
external bset32 : Bytes.t -> int -> int32 -> unit = "%caml_bytes_set32u"
external bset64 : Bytes.t -> int -> int64 -> unit = "%caml_bytes_set64u"

let[@inline] ones n = (1 lsl n) - 1
let[@inline] sn n a = if a < 1 lsl (n - 1) then a else a - (1 lsl n)
let[@inline] clip_u n z = if z < 0 then 0 else if z > ones n then ones n else z
let[@inline] clip_s n z =
  let h = 1 lsl (n - 1) in
  (if z < -h then -h else if z >= h then h - 1 else z) land ones n
let n_neg n a = ((1 lsl n) - a) land ones n
let n_abs n a = if sn n a >= 0 then a else n_neg n a
let n_add n a b = (a + b) land ones n
let n_sub n a b = (a - b) land ones n
let n_mul n a b = (a * b) land ones n
let n_add_sat_s n a b = clip_s n (sn n a + sn n b)
let n_add_sat_u n a b = clip_u n (a + b)
let n_sub_sat_s n a b = clip_s n (sn n a - sn n b)
let n_sub_sat_u n a b = clip_u n (a - b)
let n_min_s n a b = if sn n a <= sn n b then a else b
let n_min_u (_ : int) (a : int) (b : int) = if a <= b then a else b
let n_max_s n a b = if sn n a >= sn n b then a else b
let n_max_u (_ : int) (a : int) (b : int) = if a >= b then a else b
let n_avgr_u (_ : int) a b = (a + b + 1) / 2
(* Wider operands would not fit an int, and do not occur. *)
let n_q15mulr_sat_s n a b =
  if n > 16 || a > 0xffff || b > 0xffff then raise Model_only else clip_s n (((sn n a * sn n b) + 0x4000) asr 15)
let n_shl n a k = (a lsl (k land (n - 1))) land ones n
let n_shr_s n a k = (sn n a asr (k land (n - 1))) land ones n
let n_shr_u n a k = a lsr (k land (n - 1))
let n_lt_s n a b = sn n a < sn n b
let n_gt_s n a b = sn n a > sn n b
let n_le_s n a b = sn n a <= sn n b
let n_ge_s n a b = sn n a >= sn n b
let n_mask n b = if b then ones n else 0
let n_narrow_s n a = if n > 16 then raise Model_only else clip_s n (sn (2 * n) a)
let n_narrow_u n a = if n > 16 then raise Model_only else clip_u n (sn (2 * n) a)
let n_extend_s n a = sn n (a land ones n) land (if n = 8 then 0xffff else mask)
let n_neg64 a = Int64.neg a
let n_abs64 a = if a >= 0L then a else Int64.neg a
let n_mask64 b = if b then -1L else 0L
let f32_pmin a b = if fl b < fl a then b else a
let f32_pmax a b = if fl a < fl b then b else a
let f64_pmin (a : float) (b : float) = if b < a then b else a
let f64_pmax (a : float) (b : float) = if a < b then b else a

let v_zero = String.make 16 '\000'
let v_is_zero v = sget64 v 0 = 0L && sget64 v 8 = 0L
let vector lo hi =
  let r = Bytes.create 16 in
  bset64 r 0 lo;
  bset64 r 8 hi;
  Bytes.unsafe_to_string r
let v_not a = vector (Int64.lognot (sget64 a 0)) (Int64.lognot (sget64 a 8))
let v_and a b = vector (Int64.logand (sget64 a 0) (sget64 b 0)) (Int64.logand (sget64 a 8) (sget64 b 8))
let v_or a b = vector (Int64.logor (sget64 a 0) (sget64 b 0)) (Int64.logor (sget64 a 8) (sget64 b 8))
let v_xor a b = vector (Int64.logxor (sget64 a 0) (sget64 b 0)) (Int64.logxor (sget64 a 8) (sget64 b 8))
let count n = match n with 8 -> 16 | 16 -> 8 | 32 -> 4 | _ -> raise Model_only
let[@inline] lane n v k =
  match n with
  | 8 -> Char.code (String.unsafe_get v k)
  | 16 -> sget16 v (2 * k)
  | _ -> Int32.to_int (sget32 v (4 * k)) land mask
let[@inline] set_lane n r k x =
  match n with
  | 8 -> Bytes.unsafe_set r k (Char.unsafe_chr (x land 0xff))
  | 16 -> bset16 r (2 * k) x
  | _ -> bset32 r (4 * k) (Int32.of_int x)
let v_get n v k = if k < count n then lane n v k else 0
let v_get64 v k = if k < 2 then sget64 v (8 * k) else 0L
let v_set n v k x =
  let r = Bytes.of_string v in
  if k < count n then set_lane n r k x;
  Bytes.unsafe_to_string r
let v_set64 v k x = if k = 0 then vector x (sget64 v 8) else if k = 1 then vector (sget64 v 0) x else v
let v_lanes n v = List.init (count n) (fun k -> lane n v k)
let v_lanes64 v = [ sget64 v 0; sget64 v 8 ]
let v_of_lanes n l =
  let r = Bytes.make 16 '\000' and last = count n in
  let rec fill k = function x :: l when k < last -> set_lane n r k x; fill (k + 1) l | _ -> () in
  fill 0 l;
  Bytes.unsafe_to_string r
let v_of_lanes64 = function [] -> v_zero | [ a ] -> vector a 0L | a :: b :: _ -> vector a b
let v_init n f =
  let r = Bytes.create 16 in
  for k = 0 to count n - 1 do set_lane n r k (f k) done;
  Bytes.unsafe_to_string r
let v_splat n x = v_init n (fun _ -> x)
let v_splat64 x = vector x x
let v_map n f a = v_init n (fun k -> f (lane n a k))
let v_map2 n f a b = v_init n (fun k -> f (lane n a k) (lane n b k))
let v_map64 f a = let lo = f (sget64 a 0) in vector lo (f (sget64 a 8))
let v_map2_64 f a b = let lo = f (sget64 a 0) (sget64 b 0) in vector lo (f (sget64 a 8) (sget64 b 8))

(* ---- counts ---- *)
let cnt_zero = 0
let[@inline] cnt_succ n = if n = max_int then raise Overflow else n + 1
let cnt_add a b = let c = a + b in if c < 0 then raise Overflow else c
let cnt_pages n = n * 65536
let cnt_elems n = n * 8
let[@inline] cnt_ltb (a : int) (b : int) = a < b

(* ---- arrays ---- *)
type 'a cells = { data : 'a array; mutable now : int }
type 'a arr = { cells : 'a cells; at : int }

let stale () = raise Stale
let[@inline] cells t = if t.at <> t.cells.now then stale () else t.cells.data
let[@inline] next t = let now = t.cells.now + 1 in t.cells.now <- now; { t with at = now }
let arr_of_array data = { cells = { data; now = 0 }; at = 0 }
let arr_of_list l = arr_of_array (Array.of_list l)
let arr_make n a = arr_of_array (Array.make n a)
let arr_fold f t b = Array.fold_left f b (cells t)
let arr_to_list t = Array.to_list (cells t)
let[@inline] arr_get t i = let a = cells t in if i < Array.length a then Some (Array.unsafe_get a i) else None
let[@inline] arr_set t i x =
  let a = cells t in
  if i < Array.length a then (Array.unsafe_set a i x; Some (next t)) else None
let arr_len t = Array.length (cells t)
let arr_app t l = arr_of_array (Array.append (cells t) (Array.of_list l))
(* Every call of a Wasm function comes through here.  The embedding may raise [Native_stack] from [entered] when little is left. *)
exception Native_stack
let entered = ref (fun () -> ())
(* ---- locals: the first few are in an array of the call's own; the others in chunks, which calls share until one writes ---- *)
let few = 64
let chunk_bits = 6
type 'a locals = { first : 'a array; rest : 'a array array; shared : 'a array array; mutable lcl_now : int }
type 'a lcl = { locals : 'a locals; lcl_at : int }

let[@inline] locals t = if t.lcl_at <> t.locals.lcl_now then stale () else t.locals
let chunk l i = let c = (i - few) lsr chunk_bits in if c < Array.length l.rest then Array.unsafe_get l.rest c else [||]
let place i = (i - few) land ((1 lsl chunk_bits) - 1)
let lcl_get_rest l i =
  let c = chunk l i in
  if i >= few && place i < Array.length c then Some (Array.unsafe_get c (place i)) else None
let[@inline] lcl_get t i =
  let l = locals t in
  if i < Array.length l.first then Some (Array.unsafe_get l.first i) else lcl_get_rest l i
let lcl_set_rest l i x =
  let c = chunk l i in
  if i >= few && place i < Array.length c then begin
    let number = (i - few) lsr chunk_bits in
    let own = if c == Array.unsafe_get l.shared number then Array.copy c else c in
    Array.unsafe_set own (place i) x;
    Array.unsafe_set l.rest number own;
    true
  end
  else false
let[@inline] lcl_set t i x =
  let l = locals t in
  if (if i < Array.length l.first then (Array.unsafe_set l.first i x; true) else lcl_set_rest l i x) then begin
    l.lcl_now <- l.lcl_now + 1;
    Some { t with lcl_at = l.lcl_now }
  end
  else None
let[@inline] lcl_of first rest shared = { locals = { first; rest; shared; lcl_now = 0 }; lcl_at = 0 }
let lcl_to_list t = let l = locals t in Array.to_list (Array.concat (l.first :: Array.to_list l.rest))
let chunks a =
  let n = max 0 (Array.length a - few) and size = 1 lsl chunk_bits in
  Array.init ((n + size - 1) / size) (fun c -> Array.sub a (few + (c * size)) (min size (n - (c * size))))
(* What many locals begin with after so many arguments, for the lists seen last: a call then copies and does not compute. *)
type beginning = { types : Obj.t; default : Obj.t; after : int; values : Obj.t array; others : Obj.t array array }
let beginnings = Array.make 8 { types = Obj.repr 0; default = Obj.repr 0; after = 0; values = [||]; others = [||] }
let oldest = ref 0
let defaults d ts = Array.of_list (List.rev (List.rev_map (fun t -> Obj.repr (d t)) ts))
let beginning d ts after =
  let rec find i =
    if i < Array.length beginnings then begin
      let k = Array.unsafe_get beginnings i in
      if k.types == Obj.repr ts && k.default == Obj.repr d && k.after = after then k else find (i + 1)
    end
    else begin
      let all = Array.append (Array.make after (Obj.repr 0)) (defaults d ts) in
      let values = Array.sub all after (max 0 (min (Array.length all) few - after)) in
      let k = { types = Obj.repr ts; default = Obj.repr d; after; values; others = chunks all } in
      beginnings.(!oldest) <- k;
      oldest := (!oldest + 1) land 7;
      k
    end
  in
  find 0
let lcl_make d args ts =
  !entered ();
  match (args, ts) with
  | _, _ :: _ :: _ :: _ :: _ :: _ :: _ :: _ :: _ ->
    let own = Array.of_list (List.map Obj.repr args) in
    if Array.length own <= few then begin
      let k = beginning d ts (Array.length own) in
      let first = if Array.length own = 0 then Array.copy k.values else Array.append own k.values in
      lcl_of (Obj.magic first) (Obj.magic (Array.copy k.others)) (Obj.magic k.others)
    end
    else begin
      let all = Array.append own (defaults d ts) in
      let rest = chunks all in
      (* None of them is shared. *)
      lcl_of (Obj.magic (Array.sub all 0 few)) (Obj.magic rest) (Array.make (Array.length rest) [||])
    end
  | [], _ -> lcl_of (Array.of_list (List.rev (List.rev_map d ts))) [||] [||]
  | first :: _, _ ->
    let n = List.length args in
    let a = Array.make (n + List.length ts) first in
    List.iteri (fun i x -> Array.unsafe_set a i x) args;
    List.iteri (fun i t -> Array.unsafe_set a (n + i) (d t)) ts;
    lcl_of a [||] [||]

(* ---- memories: [len] bytes are the memory, the rest is zero ---- *)
type bytes_ = { mutable b : Bytes.t; mutable len : int; mutable ver : int }
type mem = { m : bytes_; v : int }
type data = string

external get16 : Bytes.t -> int -> int = "%caml_bytes_get16u"
external get32 : Bytes.t -> int -> int32 = "%caml_bytes_get32u"
external get64 : Bytes.t -> int -> int64 = "%caml_bytes_get64u"
external set16 : Bytes.t -> int -> int -> unit = "%caml_bytes_set16u"
external set32 : Bytes.t -> int -> int32 -> unit = "%caml_bytes_set32u"
external set64 : Bytes.t -> int -> int64 -> unit = "%caml_bytes_set64u"

let[@inline] live t = if t.v <> t.m.ver then stale () else t.m
let[@inline] renew m = let v = m.ver + 1 in m.ver <- v; { m; v }
let mem_of_bytes b = { m = { b; len = Bytes.length b; ver = 0 }; v = 0 }
let mem_to_bytes t = let m = live t in Bytes.sub m.b 0 m.len
let page = 65536
let mem_make pages = mem_of_bytes (Bytes.make (pages * page) '\000')
let mem_size t = (live t).len / page
let mem_grow t pages =
  let m = live t in
  let len = m.len + (pages * page) in
  if len > Bytes.length m.b then begin
    let b = Bytes.make (max len (min (2 * Bytes.length m.b) (page * page))) '\000' in
    Bytes.blit m.b 0 b 0 m.len;
    m.b <- b
  end;
  m.len <- len;
  renew m
let mem_load8 t a o = let m = live t in let i = a + o in if i < m.len then Some (Char.code (Bytes.unsafe_get m.b i)) else None
let mem_load16 t a o = let m = live t in let i = a + o in if i + 2 <= m.len then Some (get16 m.b i) else None
let mem_load32 t a o =
  let m = live t in let i = a + o in if i + 4 <= m.len then Some (Int32.to_int (get32 m.b i) land mask) else None
let mem_load64 t a o = let m = live t in let i = a + o in if i + 8 <= m.len then Some (get64 m.b i) else None
let mem_store8 t a o x =
  let m = live t in let i = a + o in
  if i < m.len then (Bytes.unsafe_set m.b i (Char.unsafe_chr (x land 0xff)); Some (renew m)) else None
let mem_store16 t a o x =
  let m = live t in let i = a + o in if i + 2 <= m.len then (set16 m.b i x; Some (renew m)) else None
let mem_store32 t a o x =
  let m = live t in let i = a + o in if i + 4 <= m.len then (set32 m.b i (Int32.of_int x); Some (renew m)) else None
let mem_store64 t a o x =
  let m = live t in let i = a + o in if i + 8 <= m.len then (set64 m.b i x; Some (renew m)) else None
let mem_load128 t a o = let m = live t in let i = a + o in if i + 16 <= m.len then Some (Bytes.sub_string m.b i 16) else None
let mem_store128 t a o x =
  let m = live t in let i = a + o in if i + 16 <= m.len then (Bytes.blit_string x 0 m.b i 16; Some (renew m)) else None
let mem_write t i d =
  let m = live t in
  if i + String.length d <= m.len then (Bytes.blit_string d 0 m.b i (String.length d); Some (renew m)) else None

(* ---- the host, asked before one of its functions is called: store, number of the script, arguments, fuel consumed, stack units in use.
   It may act on the store by what the theory has proved (host actions, calls), charge the fuel of its calls, and must leave an answer
   without actions as the script's next.  That is what the model does with the script in which those actions stand in the answer. ---- *)
let host : (Obj.t -> int -> Obj.t -> int -> int -> Obj.t * int) option ref = ref None
let consult s h args n u =
  match !host with
  | None -> (s, n)
  | Some ask ->
    let s, n = ask (Obj.repr s) h (Obj.repr args) n u in
    (Obj.obj s, n)

(* ---- ranges ---- *)
let[@inline] within i n len = i + n <= len && i + n <= 0x1_0000_0000
let mem_covers t i n = within i n (live t).len
let mem_fill t i v n =
  let m = live t in
  if within i n m.len then (Bytes.fill m.b i n (Char.unsafe_chr (v land 0xff)); Some (renew m)) else None
(* Both may be one memory: the source is read before its handle becomes stale. *)
let mem_copy t i t' j n =
  let m = live t and m' = live t' in
  if within i n m.len && within j n m'.len then (Bytes.blit m'.b j m.b i n; Some (renew m)) else None
let data_covers d j n = within j n (String.length d)
let mem_init t i d j n =
  let m = live t in
  if within i n m.len && data_covers d j n then (Bytes.blit_string d j m.b i n; Some (renew m)) else None
let data_len d = String.length d land mask
let data_empty = ""
let arr_covers t i n = within i n (Array.length (cells t))
let arr_fill t i x n =
  let a = cells t in
  if within i n (Array.length a) then (Array.fill a i n x; Some (next t)) else None
let arr_copy t i t' j n =
  let a = cells t and a' = cells t' in
  if within i n (Array.length a) && within j n (Array.length a') then (Array.blit a' j a i n; Some (next t)) else None
let arr_grow t n x = arr_of_array (Array.append (cells t) (Array.make n x))
let cnt_bytes n = n lsr 6
let cnt_refs n = n lsr 3
let cnt_max = max_int

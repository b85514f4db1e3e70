open Lanes

(* Lane functions: the scalar operators at a lane's type. Results are wrapped to the lane's width when stored, so the
   ring operations are plain ones. Comparisons yield all ones or 0 (specification: extend_s of one bit). *)

let add (a : int) b = a + b
let sub (a : int) b = a - b
let mul (a : int) b = a * b
let neg (a : int) = -a
let abs (a : int) = Stdlib.abs a
let least (a : int) b = if a < b then a else b
let greatest (a : int) b = if a > b then a else b
let truth c = if c then -1 else 0
let eq (a : int) b = truth (a = b)
let ne (a : int) b = truth (a <> b)
let lt (a : int) b = truth (a < b)
let gt (a : int) b = truth (a > b)
let le (a : int) b = truth (a <= b)
let ge (a : int) b = truth (a >= b)
let avgr (a : int) b = (a + b + 1) / 2

(* sat_s, sat_u at N bits *)
let[@inline] clamp low high (a : int) = if a < low then low else if a > high then high else a
let sat_s8 a = clamp (-0x80) 0x7f a
let sat_u8 a = clamp 0 0xff a
let sat_s16 a = clamp (-0x8000) 0x7fff a
let sat_u16 a = clamp 0 0xffff a

(* iq15mulrsat_s *)
let q15mulr a b = sat_s16 (((a * b) + 0x4000) asr 15)
let truth64 c = if c then -1L else 0L
let truth32 c = if c then -1l else 0l

(* The i32 operand after [n] vectors, and the i32 result. *)
let[@inline] i32_operand s p n = S32.lane s (p + (16 * n)) 0
let[@inline] i32_result s p x = S32.set_lane s p 0 x
let[@inline] bool_result s p c = i32_result s p (Bool.to_int c)

(* Bitwise *)

let v128_not s p = B64.map1 Int64.lognot s p
let v128_and s p = B64.map2 Int64.logand s p
let v128_andnot s p = B64.map2 (fun a b -> Int64.logand a (Int64.lognot b)) s p
let v128_or s p = B64.map2 Int64.logor s p
let v128_xor s p = B64.map2 Int64.logxor s p

let v128_bitselect s p =
  let select i =
    let mask = B64.lane s (p + 32) i in
    Int64.logor (Int64.logand (B64.lane s p i) mask) (Int64.logand (B64.lane s (p + 16) i) (Int64.lognot mask))
  in
  B64.init s p select

let v128_any_true s p = bool_result s p (not (Int64.equal (Int64.logor (B64.lane s p 0) (B64.lane s p 1)) 0L))

(* Whole vectors: splat, lanes, shuffles *)

let i8x16_shuffle s p lanes = U8.init s p (fun i -> U8.lane s p (Char.code lanes.[i]))

let i8x16_swizzle s p =
  let pick i =
    let j = U8.lane s (p + 16) i in
    if j < 16 then U8.lane s p j else 0
  in
  U8.init s p pick

let i8x16_splat s p =
  let x = i32_operand s p 0 in
  S8.init s p (fun _ -> x)

let i16x8_splat s p =
  let x = i32_operand s p 0 in
  S16.init s p (fun _ -> x)

let i32x4_splat s p =
  let x = i32_operand s p 0 in
  S32.init s p (fun _ -> x)

let f32x4_splat s p =
  let x = B32.lane s p 0 in
  B32.init s p (fun _ -> x)

let i64x2_splat s p =
  let x = B64.lane s p 0 in
  B64.init s p (fun _ -> x)

let f64x2_splat s p =
  let x = B64.lane s p 0 in
  B64.init s p (fun _ -> x)

let i8x16_extract_lane_s s p i = i32_result s p (S8.lane s p i)
let i8x16_extract_lane_u s p i = i32_result s p (U8.lane s p i)
let i8x16_replace_lane s p i = S8.set_lane s p i (i32_operand s p 1)
let i16x8_extract_lane_s s p i = i32_result s p (S16.lane s p i)
let i16x8_extract_lane_u s p i = i32_result s p (U16.lane s p i)
let i16x8_replace_lane s p i = S16.set_lane s p i (i32_operand s p 1)
let i32x4_extract_lane s p i = i32_result s p (S32.lane s p i)
let i32x4_replace_lane s p i = S32.set_lane s p i (i32_operand s p 1)
let i64x2_extract_lane s p i = B64.set_lane s p 0 (B64.lane s p i)
let i64x2_replace_lane s p i = B64.set_lane s p i (B64.lane s (p + 16) 0)
let f32x4_extract_lane s p i = B32.set_lane s p 0 (B32.lane s p i)
let f32x4_replace_lane s p i = B32.set_lane s p i (B32.lane s (p + 16) 0)
let f64x2_extract_lane s p i = B64.set_lane s p 0 (B64.lane s p i)
let f64x2_replace_lane s p i = B64.set_lane s p i (B64.lane s (p + 16) 0)

(* Integers of 8, 16 and 32 bits *)

let[@inline] bitmask count sign s p =
  let mask = ref 0 in
  for i = 0 to count - 1 do if sign s p i then mask := !mask lor (1 lsl i) done;
  i32_result s p !mask

let[@inline] all_true count nonzero s p =
  let all = ref true in
  for i = 0 to count - 1 do if not (nonzero s p i) then all := false done;
  bool_result s p !all

let i8x16_add s p = S8.map2 add s p
let i8x16_sub s p = S8.map2 sub s p
let i8x16_neg s p = S8.map1 neg s p
let i8x16_abs s p = S8.map1 abs s p
let i8x16_add_sat_s s p = S8.map2 (fun a b -> sat_s8 (a + b)) s p
let i8x16_add_sat_u s p = U8.map2 (fun a b -> sat_u8 (a + b)) s p
let i8x16_sub_sat_s s p = S8.map2 (fun a b -> sat_s8 (a - b)) s p
let i8x16_sub_sat_u s p = U8.map2 (fun a b -> sat_u8 (a - b)) s p
let i8x16_avgr_u s p = U8.map2 avgr s p
let i8x16_min_s s p = S8.map2 least s p
let i8x16_min_u s p = U8.map2 least s p
let i8x16_max_s s p = S8.map2 greatest s p
let i8x16_max_u s p = U8.map2 greatest s p
let i8x16_popcnt s p = U8.map1 I32.popcnt s p
let i8x16_eq s p = S8.map2 eq s p
let i8x16_ne s p = S8.map2 ne s p
let i8x16_lt_s s p = S8.map2 lt s p
let i8x16_lt_u s p = U8.map2 lt s p
let i8x16_gt_s s p = S8.map2 gt s p
let i8x16_gt_u s p = U8.map2 gt s p
let i8x16_le_s s p = S8.map2 le s p
let i8x16_le_u s p = U8.map2 le s p
let i8x16_ge_s s p = S8.map2 ge s p
let i8x16_ge_u s p = U8.map2 ge s p

let i8x16_shl s p =
  let k = i32_operand s p 1 land 7 in
  S8.map1 (fun a -> a lsl k) s p

let i8x16_shr_s s p =
  let k = i32_operand s p 1 land 7 in
  S8.map1 (fun a -> a asr k) s p

let i8x16_shr_u s p =
  let k = i32_operand s p 1 land 7 in
  U8.map1 (fun a -> a lsr k) s p

let i8x16_all_true s p = all_true 16 (fun s p i -> S8.lane s p i <> 0) s p
let i8x16_bitmask s p = bitmask 16 (fun s p i -> S8.lane s p i < 0) s p

let i16x8_add s p = S16.map2 add s p
let i16x8_sub s p = S16.map2 sub s p
let i16x8_mul s p = S16.map2 mul s p
let i16x8_neg s p = S16.map1 neg s p
let i16x8_abs s p = S16.map1 abs s p
let i16x8_add_sat_s s p = S16.map2 (fun a b -> sat_s16 (a + b)) s p
let i16x8_add_sat_u s p = U16.map2 (fun a b -> sat_u16 (a + b)) s p
let i16x8_sub_sat_s s p = S16.map2 (fun a b -> sat_s16 (a - b)) s p
let i16x8_sub_sat_u s p = U16.map2 (fun a b -> sat_u16 (a - b)) s p
let i16x8_avgr_u s p = U16.map2 avgr s p
let i16x8_min_s s p = S16.map2 least s p
let i16x8_min_u s p = U16.map2 least s p
let i16x8_max_s s p = S16.map2 greatest s p
let i16x8_max_u s p = U16.map2 greatest s p
let i16x8_q15mulr_sat_s s p = S16.map2 q15mulr s p
let i16x8_eq s p = S16.map2 eq s p
let i16x8_ne s p = S16.map2 ne s p
let i16x8_lt_s s p = S16.map2 lt s p
let i16x8_lt_u s p = U16.map2 lt s p
let i16x8_gt_s s p = S16.map2 gt s p
let i16x8_gt_u s p = U16.map2 gt s p
let i16x8_le_s s p = S16.map2 le s p
let i16x8_le_u s p = U16.map2 le s p
let i16x8_ge_s s p = S16.map2 ge s p
let i16x8_ge_u s p = U16.map2 ge s p

let i16x8_shl s p =
  let k = i32_operand s p 1 land 15 in
  S16.map1 (fun a -> a lsl k) s p

let i16x8_shr_s s p =
  let k = i32_operand s p 1 land 15 in
  S16.map1 (fun a -> a asr k) s p

let i16x8_shr_u s p =
  let k = i32_operand s p 1 land 15 in
  U16.map1 (fun a -> a lsr k) s p

let i16x8_all_true s p = all_true 8 (fun s p i -> S16.lane s p i <> 0) s p
let i16x8_bitmask s p = bitmask 8 (fun s p i -> S16.lane s p i < 0) s p

let i32x4_add s p = S32.map2 add s p
let i32x4_sub s p = S32.map2 sub s p
let i32x4_mul s p = S32.map2 mul s p
let i32x4_neg s p = S32.map1 neg s p
let i32x4_abs s p = S32.map1 abs s p
let i32x4_min_s s p = S32.map2 least s p
let i32x4_min_u s p = U32.map2 least s p
let i32x4_max_s s p = S32.map2 greatest s p
let i32x4_max_u s p = U32.map2 greatest s p
let i32x4_eq s p = S32.map2 eq s p
let i32x4_ne s p = S32.map2 ne s p
let i32x4_lt_s s p = S32.map2 lt s p
let i32x4_lt_u s p = U32.map2 lt s p
let i32x4_gt_s s p = S32.map2 gt s p
let i32x4_gt_u s p = U32.map2 gt s p
let i32x4_le_s s p = S32.map2 le s p
let i32x4_le_u s p = U32.map2 le s p
let i32x4_ge_s s p = S32.map2 ge s p
let i32x4_ge_u s p = U32.map2 ge s p

let i32x4_shl s p =
  let k = i32_operand s p 1 land 31 in
  S32.map1 (fun a -> a lsl k) s p

let i32x4_shr_s s p =
  let k = i32_operand s p 1 land 31 in
  S32.map1 (fun a -> a asr k) s p

let i32x4_shr_u s p =
  let k = i32_operand s p 1 land 31 in
  U32.map1 (fun a -> a lsr k) s p

let i32x4_all_true s p = all_true 4 (fun s p i -> S32.lane s p i <> 0) s p
let i32x4_bitmask s p = bitmask 4 (fun s p i -> S32.lane s p i < 0) s p

(* Integers of 64 bits *)

let i64x2_add s p = B64.map2 I64.add s p
let i64x2_sub s p = B64.map2 I64.sub s p
let i64x2_mul s p = B64.map2 I64.mul s p
let i64x2_neg s p = B64.map1 Int64.neg s p
let i64x2_abs s p = B64.map1 Int64.abs s p
let i64x2_eq s p = B64.map2 (fun a b -> truth64 (I64.eq a b)) s p
let i64x2_ne s p = B64.map2 (fun a b -> truth64 (I64.ne a b)) s p
let i64x2_lt_s s p = B64.map2 (fun a b -> truth64 (I64.lt_s a b)) s p
let i64x2_gt_s s p = B64.map2 (fun a b -> truth64 (I64.gt_s a b)) s p
let i64x2_le_s s p = B64.map2 (fun a b -> truth64 (I64.le_s a b)) s p
let i64x2_ge_s s p = B64.map2 (fun a b -> truth64 (I64.ge_s a b)) s p

let i64x2_shl s p =
  let k = Int64.of_int (i32_operand s p 1) in
  B64.map1 (fun a -> I64.shl a k) s p

let i64x2_shr_s s p =
  let k = Int64.of_int (i32_operand s p 1) in
  B64.map1 (fun a -> I64.shr_s a k) s p

let i64x2_shr_u s p =
  let k = Int64.of_int (i32_operand s p 1) in
  B64.map1 (fun a -> I64.shr_u a k) s p

let i64x2_all_true s p = all_true 2 (fun s p i -> not (I64.eqz (B64.lane s p i))) s p
let i64x2_bitmask s p = bitmask 2 (fun s p i -> I64.lt_s (B64.lane s p i) 0L) s p

(* Widening and narrowing *)

let i8x16_narrow_i16x8_s s p = S8.init s p (fun i -> sat_s8 (S16.lane s p i))
let i8x16_narrow_i16x8_u s p = S8.init s p (fun i -> sat_u8 (S16.lane s p i))
let i16x8_narrow_i32x4_s s p = S16.init s p (fun i -> sat_s16 (S32.lane s p i))
let i16x8_narrow_i32x4_u s p = S16.init s p (fun i -> sat_u16 (S32.lane s p i))
let i16x8_extend_low_i8x16_s s p = S16.init s p (fun i -> S8.lane s p i)
let i16x8_extend_low_i8x16_u s p = S16.init s p (fun i -> U8.lane s p i)
let i16x8_extend_high_i8x16_s s p = S16.init s p (fun i -> S8.lane s p (i + 8))
let i16x8_extend_high_i8x16_u s p = S16.init s p (fun i -> U8.lane s p (i + 8))
let i16x8_extmul_low_i8x16_s s p = S16.init s p (fun i -> S8.lane s p i * S8.lane s (p + 16) i)
let i16x8_extmul_low_i8x16_u s p = S16.init s p (fun i -> U8.lane s p i * U8.lane s (p + 16) i)
let i16x8_extmul_high_i8x16_s s p = S16.init s p (fun i -> S8.lane s p (i + 8) * S8.lane s (p + 16) (i + 8))
let i16x8_extmul_high_i8x16_u s p = S16.init s p (fun i -> U8.lane s p (i + 8) * U8.lane s (p + 16) (i + 8))
let i16x8_extadd_pairwise_i8x16_s s p = S16.init s p (fun i -> S8.lane s p (2 * i) + S8.lane s p ((2 * i) + 1))
let i16x8_extadd_pairwise_i8x16_u s p = S16.init s p (fun i -> U8.lane s p (2 * i) + U8.lane s p ((2 * i) + 1))
let i32x4_extend_low_i16x8_s s p = S32.init s p (fun i -> S16.lane s p i)
let i32x4_extend_low_i16x8_u s p = S32.init s p (fun i -> U16.lane s p i)
let i32x4_extend_high_i16x8_s s p = S32.init s p (fun i -> S16.lane s p (i + 4))
let i32x4_extend_high_i16x8_u s p = S32.init s p (fun i -> U16.lane s p (i + 4))
let i32x4_extmul_low_i16x8_s s p = S32.init s p (fun i -> S16.lane s p i * S16.lane s (p + 16) i)
let i32x4_extmul_low_i16x8_u s p = S32.init s p (fun i -> U16.lane s p i * U16.lane s (p + 16) i)
let i32x4_extmul_high_i16x8_s s p = S32.init s p (fun i -> S16.lane s p (i + 4) * S16.lane s (p + 16) (i + 4))
let i32x4_extmul_high_i16x8_u s p = S32.init s p (fun i -> U16.lane s p (i + 4) * U16.lane s (p + 16) (i + 4))
let i32x4_extadd_pairwise_i16x8_s s p = S32.init s p (fun i -> S16.lane s p (2 * i) + S16.lane s p ((2 * i) + 1))
let i32x4_extadd_pairwise_i16x8_u s p = S32.init s p (fun i -> U16.lane s p (2 * i) + U16.lane s p ((2 * i) + 1))

let[@inline] product s p i = S16.lane s p i * S16.lane s (p + 16) i
let i32x4_dot_i16x8_s s p = S32.init s p (fun i -> product s p (2 * i) + product s p ((2 * i) + 1))

let[@inline] product64 a b = Int64.mul (Int64.of_int a) (Int64.of_int b)
let i64x2_extend_low_i32x4_s s p = B64.init s p (fun i -> Int64.of_int (S32.lane s p i))
let i64x2_extend_low_i32x4_u s p = B64.init s p (fun i -> Int64.of_int (U32.lane s p i))
let i64x2_extend_high_i32x4_s s p = B64.init s p (fun i -> Int64.of_int (S32.lane s p (i + 2)))
let i64x2_extend_high_i32x4_u s p = B64.init s p (fun i -> Int64.of_int (U32.lane s p (i + 2)))
let i64x2_extmul_low_i32x4_s s p = B64.init s p (fun i -> product64 (S32.lane s p i) (S32.lane s (p + 16) i))
let i64x2_extmul_low_i32x4_u s p = B64.init s p (fun i -> product64 (U32.lane s p i) (U32.lane s (p + 16) i))
let i64x2_extmul_high_i32x4_s s p = B64.init s p (fun i -> product64 (S32.lane s p (i + 2)) (S32.lane s (p + 16) (i + 2)))
let i64x2_extmul_high_i32x4_u s p = B64.init s p (fun i -> product64 (U32.lane s p (i + 2)) (U32.lane s (p + 16) (i + 2)))

(* Floats *)

let f32x4_add s p = B32.map2 F32.add s p
let f32x4_sub s p = B32.map2 F32.sub s p
let f32x4_mul s p = B32.map2 F32.mul s p
let f32x4_div s p = B32.map2 F32.div s p
let f32x4_min s p = B32.map2 F32.min s p
let f32x4_max s p = B32.map2 F32.max s p
let f32x4_pmin s p = B32.map2 F32.pmin s p
let f32x4_pmax s p = B32.map2 F32.pmax s p
let f32x4_abs s p = B32.map1 F32.abs s p
let f32x4_neg s p = B32.map1 F32.neg s p
let f32x4_sqrt s p = B32.map1 F32.sqrt s p
let f32x4_ceil s p = B32.map1 F32.ceil s p
let f32x4_floor s p = B32.map1 F32.floor s p
let f32x4_trunc s p = B32.map1 F32.trunc s p
let f32x4_nearest s p = B32.map1 F32.nearest s p
let f32x4_eq s p = B32.map2 (fun a b -> truth32 (F32.eq a b)) s p
let f32x4_ne s p = B32.map2 (fun a b -> truth32 (F32.ne a b)) s p
let f32x4_lt s p = B32.map2 (fun a b -> truth32 (F32.lt a b)) s p
let f32x4_gt s p = B32.map2 (fun a b -> truth32 (F32.gt a b)) s p
let f32x4_le s p = B32.map2 (fun a b -> truth32 (F32.le a b)) s p
let f32x4_ge s p = B32.map2 (fun a b -> truth32 (F32.ge a b)) s p

let f64x2_add s p = B64.map2 F64.add s p
let f64x2_sub s p = B64.map2 F64.sub s p
let f64x2_mul s p = B64.map2 F64.mul s p
let f64x2_div s p = B64.map2 F64.div s p
let f64x2_min s p = B64.map2 F64.min s p
let f64x2_max s p = B64.map2 F64.max s p
let f64x2_pmin s p = B64.map2 F64.pmin s p
let f64x2_pmax s p = B64.map2 F64.pmax s p
let f64x2_abs s p = B64.map1 F64.abs s p
let f64x2_neg s p = B64.map1 F64.neg s p
let f64x2_sqrt s p = B64.map1 F64.sqrt s p
let f64x2_ceil s p = B64.map1 F64.ceil s p
let f64x2_floor s p = B64.map1 F64.floor s p
let f64x2_trunc s p = B64.map1 F64.trunc s p
let f64x2_nearest s p = B64.map1 F64.nearest s p
let f64x2_eq s p = B64.map2 (fun a b -> truth64 (F64.eq a b)) s p
let f64x2_ne s p = B64.map2 (fun a b -> truth64 (F64.ne a b)) s p
let f64x2_lt s p = B64.map2 (fun a b -> truth64 (F64.lt a b)) s p
let f64x2_gt s p = B64.map2 (fun a b -> truth64 (F64.gt a b)) s p
let f64x2_le s p = B64.map2 (fun a b -> truth64 (F64.le a b)) s p
let f64x2_ge s p = B64.map2 (fun a b -> truth64 (F64.ge a b)) s p

(* Conversions *)

let i32x4_trunc_sat_f32x4_s s p = S32.init s p (fun i -> Convert.i32_trunc_sat_f32_s (B32.lane s p i))
let i32x4_trunc_sat_f32x4_u s p = S32.init s p (fun i -> Convert.i32_trunc_sat_f32_u (B32.lane s p i))
let i32x4_trunc_sat_f64x2_s_zero s p = S32.init s p (fun i -> if i < 2 then Convert.i32_trunc_sat_f64_s (B64.lane s p i) else 0)
let i32x4_trunc_sat_f64x2_u_zero s p = S32.init s p (fun i -> if i < 2 then Convert.i32_trunc_sat_f64_u (B64.lane s p i) else 0)
let f32x4_convert_i32x4_s s p = B32.init s p (fun i -> Convert.f32_convert_i32_s (S32.lane s p i))
let f32x4_convert_i32x4_u s p = B32.init s p (fun i -> Convert.f32_convert_i32_u (S32.lane s p i))
let f64x2_convert_low_i32x4_s s p = B64.init s p (fun i -> Convert.f64_convert_i32_s (S32.lane s p i))
let f64x2_convert_low_i32x4_u s p = B64.init s p (fun i -> Convert.f64_convert_i32_u (S32.lane s p i))
let f32x4_demote_f64x2_zero s p = B32.init s p (fun i -> if i < 2 then Convert.f32_demote_f64 (B64.lane s p i) else 0l)
let f64x2_promote_low_f32x4 s p = B64.init s p (fun i -> Convert.f64_promote_f32 (B32.lane s p i))

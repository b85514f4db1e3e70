(** Vector operations (specification: Numerics / Vector Operations), one per instruction that touches no memory; the
    name is the instruction's with dots replaced by underscores.

    [op s p] works in the operand stack [s]: [p] is the byte offset of the first operand's first slot, the others follow in
    the order in which they were pushed (a v128 takes two slots of 8 bytes, every other value one), and the
    result is written at [p]. A lane immediate follows as [i], the sixteen of [shuffle] as a string of bytes below 32. The
    caller has validated the instruction: offsets and lanes are not checked here.

    Loads that widen are a load of 8 bytes into the low half followed by [extend_low]; loads that splat are a scalar load
    followed by [splat]. *)

val v128_not : Bytes.t -> int -> unit
val v128_and : Bytes.t -> int -> unit
val v128_andnot : Bytes.t -> int -> unit
val v128_or : Bytes.t -> int -> unit
val v128_xor : Bytes.t -> int -> unit
val v128_bitselect : Bytes.t -> int -> unit
val v128_any_true : Bytes.t -> int -> unit
val i8x16_shuffle : Bytes.t -> int -> string -> unit
val i8x16_swizzle : Bytes.t -> int -> unit
val i8x16_splat : Bytes.t -> int -> unit
val i16x8_splat : Bytes.t -> int -> unit
val i32x4_splat : Bytes.t -> int -> unit
val f32x4_splat : Bytes.t -> int -> unit
val i64x2_splat : Bytes.t -> int -> unit
val f64x2_splat : Bytes.t -> int -> unit
val i8x16_extract_lane_s : Bytes.t -> int -> int -> unit
val i8x16_extract_lane_u : Bytes.t -> int -> int -> unit
val i8x16_replace_lane : Bytes.t -> int -> int -> unit
val i16x8_extract_lane_s : Bytes.t -> int -> int -> unit
val i16x8_extract_lane_u : Bytes.t -> int -> int -> unit
val i16x8_replace_lane : Bytes.t -> int -> int -> unit
val i32x4_extract_lane : Bytes.t -> int -> int -> unit
val i32x4_replace_lane : Bytes.t -> int -> int -> unit
val i64x2_extract_lane : Bytes.t -> int -> int -> unit
val i64x2_replace_lane : Bytes.t -> int -> int -> unit
val f32x4_extract_lane : Bytes.t -> int -> int -> unit
val f32x4_replace_lane : Bytes.t -> int -> int -> unit
val f64x2_extract_lane : Bytes.t -> int -> int -> unit
val f64x2_replace_lane : Bytes.t -> int -> int -> unit
val i8x16_add : Bytes.t -> int -> unit
val i8x16_sub : Bytes.t -> int -> unit
val i8x16_neg : Bytes.t -> int -> unit
val i8x16_abs : Bytes.t -> int -> unit
val i8x16_add_sat_s : Bytes.t -> int -> unit
val i8x16_add_sat_u : Bytes.t -> int -> unit
val i8x16_sub_sat_s : Bytes.t -> int -> unit
val i8x16_sub_sat_u : Bytes.t -> int -> unit
val i8x16_avgr_u : Bytes.t -> int -> unit
val i8x16_min_s : Bytes.t -> int -> unit
val i8x16_min_u : Bytes.t -> int -> unit
val i8x16_max_s : Bytes.t -> int -> unit
val i8x16_max_u : Bytes.t -> int -> unit
val i8x16_popcnt : Bytes.t -> int -> unit
val i8x16_eq : Bytes.t -> int -> unit
val i8x16_ne : Bytes.t -> int -> unit
val i8x16_lt_s : Bytes.t -> int -> unit
val i8x16_lt_u : Bytes.t -> int -> unit
val i8x16_gt_s : Bytes.t -> int -> unit
val i8x16_gt_u : Bytes.t -> int -> unit
val i8x16_le_s : Bytes.t -> int -> unit
val i8x16_le_u : Bytes.t -> int -> unit
val i8x16_ge_s : Bytes.t -> int -> unit
val i8x16_ge_u : Bytes.t -> int -> unit
val i8x16_shl : Bytes.t -> int -> unit
val i8x16_shr_s : Bytes.t -> int -> unit
val i8x16_shr_u : Bytes.t -> int -> unit
val i8x16_all_true : Bytes.t -> int -> unit
val i8x16_bitmask : Bytes.t -> int -> unit
val i16x8_add : Bytes.t -> int -> unit
val i16x8_sub : Bytes.t -> int -> unit
val i16x8_mul : Bytes.t -> int -> unit
val i16x8_neg : Bytes.t -> int -> unit
val i16x8_abs : Bytes.t -> int -> unit
val i16x8_add_sat_s : Bytes.t -> int -> unit
val i16x8_add_sat_u : Bytes.t -> int -> unit
val i16x8_sub_sat_s : Bytes.t -> int -> unit
val i16x8_sub_sat_u : Bytes.t -> int -> unit
val i16x8_avgr_u : Bytes.t -> int -> unit
val i16x8_min_s : Bytes.t -> int -> unit
val i16x8_min_u : Bytes.t -> int -> unit
val i16x8_max_s : Bytes.t -> int -> unit
val i16x8_max_u : Bytes.t -> int -> unit
val i16x8_q15mulr_sat_s : Bytes.t -> int -> unit
val i16x8_eq : Bytes.t -> int -> unit
val i16x8_ne : Bytes.t -> int -> unit
val i16x8_lt_s : Bytes.t -> int -> unit
val i16x8_lt_u : Bytes.t -> int -> unit
val i16x8_gt_s : Bytes.t -> int -> unit
val i16x8_gt_u : Bytes.t -> int -> unit
val i16x8_le_s : Bytes.t -> int -> unit
val i16x8_le_u : Bytes.t -> int -> unit
val i16x8_ge_s : Bytes.t -> int -> unit
val i16x8_ge_u : Bytes.t -> int -> unit
val i16x8_shl : Bytes.t -> int -> unit
val i16x8_shr_s : Bytes.t -> int -> unit
val i16x8_shr_u : Bytes.t -> int -> unit
val i16x8_all_true : Bytes.t -> int -> unit
val i16x8_bitmask : Bytes.t -> int -> unit
val i32x4_add : Bytes.t -> int -> unit
val i32x4_sub : Bytes.t -> int -> unit
val i32x4_mul : Bytes.t -> int -> unit
val i32x4_neg : Bytes.t -> int -> unit
val i32x4_abs : Bytes.t -> int -> unit
val i32x4_min_s : Bytes.t -> int -> unit
val i32x4_min_u : Bytes.t -> int -> unit
val i32x4_max_s : Bytes.t -> int -> unit
val i32x4_max_u : Bytes.t -> int -> unit
val i32x4_eq : Bytes.t -> int -> unit
val i32x4_ne : Bytes.t -> int -> unit
val i32x4_lt_s : Bytes.t -> int -> unit
val i32x4_lt_u : Bytes.t -> int -> unit
val i32x4_gt_s : Bytes.t -> int -> unit
val i32x4_gt_u : Bytes.t -> int -> unit
val i32x4_le_s : Bytes.t -> int -> unit
val i32x4_le_u : Bytes.t -> int -> unit
val i32x4_ge_s : Bytes.t -> int -> unit
val i32x4_ge_u : Bytes.t -> int -> unit
val i32x4_shl : Bytes.t -> int -> unit
val i32x4_shr_s : Bytes.t -> int -> unit
val i32x4_shr_u : Bytes.t -> int -> unit
val i32x4_all_true : Bytes.t -> int -> unit
val i32x4_bitmask : Bytes.t -> int -> unit
val i64x2_add : Bytes.t -> int -> unit
val i64x2_sub : Bytes.t -> int -> unit
val i64x2_mul : Bytes.t -> int -> unit
val i64x2_neg : Bytes.t -> int -> unit
val i64x2_abs : Bytes.t -> int -> unit
val i64x2_eq : Bytes.t -> int -> unit
val i64x2_ne : Bytes.t -> int -> unit
val i64x2_lt_s : Bytes.t -> int -> unit
val i64x2_gt_s : Bytes.t -> int -> unit
val i64x2_le_s : Bytes.t -> int -> unit
val i64x2_ge_s : Bytes.t -> int -> unit
val i64x2_shl : Bytes.t -> int -> unit
val i64x2_shr_s : Bytes.t -> int -> unit
val i64x2_shr_u : Bytes.t -> int -> unit
val i64x2_all_true : Bytes.t -> int -> unit
val i64x2_bitmask : Bytes.t -> int -> unit
val i8x16_narrow_i16x8_s : Bytes.t -> int -> unit
val i8x16_narrow_i16x8_u : Bytes.t -> int -> unit
val i16x8_narrow_i32x4_s : Bytes.t -> int -> unit
val i16x8_narrow_i32x4_u : Bytes.t -> int -> unit
val i16x8_extend_low_i8x16_s : Bytes.t -> int -> unit
val i16x8_extend_low_i8x16_u : Bytes.t -> int -> unit
val i16x8_extend_high_i8x16_s : Bytes.t -> int -> unit
val i16x8_extend_high_i8x16_u : Bytes.t -> int -> unit
val i16x8_extmul_low_i8x16_s : Bytes.t -> int -> unit
val i16x8_extmul_low_i8x16_u : Bytes.t -> int -> unit
val i16x8_extmul_high_i8x16_s : Bytes.t -> int -> unit
val i16x8_extmul_high_i8x16_u : Bytes.t -> int -> unit
val i16x8_extadd_pairwise_i8x16_s : Bytes.t -> int -> unit
val i16x8_extadd_pairwise_i8x16_u : Bytes.t -> int -> unit
val i32x4_extend_low_i16x8_s : Bytes.t -> int -> unit
val i32x4_extend_low_i16x8_u : Bytes.t -> int -> unit
val i32x4_extend_high_i16x8_s : Bytes.t -> int -> unit
val i32x4_extend_high_i16x8_u : Bytes.t -> int -> unit
val i32x4_extmul_low_i16x8_s : Bytes.t -> int -> unit
val i32x4_extmul_low_i16x8_u : Bytes.t -> int -> unit
val i32x4_extmul_high_i16x8_s : Bytes.t -> int -> unit
val i32x4_extmul_high_i16x8_u : Bytes.t -> int -> unit
val i32x4_extadd_pairwise_i16x8_s : Bytes.t -> int -> unit
val i32x4_extadd_pairwise_i16x8_u : Bytes.t -> int -> unit
val i32x4_dot_i16x8_s : Bytes.t -> int -> unit
val i64x2_extend_low_i32x4_s : Bytes.t -> int -> unit
val i64x2_extend_low_i32x4_u : Bytes.t -> int -> unit
val i64x2_extend_high_i32x4_s : Bytes.t -> int -> unit
val i64x2_extend_high_i32x4_u : Bytes.t -> int -> unit
val i64x2_extmul_low_i32x4_s : Bytes.t -> int -> unit
val i64x2_extmul_low_i32x4_u : Bytes.t -> int -> unit
val i64x2_extmul_high_i32x4_s : Bytes.t -> int -> unit
val i64x2_extmul_high_i32x4_u : Bytes.t -> int -> unit
val f32x4_add : Bytes.t -> int -> unit
val f32x4_sub : Bytes.t -> int -> unit
val f32x4_mul : Bytes.t -> int -> unit
val f32x4_div : Bytes.t -> int -> unit
val f32x4_min : Bytes.t -> int -> unit
val f32x4_max : Bytes.t -> int -> unit
val f32x4_pmin : Bytes.t -> int -> unit
val f32x4_pmax : Bytes.t -> int -> unit
val f32x4_abs : Bytes.t -> int -> unit
val f32x4_neg : Bytes.t -> int -> unit
val f32x4_sqrt : Bytes.t -> int -> unit
val f32x4_ceil : Bytes.t -> int -> unit
val f32x4_floor : Bytes.t -> int -> unit
val f32x4_trunc : Bytes.t -> int -> unit
val f32x4_nearest : Bytes.t -> int -> unit
val f32x4_eq : Bytes.t -> int -> unit
val f32x4_ne : Bytes.t -> int -> unit
val f32x4_lt : Bytes.t -> int -> unit
val f32x4_gt : Bytes.t -> int -> unit
val f32x4_le : Bytes.t -> int -> unit
val f32x4_ge : Bytes.t -> int -> unit
val f64x2_add : Bytes.t -> int -> unit
val f64x2_sub : Bytes.t -> int -> unit
val f64x2_mul : Bytes.t -> int -> unit
val f64x2_div : Bytes.t -> int -> unit
val f64x2_min : Bytes.t -> int -> unit
val f64x2_max : Bytes.t -> int -> unit
val f64x2_pmin : Bytes.t -> int -> unit
val f64x2_pmax : Bytes.t -> int -> unit
val f64x2_abs : Bytes.t -> int -> unit
val f64x2_neg : Bytes.t -> int -> unit
val f64x2_sqrt : Bytes.t -> int -> unit
val f64x2_ceil : Bytes.t -> int -> unit
val f64x2_floor : Bytes.t -> int -> unit
val f64x2_trunc : Bytes.t -> int -> unit
val f64x2_nearest : Bytes.t -> int -> unit
val f64x2_eq : Bytes.t -> int -> unit
val f64x2_ne : Bytes.t -> int -> unit
val f64x2_lt : Bytes.t -> int -> unit
val f64x2_gt : Bytes.t -> int -> unit
val f64x2_le : Bytes.t -> int -> unit
val f64x2_ge : Bytes.t -> int -> unit
val i32x4_trunc_sat_f32x4_s : Bytes.t -> int -> unit
val i32x4_trunc_sat_f32x4_u : Bytes.t -> int -> unit
val i32x4_trunc_sat_f64x2_s_zero : Bytes.t -> int -> unit
val i32x4_trunc_sat_f64x2_u_zero : Bytes.t -> int -> unit
val f32x4_convert_i32x4_s : Bytes.t -> int -> unit
val f32x4_convert_i32x4_u : Bytes.t -> int -> unit
val f64x2_convert_low_i32x4_s : Bytes.t -> int -> unit
val f64x2_convert_low_i32x4_u : Bytes.t -> int -> unit
val f32x4_demote_f64x2_zero : Bytes.t -> int -> unit
val f64x2_promote_low_f32x4 : Bytes.t -> int -> unit

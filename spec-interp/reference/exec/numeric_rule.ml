(* Which rule carries out which numeric instruction. *)

open Ast

let unary op =
  match op with
  | I32_clz -> Rules_i32.clz
  | I32_ctz -> Rules_i32.ctz
  | I32_popcnt -> Rules_i32.popcnt
  | I32_extend8_s -> Rules_i32.extend8_s
  | I32_extend16_s -> Rules_i32.extend16_s
  | I32_eqz -> Rules_i32.eqz
  | I64_clz -> Rules_i64.clz
  | I64_ctz -> Rules_i64.ctz
  | I64_popcnt -> Rules_i64.popcnt
  | I64_extend8_s -> Rules_i64.extend8_s
  | I64_extend16_s -> Rules_i64.extend16_s
  | I64_extend32_s -> Rules_i64.extend32_s
  | I64_eqz -> Rules_i64.eqz
  | F32_abs -> Rules_f32.abs
  | F32_neg -> Rules_f32.neg
  | F32_ceil -> Rules_f32.ceil
  | F32_floor -> Rules_f32.floor
  | F32_trunc -> Rules_f32.trunc
  | F32_nearest -> Rules_f32.nearest
  | F32_sqrt -> Rules_f32.sqrt
  | F64_abs -> Rules_f64.abs
  | F64_neg -> Rules_f64.neg
  | F64_ceil -> Rules_f64.ceil
  | F64_floor -> Rules_f64.floor
  | F64_trunc -> Rules_f64.trunc
  | F64_nearest -> Rules_f64.nearest
  | F64_sqrt -> Rules_f64.sqrt
  | I32_wrap_i64 -> Rules_convert.i32_wrap_i64
  | I64_extend_i32_s -> Rules_convert.i64_extend_i32_s
  | I64_extend_i32_u -> Rules_convert.i64_extend_i32_u
  | F32_convert_i32_s -> Rules_convert.f32_convert_i32_s
  | F32_convert_i32_u -> Rules_convert.f32_convert_i32_u
  | F32_convert_i64_s -> Rules_convert.f32_convert_i64_s
  | F32_convert_i64_u -> Rules_convert.f32_convert_i64_u
  | F32_demote_f64 -> Rules_convert.f32_demote_f64
  | F64_convert_i32_s -> Rules_convert.f64_convert_i32_s
  | F64_convert_i32_u -> Rules_convert.f64_convert_i32_u
  | F64_convert_i64_s -> Rules_convert.f64_convert_i64_s
  | F64_convert_i64_u -> Rules_convert.f64_convert_i64_u
  | F64_promote_f32 -> Rules_convert.f64_promote_f32
  | I32_reinterpret_f32 -> Rules_convert.i32_reinterpret_f32
  | I64_reinterpret_f64 -> Rules_convert.i64_reinterpret_f64
  | F32_reinterpret_i32 -> Rules_convert.f32_reinterpret_i32
  | F64_reinterpret_i64 -> Rules_convert.f64_reinterpret_i64
  | I32_trunc_sat_f32_s -> Rules_convert.i32_trunc_sat_f32_s
  | I32_trunc_sat_f32_u -> Rules_convert.i32_trunc_sat_f32_u
  | I32_trunc_sat_f64_s -> Rules_convert.i32_trunc_sat_f64_s
  | I32_trunc_sat_f64_u -> Rules_convert.i32_trunc_sat_f64_u
  | I64_trunc_sat_f32_s -> Rules_convert.i64_trunc_sat_f32_s
  | I64_trunc_sat_f32_u -> Rules_convert.i64_trunc_sat_f32_u
  | I64_trunc_sat_f64_s -> Rules_convert.i64_trunc_sat_f64_s
  | I64_trunc_sat_f64_u -> Rules_convert.i64_trunc_sat_f64_u
  | _ -> assert false

let partial_unary op =
  match op with
  | I32_trunc_f32_s -> Rules_convert.i32_trunc_f32_s
  | I32_trunc_f32_u -> Rules_convert.i32_trunc_f32_u
  | I32_trunc_f64_s -> Rules_convert.i32_trunc_f64_s
  | I32_trunc_f64_u -> Rules_convert.i32_trunc_f64_u
  | I64_trunc_f32_s -> Rules_convert.i64_trunc_f32_s
  | I64_trunc_f32_u -> Rules_convert.i64_trunc_f32_u
  | I64_trunc_f64_s -> Rules_convert.i64_trunc_f64_s
  | I64_trunc_f64_u -> Rules_convert.i64_trunc_f64_u
  | _ -> assert false

let binary op =
  match op with
  | I32_eq -> Rules_i32.eq
  | I32_ne -> Rules_i32.ne
  | I32_lt_s -> Rules_i32.lt_s
  | I32_lt_u -> Rules_i32.lt_u
  | I32_gt_s -> Rules_i32.gt_s
  | I32_gt_u -> Rules_i32.gt_u
  | I32_le_s -> Rules_i32.le_s
  | I32_le_u -> Rules_i32.le_u
  | I32_ge_s -> Rules_i32.ge_s
  | I32_ge_u -> Rules_i32.ge_u
  | I32_add -> Rules_i32.add
  | I32_sub -> Rules_i32.sub
  | I32_mul -> Rules_i32.mul
  | I32_and -> Rules_i32.and_
  | I32_or -> Rules_i32.or_
  | I32_xor -> Rules_i32.xor
  | I32_shl -> Rules_i32.shl
  | I32_shr_s -> Rules_i32.shr_s
  | I32_shr_u -> Rules_i32.shr_u
  | I32_rotl -> Rules_i32.rotl
  | I32_rotr -> Rules_i32.rotr
  | I64_eq -> Rules_i64.eq
  | I64_ne -> Rules_i64.ne
  | I64_lt_s -> Rules_i64.lt_s
  | I64_lt_u -> Rules_i64.lt_u
  | I64_gt_s -> Rules_i64.gt_s
  | I64_gt_u -> Rules_i64.gt_u
  | I64_le_s -> Rules_i64.le_s
  | I64_le_u -> Rules_i64.le_u
  | I64_ge_s -> Rules_i64.ge_s
  | I64_ge_u -> Rules_i64.ge_u
  | I64_add -> Rules_i64.add
  | I64_sub -> Rules_i64.sub
  | I64_mul -> Rules_i64.mul
  | I64_and -> Rules_i64.and_
  | I64_or -> Rules_i64.or_
  | I64_xor -> Rules_i64.xor
  | I64_shl -> Rules_i64.shl
  | I64_shr_s -> Rules_i64.shr_s
  | I64_shr_u -> Rules_i64.shr_u
  | I64_rotl -> Rules_i64.rotl
  | I64_rotr -> Rules_i64.rotr
  | F32_eq -> Rules_f32.eq
  | F32_ne -> Rules_f32.ne
  | F32_lt -> Rules_f32.lt
  | F32_gt -> Rules_f32.gt
  | F32_le -> Rules_f32.le
  | F32_ge -> Rules_f32.ge
  | F32_add -> Rules_f32.add
  | F32_sub -> Rules_f32.sub
  | F32_mul -> Rules_f32.mul
  | F32_div -> Rules_f32.div
  | F32_min -> Rules_f32.min
  | F32_max -> Rules_f32.max
  | F32_copysign -> Rules_f32.copysign
  | F64_eq -> Rules_f64.eq
  | F64_ne -> Rules_f64.ne
  | F64_lt -> Rules_f64.lt
  | F64_gt -> Rules_f64.gt
  | F64_le -> Rules_f64.le
  | F64_ge -> Rules_f64.ge
  | F64_add -> Rules_f64.add
  | F64_sub -> Rules_f64.sub
  | F64_mul -> Rules_f64.mul
  | F64_div -> Rules_f64.div
  | F64_min -> Rules_f64.min
  | F64_max -> Rules_f64.max
  | F64_copysign -> Rules_f64.copysign
  | _ -> assert false

let partial_binary op =
  match op with
  | I32_div_s -> Rules_i32.div_s
  | I32_div_u -> Rules_i32.div_u
  | I32_rem_s -> Rules_i32.rem_s
  | I32_rem_u -> Rules_i32.rem_u
  | I64_div_s -> Rules_i64.div_s
  | I64_div_u -> Rules_i64.div_u
  | I64_rem_s -> Rules_i64.rem_s
  | I64_rem_u -> Rules_i64.rem_u
  | _ -> assert false

let constant op k =
  match (op, k) with
  | I32_eq, I32_const k -> Some (fun a -> Rules_i32.eq_k a k)
  | I32_ne, I32_const k -> Some (fun a -> Rules_i32.ne_k a k)
  | I32_lt_s, I32_const k -> Some (fun a -> Rules_i32.lt_s_k a k)
  | I32_lt_u, I32_const k -> Some (fun a -> Rules_i32.lt_u_k a k)
  | I32_gt_s, I32_const k -> Some (fun a -> Rules_i32.gt_s_k a k)
  | I32_gt_u, I32_const k -> Some (fun a -> Rules_i32.gt_u_k a k)
  | I32_le_s, I32_const k -> Some (fun a -> Rules_i32.le_s_k a k)
  | I32_le_u, I32_const k -> Some (fun a -> Rules_i32.le_u_k a k)
  | I32_ge_s, I32_const k -> Some (fun a -> Rules_i32.ge_s_k a k)
  | I32_ge_u, I32_const k -> Some (fun a -> Rules_i32.ge_u_k a k)
  | I32_add, I32_const k -> Some (fun a -> Rules_i32.add_k a k)
  | I32_sub, I32_const k -> Some (fun a -> Rules_i32.sub_k a k)
  | I32_mul, I32_const k -> Some (fun a -> Rules_i32.mul_k a k)
  | I32_and, I32_const k -> Some (fun a -> Rules_i32.and_k a k)
  | I32_or, I32_const k -> Some (fun a -> Rules_i32.or_k a k)
  | I32_xor, I32_const k -> Some (fun a -> Rules_i32.xor_k a k)
  | I32_shl, I32_const k -> Some (fun a -> Rules_i32.shl_k a k)
  | I32_shr_s, I32_const k -> Some (fun a -> Rules_i32.shr_s_k a k)
  | I32_shr_u, I32_const k -> Some (fun a -> Rules_i32.shr_u_k a k)
  | I64_eq, I64_const k -> Some (fun a -> Rules_i64.eq_k a k)
  | I64_ne, I64_const k -> Some (fun a -> Rules_i64.ne_k a k)
  | I64_lt_s, I64_const k -> Some (fun a -> Rules_i64.lt_s_k a k)
  | I64_lt_u, I64_const k -> Some (fun a -> Rules_i64.lt_u_k a k)
  | I64_gt_s, I64_const k -> Some (fun a -> Rules_i64.gt_s_k a k)
  | I64_gt_u, I64_const k -> Some (fun a -> Rules_i64.gt_u_k a k)
  | I64_le_s, I64_const k -> Some (fun a -> Rules_i64.le_s_k a k)
  | I64_le_u, I64_const k -> Some (fun a -> Rules_i64.le_u_k a k)
  | I64_ge_s, I64_const k -> Some (fun a -> Rules_i64.ge_s_k a k)
  | I64_ge_u, I64_const k -> Some (fun a -> Rules_i64.ge_u_k a k)
  | I64_add, I64_const k -> Some (fun a -> Rules_i64.add_k a k)
  | I64_sub, I64_const k -> Some (fun a -> Rules_i64.sub_k a k)
  | I64_mul, I64_const k -> Some (fun a -> Rules_i64.mul_k a k)
  | I64_and, I64_const k -> Some (fun a -> Rules_i64.and_k a k)
  | I64_or, I64_const k -> Some (fun a -> Rules_i64.or_k a k)
  | I64_xor, I64_const k -> Some (fun a -> Rules_i64.xor_k a k)
  | I64_shl, I64_const k -> Some (fun a -> Rules_i64.shl_k a k)
  | I64_shr_s, I64_const k -> Some (fun a -> Rules_i64.shr_s_k a k)
  | I64_shr_u, I64_const k -> Some (fun a -> Rules_i64.shr_u_k a k)
  | F32_add, F32_const k -> Some (fun a -> Rules_f32.add_k a (Int32.of_int k))
  | F32_sub, F32_const k -> Some (fun a -> Rules_f32.sub_k a (Int32.of_int k))
  | F32_mul, F32_const k -> Some (fun a -> Rules_f32.mul_k a (Int32.of_int k))
  | F32_div, F32_const k -> Some (fun a -> Rules_f32.div_k a (Int32.of_int k))
  | F64_add, F64_const k -> Some (fun a -> Rules_f64.add_k a k)
  | F64_sub, F64_const k -> Some (fun a -> Rules_f64.sub_k a k)
  | F64_mul, F64_const k -> Some (fun a -> Rules_f64.mul_k a k)
  | F64_div, F64_const k -> Some (fun a -> Rules_f64.div_k a k)
  | _ -> None

type shape = Unary | Partial_unary | Binary | Partial_binary

let shape op =
  match op with
  | I32_div_s | I32_div_u | I32_rem_s | I32_rem_u | I64_div_s | I64_div_u | I64_rem_s | I64_rem_u ->
      Partial_binary
  | I32_trunc_f32_s | I32_trunc_f32_u | I32_trunc_f64_s | I32_trunc_f64_u | I64_trunc_f32_s | I64_trunc_f32_u
  | I64_trunc_f64_s | I64_trunc_f64_u ->
      Partial_unary
  | _ -> ( match Numeric_op.signature op with One _ -> Unary | Two _ -> Binary)

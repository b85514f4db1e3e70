open Types
open Ast

let by_opcode =
  [|
    I32_eqz; I32_eq; I32_ne; I32_lt_s; I32_lt_u; I32_gt_s;
    I32_gt_u; I32_le_s; I32_le_u; I32_ge_s; I32_ge_u; I64_eqz;
    I64_eq; I64_ne; I64_lt_s; I64_lt_u; I64_gt_s; I64_gt_u;
    I64_le_s; I64_le_u; I64_ge_s; I64_ge_u; F32_eq; F32_ne;
    F32_lt; F32_gt; F32_le; F32_ge; F64_eq; F64_ne;
    F64_lt; F64_gt; F64_le; F64_ge; I32_clz; I32_ctz;
    I32_popcnt; I32_add; I32_sub; I32_mul; I32_div_s; I32_div_u;
    I32_rem_s; I32_rem_u; I32_and; I32_or; I32_xor; I32_shl;
    I32_shr_s; I32_shr_u; I32_rotl; I32_rotr; I64_clz; I64_ctz;
    I64_popcnt; I64_add; I64_sub; I64_mul; I64_div_s; I64_div_u;
    I64_rem_s; I64_rem_u; I64_and; I64_or; I64_xor; I64_shl;
    I64_shr_s; I64_shr_u; I64_rotl; I64_rotr; F32_abs; F32_neg;
    F32_ceil; F32_floor; F32_trunc; F32_nearest; F32_sqrt; F32_add;
    F32_sub; F32_mul; F32_div; F32_min; F32_max; F32_copysign;
    F64_abs; F64_neg; F64_ceil; F64_floor; F64_trunc; F64_nearest;
    F64_sqrt; F64_add; F64_sub; F64_mul; F64_div; F64_min;
    F64_max; F64_copysign; I32_wrap_i64; I32_trunc_f32_s; I32_trunc_f32_u; I32_trunc_f64_s;
    I32_trunc_f64_u; I64_extend_i32_s; I64_extend_i32_u; I64_trunc_f32_s; I64_trunc_f32_u; I64_trunc_f64_s;
    I64_trunc_f64_u; F32_convert_i32_s; F32_convert_i32_u; F32_convert_i64_s; F32_convert_i64_u; F32_demote_f64;
    F64_convert_i32_s; F64_convert_i32_u; F64_convert_i64_s; F64_convert_i64_u; F64_promote_f32; I32_reinterpret_f32;
    I64_reinterpret_f64; F32_reinterpret_i32; F64_reinterpret_i64; I32_extend8_s; I32_extend16_s; I64_extend8_s;
    I64_extend16_s; I64_extend32_s;
  |]

let saturating =
  [|
    I32_trunc_sat_f32_s; I32_trunc_sat_f32_u; I32_trunc_sat_f64_s; I32_trunc_sat_f64_u; I64_trunc_sat_f32_s; I64_trunc_sat_f32_u;
    I64_trunc_sat_f64_s; I64_trunc_sat_f64_u;
  |]

let loads =
  [|
    I32_load; I64_load; F32_load; F64_load; I32_load8_s; I32_load8_u;
    I32_load16_s; I32_load16_u; I64_load8_s; I64_load8_u; I64_load16_s; I64_load16_u;
    I64_load32_s; I64_load32_u;
  |]

let stores =
  [|
    I32_store; I64_store; F32_store; F64_store; I32_store8; I32_store16;
    I64_store8; I64_store16; I64_store32;
  |]

type arity = One of valtype * valtype | Two of valtype * valtype

(* "Validation: Instructions", "Numeric Instructions": unop, testop and cvtop have one operand, binop and relop two of one type. *)
let signature op =
  match op with
  | I32_eqz | I32_clz | I32_ctz | I32_popcnt | I32_extend8_s | I32_extend16_s ->
      One (I32, I32)
  | I32_eq | I32_ne | I32_lt_s | I32_lt_u | I32_gt_s | I32_gt_u | I32_le_s | I32_le_u | I32_ge_s | I32_ge_u
  | I32_add | I32_sub | I32_mul | I32_div_s | I32_div_u | I32_rem_s | I32_rem_u | I32_and | I32_or | I32_xor
  | I32_shl | I32_shr_s | I32_shr_u | I32_rotl | I32_rotr ->
      Two (I32, I32)
  | I64_eqz | I32_wrap_i64 ->
      One (I64, I32)
  | I64_eq | I64_ne | I64_lt_s | I64_lt_u | I64_gt_s | I64_gt_u | I64_le_s | I64_le_u | I64_ge_s | I64_ge_u ->
      Two (I64, I32)
  | F32_eq | F32_ne | F32_lt | F32_gt | F32_le | F32_ge ->
      Two (F32, I32)
  | F64_eq | F64_ne | F64_lt | F64_gt | F64_le | F64_ge ->
      Two (F64, I32)
  | I64_clz | I64_ctz | I64_popcnt | I64_extend8_s | I64_extend16_s | I64_extend32_s ->
      One (I64, I64)
  | I64_add | I64_sub | I64_mul | I64_div_s | I64_div_u | I64_rem_s | I64_rem_u | I64_and | I64_or | I64_xor
  | I64_shl | I64_shr_s | I64_shr_u | I64_rotl | I64_rotr ->
      Two (I64, I64)
  | F32_abs | F32_neg | F32_ceil | F32_floor | F32_trunc | F32_nearest | F32_sqrt ->
      One (F32, F32)
  | F32_add | F32_sub | F32_mul | F32_div | F32_min | F32_max | F32_copysign ->
      Two (F32, F32)
  | F64_abs | F64_neg | F64_ceil | F64_floor | F64_trunc | F64_nearest | F64_sqrt ->
      One (F64, F64)
  | F64_add | F64_sub | F64_mul | F64_div | F64_min | F64_max | F64_copysign ->
      Two (F64, F64)
  | I32_trunc_f32_s | I32_trunc_f32_u | I32_reinterpret_f32 | I32_trunc_sat_f32_s | I32_trunc_sat_f32_u ->
      One (F32, I32)
  | I32_trunc_f64_s | I32_trunc_f64_u | I32_trunc_sat_f64_s | I32_trunc_sat_f64_u ->
      One (F64, I32)
  | I64_extend_i32_s | I64_extend_i32_u ->
      One (I32, I64)
  | I64_trunc_f32_s | I64_trunc_f32_u | I64_trunc_sat_f32_s | I64_trunc_sat_f32_u ->
      One (F32, I64)
  | I64_trunc_f64_s | I64_trunc_f64_u | I64_reinterpret_f64 | I64_trunc_sat_f64_s | I64_trunc_sat_f64_u ->
      One (F64, I64)
  | F32_convert_i32_s | F32_convert_i32_u | F32_reinterpret_i32 ->
      One (I32, F32)
  | F32_convert_i64_s | F32_convert_i64_u ->
      One (I64, F32)
  | F32_demote_f64 ->
      One (F64, F32)
  | F64_convert_i32_s | F64_convert_i32_u ->
      One (I32, F64)
  | F64_convert_i64_s | F64_convert_i64_u | F64_reinterpret_i64 ->
      One (I64, F64)
  | F64_promote_f32 ->
      One (F32, F64)

(* The type loaded, and the exponent of two of the width in bytes. *)
let load op =
  match op with
  | I32_load -> (I32, 2)
  | I64_load -> (I64, 3)
  | F32_load -> (F32, 2)
  | F64_load -> (F64, 3)
  | I32_load8_s | I32_load8_u -> (I32, 0)
  | I32_load16_s | I32_load16_u -> (I32, 1)
  | I64_load8_s | I64_load8_u -> (I64, 0)
  | I64_load16_s | I64_load16_u -> (I64, 1)
  | I64_load32_s | I64_load32_u -> (I64, 2)

let store op =
  match op with
  | I32_store -> (I32, 2)
  | I64_store -> (I64, 3)
  | F32_store -> (F32, 2)
  | F64_store -> (F64, 3)
  | I32_store8 -> (I32, 0)
  | I32_store16 -> (I32, 1)
  | I64_store8 -> (I64, 0)
  | I64_store16 -> (I64, 1)
  | I64_store32 -> (I64, 2)

(* The abstract syntax of modules; ast.mli says what each part means. *)

open Types

type numop =
  | I32_eqz | I32_eq | I32_ne | I32_lt_s | I32_lt_u | I32_gt_s
  | I32_gt_u | I32_le_s | I32_le_u | I32_ge_s | I32_ge_u | I64_eqz
  | I64_eq | I64_ne | I64_lt_s | I64_lt_u | I64_gt_s | I64_gt_u
  | I64_le_s | I64_le_u | I64_ge_s | I64_ge_u | F32_eq | F32_ne
  | F32_lt | F32_gt | F32_le | F32_ge | F64_eq | F64_ne
  | F64_lt | F64_gt | F64_le | F64_ge | I32_clz | I32_ctz
  | I32_popcnt | I32_add | I32_sub | I32_mul | I32_div_s | I32_div_u
  | I32_rem_s | I32_rem_u | I32_and | I32_or | I32_xor | I32_shl
  | I32_shr_s | I32_shr_u | I32_rotl | I32_rotr | I64_clz | I64_ctz
  | I64_popcnt | I64_add | I64_sub | I64_mul | I64_div_s | I64_div_u
  | I64_rem_s | I64_rem_u | I64_and | I64_or | I64_xor | I64_shl
  | I64_shr_s | I64_shr_u | I64_rotl | I64_rotr | F32_abs | F32_neg
  | F32_ceil | F32_floor | F32_trunc | F32_nearest | F32_sqrt | F32_add
  | F32_sub | F32_mul | F32_div | F32_min | F32_max | F32_copysign
  | F64_abs | F64_neg | F64_ceil | F64_floor | F64_trunc | F64_nearest
  | F64_sqrt | F64_add | F64_sub | F64_mul | F64_div | F64_min
  | F64_max | F64_copysign | I32_wrap_i64 | I32_trunc_f32_s | I32_trunc_f32_u | I32_trunc_f64_s
  | I32_trunc_f64_u | I64_extend_i32_s | I64_extend_i32_u | I64_trunc_f32_s | I64_trunc_f32_u | I64_trunc_f64_s
  | I64_trunc_f64_u | F32_convert_i32_s | F32_convert_i32_u | F32_convert_i64_s | F32_convert_i64_u | F32_demote_f64
  | F64_convert_i32_s | F64_convert_i32_u | F64_convert_i64_s | F64_convert_i64_u | F64_promote_f32 | I32_reinterpret_f32
  | I64_reinterpret_f64 | F32_reinterpret_i32 | F64_reinterpret_i64 | I32_extend8_s | I32_extend16_s | I64_extend8_s
  | I64_extend16_s | I64_extend32_s | I32_trunc_sat_f32_s | I32_trunc_sat_f32_u | I32_trunc_sat_f64_s | I32_trunc_sat_f64_u
  | I64_trunc_sat_f32_s | I64_trunc_sat_f32_u | I64_trunc_sat_f64_s | I64_trunc_sat_f64_u

type loadop =
  | I32_load | I64_load | F32_load | F64_load | I32_load8_s | I32_load8_u
  | I32_load16_s | I32_load16_u | I64_load8_s | I64_load8_u | I64_load16_s | I64_load16_u
  | I64_load32_s | I64_load32_u

type storeop =
  | I32_store | I64_store | F32_store | F64_store | I32_store8 | I32_store16
  | I64_store8 | I64_store16 | I64_store32

type memarg = { align : int; offset : int }

type blocktype = Empty | Value of valtype | Type_index of int

type instr =
  | Unreachable
  | Nop
  | Block of blocktype
  | Loop of blocktype
  | If of blocktype
  | Else
  | End
  | Br of int
  | Br_if of int
  | Br_table of int array * int
  | Return
  | Call of int
  | Call_indirect of int * int
  | Drop
  | Select
  | Select_typed of valtype array
  | Local_get of int
  | Local_set of int
  | Local_tee of int
  | Global_get of int
  | Global_set of int
  | Table_get of int
  | Table_set of int
  | Table_size of int
  | Table_grow of int
  | Table_fill of int
  | Table_copy of int * int
  | Table_init of int * int
  | Elem_drop of int
  | Load of loadop * memarg
  | Store of storeop * memarg
  | Memory_size
  | Memory_grow
  | Memory_fill
  | Memory_copy
  | Memory_init of int
  | Data_drop of int
  | Ref_null of valtype
  | Ref_is_null
  | Ref_func of int
  | I32_const of int
  | I64_const of int64
  | F32_const of int
  | F64_const of int64
  | Numeric of numop
  | V128_const of int64 * int64
  | Shuffle of string
  | Vector of int
  | Vector_lane of int * int
  | Vector_memory of int * memarg
  | Vector_memory_lane of int * memarg * int

type expr = { instrs : instr array; offsets : int array }

type func = { locals : (int * valtype) array; body : expr; body_start : int; size : int }

type 'a located = { at : int; it : 'a }
type segment_mode = Passive | Declarative | Active of { target : int; offset : expr }

type elem = { elem_type : valtype; init : elem_init; elem_mode : segment_mode }

and elem_init = Elem_funcs of int array | Elem_exprs of expr array

type data = { bytes : string; data_mode : segment_mode }
type importdesc = Import_func of int | Import_table of tabletype | Import_memory of memtype | Import_global of globaltype
type import = { import_module : string; import_name : string; import_desc : importdesc }
type exportdesc = Export_func of int | Export_table of int | Export_memory of int | Export_global of int
type export = { export_name : string; export_desc : exportdesc }

type module_ = {
  types : functype array;
  imports : import located array;
  functions : int located array;
  tables : tabletype located array;
  memories : memtype located array;
  globals : (globaltype * expr) located array;
  exports : export located array;
  start : int located option;
  elems : elem located array;
  code : func located array;
  datas : data located array;
}

(* Types of the specification, section "Structure: Types". *)

type valtype = I32 | I64 | F32 | F64 | V128 | Funcref | Externref | Bot

type functype = { params : valtype array; results : valtype array }
type limits = { min : int; max : int option }
type mutability = Const | Var
type globaltype = { mut : mutability; content : valtype }
type tabletype = { element : valtype; table_limits : limits }
type memtype = { memory_limits : limits }

type externtype =
  | Func_type of functype
  | Table_type of tabletype
  | Memory_type of memtype
  | Global_type of globaltype

let units t = match t with V128 -> 2 | _ -> 1

let units_of ts =
  let n = ref 0 in
  Array.iter (fun t -> n := !n + units t) ts;
  !n

let is_num t = match t with I32 | I64 | F32 | F64 | Bot -> true | _ -> false
let is_vec t = match t with V128 | Bot -> true | _ -> false
let is_ref t = match t with Funcref | Externref | Bot -> true | _ -> false

let name t =
  match t with
  | I32 -> "i32"
  | I64 -> "i64"
  | F32 -> "f32"
  | F64 -> "f64"
  | V128 -> "v128"
  | Funcref -> "funcref"
  | Externref -> "externref"
  | Bot -> "bot"

(* Externtype_sub: the limits given by a definition lie within those asked for. *)
let limits_match ~given ~wanted =
  given.min >= wanted.min
  &&
  match (given.max, wanted.max) with
  | _, None -> true
  | None, Some _ -> false
  | Some g, Some w -> g <= w

let externtype_match ~given ~wanted =
  match (given, wanted) with
  | Func_type g, Func_type w -> g = w
  | Table_type g, Table_type w ->
      g.element = w.element
      && limits_match ~given:g.table_limits ~wanted:w.table_limits
  | Memory_type g, Memory_type w ->
      limits_match ~given:g.memory_limits ~wanted:w.memory_limits
  | Global_type g, Global_type w -> g.mut = w.mut && g.content = w.content
  | _ -> false

(* The bytes in which requests, answers and host calls pass between OCaml and Rust: little-endian, no padding. The other half
   is spec-interp/src/wire.rs. The reference interpreter has a half of its own: the two share nothing in OCaml. *)
open Verified_core

(* What was asked for needs a feature of that name, which this interpreter lacks. *)
exception Unsupported of string

type reader = { bytes : Bytes.t; mutable pos : int }

let reader bytes = { bytes; pos = 0 }

let advance r n =
  let pos = r.pos in
  r.pos <- pos + n;
  pos

let get_byte r = Bytes.get_uint8 r.bytes (advance r 1)
let get_int64 r = Bytes.get_int64_le r.bytes (advance r 8)
let get_int32 r = Int32.to_int (Bytes.get_int32_le r.bytes (advance r 4)) land 0xffff_ffff

let get_int r =
  let x = get_int64 r in
  let n = Int64.to_int x in
  if Int64.equal (Int64.of_int n) x then n else invalid_arg "Verified_wire.get_int"

let get_string r =
  let n = get_int r in
  Bytes.sub_string r.bytes (advance r n) n

let get_list get r =
  let n = get_int r in
  if n < 0 || n > Bytes.length r.bytes then invalid_arg "Verified_wire.get_list";
  List.init n (fun _ -> get r)

let get_option get r = if get_byte r = 0 then None else Some (get r)

(* Types by the codes of the binary format. *)
let get_valtype r =
  match get_byte r with
  | 0x7f -> I32T
  | 0x7e -> I64T
  | 0x7d -> F32T
  | 0x7c -> F64T
  | 0x7b -> V128T
  | 0x70 -> RefT FuncRef
  | 0x6f -> RefT ExternRef
  | _ -> invalid_arg "Verified_wire.get_valtype"

(* A reference of that type: an address, or null. *)
let get_reference t r =
  let a = get_int r in
  if a < 0 then RNull t else match t with FuncRef -> RFunc a | ExternRef -> RExtern a

let get_value r =
  match get_valtype r with
  | I32T -> VI32 (get_int32 r)
  | I64T -> VI64 (get_int64 r)
  | F32T -> VF32 (get_int32 r)
  | F64T -> VF64 (Int64.float_of_bits (get_int64 r))
  | V128T -> VV128 (Bytes.sub_string r.bytes (advance r 16) 16)
  | RefT t -> VRef (get_reference t r)

(* An element of a table. *)
let get_element r =
  match get_value r with
  | VRef x -> x
  | _ -> invalid_arg "Verified_wire.get_element"

let get_extern r =
  match get_byte r with
  | 0 -> EFunc (get_int r)
  | 1 -> ETable (get_int r)
  | 2 -> EMem (get_int r)
  | 3 -> EGlobal (get_int r)
  | _ -> invalid_arg "Verified_wire.get_extern"

let get_functype r =
  let ft_params = get_list get_valtype r in
  { ft_params; ft_results = get_list get_valtype r }

let get_limit r =
  let lim_min = get_int r in
  { lim_min; lim_max = get_option get_int r }

let get_tabletype r =
  match get_valtype r with
  | RefT tt_type -> { tt_type; tt_limit = get_limit r }
  | _ -> invalid_arg "Verified_wire.get_tabletype"

let get_globaltype r =
  let gt_type = get_valtype r in
  { gt_type; gt_mut = (if get_byte r = 0 then MConst else MVar) }

type writer = Buffer.t

let byte = Buffer.add_uint8
let bool w x = byte w (Bool.to_int x)
let int w x = Buffer.add_int64_le w (Int64.of_int x)

let string w s =
  int w (String.length s);
  Buffer.add_string w s

let list put w l =
  int w (List.length l);
  List.iter (put w) l

let array put w a =
  int w (Array.length a);
  Array.iter (put w) a

let option put w = function
  | None -> byte w 0
  | Some x ->
    byte w 1;
    put w x

let valtype w = function
  | I32T -> byte w 0x7f
  | I64T -> byte w 0x7e
  | F32T -> byte w 0x7d
  | F64T -> byte w 0x7c
  | V128T -> byte w 0x7b
  | RefT FuncRef -> byte w 0x70
  | RefT ExternRef -> byte w 0x6f

let int32 w x = Buffer.add_int32_le w (Int32.of_int x)

let value w v =
  valtype w (typeof v);
  match v with
  | VI32 x | VF32 x -> int32 w x
  | VI64 x -> Buffer.add_int64_le w x
  | VF64 x -> Buffer.add_int64_le w (Int64.bits_of_float x)
  | VV128 x -> Buffer.add_string w x
  | VRef r -> int w (match r with RNull _ -> -1 | RFunc a | RExtern a -> a)

let element w r = value w (VRef r)

let extern w e =
  let kind, a = match e with EFunc a -> (0, a) | ETable a -> (1, a) | EMem a -> (2, a) | EGlobal a -> (3, a) in
  byte w kind;
  int w a

let functype w t =
  list valtype w t.ft_params;
  list valtype w t.ft_results

let limit w l =
  int w l.lim_min;
  option int w l.lim_max

let tabletype w t =
  valtype w (RefT t.tt_type);
  limit w t.tt_limit

let globaltype w g =
  valtype w g.gt_type;
  bool w (g.gt_mut = MVar)

type externtype = Func_type of functype | Table_type of tabletype | Mem_type of limit | Global_type of globaltype

let externtype w = function
  | Func_type t -> byte w 0; functype w t
  | Table_type t -> byte w 1; tabletype w t
  | Mem_type t -> byte w 2; limit w t
  | Global_type t -> byte w 3; globaltype w t

let traps =
  [| TUnreachable; TIntegerDivideByZero; TIntegerOverflow; TInvalidConversionToInteger; TOutOfBoundsMemoryAccess;
     TOutOfBoundsTableAccess; TUndefinedElement; TUninitializedElement; TIndirectCallTypeMismatch; THost |]

let trap_number k =
  let rec find i = if traps.(i) = k then i else find (i + 1) in
  find 0

let location w l =
  int w l.loc_instance;
  int w l.loc_func;
  int w l.loc_offset

(* How a call ended that did not return. *)
type failure = Trap of trap * loc option | Exhausted of exhaustion * loc option

let get_location r =
  let loc_instance = get_int r in
  let loc_func = get_int r in
  { loc_instance; loc_func; loc_offset = get_int r }

let get_failure r =
  let kind = get_byte r in
  let code = get_byte r in
  let at = get_option get_location r in
  match (kind, code) with
  | 0, k -> Trap (traps.(k), at)
  | 1, 0 -> Exhausted (XFuel, at)
  | 1, 1 -> Exhausted (XCallStack, at)
  | _ -> invalid_arg "Verified_wire.get_failure"

let failure w f =
  let kind, code, at =
    match f with
    | Trap (k, at) -> (0, trap_number k, at)
    | Exhausted (XFuel, at) -> (1, 0, at)
    | Exhausted (XCallStack, at) -> (1, 1, at)
  in
  byte w kind;
  byte w code;
  option location w at

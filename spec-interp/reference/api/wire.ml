open Embedding

type reader = { bytes : Bytes.t; mutable pos : int }

let reader bytes = { bytes; pos = 0 }

let advance r n =
  let pos = r.pos in
  r.pos <- pos + n;
  pos

let get_byte r = Bytes.get_uint8 r.bytes (advance r 1)
let get_int32 r = Bytes.get_int32_le r.bytes (advance r 4)
let get_int64 r = Bytes.get_int64_le r.bytes (advance r 8)

let get_int r =
  let x = get_int64 r in
  let n = Int64.to_int x in
  if Int64.equal (Int64.of_int n) x then n else invalid_arg "Wire.get_int"

let get_bytes r =
  let n = get_int r in
  Bytes.sub r.bytes (advance r n) n

let get_string r = Bytes.unsafe_to_string (get_bytes r)

let get_array get r =
  let n = get_int r in
  if n < 0 || n > Bytes.length r.bytes then invalid_arg "Wire.get_array";
  if n = 0 then [||]
  else
    let array = Array.make n (get r) in
    for i = 1 to n - 1 do array.(i) <- get r done;
    array

(* Types by the codes of the binary format. *)
let get_valtype r : Types.valtype =
  match get_byte r with
  | 0x7f -> I32
  | 0x7e -> I64
  | 0x7d -> F32
  | 0x7c -> F64
  | 0x7b -> V128
  | 0x70 -> Funcref
  | 0x6f -> Externref
  | _ -> invalid_arg "Wire.get_valtype"

let get_value r =
  match get_valtype r with
  | I32 -> I32 (get_int32 r)
  | I64 -> I64 (get_int64 r)
  | F32 -> F32 (get_int32 r)
  | F64 -> F64 (get_int64 r)
  | V128 ->
    let low = get_int64 r in
    V128 (low, get_int64 r)
  | Funcref -> Funcref (get_int r)
  | Externref -> Externref (get_int r)
  | Bot -> invalid_arg "Wire.get_value"

let get_extern r =
  match get_byte r with
  | 0 -> Func (get_int r)
  | 1 -> Table (get_int r)
  | 2 -> Memory (get_int r)
  | 3 -> Global (get_int r)
  | _ -> invalid_arg "Wire.get_extern"

let get_functype r : Types.functype =
  let params = get_array get_valtype r in
  { params; results = get_array get_valtype r }

let get_option get r = if get_byte r = 0 then None else Some (get r)

let get_limits r : Types.limits =
  let min = get_int r in
  { min; max = get_option get_int r }

let get_tabletype r : Types.tabletype =
  let element = get_valtype r in
  { element; table_limits = get_limits r }

let get_globaltype r : Types.globaltype =
  let content = get_valtype r in
  { content; mut = (if get_byte r = 0 then Const else Var) }

let traps =
  [| Unreachable; Integer_divide_by_zero; Integer_overflow; Invalid_conversion_to_integer; Out_of_bounds_memory_access;
     Out_of_bounds_table_access; Undefined_element; Uninitialized_element; Indirect_call_type_mismatch; Host |]

let exhaustions = [| Fuel; Call_stack; Limit; Native_memory |]

let get_location r =
  let instance = get_int r in
  let func = get_int r in
  { instance; func; offset = get_int r }

let get_failure r =
  match get_byte r with
  | 0 ->
    let kind = traps.(get_byte r) in
    Trap (kind, get_option get_location r)
  | 1 ->
    let kind = exhaustions.(get_byte r) in
    Exhaustion (kind, get_option get_location r)
  | _ -> invalid_arg "Wire.get_failure"

let get_host_outcome r =
  match get_byte r with
  | 0 -> Results (get_array get_value r)
  | 1 -> Host_trap
  | 2 -> Host_failure (get_failure r)
  | _ -> failwith "the host function panicked"

type writer = Buffer.t

let byte = Buffer.add_uint8
let bool w x = byte w (Bool.to_int x)
let int w x = Buffer.add_int64_le w (Int64.of_int x)

let string w s =
  int w (String.length s);
  Buffer.add_string w s

let bytes w b =
  int w (Bytes.length b);
  Buffer.add_bytes w b

let array put w a =
  int w (Array.length a);
  Array.iter (put w) a

let option put w = function
  | None -> byte w 0
  | Some x ->
    byte w 1;
    put w x

let valtype w : Types.valtype -> unit = function
  | I32 -> byte w 0x7f
  | I64 -> byte w 0x7e
  | F32 -> byte w 0x7d
  | F64 -> byte w 0x7c
  | V128 -> byte w 0x7b
  | Funcref -> byte w 0x70
  | Externref -> byte w 0x6f
  | Bot -> invalid_arg "Wire.valtype"

let value w = function
  | I32 x ->
    byte w 0x7f;
    Buffer.add_int32_le w x
  | I64 x ->
    byte w 0x7e;
    Buffer.add_int64_le w x
  | F32 x ->
    byte w 0x7d;
    Buffer.add_int32_le w x
  | F64 x ->
    byte w 0x7c;
    Buffer.add_int64_le w x
  | V128 (low, high) ->
    byte w 0x7b;
    Buffer.add_int64_le w low;
    Buffer.add_int64_le w high
  | Funcref a ->
    byte w 0x70;
    int w a
  | Externref a ->
    byte w 0x6f;
    int w a

let tagged w tag x =
  byte w tag;
  int w x

let extern w = function
  | Func a -> tagged w 0 a
  | Table a -> tagged w 1 a
  | Memory a -> tagged w 2 a
  | Global a -> tagged w 3 a

let functype w (t : Types.functype) =
  array valtype w t.params;
  array valtype w t.results

let limits w (l : Types.limits) =
  int w l.min;
  option int w l.max

let tabletype w (t : Types.tabletype) =
  valtype w t.element;
  limits w t.table_limits

let globaltype w (t : Types.globaltype) =
  valtype w t.content;
  bool w (t.mut = Var)

let externtype w : Types.externtype -> unit = function
  | Func_type t ->
    byte w 0;
    functype w t
  | Table_type t ->
    byte w 1;
    tabletype w t
  | Memory_type t ->
    byte w 2;
    limits w t.memory_limits
  | Global_type t ->
    byte w 3;
    globaltype w t

let rejection w r =
  let put kind offset message =
    byte w kind;
    int w offset;
    string w message
  in
  match r with
  | Malformed (offset, message) -> put 0 offset message
  | Invalid (offset, message) -> put 1 offset message
  | Implementation_limit (offset, message) -> put 2 offset message

let location w l =
  int w l.instance;
  int w l.func;
  int w l.offset

let index_of x a =
  let rec find i = if a.(i) = x then i else find (i + 1) in
  find 0

let failure w f =
  let put kind code at =
    byte w kind;
    byte w code;
    option location w at
  in
  match f with
  | Trap (kind, at) -> put 0 (index_of kind traps) at
  | Exhaustion (kind, at) -> put 1 (index_of kind exhaustions) at

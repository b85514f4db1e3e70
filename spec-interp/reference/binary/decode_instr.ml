(* "Binary Format: Instructions". Nesting is a counter and a stack of delimiters, not recursion. *)

open Types
open Ast
open Reject
open Reader

type buffer = {
  mutable instrs : instr array;
  mutable offsets : int array;
  mutable length : int;
  mutable nesting : Bytes.t;  (** one byte per open construct: may an [else] follow? *)
  mutable depth : int;
  mutable data_count_at : int;  (** where an instruction needed the data count section first, or -1 *)
}

let create () =
  {
    instrs = Array.make 64 Nop;
    offsets = Array.make 64 0;
    length = 0;
    nesting = Bytes.make 64 'b';
    depth = 0;
    data_count_at = -1;
  }

let data_count_needed_at b = b.data_count_at

let reserve b =
  if b.length = Array.length b.instrs then begin
    b.instrs <- Array.append b.instrs (Array.make b.length Nop);
    b.offsets <- Array.append b.offsets (Array.make b.length 0)
  end

let enter b kind =
  if b.depth = Bytes.length b.nesting then b.nesting <- Bytes.extend b.nesting 0 b.depth;
  Bytes.set b.nesting b.depth kind;
  b.depth <- b.depth + 1

let valtype_of_byte at b =
  match b with
  | 0x7f -> I32
  | 0x7e -> I64
  | 0x7d -> F32
  | 0x7c -> F64
  | 0x7b -> V128
  | 0x70 -> Funcref
  | 0x6f -> Externref
  | _ -> malformed at "malformed value type"

let valtype r =
  let at = r.pos in
  valtype_of_byte at (byte r)

let reftype r =
  let at = r.pos in
  match byte r with 0x70 -> Funcref | 0x6f -> Externref | _ -> malformed at "malformed reference type"

(* A value type is a negative number of one byte, a type index a non-negative s33. *)
let blocktype r =
  let at = r.pos in
  let b = peek r in
  if b = 0x40 then begin
    r.pos <- at + 1;
    Empty
  end
  else if b land 0xc0 = 0x40 then begin
    r.pos <- at + 1;
    Value (valtype_of_byte at b)
  end
  else
    let x = s33 r in
    if x < 0 then malformed at "malformed block type" else Type_index x

let memarg r =
  let at = r.pos in
  let align = u32 r in
  if align >= 32 then malformed at "malformed memop flags";
  let offset = u32 r in
  { align; offset }

let zero r =
  let at = r.pos in
  if byte r <> 0 then malformed at "zero byte expected"

let numeric = Array.map (fun op -> Numeric op) Numeric_op.by_opcode
let saturating = Array.map (fun op -> Numeric op) Numeric_op.saturating
let illegal at = malformed at "illegal opcode"

let else_ b at =
  if b.depth = 0 || Bytes.get b.nesting (b.depth - 1) <> 'i' then malformed at "else outside of if";
  Bytes.set b.nesting (b.depth - 1) 'b';
  Else

let br_table r =
  let labels = vector r ~limit:Implementation.function_bytes "br_table labels" u32 in
  let default = u32 r in
  Br_table (labels, default)

let call_indirect r =
  let type_ = u32 r in
  let table = u32 r in
  Call_indirect (table, type_)

let select_typed r = Select_typed (vector r ~limit:Implementation.type_arity "select types" valtype)

(* Prefix 0xFC. *)
let saturating_or_bulk b r at =
  match u32 r with
  | n when n < 8 -> saturating.(n)
  | 8 ->
      if b.data_count_at < 0 then b.data_count_at <- at;
      let segment = u32 r in
      zero r;
      Memory_init segment
  | 9 ->
      if b.data_count_at < 0 then b.data_count_at <- at;
      Data_drop (u32 r)
  | 10 ->
      zero r;
      zero r;
      Memory_copy
  | 11 ->
      zero r;
      Memory_fill
  | 12 ->
      let segment = u32 r in
      let table = u32 r in
      Table_init (table, segment)
  | 13 -> Elem_drop (u32 r)
  | 14 ->
      let destination = u32 r in
      let source = u32 r in
      Table_copy (destination, source)
  | 15 -> Table_grow (u32 r)
  | 16 -> Table_size (u32 r)
  | 17 -> Table_fill (u32 r)
  | _ -> illegal at

(* Prefix 0xFD. *)
let vector_instr r at =
  let opcode = u32 r in
  match Vector_op.signature opcode with
  | Load _ | Store _ -> Vector_memory (opcode, memarg r)
  | Load_lane _ | Store_lane _ ->
      let m = memarg r in
      Vector_memory_lane (opcode, m, byte r)
  | Const ->
      let low = little_endian_64 r in
      V128_const (low, little_endian_64 r)
  | Shuffle -> Shuffle (take r 16)
  | Extract _ | Replace _ -> Vector_lane (opcode, byte r)
  | Splat _ | Unary | Binary | Ternary | Shift | Test -> Vector opcode
  | Unknown -> illegal at

let instr b r at =
  let opcode = byte r in
  if opcode >= 0x45 && opcode <= 0xc4 then Array.unsafe_get numeric (opcode - 0x45)
  else
    match opcode with
    | 0x00 -> Unreachable
    | 0x01 -> Nop
    | 0x02 ->
        enter b 'b';
        Block (blocktype r)
    | 0x03 ->
        enter b 'b';
        Loop (blocktype r)
    | 0x04 ->
        enter b 'i';
        If (blocktype r)
    | 0x05 -> else_ b at
    | 0x0b ->
        b.depth <- b.depth - 1;
        End
    | 0x0c -> Br (u32 r)
    | 0x0d -> Br_if (u32 r)
    | 0x0e -> br_table r
    | 0x0f -> Return
    | 0x10 -> Call (u32 r)
    | 0x11 -> call_indirect r
    | 0x1a -> Drop
    | 0x1b -> Select
    | 0x1c -> select_typed r
    | 0x20 -> Local_get (u32 r)
    | 0x21 -> Local_set (u32 r)
    | 0x22 -> Local_tee (u32 r)
    | 0x23 -> Global_get (u32 r)
    | 0x24 -> Global_set (u32 r)
    | 0x25 -> Table_get (u32 r)
    | 0x26 -> Table_set (u32 r)
    | n when n >= 0x28 && n <= 0x35 -> Load (Numeric_op.loads.(n - 0x28), memarg r)
    | n when n >= 0x36 && n <= 0x3e -> Store (Numeric_op.stores.(n - 0x36), memarg r)
    | 0x3f ->
        zero r;
        Memory_size
    | 0x40 ->
        zero r;
        Memory_grow
    | 0x41 -> I32_const (s32 r)
    | 0x42 -> I64_const (s64 r)
    | 0x43 -> F32_const (little_endian_32 r)
    | 0x44 -> F64_const (little_endian_64 r)
    | 0xd0 -> Ref_null (reftype r)
    | 0xd1 -> Ref_is_null
    | 0xd2 -> Ref_func (u32 r)
    | 0xfc -> saturating_or_bulk b r at
    | 0xfd -> vector_instr r at
    | _ -> illegal at

(* expr: instructions up to the [end] that closes the whole. *)
let expr b r =
  b.length <- 0;
  b.depth <- 0;
  enter b 'b';
  while b.depth > 0 do
    let at = r.pos in
    let i = instr b r at in
    reserve b;
    b.instrs.(b.length) <- i;
    b.offsets.(b.length) <- at;
    b.length <- b.length + 1
  done;
  { instrs = Array.sub b.instrs 0 b.length; offsets = Array.sub b.offsets 0 b.length }

(* Loads and stores. The address is read at [a]; an access that [avail] does not cover either traps or makes the memory's backing
   reach that far. [cost] is the fuel up to and with the instruction. *)

open Slots
open Store

let[@inline] check memory finish at =
  if finish > memory.avail && not (reach memory finish) then Outcome.trap Out_of_bounds_memory_access (Some at)

(* Step_read/load-num-val, load-num-trap: i32.load and f32.load *)
let i32_load memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 4) at;
    set32 s (p + d) (get32 memory.data ea);
    next m

(* Step_read/load-num-val, load-num-trap: i64.load and f64.load *)
let i64_load memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 8) at;
    set64 s (p + d) (get64 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i32.load8_s *)
let i32_load8_s memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 1) at;
    set_i32 s (p + d) (I32.extend8_s (get8 memory.data ea));
    next m

(* Step_read/load-pack-val, load-pack-trap: i32.load8_u *)
let i32_load8_u memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 1) at;
    set_i32 s (p + d) (get8 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i32.load16_s *)
let i32_load16_s memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 2) at;
    set_i32 s (p + d) (I32.extend16_s (get16 memory.data ea));
    next m

(* Step_read/load-pack-val, load-pack-trap: i32.load16_u *)
let i32_load16_u memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 2) at;
    set_i32 s (p + d) (get16 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load8_s *)
let i64_load8_s memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 1) at;
    set_int s (p + d) (I32.extend8_s (get8 memory.data ea));
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load8_u *)
let i64_load8_u memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 1) at;
    set_int s (p + d) (get8 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load16_s *)
let i64_load16_s memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 2) at;
    set_int s (p + d) (I32.extend16_s (get16 memory.data ea));
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load16_u *)
let i64_load16_u memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 2) at;
    set_int s (p + d) (get16 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load32_s *)
let i64_load32_s memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 4) at;
    set_int s (p + d) (i32 memory.data ea);
    next m

(* Step_read/load-pack-val, load-pack-trap: i64.load32_u *)
let i64_load32_u memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 4) at;
    set_int s (p + d) (u32 memory.data ea);
    next m

(* Step/store-num-val, store-num-trap: i32.store and f32.store, i64.store32 (the low bytes) *)
let i32_store memory offset a b cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 4) at;
    set32 memory.data ea (get32 s (p + b));
    next m

(* Step/store-num-val, store-num-trap: i64.store and f64.store (the low bytes) *)
let i64_store memory offset a b cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 8) at;
    set64 memory.data ea (get64 s (p + b));
    next m

(* Step/store-pack-val, store-pack-trap: i32.store8 and i64.store8 (the low bytes) *)
let i32_store8 memory offset a b cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 1) at;
    set8 memory.data ea (i32 s (p + b));
    next m

(* Step/store-pack-val, store-pack-trap: i32.store16 and i64.store16 (the low bytes) *)
let i32_store16 memory offset a b cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 2) at;
    set16 memory.data ea (i32 s (p + b));
    next m

let load (op : Ast.loadop) =
  match op with
  | I32_load | F32_load -> i32_load
  | I64_load | F64_load -> i64_load
  | I32_load8_s -> i32_load8_s
  | I32_load8_u -> i32_load8_u
  | I32_load16_s -> i32_load16_s
  | I32_load16_u -> i32_load16_u
  | I64_load8_s -> i64_load8_s
  | I64_load8_u -> i64_load8_u
  | I64_load16_s -> i64_load16_s
  | I64_load16_u -> i64_load16_u
  | I64_load32_s -> i64_load32_s
  | I64_load32_u -> i64_load32_u

let store (op : Ast.storeop) =
  match op with
  | I32_store | F32_store | I64_store32 -> i32_store
  | I64_store | F64_store -> i64_store
  | I32_store8 | I64_store8 -> i32_store8
  | I32_store16 | I64_store16 -> i32_store16

(* Step_read/vload-val, vload-oob: v128.load *)
let v128_load memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 16) at;
    set64 s (p + d) (get64 memory.data ea);
    set64 s (p + d + 8) (get64 memory.data (ea + 8));
    next m

(* Step/vstore-val, vstore-oob: v128.store; the operand lies in two slots from [a + 8] *)
let v128_store memory offset a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + 16) at;
    set64 memory.data ea (get64 s (p + a + 8));
    set64 memory.data (ea + 8) (get64 s (p + a + 16));
    next m

let copy_lane width from at_from into at_into =
  match width with
  | 1 -> set8 into at_into (get8 from at_from)
  | 2 -> set16 into at_into (get16 from at_from)
  | 4 -> set32 into at_into (get32 from at_from)
  | _ -> set64 into at_into (get64 from at_from)

(* Step_read/vload-splat-val, vload-splat-oob; Step_read/vload-shape-val, vload-shape-oob: [expand] makes a vector of the low half *)
let load_expand width expand memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + width) at;
    copy_lane width memory.data ea s (p + d);
    expand s (p + d);
    next m

(* Step_read/vload-zero-val, vload-zero-oob *)
let load_zero width memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + width) at;
    set64 s (p + d) 0L;
    set64 s (p + d + 8) 0L;
    copy_lane width memory.data ea s (p + d);
    next m

(* Step_read/vload_lane-val, vload_lane-oob; the vector lies in two slots from [a + 8] *)
let load_lane width lane memory offset a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + width) at;
    let low = get64 s (p + a + 8) and high = get64 s (p + a + 16) in
    set64 s (p + d) low;
    set64 s (p + d + 8) high;
    copy_lane width memory.data ea s (p + d + (lane * width));
    next m

(* Step/vstore_lane-val, vstore_lane-oob *)
let store_lane width lane memory offset a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let ea = u32 s (p + a) + offset in
    check memory (ea + width) at;
    copy_lane width s (p + a + 8 + (lane * width)) memory.data ea;
    next m

(* The load with this opcode after the prefix. *)
let vector_load opcode =
  match opcode with
  | 0x00 -> v128_load
  | 0x01 -> load_expand 8 Simd.i16x8_extend_low_i8x16_s
  | 0x02 -> load_expand 8 Simd.i16x8_extend_low_i8x16_u
  | 0x03 -> load_expand 8 Simd.i32x4_extend_low_i16x8_s
  | 0x04 -> load_expand 8 Simd.i32x4_extend_low_i16x8_u
  | 0x05 -> load_expand 8 Simd.i64x2_extend_low_i32x4_s
  | 0x06 -> load_expand 8 Simd.i64x2_extend_low_i32x4_u
  | 0x07 -> load_expand 1 Simd.i8x16_splat
  | 0x08 -> load_expand 2 Simd.i16x8_splat
  | 0x09 -> load_expand 4 Simd.i32x4_splat
  | 0x0a -> load_expand 8 Simd.i64x2_splat
  | 0x5c -> load_zero 4
  | 0x5d -> load_zero 8
  | _ -> assert false

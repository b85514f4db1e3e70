(* Instructions on whole memories and tables. The three operands lie in the slots from [a]. The order is that of [engine/FUEL.md]:
   charge, bounds, charge by length, check, act. *)

open Slots
open Store

let check_fuel m at = if m.fuel > m.fuel_limit then Outcome.exhausted Fuel (Some at)

let memory_bounds ok at = if not ok then Outcome.trap Out_of_bounds_memory_access (Some at)
let table_bounds ok at = if not ok then Outcome.trap Out_of_bounds_table_access (Some at)

(* Step_read/memory.size *)
let memory_size memory d next =
  let next = hold next in
  fun m ->
    set_i32 m.stack (m.fp + d) (memory.size / page);
    next m

(* Step/memory.grow-succeed, memory.grow-fail *)
let memory_grow memory a next =
  let next = hold next in
  fun m ->
    set_i32 m.stack (m.fp + a) (grow_memory m memory (u32 m.stack (m.fp + a)));
    next m

(* Step_read/memory.fill-trap, memory.fill-zero, memory.fill-succ *)
let memory_fill memory a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and value = i32 s (p + 8) land 0xff and n = u32 s (p + 16) in
    memory_bounds (d + n <= memory.size) at;
    m.fuel <- m.fuel + (n / 64);
    check_fuel m at;
    if n > 0 then begin
      ignore (reach memory (d + n));
      Bytes.unsafe_fill memory.data d n (Char.unsafe_chr value)
    end;
    next m

(* Step_read/memory.copy-trap, memory.copy-zero, memory.copy-le, memory.copy-gt *)
let memory_copy memory a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and from = u32 s (p + 8) and n = u32 s (p + 16) in
    memory_bounds (d + n <= memory.size && from + n <= memory.size) at;
    m.fuel <- m.fuel + (n / 64);
    check_fuel m at;
    if n > 0 then begin
      ignore (reach memory (max d from + n));
      Bytes.unsafe_blit memory.data from memory.data d n
    end;
    next m

(* Step_read/memory.init-trap, memory.init-zero, memory.init-succ *)
let memory_init instance x memory a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and from = u32 s (p + 8) and n = u32 s (p + 16) in
    let bytes = instance.i_datas.(x) in
    memory_bounds (d + n <= memory.size && from + n <= String.length bytes) at;
    m.fuel <- m.fuel + (n / 64);
    check_fuel m at;
    if n > 0 then begin
      ignore (reach memory (d + n));
      Bytes.unsafe_blit_string bytes from memory.data d n
    end;
    next m

(* Step/data.drop *)
let data_drop instance x next =
  let next = hold next in
  fun m ->
    instance.i_datas.(x) <- "";
    Bytes.set instance.dropped_datas x '\001';
    next m

(* Step_read/table.get-val, table.get-trap *)
let table_get table a d cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let i = u32 s (p + a) in
    table_bounds (i < table.length) at;
    set_int s (p + d) table.elems.(i);
    next m

(* Step/table.set-val, table.set-trap *)
let table_set table a b cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp in
    let i = u32 s (p + a) in
    table_bounds (i < table.length) at;
    table.elems.(i) <- int s (p + b);
    next m

(* Step_read/table.size *)
let table_size table d next =
  let next = hold next in
  fun m ->
    set_i32 m.stack (m.fp + d) table.length;
    next m

(* Step/table.grow-succeed, table.grow-fail *)
let table_grow table a next =
  let next = hold next in
  fun m ->
    let s = m.stack and p = m.fp + a in
    set_i32 s p (grow_table m table (u32 s (p + 8)) (int s p));
    next m

(* Step_read/table.fill-trap, table.fill-zero, table.fill-succ *)
let table_fill table a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and value = int s (p + 8) and n = u32 s (p + 16) in
    table_bounds (d + n <= table.length) at;
    m.fuel <- m.fuel + (n / 8);
    check_fuel m at;
    Array.fill table.elems d n value;
    next m

(* Step_read/table.copy-trap, table.copy-zero, table.copy-le, table.copy-gt *)
let table_copy into source a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and from = u32 s (p + 8) and n = u32 s (p + 16) in
    table_bounds (d + n <= into.length && from + n <= source.length) at;
    m.fuel <- m.fuel + (n / 8);
    check_fuel m at;
    Array.blit source.elems from into.elems d n;
    next m

(* Step_read/table.init-trap, table.init-zero, table.init-succ *)
let table_init instance x table a cost at next =
  let next = hold next in
  fun m ->
    m.fuel <- m.fuel + cost;
    let s = m.stack and p = m.fp + a in
    let d = u32 s p and from = u32 s (p + 8) and n = u32 s (p + 16) in
    let elems = instance.i_elems.(x) in
    table_bounds (d + n <= table.length && from + n <= Array.length elems) at;
    m.fuel <- m.fuel + (n / 8);
    check_fuel m at;
    Array.blit elems from table.elems d n;
    next m

(* Step/elem.drop *)
let elem_drop instance x next =
  let next = hold next in
  fun m ->
    instance.i_elems.(x) <- [||];
    Bytes.set instance.dropped_elems x '\001';
    next m

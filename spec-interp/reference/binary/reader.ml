open Reject

type t = { source : string; mutable pos : int; mutable stop : int }

let create source = { source; pos = 0; stop = String.length source }
let at_end r = r.pos >= r.stop
let remaining r = r.stop - r.pos

let peek r =
  if r.pos >= r.stop then malformed r.pos "unexpected end";
  Char.code (String.unsafe_get r.source r.pos)

let[@inline] byte r =
  let pos = r.pos in
  if pos >= r.stop then malformed pos "unexpected end";
  r.pos <- pos + 1;
  Char.code (String.unsafe_get r.source pos)

let take r n =
  if n > remaining r then malformed r.pos "length out of bounds";
  let s = String.sub r.source r.pos n in
  r.pos <- r.pos + n;
  s

(* uN, N <= 32: the last byte that N allows must not go on, and carry no bits beyond N. *)
let rec unsigned_rest r bits shift acc =
  let at = r.pos in
  let b = byte r in
  if shift + 7 > bits then begin
    if b land 0x80 <> 0 then malformed at "integer representation too long";
    if b lsr (bits - shift) <> 0 then malformed at "integer too large"
  end;
  let acc = acc lor ((b land 0x7f) lsl shift) in
  if b land 0x80 = 0 then acc else unsigned_rest r bits (shift + 7) acc

let[@inline] u32 r =
  if r.pos < r.stop && Char.code (String.unsafe_get r.source r.pos) < 0x80 then byte r
  else unsigned_rest r 32 0 0

(* sN, N <= 33: the unused bits of the last byte repeat the sign. *)
let rec signed_rest r bits shift acc =
  let at = r.pos in
  let b = byte r in
  if shift + 7 > bits then begin
    if b land 0x80 <> 0 then malformed at "integer representation too long";
    let unused = (b land 0x7f) asr (bits - shift - 1) in
    if unused <> 0 && unused <> 0x7f asr (bits - shift - 1) then malformed at "integer too large"
  end;
  let acc = acc lor ((b land 0x7f) lsl shift) in
  if b land 0x80 <> 0 then signed_rest r bits (shift + 7) acc
  else
    let free = Sys.int_size - shift - 7 in
    (acc lsl free) asr free

let s32 r = signed_rest r 32 0 0
let s33 r = signed_rest r 33 0 0

let rec s64_rest r shift acc =
  let at = r.pos in
  let b = byte r in
  if shift = 63 then begin
    if b land 0x80 <> 0 then malformed at "integer representation too long";
    if b <> 0 && b <> 0x7f then malformed at "integer too large"
  end;
  let acc = Int64.logor acc (Int64.shift_left (Int64.of_int (b land 0x7f)) shift) in
  if b land 0x80 <> 0 then s64_rest r (shift + 7) acc
  else
    let free = max 0 (64 - shift - 7) in
    Int64.shift_right (Int64.shift_left acc free) free

let s64 r = s64_rest r 0 0L

let little_endian_32 r =
  if remaining r < 4 then malformed r.stop "unexpected end";
  let v = String.get_int32_le r.source r.pos in
  r.pos <- r.pos + 4;
  Int32.to_int v land 0xffff_ffff

let little_endian_64 r =
  if remaining r < 8 then malformed r.stop "unexpected end";
  let v = String.get_int64_le r.source r.pos in
  r.pos <- r.pos + 8;
  v

(* An element takes a byte at least, so a count past the end is refused before anything of that size exists. *)
let count r ~limit:bound what =
  let at = r.pos in
  let n = u32 r in
  if n > bound then limit at ("too many " ^ what);
  if n > remaining r then malformed at "unexpected end";
  n

let vector r ~limit what item =
  let n = count r ~limit what in
  Array.init n (fun _ -> item r)

let name r =
  let at = r.pos in
  let n = u32 r in
  if n > Implementation.name_bytes then limit at "name too long";
  let start = r.pos in
  let s = take r n in
  if not (Utf8.is_valid s) then malformed start "malformed UTF-8 encoding";
  s

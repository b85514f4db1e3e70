(* "Binary Format: Names": the well-formed sequences, no overlong forms, no surrogates, nothing past U+10FFFF. *)

let continuation s i lo hi =
  i < String.length s
  &&
  let c = Char.code (String.unsafe_get s i) in
  c >= lo && c <= hi

(* How many bytes the well-formed character at [i] takes, 0 when there is none. *)
let width s i =
  let c = Char.code s.[i] in
  let tail j = continuation s (i + j) 0x80 0xbf in
  if c < 0x80 then 1
  else if c < 0xc2 then 0
  else if c < 0xe0 then if tail 1 then 2 else 0
  else if c < 0xf0 then
    let lo = if c = 0xe0 then 0xa0 else 0x80 and hi = if c = 0xed then 0x9f else 0xbf in
    if continuation s (i + 1) lo hi && tail 2 then 3 else 0
  else if c < 0xf5 then
    let lo = if c = 0xf0 then 0x90 else 0x80 and hi = if c = 0xf4 then 0x8f else 0xbf in
    if continuation s (i + 1) lo hi && tail 2 && tail 3 then 4 else 0
  else 0

let rec valid_from s i =
  i = String.length s
  ||
  let n = width s i in
  n > 0 && valid_from s (i + n)

let is_valid s = valid_from s 0

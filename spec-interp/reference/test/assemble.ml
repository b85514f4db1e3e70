let rec leb n = if n < 0x80 then String.make 1 (Char.chr n) else String.make 1 (Char.chr (n land 0x7f lor 0x80)) ^ leb (n lsr 7)

let rec sleb n =
  let low = n land 0x7f and rest = n asr 7 in
  if (rest = 0 && low < 0x40) || (rest = -1 && low >= 0x40) then String.make 1 (Char.chr low)
  else String.make 1 (Char.chr (low lor 0x80)) ^ sleb rest

let bytes codes = String.concat "" (List.map (fun c -> String.make 1 (Char.chr c)) codes)
let vec items = leb (List.length items) ^ String.concat "" items
let name s = leb (String.length s) ^ s
let section id body = if body = "" then "" else bytes [ id ] ^ leb (String.length body) ^ body
let section_of id items = if items = [] then "" else section id (vec items)
let i32 = 0x7f
let i64 = 0x7e
let v128 = 0x7b
let functype params results = "\x60" ^ vec (List.map (fun t -> bytes [ t ]) params) ^ vec (List.map (fun t -> bytes [ t ]) results)

type func = { type_ : int; locals : (int * int) list; code : string }

let func ?(locals = []) type_ code = { type_; locals; code }

let body f =
  let locals = vec (List.map (fun (n, t) -> leb n ^ bytes [ t ]) f.locals) in
  let entry = locals ^ f.code ^ "\x0b" in
  leb (String.length entry) ^ entry

let import_func m n type_ = name m ^ name n ^ "\x00" ^ leb type_
let export_func n x = name n ^ "\x00" ^ leb x

let module_ ?(imports = []) ?table ?memory ?(globals = []) ?(exports = []) ?start ?(elems = []) ?(datas = []) types funcs =
  let limits l = match l with min, None -> "\x00" ^ leb min | min, Some max -> "\x01" ^ leb min ^ leb max in
  let optional f o = match o with None -> [] | Some x -> [ f x ] in
  "\x00asm\x01\x00\x00\x00"
  ^ section_of 1 types
  ^ section_of 2 imports
  ^ section_of 3 (List.map (fun f -> leb f.type_) funcs)
  ^ section_of 4 (optional (fun l -> "\x70" ^ limits l) table)
  ^ section_of 5 (optional limits memory)
  ^ section_of 6 globals
  ^ section_of 7 exports
  ^ (match start with None -> "" | Some x -> section 8 (leb x))
  ^ section_of 9 elems
  ^ (if datas = [] then "" else section 12 (leb (List.length datas)))
  ^ section_of 10 (List.map body funcs)
  ^ section_of 11 datas

(* Instructions *)
let const n = "\x41" ^ sleb n
let const64 n = "\x42" ^ sleb n
let get x = "\x20" ^ leb x
let set x = "\x21" ^ leb x
let tee x = "\x22" ^ leb x
let call x = "\x10" ^ leb x
let br l = "\x0c" ^ leb l
let br_if l = "\x0d" ^ leb l
let block code = "\x02\x40" ^ code ^ "\x0b"
let loop code = "\x03\x40" ^ code ^ "\x0b"
let repeat n s = String.concat "" (List.init n (fun _ -> s))

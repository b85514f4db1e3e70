(* Bytes to the verified interpreter's syntax.  Not verified, but compared with a proved model
   (theories/BinaryModule.v) by tests/decoding.ml.  A module that decodes may still be ill-typed; that
   names of exports differ, and that the indices exist which are needed to count stack units, is checked here
   ([Invalid]).  What the language lacks is [Unsupported]: nothing of 2.0.

   On the way the stack units of each function are computed (engine/FUEL.md, "The call-stack budget"); for valid code
   they are right. *)
open Verified_core

exception Malformed of int * string
exception Invalid of int * string
(* The name of the feature that is lacking: those of oracles/src/runtimes/capability.rs. *)
exception Unsupported of int * string
exception Limit of int * string

type decoded = {
  modul : module0;
  import_names : (string * string) list;
  export_names : string list;
}

type reader = { s : string; mutable p : int; mutable stop : int }

let malformed r text = raise (Malformed (r.p, text))
let invalid r text = raise (Invalid (r.p, text))
let limit r text = raise (Limit (r.p, text))

let byte r =
  if r.p >= r.stop then malformed r "unexpected end";
  let b = Char.code (String.unsafe_get r.s r.p) in
  r.p <- r.p + 1;
  b

(* Unsigned and signed LEB128 of at most [bits] bits. *)
let leb_u r bits =
  let rec go shift acc =
    let b = byte r in
    let left = bits - shift in
    if left < 7 && (b land 0x7f) lsr left <> 0 then malformed r "integer too large";
    let acc = acc lor ((b land 0x7f) lsl shift) in
    if b land 0x80 = 0 then acc else if left <= 7 then malformed r "integer representation too long" else go (shift + 7) acc
  in
  go 0 0

let leb_s r bits =
  let rec go shift acc =
    let b = byte r in
    let left = bits - shift in
    let acc = Int64.logor acc (Int64.shift_left (Int64.of_int (b land 0x7f)) shift) in
    if b land 0x80 <> 0 then if left <= 7 then malformed r "integer representation too long" else go (shift + 7) acc
    else begin
      if left < 7 then begin
        let top = (b land 0x7f) asr (left - 1) in
        if top <> 0 && top <> 0x7f lsr (left - 1) then malformed r "integer too large"
      end;
      let shift = shift + 7 in
      if shift < 64 && b land 0x40 <> 0 then Int64.logor acc (Int64.shift_left (-1L) shift) else acc
    end
  in
  go 0 0L

let u32 r = leb_u r 32
let vec r f = let n = u32 r in if n > r.stop - r.p then malformed r "length out of bounds" else List.init n (fun _ -> f r)
let take r n =
  if n > r.stop - r.p then malformed r "unexpected end";
  let s = String.sub r.s r.p n in
  r.p <- r.p + n;
  s
let data r = take r (u32 r)

let is_utf8 s =
  let n = String.length s in
  let at i = Char.code s.[i] in
  let tail i = i < n && at i land 0xc0 = 0x80 in
  let rec go i =
    i >= n
    ||
    let b = at i in
    if b < 0x80 then go (i + 1)
    else if b >= 0xc2 && b < 0xe0 then tail (i + 1) && go (i + 2)
    else if b >= 0xe0 && b < 0xf0 then
      tail (i + 1) && tail (i + 2)
      && (b <> 0xe0 || at (i + 1) >= 0xa0)
      && (b <> 0xed || at (i + 1) < 0xa0)
      && go (i + 3)
    else
      b >= 0xf0 && b < 0xf5
      && tail (i + 1) && tail (i + 2) && tail (i + 3)
      && (b <> 0xf0 || at (i + 1) >= 0x90)
      && (b <> 0xf4 || at (i + 1) < 0x90)
      && go (i + 4)
  in
  go 0

let name r =
  let s = data r in
  if not (is_utf8 s) then malformed r "malformed UTF-8 encoding";
  s

let valtype r =
  match byte r with
  | 0x7f -> I32T | 0x7e -> I64T | 0x7d -> F32T | 0x7c -> F64T | 0x7b -> V128T
  | 0x70 -> RefT FuncRef | 0x6f -> RefT ExternRef
  | _ -> malformed r "malformed value type"
let reftype r = match byte r with 0x70 -> FuncRef | 0x6f -> ExternRef | _ -> malformed r "malformed reference type"

let functype r =
  if byte r <> 0x60 then malformed r "malformed function type";
  let ft_params = vec r valtype in
  { ft_params; ft_results = vec r valtype }

let limits r =
  match byte r with
  | 0 -> { lim_min = u32 r; lim_max = None }
  | 1 -> let lim_min = u32 r in { lim_min; lim_max = Some (u32 r) }
  | _ -> malformed r "malformed limits"
let tabletype r =
  let tt_type = reftype r in
  { tt_type; tt_limit = limits r }
let globaltype r =
  let gt_type = valtype r in
  match byte r with
  | 0 -> { gt_mut = MConst; gt_type } | 1 -> { gt_mut = MVar; gt_type } | _ -> malformed r "malformed mutability"

(* ---- the operand stack's height in units, as validation counts it ----
   [stack]: units of each operand, top first; [count] of them, [h] units in all.  What unreachable code invents has 1. *)
type control = { base : int; mutable unreachable : bool; label : int list; params : int list; results : int list }
type heights = { mutable stack : int list; mutable count : int; mutable h : int; mutable most : int; mutable controls : control list }

let unit_of = function V128T -> 2 | _ -> 1
let units_of ts = List.map unit_of ts
let sum = List.fold_left ( + ) 0
let top t = List.hd t.controls
let pop_one t =
  match t.stack with
  | u :: rest when t.count > (top t).base -> t.stack <- rest; t.count <- t.count - 1; t.h <- t.h - u; u
  | _ -> 1
let pop t k = for _ = 1 to k do ignore (pop_one t) done
let push_one t u = t.stack <- u :: t.stack; t.count <- t.count + 1; t.h <- t.h + u
let push t us = List.iter (push_one t) us
let measure t = match t.controls with c :: _ when not c.unreachable -> if t.h > t.most then t.most <- t.h | _ -> ()
let drop_to t base = while t.count > base do ignore (pop_one t) done
let leave t = let c = top t in drop_to t c.base; c.unreachable <- true
let enter ?label t params results =
  pop t (List.length params);
  t.controls <- { base = t.count; unreachable = false; label = Option.value label ~default:results; params; results } :: t.controls;
  push t params
(* A conditional branch takes its label's operands and gives them back: in unreachable code that may leave more than there were. *)
let branch_if t k =
  match List.nth_opt t.controls k with
  | Some c -> pop t (List.length c.label); push t c.label
  | None -> ()
let finish t =
  let c = top t in
  drop_to t c.base;
  t.controls <- List.tl t.controls;
  if t.controls <> [] then push t c.results
let otherwise t =
  let c = top t in
  drop_to t c.base;
  t.controls <- { c with unreachable = false } :: List.tl t.controls;
  push t c.params

(* ---- instructions ---- *)
type context = {
  types : functype array;
  funcs : functype array;
  globals : valtype array;
  locals : valtype array;
  counted : bool;  (* there is a data count section *)
  t : heights;
  mutable depth : int;
}

let peano = ref [| O |]
let rec label k =
  if k < Array.length !peano then !peano.(k)
  else if k > 1_000_000 then raise (Invalid (0, "unknown label"))
  else begin
    let old = !peano in
    let n = Array.length old in
    let all = Array.make (2 * n) O in
    Array.blit old 0 all 0 n;
    for i = n to (2 * n) - 1 do all.(i) <- S all.(i - 1) done;
    peano := all;
    label k
  end

let blocktype cx r =
  if r.p >= r.stop then malformed r "unexpected end";
  match Char.code r.s.[r.p] with
  | 0x40 -> r.p <- r.p + 1; (BtVal None, [], [])
  | 0x7f | 0x7e | 0x7d | 0x7c | 0x7b | 0x70 | 0x6f -> let t = valtype r in (BtVal (Some t), [], [ unit_of t ])
  | _ ->
    let x = Int64.to_int (leb_s r 33) in
    if x < 0 then malformed r "malformed block type";
    if x >= Array.length cx.types then invalid r "unknown type";
    let t = cx.types.(x) in
    (BtIdx x, units_of t.ft_params, units_of t.ft_results)

let zero_byte r = if byte r <> 0 then malformed r "zero byte expected"
let data_index cx r =
  let y = u32 r in
  if not cx.counted then malformed r "data count section required";
  y
let memarg r =
  let align = u32 r in
  if align >= 32 then malformed r "malformed alignment";
  (label align, u32 r)
let func_of cx r x = if x < Array.length cx.funcs then cx.funcs.(x) else invalid r "unknown function"
let type_of cx r x = if x < Array.length cx.types then cx.types.(x) else invalid r "unknown type"
let call cx (t : functype) = pop cx.t (List.length t.ft_params); push cx.t (units_of t.ft_results)
let unit_at types x = if x < Array.length types then unit_of types.(x) else 1

let iunops = [| Clz; Ctz; Popcnt |]
let ibinops = [| Add; Sub; Mul; DivS; DivU; RemS; RemU; And; Or; Xor; Shl; ShrS; ShrU; Rotl; Rotr |]
let irelops = [| Eq0; Ne; LtS; LtU; GtS; GtU; LeS; LeU; GeS; GeU |]
let funops = [| FAbs; FNeg; FCeil; FFloor; FTrunc; FNearest; FSqrt |]
let fbinops = [| FAdd; FSub; FMul; FDiv; FMin; FMax; FCopysign |]
let frelops = [| FEq; FNe; FLt; FGt; FLe; FGe |]
(* 0xa7 to 0xbf *)
let cvtops =
  [| I32WrapI64; I32TruncF32S; I32TruncF32U; I32TruncF64S; I32TruncF64U; I64ExtendI32S; I64ExtendI32U; I64TruncF32S; I64TruncF32U;
     I64TruncF64S; I64TruncF64U; F32ConvertI32S; F32ConvertI32U; F32ConvertI64S; F32ConvertI64U; F32DemoteF64; F64ConvertI32S;
     F64ConvertI32U; F64ConvertI64S; F64ConvertI64U; F64PromoteF32; I32ReinterpretF32; I64ReinterpretF64; F32ReinterpretI32; F64ReinterpretI64 |]
let satops =
  [| I32TruncSatF32S; I32TruncSatF32U; I32TruncSatF64S; I32TruncSatF64U; I64TruncSatF32S; I64TruncSatF32U; I64TruncSatF64S; I64TruncSatF64U |]

let load op (al, offset) p =
  match op with
  | 0x28 -> LoadNum (NI32, 0, al, offset, p) | 0x29 -> LoadNum (NI64, 0, al, offset, p)
  | 0x2a -> LoadNum (NF32, 0, al, offset, p) | 0x2b -> LoadNum (NF64, 0, al, offset, p)
  | 0x2c -> LoadPack (IT32, P8, SX, 0, al, offset, p) | 0x2d -> LoadPack (IT32, P8, UX, 0, al, offset, p)
  | 0x2e -> LoadPack (IT32, P16, SX, 0, al, offset, p) | 0x2f -> LoadPack (IT32, P16, UX, 0, al, offset, p)
  | 0x30 -> LoadPack (IT64, P8, SX, 0, al, offset, p) | 0x31 -> LoadPack (IT64, P8, UX, 0, al, offset, p)
  | 0x32 -> LoadPack (IT64, P16, SX, 0, al, offset, p) | 0x33 -> LoadPack (IT64, P16, UX, 0, al, offset, p)
  | 0x34 -> LoadPack (IT64, P32, SX, 0, al, offset, p) | _ -> LoadPack (IT64, P32, UX, 0, al, offset, p)
let store op (al, offset) p =
  match op with
  | 0x36 -> StoreNum (NI32, 0, al, offset, p) | 0x37 -> StoreNum (NI64, 0, al, offset, p)
  | 0x38 -> StoreNum (NF32, 0, al, offset, p) | 0x39 -> StoreNum (NF64, 0, al, offset, p)
  | 0x3a -> StorePack (IT32, P8, 0, al, offset, p) | 0x3b -> StorePack (IT32, P16, 0, al, offset, p)
  | 0x3c -> StorePack (IT64, P8, 0, al, offset, p) | 0x3d -> StorePack (IT64, P16, 0, al, offset, p)
  | _ -> StorePack (IT64, P32, 0, al, offset, p)

let max_depth = 100_000

(* Instructions up to `end` or `else`, and which of the two. *)
let rec sequence cx r acc =
  let p = r.p in
  let op = byte r in
  match op with
  | 0x0b -> (List.rev acc, false)
  | 0x05 -> (List.rev acc, true)
  | _ ->
    let i = instr cx r p op in
    measure cx.t;
    sequence cx r (i :: acc)

and block cx r =
  cx.depth <- cx.depth + 1;
  if cx.depth > max_depth then limit r "nesting";
  let c, other = sequence cx r [] in
  cx.depth <- cx.depth - 1;
  (c, other)

and body cx r =
  let c, other = block cx r in
  if other then malformed r "else outside if";
  finish cx.t;
  c

and instr cx r p op =
  let t = cx.t in
  (* Results count 1 each, or one result counts as said. *)
  let operands pops pushes i = pop t pops; for _ = 1 to pushes do push_one t 1 done; i in
  let wide pops unit i = pop t pops; push_one t unit; i in
  match op with
  | 0x00 -> leave t; Unreachable p
  | 0x01 -> Nop
  | 0x02 -> let bt, a, b = blocktype cx r in enter t a b; measure t; Block (bt, body cx r)
  | 0x03 -> let bt, a, b = blocktype cx r in enter ~label:a t a b; measure t; Loop (bt, body cx r, p)
  | 0x04 ->
    pop t 1;
    let bt, a, b = blocktype cx r in
    enter t a b;
    measure t;
    let c1, other = block cx r in
    let c2 = if other then (otherwise t; measure t; body cx r) else (finish t; []) in
    If (bt, c1, c2)
  | 0x0c -> let k = u32 r in leave t; Br (label k)
  | 0x0d -> let k = u32 r in pop t 1; branch_if t k; BrIf (label k)
  | 0x0e -> let ks = vec r u32 in let k = u32 r in leave t; BrTable (Verified_native.arr_of_list (List.map label ks), label k)
  | 0x0f -> leave t; Return
  | 0x10 -> let x = u32 r in call cx (func_of cx r x); Call (x, p)
  | 0x11 -> let y = u32 r in let x = u32 r in pop t 1; call cx (type_of cx r y); CallIndirect (x, y, p)
  | 0x1a -> operands 1 0 Drop
  | 0x1b -> pop t 1; let a = pop_one t in let b = pop_one t in wide 0 (max a b) (Select None)
  | 0x1c ->
    let ts = vec r valtype in
    pop t 3;
    push t (units_of ts);
    Select (Some ts)
  | 0x20 -> let x = u32 r in wide 0 (unit_at cx.locals x) (LocalGet x)
  | 0x21 -> let x = u32 r in operands 1 0 (LocalSet x)
  | 0x22 -> let x = u32 r in wide 1 (unit_at cx.locals x) (LocalTee x)
  | 0x23 -> let x = u32 r in wide 0 (unit_at cx.globals x) (GlobalGet x)
  | 0x24 -> let x = u32 r in operands 1 0 (GlobalSet x)
  | 0x25 -> let x = u32 r in operands 1 1 (TableGet (x, p))
  | 0x26 -> let x = u32 r in operands 2 0 (TableSet (x, p))
  | 0xd0 -> let rt = reftype r in operands 0 1 (Const (VRef (RNull rt)))
  | 0xd1 -> operands 1 1 RefIsNull
  | 0xd2 -> let x = u32 r in operands 0 1 (RefFunc x)
  | _ when op >= 0x28 && op <= 0x35 -> operands 1 1 (load op (memarg r) p)
  | _ when op >= 0x36 && op <= 0x3e -> operands 2 0 (store op (memarg r) p)
  | 0x3f -> zero_byte r; operands 0 1 (MemorySize 0)
  | 0x40 -> zero_byte r; operands 1 1 (MemoryGrow 0)
  | 0x41 -> let k = Int64.to_int (leb_s r 32) land 0xffff_ffff in operands 0 1 (Const (VI32 k))
  | 0x42 -> let k = leb_s r 64 in operands 0 1 (Const (VI64 k))
  | 0x43 -> let b = take r 4 in operands 0 1 (Const (VF32 (Int32.to_int (String.get_int32_le b 0) land 0xffff_ffff)))
  | 0x44 -> let b = take r 8 in operands 0 1 (Const (VF64 (Int64.float_of_bits (String.get_int64_le b 0))))
  | 0x45 -> operands 1 1 (Testop EqzI32)
  | 0x50 -> operands 1 1 (Testop EqzI64)
  | _ when op >= 0x46 && op <= 0x4f -> operands 2 1 (Relop (RI32 irelops.(op - 0x46)))
  | _ when op >= 0x51 && op <= 0x5a -> operands 2 1 (Relop (RI64 irelops.(op - 0x51)))
  | _ when op >= 0x5b && op <= 0x60 -> operands 2 1 (Relop (RF32 frelops.(op - 0x5b)))
  | _ when op >= 0x61 && op <= 0x66 -> operands 2 1 (Relop (RF64 frelops.(op - 0x61)))
  | _ when op >= 0x67 && op <= 0x69 -> operands 1 1 (Unop (UI32 iunops.(op - 0x67)))
  | _ when op >= 0x6a && op <= 0x78 -> operands 2 1 (Binop (BI32 ibinops.(op - 0x6a), p))
  | _ when op >= 0x79 && op <= 0x7b -> operands 1 1 (Unop (UI64 iunops.(op - 0x79)))
  | _ when op >= 0x7c && op <= 0x8a -> operands 2 1 (Binop (BI64 ibinops.(op - 0x7c), p))
  | _ when op >= 0x8b && op <= 0x91 -> operands 1 1 (Unop (UF32 funops.(op - 0x8b)))
  | _ when op >= 0x92 && op <= 0x98 -> operands 2 1 (Binop (BF32 fbinops.(op - 0x92), p))
  | _ when op >= 0x99 && op <= 0x9f -> operands 1 1 (Unop (UF64 funops.(op - 0x99)))
  | _ when op >= 0xa0 && op <= 0xa6 -> operands 2 1 (Binop (BF64 fbinops.(op - 0xa0), p))
  | _ when op >= 0xa7 && op <= 0xbf -> operands 1 1 (Cvtop (cvtops.(op - 0xa7), p))
  | 0xc0 -> operands 1 1 (Unop (UI32 Extend8S))
  | 0xc1 -> operands 1 1 (Unop (UI32 Extend16S))
  | 0xc2 -> operands 1 1 (Unop (UI64 Extend8S))
  | 0xc3 -> operands 1 1 (Unop (UI64 Extend16S))
  | 0xc4 -> operands 1 1 (Unop (UI64 Extend32S))
  | 0xfc ->
    let k = u32 r in
    if k < 8 then operands 1 1 (Cvtop (satops.(k), p))
    else begin
      match k with
      | 8 -> let y = data_index cx r in zero_byte r; operands 3 0 (MemoryInit (0, y, p))
      | 9 -> let y = data_index cx r in DataDrop y
      | 10 -> zero_byte r; zero_byte r; operands 3 0 (MemoryCopy (0, 0, p))
      | 11 -> zero_byte r; operands 3 0 (MemoryFill (0, p))
      | 12 -> let y = u32 r in let x = u32 r in operands 3 0 (TableInit (x, y, p))
      | 13 -> let y = u32 r in ElemDrop y
      | 14 -> let x = u32 r in let y = u32 r in operands 3 0 (TableCopy (x, y, p))
      | 15 -> let x = u32 r in operands 2 1 (TableGrow x)
      | 16 -> let x = u32 r in operands 0 1 (TableSize x)
      | 17 -> let x = u32 r in operands 3 0 (TableFill (x, p))
      | _ -> malformed r "illegal opcode"
    end
  | 0xfd -> vector cx r p
  | _ -> malformed r "illegal opcode"

and vector cx r p =
  let operands pops unit i = pop cx.t pops; if unit > 0 then push_one cx.t unit; i in
  (* Scalars leave a vector in three classes of instructions. *)
  let unit = function VTestop _ | VBitmask _ | VExtractLane _ -> 1 | o -> if o = VVTestop then 1 else 2 in
  let plain o pops = operands pops (unit o) (Vec o) in
  let k = u32 r in
  match Verified_simd.form k with
  | Constant -> let b = take r 16 in operands 0 2 (Const (VV128 b))
  | Plain (o, pops) -> plain o pops
  | Bytes f -> let ls = List.map Char.code (List.of_seq (String.to_seq (take r 16))) in plain (f ls) 2
  | Lane (f, pops) -> let l = byte r in plain (f l) pops
  | Load o -> let al, offset = memarg r in operands 1 2 (VLoad (o, 0, al, offset, p))
  | Store -> let al, offset = memarg r in operands 2 0 (VStore (0, al, offset, p))
  | Load_lane s -> let al, offset = memarg r in let l = byte r in operands 2 2 (VLoadLane (s, 0, al, offset, l, p))
  | Store_lane s -> let al, offset = memarg r in let l = byte r in operands 2 0 (VStoreLane (s, 0, al, offset, l, p))
  | Missing -> malformed r "illegal opcode"

let heights results = { stack = []; count = 0; h = 0; most = 0; controls = [ { base = 0; unreachable = false; label = results; params = []; results } ] }

(* A constant expression; what it may contain, validation says. *)
let expr types funcs r =
  let c, other = sequence { types; funcs; globals = [||]; locals = [||]; counted = true; t = heights [ 1 ]; depth = 0 } r [] in
  if other then malformed r "else outside if";
  c

(* The eight encodings of an element segment: bit 0 passive or declarative, bit 1 an explicit table (or declarative),
   bit 2 expressions instead of indices of functions. *)
let elem types funcs r =
  let kind = u32 r in
  if kind > 7 then malformed r "malformed elements segment kind";
  let el_mode =
    if kind land 1 = 0 then
      let x = if kind land 2 = 0 then 0 else u32 r in
      Active (x, expr types funcs r)
    else if kind land 2 = 0 then Passive
    else Declarative in
  let el_type =
    if kind land 3 = 0 then FuncRef
    else if kind land 4 <> 0 then reftype r
    else if byte r = 0 then FuncRef
    else malformed r "malformed element kind" in
  { el_type; el_mode; el_init = vec r (fun r -> if kind land 4 = 0 then [ RefFunc (u32 r) ] else expr types funcs r) }

let code types funcs globals counted index (ft : functype) r =
  let size = u32 r in
  let stop = r.stop in
  let last = r.p + size in
  if last > stop then malformed r "unexpected end";
  r.stop <- last;
  let runs = vec r (fun r -> let n = u32 r in (n, valtype r)) in
  let total = List.fold_left (fun a (n, _) -> a + n) 0 runs in
  if total > 0xffff_ffff then malformed r "too many locals";
  if total > 50_000 then limit r "number of locals";
  let fn_locals = List.concat_map (fun (n, t) -> List.init n (fun _ -> t)) runs in
  let fn_entry = r.p in
  let t = heights (units_of ft.ft_results) in
  let locals = Array.of_list (ft.ft_params @ fn_locals) in
  let fn_body = body { types; funcs; globals; locals; counted; t; depth = 0 } r in
  if r.p <> last then malformed r "section size mismatch";
  r.stop <- stop;
  { fn_locals; fn_body; fn_units = 4 + sum (units_of (Array.to_list locals)) + t.most; fn_index = index; fn_entry }

let decode s =
  let r = { s; p = 0; stop = String.length s } in
  if take r 4 <> "\000asm" then malformed r "magic header not detected";
  if take r 4 <> "\001\000\000\000" then malformed r "unknown binary version";
  let types = ref [||] and imports = ref [] and declared = ref [] and tables = ref [] and mems = ref [] and globals = ref []
  and exports = ref [] and start = ref None and elems = ref [] and datas = ref [] and codes = ref [] and funcs = ref [||] and data_count = ref None in
  let last = ref 0 in
  let type_at x = if x < Array.length !types then !types.(x) else invalid r "unknown type" in
  while r.p < String.length s do
    let id = byte r in
    let size = u32 r in
    if size > String.length s - r.p then malformed r "unexpected end";
    let stop = r.p + size in
    r.stop <- stop;
    let order = if id = 12 then 9.5 else float_of_int id in
    if id <> 0 then begin
      if id > 12 then malformed r "malformed section id";
      if int_of_float (order *. 2.) <= !last then malformed r "unexpected section";
      last := int_of_float (order *. 2.)
    end;
    (match id with
     | 0 -> ignore (name r); r.p <- stop
     | 1 -> types := Array.of_list (vec r functype)
     | 2 ->
       imports := vec r (fun r ->
           let a = name r in
           let b = name r in
           let d = match byte r with
             | 0 -> ImpFunc (u32 r) | 1 -> ImpTable (tabletype r) | 2 -> ImpMem (limits r) | 3 -> ImpGlobal (globaltype r)
             | _ -> malformed r "malformed import kind" in
           ((a, b), d));
       funcs := Array.of_list (List.filter_map (function _, ImpFunc x -> Some (type_at x) | _ -> None) !imports)
     | 3 ->
       declared := vec r u32;
       funcs := Array.append !funcs (Array.of_list (List.map type_at !declared))
     | 4 -> tables := vec r tabletype
     | 5 -> mems := vec r limits
     | 6 -> globals := vec r (fun r -> let t = globaltype r in (t, expr !types !funcs r))
     | 7 ->
       exports := vec r (fun r ->
           let a = name r in
           let kind = byte r in
           let x = u32 r in
           (a, match kind with 0 -> ExpFunc x | 1 -> ExpTable x | 2 -> ExpMem x | 3 -> ExpGlobal x | _ -> malformed r "malformed export kind"))
     | 8 -> start := Some (u32 r)
     | 9 -> elems := vec r (elem !types !funcs)
     | 10 ->
       let base = Array.length !funcs - List.length !declared in
       let imported = List.filter_map (function _, ImpGlobal g -> Some g.gt_type | _ -> None) !imports in
       let global_types = Array.of_list (imported @ List.map (fun (g, _) -> g.gt_type) !globals) in
       let k = ref (-1) in
       codes := vec r (fun r ->
           incr k;
           if base + !k >= Array.length !funcs then malformed r "function and code section have inconsistent lengths";
           code !types !funcs global_types (!data_count <> None) (base + !k) !funcs.(base + !k) r)
     | 11 ->
       datas := vec r (fun r ->
           let mode = match u32 r with
             | 0 -> Active (0, expr !types !funcs r)
             | 1 -> Passive
             | 2 -> let x = u32 r in Active (x, expr !types !funcs r)
             | _ -> malformed r "malformed data segment kind" in
           { da_init = data r; da_mode = mode })
     | _ -> data_count := Some (u32 r));
    if r.p <> stop then malformed r "section size mismatch";
    r.stop <- String.length s
  done;
  let names = Hashtbl.create 16 in
  List.iter (fun (name, _) -> if Hashtbl.mem names name then invalid r "duplicate export name" else Hashtbl.add names name ()) !exports;
  if List.length !declared <> List.length !codes then malformed r "function and code section have inconsistent lengths";
  (match !data_count with
   | Some n when n <> List.length !datas -> malformed r "data count and data section have inconsistent lengths"
   | _ -> ());
  { modul =
      { m_types = Array.to_list !types; m_imports = List.map snd !imports; m_funcs = List.combine !declared !codes; m_tables = !tables;
        m_mems = !mems; m_globals = !globals; m_elems = !elems; m_datas = !datas; m_start = !start; m_exports = List.map snd !exports };
    import_names = List.map fst !imports;
    export_names = List.map fst !exports }

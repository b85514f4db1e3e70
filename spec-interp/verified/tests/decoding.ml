(* What of the decoder has a proved model, against that model: integers, value types, function types, limits, types of
   tables and globals, names, on all strings of at most two bytes and on random ones; expressions, on ones that are made
   from the model's table of opcodes and on mutated ones; whole modules, made at random and mutated.
     decoding FILE.wasm ...   compares these modules instead, and mutants of them *)
module M = Verified_model
module C = Verified_core
module D = Verified_decode

let rec pos_of k = if k = 1 then M.XH else if k land 1 = 1 then M.XI (pos_of (k lsr 1)) else M.XO (pos_of (k lsr 1))
let z_of_int k = if k = 0 then M.Z0 else M.Zpos (pos_of k)
(* Modulo 2^64. *)
let rec int64_of_pos = function
  | M.XH -> 1L
  | M.XO p -> Int64.shift_left (int64_of_pos p) 1
  | M.XI p -> Int64.add (Int64.shift_left (int64_of_pos p) 1) 1L
let int64_of_z = function M.Z0 -> 0L | M.Zpos p -> int64_of_pos p | M.Zneg p -> Int64.neg (int64_of_pos p)

(* Values as text, so that both sides have one type. *)
let model_ref = function M.FuncRef -> "funcref" | M.ExternRef -> "externref"
let native_ref = function C.FuncRef -> "funcref" | C.ExternRef -> "externref"
let model_type = function
  | M.I32T -> "i32" | M.I64T -> "i64" | M.F32T -> "f32" | M.F64T -> "f64" | M.V128T -> "v128" | M.RefT t -> model_ref t
let native_type = function
  | C.I32T -> "i32" | C.I64T -> "i64" | C.F32T -> "f32" | C.F64T -> "f64" | C.V128T -> "v128" | C.RefT t -> native_ref t
let types f ps rs = String.concat " " (List.map f ps) ^ " -> " ^ String.concat " " (List.map f rs)
let limit a = function None -> a | Some k -> a ^ " " ^ k
let model_limit l =
  let text c = Int64.to_string (int64_of_z (M.I32.to_Z c)) in
  limit (text l.M.lim_min) (Option.map text l.M.lim_max)
let native_limit l = limit (string_of_int l.C.lim_min) (Option.map string_of_int l.C.lim_max)

let string_of_name cs =
  let b = Buffer.create 16 in
  List.iter (fun c -> Buffer.add_utf_8_uchar b (Uchar.of_int (Int64.to_int (int64_of_z c)))) cs;
  Buffer.contents b

let readers =
  let integer f m bytes = Option.map (fun (z, rest) -> (Int64.to_string (f (int64_of_z z)), rest)) (m bytes) in
  let model f m bytes = Option.map (fun (x, rest) -> (f x, rest)) (m bytes) in
  [ ("u32", integer Fun.id (M.read_u (z_of_int 32)), fun r -> string_of_int (D.leb_u r 32));
    ("s32", integer Fun.id (M.read_s (z_of_int 32)), fun r -> Int64.to_string (D.leb_s r 32));
    ("s33", integer Fun.id (M.read_s (z_of_int 33)), fun r -> Int64.to_string (D.leb_s r 33));
    ("s64", integer Fun.id (M.read_s (z_of_int 64)), fun r -> Int64.to_string (D.leb_s r 64));
    ("valtype", model model_type M.read_valtype, fun r -> native_type (D.valtype r));
    ("functype", model (fun t -> types model_type t.M.ft_params t.M.ft_results) M.read_functype,
     fun r -> let t = D.functype r in types native_type t.C.ft_params t.C.ft_results);
    ("limits", model model_limit M.read_limits, fun r -> native_limit (D.limits r));
    ("tabletype", model (fun t -> model_ref t.M.tt_type ^ " " ^ model_limit t.M.tt_limit) M.read_tabletype,
     fun r -> let t = D.tabletype r in native_ref t.C.tt_type ^ " " ^ native_limit t.C.tt_limit);
    ("name", model string_of_name M.read_name, D.name);
    ("globaltype", model (fun t -> model_type t.M.gt_type ^ (match t.M.gt_mut with M.MConst -> "" | M.MVar -> " mut")) M.read_globaltype,
     fun r -> let t = D.globaltype r in native_type t.C.gt_type ^ (match t.C.gt_mut with C.MConst -> "" | C.MVar -> " mut")) ]

(* The bytes of [s] from [p] to [stop], each with its offset. *)
let byte_values = Array.init 256 (fun k -> M.I8.of_Z (z_of_int k))
let located s p stop =
  List.init (stop - p) (fun k -> { M.b_place = M.I32.of_Z (z_of_int (p + k)); b_value = byte_values.(Char.code s.[p + k]) })

let comparisons = ref 0
let accepted = ref 0
let mismatches = ref 0
let mismatch name s expected actual =
  incr mismatches;
  if !mismatches <= 20 then Printf.printf "MISMATCH %s %S: model %s, native %s\n%!" name s expected actual;
  if Array.mem "--first" Sys.argv then exit 1

let compare ?(only = readers) s =
  let bytes = located s 0 (String.length s) in
  List.iter (fun (name, model, native) ->
      let expected = Option.map (fun (x, rest) -> (x, String.length s - List.length rest)) (model bytes) in
      let r = { D.s; p = 0; stop = String.length s } in
      let actual = try let x = native r in Some (x, r.D.p) with D.Malformed _ -> None in
      incr comparisons;
      if expected <> None then incr accepted;
      let text = function None -> "malformed" | Some (x, n) -> Printf.sprintf "%s in %d bytes" x n in
      if expected <> actual then mismatch name s (text expected) (text actual))
    only

(* ---- expressions ---- *)
(* The model's syntax as the native one.  What has no sealed type in it is represented alike in both extractions. *)
let rec nat = function M.O -> 0 | M.S n -> 1 + nat n
let rec label = function M.O -> C.O | M.S n -> C.S (label n)
let i32 c = Int64.to_int (int64_of_z (M.I32.to_Z c))
let bytes_of_z n z =
  let b = Bytes.make n '\000' in
  let set k = Bytes.set b (k / 8) (Char.chr (Char.code (Bytes.get b (k / 8)) lor (1 lsl (k land 7)))) in
  let rec go k = function M.XH -> set k | M.XO p -> go (k + 1) p | M.XI p -> set k; go (k + 1) p in
  (match z with M.Zpos p -> go 0 p | _ -> ());
  Bytes.to_string b
let value : M.val0 -> C.val0 = function
  | M.VI32 c -> C.VI32 (i32 c)
  | M.VI64 c -> C.VI64 (int64_of_z (M.I64.to_Z c))
  | M.VF32 c -> C.VF32 (Int64.to_int (int64_of_z (M.F32.to_Z c)))
  | M.VF64 c -> C.VF64 (Int64.float_of_bits (int64_of_z (M.F64.to_Z c)))
  | M.VV128 c -> C.VV128 (bytes_of_z 16 (M.V128.to_Z c))
  | M.VRef (M.RNull t) -> C.VRef (C.RNull (Obj.magic t))
  | M.VRef _ -> failwith "a reference that is no constant"
let blocktype : M.blocktype -> C.blocktype = function M.BtVal t -> C.BtVal (Obj.magic t) | M.BtIdx x -> C.BtIdx (i32 x)
let vecop : M.vecop -> C.vecop = function
  | M.VShuffle ls -> C.VShuffle (List.map i32 ls)
  | M.VExtractLane (s, x, l) -> C.VExtractLane (Obj.magic s, Obj.magic x, i32 l)
  | M.VReplaceLane (s, l) -> C.VReplaceLane (Obj.magic s, i32 l)
  | o -> Obj.magic o
let rec instr : M.instr -> C.instr = function
  | M.Nop -> C.Nop | M.Unreachable p -> C.Unreachable (i32 p) | M.Drop -> C.Drop | M.Select ts -> C.Select (Obj.magic ts)
  | M.Const v -> C.Const (value v)
  | M.Unop o -> C.Unop (Obj.magic o) | M.Binop (o, p) -> C.Binop (Obj.magic o, i32 p) | M.Testop o -> C.Testop (Obj.magic o)
  | M.Relop o -> C.Relop (Obj.magic o) | M.Cvtop (o, p) -> C.Cvtop (Obj.magic o, i32 p)
  | M.LocalGet x -> C.LocalGet (i32 x) | M.LocalSet x -> C.LocalSet (i32 x) | M.LocalTee x -> C.LocalTee (i32 x)
  | M.GlobalGet x -> C.GlobalGet (i32 x) | M.GlobalSet x -> C.GlobalSet (i32 x)
  | M.LoadNum (t, x, al, o, p) -> C.LoadNum (Obj.magic t, i32 x, label al, i32 o, i32 p)
  | M.LoadPack (t, w, s, x, al, o, p) -> C.LoadPack (Obj.magic t, Obj.magic w, Obj.magic s, i32 x, label al, i32 o, i32 p)
  | M.StoreNum (t, x, al, o, p) -> C.StoreNum (Obj.magic t, i32 x, label al, i32 o, i32 p)
  | M.StorePack (t, w, x, al, o, p) -> C.StorePack (Obj.magic t, Obj.magic w, i32 x, label al, i32 o, i32 p)
  | M.MemorySize x -> C.MemorySize (i32 x) | M.MemoryGrow x -> C.MemoryGrow (i32 x)
  | M.MemoryFill (x, p) -> C.MemoryFill (i32 x, i32 p) | M.MemoryCopy (x, y, p) -> C.MemoryCopy (i32 x, i32 y, i32 p)
  | M.MemoryInit (x, y, p) -> C.MemoryInit (i32 x, i32 y, i32 p) | M.DataDrop y -> C.DataDrop (i32 y)
  | M.RefIsNull -> C.RefIsNull | M.RefFunc x -> C.RefFunc (i32 x)
  | M.TableGet (x, p) -> C.TableGet (i32 x, i32 p) | M.TableSet (x, p) -> C.TableSet (i32 x, i32 p)
  | M.TableSize x -> C.TableSize (i32 x) | M.TableGrow x -> C.TableGrow (i32 x)
  | M.TableFill (x, p) -> C.TableFill (i32 x, i32 p) | M.TableCopy (x, y, p) -> C.TableCopy (i32 x, i32 y, i32 p)
  | M.TableInit (x, y, p) -> C.TableInit (i32 x, i32 y, i32 p) | M.ElemDrop y -> C.ElemDrop (i32 y)
  | M.Vec o -> C.Vec (vecop o)
  | M.VLoad (s, x, al, o, p) -> C.VLoad (Obj.magic s, i32 x, label al, i32 o, i32 p)
  | M.VLoadLane (s, x, al, o, l, p) -> C.VLoadLane (Obj.magic s, i32 x, label al, i32 o, i32 l, i32 p)
  | M.VStore (x, al, o, p) -> C.VStore (i32 x, label al, i32 o, i32 p)
  | M.VStoreLane (s, x, al, o, l, p) -> C.VStoreLane (Obj.magic s, i32 x, label al, i32 o, i32 l, i32 p)
  | M.Block (bt, b) -> C.Block (blocktype bt, List.map instr b)
  | M.Loop (bt, b, p) -> C.Loop (blocktype bt, List.map instr b, i32 p)
  | M.If (bt, a, b) -> C.If (blocktype bt, List.map instr a, List.map instr b)
  | M.Br l -> C.Br (label l) | M.BrIf l -> C.BrIf (label l)
  | M.BrTable (ls, l) -> C.BrTable (Verified_native.arr_of_list (List.map label (M.Arr.to_list ls)), label l)
  | M.Return -> C.Return | M.Call (x, p) -> C.Call (i32 x, i32 p) | M.CallIndirect (x, y, p) -> C.CallIndirect (i32 x, i32 y, i32 p)
  | M.CALL_ADDR _ | M.LABEL _ | M.FRAME _ | M.TRAP _ -> failwith "an administrative instruction"
(* Every bit, NaNs as well. *)
let bits (l : C.instr list) = Marshal.to_string l [ Marshal.No_sharing ]

(* Not compared: what has labels that are too large for Peano numbers, and what the native decoder calls invalid at once. *)
exception Large
let to_nat z = match z with M.Z0 -> M.O | M.Zneg _ -> failwith "negative" | M.Zpos p ->
  let k = int64_of_pos p in
  if k > 1_000_000L || k < 0L then raise Large;
  let rec go acc k = if k = 0L then acc else go (M.S acc) (Int64.pred k) in
  go M.O k
let skipped = ref 0
let some_types = Array.make 70_000 { C.ft_params = []; ft_results = [] }
let agree name s native model =
  match model () with
  | exception Large -> incr skipped
  | expected ->
    let actual = native () in
    incr comparisons;
    if expected <> None then incr accepted;
    let text = function None -> "malformed" | Some _ -> "accepted, or otherwise" in
    if expected <> actual then mismatch name s (text expected) (text actual)
let expr s =
  let n = String.length s in
  let r = { D.s; p = 0; stop = n } in
  let model () = Option.map (fun (l, rest) -> bits (List.map instr l) ^ string_of_int (n - List.length rest)) (M.read_expr_with to_nat (located s 0 n)) in
  match D.expr some_types some_types r with
  | exception (D.Invalid _ | D.Limit _) -> incr skipped
  | l -> agree "expr" s (fun () -> Some (bits l ^ string_of_int r.D.p)) model
  | exception D.Malformed _ -> agree "expr" s (fun () -> None) model

let pick l = List.nth l (Random.int (List.length l))
(* In modules indices are small, because the native decoder calls others invalid at once. *)
let bound = ref None
let random_int shift = Int64.shift_right (String.get_int64_le (String.init 8 (fun _ -> Char.chr (Random.int 256))) 0) shift
let random_bytes n = String.init n (fun _ -> Char.chr (Random.int 256))
(* LEB128, at times longer than it must be; [more] says how many bytes it may have. *)
let rec leb ?(more = 5) k =
  let low = k land 0x7f and high = k asr 7 in
  if more > 1 && (high <> 0 || Random.int 16 = 0) then String.make 1 (Char.chr (low lor 0x80)) ^ leb ~more:(more - 1) high else String.make 1 (Char.chr low)
(* Signed, of that many bytes at most. *)
let rec sleb more k =
  let low = Int64.to_int (Int64.logand k 0x7fL) and high = Int64.shift_right k 7 in
  let fits = high = (if low land 0x40 = 0 then 0L else -1L) in
  if more > 1 && (not fits || Random.int 16 = 0) then String.make 1 (Char.chr (low lor 0x80)) ^ sleb (more - 1) high else String.make 1 (Char.chr low)
let index () = leb (match Random.int 12 with _ when !bound <> None -> Random.int (Option.get !bound) | 0 -> 0xffff_ffff | 1 -> Random.int 65_536 | _ -> Random.int 300)
let counted f = let n = Random.int 4 in leb n ^ String.concat "" (List.init n (fun _ -> f ()))
let valtype () = pick [ "\x7f"; "\x7e"; "\x7d"; "\x7c"; "\x7b"; "\x70"; "\x6f" ]
let small () = leb (Random.int (if Random.int 8 = 0 then 300 else 6))
let rec imm = function
  | M.INone -> "" | M.IZero -> "\000" | M.IIdx -> index () | M.ILabel -> small () | M.ILabels -> counted small
  | M.ITypes -> counted valtype | M.IReftype -> pick [ "\x70"; "\x6f" ]
  | M.IMemarg -> let a = leb (Random.int 33) in a ^ index ()
  | M.ILane -> random_bytes 1 | M.ILanes | M.IV128 -> random_bytes 16
  | M.II32 -> sleb 5 (random_int (32 + Random.int 32)) | M.II64 -> sleb 10 (random_int (Random.int 64))
  | M.IF32 -> random_bytes 4 | M.IF64 -> random_bytes 8
  | M.IPair (a, b) -> let a = imm a in a ^ imm b
let rows = List.concat_map (fun (prefix, rows) -> List.map (fun o -> (prefix, o)) rows) [ ("", M.opcodes); ("\xfc", M.opcodes_fc); ("\xfd", M.opcodes_fd) ]
let rows_array = Array.of_list rows
let row (prefix, o) =
  let k = Int64.to_int (int64_of_z o.M.r_number) in
  (if prefix = "" then String.make 1 (Char.chr k) else prefix ^ leb k) ^ imm o.M.r_imm
let block_type () = match Random.int 3 with 0 -> "\x40" | 1 -> valtype () | _ -> sleb 5 (Int64.of_int (Random.int (Option.value !bound ~default:65_536)))
let rec sequence depth = String.concat "" (List.init (Random.int 6) (fun _ -> one depth))
and one depth =
  if depth = 0 || Random.int 4 > 0 then row rows_array.(Random.int (Array.length rows_array))
  else
    let op = pick [ "\x02"; "\x03"; "\x04"; "\x04" ] in
    let other = if op = "\x04" && Random.bool () then "\x05" ^ sequence (depth - 1) else "" in
    op ^ block_type () ^ sequence (depth - 1) ^ other ^ "\x0b"
let mutated s =
  let n = String.length s in
  let p = Random.int (max 1 n) in
  if n = 0 then s else match Random.int 4 with
  | 0 -> String.sub s 0 p
  | 1 -> String.sub s 0 p ^ random_bytes 1 ^ String.sub s p (n - p)
  | 2 -> String.sub s 0 p ^ String.sub s (p + 1) (n - p - 1)
  | _ -> String.mapi (fun k c -> if k = p then Char.chr (Random.int 256) else c) s

let expressions () =
  (* Each opcode with what may follow it, so cut short as well; each number behind each prefix, whatever follows. *)
  List.iter (fun o -> for _ = 1 to 12 do let s = row o in expr (s ^ "\x0b"); expr (mutated s); expr s done) rows;
  for a = 0 to 255 do expr (String.make 1 (Char.chr a)); for b = 0 to 255 do expr (Printf.sprintf "%c%c" (Char.chr a) (Char.chr b)) done done;
  for k = 0 to 700 do
    List.iter (fun rest ->
        expr ("\xfc" ^ leb k ^ rest);
        expr ("\xfd" ^ leb k ^ rest);
        if k < 256 then expr (String.make 1 (Char.chr k) ^ rest))
      [ "\x0b"; String.make 24 '\000' ^ "\x0b"; String.make 24 '\001' ^ "\x0b\x0b\x0b"; random_bytes 20 ]
  done;
  for _ = 1 to 20_000 do
    let s = sequence 4 ^ "\x0b" in
    expr s;
    expr (mutated s)
  done

(* ---- modules ---- *)
let expression = List.map instr
let limit l = { C.lim_min = i32 l.M.lim_min; lim_max = Option.map i32 l.M.lim_max }
let tabletype t = { C.tt_limit = limit t.M.tt_limit; tt_type = Obj.magic t.M.tt_type }
let globaltype g = { C.gt_mut = Obj.magic g.M.gt_mut; gt_type = Obj.magic g.M.gt_type }
let mode = function M.Passive -> C.Passive | M.Active (x, e) -> C.Active (i32 x, expression e) | M.Declarative -> C.Declarative
let functype t = { C.ft_params = Obj.magic t.M.ft_params; ft_results = Obj.magic t.M.ft_results }
let func f = { C.fn_locals = Obj.magic f.M.fn_locals; fn_body = expression f.M.fn_body; fn_units = 0; fn_index = i32 f.M.fn_index; fn_entry = i32 f.M.fn_entry }
let modul m =
  { C.m_types = List.map functype m.M.m_types;
    m_imports = List.map (function M.ImpFunc x -> C.ImpFunc (i32 x) | M.ImpTable t -> C.ImpTable (tabletype t) | M.ImpMem l -> C.ImpMem (limit l) | M.ImpGlobal g -> C.ImpGlobal (globaltype g)) m.M.m_imports;
    m_funcs = List.map (fun (x, f) -> (i32 x, func f)) m.M.m_funcs;
    m_tables = List.map tabletype m.M.m_tables;
    m_mems = List.map limit m.M.m_mems;
    m_globals = List.map (fun (g, e) -> (globaltype g, expression e)) m.M.m_globals;
    m_elems = List.map (fun e -> { C.el_type = Obj.magic e.M.el_type; el_init = List.map expression e.M.el_init; el_mode = mode e.M.el_mode }) m.M.m_elems;
    m_datas = List.map (fun d -> { C.da_init = String.concat "" (List.map (fun b -> bytes_of_z 1 (M.I8.to_Z b)) (M.Data.to_list d.M.da_init)); da_mode = mode d.M.da_mode }) m.M.m_datas;
    m_start = Option.map i32 m.M.m_start;
    m_exports = List.map (function M.ExpFunc x -> C.ExpFunc (i32 x) | M.ExpTable x -> C.ExpTable (i32 x) | M.ExpMem x -> C.ExpMem (i32 x) | M.ExpGlobal x -> C.ExpGlobal (i32 x)) m.M.m_exports }
(* Stack units, which the native decoder adds, are not of the binary format. *)
let without_units m = { m with C.m_funcs = List.map (fun (x, f) -> (x, { f with C.fn_units = 0 })) m.C.m_funcs }
let text (m : C.module0) (imports : (string * string) list) (exports : string list) = Marshal.to_string (m, imports, exports) [ Marshal.No_sharing ]
let compare_module name s =
  let model () =
    Option.map (fun b -> text (modul b.M.bm_module) (List.map (fun (a, b) -> (string_of_name a, string_of_name b)) b.M.bm_imports) (List.map string_of_name b.M.bm_exports))
      (M.read_module_with to_nat (located s 0 (String.length s))) in
  (* What the native decoder calls invalid at once is not compared; so the model need not run. *)
  match D.decode s with
  | exception (D.Invalid _ | D.Limit _ | D.Unsupported _) -> incr skipped
  | d -> agree name s (fun () -> Some (text (without_units d.D.modul) d.D.import_names d.D.export_names)) model
  | exception D.Malformed _ -> agree name s (fun () -> None) model

let counted_by n f = leb n ^ String.concat "" (List.init n f)
let prefixed s = leb (String.length s) ^ s
let utf8 () =
  let b = Buffer.create 16 in
  for _ = 1 to Random.int 4 do Buffer.add_utf_8_uchar b (Uchar.of_int (pick [ 0; 0x61; 0x7f; 0x80; 0x7ff; 0x800; 0xd7ff; 0xe000; 0xffff; 0x10000; 0x10ffff; Random.int 0xd800 ])) done;
  Buffer.contents b
let random_name () = prefixed (utf8 ())
let limits_bytes () = if Random.bool () then "\000" ^ index () else "\001" ^ index () ^ index ()
let table_bytes () = pick [ "\x70"; "\x6f" ] ^ limits_bytes ()
let global_bytes () = valtype () ^ pick [ "\000"; "\001" ]
let expr_bytes () = sequence 1 ^ "\x0b"
let elem_bytes _ =
  let k = Random.int 8 in
  let active = if k land 1 = 1 then "" else (if k = 2 || k = 6 then index () else "") ^ expr_bytes () in
  let kind = if k land 3 = 0 then "" else if k < 4 then (if Random.int 16 = 0 then "\001" else "\000") else pick [ "\x70"; "\x6f" ] in
  leb k ^ active ^ kind ^ counted (if k < 4 then index else expr_bytes)
let data_bytes _ =
  match Random.int 3 with
  | 0 -> leb 0 ^ expr_bytes () ^ prefixed (random_bytes (Random.int 5))
  | 1 -> leb 1 ^ prefixed (random_bytes (Random.int 5))
  | _ -> let x = index () in leb 2 ^ x ^ expr_bytes () ^ prefixed (random_bytes (Random.int 5))
let random_module () =
  bound := Some 3;
  let rare n f = if Random.int n = 0 then "" else f () in
  let section id contents = rare 40 (fun () -> String.make 1 (Char.chr id) ^ prefixed contents) in
  let maybe id f = rare 3 (fun () -> section id (f ())) in
  let custom () = if Random.int 8 = 0 then "\000" ^ prefixed (random_name () ^ random_bytes (Random.int 4)) else "" in
  let functions = 3 + Random.int 2 and datas = Random.int 3 in
  let parts =
    [ section 1 (counted_by (3 + Random.int 2) (fun _ -> let ps = counted valtype in "\x60" ^ ps ^ counted valtype));
      maybe 2 (fun () -> counted (fun () -> let m = random_name () in let n = random_name () in
          m ^ n ^ (match Random.int 4 with 0 -> "\000" ^ index () | 1 -> "\001" ^ table_bytes () | 2 -> "\002" ^ limits_bytes () | _ -> "\003" ^ global_bytes ())));
      section 3 (counted_by functions (fun _ -> index ()));
      maybe 4 (fun () -> counted table_bytes);
      maybe 5 (fun () -> counted limits_bytes);
      maybe 6 (fun () -> counted (fun () -> let g = global_bytes () in g ^ expr_bytes ()));
      maybe 7 (fun () -> counted_by (Random.int 4) (fun k -> let n = prefixed (utf8 () ^ string_of_int k) in n ^ String.make 1 (Char.chr (Random.int 4)) ^ index ()));
      maybe 8 index;
      maybe 9 (fun () -> counted_by (Random.int 4) elem_bytes);
      rare 4 (fun () -> section 12 (leb (if Random.int 8 = 0 then Random.int 4 else datas)));
      section 10 (counted_by functions (fun _ ->
          let locals = counted (fun () -> let n = leb (Random.int 4) in n ^ valtype ()) in
          prefixed (locals ^ sequence 2 ^ "\x0b")));
      (if datas = 0 then "" else section 11 (counted_by datas data_bytes)) ] in
  let s = "\000asm\001\000\000\000" ^ String.concat "" (List.map (fun p -> let c = custom () in c ^ p ^ if Random.int 200 = 0 then p else "") parts) ^ custom () in
  bound := None;
  s
let modules () =
  for _ = 1 to 4_000 do
    let s = random_module () in
    compare_module "module" s;
    compare_module "module" (mutated s);
    compare_module "module" (mutated (mutated s))
  done
let file name =
  let c = open_in_bin name in
  let s = really_input_string c (in_channel_length c) in
  close_in c;
  compare_module name s;
  if String.length s < 2_000 then for _ = 1 to 10 do compare_module name (mutated s) done

let interesting = "\x00\x01\x02\x03\x3f\x40\x41\x5f\x60\x6f\x70\x78\x7b\x7c\x7e\x7f\x80\x81\x8f\xbf\xc0\xff"
let readers_alone () =
  let one c = String.make 1 (Char.chr c) in
  compare "";
  for a = 0 to 255 do compare (one a) done;
  for a = 0 to 255 do for b = 0 to 255 do compare (one a ^ one b) done done;
  (* Every last byte after so many bytes that say that more follow. *)
  for n = 2 to 11 do
    for _ = 1 to 8 do
      let prefix = String.init n (fun _ -> match Random.int 4 with 0 -> '\x80' | 1 -> '\xff' | _ -> Char.chr (0x80 + Random.int 128)) in
      for last = 0 to 255 do compare (prefix ^ one last) done
    done
  done;
  (* Names: every first byte, then what is near the bounds of continuation bytes. *)
  let names = List.filter (fun (name, _, _) -> name = "name") readers in
  let near = [ '\x00'; '\x7f'; '\x80'; '\x8f'; '\x90'; '\x9f'; '\xa0'; '\xbf'; '\xc0' ] in
  for a = 0 to 255 do
    let a = Char.chr a in
    List.iter (fun b ->
        compare ~only:names (Printf.sprintf "\002%c%c" a b);
        List.iter (fun c ->
            compare ~only:names (Printf.sprintf "\003%c%c%c" a b c);
            List.iter (fun d -> compare ~only:names (Printf.sprintf "\004%c%c%c%c" a b c d)) near) near) near
  done;
  (* Types, with more bytes after them or too few. *)
  for _ = 1 to 40_000 do
    compare (String.init (Random.int 12) (fun _ -> interesting.[Random.int (String.length interesting)]));
    let counted () = let n = Random.int 4 in one n ^ String.init (max 0 (n - Random.int 5 / 4)) (fun _ -> "\x7f\x7e\x7d\x7c\x7b\x70\x6f".[Random.int 7]) in
    compare ("\x60" ^ counted () ^ counted ())
  done

let () =
  Random.init 20261121;
  let fine = ref true in
  (* Runs [f], which must accept so many. *)
  let part what least f =
    let c = !comparisons and a = !accepted and s = !skipped in
    f ();
    let c = !comparisons - c and a = !accepted - a and s = !skipped - s in
    Printf.printf "%s against model: %d comparisons, %d accepted, %d not compared, %d mismatches\n%!" what c a s !mismatches;
    if !mismatches > 0 || a < least || s * 5 > c then fine := false in
  (match List.filter (fun a -> a <> "--first") (List.tl (Array.to_list Sys.argv)) with
   | [] ->
     part "modules" 2_000 modules;
     part "expressions" 20_000 expressions;
     part "readers" 100_000 readers_alone
   | files -> part (Printf.sprintf "%d files and mutants of them" (List.length files)) 1 (fun () -> List.iter file files));
  exit (if !fine then 0 else 1)

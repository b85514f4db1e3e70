(* What of the decoder has a proved model, against that model: integers, value types, function types, limits, types of
   tables and globals, on all strings of at most two bytes and on random ones; expressions, on ones that are made from the
   model's table of opcodes and on mutated ones.
     decoding FILE.wasm ...   compares the bodies of these modules' functions instead *)
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

let compare s =
  let bytes = located s 0 (String.length s) in
  List.iter (fun (name, model, native) ->
      let expected = Option.map (fun (x, rest) -> (x, String.length s - List.length rest)) (model bytes) in
      let r = { D.s; p = 0; stop = String.length s } in
      let actual = try let x = native r in Some (x, r.D.p) with D.Malformed _ -> None in
      incr comparisons;
      if expected <> None then incr accepted;
      let text = function None -> "malformed" | Some (x, n) -> Printf.sprintf "%s in %d bytes" x n in
      if expected <> actual then mismatch name s (text expected) (text actual))
    readers

(* ---- expressions ---- *)
(* The model's syntax as the native one.  What has no sealed type in it is represented alike in both extractions. *)
let rec nat = function M.O -> 0 | M.S n -> 1 + nat n
let label n = D.label (nat n)
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
let expr s =
  let n = String.length s in
  let native () =
    let r = { D.s; p = 0; stop = n } in
    match D.expr some_types some_types r with l -> Some (bits l, r.D.p) | exception D.Malformed _ -> None in
  match (M.read_expr_with to_nat (located s 0 n), native ()) with
  | exception (Large | D.Invalid _ | D.Limit _) -> incr skipped
  | expected, actual ->
    incr comparisons;
    let expected = Option.map (fun (l, rest) -> (bits (List.map instr l), n - List.length rest)) expected in
    if expected <> None then incr accepted;
    let text o = function None -> "malformed" | Some (_, k) -> Printf.sprintf "%s in %d bytes" o k in
    if expected <> actual then mismatch "expr" s (text "this" expected) (text "that" actual)

let pick l = List.nth l (Random.int (List.length l))
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
let index () = leb (match Random.int 12 with 0 -> 0xffff_ffff | 1 -> Random.int 65_536 | _ -> Random.int 300)
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
let block_type () = match Random.int 3 with 0 -> "\x40" | 1 -> valtype () | _ -> sleb 5 (Int64.of_int (Random.int 65_536))
let rec sequence depth = String.concat "" (List.init (Random.int 6) (fun _ -> one depth))
and one depth =
  if depth = 0 || Random.int 4 > 0 then row rows_array.(Random.int (Array.length rows_array))
  else
    let op = pick [ "\x02"; "\x03"; "\x04"; "\x04" ] in
    let other = if op = "\x04" && Random.bool () then "\x05" ^ sequence (depth - 1) else "" in
    op ^ block_type () ^ sequence (depth - 1) ^ other ^ "\x0b"
let mutated s =
  let n = String.length s in
  let p = Random.int n in
  match Random.int 4 with
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

(* The functions of a module that decodes. *)
let bodies file =
  let c = open_in_bin file in
  let s = really_input_string c (in_channel_length c) in
  close_in c;
  match D.decode s with
  | exception (D.Malformed _ | D.Invalid _ | D.Unsupported _ | D.Limit _) -> ()
  | d ->
    let rec each = function
      | (_, f) :: rest ->
        let stop = match rest with (_, g) :: _ -> g.C.fn_entry | [] -> String.length s in
        (* Where the body ends, the native decoder checks by the size that the module states. *)
        (match M.read_expr_with to_nat (located s f.C.fn_entry stop) with
         | exception Large -> incr skipped
         | Some (l, _) when bits (List.map instr l) = bits f.C.fn_body -> incr comparisons
         | _ -> incr comparisons; mismatch file "" "otherwise" (Printf.sprintf "accepts a function at %d" f.C.fn_entry));
        each rest
      | [] -> () in
    each d.D.modul.C.m_funcs

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
  (* Types, with more bytes after them or too few. *)
  for _ = 1 to 40_000 do
    compare (String.init (Random.int 12) (fun _ -> interesting.[Random.int (String.length interesting)]));
    let counted () = let n = Random.int 4 in one n ^ String.init (max 0 (n - Random.int 5 / 4)) (fun _ -> "\x7f\x7e\x7d\x7c\x7b\x70\x6f".[Random.int 7]) in
    compare ("\x60" ^ counted () ^ counted ())
  done

let () =
  Random.init 20261121;
  match List.filter (fun a -> a <> "--first") (List.tl (Array.to_list Sys.argv)) with
  | [] ->
    let started = !comparisons in
    readers_alone ();
    Printf.printf "readers against model: %d comparisons, %d accepted, %d mismatches\n%!" (!comparisons - started) !accepted !mismatches;
    let before = !comparisons and accepted_before = !accepted in
    expressions ();
    let compared = !comparisons - before and good = !accepted - accepted_before in
    Printf.printf "expressions against model: %d comparisons, %d accepted, %d not compared, %d mismatches\n" compared good !skipped !mismatches;
    exit (if !mismatches = 0 && accepted_before > 100_000 && good > 20_000 && !skipped * 10 < compared then 0 else 1)
  | files ->
    List.iter bodies files;
    Printf.printf "functions of %d modules against model: %d compared, %d not, %d mismatches\n" (List.length files) !comparisons !skipped !mismatches;
    exit (if !mismatches = 0 && !comparisons > 0 then 0 else 1)

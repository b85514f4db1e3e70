(* What of the decoder has a proved model, against that model: integers, value types, function types, limits, types of
   tables and globals, on all strings of at most two bytes and on random ones. *)
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

let comparisons = ref 0
let accepted = ref 0
let mismatches = ref 0
let compare s =
  let bytes = List.map (fun c -> M.I8.of_Z (z_of_int (Char.code c))) (List.of_seq (String.to_seq s)) in
  List.iter (fun (name, model, native) ->
      let expected = Option.map (fun (x, rest) -> (x, String.length s - List.length rest)) (model bytes) in
      let r = { D.s; p = 0; stop = String.length s } in
      let actual = try let x = native r in Some (x, r.D.p) with D.Malformed _ -> None in
      incr comparisons;
      if expected <> None then incr accepted;
      if expected <> actual then begin
        incr mismatches;
        let text = function None -> "malformed" | Some (x, n) -> Printf.sprintf "%s in %d bytes" x n in
        if !mismatches <= 20 then Printf.printf "MISMATCH %s %S: model %s, native %s\n%!" name s (text expected) (text actual);
        if Array.mem "--first" Sys.argv then exit 1
      end)
    readers

let interesting = "\x00\x01\x02\x03\x3f\x40\x41\x5f\x60\x6f\x70\x78\x7b\x7c\x7e\x7f\x80\x81\x8f\xbf\xc0\xff"
let () =
  Random.init 20261121;
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
  done;
  Printf.printf "decoder against model: %d comparisons, %d accepted, %d mismatches\n" !comparisons !accepted !mismatches;
  exit (if !mismatches = 0 && !accepted > 100_000 then 0 else 1)

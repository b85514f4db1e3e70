(* Runs the official tests' commands, one per line as tests/spec.py writes them. *)
open Verified_core
module D = Verified_decode

let inf = let rec f = S f in f
let lim = { l_fuel = max_int; l_stack = 20_000; l_pages = 4096; l_elems = 100_000; l_bytes = max_int }
let session = ref empty_session
let act a =
  match Verified_core.act inf lim !session a with
  | Some ((ss, r), _) -> session := ss; Some r
  | None -> None

(* Instances by name: number and names of exports. *)
let instances : (string, int * string list) Hashtbl.t = Hashtbl.create 16
let registered : (string, (string * Verified_core.ref) list) Hashtbl.t = Hashtbl.create 16
let current = ref ""
let count = Hashtbl.create 16
let tally k = Hashtbl.replace count k (1 + try Hashtbl.find count k with Not_found -> 0)
let where = ref ""
let wrong fmt = Printf.ksprintf (fun s -> tally "WRONG"; Printf.printf "%s: %s\n%!" !where s) fmt

let spectest () =
  let ext a = match act a with Some (PExtern v) -> RHost v | _ -> failwith "spectest" in
  let f ps = ext (AHostFunc ({ ft_params = ps; ft_results = [] }, [])) in
  Hashtbl.replace registered "spectest"
    [ ("print", f []); ("print_i32", f [ I32T ]); ("print_i64", f [ I64T ]); ("print_f32", f [ F32T ]); ("print_f64", f [ F64T ]);
      ("print_i32_f32", f [ I32T; F32T ]); ("print_f64_f64", f [ F64T; F64T ]);
      ("global_i32", ext (AHostGlobal (MConst, VI32 666))); ("global_i64", ext (AHostGlobal (MConst, VI64 666L)));
      ("global_f32", ext (AHostGlobal (MConst, VF32 (Int32.to_int (Int32.bits_of_float 666.6))))); ("global_f64", ext (AHostGlobal (MConst, VF64 666.6)));
      ("table", ext (AHostTable ({ tt_type = FuncRef; tt_limit = { lim_min = 10; lim_max = Some 20 } }, RNull FuncRef))); ("memory", ext (AHostMem { lim_min = 1; lim_max = Some 2 })) ]

let read file = let c = open_in_bin file in let s = really_input_string c (in_channel_length c) in close_in c; s
let unhex s = String.init (String.length s / 2) (fun i -> Char.chr (int_of_string ("0x" ^ String.sub s (2 * i) 2)))

let instantiate file =
  let d = D.decode (read file) in
  let find (a, b) = match Hashtbl.find_opt registered a with None -> None | Some l -> List.assoc_opt b l in
  match List.map find d.D.import_names with
  | rs when List.mem None rs -> `Unlinkable
  | _ when not (validate d.D.modul) -> `Invalid
  | rs ->
    let n = Verified_native.arr_len !session.ss_insts in
    (match act (AInstantiate (d.D.modul, List.map Option.get rs)) with
     | Some (PEnd (Done [])) -> `Ok (n, d.D.export_names)
     | Some (PEnd (Trapped k)) -> `Trap k
     | Some (PLink _) -> `Unlinkable
     | Some (PEnd Cut) -> `Exhausted
     | Some PLimit -> `Limit
     | None -> `Stuck
     | _ -> `Other)

let traps =
  [ (TUnreachable, "unreachable"); (TIntegerDivideByZero, "integer divide by zero"); (TIntegerOverflow, "integer overflow");
    (TInvalidConversionToInteger, "invalid conversion to integer"); (TOutOfBoundsMemoryAccess, "out of bounds memory access");
    (TOutOfBoundsTableAccess, "out of bounds table access"); (TUndefinedElement, "undefined element"); (TUninitializedElement, "uninitialized element");
    (TIndirectCallTypeMismatch, "indirect call type mismatch"); (THost, "host") ]
let prefix a b = String.length b >= String.length a && String.sub b 0 (String.length a) = a
let fits k text =
  let t = List.assoc k traps in
  prefix t text || prefix text t || (k = TUndefinedElement && prefix "undefined" text) || (k = TUninitializedElement && prefix "uninitialized" text)

(* Lanes, the first lowest: name of the type, width in bytes, values. *)
let lanes s =
  match String.split_on_char '/' s with
  | t :: l -> (t, 16 / max 1 (List.length l), l)
  | [] -> ("", 0, [])
let lane_bytes width v =
  let bits = Int64.of_string ("0u" ^ v) in
  String.init width (fun k -> Char.chr (Int64.to_int (Int64.shift_right_logical bits (8 * k)) land 0xff))
let vector s = let _, width, l = lanes s in String.concat "" (List.map (lane_bytes width) l)
let value s =
  match String.index_opt s ':' with
  | None -> None
  | Some i when String.sub s 0 i = "v128" -> Some (VV128 (vector (String.sub s 5 (String.length s - 5))))
  | Some i ->
    let text = String.sub s (i + 1) (String.length s - i - 1) in
    if text = "null" then Some (VRef (RNull (if String.sub s 0 i = "externref" then ExternRef else FuncRef))) else
    let bits = Int64.of_string ("0u" ^ text) in
    Some (match String.sub s 0 i with
      | "externref" -> VRef (RExtern (Int64.to_int bits))
      | "i32" -> VI32 (Int64.to_int bits) | "i64" -> VI64 bits | "f32" -> VF32 (Int64.to_int bits) | _ -> VF64 (Int64.float_of_bits bits))
let rec matches v expected =
  match (v, String.split_on_char ':' expected) with
  | VRef (RFunc _), [ "funcref"; k ] -> k <> "null"
  | VF32 a, [ "f32"; "nan"; "canonical" ] -> a land 0x7fffffff = 0x7fc00000
  | VF32 a, [ "f32"; "nan"; "arithmetic" ] -> a land 0x7fc00000 = 0x7fc00000
  | VF64 a, [ "f64"; "nan"; k ] ->
    let b = Int64.bits_of_float a in
    if k = "canonical" then Int64.logand b Int64.max_int = 0x7ff8000000000000L else Int64.logand b 0x7ff8000000000000L = 0x7ff8000000000000L
  | VF64 a, _ -> (match value expected with Some (VF64 b) -> Int64.bits_of_float a = Int64.bits_of_float b | _ -> false)
  | VV128 b, "v128" :: _ ->
    let t, width, l = lanes (String.sub expected 5 (String.length expected - 5)) in
    List.for_all (fun x -> x) (List.mapi (fun k x ->
        let lane = String.sub b (k * width) width in
        if String.length x > 3 && String.sub x 0 3 = "nan" then
          matches (if width = 4 then VF32 (Int32.to_int (String.get_int32_le lane 0) land 0xffffffff) else VF64 (Int64.float_of_bits (String.get_int64_le lane 0))) (t ^ ":" ^ x)
        else lane_bytes width x = lane) l)
  | v, _ -> value expected = Some v

let instance name = Hashtbl.find_opt instances (if name = "-" then !current else name)
let export name field =
  match instance name with
  | None -> None
  | Some (i, names) ->
    let rec at k = function [] -> None | n :: _ when n = field -> Some k | _ :: l -> at (k + 1) l in
    Option.map (fun k -> RExport (i, k)) (at 0 names)
let invoke name field args =
  match export name field with
  | None -> `Missing
  | Some f -> (match act (ACall (f, List.map (fun a -> Option.get (value a)) args)) with
      | Some (PEnd (Done vs)) -> `Values vs | Some (PEnd (Trapped k)) -> `Trap k | Some (PEnd Cut) -> `Exhausted | None -> `Stuck | _ -> `Other)
let get name field =
  match export name field with
  | Some (RExport (i, k)) -> (match Verified_native.arr_get !session.ss_insts i with
      | Some t -> (match Verified_native.arr_get t.in_exports k with
          | Some (EGlobal a) -> (match Verified_native.arr_get !session.ss_store.s_globals a with Some g -> `Values [ g.gi_val ] | None -> `Missing)
          | _ -> `Missing)
      | None -> `Missing)
  | _ -> `Missing

let split_dashes l = let rec go a = function "--" :: r -> (List.rev a, r) | x :: r -> go (x :: a) r | [] -> (List.rev a, []) in go [] l
let command = function
  | [ "module"; name; file ] -> (
      current := "?";
      match instantiate file with
      | `Ok i -> tally "module"; current := name; Hashtbl.replace instances name i
      | _ -> wrong "module does not instantiate"
      | exception D.Unsupported (_, what) -> tally ("unsupported module: " ^ what)
      | exception D.Malformed (p, what) -> wrong "malformed at %d: %s" p what)
  | [ "register"; name; as_ ] -> (
      match instance name with
      | Some (i, names) -> Hashtbl.replace registered (unhex as_) (List.mapi (fun k n -> (n, RExport (i, k))) names)
      | None -> tally "after an unsupported module")
  | "return" :: kind :: name :: field :: rest -> (
      let args, expected = split_dashes rest in
      if instance name = None then tally "after an unsupported module"
      else match if kind = "get" then get name (unhex field) else invoke name (unhex field) args with
        | `Values vs when List.length vs = List.length expected && List.for_all2 matches vs expected -> tally "assert_return"
        | `Values _ -> wrong "other values" | `Trap _ -> wrong "trap" | `Exhausted -> wrong "exhausted" | `Stuck -> wrong "stuck" | _ -> wrong "no such function")
  | "trap" :: name :: field :: text :: args -> (
      if instance name = None then tally "after an unsupported module"
      else match invoke name (unhex field) args with
        | `Trap k when fits k (unhex text) -> tally "assert_trap"
        | `Trap k -> wrong "trap %s instead of %s" (List.assoc k traps) (unhex text)
        | `Stuck -> wrong "stuck" | _ -> wrong "no trap")
  | "exhaustion" :: name :: field :: args -> (
      if instance name = None then tally "after an unsupported module"
      else match invoke name (unhex field) args with `Exhausted -> tally "assert_exhaustion" | _ -> wrong "not exhausted")
  | [ "uninstantiable"; file; text ] -> (
      match instantiate file with
      | `Trap k when fits k (unhex text) -> tally "assert_uninstantiable"
      | _ -> wrong "no trap at instantiation"
      | exception D.Unsupported (_, what) -> tally ("unsupported module: " ^ what)
      | exception D.Malformed (p, what) -> wrong "malformed at %d: %s" p what)
  | [ "unlinkable"; file ] -> (
      match instantiate file with
      | `Unlinkable -> tally "assert_unlinkable"
      | _ -> wrong "links"
      | exception D.Unsupported (_, what) -> tally ("unsupported module: " ^ what)
      | exception D.Malformed (p, what) -> wrong "malformed at %d: %s" p what)
  | [ "malformed"; file ] -> (
      match D.decode (read file) with
      | exception D.Malformed _ -> tally "assert_malformed"
      | exception D.Invalid _ -> tally "malformed, taken for invalid"
      | exception D.Unsupported _ -> tally "malformed, taken for unsupported"
      | _ -> tally "malformed, but decodes")
  | [ "invalid"; file ] -> (
      match D.decode (read file) with
      | exception D.Unsupported (_, what) -> tally ("invalid, taken for unsupported: " ^ what)
      | exception D.Invalid _ -> tally "assert_invalid"
      | exception D.Malformed (_, "data count section required") -> tally "invalid, already malformed: no data count section"
      | d -> if validate d.D.modul then wrong "valid" else tally "assert_invalid")
  | [ "skip"; what ] -> tally ("not run: " ^ what)
  | l -> wrong "cannot read %s" (String.concat " " l)

let () =
  (try
     while true do
       let line = input_line stdin in
       match String.split_on_char ' ' line with
       | [ "file"; f ] ->
         where := f; session := empty_session; Hashtbl.reset instances; Hashtbl.reset registered; current := "?"; spectest ()
       | l :: rest ->
         let file = List.hd (String.split_on_char ':' !where) in
         where := file ^ ":" ^ l;
         (try command rest with e -> wrong "%s" (Printexc.to_string e))
       | [] -> ()
     done
   with End_of_file -> ());
  let l = List.sort compare (Hashtbl.fold (fun k n l -> (k, n) :: l) count []) in
  List.iter (fun (k, n) -> Printf.printf "%7d %s\n" n k) l;
  exit (if List.mem_assoc "WRONG" l then 1 else 0)

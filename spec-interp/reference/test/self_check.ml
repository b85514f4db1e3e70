(* What the official test suite cannot see: fuel, stack units, limits, places of traps, host functions that call back, and that
   operand forwarding changes nothing. *)

open Assemble
open Embedding

let failures = ref 0
let checks = ref 0

let check what ok =
  incr checks;
  if not ok then begin
    incr failures;
    Printf.printf "FAILED: %s\n" what
  end

let unlimited = { memory_pages = 65536; table_elements = max_int; total_bytes = max_int }

let load bytes =
  match module_decode_validate bytes with
  | Ok m -> m
  | Error (Malformed (at, e) | Invalid (at, e) | Implementation_limit (at, e)) -> failwith (Printf.sprintf "%d: %s" at e)

let instantiate ?(limits = unlimited) ?(host = fun _ _ _ -> Results [||]) ?(types = []) bytes =
  let s = store_init limits in
  set_host s (host s);
  begin_step s ~fuel_limit:max_int ~stack_limit:max_int;
  let externs = List.mapi (fun id t -> Func (func_alloc s t ~id)) types in
  (s, module_instantiate s (load bytes) (Array.of_list externs))

let exported s name =
  match instance_export s 0 name with Some (Func f) -> f | _ -> failwith ("no export " ^ name)

let run ?(fuel = max_int) ?(stack = max_int) s name args =
  begin_step s ~fuel_limit:fuel ~stack_limit:stack;
  func_invoke s (exported s name) (Array.of_list (List.map (fun n -> I32 (Int32.of_int n)) args))

let one types funcs = module_ ~exports:[ export_func "f" 0 ] types funcs
let result_of r = match r with Ok [| I32 n |] -> Int32.to_int n | _ -> min_int

let nothing = functype [] []

(* Where the code of the last function's body begins when it has no locals: the last byte of the module is its [end]. *)
let start_of bytes code = String.length bytes - 1 - String.length code

let fuel () =
  let counted what code expected =
    let s, _ = instantiate (one [ functype [ i32 ] [] ] [ func 0 code ]) in
    ignore (run s "f" [ 3 ]);
    check (Printf.sprintf "fuel of %s: %d, not %d" what (fuel_consumed s) expected) (fuel_consumed s = expected)
  in
  counted "nothing" "" 0;
  counted "nop, block, drop" (block ("\x01" ^ const 1 ^ "\x1a")) 4;
  counted "a trap" (const 1 ^ const 0 ^ "\x6d\x1a") 3;
  counted "what follows a trap" ("\x01\x00\x01") 2;
  counted "a loop" (loop (get 0 ^ const 1 ^ "\x6b" ^ tee 0 ^ br_if 0)) (3 * 6);
  counted "if without else, taken" (get 0 ^ "\x04\x40\x01\x0b\x01") 4;
  counted "else" (get 0 ^ "\x45\x04\x40\x01\x05\x01\x01\x0b") 5;
  counted "a branch past code" (block (br 0 ^ "\x01\x01")) 2

let fuel_limit () =
  let code = loop (br 0) in
  let bytes = one [ functype [] [] ] [ func 0 code ] in
  let s, _ = instantiate bytes in
  let at = Some { instance = 0; func = 0; offset = start_of bytes code } in
  check "exhausted at the loop" (run ~fuel:10 s "f" [] = Error (Exhaustion (Fuel, at)));
  check "consumed at the check" (fuel_consumed s = 11);
  let s, _ = instantiate (one [ functype [] [] ] [ func 0 (repeat 20 "\x01") ]) in
  check "straight-line code overdraws" (run ~fuel:5 s "f" [] = Ok [||] && fuel_consumed s = 20);
  let bytes = one [ functype [] []; functype [] [] ] [ func 0 (call 1); func 1 "\x01" ] in
  let s, _ = instantiate bytes in
  let at = Some { instance = 0; func = 1; offset = String.length bytes - 2 } in
  check "exhausted at the entry" (run ~fuel:0 s "f" [] = Error (Exhaustion (Fuel, at)))

let bulk_fuel () =
  let code = const 0 ^ const 7 ^ get 0 ^ bytes [ 0xfc; 11; 0 ] in
  let module_bytes = module_ ~memory:(1, None) ~exports:[ export_func "f" 0 ] [ functype [ i32 ] [] ] [ func 0 code ] in
  let s, _ = instantiate module_bytes in
  check "memory.fill charges by length" (run s "f" [ 640 ] = Ok [||] && fuel_consumed s = 14);
  let at = Some { instance = 0; func = 0; offset = String.length module_bytes - 4 } in
  check "out of bounds before the length" (run s "f" [ 65537 ] = Error (Trap (Out_of_bounds_memory_access, at)) && fuel_consumed s = 4);
  check "checked before it acts" (run ~fuel:10 s "f" [ 640 ] = Error (Exhaustion (Fuel, at)) && fuel_consumed s = 14);
  check "checked whatever the length" (run ~fuel:3 s "f" [ 0 ] = Error (Exhaustion (Fuel, at)))

(* Units: 4 + parameters + locals + operands. *)
let units () =
  let needs what functions stack fits =
    let s, _ = instantiate (one [ functype [ i32 ] []; functype [] [ i32 ] ] functions) in
    let ok n = match run ~stack:n s "f" [ 0 ] with Ok _ -> true | Error _ -> false in
    check (Printf.sprintf "stack units of %s" what) (ok stack = fits && not (ok (stack - 1)))
  in
  needs "an empty function" [ func 0 "" ] 5 true;
  needs "locals" [ func ~locals:[ (2, i32); (1, v128) ] 0 "" ] 9 true;
  needs "operands" [ func 0 (const 1 ^ const 2 ^ "\x1a\x1a") ] 7 true;
  needs "a vector" [ func 0 (const 1 ^ "\xfd\x0f\x1a") ] 7 true;
  needs "dead code" [ func 0 ("\x00" ^ const 1 ^ const 2 ^ "\x1a\x1a") ] 5 false;
  needs "two frames" [ func 0 (call 1 ^ "\x1a"); func 1 (const 1) ] 11 true;
  needs "frames one after the other" [ func 0 (call 1 ^ "\x1a" ^ call 1 ^ "\x1a"); func 1 (const 1) ] 11 true

let deep_recursion () =
  let code = get 0 ^ "\x04\x40" ^ get 0 ^ const 1 ^ "\x6b" ^ call 0 ^ "\x0b" in
  let s, _ = instantiate (one [ functype [ i32 ] [] ] [ func 0 code ]) in
  check "a million frames" (run s "f" [ 1_000_000 ] = Ok [||]);
  check "units are given back" (stack_units s = 0);
  check "recursion ends at the limit"
    (match run ~stack:1000 s "f" [ 1_000_000 ] with Error (Exhaustion (Call_stack, Some _)) -> true | _ -> false);
  check "and after that all is well" (run ~stack:1000 s "f" [ 10 ] = Ok [||])

let host_functions () =
  let types = [ functype [ i32 ] [ i32 ] ] in
  let code = get 0 ^ call 0 ^ const 1 ^ "\x6a" in
  let bytes = module_ ~imports:[ import_func "h" "g" 0 ] ~exports:[ export_func "f" 1 ] types [ func 0 code ] in
  let t = { Types.params = [| Types.I32 |]; results = [| Types.I32 |] } in
  let host s _ args =
    match args with
    | [| I32 0l |] -> Results [| I32 100l |]
    | [| I32 -1l |] -> Host_trap
    | [| I32 n |] -> (
        match func_invoke s (exported s "f") [| I32 (Int32.pred n) |] with
        | Ok [| v |] -> Results [| v |]
        | Ok _ -> Host_trap
        | Error e -> Host_failure e)
    | _ -> Host_trap
  in
  let s, _ = instantiate ~host ~types:[ t ] bytes in
  check "a host function calls back" (result_of (run s "f" [ 3 ]) = 104);
  check "fuel goes on through the host" (fuel_consumed s = 16);
  let at = Some { instance = 0; func = 1; offset = start_of bytes code + 2 } in
  check "a host's trap has the call's place" (run s "f" [ -1 ] = Error (Trap (Host, at)));
  check "units go on through the host"
    (match run ~stack:20 s "f" [ 3 ] with Error (Exhaustion (Call_stack, Some _)) -> true | _ -> false)

(* Locals begin as zero or null whatever the stack held before; those that nothing names are not even there. *)
let locals () =
  let funcref = 0x70 in
  let is_null = "\xd1" in
  let dirty = func 1 (const (-1) ^ repeat 8 (tee 0) ^ "\x1a") ~locals:[ (8, i32) ] in
  let clean = func ~locals:[ (3, i32); (2, funcref); (1, v128) ] 0 (get 4 ^ is_null ^ get 2 ^ "\x45\x71" ^ get 5 ^ "\xfd\x53\x45\x71") in
  let many = func ~locals:[ (40, i32) ] 0 (repeat 40 "" ^ get 39 ^ get 20 ^ "\x72\x45") in
  let main = func 0 (call 0 ^ call 1 ^ call 0 ^ call 2 ^ "\x71") in
  let bytes = module_ ~exports:[ export_func "f" 3 ] [ functype [] [ i32 ]; nothing ] [ dirty; clean; many; main ] in
  let s, _ = instantiate bytes in
  check "locals begin as zero and null" (result_of (run s "f" []) = 1)

let limits () =
  let code = get 0 ^ "\x40\x00" in
  let m = module_ ~memory:(1, None) ~exports:[ export_func "f" 0 ] [ functype [ i32 ] [ i32 ] ] [ func 0 code ] in
  let s, _ = instantiate ~limits:{ unlimited with memory_pages = 3 } m in
  check "growth to the limit" (result_of (run s "f" [ 2 ]) = 1);
  check "growth past the limit" (result_of (run s "f" [ 1 ]) = -1);
  let s, r = instantiate ~limits:{ unlimited with total_bytes = 65535 } m in
  check "instantiation past the limit" (r = Limit_reached && instance_count s = 0);
  let s, _ = instantiate ~limits:{ unlimited with total_bytes = 3 * 65536 } m in
  check "growth to the total" (result_of (run s "f" [ 2 ]) = 1 && result_of (run s "f" [ 1 ]) = -1)

(* Random straight-line code over four locals, run with and without forwarding. *)
let forwarding () =
  let state = Random.State.make [| 2026 |] in
  let random n = Random.State.int state n in
  let rec code n height =
    if n = 0 then if height > 0 then repeat (height - 1) "\x6a" else get 0
    else
      match random 12 with
      | 0 | 1 | 2 | 3 -> get (random 4) ^ code (n - 1) (height + 1)
      | 4 -> const (random 9 - 4) ^ code (n - 1) (height + 1)
      | 5 when height > 0 -> set (random 4) ^ code (n - 1) (height - 1)
      | 6 when height > 0 -> tee (random 4) ^ code (n - 1) height
      | 7 when height > 1 -> "\x1a" ^ code (n - 1) (height - 1)
      | 8 when height > 0 -> "\x67" ^ code (n - 1) height
      | 9 -> block (get (random 4) ^ br_if 0 ^ get (random 4) ^ tee (random 4) ^ "\x1a") ^ code (n - 1) height
      | _ when height > 1 -> bytes [ 0x6a + random 2 ] ^ code (n - 1) (height - 1)
      | _ -> get (random 4) ^ code (n - 1) (height + 1)
  in
  let outcome forward bytes =
    Lower.forwarding := forward;
    let s, _ = instantiate bytes in
    let r = run s "f" [ 5; -3 ] in
    (result_of r, fuel_consumed s)
  in
  for _ = 1 to 2000 do
    let bytes = one [ functype [ i32; i32 ] [ i32 ] ] [ func ~locals:[ (2, i32) ] 0 (code (random 60) 0) ] in
    check "forwarding changes nothing" (outcome false bytes = outcome true bytes)
  done;
  Lower.forwarding := true

let hostile () =
  let rejected what bytes = check what (match module_decode_validate bytes with Error _ -> true | Ok _ -> false) in
  let whole = one [ functype [ i32 ] [] ] [ func 0 (loop (get 0 ^ br_if 0)) ] in
  for n = 0 to String.length whole - 1 do
    let cut = String.sub whole 0 n in
    (* What ends with a whole section may be a module; what matters is that nothing else is raised. *)
    match module_decode_validate cut with
    | Ok m -> check "a truncated module" (Array.length (module_exports m) = 0)
    | Error _ -> ()
  done;
  rejected "a huge vector" ("\x00asm\x01\x00\x00\x00" ^ "\x01\x05" ^ leb 0xffff_ffff);
  rejected "a huge section" "\x00asm\x01\x00\x00\x00\x01\xff\xff\xff\xff\x0f";
  let deep = one [ functype [] [] ] [ func 0 (repeat 200_000 "\x02\x40" ^ repeat 200_000 "\x0b") ] in
  let s, _ = instantiate deep in
  check "200,000 nested blocks" (run s "f" [] = Ok [||] && fuel_consumed s = 200_000);
  check "50,001 locals are a limit"
    (match module_decode_validate (one [ functype [] [] ] [ func ~locals:[ (50_001, i32) ] 0 "" ]) with
    | Error (Implementation_limit _) -> true
    | _ -> false)

let all () =
  List.iter
    (fun f -> f ())
    [ fuel; fuel_limit; bulk_fuel; units; deep_recursion; host_functions; locals; limits; forwarding; hostile ];
  Printf.printf "%d checks, %d failed\n" !checks !failures;
  !failures = 0

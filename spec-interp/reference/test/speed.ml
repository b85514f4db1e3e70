(* The rows of an interpreter's cost that must be flat: what an instruction costs may not depend on how deep, high, long or many its
   surroundings are. Each row is run at several sizes of the same thing. *)

open Assemble
open Embedding

let step_ = get 0 ^ const 1 ^ "\x6b" ^ tee 0 ^ br_if 0

(* acc = (acc xor i) * 3; the loop of every row that has no better one. Locals: [i], [acc]. *)
let counting acc = loop (get acc ^ get 0 ^ "\x73" ^ const 3 ^ "\x6c" ^ set acc ^ step_)
let i_to_i = functype [ i32 ] [ i32 ]
let nothing = functype [] []

let one ?table ?memory ?globals ?elems ?(locals = [ (1, i32) ]) ?(before = []) code =
  let f = List.length before in
  module_ ?table ?memory ?globals ?elems ~exports:[ export_func "f" f ] [ i_to_i; nothing; functype [ i32; i32 ] [ i32 ] ]
    (before @ [ func ~locals 0 code ])

let mem_loop =
  let address = get 0 ^ const 4 ^ "\x6c" ^ const 0xfffc ^ "\x71" in
  loop (address ^ get 0 ^ "\x36\x02\x00" ^ get 1 ^ address ^ "\x28\x02\x00\x6a" ^ set 1 ^ step_) ^ get 1

let f64_const x =
  let b = Bytes.create 9 in
  Bytes.set b 0 '\x44';
  Bytes.set_int64_le b 1 (Int64.bits_of_float x);
  Bytes.to_string b

let fib =
  func 0
    (get 0 ^ const 2 ^ "\x49\x04\x7f" ^ get 0 ^ "\x05" ^ get 0 ^ const 1 ^ "\x6b" ^ call 0 ^ get 0 ^ const 2 ^ "\x6b" ^ call 0
   ^ "\x6a\x0b")

let deep =
  func ~locals:[ (1, i32) ] 2
    (get 0 ^ "\x04\x7f" ^ get 0 ^ const 1 ^ "\x6b" ^ get 1 ^ call 0 ^ "\x05"
    ^ loop (get 2 ^ get 1 ^ "\x73" ^ const 3 ^ "\x6c" ^ set 2 ^ get 1 ^ const 1 ^ "\x6b" ^ tee 1 ^ br_if 0)
    ^ get 2 ^ "\x0b")

let call_loop f = loop (get 0 ^ call f ^ "\x1a" ^ step_) ^ get 0
let line n = repeat n (get 1 ^ const 1 ^ "\x6a" ^ set 1)

(* Row, sizes, argument, module. *)
let rows =
  [
    ("loop", [ 1_000_000; 10_000_000 ], (fun n -> n), fun _ -> one (counting 1 ^ get 1));
    ( "loop of f64", [ 3_000_000 ], (fun n -> n),
      fun _ ->
        one ~locals:[ (1, 0x7c) ]
          (loop (get 1 ^ f64_const 0.999 ^ "\xa2" ^ f64_const 1.5 ^ "\xa0" ^ set 1 ^ step_) ^ get 0) );
    ( "loop of i64", [ 3_000_000 ], (fun n -> n),
      fun _ ->
        one ~locals:[ (1, i64) ]
          (loop (get 1 ^ get 0 ^ "\xad\x85" ^ const64 0x9E3779B97F4A7C1 ^ "\x7e" ^ set 1 ^ step_) ^ get 0) );
    ("recursion (fib)", [ 20; 24; 27 ], (fun n -> n), fun _ -> module_ ~exports:[ export_func "f" 0 ] [ i_to_i ] [ fib ]);
    ("enclosing blocks", [ 1; 10; 100; 1000 ], (fun _ -> 1_000_000),
      fun n -> one (repeat n "\x02\x40" ^ counting 1 ^ repeat n "\x0b" ^ get 1));
    ( "call depth", [ 1; 10; 100; 200 ], (fun _ -> 1_000_000),
      fun n -> one ~before:[ deep ] (const n ^ get 0 ^ call 0) );
    ("locals", [ 1; 100; 1000; 10_000 ], (fun _ -> 1_000_000),
      fun n -> one ~locals:[ (n, i32); (1, i32) ] (counting (n + 1) ^ get (n + 1)));
    ( "locals of a callee", [ 1; 100; 1000 ], (fun _ -> 300_000),
      fun n -> one ~before:[ func ~locals:[ (n, i32) ] 0 (get 0) ] (call_loop 0) );
    ("operands below", [ 1; 100; 1000; 5000 ], (fun _ -> 1_000_000),
      fun n -> one (repeat n (const 1) ^ counting 1 ^ repeat n "\x1a" ^ get 1));
    ("body of a loop", [ 10; 100; 1000 ], (fun n -> 1_000_000 / n), fun n -> one (loop (line n ^ step_) ^ get 1));
    ( "global index", [ 1; 100; 1000 ], (fun _ -> 1_000_000),
      fun n ->
        let global = "\x7f\x01" ^ const 0 ^ "\x0b" in
        one
          ~globals:(List.init (n + 1) (fun _ -> global))
          (loop ("\x23" ^ leb n ^ const 1 ^ "\x6a\x24" ^ leb n ^ step_) ^ get 0) );
    ( "function index", [ 1; 100; 1000 ], (fun _ -> 300_000),
      fun n -> one ~before:(List.init n (fun _ -> func 1 "") @ [ func 0 (get 0) ]) (call_loop n) );
    ( "br_table size", [ 1; 100; 1000 ], (fun _ -> 1_000_000),
      fun n -> one (loop ("\x02\x40" ^ const (n - 1) ^ "\x0e" ^ leb n ^ repeat n "\x00" ^ "\x00\x0b" ^ step_) ^ get 0) );
    ( "branch out of blocks", [ 1; 10; 100; 1000 ], (fun _ -> 1_000_000),
      fun n -> one (loop ("\x02\x40" ^ repeat n "\x02\x40" ^ br n ^ repeat n "\x0b" ^ "\x0b" ^ step_) ^ get 0) );
    ("memory pages", [ 1; 100; 1000 ], (fun _ -> 500_000), fun n -> one ~memory:(n, None) mem_loop);
    ( "call_indirect", [ 300_000 ], (fun n -> n),
      fun _ ->
        one ~table:(10, None) ~elems:[ "\x00" ^ const 3 ^ "\x0b\x01\x00" ] ~before:[ func 0 (get 0) ]
          (loop (get 0 ^ const 3 ^ "\x11\x00\x00\x1a" ^ step_) ^ get 0) );
    ( "memory.grow by a page", [ 100; 1000; 10_000 ], (fun n -> n),
      fun _ -> one ~memory:(1, None) (loop (const 1 ^ "\x40\x00\x1a" ^ step_) ^ get 0) );
  ]

let start bytes =
  let m = Self_check.load bytes in
  let s = store_init { memory_pages = 65536; table_elements = max_int; total_bytes = max_int } in
  begin_step s ~fuel_limit:max_int ~stack_limit:max_int;
  match module_instantiate s m [||] with
  | Instantiated i -> (
      match instance_export s i "f" with Some (Func f) -> (s, f) | _ -> failwith "no export")
  | _ -> failwith "not instantiated"

(* Processor seconds and instructions of a call; the first call, which makes the code, is not counted. *)
let time bytes argument =
  let s, f = start bytes in
  let run n =
    begin_step s ~fuel_limit:max_int ~stack_limit:max_int;
    let before = Sys.time () in
    (match func_invoke s f [| I32 (Int32.of_int n) |] with Ok _ -> () | Error _ -> failwith "failed");
    Sys.time () -. before
  in
  ignore (run 1);
  let best = ref infinity in
  for _ = 1 to 5 do
    best := min !best (run argument)
  done;
  (!best, fuel_consumed s)

let seconds_per f n =
  let before = Sys.time () in
  for _ = 1 to n do
    f ()
  done;
  (Sys.time () -. before) /. float n

let tiny () =
  let bytes = module_ ~exports:[ export_func "f" 0 ] [ i_to_i ] [ fib ] in
  let run () =
    let s, f = start bytes in
    ignore (func_invoke s f [| I32 3l |])
  in
  Printf.printf "\nload, instantiate and call a tiny module: %.1f us\n" (1e6 *. seconds_per run 20_000)

(* Cost before anything runs, by byte. *)
let loading () =
  let row what sizes make =
    List.iter
      (fun n ->
        let bytes = make n in
        let t = seconds_per (fun () -> ignore (Self_check.load bytes)) (1 + (2_000_000 / String.length bytes)) in
        Printf.printf "%-24s %9d %10.1f\n%!" what n (1e9 *. t /. float (String.length bytes)))
      sizes
  in
  Printf.printf "\n%-24s %9s %10s\n" "decode and validate" "size" "ns/byte";
  row "straight line" [ 1000; 10_000; 100_000 ] (fun n -> one (line n ^ get 1));
  row "nested blocks" [ 1000; 10_000; 100_000 ] (fun n -> one (repeat n "\x02\x40" ^ repeat n "\x0b" ^ get 0));
  row "blocks on high stacks" [ 100; 1000; 10_000 ] (fun n ->
      one (repeat n (const 1) ^ repeat n "\x02\x40\x01\x0b" ^ repeat n "\x1a" ^ get 0));
  row "functions" [ 100; 1000; 10_000 ] (fun n -> one ~before:(List.init n (fun _ -> func 1 "")) (get 0))

let table () =
  Printf.printf "%-24s %9s %12s %10s\n" "row" "size" "instructions" "million/s";
  List.iter
    (fun (name, sizes, argument, make) ->
      List.iter
        (fun n ->
          let t, fuel = time (make n) (argument n) in
          Printf.printf "%-24s %9d %12d %10.0f\n%!" name n fuel (float fuel /. t /. 1e6))
        sizes)
    rows;
  loading ();
  tiny ()

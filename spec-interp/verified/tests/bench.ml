(* Speed of the extracted interpreter on hand-made modules. *)
open Verified_core

let rec inf = S inf
let rec nat k = if k = 0 then O else S (nat (k - 1))
let arr = Verified_native.arr_of_list
let i32 x = Const (VI32 x)
let ft ps rs = { ft_params = ps; ft_results = rs }

(* Instructions per turn in the comments, for the rates. *)
let binop o = Binop (BI32 o, 0)
let loop_body =
  (* 11 *)
  [ LocalGet 1; LocalGet 0; binop Xor; i32 3; binop Mul; LocalSet 1; LocalGet 0; i32 1; binop Sub; LocalTee 0; BrIf O ]
let loop_fn = [ Loop (BtVal None, loop_body, 0); LocalGet 1 ]
let fib =
  [ LocalGet 0; i32 2; Relop (RI32 LtU);
    If (BtVal (Some I32T), [ LocalGet 0 ],
      [ LocalGet 0; i32 1; binop Sub; Call (1, 0); LocalGet 0; i32 2; binop Sub; Call (1, 0); binop Add ]) ]
let memory =
  (* 15 *)
  [ Loop (BtVal None,
      [ LocalGet 0; i32 0xfffc; binop And; LocalGet 0; StoreNum (NI32, 0, O, 0, 0);
        LocalGet 0; i32 0xfffc; binop And; LoadNum (NI32, 0, O, 0, 0); Drop;
        LocalGet 0; i32 1; binop Sub; LocalTee 0; BrIf O ], 0); LocalGet 1 ]
let float =
  (* 9 *)
  [ Loop (BtVal None,
      [ LocalGet 2; Const (VF64 1.0000001); Binop (BF64 FMul, 0); LocalSet 2;
        LocalGet 0; i32 1; binop Sub; LocalTee 0; BrIf O ], 0); LocalGet 1 ]
let nested depth =
  let rec wrap k c = if k = 0 then c else wrap (k - 1) [ Block (BtVal None, c) ] in
  wrap depth [ Loop (BtVal None, loop_body, 0) ] @ [ LocalGet 1 ]

let fn body = { fn_locals = [ I32T; F64T ]; fn_body = body; fn_units = 8; fn_index = 0; fn_entry = 0 }
let invoke bodies f arg =
  let mi = { mi_types = arr []; mi_funcs = arr (List.mapi (fun i _ -> i) bodies); mi_tables = arr [];
             mi_mems = arr [ 0 ]; mi_globals = arr []; mi_elems = arr []; mi_datas = arr []; mi_id = 0 } in
  let s = { s_funcs = arr (List.map (fun b -> FWasm (ft [ I32T ] [ I32T ], mi, fn b)) bodies);
            s_tables = arr []; s_mems = arr [ { me_max = None; me_data = Verified_native.mem_make 1 } ];
            s_globals = arr []; s_elems = arr []; s_datas = arr []; s_scripts = arr []; s_trace = [] } in
  let e = { e_mi = mi; e_units = 0; e_lim = { l_fuel = max_int; l_stack = max_int; l_pages = 100; l_elems = 100; l_bytes = max_int }; e_func = None } in
  match ex inf e [ CALL_ADDR (f, 0) ] 0 s no_locals [ VI32 arg ] with
  | Nrm (n, _, _, [ VI32 r ]) -> (n, r)
  | _ -> failwith "bench: no result"

let () =
  ignore (nat 0);
  let bodies = [ loop_fn; fib; memory; float; nested 1000 ] in
  let time name f arg =
    let t = Sys.time () in
    let n, r = invoke bodies f arg in
    let dt = Sys.time () -. t in
    Printf.printf "%-24s %9d instructions %7.3f s %7.1f million/s (%d)\n%!" name n dt (float_of_int n /. dt /. 1e6) r in
  time "loop 3e6" 0 3_000_000;
  time "fib 27" 1 27;
  time "memory 1e6" 2 1_000_000;
  time "float 2e6" 3 2_000_000;
  time "loop in 1000 blocks 3e6" 4 3_000_000;
  let t = Sys.time () in
  for _ = 1 to 10_000 do ignore (invoke bodies 1 1) done;
  Printf.printf "store with a page and one call: %.1f us\n" ((Sys.time () -. t) *. 100.)

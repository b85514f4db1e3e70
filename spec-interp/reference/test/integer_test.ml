(* The integer operators of widths 32 and 64 against the naive model, on pairs of edge values and random ones. *)

open Check

let trap f =
  match f () with
  | x -> Ok x
  | exception Numeric_trap.Integer_divide_by_zero -> Error "zero"
  | exception Numeric_trap.Integer_overflow -> Error "overflow"
  | exception Numeric_trap.Invalid_conversion_to_integer -> Error "invalid"

let i32 () =
  let wrap = signed 32 in
  for_pairs (fun a b ->
      let a = wrap (Int64.to_int a) and b = wrap (Int64.to_int b) in
      let ua = unsigned 32 a and ub = unsigned 32 b in
      let k = unsigned 32 b mod 32 in
      let same name expected got = equal_int (fun () -> Printf.sprintf "i32.%s %d %d" name a b) (wrap expected) got in
      same "add" (a + b) (I32.add a b);
      same "sub" (a - b) (I32.sub a b);
      same "mul" (a * b) (I32.mul a b);
      same "shl" (ua * (1 lsl k)) (I32.shl a k);
      same "shl" (ua * (1 lsl k)) (I32.shl a b);
      same "shr_u" (ua / (1 lsl k)) (I32.shr_u a b);
      same "shr_s" (int_of_float (floor (float a /. float (1 lsl k)))) (I32.shr_s a b);
      same "rotl" ((ua * (1 lsl k)) lor (ua / (1 lsl (32 - k)))) (I32.rotl a b);
      same "rotr" ((ua / (1 lsl k)) lor (ua * (1 lsl (32 - k)))) (I32.rotr a b);
      same "lt_u" (Bool.to_int (ua < ub)) (Bool.to_int (I32.lt_u a b));
      same "ge_u" (Bool.to_int (ua >= ub)) (Bool.to_int (I32.ge_u a b));
      same "clz" (leading (bit64 (Int64.of_int ua)) 32 0) (I32.clz a);
      same "ctz" (trailing (bit64 (Int64.of_int ua)) 32 0) (I32.ctz a);
      same "popcnt" (List.length (bits 32 ua)) (I32.popcnt a);
      same "extend8_s" (signed 8 a) (I32.extend8_s a);
      same "extend16_s" (signed 16 a) (I32.extend16_s a);
      let divided name f x = check (fun () -> Printf.sprintf "i32.%s %d %d" name a b) (trap f = x) in
      if b = 0 then
        List.iter
          (fun op -> divided "div or rem" (fun () -> op a b) (Error "zero"))
          [ I32.div_s; I32.div_u; I32.rem_s; I32.rem_u ]
      else (
        divided "div_s" (fun () -> I32.div_s a b) (if a / b = 1 lsl 31 then Error "overflow" else Ok (a / b));
        divided "div_u" (fun () -> I32.div_u a b) (Ok (wrap (ua / ub)));
        divided "rem_s" (fun () -> I32.rem_s a b) (Ok (a - (a / b * b)));
        divided "rem_u" (fun () -> I32.rem_u a b) (Ok (wrap (ua - (ua / ub * ub))))))

let i64 () =
  for_pairs (fun a b ->
      let same name expected got = equal_64 (fun () -> Printf.sprintf "i64.%s %Ld %Ld" name a b) expected got in
      let k = Int64.to_int (Int64.logand b 63L) in
      let gather f = List.fold_left (fun x i -> if f i then Int64.logor x (Int64.shift_left 1L i) else x) 0L (List.init 64 Fun.id) in
      same "rotl" (gather (fun i -> bit64 a ((i - k + 64) mod 64))) (I64.rotl a b);
      same "rotr" (gather (fun i -> bit64 a ((i + k) mod 64))) (I64.rotr a b);
      same "shl" (gather (fun i -> i >= k && bit64 a (i - k))) (I64.shl a b);
      same "shr_u" (gather (fun i -> i + k < 64 && bit64 a (i + k))) (I64.shr_u a b);
      same "shr_s" (gather (fun i -> bit64 a (Stdlib.min 63 (i + k)))) (I64.shr_s a b);
      same "clz" (Int64.of_int (leading (bit64 a) 64 0)) (Int64.of_int (I64.clz a));
      same "ctz" (Int64.of_int (trailing (bit64 a) 64 0)) (Int64.of_int (I64.ctz a));
      same "popcnt" (Int64.of_int (count (bit64 a) 64)) (Int64.of_int (I64.popcnt a));
      let order = Int64.unsigned_compare a b in
      check (fun () -> Printf.sprintf "i64 order %Lx %Lx" a b)
        (I64.(lt_u a b, gt_u a b, le_u a b, ge_u a b) = (order < 0, order > 0, order <= 0, order >= 0));
      let divided name f x = check (fun () -> Printf.sprintf "i64.%s %Ld %Ld" name a b) (trap f = x) in
      if b = 0L then
        List.iter
          (fun op -> divided "div or rem" (fun () -> op a b) (Error "zero"))
          [ I64.div_s; I64.div_u; I64.rem_s; I64.rem_u ]
      else (
        let overflow = a = Int64.min_int && b = -1L in
        divided "div_s" (fun () -> I64.div_s a b) (if overflow then Error "overflow" else Ok (Int64.div a b));
        divided "rem_s" (fun () -> I64.rem_s a b) (Ok (if overflow then 0L else Int64.rem a b));
        divided "div_u" (fun () -> I64.div_u a b) (Ok (Int64.unsigned_div a b));
        divided "rem_u" (fun () -> I64.rem_u a b) (Ok (Int64.unsigned_rem a b))))

let run () =
  i32 ();
  i64 ()

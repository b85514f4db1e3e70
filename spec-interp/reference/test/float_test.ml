(* The float operators and conversions: exact bits of edge cases, and conversions from integers against rounding done on
   integers alone. *)

open Check

let f32 = Int32.bits_of_float
let f64 = Int64.bits_of_float
let nan32 = 0x7fc0_0000l
let nan64 = 0x7ff8_0000_0000_0000L

(* NaNs of either sign, quiet and signalling, with a payload. *)
let nans32 = [ 0x7fc0_0000l; 0xffc0_0000l; 0x7f80_0001l; 0xffa1_2345l ]
let nans64 = [ 0x7ff8_0000_0000_0000L; 0xfff8_0000_0000_0000L; 0x7ff0_0000_0000_0001L; 0xfff4_5678_9abc_def0L ]

(* Runs [f] and checks how many open NaNs it counted. *)
let counting what n f =
  Nan_open.count := 0;
  let x = f () in
  equal_int (fun () -> what ^ ": open NaNs") n !Nan_open.count;
  x

let unary_cases =
  (* operator, argument, result *)
  F64.
    [ ("ceil", ceil, F32.ceil, -0.5, -0.0); ("ceil", ceil, F32.ceil, 1.25, 2.0); ("floor", floor, F32.floor, -0.0, -0.0);
      ("floor", floor, F32.floor, -0.5, -1.0); ("floor", floor, F32.floor, 0.75, 0.0); ("trunc", trunc, F32.trunc, -0.75, -0.0);
      ("trunc", trunc, F32.trunc, 5.75, 5.0); ("nearest", nearest, F32.nearest, 0.5, 0.0);
      ("nearest", nearest, F32.nearest, -0.5, -0.0); ("nearest", nearest, F32.nearest, 1.5, 2.0);
      ("nearest", nearest, F32.nearest, 2.5, 2.0); ("nearest", nearest, F32.nearest, -3.5, -4.0);
      ("nearest", nearest, F32.nearest, 8388607.5, 8388608.0); ("nearest", nearest, F32.nearest, 8388609.0, 8388609.0);
      ("nearest", nearest, F32.nearest, infinity, infinity); ("sqrt", sqrt, F32.sqrt, -0.0, -0.0);
      ("sqrt", sqrt, F32.sqrt, 6.25, 2.5); ("sqrt", sqrt, F32.sqrt, infinity, infinity); ("neg", neg, F32.neg, 0.0, -0.0);
      ("abs", abs, F32.abs, neg_infinity, infinity) ]

let binary_cases =
  F64.
    [ ("min", min, F32.min, 0.0, -0.0, -0.0); ("min", min, F32.min, -0.0, 0.0, -0.0); ("min", min, F32.min, 0.0, 0.0, 0.0);
      ("max", max, F32.max, 0.0, -0.0, 0.0); ("max", max, F32.max, -0.0, 0.0, 0.0); ("max", max, F32.max, -0.0, -0.0, -0.0);
      ("min", min, F32.min, 1.0, neg_infinity, neg_infinity); ("max", max, F32.max, -1.5, -1.25, -1.25);
      ("pmin", pmin, F32.pmin, 0.0, -0.0, 0.0); ("pmax", pmax, F32.pmax, -0.0, 0.0, -0.0);
      ("copysign", copysign, F32.copysign, 1.5, -0.0, -1.5); ("add", add, F32.add, -0.0, 0.0, 0.0);
      ("add", add, F32.add, -0.0, -0.0, -0.0); ("sub", sub, F32.sub, 1.0, 1.0, 0.0); ("mul", mul, F32.mul, -0.0, 5.0, -0.0);
      ("div", div, F32.div, 1.0, -0.0, neg_infinity); ("div", div, F32.div, 1.0, neg_infinity, -0.0) ]

let test_cases () =
  List.iter
    (fun (name, op64, op32, x, r) ->
      equal_64 (fun () -> Printf.sprintf "f64.%s %h" name x) (f64 r) (counting name 0 (fun () -> op64 (f64 x)));
      equal_32 (fun () -> Printf.sprintf "f32.%s %h" name x) (f32 r) (counting name 0 (fun () -> op32 (f32 x))))
    unary_cases;
  List.iter
    (fun (name, op64, op32, x, y, r) ->
      let what n () = Printf.sprintf "f%d.%s %h %h" n name x y in
      equal_64 (what 64) (f64 r) (counting name 0 (fun () -> op64 (f64 x) (f64 y)));
      equal_32 (what 32) (f32 r) (counting name 0 (fun () -> op32 (f32 x) (f32 y))))
    binary_cases;
  (* f32 rounds once, subnormal results included. *)
  let one op x y r = equal_32 (fun () -> Printf.sprintf "f32 %h %h" x y) (f32 r) (op (f32 x) (f32 y)) in
  one F32.add 1.0 0x1p-24 1.0;
  one F32.add 1.0 0x1.8p-24 0x1.000002p0;
  one F32.mul 0x1.fffffep127 2.0 infinity;
  one F32.mul 0x1p-149 0.5 0.0;
  one F32.mul 0x1.8p-149 0.5 0x1p-149;
  one F32.div 0x1p-126 3.0 0x1.555558p-128;
  one F32.div 1.0 3.0 0x1.555556p-2

(* Every operator that may make a NaN makes the canonical one and counts it; the others keep bits and count nothing. *)
let test_nans () =
  let nan64_of name f = equal_64 (fun () -> "f64." ^ name) nan64 (counting name 1 f) in
  let nan32_of name f = equal_32 (fun () -> "f32." ^ name) nan32 (counting name 1 f) in
  List.iter2
    (fun a b ->
      List.iter
        (fun op ->
          nan64_of "binary" (fun () -> op a (f64 1.0));
          nan64_of "binary" (fun () -> op (f64 0.0) a))
        F64.[ add; sub; mul; div; min; max ];
      List.iter
        (fun op ->
          nan32_of "binary" (fun () -> op b (f32 1.0));
          nan32_of "binary" (fun () -> op (f32 0.0) b))
        F32.[ add; sub; mul; div; min; max ];
      List.iter (fun op -> nan64_of "unary" (fun () -> op a)) F64.[ sqrt; ceil; floor; trunc; nearest ];
      List.iter (fun op -> nan32_of "unary" (fun () -> op b)) F32.[ sqrt; ceil; floor; trunc; nearest ];
      nan32_of "demote" (fun () -> Convert.f32_demote_f64 a);
      nan64_of "promote" (fun () -> Convert.f64_promote_f32 b);
      let keeps name expected f = equal_64 (fun () -> "f64." ^ name) expected (counting name 0 f) in
      keeps "neg" (Int64.logxor a Int64.min_int) (fun () -> F64.neg a);
      keeps "abs" (Int64.logand a Int64.max_int) (fun () -> F64.abs a);
      keeps "copysign" (Int64.logor a Int64.min_int) (fun () -> F64.copysign a (f64 (-1.0)));
      keeps "pmin" a (fun () -> F64.pmin a (f64 1.0));
      keeps "pmin" (f64 1.0) (fun () -> F64.pmin (f64 1.0) a);
      keeps "pmax" a (fun () -> F64.pmax a (f64 1.0));
      check (fun () -> "NaN compares") F64.(ne a a && not (eq a a || lt a a || gt a a || le a a || ge a a));
      check (fun () -> "NaN compares") F32.(ne b b && not (eq b b || lt b b || gt b b || le b b || ge b b)))
    nans64 nans32;
  nan64_of "sub" (fun () -> F64.sub (f64 infinity) (f64 infinity));
  nan64_of "mul" (fun () -> F64.mul (f64 infinity) (f64 0.0));
  nan32_of "div" (fun () -> F32.div (f32 0.0) (f32 0.0));
  nan32_of "sqrt" (fun () -> F32.sqrt (f32 (-1.0)));
  let v = Bytes.make 32 '\255' in
  counting "f32x4.add" 4 (fun () -> Simd.f32x4_add v 0);
  equal_32 (fun () -> "f32x4.add") nan32 (Bytes.get_int32_le v 12);
  Bytes.fill v 0 32 '\255';
  counting "f64x2.sqrt" 2 (fun () -> Simd.f64x2_sqrt v 0);
  Bytes.fill v 0 32 '\255';
  counting "f32x4.demote_f64x2_zero" 2 (fun () -> Simd.f32x4_demote_f64x2_zero v 0);
  equal_64 (fun () -> "f32x4.demote_f64x2_zero") 0L (Bytes.get_int64_le v 8);
  Bytes.fill v 0 32 '\255';
  counting "f32x4.neg" 0 (fun () -> Simd.f32x4_neg v 0)

(* [x] of 64 bits, unsigned, rounded to [p] significant bits by hand: the significand and its exponent. *)
let round_to p x =
  let width = 64 - I64.clz x in
  if width <= p then (x, 0)
  else
    let drop = width - p in
    let q = Int64.shift_right_logical x drop and rest = Int64.logand x (Int64.pred (Int64.shift_left 1L drop)) in
    let order = Int64.unsigned_compare rest (Int64.shift_left 1L (drop - 1)) in
    ((if order > 0 || (order = 0 && Int64.logand q 1L = 1L) then Int64.succ q else q), drop)

(* The value as a double, exactly: it has at most 53 bits. *)
let rounded p negative x =
  let q, e = round_to p x in
  let magnitude = ldexp (Int64.to_float q) e in
  if negative then -.magnitude else magnitude

let test_from_integers () =
  let one x =
    let magnitude = if x < 0L then Int64.neg x else x and negative = x < 0L in
    let what name () = Printf.sprintf "%s 0x%Lx" name x in
    equal_32 (what "f32.convert_i64_s") (f32 (rounded 24 negative magnitude)) (Convert.f32_convert_i64_s x);
    equal_32 (what "f32.convert_i64_u") (f32 (rounded 24 false x)) (Convert.f32_convert_i64_u x);
    equal_64 (what "f64.convert_i64_s") (f64 (rounded 53 negative magnitude)) (Convert.f64_convert_i64_s x);
    equal_64 (what "f64.convert_i64_u") (f64 (rounded 53 false x)) (Convert.f64_convert_i64_u x);
    let s = signed 32 (Int64.to_int x) in
    let u = Int64.of_int (unsigned 32 s) in
    equal_32 (what "f32.convert_i32_s") (f32 (rounded 24 (s < 0) (Int64.of_int (Stdlib.abs s)))) (Convert.f32_convert_i32_s s);
    equal_32 (what "f32.convert_i32_u") (f32 (rounded 24 false u)) (Convert.f32_convert_i32_u s);
    equal_64 (what "f64.convert_i32_s") (f64 (Int64.to_float (Int64.of_int s))) (Convert.f64_convert_i32_s s);
    equal_64 (what "f64.convert_i32_u") (f64 (Int64.to_float u)) (Convert.f64_convert_i32_u s)
  in
  for_pairs (fun a b ->
      (* Sums of far and near values lie just beside midpoints, where rounding twice would show. *)
      one a;
      one (Int64.add a b);
      one (Int64.sub a b))

(* Bounds of truncation: the least and greatest doubles whose truncation is in range, and the next ones out. *)
let test_to_integers () =
  let case name trunc sat (x, expected) =
    let what () = Printf.sprintf "%s %h" name x in
    let got = match trunc (f64 x) with y -> Ok y | exception e -> Error e in
    match expected with
    | Ok y -> check what (got = Ok y && sat (f64 x) = y)
    | Error y ->
      let trap = if x <> x then Numeric_trap.Invalid_conversion_to_integer else Numeric_trap.Integer_overflow in
      check what (got = Error trap && sat (f64 x) = y)
  in
  let cases name trunc sat l = List.iter (case name trunc sat) l in
  Convert.(
    cases "i32.trunc_f64_s" i32_trunc_f64_s i32_trunc_sat_f64_s
      [ (-2147483648.9, Ok (-0x8000_0000)); (2147483647.9, Ok 0x7fff_ffff); (-2147483649.0, Error (-0x8000_0000));
        (2147483648.0, Error 0x7fff_ffff); (nan, Error 0); (infinity, Error 0x7fff_ffff); (-0.9, Ok 0) ];
    cases "i32.trunc_f64_u" i32_trunc_f64_u i32_trunc_sat_f64_u
      [ (-0.9, Ok 0); (-1.0, Error 0); (4294967295.9, Ok (-1)); (4294967296.0, Error (-1)); (neg_infinity, Error 0); (nan, Error 0) ];
    cases "i64.trunc_f64_s" i64_trunc_f64_s i64_trunc_sat_f64_s
      [ (-0x1p63, Ok Int64.min_int); (-0x1.0000000000001p63, Error Int64.min_int); (0x1.fffffffffffffp62, Ok 0x7fff_ffff_ffff_fc00L);
        (0x1p63, Error Int64.max_int); (nan, Error 0L) ];
    cases "i64.trunc_f64_u" i64_trunc_f64_u i64_trunc_sat_f64_u
      [ (-0.9, Ok 0L); (-1.0, Error 0L); (0x1p63, Ok Int64.min_int); (0x1.fffffffffffffp63, Ok (-2048L));
        (0x1p64, Error (-1L)); (nan, Error 0L); (neg_infinity, Error 0L) ];
    let wide op x = op (f32 (Int64.float_of_bits x)) in
    cases "i32.trunc_f32_s" (wide i32_trunc_f32_s) (wide i32_trunc_sat_f32_s)
      [ (-0x1p31, Ok (-0x8000_0000)); (0x1.fffffep30, Ok 0x7fff_ff80); (0x1p31, Error 0x7fff_ffff) ];
    cases "i64.trunc_f32_u" (wide i64_trunc_f32_u) (wide i64_trunc_sat_f32_u)
      [ (0x1.fffffep63, Ok 0xffff_ff00_0000_0000L); (0x1p64, Error (-1L)) ]);
  equal_32 (fun () -> "f32.demote ties to even") (f32 1.0) (Convert.f32_demote_f64 (f64 0x1.000001p0));
  equal_32 (fun () -> "f32.demote") (f32 0x1.000002p0) (Convert.f32_demote_f64 (f64 0x1.0000010000001p0));
  equal_32 (fun () -> "f32.demote overflows") (f32 infinity) (Convert.f32_demote_f64 (f64 0x1.ffffffp127));
  equal_32 (fun () -> "f32.demote to a subnormal") (f32 0x1p-149) (Convert.f32_demote_f64 (f64 0x1.8p-150))

let run () =
  test_cases ();
  test_nans ();
  test_from_integers ();
  test_to_integers ()

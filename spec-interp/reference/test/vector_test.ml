(* The vector operators against the naive model: all pairs of 8-bit lanes, edge values and random ones above. *)

open Check

let s = Bytes.make 64 '\xa5'

let fill n p f =
  for i = 0 to (128 / n) - 1 do
    match n with
    | 8 -> Bytes.set_int8 s (p + i) (f i)
    | 16 -> Bytes.set_int16_le s (p + (2 * i)) (f i)
    | _ -> Bytes.set_int32_le s (p + (4 * i)) (Int32.of_int (f i))
  done

let lane n p i =
  match n with
  | 8 -> Bytes.get_uint8 s (p + i)
  | 16 -> Bytes.get_uint16_le s (p + (2 * i))
  | _ -> unsigned 32 (Int32.to_int (Bytes.get_int32_le s (p + (4 * i))))

(* Pairs of operands for lanes of [n] bits: all of them at 8, else edges and random values. *)
let operands n =
  let all = Array.init 256 Fun.id in
  let some = Array.map (fun x -> unsigned n (Int64.to_int x)) values in
  let row = if n = 8 then all else some in
  Array.concat (Array.to_list (Array.map (fun a -> Array.map (fun b -> (a, b)) row) row))

(* [model] maps the two unsigned lanes to the result, of which the low [n] bits count. *)
let binary n (name, op, model) =
  let pairs = operands n and lanes = 128 / n in
  let get i = pairs.(i mod Array.length pairs) in
  let base = ref 0 in
  while !base < Array.length pairs do
    fill n 0 (fun i -> fst (get (!base + i)));
    fill n 16 (fun i -> snd (get (!base + i)));
    Bytes.fill s 32 32 '\xa5';
    op s 0;
    for i = 0 to lanes - 1 do
      let a, b = get (!base + i) in
      equal_int (fun () -> Printf.sprintf "%d-bit %s 0x%x 0x%x" n name a b) (unsigned n (model a b)) (lane n 0 i)
    done;
    check (fun () -> name ^ " wrote past its result") (Bytes.get_int64_le s 32 = 0xa5a5_a5a5_a5a5_a5a5L);
    base := !base + lanes
  done

(* The operations that all shapes below 64 bits have, with their models. *)
let common n (ops : (string * (Bytes.t -> int -> unit)) list) =
  let i = signed n in
  let model name a b =
    match name with
    | "add" -> a + b
    | "sub" -> a - b
    | "mul" -> a * b
    | "neg" -> -a
    | "abs" -> Stdlib.abs (i a)
    | "eq" -> truth n (a = b)
    | "ne" -> truth n (a <> b)
    | "lt_s" -> truth n (i a < i b)
    | "lt_u" -> truth n (a < b)
    | "gt_s" -> truth n (i a > i b)
    | "gt_u" -> truth n (a > b)
    | "le_s" -> truth n (i a <= i b)
    | "le_u" -> truth n (a <= b)
    | "ge_s" -> truth n (i a >= i b)
    | "ge_u" -> truth n (a >= b)
    | "min_s" -> if i a <= i b then a else b
    | "min_u" -> Stdlib.min a b
    | "max_s" -> if i a >= i b then a else b
    | "max_u" -> Stdlib.max a b
    | "add_sat_s" -> sat_s n (i a + i b)
    | "add_sat_u" -> sat_u n (a + b)
    | "sub_sat_s" -> sat_s n (i a - i b)
    | "sub_sat_u" -> sat_u n (a - b)
    | "avgr_u" -> (a + b + 1) / 2
    | "popcnt" -> List.length (bits n a)
    | "q15mulr_sat_s" -> sat_s n (((i a * i b) + 16384) asr 15)
    | _ -> failwith name
  in
  List.iter (fun (name, op) -> binary n (name, op, model name)) ops

let test_lanes () =
  Simd.(
    common 8
      [ ("add", i8x16_add); ("sub", i8x16_sub); ("neg", i8x16_neg); ("abs", i8x16_abs); ("eq", i8x16_eq); ("ne", i8x16_ne);
        ("lt_s", i8x16_lt_s); ("lt_u", i8x16_lt_u); ("gt_s", i8x16_gt_s); ("gt_u", i8x16_gt_u); ("le_s", i8x16_le_s);
        ("le_u", i8x16_le_u); ("ge_s", i8x16_ge_s); ("ge_u", i8x16_ge_u); ("min_s", i8x16_min_s); ("min_u", i8x16_min_u);
        ("max_s", i8x16_max_s); ("max_u", i8x16_max_u); ("add_sat_s", i8x16_add_sat_s); ("add_sat_u", i8x16_add_sat_u);
        ("sub_sat_s", i8x16_sub_sat_s); ("sub_sat_u", i8x16_sub_sat_u); ("avgr_u", i8x16_avgr_u); ("popcnt", i8x16_popcnt) ];
    common 16
      [ ("add", i16x8_add); ("sub", i16x8_sub); ("mul", i16x8_mul); ("neg", i16x8_neg); ("abs", i16x8_abs); ("eq", i16x8_eq);
        ("ne", i16x8_ne); ("lt_s", i16x8_lt_s); ("lt_u", i16x8_lt_u); ("gt_s", i16x8_gt_s); ("gt_u", i16x8_gt_u);
        ("le_s", i16x8_le_s); ("le_u", i16x8_le_u); ("ge_s", i16x8_ge_s); ("ge_u", i16x8_ge_u); ("min_s", i16x8_min_s);
        ("min_u", i16x8_min_u); ("max_s", i16x8_max_s); ("max_u", i16x8_max_u); ("add_sat_s", i16x8_add_sat_s);
        ("add_sat_u", i16x8_add_sat_u); ("sub_sat_s", i16x8_sub_sat_s); ("sub_sat_u", i16x8_sub_sat_u);
        ("avgr_u", i16x8_avgr_u); ("q15mulr_sat_s", i16x8_q15mulr_sat_s) ];
    common 32
      [ ("add", i32x4_add); ("sub", i32x4_sub); ("mul", i32x4_mul); ("neg", i32x4_neg); ("abs", i32x4_abs); ("eq", i32x4_eq);
        ("ne", i32x4_ne); ("lt_s", i32x4_lt_s); ("lt_u", i32x4_lt_u); ("gt_s", i32x4_gt_s); ("gt_u", i32x4_gt_u);
        ("le_s", i32x4_le_s); ("le_u", i32x4_le_u); ("ge_s", i32x4_ge_s); ("ge_u", i32x4_ge_u); ("min_s", i32x4_min_s);
        ("min_u", i32x4_min_u); ("max_s", i32x4_max_s); ("max_u", i32x4_max_u) ])

let test_shifts () =
  let shift n (shl, shr_s, shr_u) =
    Array.iter
      (fun (a, k) ->
        let run name op expected =
          fill n 0 (fun _ -> a);
          Bytes.set_int32_le s 16 (Int32.of_int k);
          op s 0;
          equal_int (fun () -> Printf.sprintf "%d-bit %s 0x%x %d" n name a k) (unsigned n expected) (lane n 0 ((128 / n) - 1))
        in
        let m = k mod n in
        run "shl" shl (a * (1 lsl m));
        run "shr_u" shr_u (a / (1 lsl m));
        run "shr_s" shr_s (signed n a asr m))
      (operands n)
  in
  Simd.(
    shift 8 (i8x16_shl, i8x16_shr_s, i8x16_shr_u);
    shift 16 (i16x8_shl, i16x8_shr_s, i16x8_shr_u);
    shift 32 (i32x4_shl, i32x4_shr_s, i32x4_shr_u))

(* Widening by 2 from [n] to [2n] bits (at most 32): lane [i] of the result against lanes of the operands. *)
let widening n ops =
  let half = 64 / n in
  Array.iter
    (fun (a, b) ->
      let x i = unsigned n (a + (i * 3)) and y i = unsigned n (b + (i * 5)) in
      let run (name, op, model) =
        fill n 0 x;
        fill n 16 y;
        op s 0;
        for i = 0 to half - 1 do
          equal_int (fun () -> Printf.sprintf "%s from %d bits, 0x%x 0x%x lane %d" name n a b i)
            (unsigned (2 * n) (model x y i))
            (lane (2 * n) 0 i)
        done
      in
      List.iter run ops)
    (operands n)

let widening_models n (low_s, low_u, high_s, high_u) (mlow_s, mlow_u, mhigh_s, mhigh_u) (pair_s, pair_u) =
  let i = signed n and h = 64 / n in
  [ ("extend_low_s", low_s, fun x _ k -> i (x k)); ("extend_low_u", low_u, fun x _ k -> x k);
    ("extend_high_s", high_s, fun x _ k -> i (x (k + h))); ("extend_high_u", high_u, fun x _ k -> x (k + h));
    ("extmul_low_s", mlow_s, fun x y k -> i (x k) * i (y k)); ("extmul_low_u", mlow_u, fun x y k -> x k * y k);
    ("extmul_high_s", mhigh_s, fun x y k -> i (x (k + h)) * i (y (k + h)));
    ("extmul_high_u", mhigh_u, fun x y k -> x (k + h) * y (k + h));
    ("extadd_pairwise_s", pair_s, fun x _ k -> i (x (2 * k)) + i (x ((2 * k) + 1)));
    ("extadd_pairwise_u", pair_u, fun x _ k -> x (2 * k) + x ((2 * k) + 1)) ]

let narrowing n (narrow_s, narrow_u) =
  Array.iter
    (fun (a, b) ->
      let run name op sat =
        fill (2 * n) 0 (fun _ -> a);
        fill (2 * n) 16 (fun _ -> b);
        op s 0;
        let what () = Printf.sprintf "%s to %d bits of 0x%x 0x%x" name n a b in
        equal_int what (unsigned n (sat n (signed (2 * n) a))) (lane n 0 ((64 / n) - 1));
        equal_int what (unsigned n (sat n (signed (2 * n) b))) (lane n 0 (64 / n))
      in
      run "narrow_s" narrow_s sat_s;
      run "narrow_u" narrow_u sat_u)
    (operands (2 * n))

let test_widths () =
  Simd.(
    widening 8
      (widening_models 8
         (i16x8_extend_low_i8x16_s, i16x8_extend_low_i8x16_u, i16x8_extend_high_i8x16_s, i16x8_extend_high_i8x16_u)
         (i16x8_extmul_low_i8x16_s, i16x8_extmul_low_i8x16_u, i16x8_extmul_high_i8x16_s, i16x8_extmul_high_i8x16_u)
         (i16x8_extadd_pairwise_i8x16_s, i16x8_extadd_pairwise_i8x16_u));
    widening 16
      (widening_models 16
         (i32x4_extend_low_i16x8_s, i32x4_extend_low_i16x8_u, i32x4_extend_high_i16x8_s, i32x4_extend_high_i16x8_u)
         (i32x4_extmul_low_i16x8_s, i32x4_extmul_low_i16x8_u, i32x4_extmul_high_i16x8_s, i32x4_extmul_high_i16x8_u)
         (i32x4_extadd_pairwise_i16x8_s, i32x4_extadd_pairwise_i16x8_u));
    let i = signed 16 in
    widening 16
      [ ( "dot",
          i32x4_dot_i16x8_s,
          fun x y k -> (i (x (2 * k)) * i (y (2 * k))) + (i (x ((2 * k) + 1)) * i (y ((2 * k) + 1))) ) ];
    narrowing 8 (i8x16_narrow_i16x8_s, i8x16_narrow_i16x8_u);
    narrowing 16 (i16x8_narrow_i32x4_s, i16x8_narrow_i32x4_u))

(* Lanes of 64 bits: against the scalar operators, which have their own test. *)
let test_i64x2 () =
  let truth c = if c then -1L else 0L in
  for_pairs (fun a b ->
      let run name op expected =
        Bytes.set_int64_le s 0 a;
        Bytes.set_int64_le s 8 b;
        Bytes.set_int64_le s 16 b;
        Bytes.set_int64_le s 24 a;
        op s 0;
        equal_64 (fun () -> Printf.sprintf "i64x2.%s 0x%Lx 0x%Lx" name a b) (expected a b) (Bytes.get_int64_le s 0);
        equal_64 (fun () -> Printf.sprintf "i64x2.%s 0x%Lx 0x%Lx" name b a) (expected b a) (Bytes.get_int64_le s 8)
      in
      let low_s x = I64.extend32_s x and low_u x = Int64.logand x 0xffff_ffffL in
      let high_s x = Int64.shift_right x 32 and high_u x = Int64.shift_right_logical x 32 in
      Simd.(
        run "add" i64x2_add I64.add;
        run "sub" i64x2_sub I64.sub;
        run "mul" i64x2_mul I64.mul;
        run "neg" i64x2_neg (fun a _ -> Int64.neg a);
        run "abs" i64x2_abs (fun a _ -> if a < 0L then Int64.neg a else a);
        run "eq" i64x2_eq (fun a b -> truth (a = b));
        run "ne" i64x2_ne (fun a b -> truth (a <> b));
        run "lt_s" i64x2_lt_s (fun a b -> truth (a < b));
        run "gt_s" i64x2_gt_s (fun a b -> truth (a > b));
        run "le_s" i64x2_le_s (fun a b -> truth (a <= b));
        run "ge_s" i64x2_ge_s (fun a b -> truth (a >= b));
        run "and" v128_and Int64.logand;
        run "or" v128_or Int64.logor;
        run "xor" v128_xor Int64.logxor;
        run "not" v128_not (fun a _ -> Int64.lognot a);
        run "andnot" v128_andnot (fun a b -> Int64.logand a (Int64.lognot b));
        let low_or_high op low high =
          Bytes.set_int64_le s 0 a;
          Bytes.set_int64_le s 8 b;
          Bytes.set_int64_le s 16 b;
          Bytes.set_int64_le s 24 a;
          op s 0;
          let what () = Printf.sprintf "i64x2 from i32x4, 0x%Lx 0x%Lx" a b in
          equal_64 what low (Bytes.get_int64_le s 0);
          equal_64 what high (Bytes.get_int64_le s 8)
        in
        low_or_high i64x2_extend_low_i32x4_s (low_s a) (high_s a);
        low_or_high i64x2_extend_low_i32x4_u (low_u a) (high_u a);
        low_or_high i64x2_extend_high_i32x4_s (low_s b) (high_s b);
        low_or_high i64x2_extend_high_i32x4_u (low_u b) (high_u b);
        let product f = Int64.mul (f a) (f b) in
        low_or_high i64x2_extmul_low_i32x4_s (product low_s) (product high_s);
        low_or_high i64x2_extmul_low_i32x4_u (product low_u) (product high_u);
        low_or_high i64x2_extmul_high_i32x4_s (product low_s) (product high_s);
        low_or_high i64x2_extmul_high_i32x4_u (product low_u) (product high_u)))

let set_vector p low high =
  Bytes.set_int64_le s p low;
  Bytes.set_int64_le s (p + 8) high

let i32_at p = Int32.to_int (Bytes.get_int32_le s p)

(* Tests of a whole vector, lanes in and out, shuffles. *)
let test_whole () =
  for_pairs (fun a b ->
      let mask = 0x0f0f_ffff_0000_a5a5L in
      set_vector 0 a a;
      set_vector 16 b b;
      set_vector 32 mask (Int64.lognot mask);
      Simd.v128_bitselect s 0;
      let select m = Int64.logor (Int64.logand a m) (Int64.logand b (Int64.lognot m)) in
      equal_64 (fun () -> "bitselect") (select mask) (Bytes.get_int64_le s 0);
      equal_64 (fun () -> "bitselect") (select (Int64.lognot mask)) (Bytes.get_int64_le s 8);
      let reduce name op expected =
        set_vector 0 a b;
        op s 0;
        equal_int (fun () -> Printf.sprintf "%s 0x%Lx 0x%Lx" name a b) expected (i32_at 0)
      in
      set_vector 48 a b;
      let test n f = List.init (128 / n) (fun i -> f (lane n 48 i)) in
      let all n = Bool.to_int (List.for_all Fun.id (test n (fun x -> x <> 0))) in
      let bitmask n = List.fold_right (fun c mask -> (2 * mask) + Bool.to_int c) (test n (fun x -> signed n x < 0)) 0 in
      Simd.(
        reduce "any_true" v128_any_true (Bool.to_int (a <> 0L || b <> 0L));
        reduce "i8x16.all_true" i8x16_all_true (all 8);
        reduce "i16x8.all_true" i16x8_all_true (all 16);
        reduce "i32x4.all_true" i32x4_all_true (all 32);
        reduce "i64x2.all_true" i64x2_all_true (Bool.to_int (a <> 0L && b <> 0L));
        reduce "i8x16.bitmask" i8x16_bitmask (bitmask 8);
        reduce "i16x8.bitmask" i16x8_bitmask (bitmask 16);
        reduce "i32x4.bitmask" i32x4_bitmask (bitmask 32);
        reduce "i64x2.bitmask" i64x2_bitmask (Bool.to_int (a < 0L) + (2 * Bool.to_int (b < 0L)))))

let test_moves () =
  let letters = "abcdefghijklmnopABCDEFGHIJKLMNOP" in
  let load () = Bytes.blit_string letters 0 s 0 32 in
  let vector () = Bytes.sub_string s 0 16 in
  let lanes = "\031\000\015\016\001\001\030\017\002\003\004\005\006\007\008\009" in
  load ();
  Simd.i8x16_shuffle s 0 lanes;
  check (fun () -> "shuffle: " ^ vector ()) (vector () = "PapAbbOBcdefghij");
  load ();
  Bytes.blit_string "\000\015\016\255\128\001\001\002\003\004\005\006\007\008\009\010" 0 s 16 16;
  Simd.i8x16_swizzle s 0;
  check (fun () -> "swizzle: " ^ vector ()) (vector () = "ap\000\000\000bbcdefghijk");
  let extract n i (get_s, get_u) =
    fill n 0 (fun k -> 0x8123_4567 lsr k);
    let x = lane n 0 i in
    get_u s 0 i;
    equal_int (fun () -> "extract_lane_u") x (i32_at 0 land ((1 lsl n) - 1));
    if n < 32 then equal_int (fun () -> "extract_lane_u") x (i32_at 0);
    fill n 0 (fun k -> 0x8123_4567 lsr k);
    get_s s 0 i;
    equal_int (fun () -> "extract_lane_s") (signed n x) (i32_at 0)
  in
  let replace n i replace_lane splat =
    fill n 0 (fun k -> k);
    Bytes.set_int32_le s 16 0x89ab_cdefl;
    replace_lane s 0 i;
    for k = 0 to (128 / n) - 1 do
      equal_int (fun () -> "replace_lane") (if k = i then unsigned n 0x89ab_cdef else k) (lane n 0 k)
    done;
    Bytes.set_int32_le s 0 0x89ab_cdefl;
    splat s 0;
    for k = 0 to (128 / n) - 1 do equal_int (fun () -> "splat") (unsigned n 0x89ab_cdef) (lane n 0 k) done
  in
  for i = 0 to 15 do
    Simd.(
      extract 8 i (i8x16_extract_lane_s, i8x16_extract_lane_u);
      replace 8 i i8x16_replace_lane i8x16_splat;
      if i < 8 then (
        extract 16 i (i16x8_extract_lane_s, i16x8_extract_lane_u);
        replace 16 i i16x8_replace_lane i16x8_splat);
      if i < 4 then (
        extract 32 i (i32x4_extract_lane, i32x4_extract_lane);
        replace 32 i i32x4_replace_lane i32x4_splat;
        replace 32 i f32x4_replace_lane f32x4_splat);
      if i < 2 then
        List.iter
          (fun (extract_lane, replace_lane, splat) ->
            let x k = Bytes.get_int64_le s (8 * k) in
            set_vector 0 1L 2L;
            set_vector 16 3L 4L;
            replace_lane s 0 i;
            equal_64 (fun () -> "replace_lane of 64 bits") 3L (x i);
            equal_64 (fun () -> "replace_lane of 64 bits") (if i = 0 then 2L else 1L) (x (1 - i));
            extract_lane s 0 i;
            equal_64 (fun () -> "extract_lane of 64 bits") 3L (x 0);
            splat s 0;
            equal_64 (fun () -> "splat of 64 bits") 3L (x 1))
          [ (i64x2_extract_lane, i64x2_replace_lane, i64x2_splat); (f64x2_extract_lane, f64x2_replace_lane, f64x2_splat) ])
  done

let run () =
  test_lanes ();
  test_shifts ();
  test_widths ();
  test_i64x2 ();
  test_whole ();
  test_moves ()

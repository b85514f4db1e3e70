(* The override self-test: every override of theories/Extract.v against the Coq definition
   that it replaces, on boundary values (all pairs) and random ones.

     selftest            run; the exit status says whether all agree
     selftest --first    the same, but ends at the first mismatch
     selftest --list     the names that have an entry, one per line *)
module M = Verified_model
module N = Verified_native

let rounds = ref 300
let seed = 20261120

(* ---- integers of the model ---- *)
let rec pos_of k = if k = 1 then M.XH else if k land 1 = 1 then M.XI (pos_of (k lsr 1)) else M.XO (pos_of (k lsr 1))
let z_of_int k = if k = 0 then M.Z0 else if k > 0 then M.Zpos (pos_of k) else M.Zneg (pos_of (-k))
let rec pos_of64 k =
  if k = 1L then M.XH
  else
    let rest = pos_of64 (Int64.shift_right_logical k 1) in
    if Int64.logand k 1L = 1L then M.XI rest else M.XO rest
let z_of_int64 k = if k = 0L then M.Z0 else M.Zpos (pos_of64 k)
let n_of_int k = if k = 0 then M.N0 else M.Npos (pos_of k)
let z_of_f64 x = z_of_int64 (Int64.bits_of_float x)

(* ---- samples ---- *)
let edge32 =
  [ 0; 1; 2; 3; 7; 8; 31; 32; 33; 0x7f; 0x80; 0xff; 0x100; 0x7fff; 0x8000; 0xffff; 0x10000; 0x12345678;
    0x7ffffffe; 0x7fffffff; 0x80000000; 0x80000001; 0xfffffffe; 0xffffffff; 0xaaaaaaaa; 0x00ff00ff ]
let edge64 =
  [ 0L; 1L; 2L; 7L; 31L; 32L; 63L; 64L; 65L; 0x7fL; 0x80L; 0xffffL; 0x8000L; 0x7fffffffL; 0x80000000L; 0xffffffffL;
    0x100000000L; 0x20000000000000L; 0x20000000000001L; 0x3fffffffffffffffL; 0x4000000000000000L; Int64.max_int; Int64.min_int;
    Int64.add Int64.min_int 1L; -1L; -2L; 0x0123456789abcdefL; 0x8000004000000001L; 0xffffff8000000001L; 0x7fffffbfffffffffL ]
let edgef32 =
  [ 0; 0x80000000; 1; 0x80000001; 0x007fffff; 0x00800000; 0x3f000000; 0xbf000000; 0x3f000001; 0x3effffff; 0x3f7fffff;
    0x3f800000; 0xbf800000; 0x3f800001; 0x3fc00000; 0xbfc00000; 0x40200000; 0x4afffffe; 0x4b000000; 0x4b000001; 0x4effffff; 0x4f000000; 0xcf000000; 0xcf000001;
    0x4f7fffff; 0x4f800000; 0x5effffff; 0x5f000000; 0xdf000000; 0xdf000001; 0x5f7fffff; 0x5f800000; 0x7f7fffff; 0xff7fffff; 0x7f800000; 0xff800000;
    0x7fc00000; 0xffc00000; 0x7f800001; 0x7fc00001; 0xffffffff ]
let edgef64 =
  List.map Int64.float_of_bits
    [ 0L; Int64.min_int; 1L; 0x8000000000000001L; 0x000fffffffffffffL; 0x0010000000000000L; 0x36a0000000000000L; 0x3690000000000000L; 0x3690000000000001L;
      0x380fffffffffffffL; 0x3fe0000000000000L; 0xbfe0000000000000L;
      0x3fe0000000000001L; 0x3fdfffffffffffffL; 0x3fefffffffffffffL; 0x3ff0000000000000L; 0xbff0000000000000L; 0x3ff8000000000000L; 0x4004000000000000L;
      0x432fffffffffffffL; 0x4330000000000000L; 0x4330000000000001L; 0x41dfffffffc00000L; 0x41dfffffffffffffL; 0x41e0000000000000L; 0xc1e0000000000000L; 0xc1e00000001fffffL; 0xc1e0000000200000L;
      0x41efffffffe00000L; 0x41f0000000000000L; 0x43dfffffffffffffL; 0x43e0000000000000L; 0xc3e0000000000000L; 0xc3e0000000000001L; 0x43efffffffffffffL; 0x43f0000000000000L;
      0x47efffffe0000000L; 0x47efffffefffffffL; 0x47effffff0000000L; 0x47f0000000000000L; 0x7fefffffffffffffL; 0xffefffffffffffffL; 0x7ff0000000000000L; 0xfff0000000000000L;
      0x7ff8000000000000L; 0xfff8000000000000L; 0x7ff0000000000001L; 0x7ff8000000000001L; 0xffffffffffffffffL; 0x3ff0000010000000L; 0x3ff0000030000000L ]

let bits n = Random.bits () land ((1 lsl n) - 1)
let rand32 () = match bits 2 with 0 -> bits 8 | 1 -> 0xffffffff - bits 8 | _ -> (bits 16 lsl 16) lor bits 16
let rand64 () =
  let r = Int64.logor (Int64.shift_left (Int64.of_int (rand32 ())) 32) (Int64.of_int (rand32 ())) in
  match bits 2 with 0 -> Int64.shift_right r (bits 6) | 1 -> Int64.shift_right_logical r (bits 6) | _ -> r
let randf32 () =
  match bits 2 with
  | 0 -> rand32 ()
  | 1 -> (bits 1 lsl 31) lor ((100 + bits 6) lsl 23) lor bits 23 (* near one another *)
  | 2 -> Int32.to_int (Int32.bits_of_float (float_of_int (bits 12 - 2048) /. 2.)) land 0xffffffff
  | _ -> (bits 1 lsl 31) lor bits 25 (* subnormal or nearly *)
let randf64 () =
  match bits 2 with
  | 0 -> Int64.float_of_bits (rand64 ())
  | 1 -> (Random.float 8. -. 4.) *. (2. ** float_of_int (bits 7 - 40))
  | 2 -> float_of_int (bits 12 - 2048) /. 2.
  | _ -> Int64.float_of_bits (Int64.logand (rand64 ()) 0x801fffffffffffffL)

type 'n kind = { edges : 'n list; rand : unit -> 'n; z : 'n -> M.z; show : 'n -> string }
let i32 = { edges = edge32; rand = rand32; z = z_of_int; show = Printf.sprintf "0x%x" }
let i64 = { edges = edge64; rand = rand64; z = z_of_int64; show = Printf.sprintf "0x%Lx" }
let f32 = { edges = edgef32; rand = randf32; z = z_of_int; show = Printf.sprintf "bits 0x%x" }
let f64 = { edges = edgef64; rand = randf64; z = z_of_f64; show = (fun x -> Printf.sprintf "bits 0x%Lx" (Int64.bits_of_float x)) }

(* ---- entries ---- *)
let entries : (string * (unit -> unit)) list ref = ref []
let checks = ref 0
let failures = ref 0
let entry name run = entries := (name, run) :: !entries
let expect name ok describe =
  incr checks;
  if not ok then begin
    incr failures;
    if !failures <= 20 then Printf.printf "MISMATCH %s %s\n%!" name (describe ());
    if Array.mem "--first" Sys.argv then exit 1
  end

let one name a model native same =
  entry name (fun () ->
      let check x = expect name (same (model (a.z x)) (native x)) (fun () -> a.show x) in
      List.iter check a.edges;
      for _ = 1 to 2 * !rounds do check (a.rand ()) done)
let two name a model native same =
  entry name (fun () ->
      let check x y = expect name (same (model (a.z x) (a.z y)) (native x y)) (fun () -> a.show x ^ ", " ^ a.show y) in
      List.iter (fun x -> List.iter (check x) a.edges) a.edges;
      for _ = 1 to !rounds do
        let x = a.rand () in
        check x (a.rand ());
        check x x
      done)
let const name r m n = entry name (fun () -> expect name (m = r.z n) (fun () -> "constant"))
let same r m n = m = r.z n
let same_opt r m n = match (m, n) with None, None -> true | Some m, Some n -> m = r.z n | _ -> false
let un name a r model native = one name a model native (same r)
let uno name a r model native = one name a model native (same_opt r)
let test name a model native = one name a model native ( = )
let bin name a model native = two name a model native (same a)
let bino name a model native = two name a model native (same_opt a)
let rel name a model native = two name a model native ( = )

let () = const "I32ops.zero" i32 M.I32ops.zero N.i32_zero
let () = test "I32ops.is_zero" i32 M.I32ops.is_zero N.i32_is_zero
let () = un "I32ops.clz" i32 i32 M.I32ops.clz N.i32_clz
let () = un "I32ops.ctz" i32 i32 M.I32ops.ctz N.i32_ctz
let () = un "I32ops.popcnt" i32 i32 M.I32ops.popcnt N.i32_popcnt
let () = un "I32ops.extend8_s" i32 i32 M.I32ops.extend8_s N.i32_extend8_s
let () = un "I32ops.extend16_s" i32 i32 M.I32ops.extend16_s N.i32_extend16_s
let () = bin "I32ops.add" i32 M.I32ops.add N.i32_add
let () = bin "I32ops.sub" i32 M.I32ops.sub N.i32_sub
let () = bin "I32ops.mul" i32 M.I32ops.mul N.i32_mul
let () = bin "I32ops.and" i32 M.I32ops.coq_and N.i32_and
let () = bin "I32ops.or" i32 M.I32ops.coq_or N.i32_or
let () = bin "I32ops.xor" i32 M.I32ops.xor N.i32_xor
let () = bin "I32ops.shl" i32 M.I32ops.shl N.i32_shl
let () = bin "I32ops.shr_s" i32 M.I32ops.shr_s N.i32_shr_s
let () = bin "I32ops.shr_u" i32 M.I32ops.shr_u N.i32_shr_u
let () = bin "I32ops.rotl" i32 M.I32ops.rotl N.i32_rotl
let () = bin "I32ops.rotr" i32 M.I32ops.rotr N.i32_rotr
let () = bino "I32ops.div_s" i32 M.I32ops.div_s N.i32_div_s
let () = bino "I32ops.div_u" i32 M.I32ops.div_u N.i32_div_u
let () = bino "I32ops.rem_s" i32 M.I32ops.rem_s N.i32_rem_s
let () = bino "I32ops.rem_u" i32 M.I32ops.rem_u N.i32_rem_u
let () = rel "I32ops.eq" i32 M.I32ops.eq N.i32_eq
let () = rel "I32ops.ne" i32 M.I32ops.ne N.i32_ne
let () = rel "I32ops.lt_s" i32 M.I32ops.lt_s N.i32_lt_s
let () = rel "I32ops.lt_u" i32 M.I32ops.lt_u N.i32_lt_u
let () = rel "I32ops.gt_s" i32 M.I32ops.gt_s N.i32_gt_s
let () = rel "I32ops.gt_u" i32 M.I32ops.gt_u N.i32_gt_u
let () = rel "I32ops.le_s" i32 M.I32ops.le_s N.i32_le_s
let () = rel "I32ops.le_u" i32 M.I32ops.le_u N.i32_le_u
let () = rel "I32ops.ge_s" i32 M.I32ops.ge_s N.i32_ge_s
let () = rel "I32ops.ge_u" i32 M.I32ops.ge_u N.i32_ge_u
let () = const "I64ops.zero" i64 M.I64ops.zero N.i64_zero
let () = test "I64ops.is_zero" i64 M.I64ops.is_zero N.i64_is_zero
let () = un "I64ops.clz" i64 i64 M.I64ops.clz N.i64_clz
let () = un "I64ops.ctz" i64 i64 M.I64ops.ctz N.i64_ctz
let () = un "I64ops.popcnt" i64 i64 M.I64ops.popcnt N.i64_popcnt
let () = un "I64ops.extend8_s" i64 i64 M.I64ops.extend8_s N.i64_extend8_s
let () = un "I64ops.extend16_s" i64 i64 M.I64ops.extend16_s N.i64_extend16_s
let () = un "I64ops.extend32_s" i64 i64 M.I64ops.extend32_s N.i64_extend32_s
let () = bin "I64ops.add" i64 M.I64ops.add N.i64_add
let () = bin "I64ops.sub" i64 M.I64ops.sub N.i64_sub
let () = bin "I64ops.mul" i64 M.I64ops.mul N.i64_mul
let () = bin "I64ops.and" i64 M.I64ops.coq_and N.i64_and
let () = bin "I64ops.or" i64 M.I64ops.coq_or N.i64_or
let () = bin "I64ops.xor" i64 M.I64ops.xor N.i64_xor
let () = bin "I64ops.shl" i64 M.I64ops.shl N.i64_shl
let () = bin "I64ops.shr_s" i64 M.I64ops.shr_s N.i64_shr_s
let () = bin "I64ops.shr_u" i64 M.I64ops.shr_u N.i64_shr_u
let () = bin "I64ops.rotl" i64 M.I64ops.rotl N.i64_rotl
let () = bin "I64ops.rotr" i64 M.I64ops.rotr N.i64_rotr
let () = bino "I64ops.div_s" i64 M.I64ops.div_s N.i64_div_s
let () = bino "I64ops.div_u" i64 M.I64ops.div_u N.i64_div_u
let () = bino "I64ops.rem_s" i64 M.I64ops.rem_s N.i64_rem_s
let () = bino "I64ops.rem_u" i64 M.I64ops.rem_u N.i64_rem_u
let () = rel "I64ops.eq" i64 M.I64ops.eq N.i64_eq
let () = rel "I64ops.ne" i64 M.I64ops.ne N.i64_ne
let () = rel "I64ops.lt_s" i64 M.I64ops.lt_s N.i64_lt_s
let () = rel "I64ops.lt_u" i64 M.I64ops.lt_u N.i64_lt_u
let () = rel "I64ops.gt_s" i64 M.I64ops.gt_s N.i64_gt_s
let () = rel "I64ops.gt_u" i64 M.I64ops.gt_u N.i64_gt_u
let () = rel "I64ops.le_s" i64 M.I64ops.le_s N.i64_le_s
let () = rel "I64ops.le_u" i64 M.I64ops.le_u N.i64_le_u
let () = rel "I64ops.ge_s" i64 M.I64ops.ge_s N.i64_ge_s
let () = rel "I64ops.ge_u" i64 M.I64ops.ge_u N.i64_ge_u
let () = const "F32ops.zero" f32 M.F32ops.zero N.f32_zero
let () = test "F32ops.is_nan" f32 M.F32ops.is_nan N.f32_is_nan
let () = un "F32ops.abs" f32 f32 M.F32ops.abs N.f32_abs
let () = un "F32ops.neg" f32 f32 M.F32ops.neg N.f32_neg
let () = un "F32ops.sqrt" f32 f32 M.F32ops.sqrt N.f32_sqrt
let () = un "F32ops.ceil" f32 f32 M.F32ops.ceil N.f32_ceil
let () = un "F32ops.floor" f32 f32 M.F32ops.floor N.f32_floor
let () = un "F32ops.trunc" f32 f32 M.F32ops.trunc N.f32_trunc
let () = un "F32ops.nearest" f32 f32 M.F32ops.nearest N.f32_nearest
let () = bin "F32ops.add" f32 M.F32ops.add N.f32_add
let () = bin "F32ops.sub" f32 M.F32ops.sub N.f32_sub
let () = bin "F32ops.mul" f32 M.F32ops.mul N.f32_mul
let () = bin "F32ops.div" f32 M.F32ops.div N.f32_div
let () = bin "F32ops.min" f32 M.F32ops.min N.f32_min
let () = bin "F32ops.max" f32 M.F32ops.max N.f32_max
let () = bin "F32ops.copysign" f32 M.F32ops.copysign N.f32_copysign
let () = rel "F32ops.eq" f32 M.F32ops.eq N.f32_eq
let () = rel "F32ops.ne" f32 M.F32ops.ne N.f32_ne
let () = rel "F32ops.lt" f32 M.F32ops.lt N.f32_lt
let () = rel "F32ops.gt" f32 M.F32ops.gt N.f32_gt
let () = rel "F32ops.le" f32 M.F32ops.le N.f32_le
let () = rel "F32ops.ge" f32 M.F32ops.ge N.f32_ge
let () = const "F64ops.zero" f64 M.F64ops.zero N.f64_zero
let () = test "F64ops.is_nan" f64 M.F64ops.is_nan N.f64_is_nan
let () = un "F64ops.abs" f64 f64 M.F64ops.abs N.f64_abs
let () = un "F64ops.neg" f64 f64 M.F64ops.neg N.f64_neg
let () = un "F64ops.sqrt" f64 f64 M.F64ops.sqrt N.f64_sqrt
let () = un "F64ops.ceil" f64 f64 M.F64ops.ceil N.f64_ceil
let () = un "F64ops.floor" f64 f64 M.F64ops.floor N.f64_floor
let () = un "F64ops.trunc" f64 f64 M.F64ops.trunc N.f64_trunc
let () = un "F64ops.nearest" f64 f64 M.F64ops.nearest N.f64_nearest
let () = bin "F64ops.add" f64 M.F64ops.add N.f64_add
let () = bin "F64ops.sub" f64 M.F64ops.sub N.f64_sub
let () = bin "F64ops.mul" f64 M.F64ops.mul N.f64_mul
let () = bin "F64ops.div" f64 M.F64ops.div N.f64_div
let () = bin "F64ops.min" f64 M.F64ops.min N.f64_min
let () = bin "F64ops.max" f64 M.F64ops.max N.f64_max
let () = bin "F64ops.copysign" f64 M.F64ops.copysign N.f64_copysign
let () = rel "F64ops.eq" f64 M.F64ops.eq N.f64_eq
let () = rel "F64ops.ne" f64 M.F64ops.ne N.f64_ne
let () = rel "F64ops.lt" f64 M.F64ops.lt N.f64_lt
let () = rel "F64ops.gt" f64 M.F64ops.gt N.f64_gt
let () = rel "F64ops.le" f64 M.F64ops.le N.f64_le
let () = rel "F64ops.ge" f64 M.F64ops.ge N.f64_ge
let () = un "Cvt.i32_wrap_i64" i64 i32 M.Cvt.i32_wrap_i64 N.i32_wrap_i64
let () = un "Cvt.i64_extend_i32_u" i32 i64 M.Cvt.i64_extend_i32_u N.i64_extend_i32_u
let () = un "Cvt.i64_extend_i32_s" i32 i64 M.Cvt.i64_extend_i32_s N.i64_extend_i32_s
let () = uno "Cvt.i32_trunc_f32_s" f32 i32 M.Cvt.i32_trunc_f32_s N.i32_trunc_f32_s
let () = un "Cvt.i32_trunc_sat_f32_s" f32 i32 M.Cvt.i32_trunc_sat_f32_s N.i32_trunc_sat_f32_s
let () = un "Cvt.f32_convert_i32_s" i32 f32 M.Cvt.f32_convert_i32_s N.f32_convert_i32_s
let () = uno "Cvt.i32_trunc_f32_u" f32 i32 M.Cvt.i32_trunc_f32_u N.i32_trunc_f32_u
let () = un "Cvt.i32_trunc_sat_f32_u" f32 i32 M.Cvt.i32_trunc_sat_f32_u N.i32_trunc_sat_f32_u
let () = un "Cvt.f32_convert_i32_u" i32 f32 M.Cvt.f32_convert_i32_u N.f32_convert_i32_u
let () = uno "Cvt.i32_trunc_f64_s" f64 i32 M.Cvt.i32_trunc_f64_s N.i32_trunc_f64_s
let () = un "Cvt.i32_trunc_sat_f64_s" f64 i32 M.Cvt.i32_trunc_sat_f64_s N.i32_trunc_sat_f64_s
let () = un "Cvt.f64_convert_i32_s" i32 f64 M.Cvt.f64_convert_i32_s N.f64_convert_i32_s
let () = uno "Cvt.i32_trunc_f64_u" f64 i32 M.Cvt.i32_trunc_f64_u N.i32_trunc_f64_u
let () = un "Cvt.i32_trunc_sat_f64_u" f64 i32 M.Cvt.i32_trunc_sat_f64_u N.i32_trunc_sat_f64_u
let () = un "Cvt.f64_convert_i32_u" i32 f64 M.Cvt.f64_convert_i32_u N.f64_convert_i32_u
let () = uno "Cvt.i64_trunc_f32_s" f32 i64 M.Cvt.i64_trunc_f32_s N.i64_trunc_f32_s
let () = un "Cvt.i64_trunc_sat_f32_s" f32 i64 M.Cvt.i64_trunc_sat_f32_s N.i64_trunc_sat_f32_s
let () = un "Cvt.f32_convert_i64_s" i64 f32 M.Cvt.f32_convert_i64_s N.f32_convert_i64_s
let () = uno "Cvt.i64_trunc_f32_u" f32 i64 M.Cvt.i64_trunc_f32_u N.i64_trunc_f32_u
let () = un "Cvt.i64_trunc_sat_f32_u" f32 i64 M.Cvt.i64_trunc_sat_f32_u N.i64_trunc_sat_f32_u
let () = un "Cvt.f32_convert_i64_u" i64 f32 M.Cvt.f32_convert_i64_u N.f32_convert_i64_u
let () = uno "Cvt.i64_trunc_f64_s" f64 i64 M.Cvt.i64_trunc_f64_s N.i64_trunc_f64_s
let () = un "Cvt.i64_trunc_sat_f64_s" f64 i64 M.Cvt.i64_trunc_sat_f64_s N.i64_trunc_sat_f64_s
let () = un "Cvt.f64_convert_i64_s" i64 f64 M.Cvt.f64_convert_i64_s N.f64_convert_i64_s
let () = uno "Cvt.i64_trunc_f64_u" f64 i64 M.Cvt.i64_trunc_f64_u N.i64_trunc_f64_u
let () = un "Cvt.i64_trunc_sat_f64_u" f64 i64 M.Cvt.i64_trunc_sat_f64_u N.i64_trunc_sat_f64_u
let () = un "Cvt.f64_convert_i64_u" i64 f64 M.Cvt.f64_convert_i64_u N.f64_convert_i64_u
let () = un "Cvt.f32_demote_f64" f64 f32 M.Cvt.f32_demote_f64 N.f32_demote_f64
let () = un "Cvt.f64_promote_f32" f32 f64 M.Cvt.f64_promote_f32 N.f64_promote_f32
let () = un "Cvt.i32_reinterpret_f32" f32 i32 M.Cvt.i32_reinterpret_f32 N.i32_reinterpret_f32
let () = un "Cvt.f32_reinterpret_i32" i32 f32 M.Cvt.f32_reinterpret_i32 N.f32_reinterpret_i32
let () = un "Cvt.i64_reinterpret_f64" f64 i64 M.Cvt.i64_reinterpret_f64 N.i64_reinterpret_f64
let () = un "Cvt.f64_reinterpret_i64" i64 f64 M.Cvt.f64_reinterpret_i64 N.f64_reinterpret_i64

(* ---- vectors, as strings of 16 bytes ---- *)
let rec z_of_bytes s i = if i >= String.length s then M.Z0 else M.Z.add (z_of_int (Char.code s.[i])) (M.Z.mul (z_of_int 256) (z_of_bytes s (i + 1)))
let lane_edges = [ "\x00"; "\x01"; "\x7f"; "\x80"; "\x81"; "\xff"; "\xfe"; "\xaa" ]
let repeated b = String.concat "" (List.init (16 / String.length b) (fun _ -> b))
let randv () = String.init 16 (fun _ -> match bits 2 with 0 -> '\x00' | 1 -> '\xff' | _ -> Char.chr (bits 8))
let v128 = { edges = List.map repeated lane_edges; rand = randv; z = (fun s -> z_of_bytes s 0); show = (fun s -> String.concat "" (List.map (fun c -> Printf.sprintf "%02x" (Char.code c)) (List.of_seq (String.to_seq s)))) }
let () = const "Vec.zero" v128 M.Vec.zero N.v_zero
let () = const "n2" i32 M.n2 2
let () = const "n4" i32 M.n4 4
let () = const "n8" i32 M.n8 8
let () = const "n16" i32 M.n16 16
let () = const "n32" i32 M.n32 32

(* Operations on a lane: all pairs of 8-bit operands, then boundaries and random values at each width, which the
   operands may exceed. *)
let narrowed n = { i32 with edges = List.sort_uniq compare (List.map (fun x -> x land ((1 lsl n) - 1)) edge32); rand = (fun () -> rand32 () land ((1 lsl n) - 1)) }
let laneop name widths model native same =
  entry name (fun () ->
      let check n x y =
        expect name (same (model (z_of_int n) (z_of_int x) (z_of_int y)) (native n x y)) (fun () -> Printf.sprintf "at %d bits: 0x%x, 0x%x" n x y) in
      for x = 0 to 255 do for y = 0 to 255 do check 8 x y done done;
      List.iter (fun (n, kind) ->
          List.iter (fun x -> List.iter (check n x) kind.edges) kind.edges;
          for _ = 1 to !rounds do
            let x = kind.rand () in
            check n x (kind.rand ());
            check n x x
          done) widths)
let laneun name widths model native = laneop name widths (fun n x _ -> model n x) (fun n x _ -> native n x) (same i32)
let lanebin name model native = laneop name [ (8, i32); (16, narrowed 16); (16, i32); (32, i32) ] model native (same i32)
let lanerel name model native = laneop name [ (8, i32); (16, narrowed 16); (16, i32); (32, i32) ] model native ( = )
let () = laneun "Lane.neg" [ (8, i32); (16, narrowed 16); (16, i32); (32, i32) ] M.Lane.neg N.n_neg
let () = laneun "Lane.abs" [ (8, i32); (16, narrowed 16); (16, i32); (32, i32) ] M.Lane.abs N.n_abs
let () = laneun "Lane.extend_s" [ (8, i32); (16, narrowed 16); (16, i32); (32, i32) ] M.Lane.extend_s N.n_extend_s
let () = laneun "Lane.narrow_s" [ (8, narrowed 16); (8, i32); (16, i32) ] M.Lane.narrow_s N.n_narrow_s
let () = laneun "Lane.narrow_u" [ (8, narrowed 16); (8, i32); (16, i32) ] M.Lane.narrow_u N.n_narrow_u
let () = lanebin "Lane.add" M.Lane.add N.n_add
let () = lanebin "Lane.sub" M.Lane.sub N.n_sub
let () = lanebin "Lane.mul" M.Lane.mul N.n_mul
let () = lanebin "Lane.add_sat_s" M.Lane.add_sat_s N.n_add_sat_s
let () = lanebin "Lane.add_sat_u" M.Lane.add_sat_u N.n_add_sat_u
let () = lanebin "Lane.sub_sat_s" M.Lane.sub_sat_s N.n_sub_sat_s
let () = lanebin "Lane.sub_sat_u" M.Lane.sub_sat_u N.n_sub_sat_u
let () = lanebin "Lane.min_s" M.Lane.min_s N.n_min_s
let () = lanebin "Lane.min_u" M.Lane.min_u N.n_min_u
let () = lanebin "Lane.max_s" M.Lane.max_s N.n_max_s
let () = lanebin "Lane.max_u" M.Lane.max_u N.n_max_u
let () = lanebin "Lane.avgr_u" M.Lane.avgr_u N.n_avgr_u
let () = lanebin "Lane.shl" M.Lane.shl N.n_shl
let () = lanebin "Lane.shr_s" M.Lane.shr_s N.n_shr_s
let () = lanebin "Lane.shr_u" M.Lane.shr_u N.n_shr_u
let () = laneop "Lane.q15mulr_sat_s" [ (8, narrowed 16); (16, narrowed 16) ] M.Lane.q15mulr_sat_s N.n_q15mulr_sat_s (same i32)
let () = lanerel "Lane.lt_s" M.Lane.lt_s N.n_lt_s
let () = lanerel "Lane.gt_s" M.Lane.gt_s N.n_gt_s
let () = lanerel "Lane.le_s" M.Lane.le_s N.n_le_s
let () = lanerel "Lane.ge_s" M.Lane.ge_s N.n_ge_s
let () = entry "Lane.mask" (fun () ->
    List.iter (fun n -> List.iter (fun b ->
        expect "Lane.mask" (same i32 (M.Lane.mask (z_of_int n) b) (N.n_mask n b)) (fun () -> string_of_int n)) [ false; true ]) [ 8; 16; 32 ])
let () = entry "Lane.mask64" (fun () -> List.iter (fun b -> expect "Lane.mask64" (same i64 (M.Lane.mask64 b) (N.n_mask64 b)) (fun () -> "")) [ false; true ])
let () = un "Lane.neg64" i64 i64 M.Lane.neg64 N.n_neg64
let () = un "Lane.abs64" i64 i64 M.Lane.abs64 N.n_abs64
let () = bin "Lane.pmin32" f32 M.Lane.pmin32 N.f32_pmin
let () = bin "Lane.pmax32" f32 M.Lane.pmax32 N.f32_pmax
let () = bin "Lane.pmin64" f64 M.Lane.pmin64 N.f64_pmin
let () = bin "Lane.pmax64" f64 M.Lane.pmax64 N.f64_pmax

let () = test "Vec.is_zero" { v128 with edges = List.init 128 (fun k -> String.init 16 (fun i -> if i = k / 8 then Char.chr (1 lsl (k mod 8)) else '\x00')) @ v128.edges } M.Vec.is_zero N.v_is_zero
let () = un "Vec.not" v128 v128 M.Vec.not N.v_not
let () = bin "Vec.and" v128 M.Vec.coq_and N.v_and
let () = bin "Vec.or" v128 M.Vec.coq_or N.v_or
let () = bin "Vec.xor" v128 M.Vec.xor N.v_xor
(* For random vectors, every width and every place of a lane, and places that do not exist. *)
let lanewise name f =
  entry name (fun () ->
      for _ = 1 to !rounds do
        let v = randv () in
        List.iter (fun n -> expect name (f n v) (fun () -> Printf.sprintf "at %d bits: %s" n (v128.show v))) [ 8; 16; 32 ]
      done)
let places = [ 0; 1; 2; 3; 4; 7; 8; 15; 16; 255 ]
let () = lanewise "Vec.get" (fun n v -> List.for_all (fun k -> same i32 (M.Vec.get (z_of_int n) (v128.z v) (z_of_int k)) (N.v_get n v k)) places)
let () = lanewise "Vec.get64" (fun _ v -> List.for_all (fun k -> same i64 (M.Vec.get64 (v128.z v) (z_of_int k)) (N.v_get64 v k)) places)
let () = lanewise "Vec.set" (fun n v -> List.for_all (fun k -> let x = rand32 () in
    same v128 (M.Vec.set (z_of_int n) (v128.z v) (z_of_int k) (z_of_int x)) (N.v_set n v k x)) places)
let () = lanewise "Vec.set64" (fun _ v -> List.for_all (fun k -> let x = rand64 () in
    same v128 (M.Vec.set64 (v128.z v) (z_of_int k) (z_of_int64 x)) (N.v_set64 v k x)) places)
let () = lanewise "Vec.lanes" (fun n v -> M.Vec.lanes (z_of_int n) (v128.z v) = List.map z_of_int (N.v_lanes n v))
let () = lanewise "Vec.lanes64" (fun _ v -> M.Vec.lanes64 (v128.z v) = List.map z_of_int64 (N.v_lanes64 v))
(* Too few lanes and too many as well; values wider than a lane. *)
let () = lanewise "Vec.of_lanes" (fun n _ -> let l = List.init (bits 5) (fun _ -> rand32 ()) in
    same v128 (M.Vec.of_lanes (z_of_int n) (List.map z_of_int l)) (N.v_of_lanes n l))
let () = lanewise "Vec.of_lanes64" (fun _ _ -> let l = List.init (bits 2) (fun _ -> rand64 ()) in
    same v128 (M.Vec.of_lanes64 (List.map z_of_int64 l)) (N.v_of_lanes64 l))
let () = lanewise "Vec.splat" (fun n _ -> let x = rand32 () in same v128 (M.Vec.splat (z_of_int n) (z_of_int x)) (N.v_splat n x))
let () = lanewise "Vec.splat64" (fun _ _ -> let x = rand64 () in same v128 (M.Vec.splat64 (z_of_int64 x)) (N.v_splat64 x))
(* Lifting, with functions that tell apart their operands. *)
let m_sub n a b = M.Lane.sub (z_of_int n) a b
let () = lanewise "Vec.lift1n" (fun n v -> same v128 (M.Vec.lift1n (z_of_int n) (fun a -> m_sub 32 a (z_of_int 3)) (v128.z v)) (N.v_map n (fun a -> N.n_sub 32 a 3) v))
let () = lanewise "Vec.lift2n" (fun n v -> let w = randv () in
    same v128 (M.Vec.lift2n (z_of_int n) (m_sub 32) (v128.z v) (v128.z w)) (N.v_map2 n (N.n_sub 32) v w))
let () = lanewise "Vec.lift1w" (fun _ v -> same v128 (M.Vec.lift1w M.Lane.neg64 (v128.z v)) (N.v_map64 N.n_neg64 v))
let () = lanewise "Vec.lift2w" (fun _ v -> let w = randv () in
    same v128 (M.Vec.lift2w M.I64ops.sub (v128.z v) (v128.z w)) (N.v_map2_64 N.i64_sub v w))

let () = const "i32_one" i32 M.i32_one N.i32_one
let () = const "i32_minus_one" i32 M.i32_minus_one N.i32_minus_one
let () = const "max_elems" i32 M.max_elems 0xffff_ffff
let () = const "max_pages" i32 M.max_pages 65536
let () =
  entry "sum_le" (fun () ->
      let check a b c =
        expect "sum_le" (M.sum_le (z_of_int a) (z_of_int b) (z_of_int c) = N.sum_le a b c) (fun () ->
            Printf.sprintf "%x %x %x" a b c) in
      List.iter (fun a -> List.iter (fun b -> List.iter (check a b) edge32) edge32) edge32;
      for _ = 1 to !rounds do
        let a = rand32 () and b = rand32 () in
        check a b (rand32 ());
        check a b ((a + b) land 0xffffffff)
      done)

(* ---- counts ---- *)
let counts = [ 0; 1; 2; 3; 255; 256; 65535; 1 lsl 31; 1 lsl 32; (1 lsl 60) - 1; 1 lsl 60 ]
let on_counts name f = entry name (fun () -> List.iter (fun a -> List.iter (fun b -> expect name (f a b) (fun () -> Printf.sprintf "%d %d" a b)) counts) counts)
let () = on_counts "cnt_zero" (fun _ _ -> M.cnt_zero = n_of_int N.cnt_zero)
let () = on_counts "cnt_succ" (fun a _ -> M.cnt_succ (n_of_int a) = n_of_int (N.cnt_succ a))
let () = on_counts "cnt_add" (fun a b -> M.cnt_add (n_of_int a) (n_of_int b) = n_of_int (N.cnt_add a b))
let () = entry "cnt_pages" (fun () -> List.iter (fun k -> expect "cnt_pages" (M.cnt_pages (z_of_int k) = n_of_int (N.cnt_pages k)) (fun () -> string_of_int k)) edge32)
let () = entry "cnt_elems" (fun () -> List.iter (fun k -> expect "cnt_elems" (M.cnt_elems (z_of_int k) = n_of_int (N.cnt_elems k)) (fun () -> string_of_int k)) edge32)
let () = on_counts "cnt_ltb" (fun a b -> M.cnt_ltb (n_of_int a) (n_of_int b) = N.cnt_ltb a b)

(* ---- arrays: a random history of operations on both, and stale handles ---- *)
let raises f = match f () with _ -> false | exception N.Stale -> true
let agree name m n = expect name (M.Arr.to_list m = N.arr_to_list n) (fun () -> "contents")
let histories name step =
  entry name (fun () ->
      for size = 0 to 12 do
        let l = List.init size (fun _ -> bits 8) in
        let m = ref (M.Arr.of_list l) and n = ref (N.arr_of_list l) in
        for _ = 1 to 30 do
          let old = !n in
          (match step !m !n with
           | Some (m', n') ->
             m := m'; n := n';
             (* What the model's old version is, the native one must refuse to be. *)
             if n' != old && n'.N.cells == old.N.cells then expect name (raises (fun () -> N.arr_get old 0)) (fun () -> "stale handle accepted")
           | None -> ());
          agree name !m !n
        done
      done)
let optional name m n = match (m, n) with
  | Some m, Some n -> Some (m, n)
  | None, None -> None
  | _ -> expect name false (fun () -> "one side failed"); None
let index () = match bits 3 with 0 -> 0xffffffff | _ -> bits 4
let () = histories "arr_get" (fun m n -> let i = index () in
    expect "arr_get" (M.arr_get m (z_of_int i) = N.arr_get n i) (fun () -> string_of_int i); None)
let () = histories "arr_set" (fun m n -> let i = index () and x = bits 8 in
    optional "arr_set" (M.arr_set m (z_of_int i) x) (N.arr_set n i x))
let () = histories "arr_len" (fun m n -> expect "arr_len" (M.arr_len m = z_of_int (N.arr_len n)) (fun () -> "length"); None)
let () = histories "arr_app" (fun m n -> if N.arr_len n > 40 then None else
    let l = List.init (bits 2) (fun _ -> bits 8) in Some (M.arr_app m l, N.arr_app n l))
let () = entry "arr_of_list" (fun () -> for k = 0 to 9 do let l = List.init k (fun _ -> bits 8) in agree "arr_of_list" (M.arr_of_list l) (N.arr_of_list l) done)
let () = entry "arr_list" (fun () -> for k = 0 to 9 do let l = List.init k (fun _ -> bits 8) in
    expect "arr_list" (M.arr_list (M.arr_of_list l) = N.arr_to_list (N.arr_of_list l)) (fun () -> "contents") done)
let () = entry "arr_make" (fun () -> List.iter (fun k -> agree "arr_make" (M.arr_make (z_of_int k) 7) (N.arr_make k 7)) [ 0; 1; 2; 1000 ])
let () = entry "consult" (fun () ->
    List.iter (fun k -> expect "consult" (M.consult k k [ k ] (n_of_int k) (n_of_int 1) = (let s, n = N.consult k k [ k ] k 1 in (s, n_of_int n))) (fun () -> string_of_int k)) edge32)
let () = entry "arr_fold" (fun () -> for k = 0 to 9 do let l = List.init k (fun _ -> bits 8) in
    expect "arr_fold" (M.arr_fold (fun b a -> a :: b) (M.arr_of_list l) [] = N.arr_fold (fun b a -> a :: b) (N.arr_of_list l) []) (fun () -> "order") done)
(* ---- locals: histories on both, of few and of many; what calls share must stay as it began ---- *)
let same name m n = expect name (M.Arr.to_list m = N.lcl_to_list n) (fun () -> "contents")
let locals name step =
  entry name (fun () ->
      let d t = 100 + t and d' t = 200 + t in
      (* One list of types for all numbers of arguments: what locals begin with is kept for both. *)
      List.iter (fun t -> let ts = List.init t (fun i -> i) in List.iter (fun a ->
        let args = List.init a (fun i -> i) in
        (* Again, after the first has changed. *)
        for _ = 1 to 2 do
          let m = ref (M.lcl_make d args ts) and n = ref (N.lcl_make d args ts) in
          same name !m !n;
          for _ = 1 to 12 do
            let size = a + t in
            let i = match bits 2 with 0 -> max 0 (size - 1) | 1 -> size | 2 -> min (bits 9) size | _ -> bits 9 in
            let old = !n in
            (match step !m !n i with
             | Some (m', n') ->
               m := m'; n := n';
               if n' != old then expect name (match N.lcl_get old 0 with _ -> false | exception N.Stale -> true) (fun () -> "stale handle accepted")
             | None -> ());
            same name !m !n
          done
        done;
        same name (M.lcl_make d' args ts) (N.lcl_make d' args ts)) [ 0; 1; 2; 5; 63; 64; 65; 70; 140 ]) [ 0; 1; 2; 7; 8; 9; 20; 63; 64; 65; 130; 300 ])
let () = locals "lcl_make" (fun _ _ _ -> None)
let () = locals "lcl_get" (fun m n i ->
    List.iter (fun i -> expect "lcl_get" (M.lcl_get m (z_of_int i) = N.lcl_get n i) (fun () -> string_of_int i)) [ i; 63; 64; 127; 128; 0xffffffff ]; None)
let () = locals "lcl_set" (fun m n i -> let x = bits 8 in optional "lcl_set" (M.lcl_set m (z_of_int i) x) (N.lcl_set n i x))

(* ---- memories ---- *)
let mem_agrees name m n =
  expect name (M.Mem.to_list m = List.map (fun c -> z_of_int (Char.code c)) (List.of_seq (Bytes.to_seq (N.mem_to_bytes n)))) (fun () -> "contents")
(* Small ones: sizes need not be whole pages for loads and stores. *)
let small () =
  let b = Bytes.init 24 (fun _ -> Char.chr (bits 8)) in
  (M.Mem.of_list (List.map (fun c -> z_of_int (Char.code c)) (List.of_seq (Bytes.to_seq b))), N.mem_of_bytes b)
let place () = match bits 3 with
  | 0 -> (0xffffffff, bits 4) | 1 -> (bits 4, 0xffffffff) | 2 -> (0xffffffff, 0xffffffff) | 3 -> (0xfffffffc, 8) | _ -> (bits 4, bits 4)
let load name z model native =
  entry name (fun () ->
      let m, n = small () in
      for _ = 1 to !rounds do
        let b, o = place () in
        expect name (same_opt { i32 with z } (model m (z_of_int b) (z_of_int o)) (native n b o)) (fun () -> Printf.sprintf "%x+%x" b o)
      done)
let store name kind model native =
  entry name (fun () ->
      let m, n = small () in
      let m = ref m and n = ref n in
      for _ = 1 to !rounds do
        let b, o = place () in
        let x = kind.rand () in
        let old = !n in
        (match optional name (model !m (z_of_int b) (z_of_int o) (kind.z x)) (native !n b o x) with
         | Some (m', n') ->
           m := m'; n := n';
           expect name (raises (fun () -> N.mem_size old)) (fun () -> "stale handle accepted")
         | None -> ());
        mem_agrees name !m !n
      done)
let () = load "MemOps.load8" z_of_int M.MemOps.load8 N.mem_load8
let () = load "MemOps.load16" z_of_int M.MemOps.load16 N.mem_load16
let () = load "MemOps.load32" z_of_int M.MemOps.load32 N.mem_load32
let () = entry "MemOps.load64" (fun () ->
    let m, n = small () in
    for _ = 1 to !rounds do
      let b, o = place () in
      expect "MemOps.load64" (same_opt i64 (M.MemOps.load64 m (z_of_int b) (z_of_int o)) (N.mem_load64 n b o)) (fun () -> Printf.sprintf "%x+%x" b o)
    done)
let () = store "MemOps.store8" i32 M.MemOps.store8 N.mem_store8
let () = store "MemOps.store16" i32 M.MemOps.store16 N.mem_store16
let () = store "MemOps.store32" i32 M.MemOps.store32 N.mem_store32
let () = store "MemOps.store64" i64 M.MemOps.store64 N.mem_store64
let () = entry "VecMem.load128" (fun () ->
    let m, n = small () in
    for _ = 1 to 2 * !rounds do
      let b, o = place () in
      expect "VecMem.load128" (same_opt v128 (M.VecMem.load128 m (z_of_int b) (z_of_int o)) (N.mem_load128 n b o)) (fun () -> Printf.sprintf "%x+%x" b o)
    done)
let () = store "VecMem.store128" v128 M.VecMem.store128 N.mem_store128
let () = entry "MemOps.write" (fun () ->
    let m, n = small () in
    let m = ref m and n = ref n in
    for _ = 1 to !rounds do
      let d = String.init (bits 3) (fun _ -> Char.chr (bits 8)) and i = (match bits 3 with 0 -> 0xffffffff | _ -> bits 5) in
      let dm = M.Data.of_list (List.map (fun c -> z_of_int (Char.code c)) (List.of_seq (String.to_seq d))) in
      (match optional "MemOps.write" (M.MemOps.write !m (z_of_int i) dm) (N.mem_write !n i d) with
       | Some (m', n') -> m := m'; n := n' | None -> ());
      mem_agrees "MemOps.write" !m !n
    done)
let () = entry "MemOps.make" (fun () -> List.iter (fun p -> mem_agrees "MemOps.make" (M.MemOps.make (z_of_int p)) (N.mem_make p)) [ 0; 1; 2 ])
let () = entry "MemOps.size" (fun () ->
    List.iter (fun p -> expect "MemOps.size" (M.MemOps.size (M.MemOps.make (z_of_int p)) = z_of_int (N.mem_size (N.mem_make p))) (fun () -> string_of_int p)) [ 0; 1; 3 ])
let () = entry "MemOps.grow" (fun () ->
    (* From dirty pages, in uneven steps, so that capacity is sometimes there and sometimes not. *)
    let dirty n = match N.mem_store8 n 65535 0 0xaa with Some n -> n | None -> n in
    let dirtym m = match M.MemOps.store8 m (z_of_int 65535) (z_of_int 0) (z_of_int 0xaa) with Some m -> m | None -> m in
    let m = ref (M.MemOps.make (z_of_int 0)) and n = ref (N.mem_make 0) in
    List.iter (fun d ->
        let old = !n in
        m := dirtym (M.MemOps.grow !m (z_of_int d)); n := N.mem_grow !n d;
        expect "MemOps.grow" (raises (fun () -> N.mem_size old)) (fun () -> "stale handle accepted");
        n := dirty !n;
        mem_agrees "MemOps.grow" !m !n) [ 0; 1; 1; 2; 0; 1 ])

(* ---- ranges ---- *)
let model_data d = M.Data.of_list (List.map (fun c -> z_of_int (Char.code c)) (List.of_seq (String.to_seq d)))
let range () = match bits 3 with 0 -> (0xffffffff, bits 2) | 1 -> (bits 4, 0xffffffff) | 2 -> (24, bits 1) | _ -> (bits 4, bits 4)
let text i n = Printf.sprintf "%x+%x" i n
let () = entry "MemBulk.covers" (fun () ->
    let m, n = small () in
    for _ = 1 to !rounds do let i, k = range () in
      expect "MemBulk.covers" (M.MemBulk.covers m (z_of_int i) (z_of_int k) = N.mem_covers n i k) (fun () -> text i k) done)
let () = entry "MemBulk.data_covers" (fun () ->
    let d = String.make 24 'a' in
    for _ = 1 to !rounds do let i, k = range () in
      expect "MemBulk.data_covers" (M.MemBulk.data_covers (model_data d) (z_of_int i) (z_of_int k) = N.data_covers d i k) (fun () -> text i k) done)
let ranges name step =
  entry name (fun () ->
      let m, n = small () in
      let m = ref m and n = ref n in
      for _ = 1 to !rounds do
        let old = !n in
        (match step !m !n with
         | Some (m', n') -> m := m'; n := n'; expect name (raises (fun () -> N.mem_size old)) (fun () -> "stale handle accepted")
         | None -> ());
        mem_agrees name !m !n
      done)
let () = ranges "MemBulk.fill" (fun m n -> let i, k = range () and v = rand32 () in
    optional "MemBulk.fill" (M.MemBulk.fill m (z_of_int i) (z_of_int v) (z_of_int k)) (N.mem_fill n i v k))
(* Within one memory, so that ranges overlap, and from another. *)
let () = ranges "MemBulk.copy" (fun m n -> let i, k = range () and j = bits 4 in
    let m', n' = if bits 2 = 0 then small () else (m, n) in
    optional "MemBulk.copy" (M.MemBulk.copy m (z_of_int i) m' (z_of_int j) (z_of_int k)) (N.mem_copy n i n' j k))
let () = ranges "MemBulk.init" (fun m n -> let i, k = range () and j = bits 4 in
    let d = String.init (bits 5) (fun _ -> Char.chr (bits 8)) in
    optional "MemBulk.init" (M.MemBulk.init m (z_of_int i) (model_data d) (z_of_int j) (z_of_int k)) (N.mem_init n i d j k))
let () = entry "MemBulk.data_len" (fun () -> List.iter (fun k -> let d = String.make k 'x' in
    expect "MemBulk.data_len" (M.MemBulk.data_len (model_data d) = z_of_int (N.data_len d)) (fun () -> string_of_int k)) [ 0; 1; 7; 1000 ])
let () = entry "MemBulk.data_empty" (fun () -> expect "MemBulk.data_empty" (M.MemBulk.data_empty = model_data N.data_empty) (fun () -> "constant"))
let () = histories "ArrBulk.covers" (fun m n -> let i, k = range () in
    expect "ArrBulk.covers" (M.ArrBulk.covers m (z_of_int i) (z_of_int k) = N.arr_covers n i k) (fun () -> text i k); None)
let () = histories "ArrBulk.fill" (fun m n -> let i = bits 3 and k = bits 3 and x = bits 8 in
    optional "ArrBulk.fill" (M.ArrBulk.fill m (z_of_int i) x (z_of_int k)) (N.arr_fill n i x k))
let () = histories "ArrBulk.copy" (fun m n -> let i = bits 3 and j = bits 3 and k = bits 2 in
    let m', n' = if bits 2 = 0 then let l = List.init (bits 4) (fun _ -> bits 8) in (M.Arr.of_list l, N.arr_of_list l) else (m, n) in
    optional "ArrBulk.copy" (M.ArrBulk.copy m (z_of_int i) m' (z_of_int j) (z_of_int k)) (N.arr_copy n i n' j k))
let () = histories "ArrBulk.grow" (fun m n -> if N.arr_len n > 40 then None else
    let k = bits 2 and x = bits 8 in Some (M.ArrBulk.grow m (z_of_int k) x, N.arr_grow n k x))
let () = entry "cnt_refs" (fun () -> List.iter (fun k -> expect "cnt_refs" (M.cnt_refs (z_of_int k) = n_of_int (N.cnt_refs k)) (fun () -> string_of_int k)) (edge32 @ [ 9; 15; 16; 17 ]))
let () = entry "cnt_bytes" (fun () -> List.iter (fun k -> expect "cnt_bytes" (M.cnt_bytes (z_of_int k) = n_of_int (N.cnt_bytes k)) (fun () -> string_of_int k)) (edge32 @ [ 63; 64; 65; 127; 128 ]))
let () = entry "cnt_max" (fun () -> expect "cnt_max" (M.cnt_max = n_of_int N.cnt_max) (fun () -> "constant"))

let () =
  Random.init seed;
  let entries = List.rev !entries in
  if Array.mem "--list" Sys.argv then List.iter (fun (name, _) -> print_endline name) entries
  else begin
    List.iter (fun (name, run) -> try run () with e -> expect name false (fun () -> Printexc.to_string e)) entries;
    Printf.printf "override self-test: %d overrides, %d comparisons, %d mismatches\n" (List.length entries) !checks !failures;
    exit (if !failures = 0 then 0 else 1)
  end

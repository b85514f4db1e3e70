(* The vector instructions of the binary format, by the number behind the prefix 0xfd.  Not verified. *)
open Verified_core

type form =
  | Plain of vecop * int (* operands *)
  | Bytes of (int list -> vecop) (* sixteen indices of lanes *)
  | Lane of (int -> vecop) * int (* an index of a lane; operands *)
  | Constant
  | Load of vloadop
  | Load_lane of ishape
  | Store
  | Store_lane of ishape
  | Missing

let shapes = [| ShI I8x16; ShI I16x8; ShI I32x4; ShI I64x2; ShF F32x4; ShF F64x2 |]
let ishapes = [| I8x16; I16x8; I32x4; I64x2 |]
let irelops = [| Eq0; Ne; LtS; LtU; GtS; GtU; LeS; LeU; GeS; GeU |]
let signed_irelops = [| Eq0; Ne; LtS; GtS; LeS; GeS |]
let frelops = [| FEq; FNe; FLt; FGt; FLe; FGe |]
let fbinops = [| VFAdd; VFSub; VFMul; VFDiv; VFMin; VFMax; VFPmin; VFPmax |]
let sign k = if k land 1 = 0 then SX else UX

let un s o = Plain (VUnop (VUI (s, o)), 1)
let fun_ s o = Plain (VUnop (VUF (s, o)), 1)
let bin s o = Plain (VBinop (VBI (s, o)), 2)
let cvt o = Plain (VCvtop o, 1)

(* Numbers from 96 to 223 come in four blocks of 32, one for each shape of integers; what a block has at the same place in
   every shape is here. *)
let block s k =
  match k with
  | 0 -> un s VAbs
  | 1 -> un s VNeg
  | 3 -> Plain (VTestop s, 1)
  | 4 -> Plain (VBitmask s, 1)
  | 11 -> Plain (VShiftop (s, VShl), 2)
  | 12 -> Plain (VShiftop (s, VShrS), 2)
  | 13 -> Plain (VShiftop (s, VShrU), 2)
  | 14 -> bin s VAdd
  | 17 -> bin s VSub
  | _ -> Missing
(* The same for the shapes of 8 and 16 bits, and what the other three shapes do to the next narrower one. *)
let small s = function
  | 15 -> bin s VAddSatS | 16 -> bin s VAddSatU | 18 -> bin s VSubSatS | 19 -> bin s VSubSatU | 27 -> bin s VAvgrU
  | 5 | 6 as k -> Plain (VNarrow (s, sign (k - 5)), 2)
  | k -> block s k
let minmax s otherwise = function
  | 22 -> bin s VMinS | 23 -> bin s VMinU | 24 -> bin s VMaxS | 25 -> bin s VMaxU
  | k -> otherwise s k
let widening from otherwise = function
  | 7 -> cvt (VExtend (Low, from, SX)) | 8 -> cvt (VExtend (High, from, SX))
  | 9 -> cvt (VExtend (Low, from, UX)) | 10 -> cvt (VExtend (High, from, UX))
  | 28 -> Plain (VExtbinop (VExtmul (Low, from, SX)), 2) | 29 -> Plain (VExtbinop (VExtmul (High, from, SX)), 2)
  | 30 -> Plain (VExtbinop (VExtmul (Low, from, UX)), 2) | 31 -> Plain (VExtbinop (VExtmul (High, from, UX)), 2)
  | k -> otherwise k

let i8x16 = function
  | 2 -> un I8x16 VPopcnt
  | 7 -> fun_ F32x4 FCeil | 8 -> fun_ F32x4 FFloor | 9 -> fun_ F32x4 FTrunc | 10 -> fun_ F32x4 FNearest
  | 20 -> fun_ F64x2 FCeil | 21 -> fun_ F64x2 FFloor | 26 -> fun_ F64x2 FTrunc
  | 28 | 29 as k -> Plain (VExtunop (I8x16, sign k), 1)
  | 30 | 31 as k -> Plain (VExtunop (I16x8, sign k), 1)
  | k -> minmax I8x16 small k
let i16x8 = function
  | 2 -> bin I16x8 VQ15mulrSatS
  | 20 -> fun_ F64x2 FNearest
  | 21 -> bin I16x8 VMul
  | k -> widening I8x16 (minmax I16x8 small) k
let i32x4 = function
  | 21 -> bin I32x4 VMul
  | 26 -> Plain (VExtbinop VDotS, 2)
  | k -> widening I16x8 (minmax I32x4 block) k
let i64x2 = function
  | 21 -> bin I64x2 VMul
  | k when k >= 22 && k <= 27 -> Plain (VRelop (VRI (I64x2, signed_irelops.(k - 22))), 2)
  | k -> widening I32x4 (block I64x2) k
let floats s = function
  | 0 -> fun_ s FAbs | 1 -> fun_ s FNeg | 3 -> fun_ s FSqrt
  | k when k >= 4 && k <= 11 -> Plain (VBinop (VBF (s, fbinops.(k - 4))), 2)
  | _ -> Missing

let extract k =
  let lane s x = Lane ((fun l -> VExtractLane (s, x, l)), 1) and replace s = Lane ((fun l -> VReplaceLane (s, l)), 2) in
  match k with
  | 21 | 22 -> lane (ShI I8x16) (Some (sign (k - 21)))
  | 23 -> replace (ShI I8x16)
  | 24 | 25 -> lane (ShI I16x8) (Some (sign k))
  | 26 -> replace (ShI I16x8)
  | _ -> let s = shapes.(2 + ((k - 27) / 2)) in if k land 1 = 1 then lane s None else replace s

let form k =
  match k with
  | 0 -> Load VLWhole
  | 1 | 2 | 3 | 4 | 5 | 6 -> Load (VLShape (ishapes.((k - 1) / 2), sign (k - 1)))
  | 7 | 8 | 9 | 10 -> Load (VLSplat ishapes.(k - 7))
  | 11 -> Store
  | 12 -> Constant
  | 13 -> Bytes (fun ls -> VShuffle ls)
  | 14 -> Plain (VSwizzle, 2)
  | _ when k >= 15 && k <= 20 -> Plain (VSplat shapes.(k - 15), 1)
  | _ when k >= 21 && k <= 34 -> extract k
  | _ when k >= 35 && k <= 64 -> let k = k - 35 in Plain (VRelop (VRI (ishapes.(k / 10), irelops.(k mod 10))), 2)
  | _ when k >= 65 && k <= 70 -> Plain (VRelop (VRF (F32x4, frelops.(k - 65))), 2)
  | _ when k >= 71 && k <= 76 -> Plain (VRelop (VRF (F64x2, frelops.(k - 71))), 2)
  | 77 -> Plain (VVUnop, 1)
  | 78 -> Plain (VVBinop VVAnd, 2) | 79 -> Plain (VVBinop VVAndNot, 2)
  | 80 -> Plain (VVBinop VVOr, 2) | 81 -> Plain (VVBinop VVXor, 2)
  | 82 -> Plain (VVTernop, 3)
  | 83 -> Plain (VVTestop, 1)
  | 84 | 85 | 86 | 87 -> Load_lane ishapes.(k - 84)
  | 88 | 89 | 90 | 91 -> Store_lane ishapes.(k - 88)
  | 92 -> Load (VLZero I32x4)
  | 93 -> Load (VLZero I64x2)
  | 94 -> cvt VDemoteZero
  | 95 -> cvt VPromoteLow
  | _ when k >= 96 && k <= 127 -> i8x16 (k - 96)
  | _ when k >= 128 && k <= 159 -> i16x8 (k - 128)
  | _ when k >= 160 && k <= 191 -> i32x4 (k - 160)
  | _ when k >= 192 && k <= 223 -> i64x2 (k - 192)
  | _ when k >= 224 && k <= 235 -> floats F32x4 (k - 224)
  | _ when k >= 236 && k <= 247 -> floats F64x2 (k - 236)
  | 248 | 249 -> cvt (VTruncSat (sign k))
  | 250 | 251 -> cvt (VConvert (sign k))
  | 252 | 253 -> cvt (VTruncSatZero (sign k))
  | 254 | 255 -> cvt (VConvertLow (sign k))
  | _ -> Missing

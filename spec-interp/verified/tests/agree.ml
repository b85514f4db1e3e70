(* The whole native interpreter against the whole model, on random sessions of typed modules:
   results, traps and their places, fuel, host calls, and at the end memories, tables, globals.

     agree [SESSIONS [SEED]] *)
module C = Verified_core
module M = Verified_model
module N = Verified_native

(* ---- numbers ---- *)
let rec pos_of64 k =
  if k = 1L then M.XH
  else
    let rest = pos_of64 (Int64.shift_right_logical k 1) in
    if Int64.logand k 1L = 1L then M.XI rest else M.XO rest
let z64 k = if k = 0L then M.Z0 else M.Zpos (pos_of64 k)
let z k = z64 (Int64.of_int k)
let zv s = List.fold_right (fun c rest -> M.Z.add (z (Char.code c)) (M.Z.mul (z 256) rest)) (List.of_seq (String.to_seq s)) M.Z0
let n k = match z k with M.Z0 -> M.N0 | M.Zpos p -> M.Npos p | M.Zneg _ -> assert false
let rec int64_of_pos = function
  | M.XH -> 1L | M.XO p -> Int64.shift_left (int64_of_pos p) 1 | M.XI p -> Int64.logor 1L (Int64.shift_left (int64_of_pos p) 1)
let int64_of = function M.Z0 -> 0L | M.Zpos p -> int64_of_pos p | M.Zneg _ -> assert false
let int_of k = Int64.to_int (int64_of k)
let int_of_n = function M.N0 -> 0 | M.Npos p -> Int64.to_int (int64_of_pos p)

(* ---- from the native syntax to the model's; operators are the same constant constructors in the same order ---- *)
let same : 'a 'b. 'a -> 'b = Obj.magic
let list f l = List.map f l
let marr f a = M.Arr.of_list (list f (N.arr_to_list a))
let rec nat = function C.O -> M.O | C.S k -> M.S (nat k)
let ft (t : C.functype) = { M.ft_params = same t.C.ft_params; ft_results = same t.C.ft_results }
let refval = function C.RNull t -> M.RNull (same t) | C.RFunc a -> M.RFunc (z a) | C.RExtern a -> M.RExtern (M.Cnt.of_N (n a))
let value = function
  | C.VI32 k -> M.VI32 (z k) | C.VI64 k -> M.VI64 (z64 k) | C.VF32 k -> M.VF32 (z k) | C.VF64 k -> M.VF64 (z64 (Int64.bits_of_float k))
  | C.VV128 b -> M.VV128 (zv b) | C.VRef r -> M.VRef (refval r)
let bt = function C.BtVal t -> M.BtVal (same t) | C.BtIdx x -> M.BtIdx (z x)
(* Lane indices are numbers; the rest of a vector operator is made of constant constructors. *)
let vecop = function
  | C.VShuffle ls -> M.VShuffle (list z ls)
  | C.VExtractLane (s, x, l) -> M.VExtractLane (same s, same x, z l)
  | C.VReplaceLane (s, l) -> M.VReplaceLane (same s, z l)
  | o -> same o
let rec instr = function
  | C.Nop -> M.Nop | C.Unreachable p -> M.Unreachable (z p) | C.Drop -> M.Drop | C.Select ts -> M.Select (same ts) | C.Const v -> M.Const (value v)
  | C.Unop o -> M.Unop (same o) | C.Binop (o, p) -> M.Binop (same o, z p) | C.Testop o -> M.Testop (same o)
  | C.Relop o -> M.Relop (same o) | C.Cvtop (o, p) -> M.Cvtop (same o, z p)
  | C.LocalGet x -> M.LocalGet (z x) | C.LocalSet x -> M.LocalSet (z x) | C.LocalTee x -> M.LocalTee (z x)
  | C.GlobalGet x -> M.GlobalGet (z x) | C.GlobalSet x -> M.GlobalSet (z x)
  | C.LoadNum (t, x, al, o, p) -> M.LoadNum (same t, z x, nat al, z o, z p) | C.LoadPack (t, w, s, x, al, o, p) -> M.LoadPack (same t, same w, same s, z x, nat al, z o, z p)
  | C.StoreNum (t, x, al, o, p) -> M.StoreNum (same t, z x, nat al, z o, z p) | C.StorePack (t, w, x, al, o, p) -> M.StorePack (same t, same w, z x, nat al, z o, z p)
  | C.Vec o -> M.Vec (vecop o) | C.VLoad (v, x, al, o, p) -> M.VLoad (same v, z x, nat al, z o, z p) | C.VStore (x, al, o, p) -> M.VStore (z x, nat al, z o, z p)
  | C.VLoadLane (s, x, al, o, l, p) -> M.VLoadLane (same s, z x, nat al, z o, z l, z p)
  | C.VStoreLane (s, x, al, o, l, p) -> M.VStoreLane (same s, z x, nat al, z o, z l, z p)
  | C.MemorySize x -> M.MemorySize (z x) | C.MemoryGrow x -> M.MemoryGrow (z x)
  | C.MemoryFill (x, p) -> M.MemoryFill (z x, z p) | C.MemoryCopy (x, y, p) -> M.MemoryCopy (z x, z y, z p)
  | C.MemoryInit (x, y, p) -> M.MemoryInit (z x, z y, z p) | C.DataDrop y -> M.DataDrop (z y)
  | C.RefIsNull -> M.RefIsNull | C.RefFunc x -> M.RefFunc (z x)
  | C.TableGet (x, p) -> M.TableGet (z x, z p) | C.TableSet (x, p) -> M.TableSet (z x, z p) | C.TableSize x -> M.TableSize (z x)
  | C.TableGrow x -> M.TableGrow (z x) | C.TableFill (x, p) -> M.TableFill (z x, z p) | C.TableCopy (x, y, p) -> M.TableCopy (z x, z y, z p)
  | C.TableInit (x, y, p) -> M.TableInit (z x, z y, z p) | C.ElemDrop y -> M.ElemDrop (z y)
  | C.Block (t, b) -> M.Block (bt t, code b) | C.Loop (t, b, p) -> M.Loop (bt t, code b, z p) | C.If (t, a, b) -> M.If (bt t, code a, code b)
  | C.Br k -> M.Br (nat k) | C.BrIf k -> M.BrIf (nat k) | C.BrTable (ks, k) -> M.BrTable (marr nat ks, nat k) | C.Return -> M.Return
  | C.Call (x, p) -> M.Call (z x, z p) | C.CallIndirect (x, y, p) -> M.CallIndirect (z x, z y, z p)
  | C.CALL_ADDR _ | C.LABEL _ | C.FRAME _ | C.TRAP _ -> assert false
and code c = list instr c
let func (f : C.func) =
  { M.fn_locals = same f.C.fn_locals; fn_body = code f.C.fn_body; fn_units = M.Cnt.of_N (n f.C.fn_units); fn_index = z f.C.fn_index; fn_entry = z f.C.fn_entry }
let limit (l : C.limit) = { M.lim_min = z l.C.lim_min; lim_max = Option.map z l.C.lim_max }
let table (t : C.tabletype) = { M.tt_type = same t.C.tt_type; tt_limit = limit t.C.tt_limit }
let gt (g : C.globaltype) = { M.gt_mut = same g.C.gt_mut; gt_type = same g.C.gt_type }
let data d = M.Data.of_list (list (fun c -> z (Char.code c)) (List.of_seq (String.to_seq d)))
let import = function
  | C.ImpFunc x -> M.ImpFunc (z x) | C.ImpTable t -> M.ImpTable (table t) | C.ImpMem l -> M.ImpMem (limit l) | C.ImpGlobal g -> M.ImpGlobal (gt g)
let export = function
  | C.ExpFunc x -> M.ExpFunc (z x) | C.ExpTable x -> M.ExpTable (z x) | C.ExpMem x -> M.ExpMem (z x) | C.ExpGlobal x -> M.ExpGlobal (z x)
let mode = function C.Passive -> M.Passive | C.Declarative -> M.Declarative | C.Active (x, e) -> M.Active (z x, code e)
let elemseg (e : C.elemseg) = { M.el_type = same e.C.el_type; el_init = list code e.C.el_init; el_mode = mode e.C.el_mode }
let dataseg (d : C.dataseg) =
  { M.da_init = data d.C.da_init; da_mode = mode d.C.da_mode }
let modul (m : C.module0) =
  { M.m_types = list ft m.C.m_types; m_imports = list import m.C.m_imports; m_funcs = list (fun (x, f) -> (z x, func f)) m.C.m_funcs;
    m_tables = list table m.C.m_tables; m_mems = list limit m.C.m_mems; m_globals = list (fun (g, e) -> (gt g, code e)) m.C.m_globals;
    m_elems = list elemseg m.C.m_elems; m_datas = list dataseg m.C.m_datas; m_start = Option.map z m.C.m_start; m_exports = list export m.C.m_exports }
let externval = function C.EFunc a -> M.EFunc (z a) | C.ETable a -> M.ETable (z a) | C.EMem a -> M.EMem (z a) | C.EGlobal a -> M.EGlobal (z a)
let reference = function C.RExport (i, e) -> M.RExport (z i, z e) | C.RHost v -> M.RHost (externval v)
let hostact = function
  | C.HMemWrite (a, i, d) -> M.HMemWrite (z a, z i, data d) | C.HMemGrow (a, k) -> M.HMemGrow (z a, z k)
  | C.HGlobalSet (a, v) -> M.HGlobalSet (z a, value v) | C.HTableSet (a, i, r) -> M.HTableSet (z a, z i, refval r)
  | C.HTableGrow (a, k, r) -> M.HTableGrow (z a, z k, refval r)
let answer (a : C.hostanswer) = { M.ha_acts = list hostact a.C.ha_acts; ha_result = Option.map (list value) a.C.ha_result }
let action = function
  | C.AInstantiate (m, rs) -> M.AInstantiate (modul m, list reference rs)
  | C.ACall (f, vs) -> M.ACall (reference f, list value vs)
  | C.AHostFunc (t, s) -> M.AHostFunc (ft t, list answer s)
  | C.AHostTable (t, r) -> M.AHostTable (table t, refval r) | C.AHostMem l -> M.AHostMem (limit l) | C.AHostGlobal (m, v) -> M.AHostGlobal (same m, value v)
  | C.AHostAct h -> M.AHostAct (hostact h)
let limits (l : C.limits) =
  { M.l_fuel = M.Cnt.of_N (n l.C.l_fuel); l_stack = M.Cnt.of_N (n l.C.l_stack); l_pages = z l.C.l_pages; l_elems = z l.C.l_elems; l_bytes = M.Cnt.of_N (n l.C.l_bytes) }

(* ---- what is compared, as text ---- *)
let cv v = match v with
  | C.VI32 k -> Printf.sprintf "i32:%x" k | C.VI64 k -> Printf.sprintf "i64:%Lx" k
  | C.VF32 k -> Printf.sprintf "f32:%x" k | C.VF64 k -> Printf.sprintf "f64:%Lx" (Int64.bits_of_float k)
  | C.VV128 b -> "v128:" ^ String.concat "" (List.map (fun c -> Printf.sprintf "%02x" (Char.code c)) (List.of_seq (String.to_seq b)))
let mv v = match v with
  | M.VI32 k -> Printf.sprintf "i32:%x" (int_of k) | M.VI64 k -> Printf.sprintf "i64:%Lx" (int64_of k)
  | M.VF32 k -> Printf.sprintf "f32:%x" (int_of k) | M.VF64 k -> Printf.sprintf "f64:%Lx" (int64_of k)
  | M.VV128 k ->
    let byte i = int_of (M.Z.modulo (M.Z.shiftr k (z (8 * i))) (z 256)) in
    "v128:" ^ String.concat "" (List.init 16 (fun i -> Printf.sprintf "%02x" (byte i)))
let cr = function C.RNull _ -> "null" | C.RFunc a -> Printf.sprintf "func:%d" a | C.RExtern a -> Printf.sprintf "extern:%d" a
let mr = function M.RNull _ -> "null" | M.RFunc a -> Printf.sprintf "func:%d" (int_of a) | M.RExtern a -> Printf.sprintf "extern:%d" (int_of_n (M.Cnt.to_N a))
let cv = function C.VRef r -> cr r | v -> cv v
let mv = function M.VRef r -> mr r | v -> mv v
let vs f l = String.concat "," (List.map f l)
let trap (k : C.trap) = string_of_int (Obj.magic k : int)
let creport (r, (d : C.detail)) =
  (match r with
   | C.PEnd (C.Done l) -> "done " ^ vs cv l | C.PEnd (C.Trapped k) -> "trap " ^ trap k
   | C.PEnd C.Cut -> "exhausted " ^ (match d.C.d_exhausted with Some C.XFuel -> "fuel" | Some C.XCallStack -> "call stack" | None -> "?")
   | C.PLink i -> Printf.sprintf "link %d" i | C.PLimit -> "limit" | C.PRefused -> "refused"
   | C.PExtern (C.EFunc a) -> Printf.sprintf "func %d" a | C.PExtern (C.ETable a) -> Printf.sprintf "table %d" a
   | C.PExtern (C.EMem a) -> Printf.sprintf "mem %d" a | C.PExtern (C.EGlobal a) -> Printf.sprintf "global %d" a)
  ^ Printf.sprintf " fuel %d" d.C.d_fuel
  ^ (match d.C.d_where with None -> "" | Some l -> Printf.sprintf " at %d.%d.%d" l.C.loc_instance l.C.loc_func l.C.loc_offset)
let mreport (r, (d : M.detail)) =
  (match r with
   | M.PEnd (M.Done l) -> "done " ^ vs mv l | M.PEnd (M.Trapped k) -> "trap " ^ trap (same k)
   | M.PEnd M.Cut -> "exhausted " ^ (match d.M.d_exhausted with Some M.XFuel -> "fuel" | Some M.XCallStack -> "call stack" | None -> "?")
   | M.PLink i -> Printf.sprintf "link %d" (int_of i) | M.PLimit -> "limit" | M.PRefused -> "refused"
   | M.PExtern (M.EFunc a) -> Printf.sprintf "func %d" (int_of a) | M.PExtern (M.ETable a) -> Printf.sprintf "table %d" (int_of a)
   | M.PExtern (M.EMem a) -> Printf.sprintf "mem %d" (int_of a) | M.PExtern (M.EGlobal a) -> Printf.sprintf "global %d" (int_of a))
  ^ Printf.sprintf " fuel %d" (int_of_n (M.Cnt.to_N d.M.d_fuel))
  ^ (match d.M.d_where with None -> "" | Some l -> Printf.sprintf " at %d.%d.%d" (int_of l.M.loc_instance) (int_of l.M.loc_func) (int_of l.M.loc_offset))
let cstate (ss : C.session) =
  let s = ss.C.ss_store in
  List.map (fun (m : C.meminst) -> Digest.to_hex (Digest.bytes (N.mem_to_bytes m.C.me_data))) (N.arr_to_list s.C.s_mems)
  @ List.map (fun (t : C.tableinst) -> String.concat "," (List.map cr (N.arr_to_list t.C.ti_elems))) (N.arr_to_list s.C.s_tables)
  @ List.map (fun (g : C.globalinst) -> cv g.C.gi_val) (N.arr_to_list s.C.s_globals)
  @ List.map (fun (e : C.eleminst) -> String.concat "," (List.map cr (N.arr_to_list e.C.ei_refs))) (N.arr_to_list s.C.s_elems)
  @ List.map String.escaped (N.arr_to_list s.C.s_datas)
  @ List.map (fun (h : C.hostcall) -> Printf.sprintf "host %d(%s)" h.C.hc_host (vs cv h.C.hc_args)) s.C.s_trace
let mstate (ss : M.session) =
  let s = ss.M.ss_store in
  let bytes l = let b = Buffer.create 65536 in List.iter (fun k -> Buffer.add_char b (Char.chr (int_of k))) l; Buffer.contents b in
  List.map (fun (m : M.meminst) -> Digest.to_hex (Digest.string (bytes (M.Mem.to_list m.M.me_data)))) (M.Arr.to_list s.M.s_mems)
  @ List.map (fun (t : M.tableinst) -> String.concat "," (List.map mr (M.Arr.to_list t.M.ti_elems))) (M.Arr.to_list s.M.s_tables)
  @ List.map (fun (g : M.globalinst) -> mv g.M.gi_val) (M.Arr.to_list s.M.s_globals)
  @ List.map (fun (e : M.eleminst) -> String.concat "," (List.map mr (M.Arr.to_list e.M.ei_refs))) (M.Arr.to_list s.M.s_elems)
  @ List.map (fun d -> String.escaped (bytes (M.Data.to_list d))) (M.Arr.to_list s.M.s_datas)
  @ List.map (fun (h : M.hostcall) -> Printf.sprintf "host %d(%s)" (int_of h.M.hc_host) (vs mv h.M.hc_args)) s.M.s_trace

(* ---- random typed modules ---- *)
let rnd k = Random.int k
let pick l = List.nth l (rnd (List.length l))
let is_ref = function C.RefT _ -> true | _ -> false
let types = C.[ I32T; I64T; F32T; F64T; V128T; RefT FuncRef; RefT ExternRef ]
let numtype t : C.numtype = Obj.magic (t : C.valtype)
let vector_seen = Array.make 256 false
let place = ref 0
let pos () = incr place; !place
let const t =
  let small = rnd 3 = 0 in
  C.Const (match t with
    | C.RefT t -> C.VRef (C.RNull t)
    | C.I32T -> C.VI32 (if small then rnd 40 else pick [ 0; 1; 0xffffffff; 0x80000000; 0x7fffffff; 65532; 65536; Random.bits () ])
    | C.I64T -> C.VI64 (if small then Int64.of_int (rnd 40) else pick [ 0L; -1L; Int64.min_int; Int64.max_int; Random.int64 Int64.max_int ])
    | C.F32T -> C.VF32 (pick [ 0; 0x80000000; 0x3f800000; 0xbfc00000; 0x7f800000; 0x7fc00000; 0xff800001; 0x4f000000; Random.bits () ])
    | C.F64T -> C.VF64 (pick [ 0.; -0.; 1.5; -1e300; infinity; nan; Random.float 100.; Int64.float_of_bits 0x7ff0000000000001L ])
    | C.V128T ->
      let lanes width f = String.concat "" (List.init (16 / width) (fun _ -> let b = Bytes.create 8 in Bytes.set_int64_le b 0 (f ()); Bytes.sub_string b 0 width)) in
      C.VV128 (match rnd 6 with
        | 0 -> String.make 16 (Char.chr (pick [ 0; 1; 0x7f; 0x80; 0xff ]))
        | 1 -> lanes 4 (fun () -> Int64.of_int (pick [ 0; 0x80000000; 0x3f800000; 0xbfc00000; 0x7f800000; 0x7fc00000; 0xff800001; 0x4f000000; 0x4effffff; Random.bits () ]))
        | 2 -> lanes 8 (fun () -> pick [ 0L; Int64.min_int; 0x3ff8000000000000L; 0x7ff0000000000000L; 0x7ff0000000000001L; 0xfff8000000000000L; 0x41e0000000000000L;
            Int64.bits_of_float (Random.float 1e10); Int64.max_int ])
        | 3 -> lanes 1 (fun () -> pick [ 0L; 1L; 0x7fL; 0x80L; 0x81L; 0xffL; Int64.of_int (rnd 32) ])
        | 4 -> lanes 2 (fun () -> pick [ 0L; 1L; 0x7fffL; 0x8000L; 0xffffL; 0x100L; Int64.of_int (rnd 65536) ])
        | _ -> String.init 16 (fun _ -> Char.chr (rnd 256))))
let iunops w = C.[ Clz; Ctz; Popcnt; Extend8S; Extend16S ] @ if w = 64 then [ C.Extend32S ] else []
let ibinops = C.[ Add; Sub; Mul; DivS; DivU; RemS; RemU; And; Or; Xor; Shl; ShrS; ShrU; Rotl; Rotr ]
(* By name: extraction may have renamed a constructor that clashes with another. *)
let irelops = List.init 10 (fun k -> (Obj.magic k : C.irelop))
let funops = C.[ FAbs; FNeg; FSqrt; FCeil; FFloor; FTrunc; FNearest ]
let fbinops = C.[ FAdd; FSub; FMul; FDiv; FMin; FMax; FCopysign ]
let frelops = C.[ FEq; FNe; FLt; FGt; FLe; FGe ]
let cvts = C.[
  (I32WrapI64, I64T, I32T); (I64ExtendI32S, I32T, I64T); (I64ExtendI32U, I32T, I64T); (I32TruncF32S, F32T, I32T); (I32TruncF64U, F64T, I32T);
  (I64TruncF32U, F32T, I64T); (I64TruncF64S, F64T, I64T); (I32TruncSatF32S, F32T, I32T); (I32TruncSatF64U, F64T, I32T); (I64TruncSatF32U, F32T, I64T); (I64TruncSatF64S, F64T, I64T);
  (F32ConvertI32S, I32T, F32T); (F32ConvertI64U, I64T, F32T); (F64ConvertI32U, I32T, F64T); (F64ConvertI64S, I64T, F64T); (F32DemoteF64, F64T, F32T); (F64PromoteF32, F32T, F64T);
  (I32ReinterpretF32, F32T, I32T); (I64ReinterpretF64, F64T, I64T); (F32ReinterpretI32, I32T, F32T); (F64ReinterpretI64, I64T, F64T) ]

type context = { locals : C.valtype list; labels : C.valtype list list; results : C.valtype list; functypes : C.functype list (* of every function *); globals : (C.valtype * bool) list }
let rec peano k = if k = 0 then C.O else C.S (peano (k - 1))
let indices p l = List.filter_map (fun (i, x) -> if p x then Some i else None) (List.mapi (fun i x -> (i, x)) l)
let mtypes = C.[ { ft_params = [ I32T; I64T ]; ft_results = [ F64T; I32T ] }; { ft_params = []; ft_results = [ I32T ] };
                 { ft_params = [ I32T ]; ft_results = [] }; { ft_params = [ F32T; I32T ]; ft_results = [ I32T ] };
                 { ft_params = [ I32T; I32T ]; ft_results = [ I32T; I32T; I64T ] };
                 { ft_params = [ V128T; I32T ]; ft_results = [ V128T ] };
                 { ft_params = [ RefT ExternRef; RefT FuncRef ]; ft_results = [ RefT ExternRef ] } ]

(* Code that leaves a value of each type in [ts]. *)
let rec push cx d ts = List.concat_map (expr cx d) ts
and expr cx d t =
  let e = expr cx (d - 1) in
  if d <= 0 then (match indices (( = ) t) cx.locals with [] -> [ const t ] | l -> if rnd 2 = 0 then [ C.LocalGet (pick l) ] else [ const t ])
  else match rnd 16 with
    | 0 -> [ const t ]
    | 1 | 2 | 3 | 4 | 5 | 6 | 8 when is_ref t -> reference_expr cx d t
    | 7 when is_ref t -> e t @ e t @ e C.I32T @ [ C.Select (Some [ t ]) ]
    | 12 when t = C.I32T && rnd 2 = 0 -> (match rnd 3 with
        | 0 -> [ C.TableSize (rnd 2) ]
        | 1 -> let rt = pick C.[ RefT FuncRef; RefT ExternRef ] in e rt @ [ C.RefIsNull ]
        | _ -> let x = rnd 2 in e (table_type x) @ [ C.Const (C.VI32 (pick [ 0; 1; 3; 90; 0xffffffff ])); C.TableGrow x ])
    | 1 | 2 | 3 | 4 | 5 | 6 | 8 when t = C.V128T -> vector cx d t
    | 1 -> e t @ [ (match t with C.I32T -> C.Unop (C.UI32 (pick (iunops 32))) | C.I64T -> C.Unop (C.UI64 (pick (iunops 64)))
                    | C.F32T -> C.Unop (C.UF32 (pick funops)) | C.F64T -> C.Unop (C.UF64 (pick funops))) ]
    | 2 | 3 | 4 -> let p = pos () in e t @ e t @ [ (match t with C.I32T -> C.Binop (C.BI32 (pick ibinops), p) | C.I64T -> C.Binop (C.BI64 (pick ibinops), p)
                    | C.F32T -> C.Binop (C.BF32 (pick fbinops), p) | C.F64T -> C.Binop (C.BF64 (pick fbinops), p)) ]
    | 5 when t = C.I32T -> (match pick C.[ I32T; I64T; F32T; F64T ] with
        | C.I32T as u -> if rnd 3 = 0 then e u @ [ C.Testop C.EqzI32 ] else e u @ e u @ [ C.Relop (C.RI32 (pick irelops)) ]
        | C.I64T as u -> if rnd 3 = 0 then e u @ [ C.Testop C.EqzI64 ] else e u @ e u @ [ C.Relop (C.RI64 (pick irelops)) ]
        | C.F32T as u -> e u @ e u @ [ C.Relop (C.RF32 (pick frelops)) ] | C.F64T as u -> e u @ e u @ [ C.Relop (C.RF64 (pick frelops)) ])
    | 5 | 6 -> let o, a, _ = pick (List.filter (fun (_, _, r) -> r = t) cvts) in e a @ [ C.Cvtop (o, pos ()) ]
    | 7 -> e t @ e t @ e C.I32T @ [ C.Select (if rnd 2 = 0 then None else Some [ t ]) ]
    | 8 -> let p = pos () in address cx d @ [ (match t with
        | C.I32T when rnd 2 = 0 -> C.LoadPack (C.IT32, pick C.[ P8; P16 ], pick C.[ SX; UX ], 0, C.O, pick [ 0; 1; 65535; 0xffffffff ], p)
        | C.I64T when rnd 2 = 0 -> C.LoadPack (C.IT64, pick C.[ P8; P16; P32 ], pick C.[ SX; UX ], 0, C.O, pick [ 0; 3 ], p)
        | t -> C.LoadNum (numtype t, 0, pick [ C.O; C.S (C.S C.O) ], pick [ 0; 7 ], p)) ]
    | 9 -> [ C.Block (C.BtVal (Some t), stmts { cx with labels = [ t ] :: cx.labels } (d - 1) @ expr { cx with labels = [ t ] :: cx.labels } (d - 1) t) ]
    | 10 -> let cx' = { cx with labels = [ t ] :: cx.labels } in e C.I32T @ [ C.If (C.BtVal (Some t), expr cx' (d - 1) t, expr cx' (d - 1) t) ]
    | 11 -> (match indices (fun (u, _) -> u = t) cx.globals with [] -> [ const t ] | l -> [ C.GlobalGet (pick l) ])
    | 12 when t = C.I32T -> (match rnd 3 with 0 -> [ C.MemorySize 0 ] | 1 -> e C.I32T @ [ C.MemoryGrow 0 ]
        | _ -> e C.I32T @ [ C.CallIndirect (0, 1, pos ()) ] |> fun c -> c)
    | 12 | 13 -> (match indices (fun (f : C.functype) -> f.C.ft_results = [ t ]) cx.functypes with
        | [] -> [ const t ]
        | l -> let f = pick l in push cx (d - 1) (List.nth cx.functypes f).C.ft_params @ [ C.Call (f, pos ()) ])
    | _ -> if is_ref t then reference_expr cx d t else vector cx d t
(* Table 0 has functions, table 1 what is the host's. *)
and table_type x = C.RefT (if x = 0 then C.FuncRef else C.ExternRef)
and reference_expr cx d t =
  match rnd 3 with
  | 0 when t = C.RefT C.FuncRef -> [ C.RefFunc (rnd (List.length cx.functypes)) ]
  | 0 -> [ const t ]
  | _ -> index cx d @ [ C.TableGet ((if t = C.RefT C.FuncRef then 0 else 1), pos ()) ]
and index cx d = if rnd 5 = 0 then expr cx (d - 1) C.I32T else [ C.Const (C.VI32 (rnd 8)) ]
and table_stmt cx d =
  let p = pos () in
  let x = rnd 2 in
  let length () = [ C.Const (C.VI32 (pick [ 0; 1; 2; 3; 8; 20; 0xffffffff ])) ] in
  match rnd 5 with
  | 0 -> index cx d @ expr cx (d - 1) (table_type x) @ [ C.TableSet (x, p) ]
  | 1 -> index cx d @ expr cx (d - 1) (table_type x) @ length () @ [ C.TableFill (x, p) ]
  | 2 -> index cx d @ index cx d @ length () @ [ C.TableCopy (x, x, p) ]
  | 3 -> index cx d @ [ C.Const (C.VI32 (rnd 3)); C.Const (C.VI32 (rnd 4)); C.TableInit (x, (if x = 1 then 3 else rnd 3), p) ]
  | _ -> [ C.ElemDrop (rnd 4) ]
(* A vector instruction with a result of type [t], from the decoder's table. *)
and vector cx d t =
  let k = rnd 256 in
  let l = pick [ 0; 1; 2; 3; rnd 16 ] in
  let retry () = vector cx d t in
  let op o = match C.vec_type o with
    | Some (ps, r) when r = t -> vector_seen.(k) <- true; push cx (d - 1) ps @ [ C.Vec o ]
    | _ -> retry () in
  match Verified_simd.form k with
  | Plain (o, _) -> op o
  | Bytes f -> op (f (List.init 16 (fun _ -> rnd 32)))
  | Lane (f, _) -> op (f l)
  | Load o when t = C.V128T -> vector_seen.(k) <- true; let p = pos () in address cx d @ [ C.VLoad (o, 0, C.O, pick [ 0; 7 ], p) ]
  | Load_lane s when t = C.V128T && C.lane_ok s l ->
    vector_seen.(k) <- true; let p = pos () in address cx d @ expr cx (d - 1) t @ [ C.VLoadLane (s, 0, C.O, pick [ 0; 3 ], l, p) ]
  | _ -> retry ()
and address cx d = match rnd 4 with 0 -> expr cx (d - 1) C.I32T | 1 -> [ C.Const (C.VI32 (pick [ 65528; 65532; 65533; 65535; 65536; 0xffffffff ])) ] | _ -> [ C.Const (C.VI32 (rnd 64)) ]
and stmts cx d = List.concat (List.init (rnd 4) (fun _ -> stmt cx d))
and stmt cx d =
  if d <= 0 then [ C.Nop ] else match rnd 19 with
    | 13 | 14 -> bulk cx d
    | 15 | 16 -> table_stmt cx d
    | 17 -> vector_seen.(11) <- true; let p = pos () in address cx d @ expr cx (d - 1) C.V128T @ [ C.VStore (0, C.O, pick [ 0; 5 ], p) ]
    | 18 -> let s = pick C.[ I8x16; I16x8; I32x4; I64x2 ] and l = rnd 2 in let p = pos () in
      vector_seen.(88 + (Obj.magic s : int)) <- true;
      address cx d @ expr cx (d - 1) C.V128T @ [ C.VStoreLane (s, 0, C.O, pick [ 0; 3 ], l, p) ]
    | 0 -> let x = rnd (List.length cx.locals) in expr cx (d - 1) (List.nth cx.locals x) @ [ C.LocalSet x ]
    | 1 -> let x = rnd (List.length cx.locals) in expr cx (d - 1) (List.nth cx.locals x) @ [ C.LocalTee x; C.Drop ]
    | 2 -> (match indices snd cx.globals with [] -> [] | l -> let x = pick l in expr cx (d - 1) (fst (List.nth cx.globals x)) @ [ C.GlobalSet x ])
    | 3 | 4 -> let t = pick C.[ I32T; I64T; F32T; F64T ] in let p = pos () in address cx d @ expr cx (d - 1) t @ [ (match t with
        | C.I32T when rnd 2 = 0 -> C.StorePack (C.IT32, pick C.[ P8; P16 ], 0, C.O, pick [ 0; 1; 65535 ], p)
        | C.I64T when rnd 2 = 0 -> C.StorePack (C.IT64, pick C.[ P8; P16; P32 ], 0, C.O, pick [ 0; 3 ], p)
        | t -> C.StoreNum (numtype t, 0, pick [ C.O; C.S (C.S C.O) ], pick [ 0; 5 ], p)) ]
    | 5 -> (* parameters and results through a type *)
      push cx (d - 1) [ C.I32T; C.I64T ]
      @ [ C.Block (C.BtIdx 0, [ C.Drop; C.Drop ] @ stmts { cx with labels = [ C.F64T; C.I32T ] :: cx.labels } (d - 1) @ push { cx with labels = [ C.F64T; C.I32T ] :: cx.labels } (d - 1) [ C.F64T; C.I32T ]);
          C.Drop; C.Drop ]
    | 6 -> let cx' = { cx with labels = [] :: cx.labels } in [ C.Loop (C.BtVal None, stmts cx' (d - 1) @ expr cx' (d - 1) C.I32T @ [ C.BrIf C.O ], pos ()) ]
    | 7 | 8 -> let k = rnd (List.length cx.labels) in
      let ts = List.nth cx.labels k in push cx (d - 1) ts @ expr cx (d - 1) C.I32T @ [ C.BrIf (peano k) ] @ List.map (fun _ -> C.Drop) ts
    | 9 -> let ks = indices (fun l -> l = []) cx.labels in
      if ks = [] then [] else
        [ C.Block (C.BtVal None, expr { cx with labels = [] :: cx.labels } (d - 1) C.I32T
            @ [ C.BrTable (N.arr_of_list (List.map (fun k -> peano (k + 1)) ks), C.O) ]) ]
    | 10 -> expr cx (d - 1) C.I32T @ [ C.If (C.BtVal None, (if rnd 3 = 0 then push cx (d - 1) cx.results @ [ C.Return ] else if rnd 4 = 0 then [ C.Unreachable (pos ()) ]
                else stmts { cx with labels = [] :: cx.labels } (d - 1)), []) ]
    | 11 -> let f = rnd (List.length cx.functypes) in let t = List.nth cx.functypes f in
      push cx (d - 1) t.C.ft_params @ [ C.Call (f, pos ()) ] @ List.map (fun _ -> C.Drop) t.C.ft_results
    | _ -> let y = rnd 7 in let t = List.nth mtypes y in
      push cx (d - 1) t.C.ft_params @ [ C.Const (C.VI32 (rnd 10)); C.CallIndirect (0, y, pos ()) ] @ List.map (fun _ -> C.Drop) t.C.ft_results

(* Two data segments; ranges that end inside, at the end, and beyond. *)
and bulk cx d =
  let p = pos () in
  let length () = if rnd 4 = 0 then expr cx (d - 1) C.I32T else [ C.Const (C.VI32 (pick [ 0; 0; 1; 2; 5; 63; 64; 129; 6400 ])) ] in
  let y = rnd 2 in
  match rnd 4 with
  | 0 -> address cx d @ expr cx (d - 1) C.I32T @ length () @ [ C.MemoryFill (0, p) ]
  | 1 -> address cx d @ address cx d @ length () @ [ C.MemoryCopy (0, 0, p) ]
  | 2 -> address cx d @ [ C.Const (C.VI32 (rnd 4)); C.Const (C.VI32 (pick [ 0; 1; 2; 3; 9 ])); C.MemoryInit (0, y, p) ]
  | _ -> [ C.DataDrop y ]

let random_module shared =
  let open C in
  let imported = 2 in
  let own = List.init (1 + rnd 4) (fun _ -> rnd 7) in
  let functypes = List.map (List.nth mtypes) ([ 3; 2 ] @ own) in
  let globals = [ (F64T, false); (I32T, true); (I64T, true); (V128T, true); (RefT ExternRef, true); (RefT FuncRef, true) ] in
  let func k x =
    let t = List.nth mtypes x in
    let locals = List.init (1 + rnd 4) (fun _ -> pick types) in
    let cx = { locals = t.ft_params @ locals; labels = [ t.ft_results ]; results = t.ft_results; functypes; globals } in
    let entry = pos () in
    (x, { fn_locals = locals; fn_body = stmts cx 4 @ push cx 4 t.ft_results; fn_units = 4 + rnd 8; fn_index = k; fn_entry = entry }) in
  { m_types = mtypes; m_imports = [ ImpFunc 3; ImpFunc 2; ImpGlobal { gt_mut = MConst; gt_type = F64T } ]
      @ (if shared then [ ImpMem { lim_min = 1; lim_max = None }; ImpTable { tt_type = FuncRef; tt_limit = { lim_min = 2; lim_max = None } } ] else []);
    m_funcs = List.mapi (fun i x -> func (imported + i) x) own;
    m_tables = (if shared then [] else [ { tt_type = FuncRef; tt_limit = { lim_min = 8; lim_max = pick [ None; Some 9 ] } } ])
      @ [ { tt_type = ExternRef; tt_limit = { lim_min = 5; lim_max = None } } ]; m_mems = if shared then [] else [ { lim_min = 1; lim_max = pick [ None; Some 3; Some 1 ] } ];
    m_globals = [ ({ gt_mut = MVar; gt_type = I32T }, [ Const (VI32 (rnd 100)) ]); ({ gt_mut = MVar; gt_type = I64T }, [ Const (VI64 7L) ]);
      ({ gt_mut = MVar; gt_type = V128T }, [ const V128T ]); ({ gt_mut = MVar; gt_type = RefT ExternRef }, [ const (RefT ExternRef) ]);
      ({ gt_mut = MVar; gt_type = RefT FuncRef }, [ RefFunc (rnd (List.length functypes)) ]) ];
    m_elems = (let funcs k = List.init (rnd k) (fun _ -> if rnd 4 = 0 then [ const (RefT FuncRef) ] else [ RefFunc (rnd (List.length functypes)) ]) in
      [ { el_type = FuncRef; el_mode = Active (0, [ Const (VI32 (pick [ 0; 1; 7; 8 ])) ]); el_init = funcs 3 }; { el_type = FuncRef; el_mode = Passive; el_init = funcs 5 };
        { el_type = FuncRef; el_mode = Declarative; el_init = funcs 2 };
        { el_type = ExternRef; el_mode = pick [ Passive; Active (1, [ Const (VI32 1) ]) ]; el_init = List.init (rnd 4) (fun _ -> [ const (RefT ExternRef) ]) } ]);
    m_datas = [ { da_mode = Active (0, [ Const (VI32 (pick [ 0; 60; 65533; 65536 ])) ]); da_init = String.init (rnd 5) (fun k -> Char.chr (k * 37)) };
                { da_mode = Passive; da_init = String.init (rnd 9) (fun k -> Char.chr (k * 29)) } ];
    m_start = (match indices (( = ) { ft_params = []; ft_results = [] }) functypes with [] -> None | k :: _ -> Some k);
    m_exports = List.mapi (fun i _ -> ExpFunc i) functypes @ [ ExpMem 0; ExpTable 0; ExpGlobal 1 ] }, functypes

let random_session () =
  let open C in
  let m, functypes = random_module false in
  let shared = rnd 2 = 0 in
  let m2, functypes2 = random_module shared in
  let l fuel = { l_fuel = fuel; l_stack = 60; l_pages = 4; l_elems = 100; l_bytes = 400_000 } in
  let args (t : functype) = List.map (fun t -> match t with RefT ExternRef when rnd 3 > 0 -> VRef (RExtern (rnd 100)) | t -> (match const t with Const v -> v | _ -> assert false)) t.ft_params in
  let calls i functypes = List.mapi (fun k t -> (l (pick [ 10; 100; 300 ]), ACall (RExport (i, k), args t))) functypes in
  [ (l 0, AHostFunc (List.nth mtypes 3, [ { ha_acts = [ HMemWrite (0, rnd 70000, "xyz"); HGlobalSet (1, VI32 5) ]; ha_result = Some [ VI32 42 ] }; { ha_acts = []; ha_result = None } ]));
    (l 0, AHostFunc (List.nth mtypes 2, [ { ha_acts = [ HMemGrow (0, 1); HTableSet (0, 2, RFunc 0); HTableGrow (0, rnd 3, RFunc 1) ]; ha_result = Some [] } ]));
    (l 0, AHostGlobal (MConst, VF64 2.5));
    (l 200, AInstantiate (m, [ RHost (EFunc 0); RHost (EFunc 1); RHost (EGlobal 0) ])) ]
  @ calls 0 functypes
  @ [ (l 200, AInstantiate (m2, [ RExport (0, 0); pick [ RExport (0, 1); RHost (EFunc 1); RHost (EGlobal 0) ]; RHost (EGlobal 0) ]
                                 @ if shared then [ RHost (EMem 0); RHost (ETable 0) ] else [])) ]
  @ calls 1 functypes2 @ calls 0 functypes
  @ [ (l 0, AHostAct (HMemWrite (0, 3, "host"))); (l 0, AHostMem { lim_min = 2; lim_max = None }); (l 0, AHostTable ({ tt_type = FuncRef; tt_limit = { lim_min = 101; lim_max = None } }, RNull FuncRef)) ]

(* Vector operators, those included that do not exist. *)
let any_ishape () = pick C.[ I8x16; I16x8; I32x4; I64x2 ]
let any_vecop () =
  let s = any_ishape () and x = pick C.[ SX; UX ] in
  let constant k = Obj.magic (rnd k) in
  match rnd 10 with
  | 0 -> C.VUnop (C.VUI (s, constant 3)) | 1 | 2 -> C.VBinop (C.VBI (s, constant 13)) | 3 -> C.VRelop (C.VRI (s, constant 10))
  | 4 -> C.VExtunop (s, x) | 5 -> C.VExtbinop (C.VExtmul (C.Low, s, x)) | 6 -> C.VNarrow (s, x) | 7 -> C.VCvtop (C.VExtend (C.High, s, x))
  | 8 -> C.VShuffle (List.init (pick [ 15; 16; 16; 17 ]) (fun _ -> rnd 33))
  | _ -> (match rnd 2 with
      | 0 -> C.VExtractLane (pick C.[ ShI s; ShF F32x4; ShF F64x2 ], pick [ None; Some x ], rnd 17)
      | _ -> C.VReplaceLane (pick C.[ ShI s; ShF F32x4; ShF F64x2 ], rnd 17))
(* Something taken out or changed somewhere, which is invalid as a rule. *)
let broken (m : C.module0) =
  let rec cut c = match c with
    | [] -> []
    | C.Vec _ :: c when rnd 2 = 0 -> C.Vec (any_vecop ()) :: cut c
    | C.VLoad (_, x, _, o, p) :: c -> C.VLoad (pick C.[ VLWhole; VLShape (any_ishape (), SX); VLSplat (any_ishape ()); VLZero (any_ishape ()) ], x, peano (rnd 5), o, p) :: cut c
    | C.VLoadLane (_, x, _, o, _, p) :: c -> C.VLoadLane (any_ishape (), x, peano (rnd 4), o, rnd 17, p) :: cut c
    | C.VStoreLane (_, x, _, o, _, p) :: c -> C.VStoreLane (any_ishape (), x, peano (rnd 4), o, rnd 17, p) :: cut c
    | i :: c when rnd 6 = 0 -> (match i with C.Block (t, b) -> C.Block (t, cut b) :: c | C.Loop (t, b, p) -> C.Loop (t, cut b, p) :: c | _ -> c)
    | i :: c -> i :: cut c in
  { m with C.m_funcs = List.map (fun (x, (f : C.func)) -> (x, if rnd 2 = 0 then { f with C.fn_body = cut f.C.fn_body } else f)) m.C.m_funcs }

(* Every vector instruction on its own, on operands made like constants. *)
let sweep rounds differ =
  let count = ref 0 in
  let address () = pick [ 0; 1; 8; 15; 16; 20; 24; 0xffffffff ] in
  for k = 0 to 255 do
    for _ = 1 to rounds do
      let b = address () and o = pick [ 0; 0; 1; 8; 0xffffffff ] and l = rnd 16 in
      let v () = match const C.V128T with C.Const (C.VV128 v) -> v | _ -> assert false in
      let bytes = String.init 32 (fun _ -> Char.chr (rnd 256)) in
      let mem () = N.mem_of_bytes (Bytes.of_string bytes) and mmem = lazy (M.Mem.of_list (list (fun c -> z (Char.code c)) (List.of_seq (String.to_seq bytes)))) in
      let same_vector c m = Option.map (fun c -> cv (C.VV128 c)) c = Option.map (fun m -> mv (M.VV128 m)) m in
      let same_mem c m = Option.map (fun c -> list Char.code (List.of_seq (Bytes.to_seq (N.mem_to_bytes c)))) c = Option.map (fun m -> list int_of (M.Mem.to_list m)) m in
      let op o =
        match C.vec_type o with
        | None -> true
        | Some (ps, _) ->
          incr count;
          let vs = list (fun t -> match const t with C.Const v -> v | _ -> assert false) (List.rev ps) in
          Option.map (fun (v, _) -> cv v) (C.eval_vec o vs) = Option.map (fun (v, _) -> mv v) (M.eval_vec (vecop o) (list value vs)) in
      let fine = match Verified_simd.form k with
        | Plain (o, _) -> op o
        | Bytes f -> op (f (List.init 16 (fun _ -> rnd 32)))
        | Lane (f, _) -> op (f l)
        | Load o' -> incr count; same_vector (C.load_vec o' (mem ()) b o) (M.load_vec (same o') (Lazy.force mmem) (z b) (z o))
        | Load_lane s -> let v = v () in
          incr count; same_vector (C.load_lane s (mem ()) b o l v) (M.load_lane (same s) (Lazy.force mmem) (z b) (z o) (z l) (zv v))
        | Store -> let v = v () in incr count; same_mem (N.mem_store128 (mem ()) b o v) (M.VecMem.store128 (Lazy.force mmem) (z b) (z o) (zv v))
        | Store_lane s -> let v = v () in
          incr count; same_mem (C.store_lane s (mem ()) b o l v) (M.store_lane (same s) (Lazy.force mmem) (z b) (z o) (z l) (zv v))
        | Constant | Missing -> true in
      if not fine then differ k
    done
  done;
  !count

let () =
  let arg k d = if Array.length Sys.argv > k then int_of_string Sys.argv.(k) else d in
  let sessions = arg 1 80 and seed = arg 2 20261120 in
  let inf = let rec f = C.S f in f and minf = let rec f = M.S f in f in
  let seen = Hashtbl.create 16 and bad = ref 0 and stuck = ref 0 and invalid = ref 0 in
  for k = 0 to sessions - 1 do
    Random.init (seed + k);
    place := 0;
    let session = random_session () in
    let (ss, rs), ok = C.acts inf C.empty_session session in
    let (ms, mrs), mok = M.acts minf M.empty_session (List.map (fun (l, a) -> (limits l, action a)) session) in
    List.iter (fun (_, a) -> match a with
        | C.AInstantiate (m, _) ->
          if not (C.validate m) then incr invalid;
          let m = if rnd 2 = 0 then m else broken m in
          if C.validate m <> M.validate (modul m) then begin incr bad; Printf.printf "session %d: validators differ\n" (seed + k) end
        | _ -> ()) session;
    if not ok then incr stuck;
    List.iter (fun r -> let w = String.concat " " (List.filteri (fun i _ -> i < 2) (String.split_on_char ' ' (creport r))) in
        let w = if String.length w > 4 && String.sub w 0 4 = "done" then "done" else w in
        Hashtbl.replace seen w (1 + try Hashtbl.find seen w with Not_found -> 0)) rs;
    let c = List.map creport rs @ cstate ss and m = List.map mreport mrs @ mstate ms in
    if ok <> mok || c <> m then begin
      incr bad;
      Printf.printf "session %d differs\n" (seed + k);
      List.iteri (fun i a -> match List.nth_opt m i with Some b when a = b -> () | b -> Printf.printf "  native %s\n  model  %s\n" a (Option.value b ~default:"(nothing)")) c
    end
  done;
  Random.init seed;
  let swept = sweep 40 (fun k -> incr bad; Printf.printf "vector instruction %d differs\n" k) in
  Printf.printf "vector instructions one by one: %d comparisons\n" swept;
  Printf.printf "native against model: %d sessions, %d differ, %d stuck, %d modules invalid;" sessions !bad !stuck !invalid;
  List.iter (fun (w, k) -> Printf.printf " %s %d," w k) (List.sort compare (Hashtbl.fold (fun w k l -> (w, k) :: l) seen []));
  let missing = List.filter (fun k -> not vector_seen.(k) && k <> 12 && (match Verified_simd.form k with Missing -> false | _ -> true)) (List.init 256 (fun k -> k)) in
  Printf.printf " vector instructions not generated: %d" (List.length missing);
  List.iter (Printf.printf " %d") missing;
  print_newline ();
  exit (if !bad = 0 && !stuck = 0 && !invalid = 0 then 0 else 1)

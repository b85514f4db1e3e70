(* The store and the functions on it that rules mention. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops BulkOps Syntax.
Import ListNotations.

Record tableinst := TI { ti_type : reftype; ti_max : option I32.t; ti_elems : Arr.t reference }.
Record meminst := ME { me_max : option I32.t; me_data : Mem.t }.
Record eleminst := EI { ei_type : reftype; ei_refs : Arr.t reference }.
Record globalinst := GI { gi_mut : mut; gi_val : val }.

(* ---- host functions: a closed set ----
   A host function answers each call from its script and every call is recorded.
   An answer first acts on the store, then returns values or traps. *)
Inductive hostact :=
| HMemWrite (a : addr) (i : I32.t) (d : Data.t) | HMemGrow (a : addr) (n : I32.t)
| HGlobalSet (a : addr) (v : val) | HTableSet (a : addr) (i : I32.t) (r : reference)
| HTableGrow (a : addr) (n : I32.t) (r : reference).
Record hostanswer := HA { ha_acts : list hostact; ha_result : option (list val) (* [None]: trap *) }.
Record hostcall := HC { hc_host : I32.t; hc_args : list val }.

Inductive funcinst :=
| FWasm (ft : functype) (mi : moduleinst) (fn : func)
| FHost (ft : functype) (h : I32.t).

Record store := St {
  s_funcs : Arr.t funcinst; s_tables : Arr.t tableinst; s_mems : Arr.t meminst; s_globals : Arr.t globalinst;
  s_elems : Arr.t eleminst; s_datas : Arr.t Data.t;
  s_scripts : Arr.t (list hostanswer) (* by host function: answers still to give *);
  s_trace : list hostcall (* latest first *) }.

Definition with_tables s x := St (s_funcs s) x (s_mems s) (s_globals s) (s_elems s) (s_datas s) (s_scripts s) (s_trace s).
Definition with_mems s x := St (s_funcs s) (s_tables s) x (s_globals s) (s_elems s) (s_datas s) (s_scripts s) (s_trace s).
Definition with_globals s x := St (s_funcs s) (s_tables s) (s_mems s) x (s_elems s) (s_datas s) (s_scripts s) (s_trace s).
Definition with_datas s x := St (s_funcs s) (s_tables s) (s_mems s) (s_globals s) (s_elems s) x (s_scripts s) (s_trace s).
Definition with_elems s x := St (s_funcs s) (s_tables s) (s_mems s) (s_globals s) x (s_datas s) (s_scripts s) (s_trace s).
Definition with_host s x y := St (s_funcs s) (s_tables s) (s_mems s) (s_globals s) (s_elems s) (s_datas s) x y.

Definition functype_of (fi : funcinst) : functype := match fi with FWasm ft _ _ => ft | FHost ft _ => ft end.

Definition mem_of (s : store) (mi : moduleinst) (x : I32.t) : option meminst :=
  match arr_get (mi_mems mi) x with Some a => arr_get (s_mems s) a | None => None end.
Definition global_of (s : store) (mi : moduleinst) (x : I32.t) : option globalinst :=
  match arr_get (mi_globals mi) x with Some a => arr_get (s_globals s) a | None => None end.

Definition set_mem_at (s : store) (a : addr) (m : meminst) : option store :=
  match arr_set (s_mems s) a m with Some l => Some (with_mems s l) | None => None end.
Definition set_mem (s : store) (mi : moduleinst) (x : I32.t) (m : meminst) : option store :=
  match arr_get (mi_mems mi) x with Some a => set_mem_at s a m | None => None end.
Definition set_global_at (s : store) (a : addr) (v : val) : option store :=
  match arr_get (s_globals s) a with
  | Some g => match arr_set (s_globals s) a (GI (gi_mut g) v) with Some l => Some (with_globals s l) | None => None end
  | None => None end.
Definition set_global (s : store) (mi : moduleinst) (x : I32.t) (v : val) : option store :=
  match arr_get (mi_globals mi) x with Some a => set_global_at s a v | None => None end.
Definition data_of (s : store) (mi : moduleinst) (y : I32.t) : option Data.t :=
  match arr_get (mi_datas mi) y with Some a => arr_get (s_datas s) a | None => None end.
Definition set_data (s : store) (mi : moduleinst) (y : I32.t) (d : Data.t) : option store :=
  match arr_get (mi_datas mi) y with
  | Some a => match arr_set (s_datas s) a d with Some l => Some (with_datas s l) | None => None end
  | None => None end.
Definition table_of (s : store) (mi : moduleinst) (x : I32.t) : option tableinst :=
  match arr_get (mi_tables mi) x with Some a => arr_get (s_tables s) a | None => None end.
Definition set_elems_at (s : store) (a : addr) (t : tableinst) (l : Arr.t reference) : option store :=
  match arr_set (s_tables s) a (TI (ti_type t) (ti_max t) l) with Some l => Some (with_tables s l) | None => None end.
(* The table with other elements. *)
Definition set_table (s : store) (mi : moduleinst) (x : I32.t) (t : tableinst) (l : Arr.t reference) : option store :=
  match arr_get (mi_tables mi) x with Some a => set_elems_at s a t l | None => None end.
Definition elem_of (s : store) (mi : moduleinst) (y : I32.t) : option eleminst :=
  match arr_get (mi_elems mi) y with Some a => arr_get (s_elems s) a | None => None end.
Definition drop_elem (s : store) (mi : moduleinst) (y : I32.t) : option store :=
  match arr_get (mi_elems mi) y with
  | Some a =>
    match arr_get (s_elems s) a with
    | Some e => match arr_set (s_elems s) a (EI (ei_type e) (arr_of_list [])) with Some l => Some (with_elems s l) | None => None end
    | None => None end
  | None => None end.

(* ---- loads and stores: [None] is out of bounds ---- *)
Definition load_num (t : numtype) (m : Mem.t) (b o : I32.t) : option val :=
  match t with
  | NI32 => match MemOps.load32 m b o with Some c => Some (VI32 c) | None => None end
  | NI64 => match MemOps.load64 m b o with Some c => Some (VI64 c) | None => None end
  | NF32 => match MemOps.load32 m b o with Some c => Some (VF32 (Cvt.f32_reinterpret_i32 c)) | None => None end
  | NF64 => match MemOps.load64 m b o with Some c => Some (VF64 (Cvt.f64_reinterpret_i64 c)) | None => None end
  end.
Definition load_packed (w : packsize) (m : Mem.t) (b o : I32.t) : option I32.t :=
  match w with P8 => MemOps.load8 m b o | P16 => MemOps.load16 m b o | P32 => MemOps.load32 m b o end.
Definition extend_packed (t : inttype) (w : packsize) (s : sx) (c : I32.t) : val :=
  match t, s with
  | IT32, UX => VI32 c
  | IT32, SX => VI32 match w with P8 => I32ops.extend8_s c | P16 => I32ops.extend16_s c | P32 => c end
  | IT64, UX => VI64 (Cvt.i64_extend_i32_u c)
  | IT64, SX => VI64 match w with P8 => I64ops.extend8_s (Cvt.i64_extend_i32_u c)
                               | P16 => I64ops.extend16_s (Cvt.i64_extend_i32_u c)
                               | P32 => Cvt.i64_extend_i32_s c end
  end.
Definition load_pack (t : inttype) (w : packsize) (s : sx) (m : Mem.t) (b o : I32.t) : option val :=
  match load_packed w m b o with Some c => Some (extend_packed t w s c) | None => None end.

Inductive sres := SVal (m : Mem.t) | STrap | SBad.
Definition sres_of (m : option Mem.t) : sres := match m with Some m => SVal m | None => STrap end.
Definition store_num (t : numtype) (m : Mem.t) (b o : I32.t) (v : val) : sres :=
  match t, v with
  | NI32, VI32 c => sres_of (MemOps.store32 m b o c)
  | NI64, VI64 c => sres_of (MemOps.store64 m b o c)
  | NF32, VF32 c => sres_of (MemOps.store32 m b o (Cvt.i32_reinterpret_f32 c))
  | NF64, VF64 c => sres_of (MemOps.store64 m b o (Cvt.i64_reinterpret_f64 c))
  | _, _ => SBad
  end.
Definition store_packed (w : packsize) (m : Mem.t) (b o c : I32.t) : option Mem.t :=
  match w with P8 => MemOps.store8 m b o c | P16 => MemOps.store16 m b o c | P32 => MemOps.store32 m b o c end.
Definition store_pack (t : inttype) (w : packsize) (m : Mem.t) (b o : I32.t) (v : val) : sres :=
  match t, v with
  | IT32, VI32 c => sres_of (store_packed w m b o c)
  | IT64, VI64 c => sres_of (store_packed w m b o (Cvt.i32_wrap_i64 c))
  | _, _ => SBad
  end.

(* growmem: [None] beyond the type's maximum or 65,536 pages. *)
Definition max_pages : I32.t := I32.of_Z 65536.
Definition grow_mem (m : meminst) (n : I32.t) : option meminst :=
  let size := MemOps.size (me_data m) in
  if sum_le size n max_pages && match me_max m with Some k => sum_le size n k | None => true end
  then Some (ME (me_max m) (MemOps.grow (me_data m) n)) else None.

(* growtable: the elements then; [None] beyond the type's maximum or 2^32 - 1. *)
Definition max_elems : I32.t := i32_minus_one.
Definition grow_table (t : tableinst) (n : I32.t) (r : reference) : option (Arr.t reference) :=
  let size := arr_len (ti_elems t) in
  if sum_le size n max_elems && match ti_max t with Some k => sum_le size n k | None => true end
  then Some (ArrBulk.grow (ti_elems t) n r) else None.

Definition blocktype_of (mi : moduleinst) (bt : blocktype) : option functype :=
  match bt with
  | BtVal None => Some (FT [] [])
  | BtVal (Some t) => Some (FT [] [t])
  | BtIdx x => arr_get (mi_types mi) x
  end.

(* call_indirect: the callee, or the trap. *)
Inductive ires := ICall (a : addr) | ITrap (k : trap) | IBad.
Definition indirect (s : store) (mi : moduleinst) (x y i : I32.t) : ires :=
  match arr_get (mi_tables mi) x with None => IBad | Some ta =>
  match arr_get (s_tables s) ta with None => IBad | Some t =>
  match arr_get (mi_types mi) y with None => IBad | Some ft =>
  match arr_get (ti_elems t) i with
  | None => ITrap TUndefinedElement
  | Some (RNull _) => ITrap TUninitializedElement
  | Some (RExtern _) => IBad
  | Some (RFunc a) =>
      match arr_get (s_funcs s) a with
      | None => IBad
      | Some fi => if functype_eqb ft (functype_of fi) then ICall a else ITrap TIndirectCallTypeMismatch
      end
  end end end end.

(* ---- host calls ---- *)
Definition host_act (s : store) (h : hostact) : option store :=
  match h with
  | HMemWrite a i d =>
      match arr_get (s_mems s) a with
      | Some m => match MemOps.write (me_data m) i d with Some x => set_mem_at s a (ME (me_max m) x) | None => Some s end
      | None => None end
  | HMemGrow a n =>
      match arr_get (s_mems s) a with
      | Some m => match grow_mem m n with Some m => set_mem_at s a m | None => Some s end
      | None => None end
  | HGlobalSet a v =>
      match arr_get (s_globals s) a with
      | Some g => if valtype_eqb (typeof (gi_val g)) (typeof v) then set_global_at s a v else None
      | None => None end
  | HTableSet a i r =>
      match arr_get (s_tables s) a with
      | Some t => if reftype_eqb (ti_type t) (reftype_of r) then
                    match arr_set (ti_elems t) i r with Some e => set_elems_at s a t e | None => Some s end
                  else None
      | None => None end
  | HTableGrow a n r =>
      match arr_get (s_tables s) a with
      | Some t => if reftype_eqb (ti_type t) (reftype_of r) then
                    match grow_table t n r with Some l => set_elems_at s a t l | None => Some s end
                  else None
      | None => None end
  end.
Fixpoint host_acts (s : store) (hs : list hostact) : option store :=
  match hs with
  | [] => Some s
  | h :: hs => match host_act s h with Some s => host_acts s hs | None => None end
  end.

Inductive hres := HVals (s : store) (vs : list val) | HTrapped (s : store) | HBad.
(* Without a script left a host function returns defaults. *)
Definition host_call (s : store) (ft : functype) (h : I32.t) (args : list val) : hres :=
  match arr_get (s_scripts s) h with
  | None => HBad
  | Some script =>
    let (answer, rest) := match script with
      | [] => (HA [] (Some (map default (ft_results ft))), [])
      | a :: rest => (a, rest) end in
    match arr_set (s_scripts s) h rest with
    | None => HBad
    | Some scripts =>
      match host_acts (with_host s scripts (HC h args :: s_trace s)) (ha_acts answer) with
      | None => HBad
      | Some s =>
        match ha_result answer with
        | None => HTrapped s
        | Some vs => if types_eqb (map typeof vs) (ft_results ft) then HVals s vs else HBad
        end
      end
    end
  end.

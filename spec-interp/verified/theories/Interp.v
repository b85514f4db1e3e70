(* The interpreter: big-step, bounded by Peano fuel (which bounds depth of the
   computation; natively it is an infinite number), one call of [ex] per
   instruction in tail position; a block or a call runs on an operand stack of
   its own.  Stacks have their top first. *)
From Coq Require Import ZArith List Bool.
From TS Require Import Bits Containers Ops SimdOps BulkOps Syntax Numerics Simd Runtime.
Import ListNotations.

(* The published fuel, call-stack and growth limits. *)
Record limits := Lim { l_fuel : Cnt.t; l_stack : Cnt.t; l_pages : I32.t; l_elems : I32.t; l_bytes : Cnt.t }.
Inductive exhaustion := XFuel | XCallStack.
(* Instance number, function index, offset of the opcode. *)
Record loc := Loc { loc_instance : I32.t; loc_func : I32.t; loc_offset : pos }.
(* What does not change within a call; [e_func] is [None] outside Wasm functions. *)
Record env := Env { e_mi : moduleinst; e_units : Cnt.t; e_lim : limits; e_func : option I32.t }.
Definition here (e : env) (p : pos) : option loc :=
  match e_func e with Some f => Some (Loc (mi_id (e_mi e)) f p) | None => None end.

(* [n] is the fuel consumed.  [Stuck] is ill-typed code, [OOF] too little Peano fuel. *)
Inductive out :=
| Nrm (n : Cnt.t) (s : store) (lo : lcl val) (vs : list val)
| Brk (l : nat) (n : Cnt.t) (s : store) (lo : lcl val) (vs : list val)
| Ret (n : Cnt.t) (s : store) (vs : list val)
| Trp (k : trap) (n : Cnt.t) (s : store) (w : option loc)
| Exh (x : exhaustion) (n : Cnt.t) (s : store) (w : option loc)
| Stuck | OOF.

(* The top [n] values, bottom first, and the rest. *)
Fixpoint split (n : nat) (vs acc : list val) : option (list val * list val) :=
  match n with
  | O => Some (acc, vs)
  | S n => match vs with v :: vs => split n vs (v :: acc) | [] => None end
  end.

(* What follows a block: [k] when it ends, [brk] when it is branched to, both on
   top of [base]; [nr] is the label's arity. *)
Definition after (k brk : Cnt.t -> store -> lcl val -> list val -> out) (base : list val) (nr : nat) (r : out) : out :=
  match r with
  | Nrm n s lo vs => k n s lo (vs ++ base)
  | Brk O n s lo vs => match split nr vs [] with Some (ts, _) => brk n s lo (rev_append ts base) | None => Stuck end
  | Brk (S l) n s lo vs => Brk l n s lo vs
  | Ret n s vs => Ret n s vs
  | Trp k n s w => Trp k n s w
  | Exh x n s w => Exh x n s w
  | Stuck => Stuck
  | OOF => OOF
  end.
(* What follows a call. *)
Definition after_call (k : Cnt.t -> store -> list val -> out) (base : list val) (nr : nat) (r : out) : out :=
  match r with
  | Nrm n s _ vs => k n s (vs ++ base)
  | Brk O n s _ vs | Ret n s vs => match split nr vs [] with Some (ts, _) => k n s (rev_append ts base) | None => Stuck end
  | Brk (S _) _ _ _ _ => Stuck
  | Trp k n s w => Trp k n s w
  | Exh x n s w => Exh x n s w
  | Stuck => Stuck
  | OOF => OOF
  end.

(* Bytes of everything in the store that limits count. *)
Definition total_bytes (s : store) : Cnt.t :=
  arr_fold (fun b t => cnt_add b (cnt_elems (arr_len (ti_elems t)))) (s_tables s)
    (arr_fold (fun b m => cnt_add b (cnt_pages (MemOps.size (me_data m)))) (s_mems s) cnt_zero).
Definition may_grow (lim : limits) (s : store) (m : meminst) (n : I32.t) : bool :=
  sum_le (MemOps.size (me_data m)) n (l_pages lim) && negb (cnt_ltb (l_bytes lim) (cnt_add (total_bytes s) (cnt_pages n))).

Definition may_grow_table (lim : limits) (s : store) (t : tableinst) (n : I32.t) : bool :=
  sum_le (arr_len (ti_elems t)) n (l_elems lim) && negb (cnt_ltb (l_bytes lim) (cnt_add (total_bytes s) (cnt_elems n))).

(* The host is consulted before one of its functions is called: with the store, the arguments, the fuel consumed and the stack units in use.
   Here that says nothing, since scripts say it all.  Natively a script need not be known before it is asked for. *)
Definition consult {A B : Type} (s : A) (h : I32.t) (args : B) (n u : Cnt.t) : A * Cnt.t := (s, n).

Fixpoint ex (fuel : nat) (e : env) (c : list instr) (n0 : Cnt.t) (s : store) (lo : lcl val) (vs : list val) {struct fuel} : out :=
  match fuel with O => OOF | S fuel =>
  match c with [] => Nrm n0 s lo vs | i :: c =>
  let n := cnt_succ n0 in
  match i with
  | Nop => ex fuel e c n s lo vs
  | Unreachable p => Trp TUnreachable n s (here e p)
  | Drop => match vs with _ :: vs => ex fuel e c n s lo vs | _ => Stuck end
  | Select _ => match vs with VI32 b :: v2 :: v1 :: vs => ex fuel e c n s lo ((if I32ops.is_zero b then v2 else v1) :: vs) | _ => Stuck end
  | Const v => ex fuel e c n s lo (v :: vs)
  | Unop o => match vs with a :: vs =>
      match eval_unop o a with NVal v => ex fuel e c n s lo (v :: vs) | NTrap k => Trp k n s None | NBad => Stuck end | _ => Stuck end
  | Binop o p => match vs with b :: a :: vs =>
      match eval_binop o a b with NVal v => ex fuel e c n s lo (v :: vs) | NTrap k => Trp k n s (here e p) | NBad => Stuck end | _ => Stuck end
  | Testop o => match vs with a :: vs =>
      match eval_testop o a with NVal v => ex fuel e c n s lo (v :: vs) | _ => Stuck end | _ => Stuck end
  | Relop o => match vs with b :: a :: vs =>
      match eval_relop o a b with NVal v => ex fuel e c n s lo (v :: vs) | _ => Stuck end | _ => Stuck end
  | Cvtop o p => match vs with a :: vs =>
      match eval_cvtop o a with NVal v => ex fuel e c n s lo (v :: vs) | NTrap k => Trp k n s (here e p) | NBad => Stuck end | _ => Stuck end
  | LocalGet x => match lcl_get lo x with Some v => ex fuel e c n s lo (v :: vs) | None => Stuck end
  | LocalSet x => match vs with v :: vs =>
      match lcl_set lo x v with Some lo => ex fuel e c n s lo vs | None => Stuck end | _ => Stuck end
  | LocalTee x => match vs with v :: _ =>
      match lcl_set lo x v with Some lo => ex fuel e c n s lo vs | None => Stuck end | _ => Stuck end
  | GlobalGet x => match global_of s (e_mi e) x with Some g => ex fuel e c n s lo (gi_val g :: vs) | None => Stuck end
  | GlobalSet x => match vs with v :: vs =>
      match set_global s (e_mi e) x v with Some s => ex fuel e c n s lo vs | None => Stuck end | _ => Stuck end
  | LoadNum t x al o p => match vs with VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match load_num t (me_data m) b o with
      | Some v => ex fuel e c n s lo (v :: vs)
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | LoadPack t w sg x al o p => match vs with VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match load_pack t w sg (me_data m) b o with
      | Some v => ex fuel e c n s lo (v :: vs)
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | StoreNum t x al o p => match vs with v :: VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match store_num t (me_data m) b o v with
      | SVal d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
      | STrap => Trp TOutOfBoundsMemoryAccess n s (here e p)
      | SBad => Stuck end end | _ => Stuck end
  | StorePack t w x al o p => match vs with v :: VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match store_pack t w (me_data m) b o v with
      | SVal d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
      | STrap => Trp TOutOfBoundsMemoryAccess n s (here e p)
      | SBad => Stuck end end | _ => Stuck end
  | MemorySize x => match mem_of s (e_mi e) x with
      | Some m => ex fuel e c n s lo (VI32 (MemOps.size (me_data m)) :: vs) | None => Stuck end
  | MemoryGrow x => match vs with VI32 d :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      if may_grow (e_lim e) s m d then
        let size := MemOps.size (me_data m) in
        match grow_mem m d with
        | Some m' => match set_mem s (e_mi e) x m' with Some s => ex fuel e c n s lo (VI32 size :: vs) | None => Stuck end
        | None => ex fuel e c n s lo (VI32 i32_minus_one :: vs) end
      else ex fuel e c n s lo (VI32 i32_minus_one :: vs) end | _ => Stuck end
  | MemoryFill x p => match vs with VI32 k :: VI32 v :: VI32 i :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      if MemBulk.covers (me_data m) i k then
        let n := cnt_add n (cnt_bytes k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match MemBulk.fill (me_data m) i v k with
        | Some d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsMemoryAccess n s (here e p) end | _ => Stuck end
  | MemoryCopy x y p => match vs with VI32 k :: VI32 j :: VI32 i :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match mem_of s (e_mi e) y with None => Stuck | Some m' =>
      if MemBulk.covers (me_data m) i k && MemBulk.covers (me_data m') j k then
        let n := cnt_add n (cnt_bytes k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match MemBulk.copy (me_data m) i (me_data m') j k with
        | Some d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | MemoryInit x y p => match vs with VI32 k :: VI32 j :: VI32 i :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match data_of s (e_mi e) y with None => Stuck | Some b =>
      if MemBulk.covers (me_data m) i k && MemBulk.data_covers b j k then
        let n := cnt_add n (cnt_bytes k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match MemBulk.init (me_data m) i b j k with
        | Some d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | DataDrop y => match set_data s (e_mi e) y MemBulk.data_empty with Some s => ex fuel e c n s lo vs | None => Stuck end
  | RefIsNull => match vs with VRef r :: vs => ex fuel e c n s lo (VI32 (if is_null r then i32_one else I32ops.zero) :: vs) | _ => Stuck end
  | RefFunc x => match arr_get (mi_funcs (e_mi e)) x with Some a => ex fuel e c n s lo (VRef (RFunc a) :: vs) | None => Stuck end
  | TableGet x p => match vs with VI32 i :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      match arr_get (ti_elems t) i with
      | Some r => ex fuel e c n s lo (VRef r :: vs)
      | None => Trp TOutOfBoundsTableAccess n s (here e p) end end | _ => Stuck end
  | TableSet x p => match vs with VRef r :: VI32 i :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      match arr_set (ti_elems t) i r with
      | Some l => match set_table s (e_mi e) x t l with Some s => ex fuel e c n s lo vs | None => Stuck end
      | None => Trp TOutOfBoundsTableAccess n s (here e p) end end | _ => Stuck end
  | TableSize x => match table_of s (e_mi e) x with
      | Some t => ex fuel e c n s lo (VI32 (arr_len (ti_elems t)) :: vs) | None => Stuck end
  | TableGrow x => match vs with VI32 d :: VRef r :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      if may_grow_table (e_lim e) s t d then
        let size := arr_len (ti_elems t) in
        match grow_table t d r with
        | Some l => match set_table s (e_mi e) x t l with Some s => ex fuel e c n s lo (VI32 size :: vs) | None => Stuck end
        | None => ex fuel e c n s lo (VI32 i32_minus_one :: vs) end
      else ex fuel e c n s lo (VI32 i32_minus_one :: vs) end | _ => Stuck end
  | TableFill x p => match vs with VI32 k :: VRef r :: VI32 i :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      if ArrBulk.covers (ti_elems t) i k then
        let n := cnt_add n (cnt_refs k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match ArrBulk.fill (ti_elems t) i r k with
        | Some l => match set_table s (e_mi e) x t l with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsTableAccess n s (here e p) end | _ => Stuck end
  | TableCopy x y p => match vs with VI32 k :: VI32 j :: VI32 i :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      match table_of s (e_mi e) y with None => Stuck | Some t' =>
      if ArrBulk.covers (ti_elems t) i k && ArrBulk.covers (ti_elems t') j k then
        let n := cnt_add n (cnt_refs k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match ArrBulk.copy (ti_elems t) i (ti_elems t') j k with
        | Some l => match set_table s (e_mi e) x t l with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsTableAccess n s (here e p) end end | _ => Stuck end
  | TableInit x y p => match vs with VI32 k :: VI32 j :: VI32 i :: vs =>
      match table_of s (e_mi e) x with None => Stuck | Some t =>
      match elem_of s (e_mi e) y with None => Stuck | Some g =>
      if ArrBulk.covers (ti_elems t) i k && ArrBulk.covers (ei_refs g) j k then
        let n := cnt_add n (cnt_refs k) in
        if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
        match ArrBulk.copy (ti_elems t) i (ei_refs g) j k with
        | Some l => match set_table s (e_mi e) x t l with Some s => ex fuel e c n s lo vs | None => Stuck end
        | None => Stuck end
      else Trp TOutOfBoundsTableAccess n s (here e p) end end | _ => Stuck end
  | ElemDrop y => match drop_elem s (e_mi e) y with Some s => ex fuel e c n s lo vs | None => Stuck end
  | Vec o => match eval_vec o vs with Some (v, vs) => ex fuel e c n s lo (v :: vs) | None => Stuck end
  | VLoad op x al o p => match vs with VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match load_vec op (me_data m) b o with
      | Some v => ex fuel e c n s lo (VV128 v :: vs)
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | VLoadLane h x al o l p => match vs with VV128 a :: VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match load_lane h (me_data m) b o l a with
      | Some v => ex fuel e c n s lo (VV128 v :: vs)
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | VStore x al o p => match vs with VV128 a :: VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match VecMem.store128 (me_data m) b o a with
      | Some d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | VStoreLane h x al o l p => match vs with VV128 a :: VI32 b :: vs =>
      match mem_of s (e_mi e) x with None => Stuck | Some m =>
      match store_lane h (me_data m) b o l a with
      | Some d => match set_mem s (e_mi e) x (ME (me_max m) d) with Some s => ex fuel e c n s lo vs | None => Stuck end
      | None => Trp TOutOfBoundsMemoryAccess n s (here e p) end end | _ => Stuck end
  | Block bt b =>
      match blocktype_of (e_mi e) bt with None => Stuck | Some ft =>
      match split (length (ft_params ft)) vs [] with None => Stuck | Some (ps, base) =>
      after (fun n s lo vs => ex fuel e c n s lo vs) (fun n s lo vs => ex fuel e c n s lo vs) base (length (ft_results ft))
        (ex fuel e b n s lo (rev_append ps [])) end end
  | Loop bt b p =>
      match blocktype_of (e_mi e) bt with None => Stuck | Some ft =>
      match split (length (ft_params ft)) vs [] with None => Stuck | Some (ps, base) =>
      if cnt_ltb (l_fuel (e_lim e)) n then Exh XFuel n s (here e p) else
      after (fun n s lo vs => ex fuel e c n s lo vs) (fun n s lo vs => ex fuel e (i :: c) n s lo vs) base (length (ft_params ft))
        (ex fuel e b n s lo (rev_append ps [])) end end
  | If bt b1 b2 => match vs with VI32 a :: vs =>
      match blocktype_of (e_mi e) bt with None => Stuck | Some ft =>
      match split (length (ft_params ft)) vs [] with None => Stuck | Some (ps, base) =>
      after (fun n s lo vs => ex fuel e c n s lo vs) (fun n s lo vs => ex fuel e c n s lo vs) base (length (ft_results ft))
        (ex fuel e (if I32ops.is_zero a then b2 else b1) n s lo (rev_append ps [])) end end | _ => Stuck end
  | Br l => Brk l n s lo vs
  | BrIf l => match vs with VI32 a :: vs => if I32ops.is_zero a then ex fuel e c n s lo vs else Brk l n s lo vs | _ => Stuck end
  | BrTable ls l => match vs with VI32 a :: vs =>
      match arr_get ls a with Some l => Brk l n s lo vs | None => Brk l n s lo vs end | _ => Stuck end
  | Return => Ret n s vs
  | Call x p => match arr_get (mi_funcs (e_mi e)) x with Some a => ex fuel e (CALL_ADDR a p :: c) n s lo vs | None => Stuck end
  | CallIndirect x y p => match vs with VI32 a :: vs =>
      match indirect s (e_mi e) x y a with
      | ICall a => ex fuel e (CALL_ADDR a p :: c) n s lo vs
      | ITrap k => Trp k n s (here e p)
      | IBad => Stuck end | _ => Stuck end
  (* Not an instruction of programs: costs nothing. *)
  | CALL_ADDR a p =>
      match arr_get (s_funcs s) a with
      | None => Stuck
      | Some (FWasm ft mi fn) =>
        match split (length (ft_params ft)) vs [] with None => Stuck | Some (ps, base) =>
        let u := cnt_add (e_units e) (fn_units fn) in
        let e' := Env mi u (e_lim e) (Some (fn_index fn)) in
        if cnt_ltb (l_stack (e_lim e)) u then Exh XCallStack n0 s (here e' (fn_entry fn)) else
        if cnt_ltb (l_fuel (e_lim e)) n0 then Exh XFuel n0 s (here e' (fn_entry fn)) else
        after_call (fun n s vs => ex fuel e c n s lo vs) base (length (ft_results ft))
          (ex fuel e' (fn_body fn) n0 s (lcl_make default ps (fn_locals fn)) []) end
      | Some (FHost ft h) =>
        match split (length (ft_params ft)) vs [] with None => Stuck | Some (ps, base) =>
        match consult s h ps n0 (e_units e) with (s, n0) =>
        match host_call s ft h ps with
        | HVals s rs => ex fuel e c n0 s lo (rev_append rs base)
        | HTrapped s => Trp THost n0 s (here e p)
        | HBad => Stuck end end end
      end
  | LABEL _ _ _ | FRAME _ _ _ | TRAP _ => Stuck
  end end end.

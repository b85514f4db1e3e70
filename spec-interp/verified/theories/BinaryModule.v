(* T5, modules: names, sections and whole modules of the binary format, and a reader that is sound and complete for it. *)
From Coq Require Import ZArith List Bool Lia.
From TS Require Import Bits Containers Ops Syntax Module Binary Opcodes BinaryInstr.
Import ListNotations.
Local Open Scope Z_scope.

(* ---- the grammar ---- *)
(* A vector of bytes that is something itself: as many bytes as are said. *)
Inductive Bsized {A} (B : A -> list byte -> Prop) : A -> list byte -> Prop :=
| Bsized_of x b1 b2 : BuN 32 (Z.of_nat (length b2)) b1 -> B x b2 -> Bsized B x (b1 ++ b2).
(* Names are lists of Unicode scalar values, in UTF-8. *)
Definition name := list Z.
Definition tail (n : byte) : Prop := 0x80 <= num n < 0xC0.
Inductive Bchar : Z -> list byte -> Prop :=
| Bchar_1 n : num n < 0x80 -> Bchar (num n) [n]
| Bchar_2 n1 n2 c : tail n2 -> c = 2 ^ 6 * (num n1 - 0xC0) + (num n2 - 0x80) -> 0x80 <= c < 0x800 -> Bchar c [n1; n2]
| Bchar_3 n1 n2 n3 c : tail n2 -> tail n3 -> c = 2 ^ 12 * (num n1 - 0xE0) + 2 ^ 6 * (num n2 - 0x80) + (num n3 - 0x80) ->
    0x800 <= c < 0xD800 \/ 0xE000 <= c < 0x10000 -> Bchar c [n1; n2; n3]
| Bchar_4 n1 n2 n3 n4 c : tail n2 -> tail n3 -> tail n4 ->
    c = 2 ^ 18 * (num n1 - 0xF0) + 2 ^ 12 * (num n2 - 0x80) + 2 ^ 6 * (num n3 - 0x80) + (num n4 - 0x80) -> 0x10000 <= c < 0x110000 -> Bchar c [n1; n2; n3; n4].
Definition Bname : name -> list byte -> Prop := Bsized (Brepeat Bchar).
Definition Bstring : list byte -> list byte -> Prop := Bsized (fun x b => x = b).
Inductive Bimportdesc : importdesc -> list byte -> Prop :=
| Bimportdesc_func n x b : num n = 0 -> Bu32 x b -> Bimportdesc (ImpFunc x) (n :: b)
| Bimportdesc_table n t b : num n = 1 -> Btabletype t b -> Bimportdesc (ImpTable t) (n :: b)
| Bimportdesc_mem n l b : num n = 2 -> Blimits l b -> Bimportdesc (ImpMem l) (n :: b)
| Bimportdesc_global n t b : num n = 3 -> Bglobaltype t b -> Bimportdesc (ImpGlobal t) (n :: b).
Inductive Bimport : name * name * importdesc -> list byte -> Prop :=
| Bimport_of m nm d b1 b2 b3 : Bname m b1 -> Bname nm b2 -> Bimportdesc d b3 -> Bimport (m, nm, d) (b1 ++ b2 ++ b3).
Inductive Bexportdesc : exportdesc -> list byte -> Prop :=
| Bexportdesc_func n x b : num n = 0 -> Bu32 x b -> Bexportdesc (ExpFunc x) (n :: b)
| Bexportdesc_table n x b : num n = 1 -> Bu32 x b -> Bexportdesc (ExpTable x) (n :: b)
| Bexportdesc_mem n x b : num n = 2 -> Bu32 x b -> Bexportdesc (ExpMem x) (n :: b)
| Bexportdesc_global n x b : num n = 3 -> Bu32 x b -> Bexportdesc (ExpGlobal x) (n :: b).
Inductive Bexport : name * exportdesc -> list byte -> Prop :=
| Bexport_of nm d b1 b2 : Bname nm b1 -> Bexportdesc d b2 -> Bexport (nm, d) (b1 ++ b2).
Inductive Bglobal : globaltype * list instr -> list byte -> Prop :=
| Bglobal_of t e b1 b2 : Bglobaltype t b1 -> Bexpr e b2 -> Bglobal (t, e) (b1 ++ b2).
Definition ref_funcs (ys : list I32.t) : list (list instr) := map (fun y => [RefFunc y]) ys.
Inductive Belem : elemseg -> list byte -> Prop :=
| Belem_0 b0 e b1 ys b2 : BuN 32 0 b0 -> Bexpr e b1 -> Bvec Bu32 ys b2 -> Belem (ElemSeg FuncRef (ref_funcs ys) (Active I32ops.zero e)) (b0 ++ b1 ++ b2)
| Belem_1 b0 k ys b2 : BuN 32 1 b0 -> num k = 0 -> Bvec Bu32 ys b2 -> Belem (ElemSeg FuncRef (ref_funcs ys) Passive) (b0 ++ [k] ++ b2)
| Belem_2 b0 x b1 e b2 k ys b3 : BuN 32 2 b0 -> Bu32 x b1 -> Bexpr e b2 -> num k = 0 -> Bvec Bu32 ys b3 ->
    Belem (ElemSeg FuncRef (ref_funcs ys) (Active x e)) (b0 ++ b1 ++ b2 ++ [k] ++ b3)
| Belem_3 b0 k ys b2 : BuN 32 3 b0 -> num k = 0 -> Bvec Bu32 ys b2 -> Belem (ElemSeg FuncRef (ref_funcs ys) Declarative) (b0 ++ [k] ++ b2)
| Belem_4 b0 e b1 l b2 : BuN 32 4 b0 -> Bexpr e b1 -> Bvec Bexpr l b2 -> Belem (ElemSeg FuncRef l (Active I32ops.zero e)) (b0 ++ b1 ++ b2)
| Belem_5 b0 t b1 l b2 : BuN 32 5 b0 -> Breftype t b1 -> Bvec Bexpr l b2 -> Belem (ElemSeg t l Passive) (b0 ++ b1 ++ b2)
| Belem_6 b0 x b1 e b2 t b3 l b4 : BuN 32 6 b0 -> Bu32 x b1 -> Bexpr e b2 -> Breftype t b3 -> Bvec Bexpr l b4 ->
    Belem (ElemSeg t l (Active x e)) (b0 ++ b1 ++ b2 ++ b3 ++ b4)
| Belem_7 b0 t b1 l b2 : BuN 32 7 b0 -> Breftype t b1 -> Bvec Bexpr l b2 -> Belem (ElemSeg t l Declarative) (b0 ++ b1 ++ b2).
Definition data_contents (b : list byte) : Data.t := Data.of_list (map b_value b).
Inductive Bdata : dataseg -> list byte -> Prop :=
| Bdata_0 b0 e b1 s b2 : BuN 32 0 b0 -> Bexpr e b1 -> Bstring s b2 -> Bdata (DataSeg (data_contents s) (Active I32ops.zero e)) (b0 ++ b1 ++ b2)
| Bdata_1 b0 s b1 : BuN 32 1 b0 -> Bstring s b1 -> Bdata (DataSeg (data_contents s) Passive) (b0 ++ b1)
| Bdata_2 b0 x b1 e b2 s b3 : BuN 32 2 b0 -> Bu32 x b1 -> Bexpr e b2 -> Bstring s b3 -> Bdata (DataSeg (data_contents s) (Active x e)) (b0 ++ b1 ++ b2 ++ b3).
Inductive Brun : Z * valtype -> list byte -> Prop := Brun_of n t b1 b2 : BuN 32 n b1 -> Bvaltype t b2 -> Brun (n, t) (b1 ++ b2).
Definition total (runs : list (Z * valtype)) : Z := fold_right (fun r a => fst r + a) 0 runs.
Definition expand (to_nat : Z -> nat) (runs : list (Z * valtype)) : list valtype := flat_map (fun r => repeat (snd r) (to_nat (fst r))) runs.
(* Locals, the offset of the first instruction, the body. *)
Definition bcode := (list valtype * (I32.t * list instr))%type.
Inductive Bfunc : bcode -> list byte -> Prop :=
| Bfunc_of runs b1 e n b2 : Bvec Brun runs b1 -> total runs < 2 ^ 32 -> Bexpr e (n :: b2) -> Bfunc (expand Z.to_nat runs, (b_place n, e)) (b1 ++ n :: b2).
Definition Bcode : bcode -> list byte -> Prop := Bsized Bfunc.
Inductive Bcustom : unit -> list byte -> Prop := Bcustom_of nm b1 b2 : Bname nm b1 -> Bcustom tt (b1 ++ b2).
(* The sections, without custom ones: number and contents.  [ids]: numbers of those that may still come, each once and in this order. *)
Inductive Bsections : list Z -> list (Z * list byte) -> list byte -> Prop :=
| Bsections_end ids : Bsections ids [] []
| Bsections_custom ids n b1 l b2 : num n = 0 -> Bsized Bcustom tt b1 -> Bsections ids l b2 -> Bsections ids l (n :: b1 ++ b2)
| Bsections_take ids n c b1 l b2 : Bstring c b1 -> Bsections ids l b2 -> Bsections (num n :: ids) ((num n, c) :: l) (n :: b1 ++ b2)
| Bsections_skip id ids l b : Bsections ids l b -> Bsections (id :: ids) l b.
Definition order : list Z := [1; 2; 3; 4; 5; 6; 7; 8; 9; 12; 10; 11].
Fixpoint section_of (id : Z) (l : list (Z * list byte)) : option (list byte) :=
  match l with [] => None | (k, c) :: l => if k =? id then Some c else section_of id l end.
Definition Bpart {A} (l : list (Z * list byte)) (id : Z) (B : A -> list byte -> Prop) (absent : A) (x : A) : Prop :=
  match section_of id l with Some c => B x c | None => x = absent end.
Definition Bsome {A} (B : A -> list byte -> Prop) : option A -> list byte -> Prop := fun o b => exists x, o = Some x /\ B x b.
(* A module, and the names, which the syntax does not have.  Stack units are not of the binary format: none here. *)
Record bmodule := BM { bm_module : module; bm_imports : list (name * name); bm_exports : list name }.
Fixpoint number_funcs (k : Z) (xs : list I32.t) (cs : list bcode) : list (I32.t * func) :=
  match xs, cs with
  | x :: xs, (ls, (p, e)) :: cs => (x, Fn ls e cnt_zero (I32.of_Z k) p) :: number_funcs (k + 1) xs cs
  | _, _ => []
  end.
Definition imported_funcs (l : list (name * name * importdesc)) : Z :=
  Z.of_nat (length (filter (fun i => match snd i with ImpFunc _ => true | _ => false end) l)).
Definition assemble types imports xs tables mems globals exports start elems codes datas : bmodule :=
  BM (Mod types (map snd imports) (number_funcs (imported_funcs imports) xs codes) tables mems globals elems datas start (map snd exports))
     (map fst imports) (map fst exports).
Fixpoint uses_data (i : instr) : bool :=
  match i with
  | MemoryInit _ _ _ | DataDrop _ => true
  | Block _ b | Loop _ b _ => existsb uses_data b
  | If _ a b => existsb uses_data a || existsb uses_data b
  | _ => false
  end.
(* The data count section says how many data segments there are; without it, code mentions none. *)
Definition counted (count : option Z) (codes : list bcode) (datas : list dataseg) : bool :=
  match count with Some n => n =? Z.of_nat (length datas) | None => negb (existsb (fun c => existsb uses_data (snd (snd c))) codes) end.
Definition magic : list Z := [0x00; 0x61; 0x73; 0x6D; 0x01; 0x00; 0x00; 0x00].
Inductive Bmodule : bmodule -> list byte -> Prop :=
| Bmodule_of h b l types imports xs tables mems globals exports start elems count codes datas :
    map num h = magic -> Bsections order l b ->
    Bpart l 1 (Bvec Bfunctype) [] types -> Bpart l 2 (Bvec Bimport) [] imports -> Bpart l 3 (Bvec Bu32) [] xs ->
    Bpart l 4 (Bvec Btabletype) [] tables -> Bpart l 5 (Bvec Blimits) [] mems -> Bpart l 6 (Bvec Bglobal) [] globals ->
    Bpart l 7 (Bvec Bexport) [] exports -> Bpart l 8 (Bsome Bu32) None start -> Bpart l 9 (Bvec Belem) [] elems ->
    Bpart l 12 (Bsome (BuN 32)) None count -> Bpart l 10 (Bvec Bcode) [] codes -> Bpart l 11 (Bvec Bdata) [] datas ->
    length xs = length codes -> counted count codes datas = true ->
    Bmodule (assemble types imports xs tables mems globals exports start elems codes datas) (h ++ b).

(* ---- the reader ---- *)
Definition mapr {A C} (f : A -> C) (r : reader A) : reader C := bind r (fun x => ret (f x)).
Definition whole {A} (r : reader A) (c : list byte) : option A := match r c with Some (x, []) => Some x | _ => None end.
Fixpoint read_all {A} (r : reader A) (fuel : nat) (c : list byte) : option (list A) :=
  match c with
  | [] => Some []
  | _ => match fuel with
         | O => None
         | S fuel => match r c with
                     | Some (x, c) => match read_all r fuel c with Some l => Some (x :: l) | None => None end
                     | None => None
                     end
         end
  end.
Definition sized {A} (w : list byte -> option A) : reader A := bind (read_u 32) (fun n bs =>
  if Z.of_nat (length bs) <? n then None
  else match w (firstn (Z.to_nat n) bs) with Some x => Some (x, skipn (Z.to_nat n) bs) | None => None end).
Definition read_tail : reader Z := bind one (fun z => if (0x80 <=? z) && (z <? 0xC0) then ret (z - 0x80) else fail).
Definition read_char : reader Z := bind one (fun a =>
  if a <? 0x80 then ret a
  else if a <? 0xE0 then bind read_tail (fun x => let c := 2 ^ 6 * (a - 0xC0) + x in if 0x80 <=? c then ret c else fail)
  else if a <? 0xF0 then bind read_tail (fun x => bind read_tail (fun y =>
    let c := 2 ^ 12 * (a - 0xE0) + 2 ^ 6 * x + y in if (0x800 <=? c) && (c <? 0xD800) || (0xE000 <=? c) then ret c else fail))
  else bind read_tail (fun x => bind read_tail (fun y => bind read_tail (fun z =>
    let c := 2 ^ 18 * (a - 0xF0) + 2 ^ 12 * x + 2 ^ 6 * y + z in if (0x10000 <=? c) && (c <? 0x110000) then ret c else fail)))).
Definition read_name : reader name := sized (fun c => read_all read_char (length c) c).
Definition read_string : reader (list byte) := sized Some.
Definition read_importdesc : reader importdesc := bind one (fun k =>
  if k =? 0 then mapr ImpFunc read_u32 else if k =? 1 then mapr ImpTable read_tabletype
  else if k =? 2 then mapr ImpMem read_limits else if k =? 3 then mapr ImpGlobal read_globaltype else fail).
Definition read_import : reader (name * name * importdesc) := bind read_name (fun m => bind read_name (fun nm => mapr (fun d => (m, nm, d)) read_importdesc)).
Definition read_exportdesc : reader exportdesc := bind one (fun k =>
  if k =? 0 then mapr ExpFunc read_u32 else if k =? 1 then mapr ExpTable read_u32
  else if k =? 2 then mapr ExpMem read_u32 else if k =? 3 then mapr ExpGlobal read_u32 else fail).
Definition read_export : reader (name * exportdesc) := bind read_name (fun nm => mapr (fun d => (nm, d)) read_exportdesc).
Definition read_run : reader (Z * valtype) := bind (read_u 32) (fun n => mapr (fun t => (n, t)) read_valtype).
Definition read_custom (c : list byte) : option unit := match read_name c with Some _ => Some tt | None => None end.
Fixpoint after (id : Z) (ids : list Z) : option (list Z) := match ids with [] => None | i :: ids => if i =? id then Some ids else after id ids end.
Fixpoint read_sections (fuel : nat) (ids : list Z) (bs : list byte) : option (list (Z * list byte)) :=
  match bs, fuel with
  | [], _ => Some []
  | _, O => None
  | n :: bs, S fuel =>
    if num n =? 0 then match sized read_custom bs with Some (_, bs) => read_sections fuel ids bs | None => None end
    else match after (num n) ids with
         | None => None
         | Some ids => match read_string bs with
                       | Some (c, bs) => match read_sections fuel ids bs with Some l => Some ((num n, c) :: l) | None => None end
                       | None => None
                       end
         end
  end.
Definition read_part {A} (l : list (Z * list byte)) (id : Z) (r : reader A) (absent : A) : option A :=
  match section_of id l with Some c => whole r c | None => Some absent end.
Section Labels.
Variable to_nat : Z -> nat.
Notation expr := (read_expr_with to_nat).
Definition read_global : reader (globaltype * list instr) := bind read_globaltype (fun t => mapr (fun e => (t, e)) expr).
Definition read_elem : reader elemseg := bind (read_u 32) (fun k =>
  if k =? 0 then bind expr (fun e => mapr (fun ys => ElemSeg FuncRef (ref_funcs ys) (Active I32ops.zero e)) (read_vec read_u32))
  else if k =? 1 then bind read_zero (fun _ => mapr (fun ys => ElemSeg FuncRef (ref_funcs ys) Passive) (read_vec read_u32))
  else if k =? 2 then bind read_u32 (fun x => bind expr (fun e => bind read_zero (fun _ => mapr (fun ys => ElemSeg FuncRef (ref_funcs ys) (Active x e)) (read_vec read_u32))))
  else if k =? 3 then bind read_zero (fun _ => mapr (fun ys => ElemSeg FuncRef (ref_funcs ys) Declarative) (read_vec read_u32))
  else if k =? 4 then bind expr (fun e => mapr (fun l => ElemSeg FuncRef l (Active I32ops.zero e)) (read_vec expr))
  else if k =? 5 then bind read_reftype (fun t => mapr (fun l => ElemSeg t l Passive) (read_vec expr))
  else if k =? 6 then bind read_u32 (fun x => bind expr (fun e => bind read_reftype (fun t => mapr (fun l => ElemSeg t l (Active x e)) (read_vec expr))))
  else if k =? 7 then bind read_reftype (fun t => mapr (fun l => ElemSeg t l Declarative) (read_vec expr))
  else fail).
Definition read_data : reader dataseg := bind (read_u 32) (fun k =>
  if k =? 0 then bind expr (fun e => mapr (fun s => DataSeg (data_contents s) (Active I32ops.zero e)) read_string)
  else if k =? 1 then mapr (fun s => DataSeg (data_contents s) Passive) read_string
  else if k =? 2 then bind read_u32 (fun x => bind expr (fun e => mapr (fun s => DataSeg (data_contents s) (Active x e)) read_string))
  else fail).
Definition read_entry : reader (I32.t * list instr) := fun bs => match bs with n :: _ => mapr (fun e => (b_place n, e)) expr bs | [] => None end.
Definition read_func : reader bcode := bind (read_vec read_run) (fun runs =>
  if total runs <? 2 ^ 32 then mapr (fun e => (expand to_nat runs, e)) read_entry else fail).
Definition read_code : reader bcode := sized (whole read_func).
Definition read_module_with (bs : list byte) : option bmodule :=
  if list_eq_dec Z.eq_dec (map num (firstn 8 bs)) magic then
    match read_sections (length bs) order (skipn 8 bs) with
    | None => None
    | Some l =>
      match read_part l 1 (read_vec read_functype) [], read_part l 2 (read_vec read_import) [], read_part l 3 (read_vec read_u32) [],
            read_part l 4 (read_vec read_tabletype) [], read_part l 5 (read_vec read_limits) [], read_part l 6 (read_vec read_global) [],
            read_part l 7 (read_vec read_export) [], read_part l 8 (mapr Some read_u32) None, read_part l 9 (read_vec read_elem) [],
            read_part l 12 (mapr Some (read_u 32)) None, read_part l 10 (read_vec read_code) [], read_part l 11 (read_vec read_data) [] with
      | Some types, Some imports, Some xs, Some tables, Some mems, Some globals, Some exports, Some start, Some elems, Some count, Some codes, Some datas =>
        if Nat.eqb (length xs) (length codes) && counted count codes datas
        then Some (assemble types imports xs tables mems globals exports start elems codes datas) else None
      | _, _, _, _, _, _, _, _, _, _, _, _ => None
      end
    end
  else None.
End Labels.
Definition read_module : list byte -> option bmodule := read_module_with Z.to_nat.

(* ---- sound and complete ---- *)
Lemma reads_map A C (f : A -> C) r B : reads r B -> reads (mapr f r) (fun y b => exists x, y = f x /\ B x b).
Proof.
  intro H. eapply reads_iff; [unfold mapr; eapply reads_bind; [exact H|intro; apply reads_ret]|]. intros y b. split.
  - intros [x [b1 [b2 [-> [P [-> ->]]]]]]. rewrite app_nil_r. eauto.
  - intros [x [-> P]]. exists x, b, []. rewrite app_nil_r. auto.
Qed.
Definition parses {A} (w : list byte -> option A) (B : A -> list byte -> Prop) : Prop := forall c x, w c = Some x <-> B x c.
Lemma whole_ok A (r : reader A) B : reads r B -> parses (whole r) B.
Proof.
  intros H c x. unfold whole. split.
  - destruct (r c) as [[y [|]]|] eqn:E; try discriminate. intro F; injection F as <-. apply H in E as [pre [-> P]]. rewrite app_nil_r. exact P.
  - intro P. rewrite (proj2 (H c x [])); [reflexivity|]. exists c. rewrite app_nil_r. auto.
Qed.
Lemma read_all_ok A (r : reader A) B : reads r B -> (forall x b, B x b -> b <> []) -> parses (fun c => read_all r (length c) c) (Brepeat B).
Proof.
  intros H NE c l. split.
  - generalize (length c) as fuel. intro fuel. revert c l. induction fuel as [|fuel IH]; intros [|n c] l; cbn [read_all]; intro E; try discriminate; try (injection E as <-; constructor).
    destruct (r (n :: c)) as [[x c']|] eqn:R; [|discriminate]. destruct (read_all r fuel c') as [l'|] eqn:F; [|discriminate]. injection E as <-.
    apply H in R as [pre [-> P]]. constructor; [exact P|apply IH, F].
  - intro P. assert (G : forall fuel, (length c <= fuel)%nat -> read_all r fuel c = Some l); [|apply G; auto].
    induction P as [|x b l bs P Q IH]; intros fuel L; [destruct fuel; reflexivity|]. pose proof (NE _ _ P) as N. destruct b as [|n b]; [congruence|].
    cbn [app] in L |- *. destruct fuel as [|fuel]; [cbn in L; lia|]. cbn [read_all]. rewrite (proj2 (H (n :: b ++ bs) x bs)) by (exists (n :: b); auto).
    rewrite IH; [reflexivity|]. cbn in L. rewrite app_length in L. lia.
Qed.
Lemma sized_ok A w (B : A -> list byte -> Prop) : parses w B -> reads (sized w) (Bsized B).
Proof.
  intros H bs x rest. unfold sized, bind. split.
  - destruct (read_u 32 bs) as [[n mid]|] eqn:E; [|discriminate]. apply read_u_ok in E as [b1 [-> P]]. pose proof (u_range 32 n b1 ltac:(lia) P) as R.
    destruct (Z.ltb_spec (Z.of_nat (length mid)) n); [discriminate|]. destruct (w (firstn (Z.to_nat n) mid)) as [y|] eqn:W; [|discriminate].
    intro F; injection F as <- <-. apply H in W. exists (b1 ++ firstn (Z.to_nat n) mid). rewrite <- app_assoc, firstn_skipn. split; [reflexivity|].
    constructor; [|exact W]. rewrite firstn_length_le, Z2Nat.id by lia. exact P.
  - intros [pre [-> Q]]. destruct Q as [x b1 b2 P Q]. rewrite <- app_assoc. rewrite (proj2 (read_u_ok 32 (b1 ++ b2 ++ rest) _ (b2 ++ rest))) by eauto.
    rewrite app_length. destruct (Z.ltb_spec (Z.of_nat (length b2 + length rest)) (Z.of_nat (length b2))); [lia|]. rewrite Nat2Z.id.
    rewrite firstn_app, Nat.sub_diag, firstn_all, firstn_O, app_nil_r. rewrite (proj2 (H b2 x) Q). rewrite skipn_app, Nat.sub_diag, skipn_all. reflexivity.
Qed.
Lemma sized_bytes A (B : A -> list byte -> Prop) x b : Bsized B x b -> b <> [].
Proof. intros [y b1 b2 P _] E. apply app_eq_nil in E as [-> _]. inversion P. Qed.
Lemma read_string_ok : reads read_string Bstring.
Proof. apply sized_ok. intros c x. split; [intro H; injection H as <-; reflexivity|intros ->; reflexivity]. Qed.
Lemma reads_tail : reads read_tail (fun x b => exists n, b = [n] /\ tail n /\ x = num n - 0x80).
Proof.
  intros bs x rest. unfold read_tail, bind, tail. destruct bs as [|n bs]; cbn [one]; [split; [discriminate|intros [pre [E [n [-> _]]]]; discriminate E]|].
  destruct (Z.leb_spec 0x80 (num n)), (Z.ltb_spec (num n) 0xC0); cbn [andb ret fail]; (split; [intro E; try discriminate E; try (injection E as <- <-; exists [n]; split; [reflexivity|]; exists n; repeat split; lia)|]);
    intros [pre [E [m [-> [T ->]]]]]; injection E as -> ->; try reflexivity; lia.
Qed.
Lemma read_char_ok : reads read_char Bchar.
Proof.
  intros bs x rest. split.
  - unfold read_char, bind. destruct bs as [|n bs]; cbn [one]; [discriminate|]. pose proof (num_range n) as R.
    destruct (Z.ltb_spec (num n) 0x80); [intro H'; injection H' as <- <-; exists [n]; split; [reflexivity|constructor; assumption]|].
    destruct (Z.ltb_spec (num n) 0xE0).
    { destruct (read_tail bs) as [[a b1]|] eqn:E1; [|discriminate]. apply reads_tail in E1 as [p1 [-> [n1 [-> [T1 ->]]]]]. cbv zeta.
      set (c := 2 ^ 6 * (num n - 0xC0) + (num n1 - 0x80)). destruct (Z.leb_spec 0x80 c); [|discriminate]. intro H'; injection H' as <- <-. exists [n; n1].
      split; [reflexivity|]. unfold tail in T1. apply Bchar_2; [exact T1|reflexivity|]. assert (c = 64 * (num n - 0xC0) + (num n1 - 0x80)) by reflexivity. lia. }
    destruct (Z.ltb_spec (num n) 0xF0).
    { destruct (read_tail bs) as [[a b1]|] eqn:E1; [|discriminate]. apply reads_tail in E1 as [p1 [-> [n1 [-> [T1 ->]]]]].
      destruct (read_tail b1) as [[a b2]|] eqn:E2; [|discriminate]. apply reads_tail in E2 as [p2 [-> [n2 [-> [T2 ->]]]]]. cbv zeta.
      set (c := 2 ^ 12 * (num n - 0xE0) + 2 ^ 6 * (num n1 - 0x80) + (num n2 - 0x80)). destruct ((0x800 <=? c) && (c <? 0xD800) || (0xE000 <=? c)) eqn:G; [|discriminate].
      intro H'; injection H' as <- <-. exists [n; n1; n2]. split; [reflexivity|]. unfold tail in T1, T2. apply Bchar_3; [assumption|assumption|reflexivity|].
      apply orb_prop in G. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt, Z.leb_le in G. assert (c = 4096 * (num n - 0xE0) + 64 * (num n1 - 0x80) + (num n2 - 0x80)) by reflexivity. unfold tail in *. lia. }
    destruct (read_tail bs) as [[a b1]|] eqn:E1; [|discriminate]. apply reads_tail in E1 as [p1 [-> [n1 [-> [T1 ->]]]]].
    destruct (read_tail b1) as [[a b2]|] eqn:E2; [|discriminate]. apply reads_tail in E2 as [p2 [-> [n2 [-> [T2 ->]]]]].
    destruct (read_tail b2) as [[a b3]|] eqn:E3; [|discriminate]. apply reads_tail in E3 as [p3 [-> [n3 [-> [T3 ->]]]]]. cbv zeta.
    set (c := 2 ^ 18 * (num n - 0xF0) + 2 ^ 12 * (num n1 - 0x80) + 2 ^ 6 * (num n2 - 0x80) + (num n3 - 0x80)). destruct ((0x10000 <=? c) && (c <? 0x110000)) eqn:G; [|discriminate].
    intro H'; injection H' as <- <-. exists [n; n1; n2; n3]. split; [reflexivity|]. apply Bchar_4; [assumption..|reflexivity|].
    rewrite andb_true_iff, Z.leb_le, Z.ltb_lt in G. lia.
  - intros [pre [-> P]]. assert (T : forall n l, tail n -> read_tail (n :: l) = Some (num n - 0x80, l)) by (intros n l H; apply reads_tail; exists [n]; eauto).
    unfold tail in *. change (2 ^ 6) with 64 in *. change (2 ^ 12) with 4096 in *. change (2 ^ 18) with 262144 in *.
    destruct P as [n H|n1 n2 c H2 E R|n1 n2 n3 c H2 H3 E R|n1 n2 n3 n4 c H2 H3 H4 E R]; unfold tail in *; unfold read_char, bind; cbn [app one]; change (2 ^ 6) with 64 in *; change (2 ^ 12) with 4096 in *; change (2 ^ 18) with 262144 in *.
    + destruct (Z.ltb_spec (num n) 0x80); [reflexivity|lia].
    + destruct (Z.ltb_spec (num n1) 0x80); [lia|]. destruct (Z.ltb_spec (num n1) 0xE0); [|lia]. rewrite T by exact H2. cbv zeta. rewrite <- E.
      destruct (Z.leb_spec 0x80 c); [reflexivity|lia].
    + destruct (Z.ltb_spec (num n1) 0x80); [lia|]. destruct (Z.ltb_spec (num n1) 0xE0); [lia|]. destruct (Z.ltb_spec (num n1) 0xF0); [|lia].
      rewrite T by exact H2. rewrite T by exact H3. cbv zeta. rewrite <- E.
      replace ((0x800 <=? c) && (c <? 0xD800) || (0xE000 <=? c)) with true; [reflexivity|]. symmetry. rewrite orb_true_iff, andb_true_iff, Z.leb_le, Z.ltb_lt, Z.leb_le. lia.
    + destruct (Z.ltb_spec (num n1) 0x80); [lia|]. destruct (Z.ltb_spec (num n1) 0xE0); [lia|]. destruct (Z.ltb_spec (num n1) 0xF0); [lia|].
      rewrite T by exact H2. rewrite T by exact H3. rewrite T by exact H4. cbv zeta. rewrite <- E.
      replace ((0x10000 <=? c) && (c <? 0x110000)) with true; [reflexivity|]. symmetry. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. lia.
Qed.
Lemma char_bytes c b : Bchar c b -> b <> [].
Proof. destruct 1; discriminate. Qed.
Theorem read_name_ok : reads read_name Bname.
Proof. apply sized_ok. apply read_all_ok; [apply read_char_ok|apply char_bytes]. Qed.
Lemma app_not_nil {A} (b1 b2 : list A) : b1 <> [] -> b1 ++ b2 <> [].
Proof. intros H E. apply app_eq_nil in E as [E _]. contradiction. Qed.
(* Readers that are put together of others. *)
Ltac put := repeat first
  [eassumption|apply reads_one|apply reads_ret|apply reads_fail|apply read_u_ok|apply read_u32_ok|apply read_zero_ok|apply read_string_ok|apply read_name_ok
  |apply read_reftype_ok|apply read_valtype_ok|apply read_tabletype_ok|apply read_limits_ok|apply read_globaltype_ok
  |apply reads_map|eapply reads_if|eapply reads_bind; [|intro]].
Ltac tagged := match goal with H : num ?n = ?k |- _ => exists (num n), [n]; rewrite H; eexists; split; [reflexivity|]; split; [eauto|]; cbn [Z.eqb Pos.eqb] end.
Ltac found := cbn [Z.eqb Pos.eqb]; repeat match goal with
  | |- exists _, _ => eexists
  | |- _ /\ _ => split
  | |- _ => first [reflexivity|eassumption]
  end.
Lemma read_importdesc_ok : reads read_importdesc Bimportdesc.
Proof.
  eapply reads_iff; [unfold read_importdesc; put|]. cbv beta. intros x b. split; [intro H; opened; cbn [app]; constructor; assumption|].
  intro H; destruct H; tagged; eauto.
Qed.
Lemma read_exportdesc_ok : reads read_exportdesc Bexportdesc.
Proof.
  eapply reads_iff; [unfold read_exportdesc; put|]. cbv beta. intros x b. split; [intro H; opened; cbn [app]; constructor; assumption|].
  intro H; destruct H; tagged; eauto.
Qed.
Lemma read_import_ok : reads read_import Bimport.
Proof.
  pose proof read_importdesc_ok. eapply reads_iff; [unfold read_import; put|]. cbv beta. intros x b. split; [intro G; opened; constructor; assumption|].
  intro G; destruct G. found.
Qed.
Lemma read_export_ok : reads read_export Bexport.
Proof.
  pose proof read_exportdesc_ok. eapply reads_iff; [unfold read_export; put|]. cbv beta. intros x b. split; [intro G; opened; constructor; assumption|].
  intro G; destruct G. found.
Qed.
Lemma read_run_ok : reads read_run Brun.
Proof.
  eapply reads_iff; [unfold read_run; put|]. cbv beta. intros x b. split; [intro G; opened; constructor; assumption|]. intro G; destruct G. found.
Qed.
Lemma u32_bytes x b : Bu32 x b -> b <> [].
Proof. intros [z bs P]. exact (u_bytes _ _ _ P). Qed.
Lemma vec_bytes A (B : A -> list byte -> Prop) l b : Bvec B l b -> b <> [].
Proof. intros [l' b1 b2 P _]. apply app_not_nil, (u_bytes _ _ _ P). Qed.
Lemma expr_bytes e b : Bexpr e b -> b <> [].
Proof. intros [l b' n _ _] E. apply app_eq_nil in E as [_ E]. discriminate E. Qed.
Ltac bytes := intros; match goal with H : _ |- _ => destruct H end; try discriminate; apply app_not_nil;
  first [eapply u_bytes; eassumption|eapply sized_bytes; eassumption|eapply valtype_bytes; eassumption].
Lemma run_bytes x b : Brun x b -> b <> [].
Proof. bytes. Qed.
Lemma import_bytes x b : Bimport x b -> b <> [].
Proof. bytes. Qed.
Lemma export_bytes x b : Bexport x b -> b <> [].
Proof. bytes. Qed.
Lemma elem_bytes x b : Belem x b -> b <> [].
Proof. bytes. Qed.
Lemma data_bytes x b : Bdata x b -> b <> [].
Proof. bytes. Qed.
Lemma functype_bytes x b : Bfunctype x b -> b <> [].
Proof. destruct 1; discriminate. Qed.
Lemma limits_bytes x b : Blimits x b -> b <> [].
Proof. destruct 1; discriminate. Qed.
Lemma tabletype_bytes x b : Btabletype x b -> b <> [].
Proof. destruct 1 as [t l b1 b2 R _]. apply app_not_nil. destruct R; discriminate. Qed.
Lemma global_bytes x b : Bglobal x b -> b <> [].
Proof. destruct 1 as [t e b1 b2 [t' m c1 c2 V _] _]. apply app_not_nil, app_not_nil, (valtype_bytes _ _ V). Qed.
Section LabelsOk.
Variable to_nat : Z -> nat.
Hypothesis to_nat_ok : forall z, to_nat z = Z.to_nat z.
Let E_ok := read_expr_with_ok to_nat to_nat_ok.
Let V32 := read_vec_ok _ _ _ read_u32_ok u32_bytes.
Let VE := read_vec_ok _ _ _ E_ok expr_bytes.
Lemma read_global_ok : reads (read_global to_nat) Bglobal.
Proof.
  pose proof E_ok. eapply reads_iff; [unfold read_global; put|]. cbv beta. intros x b. split; [intro G; opened; constructor; assumption|]. intro G; destruct G. found.
Qed.
Lemma bone_zero x b : Bone 0 b -> exists k, b = [k] /\ num k = 0 /\ x = tt.
Proof. intros [n E]. destruct x. eauto. Qed.
Ltac zeros := repeat match goal with H : Bone 0 ?b |- _ => destruct H end.
Lemma read_elem_ok : reads (read_elem to_nat) Belem.
Proof.
  pose proof E_ok as HE. pose proof V32 as HV. pose proof VE as HVE. eapply reads_iff; [unfold read_elem; put|]. cbv beta. intros x b. split.
  - intro G; opened; zeros.
    + apply Belem_0; assumption.
    + apply Belem_1; assumption.
    + apply Belem_2; assumption.
    + apply Belem_3; assumption.
    + apply Belem_4; assumption.
    + apply Belem_5; assumption.
    + apply Belem_6; assumption.
    + apply Belem_7; assumption.
  - assert (K : forall k, num k = 0 -> Bone 0 [k]) by (intros; constructor; assumption).
    intro G; destruct G; try match goal with H : num _ = 0 |- _ => apply K in H end; do 3 eexists; (split; [reflexivity|]; split; [eassumption|]); found; exact tt.
Qed.
Lemma read_data_ok : reads (read_data to_nat) Bdata.
Proof.
  pose proof E_ok as HE. eapply reads_iff; [unfold read_data; put|]. cbv beta. intros x b. split.
  - intro G; opened; [apply Bdata_0|apply Bdata_1|apply Bdata_2]; assumption.
  - intro G; destruct G; do 3 eexists; (split; [reflexivity|]; split; [eassumption|]); found.
Qed.
Lemma read_entry_ok : reads (read_entry to_nat) (fun x b => exists n b' e, b = n :: b' /\ x = (b_place n, e) /\ Bexpr e b).
Proof.
  intros bs x rest. unfold read_entry. destruct bs as [|n bs].
  { split; [discriminate|]. intros [pre [E [n [b' [e [-> _]]]]]]. discriminate E. }
  rewrite (reads_map _ _ _ _ _ E_ok (n :: bs) x rest). split.
  - intros [pre [E [e [-> P]]]]. exists pre. split; [exact E|]. destruct pre as [|m pre]; [destruct (expr_bytes _ _ P eq_refl)|]. injection E as <- _. eauto 6.
  - intros [pre [E [m [b' [e [-> [-> P]]]]]]]. exists (m :: b'). split; [exact E|]. injection E as -> _. eauto.
Qed.
Lemma expand_ok runs : expand to_nat runs = expand Z.to_nat runs.
Proof. apply flat_map_ext. intros [n t]. cbn. rewrite to_nat_ok. reflexivity. Qed.
Lemma read_func_ok : reads (read_func to_nat) Bfunc.
Proof.
  intros bs x rest. unfold read_func.
  rewrite (reads_bind _ _ _ _ _ _ (read_vec_ok _ _ _ read_run_ok run_bytes)
    (fun runs => reads_if _ (total runs <? 2 ^ 32) _ _ _ _ (reads_map _ _ (fun e => (expand to_nat runs, e)) _ _ read_entry_ok) (reads_fail _)) bs x rest).
  split; intros [pre [E P]]; exists pre; (split; [exact E|]).
  - destruct P as [runs [b1 [b2 [-> [P Q]]]]]. destruct (Z.ltb_spec (total runs) (2 ^ 32)); [|destruct Q]. destruct Q as [y [-> [n [b' [e [-> [-> Q]]]]]]].
    rewrite expand_ok. constructor; assumption.
  - destruct P as [runs b1 e n b2 P T Q]. exists runs, b1, (n :: b2). split; [reflexivity|]. split; [exact P|]. destruct (Z.ltb_spec (total runs) (2 ^ 32)); [|lia].
    exists (b_place n, e). rewrite expand_ok. split; [reflexivity|]. eauto 7.
Qed.
Lemma read_code_ok : reads (read_code to_nat) Bcode.
Proof. apply sized_ok, whole_ok, read_func_ok. Qed.
Lemma read_custom_ok : parses read_custom Bcustom.
Proof.
  intros c []. unfold read_custom. split.
  - destruct (read_name c) as [[nm rest]|] eqn:E; [|discriminate]. intros _. apply read_name_ok in E as [pre [-> P]]. econstructor. exact P.
  - intros P. inversion P as [nm b1 b2 N]. rewrite (proj2 (read_name_ok (b1 ++ b2) nm b2)) by eauto. reflexivity.
Qed.
Lemma take_after id ids ids' n c b1 l b2 : after id ids = Some ids' -> num n = id -> Bstring c b1 -> Bsections ids' l b2 -> Bsections ids ((id, c) :: l) (n :: b1 ++ b2).
Proof.
  intros A <- P Q. revert A. induction ids as [|i ids IH]; cbn [after]; [discriminate|]. destruct (Z.eqb_spec i (num n)) as [->|N].
  - intro E; injection E as ->. constructor; assumption.
  - intro A. apply Bsections_skip. auto.
Qed.
Lemma sections_sound fuel : forall ids bs l, read_sections fuel ids bs = Some l -> Bsections ids l bs.
Proof.
  induction fuel as [|fuel IH]; intros ids [|n bs] l; cbn [read_sections]; intro H; try discriminate; try (injection H as <-; constructor).
  destruct (Z.eqb_spec (num n) 0) as [E|E].
  - destruct (sized read_custom bs) as [[[] rest]|] eqn:S; [|discriminate]. apply (sized_ok _ _ _ read_custom_ok) in S as [pre [-> P]]. constructor; auto.
  - destruct (after (num n) ids) as [ids'|] eqn:A; [|discriminate]. destruct (read_string bs) as [[c rest]|] eqn:S; [|discriminate].
    apply read_string_ok in S as [pre [-> P]]. destruct (read_sections fuel ids' rest) as [l'|] eqn:F; [|discriminate]. injection H as <-. eapply take_after; eauto.
Qed.
Lemma after_in id ids ids' : after id ids = Some ids' -> In id ids.
Proof.
  induction ids as [|i ids IH]; cbn; [discriminate|]. destruct (Z.eqb_spec i id); auto.
Qed.
Lemma sections_skip id ids : ~ In id ids -> forall fuel bs l, read_sections fuel ids bs = Some l -> read_sections fuel (id :: ids) bs = Some l.
Proof.
  intros N fuel. induction fuel as [|fuel IH]; intros [|n bs] l; cbn [read_sections]; auto. destruct (num n =? 0).
  - destruct (sized read_custom bs) as [[[] rest]|]; auto.
  - destruct (after (num n) ids) as [ids'|] eqn:A; [|discriminate]. pose proof (after_in _ _ _ A) as I. cbn [after].
    destruct (Z.eqb_spec id (num n)) as [->|]; [contradiction|]. rewrite A. auto.
Qed.
Lemma sections_complete ids l b : Bsections ids l b -> NoDup ids -> ~ In 0 ids -> forall fuel, (length b <= fuel)%nat -> read_sections fuel ids b = Some l.
Proof.
  intro H. induction H as [ids|ids n b1 l b2 E P H IH|ids n c b1 l b2 P H IH|id ids l b H IH]; intros D Z0 fuel L.
  - destruct fuel; reflexivity.
  - destruct fuel as [|fuel]; [cbn in L; lia|]. cbn [read_sections]. rewrite E. cbn [Z.eqb].
    rewrite (proj2 (sized_ok _ _ _ read_custom_ok (b1 ++ b2) tt b2)) by eauto. apply IH; auto. cbn in L. rewrite app_length in L. lia.
  - destruct fuel as [|fuel]; [cbn in L; lia|]. cbn [read_sections after]. destruct (Z.eqb_spec (num n) 0) as [E|_]; [exfalso; apply Z0; left; exact E|]. rewrite Z.eqb_refl.
    rewrite (proj2 (read_string_ok (b1 ++ b2) c b2)) by eauto. rewrite IH; [reflexivity|inversion D; assumption|intro I; apply Z0; right; exact I|].
    cbn in L. rewrite app_length in L. lia.
  - inversion D; subst. apply sections_skip; [assumption|]. apply IH; auto. intro I. apply Z0. right. exact I.
Qed.
Lemma part_ok A (r : reader A) B l id (d : A) : reads r B -> forall x, read_part l id r d = Some x <-> Bpart l id B d x.
Proof.
  intros H x. unfold read_part, Bpart. destruct (section_of id l); [apply whole_ok, H|]. split; [intro E; injection E as <-; reflexivity|intros ->; reflexivity].
Qed.
Lemma vec_part A (r : reader A) B l id d : reads r B -> (forall x b, B x b -> b <> []) -> forall x, read_part l id (read_vec r) d = Some x <-> Bpart l id (Bvec B) d x.
Proof. intros H NE. apply part_ok, read_vec_ok; assumption. Qed.
Lemma some_part A (r : reader A) B l id d : reads r B -> forall x, read_part l id (mapr Some r) d = Some x <-> Bpart l id (Bsome B) d x.
Proof. intro H. apply part_ok, reads_map, H. Qed.
Lemma order_nodup : NoDup order /\ ~ In 0 order.
Proof. unfold order. split; [repeat constructor; cbn; lia|cbn; lia]. Qed.
Theorem read_module_with_ok : parses (read_module_with to_nat) Bmodule.
Proof.
  assert (P1 := fun l => vec_part _ _ _ l 1 [] read_functype_ok functype_bytes). assert (P2 := fun l => vec_part _ _ _ l 2 [] read_import_ok import_bytes).
  assert (P3 := fun l => vec_part _ _ _ l 3 [] read_u32_ok u32_bytes). assert (P4 := fun l => vec_part _ _ _ l 4 [] read_tabletype_ok tabletype_bytes).
  assert (P5 := fun l => vec_part _ _ _ l 5 [] read_limits_ok limits_bytes). assert (P6 := fun l => vec_part _ _ _ l 6 [] read_global_ok global_bytes).
  assert (P7 := fun l => vec_part _ _ _ l 7 [] read_export_ok export_bytes). assert (P8 := fun l => some_part _ _ _ l 8 None read_u32_ok).
  assert (P9 := fun l => vec_part _ _ _ l 9 [] read_elem_ok elem_bytes). assert (P12 := fun l => some_part _ _ _ l 12 None (read_u_ok 32)).
  assert (P10 := fun l => vec_part _ _ _ l 10 [] read_code_ok (sized_bytes _ _)). assert (P11 := fun l => vec_part _ _ _ l 11 [] read_data_ok data_bytes).
  intros bs m. unfold read_module_with. split.
  - destruct (list_eq_dec Z.eq_dec (map num (firstn 8 bs)) magic) as [M|]; [|discriminate].
    destruct (read_sections (length bs) order (skipn 8 bs)) as [l|] eqn:S; [|discriminate]. apply sections_sound in S.
    destruct (read_part l 1 _ _) as [types|] eqn:E1; [|discriminate]. destruct (read_part l 2 _ _) as [imports|] eqn:E2; [|discriminate].
    destruct (read_part l 3 _ _) as [xs|] eqn:E3; [|discriminate]. destruct (read_part l 4 _ _) as [tables|] eqn:E4; [|discriminate].
    destruct (read_part l 5 _ _) as [mems|] eqn:E5; [|discriminate]. destruct (read_part l 6 _ _) as [globals|] eqn:E6; [|discriminate].
    destruct (read_part l 7 _ _) as [exports|] eqn:E7; [|discriminate]. destruct (read_part l 8 _ _) as [start|] eqn:E8; [|discriminate].
    destruct (read_part l 9 _ _) as [elems|] eqn:E9; [|discriminate]. destruct (read_part l 12 _ _) as [count|] eqn:E12; [|discriminate].
    destruct (read_part l 10 _ _) as [codes|] eqn:E10; [|discriminate]. destruct (read_part l 11 _ _) as [datas|] eqn:E11; [|discriminate].
    destruct (Nat.eqb_spec (length xs) (length codes)); [|discriminate]. destruct (counted count codes datas) eqn:K; [|discriminate].
    intro H; injection H as <-. rewrite <- (firstn_skipn 8 bs).
    econstructor; [exact M|exact S|apply P1, E1|apply P2, E2|apply P3, E3|apply P4, E4|apply P5, E5|apply P6, E6|apply P7, E7|apply P8, E8|apply P9, E9|apply P12, E12|apply P10, E10|apply P11, E11|assumption|exact K].
  - intros [h b l types imports xs tables mems globals exports start elems count codes datas M S E1 E2 E3 E4 E5 E6 E7 E8 E9 E12 E10 E11 L K].
    assert (H8 : length h = 8%nat) by (rewrite <- (map_length num h), M; reflexivity).
    rewrite firstn_app, H8, Nat.sub_diag, firstn_O, app_nil_r, skipn_app, H8, Nat.sub_diag. rewrite firstn_all2, skipn_all2 by lia. cbn [app skipn].
    destruct (list_eq_dec Z.eq_dec (map num h) magic); [|contradiction]. destruct order_nodup as [D Z0].
    rewrite (sections_complete _ _ _ S D Z0) by (rewrite app_length; lia).
    apply P1 in E1. apply P2 in E2. apply P3 in E3. apply P4 in E4. apply P5 in E5. apply P6 in E6. apply P7 in E7. apply P8 in E8. apply P9 in E9. apply P12 in E12. apply P10 in E10. apply P11 in E11.
    rewrite E1, E2, E3, E4, E5, E6, E7, E8, E9, E12, E10, E11, K, L, Nat.eqb_refl. reflexivity.
Qed.
End LabelsOk.
Theorem read_module_ok : parses read_module Bmodule.
Proof. apply read_module_with_ok. reflexivity. Qed.
(* Bytes are one module at most. *)
Theorem module_unambiguous m m' b : Bmodule m b -> Bmodule m' b -> m = m'.
Proof. intros H H'. apply read_module_ok in H, H'. rewrite H in H'. injection H' as ->. reflexivity. Qed.

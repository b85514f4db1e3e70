
type __ = Obj.t
let __ = let rec f _ = Obj.repr f in Obj.repr f

(** val xorb : bool -> bool -> bool **)

let xorb b1 b2 =
  if b1 then if b2 then false else true else b2

(** val negb : bool -> bool **)

let negb = function
| true -> false
| false -> true

type nat =
| O
| S of nat

(** val option_map : ('a1 -> 'a2) -> 'a1 option -> 'a2 option **)

let option_map f = function
| Some a -> Some (f a)
| None -> None

(** val fst : ('a1 * 'a2) -> 'a1 **)

let fst = function
| (x, _) -> x

(** val snd : ('a1 * 'a2) -> 'a2 **)

let snd = function
| (_, y) -> y

(** val length : 'a1 list -> nat **)

let rec length = function
| [] -> O
| _ :: l' -> S (length l')

(** val app : 'a1 list -> 'a1 list -> 'a1 list **)

let rec app l m =
  match l with
  | [] -> m
  | a :: l1 -> a :: (app l1 m)

type comparison =
| Eq
| Lt
| Gt

(** val compOpp : comparison -> comparison **)

let compOpp = function
| Eq -> Eq
| Lt -> Gt
| Gt -> Lt

type 'a sig0 = 'a
  (* singleton inductive, whose constructor was exist *)



module Coq__1 = struct
 (** val add : nat -> nat -> nat **)
 let rec add n0 m =
   match n0 with
   | O -> m
   | S p -> S (add p m)
end
include Coq__1

type positive =
| XI of positive
| XO of positive
| XH

type n =
| N0
| Npos of positive

type z =
| Z0
| Zpos of positive
| Zneg of positive

(** val eqb : bool -> bool -> bool **)

let eqb b1 b2 =
  if b1 then b2 else if b2 then false else true

module Nat =
 struct
  (** val eqb : nat -> nat -> bool **)

  let rec eqb n0 m =
    match n0 with
    | O -> (match m with
            | O -> true
            | S _ -> false)
    | S n' -> (match m with
               | O -> false
               | S m' -> eqb n' m')

  (** val leb : nat -> nat -> bool **)

  let rec leb n0 m =
    match n0 with
    | O -> true
    | S n' -> (match m with
               | O -> false
               | S m' -> leb n' m')
 end

module Pos =
 struct
  type mask =
  | IsNul
  | IsPos of positive
  | IsNeg
 end

module Coq_Pos =
 struct
  (** val succ : positive -> positive **)

  let rec succ = function
  | XI p -> XO (succ p)
  | XO p -> XI p
  | XH -> XO XH

  (** val add : positive -> positive -> positive **)

  let rec add x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> XO (add_carry p q)
       | XO q -> XI (add p q)
       | XH -> XO (succ p))
    | XO p ->
      (match y with
       | XI q -> XI (add p q)
       | XO q -> XO (add p q)
       | XH -> XI p)
    | XH -> (match y with
             | XI q -> XO (succ q)
             | XO q -> XI q
             | XH -> XO XH)

  (** val add_carry : positive -> positive -> positive **)

  and add_carry x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> XI (add_carry p q)
       | XO q -> XO (add_carry p q)
       | XH -> XI (succ p))
    | XO p ->
      (match y with
       | XI q -> XO (add_carry p q)
       | XO q -> XI (add p q)
       | XH -> XO (succ p))
    | XH ->
      (match y with
       | XI q -> XI (succ q)
       | XO q -> XO (succ q)
       | XH -> XI XH)

  (** val pred_double : positive -> positive **)

  let rec pred_double = function
  | XI p -> XI (XO p)
  | XO p -> XI (pred_double p)
  | XH -> XH

  (** val pred_N : positive -> n **)

  let pred_N = function
  | XI p -> Npos (XO p)
  | XO p -> Npos (pred_double p)
  | XH -> N0

  type mask = Pos.mask =
  | IsNul
  | IsPos of positive
  | IsNeg

  (** val succ_double_mask : mask -> mask **)

  let succ_double_mask = function
  | IsNul -> IsPos XH
  | IsPos p -> IsPos (XI p)
  | IsNeg -> IsNeg

  (** val double_mask : mask -> mask **)

  let double_mask = function
  | IsPos p -> IsPos (XO p)
  | x0 -> x0

  (** val double_pred_mask : positive -> mask **)

  let double_pred_mask = function
  | XI p -> IsPos (XO (XO p))
  | XO p -> IsPos (XO (pred_double p))
  | XH -> IsNul

  (** val sub_mask : positive -> positive -> mask **)

  let rec sub_mask x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> double_mask (sub_mask p q)
       | XO q -> succ_double_mask (sub_mask p q)
       | XH -> IsPos (XO p))
    | XO p ->
      (match y with
       | XI q -> succ_double_mask (sub_mask_carry p q)
       | XO q -> double_mask (sub_mask p q)
       | XH -> IsPos (pred_double p))
    | XH -> (match y with
             | XH -> IsNul
             | _ -> IsNeg)

  (** val sub_mask_carry : positive -> positive -> mask **)

  and sub_mask_carry x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> succ_double_mask (sub_mask_carry p q)
       | XO q -> double_mask (sub_mask p q)
       | XH -> IsPos (pred_double p))
    | XO p ->
      (match y with
       | XI q -> double_mask (sub_mask_carry p q)
       | XO q -> succ_double_mask (sub_mask_carry p q)
       | XH -> double_pred_mask p)
    | XH -> IsNeg

  (** val mul : positive -> positive -> positive **)

  let rec mul x y =
    match x with
    | XI p -> add y (XO (mul p y))
    | XO p -> XO (mul p y)
    | XH -> y

  (** val iter : ('a1 -> 'a1) -> 'a1 -> positive -> 'a1 **)

  let rec iter f x = function
  | XI n' -> f (iter f (iter f x n') n')
  | XO n' -> iter f (iter f x n') n'
  | XH -> f x

  (** val pow : positive -> positive -> positive **)

  let pow x =
    iter (mul x) XH

  (** val div2 : positive -> positive **)

  let div2 = function
  | XI p0 -> p0
  | XO p0 -> p0
  | XH -> XH

  (** val div2_up : positive -> positive **)

  let div2_up = function
  | XI p0 -> succ p0
  | XO p0 -> p0
  | XH -> XH

  (** val size : positive -> positive **)

  let rec size = function
  | XI p0 -> succ (size p0)
  | XO p0 -> succ (size p0)
  | XH -> XH

  (** val compare_cont : comparison -> positive -> positive -> comparison **)

  let rec compare_cont r x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> compare_cont r p q
       | XO q -> compare_cont Gt p q
       | XH -> Gt)
    | XO p ->
      (match y with
       | XI q -> compare_cont Lt p q
       | XO q -> compare_cont r p q
       | XH -> Gt)
    | XH -> (match y with
             | XH -> r
             | _ -> Lt)

  (** val compare : positive -> positive -> comparison **)

  let compare =
    compare_cont Eq

  (** val eqb : positive -> positive -> bool **)

  let rec eqb p q =
    match p with
    | XI p0 -> (match q with
                | XI q0 -> eqb p0 q0
                | _ -> false)
    | XO p0 -> (match q with
                | XO q0 -> eqb p0 q0
                | _ -> false)
    | XH -> (match q with
             | XH -> true
             | _ -> false)

  (** val leb : positive -> positive -> bool **)

  let leb x y =
    match compare x y with
    | Gt -> false
    | _ -> true

  (** val sqrtrem_step :
      (positive -> positive) -> (positive -> positive) -> (positive * mask)
      -> positive * mask **)

  let sqrtrem_step f g = function
  | (s, y) ->
    (match y with
     | IsPos r ->
       let s' = XI (XO s) in
       let r' = g (f r) in
       if leb s' r' then ((XI s), (sub_mask r' s')) else ((XO s), (IsPos r'))
     | _ -> ((XO s), (sub_mask (g (f XH)) (XO (XO XH)))))

  (** val sqrtrem : positive -> positive * mask **)

  let rec sqrtrem = function
  | XI p0 ->
    (match p0 with
     | XI p1 -> sqrtrem_step (fun x -> XI x) (fun x -> XI x) (sqrtrem p1)
     | XO p1 -> sqrtrem_step (fun x -> XO x) (fun x -> XI x) (sqrtrem p1)
     | XH -> (XH, (IsPos (XO XH))))
  | XO p0 ->
    (match p0 with
     | XI p1 -> sqrtrem_step (fun x -> XI x) (fun x -> XO x) (sqrtrem p1)
     | XO p1 -> sqrtrem_step (fun x -> XO x) (fun x -> XO x) (sqrtrem p1)
     | XH -> (XH, (IsPos XH)))
  | XH -> (XH, IsNul)

  (** val coq_Nsucc_double : n -> n **)

  let coq_Nsucc_double = function
  | N0 -> Npos XH
  | Npos p -> Npos (XI p)

  (** val coq_Ndouble : n -> n **)

  let coq_Ndouble = function
  | N0 -> N0
  | Npos p -> Npos (XO p)

  (** val coq_lor : positive -> positive -> positive **)

  let rec coq_lor p q =
    match p with
    | XI p0 ->
      (match q with
       | XI q0 -> XI (coq_lor p0 q0)
       | XO q0 -> XI (coq_lor p0 q0)
       | XH -> p)
    | XO p0 ->
      (match q with
       | XI q0 -> XI (coq_lor p0 q0)
       | XO q0 -> XO (coq_lor p0 q0)
       | XH -> XI p0)
    | XH -> (match q with
             | XO q0 -> XI q0
             | _ -> q)

  (** val coq_land : positive -> positive -> n **)

  let rec coq_land p q =
    match p with
    | XI p0 ->
      (match q with
       | XI q0 -> coq_Nsucc_double (coq_land p0 q0)
       | XO q0 -> coq_Ndouble (coq_land p0 q0)
       | XH -> Npos XH)
    | XO p0 ->
      (match q with
       | XI q0 -> coq_Ndouble (coq_land p0 q0)
       | XO q0 -> coq_Ndouble (coq_land p0 q0)
       | XH -> N0)
    | XH -> (match q with
             | XO _ -> N0
             | _ -> Npos XH)

  (** val ldiff : positive -> positive -> n **)

  let rec ldiff p q =
    match p with
    | XI p0 ->
      (match q with
       | XI q0 -> coq_Ndouble (ldiff p0 q0)
       | XO q0 -> coq_Nsucc_double (ldiff p0 q0)
       | XH -> Npos (XO p0))
    | XO p0 ->
      (match q with
       | XI q0 -> coq_Ndouble (ldiff p0 q0)
       | XO q0 -> coq_Ndouble (ldiff p0 q0)
       | XH -> Npos p)
    | XH -> (match q with
             | XO _ -> Npos XH
             | _ -> N0)

  (** val coq_lxor : positive -> positive -> n **)

  let rec coq_lxor p q =
    match p with
    | XI p0 ->
      (match q with
       | XI q0 -> coq_Ndouble (coq_lxor p0 q0)
       | XO q0 -> coq_Nsucc_double (coq_lxor p0 q0)
       | XH -> Npos (XO p0))
    | XO p0 ->
      (match q with
       | XI q0 -> coq_Nsucc_double (coq_lxor p0 q0)
       | XO q0 -> coq_Ndouble (coq_lxor p0 q0)
       | XH -> Npos (XI p0))
    | XH ->
      (match q with
       | XI q0 -> Npos (XO q0)
       | XO q0 -> Npos (XI q0)
       | XH -> N0)

  (** val testbit : positive -> n -> bool **)

  let rec testbit p n0 =
    match p with
    | XI p0 -> (match n0 with
                | N0 -> true
                | Npos n1 -> testbit p0 (pred_N n1))
    | XO p0 -> (match n0 with
                | N0 -> false
                | Npos n1 -> testbit p0 (pred_N n1))
    | XH -> (match n0 with
             | N0 -> true
             | Npos _ -> false)

  (** val iter_op : ('a1 -> 'a1 -> 'a1) -> positive -> 'a1 -> 'a1 **)

  let rec iter_op op p a =
    match p with
    | XI p0 -> op a (iter_op op p0 (op a a))
    | XO p0 -> iter_op op p0 (op a a)
    | XH -> a

  (** val to_nat : positive -> nat **)

  let to_nat x =
    iter_op Coq__1.add x (S O)

  (** val of_succ_nat : nat -> positive **)

  let rec of_succ_nat = function
  | O -> XH
  | S x -> succ (of_succ_nat x)

  (** val eq_dec : positive -> positive -> bool **)

  let rec eq_dec p x0 =
    match p with
    | XI p0 -> (match x0 with
                | XI p1 -> eq_dec p0 p1
                | _ -> false)
    | XO p0 -> (match x0 with
                | XO p1 -> eq_dec p0 p1
                | _ -> false)
    | XH -> (match x0 with
             | XH -> true
             | _ -> false)
 end

module N =
 struct
  (** val succ_double : n -> n **)

  let succ_double = function
  | N0 -> Npos XH
  | Npos p -> Npos (XI p)

  (** val double : n -> n **)

  let double = function
  | N0 -> N0
  | Npos p -> Npos (XO p)

  (** val succ : n -> n **)

  let succ = function
  | N0 -> Npos XH
  | Npos p -> Npos (Coq_Pos.succ p)

  (** val succ_pos : n -> positive **)

  let succ_pos = function
  | N0 -> XH
  | Npos p -> Coq_Pos.succ p

  (** val add : n -> n -> n **)

  let add n0 m =
    match n0 with
    | N0 -> m
    | Npos p -> (match m with
                 | N0 -> n0
                 | Npos q -> Npos (Coq_Pos.add p q))

  (** val sub : n -> n -> n **)

  let sub n0 m =
    match n0 with
    | N0 -> N0
    | Npos n' ->
      (match m with
       | N0 -> n0
       | Npos m' ->
         (match Coq_Pos.sub_mask n' m' with
          | Coq_Pos.IsPos p -> Npos p
          | _ -> N0))

  (** val mul : n -> n -> n **)

  let mul n0 m =
    match n0 with
    | N0 -> N0
    | Npos p -> (match m with
                 | N0 -> N0
                 | Npos q -> Npos (Coq_Pos.mul p q))

  (** val compare : n -> n -> comparison **)

  let compare n0 m =
    match n0 with
    | N0 -> (match m with
             | N0 -> Eq
             | Npos _ -> Lt)
    | Npos n' -> (match m with
                  | N0 -> Gt
                  | Npos m' -> Coq_Pos.compare n' m')

  (** val leb : n -> n -> bool **)

  let leb x y =
    match compare x y with
    | Gt -> false
    | _ -> true

  (** val ltb : n -> n -> bool **)

  let ltb x y =
    match compare x y with
    | Lt -> true
    | _ -> false

  (** val pow : n -> n -> n **)

  let pow n0 = function
  | N0 -> Npos XH
  | Npos p0 -> (match n0 with
                | N0 -> N0
                | Npos q -> Npos (Coq_Pos.pow q p0))

  (** val pos_div_eucl : positive -> n -> n * n **)

  let rec pos_div_eucl a b =
    match a with
    | XI a' ->
      let (q, r) = pos_div_eucl a' b in
      let r' = succ_double r in
      if leb b r' then ((succ_double q), (sub r' b)) else ((double q), r')
    | XO a' ->
      let (q, r) = pos_div_eucl a' b in
      let r' = double r in
      if leb b r' then ((succ_double q), (sub r' b)) else ((double q), r')
    | XH ->
      (match b with
       | N0 -> (N0, (Npos XH))
       | Npos p -> (match p with
                    | XH -> ((Npos XH), N0)
                    | _ -> (N0, (Npos XH))))

  (** val div_eucl : n -> n -> n * n **)

  let div_eucl a b =
    match a with
    | N0 -> (N0, N0)
    | Npos na -> (match b with
                  | N0 -> (N0, a)
                  | Npos _ -> pos_div_eucl na b)

  (** val div : n -> n -> n **)

  let div a b =
    fst (div_eucl a b)

  (** val coq_lor : n -> n -> n **)

  let coq_lor n0 m =
    match n0 with
    | N0 -> m
    | Npos p -> (match m with
                 | N0 -> n0
                 | Npos q -> Npos (Coq_Pos.coq_lor p q))

  (** val coq_land : n -> n -> n **)

  let coq_land n0 m =
    match n0 with
    | N0 -> N0
    | Npos p -> (match m with
                 | N0 -> N0
                 | Npos q -> Coq_Pos.coq_land p q)

  (** val ldiff : n -> n -> n **)

  let ldiff n0 m =
    match n0 with
    | N0 -> N0
    | Npos p -> (match m with
                 | N0 -> n0
                 | Npos q -> Coq_Pos.ldiff p q)

  (** val coq_lxor : n -> n -> n **)

  let coq_lxor n0 m =
    match n0 with
    | N0 -> m
    | Npos p -> (match m with
                 | N0 -> n0
                 | Npos q -> Coq_Pos.coq_lxor p q)

  (** val testbit : n -> n -> bool **)

  let testbit a n0 =
    match a with
    | N0 -> false
    | Npos p -> Coq_Pos.testbit p n0
 end

module Z =
 struct
  (** val double : z -> z **)

  let double = function
  | Z0 -> Z0
  | Zpos p -> Zpos (XO p)
  | Zneg p -> Zneg (XO p)

  (** val succ_double : z -> z **)

  let succ_double = function
  | Z0 -> Zpos XH
  | Zpos p -> Zpos (XI p)
  | Zneg p -> Zneg (Coq_Pos.pred_double p)

  (** val pred_double : z -> z **)

  let pred_double = function
  | Z0 -> Zneg XH
  | Zpos p -> Zpos (Coq_Pos.pred_double p)
  | Zneg p -> Zneg (XI p)

  (** val pos_sub : positive -> positive -> z **)

  let rec pos_sub x y =
    match x with
    | XI p ->
      (match y with
       | XI q -> double (pos_sub p q)
       | XO q -> succ_double (pos_sub p q)
       | XH -> Zpos (XO p))
    | XO p ->
      (match y with
       | XI q -> pred_double (pos_sub p q)
       | XO q -> double (pos_sub p q)
       | XH -> Zpos (Coq_Pos.pred_double p))
    | XH ->
      (match y with
       | XI q -> Zneg (XO q)
       | XO q -> Zneg (Coq_Pos.pred_double q)
       | XH -> Z0)

  (** val add : z -> z -> z **)

  let add x y =
    match x with
    | Z0 -> y
    | Zpos x' ->
      (match y with
       | Z0 -> x
       | Zpos y' -> Zpos (Coq_Pos.add x' y')
       | Zneg y' -> pos_sub x' y')
    | Zneg x' ->
      (match y with
       | Z0 -> x
       | Zpos y' -> pos_sub y' x'
       | Zneg y' -> Zneg (Coq_Pos.add x' y'))

  (** val opp : z -> z **)

  let opp = function
  | Z0 -> Z0
  | Zpos x0 -> Zneg x0
  | Zneg x0 -> Zpos x0

  (** val pred : z -> z **)

  let pred x =
    add x (Zneg XH)

  (** val sub : z -> z -> z **)

  let sub m n0 =
    add m (opp n0)

  (** val mul : z -> z -> z **)

  let mul x y =
    match x with
    | Z0 -> Z0
    | Zpos x' ->
      (match y with
       | Z0 -> Z0
       | Zpos y' -> Zpos (Coq_Pos.mul x' y')
       | Zneg y' -> Zneg (Coq_Pos.mul x' y'))
    | Zneg x' ->
      (match y with
       | Z0 -> Z0
       | Zpos y' -> Zneg (Coq_Pos.mul x' y')
       | Zneg y' -> Zpos (Coq_Pos.mul x' y'))

  (** val pow_pos : z -> positive -> z **)

  let pow_pos z0 =
    Coq_Pos.iter (mul z0) (Zpos XH)

  (** val pow : z -> z -> z **)

  let pow x = function
  | Z0 -> Zpos XH
  | Zpos p -> pow_pos x p
  | Zneg _ -> Z0

  (** val compare : z -> z -> comparison **)

  let compare x y =
    match x with
    | Z0 -> (match y with
             | Z0 -> Eq
             | Zpos _ -> Lt
             | Zneg _ -> Gt)
    | Zpos x' -> (match y with
                  | Zpos y' -> Coq_Pos.compare x' y'
                  | _ -> Gt)
    | Zneg x' ->
      (match y with
       | Zneg y' -> compOpp (Coq_Pos.compare x' y')
       | _ -> Lt)

  (** val leb : z -> z -> bool **)

  let leb x y =
    match compare x y with
    | Gt -> false
    | _ -> true

  (** val ltb : z -> z -> bool **)

  let ltb x y =
    match compare x y with
    | Lt -> true
    | _ -> false

  (** val eqb : z -> z -> bool **)

  let eqb x y =
    match x with
    | Z0 -> (match y with
             | Z0 -> true
             | _ -> false)
    | Zpos p -> (match y with
                 | Zpos q -> Coq_Pos.eqb p q
                 | _ -> false)
    | Zneg p -> (match y with
                 | Zneg q -> Coq_Pos.eqb p q
                 | _ -> false)

  (** val max : z -> z -> z **)

  let max n0 m =
    match compare n0 m with
    | Lt -> m
    | _ -> n0

  (** val min : z -> z -> z **)

  let min n0 m =
    match compare n0 m with
    | Gt -> m
    | _ -> n0

  (** val to_nat : z -> nat **)

  let to_nat = function
  | Zpos p -> Coq_Pos.to_nat p
  | _ -> O

  (** val to_N : z -> n **)

  let to_N = function
  | Zpos p -> Npos p
  | _ -> N0

  (** val of_nat : nat -> z **)

  let of_nat = function
  | O -> Z0
  | S n1 -> Zpos (Coq_Pos.of_succ_nat n1)

  (** val of_N : n -> z **)

  let of_N = function
  | N0 -> Z0
  | Npos p -> Zpos p

  (** val pos_div_eucl : positive -> z -> z * z **)

  let rec pos_div_eucl a b =
    match a with
    | XI a' ->
      let (q, r) = pos_div_eucl a' b in
      let r' = add (mul (Zpos (XO XH)) r) (Zpos XH) in
      if ltb r' b
      then ((mul (Zpos (XO XH)) q), r')
      else ((add (mul (Zpos (XO XH)) q) (Zpos XH)), (sub r' b))
    | XO a' ->
      let (q, r) = pos_div_eucl a' b in
      let r' = mul (Zpos (XO XH)) r in
      if ltb r' b
      then ((mul (Zpos (XO XH)) q), r')
      else ((add (mul (Zpos (XO XH)) q) (Zpos XH)), (sub r' b))
    | XH -> if leb (Zpos (XO XH)) b then (Z0, (Zpos XH)) else ((Zpos XH), Z0)

  (** val div_eucl : z -> z -> z * z **)

  let div_eucl a b =
    match a with
    | Z0 -> (Z0, Z0)
    | Zpos a' ->
      (match b with
       | Z0 -> (Z0, a)
       | Zpos _ -> pos_div_eucl a' b
       | Zneg b' ->
         let (q, r) = pos_div_eucl a' (Zpos b') in
         (match r with
          | Z0 -> ((opp q), Z0)
          | _ -> ((opp (add q (Zpos XH))), (add b r))))
    | Zneg a' ->
      (match b with
       | Z0 -> (Z0, a)
       | Zpos _ ->
         let (q, r) = pos_div_eucl a' b in
         (match r with
          | Z0 -> ((opp q), Z0)
          | _ -> ((opp (add q (Zpos XH))), (sub b r)))
       | Zneg b' -> let (q, r) = pos_div_eucl a' (Zpos b') in (q, (opp r)))

  (** val div : z -> z -> z **)

  let div a b =
    let (q, _) = div_eucl a b in q

  (** val modulo : z -> z -> z **)

  let modulo a b =
    let (_, r) = div_eucl a b in r

  (** val quotrem : z -> z -> z * z **)

  let quotrem a b =
    match a with
    | Z0 -> (Z0, Z0)
    | Zpos a0 ->
      (match b with
       | Z0 -> (Z0, a)
       | Zpos b0 ->
         let (q, r) = N.pos_div_eucl a0 (Npos b0) in ((of_N q), (of_N r))
       | Zneg b0 ->
         let (q, r) = N.pos_div_eucl a0 (Npos b0) in
         ((opp (of_N q)), (of_N r)))
    | Zneg a0 ->
      (match b with
       | Z0 -> (Z0, a)
       | Zpos b0 ->
         let (q, r) = N.pos_div_eucl a0 (Npos b0) in
         ((opp (of_N q)), (opp (of_N r)))
       | Zneg b0 ->
         let (q, r) = N.pos_div_eucl a0 (Npos b0) in
         ((of_N q), (opp (of_N r))))

  (** val quot : z -> z -> z **)

  let quot a b =
    fst (quotrem a b)

  (** val rem : z -> z -> z **)

  let rem a b =
    snd (quotrem a b)

  (** val even : z -> bool **)

  let even = function
  | Z0 -> true
  | Zpos p -> (match p with
               | XO _ -> true
               | _ -> false)
  | Zneg p -> (match p with
               | XO _ -> true
               | _ -> false)

  (** val odd : z -> bool **)

  let odd = function
  | Z0 -> false
  | Zpos p -> (match p with
               | XO _ -> false
               | _ -> true)
  | Zneg p -> (match p with
               | XO _ -> false
               | _ -> true)

  (** val div2 : z -> z **)

  let div2 = function
  | Z0 -> Z0
  | Zpos p -> (match p with
               | XH -> Z0
               | _ -> Zpos (Coq_Pos.div2 p))
  | Zneg p -> Zneg (Coq_Pos.div2_up p)

  (** val log2 : z -> z **)

  let log2 = function
  | Zpos p0 ->
    (match p0 with
     | XI p -> Zpos (Coq_Pos.size p)
     | XO p -> Zpos (Coq_Pos.size p)
     | XH -> Z0)
  | _ -> Z0

  (** val sqrtrem : z -> z * z **)

  let sqrtrem = function
  | Zpos p ->
    let (s, m) = Coq_Pos.sqrtrem p in
    (match m with
     | Coq_Pos.IsPos r -> ((Zpos s), (Zpos r))
     | _ -> ((Zpos s), Z0))
  | _ -> (Z0, Z0)

  (** val testbit : z -> z -> bool **)

  let testbit a = function
  | Z0 -> odd a
  | Zpos p ->
    (match a with
     | Z0 -> false
     | Zpos a0 -> Coq_Pos.testbit a0 (Npos p)
     | Zneg a0 -> negb (N.testbit (Coq_Pos.pred_N a0) (Npos p)))
  | Zneg _ -> false

  (** val shiftl : z -> z -> z **)

  let shiftl a = function
  | Z0 -> a
  | Zpos p -> Coq_Pos.iter (mul (Zpos (XO XH))) a p
  | Zneg p -> Coq_Pos.iter div2 a p

  (** val shiftr : z -> z -> z **)

  let shiftr a n0 =
    shiftl a (opp n0)

  (** val coq_lor : z -> z -> z **)

  let coq_lor a b =
    match a with
    | Z0 -> b
    | Zpos a0 ->
      (match b with
       | Z0 -> a
       | Zpos b0 -> Zpos (Coq_Pos.coq_lor a0 b0)
       | Zneg b0 -> Zneg (N.succ_pos (N.ldiff (Coq_Pos.pred_N b0) (Npos a0))))
    | Zneg a0 ->
      (match b with
       | Z0 -> a
       | Zpos b0 -> Zneg (N.succ_pos (N.ldiff (Coq_Pos.pred_N a0) (Npos b0)))
       | Zneg b0 ->
         Zneg
           (N.succ_pos (N.coq_land (Coq_Pos.pred_N a0) (Coq_Pos.pred_N b0))))

  (** val coq_land : z -> z -> z **)

  let coq_land a b =
    match a with
    | Z0 -> Z0
    | Zpos a0 ->
      (match b with
       | Z0 -> Z0
       | Zpos b0 -> of_N (Coq_Pos.coq_land a0 b0)
       | Zneg b0 -> of_N (N.ldiff (Npos a0) (Coq_Pos.pred_N b0)))
    | Zneg a0 ->
      (match b with
       | Z0 -> Z0
       | Zpos b0 -> of_N (N.ldiff (Npos b0) (Coq_Pos.pred_N a0))
       | Zneg b0 ->
         Zneg (N.succ_pos (N.coq_lor (Coq_Pos.pred_N a0) (Coq_Pos.pred_N b0))))

  (** val coq_lxor : z -> z -> z **)

  let coq_lxor a b =
    match a with
    | Z0 -> b
    | Zpos a0 ->
      (match b with
       | Z0 -> a
       | Zpos b0 -> of_N (Coq_Pos.coq_lxor a0 b0)
       | Zneg b0 ->
         Zneg (N.succ_pos (N.coq_lxor (Npos a0) (Coq_Pos.pred_N b0))))
    | Zneg a0 ->
      (match b with
       | Z0 -> a
       | Zpos b0 ->
         Zneg (N.succ_pos (N.coq_lxor (Coq_Pos.pred_N a0) (Npos b0)))
       | Zneg b0 -> of_N (N.coq_lxor (Coq_Pos.pred_N a0) (Coq_Pos.pred_N b0)))

  (** val eq_dec : z -> z -> bool **)

  let eq_dec x y =
    match x with
    | Z0 -> (match y with
             | Z0 -> true
             | _ -> false)
    | Zpos p -> (match y with
                 | Zpos p0 -> Coq_Pos.eq_dec p p0
                 | _ -> false)
    | Zneg p -> (match y with
                 | Zneg p0 -> Coq_Pos.eq_dec p p0
                 | _ -> false)

  (** val ones : z -> z **)

  let ones n0 =
    pred (shiftl (Zpos XH) n0)
 end

(** val zeq_bool : z -> z -> bool **)

let zeq_bool x y =
  match Z.compare x y with
  | Eq -> true
  | _ -> false

(** val nth_error : 'a1 list -> nat -> 'a1 option **)

let rec nth_error l = function
| O -> (match l with
        | [] -> None
        | x :: _ -> Some x)
| S n1 -> (match l with
           | [] -> None
           | _ :: l0 -> nth_error l0 n1)

(** val rev_append : 'a1 list -> 'a1 list -> 'a1 list **)

let rec rev_append l l' =
  match l with
  | [] -> l'
  | a :: l0 -> rev_append l0 (a :: l')

(** val list_eq_dec : ('a1 -> 'a1 -> bool) -> 'a1 list -> 'a1 list -> bool **)

let rec list_eq_dec eq_dec0 l l' =
  match l with
  | [] -> (match l' with
           | [] -> true
           | _ :: _ -> false)
  | y :: l0 ->
    (match l' with
     | [] -> false
     | a :: l1 -> if eq_dec0 y a then list_eq_dec eq_dec0 l0 l1 else false)

(** val map : ('a1 -> 'a2) -> 'a1 list -> 'a2 list **)

let rec map f = function
| [] -> []
| a :: t0 -> (f a) :: (map f t0)

(** val flat_map : ('a1 -> 'a2 list) -> 'a1 list -> 'a2 list **)

let rec flat_map f = function
| [] -> []
| x :: t0 -> app (f x) (flat_map f t0)

(** val fold_left : ('a1 -> 'a2 -> 'a1) -> 'a2 list -> 'a1 -> 'a1 **)

let rec fold_left f l a0 =
  match l with
  | [] -> a0
  | b :: t0 -> fold_left f t0 (f a0 b)

(** val fold_right : ('a2 -> 'a1 -> 'a1) -> 'a1 -> 'a2 list -> 'a1 **)

let rec fold_right f a0 = function
| [] -> a0
| b :: t0 -> f b (fold_right f a0 t0)

(** val existsb : ('a1 -> bool) -> 'a1 list -> bool **)

let rec existsb f = function
| [] -> false
| a :: l0 -> (||) (f a) (existsb f l0)

(** val forallb : ('a1 -> bool) -> 'a1 list -> bool **)

let rec forallb f = function
| [] -> true
| a :: l0 -> (&&) (f a) (forallb f l0)

(** val filter : ('a1 -> bool) -> 'a1 list -> 'a1 list **)

let rec filter f = function
| [] -> []
| x :: l0 -> if f x then x :: (filter f l0) else filter f l0

(** val find : ('a1 -> bool) -> 'a1 list -> 'a1 option **)

let rec find f = function
| [] -> None
| x :: tl -> if f x then Some x else find f tl

(** val combine : 'a1 list -> 'a2 list -> ('a1 * 'a2) list **)

let rec combine l l' =
  match l with
  | [] -> []
  | x :: tl ->
    (match l' with
     | [] -> []
     | y :: tl' -> (x, y) :: (combine tl tl'))

(** val firstn : nat -> 'a1 list -> 'a1 list **)

let rec firstn n0 l =
  match n0 with
  | O -> []
  | S n1 -> (match l with
             | [] -> []
             | a :: l0 -> a :: (firstn n1 l0))

(** val skipn : nat -> 'a1 list -> 'a1 list **)

let rec skipn n0 l =
  match n0 with
  | O -> l
  | S n1 -> (match l with
             | [] -> []
             | _ :: l0 -> skipn n1 l0)

(** val seq : nat -> nat -> nat list **)

let rec seq start = function
| O -> []
| S len0 -> start :: (seq (S start) len0)

(** val repeat : 'a1 -> nat -> 'a1 list **)

let rec repeat x = function
| O -> []
| S k -> x :: (repeat x k)

(** val shift_pos : positive -> positive -> positive **)

let shift_pos n0 z0 =
  Coq_Pos.iter (fun x -> XO x) z0 n0

module W8 =
 struct
  (** val width : z **)

  let width =
    Zpos (XO (XO (XO XH)))
 end

module W32 =
 struct
  (** val width : z **)

  let width =
    Zpos (XO (XO (XO (XO (XO XH)))))
 end

module W64 =
 struct
  (** val width : z **)

  let width =
    Zpos (XO (XO (XO (XO (XO (XO XH))))))
 end

module W128 =
 struct
  (** val width : z **)

  let width =
    Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))
 end

module I8 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W8.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module I32 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W32.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module I64 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W64.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module F32 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W32.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module F64 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W64.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module V128 =
 struct
  type t = z

  (** val of_Z : z -> t **)

  let of_Z z0 =
    Z.modulo z0 (Z.pow (Zpos (XO XH)) W128.width)

  (** val to_Z : t -> z **)

  let to_Z x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module type ARR =
 sig
  type 'x t

  val of_list : 'a1 list -> 'a1 t

  val to_list : 'a1 t -> 'a1 list
 end

module Arr =
 struct
  type 'a t = 'a list

  (** val of_list : 'a1 list -> 'a1 t **)

  let of_list l =
    l

  (** val to_list : 'a1 t -> 'a1 list **)

  let to_list x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module type BYTES =
 sig
  type t

  val of_list : I8.t list -> t

  val to_list : t -> I8.t list
 end

module Mem =
 struct
  type t = I8.t list

  (** val of_list : I8.t list -> t **)

  let of_list l =
    l

  (** val to_list : t -> I8.t list **)

  let to_list x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module Data =
 struct
  type t = I8.t list

  (** val of_list : I8.t list -> t **)

  let of_list l =
    l

  (** val to_list : t -> I8.t list **)

  let to_list x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module type CNT =
 sig
  type t

  val of_N : n -> t

  val to_N : t -> n
 end

module Cnt =
 struct
  type t = n

  (** val of_N : n -> t **)

  let of_N n0 =
    n0

  (** val to_N : t -> n **)

  let to_N x =
    x

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

(** val place : 'a1 list -> z -> nat option **)

let place l z0 =
  if Z.leb z0 (Z.of_nat (length l)) then Some (Z.to_nat z0) else None

(** val list_set : 'a1 list -> nat -> 'a1 -> 'a1 list option **)

let rec list_set l i a =
  match l with
  | [] -> None
  | b :: l0 ->
    (match i with
     | O -> Some (a :: l0)
     | S i0 ->
       (match list_set l0 i0 a with
        | Some l1 -> Some (b :: l1)
        | None -> None))

(** val arr_get : 'a1 Arr.t -> I32.t -> 'a1 option **)

let arr_get x i =
  match place (Arr.to_list x) (I32.to_Z i) with
  | Some k -> nth_error (Arr.to_list x) k
  | None -> None

(** val arr_set : 'a1 Arr.t -> I32.t -> 'a1 -> 'a1 Arr.t option **)

let arr_set x i a =
  match place (Arr.to_list x) (I32.to_Z i) with
  | Some k -> option_map Arr.of_list (list_set (Arr.to_list x) k a)
  | None -> None

(** val arr_len : 'a1 Arr.t -> I32.t **)

let arr_len x =
  I32.of_Z (Z.of_nat (length (Arr.to_list x)))

(** val arr_app : 'a1 Arr.t -> 'a1 list -> 'a1 Arr.t **)

let arr_app x l =
  Arr.of_list (app (Arr.to_list x) l)

(** val list_write : 'a1 list -> nat -> 'a1 list -> 'a1 list option **)

let rec list_write l i d =
  match i with
  | O ->
    (match d with
     | [] -> Some l
     | a :: d0 ->
       (match l with
        | [] -> None
        | _ :: l0 -> option_map (fun x -> a :: x) (list_write l0 O d0)))
  | S i0 ->
    (match l with
     | [] -> None
     | b :: l0 -> option_map (fun x -> b :: x) (list_write l0 i0 d))

(** val list_slice : 'a1 list -> nat -> nat -> 'a1 list option **)

let list_slice l i n0 =
  if Nat.leb (add i n0) (length l) then Some (firstn n0 (skipn i l)) else None

(** val arr_of_list : 'a1 list -> 'a1 Arr.t **)

let arr_of_list =
  Arr.of_list

(** val arr_list : 'a1 Arr.t -> 'a1 list **)

let arr_list =
  Arr.to_list

(** val arr_make : I32.t -> 'a1 -> 'a1 Arr.t **)

let arr_make n0 a =
  Arr.of_list (repeat a (Z.to_nat (I32.to_Z n0)))

(** val arr_fold : ('a2 -> 'a1 -> 'a2) -> 'a1 Arr.t -> 'a2 -> 'a2 **)

let arr_fold f x b =
  fold_left f (Arr.to_list x) b

(** val cnt_zero : Cnt.t **)

let cnt_zero =
  Cnt.of_N N0

(** val cnt_succ : Cnt.t -> Cnt.t **)

let cnt_succ x =
  Cnt.of_N (N.succ (Cnt.to_N x))

(** val cnt_add : Cnt.t -> Cnt.t -> Cnt.t **)

let cnt_add x y =
  Cnt.of_N (N.add (Cnt.to_N x) (Cnt.to_N y))

(** val cnt_pages : I32.t -> Cnt.t **)

let cnt_pages n0 =
  Cnt.of_N
    (N.mul (Npos (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO
      (XO XH))))))))))))))))) (Z.to_N (I32.to_Z n0)))

(** val cnt_elems : I32.t -> Cnt.t **)

let cnt_elems n0 =
  Cnt.of_N (N.mul (Npos (XO (XO (XO XH)))) (Z.to_N (I32.to_Z n0)))

(** val cnt_ltb : Cnt.t -> Cnt.t -> bool **)

let cnt_ltb x y =
  N.ltb (Cnt.to_N x) (Cnt.to_N y)

type 'a lcl = 'a Arr.t

(** val lcl_get : 'a1 lcl -> I32.t -> 'a1 option **)

let lcl_get =
  arr_get

(** val lcl_set : 'a1 lcl -> I32.t -> 'a1 -> 'a1 lcl option **)

let lcl_set =
  arr_set

(** val lcl_make : ('a2 -> 'a1) -> 'a1 list -> 'a2 list -> 'a1 lcl **)

let lcl_make d args ts =
  Arr.of_list (app args (map d ts))

type spec_float =
| S754_zero of bool
| S754_infinity of bool
| S754_nan
| S754_finite of bool * positive * z

(** val emin : z -> z -> z **)

let emin prec0 emax0 =
  Z.sub (Z.sub (Zpos (XI XH)) emax0) prec0

(** val fexp : z -> z -> z -> z **)

let fexp prec0 emax0 e =
  Z.max (Z.sub e prec0) (emin prec0 emax0)

(** val digits2_pos : positive -> positive **)

let rec digits2_pos = function
| XI p -> Coq_Pos.succ (digits2_pos p)
| XO p -> Coq_Pos.succ (digits2_pos p)
| XH -> XH

(** val zdigits2 : z -> z **)

let zdigits2 n0 = match n0 with
| Z0 -> n0
| Zpos p -> Zpos (digits2_pos p)
| Zneg p -> Zpos (digits2_pos p)

(** val iter_pos : ('a1 -> 'a1) -> positive -> 'a1 -> 'a1 **)

let rec iter_pos f n0 x =
  match n0 with
  | XI n' -> iter_pos f n' (iter_pos f n' (f x))
  | XO n' -> iter_pos f n' (iter_pos f n' x)
  | XH -> f x

type location =
| Loc_Exact
| Loc_Inexact of comparison

type shr_record = { shr_m : z; shr_r : bool; shr_s : bool }

(** val shr_1 : shr_record -> shr_record **)

let shr_1 mrs =
  let { shr_m = m; shr_r = r; shr_s = s } = mrs in
  let s0 = (||) r s in
  (match m with
   | Z0 -> { shr_m = Z0; shr_r = false; shr_s = s0 }
   | Zpos p0 ->
     (match p0 with
      | XI p -> { shr_m = (Zpos p); shr_r = true; shr_s = s0 }
      | XO p -> { shr_m = (Zpos p); shr_r = false; shr_s = s0 }
      | XH -> { shr_m = Z0; shr_r = true; shr_s = s0 })
   | Zneg p0 ->
     (match p0 with
      | XI p -> { shr_m = (Zneg p); shr_r = true; shr_s = s0 }
      | XO p -> { shr_m = (Zneg p); shr_r = false; shr_s = s0 }
      | XH -> { shr_m = Z0; shr_r = true; shr_s = s0 }))

(** val loc_of_shr_record : shr_record -> location **)

let loc_of_shr_record mrs =
  let { shr_m = _; shr_r = shr_r0; shr_s = shr_s0 } = mrs in
  if shr_r0
  then if shr_s0 then Loc_Inexact Gt else Loc_Inexact Eq
  else if shr_s0 then Loc_Inexact Lt else Loc_Exact

(** val shr_record_of_loc : z -> location -> shr_record **)

let shr_record_of_loc m = function
| Loc_Exact -> { shr_m = m; shr_r = false; shr_s = false }
| Loc_Inexact c ->
  (match c with
   | Eq -> { shr_m = m; shr_r = true; shr_s = false }
   | Lt -> { shr_m = m; shr_r = false; shr_s = true }
   | Gt -> { shr_m = m; shr_r = true; shr_s = true })

(** val shr : shr_record -> z -> z -> shr_record * z **)

let shr mrs e n0 = match n0 with
| Zpos p -> ((iter_pos shr_1 p mrs), (Z.add e n0))
| _ -> (mrs, e)

(** val shr_fexp : z -> z -> z -> z -> location -> shr_record * z **)

let shr_fexp prec0 emax0 m e l =
  shr (shr_record_of_loc m l) e
    (Z.sub (fexp prec0 emax0 (Z.add (zdigits2 m) e)) e)

(** val round_nearest_even : z -> location -> z **)

let round_nearest_even mx = function
| Loc_Exact -> mx
| Loc_Inexact c ->
  (match c with
   | Eq -> if Z.even mx then mx else Z.add mx (Zpos XH)
   | Lt -> mx
   | Gt -> Z.add mx (Zpos XH))

(** val binary_round_aux :
    z -> z -> bool -> z -> z -> location -> spec_float **)

let binary_round_aux prec0 emax0 sx0 mx ex0 lx =
  let (mrs', e') = shr_fexp prec0 emax0 mx ex0 lx in
  let (mrs'', e'') =
    shr_fexp prec0 emax0
      (round_nearest_even mrs'.shr_m (loc_of_shr_record mrs')) e' Loc_Exact
  in
  (match mrs''.shr_m with
   | Z0 -> S754_zero sx0
   | Zpos m ->
     if Z.leb e'' (Z.sub emax0 prec0)
     then S754_finite (sx0, m, e'')
     else S754_infinity sx0
   | Zneg _ -> S754_nan)

(** val shl_align : positive -> z -> z -> positive * z **)

let shl_align mx ex0 ex' =
  match Z.sub ex' ex0 with
  | Zneg d -> ((shift_pos d mx), ex')
  | _ -> (mx, ex0)

(** val binary_round : z -> z -> bool -> positive -> z -> spec_float **)

let binary_round prec0 emax0 sx0 mx ex0 =
  let (mz, ez) =
    shl_align mx ex0 (fexp prec0 emax0 (Z.add (Zpos (digits2_pos mx)) ex0))
  in
  binary_round_aux prec0 emax0 sx0 (Zpos mz) ez Loc_Exact

(** val binary_normalize : z -> z -> z -> z -> bool -> spec_float **)

let binary_normalize prec0 emax0 m e szero =
  match m with
  | Z0 -> S754_zero szero
  | Zpos m0 -> binary_round prec0 emax0 false m0 e
  | Zneg m0 -> binary_round prec0 emax0 true m0 e

(** val sFcompare : spec_float -> spec_float -> comparison option **)

let sFcompare f1 f2 =
  match f1 with
  | S754_zero _ ->
    (match f2 with
     | S754_zero _ -> Some Eq
     | S754_infinity s -> Some (if s then Gt else Lt)
     | S754_nan -> None
     | S754_finite (s, _, _) -> Some (if s then Gt else Lt))
  | S754_infinity s ->
    (match f2 with
     | S754_infinity s0 ->
       Some (if s then if s0 then Eq else Lt else if s0 then Gt else Eq)
     | S754_nan -> None
     | _ -> Some (if s then Lt else Gt))
  | S754_nan -> None
  | S754_finite (s1, m1, e1) ->
    (match f2 with
     | S754_zero _ -> Some (if s1 then Lt else Gt)
     | S754_infinity s -> Some (if s then Gt else Lt)
     | S754_nan -> None
     | S754_finite (s2, m2, e2) ->
       Some
         (if s1
          then if s2
               then (match Z.compare e1 e2 with
                     | Eq -> compOpp (Coq_Pos.compare_cont Eq m1 m2)
                     | Lt -> Gt
                     | Gt -> Lt)
               else Lt
          else if s2
               then Gt
               else (match Z.compare e1 e2 with
                     | Eq -> Coq_Pos.compare_cont Eq m1 m2
                     | x -> x)))

(** val sFeqb : spec_float -> spec_float -> bool **)

let sFeqb f1 f2 =
  match sFcompare f1 f2 with
  | Some c -> (match c with
               | Eq -> true
               | _ -> false)
  | None -> false

(** val sFltb : spec_float -> spec_float -> bool **)

let sFltb f1 f2 =
  match sFcompare f1 f2 with
  | Some c -> (match c with
               | Lt -> true
               | _ -> false)
  | None -> false

(** val sFleb : spec_float -> spec_float -> bool **)

let sFleb f1 f2 =
  match sFcompare f1 f2 with
  | Some c -> (match c with
               | Gt -> false
               | _ -> true)
  | None -> false

(** val sFmul : z -> z -> spec_float -> spec_float -> spec_float **)

let sFmul prec0 emax0 x y =
  match x with
  | S754_zero sx0 ->
    (match y with
     | S754_zero sy -> S754_zero (xorb sx0 sy)
     | S754_finite (sy, _, _) -> S754_zero (xorb sx0 sy)
     | _ -> S754_nan)
  | S754_infinity sx0 ->
    (match y with
     | S754_infinity sy -> S754_infinity (xorb sx0 sy)
     | S754_finite (sy, _, _) -> S754_infinity (xorb sx0 sy)
     | _ -> S754_nan)
  | S754_nan -> S754_nan
  | S754_finite (sx0, mx, ex0) ->
    (match y with
     | S754_zero sy -> S754_zero (xorb sx0 sy)
     | S754_infinity sy -> S754_infinity (xorb sx0 sy)
     | S754_nan -> S754_nan
     | S754_finite (sy, my, ey) ->
       binary_round_aux prec0 emax0 (xorb sx0 sy) (Zpos (Coq_Pos.mul mx my))
         (Z.add ex0 ey) Loc_Exact)

(** val cond_Zopp : bool -> z -> z **)

let cond_Zopp b m =
  if b then Z.opp m else m

(** val sFadd : z -> z -> spec_float -> spec_float -> spec_float **)

let sFadd prec0 emax0 x y =
  match x with
  | S754_zero sx0 ->
    (match y with
     | S754_zero sy -> if eqb sx0 sy then x else S754_zero false
     | S754_nan -> S754_nan
     | _ -> y)
  | S754_infinity sx0 ->
    (match y with
     | S754_infinity sy -> if eqb sx0 sy then x else S754_nan
     | S754_nan -> S754_nan
     | _ -> x)
  | S754_nan -> S754_nan
  | S754_finite (sx0, mx, ex0) ->
    (match y with
     | S754_zero _ -> x
     | S754_infinity _ -> y
     | S754_nan -> S754_nan
     | S754_finite (sy, my, ey) ->
       let ez = Z.min ex0 ey in
       binary_normalize prec0 emax0
         (Z.add (cond_Zopp sx0 (Zpos (fst (shl_align mx ex0 ez))))
           (cond_Zopp sy (Zpos (fst (shl_align my ey ez))))) ez false)

(** val sFsub : z -> z -> spec_float -> spec_float -> spec_float **)

let sFsub prec0 emax0 x y =
  match x with
  | S754_zero sx0 ->
    (match y with
     | S754_zero sy -> if eqb sx0 (negb sy) then x else S754_zero false
     | S754_infinity sy -> S754_infinity (negb sy)
     | S754_nan -> S754_nan
     | S754_finite (sy, my, ey) -> S754_finite ((negb sy), my, ey))
  | S754_infinity sx0 ->
    (match y with
     | S754_infinity sy -> if eqb sx0 (negb sy) then x else S754_nan
     | S754_nan -> S754_nan
     | _ -> x)
  | S754_nan -> S754_nan
  | S754_finite (sx0, mx, ex0) ->
    (match y with
     | S754_zero _ -> x
     | S754_infinity sy -> S754_infinity (negb sy)
     | S754_nan -> S754_nan
     | S754_finite (sy, my, ey) ->
       let ez = Z.min ex0 ey in
       binary_normalize prec0 emax0
         (Z.sub (cond_Zopp sx0 (Zpos (fst (shl_align mx ex0 ez))))
           (cond_Zopp sy (Zpos (fst (shl_align my ey ez))))) ez false)

(** val new_location_even : z -> z -> location **)

let new_location_even nb_steps k =
  if zeq_bool k Z0
  then Loc_Exact
  else Loc_Inexact (Z.compare (Z.mul (Zpos (XO XH)) k) nb_steps)

(** val new_location_odd : z -> z -> location **)

let new_location_odd nb_steps k =
  if zeq_bool k Z0
  then Loc_Exact
  else Loc_Inexact
         (match Z.compare (Z.add (Z.mul (Zpos (XO XH)) k) (Zpos XH)) nb_steps with
          | Eq -> Lt
          | x -> x)

(** val new_location : z -> z -> location **)

let new_location nb_steps =
  if Z.even nb_steps
  then new_location_even nb_steps
  else new_location_odd nb_steps

(** val sFdiv_core_binary :
    z -> z -> z -> z -> z -> z -> (z * z) * location **)

let sFdiv_core_binary prec0 emax0 m1 e1 m2 e2 =
  let d1 = zdigits2 m1 in
  let d2 = zdigits2 m2 in
  let e' =
    Z.min (fexp prec0 emax0 (Z.sub (Z.add d1 e1) (Z.add d2 e2))) (Z.sub e1 e2)
  in
  let s = Z.sub (Z.sub e1 e2) e' in
  let m' = match s with
           | Z0 -> m1
           | Zpos _ -> Z.shiftl m1 s
           | Zneg _ -> Z0 in
  let (q, r) = Z.div_eucl m' m2 in ((q, e'), (new_location m2 r))

(** val sFdiv : z -> z -> spec_float -> spec_float -> spec_float **)

let sFdiv prec0 emax0 x y =
  match x with
  | S754_zero sx0 ->
    (match y with
     | S754_infinity sy -> S754_zero (xorb sx0 sy)
     | S754_finite (sy, _, _) -> S754_zero (xorb sx0 sy)
     | _ -> S754_nan)
  | S754_infinity sx0 ->
    (match y with
     | S754_zero sy -> S754_infinity (xorb sx0 sy)
     | S754_finite (sy, _, _) -> S754_infinity (xorb sx0 sy)
     | _ -> S754_nan)
  | S754_nan -> S754_nan
  | S754_finite (sx0, mx, ex0) ->
    (match y with
     | S754_zero sy -> S754_infinity (xorb sx0 sy)
     | S754_infinity sy -> S754_zero (xorb sx0 sy)
     | S754_nan -> S754_nan
     | S754_finite (sy, my, ey) ->
       let (p, lz) = sFdiv_core_binary prec0 emax0 (Zpos mx) ex0 (Zpos my) ey
       in
       let (mz, ez) = p in binary_round_aux prec0 emax0 (xorb sx0 sy) mz ez lz)

(** val sFsqrt_core_binary : z -> z -> z -> z -> (z * z) * location **)

let sFsqrt_core_binary prec0 emax0 m e =
  let d = zdigits2 m in
  let e' =
    Z.min (fexp prec0 emax0 (Z.div2 (Z.add (Z.add d e) (Zpos XH)))) (Z.div2 e)
  in
  let s = Z.sub e (Z.mul (Zpos (XO XH)) e') in
  let m' = match s with
           | Z0 -> m
           | Zpos _ -> Z.shiftl m s
           | Zneg _ -> Z0 in
  let (q, r) = Z.sqrtrem m' in
  let l =
    if zeq_bool r Z0
    then Loc_Exact
    else Loc_Inexact (if Z.leb r q then Lt else Gt)
  in
  ((q, e'), l)

(** val sFsqrt : z -> z -> spec_float -> spec_float **)

let sFsqrt prec0 emax0 x = match x with
| S754_zero _ -> x
| S754_infinity s -> if s then S754_nan else x
| S754_nan -> S754_nan
| S754_finite (sx0, mx, ex0) ->
  if sx0
  then S754_nan
  else let (p, lz) = sFsqrt_core_binary prec0 emax0 (Zpos mx) ex0 in
       let (mz, ez) = p in binary_round_aux prec0 emax0 false mz ez lz

(** val signed : z -> z -> z **)

let signed n0 i =
  if Z.ltb i (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH)))
  then i
  else Z.sub i (Z.pow (Zpos (XO XH)) n0)

(** val of_bool : bool -> z **)

let of_bool = function
| true -> Zpos XH
| false -> Z0

(** val iadd : z -> z -> z -> z **)

let iadd n0 a b =
  Z.modulo (Z.add a b) (Z.pow (Zpos (XO XH)) n0)

(** val isub : z -> z -> z -> z **)

let isub n0 a b =
  Z.modulo (Z.sub a b) (Z.pow (Zpos (XO XH)) n0)

(** val imul : z -> z -> z -> z **)

let imul n0 a b =
  Z.modulo (Z.mul a b) (Z.pow (Zpos (XO XH)) n0)

(** val idiv_u : z -> z -> z option **)

let idiv_u a b =
  if Z.eqb b Z0 then None else Some (Z.div a b)

(** val idiv_s : z -> z -> z -> z option **)

let idiv_s n0 a b =
  if Z.eqb b Z0
  then None
  else let q = Z.quot (signed n0 a) (signed n0 b) in
       if Z.eqb q (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH)))
       then None
       else Some (Z.modulo q (Z.pow (Zpos (XO XH)) n0))

(** val irem_u : z -> z -> z option **)

let irem_u a b =
  if Z.eqb b Z0 then None else Some (Z.modulo a b)

(** val irem_s : z -> z -> z -> z option **)

let irem_s n0 a b =
  if Z.eqb b Z0
  then None
  else Some
         (Z.modulo (Z.rem (signed n0 a) (signed n0 b))
           (Z.pow (Zpos (XO XH)) n0))

(** val iand : z -> z -> z **)

let iand =
  Z.coq_land

(** val ior : z -> z -> z **)

let ior =
  Z.coq_lor

(** val ixor : z -> z -> z **)

let ixor =
  Z.coq_lxor

(** val ishl : z -> z -> z -> z **)

let ishl n0 a b =
  Z.modulo (Z.shiftl a (Z.modulo b n0)) (Z.pow (Zpos (XO XH)) n0)

(** val ishr_u : z -> z -> z -> z **)

let ishr_u n0 a b =
  Z.shiftr a (Z.modulo b n0)

(** val ishr_s : z -> z -> z -> z **)

let ishr_s n0 a b =
  Z.modulo (Z.shiftr (signed n0 a) (Z.modulo b n0)) (Z.pow (Zpos (XO XH)) n0)

(** val irotl : z -> z -> z -> z **)

let irotl n0 a b =
  Z.modulo
    (Z.coq_lor (Z.shiftl a (Z.modulo b n0))
      (Z.shiftr a (Z.sub n0 (Z.modulo b n0)))) (Z.pow (Zpos (XO XH)) n0)

(** val irotr : z -> z -> z -> z **)

let irotr n0 a b =
  Z.modulo
    (Z.coq_lor (Z.shiftr a (Z.modulo b n0))
      (Z.shiftl a (Z.sub n0 (Z.modulo b n0)))) (Z.pow (Zpos (XO XH)) n0)

(** val iclz : z -> z -> z **)

let iclz n0 a =
  if Z.eqb a Z0 then n0 else Z.sub (Z.sub n0 (Zpos XH)) (Z.log2 a)

(** val ictz : z -> z -> z **)

let ictz n0 a =
  if Z.eqb a Z0 then n0 else Z.log2 (Z.coq_land a (Z.opp a))

(** val pos_popcount : positive -> z **)

let rec pos_popcount = function
| XI p0 -> Z.add (Zpos XH) (pos_popcount p0)
| XO p0 -> pos_popcount p0
| XH -> Zpos XH

(** val ipopcnt : z -> z **)

let ipopcnt = function
| Zpos p -> pos_popcount p
| _ -> Z0

(** val ieqz : z -> bool **)

let ieqz a =
  Z.eqb a Z0

(** val ieq : z -> z -> bool **)

let ieq =
  Z.eqb

(** val ine : z -> z -> bool **)

let ine a b =
  negb (Z.eqb a b)

(** val ilt_u : z -> z -> bool **)

let ilt_u =
  Z.ltb

(** val ilt_s : z -> z -> z -> bool **)

let ilt_s n0 a b =
  Z.ltb (signed n0 a) (signed n0 b)

(** val igt_u : z -> z -> bool **)

let igt_u a b =
  Z.ltb b a

(** val igt_s : z -> z -> z -> bool **)

let igt_s n0 a b =
  Z.ltb (signed n0 b) (signed n0 a)

(** val ile_u : z -> z -> bool **)

let ile_u =
  Z.leb

(** val ile_s : z -> z -> z -> bool **)

let ile_s n0 a b =
  Z.leb (signed n0 a) (signed n0 b)

(** val ige_u : z -> z -> bool **)

let ige_u a b =
  Z.leb b a

(** val ige_s : z -> z -> z -> bool **)

let ige_s n0 a b =
  Z.leb (signed n0 b) (signed n0 a)

(** val iextend : z -> z -> z -> z **)

let iextend n0 m a =
  Z.modulo (signed m (Z.modulo a (Z.pow (Zpos (XO XH)) m)))
    (Z.pow (Zpos (XO XH)) n0)

(** val prec : z -> z **)

let prec mw =
  Z.add mw (Zpos XH)

(** val emax : z -> z **)

let emax ew =
  Z.pow (Zpos (XO XH)) (Z.sub ew (Zpos XH))

(** val expmask : z -> z **)

let expmask =
  Z.ones

(** val sign_bit : z -> z -> z -> bool **)

let sign_bit mw ew z0 =
  Z.testbit z0 (Z.add mw ew)

(** val exponent : z -> z -> z -> z **)

let exponent mw ew z0 =
  Z.coq_land (Z.shiftr z0 mw) (expmask ew)

(** val mantissa : z -> z -> z **)

let mantissa mw z0 =
  Z.coq_land z0 (Z.ones mw)

(** val magnitude : z -> z -> z -> z **)

let magnitude mw ew z0 =
  Z.coq_land z0 (Z.ones (Z.add mw ew))

(** val with_sign : z -> z -> bool -> z -> z **)

let with_sign mw ew s z0 =
  if s then Z.add z0 (Z.pow (Zpos (XO XH)) (Z.add mw ew)) else z0

(** val inf_bits : z -> z -> z **)

let inf_bits mw ew =
  Z.shiftl (expmask ew) mw

(** val canon_nan : z -> z -> z **)

let canon_nan mw ew =
  Z.add (inf_bits mw ew) (Z.pow (Zpos (XO XH)) (Z.sub mw (Zpos XH)))

(** val is_nan : z -> z -> z -> bool **)

let is_nan mw ew z0 =
  (&&) (Z.eqb (exponent mw ew z0) (expmask ew))
    (negb (Z.eqb (mantissa mw z0) Z0))

(** val of_bits : z -> z -> z -> spec_float **)

let of_bits mw ew z0 =
  let s = sign_bit mw ew z0 in
  let e = exponent mw ew z0 in
  let m = mantissa mw z0 in
  if Z.eqb e (expmask ew)
  then if Z.eqb m Z0 then S754_infinity s else S754_nan
  else if Z.eqb e Z0
       then (match m with
             | Zpos p ->
               S754_finite (s, p,
                 (Z.sub (Z.sub (Zpos (XI XH)) (emax ew)) (prec mw)))
             | _ -> S754_zero s)
       else (match Z.add m (Z.pow (Zpos (XO XH)) mw) with
             | Zpos p ->
               S754_finite (s, p,
                 (Z.sub (Z.sub (Z.add e (Zpos (XO XH))) (emax ew)) (prec mw)))
             | _ -> S754_nan)

(** val to_bits : z -> z -> spec_float -> z **)

let to_bits mw ew = function
| S754_zero s -> with_sign mw ew s Z0
| S754_infinity s -> with_sign mw ew s (inf_bits mw ew)
| S754_nan -> canon_nan mw ew
| S754_finite (s, p, e) ->
  let m = Zpos p in
  if Z.ltb m (Z.pow (Zpos (XO XH)) mw)
  then with_sign mw ew s m
  else with_sign mw ew s
         (Z.add
           (Z.shiftl
             (Z.add (Z.add (Z.sub e (Zpos (XO XH))) (emax ew)) (prec mw)) mw)
           (Z.sub m (Z.pow (Zpos (XO XH)) mw)))

(** val lift1 : z -> z -> (spec_float -> spec_float) -> z -> z **)

let lift1 mw ew f a =
  to_bits mw ew (f (of_bits mw ew a))

(** val lift2 :
    z -> z -> (spec_float -> spec_float -> spec_float) -> z -> z -> z **)

let lift2 mw ew f a b =
  to_bits mw ew (f (of_bits mw ew a) (of_bits mw ew b))

(** val fadd : z -> z -> z -> z -> z **)

let fadd mw ew =
  lift2 mw ew (sFadd (prec mw) (emax ew))

(** val fsub : z -> z -> z -> z -> z **)

let fsub mw ew =
  lift2 mw ew (sFsub (prec mw) (emax ew))

(** val fmul : z -> z -> z -> z -> z **)

let fmul mw ew =
  lift2 mw ew (sFmul (prec mw) (emax ew))

(** val fdiv : z -> z -> z -> z -> z **)

let fdiv mw ew =
  lift2 mw ew (sFdiv (prec mw) (emax ew))

(** val fsqrt : z -> z -> z -> z **)

let fsqrt mw ew =
  lift1 mw ew (sFsqrt (prec mw) (emax ew))

(** val fmin : z -> z -> z -> z -> z **)

let fmin mw ew a b =
  if (||) (is_nan mw ew a) (is_nan mw ew b)
  then canon_nan mw ew
  else if sFltb (of_bits mw ew a) (of_bits mw ew b)
       then a
       else if sFltb (of_bits mw ew b) (of_bits mw ew a)
            then b
            else Z.coq_lor a b

(** val fmax : z -> z -> z -> z -> z **)

let fmax mw ew a b =
  if (||) (is_nan mw ew a) (is_nan mw ew b)
  then canon_nan mw ew
  else if sFltb (of_bits mw ew a) (of_bits mw ew b)
       then b
       else if sFltb (of_bits mw ew b) (of_bits mw ew a)
            then a
            else Z.coq_land a b

(** val fneg : z -> z -> z -> z **)

let fneg mw ew a =
  Z.coq_lxor a (Z.pow (Zpos (XO XH)) (Z.add mw ew))

(** val fabs : z -> z -> z -> z **)

let fabs =
  magnitude

(** val fcopysign : z -> z -> z -> z -> z **)

let fcopysign mw ew a b =
  with_sign mw ew (sign_bit mw ew b) (magnitude mw ew a)

(** val round_int :
    z -> z -> (bool -> z -> z -> z -> bool) -> spec_float -> spec_float **)

let round_int mw ew up f = match f with
| S754_finite (s, m, e) ->
  if Z.leb Z0 e
  then f
  else let d = Z.pow (Zpos (XO XH)) (Z.opp e) in
       let q = Z.div (Zpos m) d in
       let r = Z.modulo (Zpos m) d in
       let q0 =
         if up s q r (Z.div d (Zpos (XO XH))) then Z.add q (Zpos XH) else q
       in
       binary_normalize (prec mw) (emax ew) (if s then Z.opp q0 else q0) Z0 s
| _ -> f

(** val ftrunc : z -> z -> z -> z **)

let ftrunc mw ew =
  lift1 mw ew (round_int mw ew (fun _ _ _ _ -> false))

(** val fceil : z -> z -> z -> z **)

let fceil mw ew =
  lift1 mw ew (round_int mw ew (fun s _ r _ -> (&&) (negb s) (Z.ltb Z0 r)))

(** val ffloor : z -> z -> z -> z **)

let ffloor mw ew =
  lift1 mw ew (round_int mw ew (fun s _ r _ -> (&&) s (Z.ltb Z0 r)))

(** val fnearest : z -> z -> z -> z **)

let fnearest mw ew =
  lift1 mw ew
    (round_int mw ew (fun _ q r h ->
      (||) (Z.ltb h r) ((&&) (Z.eqb r h) (Z.odd q))))

(** val feq : z -> z -> z -> z -> bool **)

let feq mw ew a b =
  sFeqb (of_bits mw ew a) (of_bits mw ew b)

(** val fne : z -> z -> z -> z -> bool **)

let fne mw ew a b =
  negb (feq mw ew a b)

(** val flt : z -> z -> z -> z -> bool **)

let flt mw ew a b =
  sFltb (of_bits mw ew a) (of_bits mw ew b)

(** val fgt : z -> z -> z -> z -> bool **)

let fgt mw ew a b =
  sFltb (of_bits mw ew b) (of_bits mw ew a)

(** val fle : z -> z -> z -> z -> bool **)

let fle mw ew a b =
  sFleb (of_bits mw ew a) (of_bits mw ew b)

(** val fge : z -> z -> z -> z -> bool **)

let fge mw ew a b =
  sFleb (of_bits mw ew b) (of_bits mw ew a)

(** val to_integer : z -> z -> z -> z option **)

let to_integer mw ew a =
  match of_bits mw ew a with
  | S754_zero _ -> Some Z0
  | S754_finite (s, m, e) ->
    let q =
      if Z.leb Z0 e
      then Z.mul (Zpos m) (Z.pow (Zpos (XO XH)) e)
      else Z.div (Zpos m) (Z.pow (Zpos (XO XH)) (Z.opp e))
    in
    Some (if s then Z.opp q else q)
  | _ -> None

(** val trunc_range : z -> z -> z -> z -> z -> z option **)

let trunc_range mw ew lo hi a =
  match to_integer mw ew a with
  | Some z0 -> if (&&) (Z.leb lo z0) (Z.leb z0 hi) then Some z0 else None
  | None -> None

(** val ftrunc_u : z -> z -> z -> z -> z option **)

let ftrunc_u mw ew n0 a =
  trunc_range mw ew Z0 (Z.sub (Z.pow (Zpos (XO XH)) n0) (Zpos XH)) a

(** val ftrunc_s : z -> z -> z -> z -> z option **)

let ftrunc_s mw ew n0 a =
  option_map (fun z0 -> Z.modulo z0 (Z.pow (Zpos (XO XH)) n0))
    (trunc_range mw ew (Z.opp (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))))
      (Z.sub (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))) (Zpos XH)) a)

(** val sat : z -> z -> z -> z -> z -> z **)

let sat mw ew lo hi a =
  match to_integer mw ew a with
  | Some z0 -> Z.max lo (Z.min hi z0)
  | None -> if is_nan mw ew a then Z0 else if sign_bit mw ew a then lo else hi

(** val ftrunc_sat_u : z -> z -> z -> z -> z **)

let ftrunc_sat_u mw ew n0 a =
  sat mw ew Z0 (Z.sub (Z.pow (Zpos (XO XH)) n0) (Zpos XH)) a

(** val ftrunc_sat_s : z -> z -> z -> z -> z **)

let ftrunc_sat_s mw ew n0 a =
  Z.modulo
    (sat mw ew (Z.opp (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))))
      (Z.sub (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))) (Zpos XH)) a)
    (Z.pow (Zpos (XO XH)) n0)

(** val fconvert : z -> z -> z -> z **)

let fconvert mw ew z0 =
  to_bits mw ew (binary_normalize (prec mw) (emax ew) z0 Z0 false)

(** val fconvert_float : z -> z -> spec_float -> z **)

let fconvert_float mw ew f =
  to_bits mw ew
    (match f with
     | S754_finite (s, m, e) ->
       binary_normalize (prec mw) (emax ew) (if s then Zneg m else Zpos m) e s
     | _ -> f)

(** val fdemote : z -> z **)

let fdemote a =
  fconvert_float (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
    (of_bits (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))) a)

(** val fpromote : z -> z **)

let fpromote a =
  fconvert_float (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
    (of_bits (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) a)

module I32ops =
 struct
  type t = I32.t

  (** val lift1 : (z -> z) -> t -> t **)

  let lift1 f a =
    I32.of_Z (f (I32.to_Z a))

  (** val lift2 : (z -> z -> z) -> t -> t -> t **)

  let lift2 f a b =
    I32.of_Z (f (I32.to_Z a) (I32.to_Z b))

  (** val lift2o : (z -> z -> z option) -> t -> t -> t option **)

  let lift2o f a b =
    option_map I32.of_Z (f (I32.to_Z a) (I32.to_Z b))

  (** val test2 : (z -> z -> bool) -> t -> t -> bool **)

  let test2 f a b =
    f (I32.to_Z a) (I32.to_Z b)

  (** val zero : t **)

  let zero =
    I32.of_Z Z0

  (** val is_zero : t -> bool **)

  let is_zero a =
    ieqz (I32.to_Z a)

  (** val clz : t -> t **)

  let clz =
    lift1 (iclz (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val ctz : t -> t **)

  let ctz =
    lift1 (ictz (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val popcnt : t -> t **)

  let popcnt =
    lift1 ipopcnt

  (** val extend8_s : t -> t **)

  let extend8_s =
    lift1
      (iextend (Zpos (XO (XO (XO (XO (XO XH)))))) (Zpos (XO (XO (XO XH)))))

  (** val extend16_s : t -> t **)

  let extend16_s =
    lift1
      (iextend (Zpos (XO (XO (XO (XO (XO XH)))))) (Zpos (XO (XO (XO (XO
        XH))))))

  (** val add : t -> t -> t **)

  let add =
    lift2 (iadd (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val sub : t -> t -> t **)

  let sub =
    lift2 (isub (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val mul : t -> t -> t **)

  let mul =
    lift2 (imul (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val div_s : t -> t -> t option **)

  let div_s =
    lift2o (idiv_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val div_u : t -> t -> t option **)

  let div_u =
    lift2o idiv_u

  (** val rem_s : t -> t -> t option **)

  let rem_s =
    lift2o (irem_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val rem_u : t -> t -> t option **)

  let rem_u =
    lift2o irem_u

  (** val coq_and : t -> t -> t **)

  let coq_and =
    lift2 iand

  (** val coq_or : t -> t -> t **)

  let coq_or =
    lift2 ior

  (** val xor : t -> t -> t **)

  let xor =
    lift2 ixor

  (** val shl : t -> t -> t **)

  let shl =
    lift2 (ishl (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val shr_s : t -> t -> t **)

  let shr_s =
    lift2 (ishr_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val shr_u : t -> t -> t **)

  let shr_u =
    lift2 (ishr_u (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val rotl : t -> t -> t **)

  let rotl =
    lift2 (irotl (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val rotr : t -> t -> t **)

  let rotr =
    lift2 (irotr (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val eq : t -> t -> bool **)

  let eq =
    test2 ieq

  (** val ne : t -> t -> bool **)

  let ne =
    test2 ine

  (** val lt_s : t -> t -> bool **)

  let lt_s =
    test2 (ilt_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val lt_u : t -> t -> bool **)

  let lt_u =
    test2 ilt_u

  (** val gt_s : t -> t -> bool **)

  let gt_s =
    test2 (igt_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val gt_u : t -> t -> bool **)

  let gt_u =
    test2 igt_u

  (** val le_s : t -> t -> bool **)

  let le_s =
    test2 (ile_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val le_u : t -> t -> bool **)

  let le_u =
    test2 ile_u

  (** val ge_s : t -> t -> bool **)

  let ge_s =
    test2 (ige_s (Zpos (XO (XO (XO (XO (XO XH)))))))

  (** val ge_u : t -> t -> bool **)

  let ge_u =
    test2 ige_u
 end

module I64ops =
 struct
  type t = I64.t

  (** val lift1 : (z -> z) -> t -> t **)

  let lift1 f a =
    I64.of_Z (f (I64.to_Z a))

  (** val lift2 : (z -> z -> z) -> t -> t -> t **)

  let lift2 f a b =
    I64.of_Z (f (I64.to_Z a) (I64.to_Z b))

  (** val lift2o : (z -> z -> z option) -> t -> t -> t option **)

  let lift2o f a b =
    option_map I64.of_Z (f (I64.to_Z a) (I64.to_Z b))

  (** val test2 : (z -> z -> bool) -> t -> t -> bool **)

  let test2 f a b =
    f (I64.to_Z a) (I64.to_Z b)

  (** val zero : t **)

  let zero =
    I64.of_Z Z0

  (** val is_zero : t -> bool **)

  let is_zero a =
    ieqz (I64.to_Z a)

  (** val clz : t -> t **)

  let clz =
    lift1 (iclz (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val ctz : t -> t **)

  let ctz =
    lift1 (ictz (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val popcnt : t -> t **)

  let popcnt =
    lift1 ipopcnt

  (** val extend8_s : t -> t **)

  let extend8_s =
    lift1
      (iextend (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (Zpos (XO (XO (XO
        XH)))))

  (** val extend16_s : t -> t **)

  let extend16_s =
    lift1
      (iextend (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (Zpos (XO (XO (XO (XO
        XH))))))

  (** val extend32_s : t -> t **)

  let extend32_s =
    lift1
      (iextend (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (Zpos (XO (XO (XO (XO
        (XO XH)))))))

  (** val add : t -> t -> t **)

  let add =
    lift2 (iadd (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val sub : t -> t -> t **)

  let sub =
    lift2 (isub (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val mul : t -> t -> t **)

  let mul =
    lift2 (imul (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val div_s : t -> t -> t option **)

  let div_s =
    lift2o (idiv_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val div_u : t -> t -> t option **)

  let div_u =
    lift2o idiv_u

  (** val rem_s : t -> t -> t option **)

  let rem_s =
    lift2o (irem_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val rem_u : t -> t -> t option **)

  let rem_u =
    lift2o irem_u

  (** val coq_and : t -> t -> t **)

  let coq_and =
    lift2 iand

  (** val coq_or : t -> t -> t **)

  let coq_or =
    lift2 ior

  (** val xor : t -> t -> t **)

  let xor =
    lift2 ixor

  (** val shl : t -> t -> t **)

  let shl =
    lift2 (ishl (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val shr_s : t -> t -> t **)

  let shr_s =
    lift2 (ishr_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val shr_u : t -> t -> t **)

  let shr_u =
    lift2 (ishr_u (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val rotl : t -> t -> t **)

  let rotl =
    lift2 (irotl (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val rotr : t -> t -> t **)

  let rotr =
    lift2 (irotr (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val eq : t -> t -> bool **)

  let eq =
    test2 ieq

  (** val ne : t -> t -> bool **)

  let ne =
    test2 ine

  (** val lt_s : t -> t -> bool **)

  let lt_s =
    test2 (ilt_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val lt_u : t -> t -> bool **)

  let lt_u =
    test2 ilt_u

  (** val gt_s : t -> t -> bool **)

  let gt_s =
    test2 (igt_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val gt_u : t -> t -> bool **)

  let gt_u =
    test2 igt_u

  (** val le_s : t -> t -> bool **)

  let le_s =
    test2 (ile_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val le_u : t -> t -> bool **)

  let le_u =
    test2 ile_u

  (** val ge_s : t -> t -> bool **)

  let ge_s =
    test2 (ige_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))

  (** val ge_u : t -> t -> bool **)

  let ge_u =
    test2 ige_u
 end

module F32ops =
 struct
  type t = F32.t

  (** val lift1 : (z -> z) -> t -> t **)

  let lift1 f a =
    F32.of_Z (f (F32.to_Z a))

  (** val lift2 : (z -> z -> z) -> t -> t -> t **)

  let lift2 f a b =
    F32.of_Z (f (F32.to_Z a) (F32.to_Z b))

  (** val test2 : (z -> z -> bool) -> t -> t -> bool **)

  let test2 f a b =
    f (F32.to_Z a) (F32.to_Z b)

  (** val zero : t **)

  let zero =
    F32.of_Z Z0

  (** val is_nan : t -> bool **)

  let is_nan a =
    is_nan (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) (F32.to_Z a)

  (** val abs : t -> t **)

  let abs =
    lift1 (fabs (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val neg : t -> t **)

  let neg =
    lift1 (fneg (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val sqrt : t -> t **)

  let sqrt =
    lift1 (fsqrt (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val ceil : t -> t **)

  let ceil =
    lift1 (fceil (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val floor : t -> t **)

  let floor =
    lift1 (ffloor (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val trunc : t -> t **)

  let trunc =
    lift1 (ftrunc (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val nearest : t -> t **)

  let nearest =
    lift1 (fnearest (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val add : t -> t -> t **)

  let add =
    lift2 (fadd (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val sub : t -> t -> t **)

  let sub =
    lift2 (fsub (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val mul : t -> t -> t **)

  let mul =
    lift2 (fmul (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val div : t -> t -> t **)

  let div =
    lift2 (fdiv (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val min : t -> t -> t **)

  let min =
    lift2 (fmin (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val max : t -> t -> t **)

  let max =
    lift2 (fmax (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val copysign : t -> t -> t **)

  let copysign =
    lift2 (fcopysign (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val eq : t -> t -> bool **)

  let eq =
    test2 (feq (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val ne : t -> t -> bool **)

  let ne =
    test2 (fne (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val lt : t -> t -> bool **)

  let lt =
    test2 (flt (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val gt : t -> t -> bool **)

  let gt =
    test2 (fgt (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val le : t -> t -> bool **)

  let le =
    test2 (fle (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))

  (** val ge : t -> t -> bool **)

  let ge =
    test2 (fge (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))))
 end

module F64ops =
 struct
  type t = F64.t

  (** val lift1 : (z -> z) -> t -> t **)

  let lift1 f a =
    F64.of_Z (f (F64.to_Z a))

  (** val lift2 : (z -> z -> z) -> t -> t -> t **)

  let lift2 f a b =
    F64.of_Z (f (F64.to_Z a) (F64.to_Z b))

  (** val test2 : (z -> z -> bool) -> t -> t -> bool **)

  let test2 f a b =
    f (F64.to_Z a) (F64.to_Z b)

  (** val zero : t **)

  let zero =
    F64.of_Z Z0

  (** val is_nan : t -> bool **)

  let is_nan a =
    is_nan (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
      (F64.to_Z a)

  (** val abs : t -> t **)

  let abs =
    lift1 (fabs (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val neg : t -> t **)

  let neg =
    lift1 (fneg (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val sqrt : t -> t **)

  let sqrt =
    lift1 (fsqrt (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val ceil : t -> t **)

  let ceil =
    lift1 (fceil (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val floor : t -> t **)

  let floor =
    lift1 (ffloor (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val trunc : t -> t **)

  let trunc =
    lift1 (ftrunc (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val nearest : t -> t **)

  let nearest =
    lift1
      (fnearest (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val add : t -> t -> t **)

  let add =
    lift2 (fadd (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val sub : t -> t -> t **)

  let sub =
    lift2 (fsub (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val mul : t -> t -> t **)

  let mul =
    lift2 (fmul (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val div : t -> t -> t **)

  let div =
    lift2 (fdiv (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val min : t -> t -> t **)

  let min =
    lift2 (fmin (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val max : t -> t -> t **)

  let max =
    lift2 (fmax (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val copysign : t -> t -> t **)

  let copysign =
    lift2
      (fcopysign (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val eq : t -> t -> bool **)

  let eq =
    test2 (feq (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val ne : t -> t -> bool **)

  let ne =
    test2 (fne (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val lt : t -> t -> bool **)

  let lt =
    test2 (flt (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val gt : t -> t -> bool **)

  let gt =
    test2 (fgt (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val le : t -> t -> bool **)

  let le =
    test2 (fle (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))

  (** val ge : t -> t -> bool **)

  let ge =
    test2 (fge (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH)))))
 end

module Cvt =
 struct
  (** val i32_wrap_i64 : I64.t -> I32.t **)

  let i32_wrap_i64 a =
    I32.of_Z (I64.to_Z a)

  (** val i64_extend_i32_u : I32.t -> I64.t **)

  let i64_extend_i32_u a =
    I64.of_Z (I32.to_Z a)

  (** val i64_extend_i32_s : I32.t -> I64.t **)

  let i64_extend_i32_s a =
    I64.of_Z (signed (Zpos (XO (XO (XO (XO (XO XH)))))) (I32.to_Z a))

  (** val i32_trunc_f32_s : F32.t -> I32.t option **)

  let i32_trunc_f32_s a =
    option_map I32.of_Z
      (ftrunc_s (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) (Zpos
        (XO (XO (XO (XO (XO XH)))))) (F32.to_Z a))

  (** val i32_trunc_sat_f32_s : F32.t -> I32.t **)

  let i32_trunc_sat_f32_s a =
    I32.of_Z
      (ftrunc_sat_s (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (Zpos (XO (XO (XO (XO (XO XH)))))) (F32.to_Z a))

  (** val f32_convert_i32_s : I32.t -> F32.t **)

  let f32_convert_i32_s a =
    F32.of_Z
      (fconvert (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (signed (Zpos (XO (XO (XO (XO (XO XH)))))) (I32.to_Z a)))

  (** val i32_trunc_f32_u : F32.t -> I32.t option **)

  let i32_trunc_f32_u a =
    option_map I32.of_Z
      (ftrunc_u (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) (Zpos
        (XO (XO (XO (XO (XO XH)))))) (F32.to_Z a))

  (** val i32_trunc_sat_f32_u : F32.t -> I32.t **)

  let i32_trunc_sat_f32_u a =
    I32.of_Z
      (ftrunc_sat_u (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (Zpos (XO (XO (XO (XO (XO XH)))))) (F32.to_Z a))

  (** val f32_convert_i32_u : I32.t -> F32.t **)

  let f32_convert_i32_u a =
    F32.of_Z
      (fconvert (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (I32.to_Z a))

  (** val i32_trunc_f64_s : F64.t -> I32.t option **)

  let i32_trunc_f64_s a =
    option_map I32.of_Z
      (ftrunc_s (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (Zpos (XO (XO (XO (XO (XO XH)))))) (F64.to_Z a))

  (** val i32_trunc_sat_f64_s : F64.t -> I32.t **)

  let i32_trunc_sat_f64_s a =
    I32.of_Z
      (ftrunc_sat_s (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO
        XH)))) (Zpos (XO (XO (XO (XO (XO XH)))))) (F64.to_Z a))

  (** val f64_convert_i32_s : I32.t -> F64.t **)

  let f64_convert_i32_s a =
    F64.of_Z
      (fconvert (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (signed (Zpos (XO (XO (XO (XO (XO XH)))))) (I32.to_Z a)))

  (** val i32_trunc_f64_u : F64.t -> I32.t option **)

  let i32_trunc_f64_u a =
    option_map I32.of_Z
      (ftrunc_u (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (Zpos (XO (XO (XO (XO (XO XH)))))) (F64.to_Z a))

  (** val i32_trunc_sat_f64_u : F64.t -> I32.t **)

  let i32_trunc_sat_f64_u a =
    I32.of_Z
      (ftrunc_sat_u (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO
        XH)))) (Zpos (XO (XO (XO (XO (XO XH)))))) (F64.to_Z a))

  (** val f64_convert_i32_u : I32.t -> F64.t **)

  let f64_convert_i32_u a =
    F64.of_Z
      (fconvert (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (I32.to_Z a))

  (** val i64_trunc_f32_s : F32.t -> I64.t option **)

  let i64_trunc_f32_s a =
    option_map I64.of_Z
      (ftrunc_s (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) (Zpos
        (XO (XO (XO (XO (XO (XO XH))))))) (F32.to_Z a))

  (** val i64_trunc_sat_f32_s : F32.t -> I64.t **)

  let i64_trunc_sat_f32_s a =
    I64.of_Z
      (ftrunc_sat_s (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F32.to_Z a))

  (** val f32_convert_i64_s : I64.t -> F32.t **)

  let f32_convert_i64_s a =
    F32.of_Z
      (fconvert (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (signed (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (I64.to_Z a)))

  (** val i64_trunc_f32_u : F32.t -> I64.t option **)

  let i64_trunc_f32_u a =
    option_map I64.of_Z
      (ftrunc_u (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH)))) (Zpos
        (XO (XO (XO (XO (XO (XO XH))))))) (F32.to_Z a))

  (** val i64_trunc_sat_f32_u : F32.t -> I64.t **)

  let i64_trunc_sat_f32_u a =
    I64.of_Z
      (ftrunc_sat_u (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F32.to_Z a))

  (** val f32_convert_i64_u : I64.t -> F32.t **)

  let f32_convert_i64_u a =
    F32.of_Z
      (fconvert (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (I64.to_Z a))

  (** val i64_trunc_f64_s : F64.t -> I64.t option **)

  let i64_trunc_f64_s a =
    option_map I64.of_Z
      (ftrunc_s (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F64.to_Z a))

  (** val i64_trunc_sat_f64_s : F64.t -> I64.t **)

  let i64_trunc_sat_f64_s a =
    I64.of_Z
      (ftrunc_sat_s (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO
        XH)))) (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F64.to_Z a))

  (** val f64_convert_i64_s : I64.t -> F64.t **)

  let f64_convert_i64_s a =
    F64.of_Z
      (fconvert (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (signed (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (I64.to_Z a)))

  (** val i64_trunc_f64_u : F64.t -> I64.t option **)

  let i64_trunc_f64_u a =
    option_map I64.of_Z
      (ftrunc_u (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F64.to_Z a))

  (** val i64_trunc_sat_f64_u : F64.t -> I64.t **)

  let i64_trunc_sat_f64_u a =
    I64.of_Z
      (ftrunc_sat_u (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO
        XH)))) (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (F64.to_Z a))

  (** val f64_convert_i64_u : I64.t -> F64.t **)

  let f64_convert_i64_u a =
    F64.of_Z
      (fconvert (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (I64.to_Z a))

  (** val f32_demote_f64 : F64.t -> F32.t **)

  let f32_demote_f64 a =
    F32.of_Z (fdemote (F64.to_Z a))

  (** val f64_promote_f32 : F32.t -> F64.t **)

  let f64_promote_f32 a =
    F64.of_Z (fpromote (F32.to_Z a))

  (** val i32_reinterpret_f32 : F32.t -> I32.t **)

  let i32_reinterpret_f32 a =
    I32.of_Z (F32.to_Z a)

  (** val f32_reinterpret_i32 : I32.t -> F32.t **)

  let f32_reinterpret_i32 a =
    F32.of_Z (I32.to_Z a)

  (** val i64_reinterpret_f64 : F64.t -> I64.t **)

  let i64_reinterpret_f64 a =
    I64.of_Z (F64.to_Z a)

  (** val f64_reinterpret_i64 : I64.t -> F64.t **)

  let f64_reinterpret_i64 a =
    F64.of_Z (I64.to_Z a)
 end

(** val le_bytes : nat -> z -> I8.t list **)

let le_bytes n0 z0 =
  map (fun k ->
    I8.of_Z (Z.shiftr z0 (Z.mul (Zpos (XO (XO (XO XH)))) (Z.of_nat k))))
    (seq O n0)

(** val le_value : I8.t list -> z **)

let rec le_value = function
| [] -> Z0
| b :: bs0 ->
  Z.add (I8.to_Z b)
    (Z.mul (Zpos (XO (XO (XO (XO (XO (XO (XO (XO XH))))))))) (le_value bs0))

(** val page_size : z **)

let page_size =
  Zpos (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO
    XH))))))))))))))))

(** val ea : I32.t -> I32.t -> z **)

let ea base offset =
  Z.add (I32.to_Z base) (I32.to_Z offset)

(** val mem_load : nat -> Mem.t -> I32.t -> I32.t -> z option **)

let mem_load n0 m base offset =
  match place (Mem.to_list m) (ea base offset) with
  | Some k -> option_map le_value (list_slice (Mem.to_list m) k n0)
  | None -> None

(** val mem_write : Mem.t -> z -> I8.t list -> Mem.t option **)

let mem_write m i d =
  match place (Mem.to_list m) i with
  | Some k -> option_map Mem.of_list (list_write (Mem.to_list m) k d)
  | None -> None

(** val mem_store : nat -> Mem.t -> I32.t -> I32.t -> z -> Mem.t option **)

let mem_store n0 m base offset z0 =
  mem_write m (ea base offset) (le_bytes n0 z0)

module MemOps =
 struct
  (** val load8 : Mem.t -> I32.t -> I32.t -> I32.t option **)

  let load8 m b o =
    option_map I32.of_Z (mem_load (S O) m b o)

  (** val load16 : Mem.t -> I32.t -> I32.t -> I32.t option **)

  let load16 m b o =
    option_map I32.of_Z (mem_load (S (S O)) m b o)

  (** val load32 : Mem.t -> I32.t -> I32.t -> I32.t option **)

  let load32 m b o =
    option_map I32.of_Z (mem_load (S (S (S (S O)))) m b o)

  (** val load64 : Mem.t -> I32.t -> I32.t -> I64.t option **)

  let load64 m b o =
    option_map I64.of_Z (mem_load (S (S (S (S (S (S (S (S O)))))))) m b o)

  (** val store8 : Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

  let store8 m b o x =
    mem_store (S O) m b o (I32.to_Z x)

  (** val store16 : Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

  let store16 m b o x =
    mem_store (S (S O)) m b o (I32.to_Z x)

  (** val store32 : Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

  let store32 m b o x =
    mem_store (S (S (S (S O)))) m b o (I32.to_Z x)

  (** val store64 : Mem.t -> I32.t -> I32.t -> I64.t -> Mem.t option **)

  let store64 m b o x =
    mem_store (S (S (S (S (S (S (S (S O)))))))) m b o (I64.to_Z x)

  (** val size : Mem.t -> I32.t **)

  let size m =
    I32.of_Z (Z.div (Z.of_nat (length (Mem.to_list m))) page_size)

  (** val zeros : I32.t -> I8.t list **)

  let zeros pages =
    repeat (I8.of_Z Z0) (Z.to_nat (Z.mul (I32.to_Z pages) page_size))

  (** val make : I32.t -> Mem.t **)

  let make pages =
    Mem.of_list (zeros pages)

  (** val grow : Mem.t -> I32.t -> Mem.t **)

  let grow m pages =
    Mem.of_list (app (Mem.to_list m) (zeros pages))

  (** val write : Mem.t -> I32.t -> Data.t -> Mem.t option **)

  let write m i d =
    mem_write m (I32.to_Z i) (Data.to_list d)
 end

(** val sum_le : I32.t -> I32.t -> I32.t -> bool **)

let sum_le a b c =
  Z.leb (Z.add (I32.to_Z a) (I32.to_Z b)) (I32.to_Z c)

(** val i32_one : I32.t **)

let i32_one =
  I32.of_Z (Zpos XH)

(** val i32_minus_one : I32.t **)

let i32_minus_one =
  I32.of_Z (Zneg XH)

module Coq__2 = struct
 (** val covers : 'a1 list -> I32.t -> I32.t -> bool **)
 let covers l i n0 =
   (&&) (Z.leb (Z.add (I32.to_Z i) (I32.to_Z n0)) (Z.of_nat (length l)))
     (Z.leb (Z.add (I32.to_Z i) (I32.to_Z n0))
       (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XO (XO (XO XH))))))))
end
include Coq__2

(** val nat_of : I32.t -> nat **)

let nat_of i =
  Z.to_nat (I32.to_Z i)

(** val part : 'a1 list -> I32.t -> I32.t -> 'a1 list **)

let part l i n0 =
  firstn (nat_of n0) (skipn (nat_of i) l)

(** val replaced : 'a1 list -> I32.t -> 'a1 list -> 'a1 list option **)

let replaced l i d = match d with
| [] -> Some l
| _ :: _ -> list_write l (nat_of i) d

(** val low_byte : I32.t -> I8.t **)

let low_byte v =
  I8.of_Z (I32.to_Z v)

module MemBulk =
 struct
  (** val covers : Mem.t -> I32.t -> I32.t -> bool **)

  let covers m i n0 =
    covers (Mem.to_list m) i n0

  (** val fill : Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

  let fill m i v n0 =
    if covers m i n0
    then option_map Mem.of_list
           (replaced (Mem.to_list m) i (repeat (low_byte v) (nat_of n0)))
    else None

  (** val copy : Mem.t -> I32.t -> Mem.t -> I32.t -> I32.t -> Mem.t option **)

  let copy m i m' j n0 =
    if (&&) (covers m i n0) (covers m' j n0)
    then option_map Mem.of_list
           (replaced (Mem.to_list m) i (part (Mem.to_list m') j n0))
    else None

  (** val data_covers : Data.t -> I32.t -> I32.t -> bool **)

  let data_covers d j n0 =
    Coq__2.covers (Data.to_list d) j n0

  (** val init :
      Mem.t -> I32.t -> Data.t -> I32.t -> I32.t -> Mem.t option **)

  let init m i d j n0 =
    if (&&) (covers m i n0) (data_covers d j n0)
    then option_map Mem.of_list
           (replaced (Mem.to_list m) i (part (Data.to_list d) j n0))
    else None

  (** val data_len : Data.t -> I32.t **)

  let data_len d =
    I32.of_Z (Z.of_nat (length (Data.to_list d)))

  (** val data_empty : Data.t **)

  let data_empty =
    Data.of_list []
 end

module ArrBulk =
 struct
  (** val covers : 'a1 Arr.t -> I32.t -> I32.t -> bool **)

  let covers x i n0 =
    covers (Arr.to_list x) i n0

  (** val fill : 'a1 Arr.t -> I32.t -> 'a1 -> I32.t -> 'a1 Arr.t option **)

  let fill x i a n0 =
    if covers x i n0
    then option_map Arr.of_list
           (replaced (Arr.to_list x) i (repeat a (nat_of n0)))
    else None

  (** val copy :
      'a1 Arr.t -> I32.t -> 'a1 Arr.t -> I32.t -> I32.t -> 'a1 Arr.t option **)

  let copy x i y j n0 =
    if (&&) (covers x i n0) (covers y j n0)
    then option_map Arr.of_list
           (replaced (Arr.to_list x) i (part (Arr.to_list y) j n0))
    else None

  (** val grow : 'a1 Arr.t -> I32.t -> 'a1 -> 'a1 Arr.t **)

  let grow x n0 a =
    Arr.of_list (app (Arr.to_list x) (repeat a (nat_of n0)))
 end

(** val cnt_bytes : I32.t -> Cnt.t **)

let cnt_bytes n0 =
  Cnt.of_N
    (N.div (Z.to_N (I32.to_Z n0)) (Npos (XO (XO (XO (XO (XO (XO XH))))))))

(** val cnt_refs : I32.t -> Cnt.t **)

let cnt_refs n0 =
  Cnt.of_N (N.div (Z.to_N (I32.to_Z n0)) (Npos (XO (XO (XO XH)))))

(** val cnt_max : Cnt.t **)

let cnt_max =
  Cnt.of_N
    (N.sub (N.pow (Npos (XO XH)) (Npos (XO (XI (XI (XI (XI XH))))))) (Npos
      XH))

(** val lane_count : z -> nat **)

let lane_count n0 =
  Z.to_nat (Z.div (Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))) n0)

(** val lane : z -> z -> z -> z **)

let lane n0 v k =
  Z.modulo (Z.shiftr v (Z.mul n0 k)) (Z.pow (Zpos (XO XH)) n0)

module Coq__3 = struct
 (** val lanes : z -> z -> z list **)
 let lanes n0 v =
   map (fun k -> lane n0 v (Z.of_nat k)) (seq O (lane_count n0))
end
include Coq__3

(** val inv_lanes : z -> z list -> z **)

let rec inv_lanes n0 = function
| [] -> Z0
| x :: l0 ->
  Z.add (Z.modulo x (Z.pow (Zpos (XO XH)) n0))
    (Z.mul (Z.pow (Zpos (XO XH)) n0) (inv_lanes n0 l0))

(** val with_lane : z -> z -> z -> z -> z **)

let with_lane n0 v k x =
  inv_lanes n0
    (map (fun j ->
      if Z.eqb (Z.of_nat j) k then x else lane n0 v (Z.of_nat j))
      (seq O (lane_count n0)))

(** val sat_u : z -> z -> z **)

let sat_u n0 z0 =
  Z.max Z0 (Z.min z0 (Z.sub (Z.pow (Zpos (XO XH)) n0) (Zpos XH)))

(** val sat_s : z -> z -> z **)

let sat_s n0 z0 =
  Z.modulo
    (Z.max (Z.opp (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))))
      (Z.min z0 (Z.sub (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH))) (Zpos XH))))
    (Z.pow (Zpos (XO XH)) n0)

(** val ineg : z -> z -> z **)

let ineg n0 a =
  Z.modulo (Z.sub (Z.pow (Zpos (XO XH)) n0) a) (Z.pow (Zpos (XO XH)) n0)

(** val iabs : z -> z -> z **)

let iabs n0 a =
  if Z.leb Z0 (signed n0 a) then a else ineg n0 a

(** val imin_u : z -> z -> z **)

let imin_u a b =
  if Z.leb a b then a else b

(** val imin_s : z -> z -> z -> z **)

let imin_s n0 a b =
  if Z.leb (signed n0 a) (signed n0 b) then a else b

(** val imax_u : z -> z -> z **)

let imax_u a b =
  if Z.leb b a then a else b

(** val imax_s : z -> z -> z -> z **)

let imax_s n0 a b =
  if Z.leb (signed n0 b) (signed n0 a) then a else b

(** val iadd_sat_u : z -> z -> z -> z **)

let iadd_sat_u n0 a b =
  sat_u n0 (Z.add a b)

(** val iadd_sat_s : z -> z -> z -> z **)

let iadd_sat_s n0 a b =
  sat_s n0 (Z.add (signed n0 a) (signed n0 b))

(** val isub_sat_u : z -> z -> z -> z **)

let isub_sat_u n0 a b =
  sat_u n0 (Z.sub a b)

(** val isub_sat_s : z -> z -> z -> z **)

let isub_sat_s n0 a b =
  sat_s n0 (Z.sub (signed n0 a) (signed n0 b))

(** val iavgr_u : z -> z -> z **)

let iavgr_u a b =
  Z.div (Z.add (Z.add a b) (Zpos XH)) (Zpos (XO XH))

(** val iq15mulr_sat_s : z -> z -> z -> z **)

let iq15mulr_sat_s n0 a b =
  sat_s n0
    (Z.shiftr
      (Z.add (Z.mul (signed n0 a) (signed n0 b))
        (Z.pow (Zpos (XO XH)) (Zpos (XO (XI (XI XH)))))) (Zpos (XI (XI (XI
      XH)))))

(** val inarrow_u : z -> z -> z -> z **)

let inarrow_u n0 m a =
  sat_u n0 (signed m a)

(** val inarrow_s : z -> z -> z -> z **)

let inarrow_s n0 m a =
  sat_s n0 (signed m a)

(** val imask : z -> bool -> z **)

let imask n0 b =
  iextend n0 (Zpos XH) (of_bool b)

(** val fpmin : z -> z -> z -> z -> z **)

let fpmin mw ew a b =
  if flt mw ew b a then b else a

(** val fpmax : z -> z -> z -> z -> z **)

let fpmax mw ew a b =
  if flt mw ew a b then b else a

(** val n2 : I32.t **)

let n2 =
  I32.of_Z (Zpos (XO XH))

(** val n4 : I32.t **)

let n4 =
  I32.of_Z (Zpos (XO (XO XH)))

(** val n8 : I32.t **)

let n8 =
  I32.of_Z (Zpos (XO (XO (XO XH))))

(** val n16 : I32.t **)

let n16 =
  I32.of_Z (Zpos (XO (XO (XO (XO XH)))))

(** val n32 : I32.t **)

let n32 =
  I32.of_Z (Zpos (XO (XO (XO (XO (XO XH))))))

module Lane =
 struct
  (** val lift1 : (z -> z -> z) -> I32.t -> I32.t -> I32.t **)

  let lift1 f n0 a =
    I32.of_Z (f (I32.to_Z n0) (I32.to_Z a))

  (** val lift2 : (z -> z -> z -> z) -> I32.t -> I32.t -> I32.t -> I32.t **)

  let lift2 f n0 a b =
    I32.of_Z (f (I32.to_Z n0) (I32.to_Z a) (I32.to_Z b))

  (** val test2 : (z -> z -> z -> bool) -> I32.t -> I32.t -> I32.t -> bool **)

  let test2 f n0 a b =
    f (I32.to_Z n0) (I32.to_Z a) (I32.to_Z b)

  (** val neg : I32.t -> I32.t -> I32.t **)

  let neg =
    lift1 ineg

  (** val abs : I32.t -> I32.t -> I32.t **)

  let abs =
    lift1 iabs

  (** val add : I32.t -> I32.t -> I32.t -> I32.t **)

  let add =
    lift2 iadd

  (** val sub : I32.t -> I32.t -> I32.t -> I32.t **)

  let sub =
    lift2 isub

  (** val mul : I32.t -> I32.t -> I32.t -> I32.t **)

  let mul =
    lift2 imul

  (** val add_sat_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let add_sat_s =
    lift2 iadd_sat_s

  (** val add_sat_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let add_sat_u =
    lift2 iadd_sat_u

  (** val sub_sat_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let sub_sat_s =
    lift2 isub_sat_s

  (** val sub_sat_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let sub_sat_u =
    lift2 isub_sat_u

  (** val min_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let min_s =
    lift2 imin_s

  (** val min_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let min_u =
    lift2 (fun _ -> imin_u)

  (** val max_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let max_s =
    lift2 imax_s

  (** val max_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let max_u =
    lift2 (fun _ -> imax_u)

  (** val avgr_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let avgr_u =
    lift2 (fun _ -> iavgr_u)

  (** val q15mulr_sat_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let q15mulr_sat_s =
    lift2 iq15mulr_sat_s

  (** val shl : I32.t -> I32.t -> I32.t -> I32.t **)

  let shl =
    lift2 ishl

  (** val shr_s : I32.t -> I32.t -> I32.t -> I32.t **)

  let shr_s =
    lift2 ishr_s

  (** val shr_u : I32.t -> I32.t -> I32.t -> I32.t **)

  let shr_u =
    lift2 ishr_u

  (** val lt_s : I32.t -> I32.t -> I32.t -> bool **)

  let lt_s =
    test2 ilt_s

  (** val gt_s : I32.t -> I32.t -> I32.t -> bool **)

  let gt_s =
    test2 igt_s

  (** val le_s : I32.t -> I32.t -> I32.t -> bool **)

  let le_s =
    test2 ile_s

  (** val ge_s : I32.t -> I32.t -> I32.t -> bool **)

  let ge_s =
    test2 ige_s

  (** val mask : I32.t -> bool -> I32.t **)

  let mask n0 b =
    I32.of_Z (imask (I32.to_Z n0) b)

  (** val narrow_s : I32.t -> I32.t -> I32.t **)

  let narrow_s =
    lift1 (fun n0 -> inarrow_s n0 (Z.mul (Zpos (XO XH)) n0))

  (** val narrow_u : I32.t -> I32.t -> I32.t **)

  let narrow_u =
    lift1 (fun n0 -> inarrow_u n0 (Z.mul (Zpos (XO XH)) n0))

  (** val extend_s : I32.t -> I32.t -> I32.t **)

  let extend_s =
    lift1 (fun n0 -> iextend (Z.mul (Zpos (XO XH)) n0) n0)

  (** val neg64 : I64.t -> I64.t **)

  let neg64 a =
    I64.of_Z (ineg (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (I64.to_Z a))

  (** val abs64 : I64.t -> I64.t **)

  let abs64 a =
    I64.of_Z (iabs (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (I64.to_Z a))

  (** val mask64 : bool -> I64.t **)

  let mask64 b =
    I64.of_Z (imask (Zpos (XO (XO (XO (XO (XO (XO XH))))))) b)

  (** val pmin32 : F32.t -> F32.t -> F32.t **)

  let pmin32 a b =
    F32.of_Z
      (fpmin (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (F32.to_Z a) (F32.to_Z b))

  (** val pmax32 : F32.t -> F32.t -> F32.t **)

  let pmax32 a b =
    F32.of_Z
      (fpmax (Zpos (XI (XI (XI (XO XH))))) (Zpos (XO (XO (XO XH))))
        (F32.to_Z a) (F32.to_Z b))

  (** val pmin64 : F64.t -> F64.t -> F64.t **)

  let pmin64 a b =
    F64.of_Z
      (fpmin (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (F64.to_Z a) (F64.to_Z b))

  (** val pmax64 : F64.t -> F64.t -> F64.t **)

  let pmax64 a b =
    F64.of_Z
      (fpmax (Zpos (XO (XO (XI (XO (XI XH)))))) (Zpos (XI (XI (XO XH))))
        (F64.to_Z a) (F64.to_Z b))
 end

module Vec =
 struct
  (** val zero : V128.t **)

  let zero =
    V128.of_Z Z0

  (** val is_zero : V128.t -> bool **)

  let is_zero a =
    ieqz (V128.to_Z a)

  (** val lift2 : (z -> z -> z) -> V128.t -> V128.t -> V128.t **)

  let lift2 f a b =
    V128.of_Z (f (V128.to_Z a) (V128.to_Z b))

  (** val not : V128.t -> V128.t **)

  let not a =
    V128.of_Z
      (ixor (V128.to_Z a)
        (Z.sub
          (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))))
          (Zpos XH)))

  (** val coq_and : V128.t -> V128.t -> V128.t **)

  let coq_and =
    lift2 iand

  (** val coq_or : V128.t -> V128.t -> V128.t **)

  let coq_or =
    lift2 ior

  (** val xor : V128.t -> V128.t -> V128.t **)

  let xor =
    lift2 ixor

  (** val get : I32.t -> V128.t -> I32.t -> I32.t **)

  let get n0 v k =
    I32.of_Z (lane (I32.to_Z n0) (V128.to_Z v) (I32.to_Z k))

  (** val get64 : V128.t -> I32.t -> I64.t **)

  let get64 v k =
    I64.of_Z
      (lane (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (V128.to_Z v)
        (I32.to_Z k))

  (** val set : I32.t -> V128.t -> I32.t -> I32.t -> V128.t **)

  let set n0 v k x =
    V128.of_Z
      (with_lane (I32.to_Z n0) (V128.to_Z v) (I32.to_Z k) (I32.to_Z x))

  (** val set64 : V128.t -> I32.t -> I64.t -> V128.t **)

  let set64 v k x =
    V128.of_Z
      (with_lane (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (V128.to_Z v)
        (I32.to_Z k) (I64.to_Z x))

  (** val lanes : I32.t -> V128.t -> I32.t list **)

  let lanes n0 v =
    map I32.of_Z (lanes (I32.to_Z n0) (V128.to_Z v))

  (** val lanes64 : V128.t -> I64.t list **)

  let lanes64 v =
    map I64.of_Z
      (Coq__3.lanes (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (V128.to_Z v))

  (** val of_lanes : I32.t -> I32.t list -> V128.t **)

  let of_lanes n0 l =
    V128.of_Z (inv_lanes (I32.to_Z n0) (map I32.to_Z l))

  (** val of_lanes64 : I64.t list -> V128.t **)

  let of_lanes64 l =
    V128.of_Z
      (inv_lanes (Zpos (XO (XO (XO (XO (XO (XO XH))))))) (map I64.to_Z l))

  (** val splat : I32.t -> I32.t -> V128.t **)

  let splat n0 x =
    of_lanes n0 (repeat x (lane_count (I32.to_Z n0)))

  (** val splat64 : I64.t -> V128.t **)

  let splat64 x =
    of_lanes64 (x :: (x :: []))

  (** val map2 : ('a1 -> 'a2 -> 'a3) -> 'a1 list -> 'a2 list -> 'a3 list **)

  let rec map2 f l m =
    match l with
    | [] -> []
    | a :: l0 ->
      (match m with
       | [] -> []
       | b :: m0 -> (f a b) :: (map2 f l0 m0))

  (** val lift1n : I32.t -> (I32.t -> I32.t) -> V128.t -> V128.t **)

  let lift1n n0 f a =
    of_lanes n0 (map f (lanes n0 a))

  (** val lift2n :
      I32.t -> (I32.t -> I32.t -> I32.t) -> V128.t -> V128.t -> V128.t **)

  let lift2n n0 f a b =
    of_lanes n0 (map2 f (lanes n0 a) (lanes n0 b))

  (** val lift1w : (I64.t -> I64.t) -> V128.t -> V128.t **)

  let lift1w f a =
    of_lanes64 (map f (lanes64 a))

  (** val lift2w : (I64.t -> I64.t -> I64.t) -> V128.t -> V128.t -> V128.t **)

  let lift2w f a b =
    of_lanes64 (map2 f (lanes64 a) (lanes64 b))
 end

module VecMem =
 struct
  (** val load128 : Mem.t -> I32.t -> I32.t -> V128.t option **)

  let load128 m b o =
    option_map V128.of_Z
      (mem_load (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S
        O)))))))))))))))) m b o)

  (** val store128 : Mem.t -> I32.t -> I32.t -> V128.t -> Mem.t option **)

  let store128 m b o x =
    mem_store (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S
      O)))))))))))))))) m b o (V128.to_Z x)
 end

type pos = I32.t

type addr = I32.t

type reftype =
| FuncRef
| ExternRef

type valtype =
| I32T
| I64T
| F32T
| F64T
| V128T
| RefT of reftype

type numtype =
| NI32
| NI64
| NF32
| NF64

(** val num_type : numtype -> valtype **)

let num_type = function
| NI32 -> I32T
| NI64 -> I64T
| NF32 -> F32T
| NF64 -> F64T

type functype = { ft_params : valtype list; ft_results : valtype list }

type blocktype =
| BtVal of valtype option
| BtIdx of I32.t

type mut =
| MConst
| MVar

type reference =
| RNull of reftype
| RFunc of addr
| RExtern of Cnt.t

type val0 =
| VI32 of I32.t
| VI64 of I64.t
| VF32 of F32.t
| VF64 of F64.t
| VV128 of V128.t
| VRef of reference

type trap =
| TUnreachable
| TIntegerDivideByZero
| TIntegerOverflow
| TInvalidConversionToInteger
| TOutOfBoundsMemoryAccess
| TOutOfBoundsTableAccess
| TUndefinedElement
| TUninitializedElement
| TIndirectCallTypeMismatch
| THost

type iunop =
| Clz
| Ctz
| Popcnt
| Extend8S
| Extend16S
| Extend32S

type ibinop =
| Add
| Sub
| Mul
| DivS
| DivU
| RemS
| RemU
| And
| Or
| Xor
| Shl
| ShrS
| ShrU
| Rotl
| Rotr

type irelop =
| Eq0
| Ne
| LtS
| LtU
| GtS
| GtU
| LeS
| LeU
| GeS
| GeU

type funop =
| FAbs
| FNeg
| FSqrt
| FCeil
| FFloor
| FTrunc
| FNearest

type fbinop =
| FAdd
| FSub
| FMul
| FDiv
| FMin
| FMax
| FCopysign

type frelop =
| FEq
| FNe
| FLt
| FGt
| FLe
| FGe

type unop =
| UI32 of iunop
| UI64 of iunop
| UF32 of funop
| UF64 of funop

type binop =
| BI32 of ibinop
| BI64 of ibinop
| BF32 of fbinop
| BF64 of fbinop

type testop =
| EqzI32
| EqzI64

type relop =
| RI32 of irelop
| RI64 of irelop
| RF32 of frelop
| RF64 of frelop

type cvtop =
| I32WrapI64
| I64ExtendI32S
| I64ExtendI32U
| I32TruncF32S
| I32TruncF32U
| I32TruncF64S
| I32TruncF64U
| I64TruncF32S
| I64TruncF32U
| I64TruncF64S
| I64TruncF64U
| I32TruncSatF32S
| I32TruncSatF32U
| I32TruncSatF64S
| I32TruncSatF64U
| I64TruncSatF32S
| I64TruncSatF32U
| I64TruncSatF64S
| I64TruncSatF64U
| F32ConvertI32S
| F32ConvertI32U
| F32ConvertI64S
| F32ConvertI64U
| F64ConvertI32S
| F64ConvertI32U
| F64ConvertI64S
| F64ConvertI64U
| F32DemoteF64
| F64PromoteF32
| I32ReinterpretF32
| I64ReinterpretF64
| F32ReinterpretI32
| F64ReinterpretI64

type sx =
| SX
| UX

type packsize =
| P8
| P16
| P32

type inttype =
| IT32
| IT64

type ishape =
| I8x16
| I16x8
| I32x4
| I64x2

type fshape =
| F32x4
| F64x2

type shape =
| ShI of ishape
| ShF of fshape

type half =
| Low
| High

type vvbinop =
| VVAnd
| VVAndNot
| VVOr
| VVXor

type viunop =
| VAbs
| VNeg
| VPopcnt

type vibinop =
| VAdd
| VSub
| VMul
| VAddSatS
| VAddSatU
| VSubSatS
| VSubSatU
| VMinS
| VMinU
| VMaxS
| VMaxU
| VAvgrU
| VQ15mulrSatS

type vfbinop =
| VFAdd
| VFSub
| VFMul
| VFDiv
| VFMin
| VFMax
| VFPmin
| VFPmax

type vunop =
| VUI of ishape * viunop
| VUF of fshape * funop

type vbinop =
| VBI of ishape * vibinop
| VBF of fshape * vfbinop

type vrelop =
| VRI of ishape * irelop
| VRF of fshape * frelop

type vshiftop =
| VShl
| VShrS
| VShrU

type vextbinop =
| VExtmul of half * ishape * sx
| VDotS

type vcvtop =
| VExtend of half * ishape * sx
| VTruncSat of sx
| VConvert of sx
| VTruncSatZero of sx
| VConvertLow of sx
| VDemoteZero
| VPromoteLow

type vecop =
| VVUnop
| VVBinop of vvbinop
| VVTernop
| VVTestop
| VUnop of vunop
| VBinop of vbinop
| VTestop of ishape
| VRelop of vrelop
| VShiftop of ishape * vshiftop
| VBitmask of ishape
| VSwizzle
| VShuffle of I32.t list
| VSplat of shape
| VExtractLane of shape * sx option * I32.t
| VReplaceLane of shape * I32.t
| VExtunop of ishape * sx
| VExtbinop of vextbinop
| VNarrow of ishape * sx
| VCvtop of vcvtop

type vloadop =
| VLWhole
| VLShape of ishape * sx
| VLSplat of ishape
| VLZero of ishape

type moduleinst = { mi_types : functype Arr.t; mi_funcs : addr Arr.t;
                    mi_tables : addr Arr.t; mi_mems : addr Arr.t;
                    mi_globals : addr Arr.t; mi_elems : addr Arr.t;
                    mi_datas : addr Arr.t; mi_id : I32.t }

type frame = { f_locals : val0 lcl; f_module : moduleinst }

type instr =
| Nop
| Unreachable of pos
| Drop
| Select of valtype list option
| Const of val0
| Unop of unop
| Binop of binop * pos
| Testop of testop
| Relop of relop
| Cvtop of cvtop * pos
| LocalGet of I32.t
| LocalSet of I32.t
| LocalTee of I32.t
| GlobalGet of I32.t
| GlobalSet of I32.t
| LoadNum of numtype * I32.t * nat * I32.t * pos
| LoadPack of inttype * packsize * sx * I32.t * nat * I32.t * pos
| StoreNum of numtype * I32.t * nat * I32.t * pos
| StorePack of inttype * packsize * I32.t * nat * I32.t * pos
| MemorySize of I32.t
| MemoryGrow of I32.t
| MemoryFill of I32.t * pos
| MemoryCopy of I32.t * I32.t * pos
| MemoryInit of I32.t * I32.t * pos
| DataDrop of I32.t
| RefIsNull
| RefFunc of I32.t
| TableGet of I32.t * pos
| TableSet of I32.t * pos
| TableSize of I32.t
| TableGrow of I32.t
| TableFill of I32.t * pos
| TableCopy of I32.t * I32.t * pos
| TableInit of I32.t * I32.t * pos
| ElemDrop of I32.t
| Vec of vecop
| VLoad of vloadop * I32.t * nat * I32.t * pos
| VLoadLane of ishape * I32.t * nat * I32.t * I32.t * pos
| VStore of I32.t * nat * I32.t * pos
| VStoreLane of ishape * I32.t * nat * I32.t * I32.t * pos
| Block of blocktype * instr list
| Loop of blocktype * instr list * pos
| If of blocktype * instr list * instr list
| Br of nat
| BrIf of nat
| BrTable of nat Arr.t * nat
| Return
| Call of I32.t * pos
| CallIndirect of I32.t * I32.t * pos
| CALL_ADDR of addr * pos
| LABEL of nat * instr list * instr list
| FRAME of nat * frame * instr list
| TRAP of trap

type func = { fn_locals : valtype list; fn_body : instr list;
              fn_units : Cnt.t; fn_index : I32.t; fn_entry : pos }

(** val reftype_eqb : reftype -> reftype -> bool **)

let reftype_eqb a b =
  match a with
  | FuncRef -> (match b with
                | FuncRef -> true
                | ExternRef -> false)
  | ExternRef -> (match b with
                  | FuncRef -> false
                  | ExternRef -> true)

(** val valtype_eqb : valtype -> valtype -> bool **)

let valtype_eqb a b =
  match a with
  | I32T -> (match b with
             | I32T -> true
             | _ -> false)
  | I64T -> (match b with
             | I64T -> true
             | _ -> false)
  | F32T -> (match b with
             | F32T -> true
             | _ -> false)
  | F64T -> (match b with
             | F64T -> true
             | _ -> false)
  | V128T -> (match b with
              | V128T -> true
              | _ -> false)
  | RefT a0 -> (match b with
                | RefT b0 -> reftype_eqb a0 b0
                | _ -> false)

(** val types_eqb : valtype list -> valtype list -> bool **)

let rec types_eqb a b =
  match a with
  | [] -> (match b with
           | [] -> true
           | _ :: _ -> false)
  | x :: a0 ->
    (match b with
     | [] -> false
     | y :: b0 -> (&&) (valtype_eqb x y) (types_eqb a0 b0))

(** val functype_eqb : functype -> functype -> bool **)

let functype_eqb a b =
  (&&) (types_eqb a.ft_params b.ft_params)
    (types_eqb a.ft_results b.ft_results)

(** val reftype_of : reference -> reftype **)

let reftype_of = function
| RNull t0 -> t0
| RFunc _ -> FuncRef
| RExtern _ -> ExternRef

(** val is_null : reference -> bool **)

let is_null = function
| RNull _ -> true
| _ -> false

(** val typeof : val0 -> valtype **)

let typeof = function
| VI32 _ -> I32T
| VI64 _ -> I64T
| VF32 _ -> F32T
| VF64 _ -> F64T
| VV128 _ -> V128T
| VRef r -> RefT (reftype_of r)

(** val default : valtype -> val0 **)

let default = function
| I32T -> VI32 I32ops.zero
| I64T -> VI64 I64ops.zero
| F32T -> VF32 F32ops.zero
| F64T -> VF64 F64ops.zero
| V128T -> VV128 Vec.zero
| RefT t1 -> VRef (RNull t1)

type nres =
| NVal of val0
| NTrap of trap
| NBad

(** val i32_of_bool : bool -> I32.t **)

let i32_of_bool = function
| true -> i32_one
| false -> I32ops.zero

(** val eval_unop : unop -> val0 -> nres **)

let eval_unop o v =
  match o with
  | UI32 o0 ->
    (match v with
     | VI32 a ->
       (match o0 with
        | Clz -> NVal (VI32 (I32ops.clz a))
        | Ctz -> NVal (VI32 (I32ops.ctz a))
        | Popcnt -> NVal (VI32 (I32ops.popcnt a))
        | Extend8S -> NVal (VI32 (I32ops.extend8_s a))
        | Extend16S -> NVal (VI32 (I32ops.extend16_s a))
        | Extend32S -> NBad)
     | _ -> NBad)
  | UI64 o0 ->
    (match v with
     | VI64 a ->
       (match o0 with
        | Clz -> NVal (VI64 (I64ops.clz a))
        | Ctz -> NVal (VI64 (I64ops.ctz a))
        | Popcnt -> NVal (VI64 (I64ops.popcnt a))
        | Extend8S -> NVal (VI64 (I64ops.extend8_s a))
        | Extend16S -> NVal (VI64 (I64ops.extend16_s a))
        | Extend32S -> NVal (VI64 (I64ops.extend32_s a)))
     | _ -> NBad)
  | UF32 o0 ->
    (match v with
     | VF32 a ->
       NVal (VF32
         (match o0 with
          | FAbs -> F32ops.abs a
          | FNeg -> F32ops.neg a
          | FSqrt -> F32ops.sqrt a
          | FCeil -> F32ops.ceil a
          | FFloor -> F32ops.floor a
          | FTrunc -> F32ops.trunc a
          | FNearest -> F32ops.nearest a))
     | _ -> NBad)
  | UF64 o0 ->
    (match v with
     | VF64 a ->
       NVal (VF64
         (match o0 with
          | FAbs -> F64ops.abs a
          | FNeg -> F64ops.neg a
          | FSqrt -> F64ops.sqrt a
          | FCeil -> F64ops.ceil a
          | FFloor -> F64ops.floor a
          | FTrunc -> F64ops.trunc a
          | FNearest -> F64ops.nearest a))
     | _ -> NBad)

(** val eval_binop : binop -> val0 -> val0 -> nres **)

let eval_binop o v1 v2 =
  match o with
  | BI32 o0 ->
    (match v1 with
     | VI32 a ->
       (match v2 with
        | VI32 b ->
          (match o0 with
           | Add -> NVal (VI32 (I32ops.add a b))
           | Sub -> NVal (VI32 (I32ops.sub a b))
           | Mul -> NVal (VI32 (I32ops.mul a b))
           | DivS ->
             (match I32ops.div_s a b with
              | Some c -> NVal (VI32 c)
              | None ->
                NTrap
                  (if I32ops.is_zero b
                   then TIntegerDivideByZero
                   else TIntegerOverflow))
           | DivU ->
             (match I32ops.div_u a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemS ->
             (match I32ops.rem_s a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemU ->
             (match I32ops.rem_u a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | And -> NVal (VI32 (I32ops.coq_and a b))
           | Or -> NVal (VI32 (I32ops.coq_or a b))
           | Xor -> NVal (VI32 (I32ops.xor a b))
           | Shl -> NVal (VI32 (I32ops.shl a b))
           | ShrS -> NVal (VI32 (I32ops.shr_s a b))
           | ShrU -> NVal (VI32 (I32ops.shr_u a b))
           | Rotl -> NVal (VI32 (I32ops.rotl a b))
           | Rotr -> NVal (VI32 (I32ops.rotr a b)))
        | _ -> NBad)
     | _ -> NBad)
  | BI64 o0 ->
    (match v1 with
     | VI64 a ->
       (match v2 with
        | VI64 b ->
          (match o0 with
           | Add -> NVal (VI64 (I64ops.add a b))
           | Sub -> NVal (VI64 (I64ops.sub a b))
           | Mul -> NVal (VI64 (I64ops.mul a b))
           | DivS ->
             (match I64ops.div_s a b with
              | Some c -> NVal (VI64 c)
              | None ->
                NTrap
                  (if I64ops.is_zero b
                   then TIntegerDivideByZero
                   else TIntegerOverflow))
           | DivU ->
             (match I64ops.div_u a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemS ->
             (match I64ops.rem_s a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemU ->
             (match I64ops.rem_u a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | And -> NVal (VI64 (I64ops.coq_and a b))
           | Or -> NVal (VI64 (I64ops.coq_or a b))
           | Xor -> NVal (VI64 (I64ops.xor a b))
           | Shl -> NVal (VI64 (I64ops.shl a b))
           | ShrS -> NVal (VI64 (I64ops.shr_s a b))
           | ShrU -> NVal (VI64 (I64ops.shr_u a b))
           | Rotl -> NVal (VI64 (I64ops.rotl a b))
           | Rotr -> NVal (VI64 (I64ops.rotr a b)))
        | _ -> NBad)
     | _ -> NBad)
  | BF32 o0 ->
    (match v1 with
     | VF32 a ->
       (match v2 with
        | VF32 b ->
          NVal (VF32
            (match o0 with
             | FAdd -> F32ops.add a b
             | FSub -> F32ops.sub a b
             | FMul -> F32ops.mul a b
             | FDiv -> F32ops.div a b
             | FMin -> F32ops.min a b
             | FMax -> F32ops.max a b
             | FCopysign -> F32ops.copysign a b))
        | _ -> NBad)
     | _ -> NBad)
  | BF64 o0 ->
    (match v1 with
     | VF64 a ->
       (match v2 with
        | VF64 b ->
          NVal (VF64
            (match o0 with
             | FAdd -> F64ops.add a b
             | FSub -> F64ops.sub a b
             | FMul -> F64ops.mul a b
             | FDiv -> F64ops.div a b
             | FMin -> F64ops.min a b
             | FMax -> F64ops.max a b
             | FCopysign -> F64ops.copysign a b))
        | _ -> NBad)
     | _ -> NBad)

(** val eval_testop : testop -> val0 -> nres **)

let eval_testop o v =
  match o with
  | EqzI32 ->
    (match v with
     | VI32 a -> NVal (VI32 (i32_of_bool (I32ops.is_zero a)))
     | _ -> NBad)
  | EqzI64 ->
    (match v with
     | VI64 a -> NVal (VI32 (i32_of_bool (I64ops.is_zero a)))
     | _ -> NBad)

(** val eval_relop : relop -> val0 -> val0 -> nres **)

let eval_relop o v1 v2 =
  match o with
  | RI32 o0 ->
    (match v1 with
     | VI32 a ->
       (match v2 with
        | VI32 b ->
          NVal (VI32
            (i32_of_bool
              (match o0 with
               | Eq0 -> I32ops.eq a b
               | Ne -> I32ops.ne a b
               | LtS -> I32ops.lt_s a b
               | LtU -> I32ops.lt_u a b
               | GtS -> I32ops.gt_s a b
               | GtU -> I32ops.gt_u a b
               | LeS -> I32ops.le_s a b
               | LeU -> I32ops.le_u a b
               | GeS -> I32ops.ge_s a b
               | GeU -> I32ops.ge_u a b)))
        | _ -> NBad)
     | _ -> NBad)
  | RI64 o0 ->
    (match v1 with
     | VI64 a ->
       (match v2 with
        | VI64 b ->
          NVal (VI32
            (i32_of_bool
              (match o0 with
               | Eq0 -> I64ops.eq a b
               | Ne -> I64ops.ne a b
               | LtS -> I64ops.lt_s a b
               | LtU -> I64ops.lt_u a b
               | GtS -> I64ops.gt_s a b
               | GtU -> I64ops.gt_u a b
               | LeS -> I64ops.le_s a b
               | LeU -> I64ops.le_u a b
               | GeS -> I64ops.ge_s a b
               | GeU -> I64ops.ge_u a b)))
        | _ -> NBad)
     | _ -> NBad)
  | RF32 o0 ->
    (match v1 with
     | VF32 a ->
       (match v2 with
        | VF32 b ->
          NVal (VI32
            (i32_of_bool
              (match o0 with
               | FEq -> F32ops.eq a b
               | FNe -> F32ops.ne a b
               | FLt -> F32ops.lt a b
               | FGt -> F32ops.gt a b
               | FLe -> F32ops.le a b
               | FGe -> F32ops.ge a b)))
        | _ -> NBad)
     | _ -> NBad)
  | RF64 o0 ->
    (match v1 with
     | VF64 a ->
       (match v2 with
        | VF64 b ->
          NVal (VI32
            (i32_of_bool
              (match o0 with
               | FEq -> F64ops.eq a b
               | FNe -> F64ops.ne a b
               | FLt -> F64ops.lt a b
               | FGt -> F64ops.gt a b
               | FLe -> F64ops.le a b
               | FGe -> F64ops.ge a b)))
        | _ -> NBad)
     | _ -> NBad)

(** val trunc_i32 : bool -> I32.t option -> nres **)

let trunc_i32 nan = function
| Some c -> NVal (VI32 c)
| None ->
  NTrap (if nan then TInvalidConversionToInteger else TIntegerOverflow)

(** val trunc_i64 : bool -> I64.t option -> nres **)

let trunc_i64 nan = function
| Some c -> NVal (VI64 c)
| None ->
  NTrap (if nan then TInvalidConversionToInteger else TIntegerOverflow)

(** val eval_cvtop : cvtop -> val0 -> nres **)

let eval_cvtop o v =
  match o with
  | I32WrapI64 ->
    (match v with
     | VI64 a -> NVal (VI32 (Cvt.i32_wrap_i64 a))
     | _ -> NBad)
  | I64ExtendI32S ->
    (match v with
     | VI32 a -> NVal (VI64 (Cvt.i64_extend_i32_s a))
     | _ -> NBad)
  | I64ExtendI32U ->
    (match v with
     | VI32 a -> NVal (VI64 (Cvt.i64_extend_i32_u a))
     | _ -> NBad)
  | I32TruncF32S ->
    (match v with
     | VF32 a -> trunc_i32 (F32ops.is_nan a) (Cvt.i32_trunc_f32_s a)
     | _ -> NBad)
  | I32TruncF32U ->
    (match v with
     | VF32 a -> trunc_i32 (F32ops.is_nan a) (Cvt.i32_trunc_f32_u a)
     | _ -> NBad)
  | I32TruncF64S ->
    (match v with
     | VF64 a -> trunc_i32 (F64ops.is_nan a) (Cvt.i32_trunc_f64_s a)
     | _ -> NBad)
  | I32TruncF64U ->
    (match v with
     | VF64 a -> trunc_i32 (F64ops.is_nan a) (Cvt.i32_trunc_f64_u a)
     | _ -> NBad)
  | I64TruncF32S ->
    (match v with
     | VF32 a -> trunc_i64 (F32ops.is_nan a) (Cvt.i64_trunc_f32_s a)
     | _ -> NBad)
  | I64TruncF32U ->
    (match v with
     | VF32 a -> trunc_i64 (F32ops.is_nan a) (Cvt.i64_trunc_f32_u a)
     | _ -> NBad)
  | I64TruncF64S ->
    (match v with
     | VF64 a -> trunc_i64 (F64ops.is_nan a) (Cvt.i64_trunc_f64_s a)
     | _ -> NBad)
  | I64TruncF64U ->
    (match v with
     | VF64 a -> trunc_i64 (F64ops.is_nan a) (Cvt.i64_trunc_f64_u a)
     | _ -> NBad)
  | I32TruncSatF32S ->
    (match v with
     | VF32 a -> NVal (VI32 (Cvt.i32_trunc_sat_f32_s a))
     | _ -> NBad)
  | I32TruncSatF32U ->
    (match v with
     | VF32 a -> NVal (VI32 (Cvt.i32_trunc_sat_f32_u a))
     | _ -> NBad)
  | I32TruncSatF64S ->
    (match v with
     | VF64 a -> NVal (VI32 (Cvt.i32_trunc_sat_f64_s a))
     | _ -> NBad)
  | I32TruncSatF64U ->
    (match v with
     | VF64 a -> NVal (VI32 (Cvt.i32_trunc_sat_f64_u a))
     | _ -> NBad)
  | I64TruncSatF32S ->
    (match v with
     | VF32 a -> NVal (VI64 (Cvt.i64_trunc_sat_f32_s a))
     | _ -> NBad)
  | I64TruncSatF32U ->
    (match v with
     | VF32 a -> NVal (VI64 (Cvt.i64_trunc_sat_f32_u a))
     | _ -> NBad)
  | I64TruncSatF64S ->
    (match v with
     | VF64 a -> NVal (VI64 (Cvt.i64_trunc_sat_f64_s a))
     | _ -> NBad)
  | I64TruncSatF64U ->
    (match v with
     | VF64 a -> NVal (VI64 (Cvt.i64_trunc_sat_f64_u a))
     | _ -> NBad)
  | F32ConvertI32S ->
    (match v with
     | VI32 a -> NVal (VF32 (Cvt.f32_convert_i32_s a))
     | _ -> NBad)
  | F32ConvertI32U ->
    (match v with
     | VI32 a -> NVal (VF32 (Cvt.f32_convert_i32_u a))
     | _ -> NBad)
  | F32ConvertI64S ->
    (match v with
     | VI64 a -> NVal (VF32 (Cvt.f32_convert_i64_s a))
     | _ -> NBad)
  | F32ConvertI64U ->
    (match v with
     | VI64 a -> NVal (VF32 (Cvt.f32_convert_i64_u a))
     | _ -> NBad)
  | F64ConvertI32S ->
    (match v with
     | VI32 a -> NVal (VF64 (Cvt.f64_convert_i32_s a))
     | _ -> NBad)
  | F64ConvertI32U ->
    (match v with
     | VI32 a -> NVal (VF64 (Cvt.f64_convert_i32_u a))
     | _ -> NBad)
  | F64ConvertI64S ->
    (match v with
     | VI64 a -> NVal (VF64 (Cvt.f64_convert_i64_s a))
     | _ -> NBad)
  | F64ConvertI64U ->
    (match v with
     | VI64 a -> NVal (VF64 (Cvt.f64_convert_i64_u a))
     | _ -> NBad)
  | F32DemoteF64 ->
    (match v with
     | VF64 a -> NVal (VF32 (Cvt.f32_demote_f64 a))
     | _ -> NBad)
  | F64PromoteF32 ->
    (match v with
     | VF32 a -> NVal (VF64 (Cvt.f64_promote_f32 a))
     | _ -> NBad)
  | I32ReinterpretF32 ->
    (match v with
     | VF32 a -> NVal (VI32 (Cvt.i32_reinterpret_f32 a))
     | _ -> NBad)
  | I64ReinterpretF64 ->
    (match v with
     | VF64 a -> NVal (VI64 (Cvt.i64_reinterpret_f64 a))
     | _ -> NBad)
  | F32ReinterpretI32 ->
    (match v with
     | VI32 a -> NVal (VF32 (Cvt.f32_reinterpret_i32 a))
     | _ -> NBad)
  | F64ReinterpretI64 ->
    (match v with
     | VI64 a -> NVal (VF64 (Cvt.f64_reinterpret_i64 a))
     | _ -> NBad)

type tableinst = { ti_type : reftype; ti_max : I32.t option;
                   ti_elems : reference Arr.t }

type meminst = { me_max : I32.t option; me_data : Mem.t }

type eleminst = { ei_type : reftype; ei_refs : reference Arr.t }

type globalinst = { gi_mut : mut; gi_val : val0 }

type hostact =
| HMemWrite of addr * I32.t * Data.t
| HMemGrow of addr * I32.t
| HGlobalSet of addr * val0
| HTableSet of addr * I32.t * reference
| HTableGrow of addr * I32.t * reference

type hostanswer = { ha_acts : hostact list; ha_result : val0 list option }

type hostcall = { hc_host : I32.t; hc_args : val0 list }

type funcinst =
| FWasm of functype * moduleinst * func
| FHost of functype * I32.t

type store = { s_funcs : funcinst Arr.t; s_tables : tableinst Arr.t;
               s_mems : meminst Arr.t; s_globals : globalinst Arr.t;
               s_elems : eleminst Arr.t; s_datas : Data.t Arr.t;
               s_scripts : hostanswer list Arr.t; s_trace : hostcall list }

(** val with_tables : store -> tableinst Arr.t -> store **)

let with_tables s x =
  { s_funcs = s.s_funcs; s_tables = x; s_mems = s.s_mems; s_globals =
    s.s_globals; s_elems = s.s_elems; s_datas = s.s_datas; s_scripts =
    s.s_scripts; s_trace = s.s_trace }

(** val with_mems : store -> meminst Arr.t -> store **)

let with_mems s x =
  { s_funcs = s.s_funcs; s_tables = s.s_tables; s_mems = x; s_globals =
    s.s_globals; s_elems = s.s_elems; s_datas = s.s_datas; s_scripts =
    s.s_scripts; s_trace = s.s_trace }

(** val with_globals : store -> globalinst Arr.t -> store **)

let with_globals s x =
  { s_funcs = s.s_funcs; s_tables = s.s_tables; s_mems = s.s_mems;
    s_globals = x; s_elems = s.s_elems; s_datas = s.s_datas; s_scripts =
    s.s_scripts; s_trace = s.s_trace }

(** val with_datas : store -> Data.t Arr.t -> store **)

let with_datas s x =
  { s_funcs = s.s_funcs; s_tables = s.s_tables; s_mems = s.s_mems;
    s_globals = s.s_globals; s_elems = s.s_elems; s_datas = x; s_scripts =
    s.s_scripts; s_trace = s.s_trace }

(** val with_elems : store -> eleminst Arr.t -> store **)

let with_elems s x =
  { s_funcs = s.s_funcs; s_tables = s.s_tables; s_mems = s.s_mems;
    s_globals = s.s_globals; s_elems = x; s_datas = s.s_datas; s_scripts =
    s.s_scripts; s_trace = s.s_trace }

(** val with_host :
    store -> hostanswer list Arr.t -> hostcall list -> store **)

let with_host s x y =
  { s_funcs = s.s_funcs; s_tables = s.s_tables; s_mems = s.s_mems;
    s_globals = s.s_globals; s_elems = s.s_elems; s_datas = s.s_datas;
    s_scripts = x; s_trace = y }

(** val functype_of : funcinst -> functype **)

let functype_of = function
| FWasm (ft, _, _) -> ft
| FHost (ft, _) -> ft

(** val mem_of : store -> moduleinst -> I32.t -> meminst option **)

let mem_of s mi x =
  match arr_get mi.mi_mems x with
  | Some a -> arr_get s.s_mems a
  | None -> None

(** val global_of : store -> moduleinst -> I32.t -> globalinst option **)

let global_of s mi x =
  match arr_get mi.mi_globals x with
  | Some a -> arr_get s.s_globals a
  | None -> None

(** val set_mem_at : store -> addr -> meminst -> store option **)

let set_mem_at s a m =
  match arr_set s.s_mems a m with
  | Some l -> Some (with_mems s l)
  | None -> None

(** val set_mem : store -> moduleinst -> I32.t -> meminst -> store option **)

let set_mem s mi x m =
  match arr_get mi.mi_mems x with
  | Some a -> set_mem_at s a m
  | None -> None

(** val set_global_at : store -> addr -> val0 -> store option **)

let set_global_at s a v =
  match arr_get s.s_globals a with
  | Some g ->
    (match arr_set s.s_globals a { gi_mut = g.gi_mut; gi_val = v } with
     | Some l -> Some (with_globals s l)
     | None -> None)
  | None -> None

(** val set_global : store -> moduleinst -> I32.t -> val0 -> store option **)

let set_global s mi x v =
  match arr_get mi.mi_globals x with
  | Some a -> set_global_at s a v
  | None -> None

(** val data_of : store -> moduleinst -> I32.t -> Data.t option **)

let data_of s mi y =
  match arr_get mi.mi_datas y with
  | Some a -> arr_get s.s_datas a
  | None -> None

(** val set_data : store -> moduleinst -> I32.t -> Data.t -> store option **)

let set_data s mi y d =
  match arr_get mi.mi_datas y with
  | Some a ->
    (match arr_set s.s_datas a d with
     | Some l -> Some (with_datas s l)
     | None -> None)
  | None -> None

(** val table_of : store -> moduleinst -> I32.t -> tableinst option **)

let table_of s mi x =
  match arr_get mi.mi_tables x with
  | Some a -> arr_get s.s_tables a
  | None -> None

(** val set_elems_at :
    store -> addr -> tableinst -> reference Arr.t -> store option **)

let set_elems_at s a t0 l =
  match arr_set s.s_tables a { ti_type = t0.ti_type; ti_max = t0.ti_max;
          ti_elems = l } with
  | Some l0 -> Some (with_tables s l0)
  | None -> None

(** val set_table :
    store -> moduleinst -> I32.t -> tableinst -> reference Arr.t -> store
    option **)

let set_table s mi x t0 l =
  match arr_get mi.mi_tables x with
  | Some a -> set_elems_at s a t0 l
  | None -> None

(** val elem_of : store -> moduleinst -> I32.t -> eleminst option **)

let elem_of s mi y =
  match arr_get mi.mi_elems y with
  | Some a -> arr_get s.s_elems a
  | None -> None

(** val drop_elem : store -> moduleinst -> I32.t -> store option **)

let drop_elem s mi y =
  match arr_get mi.mi_elems y with
  | Some a ->
    (match arr_get s.s_elems a with
     | Some e ->
       (match arr_set s.s_elems a { ei_type = e.ei_type; ei_refs =
                (arr_of_list []) } with
        | Some l -> Some (with_elems s l)
        | None -> None)
     | None -> None)
  | None -> None

(** val load_num : numtype -> Mem.t -> I32.t -> I32.t -> val0 option **)

let load_num t0 m b o =
  match t0 with
  | NI32 ->
    (match MemOps.load32 m b o with
     | Some c -> Some (VI32 c)
     | None -> None)
  | NI64 ->
    (match MemOps.load64 m b o with
     | Some c -> Some (VI64 c)
     | None -> None)
  | NF32 ->
    (match MemOps.load32 m b o with
     | Some c -> Some (VF32 (Cvt.f32_reinterpret_i32 c))
     | None -> None)
  | NF64 ->
    (match MemOps.load64 m b o with
     | Some c -> Some (VF64 (Cvt.f64_reinterpret_i64 c))
     | None -> None)

(** val load_packed : packsize -> Mem.t -> I32.t -> I32.t -> I32.t option **)

let load_packed w m b o =
  match w with
  | P8 -> MemOps.load8 m b o
  | P16 -> MemOps.load16 m b o
  | P32 -> MemOps.load32 m b o

(** val extend_packed : inttype -> packsize -> sx -> I32.t -> val0 **)

let extend_packed t0 w s c =
  match t0 with
  | IT32 ->
    (match s with
     | SX ->
       VI32
         (match w with
          | P8 -> I32ops.extend8_s c
          | P16 -> I32ops.extend16_s c
          | P32 -> c)
     | UX -> VI32 c)
  | IT64 ->
    (match s with
     | SX ->
       VI64
         (match w with
          | P8 -> I64ops.extend8_s (Cvt.i64_extend_i32_u c)
          | P16 -> I64ops.extend16_s (Cvt.i64_extend_i32_u c)
          | P32 -> Cvt.i64_extend_i32_s c)
     | UX -> VI64 (Cvt.i64_extend_i32_u c))

(** val load_pack :
    inttype -> packsize -> sx -> Mem.t -> I32.t -> I32.t -> val0 option **)

let load_pack t0 w s m b o =
  match load_packed w m b o with
  | Some c -> Some (extend_packed t0 w s c)
  | None -> None

type sres =
| SVal of Mem.t
| STrap
| SBad

(** val sres_of : Mem.t option -> sres **)

let sres_of = function
| Some m0 -> SVal m0
| None -> STrap

(** val store_num : numtype -> Mem.t -> I32.t -> I32.t -> val0 -> sres **)

let store_num t0 m b o v =
  match t0 with
  | NI32 ->
    (match v with
     | VI32 c -> sres_of (MemOps.store32 m b o c)
     | _ -> SBad)
  | NI64 ->
    (match v with
     | VI64 c -> sres_of (MemOps.store64 m b o c)
     | _ -> SBad)
  | NF32 ->
    (match v with
     | VF32 c -> sres_of (MemOps.store32 m b o (Cvt.i32_reinterpret_f32 c))
     | _ -> SBad)
  | NF64 ->
    (match v with
     | VF64 c -> sres_of (MemOps.store64 m b o (Cvt.i64_reinterpret_f64 c))
     | _ -> SBad)

(** val store_packed :
    packsize -> Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

let store_packed w m b o c =
  match w with
  | P8 -> MemOps.store8 m b o c
  | P16 -> MemOps.store16 m b o c
  | P32 -> MemOps.store32 m b o c

(** val store_pack :
    inttype -> packsize -> Mem.t -> I32.t -> I32.t -> val0 -> sres **)

let store_pack t0 w m b o v =
  match t0 with
  | IT32 ->
    (match v with
     | VI32 c -> sres_of (store_packed w m b o c)
     | _ -> SBad)
  | IT64 ->
    (match v with
     | VI64 c -> sres_of (store_packed w m b o (Cvt.i32_wrap_i64 c))
     | _ -> SBad)

(** val max_pages : I32.t **)

let max_pages =
  I32.of_Z (Zpos (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO
    (XO XH)))))))))))))))))

(** val grow_mem : meminst -> I32.t -> meminst option **)

let grow_mem m n0 =
  let size0 = MemOps.size m.me_data in
  if (&&) (sum_le size0 n0 max_pages)
       (match m.me_max with
        | Some k -> sum_le size0 n0 k
        | None -> true)
  then Some { me_max = m.me_max; me_data = (MemOps.grow m.me_data n0) }
  else None

(** val max_elems : I32.t **)

let max_elems =
  i32_minus_one

(** val grow_table :
    tableinst -> I32.t -> reference -> reference Arr.t option **)

let grow_table t0 n0 r =
  let size0 = arr_len t0.ti_elems in
  if (&&) (sum_le size0 n0 max_elems)
       (match t0.ti_max with
        | Some k -> sum_le size0 n0 k
        | None -> true)
  then Some (ArrBulk.grow t0.ti_elems n0 r)
  else None

(** val blocktype_of : moduleinst -> blocktype -> functype option **)

let blocktype_of mi = function
| BtVal t0 ->
  (match t0 with
   | Some t1 -> Some { ft_params = []; ft_results = (t1 :: []) }
   | None -> Some { ft_params = []; ft_results = [] })
| BtIdx x -> arr_get mi.mi_types x

type ires =
| ICall of addr
| ITrap of trap
| IBad

(** val indirect : store -> moduleinst -> I32.t -> I32.t -> I32.t -> ires **)

let indirect s mi x y i =
  match arr_get mi.mi_tables x with
  | Some ta ->
    (match arr_get s.s_tables ta with
     | Some t0 ->
       (match arr_get mi.mi_types y with
        | Some ft ->
          (match arr_get t0.ti_elems i with
           | Some r ->
             (match r with
              | RNull _ -> ITrap TUninitializedElement
              | RFunc a ->
                (match arr_get s.s_funcs a with
                 | Some fi ->
                   if functype_eqb ft (functype_of fi)
                   then ICall a
                   else ITrap TIndirectCallTypeMismatch
                 | None -> IBad)
              | RExtern _ -> IBad)
           | None -> ITrap TUndefinedElement)
        | None -> IBad)
     | None -> IBad)
  | None -> IBad

(** val host_act : store -> hostact -> store option **)

let host_act s = function
| HMemWrite (a, i, d) ->
  (match arr_get s.s_mems a with
   | Some m ->
     (match MemOps.write m.me_data i d with
      | Some x -> set_mem_at s a { me_max = m.me_max; me_data = x }
      | None -> Some s)
   | None -> None)
| HMemGrow (a, n0) ->
  (match arr_get s.s_mems a with
   | Some m ->
     (match grow_mem m n0 with
      | Some m0 -> set_mem_at s a m0
      | None -> Some s)
   | None -> None)
| HGlobalSet (a, v) ->
  (match arr_get s.s_globals a with
   | Some g ->
     if valtype_eqb (typeof g.gi_val) (typeof v)
     then set_global_at s a v
     else None
   | None -> None)
| HTableSet (a, i, r) ->
  (match arr_get s.s_tables a with
   | Some t0 ->
     if reftype_eqb t0.ti_type (reftype_of r)
     then (match arr_set t0.ti_elems i r with
           | Some e -> set_elems_at s a t0 e
           | None -> Some s)
     else None
   | None -> None)
| HTableGrow (a, n0, r) ->
  (match arr_get s.s_tables a with
   | Some t0 ->
     if reftype_eqb t0.ti_type (reftype_of r)
     then (match grow_table t0 n0 r with
           | Some l -> set_elems_at s a t0 l
           | None -> Some s)
     else None
   | None -> None)

(** val host_acts : store -> hostact list -> store option **)

let rec host_acts s = function
| [] -> Some s
| h :: hs0 ->
  (match host_act s h with
   | Some s0 -> host_acts s0 hs0
   | None -> None)

type hres =
| HVals of store * val0 list
| HTrapped of store
| HBad

(** val host_call : store -> functype -> I32.t -> val0 list -> hres **)

let host_call s ft h args =
  match arr_get s.s_scripts h with
  | Some script ->
    (match script with
     | [] ->
       let answer = { ha_acts = []; ha_result = (Some
         (map default ft.ft_results)) }
       in
       let rest = [] in
       (match arr_set s.s_scripts h rest with
        | Some scripts ->
          (match host_acts
                   (with_host s scripts ({ hc_host = h; hc_args =
                     args } :: s.s_trace)) answer.ha_acts with
           | Some s0 ->
             (match answer.ha_result with
              | Some vs ->
                if types_eqb (map typeof vs) ft.ft_results
                then HVals (s0, vs)
                else HBad
              | None -> HTrapped s0)
           | None -> HBad)
        | None -> HBad)
     | a :: rest ->
       (match arr_set s.s_scripts h rest with
        | Some scripts ->
          (match host_acts
                   (with_host s scripts ({ hc_host = h; hc_args =
                     args } :: s.s_trace)) a.ha_acts with
           | Some s0 ->
             (match a.ha_result with
              | Some vs ->
                if types_eqb (map typeof vs) ft.ft_results
                then HVals (s0, vs)
                else HBad
              | None -> HTrapped s0)
           | None -> HBad)
        | None -> HBad))
  | None -> HBad

(** val lane_bits : ishape -> I32.t **)

let lane_bits = function
| I8x16 -> n8
| I16x8 -> n16
| _ -> n32

(** val by_bits1_32 : (F32.t -> F32.t) -> I32.t -> I32.t **)

let by_bits1_32 f a =
  Cvt.i32_reinterpret_f32 (f (Cvt.f32_reinterpret_i32 a))

(** val by_bits2_32 : (F32.t -> F32.t -> F32.t) -> I32.t -> I32.t -> I32.t **)

let by_bits2_32 f a b =
  Cvt.i32_reinterpret_f32
    (f (Cvt.f32_reinterpret_i32 a) (Cvt.f32_reinterpret_i32 b))

(** val by_bits1_64 : (F64.t -> F64.t) -> I64.t -> I64.t **)

let by_bits1_64 f a =
  Cvt.i64_reinterpret_f64 (f (Cvt.f64_reinterpret_i64 a))

(** val by_bits2_64 : (F64.t -> F64.t -> F64.t) -> I64.t -> I64.t -> I64.t **)

let by_bits2_64 f a b =
  Cvt.i64_reinterpret_f64
    (f (Cvt.f64_reinterpret_i64 a) (Cvt.f64_reinterpret_i64 b))

(** val eval_vvunop : V128.t -> V128.t **)

let eval_vvunop =
  Vec.not

(** val eval_vvbinop : vvbinop -> V128.t -> V128.t -> V128.t **)

let eval_vvbinop o a b =
  match o with
  | VVAnd -> Vec.coq_and a b
  | VVAndNot -> Vec.coq_and a (Vec.not b)
  | VVOr -> Vec.coq_or a b
  | VVXor -> Vec.xor a b

(** val eval_vvternop : V128.t -> V128.t -> V128.t -> V128.t **)

let eval_vvternop a b c =
  Vec.coq_or (Vec.coq_and a c) (Vec.coq_and b (Vec.not c))

(** val eval_vvtestop : V128.t -> I32.t **)

let eval_vvtestop a =
  i32_of_bool (negb (Vec.is_zero a))

(** val narrow_unop : viunop -> I32.t -> I32.t -> I32.t **)

let narrow_unop o n0 =
  match o with
  | VAbs -> Lane.abs n0
  | VNeg -> Lane.neg n0
  | VPopcnt -> I32ops.popcnt

(** val wide_unop : viunop -> I64.t -> I64.t **)

let wide_unop = function
| VAbs -> Lane.abs64
| VNeg -> Lane.neg64
| VPopcnt -> I64ops.popcnt

(** val funop_32 : funop -> F32.t -> F32.t **)

let funop_32 = function
| FAbs -> F32ops.abs
| FNeg -> F32ops.neg
| FSqrt -> F32ops.sqrt
| FCeil -> F32ops.ceil
| FFloor -> F32ops.floor
| FTrunc -> F32ops.trunc
| FNearest -> F32ops.nearest

(** val funop_64 : funop -> F64.t -> F64.t **)

let funop_64 = function
| FAbs -> F64ops.abs
| FNeg -> F64ops.neg
| FSqrt -> F64ops.sqrt
| FCeil -> F64ops.ceil
| FFloor -> F64ops.floor
| FTrunc -> F64ops.trunc
| FNearest -> F64ops.nearest

(** val eval_vunop : vunop -> V128.t -> nres **)

let eval_vunop o a =
  NVal (VV128
    (match o with
     | VUI (s, o0) ->
       (match s with
        | I64x2 -> Vec.lift1w (wide_unop o0) a
        | _ -> Vec.lift1n (lane_bits s) (narrow_unop o0 (lane_bits s)) a)
     | VUF (s, o0) ->
       (match s with
        | F32x4 -> Vec.lift1n n32 (by_bits1_32 (funop_32 o0)) a
        | F64x2 -> Vec.lift1w (by_bits1_64 (funop_64 o0)) a)))

(** val narrow_binop : vibinop -> I32.t -> I32.t -> I32.t -> I32.t **)

let narrow_binop o n0 =
  match o with
  | VAdd -> Lane.add n0
  | VSub -> Lane.sub n0
  | VMul -> Lane.mul n0
  | VAddSatS -> Lane.add_sat_s n0
  | VAddSatU -> Lane.add_sat_u n0
  | VSubSatS -> Lane.sub_sat_s n0
  | VSubSatU -> Lane.sub_sat_u n0
  | VMinS -> Lane.min_s n0
  | VMinU -> Lane.min_u n0
  | VMaxS -> Lane.max_s n0
  | VMaxU -> Lane.max_u n0
  | VAvgrU -> Lane.avgr_u n0
  | VQ15mulrSatS -> Lane.q15mulr_sat_s n0

(** val wide_binop : vibinop -> (I64.t -> I64.t -> I64.t) option **)

let wide_binop = function
| VAdd -> Some I64ops.add
| VSub -> Some I64ops.sub
| VMul -> Some I64ops.mul
| _ -> None

(** val fbinop_32 : vfbinop -> F32.t -> F32.t -> F32.t **)

let fbinop_32 = function
| VFAdd -> F32ops.add
| VFSub -> F32ops.sub
| VFMul -> F32ops.mul
| VFDiv -> F32ops.div
| VFMin -> F32ops.min
| VFMax -> F32ops.max
| VFPmin -> Lane.pmin32
| VFPmax -> Lane.pmax32

(** val fbinop_64 : vfbinop -> F64.t -> F64.t -> F64.t **)

let fbinop_64 = function
| VFAdd -> F64ops.add
| VFSub -> F64ops.sub
| VFMul -> F64ops.mul
| VFDiv -> F64ops.div
| VFMin -> F64ops.min
| VFMax -> F64ops.max
| VFPmin -> Lane.pmin64
| VFPmax -> Lane.pmax64

(** val eval_vbinop : vbinop -> V128.t -> V128.t -> nres **)

let eval_vbinop o a b =
  match o with
  | VBI (s, o0) ->
    (match s with
     | I64x2 ->
       (match wide_binop o0 with
        | Some f -> NVal (VV128 (Vec.lift2w f a b))
        | None -> NBad)
     | _ ->
       NVal (VV128
         (Vec.lift2n (lane_bits s) (narrow_binop o0 (lane_bits s)) a b)))
  | VBF (s, o0) ->
    (match s with
     | F32x4 -> NVal (VV128 (Vec.lift2n n32 (by_bits2_32 (fbinop_32 o0)) a b))
     | F64x2 -> NVal (VV128 (Vec.lift2w (by_bits2_64 (fbinop_64 o0)) a b)))

(** val all_true : ishape -> V128.t -> bool **)

let all_true s a =
  match s with
  | I64x2 -> forallb (fun c -> negb (I64ops.is_zero c)) (Vec.lanes64 a)
  | _ ->
    forallb (fun c -> negb (I32ops.is_zero c)) (Vec.lanes (lane_bits s) a)

(** val narrow_relop : irelop -> I32.t -> I32.t -> I32.t -> bool **)

let narrow_relop o n0 =
  match o with
  | Eq0 -> I32ops.eq
  | Ne -> I32ops.ne
  | LtS -> Lane.lt_s n0
  | LtU -> I32ops.lt_u
  | GtS -> Lane.gt_s n0
  | GtU -> I32ops.gt_u
  | LeS -> Lane.le_s n0
  | LeU -> I32ops.le_u
  | GeS -> Lane.ge_s n0
  | GeU -> I32ops.ge_u

(** val wide_relop : irelop -> I64.t -> I64.t -> bool **)

let wide_relop = function
| Eq0 -> I64ops.eq
| Ne -> I64ops.ne
| LtS -> I64ops.lt_s
| LtU -> I64ops.lt_u
| GtS -> I64ops.gt_s
| GtU -> I64ops.gt_u
| LeS -> I64ops.le_s
| LeU -> I64ops.le_u
| GeS -> I64ops.ge_s
| GeU -> I64ops.ge_u

(** val frelop_32 : frelop -> I32.t -> I32.t -> bool **)

let frelop_32 o a b =
  let a0 = Cvt.f32_reinterpret_i32 a in
  let b0 = Cvt.f32_reinterpret_i32 b in
  (match o with
   | FEq -> F32ops.eq a0 b0
   | FNe -> F32ops.ne a0 b0
   | FLt -> F32ops.lt a0 b0
   | FGt -> F32ops.gt a0 b0
   | FLe -> F32ops.le a0 b0
   | FGe -> F32ops.ge a0 b0)

(** val frelop_64 : frelop -> I64.t -> I64.t -> bool **)

let frelop_64 o a b =
  let a0 = Cvt.f64_reinterpret_i64 a in
  let b0 = Cvt.f64_reinterpret_i64 b in
  (match o with
   | FEq -> F64ops.eq a0 b0
   | FNe -> F64ops.ne a0 b0
   | FLt -> F64ops.lt a0 b0
   | FGt -> F64ops.gt a0 b0
   | FLe -> F64ops.le a0 b0
   | FGe -> F64ops.ge a0 b0)

(** val relop_narrow :
    I32.t -> (I32.t -> I32.t -> bool) -> V128.t -> V128.t -> V128.t **)

let relop_narrow n0 f =
  Vec.lift2n n0 (fun a b -> Lane.mask n0 (f a b))

(** val relop_wide :
    (I64.t -> I64.t -> bool) -> V128.t -> V128.t -> V128.t **)

let relop_wide f =
  Vec.lift2w (fun a b -> Lane.mask64 (f a b))

(** val eval_vrelop : vrelop -> V128.t -> V128.t -> V128.t **)

let eval_vrelop o a b =
  match o with
  | VRI (s, o0) ->
    (match s with
     | I64x2 -> relop_wide (wide_relop o0) a b
     | _ -> relop_narrow (lane_bits s) (narrow_relop o0 (lane_bits s)) a b)
  | VRF (s, o0) ->
    (match s with
     | F32x4 -> relop_narrow n32 (frelop_32 o0) a b
     | F64x2 -> relop_wide (frelop_64 o0) a b)

(** val eval_vshiftop : ishape -> vshiftop -> V128.t -> I32.t -> V128.t **)

let eval_vshiftop s o a k =
  match s with
  | I64x2 ->
    let k0 = Cvt.i64_extend_i32_u k in
    Vec.lift1w (fun c ->
      match o with
      | VShl -> I64ops.shl c k0
      | VShrS -> I64ops.shr_s c k0
      | VShrU -> I64ops.shr_u c k0) a
  | _ ->
    let n0 = lane_bits s in
    Vec.lift1n n0 (fun c ->
      match o with
      | VShl -> Lane.shl n0 c k
      | VShrS -> Lane.shr_s n0 c k
      | VShrU -> Lane.shr_u n0 c k) a

(** val bits : bool list -> I32.t **)

let bits l =
  fold_right (fun b rest ->
    I32ops.coq_or (i32_of_bool b) (I32ops.shl rest i32_one)) I32ops.zero l

(** val eval_vbitmask : ishape -> V128.t -> I32.t **)

let eval_vbitmask s a =
  bits
    (match s with
     | I64x2 -> map (fun c -> I64ops.lt_s c I64ops.zero) (Vec.lanes64 a)
     | _ ->
       map (fun c -> Lane.lt_s (lane_bits s) c I32ops.zero)
         (Vec.lanes (lane_bits s) a))

(** val eval_vswizzle : V128.t -> V128.t -> V128.t **)

let eval_vswizzle a b =
  Vec.lift1n n8 (fun i -> Vec.get n8 a i) b

(** val eval_vshuffle : I32.t list -> V128.t -> V128.t -> V128.t **)

let eval_vshuffle ls a b =
  Vec.of_lanes n8
    (map (fun i ->
      if I32ops.lt_u i n16
      then Vec.get n8 a i
      else Vec.get n8 b (I32ops.sub i n16)) ls)

(** val eval_vsplat : shape -> val0 -> V128.t option **)

let eval_vsplat s v =
  match s with
  | ShI s0 ->
    (match s0 with
     | I64x2 -> (match v with
                 | VI64 c -> Some (Vec.splat64 c)
                 | _ -> None)
     | _ ->
       (match v with
        | VI32 c -> Some (Vec.splat (lane_bits s0) c)
        | _ -> None))
  | ShF s0 ->
    (match s0 with
     | F32x4 ->
       (match v with
        | VF32 c -> Some (Vec.splat n32 (Cvt.i32_reinterpret_f32 c))
        | _ -> None)
     | F64x2 ->
       (match v with
        | VF64 c -> Some (Vec.splat64 (Cvt.i64_reinterpret_f64 c))
        | _ -> None))

(** val eval_vextract : shape -> sx option -> I32.t -> V128.t -> val0 **)

let eval_vextract s x l a =
  match s with
  | ShI s0 ->
    (match s0 with
     | I8x16 ->
       let c = Vec.get n8 a l in
       VI32
       (match x with
        | Some s1 -> (match s1 with
                      | SX -> I32ops.extend8_s c
                      | UX -> c)
        | None -> c)
     | I16x8 ->
       let c = Vec.get n16 a l in
       VI32
       (match x with
        | Some s1 -> (match s1 with
                      | SX -> I32ops.extend16_s c
                      | UX -> c)
        | None -> c)
     | I32x4 -> VI32 (Vec.get n32 a l)
     | I64x2 -> VI64 (Vec.get64 a l))
  | ShF s0 ->
    (match s0 with
     | F32x4 -> VF32 (Cvt.f32_reinterpret_i32 (Vec.get n32 a l))
     | F64x2 -> VF64 (Cvt.f64_reinterpret_i64 (Vec.get64 a l)))

(** val eval_vreplace : shape -> I32.t -> V128.t -> val0 -> V128.t option **)

let eval_vreplace s l a v =
  match s with
  | ShI s0 ->
    (match s0 with
     | I64x2 -> (match v with
                 | VI64 c -> Some (Vec.set64 a l c)
                 | _ -> None)
     | _ ->
       (match v with
        | VI32 c -> Some (Vec.set (lane_bits s0) a l c)
        | _ -> None))
  | ShF s0 ->
    (match s0 with
     | F32x4 ->
       (match v with
        | VF32 c -> Some (Vec.set n32 a l (Cvt.i32_reinterpret_f32 c))
        | _ -> None)
     | F64x2 ->
       (match v with
        | VF64 c -> Some (Vec.set64 a l (Cvt.i64_reinterpret_f64 c))
        | _ -> None))

(** val ext : sx -> I32.t -> I32.t -> I32.t **)

let ext x n0 c =
  match x with
  | SX -> Lane.extend_s n0 c
  | UX -> c

(** val ext64 : sx -> I32.t -> I64.t **)

let ext64 x c =
  match x with
  | SX -> Cvt.i64_extend_i32_s c
  | UX -> Cvt.i64_extend_i32_u c

(** val half_of : half -> nat -> 'a1 list -> 'a1 list **)

let half_of h n0 l =
  match h with
  | Low -> firstn n0 l
  | High -> skipn n0 l

(** val half8 : half -> sx -> V128.t -> I32.t list **)

let half8 h x a =
  map (ext x n8)
    (half_of h (S (S (S (S (S (S (S (S O)))))))) (Vec.lanes n8 a))

(** val half16 : half -> sx -> V128.t -> I32.t list **)

let half16 h x a =
  map (ext x n16) (half_of h (S (S (S (S O)))) (Vec.lanes n16 a))

(** val half32 : half -> sx -> V128.t -> I64.t list **)

let half32 h x a =
  map (ext64 x) (half_of h (S (S O)) (Vec.lanes n32 a))

(** val pairwise : ('a1 -> 'a1 -> 'a1) -> 'a1 list -> 'a1 list **)

let rec pairwise f = function
| [] -> []
| a :: l0 -> (match l0 with
              | [] -> []
              | b :: l1 -> (f a b) :: (pairwise f l1))

(** val vextend : half -> ishape -> sx -> V128.t -> V128.t **)

let vextend h s x a =
  match s with
  | I8x16 -> Vec.of_lanes n16 (half8 h x a)
  | I16x8 -> Vec.of_lanes n32 (half16 h x a)
  | _ -> Vec.of_lanes64 (half32 h x a)

(** val eval_vextunop : ishape -> sx -> V128.t -> V128.t **)

let eval_vextunop s x a =
  match s with
  | I8x16 ->
    Vec.of_lanes n16
      (pairwise (Lane.add n16) (map (ext x n8) (Vec.lanes n8 a)))
  | _ ->
    Vec.of_lanes n32
      (pairwise (Lane.add n32) (map (ext x n16) (Vec.lanes n16 a)))

(** val eval_vextbinop : vextbinop -> V128.t -> V128.t -> V128.t **)

let eval_vextbinop o a b =
  match o with
  | VExtmul (h, s, x) ->
    (match s with
     | I8x16 ->
       Vec.of_lanes n16 (Vec.map2 (Lane.mul n16) (half8 h x a) (half8 h x b))
     | I16x8 ->
       Vec.of_lanes n32
         (Vec.map2 (Lane.mul n32) (half16 h x a) (half16 h x b))
     | _ -> Vec.of_lanes64 (Vec.map2 I64ops.mul (half32 h x a) (half32 h x b)))
  | VDotS ->
    Vec.of_lanes n32
      (pairwise (Lane.add n32)
        (Vec.map2 (fun c d ->
          Lane.mul n32 (Lane.extend_s n16 c) (Lane.extend_s n16 d))
          (Vec.lanes n16 a) (Vec.lanes n16 b)))

(** val eval_vnarrow : ishape -> sx -> V128.t -> V128.t -> V128.t **)

let eval_vnarrow s x a b =
  match s with
  | I8x16 ->
    Vec.of_lanes n8
      (map (match x with
            | SX -> Lane.narrow_s n8
            | UX -> Lane.narrow_u n8)
        (app (Vec.lanes n16 a) (Vec.lanes n16 b)))
  | _ ->
    Vec.of_lanes n16
      (map (match x with
            | SX -> Lane.narrow_s n16
            | UX -> Lane.narrow_u n16)
        (app (Vec.lanes n32 a) (Vec.lanes n32 b)))

(** val with_zeros : I32.t list -> V128.t **)

let with_zeros l =
  Vec.of_lanes n32 (app l (I32ops.zero :: (I32ops.zero :: [])))

(** val eval_vcvtop : vcvtop -> V128.t -> V128.t **)

let eval_vcvtop o a =
  match o with
  | VExtend (h, s, x) -> vextend h s x a
  | VTruncSat x ->
    (match x with
     | SX ->
       Vec.lift1n n32 (fun c ->
         Cvt.i32_trunc_sat_f32_s (Cvt.f32_reinterpret_i32 c)) a
     | UX ->
       Vec.lift1n n32 (fun c ->
         Cvt.i32_trunc_sat_f32_u (Cvt.f32_reinterpret_i32 c)) a)
  | VConvert x ->
    (match x with
     | SX ->
       Vec.lift1n n32 (fun c ->
         Cvt.i32_reinterpret_f32 (Cvt.f32_convert_i32_s c)) a
     | UX ->
       Vec.lift1n n32 (fun c ->
         Cvt.i32_reinterpret_f32 (Cvt.f32_convert_i32_u c)) a)
  | VTruncSatZero x ->
    (match x with
     | SX ->
       with_zeros
         (map (fun c -> Cvt.i32_trunc_sat_f64_s (Cvt.f64_reinterpret_i64 c))
           (Vec.lanes64 a))
     | UX ->
       with_zeros
         (map (fun c -> Cvt.i32_trunc_sat_f64_u (Cvt.f64_reinterpret_i64 c))
           (Vec.lanes64 a)))
  | VConvertLow x ->
    (match x with
     | SX ->
       Vec.of_lanes64
         (map (fun c -> Cvt.i64_reinterpret_f64 (Cvt.f64_convert_i32_s c))
           (half_of Low (S (S O)) (Vec.lanes n32 a)))
     | UX ->
       Vec.of_lanes64
         (map (fun c -> Cvt.i64_reinterpret_f64 (Cvt.f64_convert_i32_u c))
           (half_of Low (S (S O)) (Vec.lanes n32 a))))
  | VDemoteZero ->
    with_zeros
      (map (fun c ->
        Cvt.i32_reinterpret_f32
          (Cvt.f32_demote_f64 (Cvt.f64_reinterpret_i64 c))) (Vec.lanes64 a))
  | VPromoteLow ->
    Vec.of_lanes64
      (map (fun c ->
        Cvt.i64_reinterpret_f64
          (Cvt.f64_promote_f32 (Cvt.f32_reinterpret_i32 c)))
        (half_of Low (S (S O)) (Vec.lanes n32 a)))

(** val result_of : nres -> val0 list -> (val0 * val0 list) option **)

let result_of r rest =
  match r with
  | NVal v -> Some (v, rest)
  | _ -> None

(** val vector_of :
    V128.t option -> val0 list -> (val0 * val0 list) option **)

let vector_of r rest =
  match r with
  | Some c -> Some ((VV128 c), rest)
  | None -> None

(** val eval_vec : vecop -> val0 list -> (val0 * val0 list) option **)

let eval_vec o = function
| [] -> None
| v :: vs0 ->
  (match v with
   | VV128 c ->
     (match o with
      | VVUnop -> Some ((VV128 (eval_vvunop c)), vs0)
      | VVTestop -> Some ((VI32 (eval_vvtestop c)), vs0)
      | VUnop o0 -> result_of (eval_vunop o0 c) vs0
      | VTestop s -> Some ((VI32 (i32_of_bool (all_true s c))), vs0)
      | VBitmask s -> Some ((VI32 (eval_vbitmask s c)), vs0)
      | VExtractLane (s, x, l) -> Some ((eval_vextract s x l c), vs0)
      | VExtunop (s, x) -> Some ((VV128 (eval_vextunop s x c)), vs0)
      | VCvtop o0 -> Some ((VV128 (eval_vcvtop o0 c)), vs0)
      | _ ->
        (match vs0 with
         | [] -> None
         | v0 :: vs1 ->
           (match v0 with
            | VV128 b ->
              (match o with
               | VVBinop o0 -> Some ((VV128 (eval_vvbinop o0 b c)), vs1)
               | VVTernop ->
                 (match vs1 with
                  | [] -> None
                  | v1 :: vs2 ->
                    (match v1 with
                     | VV128 a -> Some ((VV128 (eval_vvternop a b c)), vs2)
                     | _ -> None))
               | VBinop o0 -> result_of (eval_vbinop o0 b c) vs1
               | VRelop o0 -> Some ((VV128 (eval_vrelop o0 b c)), vs1)
               | VSwizzle -> Some ((VV128 (eval_vswizzle b c)), vs1)
               | VShuffle ls -> Some ((VV128 (eval_vshuffle ls b c)), vs1)
               | VExtbinop o0 -> Some ((VV128 (eval_vextbinop o0 b c)), vs1)
               | VNarrow (s, x) -> Some ((VV128 (eval_vnarrow s x b c)), vs1)
               | _ -> None)
            | _ -> None)))
   | _ ->
     (match o with
      | VShiftop (s, o0) ->
        (match v with
         | VI32 k ->
           (match vs0 with
            | [] -> None
            | v0 :: vs1 ->
              (match v0 with
               | VV128 a -> Some ((VV128 (eval_vshiftop s o0 a k)), vs1)
               | _ -> None))
         | _ -> None)
      | VSplat s -> vector_of (eval_vsplat s v) vs0
      | VReplaceLane (s, l) ->
        (match vs0 with
         | [] -> None
         | v0 :: vs1 ->
           (match v0 with
            | VV128 a -> vector_of (eval_vreplace s l a v) vs1
            | _ -> None))
      | _ -> None))

(** val load_narrow : ishape -> Mem.t -> I32.t -> I32.t -> I32.t option **)

let load_narrow s m b o =
  match s with
  | I8x16 -> MemOps.load8 m b o
  | I16x8 -> MemOps.load16 m b o
  | _ -> MemOps.load32 m b o

(** val load_vec : vloadop -> Mem.t -> I32.t -> I32.t -> V128.t option **)

let load_vec op m b o =
  match op with
  | VLWhole -> VecMem.load128 m b o
  | VLShape (s, x) ->
    (match MemOps.load64 m b o with
     | Some c ->
       Some (vextend Low s x (Vec.of_lanes64 (c :: (I64ops.zero :: []))))
     | None -> None)
  | VLSplat s ->
    (match s with
     | I64x2 ->
       (match MemOps.load64 m b o with
        | Some c -> Some (Vec.splat64 c)
        | None -> None)
     | _ ->
       (match load_narrow s m b o with
        | Some c -> Some (Vec.splat (lane_bits s) c)
        | None -> None))
  | VLZero s ->
    (match s with
     | I64x2 ->
       (match MemOps.load64 m b o with
        | Some c -> Some (Vec.of_lanes64 (c :: (I64ops.zero :: [])))
        | None -> None)
     | _ ->
       (match load_narrow s m b o with
        | Some c -> Some (Vec.set (lane_bits s) Vec.zero I32ops.zero c)
        | None -> None))

(** val load_lane :
    ishape -> Mem.t -> I32.t -> I32.t -> I32.t -> V128.t -> V128.t option **)

let load_lane s m b o l v =
  match s with
  | I64x2 ->
    (match MemOps.load64 m b o with
     | Some c -> Some (Vec.set64 v l c)
     | None -> None)
  | _ ->
    (match load_narrow s m b o with
     | Some c -> Some (Vec.set (lane_bits s) v l c)
     | None -> None)

(** val store_lane :
    ishape -> Mem.t -> I32.t -> I32.t -> I32.t -> V128.t -> Mem.t option **)

let store_lane s m b o l v =
  match s with
  | I8x16 -> MemOps.store8 m b o (Vec.get n8 v l)
  | I16x8 -> MemOps.store16 m b o (Vec.get n16 v l)
  | I32x4 -> MemOps.store32 m b o (Vec.get n32 v l)
  | I64x2 -> MemOps.store64 m b o (Vec.get64 v l)

type limits = { l_fuel : Cnt.t; l_stack : Cnt.t; l_pages : I32.t;
                l_elems : I32.t; l_bytes : Cnt.t }

type exhaustion =
| XFuel
| XCallStack

type loc = { loc_instance : I32.t; loc_func : I32.t; loc_offset : pos }

type env = { e_mi : moduleinst; e_units : Cnt.t; e_lim : limits;
             e_func : I32.t option }

(** val here : env -> pos -> loc option **)

let here e p =
  match e.e_func with
  | Some f ->
    Some { loc_instance = e.e_mi.mi_id; loc_func = f; loc_offset = p }
  | None -> None

type out =
| Nrm of Cnt.t * store * val0 lcl * val0 list
| Brk of nat * Cnt.t * store * val0 lcl * val0 list
| Ret of Cnt.t * store * val0 list
| Trp of trap * Cnt.t * store * loc option
| Exh of exhaustion * Cnt.t * store * loc option
| Stuck
| OOF

(** val split :
    nat -> val0 list -> val0 list -> (val0 list * val0 list) option **)

let rec split n0 vs acc =
  match n0 with
  | O -> Some (acc, vs)
  | S n1 -> (match vs with
             | [] -> None
             | v :: vs0 -> split n1 vs0 (v :: acc))

(** val after :
    (Cnt.t -> store -> val0 lcl -> val0 list -> out) -> (Cnt.t -> store ->
    val0 lcl -> val0 list -> out) -> val0 list -> nat -> out -> out **)

let after k brk base nr = function
| Nrm (n0, s, lo, vs) -> k n0 s lo (app vs base)
| Brk (l0, n0, s, lo, vs) ->
  (match l0 with
   | O ->
     (match split nr vs [] with
      | Some p -> let (ts, _) = p in brk n0 s lo (rev_append ts base)
      | None -> Stuck)
   | S l -> Brk (l, n0, s, lo, vs))
| x -> x

(** val after_call :
    (Cnt.t -> store -> val0 list -> out) -> val0 list -> nat -> out -> out **)

let after_call k base nr = function
| Nrm (n0, s, _, vs) -> k n0 s (app vs base)
| Brk (l, n0, s, _, vs) ->
  (match l with
   | O ->
     (match split nr vs [] with
      | Some p -> let (ts, _) = p in k n0 s (rev_append ts base)
      | None -> Stuck)
   | S _ -> Stuck)
| Ret (n0, s, vs) ->
  (match split nr vs [] with
   | Some p -> let (ts, _) = p in k n0 s (rev_append ts base)
   | None -> Stuck)
| x -> x

(** val total_bytes : store -> Cnt.t **)

let total_bytes s =
  arr_fold (fun b t0 -> cnt_add b (cnt_elems (arr_len t0.ti_elems)))
    s.s_tables
    (arr_fold (fun b m -> cnt_add b (cnt_pages (MemOps.size m.me_data)))
      s.s_mems cnt_zero)

(** val may_grow : limits -> store -> meminst -> I32.t -> bool **)

let may_grow lim s m n0 =
  (&&) (sum_le (MemOps.size m.me_data) n0 lim.l_pages)
    (negb (cnt_ltb lim.l_bytes (cnt_add (total_bytes s) (cnt_pages n0))))

(** val may_grow_table : limits -> store -> tableinst -> I32.t -> bool **)

let may_grow_table lim s t0 n0 =
  (&&) (sum_le (arr_len t0.ti_elems) n0 lim.l_elems)
    (negb (cnt_ltb lim.l_bytes (cnt_add (total_bytes s) (cnt_elems n0))))

(** val consult : 'a1 -> I32.t -> 'a2 -> Cnt.t -> Cnt.t -> 'a1 * Cnt.t **)

let consult s _ _ n0 _ =
  (s, n0)

(** val ex :
    nat -> env -> instr list -> Cnt.t -> store -> val0 lcl -> val0 list -> out **)

let rec ex fuel e c n0 s lo vs =
  match fuel with
  | O -> OOF
  | S fuel0 ->
    (match c with
     | [] -> Nrm (n0, s, lo, vs)
     | i :: c0 ->
       let n1 = cnt_succ n0 in
       (match i with
        | Nop -> ex fuel0 e c0 n1 s lo vs
        | Unreachable p -> Trp (TUnreachable, n1, s, (here e p))
        | Drop ->
          (match vs with
           | [] -> Stuck
           | _ :: vs0 -> ex fuel0 e c0 n1 s lo vs0)
        | Select _ ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 b ->
                (match l with
                 | [] -> Stuck
                 | v2 :: l0 ->
                   (match l0 with
                    | [] -> Stuck
                    | v1 :: vs0 ->
                      ex fuel0 e c0 n1 s lo
                        ((if I32ops.is_zero b then v2 else v1) :: vs0)))
              | _ -> Stuck))
        | Const v -> ex fuel0 e c0 n1 s lo (v :: vs)
        | Unop o ->
          (match vs with
           | [] -> Stuck
           | a :: vs0 ->
             (match eval_unop o a with
              | NVal v -> ex fuel0 e c0 n1 s lo (v :: vs0)
              | NTrap k -> Trp (k, n1, s, None)
              | NBad -> Stuck))
        | Binop (o, p) ->
          (match vs with
           | [] -> Stuck
           | b :: l ->
             (match l with
              | [] -> Stuck
              | a :: vs0 ->
                (match eval_binop o a b with
                 | NVal v -> ex fuel0 e c0 n1 s lo (v :: vs0)
                 | NTrap k -> Trp (k, n1, s, (here e p))
                 | NBad -> Stuck)))
        | Testop o ->
          (match vs with
           | [] -> Stuck
           | a :: vs0 ->
             (match eval_testop o a with
              | NVal v -> ex fuel0 e c0 n1 s lo (v :: vs0)
              | _ -> Stuck))
        | Relop o ->
          (match vs with
           | [] -> Stuck
           | b :: l ->
             (match l with
              | [] -> Stuck
              | a :: vs0 ->
                (match eval_relop o a b with
                 | NVal v -> ex fuel0 e c0 n1 s lo (v :: vs0)
                 | _ -> Stuck)))
        | Cvtop (o, p) ->
          (match vs with
           | [] -> Stuck
           | a :: vs0 ->
             (match eval_cvtop o a with
              | NVal v -> ex fuel0 e c0 n1 s lo (v :: vs0)
              | NTrap k -> Trp (k, n1, s, (here e p))
              | NBad -> Stuck))
        | LocalGet x ->
          (match lcl_get lo x with
           | Some v -> ex fuel0 e c0 n1 s lo (v :: vs)
           | None -> Stuck)
        | LocalSet x ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match lcl_set lo x v with
              | Some lo0 -> ex fuel0 e c0 n1 s lo0 vs0
              | None -> Stuck))
        | LocalTee x ->
          (match vs with
           | [] -> Stuck
           | v :: _ ->
             (match lcl_set lo x v with
              | Some lo0 -> ex fuel0 e c0 n1 s lo0 vs
              | None -> Stuck))
        | GlobalGet x ->
          (match global_of s e.e_mi x with
           | Some g -> ex fuel0 e c0 n1 s lo (g.gi_val :: vs)
           | None -> Stuck)
        | GlobalSet x ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match set_global s e.e_mi x v with
              | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
              | None -> Stuck))
        | LoadNum (t0, x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 b ->
                (match mem_of s e.e_mi x with
                 | Some m ->
                   (match load_num t0 m.me_data b o with
                    | Some v0 -> ex fuel0 e c0 n1 s lo (v0 :: vs0)
                    | None ->
                      Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                 | None -> Stuck)
              | _ -> Stuck))
        | LoadPack (t0, w, sg, x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 b ->
                (match mem_of s e.e_mi x with
                 | Some m ->
                   (match load_pack t0 w sg m.me_data b o with
                    | Some v0 -> ex fuel0 e c0 n1 s lo (v0 :: vs0)
                    | None ->
                      Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                 | None -> Stuck)
              | _ -> Stuck))
        | StoreNum (t0, x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match l with
              | [] -> Stuck
              | v0 :: vs0 ->
                (match v0 with
                 | VI32 b ->
                   (match mem_of s e.e_mi x with
                    | Some m ->
                      (match store_num t0 m.me_data b o v with
                       | SVal d ->
                         (match set_mem s e.e_mi x { me_max = m.me_max;
                                  me_data = d } with
                          | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                          | None -> Stuck)
                       | STrap ->
                         Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p))
                       | SBad -> Stuck)
                    | None -> Stuck)
                 | _ -> Stuck)))
        | StorePack (t0, w, x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match l with
              | [] -> Stuck
              | v0 :: vs0 ->
                (match v0 with
                 | VI32 b ->
                   (match mem_of s e.e_mi x with
                    | Some m ->
                      (match store_pack t0 w m.me_data b o v with
                       | SVal d ->
                         (match set_mem s e.e_mi x { me_max = m.me_max;
                                  me_data = d } with
                          | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                          | None -> Stuck)
                       | STrap ->
                         Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p))
                       | SBad -> Stuck)
                    | None -> Stuck)
                 | _ -> Stuck)))
        | MemorySize x ->
          (match mem_of s e.e_mi x with
           | Some m ->
             ex fuel0 e c0 n1 s lo ((VI32 (MemOps.size m.me_data)) :: vs)
           | None -> Stuck)
        | MemoryGrow x ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 d ->
                (match mem_of s e.e_mi x with
                 | Some m ->
                   if may_grow e.e_lim s m d
                   then let size0 = MemOps.size m.me_data in
                        (match grow_mem m d with
                         | Some m' ->
                           (match set_mem s e.e_mi x m' with
                            | Some s0 ->
                              ex fuel0 e c0 n1 s0 lo ((VI32 size0) :: vs0)
                            | None -> Stuck)
                         | None ->
                           ex fuel0 e c0 n1 s lo ((VI32 i32_minus_one) :: vs0))
                   else ex fuel0 e c0 n1 s lo ((VI32 i32_minus_one) :: vs0)
                 | None -> Stuck)
              | _ -> Stuck))
        | MemoryFill (x, p) ->
          (match vs with
           | [] -> Stuck
           | v0 :: l ->
             (match v0 with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v1 :: l0 ->
                   (match v1 with
                    | VI32 v ->
                      (match l0 with
                       | [] -> Stuck
                       | v2 :: vs0 ->
                         (match v2 with
                          | VI32 i0 ->
                            (match mem_of s e.e_mi x with
                             | Some m ->
                               if MemBulk.covers m.me_data i0 k
                               then let n3 = cnt_add n1 (cnt_bytes k) in
                                    if cnt_ltb e.e_lim.l_fuel n3
                                    then Exh (XFuel, n3, s, (here e p))
                                    else (match MemBulk.fill m.me_data i0 v k with
                                          | Some d ->
                                            (match set_mem s e.e_mi x
                                                     { me_max = m.me_max;
                                                     me_data = d } with
                                             | Some s0 ->
                                               ex fuel0 e c0 n3 s0 lo vs0
                                             | None -> Stuck)
                                          | None -> Stuck)
                               else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                      (here e p))
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | MemoryCopy (x, y, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v0 :: l0 ->
                   (match v0 with
                    | VI32 j ->
                      (match l0 with
                       | [] -> Stuck
                       | v1 :: vs0 ->
                         (match v1 with
                          | VI32 i0 ->
                            (match mem_of s e.e_mi x with
                             | Some m ->
                               (match mem_of s e.e_mi y with
                                | Some m' ->
                                  if (&&) (MemBulk.covers m.me_data i0 k)
                                       (MemBulk.covers m'.me_data j k)
                                  then let n3 = cnt_add n1 (cnt_bytes k) in
                                       if cnt_ltb e.e_lim.l_fuel n3
                                       then Exh (XFuel, n3, s, (here e p))
                                       else (match MemBulk.copy m.me_data i0
                                                     m'.me_data j k with
                                             | Some d ->
                                               (match set_mem s e.e_mi x
                                                        { me_max = m.me_max;
                                                        me_data = d } with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n3 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                         (here e p))
                                | None -> Stuck)
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | MemoryInit (x, y, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v0 :: l0 ->
                   (match v0 with
                    | VI32 j ->
                      (match l0 with
                       | [] -> Stuck
                       | v1 :: vs0 ->
                         (match v1 with
                          | VI32 i0 ->
                            (match mem_of s e.e_mi x with
                             | Some m ->
                               (match data_of s e.e_mi y with
                                | Some b ->
                                  if (&&) (MemBulk.covers m.me_data i0 k)
                                       (MemBulk.data_covers b j k)
                                  then let n3 = cnt_add n1 (cnt_bytes k) in
                                       if cnt_ltb e.e_lim.l_fuel n3
                                       then Exh (XFuel, n3, s, (here e p))
                                       else (match MemBulk.init m.me_data i0
                                                     b j k with
                                             | Some d ->
                                               (match set_mem s e.e_mi x
                                                        { me_max = m.me_max;
                                                        me_data = d } with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n3 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                         (here e p))
                                | None -> Stuck)
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | DataDrop y ->
          (match set_data s e.e_mi y MemBulk.data_empty with
           | Some s0 -> ex fuel0 e c0 n1 s0 lo vs
           | None -> Stuck)
        | RefIsNull ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VRef r ->
                ex fuel0 e c0 n1 s lo ((VI32
                  (if is_null r then i32_one else I32ops.zero)) :: vs0)
              | _ -> Stuck))
        | RefFunc x ->
          (match arr_get e.e_mi.mi_funcs x with
           | Some a -> ex fuel0 e c0 n1 s lo ((VRef (RFunc a)) :: vs)
           | None -> Stuck)
        | TableGet (x, p) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 i0 ->
                (match table_of s e.e_mi x with
                 | Some t0 ->
                   (match arr_get t0.ti_elems i0 with
                    | Some r -> ex fuel0 e c0 n1 s lo ((VRef r) :: vs0)
                    | None -> Trp (TOutOfBoundsTableAccess, n1, s, (here e p)))
                 | None -> Stuck)
              | _ -> Stuck))
        | TableSet (x, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VRef r ->
                (match l with
                 | [] -> Stuck
                 | v0 :: vs0 ->
                   (match v0 with
                    | VI32 i0 ->
                      (match table_of s e.e_mi x with
                       | Some t0 ->
                         (match arr_set t0.ti_elems i0 r with
                          | Some l0 ->
                            (match set_table s e.e_mi x t0 l0 with
                             | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                             | None -> Stuck)
                          | None ->
                            Trp (TOutOfBoundsTableAccess, n1, s, (here e p)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | TableSize x ->
          (match table_of s e.e_mi x with
           | Some t0 ->
             ex fuel0 e c0 n1 s lo ((VI32 (arr_len t0.ti_elems)) :: vs)
           | None -> Stuck)
        | TableGrow x ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 d ->
                (match l with
                 | [] -> Stuck
                 | v0 :: vs0 ->
                   (match v0 with
                    | VRef r ->
                      (match table_of s e.e_mi x with
                       | Some t0 ->
                         if may_grow_table e.e_lim s t0 d
                         then let size0 = arr_len t0.ti_elems in
                              (match grow_table t0 d r with
                               | Some l0 ->
                                 (match set_table s e.e_mi x t0 l0 with
                                  | Some s0 ->
                                    ex fuel0 e c0 n1 s0 lo ((VI32
                                      size0) :: vs0)
                                  | None -> Stuck)
                               | None ->
                                 ex fuel0 e c0 n1 s lo ((VI32
                                   i32_minus_one) :: vs0))
                         else ex fuel0 e c0 n1 s lo ((VI32
                                i32_minus_one) :: vs0)
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | TableFill (x, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v0 :: l0 ->
                   (match v0 with
                    | VRef r ->
                      (match l0 with
                       | [] -> Stuck
                       | v1 :: vs0 ->
                         (match v1 with
                          | VI32 i0 ->
                            (match table_of s e.e_mi x with
                             | Some t0 ->
                               if ArrBulk.covers t0.ti_elems i0 k
                               then let n3 = cnt_add n1 (cnt_refs k) in
                                    if cnt_ltb e.e_lim.l_fuel n3
                                    then Exh (XFuel, n3, s, (here e p))
                                    else (match ArrBulk.fill t0.ti_elems i0 r
                                                  k with
                                          | Some l1 ->
                                            (match set_table s e.e_mi x t0 l1 with
                                             | Some s0 ->
                                               ex fuel0 e c0 n3 s0 lo vs0
                                             | None -> Stuck)
                                          | None -> Stuck)
                               else Trp (TOutOfBoundsTableAccess, n1, s,
                                      (here e p))
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | TableCopy (x, y, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v0 :: l0 ->
                   (match v0 with
                    | VI32 j ->
                      (match l0 with
                       | [] -> Stuck
                       | v1 :: vs0 ->
                         (match v1 with
                          | VI32 i0 ->
                            (match table_of s e.e_mi x with
                             | Some t0 ->
                               (match table_of s e.e_mi y with
                                | Some t' ->
                                  if (&&) (ArrBulk.covers t0.ti_elems i0 k)
                                       (ArrBulk.covers t'.ti_elems j k)
                                  then let n3 = cnt_add n1 (cnt_refs k) in
                                       if cnt_ltb e.e_lim.l_fuel n3
                                       then Exh (XFuel, n3, s, (here e p))
                                       else (match ArrBulk.copy t0.ti_elems
                                                     i0 t'.ti_elems j k with
                                             | Some l1 ->
                                               (match set_table s e.e_mi x t0
                                                        l1 with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n3 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsTableAccess, n1, s,
                                         (here e p))
                                | None -> Stuck)
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | TableInit (x, y, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VI32 k ->
                (match l with
                 | [] -> Stuck
                 | v0 :: l0 ->
                   (match v0 with
                    | VI32 j ->
                      (match l0 with
                       | [] -> Stuck
                       | v1 :: vs0 ->
                         (match v1 with
                          | VI32 i0 ->
                            (match table_of s e.e_mi x with
                             | Some t0 ->
                               (match elem_of s e.e_mi y with
                                | Some g ->
                                  if (&&) (ArrBulk.covers t0.ti_elems i0 k)
                                       (ArrBulk.covers g.ei_refs j k)
                                  then let n3 = cnt_add n1 (cnt_refs k) in
                                       if cnt_ltb e.e_lim.l_fuel n3
                                       then Exh (XFuel, n3, s, (here e p))
                                       else (match ArrBulk.copy t0.ti_elems
                                                     i0 g.ei_refs j k with
                                             | Some l1 ->
                                               (match set_table s e.e_mi x t0
                                                        l1 with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n3 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsTableAccess, n1, s,
                                         (here e p))
                                | None -> Stuck)
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | ElemDrop y ->
          (match drop_elem s e.e_mi y with
           | Some s0 -> ex fuel0 e c0 n1 s0 lo vs
           | None -> Stuck)
        | Vec o ->
          (match eval_vec o vs with
           | Some p -> let (v, vs0) = p in ex fuel0 e c0 n1 s lo (v :: vs0)
           | None -> Stuck)
        | VLoad (op, x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 b ->
                (match mem_of s e.e_mi x with
                 | Some m ->
                   (match load_vec op m.me_data b o with
                    | Some v0 -> ex fuel0 e c0 n1 s lo ((VV128 v0) :: vs0)
                    | None ->
                      Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                 | None -> Stuck)
              | _ -> Stuck))
        | VLoadLane (h, x, _, o, l, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l0 ->
             (match v with
              | VV128 a ->
                (match l0 with
                 | [] -> Stuck
                 | v0 :: vs0 ->
                   (match v0 with
                    | VI32 b ->
                      (match mem_of s e.e_mi x with
                       | Some m ->
                         (match load_lane h m.me_data b o l a with
                          | Some v1 ->
                            ex fuel0 e c0 n1 s lo ((VV128 v1) :: vs0)
                          | None ->
                            Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | VStore (x, _, o, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l ->
             (match v with
              | VV128 a ->
                (match l with
                 | [] -> Stuck
                 | v0 :: vs0 ->
                   (match v0 with
                    | VI32 b ->
                      (match mem_of s e.e_mi x with
                       | Some m ->
                         (match VecMem.store128 m.me_data b o a with
                          | Some d ->
                            (match set_mem s e.e_mi x { me_max = m.me_max;
                                     me_data = d } with
                             | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                             | None -> Stuck)
                          | None ->
                            Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | VStoreLane (h, x, _, o, l, p) ->
          (match vs with
           | [] -> Stuck
           | v :: l0 ->
             (match v with
              | VV128 a ->
                (match l0 with
                 | [] -> Stuck
                 | v0 :: vs0 ->
                   (match v0 with
                    | VI32 b ->
                      (match mem_of s e.e_mi x with
                       | Some m ->
                         (match store_lane h m.me_data b o l a with
                          | Some d ->
                            (match set_mem s e.e_mi x { me_max = m.me_max;
                                     me_data = d } with
                             | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                             | None -> Stuck)
                          | None ->
                            Trp (TOutOfBoundsMemoryAccess, n1, s, (here e p)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | Block (bt, b) ->
          (match blocktype_of e.e_mi bt with
           | Some ft ->
             (match split (length ft.ft_params) vs [] with
              | Some p ->
                let (ps, base) = p in
                after (fun n3 s0 lo0 vs0 -> ex fuel0 e c0 n3 s0 lo0 vs0)
                  (fun n3 s0 lo0 vs0 -> ex fuel0 e c0 n3 s0 lo0 vs0) base
                  (length ft.ft_results)
                  (ex fuel0 e b n1 s lo (rev_append ps []))
              | None -> Stuck)
           | None -> Stuck)
        | Loop (bt, b, p) ->
          (match blocktype_of e.e_mi bt with
           | Some ft ->
             (match split (length ft.ft_params) vs [] with
              | Some p0 ->
                let (ps, base) = p0 in
                if cnt_ltb e.e_lim.l_fuel n1
                then Exh (XFuel, n1, s, (here e p))
                else after (fun n3 s0 lo0 vs0 -> ex fuel0 e c0 n3 s0 lo0 vs0)
                       (fun n3 s0 lo0 vs0 ->
                       ex fuel0 e (i :: c0) n3 s0 lo0 vs0) base
                       (length ft.ft_params)
                       (ex fuel0 e b n1 s lo (rev_append ps []))
              | None -> Stuck)
           | None -> Stuck)
        | If (bt, b1, b2) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 a ->
                (match blocktype_of e.e_mi bt with
                 | Some ft ->
                   (match split (length ft.ft_params) vs0 [] with
                    | Some p ->
                      let (ps, base) = p in
                      after (fun n3 s0 lo0 vs1 ->
                        ex fuel0 e c0 n3 s0 lo0 vs1) (fun n3 s0 lo0 vs1 ->
                        ex fuel0 e c0 n3 s0 lo0 vs1) base
                        (length ft.ft_results)
                        (ex fuel0 e (if I32ops.is_zero a then b2 else b1) n1
                          s lo (rev_append ps []))
                    | None -> Stuck)
                 | None -> Stuck)
              | _ -> Stuck))
        | Br l -> Brk (l, n1, s, lo, vs)
        | BrIf l ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 a ->
                if I32ops.is_zero a
                then ex fuel0 e c0 n1 s lo vs0
                else Brk (l, n1, s, lo, vs0)
              | _ -> Stuck))
        | BrTable (ls, l) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 a ->
                (match arr_get ls a with
                 | Some l0 -> Brk (l0, n1, s, lo, vs0)
                 | None -> Brk (l, n1, s, lo, vs0))
              | _ -> Stuck))
        | Return -> Ret (n1, s, vs)
        | Call (x, p) ->
          (match arr_get e.e_mi.mi_funcs x with
           | Some a -> ex fuel0 e ((CALL_ADDR (a, p)) :: c0) n1 s lo vs
           | None -> Stuck)
        | CallIndirect (x, y, p) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 a ->
                (match indirect s e.e_mi x y a with
                 | ICall a0 ->
                   ex fuel0 e ((CALL_ADDR (a0, p)) :: c0) n1 s lo vs0
                 | ITrap k -> Trp (k, n1, s, (here e p))
                 | IBad -> Stuck)
              | _ -> Stuck))
        | CALL_ADDR (a, p) ->
          (match arr_get s.s_funcs a with
           | Some f ->
             (match f with
              | FWasm (ft, mi, fn) ->
                (match split (length ft.ft_params) vs [] with
                 | Some p0 ->
                   let (ps, base) = p0 in
                   let u = cnt_add e.e_units fn.fn_units in
                   let e' = { e_mi = mi; e_units = u; e_lim = e.e_lim;
                     e_func = (Some fn.fn_index) }
                   in
                   if cnt_ltb e.e_lim.l_stack u
                   then Exh (XCallStack, n0, s, (here e' fn.fn_entry))
                   else if cnt_ltb e.e_lim.l_fuel n0
                        then Exh (XFuel, n0, s, (here e' fn.fn_entry))
                        else after_call (fun n3 s0 vs0 ->
                               ex fuel0 e c0 n3 s0 lo vs0) base
                               (length ft.ft_results)
                               (ex fuel0 e' fn.fn_body n0 s
                                 (lcl_make default ps fn.fn_locals) [])
                 | None -> Stuck)
              | FHost (ft, h) ->
                (match split (length ft.ft_params) vs [] with
                 | Some p0 ->
                   let (ps, base) = p0 in
                   let (s0, n3) = consult s h ps n0 e.e_units in
                   (match host_call s0 ft h ps with
                    | HVals (s1, rs) ->
                      ex fuel0 e c0 n3 s1 lo (rev_append rs base)
                    | HTrapped s1 -> Trp (THost, n3, s1, (here e p))
                    | HBad -> Stuck)
                 | None -> Stuck))
           | None -> Stuck)
        | _ -> Stuck))

type limit = { lim_min : I32.t; lim_max : I32.t option }

type tabletype = { tt_limit : limit; tt_type : reftype }

type globaltype = { gt_mut : mut; gt_type : valtype }

type importdesc =
| ImpFunc of I32.t
| ImpTable of tabletype
| ImpMem of limit
| ImpGlobal of globaltype

type exportdesc =
| ExpFunc of I32.t
| ExpTable of I32.t
| ExpMem of I32.t
| ExpGlobal of I32.t

type segmode =
| Passive
| Active of I32.t * instr list
| Declarative

type elemseg = { el_type : reftype; el_init : instr list list;
                 el_mode : segmode }

type dataseg = { da_init : Data.t; da_mode : segmode }

type module0 = { m_types : functype list; m_imports : importdesc list;
                 m_funcs : (I32.t * func) list; m_tables : tabletype list;
                 m_mems : limit list;
                 m_globals : (globaltype * instr list) list;
                 m_elems : elemseg list; m_datas : dataseg list;
                 m_start : I32.t option; m_exports : exportdesc list }

type externval =
| EFunc of addr
| ETable of addr
| EMem of addr
| EGlobal of addr

(** val limits_match : I32.t -> I32.t option -> limit -> bool **)

let limits_match size0 max0 l =
  (&&) (I32ops.ge_u size0 l.lim_min)
    (match l.lim_max with
     | Some h -> (match max0 with
                  | Some k -> I32ops.le_u k h
                  | None -> false)
     | None -> true)

(** val mut_eqb : mut -> mut -> bool **)

let mut_eqb a b =
  match a with
  | MConst -> (match b with
               | MConst -> true
               | MVar -> false)
  | MVar -> (match b with
             | MConst -> false
             | MVar -> true)

(** val import_matches :
    store -> functype Arr.t -> importdesc -> externval -> bool **)

let import_matches s types d v =
  match d with
  | ImpFunc x ->
    (match v with
     | EFunc a ->
       (match arr_get types x with
        | Some ft ->
          (match arr_get s.s_funcs a with
           | Some fi -> functype_eqb ft (functype_of fi)
           | None -> false)
        | None -> false)
     | _ -> false)
  | ImpTable tb ->
    (match v with
     | ETable a ->
       (match arr_get s.s_tables a with
        | Some t0 ->
          (&&) (reftype_eqb tb.tt_type t0.ti_type)
            (limits_match (arr_len t0.ti_elems) t0.ti_max tb.tt_limit)
        | None -> false)
     | _ -> false)
  | ImpMem l ->
    (match v with
     | EMem a ->
       (match arr_get s.s_mems a with
        | Some m -> limits_match (MemOps.size m.me_data) m.me_max l
        | None -> false)
     | _ -> false)
  | ImpGlobal g ->
    (match v with
     | EGlobal a ->
       (match arr_get s.s_globals a with
        | Some gi ->
          (&&) (mut_eqb g.gt_mut gi.gi_mut)
            (valtype_eqb g.gt_type (typeof gi.gi_val))
        | None -> false)
     | _ -> false)

(** val bad_import :
    store -> functype Arr.t -> I32.t -> importdesc list -> externval list ->
    I32.t option **)

let rec bad_import s types i ds vs =
  match ds with
  | [] -> (match vs with
           | [] -> None
           | _ :: _ -> Some i)
  | d :: ds0 ->
    (match vs with
     | [] -> Some i
     | v :: vs0 ->
       if import_matches s types d v
       then bad_import s types (I32ops.add i i32_one) ds0 vs0
       else Some i)

(** val addrs_from : addr -> 'a1 list -> addr list **)

let rec addrs_from a = function
| [] -> []
| _ :: l0 -> a :: (addrs_from (I32ops.add a i32_one) l0)

(** val map_all : ('a1 -> 'a2 option) -> 'a1 list -> 'a2 list option **)

let rec map_all f = function
| [] -> Some []
| a :: l0 ->
  (match f a with
   | Some b ->
     (match map_all f l0 with
      | Some bs -> Some (b :: bs)
      | None -> None)
   | None -> None)

(** val funcs_of : externval list -> addr list **)

let funcs_of =
  flat_map (fun v -> match v with
                     | EFunc a -> a :: []
                     | _ -> [])

(** val tables_of : externval list -> addr list **)

let tables_of =
  flat_map (fun v -> match v with
                     | ETable a -> a :: []
                     | _ -> [])

(** val mems_of : externval list -> addr list **)

let mems_of =
  flat_map (fun v -> match v with
                     | EMem a -> a :: []
                     | _ -> [])

(** val globals_of : externval list -> addr list **)

let globals_of =
  flat_map (fun v -> match v with
                     | EGlobal a -> a :: []
                     | _ -> [])

(** val all_funcs : store -> module0 -> externval list -> addr list **)

let all_funcs s m exts =
  app (funcs_of exts) (addrs_from (arr_len s.s_funcs) m.m_funcs)

(** val initial_instance :
    store -> module0 -> I32.t -> externval list -> moduleinst **)

let initial_instance s m id exts =
  { mi_types = (arr_of_list m.m_types); mi_funcs =
    (arr_of_list (all_funcs s m exts)); mi_tables = (arr_of_list []);
    mi_mems = (arr_of_list []); mi_globals = (arr_of_list (globals_of exts));
    mi_elems = (arr_of_list []); mi_datas = (arr_of_list []); mi_id = id }

(** val new_instance :
    store -> module0 -> I32.t -> externval list -> moduleinst **)

let new_instance s m id exts =
  { mi_types = (arr_of_list m.m_types); mi_funcs =
    (arr_of_list (all_funcs s m exts)); mi_tables =
    (arr_of_list
      (app (tables_of exts) (addrs_from (arr_len s.s_tables) m.m_tables)));
    mi_mems =
    (arr_of_list
      (app (mems_of exts) (addrs_from (arr_len s.s_mems) m.m_mems)));
    mi_globals =
    (arr_of_list
      (app (globals_of exts) (addrs_from (arr_len s.s_globals) m.m_globals)));
    mi_elems = (arr_of_list (addrs_from (arr_len s.s_elems) m.m_elems));
    mi_datas = (arr_of_list (addrs_from (arr_len s.s_datas) m.m_datas));
    mi_id = id }

(** val new_table : tabletype -> reference -> tableinst **)

let new_table t0 r =
  { ti_type = t0.tt_type; ti_max = t0.tt_limit.lim_max; ti_elems =
    (arr_make t0.tt_limit.lim_min r) }

(** val new_elem : elemseg -> reference list -> eleminst **)

let new_elem e rs =
  { ei_type = e.el_type; ei_refs = (arr_of_list rs) }

(** val new_mem : limit -> meminst **)

let new_mem l =
  { me_max = l.lim_max; me_data = (MemOps.make l.lim_min) }

(** val alloc_module :
    store -> module0 -> moduleinst -> val0 list -> reference list list ->
    store option **)

let alloc_module s m mi vals refs =
  match map_all (fun f ->
          match arr_get mi.mi_types (fst f) with
          | Some ft -> Some (FWasm (ft, mi, (snd f)))
          | None -> None) m.m_funcs with
  | Some fs ->
    Some { s_funcs = (arr_app s.s_funcs fs); s_tables =
      (arr_app s.s_tables
        (map (fun t0 -> new_table t0 (RNull t0.tt_type)) m.m_tables));
      s_mems = (arr_app s.s_mems (map new_mem m.m_mems)); s_globals =
      (arr_app s.s_globals
        (map (fun gv -> { gi_mut = (fst (fst gv)).gt_mut; gi_val =
          (snd gv) }) (combine m.m_globals vals))); s_elems =
      (arr_app s.s_elems
        (map (fun er -> new_elem (fst er) (snd er)) (combine m.m_elems refs)));
      s_datas = (arr_app s.s_datas (map (fun d -> d.da_init) m.m_datas));
      s_scripts = s.s_scripts; s_trace = s.s_trace }
  | None -> None

(** val export_of : moduleinst -> exportdesc -> externval option **)

let export_of mi = function
| ExpFunc x ->
  (match arr_get mi.mi_funcs x with
   | Some a -> Some (EFunc a)
   | None -> None)
| ExpTable x ->
  (match arr_get mi.mi_tables x with
   | Some a -> Some (ETable a)
   | None -> None)
| ExpMem x ->
  (match arr_get mi.mi_mems x with
   | Some a -> Some (EMem a)
   | None -> None)
| ExpGlobal x ->
  (match arr_get mi.mi_globals x with
   | Some a -> Some (EGlobal a)
   | None -> None)

(** val run_elem : I32.t -> elemseg -> instr list **)

let run_elem y e =
  match e.el_mode with
  | Passive -> []
  | Active (x, offset) ->
    app offset ((Const (VI32 I32ops.zero)) :: ((Const (VI32
      (arr_len (arr_of_list e.el_init)))) :: ((TableInit (x, y,
      I32ops.zero)) :: ((ElemDrop y) :: []))))
  | Declarative -> (ElemDrop y) :: []

(** val run_elems : I32.t -> elemseg list -> instr list **)

let rec run_elems y = function
| [] -> []
| e :: es0 -> app (run_elem y e) (run_elems (I32ops.add y i32_one) es0)

(** val run_data : I32.t -> dataseg -> instr list **)

let run_data y d =
  match d.da_mode with
  | Active (x, offset) ->
    app offset ((Const (VI32 I32ops.zero)) :: ((Const (VI32
      (MemBulk.data_len d.da_init))) :: ((MemoryInit (x, y,
      I32ops.zero)) :: ((DataDrop y) :: []))))
  | _ -> []

(** val run_datas : I32.t -> dataseg list -> instr list **)

let rec run_datas y = function
| [] -> []
| d :: ds0 -> app (run_data y d) (run_datas (I32ops.add y i32_one) ds0)

(** val no_locals : val0 lcl **)

let no_locals =
  lcl_make default [] []

(** val outside : moduleinst **)

let outside =
  { mi_types = (arr_of_list []); mi_funcs = (arr_of_list []); mi_tables =
    (arr_of_list []); mi_mems = (arr_of_list []); mi_globals =
    (arr_of_list []); mi_elems = (arr_of_list []); mi_datas =
    (arr_of_list []); mi_id = I32ops.zero }

type ending =
| Done of val0 list
| Trapped of trap
| Cut

type inst = { in_module : moduleinst; in_exports : externval Arr.t }

type session = { ss_store : store; ss_insts : inst Arr.t }

type ref =
| RExport of I32.t * I32.t
| RHost of externval

(** val deref : session -> ref -> externval option **)

let deref ss = function
| RExport (i, e) ->
  (match arr_get ss.ss_insts i with
   | Some t0 -> arr_get t0.in_exports e
   | None -> None)
| RHost v -> Some v

type action =
| AInstantiate of module0 * ref list
| ACall of ref * val0 list
| AHostFunc of functype * hostanswer list
| AHostTable of tabletype * reference
| AHostMem of limit
| AHostGlobal of mut * val0
| AHostAct of hostact

type report =
| PEnd of ending
| PLink of I32.t
| PLimit
| PExtern of externval
| PRefused

(** val store_of_host : store -> action -> (store * externval) option **)

let store_of_host s = function
| AHostFunc (ft, script) ->
  Some ({ s_funcs =
    (arr_app s.s_funcs ((FHost (ft, (arr_len s.s_scripts))) :: []));
    s_tables = s.s_tables; s_mems = s.s_mems; s_globals = s.s_globals;
    s_elems = s.s_elems; s_datas = s.s_datas; s_scripts =
    (arr_app s.s_scripts (script :: [])); s_trace = s.s_trace }, (EFunc
    (arr_len s.s_funcs)))
| AHostTable (t0, r) ->
  if reftype_eqb t0.tt_type (reftype_of r)
  then Some ((with_tables s (arr_app s.s_tables ((new_table t0 r) :: []))),
         (ETable (arr_len s.s_tables)))
  else None
| AHostMem l ->
  Some ((with_mems s (arr_app s.s_mems ((new_mem l) :: []))), (EMem
    (arr_len s.s_mems)))
| AHostGlobal (m, v) ->
  Some
    ((with_globals s (arr_app s.s_globals ({ gi_mut = m; gi_val = v } :: []))),
    (EGlobal (arr_len s.s_globals)))
| _ -> None

type detail = { d_fuel : Cnt.t; d_where : loc option;
                d_exhausted : exhaustion option }

(** val no_detail : detail **)

let no_detail =
  { d_fuel = cnt_zero; d_where = None; d_exhausted = None }

type 'a run =
| Ran of 'a
| RanOut
| RanStuck

(** val env_of : limits -> moduleinst -> env **)

let env_of lim mi =
  { e_mi = mi; e_units = cnt_zero; e_lim = lim; e_func = None }

(** val free_env : limits -> moduleinst -> env **)

let free_env lim mi =
  { e_mi = mi; e_units = cnt_zero; e_lim = { l_fuel = cnt_max; l_stack =
    lim.l_stack; l_pages = lim.l_pages; l_elems = lim.l_elems; l_bytes =
    lim.l_bytes }; e_func = None }

(** val evals :
    nat -> limits -> moduleinst -> store -> instr list list -> (store * val0
    list) run **)

let rec evals fuel lim mi s = function
| [] -> Ran (s, [])
| e :: es0 ->
  (match ex fuel (env_of lim mi) e cnt_zero s no_locals [] with
   | Nrm (_, s0, _, vs) ->
     (match vs with
      | [] -> RanStuck
      | v :: l ->
        (match l with
         | [] ->
           (match evals fuel lim mi s0 es0 with
            | Ran a -> let (s1, vs0) = a in Ran (s1, (v :: vs0))
            | x -> x)
         | _ :: _ -> RanStuck))
   | OOF -> RanOut
   | _ -> RanStuck)

(** val as_ref : val0 -> reference option **)

let as_ref = function
| VRef r -> Some r
| _ -> None

(** val elem_refs :
    nat -> limits -> moduleinst -> store -> elemseg list ->
    (store * reference list list) run **)

let rec elem_refs fuel lim mi s = function
| [] -> Ran (s, [])
| e :: es0 ->
  (match evals fuel lim mi s e.el_init with
   | Ran a ->
     let (s0, vs) = a in
     (match map_all as_ref vs with
      | Some rs ->
        (match elem_refs fuel lim mi s0 es0 with
         | Ran a0 -> let (s1, l) = a0 in Ran (s1, (rs :: l))
         | x -> x)
      | None -> RanStuck)
   | RanOut -> RanOut
   | RanStuck -> RanStuck)

(** val call :
    nat -> limits -> moduleinst -> val0 lcl -> store -> addr -> val0 list ->
    ((store * ending) * detail) run **)

let call fuel lim mi lo s a args =
  match ex fuel (env_of lim mi) ((CALL_ADDR (a, I32ops.zero)) :: []) cnt_zero
          s lo (rev_append args []) with
  | Nrm (n0, s0, _, vs) ->
    Ran ((s0, (Done (rev_append vs []))), { d_fuel = n0; d_where = None;
      d_exhausted = None })
  | Trp (k, n0, s0, w) ->
    Ran ((s0, (Trapped k)), { d_fuel = n0; d_where = w; d_exhausted = None })
  | Exh (x, n0, s0, w) ->
    Ran ((s0, Cut), { d_fuel = n0; d_where = w; d_exhausted = (Some x) })
  | OOF -> RanOut
  | _ -> RanStuck

(** val instantiate :
    nat -> limits -> store -> module0 -> I32.t -> externval list ->
    (((store * moduleinst) * ending) * detail) run **)

let instantiate fuel lim s m id exts =
  let mi0 = initial_instance s m id exts in
  (match evals fuel lim mi0 s (map snd m.m_globals) with
   | Ran a ->
     let (s0, vals) = a in
     (match elem_refs fuel lim mi0 s0 m.m_elems with
      | Ran a0 ->
        let (s1, refs) = a0 in
        let mi = new_instance s1 m id exts in
        (match alloc_module s1 m mi vals refs with
         | Some s2 ->
           (match ex fuel (free_env lim mi)
                    (app (run_elems I32ops.zero m.m_elems)
                      (run_datas I32ops.zero m.m_datas)) cnt_zero s2
                    no_locals [] with
            | Nrm (_, s3, lo, vs) ->
              (match vs with
               | [] ->
                 (match m.m_start with
                  | Some x ->
                    (match arr_get mi.mi_funcs x with
                     | Some a1 ->
                       (match call fuel lim mi lo s3 a1 [] with
                        | Ran a2 ->
                          let (p, d) = a2 in
                          let (s4, r) = p in Ran (((s4, mi), r), d)
                        | RanOut -> RanOut
                        | RanStuck -> RanStuck)
                     | None -> RanStuck)
                  | None -> Ran (((s3, mi), (Done [])), no_detail))
               | _ :: _ -> RanStuck)
            | Trp (k, _, s3, _) -> Ran (((s3, mi), (Trapped k)), no_detail)
            | Exh (x, n0, s3, w) ->
              Ran (((s3, mi), Cut), { d_fuel = n0; d_where = w; d_exhausted =
                (Some x) })
            | OOF -> RanOut
            | _ -> RanStuck)
         | None -> RanStuck)
      | RanOut -> RanOut
      | RanStuck -> RanStuck)
   | RanOut -> RanOut
   | RanStuck -> RanStuck)

(** val room_from : I32.t -> 'a1 list -> bool **)

let rec room_from n0 = function
| [] -> true
| _ :: l0 ->
  (&&) (negb (I32ops.eq n0 i32_minus_one))
    (room_from (I32ops.add n0 i32_one) l0)

(** val room : 'a1 Arr.t -> 'a2 list -> bool **)

let room x l =
  room_from (arr_len x) l

(** val rooms : store -> module0 -> bool **)

let rooms s m =
  (&&)
    ((&&)
      ((&&)
        ((&&) ((&&) (room s.s_funcs m.m_funcs) (room s.s_tables m.m_tables))
          (room s.s_mems m.m_mems)) (room s.s_globals m.m_globals))
      (room s.s_elems m.m_elems)) (room s.s_datas m.m_datas)

(** val fits :
    limits -> (I32.t -> bool) -> (I32.t -> Cnt.t) -> Cnt.t -> limit list ->
    Cnt.t option **)

let rec fits lim check size0 total0 = function
| [] -> Some total0
| l :: ls0 ->
  let total1 = cnt_add total0 (size0 l.lim_min) in
  if (&&) (check l.lim_min) (negb (cnt_ltb lim.l_bytes total1))
  then fits lim check size0 total1 ls0
  else None

(** val within_limits :
    limits -> store -> limit list -> limit list -> bool **)

let within_limits lim s tables mems =
  match fits lim (fun n0 -> I32ops.le_u n0 lim.l_elems) cnt_elems
          (total_bytes s) tables with
  | Some total0 ->
    (match fits lim (fun n0 -> I32ops.le_u n0 lim.l_pages) cnt_pages total0
             mems with
     | Some _ -> true
     | None -> false)
  | None -> false

(** val host_object :
    session -> action -> ((session * report) * detail) option **)

let host_object ss a =
  match store_of_host ss.ss_store a with
  | Some p ->
    let (s, v) = p in
    Some (({ ss_store = s; ss_insts = ss.ss_insts }, (PExtern v)), no_detail)
  | None -> Some ((ss, PRefused), no_detail)

(** val act :
    nat -> limits -> session -> action -> ((session * report) * detail) option **)

let act fuel lim ss a =
  let s = ss.ss_store in
  let refused = Some ((ss, PRefused), no_detail) in
  let over = Some ((ss, PLimit), no_detail) in
  (match a with
   | AInstantiate (m, refs) ->
     (match map_all (deref ss) refs with
      | Some exts ->
        (match bad_import s (arr_of_list m.m_types) I32ops.zero m.m_imports
                 exts with
         | Some i -> Some ((ss, (PLink i)), no_detail)
         | None ->
           if (&&)
                (within_limits lim s (map (fun t0 -> t0.tt_limit) m.m_tables)
                  m.m_mems) (rooms s m)
           then (match instantiate fuel lim s m (arr_len ss.ss_insts) exts with
                 | Ran a0 ->
                   let (p, d) = a0 in
                   let (p0, r) = p in
                   let (s0, mi) = p0 in
                   (match map_all (export_of mi) m.m_exports with
                    | Some exps ->
                      Some (({ ss_store = s0; ss_insts =
                        (arr_app ss.ss_insts ({ in_module = mi; in_exports =
                          (arr_of_list exps) } :: [])) }, (PEnd r)), d)
                    | None -> None)
                 | RanOut -> refused
                 | RanStuck -> None)
           else over)
      | None -> refused)
   | ACall (f, args) ->
     (match deref ss f with
      | Some e ->
        (match e with
         | EFunc a0 ->
           (match arr_get s.s_funcs a0 with
            | Some fi ->
              if types_eqb (map typeof args) (functype_of fi).ft_params
              then (match call fuel lim outside no_locals s a0 args with
                    | Ran a1 ->
                      let (p, d) = a1 in
                      let (s0, r) = p in
                      Some (({ ss_store = s0; ss_insts = ss.ss_insts }, (PEnd
                      r)), d)
                    | RanOut -> refused
                    | RanStuck -> None)
              else refused
            | None -> refused)
         | _ -> refused)
      | None -> refused)
   | AHostFunc (_, _) ->
     if (&&) (room s.s_funcs (() :: [])) (room s.s_scripts (() :: []))
     then host_object ss a
     else over
   | AHostTable (t0, _) ->
     if (&&) (within_limits lim s (t0.tt_limit :: []) [])
          (room s.s_tables (() :: []))
     then host_object ss a
     else over
   | AHostMem l ->
     if (&&) (within_limits lim s [] (l :: [])) (room s.s_mems (() :: []))
     then host_object ss a
     else over
   | AHostGlobal (_, _) ->
     if room s.s_globals (() :: []) then host_object ss a else over
   | AHostAct h ->
     (match host_act s h with
      | Some s0 ->
        Some (({ ss_store = s0; ss_insts = ss.ss_insts }, (PEnd (Done []))),
          no_detail)
      | None -> refused))

(** val empty_session : session **)

let empty_session =
  { ss_store = { s_funcs = (arr_of_list []); s_tables = (arr_of_list []);
    s_mems = (arr_of_list []); s_globals = (arr_of_list []); s_elems =
    (arr_of_list []); s_datas = (arr_of_list []); s_scripts =
    (arr_of_list []); s_trace = [] }; ss_insts = (arr_of_list []) }

(** val acts :
    nat -> session -> (limits * action) list -> (session * (report * detail)
    list) * bool **)

let rec acts fuel ss = function
| [] -> ((ss, []), true)
| p :: l0 ->
  let (lim, a) = p in
  (match act fuel lim ss a with
   | Some p0 ->
     let (p1, d) = p0 in
     let (ss1, r) = p1 in
     let (p2, b) = acts fuel ss1 l0 in
     let (ss2, rs) = p2 in ((ss2, ((r, d) :: rs)), b)
   | None -> ((ss, []), false))

(** val lane_count_of : ishape -> I32.t **)

let lane_count_of = function
| I8x16 -> n16
| I16x8 -> n8
| I32x4 -> n4
| I64x2 -> n2

(** val shape_bits : shape -> ishape **)

let shape_bits = function
| ShI s0 -> s0
| ShF s0 -> (match s0 with
             | F32x4 -> I32x4
             | F64x2 -> I64x2)

(** val unpack : shape -> valtype **)

let unpack = function
| ShI s0 -> (match s0 with
             | I64x2 -> I64T
             | _ -> I32T)
| ShF s0 -> (match s0 with
             | F32x4 -> F32T
             | F64x2 -> F64T)

(** val is_pack : shape -> bool **)

let is_pack = function
| ShI s0 -> (match s0 with
             | I8x16 -> true
             | I16x8 -> true
             | _ -> false)
| ShF _ -> false

(** val vunop_ok : vunop -> bool **)

let vunop_ok = function
| VUI (s, o0) ->
  (match s with
   | I8x16 -> true
   | _ -> (match o0 with
           | VPopcnt -> false
           | _ -> true))
| VUF (_, _) -> true

(** val vibinop_ok : ishape -> vibinop -> bool **)

let vibinop_ok s = function
| VAdd -> true
| VSub -> true
| VMul -> (match s with
           | I8x16 -> false
           | _ -> true)
| VMinS -> (match s with
            | I64x2 -> false
            | _ -> true)
| VMinU -> (match s with
            | I64x2 -> false
            | _ -> true)
| VMaxS -> (match s with
            | I64x2 -> false
            | _ -> true)
| VMaxU -> (match s with
            | I64x2 -> false
            | _ -> true)
| VQ15mulrSatS -> (match s with
                   | I16x8 -> true
                   | _ -> false)
| _ -> (match s with
        | I8x16 -> true
        | I16x8 -> true
        | _ -> false)

(** val vbinop_ok : vbinop -> bool **)

let vbinop_ok = function
| VBI (s, o0) -> vibinop_ok s o0
| VBF (_, _) -> true

(** val vrelop_ok : vrelop -> bool **)

let vrelop_ok = function
| VRI (s, o0) ->
  (match s with
   | I64x2 ->
     (match o0 with
      | LtU -> false
      | GtU -> false
      | LeU -> false
      | GeU -> false
      | _ -> true)
   | _ -> true)
| VRF (_, _) -> true

(** val vextbinop_ok : vextbinop -> bool **)

let vextbinop_ok = function
| VExtmul (_, s, _) -> (match s with
                        | I64x2 -> false
                        | _ -> true)
| VDotS -> true

(** val vcvtop_ok : vcvtop -> bool **)

let vcvtop_ok = function
| VExtend (_, s, _) -> (match s with
                        | I64x2 -> false
                        | _ -> true)
| _ -> true

(** val has_sign : 'a1 option -> bool **)

let has_sign = function
| Some _ -> true
| None -> false

(** val lane_ok : ishape -> I32.t -> bool **)

let lane_ok s l =
  I32ops.lt_u l (lane_count_of s)

(** val provided :
    bool -> valtype list -> valtype -> (valtype list * valtype) option **)

let provided b ps r =
  if b then Some (ps, r) else None

(** val vec_type : vecop -> (valtype list * valtype) option **)

let vec_type = function
| VVUnop -> Some ((V128T :: []), V128T)
| VVBinop _ -> Some ((V128T :: (V128T :: [])), V128T)
| VVTernop -> Some ((V128T :: (V128T :: (V128T :: []))), V128T)
| VUnop o0 -> provided (vunop_ok o0) (V128T :: []) V128T
| VBinop o0 -> provided (vbinop_ok o0) (V128T :: (V128T :: [])) V128T
| VRelop o0 -> provided (vrelop_ok o0) (V128T :: (V128T :: [])) V128T
| VShiftop (_, _) -> Some ((V128T :: (I32T :: [])), V128T)
| VSwizzle -> Some ((V128T :: (V128T :: [])), V128T)
| VShuffle ls ->
  provided
    ((&&)
      (Nat.eqb (length ls) (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S
        O))))))))))))))))) (forallb (fun l -> I32ops.lt_u l n32) ls))
    (V128T :: (V128T :: [])) V128T
| VSplat s -> Some (((unpack s) :: []), V128T)
| VExtractLane (s, x, l) ->
  provided ((&&) (eqb (is_pack s) (has_sign x)) (lane_ok (shape_bits s) l))
    (V128T :: []) (unpack s)
| VReplaceLane (s, l) ->
  provided (lane_ok (shape_bits s) l) (V128T :: ((unpack s) :: [])) V128T
| VExtunop (s, _) -> provided (is_pack (ShI s)) (V128T :: []) V128T
| VExtbinop o0 -> provided (vextbinop_ok o0) (V128T :: (V128T :: [])) V128T
| VNarrow (s, _) -> provided (is_pack (ShI s)) (V128T :: (V128T :: [])) V128T
| VCvtop o0 -> provided (vcvtop_ok o0) (V128T :: []) V128T
| _ -> Some ((V128T :: []), I32T)

(** val lane_align : ishape -> nat **)

let lane_align = function
| I8x16 -> O
| I16x8 -> S O
| I32x4 -> S (S O)
| I64x2 -> S (S (S O))

(** val vload_align : vloadop -> nat option **)

let vload_align = function
| VLWhole -> Some (S (S (S (S O))))
| VLShape (s, _) -> (match s with
                     | I64x2 -> None
                     | _ -> Some (S (S (S O))))
| VLSplat s -> Some (lane_align s)
| VLZero s ->
  (match s with
   | I8x16 -> None
   | I16x8 -> None
   | _ -> Some (lane_align s))

type opd = valtype option

type context = { c_types : functype Arr.t; c_funcs : functype Arr.t;
                 c_tables : tabletype Arr.t; c_mems : limit Arr.t;
                 c_globals : globaltype Arr.t; c_elems : reftype Arr.t;
                 c_datas : unit Arr.t; c_refs : I32.t list;
                 c_locals : valtype Arr.t; c_labels : valtype list list;
                 c_return : valtype list option }

(** val with_label : context -> valtype list -> context **)

let with_label c ts =
  { c_types = c.c_types; c_funcs = c.c_funcs; c_tables = c.c_tables; c_mems =
    c.c_mems; c_globals = c.c_globals; c_elems = c.c_elems; c_datas =
    c.c_datas; c_refs = c.c_refs; c_locals = c.c_locals; c_labels =
    (ts :: c.c_labels); c_return = c.c_return }

(** val blocktype_in : context -> blocktype -> functype option **)

let blocktype_in c = function
| BtVal t0 ->
  (match t0 with
   | Some t1 -> Some { ft_params = []; ft_results = (t1 :: []) }
   | None -> Some { ft_params = []; ft_results = [] })
| BtIdx x -> arr_get c.c_types x

(** val unop_type : unop -> valtype option **)

let unop_type = function
| UI32 o0 -> (match o0 with
              | Extend32S -> None
              | _ -> Some I32T)
| UI64 _ -> Some I64T
| UF32 _ -> Some F32T
| UF64 _ -> Some F64T

(** val binop_type : binop -> valtype **)

let binop_type = function
| BI32 _ -> I32T
| BI64 _ -> I64T
| BF32 _ -> F32T
| BF64 _ -> F64T

(** val testop_type : testop -> valtype **)

let testop_type = function
| EqzI32 -> I32T
| EqzI64 -> I64T

(** val relop_type : relop -> valtype **)

let relop_type = function
| RI32 _ -> I32T
| RI64 _ -> I64T
| RF32 _ -> F32T
| RF64 _ -> F64T

(** val cvtop_type : cvtop -> valtype * valtype **)

let cvtop_type = function
| I32WrapI64 -> (I64T, I32T)
| I64ExtendI32S -> (I32T, I64T)
| I64ExtendI32U -> (I32T, I64T)
| I32TruncF32S -> (F32T, I32T)
| I32TruncF32U -> (F32T, I32T)
| I32TruncF64S -> (F64T, I32T)
| I32TruncF64U -> (F64T, I32T)
| I64TruncF32S -> (F32T, I64T)
| I64TruncF32U -> (F32T, I64T)
| I32TruncSatF32S -> (F32T, I32T)
| I32TruncSatF32U -> (F32T, I32T)
| I32TruncSatF64S -> (F64T, I32T)
| I32TruncSatF64U -> (F64T, I32T)
| I64TruncSatF32S -> (F32T, I64T)
| I64TruncSatF32U -> (F32T, I64T)
| F32ConvertI32S -> (I32T, F32T)
| F32ConvertI32U -> (I32T, F32T)
| F32ConvertI64S -> (I64T, F32T)
| F32ConvertI64U -> (I64T, F32T)
| F64ConvertI32S -> (I32T, F64T)
| F64ConvertI32U -> (I32T, F64T)
| F64ConvertI64S -> (I64T, F64T)
| F64ConvertI64U -> (I64T, F64T)
| F32DemoteF64 -> (F64T, F32T)
| F64PromoteF32 -> (F32T, F64T)
| I32ReinterpretF32 -> (F32T, I32T)
| F32ReinterpretI32 -> (I32T, F32T)
| F64ReinterpretI64 -> (I64T, F64T)
| _ -> (F64T, I64T)

(** val num_align : numtype -> nat **)

let num_align = function
| NI32 -> S (S O)
| NF32 -> S (S O)
| _ -> S (S (S O))

(** val pack_align : packsize -> nat **)

let pack_align = function
| P8 -> O
| P16 -> S O
| P32 -> S (S O)

(** val int_type : inttype -> valtype **)

let int_type = function
| IT32 -> I32T
| IT64 -> I64T

(** val pack_ok : inttype -> packsize -> bool **)

let pack_ok t0 w =
  match t0 with
  | IT32 -> (match w with
             | P32 -> false
             | _ -> true)
  | IT64 -> true

(** val selectable : opd -> bool **)

let selectable = function
| Some v -> (match v with
             | RefT _ -> false
             | _ -> true)
| None -> true

(** val const_type : val0 -> valtype option **)

let const_type v = match v with
| VRef r -> (match r with
             | RNull t0 -> Some (RefT t0)
             | _ -> None)
| _ -> Some (typeof v)

(** val imported_funcs : module0 -> I32.t list **)

let imported_funcs m =
  flat_map (fun d -> match d with
                     | ImpFunc x -> x :: []
                     | _ -> []) m.m_imports

(** val imported_tables : module0 -> tabletype list **)

let imported_tables m =
  flat_map (fun d -> match d with
                     | ImpTable t0 -> t0 :: []
                     | _ -> []) m.m_imports

(** val imported_mems : module0 -> limit list **)

let imported_mems m =
  flat_map (fun d -> match d with
                     | ImpMem l -> l :: []
                     | _ -> []) m.m_imports

(** val imported_globals : module0 -> globaltype list **)

let imported_globals m =
  flat_map (fun d -> match d with
                     | ImpGlobal g -> g :: []
                     | _ -> []) m.m_imports

(** val refs_of_expr : instr list -> I32.t list **)

let refs_of_expr e =
  flat_map (fun i -> match i with
                     | RefFunc x -> x :: []
                     | _ -> []) e

(** val refs_of_mode : segmode -> I32.t list **)

let refs_of_mode = function
| Active (_, e) -> refs_of_expr e
| _ -> []

(** val declared_refs : module0 -> I32.t list **)

let declared_refs m =
  app (flat_map (fun g -> refs_of_expr (snd g)) m.m_globals)
    (app
      (flat_map (fun e ->
        app (flat_map refs_of_expr e.el_init) (refs_of_mode e.el_mode))
        m.m_elems)
      (app (flat_map (fun d -> refs_of_mode d.da_mode) m.m_datas)
        (flat_map (fun d -> match d with
                            | ExpFunc x -> x :: []
                            | _ -> []) m.m_exports)))

(** val context_of : module0 -> functype list -> context **)

let context_of m funcs =
  { c_types = (arr_of_list m.m_types); c_funcs = (arr_of_list funcs);
    c_tables = (arr_of_list (app (imported_tables m) m.m_tables)); c_mems =
    (arr_of_list (app (imported_mems m) m.m_mems)); c_globals =
    (arr_of_list (app (imported_globals m) (map fst m.m_globals))); c_elems =
    (arr_of_list (map (fun e -> e.el_type) m.m_elems)); c_datas =
    (arr_of_list (map (fun _ -> ()) m.m_datas)); c_refs = (declared_refs m);
    c_locals = (arr_of_list []); c_labels = []; c_return = None }

(** val constant_context : module0 -> functype list -> context **)

let constant_context m funcs =
  { c_types = (arr_of_list m.m_types); c_funcs = (arr_of_list funcs);
    c_tables = (arr_of_list (app (imported_tables m) m.m_tables)); c_mems =
    (arr_of_list (app (imported_mems m) m.m_mems)); c_globals =
    (arr_of_list (imported_globals m)); c_elems = (arr_of_list []); c_datas =
    (arr_of_list []); c_refs = (declared_refs m); c_locals =
    (arr_of_list []); c_labels = []; c_return = None }

(** val func_context : context -> functype -> func -> context **)

let func_context c ft fn =
  { c_types = c.c_types; c_funcs = c.c_funcs; c_tables = c.c_tables; c_mems =
    c.c_mems; c_globals = c.c_globals; c_elems = c.c_elems; c_datas =
    c.c_datas; c_refs = c.c_refs; c_locals =
    (arr_of_list (app ft.ft_params fn.fn_locals)); c_labels =
    (ft.ft_results :: []); c_return = (Some ft.ft_results) }

type stk = { k_known : opd list; k_poly : bool }

(** val anything : stk **)

let anything =
  { k_known = []; k_poly = true }

(** val pop : valtype -> stk -> stk option **)

let pop t0 st =
  match st.k_known with
  | [] -> if st.k_poly then Some st else None
  | o :: k ->
    (match o with
     | Some u ->
       if valtype_eqb u t0
       then Some { k_known = k; k_poly = st.k_poly }
       else None
     | None -> Some { k_known = k; k_poly = st.k_poly })

(** val pop_any : stk -> (opd * stk) option **)

let pop_any st =
  match st.k_known with
  | [] -> if st.k_poly then Some (None, st) else None
  | o :: k -> Some (o, { k_known = k; k_poly = st.k_poly })

(** val pops : valtype list -> stk -> stk option **)

let rec pops ts st =
  match ts with
  | [] -> Some st
  | t0 :: ts0 ->
    (match pop t0 st with
     | Some st0 -> pops ts0 st0
     | None -> None)

(** val push_all : valtype list -> stk -> stk **)

let push_all ts st =
  { k_known = (app (map (fun x -> Some x) (rev_append ts [])) st.k_known);
    k_poly = st.k_poly }

(** val ends : valtype list -> stk -> bool **)

let ends ts st =
  match pops ts st with
  | Some st0 -> (match st0.k_known with
                 | [] -> true
                 | _ :: _ -> false)
  | None -> false

(** val when0 : bool -> 'a1 -> 'a1 option **)

let when0 b a =
  if b then Some a else None

(** val has : 'a1 option -> bool **)

let has = function
| Some _ -> true
| None -> false

(** val among : I32.t -> I32.t list -> bool **)

let among x l =
  existsb (I32ops.eq x) l

(** val simple_type :
    context -> instr -> (valtype list * valtype list) option **)

let simple_type c = function
| Nop -> Some ([], [])
| Select ts ->
  (match ts with
   | Some l ->
     (match l with
      | [] -> None
      | t0 :: l0 ->
        (match l0 with
         | [] -> Some ((t0 :: (t0 :: (I32T :: []))), (t0 :: []))
         | _ :: _ -> None))
   | None -> None)
| Const v ->
  (match const_type v with
   | Some t0 -> Some ([], (t0 :: []))
   | None -> None)
| Unop o ->
  (match unop_type o with
   | Some t0 -> Some ((t0 :: []), (t0 :: []))
   | None -> None)
| Binop (o, _) ->
  Some (((binop_type o) :: ((binop_type o) :: [])), ((binop_type o) :: []))
| Testop o -> Some (((testop_type o) :: []), (I32T :: []))
| Relop o -> Some (((relop_type o) :: ((relop_type o) :: [])), (I32T :: []))
| Cvtop (o, _) ->
  Some (((fst (cvtop_type o)) :: []), ((snd (cvtop_type o)) :: []))
| LocalGet x ->
  (match arr_get c.c_locals x with
   | Some t0 -> Some ([], (t0 :: []))
   | None -> None)
| LocalSet x ->
  (match arr_get c.c_locals x with
   | Some t0 -> Some ((t0 :: []), [])
   | None -> None)
| LocalTee x ->
  (match arr_get c.c_locals x with
   | Some t0 -> Some ((t0 :: []), (t0 :: []))
   | None -> None)
| GlobalGet x ->
  (match arr_get c.c_globals x with
   | Some g -> Some ([], (g.gt_type :: []))
   | None -> None)
| GlobalSet x ->
  (match arr_get c.c_globals x with
   | Some g ->
     (match g.gt_mut with
      | MConst -> None
      | MVar -> Some ((g.gt_type :: []), []))
   | None -> None)
| LoadNum (t0, x, al, _, _) ->
  when0 ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (num_align t0)))
    ((I32T :: []), ((num_type t0) :: []))
| LoadPack (t0, w, _, x, al, _, _) ->
  when0
    ((&&) ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (pack_align w)))
      (pack_ok t0 w)) ((I32T :: []), ((int_type t0) :: []))
| StoreNum (t0, x, al, _, _) ->
  when0 ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (num_align t0)))
    ((I32T :: ((num_type t0) :: [])), [])
| StorePack (t0, w, x, al, _, _) ->
  when0
    ((&&) ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (pack_align w)))
      (pack_ok t0 w)) ((I32T :: ((int_type t0) :: [])), [])
| MemorySize x -> when0 (has (arr_get c.c_mems x)) ([], (I32T :: []))
| MemoryGrow x ->
  when0 (has (arr_get c.c_mems x)) ((I32T :: []), (I32T :: []))
| MemoryFill (x, _) ->
  when0 (has (arr_get c.c_mems x)) ((I32T :: (I32T :: (I32T :: []))), [])
| MemoryCopy (x, y, _) ->
  when0 ((&&) (has (arr_get c.c_mems x)) (has (arr_get c.c_mems y)))
    ((I32T :: (I32T :: (I32T :: []))), [])
| MemoryInit (x, y, _) ->
  when0 ((&&) (has (arr_get c.c_mems x)) (has (arr_get c.c_datas y)))
    ((I32T :: (I32T :: (I32T :: []))), [])
| DataDrop y -> when0 (has (arr_get c.c_datas y)) ([], [])
| RefFunc x ->
  when0 ((&&) (has (arr_get c.c_funcs x)) (among x c.c_refs)) ([], ((RefT
    FuncRef) :: []))
| TableGet (x, _) ->
  (match arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: []), ((RefT tb.tt_type) :: []))
   | None -> None)
| TableSet (x, _) ->
  (match arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: ((RefT tb.tt_type) :: [])), [])
   | None -> None)
| TableSize x ->
  (match arr_get c.c_tables x with
   | Some _ -> Some ([], (I32T :: []))
   | None -> None)
| TableGrow x ->
  (match arr_get c.c_tables x with
   | Some tb -> Some (((RefT tb.tt_type) :: (I32T :: [])), (I32T :: []))
   | None -> None)
| TableFill (x, _) ->
  (match arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: ((RefT tb.tt_type) :: (I32T :: []))), [])
   | None -> None)
| TableCopy (x, y, _) ->
  (match arr_get c.c_tables x with
   | Some tb ->
     (match arr_get c.c_tables y with
      | Some tb' ->
        when0 (reftype_eqb tb'.tt_type tb.tt_type)
          ((I32T :: (I32T :: (I32T :: []))), [])
      | None -> None)
   | None -> None)
| TableInit (x, y, _) ->
  (match arr_get c.c_tables x with
   | Some tb ->
     (match arr_get c.c_elems y with
      | Some t0 ->
        when0 (reftype_eqb t0 tb.tt_type) ((I32T :: (I32T :: (I32T :: []))),
          [])
      | None -> None)
   | None -> None)
| ElemDrop y -> when0 (has (arr_get c.c_elems y)) ([], [])
| Vec o ->
  (match vec_type o with
   | Some p -> let (ps, r) = p in Some (ps, (r :: []))
   | None -> None)
| VLoad (op, x, al, _, _) ->
  (match vload_align op with
   | Some k ->
     when0 ((&&) (has (arr_get c.c_mems x)) (Nat.leb al k)) ((I32T :: []),
       (V128T :: []))
   | None -> None)
| VLoadLane (h, x, al, _, l, _) ->
  when0
    ((&&) ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (lane_align h)))
      (lane_ok h l)) ((I32T :: (V128T :: [])), (V128T :: []))
| VStore (x, al, _, _) ->
  when0 ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (S (S (S (S O))))))
    ((I32T :: (V128T :: [])), [])
| VStoreLane (h, x, al, _, l, _) ->
  when0
    ((&&) ((&&) (has (arr_get c.c_mems x)) (Nat.leb al (lane_align h)))
      (lane_ok h l)) ((I32T :: (V128T :: [])), [])
| BrIf l ->
  (match nth_error c.c_labels l with
   | Some ts -> Some ((app ts (I32T :: [])), ts)
   | None -> None)
| Call (x, _) ->
  (match arr_get c.c_funcs x with
   | Some ft -> Some (ft.ft_params, ft.ft_results)
   | None -> None)
| CallIndirect (x, y, _) ->
  (match arr_get c.c_tables x with
   | Some tb ->
     (match arr_get c.c_types y with
      | Some ft ->
        when0 (reftype_eqb tb.tt_type FuncRef)
          ((app ft.ft_params (I32T :: [])), ft.ft_results)
      | None -> None)
   | None -> None)
| _ -> None

(** val meet : opd -> opd -> opd option **)

let meet a b =
  match a with
  | Some t0 ->
    (match b with
     | Some u -> if valtype_eqb t0 u then Some (Some t0) else None
     | None -> Some a)
  | None -> Some b

(** val check_seq :
    (instr -> stk -> stk option) -> instr list -> stk -> stk option **)

let rec check_seq check c st =
  match c with
  | [] -> Some st
  | i :: c0 ->
    (match check i st with
     | Some st0 -> check_seq check c0 st0
     | None -> None)

(** val check_block :
    (instr -> stk -> stk option) -> instr list -> valtype list -> valtype
    list -> bool **)

let check_block check b ps rs =
  match check_seq check b (push_all ps { k_known = []; k_poly = false }) with
  | Some st -> ends (rev_append rs []) st
  | None -> false

(** val check_instr : context -> instr -> stk -> stk option **)

let rec check_instr c i st =
  match i with
  | Unreachable _ -> Some anything
  | Drop ->
    (match pop_any st with
     | Some p -> let (_, st0) = p in Some st0
     | None -> None)
  | Select ts ->
    (match ts with
     | Some _ ->
       (match simple_type c i with
        | Some p ->
          let (ps, rs) = p in
          option_map (push_all rs) (pops (rev_append ps []) st)
        | None -> None)
     | None ->
       (match pop I32T st with
        | Some st0 ->
          (match pop_any st0 with
           | Some p ->
             let (a, st1) = p in
             (match pop_any st1 with
              | Some p0 ->
                let (b, st2) = p0 in
                (match meet a b with
                 | Some o ->
                   when0 (selectable o) { k_known = (o :: st2.k_known);
                     k_poly = st2.k_poly }
                 | None -> None)
              | None -> None)
           | None -> None)
        | None -> None))
  | RefIsNull ->
    (match pop_any st with
     | Some p ->
       let (o, st0) = p in
       (match o with
        | Some v ->
          (match v with
           | RefT _ -> Some (push_all (I32T :: []) st0)
           | _ -> None)
        | None -> Some (push_all (I32T :: []) st0))
     | None -> None)
  | Block (bt, b) ->
    (match blocktype_in c bt with
     | Some ft ->
       if check_block (check_instr (with_label c ft.ft_results)) b
            ft.ft_params ft.ft_results
       then option_map (push_all ft.ft_results)
              (pops (rev_append ft.ft_params []) st)
       else None
     | None -> None)
  | Loop (bt, b, _) ->
    (match blocktype_in c bt with
     | Some ft ->
       if check_block (check_instr (with_label c ft.ft_params)) b
            ft.ft_params ft.ft_results
       then option_map (push_all ft.ft_results)
              (pops (rev_append ft.ft_params []) st)
       else None
     | None -> None)
  | If (bt, b1, b2) ->
    (match blocktype_in c bt with
     | Some ft ->
       if (&&)
            (check_block (check_instr (with_label c ft.ft_results)) b1
              ft.ft_params ft.ft_results)
            (check_block (check_instr (with_label c ft.ft_results)) b2
              ft.ft_params ft.ft_results)
       then option_map (push_all ft.ft_results)
              (pops (I32T :: (rev_append ft.ft_params [])) st)
       else None
     | None -> None)
  | Br l ->
    (match nth_error c.c_labels l with
     | Some ts ->
       (match pops (rev_append ts []) st with
        | Some _ -> Some anything
        | None -> None)
     | None -> None)
  | BrTable (ls, l') ->
    (match pop I32T st with
     | Some st0 ->
       (match nth_error c.c_labels l' with
        | Some ts' ->
          when0
            (forallb (fun l ->
              match nth_error c.c_labels l with
              | Some ts ->
                (&&) (Nat.eqb (length ts) (length ts'))
                  (has (pops (rev_append ts []) st0))
              | None -> false) (l' :: (arr_list ls))) anything
        | None -> None)
     | None -> None)
  | Return ->
    (match c.c_return with
     | Some ts ->
       (match pops (rev_append ts []) st with
        | Some _ -> Some anything
        | None -> None)
     | None -> None)
  | _ ->
    (match simple_type c i with
     | Some p ->
       let (ps, rs) = p in
       option_map (push_all rs) (pops (rev_append ps []) st)
     | None -> None)

(** val check_limit : I32.t -> limit -> bool **)

let check_limit bound l =
  (&&) (I32ops.le_u l.lim_min bound)
    (match l.lim_max with
     | Some k -> (&&) (I32ops.le_u k bound) (I32ops.le_u l.lim_min k)
     | None -> true)

(** val check_import : functype Arr.t -> importdesc -> bool **)

let check_import types = function
| ImpFunc x -> has (arr_get types x)
| ImpTable t0 -> check_limit max_elems t0.tt_limit
| ImpMem l -> check_limit max_pages l
| ImpGlobal _ -> true

(** val check_const : context -> instr -> bool **)

let check_const c = function
| Const _ -> true
| GlobalGet x ->
  (match arr_get c.c_globals x with
   | Some g ->
     let { gt_mut = gt_mut0; gt_type = _ } = g in
     (match gt_mut0 with
      | MConst -> true
      | MVar -> false)
   | None -> false)
| RefFunc _ -> true
| _ -> false

(** val check_expr : context -> instr list -> valtype -> bool **)

let check_expr c e t0 =
  (&&) (check_block (check_instr c) e [] (t0 :: []))
    (forallb (check_const c) e)

(** val check_func : context -> functype -> func -> bool **)

let check_func c ft fn =
  check_block (check_instr (func_context c ft fn)) fn.fn_body [] ft.ft_results

(** val check_elem : context -> context -> elemseg -> bool **)

let check_elem c c' e =
  (&&) (forallb (fun i -> check_expr c' i (RefT e.el_type)) e.el_init)
    (match e.el_mode with
     | Active (x, offset) ->
       (&&)
         (match arr_get c.c_tables x with
          | Some tb -> reftype_eqb tb.tt_type e.el_type
          | None -> false) (check_expr c' offset I32T)
     | _ -> true)

(** val check_data : context -> context -> dataseg -> bool **)

let check_data c c' d =
  match d.da_mode with
  | Passive -> true
  | Active (x, offset) ->
    (&&) (has (arr_get c.c_mems x)) (check_expr c' offset I32T)
  | Declarative -> false

(** val check_export : context -> exportdesc -> bool **)

let check_export c = function
| ExpFunc x -> has (arr_get c.c_funcs x)
| ExpTable x -> has (arr_get c.c_tables x)
| ExpMem x -> has (arr_get c.c_mems x)
| ExpGlobal x -> has (arr_get c.c_globals x)

(** val validate : module0 -> bool **)

let validate m =
  let types = arr_of_list m.m_types in
  (match map_all (arr_get types) (app (imported_funcs m) (map fst m.m_funcs)) with
   | Some funcs ->
     let c = context_of m funcs in
     let c' = constant_context m funcs in
     (&&)
       ((&&)
         ((&&)
           ((&&)
             ((&&)
               ((&&)
                 ((&&)
                   ((&&)
                     ((&&) (forallb (check_import types) m.m_imports)
                       (forallb (fun f ->
                         match arr_get types (fst f) with
                         | Some ft -> check_func c ft (snd f)
                         | None -> false) m.m_funcs))
                     (forallb (fun t0 -> check_limit max_elems t0.tt_limit)
                       m.m_tables))
                   (forallb (check_limit max_pages) m.m_mems))
                 (forallb (fun g -> check_expr c' (snd g) (fst g).gt_type)
                   m.m_globals)) (forallb (check_elem c c') m.m_elems))
             (forallb (check_data c c') m.m_datas))
           (match m.m_start with
            | Some x ->
              (match arr_get c.c_funcs x with
               | Some ft ->
                 functype_eqb ft { ft_params = []; ft_results = [] }
               | None -> false)
            | None -> true)) (forallb (check_export c) m.m_exports))
       (match app (imported_mems m) m.m_mems with
        | [] -> true
        | _ :: l0 -> (match l0 with
                      | [] -> true
                      | _ :: _ -> false))
   | None -> false)

type byte = { b_place : I32.t; b_value : I8.t }

(** val num : byte -> z **)

let num n0 =
  I8.to_Z n0.b_value

type 'a reader = byte list -> ('a * byte list) option

(** val bind : 'a1 reader -> ('a1 -> 'a2 reader) -> 'a2 reader **)

let bind r k bs =
  match r bs with
  | Some p -> let (x, rest) = p in k x rest
  | None -> None

(** val ret : 'a1 -> 'a1 reader **)

let ret x bs =
  Some (x, bs)

(** val fail : 'a1 reader **)

let fail _ =
  None

(** val one : z reader **)

let one = function
| [] -> None
| n0 :: bs0 -> Some ((num n0), bs0)

(** val read_u : z -> byte list -> (z * byte list) option **)

let rec read_u n0 = function
| [] -> None
| n1 :: bs0 ->
  if Z.ltb (num n1) (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH))))
  then if Z.ltb (num n1) (Z.pow (Zpos (XO XH)) n0)
       then Some ((num n1), bs0)
       else None
  else if Z.ltb (Zpos (XI (XI XH))) n0
       then (match read_u (Z.sub n0 (Zpos (XI (XI XH)))) bs0 with
             | Some p ->
               let (m, rest) = p in
               Some
               ((Z.add (Z.mul (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH)))) m)
                  (Z.sub (num n1) (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH)))))),
               rest)
             | None -> None)
       else None

(** val read_s : z -> byte list -> (z * byte list) option **)

let rec read_s n0 = function
| [] -> None
| n1 :: bs0 ->
  if Z.ltb (num n1) (Z.pow (Zpos (XO XH)) (Zpos (XO (XI XH))))
  then if Z.ltb (num n1) (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH)))
       then Some ((num n1), bs0)
       else None
  else if Z.ltb (num n1) (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH))))
       then if Z.leb
                 (Z.sub (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH))))
                   (Z.pow (Zpos (XO XH)) (Z.sub n0 (Zpos XH)))) (num n1)
            then Some
                   ((Z.sub (num n1)
                      (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH))))), bs0)
            else None
       else if Z.ltb (Zpos (XI (XI XH))) n0
            then (match read_s (Z.sub n0 (Zpos (XI (XI XH)))) bs0 with
                  | Some p ->
                    let (m, rest) = p in
                    Some
                    ((Z.add
                       (Z.mul (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH)))) m)
                       (Z.sub (num n1)
                         (Z.pow (Zpos (XO XH)) (Zpos (XI (XI XH)))))), rest)
                  | None -> None)
            else None

(** val read_u32 : I32.t reader **)

let read_u32 =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun z0 ->
    ret (I32.of_Z z0))

(** val read_repeat : 'a1 reader -> nat -> 'a1 list reader **)

let rec read_repeat r = function
| O -> ret []
| S n1 -> bind r (fun x -> bind (read_repeat r n1) (fun l -> ret (x :: l)))

(** val read_vec : 'a1 reader -> 'a1 list reader **)

let read_vec r =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun n0 bs ->
    if Z.ltb (Z.of_nat (length bs)) n0
    then None
    else read_repeat r (Z.to_nat n0) bs)

(** val read_reftype : reftype reader **)

let read_reftype =
  bind one (fun n0 ->
    if Z.eqb n0 (Zpos (XO (XO (XO (XO (XI (XI XH)))))))
    then ret FuncRef
    else if Z.eqb n0 (Zpos (XI (XI (XI (XI (XO (XI XH)))))))
         then ret ExternRef
         else fail)

(** val read_valtype : valtype reader **)

let read_valtype =
  bind one (fun n0 ->
    if Z.eqb n0 (Zpos (XI (XI (XI (XI (XI (XI XH)))))))
    then ret I32T
    else if Z.eqb n0 (Zpos (XO (XI (XI (XI (XI (XI XH)))))))
         then ret I64T
         else if Z.eqb n0 (Zpos (XI (XO (XI (XI (XI (XI XH)))))))
              then ret F32T
              else if Z.eqb n0 (Zpos (XO (XO (XI (XI (XI (XI XH)))))))
                   then ret F64T
                   else if Z.eqb n0 (Zpos (XI (XI (XO (XI (XI (XI XH)))))))
                        then ret V128T
                        else if Z.eqb n0 (Zpos (XO (XO (XO (XO (XI (XI
                                  XH)))))))
                             then ret (RefT FuncRef)
                             else if Z.eqb n0 (Zpos (XI (XI (XI (XI (XO (XI
                                       XH)))))))
                                  then ret (RefT ExternRef)
                                  else fail)

(** val read_functype : functype reader **)

let read_functype =
  bind one (fun n0 ->
    if Z.eqb n0 (Zpos (XO (XO (XO (XO (XO (XI XH)))))))
    then bind (read_vec read_valtype) (fun ps ->
           bind (read_vec read_valtype) (fun rs ->
             ret { ft_params = ps; ft_results = rs }))
    else fail)

(** val read_limits : limit reader **)

let read_limits =
  bind one (fun n0 ->
    if Z.eqb n0 Z0
    then bind read_u32 (fun a -> ret { lim_min = a; lim_max = None })
    else if Z.eqb n0 (Zpos XH)
         then bind read_u32 (fun a ->
                bind read_u32 (fun k ->
                  ret { lim_min = a; lim_max = (Some k) }))
         else fail)

(** val read_tabletype : tabletype reader **)

let read_tabletype =
  bind read_reftype (fun t0 ->
    bind read_limits (fun l -> ret { tt_limit = l; tt_type = t0 }))

(** val read_mut : mut reader **)

let read_mut =
  bind one (fun n0 ->
    if Z.eqb n0 Z0
    then ret MConst
    else if Z.eqb n0 (Zpos XH) then ret MVar else fail)

(** val read_globaltype : globaltype reader **)

let read_globaltype =
  bind read_valtype (fun t0 ->
    bind read_mut (fun m -> ret { gt_mut = m; gt_type = t0 }))

type imm =
| INone
| IZero
| IIdx
| ILabel
| ILabels
| ITypes
| IReftype
| IMemarg
| ILane
| ILanes
| II32
| II64
| IF32
| IF64
| IV128
| IPair of imm * imm

type denote = __

type row = { r_number : z; r_imm : imm; r_make : (denote -> pos -> instr) }

(** val plain : z -> instr -> row **)

let plain k i =
  { r_number = k; r_imm = INone; r_make = (fun _ _ -> i) }

(** val plainp : z -> (pos -> instr) -> row **)

let plainp k i =
  { r_number = k; r_imm = INone; r_make = (fun _ -> i) }

(** val from : z -> (pos -> instr) list -> row list **)

let rec from k = function
| [] -> []
| i :: l0 -> (plainp k i) :: (from (Z.add k (Zpos XH)) l0)

(** val index : z -> (I32.t -> instr) -> row **)

let index k i =
  { r_number = k; r_imm = IIdx; r_make = (fun x _ -> Obj.magic i x) }

(** val indexp : z -> (I32.t -> pos -> instr) -> row **)

let indexp k i =
  { r_number = k; r_imm = IIdx; r_make = (Obj.magic i) }

(** val memory : z -> (nat -> I32.t -> pos -> instr) -> row **)

let memory k i =
  { r_number = k; r_imm = IMemarg; r_make = (fun m ->
    i (fst (Obj.magic m)) (snd (Obj.magic m))) }

(** val zero0 : I32ops.t **)

let zero0 =
  I32ops.zero

(** val load : numtype -> nat -> I32.t -> pos -> instr **)

let load t0 x x0 x1 =
  LoadNum (t0, zero0, x, x0, x1)

(** val loadp : inttype -> packsize -> sx -> nat -> I32.t -> pos -> instr **)

let loadp t0 w s x x0 x1 =
  LoadPack (t0, w, s, zero0, x, x0, x1)

(** val store0 : numtype -> nat -> I32.t -> pos -> instr **)

let store0 t0 x x0 x1 =
  StoreNum (t0, zero0, x, x0, x1)

(** val storep : inttype -> packsize -> nat -> I32.t -> pos -> instr **)

let storep t0 w x x0 x1 =
  StorePack (t0, w, zero0, x, x0, x1)

(** val opcodes : row list **)

let opcodes =
  app
    ((plainp Z0 (fun x -> Unreachable x)) :: ((plain (Zpos XH) Nop) :: ({ r_number =
    (Zpos (XO (XO (XI XH)))); r_imm = ILabel; r_make = (fun l _ -> Br
    (Obj.magic l)) } :: ({ r_number = (Zpos (XI (XO (XI XH)))); r_imm =
    ILabel; r_make = (fun l _ -> BrIf (Obj.magic l)) } :: ({ r_number = (Zpos
    (XO (XI (XI XH)))); r_imm = (IPair (ILabels, ILabel)); r_make =
    (fun x _ -> BrTable ((arr_of_list (fst (Obj.magic x))),
    (snd (Obj.magic x)))) } :: ((plain (Zpos (XI (XI (XI XH)))) Return) :: (
    (indexp (Zpos (XO (XO (XO (XO XH))))) (fun x x0 -> Call (x, x0))) :: ({ r_number =
    (Zpos (XI (XO (XO (XO XH))))); r_imm = (IPair (IIdx, IIdx)); r_make =
    (fun yx x -> CallIndirect ((snd (Obj.magic yx)), (fst (Obj.magic yx)),
    x)) } :: ((plain (Zpos (XO (XI (XO (XI XH))))) Drop) :: ((plain (Zpos (XI
                                                               (XI (XO (XI
                                                               XH)))))
                                                               (Select None)) :: ({ r_number =
    (Zpos (XO (XO (XI (XI XH))))); r_imm = ITypes; r_make = (fun ts _ ->
    Select (Some
    (Obj.magic ts))) } :: ((index (Zpos (XO (XO (XO (XO (XO XH))))))
                             (fun x -> LocalGet x)) :: ((index (Zpos (XI (XO
                                                          (XO (XO (XO
                                                          XH)))))) (fun x ->
                                                          LocalSet x)) :: (
    (index (Zpos (XO (XI (XO (XO (XO XH)))))) (fun x -> LocalTee x)) :: (
    (index (Zpos (XI (XI (XO (XO (XO XH)))))) (fun x -> GlobalGet x)) :: (
    (index (Zpos (XO (XO (XI (XO (XO XH)))))) (fun x -> GlobalSet x)) :: (
    (indexp (Zpos (XI (XO (XI (XO (XO XH)))))) (fun x x0 -> TableGet (x, x0))) :: (
    (indexp (Zpos (XO (XI (XI (XO (XO XH)))))) (fun x x0 -> TableSet (x, x0))) :: (
    (memory (Zpos (XO (XO (XO (XI (XO XH)))))) (load NI32)) :: ((memory (Zpos
                                                                  (XI (XO (XO
                                                                  (XI (XO
                                                                  XH))))))
                                                                  (load NI64)) :: (
    (memory (Zpos (XO (XI (XO (XI (XO XH)))))) (load NF32)) :: ((memory (Zpos
                                                                  (XI (XI (XO
                                                                  (XI (XO
                                                                  XH))))))
                                                                  (load NF64)) :: (
    (memory (Zpos (XO (XO (XI (XI (XO XH)))))) (loadp IT32 P8 SX)) :: (
    (memory (Zpos (XI (XO (XI (XI (XO XH)))))) (loadp IT32 P8 UX)) :: (
    (memory (Zpos (XO (XI (XI (XI (XO XH)))))) (loadp IT32 P16 SX)) :: (
    (memory (Zpos (XI (XI (XI (XI (XO XH)))))) (loadp IT32 P16 UX)) :: (
    (memory (Zpos (XO (XO (XO (XO (XI XH)))))) (loadp IT64 P8 SX)) :: (
    (memory (Zpos (XI (XO (XO (XO (XI XH)))))) (loadp IT64 P8 UX)) :: (
    (memory (Zpos (XO (XI (XO (XO (XI XH)))))) (loadp IT64 P16 SX)) :: (
    (memory (Zpos (XI (XI (XO (XO (XI XH)))))) (loadp IT64 P16 UX)) :: (
    (memory (Zpos (XO (XO (XI (XO (XI XH)))))) (loadp IT64 P32 SX)) :: (
    (memory (Zpos (XI (XO (XI (XO (XI XH)))))) (loadp IT64 P32 UX)) :: (
    (memory (Zpos (XO (XI (XI (XO (XI XH)))))) (store0 NI32)) :: ((memory
                                                                    (Zpos (XI
                                                                    (XI (XI
                                                                    (XO (XI
                                                                    XH))))))
                                                                    (store0
                                                                    NI64)) :: (
    (memory (Zpos (XO (XO (XO (XI (XI XH)))))) (store0 NF32)) :: ((memory
                                                                    (Zpos (XI
                                                                    (XO (XO
                                                                    (XI (XI
                                                                    XH))))))
                                                                    (store0
                                                                    NF64)) :: (
    (memory (Zpos (XO (XI (XO (XI (XI XH)))))) (storep IT32 P8)) :: (
    (memory (Zpos (XI (XI (XO (XI (XI XH)))))) (storep IT32 P16)) :: (
    (memory (Zpos (XO (XO (XI (XI (XI XH)))))) (storep IT64 P8)) :: (
    (memory (Zpos (XI (XO (XI (XI (XI XH)))))) (storep IT64 P16)) :: (
    (memory (Zpos (XO (XI (XI (XI (XI XH)))))) (storep IT64 P32)) :: ({ r_number =
    (Zpos (XI (XI (XI (XI (XI XH)))))); r_imm = IZero; r_make = (fun _ _ ->
    MemorySize zero0) } :: ({ r_number = (Zpos (XO (XO (XO (XO (XO (XO
    XH))))))); r_imm = IZero; r_make = (fun _ _ -> MemoryGrow
    zero0) } :: ({ r_number = (Zpos (XI (XO (XO (XO (XO (XO XH)))))));
    r_imm = II32; r_make = (fun x _ -> Const (VI32
    (Obj.magic x))) } :: ({ r_number = (Zpos (XO (XI (XO (XO (XO (XO
    XH))))))); r_imm = II64; r_make = (fun x _ -> Const (VI64
    (Obj.magic x))) } :: ({ r_number = (Zpos (XI (XI (XO (XO (XO (XO
    XH))))))); r_imm = IF32; r_make = (fun x _ -> Const (VF32
    (Obj.magic x))) } :: ({ r_number = (Zpos (XO (XO (XI (XO (XO (XO
    XH))))))); r_imm = IF64; r_make = (fun x _ -> Const (VF64
    (Obj.magic x))) } :: ({ r_number = (Zpos (XO (XO (XO (XO (XI (XO (XI
    XH)))))))); r_imm = IReftype; r_make = (fun x _ -> Const (VRef (RNull
    (Obj.magic x)))) } :: ((plain (Zpos (XI (XO (XO (XO (XI (XO (XI
                             XH)))))))) RefIsNull) :: ((index (Zpos (XO (XI
                                                         (XO (XO (XI (XO (XI
                                                         XH)))))))) (fun x ->
                                                         RefFunc x)) :: []))))))))))))))))))))))))))))))))))))))))))))))))))
    (app
      (from (Zpos (XI (XO (XI (XO (XO (XO XH))))))) ((fun _ -> Testop
        EqzI32) :: ((fun _ -> Relop (RI32 Eq0)) :: ((fun _ -> Relop (RI32
        Ne)) :: ((fun _ -> Relop (RI32 LtS)) :: ((fun _ -> Relop (RI32
        LtU)) :: ((fun _ -> Relop (RI32 GtS)) :: ((fun _ -> Relop (RI32
        GtU)) :: ((fun _ -> Relop (RI32 LeS)) :: ((fun _ -> Relop (RI32
        LeU)) :: ((fun _ -> Relop (RI32 GeS)) :: ((fun _ -> Relop (RI32
        GeU)) :: []))))))))))))
      (app
        (from (Zpos (XO (XO (XO (XO (XI (XO XH))))))) ((fun _ -> Testop
          EqzI64) :: ((fun _ -> Relop (RI64 Eq0)) :: ((fun _ -> Relop (RI64
          Ne)) :: ((fun _ -> Relop (RI64 LtS)) :: ((fun _ -> Relop (RI64
          LtU)) :: ((fun _ -> Relop (RI64 GtS)) :: ((fun _ -> Relop (RI64
          GtU)) :: ((fun _ -> Relop (RI64 LeS)) :: ((fun _ -> Relop (RI64
          LeU)) :: ((fun _ -> Relop (RI64 GeS)) :: ((fun _ -> Relop (RI64
          GeU)) :: []))))))))))))
        (app
          (from (Zpos (XI (XI (XO (XI (XI (XO XH))))))) ((fun _ -> Relop
            (RF32 FEq)) :: ((fun _ -> Relop (RF32 FNe)) :: ((fun _ -> Relop
            (RF32 FLt)) :: ((fun _ -> Relop (RF32 FGt)) :: ((fun _ -> Relop
            (RF32 FLe)) :: ((fun _ -> Relop (RF32 FGe)) :: [])))))))
          (app
            (from (Zpos (XI (XO (XO (XO (XO (XI XH))))))) ((fun _ -> Relop
              (RF64 FEq)) :: ((fun _ -> Relop (RF64 FNe)) :: ((fun _ -> Relop
              (RF64 FLt)) :: ((fun _ -> Relop (RF64 FGt)) :: ((fun _ -> Relop
              (RF64 FLe)) :: ((fun _ -> Relop (RF64 FGe)) :: [])))))))
            (app
              (from (Zpos (XI (XI (XI (XO (XO (XI XH))))))) ((fun _ -> Unop
                (UI32 Clz)) :: ((fun _ -> Unop (UI32 Ctz)) :: ((fun _ -> Unop
                (UI32 Popcnt)) :: []))))
              (app
                (from (Zpos (XO (XI (XO (XI (XO (XI XH))))))) ((fun x ->
                  Binop ((BI32 Add), x)) :: ((fun x -> Binop ((BI32 Sub),
                  x)) :: ((fun x -> Binop ((BI32 Mul), x)) :: ((fun x ->
                  Binop ((BI32 DivS), x)) :: ((fun x -> Binop ((BI32 DivU),
                  x)) :: ((fun x -> Binop ((BI32 RemS), x)) :: ((fun x ->
                  Binop ((BI32 RemU), x)) :: ((fun x -> Binop ((BI32 And),
                  x)) :: ((fun x -> Binop ((BI32 Or), x)) :: ((fun x -> Binop
                  ((BI32 Xor), x)) :: ((fun x -> Binop ((BI32 Shl),
                  x)) :: ((fun x -> Binop ((BI32 ShrS), x)) :: ((fun x ->
                  Binop ((BI32 ShrU), x)) :: ((fun x -> Binop ((BI32 Rotl),
                  x)) :: ((fun x -> Binop ((BI32 Rotr),
                  x)) :: []))))))))))))))))
                (app
                  (from (Zpos (XI (XO (XO (XI (XI (XI XH))))))) ((fun _ ->
                    Unop (UI64 Clz)) :: ((fun _ -> Unop (UI64
                    Ctz)) :: ((fun _ -> Unop (UI64 Popcnt)) :: []))))
                  (app
                    (from (Zpos (XO (XO (XI (XI (XI (XI XH))))))) ((fun x ->
                      Binop ((BI64 Add), x)) :: ((fun x -> Binop ((BI64 Sub),
                      x)) :: ((fun x -> Binop ((BI64 Mul), x)) :: ((fun x ->
                      Binop ((BI64 DivS), x)) :: ((fun x -> Binop ((BI64
                      DivU), x)) :: ((fun x -> Binop ((BI64 RemS),
                      x)) :: ((fun x -> Binop ((BI64 RemU), x)) :: ((fun x ->
                      Binop ((BI64 And), x)) :: ((fun x -> Binop ((BI64 Or),
                      x)) :: ((fun x -> Binop ((BI64 Xor), x)) :: ((fun x ->
                      Binop ((BI64 Shl), x)) :: ((fun x -> Binop ((BI64
                      ShrS), x)) :: ((fun x -> Binop ((BI64 ShrU),
                      x)) :: ((fun x -> Binop ((BI64 Rotl), x)) :: ((fun x ->
                      Binop ((BI64 Rotr), x)) :: []))))))))))))))))
                    (app
                      (from (Zpos (XI (XI (XO (XI (XO (XO (XO XH))))))))
                        ((fun _ -> Unop (UF32 FAbs)) :: ((fun _ -> Unop (UF32
                        FNeg)) :: ((fun _ -> Unop (UF32 FCeil)) :: ((fun _ ->
                        Unop (UF32 FFloor)) :: ((fun _ -> Unop (UF32
                        FTrunc)) :: ((fun _ -> Unop (UF32
                        FNearest)) :: ((fun _ -> Unop (UF32
                        FSqrt)) :: []))))))))
                      (app
                        (from (Zpos (XO (XI (XO (XO (XI (XO (XO XH))))))))
                          ((fun x -> Binop ((BF32 FAdd), x)) :: ((fun x ->
                          Binop ((BF32 FSub), x)) :: ((fun x -> Binop ((BF32
                          FMul), x)) :: ((fun x -> Binop ((BF32 FDiv),
                          x)) :: ((fun x -> Binop ((BF32 FMin),
                          x)) :: ((fun x -> Binop ((BF32 FMax),
                          x)) :: ((fun x -> Binop ((BF32 FCopysign),
                          x)) :: []))))))))
                        (app
                          (from (Zpos (XI (XO (XO (XI (XI (XO (XO XH))))))))
                            ((fun _ -> Unop (UF64 FAbs)) :: ((fun _ -> Unop
                            (UF64 FNeg)) :: ((fun _ -> Unop (UF64
                            FCeil)) :: ((fun _ -> Unop (UF64
                            FFloor)) :: ((fun _ -> Unop (UF64
                            FTrunc)) :: ((fun _ -> Unop (UF64
                            FNearest)) :: ((fun _ -> Unop (UF64
                            FSqrt)) :: []))))))))
                          (app
                            (from (Zpos (XO (XO (XO (XO (XO (XI (XO
                              XH)))))))) ((fun x -> Binop ((BF64 FAdd),
                              x)) :: ((fun x -> Binop ((BF64 FSub),
                              x)) :: ((fun x -> Binop ((BF64 FMul),
                              x)) :: ((fun x -> Binop ((BF64 FDiv),
                              x)) :: ((fun x -> Binop ((BF64 FMin),
                              x)) :: ((fun x -> Binop ((BF64 FMax),
                              x)) :: ((fun x -> Binop ((BF64 FCopysign),
                              x)) :: []))))))))
                            (app
                              (from (Zpos (XI (XI (XI (XO (XO (XI (XO
                                XH)))))))) ((fun x -> Cvtop (I32WrapI64,
                                x)) :: ((fun x -> Cvtop (I32TruncF32S,
                                x)) :: ((fun x -> Cvtop (I32TruncF32U,
                                x)) :: ((fun x -> Cvtop (I32TruncF64S,
                                x)) :: ((fun x -> Cvtop (I32TruncF64U,
                                x)) :: []))))))
                              (app
                                (from (Zpos (XO (XO (XI (XI (XO (XI (XO
                                  XH)))))))) ((fun x -> Cvtop (I64ExtendI32S,
                                  x)) :: ((fun x -> Cvtop (I64ExtendI32U,
                                  x)) :: ((fun x -> Cvtop (I64TruncF32S,
                                  x)) :: ((fun x -> Cvtop (I64TruncF32U,
                                  x)) :: ((fun x -> Cvtop (I64TruncF64S,
                                  x)) :: ((fun x -> Cvtop (I64TruncF64U,
                                  x)) :: [])))))))
                                (app
                                  (from (Zpos (XO (XI (XO (XO (XI (XI (XO
                                    XH)))))))) ((fun x -> Cvtop
                                    (F32ConvertI32S, x)) :: ((fun x -> Cvtop
                                    (F32ConvertI32U, x)) :: ((fun x -> Cvtop
                                    (F32ConvertI64S, x)) :: ((fun x -> Cvtop
                                    (F32ConvertI64U, x)) :: ((fun x -> Cvtop
                                    (F32DemoteF64, x)) :: []))))))
                                  (app
                                    (from (Zpos (XI (XI (XI (XO (XI (XI (XO
                                      XH)))))))) ((fun x -> Cvtop
                                      (F64ConvertI32S, x)) :: ((fun x ->
                                      Cvtop (F64ConvertI32U,
                                      x)) :: ((fun x -> Cvtop
                                      (F64ConvertI64S, x)) :: ((fun x ->
                                      Cvtop (F64ConvertI64U,
                                      x)) :: ((fun x -> Cvtop (F64PromoteF32,
                                      x)) :: []))))))
                                    (app
                                      (from (Zpos (XO (XO (XI (XI (XI (XI (XO
                                        XH)))))))) ((fun x -> Cvtop
                                        (I32ReinterpretF32, x)) :: ((fun x ->
                                        Cvtop (I64ReinterpretF64,
                                        x)) :: ((fun x -> Cvtop
                                        (F32ReinterpretI32, x)) :: ((fun x ->
                                        Cvtop (F64ReinterpretI64,
                                        x)) :: [])))))
                                      (from (Zpos (XO (XO (XO (XO (XO (XO (XI
                                        XH)))))))) ((fun _ -> Unop (UI32
                                        Extend8S)) :: ((fun _ -> Unop (UI32
                                        Extend16S)) :: ((fun _ -> Unop (UI64
                                        Extend8S)) :: ((fun _ -> Unop (UI64
                                        Extend16S)) :: ((fun _ -> Unop (UI64
                                        Extend32S)) :: [])))))))))))))))))))))))

(** val opcodes_fc : row list **)

let opcodes_fc =
  app
    (from Z0 ((fun x -> Cvtop (I32TruncSatF32S, x)) :: ((fun x -> Cvtop
      (I32TruncSatF32U, x)) :: ((fun x -> Cvtop (I32TruncSatF64S,
      x)) :: ((fun x -> Cvtop (I32TruncSatF64U, x)) :: ((fun x -> Cvtop
      (I64TruncSatF32S, x)) :: ((fun x -> Cvtop (I64TruncSatF32U,
      x)) :: ((fun x -> Cvtop (I64TruncSatF64S, x)) :: ((fun x -> Cvtop
      (I64TruncSatF64U, x)) :: []))))))))) ({ r_number = (Zpos (XO (XO (XO
    XH)))); r_imm = (IPair (IIdx, IZero)); r_make = (fun x x0 -> MemoryInit
    (zero0, (fst (Obj.magic x)),
    x0)) } :: ((index (Zpos (XI (XO (XO XH)))) (fun x -> DataDrop x)) :: ({ r_number =
    (Zpos (XO (XI (XO XH)))); r_imm = (IPair (IZero, IZero)); r_make =
    (fun _ x -> MemoryCopy (zero0, zero0, x)) } :: ({ r_number = (Zpos (XI
    (XI (XO XH)))); r_imm = IZero; r_make = (fun _ x -> MemoryFill (zero0,
    x)) } :: ({ r_number = (Zpos (XO (XO (XI XH)))); r_imm = (IPair (IIdx,
    IIdx)); r_make = (fun yx x -> TableInit ((snd (Obj.magic yx)),
    (fst (Obj.magic yx)),
    x)) } :: ((index (Zpos (XI (XO (XI XH)))) (fun x -> ElemDrop x)) :: ({ r_number =
    (Zpos (XO (XI (XI XH)))); r_imm = (IPair (IIdx, IIdx)); r_make =
    (fun xy x -> TableCopy ((fst (Obj.magic xy)), (snd (Obj.magic xy)),
    x)) } :: ((index (Zpos (XI (XI (XI XH)))) (fun x -> TableGrow x)) :: (
    (index (Zpos (XO (XO (XO (XO XH))))) (fun x -> TableSize x)) :: (
    (indexp (Zpos (XI (XO (XO (XO XH))))) (fun x x0 -> TableFill (x, x0))) :: []))))))))))

(** val vun : ishape -> viunop -> pos -> instr **)

let vun s o _ =
  Vec (VUnop (VUI (s, o)))

(** val vfun : fshape -> funop -> pos -> instr **)

let vfun s o _ =
  Vec (VUnop (VUF (s, o)))

(** val vbin : ishape -> vibinop -> pos -> instr **)

let vbin s o _ =
  Vec (VBinop (VBI (s, o)))

(** val vfbin : fshape -> vfbinop -> pos -> instr **)

let vfbin s o _ =
  Vec (VBinop (VBF (s, o)))

(** val vrel : ishape -> irelop -> pos -> instr **)

let vrel s o _ =
  Vec (VRelop (VRI (s, o)))

(** val vfrel : fshape -> frelop -> pos -> instr **)

let vfrel s o _ =
  Vec (VRelop (VRF (s, o)))

(** val vsh : ishape -> vshiftop -> pos -> instr **)

let vsh s o _ =
  Vec (VShiftop (s, o))

(** val vcvt : vcvtop -> pos -> instr **)

let vcvt o _ =
  Vec (VCvtop o)

(** val vext : vextbinop -> pos -> instr **)

let vext o _ =
  Vec (VExtbinop o)

(** val vload : z -> vloadop -> row **)

let vload k o =
  memory k (fun x x0 x1 -> VLoad (o, zero0, x, x0, x1))

(** val load_lane0 : z -> ishape -> row **)

let load_lane0 k s =
  { r_number = k; r_imm = (IPair (IMemarg, ILane)); r_make = (fun x x0 ->
    VLoadLane (s, zero0, (fst (fst (Obj.magic x))),
    (snd (fst (Obj.magic x))), (snd (Obj.magic x)), x0)) }

(** val store_lane0 : z -> ishape -> row **)

let store_lane0 k s =
  { r_number = k; r_imm = (IPair (IMemarg, ILane)); r_make = (fun x x0 ->
    VStoreLane (s, zero0, (fst (fst (Obj.magic x))),
    (snd (fst (Obj.magic x))), (snd (Obj.magic x)), x0)) }

(** val extract : z -> shape -> sx option -> row **)

let extract k s x =
  { r_number = k; r_imm = ILane; r_make = (fun l _ -> Vec (VExtractLane (s,
    x, (Obj.magic l)))) }

(** val replace : z -> shape -> row **)

let replace k s =
  { r_number = k; r_imm = ILane; r_make = (fun l _ -> Vec (VReplaceLane (s,
    (Obj.magic l)))) }

(** val opcodes_fd : row list **)

let opcodes_fd =
  app
    ((vload Z0 VLWhole) :: ((vload (Zpos XH) (VLShape (I8x16, SX))) :: (
    (vload (Zpos (XO XH)) (VLShape (I8x16, UX))) :: ((vload (Zpos (XI XH))
                                                       (VLShape (I16x8, SX))) :: (
    (vload (Zpos (XO (XO XH))) (VLShape (I16x8, UX))) :: ((vload (Zpos (XI
                                                            (XO XH)))
                                                            (VLShape (I32x4,
                                                            SX))) :: (
    (vload (Zpos (XO (XI XH))) (VLShape (I32x4, UX))) :: ((vload (Zpos (XI
                                                            (XI XH)))
                                                            (VLSplat I8x16)) :: (
    (vload (Zpos (XO (XO (XO XH)))) (VLSplat I16x8)) :: ((vload (Zpos (XI (XO
                                                           (XO XH))))
                                                           (VLSplat I32x4)) :: (
    (vload (Zpos (XO (XI (XO XH)))) (VLSplat I64x2)) :: ((memory (Zpos (XI
                                                           (XI (XO XH))))
                                                           (fun x x0 x1 ->
                                                           VStore (zero0, x,
                                                           x0, x1))) :: ({ r_number =
    (Zpos (XO (XO (XI XH)))); r_imm = IV128; r_make = (fun x _ -> Const
    (VV128 (Obj.magic x))) } :: ({ r_number = (Zpos (XI (XO (XI XH))));
    r_imm = ILanes; r_make = (fun ls _ -> Vec (VShuffle
    (Obj.magic ls))) } :: ((extract (Zpos (XI (XO (XI (XO XH))))) (ShI I8x16)
                             (Some SX)) :: ((extract (Zpos (XO (XI (XI (XO
                                              XH))))) (ShI I8x16) (Some UX)) :: (
    (replace (Zpos (XI (XI (XI (XO XH))))) (ShI I8x16)) :: ((extract (Zpos
                                                              (XO (XO (XO (XI
                                                              XH))))) (ShI
                                                              I16x8) (Some
                                                              SX)) :: (
    (extract (Zpos (XI (XO (XO (XI XH))))) (ShI I16x8) (Some UX)) :: (
    (replace (Zpos (XO (XI (XO (XI XH))))) (ShI I16x8)) :: ((extract (Zpos
                                                              (XI (XI (XO (XI
                                                              XH))))) (ShI
                                                              I32x4) None) :: (
    (replace (Zpos (XO (XO (XI (XI XH))))) (ShI I32x4)) :: ((extract (Zpos
                                                              (XI (XO (XI (XI
                                                              XH))))) (ShI
                                                              I64x2) None) :: (
    (replace (Zpos (XO (XI (XI (XI XH))))) (ShI I64x2)) :: ((extract (Zpos
                                                              (XI (XI (XI (XI
                                                              XH))))) (ShF
                                                              F32x4) None) :: (
    (replace (Zpos (XO (XO (XO (XO (XO XH)))))) (ShF F32x4)) :: ((extract
                                                                   (Zpos (XI
                                                                   (XO (XO
                                                                   (XO (XO
                                                                   XH))))))
                                                                   (ShF
                                                                   F64x2)
                                                                   None) :: (
    (replace (Zpos (XO (XI (XO (XO (XO XH)))))) (ShF F64x2)) :: ((load_lane0
                                                                   (Zpos (XO
                                                                   (XO (XI
                                                                   (XO (XI
                                                                   (XO
                                                                   XH)))))))
                                                                   I8x16) :: (
    (load_lane0 (Zpos (XI (XO (XI (XO (XI (XO XH))))))) I16x8) :: ((load_lane0
                                                                    (Zpos (XO
                                                                    (XI (XI
                                                                    (XO (XI
                                                                    (XO
                                                                    XH)))))))
                                                                    I32x4) :: (
    (load_lane0 (Zpos (XI (XI (XI (XO (XI (XO XH))))))) I64x2) :: ((store_lane0
                                                                    (Zpos (XO
                                                                    (XO (XO
                                                                    (XI (XI
                                                                    (XO
                                                                    XH)))))))
                                                                    I8x16) :: (
    (store_lane0 (Zpos (XI (XO (XO (XI (XI (XO XH))))))) I16x8) :: ((store_lane0
                                                                    (Zpos (XO
                                                                    (XI (XO
                                                                    (XI (XI
                                                                    (XO
                                                                    XH)))))))
                                                                    I32x4) :: (
    (store_lane0 (Zpos (XI (XI (XO (XI (XI (XO XH))))))) I64x2) :: ((vload
                                                                    (Zpos (XO
                                                                    (XO (XI
                                                                    (XI (XI
                                                                    (XO
                                                                    XH)))))))
                                                                    (VLZero
                                                                    I32x4)) :: (
    (vload (Zpos (XI (XO (XI (XI (XI (XO XH))))))) (VLZero I64x2)) :: []))))))))))))))))))))))))))))))))))))))
    (app
      (from (Zpos (XO (XI (XI XH)))) ((fun _ -> Vec VSwizzle) :: ((fun _ ->
        Vec (VSplat (ShI I8x16))) :: ((fun _ -> Vec (VSplat (ShI
        I16x8))) :: ((fun _ -> Vec (VSplat (ShI I32x4))) :: ((fun _ -> Vec
        (VSplat (ShI I64x2))) :: ((fun _ -> Vec (VSplat (ShF
        F32x4))) :: ((fun _ -> Vec (VSplat (ShF F64x2))) :: []))))))))
      (app
        (from (Zpos (XI (XI (XO (XO (XO XH))))))
          ((vrel I8x16 Eq0) :: ((vrel I8x16 Ne) :: ((vrel I8x16 LtS) :: (
          (vrel I8x16 LtU) :: ((vrel I8x16 GtS) :: ((vrel I8x16 GtU) :: (
          (vrel I8x16 LeS) :: ((vrel I8x16 LeU) :: ((vrel I8x16 GeS) :: (
          (vrel I8x16 GeU) :: [])))))))))))
        (app
          (from (Zpos (XI (XO (XI (XI (XO XH))))))
            ((vrel I16x8 Eq0) :: ((vrel I16x8 Ne) :: ((vrel I16x8 LtS) :: (
            (vrel I16x8 LtU) :: ((vrel I16x8 GtS) :: ((vrel I16x8 GtU) :: (
            (vrel I16x8 LeS) :: ((vrel I16x8 LeU) :: ((vrel I16x8 GeS) :: (
            (vrel I16x8 GeU) :: [])))))))))))
          (app
            (from (Zpos (XI (XI (XI (XO (XI XH))))))
              ((vrel I32x4 Eq0) :: ((vrel I32x4 Ne) :: ((vrel I32x4 LtS) :: (
              (vrel I32x4 LtU) :: ((vrel I32x4 GtS) :: ((vrel I32x4 GtU) :: (
              (vrel I32x4 LeS) :: ((vrel I32x4 LeU) :: ((vrel I32x4 GeS) :: (
              (vrel I32x4 GeU) :: [])))))))))))
            (app
              (from (Zpos (XI (XO (XO (XO (XO (XO XH)))))))
                ((vfrel F32x4 FEq) :: ((vfrel F32x4 FNe) :: ((vfrel F32x4 FLt) :: (
                (vfrel F32x4 FGt) :: ((vfrel F32x4 FLe) :: ((vfrel F32x4 FGe) :: [])))))))
              (app
                (from (Zpos (XI (XI (XI (XO (XO (XO XH)))))))
                  ((vfrel F64x2 FEq) :: ((vfrel F64x2 FNe) :: ((vfrel F64x2
                                                                 FLt) :: (
                  (vfrel F64x2 FGt) :: ((vfrel F64x2 FLe) :: ((vfrel F64x2
                                                                FGe) :: [])))))))
                (app
                  (from (Zpos (XI (XO (XI (XI (XO (XO XH))))))) ((fun _ ->
                    Vec VVUnop) :: ((fun _ -> Vec (VVBinop
                    VVAnd)) :: ((fun _ -> Vec (VVBinop
                    VVAndNot)) :: ((fun _ -> Vec (VVBinop
                    VVOr)) :: ((fun _ -> Vec (VVBinop VVXor)) :: ((fun _ ->
                    Vec VVTernop) :: ((fun _ -> Vec VVTestop) :: []))))))))
                  (app
                    (from (Zpos (XO (XI (XI (XI (XI (XO XH)))))))
                      ((vcvt VDemoteZero) :: ((vcvt VPromoteLow) :: [])))
                    (app
                      (from (Zpos (XO (XO (XO (XO (XO (XI XH)))))))
                        ((vun I8x16 VAbs) :: ((vun I8x16 VNeg) :: ((vun I8x16
                                                                    VPopcnt) :: ((fun _ ->
                        Vec (VTestop I8x16)) :: ((fun _ -> Vec (VBitmask
                        I8x16)) :: ((fun _ -> Vec (VNarrow (I8x16,
                        SX))) :: ((fun _ -> Vec (VNarrow (I8x16,
                        UX))) :: []))))))))
                      (app
                        (from (Zpos (XI (XI (XI (XO (XO (XI XH)))))))
                          ((vfun F32x4 FCeil) :: ((vfun F32x4 FFloor) :: (
                          (vfun F32x4 FTrunc) :: ((vfun F32x4 FNearest) :: [])))))
                        (app
                          (from (Zpos (XI (XI (XO (XI (XO (XI XH)))))))
                            ((vsh I8x16 VShl) :: ((vsh I8x16 VShrS) :: (
                            (vsh I8x16 VShrU) :: ((vbin I8x16 VAdd) :: (
                            (vbin I8x16 VAddSatS) :: ((vbin I8x16 VAddSatU) :: (
                            (vbin I8x16 VSub) :: ((vbin I8x16 VSubSatS) :: (
                            (vbin I8x16 VSubSatU) :: []))))))))))
                          (app
                            (from (Zpos (XO (XO (XI (XO (XI (XI XH)))))))
                              ((vfun F64x2 FCeil) :: ((vfun F64x2 FFloor) :: [])))
                            (app
                              (from (Zpos (XO (XI (XI (XO (XI (XI XH)))))))
                                ((vbin I8x16 VMinS) :: ((vbin I8x16 VMinU) :: (
                                (vbin I8x16 VMaxS) :: ((vbin I8x16 VMaxU) :: [])))))
                              (app
                                (from (Zpos (XO (XI (XO (XI (XI (XI XH)))))))
                                  ((vfun F64x2 FTrunc) :: ((vbin I8x16 VAvgrU) :: ((fun _ ->
                                  Vec (VExtunop (I8x16, SX))) :: ((fun _ ->
                                  Vec (VExtunop (I8x16, UX))) :: ((fun _ ->
                                  Vec (VExtunop (I16x8, SX))) :: ((fun _ ->
                                  Vec (VExtunop (I16x8, UX))) :: [])))))))
                                (app
                                  (from (Zpos (XO (XO (XO (XO (XO (XO (XO
                                    XH))))))))
                                    ((vun I16x8 VAbs) :: ((vun I16x8 VNeg) :: (
                                    (vbin I16x8 VQ15mulrSatS) :: ((fun _ ->
                                    Vec (VTestop I16x8)) :: ((fun _ -> Vec
                                    (VBitmask I16x8)) :: ((fun _ -> Vec
                                    (VNarrow (I16x8, SX))) :: ((fun _ -> Vec
                                    (VNarrow (I16x8, UX))) :: []))))))))
                                  (app
                                    (from (Zpos (XI (XI (XI (XO (XO (XO (XO
                                      XH))))))))
                                      ((vcvt (VExtend (Low, I8x16, SX))) :: (
                                      (vcvt (VExtend (High, I8x16, SX))) :: (
                                      (vcvt (VExtend (Low, I8x16, UX))) :: (
                                      (vcvt (VExtend (High, I8x16, UX))) :: [])))))
                                    (app
                                      (from (Zpos (XI (XI (XO (XI (XO (XO (XO
                                        XH))))))))
                                        ((vsh I16x8 VShl) :: ((vsh I16x8
                                                                VShrS) :: (
                                        (vsh I16x8 VShrU) :: ((vbin I16x8
                                                                VAdd) :: (
                                        (vbin I16x8 VAddSatS) :: ((vbin I16x8
                                                                    VAddSatU) :: (
                                        (vbin I16x8 VSub) :: ((vbin I16x8
                                                                VSubSatS) :: (
                                        (vbin I16x8 VSubSatU) :: []))))))))))
                                      (app
                                        (from (Zpos (XO (XO (XI (XO (XI (XO
                                          (XO XH))))))))
                                          ((vfun F64x2 FNearest) :: (
                                          (vbin I16x8 VMul) :: ((vbin I16x8
                                                                  VMinS) :: (
                                          (vbin I16x8 VMinU) :: ((vbin I16x8
                                                                   VMaxS) :: (
                                          (vbin I16x8 VMaxU) :: [])))))))
                                        (app
                                          (from (Zpos (XI (XI (XO (XI (XI (XO
                                            (XO XH))))))))
                                            ((vbin I16x8 VAvgrU) :: (
                                            (vext (VExtmul (Low, I8x16, SX))) :: (
                                            (vext (VExtmul (High, I8x16, SX))) :: (
                                            (vext (VExtmul (Low, I8x16, UX))) :: (
                                            (vext (VExtmul (High, I8x16, UX))) :: []))))))
                                          (app
                                            (from (Zpos (XO (XO (XO (XO (XO
                                              (XI (XO XH))))))))
                                              ((vun I32x4 VAbs) :: ((vun
                                                                    I32x4
                                                                    VNeg) :: [])))
                                            (app
                                              (from (Zpos (XI (XI (XO (XO (XO
                                                (XI (XO XH)))))))) ((fun _ ->
                                                Vec (VTestop
                                                I32x4)) :: ((fun _ -> Vec
                                                (VBitmask I32x4)) :: [])))
                                              (app
                                                (from (Zpos (XI (XI (XI (XO
                                                  (XO (XI (XO XH))))))))
                                                  ((vcvt (VExtend (Low,
                                                     I16x8, SX))) :: (
                                                  (vcvt (VExtend (High,
                                                    I16x8, SX))) :: (
                                                  (vcvt (VExtend (Low, I16x8,
                                                    UX))) :: ((vcvt (VExtend
                                                                (High, I16x8,
                                                                UX))) :: [])))))
                                                (app
                                                  (from (Zpos (XI (XI (XO (XI
                                                    (XO (XI (XO XH))))))))
                                                    ((vsh I32x4 VShl) :: (
                                                    (vsh I32x4 VShrS) :: (
                                                    (vsh I32x4 VShrU) :: (
                                                    (vbin I32x4 VAdd) :: [])))))
                                                  (app
                                                    (from (Zpos (XI (XO (XO
                                                      (XO (XI (XI (XO
                                                      XH))))))))
                                                      ((vbin I32x4 VSub) :: []))
                                                    (app
                                                      (from (Zpos (XI (XO (XI
                                                        (XO (XI (XI (XO
                                                        XH))))))))
                                                        ((vbin I32x4 VMul) :: (
                                                        (vbin I32x4 VMinS) :: (
                                                        (vbin I32x4 VMinU) :: (
                                                        (vbin I32x4 VMaxS) :: (
                                                        (vbin I32x4 VMaxU) :: (
                                                        (vext VDotS) :: [])))))))
                                                      (app
                                                        (from (Zpos (XO (XO
                                                          (XI (XI (XI (XI (XO
                                                          XH))))))))
                                                          ((vext (VExtmul
                                                             (Low, I16x8,
                                                             SX))) :: (
                                                          (vext (VExtmul
                                                            (High, I16x8,
                                                            SX))) :: (
                                                          (vext (VExtmul
                                                            (Low, I16x8, UX))) :: (
                                                          (vext (VExtmul
                                                            (High, I16x8,
                                                            UX))) :: [])))))
                                                        (app
                                                          (from (Zpos (XO (XO
                                                            (XO (XO (XO (XO
                                                            (XI XH))))))))
                                                            ((vun I64x2 VAbs) :: (
                                                            (vun I64x2 VNeg) :: [])))
                                                          (app
                                                            (from (Zpos (XI
                                                              (XI (XO (XO (XO
                                                              (XO (XI
                                                              XH))))))))
                                                              ((fun _ -> Vec
                                                              (VTestop
                                                              I64x2)) :: ((fun _ ->
                                                              Vec (VBitmask
                                                              I64x2)) :: [])))
                                                            (app
                                                              (from (Zpos (XI
                                                                (XI (XI (XO
                                                                (XO (XO (XI
                                                                XH))))))))
                                                                ((vcvt
                                                                   (VExtend
                                                                   (Low,
                                                                   I32x4,
                                                                   SX))) :: (
                                                                (vcvt
                                                                  (VExtend
                                                                  (High,
                                                                  I32x4, SX))) :: (
                                                                (vcvt
                                                                  (VExtend
                                                                  (Low,
                                                                  I32x4, UX))) :: (
                                                                (vcvt
                                                                  (VExtend
                                                                  (High,
                                                                  I32x4, UX))) :: [])))))
                                                              (app
                                                                (from (Zpos
                                                                  (XI (XI (XO
                                                                  (XI (XO (XO
                                                                  (XI
                                                                  XH))))))))
                                                                  ((vsh I64x2
                                                                    VShl) :: (
                                                                  (vsh I64x2
                                                                    VShrS) :: (
                                                                  (vsh I64x2
                                                                    VShrU) :: (
                                                                  (vbin I64x2
                                                                    VAdd) :: [])))))
                                                                (app
                                                                  (from (Zpos
                                                                    (XI (XO
                                                                    (XO (XO
                                                                    (XI (XO
                                                                    (XI
                                                                    XH))))))))
                                                                    (
                                                                    (vbin
                                                                    I64x2
                                                                    VSub) :: []))
                                                                  (app
                                                                    (from
                                                                    (Zpos (XI
                                                                    (XO (XI
                                                                    (XO (XI
                                                                    (XO (XI
                                                                    XH))))))))
                                                                    ((vbin
                                                                    I64x2
                                                                    VMul) :: (
                                                                    (vrel
                                                                    I64x2 Eq0) :: (
                                                                    (vrel
                                                                    I64x2 Ne) :: (
                                                                    (vrel
                                                                    I64x2 LtS) :: (
                                                                    (vrel
                                                                    I64x2 GtS) :: (
                                                                    (vrel
                                                                    I64x2 LeS) :: (
                                                                    (vrel
                                                                    I64x2 GeS) :: []))))))))
                                                                    (app
                                                                    (from
                                                                    (Zpos (XO
                                                                    (XO (XI
                                                                    (XI (XI
                                                                    (XO (XI
                                                                    XH))))))))
                                                                    ((vext
                                                                    (VExtmul
                                                                    (Low,
                                                                    I32x4,
                                                                    SX))) :: (
                                                                    (vext
                                                                    (VExtmul
                                                                    (High,
                                                                    I32x4,
                                                                    SX))) :: (
                                                                    (vext
                                                                    (VExtmul
                                                                    (Low,
                                                                    I32x4,
                                                                    UX))) :: (
                                                                    (vext
                                                                    (VExtmul
                                                                    (High,
                                                                    I32x4,
                                                                    UX))) :: [])))))
                                                                    (app
                                                                    (from
                                                                    (Zpos (XO
                                                                    (XO (XO
                                                                    (XO (XO
                                                                    (XI (XI
                                                                    XH))))))))
                                                                    ((vfun
                                                                    F32x4
                                                                    FAbs) :: (
                                                                    (vfun
                                                                    F32x4
                                                                    FNeg) :: [])))
                                                                    (app
                                                                    (from
                                                                    (Zpos (XI
                                                                    (XI (XO
                                                                    (XO (XO
                                                                    (XI (XI
                                                                    XH))))))))
                                                                    ((vfun
                                                                    F32x4
                                                                    FSqrt) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFAdd) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFSub) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFMul) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFDiv) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFMin) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFMax) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFPmin) :: (
                                                                    (vfbin
                                                                    F32x4
                                                                    VFPmax) :: []))))))))))
                                                                    (app
                                                                    (from
                                                                    (Zpos (XO
                                                                    (XO (XI
                                                                    (XI (XO
                                                                    (XI (XI
                                                                    XH))))))))
                                                                    ((vfun
                                                                    F64x2
                                                                    FAbs) :: (
                                                                    (vfun
                                                                    F64x2
                                                                    FNeg) :: [])))
                                                                    (app
                                                                    (from
                                                                    (Zpos (XI
                                                                    (XI (XI
                                                                    (XI (XO
                                                                    (XI (XI
                                                                    XH))))))))
                                                                    ((vfun
                                                                    F64x2
                                                                    FSqrt) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFAdd) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFSub) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFMul) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFDiv) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFMin) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFMax) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFPmin) :: (
                                                                    (vfbin
                                                                    F64x2
                                                                    VFPmax) :: []))))))))))
                                                                    (from
                                                                    (Zpos (XO
                                                                    (XO (XO
                                                                    (XI (XI
                                                                    (XI (XI
                                                                    XH))))))))
                                                                    ((vcvt
                                                                    (VTruncSat
                                                                    SX)) :: (
                                                                    (vcvt
                                                                    (VTruncSat
                                                                    UX)) :: (
                                                                    (vcvt
                                                                    (VConvert
                                                                    SX)) :: (
                                                                    (vcvt
                                                                    (VConvert
                                                                    UX)) :: (
                                                                    (vcvt
                                                                    (VTruncSatZero
                                                                    SX)) :: (
                                                                    (vcvt
                                                                    (VTruncSatZero
                                                                    UX)) :: (
                                                                    (vcvt
                                                                    (VConvertLow
                                                                    SX)) :: (
                                                                    (vcvt
                                                                    (VConvertLow
                                                                    UX)) :: []))))))))))))))))))))))))))))))))))))))))))))))

(** val row_of : row list -> z -> row option **)

let row_of rs k =
  find (fun o -> Z.eqb o.r_number k) rs

(** val little : byte list -> z **)

let rec little = function
| [] -> Z0
| n0 :: b0 ->
  Z.add (num n0)
    (Z.mul (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XO XH))))) (little b0))

(** val read_byte : byte reader **)

let read_byte = function
| [] -> None
| n0 :: rest -> Some (n0, rest)

(** val read_blocktype : blocktype reader **)

let read_blocktype bs = match bs with
| [] -> None
| n0 :: rest ->
  if Z.eqb (num n0) (Zpos (XO (XO (XO (XO (XO (XO XH)))))))
  then Some ((BtVal None), rest)
  else (match read_valtype bs with
        | Some p -> let (t0, rest0) = p in Some ((BtVal (Some t0)), rest0)
        | None ->
          bind (read_s (Zpos (XI (XO (XO (XO (XO XH))))))) (fun z0 ->
            if Z.leb Z0 z0 then ret (BtIdx (I32.of_Z z0)) else fail) bs)

(** val read_coded : z reader -> (z -> 'a1) -> 'a1 reader **)

let read_coded r of_Z0 =
  bind r (fun z0 -> ret (of_Z0 z0))

(** val read_bytes : nat -> z reader **)

let read_bytes k =
  bind (read_repeat read_byte k) (fun b -> ret (little b))

(** val read_zero : unit reader **)

let read_zero =
  bind one (fun z0 -> if Z.eqb z0 Z0 then ret () else fail)

(** val read_lane : I32.t reader **)

let read_lane =
  read_coded one I32.of_Z

(** val read_memarg : (z -> nat) -> (nat * I32.t) reader **)

let read_memarg to_nat0 =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun a ->
    if Z.ltb a (Zpos (XO (XO (XO (XO (XO XH))))))
    then bind read_u32 (fun o -> ret ((to_nat0 a), o))
    else fail)

(** val read_imm : (z -> nat) -> imm -> denote reader **)

let rec read_imm to_nat0 = function
| INone -> ret (Obj.magic ())
| IZero -> Obj.magic read_zero
| IIdx -> Obj.magic read_u32
| ILabel ->
  read_coded (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (Obj.magic to_nat0)
| ILabels ->
  Obj.magic read_vec
    (read_coded (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) to_nat0)
| ITypes -> Obj.magic read_vec read_valtype
| IReftype -> Obj.magic read_reftype
| IMemarg -> Obj.magic read_memarg to_nat0
| ILane -> Obj.magic read_lane
| ILanes ->
  Obj.magic read_repeat read_lane (S (S (S (S (S (S (S (S (S (S (S (S (S (S
    (S (S O))))))))))))))))
| II32 ->
  read_coded (read_s (Zpos (XO (XO (XO (XO (XO XH))))))) (Obj.magic I32.of_Z)
| II64 ->
  read_coded (read_s (Zpos (XO (XO (XO (XO (XO (XO XH))))))))
    (Obj.magic I64.of_Z)
| IF32 -> read_coded (read_bytes (S (S (S (S O))))) (Obj.magic F32.of_Z)
| IF64 ->
  read_coded (read_bytes (S (S (S (S (S (S (S (S O)))))))))
    (Obj.magic F64.of_Z)
| IV128 ->
  read_coded
    (read_bytes (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S (S
      O))))))))))))))))) (Obj.magic V128.of_Z)
| IPair (k0, l) ->
  bind (read_imm to_nat0 k0) (fun x ->
    bind (read_imm to_nat0 l) (fun y -> ret (Obj.magic (x, y))))

(** val read_row : (z -> nat) -> row list -> byte -> z -> instr reader **)

let read_row to_nat0 rs n0 k =
  match row_of rs k with
  | Some o ->
    bind (read_imm to_nat0 o.r_imm) (fun x -> ret (o.r_make x n0.b_place))
  | None -> fail

(** val until_end : (instr list * bool) reader -> instr list reader **)

let until_end seq0 =
  bind seq0 (fun l -> if snd l then fail else ret (fst l))

(** val read_instr :
    (z -> nat) -> (instr list * bool) reader -> byte -> instr reader **)

let read_instr to_nat0 seq0 n0 =
  if Z.eqb (num n0) (Zpos (XO XH))
  then bind read_blocktype (fun bt ->
         bind (until_end seq0) (fun l -> ret (Block (bt, l))))
  else if Z.eqb (num n0) (Zpos (XI XH))
       then bind read_blocktype (fun bt ->
              bind (until_end seq0) (fun l -> ret (Loop (bt, l, n0.b_place))))
       else if Z.eqb (num n0) (Zpos (XO (XO XH)))
            then bind read_blocktype (fun bt ->
                   bind seq0 (fun l ->
                     if snd l
                     then bind (until_end seq0) (fun l' ->
                            ret (If (bt, (fst l), l')))
                     else ret (If (bt, (fst l), []))))
            else if Z.eqb (num n0) (Zpos (XO (XO (XI (XI (XI (XI (XI
                      XH))))))))
                 then bind (read_u (Zpos (XO (XO (XO (XO (XO XH)))))))
                        (read_row to_nat0 opcodes_fc n0)
                 else if Z.eqb (num n0) (Zpos (XI (XO (XI (XI (XI (XI (XI
                           XH))))))))
                      then bind (read_u (Zpos (XO (XO (XO (XO (XO XH)))))))
                             (read_row to_nat0 opcodes_fd n0)
                      else read_row to_nat0 opcodes n0 (num n0)

(** val read_seq : (z -> nat) -> nat -> (instr list * bool) reader **)

let rec read_seq to_nat0 = function
| O -> fail
| S fuel0 ->
  bind read_byte (fun n0 ->
    if Z.eqb (num n0) (Zpos (XI (XI (XO XH))))
    then ret ([], false)
    else if Z.eqb (num n0) (Zpos (XI (XO XH)))
         then ret ([], true)
         else bind (read_instr to_nat0 (read_seq to_nat0 fuel0) n0) (fun i ->
                bind (read_seq to_nat0 fuel0) (fun l ->
                  ret ((i :: (fst l)), (snd l)))))

(** val read_expr_with : (z -> nat) -> instr list reader **)

let read_expr_with to_nat0 bs =
  until_end (read_seq to_nat0 (length bs)) bs

type name = z list

(** val ref_funcs : I32.t list -> instr list list **)

let ref_funcs ys =
  map (fun y -> (RefFunc y) :: []) ys

(** val data_contents : byte list -> Data.t **)

let data_contents b =
  Data.of_list (map (fun b0 -> b0.b_value) b)

(** val total : (z * valtype) list -> z **)

let total runs =
  fold_right (fun r a -> Z.add (fst r) a) Z0 runs

(** val expand : (z -> nat) -> (z * valtype) list -> valtype list **)

let expand to_nat0 runs =
  flat_map (fun r -> repeat (snd r) (to_nat0 (fst r))) runs

type bcode = valtype list * (I32.t * instr list)

(** val order : z list **)

let order =
  (Zpos XH) :: ((Zpos (XO XH)) :: ((Zpos (XI XH)) :: ((Zpos (XO (XO
    XH))) :: ((Zpos (XI (XO XH))) :: ((Zpos (XO (XI XH))) :: ((Zpos (XI (XI
    XH))) :: ((Zpos (XO (XO (XO XH)))) :: ((Zpos (XI (XO (XO XH)))) :: ((Zpos
    (XO (XO (XI XH)))) :: ((Zpos (XO (XI (XO XH)))) :: ((Zpos (XI (XI (XO
    XH)))) :: [])))))))))))

(** val section_of : z -> (z * byte list) list -> byte list option **)

let rec section_of id = function
| [] -> None
| p :: l0 -> let (k, c) = p in if Z.eqb k id then Some c else section_of id l0

type bmodule = { bm_module : module0; bm_imports : (name * name) list;
                 bm_exports : name list }

(** val number_funcs :
    z -> I32.t list -> bcode list -> (I32.t * func) list **)

let rec number_funcs k xs cs =
  match xs with
  | [] -> []
  | x :: xs0 ->
    (match cs with
     | [] -> []
     | b :: cs0 ->
       let (ls, p0) = b in
       let (p, e) = p0 in
       (x, { fn_locals = ls; fn_body = e; fn_units = cnt_zero; fn_index =
       (I32.of_Z k); fn_entry =
       p }) :: (number_funcs (Z.add k (Zpos XH)) xs0 cs0))

(** val imported_funcs0 : ((name * name) * importdesc) list -> z **)

let imported_funcs0 l =
  Z.of_nat
    (length
      (filter (fun i -> match snd i with
                        | ImpFunc _ -> true
                        | _ -> false) l))

(** val assemble :
    functype list -> ((name * name) * importdesc) list -> I32.t list ->
    tabletype list -> limit list -> (globaltype * instr list) list ->
    (name * exportdesc) list -> I32.t option -> elemseg list -> bcode list ->
    dataseg list -> bmodule **)

let assemble types imports xs tables mems globals exports start elems codes datas =
  { bm_module = { m_types = types; m_imports = (map snd imports); m_funcs =
    (number_funcs (imported_funcs0 imports) xs codes); m_tables = tables;
    m_mems = mems; m_globals = globals; m_elems = elems; m_datas = datas;
    m_start = start; m_exports = (map snd exports) }; bm_imports =
    (map fst imports); bm_exports = (map fst exports) }

(** val uses_data : instr -> bool **)

let rec uses_data = function
| MemoryInit (_, _, _) -> true
| DataDrop _ -> true
| Block (_, b) -> existsb uses_data b
| Loop (_, b, _) -> existsb uses_data b
| If (_, a, b) -> (||) (existsb uses_data a) (existsb uses_data b)
| _ -> false

(** val counted : z option -> bcode list -> dataseg list -> bool **)

let counted count codes datas =
  match count with
  | Some n0 -> Z.eqb n0 (Z.of_nat (length datas))
  | None -> negb (existsb (fun c -> existsb uses_data (snd (snd c))) codes)

(** val magic : z list **)

let magic =
  Z0 :: ((Zpos (XI (XO (XO (XO (XO (XI XH))))))) :: ((Zpos (XI (XI (XO (XO
    (XI (XI XH))))))) :: ((Zpos (XI (XO (XI (XI (XO (XI XH))))))) :: ((Zpos
    XH) :: (Z0 :: (Z0 :: (Z0 :: [])))))))

(** val mapr : ('a1 -> 'a2) -> 'a1 reader -> 'a2 reader **)

let mapr f r =
  bind r (fun x -> ret (f x))

(** val whole : 'a1 reader -> byte list -> 'a1 option **)

let whole r c =
  match r c with
  | Some p -> let (x, l) = p in (match l with
                                 | [] -> Some x
                                 | _ :: _ -> None)
  | None -> None

(** val read_all : 'a1 reader -> nat -> byte list -> 'a1 list option **)

let rec read_all r fuel c = match c with
| [] -> Some []
| _ :: _ ->
  (match fuel with
   | O -> None
   | S fuel0 ->
     (match r c with
      | Some p ->
        let (x, c0) = p in
        (match read_all r fuel0 c0 with
         | Some l -> Some (x :: l)
         | None -> None)
      | None -> None))

(** val sized : (byte list -> 'a1 option) -> 'a1 reader **)

let sized w =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun n0 bs ->
    if Z.ltb (Z.of_nat (length bs)) n0
    then None
    else (match w (firstn (Z.to_nat n0) bs) with
          | Some x -> Some (x, (skipn (Z.to_nat n0) bs))
          | None -> None))

(** val read_tail : z reader **)

let read_tail =
  bind one (fun z0 ->
    if (&&) (Z.leb (Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))) z0)
         (Z.ltb z0 (Zpos (XO (XO (XO (XO (XO (XO (XI XH)))))))))
    then ret (Z.sub z0 (Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))))
    else fail)

(** val read_char : z reader **)

let read_char =
  bind one (fun a ->
    if Z.ltb a (Zpos (XO (XO (XO (XO (XO (XO (XO XH))))))))
    then ret a
    else if Z.ltb a (Zpos (XO (XO (XO (XO (XO (XI (XI XH))))))))
         then bind read_tail (fun x ->
                let c =
                  Z.add
                    (Z.mul (Z.pow (Zpos (XO XH)) (Zpos (XO (XI XH))))
                      (Z.sub a (Zpos (XO (XO (XO (XO (XO (XO (XI XH))))))))))
                    x
                in
                if Z.leb (Zpos (XO (XO (XO (XO (XO (XO (XO XH)))))))) c
                then ret c
                else fail)
         else if Z.ltb a (Zpos (XO (XO (XO (XO (XI (XI (XI XH))))))))
              then bind read_tail (fun x ->
                     bind read_tail (fun y ->
                       let c =
                         Z.add
                           (Z.add
                             (Z.mul
                               (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XI XH)))))
                               (Z.sub a (Zpos (XO (XO (XO (XO (XO (XI (XI
                                 XH))))))))))
                             (Z.mul
                               (Z.pow (Zpos (XO XH)) (Zpos (XO (XI XH)))) x))
                           y
                       in
                       if (||)
                            ((&&)
                              (Z.leb (Zpos (XO (XO (XO (XO (XO (XO (XO (XO
                                (XO (XO (XO XH)))))))))))) c)
                              (Z.ltb c (Zpos (XO (XO (XO (XO (XO (XO (XO (XO
                                (XO (XO (XO (XI (XI (XO (XI
                                XH))))))))))))))))))
                            (Z.leb (Zpos (XO (XO (XO (XO (XO (XO (XO (XO (XO
                              (XO (XO (XO (XO (XI (XI XH)))))))))))))))) c)
                       then ret c
                       else fail))
              else bind read_tail (fun x ->
                     bind read_tail (fun y ->
                       bind read_tail (fun z0 ->
                         let c =
                           Z.add
                             (Z.add
                               (Z.add
                                 (Z.mul
                                   (Z.pow (Zpos (XO XH)) (Zpos (XO (XI (XO
                                     (XO XH))))))
                                   (Z.sub a (Zpos (XO (XO (XO (XO (XI (XI (XI
                                     XH))))))))))
                                 (Z.mul
                                   (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XI
                                     XH))))) x))
                               (Z.mul
                                 (Z.pow (Zpos (XO XH)) (Zpos (XO (XI XH)))) y))
                             z0
                         in
                         if (&&)
                              (Z.leb (Zpos (XO (XO (XO (XO (XO (XO (XO (XO
                                (XO (XO (XO (XO (XO (XO (XO (XO
                                XH))))))))))))))))) c)
                              (Z.ltb c (Zpos (XO (XO (XO (XO (XO (XO (XO (XO
                                (XO (XO (XO (XO (XO (XO (XO (XO (XI (XO (XO
                                (XO XH))))))))))))))))))))))
                         then ret c
                         else fail))))

(** val read_name : name reader **)

let read_name =
  sized (fun c -> read_all read_char (length c) c)

(** val read_string : byte list reader **)

let read_string =
  sized (fun x -> Some x)

(** val read_importdesc : importdesc reader **)

let read_importdesc =
  bind one (fun k ->
    if Z.eqb k Z0
    then mapr (fun x -> ImpFunc x) read_u32
    else if Z.eqb k (Zpos XH)
         then mapr (fun x -> ImpTable x) read_tabletype
         else if Z.eqb k (Zpos (XO XH))
              then mapr (fun x -> ImpMem x) read_limits
              else if Z.eqb k (Zpos (XI XH))
                   then mapr (fun x -> ImpGlobal x) read_globaltype
                   else fail)

(** val read_import : ((name * name) * importdesc) reader **)

let read_import =
  bind read_name (fun m ->
    bind read_name (fun nm -> mapr (fun d -> ((m, nm), d)) read_importdesc))

(** val read_exportdesc : exportdesc reader **)

let read_exportdesc =
  bind one (fun k ->
    if Z.eqb k Z0
    then mapr (fun x -> ExpFunc x) read_u32
    else if Z.eqb k (Zpos XH)
         then mapr (fun x -> ExpTable x) read_u32
         else if Z.eqb k (Zpos (XO XH))
              then mapr (fun x -> ExpMem x) read_u32
              else if Z.eqb k (Zpos (XI XH))
                   then mapr (fun x -> ExpGlobal x) read_u32
                   else fail)

(** val read_export : (name * exportdesc) reader **)

let read_export =
  bind read_name (fun nm -> mapr (fun d -> (nm, d)) read_exportdesc)

(** val read_run : (z * valtype) reader **)

let read_run =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun n0 ->
    mapr (fun t0 -> (n0, t0)) read_valtype)

(** val read_custom : byte list -> unit option **)

let read_custom c =
  match read_name c with
  | Some _ -> Some ()
  | None -> None

(** val after0 : z -> z list -> z list option **)

let rec after0 id = function
| [] -> None
| i :: ids0 -> if Z.eqb i id then Some ids0 else after0 id ids0

(** val read_sections :
    nat -> z list -> byte list -> (z * byte list) list option **)

let rec read_sections fuel ids = function
| [] -> Some []
| n0 :: bs0 ->
  (match fuel with
   | O -> None
   | S fuel0 ->
     if Z.eqb (num n0) Z0
     then (match sized read_custom bs0 with
           | Some p -> let (_, bs1) = p in read_sections fuel0 ids bs1
           | None -> None)
     else (match after0 (num n0) ids with
           | Some ids0 ->
             (match read_string bs0 with
              | Some p ->
                let (c, bs1) = p in
                (match read_sections fuel0 ids0 bs1 with
                 | Some l -> Some (((num n0), c) :: l)
                 | None -> None)
              | None -> None)
           | None -> None))

(** val read_part :
    (z * byte list) list -> z -> 'a1 reader -> 'a1 -> 'a1 option **)

let read_part l id r absent =
  match section_of id l with
  | Some c -> whole r c
  | None -> Some absent

(** val read_global : (z -> nat) -> (globaltype * instr list) reader **)

let read_global to_nat0 =
  bind read_globaltype (fun t0 ->
    mapr (fun e -> (t0, e)) (read_expr_with to_nat0))

(** val read_elem : (z -> nat) -> elemseg reader **)

let read_elem to_nat0 =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun k ->
    if Z.eqb k Z0
    then bind (read_expr_with to_nat0) (fun e ->
           mapr (fun ys -> { el_type = FuncRef; el_init = (ref_funcs ys);
             el_mode = (Active (I32ops.zero, e)) }) (read_vec read_u32))
    else if Z.eqb k (Zpos XH)
         then bind read_zero (fun _ ->
                mapr (fun ys -> { el_type = FuncRef; el_init =
                  (ref_funcs ys); el_mode = Passive }) (read_vec read_u32))
         else if Z.eqb k (Zpos (XO XH))
              then bind read_u32 (fun x ->
                     bind (read_expr_with to_nat0) (fun e ->
                       bind read_zero (fun _ ->
                         mapr (fun ys -> { el_type = FuncRef; el_init =
                           (ref_funcs ys); el_mode = (Active (x, e)) })
                           (read_vec read_u32))))
              else if Z.eqb k (Zpos (XI XH))
                   then bind read_zero (fun _ ->
                          mapr (fun ys -> { el_type = FuncRef; el_init =
                            (ref_funcs ys); el_mode = Declarative })
                            (read_vec read_u32))
                   else if Z.eqb k (Zpos (XO (XO XH)))
                        then bind (read_expr_with to_nat0) (fun e ->
                               mapr (fun l -> { el_type = FuncRef; el_init =
                                 l; el_mode = (Active (I32ops.zero, e)) })
                                 (read_vec (read_expr_with to_nat0)))
                        else if Z.eqb k (Zpos (XI (XO XH)))
                             then bind read_reftype (fun t0 ->
                                    mapr (fun l -> { el_type = t0; el_init =
                                      l; el_mode = Passive })
                                      (read_vec (read_expr_with to_nat0)))
                             else if Z.eqb k (Zpos (XO (XI XH)))
                                  then bind read_u32 (fun x ->
                                         bind (read_expr_with to_nat0)
                                           (fun e ->
                                           bind read_reftype (fun t0 ->
                                             mapr (fun l -> { el_type = t0;
                                               el_init = l; el_mode = (Active
                                               (x, e)) })
                                               (read_vec
                                                 (read_expr_with to_nat0)))))
                                  else if Z.eqb k (Zpos (XI (XI XH)))
                                       then bind read_reftype (fun t0 ->
                                              mapr (fun l -> { el_type = t0;
                                                el_init = l; el_mode =
                                                Declarative })
                                                (read_vec
                                                  (read_expr_with to_nat0)))
                                       else fail)

(** val read_data : (z -> nat) -> dataseg reader **)

let read_data to_nat0 =
  bind (read_u (Zpos (XO (XO (XO (XO (XO XH))))))) (fun k ->
    if Z.eqb k Z0
    then bind (read_expr_with to_nat0) (fun e ->
           mapr (fun s -> { da_init = (data_contents s); da_mode = (Active
             (I32ops.zero, e)) }) read_string)
    else if Z.eqb k (Zpos XH)
         then mapr (fun s -> { da_init = (data_contents s); da_mode =
                Passive }) read_string
         else if Z.eqb k (Zpos (XO XH))
              then bind read_u32 (fun x ->
                     bind (read_expr_with to_nat0) (fun e ->
                       mapr (fun s -> { da_init = (data_contents s);
                         da_mode = (Active (x, e)) }) read_string))
              else fail)

(** val read_entry : (z -> nat) -> (I32.t * instr list) reader **)

let read_entry to_nat0 bs = match bs with
| [] -> None
| n0 :: _ -> mapr (fun e -> (n0.b_place, e)) (read_expr_with to_nat0) bs

(** val read_func : (z -> nat) -> bcode reader **)

let read_func to_nat0 =
  bind (read_vec read_run) (fun runs ->
    if Z.ltb (total runs)
         (Z.pow (Zpos (XO XH)) (Zpos (XO (XO (XO (XO (XO XH)))))))
    then mapr (fun e -> ((expand to_nat0 runs), e)) (read_entry to_nat0)
    else fail)

(** val read_code : (z -> nat) -> bcode reader **)

let read_code to_nat0 =
  sized (whole (read_func to_nat0))

(** val read_module_with : (z -> nat) -> byte list -> bmodule option **)

let read_module_with to_nat0 bs =
  if list_eq_dec Z.eq_dec
       (map num (firstn (S (S (S (S (S (S (S (S O)))))))) bs)) magic
  then (match read_sections (length bs) order
                (skipn (S (S (S (S (S (S (S (S O)))))))) bs) with
        | Some l ->
          (match read_part l (Zpos XH) (read_vec read_functype) [] with
           | Some types ->
             (match read_part l (Zpos (XO XH)) (read_vec read_import) [] with
              | Some imports ->
                (match read_part l (Zpos (XI XH)) (read_vec read_u32) [] with
                 | Some xs ->
                   (match read_part l (Zpos (XO (XO XH)))
                            (read_vec read_tabletype) [] with
                    | Some tables ->
                      (match read_part l (Zpos (XI (XO XH)))
                               (read_vec read_limits) [] with
                       | Some mems ->
                         (match read_part l (Zpos (XO (XI XH)))
                                  (read_vec (read_global to_nat0)) [] with
                          | Some globals ->
                            (match read_part l (Zpos (XI (XI XH)))
                                     (read_vec read_export) [] with
                             | Some exports ->
                               (match read_part l (Zpos (XO (XO (XO XH))))
                                        (mapr (fun x -> Some x) read_u32) None with
                                | Some start ->
                                  (match read_part l (Zpos (XI (XO (XO XH))))
                                           (read_vec (read_elem to_nat0)) [] with
                                   | Some elems ->
                                     (match read_part l (Zpos (XO (XO (XI
                                              XH))))
                                              (mapr (fun x -> Some x)
                                                (read_u (Zpos (XO (XO (XO (XO
                                                  (XO XH)))))))) None with
                                      | Some count ->
                                        (match read_part l (Zpos (XO (XI (XO
                                                 XH))))
                                                 (read_vec
                                                   (read_code to_nat0)) [] with
                                         | Some codes ->
                                           (match read_part l (Zpos (XI (XI
                                                    (XO XH))))
                                                    (read_vec
                                                      (read_data to_nat0)) [] with
                                            | Some datas ->
                                              if (&&)
                                                   (Nat.eqb (length xs)
                                                     (length codes))
                                                   (counted count codes datas)
                                              then Some
                                                     (assemble types imports
                                                       xs tables mems globals
                                                       exports start elems
                                                       codes datas)
                                              else None
                                            | None -> None)
                                         | None -> None)
                                      | None -> None)
                                   | None -> None)
                                | None -> None)
                             | None -> None)
                          | None -> None)
                       | None -> None)
                    | None -> None)
                 | None -> None)
              | None -> None)
           | None -> None)
        | None -> None)
  else None

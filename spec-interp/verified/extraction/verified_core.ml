
type __ = Obj.t
let __ = let rec f _ = Obj.repr f in Obj.repr f

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

  (** val ones : z -> z **)

  let ones n0 =
    pred (shiftl (Zpos XH) n0)
 end

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

(** val map : ('a1 -> 'a2) -> 'a1 list -> 'a2 list **)

let rec map f = function
| [] -> []
| a :: t0 -> (f a) :: (map f t0)

(** val flat_map : ('a1 -> 'a2 list) -> 'a1 list -> 'a2 list **)

let rec flat_map f = function
| [] -> []
| x :: t0 -> app (f x) (flat_map f t0)

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

(** val repeat : 'a1 -> nat -> 'a1 list **)

let rec repeat x = function
| O -> []
| S k -> x :: (repeat x k)

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
  type t = char

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module I32 =
 struct
  type t = int

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module I64 =
 struct
  type t = int64

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module F32 =
 struct
  type t = int

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module F64 =
 struct
  type t = float

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module V128 =
 struct
  type t = string

  (** val of_Z : z -> t **)

  let of_Z = Verified_native.model_only

  (** val to_Z : t -> z **)

  let to_Z = Verified_native.model_only

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
  type 'a t = 'a Verified_native.arr

  (** val of_list : 'a1 list -> 'a1 t **)

  let of_list = Verified_native.model_only

  (** val to_list : 'a1 t -> 'a1 list **)

  let to_list = Verified_native.model_only

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
  type t = Verified_native.mem

  (** val of_list : I8.t list -> t **)

  let of_list = Verified_native.model_only

  (** val to_list : t -> I8.t list **)

  let to_list = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

module Data =
 struct
  type t = Verified_native.data

  (** val of_list : I8.t list -> t **)

  let of_list = Verified_native.model_only

  (** val to_list : t -> I8.t list **)

  let to_list = Verified_native.model_only

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
  type t = int

  (** val of_N : n -> t **)

  let of_N = Verified_native.model_only

  (** val to_N : t -> n **)

  let to_N = Verified_native.model_only

  (** val to_of : __ **)

  let to_of =
    __

  (** val of_to : __ **)

  let of_to =
    __
 end

type 'a lcl = 'a Verified_native.lcl



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
 end

module Cvt =
 struct
 end

(** val page_size : z **)

let page_size =
  Zpos (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO (XO
    XH))))))))))))))))

module MemOps =
 struct
  (** val zeros : I32.t -> I8.t list **)

  let zeros pages =
    repeat (I8.of_Z Z0) (Z.to_nat (Z.mul (I32.to_Z pages) page_size))
 end



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
 end

module Vec =
 struct
  (** val lift2 : (z -> z -> z) -> V128.t -> V128.t -> V128.t **)

  let lift2 f a b =
    V128.of_Z (f (V128.to_Z a) (V128.to_Z b))

  (** val map2 : ('a1 -> 'a2 -> 'a3) -> 'a1 list -> 'a2 list -> 'a3 list **)

  let rec map2 f l m =
    match l with
    | [] -> []
    | a :: l0 ->
      (match m with
       | [] -> []
       | b :: m0 -> (f a b) :: (map2 f l0 m0))
 end

module VecMem =
 struct
 end

module MemBulk =
 struct
 end

module ArrBulk =
 struct
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
| I32T -> VI32 Verified_native.i32_zero
| I64T -> VI64 Verified_native.i64_zero
| F32T -> VF32 Verified_native.f32_zero
| F64T -> VF64 Verified_native.f64_zero
| V128T -> VV128 Verified_native.v_zero
| RefT t1 -> VRef (RNull t1)

type nres =
| NVal of val0
| NTrap of trap
| NBad

(** val i32_of_bool : bool -> I32.t **)

let i32_of_bool = function
| true -> Verified_native.i32_one
| false -> Verified_native.i32_zero

(** val eval_unop : unop -> val0 -> nres **)

let eval_unop o v =
  match o with
  | UI32 o0 ->
    (match v with
     | VI32 a ->
       (match o0 with
        | Clz -> NVal (VI32 (Verified_native.i32_clz a))
        | Ctz -> NVal (VI32 (Verified_native.i32_ctz a))
        | Popcnt -> NVal (VI32 (Verified_native.i32_popcnt a))
        | Extend8S -> NVal (VI32 (Verified_native.i32_extend8_s a))
        | Extend16S -> NVal (VI32 (Verified_native.i32_extend16_s a))
        | Extend32S -> NBad)
     | _ -> NBad)
  | UI64 o0 ->
    (match v with
     | VI64 a ->
       (match o0 with
        | Clz -> NVal (VI64 (Verified_native.i64_clz a))
        | Ctz -> NVal (VI64 (Verified_native.i64_ctz a))
        | Popcnt -> NVal (VI64 (Verified_native.i64_popcnt a))
        | Extend8S -> NVal (VI64 (Verified_native.i64_extend8_s a))
        | Extend16S -> NVal (VI64 (Verified_native.i64_extend16_s a))
        | Extend32S -> NVal (VI64 (Verified_native.i64_extend32_s a)))
     | _ -> NBad)
  | UF32 o0 ->
    (match v with
     | VF32 a ->
       NVal (VF32
         (match o0 with
          | FAbs -> Verified_native.f32_abs a
          | FNeg -> Verified_native.f32_neg a
          | FSqrt -> Verified_native.f32_sqrt a
          | FCeil -> Verified_native.f32_ceil a
          | FFloor -> Verified_native.f32_floor a
          | FTrunc -> Verified_native.f32_trunc a
          | FNearest -> Verified_native.f32_nearest a))
     | _ -> NBad)
  | UF64 o0 ->
    (match v with
     | VF64 a ->
       NVal (VF64
         (match o0 with
          | FAbs -> Verified_native.f64_abs a
          | FNeg -> Verified_native.f64_neg a
          | FSqrt -> Verified_native.f64_sqrt a
          | FCeil -> Verified_native.f64_ceil a
          | FFloor -> Verified_native.f64_floor a
          | FTrunc -> Verified_native.f64_trunc a
          | FNearest -> Verified_native.f64_nearest a))
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
           | Add -> NVal (VI32 (Verified_native.i32_add a b))
           | Sub -> NVal (VI32 (Verified_native.i32_sub a b))
           | Mul -> NVal (VI32 (Verified_native.i32_mul a b))
           | DivS ->
             (match Verified_native.i32_div_s a b with
              | Some c -> NVal (VI32 c)
              | None ->
                NTrap
                  (if Verified_native.i32_is_zero b
                   then TIntegerDivideByZero
                   else TIntegerOverflow))
           | DivU ->
             (match Verified_native.i32_div_u a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemS ->
             (match Verified_native.i32_rem_s a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemU ->
             (match Verified_native.i32_rem_u a b with
              | Some c -> NVal (VI32 c)
              | None -> NTrap TIntegerDivideByZero)
           | And -> NVal (VI32 (Verified_native.i32_and a b))
           | Or -> NVal (VI32 (Verified_native.i32_or a b))
           | Xor -> NVal (VI32 (Verified_native.i32_xor a b))
           | Shl -> NVal (VI32 (Verified_native.i32_shl a b))
           | ShrS -> NVal (VI32 (Verified_native.i32_shr_s a b))
           | ShrU -> NVal (VI32 (Verified_native.i32_shr_u a b))
           | Rotl -> NVal (VI32 (Verified_native.i32_rotl a b))
           | Rotr -> NVal (VI32 (Verified_native.i32_rotr a b)))
        | _ -> NBad)
     | _ -> NBad)
  | BI64 o0 ->
    (match v1 with
     | VI64 a ->
       (match v2 with
        | VI64 b ->
          (match o0 with
           | Add -> NVal (VI64 (Verified_native.i64_add a b))
           | Sub -> NVal (VI64 (Verified_native.i64_sub a b))
           | Mul -> NVal (VI64 (Verified_native.i64_mul a b))
           | DivS ->
             (match Verified_native.i64_div_s a b with
              | Some c -> NVal (VI64 c)
              | None ->
                NTrap
                  (if Verified_native.i64_is_zero b
                   then TIntegerDivideByZero
                   else TIntegerOverflow))
           | DivU ->
             (match Verified_native.i64_div_u a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemS ->
             (match Verified_native.i64_rem_s a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | RemU ->
             (match Verified_native.i64_rem_u a b with
              | Some c -> NVal (VI64 c)
              | None -> NTrap TIntegerDivideByZero)
           | And -> NVal (VI64 (Verified_native.i64_and a b))
           | Or -> NVal (VI64 (Verified_native.i64_or a b))
           | Xor -> NVal (VI64 (Verified_native.i64_xor a b))
           | Shl -> NVal (VI64 (Verified_native.i64_shl a b))
           | ShrS -> NVal (VI64 (Verified_native.i64_shr_s a b))
           | ShrU -> NVal (VI64 (Verified_native.i64_shr_u a b))
           | Rotl -> NVal (VI64 (Verified_native.i64_rotl a b))
           | Rotr -> NVal (VI64 (Verified_native.i64_rotr a b)))
        | _ -> NBad)
     | _ -> NBad)
  | BF32 o0 ->
    (match v1 with
     | VF32 a ->
       (match v2 with
        | VF32 b ->
          NVal (VF32
            (match o0 with
             | FAdd -> Verified_native.f32_add a b
             | FSub -> Verified_native.f32_sub a b
             | FMul -> Verified_native.f32_mul a b
             | FDiv -> Verified_native.f32_div a b
             | FMin -> Verified_native.f32_min a b
             | FMax -> Verified_native.f32_max a b
             | FCopysign -> Verified_native.f32_copysign a b))
        | _ -> NBad)
     | _ -> NBad)
  | BF64 o0 ->
    (match v1 with
     | VF64 a ->
       (match v2 with
        | VF64 b ->
          NVal (VF64
            (match o0 with
             | FAdd -> Verified_native.f64_add a b
             | FSub -> Verified_native.f64_sub a b
             | FMul -> Verified_native.f64_mul a b
             | FDiv -> Verified_native.f64_div a b
             | FMin -> Verified_native.f64_min a b
             | FMax -> Verified_native.f64_max a b
             | FCopysign -> Verified_native.f64_copysign a b))
        | _ -> NBad)
     | _ -> NBad)

(** val eval_testop : testop -> val0 -> nres **)

let eval_testop o v =
  match o with
  | EqzI32 ->
    (match v with
     | VI32 a -> NVal (VI32 (i32_of_bool (Verified_native.i32_is_zero a)))
     | _ -> NBad)
  | EqzI64 ->
    (match v with
     | VI64 a -> NVal (VI32 (i32_of_bool (Verified_native.i64_is_zero a)))
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
               | Eq0 -> Verified_native.i32_eq a b
               | Ne -> Verified_native.i32_ne a b
               | LtS -> Verified_native.i32_lt_s a b
               | LtU -> Verified_native.i32_lt_u a b
               | GtS -> Verified_native.i32_gt_s a b
               | GtU -> Verified_native.i32_gt_u a b
               | LeS -> Verified_native.i32_le_s a b
               | LeU -> Verified_native.i32_le_u a b
               | GeS -> Verified_native.i32_ge_s a b
               | GeU -> Verified_native.i32_ge_u a b)))
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
               | Eq0 -> Verified_native.i64_eq a b
               | Ne -> Verified_native.i64_ne a b
               | LtS -> Verified_native.i64_lt_s a b
               | LtU -> Verified_native.i64_lt_u a b
               | GtS -> Verified_native.i64_gt_s a b
               | GtU -> Verified_native.i64_gt_u a b
               | LeS -> Verified_native.i64_le_s a b
               | LeU -> Verified_native.i64_le_u a b
               | GeS -> Verified_native.i64_ge_s a b
               | GeU -> Verified_native.i64_ge_u a b)))
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
               | FEq -> Verified_native.f32_eq a b
               | FNe -> Verified_native.f32_ne a b
               | FLt -> Verified_native.f32_lt a b
               | FGt -> Verified_native.f32_gt a b
               | FLe -> Verified_native.f32_le a b
               | FGe -> Verified_native.f32_ge a b)))
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
               | FEq -> Verified_native.f64_eq a b
               | FNe -> Verified_native.f64_ne a b
               | FLt -> Verified_native.f64_lt a b
               | FGt -> Verified_native.f64_gt a b
               | FLe -> Verified_native.f64_le a b
               | FGe -> Verified_native.f64_ge a b)))
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
     | VI64 a -> NVal (VI32 (Verified_native.i32_wrap_i64 a))
     | _ -> NBad)
  | I64ExtendI32S ->
    (match v with
     | VI32 a -> NVal (VI64 (Verified_native.i64_extend_i32_s a))
     | _ -> NBad)
  | I64ExtendI32U ->
    (match v with
     | VI32 a -> NVal (VI64 (Verified_native.i64_extend_i32_u a))
     | _ -> NBad)
  | I32TruncF32S ->
    (match v with
     | VF32 a ->
       trunc_i32 (Verified_native.f32_is_nan a)
         (Verified_native.i32_trunc_f32_s a)
     | _ -> NBad)
  | I32TruncF32U ->
    (match v with
     | VF32 a ->
       trunc_i32 (Verified_native.f32_is_nan a)
         (Verified_native.i32_trunc_f32_u a)
     | _ -> NBad)
  | I32TruncF64S ->
    (match v with
     | VF64 a ->
       trunc_i32 (Verified_native.f64_is_nan a)
         (Verified_native.i32_trunc_f64_s a)
     | _ -> NBad)
  | I32TruncF64U ->
    (match v with
     | VF64 a ->
       trunc_i32 (Verified_native.f64_is_nan a)
         (Verified_native.i32_trunc_f64_u a)
     | _ -> NBad)
  | I64TruncF32S ->
    (match v with
     | VF32 a ->
       trunc_i64 (Verified_native.f32_is_nan a)
         (Verified_native.i64_trunc_f32_s a)
     | _ -> NBad)
  | I64TruncF32U ->
    (match v with
     | VF32 a ->
       trunc_i64 (Verified_native.f32_is_nan a)
         (Verified_native.i64_trunc_f32_u a)
     | _ -> NBad)
  | I64TruncF64S ->
    (match v with
     | VF64 a ->
       trunc_i64 (Verified_native.f64_is_nan a)
         (Verified_native.i64_trunc_f64_s a)
     | _ -> NBad)
  | I64TruncF64U ->
    (match v with
     | VF64 a ->
       trunc_i64 (Verified_native.f64_is_nan a)
         (Verified_native.i64_trunc_f64_u a)
     | _ -> NBad)
  | I32TruncSatF32S ->
    (match v with
     | VF32 a -> NVal (VI32 (Verified_native.i32_trunc_sat_f32_s a))
     | _ -> NBad)
  | I32TruncSatF32U ->
    (match v with
     | VF32 a -> NVal (VI32 (Verified_native.i32_trunc_sat_f32_u a))
     | _ -> NBad)
  | I32TruncSatF64S ->
    (match v with
     | VF64 a -> NVal (VI32 (Verified_native.i32_trunc_sat_f64_s a))
     | _ -> NBad)
  | I32TruncSatF64U ->
    (match v with
     | VF64 a -> NVal (VI32 (Verified_native.i32_trunc_sat_f64_u a))
     | _ -> NBad)
  | I64TruncSatF32S ->
    (match v with
     | VF32 a -> NVal (VI64 (Verified_native.i64_trunc_sat_f32_s a))
     | _ -> NBad)
  | I64TruncSatF32U ->
    (match v with
     | VF32 a -> NVal (VI64 (Verified_native.i64_trunc_sat_f32_u a))
     | _ -> NBad)
  | I64TruncSatF64S ->
    (match v with
     | VF64 a -> NVal (VI64 (Verified_native.i64_trunc_sat_f64_s a))
     | _ -> NBad)
  | I64TruncSatF64U ->
    (match v with
     | VF64 a -> NVal (VI64 (Verified_native.i64_trunc_sat_f64_u a))
     | _ -> NBad)
  | F32ConvertI32S ->
    (match v with
     | VI32 a -> NVal (VF32 (Verified_native.f32_convert_i32_s a))
     | _ -> NBad)
  | F32ConvertI32U ->
    (match v with
     | VI32 a -> NVal (VF32 (Verified_native.f32_convert_i32_u a))
     | _ -> NBad)
  | F32ConvertI64S ->
    (match v with
     | VI64 a -> NVal (VF32 (Verified_native.f32_convert_i64_s a))
     | _ -> NBad)
  | F32ConvertI64U ->
    (match v with
     | VI64 a -> NVal (VF32 (Verified_native.f32_convert_i64_u a))
     | _ -> NBad)
  | F64ConvertI32S ->
    (match v with
     | VI32 a -> NVal (VF64 (Verified_native.f64_convert_i32_s a))
     | _ -> NBad)
  | F64ConvertI32U ->
    (match v with
     | VI32 a -> NVal (VF64 (Verified_native.f64_convert_i32_u a))
     | _ -> NBad)
  | F64ConvertI64S ->
    (match v with
     | VI64 a -> NVal (VF64 (Verified_native.f64_convert_i64_s a))
     | _ -> NBad)
  | F64ConvertI64U ->
    (match v with
     | VI64 a -> NVal (VF64 (Verified_native.f64_convert_i64_u a))
     | _ -> NBad)
  | F32DemoteF64 ->
    (match v with
     | VF64 a -> NVal (VF32 (Verified_native.f32_demote_f64 a))
     | _ -> NBad)
  | F64PromoteF32 ->
    (match v with
     | VF32 a -> NVal (VF64 (Verified_native.f64_promote_f32 a))
     | _ -> NBad)
  | I32ReinterpretF32 ->
    (match v with
     | VF32 a -> NVal (VI32 (Verified_native.i32_reinterpret_f32 a))
     | _ -> NBad)
  | I64ReinterpretF64 ->
    (match v with
     | VF64 a -> NVal (VI64 (Verified_native.i64_reinterpret_f64 a))
     | _ -> NBad)
  | F32ReinterpretI32 ->
    (match v with
     | VI32 a -> NVal (VF32 (Verified_native.f32_reinterpret_i32 a))
     | _ -> NBad)
  | F64ReinterpretI64 ->
    (match v with
     | VI64 a -> NVal (VF64 (Verified_native.f64_reinterpret_i64 a))
     | _ -> NBad)

(** val lane_bits : ishape -> I32.t **)

let lane_bits = function
| I8x16 -> 8
| I16x8 -> 16
| _ -> 32

(** val by_bits1_32 : (F32.t -> F32.t) -> I32.t -> I32.t **)

let by_bits1_32 f a =
  Verified_native.i32_reinterpret_f32
    (f (Verified_native.f32_reinterpret_i32 a))

(** val by_bits2_32 : (F32.t -> F32.t -> F32.t) -> I32.t -> I32.t -> I32.t **)

let by_bits2_32 f a b =
  Verified_native.i32_reinterpret_f32
    (f (Verified_native.f32_reinterpret_i32 a)
      (Verified_native.f32_reinterpret_i32 b))

(** val by_bits1_64 : (F64.t -> F64.t) -> I64.t -> I64.t **)

let by_bits1_64 f a =
  Verified_native.i64_reinterpret_f64
    (f (Verified_native.f64_reinterpret_i64 a))

(** val by_bits2_64 : (F64.t -> F64.t -> F64.t) -> I64.t -> I64.t -> I64.t **)

let by_bits2_64 f a b =
  Verified_native.i64_reinterpret_f64
    (f (Verified_native.f64_reinterpret_i64 a)
      (Verified_native.f64_reinterpret_i64 b))

(** val eval_vvunop : V128.t -> V128.t **)

let eval_vvunop =
  Verified_native.v_not

(** val eval_vvbinop : vvbinop -> V128.t -> V128.t -> V128.t **)

let eval_vvbinop o a b =
  match o with
  | VVAnd -> Verified_native.v_and a b
  | VVAndNot -> Verified_native.v_and a (Verified_native.v_not b)
  | VVOr -> Verified_native.v_or a b
  | VVXor -> Verified_native.v_xor a b

(** val eval_vvternop : V128.t -> V128.t -> V128.t -> V128.t **)

let eval_vvternop a b c =
  Verified_native.v_or (Verified_native.v_and a c)
    (Verified_native.v_and b (Verified_native.v_not c))

(** val eval_vvtestop : V128.t -> I32.t **)

let eval_vvtestop a =
  i32_of_bool (negb (Verified_native.v_is_zero a))

(** val narrow_unop : viunop -> I32.t -> I32.t -> I32.t **)

let narrow_unop o n0 =
  match o with
  | VAbs -> Verified_native.n_abs n0
  | VNeg -> Verified_native.n_neg n0
  | VPopcnt -> Verified_native.i32_popcnt

(** val wide_unop : viunop -> I64.t -> I64.t **)

let wide_unop = function
| VAbs -> Verified_native.n_abs64
| VNeg -> Verified_native.n_neg64
| VPopcnt -> Verified_native.i64_popcnt

(** val funop_32 : funop -> F32.t -> F32.t **)

let funop_32 = function
| FAbs -> Verified_native.f32_abs
| FNeg -> Verified_native.f32_neg
| FSqrt -> Verified_native.f32_sqrt
| FCeil -> Verified_native.f32_ceil
| FFloor -> Verified_native.f32_floor
| FTrunc -> Verified_native.f32_trunc
| FNearest -> Verified_native.f32_nearest

(** val funop_64 : funop -> F64.t -> F64.t **)

let funop_64 = function
| FAbs -> Verified_native.f64_abs
| FNeg -> Verified_native.f64_neg
| FSqrt -> Verified_native.f64_sqrt
| FCeil -> Verified_native.f64_ceil
| FFloor -> Verified_native.f64_floor
| FTrunc -> Verified_native.f64_trunc
| FNearest -> Verified_native.f64_nearest

(** val eval_vunop : vunop -> V128.t -> nres **)

let eval_vunop o a =
  NVal (VV128
    (match o with
     | VUI (s, o0) ->
       (match s with
        | I64x2 -> Verified_native.v_map64 (wide_unop o0) a
        | _ ->
          Verified_native.v_map (lane_bits s) (narrow_unop o0 (lane_bits s)) a)
     | VUF (s, o0) ->
       (match s with
        | F32x4 -> Verified_native.v_map 32 (by_bits1_32 (funop_32 o0)) a
        | F64x2 -> Verified_native.v_map64 (by_bits1_64 (funop_64 o0)) a)))

(** val narrow_binop : vibinop -> I32.t -> I32.t -> I32.t -> I32.t **)

let narrow_binop o n0 =
  match o with
  | VAdd -> Verified_native.n_add n0
  | VSub -> Verified_native.n_sub n0
  | VMul -> Verified_native.n_mul n0
  | VAddSatS -> Verified_native.n_add_sat_s n0
  | VAddSatU -> Verified_native.n_add_sat_u n0
  | VSubSatS -> Verified_native.n_sub_sat_s n0
  | VSubSatU -> Verified_native.n_sub_sat_u n0
  | VMinS -> Verified_native.n_min_s n0
  | VMinU -> Verified_native.n_min_u n0
  | VMaxS -> Verified_native.n_max_s n0
  | VMaxU -> Verified_native.n_max_u n0
  | VAvgrU -> Verified_native.n_avgr_u n0
  | VQ15mulrSatS -> Verified_native.n_q15mulr_sat_s n0

(** val wide_binop : vibinop -> (I64.t -> I64.t -> I64.t) option **)

let wide_binop = function
| VAdd -> Some Verified_native.i64_add
| VSub -> Some Verified_native.i64_sub
| VMul -> Some Verified_native.i64_mul
| _ -> None

(** val fbinop_32 : vfbinop -> F32.t -> F32.t -> F32.t **)

let fbinop_32 = function
| VFAdd -> Verified_native.f32_add
| VFSub -> Verified_native.f32_sub
| VFMul -> Verified_native.f32_mul
| VFDiv -> Verified_native.f32_div
| VFMin -> Verified_native.f32_min
| VFMax -> Verified_native.f32_max
| VFPmin -> Verified_native.f32_pmin
| VFPmax -> Verified_native.f32_pmax

(** val fbinop_64 : vfbinop -> F64.t -> F64.t -> F64.t **)

let fbinop_64 = function
| VFAdd -> Verified_native.f64_add
| VFSub -> Verified_native.f64_sub
| VFMul -> Verified_native.f64_mul
| VFDiv -> Verified_native.f64_div
| VFMin -> Verified_native.f64_min
| VFMax -> Verified_native.f64_max
| VFPmin -> Verified_native.f64_pmin
| VFPmax -> Verified_native.f64_pmax

(** val eval_vbinop : vbinop -> V128.t -> V128.t -> nres **)

let eval_vbinop o a b =
  match o with
  | VBI (s, o0) ->
    (match s with
     | I64x2 ->
       (match wide_binop o0 with
        | Some f -> NVal (VV128 (Verified_native.v_map2_64 f a b))
        | None -> NBad)
     | _ ->
       NVal (VV128
         (Verified_native.v_map2 (lane_bits s)
           (narrow_binop o0 (lane_bits s)) a b)))
  | VBF (s, o0) ->
    (match s with
     | F32x4 ->
       NVal (VV128
         (Verified_native.v_map2 32 (by_bits2_32 (fbinop_32 o0)) a b))
     | F64x2 ->
       NVal (VV128
         (Verified_native.v_map2_64 (by_bits2_64 (fbinop_64 o0)) a b)))

(** val all_true : ishape -> V128.t -> bool **)

let all_true s a =
  match s with
  | I64x2 ->
    forallb (fun c -> negb (Verified_native.i64_is_zero c))
      (Verified_native.v_lanes64 a)
  | _ ->
    forallb (fun c -> negb (Verified_native.i32_is_zero c))
      (Verified_native.v_lanes (lane_bits s) a)

(** val narrow_relop : irelop -> I32.t -> I32.t -> I32.t -> bool **)

let narrow_relop o n0 =
  match o with
  | Eq0 -> Verified_native.i32_eq
  | Ne -> Verified_native.i32_ne
  | LtS -> Verified_native.n_lt_s n0
  | LtU -> Verified_native.i32_lt_u
  | GtS -> Verified_native.n_gt_s n0
  | GtU -> Verified_native.i32_gt_u
  | LeS -> Verified_native.n_le_s n0
  | LeU -> Verified_native.i32_le_u
  | GeS -> Verified_native.n_ge_s n0
  | GeU -> Verified_native.i32_ge_u

(** val wide_relop : irelop -> I64.t -> I64.t -> bool **)

let wide_relop = function
| Eq0 -> Verified_native.i64_eq
| Ne -> Verified_native.i64_ne
| LtS -> Verified_native.i64_lt_s
| LtU -> Verified_native.i64_lt_u
| GtS -> Verified_native.i64_gt_s
| GtU -> Verified_native.i64_gt_u
| LeS -> Verified_native.i64_le_s
| LeU -> Verified_native.i64_le_u
| GeS -> Verified_native.i64_ge_s
| GeU -> Verified_native.i64_ge_u

(** val frelop_32 : frelop -> I32.t -> I32.t -> bool **)

let frelop_32 o a b =
  let a0 = Verified_native.f32_reinterpret_i32 a in
  let b0 = Verified_native.f32_reinterpret_i32 b in
  (match o with
   | FEq -> Verified_native.f32_eq a0 b0
   | FNe -> Verified_native.f32_ne a0 b0
   | FLt -> Verified_native.f32_lt a0 b0
   | FGt -> Verified_native.f32_gt a0 b0
   | FLe -> Verified_native.f32_le a0 b0
   | FGe -> Verified_native.f32_ge a0 b0)

(** val frelop_64 : frelop -> I64.t -> I64.t -> bool **)

let frelop_64 o a b =
  let a0 = Verified_native.f64_reinterpret_i64 a in
  let b0 = Verified_native.f64_reinterpret_i64 b in
  (match o with
   | FEq -> Verified_native.f64_eq a0 b0
   | FNe -> Verified_native.f64_ne a0 b0
   | FLt -> Verified_native.f64_lt a0 b0
   | FGt -> Verified_native.f64_gt a0 b0
   | FLe -> Verified_native.f64_le a0 b0
   | FGe -> Verified_native.f64_ge a0 b0)

(** val relop_narrow :
    I32.t -> (I32.t -> I32.t -> bool) -> V128.t -> V128.t -> V128.t **)

let relop_narrow n0 f =
  Verified_native.v_map2 n0 (fun a b -> Verified_native.n_mask n0 (f a b))

(** val relop_wide :
    (I64.t -> I64.t -> bool) -> V128.t -> V128.t -> V128.t **)

let relop_wide f =
  Verified_native.v_map2_64 (fun a b -> Verified_native.n_mask64 (f a b))

(** val eval_vrelop : vrelop -> V128.t -> V128.t -> V128.t **)

let eval_vrelop o a b =
  match o with
  | VRI (s, o0) ->
    (match s with
     | I64x2 -> relop_wide (wide_relop o0) a b
     | _ -> relop_narrow (lane_bits s) (narrow_relop o0 (lane_bits s)) a b)
  | VRF (s, o0) ->
    (match s with
     | F32x4 -> relop_narrow 32 (frelop_32 o0) a b
     | F64x2 -> relop_wide (frelop_64 o0) a b)

(** val eval_vshiftop : ishape -> vshiftop -> V128.t -> I32.t -> V128.t **)

let eval_vshiftop s o a k =
  match s with
  | I64x2 ->
    let k0 = Verified_native.i64_extend_i32_u k in
    Verified_native.v_map64 (fun c ->
      match o with
      | VShl -> Verified_native.i64_shl c k0
      | VShrS -> Verified_native.i64_shr_s c k0
      | VShrU -> Verified_native.i64_shr_u c k0) a
  | _ ->
    let n0 = lane_bits s in
    Verified_native.v_map n0 (fun c ->
      match o with
      | VShl -> Verified_native.n_shl n0 c k
      | VShrS -> Verified_native.n_shr_s n0 c k
      | VShrU -> Verified_native.n_shr_u n0 c k) a

(** val bits : bool list -> I32.t **)

let bits l =
  fold_right (fun b rest ->
    Verified_native.i32_or (i32_of_bool b)
      (Verified_native.i32_shl rest Verified_native.i32_one))
    Verified_native.i32_zero l

(** val eval_vbitmask : ishape -> V128.t -> I32.t **)

let eval_vbitmask s a =
  bits
    (match s with
     | I64x2 ->
       map (fun c -> Verified_native.i64_lt_s c Verified_native.i64_zero)
         (Verified_native.v_lanes64 a)
     | _ ->
       map (fun c ->
         Verified_native.n_lt_s (lane_bits s) c Verified_native.i32_zero)
         (Verified_native.v_lanes (lane_bits s) a))

(** val eval_vswizzle : V128.t -> V128.t -> V128.t **)

let eval_vswizzle a b =
  Verified_native.v_map 8 (fun i -> Verified_native.v_get 8 a i) b

(** val eval_vshuffle : I32.t list -> V128.t -> V128.t -> V128.t **)

let eval_vshuffle ls a b =
  Verified_native.v_of_lanes 8
    (map (fun i ->
      if Verified_native.i32_lt_u i 16
      then Verified_native.v_get 8 a i
      else Verified_native.v_get 8 b (Verified_native.i32_sub i 16)) ls)

(** val eval_vsplat : shape -> val0 -> V128.t option **)

let eval_vsplat s v =
  match s with
  | ShI s0 ->
    (match s0 with
     | I64x2 ->
       (match v with
        | VI64 c -> Some (Verified_native.v_splat64 c)
        | _ -> None)
     | _ ->
       (match v with
        | VI32 c -> Some (Verified_native.v_splat (lane_bits s0) c)
        | _ -> None))
  | ShF s0 ->
    (match s0 with
     | F32x4 ->
       (match v with
        | VF32 c ->
          Some
            (Verified_native.v_splat 32
              (Verified_native.i32_reinterpret_f32 c))
        | _ -> None)
     | F64x2 ->
       (match v with
        | VF64 c ->
          Some
            (Verified_native.v_splat64
              (Verified_native.i64_reinterpret_f64 c))
        | _ -> None))

(** val eval_vextract : shape -> sx option -> I32.t -> V128.t -> val0 **)

let eval_vextract s x l a =
  match s with
  | ShI s0 ->
    (match s0 with
     | I8x16 ->
       let c = Verified_native.v_get 8 a l in
       VI32
       (match x with
        | Some s1 ->
          (match s1 with
           | SX -> Verified_native.i32_extend8_s c
           | UX -> c)
        | None -> c)
     | I16x8 ->
       let c = Verified_native.v_get 16 a l in
       VI32
       (match x with
        | Some s1 ->
          (match s1 with
           | SX -> Verified_native.i32_extend16_s c
           | UX -> c)
        | None -> c)
     | I32x4 -> VI32 (Verified_native.v_get 32 a l)
     | I64x2 -> VI64 (Verified_native.v_get64 a l))
  | ShF s0 ->
    (match s0 with
     | F32x4 ->
       VF32
         (Verified_native.f32_reinterpret_i32 (Verified_native.v_get 32 a l))
     | F64x2 ->
       VF64
         (Verified_native.f64_reinterpret_i64 (Verified_native.v_get64 a l)))

(** val eval_vreplace : shape -> I32.t -> V128.t -> val0 -> V128.t option **)

let eval_vreplace s l a v =
  match s with
  | ShI s0 ->
    (match s0 with
     | I64x2 ->
       (match v with
        | VI64 c -> Some (Verified_native.v_set64 a l c)
        | _ -> None)
     | _ ->
       (match v with
        | VI32 c -> Some (Verified_native.v_set (lane_bits s0) a l c)
        | _ -> None))
  | ShF s0 ->
    (match s0 with
     | F32x4 ->
       (match v with
        | VF32 c ->
          Some
            (Verified_native.v_set 32 a l
              (Verified_native.i32_reinterpret_f32 c))
        | _ -> None)
     | F64x2 ->
       (match v with
        | VF64 c ->
          Some
            (Verified_native.v_set64 a l
              (Verified_native.i64_reinterpret_f64 c))
        | _ -> None))

(** val ext : sx -> I32.t -> I32.t -> I32.t **)

let ext x n0 c =
  match x with
  | SX -> Verified_native.n_extend_s n0 c
  | UX -> c

(** val ext64 : sx -> I32.t -> I64.t **)

let ext64 x c =
  match x with
  | SX -> Verified_native.i64_extend_i32_s c
  | UX -> Verified_native.i64_extend_i32_u c

(** val half_of : half -> nat -> 'a1 list -> 'a1 list **)

let half_of h n0 l =
  match h with
  | Low -> firstn n0 l
  | High -> skipn n0 l

(** val half8 : half -> sx -> V128.t -> I32.t list **)

let half8 h x a =
  map (ext x 8)
    (half_of h (S (S (S (S (S (S (S (S O))))))))
      (Verified_native.v_lanes 8 a))

(** val half16 : half -> sx -> V128.t -> I32.t list **)

let half16 h x a =
  map (ext x 16) (half_of h (S (S (S (S O)))) (Verified_native.v_lanes 16 a))

(** val half32 : half -> sx -> V128.t -> I64.t list **)

let half32 h x a =
  map (ext64 x) (half_of h (S (S O)) (Verified_native.v_lanes 32 a))

(** val pairwise : ('a1 -> 'a1 -> 'a1) -> 'a1 list -> 'a1 list **)

let rec pairwise f = function
| [] -> []
| a :: l0 -> (match l0 with
              | [] -> []
              | b :: l1 -> (f a b) :: (pairwise f l1))

(** val vextend : half -> ishape -> sx -> V128.t -> V128.t **)

let vextend h s x a =
  match s with
  | I8x16 -> Verified_native.v_of_lanes 16 (half8 h x a)
  | I16x8 -> Verified_native.v_of_lanes 32 (half16 h x a)
  | _ -> Verified_native.v_of_lanes64 (half32 h x a)

(** val eval_vextunop : ishape -> sx -> V128.t -> V128.t **)

let eval_vextunop s x a =
  match s with
  | I8x16 ->
    Verified_native.v_of_lanes 16
      (pairwise (Verified_native.n_add 16)
        (map (ext x 8) (Verified_native.v_lanes 8 a)))
  | _ ->
    Verified_native.v_of_lanes 32
      (pairwise (Verified_native.n_add 32)
        (map (ext x 16) (Verified_native.v_lanes 16 a)))

(** val eval_vextbinop : vextbinop -> V128.t -> V128.t -> V128.t **)

let eval_vextbinop o a b =
  match o with
  | VExtmul (h, s, x) ->
    (match s with
     | I8x16 ->
       Verified_native.v_of_lanes 16
         (Vec.map2 (Verified_native.n_mul 16) (half8 h x a) (half8 h x b))
     | I16x8 ->
       Verified_native.v_of_lanes 32
         (Vec.map2 (Verified_native.n_mul 32) (half16 h x a) (half16 h x b))
     | _ ->
       Verified_native.v_of_lanes64
         (Vec.map2 Verified_native.i64_mul (half32 h x a) (half32 h x b)))
  | VDotS ->
    Verified_native.v_of_lanes 32
      (pairwise (Verified_native.n_add 32)
        (Vec.map2 (fun c d ->
          Verified_native.n_mul 32 (Verified_native.n_extend_s 16 c)
            (Verified_native.n_extend_s 16 d)) (Verified_native.v_lanes 16 a)
          (Verified_native.v_lanes 16 b)))

(** val eval_vnarrow : ishape -> sx -> V128.t -> V128.t -> V128.t **)

let eval_vnarrow s x a b =
  match s with
  | I8x16 ->
    Verified_native.v_of_lanes 8
      (map
        (match x with
         | SX -> Verified_native.n_narrow_s 8
         | UX -> Verified_native.n_narrow_u 8)
        (app (Verified_native.v_lanes 16 a) (Verified_native.v_lanes 16 b)))
  | _ ->
    Verified_native.v_of_lanes 16
      (map
        (match x with
         | SX -> Verified_native.n_narrow_s 16
         | UX -> Verified_native.n_narrow_u 16)
        (app (Verified_native.v_lanes 32 a) (Verified_native.v_lanes 32 b)))

(** val with_zeros : I32.t list -> V128.t **)

let with_zeros l =
  Verified_native.v_of_lanes 32
    (app l (Verified_native.i32_zero :: (Verified_native.i32_zero :: [])))

(** val eval_vcvtop : vcvtop -> V128.t -> V128.t **)

let eval_vcvtop o a =
  match o with
  | VExtend (h, s, x) -> vextend h s x a
  | VTruncSat x ->
    (match x with
     | SX ->
       Verified_native.v_map 32 (fun c ->
         Verified_native.i32_trunc_sat_f32_s
           (Verified_native.f32_reinterpret_i32 c)) a
     | UX ->
       Verified_native.v_map 32 (fun c ->
         Verified_native.i32_trunc_sat_f32_u
           (Verified_native.f32_reinterpret_i32 c)) a)
  | VConvert x ->
    (match x with
     | SX ->
       Verified_native.v_map 32 (fun c ->
         Verified_native.i32_reinterpret_f32
           (Verified_native.f32_convert_i32_s c)) a
     | UX ->
       Verified_native.v_map 32 (fun c ->
         Verified_native.i32_reinterpret_f32
           (Verified_native.f32_convert_i32_u c)) a)
  | VTruncSatZero x ->
    (match x with
     | SX ->
       with_zeros
         (map (fun c ->
           Verified_native.i32_trunc_sat_f64_s
             (Verified_native.f64_reinterpret_i64 c))
           (Verified_native.v_lanes64 a))
     | UX ->
       with_zeros
         (map (fun c ->
           Verified_native.i32_trunc_sat_f64_u
             (Verified_native.f64_reinterpret_i64 c))
           (Verified_native.v_lanes64 a)))
  | VConvertLow x ->
    (match x with
     | SX ->
       Verified_native.v_of_lanes64
         (map (fun c ->
           Verified_native.i64_reinterpret_f64
             (Verified_native.f64_convert_i32_s c))
           (half_of Low (S (S O)) (Verified_native.v_lanes 32 a)))
     | UX ->
       Verified_native.v_of_lanes64
         (map (fun c ->
           Verified_native.i64_reinterpret_f64
             (Verified_native.f64_convert_i32_u c))
           (half_of Low (S (S O)) (Verified_native.v_lanes 32 a))))
  | VDemoteZero ->
    with_zeros
      (map (fun c ->
        Verified_native.i32_reinterpret_f32
          (Verified_native.f32_demote_f64
            (Verified_native.f64_reinterpret_i64 c)))
        (Verified_native.v_lanes64 a))
  | VPromoteLow ->
    Verified_native.v_of_lanes64
      (map (fun c ->
        Verified_native.i64_reinterpret_f64
          (Verified_native.f64_promote_f32
            (Verified_native.f32_reinterpret_i32 c)))
        (half_of Low (S (S O)) (Verified_native.v_lanes 32 a)))

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
  | I8x16 -> Verified_native.mem_load8 m b o
  | I16x8 -> Verified_native.mem_load16 m b o
  | _ -> Verified_native.mem_load32 m b o

(** val load_vec : vloadop -> Mem.t -> I32.t -> I32.t -> V128.t option **)

let load_vec op m b o =
  match op with
  | VLWhole -> Verified_native.mem_load128 m b o
  | VLShape (s, x) ->
    (match Verified_native.mem_load64 m b o with
     | Some c ->
       Some
         (vextend Low s x
           (Verified_native.v_of_lanes64
             (c :: (Verified_native.i64_zero :: []))))
     | None -> None)
  | VLSplat s ->
    (match s with
     | I64x2 ->
       (match Verified_native.mem_load64 m b o with
        | Some c -> Some (Verified_native.v_splat64 c)
        | None -> None)
     | _ ->
       (match load_narrow s m b o with
        | Some c -> Some (Verified_native.v_splat (lane_bits s) c)
        | None -> None))
  | VLZero s ->
    (match s with
     | I64x2 ->
       (match Verified_native.mem_load64 m b o with
        | Some c ->
          Some
            (Verified_native.v_of_lanes64
              (c :: (Verified_native.i64_zero :: [])))
        | None -> None)
     | _ ->
       (match load_narrow s m b o with
        | Some c ->
          Some
            (Verified_native.v_set (lane_bits s) Verified_native.v_zero
              Verified_native.i32_zero c)
        | None -> None))

(** val load_lane :
    ishape -> Mem.t -> I32.t -> I32.t -> I32.t -> V128.t -> V128.t option **)

let load_lane s m b o l v =
  match s with
  | I64x2 ->
    (match Verified_native.mem_load64 m b o with
     | Some c -> Some (Verified_native.v_set64 v l c)
     | None -> None)
  | _ ->
    (match load_narrow s m b o with
     | Some c -> Some (Verified_native.v_set (lane_bits s) v l c)
     | None -> None)

(** val store_lane :
    ishape -> Mem.t -> I32.t -> I32.t -> I32.t -> V128.t -> Mem.t option **)

let store_lane s m b o l v =
  match s with
  | I8x16 -> Verified_native.mem_store8 m b o (Verified_native.v_get 8 v l)
  | I16x8 -> Verified_native.mem_store16 m b o (Verified_native.v_get 16 v l)
  | I32x4 -> Verified_native.mem_store32 m b o (Verified_native.v_get 32 v l)
  | I64x2 -> Verified_native.mem_store64 m b o (Verified_native.v_get64 v l)

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
  match Verified_native.arr_get mi.mi_mems x with
  | Some a -> Verified_native.arr_get s.s_mems a
  | None -> None

(** val global_of : store -> moduleinst -> I32.t -> globalinst option **)

let global_of s mi x =
  match Verified_native.arr_get mi.mi_globals x with
  | Some a -> Verified_native.arr_get s.s_globals a
  | None -> None

(** val set_mem_at : store -> addr -> meminst -> store option **)

let set_mem_at s a m =
  match Verified_native.arr_set s.s_mems a m with
  | Some l -> Some (with_mems s l)
  | None -> None

(** val set_mem : store -> moduleinst -> I32.t -> meminst -> store option **)

let set_mem s mi x m =
  match Verified_native.arr_get mi.mi_mems x with
  | Some a -> set_mem_at s a m
  | None -> None

(** val set_global_at : store -> addr -> val0 -> store option **)

let set_global_at s a v =
  match Verified_native.arr_get s.s_globals a with
  | Some g ->
    (match Verified_native.arr_set s.s_globals a { gi_mut = g.gi_mut;
             gi_val = v } with
     | Some l -> Some (with_globals s l)
     | None -> None)
  | None -> None

(** val set_global : store -> moduleinst -> I32.t -> val0 -> store option **)

let set_global s mi x v =
  match Verified_native.arr_get mi.mi_globals x with
  | Some a -> set_global_at s a v
  | None -> None

(** val data_of : store -> moduleinst -> I32.t -> Data.t option **)

let data_of s mi y =
  match Verified_native.arr_get mi.mi_datas y with
  | Some a -> Verified_native.arr_get s.s_datas a
  | None -> None

(** val set_data : store -> moduleinst -> I32.t -> Data.t -> store option **)

let set_data s mi y d =
  match Verified_native.arr_get mi.mi_datas y with
  | Some a ->
    (match Verified_native.arr_set s.s_datas a d with
     | Some l -> Some (with_datas s l)
     | None -> None)
  | None -> None

(** val table_of : store -> moduleinst -> I32.t -> tableinst option **)

let table_of s mi x =
  match Verified_native.arr_get mi.mi_tables x with
  | Some a -> Verified_native.arr_get s.s_tables a
  | None -> None

(** val set_elems_at :
    store -> addr -> tableinst -> reference Arr.t -> store option **)

let set_elems_at s a t0 l =
  match Verified_native.arr_set s.s_tables a { ti_type = t0.ti_type; ti_max =
          t0.ti_max; ti_elems = l } with
  | Some l0 -> Some (with_tables s l0)
  | None -> None

(** val set_table :
    store -> moduleinst -> I32.t -> tableinst -> reference Arr.t -> store
    option **)

let set_table s mi x t0 l =
  match Verified_native.arr_get mi.mi_tables x with
  | Some a -> set_elems_at s a t0 l
  | None -> None

(** val elem_of : store -> moduleinst -> I32.t -> eleminst option **)

let elem_of s mi y =
  match Verified_native.arr_get mi.mi_elems y with
  | Some a -> Verified_native.arr_get s.s_elems a
  | None -> None

(** val drop_elem : store -> moduleinst -> I32.t -> store option **)

let drop_elem s mi y =
  match Verified_native.arr_get mi.mi_elems y with
  | Some a ->
    (match Verified_native.arr_get s.s_elems a with
     | Some e ->
       (match Verified_native.arr_set s.s_elems a { ei_type = e.ei_type;
                ei_refs = (Verified_native.arr_of_list []) } with
        | Some l -> Some (with_elems s l)
        | None -> None)
     | None -> None)
  | None -> None

(** val load_num : numtype -> Mem.t -> I32.t -> I32.t -> val0 option **)

let load_num t0 m b o =
  match t0 with
  | NI32 ->
    (match Verified_native.mem_load32 m b o with
     | Some c -> Some (VI32 c)
     | None -> None)
  | NI64 ->
    (match Verified_native.mem_load64 m b o with
     | Some c -> Some (VI64 c)
     | None -> None)
  | NF32 ->
    (match Verified_native.mem_load32 m b o with
     | Some c -> Some (VF32 (Verified_native.f32_reinterpret_i32 c))
     | None -> None)
  | NF64 ->
    (match Verified_native.mem_load64 m b o with
     | Some c -> Some (VF64 (Verified_native.f64_reinterpret_i64 c))
     | None -> None)

(** val load_packed : packsize -> Mem.t -> I32.t -> I32.t -> I32.t option **)

let load_packed w m b o =
  match w with
  | P8 -> Verified_native.mem_load8 m b o
  | P16 -> Verified_native.mem_load16 m b o
  | P32 -> Verified_native.mem_load32 m b o

(** val extend_packed : inttype -> packsize -> sx -> I32.t -> val0 **)

let extend_packed t0 w s c =
  match t0 with
  | IT32 ->
    (match s with
     | SX ->
       VI32
         (match w with
          | P8 -> Verified_native.i32_extend8_s c
          | P16 -> Verified_native.i32_extend16_s c
          | P32 -> c)
     | UX -> VI32 c)
  | IT64 ->
    (match s with
     | SX ->
       VI64
         (match w with
          | P8 ->
            Verified_native.i64_extend8_s (Verified_native.i64_extend_i32_u c)
          | P16 ->
            Verified_native.i64_extend16_s
              (Verified_native.i64_extend_i32_u c)
          | P32 -> Verified_native.i64_extend_i32_s c)
     | UX -> VI64 (Verified_native.i64_extend_i32_u c))

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
     | VI32 c -> sres_of (Verified_native.mem_store32 m b o c)
     | _ -> SBad)
  | NI64 ->
    (match v with
     | VI64 c -> sres_of (Verified_native.mem_store64 m b o c)
     | _ -> SBad)
  | NF32 ->
    (match v with
     | VF32 c ->
       sres_of
         (Verified_native.mem_store32 m b o
           (Verified_native.i32_reinterpret_f32 c))
     | _ -> SBad)
  | NF64 ->
    (match v with
     | VF64 c ->
       sres_of
         (Verified_native.mem_store64 m b o
           (Verified_native.i64_reinterpret_f64 c))
     | _ -> SBad)

(** val store_packed :
    packsize -> Mem.t -> I32.t -> I32.t -> I32.t -> Mem.t option **)

let store_packed w m b o c =
  match w with
  | P8 -> Verified_native.mem_store8 m b o c
  | P16 -> Verified_native.mem_store16 m b o c
  | P32 -> Verified_native.mem_store32 m b o c

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
     | VI64 c ->
       sres_of (store_packed w m b o (Verified_native.i32_wrap_i64 c))
     | _ -> SBad)

(** val grow_mem : meminst -> I32.t -> meminst option **)

let grow_mem m n0 =
  let size0 = Verified_native.mem_size m.me_data in
  if (&&) (Verified_native.sum_le size0 n0 65536)
       (match m.me_max with
        | Some k -> Verified_native.sum_le size0 n0 k
        | None -> true)
  then Some { me_max = m.me_max; me_data =
         (Verified_native.mem_grow m.me_data n0) }
  else None

(** val grow_table :
    tableinst -> I32.t -> reference -> reference Arr.t option **)

let grow_table t0 n0 r =
  let size0 = Verified_native.arr_len t0.ti_elems in
  if (&&) (Verified_native.sum_le size0 n0 0xffff_ffff)
       (match t0.ti_max with
        | Some k -> Verified_native.sum_le size0 n0 k
        | None -> true)
  then Some (Verified_native.arr_grow t0.ti_elems n0 r)
  else None

(** val blocktype_of : moduleinst -> blocktype -> functype option **)

let blocktype_of mi = function
| BtVal t0 ->
  (match t0 with
   | Some t1 -> Some { ft_params = []; ft_results = (t1 :: []) }
   | None -> Some { ft_params = []; ft_results = [] })
| BtIdx x -> Verified_native.arr_get mi.mi_types x

type ires =
| ICall of addr
| ITrap of trap
| IBad

(** val indirect : store -> moduleinst -> I32.t -> I32.t -> I32.t -> ires **)

let indirect s mi x y i =
  match Verified_native.arr_get mi.mi_tables x with
  | Some ta ->
    (match Verified_native.arr_get s.s_tables ta with
     | Some t0 ->
       (match Verified_native.arr_get mi.mi_types y with
        | Some ft ->
          (match Verified_native.arr_get t0.ti_elems i with
           | Some r ->
             (match r with
              | RNull _ -> ITrap TUninitializedElement
              | RFunc a ->
                (match Verified_native.arr_get s.s_funcs a with
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
  (match Verified_native.arr_get s.s_mems a with
   | Some m ->
     (match Verified_native.mem_write m.me_data i d with
      | Some x -> set_mem_at s a { me_max = m.me_max; me_data = x }
      | None -> Some s)
   | None -> None)
| HMemGrow (a, n0) ->
  (match Verified_native.arr_get s.s_mems a with
   | Some m ->
     (match grow_mem m n0 with
      | Some m0 -> set_mem_at s a m0
      | None -> Some s)
   | None -> None)
| HGlobalSet (a, v) ->
  (match Verified_native.arr_get s.s_globals a with
   | Some g ->
     if valtype_eqb (typeof g.gi_val) (typeof v)
     then set_global_at s a v
     else None
   | None -> None)
| HTableSet (a, i, r) ->
  (match Verified_native.arr_get s.s_tables a with
   | Some t0 ->
     if reftype_eqb t0.ti_type (reftype_of r)
     then (match Verified_native.arr_set t0.ti_elems i r with
           | Some e -> set_elems_at s a t0 e
           | None -> Some s)
     else None
   | None -> None)
| HTableGrow (a, n0, r) ->
  (match Verified_native.arr_get s.s_tables a with
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
  match Verified_native.arr_get s.s_scripts h with
  | Some script ->
    (match script with
     | [] ->
       let answer = { ha_acts = []; ha_result = (Some
         (map default ft.ft_results)) }
       in
       let rest = [] in
       (match Verified_native.arr_set s.s_scripts h rest with
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
       (match Verified_native.arr_set s.s_scripts h rest with
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

type limits = { l_fuel : Cnt.t; l_stack : Cnt.t; l_pages : I32.t;
                l_elems : I32.t; l_bytes : Cnt.t }

type exhaustion =
| XFuel
| XCallStack

type loc = { loc_instance : I32.t; loc_func : I32.t; loc_offset : pos }

type env = { e_mi : moduleinst; e_units : Cnt.t; e_lim : limits;
             e_func : I32.t option }

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

(** val total_bytes : store -> Cnt.t **)

let total_bytes s =
  Verified_native.arr_fold (fun b t0 ->
    Verified_native.cnt_add b
      (Verified_native.cnt_elems (Verified_native.arr_len t0.ti_elems)))
    s.s_tables
    (Verified_native.arr_fold (fun b m ->
      Verified_native.cnt_add b
        (Verified_native.cnt_pages (Verified_native.mem_size m.me_data)))
      s.s_mems Verified_native.cnt_zero)

(** val may_grow : limits -> store -> meminst -> I32.t -> bool **)

let may_grow lim s m n0 =
  (&&)
    (Verified_native.sum_le (Verified_native.mem_size m.me_data) n0
      lim.l_pages)
    (negb
      (Verified_native.cnt_ltb lim.l_bytes
        (Verified_native.cnt_add (total_bytes s)
          (Verified_native.cnt_pages n0))))

(** val may_grow_table : limits -> store -> tableinst -> I32.t -> bool **)

let may_grow_table lim s t0 n0 =
  (&&)
    (Verified_native.sum_le (Verified_native.arr_len t0.ti_elems) n0
      lim.l_elems)
    (negb
      (Verified_native.cnt_ltb lim.l_bytes
        (Verified_native.cnt_add (total_bytes s)
          (Verified_native.cnt_elems n0))))

(** val ex :
    nat -> env -> instr list -> Cnt.t -> store -> val0 lcl -> val0 list -> out **)

let rec ex fuel e c n0 s lo vs =
  match fuel with
  | O -> OOF
  | S fuel0 ->
    (match c with
     | [] -> Nrm (n0, s, lo, vs)
     | i :: c0 ->
       let n1 = Verified_native.cnt_succ n0 in
       (match i with
        | Nop -> ex fuel0 e c0 n1 s lo vs
        | Unreachable p ->
          Trp (TUnreachable, n1, s,
            (match e.e_func with
             | Some f ->
               Some { loc_instance = e.e_mi.mi_id; loc_func = f; loc_offset =
                 p }
             | None -> None))
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
                        ((if Verified_native.i32_is_zero b then v2 else v1) :: vs0)))
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
                 | NTrap k ->
                   Trp (k, n1, s,
                     (match e.e_func with
                      | Some f ->
                        Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                          loc_offset = p }
                      | None -> None))
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
              | NTrap k ->
                Trp (k, n1, s,
                  (match e.e_func with
                   | Some f ->
                     Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                       loc_offset = p }
                   | None -> None))
              | NBad -> Stuck))
        | LocalGet x ->
          (match Verified_native.lcl_get lo x with
           | Some v -> ex fuel0 e c0 n1 s lo (v :: vs)
           | None -> Stuck)
        | LocalSet x ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match Verified_native.lcl_set lo x v with
              | Some lo0 -> ex fuel0 e c0 n1 s lo0 vs0
              | None -> Stuck))
        | LocalTee x ->
          (match vs with
           | [] -> Stuck
           | v :: _ ->
             (match Verified_native.lcl_set lo x v with
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
                      Trp (TOutOfBoundsMemoryAccess, n1, s,
                        (match e.e_func with
                         | Some f ->
                           Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                             loc_offset = p }
                         | None -> None)))
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
                      Trp (TOutOfBoundsMemoryAccess, n1, s,
                        (match e.e_func with
                         | Some f ->
                           Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                             loc_offset = p }
                         | None -> None)))
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
                         Trp (TOutOfBoundsMemoryAccess, n1, s,
                           (match e.e_func with
                            | Some f ->
                              Some { loc_instance = e.e_mi.mi_id; loc_func =
                                f; loc_offset = p }
                            | None -> None))
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
                         Trp (TOutOfBoundsMemoryAccess, n1, s,
                           (match e.e_func with
                            | Some f ->
                              Some { loc_instance = e.e_mi.mi_id; loc_func =
                                f; loc_offset = p }
                            | None -> None))
                       | SBad -> Stuck)
                    | None -> Stuck)
                 | _ -> Stuck)))
        | MemorySize x ->
          (match mem_of s e.e_mi x with
           | Some m ->
             ex fuel0 e c0 n1 s lo ((VI32
               (Verified_native.mem_size m.me_data)) :: vs)
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
                   then let size0 = Verified_native.mem_size m.me_data in
                        (match grow_mem m d with
                         | Some m' ->
                           (match set_mem s e.e_mi x m' with
                            | Some s0 ->
                              ex fuel0 e c0 n1 s0 lo ((VI32 size0) :: vs0)
                            | None -> Stuck)
                         | None ->
                           ex fuel0 e c0 n1 s lo ((VI32
                             Verified_native.i32_minus_one) :: vs0))
                   else ex fuel0 e c0 n1 s lo ((VI32
                          Verified_native.i32_minus_one) :: vs0)
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
                               if Verified_native.mem_covers m.me_data i0 k
                               then let n2 =
                                      Verified_native.cnt_add n1
                                        (Verified_native.cnt_bytes k)
                                    in
                                    if Verified_native.cnt_ltb e.e_lim.l_fuel
                                         n2
                                    then Exh (XFuel, n2, s,
                                           (match e.e_func with
                                            | Some f ->
                                              Some { loc_instance =
                                                e.e_mi.mi_id; loc_func = f;
                                                loc_offset = p }
                                            | None -> None))
                                    else (match Verified_native.mem_fill
                                                  m.me_data i0 v k with
                                          | Some d ->
                                            (match set_mem s e.e_mi x
                                                     { me_max = m.me_max;
                                                     me_data = d } with
                                             | Some s0 ->
                                               ex fuel0 e c0 n2 s0 lo vs0
                                             | None -> Stuck)
                                          | None -> Stuck)
                               else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                      (match e.e_func with
                                       | Some f ->
                                         Some { loc_instance = e.e_mi.mi_id;
                                           loc_func = f; loc_offset = p }
                                       | None -> None))
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
                                  if (&&)
                                       (Verified_native.mem_covers m.me_data
                                         i0 k)
                                       (Verified_native.mem_covers m'.me_data
                                         j k)
                                  then let n2 =
                                         Verified_native.cnt_add n1
                                           (Verified_native.cnt_bytes k)
                                       in
                                       if Verified_native.cnt_ltb
                                            e.e_lim.l_fuel n2
                                       then Exh (XFuel, n2, s,
                                              (match e.e_func with
                                               | Some f ->
                                                 Some { loc_instance =
                                                   e.e_mi.mi_id; loc_func =
                                                   f; loc_offset = p }
                                               | None -> None))
                                       else (match Verified_native.mem_copy
                                                     m.me_data i0 m'.me_data
                                                     j k with
                                             | Some d ->
                                               (match set_mem s e.e_mi x
                                                        { me_max = m.me_max;
                                                        me_data = d } with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n2 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                         (match e.e_func with
                                          | Some f ->
                                            Some { loc_instance =
                                              e.e_mi.mi_id; loc_func = f;
                                              loc_offset = p }
                                          | None -> None))
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
                                  if (&&)
                                       (Verified_native.mem_covers m.me_data
                                         i0 k)
                                       (Verified_native.data_covers b j k)
                                  then let n2 =
                                         Verified_native.cnt_add n1
                                           (Verified_native.cnt_bytes k)
                                       in
                                       if Verified_native.cnt_ltb
                                            e.e_lim.l_fuel n2
                                       then Exh (XFuel, n2, s,
                                              (match e.e_func with
                                               | Some f ->
                                                 Some { loc_instance =
                                                   e.e_mi.mi_id; loc_func =
                                                   f; loc_offset = p }
                                               | None -> None))
                                       else (match Verified_native.mem_init
                                                     m.me_data i0 b j k with
                                             | Some d ->
                                               (match set_mem s e.e_mi x
                                                        { me_max = m.me_max;
                                                        me_data = d } with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n2 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsMemoryAccess, n1, s,
                                         (match e.e_func with
                                          | Some f ->
                                            Some { loc_instance =
                                              e.e_mi.mi_id; loc_func = f;
                                              loc_offset = p }
                                          | None -> None))
                                | None -> Stuck)
                             | None -> Stuck)
                          | _ -> Stuck))
                    | _ -> Stuck))
              | _ -> Stuck))
        | DataDrop y ->
          (match set_data s e.e_mi y Verified_native.data_empty with
           | Some s0 -> ex fuel0 e c0 n1 s0 lo vs
           | None -> Stuck)
        | RefIsNull ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VRef r ->
                ex fuel0 e c0 n1 s lo ((VI32
                  (if is_null r
                   then Verified_native.i32_one
                   else Verified_native.i32_zero)) :: vs0)
              | _ -> Stuck))
        | RefFunc x ->
          (match Verified_native.arr_get e.e_mi.mi_funcs x with
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
                   (match Verified_native.arr_get t0.ti_elems i0 with
                    | Some r -> ex fuel0 e c0 n1 s lo ((VRef r) :: vs0)
                    | None ->
                      Trp (TOutOfBoundsTableAccess, n1, s,
                        (match e.e_func with
                         | Some f ->
                           Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                             loc_offset = p }
                         | None -> None)))
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
                         (match Verified_native.arr_set t0.ti_elems i0 r with
                          | Some l0 ->
                            (match set_table s e.e_mi x t0 l0 with
                             | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                             | None -> Stuck)
                          | None ->
                            Trp (TOutOfBoundsTableAccess, n1, s,
                              (match e.e_func with
                               | Some f ->
                                 Some { loc_instance = e.e_mi.mi_id;
                                   loc_func = f; loc_offset = p }
                               | None -> None)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | TableSize x ->
          (match table_of s e.e_mi x with
           | Some t0 ->
             ex fuel0 e c0 n1 s lo ((VI32
               (Verified_native.arr_len t0.ti_elems)) :: vs)
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
                         then let size0 = Verified_native.arr_len t0.ti_elems
                              in
                              (match grow_table t0 d r with
                               | Some l0 ->
                                 (match set_table s e.e_mi x t0 l0 with
                                  | Some s0 ->
                                    ex fuel0 e c0 n1 s0 lo ((VI32
                                      size0) :: vs0)
                                  | None -> Stuck)
                               | None ->
                                 ex fuel0 e c0 n1 s lo ((VI32
                                   Verified_native.i32_minus_one) :: vs0))
                         else ex fuel0 e c0 n1 s lo ((VI32
                                Verified_native.i32_minus_one) :: vs0)
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
                               if Verified_native.arr_covers t0.ti_elems i0 k
                               then let n2 =
                                      Verified_native.cnt_add n1
                                        (Verified_native.cnt_refs k)
                                    in
                                    if Verified_native.cnt_ltb e.e_lim.l_fuel
                                         n2
                                    then Exh (XFuel, n2, s,
                                           (match e.e_func with
                                            | Some f ->
                                              Some { loc_instance =
                                                e.e_mi.mi_id; loc_func = f;
                                                loc_offset = p }
                                            | None -> None))
                                    else (match Verified_native.arr_fill
                                                  t0.ti_elems i0 r k with
                                          | Some l1 ->
                                            (match set_table s e.e_mi x t0 l1 with
                                             | Some s0 ->
                                               ex fuel0 e c0 n2 s0 lo vs0
                                             | None -> Stuck)
                                          | None -> Stuck)
                               else Trp (TOutOfBoundsTableAccess, n1, s,
                                      (match e.e_func with
                                       | Some f ->
                                         Some { loc_instance = e.e_mi.mi_id;
                                           loc_func = f; loc_offset = p }
                                       | None -> None))
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
                                  if (&&)
                                       (Verified_native.arr_covers
                                         t0.ti_elems i0 k)
                                       (Verified_native.arr_covers
                                         t'.ti_elems j k)
                                  then let n2 =
                                         Verified_native.cnt_add n1
                                           (Verified_native.cnt_refs k)
                                       in
                                       if Verified_native.cnt_ltb
                                            e.e_lim.l_fuel n2
                                       then Exh (XFuel, n2, s,
                                              (match e.e_func with
                                               | Some f ->
                                                 Some { loc_instance =
                                                   e.e_mi.mi_id; loc_func =
                                                   f; loc_offset = p }
                                               | None -> None))
                                       else (match Verified_native.arr_copy
                                                     t0.ti_elems i0
                                                     t'.ti_elems j k with
                                             | Some l1 ->
                                               (match set_table s e.e_mi x t0
                                                        l1 with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n2 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsTableAccess, n1, s,
                                         (match e.e_func with
                                          | Some f ->
                                            Some { loc_instance =
                                              e.e_mi.mi_id; loc_func = f;
                                              loc_offset = p }
                                          | None -> None))
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
                                  if (&&)
                                       (Verified_native.arr_covers
                                         t0.ti_elems i0 k)
                                       (Verified_native.arr_covers g.ei_refs
                                         j k)
                                  then let n2 =
                                         Verified_native.cnt_add n1
                                           (Verified_native.cnt_refs k)
                                       in
                                       if Verified_native.cnt_ltb
                                            e.e_lim.l_fuel n2
                                       then Exh (XFuel, n2, s,
                                              (match e.e_func with
                                               | Some f ->
                                                 Some { loc_instance =
                                                   e.e_mi.mi_id; loc_func =
                                                   f; loc_offset = p }
                                               | None -> None))
                                       else (match Verified_native.arr_copy
                                                     t0.ti_elems i0 g.ei_refs
                                                     j k with
                                             | Some l1 ->
                                               (match set_table s e.e_mi x t0
                                                        l1 with
                                                | Some s0 ->
                                                  ex fuel0 e c0 n2 s0 lo vs0
                                                | None -> Stuck)
                                             | None -> Stuck)
                                  else Trp (TOutOfBoundsTableAccess, n1, s,
                                         (match e.e_func with
                                          | Some f ->
                                            Some { loc_instance =
                                              e.e_mi.mi_id; loc_func = f;
                                              loc_offset = p }
                                          | None -> None))
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
                      Trp (TOutOfBoundsMemoryAccess, n1, s,
                        (match e.e_func with
                         | Some f ->
                           Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                             loc_offset = p }
                         | None -> None)))
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
                            Trp (TOutOfBoundsMemoryAccess, n1, s,
                              (match e.e_func with
                               | Some f ->
                                 Some { loc_instance = e.e_mi.mi_id;
                                   loc_func = f; loc_offset = p }
                               | None -> None)))
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
                         (match Verified_native.mem_store128 m.me_data b o a with
                          | Some d ->
                            (match set_mem s e.e_mi x { me_max = m.me_max;
                                     me_data = d } with
                             | Some s0 -> ex fuel0 e c0 n1 s0 lo vs0
                             | None -> Stuck)
                          | None ->
                            Trp (TOutOfBoundsMemoryAccess, n1, s,
                              (match e.e_func with
                               | Some f ->
                                 Some { loc_instance = e.e_mi.mi_id;
                                   loc_func = f; loc_offset = p }
                               | None -> None)))
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
                            Trp (TOutOfBoundsMemoryAccess, n1, s,
                              (match e.e_func with
                               | Some f ->
                                 Some { loc_instance = e.e_mi.mi_id;
                                   loc_func = f; loc_offset = p }
                               | None -> None)))
                       | None -> Stuck)
                    | _ -> Stuck))
              | _ -> Stuck))
        | Block (bt, b) ->
          (match blocktype_of e.e_mi bt with
           | Some ft ->
             (match split (length ft.ft_params) vs [] with
              | Some p ->
                let (ps, base) = p in
                (match ex fuel0 e b n1 s lo (rev_append ps []) with
                 | Nrm (n2, s0, lo0, vs0) ->
                   ex fuel0 e c0 n2 s0 lo0 (app vs0 base)
                 | Brk (l0, n2, s0, lo0, vs0) ->
                   (match l0 with
                    | O ->
                      (match split (length ft.ft_results) vs0 [] with
                       | Some p0 ->
                         let (ts, _) = p0 in
                         ex fuel0 e c0 n2 s0 lo0 (rev_append ts base)
                       | None -> Stuck)
                    | S l -> Brk (l, n2, s0, lo0, vs0))
                 | x -> x)
              | None -> Stuck)
           | None -> Stuck)
        | Loop (bt, b, p) ->
          (match blocktype_of e.e_mi bt with
           | Some ft ->
             (match split (length ft.ft_params) vs [] with
              | Some p0 ->
                let (ps, base) = p0 in
                if Verified_native.cnt_ltb e.e_lim.l_fuel n1
                then Exh (XFuel, n1, s,
                       (match e.e_func with
                        | Some f ->
                          Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                            loc_offset = p }
                        | None -> None))
                else (match ex fuel0 e b n1 s lo (rev_append ps []) with
                      | Nrm (n2, s0, lo0, vs0) ->
                        ex fuel0 e c0 n2 s0 lo0 (app vs0 base)
                      | Brk (l0, n2, s0, lo0, vs0) ->
                        (match l0 with
                         | O ->
                           (match split (length ft.ft_params) vs0 [] with
                            | Some p1 ->
                              let (ts, _) = p1 in
                              ex fuel0 e (i :: c0) n2 s0 lo0
                                (rev_append ts base)
                            | None -> Stuck)
                         | S l -> Brk (l, n2, s0, lo0, vs0))
                      | x -> x)
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
                      (match ex fuel0 e
                               (if Verified_native.i32_is_zero a
                                then b2
                                else b1) n1 s lo (rev_append ps []) with
                       | Nrm (n2, s0, lo0, vs1) ->
                         ex fuel0 e c0 n2 s0 lo0 (app vs1 base)
                       | Brk (l0, n2, s0, lo0, vs1) ->
                         (match l0 with
                          | O ->
                            (match split (length ft.ft_results) vs1 [] with
                             | Some p0 ->
                               let (ts, _) = p0 in
                               ex fuel0 e c0 n2 s0 lo0 (rev_append ts base)
                             | None -> Stuck)
                          | S l -> Brk (l, n2, s0, lo0, vs1))
                       | x -> x)
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
                if Verified_native.i32_is_zero a
                then ex fuel0 e c0 n1 s lo vs0
                else Brk (l, n1, s, lo, vs0)
              | _ -> Stuck))
        | BrTable (ls, l) ->
          (match vs with
           | [] -> Stuck
           | v :: vs0 ->
             (match v with
              | VI32 a ->
                (match Verified_native.arr_get ls a with
                 | Some l0 -> Brk (l0, n1, s, lo, vs0)
                 | None -> Brk (l, n1, s, lo, vs0))
              | _ -> Stuck))
        | Return -> Ret (n1, s, vs)
        | Call (x, p) ->
          (match Verified_native.arr_get e.e_mi.mi_funcs x with
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
                 | ITrap k ->
                   Trp (k, n1, s,
                     (match e.e_func with
                      | Some f ->
                        Some { loc_instance = e.e_mi.mi_id; loc_func = f;
                          loc_offset = p }
                      | None -> None))
                 | IBad -> Stuck)
              | _ -> Stuck))
        | CALL_ADDR (a, p) ->
          (match Verified_native.arr_get s.s_funcs a with
           | Some f ->
             (match f with
              | FWasm (ft, mi, fn) ->
                (match split (length ft.ft_params) vs [] with
                 | Some p0 ->
                   let (ps, base) = p0 in
                   let u = Verified_native.cnt_add e.e_units fn.fn_units in
                   let e' = { e_mi = mi; e_units = u; e_lim = e.e_lim;
                     e_func = (Some fn.fn_index) }
                   in
                   if Verified_native.cnt_ltb e.e_lim.l_stack u
                   then Exh (XCallStack, n0, s,
                          (match e'.e_func with
                           | Some f0 ->
                             Some { loc_instance = e'.e_mi.mi_id; loc_func =
                               f0; loc_offset = fn.fn_entry }
                           | None -> None))
                   else if Verified_native.cnt_ltb e.e_lim.l_fuel n0
                        then Exh (XFuel, n0, s,
                               (match e'.e_func with
                                | Some f0 ->
                                  Some { loc_instance = e'.e_mi.mi_id;
                                    loc_func = f0; loc_offset = fn.fn_entry }
                                | None -> None))
                        else (match ex fuel0 e' fn.fn_body n0 s
                                      (Verified_native.lcl_make default ps
                                        fn.fn_locals) [] with
                              | Nrm (n2, s0, _, vs0) ->
                                ex fuel0 e c0 n2 s0 lo (app vs0 base)
                              | Brk (l, n2, s0, _, vs0) ->
                                (match l with
                                 | O ->
                                   (match split (length ft.ft_results) vs0 [] with
                                    | Some p1 ->
                                      let (ts, _) = p1 in
                                      ex fuel0 e c0 n2 s0 lo
                                        (rev_append ts base)
                                    | None -> Stuck)
                                 | S _ -> Stuck)
                              | Ret (n2, s0, vs0) ->
                                (match split (length ft.ft_results) vs0 [] with
                                 | Some p1 ->
                                   let (ts, _) = p1 in
                                   ex fuel0 e c0 n2 s0 lo (rev_append ts base)
                                 | None -> Stuck)
                              | x -> x)
                 | None -> Stuck)
              | FHost (ft, h) ->
                (match split (length ft.ft_params) vs [] with
                 | Some p0 ->
                   let (ps, base) = p0 in
                   let (s0, n2) = Verified_native.consult s h ps n0 e.e_units
                   in
                   (match host_call s0 ft h ps with
                    | HVals (s1, rs) ->
                      ex fuel0 e c0 n2 s1 lo (rev_append rs base)
                    | HTrapped s1 ->
                      Trp (THost, n2, s1,
                        (match e.e_func with
                         | Some f0 ->
                           Some { loc_instance = e.e_mi.mi_id; loc_func = f0;
                             loc_offset = p }
                         | None -> None))
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
  (&&) (Verified_native.i32_ge_u size0 l.lim_min)
    (match l.lim_max with
     | Some h ->
       (match max0 with
        | Some k -> Verified_native.i32_le_u k h
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
       (match Verified_native.arr_get types x with
        | Some ft ->
          (match Verified_native.arr_get s.s_funcs a with
           | Some fi -> functype_eqb ft (functype_of fi)
           | None -> false)
        | None -> false)
     | _ -> false)
  | ImpTable tb ->
    (match v with
     | ETable a ->
       (match Verified_native.arr_get s.s_tables a with
        | Some t0 ->
          (&&) (reftype_eqb tb.tt_type t0.ti_type)
            (limits_match (Verified_native.arr_len t0.ti_elems) t0.ti_max
              tb.tt_limit)
        | None -> false)
     | _ -> false)
  | ImpMem l ->
    (match v with
     | EMem a ->
       (match Verified_native.arr_get s.s_mems a with
        | Some m ->
          limits_match (Verified_native.mem_size m.me_data) m.me_max l
        | None -> false)
     | _ -> false)
  | ImpGlobal g ->
    (match v with
     | EGlobal a ->
       (match Verified_native.arr_get s.s_globals a with
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
       then bad_import s types
              (Verified_native.i32_add i Verified_native.i32_one) ds0 vs0
       else Some i)

(** val addrs_from : addr -> 'a1 list -> addr list **)

let rec addrs_from a = function
| [] -> []
| _ :: l0 ->
  a :: (addrs_from (Verified_native.i32_add a Verified_native.i32_one) l0)

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
  app (funcs_of exts)
    (addrs_from (Verified_native.arr_len s.s_funcs) m.m_funcs)

(** val initial_instance :
    store -> module0 -> I32.t -> externval list -> moduleinst **)

let initial_instance s m id exts =
  { mi_types = (Verified_native.arr_of_list m.m_types); mi_funcs =
    (Verified_native.arr_of_list (all_funcs s m exts)); mi_tables =
    (Verified_native.arr_of_list []); mi_mems =
    (Verified_native.arr_of_list []); mi_globals =
    (Verified_native.arr_of_list (globals_of exts)); mi_elems =
    (Verified_native.arr_of_list []); mi_datas =
    (Verified_native.arr_of_list []); mi_id = id }

(** val new_instance :
    store -> module0 -> I32.t -> externval list -> moduleinst **)

let new_instance s m id exts =
  { mi_types = (Verified_native.arr_of_list m.m_types); mi_funcs =
    (Verified_native.arr_of_list (all_funcs s m exts)); mi_tables =
    (Verified_native.arr_of_list
      (app (tables_of exts)
        (addrs_from (Verified_native.arr_len s.s_tables) m.m_tables)));
    mi_mems =
    (Verified_native.arr_of_list
      (app (mems_of exts)
        (addrs_from (Verified_native.arr_len s.s_mems) m.m_mems)));
    mi_globals =
    (Verified_native.arr_of_list
      (app (globals_of exts)
        (addrs_from (Verified_native.arr_len s.s_globals) m.m_globals)));
    mi_elems =
    (Verified_native.arr_of_list
      (addrs_from (Verified_native.arr_len s.s_elems) m.m_elems)); mi_datas =
    (Verified_native.arr_of_list
      (addrs_from (Verified_native.arr_len s.s_datas) m.m_datas)); mi_id =
    id }

(** val new_table : tabletype -> reference -> tableinst **)

let new_table t0 r =
  { ti_type = t0.tt_type; ti_max = t0.tt_limit.lim_max; ti_elems =
    (Verified_native.arr_make t0.tt_limit.lim_min r) }

(** val new_elem : elemseg -> reference list -> eleminst **)

let new_elem e rs =
  { ei_type = e.el_type; ei_refs = (Verified_native.arr_of_list rs) }

(** val new_mem : limit -> meminst **)

let new_mem l =
  { me_max = l.lim_max; me_data = (Verified_native.mem_make l.lim_min) }

(** val alloc_module :
    store -> module0 -> moduleinst -> val0 list -> reference list list ->
    store option **)

let alloc_module s m mi vals refs =
  match map_all (fun f ->
          match Verified_native.arr_get mi.mi_types (fst f) with
          | Some ft -> Some (FWasm (ft, mi, (snd f)))
          | None -> None) m.m_funcs with
  | Some fs ->
    Some { s_funcs = (Verified_native.arr_app s.s_funcs fs); s_tables =
      (Verified_native.arr_app s.s_tables
        (map (fun t0 -> new_table t0 (RNull t0.tt_type)) m.m_tables));
      s_mems = (Verified_native.arr_app s.s_mems (map new_mem m.m_mems));
      s_globals =
      (Verified_native.arr_app s.s_globals
        (map (fun gv -> { gi_mut = (fst (fst gv)).gt_mut; gi_val =
          (snd gv) }) (combine m.m_globals vals))); s_elems =
      (Verified_native.arr_app s.s_elems
        (map (fun er -> new_elem (fst er) (snd er)) (combine m.m_elems refs)));
      s_datas =
      (Verified_native.arr_app s.s_datas (map (fun d -> d.da_init) m.m_datas));
      s_scripts = s.s_scripts; s_trace = s.s_trace }
  | None -> None

(** val export_of : moduleinst -> exportdesc -> externval option **)

let export_of mi = function
| ExpFunc x ->
  (match Verified_native.arr_get mi.mi_funcs x with
   | Some a -> Some (EFunc a)
   | None -> None)
| ExpTable x ->
  (match Verified_native.arr_get mi.mi_tables x with
   | Some a -> Some (ETable a)
   | None -> None)
| ExpMem x ->
  (match Verified_native.arr_get mi.mi_mems x with
   | Some a -> Some (EMem a)
   | None -> None)
| ExpGlobal x ->
  (match Verified_native.arr_get mi.mi_globals x with
   | Some a -> Some (EGlobal a)
   | None -> None)

(** val run_elem : I32.t -> elemseg -> instr list **)

let run_elem y e =
  match e.el_mode with
  | Passive -> []
  | Active (x, offset) ->
    app offset ((Const (VI32 Verified_native.i32_zero)) :: ((Const (VI32
      (Verified_native.arr_len (Verified_native.arr_of_list e.el_init)))) :: ((TableInit
      (x, y, Verified_native.i32_zero)) :: ((ElemDrop y) :: []))))
  | Declarative -> (ElemDrop y) :: []

(** val run_elems : I32.t -> elemseg list -> instr list **)

let rec run_elems y = function
| [] -> []
| e :: es0 ->
  app (run_elem y e)
    (run_elems (Verified_native.i32_add y Verified_native.i32_one) es0)

(** val run_data : I32.t -> dataseg -> instr list **)

let run_data y d =
  match d.da_mode with
  | Active (x, offset) ->
    app offset ((Const (VI32 Verified_native.i32_zero)) :: ((Const (VI32
      (Verified_native.data_len d.da_init))) :: ((MemoryInit (x, y,
      Verified_native.i32_zero)) :: ((DataDrop y) :: []))))
  | _ -> []

(** val run_datas : I32.t -> dataseg list -> instr list **)

let rec run_datas y = function
| [] -> []
| d :: ds0 ->
  app (run_data y d)
    (run_datas (Verified_native.i32_add y Verified_native.i32_one) ds0)

(** val no_locals : val0 lcl **)

let no_locals =
  Verified_native.lcl_make default [] []

(** val outside : moduleinst **)

let outside =
  { mi_types = (Verified_native.arr_of_list []); mi_funcs =
    (Verified_native.arr_of_list []); mi_tables =
    (Verified_native.arr_of_list []); mi_mems =
    (Verified_native.arr_of_list []); mi_globals =
    (Verified_native.arr_of_list []); mi_elems =
    (Verified_native.arr_of_list []); mi_datas =
    (Verified_native.arr_of_list []); mi_id = Verified_native.i32_zero }

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
  (match Verified_native.arr_get ss.ss_insts i with
   | Some t0 -> Verified_native.arr_get t0.in_exports e
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
    (Verified_native.arr_app s.s_funcs ((FHost (ft,
      (Verified_native.arr_len s.s_scripts))) :: [])); s_tables = s.s_tables;
    s_mems = s.s_mems; s_globals = s.s_globals; s_elems = s.s_elems;
    s_datas = s.s_datas; s_scripts =
    (Verified_native.arr_app s.s_scripts (script :: [])); s_trace =
    s.s_trace }, (EFunc (Verified_native.arr_len s.s_funcs)))
| AHostTable (t0, r) ->
  if reftype_eqb t0.tt_type (reftype_of r)
  then Some
         ((with_tables s
            (Verified_native.arr_app s.s_tables ((new_table t0 r) :: []))),
         (ETable (Verified_native.arr_len s.s_tables)))
  else None
| AHostMem l ->
  Some ((with_mems s (Verified_native.arr_app s.s_mems ((new_mem l) :: []))),
    (EMem (Verified_native.arr_len s.s_mems)))
| AHostGlobal (m, v) ->
  Some
    ((with_globals s
       (Verified_native.arr_app s.s_globals ({ gi_mut = m; gi_val =
         v } :: []))), (EGlobal (Verified_native.arr_len s.s_globals)))
| _ -> None

type detail = { d_fuel : Cnt.t; d_where : loc option;
                d_exhausted : exhaustion option }

(** val no_detail : detail **)

let no_detail =
  { d_fuel = Verified_native.cnt_zero; d_where = None; d_exhausted = None }

type 'a run =
| Ran of 'a
| RanOut
| RanStuck

(** val env_of : limits -> moduleinst -> env **)

let env_of lim mi =
  { e_mi = mi; e_units = Verified_native.cnt_zero; e_lim = lim; e_func =
    None }

(** val free_env : limits -> moduleinst -> env **)

let free_env lim mi =
  { e_mi = mi; e_units = Verified_native.cnt_zero; e_lim = { l_fuel =
    Verified_native.cnt_max; l_stack = lim.l_stack; l_pages = lim.l_pages;
    l_elems = lim.l_elems; l_bytes = lim.l_bytes }; e_func = None }

(** val evals :
    nat -> limits -> moduleinst -> store -> instr list list -> (store * val0
    list) run **)

let rec evals fuel lim mi s = function
| [] -> Ran (s, [])
| e :: es0 ->
  (match ex fuel (env_of lim mi) e Verified_native.cnt_zero s no_locals [] with
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
  match ex fuel (env_of lim mi) ((CALL_ADDR (a,
          Verified_native.i32_zero)) :: []) Verified_native.cnt_zero s lo
          (rev_append args []) with
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
                    (app (run_elems Verified_native.i32_zero m.m_elems)
                      (run_datas Verified_native.i32_zero m.m_datas))
                    Verified_native.cnt_zero s2 no_locals [] with
            | Nrm (_, s3, lo, vs) ->
              (match vs with
               | [] ->
                 (match m.m_start with
                  | Some x ->
                    (match Verified_native.arr_get mi.mi_funcs x with
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
  (&&) (negb (Verified_native.i32_eq n0 Verified_native.i32_minus_one))
    (room_from (Verified_native.i32_add n0 Verified_native.i32_one) l0)

(** val room : 'a1 Arr.t -> 'a2 list -> bool **)

let room x l =
  room_from (Verified_native.arr_len x) l

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

let rec fits lim check size0 total = function
| [] -> Some total
| l :: ls0 ->
  let total0 = Verified_native.cnt_add total (size0 l.lim_min) in
  if (&&) (check l.lim_min)
       (negb (Verified_native.cnt_ltb lim.l_bytes total0))
  then fits lim check size0 total0 ls0
  else None

(** val within_limits :
    limits -> store -> limit list -> limit list -> bool **)

let within_limits lim s tables mems =
  match fits lim (fun n0 -> Verified_native.i32_le_u n0 lim.l_elems)
          Verified_native.cnt_elems (total_bytes s) tables with
  | Some total ->
    (match fits lim (fun n0 -> Verified_native.i32_le_u n0 lim.l_pages)
             Verified_native.cnt_pages total mems with
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
        (match bad_import s (Verified_native.arr_of_list m.m_types)
                 Verified_native.i32_zero m.m_imports exts with
         | Some i -> Some ((ss, (PLink i)), no_detail)
         | None ->
           if (&&)
                (within_limits lim s (map (fun t0 -> t0.tt_limit) m.m_tables)
                  m.m_mems) (rooms s m)
           then (match instantiate fuel lim s m
                         (Verified_native.arr_len ss.ss_insts) exts with
                 | Ran a0 ->
                   let (p, d) = a0 in
                   let (p0, r) = p in
                   let (s0, mi) = p0 in
                   (match map_all (export_of mi) m.m_exports with
                    | Some exps ->
                      Some (({ ss_store = s0; ss_insts =
                        (Verified_native.arr_app ss.ss_insts ({ in_module =
                          mi; in_exports =
                          (Verified_native.arr_of_list exps) } :: [])) },
                        (PEnd r)), d)
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
           (match Verified_native.arr_get s.s_funcs a0 with
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
  { ss_store = { s_funcs = (Verified_native.arr_of_list []); s_tables =
    (Verified_native.arr_of_list []); s_mems =
    (Verified_native.arr_of_list []); s_globals =
    (Verified_native.arr_of_list []); s_elems =
    (Verified_native.arr_of_list []); s_datas =
    (Verified_native.arr_of_list []); s_scripts =
    (Verified_native.arr_of_list []); s_trace = [] }; ss_insts =
    (Verified_native.arr_of_list []) }

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
| I8x16 -> 16
| I16x8 -> 8
| I32x4 -> 4
| I64x2 -> 2

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
  Verified_native.i32_lt_u l (lane_count_of s)

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
        O)))))))))))))))))
      (forallb (fun l -> Verified_native.i32_lt_u l 32) ls))
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
| BtIdx x -> Verified_native.arr_get c.c_types x

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
  { c_types = (Verified_native.arr_of_list m.m_types); c_funcs =
    (Verified_native.arr_of_list funcs); c_tables =
    (Verified_native.arr_of_list (app (imported_tables m) m.m_tables));
    c_mems = (Verified_native.arr_of_list (app (imported_mems m) m.m_mems));
    c_globals =
    (Verified_native.arr_of_list
      (app (imported_globals m) (map fst m.m_globals))); c_elems =
    (Verified_native.arr_of_list (map (fun e -> e.el_type) m.m_elems));
    c_datas = (Verified_native.arr_of_list (map (fun _ -> ()) m.m_datas));
    c_refs = (declared_refs m); c_locals = (Verified_native.arr_of_list []);
    c_labels = []; c_return = None }

(** val constant_context : module0 -> functype list -> context **)

let constant_context m funcs =
  { c_types = (Verified_native.arr_of_list m.m_types); c_funcs =
    (Verified_native.arr_of_list funcs); c_tables =
    (Verified_native.arr_of_list (app (imported_tables m) m.m_tables));
    c_mems = (Verified_native.arr_of_list (app (imported_mems m) m.m_mems));
    c_globals = (Verified_native.arr_of_list (imported_globals m)); c_elems =
    (Verified_native.arr_of_list []); c_datas =
    (Verified_native.arr_of_list []); c_refs = (declared_refs m); c_locals =
    (Verified_native.arr_of_list []); c_labels = []; c_return = None }

(** val func_context : context -> functype -> func -> context **)

let func_context c ft fn =
  { c_types = c.c_types; c_funcs = c.c_funcs; c_tables = c.c_tables; c_mems =
    c.c_mems; c_globals = c.c_globals; c_elems = c.c_elems; c_datas =
    c.c_datas; c_refs = c.c_refs; c_locals =
    (Verified_native.arr_of_list (app ft.ft_params fn.fn_locals)); c_labels =
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
  existsb (Verified_native.i32_eq x) l

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
  (match Verified_native.arr_get c.c_locals x with
   | Some t0 -> Some ([], (t0 :: []))
   | None -> None)
| LocalSet x ->
  (match Verified_native.arr_get c.c_locals x with
   | Some t0 -> Some ((t0 :: []), [])
   | None -> None)
| LocalTee x ->
  (match Verified_native.arr_get c.c_locals x with
   | Some t0 -> Some ((t0 :: []), (t0 :: []))
   | None -> None)
| GlobalGet x ->
  (match Verified_native.arr_get c.c_globals x with
   | Some g -> Some ([], (g.gt_type :: []))
   | None -> None)
| GlobalSet x ->
  (match Verified_native.arr_get c.c_globals x with
   | Some g ->
     (match g.gt_mut with
      | MConst -> None
      | MVar -> Some ((g.gt_type :: []), []))
   | None -> None)
| LoadNum (t0, x, al, _, _) ->
  when0
    ((&&) (has (Verified_native.arr_get c.c_mems x))
      (Nat.leb al (num_align t0))) ((I32T :: []), ((num_type t0) :: []))
| LoadPack (t0, w, _, x, al, _, _) ->
  when0
    ((&&)
      ((&&) (has (Verified_native.arr_get c.c_mems x))
        (Nat.leb al (pack_align w))) (pack_ok t0 w)) ((I32T :: []),
    ((int_type t0) :: []))
| StoreNum (t0, x, al, _, _) ->
  when0
    ((&&) (has (Verified_native.arr_get c.c_mems x))
      (Nat.leb al (num_align t0))) ((I32T :: ((num_type t0) :: [])), [])
| StorePack (t0, w, x, al, _, _) ->
  when0
    ((&&)
      ((&&) (has (Verified_native.arr_get c.c_mems x))
        (Nat.leb al (pack_align w))) (pack_ok t0 w))
    ((I32T :: ((int_type t0) :: [])), [])
| MemorySize x ->
  when0 (has (Verified_native.arr_get c.c_mems x)) ([], (I32T :: []))
| MemoryGrow x ->
  when0 (has (Verified_native.arr_get c.c_mems x)) ((I32T :: []),
    (I32T :: []))
| MemoryFill (x, _) ->
  when0 (has (Verified_native.arr_get c.c_mems x))
    ((I32T :: (I32T :: (I32T :: []))), [])
| MemoryCopy (x, y, _) ->
  when0
    ((&&) (has (Verified_native.arr_get c.c_mems x))
      (has (Verified_native.arr_get c.c_mems y)))
    ((I32T :: (I32T :: (I32T :: []))), [])
| MemoryInit (x, y, _) ->
  when0
    ((&&) (has (Verified_native.arr_get c.c_mems x))
      (has (Verified_native.arr_get c.c_datas y)))
    ((I32T :: (I32T :: (I32T :: []))), [])
| DataDrop y -> when0 (has (Verified_native.arr_get c.c_datas y)) ([], [])
| RefFunc x ->
  when0 ((&&) (has (Verified_native.arr_get c.c_funcs x)) (among x c.c_refs))
    ([], ((RefT FuncRef) :: []))
| TableGet (x, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: []), ((RefT tb.tt_type) :: []))
   | None -> None)
| TableSet (x, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: ((RefT tb.tt_type) :: [])), [])
   | None -> None)
| TableSize x ->
  (match Verified_native.arr_get c.c_tables x with
   | Some _ -> Some ([], (I32T :: []))
   | None -> None)
| TableGrow x ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb -> Some (((RefT tb.tt_type) :: (I32T :: [])), (I32T :: []))
   | None -> None)
| TableFill (x, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb -> Some ((I32T :: ((RefT tb.tt_type) :: (I32T :: []))), [])
   | None -> None)
| TableCopy (x, y, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb ->
     (match Verified_native.arr_get c.c_tables y with
      | Some tb' ->
        when0 (reftype_eqb tb'.tt_type tb.tt_type)
          ((I32T :: (I32T :: (I32T :: []))), [])
      | None -> None)
   | None -> None)
| TableInit (x, y, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb ->
     (match Verified_native.arr_get c.c_elems y with
      | Some t0 ->
        when0 (reftype_eqb t0 tb.tt_type) ((I32T :: (I32T :: (I32T :: []))),
          [])
      | None -> None)
   | None -> None)
| ElemDrop y -> when0 (has (Verified_native.arr_get c.c_elems y)) ([], [])
| Vec o ->
  (match vec_type o with
   | Some p -> let (ps, r) = p in Some (ps, (r :: []))
   | None -> None)
| VLoad (op, x, al, _, _) ->
  (match vload_align op with
   | Some k ->
     when0 ((&&) (has (Verified_native.arr_get c.c_mems x)) (Nat.leb al k))
       ((I32T :: []), (V128T :: []))
   | None -> None)
| VLoadLane (h, x, al, _, l, _) ->
  when0
    ((&&)
      ((&&) (has (Verified_native.arr_get c.c_mems x))
        (Nat.leb al (lane_align h))) (lane_ok h l)) ((I32T :: (V128T :: [])),
    (V128T :: []))
| VStore (x, al, _, _) ->
  when0
    ((&&) (has (Verified_native.arr_get c.c_mems x))
      (Nat.leb al (S (S (S (S O)))))) ((I32T :: (V128T :: [])), [])
| VStoreLane (h, x, al, _, l, _) ->
  when0
    ((&&)
      ((&&) (has (Verified_native.arr_get c.c_mems x))
        (Nat.leb al (lane_align h))) (lane_ok h l)) ((I32T :: (V128T :: [])),
    [])
| BrIf l ->
  (match nth_error c.c_labels l with
   | Some ts -> Some ((app ts (I32T :: [])), ts)
   | None -> None)
| Call (x, _) ->
  (match Verified_native.arr_get c.c_funcs x with
   | Some ft -> Some (ft.ft_params, ft.ft_results)
   | None -> None)
| CallIndirect (x, y, _) ->
  (match Verified_native.arr_get c.c_tables x with
   | Some tb ->
     (match Verified_native.arr_get c.c_types y with
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
              | None -> false) (l' :: (Verified_native.arr_to_list ls)))
            anything
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
  (&&) (Verified_native.i32_le_u l.lim_min bound)
    (match l.lim_max with
     | Some k ->
       (&&) (Verified_native.i32_le_u k bound)
         (Verified_native.i32_le_u l.lim_min k)
     | None -> true)

(** val check_import : functype Arr.t -> importdesc -> bool **)

let check_import types = function
| ImpFunc x -> has (Verified_native.arr_get types x)
| ImpTable t0 -> check_limit 0xffff_ffff t0.tt_limit
| ImpMem l -> check_limit 65536 l
| ImpGlobal _ -> true

(** val check_const : context -> instr -> bool **)

let check_const c = function
| Const _ -> true
| GlobalGet x ->
  (match Verified_native.arr_get c.c_globals x with
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
         (match Verified_native.arr_get c.c_tables x with
          | Some tb -> reftype_eqb tb.tt_type e.el_type
          | None -> false) (check_expr c' offset I32T)
     | _ -> true)

(** val check_data : context -> context -> dataseg -> bool **)

let check_data c c' d =
  match d.da_mode with
  | Passive -> true
  | Active (x, offset) ->
    (&&) (has (Verified_native.arr_get c.c_mems x))
      (check_expr c' offset I32T)
  | Declarative -> false

(** val check_export : context -> exportdesc -> bool **)

let check_export c = function
| ExpFunc x -> has (Verified_native.arr_get c.c_funcs x)
| ExpTable x -> has (Verified_native.arr_get c.c_tables x)
| ExpMem x -> has (Verified_native.arr_get c.c_mems x)
| ExpGlobal x -> has (Verified_native.arr_get c.c_globals x)

(** val validate : module0 -> bool **)

let validate m =
  let types = Verified_native.arr_of_list m.m_types in
  (match map_all (Verified_native.arr_get types)
           (app (imported_funcs m) (map fst m.m_funcs)) with
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
                         match Verified_native.arr_get types (fst f) with
                         | Some ft -> check_func c ft (snd f)
                         | None -> false) m.m_funcs))
                     (forallb (fun t0 -> check_limit 0xffff_ffff t0.tt_limit)
                       m.m_tables)) (forallb (check_limit 65536) m.m_mems))
                 (forallb (fun g -> check_expr c' (snd g) (fst g).gt_type)
                   m.m_globals)) (forallb (check_elem c c') m.m_elems))
             (forallb (check_data c c') m.m_datas))
           (match m.m_start with
            | Some x ->
              (match Verified_native.arr_get c.c_funcs x with
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

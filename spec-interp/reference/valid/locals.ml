open Types
open Reject

(* Runs of equal types: [first.(k)] is the index of the run's first local, [slot.(k)] that local's first slot. *)
type t = { first : int array; slot : int array; kinds : valtype array; count : int; slots : int }

let make at params runs =
  let all = Array.append (Array.map (fun t -> (1, t)) params) runs in
  let n = Array.length all in
  let first = Array.make n 0 and slot = Array.make n 0 in
  let count = ref 0 and slots = ref 0 in
  Array.iteri
    (fun k (length, t) ->
      first.(k) <- !count;
      slot.(k) <- !slots;
      count := !count + length;
      slots := !slots + (length * units t);
      if !count > Implementation.function_locals then limit at "too many locals")
    all;
  { first; slot; kinds = Array.map snd all; count = !count; slots = !slots }

(* The last run that begins at or before [x]. *)
let rec search first x lo hi =
  if lo = hi then lo
  else
    let mid = (lo + hi + 1) / 2 in
    if first.(mid) <= x then search first x mid hi else search first x lo (mid - 1)

let run l x = search l.first x 0 (Array.length l.first - 1)
let mem l x = x < l.count
let type_of l x = l.kinds.(run l x)

let slot l x =
  let k = run l x in
  l.slot.(k) + ((x - l.first.(k)) * units l.kinds.(k))

let slots l = l.slots

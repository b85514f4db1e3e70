(* What the self-tests of numeric/ share: counted checks, the values they run on, and the naive integer model. *)

let checks = ref 0

let check what ok =
  incr checks;
  if not ok then (
    prerr_endline ("numeric_test: " ^ what ());
    exit 1)

let equal_int what expected got =
  check (fun () -> Printf.sprintf "%s: expected 0x%x, got 0x%x" (what ()) expected got) (expected = got)

let equal_64 what expected got =
  check (fun () -> Printf.sprintf "%s: expected 0x%Lx, got 0x%Lx" (what ()) expected got) (Int64.equal expected got)

let equal_32 what expected got =
  check (fun () -> Printf.sprintf "%s: expected 0x%lx, got 0x%lx" (what ()) expected got) (Int32.equal expected got)

let random = Random.State.make [| 2026; 11 |]

(* Edge values first, then random ones whose magnitudes spread over all widths. *)
let edges =
  List.concat_map
    (fun k -> [ Int64.shift_left 1L k; Int64.pred (Int64.shift_left 1L k); Int64.neg (Int64.shift_left 1L k) ])
    [ 0; 1; 7; 8; 15; 16; 23; 24; 25; 31; 32; 33; 52; 53; 54; 62; 63 ]
  @ [ 0L; -1L; 0x5555_5555_5555_5555L; 0x8000_0040_0000_0001L; 0x8000_0080_0000_0000L; 0x7fff_ffbf_ffff_ffffL ]

let random64 () =
  let x = Int64.logxor (Random.State.int64 random Int64.max_int) (Int64.shift_left (Random.State.int64 random 2L) 63) in
  Int64.shift_right x (Random.State.int random 64)

let values = Array.of_list (edges @ List.init 60 (fun _ -> random64 ()))
let for_values f = Array.iter f values
let for_pairs f = for_values (fun a -> for_values (fun b -> f a b))

(* The naive model: an integer wrapped to N bits, N at most 32, in either interpretation. *)
let unsigned n x = x land ((1 lsl n) - 1)
let signed n x = if unsigned n x >= 1 lsl (n - 1) then unsigned n x - (1 lsl n) else unsigned n x
let clamp low high x = Stdlib.max low (Stdlib.min high x)
let sat_s n = clamp (-(1 lsl (n - 1))) ((1 lsl (n - 1)) - 1)
let sat_u n = clamp 0 ((1 lsl n) - 1)
let truth n c = if c then (1 lsl n) - 1 else 0
let bits n x = List.filter (fun k -> (x lsr k) land 1 = 1) (List.init n Fun.id)
let bit64 x k = Int64.logand (Int64.shift_right_logical x k) 1L = 1L
let count f n = List.length (List.filter f (List.init n Fun.id))

let rec leading p n k = if k = n || p (n - 1 - k) then k else leading p n (k + 1)
let rec trailing p n k = if k = n || p k then k else trailing p n (k + 1)

open Ast

let is_partial op =
  match Numeric_rule.shape op with Partial_unary | Partial_binary -> true | Unary | Binary -> false

(* Instructions that may end the run, leave straight-line code, or let others see the fuel consumed. *)
let settles (body : Valid_func.body) i =
  match body.func.body.instrs.(i) with
  | Unreachable | Loop _ | If _ | Else | Br _ | Br_if _ | Br_table _ | Return | Call _ | Call_indirect _ -> true
  | Load _ | Store _ | Vector_memory _ | Vector_memory_lane _ -> true
  | Memory_fill | Memory_copy | Memory_init _ -> true
  | Table_get _ | Table_set _ | Table_fill _ | Table_copy _ | Table_init _ -> true
  | Numeric op -> is_partial op
  | End -> (
      let opener = body.aux.(i) in
      opener < 0 || match body.func.body.instrs.(opener) with Loop _ -> false | _ -> true)
  | _ -> false

(* A [loop] charges for itself each time round. *)
let own_cost instr = match instr with End | Else | Loop _ -> 0 | _ -> 1

let plan (body : Valid_func.body) =
  let instrs = body.func.body.instrs in
  let costs = Array.make (Array.length instrs) 0 in
  let pending = ref 0 in
  Array.iteri
    (fun i instr ->
      if body.heights.(i) < 0 then pending := 0
      else begin
        pending := !pending + own_cost instr;
        if settles body i then begin
          costs.(i) <- !pending;
          pending := 0
        end
      end)
    instrs;
  costs

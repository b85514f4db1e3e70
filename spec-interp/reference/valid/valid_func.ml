open Ast

type body = {
  functype : Types.functype;
  func : func;
  locals : Locals.t;
  heights : int array;
  aux : int array;
  max_units : int;
}

let func context stack functype (f : func located) =
  let { instrs; offsets } = f.it.body in
  let n = Array.length instrs in
  let locals = Locals.make f.at functype.Types.params f.it.locals in
  let heights = Array.make n (-1) and aux = Array.make n 0 in
  let v = { Valid_instr.context; stack; locals; results = functype.results; aux } in
  Operands.clear stack;
  Operands.enter stack Operands.Body ~opener:(-1) [||] functype.results;
  for i = 0 to n - 1 do
    heights.(i) <- Operands.reachable_units stack;
    Valid_instr.instr v i offsets.(i) instrs.(i);
    Operands.note_height stack
  done;
  { functype; func = f.it; locals; heights; aux; max_units = Operands.max_units stack }

open Types
open Reject

type t = {
  types : functype array;
  funcs : functype array;
  tables : tabletype array;
  memories : memtype array;
  globals : globaltype array;
  imported_globals : int;
  elems : valtype array;
  datas : int;
  refs : Bytes.t;
}

let find at what table x = if x < Array.length table then table.(x) else invalid at ("unknown " ^ what)
let type_ c at x = find at "type" c.types x
let func c at x = find at "function" c.funcs x
let table c at x = find at "table" c.tables x
let global c at x = find at "global" c.globals x
let elem c at x = find at "elem segment" c.elems x
let data c at x = if x >= c.datas then invalid at "unknown data segment"
let memory c at x = if x >= Array.length c.memories then invalid at "unknown memory"
let is_declared c x = Bytes.get c.refs x <> '\000'

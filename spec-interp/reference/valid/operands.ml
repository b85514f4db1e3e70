open Types
open Reject

type kind = Body | Block | Loop | If | Else

type frame = {
  kind : kind;
  start_types : valtype array;
  end_types : valtype array;
  height : int;
  base_units : int;
  dead : bool;
  opener : int;
  mutable unreachable : bool;
  mutable checked : int;
}

type t = {
  mutable vals : valtype array;
  mutable count : int;
  mutable units : int;
  mutable frames : frame array;
  mutable depth : int;
  mutable max_units : int;
}

let no_frame =
  {
    kind = Body;
    start_types = [||];
    end_types = [||];
    height = 0;
    base_units = 0;
    dead = false;
    opener = -1;
    unreachable = false;
    checked = -1;
  }

let create () =
  { vals = Array.make 64 Bot; count = 0; units = 0; frames = Array.make 16 no_frame; depth = 0; max_units = 0 }

let clear v =
  v.count <- 0;
  v.units <- 0;
  v.depth <- 0;
  v.max_units <- 0

let[@inline] top v = Array.unsafe_get v.frames (v.depth - 1)

let push v t =
  if v.count = Array.length v.vals then v.vals <- Array.append v.vals (Array.make v.count Bot);
  Array.unsafe_set v.vals v.count t;
  v.count <- v.count + 1;
  v.units <- v.units + units t

let mismatch at = invalid at "type mismatch"

let pop_any v at =
  let frame = top v in
  if v.count = frame.height then if frame.unreachable then Bot else mismatch at
  else begin
    v.count <- v.count - 1;
    let t = Array.unsafe_get v.vals v.count in
    v.units <- v.units - units t;
    t
  end

let pop v at expected =
  let actual = pop_any v at in
  if actual <> expected && actual <> Bot && expected <> Bot then mismatch at

let push_all v types = Array.iter (push v) types

let pop_all v at types =
  for i = Array.length types - 1 downto 0 do
    pop v at types.(i)
  done

let check_all v at types =
  let frame = top v in
  let n = Array.length types in
  for i = 0 to n - 1 do
    let k = v.count - n + i in
    if k >= frame.height then begin
      if v.vals.(k) <> types.(i) && v.vals.(k) <> Bot then mismatch at
    end
    else if not frame.unreachable then mismatch at
  done

let enter v kind ~opener start_types end_types =
  let dead =
    v.depth > 0
    &&
    let outer = top v in
    outer.dead || outer.unreachable
  in
  let frame =
    {
      kind;
      start_types;
      end_types;
      height = v.count;
      base_units = v.units;
      dead;
      opener;
      unreachable = false;
      checked = -1;
    }
  in
  if v.depth = Array.length v.frames then v.frames <- Array.append v.frames (Array.make v.depth no_frame);
  v.frames.(v.depth) <- frame;
  v.depth <- v.depth + 1;
  push_all v start_types

let leave v at =
  let frame = top v in
  pop_all v at frame.end_types;
  if v.count <> frame.height then mismatch at;
  v.depth <- v.depth - 1;
  frame

let set_unreachable v =
  let frame = top v in
  v.count <- frame.height;
  v.units <- frame.base_units;
  frame.unreachable <- true

let label v at depth = if depth >= v.depth then invalid at "unknown label" else v.frames.(v.depth - 1 - depth)
let label_types frame = match frame.kind with Loop -> frame.start_types | _ -> frame.end_types

let first_visit frame mark =
  frame.checked <> mark
  && begin
       frame.checked <- mark;
       true
     end

let reachable_units v =
  let frame = top v in
  if frame.dead || frame.unreachable then -1 else v.units

let note_height v = if v.depth > 0 && (not (top v).unreachable) && v.units > v.max_units then v.max_units <- v.units
let max_units v = v.max_units

type 'a t = { mutable items : 'a array; mutable count : int }

let create () = { items = [||]; count = 0 }
let length v = v.count

let push v x =
  let n = v.count in
  if n = Array.length v.items then begin
    let bigger = Array.make (max 8 (2 * n)) x in
    Array.blit v.items 0 bigger 0 n;
    v.items <- bigger
  end;
  v.items.(n) <- x;
  v.count <- n + 1;
  n

let get v i = if i < 0 || i >= v.count then invalid_arg "no such address" else v.items.(i)
let[@inline] unsafe_get v i = Array.unsafe_get v.items i

let pop v =
  v.count <- v.count - 1;
  v.items.(v.count)

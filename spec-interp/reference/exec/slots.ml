external get64 : Bytes.t -> int -> int64 = "%caml_bytes_get64u"
external set64 : Bytes.t -> int -> int64 -> unit = "%caml_bytes_set64u"
external get32 : Bytes.t -> int -> int32 = "%caml_bytes_get32u"
external set32 : Bytes.t -> int -> int32 -> unit = "%caml_bytes_set32u"
external get16 : Bytes.t -> int -> int = "%caml_bytes_get16u"
external set16 : Bytes.t -> int -> int -> unit = "%caml_bytes_set16u"
external get8 : Bytes.t -> int -> int = "%bytes_unsafe_get"
external set8 : Bytes.t -> int -> int -> unit = "%bytes_unsafe_set"
external hold : 'a -> 'a = "%opaque"
external of_bool : bool -> int = "%identity"

let[@inline] i32 s p = Int32.to_int (get32 s p)
let[@inline] u32 s p = Int32.to_int (get32 s p) land 0xffff_ffff
let[@inline] set_i32 s p v = set32 s p (Int32.of_int v)
let[@inline] int s p = Int64.to_int (get64 s p)
let[@inline] set_int s p v = set64 s p (Int64.of_int v)

(* Short moves dominate, and a call into the C library costs more than they do. *)
let move s ~from ~into n =
  if n <= 4 then begin
    (* Results only move down, so ascending order never overwrites what is still to be read. *)
    let i = ref 0 in
    while !i < n do
      set64 s (into + (8 * !i)) (get64 s (from + (8 * !i)));
      incr i
    done
  end
  else Bytes.unsafe_blit s from s into (8 * n)

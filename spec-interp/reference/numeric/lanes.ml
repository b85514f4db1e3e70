module type VIEW = sig
  type value

  val count : int
  val lane : Bytes.t -> int -> int -> value
  val set_lane : Bytes.t -> int -> int -> value -> unit
  val map1 : (value -> value) -> Bytes.t -> int -> unit
  val map2 : (value -> value -> value) -> Bytes.t -> int -> unit
  val init : Bytes.t -> int -> (int -> value) -> unit
end

(* The host is little-endian, as Wasm is: both of the engine's architectures are. *)
let () = assert (not Sys.big_endian)

external get8 : Bytes.t -> int -> int = "%bytes_unsafe_get"
external get16 : Bytes.t -> int -> int = "%caml_bytes_get16u"
external get32 : Bytes.t -> int -> int32 = "%caml_bytes_get32u"
external get64 : Bytes.t -> int -> int64 = "%caml_bytes_get64u"
external set8 : Bytes.t -> int -> int -> unit = "%bytes_unsafe_set"
external set16 : Bytes.t -> int -> int -> unit = "%caml_bytes_set16u"
external set32 : Bytes.t -> int -> int32 -> unit = "%caml_bytes_set32u"
external set64 : Bytes.t -> int -> int64 -> unit = "%caml_bytes_set64u"

(* A result under construction. *)
let scratch = Bytes.create 16

let[@inline] move_result s p =
  set64 s p (get64 scratch 0);
  set64 s (p + 8) (get64 scratch 8)

(* The views are written out, not made by a functor: the compiler then inlines [lane] and [set_lane] into the loops. *)

module S8 = struct
  type value = int

  let count = 16
  let[@inline] lane s p i = (get8 s (p + i) lsl 55) asr 55
  let[@inline] set_lane s p i x = set8 s (p + i) (x land 0xff)
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module U8 = struct
  type value = int

  let count = 16
  let[@inline] lane s p i = get8 s (p + i)
  let[@inline] set_lane s p i x = set8 s (p + i) (x land 0xff)
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module S16 = struct
  type value = int

  let count = 8
  let[@inline] lane s p i = (get16 s (p + (2 * i)) lsl 47) asr 47
  let[@inline] set_lane s p i x = set16 s (p + (2 * i)) x
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module U16 = struct
  type value = int

  let count = 8
  let[@inline] lane s p i = get16 s (p + (2 * i))
  let[@inline] set_lane s p i x = set16 s (p + (2 * i)) x
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module S32 = struct
  type value = int

  let count = 4
  let[@inline] lane s p i = Int32.to_int (get32 s (p + (4 * i)))
  let[@inline] set_lane s p i x = set32 s (p + (4 * i)) (Int32.of_int x)
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module U32 = struct
  type value = int

  let count = 4
  let[@inline] lane s p i = Int32.to_int (get32 s (p + (4 * i))) land 0xffff_ffff
  let[@inline] set_lane s p i x = set32 s (p + (4 * i)) (Int32.of_int x)
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module B32 = struct
  type value = int32

  let count = 4
  let[@inline] lane s p i = get32 s (p + (4 * i))
  let[@inline] set_lane s p i x = set32 s (p + (4 * i)) x
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

module B64 = struct
  type value = int64

  let count = 2
  let[@inline] lane s p i = get64 s (p + (8 * i))
  let[@inline] set_lane s p i x = set64 s (p + (8 * i)) x
  let map1 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i)) done
  let map2 f s p = for i = 0 to count - 1 do set_lane s p i (f (lane s p i) (lane s (p + 16) i)) done

  let init s p f =
    for i = 0 to count - 1 do set_lane scratch 0 i (f i) done;
    move_result s p
end

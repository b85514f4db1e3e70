(** The entries that Rust calls, registered as named values:

    - ["touchstone_call"]: a request of {!Wire} to its answer. The answer's first byte says whether an exception ended the call
      (1, then its text) or not (0, then what the request's rule in [dispatch.ml] writes). No exception leaves it.
    - ["touchstone_memory"]: a store's number and a memory's address to the memory's backing bytes, their used length and its length in
      bytes, all in one value; nothing is copied. [None] when an exception ended the call.

    Host functions go the other way through the external [touchstone_host_call], which Rust defines. *)

(** Requests are answered by these numbers; the first byte of each. *)
val call : Bytes.t -> Bytes.t

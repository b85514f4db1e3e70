(** The entries of the verified interpreter that Rust calls, registered as named values:

    - ["touchstone_verified_call"]: a request of {!Verified_wire} to its answer. The answer's first byte says how it ended: 0, then what
      the request's rule in [verified_api.ml] writes; 1 and a text, an exception; 2 and a name, a feature that is lacking; 3, the
      native stack is used up. No exception leaves it.
    - ["touchstone_verified_memory"]: a store's number and a memory's address to the memory's bytes, their used length and its
      length in bytes, all in one value; nothing is copied. [None] when an exception ended the call.

    Host functions go the other way through the external [touchstone_verified_host_call]; [touchstone_stack_is_low] says whether the native
    stack is nearly used up. Rust defines both.

    A store here is a session of the theory. Whatever changes it goes through [act] and [ex]; this file only reads beside them. *)

val call : Bytes.t -> Bytes.t

exception Malformed of int * string
exception Invalid of int * string
exception Implementation_limit of int * string

let malformed at message = raise (Malformed (at, message))
let invalid at message = raise (Invalid (at, message))
let limit at message = raise (Implementation_limit (at, message))

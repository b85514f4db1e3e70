let numeric () =
  Integer_test.run ();
  Float_test.run ();
  Vector_test.run ();
  Printf.printf "numeric: %d checks\n" !Check.checks

let check () =
  numeric ();
  if not (Self_check.all ()) then exit 1

let () =
  match Sys.argv with
  | [| _ |] | [| _; "check" |] -> check ()
  | [| _; "speed" |] -> Speed.table ()
  | _ ->
      prerr_endline "usage: reference-test [check | speed]";
      exit 2

;; Indirect calls through a table of four functions.
(module
  (type $step (func (param i32) (result i32)))
  (table 4 4 funcref)
  (elem (i32.const 0) $add $rotate $xor $multiply)
  (func $add (type $step) (i32.add (local.get 0) (i32.const 12345)))
  (func $rotate (type $step) (i32.rotl (local.get 0) (i32.const 7)))
  (func $xor (type $step) (i32.xor (local.get 0) (i32.const 0x5bd1e995)))
  (func $multiply (type $step) (i32.mul (local.get 0) (i32.const 0x01000193)))
  (func (export "run") (param $rounds i32) (result i64)
    (local $x i32) (local $i i32)
    (loop $again
      (local.set $i (i32.const 10000))
      (loop $inner
        (local.set $x (call_indirect (type $step) (local.get $x) (i32.and (local.get $i) (i32.const 3))))
        (br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.extend_i32_u (local.get $x))))

;; memory.fill and memory.copy: small overlapping moves, and one of 32 KiB per round.
(module
  (memory 2)
  (func (export "run") (param $rounds i32) (result i64)
    (local $i i32)
    (loop $again
      (memory.fill (i32.const 0) (local.get $rounds) (i32.const 32768))
      (local.set $i (i32.const 0))
      (loop $inner
        (i32.store (local.get $i) (i32.add (local.get $i) (local.get $rounds)))
        (memory.copy (i32.add (local.get $i) (i32.const 24)) (local.get $i) (i32.const 64))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 64))) (i32.const 16384))))
      (memory.copy (i32.const 65536) (i32.const 0) (i32.const 32768))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.add (i64.load (i32.const 65600)) (i64.load (i32.const 98296)))))

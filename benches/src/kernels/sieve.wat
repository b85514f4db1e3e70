;; The sieve of Eratosthenes on bytes below 65,536, `rounds` times; the number of primes.
(module
  (memory 1)
  (func (export "run") (param $rounds i32) (result i64)
    (local $i i32) (local $j i32) (local $count i32)
    (loop $again
      (local.set $i (i32.const 0))
      (loop $clear
        (i64.store (local.get $i) (i64.const 0))
        (br_if $clear (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 65536))))
      (local.set $count (i32.const 0))
      (local.set $i (i32.const 2))
      (loop $candidates
        (if (i32.eqz (i32.load8_u (local.get $i)))
          (then
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (if (i32.lt_u (local.get $i) (i32.const 256))
              (then
                (local.set $j (i32.mul (local.get $i) (local.get $i)))
                (loop $multiples
                  (i32.store8 (local.get $j) (i32.const 1))
                  (br_if $multiples (i32.lt_u (local.tee $j (i32.add (local.get $j) (local.get $i))) (i32.const 65536))))))))
        (br_if $candidates (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.extend_i32_u (local.get $count))))

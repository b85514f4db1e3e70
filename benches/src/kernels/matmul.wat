;; C = A * B for 64 x 64 matrices of f64, `rounds` times; the sum of C's diagonal.
(module
  (memory 2)
  (func (export "run") (param $rounds i32) (result i64)
    (local $i i32) (local $j i32) (local $k i32) (local $sum f64) (local $trace f64)
    ;; A at 0, B at 32768, C at 65536
    (loop $fill
      (f64.store (i32.shl (local.get $i) (i32.const 3))
        (f64.convert_i32_s (i32.sub (i32.rem_u (i32.mul (local.get $i) (i32.const 7)) (i32.const 17)) (i32.const 8))))
      (f64.store offset=32768 (i32.shl (local.get $i) (i32.const 3))
        (f64.convert_i32_s (i32.sub (i32.rem_u (i32.mul (local.get $i) (i32.const 5)) (i32.const 13)) (i32.const 6))))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4096))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $rows
        (local.set $j (i32.const 0))
        (loop $columns
          (local.set $sum (f64.const 0))
          (local.set $k (i32.const 0))
          (loop $inner
            (local.set $sum (f64.add (local.get $sum) (f64.mul
              (f64.load (i32.shl (i32.add (i32.shl (local.get $i) (i32.const 6)) (local.get $k)) (i32.const 3)))
              (f64.load offset=32768 (i32.shl (i32.add (i32.shl (local.get $k) (i32.const 6)) (local.get $j)) (i32.const 3))))))
            (br_if $inner (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 64))))
          (f64.store offset=65536 (i32.shl (i32.add (i32.shl (local.get $i) (i32.const 6)) (local.get $j)) (i32.const 3)) (local.get $sum))
          (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 64))))
        (local.set $trace (f64.add (local.get $trace)
          (f64.load offset=65536 (i32.mul (local.get $i) (i32.const 520)))))
        (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.reinterpret_f64 (local.get $trace))))

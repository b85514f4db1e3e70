;; The dot product of two vectors of 4,096 f32, four accumulators of four lanes, `rounds` times.
(module
  (memory 1)
  (func (export "run") (param $rounds i32) (result i64)
    (local $i i32) (local $s0 v128) (local $s1 v128)
    (loop $fill
      (f32.store (local.get $i) (f32.convert_i32_s (i32.and (local.get $i) (i32.const 255))))
      (f32.store offset=16384 (local.get $i) (f32.convert_i32_s (i32.and (i32.mul (local.get $i) (i32.const 3)) (i32.const 127))))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 16384))))
    (loop $again
      (local.set $i (i32.const 0))
      (local.set $s0 (v128.const i64x2 0 0))
      (local.set $s1 (v128.const i64x2 0 0))
      (loop $inner
        (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (v128.load (local.get $i)) (v128.load offset=16384 (local.get $i)))))
        (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (v128.load offset=16 (local.get $i)) (v128.load offset=16400 (local.get $i)))))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 32))) (i32.const 16384))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.set $s0 (f32x4.add (local.get $s0) (local.get $s1)))
    (i64.xor (i64x2.extract_lane 0 (local.get $s0)) (i64x2.extract_lane 1 (local.get $s0)))))

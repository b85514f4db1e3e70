;; A three-tap blur of 16,384 bytes in 16-bit lanes (extension, shifts, saturating narrowing), `rounds` times.
(module
  (memory 1)
  (func (export "run") (param $rounds i32) (result i64)
    (local $i i32) (local $left v128) (local $middle v128) (local $right v128) (local $low v128) (local $high v128) (local $sum v128)
    (loop $fill
      (i32.store8 (local.get $i) (i32.mul (local.get $i) (i32.const 37)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 16448))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $inner
        (local.set $left (v128.load (local.get $i)))
        (local.set $middle (v128.load offset=1 (local.get $i)))
        (local.set $right (v128.load offset=2 (local.get $i)))
        (local.set $low (i16x8.shr_u (i16x8.add
          (i16x8.add (i16x8.extend_low_i8x16_u (local.get $left)) (i16x8.extend_low_i8x16_u (local.get $right)))
          (i16x8.shl (i16x8.extend_low_i8x16_u (local.get $middle)) (i32.const 1))) (i32.const 2)))
        (local.set $high (i16x8.shr_u (i16x8.add
          (i16x8.add (i16x8.extend_high_i8x16_u (local.get $left)) (i16x8.extend_high_i8x16_u (local.get $right)))
          (i16x8.shl (i16x8.extend_high_i8x16_u (local.get $middle)) (i32.const 1))) (i32.const 2)))
        (v128.store offset=32768 (local.get $i) (i8x16.narrow_i16x8_u (local.get $low) (local.get $high)))
        (local.set $sum (v128.xor (i8x16.add (local.get $sum) (i8x16.avgr_u (local.get $left) (local.get $right)))
          (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $middle) (local.get $middle))))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 16384))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.xor (i64x2.extract_lane 0 (local.get $sum)) (i64x2.extract_lane 1 (v128.load offset=32768 (i32.const 160))))))

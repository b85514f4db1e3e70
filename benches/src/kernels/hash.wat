;; The rounds of a SHA-256-like compression over a 64-word message schedule in memory.
(module
  (memory 1)
  (func (export "run") (param $rounds i32) (result i64)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    (local $t i32) (local $w i32) (local $x i32) (local $t1 i32)
    (local.set $a (i32.const 0x6a09e667)) (local.set $b (i32.const 0xbb67ae85)) (local.set $c (i32.const 0x3c6ef372)) (local.set $d (i32.const 0xa54ff53a))
    (local.set $e (i32.const 0x510e527f)) (local.set $f (i32.const 0x9b05688c)) (local.set $g (i32.const 0x1f83d9ab)) (local.set $h (i32.const 0x5be0cd19))
    (loop $block
      (local.set $t (i32.const 0))
      (loop $words
        (i32.store (i32.shl (local.get $t) (i32.const 2))
          (i32.add (i32.mul (i32.add (local.get $t) (local.get $rounds)) (i32.const 0x9e3779b1)) (local.get $a)))
        (br_if $words (i32.lt_u (local.tee $t (i32.add (local.get $t) (i32.const 1))) (i32.const 16))))
      (loop $schedule
        (local.set $w (i32.shl (local.get $t) (i32.const 2)))
        (local.set $x (i32.load (i32.sub (local.get $w) (i32.const 8))))
        (local.set $t1 (i32.load (i32.sub (local.get $w) (i32.const 60))))
        (i32.store (local.get $w) (i32.add (i32.add
          (i32.add (i32.load (i32.sub (local.get $w) (i32.const 64))) (i32.load (i32.sub (local.get $w) (i32.const 28))))
          (i32.xor (i32.xor (i32.rotr (local.get $x) (i32.const 17)) (i32.rotr (local.get $x) (i32.const 19))) (i32.shr_u (local.get $x) (i32.const 10))))
          (i32.xor (i32.xor (i32.rotr (local.get $t1) (i32.const 7)) (i32.rotr (local.get $t1) (i32.const 18))) (i32.shr_u (local.get $t1) (i32.const 3)))))
        (br_if $schedule (i32.lt_u (local.tee $t (i32.add (local.get $t) (i32.const 1))) (i32.const 64))))
      (local.set $t (i32.const 0))
      (loop $compress
        (local.set $t1 (i32.add (i32.add (i32.add (local.get $h)
          (i32.xor (i32.xor (i32.rotr (local.get $e) (i32.const 6)) (i32.rotr (local.get $e) (i32.const 11))) (i32.rotr (local.get $e) (i32.const 25))))
          (i32.xor (i32.and (local.get $e) (local.get $f)) (i32.and (i32.xor (local.get $e) (i32.const -1)) (local.get $g))))
          (i32.add (i32.load (i32.shl (local.get $t) (i32.const 2))) (i32.mul (local.get $t) (i32.const 0x428a2f98)))))
        (local.set $x (i32.add
          (i32.xor (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $a) (i32.const 13))) (i32.rotr (local.get $a) (i32.const 22)))
          (i32.xor (i32.xor (i32.and (local.get $a) (local.get $b)) (i32.and (local.get $a) (local.get $c))) (i32.and (local.get $b) (local.get $c)))))
        (local.set $h (local.get $g)) (local.set $g (local.get $f)) (local.set $f (local.get $e))
        (local.set $e (i32.add (local.get $d) (local.get $t1)))
        (local.set $d (local.get $c)) (local.set $c (local.get $b)) (local.set $b (local.get $a))
        (local.set $a (i32.add (local.get $t1) (local.get $x)))
        (br_if $compress (i32.lt_u (local.tee $t (i32.add (local.get $t) (i32.const 1))) (i32.const 64))))
      (br_if $block (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.or (i64.shl (i64.extend_i32_u (i32.xor (local.get $a) (local.get $e))) (i64.const 32))
      (i64.extend_i32_u (i32.xor (i32.xor (local.get $b) (local.get $f)) (i32.xor (local.get $c) (i32.xor (local.get $d) (i32.xor (local.get $g) (local.get $h)))))))))

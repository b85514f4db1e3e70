;; A byte-code loop: br_table over eight operations on an accumulator, a counter and a little memory.
(module
  (memory 1)
  ;; 0 add  1 shift-xor  2 store  3 load  4 rotate  5 multiply  6 count down and jump to 0 while not zero  7 halt
  (data (i32.const 0) "\00\01\02\05\03\04\01\00\02\03\05\06\07")
  (func (export "run") (param $rounds i32) (result i64)
    (local $pc i32) (local $acc i32) (local $counter i32) (local $sum i64)
    (loop $again
      (local.set $pc (i32.const 0))
      (local.set $acc (local.get $rounds))
      (local.set $counter (i32.const 1000))
      (block $halt
        (loop $next
          (block $jump (block $multiply (block $rotate (block $load (block $store (block $shift (block $add
            (i32.load8_u (local.get $pc))
            (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
            (br_table $add $shift $store $load $rotate $multiply $jump $halt))
            ;; add
            (local.set $acc (i32.add (local.get $acc) (local.get $counter)))
            (br $next))
            ;; shift
            (local.set $acc (i32.xor (local.get $acc) (i32.shr_u (local.get $acc) (i32.const 5))))
            (br $next))
            ;; store
            (i32.store offset=1024 (i32.and (local.get $acc) (i32.const 0xfc)) (local.get $acc))
            (br $next))
            ;; load
            (local.set $acc (i32.add (local.get $acc) (i32.load offset=1024 (i32.and (local.get $counter) (i32.const 0xfc)))))
            (br $next))
            ;; rotate
            (local.set $acc (i32.rotl (local.get $acc) (i32.const 3)))
            (br $next))
            ;; multiply
            (local.set $acc (i32.mul (local.get $acc) (i32.const 0x9e3779b1)))
            (br $next))
          ;; jump
          (if (local.tee $counter (i32.sub (local.get $counter) (i32.const 1)))
            (then (local.set $pc (i32.const 0))))
          (br $next)))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $acc))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum)))

;; WebAssembly 2.0, validation of constant expressions: `global.get x` is constant only when x is an imported immutable
;; global. Later versions relax that, and test-suites made for them leave these out.

(assert_invalid
  (module (memory 1) (global i32 (i32.const 0)) (data (global.get 0) "a"))
  "unknown global 0")
(assert_invalid
  (module (global (import "test" "global-i32") i32) (memory 1) (global i32 (i32.const 0)) (data (global.get 1) "a"))
  "unknown global 1")
(assert_invalid
  (module (table 1 funcref) (global i32 (i32.const 0)) (elem (global.get 0)))
  "unknown global 0")
(assert_invalid
  (module (global (import "test" "global-i32") i32) (table 1 funcref) (global i32 (i32.const 0)) (elem (global.get 1)))
  "unknown global 1")
(assert_invalid
  (module (global i32 (i32.const 0)) (global i32 (global.get 0)))
  "unknown global 0")
(assert_invalid
  (module (global (import "test" "global-i32") i32) (global i32 (i32.const 1)) (global i32 (global.get 1)))
  "unknown global 1")

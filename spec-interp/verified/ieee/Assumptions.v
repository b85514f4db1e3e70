(* T6: every theorem that the README's table names, with its statement and what it rests on: Coq's axioms of the
   real numbers and what Flocq takes from the standard library.  The output is compared with assumptions.golden. *)
From Coq Require Import ZArith Reals SpecFloat.
From Flocq Require Import Core BinarySingleNaN.
From TS Require Import FloatSpec.
From TI Require Import FloatBits Ieee.

Print value. Print finite. Print infinity. Print rnd. Print overflows. Print rounded. Print sign_of. Print is_zero.
About rnd_nearest. Print Assumptions rnd_nearest.
About of_bits_valid. Print Assumptions of_bits_valid.
About of_to_bits. Print Assumptions of_to_bits.
About to_of_bits. Print Assumptions to_of_bits.
About fadd_ieee. Print Assumptions fadd_ieee.
About fsub_ieee. Print Assumptions fsub_ieee.
About fmul_ieee. Print Assumptions fmul_ieee.
About fdiv_ieee. Print Assumptions fdiv_ieee.
About fsqrt_ieee. Print Assumptions fsqrt_ieee.
About feq_ieee. Print Assumptions feq_ieee.
About flt_ieee. Print Assumptions flt_ieee.
About fle_ieee. Print Assumptions fle_ieee.
About fmin_ieee. Print Assumptions fmin_ieee.
About fmax_ieee. Print Assumptions fmax_ieee.
About ftrunc_ieee. Print Assumptions ftrunc_ieee.
About ffloor_ieee. Print Assumptions ffloor_ieee.
About fceil_ieee. Print Assumptions fceil_ieee.
About fnearest_ieee. Print Assumptions fnearest_ieee.
About to_integer_ieee. Print Assumptions to_integer_ieee.
About fconvert_ieee. Print Assumptions fconvert_ieee.
About fdemote_ieee. Print Assumptions fdemote_ieee.
About fpromote_ieee. Print Assumptions fpromote_ieee.
About fadd_special. Print Assumptions fadd_special.
About fsub_special. Print Assumptions fsub_special.
About fmul_special. Print Assumptions fmul_special.
About fdiv_special. Print Assumptions fdiv_special.
About fsqrt_special. Print Assumptions fsqrt_special.
About round_int_special. Print Assumptions round_int_special.
About compare_nan. Print Assumptions compare_nan.
About fneg_fields. Print Assumptions fneg_fields.
About fabs_fields. Print Assumptions fabs_fields.
About fcopysign_fields. Print Assumptions fcopysign_fields.
About binary32. Print Assumptions binary32.
About binary64. Print Assumptions binary64.

(* The same program without any override: the executable model that the overrides
   are tested against, and that the whole interpreter is compared with. *)
From Coq Require Import Extraction ExtrOcamlBasic.
From TS Require Import Bits Containers Ops BulkOps Syntax Numerics Runtime Interp Module Session Typing Check Binary Opcodes BinaryInstr BinaryModule.

Extraction "extraction/verified_model.ml" validate act acts empty_session ex
  I8.of_Z I32.of_Z I64.of_Z F32.of_Z F64.of_Z V128.of_Z I32.to_Z Cnt.of_N Cnt.to_N
  Arr.of_list Arr.to_list Mem.of_list Mem.to_list Data.of_list
  read_u read_s read_valtype read_functype read_limits read_tabletype read_globaltype
  opcodes opcodes_fc opcodes_fd read_expr_with read_name read_module_with
  consult cnt_zero arr_len arr_app MemOps.make.

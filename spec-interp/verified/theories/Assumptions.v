(* Every theorem that the README's table names, with its statement and what it rests on.  The output
   is compared with assumptions.golden. *)
From Coq Require Import ZArith List.
From TS Require Import Bits Containers SimdSpec Ops Syntax Numerics Runtime Step Bulk BulkTables Interp Sound Module Session SessionSound Typing Check CheckCorrect StoreOk Safe SessionSafe Fuel SimdOpen Unique SessionUnique Binary Opcodes BinaryInstr BinaryModule.

About session_sound. Print Assumptions session_sound.
About act_sound. Print Assumptions act_sound.
About ex_sound. Print good. Print Assumptions ex_sound.
About validate_ok. Print Assumptions validate_ok.
About check_exact. Print exact. Print Assumptions check_exact.
About session_safe. Print all_ok. Print action_ok. Print Assumptions session_safe.
About act_safe. Print session_ok. Print Assumptions act_safe.
About empty_session_ok. Print Assumptions empty_session_ok.
About call_safe. Print store_ok. Print Assumptions call_safe.
About ex_safe. Print safe. Print Assumptions ex_safe.
About session_settles. Print plain_session. Print validated. Print Assumptions session_settles.
About instantiate_ends. Print plain_module. Print settles. Print Assumptions instantiate_ends.
About call_ends. Print Assumptions call_ends.
About ex_unique. Print Assumptions ex_unique.
About validated_plain. Print Assumptions validated_plain.
About empty_session_plain. Print Assumptions empty_session_plain.
About step_unique. Print left_open. Print open_num. Print open_vec. Print opens. Print trapped. Print Assumptions step_unique.
About trapped_step. Print Assumptions trapped_step.
About follows_unique. Print Follows. Print final. Print Assumptions follows_unique.
About steps_unique. Print closed. Print Assumptions steps_unique.
About call_unique. Print Assumptions call_unique.
About report_unique. Print calm. Print calm_module. Print finished. Print Assumptions report_unique.
About act_unique. Print Assumptions act_unique.
Print reads.
About read_u_ok. Print BuN. Print Assumptions read_u_ok.
About read_s_ok. Print BsN. Print Assumptions read_s_ok.
About read_vec_ok. Print Bvec. Print Brepeat. Print Assumptions read_vec_ok.
About read_valtype_ok. Print Bvaltype. Print Breftype. Print Assumptions read_valtype_ok.
About read_functype_ok. Print Bfunctype. Print Assumptions read_functype_ok.
About read_limits_ok. Print Blimits. Print Bu32. Print Assumptions read_limits_ok.
About read_tabletype_ok. Print Btabletype. Print Assumptions read_tabletype_ok.
About read_globaltype_ok. Print Bglobaltype. Print Bmut. Print Assumptions read_globaltype_ok.
About read_blocktype_ok. Print Bblocktype. Print Assumptions read_blocktype_ok.
About read_expr_ok. Print Bexpr. Print Binstr. Print Bimm. Print Bmemarg. Print Blabel. Print Blane. Print Bbytes. Print little. Print Bcoded. Print opcodes. Print opcodes_fc. Print opcodes_fd. Print Assumptions read_expr_ok.
About read_expr_with_ok. Print Assumptions read_expr_with_ok.
About opcodes_distinct. Print Assumptions opcodes_distinct.
About expr_unambiguous. Print Assumptions expr_unambiguous.
About read_name_ok. Print Bname. Print Bsized. Print Bchar. Print tail. Print Assumptions read_name_ok.
About read_module_ok. Print parses. Print Bmodule. Print magic. Print order. Print Bsections. Print Bcustom. Print Bpart. Print section_of. Print Bsome. Print Bimport. Print Bimportdesc. Print Bglobal. Print Bexport. Print Bexportdesc. Print Belem. Print ref_funcs. Print Bdata. Print Bstring. Print data_contents. Print Bcode. Print Bfunc. Print Brun. Print total. Print expand. Print assemble. Print number_funcs. Print imported_funcs. Print counted. Print uses_data. Print Assumptions read_module_ok.
About read_module_with_ok. Print Assumptions read_module_with_ok.
About module_unambiguous. Print Assumptions module_unambiguous.
About memory_fill_recursive. Print Assumptions memory_fill_recursive.
About memory_copy_recursive. Print Assumptions memory_copy_recursive.
About memory_init_recursive. Print Assumptions memory_init_recursive.
About table_fill_recursive. Print Assumptions table_fill_recursive.
About table_copy_recursive. Print Assumptions table_copy_recursive.
About table_init_recursive. Print Assumptions table_init_recursive.
About inv_lanes_lanes. Print Assumptions inv_lanes_lanes.
About lanes_inv_lanes. Print Assumptions lanes_inv_lanes.
About arr_get_set_same. Print Assumptions arr_get_set_same.
About arr_get_set_other. Print Assumptions arr_get_set_other.

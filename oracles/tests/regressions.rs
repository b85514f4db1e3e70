//! Every file of `corpus/regressions` is a testcase with a plan on which all runtimes agree.

use std::path::Path;
use touchstone_oracles::check::{InProcess, Verdict, check_with};
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::report;
use touchstone_oracles::testcase::Testcase;

#[test]
fn regressions_agree() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/regressions");
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .expect("the directory is committed")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let name = path.display().to_string();
        let case = Testcase::decode(&std::fs::read(&path).expect("readable")).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(!case.generated_plan, "{name}: a regression keeps its plan");
        let prepared = Prepared::new(case);
        let checked = check_with(&prepared, &mut InProcess::default());
        let agreed = checked.verdict == Verdict::Agree;
        assert!(
            agreed,
            "{}",
            report::render(&prepared, &checked, &name, &mut InProcess::default())
        );
    }
}

use super::Report;

fn report(output: &str) -> Report {
    let mut report = Report::default();
    output.lines().for_each(|line| report.line(line));
    report
}

const BOTH: &str = "
running 3 tests
test conformance::sqlite::append_is_gapless ... ok
test conformance::postgres::append_is_gapless ... ok
test ids::tests::an_id_reads_back ... ok

test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

#[test]
fn results_of_several_programs_add_up() {
    let report = report(&format!(
        "{BOTH}test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 measured; 4 filtered out; finished in 1.00s"
    ));
    assert_eq!(report.to_string(), "13 passed, 2 failed, 1 skipped");
}

#[test]
fn a_full_run_on_both_databases_has_no_fault() {
    let report = report(BOTH);
    assert_eq!(report.storage(), "storage tests: 1 on SQLite, 1 on PostgreSQL");
    assert_eq!(report.faults(true), Vec::<String>::new());
}

#[test]
fn a_full_run_without_storage_tests_is_a_fault_and_a_chosen_one_is_not() {
    let report = report("test ids::tests::an_id_reads_back ... ok\n");
    assert_eq!(report.faults(true).len(), 2);
    assert_eq!(report.faults(false), Vec::<String>::new());
}

#[test]
fn a_storage_test_without_its_twin_is_named() {
    let report = report(&format!("{BOTH}test lease::sqlite::it_expires - should panic ... ok\n"));
    let faults = report.faults(true);
    assert_eq!(faults, ["lease::*::it_expires ran 1 times on SQLite and 0 times on PostgreSQL"]);
}

#[test]
fn an_ignored_storage_test_did_not_run() {
    let report = report("test a::sqlite::b ... ok\ntest a::postgres::b ... ignored, no server\n");
    assert_eq!(report.storage(), "storage tests: 1 on SQLite, 0 on PostgreSQL");
}

#[test]
fn unit_tests_of_one_driver_have_no_twin() {
    for path in
        ["db::sqlite::tests::the_version_is_new_enough", "postgres::binaries::tests::the_newest_is_first"]
    {
        let report = report(&format!("{BOTH}test {path} ... ok\n"));
        assert_eq!(report.faults(true), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_test_that_is_only_named_after_a_database_is_no_storage_test() {
    let report = report("test config::sqlite ... ok\n");
    assert_eq!(report.storage(), "storage tests: 0 on SQLite, 0 on PostgreSQL");
}

#[test]
fn a_run_that_did_not_build_never_closes_as_passed() {
    let mut report = report("");
    report.ended("cargo test", false);
    assert_eq!(report.to_string(), "0 passed, 1 failed");
    assert_eq!(report.faults(false).len(), 1);
    assert!(!report.is_success());
}

#[test]
fn a_second_run_that_crashed_is_not_hidden_by_what_failed_in_the_first() {
    let mut report = report("test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured");
    report.ended("cargo test", false);
    assert_eq!(report.faults(false), Vec::<String>::new());
    report.ended("the browser tests", false);
    assert_eq!(report.to_string(), "1 passed, 2 failed");
    assert!(report.faults(false)[0].starts_with("the browser tests failed"));
}

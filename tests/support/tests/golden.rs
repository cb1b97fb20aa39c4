//! Files in the tree that must be what the code makes. (No `golden` in the tests' names: `cargo xtask generate` is
//! not to run them.)

use std::fs;

use docket_test_support::assert_golden;

#[test]
fn a_file_that_agrees_passes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    fs::write(&file, "one\ntwo\n").unwrap();
    assert_golden(&file, "one\ntwo\n");
}

#[test]
#[should_panic(expected = "differs from line 2:\n  has:   two\n  wants: three")]
fn a_file_that_differs_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    fs::write(&file, "one\ntwo\n").unwrap();
    assert_golden(&file, "one\nthree\n");
}

#[test]
#[should_panic(expected = "`cargo xtask generate` makes it")]
fn a_missing_file_fails() {
    let folder = tempfile::tempdir().unwrap();
    assert_golden(&folder.path().join("event.json"), "one\n");
}

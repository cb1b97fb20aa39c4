use axum::http::StatusCode;
use docket_domain::Language;

use super::*;

fn refused(field: &str, code: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, "detail").with_field(field)
}

/// A form with two files that were taken before.
fn sent() -> Fields {
    [(ATTACHMENTS, "one"), ("file-one", "a.csv"), (ATTACHMENTS, "two"), ("file-two", "b [2].csv")]
        .into_iter()
        .collect()
}

#[test]
fn a_fault_of_a_file_is_said_with_its_name_at_the_control_for_files() {
    let faults = |field| {
        let form = Form::again(Voice::of(Language::En), &sent(), &refused(field, "file_empty"));
        assert!(form.fault(FILES).is_some(), "{field} is no fault of the files");
        form.lines()
    };
    let line = faults("files[c.csv]").remove(0);
    assert_eq!(line.id.as_deref(), Some("f-files"));
    assert!(line.words.starts_with("c.csv: This file is empty."), "{}", line.words);
    assert!(
        faults("attachments[1]")[0].words.starts_with("b [2].csv: "),
        "use cases tell files by their places"
    );
    assert_eq!(faults("attachments")[0].id.as_deref(), Some("f-files"));
    assert_eq!(faults("attachments[7]")[0].id.as_deref(), Some("f-files"));
}

#[test]
fn a_fault_leads_to_the_control_of_its_own_form() {
    let form = Form::again(Voice::of(Language::De), &sent(), &refused("note", "x")).scoped("note");
    assert_eq!(form.lines()[0].id, Some(form.id("note")));
    let loose = Form::again(
        Voice::of(Language::De),
        &sent(),
        &Problem::new(StatusCode::CONFLICT, "x", "It is about no field."),
    );
    assert_eq!(loose.scoped("note").lines()[0].id, None, "what is about no control leads nowhere");
}

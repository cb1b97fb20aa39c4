//! The served OpenAPI document against what the server does: schemathesis makes requests from the document, right and
//! wrong ones, and holds each answer against it.

use std::path::PathBuf;
use std::process::Command;

use docket_eventstore::backend_tests;
use docket_test_support::variable;
use serde_json::json;

use crate::harness::cast::Stage;
use crate::harness::{Person, path};

/// Requests made for each operation, beside those at the edges of its schema.
const EXAMPLES: u32 = 4;
/// What each answer is held against. That a request of the right form is also accepted is none of it: a form does not
/// say which tickets there are, nor what one may do with them.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,unsupported_method,\
    missing_required_header";

backend_tests! {
    async fn every_answer_is_one_that_the_document_describes(db: TestDb) {
        let stage = Stage::demo(&db).await;
        let url = format!("{}/api/v1/openapi.json", stage.site.public_url());
        let document = stage.cast.sam.get("/openapi.json").await.expect(200);
        let paths = document["paths"].as_object().unwrap().values();
        // The stream has no end to wait for.
        let operations = paths.map(|verbs| verbs.as_object().unwrap().len()).sum::<usize>() - 1;
        for (who, person) in [("agent", &stage.cast.sam), ("customer", &stage.cast.maria)] {
            // A token that cannot end itself: log-outs are among the requests.
            let token = token(person).await;
            let folder = tempfile::tempdir().unwrap();
            let mut command = Command::new(schemathesis());
            command
                .args(["run", &url, "--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all"])
                .args(["--checks", CHECKS, "--continue-on-failure", "--no-color", "--seed", "1"])
                .args(["--exclude-path", "/api/v1/stream"])
                .args(["--max-examples", &examples().to_string()])
                .args(["--header", &format!("Authorization: Bearer {token}")])
                .current_dir(folder.path())
                .env_clear()
                .env("PATH", path());
            let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "as {who}:\n{said}{}", String::from_utf8_lossy(&output.stderr));
            assert!(said.contains(&format!("Tested: {operations}")), "as {who}:\n{said}");
        }
    }
}

async fn token(person: &Person) -> String {
    let body = json!({ "name": "contract", "scope": "read_write" });
    let made = person.post("/me/tokens", &body).await.expect(201);
    made["token"].as_str().unwrap().to_owned()
}

/// The program beside the Python that has it.
fn schemathesis() -> PathBuf {
    PathBuf::from(variable::required(variable::SMTP_PYTHON)).with_file_name("schemathesis")
}

/// More of them where `cargo xtask contract` asks for more.
fn examples() -> u32 {
    docket_test_support::rounds(EXAMPLES)
}

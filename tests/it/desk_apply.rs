//! `docket desk apply` and `docket desk show`, beside a server and without one.

use std::fs;
use std::path::Path;

use docket_eventstore::backend_tests;
use serde_json::{Value, json};

use crate::harness::cast::{administrator, ticket};
use crate::harness::{Call, Client, Site, items};

/// The definition that is shipped.
const EXAMPLE: &str = include_str!("../../docs/desk.example.toml");

backend_tests! {
    async fn a_desk_is_applied_once_and_differs_by_exactly_what_was_changed(db: TestDb) {
        let site = Site::new(&db);
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let example = file("ams.toml", EXAMPLE);

        // Nothing is there yet. Without a terminal and without --yes it is only told what would be.
        let told = apply(&site, &example, &[], 0).await;
        assert!(told.starts_with("This is to change at the desk AMS:\n  desk AMS: new, named en "), "{told}");
        assert!(told.contains("\n  request type incident: added, named en \"Incident\""), "{told}");
        assert!(told.contains("required, asked only when severity is critical or high\n"), "{told}");
        assert!(told.ends_with("Nothing was written; --yes writes without asking.\n"), "{told}");
        apply(&site, &example, &["--check"], 1).await;
        let told = apply(&site, &example, &["--yes"], 0).await;
        assert!(told.ends_with("Written in one command, up to position 4 of the log.\n"), "{told}");
        let same = format!("The desk AMS is as {} defines it.\n", example.display());
        assert_eq!(apply(&site, &example, &["--check"], 0).await, same);

        // The server takes the desk as it is, and sees what is applied beside it.
        let _program = site.serve().await;
        let ada = administrator(&site, "ada@docket.example").await;
        assert_eq!(apply(&site, &example, &["--yes"], 0).await, same);
        let opened = incident(&ada, &json!({ "severity": "low" })).await;
        assert_eq!(opened["form"]["version"], 1);
        let harder = EXAMPLE.replace("en = \"Severity\"", "en = \"How bad is it?\"");
        let harder = file("harder.toml", &harder);
        let told = apply(&site, &harder, &["--yes"], 0).await;
        let expected = "This is to change at the desk AMS:\n  request type incident: changed\n    \
            field severity: label in en \"Severity\" becomes \"How bad is it?\"\n\
            Written in one command, up to position ";
        assert!(told.starts_with(expected), "{told}");
        let opened_later = incident(&ada, &json!({ "severity": "low" })).await;
        assert_eq!(opened_later["form"]["version"], 2);
        for (ticket, label) in [(&opened, "Severity"), (&opened_later, "How bad is it?")] {
            let shown = ada.get(format!("/tickets/{}", ticket["key"].as_str().unwrap())).await.expect(200);
            let version = &shown["form"]["version"];
            let form = ada.get(format!("/desks/AMS/request-types/incident/versions/{version}")).await.expect(200);
            assert_eq!(form["fields"][0]["label"], label);
        }

        // What the file does not name stays, unless it is to be retired; then it can come back.
        let (fewer, _) = EXAMPLE.split_once("[[request_types]]\nkey = \"question\"").unwrap();
        let fewer = file("fewer.toml", fewer);
        let told = apply(&site, &fewer, &[], 0).await;
        assert!(told.starts_with("The request type question is not in "), "{told}");
        assert!(!told.contains("question: retired"), "{told}");
        let told = apply(&site, &fewer, &["--yes", "--retire-missing"], 0).await;
        assert!(told.contains("\n  request type question: retired\n"), "{told}");
        assert_eq!(offered(&ada).await, ["incident", "feature_request"]);
        let told = apply(&site, &example, &["--yes"], 0).await;
        assert!(told.contains("\n  request type question: offered again\n"), "{told}");

        // Another order is a difference of its own, and each apply was one command.
        let (head, types) = EXAMPLE.split_once("[[request_types]]").unwrap();
        let (others, question) = types.split_once("[[request_types]]\nkey = \"question\"").unwrap();
        let turned =
            format!("{head}[[request_types]]\nkey = \"question\"{question}\n[[request_types]]{others}");
        let told = apply(&site, &file("turned.toml", &turned), &["--yes"], 0).await;
        assert!(told.contains("  request types: in the order question, incident, feature_request\n"), "{told}");
        assert_eq!(offered(&ada).await, ["question", "incident", "feature_request"]);
        let log = ada.send(Call::get("/events?after=0&limit=4")).await.expect(200);
        let commands: Vec<_> = items(&log).iter().map(|event| &event["command_id"]).collect();
        assert!(!commands[0].is_null() && commands.iter().all(|command| *command == commands[0]), "{log}");

        // Shown as a file, it is what it is.
        let shown = site.run(&["desk", "show", "AMS", "--toml"]).await;
        let shown = file("shown.toml", &String::from_utf8(shown.stdout).unwrap());
        apply(&site, &shown, &["--check", "--retire-missing"], 0).await;
        let words = site.run(&["desk", "show", "AMS"]).await;
        assert!(String::from_utf8(words.stdout).unwrap().contains("\n  field severity: choice of low, medium"));
    }

    async fn what_cannot_be_is_told_with_its_line_and_leaves_nothing(db: TestDb) {
        let site = Site::new(&db);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wrong.toml");
        fs::write(&path, EXAMPLE.replace("is = [true]", "is = [\"yes\"]")).unwrap();
        let output = site.run(&["desk", "apply", path.to_str().unwrap(), "--yes"]).await;
        let said = String::from_utf8(output.stderr).unwrap();
        let line = 1 + EXAMPLE.lines().position(|line| line.contains("is = [true]")).unwrap();
        let expected = format!("wrong.toml: line {line}: visible_when = {{ field = \"has_date\", is = [\"yes\"] }}: ");
        assert!(!output.status.success() && said.contains(&expected), "{said}");
        assert!(said.contains("the field needed_by waits for yes"), "{said}");
        let output = site.run(&["desk", "show", "AMS"]).await;
        assert!(!output.status.success());
        assert!(String::from_utf8(output.stderr).unwrap().contains("the desk AMS: no such desk"));
    }
}

async fn apply(site: &Site, file: &Path, more: &[&str], code: i32) -> String {
    let arguments: Vec<&str> =
        ["desk", "apply", file.to_str().unwrap()].into_iter().chain(more.iter().copied()).collect();
    let output = site.run(&arguments).await;
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}{errors}");
    said
}

async fn incident(who: &Client, fields: &Value) -> Value {
    let body = ticket(&json!({ "fields": fields }));
    who.post("/tickets", &body).await.expect(201)
}

async fn offered(who: &Client) -> Vec<String> {
    let desk = who.get("/desks/AMS").await.expect(200);
    let keys = desk["request_types"].as_array().unwrap();
    keys.iter().map(|key| key.as_str().unwrap().to_owned()).collect()
}

//! Bad input: each kind gets its own code and leaves no trace in the log.

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::{Stage, head, ticket};
use crate::harness::{Call, Cast, Client};

const KIB: usize = 1024;

backend_tests! {
    async fn each_kind_of_bad_input_has_its_own_code_and_leaves_no_trace_in_the_log(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, maria, .. } = &stage.cast;
        let form = json!({ "key": "measured", "name": "Measured", "fields": [
            { "key": "market", "label": "Market", "required": true, "kind": "text" },
            { "key": "share", "label": "Share", "kind": "number", "min": 0, "max": 100 },
            { "key": "panel", "label": "Panel", "kind": "choice", "options": [{ "key": "a", "label": "A" }] },
        ]});
        ada.post("/desks/AMS/request-types", &form).await.expect(201);
        let (open, _) = maria.open(&json!({})).await;
        let open = open["key"].as_str().unwrap();
        let (closed, _) = maria.open(&json!({})).await;
        let closed = closed["key"].as_str().unwrap();
        maria.post(format!("/tickets/{closed}/close"), &json!({})).await.expect(200);
        let seen = maria.get(format!("/tickets/{open}")).await.header("etag").unwrap().to_owned();
        let more = maria.post(format!("/tickets/{open}/comments"), &json!({ "body": "More." })).await;
        let other_list = cursor(sam, more.position()).await;

        let keys = Keys { open, closed, seen: &seen, other_list: &other_list };
        let cases = create_faults().into_iter().chain(other_faults(&keys)).map(|fault| (maria, fault));
        let cases = cases.chain(agents_faults(&keys).into_iter().map(|fault| (sam, fault)));
        let before = head(ada).await;
        let mut faults = Vec::new();
        for (who, (name, call, status, code)) in cases {
            let answer = who.send(call).await;
            let problem: Value = serde_json::from_str(&answer.text).unwrap_or_default();
            if answer.status.as_u16() != status || problem["code"] != code {
                faults.push(format!("{name}: {status} {code} expected, {answer}"));
            } else if status == 422 && problem["errors"][0]["field"].as_str().is_none_or(str::is_empty) {
                faults.push(format!("{name}: no field is named: {answer}"));
            }
            let trace = ada.get(format!("/events?after={before}")).await.expect(200);
            if trace["items"] != json!([]) {
                faults.push(format!("{name} left a trace: {trace}"));
                break;
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    async fn faults_of_one_form_are_named_together(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let body = ticket(&json!({ "subject": " ", "description": "\u{1b}[2J", "visibility": "secret" }));
        let problem = stage.cast.maria.post("/tickets", &body).await.expect(422);
        let errors = problem["errors"].as_array().unwrap();
        let codes: Vec<&str> = errors.iter().map(|error| error["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["subject_empty", "description_control_character", "visibility_unknown"], "{problem}");
        let fields: Vec<&str> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["subject", "description", "visibility"], "{problem}");
    }
}

type Fault = (&'static str, Call, u16, &'static str);

/// What can be wrong with a new ticket.
fn create_faults() -> Vec<Fault> {
    let with = |more: Value| Call::post("/tickets", &ticket(&more));
    let fields = |fields: Value| with(json!({ "request_type": "measured", "fields": fields }));
    let raw = |kind: &str, text: String| Call::new(Method::POST, "/tickets").raw(kind, text);
    let without_subject = {
        let mut body = ticket(&json!({}));
        body.as_object_mut().unwrap().remove("subject");
        body
    };
    vec![
        ("empty subject", with(json!({ "subject": " " })), 422, "subject_empty"),
        ("over-long subject", with(json!({ "subject": "x".repeat(201) })), 422, "subject_too_long"),
        ("control character", with(json!({ "subject": "a\u{7}b" })), 422, "subject_control_character"),
        (
            "line break in a subject",
            with(json!({ "subject": "a\r\nBcc: b" })),
            422,
            "subject_control_character",
        ),
        (
            "description over 64 KiB",
            with(json!({ "description": "x".repeat(64 * KIB + 1) })),
            422,
            "description_too_long",
        ),
        ("unknown desk", with(json!({ "desk": "NONE" })), 422, "desk_unknown"),
        ("unknown request type", with(json!({ "request_type": "wish" })), 422, "request_type_unknown"),
        ("missing form field", fields(json!({})), 422, "field_missing"),
        ("ill-typed form field", fields(json!({ "market": "fr", "share": "half" })), 422, "field_ill_typed"),
        (
            "form field out of range",
            fields(json!({ "market": "fr", "share": 101 })),
            422,
            "field_out_of_range",
        ),
        (
            "form field with no such option",
            fields(json!({ "market": "fr", "panel": "z" })),
            422,
            "field_not_an_option",
        ),
        (
            "unknown form field",
            fields(json!({ "market": "fr", "colour": "red" })),
            422,
            "field_unknown_field",
        ),
        ("malformed JSON", raw("application/json", "{\"desk\":".to_owned()), 400, "malformed_json"),
        (
            "wrong content type",
            raw("text/plain", ticket(&json!({})).to_string()),
            415,
            "unsupported_media_type",
        ),
        ("no content type", with(json!({})).without_content_type(), 415, "unsupported_media_type"),
        (
            "body over the limit",
            raw("application/json", format!("{}{{}}", " ".repeat(512 * KIB))),
            413,
            "body_too_large",
        ),
        ("unknown field", with(json!({ "colour": "red" })), 422, "unknown_field"),
        ("missing field", Call::post("/tickets", &without_subject), 422, "missing_field"),
        ("wrong type", with(json!({ "subject": 5 })), 422, "wrong_type"),
        (
            "not one's organization",
            with(json!({ "visibility": "organization", "organization": uuid() })),
            422,
            "organization_not_a_member",
        ),
        (
            "an invalid participant",
            with(json!({ "participants": ["nobody@"] })),
            422,
            "participants_invalid_address",
        ),
    ]
}

/// What the faults are about.
struct Keys<'a> {
    open: &'a str,
    closed: &'a str,
    /// A version of the open one that has passed.
    seen: &'a str,
    other_list: &'a str,
}

/// What else a customer can do wrong.
fn other_faults(keys: &Keys<'_>) -> Vec<Fault> {
    let Keys { open, closed, seen, .. } = *keys;
    let post = |path: &str, body: Value| Call::post(format!("/tickets/{open}/{path}"), &body);
    vec![
        ("comment over 64 KiB", comment(open, &"x".repeat(64 * KIB + 1)), 422, "body_too_long"),
        ("empty comment", comment(open, " \n "), 422, "body_empty"),
        ("bad cursor", Call::get("/tickets?cursor=%25%25"), 400, "cursor_malformed"),
        ("limit of 0", Call::get("/tickets?limit=0"), 400, "bad_parameter"),
        ("unknown parameter", Call::get("/tickets?colour=red"), 400, "unknown_parameter"),
        ("bad position", Call::get("/tickets").header("docket-position", "soon"), 400, "bad_position"),
        ("stale If-Match", comment(open, "?").header("if-match", seen), 412, "stale_version"),
        ("bad If-Match", comment(open, "?").header("if-match", "7"), 400, "bad_if_match"),
        (
            "bad Idempotency-Key",
            comment(open, "?").header("idempotency-key", "k".repeat(256)),
            400,
            "bad_idempotency_key",
        ),
        ("comment on what is closed", comment(closed, "?"), 409, "ticket_closed"),
        ("reopening what is open", post("reopen", json!({ "comment": "Again." })), 409, "wrong_status"),
        ("unknown person", post("participants", json!({ "person": uuid() })), 422, "person_unknown"),
        ("no such path", Call::get("/nothing"), 404, "no_such_path"),
        ("method the path has not", Call::new(Method::DELETE, "/tickets"), 405, "method_not_allowed"),
    ]
}

/// What an agent can do wrong.
fn agents_faults(keys: &Keys<'_>) -> Vec<Fault> {
    let status = |body: Value| Call::post(format!("/tickets/{}/status", keys.open), &body);
    let other_list = format!("/tickets?scope=queue&limit=1&cursor={}", keys.other_list);
    let invitation = Call::post("/invitations", &json!({ "email": "not an address" }));
    vec![
        ("invalid address", invitation, 422, "email_invalid_address"),
        ("cursor of another list", Call::get(other_list), 400, "cursor_of_other_list"),
        ("resolving without a text", status(json!({ "to": "resolved" })), 422, "resolution_missing"),
        ("unknown status", status(json!({ "to": "gone" })), 422, "to_unknown"),
    ]
}

fn comment(key: &str, body: &str) -> Call {
    Call::post(format!("/tickets/{key}/comments"), &json!({ "body": body }))
}

/// A cursor of the list of all tickets in another order.
async fn cursor(agent: &Client, position: i64) -> String {
    let page = agent.get_at("/tickets?scope=all&limit=1&sort=created_at", position).await.expect(200);
    page["next_cursor"].as_str().unwrap_or_else(|| panic!("a second page: {page}")).to_owned()
}

fn uuid() -> &'static str {
    "01890000-0000-7000-8000-000000000000"
}

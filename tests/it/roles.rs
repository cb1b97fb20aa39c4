//! Every route by every role, in one table. A route of the served document that is not in it fails, and so does a row
//! of the table that is not in the document.

use std::collections::BTreeSet;

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::attachments::png;
use crate::harness::cast::{PASSWORD, Stage, ticket};
use crate::harness::http::BOUNDARY;
use crate::harness::{Call, Cast, Client};

/// Who asks, and for which of two tickets: both were opened by the reporter for their organization, both have a
/// participant from outside; one is private, the other shared with the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Anonymous,
    /// Of the shared one.
    Reporter,
    /// Of the organization, of the private one.
    ColleaguePrivate,
    /// Of the organization, of the shared one.
    ColleagueShared,
    /// Of another organization, of the shared one.
    Foreigner,
    /// By name, of the private one.
    Participant,
    /// Was a member of the organization, of the shared one.
    ExMember,
    Agent,
    Administrator,
}

const ROLES: [Role; 9] = [
    Role::Anonymous,
    Role::Reporter,
    Role::ColleaguePrivate,
    Role::ColleagueShared,
    Role::Foreigner,
    Role::Participant,
    Role::ExMember,
    Role::Agent,
    Role::Administrator,
];

/// Method, path, body, and the status for each of [`ROLES`] in their order.
type Row = (&'static str, &'static str, &'static str, [u16; 9]);

/// In bodies and paths, names in braces are replaced: see [`Fixture::fill`]. What is made is new for each answer.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                              anon rep  priv shar fore part ex-m agnt admin
    ("POST", "/session", r#"{"email":"{email}","password":"{password}"}"#,
                                                                   [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/session", "",                                        [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/session", "",                                     [401, 204, 204, 204, 204, 204, 204, 204, 204]),
    ("GET", "/activations/{token}", "",                            [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/activations/{token}", r#"{"password":"{password}"}"#,
                                                                   [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/signups", r#"{"email":"{fresh}@new.example","name":"{fresh}"}"#,
                                                                   [202, 202, 202, 202, 202, 202, 202, 202, 202]),
    ("POST", "/password-resets", r#"{"email":"{email}"}"#,         [202, 202, 202, 202, 202, 202, 202, 202, 202]),
    // D15: the link of an invitation is none to a new password.
    ("GET", "/password-resets/{token}", "",                        [404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/password-resets/{token}", r#"{"password":"{password}"}"#,
                                                                   [404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/invitations", "",                                    [401, 403, 403, 403, 403, 403, 403, 200, 200]),
    ("POST", "/invitations", r#"{"email":"{fresh}@new.example"}"#, [401, 403, 403, 403, 403, 403, 403, 201, 201]),
    ("DELETE", "/invitations/{id}", "",                            [401, 403, 403, 403, 403, 403, 403, 204, 204]),
    ("POST", "/invitations/{id}/resend", "",                       [401, 403, 403, 403, 403, 403, 403, 200, 200]),
    ("GET", "/me", "",                                             [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("PATCH", "/me", r#"{"time_zone":"Europe/Paris"}"#,            [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("PUT", "/me/password", r#"{"current_password":"no","password":"{password}"}"#,
                                                                   [401, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/me/sessions", "",                                    [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/me/sessions/{id}", "",                            [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/me/tokens", "",                                      [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/me/tokens", r#"{"name":"{fresh}"}"#,                [401, 201, 201, 201, 201, 201, 201, 201, 201]),
    ("DELETE", "/me/tokens/{id}", "",                              [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/me/views", "",                                       [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/me/views", r#"{"name":"{fresh}","query":{"status":"open"}}"#,
                                                                   [401, 201, 201, 201, 201, 201, 201, 201, 201]),
    ("PATCH", "/me/views/{id}", r#"{"name":"{fresh}"}"#,           [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/me/views/{id}", "",                               [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/me/second-factor", "",                               [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/me/second-factor", r#"{"current_password":"no"}"#,  [401, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("DELETE", "/me/second-factor", r#"{"current_password":"no"}"#,
                                                                   [401, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/me/second-factor/confirmation", r#"{"code":"000000"}"#,
                                                                   [401, 409, 409, 409, 409, 409, 409, 409, 409]),
    ("POST", "/me/second-factor/recovery-codes", r#"{"current_password":"no"}"#,
                                                                   [401, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/me/muted", "",                                       [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/me/counts", "",                                      [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/desks", "",                                          [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/desks", r#"{"key":"{KEY}","name":"{fresh}"}"#,      [401, 403, 403, 403, 403, 403, 403, 403, 201]),
    ("GET", "/desks/{desk}", "",                                   [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("PATCH", "/desks/{desk}", r#"{"name":"{fresh}"}"#,            [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/desks/{desk}/request-types", "",                     [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/desks/{desk}/request-types", r#"{"key":"{type}","name":"{fresh}"}"#,
                                                                   [401, 403, 403, 403, 403, 403, 403, 403, 201]),
    ("PATCH", "/desks/{desk}/request-types/{request_type}", r#"{"name":"{fresh}"}"#,
                                                                   [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/desks/{desk}/request-types/{request_type}/versions/{version}", "",
                                                                   [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/desks/{desk}/history", "",                           [401, 403, 403, 403, 403, 403, 403, 200, 200]),
    ("GET", "/tickets", "",                                        [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/tickets", r#"{"desk":"AMS","request_type":"question","subject":"{fresh}","description":"{fresh}"}"#,
                                                                   [401, 201, 201, 201, 201, 201, 201, 201, 201]),
    ("GET", "/tickets.csv", "",                                    [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/tickets/{key}", "",                                  [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("PATCH", "/tickets/{key}", r#"{"priority":"high"}"#,          [401, 403, 404, 403, 404, 403, 404, 200, 200]),
    ("GET", "/tickets/{key}/comments", "",                         [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/comments", r#"{"body":"{fresh}"}"#,   [401, 201, 404, 201, 404, 201, 404, 201, 201]),
    ("POST", "/tickets/{key}/status", r#"{"to":"in_progress"}"#,   [401, 403, 404, 403, 404, 403, 404, 200, 200]),
    ("POST", "/tickets/{key}/close", r#"{"comment":"{fresh}"}"#,   [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/reopen", r#"{"comment":"{fresh}"}"#,  [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("GET", "/tickets/{key}/participants", "",                     [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/participants", r#"{"email":"{fresh}@new.example"}"#,
                                                                   [401, 200, 404, 403, 404, 403, 404, 200, 200]),
    ("DELETE", "/tickets/{key}/participants/{person}", "",         [401, 200, 404, 403, 404, 200, 404, 200, 200]),
    ("PUT", "/tickets/{key}/visibility", r#"{"visibility":"private"}"#,
                                                                   [401, 200, 404, 403, 404, 403, 404, 200, 200]),
    ("GET", "/tickets/{key}/links", "",                            [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/links", r#"{"kind":"related_to","ticket":"{other}"}"#,
                                                                   [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("DELETE", "/tickets/{key}/links/{other}", "",                 [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/merge", r#"{"into":"{other}"}"#,      [401, 403, 404, 403, 404, 403, 404, 200, 200]),
    ("GET", "/tickets/{key}/history", "",                          [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("PUT", "/tickets/{key}/seen", "{}",                           [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("GET", "/tickets/{key}/answering", "",                        [401, 403, 404, 403, 404, 403, 404, 200, 200]),
    ("GET", "/tickets/{key}/notifications", "",                    [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("PUT", "/tickets/{key}/notifications", r#"{"muted":true}"#,   [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/uploads", FILE,                                     [401, 201, 201, 201, 201, 201, 201, 201, 201]),
    ("DELETE", "/uploads/{id}", "",                                [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/tickets/{key}/attachments", "",                      [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/tickets/{key}/attachments", FILE,                   [401, 201, 404, 201, 404, 201, 404, 201, 201]),
    ("GET", "/tickets/{key}/attachments/{id}", "",                 [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("GET", "/tickets/{key}/attachments/{id}/thumbnail", "",       [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("GET", "/tickets/{key}/audience", "",                         [401, 200, 404, 200, 404, 200, 404, 200, 200]),
    ("POST", "/audience-previews", r#"{"visibility":"private"}"#,  [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/organizations", "",                                  [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/organizations", r#"{"name":"{fresh}"}"#,            [401, 403, 403, 403, 403, 403, 403, 201, 201]),
    ("GET", "/organizations/{id}", "",                             [401, 200, 200, 200, 404, 404, 404, 200, 200]),
    ("PATCH", "/organizations/{id}", r#"{"mail_content":"full"}"#, [401, 403, 403, 403, 404, 404, 404, 200, 200]),
    ("GET", "/organizations/{id}/members", "",                     [401, 200, 200, 200, 404, 404, 404, 200, 200]),
    ("POST", "/organizations/{id}/members", r#"{"person":"{person}"}"#,
                                                                   [401, 403, 403, 403, 404, 404, 404, 201, 201]),
    ("DELETE", "/organizations/{id}/members/{person}", "",         [401, 403, 403, 403, 404, 404, 404, 204, 204]),
    ("POST", "/organizations/{id}/members/{person}/invitation", "",
                                                                   [401, 403, 403, 403, 404, 404, 404, 204, 204]),
    ("GET", "/people", "",                                         [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/people/{id}", "",                                    [401, 404, 404, 404, 404, 404, 404, 200, 200]),
    ("PATCH", "/people/{id}", r#"{"name":"{fresh}"}"#,             [401, 404, 404, 404, 404, 404, 404, 200, 200]),
    ("GET", "/people/{id}/sessions", "",                           [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("DELETE", "/people/{id}/sessions", "",                        [401, 403, 403, 403, 403, 403, 403, 403, 204]),
    ("DELETE", "/people/{id}/second-factor", "",                   [401, 403, 403, 403, 403, 403, 403, 403, 204]),
    ("GET", "/events", "",                                         [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/drafts", "",                                         [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("PUT", "/drafts/{place}", r#"{"subject":"{fresh}"}"#,         [401, 204, 204, 204, 204, 204, 204, 204, 204]),
    ("GET", "/drafts/{place}", "",                                 [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/drafts/{place}", "",                              [401, 204, 204, 204, 204, 204, 204, 204, 204]),
    ("GET", "/site", "",                                           [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("PATCH", "/site", r#"{"name":"{fresh}"}"#,                    [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/site/state", "",                                     [401, 403, 403, 403, 403, 403, 403, 403, 200]),
    ("GET", "/site/logo", "",                                      [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/markdown", r#"{"text":"**{fresh}**"}"#,             [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/stream", "",                                         [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    // Ends what everybody in this table is logged in with, so it comes last.
    ("DELETE", "/me/sessions", "",                                 [401, 204, 204, 204, 204, 204, 204, 204, 204]),
];

/// A form with a file.
const FILE: &str = "--a-boundary-of-tests\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{fresh}.txt\"\r\n\r\n\
    {fresh}\r\n--a-boundary-of-tests--\r\n";

backend_tests! {
    async fn every_route_answers_every_role_as_the_table_says(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, tom, meridian, .. } = &stage.cast;
        sam.delete(format!("/organizations/{meridian}/members/{}", tom.id)).await.expect(204);
        let document = ada.get("/openapi.json").await.expect(200);
        let served = operations(&document);
        let listed: BTreeSet<(String, String)> =
            TABLE.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(listed.len(), TABLE.len(), "a route stands in the table twice");
        let missing: Vec<_> = served.difference(&listed).collect();
        assert!(missing.is_empty(), "routes that the table lacks: {missing:?}");
        let gone: Vec<_> = listed.difference(&served).collect();
        assert!(gone.is_empty(), "rows of the table that no route has: {gone:?}");

        let mut faults = Vec::new();
        for (number, row) in TABLE.iter().enumerate() {
            for (role, expected) in ROLES.iter().zip(row.3) {
                let answer = ask(&stage, *role, row, &format!("fresh{number}{role:?}").to_lowercase()).await;
                if answer.0 != expected {
                    let (status, text) = answer;
                    faults.push(format!("{} {} as {role:?}: {status}, not {expected}: {text}", row.0, row.1));
                }
            }
        }
        assert!(faults.is_empty(), "{} answers differ from the table:\n{}", faults.len(), faults.join("\n"));
    }

    async fn d26_no_route_is_changed_by_a_page_of_another_site(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cookie = format!("docket_session={}", stage.cast.ada.token());
        let anyone = stage.program.client();
        let own = stage.site.public_url();
        for (method, path, body, expected) in TABLE.iter().filter(|row| row.0 != "GET" && row.3[0] == 401) {
            assert_eq!(expected[0], 401);
            let call = || {
                let path = ["{id}", "{person}"].iter().fold((*path).to_owned(), |path, name| {
                    path.replace(name, &uuid::Uuid::nil().to_string())
                });
                let call = Call::new(method.parse().unwrap(), path).header("cookie", &cookie);
                if body.is_empty() { call } else { call.raw("application/json", *body) }
            };
            for origin in [None, Some("https://evil.example"), Some("null")] {
                let call = match origin {
                    Some(origin) => call().header("origin", origin),
                    None => call(),
                };
                anyone.send(call).await.expect_problem(403, "foreign_origin");
            }
        }
        let renamed = Call::new(Method::PATCH, "/me").json(&json!({ "name": "Ada K." }));
        anyone.send(renamed.header("cookie", &cookie).header("origin", own)).await.expect(200);
    }
}

/// The operations of an OpenAPI document, paths as behind `/api/v1`.
fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let mut operations = BTreeSet::new();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for verb in verbs.as_object().unwrap().keys() {
            if let Ok(method) = Method::from_bytes(verb.to_uppercase().as_bytes()) {
                let path = path.strip_prefix("/api/v1").unwrap_or(path);
                if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
                    operations.insert((method.to_string(), path.to_owned()));
                }
            }
        }
    }
    operations
}

/// One answer: its status and its text.
async fn ask(stage: &Stage, role: Role, (method, path, body, _): &Row, fresh: &str) -> (u16, String) {
    let fixture = Fixture::make(stage, role, path, fresh).await;
    let who = client(stage, role, method, path).await;
    let mut call = Call::new(method.parse().unwrap(), fixture.fill(path));
    if !body.is_empty() {
        let form = format!("multipart/form-data; boundary={BOUNDARY}");
        let kind = if *body == FILE { form.as_str() } else { "application/json" };
        call = call.raw(kind, fixture.fill(body));
    }
    if *path == "/stream" {
        // It has no end to wait for.
        return (who.open(call).await.unwrap().status().as_u16(), String::new());
    }
    let answer = who.send(call).await;
    (answer.status.as_u16(), answer.text)
}

async fn client(stage: &Stage, role: Role, method: &str, path: &str) -> Client {
    let cast = &stage.cast;
    let person = match role {
        Role::Anonymous => return stage.program.client(),
        Role::Reporter => &cast.maria,
        Role::ColleaguePrivate | Role::ColleagueShared => &cast.lena,
        Role::Foreigner => &cast.jon,
        Role::Participant => &cast.kim,
        Role::ExMember => &cast.tom,
        Role::Agent => &cast.sam,
        Role::Administrator => &cast.ada,
    };
    if method == "DELETE" && matches!(path, "/session" | "/me/sessions") {
        // A session of its own to be ended.
        return Client::log_in(stage.site.port(), &person.email, PASSWORD).await;
    }
    person.client.clone()
}

/// What a request is about, made for it alone.
#[derive(Debug)]
struct Fixture {
    words: Vec<(&'static str, String)>,
}

impl Fixture {
    async fn make(stage: &Stage, role: Role, path: &str, fresh: &str) -> Self {
        let cast = &stage.cast;
        let mut words = vec![
            ("{fresh}", fresh.to_owned()),
            // Keys of desks are short and in capitals.
            ("{KEY}", key_of(fresh)),
            ("{type}", format!("type_{fresh}")),
            ("{desk}", "AMS".to_owned()),
            ("{request_type}", "question".to_owned()),
            ("{version}", "1".to_owned()),
            ("{place}", "AMS:question".to_owned()),
            ("{email}", cast.kim.email.clone()),
            ("{password}", PASSWORD.to_owned()),
        ];
        if path.starts_with("/tickets/{key}") {
            let private = matches!(role, Role::ColleaguePrivate | Role::Participant);
            let key = Self::ticket(cast, private, path.ends_with("/reopen")).await;
            if path.contains("{id}") {
                let file = Call::file(format!("/tickets/{key}/attachments"), "dot.png", &png(), &[]);
                let attached = cast.maria.send(file).await.expect(201);
                words.push(("{id}", attached["id"].as_str().unwrap().to_owned()));
            }
            words.push(("{key}", key));
            words.push(("{person}", cast.kim.id.clone()));
            if path.contains("/links") || path.ends_with("/merge") {
                words.push(("{other}", Self::ticket(cast, false, false).await));
            }
        } else if path.starts_with("/organizations/{id}") {
            words.push(("{id}", cast.meridian.clone()));
            // To be added: known, no member. To be removed or invited again: a member.
            let belongs = path.contains("{person}");
            let organizations: Vec<&String> = if belongs { vec![&cast.meridian] } else { Vec::new() };
            words.push(("{person}", Self::invitation(cast, fresh, &organizations).await));
        } else if path == "/site/logo" {
            crate::site::brand(&cast.ada, json!({})).await;
        } else if path.starts_with("/me/") || path.starts_with("/uploads/") {
            words.push(("{id}", uuid::Uuid::nil().to_string()));
        } else if path.starts_with("/invitations/{id}") || path.starts_with("/people/{id}") {
            words.push(("{id}", Self::invitation(cast, fresh, &[]).await));
        } else if path.starts_with("/activations") || path.starts_with("/password-resets") {
            words.push(("{token}", Self::link(stage, fresh).await));
        }
        Self { words }
    }

    async fn ticket(cast: &Cast, private: bool, closed: bool) -> String {
        let visibility = if private { "private" } else { "organization" };
        let more = json!({
            "visibility": visibility, "organization": cast.meridian, "participants": [{ "email": cast.kim.email }],
        });
        let opened = cast.maria.post("/tickets", &ticket(&more)).await.expect(201);
        let key = opened["key"].as_str().unwrap().to_owned();
        if closed {
            cast.sam.post(format!("/tickets/{key}/close"), &json!({ "comment": "Done." })).await.expect(200);
        }
        key
    }

    async fn invitation(cast: &Cast, fresh: &str, organizations: &[&String]) -> String {
        let email = format!("{fresh}@invited.example");
        let body = json!({ "email": email, "organizations": organizations });
        let invited = cast.sam.post("/invitations", &body).await.expect(201);
        invited["id"].as_str().unwrap().to_owned()
    }

    /// The token of a link that nobody has used: the one of a new administrator is printed, which is quicker than
    /// mail.
    async fn link(stage: &Stage, fresh: &str) -> String {
        let email = format!("{fresh}@linked.example");
        let output = stage.site.run(&["admin", "create", "--email", &email]).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let (_, rest) = said.split_once("/activate/").unwrap_or_else(|| panic!("no link: {said}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    fn fill(&self, text: &str) -> String {
        self.words.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Letters that differ wherever `fresh` differs: its digits become letters.
fn key_of(fresh: &str) -> String {
    let letters: String =
        fresh.chars().map(|c| c.to_digit(10).map_or(c, |d| (b'a' + d as u8) as char)).collect();
    letters.trim_start_matches("fresh").chars().take(8).collect::<String>().to_uppercase()
}

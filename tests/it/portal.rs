//! Every page and every form of the portal by every role. The routes are read from the sources, so that none is
//! forgotten: whom a path is for is told by the table, and a path that it does not know fails.

use std::path::Path;

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::json;

use crate::harness::cast::{Stage, head};
use crate::harness::http::Answer;
use crate::harness::{Call, Cast, Client};

/// Whom a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Anybody,
    SignedIn,
    /// Those who see the ticket in it.
    Ticket,
    /// Those who belong to the organization in it, and the team.
    Organization,
    Team,
    Administrators,
}

/// The first that a path begins with counts.
const TABLE: &[(&str, For)] = &[
    ("/login", For::Anybody),
    ("/logout", For::Anybody),
    ("/signup", For::Anybody),
    ("/activate/", For::Anybody),
    ("/forgot", For::Anybody),
    ("/reset/", For::Anybody),
    ("/language", For::Anybody),
    ("/tickets/views", For::SignedIn),
    ("/tickets/{key}", For::Ticket),
    ("/tickets", For::SignedIn),
    ("/new", For::SignedIn),
    ("/account", For::SignedIn),
    ("/organizations", For::Team),
    ("/organization/{id}", For::Organization),
    ("/organization", For::SignedIn),
    ("/queue", For::Team),
    ("/people", For::Team),
    ("/admin", For::Administrators),
    ("/", For::SignedIn),
];

/// A route as the sources have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    path: String,
    method: Verb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Get,
    Post,
}

/// Each `.route("…", get(…).post(…))` below `portal/src/pages`.
fn routes() -> Vec<Route> {
    let mut sources = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("portal/src/pages"), &mut sources);
    let mut routes = Vec::new();
    for source in &sources {
        for piece in source.split(".route(").skip(1) {
            let (_, rest) = piece.split_once('"').unwrap();
            let (path, rest) = rest.split_once('"').unwrap();
            let verbs = rest.split([';', '}']).next().unwrap();
            for (word, method) in [("get(", Verb::Get), ("post(", Verb::Post)] {
                if verbs.contains(word) {
                    routes.push(Route { path: path.to_owned(), method });
                }
            }
        }
    }
    routes.sort();
    assert!(routes.len() >= 4, "{routes:?}");
    routes
}

fn gather(folder: &Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, sources);
        } else {
            sources.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

fn audience(path: &str) -> For {
    let row =
        TABLE.iter().find(|(prefix, _)| path == *prefix || (*prefix != "/" && path.starts_with(prefix)));
    row.map(|(_, whom)| *whom).unwrap_or_else(|| panic!("the table does not say whom {path} is for"))
}

/// Names in a path for what there is, or, with `nothing`, for what there is not.
fn fill(path: &str, cast: &Cast, key: &str, nothing: bool) -> String {
    let nil = uuid::Uuid::nil().to_string();
    let organization = if nothing { nil.as_str() } else { cast.meridian.as_str() };
    let id = match audience(path) {
        For::Organization => organization,
        _ if path.starts_with("/organizations/") => organization,
        _ if path.starts_with("/people/") && !nothing => cast.kim.id.as_str(),
        _ => nil.as_str(),
    };
    let filled = [
        ("{key}", if nothing { "AMS-99999" } else { key }),
        ("{id}", id),
        ("{person}", nil.as_str()),
        ("{desk}", "AMS"),
        ("{type}", "question"),
        ("{token}", "none"),
    ];
    filled.iter().fold(format!("!{path}"), |path, (name, value)| path.replace(name, value))
}

struct Visit<'a> {
    own: &'a str,
    anyone: Client,
}

impl Visit<'_> {
    /// As a browser sends it, with a session or without.
    async fn send(&self, route: &Route, path: String, session: Option<&str>, origin: &str) -> Answer {
        let method = if route.method == Verb::Get { Method::GET } else { Method::POST };
        let mut call = Call::new(method, path).header("accept", "text/html");
        if let Some(session) = session {
            call = call.header("cookie", format!("docket_session={session}"));
        }
        if route.method == Verb::Post {
            call = call.raw("application/x-www-form-urlencoded", "").header("origin", origin);
        }
        self.anyone.send(call).await
    }

    async fn own(&self, route: &Route, path: String, session: Option<&str>) -> Answer {
        self.send(route, path, session, self.own).await
    }
}

backend_tests! {
    async fn a_problem_shown_as_a_page_says_what_belongs_to_its_status(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let wrong = Call::new(Method::DELETE, "!/queue").header("accept", "text/html");
        let page = stage.program.client().send(wrong).await;
        assert_eq!((page.status.as_u16(), page.header("allow")), (405, Some("GET,HEAD")));
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
    }

    async fn a_page_is_as_new_as_what_its_reader_did_and_what_its_module_heard(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        for as_header in [false, true] {
            let queue = async |position: i64| {
                let session = format!("docket_session={}", cast.sam.token());
                let call = Call::get("!/queue").header("accept", "text/html");
                let call = if as_header {
                    call.header("cookie", session).header("docket-position", position)
                } else {
                    call.header("cookie", format!("{session}; docket_position={position}"))
                };
                stage.program.client().send(call).await
            };
            let next = head(&cast.ada).await + 1;
            let open = async {
                // A page that does not wait is there before this one.
                queue(next - 1).await;
                cast.maria.open(&json!({})).await.0
            };
            let (page, opened) = tokio::join!(queue(next), open);
            assert!(page.text.contains(opened["key"].as_str().unwrap()), "as a header: {as_header}");
        }
    }

    async fn d32_d34_every_page_and_form_is_for_those_whom_the_table_names(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let (private, _) = cast.maria.open(&json!({})).await;
        let key = private["key"].as_str().unwrap();
        let own = stage.site.public_url();
        let visit = Visit { own: &own, anyone: stage.program.client() };
        for route in routes() {
            let whom = audience(&route.path);
            let path = fill(&route.path, cast, key, false);
            let answer = visit.own(&route, path.clone(), None).await;
            let status = answer.status.as_u16();
            if whom == For::Anybody {
                assert!(status < 500 && status != 403, "{route:?}: {answer}");
                continue;
            }
            match route.method {
                Verb::Get => {
                    let to = answer.header("location").unwrap_or_default();
                    assert!(status == 303 && to.starts_with("/login?next="), "{route:?}: {answer}");
                }
                Verb::Post => assert_eq!(status, 401, "{route:?}: {answer}"),
            }
            let outsider = match whom {
                For::Ticket | For::Organization => Some(&cast.jon),
                For::Team => Some(&cast.maria),
                For::Administrators => Some(&cast.sam),
                For::Anybody | For::SignedIn => None,
            };
            if let Some(outsider) = outsider {
                let refused = visit.own(&route, path.clone(), Some(outsider.token())).await;
                assert!(matches!(refused.status.as_u16(), 403 | 404), "{route:?}: {refused}");
                if matches!(whom, For::Ticket | For::Organization) {
                    let nothing = fill(&route.path, cast, key, true);
                    let nothing = visit.own(&route, nothing, Some(outsider.token())).await;
                    assert_eq!(refused.status, nothing.status, "{route:?}");
                    assert_eq!(said(&refused), said(&nothing), "{route:?}");
                }
            }
            let insider = match whom {
                For::Ticket | For::Organization | For::SignedIn | For::Anybody => &cast.maria,
                For::Team => &cast.sam,
                For::Administrators => &cast.ada,
            };
            let taken = visit.own(&route, path.clone(), Some(insider.token())).await;
            let status = taken.status.as_u16();
            assert!(status != 401 && status < 500, "{route:?}: {taken}");
            if route.method == Verb::Get && !path.contains("00000000-0000") {
                assert!(matches!(status, 200 | 303), "{route:?}: {taken}");
            }
        }
    }

    async fn d26_no_form_is_sent_by_a_page_of_another_site(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let (private, _) = cast.maria.open(&json!({})).await;
        let key = private["key"].as_str().unwrap();
        let own = stage.site.public_url();
        let visit = Visit { own: &own, anyone: stage.program.client() };
        for route in routes().iter().filter(|route| route.method == Verb::Post) {
            let path = fill(&route.path, cast, key, false);
            let answer = visit.send(route, path, Some(cast.ada.token()), "https://evil.example").await;
            assert_eq!(answer.status.as_u16(), 403, "{route:?}: {answer}");
        }
    }
}

/// A page without what differs each time.
fn said(answer: &Answer) -> String {
    let words = answer.text.split("<main").nth(1).unwrap_or_default();
    words.split("<code>").next().unwrap_or_default().to_owned()
}

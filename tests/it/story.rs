//! The story of the acceptance, with the demo's accounts.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::wait_until;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::mail::{self, Mail};
use crate::harness::{Cast, Client, Person, items};

/// What no customer may ever read.
const CANARY: &str = "CANARY-7f3a the customer must not read this";

const MAIL_LIMIT: Duration = Duration::from_secs(30);

backend_tests! {
    async fn a_ticket_lives_as_the_acceptance_tells_with_the_accounts_of_the_demo(db: TestDb) {
        let stage = Stage::demo(&db).await;
        tell(&stage.cast, stage.site.mail_folder()).await;
    }
}

/// Tells the story, whoever serves it.
pub(crate) async fn tell(cast: &Cast, mails: PathBuf) {
    let Cast { sam, noor, maria, .. } = cast;
    // The colleague reads another language than the author; the other colleague takes no part.
    let by_language = cast.tom.language == maria.language;
    let (colleague, other) = if by_language { (&cast.lena, &cast.tom) } else { (&cast.tom, &cast.lena) };
    assert_eq!((maria.language.as_str(), colleague.language.as_str()), ("en", "fr"));

    // A customer opens a private incident: the agents are told once each.
    let (ticket, position) =
        maria.open(&json!({ "request_type": "incident", "visibility": "private" })).await;
    let key = ticket["key"].as_str().unwrap().to_owned();
    assert_eq!(ticket["status"], "waiting_for_support");
    let mut post = Post { agent: sam.clone(), key: key.clone(), mails, seen: BTreeSet::new(), decided: 0 };
    assert_eq!(recipients(&post.told(maria).await), sorted(&[sam, noor]));

    // A colleague in the same organization gets 404 by its key and finds it in no list.
    for member in [colleague, other] {
        for path in ["", "/comments", "/history", "/participants", "/notifications"] {
            member.get(format!("/tickets/{key}{path}")).await.expect_problem(404, "not_found");
        }
        member
            .post(format!("/tickets/{key}/comments"), &json!({ "body": "?" }))
            .await
            .expect_problem(404, "not_found");
        for scope in ["mine", "shared", "organization"] {
            assert!(!lists(member, scope, &key, position).await, "{} in {scope}", member.email);
        }
        for scope in ["queue", "all"] {
            member.get(format!("/tickets?scope={scope}")).await.expect_problem(403, "agents_only");
        }
    }
    assert!(lists(maria, "mine", &key, position).await);
    assert!(lists(sam, "queue", &key, position).await);

    // The author shares it with the organization: the colleague sees it.
    let visibility = json!({ "visibility": "organization", "organization": cast.meridian });
    let shared = maria.put(format!("/tickets/{key}/visibility"), &visibility).await;
    assert_eq!(shared.expect(200)["visibility"], "organization");
    colleague.get(format!("/tickets/{key}")).await.expect(200);
    assert!(lists(colleague, "organization", &key, shared.position()).await);
    cast.jon.get(format!("/tickets/{key}")).await.expect_problem(404, "not_found");
    cast.kim.get(format!("/tickets/{key}")).await.expect_problem(404, "not_found");
    assert_eq!(recipients(&post.told(maria).await), Vec::<String>::new(), "sharing tells no agent");

    // The colleague comments: the agents are told once each.
    let comment =
        colleague.post(format!("/tickets/{key}/comments"), &json!({ "body": "Mine are missing too." })).await;
    comment.expect(201);
    let told = recipients(&post.told(colleague).await);
    assert_eq!(told.iter().filter(|to| **to == sam.email).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|to| **to == noor.email).count(), 1, "{told:?}");
    assert!(!told.contains(&other.email), "{told:?}");

    // An agent replies: it waits for the customer, and the customer side gets one mail each in its own language.
    let reply = json!({ "body": "Fixed in the night run. Do you see your figures?" });
    let reply = sam.post(format!("/tickets/{key}/comments"), &reply).await.expect(201);
    assert_eq!(reply["ticket"]["status"], "waiting_for_customer");
    assert_eq!(reply["ticket"]["turn"], "customer");
    let told = post.told(sam).await;
    assert_eq!(recipients(&told), sorted(&[maria, colleague]));
    for person in [maria, colleague] {
        let mail = told.iter().find(|mail| mail.to == person.email).unwrap();
        assert_eq!(mail.language, person.language, "{}: {}", person.email, mail.subject);
        assert!(mail.text.contains("Fixed in the night run."), "{}", mail.text);
        assert!(mail.text.contains(&format!("/tickets/{key}")), "{}", mail.text);
    }
    assert_ne!(told[0].text, told[1].text, "two languages");

    // An internal note reaches no customer by any path.
    let note = json!({ "body": CANARY, "audience": "internal" });
    let note = sam.post(format!("/tickets/{key}/comments"), &note).await;
    assert_eq!(note.expect(201)["ticket"]["status"], "waiting_for_customer", "a note changes no status");
    let read = noor.get_at(format!("/tickets/{key}/comments"), note.position()).await;
    assert!(read.text.contains(CANARY), "the other agent reads it: {read}");
    for customer in cast.customers() {
        never_reads(customer, cast, &key, note.position()).await;
    }

    // The colleague closes: the agent is told, and so is the author.
    let closed = colleague
        .post(format!("/tickets/{key}/close"), &json!({ "comment": "They are back, thank you." }))
        .await;
    assert_eq!(closed.expect(200)["status"], "closed");
    let told = recipients(&post.told(colleague).await);
    for person in [sam, noor, maria] {
        assert_eq!(told.iter().filter(|to| **to == person.email).count(), 1, "{} in {told:?}", person.email);
    }
    assert_eq!(told.len(), 3, "{told:?}");
    let late = maria.post(format!("/tickets/{key}/comments"), &json!({ "body": "Thanks!" })).await;
    late.expect_problem(409, "ticket_closed");

    // The author reopens.
    let reopened =
        maria.post(format!("/tickets/{key}/reopen"), &json!({ "comment": "Gone again today." })).await;
    assert_eq!(reopened.expect(200)["status"], "waiting_for_support");
    let told = recipients(&post.told(maria).await);
    for person in [sam, noor] {
        assert_eq!(told.iter().filter(|to| **to == person.email).count(), 1, "{} in {told:?}", person.email);
    }

    // The history says who did what; the customer's knows of no note.
    let position = reopened.position();
    let history = sam.get_at(format!("/tickets/{key}/history"), position).await.expect(200);
    let entries = |history: &Value, kind: &str| items(history).iter().filter(|e| e["type"] == kind).count();
    assert_eq!(entries(&history, "ticket.noted"), 1, "{history}");
    let closing = items(&history).iter().find(|entry| entry["type"] == "ticket.closed").unwrap();
    assert_eq!(closing["actor"]["id"], colleague.id.as_str(), "the log says who closed it");
    let history = maria.get_at(format!("/tickets/{key}/history"), position).await.expect(200);
    assert_eq!(entries(&history, "ticket.noted"), 0, "{history}");
    assert_eq!(entries(&history, "ticket.reopened"), 1, "{history}");

    explains(&post, cast, colleague).await;
}

/// The ledger has one row for each mail and says why for each that was not sent.
async fn explains(post: &Post, cast: &Cast, colleague: &Person) {
    let ledger = post.ledger(&cast.sam).await;
    let mails = post.all();
    for mail in &mails {
        let rows = ledger
            .iter()
            .filter(|row| row["message_id"].as_str().is_some_and(|id| same_id(id, &mail.message_id)));
        let rows: Vec<&Value> = rows.collect();
        assert_eq!(rows.len(), 1, "{} to {}", mail.message_id, mail.to);
        assert_eq!(rows[0]["decision"], "send", "{}", rows[0]);
        assert_eq!(rows[0]["state"], "sent", "{}", rows[0]);
    }
    let sent = ledger.iter().filter(|row| row["decision"] == "send").count();
    assert_eq!(sent, mails.len(), "each row that says so was sent: {ledger:?}");
    let unsent: Vec<&Value> = ledger.iter().filter(|row| row["decision"] == "suppress").collect();
    assert!(
        unsent.iter().all(|row| row["reason"].as_str().is_some_and(|reason| !reason.is_empty())),
        "{unsent:?}"
    );
    let to_self = |person: &Person| {
        unsent.iter().any(|row| row["recipient"]["id"] == person.id.as_str() && row["reason"] == "actor")
    };
    for actor in [&cast.maria, colleague, &cast.sam] {
        assert!(to_self(actor), "{} is not told of their own acts: {unsent:?}", actor.email);
    }
    // A customer reads their own rows and nobody else's.
    let own = post.ledger(colleague).await;
    assert!(!own.is_empty());
    assert!(own.iter().all(|row| row["recipient"]["id"] == colleague.id.as_str()), "{own:?}");
    for mail in mails.iter().filter(|mail| !mail.to.ends_with("@docket.example")) {
        assert!(!mail.everything.contains(CANARY), "{}", mail.everything);
    }
}

fn same_id(one: &str, other: &str) -> bool {
    one.trim_matches(['<', '>']) == other.trim_matches(['<', '>'])
}

/// Asks every address the API can be read at and finds no internal note in any answer.
async fn never_reads(customer: &Person, cast: &Cast, key: &str, position: i64) {
    let document = customer.get("/openapi.json").await.expect(200);
    let paths = document["paths"].as_object().unwrap();
    let mut asked = 0;
    let readable = paths.iter().filter(|(_, verbs)| verbs.get("get").is_some()).map(|(path, _)| path);
    // The stream has no end; what it tells to whom is held in its own tests.
    for path in readable.filter(|path| !path.ends_with("/stream")) {
        let path = path
            .replace("{key}", key)
            .replace("{desk}", "AMS")
            .replace("{request_type}", "incident")
            .replace("{id}", &cast.meridian)
            .replace("{person}", &customer.id)
            .replace("{token}", "none");
        let path = path.strip_prefix("/api/v1").unwrap_or(&path).to_owned();
        for query in ["", "?limit=100"] {
            let answer = customer.get_at(format!("{path}{query}"), position).await;
            assert!(!answer.text.contains("CANARY"), "{} reads {answer}", customer.email);
            asked += 1;
        }
    }
    assert!(asked > 20, "{asked} addresses");
    for scope in ["mine", "shared", "organization", "queue", "all"] {
        let answer = customer.get_at(format!("/tickets?scope={scope}&limit=100"), position).await;
        assert!(!answer.text.contains("CANARY"), "{} reads {answer}", customer.email);
    }
}

/// Whether a list holds a ticket on any of its pages.
async fn lists(who: &Client, scope: &str, key: &str, position: i64) -> bool {
    let mut cursor = String::new();
    loop {
        let page =
            who.get_at(format!("/tickets?scope={scope}&limit=100{cursor}"), position).await.expect(200);
        if items(&page).iter().any(|item| item["key"] == key) {
            return true;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return false,
        }
    }
}

/// The mails about one ticket as they come.
struct Post {
    agent: Person,
    key: String,
    mails: PathBuf,
    seen: BTreeSet<String>,
    decided: usize,
}

impl Post {
    fn all(&self) -> Vec<Mail> {
        let mark = format!("[{}]", self.key);
        mail::read_all(&self.mails).into_iter().filter(|mail| mail.subject.contains(&mark)).collect()
    }

    async fn ledger(&self, reader: &Client) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = reader
                .get(format!("/tickets/{}/notifications?limit=100{cursor}", self.key))
                .await
                .expect(200);
            rows.extend_from_slice(items(&page));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    /// Waits until the last act is decided on, which the row that the actor gets no mail shows, and all mail is
    /// out. Gives the mails since the last time.
    async fn told(&mut self, actor: &Person) -> Vec<Mail> {
        let before = self.decided;
        let mut decided = before;
        wait_until(MAIL_LIMIT, &format!("the mails about what {} did", actor.email), async || {
            let ledger = self.ledger(&self.agent).await;
            decided = ledger.len();
            let of_actor =
                |row: &&Value| row["recipient"]["id"] == actor.id.as_str() && row["reason"] == "actor";
            let done = |row: &Value| row["decision"] == "suppress" || row["state"] == "sent";
            ledger.len() > before
                && ledger[before..].iter().any(|row| of_actor(&row))
                && ledger.iter().all(done)
        })
        .await;
        self.decided = decided;
        let new: Vec<Mail> =
            self.all().into_iter().filter(|mail| !self.seen.contains(&mail.message_id)).collect();
        self.seen.extend(new.iter().map(|mail| mail.message_id.clone()));
        new
    }
}

fn recipients(mails: &[Mail]) -> Vec<String> {
    let mut to: Vec<String> = mails.iter().map(|mail| mail.to.clone()).collect();
    to.sort();
    to
}

fn sorted(people: &[&Person]) -> Vec<String> {
    let mut emails: Vec<String> = people.iter().map(|person| person.email.clone()).collect();
    emails.sort();
    emails
}

//! What streams tell, what is marked unread and what is counted, held against who can see it.

use std::collections::{BTreeMap, BTreeSet};

use docket_app::{CommandKey, Position};
use docket_domain::person::TokenScope;
use docket_domain::{Actor, PersonId, TokenName};

use crate::check::Met;
use crate::life::World;

/// More rows than a world has.
const EVERYTHING: u32 = 1000;

impl World<'_> {
    /// A token of somebody's own.
    pub(crate) async fn token(&self, person: PersonId) -> String {
        let session = self.place.session(person).await;
        let name = TokenName::parse("check").unwrap();
        let (app, unique) = (&self.place.app, CommandKey::unique());
        app.create_token(&session, &unique, name, TokenScope::Read, None).await.unwrap().token
    }

    /// A stream from the beginning of the world tells each person the histories of the tickets that they see, and nothing
    /// else.
    pub(crate) async fn tells_what_is_seen(&self, person: PersonId, token: &str, met: &mut Met) {
        let app = &self.place.app;
        let session = app.authenticate(token).await.unwrap();
        let actor = session.actor.clone();
        let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for key in self.model.keys() {
            if self.model.sees(person, &key) {
                let (entries, _) = app.history(&actor, &key, None).await.unwrap();
                expected.insert(key, entries.iter().map(|entry| entry.position).collect());
            }
        }
        let head = app.store().head().await.unwrap().position;
        let mut stream = app.stream(session, token.to_owned(), Some(self.begun), None).await.unwrap();
        let mut told: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut reached = Position::ZERO;
        while reached < head {
            let news = stream.next().await.unwrap();
            reached = news.reached;
            for one in news.told {
                assert!(
                    actor.is_support()
                        || self.model.knows_name(person, one.entry.actor, &one.ticket.to_string()),
                    "a stream tells of an actor who did nothing"
                );
                told.entry(one.ticket.to_string()).or_default().push(one.entry.position);
                met.told += 1;
            }
        }
        assert_eq!(told, expected, "the stream of {}", self.model.people[&person].name);
    }

    /// Nothing is marked or counted of a ticket that is not seen, and the numbers are those of the marks.
    pub(crate) async fn counts_what_is_seen(&self, actor: &Actor, met: &mut Met) {
        let app = &self.place.app;
        let name = &self.model.people[&actor.person].name;
        let ids: BTreeMap<_, _> = self.model.tickets.iter().map(|(key, ticket)| (ticket.id, key)).collect();
        let rows = app.views().concerned(actor.person, EVERYTHING).await.unwrap();
        let mut unread = BTreeSet::new();
        for (ticket, numbers) in &rows {
            let Some(key) = ids.get(ticket) else { continue };
            assert!(self.model.sees(actor.person, key), "{name} counts {key} and does not see it");
            if numbers.unread == 1 {
                unread.insert((*key).clone());
            }
        }
        for key in self.model.keys().iter().filter(|key| self.model.sees(actor.person, key)) {
            let ticket = app.ticket(actor, key).await.unwrap();
            let seen = app.seen(actor, &ticket.state).await.unwrap();
            assert!(seen.unread || !unread.contains(key), "{key} is marked unread to {name} and is not");
        }
        let counts = app.counts(actor).await.unwrap().own;
        let sum = rows.iter().fold(docket_app::Numbers::default(), |sum, (_, one)| sum + *one);
        assert_eq!(counts, sum, "the numbers of {name}");
        met.unread += unread.len();
    }
}

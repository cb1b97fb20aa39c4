//! What a search shows in a world: hits, and the pieces of texts that go with them.

use std::collections::{BTreeMap, BTreeSet};

use docket_app::{Excerpt, PageRequest, SearchQuery, TicketFilter};
use docket_domain::Actor;

use crate::check::{EVERYTHING, Met};
use crate::life::World;

impl World<'_> {
    /// The tickets of this world that a search finds, each with what is shown of it.
    async fn search(&self, actor: &Actor, text: &str) -> BTreeMap<String, Option<Excerpt>> {
        // The space says that the word ends here.
        let query = SearchQuery::parse(&format!("{text} ")).unwrap();
        let page = PageRequest::first(EVERYTHING);
        let session = self.place.session(actor.person).await;
        let found = self.place.app.search(&session, query, None, TicketFilter::default(), None, &page).await;
        let mut found = found.unwrap();
        let rows = found.page.items.into_iter().map(|row| {
            let excerpt = found.excerpts.remove(&row.ticket_id);
            (row.key.to_string(), excerpt)
        });
        rows.filter(|(key, _)| self.model.tickets.contains_key(key)).collect()
    }

    /// Holds what is found against what should be. A word of a text is marked in its excerpt.
    async fn finds(&self, actor: &Actor, text: &str, expected: &BTreeSet<String>) {
        let what = format!("{text} by {}", self.model.people[&actor.person].name);
        let found = self.search(actor, text).await;
        assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), *expected, "{what}");
        for (key, excerpt) in found {
            let Some(Excerpt(segments)) = excerpt else { panic!("no excerpt of {key} for {what}") };
            assert!(
                segments.iter().any(|segment| segment.hit && segment.text == text),
                "{what}: {segments:?}"
            );
            let internal = segments.iter().any(|segment| segment.text.contains(&self.internal()));
            assert!(actor.is_support() || !internal, "{what}: {segments:?}");
        }
    }

    /// Words of texts, of notes and of names find the tickets that somebody sees, and no others.
    pub(crate) async fn finds_what_is_seen(&self, actor: &Actor, met: &mut Met) {
        let of = |holds: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            self.model.keys().into_iter().filter(|key| holds(key)).collect()
        };
        let seen = of(&|key| self.model.sees(actor.person, key));
        self.finds(actor, &self.everywhere(), &seen).await;
        let noted = of(&|key| actor.is_support() && self.model.tickets[key].noted);
        self.finds(actor, &self.internal(), &noted).await;
        let unread = seen.iter().filter(|key| self.model.tickets[*key].noted).count();
        met.unseen_notes += if actor.is_support() { 0 } else { unread };
        for (key, ticket) in &self.model.tickets {
            let expected = if seen.contains(key) { BTreeSet::from([key.clone()]) } else { BTreeSet::new() };
            met.unseen_words += usize::from(expected.is_empty());
            self.finds(actor, &ticket.own, &expected).await;
            let by_key: BTreeSet<String> = self.search(actor, key).await.into_keys().collect();
            assert_eq!(by_key, expected, "{key} by {}", self.model.people[&actor.person].name);
        }
        for (person, somebody) in &self.model.people {
            let name = somebody.name.rsplit(' ').next().unwrap();
            let found: BTreeSet<String> = self.search(actor, name).await.into_keys().collect();
            // Customers know by name who acted; the team whom a ticket is shared with as well.
            let expected = of(&|key| {
                let ticket = &self.model.tickets[key];
                let known = actor.is_support() && ticket.participants.contains(person);
                seen.contains(key) && (known || ticket.acted.contains(person))
            });
            assert_eq!(found, expected, "{name} by {}", self.model.people[&actor.person].name);
        }
    }

    /// A right that was taken away counts at once, though the views may be behind.
    pub(crate) async fn finds_no_more_than_is_seen(&self, actor: &Actor) {
        for key in self.search(actor, &self.everywhere()).await.into_keys() {
            let name = &self.model.people[&actor.person].name;
            assert!(self.model.sees(actor.person, &key), "{name} still finds {key}");
        }
    }
}

//! What is held of a world: everything that shows a ticket agrees with who can see it.

use std::collections::BTreeSet;

use docket_app::PageRequest;
use docket_app::tickets::{Briefs, ListScope};
use docket_app::{AppError, Sort, TicketFilter};
use docket_domain::{Actor, PersonId, can_see};

use crate::life::World;
use crate::model::Somebody;

/// More rows than a world has.
pub(crate) const EVERYTHING: u32 = 1000;

/// How often the worlds met what they are about: where one is never met, nothing was shown about it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Met {
    pub(crate) refused_reads: usize,
    pub(crate) hidden_files: usize,
    pub(crate) hidden_names: usize,
    pub(crate) typed_addresses: usize,
    pub(crate) earlier_audiences: usize,
    pub(crate) mailed_customers: usize,
    pub(crate) unseen_words: usize,
    pub(crate) unseen_notes: usize,
    pub(crate) told: usize,
    pub(crate) unread: usize,
    pub(crate) unseen_links: usize,
    pub(crate) exported: usize,
    pub(crate) small_pictures: usize,
    pub(crate) hidden_pictures: usize,
    pub(crate) unseen_muted: usize,
}

impl World<'_> {
    /// Holds everything once the world has come to rest.
    pub(crate) async fn check(&self, met: &mut Met) {
        self.place.settle().await;
        for person in self.model.those(|_| true) {
            let somebody = &self.model.people[&person];
            let claimed = self.place.memberships(person).await;
            assert_eq!(
                claimed,
                somebody.belongs.keys().copied().collect(),
                "the claims of {}",
                somebody.name
            );
            if somebody.can_act() {
                let actor = self.place.session(person).await.actor;
                self.lists_what_is_seen(&actor).await;
                self.finds_what_is_seen(&actor, met).await;
                self.counts_what_is_seen(&actor, met).await;
                self.reads_links_in_texts(&actor).await;
                self.lists_what_is_muted(&actor, met).await;
                for key in self.model.keys() {
                    self.reads_agree(&actor, &key, met).await;
                    if self.model.sees(person, &key) {
                        self.is_shown_links(&actor, &key, met).await;
                    }
                }
            }
        }
        // Last: the tokens that streams and requests come with are events of their own.
        for person in self.model.those(Somebody::can_act) {
            let token = self.token(person).await;
            self.tells_what_is_seen(person, &token, met).await;
            self.exports_what_is_seen(person, &token, met).await;
            self.hands_out_what_is_seen(person, &token, met).await;
        }
        for key in self.model.keys() {
            self.audience_and_mails_agree(&key, met).await;
        }
    }

    /// The tickets of this world that a list shows.
    pub(crate) async fn list(&self, actor: &Actor, scope: ListScope) -> BTreeSet<String> {
        let page = PageRequest::first(EVERYTHING);
        let session = self.place.session(actor.person).await;
        let listed =
            self.place.app.tickets(&session, scope, TicketFilter::default(), Sort::UpdatedDesc, &page).await;
        let rows = listed.unwrap().page.items;
        let keys = rows.iter().map(|row| row.key.to_string());
        keys.filter(|key| self.model.tickets.contains_key(key)).collect()
    }

    async fn lists_what_is_seen(&self, actor: &Actor) {
        let person = actor.person;
        let seen = |of: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            self.model.keys().into_iter().filter(|key| of(key)).collect()
        };
        let name = &self.model.people[&person].name;
        if actor.is_support() {
            assert_eq!(self.list(actor, ListScope::All).await, seen(&|_| true), "all of {name}");
            assert_eq!(self.list(actor, ListScope::Queue).await, seen(&|_| true), "the queue of {name}");
            return;
        }
        let tickets = &self.model.tickets;
        let mine = self.list(actor, ListScope::Mine).await;
        assert_eq!(mine, seen(&|key| tickets[key].reporter == person), "those of {name}");
        let shared = self.list(actor, ListScope::Shared).await;
        let named = seen(&|key| tickets[key].participants.contains(&person));
        assert_eq!(shared, named, "those shared with {name}");
        let organization = self.list(actor, ListScope::Organization).await;
        let of_organization =
            seen(&|key| tickets[key].shared.is_some_and(|shared| actor.organizations.contains(&shared)));
        assert_eq!(organization, of_organization, "those shared with the organizations of {name}");
        let all: BTreeSet<String> = mine.into_iter().chain(shared).chain(organization).collect();
        assert_eq!(all, seen(&|key| self.model.sees(person, key)), "all that {name} sees");
        for scope in [ListScope::Queue, ListScope::All] {
            let page = PageRequest::first(1);
            let session = self.place.session(person).await;
            let refused = self
                .place
                .app
                .tickets(&session, scope, TicketFilter::default(), Sort::UpdatedDesc, &page)
                .await;
            assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{name} reads {scope:?}");
        }
    }

    /// A right that was taken away counts at once, though the views may be behind.
    pub(crate) async fn lists_no_more_than_is_seen(&self, person: PersonId) {
        let somebody = &self.model.people[&person];
        if !somebody.can_act() || somebody.role.is_support() {
            return;
        }
        let actor = self.place.session(person).await.actor;
        for scope in [ListScope::Mine, ListScope::Shared, ListScope::Organization] {
            for key in self.list(&actor, scope).await {
                assert!(self.model.sees(person, &key), "{} is still listed {key}", somebody.name);
            }
        }
        self.finds_no_more_than_is_seen(&actor).await;
    }

    async fn reads_agree(&self, actor: &Actor, key: &str, met: &mut Met) {
        let app = &self.place.app;
        let sees = self.model.sees(actor.person, key);
        let what = format!("{key} by {}", self.model.people[&actor.person].name);
        let read = app.ticket(actor, key).await;
        assert_eq!(read.is_ok(), sees, "reading {what}");
        let history = app.history(actor, key, None).await;
        assert_eq!(history.is_ok(), sees, "the history of {what}");
        let timeline = app.timeline(actor, key, &PageRequest::first(EVERYTHING)).await;
        assert_eq!(timeline.is_ok(), sees, "the comments of {what}");
        let audience = app.audience(actor, key, None).await;
        assert_eq!(audience.is_ok(), sees, "the audience of {what}");
        let files = &self.model.tickets[key].files;
        for file in files {
            let may = self.model.may_have(actor.person, key, file);
            let had = app.attachment(actor, key, file.id).await;
            assert_eq!(had.is_ok(), may, "the file {} of {what}", file.id);
            met.hidden_files += usize::from(sees && !may);
        }
        let listed = app.attachments(actor, key).await;
        assert_eq!(listed.is_ok(), sees, "the files of {what}");
        let shown = files.iter().filter(|file| self.model.may_have(actor.person, key, file)).count();
        assert!(listed.is_err() || listed.is_ok_and(|listed| listed.len() == shown), "the files of {what}");
        let (Ok(ticket), Ok((entries, told)), Ok(audience)) = (read, history, audience) else {
            met.refused_reads += 1;
            return;
        };
        assert!(can_see(actor, ticket.state.access()), "{what}");
        let opened = &self.model.tickets[key];
        assert_eq!(ticket.state.participants, opened.participants, "the participants of {what}");
        let header = app.ticket_briefs(actor, &ticket).await.unwrap();
        for person in &opened.participants {
            self.knows_no_more_than_allowed(actor, *person, key, &header);
            let shown = header.name(*person);
            met.hidden_names += usize::from(shown != self.model.people[person].name);
            met.typed_addresses += usize::from(shown == self.model.people[person].email);
        }
        for entry in &entries {
            assert!(
                actor.is_support() || self.model.knows_name(actor.person, entry.actor, key),
                "the history of {what} has an actor who did nothing"
            );
            self.knows_no_more_than_allowed(actor, entry.actor, key, &told);
        }
        for seer in &audience.seers {
            let person = seer.person;
            self.knows_no_more_than_allowed(actor, person, key, &audience.briefs);
            assert!(self.model.sees(person, key), "the audience of {what} holds one who does not see it");
        }
        let oneself = audience.seers.iter().any(|seer| seer.person == actor.person);
        assert!(oneself, "the audience of {what} holds the reader");
    }

    /// The one rule of directory privacy, held against names, addresses and ids as an answer has them.
    fn knows_no_more_than_allowed(&self, actor: &Actor, person: PersonId, key: &str, briefs: &Briefs) {
        let somebody = &self.model.people[&person];
        let reader = actor.person;
        let what = format!("{} to {} on {key}", somebody.name, self.model.people[&reader].name);
        let name = self.model.knows_name(reader, person, key);
        assert_eq!(briefs.name(person) == somebody.name, name, "the name of {what}");
        assert_eq!(briefs.id(person) == person.0, name, "the id of {what}");
        if let Some(email) = briefs.email(person) {
            assert_eq!(email, somebody.email);
            assert!(self.model.knows_address(reader, person), "the address of {what}");
        }
    }

    async fn audience_and_mails_agree(&self, key: &str, met: &mut Met) {
        let team = self.model.those(|somebody| somebody.role.is_support() && somebody.can_act());
        let agent = self.place.session(team[0]).await.actor;
        let now = self.place.app.audience(&agent, key, None).await.unwrap();
        let expected = self.model.audience(key);
        assert_eq!(now.support, team.len(), "the team of {key}");
        assert_eq!(people(&now), expected, "the audience of {key}");
        for (moment, then) in &self.moments {
            let Some(expected) = then.get(key) else { continue };
            let before = self.place.app.audience(&agent, key, Some(*moment)).await.unwrap();
            assert_eq!(people(&before), *expected, "the audience of {key} at {moment}");
            met.earlier_audiences += 1;
        }
        for person in self.place.mailed(self.model.tickets[key].id).await {
            assert!(expected.contains(&person), "{} was mailed of {key}", self.model.people[&person].name);
            met.mailed_customers += usize::from(!team.contains(&person));
        }
    }
}

fn people(audience: &docket_app::tickets::Audience) -> BTreeSet<PersonId> {
    audience.seers.iter().map(|seer| seer.person).collect()
}

//! What a ticket's page is made of, as its use cases answer it.

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_app::directory::KnownPerson;
use docket_app::tickets::{Briefs, Happened, HeldFile, LinkedTicket, Seen};
use docket_app::{Loaded, PageRequest, PeopleFilter, PersonState};
use docket_domain::desk::Desk;
use docket_domain::ticket::Ticket;
use docket_domain::{OrganizationId, PersonId, Role, SYSTEM};
use docket_web::{Caller, WebState};

use crate::page::Page;
use crate::stop::Stop;
use crate::visitor::Visitor;

/// So many of the team are offered as assignees.
const TEAM: u32 = 100;

fn team_filter() -> PeopleFilter {
    PeopleFilter {
        roles: vec![Role::Agent, Role::Administrator],
        states: vec![PersonState::Active],
        ..PeopleFilter::default()
    }
}

/// All that is known of a ticket by the one who asks.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) loaded: Arc<Loaded<Ticket>>,
    pub(super) desk: Arc<Loaded<Desk>>,
    pub(super) story: Vec<Happened>,
    pub(super) files: Vec<HeldFile>,
    pub(super) links: Vec<LinkedTicket>,
    pub(super) seen: Seen,
    pub(super) names: Names,
    /// The team with the reader, for the team.
    pub(super) team: Vec<KnownPerson>,
    /// Who of the team is writing on it, for the team.
    pub(super) answering: Vec<PersonId>,
    /// In bytes.
    pub(super) max_file_size: u64,
}

/// The names behind the ids of a ticket's page, as far as the reader may know them.
#[derive(Debug)]
pub(super) struct Names {
    /// Of those who did something to it or were named by that.
    of_story: Briefs,
    /// Of its organizations.
    of_organizations: Briefs,
    /// Of those whom its head and its answers name.
    of_head: Briefs,
    /// What stands for somebody unknown.
    outsider: String,
    /// What the desk calls itself.
    system: String,
}

impl Names {
    /// What a person is called.
    pub(super) fn of(&self, person: PersonId) -> &str {
        if person.0 == SYSTEM {
            return &self.system;
        }
        let known = self.of_story.known_name(person).or_else(|| self.of_head.known_name(person));
        known.unwrap_or(&self.outsider)
    }

    /// The id by which the page speaks of a person.
    pub(super) fn id(&self, person: PersonId) -> String {
        self.of_story.id(person).to_string()
    }

    /// What an organization is called.
    pub(super) fn organization(&self, organization: OrganizationId) -> &str {
        self.of_organizations.organization(organization)
    }

    /// The events' own names.
    pub(super) fn story(&self) -> &Briefs {
        &self.of_story
    }
}

impl Gathered {
    /// Reads all of it.
    pub(super) async fn load<C: Caller>(
        state: &WebState,
        visitor: &Visitor<C>,
        page: &Page,
        key: &str,
    ) -> Result<Self, Stop> {
        let (app, who) = (&state.app, visitor.actor());
        let (loaded, seen) = app.ticket_and_seen(who, key).await?;
        let ticket = &loaded.state;
        let desk = app.desk(ticket.key.desk().as_str()).await?;
        let (story, of_story) = app.story(who, key).await?;
        let files = app.attachments_of(who.side(), &loaded).await?;
        let links = app.links(who, &loaded).await?;
        let own = if ticket.reporter == who.person { who.organizations.clone() } else { BTreeSet::new() };
        let organizations = own.into_iter().chain(ticket.organization).chain(loaded.shared_with());
        let of_organizations = app.briefs(who, None, organizations).await?;
        let of_head = app.ticket_briefs(who, &loaded).await?;
        let names = Names {
            of_story,
            of_organizations,
            of_head,
            outsider: page.t.ticket_outsider().into_owned(),
            system: page.face.name.clone(),
        };
        let (mut team, mut answering) = (Vec::new(), Vec::new());
        if who.is_support() {
            team =
                app.find_people(who, &team_filter(), &PageRequest { limit: TEAM, after: None }).await?.items;
            answering = app.answering(who, key).await?;
        }
        let max_file_size = app.max_file_size();
        Ok(Self { loaded, desk, story, files, links, seen, names, team, answering, max_file_size })
    }

    pub(super) fn ticket(&self) -> &Ticket {
        &self.loaded.state
    }
}

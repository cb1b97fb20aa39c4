//! The names behind the ids of an answer, as far as its reader may know them.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_domain::desk::FieldValue;
use docket_domain::organization::Organization;
use docket_domain::person::Person;
use docket_domain::site::{SITE, Site};
use docket_domain::ticket::Ticket;
use docket_domain::{
    Actor, EmailAddress, FieldKey, Knowledge, OrganizationId, PersonId, Relation, SYSTEM, Standing, TicketId,
    link, may_know,
};
use serde_json::Value;
use uuid::Uuid;

use crate::App;
use crate::aggregates::{Loaded, Reading};
use crate::error::AppError;

/// What a reader is shown instead of the name of somebody they may not know.
const OUTSIDER: &str = "someone outside your organization";

/// The names behind the ids of an answer, as far as the reader may know them.
#[derive(Debug, Default)]
pub struct Briefs {
    people: BTreeMap<PersonId, Brief>,
    organizations: BTreeMap<OrganizationId, String>,
    tickets: BTreeMap<TicketId, String>,
    /// What the installation is called, where it acted by itself.
    site: String,
}

#[derive(Debug)]
struct Brief {
    knowledge: Knowledge,
    id: Uuid,
    name: String,
    email: Option<EmailAddress>,
}

impl Briefs {
    /// The id by which an answer speaks of a person. Of those whom the reader may not know by name it is a stand-in
    /// that means them on this ticket alone: their own id tells when they became known.
    pub fn id(&self, person: PersonId) -> Uuid {
        self.people.get(&person).map_or(person.0, |brief| brief.id)
    }

    /// A person's name, or what is shown instead.
    pub fn name(&self, person: PersonId) -> &str {
        let site = if person.0 == SYSTEM { self.site.as_str() } else { "" };
        self.people.get(&person).map_or(site, |brief| &brief.name)
    }

    /// A person's address, where the reader may know it.
    pub fn email(&self, person: PersonId) -> Option<&str> {
        self.people.get(&person)?.email.as_ref().map(EmailAddress::as_str)
    }

    /// A ticket's key, where the reader may see it.
    pub fn ticket(&self, ticket: TicketId) -> &str {
        self.tickets.get(&ticket).map_or("another ticket", String::as_str)
    }

    /// Takes in the keys of tickets that the reader sees.
    pub(super) fn know_tickets<'t>(&mut self, tickets: impl IntoIterator<Item = &'t Ticket>) {
        self.tickets.extend(tickets.into_iter().map(|ticket| (ticket.id, ticket.key.to_string())));
    }

    /// An organization's name.
    pub fn organization(&self, organization: OrganizationId) -> &str {
        self.organizations.get(&organization).map_or("", String::as_str)
    }

    /// What the reader may know of a person.
    pub(super) fn knowledge(&self, person: PersonId) -> Knowledge {
        self.people.get(&person).map_or(Knowledge::Nothing, |brief| brief.knowledge)
    }

    /// Speaks of somebody by an address that was typed.
    pub(super) fn typed(&mut self, person: PersonId, email: &EmailAddress) {
        let knowledge = Knowledge::TypedAddress;
        let brief = Brief { knowledge, id: person.0, name: email.as_str().to_owned(), email: None };
        self.people.insert(person, brief);
    }

    /// Puts the ids by which the answer speaks of people into what an event says.
    pub(super) fn veil(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Ok(id) = Uuid::parse_str(text)
                    && let Some(brief) = self.people.get(&PersonId(id))
                {
                    *text = brief.id.to_string();
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.veil(value)),
            Value::Object(values) => values.values_mut().for_each(|value| self.veil(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

impl App {
    /// The names of organizations, and of people whom the reader's list shows because they asked or act: by at most one
    /// read of the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn briefs(
        &self,
        who: &Actor,
        people: impl IntoIterator<Item = PersonId>,
        organizations: impl IntoIterator<Item = OrganizationId>,
    ) -> Result<Briefs, AppError> {
        let people = people.into_iter().map(|person| (person, Standing::Involved)).collect();
        let organizations = organizations.into_iter().collect();
        self.acquaint(who, None, people, organizations).await
    }

    /// The names a ticket's header shows, and those of the people whom its answers name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ticket_briefs(&self, who: &Actor, ticket: &Loaded<Ticket>) -> Result<Briefs, AppError> {
        let state = &ticket.state;
        let answered = self.people_answered(state).await?;
        let people = state.participants.iter().copied().chain([state.reporter]).chain(state.assignee);
        let people = people.chain(answered.into_values());
        self.briefs_on(who, state, people, state.organization).await
    }

    /// The people whom a ticket's answers name, by the field of the form it was filed with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_answered(&self, ticket: &Ticket) -> Result<BTreeMap<FieldKey, PersonId>, AppError> {
        let may_be_a_person =
            |value: &FieldValue| matches!(value, FieldValue::Text(text) if Uuid::parse_str(text).is_ok());
        // Few forms ask for people: for the others no desk is read.
        if !ticket.fields.values().any(may_be_a_person) {
            return Ok(BTreeMap::new());
        }
        let desk = self.desk_of(ticket).await?;
        let filed = &ticket.filed;
        let form = desk.state.request_types.get(&filed.request_type);
        let form = form.and_then(|kind| kind.form_of_version(filed.form_version));
        Ok(form.map(|form| form.people_answered(&ticket.fields)).unwrap_or_default())
    }

    /// The names of people as they stand to a ticket that the reader sees.
    pub(super) async fn briefs_on(
        &self,
        who: &Actor,
        ticket: &Ticket,
        people: impl IntoIterator<Item = PersonId>,
        organizations: impl IntoIterator<Item = OrganizationId>,
    ) -> Result<Briefs, AppError> {
        let people = people.into_iter().map(|person| (person, Standing::of(ticket, person))).collect();
        let organizations = organizations.into_iter().collect();
        self.acquaint(who, Some(ticket.id), people, organizations).await
    }

    /// What a reader may know of people who stand so to a ticket, or to none, by the rule [`may_know`].
    pub(crate) async fn acquaint(
        &self,
        who: &Actor,
        ticket: Option<TicketId>,
        mut people: BTreeMap<PersonId, Standing>,
        organizations: BTreeSet<OrganizationId>,
    ) -> Result<Briefs, AppError> {
        let by_itself = people.remove(&PersonId(SYSTEM)).is_some();
        let mut reading = Reading::new(self.aggregates());
        if by_itself {
            reading.want_name::<Site>(SITE);
        }
        // Who is known by the ticket anyhow need not be looked for among the reader's colleagues.
        let certain = who.is_support()
            || people.iter().all(|(id, standing)| *standing == Standing::Involved || *id == who.person);
        let circle: Vec<OrganizationId> =
            if certain { Vec::new() } else { who.organizations.iter().copied().collect() };
        for id in &circle {
            reading.want::<Organization>(id.0);
        }
        for id in people.keys() {
            reading.want_name::<Person>(id.0);
        }
        for id in &organizations {
            reading.want_name::<Organization>(id.0);
        }
        let tails = reading.fetch().await?;
        let mut own = Vec::with_capacity(circle.len());
        for id in circle {
            own.extend(tails.fold::<Organization>(id.0)?);
        }
        let mut briefs = Briefs::default();
        if by_itself {
            let site = tails.fold::<Site>(SITE)?.map(|site| site.state.name.clone());
            briefs.site = site.unwrap_or_default().into();
        }
        for (id, standing) in people {
            let Some(person) = tails.fold::<Person>(id.0)? else { continue };
            let relation = Relation::of(who, id, own.iter().map(|loaded| &loaded.state));
            let knowledge = may_know(who, id, relation, standing);
            briefs.people.insert(id, self.brief(&person.state, knowledge, ticket));
        }
        for id in organizations {
            let Some(organization) = tails.fold::<Organization>(id.0)? else { continue };
            briefs.organizations.insert(id, organization.state.name.as_str().to_owned());
        }
        Ok(briefs)
    }

    fn brief(&self, person: &Person, knowledge: Knowledge, ticket: Option<TicketId>) -> Brief {
        let stand_in = || self.stand_in(ticket, person.id);
        let (id, name, email) = match knowledge {
            Knowledge::NameAndAddress => (person.id.0, person.name.as_str(), Some(person.email.clone())),
            Knowledge::Name => (person.id.0, person.name.as_str(), None),
            Knowledge::TypedAddress => (stand_in(), person.email.as_str(), None),
            Knowledge::Presence | Knowledge::Nothing => (stand_in(), OUTSIDER, None),
        };
        Brief { knowledge, id, name: name.to_owned(), email }
    }

    /// An id for somebody that says nothing about them and means them on one ticket alone.
    pub(super) fn stand_in(&self, ticket: Option<TicketId>, person: PersonId) -> Uuid {
        let purpose = ticket.map_or_else(|| "stand-in".to_owned(), |ticket| format!("stand-in {ticket}"));
        let derived = link::derive(self.site_key(), &purpose, person.0);
        let mut bytes = [0; 16];
        // 256 derived bits in base64url always decode; their first half is taken.
        for (byte, derived) in bytes.iter_mut().zip(URL_SAFE_NO_PAD.decode(derived).unwrap_or_default()) {
            *byte = derived;
        }
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

//! Who and what there is before the first ticket.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use docket_app::scopes;
use docket_domain::desk::{DeskEvent, Form, default_desk, event as desk};
use docket_domain::organization::event as organization;
use docket_domain::person::{InvitationOrigin, event as person};
use docket_domain::{
    DeskId, DeskKey, DeskName, EmailAddress, Event, Label, Language, OrganizationId, OrganizationName,
    OrganizationSlug, PersonId, PersonName, RequestTypeKey, Role, SYSTEM,
};
use uuid::Uuid;

use super::scribe::{Fact, Scribe};
use crate::cli::Fill;

/// How long a link would have worked.
const INVITED_FOR: TimeDelta = TimeDelta::days(7);

/// A desk and what can be asked there, the most common first.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) id: DeskId,
    pub(super) key: DeskKey,
    pub(super) request_types: Vec<RequestTypeKey>,
    pub(super) tickets: u32,
}

/// A customer and the organization they belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    pub(super) id: PersonId,
    pub(super) organization: Option<OrganizationId>,
}

/// Everybody.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) desks: Vec<Desk>,
    pub(super) administrator: PersonId,
    pub(super) agents: Vec<PersonId>,
    pub(super) customers: Vec<Customer>,
}

/// How many there are of whom, for so many tickets.
struct Numbers {
    agents: u32,
    organizations: u32,
    customers: u32,
}

impl Numbers {
    fn for_tickets(tickets: u32) -> Self {
        let customers = (tickets / 50).clamp(20, 20_000);
        Self {
            agents: (tickets / 10_000).clamp(4, 50),
            organizations: (customers / 100).clamp(4, 200),
            customers,
        }
    }
}

impl Site {
    /// Writes down how they came in, all at one moment. The first `logins` customers, four agents and the
    /// administrator have not chosen a password yet: whoever fills lets them choose theirs afterwards.
    pub(super) fn found(scribe: &mut Scribe, at: DateTime<Utc>, fill: &Fill) -> Result<Self> {
        let numbers = Numbers::for_tickets(fill.tickets);
        let mut founder = Founder { scribe, at };
        let administrator = founder.person("ada@docket.example", "Ada", Role::Administrator, false)?;
        let desks = vec![
            founder.desk(default_desk())?,
            founder.desk(other_desk("PNL", "Panel Operations", &["incident", "question", "home_visit"])?)?,
            founder.desk(other_desk("WEB", "Web and Exports", &["question", "incident", "access"])?)?,
        ];
        let mut agents = Vec::new();
        for n in 0..numbers.agents {
            let email = format!("agent{n}@docket.example");
            agents.push(founder.person(&email, &format!("Agent {n}"), Role::Agent, n >= 4)?);
        }
        let mut organizations = Vec::new();
        for n in 0..numbers.organizations {
            organizations.push(founder.organization(n)?);
        }
        let mut customers = Vec::new();
        for n in 0..numbers.customers {
            let email = format!("customer{n}@broadcaster.example");
            let id = founder.person(&email, &format!("Customer {n}"), Role::Customer, n >= fill.logins)?;
            // A few organizations have most of the people, and one in ten belongs to none.
            let random = &mut founder.scribe.random;
            let of = skewed(random, organizations.len());
            let organization =
                if random.u8(..10) == 0 { None } else { Some(founder.join(&mut organizations[of], id)?) };
            customers.push(Customer { id, organization });
        }
        Ok(Self { desks, administrator, agents, customers })
    }
}

/// A place below `end`, the lower the more often.
pub(super) fn skewed(random: &mut fastrand::Rng, end: usize) -> usize {
    ((end as f64 * random.f64().powi(2)) as usize).min(end - 1)
}

struct Founder<'a> {
    scribe: &'a mut Scribe,
    at: DateTime<Utc>,
}

impl Founder<'_> {
    fn write(&mut self, actor: Uuid, stream: Uuid, events: impl IntoIterator<Item = Event>) -> Result<()> {
        let facts = (1..).zip(events).map(|(version, event)| Fact { stream, version, event });
        self.scribe.write(self.at, actor, facts.collect(), None)
    }

    fn person(&mut self, email: &str, name: &str, role: Role, active: bool) -> Result<PersonId> {
        let (id, invitation) = (self.scribe.id(self.at), self.scribe.id(self.at));
        let email = EmailAddress::parse(email)?;
        self.scribe.claim(scopes::EMAIL, email.as_str().to_owned(), id);
        let name = PersonName::parse(name)?;
        let language = Language::default();
        let mut events: Vec<person::PersonEvent> = vec![
            person::Created { email, name, language, role }.into(),
            person::Invited {
                invitation,
                origin: InvitationOrigin::Invited,
                language,
                expires_at: self.at + INVITED_FOR,
            }
            .into(),
        ];
        if active {
            events.push(person::Activated { invitation }.into());
        }
        self.write(SYSTEM, id, events.into_iter().map(Event::from))?;
        Ok(PersonId(id))
    }

    fn organization(&mut self, n: u32) -> Result<(OrganizationId, i64)> {
        let id = self.scribe.id(self.at);
        let name = OrganizationName::parse(&format!("Broadcaster {n}"))?;
        let slug = OrganizationSlug::from_name(&name)?;
        self.scribe.claim(scopes::ORGANIZATION, slug.as_str().to_owned(), id);
        let created = organization::Created { name, slug };
        self.write(SYSTEM, id, [Event::from(organization::OrganizationEvent::from(created))])?;
        Ok((OrganizationId(id), 1))
    }

    fn join(&mut self, to: &mut (OrganizationId, i64), person: PersonId) -> Result<OrganizationId> {
        let (id, version) = to;
        *version += 1;
        self.scribe.claim(scopes::MEMBERSHIP, format!("{person}/{id}"), id.0);
        let added =
            organization::OrganizationEvent::from(organization::MemberAdded { person, manager: false });
        let fact = Fact { stream: id.0, version: *version, event: added.into() };
        self.scribe.write(self.at, SYSTEM, vec![fact], None)?;
        Ok(*id)
    }

    fn desk(&mut self, events: Vec<DeskEvent>) -> Result<Desk> {
        let id = self.scribe.id(self.at);
        let (mut key, mut request_types) = (None, Vec::new());
        for event in &events {
            if let DeskEvent::Created(created) = event {
                key = Some(created.key.clone());
            } else if let DeskEvent::RequestTypeAdded(added) = event {
                request_types.push(added.key.clone());
            }
        }
        let key = key.context("a desk begins with its creation")?;
        self.scribe.claim(scopes::DESK, key.as_str().to_owned(), id);
        self.write(SYSTEM, id, events.into_iter().map(Event::from))?;
        Ok(Desk { id: DeskId(id), key, request_types, tickets: 0 })
    }
}

fn other_desk(key: &str, name: &str, request_types: &[&str]) -> Result<Vec<DeskEvent>> {
    let created = desk::Created { key: DeskKey::parse(key)?, name: DeskName::parse(name)?.into() };
    let mut events = vec![DeskEvent::from(created)];
    for key in request_types {
        let added = desk::RequestTypeAdded {
            key: RequestTypeKey::parse(key)?,
            name: Label::parse(key)?.into(),
            description: None,
            form: Form::new(Vec::new())?,
        };
        events.push(added.into());
    }
    Ok(events)
}

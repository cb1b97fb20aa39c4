//! A pen that writes into a log, and worlds of random events. For tests of this and other crates.
//!
//! Events are facts to the views: what is written here keeps to the order of a stream, not to the rules of the
//! domain, so it holds more than any commands would lead to.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::desk::default_desk;
use docket_domain::organization::event as organization;
use docket_domain::person::InvitationOrigin;
use docket_domain::person::event as person;
use docket_domain::reading::{self, Advanced};
use docket_domain::testing::{DESK, MARIA, beginning, body, request};
use docket_domain::ticket::event as ticket;
use docket_domain::ticket::{ActiveStatus, CloseReason, Priority, Status};
use docket_domain::{
    CommentId, DeskKey, EmailAddress, Event, Language, NoteId, OrganizationId, OrganizationName,
    OrganizationSlug, PersonId, PersonName, RequestTypeKey, Role, SYSTEM, Side, Subject, TicketId, TicketKey,
    Visibility,
};
use docket_eventstore::db::Table;
use docket_eventstore::{
    ActorId, Append, CommandId, CorrelationId, EventId, NewEvent, Payload, Position, Store, StreamId,
};
use serde_json::Value;
use uuid::Uuid;

use crate::Views;

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// An id.
    pub fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.number(), self.number())
    }
}

/// Writes commands into a log.
#[derive(Clone, Debug)]
pub struct Pen {
    store: Store,
    /// Where ids come from.
    pub random: Random,
}

impl Pen {
    /// A pen for a log.
    pub fn new(store: &Store, seed: u64) -> Self {
        Self { store: store.clone(), random: Random::new(seed) }
    }

    /// Writes events as one command and answers the position of the last.
    ///
    /// # Panics
    /// When the log refuses it.
    pub async fn write(&mut self, actor: Uuid, events: Vec<(Uuid, Event)>) -> Position {
        let events = events.into_iter().map(|(stream, event)| NewEvent {
            event_id: EventId(self.random.uuid()),
            stream: StreamId(stream),
            kind: event.kind(),
            schema_version: event.schema_version(),
            payload: Payload::new(event.encode()),
        });
        let events = events.collect();
        self.append(actor, events).await
    }

    /// Writes an event of any kind and bytes.
    ///
    /// # Panics
    /// When the log refuses it.
    pub async fn write_raw(&mut self, stream: Uuid, kind: &'static str, payload: &str) -> Position {
        let event = NewEvent {
            event_id: EventId(self.random.uuid()),
            stream: StreamId(stream),
            kind,
            schema_version: 1,
            payload: Payload::new(payload),
        };
        self.append(SYSTEM, vec![event]).await
    }

    async fn append(&mut self, actor: Uuid, events: Vec<NewEvent>) -> Position {
        let append = Append {
            command: CommandId(self.random.uuid()),
            fingerprint: [0; 32],
            actor: ActorId(actor),
            correlation: CorrelationId(Uuid::nil()),
            causation: None,
            expected: Vec::new(),
            events,
            claims: Vec::new(),
            number: None,
        };
        self.store.append(append).await.expect("the log takes it").last
    }
}

/// A private ticket with this number, reported by `reporter`.
///
/// # Panics
/// With the number zero.
pub fn created(number: u32, reporter: PersonId) -> ticket::Created {
    let request = request();
    let desk = DeskKey::parse("AMS").expect("a key");
    ticket::Created {
        key: TicketKey::new(desk, NonZeroU32::new(number).expect("numbers begin with 1")),
        desk: DESK,
        request_type: request.request_type,
        form_version: 1,
        subject: request.subject,
        description: request.description,
        fields: BTreeMap::new(),
        visibility: Visibility::Private,
        organization: None,
        reporter,
        participants: std::collections::BTreeSet::new(),
        by_address: std::collections::BTreeSet::new(),
        priority: Priority::Normal,
    }
}

/// A public comment.
pub fn commented(random: &mut Random, text: &str, side: Side) -> ticket::Commented {
    ticket::Commented { comment: CommentId(random.uuid()), body: body(text), side }
}

/// An internal note.
pub fn noted(random: &mut Random, text: &str) -> ticket::Noted {
    ticket::Noted { note: NoteId(random.uuid()), body: body(text), mentions: [MARIA].into() }
}

/// As an event of any aggregate.
pub fn on_ticket(ticket: TicketId, event: impl Into<docket_domain::ticket::TicketEvent>) -> (Uuid, Event) {
    (ticket.0, Event::Ticket(event.into()))
}

/// The people, organizations and tickets of a random world.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// All people; the first two are agents.
    pub people: Vec<PersonId>,
    /// All organizations.
    pub organizations: Vec<OrganizationId>,
    /// All tickets.
    pub tickets: Vec<TicketId>,
    /// The last event.
    pub head: Position,
}

impl World {
    /// Writes a world of about so many events, the same for the same seed.
    ///
    /// # Panics
    /// When the log refuses it.
    pub async fn write(pen: &mut Pen, events: usize) -> Self {
        let mut world = Self::default();
        let desk = default_desk().into_iter().map(|event| (DESK.0, Event::Desk(event))).collect();
        world.head = pen.write(SYSTEM, desk).await;
        for number in 0..8 {
            let id = PersonId(pen.random.uuid());
            let created = person_created(number);
            world.head = pen.write(SYSTEM, vec![(id.0, Event::Person(created.into()))]).await;
            world.people.push(id);
        }
        for number in 0..3 {
            let id = OrganizationId(pen.random.uuid());
            let created = organization_created(number);
            world.head = pen.write(SYSTEM, vec![(id.0, Event::Organization(created.into()))]).await;
            world.organizations.push(id);
        }
        world.grow(pen, events).await;
        world
    }

    /// Lets about so many more events happen, and answers the position of the last.
    ///
    /// # Panics
    /// When the log refuses it.
    pub async fn grow(&mut self, pen: &mut Pen, events: usize) -> Position {
        let mut written = 0;
        while written < events {
            let actor = pen.random.pick(&self.people);
            let count = 1 + pen.random.below(6);
            let command = (0..count).map(|_| self.event(&mut pen.random, actor)).collect();
            self.head = pen.write(actor.0, command).await;
            written += count;
        }
        self.head
    }

    fn event(&mut self, random: &mut Random, actor: PersonId) -> (Uuid, Event) {
        match random.below(11) {
            0 => {
                let person = random.pick(&self.people);
                (person.0, person_event(random).into())
            }
            1 => {
                let organization = random.pick(&self.organizations);
                (organization.0, organization_event(random, &self.people).into())
            }
            2 | 3 => self.new_ticket(random),
            _ if self.tickets.is_empty() => self.new_ticket(random),
            4 => {
                let (person, ticket) = (random.pick(&self.people), random.pick(&self.tickets));
                let position = i64::try_from(random.below(1 + self.head.0 as usize)).unwrap_or(0);
                let seen = Advanced { person, ticket, position };
                (reading::stream_of(person, ticket), Event::Reading(seen.into()))
            }
            _ => {
                let ticket = random.pick(&self.tickets);
                on_ticket(ticket, self.ticket_event(random, actor))
            }
        }
    }

    fn new_ticket(&mut self, random: &mut Random) -> (Uuid, Event) {
        let id = TicketId(random.uuid());
        self.tickets.push(id);
        let number = u32::try_from(self.tickets.len()).expect("not that many tickets");
        let mut event = created(number, random.pick(&self.people));
        let organization = random.pick(&self.organizations);
        match random.below(3) {
            0 => {
                event.visibility = Visibility::Organization(organization);
                event.organization = Some(organization);
            }
            1 => event.organization = Some(organization),
            _ => {}
        }
        // Now and then the reporter is among them: still the ticket is theirs.
        event.participants = (0..random.below(3)).map(|_| random.pick(&self.people)).collect();
        event.request_type = request_type(random);
        on_ticket(id, event)
    }

    fn ticket_event(&self, random: &mut Random, actor: PersonId) -> docket_domain::ticket::TicketEvent {
        let organization = random.pick(&self.organizations);
        let person = random.pick(&self.people);
        match random.below(18) {
            0 | 1 => {
                let side = if self.people[..2].contains(&actor) { Side::Support } else { Side::Customer };
                commented(random, "Some more on this.\nÀ bientôt 🙂 \"quoted\" \\ back", side).into()
            }
            2 => noted(random, "Between us.").into(),
            3 => {
                let to = random.pick(&[
                    ActiveStatus::WaitingForSupport,
                    ActiveStatus::InProgress,
                    ActiveStatus::WaitingForCustomer,
                ]);
                ticket::StatusChanged { from: Status::OnHold, to }.into()
            }
            4 => ticket::Held { until: None, reason: Some(body("A part is on its way.")) }.into(),
            5 => ticket::Resolved { resolution: None }.into(),
            6 => ticket::Closed { reason: random.pick(&CloseReason::ALL) }.into(),
            7 => ticket::Reopened { reason: None }.into(),
            8 => ticket::Assigned { assignee: random.pick(&self.people[..2]) }.into(),
            9 => ticket::Unassigned {}.into(),
            10 => ticket::PriorityChanged { from: Priority::Normal, to: Priority::Urgent }.into(),
            11 => ticket::RequestTypeChanged { from: request_type(random), to: request_type(random) }.into(),
            12 => {
                let subject = |text: String| Subject::parse(&text).expect("a subject");
                let to = subject(format!("About {}", random.below(1000)));
                ticket::SubjectChanged { from: subject("Before".to_owned()), to }.into()
            }
            13 => ticket::Shared { organization }.into(),
            14 => ticket::Unshared { organization }.into(),
            15 => ticket::ParticipantAdded { person, by_address: random.below(2) == 0 }.into(),
            16 => ticket::ParticipantRemoved { person }.into(),
            _ => ticket::Muted {}.into(),
        }
    }
}

fn request_type(random: &mut Random) -> RequestTypeKey {
    RequestTypeKey::parse(random.pick(&["incident", "feature_request", "question"])).expect("a key")
}

/// A person nobody else is; the first two are agents.
///
/// # Panics
/// Never: the texts are valid.
pub fn person_created(number: usize) -> person::Created {
    // Names that sort differently by code point, by case and by language.
    let names = ["Émile", "anna", "Zoë", "Ångström", "bert", "Anna", "émilie", "Chloé"];
    person::Created {
        email: EmailAddress::parse(&format!("person{number}@example.org")).expect("an address"),
        name: PersonName::parse(names[number % names.len()]).expect("a name"),
        language: Language::En,
        role: if number < 2 { Role::Agent } else { Role::Customer },
    }
}

/// An organization nobody else is.
///
/// # Panics
/// Never: the texts are valid.
pub fn organization_created(number: usize) -> organization::Created {
    let name = OrganizationName::parse(&format!("Radio {number}")).expect("a name");
    organization::Created { slug: OrganizationSlug::from_name(&name).expect("a slug"), name }
}

fn person_event(random: &mut Random) -> docket_domain::person::PersonEvent {
    match random.below(8) {
        7 => {
            let roles = [Role::Customer, Role::Agent];
            person::RoleChanged { from: random.pick(&roles), to: random.pick(&roles) }.into()
        }
        0 => person::Invited {
            invitation: random.uuid(),
            origin: InvitationOrigin::Invited,
            language: Language::Fr,
            expires_at: time(random),
        }
        .into(),
        1 => person::InvitationRevoked { invitation: random.uuid() }.into(),
        2 | 3 => person::Activated { invitation: random.uuid() }.into(),
        4 => person::LanguageChanged { language: random.pick(&Language::ALL) }.into(),
        5 => person::Deactivated {}.into(),
        _ => person::Reactivated {}.into(),
    }
}

fn organization_event(
    random: &mut Random,
    people: &[PersonId],
) -> docket_domain::organization::OrganizationEvent {
    let person = random.pick(people);
    match random.below(6) {
        0..=2 => organization::MemberAdded { person, manager: random.below(3) == 0 }.into(),
        3 | 4 => organization::MemberRemoved { person }.into(),
        _ => {
            let name = format!("Radio {}", random.below(1000));
            organization::Renamed { name: OrganizationName::parse(&name).expect("a name") }.into()
        }
    }
}

fn time(random: &mut Random) -> DateTime<Utc> {
    beginning() + TimeDelta::microseconds(i64::try_from(random.below(1 << 40)).unwrap_or(0))
}

/// Every row of every table, by table. Equal for equal views, on whichever database they are.
///
/// # Panics
/// When the database fails.
pub async fn dump(views: &Views) -> BTreeMap<&'static str, Vec<Value>> {
    let mut tables = BTreeMap::new();
    let all: Vec<&'static Table> = views.tables().map(|(_, table)| table).collect();
    for table in all {
        let mut rows = Vec::new();
        table.dump(views.db(), |page| rows.extend(page)).await.expect("the table is read");
        tables.insert(table.name, rows);
    }
    tables
}

//! A log with people in it, a notifier on it, and the acts of a story.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::organization::OrganizationEvent;
use docket_domain::organization::event as organization;
use docket_domain::person::event as person;
use docket_domain::person::{InvitationOrigin, PersonEvent};
use docket_domain::testing::{ADA, JON, MARIA, MERIDIAN, NOOR, SAM, TOM, World, body, request};
use docket_domain::ticket::{self, CommentDraft, Context, OpenTicket, Ticket, TicketCommand, TicketEvent};
use docket_domain::{
    Aggregate, CommentId, EmailAddress, Event, EventMeta, Language, OrganizationName, OrganizationSlug,
    PersonId, PersonName, Role, SYSTEM, TicketId,
};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{
    ActorId, Append, CommandId, CorrelationId, EventId, Expected, ManualClock, NewEvent, Payload, Store,
    StoreOptions, StreamId, Version,
};
use docket_notifier::{LedgerEntry, MailConfig, MailTransport, Notifier, NotifierOptions};
use uuid::Uuid;

use crate::mail::{Letterbox, Mail};

pub(crate) const PUBLIC_URL: &str = "https://desk.example";

pub(crate) struct Town {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) letters: Arc<Letterbox>,
    pub(crate) notifier: Notifier,
    world: World,
}

/// The cast: name, role, language.
const CAST: [(PersonId, &str, Role, Language); 6] = [
    (MARIA, "maria", Role::Customer, Language::Fr),
    (TOM, "tom", Role::Customer, Language::En),
    (JON, "jon", Role::Customer, Language::De),
    (SAM, "sam", Role::Agent, Language::En),
    (NOOR, "noor", Role::Agent, Language::Fr),
    (ADA, "ada", Role::Administrator, Language::En),
];

pub(crate) fn config(url: &str) -> MailConfig {
    MailConfig::parse(url, "Support <no-reply@desk.example>", PUBLIC_URL).unwrap()
}

pub(crate) fn start() -> DateTime<Utc> {
    docket_domain::testing::beginning()
}

pub(crate) fn address(name: &str) -> String {
    format!("{name}@mail.example")
}

impl Town {
    /// Everybody has an account; Maria and Tom are of Meridian; nothing has been told to anybody.
    pub(crate) async fn new(db: &TestDb) -> Self {
        Self::with(db, NotifierOptions::default()).await
    }

    pub(crate) async fn with(db: &TestDb, options: NotifierOptions) -> Self {
        let letters = Arc::new(Letterbox::default());
        let transport: Arc<dyn MailTransport> = letters.clone();
        let town = Self::by(db, letters, |store, clock| {
            let ops = db.ops().clone();
            Notifier::with_transport(store, ops, [7; 32], config("file:nowhere"), clock, options, transport)
        })
        .await;
        town.people().await;
        town
    }

    /// The same, by the transport to this target.
    pub(crate) async fn to(db: &TestDb, url: &str, options: NotifierOptions) -> Self {
        let town = Self::by(db, Arc::default(), |store, clock| {
            Notifier::open(store, db.ops().clone(), [7; 32], config(url), clock, options).unwrap()
        })
        .await;
        town.people().await;
        town
    }

    async fn by(
        db: &TestDb,
        letters: Arc<Letterbox>,
        notifier: impl FnOnce(Store, Arc<ManualClock>) -> Notifier,
    ) -> Self {
        let clock = Arc::new(ManualClock::new(start()));
        let store = db.store_with(StoreOptions { clock: clock.clone(), ..StoreOptions::default() }).await;
        let notifier = notifier(store.clone(), clock.clone());
        Self { store, clock, letters, notifier, world: World::new() }
    }

    async fn people(&self) {
        for (id, name, role, language) in CAST {
            let invitation = Uuid::from_u128(id.0.as_u128() + 0x1000);
            let invited = person::Invited {
                invitation,
                origin: InvitationOrigin::Invited,
                language,
                expires_at: start() + TimeDelta::days(7),
            };
            let events: Vec<PersonEvent> = vec![
                created(name, role, language).into(),
                invited.into(),
                person::Activated { invitation }.into(),
            ];
            self.append(id.0, SYSTEM, events).await;
        }
        let named = organization::Created {
            name: OrganizationName::parse("Meridian Broadcasting").unwrap(),
            slug: OrganizationSlug::parse("meridian-broadcasting").unwrap(),
        };
        let mut events: Vec<OrganizationEvent> = vec![named.into()];
        for member in [MARIA, TOM] {
            events.push(organization::MemberAdded { person: member, manager: false }.into());
        }
        self.append(MERIDIAN.0, SYSTEM, events).await;
        self.settle().await;
        self.letters.take();
    }

    /// Writes events of one stream as one command.
    pub(crate) async fn append<E: Into<Event>>(
        &self,
        stream: Uuid,
        actor: Uuid,
        events: Vec<E>,
    ) -> CommandId {
        let command = CommandId(Uuid::now_v7());
        let events = events.into_iter().map(|event| {
            let event: Event = event.into();
            NewEvent {
                event_id: EventId(Uuid::now_v7()),
                stream: StreamId(stream),
                kind: event.kind(),
                schema_version: event.schema_version(),
                payload: Payload::new(event.encode()),
            }
        });
        let append = Append {
            command,
            fingerprint: [0; 32],
            actor: ActorId(actor),
            correlation: CorrelationId(command.0),
            causation: None,
            expected: vec![(StreamId(stream), Expected::Any)],
            events: events.collect(),
            claims: Vec::new(),
            number: None,
        };
        self.store.append(append).await.unwrap();
        command
    }

    /// A new person with a link to a first password.
    pub(crate) async fn invite(&self, name: &str, origin: InvitationOrigin, actor: Uuid) -> (PersonId, Uuid) {
        let (id, invitation) = (PersonId(Uuid::now_v7()), Uuid::now_v7());
        let expires_at = self.clock_now() + TimeDelta::days(7);
        let invited = person::Invited { invitation, origin, language: Language::Fr, expires_at };
        let events: Vec<PersonEvent> =
            vec![created(name, Role::Customer, Language::Fr).into(), invited.into()];
        self.append(id.0, actor, events).await;
        (id, invitation)
    }

    /// Somebody does something to a ticket.
    pub(crate) async fn act(&self, who: PersonId, ticket: TicketId, command: TicketCommand) -> CommandId {
        let state = self.ticket(ticket).await;
        let actor = self.world.actor(who);
        let context = Context {
            now: self.clock_now(),
            actor: &actor,
            desk: &self.world.desk,
            people: &self.world.people,
            seen: None,
        };
        let events = ticket::decide(state.as_ref(), command, &context).unwrap();
        assert!(!events.is_empty(), "the command changes something");
        let number = u32::try_from(ticket.0.as_u128() & 0xffff).unwrap();
        let events = events.into_iter().map(|event| match event {
            TicketEvent::Created(mut created) => {
                created.key = created.key.with_number(NonZeroU32::new(number).unwrap());
                TicketEvent::Created(created)
            }
            other => other,
        });
        self.append(ticket.0, who.0, events.collect()).await
    }

    pub(crate) async fn ticket(&self, ticket: TicketId) -> Option<Ticket> {
        let recorded = self.store.read_stream(StreamId(ticket.0), Version::ZERO).await.unwrap();
        recorded.iter().fold(None, |state, recorded| {
            let event = Event::decode(&recorded.kind, recorded.schema_version, &recorded.payload).unwrap();
            let meta = EventMeta {
                stream: recorded.stream.0,
                at: recorded.recorded_at,
                actor: recorded.actor.0,
                version: recorded.version.0,
                position: recorded.position.0,
            };
            let Event::Ticket(event) = event else { panic!("a ticket's stream") };
            Some(Ticket::evolve(state, &event, &meta).unwrap())
        })
    }

    /// Opens ticket AMS-`number`.
    pub(crate) async fn open(&self, who: PersonId, number: u32, ticket: OpenTicket) -> TicketId {
        let id = TicketId(Uuid::from_u128(0x6000_0000 + u128::from(number)));
        self.act(who, id, TicketCommand::Open(Box::new(ticket))).await;
        id
    }

    pub(crate) async fn comment(&self, who: PersonId, ticket: TicketId, text: &str) -> CommandId {
        self.act(who, ticket, comment(text)).await
    }

    /// Decides and sends everything, and gives the mails by address.
    pub(crate) async fn settle(&self) -> Vec<Mail> {
        self.notifier.catch_up().await.unwrap();
        self.notifier.deliver_due().await.unwrap();
        self.letters.take()
    }

    /// The rows about a command: who, what, whether, why.
    pub(crate) async fn rows(&self, command: CommandId) -> Vec<String> {
        let mut rows: Vec<String> =
            self.entries().await.iter().filter(|e| e.command == command).map(row).collect();
        rows.sort();
        rows
    }

    /// The rows about a ticket in the order of decisions.
    pub(crate) async fn rows_of(&self, ticket: TicketId) -> Vec<LedgerEntry> {
        self.notifier.ledger().of_ticket(ticket, None, 1_000).await.unwrap()
    }

    pub(crate) async fn entries(&self) -> Vec<LedgerEntry> {
        self.notifier.ledger().all(None, 100_000).await.unwrap()
    }

    pub(crate) fn clock_now(&self) -> DateTime<Utc> {
        use docket_eventstore::Clock as _;
        self.clock.now()
    }
}

pub(crate) fn created(name: &str, role: Role, language: Language) -> person::Created {
    let mut display = name.to_owned();
    display[..1].make_ascii_uppercase();
    person::Created {
        email: EmailAddress::parse(&address(name)).unwrap(),
        name: PersonName::parse(&display).unwrap(),
        language,
        role,
    }
}

pub(crate) fn comment(text: &str) -> TicketCommand {
    let CommentDraft { comment, body } = draft(text);
    TicketCommand::Comment { comment, body, solves: None }
}

pub(crate) fn draft(text: &str) -> CommentDraft {
    CommentDraft { comment: CommentId(Uuid::now_v7()), body: body(text) }
}

/// Maria's question, shared with these.
pub(crate) fn shared_with(participants: &[PersonId]) -> OpenTicket {
    OpenTicket { participants: participants.iter().copied().collect::<BTreeSet<_>>(), ..request() }
}

pub(crate) fn name_of(person: PersonId) -> &'static str {
    CAST.iter().find(|(id, ..)| *id == person).map_or("somebody", |(_, name, ..)| name)
}

/// `maria ticket_created suppress actor`
pub(crate) fn row(entry: &LedgerEntry) -> String {
    let who = name_of(entry.recipient);
    format!("{who} {} {} {}", entry.template.as_str(), entry.decision.as_str(), entry.reason())
}

pub(crate) fn receivers(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.split_once('@').unwrap().0).collect()
}

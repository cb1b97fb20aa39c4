//! The parts of the program that worlds are lived in: log, views, use cases, notifier, each as it is shipped.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use docket_app::accounts::PersonChange;
use docket_app::{
    App, AppError, CommandKey, FileRules, FileStore, LedgerEntry, Loaded, Means, Outbox, Parts,
    Place as FilePlace, Session,
};
use docket_domain::person::{self, Person, PersonCommand};
use docket_domain::{Actor, CommandContext, Event, OrganizationId, PersonId, TicketId};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{
    ActorId, Append, Clock, CommandId, CorrelationId, EventId, Expected, ManualClock, NewEvent, Payload,
    Store, StoreOptions, StreamId,
};
use docket_notifier::transport::{Accepted, Envelope, SendError};
use docket_notifier::{MailConfig, MailTransport, Notifier, NotifierOptions};
use docket_projections::{Runner, RunnerOptions, Views};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const SITE_KEY: [u8; 32] = [7; 32];
/// Long enough for anything on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) notifier: Notifier,
    clock: Arc<ManualClock>,
    store: Store,
    views: Views,
    stop: CancellationToken,
    runner: JoinHandle<()>,
    /// Where the files are, as long as the place stands.
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn on(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::new(DateTime::UNIX_EPOCH + TimeDelta::days(20_454)));
        let store = db.store_with(StoreOptions { clock: clock.clone(), ..StoreOptions::default() }).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let runner = Runner::new(store.clone(), db.ops().clone(), views.clone(), RunnerOptions::default());
        let stop = CancellationToken::new();
        let runner = tokio::spawn(runner.run(stop.clone()));
        let config =
            MailConfig::parse("file:nowhere", "Support <no-reply@desk.example>", "https://desk.example");
        let notifier = Notifier::with_transport(
            store.clone(),
            db.ops().clone(),
            SITE_KEY,
            config.unwrap(),
            clock.clone(),
            NotifierOptions::default(),
            Arc::new(Taker),
        );
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(Parts {
            store: store.clone(),
            databases: db.databases.clone(),
            views: views.clone(),
            ledger: Arc::new(NoLedger),
            clock: clock.clone(),
            site_key: SITE_KEY,
            files: FileRules {
                store: FileStore::open(&FilePlace::Folder(folder.path().join("files"))).unwrap(),
                spool: folder.path().join("incoming"),
                max_size: 1024 * 1024,
                per_day: 1_000,
                kept: TimeDelta::days(1),
                scanner: None,
            },
            require_second_factor: false,
        });
        let place = Self { app: app.unwrap(), notifier, clock, store, views, stop, runner, _folder: folder };
        place.app.ensure_first_desk().await.unwrap();
        place
    }

    pub(crate) async fn leave(self) {
        self.stop.cancel();
        self.runner.await.unwrap();
        self.store.close().await;
    }

    /// The time of what was written last, before the clock goes on.
    pub(crate) fn moment(&self) -> DateTime<Utc> {
        let moment = self.clock.now();
        self.clock.advance(TimeDelta::seconds(1));
        moment
    }

    /// The time, after so much of it has passed.
    pub(crate) fn later(&self, by: TimeDelta) -> DateTime<Utc> {
        self.clock.advance(by);
        self.clock.now()
    }

    /// Waits until views, decisions and mails have come as far as the log.
    pub(crate) async fn settle(&self) {
        let head = self.store.head().await.unwrap().position;
        assert!(self.views.wait_for(head, PATIENCE).await, "the views come as far as the log");
        self.notifier.catch_up().await.unwrap();
        self.notifier.deliver_due().await.unwrap();
    }

    /// To whom mails about a ticket were handed over.
    pub(crate) async fn mailed(&self, ticket: TicketId) -> BTreeSet<PersonId> {
        let rows = self.notifier.ledger().of_ticket(ticket, None, 1000).await.unwrap();
        rows.iter().filter(|row| row.state == docket_notifier::State::Sent).map(|row| row.recipient).collect()
    }

    pub(crate) async fn person(&self, id: PersonId) -> Arc<Loaded<Person>> {
        self.app.people_by_id([id]).await.unwrap().remove(&id).unwrap()
    }

    /// What the log says somebody is a member of.
    pub(crate) async fn memberships(&self, id: PersonId) -> BTreeSet<OrganizationId> {
        let claims = self.store.claims_with_prefix("membership", &format!("{id}/")).await.unwrap();
        claims.into_iter().map(|(_, owner)| OrganizationId(owner)).collect()
    }

    pub(crate) async fn by_address(&self, email: &str) -> Option<PersonId> {
        self.store.claimed("person.email", email).await.unwrap().map(PersonId)
    }

    /// Somebody logged in, with the rights that the log says they have.
    pub(crate) async fn session(&self, id: PersonId) -> Session {
        let as_of = self.store.head().await.unwrap().position;
        let person = self.person(id).await;
        let role = person.state.role;
        let organizations = if role.is_support() { BTreeSet::new() } else { self.memberships(id).await };
        let actor = Actor { person: id, role, organizations };
        let expires_at = self.clock.now() + TimeDelta::days(1);
        Session {
            actor,
            person,
            id: Uuid::now_v7(),
            expires_at,
            means: Means::Session,
            as_of,
            second_factor_due: false,
        }
    }

    /// An administrator changes somebody's rights.
    pub(crate) async fn changes(&self, by: &Actor, id: PersonId, change: PersonChange) {
        self.app.change_person(by, &CommandKey::unique(), id, None, change).await.unwrap();
    }

    /// Somebody chooses a password: what that writes, without the costly hash of one.
    pub(crate) async fn activate(&self, oneself: &Actor, invitation: Uuid) {
        let id = oneself.person;
        let loaded = self.person(id).await;
        let context = CommandContext { now: self.clock.now(), actor: oneself };
        let command = PersonCommand::Activate { invitation, name: None };
        let events = person::decide(Some(&loaded.state), command, &context).unwrap();
        let events = events.into_iter().map(Event::from).map(|event| NewEvent {
            event_id: EventId(Uuid::now_v7()),
            stream: StreamId(id.0),
            kind: event.kind(),
            schema_version: event.schema_version(),
            payload: Payload::new(event.encode()),
        });
        let command = Uuid::now_v7();
        let append = Append {
            command: CommandId(command),
            fingerprint: [0; 32],
            actor: ActorId(id.0),
            correlation: CorrelationId(command),
            causation: None,
            expected: vec![(StreamId(id.0), Expected::Exact(loaded.version))],
            events: events.collect(),
            claims: Vec::new(),
            number: None,
        };
        self.store.append(append).await.unwrap();
    }
}

/// Takes every mail.
#[derive(Debug)]
struct Taker;

#[async_trait]
impl MailTransport for Taker {
    async fn send(&self, _: &Envelope, _: &[u8]) -> Result<Accepted, SendError> {
        Ok(Accepted { answer: "taken".to_owned() })
    }

    async fn check(&self) -> Result<(), SendError> {
        Ok(())
    }
}

/// The worlds ask the notifier itself who was told.
#[derive(Debug)]
struct NoLedger;

#[async_trait]
impl docket_app::Ledger for NoLedger {
    async fn of_ticket(
        &self,
        _: TicketId,
        _: Option<PersonId>,
        _: i64,
        _: u32,
    ) -> Result<Vec<LedgerEntry>, AppError> {
        Ok(Vec::new())
    }

    async fn outbox(&self) -> Result<Outbox, AppError> {
        Ok(Outbox::default())
    }
}

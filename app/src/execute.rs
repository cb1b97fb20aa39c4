//! From a decision to the log: append, try again where somebody was quicker, answer the same to a repetition.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use docket_domain::codec::encode_with_hole;
use docket_domain::ticket::TicketEvent;
use docket_domain::ticket::event::Created;
use docket_domain::{Actor, Event, EventMeta, Refusal, RefusalClass};
use docket_eventstore::db::DbError;
use docket_eventstore::{
    ActorId, Append, AppendError, Appended, Claim, CorrelationId, EventId, Expected, NewEvent, Payload,
    Position, Recorded, StreamId, Version,
};
use uuid::Uuid;

use crate::App;
use crate::aggregates::{Kind, Loaded, decode, fold_from};
use crate::error::{AppError, FieldError};
use crate::key::CommandKey;

/// How often a command is decided anew when another was quicker on the same stream.
const TRIES: u32 = 5;

/// Events of one stream and what they rely on.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) stream: Uuid,
    pub(crate) expected: Expected,
    pub(crate) events: Vec<Event>,
}

impl Change {
    /// The first events of a new stream.
    pub(crate) fn create<E: Into<Event>>(stream: Uuid, events: Vec<E>) -> Self {
        Self { stream, expected: Expected::NoStream, events: events.into_iter().map(Into::into).collect() }
    }

    /// Further events of a stream that was loaded at `version`.
    pub(crate) fn extend<E: Into<Event>>(stream: Uuid, version: Version, events: Vec<E>) -> Self {
        let events = events.into_iter().map(Into::into).collect();
        Self { stream, expected: Expected::Exact(version), events }
    }
}

/// Everything one command writes, together or not at all.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) changes: Vec<Change>,
    pub(crate) claims: Vec<Claim>,
    /// The counter that numbers it, where it opens a ticket.
    pub(crate) counter: Option<String>,
}

impl Decision {
    /// Takes in what another part of the same command has decided.
    pub(crate) fn add(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.claims.extend(other.claims);
        self.counter = self.counter.take().or(other.counter);
    }
}

/// A command that was carried out on an aggregate.
#[derive(Clone, Debug)]
pub struct Done<A> {
    /// The aggregate after it: for a repeated command, as it was after the first time.
    pub loaded: Arc<Loaded<A>>,
    /// Where the log stands; a read that sends it sees at least this.
    pub position: Position,
    /// When it was carried out.
    pub at: DateTime<Utc>,
    /// What it wrote; empty when there was nothing to do.
    pub events: Vec<Event>,
}

impl App {
    /// Decides on an aggregate and appends, as often as needed; a repetition is answered as the first time.
    ///
    /// `seen_by` comes first and says whether the actor may know of it at all: to those who may not, nothing else
    /// about it is told. `decide` sees the state as the log has it now.
    pub(crate) async fn execute<A, F>(
        &self,
        actor: &Actor,
        key: &CommandKey,
        id: Uuid,
        if_match: Option<Version>,
        seen_by: impl Fn(&Actor, &A) -> bool,
        decide: impl Fn(Arc<Loaded<A>>, DateTime<Utc>) -> F,
    ) -> Result<Done<A>, AppError>
    where
        A: Kind,
        F: Future<Output = Result<Decision, AppError>>,
    {
        // One at a time per stream in this process: a busy ticket does not conflict with itself.
        let stripe = self.stripe(id);
        let _turn = stripe.lock().await;
        for attempt in 0..TRIES {
            let loaded = self.aggregates().get::<A>(id).await?;
            if !seen_by(actor, &loaded.state) {
                return Err(AppError::NotFound(A::NAME));
            }
            let decided = match if_match {
                Some(seen) if seen != loaded.version => {
                    Err(AppError::Stale { expected: seen, actual: loaded.version })
                }
                _ => decide(Arc::clone(&loaded), self.now()).await,
            };
            let decision = match decided {
                Ok(decision) => decision,
                // What the first sending made true may be what refuses the second.
                Err(refusal) => return self.earlier(key, id).await?.ok_or(refusal),
            };
            if decision.changes.iter().all(|change| change.events.is_empty()) {
                return match self.earlier(key, id).await? {
                    Some(done) => Ok(done),
                    None => Ok(self.unchanged(loaded)),
                };
            }
            match self.append(actor.person.0, key, &decision).await {
                Ok(appended) if appended.duplicate => {
                    let done = self.earlier(key, id).await?;
                    return done.ok_or(AppError::Internal("a carried out command cannot be found", None));
                }
                Ok(appended) => return self.finish(id, Some(&loaded), decision, &appended, actor),
                Err(AppendError::Conflict { .. }) if if_match.is_none() && attempt + 1 < TRIES => {
                    tokio::time::sleep(pause(attempt)).await;
                }
                Err(AppendError::Conflict { actual, .. }) if if_match.is_some() => {
                    let expected = if_match.unwrap_or(actual);
                    return Err(AppError::Stale { expected, actual });
                }
                Err(error) => return Err(refuse(error)),
            }
        }
        Err(AppError::Refused {
            code: "busy",
            detail: "Too many changes at the same moment. Repeat the request.".to_owned(),
        })
    }

    /// Creates an aggregate; a repetition is answered as the first time.
    pub(crate) async fn create<A: Kind>(
        &self,
        actor: &Actor,
        key: &CommandKey,
        id: Uuid,
        decision: Decision,
    ) -> Result<Done<A>, AppError> {
        match self.append(actor.person.0, key, &decision).await {
            Ok(appended) if appended.duplicate => {
                let done = self.created_earlier(key).await?;
                done.ok_or(AppError::Internal("a carried out command cannot be found", None))
            }
            Ok(appended) => self.finish(id, None, decision, &appended, actor),
            Err(error) => match self.created_earlier(key).await? {
                Some(done) => Ok(done),
                None => Err(refuse(error)),
            },
        }
    }

    /// The state after what was just appended, without reading it back.
    fn finish<A: Kind>(
        &self,
        id: Uuid,
        loaded: Option<&Loaded<A>>,
        decision: Decision,
        appended: &Appended,
        actor: &Actor,
    ) -> Result<Done<A>, AppError> {
        let mut version = loaded.map_or(Version::ZERO, |loaded| loaded.version);
        let mut state = loaded.map(|loaded| loaded.state.clone());
        let mut position = appended.first;
        let mut events = Vec::new();
        for change in decision.changes {
            for event in change.events {
                let event = numbered(event, appended.number);
                if change.stream == id {
                    version = version.next();
                    let meta = EventMeta {
                        stream: id,
                        at: appended.recorded_at,
                        actor: actor.person.0,
                        version: version.0,
                        position: position.0,
                    };
                    let own = A::event(event.clone());
                    let own =
                        own.ok_or(AppError::Internal("a decision on another kind of aggregate", None))?;
                    let next = A::evolve(state.take(), &own, &meta)
                        .map_err(|e| AppError::Internal("a decision cannot be folded", Some(Box::new(e))))?;
                    state = Some(next);
                }
                events.push(event);
                position = position.next();
            }
        }
        let state = state.ok_or(AppError::Internal("a decision created nothing", None))?;
        let loaded = Arc::new(Loaded { state, version });
        self.aggregates().note(id, Arc::clone(&loaded));
        Ok(Done { loaded, position: appended.last, at: appended.recorded_at, events })
    }

    fn unchanged<A>(&self, loaded: Arc<Loaded<A>>) -> Done<A> {
        Done { loaded, position: *self.store().watch().borrow(), at: self.now(), events: Vec::new() }
    }

    /// What the same command did before, where it was carried out: the aggregate as it was right after.
    async fn earlier<A: Kind>(&self, key: &CommandKey, id: Uuid) -> Result<Option<Done<A>>, AppError> {
        let Some(events) = self.events_of(key).await? else { return Ok(None) };
        self.as_after(&events, id).await.map(Some)
    }

    /// The same for a command that created its aggregate: its stream is that of its first event of this kind.
    async fn created_earlier<A: Kind>(&self, key: &CommandKey) -> Result<Option<Done<A>>, AppError> {
        let Some(events) = self.events_of(key).await? else { return Ok(None) };
        let mut own = None;
        for event in &events {
            if A::event(decode(event)?).is_some() {
                own = Some(event.stream.0);
                break;
            }
        }
        let id = own.ok_or(AppError::KeyReused)?;
        self.as_after(&events, id).await.map(Some)
    }

    async fn events_of(&self, key: &CommandKey) -> Result<Option<Vec<Recorded>>, AppError> {
        if !key.repeatable {
            return Ok(None);
        }
        match self.store().read_command(key.id).await? {
            Some((fingerprint, _)) if fingerprint != key.fingerprint => Err(AppError::KeyReused),
            Some((_, events)) => Ok(Some(events)),
            None => Ok(None),
        }
    }

    async fn as_after<A: Kind>(&self, events: &[Recorded], id: Uuid) -> Result<Done<A>, AppError> {
        let last = events.last().ok_or(AppError::Internal("a command without events", None))?;
        let until = self.store().read_stream_until(StreamId(id), last.position).await?;
        let loaded = fold_from::<A>(None, until.iter())?.ok_or(AppError::KeyReused)?;
        let events_decoded = events.iter().map(decode).collect::<Result<_, _>>()?;
        Ok(Done {
            loaded: Arc::new(loaded),
            position: last.position,
            at: last.recorded_at,
            events: events_decoded,
        })
    }

    /// Hands a decision to the log.
    pub(crate) async fn append(
        &self,
        actor: Uuid,
        key: &CommandKey,
        decision: &Decision,
    ) -> Result<Appended, AppendError> {
        let mut events = Vec::new();
        let mut expected = Vec::with_capacity(decision.changes.len());
        for change in &decision.changes {
            expected.push((StreamId(change.stream), change.expected));
            for event in &change.events {
                events.push(NewEvent {
                    event_id: EventId(Uuid::now_v7()),
                    stream: StreamId(change.stream),
                    kind: event.kind(),
                    schema_version: event.schema_version(),
                    payload: payload(event),
                });
            }
        }
        let append = Append {
            command: key.id,
            fingerprint: key.fingerprint,
            actor: ActorId(actor),
            correlation: CorrelationId(key.id.0),
            causation: None,
            expected,
            events,
            claims: decision.claims.clone(),
            number: decision.counter.clone(),
        };
        self.store().append(append).await
    }
}

/// The bytes of an event. A ticket's creation leaves a hole for the number that the log assigns under its lock.
fn payload(event: &Event) -> Payload {
    match event {
        Event::Ticket(TicketEvent::Created(created)) if created.key.number().is_none() => {
            let (bytes, hole) = encode_with_hole(created);
            Payload::with_number(bytes, hole)
        }
        event => Payload::new(event.encode()),
    }
}

/// The event with the number the log gave it.
fn numbered(event: Event, number: Option<i64>) -> Event {
    let number = number.and_then(|number| u32::try_from(number).ok()).and_then(NonZeroU32::new);
    match (event, number) {
        (Event::Ticket(TicketEvent::Created(created)), Some(number)) if created.key.number().is_none() => {
            let key = created.key.clone().with_number(number);
            Event::Ticket(TicketEvent::Created(Created { key, ..created }))
        }
        (event, _) => event,
    }
}

/// Full jitter over 5, 20, 50 … ms.
fn pause(attempt: u32) -> Duration {
    let most = 5 * 3_u64.pow(attempt.min(3));
    // The low bits of a fresh v7 id are random enough to spread those who collided.
    let spread = Uuid::now_v7().as_u128() as u64 % (most * 1000);
    Duration::from_micros(spread)
}

/// What the log's refusal means to the one who asked.
pub(crate) fn refuse(error: AppendError) -> AppError {
    match error {
        AppendError::Conflict { .. } => AppError::Refused {
            code: "conflict",
            detail: "Somebody else changed this at the same moment. Read it again, then repeat.".to_owned(),
        },
        AppendError::Taken { scope, name } => taken(scope, &name),
        AppendError::OtherContent => AppError::KeyReused,
        AppendError::TooLarge { .. } => AppError::Invalid(vec![FieldError::new(
            "body",
            "too_large",
            "This is more than one command may write: 1 MiB.",
        )]),
        AppendError::Stopped => AppError::Unavailable(DbError::Task("the log is closed".to_owned())),
        AppendError::Database(error) if error.is_transient() => {
            AppError::Unavailable(DbError::Task(error.to_string()))
        }
        AppendError::Database(error) if matches!(*error, DbError::Full(_)) => {
            AppError::Full(DbError::Task(error.to_string()))
        }
        error @ (AppendError::Empty | AppendError::Invalid(_) | AppendError::Database(_)) => {
            AppError::Internal("the log refused a command", Some(Box::new(error)))
        }
    }
}

fn taken(scope: &str, name: &str) -> AppError {
    let (code, detail) = match scope {
        crate::names::EMAIL => ("email_taken", format!("There is a person with the address {name} already.")),
        crate::names::ORGANIZATION => {
            ("name_taken", "There is an organization of this name already. Choose another name.".to_owned())
        }
        crate::names::MAIL_DOMAIN => (
            "mail_domain_taken",
            format!("{name} is a mail domain of another organization. Take it from there first."),
        ),
        crate::names::ATTACHMENT => (
            "attachment_taken",
            "One of these files is attached to another ticket already. Upload it again.".to_owned(),
        ),
        crate::names::DESK => ("key_taken", format!("There is a desk {name} already. Choose another key.")),
        _ => ("taken", "This name is taken.".to_owned()),
    };
    AppError::Refused { code, detail }
}

/// What a rule's refusal means to the one who asked. `what` is what it was asked of, for a 404.
pub(crate) fn refused(what: &'static str, refusal: &impl Refusal) -> AppError {
    match refusal.class() {
        RefusalClass::Invisible => AppError::NotFound(what),
        RefusalClass::Forbidden => AppError::Forbidden { code: refusal.code(), detail: refusal.to_string() },
        RefusalClass::Conflict => AppError::Refused { code: refusal.code(), detail: refusal.to_string() },
        RefusalClass::Invalid => AppError::Invalid(vec![FieldError {
            field: "body".to_owned(),
            code: refusal.code().to_owned(),
            detail: refusal.to_string(),
        }]),
    }
}

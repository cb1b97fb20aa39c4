//! Works the log into decisions, with its checkpoint in the same transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use docket_domain::ticket::TicketEvent;
use docket_domain::{Event, PersonId, Role, SYSTEM, Side, TicketId};
use docket_eventstore::checkpoint::{Checkpoint, OPS};
use docket_eventstore::db::{Db, DbError, sql};
use docket_eventstore::{Clock, CommandId, Follower, Position, Recorded, Store, on_reader};
use uuid::Uuid;

use crate::decide::{Act, Matter, Reader, Support, audience, judge, said_by};
use crate::failpoint::{Step, reach};
use crate::fold::{Folds, Told};
use crate::ledger::{Decision, State};
use crate::outbox::{About, DECISIONS, NewRow, SUPPORT, SupportRow, last_id};
use crate::{NotifierError, message_id};

/// The name of the lease and of the checkpoint.
pub(crate) const NAME: &str = "notifier";
/// Events worked in per transaction.
pub(crate) const BATCH: usize = 500;

/// One holder of the lease at work. After an error it is dropped and a new one opened: what it keeps in memory may
/// be ahead of the checkpoint then.
#[derive(Debug)]
pub(crate) struct Decider {
    ops: Db,
    clock: Arc<dyn Clock>,
    id_domain: String,
    epoch: i64,
    at: Checkpoint,
    follower: Follower,
    folds: Folds,
    support: Support,
    last_id: i64,
}

/// What a batch leads to, decided at one moment.
#[derive(Debug)]
struct Batch {
    now: DateTime<Utc>,
    rows: Vec<NewRow>,
    /// The last role of each person whose part in support changed; none: no part any more.
    support: BTreeMap<PersonId, Option<Role>>,
}

impl Decider {
    /// Takes the checkpoint over under a lease.
    pub(crate) async fn open(
        store: &Store,
        ops: &Db,
        clock: Arc<dyn Clock>,
        id_domain: &str,
        epoch: i64,
    ) -> Result<Self, NotifierError> {
        let at = ops
            .write::<_, NotifierError, _>(move |tx| {
                Box::pin(async move { Ok(OPS.claim(tx, NAME, epoch, Checkpoint::START).await?) })
            })
            .await?;
        Ok(Self {
            ops: ops.clone(),
            clock,
            id_domain: id_domain.to_owned(),
            epoch,
            at,
            follower: store.follow(at.position).whole_commands(),
            folds: Folds::at(store.clone(), at.position),
            support: support(ops).await?,
            last_id: last_id(ops).await?,
        })
    }

    /// How far it came.
    pub(crate) fn position(&self) -> Position {
        self.at.position
    }

    /// Waits for the next events. Giving up the wait loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Vec<Recorded>, NotifierError> {
        Ok(self.follower.next(BATCH).await?)
    }

    /// The next events that are there already.
    pub(crate) async fn ready(&mut self) -> Result<Vec<Recorded>, NotifierError> {
        Ok(self.follower.ready(BATCH).await?)
    }

    /// Decides about events, which are whole commands, and commits the decisions with the checkpoint.
    pub(crate) async fn work(&mut self, events: &[Recorded]) -> Result<(), NotifierError> {
        let Some(last) = events.last() else { return Ok(()) };
        reach(Step::AfterRead);
        let to = Checkpoint { position: last.position, hash: last.hash };
        let batch = self.decide(events).await?;
        let (from, epoch, decided) = (self.at.position, self.epoch, batch.rows.len());
        self.ops
            .write::<(), NotifierError, _>(move |tx| {
                Box::pin(async move {
                    DECISIONS.insert_missing(tx, &batch.rows).await?;
                    let (gone, here) = rows_of(&batch.support);
                    SUPPORT.upsert(tx, &here).await?;
                    SUPPORT.delete(tx, &gone).await?;
                    reach(Step::AfterInsert);
                    OPS.advance(tx, NAME, from, to, epoch).await?;
                    reach(Step::BeforeCommit);
                    Ok(())
                })
            })
            .await?;
        reach(Step::AfterCommit);
        self.at = to;
        metrics::counter!("docket_notifier_decisions_total").increment(decided as u64);
        Ok(())
    }

    async fn decide(&mut self, events: &[Recorded]) -> Result<Batch, NotifierError> {
        let mut batch = Batch { now: self.clock.now(), rows: Vec::new(), support: BTreeMap::new() };
        let told = events.iter().map(Told::read).collect::<Result<Vec<_>, _>>()?;
        self.folds.prefetch(&told).await?;
        let mut rest = told.as_slice();
        for command in events.chunk_by(|a, b| a.command == b.command) {
            let (these, others) = rest.split_at(command.len());
            rest = others;
            for told in these {
                self.folds.apply(told)?;
                self.follow_support(told, &mut batch).await?;
            }
            self.decide_command(command[0].command, these, &mut batch).await?;
        }
        Ok(batch)
    }

    async fn decide_command(
        &mut self,
        command: CommandId,
        events: &[Told],
        batch: &mut Batch,
    ) -> Result<(), NotifierError> {
        let mut tickets: BTreeMap<Uuid, Vec<&TicketEvent>> = BTreeMap::new();
        let Some(last) = events.last() else { return Ok(()) };
        for told in events {
            match &told.event {
                Event::Ticket(event) => tickets.entry(told.meta.stream).or_default().push(event),
                Event::Person(event) => {
                    if let Some(matter) = Matter::of(event) {
                        let person = self.folds.person(PersonId(told.meta.stream)).await?;
                        let decision = matter.judge(&person, told.meta.at, batch.now);
                        let about = About::Account(matter.template());
                        self.push(command, last.meta.position, person.id, about, decision, batch);
                    }
                }
                Event::Organization(_) | Event::Desk(_) | Event::Reading(_) | Event::Site(_) => {}
            }
        }
        for (stream, these) in tickets {
            let ticket = self.folds.ticket(TicketId(stream)).await?;
            let actor = last.meta.actor;
            let side = self.side(actor, &these).await?;
            let act = Act { actor, side, at: last.meta.at, events: &these };
            let organization = match ticket.visibility.organization() {
                Some(id) => Some(self.folds.organization(id).await?),
                None => None,
            };
            for candidate in audience(&act, &ticket, &self.support, organization.as_deref()) {
                let Some(person) = self.known(candidate.person).await? else { continue };
                let member_of = organization.as_ref().filter(|o| o.has_member(person.id)).map(|o| o.id);
                let reader = Reader { person: &person, member_of };
                let decision = judge(candidate, reader, &ticket, &act, batch.now);
                let about = About::Ticket(ticket.id, candidate.template);
                self.push(command, last.meta.position, person.id, about, decision, batch);
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        command: CommandId,
        position: i64,
        person: PersonId,
        about: About,
        decision: Decision,
        batch: &mut Batch,
    ) {
        self.last_id += 1;
        let send = matches!(decision, Decision::Send(_));
        let state = if send { State::Pending } else { State::Suppressed };
        let id = || message_id::of_mail(command, person, about.template(), &self.id_domain);
        batch.rows.push(NewRow {
            id: self.last_id,
            command_id: command.0,
            recipient: person.0,
            template: about.template().as_str(),
            position,
            ticket_id: about.ticket().map(|ticket| ticket.0),
            decision: decision.as_str(),
            reason: decision.reason(),
            decided_at: batch.now,
            state: state.as_str(),
            message_id: send.then(id),
            due_at: send.then(|| batch.now.timestamp_micros()),
            attempts: 0,
            lost_answers: 0,
        });
    }

    /// The side that a command was given for.
    async fn side(&mut self, actor: Uuid, events: &[&TicketEvent]) -> Result<Side, NotifierError> {
        let written = events.iter().find_map(|event| said_by(event));
        match written {
            Some(side) => Ok(side),
            None if actor == SYSTEM => Ok(Side::Support),
            None => Ok(self.known(PersonId(actor)).await?.map_or(Side::Support, |person| person.role.side())),
        }
    }

    /// A person, or none when the log does not know them. A log that was restored in part must not stop all mail.
    async fn known(
        &mut self,
        id: PersonId,
    ) -> Result<Option<Arc<docket_domain::person::Person>>, NotifierError> {
        match self.folds.person(id).await {
            Ok(person) => Ok(Some(person)),
            Err(NotifierError::Unknown { .. }) => {
                tracing::warn!(person = %id, "the log refers to a person it does not hold");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps the list of those in support.
    async fn follow_support(&mut self, told: &Told, batch: &mut Batch) -> Result<(), NotifierError> {
        let Event::Person(_) = &told.event else { return Ok(()) };
        let person = self.folds.person(PersonId(told.meta.stream)).await?;
        let role = Some(person.role).filter(|role| role.is_support() && person.is_active());
        if self.support.0.get(&person.id).copied() != role {
            match role {
                Some(role) => self.support.0.insert(person.id, role),
                None => self.support.0.remove(&person.id),
            };
            batch.support.insert(person.id, role);
        }
        Ok(())
    }
}

const AGENT: &str = "agent";
const ADMINISTRATOR: &str = "administrator";

fn rows_of(changes: &BTreeMap<PersonId, Option<Role>>) -> (Vec<SupportRow>, Vec<SupportRow>) {
    let row = |person: &PersonId, role| SupportRow { person_id: person.0, role };
    let (mut gone, mut here) = (Vec::new(), Vec::new());
    for (person, role) in changes {
        match role {
            Some(Role::Agent) => here.push(row(person, AGENT)),
            Some(Role::Administrator) => here.push(row(person, ADMINISTRATOR)),
            Some(Role::Customer) | None => gone.push(row(person, "")),
        }
    }
    (gone, here)
}

async fn support(ops: &Db) -> Result<Support, DbError> {
    let text = format!("SELECT person_id, role FROM {}", SUPPORT.name);
    let rows: Vec<(Uuid, String)> = on_reader!(ops, c => sqlx::query_as(sql(text)).fetch_all(c).await)?;
    let role = |word: &str| match word {
        AGENT => Ok(Role::Agent),
        ADMINISTRATOR => Ok(Role::Administrator),
        other => Err(DbError::Corrupt { place: "notifier_support.role", what: other.to_owned() }),
    };
    let people = rows.into_iter().map(|(person, word)| Ok((PersonId(person), role(&word)?)));
    Ok(Support(people.collect::<Result<_, DbError>>()?))
}

//! The rows that a batch concerns: read, folded, written back.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::organization::OrganizationEvent;
use docket_domain::person::PersonEvent;
use docket_domain::reading::ReadingEvent;
use docket_domain::ticket::{Newest, News, Status, TicketEvent};
use docket_domain::{Event, OrganizationId, PersonId, TicketId, Visibility};
use docket_eventstore::db::{DbError, Tx, ids_json};
use docket_eventstore::on_tx;
use serde::Serialize;
use uuid::Uuid;

use super::facts::{Flags, PersonFacts, Row, Tally, TicketFacts};
use super::{PEOPLE, ROWS, TICKETS, TOTALS};
use crate::cells::{Bind, Cells, Query, fetch};
use crate::{Envelope, ProjectionError};

/// The names of the totals, in the order of [`TicketFacts::counted`].
pub(super) const NAMES: [&str; 2] = ["waiting_for_support", "unassigned"];

/// What a batch works on, as it was and as it is.
#[derive(Debug, Default)]
pub(super) struct State {
    tickets: BTreeMap<TicketId, TicketFacts>,
    rows: BTreeMap<(PersonId, TicketId), Row>,
    people: BTreeMap<PersonId, PersonFacts>,
    totals: [i64; 2],
    had: Option<Box<State>>,
}

/// Which rows a batch concerns.
#[derive(Debug, Default)]
struct Needed {
    tickets: BTreeSet<Uuid>,
    /// Whose rows may all be other ones now.
    whole: BTreeSet<Uuid>,
    people: BTreeSet<Uuid>,
}

impl Needed {
    fn of(batch: &[Envelope]) -> Self {
        let mut needed = Self::default();
        for envelope in batch {
            match &envelope.event {
                Event::Ticket(event) => {
                    needed.tickets.insert(envelope.stream);
                    needed.people.extend(concerned(event, envelope).map(|(person, _)| person.0));
                }
                Event::Reading(ReadingEvent::Advanced(advanced)) => {
                    needed.tickets.insert(advanced.ticket.0);
                    needed.people.insert(advanced.person.0);
                }
                Event::Person(PersonEvent::RoleChanged(_)) => {
                    needed.whole.insert(envelope.stream);
                }
                Event::Organization(OrganizationEvent::MemberAdded(added)) => {
                    needed.whole.insert(added.person.0);
                }
                Event::Organization(OrganizationEvent::MemberRemoved(removed)) => {
                    needed.whole.insert(removed.person.0);
                }
                Event::Person(_) | Event::Organization(_) | Event::Desk(_) | Event::Site(_) => {}
            }
        }
        needed
    }
}

/// Whom an event makes a ticket concern, and whether by name.
fn concerned(event: &TicketEvent, envelope: &Envelope) -> impl Iterator<Item = (PersonId, Option<bool>)> {
    let actor = PersonId(envelope.actor.0);
    let people: Vec<_> = match event {
        TicketEvent::Created(created) => {
            let named = created.participants.iter().copied().chain([created.reporter]);
            named.map(|person| (person, Some(true))).collect()
        }
        TicketEvent::Commented(_) | TicketEvent::Noted(_) | TicketEvent::Attached(_) => vec![(actor, None)],
        TicketEvent::Assigned(assigned) => vec![(assigned.assignee, None)],
        TicketEvent::ParticipantAdded(added) => vec![(added.person, Some(true))],
        TicketEvent::ParticipantRemoved(removed) => vec![(removed.person, Some(false))],
        TicketEvent::StatusChanged(_)
        | TicketEvent::Held(_)
        | TicketEvent::Resolved(_)
        | TicketEvent::Closed(_)
        | TicketEvent::Reopened(_)
        | TicketEvent::Unassigned(_)
        | TicketEvent::PriorityChanged(_)
        | TicketEvent::RequestTypeChanged(_)
        | TicketEvent::SubjectChanged(_)
        | TicketEvent::Shared(_)
        | TicketEvent::Unshared(_)
        | TicketEvent::Muted(_)
        | TicketEvent::Unmuted(_)
        | TicketEvent::Linked(_)
        | TicketEvent::Unlinked(_)
        | TicketEvent::AttachmentQuarantined(_) => Vec::new(),
    };
    people.into_iter()
}

/// The rows of a table whose column is one of these ids.
macro_rules! select_rows {
    ($tx:expr, $table:expr, $columns:expr, $column:expr, $ids:expr, $read:path) => {{
        if $ids.is_empty() {
            Vec::new()
        } else {
            let mut query = Query::default();
            let ids = query.bind(Bind::Text(ids_json($ids.iter().copied())));
            let condition = $tx.dialect().in_ids($column, &ids);
            query.text = format!("SELECT {} FROM {} WHERE {condition}", $columns, $table);
            on_tx!($tx, c => fetch!(c, query, $read)).map_err(DbError::from)?
        }
    }};
}

impl State {
    pub(super) async fn load(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<Self, ProjectionError> {
        let Needed { mut tickets, whole, mut people } = Needed::of(batch);
        let mut state = Self::default();
        for (column, ids) in [("ticket_id", &tickets), ("person_id", &whole)] {
            state.rows.extend(select_rows!(tx, ROWS.name, ROW, column, ids, read_row));
        }
        tickets.extend(state.rows.keys().map(|(_, ticket)| ticket.0));
        people.extend(whole);
        people.extend(state.rows.keys().map(|(person, _)| person.0));
        state.tickets.extend(select_rows!(tx, TICKETS.name, TICKET, "ticket_id", tickets, read_ticket));
        state.people.extend(select_rows!(tx, PEOPLE.name, PERSON, "person_id", people, read_person));
        state.totals = super::query::totals(tx).await?;
        state.had = Some(Box::new(Self {
            tickets: state.tickets.clone(),
            rows: state.rows.clone(),
            people: state.people.clone(),
            totals: state.totals,
            had: None,
        }));
        Ok(state)
    }

    pub(super) fn fold(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::Ticket(event) => self.ticket(event, envelope),
            Event::Reading(ReadingEvent::Advanced(advanced)) => {
                // Of a ticket that is not known, which a stretch of the log may have, nothing follows.
                if self.tickets.contains_key(&advanced.ticket) {
                    let row = self.rows.entry((advanced.person, advanced.ticket)).or_default();
                    row.seen = row.seen.max(advanced.position);
                }
            }
            Event::Person(PersonEvent::Created(created)) => {
                self.person(PersonId(envelope.stream)).support = created.role.is_support();
            }
            Event::Person(PersonEvent::RoleChanged(changed)) => {
                self.person(PersonId(envelope.stream)).support = changed.to.is_support();
            }
            Event::Organization(OrganizationEvent::MemberAdded(added)) => {
                self.person(added.person).organizations.insert(OrganizationId(envelope.stream));
            }
            Event::Organization(OrganizationEvent::MemberRemoved(removed)) => {
                self.person(removed.person).organizations.remove(&OrganizationId(envelope.stream));
            }
            Event::Person(_) | Event::Organization(_) | Event::Desk(_) | Event::Site(_) => {}
        }
    }

    fn person(&mut self, id: PersonId) -> &mut PersonFacts {
        self.people.entry(id).or_default()
    }

    fn ticket(&mut self, event: &TicketEvent, envelope: &Envelope) {
        let id = TicketId(envelope.stream);
        let Some(facts) = TicketFacts::evolve(self.tickets.remove(&id), event, envelope) else { return };
        let reporter = facts.reporter;
        self.tickets.insert(id, facts);
        for (person, named) in concerned(event, envelope) {
            // What Docket does by itself concerns nobody as its actor.
            if person.0 == docket_domain::SYSTEM {
                continue;
            }
            let row = self.rows.entry((person, id));
            match named {
                // Who is named no longer keeps the row they had; nothing begins to concern them.
                Some(false) => {
                    row.and_modify(|row| row.named = person == reporter);
                }
                Some(true) => row.or_default().named = true,
                None => {
                    row.or_default();
                }
            }
        }
    }

    /// Judges the rows and writes back what has changed.
    pub(super) async fn write(mut self, tx: &mut Tx<'_>) -> Result<(), ProjectionError> {
        let had = *self.had.take().unwrap_or_default();
        for ((person, ticket), row) in &mut self.rows {
            let Some(facts) = self.tickets.get(ticket) else { continue };
            let somebody = self.people.entry(*person).or_default();
            let before = row.flags;
            row.flags = row.judge(*person, somebody, facts);
            somebody.tally.count(before, -1);
            somebody.tally.count(row.flags, 1);
        }
        for (id, facts) in &self.tickets {
            let before = had.tickets.get(id).map(TicketFacts::counted).unwrap_or_default();
            for (total, (is, was)) in self.totals.iter_mut().zip(facts.counted().into_iter().zip(before)) {
                *total += is - was;
            }
        }
        let changed = self.tickets.iter().filter(|(id, facts)| had.tickets.get(id) != Some(*facts));
        TICKETS
            .upsert(tx, &changed.map(|(id, facts)| TicketRow::new(*id, facts)).collect::<Vec<_>>())
            .await?;
        let changed = self.rows.iter().filter(|(key, row)| had.rows.get(key) != Some(*row));
        ROWS.upsert(tx, &changed.map(|(key, row)| RowRow::new(*key, row)).collect::<Vec<_>>()).await?;
        let changed = self.people.iter().filter(|(id, facts)| had.people.get(id) != Some(*facts));
        PEOPLE.upsert(tx, &changed.map(|(id, facts)| PersonRow::new(*id, facts)).collect::<Vec<_>>()).await?;
        if self.totals != had.totals {
            let rows: Vec<_> = NAMES
                .into_iter()
                .zip(self.totals)
                .map(|(name, tickets)| TotalRow { name, tickets })
                .collect();
            TOTALS.upsert(tx, &rows).await?;
        }
        Ok(())
    }
}

const ROW: &str = "person_id, ticket_id, seen, named, visible, unread, waiting, open, assigned";
const TICKET: &str = "ticket_id, reporter_id, shared_with, assignee_id, status, public_position, public_actor, \
     public_others, internal_position, internal_actor, internal_others";
const PERSON: &str = "person_id, support, organizations, unread, waiting, open, assigned";

fn read_row(row: &impl Cells) -> Result<((PersonId, TicketId), Row), sqlx::Error> {
    let flags = Flags {
        visible: row.flag(4)?,
        unread: row.flag(5)?,
        waiting: row.flag(6)?,
        open: row.flag(7)?,
        assigned: row.flag(8)?,
    };
    let key = (PersonId(row.uuid(0)?), TicketId(row.uuid(1)?));
    Ok((key, Row { seen: row.int(2)?, named: row.flag(3)?, flags }))
}

fn read_ticket(row: &impl Cells) -> Result<(TicketId, TicketFacts), sqlx::Error> {
    let newest = |at: usize| -> Result<Newest, sqlx::Error> {
        Ok(Newest { position: row.int(at)?, actor: row.uuid(at + 1)?, others: row.int(at + 2)? })
    };
    let facts = TicketFacts {
        reporter: PersonId(row.uuid(1)?),
        visibility: row
            .uuid_option(2)?
            .map_or(Visibility::Private, |id| Visibility::Organization(OrganizationId(id))),
        assignee: row.uuid_option(3)?.map(PersonId),
        status: row.parsed(4)?,
        news: News { public: newest(5)?, internal: newest(8)? },
    };
    Ok((TicketId(row.uuid(0)?), facts))
}

fn read_person(row: &impl Cells) -> Result<(PersonId, PersonFacts), sqlx::Error> {
    let tally = Tally { unread: row.int(3)?, waiting: row.int(4)?, open: row.int(5)?, assigned: row.int(6)? };
    Ok((PersonId(row.uuid(0)?), PersonFacts { support: row.flag(1)?, organizations: row.json(2)?, tally }))
}

#[derive(Serialize)]
struct TicketRow {
    ticket_id: TicketId,
    reporter_id: PersonId,
    shared_with: Option<OrganizationId>,
    assignee_id: Option<PersonId>,
    status: Status,
    public_position: i64,
    public_actor: Uuid,
    public_others: i64,
    internal_position: i64,
    internal_actor: Uuid,
    internal_others: i64,
}

impl TicketRow {
    fn new(ticket_id: TicketId, facts: &TicketFacts) -> Self {
        let News { public, internal } = facts.news;
        Self {
            ticket_id,
            reporter_id: facts.reporter,
            shared_with: facts.visibility.organization(),
            assignee_id: facts.assignee,
            status: facts.status,
            public_position: public.position,
            public_actor: public.actor,
            public_others: public.others,
            internal_position: internal.position,
            internal_actor: internal.actor,
            internal_others: internal.others,
        }
    }
}

#[derive(Serialize)]
struct RowRow {
    person_id: PersonId,
    ticket_id: TicketId,
    seen: i64,
    named: bool,
    visible: bool,
    unread: bool,
    waiting: bool,
    open: bool,
    assigned: bool,
}

impl RowRow {
    fn new((person_id, ticket_id): (PersonId, TicketId), row: &Row) -> Self {
        let Flags { visible, unread, waiting, open, assigned } = row.flags;
        let Row { seen, named, .. } = *row;
        Self { person_id, ticket_id, seen, named, visible, unread, waiting, open, assigned }
    }
}

#[derive(Serialize)]
struct PersonRow {
    person_id: PersonId,
    support: bool,
    organizations: String,
    unread: i64,
    waiting: i64,
    open: i64,
    assigned: i64,
}

impl PersonRow {
    fn new(person_id: PersonId, facts: &PersonFacts) -> Self {
        let Tally { unread, waiting, open, assigned } = facts.tally;
        let organizations = ids_json(facts.organizations.iter().map(|id| id.0));
        Self { person_id, support: facts.support, organizations, unread, waiting, open, assigned }
    }
}

#[derive(Serialize)]
struct TotalRow {
    name: &'static str,
    tickets: i64,
}

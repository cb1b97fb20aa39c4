//! The lives of tickets, many at a time, in the order of time.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use docket_app::scopes;
use docket_domain::ticket::event::{
    Assigned, Closed, Commented, Created, Noted, PriorityChanged, Resolved, StatusChanged,
};
use docket_domain::ticket::{ActiveStatus, CloseReason, Priority, Status, TicketEvent};
use docket_domain::{CommentId, Event, NoteId, PersonId, Side, TicketId, TicketKey, Visibility};
use std::num::NonZeroU32;

use super::people::{Site, skewed};
use super::scribe::{Fact, Scribe};
use super::words::{body, subject};

/// A ticket that something will still happen to.
#[derive(Debug)]
struct Alive {
    id: TicketId,
    reporter: PersonId,
    agent: PersonId,
    version: i64,
    status: Status,
    next: Step,
}

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Taken,
    Noted,
    Answered,
    AskedAgain,
    Done,
    Confirmed,
}

/// The tickets of a site.
#[derive(Debug)]
pub(super) struct Lives<'a> {
    site: &'a mut Site,
    scribe: &'a mut Scribe,
    alive: Vec<Option<Alive>>,
    free: Vec<usize>,
    /// When something happens to whom, by their places in `alive`.
    due: BinaryHeap<Reverse<(DateTime<Utc>, usize)>>,
}

impl<'a> Lives<'a> {
    pub(super) fn new(site: &'a mut Site, scribe: &'a mut Scribe) -> Self {
        Self { site, scribe, alive: Vec::new(), free: Vec::new(), due: BinaryHeap::new() }
    }

    /// Opens so many tickets evenly between two moments, and lets live what is open meanwhile.
    pub(super) fn run(mut self, tickets: u32, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
        let between = (until - from) / i32::try_from(tickets)?;
        let mut at = from;
        for _ in 0..tickets {
            self.live_until(at)?;
            self.open(at)?;
            at += between;
        }
        self.live_until(until)
    }

    fn live_until(&mut self, end: DateTime<Utc>) -> Result<()> {
        while self.due.peek().is_some_and(|Reverse((at, _))| *at <= end) {
            let Some(Reverse((at, place))) = self.due.pop() else { break };
            let mut ticket = self.alive[place].take().context("a ticket is due that is not alive")?;
            match self.happen(&mut ticket, at)? {
                Some(next) => {
                    ticket.next = next;
                    self.schedule(ticket, place, at);
                }
                None => self.free.push(place),
            }
        }
        Ok(())
    }

    /// Ten minutes to four days later, short times as often as long ones.
    fn schedule(&mut self, ticket: Alive, place: usize, at: DateTime<Utc>) {
        let seconds = 600.0 * 576_f64.powf(self.scribe.random.f64());
        self.alive[place] = Some(ticket);
        self.due.push(Reverse((at + TimeDelta::seconds(seconds as i64), place)));
    }

    fn open(&mut self, at: DateTime<Utc>) -> Result<()> {
        let id = TicketId(self.scribe.id(at));
        let random = &mut self.scribe.random;
        let customers = &self.site.customers;
        let reporter = customers[skewed(random, customers.len())];
        let participants: BTreeSet<PersonId> = (random.u8(..20) == 0)
            .then(|| customers[random.usize(..customers.len())].id)
            .into_iter()
            .collect();
        let agents = &self.site.agents;
        let agent = agents[skewed(random, agents.len())];
        let place = skewed(random, self.site.desks.len());
        let desk = &mut self.site.desks[place];
        desk.tickets += 1;
        let number = NonZeroU32::new(desk.tickets).context("numbers begin at 1")?;
        let kind = random.usize(..100);
        let request_type = &desk.request_types[match kind {
            0..60 => 0,
            60..99 => 1,
            _ => 2,
        }];
        let visibility = match reporter.organization {
            Some(organization) if random.bool() => Visibility::Organization(organization),
            _ => Visibility::Private,
        };
        let key = TicketKey::new(desk.key.clone(), number);
        let created = Created {
            key: key.clone(),
            desk: desk.id,
            request_type: request_type.clone(),
            form_version: 1,
            subject: subject(random)?,
            description: body(random, 60)?,
            fields: docket_domain::desk::Answers::new(),
            visibility,
            organization: reporter.organization,
            reporter: reporter.id,
            participants,
            by_address: BTreeSet::new(),
            priority: Priority::Normal,
        };
        self.scribe.claim(scopes::TICKET, key.to_string(), id.0);
        let mut ticket = Alive {
            id,
            reporter: reporter.id,
            agent,
            version: 0,
            status: Status::WaitingForSupport,
            next: Step::Taken,
        };
        self.write(&mut ticket, at, reporter.id, vec![created.into()], Some(number.get()))?;
        let place = self.free.pop().unwrap_or_else(|| {
            self.alive.push(None);
            self.alive.len() - 1
        });
        // One in thirty is never taken.
        if self.scribe.random.u8(..30) == 0 {
            self.free.push(place);
        } else {
            self.schedule(ticket, place, at);
        }
        Ok(())
    }

    /// Lets the next thing happen, and says what comes after it.
    fn happen(&mut self, ticket: &mut Alive, at: DateTime<Utc>) -> Result<Option<Step>> {
        let (agent, reporter) = (ticket.agent, ticket.reporter);
        let dice = self.scribe.random.u8(..100);
        let (actor, events, next) = match ticket.next {
            Step::Taken => {
                let mut events = vec![TicketEvent::from(Assigned { assignee: agent })];
                let to = match dice {
                    0..2 => Some(Priority::Urgent),
                    2..8 => Some(Priority::High),
                    8..12 => Some(Priority::Low),
                    _ => None,
                };
                events.extend(to.map(|to| PriorityChanged { from: Priority::Normal, to }.into()));
                let next = match dice {
                    0..20 => Step::Noted,
                    20..56 => Step::Answered,
                    _ => Step::Done,
                };
                (agent, events, Some(next))
            }
            Step::Noted => {
                let note = NoteId(self.scribe.id(at));
                let body = body(&mut self.scribe.random, 20)?;
                (agent, vec![Noted { note, body, mentions: BTreeSet::new() }.into()], Some(Step::Answered))
            }
            Step::Answered => {
                let events = self.comment(ticket, at, Side::Support, ActiveStatus::WaitingForCustomer)?;
                let next = match dice {
                    0..4 => None,
                    4..36 => Some(Step::AskedAgain),
                    _ => Some(Step::Done),
                };
                (agent, events, next)
            }
            Step::AskedAgain => {
                let events = self.comment(ticket, at, Side::Customer, ActiveStatus::WaitingForSupport)?;
                (reporter, events, Some(if dice < 20 { Step::Answered } else { Step::Done }))
            }
            Step::Done if dice < 25 => {
                let resolved = Resolved { resolution: Some(body(&mut self.scribe.random, 20)?) };
                (agent, vec![resolved.into()], Some(Step::Confirmed))
            }
            Step::Done => (agent, vec![Closed { reason: CloseReason::Declined }.into()], None),
            Step::Confirmed => (reporter, vec![Closed { reason: CloseReason::Confirmed }.into()], None),
        };
        self.write(ticket, at, actor, events, None)?;
        Ok(next)
    }

    /// A comment and the status it causes.
    fn comment(
        &mut self,
        ticket: &Alive,
        at: DateTime<Utc>,
        side: Side,
        to: ActiveStatus,
    ) -> Result<Vec<TicketEvent>> {
        let comment = CommentId(self.scribe.id(at));
        let body = body(&mut self.scribe.random, 30)?;
        let mut events = vec![TicketEvent::from(Commented { comment, body, side })];
        if ticket.status != Status::from(to) {
            events.push(StatusChanged { from: ticket.status, to }.into());
        }
        Ok(events)
    }

    fn write(
        &mut self,
        ticket: &mut Alive,
        at: DateTime<Utc>,
        actor: PersonId,
        events: Vec<TicketEvent>,
        number: Option<u32>,
    ) -> Result<()> {
        let facts = events.into_iter().map(|event| {
            ticket.version += 1;
            ticket.status = event.status_after().unwrap_or(ticket.status);
            Fact { stream: ticket.id.0, version: ticket.version, event: Event::from(event) }
        });
        let facts = facts.collect();
        self.scribe.write(at, actor.0, facts, number)
    }
}

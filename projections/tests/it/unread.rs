//! What is unread, and the numbers of a person's first page, by the domain's own fold of the log.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::organization::Organization;
use docket_domain::person::Person;
use docket_domain::reading::Reading;
use docket_domain::ticket::{Status, Ticket, TicketEvent};
use docket_domain::{Actor, Aggregate, Event, EventMeta, PersonId, Side, TicketId, can_see};
use docket_eventstore::{Position, Store, backend_tests};
use docket_projections::{Envelope, Numbers, PageRequest, Scope, Sort, TeamNumbers, TicketFilter};
use uuid::Uuid;

use crate::support::world;

/// The log, folded by the domain.
#[derive(Default)]
struct Folded {
    people: BTreeMap<Uuid, Person>,
    organizations: BTreeMap<Uuid, Organization>,
    tickets: BTreeMap<Uuid, Ticket>,
    readings: BTreeMap<Uuid, Reading>,
    concerned: BTreeSet<(PersonId, TicketId)>,
}

fn evolve<A: Aggregate>(states: &mut BTreeMap<Uuid, A>, event: &A::Event, meta: &EventMeta) {
    let next = A::evolve(states.remove(&meta.stream), event, meta).unwrap();
    states.insert(meta.stream, next);
}

impl Folded {
    async fn of(store: &Store) -> Self {
        let mut folded = Self::default();
        for recorded in store.read_after(Position::ZERO, 100_000).await.unwrap() {
            let envelope = Envelope::decode(&recorded).unwrap();
            let (meta, actor) = (envelope.meta(), PersonId(envelope.actor.0));
            match &envelope.event {
                Event::Person(event) => evolve(&mut folded.people, event, &meta),
                Event::Organization(event) => evolve(&mut folded.organizations, event, &meta),
                Event::Reading(event) => {
                    evolve(&mut folded.readings, event, &meta);
                    let reading = &folded.readings[&meta.stream];
                    folded.concerned.insert((reading.person, reading.ticket));
                }
                Event::Ticket(event) => {
                    evolve(&mut folded.tickets, event, &meta);
                    let ticket = &folded.tickets[&meta.stream];
                    let id = ticket.id;
                    folded.concerned.extend(ticket.assignee.map(|person| (person, id)));
                    folded.concerned.extend(ticket.participants.iter().map(|person| (*person, id)));
                    folded.concerned.insert((ticket.reporter, id));
                    if matches!(event, TicketEvent::Commented(_) | TicketEvent::Noted(_)) {
                        folded.concerned.insert((actor, id));
                    }
                }
                Event::Desk(_) | Event::Site(_) => {}
            }
        }
        folded
    }

    /// What one ticket counts as for a person.
    fn counts(&self, actor: &Actor, ticket: &Ticket) -> Numbers {
        let person = actor.person;
        if !self.concerned.contains(&(person, ticket.id)) || !can_see(actor, ticket.access()) {
            return Numbers::default();
        }
        let reading = self.readings.get(&docket_domain::reading::stream_of(person, ticket.id));
        let seen = reading.map_or(0, |reading| reading.position);
        let named = ticket.reporter == person || ticket.participants.contains(&person);
        let open = ticket.status().is_open();
        Numbers {
            unread: i64::from(ticket.news.of(actor.side()).by_others(person.0) > seen),
            waiting: i64::from(named && ticket.turn() == Some(Side::Customer)),
            open: i64::from(named && open),
            assigned: i64::from(open && ticket.assignee == Some(person)),
        }
    }
}

fn sum(all: impl Iterator<Item = Numbers>) -> Numbers {
    all.fold(Numbers::default(), |sum, one| sum + one)
}

backend_tests! {
    async fn marks_and_numbers_are_what_can_be_seen_and_was_not(db: TestDb) {
        let (store, views, _) = world(&db, 7, 900).await;
        let folded = Folded::of(&store).await;
        let mut met = Numbers::default();
        for person in folded.people.values() {
            let of = folded.organizations.values().filter(|organization| organization.has_member(person.id));
            let actor = Actor { person: person.id, role: person.role, organizations: of.map(|o| o.id).collect() };
            let all = folded.tickets.values().map(|ticket| (ticket.id, folded.counts(&actor, ticket)));
            let all: BTreeMap<TicketId, Numbers> = all.filter(|(_, counts)| *counts != Numbers::default()).collect();
            assert_eq!(views.numbers(person.id).await.unwrap(), sum(all.values().copied()), "{actor:?}");
            let counted = views.concerned(person.id, 1000).await.unwrap();
            assert_eq!(counted.into_iter().collect::<BTreeMap<_, _>>(), all, "{actor:?}");
            let (every, most) = (TicketFilter::default(), PageRequest::first(1000));
            let unread: BTreeSet<_> = all.iter().filter(|(_, n)| n.unread == 1).map(|(id, _)| *id).collect();
            let listed = views.tickets(&Scope::All, &every, Sort::default(), &most, person.id).await.unwrap();
            assert_eq!(listed.unread, unread, "{actor:?}");
            met = met + sum(all.into_values());
        }
        assert!(met.unread > 0 && met.waiting > 0 && met.open > 0 && met.assigned > 0, "{met:?}");
        let count = |of: &dyn Fn(&Ticket) -> bool| folded.tickets.values().filter(|ticket| of(ticket)).count() as i64;
        let expected = TeamNumbers {
            waiting_for_support: count(&|ticket| ticket.status() == Status::WaitingForSupport),
            unassigned: count(&|ticket| ticket.status().is_open() && ticket.assignee.is_none()),
        };
        assert_eq!(views.team_numbers().await.unwrap(), expected);
    }
}

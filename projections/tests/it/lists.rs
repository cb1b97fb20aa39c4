//! Lists: paging, and that they are the image of `can_see`.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::organization::{Membership, Organization};
use docket_domain::person::Person;
use docket_domain::ticket::{Status, Ticket};
use docket_domain::{
    Actor, Aggregate, DeskKey, Event, OrganizationId, PersonId, RequestTypeKey, Role, TicketId, can_see,
};
use docket_eventstore::{Position, Store, backend_tests};
use docket_projections::{
    AssigneeFilter, CursorError, Envelope, Page, PageRequest, PeopleFilter, QueryError, Scope, Sort,
    StatusFilter, TicketFilter, TicketSummary, Views,
};
use uuid::Uuid;

use crate::support::world;

const SORTS: [Sort; 4] = [Sort::UpdatedDesc, Sort::UpdatedAsc, Sort::CreatedDesc, Sort::CreatedAsc];

/// The log folded by the domain's own functions.
#[derive(Default)]
struct Folded {
    people: BTreeMap<Uuid, Person>,
    organizations: BTreeMap<Uuid, Organization>,
    tickets: BTreeMap<Uuid, Ticket>,
    /// Of what a customer can see last.
    moved: BTreeMap<Uuid, Position>,
}

impl Folded {
    async fn of(store: &Store) -> Self {
        let mut folded = Self::default();
        for recorded in store.read_after(Position::ZERO, 100_000).await.unwrap() {
            let envelope = Envelope::decode(&recorded).unwrap();
            let (stream, meta) = (envelope.stream, envelope.meta());
            match &envelope.event {
                Event::Person(event) => evolve(&mut folded.people, stream, event, &meta),
                Event::Organization(event) => evolve(&mut folded.organizations, stream, event, &meta),
                Event::Ticket(event) => {
                    evolve(&mut folded.tickets, stream, event, &meta);
                    if event.for_customers().is_some() {
                        folded.moved.insert(stream, envelope.position);
                    }
                }
                Event::Desk(_) | Event::Reading(_) | Event::Site(_) => {}
            }
        }
        folded
    }

    fn memberships(&self, person: PersonId) -> BTreeSet<OrganizationId> {
        self.organizations.values().filter(|o| o.has_member(person)).map(|o| o.id).collect()
    }

    fn tickets(&self, holds: impl Fn(&Ticket) -> bool) -> BTreeSet<TicketId> {
        self.tickets.values().filter(|ticket| holds(ticket)).map(|ticket| ticket.id).collect()
    }
}

fn evolve<A: Aggregate>(
    states: &mut BTreeMap<Uuid, A>,
    stream: Uuid,
    event: &A::Event,
    meta: &docket_domain::EventMeta,
) {
    let state = A::evolve(states.remove(&stream), event, meta).unwrap();
    states.insert(stream, state);
}

async fn all(views: &Views, scope: &Scope, filter: &TicketFilter, sort: Sort) -> Vec<TicketSummary> {
    let page = views.tickets(scope, filter, sort, &PageRequest::first(1000), READER).await.unwrap().page;
    assert_eq!(page.next, None, "the worlds of these tests fit on one page");
    page.items
}

/// Whoever reads, the tickets are the same.
const READER: PersonId = PersonId(Uuid::nil());

fn ids(rows: &[TicketSummary]) -> BTreeSet<TicketId> {
    rows.iter().map(|row| row.ticket_id).collect()
}

backend_tests! {
    async fn the_lists_of_a_customer_are_what_they_can_see(db: TestDb) {
        for seed in 20..23 {
            let place = crate::support::another(&db).await;
            let (store, views, world) = world(&place, seed, 250).await;
            let folded = Folded::of(&store).await;
            let none = TicketFilter::default();
            let everything = all(&views, &Scope::All, &none, Sort::default()).await;
            assert_eq!(ids(&everything), folded.tickets(|_| true));
            for person in &world.people {
                let organizations = folded.memberships(*person);
                let actor =
                    Actor { person: *person, role: Role::Customer, organizations: organizations.clone() };
                let mine = ids(&all(&views, &Scope::Mine(*person), &none, Sort::default()).await);
                let shared = ids(&all(&views, &Scope::Shared(*person), &none, Sort::default()).await);
                let scope = Scope::Organizations(organizations.into_iter().collect());
                let organization = ids(&all(&views, &scope, &none, Sort::default()).await);
                assert_eq!(mine, folded.tickets(|ticket| ticket.reporter == *person));
                assert!(mine.is_disjoint(&shared));
                let listed: BTreeSet<TicketId> = mine.into_iter().chain(shared).chain(organization).collect();
                assert_eq!(listed, folded.tickets(|ticket| can_see(&actor, ticket.access())), "seed {seed}");
            }
            place.remove().await;
        }
    }

    async fn a_row_says_what_the_ticket_says(db: TestDb) {
        let (store, views, _) = world(&db, 30, 400).await;
        let folded = Folded::of(&store).await;
        for row in all(&views, &Scope::All, &TicketFilter::default(), Sort::default()).await {
            let ticket = &folded.tickets[&row.ticket_id.0];
            let view = ticket.for_customers();
            assert_eq!((&row.key, &row.subject, &row.request_type), (view.key, view.subject, view.request_type));
            assert_eq!((row.status, row.turn(), row.closed_at), (view.status, view.turn, view.closed_at));
            assert_eq!((row.visibility, row.organization_id), (view.visibility, view.organization));
            assert_eq!((row.reporter_id, row.assignee_id), (view.reporter, view.assignee));
            assert_eq!((row.priority, row.version), (view.priority, view.version));
            assert_eq!((row.created_at, row.updated_at), (view.created_at, view.updated_at));
            assert_eq!(row.updated_position, folded.moved[&row.ticket_id.0]);
        }
    }

    async fn filters_leave_what_they_say(db: TestDb) {
        let (store, views, world) = world(&db, 31, 400).await;
        let folded = Folded::of(&store).await;
        let organization = world.organizations[0];
        let agent = world.people[0];
        let incident = RequestTypeKey::parse("incident").unwrap();
        let status = |status| TicketFilter { status: Some(status), ..TicketFilter::default() };
        let is_open = |ticket: &Ticket| ticket.status().is_open();
        let is_incident = |ticket: &Ticket| ticket.request_type == incident;
        type Holds<'a> = Box<dyn Fn(&Ticket) -> bool + 'a>;
        let mut cases: Vec<(Scope, TicketFilter, Holds<'_>)> = vec![
            (Scope::Queue, TicketFilter::default(), Box::new(is_open)),
            (Scope::All, status(StatusFilter::Open), Box::new(is_open)),
            (Scope::All, status(StatusFilter::Closed), Box::new(move |t| !is_open(t))),
            (
                Scope::All,
                TicketFilter { request_type: Some(incident.clone()), ..TicketFilter::default() },
                Box::new(is_incident),
            ),
            (
                Scope::All,
                TicketFilter { assignee: Some(AssigneeFilter::Is(agent)), ..TicketFilter::default() },
                Box::new(move |t| t.assignee == Some(agent)),
            ),
            (
                Scope::All,
                TicketFilter { organization: Some(organization), ..TicketFilter::default() },
                Box::new(move |t| t.organization == Some(organization)),
            ),
            (
                Scope::All,
                TicketFilter { desk: Some(DeskKey::parse("OTHER").unwrap()), ..TicketFilter::default() },
                Box::new(|_| false),
            ),
            (
                Scope::Organizations(vec![organization]),
                TicketFilter { status: Some(StatusFilter::Open), request_type: Some(incident.clone()), ..TicketFilter::default() },
                Box::new(move |t| {
                    t.visibility.organization() == Some(organization) && is_open(t) && is_incident(t)
                }),
            ),
        ];
        for one in Status::ALL {
            cases.push((Scope::All, status(StatusFilter::Is(one)), Box::new(move |t| t.status() == one)));
        }
        let mut some = 0;
        for (scope, filter, holds) in cases {
            for sort in SORTS {
                let rows = all(&views, &scope, &filter, sort).await;
                assert_eq!(ids(&rows), folded.tickets(&holds), "{scope:?} {filter:?}");
                some += rows.len();
                let key = |row: &TicketSummary| match sort {
                    Sort::UpdatedDesc => -row.updated_position.0,
                    Sort::UpdatedAsc => row.updated_position.0,
                    Sort::CreatedDesc => -row.created_position.0,
                    Sort::CreatedAsc => row.created_position.0,
                };
                assert!(rows.is_sorted_by_key(key), "{sort:?}");
            }
        }
        assert!(some > 100, "the world has tickets to find");
    }

    async fn pages_have_no_gaps_and_no_repeats(db: TestDb) {
        let (_, views, world) = world(&db, 32, 400).await;
        let scopes = [
            Scope::All,
            Scope::Queue,
            Scope::Mine(world.people[3]),
            Scope::Shared(world.people[4]),
            Scope::Organizations(world.organizations.clone()),
            Scope::Organizations(Vec::new()),
            // More than are read range by range.
            Scope::Organizations((0..20).map(|n| world.organizations.get(n).copied().unwrap_or(OrganizationId(Uuid::from_u128(u128::try_from(n).unwrap())))).collect()),
        ];
        for scope in scopes {
            for sort in SORTS {
                let filter = TicketFilter::default();
                let whole = all(&views, &scope, &filter, sort).await;
                let mut pages = Vec::new();
                let mut page = PageRequest::first(7);
                loop {
                    let Page { items, next } = views.tickets(&scope, &filter, sort, &page, READER).await.unwrap().page;
                    assert!(items.len() <= 7);
                    pages.extend(items);
                    let Some(cursor) = next else { break };
                    page.after = Some(cursor.to_string().parse().unwrap());
                }
                assert_eq!(pages, whole, "{scope:?} {sort:?}");
            }
        }
        let twice = Scope::Organizations(vec![world.organizations[0]; 2]);
        let once = Scope::Organizations(vec![world.organizations[0]]);
        let filter = TicketFilter::default();
        assert_eq!(
            all(&views, &twice, &filter, Sort::default()).await,
            all(&views, &once, &filter, Sort::default()).await
        );
    }

    async fn a_cursor_of_another_list_is_refused(db: TestDb) {
        let (_, views, world) = world(&db, 33, 100).await;
        let filter = TicketFilter::default();
        let first =
            views.tickets(&Scope::All, &filter, Sort::CreatedAsc, &PageRequest::first(2), READER).await.unwrap();
        let next = PageRequest { limit: 2, after: first.page.next };
        let open = TicketFilter { status: Some(StatusFilter::Open), ..TicketFilter::default() };
        let refused = [
            views.tickets(&Scope::All, &open, Sort::CreatedAsc, &next, READER).await,
            views.tickets(&Scope::All, &filter, Sort::CreatedDesc, &next, READER).await,
            views.tickets(&Scope::Mine(world.people[0]), &filter, Sort::CreatedAsc, &next, READER).await,
        ];
        for answer in refused {
            assert!(matches!(answer, Err(QueryError::Cursor(CursorError::OtherList))));
        }
        assert!(views.tickets(&Scope::All, &filter, Sort::CreatedAsc, &next, READER).await.is_ok());
    }

    async fn the_directory_says_what_the_log_says(db: TestDb) {
        let (store, views, world) = world(&db, 34, 400).await;
        let folded = Folded::of(&store).await;
        let people = views.people_by_ids(&world.people).await.unwrap();
        for person in folded.people.values() {
            assert_eq!(&people[&person.id], person);
        }
        let organizations = views.organizations_by_ids(&world.organizations).await.unwrap();
        for organization in folded.organizations.values() {
            let entry = &organizations[&organization.id];
            assert_eq!((&entry.name, entry.version), (&organization.name, organization.version));
            assert_eq!(usize::try_from(entry.member_count).unwrap(), organization.members.len());
            let mut members: BTreeMap<PersonId, Membership> = BTreeMap::new();
            let mut page = PageRequest::first(2);
            loop {
                let found = views.members(organization.id, &page).await.unwrap();
                members.extend(found.items.into_iter().map(|member| (member.person.id, member.membership)));
                let Some(cursor) = found.next else { break };
                page.after = Some(cursor);
            }
            assert_eq!(members, organization.members);
        }
        for person in &world.people {
            let listed = views.organizations_of(*person).await.unwrap();
            let listed: BTreeSet<OrganizationId> = listed.into_iter().map(|(entry, _)| entry.id).collect();
            assert_eq!(listed, folded.memberships(*person));
        }
        let desks = views.desks().await.unwrap();
        assert_eq!(desks.len(), 1);
        let types = views.request_types(desks[0].id).await.unwrap();
        let keys: Vec<&str> = types.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["incident", "feature_request", "question"]);
    }

    async fn people_are_listed_by_name_and_found_by_text(db: TestDb) {
        let (_, views, _) = world(&db, 35, 0).await;
        let filter = PeopleFilter::default();
        let mut names = Vec::new();
        let mut page = PageRequest::first(3);
        loop {
            let found = views.people(&filter, &page).await.unwrap();
            names.extend(found.items.iter().map(|person| person.name.as_str().to_lowercase()));
            let Some(cursor) = found.next else { break };
            page.after = Some(cursor);
        }
        assert_eq!(names, ["anna", "anna", "bert", "chloé", "zoë", "ångström", "émile", "émilie"]);
        let search = |text: &str| PeopleFilter { search: Some(text.to_owned()), ..PeopleFilter::default() };
        let count = async |filter: &PeopleFilter| {
            views.people(filter, &PageRequest::first(100)).await.unwrap().items.len()
        };
        assert_eq!(count(&search("ÉMIL")).await, 2);
        assert_eq!(count(&search("person3@")).await, 1);
        assert_eq!(count(&search("%")).await, 0);
        assert_eq!(count(&search("_")).await, 0);
        assert_eq!(count(&search("\\")).await, 0);
        assert_eq!(count(&PeopleFilter { roles: vec![Role::Agent], ..PeopleFilter::default() }).await, 2);
    }
}

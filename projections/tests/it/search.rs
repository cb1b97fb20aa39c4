//! What a search finds, the same on both databases.

use std::collections::BTreeSet;

use docket_domain::desk::FieldValue;
use docket_domain::organization::event as organization;
use docket_domain::person::event as person;
use docket_domain::testing::{JON, KIM, MARIA, MERIDIAN, NORTHWIND, SAM, TOM, body};
use docket_domain::ticket::event as ticket;
use docket_domain::ticket::{ActiveStatus, CloseReason, Status, TicketEvent};
use docket_domain::{
    EmailAddress, Event, FieldKey, Language, OrganizationId, OrganizationName, OrganizationSlug, PersonId,
    PersonName, RequestTypeKey, Role, SYSTEM, Side, Subject, TicketId, Visibility,
};
use docket_eventstore::db::{DbError, Dialect, sql};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{Position, Store, backend_tests, on_tx};
use docket_projections::testing::{Pen, commented, created, noted, on_ticket};
use docket_projections::{
    Excerpt, PageRequest, RunnerOptions, Scope, SearchQuery, Searched, Sight, Sort, StatusFilter,
    TicketFilter, Views, replay,
};
use uuid::Uuid;

use crate::support::{PATIENCE, Running, another, options, until};

fn id(number: u32) -> TicketId {
    TicketId(Uuid::from_u128(u128::from(number) << 64))
}

fn subject(text: &str) -> Subject {
    Subject::parse(text).unwrap()
}

/// A ticket before it is opened.
fn opening(number: u32, reporter: PersonId, title: &str, description: &str) -> ticket::Created {
    let mut opening = created(number, reporter);
    opening.subject = subject(title);
    opening.description = body(description);
    opening
}

/// The documents of the table below.
async fn write(pen: &mut Pen) -> Position {
    let people = [
        (MARIA, "Maria Núñez", Role::Customer),
        (TOM, "Tom Weiß", Role::Customer),
        (JON, "Jon Wright", Role::Customer),
        (KIM, "Kim Lee", Role::Customer),
        (SAM, "Sam Panel", Role::Agent),
    ];
    for (number, (id, name, role)) in people.into_iter().enumerate() {
        let created = person::Created {
            email: EmailAddress::parse(&format!("p{number}@x.example")).unwrap(),
            name: PersonName::parse(name).unwrap(),
            language: Language::En,
            role,
        };
        pen.write(SYSTEM, vec![(id.0, Event::Person(created.into()))]).await;
    }
    for (id, name) in [(MERIDIAN, "Meridian Broadcasting"), (NORTHWIND, "Northwind Radio")] {
        let name = OrganizationName::parse(name).unwrap();
        let slug = OrganizationSlug::from_name(&name).unwrap();
        let created = organization::Created { slug, name };
        pen.write(SYSTEM, vec![(id.0, Event::Organization(created.into()))]).await;
    }
    let mut first = opening(1, MARIA, "Network is down", "The réseau of the Straße does not answer.");
    first.visibility = Visibility::Organization(MERIDIAN);
    first.fields.insert(FieldKey::parse("device").unwrap(), FieldValue::Text("meter 4711".to_owned()));
    let mut second = opening(2, JON, "Figures of May", "The second week is missing, the network was slow.");
    second.request_type = RequestTypeKey::parse("incident").unwrap();
    second.participants = BTreeSet::from([KIM]);
    let third = opening(3, JON, "Panel", "See AMS-1. Homes are short.");
    let fourth = opening(4, KIM, "Œuvre complète", "視聴率 of the week");
    for (number, opened) in [first, second, third, fourth].into_iter().enumerate() {
        let number = u32::try_from(number + 1).unwrap();
        let reporter = opened.reporter;
        pen.write(reporter.0, vec![on_ticket(id(number), opened)]).await;
    }
    let events: Vec<(u32, PersonId, TicketEvent)> = vec![
        (
            3,
            SAM,
            commented(&mut pen.random, "Is it the network, or the networking team?", Side::Support).into(),
        ),
        (3, SAM, commented(&mut pen.random, "down", Side::Support).into()),
        (1, SAM, noted(&mut pen.random, "The customer is confused: cable unplugged").into()),
        (2, SAM, ticket::Assigned { assignee: SAM }.into()),
        (
            2,
            SAM,
            ticket::StatusChanged { from: Status::WaitingForSupport, to: ActiveStatus::InProgress }.into(),
        ),
        (4, SAM, ticket::Resolved { resolution: Some(body("Replaced the antenna")) }.into()),
        (4, SAM, ticket::Closed { reason: CloseReason::ALL[0] }.into()),
    ];
    let mut head = Position::ZERO;
    for (number, actor, event) in events {
        head = pen.write(actor.0, vec![on_ticket(id(number), event)]).await;
    }
    head
}

/// Who searches.
fn sight(who: PersonId) -> Sight {
    let organizations: Vec<OrganizationId> = match who {
        SAM => return Sight::Team,
        TOM | MARIA => vec![MERIDIAN],
        _ => Vec::new(),
    };
    Sight::Customer { person: who, organizations }
}

/// Who looks for what, and the numbers of the tickets found, in order.
const CASES: &[(PersonId, &str, &[u32])] = &[
    // Words: all of them, in any place, of any case, without their accents.
    (SAM, "network ", &[1, 2, 3]),
    (SAM, "NETWORK DOWN ", &[1, 3]),
    (SAM, "reseau strasse ", &[1]),
    (SAM, "RÉSEAU Straße", &[1]),
    (SAM, "oeuvre complete", &[4]),
    (SAM, "聴率", &[4]),
    (SAM, "nowhere", &[]),
    (SAM, "4711", &[1]),
    (SAM, "antenna", &[4]),
    // Prefixes.
    (SAM, "netw", &[1, 2, 3]),
    (SAM, "netw ", &[]),
    (SAM, "netw* slow ", &[2]),
    (SAM, "networki", &[3]),
    // Phrases, which no break between two texts joins.
    (SAM, "\"network is down\"", &[1]),
    (SAM, "\"down is network\"", &[]),
    (SAM, "\"team down\"", &[]),
    (SAM, "\"second we\"*", &[2]),
    (SAM, "second-week", &[2]),
    // What is not wanted.
    (SAM, "network -slow", &[1, 3]),
    (SAM, "network -\"is down\" -networking", &[2]),
    (SAM, "-network", &[4]),
    // Keys.
    (SAM, "AMS-1", &[1, 3]),
    (SAM, "ams-3 ", &[3]),
    (SAM, "ams-99", &[]),
    // People, by the names that the reader may know.
    (SAM, "nunez", &[1]),
    (SAM, "weiss", &[]),
    (SAM, "lee", &[4, 2]),
    (SAM, "jon", &[3, 2]),
    (KIM, "lee", &[4]),
    (KIM, "jon", &[2]),
    (JON, "kim", &[]),
    (JON, "panel ", &[3, 2]),
    // Conditions.
    (SAM, "from:jon", &[3, 2]),
    (SAM, "from:\"Jon Wright\" week", &[2]),
    (SAM, "from:wright", &[3, 2]),
    (SAM, "from:nobody", &[]),
    (SAM, "-from:jon", &[4, 1]),
    (JON, "from:me", &[3, 2]),
    (SAM, "type:incident", &[2]),
    (SAM, "desk:ams network -type:incident ", &[1, 3]),
    (SAM, "desk:OTHER", &[]),
    (SAM, "is:open", &[3, 2, 1]),
    (SAM, "is:closed", &[4]),
    (SAM, "is:in_progress", &[2]),
    (SAM, "-is:in_progress network ", &[1, 3]),
    (SAM, "is:in_progress is:on_hold", &[]),
    (SAM, "is:shared", &[1]),
    (SAM, "is:private is:unassigned is:open", &[3]),
    (SAM, "org:meridian", &[1]),
    (SAM, "org:\"northwind radio\"", &[]),
    (SAM, "after:2000-01-01 network ", &[1, 2, 3]),
    (SAM, "before:2000-01-01 network ", &[]),
    (SAM, "-after:2000-01-01", &[]),
    (SAM, "after:2999-01-01", &[]),
    // What one does not see is not found; an internal note by the team alone.
    (TOM, "network ", &[1]),
    (MARIA, "network ", &[1]),
    (JON, "network ", &[2, 3]),
    (KIM, "network ", &[2]),
    (KIM, "is:open", &[2]),
    (TOM, "-nothing", &[1]),
    (TOM, "ams-3", &[]),
    (SAM, "unplugged", &[1]),
    (MARIA, "unplugged", &[]),
    (MARIA, "unpl", &[]),
    (MARIA, "network -unplugged", &[1]),
    (SAM, "network -unplugged", &[2, 3]),
];

async fn found(views: &Views, who: PersonId, text: &str) -> Vec<u32> {
    let query = SearchQuery::parse(text).unwrap().settled(who, &Default::default());
    let (sight, filter) = (sight(who), TicketFilter::default());
    let searched = Searched { sight: &sight, query: &query, scope: None, filter: &filter, sort: None };
    numbers(views, &searched, 25).await
}

/// The numbers of the tickets found, by pages of so many.
async fn numbers(views: &Views, searched: &Searched<'_>, limit: u32) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut page = PageRequest::first(limit);
    loop {
        let found = views.search(searched, &page, MARIA).await.unwrap().page;
        assert!(found.items.len() <= limit as usize);
        numbers.extend(found.items.iter().map(|row| row.key.number().unwrap().get()));
        let Some(next) = found.next else { return numbers };
        page.after = Some(next);
    }
}

/// What is not found as the table says.
async fn wrong(views: &Views) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, text, expected) in CASES {
        let found = found(views, *who, text).await;
        if found != *expected {
            wrong.push(format!("{text:?} by {who} finds {found:?}, not {expected:?}"));
        }
    }
    wrong
}

/// Takes out of the index what stands behind the second ticket.
async fn half_filled(db: &TestDb) {
    db.views()
        .write::<(), DbError, _>(|tx| {
            Box::pin(async move {
                let number = if tx.dialect() == Dialect::Sqlite { "rowid" } else { "position" };
                let second = "SELECT min(position) FROM search_documents \
                     WHERE position > (SELECT min(position) FROM search_documents)";
                let texts = [
                    format!("DELETE FROM search_index WHERE {number} > ({second})"),
                    format!("INSERT INTO search_unfilled (name, behind) SELECT 'search_index', ({second})"),
                ];
                for text in texts {
                    on_tx!(tx, c => sqlx::query(sql(text)).execute(c).await.map(drop))?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

async fn opened(db: &TestDb) -> (Store, Views, Pen) {
    let store = db.store().await;
    let mut pen = Pen::new(&store, 1);
    let head = write(&mut pen).await;
    let views = Views::open(db.views().clone()).await.unwrap();
    replay(&store, &views, Position::ZERO, head, 3, |_| {}).await.unwrap();
    (store, views, pen)
}

/// The excerpt with its hits in brackets.
fn marked(Excerpt(segments): &Excerpt) -> String {
    segments.iter().map(|s| if s.hit { format!("[{}]", s.text) } else { s.text.clone() }).collect()
}

backend_tests! {
    async fn each_search_finds_what_the_table_says(db: TestDb) {
        let (_, views, _) = opened(&db).await;
        assert_eq!(wrong(&views).await, [""; 0]);
    }

    async fn an_index_that_is_filled_at_the_end_finds_the_same(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 1);
        let head = write(&mut pen).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let bare = RunnerOptions { bare_from: 1, live_batch: 3, catch_up_batch: 5, ..options() };
        let running = Running::start_with(&db, &store, &views, bare.clone());
        assert!(views.wait_for(head, PATIENCE).await);
        until("the index is filled", || views.are_whole()).await;
        running.stop().await;
        assert_eq!(wrong(&views).await, [""; 0]);

        // A process that ended in the middle leaves the rest to the next one, and what has changed since is known.
        half_filled(&db).await;
        assert_ne!(wrong(&views).await, [""; 0]);
        let to = [subject("Panel"), subject("Households")];
        let changed = |n: usize| ticket::SubjectChanged { from: to[0].clone(), to: to[n].clone() };
        for number in [1, 4] {
            pen.write(SAM.0, vec![on_ticket(id(number), changed(1))]).await;
        }
        let head = pen.write(SAM.0, vec![on_ticket(id(3), changed(0))]).await;
        let running = Running::start_with(&db, &store, &views, bare);
        assert!(views.wait_for(head, PATIENCE).await);
        until("the index is filled", || views.are_whole()).await;
        running.stop().await;
        assert_eq!(found(&views, SAM, "households").await, [4, 1]);
        let rebuilt = another(&db).await;
        let again = Views::open(rebuilt.views().clone()).await.unwrap();
        replay(&store, &again, Position::ZERO, head, 7, |_| {}).await.unwrap();
        for (who, text, _) in CASES {
            assert_eq!(found(&views, *who, text).await, found(&again, *who, text).await, "{text:?} by {who}");
        }
        rebuilt.remove().await;
    }

    async fn excerpts_are_of_texts_that_the_reader_may_read(db: TestDb) {
        let (_, views, _) = opened(&db).await;
        let cases = [
            (SAM, "unplugged", 1, Some("The customer is confused: cable [unplugged]")),
            (SAM, "network confused ", 1, Some("The customer is [confused]: cable unplugged")),
            (MARIA, "down ", 1, Some("Network is [down]")),
            (MARIA, "strasse ", 1, Some("The réseau of the [Straße] does not answer.")),
            (MARIA, "meter", 1, Some("[meter] 4711")),
            (JON, "networking", 3, Some("Is it the network, or the [networking] team?")),
            (KIM, "lee", 4, None),
            (KIM, "is:open", 2, None),
        ];
        for (who, text, number, expected) in cases {
            let query = SearchQuery::parse(text).unwrap();
            let sight = sight(who);
            let filter = TicketFilter::default();
            let searched = Searched { sight: &sight, query: &query, scope: None, filter: &filter, sort: None };
            let page = views.search(&searched, &PageRequest::default(), MARIA).await.unwrap().page;
            let excerpts = views.excerpts(&sight, &query, &page.items, |text| text.into()).await.unwrap();
            assert_eq!(excerpts.get(&id(number)).map(marked).as_deref(), expected, "{text}");
        }
    }

    async fn a_search_is_cut_down_as_a_list_is(db: TestDb) {
        let (_, views, _) = opened(&db).await;
        let query = SearchQuery::parse("week ").unwrap();
        let closed = TicketFilter { status: Some(StatusFilter::Closed), ..TicketFilter::default() };
        let progress = StatusFilter::Is(Status::InProgress);
        let progress = TicketFilter { status: Some(progress), ..TicketFilter::default() };
        let sams = TicketFilter { assignee: Some(docket_projections::AssigneeFilter::Is(SAM)), ..TicketFilter::default() };
        let none = TicketFilter::default();
        let cases = [
            (SAM, None, &none, vec![4, 2]),
            (SAM, Some(Scope::Queue), &none, vec![2]),
            (SAM, Some(Scope::Queue), &closed, vec![4]),
            (SAM, Some(Scope::All), &progress, vec![2]),
            (SAM, Some(Scope::All), &sams, vec![2]),
            (KIM, None, &none, vec![4, 2]),
            (KIM, Some(Scope::Mine(KIM)), &none, vec![4]),
            (KIM, Some(Scope::Shared(KIM)), &none, vec![2]),
            (KIM, Some(Scope::Organizations(vec![MERIDIAN])), &none, vec![]),
            // A scope adds nothing to what one sees.
            (KIM, Some(Scope::Mine(MARIA)), &none, vec![]),
        ];
        for (who, scope, filter, expected) in cases {
            let sight = sight(who);
            let mut searched =
                Searched { sight: &sight, query: &query, scope: scope.as_ref(), filter, sort: None };
            assert_eq!(numbers(&views, &searched, 25).await, expected, "{scope:?} {filter:?}");
            searched.sort = Some(Sort::CreatedAsc);
            assert_eq!(numbers(&views, &searched, 1).await, expected.into_iter().rev().collect::<Vec<_>>());
        }
    }

    async fn words_names_and_rights_are_found_as_they_are_now(db: TestDb) {
        let (store, views, mut pen) = opened(&db).await;
        assert_eq!(found(&views, TOM, "week").await, [0_u32; 0]);
        let renamed = person::Renamed { name: PersonName::parse("Jonathan Waves").unwrap() };
        pen.write(JON.0, vec![(JON.0, Event::Person(renamed.into()))]).await;
        let changed = ticket::SubjectChanged { from: subject("Panel"), to: subject("Households") };
        let events = vec![
            on_ticket(id(2), ticket::Shared { organization: MERIDIAN }),
            on_ticket(id(1), ticket::Unshared { organization: MERIDIAN }),
            on_ticket(id(3), changed),
            on_ticket(id(2), ticket::ParticipantRemoved { person: KIM }),
            on_ticket(id(4), ticket::Reopened { reason: Some(body("Still no picture")) }),
        ];
        let head = pen.write(SAM.0, events).await;
        let from = views.position();
        replay(&store, &views, from, head, 500, |_| {}).await.unwrap();
        assert_eq!(found(&views, TOM, "week").await, [2]);
        assert_eq!(found(&views, TOM, "network ").await, [2]);
        assert_eq!(found(&views, KIM, "network ").await, [0_u32; 0]);
        assert_eq!(found(&views, SAM, "households").await, [3]);
        assert_eq!(found(&views, JON, "waves").await, [3, 2]);
        assert_eq!(found(&views, SAM, "from:wright").await, [0_u32; 0]);
        assert_eq!(found(&views, SAM, "is:open picture").await, [4]);
    }

    async fn pages_neither_repeat_nor_lose_what_did_not_change(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 3);
        let mut head = Position::ZERO;
        for number in 1..=60 {
            let title = if number % 3 == 0 { "Needle" } else { "Hay" };
            let text = if number % 3 == 1 { "A needle in it" } else { "Nothing" };
            let mut events = vec![on_ticket(id(number), opening(number, MARIA, title, text))];
            if number % 3 == 2 {
                let comment = commented(&mut pen.random, "There is the needle", Side::Support);
                events.push(on_ticket(id(number), comment));
            }
            head = pen.write(MARIA.0, events).await;
        }
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 500, |_| {}).await.unwrap();
        let query = SearchQuery::parse("needle ").unwrap();
        let (sight, filter) = (Sight::Team, TicketFilter::default());
        let mut searched = Searched { sight: &sight, query: &query, scope: None, filter: &filter, sort: None };
        let of = |rest| (1..=60).rev().filter(move |number| number % 3 == rest);
        let best_first: Vec<u32> = of(0).chain(of(1)).chain(of(2)).collect();
        for limit in [1, 7, 20, 100] {
            assert_eq!(numbers(&views, &searched, limit).await, best_first, "pages of {limit}");
        }
        // What comes between two pages is not on the next.
        let first = views.search(&searched, &PageRequest::first(30), MARIA).await.unwrap().page;
        let opened = on_ticket(id(61), opening(61, MARIA, "Needle", "Newer"));
        head = pen.write(MARIA.0, vec![opened]).await;
        replay(&store, &views, views.position(), head, 500, |_| {}).await.unwrap();
        let second = views.search(&searched, &PageRequest { limit: 100, after: first.next.clone() }, MARIA).await.unwrap().page;
        let rest = second.items.iter().map(|row| row.key.number().unwrap().get()).collect::<Vec<_>>();
        assert_eq!(rest, best_first[30..]);
        for (sort, limit) in [(Sort::CreatedAsc, 7), (Sort::UpdatedDesc, 9), (Sort::UpdatedAsc, 100)] {
            searched.sort = Some(sort);
            let mut all = numbers(&views, &searched, limit).await;
            all.dedup();
            assert_eq!(all.len(), 61, "{sort:?}");
        }
        // A cursor is good for its own search alone.
        let other = SearchQuery::parse("hay ").unwrap();
        let searched = Searched { query: &other, sort: None, ..searched };
        assert!(views.search(&searched, &PageRequest { limit: 1, after: first.next }, MARIA).await.is_err());
    }

    async fn a_conversation_of_any_length_is_taken_in(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 4);
        pen.write(MARIA.0, vec![on_ticket(id(1), created(1, MARIA))]).await;
        let mut head = Position::ZERO;
        for number in 0..12 {
            // Long words, none twice, and each comment as large as one can be.
            let words = (0..400).map(|n| format!("{}{number:03}{n:04}", "ü".repeat(30)));
            let text = words.collect::<Vec<_>>().join(" ");
            let comment = commented(&mut pen.random, &text, Side::Customer);
            let note = noted(&mut pen.random, &text);
            head = pen.write(SAM.0, vec![on_ticket(id(1), comment), on_ticket(id(1), note)]).await;
        }
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 500, |_| {}).await.unwrap();
        assert_eq!(found(&views, SAM, &format!("{}0110399", "u".repeat(30))).await, [1]);
    }
}

//! No internal note reaches what a customer reads.

use std::time::Duration;

use docket_domain::testing::{MARIA, SAM, TOM};
use docket_domain::ticket::event::ParticipantAdded;
use docket_domain::{Side, TicketId};
use docket_eventstore::{Position, backend_tests};
use docket_projections::testing::{Pen, commented, created, dump, noted, on_ticket};
use docket_projections::{Entry, PageRequest, Scope, Sort, TicketFilter, Views, replay};
use uuid::Uuid;

const CANARY: &str = "canary-7f3a";

backend_tests! {
    async fn a_note_is_in_its_own_table_and_in_no_answer_for_customers(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 1);
        let ticket = TicketId(Uuid::from_u128(1));
        let opened = pen.write(MARIA.0, vec![on_ticket(ticket, created(1, MARIA))]).await;
        pen.write(MARIA.0, vec![on_ticket(ticket, ParticipantAdded { person: TOM, by_address: false })]).await;
        let comment = commented(&mut pen.random, "What all may read", Side::Customer);
        let seen = pen.write(MARIA.0, vec![on_ticket(ticket, comment)]).await;
        let note = noted(&mut pen.random, CANARY);
        let head = pen.write(SAM.0, vec![on_ticket(ticket, note)]).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 500, |_| {}).await.unwrap();

        for (table, rows) in dump(&views).await {
            let holds = rows.iter().any(|row| row.to_string().contains(CANARY));
            assert_eq!(holds, table == "ticket_notes", "{table}");
        }
        let comments = views.comments(ticket, &PageRequest::default()).await.unwrap();
        assert_eq!(comments.items.len(), 1);
        assert!(!format!("{comments:?}").contains(CANARY));
        let entries = views.comments_and_notes(ticket, &PageRequest::default()).await.unwrap().items;
        assert!(matches!(&entries[..], [Entry::Comment(_), Entry::Note(note)] if note.body.as_str() == CANARY));
        // Nor does it move the ticket in a list, which would tell that there is one.
        for scope in [Scope::Mine(MARIA), Scope::Shared(TOM)] {
            let page = PageRequest::default();
            let rows = views.tickets(&scope, &TicketFilter::default(), Sort::default(), &page, TOM).await.unwrap().page;
            assert_eq!((rows.items[0].created_position, rows.items[0].updated_position), (opened, seen));
        }
    }

    async fn comments_and_notes_are_paged_together(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 2);
        let ticket = TicketId(Uuid::from_u128(1));
        let mut head = pen.write(MARIA.0, vec![on_ticket(ticket, created(1, MARIA))]).await;
        for n in 0..23 {
            let event = if n % 3 == 0 {
                on_ticket(ticket, noted(&mut pen.random, "A note"))
            } else {
                on_ticket(ticket, commented(&mut pen.random, "A comment", Side::Support))
            };
            head = pen.write(SAM.0, vec![event]).await;
        }
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 5, |_| {}).await.unwrap();
        let mut positions = Vec::new();
        let mut page = PageRequest::first(4);
        loop {
            let found = views.comments_and_notes(ticket, &page).await.unwrap();
            positions.extend(found.items.iter().map(|entry| entry.position().0));
            let Some(cursor) = found.next else { break };
            page.after = Some(cursor);
        }
        assert_eq!(positions, (2..=24).collect::<Vec<_>>());
    }

    async fn who_waits_for_what_will_not_come_is_told_so(db: TestDb) {
        let views = Views::open(db.views().clone()).await.unwrap();
        assert!(views.wait_for(Position::ZERO, Duration::ZERO).await);
        assert!(!views.wait_for(Position(1), Duration::from_millis(60)).await);
    }
}

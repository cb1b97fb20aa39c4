use super::*;
use crate::testing::{JON, MARIA};

const TICKET: TicketId = TicketId(Uuid::from_u128(7));

fn to(position: i64) -> Advanced {
    Advanced { person: MARIA, ticket: TICKET, position }
}

fn at(position: i64) -> Reading {
    Reading { person: MARIA, ticket: TICKET, position }
}

#[test]
fn it_goes_on_and_never_back_and_says_nothing_twice() {
    assert_eq!(decide(None, to(3)), [to(3).into()]);
    assert_eq!(decide(Some(&at(3)), to(5)), [to(5).into()]);
    assert_eq!(decide(Some(&at(5)), to(5)), []);
    assert_eq!(decide(Some(&at(5)), to(3)), []);
    assert_eq!(decide(None, to(0)), []);
}

#[test]
fn a_stream_belongs_to_one_person_and_one_ticket() {
    assert_eq!(stream_of(MARIA, TICKET), stream_of(MARIA, TICKET));
    assert_ne!(stream_of(MARIA, TICKET), stream_of(JON, TICKET));
    assert_ne!(stream_of(MARIA, TICKET), stream_of(MARIA, TicketId(Uuid::from_u128(8))));
}

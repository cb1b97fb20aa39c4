use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Number, Value, json};

use super::*;
use crate::arbitrary::{created, event, number};
use crate::desk::{Answers, FieldValue};
use crate::key::FieldKey;

#[test]
fn every_kind_is_named_once_after_its_aggregate() {
    let names = ["person", "organization", "desk", "ticket", "reading"];
    let mut all = BTreeSet::new();
    for (name, kinds) in names.iter().zip(KINDS) {
        for kind in kinds {
            assert!(all.insert(kind), "{kind} stands there twice");
            let (aggregate, happened) = kind.split_once('.').unwrap();
            assert_eq!(aggregate, *name);
            assert!(happened.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{kind}");
        }
    }
}

#[test]
fn what_is_not_known_is_an_error() {
    for kind in ["ticket.exploded", "invoice.sent", "ticket", "", "ticket.created.", "person.noted"] {
        let refused = Event::decode(kind, 1, b"{}").unwrap_err();
        assert!(matches!(refused, DecodeError::UnknownKind { .. }), "{kind}: {refused}");
    }
    let refused = Event::decode("ticket.muted", 2, b"{}").unwrap_err();
    assert!(matches!(refused, DecodeError::UnknownVersion { schema_version: 2, .. }), "{refused}");
    for payload in [&b""[..], b"7", b"{", b"[]", b"{\"reason\":\"bored\"}", b"{\"reason\":7}", b"\xff"] {
        let refused = Event::decode("ticket.closed", 1, payload).unwrap_err();
        assert!(matches!(refused, DecodeError::Payload { .. }), "{payload:?}: {refused}");
    }
}

#[test]
fn texts_from_the_log_are_checked_as_all_others() {
    let payload = json!({ "from": "a", "to": "b\u{0}" }).to_string();
    assert!(Event::decode("ticket.subject_changed", 1, payload.as_bytes()).is_err());
}

proptest! {
    #[test]
    fn what_is_written_reads_back(event in event()) {
        let bytes = event.encode();
        let read = Event::decode(event.kind(), event.schema_version(), &bytes).unwrap();
        prop_assert_eq!(&read, &event);
        prop_assert_eq!(read.encode(), bytes, "the same event gives the same bytes");
    }

    #[test]
    fn fields_of_a_newer_writer_are_passed_over(event in event()) {
        let mut value: Value = serde_json::from_slice(&event.encode()).unwrap();
        value["a_later_field"] = json!({ "deep": [1, 2] });
        let bytes = serde_json::to_vec(&value).unwrap();
        prop_assert_eq!(Event::decode(event.kind(), event.schema_version(), &bytes).unwrap(), event);
    }

    #[test]
    fn a_number_put_into_the_hole_gives_the_numbered_event(created in created(), number in number()) {
        let (mut bytes, offset) = encode_with_hole(&created);
        let digits = number.to_string().into_bytes();
        bytes.splice(offset..offset, digits);
        let key = created.key.clone().with_number(number);
        let numbered = Event::from(TicketEvent::from(Created { key, ..created }));
        prop_assert_eq!(bytes, numbered.encode());
    }

    #[test]
    fn a_number_in_a_form_reads_back_bit_for_bit(created in created(), float in any::<f64>()) {
        prop_assume!(float.is_finite());
        let answer = FieldValue::Number(Number::from_f64(float).unwrap());
        let fields = Answers::from([(FieldKey::parse("homes").unwrap(), answer)]);
        let event = Event::from(TicketEvent::from(Created { fields, ..created }));
        prop_assert_eq!(Event::decode(event.kind(), 1, &event.encode()).unwrap(), event);
    }

    #[test]
    fn without_its_number_a_ticket_is_unreadable(created in created()) {
        let (bytes, _) = encode_with_hole(&created);
        prop_assert!(Event::decode("ticket.created", 1, &bytes).is_err());
    }

    #[test]
    fn reading_anything_never_panics(kind in 0usize..41, bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let kinds = KINDS.concat();
        let _ = Event::decode(kinds[kind % kinds.len()], 1, &bytes);
    }

    #[test]
    fn reading_a_damaged_event_never_panics(event in event(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = event.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Event::decode(event.kind(), 1, &bytes);
    }
}

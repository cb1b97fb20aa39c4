use std::collections::{BTreeMap, BTreeSet};

use docket_domain::desk::FieldValue;
use docket_domain::ticket::event::{
    Assigned, Attached, AttachedTo, AttachmentQuarantined, Closed, Commented, Created, Held, Linked, Muted,
    Noted, ParticipantAdded, ParticipantRemoved, PriorityChanged, Reopened, RequestTypeChanged, Resolved,
    Shared, StatusChanged, SubjectChanged, TicketEvent, Unassigned, Unlinked, Unmuted, Unshared,
};
use docket_domain::ticket::{ActiveStatus, CloseReason, Link, LinkKind, Priority, Status};
use docket_domain::{
    AttachedFile, AttachmentId, Body, DeskId, FieldKey, FileName, MediaType, RequestTypeKey, Sha256Digest,
    Side, Subject, TicketId, TicketKey, Visibility,
};
use serde_json::Number;

use super::{Sample, comment, note, organization, person, sample, time, uuid};

pub(super) fn tickets() -> Vec<Sample> {
    let sample = |name, event: TicketEvent| sample(name, event);
    let mut all = vec![
        sample("full", created(true).into()),
        sample("bare", created(false).into()),
        sample("customer", Commented { comment: comment(), body: body(), side: Side::Customer }.into()),
        sample("support", Commented { comment: comment(), body: body(), side: Side::Support }.into()),
        sample("mention", Noted { note: note(), body: body(), mentions: BTreeSet::from([person(9)]) }.into()),
        sample("no_mention", Noted { note: note(), body: body(), mentions: BTreeSet::new() }.into()),
        sample("until", Held { until: Some(time()), reason: Some(body()) }.into()),
        sample("bare", Held { until: None, reason: None }.into()),
        sample("text", Resolved { resolution: Some(body()) }.into()),
        sample("bare", Resolved { resolution: None }.into()),
        sample("text", Reopened { reason: Some(body()) }.into()),
        sample("bare", Reopened { reason: None }.into()),
        sample("assigned", Assigned { assignee: person(9) }.into()),
        sample("unassigned", Unassigned {}.into()),
        sample("raised", PriorityChanged { from: Priority::Low, to: Priority::Urgent }.into()),
        sample("lowered", PriorityChanged { from: Priority::High, to: Priority::Normal }.into()),
        sample(
            "changed",
            RequestTypeChanged { from: request_type("question"), to: request_type("incident") }.into(),
        ),
        sample(
            "changed",
            SubjectChanged { from: subject(), to: Subject::parse("Short panel").unwrap() }.into(),
        ),
        sample("shared", Shared { organization: organization() }.into()),
        sample("unshared", Unshared { organization: organization() }.into()),
        sample("added", ParticipantAdded { person: person(2), by_address: false }.into()),
        sample("added_by_address", ParticipantAdded { person: person(2), by_address: true }.into()),
        sample("removed", ParticipantRemoved { person: person(2) }.into()),
        sample("muted", Muted {}.into()),
        sample("unmuted", Unmuted {}.into()),
        sample(
            "unlinked",
            Unlinked { link: Link { kind: LinkKind::RelatedTo, other: TicketId(uuid(8)) } }.into(),
        ),
        sample("opening", attached(AttachedTo::Description, Side::Customer).into()),
        sample("comment", attached(AttachedTo::Comment(comment()), Side::Support).into()),
        sample("note", attached(AttachedTo::Note(note()), Side::Support).into()),
        sample("public", attached(AttachedTo::Public, Side::Customer).into()),
        sample("internal", attached(AttachedTo::Internal, Side::Support).into()),
        sample("public", AttachmentQuarantined { attachment: attachment(), internal: false }.into()),
        sample("internal", AttachmentQuarantined { attachment: attachment(), internal: true }.into()),
    ];
    all.extend(
        LinkKind::ALL.map(|kind| {
            sample(kind.as_str(), Linked { link: Link { kind, other: TicketId(uuid(8)) } }.into())
        }),
    );
    all.extend(CloseReason::ALL.map(|reason| sample(reason.as_str(), Closed { reason }.into())));
    // Every status and every way on is written once.
    let targets =
        [ActiveStatus::WaitingForSupport, ActiveStatus::InProgress, ActiveStatus::WaitingForCustomer];
    for (from, to) in Status::ALL.into_iter().zip(targets.into_iter().cycle().skip(1)) {
        all.push(sample(from.as_str(), StatusChanged { from, to }.into()));
    }
    all
}

fn attachment() -> AttachmentId {
    AttachmentId(uuid(0xa1))
}

fn attached(to: AttachedTo, side: Side) -> Attached {
    let file = AttachedFile {
        id: attachment(),
        name: FileName::parse("Übersicht der Märkte.csv").unwrap(),
        content_type: MediaType::parse("text/csv").unwrap(),
        size: 5_120,
        sha256: Sha256Digest([0xab; 32]),
    };
    Attached { files: vec![file], to, side }
}

fn created(full: bool) -> Created {
    let answers = [
        ("line", FieldValue::Text("one line".to_owned())),
        ("homes", FieldValue::Number(Number::from(12))),
        ("share", FieldValue::Number(Number::from_f64(0.1).unwrap())),
        ("urgent", FieldValue::Flag(true)),
        ("levels", FieldValue::Many(vec!["low".to_owned(), "high".to_owned()])),
    ];
    let answers = answers.map(|(key, value)| (FieldKey::parse(key).unwrap(), value));
    Created {
        key: TicketKey::parse(if full { "AMS-4294967295" } else { "AMS-1" }).unwrap(),
        desk: DeskId(uuid(0x51)),
        request_type: request_type("incident"),
        form_version: 1,
        subject: subject(),
        description: body(),
        fields: if full { BTreeMap::from(answers) } else { BTreeMap::new() },
        visibility: if full { Visibility::Organization(organization()) } else { Visibility::Private },
        organization: full.then(organization),
        reporter: person(1),
        participants: if full { BTreeSet::from([person(2), person(3)]) } else { BTreeSet::new() },
        by_address: if full { BTreeSet::from([person(3)]) } else { BTreeSet::new() },
        priority: Priority::Normal,
    }
}

fn request_type(raw: &str) -> RequestTypeKey {
    RequestTypeKey::parse(raw).unwrap()
}

fn subject() -> Subject {
    Subject::parse("The panel of May is \"short\" 🙂").unwrap()
}

fn body() -> Body {
    Body::parse("It has 12 homes less than in April.\n\n\t\\o/ <b>é</b> 日本").unwrap()
}

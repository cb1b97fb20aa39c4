use chrono::TimeDelta;

use super::*;
use crate::id::NoteId;
use crate::refusal::{Refusal, RefusalClass};
use crate::testing::{ADA, JON, KIM, MARIA, NOBODY, NOOR, TOM, beginning};

/// What a command led to: the status it ends in with a `*` for "customer answered", `=` for "it is so already", or
/// the code of the refusal.
fn told(story: &TicketStory) -> String {
    if let Some(code) = story.refusal() {
        return code.to_owned();
    }
    if story.kinds().is_empty() {
        return "=".to_owned();
    }
    let short = match story.status() {
        Status::WaitingForSupport => "support",
        Status::InProgress => "progress",
        Status::WaitingForCustomer => "customer",
        Status::OnHold => "hold",
        Status::Resolved => "resolved",
        Status::Closed => "closed",
    };
    if story.ticket().customer_answered() { format!("{short}*") } else { short.to_owned() }
}

/// The table of the workflow. Columns are where the ticket stands, in the order of [`Status::ALL`].
#[test]
fn every_command_from_every_status_by_both_sides_follows_the_table() {
    let note = TicketCommand::Note {
        note: NoteId(Uuid::from_u128(0xd0)),
        body: body("Internal."),
        mentions: BTreeSet::new(),
    };
    let hold = TicketCommand::Hold { until: None, reason: Some(body("Next release.")), comment: None };
    let assign = TicketCommand::Assign { assignee: Some(NOOR) };
    let solved = comment(Some(true));
    let unsolved = comment(Some(false));
    let to = change;
    const DENIED: [&str; 6] = ["not_allowed"; 6];
    const SHUT: &str = "ticket_closed";
    let table: [(&str, PersonId, TicketCommand, [&str; 6]); 29] = [
        // What                        Who    Command      support     progress    customer    hold        resolved    closed
        (
            "customer comments",
            MARIA,
            comment(None),
            ["support", "progress*", "support", "support", "resolved", SHUT],
        ),
        (
            "customer: it is solved",
            MARIA,
            solved.clone(),
            ["closed", "closed", "closed", "closed", "closed", SHUT],
        ),
        (
            "customer: it is not solved",
            MARIA,
            unsolved.clone(),
            ["support", "progress*", "support", "support", "support", SHUT],
        ),
        (
            "agent comments",
            SAM,
            comment(None),
            ["customer", "customer", "customer", "customer", "resolved", SHUT],
        ),
        (
            "agent: it is solved",
            SAM,
            solved,
            ["resolved", "resolved", "resolved", "resolved", "resolved", SHUT],
        ),
        (
            "agent: it is not solved",
            SAM,
            unsolved,
            ["customer", "customer", "customer", "customer", "support", SHUT],
        ),
        ("agent notes", SAM, note.clone(), ["support", "progress", "customer", "hold", "resolved", "closed"]),
        ("customer notes", MARIA, note, DENIED),
        (
            "agent starts",
            SAM,
            to(Status::InProgress),
            ["progress", "=", "progress", "progress", "progress", SHUT],
        ),
        (
            "agent asks",
            SAM,
            to(Status::WaitingForCustomer),
            ["customer", "customer", "=", "customer", "customer", SHUT],
        ),
        (
            "agent takes back",
            SAM,
            to(Status::WaitingForSupport),
            ["=", "support", "support", "support", "support", SHUT],
        ),
        ("agent pauses", SAM, to(Status::OnHold), ["hold", "hold", "hold", "=", "hold", SHUT]),
        ("agent holds", SAM, hold.clone(), ["hold", "hold", "hold", "hold", "hold", SHUT]),
        ("customer holds", MARIA, hold, DENIED),
        ("agent resolves", SAM, resolve(), ["resolved", "resolved", "resolved", "resolved", "=", SHUT]),
        (
            "agent resolves without a word",
            SAM,
            to(Status::Resolved),
            ["resolution_needed", "resolution_needed", "resolution_needed", "resolution_needed", "=", SHUT],
        ),
        (
            "agent sets closed",
            SAM,
            to(Status::Closed),
            ["closed", "closed", "closed", "closed", "closed", "="],
        ),
        ("customer sets closed", MARIA, to(Status::Closed), DENIED),
        ("customer sets started", MARIA, to(Status::InProgress), DENIED),
        ("customer resolves", MARIA, resolve(), DENIED),
        ("agent closes", SAM, close(None), ["closed", "closed", "closed", "closed", "closed", "="]),
        ("customer closes", MARIA, close(None), ["closed", "closed", "closed", "closed", "closed", "="]),
        (
            "customer confirms",
            MARIA,
            close(Some(CloseReason::Confirmed)),
            [
                "reason_not_allowed",
                "reason_not_allowed",
                "reason_not_allowed",
                "reason_not_allowed",
                "closed",
                SHUT,
            ],
        ),
        ("agent reopens", SAM, reopen(), ["=", "=", "=", "=", "support", "support"]),
        ("customer reopens", MARIA, reopen(), ["=", "=", "=", "=", "support", "support"]),
        (
            "agent assigns",
            SAM,
            assign.clone(),
            ["progress", "progress", "customer", "progress", "resolved", SHUT],
        ),
        ("customer assigns", MARIA, assign, DENIED),
        ("a stranger comments", KIM, comment(None), ["not_found"; 6]),
        ("a stranger closes", JON, close(None), ["not_found"; 6]),
    ];
    for (what, who, command, expected) in table {
        let row: Vec<String> =
            Status::ALL.iter().map(|status| told(&given(*status).when(who, command.clone()))).collect();
        assert_eq!(row, expected, "{what}");
    }
}

/// A comment and the status it causes are one batch, in this order.
#[test]
fn one_command_is_one_batch() {
    let moved = ["ticket.commented", "ticket.status_changed"];
    assert_eq!(given(Status::WaitingForCustomer).when(MARIA, comment(None)).kinds(), moved);
    assert_eq!(given(Status::InProgress).when(SAM, comment(None)).kinds(), moved);
    assert_eq!(given(Status::InProgress).when(MARIA, comment(None)).kinds(), ["ticket.commented"]);
    assert_eq!(given(Status::WaitingForSupport).when(MARIA, comment(None)).kinds(), ["ticket.commented"]);
    let resolved = given(Status::Resolved);
    assert_eq!(resolved.clone().when(MARIA, comment(None)).kinds(), ["ticket.commented"]);
    assert_eq!(
        resolved.clone().when(MARIA, comment(Some(false))).kinds(),
        ["ticket.commented", "ticket.reopened"]
    );
    assert_eq!(
        resolved.clone().when(MARIA, comment(Some(true))).kinds(),
        ["ticket.commented", "ticket.closed"]
    );
    assert_eq!(
        resolved.when(SAM, change(Status::InProgress)).kinds(),
        ["ticket.reopened", "ticket.status_changed"]
    );
    let with_text = |to| TicketCommand::ChangeStatus { to, comment: Some(draft("Look.")), resolution: None };
    let open = given(Status::WaitingForSupport);
    assert_eq!(
        open.clone().when(SAM, with_text(Status::Resolved)).kinds(),
        ["ticket.commented", "ticket.resolved"]
    );
    assert_eq!(
        open.clone().when(SAM, with_text(Status::OnHold)).kinds(),
        ["ticket.commented", "ticket.held"]
    );
    assert_eq!(open.when(SAM, with_text(Status::Closed)).kinds(), ["ticket.commented", "ticket.closed"]);
    let reopen = TicketCommand::Reopen { comment: Some(draft("Again.")), reason: None };
    assert_eq!(given(Status::Closed).when(MARIA, reopen).kinds(), ["ticket.reopened", "ticket.commented"]);
    let assign = TicketCommand::Assign { assignee: Some(SAM) };
    assert_eq!(given(Status::OnHold).when(SAM, assign).kinds(), ["ticket.assigned", "ticket.status_changed"]);
}

#[test]
fn an_answer_in_progress_is_marked_until_support_writes_or_moves() {
    let answered = given(Status::InProgress).when(MARIA, comment(None));
    assert!(answered.ticket().customer_answered());
    let kept = TicketCommand::ChangeStatus {
        to: Status::InProgress,
        comment: Some(draft("Yes.")),
        resolution: None,
    };
    let kept = answered.when(SAM, kept);
    assert_eq!((kept.status(), kept.ticket().customer_answered()), (Status::InProgress, false));
}

#[test]
fn a_closed_ticket_says_who_closed_it_and_why() {
    let by = |story: TicketStory| {
        let Phase::Closed { by, reason, resolution, .. } = &story.ticket().phase else {
            panic!("not closed: {:?}", story.ticket().phase)
        };
        (PersonId(*by), *reason, resolution.is_some())
    };
    assert_eq!(by(given(Status::Resolved).when(MARIA, close(None))), (MARIA, CloseReason::Confirmed, true));
    assert_eq!(by(given(Status::Resolved).when(SAM, close(None))), (SAM, CloseReason::Solved, true));
    assert_eq!(by(given(Status::OnHold).when(MARIA, close(None))), (MARIA, CloseReason::Solved, false));
    let resolution = Some(body("Done."));
    let at_once = TicketCommand::ChangeStatus { to: Status::Closed, comment: None, resolution };
    let at_once = given(Status::InProgress).when(SAM, at_once);
    assert_eq!(at_once.kinds(), ["ticket.resolved", "ticket.closed"]);
    assert_eq!(by(at_once), (SAM, CloseReason::Solved, true));
}

#[test]
fn customers_give_only_their_own_reasons() {
    let resolved = given(Status::Resolved);
    for reason in CloseReason::ALL {
        let customer = resolved.clone().when(MARIA, close(Some(reason)));
        assert_eq!(customer.refusal().is_none(), reason.is_for_customers(), "{reason:?}");
        assert_eq!(resolved.clone().when(SAM, close(Some(reason))).refusal(), None, "{reason:?}");
    }
}

#[test]
fn closing_again_is_the_same_closing_only_if_it_says_the_same() {
    let declined = || close(Some(CloseReason::Declined));
    let closed = given(Status::InProgress).when(SAM, declined());
    assert_eq!(closed.clone().when(SAM, declined()).kinds(), [""; 0]);
    assert_eq!(closed.clone().when(MARIA, close(None)).kinds(), [""; 0]);
    let other = closed.clone().when(SAM, close(Some(CloseReason::Solved)));
    assert_eq!(other.refusal(), Some("ticket_closed"));
    let text = TicketCommand::Close { comment: Some(draft("Sorry.")), reason: None };
    assert_eq!(closed.when(SAM, text).refusal(), Some("ticket_closed"));
}

#[test]
fn customers_reopen_for_fourteen_days_and_agents_for_ever() {
    let last = given(Status::Closed).after(REOPEN_WINDOW);
    assert_eq!(last.clone().when(MARIA, reopen()).status(), Status::WaitingForSupport);
    let late = last.after(TimeDelta::microseconds(1));
    let refused = late.clone().when(MARIA, reopen());
    assert_eq!(refused.refusal(), Some("reopen_window_over"));
    assert_eq!(refused.outcome.unwrap_err().class(), RefusalClass::Conflict);
    let agent = late.after(TimeDelta::days(3_000)).when(SAM, reopen());
    assert_eq!((agent.status(), agent.ticket().reopened), (Status::WaitingForSupport, 1));
    assert_eq!(agent.ticket().reopen_until(), None);
}

#[test]
fn a_resolved_ticket_is_reopened_by_customers_however_late() {
    let late = given(Status::Resolved).after(TimeDelta::days(400)).when(MARIA, reopen());
    assert_eq!(late.status(), Status::WaitingForSupport);
}

#[test]
fn the_window_counts_from_the_last_closing() {
    let story = given(Status::Closed).after(TimeDelta::days(10)).when(MARIA, reopen());
    let story = story.when(MARIA, close(None)).after(TimeDelta::days(14)).when(MARIA, reopen());
    assert_eq!((story.status(), story.ticket().reopened), (Status::WaitingForSupport, 2));
}

#[test]
fn a_refusal_on_what_is_closed_names_the_way_out() {
    let remedy = |story: TicketStory| story.outcome.unwrap_err().to_string();
    let closed = given(Status::Closed);
    assert!(remedy(closed.clone().when(MARIA, comment(None))).contains("reopen it first"));
    let late = closed.after(TimeDelta::days(15));
    assert!(remedy(late.clone().when(MARIA, comment(None))).contains("open a new request"));
    assert!(remedy(late.when(SAM, comment(None))).contains("reopen it first"));
}

#[test]
fn text_with_a_reopening_of_what_is_open_is_not_lost_in_silence() {
    let reopen = TicketCommand::Reopen { comment: Some(draft("Hello?")), reason: None };
    assert_eq!(given(Status::InProgress).when(MARIA, reopen).refusal(), Some("wrong_status"));
    let misplaced = TicketCommand::ChangeStatus {
        to: Status::InProgress,
        comment: None,
        resolution: Some(body("Done.")),
    };
    assert_eq!(given(Status::OnHold).when(SAM, misplaced).refusal(), Some("resolution_misplaced"));
}

#[test]
fn a_hold_looks_ahead() {
    let until = |days| TicketCommand::Hold {
        until: Some(beginning() + TimeDelta::days(days)),
        reason: None,
        comment: None,
    };
    let story = given(Status::WaitingForSupport).when(SAM, until(0));
    assert_eq!(story.refusal(), Some("hold_in_the_past"));
    let story = story.when(SAM, until(2));
    assert_eq!(story.kinds(), ["ticket.held"]);
    let story = story.when(SAM, until(2));
    assert_eq!(story.kinds(), [""; 0], "the same hold again");
    let story = story.when(SAM, change(Status::OnHold));
    assert_eq!(story.kinds(), [""; 0], "a bare hold does not take the date away");
    let story = story.when(SAM, until(3));
    let expected = Phase::OnHold { until: Some(beginning() + TimeDelta::days(3)), reason: None };
    assert_eq!(story.ticket().phase, expected);
}

#[test]
fn a_hold_ends_when_its_time_has_come_and_not_before() {
    let days = TimeDelta::days;
    let hold = |until| TicketCommand::Hold { until, reason: None, comment: None };
    let held = given(Status::InProgress).when(SAM, hold(Some(beginning() + days(2))));
    assert_eq!(held.clone().when(MARIA, TicketCommand::EndHold).refusal(), Some("not_allowed"));
    let early = held.after(days(2) - TimeDelta::microseconds(1)).when(SAM, TicketCommand::EndHold);
    assert_eq!(early.kinds(), [""; 0]);
    let over = early.after(TimeDelta::microseconds(1)).when(SAM, TicketCommand::EndHold);
    assert_eq!((over.kinds(), over.status()), (vec!["ticket.status_changed"], Status::WaitingForSupport));
    assert_eq!(over.when(SAM, TicketCommand::EndHold).kinds(), [""; 0], "once");
    for other in
        [given(Status::InProgress), given(Status::Closed), given(Status::OnHold).when(SAM, hold(None))]
    {
        assert_eq!(other.after(days(9)).when(SAM, TicketCommand::EndHold).kinds(), [""; 0]);
    }
}

#[test]
fn an_assignee_is_support() {
    let assign = |person| TicketCommand::Assign { assignee: Some(person) };
    let open = given(Status::WaitingForSupport);
    assert_eq!(open.clone().when(SAM, assign(TOM)).refusal(), Some("not_support"));
    assert_eq!(open.clone().when(SAM, assign(NOBODY)).refusal(), Some("unknown_person"));
    let story = open.when(SAM, assign(ADA));
    assert_eq!(story.ticket().assignee, Some(ADA));
    let story = story.when(SAM, assign(ADA));
    assert_eq!(story.kinds(), [""; 0]);
    let story = story.when(NOOR, TicketCommand::Assign { assignee: None });
    assert_eq!((story.kinds(), story.ticket().assignee), (vec!["ticket.unassigned"], None));
    assert_eq!(story.when(NOOR, TicketCommand::Assign { assignee: None }).kinds(), [""; 0]);
}

#[test]
fn support_does_not_move_a_ticket_over_an_unseen_comment() {
    let mut story = given(Status::InProgress).when(MARIA, comment(None));
    let arrived = story.ticket().version;
    story.seen = Some(arrived - 1);
    let hold = TicketCommand::Hold { until: None, reason: None, comment: None };
    for command in [close(None), resolve(), change(Status::WaitingForCustomer), hold, comment(Some(true))] {
        assert_eq!(story.clone().when(SAM, command).refusal(), Some("new_comment"));
    }
    assert_eq!(story.clone().when(SAM, comment(None)).refusal(), None, "a comment appends");
    assert_eq!(story.clone().when(MARIA, close(None)).refusal(), None, "customers are not held up");
    story.seen = Some(arrived);
    assert_eq!(story.when(SAM, close(None)).status(), Status::Closed);
}

#[test]
fn mentions_are_colleagues() {
    let note = |mentions: &[PersonId]| TicketCommand::Note {
        note: NoteId(Uuid::from_u128(0xd1)),
        body: body("Look at this."),
        mentions: mentions.iter().copied().collect(),
    };
    let open = given(Status::Closed);
    assert_eq!(open.clone().when(SAM, note(&[MARIA])).refusal(), Some("not_support"));
    assert_eq!(open.clone().when(SAM, note(&[NOBODY])).refusal(), Some("unknown_person"));
    let story = open.when(SAM, note(&[NOOR, SAM]));
    let events = story.outcome.unwrap();
    let [TicketEvent::Noted(noted)] = &events[..] else { panic!("one note is meant: {events:?}") };
    assert_eq!(noted.mentions, BTreeSet::from([NOOR]), "nobody mentions themselves");
}

#[test]
fn details_change_once_and_not_when_closed() {
    let urgent = || TicketCommand::SetPriority { priority: Priority::Urgent };
    let incident =
        || TicketCommand::ChangeRequestType { request_type: RequestTypeKey::parse("incident").unwrap() };
    let subject = || TicketCommand::ChangeSubject { subject: Subject::parse("Short panel").unwrap() };
    for (who, command) in [(SAM, urgent()), (SAM, incident()), (MARIA, subject()), (SAM, subject())] {
        let story = given(Status::InProgress).when(who, command.clone());
        assert_eq!(story.kinds().len(), 1);
        assert_eq!(story.clone().when(who, command.clone()).kinds(), [""; 0]);
        assert_eq!(given(Status::Closed).when(who, command.clone()).refusal(), Some("ticket_closed"));
        let closed = story.when(SAM, close(None)).when(who, command);
        assert_eq!(closed.kinds(), [""; 0], "what is so already is no change");
    }
    let unknown = TicketCommand::ChangeRequestType { request_type: RequestTypeKey::parse("party").unwrap() };
    assert_eq!(given(Status::InProgress).when(SAM, unknown).refusal(), Some("unknown_request_type"));
}

#[test]
fn another_request_type_keeps_the_answers_as_filed() {
    let request_type = RequestTypeKey::parse("incident").unwrap();
    let story = given(Status::InProgress);
    let filed = story.ticket().filed.clone();
    let story = story.when(SAM, TicketCommand::ChangeRequestType { request_type: request_type.clone() });
    assert_eq!(story.ticket().request_type, request_type);
    assert_eq!(story.ticket().filed, filed);
}

#[test]
fn a_held_reason_and_a_resolution_are_kept() {
    let story = given(Status::Resolved);
    let again = TicketCommand::ChangeStatus {
        to: Status::Resolved,
        comment: None,
        resolution: Some(body("And the report, too.")),
    };
    let story = story.when(SAM, again);
    let resolved = Resolved { resolution: Some(body("And the report, too.")) };
    assert_eq!(story.outcome, Ok(vec![resolved.into()]));
    let hold = TicketCommand::Hold { until: None, reason: Some(body("Waiting for a part.")), comment: None };
    let story = given(Status::InProgress).when(SAM, hold);
    let held = Held { until: None, reason: Some(body("Waiting for a part.")) };
    assert_eq!(story.outcome, Ok(vec![held.into()]));
}

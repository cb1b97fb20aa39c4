use chrono::{DateTime, Datelike, Offset as _, Timelike, Utc};
use docket_domain::person::TokenScope;
use docket_domain::ticket::{CloseReason, Priority, Status};
use docket_domain::{Language, Side, TimeZone};

use crate::ledger::Why;
use crate::texts::{Key, Voice};

/// A status as the reader's side says it.
pub(super) fn status(reader: Side, status: Status) -> Key {
    match status {
        Status::WaitingForSupport => Key::StatusWaitingForSupport,
        Status::InProgress => Key::StatusInProgress,
        Status::WaitingForCustomer if reader == Side::Customer => Key::StatusWaitingForYou,
        Status::WaitingForCustomer => Key::StatusWaitingForCustomer,
        Status::OnHold => Key::StatusOnHold,
        Status::Resolved => Key::StatusResolved,
        Status::Closed => Key::StatusClosed,
    }
}

pub(super) fn priority(priority: Priority) -> Key {
    match priority {
        Priority::Low => Key::PriorityLow,
        Priority::Normal => Key::PriorityNormal,
        Priority::High => Key::PriorityHigh,
        Priority::Urgent => Key::PriorityUrgent,
    }
}

pub(super) fn close_reason(reason: CloseReason) -> Key {
    match reason {
        CloseReason::Solved => Key::ReasonSolved,
        CloseReason::Confirmed => Key::ReasonConfirmed,
        CloseReason::Withdrawn => Key::ReasonWithdrawn,
        CloseReason::Declined => Key::ReasonDeclined,
        CloseReason::Duplicate => Key::ReasonDuplicate,
        CloseReason::NoAnswer => Key::ReasonNoAnswer,
    }
}

/// Why somebody gets a mail, in words for them.
pub(super) fn why(why: Why) -> Key {
    match why {
        Why::Reporter => Key::WhyReporter,
        Why::Participant => Key::WhyParticipant,
        Why::Follower => Key::WhyFollower,
        Why::Assignee => Key::WhyAssignee,
        Why::Attacher => Key::WhyAttacher,
        Why::Queue => Key::WhyQueue,
        Why::Mentioned => Key::WhyMentioned,
        Why::Invited => Key::WhyInvited,
        Why::Asked => Key::WhyAsked,
        Why::Security => Key::WhySecurity,
        Why::DespiteMute => Key::WhyMuted,
    }
}

pub(super) fn scope(scope: TokenScope) -> Key {
    match scope {
        TokenScope::Read => Key::ScopeRead,
        TokenScope::ReadWrite => Key::ScopeReadWrite,
    }
}

/// A moment in words, by the clock of a time zone: `1 August 2026 at 16:05 (UTC+2)`. The offset and not an
/// abbreviation names the clock: CET is no German word, and IST is three clocks.
pub(super) fn date(voice: Voice, zone: TimeZone, at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&zone.rules());
    let month = voice.language().month(at.month0());
    let (day, year, time) = (at.day(), at.year(), at.format("%H:%M"));
    let offset = offset(at.offset().fix().local_minus_utc());
    match voice.language() {
        Language::En => format!("{day} {month} {year} at {time} ({offset})"),
        Language::Fr => {
            let day = if day == 1 { "1er".to_owned() } else { day.to_string() };
            format!("{day} {month} {year} à {time} ({offset})")
        }
        Language::De => format!("{day}. {month} {year} um {time} Uhr ({offset})"),
        Language::Es => {
            let the = if at.hour() == 1 { "la" } else { "las" };
            format!("{day} de {month} de {year} a {the} {time} ({offset})")
        }
    }
}

/// How far a clock is from UTC: `UTC`, `UTC+2`, `UTC−3:30`.
fn offset(seconds: i32) -> String {
    let minutes = seconds / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

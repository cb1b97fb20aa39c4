use chrono::{DateTime, Datelike, Utc};
use docket_domain::ticket::{CloseReason, Priority, Status};

use crate::texts::{Key, Voice};

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

pub(super) fn status(status: Status) -> Key {
    match status {
        Status::WaitingForSupport => Key::StatusWaitingForSupport,
        Status::InProgress => Key::StatusInProgress,
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

/// A moment in words, in UTC.
pub(super) fn date(voice: Voice, at: DateTime<Utc>) -> String {
    let month = usize::try_from(at.month0()).unwrap_or(0);
    let (day, year, time) = (at.day(), at.year(), at.format("%H:%M"));
    match voice {
        Voice::English => format!("{day} {} {year}, {time} UTC", ENGLISH_MONTHS[month]),
        Voice::French => {
            let day = if day == 1 { "1er".to_owned() } else { day.to_string() };
            format!("{day} {} {year} à {time} UTC", FRENCH_MONTHS[month])
        }
    }
}

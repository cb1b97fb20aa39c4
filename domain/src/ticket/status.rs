//! Where a ticket stands, and whose turn it is.

use serde::{Deserialize, Serialize};

use crate::actor::Side;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// "With us."
    WaitingForSupport,
    /// "We are working on it."
    InProgress,
    /// "We need you."
    WaitingForCustomer,
    /// "Planned, or with a third party."
    OnHold,
    /// "We think it is done."
    Resolved,
    /// Final, but for a reopening.
    Closed,
}

impl Status {
    /// All, in the order of a ticket's life.
    pub const ALL: [Self; 6] = [
        Self::WaitingForSupport,
        Self::InProgress,
        Self::WaitingForCustomer,
        Self::OnHold,
        Self::Resolved,
        Self::Closed,
    ];

    /// Its name in events and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitingForSupport => "waiting_for_support",
            Self::InProgress => "in_progress",
            Self::WaitingForCustomer => "waiting_for_customer",
            Self::OnHold => "on_hold",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// Reads a name.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == raw)
    }

    /// The side that is to act next. Never both; nobody once it is closed.
    pub fn turn(self) -> Option<Side> {
        match self {
            Self::WaitingForSupport | Self::InProgress | Self::OnHold => Some(Side::Support),
            Self::WaitingForCustomer | Self::Resolved => Some(Side::Customer),
            Self::Closed => None,
        }
    }

    /// Whether it is not closed. A resolved ticket is still open: its customer has not agreed yet.
    pub fn is_open(self) -> bool {
        self != Self::Closed
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The statuses that carry nothing but themselves: those `ticket.status_changed` can lead to. Being on hold,
/// resolved or closed has events of its own, which hold the date, the text or the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActiveStatus {
    /// As [`Status::WaitingForSupport`].
    WaitingForSupport,
    /// As [`Status::InProgress`].
    InProgress,
    /// As [`Status::WaitingForCustomer`].
    WaitingForCustomer,
}

impl From<ActiveStatus> for Status {
    fn from(status: ActiveStatus) -> Self {
        match status {
            ActiveStatus::WaitingForSupport => Self::WaitingForSupport,
            ActiveStatus::InProgress => Self::InProgress,
            ActiveStatus::WaitingForCustomer => Self::WaitingForCustomer,
        }
    }
}

/// Why a ticket was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// It is done.
    Solved,
    /// The customer agreed with the resolution.
    Confirmed,
    /// The customer no longer needs it.
    Withdrawn,
    /// Support will not do it.
    Declined,
    /// Another ticket is about the same.
    Duplicate,
    /// The customer did not answer.
    NoAnswer,
}

impl CloseReason {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::Solved, Self::Confirmed, Self::Withdrawn, Self::Declined, Self::Duplicate, Self::NoAnswer];

    /// Its name in events and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::Duplicate => "duplicate",
            Self::NoAnswer => "no_answer",
        }
    }

    /// Whether customers may give it. The others are support's judgement.
    pub fn is_for_customers(self) -> bool {
        match self {
            Self::Solved | Self::Confirmed | Self::Withdrawn => true,
            Self::Declined | Self::Duplicate | Self::NoAnswer => false,
        }
    }
}

/// How urgent support holds a ticket to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// In turn.
    #[default]
    Normal,
    /// Before others.
    High,
    /// At once.
    Urgent,
}

impl Priority {
    /// Its name in events and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

//! How tickets stand to each other. A link is on both tickets or on neither, and each end names the other.

use serde::{Deserialize, Serialize};

use crate::id::TicketId;

/// The most links one ticket has.
pub const MAX_LINKS: usize = 100;

/// What a ticket is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// It goes on where the other ended.
    FollowUpOf,
    /// The other goes on where it ended.
    FollowedUpBy,
    /// It is about the same as the other, where the work goes on.
    DuplicateOf,
    /// The other is about the same, and the work goes on here.
    DuplicatedBy,
    /// They have to do with each other.
    RelatedTo,
}

impl LinkKind {
    /// All.
    pub const ALL: [Self; 5] =
        [Self::FollowUpOf, Self::FollowedUpBy, Self::DuplicateOf, Self::DuplicatedBy, Self::RelatedTo];

    /// Its name in events and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FollowUpOf => "follow_up_of",
            Self::FollowedUpBy => "followed_up_by",
            Self::DuplicateOf => "duplicate_of",
            Self::DuplicatedBy => "duplicated_by",
            Self::RelatedTo => "related_to",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The same link seen from its other end.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::FollowUpOf => Self::FollowedUpBy,
            Self::FollowedUpBy => Self::FollowUpOf,
            Self::DuplicateOf => Self::DuplicatedBy,
            Self::DuplicatedBy => Self::DuplicateOf,
            Self::RelatedTo => Self::RelatedTo,
        }
    }

    /// Whether customers may say so. That a request need not be worked on because of another is support's judgement.
    pub fn is_for_customers(self) -> bool {
        match self {
            Self::FollowUpOf | Self::FollowedUpBy | Self::RelatedTo => true,
            Self::DuplicateOf | Self::DuplicatedBy => false,
        }
    }
}

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// What this ticket is to the other.
    pub kind: LinkKind,
    /// The other.
    pub other: TicketId,
}

impl Link {
    /// The end that the other ticket has, where this one is `own`.
    #[must_use]
    pub fn inverse(self, own: TicketId) -> Self {
        Self { kind: self.kind.inverse(), other: own }
    }
}

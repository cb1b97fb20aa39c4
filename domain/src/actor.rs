//! Who acts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{OrganizationId, PersonId};

/// The actor of what Docket does by itself: the first administrator's invitation, the default desk, timers. A UUID
/// of version 8 (RFC 9562: free for own use), so it can never be a person's.
pub const SYSTEM: Uuid = Uuid::from_u128(0xd0c3_e700_0000_8000_8000_0000_0000_0001);

/// What a person is to Docket. Ordered by right: an administrator may do all an agent may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Asks for help.
    Customer,
    /// Gives help: sees every ticket.
    Agent,
    /// An agent who also manages desks and people.
    Administrator,
}

impl Role {
    /// Whether this is the support side.
    pub fn is_support(self) -> bool {
        self.side() == Side::Support
    }

    /// The side the role acts for. The side follows the role, not the ticket: an agent who reports a ticket still
    /// acts for support, so one person's comment always means the same.
    pub fn side(self) -> Side {
        match self {
            Self::Customer => Side::Customer,
            Self::Agent | Self::Administrator => Side::Support,
        }
    }
}

/// The two sides of a ticket. It is always the turn of at most one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Reporter, participants, members of the organization.
    Customer,
    /// Agents and administrators.
    Support,
}

/// A person about to act, with the rights of this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// Their present role.
    pub role: Role,
    /// The organizations they are a member of now, read from the log's side and not from a view that may lag.
    pub organizations: BTreeSet<OrganizationId>,
}

impl Actor {
    /// Docket itself ([`SYSTEM`]), with an administrator's rights.
    pub fn system() -> Self {
        Self { person: PersonId(SYSTEM), role: Role::Administrator, organizations: BTreeSet::new() }
    }

    /// The side they act for.
    pub fn side(&self) -> Side {
        self.role.side()
    }

    /// Whether they act for support.
    pub fn is_support(&self) -> bool {
        self.role.is_support()
    }
}

//! The identifiers of the domain. The stream of an aggregate in the log has its id's UUID as its stream id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id_newtype {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

id_newtype! {
    /// A person: customer, agent or administrator.
    PersonId,
    /// An organization: a customer's company.
    OrganizationId,
    /// A service desk: one product line.
    DeskId,
    /// A ticket. People read its [`TicketKey`](crate::TicketKey).
    TicketId,
    /// A public comment on a ticket.
    CommentId,
    /// An internal note on a ticket. Not a [`CommentId`], so that neither can stand where the other is meant.
    NoteId,
    /// A file, from its upload on. Unlike the others it is wholly random (UUID of version 4): the name in the store is
    /// made of it.
    AttachmentId,
}

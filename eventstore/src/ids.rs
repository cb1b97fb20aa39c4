//! The identifiers of the log. All are newtypes, so that a command id cannot be passed where a stream id is meant.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_newtype {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

uuid_newtype! {
    /// One event. UUID v7 (RFC 9562), minted by the caller.
    EventId,
    /// One stream: the events of one aggregate, in version order. UUID v7, so that new streams land at the
    /// right edge of the index.
    StreamId,
    /// One command. The same id is never carried out twice.
    CommandId,
    /// Who caused an event: a person's random id, or the system's fixed one. Never an address or a name.
    ActorId,
    /// The request an event belongs to, for reading logs side by side.
    CorrelationId,
}

macro_rules! counter_newtype {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Before the first.
            pub const ZERO: Self = Self(0);

            /// The one after this.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

counter_newtype! {
    /// An event's place in the whole log: 1, 2, 3, … in the order of commits, without gaps.
    Position,
    /// An event's place in its stream: 1, 2, 3, … without gaps. [`Version::ZERO`] is a stream without events.
    Version,
}

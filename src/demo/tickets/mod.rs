//! The forty tickets of the demonstration.

mod exports;
mod french;
mod panel;
mod ratings;
mod wishes;

use super::script::Script;

/// All, by what they are about.
pub(crate) const ALL: [&[Script]; 5] =
    [panel::TICKETS, ratings::TICKETS, exports::TICKETS, wishes::TICKETS, french::TICKETS];

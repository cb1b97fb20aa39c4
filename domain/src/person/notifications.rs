//! Which mails about tickets somebody wants.

use serde::{Deserialize, Serialize};

/// Which mails about tickets somebody wants, beside those about their own account, which nobody can do without. At
/// first all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notifications {
    /// Comments and files on tickets that concern them.
    pub comments: bool,
    /// Where these tickets stand: on hold, resolved, closed, reopened, or whose turn it is.
    pub status: bool,
    /// That a ticket is shared with them, or who sees theirs.
    pub sharing: bool,
    /// The team: what nobody has taken.
    pub queue: bool,
    /// The team: that a ticket was given to them, and what happens on those they have.
    pub assigned: bool,
    /// The team: notes that name them.
    pub mentions: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { comments: true, status: true, sharing: true, queue: true, assigned: true, mentions: true }
    }
}

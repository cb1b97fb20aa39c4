//! How the projectors of this process are.

use std::collections::BTreeMap;

use docket_eventstore::Position;

/// How one projector is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works, or there is nothing to do.
    Healthy,
    /// It could not go on and tries again after a pause that grows up to a minute. Its view shows what was true at
    /// its checkpoint.
    Retrying {
        /// The first event it could not work in, as far as that is known: else the first of the batch.
        position: Position,
        /// The cause, on one line.
        error: String,
        /// How many times it has failed in a row.
        attempts: u32,
    },
}

/// What the runner of this process tells the views.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Whether this process is the one that writes the views.
    pub(crate) writing: bool,
    /// Whether every view has all its indexes: one that was built from the first event gets them at the end.
    pub(crate) whole: bool,
    /// Every projector has worked in all events up to here.
    pub(crate) position: Position,
    /// By the projector's name; those that are missing have not begun.
    pub(crate) health: BTreeMap<&'static str, Health>,
}

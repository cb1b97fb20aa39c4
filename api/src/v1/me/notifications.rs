//! Which mails about tickets one wants.

use docket_domain::person::Notifications;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which mails about tickets one wants. Those about one's own account are always sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationsBody {
    /// Comments and files on tickets that concern one.
    comments: bool,
    /// Where these tickets stand.
    status: bool,
    /// That a ticket is shared with one, or who sees one's own.
    sharing: bool,
    /// The team: what nobody has taken.
    queue: bool,
    /// The team: that a ticket was given to one, and what happens on those one has.
    assigned: bool,
    /// The team: notes that name one.
    mentions: bool,
}

impl From<Notifications> for NotificationsBody {
    fn from(wanted: Notifications) -> Self {
        let Notifications { comments, status, sharing, queue, assigned, mentions } = wanted;
        Self { comments, status, sharing, queue, assigned, mentions }
    }
}

/// Which mails about tickets one wants from now on. What is not said stays.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotificationsPatch {
    /// Comments and files on tickets that concern one.
    comments: Option<bool>,
    /// Where these tickets stand.
    status: Option<bool>,
    /// That a ticket is shared with one, or who sees one's own.
    sharing: Option<bool>,
    /// The team: what nobody has taken.
    queue: Option<bool>,
    /// The team: that a ticket was given to one, and what happens on those one has.
    assigned: Option<bool>,
    /// The team: notes that name one.
    mentions: Option<bool>,
}

impl NotificationsPatch {
    /// What is wanted after it.
    pub(crate) fn on(self, present: Notifications) -> Notifications {
        Notifications {
            comments: self.comments.unwrap_or(present.comments),
            status: self.status.unwrap_or(present.status),
            sharing: self.sharing.unwrap_or(present.sharing),
            queue: self.queue.unwrap_or(present.queue),
            assigned: self.assigned.unwrap_or(present.assigned),
            mentions: self.mentions.unwrap_or(present.mentions),
        }
    }
}

//! What is new on a ticket, for whom.

use uuid::Uuid;

use super::TicketEvent;
use crate::actor::Side;
use crate::aggregate::EventMeta;

/// The newest thing that happened, and the newest that was not done by who did that. So the newest that others did is
/// known for everybody, by three values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newest {
    /// Where in the log; 0 for nothing.
    pub position: i64,
    /// Who did it.
    pub actor: Uuid,
    /// The newest that somebody else did before.
    pub others: i64,
}

impl Newest {
    fn note(&mut self, position: i64, actor: Uuid) {
        if actor != self.actor {
            self.others = self.position;
            self.actor = actor;
        }
        self.position = position;
    }

    /// The newest that others than this person did.
    pub fn by_others(&self, person: Uuid) -> i64 {
        if self.actor == person { self.others } else { self.position }
    }
}

/// What is new on a ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// For the customer side.
    pub public: Newest,
    /// For support: notes and their files as well. Links, and who muted what, are news to nobody.
    pub internal: Newest,
}

impl News {
    /// Goes on over the ticket's next event.
    pub fn note(&mut self, event: &TicketEvent, meta: &EventMeta) {
        let public = event.for_customers().is_some();
        if public {
            self.public.note(meta.position, meta.actor);
        }
        let internal = matches!(
            event,
            TicketEvent::Noted(_) | TicketEvent::Attached(_) | TicketEvent::AttachmentQuarantined(_)
        );
        if public || internal {
            self.internal.note(meta.position, meta.actor);
        }
    }

    /// What is new for a side.
    pub fn of(&self, side: Side) -> &Newest {
        match side {
            Side::Customer => &self.public,
            Side::Support => &self.internal,
        }
    }
}

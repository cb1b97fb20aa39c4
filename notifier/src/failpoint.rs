//! Places where a test may stop the notifier. Without the feature `failpoints` nothing is compiled in.

/// A step of deciding or sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Events are read, nothing is decided.
    AfterRead,
    /// Decisions are written, the checkpoint is not moved.
    AfterInsert,
    /// Decisions and checkpoint are written, nothing is committed.
    BeforeCommit,
    /// Decisions and checkpoint are committed.
    AfterCommit,
    /// Rows are claimed, nothing is sent.
    AfterClaim,
    /// A mail is written, not yet handed over.
    BeforeSend,
    /// The mail server took the mail, the row does not say so.
    AfterSend,
    /// The row says that the mail is sent.
    AfterFinish,
}

impl Step {
    /// All, in the order of a mail's way.
    pub const ALL: [Self; 8] = [
        Self::AfterRead,
        Self::AfterInsert,
        Self::BeforeCommit,
        Self::AfterCommit,
        Self::AfterClaim,
        Self::BeforeSend,
        Self::AfterSend,
        Self::AfterFinish,
    ];
}

#[cfg(not(feature = "failpoints"))]
pub(crate) fn reach(_step: Step) {}

#[cfg(feature = "failpoints")]
pub use armed::arm;
#[cfg(feature = "failpoints")]
pub(crate) use armed::reach;

#[cfg(feature = "failpoints")]
mod armed {
    use std::sync::{Mutex, PoisonError};

    use super::Step;

    struct Armed {
        step: Step,
        left: u32,
        action: fn(),
    }

    static ARMED: Mutex<Option<Armed>> = Mutex::new(None);

    /// Runs `action` when `step` is reached for the `nth` time from now on (1 is the next). One step of the process
    /// is armed at a time.
    pub fn arm(step: Step, nth: u32, action: fn()) {
        *ARMED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Armed { step, left: nth, action });
    }

    pub(crate) fn reach(step: Step) {
        let action = {
            let mut armed = ARMED.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(entry) = armed.as_mut().filter(|entry| entry.step == step) else { return };
            entry.left = entry.left.saturating_sub(1);
            if entry.left > 0 {
                return;
            }
            armed.take().map(|entry| entry.action)
        };
        if let Some(action) = action {
            action();
        }
    }
}

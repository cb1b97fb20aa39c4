//! Places where a test may stop the writer. Without the feature `failpoints` they do nothing and cannot be armed.

/// A step of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The batch is gathered, nothing is asked of the database.
    BeforeLock,
    /// The head is locked.
    AfterLock,
    /// Versions, commands, claims and counters are read.
    AfterRead,
    /// All is written.
    AfterInsert,
    /// The answers are ready.
    BeforeCommit,
    /// The commit is answered, the callers are not.
    AfterCommitBeforeReply,
}

impl Step {
    /// All, in the order of an append.
    pub const ALL: [Self; 6] = [
        Self::BeforeLock,
        Self::AfterLock,
        Self::AfterRead,
        Self::AfterInsert,
        Self::BeforeCommit,
        Self::AfterCommitBeforeReply,
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
    use std::sync::Mutex;

    use super::Step;

    struct Armed {
        step: Step,
        left: u32,
        action: fn(),
    }

    static ARMED: Mutex<Option<Armed>> = Mutex::new(None);

    /// Runs `action` on the writer's thread when `step` is reached for the `nth` time from now on (1 is the next).
    /// One step of the process is armed at a time.
    pub fn arm(step: Step, nth: u32, action: fn()) {
        *ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(Armed { step, left: nth, action });
    }

    pub(crate) fn reach(step: Step) {
        let action = {
            let mut armed = ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
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

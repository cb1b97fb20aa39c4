//! The keys of all texts. What is not here cannot be said in a mail, and a test holds that every language says it.

/// Declares the keys once: a variant and its name in the files.
macro_rules! keys {
    ($($name:literal => $variant:ident,)*) => {
        /// A text of a mail.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Key {
            $($variant,)*
        }

        impl Key {
            /// All.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in the files.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

keys! {
    "lead-created" => LeadCreated,
    "lead-receipt" => LeadReceipt,
    "lead-shared-with-you" => LeadSharedWithYou,
    "lead-answered-yours" => LeadAnsweredYours,
    "lead-answered" => LeadAnswered,
    "lead-commented-yours" => LeadCommentedYours,
    "lead-commented" => LeadCommented,
    "lead-noted" => LeadNoted,
    "lead-status-yours" => LeadStatusYours,
    "lead-status" => LeadStatus,
    "lead-held-yours" => LeadHeldYours,
    "lead-held" => LeadHeld,
    "lead-resolved-yours" => LeadResolvedYours,
    "lead-resolved" => LeadResolved,
    "lead-closed-yours" => LeadClosedYours,
    "lead-closed" => LeadClosed,
    "lead-reopened-yours" => LeadReopenedYours,
    "lead-reopened" => LeadReopened,
    "lead-assigned" => LeadAssigned,
    "lead-shared-yours" => LeadSharedYours,
    "lead-unshared-yours" => LeadUnsharedYours,
    "lead-invited" => LeadInvited,
    "lead-invited-by-site" => LeadInvitedBySite,
    "lead-signed-up" => LeadSignedUp,
    "lead-invited-to-ticket" => LeadInvitedToTicket,
    "change-status" => ChangeStatus,
    "change-assigned" => ChangeAssigned,
    "change-unassigned" => ChangeUnassigned,
    "change-priority" => ChangePriority,
    "change-request-type" => ChangeRequestType,
    "change-subject" => ChangeSubject,
    "change-shared" => ChangeShared,
    "change-unshared" => ChangeUnshared,
    "change-participant-added" => ChangeParticipantAdded,
    "change-participant-removed" => ChangeParticipantRemoved,
    "change-held-until" => ChangeHeldUntil,
    "change-close-reason" => ChangeCloseReason,
    "change-reporter" => ChangeReporter,
    "status-waiting-for-support" => StatusWaitingForSupport,
    "status-in-progress" => StatusInProgress,
    "status-waiting-for-customer" => StatusWaitingForCustomer,
    "status-on-hold" => StatusOnHold,
    "status-resolved" => StatusResolved,
    "status-closed" => StatusClosed,
    "priority-low" => PriorityLow,
    "priority-normal" => PriorityNormal,
    "priority-high" => PriorityHigh,
    "priority-urgent" => PriorityUrgent,
    "reason-solved" => ReasonSolved,
    "reason-confirmed" => ReasonConfirmed,
    "reason-withdrawn" => ReasonWithdrawn,
    "reason-declined" => ReasonDeclined,
    "reason-duplicate" => ReasonDuplicate,
    "reason-no-answer" => ReasonNoAnswer,
    "turn-customer-yours" => TurnCustomerYours,
    "turn-customer-ours" => TurnCustomerOurs,
    "turn-customer-on-hold" => TurnCustomerOnHold,
    "turn-customer-resolved" => TurnCustomerResolved,
    "turn-customer-closed" => TurnCustomerClosed,
    "turn-support-yours" => TurnSupportYours,
    "turn-support-theirs" => TurnSupportTheirs,
    "turn-support-closed" => TurnSupportClosed,
    "action-ticket" => ActionTicket,
    "action-activate" => ActionActivate,
    "action-activate-note" => ActionActivateNote,
    "link-only" => LinkOnly,
    "cut" => Cut,
    "quote-description" => QuoteDescription,
    "quote-resolution" => QuoteResolution,
    "quote-reason" => QuoteReason,
    "why-reporter" => WhyReporter,
    "why-participant" => WhyParticipant,
    "why-follower" => WhyFollower,
    "why-assignee" => WhyAssignee,
    "why-queue" => WhyQueue,
    "why-mentioned" => WhyMentioned,
    "why-invited" => WhyInvited,
    "why-muted" => WhyMuted,
    "no-reply" => NoReply,
    "subject-invitation" => SubjectInvitation,
    "system-actor" => SystemActor,
    "somebody" => Somebody,
}

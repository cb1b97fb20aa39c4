//! The words of the ledger: what a mail is about, why it is sent or not, and where it stands.

use docket_eventstore::db::DbError;

/// Declares an enum whose values are words in the ledger.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident in $place:literal { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in the ledger and in the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            pub(crate) fn read(word: &str) -> Result<Self, DbError> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word).ok_or_else(|| {
                    DbError::Corrupt { place: $place, what: word.to_owned() }
                })
            }
        }
    };
}

words! {
    /// What a mail about a ticket is about.
    TicketTemplate in "notifications.template" {
        /// A ticket was opened; to support.
        Created = "ticket_created",
        /// A ticket was opened by support; to the person it was opened for.
        Receipt = "ticket_receipt",
        /// A ticket was shared with the reader by name.
        Participant = "ticket_participant",
        /// A public comment.
        Commented = "ticket_commented",
        /// Files that came by themselves, without a comment.
        Attached = "ticket_attached",
        /// A file of the reader's was found to be harmful.
        Quarantined = "ticket_quarantined",
        /// An internal note that mentions the reader; to support only.
        Noted = "ticket_noted",
        /// The status changed without a comment.
        Status = "ticket_status",
        /// Put on hold.
        Held = "ticket_held",
        /// Resolved. Also goes to those who muted the ticket.
        Resolved = "ticket_resolved",
        /// Closed.
        Closed = "ticket_closed",
        /// Reopened.
        Reopened = "ticket_reopened",
        /// The reader has it now.
        Assigned = "ticket_assigned",
        /// Others see it, or no longer; to the reporter.
        Visibility = "ticket_visibility",
    }
}

words! {
    /// What a mail about the reader's own account is about. Such mails are never muted, and go to whoever did it.
    AccountTemplate in "notifications.template" {
        /// Support invites them: a link to a first password.
        Invitation = "invitation",
        /// They signed up by themselves: a link to a first password, which proves that the address is theirs.
        SignUp = "sign_up",
        /// Somebody shared a ticket with their address: a link to a first password.
        SharedInvitation = "shared_invitation",
        /// Somebody signed up with their address, which has an account already.
        AccountExists = "account_exists",
        /// A link to a new password.
        PasswordReset = "password_reset",
        /// Their password is another one now.
        PasswordChanged = "password_changed",
        /// Signing in asks for a second factor from now on.
        SecondFactorEnabled = "second_factor_enabled",
        /// It does not any more.
        SecondFactorDisabled = "second_factor_disabled",
        /// A token for programs was made.
        TokenCreated = "token_created",
    }
}

/// What a mail is about. A reader gets at most one mail about a ticket for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// A ticket.
    Ticket(TicketTemplate),
    /// Their own account.
    Account(AccountTemplate),
}

impl Template {
    /// All.
    pub fn all() -> impl Iterator<Item = Self> {
        let accounts = AccountTemplate::ALL.iter().copied().map(Self::Account);
        TicketTemplate::ALL.iter().copied().map(Self::Ticket).chain(accounts)
    }

    /// The word in the ledger and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticket(template) => template.as_str(),
            Self::Account(template) => template.as_str(),
        }
    }

    pub(crate) fn read(word: &str) -> Result<Self, DbError> {
        let ticket = TicketTemplate::read(word).map(Self::Ticket);
        ticket.or_else(|_| AccountTemplate::read(word).map(Self::Account))
    }
}

words! {
    /// Why somebody gets a mail.
    Why in "notifications.reason" {
        /// It is their ticket.
        Reporter = "reporter",
        /// It is shared with them by name.
        Participant = "participant",
        /// They commented on it.
        Follower = "follower",
        /// They have it.
        Assignee = "assignee",
        /// They attached the file.
        Attacher = "attacher",
        /// Nobody has it, and they are in support.
        Queue = "queue",
        /// A note names them.
        Mentioned = "mentioned",
        /// They are invited.
        Invited = "invited",
        /// Their address was given to us, by them or by somebody else, to get an account or a new password.
        Asked = "asked",
        /// Something about their account changed that only they should change.
        Security = "security",
        /// They muted the ticket, and it is resolved.
        DespiteMute = "despite_mute",
    }
}

words! {
    /// Why somebody who might expect a mail gets none.
    WhyNot in "notifications.reason" {
        /// They did it themselves.
        Actor = "actor",
        /// They muted the ticket.
        Muted = "muted",
        /// They chose not to get mails of this kind.
        NotWanted = "not_wanted",
        /// They may not see it.
        NoAccess = "no_access",
        /// It happened more than a day before it was decided.
        TooOld = "too_old",
        /// They see it through their organization and never commented on it.
        NotFollowing = "not_following",
        /// They have not chosen a password yet: an address that nobody confirmed gets the invitation and nothing else.
        NotActivated = "not_activated",
        /// Their account was taken away.
        Deactivated = "deactivated",
        /// The invitation was used, withdrawn, replaced or has expired.
        InvitationOver = "invitation_over",
        /// The link to a new password was used, replaced or has expired.
        ResetOver = "reset_over",
    }
}

words! {
    /// Where a row stands.
    State in "notifications.state" {
        /// To be sent.
        Pending = "pending",
        /// Being sent.
        Leased = "leased",
        /// To be sent again after a failure.
        Retry = "retry",
        /// Taken by the mail server.
        Sent = "sent",
        /// The text was sent and the answer was lost. With `due` it is sent once more; without, it stays so.
        Ambiguous = "ambiguous",
        /// Refused for good, or given up.
        Dead = "dead",
        /// Never to be sent.
        Suppressed = "suppressed",
    }
}

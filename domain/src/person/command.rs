use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{InvitationOrigin, Notifications, PasswordChange, TokenScope};
use crate::actor::Role;
use crate::email::EmailAddress;
use crate::id::PersonId;
use crate::language::Language;
use crate::organization::Sponsor;
use crate::text::{PersonName, TokenName};
use crate::time_zone::TimeZone;

/// What can be asked about a person. Ids and deadlines are minted by the caller.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonCommand {
    /// Makes a new person known and invites them. Support may invite customers, administrators anybody; a customer
    /// may invite a customer by sharing a ticket with an unknown address ([`InvitationOrigin::Shared`]).
    Invite {
        /// Their address; that it is new is claimed in the log's transaction.
        email: EmailAddress,
        /// What to call them; from the address when it is not known.
        name: Option<PersonName>,
        /// The language of the mail, until they choose.
        language: Language,
        /// What they will be.
        role: Role,
        /// The invitation's id.
        invitation: Uuid,
        /// [`InvitationOrigin::Invited`] or [`InvitationOrigin::Shared`].
        origin: InvitationOrigin,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
    },
    /// Somebody makes themselves known as a customer. Needs no right: whether the desk takes them is
    /// [`SignUp::admits`](crate::desk::SignUp::admits), asked before.
    SignUp {
        /// Their address.
        email: EmailAddress,
        /// What to call them.
        name: PersonName,
        /// The language they chose.
        language: Language,
        /// The invitation's id.
        invitation: Uuid,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
    },
    /// Another link to somebody who never used theirs. The older one ends. Needs a right, except for a person who
    /// asks for themselves ([`InvitationOrigin::SignedUp`]).
    InviteAgain {
        /// The new invitation's id.
        invitation: Uuid,
        /// How it comes about this time.
        origin: InvitationOrigin,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
    },
    /// Makes a new person known as a customer and invites them into an organization of the actor's.
    InviteColleague {
        /// Their id, which the proof names.
        person: PersonId,
        /// Their address; that it is new is claimed in the log's transaction.
        email: EmailAddress,
        /// What to call them; without one, it is made from the address.
        name: Option<PersonName>,
        /// The language of the mail, until they choose.
        language: Language,
        /// The invitation's id.
        invitation: Uuid,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
        /// That the actor may.
        sponsor: Sponsor,
    },
    /// Another link to a colleague who never used theirs. The older one ends.
    InviteColleagueAgain {
        /// The new invitation's id.
        invitation: Uuid,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
        /// That the actor may.
        sponsor: Sponsor,
    },
    /// Ends the open invitation.
    RevokeInvitation,
    /// The link was opened and a password chosen. Whoever holds the link's token has the right; the caller has
    /// matched it to this invitation.
    Activate {
        /// The invitation the token belongs to.
        invitation: Uuid,
        /// The name they chose, if they changed it.
        name: Option<PersonName>,
    },
    /// Calls them differently. Oneself, or support for customers, administrators for all.
    Rename {
        /// The new name.
        name: PersonName,
    },
    /// Another language. Rights as for a new name.
    ChangeLanguage {
        /// The new language.
        language: Language,
    },
    /// Makes them something else. Administrators, and never to themselves: so the last one cannot lose the right.
    ChangeRole {
        /// The new role.
        role: Role,
    },
    /// Takes their account away. Administrators, and never their own.
    Deactivate,
    /// Gives it back. Administrators.
    Reactivate,
    /// Another time zone. Rights as for a new name.
    ChangeTimeZone {
        /// The new time zone.
        time_zone: TimeZone,
    },
    /// Somebody asked for an account with the address of this person, who has one. Needs no right.
    RepeatSignUp,
    /// Promises a link to a new password. Needs no right: the link goes to the person's address alone.
    RequestPasswordReset {
        /// The link's id.
        reset: Uuid,
        /// When the link stops to work.
        expires_at: DateTime<Utc>,
    },
    /// Another password was chosen. Oneself; whoever holds the link's token acts as oneself.
    ChangePassword {
        /// How.
        by: PasswordChange,
    },
    /// Signing in asks for a second factor from now on. Oneself.
    EnableSecondFactor,
    /// It does not any more. Oneself, and administrators for whoever has lost theirs.
    DisableSecondFactor,
    /// Makes an API token. Oneself.
    CreateToken {
        /// Its public id.
        token: Uuid,
        /// What to call it.
        name: TokenName,
        /// What it may be used for.
        scope: TokenScope,
        /// When it stops to work.
        expires_at: DateTime<Utc>,
    },
    /// Ends an API token. Oneself, and administrators.
    RevokeToken {
        /// Which one.
        token: Uuid,
    },
    /// Which mails about tickets they want. Oneself.
    ChooseNotifications {
        /// All that are wanted.
        notifications: Notifications,
    },
}

//! What can happen to a person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Notifications;
use crate::actor::Role;
use crate::email::EmailAddress;
use crate::events::event_enum;
use crate::language::Language;
use crate::text::{PersonName, TokenName};
use crate::time_zone::TimeZone;

event_enum! {
    /// An event of a person's stream.
    PersonEvent {
        "person.created" => Created,
        "person.invited" => Invited,
        "person.invitation_revoked" => InvitationRevoked,
        "person.activated" => Activated,
        "person.renamed" => Renamed,
        "person.language_changed" => LanguageChanged,
        "person.role_changed" => RoleChanged,
        "person.deactivated" => Deactivated,
        "person.reactivated" => Reactivated,
        "person.time_zone_changed" => TimeZoneChanged,
        "person.sign_up_repeated" => SignUpRepeated,
        "person.password_reset_requested" => PasswordResetRequested,
        "person.password_changed" => PasswordChanged,
        "person.second_factor_enabled" => SecondFactorEnabled,
        "person.second_factor_disabled" => SecondFactorDisabled,
        "person.token_created" => TokenCreated,
        "person.token_revoked" => TokenRevoked,
        "person.notifications_chosen" => NotificationsChosen,
    }
}

/// Somebody became known. Not yet able to do anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// Their address, claimed as unique in the same transaction.
    pub email: EmailAddress,
    /// What to call them.
    pub name: PersonName,
    /// The language they read.
    pub language: Language,
    /// What they are to Docket.
    pub role: Role,
}

/// A link was promised them. A newer one takes the place of an older.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    /// The invitation's id. The clear token is in no event.
    pub invitation: Uuid,
    /// How it came about: the mail reads differently.
    pub origin: InvitationOrigin,
    /// The language of the mail.
    pub language: Language,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

/// How an invitation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationOrigin {
    /// Support invited them.
    Invited,
    /// They asked themselves; the link proves that the address is theirs.
    SignedUp,
    /// Somebody shared a ticket with their address.
    Shared,
}

/// The link no longer works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationRevoked {
    /// Which one.
    pub invitation: Uuid,
}

/// They opened their link and chose a password, which is in no event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activated {
    /// The invitation they used.
    pub invitation: Uuid,
}

/// They are called differently now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renamed {
    /// The new name.
    pub name: PersonName,
}

/// They read another language now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LanguageChanged {
    /// The new language.
    pub language: Language,
}

/// They are something else to Docket now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// What they were.
    pub from: Role,
    /// What they are.
    pub to: Role,
}

/// Their account was taken away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deactivated {}

/// Their account was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reactivated {}

/// They live by another clock now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeZoneChanged {
    /// The new time zone.
    pub time_zone: TimeZone,
}

/// Somebody asked for an account with an address that has one. Its owner is told, and nobody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUpRepeated {}

/// A link to a new password was promised them. A newer one takes the place of an older.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordResetRequested {
    /// The link's id. The clear token is in no event.
    pub reset: Uuid,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

/// They chose another password, which is in no event. All links to one end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// By what.
    pub by: PasswordChange,
}

/// How a password was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordChange {
    /// With the one before.
    Password,
    /// With a mailed link.
    Reset,
}

/// Signing in asks for a code of their authenticator from now on. The secret is in no event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondFactorEnabled {}

/// Signing in asks for the password alone again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondFactorDisabled {}

/// They made a token for programs that act for them. The clear token is in no event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenCreated {
    /// Its public id.
    pub token: Uuid,
    /// What they call it.
    pub name: TokenName,
    /// What it may be used for.
    pub scope: TokenScope,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

/// What an API token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Reading what its owner may read.
    Read,
    /// Everything its owner may do but with their account.
    ReadWrite,
}

/// The token no longer works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenRevoked {
    /// Which one.
    pub token: Uuid,
}

/// They want these mails about tickets from now on, and no others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotificationsChosen {
    /// Which.
    pub notifications: Notifications,
}

//! What can happen to a person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Role;
use crate::email::EmailAddress;
use crate::events::event_enum;
use crate::language::Language;
use crate::text::PersonName;

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

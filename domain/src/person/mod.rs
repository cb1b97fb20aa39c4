//! People: invited or signed up by themselves, active, deactivated.
//!
//! Passwords, sessions and clear tokens are no part of the log: an invitation is known here by its id alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actor::Role;
use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::email::EmailAddress;
use crate::id::PersonId;
use crate::language::Language;
use crate::text::{PersonName, TokenName};
use crate::time_zone::TimeZone;

mod command;
mod decide;
mod error;
pub mod event;
mod notifications;
#[cfg(test)]
mod tests;

pub use command::PersonCommand;
pub use decide::decide;
pub use error::PersonRefusal;
pub use event::{InvitationOrigin, PasswordChange, PersonEvent, TokenScope};
pub use notifications::Notifications;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The stream's id.
    pub id: PersonId,
    /// The address they are known by, unique among all people.
    pub email: EmailAddress,
    /// What to call them.
    pub name: PersonName,
    /// The language they read.
    pub language: Language,
    /// The time zone they live in.
    pub time_zone: TimeZone,
    /// What they are to Docket.
    pub role: Role,
    /// Which mails about tickets they want.
    pub notifications: Notifications,
    /// Whether signing in asks for a second factor.
    pub second_factor: bool,
    /// The newest link to a new password, unless a password was chosen since.
    pub reset: Option<PasswordReset>,
    /// Their API tokens that were not revoked. Whether one has expired is for the caller's clock to say.
    pub tokens: BTreeMap<Uuid, ApiToken>,
    /// Where they stand with their account.
    pub status: PersonStatus,
    /// The number of events of the stream.
    pub version: i64,
    /// When they became known.
    pub created_at: DateTime<Utc>,
}

/// Where a person stands with their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonStatus {
    /// Known, but without an open invitation: nobody can become active from here without a new one.
    Uninvited,
    /// A link was mailed to them. They can do nothing before they open it and choose a password.
    Invited(Invitation),
    /// Has chosen a password.
    Active {
        /// When they first did.
        since: DateTime<Utc>,
    },
    /// May do nothing any more.
    Deactivated {
        /// When that was decided.
        at: DateTime<Utc>,
        /// When they had become active, if ever: what a reactivation goes back to.
        active_since: Option<DateTime<Utc>>,
    },
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id; the token that proves it is kept elsewhere, hashed.
    pub id: Uuid,
    /// How it came about.
    pub origin: InvitationOrigin,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

/// A link to a new password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordReset {
    /// Its id; the token that proves it is kept elsewhere, hashed.
    pub id: Uuid,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

/// A token for programs that act for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// What its owner calls it.
    pub name: TokenName,
    /// What it may be used for.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The first moment at which it can no longer be used.
    pub expires_at: DateTime<Utc>,
}

impl Person {
    /// The most API tokens of one person.
    pub const MAX_TOKENS: usize = 50;

    /// Whether they may sign in and act.
    pub fn is_active(&self) -> bool {
        matches!(self.status, PersonStatus::Active { .. })
    }

    /// Whether their account was taken away.
    pub fn is_deactivated(&self) -> bool {
        matches!(self.status, PersonStatus::Deactivated { .. })
    }

    /// The open invitation, if there is one. Whether it has expired is for the caller's clock to say.
    pub fn invitation(&self) -> Option<&Invitation> {
        match &self.status {
            PersonStatus::Invited(invitation) => Some(invitation),
            PersonStatus::Uninvited | PersonStatus::Active { .. } | PersonStatus::Deactivated { .. } => None,
        }
    }
}

impl Aggregate for Person {
    type Event = PersonEvent;

    fn evolve(state: Option<Self>, event: &PersonEvent, meta: &EventMeta) -> Result<Self, ReplayError> {
        use PersonEvent as E;
        let kind = event.kind();
        let Some(mut person) = state else {
            return if let E::Created(created) = event {
                Ok(Self {
                    id: PersonId(meta.stream),
                    email: created.email.clone(),
                    name: created.name.clone(),
                    language: created.language,
                    time_zone: TimeZone::UTC,
                    role: created.role,
                    notifications: Notifications::default(),
                    second_factor: false,
                    reset: None,
                    tokens: BTreeMap::new(),
                    status: PersonStatus::Uninvited,
                    version: meta.version,
                    created_at: meta.at,
                })
            } else {
                Err(ReplayError::NotCreated { kind, version: meta.version })
            };
        };
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version: meta.version }),
            E::Invited(invited) => {
                person.status = PersonStatus::Invited(Invitation {
                    id: invited.invitation,
                    origin: invited.origin,
                    expires_at: invited.expires_at,
                });
            }
            E::InvitationRevoked(_) => person.status = PersonStatus::Uninvited,
            E::Activated(_) => person.status = PersonStatus::Active { since: meta.at },
            E::Renamed(renamed) => person.name = renamed.name.clone(),
            E::LanguageChanged(changed) => person.language = changed.language,
            E::RoleChanged(changed) => person.role = changed.to,
            E::Deactivated(_) => {
                let active_since = match person.status {
                    PersonStatus::Active { since } => Some(since),
                    PersonStatus::Deactivated { active_since, .. } => active_since,
                    PersonStatus::Uninvited | PersonStatus::Invited(_) => None,
                };
                person.status = PersonStatus::Deactivated { at: meta.at, active_since };
            }
            E::Reactivated(_) => {
                if let PersonStatus::Deactivated { active_since, .. } = person.status {
                    person.status =
                        active_since.map_or(PersonStatus::Uninvited, |since| PersonStatus::Active { since });
                }
            }
            E::TimeZoneChanged(changed) => person.time_zone = changed.time_zone,
            // What happened is that a mail was promised.
            E::SignUpRepeated(_) => {}
            E::PasswordResetRequested(requested) => {
                person.reset = Some(PasswordReset { id: requested.reset, expires_at: requested.expires_at });
            }
            E::PasswordChanged(_) => person.reset = None,
            E::SecondFactorEnabled(_) => person.second_factor = true,
            E::SecondFactorDisabled(_) => person.second_factor = false,
            E::TokenCreated(created) => {
                let token = ApiToken {
                    name: created.name.clone(),
                    scope: created.scope,
                    created_at: meta.at,
                    expires_at: created.expires_at,
                };
                person.tokens.insert(created.token, token);
            }
            E::TokenRevoked(revoked) => {
                person.tokens.remove(&revoked.token);
            }
            E::NotificationsChosen(chosen) => person.notifications = chosen.notifications,
        }
        person.version = meta.version;
        Ok(person)
    }
}

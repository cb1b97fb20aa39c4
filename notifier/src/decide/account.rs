//! What a person is told about their own account, whoever did it: they themselves, the system, or a stranger who only
//! knows their address.

use chrono::{DateTime, Utc};
use docket_domain::person::event::{Invited, PasswordChanged, PasswordResetRequested, TokenCreated};
use docket_domain::person::{InvitationOrigin, Person, PersonEvent};

use super::{is_too_old, of_account};
use crate::ledger::{AccountTemplate, Decision, Why, WhyNot};

/// Something that happened to an account and that its owner is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Matter<'a> {
    Invited(&'a Invited),
    SignUpRepeated,
    PasswordResetRequested(&'a PasswordResetRequested),
    PasswordChanged(&'a PasswordChanged),
    SecondFactorEnabled,
    SecondFactorDisabled,
    TokenCreated(&'a TokenCreated),
}

impl<'a> Matter<'a> {
    /// What an event means for its person, if they are told of it at all.
    pub(crate) fn of(event: &'a PersonEvent) -> Option<Self> {
        match event {
            PersonEvent::Invited(invited) => Some(Self::Invited(invited)),
            PersonEvent::SignUpRepeated(_) => Some(Self::SignUpRepeated),
            PersonEvent::PasswordResetRequested(requested) => Some(Self::PasswordResetRequested(requested)),
            PersonEvent::PasswordChanged(changed) => Some(Self::PasswordChanged(changed)),
            PersonEvent::SecondFactorEnabled(_) => Some(Self::SecondFactorEnabled),
            PersonEvent::SecondFactorDisabled(_) => Some(Self::SecondFactorDisabled),
            PersonEvent::TokenCreated(created) => Some(Self::TokenCreated(created)),
            PersonEvent::Created(_)
            | PersonEvent::InvitationRevoked(_)
            | PersonEvent::Activated(_)
            | PersonEvent::Renamed(_)
            | PersonEvent::LanguageChanged(_)
            | PersonEvent::RoleChanged(_)
            | PersonEvent::Deactivated(_)
            | PersonEvent::Reactivated(_)
            | PersonEvent::TimeZoneChanged(_)
            | PersonEvent::TokenRevoked(_)
            | PersonEvent::NotificationsChosen(_) => None,
        }
    }

    /// The mail that tells of it.
    pub(crate) fn template(self) -> AccountTemplate {
        match self {
            Self::Invited(invited) => match invited.origin {
                InvitationOrigin::Invited => AccountTemplate::Invitation,
                InvitationOrigin::SignedUp => AccountTemplate::SignUp,
                InvitationOrigin::Shared => AccountTemplate::SharedInvitation,
            },
            Self::SignUpRepeated => AccountTemplate::AccountExists,
            Self::PasswordResetRequested(_) => AccountTemplate::PasswordReset,
            Self::PasswordChanged(_) => AccountTemplate::PasswordChanged,
            Self::SecondFactorEnabled => AccountTemplate::SecondFactorEnabled,
            Self::SecondFactorDisabled => AccountTemplate::SecondFactorDisabled,
            Self::TokenCreated(_) => AccountTemplate::TokenCreated,
        }
    }

    fn why(self) -> Why {
        match self {
            Self::Invited(invited) if invited.origin == InvitationOrigin::SignedUp => Why::Asked,
            Self::Invited(_) => Why::Invited,
            Self::SignUpRepeated | Self::PasswordResetRequested(_) => Why::Asked,
            Self::PasswordChanged(_)
            | Self::SecondFactorEnabled
            | Self::SecondFactorDisabled
            | Self::TokenCreated(_) => Why::Security,
        }
    }

    /// Why the person, as they are at `now`, may not be told. Asked when it is decided, and again when the mail is
    /// about to leave.
    pub(crate) fn barred(self, person: &Person, now: DateTime<Utc>) -> Option<WhyNot> {
        match self {
            // To have no password yet is what an invitation is for.
            Self::Invited(_) if person.is_deactivated() => Some(WhyNot::Deactivated),
            Self::Invited(invited) => {
                let open = person.invitation();
                let works = open.is_some_and(|open| open.id == invited.invitation && open.expires_at > now);
                (!works).then_some(WhyNot::InvitationOver)
            }
            Self::PasswordResetRequested(requested) => of_account(person).or_else(|| {
                let open = person.reset.as_ref();
                let works = open.is_some_and(|open| open.id == requested.reset && open.expires_at > now);
                (!works).then_some(WhyNot::ResetOver)
            }),
            Self::SignUpRepeated
            | Self::PasswordChanged(_)
            | Self::SecondFactorEnabled
            | Self::SecondFactorDisabled
            | Self::TokenCreated(_) => of_account(person),
        }
    }

    /// The decision about it. Who did it and what they muted do not matter.
    pub(crate) fn judge(self, person: &Person, at: DateTime<Utc>, now: DateTime<Utc>) -> Decision {
        if let Some(why) = self.barred(person, now) {
            Decision::Suppress(why)
        } else if is_too_old(at, now) {
            Decision::Suppress(WhyNot::TooOld)
        } else {
            Decision::Send(self.why())
        }
    }
}

use crate::refusal::{Refusal, RefusalClass};

/// Why a command about a person was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// There is none, or the asker may not know.
    #[error("there is no such person")]
    NotFound,
    /// The stream has a person already.
    #[error("this person is already known")]
    AlreadyKnown,
    /// Not with these rights.
    #[error("{remedy}")]
    NotAllowed {
        /// Who may, or what to do instead.
        remedy: &'static str,
    },
    /// The account that asks cannot do this to itself.
    #[error("nobody can do this to their own account: ask another administrator")]
    OwnAccount,
    /// They have chosen a password already.
    #[error("this account is already active: sign in, or ask for a new password")]
    AlreadyActive,
    /// The account was taken away.
    #[error("this account is deactivated: an administrator can reactivate it")]
    Deactivated,
    /// Nothing can be done with an account before its first password was chosen.
    #[error("this account has no password yet: open the link in the invitation, or ask for a new one")]
    NotActive,
    /// Every token is a door.
    #[error("nobody has more than {max} API tokens: revoke one first", max = super::Person::MAX_TOKENS)]
    TooManyTokens,
    /// There is no such token.
    #[error("there is no such API token")]
    NoSuchToken,
    /// The link belongs to no open invitation.
    #[error("this link is no longer valid: ask for a new one")]
    InvitationOver,
    /// The link is too old.
    #[error("this link has expired: ask for a new one")]
    InvitationExpired,
    /// A deadline that has passed before it began.
    #[error("an invitation must end in the future")]
    ExpiresInThePast,
}

impl Refusal for PersonRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyKnown => "already_known",
            Self::NotAllowed { .. } => "not_allowed",
            Self::OwnAccount => "own_account",
            Self::AlreadyActive => "already_active",
            Self::Deactivated => "deactivated",
            Self::NotActive => "not_active",
            Self::TooManyTokens => "too_many_tokens",
            Self::NoSuchToken => "no_such_token",
            Self::InvitationOver => "invitation_over",
            Self::InvitationExpired => "invitation_expired",
            Self::ExpiresInThePast => "expires_in_the_past",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::NotFound | Self::NoSuchToken => RefusalClass::Invisible,
            Self::NotAllowed { .. } | Self::OwnAccount => RefusalClass::Forbidden,
            Self::AlreadyKnown
            | Self::AlreadyActive
            | Self::Deactivated
            | Self::NotActive
            | Self::TooManyTokens
            | Self::InvitationOver
            | Self::InvitationExpired => RefusalClass::Conflict,
            Self::ExpiresInThePast => RefusalClass::Invalid,
        }
    }
}

use super::MAX_MAIL_DOMAINS;
use crate::email::MailDomain;
use crate::refusal::{Refusal, RefusalClass};

/// Why a command about an organization was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganizationRefusal {
    /// There is none, or the asker may not know.
    #[error("there is no such organization")]
    NotFound,
    /// The stream has an organization already.
    #[error("this organization is already known")]
    AlreadyKnown,
    /// Not with these rights.
    #[error("{remedy}")]
    NotAllowed {
        /// Who may.
        remedy: &'static str,
    },
    /// Whoever likes gets an address there, so it says nothing about where somebody belongs.
    #[error(
        "{domain} is a public mail provider's: name domains whose addresses the organization gives out itself"
    )]
    PublicMailDomain {
        /// The first such domain.
        domain: MailDomain,
    },
    /// More than [`MAX_MAIL_DOMAINS`].
    #[error("an organization has at most {MAX_MAIL_DOMAINS} mail domains")]
    TooManyMailDomains,
}

impl Refusal for OrganizationRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyKnown => "already_known",
            Self::NotAllowed { .. } => "not_allowed",
            Self::PublicMailDomain { .. } => "public_mail_domain",
            Self::TooManyMailDomains => "too_many_mail_domains",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::NotFound => RefusalClass::Invisible,
            Self::AlreadyKnown => RefusalClass::Conflict,
            Self::NotAllowed { .. } => RefusalClass::Forbidden,
            Self::PublicMailDomain { .. } | Self::TooManyMailDomains => RefusalClass::Invalid,
        }
    }
}

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
}

impl Refusal for OrganizationRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyKnown => "already_known",
            Self::NotAllowed { .. } => "not_allowed",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::NotFound => RefusalClass::Invisible,
            Self::AlreadyKnown => RefusalClass::Conflict,
            Self::NotAllowed { .. } => RefusalClass::Forbidden,
        }
    }
}

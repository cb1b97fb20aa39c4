use crate::key::RequestTypeKey;
use crate::refusal::{Refusal, RefusalClass};

/// Why a command about a desk was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeskRefusal {
    /// There is none.
    #[error("there is no such service desk")]
    NotFound,
    /// The stream has a desk already.
    #[error("this service desk already exists")]
    AlreadyExists,
    /// Not with these rights.
    #[error("only administrators change service desks: ask one of them")]
    NotAllowed,
    /// The key is taken on this desk, perhaps by a retired type.
    #[error("the request type {key} already exists on this desk: choose another key")]
    RequestTypeExists {
        /// The key.
        key: RequestTypeKey,
    },
    /// No request type has that key.
    #[error("this desk has no request type {key}")]
    UnknownRequestType {
        /// The key.
        key: RequestTypeKey,
    },
    /// It is no longer offered.
    #[error("the request type {key} is retired: restore it first, or add one with another key")]
    RequestTypeRetired {
        /// The key.
        key: RequestTypeKey,
    },
    /// A place in the order for one, not two.
    #[error("the request type {key} stands twice in this order: name it once")]
    RequestTypeTwice {
        /// The key.
        key: RequestTypeKey,
    },
}

impl Refusal for DeskRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::NotAllowed => "not_allowed",
            Self::RequestTypeExists { .. } => "request_type_exists",
            Self::UnknownRequestType { .. } => "unknown_request_type",
            Self::RequestTypeRetired { .. } => "request_type_retired",
            Self::RequestTypeTwice { .. } => "request_type_twice",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::NotFound => RefusalClass::Invisible,
            Self::NotAllowed => RefusalClass::Forbidden,
            Self::AlreadyExists | Self::RequestTypeExists { .. } | Self::RequestTypeRetired { .. } => {
                RefusalClass::Conflict
            }
            Self::UnknownRequestType { .. } | Self::RequestTypeTwice { .. } => RefusalClass::Invalid,
        }
    }
}

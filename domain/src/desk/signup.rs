//! Who can become a customer of a desk without being invited.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::email::{EmailAddress, MailDomain};

/// Who can sign up by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Anybody.
    #[default]
    Open,
    /// Those with an address of one of these domains; a subdomain is another domain.
    Domains(BTreeSet<MailDomain>),
    /// Nobody.
    Closed,
}

impl SignUp {
    /// Whether somebody with this address can.
    pub fn admits(&self, address: &EmailAddress) -> bool {
        match self {
            Self::Open => true,
            Self::Domains(domains) => domains.iter().any(|domain| domain.as_str() == address.domain()),
            Self::Closed => false,
        }
    }
}

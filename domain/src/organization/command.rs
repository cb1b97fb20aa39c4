use std::collections::BTreeSet;

use super::{DefaultVisibility, MailContent};
use crate::email::{EmailAddress, MailDomain};
use crate::id::PersonId;
use crate::key::OrganizationSlug;
use crate::text::OrganizationName;

/// What can be asked about an organization.
#[derive(Clone, Debug, PartialEq)]
pub enum OrganizationCommand {
    /// Makes it known. Support.
    Create {
        /// What people call it.
        name: OrganizationName,
        /// Its short name ([`OrganizationSlug::from_name`]); that it is new is claimed in the log's transaction.
        slug: OrganizationSlug,
    },
    /// Calls it differently. Support.
    Rename {
        /// The new name.
        name: OrganizationName,
    },
    /// Adds a member, or makes a member a manager or a manager a member. Support; a manager may add plain members.
    /// That the person exists is the caller's knowledge.
    AddMember {
        /// Who.
        person: PersonId,
        /// Whether they manage it.
        manager: bool,
    },
    /// Removes a member. Support; a manager may remove plain members.
    RemoveMember {
        /// Who.
        person: PersonId,
    },
    /// What mails about its tickets hold. Support and managers.
    ChangeMailContent {
        /// What they hold.
        content: MailContent,
    },
    /// What a form proposes to its members. Support and managers.
    ChangeDefaultVisibility {
        /// What it proposes.
        visibility: DefaultVisibility,
    },
    /// Whose confirmed addresses join it by themselves. Support. That no other organization has one of them is claimed
    /// in the log's transaction.
    ChangeMailDomains {
        /// All of them from now on.
        domains: BTreeSet<MailDomain>,
    },
    /// A customer whose address was just confirmed joins, where its domain is one of the organization's. Themselves;
    /// nobody whom the organization removed before.
    JoinByDomain {
        /// The confirmed address.
        email: EmailAddress,
    },
}

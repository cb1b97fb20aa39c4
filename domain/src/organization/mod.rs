//! Organizations and who belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::email::MailDomain;
use crate::id::{OrganizationId, PersonId};
use crate::key::OrganizationSlug;
use crate::text::OrganizationName;

mod command;
mod decide;
mod error;
pub mod event;
mod sponsor;
#[cfg(test)]
mod tests;

pub use command::OrganizationCommand;
pub use decide::decide;
pub use error::OrganizationRefusal;
pub use event::{DefaultVisibility, MailContent, OrganizationEvent};
pub use sponsor::Sponsor;

/// The most mail domains of one organization.
pub const MAX_MAIL_DOMAINS: usize = 50;

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The stream's id.
    pub id: OrganizationId,
    /// What people call it.
    pub name: OrganizationName,
    /// Its short name, unique and for ever.
    pub slug: OrganizationSlug,
    /// Who belongs to it.
    pub members: BTreeMap<PersonId, Membership>,
    /// What mails about its tickets hold.
    pub mail_content: MailContent,
    /// What a form proposes to its members.
    pub default_visibility: DefaultVisibility,
    /// Whose confirmed addresses join it by themselves.
    pub mail_domains: BTreeSet<MailDomain>,
    /// Who was removed and has not been added again. The mail domains bring none of them back.
    pub removed: BTreeSet<PersonId>,
    /// The number of events of the stream.
    pub version: i64,
}

/// How somebody belongs to an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Sees what is shared with it.
    Member,
    /// Also manages its members and settings.
    Manager,
}

impl Organization {
    /// Whether a person belongs to it.
    pub fn has_member(&self, person: PersonId) -> bool {
        self.members.contains_key(&person)
    }

    /// Whether a person manages it.
    pub fn is_managed_by(&self, person: PersonId) -> bool {
        self.members.get(&person) == Some(&Membership::Manager)
    }
}

impl Aggregate for Organization {
    type Event = OrganizationEvent;

    fn evolve(state: Option<Self>, event: &OrganizationEvent, meta: &EventMeta) -> Result<Self, ReplayError> {
        use OrganizationEvent as E;
        let kind = event.kind();
        let Some(mut organization) = state else {
            return if let E::Created(created) = event {
                Ok(Self {
                    id: OrganizationId(meta.stream),
                    name: created.name.clone(),
                    slug: created.slug.clone(),
                    members: BTreeMap::new(),
                    mail_content: MailContent::default(),
                    default_visibility: DefaultVisibility::default(),
                    mail_domains: BTreeSet::new(),
                    removed: BTreeSet::new(),
                    version: meta.version,
                })
            } else {
                Err(ReplayError::NotCreated { kind, version: meta.version })
            };
        };
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version: meta.version }),
            E::Renamed(renamed) => organization.name = renamed.name.clone(),
            E::MemberAdded(added) => {
                let membership = if added.manager { Membership::Manager } else { Membership::Member };
                organization.members.insert(added.person, membership);
                organization.removed.remove(&added.person);
            }
            E::MemberRemoved(removed) => {
                organization.members.remove(&removed.person);
                organization.removed.insert(removed.person);
            }
            E::MailContentChanged(changed) => organization.mail_content = changed.content,
            E::DefaultVisibilityChanged(changed) => organization.default_visibility = changed.visibility,
            E::MailDomainsChanged(changed) => organization.mail_domains = changed.domains.clone(),
        }
        organization.version = meta.version;
        Ok(organization)
    }
}

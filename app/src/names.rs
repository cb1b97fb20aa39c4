//! The scopes of names that are unique, and the lookups over them. A claim is written in the transaction of its
//! events, so it is the log's own side: never behind, unlike a view.

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_domain::person::Person;
use docket_domain::{EmailAddress, OrganizationId, PersonId};
use docket_eventstore::Claim;
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::credentials::token_hash;
use crate::error::AppError;

/// Addresses; the owner is the person.
pub const EMAIL: &str = "person.email";
/// Organizations' slugs; the owner is the organization.
pub const ORGANIZATION: &str = "organization.slug";
/// Mail domains; the owner is the organization that their addresses join.
pub(crate) const MAIL_DOMAIN: &str = "organization.mail_domain";
/// Desks' keys; the owner is the desk.
pub const DESK: &str = "desk.key";
/// Tickets' keys; the owner is the ticket.
pub const TICKET: &str = "ticket.key";
/// Hashes of the tokens of one-time links; the owner is the person.
pub(crate) const LINK: &str = "link";
/// Attached files, by their ids; the owner is the ticket.
pub(crate) const ATTACHMENT: &str = "attachment";
/// Tickets on hold until a moment, `moment/ticket`; the owner is the ticket. In the order in which they end.
pub(crate) const HOLD: &str = "ticket.hold";
/// Tickets that somebody wants no mail about, `person/ticket`; the owner is the ticket. A range of names is what one
/// person has muted, in the order in which the tickets were opened.
pub(crate) const MUTED: &str = "ticket.muted";
/// Memberships, `person/organization`; the owner is the organization. A range of names is what one person is in.
pub const MEMBERSHIP: &str = "membership";

/// The claim that a membership is.
pub(crate) fn membership(person: PersonId, organization: OrganizationId) -> Claim {
    Claim::Take { scope: MEMBERSHIP, name: format!("{person}/{organization}"), owner: organization.0 }
}

/// The end of a membership.
pub(crate) fn membership_ended(person: PersonId, organization: OrganizationId) -> Claim {
    Claim::Release { scope: MEMBERSHIP, name: format!("{person}/{organization}"), owner: organization.0 }
}

/// What the names of a person's memberships begin with.
pub(crate) fn memberships_of(person: PersonId) -> String {
    format!("{person}/")
}

/// The claim by which the hash of a one-time link's token leads to its person.
pub(crate) fn link(token: &str, person: PersonId) -> Claim {
    Claim::Take { scope: LINK, name: link_name(token), owner: person.0 }
}

fn link_name(token: &str) -> String {
    token_hash(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(one.as_bytes(), other.as_bytes()).into()
}

impl App {
    /// Whose a one-time link is, if any. Which link, and whether it still works, is for the caller to say.
    pub(crate) async fn linked(&self, token: &str) -> Result<Arc<Loaded<Person>>, AppError> {
        let owner = self.store().claimed(LINK, &link_name(token)).await?.ok_or(AppError::LinkInvalid)?;
        self.aggregates().load::<Person>(owner).await?.ok_or(AppError::LinkInvalid)
    }

    /// The organizations a person is in at this moment.
    pub(crate) async fn memberships(&self, person: PersonId) -> Result<BTreeSet<OrganizationId>, AppError> {
        let claims = self.store().claims_with_prefix(MEMBERSHIP, &memberships_of(person)).await?;
        Ok(claims.into_iter().map(|(_, owner)| OrganizationId(owner)).collect())
    }

    /// The person with an address.
    pub(crate) async fn person_by_email(&self, email: &EmailAddress) -> Result<Option<PersonId>, AppError> {
        Ok(self.store().claimed(EMAIL, email.as_str()).await?.map(PersonId))
    }

    /// The owner of a name that never changes hands, remembered once it was found.
    pub(crate) async fn lasting(&self, scope: &'static str, name: &str) -> Result<Option<Uuid>, AppError> {
        if let Some(owner) = self.names().get(&(scope, name.to_owned())) {
            return Ok(Some(owner));
        }
        let owner = self.store().claimed(scope, name).await?;
        if let Some(owner) = owner {
            self.names().insert((scope, name.to_owned()), owner);
        }
        Ok(owner)
    }
}

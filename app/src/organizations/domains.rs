//! Mail domains: a confirmed address of one joins its organization by itself.

use std::collections::BTreeSet;

use docket_domain::organization::{self, Organization, OrganizationCommand};
use docket_domain::person::Person;
use docket_domain::{Actor, CommandContext, MailDomain, OrganizationId};
use docket_eventstore::{Claim, Expected};

use super::refused_organization;
use crate::App;
use crate::error::AppError;
use crate::execute::{Change, Decision};
use crate::names;

/// The claims by which an organization has these domains and no others.
pub(super) fn claims(organization: &Organization, wished: &BTreeSet<MailDomain>) -> Vec<Claim> {
    let (scope, owner) = (names::MAIL_DOMAIN, organization.id.0);
    let given_back = organization.mail_domains.difference(wished);
    let given_back =
        given_back.map(|domain| Claim::Release { scope, name: domain.as_str().to_owned(), owner });
    let taken = wished.iter().map(|domain| Claim::Take { scope, name: domain.as_str().to_owned(), owner });
    given_back.chain(taken).collect()
}

impl App {
    /// Lets a customer whose address is being confirmed join the organization that has its domain, in the same
    /// command. Nothing is added for everybody else, nor for whom the organization removed before.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn join_by_domain(
        &self,
        person: &Person,
        context: &CommandContext<'_>,
        decision: &mut Decision,
    ) -> Result<(), AppError> {
        let domain = person.email.domain();
        let Some(owner) = self.store().claimed(names::MAIL_DOMAIN, domain).await? else { return Ok(()) };
        let loaded = self.organization(OrganizationId(owner)).await?;
        let oneself = Actor { person: person.id, role: person.role, organizations: BTreeSet::new() };
        let context = CommandContext { now: context.now, actor: &oneself };
        let command = OrganizationCommand::JoinByDomain { email: person.email.clone() };
        let events = organization::decide(Some(&loaded.state), command, &context)
            .map_err(|e| refused_organization(&e))?;
        if events.is_empty() {
            return Ok(());
        }
        // Hundreds may be confirmed at one moment, and none of them has to wait for the others: that nobody joins twice
        // is held by the claim.
        let events = events.into_iter().map(Into::into).collect();
        decision.changes.push(Change { stream: owner, expected: Expected::Any, events });
        decision.claims.push(names::membership(person.id, OrganizationId(owner)));
        Ok(())
    }
}

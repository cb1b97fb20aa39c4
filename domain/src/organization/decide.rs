use std::collections::BTreeSet;

use super::event::{
    Created, DefaultVisibilityChanged, MailContentChanged, MailDomainsChanged, MemberAdded, MemberRemoved,
    Renamed,
};
use super::{
    MAX_MAIL_DOMAINS, Membership, Organization, OrganizationCommand, OrganizationEvent, OrganizationRefusal,
};
use crate::actor::{Actor, Role};
use crate::aggregate::CommandContext;
use crate::email::{EmailAddress, MailDomain};
use crate::id::PersonId;

type Decision = Result<Vec<OrganizationEvent>, OrganizationRefusal>;

const SUPPORT_ONLY: OrganizationRefusal =
    OrganizationRefusal::NotAllowed { remedy: "only support does this: open a request to ask for it" };
const MANAGERS_ONLY: OrganizationRefusal = OrganizationRefusal::NotAllowed {
    remedy: "only support and the organization's managers do this: ask one of them",
};

/// What a command does to an organization. No events: it is so already.
///
/// # Errors
/// [`OrganizationRefusal`], and nothing changes.
pub fn decide(
    state: Option<&Organization>,
    command: OrganizationCommand,
    context: &CommandContext<'_>,
) -> Decision {
    let actor = context.actor;
    let known = || state.ok_or(OrganizationRefusal::NotFound);
    match command {
        OrganizationCommand::Create { name, slug } => match state {
            _ if !actor.is_support() => Err(SUPPORT_ONLY),
            Some(_) => Err(OrganizationRefusal::AlreadyKnown),
            None => Ok(vec![Created { name, slug }.into()]),
        },
        OrganizationCommand::Rename { name } => {
            let organization = known()?;
            support_only(organization, actor)?;
            Ok(unless(organization.name == name, || Renamed { name }))
        }
        OrganizationCommand::AddMember { person, manager } => {
            let organization = known()?;
            may_manage_member(organization, actor, person, manager)?;
            let wished = if manager { Membership::Manager } else { Membership::Member };
            let already = organization.members.get(&person) == Some(&wished);
            Ok(unless(already, || MemberAdded { person, manager }))
        }
        OrganizationCommand::RemoveMember { person } => {
            let organization = known()?;
            may_manage_member(organization, actor, person, false)?;
            Ok(unless(!organization.has_member(person), || MemberRemoved { person }))
        }
        OrganizationCommand::ChangeMailContent { content } => {
            let organization = known()?;
            may_manage(organization, actor)?;
            Ok(unless(organization.mail_content == content, || MailContentChanged { content }))
        }
        OrganizationCommand::ChangeDefaultVisibility { visibility } => {
            let organization = known()?;
            may_manage(organization, actor)?;
            let already = organization.default_visibility == visibility;
            Ok(unless(already, || DefaultVisibilityChanged { visibility }))
        }
        OrganizationCommand::ChangeMailDomains { domains } => {
            let organization = known()?;
            support_only(organization, actor)?;
            acceptable(&domains)?;
            Ok(unless(organization.mail_domains == domains, || MailDomainsChanged { domains }))
        }
        OrganizationCommand::JoinByDomain { email } => {
            let organization = known()?;
            let joins = actor.role == Role::Customer && takes(organization, actor.person, &email);
            Ok(unless(!joins, || MemberAdded { person: actor.person, manager: false }))
        }
    }
}

/// One event, or none when it is so already.
fn unless<E: Into<OrganizationEvent>>(already: bool, event: impl FnOnce() -> E) -> Vec<OrganizationEvent> {
    if already { Vec::new() } else { vec![event().into()] }
}

fn acceptable(domains: &BTreeSet<MailDomain>) -> Result<(), OrganizationRefusal> {
    if let Some(domain) = domains.iter().find(|domain| domain.is_public()) {
        return Err(OrganizationRefusal::PublicMailDomain { domain: domain.clone() });
    }
    if domains.len() > MAX_MAIL_DOMAINS { Err(OrganizationRefusal::TooManyMailDomains) } else { Ok(()) }
}

/// Whether the mail domains bring somebody in. A subdomain is another domain.
fn takes(organization: &Organization, person: PersonId, email: &EmailAddress) -> bool {
    organization.mail_domains.iter().any(|domain| domain.as_str() == email.domain())
        && !organization.has_member(person)
        && !organization.removed.contains(&person)
}

fn support_only(organization: &Organization, actor: &Actor) -> Result<(), OrganizationRefusal> {
    seen_by(organization, actor)?;
    if actor.is_support() { Ok(()) } else { Err(SUPPORT_ONLY) }
}

fn seen_by(organization: &Organization, actor: &Actor) -> Result<(), OrganizationRefusal> {
    if actor.is_support() || organization.has_member(actor.person) {
        Ok(())
    } else {
        Err(OrganizationRefusal::NotFound)
    }
}

fn may_manage(organization: &Organization, actor: &Actor) -> Result<(), OrganizationRefusal> {
    seen_by(organization, actor)?;
    if actor.is_support() || organization.is_managed_by(actor.person) { Ok(()) } else { Err(MANAGERS_ONLY) }
}

/// Managers neither make nor unmake managers, so that support keeps the say over who answers for an organization.
pub(super) fn may_manage_member(
    organization: &Organization,
    actor: &Actor,
    person: PersonId,
    manager: bool,
) -> Result<(), OrganizationRefusal> {
    may_manage(organization, actor)?;
    if !actor.is_support() && (manager || organization.is_managed_by(person)) {
        return Err(SUPPORT_ONLY);
    }
    Ok(())
}

use super::event::{
    Created, DefaultVisibilityChanged, MailContentChanged, MemberAdded, MemberRemoved, Renamed,
};
use super::{Membership, Organization, OrganizationCommand, OrganizationEvent, OrganizationRefusal};
use crate::actor::Actor;
use crate::aggregate::CommandContext;
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
            seen_by(organization, actor)?;
            if !actor.is_support() {
                return Err(SUPPORT_ONLY);
            }
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
    }
}

/// One event, or none when it is so already.
fn unless<E: Into<OrganizationEvent>>(already: bool, event: impl FnOnce() -> E) -> Vec<OrganizationEvent> {
    if already { Vec::new() } else { vec![event().into()] }
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
fn may_manage_member(
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

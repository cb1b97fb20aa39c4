use super::decide::may_manage_member;
use super::{Organization, OrganizationRefusal};
use crate::actor::Actor;
use crate::id::PersonId;

/// The proof that somebody may invite a person into an organization. Made from the organization's state alone, so
/// that a rule about people can rely on what it does not itself know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sponsor {
    manager: PersonId,
    colleague: PersonId,
}

impl Sponsor {
    /// Whether it speaks for this actor and this colleague.
    pub(crate) fn vouches(self, actor: PersonId, colleague: PersonId) -> bool {
        self.manager == actor && self.colleague == colleague
    }
}

impl Organization {
    /// Whether somebody may invite a person into it as a plain member: support and its managers.
    ///
    /// # Errors
    /// As for adding a member.
    pub fn sponsor(&self, actor: &Actor, colleague: PersonId) -> Result<Sponsor, OrganizationRefusal> {
        may_manage_member(self, actor, colleague, false)?;
        Ok(Sponsor { manager: actor.person, colleague })
    }
}

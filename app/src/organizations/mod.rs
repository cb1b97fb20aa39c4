//! Organizations and who belongs to them.

mod domains;
mod members;

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_domain::organization::{
    self, DefaultVisibility, MailContent, Organization, OrganizationCommand, OrganizationRefusal,
};
use docket_domain::{
    Actor, CommandContext, EmailAddress, Language, MailDomain, OrganizationId, OrganizationName,
    OrganizationSlug, PersonId, PersonName,
};
use docket_eventstore::{Claim, Version};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::error::{AppError, FieldError};
use crate::execute::{Change, Decision, Done, refused};
use crate::key::CommandKey;
use crate::names;

/// What can be changed about an organization in one command.
#[derive(Clone, Debug, Default)]
pub struct OrganizationChange {
    /// A new name.
    pub name: Option<OrganizationName>,
    /// What mails about its tickets hold.
    pub mail_content: Option<MailContent>,
    /// Who sees a new ticket of its members where they do not say.
    pub default_visibility: Option<DefaultVisibility>,
    /// Whose confirmed addresses join it by themselves: all of them.
    pub mail_domains: Option<BTreeSet<MailDomain>>,
}

/// What is said of somebody who has to be invited first. Whoever is known already has said it themselves.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// What to call them; without one, it is made from the address.
    pub name: Option<PersonName>,
    /// The language of the mail, until they choose.
    pub language: Language,
}

impl From<Language> for Newcomer {
    fn from(language: Language) -> Self {
        Self { name: None, language }
    }
}

impl Whom {
    /// Whether it names somebody by their address.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self, Self::Email(_))
    }
}

impl OrganizationChange {
    fn commands(&self) -> impl Iterator<Item = OrganizationCommand> {
        use OrganizationCommand as C;
        let domains = self.mail_domains.clone();
        [
            self.name.clone().map(|name| C::Rename { name }),
            self.mail_content.map(|content| C::ChangeMailContent { content }),
            self.default_visibility.map(|visibility| C::ChangeDefaultVisibility { visibility }),
            domains.map(|domains| C::ChangeMailDomains { domains }),
        ]
        .into_iter()
        .flatten()
    }
}

/// Whom a command means: somebody known, or whoever has an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A person by id.
    Person(PersonId),
    /// Whoever has this address.
    Email(EmailAddress),
}

/// The events by which a person joins an organization.
pub(crate) fn join(
    loaded: &Loaded<Organization>,
    person: PersonId,
    manager: bool,
    context: &CommandContext<'_>,
) -> Result<Change, AppError> {
    let command = OrganizationCommand::AddMember { person, manager };
    let events =
        organization::decide(Some(&loaded.state), command, context).map_err(|e| refused_organization(&e))?;
    Ok(Change::extend(loaded.state.id.0, loaded.version, events))
}

impl App {
    pub(crate) async fn organization(
        &self,
        id: OrganizationId,
    ) -> Result<Arc<Loaded<Organization>>, AppError> {
        self.aggregates().get::<Organization>(id.0).await
    }

    /// An organization, for the team and its members.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub async fn visible_organization(
        &self,
        who: &Actor,
        id: OrganizationId,
    ) -> Result<Arc<Loaded<Organization>>, AppError> {
        if !who.is_support() && !who.organizations.contains(&id) {
            return Err(AppError::NotFound("organization"));
        }
        self.organization(id).await
    }

    /// Makes an organization known.
    ///
    /// # Errors
    /// When the name is taken, or the caller may not.
    pub async fn create_organization(
        &self,
        who: &Actor,
        key: &CommandKey,
        name: OrganizationName,
    ) -> Result<Done<Organization>, AppError> {
        let id = OrganizationId(Uuid::now_v7());
        let slug = OrganizationSlug::from_name(&name).map_err(|e| {
            AppError::Invalid(vec![FieldError::new(
                "name",
                e.code(),
                "A name has at least one letter or digit.",
            )])
        })?;
        let context = CommandContext { now: self.now(), actor: who };
        let claim = Claim::Take { scope: names::ORGANIZATION, name: slug.as_str().to_owned(), owner: id.0 };
        let events = organization::decide(None, OrganizationCommand::Create { name, slug }, &context)
            .map_err(|e| refused_organization(&e))?;
        let decision =
            Decision { changes: vec![Change::create(id.0, events)], claims: vec![claim], counter: None };
        self.create(who, key, id.0, decision).await
    }

    /// Changes an organization.
    ///
    /// # Errors
    /// When the caller may not, or a mail domain is another organization's or a public provider's.
    pub async fn change_organization(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: OrganizationId,
        if_match: Option<Version>,
        change: &OrganizationChange,
    ) -> Result<Done<Organization>, AppError> {
        self.execute::<Organization, _>(who, key, id.0, if_match, is_member, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            let mut events = Vec::new();
            for command in change.commands() {
                events.extend(
                    organization::decide(Some(&loaded.state), command, context)
                        .map_err(|e| refused_organization(&e))?,
                );
            }
            let claims = change.mail_domains.as_ref();
            let claims = claims.map(|domains| domains::claims(&loaded.state, domains)).unwrap_or_default();
            let change = Change::extend(id.0, loaded.version, events);
            Ok(Decision { changes: vec![change], claims, counter: None })
        })
        .await
    }
}

/// Which organizations one may know of: one's own; the team knows all.
fn is_member(who: &Actor, organization: &Organization) -> bool {
    who.is_support() || organization.has_member(who.person)
}

/// What a refusal about an organization means to the one who asked: faults of the content name their field.
pub(crate) fn refused_organization(refusal: &OrganizationRefusal) -> AppError {
    let fault = match refusal {
        OrganizationRefusal::PublicMailDomain { .. } => "public",
        OrganizationRefusal::TooManyMailDomains => "too_many",
        OrganizationRefusal::NotFound
        | OrganizationRefusal::AlreadyKnown
        | OrganizationRefusal::NotAllowed { .. } => return refused("organization", refusal),
    };
    AppError::Invalid(vec![FieldError::new("mail_domains", fault, refusal.to_string())])
}

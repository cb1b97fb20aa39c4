//! Organizations and who belongs to them.

use std::sync::Arc;

use docket_domain::organization::{self, MailContent, Organization, OrganizationCommand};
use docket_domain::person::Person;
use docket_domain::{
    Actor, CommandContext, EmailAddress, OrganizationId, OrganizationName, OrganizationSlug, PersonId, Role,
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
    let events = organization::decide(Some(&loaded.state), command, context)
        .map_err(|e| refused("organization", &e))?;
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
            .map_err(|e| refused("organization", &e))?;
        let decision =
            Decision { changes: vec![Change::create(id.0, events)], claims: vec![claim], counter: None };
        self.create(who, key, id.0, decision).await
    }

    /// Changes an organization.
    ///
    /// # Errors
    /// When the caller may not.
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
            let name = change.name.clone().map(|name| OrganizationCommand::Rename { name });
            let content =
                change.mail_content.map(|content| OrganizationCommand::ChangeMailContent { content });
            let mut events = Vec::new();
            for command in name.into_iter().chain(content) {
                events.extend(
                    organization::decide(Some(&loaded.state), command, context)
                        .map_err(|e| refused("organization", &e))?,
                );
            }
            let change = Change::extend(id.0, loaded.version, events);
            Ok(Decision { changes: vec![change], ..Decision::default() })
        })
        .await
    }

    /// Adds a member, or changes whether a member is a manager.
    ///
    /// # Errors
    /// When there is no such person, or the caller may not.
    pub async fn add_member(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: OrganizationId,
        whom: &Whom,
        manager: bool,
    ) -> Result<(Done<Organization>, PersonId), AppError> {
        let person = self.find(whom).await?;
        let done = self
            .execute::<Organization, _>(who, key, id.0, None, is_member, |loaded, now| async move {
                let change = join(&loaded, person, manager, &CommandContext { now, actor: who })?;
                Ok(Decision {
                    changes: vec![change],
                    claims: vec![names::membership(person, id)],
                    counter: None,
                })
            })
            .await?;
        Ok((done, person))
    }

    /// Removes a member. What was shared with the organization is theirs no longer from the next request on.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn remove_member(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: OrganizationId,
        person: PersonId,
    ) -> Result<Done<Organization>, AppError> {
        self.execute::<Organization, _>(who, key, id.0, None, is_member, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            let command = OrganizationCommand::RemoveMember { person };
            let events = organization::decide(Some(&loaded.state), command, context)
                .map_err(|e| refused("organization", &e))?;
            let change = Change::extend(id.0, loaded.version, events);
            let claims = vec![names::membership_ended(person, id)];
            Ok(Decision { changes: vec![change], claims, counter: None })
        })
        .await
    }

    /// The customer a command means.
    async fn find(&self, whom: &Whom) -> Result<PersonId, AppError> {
        let (id, field) = match whom {
            Whom::Person(id) => (Some(*id), "person"),
            Whom::Email(email) => (self.person_by_email(email).await?, "email"),
        };
        let unknown = || {
            AppError::Invalid(vec![FieldError::new(
                field,
                "unknown",
                "Nobody is known by this. Invite them first with POST /api/v1/invitations.",
            )])
        };
        let id = id.ok_or_else(unknown)?;
        let person = self.aggregates().load::<Person>(id.0).await?.ok_or_else(unknown)?;
        if person.state.role != Role::Customer {
            return Err(AppError::Invalid(vec![FieldError::new(
                field,
                "not_a_customer",
                "Members of organizations are customers; this person is of the team.",
            )]));
        }
        Ok(id)
    }
}

/// Which organizations one may know of: one's own; the team knows all.
fn is_member(who: &Actor, organization: &Organization) -> bool {
    who.is_support() || organization.has_member(who.person)
}

//! Who belongs to an organization: support adds and removes, and so do its managers.

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_domain::organization::{self, Organization, OrganizationCommand};
use docket_domain::person::{Person, PersonCommand};
use docket_domain::{
    Actor, CommandContext, EmailAddress, OrganizationId, PersonId, Relation, Role, Standing,
};
use docket_projections::{Member, Page, PageRequest};
use uuid::Uuid;

use super::{Newcomer, Whom, is_member, join, refused_organization};
use crate::App;
use crate::aggregates::Loaded;
use crate::error::{AppError, FieldError};
use crate::execute::{Change, Decision, Done};
use crate::key::CommandKey;
use crate::names;
use crate::people::{INVITATION_LIFETIME, Orders};
use crate::tickets::Briefs;

impl App {
    /// Adds a member, or changes whether a member is a manager. An address that nobody has is invited, as the
    /// newcomer that is described.
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
        newcomer: impl Into<Newcomer>,
    ) -> Result<(Done<Organization>, PersonId), AppError> {
        let newcomer = &newcomer.into();
        let done = self
            .execute::<Organization, _>(who, key, id.0, None, is_member, |loaded, now| async move {
                let context = &CommandContext { now, actor: who };
                let known = match whom {
                    Whom::Person(id) => Some(*id),
                    Whom::Email(email) => self.person_by_email(email).await?,
                };
                let person = known.unwrap_or_else(|| PersonId(Uuid::now_v7()));
                // Whether the caller may at all comes before any word about the person named.
                let change = join(&loaded, person, manager, context)?;
                let mut decision = Decision {
                    changes: vec![change],
                    claims: vec![names::membership(person, id)],
                    counter: None,
                };
                match whom {
                    Whom::Email(email) if known.is_none() => {
                        self.invite_colleague(&loaded, person, email, newcomer, context, &mut decision)?;
                    }
                    Whom::Email(_) => self.must_be_a_customer(person, "email").await?,
                    Whom::Person(_) => {
                        self.nameable(who, person, "person").await?;
                        self.must_be_a_customer(person, "person").await?;
                    }
                }
                Ok(decision)
            })
            .await?;
        let person = match whom {
            Whom::Person(person) => Some(*person),
            Whom::Email(email) => self.person_by_email(email).await?,
        };
        let person = person.ok_or(AppError::Internal("a member that was added is not known", None))?;
        Ok((done, person))
    }

    /// The events by which an unknown address becomes a person who is invited into an organization.
    fn invite_colleague(
        &self,
        organization: &Loaded<Organization>,
        person: PersonId,
        email: &EmailAddress,
        newcomer: &Newcomer,
        context: &CommandContext<'_>,
        decision: &mut Decision,
    ) -> Result<(), AppError> {
        let sponsor =
            organization.state.sponsor(context.actor, person).map_err(|e| refused_organization(&e))?;
        let invitation = Uuid::now_v7();
        let command = PersonCommand::InviteColleague {
            person,
            email: email.clone(),
            name: newcomer.name.clone(),
            language: newcomer.language,
            invitation,
            expires_at: context.now + INVITATION_LIFETIME,
            sponsor,
        };
        decision.add(self.make_known(person, email, invitation, command, context)?);
        Ok(())
    }

    /// Invites a member who never chose a password once more; the older link ends.
    ///
    /// # Errors
    /// When they are no member, have chosen one already, or the caller does not manage the organization.
    pub async fn invite_member_again(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: OrganizationId,
        member: PersonId,
    ) -> Result<Done<Person>, AppError> {
        let organization = self.visible_organization(who, id).await?;
        let sponsor = organization.state.sponsor(who, member).map_err(|e| refused_organization(&e))?;
        if !organization.state.has_member(member) {
            return Err(AppError::NotFound("member"));
        }
        let invitation = Uuid::now_v7();
        let expires_at = self.now() + INVITATION_LIFETIME;
        let command = PersonCommand::InviteColleagueAgain { invitation, expires_at, sponsor };
        let orders = Orders { sponsored: true, ..self.newly_invited(member, invitation, command) };
        self.on_person(who, key, member, orders).await
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
                .map_err(|e| refused_organization(&e))?;
            let change = Change::extend(id.0, loaded.version, events);
            let claims = vec![names::membership_ended(person, id)];
            Ok(Decision { changes: vec![change], claims, counter: None })
        })
        .await
    }

    /// A page of an organization's members, with what the reader may know of them.
    ///
    /// # Errors
    /// When it is not the reader's to see, or the cursor is not this list's.
    pub async fn members(
        &self,
        who: &Actor,
        id: OrganizationId,
        page: &PageRequest,
    ) -> Result<(Page<Member>, Briefs), AppError> {
        let organization = self.visible_organization(who, id).await?;
        let mut found = self.views().members(id, page).await?;
        // The view may be behind: who was removed is shown no longer.
        found.items.retain(|member| organization.state.has_member(member.person.id));
        let briefs = self.colleagues(who, found.items.iter().map(|member| member.person.id)).await?;
        Ok((found, briefs))
    }

    /// What a reader may know of people by the organizations they share alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn colleagues(
        &self,
        who: &Actor,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Briefs, AppError> {
        let people = people.into_iter().map(|person| (person, Standing::Absent)).collect();
        self.acquaint(who, None, people, BTreeSet::new()).await
    }

    /// How somebody stands to a reader by the organizations of the reader.
    pub(crate) async fn relation(&self, who: &Actor, person: PersonId) -> Result<Relation, AppError> {
        let own = self.own_organizations(who).await?;
        Ok(Relation::of(who, person, own.iter().map(|own| &own.state)))
    }

    /// The organizations that somebody belongs to, in one read.
    pub(crate) async fn own_organizations(
        &self,
        who: &Actor,
    ) -> Result<Vec<Arc<Loaded<Organization>>>, AppError> {
        let ids: Vec<Uuid> = who.organizations.iter().map(|id| id.0).collect();
        Ok(self.aggregates().load_many::<Organization>(&ids).await?.into_values().collect())
    }

    async fn must_be_a_customer(&self, person: PersonId, field: &str) -> Result<(), AppError> {
        let person = self.aggregates().get::<Person>(person.0).await?;
        if person.state.role != Role::Customer {
            return Err(AppError::Invalid(vec![FieldError::new(
                field,
                "not_a_customer",
                "Members of organizations are customers; this person is of the team.",
            )]));
        }
        Ok(())
    }
}

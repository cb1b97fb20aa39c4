//! How people come in: invited, then a password of their own choice.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use docket_domain::person::{self, InvitationOrigin, Person, PersonCommand, PersonStatus};
use docket_domain::{
    Actor, CommandContext, EmailAddress, Language, OrganizationId, PersonId, PersonName, Role, link,
};
use docket_eventstore::{Claim, Version};
use uuid::Uuid;

use crate::aggregates::Loaded;
use crate::credentials::token_hash;
use crate::error::AppError;
use crate::execute::{Change, Decision, Done, refused};
use crate::key::CommandKey;
use crate::names;
use crate::password::Password;
use crate::session::LoggedIn;
use crate::{App, organizations};

/// How long an invitation is good (service-desk reference, D14).
pub const INVITATION_LIFETIME: Duration = Duration::days(7);

/// A person to be invited.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Where to write.
    pub email: EmailAddress,
    /// What to call them, where known.
    pub name: Option<PersonName>,
    /// The language of the mail.
    pub language: Language,
    /// What they will be.
    pub role: Role,
    /// What they will be members of.
    pub organizations: Vec<OrganizationId>,
}

/// Commands on one person that do not depend on each other, and what they are carried out with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    pub(crate) commands: Vec<PersonCommand>,
    /// Names that are claimed with them.
    pub(crate) claims: Vec<Claim>,
    /// The version they were given for, where the sender says so.
    pub(crate) if_match: Option<Version>,
    /// Whether the rights of an organization stand behind them, so that the sender is known to know the person.
    pub(crate) sponsored: bool,
}

impl From<PersonCommand> for Orders {
    fn from(command: PersonCommand) -> Self {
        Self { commands: vec![command], ..Self::default() }
    }
}

/// What the holder of a link is shown before choosing a password.
#[derive(Clone, Debug)]
pub struct Activation {
    /// Whose account.
    pub person: Arc<Loaded<Person>>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

impl App {
    /// Makes a person known and sends them an invitation.
    ///
    /// # Errors
    /// When the address is taken, an organization does not exist, or the caller may not.
    pub async fn invite(
        &self,
        who: &Actor,
        key: &CommandKey,
        new: NewPerson,
    ) -> Result<Done<Person>, AppError> {
        let id = PersonId(Uuid::now_v7());
        let context = CommandContext { now: self.now(), actor: who };
        let organizations = new.organizations.clone();
        let (mut decision, _) = self.introduce(id, new, InvitationOrigin::Invited, &context)?;
        for organization in organizations {
            let loaded = self.organization(organization).await?;
            let joined = organizations::join(&loaded, id, false, &context)?;
            decision.changes.push(joined);
            decision.claims.push(names::membership(id, organization));
        }
        self.create(who, key, id.0, decision).await
    }

    /// The events and claims that make a person known, and the clear token of their link.
    pub(crate) fn introduce(
        &self,
        id: PersonId,
        new: NewPerson,
        origin: InvitationOrigin,
        context: &CommandContext<'_>,
    ) -> Result<(Decision, String), AppError> {
        let invitation = Uuid::now_v7();
        let email = new.email.clone();
        let command = PersonCommand::Invite {
            email: new.email,
            name: new.name,
            language: new.language,
            role: new.role,
            invitation,
            origin,
            expires_at: context.now + INVITATION_LIFETIME,
        };
        let decision = self.make_known(id, &email, invitation, command, context)?;
        Ok((decision, self.link(id, invitation).0))
    }

    /// The first events of a person, the claim of their address and that of their link: whichever command makes them
    /// known, with this address and this invitation.
    pub(crate) fn make_known(
        &self,
        id: PersonId,
        email: &EmailAddress,
        invitation: Uuid,
        command: PersonCommand,
        context: &CommandContext<'_>,
    ) -> Result<Decision, AppError> {
        let events = person::decide(None, command, context).map_err(|e| refused("person", &e))?;
        let email = Claim::Take { scope: names::EMAIL, name: email.as_str().to_owned(), owner: id.0 };
        let (_, link) = self.link(id, invitation);
        Ok(Decision { changes: vec![Change::create(id.0, events)], claims: vec![email, link], counter: None })
    }

    /// The clear token of an invitation, and the claim by which its hash leads to the person. The token is
    /// derived, so that nobody has to keep it: the notifier derives it again when it sends the mail.
    fn link(&self, person: PersonId, invitation: Uuid) -> (String, Claim) {
        let token = link::derive(self.site_key(), link::INVITATION, invitation);
        let claim = names::link(&token, person);
        (token, claim)
    }

    /// Invites a person once more; the older link ends.
    ///
    /// # Errors
    /// When they have chosen a password already, or the caller may not.
    pub async fn invite_again(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: PersonId,
    ) -> Result<Done<Person>, AppError> {
        self.invite_again_as(who, key, id, InvitationOrigin::Invited, INVITATION_LIFETIME).await
    }

    /// The same for whatever reason.
    pub(crate) async fn invite_again_as(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: PersonId,
        origin: InvitationOrigin,
        lifetime: Duration,
    ) -> Result<Done<Person>, AppError> {
        let invitation = Uuid::now_v7();
        let expires_at = self.now() + lifetime;
        let command = PersonCommand::InviteAgain { invitation, origin, expires_at };
        self.on_person(who, key, id, self.newly_invited(id, invitation, command)).await
    }

    /// A command that gives somebody another invitation, with the claim of its link.
    pub(crate) fn newly_invited(&self, id: PersonId, invitation: Uuid, command: PersonCommand) -> Orders {
        Orders { claims: vec![self.link(id, invitation).1], ..command.into() }
    }

    /// Ends a person's open invitation.
    ///
    /// # Errors
    /// When they have chosen a password already, or the caller may not.
    pub async fn revoke_invitation(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: PersonId,
    ) -> Result<Done<Person>, AppError> {
        self.on_person(who, key, id, PersonCommand::RevokeInvitation).await
    }

    /// Carries out orders on a person: all of them or nothing.
    pub(crate) async fn on_person(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: PersonId,
        orders: impl Into<Orders>,
    ) -> Result<Done<Person>, AppError> {
        let orders = &orders.into();
        let seen_by = |who: &Actor, person: &Person| orders.sponsored || may_know(who, person);
        self.execute::<Person, _>(who, key, id.0, orders.if_match, seen_by, |loaded, now| async move {
            let context = CommandContext { now, actor: who };
            let mut decision = on_person(&loaded, orders.commands.iter().cloned(), &context)?;
            decision.claims.extend(orders.claims.iter().cloned());
            Ok(decision)
        })
        .await
    }

    /// Whom a link is for. Changes nothing: mail scanners follow links.
    ///
    /// # Errors
    /// [`AppError::LinkInvalid`], the same for every cause.
    pub async fn activation(&self, token: &str) -> Result<Activation, AppError> {
        let loaded = self.linked(token).await?;
        let PersonStatus::Invited(invitation) = &loaded.state.status else {
            return Err(AppError::LinkInvalid);
        };
        let newest = link::derive(self.site_key(), link::INVITATION, invitation.id);
        if !names::same(&newest, token) || invitation.expires_at <= self.now() {
            return Err(AppError::LinkInvalid);
        }
        let expires_at = invitation.expires_at;
        Ok(Activation { person: loaded, expires_at })
    }

    /// Chooses the first password with a link, and logs in. Of many at the same instant one wins.
    ///
    /// # Errors
    /// [`AppError::LinkInvalid`].
    pub async fn activate(
        &self,
        token: &str,
        name: Option<PersonName>,
        password: Password,
        user_agent: &str,
    ) -> Result<LoggedIn, AppError> {
        // Looked at before the costly hash, so that guessing links is cheap for us.
        let activation = self.activation(token).await?;
        let person = &activation.person.state;
        let id = person.id;
        let called = name.as_ref().unwrap_or(&person.name);
        password.refuse_common(&[called.as_str(), person.email.as_str()])?;
        let phc = self.inner.hasher.hash(password).await?;
        if !self.credentials().use_link(token_hash(token), id, phc, self.now()).await? {
            return Err(AppError::LinkInvalid);
        }
        let done = self.become_active(id, name).await?;
        self.start_session(done.loaded.state.id, user_agent).await
    }

    /// Writes down that a person has chosen a password. Should the process die between the password and this, the
    /// next login does it.
    pub(crate) async fn become_active(
        &self,
        id: PersonId,
        name: Option<PersonName>,
    ) -> Result<Done<Person>, AppError> {
        let oneself = Actor { person: id, role: Role::Customer, organizations: BTreeSet::new() };
        let (oneself, name) = (&oneself, &name);
        self.execute::<Person, _>(
            oneself,
            &CommandKey::unique(),
            id.0,
            None,
            may_know,
            |loaded, now| async move {
                let invitation = match &loaded.state.status {
                    PersonStatus::Invited(invitation) => invitation.id,
                    // Somebody was quicker: the link itself, or the login that found its password.
                    PersonStatus::Active { .. } => return Ok(Decision::default()),
                    PersonStatus::Uninvited | PersonStatus::Deactivated { .. } => {
                        return Err(AppError::LinkInvalid);
                    }
                };
                let command = PersonCommand::Activate { invitation, name: name.clone() };
                let context = CommandContext { now, actor: oneself };
                let mut decision = on_person(&loaded, [command], &context)?;
                self.join_by_domain(&loaded.state, &context, &mut decision).await?;
                Ok(decision)
            },
        )
        .await
    }

    /// Makes an administrator, or finds the one with this address, and answers the clear token for choosing a
    /// password.
    ///
    /// # Errors
    /// When the address belongs to somebody who has a password already or is no administrator.
    pub async fn create_administrator(
        &self,
        email: EmailAddress,
        name: Option<PersonName>,
    ) -> Result<String, AppError> {
        let system = Actor::system();
        let key = CommandKey::unique();
        if let Some(id) = self.person_by_email(&email).await? {
            let loaded = self.aggregates().get::<Person>(id.0).await?;
            if loaded.state.role != Role::Administrator {
                return Err(AppError::Refused {
                    code: "not_an_administrator",
                    detail: format!(
                        "{email} belongs to somebody who is no administrator. Name another address."
                    ),
                });
            }
            let done = self.invite_again(&system, &key, id).await?;
            let PersonStatus::Invited(invitation) = &done.loaded.state.status else {
                return Err(AppError::Internal("an invited person without an invitation", None));
            };
            return Ok(self.link(id, invitation.id).0);
        }
        let id = PersonId(Uuid::now_v7());
        let new = NewPerson {
            email,
            name,
            language: Language::En,
            role: Role::Administrator,
            organizations: Vec::new(),
        };
        let context = CommandContext { now: self.now(), actor: &system };
        let (decision, token) = self.introduce(id, new, InvitationOrigin::Invited, &context)?;
        self.create::<Person>(&system, &key, id.0, decision).await?;
        Ok(token)
    }

    /// A person, for whoever may know of them.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for those one may not know.
    pub async fn person(&self, who: &Actor, id: PersonId) -> Result<Arc<Loaded<Person>>, AppError> {
        // The whole record is more than a name and an address, which is the most that colleagues know.
        if !who.is_support() && who.person != id {
            return Err(AppError::NotFound("person"));
        }
        self.aggregates().get::<Person>(id.0).await
    }

    /// People by their ids, for showing names. Unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_by_id(
        &self,
        ids: impl IntoIterator<Item = PersonId>,
    ) -> Result<HashMap<PersonId, Arc<Loaded<Person>>>, AppError> {
        let ids: BTreeSet<Uuid> = ids.into_iter().map(|id| id.0).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let found = self.aggregates().load_many::<Person>(&ids).await?;
        Ok(found.into_iter().map(|(id, loaded)| (PersonId(id), loaded)).collect())
    }

    /// Finds the person with an address, or makes them known as a customer who is invited: what `decision` gains
    /// happens together with the rest of the command.
    pub(crate) async fn by_address_or_invited(
        &self,
        email: &EmailAddress,
        language: Language,
        context: &CommandContext<'_>,
        decision: &mut Decision,
    ) -> Result<PersonId, AppError> {
        if let Some(id) = self.person_by_email(email).await? {
            return Ok(id);
        }
        let id = PersonId(Uuid::now_v7());
        let new = NewPerson {
            email: email.clone(),
            name: None,
            language,
            role: Role::Customer,
            organizations: Vec::new(),
        };
        let (introduced, _) = self.introduce(id, new, InvitationOrigin::Shared, context)?;
        decision.add(introduced);
        Ok(id)
    }
}

/// The events of commands on a person who is known.
fn on_person(
    loaded: &Loaded<Person>,
    commands: impl IntoIterator<Item = PersonCommand>,
    context: &CommandContext<'_>,
) -> Result<Decision, AppError> {
    let mut events = Vec::new();
    for command in commands {
        let decided = person::decide(Some(&loaded.state), command, context);
        events.extend(decided.map_err(|e| refused("person", &e))?);
    }
    let change = Change::extend(loaded.state.id.0, loaded.version, events);
    Ok(Decision { changes: vec![change], ..Decision::default() })
}

/// Whom one may know of: oneself; the team knows everybody.
fn may_know(who: &Actor, person: &Person) -> bool {
    who.is_support() || who.person == person.id
}

//! Service desks, their request types and forms.

use std::sync::Arc;

use docket_domain::desk::{self, Desk, DeskCommand, DeskEvent, DeskRefusal, Form, Localized, SignUp};
use docket_domain::{Actor, CommandContext, DeskKey, DeskName, HelpText, Label, RequestTypeKey};
use docket_eventstore::{AppendError, Claim, CommandId, Version};
use uuid::Uuid;

use crate::App;
use crate::aggregates::{Loaded, fold_decided};
use crate::error::{AppError, FieldError};
use crate::execute::{Change, Decision, Done, refuse, refused};
use crate::key::CommandKey;
use crate::names;

mod definition;
mod difference;
mod history;
#[cfg(test)]
mod tests;

pub use definition::{DeskDefinition, DeskPlan, Missing, RequestTypeDefinition};
pub use difference::{
    Awaited, DeskDifference, FieldChange, Named, NewField, OptionChange, Rewording, TypeChange, When,
};
pub use history::{DeskHistoryEntry, form_as_it_was, in_words};

/// The command that sets up the first desk has a fixed id: whichever process comes first does it, once.
const FIRST_DESK: CommandId = CommandId(Uuid::from_u128(0xd0c3_e700_0000_8000_8000_0000_0000_0002));

/// What can be changed about a desk in one command.
#[derive(Clone, Debug, Default)]
pub struct DeskChange {
    /// A new name.
    pub name: Option<Localized<DeskName>>,
    /// Whether participants of its tickets may add others.
    pub participants_may_add: Option<bool>,
    /// Who can become its customer without being invited.
    pub sign_up: Option<SignUp>,
    /// The request types that come first, in this order.
    pub request_types: Option<Vec<RequestTypeKey>>,
}

/// What can be changed about a request type in one command.
#[derive(Clone, Debug, Default)]
pub struct RequestTypeChange {
    /// A new name.
    pub name: Option<Localized<Label>>,
    /// A new description; `Some(None)` takes it away.
    pub description: Option<Option<Localized<HelpText>>>,
    /// A new form.
    pub form: Option<Form>,
    /// Whether it is no longer offered.
    pub retired: Option<bool>,
}

impl App {
    /// Sets up the default desk in an installation that has none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_first_desk(&self) -> Result<(), AppError> {
        if !self.store().claims_with_prefix(names::DESK, "").await?.is_empty() {
            return Ok(());
        }
        let id = Uuid::now_v7();
        let events = desk::default_desk();
        let Some(desk::DeskEvent::Created(created)) = events.first() else {
            return Err(AppError::Internal("the default desk does not begin with its creation", None));
        };
        let desk_key = created.key.clone();
        let key = CommandKey { id: FIRST_DESK, fingerprint: [0; 32], repeatable: true };
        let decision = new_desk(id, &desk_key, events);
        match self.append(Actor::system().person.0, &key, &decision).await {
            Ok(_) | Err(AppendError::Taken { .. }) => Ok(()),
            Err(error) => Err(refuse(error)),
        }
    }

    /// All desks, in the order of their keys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desks(&self) -> Result<Vec<Arc<Loaded<Desk>>>, AppError> {
        let claims = self.store().claims_with_prefix(names::DESK, "").await?;
        let ids: Vec<Uuid> = claims.into_iter().map(|(_, owner)| owner).collect();
        let mut found = self.aggregates().load_many::<Desk>(&ids).await?;
        let mut desks: Vec<_> = ids.iter().filter_map(|id| found.remove(id)).collect();
        desks.sort_by(|a, b| a.state.key.cmp(&b.state.key));
        Ok(desks)
    }

    /// One desk.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn desk(&self, key: &str) -> Result<Arc<Loaded<Desk>>, AppError> {
        let id = self.lasting(names::DESK, key).await?.ok_or(AppError::NotFound("desk"))?;
        self.aggregates().get::<Desk>(id).await
    }

    /// Sets up a desk.
    ///
    /// # Errors
    /// When the key is taken, or the caller may not.
    pub async fn create_desk(
        &self,
        who: &Actor,
        key: &CommandKey,
        desk_key: DeskKey,
        name: Localized<DeskName>,
    ) -> Result<Done<Desk>, AppError> {
        let id = Uuid::now_v7();
        let context = CommandContext { now: self.now(), actor: who };
        let mut draft = Draft::new(id, None, context);
        draft.decide(DeskCommand::Create { key: desk_key.clone(), name })?;
        self.create(who, key, id, new_desk(id, &desk_key, draft.events)).await
    }

    /// Changes a desk.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn change_desk(
        &self,
        who: &Actor,
        key: &CommandKey,
        desk_key: &str,
        if_match: Option<Version>,
        change: &DeskChange,
    ) -> Result<Done<Desk>, AppError> {
        let commands = [
            change.name.clone().map(|name| DeskCommand::Rename { name }),
            change.participants_may_add.map(|allowed| DeskCommand::SetParticipantsMayAdd { allowed }),
            change.sign_up.clone().map(|sign_up| DeskCommand::SetSignUp { sign_up }),
            change.request_types.clone().map(|keys| DeskCommand::OrderRequestTypes { keys }),
        ];
        self.on_desk(who, key, desk_key, if_match, commands.into_iter().flatten().collect()).await
    }

    /// Offers a new request type.
    ///
    /// # Errors
    /// When the key is taken, or the caller may not.
    pub async fn add_request_type(
        &self,
        who: &Actor,
        key: &CommandKey,
        desk_key: &str,
        new: RequestTypeDefinition,
    ) -> Result<Done<Desk>, AppError> {
        let RequestTypeDefinition { key: type_key, name, description, form } = new;
        let command = DeskCommand::AddRequestType { key: type_key, name, description, form };
        self.on_desk(who, key, desk_key, None, vec![command]).await
    }

    /// Changes a request type, retires it or offers it again.
    ///
    /// # Errors
    /// When there is none, or the caller may not.
    pub async fn change_request_type(
        &self,
        who: &Actor,
        key: &CommandKey,
        desk_key: &str,
        type_key: RequestTypeKey,
        if_match: Option<Version>,
        change: RequestTypeChange,
    ) -> Result<Done<Desk>, AppError> {
        let RequestTypeChange { name, description, form, retired } = change;
        let mut commands = Vec::new();
        if retired == Some(false) {
            commands.push(DeskCommand::RestoreRequestType { key: type_key.clone() });
        }
        if name.is_some() || description.is_some() || form.is_some() {
            let key = type_key.clone();
            commands.push(DeskCommand::ChangeRequestType { key, name, description, form });
        }
        if retired == Some(true) {
            commands.push(DeskCommand::RetireRequestType { key: type_key });
        }
        self.on_desk(who, key, desk_key, if_match, commands).await
    }

    async fn on_desk(
        &self,
        who: &Actor,
        key: &CommandKey,
        desk_key: &str,
        if_match: Option<Version>,
        commands: Vec<DeskCommand>,
    ) -> Result<Done<Desk>, AppError> {
        let id = self.lasting(names::DESK, desk_key).await?.ok_or(AppError::NotFound("desk"))?;
        let commands = &commands;
        self.execute::<Desk, _>(who, key, id, if_match, everybody, |loaded, now| async move {
            let mut draft = Draft::new(id, Some(&*loaded), CommandContext { now, actor: who });
            for command in commands {
                draft.decide(command.clone())?;
            }
            let change = Change::extend(id, loaded.version, draft.events);
            Ok(Decision { changes: vec![change], ..Decision::default() })
        })
        .await
    }
}

/// Commands about one desk, each decided on the state the ones before lead to.
struct Draft<'a> {
    id: Uuid,
    state: Option<Desk>,
    version: Version,
    events: Vec<DeskEvent>,
    context: CommandContext<'a>,
}

impl<'a> Draft<'a> {
    fn new(id: Uuid, present: Option<&Loaded<Desk>>, context: CommandContext<'a>) -> Self {
        let version = present.map_or(Version::ZERO, |loaded| loaded.version);
        Self { id, state: present.map(|loaded| loaded.state.clone()), version, events: Vec::new(), context }
    }

    fn decide(&mut self, command: DeskCommand) -> Result<(), AppError> {
        let events =
            desk::decide(self.state.as_ref(), command, &self.context).map_err(|e| refused_desk(&e))?;
        events.into_iter().try_for_each(|event| self.take(event))
    }

    fn take(&mut self, event: DeskEvent) -> Result<(), AppError> {
        let event = [event];
        self.state = fold_decided(self.id, self.state.take(), &mut self.version, &event, &self.context)?;
        self.events.extend(event);
        Ok(())
    }
}

/// What a refusal about a desk means to the one who asked: faults of the content name their field.
fn refused_desk(refusal: &DeskRefusal) -> AppError {
    let fault = match refusal {
        DeskRefusal::UnknownRequestType { .. } => "unknown",
        DeskRefusal::RequestTypeTwice { .. } => "twice",
        DeskRefusal::NotFound
        | DeskRefusal::AlreadyExists
        | DeskRefusal::NotAllowed
        | DeskRefusal::RequestTypeExists { .. }
        | DeskRefusal::RequestTypeRetired { .. } => return refused("desk", refusal),
    };
    AppError::Invalid(vec![FieldError::new("request_types", fault, refusal.to_string())])
}

/// The first events of a desk, with its key claimed.
fn new_desk(id: Uuid, key: &DeskKey, events: Vec<DeskEvent>) -> Decision {
    let claim = Claim::Take { scope: names::DESK, name: key.as_str().to_owned(), owner: id };
    Decision { changes: vec![Change::create(id, events)], claims: vec![claim], counter: None }
}

/// Desks are no secret.
fn everybody(_: &Actor, _: &Desk) -> bool {
    true
}

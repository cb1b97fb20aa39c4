//! Service desks, their request types and forms.

use std::sync::Arc;

use docket_domain::desk::{self, Desk, DeskCommand, Form};
use docket_domain::{Actor, CommandContext, DeskKey, DeskName, Label, RequestTypeKey};
use docket_eventstore::{AppendError, Claim, CommandId, Version};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::execute::{Change, Decision, Done, refuse, refused};
use crate::key::CommandKey;
use crate::names;

/// The command that sets up the first desk has a fixed id: whichever process comes first does it, once.
const FIRST_DESK: CommandId = CommandId(Uuid::from_u128(0xd0c3_e700_0000_8000_8000_0000_0000_0002));

/// What can be changed about a desk in one command.
#[derive(Clone, Debug, Default)]
pub struct DeskChange {
    /// A new name.
    pub name: Option<DeskName>,
    /// Whether participants of its tickets may add others.
    pub participants_may_add: Option<bool>,
}

/// What can be changed about a request type in one command.
#[derive(Clone, Debug, Default)]
pub struct RequestTypeChange {
    /// A new name.
    pub name: Option<Label>,
    /// A new form.
    pub form: Option<Form>,
    /// No longer offered.
    pub retire: bool,
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
        let claim = Claim::Take { scope: names::DESK, name: created.key.as_str().to_owned(), owner: id };
        let key = CommandKey { id: FIRST_DESK, fingerprint: [0; 32], repeatable: true };
        let decision =
            Decision { changes: vec![Change::create(id, events)], claims: vec![claim], counter: None };
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
        name: DeskName,
    ) -> Result<Done<Desk>, AppError> {
        let id = Uuid::now_v7();
        let context = CommandContext { now: self.now(), actor: who };
        let claim = Claim::Take { scope: names::DESK, name: desk_key.as_str().to_owned(), owner: id };
        let events = desk::decide(None, DeskCommand::Create { key: desk_key, name }, &context)
            .map_err(|e| refused("desk", &e))?;
        let decision =
            Decision { changes: vec![Change::create(id, events)], claims: vec![claim], counter: None };
        self.create(who, key, id, decision).await
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
        type_key: RequestTypeKey,
        name: Label,
        form: Form,
    ) -> Result<Done<Desk>, AppError> {
        let command = DeskCommand::AddRequestType { key: type_key, name, form };
        self.on_desk(who, key, desk_key, None, vec![command]).await
    }

    /// Changes a request type or retires it.
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
        let mut commands = Vec::new();
        if change.name.is_some() || change.form.is_some() {
            commands.push(DeskCommand::ChangeRequestType {
                key: type_key.clone(),
                name: change.name,
                form: change.form,
            });
        }
        if change.retire {
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
            let context = &CommandContext { now, actor: who };
            let mut events = Vec::new();
            for command in commands {
                events.extend(
                    desk::decide(Some(&loaded.state), command.clone(), context)
                        .map_err(|e| refused("desk", &e))?,
                );
            }
            let change = Change::extend(id, loaded.version, events);
            Ok(Decision { changes: vec![change], ..Decision::default() })
        })
        .await
    }
}

/// Desks are no secret.
fn everybody(_: &Actor, _: &Desk) -> bool {
    true
}

//! A desk as somebody wants it, and what it takes to get there.

use docket_domain::desk::{Desk, DeskCommand, DeskEvent, Form, Localized, SignUp};
use docket_domain::{Actor, CommandContext, DeskKey, DeskName, HelpText, Label, RequestTypeKey};
use docket_eventstore::Version;
use uuid::Uuid;

use super::difference::{DeskDifference, difference};
use super::{Draft, everybody, new_desk};
use crate::App;
use crate::error::AppError;
use crate::execute::{Change, Decision, Done};
use crate::key::CommandKey;
use crate::names;

/// A desk as somebody wants it. What is left open stays as it is, and in a new desk as it is by default.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskDefinition {
    /// Its key.
    pub key: DeskKey,
    /// What people call it.
    pub name: Localized<DeskName>,
    /// Who can become its customer without being invited.
    pub sign_up: Option<SignUp>,
    /// Whether participants of its tickets may add others.
    pub participants_may_add: Option<bool>,
    /// What can be asked of it, in the order a page shows it.
    pub request_types: Vec<RequestTypeDefinition>,
}

/// A request type as somebody wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestTypeDefinition {
    /// Its key.
    pub key: RequestTypeKey,
    /// What people call it.
    pub name: Localized<Label>,
    /// What it is for.
    pub description: Option<Localized<HelpText>>,
    /// What it asks.
    pub form: Form,
}

/// What becomes of request types that a definition does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// They are offered as before, after those it names.
    Keep,
    /// They are retired.
    Retire,
}

/// What it takes to make a desk as it is defined. Nothing is written yet.
#[derive(Clone, Debug)]
pub struct DeskPlan {
    key: DeskKey,
    id: Uuid,
    /// What was seen of the desk; `None` where there is none yet.
    seen: Option<Version>,
    events: Vec<DeskEvent>,
    /// What differs, an event a thing.
    pub differences: Vec<DeskDifference>,
    /// The request types that are offered though the definition does not name them.
    pub unnamed: Vec<RequestTypeKey>,
}

impl DeskDefinition {
    /// A desk as it is.
    pub fn of(desk: &Desk) -> Self {
        let offered = desk.in_order().filter(|kind| !kind.retired);
        let request_types = offered.map(|kind| RequestTypeDefinition {
            key: kind.key.clone(),
            name: kind.name.clone(),
            description: kind.description.clone(),
            form: kind.form.clone(),
        });
        Self {
            key: desk.key.clone(),
            name: desk.name.clone(),
            sign_up: Some(desk.sign_up.clone()),
            participants_may_add: Some(desk.participants_may_add),
            request_types: request_types.collect(),
        }
    }

    pub(super) fn decide(&self, draft: &mut Draft<'_>, missing: Missing) -> Result<(), AppError> {
        let name = self.name.clone();
        draft.decide(match &draft.state {
            None => DeskCommand::Create { key: self.key.clone(), name },
            Some(_) => DeskCommand::Rename { name },
        })?;
        if let Some(sign_up) = self.sign_up.clone() {
            draft.decide(DeskCommand::SetSignUp { sign_up })?;
        }
        if let Some(allowed) = self.participants_may_add {
            draft.decide(DeskCommand::SetParticipantsMayAdd { allowed })?;
        }
        for kind in &self.request_types {
            kind.decide(draft)?;
        }
        let unnamed = self.unnamed(draft.state.as_ref());
        if missing == Missing::Retire {
            for key in &unnamed {
                draft.decide(DeskCommand::RetireRequestType { key: key.clone() })?;
            }
        }
        // Where a retired type stands in the order is nobody's concern.
        let named = self.request_types.iter().map(|kind| &kind.key);
        let after = if missing == Missing::Keep { &unnamed[..] } else { &[] };
        let wanted: Vec<RequestTypeKey> = named.chain(after).cloned().collect();
        if !wanted.iter().eq(offered(draft.state.as_ref())) {
            draft.decide(DeskCommand::OrderRequestTypes { keys: wanted })?;
        }
        Ok(())
    }

    /// The request types that are offered and not named here.
    fn unnamed(&self, desk: Option<&Desk>) -> Vec<RequestTypeKey> {
        offered(desk)
            .filter(|key| !self.request_types.iter().any(|kind| kind.key == **key))
            .cloned()
            .collect()
    }
}

fn offered(desk: Option<&Desk>) -> impl Iterator<Item = &RequestTypeKey> {
    let all = desk.into_iter().flat_map(Desk::in_order);
    all.filter(|kind| !kind.retired).map(|kind| &kind.key)
}

impl RequestTypeDefinition {
    fn decide(&self, draft: &mut Draft<'_>) -> Result<(), AppError> {
        let Self { key, name, description, form } = self.clone();
        let retired =
            draft.state.as_ref().and_then(|desk| desk.request_types.get(&key)).map(|kind| kind.retired);
        if retired.is_none() {
            return draft.decide(DeskCommand::AddRequestType { key, name, description, form });
        }
        draft.decide(DeskCommand::RestoreRequestType { key: key.clone() })?;
        draft.decide(DeskCommand::ChangeRequestType {
            key,
            name: Some(name),
            description: Some(description),
            form: Some(form),
        })
    }
}

impl DeskPlan {
    /// Whether the desk is as it is defined.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

impl App {
    /// What it takes to make a desk as it is defined, by whoever asks.
    ///
    /// # Errors
    /// When the definition cannot be, or the caller may not.
    pub async fn plan_desk(
        &self,
        who: &Actor,
        definition: &DeskDefinition,
        missing: Missing,
    ) -> Result<DeskPlan, AppError> {
        let known = self.lasting(names::DESK, definition.key.as_str()).await?;
        let present = match known {
            Some(id) => Some(self.aggregates().get::<Desk>(id).await?),
            None => None,
        };
        let id = known.unwrap_or_else(Uuid::now_v7);
        let context = CommandContext { now: self.now(), actor: who };
        let mut draft = Draft::new(id, present.as_deref(), context);
        definition.decide(&mut draft, missing)?;
        // What an event changes is told from the state before it.
        let mut told = Draft::new(id, present.as_deref(), context);
        let mut differences = Vec::new();
        for event in &draft.events {
            differences.push(difference(told.state.as_ref(), event));
            told.take(event.clone())?;
        }
        Ok(DeskPlan {
            key: definition.key.clone(),
            id,
            seen: present.map(|loaded| loaded.version),
            events: draft.events,
            differences,
            unnamed: definition.unnamed(draft.state.as_ref()),
        })
    }

    /// Makes a desk as it was planned, in one command; `None` where there is nothing to do.
    ///
    /// # Errors
    /// [`AppError::Stale`] when the desk has changed since it was planned, or the key was taken.
    pub async fn carry_out(
        &self,
        who: &Actor,
        key: &CommandKey,
        plan: &DeskPlan,
    ) -> Result<Option<Done<Desk>>, AppError> {
        if plan.is_empty() {
            return Ok(None);
        }
        let DeskPlan { key: desk_key, id, seen, events, .. } = plan;
        if seen.is_none() {
            return self.create(who, key, *id, new_desk(*id, desk_key, events.clone())).await.map(Some);
        }
        self.execute::<Desk, _>(who, key, *id, *seen, everybody, |loaded, _| async move {
            let change = Change::extend(*id, loaded.version, events.clone());
            Ok(Decision { changes: vec![change], ..Decision::default() })
        })
        .await
        .map(Some)
    }
}

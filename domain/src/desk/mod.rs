//! Service desks: one a product line, with its request types and their forms.

use std::collections::BTreeMap;

use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::id::DeskId;
use crate::key::{DeskKey, RequestTypeKey};
use crate::text::{DeskName, HelpText, Label};

mod answers;
mod command;
mod condition;
mod decide;
mod default;
mod error;
pub mod event;
mod form;
mod kind;
mod localized;
mod signup;
#[cfg(test)]
mod tests;

pub use answers::{Answers, FieldError, FieldValue};
pub use command::DeskCommand;
pub use condition::{Condition, ConditionError, Expected};
pub use decide::decide;
pub use default::default_desk;
pub use error::DeskRefusal;
pub use event::DeskEvent;
pub use form::{ChoiceOption, Field, FieldKind, Form, FormError, Options};
pub use kind::{KindError, KindName};
pub use localized::{Localized, NoText};
pub use signup::SignUp;

/// A service desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// The stream's id.
    pub id: DeskId,
    /// Its key, with which its tickets' keys begin.
    pub key: DeskKey,
    /// What people call it.
    pub name: Localized<DeskName>,
    /// What can be, and could once be, asked of it.
    pub request_types: BTreeMap<RequestTypeKey, RequestType>,
    /// The keys of all of them, in the order a page shows them.
    pub order: Vec<RequestTypeKey>,
    /// Whether participants of its tickets may add others.
    pub participants_may_add: bool,
    /// Who can become its customer without being invited.
    pub sign_up: SignUp,
    /// The number of events of the stream.
    pub version: i64,
}

/// Something that can be asked of a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestType {
    /// Its key.
    pub key: RequestTypeKey,
    /// What people call it.
    pub name: Localized<Label>,
    /// What it is for.
    pub description: Option<Localized<HelpText>>,
    /// Whether no new tickets of it can be opened.
    pub retired: bool,
    /// What it asks now.
    pub form: Form,
    /// What earlier versions asked, from version 1, so that an old ticket shows what it was asked.
    pub earlier_forms: Vec<Form>,
}

impl RequestType {
    /// The present version of the form, from 1.
    pub fn form_version(&self) -> u32 {
        u32::try_from(self.earlier_forms.len()).map_or(u32::MAX, |earlier| earlier.saturating_add(1))
    }

    /// What a version asked, or `None` if there never was such a version.
    pub fn form_of_version(&self, version: u32) -> Option<&Form> {
        if version == self.form_version() {
            return Some(&self.form);
        }
        let index = usize::try_from(version).ok()?.checked_sub(1)?;
        self.earlier_forms.get(index)
    }
}

impl Desk {
    /// All request types, in the order a page shows them.
    pub fn in_order(&self) -> impl Iterator<Item = &RequestType> {
        self.order.iter().filter_map(|key| self.request_types.get(key))
    }

    /// A request type that tickets can be opened with.
    pub fn open_request_type(&self, key: &RequestTypeKey) -> Option<&RequestType> {
        self.request_types.get(key).filter(|request_type| !request_type.retired)
    }
}

impl Aggregate for Desk {
    type Event = DeskEvent;

    fn evolve(state: Option<Self>, event: &DeskEvent, meta: &EventMeta) -> Result<Self, ReplayError> {
        use DeskEvent as E;
        let kind = event.kind();
        let unknown = || ReplayError::UnknownPart { kind, version: meta.version };
        let Some(mut desk) = state else {
            return if let E::Created(created) = event {
                Ok(Self {
                    id: DeskId(meta.stream),
                    key: created.key.clone(),
                    name: created.name.clone(),
                    request_types: BTreeMap::new(),
                    order: Vec::new(),
                    participants_may_add: false,
                    sign_up: SignUp::default(),
                    version: meta.version,
                })
            } else {
                Err(ReplayError::NotCreated { kind, version: meta.version })
            };
        };
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version: meta.version }),
            E::Renamed(renamed) => desk.name = renamed.name.clone(),
            E::RequestTypeAdded(added) => {
                let request_type = RequestType {
                    key: added.key.clone(),
                    name: added.name.clone(),
                    description: added.description.clone(),
                    retired: false,
                    form: added.form.clone(),
                    earlier_forms: Vec::new(),
                };
                if desk.request_types.insert(added.key.clone(), request_type).is_none() {
                    desk.order.push(added.key.clone());
                }
            }
            E::RequestTypeChanged(changed) => {
                let request_type = desk.request_types.get_mut(&changed.key).ok_or_else(unknown)?;
                request_type.name = changed.name.clone();
                request_type.description = changed.description.clone();
                if changed.form_version > request_type.form_version() {
                    let earlier = std::mem::replace(&mut request_type.form, changed.form.clone());
                    request_type.earlier_forms.push(earlier);
                }
            }
            E::RequestTypeRetired(retired) => {
                desk.request_types.get_mut(&retired.key).ok_or_else(unknown)?.retired = true;
            }
            E::RequestTypeRestored(restored) => {
                desk.request_types.get_mut(&restored.key).ok_or_else(unknown)?.retired = false;
            }
            E::RequestTypesOrdered(ordered) => {
                if !ordered.keys.iter().all(|key| desk.request_types.contains_key(key)) {
                    return Err(unknown());
                }
                desk.order = ordered.keys.clone();
            }
            E::ParticipantsMayAddChanged(changed) => desk.participants_may_add = changed.allowed,
            E::SignUpChanged(changed) => desk.sign_up = changed.sign_up.clone(),
        }
        desk.version = meta.version;
        Ok(desk)
    }
}

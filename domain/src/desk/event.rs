//! What can happen to a service desk.

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::localized::Localized;
use super::signup::SignUp;
use crate::events::event_enum;
use crate::key::{DeskKey, RequestTypeKey};
use crate::text::{DeskName, HelpText, Label};

event_enum! {
    /// An event of a desk's stream.
    DeskEvent {
        "desk.created" => Created,
        "desk.renamed" => Renamed,
        "desk.request_type_added" => RequestTypeAdded,
        "desk.request_type_changed" => RequestTypeChanged,
        "desk.request_type_retired" => RequestTypeRetired,
        "desk.request_type_restored" => RequestTypeRestored,
        "desk.request_types_ordered" => RequestTypesOrdered,
        "desk.participants_may_add_changed" => ParticipantsMayAddChanged,
        "desk.sign_up_changed" => SignUpChanged,
    }
}

/// It was set up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// Its key, claimed as unique in the same transaction, and for ever: ticket keys begin with it.
    pub key: DeskKey,
    /// What people call it.
    pub name: Localized<DeskName>,
}

/// It is called differently now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renamed {
    /// The new name.
    pub name: Localized<DeskName>,
}

/// Tickets of a new type can be opened. Its form is version 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypeAdded {
    /// The type's key.
    pub key: RequestTypeKey,
    /// What people call it.
    pub name: Localized<Label>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Localized<HelpText>>,
    /// What it asks.
    pub form: Form,
}

/// A request type is called, described or asks differently. Tickets keep the form version they were filed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypeChanged {
    /// The type's key.
    pub key: RequestTypeKey,
    /// Its name from now on.
    pub name: Localized<Label>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Localized<HelpText>>,
    /// Its form from now on.
    pub form: Form,
    /// The form's version: one more than before if the form changed, else the same.
    pub form_version: u32,
}

/// No new tickets of this type can be opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypeRetired {
    /// The type's key.
    pub key: RequestTypeKey,
}

/// Tickets of this type can be opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypeRestored {
    /// The type's key.
    pub key: RequestTypeKey,
}

/// Pages show the request types in another order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypesOrdered {
    /// The keys of all of them, retired ones too, in the new order.
    pub keys: Vec<RequestTypeKey>,
}

/// Participants of its tickets may, or may no longer, add others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParticipantsMayAddChanged {
    /// Whether they may.
    pub allowed: bool,
}

/// Other people than before can sign up by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUpChanged {
    /// Who can.
    pub sign_up: SignUp,
}

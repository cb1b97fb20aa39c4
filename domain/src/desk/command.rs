use super::{Form, SignUp};
use crate::key::{DeskKey, RequestTypeKey};
use crate::text::{DeskName, Label};

/// What can be asked about a desk. Administrators only.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskCommand {
    /// Sets one up.
    Create {
        /// Its key; that it is new is claimed in the log's transaction.
        key: DeskKey,
        /// What people call it.
        name: DeskName,
    },
    /// Calls it differently.
    Rename {
        /// The new name.
        name: DeskName,
    },
    /// Offers a new request type.
    AddRequestType {
        /// Its key, new to the desk.
        key: RequestTypeKey,
        /// What people call it.
        name: Label,
        /// What it asks.
        form: Form,
    },
    /// Changes a request type's name, form or both.
    ChangeRequestType {
        /// Its key.
        key: RequestTypeKey,
        /// The new name, if it changes.
        name: Option<Label>,
        /// The new form, if it changes.
        form: Option<Form>,
    },
    /// Offers a request type no longer.
    RetireRequestType {
        /// Its key.
        key: RequestTypeKey,
    },
    /// Whether participants of its tickets may add others.
    SetParticipantsMayAdd {
        /// Whether they may.
        allowed: bool,
    },
    /// Who can become its customer without being invited.
    SetSignUp {
        /// Who can.
        sign_up: SignUp,
    },
}

use super::{Form, Localized, SignUp};
use crate::key::{DeskKey, RequestTypeKey};
use crate::text::{DeskName, HelpText, Label};

/// What can be asked about a desk. Administrators only.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskCommand {
    /// Sets one up.
    Create {
        /// Its key; that it is new is claimed in the log's transaction.
        key: DeskKey,
        /// What people call it.
        name: Localized<DeskName>,
    },
    /// Calls it differently.
    Rename {
        /// The new name.
        name: Localized<DeskName>,
    },
    /// Offers a new request type.
    AddRequestType {
        /// Its key, new to the desk.
        key: RequestTypeKey,
        /// What people call it.
        name: Localized<Label>,
        /// What it is for.
        description: Option<Localized<HelpText>>,
        /// What it asks.
        form: Form,
    },
    /// Changes a request type's name, description or form.
    ChangeRequestType {
        /// Its key.
        key: RequestTypeKey,
        /// The new name, if it changes.
        name: Option<Localized<Label>>,
        /// The new description, if it changes; `Some(None)` takes it away.
        description: Option<Option<Localized<HelpText>>>,
        /// The new form, if it changes.
        form: Option<Form>,
    },
    /// Offers a request type no longer.
    RetireRequestType {
        /// Its key.
        key: RequestTypeKey,
    },
    /// Offers a retired request type again, with the form it had.
    RestoreRequestType {
        /// Its key.
        key: RequestTypeKey,
    },
    /// Shows the request types in another order.
    OrderRequestTypes {
        /// Those that come first, in this order; the others follow as they stood.
        keys: Vec<RequestTypeKey>,
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

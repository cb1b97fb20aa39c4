//! What an event changes about a desk: facts, for whoever tells them in a language.

mod compare;
mod english;

use docket_domain::desk::{Field, FieldKind, Localized, SignUp};
use docket_domain::{DeskKey, DeskName, FieldKey, HelpText, Language, OptionKey, RequestTypeKey};

pub(super) use compare::difference;
pub(super) use english::description;

/// A thing with what people call it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<K> {
    /// Its key.
    pub key: K,
    /// What people call it; its key, where that is not known.
    pub name: Localized<String>,
}

/// What an event changes about a desk.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskDifference {
    /// It was set up.
    Created {
        /// Its key.
        key: DeskKey,
        /// Its name.
        name: Localized<DeskName>,
    },
    /// It is called differently.
    Renamed {
        /// What it was called.
        before: Option<Localized<DeskName>>,
        /// What it is called.
        after: Localized<DeskName>,
    },
    /// A request type came.
    TypeAdded {
        /// Which.
        kind: Named<RequestTypeKey>,
        /// What it is for.
        description: Option<Localized<HelpText>>,
        /// What it asks.
        fields: Vec<NewField>,
    },
    /// A request type is otherwise than it was.
    TypeChanged {
        /// Which, as it is called now.
        kind: Named<RequestTypeKey>,
        /// In what.
        changes: Vec<TypeChange>,
    },
    /// A request type is no longer offered.
    TypeRetired(Named<RequestTypeKey>),
    /// A request type is offered again.
    TypeRestored(Named<RequestTypeKey>),
    /// Those that are offered stand in this order.
    TypesOrdered(Vec<Named<RequestTypeKey>>),
    /// Whether participants may add others.
    ParticipantsMayAdd(bool),
    /// Who can become a customer without being invited.
    SignUp {
        /// Who could.
        before: Option<SignUp>,
        /// Who can.
        after: SignUp,
    },
}

/// What changes about a request type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeChange {
    /// Its name.
    Name(Rewording),
    /// What it is for.
    Description(Rewording),
    /// One of its fields, as it is called now.
    Field(Named<FieldKey>, FieldChange),
    /// The fields stand in this order.
    FieldsOrdered(Vec<Named<FieldKey>>),
}

/// What changes about a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldChange {
    /// It came.
    Added(Box<NewField>),
    /// It went.
    Removed,
    /// What it asks.
    Label(Rewording),
    /// What helps to answer.
    Help(Rewording),
    /// Whether an answer is required.
    Required(bool),
    /// When it is asked; always, where there is no condition.
    Asked(Option<When>),
    /// What an answer looks like: its kind, or the bounds of a number.
    Kind {
        /// Before.
        before: FieldKind,
        /// After.
        after: FieldKind,
    },
    /// One of its options, as it is called now.
    Option(Named<OptionKey>, OptionChange),
    /// The options stand in this order.
    OptionsOrdered(Vec<Named<OptionKey>>),
}

/// What changes about an option of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionChange {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// What it says.
    Label(Rewording),
}

/// A field that was not there before.
#[derive(Clone, Debug, PartialEq)]
pub struct NewField {
    /// The field.
    pub field: Field,
    /// When it is asked, where that is not always.
    pub when: Option<When>,
}

/// The answers to another field after which a field is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// The other field.
    pub field: Named<FieldKey>,
    /// The answers.
    pub answers: Vec<Awaited>,
}

/// An answer that is waited for.
#[derive(Clone, Debug, PartialEq)]
pub enum Awaited {
    /// To a checkbox.
    Ticked(bool),
    /// To a choice.
    Option(Named<OptionKey>),
}

/// A text that came, went or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewording {
    /// In which language, where it is by language before and after.
    pub language: Option<Language>,
    /// What it said.
    pub before: Option<Localized<String>>,
    /// What it says.
    pub after: Option<Localized<String>>,
}

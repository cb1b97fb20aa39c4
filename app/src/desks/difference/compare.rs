//! What differs between a desk as it was and as an event leaves it.

use std::fmt::Display;

use docket_domain::desk::event::RequestTypeChanged;
use docket_domain::desk::{Condition, Desk, DeskEvent, Expected, Field, Form, Localized, Options};
use docket_domain::{Label, Language, OptionKey, RequestTypeKey};

use super::{
    Awaited, DeskDifference, FieldChange, Named, NewField, OptionChange, Rewording, TypeChange, When,
};

/// What an event changes about a desk that was so before.
pub(in super::super) fn difference(before: Option<&Desk>, event: &DeskEvent) -> DeskDifference {
    use DeskEvent as E;
    let kind = |key: &RequestTypeKey| {
        let known = before.and_then(|desk| desk.request_types.get(key));
        named(key, known.map(|kind| &kind.name))
    };
    match event {
        E::Created(created) => {
            DeskDifference::Created { key: created.key.clone(), name: created.name.clone() }
        }
        E::Renamed(renamed) => DeskDifference::Renamed {
            before: before.map(|desk| desk.name.clone()),
            after: renamed.name.clone(),
        },
        E::RequestTypeAdded(added) => DeskDifference::TypeAdded {
            kind: named(&added.key, Some(&added.name)),
            description: added.description.clone(),
            fields: fields(&added.form),
        },
        E::RequestTypeChanged(changed) => DeskDifference::TypeChanged {
            kind: named(&changed.key, Some(&changed.name)),
            changes: type_changes(before, changed),
        },
        E::RequestTypeRetired(retired) => DeskDifference::TypeRetired(kind(&retired.key)),
        E::RequestTypeRestored(restored) => DeskDifference::TypeRestored(kind(&restored.key)),
        E::RequestTypesOrdered(ordered) => {
            let offered =
                |key: &&RequestTypeKey| before.is_some_and(|desk| desk.open_request_type(key).is_some());
            DeskDifference::TypesOrdered(ordered.keys.iter().filter(offered).map(kind).collect())
        }
        E::ParticipantsMayAddChanged(changed) => DeskDifference::ParticipantsMayAdd(changed.allowed),
        E::SignUpChanged(changed) => DeskDifference::SignUp {
            before: before.map(|desk| desk.sign_up.clone()),
            after: changed.sign_up.clone(),
        },
    }
}

/// What a form asks, as if nothing had been asked before.
pub(super) fn fields(form: &Form) -> Vec<NewField> {
    form.fields().iter().map(|field| new_field(form, field)).collect()
}

fn new_field(form: &Form, field: &Field) -> NewField {
    let when = field.visible_when.as_ref().map(|condition| when(form, condition));
    NewField { field: field.clone(), when }
}

fn when(form: &Form, condition: &Condition) -> When {
    let other = form.field(condition.field.as_str());
    let option = |key: &OptionKey| {
        let known = other.and_then(|field| field.kind.options()?.get(key.as_str()));
        named(key, known.map(|option| &option.label))
    };
    let answers = condition.is.iter().map(|expected| match expected {
        Expected::Flag(ticked) => Awaited::Ticked(*ticked),
        Expected::Option(key) => Awaited::Option(option(key)),
    });
    When { field: named(&condition.field, other.map(|field| &field.label)), answers: answers.collect() }
}

fn named<K: Clone + Display>(key: &K, name: Option<&Localized<Label>>) -> Named<K> {
    let name = name.map_or_else(|| key.to_string().into(), plain);
    Named { key: key.clone(), name }
}

fn type_changes(before: Option<&Desk>, changed: &RequestTypeChanged) -> Vec<TypeChange> {
    let Some(present) = before.and_then(|desk| desk.request_types.get(&changed.key)) else {
        return Vec::new();
    };
    let name = reworded(Some(&present.name), Some(&changed.name)).into_iter().map(TypeChange::Name);
    let description = reworded(present.description.as_ref(), changed.description.as_ref());
    let description = description.into_iter().map(TypeChange::Description);
    name.chain(description).chain(form_changes(&present.form, &changed.form)).collect()
}

fn form_changes(before: &Form, after: &Form) -> Vec<TypeChange> {
    let mut changes = Vec::new();
    for field in after.fields() {
        let own = match before.field(field.key.as_str()) {
            Some(present) => field_changes(after, present, field),
            None => vec![FieldChange::Added(Box::new(new_field(after, field)))],
        };
        let name = named(&field.key, Some(&field.label));
        changes.extend(own.into_iter().map(|change| TypeChange::Field(name.clone(), change)));
    }
    let names = |form: &Form| {
        form.fields().iter().map(|field| named(&field.key, Some(&field.label))).collect::<Vec<_>>()
    };
    let (gone, order) = gone_and_moved(names(before), names(after));
    changes.extend(gone.into_iter().map(|field| TypeChange::Field(field, FieldChange::Removed)));
    changes.extend(order.map(TypeChange::FieldsOrdered));
    changes
}

fn field_changes(form: &Form, before: &Field, after: &Field) -> Vec<FieldChange> {
    let label = reworded(Some(&before.label), Some(&after.label)).into_iter().map(FieldChange::Label);
    let help = reworded(before.help.as_ref(), after.help.as_ref()).into_iter().map(FieldChange::Help);
    let mut changes: Vec<FieldChange> = label.chain(help).collect();
    if before.required != after.required {
        changes.push(FieldChange::Required(after.required));
    }
    if before.visible_when != after.visible_when {
        changes.push(FieldChange::Asked(new_field(form, after).when));
    }
    let other_kind = before.kind.name() != after.kind.name();
    if other_kind || before.kind.bounds() != after.kind.bounds() {
        changes.push(FieldChange::Kind { before: before.kind.clone(), after: after.kind.clone() });
    }
    if let (false, Some(before), Some(after)) = (other_kind, before.kind.options(), after.kind.options()) {
        changes.extend(option_changes(before, after));
    }
    changes
}

fn option_changes(before: &Options, after: &Options) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for option in after.iter() {
        let own = match before.get(option.key.as_str()) {
            Some(present) => {
                let reworded = reworded(Some(&present.label), Some(&option.label));
                reworded.into_iter().map(OptionChange::Label).collect()
            }
            None => vec![OptionChange::Added],
        };
        let name = named(&option.key, Some(&option.label));
        changes.extend(own.into_iter().map(|change| FieldChange::Option(name.clone(), change)));
    }
    let names = |options: &Options| {
        options.iter().map(|option| named(&option.key, Some(&option.label))).collect::<Vec<_>>()
    };
    let (gone, order) = gone_and_moved(names(before), names(after));
    changes.extend(gone.into_iter().map(|option| FieldChange::Option(option, OptionChange::Removed)));
    changes.extend(order.map(FieldChange::OptionsOrdered));
    changes
}

/// What is in a list no longer, and the new order where what stayed stands in another.
fn gone_and_moved<K: PartialEq>(
    before: Vec<Named<K>>,
    after: Vec<Named<K>>,
) -> (Vec<Named<K>>, Option<Vec<Named<K>>>) {
    let (stayed, gone): (Vec<_>, Vec<_>) =
        before.into_iter().partition(|one| after.iter().any(|other| other.key == one.key));
    let known = after.iter().filter(|one| stayed.iter().any(|other| other.key == one.key));
    let moved = !known.map(|one| &one.key).eq(stayed.iter().map(|one| &one.key));
    (gone, moved.then_some(after))
}

/// The changes of a text: where it is by language before and after, one a language.
fn reworded<T: PartialEq + Display>(
    before: Option<&Localized<T>>,
    after: Option<&Localized<T>>,
) -> Vec<Rewording> {
    let translations = |text: Option<&'_ Localized<T>>| text.and_then(Localized::translations).is_some();
    if translations(before) && translations(after) {
        let own = |text: Option<&'_ Localized<T>>, language| {
            let own = text.and_then(Localized::translations)?.get(&language)?;
            Some(Localized::from(own.to_string()))
        };
        let all = Language::ALL.into_iter().map(|language| Rewording {
            language: Some(language),
            before: own(before, language),
            after: own(after, language),
        });
        return all.filter(|one| one.before != one.after).collect();
    }
    if before == after {
        return Vec::new();
    }
    vec![Rewording { language: None, before: before.map(plain), after: after.map(plain) }]
}

fn plain<T: Display>(text: &Localized<T>) -> Localized<String> {
    let texts = text.translations().into_iter().flatten();
    let texts = texts.map(|(language, text)| (*language, text.to_string())).collect();
    Localized::by_language(texts).unwrap_or_else(|_| text.get(Language::En).to_string().into())
}

//! What an event changes about a desk, in plain words.

use std::fmt::Display;

use docket_domain::desk::event::{RequestTypeAdded, RequestTypeChanged};
use docket_domain::desk::{Desk, DeskEvent, Field, FieldKind, Form, Localized, Options, SignUp};
use docket_domain::{DeskKey, HelpText, Language, RequestTypeKey};

/// What happened, to be read after the actor's name.
pub(super) fn summary(before: Option<&Desk>, event: &DeskEvent) -> String {
    use DeskEvent as E;
    match event {
        E::Created(created) => format!("set up the desk {}", created.key),
        E::Renamed(renamed) => {
            format!("renamed the desk: {}", becomes(before.map(|desk| &desk.name), &renamed.name))
        }
        E::RequestTypeAdded(added) => format!("added the request type {}", added.key),
        E::RequestTypeChanged(changed) => {
            format!("changed the request type {}: {}", changed.key, type_changes(before, changed).join("; "))
        }
        E::RequestTypeRetired(retired) => format!("retired the request type {}", retired.key),
        E::RequestTypeRestored(restored) => format!("offered the request type {} again", restored.key),
        E::RequestTypesOrdered(ordered) => {
            format!("put the request types in the order {}", joined(&ordered.keys))
        }
        E::ParticipantsMayAddChanged(changed) if changed.allowed => {
            "allowed participants to add others".to_owned()
        }
        E::ParticipantsMayAddChanged(_) => "no longer lets participants add others".to_owned(),
        E::SignUpChanged(changed) => {
            format!("changed who can sign up: {}", sign_up(before, &changed.sign_up))
        }
    }
}

/// What differs, a line a thing; lines that say more about the one above are indented.
pub(super) fn lines(before: Option<&Desk>, event: &DeskEvent) -> Vec<String> {
    use DeskEvent as E;
    let line = match event {
        E::Created(created) => new_desk(&created.key, &created.name),
        E::Renamed(renamed) => format!("name: {}", becomes(before.map(|desk| &desk.name), &renamed.name)),
        E::RequestTypeAdded(added) => return added_type(added),
        E::RequestTypeChanged(changed) => {
            let headline = format!("request type {}: changed", changed.key);
            let changes = type_changes(before, changed).into_iter().map(|change| format!("  {change}"));
            return std::iter::once(headline).chain(changes).collect();
        }
        E::RequestTypeRetired(retired) => format!("request type {}: retired", retired.key),
        E::RequestTypeRestored(restored) => format!("request type {}: offered again", restored.key),
        E::RequestTypesOrdered(ordered) => {
            format!("request types: in the order {}", offered(before, &ordered.keys))
        }
        E::ParticipantsMayAddChanged(changed) => {
            format!("participants may add others: {}", yes(changed.allowed))
        }
        E::SignUpChanged(changed) => format!("sign-up: {}", sign_up(before, &changed.sign_up)),
    };
    vec![line]
}

/// A desk as it is, in the same words.
pub(super) fn description(desk: &Desk) -> Vec<String> {
    let mut lines = vec![
        format!("desk {}, named {}", desk.key, desk.name),
        format!("sign-up: {}", sign_up(None, &desk.sign_up)),
        format!("participants may add others: {}", yes(desk.participants_may_add)),
    ];
    for kind in desk.in_order() {
        let retired = if kind.retired { ", retired" } else { "" };
        let version = kind.form_version();
        lines
            .push(format!("request type {}, named {}, form version {version}{retired}", kind.key, kind.name));
        lines.extend(type_details(kind.description.as_ref(), &kind.form));
    }
    lines
}

fn new_desk(key: &DeskKey, name: &impl Display) -> String {
    format!("desk {key}: new, named {name}")
}

fn added_type(added: &RequestTypeAdded) -> Vec<String> {
    let mut lines = vec![format!("request type {}: added, named {}", added.key, added.name)];
    lines.extend(type_details(added.description.as_ref(), &added.form));
    lines
}

fn type_details<'f>(
    description: Option<&'f Localized<HelpText>>,
    form: &'f Form,
) -> impl Iterator<Item = String> + 'f {
    let description = description.map(|text| format!("  description {text}"));
    let fields = form.fields().iter();
    description.into_iter().chain(fields.map(|field| format!("  field {}: {}", field.key, described(field))))
}

fn yes(allowed: bool) -> &'static str {
    if allowed { "yes" } else { "no" }
}

fn type_changes(before: Option<&Desk>, changed: &RequestTypeChanged) -> Vec<String> {
    let Some(present) = before.and_then(|desk| desk.request_types.get(&changed.key)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    text(&mut lines, "name", Some(&present.name), Some(&changed.name));
    text(&mut lines, "description", present.description.as_ref(), changed.description.as_ref());
    form(&mut lines, &present.form, &changed.form);
    lines
}

fn form(lines: &mut Vec<String>, before: &Form, after: &Form) {
    for field in after.fields() {
        let mut changes = Vec::new();
        match before.field(field.key.as_str()) {
            Some(present) => field_changes(&mut changes, present, field),
            None => changes.push(format!("added, {}", described(field))),
        }
        lines.extend(changes.into_iter().map(|change| format!("field {}: {change}", field.key)));
    }
    let keys = |form: &Form| form.fields().iter().map(|field| field.key.clone()).collect::<Vec<_>>();
    gone_and_moved(lines, "field", &keys(before), &keys(after));
}

fn field_changes(lines: &mut Vec<String>, before: &Field, after: &Field) {
    text(lines, "label", Some(&before.label), Some(&after.label));
    text(lines, "help", before.help.as_ref(), after.help.as_ref());
    if before.required != after.required {
        lines.push(if after.required { "now required" } else { "no longer required" }.to_owned());
    }
    if before.visible_when != after.visible_when {
        lines.push(
            after.visible_when.as_ref().map_or_else(
                || "always asked".to_owned(),
                |condition| format!("asked only when {condition}"),
            ),
        );
    }
    if before.kind.name() != after.kind.name() {
        lines.push(format!("kind {} becomes {}", kind(&before.kind), kind(&after.kind)));
        return;
    }
    if before.kind.bounds() != after.kind.bounds() {
        lines.push(format!("{} becomes {}", kind(&before.kind), kind(&after.kind)));
    }
    if let (Some(before), Some(after)) = (before.kind.options(), after.kind.options()) {
        options(lines, before, after);
    }
}

fn options(lines: &mut Vec<String>, before: &Options, after: &Options) {
    for option in after.iter() {
        let named = |change| format!("option {}: {change}", option.key);
        match before.get(option.key.as_str()) {
            Some(present) => {
                let mut changes = Vec::new();
                text(&mut changes, "label", Some(&present.label), Some(&option.label));
                lines.extend(changes.into_iter().map(named));
            }
            None => lines.push(named(format!("added, label {}", option.label))),
        }
    }
    let keys = |options: &Options| options.iter().map(|option| option.key.clone()).collect::<Vec<_>>();
    gone_and_moved(lines, "option", &keys(before), &keys(after));
}

/// What is in a list no longer, and whether what stayed stands in another order.
fn gone_and_moved<K: PartialEq + Display>(lines: &mut Vec<String>, what: &str, before: &[K], after: &[K]) {
    let gone = before.iter().filter(|key| !after.contains(key));
    lines.extend(gone.map(|key| format!("{what} {key}: removed")));
    let stayed = before.iter().filter(|key| after.contains(key));
    if !stayed.eq(after.iter().filter(|key| before.contains(key))) {
        lines.push(format!("{what}s: in the order {}", joined(after)));
    }
}

/// A new field in one line.
fn described(field: &Field) -> String {
    let mut text = format!("{}, label {}", kind(&field.kind), field.label);
    if let Some(help) = &field.help {
        text.push_str(&format!(", help {help}"));
    }
    if field.required {
        text.push_str(", required");
    }
    if let Some(condition) = &field.visible_when {
        text.push_str(&format!(", asked only when {condition}"));
    }
    text
}

fn kind(kind: &FieldKind) -> String {
    let name = kind.name().as_str();
    match (kind.options(), kind.bounds()) {
        (Some(options), _) => {
            let options: Vec<_> = options.iter().map(|option| &option.key).collect();
            format!("{name} of {}", joined(&options))
        }
        (None, (Some(min), Some(max))) => format!("{name} from {min} to {max}"),
        (None, (Some(min), None)) => format!("{name} of at least {min}"),
        (None, (None, Some(max))) => format!("{name} of at most {max}"),
        (None, (None, None)) => name.to_owned(),
    }
}

fn sign_up(before: Option<&Desk>, after: &SignUp) -> String {
    let who = |rule: &SignUp| match rule {
        SignUp::Open => "anybody".to_owned(),
        SignUp::Closed => "nobody".to_owned(),
        SignUp::Domains(domains) => {
            format!("addresses of {}", joined(&domains.iter().collect::<Vec<_>>()))
        }
    };
    becomes(before.map(|desk| who(&desk.sign_up)).as_ref(), &who(after))
}

/// The keys of those that tickets can be opened with.
fn offered(before: Option<&Desk>, keys: &[RequestTypeKey]) -> String {
    let offered = |key: &&RequestTypeKey| before.is_some_and(|desk| desk.open_request_type(key).is_some());
    joined(&keys.iter().filter(offered).collect::<Vec<_>>())
}

/// A line a text that came, went or changed: where both are by language, a line a language.
fn text<T: PartialEq + Display>(
    lines: &mut Vec<String>,
    name: &str,
    before: Option<&Localized<T>>,
    after: Option<&Localized<T>>,
) {
    let by_language = |text: Option<&'_ Localized<T>>| text.and_then(Localized::translations).is_some();
    if by_language(before) && by_language(after) {
        for language in Language::ALL {
            let own = |text: Option<&'_ Localized<T>>| {
                let own = text.and_then(Localized::translations).and_then(|texts| texts.get(&language));
                own.map(|own| format!("\"{own}\""))
            };
            member(lines, &format!("{name} in {language}"), own(before).as_ref(), own(after).as_ref());
        }
    } else {
        member(lines, name, before, after);
    }
}

/// A line about what came, went or changed; none where it stayed.
fn member<T: PartialEq + Display>(
    lines: &mut Vec<String>,
    name: &str,
    before: Option<&T>,
    after: Option<&T>,
) {
    match (before, after) {
        (before, after) if before == after => {}
        (_, Some(after)) => lines.push(format!("{name} {}", becomes(before, after))),
        (_, None) => lines.push(format!("{name} removed")),
    }
}

fn becomes<T: Display>(before: Option<&T>, after: &T) -> String {
    before.map_or_else(|| after.to_string(), |before| format!("{before} becomes {after}"))
}

fn joined(keys: &[impl Display]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::*;
use crate::aggregate::CommandContext;
use crate::email::{EmailAddress, MailDomain};
use crate::key::{FieldKey, OptionKey};
use crate::language::Language;
use crate::refusal::Refusal;
use crate::testing::{ADA, DESK, History, MARIA, SAM, World, beginning};

mod answers;
mod conditions;
mod languages;

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("a map is meant") };
    map
}

/// The reporter may name nobody.
fn check(form: &Form, answers: Value) -> Result<Answers, Vec<FieldError>> {
    form.check(&map(answers), |_| false)
}

fn key(raw: &str) -> RequestTypeKey {
    RequestTypeKey::parse(raw).unwrap()
}

fn field(key: &str, required: bool, kind: FieldKind) -> Field {
    let label = Label::parse(key).unwrap().into();
    Field { key: FieldKey::parse(key).unwrap(), label, help: None, required, visible_when: None, kind }
}

fn options(keys: &[&str]) -> Options {
    let option = |key: &&str| ChoiceOption {
        key: OptionKey::parse(key).unwrap(),
        label: Label::parse(key).unwrap().into(),
    };
    Options::new(keys.iter().map(option).collect()).unwrap()
}

/// A form with a field of every kind.
fn form() -> Form {
    Form::new(vec![
        field("line", true, FieldKind::Text),
        field("story", false, FieldKind::LongText),
        field("homes", false, FieldKind::Number { min: Some(1), max: Some(10) }),
        field("day", false, FieldKind::Date),
        field("urgent", false, FieldKind::Checkbox),
        field("severity", false, FieldKind::Choice { options: options(&["low", "high"]) }),
        field("markets", false, FieldKind::MultiChoice { options: options(&["fr", "de", "es"]) }),
    ])
    .unwrap()
}

#[test]
fn the_default_desk_takes_a_ticket_without_answers() {
    let desk = World::new().desk;
    assert_eq!(
        (desk.key.as_str(), desk.name.get(Language::Fr).as_str()),
        ("AMS", "Audience Measurement Support")
    );
    let keys: Vec<_> = desk.in_order().map(|kind| kind.key.as_str()).collect();
    assert_eq!(keys, ["incident", "feature_request", "question"]);
    for request_type in desk.request_types.values() {
        assert_eq!(check(&request_type.form, json!({})), Ok(Answers::new()));
    }
    let incident = &desk.open_request_type(&key("incident")).unwrap().form;
    assert!(check(incident, json!({ "severity": "critical" })).is_ok());
    assert!(desk.sign_up.admits(&EmailAddress::parse("a@anywhere.example").unwrap()));
}

struct Story {
    history: History<Desk>,
    outcome: Result<Vec<&'static str>, DeskRefusal>,
}

impl Story {
    fn begun() -> Self {
        let mut history = History::new(DESK.0);
        history.append(ADA.0, beginning(), default_desk()).unwrap();
        Self { history, outcome: Ok(Vec::new()) }
    }

    fn when(mut self, person: crate::PersonId, command: DeskCommand) -> Self {
        let actor = World::new().actor(person);
        let context = CommandContext { now: beginning(), actor: &actor };
        self.outcome = decide(self.history.state.as_ref(), command, &context).map(|events| {
            let kinds = events.iter().map(DeskEvent::kind).collect();
            self.history.append(person.0, beginning(), events).unwrap();
            kinds
        });
        self
    }

    fn then(self, kinds: &[&str]) -> Self {
        assert_eq!(self.outcome.as_deref(), Ok(kinds));
        self
    }

    fn refused(&self) -> &'static str {
        self.outcome.as_ref().unwrap_err().code()
    }

    fn desk(&self) -> &Desk {
        self.history.state.as_ref().unwrap()
    }
}

fn change(name: Option<&str>, form: Option<Form>) -> DeskCommand {
    let name = name.map(|name| Label::parse(name).unwrap().into());
    DeskCommand::ChangeRequestType { key: key("question"), name, description: None, form }
}

#[test]
fn every_version_of_a_form_stays_readable() {
    let story = Story::begun().when(ADA, change(None, Some(form()))).then(&["desk.request_type_changed"]);
    let story = story.when(ADA, change(Some("Ask us"), None)).then(&["desk.request_type_changed"]);
    let story = story.when(ADA, change(Some("Ask us"), Some(form()))).then(&[]);
    let question = &story.desk().request_types[&key("question")];
    assert_eq!((question.name.get(Language::En).as_str(), question.form_version()), ("Ask us", 2));
    assert_eq!(question.form_of_version(1), Some(&Form::default()));
    assert_eq!(question.form_of_version(2), Some(&form()));
    assert_eq!(question.form_of_version(0), None);
    assert_eq!(question.form_of_version(3), None);
}

#[test]
fn a_retired_type_is_offered_no_more_and_its_key_stays_taken() {
    let retire = || DeskCommand::RetireRequestType { key: key("question") };
    let story = Story::begun().when(ADA, retire()).then(&["desk.request_type_retired"]);
    assert_eq!(story.desk().open_request_type(&key("question")), None);
    let story = story.when(ADA, retire()).then(&[]).when(ADA, change(Some("x"), None));
    assert_eq!(story.refused(), "request_type_retired");
    let name = Label::parse("x").unwrap().into();
    let add =
        DeskCommand::AddRequestType { key: key("question"), name, description: None, form: Form::default() };
    assert_eq!(story.when(ADA, add).refused(), "request_type_exists");
    let unknown = DeskCommand::RetireRequestType { key: key("nothing") };
    assert_eq!(Story::begun().when(ADA, unknown).refused(), "unknown_request_type");
}

#[test]
fn only_administrators_change_desks() {
    for person in [SAM, MARIA] {
        let command = DeskCommand::SetParticipantsMayAdd { allowed: true };
        assert_eq!(Story::begun().when(person, command).refused(), "not_allowed");
    }
    let create = DeskCommand::Create {
        key: DeskKey::parse("TV").unwrap(),
        name: DeskName::parse("Television").unwrap().into(),
    };
    assert_eq!(Story::begun().when(ADA, create).refused(), "already_exists");
}

#[test]
fn switches_change_once() {
    let allow = || DeskCommand::SetParticipantsMayAdd { allowed: true };
    let story = Story::begun().when(ADA, allow()).then(&["desk.participants_may_add_changed"]);
    assert!(story.desk().participants_may_add);
    let story = story.when(ADA, allow()).then(&[]);
    let sign_up = SignUp::Domains(BTreeSet::from([MailDomain::parse("meridian.example").unwrap()]));
    let limit = || DeskCommand::SetSignUp { sign_up: sign_up.clone() };
    let story = story.when(ADA, limit()).then(&["desk.sign_up_changed"]);
    let story = story.when(ADA, limit()).then(&[]);
    let admits = |raw: &str| story.desk().sign_up.admits(&EmailAddress::parse(raw).unwrap());
    assert!(admits("Tom@Meridian.example"));
    assert!(!admits("tom@mail.meridian.example") && !admits("tom@meridian.example.evil.example"));
    assert!(!SignUp::Closed.admits(&EmailAddress::parse("tom@meridian.example").unwrap()));
    let rename = || DeskCommand::Rename { name: DeskName::parse("Panels").unwrap().into() };
    story.when(ADA, rename()).then(&["desk.renamed"]).when(ADA, rename()).then(&[]);
}

#[test]
fn a_retired_type_can_be_offered_again_as_it_was() {
    let story = Story::begun().when(ADA, change(None, Some(form())));
    let story = story.when(ADA, DeskCommand::RetireRequestType { key: key("question") });
    let restore = || DeskCommand::RestoreRequestType { key: key("question") };
    let story = story.when(ADA, restore()).then(&["desk.request_type_restored"]);
    let question = story.desk().open_request_type(&key("question")).unwrap();
    assert_eq!((question.form_version(), &question.form), (2, &form()));
    let story = story.when(ADA, restore()).then(&[]);
    let unknown = DeskCommand::RestoreRequestType { key: key("nothing") };
    assert_eq!(story.when(ADA, unknown).refused(), "unknown_request_type");
}

#[test]
fn who_is_named_comes_first_and_the_others_stay_in_their_order() {
    let order =
        |keys: &[&str]| DeskCommand::OrderRequestTypes { keys: keys.iter().map(|k| key(k)).collect() };
    let in_order = |story: &Story| {
        story.desk().in_order().map(|kind| kind.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    let story = Story::begun().when(ADA, order(&["question"])).then(&["desk.request_types_ordered"]);
    assert_eq!(in_order(&story), "question incident feature_request");
    let story = story.when(ADA, order(&["question", "incident"])).then(&[]).when(ADA, order(&[])).then(&[]);
    let story = story.when(ADA, order(&["question", "question"]));
    assert_eq!(story.refused(), "request_type_twice");
    let story = story.when(ADA, order(&["party"]));
    assert_eq!(story.refused(), "unknown_request_type");
    let add = DeskCommand::AddRequestType {
        key: key("outage"),
        name: Label::parse("Outage").unwrap().into(),
        description: Some(HelpText::parse("Nothing comes.").unwrap().into()),
        form: Form::default(),
    };
    let story = story.when(ADA, add).then(&["desk.request_type_added"]);
    assert_eq!(in_order(&story), "question incident feature_request outage");
}

#[test]
fn a_description_is_no_part_of_the_form() {
    let describe = |description: Option<&str>| DeskCommand::ChangeRequestType {
        key: key("question"),
        name: None,
        description: Some(description.map(|text| HelpText::parse(text).unwrap().into())),
        form: None,
    };
    let story = Story::begun().when(ADA, describe(Some("Ask us."))).then(&["desk.request_type_changed"]);
    let story = story.when(ADA, describe(Some("Ask us."))).then(&[]);
    let question = &story.desk().request_types[&key("question")];
    assert_eq!((question.form_version(), question.description.is_some()), (1, true));
    let story = story.when(ADA, describe(None)).then(&["desk.request_type_changed"]);
    assert_eq!(story.desk().request_types[&key("question")].description, None);
}

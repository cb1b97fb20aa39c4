use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::*;
use crate::aggregate::CommandContext;
use crate::email::{EmailAddress, MailDomain};
use crate::key::{FieldKey, OptionKey};
use crate::refusal::Refusal;
use crate::testing::{ADA, DESK, History, MARIA, SAM, World, beginning};

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("a map is meant") };
    map
}

fn key(raw: &str) -> RequestTypeKey {
    RequestTypeKey::parse(raw).unwrap()
}

fn field(key: &str, required: bool, kind: FieldKind) -> Field {
    let label = Label::parse(key).unwrap();
    Field { key: FieldKey::parse(key).unwrap(), label, help: None, required, kind }
}

fn options(keys: &[&str]) -> Options {
    let option =
        |key: &&str| ChoiceOption { key: OptionKey::parse(key).unwrap(), label: Label::parse(key).unwrap() };
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
fn good_answers_come_back_in_normal_form() {
    let answers = json!({
        "line": "  a line ", "story": "two\r\nlines\n", "homes": 10, "day": "2028-02-29",
        "urgent": false, "severity": "high", "markets": ["es", "fr", "es"],
    });
    let checked = form().check(&map(answers)).unwrap();
    let expected = json!({
        "line": "a line", "story": "two\nlines", "homes": 10, "day": "2028-02-29",
        "urgent": false, "severity": "high", "markets": ["fr", "es"],
    });
    assert_eq!(serde_json::to_value(&checked).unwrap(), expected);
}

#[test]
fn what_a_browser_sends_for_nothing_is_no_answer() {
    let answers = json!({ "line": "x", "story": " ", "day": "", "severity": "", "markets": [] });
    assert_eq!(form().check(&map(answers)).unwrap().len(), 1);
}

#[test]
fn each_fault_has_its_code() {
    let table = [
        ("line", json!(7), "ill_typed"),
        ("line", json!(null), "ill_typed"),
        ("line", json!("a\nb"), "control_character"),
        ("line", json!("x".repeat(501)), "too_long"),
        ("line", json!(" "), "missing"),
        ("story", json!("x".repeat(65_537)), "too_long"),
        ("homes", json!("7"), "ill_typed"),
        ("homes", json!(0), "out_of_range"),
        ("homes", json!(10.5), "out_of_range"),
        ("homes", json!(u64::MAX), "out_of_range"),
        ("day", json!("2026-02-29"), "ill_typed"),
        ("day", json!("01/02/2026"), "ill_typed"),
        ("day", json!(20260101), "ill_typed"),
        ("urgent", json!("true"), "ill_typed"),
        ("severity", json!("medium"), "not_an_option"),
        ("severity", json!(["low"]), "ill_typed"),
        ("markets", json!("fr"), "ill_typed"),
        ("markets", json!(["fr", "uk"]), "not_an_option"),
        ("markets", json!([1]), "ill_typed"),
        ("colour", json!("red"), "unknown_field"),
    ];
    for (field, value, code) in table {
        let mut answers = map(json!({ "line": "x" }));
        answers.insert(field.to_owned(), value.clone());
        let errors = form().check(&answers).unwrap_err();
        assert_eq!(errors.len(), 1, "{field} {value}: {errors:?}");
        assert_eq!((errors[0].field.as_str(), errors[0].code), (field, code), "{value}");
        let remedy = ["send", "remove", "shorten"].iter().any(|verb| errors[0].message.contains(verb));
        assert!(remedy, "the message names a remedy: {}", errors[0].message);
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let answers = json!({ "homes": 99, "day": "soon", "colour": "red" });
    let errors = form().check(&map(answers)).unwrap_err();
    let told: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
    let expected =
        [("line", "missing"), ("homes", "out_of_range"), ("day", "ill_typed"), ("colour", "unknown_field")];
    assert_eq!(told, expected);
}

#[test]
fn a_long_unknown_name_is_not_sent_back_whole() {
    let mut answers = map(json!({ "line": "x" }));
    answers.insert("x".repeat(10_000), json!(1));
    assert_eq!(form().check(&answers).unwrap_err()[0].field.len(), 100);
}

#[test]
fn a_form_asks_nothing_twice_and_offers_something() {
    let twice = Form::new(vec![field("a", false, FieldKind::Text), field("a", true, FieldKind::Date)]);
    assert!(matches!(twice, Err(FormError::FieldTwice { .. })));
    let range = FieldKind::Number { min: Some(2), max: Some(1) };
    assert!(matches!(Form::new(vec![field("a", false, range)]), Err(FormError::EmptyRange { .. })));
    assert_eq!(Options::new(Vec::new()), Err(FormError::NoOptions));
    let mut same: Vec<ChoiceOption> = options(&["a"]).into();
    same.extend(Vec::from(options(&["a"])));
    assert!(matches!(Options::new(same), Err(FormError::OptionTwice { .. })));
    let many = (0..51).map(|n| field(&format!("f{n}"), false, FieldKind::Text)).collect();
    assert!(matches!(Form::new(many), Err(FormError::TooManyFields { found: 51 })));
    assert!(serde_json::from_str::<Options>("[]").is_err(), "also what is read back is checked");
}

#[test]
fn the_default_desk_takes_a_ticket_without_answers() {
    let desk = World::new().desk;
    assert_eq!((desk.key.as_str(), desk.name.as_str()), ("AMS", "Audience Measurement Support"));
    let keys: Vec<_> = desk.request_types.keys().map(RequestTypeKey::as_str).collect();
    assert_eq!(keys, ["feature_request", "incident", "question"]);
    for request_type in desk.request_types.values() {
        assert_eq!(request_type.form.check(&Map::new()), Ok(Answers::new()));
    }
    let incident = &desk.open_request_type(&key("incident")).unwrap().form;
    assert!(incident.check(&map(json!({ "severity": "critical" }))).is_ok());
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
    let name = name.map(|name| Label::parse(name).unwrap());
    DeskCommand::ChangeRequestType { key: key("question"), name, form }
}

#[test]
fn every_version_of_a_form_stays_readable() {
    let story = Story::begun().when(ADA, change(None, Some(form()))).then(&["desk.request_type_changed"]);
    let story = story.when(ADA, change(Some("Ask us"), None)).then(&["desk.request_type_changed"]);
    let story = story.when(ADA, change(Some("Ask us"), Some(form()))).then(&[]);
    let question = &story.desk().request_types[&key("question")];
    assert_eq!((question.name.as_str(), question.form_version()), ("Ask us", 2));
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
    let name = Label::parse("x").unwrap();
    let add = DeskCommand::AddRequestType { key: key("question"), name, form: Form::default() };
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
        name: DeskName::parse("Television").unwrap(),
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
    let rename = || DeskCommand::Rename { name: DeskName::parse("Panels").unwrap() };
    story.when(ADA, rename()).then(&["desk.renamed"]).when(ADA, rename()).then(&[]);
}

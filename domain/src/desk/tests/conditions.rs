//! Forms, and fields that are asked only after certain answers.

use proptest::prelude::*;

use super::*;
use crate::arbitrary;

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

fn after(on: &str, is: &[Expected], mut field: Field) -> Field {
    let is = is.iter().cloned().collect();
    field.visible_when = Some(Condition { field: FieldKey::parse(on).unwrap(), is });
    field
}

fn option(key: &str) -> Expected {
    Expected::Option(OptionKey::parse(key).unwrap())
}

/// `impact` is asked when it is severe, `since` when it is severe and was seen before, `market` for France.
fn conditional() -> Form {
    Form::new(vec![
        field("severity", true, FieldKind::Choice { options: options(&["low", "high", "critical"]) }),
        after("severity", &[option("high"), option("critical")], field("impact", true, FieldKind::Text)),
        after("severity", &[option("critical")], field("again", false, FieldKind::Checkbox)),
        after("again", &[Expected::Flag(true)], field("since", true, FieldKind::Date)),
        after("again", &[Expected::Flag(false)], field("noticed", false, FieldKind::Text)),
        field("markets", false, FieldKind::MultiChoice { options: options(&["fr", "de", "es"]) }),
        after("markets", &[option("fr"), option("es")], field("panel", false, FieldKind::Text)),
    ])
    .unwrap()
}

#[test]
fn only_what_is_asked_is_required_and_taken() {
    for good in [
        json!({ "severity": "low" }),
        json!({ "severity": "low", "impact": "", "again": "" }),
        json!({ "severity": "high", "impact": "Much" }),
        json!({ "severity": "critical", "impact": "All", "again": true, "since": "2026-01-01" }),
        json!({ "severity": "critical", "impact": "All", "again": false, "noticed": "by chance" }),
        // A checkbox that was asked and not ticked.
        json!({ "severity": "critical", "impact": "All", "noticed": "by chance" }),
        json!({ "severity": "low", "markets": ["de", "es"], "panel": "P7" }),
    ] {
        let taken = check(&conditional(), good.clone());
        assert!(taken.is_ok(), "{good}: {taken:?}");
    }
    for (bad, told) in [
        (json!({ "severity": "high" }), &[("impact", "missing")][..]),
        (json!({ "severity": "low", "impact": "Much" }), &[("impact", "not_asked")]),
        (json!({ "severity": "high", "impact": "x", "noticed": "x" }), &[("noticed", "not_asked")]),
        (json!({ "severity": "critical", "impact": "x", "again": true }), &[("since", "missing")]),
        (
            json!({ "severity": "critical", "impact": "x", "again": true, "noticed": "x" }),
            &[("since", "missing"), ("noticed", "not_asked")],
        ),
        (json!({ "severity": "low", "markets": ["de"], "panel": "P7" }), &[("panel", "not_asked")]),
        // Whether the rest is asked is not known: it is checked as far as it was answered.
        (json!({ "severity": "huge" }), &[("severity", "not_an_option")]),
        (
            json!({ "severity": "huge", "impact": 7, "since": "soon" }),
            &[("severity", "not_an_option"), ("impact", "ill_typed"), ("since", "ill_typed")],
        ),
    ] {
        let errors = check(&conditional(), bad.clone()).unwrap_err();
        let codes: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(codes, told, "{bad}");
    }
    let errors = check(&conditional(), json!({ "severity": "low", "impact": "Much" })).unwrap_err();
    assert_eq!(errors[0].message, "this is asked only when severity is critical or high: remove it");
}

#[test]
fn a_condition_looks_back_at_a_known_choice() {
    let severity = || field("severity", false, FieldKind::Choice { options: options(&["low", "high"]) });
    let told = |fields: Vec<Field>| {
        let error = Form::new(fields).unwrap_err();
        (error.place(), error.to_string())
    };
    let text = || field("impact", false, FieldKind::Text);
    let high = || after("severity", &[option("high")], text());
    let on_field = Some((0, "visible_when.field"));
    assert_eq!(told(vec![high()]).0, on_field, "no such field");
    assert_eq!(told(vec![high(), severity()]).0, on_field, "it stands below");
    assert_eq!(told(vec![after("impact", &[option("high")], text())]).0, on_field, "itself");
    let (place, message) = told(vec![text(), after("impact", &[option("high")], severity())]);
    assert_eq!(place, Some((1, "visible_when.field")), "a text has no known answers");
    assert!(message.contains("depends on impact"), "{message}");
    let on_answer = Some((1, "visible_when.is"));
    let (place, message) = told(vec![severity(), after("severity", &[option("huge")], text())]);
    assert_eq!(place, on_answer);
    assert!(message.contains("huge") && message.contains("low, high"), "{message}");
    assert_eq!(told(vec![severity(), after("severity", &[Expected::Flag(true)], text())]).0, on_answer);
    assert_eq!(told(vec![severity(), after("severity", &[], text())]).0, on_answer);
    let urgent = || field("urgent", false, FieldKind::Checkbox);
    assert_eq!(told(vec![urgent(), after("urgent", &[option("yes")], text())]).0, on_answer);
}

/// Answers that the form takes for a field, and some that it does not.
fn answer(kind: &FieldKind) -> BoxedStrategy<Value> {
    match kind {
        FieldKind::Text => "[ a-z]{0,8}".prop_map(Value::from).boxed(),
        FieldKind::LongText => "[ a-z\n]{0,20}".prop_map(Value::from).boxed(),
        FieldKind::Number { .. } => (-5..5i64).prop_map(Value::from).boxed(),
        FieldKind::Date => (1..=31u32).prop_map(|day| json!(format!("2026-02-{day:02}"))).boxed(),
        FieldKind::Checkbox => any::<bool>().prop_map(Value::from).boxed(),
        FieldKind::Person => Just(json!(MARIA.0.to_string())).boxed(),
        FieldKind::Choice { options } => {
            let keys: Vec<String> = options.iter().map(|option| option.key.to_string()).collect();
            prop::sample::select(keys).prop_map(Value::from).boxed()
        }
        FieldKind::MultiChoice { options } => {
            let keys: Vec<String> = options.iter().map(|option| option.key.to_string()).collect();
            let most = keys.len();
            prop::sample::subsequence(keys, 0..=most).prop_map(Value::from).boxed()
        }
    }
}

/// A form with answers to some of its fields.
fn answered() -> impl Strategy<Value = (Form, Map<String, Value>)> {
    arbitrary::form().prop_flat_map(|form| {
        let answers: Vec<_> = form
            .fields()
            .iter()
            .map(|field| (Just(field.key.to_string()), prop::option::weighted(0.8, answer(&field.kind))))
            .collect();
        (Just(form), answers).prop_map(|(form, answers)| {
            (form, answers.into_iter().filter_map(|(key, answer)| Some((key, answer?))).collect())
        })
    })
}

proptest! {
    #[test]
    fn conditions_never_look_forward(form in arbitrary::form()) {
        let mut before = BTreeSet::new();
        for field in form.fields() {
            if let Some(condition) = &field.visible_when {
                prop_assert!(before.contains(&condition.field));
            }
            before.insert(field.key.clone());
        }
    }

    #[test]
    fn what_was_taken_is_taken_again_as_it_is((form, mut answers) in answered()) {
        // What is said to be wrong is taken away or, where it is missing, no set of answers is looked for.
        if let Err(errors) = form.check(&answers, |_| true) {
            for error in errors {
                answers.remove(&error.field);
            }
        }
        if let Ok(taken) = form.check(&answers, |_| true) {
            let again = map(serde_json::to_value(&taken).unwrap());
            prop_assert_eq!(form.check(&again, |_| true), Ok(taken));
        }
    }

    #[test]
    fn an_answer_more_or_less_to_what_is_not_asked_changes_nothing((form, answers) in answered()) {
        let Err(errors) = form.check(&answers, |_| true) else { return Ok(()) };
        let mut without = answers.clone();
        for error in errors.iter().filter(|error| error.code == "not_asked") {
            without.remove(&error.field);
        }
        let rest: Vec<_> = errors.into_iter().filter(|error| error.code != "not_asked").collect();
        prop_assert_eq!(form.check(&without, |_| true).err().unwrap_or_default(), rest);
    }
}

//! A desk: what it is called, who can sign up, what can be asked of it, and what happened to it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use docket_app::desks::{DeskChange, RequestTypeChange, RequestTypeDefinition};
use docket_app::{AppError, Faults, FieldError, Loaded};
use docket_domain::desk::{Desk, Form as Questions, SignUp};
use docket_domain::{DeskName, Label, MailDomain, RequestTypeKey};
use docket_web::WebState;

use super::localized::{self, Inputs, Shape};
use super::{enter, history, refusal, slug};
use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::page::Page;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::{Notice, Voice};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/admin/desks/{desk}", get(show).post(change))
        .route("/admin/desks/{desk}/types", post(add))
        .route("/admin/desks/{desk}/offer", post(offer))
}

#[derive(Template)]
#[template(path = "admin/desk.html")]
struct DeskTemplate<'a> {
    p: &'a Page,
    key: &'a str,
    title: String,
    settings: &'a Form,
    name: Inputs,
    sign_up: Control,
    types: Vec<TypeRow>,
    adding: &'a Form,
    type_name: Inputs,
    history: Vec<history::Line>,
}

/// A request type in the list of its desk.
struct TypeRow {
    key: String,
    name: String,
    questions: usize,
    retired: bool,
    first: bool,
    last: bool,
}

/// The two forms of the page.
struct Forms {
    settings: Form,
    adding: Form,
}

impl Forms {
    fn new(t: Voice, desk: &Loaded<Desk>) -> Self {
        Self { settings: Form::with(t, settings_of(&desk.state)).at(desk.version), adding: Form::new(t) }
    }
}

/// The settings as the controls show them.
fn settings_of(desk: &Desk) -> Fields {
    let mut fields = Fields::default();
    localized::put(&mut fields, "name", &desk.name);
    let (rule, domains) = match &desk.sign_up {
        SignUp::Open => ("open", String::new()),
        SignUp::Closed => ("closed", String::new()),
        SignUp::Domains(domains) => {
            ("domains", domains.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    };
    fields.push("sign_up", rule);
    fields.push("domains", domains);
    if desk.participants_may_add {
        fields.push("participants_may_add", "true");
    }
    fields
}

async fn show(State(state): State<WebState>, Path(key): Path<String>, visitor: Visitor) -> Answer {
    let page = enter(&state, &visitor).await?;
    let desk = state.app.desk(&key).await?;
    answer(&state, &visitor, &page, &desk, Forms::new(page.t, &desk), StatusCode::OK).await
}

async fn answer(
    state: &WebState,
    visitor: &Visitor,
    page: &Page,
    desk: &Loaded<Desk>,
    forms: Forms,
    status: StatusCode,
) -> Answer {
    let t = page.t;
    let Forms { settings, adding } = &forms;
    let rules = [
        ("open", t.admin_sign_up_open()),
        ("domains", t.admin_sign_up_domains()),
        ("closed", t.admin_sign_up_closed()),
    ];
    let rules = rules.map(|(rule, words)| (rule.to_owned(), words.into_owned()));
    let content = DeskTemplate {
        p: page,
        key: desk.state.key.as_str(),
        title: desk.state.name.get(t.language()).to_string(),
        settings,
        name: Inputs::new(settings, t, Shape::Line, "name", &t.admin_desk_name(), "").required(),
        sign_up: settings.radios("sign_up", t.admin_sign_up(), rules).required(),
        types: rows(t, &desk.state),
        adding,
        type_name: Inputs::new(adding, t, Shape::Line, "type_name", &t.admin_type_name(), "").required(),
        history: history::of_desk(state, visitor, page, desk.state.key.as_str()).await?,
    };
    Ok(page.html_with(status, &content))
}

fn rows(t: Voice, desk: &Desk) -> Vec<TypeRow> {
    let offered = desk.in_order().filter(|kind| !kind.retired).count();
    let in_order = desk.in_order().filter(|kind| !kind.retired);
    let retired = desk.in_order().filter(|kind| kind.retired);
    let row = |(place, kind): (usize, &docket_domain::desk::RequestType)| TypeRow {
        key: kind.key.to_string(),
        name: kind.name.get(t.language()).to_string(),
        questions: kind.form.fields().len(),
        retired: kind.retired,
        first: place == 0,
        last: place + 1 == offered,
    };
    in_order.chain(retired).enumerate().map(row).collect()
}

async fn change(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    let changed = match settings(&sent.fields) {
        Ok(change) => state.app.change_desk(sent.actor(), &sent.key, &key, sent.if_match, &change).await,
        Err(error) => Err(error),
    };
    let problem = match changed {
        Ok(done) => return Ok(back(&key).at(done.position).saying(Notice::AdminSaved).into_response()),
        Err(error) => refusal(error)?,
    };
    let desk = state.app.desk(&key).await?;
    let settings = Form::again(page.t, &sent.fields, &problem).at(desk.version);
    let forms = Forms { settings, ..Forms::new(page.t, &desk) };
    answer(&state, &sent.visitor, &page, &desk, forms, problem.status).await
}

fn back(key: &str) -> Go {
    Go::to(format!("/admin/desks/{key}"))
}

/// The settings that were typed.
fn settings(fields: &Fields) -> Result<DeskChange, AppError> {
    let mut faults = Faults::new();
    let name = localized::need(fields, "name", DeskName::parse, &mut faults);
    let sign_up = match fields.get("sign_up") {
        "open" => SignUp::Open,
        "domains" => SignUp::Domains(domains(fields.get("domains"), &mut faults)),
        _ => SignUp::Closed,
    };
    let participants_may_add = Some(fields.has("participants_may_add"));
    faults.check()?;
    Ok(DeskChange { name, participants_may_add, sign_up: Some(sign_up), request_types: None })
}

/// Domains as people write them in a list.
fn domains(typed: &str, faults: &mut Faults) -> std::collections::BTreeSet<MailDomain> {
    let words = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let words = words.map(|word| word.trim_start_matches('@')).filter(|word| !word.is_empty());
    let parsed = words.filter_map(|word| {
        let parsed = MailDomain::parse(word).map_err(|error| FieldError {
            detail: format!("{word}: {error}"),
            ..localized::fault("domains".to_owned(), &error)
        });
        faults.take(parsed)
    });
    let domains: std::collections::BTreeSet<MailDomain> = parsed.collect();
    if domains.is_empty() && faults.is_empty() {
        faults.add(FieldError {
            field: "domains".to_owned(),
            code: "domains_empty".to_owned(),
            detail: "Name at least one domain, or let nobody sign up.".to_owned(),
        });
    }
    domains
}

async fn add(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    let desk = state.app.desk(&key).await?;
    let added = match new_type(&sent.fields, &desk.state) {
        Ok(new) => {
            let path = format!("/admin/desks/{key}/types/{}", new.key);
            let added = state.app.add_request_type(sent.actor(), &sent.key, &key, new).await;
            added.map(|done| Go::to(path).at(done.position).saying(Notice::AdminTypeAdded))
        }
        Err(error) => Err(error),
    };
    let problem = match added {
        Ok(go) => return Ok(go.into_response()),
        Err(error) => refusal(error)?,
    };
    let adding = Form::again(page.t, &sent.fields, &problem);
    let forms = Forms { adding, ..Forms::new(page.t, &desk) };
    answer(&state, &sent.visitor, &page, &desk, forms, problem.status).await
}

/// A request type that asks nothing yet. Its key is made of its name.
fn new_type(fields: &Fields, desk: &Desk) -> Result<RequestTypeDefinition, AppError> {
    let mut faults = Faults::new();
    let name = localized::need(fields, "type_name", Label::parse, &mut faults);
    faults.finish(|| {
        let name = name?;
        let taken = |key: &str| desk.request_types.keys().any(|own| own.as_str() == key);
        let key = slug::key(name.get(docket_domain::Language::En).as_str(), "request", taken);
        let key = RequestTypeKey::parse(&key).ok()?;
        Some(RequestTypeDefinition { key, name, description: None, form: Questions::default() })
    })
}

/// Puts a request type up or down, retires it or offers it again: one button each.
async fn offer(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    enter(&state, &sent.visitor).await?;
    let desk = state.app.desk(&key).await?;
    let (act, kind) = sent.fields.get("do").split_once(' ').unwrap_or_default();
    let kind = RequestTypeKey::parse(kind).map_err(|_| AppError::NotFound("request type"))?;
    let actor = sent.actor();
    let done = match act {
        "retire" | "restore" => {
            let change = RequestTypeChange { retired: Some(act == "retire"), ..RequestTypeChange::default() };
            state.app.change_request_type(actor, &sent.key, &key, kind, None, change).await?
        }
        up_or_down => {
            let offered = desk.state.in_order().filter(|kind| !kind.retired);
            let mut keys: Vec<RequestTypeKey> = offered.map(|kind| kind.key.clone()).collect();
            slug::shift(&mut keys, &kind, up_or_down == "up");
            let change = DeskChange { request_types: Some(keys), ..DeskChange::default() };
            state.app.change_desk(actor, &sent.key, &key, Some(desk.version), &change).await?
        }
    };
    Ok(back(&key).at(done.position).saying(Notice::AdminSaved).into_response())
}

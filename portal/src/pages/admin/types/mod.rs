//! The editor of a request type: its name, and the questions of its form. Every button sends the whole form, so that it
//! works without JavaScript; nothing is written before somebody saves.

mod draft;
mod preview;
mod read;
#[cfg(test)]
mod tests;
mod view;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::desks::{DeskDefinition, DeskDifference, Missing, RequestTypeChange};
use docket_app::{AppError, Faults, Loaded};
use docket_domain::desk::{Desk, Form as Questions, RequestType};
use docket_domain::{Actor, HelpText, Label, RequestTypeKey};
use docket_web::{Problem, WebState};

pub(super) use self::view::kind_words;

use self::preview::Preview;
use self::view::Question;
use super::localized::{self, Inputs, Shape};
use super::{changes, enter, refusal};
use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::page::Page;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin/desks/{desk}/types/{type}", get(show).post(press))
}

#[derive(Template)]
#[template(path = "admin/type.html")]
struct Editor<'a> {
    p: &'a Page,
    desk: String,
    key: &'a str,
    kind: &'a RequestType,
    path: &'a str,
    title: String,
    form: &'a Form,
    name: Inputs,
    description: Inputs,
    questions: Vec<Question>,
    add_kind: Control,
    /// What the next question will be called.
    next: String,
    /// Whether what is shown is not saved.
    unsaved: bool,
    /// How it differs from what is saved.
    differences: Vec<String>,
    previews: Vec<Preview>,
}

/// What the editor shows.
struct Shown<'s> {
    fields: &'s Fields,
    form: &'s Form,
    /// The question that was just changed.
    about: &'s str,
    unsaved: bool,
}

/// What stands in the editor, when nothing is wrong with it.
struct Wanted {
    change: RequestTypeChange,
    form: Questions,
}

/// The desk and the request type that a page is about.
struct Subject {
    desk: std::sync::Arc<Loaded<Desk>>,
    kind: RequestTypeKey,
}

impl Subject {
    async fn find(state: &WebState, desk: &str, kind: &str) -> Result<Self, AppError> {
        let desk = state.app.desk(desk).await?;
        let known = RequestTypeKey::parse(kind).ok();
        let kind = known.filter(|key| desk.state.request_types.contains_key(key));
        Ok(Self { desk, kind: kind.ok_or(AppError::NotFound("request type"))? })
    }

    fn kind(&self) -> Result<&RequestType, AppError> {
        self.desk.state.request_types.get(&self.kind).ok_or(AppError::NotFound("request type"))
    }

    fn path(&self) -> String {
        format!("/admin/desks/{}/types/{}", self.desk.state.key, self.kind)
    }

    /// How what is wanted differs from what there is; empty also for what is not offered at present.
    async fn differences(
        &self,
        state: &WebState,
        who: &Actor,
        wanted: &Wanted,
    ) -> Result<Vec<DeskDifference>, AppError> {
        let mut definition = DeskDefinition::of(&self.desk.state);
        if let Some(own) = definition.request_types.iter_mut().find(|own| own.key == self.kind) {
            if let Some(name) = &wanted.change.name {
                own.name = name.clone();
            }
            own.description = wanted.change.description.clone().flatten();
            own.form = wanted.form.clone();
        }
        Ok(state.app.plan_desk(who, &definition, Missing::Keep).await?.differences)
    }
}

async fn show(
    State(state): State<WebState>,
    Path((desk, kind)): Path<(String, String)>,
    visitor: Visitor,
) -> Answer {
    let page = enter(&state, &visitor).await?;
    let subject = Subject::find(&state, &desk, &kind).await?;
    let fields = draft::begin(subject.kind()?);
    let form = Form::with(page.t, fields.clone()).at(subject.desk.version);
    let shown = Shown { fields: &fields, form: &form, about: "", unsaved: false };
    answer(&state, visitor.actor(), &page, &subject, &shown, StatusCode::OK).await
}

async fn answer(
    state: &WebState,
    who: &Actor,
    page: &Page,
    subject: &Subject,
    shown: &Shown<'_>,
    status: StatusCode,
) -> Answer {
    let t = page.t;
    let kind = subject.kind()?;
    let Shown { fields, form, about, unsaved } = *shown;
    // With faults there is nothing to compare; they are told when it is saved.
    let wanted = wanted(fields).ok();
    let differences = match &wanted {
        Some(wanted) if unsaved => subject.differences(state, who, wanted).await?,
        _ => Vec::new(),
    };
    let desk = &subject.desk.state;
    let content = Editor {
        p: page,
        desk: desk.name.get(t.language()).to_string(),
        key: desk.key.as_str(),
        kind,
        path: &subject.path(),
        title: kind.name.get(t.language()).to_string(),
        form,
        name: Inputs::new(form, t, Shape::Line, "name", &t.admin_type_name(), "").required(),
        description: Inputs::new(form, t, Shape::Area, "description", &t.admin_type_description(), ""),
        questions: view::questions(form, t, fields, about),
        add_kind: form.select("add_kind", t.admin_add_kind(), view::kinds(t)).required(),
        next: draft::unused(&draft::names(fields, draft::QUESTIONS)),
        unsaved,
        differences: differences.iter().flat_map(|one| changes::of_type(t, one)).collect(),
        previews: wanted.map_or_else(Vec::new, |wanted| preview::all(t, &wanted.form)),
    };
    Ok(page.html_with(status, &content))
}

/// What stands in the editor, or what is wrong with it.
fn wanted(fields: &Fields) -> Result<Wanted, AppError> {
    let mut faults = Faults::new();
    let name = localized::need(fields, "name", Label::parse, &mut faults);
    let description = localized::read(fields, "description", HelpText::parse, &mut faults);
    let form = read::form(fields, &mut faults);
    faults.finish(|| {
        let (name, form) = (Some(name?), form?);
        let change = RequestTypeChange {
            name,
            description: Some(description),
            form: Some(form.clone()),
            retired: None,
        };
        Some(Wanted { change, form })
    })
}

async fn press(
    State(state): State<WebState>,
    Path((desk, kind)): Path<(String, String)>,
    sent: Submitted,
) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    let subject = Subject::find(&state, &desk, &kind).await?;
    let version = subject.desk.version;
    if let Some((fields, about)) = draft::press(&sent.fields, sent.fields.get("do")) {
        let form = Form::with(page.t, fields.clone()).at(sent.if_match.unwrap_or(version));
        let shown = Shown { fields: &fields, form: &form, about: &about, unsaved: true };
        return answer(&state, sent.actor(), &page, &subject, &shown, StatusCode::OK).await;
    }
    let problem = if sent.fields.get("do") == "save" {
        match save(&state, &subject, &sent).await {
            Ok(go) => return Ok(go.into_response()),
            Err(error) => Some(refusal(error)?),
        }
    } else {
        wanted(&sent.fields).err().map(Problem::from)
    };
    let status = problem.as_ref().map_or(StatusCode::OK, |problem| problem.status);
    // Whoever was told that the desk has changed since sees how theirs differs, and may save it then.
    let form = match &problem {
        Some(problem) => Form::again(page.t, &sent.fields, problem).at(version),
        None => Form::with(page.t, sent.fields.clone()).at(sent.if_match.unwrap_or(version)),
    };
    let shown = Shown { fields: &sent.fields, form: &form, about: "", unsaved: true };
    answer(&state, sent.actor(), &page, &subject, &shown, status).await
}

async fn save(state: &WebState, subject: &Subject, sent: &Submitted) -> Result<Go, AppError> {
    let Wanted { change, .. } = wanted(&sent.fields)?;
    let desk = subject.desk.state.key.as_str();
    let kind = subject.kind.clone();
    let done =
        state.app.change_request_type(sent.actor(), &sent.key, desk, kind, sent.if_match, change).await?;
    Ok(Go::to(subject.path()).at(done.position).saying(Notice::AdminSaved))
}

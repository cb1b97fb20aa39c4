//! The desks there are, and a new one.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::{AppError, Faults, Loaded};
use docket_domain::desk::{Desk, SignUp};
use docket_domain::{DeskKey, DeskName};
use docket_web::WebState;

use super::localized::{self, Inputs, Shape};
use super::{enter, refusal};
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text, Voice};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin/desks", get(show).post(create))
}

#[derive(Template)]
#[template(path = "admin/desks.html")]
struct Desks<'a> {
    p: &'a Page,
    desks: Vec<DeskCard>,
    form: &'a Form,
    name: Inputs,
}

/// A desk in the list.
struct DeskCard {
    key: String,
    name: String,
    sign_up: Text,
    types: usize,
}

impl DeskCard {
    fn new(t: Voice, desk: &Desk) -> Self {
        Self {
            key: desk.key.to_string(),
            name: desk.name.get(t.language()).to_string(),
            sign_up: sign_up(t, &desk.sign_up),
            types: desk.in_order().filter(|kind| !kind.retired).count(),
        }
    }
}

/// Who can sign up, in a few words.
fn sign_up(t: Voice, rule: &SignUp) -> Text {
    match rule {
        SignUp::Open => t.admin_sign_up_open(),
        SignUp::Closed => t.admin_sign_up_closed(),
        SignUp::Domains(_) => t.admin_sign_up_domains(),
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let page = enter(&state, &visitor).await?;
    let form = Form::new(page.t);
    list(&state, &page, &form, StatusCode::OK).await
}

async fn list(state: &WebState, page: &Page, form: &Form, status: StatusCode) -> Answer {
    let desks: Vec<Arc<Loaded<Desk>>> = state.app.desks().await?;
    let t = page.t;
    let content = Desks {
        p: page,
        desks: desks.iter().map(|desk| DeskCard::new(t, &desk.state)).collect(),
        form,
        name: Inputs::new(form, t, Shape::Line, "name", &t.admin_desk_name(), "").required(),
    };
    Ok(page.html_with(status, &content))
}

async fn create(State(state): State<WebState>, sent: Submitted) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    match created(&state, &sent).await {
        Ok(go) => Ok(go.into_response()),
        Err(error) => {
            let problem = refusal(error)?;
            let form = Form::again(page.t, &sent.fields, &problem);
            list(&state, &page, &form, problem.status).await
        }
    }
}

async fn created(state: &WebState, sent: &Submitted) -> Result<Go, AppError> {
    let mut faults = Faults::new();
    let key = DeskKey::parse(sent.fields.get("key").trim())
        .map_err(|error| localized::fault("key".to_owned(), &error));
    let key = faults
        .take(key.map_err(|fault| docket_app::FieldError { code: "desk_key_invalid".to_owned(), ..fault }));
    let name = localized::need(&sent.fields, "name", DeskName::parse, &mut faults);
    let (key, name) = faults.finish(|| Some((key?, name?)))?;
    let path = format!("/admin/desks/{key}");
    let done = state.app.create_desk(sent.actor(), &sent.key, key, name).await?;
    Ok(Go::to(path).at(done.position).saying(Notice::AdminDeskCreated))
}

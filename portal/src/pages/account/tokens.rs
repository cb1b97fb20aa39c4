//! Tokens for programs that act for oneself.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use chrono::TimeDelta;
use docket_app::accounts::NewToken;
use docket_app::{AppError, Faults, FieldError};
use docket_domain::TokenName;
use docket_domain::person::{ApiToken, Person, TokenScope};
use docket_web::{OwnAccount, WebState};
use uuid::Uuid;

use super::Tab;
use crate::form::Form;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/account/tokens", get(show).post(create))
        .route("/account/tokens/{id}/revoke", post(revoke))
}

/// How many days a new token may last.
const DAYS: [i64; 4] = [7, 30, 90, 366];

#[derive(Template)]
#[template(path = "account/tokens.html")]
struct TokensTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    tokens: Vec<(Uuid, &'a ApiToken)>,
    /// The clear token that was just made.
    made: Option<&'a str>,
}

impl<'a> TokensTemplate<'a> {
    /// The newest first.
    fn new(p: &'a Page, form: &'a Form, person: &'a Person, made: Option<&'a str>) -> Self {
        let mut tokens: Vec<_> = person.tokens.iter().map(|(id, token)| (*id, token)).collect();
        tokens.sort_by_key(|(_, token)| std::cmp::Reverse(token.created_at));
        Self { p, tab: Tab::Tokens, form, tokens, made }
    }

    fn scopes(&self) -> [(String, String); 2] {
        let scope = |scope| (value(scope).to_owned(), self.scope(scope).into_owned());
        [scope(TokenScope::Read), scope(TokenScope::ReadWrite)]
    }

    fn scope(&self, scope: TokenScope) -> Text {
        match scope {
            TokenScope::Read => self.p.t.token_read(),
            TokenScope::ReadWrite => self.p.t.token_read_write(),
        }
    }

    fn lifetimes(&self) -> [(String, String); 4] {
        DAYS.map(|days| (days.to_string(), self.p.t.token_days(days).into_owned()))
    }
}

fn value(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => "read",
        TokenScope::ReadWrite => "read_write",
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    let page = visitor.page(&state, Section::Account).await?;
    let form = Form::new(page.t);
    Ok(page.html(&TokensTemplate::new(&page, &form, &visitor.session().person.state, None)))
}

/// The token is in this answer and nowhere else, so that it is the page itself and no way to another.
async fn create(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let made = make(&state, &sent).await;
    let page = sent.visitor.page(&state, Section::Account).await?;
    match made {
        Ok(made) => {
            let form = Form::new(page.t);
            let content = TokensTemplate::new(&page, &form, &made.done.loaded.state, Some(&made.token));
            Ok(page.html_with(StatusCode::CREATED, &content))
        }
        Err(error) => {
            let problem = Stop::unless_refused(error)?;
            let form = Form::again(page.t, &sent.fields, &problem);
            let person = &sent.visitor.session().person.state;
            Ok(page.html_with(problem.status, &TokensTemplate::new(&page, &form, person, None)))
        }
    }
}

async fn make(state: &WebState, sent: &Submitted<OwnAccount>) -> Result<NewToken, AppError> {
    let unknown = |field, detail: &str| FieldError::new(field, "unknown", detail);
    let mut faults = Faults::new();
    let name = faults.parsed("name", TokenName::parse(sent.fields.get("name")));
    let scope = [TokenScope::Read, TokenScope::ReadWrite]
        .into_iter()
        .find(|scope| value(*scope) == sent.fields.get("scope"))
        .ok_or_else(|| unknown("scope", "Choose what the token is for."));
    let days = sent.fields.get("expires_at").parse().ok().filter(|days| DAYS.contains(days));
    let days = days.ok_or_else(|| unknown("expires_at", "Choose how long the token lasts."));
    let (scope, days) = (faults.take(scope), faults.take(days));
    let (name, scope, days) = faults.finish(|| Some((name?, scope?, days?)))?;
    let ends = state.app.now() + TimeDelta::days(days);
    let made = state.app.create_token(sent.visitor.session(), &sent.key, name, scope, Some(ends)).await?;
    if !made.done.loaded.state.tokens.contains_key(&made.id) {
        // The page was loaded anew, and with it the form was sent again.
        return Err(AppError::Refused {
            code: "token_shown",
            detail: "This token was made before, and is shown once. Revoke it and make another.".to_owned(),
        });
    }
    Ok(made)
}

async fn revoke(State(state): State<WebState>, Path(id): Path<Uuid>, sent: Submitted<OwnAccount>) -> Answer {
    let done = state.app.revoke_token(sent.actor(), &sent.key, id).await?;
    Ok(Go::to("/account/tokens").at(done.position).saying(Notice::TokenRevoked).into_response())
}

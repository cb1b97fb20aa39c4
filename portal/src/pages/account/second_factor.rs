//! One's second factor: setting it up, its recovery codes, removing it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_app::Password;
use docket_app::second_factor::SecondFactorState;
use docket_web::{OwnAccount, Problem, WebState};

use super::Tab;
use super::qr;
use crate::fields::Fields;
use crate::form::Form;
use crate::markup::Html;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/account/second-factor", get(show).post(propose))
        .route("/account/second-factor/confirm", get(show).post(confirm))
        .route("/account/second-factor/codes", get(show_renew).post(renew))
        .route("/account/second-factor/remove", get(show_remove).post(remove))
}

/// What a page about the second factor asks for, each time with the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    SetUp,
    Renew,
    Remove,
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct StandingTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    standing: SecondFactorState,
    ask: Ask,
}

#[derive(Template)]
#[template(path = "account/second_factor_confirm.html")]
struct ConfirmTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    uri: &'a str,
    /// In groups of four, to be typed.
    secret: String,
    picture: Option<Html>,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct CodesTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    codes: &'a [String],
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    standing(&state, &visitor, Ask::SetUp).await
}

async fn show_renew(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    standing(&state, &visitor, Ask::Renew).await
}

async fn show_remove(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    standing(&state, &visitor, Ask::Remove).await
}

async fn standing(state: &WebState, visitor: &Visitor<OwnAccount>, ask: Ask) -> Answer {
    let page = visitor.page(state, Section::Account).await?;
    let standing = state.app.second_factor_state(visitor.session()).await?;
    if !standing.enabled && ask != Ask::SetUp {
        return Ok(Go::to("/account/second-factor").into_response());
    }
    let form = Form::new(page.t);
    Ok(page.html(&StandingTemplate { p: &page, tab: Tab::SecondFactor, form: &form, standing, ask }))
}

/// The page with the form that was refused.
async fn refused(
    state: &WebState,
    sent: &Submitted<OwnAccount>,
    ask: Ask,
    error: impl Into<Problem>,
) -> Answer {
    let problem = Stop::unless_refused(error)?;
    let page = sent.visitor.page(state, Section::Account).await?;
    let standing = state.app.second_factor_state(sent.visitor.session()).await?;
    let form = Form::again(page.t, &sent.fields, &problem);
    let content = StandingTemplate { p: &page, tab: Tab::SecondFactor, form: &form, standing, ask };
    Ok(page.html_with(problem.status, &content))
}

fn password(sent: &Submitted<OwnAccount>) -> Password {
    Password::attempt(sent.fields.get("current_password").to_owned())
}

/// The secret is in this answer and nowhere else, so that it is the page itself and no way to another.
async fn propose(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    match state.app.propose_second_factor(sent.visitor.session(), password(&sent)).await {
        Ok(enrolment) => {
            let page = sent.visitor.page(&state, Section::Account).await?;
            let form = Form::new(page.t);
            Ok(enrol(&page, StatusCode::OK, &form, &enrolment.uri))
        }
        Err(error) => refused(&state, &sent, Ask::SetUp, error).await,
    }
}

fn enrol(page: &Page, status: StatusCode, form: &Form, uri: &str) -> Response {
    let content = ConfirmTemplate {
        p: page,
        tab: Tab::SecondFactor,
        form,
        uri,
        secret: grouped(secret(uri)),
        picture: qr::picture(uri, &page.t.second_factor_picture()),
    };
    page.html_with(status, &content)
}

/// The secret in what an authenticator is told (`otpauth://totp/…?secret=…`).
fn secret(uri: &str) -> &str {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    query.split('&').find_map(|pair| pair.strip_prefix("secret=")).unwrap_or_default()
}

/// `ABCDEFGH` as `ABCD EFGH`.
fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// After a wrong code the secret is shown again: the form has brought it along, for it is kept sealed.
async fn confirm(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let code = sent.fields.get("code");
    match state.app.confirm_second_factor(sent.visitor.session(), code).await {
        Ok(codes) => codes_page(&state, &sent, &codes).await,
        Err(error) => {
            let problem = Stop::unless_refused(error)?;
            if problem.code != "code_wrong" {
                return refused(&state, &sent, Ask::SetUp, problem).await;
            }
            let page = sent.visitor.page(&state, Section::Account).await?;
            let kept: Fields = sent.fields.iter().filter(|(name, _)| *name != "code").collect();
            let form = Form::again(page.t, &kept, &problem);
            Ok(enrol(&page, problem.status, &form, sent.fields.get("uri")))
        }
    }
}

/// Recovery codes, shown this once.
async fn codes_page(state: &WebState, sent: &Submitted<OwnAccount>, codes: &[String]) -> Answer {
    let page = sent.visitor.page(state, Section::Account).await?;
    Ok(page.html(&CodesTemplate { p: &page, tab: Tab::SecondFactor, codes }))
}

async fn renew(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    match state.app.renew_recovery_codes(sent.visitor.session(), password(&sent)).await {
        Ok(codes) => codes_page(&state, &sent, &codes).await,
        Err(error) => refused(&state, &sent, Ask::Renew, error).await,
    }
}

async fn remove(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    match state.app.remove_second_factor(sent.visitor.session(), password(&sent)).await {
        Ok(done) => {
            let go = Go::to("/account/second-factor").at(done.position).saying(Notice::SecondFactorRemoved);
            Ok(go.into_response())
        }
        Err(error) => refused(&state, &sent, Ask::Remove, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_read_out_of_the_address_in_groups() {
        let uri = "otpauth://totp/Docket:a%40b.example?secret=ABCDEFGHIJ&issuer=Docket";
        assert_eq!(grouped(secret(uri)), "ABCD EFGH IJ");
        assert_eq!(secret("nonsense"), "");
    }
}

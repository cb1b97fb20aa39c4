//! Inviting somebody.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use docket_app::people::NewPerson;
use docket_app::{AppError, Faults, require_agent};
use docket_domain::{EmailAddress, Language, PersonName, Role};
use docket_web::{Problem, WebState};

use super::{faulty, languages, organization_choices, parse_id, parse_role, roles};
use crate::fields::Fields;
use crate::form::Form;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/people/invite", get(show).post(invite))
}

#[derive(Template)]
#[template(path = "invite.html")]
struct Invite<'a> {
    p: &'a Page,
    form: Form,
    languages: Vec<(String, String)>,
    /// For administrators alone.
    roles: Vec<(String, String)>,
    organizations: Vec<(String, String)>,
    language: &'static str,
}

async fn answer(
    state: &WebState,
    visitor: &Visitor,
    status: StatusCode,
    form: impl FnOnce(&Page) -> Form,
) -> Result<Response, Stop> {
    let page = visitor.page(state, Section::People).await?;
    let form = form(&page);
    let administrator = visitor.actor().role == Role::Administrator;
    let chosen = parse_id(form.value("organizations"));
    let content = Invite {
        p: &page,
        languages: languages(),
        roles: if administrator { roles(page.t) } else { Vec::new() },
        organizations: organization_choices(state, visitor.actor(), chosen).await?,
        language: page.t.tag(),
        form,
    };
    Ok(page.html_with(status, &content))
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    require_agent(visitor.actor())?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let chosen = asked.iter().filter(|(name, _)| matches!(*name, "organizations" | "email"));
    let chosen = chosen.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    answer(&state, &visitor, StatusCode::OK, |page| Form::with(page.t, chosen)).await
}

async fn invite(State(state): State<WebState>, sent: Submitted) -> Answer {
    require_agent(sent.actor())?;
    let invited = match parse(&sent.fields) {
        Ok(new) => state.app.invite(sent.actor(), &sent.key, new).await,
        Err(error) => Err(error),
    };
    match invited.map_err(Problem::from) {
        Ok(done) => {
            let path = format!("/people/{}", done.loaded.state.id);
            Ok(Go::to(path).at(done.position).saying(Notice::PersonInvited).into_response())
        }
        Err(problem) if problem.status.is_server_error() => Err(problem.into()),
        Err(problem) => {
            let again = |page: &Page| Form::again(page.t, &sent.fields, &problem);
            answer(&state, &sent.visitor, problem.status, again).await
        }
    }
}

fn parse(fields: &Fields) -> Result<NewPerson, AppError> {
    let mut faults = Faults::new();
    let email = faults.take(EmailAddress::parse(fields.get("email").trim()).map_err(faulty("email")));
    let name = fields.filled("name");
    let name = name.and_then(|name| faults.take(PersonName::parse(name).map_err(faulty("name"))));
    let language = fields.filled("language").map_or(Ok(Language::En), Language::parse);
    let language = faults.take(language.map_err(faulty("language")));
    // Who may invite whom is the use case's to say; a form without the choice invites customers.
    let role = fields.filled("role").and_then(parse_role).unwrap_or(Role::Customer);
    let organizations = fields.all("organizations").filter_map(parse_id).collect();
    faults.finish(|| Some(NewPerson { email: email?, name, language: language?, role, organizations }))
}

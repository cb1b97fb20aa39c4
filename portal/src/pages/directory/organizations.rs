//! All organizations, and making one known.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use docket_app::{AppError, OrganizationFilter, require_agent};
use docket_domain::{MailDomain, OrganizationName};
use docket_web::{Problem, WebState};

use super::{ROWS, faulty, refused};
use crate::fields::Fields;
use crate::filters::{Filters, Pager, requested};
use crate::form::Form;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/organizations", get(show).post(create))
}

#[derive(Template)]
#[template(path = "organizations.html")]
struct Organizations<'a> {
    p: &'a Page,
    form: Form,
    /// Whether the form for a new one stands open.
    creating: bool,
    filters: Filters,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    id: String,
    name: String,
    members: Text,
    domains: String,
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    answer(&state, &visitor, &asked, None).await
}

async fn answer(
    state: &WebState,
    visitor: &Visitor,
    asked: &Fields,
    refused: Option<(&Fields, &Problem)>,
) -> Result<Response, Stop> {
    let who = visitor.actor();
    require_agent(who)?;
    let page = visitor.page(state, Section::People).await?;
    let t = page.t;
    let filter =
        OrganizationFilter { search: asked.filled("q").map(str::to_owned), ..OrganizationFilter::default() };
    let found = state.app.find_organizations(who, &filter, &requested(asked, ROWS)?).await?;
    let rows = found.items.iter().map(|known| {
        let domains: Vec<&str> = known.state.mail_domains.iter().map(MailDomain::as_str).collect();
        Row {
            id: known.state.id.to_string(),
            name: known.state.name.to_string(),
            members: t.org_members_count(known.state.members.len()),
            domains: domains.join(", "),
        }
    });
    let content = Organizations {
        p: &page,
        form: refused.map_or_else(|| Form::new(t), |(fields, problem)| Form::again(t, fields, problem)),
        creating: refused.is_some(),
        filters: Filters::new(t, "/organizations").search(t.org_search(), asked),
        rows: rows.collect(),
        pager: Pager::new(t, "/organizations", asked, found.next.as_ref()),
    };
    Ok(page.html_with(refused.map_or(StatusCode::OK, |(_, problem)| problem.status), &content))
}

async fn create(State(state): State<WebState>, sent: Submitted) -> Answer {
    require_agent(sent.actor())?;
    let name = OrganizationName::parse(sent.fields.get("name")).map_err(faulty("name"));
    let created = match name {
        Ok(name) => state.app.create_organization(sent.actor(), &sent.key, name).await,
        Err(fault) => Err(refused(fault)),
    };
    match created.map_err(named) {
        Ok(done) => {
            let path = format!("/organizations/{}", done.loaded.state.id);
            Ok(Go::to(path).at(done.position).saying(Notice::OrgCreated).into_response())
        }
        Err(problem) if problem.status.is_server_error() => Err(problem.into()),
        Err(problem) => {
            answer(&state, &sent.visitor, &Fields::default(), Some((&sent.fields, &problem))).await
        }
    }
}

/// A name that is taken is a fault of the field.
fn named(error: AppError) -> Problem {
    let problem = Problem::from(error);
    if problem.code == "name_taken" { problem.with_field("name") } else { problem }
}

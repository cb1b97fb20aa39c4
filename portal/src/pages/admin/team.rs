//! Agents and administrators. What is done to one of them is done on their own page.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use docket_app::PeopleFilter;
use docket_domain::{Language, Role};
use docket_web::WebState;

use super::enter;
use crate::fields::Fields;
use crate::filters::{Pager, requested};
use crate::form::{Control, Form};
use crate::page::Page;
use crate::pages::directory::standing;
use crate::stop::Answer;
use crate::texts::Text;
use crate::visitor::Visitor;
use crate::words;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin/team", get(show))
}

/// People on a page.
const ROWS: u32 = 50;

#[derive(Template)]
#[template(path = "admin/team.html")]
struct Team<'a> {
    p: &'a Page,
    rows: Vec<Row>,
    pager: Pager,
    form: Form,
    role: Control,
    language: Control,
}

/// Somebody of the team.
struct Row {
    id: String,
    name: String,
    email: String,
    role: Text,
    standing: (Text, &'static str),
    second_factor: bool,
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let page = enter(&state, &visitor).await?;
    let t = page.t;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let filter = PeopleFilter { roles: vec![Role::Agent, Role::Administrator], ..PeopleFilter::default() };
    let found = state.app.find_people(visitor.actor(), &filter, &requested(&asked, ROWS)?).await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for listed in &found.items {
        // The list gives the order; what somebody is comes from the log, which is never behind.
        let person = state.app.person(visitor.actor(), listed.id).await?;
        rows.push(Row {
            id: person.state.id.to_string(),
            name: person.state.name.to_string(),
            email: person.state.email.to_string(),
            role: words::role(t, person.state.role),
            standing: standing(&page, &person.state.status),
            second_factor: person.state.second_factor,
        });
    }
    let form = Form::new(t);
    let roles = [("agent", Role::Agent), ("administrator", Role::Administrator)];
    let roles = roles.map(|(value, role)| (value.to_owned(), words::role(t, role).into_owned()));
    let languages = Language::ALL.map(|own| (own.to_string(), own.own_name().to_owned()));
    let content = Team {
        p: &page,
        rows,
        pager: Pager::new(t, "/admin/team", &asked, found.next.as_ref()),
        role: form.select("role", t.people_role(), roles).required().help(t.invite_role_help()),
        language: form.select("language", t.invite_language(), languages).or(t.tag()).required(),
        form,
    };
    Ok(page.html(&content))
}

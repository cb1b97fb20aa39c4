//! Everybody who is known.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use docket_app::{PeopleFilter, PersonState, require_agent};
use docket_web::WebState;

use super::{ROWS, choice, organization_choices, parse_id, parse_role, roles, standing};
use crate::fields::Fields;
use crate::filters::{Filters, Pager, requested};
use crate::page::{Page, Section, initials};
use crate::stop::Answer;
use crate::texts::{Text, Voice};
use crate::visitor::Visitor;
use crate::words;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/people", get(show))
}

#[derive(Template)]
#[template(path = "people.html")]
struct People<'a> {
    p: &'a Page,
    filters: Filters,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    id: String,
    name: String,
    initials: String,
    email: String,
    role: Option<Text>,
    standing: Option<(Text, &'static str)>,
}

/// The states that can be asked for, as the address names them.
fn states(t: Voice) -> [(&'static str, Text, &'static [PersonState]); 3] {
    [
        ("invited", t.people_invited(), &[PersonState::Invited, PersonState::Uninvited]),
        ("active", t.people_active(), &[PersonState::Active]),
        ("deactivated", t.people_deactivated(), &[PersonState::Deactivated]),
    ]
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let who = visitor.actor();
    require_agent(who)?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let page = visitor.page(&state, Section::People).await?;
    let t = page.t;
    let organization = asked.filled("organization").and_then(parse_id);
    let wanted = states(t).into_iter().find(|(name, ..)| *name == asked.get("status"));
    let filter = PeopleFilter {
        roles: asked.filled("role").and_then(parse_role).into_iter().collect(),
        states: wanted.map(|(.., states)| states.to_vec()).unwrap_or_default(),
        search: asked.filled("q").map(str::to_owned),
        organization,
        ..PeopleFilter::default()
    };
    let found = state.app.find_people(who, &filter, &requested(&asked, ROWS)?).await?;
    let rows = found.items.iter().map(|person| Row {
        id: person.id.to_string(),
        name: person.name.clone(),
        initials: initials(&person.name),
        email: person.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        role: person.role.filter(|role| role.is_support()).map(|role| words::role(t, role)),
        standing: person.status.as_ref().map(|status| standing(&page, status)),
    });
    let organizations = organization_choices(&state, who, organization).await?;
    let filters = Filters::new(t, "/people")
        .search(t.people_search(), &asked)
        .select(&asked, "role", t.people_role(), roles(t))
        .select(&asked, "status", t.people_state(), states(t).map(|(name, words, _)| choice(name, words)))
        .select(&asked, "organization", t.people_organization(), organizations);
    let content = People {
        p: &page,
        filters,
        rows: rows.collect(),
        pager: Pager::new(t, "/people", &asked, found.next.as_ref()),
    };
    Ok(page.html(&content))
}

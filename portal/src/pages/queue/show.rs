//! The queue.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use docket_app::saved_views::SavedView;
use docket_app::{AppError, PageRequest, PeopleFilter, PersonState, require_agent};
use docket_domain::ticket::{Priority, Status};
use docket_domain::{Actor, OrganizationId, Role, Side};
use docket_web::{Problem, WebState};
use uuid::Uuid;

use super::asked::{Asked, Tab};
use super::order::MOST;
use crate::catalog::Catalog;
use crate::fields::Fields;
use crate::filters::{Filters, Pager, address, requested};
use crate::form::Form;
use crate::page::{Page, Section};
use crate::pages::directory::organization_choices;
use crate::rows::Rows;
use crate::stop::{Answer, Stop};
use crate::texts::{Text, Voice};
use crate::visitor::Visitor;
use crate::words;

/// How many rows a page of the queue has.
const ROWS: u32 = 50;
const _: () = assert!(ROWS as usize <= MOST, "all rows of a page can be ticked");

/// The states that tickets are put in together. Closing is judged one by one.
const TOGETHER: [Status; 5] = [
    Status::WaitingForSupport,
    Status::InProgress,
    Status::WaitingForCustomer,
    Status::OnHold,
    Status::Resolved,
];
const PRIORITIES: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/queue", get(show))
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue<'a> {
    p: &'a Page,
    /// The form for what is ticked, and what was refused of it.
    form: Form,
    title: Text,
    tabs: Vec<TabLink>,
    /// None over a saved view, which is changed where it was made.
    filters: Option<Filters>,
    rows: Rows,
    pager: Pager,
    /// This page, to come back to.
    here: &'a str,
    assignees: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    priorities: Vec<(String, String)>,
}

struct TabLink {
    path: String,
    words: Text,
    count: Option<i64>,
    chosen: bool,
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    answer(&state, &visitor, &asked, &address("/queue", &asked), None).await
}

/// The queue, with what was refused of an order where something was.
pub(super) async fn answer(
    state: &WebState,
    visitor: &Visitor,
    query: &Fields,
    here: &str,
    refused: Option<(&Fields, &Problem)>,
) -> Result<Response, Stop> {
    let who = visitor.actor();
    require_agent(who)?;
    let views = state.app.saved_views(who).await?;
    let asked = Asked::read(query, &views);
    let page = visitor.page(state, Section::Queue).await?;
    let t = page.t;
    let request = requested(query, ROWS)?;
    let list = asked.wanted(who)?.page(&state.app, visitor.session(), &request).await?;
    let catalog = Catalog::load(state, t).await?;
    let team = team(state, who).await?;
    let filters = match asked.tab {
        Some(tab) => Some(filters(state, who, t, tab, query, &catalog, &team).await?),
        None => None,
    };
    let pager = Pager::new(t, "/queue", query, list.page.next.as_ref());
    let special = [choice("me", t.queue_me()), choice("none", t.queue_nobody())];
    let cut = filters.as_ref().is_none_or(|filters| filters.active() > 0);
    let none = if cut { t.queue_none_found() } else { t.queue_none() };
    let form = refused.map_or_else(|| Form::new(t), |(fields, problem)| Form::again(t, fields, problem));
    let set =
        [("assignee", t.queue_assignee()), ("priority", t.queue_priority()), ("status", t.queue_status())];
    for (field, label) in set.into_iter().chain([("comment", t.bulk_comment())]) {
        form.names(field, &label);
    }
    let content = Queue {
        p: &page,
        form,
        title: title(t, &asked, &views),
        tabs: tabs(&page, &asked, views),
        filters,
        rows: Rows::new(&page, &list, &catalog).ticked_for("bulk").aged().or_say(none, None),
        pager,
        here,
        assignees: special.into_iter().chain(team).collect(),
        statuses: TOGETHER
            .map(|status| choice(status.as_str(), words::status(t, Side::Support, status)))
            .into(),
        priorities: priorities(t),
    };
    Ok(page.html_with(refused.map_or(StatusCode::OK, |(_, problem)| problem.status), &content))
}

fn choice(value: &str, words: impl Into<String>) -> (String, String) {
    (value.to_owned(), words.into())
}

fn priorities(t: Voice) -> Vec<(String, String)> {
    PRIORITIES.map(|priority| choice(priority.as_str(), words::priority(t, priority))).into()
}

fn tab_words(t: Voice, tab: Tab) -> Text {
    match tab {
        Tab::Waiting => t.queue_waiting(),
        Tab::Mine => t.queue_mine(),
        Tab::Unassigned => t.queue_unassigned(),
        Tab::All => t.queue_all(),
    }
}

fn title(t: Voice, asked: &Asked, views: &[SavedView]) -> Text {
    let view = views.iter().find(|view| Some(view.id) == asked.view);
    let view = view.map(|view| Text::Owned(view.name.to_string()));
    view.unwrap_or_else(|| tab_words(t, asked.tab.unwrap_or_default()))
}

fn tabs(page: &Page, asked: &Asked, views: Vec<SavedView>) -> Vec<TabLink> {
    let counts = page.me.as_ref().map(|me| &me.counts);
    let count = |tab| match tab {
        Tab::Waiting => counts?.team.map(|team| team.waiting_for_support),
        Tab::Mine => Some(counts?.own.assigned),
        Tab::Unassigned => counts?.team.map(|team| team.unassigned),
        Tab::All => None,
    };
    let own = Tab::ALL.into_iter().map(|tab| TabLink {
        path: format!("/queue?tab={}", tab.name()),
        words: tab_words(page.t, tab),
        count: count(tab),
        chosen: asked.tab == Some(tab),
    });
    let views = views.into_iter().map(|view| TabLink {
        path: format!("/queue?view={}", view.id),
        words: Text::Owned(view.name.to_string()),
        count: None,
        chosen: asked.view == Some(view.id),
    });
    own.chain(views).collect()
}

/// Who of the team can be given a ticket.
async fn team(state: &WebState, who: &Actor) -> Result<Vec<(String, String)>, AppError> {
    let filter = PeopleFilter {
        roles: vec![Role::Agent, Role::Administrator],
        states: vec![PersonState::Active],
        ..PeopleFilter::default()
    };
    let found = state.app.find_people(who, &filter, &PageRequest::first(200)).await?;
    Ok(found.items.into_iter().map(|person| (person.id.to_string(), person.name)).collect())
}

async fn filters(
    state: &WebState,
    who: &Actor,
    t: Voice,
    tab: Tab,
    query: &Fields,
    catalog: &Catalog,
    team: &[(String, String)],
) -> Result<Filters, AppError> {
    let desks = catalog.desks.iter().map(|desk| choice(&desk.key, desk.name.as_str()));
    let chosen = query.get("desk");
    let within = catalog.desks.iter().filter(|desk| chosen.is_empty() || desk.key == chosen);
    let mut types: Vec<(String, String)> = Vec::new();
    for of in within.flat_map(|desk| &desk.types) {
        // Desks often have types of one name; a key is asked for on all of them.
        if types.iter().all(|(key, _)| *key != of.key) {
            types.push(choice(&of.key, of.name.as_str()));
        }
    }
    let organization = query.filled("organization").and_then(|text| Uuid::parse_str(text).ok());
    let organizations = organization_choices(state, who, organization.map(OrganizationId)).await?;
    let mut filters = Filters::new(t, "/queue").folding().keeping("tab", tab.name());
    if catalog.desks.len() > 1 || !chosen.is_empty() {
        filters = filters.select(query, "desk", t.queue_desk(), desks);
    }
    filters = filters.select(query, "request_type", t.queue_type(), types);
    if tab.status().is_none() {
        let open = Status::ALL.into_iter().filter(|status| status.is_open());
        let open = open.map(|status| choice(status.as_str(), words::status(t, Side::Support, status)));
        filters = filters.select(query, "status", t.queue_status(), open);
    }
    filters = filters.select(query, "priority", t.queue_priority(), priorities(t));
    if tab.assignee().is_none() {
        let mut assignees = vec![choice("me", t.queue_me()), choice("none", t.queue_nobody())];
        assignees.extend(team.iter().cloned());
        filters = filters.select(query, "assignee", t.queue_assignee(), assignees);
    }
    filters = filters.select(query, "organization", t.people_organization(), organizations);
    let orders = [
        choice("created_at", t.queue_oldest()),
        choice("-created_at", t.queue_newest()),
        choice("updated_at", t.queue_quiet()),
        choice("-updated_at", t.queue_moved()),
    ];
    Ok(filters.order(query, orders))
}

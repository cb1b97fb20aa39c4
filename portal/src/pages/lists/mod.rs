//! Lists of tickets, and searching them. The address bar holds what is asked for.

mod controls;
mod filter;
mod views;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use docket_app::saved_views::SavedView;
use docket_app::tickets::TicketList;
use docket_app::{AppError, Cursor, PageRequest};
use docket_domain::{Actor, OrganizationId};
use docket_web::{Problem, WebState};

use self::controls::Way;
use self::filter::Filter;
use crate::catalog::Catalog;
use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::page::{Page, Section};
use crate::rows::Rows;
use crate::stop::{Answer, Stop};
use crate::texts::Text;
use crate::visitor::Visitor;

/// So many rows are on a page.
const ROWS: u32 = 50;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets", get(show))
        .route("/tickets/views", post(views::save))
        .route("/tickets/views/{id}/delete", post(views::delete))
}

#[derive(Template)]
#[template(path = "lists.html")]
struct Lists<'a> {
    p: &'a Page,
    filter: &'a Filter,
    form: &'a Form,
    /// What may be wrong with the form of a view to be kept.
    view_form: &'a Form,
    tabs: Vec<Way>,
    states: Vec<Way>,
    fields: Vec<Control>,
    rows: Rows,
    /// Where the list goes on.
    more: Option<String>,
    /// Where it begins, when this is not there.
    first: Option<String>,
    /// The same as a table for other programs.
    export: String,
    views: Vec<Kept>,
    team: bool,
}

/// A kept view, with the way to it.
struct Kept {
    id: String,
    name: String,
    path: String,
    chosen: bool,
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let page = visitor.page(&state, Section::Tickets).await?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let view_form = Form::new(page.t);
    render(&state, visitor.actor(), &page, &asked, &view_form, StatusCode::OK).await
}

/// The page of a list; what is wrong with what was asked for stands above an empty one.
async fn render(
    state: &WebState,
    actor: &Actor,
    page: &Page,
    asked: &Fields,
    view_form: &Form,
    mut status: StatusCode,
) -> Answer {
    let team = actor.is_support();
    let filter = Filter::read(asked, team);
    let catalog = Catalog::load(state, page.t).await?;
    let cursor = asked.filled("cursor");
    let found = read(state, actor, &filter, cursor).await;
    let values: Fields = filter.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut form = Form::with(page.t, values);
    let list = match found {
        Ok(list) => Some(list),
        Err(problem) if problem.status.is_client_error() => {
            form.refuse(&problem);
            status = problem.status;
            None
        }
        Err(problem) => return Err(problem.into()),
    };
    let mut fields = controls::fields(page, &form, &catalog, list.as_ref(), &filter);
    if !team {
        fields.extend(controls::organization(page, &form, &own_organizations(state, actor).await?));
    }
    let next = list.as_ref().and_then(|list| list.page.next.as_ref());
    let more = next.map(|cursor| format!("{}&cursor={cursor}", filter.path()));
    let rows = list.map_or_else(|| Rows::none(page), |list| Rows::new(page, &list, &catalog));
    let (words, link) = nothing(page, &filter);
    let content = Lists {
        p: page,
        filter: &filter,
        form: &form,
        view_form,
        tabs: controls::tabs(page, &filter),
        states: controls::states(page, &filter),
        fields,
        rows: rows.or_say(words, Some(link)),
        more,
        first: cursor.map(|_| filter.path()),
        export: format!("/api/v1/tickets.csv?{}&bom=true", filter.query()),
        views: if team { views::kept(state.app.saved_views(actor).await?, &filter) } else { Vec::new() },
        team,
    };
    Ok(page.html_with(status, &content))
}

async fn read(
    state: &WebState,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&str>,
) -> Result<TicketList, Problem> {
    let after = cursor.map(Cursor::parse).transpose().map_err(AppError::Cursor)?;
    let wanted = filter.wanted(actor)?;
    Ok(wanted.page(&state.app, actor, &PageRequest { limit: ROWS, after }).await?)
}

/// What is said where there is no ticket, and the next step.
fn nothing(page: &Page, filter: &Filter) -> (Text, (String, Text)) {
    let t = page.t;
    if filter.is_cut() {
        let whole = Filter::default().with([("scope", filter.get("scope"))]);
        return (t.lists_nothing_found(), (whole.path(), t.lists_show_whole()));
    }
    let words = match filter.get("scope") {
        "shared" => t.lists_nothing_shared(),
        "organization" => t.lists_nothing_organization(),
        _ => t.lists_nothing_yet(),
    };
    (words, ("/new".to_owned(), t.nav_new_ticket()))
}

/// The organizations of a customer, with their names.
async fn own_organizations(state: &WebState, actor: &Actor) -> Result<Vec<(OrganizationId, String)>, Stop> {
    let mut own = Vec::with_capacity(actor.organizations.len());
    for id in &actor.organizations {
        let organization = state.app.visible_organization(actor, *id).await?;
        own.push((*id, organization.state.name.as_str().to_owned()));
    }
    Ok(own)
}

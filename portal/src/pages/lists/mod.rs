//! Lists of tickets, and searching them. The address bar holds what is asked for.

mod controls;
mod filter;
mod views;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use docket_app::Session;
use docket_app::saved_views::SavedView;
use docket_app::tickets::TicketList;
use docket_web::{Problem, WebState};

use self::controls::{Known, Way};
use self::filter::Filter;
use crate::catalog::Catalog;
use crate::fields::Fields;
use crate::filters::{Filters, Pager, requested};
use crate::form::Form;
use crate::page::{Page, Section};
use crate::rows::Rows;
use crate::stop::Answer;
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
    filters: Filters,
    /// None where what was asked for makes no sense.
    rows: Option<Rows>,
    pager: Pager,
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
    render(&state, visitor.session(), &page, &asked, &view_form, StatusCode::OK).await
}

/// The page of a list; what is wrong with what was asked for stands above an empty one.
async fn render(
    state: &WebState,
    session: &Session,
    page: &Page,
    asked: &Fields,
    view_form: &Form,
    mut status: StatusCode,
) -> Answer {
    let actor = &session.actor;
    let team = actor.is_support();
    let filter = Filter::read(asked, team);
    let catalog = Catalog::load(state, page.t).await?;
    let found = read(state, session, &filter, asked).await;
    let mut form = Form::new(page.t);
    let list = match found {
        Ok(list) => Some(list),
        Err(mut problem) if problem.status.is_client_error() => {
            // The field it is about may not be in view, or have no control.
            problem.errors.clear();
            form.refuse(&problem);
            status = problem.status;
            None
        }
        Err(problem) => return Err(problem.into()),
    };
    view_form.names("name", &page.t.views_name());
    let known = Known::of(state, actor, &filter, list.as_ref()).await?;
    let next = list.as_ref().and_then(|list| list.page.next.as_ref());
    let pager = Pager::new(page.t, "/tickets", asked, next);
    let rows = list.map(|list| {
        let (words, link) = nothing(page, &filter);
        Rows::new(page, &list, &catalog).or_say(words, Some(link))
    });
    let content = Lists {
        p: page,
        filter: &filter,
        form: &form,
        view_form,
        tabs: controls::tabs(page, &filter),
        states: controls::states(page, &filter),
        filters: controls::filters(page, &catalog, &filter, &known),
        rows,
        pager,
        export: format!("/api/v1/tickets.csv?{}&bom=true", filter.query()),
        views: if team { views::kept(state.app.saved_views(actor).await?, &filter) } else { Vec::new() },
        team,
    };
    Ok(page.html_with(status, &content))
}

async fn read(
    state: &WebState,
    session: &Session,
    filter: &Filter,
    asked: &Fields,
) -> Result<TicketList, Problem> {
    let wanted = filter.wanted(&session.actor)?;
    Ok(wanted.page(&state.app, session, &requested(asked, ROWS)?).await?)
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

//! The first page of a customer: what waits for them, and where to ask.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::tickets::{ListScope, TicketList};
use docket_app::{PageRequest, Session, Sort, StatusFilter, TicketFilter};
use docket_domain::Side;
use docket_web::WebState;

use crate::catalog::Catalog;
use crate::page::{Page, Section};
use crate::rows::Rows;
use crate::stop::{Answer, Go, Stop};
use crate::visitor::Visitor;

/// So many tickets of each list are shown.
const ROWS: u32 = 5;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    p: &'a Page,
    catalog: Catalog,
    /// Their own, where it is their turn.
    waiting: Rows,
    /// Shared with them by name, where it is the customers' turn.
    shared: Rows,
    /// Their own that moved last.
    recent: Rows,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let actor = visitor.actor();
    if actor.is_support() {
        return Ok(Go::to("/queue").into_response());
    }
    let page = visitor.page(&state, Section::Home).await?;
    let catalog = Catalog::load(&state, page.t).await?;
    let open = || TicketFilter { status: Some(StatusFilter::Open), ..TicketFilter::default() };
    let my_turn = || TicketFilter { turn: Some(Side::Customer), ..open() };
    let session = visitor.session();
    let waiting = list(&state, session, ListScope::Mine, my_turn()).await?;
    let shared = list(&state, session, ListScope::Shared, my_turn()).await?;
    let recent = list(&state, session, ListScope::Mine, TicketFilter::default()).await?;
    let t = page.t;
    let content = Home {
        p: &page,
        waiting: Rows::new(&page, &waiting, &catalog).named("waiting").or_say(t.home_nothing_waits(), None),
        shared: Rows::new(&page, &shared, &catalog).named("shared"),
        recent: Rows::new(&page, &recent, &catalog)
            .named("recent")
            .or_say(t.lists_nothing_yet(), Some(("/new".to_owned(), t.nav_new_ticket()))),
        catalog,
    };
    Ok(page.html(&content))
}

async fn list(
    state: &WebState,
    session: &Session,
    scope: ListScope,
    filter: TicketFilter,
) -> Result<TicketList, Stop> {
    Ok(state.app.tickets(session, scope, filter, Sort::default(), &PageRequest::first(ROWS)).await?)
}

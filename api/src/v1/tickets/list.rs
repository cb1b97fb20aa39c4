use axum::Json;
use axum::extract::State;
use docket_web::{ApiQuery, AtPosition, Login, Problem, WebState};

use super::model::TicketRowBody;
use super::query::TicketsQuery;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, page_request};

/// Tickets, by page.
#[utoipa::path(
    get, path = "/tickets", tag = "tickets", security(("bearer" = []), ("cookie" = [])), params(TicketsQuery),
    responses((status = 200, body = Items<TicketRowBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<TicketsQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<TicketRowBody>>), Problem> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let list = query.wanted(&login.session.actor)?.page(&state.app, &login.session, &page).await?;
    let items = list.page.items.iter().map(|row| TicketRowBody::new(row, &list)).collect();
    Ok((at, Json(Items::page(items, list.page.next.as_ref()))))
}

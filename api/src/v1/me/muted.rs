//! The tickets one wants no mail about.

use axum::Json;
use axum::extract::State;
use docket_app::Loaded;
use docket_domain::ticket::Ticket;
use docket_web::{ApiQuery, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery};

/// A ticket one wants no mail about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MutedBody {
    key: String,
    subject: String,
    status: &'static str,
}

impl MutedBody {
    fn new(ticket: &Loaded<Ticket>) -> Self {
        let ticket = &ticket.state;
        let (key, subject) = (ticket.key.to_string(), ticket.subject.as_str().to_owned());
        Self { key, subject, status: ticket.status().as_str() }
    }
}

/// The tickets one has muted, those that were opened last first. What one sees no longer is left out, so a page may hold
/// less than `limit` though others follow. `PUT /tickets/{key}/notifications` lets mail go on.
#[utoipa::path(
    get, path = "/me/muted", tag = "me", security(("bearer" = []), ("cookie" = [])), params(PageQuery),
    responses((status = 200, body = Items<MutedBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Items<MutedBody>>, Problem> {
    let page = state.app.muted(&login.session.actor, &query.request()?).await?;
    let items = page.items.iter().map(|ticket| MutedBody::new(ticket)).collect();
    Ok(Json(Items::page(items, page.next.as_ref())))
}

use axum::Json;
use axum::extract::State;
use docket_app::tickets::Counts;
use docket_web::{AtPosition, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;

/// The numbers of one's first page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountsBody {
    /// Tickets that concern one, with something new by others.
    unread: i64,
    /// One's own and those shared by name that are not closed.
    open: i64,
    /// Customers: of these, those whose turn is the customers'.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_for_me: Option<i64>,
    /// The team: all tickets that wait for support.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_for_support: Option<i64>,
    /// The team: all that are not closed and nobody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    unassigned: Option<i64>,
    /// The team: those given to one that are not closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<i64>,
}

impl From<Counts> for CountsBody {
    fn from(Counts { own, team }: Counts) -> Self {
        Self {
            unread: own.unread,
            open: own.open,
            waiting_for_me: team.is_none().then_some(own.waiting),
            waiting_for_support: team.map(|team| team.waiting_for_support),
            unassigned: team.map(|team| team.unassigned),
            mine: team.map(|_| own.assigned),
        }
    }
}

/// What waits for one, in numbers.
#[utoipa::path(
    get, path = "/me/counts", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = CountsBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    at: AtPosition,
) -> Result<(AtPosition, Json<CountsBody>), Problem> {
    Ok((at, Json(state.app.counts(&login.session.actor).await?.into())))
}

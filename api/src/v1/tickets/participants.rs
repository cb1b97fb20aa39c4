//! Whom a ticket is shared with by name: three short operations on one list.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::{App, AppError, Done, Faults, Loaded};
use docket_domain::Actor;
use docket_domain::ticket::Ticket;
use docket_web::{ApiPath, Login, Problem, Submission, WebState};
use uuid::Uuid;

use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::{Items, Nothing, PersonBrief, WhomBody, answered};

async fn items(app: &App, actor: &Actor, ticket: &Loaded<Ticket>) -> Result<Items<PersonBrief>, AppError> {
    let briefs = app.ticket_briefs(actor, ticket).await?;
    let people = ticket.state.participants.iter();
    Ok(Items::all(people.map(|id| PersonBrief::new(*id, &briefs)).collect()))
}

async fn answer(app: &App, actor: &Actor, done: &Done<Ticket>) -> Result<Response, AppError> {
    let body = items(app, actor, &done.loaded).await?;
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}

/// Whom a ticket is shared with by name.
#[utoipa::path(
    get, path = "/tickets/{key}/participants", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<PersonBrief>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<PersonBrief>>, Problem> {
    let actor = &login.session.actor;
    let ticket = state.app.ticket(actor, &key).await?;
    Ok(Json(items(&state.app, actor, &ticket).await?))
}

/// Share a ticket with a person. An address nobody has is invited; the answer is the same.
#[utoipa::path(
    post, path = "/tickets/{key}/participants", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), request_body = WhomBody,
    responses((status = 200, body = Items<PersonBrief>), CommandProblems),
)]
pub(crate) async fn add(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<WhomBody>,
) -> Result<Response, Problem> {
    let session = &submission.login.session;
    // Whether the ticket is there at all comes before the faults of the content.
    state.app.ticket(&session.actor, &key).await?;
    let mut faults = Faults::new();
    let whom = faults.take(submission.body.parse());
    let whom = faults.finish(|| whom)?;
    let done = state.app.add_participant(session, &submission.key, &key, &whom).await?;
    Ok(answer(&state.app, &session.actor, &done).await?)
}

/// No longer share a ticket with a person. The reporter, the team, and the person themself.
#[utoipa::path(
    delete, path = "/tickets/{key}/participants/{person}", tag = "tickets",
    security(("bearer" = []), ("cookie" = [])), params(("key" = String, Path), ("person" = Uuid, Path)),
    responses((status = 200, body = Items<PersonBrief>), CommandProblems),
)]
pub(crate) async fn remove(
    State(state): State<WebState>,
    ApiPath((key, person)): ApiPath<(String, Uuid)>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let done = state.app.remove_participant(actor, &submission.key, &key, person).await?;
    Ok(answer(&state.app, actor, &done).await?)
}

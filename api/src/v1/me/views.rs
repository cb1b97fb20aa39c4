//! One's own saved views: lists under a name.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use docket_app::saved_views::SavedView;
use docket_app::{AppError, Faults};
use docket_domain::{Actor, Label};
use docket_web::{ApiPath, Login, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::{Items, Nothing, parsed};
use crate::v1::tickets::ListQueryBody;

pub(super) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change, delete))
}

/// A view to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewViewBody {
    /// What to call it: 1 to 100 characters.
    name: String,
    /// Which list.
    query: ListQueryBody,
}

/// What is to change of a view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViewChangeBody {
    /// What to call it from now on.
    name: Option<String>,
    /// Which list from now on: all of its parameters.
    query: Option<ListQueryBody>,
}

/// A list under a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewBody {
    id: Uuid,
    /// What its owner calls it.
    name: String,
    /// Which list: to be sent as parameters of `GET /tickets`.
    query: ListQueryBody,
}

impl ViewBody {
    fn new(view: &SavedView) -> Result<Self, AppError> {
        let query = serde_json::from_str(&view.query)
            .map_err(|error| AppError::Internal("a view's query", Some(Box::new(error))))?;
        Ok(Self { id: view.id, name: view.name.as_str().to_owned(), query })
    }
}

/// The parameters as they are kept, if the list would take them.
fn checked(query: &ListQueryBody, actor: &Actor) -> Result<String, Problem> {
    query.wanted(actor)?;
    let kept = serde_json::to_string(query);
    Ok(kept.map_err(|error| AppError::Internal("a view's query", Some(Box::new(error))))?)
}

/// One's own saved views, by name.
#[utoipa::path(
    get, path = "/me/views", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = Items<ViewBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
) -> Result<Json<Items<ViewBody>>, Problem> {
    let views = state.app.saved_views(&login.session.actor).await?;
    Ok(Json(Items::all(views.iter().map(ViewBody::new).collect::<Result<_, _>>()?)))
}

/// Keep a list under a name; 50 at most.
#[utoipa::path(
    post, path = "/me/views", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewViewBody, responses((status = 201, body = ViewBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewViewBody>,
) -> Result<(StatusCode, Json<ViewBody>), Problem> {
    let Submission { login, body, key, if_match: _ } = submission;
    let actor = &login.session.actor;
    let mut faults = Faults::new();
    let name = faults.take(parsed("name", Label::parse(&body.name)));
    let name = faults.finish(|| name)?;
    let query = checked(&body.query, actor)?;
    let view = state.app.save_view(actor, &key, name, query).await?;
    Ok((StatusCode::CREATED, Json(ViewBody::new(&view)?)))
}

/// Rename a view, or keep another list under its name.
#[utoipa::path(
    patch, path = "/me/views/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), request_body = ViewChangeBody,
    responses((status = 200, body = ViewBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<ViewChangeBody>,
) -> Result<Json<ViewBody>, Problem> {
    let Submission { login, body, .. } = submission;
    let actor = &login.session.actor;
    let mut faults = Faults::new();
    let name = faults.take(body.name.as_deref().map(|name| parsed("name", Label::parse(name))).transpose());
    let name = faults.finish(|| name)?;
    let query = body.query.as_ref().map(|query| checked(query, actor)).transpose()?;
    Ok(Json(ViewBody::new(&state.app.change_view(actor, id, name, query).await?)?))
}

/// Forget a view.
#[utoipa::path(
    delete, path = "/me/views/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), CommandProblems),
)]
pub(crate) async fn delete(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<Nothing>,
) -> Result<StatusCode, Problem> {
    state.app.delete_view(&submission.login.session.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

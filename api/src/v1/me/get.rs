use axum::Json;
use axum::extract::State;
use docket_app::Session;
use docket_web::{OwnAccount, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use super::notifications::NotificationsBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::OrganizationBrief;
use crate::v1::session::PersonBody;

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeBody {
    #[serde(flatten)]
    person: PersonBody,
    /// Whether logging in asks for a second factor.
    second_factor: bool,
    /// Which mails about tickets one wants.
    notifications: NotificationsBody,
    /// The organizations one is a member of.
    organizations: Vec<OrganizationBrief>,
}

impl MeBody {
    /// Of the person as they are in the session.
    pub(super) async fn read(state: &WebState, session: &Session) -> Result<Self, Problem> {
        let actor = &session.actor;
        let own = actor.organizations.iter().copied();
        let briefs = state.app.briefs(actor, None, own.clone()).await?;
        Ok(Self {
            person: PersonBody::new(&session.person.state),
            notifications: session.person.state.notifications.into(),
            second_factor: session.person.state.second_factor,
            organizations: own.map(|id| OrganizationBrief::new(id, &briefs)).collect(),
        })
    }
}

/// One's own account.
#[utoipa::path(
    get, path = "/me", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = MeBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
) -> Result<Json<MeBody>, Problem> {
    Ok(Json(MeBody::read(&state, &login.session).await?))
}

//! What the team does to somebody's account.

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::routing::post;
use docket_app::accounts::PersonChange;
use docket_app::organizations::Whom;
use docket_app::{AppError, Faults, FieldError, Position, require_agent};
use docket_domain::{Language, OrganizationId, PersonId, PersonName};
use docket_web::{ApiPath, Problem, WebState};
use uuid::Uuid;

use super::{faulty, parse_id, parse_role, person, refused};
use crate::fields::Fields;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/people/{id}/invite", post(|at, id, sent| act(Act::InviteAgain, at, id, sent)))
        .route("/people/{id}/revoke", post(|at, id, sent| act(Act::Revoke, at, id, sent)))
        .route("/people/{id}/profile", post(|at, id, sent| act(Act::Profile, at, id, sent)))
        .route("/people/{id}/role", post(|at, id, sent| act(Act::Role, at, id, sent)))
        .route("/people/{id}/deactivate", post(|at, id, sent| act(Act::Deactivate, at, id, sent)))
        .route("/people/{id}/reactivate", post(|at, id, sent| act(Act::Reactivate, at, id, sent)))
        .route("/people/{id}/sessions", post(|at, id, sent| act(Act::EndSessions, at, id, sent)))
        .route("/people/{id}/second-factor", post(|at, id, sent| act(Act::ResetSecondFactor, at, id, sent)))
        .route("/people/{id}/join", post(|at, id, sent| act(Act::Join, at, id, sent)))
        .route("/people/{id}/leave", post(|at, id, sent| act(Act::Leave, at, id, sent)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    InviteAgain,
    Revoke,
    Profile,
    Role,
    Deactivate,
    Reactivate,
    EndSessions,
    ResetSecondFactor,
    Join,
    Leave,
}

impl Act {
    fn notice(self) -> Notice {
        match self {
            Self::InviteAgain => Notice::PersonInvited,
            Self::Revoke => Notice::PersonRevoked,
            Self::Profile | Self::Role => Notice::PersonChanged,
            Self::Deactivate => Notice::PersonDeactivated,
            Self::Reactivate => Notice::PersonReactivated,
            Self::EndSessions => Notice::PersonSignedOut,
            Self::ResetSecondFactor => Notice::PersonFactorReset,
            Self::Join => Notice::OrgMemberAdded,
            Self::Leave => Notice::OrgMemberRemoved,
        }
    }

    /// Carries it out, and answers how far the log has come by it.
    async fn carry_out(
        self,
        state: &WebState,
        id: PersonId,
        sent: &Submitted,
    ) -> Result<Option<Position>, AppError> {
        let (app, who, key, fields) = (&state.app, sent.actor(), &sent.key, &sent.fields);
        let position = match self {
            Self::InviteAgain => app.invite_again(who, key, id).await?.position,
            Self::Revoke => app.revoke_invitation(who, key, id).await?.position,
            Self::EndSessions => {
                app.end_sessions(who, id, None).await?;
                return Ok(None);
            }
            Self::ResetSecondFactor => app.reset_second_factor(who, key, id).await?.position,
            Self::Profile | Self::Role | Self::Deactivate | Self::Reactivate => {
                let change = self.change(fields)?;
                app.change_person(who, key, id, None, change).await?.position
            }
            Self::Join => {
                let organization = organization(fields)?;
                let (whom, manager) = (Whom::Person(id), fields.has("manager"));
                let language = sent.visitor.session().person.state.language;
                let (done, _) = app.add_member(who, key, organization, &whom, manager, language).await?;
                done.position
            }
            Self::Leave => app.remove_member(who, key, organization(fields)?, id).await?.position,
        };
        Ok(Some(position))
    }

    /// What it changes about the person themselves.
    fn change(self, fields: &Fields) -> Result<PersonChange, AppError> {
        let mut faults = Faults::new();
        let mut change = PersonChange::default();
        match self {
            Self::Profile => {
                change.name = faults.take(PersonName::parse(fields.get("name")).map_err(faulty("name")));
                let language = Language::parse(fields.get("language")).map_err(faulty("language"));
                change.language = faults.take(language);
            }
            Self::Role => {
                let role = parse_role(fields.get("role"));
                let unknown = || FieldError::new("role", "unknown", "Choose a role from the list.");
                change.role = faults.take(role.ok_or_else(unknown));
            }
            Self::Deactivate => change.deactivated = Some(true),
            Self::Reactivate => change.deactivated = Some(false),
            Self::InviteAgain
            | Self::Revoke
            | Self::EndSessions
            | Self::ResetSecondFactor
            | Self::Join
            | Self::Leave => {}
        }
        faults.check()?;
        Ok(change)
    }
}

fn organization(fields: &Fields) -> Result<OrganizationId, AppError> {
    let missing =
        || refused(FieldError::new("organization", "missing", "Choose an organization from the list."));
    parse_id(fields.get("organization")).ok_or_else(missing)
}

async fn act(act: Act, State(state): State<WebState>, ApiPath(id): ApiPath<Uuid>, sent: Submitted) -> Answer {
    let id = PersonId(id);
    require_agent(sent.actor())?;
    match act.carry_out(&state, id, &sent).await.map_err(Problem::from) {
        Ok(position) => {
            let go = Go::to(format!("/people/{id}")).saying(act.notice());
            let go = if let Some(position) = position { go.at(position) } else { go };
            Ok(go.into_response())
        }
        Err(problem) if problem.status.is_server_error() => Err(problem.into()),
        Err(problem) => person::answer(&state, &sent.visitor, id, Some((&sent.fields, &problem))).await,
    }
}

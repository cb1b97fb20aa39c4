use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_app::tickets::Audience;
use docket_domain::audience::{Reason, Seer};
use docket_web::{ApiPath, ApiQuery, Login, Problem, WebState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::openapi::ReadProblems;
use crate::v1::reply::{OrganizationBrief, PersonBrief};

/// When.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AudienceQuery {
    /// A time since the ticket was opened; now when it is left out.
    at: Option<DateTime<Utc>>,
}

/// Who can see a ticket, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AudienceBody {
    /// Those whom the reader may be told of one by one.
    items: Vec<SeerBody>,
    /// The organization it is shared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<SharedWithBody>,
    /// The support team sees every ticket.
    support: SupportBody,
}

/// Somebody who can see a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeerBody {
    person: PersonBrief,
    /// `reporter`, `participant`, `organization`, `support`.
    reasons: Vec<&'static str>,
    /// Since when, by the reason that has held the longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<DateTime<Utc>>,
}

/// An organization that a ticket is shared with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedWithBody {
    #[serde(flatten)]
    organization: OrganizationBrief,
    since: DateTime<Utc>,
    /// How many of its members see the ticket by that.
    members: usize,
}

/// The support team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupportBody {
    /// How many they are.
    count: usize,
}

impl AudienceBody {
    pub(crate) fn new(audience: &Audience) -> Self {
        let briefs = &audience.briefs;
        let seer = |seer: &Seer| SeerBody {
            person: PersonBrief::new(seer.person, briefs),
            reasons: seer.reasons.keys().copied().map(Reason::as_str).collect(),
            since: seer.since(),
        };
        Self {
            items: audience.seers.iter().map(seer).collect(),
            organization: audience.organization.map(|shared| SharedWithBody {
                organization: OrganizationBrief::new(shared.organization, briefs),
                since: shared.since,
                members: shared.members,
            }),
            support: SupportBody { count: audience.support },
        }
    }
}

/// Everybody who can see a ticket and why, or who could at a time before.
#[utoipa::path(
    get, path = "/tickets/{key}/audience", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), AudienceQuery),
    responses(
        (status = 200, body = AudienceBody),
        (status = 422, description = "The time is before the ticket or in the future.", body = Problem,
            content_type = "application/problem+json"),
        ReadProblems,
    ),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    ApiQuery(query): ApiQuery<AudienceQuery>,
) -> Result<Json<AudienceBody>, Problem> {
    let audience = state.app.audience(&login.session.actor, &key, query.at).await?;
    Ok(Json(AudienceBody::new(&audience)))
}

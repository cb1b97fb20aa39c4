use axum::Json;
use axum::extract::State;
use docket_app::directory::KnownPerson;
use docket_app::{PeopleFilter, PersonState};
use docket_domain::OrganizationId;
use docket_web::{ApiQuery, AtPosition, Login, Problem, WebState, bad_parameter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PersonBrief, page_request};
use crate::v1::session::{parse_role, role_text, status_text};

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleQuery {
    /// Part of a name; for the team also of an address.
    q: Option<String>,
    /// `customer`, `agent` or `administrator`. For the team.
    role: Option<String>,
    /// `invited`, `active` or `deactivated`. For the team.
    status: Option<String>,
    /// Members of this organization. For the team.
    organization: Option<Uuid>,
    /// How many rows: 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A person in a list: for the team with role and standing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRowBody {
    #[serde(flatten)]
    person: PersonBrief,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// `invited`, `active`, `deactivated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

impl PeopleQuery {
    fn filter(self) -> Result<PeopleFilter, Problem> {
        let role = self.role.as_deref().map(parse_role).transpose();
        let role = role.map_err(|error| bad_parameter("role", &error.detail))?;
        let states = match self.status.as_deref() {
            None => Vec::new(),
            Some("invited") => vec![PersonState::Uninvited, PersonState::Invited],
            Some("active") => vec![PersonState::Active],
            Some("deactivated") => vec![PersonState::Deactivated],
            Some(_) => return Err(bad_parameter("status", "status is invited, active or deactivated.")),
        };
        Ok(PeopleFilter {
            roles: role.into_iter().collect(),
            states,
            search: self.q,
            organization: self.organization.map(OrganizationId),
            ..PeopleFilter::default()
        })
    }
}

impl PersonRowBody {
    fn new(known: KnownPerson) -> Self {
        Self {
            person: PersonBrief { id: known.id.0, name: known.name, email: known.email.map(String::from) },
            role: known.role.map(role_text),
            status: known.status.as_ref().map(status_text),
        }
    }
}

/// People by name: the team finds everybody, customers the members of their own organizations.
#[utoipa::path(
    get, path = "/people", tag = "people", security(("bearer" = []), ("cookie" = [])), params(PeopleQuery),
    responses((status = 200, body = Items<PersonRowBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<PeopleQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<PersonRowBody>>), Problem> {
    let request = page_request(query.limit, query.cursor.as_deref())?;
    let page = state.app.find_people(&login.session.actor, &query.filter()?, &request).await?;
    let next = page.next;
    let items = page.items.into_iter().map(PersonRowBody::new).collect();
    Ok((at, Json(Items::page(items, next.as_ref()))))
}

//! What the team does to an organization.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::routing::post;
use docket_app::organizations::OrganizationChange;
use docket_app::{AppError, Faults, Position, require_agent};
use docket_domain::organization::{DefaultVisibility, MailContent};
use docket_domain::{MailDomain, OrganizationId, OrganizationName, PersonId};
use docket_web::{ApiPath, Problem, WebState};
use uuid::Uuid;

use super::{faulty, organization, refused};
use crate::fields::Fields;
use crate::pages::new::sharing;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/organizations/{id}/members", post(add))
        .route("/organizations/{id}/members/remove", post(remove))
        .route("/organizations/{id}/settings", post(change))
}

async fn add(State(state): State<WebState>, ApiPath(id): ApiPath<Uuid>, sent: Submitted) -> Answer {
    require_agent(sent.actor())?;
    let id = OrganizationId(id);
    // Whom one chose while typing is meant by their id.
    let typed = sent.fields.filled("person").unwrap_or(sent.fields.get("member").trim());
    let whom = sharing::whom(&state, sent.actor(), typed, "member").await?;
    let added = match whom.map_err(refused) {
        Ok(whom) => {
            let (manager, language) =
                (sent.fields.has("manager"), sent.visitor.session().person.state.language);
            let added = state.app.add_member(sent.actor(), &sent.key, id, &whom, manager, language).await;
            added.map(|(done, _)| done.position)
        }
        Err(error) => Err(error),
    };
    done(&state, id, &sent, added, Notice::OrgMemberAdded).await
}

async fn remove(State(state): State<WebState>, ApiPath(id): ApiPath<Uuid>, sent: Submitted) -> Answer {
    require_agent(sent.actor())?;
    let id = OrganizationId(id);
    let person = Uuid::parse_str(sent.fields.get("member")).map_err(|_| AppError::NotFound("member"))?;
    let removed = state.app.remove_member(sent.actor(), &sent.key, id, PersonId(person)).await;
    done(&state, id, &sent, removed.map(|done| done.position), Notice::OrgMemberRemoved).await
}

async fn change(State(state): State<WebState>, ApiPath(id): ApiPath<Uuid>, sent: Submitted) -> Answer {
    require_agent(sent.actor())?;
    let id = OrganizationId(id);
    let changed = match parse(&sent.fields) {
        Ok(change) => {
            let changed = state.app.change_organization(sent.actor(), &sent.key, id, sent.if_match, &change);
            changed.await.map(|done| done.position)
        }
        Err(error) => Err(error),
    };
    done(&state, id, &sent, changed, Notice::OrgChanged).await
}

fn parse(fields: &Fields) -> Result<OrganizationChange, AppError> {
    let mut faults = Faults::new();
    let name = faults.take(OrganizationName::parse(fields.get("name")).map_err(faulty("name")));
    let mut mail_domains = BTreeSet::new();
    // One a line; people also write commas.
    let lines = fields.get("mail_domains").split(|c: char| c == ',' || c == ';' || c.is_whitespace());
    for line in lines.filter(|line| !line.is_empty()) {
        let line = line.strip_prefix('@').unwrap_or(line);
        mail_domains.extend(faults.take(MailDomain::parse(line).map_err(faulty("mail_domains"))));
    }
    let mail_content = match fields.get("mail_content") {
        "link_only" => MailContent::LinkOnly,
        _ => MailContent::Full,
    };
    let default_visibility = match fields.get("default_visibility") {
        "organization" => DefaultVisibility::Organization,
        _ => DefaultVisibility::Private,
    };
    faults.finish(|| {
        Some(OrganizationChange {
            name: Some(name?),
            mail_content: Some(mail_content),
            default_visibility: Some(default_visibility),
            mail_domains: Some(mail_domains),
        })
    })
}

/// Back to the organization, with a word about what was done, or with what was refused.
async fn done(
    state: &WebState,
    id: OrganizationId,
    sent: &Submitted,
    result: Result<Position, AppError>,
    notice: Notice,
) -> Answer {
    match result.map_err(|error| at_its_field(error, sent)) {
        Ok(position) => {
            Ok(Go::to(format!("/organizations/{id}")).at(position).saying(notice).into_response())
        }
        Err(problem) if problem.status.is_server_error() => Err(problem.into()),
        Err(problem) => {
            let refused = Some((&sent.fields, &problem));
            organization::answer(state, &sent.visitor, id, &Fields::default(), refused).await
        }
    }
}

/// The form has one field for a person, whatever the use case calls what stands in it.
fn at_its_field(error: AppError, sent: &Submitted) -> Problem {
    let mut problem = Problem::from(error);
    for fault in &mut problem.errors {
        if sent.fields.has("member") && matches!(fault.field.as_str(), "person" | "email") {
            "member".clone_into(&mut fault.field);
        }
    }
    problem
}

//! An organization of one's own: who belongs to it, and for its managers whom to invite and remove.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use docket_app::organizations::{Newcomer, Whom};
use docket_app::{AppError, Faults, Member, Position};
use docket_domain::organization::{Membership, Organization};
use docket_domain::{Actor, EmailAddress, Language, OrganizationId, PersonId, PersonName};
use docket_web::WebState;
use uuid::Uuid;

use crate::fields::Fields;
use crate::filters::{Pager, requested};
use crate::form::Form;
use crate::page::{Page, Section, initials};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/organization", get(first))
        .route("/organization/{id}", get(show))
        .route("/organization/{id}/members", get(show).post(invite))
        .route("/organization/{id}/members/{person}/remove", get(ask_remove).post(remove))
        .route("/organization/{id}/members/{person}/invite", post(invite_again))
}

/// So many members on a page.
const MEMBERS: u32 = 50;

#[derive(Template)]
#[template(path = "organization.html")]
struct OrganizationTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    organization: &'a Organization,
    /// One's organizations, where there are several.
    others: Vec<(OrganizationId, String)>,
    members: Vec<Row>,
    pager: Pager,
    /// Whether the reader manages it.
    manages: bool,
}

struct Row {
    id: PersonId,
    name: String,
    initials: String,
    email: Option<String>,
    manager: bool,
    oneself: bool,
    /// Known to managers alone.
    invited: bool,
    /// Whether the reader may remove them and invite them again.
    manageable: bool,
}

#[derive(Template)]
#[template(path = "organization_none.html")]
struct NoneTemplate<'a> {
    p: &'a Page,
}

#[derive(Template)]
#[template(path = "organization_remove.html")]
struct RemoveTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    organization: &'a Organization,
    person: PersonId,
    name: &'a str,
}

fn path(id: OrganizationId) -> String {
    format!("/organization/{id}")
}

async fn first(State(state): State<WebState>, visitor: Visitor) -> Answer {
    if let Some(id) = visitor.actor().organizations.first() {
        return Ok(Go::to(path(*id)).into_response());
    }
    let page = visitor.page(&state, Section::Organization).await?;
    Ok(page.html(&NoneTemplate { p: &page }))
}

async fn show(
    State(state): State<WebState>,
    Path(id): Path<Uuid>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let page = visitor.page(&state, Section::Organization).await?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    render(&state, &page, visitor.actor(), OrganizationId(id), &asked, (StatusCode::OK, &Form::new(page.t)))
        .await
}

async fn render(
    state: &WebState,
    page: &Page,
    who: &Actor,
    id: OrganizationId,
    asked: &Fields,
    (status, form): (StatusCode, &Form),
) -> Answer {
    let loaded = state.app.visible_organization(who, id).await?;
    let organization = &loaded.state;
    let (found, briefs) = state.app.members(who, id, &requested(asked, MEMBERS)?).await?;
    let manages = organization.is_managed_by(who.person);
    let row = |member: &Member| {
        let id = member.person.id;
        let name = briefs.name(id).to_owned();
        Row {
            id,
            initials: initials(&name),
            name,
            email: briefs.email(id).map(str::to_owned),
            manager: member.membership == Membership::Manager,
            oneself: id == who.person,
            invited: manages && member.person.invitation().is_some(),
            manageable: manages && organization.sponsor(who, id).is_ok(),
        }
    };
    let own = state.app.briefs(who, [], who.organizations.iter().copied()).await?;
    let others = who.organizations.iter().map(|id| (*id, own.organization(*id).to_owned()));
    let content = OrganizationTemplate {
        p: page,
        form,
        organization,
        others: others.collect(),
        members: found.items.iter().map(row).collect(),
        pager: Pager::new(page.t, &path(id), asked, found.next.as_ref()),
        manages,
    };
    Ok(page.html_with(status, &content))
}

async fn invite(State(state): State<WebState>, Path(id): Path<Uuid>, sent: Submitted) -> Answer {
    let id = OrganizationId(id);
    let error = match add(&state, id, &sent).await {
        Ok(position) => {
            return Ok(Go::to(path(id)).at(position).saying(Notice::MemberInvited).into_response());
        }
        Err(error) => error,
    };
    let problem = Stop::unless_refused(error)?;
    let page = sent.visitor.page(&state, Section::Organization).await?;
    let form = Form::again(page.t, &sent.fields, &problem);
    render(&state, &page, sent.actor(), id, &Fields::default(), (problem.status, &form)).await
}

async fn add(state: &WebState, id: OrganizationId, sent: &Submitted) -> Result<Position, AppError> {
    // Whether there is such an organization comes before any word about the address.
    state.app.visible_organization(sent.actor(), id).await?;
    let mut faults = Faults::new();
    let email = faults.parsed("email", EmailAddress::parse(sent.fields.get("email")));
    let name = sent.fields.filled("name");
    let name = name.and_then(|name| faults.parsed("name", PersonName::parse(name)));
    let usual = sent.visitor.session().person.state.language;
    let language = sent.fields.filled("language").map_or(Ok(usual), Language::parse);
    let language = faults.parsed("language", language);
    let (whom, newcomer) =
        faults.finish(|| Some((Whom::Email(email?), Newcomer { name, language: language? })))?;
    let (done, _) = state.app.add_member(sent.actor(), &sent.key, id, &whom, false, newcomer).await?;
    Ok(done.position)
}

async fn invite_again(
    State(state): State<WebState>,
    Path((id, person)): Path<(Uuid, Uuid)>,
    sent: Submitted,
) -> Answer {
    let (id, person) = (OrganizationId(id), PersonId(person));
    let done = state.app.invite_member_again(sent.actor(), &sent.key, id, person).await?;
    Ok(Go::to(path(id)).at(done.position).saying(Notice::MemberInvited).into_response())
}

/// Asks before somebody is removed, for it takes from them what was shared.
async fn ask_remove(
    State(state): State<WebState>,
    Path((id, person)): Path<(Uuid, Uuid)>,
    visitor: Visitor,
) -> Answer {
    let (id, person) = (OrganizationId(id), PersonId(person));
    let loaded = state.app.visible_organization(visitor.actor(), id).await?;
    if !loaded.state.has_member(person) || loaded.state.sponsor(visitor.actor(), person).is_err() {
        return Ok(Go::to(path(id)).into_response());
    }
    let page = visitor.page(&state, Section::Organization).await?;
    let briefs = state.app.colleagues(visitor.actor(), [person]).await?;
    let content = RemoveTemplate {
        p: &page,
        form: &Form::new(page.t),
        organization: &loaded.state,
        person,
        name: briefs.name(person),
    };
    Ok(page.html(&content))
}

async fn remove(
    State(state): State<WebState>,
    Path((id, person)): Path<(Uuid, Uuid)>,
    sent: Submitted,
) -> Answer {
    let (id, person) = (OrganizationId(id), PersonId(person));
    let done = state.app.remove_member(sent.actor(), &sent.key, id, person).await?;
    Ok(Go::to(path(id)).at(done.position).saying(Notice::MemberRemoved).into_response())
}

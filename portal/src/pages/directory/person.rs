//! A person: who they are, where they stand, what they belong to, what they asked.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use docket_app::tickets::{ListScope, TicketList};
use docket_app::{
    AssigneeFilter, Loaded, OrganizationFilter, PageRequest, SearchQuery, Session, Sort, TicketFilter,
    require_agent,
};
use docket_domain::PersonId;
use docket_domain::person::{Person, PersonStatus};
use docket_web::{ApiPath, Problem, WebState};
use uuid::Uuid;

use super::{CHOICES, Offered, languages, organization_choices, role_value, roles, standing};
use crate::catalog::{Catalog, DeskNames, TypeNames};
use crate::fields::Fields;
use crate::filters::address;
use crate::form::Form;
use crate::markup::Html;
use crate::page::{Page, Section, initials};
use crate::rows::Rows;
use crate::stop::{Answer, Stop};
use crate::texts::Text;
use crate::visitor::Visitor;
use crate::when::Time;
use crate::words;

/// How many of their tickets the page shows; the list has the rest.
const TICKETS: u32 = 10;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/people/{id}", get(show))
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonTemplate<'a> {
    p: &'a Page,
    /// What was refused.
    form: Form,
    person: &'a Person,
    initials: String,
    role: Text,
    standing: (Text, &'static str),
    facts: Vec<(Text, Time)>,
    organizations: Vec<Belonging>,
    /// What else they could belong to.
    others: Vec<(String, String)>,
    /// What can be asked for them.
    forms: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    tickets: Rows,
    all_tickets: String,
    /// How many places they are signed in at, for administrators.
    sessions: Option<usize>,
    offered: Offered,
}

struct Belonging {
    id: String,
    name: String,
    manager: bool,
}

impl PersonTemplate<'_> {
    /// What each of the page's forms has of its own.
    fn key(&self) -> Html {
        Form::new(self.p.t).hidden()
    }

    fn role_value(&self) -> &'static str {
        role_value(self.person.role)
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, ApiPath(id): ApiPath<Uuid>) -> Answer {
    answer(&state, &visitor, PersonId(id), None).await
}

/// The page of a person, with what was refused where something was.
pub(super) async fn answer(
    state: &WebState,
    visitor: &Visitor,
    id: PersonId,
    refused: Option<(&Fields, &Problem)>,
) -> Result<Response, Stop> {
    let who = visitor.actor();
    require_agent(who)?;
    let loaded = state.app.person(who, id).await?;
    let person = &loaded.state;
    let page = visitor.page(state, Section::People).await?;
    let t = page.t;
    let belongs = OrganizationFilter { member: Some(id), ..OrganizationFilter::default() };
    let belongs = state.app.find_organizations(who, &belongs, &PageRequest::first(CHOICES)).await?.items;
    let organizations: Vec<Belonging> = belongs
        .iter()
        .map(|known| Belonging {
            id: known.state.id.to_string(),
            name: known.state.name.to_string(),
            manager: known.state.is_managed_by(id),
        })
        .collect();
    let mut others = organization_choices(state, who, None).await?;
    others.retain(|(value, _)| organizations.iter().all(|own| own.id != *value));
    let (tickets, all_tickets) = tickets(state, visitor.session(), person).await?;
    let catalog = Catalog::load(state, t).await?;
    let offered = Offered::of(who, person);
    let sessions = if offered.administer { Some(state.app.sessions(who, id).await?) } else { None };
    let mut facts = facts(&page, &loaded);
    let seen = sessions.iter().flatten().map(|session| session.last_seen_at).max();
    facts.extend(seen.map(|seen| (t.person_last_seen(), page.ago(seen))));
    let status = refused.map_or(StatusCode::OK, |(_, problem)| problem.status);
    let content = PersonTemplate {
        p: &page,
        form: refused.map_or_else(|| Form::new(t), |(fields, problem)| Form::again(t, fields, problem)),
        person,
        initials: initials(person.name.as_str()),
        role: words::role(t, person.role),
        standing: standing(&page, &person.status),
        facts,
        organizations,
        others,
        forms: forms(&catalog, person),
        languages: languages(),
        roles: roles(t),
        tickets: Rows::new(&page, &tickets, &catalog).or_say(t.person_no_tickets(), None),
        all_tickets,
        sessions: sessions.map(|sessions| sessions.len()),
        offered,
    };
    Ok(page.html_with(status, &content))
}

/// The forms by which a ticket is opened for somebody.
fn forms(catalog: &Catalog, person: &Person) -> Vec<(String, String)> {
    let query: Fields = [("on_behalf_of".to_owned(), person.email.to_string())].into_iter().collect();
    let all = catalog.desks.iter().flat_map(|desk| desk.types.iter().map(move |of| (desk, of)));
    let way = |(desk, of): (&DeskNames, &TypeNames)| {
        let words =
            if catalog.desks.len() > 1 { format!("{} · {}", desk.name, of.name) } else { of.name.clone() };
        (address(&format!("/new/{}/{}", desk.key, of.key), &query), words)
    };
    all.map(way).collect()
}

/// When what became of their account.
fn facts(page: &Page, loaded: &Arc<Loaded<Person>>) -> Vec<(Text, Time)> {
    let (t, person) = (page.t, &loaded.state);
    let mut facts = vec![(t.person_known_since(), page.day(person.created_at))];
    match &person.status {
        PersonStatus::Uninvited => {}
        PersonStatus::Invited(invitation) if invitation.expires_at <= page.now => {
            facts.push((t.person_link_expired(), page.moment(invitation.expires_at)));
        }
        PersonStatus::Invited(invitation) => {
            facts.push((t.person_link_expires(), page.moment(invitation.expires_at)));
        }
        PersonStatus::Active { since } => facts.push((t.person_active_since(), page.day(*since))),
        PersonStatus::Deactivated { at, .. } => facts.push((t.person_deactivated_at(), page.moment(*at))),
    }
    facts
}

/// What a customer asked, or what somebody of the team has to do; and the list of all of it.
async fn tickets(state: &WebState, session: &Session, person: &Person) -> Result<(TicketList, String), Stop> {
    let first = PageRequest::first(TICKETS);
    if person.role.is_support() {
        let assignee = Some(AssigneeFilter::Is(person.id));
        let filter = TicketFilter { assignee, ..TicketFilter::default() };
        let list = state.app.tickets(session, ListScope::Queue, filter, Sort::default(), &first).await?;
        let query = [("assignee".to_owned(), person.id.to_string())].into_iter().collect();
        return Ok((list, address("/queue", &query)));
    }
    let words = format!("from:{}", person.email);
    let search = SearchQuery::parse(&words).map_err(|error| {
        tracing::error!(%error, "an address cannot be searched for");
        Problem::internal()
    })?;
    let sort = Some(Sort::UpdatedDesc);
    let list = state.app.search(session, search, None, TicketFilter::default(), sort, &first).await?;
    let query = [("q".to_owned(), words)].into_iter().collect();
    Ok((list, address("/tickets", &query)))
}

//! People and organizations, as the team sees them.

mod invite;
mod organization;
mod organization_acts;
mod organizations;
mod people;
mod person;
mod person_acts;

use std::sync::Arc;

use axum::Router;
use docket_app::{AppError, FieldError, Loaded, OrganizationFilter, PageRequest};
use docket_domain::organization::Organization;
use docket_domain::person::{Person, PersonStatus};
use docket_domain::{Actor, Language, OrganizationId, Role, TextError};
use docket_web::WebState;
use uuid::Uuid;

use crate::page::Page;
use crate::texts::{Text, Voice};
use crate::words;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .merge(people::router())
        .merge(invite::router())
        .merge(person::router())
        .merge(person_acts::router())
        .merge(organizations::router())
        .merge(organization::router())
        .merge(organization_acts::router())
}

/// How many rows a page of people or organizations has.
const ROWS: u32 = 50;
/// How many organizations a list to choose from has. Where there are more, the way leads through the organization.
const CHOICES: u32 = 200;

/// What is wrong with the text of a field.
fn faulty(field: &str) -> impl Fn(TextError) -> FieldError {
    move |error| FieldError::text(field, &error)
}

/// The refusal of a form for one field.
fn refused(error: FieldError) -> AppError {
    AppError::Invalid(vec![error])
}

/// A choice of a list that opens, with its words.
fn choice(value: &(impl ToString + ?Sized), words: impl Into<String>) -> (String, String) {
    (value.to_string(), words.into())
}

/// The roles, as a form and a filter name them.
const ROLES: [Role; 3] = [Role::Customer, Role::Agent, Role::Administrator];

fn role_value(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Administrator => "administrator",
    }
}

fn parse_role(text: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role_value(*role) == text)
}

fn roles(t: Voice) -> Vec<(String, String)> {
    ROLES.map(|role| choice(role_value(role), words::role(t, role))).into()
}

/// The languages to choose from, by their own names.
pub(super) fn languages() -> Vec<(String, String)> {
    Language::ALL.map(|language| choice(&language, language.own_name())).into()
}

fn parse_id(text: &str) -> Option<OrganizationId> {
    Uuid::parse_str(text).ok().map(OrganizationId)
}

/// Organizations to choose from, by name, among them in any case the one that is chosen.
pub(super) async fn organization_choices(
    state: &WebState,
    who: &Actor,
    chosen: Option<OrganizationId>,
) -> Result<Vec<(String, String)>, AppError> {
    let all = OrganizationFilter::default();
    let page = state.app.find_organizations(who, &all, &PageRequest::first(CHOICES)).await?;
    let mut organizations = page.items;
    if let Some(chosen) = chosen
        && !organizations.iter().any(|known| known.state.id == chosen)
        && let Ok(other) = state.app.visible_organization(who, chosen).await
    {
        organizations.push(other);
    }
    let named = |known: &Arc<Loaded<Organization>>| choice(&known.state.id, known.state.name.as_str());
    Ok(organizations.iter().map(named).collect())
}

/// Where somebody stands with their account, in words, and how that is coloured.
pub(super) fn standing(page: &Page, status: &PersonStatus) -> (Text, &'static str) {
    let t = page.t;
    match status {
        PersonStatus::Uninvited => (t.person_uninvited(), "bad"),
        PersonStatus::Invited(invitation) if invitation.expires_at <= page.now => {
            (t.person_invitation_over(), "bad")
        }
        PersonStatus::Invited(_) => (t.person_invited(), "mine"),
        PersonStatus::Active { .. } => (t.person_active(), "done"),
        PersonStatus::Deactivated { .. } => (t.person_deactivated(), "bad"),
    }
}

/// What the team may do to somebody's account besides reading it: what the domain would refuse is not offered.
#[derive(Clone, Copy, Debug)]
struct Offered {
    edit: bool,
    invite: bool,
    revoke: bool,
    join: bool,
    /// What administrators alone do to others.
    administer: bool,
}

impl Offered {
    fn of(who: &Actor, person: &Person) -> Self {
        let administers = who.role == Role::Administrator;
        let customer = person.role == Role::Customer;
        let invited = matches!(person.status, PersonStatus::Invited(_));
        let uninvited = matches!(person.status, PersonStatus::Uninvited);
        let edit = administers || customer;
        Self {
            edit: edit || who.person == person.id,
            invite: edit && (invited || uninvited),
            revoke: edit && invited,
            join: customer,
            administer: administers && who.person != person.id,
        }
    }
}

//! An organization: who belongs to it, and how it is set up.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use docket_app::tickets::ListScope;
use docket_app::{PageRequest, Sort, TicketFilter, require_agent};
use docket_domain::organization::{DefaultVisibility, MailContent, Membership, Organization};
use docket_domain::{MailDomain, OrganizationId};
use docket_web::{ApiPath, Problem, WebState};
use uuid::Uuid;

use super::{ROWS, standing};
use crate::catalog::Catalog;
use crate::fields::Fields;
use crate::filters::{Pager, requested};
use crate::form::Form;
use crate::markup::Html;
use crate::page::{Page, Section, initials};
use crate::rows::Rows;
use crate::stop::{Answer, Stop};
use crate::texts::Text;
use crate::visitor::Visitor;

/// How many of its tickets the page shows; the list has the rest.
const TICKETS: u32 = 5;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/organizations/{id}", get(show))
}

#[derive(Template)]
#[template(path = "organization_team.html")]
struct OrganizationTemplate<'a> {
    p: &'a Page,
    form: Form,
    organization: &'a Organization,
    /// Its mail domains, a line each.
    domains: String,
    members: Vec<MemberRow>,
    pager: Pager,
    tickets: Rows,
}

struct MemberRow {
    id: String,
    name: String,
    initials: String,
    email: String,
    manager: bool,
    standing: (Text, &'static str),
}

impl OrganizationTemplate<'_> {
    /// What each of the page's forms has of its own.
    fn key(&self) -> Html {
        Form::new(self.p.t).hidden()
    }

    fn settings_key(&self) -> Html {
        Form::new(self.p.t).at(docket_app::Version(self.organization.version)).hidden()
    }

    fn contents(&self) -> [(String, String); 2] {
        let t = self.p.t;
        [("full".to_owned(), t.org_mail_full().into()), ("link_only".to_owned(), t.org_mail_link().into())]
    }

    fn content(&self) -> &'static str {
        match self.organization.mail_content {
            MailContent::Full => "full",
            MailContent::LinkOnly => "link_only",
        }
    }

    fn visibilities(&self) -> [(String, String); 2] {
        let t = self.p.t;
        [
            ("private".to_owned(), t.org_tickets_private().into()),
            ("organization".to_owned(), t.org_tickets_shared().into()),
        ]
    }

    fn visibility(&self) -> &'static str {
        match self.organization.default_visibility {
            DefaultVisibility::Private => "private",
            DefaultVisibility::Organization => "organization",
        }
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    ApiPath(id): ApiPath<Uuid>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    answer(&state, &visitor, OrganizationId(id), &asked, None).await
}

/// The page of an organization, with what was refused where something was.
pub(super) async fn answer(
    state: &WebState,
    visitor: &Visitor,
    id: OrganizationId,
    asked: &Fields,
    refused: Option<(&Fields, &Problem)>,
) -> Result<Response, Stop> {
    let who = visitor.actor();
    require_agent(who)?;
    let loaded = state.app.visible_organization(who, id).await?;
    let organization = &loaded.state;
    let (members, briefs) = state.app.members(who, id, &requested(asked, ROWS)?).await?;
    let page = visitor.page(state, Section::People).await?;
    let t = page.t;
    let rows = members.items.iter().map(|member| {
        let name = briefs.name(member.person.id).to_owned();
        MemberRow {
            id: member.person.id.to_string(),
            initials: initials(&name),
            name,
            email: briefs.email(member.person.id).unwrap_or_default().to_owned(),
            manager: member.membership == Membership::Manager,
            standing: standing(&page, &member.person.status),
        }
    });
    let filter = TicketFilter { organization: Some(id), ..TicketFilter::default() };
    let first = PageRequest::first(TICKETS);
    let tickets =
        state.app.tickets(visitor.session(), ListScope::Queue, filter, Sort::default(), &first).await?;
    let domains: Vec<&str> = organization.mail_domains.iter().map(MailDomain::as_str).collect();
    let content = OrganizationTemplate {
        p: &page,
        form: refused.map_or_else(|| Form::new(t), |(fields, problem)| Form::again(t, fields, problem)),
        organization,
        domains: domains.join("\n"),
        members: rows.collect(),
        pager: Pager::new(t, &format!("/organizations/{id}"), asked, members.next.as_ref()),
        tickets: Rows::new(&page, &tickets, &Catalog::load(state, t).await?).or_say(t.org_no_tickets(), None),
    };
    Ok(page.html_with(refused.map_or(StatusCode::OK, |(_, problem)| problem.status), &content))
}

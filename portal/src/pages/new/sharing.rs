//! Who is to see a new ticket, and who that would be, in words.

use askama::Template;
use axum::extract::{RawQuery, State};
use docket_app::organizations::Whom;
use docket_app::tickets::{AudiencePreview, Sharing};
use docket_app::{AppError, Faults, FieldError, PageRequest, PeopleFilter, Session, sentence};
use docket_domain::audience::Reason;
use docket_domain::organization::DefaultVisibility;
use docket_domain::{Actor, EmailAddress, OrganizationId, PersonId};
use docket_web::{Problem, WebState};
use uuid::Uuid;

use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::page::{Page, Section, fault};
use crate::stop::{Answer, Stop};
use crate::texts::Text;
use crate::visitor::Visitor;

/// The field that says which of the ways it is shared.
const VISIBILITY: &str = "visibility";
/// The field that names people.
const PARTICIPANTS: &str = "participants";
/// So many are looked through for a name.
const NAMESAKES: u32 = 20;

/// How a ticket is to be shared.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) sharing: Option<Sharing>,
    pub(super) organization: Option<OrganizationId>,
    pub(super) participants: Vec<Whom>,
}

/// What a form says about it.
pub(super) async fn read(
    state: &WebState,
    who: &Actor,
    fields: &Fields,
    faults: &mut Faults,
) -> Result<Wish, AppError> {
    let mut wish = Wish::default();
    match fields.get(VISIBILITY).split_once(':').unwrap_or((fields.get(VISIBILITY), "")) {
        ("private", _) => wish.sharing = Some(Sharing::Private),
        ("organization", id) => {
            wish.sharing = Some(Sharing::Organization);
            wish.organization = id.parse().ok().map(OrganizationId);
        }
        _ => {}
    }
    let named = fields.all(PARTICIPANTS).flat_map(|text| text.split([',', ';', '\n']));
    for (index, text) in named.map(str::trim).filter(|text| !text.is_empty()).enumerate() {
        let whom = whom(state, who, text, &format!("{PARTICIPANTS}[{index}]")).await?;
        wish.participants.extend(faults.take(whom));
    }
    Ok(wish)
}

/// Somebody by id, by address, or by the name of one whom the asker may find.
pub(in crate::pages) async fn whom(
    state: &WebState,
    who: &Actor,
    text: &str,
    field: &str,
) -> Result<Result<Whom, FieldError>, AppError> {
    if let Ok(id) = Uuid::parse_str(text) {
        return Ok(Ok(Whom::Person(PersonId(id))));
    }
    if text.contains('@') {
        let address = EmailAddress::parse(text);
        let fault = |error: docket_domain::TextError| {
            FieldError::new(field, error.code(), sentence(&error.to_string()))
        };
        return Ok(address.map(Whom::Email).map_err(fault));
    }
    let filter = PeopleFilter { search: Some(text.to_owned()), ..PeopleFilter::default() };
    let found = state.app.find_people(who, &filter, &PageRequest::first(NAMESAKES)).await?;
    let folded = text.to_lowercase();
    let mut fitting = found.items.iter().filter(|person| person.name.to_lowercase() == folded);
    Ok(match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(Whom::Person(one.id)),
        (Some(_), Some(_)) => {
            let detail =
                format!("Several people are called {text}: name the one you mean by their mail address.");
            Err(FieldError::new(field, "ambiguous", detail))
        }
        (None, _) => {
            let detail =
                format!("Nobody you can find by name is called {text}: name them by their mail address.");
            Err(FieldError::new(field, "unknown", detail))
        }
    })
}

/// The id of somebody who is known: an answer invites nobody. Customers know each other by name.
pub(super) async fn somebody_known(
    state: &WebState,
    who: &Actor,
    text: &str,
    field: &str,
) -> Result<Result<String, FieldError>, AppError> {
    let unknown = || {
        let detail =
            format!("{text} cannot be named here: name whoever asks, or a member of their organizations.");
        FieldError::new(field, "unknown_person", detail)
    };
    Ok(match whom(state, who, text, field).await? {
        Ok(Whom::Person(id)) => Ok(id.to_string()),
        Ok(Whom::Email(address)) if who.is_support() => {
            let filter = PeopleFilter { email: Some(address), ..PeopleFilter::default() };
            let found = state.app.find_people(who, &filter, &PageRequest::first(1)).await?;
            found.items.first().map(|person| person.id.to_string()).ok_or_else(unknown)
        }
        Err(error) if error.code.ends_with("ambiguous") => Err(error),
        Ok(Whom::Email(_)) | Err(_) => Err(unknown()),
    })
}

/// The choice of who is to see it.
pub(super) async fn choice(state: &WebState, who: &Actor, page: &Page, form: &Form) -> Result<Control, Stop> {
    let t = page.t;
    let mut options = vec![("private".to_owned(), t.new_private().into_owned())];
    let mut usual = "private".to_owned();
    if who.is_support() {
        options.push(("organization".to_owned(), t.new_reporters_organization().into_owned()));
    }
    for id in &who.organizations {
        let organization = state.app.visible_organization(who, *id).await?;
        let name = organization.state.name.as_str();
        let value = format!("organization:{id}");
        if who.organizations.len() == 1
            && organization.state.default_visibility == DefaultVisibility::Organization
        {
            usual.clone_from(&value);
        }
        options.push((value, t.new_everybody_at(name).into_owned()));
    }
    Ok(form.radios(VISIBILITY, t.new_visibility(), options).required().or(&usual))
}

/// Who would see it, in words.
#[derive(Debug, Template)]
#[template(path = "audience.html")]
pub(super) struct Seen {
    title: Text,
    lines: Vec<Text>,
    fault: Option<Text>,
}

impl askama::filters::HtmlSafe for Seen {}

/// Who would see what is shared so.
pub(super) async fn seen(
    state: &WebState,
    session: &Session,
    page: &Page,
    fields: &Fields,
) -> Result<Seen, Stop> {
    let t = page.t;
    let title = t.new_audience_title();
    let who = &session.actor;
    if fields.filled("on_behalf_of").is_some() {
        return Ok(Seen { title, lines: vec![t.new_audience_behalf()], fault: None });
    }
    match preview(state, session, fields).await {
        Ok((audience, by_organization)) => {
            let mut lines = vec![t.new_audience_you()];
            if let Some((name, members)) = by_organization {
                lines.push(t.new_audience_organization(members, name));
            }
            lines.extend(audience);
            lines.push(t.new_audience_team());
            Ok(Seen { title, lines, fault: None })
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status.is_server_error() {
                return Err(problem.into());
            }
            let (code, detail) = problem
                .errors
                .first()
                .map_or((&problem.code, &problem.detail), |first| (&first.code, &first.detail));
            tracing::debug!(code, person = %who.person, "who would see a ticket cannot be said");
            Ok(Seen { title, lines: Vec::new(), fault: Some(fault(t, code, detail)) })
        }
    }
}

type Lines = (Vec<Text>, Option<(String, usize)>);

/// Those who are named, and the organization it would be shared with.
async fn preview(state: &WebState, session: &Session, fields: &Fields) -> Result<Lines, AppError> {
    let mut faults = Faults::new();
    let wish = read(state, &session.actor, fields, &mut faults).await?;
    faults.check()?;
    let preview = AudiencePreview {
        ticket: None,
        sharing: wish.sharing.unwrap_or(Sharing::Private),
        organization: wish.organization,
        participants: wish.participants,
    };
    let audience = state.app.audience_preview(session, &preview).await?;
    let own = session.actor.person;
    let named = audience.seers.iter().filter(|seer| seer.person != own);
    let named = named.filter(|seer| seer.reasons.contains_key(&Reason::Participant));
    let named = named.map(|seer| Text::Owned(audience.briefs.name(seer.person).to_owned())).collect();
    let organization = audience
        .organization
        .map(|shared| (audience.briefs.organization(shared.organization).to_owned(), shared.members));
    Ok((named, organization))
}

/// The words alone, for the module that keeps them true while somebody chooses.
pub(super) async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let page = visitor.page(&state, Section::None).await?;
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let seen = seen(&state, visitor.session(), &page, &fields).await?;
    Ok(page.html(&seen))
}

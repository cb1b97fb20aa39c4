//! The form of a new ticket.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::drafts::Place;
use docket_app::{AppError, Loaded, PageRequest, PeopleFilter, Session};
use docket_domain::Body;
use docket_domain::RequestTypeKey;
use docket_domain::desk::{Desk, FieldKind, RequestType};
use docket_domain::ticket::Priority;
use docket_web::WebState;

use super::answers::{self, Answer as AskedFor, Nameable};
use super::sharing::{self, Seen};
use crate::catalog::TypeNames;
use crate::drafts;
use crate::fields::Fields;
use crate::files::Files;
use crate::form::{Control, Form};
use crate::page::{Page, Section};
use crate::stop::{Answer, Stop};
use crate::visitor::Visitor;
use crate::words;

/// The longest subject, in characters, as the domain has it.
const SUBJECT: &str = "200";
/// So many people make a list to choose from; of more, one is named.
const PEOPLE: u32 = 30;

#[derive(Template)]
#[template(path = "new_form.html")]
struct NewForm<'a> {
    p: &'a Page,
    desk: &'a str,
    desk_name: &'a str,
    of: TypeNames,
    form: &'a Form,
    subject: Control,
    description: Control,
    answers: Vec<AskedFor>,
    files: Files,
    visibility: Control,
    participants: Control,
    seen: Seen,
    /// For whom, and how urgent: what the team is asked besides.
    team: Option<[Control; 2]>,
    follow_up: Option<&'a str>,
    /// When something was begun here and not sent.
    draft_at: String,
}

/// What a path names: a desk and something that can be asked of it now.
pub(super) struct Offer {
    pub(super) desk: Arc<Loaded<Desk>>,
    pub(super) key: RequestTypeKey,
}

impl Offer {
    pub(super) async fn find(state: &WebState, desk: &str, key: &str) -> Result<Self, Stop> {
        let desk = state.app.desk(desk).await?;
        let unknown = || AppError::NotFound("request type");
        let key = RequestTypeKey::parse(key).map_err(|_| unknown())?;
        desk.state.open_request_type(&key).ok_or_else(unknown)?;
        Ok(Self { desk, key })
    }

    /// Where its drafts are.
    pub(super) fn place(&self) -> Place {
        Place::NewTicket(self.desk.state.key.clone(), self.key.clone())
    }

    pub(super) fn request_type(&self) -> Result<&RequestType, Stop> {
        Ok(self.desk.state.open_request_type(&self.key).ok_or(AppError::NotFound("request type"))?)
    }
}

/// An empty one.
pub(super) async fn show(
    State(state): State<WebState>,
    Path((desk, key)): Path<(String, String)>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let offer = Offer::find(&state, &desk, &key).await?;
    let page = visitor.page(&state, Section::None).await?;
    // What a link says beforehand, such as the ticket that this one goes on with.
    let form = Form::with(page.t, Fields::parse(query.unwrap_or_default().as_bytes()));
    render(&state, visitor.session(), &page, &offer, &form, &Fields::default(), StatusCode::OK).await
}

/// The page with a form, and who would see the ticket by what stands in it.
pub(super) async fn render(
    state: &WebState,
    session: &Session,
    page: &Page,
    offer: &Offer,
    form: &Form,
    fields: &Fields,
    status: StatusCode,
) -> Result<Response, Stop> {
    let (t, who) = (page.t, &session.actor);
    let request_type = offer.request_type()?;
    let asked = &request_type.form;
    let people = if !who.is_support() && asked.fields().iter().any(|field| field.kind == FieldKind::Person) {
        people(state, session).await?
    } else {
        None
    };
    let nameable = match &people {
        Some(people) => Nameable::Listed(people),
        None if who.is_support() => Nameable::Customer,
        None => Nameable::Colleague,
    };
    let visibility = sharing::choice(state, who, page, form).await?;
    // Who sees it unless something else is chosen is said from the beginning.
    let mut chosen = fields.clone();
    if chosen.filled("visibility").is_none() {
        chosen.push("visibility", visibility.value());
    }
    let urgency = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent]
        .map(|priority| (priority.as_str().to_owned(), words::priority(t, priority).into_owned()));
    let team = who.is_support().then(|| {
        [
            form.text("on_behalf_of", t.new_on_behalf())
                .help(t.new_on_behalf_help())
                .with("data-module", "people"),
            form.select("priority", t.lists_priority(), urgency).unmarked().or(Priority::Normal.as_str()),
        ]
    });
    let desk = &offer.desk.state;
    let content = NewForm {
        p: page,
        desk: desk.key.as_str(),
        desk_name: desk.name.get(t.language()).as_str(),
        of: TypeNames::of(request_type, t),
        form,
        subject: form
            .text("subject", t.new_subject())
            .required()
            .with("maxlength", SUBJECT)
            .help(t.new_subject_help()),
        description: form
            .editor("description", t.new_description())
            .required()
            .with("maxlength", &Body::MAX_BYTES.to_string()),
        answers: answers::controls(form, t, asked, nameable),
        files: Files::new(form, t, state.app.max_file_size()),
        visibility,
        participants: form
            .text("participants", t.new_participants())
            .help(t.new_participants_help())
            .with("data-module", "people")
            .with("data-multiple", ""),
        seen: sharing::seen(state, session, page, &chosen).await?,
        team,
        draft_at: drafts::kept_at(state, who, &offer.place()).await?,
        follow_up: Some(form.value("follow_up")).filter(|key| !key.is_empty()),
    };
    Ok(page.html_with(status, &content))
}

/// Those whom a customer can name in an answer: themselves and the members of their organizations. None where they
/// are too many for a list.
async fn people(state: &WebState, session: &Session) -> Result<Option<Vec<(String, String)>>, Stop> {
    let page = PageRequest::first(PEOPLE + 1);
    let found = state.app.find_people(&session.actor, &PeopleFilter::default(), &page).await?;
    if found.items.len() > PEOPLE as usize {
        return Ok(None);
    }
    let mut people: Vec<(String, String)> =
        found.items.into_iter().map(|person| (person.id.to_string(), person.name)).collect();
    let own = session.actor.person.to_string();
    if !people.iter().any(|(id, _)| *id == own) {
        people.insert(0, (own, session.person.state.name.to_string()));
    }
    Ok(Some(people))
}

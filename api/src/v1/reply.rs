//! What many operations share: pages, persons, parsing, the headers of answers.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use docket_app::organizations::Whom;
pub(crate) use docket_app::sentence;
use docket_app::tickets::{Briefs, HistoryEntry};
use docket_app::{AppError, Faults, FieldError};
use docket_app::{Cursor, PageRequest};
use docket_app::{Position, Version};
use docket_domain::{EmailAddress, OrganizationId, PersonId, TextError};
use docket_web::{DOCKET_POSITION, Problem, bad_parameter};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A person where they appear in another thing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonBrief {
    /// The person. Of somebody whom the reader may not know by name it is an id that means them on this ticket alone.
    pub(crate) id: Uuid,
    /// What to call them; of somebody the reader shared a ticket with by address, that address until they act on it.
    pub(crate) name: String,
    /// Their address, where the reader may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
}

impl PersonBrief {
    pub(crate) fn new(id: PersonId, briefs: &Briefs) -> Self {
        Self {
            id: briefs.id(id),
            name: briefs.name(id).to_owned(),
            email: briefs.email(id).map(str::to_owned),
        }
    }
}

/// An organization where it appears in another thing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationBrief {
    /// The organization.
    pub(crate) id: Uuid,
    /// Its name.
    pub(crate) name: String,
}

impl OrganizationBrief {
    pub(crate) fn new(id: OrganizationId, briefs: &Briefs) -> Self {
        Self { id: id.0, name: briefs.organization(id).to_owned() }
    }
}

/// What is answered to whoever is not logged in: the same for every address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// What happens now.
    detail: &'static str,
}

impl Accepted {
    pub(crate) fn answer(detail: &'static str) -> (StatusCode, Json<Self>) {
        (StatusCode::ACCEPTED, Json(Self { detail }))
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items<T> {
    /// The page.
    pub(crate) items: Vec<T>,
    /// Send it as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_cursor: Option<String>,
}

impl<T> Items<T> {
    /// A list that has one page.
    pub(crate) fn all(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    pub(crate) fn page(items: Vec<T>, next: Option<&Cursor>) -> Self {
        Self { items, next_cursor: next.map(ToString::to_string) }
    }
}

/// A time in RFC 3339, as chrono writes it by itself, but in one piece: a page of a list has 150, and each character
/// written alone is looked at alone.
pub(crate) fn time<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The same where there may be none.
pub(crate) fn time_option<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => time(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Something that happened to a ticket or a desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryBody {
    /// Its place in the log.
    position: i64,
    at: DateTime<Utc>,
    /// Who did it.
    actor: PersonBrief,
    /// The event's type: `ticket.commented`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What happened, to be read after the actor's name.
    summary: String,
    /// What the event says.
    #[schema(value_type = Object)]
    details: Map<String, Value>,
}

impl HistoryBody {
    pub(crate) fn new(entry: HistoryEntry, briefs: &Briefs) -> Self {
        Self {
            position: entry.position,
            at: entry.at,
            actor: PersonBrief::new(entry.actor, briefs),
            kind: entry.kind,
            summary: entry.summary,
            details: entry.details,
        }
    }

    pub(crate) fn all(entries: Vec<HistoryEntry>, briefs: &Briefs) -> Items<Self> {
        Items::all(entries.into_iter().map(|entry| Self::new(entry, briefs)).collect())
    }
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// How many rows: 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl PageQuery {
    pub(crate) fn request(&self) -> Result<PageRequest, Problem> {
        page_request(self.limit, self.cursor.as_deref())
    }
}

/// The page that `limit` and `cursor` ask for.
pub(crate) fn page_request(limit: Option<u32>, cursor: Option<&str>) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(25);
    if !(1..=100).contains(&limit) {
        return Err(bad_parameter("limit", "limit is a number from 1 to 100."));
    }
    let after = cursor.map(Cursor::parse).transpose().map_err(AppError::Cursor)?;
    Ok(PageRequest { limit, after })
}

/// A person by id or by address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhomBody {
    /// Somebody known, by id.
    person: Option<Uuid>,
    /// Whoever has this address.
    email: Option<String>,
}

impl WhomBody {
    pub(crate) fn parse(&self) -> Result<Whom, FieldError> {
        parse_whom(self.person, self.email.as_deref())
    }
}

/// The one of both that was sent.
pub(crate) fn parse_whom(person: Option<Uuid>, email: Option<&str>) -> Result<Whom, FieldError> {
    match (person, email) {
        (Some(id), None) => Ok(Whom::Person(PersonId(id))),
        (None, Some(email)) => parsed("email", EmailAddress::parse(email)).map(Whom::Email),
        (None, None) | (Some(_), Some(_)) => Err(FieldError::new(
            "person",
            "missing",
            "Send either `person` with an id or `email` with an address.",
        )),
    }
}

/// A person by id or by address, in one string or as an object.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum WhomText {
    /// An id or an address.
    Text(String),
    /// One of both, by name.
    Object(WhomBody),
}

impl WhomText {
    pub(crate) fn parse(&self, field: &str) -> Result<Whom, FieldError> {
        match self {
            Self::Object(body) => {
                body.parse().map_err(|error| FieldError { field: field.to_owned(), ..error })
            }
            Self::Text(text) => match Uuid::parse_str(text) {
                Ok(id) => Ok(Whom::Person(PersonId(id))),
                Err(_) => parsed(field, EmailAddress::parse(text)).map(Whom::Email),
            },
        }
    }
}

/// Whom a ticket is to be shared with.
pub(crate) fn parse_participants(faults: &mut Faults, participants: &[WhomText]) -> Vec<Whom> {
    let mut parsed = Vec::with_capacity(participants.len());
    for (index, whom) in participants.iter().enumerate() {
        parsed.extend(faults.take(whom.parse(&format!("participants[{index}]"))));
    }
    parsed
}

/// The content of a command whose path says it all: none, or an empty object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// The parsed text of a field, or what is wrong with it.
pub(crate) fn parsed<T>(field: &str, parsed: Result<T, TextError>) -> Result<T, FieldError> {
    parsed.map_err(|error| FieldError::text(field, &error))
}

/// Tells null from absent.
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// An answer to a command: status, body, where the log stands, and the version where there is one.
pub(crate) fn answered<T: Serialize>(
    status: StatusCode,
    position: Position,
    version: Option<Version>,
    body: &T,
) -> Response {
    let mut response = (status, Json(body)).into_response();
    mark(response.headers_mut(), position, version);
    response
}

/// An answer to a command that leaves nothing to show.
pub(crate) fn emptied(position: Position) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    mark(response.headers_mut(), position, None);
    response
}

fn mark(headers: &mut HeaderMap, position: Position, version: Option<Version>) {
    headers.insert(DOCKET_POSITION, HeaderValue::from(position.0));
    if let Some(etag) = version.and_then(|version| etag(version).ok()) {
        headers.insert(header::ETAG, etag);
    }
}

/// The version as an entity tag (RFC 9110 section 8.8.3).
pub(crate) fn etag(version: Version) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    HeaderValue::try_from(format!("\"{version}\""))
}

/// Whether `If-None-Match` names the version.
pub(crate) fn is_unchanged(headers: &HeaderMap, version: Version) -> bool {
    let named = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let own = format!("\"{version}\"");
    named.split(',').map(str::trim).any(|tag| tag == own || tag.strip_prefix("W/") == Some(&own))
}

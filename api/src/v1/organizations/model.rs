//! Organizations in JSON.

use docket_app::FieldError;
use docket_app::{Member, OrganizationEntry};
use docket_domain::organization::{MailContent, Membership, Organization};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::reply::PersonBrief;

/// An organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationBody {
    id: Uuid,
    name: String,
    /// Its short name, for ever.
    slug: String,
    /// What mails about its tickets hold: `full`, or `link_only`.
    mail_content: &'static str,
    /// How many belong to it.
    members: i64,
    version: i64,
}

impl OrganizationBody {
    pub(crate) fn new(organization: &Organization) -> Self {
        Self {
            id: organization.id.0,
            name: organization.name.as_str().to_owned(),
            slug: organization.slug.as_str().to_owned(),
            mail_content: content_text(organization.mail_content),
            members: i64::try_from(organization.members.len()).unwrap_or(i64::MAX),
            version: organization.version,
        }
    }

    pub(crate) fn row(entry: &OrganizationEntry) -> Self {
        Self {
            id: entry.id.0,
            name: entry.name.as_str().to_owned(),
            slug: entry.slug.as_str().to_owned(),
            mail_content: content_text(entry.mail_content),
            members: entry.member_count,
            version: entry.version,
        }
    }
}

fn content_text(content: MailContent) -> &'static str {
    match content {
        MailContent::Full => "full",
        MailContent::LinkOnly => "link_only",
    }
}

pub(crate) fn parse_content(text: &str) -> Result<MailContent, FieldError> {
    match text {
        "full" => Ok(MailContent::Full),
        "link_only" => Ok(MailContent::LinkOnly),
        _ => Err(FieldError::new("mail_content", "unknown", "Mail content is full or link_only.")),
    }
}

/// A member of an organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberBody {
    #[serde(flatten)]
    person: PersonBrief,
    /// Whether they manage its members and settings.
    manager: bool,
}

impl MemberBody {
    /// `with_email`: whether the reader may know addresses.
    pub(crate) fn new(member: &Member, with_email: bool) -> Self {
        let person = &member.person;
        Self {
            person: PersonBrief {
                id: person.id.0,
                name: person.name.as_str().to_owned(),
                email: with_email.then(|| person.email.as_str().to_owned()),
            },
            manager: member.membership == Membership::Manager,
        }
    }

    pub(crate) fn added(person: PersonBrief, manager: bool) -> Self {
        Self { person, manager }
    }
}

//! Organizations in JSON.

use docket_app::tickets::Briefs;
use docket_app::{FieldError, Member};
use docket_domain::Actor;
use docket_domain::organization::{DefaultVisibility, MailContent, Membership, Organization};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::reply::PersonBrief;
use crate::v1::tickets::visibility_text;

/// An organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationBody {
    id: Uuid,
    name: String,
    /// Its short name, for ever.
    slug: String,
    /// What mails about its tickets hold: `full`, or `link_only`.
    mail_content: &'static str,
    /// Who sees a new ticket of its members where they do not say: `private`, or `organization`.
    default_visibility: &'static str,
    /// Whose confirmed addresses join it by themselves. For the team and its managers.
    #[serde(skip_serializing_if = "Option::is_none")]
    mail_domains: Option<Vec<String>>,
    /// How many belong to it.
    members: i64,
    version: i64,
}

impl OrganizationBody {
    pub(crate) fn new(organization: &Organization, reader: &Actor) -> Self {
        let manages = reader.is_support() || organization.is_managed_by(reader.person);
        let domains = organization.mail_domains.iter().map(|domain| domain.as_str().to_owned());
        Self {
            id: organization.id.0,
            name: organization.name.as_str().to_owned(),
            slug: organization.slug.as_str().to_owned(),
            mail_content: content_text(organization.mail_content),
            default_visibility: visibility_text(
                organization.default_visibility == DefaultVisibility::Organization,
            ),
            mail_domains: manages.then(|| domains.collect()),
            members: i64::try_from(organization.members.len()).unwrap_or(i64::MAX),
            version: organization.version,
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
    pub(crate) fn new(member: &Member, briefs: &Briefs) -> Self {
        let person = PersonBrief::new(member.person.id, briefs);
        Self { person, manager: member.membership == Membership::Manager }
    }

    pub(crate) fn added(person: PersonBrief, manager: bool) -> Self {
        Self { person, manager }
    }
}

//! What can happen to an organization.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::email::MailDomain;
use crate::events::event_enum;
use crate::id::PersonId;
use crate::key::OrganizationSlug;
use crate::text::OrganizationName;

event_enum! {
    /// An event of an organization's stream.
    OrganizationEvent {
        "organization.created" => Created,
        "organization.renamed" => Renamed,
        "organization.member_added" => MemberAdded,
        "organization.member_removed" => MemberRemoved,
        "organization.mail_content_changed" => MailContentChanged,
        "organization.default_visibility_changed" => DefaultVisibilityChanged,
        "organization.mail_domains_changed" => MailDomainsChanged,
    }
}

/// It became known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// What people call it.
    pub name: OrganizationName,
    /// Its short name, claimed as unique in the same transaction.
    pub slug: OrganizationSlug,
}

/// It is called differently now. The slug stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renamed {
    /// The new name.
    pub name: OrganizationName,
}

/// A person belongs to it from now on, or belongs to it differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberAdded {
    /// Who.
    pub person: PersonId,
    /// Whether they manage its members and settings.
    pub manager: bool,
}

/// A person no longer belongs to it. Counts from the next request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberRemoved {
    /// Who.
    pub person: PersonId,
}

/// Mails to its members hold something else from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailContentChanged {
    /// What they hold.
    pub content: MailContent,
}

/// What mails about its tickets hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailContent {
    /// The text of comments.
    #[default]
    Full,
    /// Only that there is news, and a link.
    LinkOnly,
}

/// A form proposes another visibility to its members from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefaultVisibilityChanged {
    /// What it proposes.
    pub visibility: DefaultVisibility,
}

/// What a form for a new ticket proposes. The author always decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultVisibility {
    /// Reporter and participants.
    #[default]
    Private,
    /// All members.
    Organization,
}

/// Confirmed addresses of these domains join it by themselves from now on; those of other domains no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailDomainsChanged {
    /// All of them, each claimed as this organization's in the same transaction.
    pub domains: BTreeSet<MailDomain>,
}

//! What can happen to the site.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Colour;
use crate::desk::Localized;
use crate::events::event_enum;
use crate::file::AttachedFile;
use crate::text::{AnnouncementText, SiteName};

event_enum! {
    /// An event of the site's stream.
    SiteEvent {
        "site.branding_changed" => BrandingChanged,
        "site.announcement_set" => AnnouncementSet,
        "site.announcement_cleared" => AnnouncementCleared,
    }
}

/// It is called differently, or looks differently, from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrandingChanged {
    /// Its name.
    pub name: SiteName,
    /// Its colour.
    pub colour: Colour,
    /// Its logo, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<AttachedFile>,
}

/// Everybody is to read this. It takes the place of what was there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnouncementSet {
    /// Its text, in Markdown.
    pub text: Localized<AnnouncementText>,
    /// The first moment at which it is shown no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// There is nothing to be read by everybody any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnouncementCleared {}

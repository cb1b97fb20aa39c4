use chrono::{DateTime, Utc};

use super::Colour;
use crate::desk::Localized;
use crate::file::AttachedFile;
use crate::text::{AnnouncementText, SiteName};

/// What can be asked about the site. Administrators only.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteCommand {
    /// Calls it or lets it look differently; what is not said stays.
    Brand {
        /// Its name.
        name: Option<SiteName>,
        /// Its colour.
        colour: Option<Colour>,
        /// Its logo; `Some(None)` takes it away.
        logo: Option<Option<AttachedFile>>,
    },
    /// Lets everybody read something.
    Announce {
        /// Its text, in Markdown.
        text: Localized<AnnouncementText>,
        /// The first moment at which it is shown no more.
        until: Option<DateTime<Utc>>,
    },
    /// Takes away what everybody reads.
    ClearAnnouncement,
}

//! The installation as a whole: what it is called, how it looks, and what everybody is to read.
//!
//! There is one, and it needs no creation: until somebody changes it, it is as [`Site::default`] says.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::desk::Localized;
use crate::file::AttachedFile;
use crate::text::{AnnouncementText, SiteName};

mod colour;
mod command;
mod decide;
mod error;
pub mod event;
#[cfg(test)]
mod tests;

pub use colour::Colour;
pub use command::SiteCommand;
pub use decide::decide;
pub use error::SiteRefusal;
pub use event::SiteEvent;

/// The stream of the site: a UUID of version 8 (RFC 9562: free for own use).
pub const SITE: Uuid = Uuid::from_u128(0xd0c3_e700_0000_8000_8000_0000_0000_0003);

/// The longest logo, in bytes.
pub const MAX_LOGO: u64 = 256 * 1024;

/// The installation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Site {
    /// What it is called, on pages and in mails.
    pub name: SiteName,
    /// The colour that pages are accented with.
    pub colour: Colour,
    /// The picture beside its name.
    pub logo: Option<AttachedFile>,
    /// What everybody who is logged in is to read. Whether its time is over is for the caller's clock to say.
    pub announcement: Option<Announcement>,
    /// The number of events of the stream.
    pub version: i64,
}

/// What everybody who is logged in is to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// Its text, in Markdown.
    pub text: Localized<AnnouncementText>,
    /// The first moment at which it is shown no more.
    pub until: Option<DateTime<Utc>>,
}

impl Site {
    /// What everybody who is logged in is to read at that moment.
    pub fn announced(&self, now: DateTime<Utc>) -> Option<&Announcement> {
        self.announcement.as_ref().filter(|announcement| announcement.until.is_none_or(|until| now < until))
    }
}

impl Aggregate for Site {
    type Event = SiteEvent;

    fn evolve(state: Option<Self>, event: &SiteEvent, meta: &EventMeta) -> Result<Self, ReplayError> {
        let mut site = state.unwrap_or_default();
        match event {
            SiteEvent::BrandingChanged(changed) => {
                site.name = changed.name.clone();
                site.colour = changed.colour;
                site.logo = changed.logo.clone();
            }
            SiteEvent::AnnouncementSet(set) => {
                site.announcement = Some(Announcement { text: set.text.clone(), until: set.until });
            }
            SiteEvent::AnnouncementCleared(_) => site.announcement = None,
        }
        site.version = meta.version;
        Ok(site)
    }
}

use super::event::{AnnouncementCleared, AnnouncementSet, BrandingChanged};
use super::{Announcement, MAX_LOGO, Site, SiteCommand, SiteEvent, SiteRefusal};
use crate::actor::Role;
use crate::aggregate::CommandContext;
use crate::file::AttachedFile;

/// The pictures that a logo can be: what browsers show and nothing runs in.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// What a command does to the site. No events: it is so already.
///
/// # Errors
/// [`SiteRefusal`], and nothing changes.
pub fn decide(
    site: &Site,
    command: SiteCommand,
    context: &CommandContext<'_>,
) -> Result<Vec<SiteEvent>, SiteRefusal> {
    match context.actor.role {
        Role::Administrator => {}
        Role::Agent | Role::Customer => return Err(SiteRefusal::NotAllowed),
    }
    match command {
        SiteCommand::Brand { name, colour, logo } => {
            if colour.is_some_and(|colour| !colour.carries_white_text()) {
                return Err(SiteRefusal::ColourTooLight);
            }
            if let Some(Some(logo)) = &logo {
                check(logo)?;
            }
            let present =
                BrandingChanged { name: site.name.clone(), colour: site.colour, logo: site.logo.clone() };
            let changed = BrandingChanged {
                name: name.unwrap_or_else(|| present.name.clone()),
                colour: colour.unwrap_or(present.colour),
                logo: logo.unwrap_or_else(|| present.logo.clone()),
            };
            Ok(unless(changed == present, || changed))
        }
        SiteCommand::Announce { text, until } => {
            if until.is_some_and(|until| until <= context.now) {
                return Err(SiteRefusal::AnnouncementOver);
            }
            let wanted = Announcement { text, until };
            let already = site.announcement.as_ref() == Some(&wanted);
            let Announcement { text, until } = wanted;
            Ok(unless(already, || AnnouncementSet { text, until }))
        }
        SiteCommand::ClearAnnouncement => Ok(unless(site.announcement.is_none(), || AnnouncementCleared {})),
    }
}

/// One event, or none when it is so already.
fn unless<E: Into<SiteEvent>>(already: bool, event: impl FnOnce() -> E) -> Vec<SiteEvent> {
    if already { Vec::new() } else { vec![event().into()] }
}

fn check(logo: &AttachedFile) -> Result<(), SiteRefusal> {
    if !PICTURES.contains(&logo.content_type.as_str()) {
        return Err(SiteRefusal::LogoNoPicture);
    }
    if logo.size > MAX_LOGO { Err(SiteRefusal::LogoTooLarge) } else { Ok(()) }
}

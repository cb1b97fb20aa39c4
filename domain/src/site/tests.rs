use chrono::TimeDelta;

use super::*;
use crate::aggregate::CommandContext;
use crate::file::{MediaType, Sha256Digest};
use crate::id::{AttachmentId, PersonId};
use crate::refusal::Refusal;
use crate::testing::{ADA, History, MARIA, SAM, World, beginning};
use crate::text::FileName;

fn logo(content_type: &str, size: u64) -> AttachedFile {
    AttachedFile {
        id: AttachmentId(Uuid::from_u128(5)),
        name: FileName::parse("logo.png").unwrap(),
        content_type: MediaType::parse(content_type).unwrap(),
        size,
        sha256: Sha256Digest([7; 32]),
    }
}

fn named(name: &str) -> SiteCommand {
    SiteCommand::Brand { name: Some(SiteName::parse(name).unwrap()), colour: None, logo: None }
}

fn with_logo(logo: Option<AttachedFile>) -> SiteCommand {
    SiteCommand::Brand { name: None, colour: None, logo: Some(logo) }
}

fn announce(until: Option<DateTime<Utc>>) -> SiteCommand {
    SiteCommand::Announce { text: AnnouncementText::parse("We move on *Friday*.").unwrap().into(), until }
}

/// The site after what administrators asked for.
struct Story(History<Site>);

impl Story {
    fn new() -> Self {
        Self(History::new(SITE))
    }

    fn site(&self) -> Site {
        self.0.state.clone().unwrap_or_default()
    }

    fn ask(&self, who: PersonId, command: SiteCommand) -> Result<Vec<SiteEvent>, SiteRefusal> {
        let actor = World::new().actor(who);
        decide(&self.site(), command, &CommandContext { now: beginning(), actor: &actor })
    }

    fn when(mut self, command: SiteCommand, kinds: &[&str]) -> Self {
        let events = self.ask(ADA, command).unwrap();
        assert_eq!(events.iter().map(SiteEvent::kind).collect::<Vec<_>>(), kinds);
        self.0.append(ADA.0, beginning(), events).unwrap();
        self
    }
}

#[test]
fn white_text_can_be_read_on_every_colour_that_is_taken() {
    assert!(Colour::default().carries_white_text());
    for (colour, contrast) in
        [("#000000", "21.0"), ("#ffffff", "1.0"), ("#767676", "4.5"), ("#777777", "4.5"), ("#0a7d4f", "5.2")]
    {
        assert_eq!(
            format!("{:.1}", Colour::parse(colour).unwrap().contrast_with_white()),
            contrast,
            "{colour}"
        );
    }
    let story = Story::new();
    let brand =
        |colour| SiteCommand::Brand { name: None, colour: Some(Colour::parse(colour).unwrap()), logo: None };
    assert_eq!(story.ask(ADA, brand("#777777")), Err(SiteRefusal::ColourTooLight));
    assert!(story.ask(ADA, brand("#767676")).is_ok());
}

#[test]
fn what_is_not_said_stays_and_nothing_is_said_twice() {
    let picture = logo("image/webp", MAX_LOGO);
    let story = Story::new().when(named("Nordlicht"), &["site.branding_changed"]);
    let story = story.when(with_logo(Some(picture.clone())), &["site.branding_changed"]);
    let story = story.when(named("Nordlicht"), &[]);
    assert_eq!(
        (story.site().name.as_str(), story.site().colour, &story.site().logo),
        ("Nordlicht", Colour::default(), &Some(picture))
    );
    let story = story.when(with_logo(None), &["site.branding_changed"]).when(with_logo(None), &[]);
    assert_eq!(story.site().logo, None);
}

#[test]
fn an_announcement_is_read_until_its_time_is_over() {
    let end = beginning() + TimeDelta::hours(1);
    let story = Story::new().when(SiteCommand::ClearAnnouncement, &[]);
    let story = story.when(announce(Some(end)), &["site.announcement_set"]).when(announce(Some(end)), &[]);
    assert!(story.site().announced(end - TimeDelta::microseconds(1)).is_some());
    assert_eq!(story.site().announced(end), None);
    let story = story.when(announce(None), &["site.announcement_set"]);
    assert!(story.site().announced(end).is_some());
    assert_eq!(
        story.when(SiteCommand::ClearAnnouncement, &["site.announcement_cleared"]).site().announcement,
        None
    );
}

#[test]
fn what_makes_no_sense_or_is_not_theirs_to_change_is_refused() {
    let site = Story::new();
    for who in [SAM, MARIA] {
        assert_eq!(site.ask(who, named("Mine")), Err(SiteRefusal::NotAllowed));
        assert_eq!(site.ask(who, announce(None)), Err(SiteRefusal::NotAllowed));
    }
    let refused = |command| site.ask(ADA, command).unwrap_err().code();
    assert_eq!(refused(with_logo(Some(logo("application/pdf", 1)))), "logo_no_picture");
    assert_eq!(refused(with_logo(Some(logo("image/png", MAX_LOGO + 1)))), "logo_too_large");
    assert_eq!(refused(announce(Some(beginning()))), "announcement_over");
}

#[test]
fn a_colour_is_six_digits_and_is_written_in_one_way() {
    assert_eq!(Colour::parse("#0aF9E1").unwrap().to_string(), "#0af9e1");
    for wrong in ["", "red", "0af9e1", "#0af9e", "#0af9e11", "#+af9e1", "#0af9ü"] {
        assert!(Colour::parse(wrong).is_err(), "{wrong}");
    }
}

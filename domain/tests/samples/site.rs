//! Of the site.

use docket_domain::desk::Localized;
use docket_domain::site::event::{AnnouncementCleared, AnnouncementSet, BrandingChanged};
use docket_domain::site::{Colour, SiteEvent};
use docket_domain::{
    AnnouncementText, AttachedFile, AttachmentId, FileName, Language, MediaType, Sha256Digest, SiteName,
};

use super::{Sample, sample, time, uuid};

pub(super) fn site() -> Vec<Sample> {
    let text = |text| AnnouncementText::parse(text).unwrap();
    let texts = [
        (Language::En, text("We move on **Friday**.")),
        (Language::De, text("Wir ziehen am **Freitag** um.")),
    ];
    let branding = |logo| BrandingChanged {
        name: SiteName::parse("Nordlicht Support").unwrap(),
        colour: Colour([0x0a, 0x7d, 0x4f]),
        logo,
    };
    let logo = AttachedFile {
        id: AttachmentId(uuid(0xe1)),
        name: FileName::parse("logo.png").unwrap(),
        content_type: MediaType::parse("image/png").unwrap(),
        size: 4_711,
        sha256: Sha256Digest([0xab; 32]),
    };
    let announced = |text, until| AnnouncementSet { text, until };
    let all: [(_, SiteEvent); 5] = [
        ("full", branding(Some(logo)).into()),
        ("bare", branding(None).into()),
        ("full", announced(Localized::by_language(texts.into()).unwrap(), Some(time())).into()),
        ("bare", announced(text("We move.").into(), None).into()),
        ("full", AnnouncementCleared {}.into()),
    ];
    all.into_iter().map(|(name, event)| sample(name, event)).collect()
}

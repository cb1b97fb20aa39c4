use crate::refusal::{Refusal, RefusalClass};

/// Why a command about the site was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteRefusal {
    /// Not with these rights.
    #[error("only administrators change the site: ask one of them")]
    NotAllowed,
    /// Nobody could read what stands on the buttons.
    #[error("white text on this colour cannot be read well: choose a darker one")]
    ColourTooLight,
    /// The logo is something else.
    #[error("a logo is a picture: PNG, JPEG, WebP or GIF")]
    LogoNoPicture,
    /// The logo is too long to be sent with every page.
    #[error("a logo has at most 256 KiB: make it smaller")]
    LogoTooLarge,
    /// Nobody would ever read it.
    #[error("an announcement ends in the future: choose a later time, or leave it out")]
    AnnouncementOver,
}

impl Refusal for SiteRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "administrators_only",
            Self::ColourTooLight => "colour_too_light",
            Self::LogoNoPicture => "logo_no_picture",
            Self::LogoTooLarge => "logo_too_large",
            Self::AnnouncementOver => "announcement_over",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::NotAllowed => RefusalClass::Forbidden,
            Self::ColourTooLight | Self::LogoNoPicture | Self::LogoTooLarge | Self::AnnouncementOver => {
                RefusalClass::Invalid
            }
        }
    }
}

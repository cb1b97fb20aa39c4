//! The site: its name, colour and logo, and what everybody is to read.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use docket_domain::desk::{Localized, SignUp};
use docket_domain::site::{self, Announcement, Colour, SITE, Site, SiteCommand, SiteRefusal};
use docket_domain::{Actor, AnnouncementText, AttachedFile, AttachmentId, CommandContext, SiteName};
use docket_eventstore::Version;

use crate::aggregates::{Loaded, fold_decided};
use crate::error::{AppError, FieldError, sentence};
use crate::execute::{Change, Decision, Done, refused};
use crate::key::CommandKey;
use crate::session::require_administrator;
use crate::tickets::claims;
use crate::uploads::{Standing, file_waiting};
use crate::{App, FileBytes};

/// What can be changed about the site in one command.
#[derive(Clone, Debug, Default)]
pub struct SiteChange {
    /// Another name.
    pub name: Option<SiteName>,
    /// Another colour.
    pub colour: Option<Colour>,
    /// An upload of the caller's; `Some(None)` takes the logo away.
    pub logo: Option<Option<AttachmentId>>,
    /// What everybody is to read; `Some(None)` takes it away.
    pub announcement: Option<Option<NewAnnouncement>>,
}

/// What everybody is to read.
#[derive(Clone, Debug)]
pub struct NewAnnouncement {
    /// Its text, in Markdown.
    pub text: Localized<AnnouncementText>,
    /// The first moment at which it is shown no more.
    pub until: Option<DateTime<Utc>>,
}

impl SiteChange {
    /// What it asks for, with the file that the logo became.
    fn commands(&self, logo: Option<AttachedFile>) -> Vec<SiteCommand> {
        let mut commands = Vec::new();
        if self.name.is_some() || self.colour.is_some() || self.logo.is_some() {
            let logo = self.logo.map(|_| logo);
            commands.push(SiteCommand::Brand { name: self.name.clone(), colour: self.colour, logo });
        }
        commands.extend(self.announcement.clone().map(|announcement| match announcement {
            Some(NewAnnouncement { text, until }) => SiteCommand::Announce { text, until },
            None => SiteCommand::ClearAnnouncement,
        }));
        commands
    }
}

impl App {
    /// The site. It is no secret but for its announcement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site(&self) -> Result<Arc<Loaded<Site>>, AppError> {
        self.aggregates().get::<Site>(SITE).await
    }

    /// The site as it was last read here; `None` before anybody has looked. For what must not wait for a database.
    pub fn site_as_known(&self) -> Option<Arc<Loaded<Site>>> {
        self.aggregates().known::<Site>(SITE)
    }

    /// What everybody who is logged in is to read now.
    pub fn announced<'s>(&self, site: &'s Site) -> Option<&'s Announcement> {
        site.announced(self.now())
    }

    /// Whether anybody can become a customer without being invited, at whatever desk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn takes_sign_ups(&self) -> Result<bool, AppError> {
        Ok(self.desks().await?.iter().any(|desk| desk.state.sign_up != SignUp::Closed))
    }

    /// The bytes of the logo.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none.
    pub async fn site_logo(&self, site: &Site) -> Result<FileBytes, AppError> {
        let logo = site.logo.as_ref().ok_or(AppError::NotFound("logo"))?;
        self.file_bytes(logo, None).await
    }

    /// Changes the site: all of it or nothing.
    ///
    /// # Errors
    /// When the caller is no administrator, or the logo is none.
    pub async fn change_site(
        &self,
        who: &Actor,
        key: &CommandKey,
        if_match: Option<Version>,
        change: &SiteChange,
    ) -> Result<Done<Site>, AppError> {
        require_administrator(who)?;
        let uploads: Vec<AttachmentId> = change.logo.flatten().into_iter().collect();
        let taken = self.take_logo(who, key, &uploads).await?;
        let claims = &claims(SITE, &taken);
        let commands = &change.commands(taken.into_iter().next());
        let done = self
            .execute::<Site, _>(
                who,
                key,
                SITE,
                if_match,
                |_, _| true,
                |loaded, now| async move {
                    let context = CommandContext { now, actor: who };
                    let (mut state, mut version) = (loaded.state.clone(), loaded.version);
                    let mut events = Vec::new();
                    for command in commands {
                        let decided =
                            site::decide(&state, command.clone(), &context).map_err(refused_site)?;
                        let folded = fold_decided(SITE, Some(state), &mut version, &decided, &context)?;
                        state = folded.unwrap_or_default();
                        events.extend(decided);
                    }
                    let changes = vec![Change::extend(SITE, loaded.version, events)];
                    Ok(Decision { changes, claims: claims.clone(), ..Decision::default() })
                },
            )
            .await;
        self.settle_files(key, &uploads, done, |_| SITE).await
    }

    /// Takes the upload that is to be the logo. It is shown to everybody at once, so it is not waited for.
    async fn take_logo(
        &self,
        who: &Actor,
        key: &CommandKey,
        uploads: &[AttachmentId],
    ) -> Result<Vec<AttachedFile>, AppError> {
        let taken = self.take_files(who, key, SITE, uploads).await.map_err(about_logo)?;
        let rows = &self.files().rows;
        for file in &taken {
            let standings = rows.standings(SITE).await?;
            if !standings.contains(&(file.id.0, Standing::Clean)) {
                rows.release(key.id).await?;
                return Err(file_waiting());
            }
        }
        Ok(taken)
    }
}

/// The faults of an upload are those of the logo here.
fn about_logo(error: AppError) -> AppError {
    let AppError::Invalid(faults) = error else { return error };
    let named = |fault: FieldError| FieldError {
        field: "logo".to_owned(),
        code: fault.code.replace("attachments", "logo"),
        ..fault
    };
    AppError::Invalid(faults.into_iter().map(named).collect())
}

/// What a refusal means to the one who asked: faults of the content name their field.
fn refused_site(refusal: SiteRefusal) -> AppError {
    let (field, fault) = match refusal {
        SiteRefusal::NotAllowed => return refused("site", &refusal),
        SiteRefusal::ColourTooLight => ("colour", "too_light"),
        SiteRefusal::LogoNoPicture => ("logo", "no_picture"),
        SiteRefusal::LogoTooLarge => ("logo", "too_large"),
        SiteRefusal::AnnouncementOver => ("announcement.until", "over"),
    };
    AppError::Invalid(vec![FieldError::new(field, fault, sentence(&refusal.to_string()))])
}

//! Files of a ticket: attached in one command with what is said, read by who may see the ticket.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use bytes::Bytes;
use chrono::TimeDelta;
use docket_domain::ticket::{
    AttachedTo, Attachment, MAX_FILES_AT_ONCE, Ticket, TicketCommand, TicketRefusal,
};
use docket_domain::{Actor, AttachedFile, AttachmentId, CommandContext, Event, Side};
use docket_eventstore::db::DbError;
use docket_eventstore::{Claim, Version};
use docket_files::{FileBytes, FileError, Kind, thumbnail};
use tokio::sync::SemaphorePermit;
use uuid::Uuid;

use super::{refused_ticket, sees};
use crate::App;
use crate::aggregates::Loaded;
use crate::error::{AppError, FieldError};
use crate::execute::{Decision, Done};
use crate::key::CommandKey;
use crate::names;
use crate::uploads::{FileState, NotReserved, Standing, Taker, file_waiting};

/// An attachment and whether it can be had.
#[derive(Clone, Debug)]
pub struct HeldFile {
    /// The attachment.
    pub held: Attachment,
    /// Whether it can be had.
    pub state: FileState,
}

impl App {
    /// Attaches uploads of the caller's to a ticket, by themselves.
    ///
    /// # Errors
    /// When the ticket is closed or not the caller's to see, or an upload is not theirs or not free.
    pub async fn attach(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        files: &[AttachmentId],
        internal: bool,
    ) -> Result<Done<Ticket>, AppError> {
        let to = if internal { AttachedTo::Internal } else { AttachedTo::Public };
        self.act_with(who, key, ticket, if_match, (files, to), Vec::new()).await
    }

    /// Carries out commands on a ticket with files that belong to what they say.
    pub(super) async fn act_with(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        (files, to): (&[AttachmentId], AttachedTo),
        mut commands: Vec<TicketCommand>,
    ) -> Result<Done<Ticket>, AppError> {
        if files.is_empty() {
            return self.act(who, key, ticket, if_match, commands).await;
        }
        // Whether the ticket is there at all comes before any word about the files.
        let id = self.ticket(who, ticket).await?.state.id;
        let taken = self.take_files(who, key, id.0, files).await?;
        let claims = claims(id.0, &taken);
        commands.insert(0, TicketCommand::Attach { files: taken, to });
        let (commands, claims) = (&commands, &claims);
        let done = self
            .execute::<Ticket, _>(who, key, id.0, if_match, sees, |loaded, now| async move {
                let context = &CommandContext { now, actor: who };
                let decision = Decision { claims: claims.clone(), ..Decision::default() };
                self.decide_all(&loaded, context, commands, decision).await
            })
            .await;
        self.settle_files(key, files, done, stream).await
    }

    /// Takes uploads of the caller's for a command that gives them to a stream.
    pub(crate) async fn take_files(
        &self,
        who: &Actor,
        key: &CommandKey,
        owner: Uuid,
        ids: &[AttachmentId],
    ) -> Result<Vec<AttachedFile>, AppError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if ids.len() > MAX_FILES_AT_ONCE {
            return Err(refused_ticket(TicketRefusal::TooManyFiles));
        }
        if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
            let detail = "The same upload is named twice.";
            return Err(AppError::Invalid(vec![FieldError::new("attachments", "repeated", detail)]));
        }
        let now = self.now();
        let files = self.files();
        let taker = Taker { person: who.person, command: key.id, owner, now };
        let taken = files.rows.reserve(taker, ids.to_vec()).await.map_err(|error| match error {
            NotReserved::Database(error) => error.into(),
            NotReserved::Harmful(place) => AppError::Invalid(vec![FieldError::new(
                format!("attachments[{place}]"),
                "harmful",
                "The scanner found this file to be harmful: nobody gets it. Go on without it.",
            )]),
            NotReserved::Unknown(place) => AppError::Invalid(vec![FieldError::new(
                format!("attachments[{place}]"),
                "unknown",
                "There is no such upload of yours, or it is attached already. POST /api/v1/uploads makes one.",
            )]),
        })?;
        // Counted with these, so that commands sent at once do not get past it.
        let today = files.rows.attached_by(who.person, owner, now - TimeDelta::days(1)).await?;
        if today > i64::from(files.rules.per_day) {
            files.rows.release(key.id).await?;
            return Err(AppError::TooMany { wait: std::time::Duration::from_secs(3_600) });
        }
        Ok(taken)
    }

    /// Notes what became of the files that a command took. `owner` is the stream that has them.
    pub(crate) async fn settle_files<A>(
        &self,
        key: &CommandKey,
        ids: &[AttachmentId],
        done: Result<Done<A>, AppError>,
        owner: impl Fn(&A) -> Uuid,
    ) -> Result<Done<A>, AppError> {
        if ids.is_empty() {
            return done;
        }
        let noted = match &done {
            Ok(done) => self.note_attached(key, &done.events, owner(&done.loaded.state)).await,
            // Nobody knows whether it was carried out: the sweep asks the log.
            Err(AppError::Unavailable(_) | AppError::Internal(..)) => Ok(()),
            Err(_) => self.files().rows.release(key.id).await,
        };
        if let Err(error) = noted {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what became of files is noted by the sweep"
            );
        }
        done
    }

    /// What the events name is attached. A repeated command may have taken others, which are free again.
    async fn note_attached(&self, key: &CommandKey, events: &[Event], owner: Uuid) -> Result<(), DbError> {
        let rows = &self.files().rows;
        for file in events.iter().flat_map(Event::files) {
            rows.attached_to(file.id.0, owner).await?;
        }
        rows.release(key.id).await
    }

    /// The files of a ticket that the caller may know of, oldest first.
    ///
    /// # Errors
    /// When the ticket is not the caller's to see.
    pub async fn attachments(&self, who: &Actor, ticket: &str) -> Result<Vec<HeldFile>, AppError> {
        let loaded = self.ticket(who, ticket).await?;
        self.attachments_of(who.side(), &loaded).await
    }

    /// The same of a ticket that was read already, for a reader of that side who may see it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachments_of(
        &self,
        reader: Side,
        ticket: &Loaded<Ticket>,
    ) -> Result<Vec<HeldFile>, AppError> {
        let held: Vec<&Attachment> = ticket.state.attachments_for(reader).collect();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let files = self.files();
        let standings: HashMap<_, _> = files.rows.standings(ticket.state.id.0).await?.into_iter().collect();
        let unknown = if files.rules.scanner.is_some() { FileState::Waiting } else { FileState::Clean };
        let state = |held: &Attachment| match standings.get(&held.file.id.0) {
            _ if held.quarantined => FileState::Quarantined,
            Some(Standing::Clean) => FileState::Clean,
            Some(Standing::Harmful | Standing::Quarantined) => FileState::Quarantined,
            Some(Standing::Waiting | Standing::Receiving | Standing::Swept) => FileState::Waiting,
            // Its row was lost with an older copy of `ops`: where there is a scanner, nobody knows what it said.
            None => unknown,
        };
        Ok(held.into_iter().map(|held| HeldFile { held: held.clone(), state: state(held) }).collect())
    }

    /// One file of a ticket, that can be had.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the caller may not know of it; otherwise why it cannot be had now.
    pub async fn attachment(
        &self,
        who: &Actor,
        ticket: &str,
        id: AttachmentId,
    ) -> Result<Attachment, AppError> {
        let all = self.attachments(who, ticket).await.map_err(|error| match error {
            AppError::NotFound(_) => AppError::NotFound("attachment"),
            error => error,
        })?;
        let found = all.into_iter().find(|file| file.held.file.id == id);
        let HeldFile { held, state } = found.ok_or(AppError::NotFound("attachment"))?;
        match state {
            FileState::Clean => Ok(held),
            FileState::Waiting => Err(file_waiting()),
            FileState::Quarantined => Err(AppError::Forbidden {
                code: "file_quarantined",
                detail: "This file was found to be harmful: nobody gets it.".to_owned(),
            }),
        }
    }

    /// The bytes of a file, or a range of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn file_bytes(
        &self,
        file: &AttachedFile,
        range: Option<Range<u64>>,
    ) -> Result<FileBytes, AppError> {
        Ok(self.files().rules.store.get(file.id.0, range).await?)
    }

    /// A small picture of a picture, as JPEG. Made when it is first asked for, so after the scanner has seen it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there can be none.
    pub async fn file_thumbnail(&self, file: &AttachedFile) -> Result<Bytes, AppError> {
        let none = || AppError::NotFound("thumbnail");
        if !Kind::is_picture(file.content_type.as_str()) {
            return Err(none());
        }
        let files = self.files();
        let store = &files.rules.store;
        if let Some(made) = store.thumbnail(file.id.0).await? {
            return Ok(made);
        }
        let turn: Option<SemaphorePermit<'_>> = files.shrinking.acquire().await.ok();
        let original = store.download(file.id.0, &files.rules.spool).await?;
        let made = tokio::task::spawn_blocking(move || {
            let mut original = original;
            thumbnail(&mut original)
        })
        .await
        .map_err(|panicked| {
            AppError::Internal("a picture could not be unfolded", Some(Box::new(panicked)))
        })?;
        drop(turn);
        let made = Bytes::from(made.map_err(FileError::from)?.ok_or_else(none)?);
        store.put_thumbnail(file.id.0, made.clone()).await?;
        Ok(made)
    }
}

/// The claims by which the log says that files are attached.
pub(crate) fn claims(owner: Uuid, files: &[AttachedFile]) -> Vec<Claim> {
    let claim =
        |file: &AttachedFile| Claim::Take { scope: names::ATTACHMENT, name: file.id.to_string(), owner };
    files.iter().map(claim).collect()
}

pub(super) fn stream(ticket: &Ticket) -> Uuid {
    ticket.id.0
}

//! The rows of uploads in `ops`.

use chrono::{DateTime, Utc};
use docket_domain::{AttachedFile, AttachmentId, FileName, MediaType, PersonId, Sha256Digest};
use docket_eventstore::db::{Db, DbError};
use docket_eventstore::{CommandId, on_reader, on_tx};
use uuid::Uuid;

use crate::credentials::{execute, execute_in};

/// Where an upload stands, as its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its bytes are on their way into the store.
    Receiving,
    /// It is to be scanned.
    Waiting,
    /// It may be read.
    Clean,
    /// The scanner knows it; its ticket is yet to be told.
    Harmful,
    /// Nobody gets it any more.
    Quarantined,
    /// It is being removed.
    Swept,
}

impl Standing {
    const ALL: [Self; 6] =
        [Self::Receiving, Self::Waiting, Self::Clean, Self::Harmful, Self::Quarantined, Self::Swept];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Harmful => "harmful",
            Self::Quarantined => "quarantined",
            Self::Swept => "swept",
        }
    }

    pub(crate) fn read(word: &str) -> Result<Self, DbError> {
        let found = Self::ALL.into_iter().find(|standing| standing.as_str() == word);
        found.ok_or_else(|| DbError::Corrupt { place: "uploads.state", what: word.to_owned() })
    }
}

/// Why files cannot be taken for a command.
#[derive(Debug)]
pub(crate) enum NotReserved {
    /// One is not there, not the person's, or not free any more; which of them, by their place.
    Unknown(usize),
    /// One is the person's and was found to be harmful; which of them, by its place.
    Harmful(usize),
    /// The database failed.
    Database(DbError),
}

impl From<DbError> for NotReserved {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

/// An upload that the sweep has to look at.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Loose {
    pub(crate) upload_id: Uuid,
    pub(crate) command_id: Option<Uuid>,
}

/// An upload that the scanner has to look at, or whose ticket is to be told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Unscanned {
    pub(crate) upload_id: Uuid,
    pub(crate) state: String,
    pub(crate) command_id: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct Row {
    upload_id: Uuid,
    name: String,
    content_type: String,
    size: i64,
    sha256: Vec<u8>,
}

impl Row {
    fn file(self) -> Result<AttachedFile, DbError> {
        let corrupt = |what: &str| DbError::Corrupt { place: "uploads", what: what.to_owned() };
        Ok(AttachedFile {
            id: AttachmentId(self.upload_id),
            name: FileName::parse(&self.name).map_err(|_| corrupt("name"))?,
            content_type: MediaType::parse(&self.content_type).map_err(|_| corrupt("content_type"))?,
            size: u64::try_from(self.size).map_err(|_| corrupt("size"))?,
            sha256: Sha256Digest(self.sha256.try_into().map_err(|_| corrupt("sha256"))?),
        })
    }
}

/// For whom files are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taker {
    pub(crate) person: PersonId,
    pub(crate) command: CommandId,
    /// The stream of what they are to belong to: a ticket, or the site.
    pub(crate) owner: Uuid,
    pub(crate) now: DateTime<Utc>,
}

/// The table.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    ops: Db,
}

impl Uploads {
    pub(crate) fn new(ops: Db) -> Self {
        Self { ops }
    }

    /// Notes a file before its bytes go into the store.
    pub(crate) async fn note(
        &self,
        person: PersonId,
        file: AttachedFile,
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        execute!(
            self.ops,
            "INSERT INTO uploads (upload_id, person_id, name, content_type, size, sha256, state, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'receiving', $7)",
            file.id.0,
            person.0,
            file.name.as_str(),
            file.content_type.as_str(),
            i64::try_from(file.size).unwrap_or(i64::MAX),
            file.sha256.0.as_slice(),
            now,
        )
        .map(drop)
    }

    /// Moves an upload on; `false` when it does not stand there any more.
    pub(crate) async fn step(&self, id: AttachmentId, from: Standing, to: Standing) -> Result<bool, DbError> {
        let changed = execute!(
            self.ops,
            "UPDATE uploads SET state = $3 WHERE upload_id = $1 AND state = $2",
            id.0,
            from.as_str(),
            to.as_str(),
        )?;
        Ok(changed == 1)
    }

    /// How many uploads of a person belong to nothing yet.
    pub(crate) async fn loose_of(&self, person: PersonId) -> Result<i64, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar(
                "SELECT count(*) FROM uploads WHERE person_id = $1 AND attached = false AND command_id IS NULL",
            )
            .bind(person.0)
            .fetch_one(c)
            .await
        })?)
    }

    /// How many files a person has attached to one ticket, or to the site, since then.
    pub(crate) async fn attached_by(
        &self,
        person: PersonId,
        owner: Uuid,
        since: DateTime<Utc>,
    ) -> Result<i64, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar(
                "SELECT count(*) FROM uploads WHERE person_id = $1 AND ticket_id = $2 AND reserved_at > $3",
            )
            .bind(person.0)
            .bind(owner)
            .bind(since)
            .fetch_one(c)
            .await
        })?)
    }

    /// Takes a person's free uploads for a command, all or none. The same command may take them again.
    pub(crate) async fn reserve(
        &self,
        taker: Taker,
        ids: Vec<AttachmentId>,
    ) -> Result<Vec<AttachedFile>, NotReserved> {
        self.ops
            .write::<_, NotReserved, _>(move |tx| {
                Box::pin(async move {
                    let mut files = Vec::with_capacity(ids.len());
                    for (place, id) in ids.into_iter().enumerate() {
                        let taken = execute_in!(
                            tx,
                            "UPDATE uploads SET command_id = $3, reserved_at = $5,
                                    ticket_id = CASE WHEN attached THEN ticket_id ELSE $4 END
                             WHERE upload_id = $1 AND person_id = $2 AND (command_id IS NULL OR command_id = $3)
                               AND (attached OR state IN ('waiting', 'clean'))",
                            id.0,
                            taker.person.0,
                            taker.command.0,
                            taker.owner,
                            taker.now,
                        );
                        if taken.map_err(DbError::from)? != 1 {
                            let harmful: Option<i64> = on_tx!(tx, c => {
                                sqlx::query_scalar(
                                    "SELECT CAST(1 AS BIGINT) FROM uploads WHERE upload_id = $1 AND person_id = $2
                                       AND state IN ('harmful', 'quarantined')",
                                )
                                .bind(id.0)
                                .bind(taker.person.0)
                                .fetch_optional(c)
                                .await
                            })
                            .map_err(DbError::from)?;
                            return Err(harmful.map_or(NotReserved::Unknown(place), |_| NotReserved::Harmful(place)));
                        }
                        let row: Row = on_tx!(tx, c => {
                            sqlx::query_as(
                                "SELECT upload_id, name, content_type, size, sha256 FROM uploads WHERE upload_id = $1",
                            )
                            .bind(id.0)
                            .fetch_one(c)
                            .await
                        })
                        .map_err(DbError::from)?;
                        files.push(row.file()?);
                    }
                    Ok(files)
                })
            })
            .await
    }

    /// Gives back what a command took that was not carried out.
    pub(crate) async fn release(&self, command: CommandId) -> Result<(), DbError> {
        execute!(
            self.ops,
            "UPDATE uploads SET command_id = NULL, ticket_id = NULL, reserved_at = NULL
             WHERE command_id = $1 AND attached = false",
            command.0,
        )
        .map(drop)
    }

    /// Notes what the log says of one file.
    pub(crate) async fn attached_to(&self, id: Uuid, ticket: Uuid) -> Result<(), DbError> {
        execute!(
            self.ops,
            "UPDATE uploads SET attached = true, ticket_id = $2 WHERE upload_id = $1",
            id,
            ticket
        )
        .map(drop)
    }

    /// Where the files of a ticket, or of the site, stand.
    pub(crate) async fn standings(&self, owner: Uuid) -> Result<Vec<(Uuid, Standing)>, DbError> {
        let rows: Vec<(Uuid, String)> = on_reader!(&self.ops, c => {
            sqlx::query_as("SELECT upload_id, state FROM uploads WHERE ticket_id = $1")
                .bind(owner)
                .fetch_all(c)
                .await
        })?;
        rows.into_iter().map(|(id, state)| Standing::read(&state).map(|state| (id, state))).collect()
    }

    /// Uploads that belong to nothing since then; those that a command took, only since `reserved`. Oldest first.
    pub(crate) async fn loose(
        &self,
        created: DateTime<Utc>,
        reserved: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Loose>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_as(
                "SELECT upload_id, command_id FROM uploads WHERE attached = false AND created_at <= $1
                   AND (command_id IS NULL OR reserved_at <= $2) ORDER BY created_at, upload_id LIMIT $3",
            )
            .bind(created)
            .bind(reserved)
            .bind(limit)
            .fetch_all(c)
            .await
        })?)
    }

    /// Marks a free upload for removal, from when on no command can take it; `false` when one has. Where a person is
    /// named, only theirs.
    pub(crate) async fn doom(&self, id: Uuid, owner: Option<PersonId>) -> Result<bool, DbError> {
        let changed = execute!(
            self.ops,
            "UPDATE uploads SET state = 'swept' WHERE upload_id = $1 AND attached = false AND command_id IS NULL
               AND ($2 IS NULL OR person_id = $2)",
            id,
            owner.map(|owner| owner.0),
        )?;
        Ok(changed == 1)
    }

    /// Forgets an upload whose bytes are gone.
    pub(crate) async fn forget(&self, id: Uuid) -> Result<(), DbError> {
        execute!(self.ops, "DELETE FROM uploads WHERE upload_id = $1", id).map(drop)
    }

    /// Whether there is a row.
    pub(crate) async fn is_known(&self, id: Uuid) -> Result<bool, DbError> {
        let found: Option<i64> = on_reader!(&self.ops, c => {
            sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM uploads WHERE upload_id = $1")
                .bind(id)
                .fetch_optional(c)
                .await
        })?;
        Ok(found.is_some())
    }

    /// What the scanner has to look at, and what it knows and is not told yet; oldest first.
    pub(crate) async fn unscanned(&self, limit: i64) -> Result<Vec<Unscanned>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_as(
                "SELECT upload_id, state, command_id FROM uploads WHERE state IN ('waiting', 'harmful')
                 ORDER BY created_at, upload_id LIMIT $1",
            )
            .bind(limit)
            .fetch_all(c)
            .await
        })?)
    }
}

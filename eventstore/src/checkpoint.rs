//! How far a subscriber came, committed together with what it made of the events.
//!
//! A checkpoint is also the fence: it moves only from the position its holder read, under the epoch of the
//! holder's [lease](crate::lease). A holder that lost its lease without noticing changes nothing any more, because
//! its transaction, checkpoint and rows together, is refused.

use crate::db::{Column, Conn, Db, DbError, Kind, Table, Tx, sql};
use crate::{Position, chain, on_conn, on_reader, on_tx};

/// The checkpoints of one place. There are two, each committed with the tables beside it.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoints {
    /// Their table.
    pub table: Table,
}

const COLUMNS: &[Column] = &[
    Column::new("name", Kind::Text),
    Column::new("position", Kind::Int),
    Column::new("hash", Kind::Bytes),
    Column::new("lease_epoch", Kind::Int),
];

/// Those of the read views, whose schema is made by [`Checkpoints::create_if_missing`].
pub const VIEWS: Checkpoints =
    Checkpoints { table: Table { name: "view_checkpoints", columns: COLUMNS, key: &["name"], indexes: &[] } };
/// Those of the subscribers that keep their rows in `ops`; their table is part of its migrations.
pub const OPS: Checkpoints =
    Checkpoints { table: Table { name: "ops_checkpoints", columns: COLUMNS, key: &["name"], indexes: &[] } };

/// A place in the log, and the chain's hash there: a subscriber can tell that it is ahead of the log, or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event that was worked in.
    pub position: Position,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Checkpoint {
    /// Before the first event.
    pub const START: Self = Self { position: Position::ZERO, hash: chain::GENESIS };
}

/// Why a checkpoint did not move.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Somebody else has moved it or has taken it over. The transaction must be rolled back and the work must end.
    #[error("the checkpoint {name} belongs to somebody else by now")]
    Fenced {
        /// Which.
        name: String,
    },
    /// The database failed.
    #[error("the checkpoint could not be written")]
    Database(#[from] DbError),
}

impl Checkpoints {
    /// Makes the table where it is missing; on PostgreSQL in `schema`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_if_missing(&self, conn: &mut Conn, schema: &str) -> Result<(), DbError> {
        for text in self.table.definition(conn.dialect(), schema) {
            let text = text.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1);
            on_conn!(conn, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
        }
        Ok(())
    }

    /// Where a subscriber stands; none when it has never been claimed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(&self, db: &Db, name: &str) -> Result<Option<Checkpoint>, DbError> {
        let text = format!("SELECT position, hash FROM {} WHERE name = $1", self.table.name);
        let row: Option<(i64, Vec<u8>)> =
            on_reader!(db, c => sqlx::query_as(sql(text)).bind(name).fetch_optional(c).await)?;
        row.map(read).transpose()
    }

    /// Takes a checkpoint over at the start of work under a lease: from now on nobody with an older epoch moves it.
    /// One that is new starts at `start`. Answers where it stands.
    ///
    /// # Errors
    /// [`CheckpointError::Fenced`] when a later holder was here before.
    pub async fn claim(
        &self,
        tx: &mut Tx<'_>,
        name: &str,
        lease_epoch: i64,
        start: Checkpoint,
    ) -> Result<Checkpoint, CheckpointError> {
        let table = self.table.name;
        let text = format!(
            "INSERT INTO {table} (name, position, hash, lease_epoch) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET lease_epoch = excluded.lease_epoch \
             WHERE {table}.lease_epoch <= excluded.lease_epoch RETURNING position, hash"
        );
        let row: Option<(i64, Vec<u8>)> = on_tx!(tx, c => {
            let query = sqlx::query_as(sql(text)).bind(name).bind(start.position.0);
            query.bind(start.hash.as_slice()).bind(lease_epoch).fetch_optional(c).await
        })
        .map_err(DbError::from)?;
        let row = row.ok_or_else(|| CheckpointError::Fenced { name: name.to_owned() })?;
        Ok(read(row)?)
    }

    /// Moves a checkpoint, in the transaction that writes the rows.
    ///
    /// # Errors
    /// [`CheckpointError::Fenced`] when it is not at `from`, or not under this epoch.
    pub async fn advance(
        &self,
        tx: &mut Tx<'_>,
        name: &str,
        from: Position,
        to: Checkpoint,
        lease_epoch: i64,
    ) -> Result<(), CheckpointError> {
        let text = format!(
            "UPDATE {} SET position = $1, hash = $2 WHERE name = $3 AND position = $4 AND lease_epoch = $5",
            self.table.name
        );
        let moved = on_tx!(tx, c => {
            let query = sqlx::query(sql(text)).bind(to.position.0).bind(to.hash.as_slice()).bind(name);
            query.bind(from.0).bind(lease_epoch).execute(c).await.map(|done| done.rows_affected())
        })
        .map_err(DbError::from)?;
        if moved == 1 { Ok(()) } else { Err(CheckpointError::Fenced { name: name.to_owned() }) }
    }
}

fn read((position, bytes): (i64, Vec<u8>)) -> Result<Checkpoint, DbError> {
    Ok(Checkpoint { position: Position(position), hash: crate::recorded::hash(&bytes)? })
}

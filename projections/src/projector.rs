//! What makes a view out of events.

use async_trait::async_trait;
use docket_eventstore::db::{DbError, Dialect, Index, Table, Tx};

use crate::{Envelope, ProjectionError};

/// Folds events into tables. The same events give the same rows, however they are cut into batches and on whichever
/// database: so `apply` reads nothing but the events and its own tables, and goes through what it has collected in
/// an order that the events alone determine.
#[async_trait]
pub trait Projector: Send + Sync {
    /// The name of the view, under which its checkpoint is kept.
    fn name(&self) -> &'static str;

    /// The version of its tables and of what it makes of events. When it changes, the view is dropped and built
    /// again from the first event.
    fn version(&self) -> i64;

    /// The tables it owns. Nobody else writes to them.
    fn tables(&self) -> &'static [Table];

    /// The statements that make, in place of what is there, an index over its tables that is no [`Table`]: what it
    /// holds follows from them, and is not compared. On PostgreSQL in `schema`.
    fn index(&self, dialect: Dialect, schema: &str) -> Vec<String> {
        let _ = (dialect, schema);
        Vec::new()
    }

    /// The table that stands for that index on PostgreSQL.
    fn index_table(&self) -> Option<&'static str> {
        None
    }

    /// Leaves the index of [`Projector::index`] empty from now on, in a view that has nothing in it yet:
    /// [`Projector::fill_index`] fills it when the tables are.
    ///
    /// # Errors
    /// When the database fails.
    async fn leave_index(&self, _tx: &mut Tx<'_>) -> Result<(), DbError> {
        Ok(())
    }

    /// Goes on filling an index that was left empty, by a stretch of the tables at a time. False when it is whole.
    ///
    /// # Errors
    /// When the database fails.
    async fn fill_index(&self, _tx: &mut Tx<'_>) -> Result<bool, DbError> {
        Ok(false)
    }

    /// Whether an index may be missing while the view is built from the first event: one that only lists read. Filled
    /// in one go at the end it costs a fraction.
    fn may_lack(&self, _index: &Index) -> bool {
        false
    }

    /// Works events in: reads the rows they concern, folds, and writes them back, one statement a table.
    ///
    /// # Errors
    /// When an event does not fit, or the database fails; the transaction is then rolled back.
    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError>;
}

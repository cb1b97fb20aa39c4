//! Reading on behind a position.

use tokio::sync::watch;

use crate::append::MAX_EVENTS;
use crate::db::{Db, DbError};
use crate::{Position, Recorded, read};

/// Hands out the events behind a position, first those that are there, then those that come, each once and in
/// order. It keeps its place in memory only: whoever needs it after a restart keeps a
/// [checkpoint](crate::checkpoint).
#[derive(Debug)]
pub struct Follower {
    db: Db,
    seen: watch::Receiver<Position>,
    after: Position,
    whole_commands: bool,
}

impl Follower {
    pub(crate) fn new(db: Db, seen: watch::Receiver<Position>, after: Position) -> Self {
        Self { db, seen, after, whole_commands: false }
    }

    /// Never ends a batch between two events of one command. A batch may then be longer than its limit, by less
    /// than [`MAX_EVENTS`].
    #[must_use]
    pub fn whole_commands(mut self) -> Self {
        self.whole_commands = true;
        self
    }

    /// The position of the last event that was handed out.
    pub fn position(&self) -> Position {
        self.after
    }

    /// Goes to another place: the next batch begins behind it.
    pub fn seek(&mut self, after: Position) {
        self.after = after;
    }

    /// The next events, at least one; waits until there is one. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the database fails; the next call tries again from the same place.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Recorded>, DbError> {
        loop {
            let events = self.ready(limit).await?;
            if !events.is_empty() {
                return Ok(events);
            }
            // Only the store's end closes the channel, and a store ends with the program: then nothing comes.
            if self.seen.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The next events that are there; none when the end of the log is reached.
    ///
    /// # Errors
    /// When the database fails; the next call tries again from the same place.
    pub async fn ready(&mut self, limit: usize) -> Result<Vec<Recorded>, DbError> {
        let limit = limit.max(1);
        // Before the read: what is written during it wakes the wait behind it.
        self.seen.borrow_and_update();
        let mut events = read::after(&self.db, self.after, limit).await?;
        if self.whole_commands
            && events.len() == limit
            && let Some(last) = events.last()
        {
            let (position, command) = (last.position, last.command);
            let rest = read::after(&self.db, position, MAX_EVENTS).await?;
            events.extend(rest.into_iter().take_while(|event| event.command == command));
        }
        if let Some(last) = events.last() {
            self.after = last.position;
        }
        Ok(events)
    }
}

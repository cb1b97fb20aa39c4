//! Work under one lease, on one connection. It ends with the first failure of the database.

use std::time::Duration;

use docket_eventstore::checkpoint::{self, Checkpoint};
use docket_eventstore::db::{Conn, DbError};
use docket_eventstore::{Position, Recorded, Store};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::track::Track;
use super::{RunnerOptions, SessionError};
use crate::{Envelope, Health, ProjectionError, Views, schema};

/// A batch aims at no more payload than this.
const BATCH_BYTES: usize = 3 * 1024 * 1024;

/// Batches grow while they take less than the first, and become smaller where they take more than the second: a lease is
/// renewed between them, and PostgreSQL breaks off what takes 5 s.
const QUICK: Duration = Duration::from_secs(1);
const SLOW: Duration = Duration::from_secs(2);

/// KiB of pages that SQLite keeps in memory while views are built, and otherwise. Making an index sorts in as much again.
const ROOMY: u32 = 16 * 1024;
const USUAL: u32 = 8 * 1024;

/// Why work under a lease ended in good order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Somebody asked for it.
    Stopped,
    /// Another process has it.
    LeaseLost,
}

/// Work under one lease.
pub(super) struct Session<'a> {
    store: &'a Store,
    views: &'a Views,
    options: &'a RunnerOptions,
    conn: Conn,
    epoch: i64,
    tracks: Vec<Track>,
    /// The size of a payload, as the last batch had it.
    average: usize,
    /// Events that can be worked in at a time, as far as is known.
    pace: usize,
    ahead: Option<Ahead>,
}

/// Events that are read while those before them are worked in: where many wait, reading need not wait for them.
struct Ahead {
    from: Position,
    events: JoinHandle<Result<Vec<Recorded>, DbError>>,
}

impl Ahead {
    fn read(store: &Store, from: Position, limit: usize) -> Self {
        let store = store.clone();
        Self { from, events: tokio::spawn(async move { store.read_after(from, limit).await }) }
    }
}

impl<'a> Session<'a> {
    /// Takes the checkpoints over, and makes those views anew that are of another log than this one.
    pub(super) async fn open(
        store: &'a Store,
        views: &'a Views,
        options: &'a RunnerOptions,
        epoch: i64,
    ) -> Result<Self, SessionError> {
        let mut conn = views.db().connect().await?;
        conn.commit_lazily().await?;
        let mut tracks = Vec::new();
        for projector in views.projectors() {
            let mut tx = conn.begin().await?;
            let claimed = checkpoint::VIEWS.claim(&mut tx, projector.name(), epoch, Checkpoint::START).await;
            let mut at = claimed.map_err(ProjectionError::from)?;
            tx.commit().await?;
            if !belongs(store, at).await? {
                tracing::warn!(
                    view = projector.name(),
                    position = at.position.0,
                    "the view is of another log, or of a later state of this one: it is built anew"
                );
                schema::reset(views.db(), &**projector).await?;
                at = Checkpoint::START;
            }
            tracks.push(Track::new(projector.clone(), at));
        }
        let pace = options.live_batch.max(1);
        let mut session = Self { store, views, options, conn, epoch, tracks, average: 1, pace, ahead: None };
        session.undress(store.head().await?.position).await?;
        views.progress().send_modify(|progress| {
            progress.writing = true;
            progress.whole = false;
            progress.position = session.position();
            for track in &session.tracks {
                progress.health.insert(track.projector.name(), Health::Healthy);
            }
        });
        Ok(session)
    }

    /// Views that have everything before them do without some indexes until they are there.
    async fn undress(&mut self, head: Position) -> Result<(), SessionError> {
        if head.0 < self.options.bare_from {
            return Ok(());
        }
        self.conn.keep_pages(ROOMY).await?;
        for track in self.tracks.iter_mut().filter(|track| track.at.position == Position::ZERO) {
            let mut tx = self.conn.begin().await?;
            for spare in &track.spares {
                spare.drop(&mut tx).await?;
            }
            track.projector.leave_index(&mut tx).await?;
            tx.commit().await?;
            track.is_untidied = true;
        }
        Ok(())
    }

    /// Makes one of the indexes that are missing of the views that are up to date, or a part of one, for the lease to be
    /// renewed in between; the database then looks at what it holds. False when none is to be looked after.
    async fn dress(&mut self, head: Position) -> Result<bool, SessionError> {
        let near = head.0 - i64::try_from(self.options.live_batch).unwrap_or(i64::MAX);
        let due = |track: &&mut Track| track.at.position.0 >= near && !track.is_dressed();
        let Some(track) = self.tracks.iter_mut().find(due) else { return Ok(false) };
        if let Some(spare) = track.spares.pop() {
            spare.make(&mut self.conn).await?;
        } else if !track.is_filled {
            let mut tx = self.conn.begin().await?;
            let name = track.projector.name();
            track.is_filled = !track.projector.fill_index(&mut tx).await?;
            // Also where an earlier process began it.
            track.is_untidied |= !track.is_filled;
            // It stays where it is: nobody else may have taken it over.
            let fenced =
                checkpoint::VIEWS.advance(&mut tx, name, track.at.position, track.at, self.epoch).await;
            fenced.map_err(ProjectionError::from)?;
            tx.commit().await?;
        } else {
            track.is_untidied = false;
            schema::tidy(&mut self.conn, &*track.projector).await?;
            tracing::info!(view = track.projector.name(), "the view is built");
        }
        if self.tracks.iter().all(Track::is_dressed) {
            self.conn.keep_pages(USUAL).await?;
            self.views.progress().send_modify(|progress| progress.whole = true);
        }
        Ok(true)
    }

    /// When the first of the projectors in trouble tries again.
    pub(super) fn retry_at(&self) -> Option<Instant> {
        self.tracks.iter().filter_map(Track::retry_at).min()
    }

    pub(super) async fn close(self) {
        self.conn.close().await;
    }

    fn position(&self) -> Position {
        self.tracks.iter().map(|track| track.at.position).min().unwrap_or_default()
    }

    /// Lets the projectors that are furthest behind work one batch in. False when there is nothing to do. `head` is
    /// the last position that was heard of.
    pub(super) async fn step(&mut self, head: Position) -> Result<bool, SessionError> {
        let began = Instant::now();
        let ready = |track: &&Track| track.is_ready(began);
        let Some(from) = self.tracks.iter().filter(ready).map(|track| track.at.position).min() else {
            return Ok(false);
        };
        let group: Vec<usize> = (0..self.tracks.len())
            .filter(|i| self.tracks[*i].is_ready(began) && self.tracks[*i].at.position == from)
            .collect();
        let ceiling = self.tracks.iter().map(|track| track.at.position).filter(|at| *at > from).min();
        let cap = group.iter().map(|i| self.tracks[*i].cap()).min().unwrap_or(usize::MAX);
        let limit = self.limit(head.0 - from.0).min(cap);
        let mut events = self.read(from, limit).await?;
        if let Some(ceiling) = ceiling {
            events.retain(|event| event.position <= ceiling);
        }
        self.report(head.max(from));
        if events.is_empty() {
            return self.dress(head).await;
        }
        let bytes: usize = events.iter().map(|event| event.payload.len()).sum();
        self.average = (bytes / events.len()).max(1);
        if events.len() > self.options.live_batch
            && let Some(last) = events.last()
        {
            self.ahead = Some(Ahead::read(self.store, last.position, self.limit(head.0 - last.position.0)));
        }
        self.apply(from, &group, &events).await?;
        let took = began.elapsed();
        self.step_on(took);
        self.publish(head, took);
        self.dress(head).await?;
        Ok(true)
    }

    /// At most so many events behind a position: those that were read ahead, where they are these.
    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<Recorded>, SessionError> {
        let mut events = match self.ahead.take().filter(|ahead| ahead.from == from) {
            Some(ahead) => ahead
                .events
                .await
                .map_err(|lost| SessionError::Database(DbError::Task(lost.to_string())))??,
            None => self.store.read_after(from, limit).await?,
        };
        events.truncate(limit);
        Ok(events)
    }

    /// Makes the next batches longer or shorter than one that took so long.
    fn step_on(&mut self, took: Duration) {
        let (least, most) = (self.options.live_batch.max(1), self.options.catch_up_batch);
        if took < QUICK {
            self.pace = self.pace.saturating_mul(2).min(most).max(least);
        } else if took > SLOW {
            self.pace = (self.pace / 2).max(least);
        }
    }

    /// How many events to read, so many behind the head.
    fn limit(&self, behind: i64) -> usize {
        let live = self.options.live_batch.max(1);
        if usize::try_from(behind).is_ok_and(|behind| behind > live) {
            (BATCH_BYTES / self.average).clamp(1, self.options.catch_up_batch.max(live).min(self.pace))
        } else {
            live
        }
    }

    async fn apply(
        &mut self,
        from: Position,
        group: &[usize],
        events: &[Recorded],
    ) -> Result<(), SessionError> {
        let mut batch = Vec::with_capacity(events.len());
        for event in events {
            match Envelope::decode(event) {
                Ok(envelope) => batch.push(envelope),
                // What comes before it can still be worked in.
                Err(_) if !batch.is_empty() => break,
                Err(error) => {
                    for i in group {
                        self.tracks[*i].failed(&error, 1, self.options, self.views);
                    }
                    return Ok(());
                }
            }
        }
        // Never empty here: the first event of `events` is in it.
        let Some(last) = batch.len().checked_sub(1).map(|i| &events[i]) else { return Ok(()) };
        let to = Checkpoint { position: last.position, hash: last.hash };
        let mut tx = self.conn.begin().await?;
        for i in group {
            let projector = self.tracks[*i].projector.clone();
            if let Err(error) = projector.apply(&mut tx, &batch).await {
                if error.is_infrastructure() {
                    return Err(error.into());
                }
                tx.rollback().await?;
                self.tracks[*i].failed(&error, batch.len(), self.options, self.views);
                return Ok(());
            }
            let moved = checkpoint::VIEWS.advance(&mut tx, projector.name(), from, to, self.epoch).await;
            moved.map_err(ProjectionError::from)?;
        }
        tx.commit().await?;
        for i in group {
            self.tracks[*i].moved(to, self.views);
        }
        Ok(())
    }

    fn publish(&self, head: Position, took: Duration) {
        let position = self.position();
        self.views.progress().send_if_modified(|progress| {
            let moved = progress.position != position;
            progress.position = position;
            moved
        });
        metrics::histogram!("docket_projection_batch_seconds").record(took.as_secs_f64());
        self.report(head);
    }

    fn report(&self, head: Position) {
        for track in &self.tracks {
            let (name, Position(at)) = (track.projector.name(), track.at.position);
            metrics::gauge!("docket_projection_position", "projection" => name).set(at as f64);
            metrics::gauge!("docket_projection_lag_events", "projection" => name)
                .set((head.0 - at).max(0) as f64);
        }
    }
}

/// Whether a checkpoint is a place in this log.
async fn belongs(store: &Store, at: Checkpoint) -> Result<bool, SessionError> {
    if at.position == Position::ZERO {
        return Ok(true);
    }
    let found = store.read_after(Position(at.position.0 - 1), 1).await?;
    Ok(found.first().is_some_and(|event| event.position == at.position && event.hash == at.hash))
}

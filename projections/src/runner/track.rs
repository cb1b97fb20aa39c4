//! Where one projector stands.

use std::sync::Arc;

use docket_eventstore::Position;
use docket_eventstore::checkpoint::Checkpoint;
use tokio::time::Instant;

use super::RunnerOptions;
use crate::schema::{Spare, spares};
use crate::{Health, ProjectionError, Projector, Views};

/// One projector at work.
pub(super) struct Track {
    pub(super) projector: Arc<dyn Projector>,
    pub(super) at: Checkpoint,
    /// The indexes that are still to be looked after: made, where they are missing, once the view is up to date.
    pub(super) spares: Vec<Spare>,
    /// Whether the index that is no table's is known to be whole.
    pub(super) is_filled: bool,
    /// Whether the view was filled, by this process or an earlier one, and the database has not looked at it since.
    pub(super) is_untidied: bool,
    trouble: Option<Trouble>,
    /// Batches are no longer than this after a failure, so that the event at fault is found.
    cap: usize,
}

struct Trouble {
    /// Where the projector stood.
    at: Position,
    attempts: u32,
    retry_at: Instant,
}

impl Track {
    pub(super) fn new(projector: Arc<dyn Projector>, at: Checkpoint) -> Self {
        let spares = spares(&*projector);
        Self { projector, at, spares, is_filled: false, is_untidied: false, trouble: None, cap: usize::MAX }
    }

    /// When it tries again, if it is in trouble.
    pub(super) fn retry_at(&self) -> Option<Instant> {
        self.trouble.as_ref().map(|trouble| trouble.retry_at)
    }

    /// Whether it may work now.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.retry_at().is_none_or(|retry_at| retry_at <= now)
    }

    /// Whether it has all its indexes, and the database knows what it holds.
    pub(super) fn is_dressed(&self) -> bool {
        self.spares.is_empty() && self.is_filled && !self.is_untidied
    }

    pub(super) fn cap(&self) -> usize {
        self.cap
    }

    /// A batch was worked in and committed.
    pub(super) fn moved(&mut self, to: Checkpoint, views: &Views) {
        self.at = to;
        self.cap = self.cap.saturating_mul(2);
        if self.trouble.take().is_some() {
            tracing::info!(view = self.projector.name(), position = to.position.0, "the view goes on");
            self.set_health(views, Health::Healthy);
        }
    }

    /// A batch was not worked in.
    pub(super) fn failed(
        &mut self,
        error: &ProjectionError,
        batch: usize,
        options: &RunnerOptions,
        views: &Views,
    ) {
        let name = self.projector.name();
        let before = self.trouble.take().filter(|trouble| trouble.at == self.at.position);
        // Looking for the event in a long batch is no further attempt at it.
        let attempts = before.map_or(0, |trouble| trouble.attempts) + u32::from(batch <= 1 || self.cap == 1);
        let pause = if attempts == 0 { std::time::Duration::ZERO } else { options.pause(attempts) };
        self.cap = 1;
        let position = error.position().unwrap_or(self.at.position.next());
        let text = error.with_causes();
        tracing::error!(view = name, position = position.0, attempts, error = text, "a view is held up");
        metrics::counter!("docket_projection_errors_total", "projection" => name).increment(1);
        self.trouble = Some(Trouble { at: self.at.position, attempts, retry_at: Instant::now() + pause });
        self.set_health(views, Health::Retrying { position, error: text, attempts });
    }

    pub(super) fn set_health(&self, views: &Views, health: Health) {
        let name = self.projector.name();
        views.progress().send_modify(|progress| {
            progress.health.insert(name, health);
        });
    }
}

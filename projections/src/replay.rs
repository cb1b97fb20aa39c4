//! Working a stretch of the log into views that nobody else writes: for the audit's comparison, and for tests.

use std::collections::HashSet;

use docket_eventstore::checkpoint::{self, Checkpoint};
use docket_eventstore::{Position, Store};
use uuid::Uuid;

use crate::{Envelope, ProjectionError, Views};

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The events that were worked in.
    pub events: u64,
    /// The events that were left out, because their stream had begun before the stretch.
    pub left_out: u64,
    /// The last event of the stretch.
    pub position: Position,
}

/// Works the events behind `after` up to `to` (or the end of the log, if that comes first) into `views`, `batch` at a
/// time, all projectors in one transaction.
///
/// The views have to stand at `after`, except when they are fresh. Fresh views and an `after` behind the first
/// event: then only streams that begin within the stretch are worked in, since nothing is known of the others.
///
/// # Errors
/// When an event cannot be worked in, or a database fails. [`ProjectionError::Checkpoint`] when a runner works on
/// these views, or they stand elsewhere.
pub async fn replay(
    store: &Store,
    views: &Views,
    after: Position,
    to: Position,
    batch: usize,
    mut progress: impl FnMut(Position),
) -> Result<Replayed, ProjectionError> {
    let mut conn = views.db().connect().await?;
    let stands = views.refresh().await?;
    let mut begun = (stands == Position::ZERO && after > Position::ZERO).then(HashSet::<Uuid>::new);
    let mut done = Replayed { position: after, ..Replayed::default() };
    let mut from = stands;
    while done.position < to {
        let mut events = store.read_after(done.position, batch.max(1)).await?;
        events.retain(|event| event.position <= to);
        let Some(last) = events.last() else { break };
        let end = Checkpoint { position: last.position, hash: last.hash };
        let mut envelopes = events.iter().map(Envelope::decode).collect::<Result<Vec<_>, _>>()?;
        let read = envelopes.len();
        if let Some(begun) = &mut begun {
            envelopes.retain(|envelope| {
                if envelope.version == 1 {
                    begun.insert(envelope.stream);
                }
                begun.contains(&envelope.stream)
            });
        }
        let mut tx = conn.begin().await?;
        for projector in views.projectors() {
            projector.apply(&mut tx, &envelopes).await?;
            checkpoint::VIEWS.advance(&mut tx, projector.name(), from, end, 0).await?;
        }
        tx.commit().await?;
        from = end.position;
        done.position = end.position;
        done.events += count(envelopes.len());
        done.left_out += count(read - envelopes.len());
        progress(done.position);
    }
    conn.close().await;
    views.refresh().await?;
    Ok(done)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

//! What happens, told to those who may see it, as it happens.
//!
//! One task of the process reads the log on and keeps the last events in memory ([`hub`]); each open stream
//! ([`stream`]) holds a place in the log and little else. A stream that is further back than the memory reads the log
//! itself, a page at a time. Nothing is told of an event before the rights of that moment were asked: whoever lost a
//! right is told nothing that happened before it was lost either, if it was not told by then.

mod hub;
mod seats;
mod stream;

use std::sync::{Arc, Mutex, PoisonError, Weak};

use docket_eventstore::Position;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub use stream::{LiveStream, News, Told};

use crate::App;
use crate::error::{AppError, FieldError};
use crate::session::Session;
use hub::Hub;
use seats::Seats;

/// So many streams read old events out of the log at a time; the others wait their turn.
const CATCHING_UP: usize = 4;

/// What the streams of a process share.
#[derive(Debug)]
pub(crate) struct Live {
    /// Lives as long as a stream does.
    hub: Mutex<Weak<Hub>>,
    closing: CancellationToken,
    seats: Arc<Seats>,
    catching_up: Semaphore,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            hub: Mutex::new(Weak::new()),
            closing: CancellationToken::new(),
            seats: Arc::default(),
            catching_up: Semaphore::new(CATCHING_UP),
        }
    }
}

impl App {
    /// Opens a stream of what happens behind a position, or from now on; of one ticket or of all. `token` is what the
    /// session is recognised by: the stream ends with it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the ticket is not the caller's to see; [`AppError::Invalid`] for a position that the
    /// log has not come to; [`AppError::TooMany`] when the caller, or everybody together, has too many streams open.
    pub async fn stream(
        &self,
        session: Session,
        token: String,
        after: Option<Position>,
        ticket: Option<&str>,
    ) -> Result<LiveStream, AppError> {
        let only = match ticket {
            Some(key) => Some(self.ticket(&session.actor, key).await?.state.id),
            None => None,
        };
        let seat = self.live().seats.take(session.actor.person)?;
        let head = self.store().head().await?.position;
        let hub = self.hub(head);
        let position = after.unwrap_or(head);
        if position > head || position < Position::ZERO {
            let detail = format!("The log has not come to this position: its end is {head}.");
            return Err(AppError::Invalid(vec![FieldError::new("after", "unknown", detail)]));
        }
        Ok(LiveStream::new(self.clone(), hub, seat, session, token, only, position))
    }

    /// Ends all streams, and every one that is opened from now on: the process is about to stop.
    pub fn end_streams(&self) {
        self.live().closing.cancel();
    }

    /// The hub that is there, or a new one that reads on from here.
    fn hub(&self, from: Position) -> Arc<Hub> {
        let mut known = self.live().hub.lock().unwrap_or_else(PoisonError::into_inner);
        known.upgrade().unwrap_or_else(|| {
            let hub = Hub::start(self, from);
            *known = Arc::downgrade(&hub);
            hub
        })
    }
}

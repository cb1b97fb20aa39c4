//! The event log of Docket on SQLite and PostgreSQL, from one code base.
//!
//! The crate knows nothing of tickets: an event is a type name, a schema version and the bytes of its payload.
//! What it guarantees, and the tests that prove it, stand in `ARCHITECTURE.md`.
//!
//! * [`db`]: the two databases behind one closed enum; transactions, migrations, bulk rows.
//! * [`Store`]: append (group commit), read by stream and by position, follow.
//! * [`chain`]: the hash chain over the log, and how to verify it.
//! * [`transfer`]: the whole log out of one database and into another, in bulk.
//! * [`lease`] and [`checkpoint`]: who may project, and how far it came.

mod append;
pub mod chain;
pub mod checkpoint;
mod clock;
pub mod db;
pub mod failpoint;
mod follow;
mod ids;
pub mod lease;
mod lock;
mod read;
mod recorded;
mod site_key;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
mod wake;
mod writer;

pub use append::{
    Append, AppendError, Appended, Claim, Expected, MAX_BYTES, MAX_EVENTS, MAX_NAME, NewEvent, Payload,
};
pub use clock::{Clock, ManualClock, SystemClock};
pub use follow::Follower;
pub use ids::{ActorId, CommandId, CorrelationId, EventId, Position, StreamId, Version};
pub use lock::{DataFolderLock, LockError};
pub use read::{Bearings, Beside, Head};
pub use recorded::Recorded;
pub use site_key::site_key;
pub use store::{Store, StoreError, StoreOptions};

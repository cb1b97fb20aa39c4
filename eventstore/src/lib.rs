//! The event log of Docket on SQLite and PostgreSQL, from one code base.
//!
//! The crate knows nothing of tickets: an event is a type name, a schema version and the bytes of its payload.
//! What it guarantees, and the tests that prove it, stand in `ARCHITECTURE.md`.
//!
//! * [`db`]: the two databases behind one closed enum; transactions, migrations, bulk rows.
//! * [`Store`]: append (group commit), read by stream and by position, follow.
//! * [`lease`] and [`checkpoint`]: who may project, and how far it came.

pub mod db;
mod ids;

pub use ids::{ActorId, CommandId, CorrelationId, EventId, Position, StreamId, Version};

//! The bytes of attachments: where they are, and what is looked for in them. Knows nothing of tickets.
//!
//! A file arrives in a [`Spool`]: on the local disk, without a name, in constant memory, with its SHA-256 running along.
//! [`inspect()`] says what it is by its content, or why it is not taken. Only then does it get a place in the
//! [`FileStore`], under a name made of its id alone. So what is refused, and what a killed process leaves half done, was
//! never in the store.

mod archive;
mod clamd;
mod error;
mod inspect;
mod kind;
mod picture;
mod spool;
mod store;

pub use clamd::{Clamd, ClamdError, Verdict};
pub use error::FileError;
pub use inspect::{Flaw, inspect};
pub use kind::{KINDS, Kind};
pub use picture::{MAX_PIXELS, THUMBNAIL_SIDE, thumbnail};
pub use spool::{Spool, Spooled};
pub use store::{FileBytes, FileStore, Found, Place, S3};

//! Proofs about the log and the views.
//!
//! * [`verify()`] reads the whole log and says whether it is the one that was written, or names the first event that is
//!   not.
//! * [`replay()`] works the log, or a stretch of it, into a fresh database and names every value in which the live views
//!   differ from it.
//! * [`export()`] writes the whole log as lines of JSON, and [`import()`] brings them into an empty place.
//! * [`verify_files()`] reads every attached file and holds it against its event.
//!
//! All read page by page: their memory does not grow with the log.

mod compare;
mod files;
mod replay;
mod transfer;
mod verify;

pub use compare::{Difference, MAX_DIFFERENCES};
pub use files::{FilesError, VerifiedFiles, verify_files};
pub use replay::{Comparison, ReplayError, ReplayReport, Stretch, TableDigest, replay};
pub use transfer::{TransferError, export, import};
pub use verify::{Verified, VerifyError, verify};

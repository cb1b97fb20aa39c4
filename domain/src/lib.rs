//! What is true in Docket and who may do what: pure rules.
//!
//! Each aggregate (a [`person`], an [`organization`], a [`desk`], a [`ticket`], the [`site`]) is a pair of pure functions:
//! `decide` turns a command into events or a typed refusal, and [`Aggregate::evolve`] folds events into the state
//! the next decision needs. Nothing here reads a clock, draws a random number, waits or does IO: time, ids and
//! facts about other aggregates arrive as arguments. So a replay of the log always gives the same state.
//!
//! * [`access`] holds the one predicate that says who sees a ticket, and what each may do with it.
//! * [`codec`] turns events into the bytes of the log and back.
//! * Everything a person types is parsed at the edge into a type of [`text`], [`email`] or [`key`]; past that
//!   point a value of the type is the proof that it was checked.
//!
//! ```
//! use docket_domain::email::EmailAddress;
//! use docket_domain::text::Subject;
//!
//! // One normal form, whatever was typed: it is what is stored and what is claimed as unique.
//! let address = EmailAddress::parse(" Maria@Meridian.Example ")?;
//! assert_eq!(address.as_str(), "maria@meridian.example");
//!
//! // A refusal names a stable code and the remedy.
//! let refused = Subject::parse(" \t ").unwrap_err();
//! assert_eq!(refused.code(), "empty");
//! # Ok::<(), docket_domain::text::TextError>(())
//! ```
#![deny(clippy::wildcard_enum_match_arm)]

pub mod access;
pub mod actor;
pub mod aggregate;
#[cfg(test)]
mod arbitrary;
pub mod audience;
pub mod codec;
pub mod desk;
pub mod email;
mod events;
pub mod file;
pub mod id;
pub mod key;
pub mod language;
pub mod link;
pub mod organization;
pub mod person;
pub mod reading;
pub mod refusal;
pub mod site;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod ticket;
pub mod time_zone;

pub use access::{
    Action, Denied, Knowledge, Relation, Standing, TicketAccess, Visibility, can_see, is_sighted, may,
    may_know,
};
pub use actor::{Actor, Role, SYSTEM, Side};
pub use aggregate::{Aggregate, CommandContext, EventMeta, ReplayError};
pub use codec::{DecodeError, Event, KINDS};
pub use email::{EmailAddress, MailDomain};
pub use file::{AttachedFile, MediaType, Sha256Digest};
pub use id::{AttachmentId, CommentId, DeskId, NoteId, OrganizationId, PersonId, TicketId};
pub use key::{DeskKey, FieldKey, OptionKey, OrganizationSlug, RequestTypeKey, TicketKey};
pub use language::Language;
pub use refusal::{Refusal, RefusalClass};
pub use text::{
    AnnouncementText, Body, DeskName, FileName, HelpText, Label, OrganizationName, PersonName, SiteName,
    Subject, TextError, TokenName,
};
pub use time_zone::TimeZone;

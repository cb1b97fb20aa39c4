use chrono::{DateTime, Utc};

use super::{CloseReason, Status};
use crate::access::Denied;
use crate::desk::FieldError;
use crate::id::{AttachmentId, OrganizationId, PersonId};
use crate::key::RequestTypeKey;
use crate::refusal::{Refusal, RefusalClass};

/// Why a command about a ticket was refused. The message names the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TicketRefusal {
    /// Not with these rights.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The stream has a ticket already.
    #[error("this request is already open")]
    AlreadyOpen,
    /// A closed ticket stays as it is.
    #[error("this request is closed: {remedy}")]
    TicketClosed {
        /// What to do first, or instead.
        remedy: &'static str,
        /// The last moment a customer can reopen it.
        reopen_until: DateTime<Utc>,
    },
    /// Not from where it stands.
    #[error("this request is {status}: {remedy}")]
    WrongStatus {
        /// Where it stands.
        status: Status,
        /// What to do instead.
        remedy: &'static str,
    },
    /// Too late for a customer to reopen.
    #[error("this request was closed more than 14 days ago: open a new request that refers to it")]
    ReopenWindowOver {
        /// The last moment it could have been reopened.
        ended_at: DateTime<Utc>,
    },
    /// Nobody learns what was done.
    #[error("resolving needs a text: send a comment or a resolution that says what was done")]
    ResolutionNeeded,
    /// A resolution where nothing is resolved.
    #[error("a resolution goes with the status resolved or closed: send the text as a comment instead")]
    ResolutionMisplaced,
    /// A reason that is not this side's to give, or not now.
    #[error("a request cannot be closed as {} here: {remedy}", .reason.as_str())]
    ReasonNotAllowed {
        /// The reason.
        reason: CloseReason,
        /// Which to give instead.
        remedy: &'static str,
    },
    /// A date to look at it again that has passed.
    #[error("a request is put on hold until a time in the future: send a later one, or none")]
    HoldInThePast,
    /// The desk does not offer that.
    #[error("this desk takes no requests of the type {request_type}: choose one of those it lists")]
    UnknownRequestType {
        /// The type.
        request_type: RequestTypeKey,
    },
    /// The answers do not fit the form.
    #[error("some fields need correction")]
    InvalidFields(Vec<FieldError>),
    /// There is no such person, or their account was taken away.
    #[error("there is no such person: choose somebody with an account")]
    UnknownPerson {
        /// The person.
        person: PersonId,
    },
    /// Somebody named is not support.
    #[error("only agents and administrators can be named here: choose one of them")]
    NotSupport {
        /// The person.
        person: PersonId,
    },
    /// The reporter does not belong to the organization.
    #[error(
        "the reporter is no member of that organization: choose one of theirs, or keep the request private"
    )]
    NotAMember {
        /// The organization.
        organization: OrganizationId,
    },
    /// Enough is enough.
    #[error(
        "a request can be shared with {} people by name: remove some, or share it with the organization",
        super::MAX_PARTICIPANTS
    )]
    TooManyParticipants,
    /// Enough of these, too.
    #[error("a request can be linked to {} others: remove a link first", super::MAX_LINKS)]
    TooManyLinks,
    /// A link needs two.
    #[error("a request cannot be linked to itself: name another")]
    LinkToItself,
    /// More files than a command or a ticket can have.
    #[error(
        "at most {} files are attached at once and {} to one request: send fewer, or put them into an archive",
        super::MAX_FILES_AT_ONCE,
        super::MAX_ATTACHMENTS
    )]
    TooManyFiles,
    /// The ticket has no such file.
    #[error("this request has no such file: choose one of those it lists")]
    UnknownAttachment {
        /// Which.
        attachment: AttachmentId,
    },
    /// The customer wrote after the agent last looked.
    #[error("a new comment has arrived: read it, then try again")]
    NewComment {
        /// The version of that comment.
        version: i64,
    },
}

impl Refusal for TicketRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::AlreadyOpen => "already_open",
            Self::TicketClosed { .. } => "ticket_closed",
            Self::WrongStatus { .. } => "wrong_status",
            Self::ReopenWindowOver { .. } => "reopen_window_over",
            Self::ResolutionNeeded => "resolution_needed",
            Self::ResolutionMisplaced => "resolution_misplaced",
            Self::ReasonNotAllowed { .. } => "reason_not_allowed",
            Self::HoldInThePast => "hold_in_the_past",
            Self::UnknownRequestType { .. } => "unknown_request_type",
            Self::InvalidFields(_) => "invalid_fields",
            Self::UnknownPerson { .. } => "unknown_person",
            Self::NotSupport { .. } => "not_support",
            Self::NotAMember { .. } => "not_a_member",
            Self::TooManyParticipants => "too_many_participants",
            Self::TooManyLinks => "too_many_links",
            Self::LinkToItself => "link_to_itself",
            Self::TooManyFiles => "too_many_files",
            Self::UnknownAttachment { .. } => "unknown_attachment",
            Self::NewComment { .. } => "new_comment",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::Denied(denied) => denied.class(),
            Self::AlreadyOpen
            | Self::TicketClosed { .. }
            | Self::WrongStatus { .. }
            | Self::ReopenWindowOver { .. }
            | Self::NewComment { .. } => RefusalClass::Conflict,
            Self::ResolutionNeeded
            | Self::ResolutionMisplaced
            | Self::ReasonNotAllowed { .. }
            | Self::HoldInThePast
            | Self::UnknownRequestType { .. }
            | Self::InvalidFields(_)
            | Self::UnknownPerson { .. }
            | Self::NotSupport { .. }
            | Self::NotAMember { .. }
            | Self::TooManyParticipants
            | Self::TooManyLinks
            | Self::LinkToItself
            | Self::TooManyFiles
            | Self::UnknownAttachment { .. } => RefusalClass::Invalid,
        }
    }
}

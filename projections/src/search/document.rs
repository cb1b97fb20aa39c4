//! What of a ticket can be found: its words, by where they stand, and the facts that conditions ask for.

use std::collections::BTreeSet;

use docket_domain::desk::{Answers, FieldValue};
use docket_domain::ticket::event::Created;
use docket_domain::ticket::{Priority, TicketEvent};
use docket_domain::{OrganizationId, PersonId, ReplayError, RequestTypeKey, TicketId, TicketKey, Visibility};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fold::folded;
use crate::Envelope;

/// What stands between texts, so that no phrase is found across them.
pub(super) const BREAK: &str = "_";

/// The most words of the description and the form that are indexed. All limits together stay below the 16,383 places
/// that a `tsvector` counts, and each below the 1 MiB that it holds.
const MAX_HEAD: usize = 6000;
/// The most words of comments; of a longer conversation the newest.
const MAX_COMMENTS: usize = 6000;
/// The most words of internal notes; of more, the newest.
const MAX_NOTES: usize = 4000;
/// Bytes allowed for each of those words, on average.
const WORD_BYTES: usize = 20;

/// A ticket as it is searched.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    /// The ticket.
    pub(super) ticket_id: TicketId,
    /// The place in the log of its opening: the document's number in the index, newer ones higher.
    pub(super) position: i64,
    /// The day it was opened, UTC, counted from 1970-01-01.
    pub(super) created_day: i64,
    /// What conditions ask for.
    pub(super) facts: Facts,
    /// The words of its subject.
    pub(super) subject: String,
    /// The words of its description and of the answers to its form.
    pub(super) head: String,
    /// The words of what both sides read on it since.
    pub(super) comments: String,
    /// The words of internal notes. In a table of their own.
    pub(super) notes: String,
}

/// What conditions ask for, and who sees the ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) key: TicketKey,
    pub(super) request_type: RequestTypeKey,
    pub(super) open: bool,
    pub(super) reporter: PersonId,
    pub(super) participants: BTreeSet<PersonId>,
    /// Who asked, had it, or did something to it that customers can see: their names are known to whoever sees it.
    pub(super) involved: BTreeSet<PersonId>,
    pub(super) shared: Option<OrganizationId>,
    pub(super) organization: Option<OrganizationId>,
    pub(super) assignee: Option<PersonId>,
    pub(super) priority: Priority,
}

/// A text that an event brings, for excerpts and as new words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said<'e> {
    pub(super) place: Place,
    pub(super) texts: Vec<&'e str>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Head,
    Comments,
    Notes,
}

/// The texts that an event brings. Names of files are texts of the place where they are attached.
pub(super) fn said(event: &TicketEvent) -> Vec<Said<'_>> {
    let at = |place, texts| vec![Said { place, texts }];
    match event {
        TicketEvent::Created(created) => vec![
            Said { place: Place::Subject, texts: vec![created.subject.as_str()] },
            Said { place: Place::Head, texts: head(created) },
        ],
        TicketEvent::Commented(commented) => at(Place::Comments, vec![commented.body.as_str()]),
        TicketEvent::Noted(noted) => at(Place::Notes, vec![noted.body.as_str()]),
        TicketEvent::Attached(attached) => {
            let place = if attached.to.is_internal() { Place::Notes } else { Place::Comments };
            at(place, attached.files.iter().map(|file| file.name.as_str()).collect())
        }
        TicketEvent::Held(held) => {
            at(Place::Comments, held.reason.iter().map(docket_domain::Body::as_str).collect())
        }
        TicketEvent::Resolved(resolved) => {
            at(Place::Comments, resolved.resolution.iter().map(docket_domain::Body::as_str).collect())
        }
        TicketEvent::Reopened(reopened) => {
            at(Place::Comments, reopened.reason.iter().map(docket_domain::Body::as_str).collect())
        }
        TicketEvent::SubjectChanged(changed) => at(Place::Subject, vec![changed.to.as_str()]),
        TicketEvent::StatusChanged(_)
        | TicketEvent::Closed(_)
        | TicketEvent::Assigned(_)
        | TicketEvent::Unassigned(_)
        | TicketEvent::PriorityChanged(_)
        | TicketEvent::RequestTypeChanged(_)
        | TicketEvent::Shared(_)
        | TicketEvent::Unshared(_)
        | TicketEvent::ParticipantAdded(_)
        | TicketEvent::ParticipantRemoved(_)
        | TicketEvent::Muted(_)
        | TicketEvent::Unmuted(_)
        | TicketEvent::Linked(_)
        | TicketEvent::Unlinked(_)
        | TicketEvent::AttachmentQuarantined(_) => Vec::new(),
    }
}

fn head(created: &Created) -> Vec<&str> {
    std::iter::once(created.description.as_str()).chain(answers(&created.fields)).collect()
}

/// The answers that are texts. The id of a person is none: they are found by their name where they act.
fn answers(fields: &Answers) -> impl Iterator<Item = &str> {
    fields.values().flat_map(|value| match value {
        FieldValue::Text(text) if Uuid::parse_str(text).is_err() => vec![text.as_str()],
        FieldValue::Many(options) => options.iter().map(String::as_str).collect(),
        FieldValue::Text(_) | FieldValue::Flag(_) | FieldValue::Number(_) => Vec::new(),
    })
}

impl Document {
    /// The document after one more event of its ticket.
    pub(super) fn evolve(
        state: Option<Self>,
        event: &TicketEvent,
        envelope: &Envelope,
    ) -> Result<Self, ReplayError> {
        use TicketEvent as E;
        let (kind, version) = (event.kind(), envelope.version);
        let mut document = match (state, event) {
            (None, E::Created(created)) => Self::opened(created, envelope),
            (None, _) => return Err(ReplayError::NotCreated { kind, version }),
            (Some(_), E::Created(_)) => return Err(ReplayError::CreatedTwice { kind, version }),
            (Some(document), _) => document,
        };
        let facts = &mut document.facts;
        match event {
            E::Assigned(assigned) => {
                facts.assignee = Some(assigned.assignee);
                facts.involved.insert(assigned.assignee);
            }
            E::Unassigned(_) => facts.assignee = None,
            E::PriorityChanged(changed) => facts.priority = changed.to,
            E::RequestTypeChanged(changed) => facts.request_type = changed.to.clone(),
            E::Shared(shared) => {
                facts.shared = Some(shared.organization);
                facts.organization = Some(shared.organization);
            }
            E::Unshared(_) => facts.shared = None,
            E::ParticipantAdded(added) => {
                facts.participants.insert(added.person);
            }
            E::ParticipantRemoved(removed) => {
                facts.participants.remove(&removed.person);
            }
            E::Created(_)
            | E::Commented(_)
            | E::Noted(_)
            | E::StatusChanged(_)
            | E::Held(_)
            | E::Resolved(_)
            | E::Closed(_)
            | E::Reopened(_)
            | E::SubjectChanged(_)
            | E::Muted(_)
            | E::Unmuted(_)
            | E::Linked(_)
            | E::Unlinked(_)
            | E::Attached(_)
            | E::AttachmentQuarantined(_) => {}
        }
        if let Some(status) = event.status_after() {
            facts.open = status.is_open();
        }
        if event.for_customers().is_some() {
            facts.involved.insert(PersonId(envelope.actor.0));
        }
        for Said { place, texts } in said(event) {
            document.add(place, &texts);
        }
        Ok(document)
    }

    fn opened(created: &Created, envelope: &Envelope) -> Self {
        let shared = match created.visibility {
            Visibility::Private => None,
            Visibility::Organization(organization) => Some(organization),
        };
        Self {
            ticket_id: TicketId(envelope.stream),
            position: envelope.position.0,
            created_day: envelope.at.timestamp().div_euclid(24 * 60 * 60),
            facts: Facts {
                key: created.key.clone(),
                request_type: created.request_type.clone(),
                open: true,
                reporter: created.reporter,
                participants: created.participants.clone(),
                involved: BTreeSet::from([created.reporter]),
                shared,
                organization: shared.or(created.organization),
                assignee: None,
                priority: created.priority,
            },
            subject: String::new(),
            head: String::new(),
            comments: String::new(),
            notes: String::new(),
        }
    }

    /// The bytes of all its words.
    pub(super) fn bytes(&self) -> usize {
        self.subject.len() + self.head.len() + self.comments.len() + self.notes.len()
    }

    fn add(&mut self, place: Place, texts: &[&str]) {
        let mut new = String::new();
        for text in texts {
            append(&mut new, folded(text));
        }
        match place {
            // A subject is short, and the new one takes the place of the old.
            Place::Subject => self.subject = new,
            Place::Head => {
                self.head = new;
                keep_first(&mut self.head, MAX_HEAD);
            }
            Place::Comments => {
                append(&mut self.comments, new.split(' ').filter(|word| !word.is_empty()));
                keep_last(&mut self.comments, MAX_COMMENTS);
            }
            Place::Notes => {
                append(&mut self.notes, new.split(' ').filter(|word| !word.is_empty()));
                keep_last(&mut self.notes, MAX_NOTES);
            }
        }
    }
}

/// Adds the words of one text.
fn append(words: &mut String, text: impl Iterator<Item = impl AsRef<str>>) {
    let mut first = !words.is_empty();
    for word in text {
        if first {
            words.push(' ');
            words.push_str(BREAK);
            first = false;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word.as_ref());
    }
}

fn keep_first(words: &mut String, most: usize) {
    let spaces = words.match_indices(' ').map(|(at, _)| at);
    let end = spaces.enumerate().take_while(|(n, at)| *n < most && *at <= most * WORD_BYTES).last();
    if let Some((n, at)) = end
        && (n + 1 == most || words.len() > most * WORD_BYTES)
    {
        words.truncate(at);
    }
}

fn keep_last(words: &mut String, most: usize) {
    let spaces = words.rmatch_indices(' ').map(|(at, _)| at);
    let length = words.len();
    let start = spaces.enumerate().take_while(|(n, at)| *n < most && length - at <= most * WORD_BYTES).last();
    if let Some((n, at)) = start
        && (n + 1 == most || length > most * WORD_BYTES)
    {
        words.drain(..=at);
    }
}

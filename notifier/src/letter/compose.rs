use chrono::{DateTime, Utc};
use docket_domain::ticket::{Status, Ticket, TicketEvent};
use docket_domain::{AttachedFile, Language, PersonId, Side, Subject, TimeZone};
use uuid::Uuid;

use super::{Letter, Link, Names, Quote, words};
use crate::config::MailConfig;
use crate::ledger::{TicketTemplate, Why};
use crate::texts::{Key, Voice};

/// The most characters of one text that a mail quotes.
const MAX_QUOTE: usize = 8_000;

/// A command to tell somebody of.
#[derive(Debug)]
pub(crate) struct TicketNews<'a> {
    /// The ticket as the command left it.
    pub(crate) ticket: &'a Ticket,
    /// Its subject when it was opened: the mail's subject never changes, or threads would break.
    pub(crate) first_subject: &'a Subject,
    /// What the command did to it.
    pub(crate) events: &'a [&'a TicketEvent],
    /// Who did it.
    pub(crate) actor: Uuid,
    /// The side they did it for.
    pub(crate) side: Side,
    /// Who reads.
    pub(crate) reader: PersonId,
    /// The side the reader is on: nothing internal is quoted to customers.
    pub(crate) reads_as: Side,
    pub(crate) language: Language,
    pub(crate) time_zone: TimeZone,
    pub(crate) template: TicketTemplate,
    pub(crate) why: Why,
    /// Whether the organization keeps texts out of mails.
    pub(crate) link_only: bool,
    pub(crate) names: &'a Names,
    /// What the installation is called.
    pub(crate) site: &'a str,
}

/// The letter that tells of a command on a ticket.
pub(crate) fn ticket(news: &TicketNews<'_>, config: &MailConfig) -> Letter {
    let voice = Voice::of(news.language);
    let key = news.ticket.key.to_string();
    let actor = news.names.actor(voice, news.actor, news.site);
    let ticket = [("key", key.as_str())];
    let mut notes = Vec::new();
    let quotes = if news.link_only {
        notes.push(voice.say(Key::LinkOnly));
        Vec::new()
    } else {
        quotes(news, voice)
    };
    notes.extend(turn(news, voice));
    let organization = news.shared_with(voice);
    let values = [("actor", actor.as_str()), ("key", key.as_str()), ("organization", organization.as_str())];
    let title = news.ticket.subject.as_str();
    let subject = if news.link_only { "" } else { news.first_subject.as_str() };
    Letter {
        voice,
        subject: format!("[{key}] {}", if subject.is_empty() { news.site } else { subject }),
        lead: voice.tell(lead(news), &values),
        title: (!news.link_only).then(|| title.to_owned()),
        quotes,
        changes: changes(news, voice),
        notes,
        links: vec![Link {
            action: voice.tell(Key::ActionTicket, &ticket),
            target: format!("{}/tickets/{key}", config.public_url),
        }],
        postscript: None,
        why: voice.tell(words::why(news.why), &[("key", &key), ("site", news.site)]),
        no_reply: voice.say(Key::NoReply),
        site: news.site.to_owned(),
    }
}

impl TicketNews<'_> {
    /// A moment, in the words and by the clock of the reader.
    fn date(&self, at: DateTime<Utc>) -> String {
        words::date(Voice::of(self.language), self.time_zone, at)
    }

    /// The events that the reader may know of, whoever they are.
    fn shown(&self) -> impl Iterator<Item = &TicketEvent> {
        let all = self.reads_as == Side::Support;
        self.events.iter().copied().filter(move |event| all || event.for_customers().is_some())
    }

    fn shared_with(&self, voice: Voice) -> String {
        let shared = self.ticket.visibility.organization();
        shared.map(|organization| self.names.organization(voice, organization)).unwrap_or_default()
    }
}

fn lead(news: &TicketNews<'_>) -> Key {
    let yours = news.ticket.reporter == news.reader;
    let or = |mine, other| if yours { mine } else { other };
    match news.template {
        TicketTemplate::Created => Key::LeadCreated,
        TicketTemplate::Receipt => Key::LeadReceipt,
        TicketTemplate::Participant => Key::LeadSharedWithYou,
        TicketTemplate::Commented if news.side == Side::Support => {
            or(Key::LeadAnsweredYours, Key::LeadAnswered)
        }
        TicketTemplate::Commented => or(Key::LeadCommentedYours, Key::LeadCommented),
        TicketTemplate::Attached => or(Key::LeadAttachedYours, Key::LeadAttached),
        TicketTemplate::Quarantined => Key::LeadQuarantined,
        TicketTemplate::Noted => Key::LeadNoted,
        TicketTemplate::Status => or(Key::LeadStatusYours, Key::LeadStatus),
        TicketTemplate::Held => or(Key::LeadHeldYours, Key::LeadHeld),
        TicketTemplate::Resolved => or(Key::LeadResolvedYours, Key::LeadResolved),
        TicketTemplate::Closed => or(Key::LeadClosedYours, Key::LeadClosed),
        TicketTemplate::Reopened => or(Key::LeadReopenedYours, Key::LeadReopened),
        TicketTemplate::Assigned => Key::LeadAssigned,
        TicketTemplate::Visibility if news.ticket.visibility.organization().is_some() => Key::LeadSharedYours,
        TicketTemplate::Visibility => Key::LeadUnsharedYours,
    }
}

/// What people wrote in this command, and the description for somebody who sees the ticket for the first time.
fn quotes(news: &TicketNews<'_>, voice: Voice) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut quote = |label: Option<Key>, text: &str| {
        let end = text.char_indices().nth(MAX_QUOTE).map(|(end, _)| end);
        quotes.push(Quote {
            label: label.map(|key| voice.say(key)),
            text: text[..end.unwrap_or(text.len())].to_owned(),
            cut: end.map(|_| voice.say(Key::Cut)),
        });
    };
    let first_sight = match news.template {
        TicketTemplate::Created | TicketTemplate::Receipt => None,
        TicketTemplate::Participant | TicketTemplate::Assigned => Some(Key::QuoteDescription),
        TicketTemplate::Commented
        | TicketTemplate::Attached
        | TicketTemplate::Quarantined
        | TicketTemplate::Noted
        | TicketTemplate::Status
        | TicketTemplate::Held
        | TicketTemplate::Resolved
        | TicketTemplate::Closed
        | TicketTemplate::Reopened
        | TicketTemplate::Visibility => None,
    };
    let mut described = false;
    for event in news.shown() {
        match event {
            TicketEvent::Created(created) => {
                described = true;
                quote(None, created.description.as_str());
            }
            TicketEvent::Commented(commented) => quote(None, commented.body.as_str()),
            TicketEvent::Noted(noted) => quote(None, noted.body.as_str()),
            TicketEvent::Held(held) => {
                held.reason.iter().for_each(|reason| quote(Some(Key::QuoteReason), reason.as_str()));
            }
            TicketEvent::Resolved(resolved) => {
                let done = resolved.resolution.iter();
                done.for_each(|done| quote(Some(Key::QuoteResolution), done.as_str()));
            }
            TicketEvent::Reopened(reopened) => {
                reopened.reason.iter().for_each(|reason| quote(Some(Key::QuoteReason), reason.as_str()));
            }
            TicketEvent::StatusChanged(_)
            | TicketEvent::Closed(_)
            | TicketEvent::Assigned(_)
            | TicketEvent::Unassigned(_)
            | TicketEvent::PriorityChanged(_)
            | TicketEvent::RequestTypeChanged(_)
            | TicketEvent::SubjectChanged(_)
            | TicketEvent::Shared(_)
            | TicketEvent::Unshared(_)
            | TicketEvent::ParticipantAdded(_)
            | TicketEvent::ParticipantRemoved(_)
            | TicketEvent::Muted(_)
            | TicketEvent::Unmuted(_)
            | TicketEvent::Linked(_)
            | TicketEvent::Unlinked(_)
            | TicketEvent::Attached(_)
            | TicketEvent::AttachmentQuarantined(_) => {}
        }
    }
    if let Some(label) = first_sight.filter(|_| !described) {
        quote(Some(label), news.ticket.description.as_str());
    }
    quotes
}

/// What else happened, in one line each.
fn changes(news: &TicketNews<'_>, voice: Voice) -> Vec<String> {
    let names = news.names;
    let mut lines = Vec::new();
    for event in news.shown() {
        let line = match event {
            TicketEvent::Created(created)
                if created.reporter.0 != news.actor && created.reporter != news.reader =>
            {
                let person = names.person(voice, created.reporter);
                Some(voice.tell(Key::ChangeReporter, &[("person", &person)]))
            }
            TicketEvent::StatusChanged(changed) => {
                let status = voice.say(words::status(news.reads_as, changed.to.into()));
                Some(voice.tell(Key::ChangeStatus, &[("status", &status)]))
            }
            TicketEvent::Held(held) => {
                held.until.map(|until| voice.tell(Key::ChangeHeldUntil, &[("date", &news.date(until))]))
            }
            TicketEvent::Closed(closed) => {
                let reason = voice.say(words::close_reason(closed.reason));
                Some(voice.tell(Key::ChangeCloseReason, &[("reason", &reason)]))
            }
            TicketEvent::Assigned(assigned) if assigned.assignee != news.reader => {
                let person = names.person(voice, assigned.assignee);
                Some(voice.tell(Key::ChangeAssigned, &[("person", &person)]))
            }
            TicketEvent::Unassigned(_) => Some(voice.say(Key::ChangeUnassigned)),
            TicketEvent::PriorityChanged(changed) => {
                let priority = voice.say(words::priority(changed.to));
                Some(voice.tell(Key::ChangePriority, &[("priority", &priority)]))
            }
            TicketEvent::RequestTypeChanged(_) => Some(voice.say(Key::ChangeRequestType)),
            TicketEvent::SubjectChanged(changed) if !news.link_only => {
                Some(voice.tell(Key::ChangeSubject, &[("subject", changed.to.as_str())]))
            }
            TicketEvent::Shared(shared) if news.template != TicketTemplate::Visibility => {
                let organization = names.organization(voice, shared.organization);
                Some(voice.tell(Key::ChangeShared, &[("organization", &organization)]))
            }
            TicketEvent::Unshared(_) if news.template != TicketTemplate::Visibility => {
                Some(voice.say(Key::ChangeUnshared))
            }
            TicketEvent::ParticipantAdded(added) if added.person != news.reader => {
                let person = names.person(voice, added.person);
                Some(voice.tell(Key::ChangeParticipantAdded, &[("person", &person)]))
            }
            TicketEvent::ParticipantRemoved(removed) => {
                let person = names.person(voice, removed.person);
                Some(voice.tell(Key::ChangeParticipantRemoved, &[("person", &person)]))
            }
            TicketEvent::Attached(attached) if !news.link_only => {
                lines.extend(attached.files.iter().map(|file| named(file, voice)));
                None
            }
            TicketEvent::AttachmentQuarantined(quarantined) if !news.link_only => {
                let mut held = news.ticket.attachments.iter();
                held.find(|held| held.file.id == quarantined.attachment).map(|held| named(&held.file, voice))
            }
            TicketEvent::Created(_)
            | TicketEvent::Commented(_)
            | TicketEvent::Noted(_)
            | TicketEvent::Attached(_)
            | TicketEvent::AttachmentQuarantined(_)
            | TicketEvent::Resolved(_)
            | TicketEvent::Reopened(_)
            | TicketEvent::Assigned(_)
            | TicketEvent::SubjectChanged(_)
            | TicketEvent::Shared(_)
            | TicketEvent::Unshared(_)
            | TicketEvent::ParticipantAdded(_)
            | TicketEvent::Muted(_)
            | TicketEvent::Unmuted(_)
            | TicketEvent::Linked(_)
            | TicketEvent::Unlinked(_) => None,
        };
        lines.extend(line);
    }
    lines
}

/// A file, by the name its author gave it. Its bytes are never in a mail: they are behind the ticket's own check.
fn named(file: &AttachedFile, voice: Voice) -> String {
    voice.tell(Key::ChangeAttached, &[("name", file.name.as_str())])
}

/// Whose turn it is, in words for the reader.
fn turn(news: &TicketNews<'_>, voice: Voice) -> Option<String> {
    if matches!(news.template, TicketTemplate::Noted | TicketTemplate::Quarantined) {
        return None;
    }
    let ticket = news.ticket;
    let key = match (news.reads_as, ticket.status()) {
        (Side::Customer, Status::WaitingForSupport | Status::InProgress) => Key::TurnCustomerOurs,
        (Side::Customer, Status::OnHold) => Key::TurnCustomerOnHold,
        (Side::Customer, Status::WaitingForCustomer) => Key::TurnCustomerYours,
        (Side::Customer, Status::Resolved) => Key::TurnCustomerResolved,
        (Side::Customer, Status::Closed) => {
            let until = ticket.reopen_until()?;
            return Some(voice.tell(Key::TurnCustomerClosed, &[("date", &news.date(until))]));
        }
        (Side::Support, Status::WaitingForSupport | Status::InProgress | Status::OnHold) => {
            Key::TurnSupportYours
        }
        (Side::Support, Status::WaitingForCustomer | Status::Resolved) => Key::TurnSupportTheirs,
        (Side::Support, Status::Closed) => Key::TurnSupportClosed,
    };
    Some(voice.say(key))
}

//! What happened to a ticket, in the order it happened: texts in full, the rest in a line.

use docket_app::tickets::{Happened, HeldFile};
use docket_app::{FileState, is_picture};
use docket_domain::ticket::{AttachedTo, TicketEvent};
use docket_domain::{Body, PersonId, Side};

use super::gather::Gathered;
use super::happened;
use crate::markup::Html;
use crate::page::{Page, initials};
use crate::texts::Text;
use crate::when::Time;
use crate::words;

/// The newest that are shown at once; the others on asking.
const SHOWN: usize = 50;

/// One thing of the timeline.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) position: i64,
    /// Whether what follows is new for the reader.
    pub(super) news: bool,
    /// Whether it is the last.
    pub(super) last: bool,
    pub(super) at: Time,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// Somebody wrote.
    Said(Box<Said>),
    /// Something happened.
    Quiet {
        words: Text,
        /// A text that belongs to it.
        text: Option<Html>,
        files: Vec<File>,
        /// Whether customers do not see it.
        internal: bool,
    },
}

/// A comment or a note.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) author: String,
    pub(super) initials: String,
    pub(super) by_team: bool,
    pub(super) internal: bool,
    pub(super) html: Html,
    pub(super) files: Vec<File>,
    /// What came of it.
    pub(super) then: Vec<Text>,
}

/// A file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) size: Text,
    pub(super) picture: bool,
    pub(super) state: FileState,
}

impl File {
    pub(super) fn waits(&self) -> bool {
        self.state == FileState::Waiting
    }

    pub(super) fn harmful(&self) -> bool {
        self.state == FileState::Quarantined
    }
}

/// The files that belong to something.
pub(super) fn files(page: &Page, all: &[HeldFile], to: AttachedTo) -> Vec<File> {
    all.iter().filter(|file| file.held.to == to).map(|file| one_file(page, file)).collect()
}

fn one_file(page: &Page, file: &HeldFile) -> File {
    let content = &file.held.file;
    File {
        id: content.id.to_string(),
        name: content.name.as_str().to_owned(),
        size: words::size(page.t, content.size),
        picture: is_picture(content) && file.state == FileState::Clean,
        state: file.state,
    }
}

/// The text that an event is shown with.
pub(super) fn text_of(event: &TicketEvent) -> Option<&Body> {
    match event {
        TicketEvent::Commented(comment) => Some(&comment.body),
        TicketEvent::Noted(note) => Some(&note.body),
        TicketEvent::Held(held) => held.reason.as_ref(),
        TicketEvent::Resolved(resolved) => resolved.resolution.as_ref(),
        TicketEvent::Reopened(reopened) => reopened.reason.as_ref(),
        TicketEvent::Created(_)
        | TicketEvent::StatusChanged(_)
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
        | TicketEvent::AttachmentQuarantined(_) => None,
    }
}

/// How many of the oldest things are left out, unless all are asked for.
pub(super) fn left_out(story: &[Happened], all: bool) -> usize {
    if all { 0 } else { story.len().saturating_sub(SHOWN) }
}

/// The lines. `html` are the texts of [`text_of`] of the same events, in their order.
pub(super) fn lines(
    page: &Page,
    reader: PersonId,
    gathered: &Gathered,
    shown: &[Happened],
    html: impl Iterator<Item = Html>,
) -> Vec<Line> {
    let mut html = html;
    let mut lines: Vec<Line> = Vec::with_capacity(shown.len());
    let mut before: Option<&Happened> = None;
    for happened in shown {
        let text = text_of(&happened.event).and_then(|_| html.next());
        let caused = before.is_some_and(|before| before.actor == happened.actor && before.at == happened.at);
        before = Some(happened);
        if caused
            && text.is_none()
            && let Some(then) = happened::outcome(page, gathered, &happened.event)
            && let Some(Line { what: What::Said(said), .. }) = lines.last_mut()
        {
            said.then.push(then);
            continue;
        }
        // Whoever takes a ticket is at it: one line says both.
        if caused && matches!(happened.event, TicketEvent::StatusChanged(_)) && !lines.is_empty() {
            continue;
        }
        let Some(what) = what(page, gathered, happened, text) else { continue };
        let at = page.ago(happened.at);
        lines.push(Line { position: happened.position, news: false, last: false, at, what });
    }
    mark_news(&mut lines, shown, reader, gathered.seen.position);
    if let Some(last) = lines.last_mut() {
        last.last = true;
    }
    lines
}

/// What somebody else did first after one has last looked has the mark before it. Who has never looked needs none.
fn mark_news(lines: &mut [Line], shown: &[Happened], reader: PersonId, seen: i64) {
    let new = |happened: &&Happened| happened.position > seen && happened.actor != reader;
    let Some(first) = shown.iter().find(new).filter(|_| seen > 0) else { return };
    if let Some(line) = lines.iter_mut().find(|line| line.position >= first.position) {
        line.news = true;
    }
}

fn what(page: &Page, gathered: &Gathered, happened: &Happened, text: Option<Html>) -> Option<What> {
    let said = |by_team: bool, internal: bool, to: AttachedTo| {
        let author = gathered.names.of(happened.actor);
        What::Said(Box::new(Said {
            author: author.to_owned(),
            initials: initials(author),
            by_team,
            internal,
            html: text.clone().unwrap_or_default(),
            files: files(page, &gathered.files, to),
            then: Vec::new(),
        }))
    };
    if let TicketEvent::Commented(comment) = &happened.event {
        return Some(said(comment.side == Side::Support, false, AttachedTo::Comment(comment.comment)));
    }
    if let TicketEvent::Noted(note) = &happened.event {
        return Some(said(true, true, AttachedTo::Note(note.note)));
    }
    let words = happened::words(page, gathered, happened)?;
    let (mut files, mut internal) = (Vec::new(), false);
    if let TicketEvent::Attached(attached) = &happened.event {
        let ids: Vec<_> = attached.files.iter().map(|file| file.id).collect();
        let own = gathered.files.iter().filter(|file| ids.contains(&file.held.file.id));
        files = own.map(|file| one_file(page, file)).collect();
        internal = attached.to.is_internal();
    }
    Some(What::Quiet { words, text, files, internal })
}

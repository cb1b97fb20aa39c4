//! A ticket's page.

mod choices;

use askama::Template;
use docket_app::tickets::LinkedTicket;
use docket_domain::ticket::{AttachedTo, Status};
use docket_domain::{Action, Actor, PersonId, Visibility, may};
use docket_web::{Caller, WebState};

use super::answers::{Answered, answered};
use super::forms::{Forms, Part};
use super::gather::Gathered;
use super::happened;
use super::timeline::{self, File, Line, What};
use super::turn::{Turn, turn};
use crate::form::Form;
use crate::markup::Html;
use crate::page::{Page, initials};
use crate::stop::Stop;
use crate::texts::Text;
use crate::visitor::Visitor;
use crate::when::Time;
use crate::words;

/// Somebody the page names beside the conversation.
#[derive(Debug)]
pub(super) struct Somebody {
    pub(super) id: String,
    pub(super) name: String,
    /// Whether the reader may take their sight away.
    pub(super) removable: bool,
    /// Whether it is the reader.
    pub(super) own: bool,
}

/// Another ticket.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) kind: Text,
    pub(super) key: String,
    pub(super) subject: String,
    pub(super) status: Text,
    pub(super) status_class: &'static str,
}

/// What the reader may do; the use cases decide again when they do it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offers {
    pub(super) team: bool,
    pub(super) open: bool,
    pub(super) resolved: bool,
    /// Whether a closed one can be reopened by the reader.
    pub(super) reopen: bool,
    pub(super) subject: bool,
    pub(super) share: bool,
    pub(super) add: bool,
    pub(super) mine: bool,
    pub(super) muted: bool,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "ticket.html")]
pub(super) struct Sheet<'a> {
    p: &'a Page,
    gathered: Gathered,
    key: String,
    turn: Turn,
    offers: Offers,
    forms: Forms,
    description: Html,
    reporter: String,
    /// Who opened it for the reporter, where somebody did.
    opened_by: Option<String>,
    assignee: Option<String>,
    answers: Vec<Answered>,
    files: Vec<File>,
    lines: Vec<Line>,
    left_out: usize,
    people: Vec<Somebody>,
    others: Vec<Other>,
    kind: String,
}

impl<'a> Sheet<'a> {
    /// Reads a ticket and puts its page together; with a form that was refused.
    pub(super) async fn load<C: Caller>(
        state: &WebState,
        visitor: &Visitor<C>,
        page: &'a Page,
        key: &str,
        refused: Option<(Part, Form)>,
        all: bool,
    ) -> Result<Self, Stop> {
        let who = visitor.actor();
        let gathered = Gathered::load(state, visitor, page, key).await?;
        let left_out = timeline::left_out(&gathered.story, all);
        let shown = &gathered.story[left_out..];
        let texts = shown.iter().filter_map(|happened| timeline::text_of(&happened.event));
        let texts: Vec<&str> = [&gathered.ticket().description]
            .into_iter()
            .chain(texts)
            .map(docket_domain::Body::as_str)
            .collect();
        let html = state.app.html(who, state.public_url(), &texts).await?;
        let mut html = html.into_iter().map(|html| Html::trusted(&*html));
        let description = html.next().unwrap_or_default();
        let lines = timeline::lines(page, who.person, &gathered, shown, html);
        let mut forms = Forms::new(page.t, gathered.loaded.version);
        if let Some((part, form)) = refused {
            forms = forms.refused(part, form);
        }
        Ok(Self::new(page, who, gathered, Parts { description, lines, left_out, forms }))
    }

    fn new(page: &'a Page, who: &Actor, gathered: Gathered, parts: Parts) -> Self {
        let Parts { description, lines, left_out, forms } = parts;
        let (ticket, names) = (gathered.ticket(), &gathered.names);
        let offers = Offers::of(page, who, &gathered);
        let language = page.t.language();
        let side = who.side();
        let person = |id: &PersonId| Somebody {
            id: names.id(*id),
            name: names.of(*id).to_owned(),
            removable: may(who, Action::RemoveParticipant { person: *id }, ticket).is_ok(),
            own: *id == who.person,
        };
        let other = |linked: &LinkedTicket| {
            let other = &linked.other.state;
            Other {
                kind: happened::link(page.t, linked.kind),
                key: other.key.to_string(),
                subject: other.subject.as_str().to_owned(),
                status: words::status(page.t, side, other.status()),
                status_class: words::status_class(side, other.status()),
            }
        };
        let opened_by = PersonId(ticket.opened_by);
        Self {
            p: page,
            key: ticket.key.to_string(),
            turn: turn(page, who, &gathered),
            offers,
            forms,
            description,
            reporter: names.of(ticket.reporter).to_owned(),
            opened_by: (opened_by != ticket.reporter).then(|| names.of(opened_by).to_owned()),
            assignee: ticket.assignee.map(|agent| names.of(agent).to_owned()),
            answers: answered(page, &gathered.desk.state, ticket, names),
            files: timeline::files(page, &gathered.files, AttachedTo::Description),
            lines,
            left_out,
            people: ticket.participants.iter().map(person).collect(),
            others: gathered.links.iter().map(other).collect(),
            kind: happened::request_type(&gathered, language, &ticket.request_type),
            gathered,
        }
    }
}

/// What is read beside the ticket.
struct Parts {
    description: Html,
    lines: Vec<Line>,
    left_out: usize,
    forms: Forms,
}

impl Offers {
    fn of(page: &Page, who: &Actor, gathered: &Gathered) -> Self {
        let ticket = gathered.ticket();
        let participants_may_add = gathered.desk.state.participants_may_add;
        let can = |action| may(who, action, ticket).is_ok();
        let open = ticket.status().is_open();
        let in_time = ticket.reopen_until().is_some_and(|until| page.now <= until);
        Self {
            team: who.is_support(),
            open,
            resolved: ticket.status() == Status::Resolved,
            reopen: !open && (who.is_support() || in_time),
            subject: open && can(Action::ChangeSubject),
            share: can(Action::Share),
            add: can(Action::AddParticipant { participants_may_add }),
            mine: ticket.assignee == Some(who.person),
            muted: ticket.muted.contains(&who.person),
        }
    }
}

impl Sheet<'_> {
    fn subject(&self) -> &str {
        self.gathered.ticket().subject.as_str()
    }

    fn status(&self) -> Text {
        words::status(self.p.t, self.p.side(), self.gathered.ticket().status())
    }

    fn status_class(&self) -> &'static str {
        words::status_class(self.p.side(), self.gathered.ticket().status())
    }

    /// The organization it was filed for or is shared with.
    fn organization(&self) -> Option<&str> {
        let organization = self.gathered.ticket().organization?;
        Some(self.gathered.names.organization(organization)).filter(|name| !name.is_empty())
    }

    /// Who sees it besides those who are named.
    fn who_sees(&self) -> Text {
        match self.gathered.ticket().visibility {
            Visibility::Private => self.p.t.ticket_sees_private(),
            Visibility::Organization(organization) => {
                self.p.t.ticket_sees_organization(self.gathered.names.organization(organization))
            }
        }
    }

    /// The newest that a reader has seen once they have read the page.
    fn newest(&self) -> i64 {
        self.gathered.story.last().map_or(0, |happened| happened.position)
    }

    /// What was refused where the page has no place for it.
    fn loose(&self) -> Option<&Form> {
        let Offers { team, open, reopen, share, add, subject, .. } = self.offers;
        let present = [
            (Part::Answer, open),
            (Part::Note, team),
            (Part::Close, open),
            (Part::Reopen, reopen || self.offers.resolved),
            (Part::Hold, team && open),
            (Part::Visibility, share),
            (Part::People, add),
            (Part::Assign, team && open),
            (Part::Priority, team && open),
            (Part::Type, team && open),
            (Part::Subject, subject),
            (Part::Link, true),
            (Part::Merge, team && open),
        ];
        let shown: Vec<Part> =
            present.into_iter().filter(|(_, shown)| *shown).map(|(part, _)| part).collect();
        self.forms.elsewhere(&shown)
    }

    /// Who of the team is writing as well.
    fn answering(&self) -> Option<Text> {
        let of =
            |id: &PersonId| self.gathered.team.iter().find(|one| one.id == *id).map(|one| one.name.as_str());
        let names: Vec<&str> = self.gathered.answering.iter().filter_map(of).collect();
        (!names.is_empty()).then(|| self.p.t.ticket_answering(names.len(), names.join(", ")))
    }

    fn can_start(&self) -> bool {
        match self.gathered.ticket().status() {
            Status::WaitingForSupport | Status::WaitingForCustomer | Status::OnHold => true,
            Status::InProgress | Status::Resolved | Status::Closed => false,
        }
    }

    fn opened(&self) -> Time {
        self.p.moment(self.gathered.ticket().created_at)
    }

    fn updated(&self) -> Time {
        self.p.ago(self.gathered.ticket().updated_at)
    }

    fn priority(&self) -> Text {
        words::priority(self.p.t, self.gathered.ticket().priority)
    }

    fn earlier(&self) -> usize {
        self.left_out
    }

    fn reporter_initials(&self) -> String {
        initials(&self.reporter)
    }
}

//! Tickets in a list, a row each: the one way they are shown, in lists, searches and queues.

use askama::Template;
use askama::filters::HtmlSafe;
use docket_app::tickets::TicketList;
use docket_app::{Excerpt, TicketSummary};
use docket_domain::Side;
use docket_domain::ticket::Priority;

use crate::catalog::Catalog;
use crate::page::Page;
use crate::texts::{Text, Voice};
use crate::when::Time;
use crate::words;

/// A list of tickets as part of a page: `{{ rows }}`, kept up to date by the module `live`.
#[derive(Debug, Template)]
#[template(path = "rows.html")]
pub(crate) struct Rows {
    t: Voice,
    rows: Vec<Row>,
    /// Whether the reader is of the team: they are also shown who has a ticket and how urgent it is.
    team: bool,
    /// Whether rows tell when they were opened.
    aged: bool,
    /// The form that ticked rows belong to, where rows can be ticked.
    form: Option<&'static str>,
    /// What the part of the page is called.
    part: &'static str,
    /// What would be here, and the next step.
    empty: Option<Empty>,
}

#[derive(Debug)]
struct Empty {
    words: Text,
    link: Option<(String, Text)>,
}

#[derive(Debug)]
struct Row {
    key: String,
    subject: String,
    request_type: String,
    status: Text,
    status_class: &'static str,
    turn: Text,
    /// Whether the reader's side is to act.
    my_turn: bool,
    reporter: String,
    organization: String,
    assignee: Option<String>,
    /// Where it is not the usual one.
    priority: Option<(Priority, Text)>,
    opened: Time,
    updated: Time,
    unread: bool,
    shared: bool,
    excerpt: Option<Excerpt>,
}

impl Rows {
    /// The tickets of a list, for the reader of a page.
    pub(crate) fn new(page: &Page, list: &TicketList, catalog: &Catalog) -> Self {
        let team = page.me.as_ref().is_some_and(crate::page::Me::is_team);
        let side = if team { Side::Support } else { Side::Customer };
        let rows = list.page.items.iter().map(|row| Row::new(page, side, row, list, catalog)).collect();
        Self { t: page.t, rows, team, aged: false, form: None, part: "rows", empty: None }
    }

    /// With a box before each row, named `ticket` with its key, that belongs to the form of this id.
    #[must_use]
    pub(crate) fn ticked_for(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// With when each was opened.
    #[must_use]
    pub(crate) fn aged(mut self) -> Self {
        self.aged = true;
        self
    }

    /// Under another name than `rows`, where a page has several.
    #[must_use]
    pub(crate) fn named(mut self, part: &'static str) -> Self {
        self.part = part;
        self
    }

    /// With words for when there is none: what would be here, and where to go for it.
    #[must_use]
    pub(crate) fn or_say(mut self, words: Text, link: Option<(String, Text)>) -> Self {
        self.empty = Some(Empty { words, link });
        self
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    fn new(page: &Page, side: Side, row: &TicketSummary, list: &TicketList, catalog: &Catalog) -> Self {
        let (t, briefs) = (page.t, &list.briefs);
        let turn = row.turn();
        Self {
            key: row.key.to_string(),
            subject: row.subject.as_str().to_owned(),
            request_type: catalog.request_type(row.desk(), &row.request_type).to_owned(),
            status: words::status(t, side, row.status),
            status_class: words::status_class(side, row.status),
            turn: words::turn(t, side, turn),
            my_turn: turn == Some(side),
            reporter: briefs.name(row.reporter_id).to_owned(),
            organization: row
                .organization_id
                .map(|id| briefs.organization(id))
                .unwrap_or_default()
                .to_owned(),
            assignee: row.assignee_id.map(|id| briefs.name(id).to_owned()),
            priority: Some(row.priority)
                .filter(|priority| *priority != Priority::Normal)
                .map(|priority| (priority, words::priority(t, priority))),
            opened: page.ago(row.created_at),
            updated: page.ago(row.updated_at),
            unread: list.unread.contains(&row.ticket_id),
            shared: row.visibility.organization().is_some(),
            excerpt: list.excerpts.get(&row.ticket_id).cloned(),
        }
    }

    fn is_pressing(&self) -> bool {
        matches!(self.priority, Some((Priority::High | Priority::Urgent, _)))
    }
}

impl HtmlSafe for Rows {}

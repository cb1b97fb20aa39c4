//! Which mails about tickets one wants, and about which tickets none.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use docket_app::accounts::PersonChange;
use docket_domain::person::Notifications;
use docket_web::{OwnAccount, WebState};

use super::Tab;
use crate::fields::Fields;
use crate::filters::{Pager, requested};
use crate::form::Form;
use crate::markup::Html;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text};
use crate::visitor::Visitor;
use crate::words;

/// Where this page is.
const PATH: &str = "/account/notifications";
/// So many muted tickets stand on a page.
const ROWS: u32 = 25;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/account/notifications", get(show).post(choose))
        .route("/account/notifications/unmute", post(unmute))
}

#[derive(Template)]
#[template(path = "account/notifications.html")]
struct NotificationsTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    /// Whether what only the team is told is asked for as well.
    team: bool,
    /// The tickets one gets no mails about; not told before a second factor that is due.
    muted: Option<Muted>,
}

/// A page of the tickets one gets no mails about.
struct Muted {
    tickets: Vec<MutedTicket>,
    pager: Pager,
    /// Whether others stand on other pages.
    others: bool,
}

struct MutedTicket {
    key: String,
    subject: String,
    status: Text,
    status_class: &'static str,
    hidden: Html,
}

impl Muted {
    async fn load(
        state: &WebState,
        visitor: &Visitor<OwnAccount>,
        page: &Page,
        query: Option<String>,
    ) -> Result<Self, Stop> {
        let asked = Fields::parse(query.unwrap_or_default().as_bytes());
        let found = state.app.muted(visitor.actor(), &requested(&asked, ROWS)?).await?;
        let side = visitor.actor().side();
        let tickets = found.items.iter().map(|ticket| {
            let ticket = &ticket.state;
            MutedTicket {
                key: ticket.key.to_string(),
                subject: ticket.subject.as_str().to_owned(),
                status: words::status(page.t, side, ticket.status()),
                status_class: words::status_class(side, ticket.status()),
                hidden: Form::new(page.t).hidden(),
            }
        });
        Ok(Self {
            tickets: tickets.collect(),
            pager: Pager::new(page.t, PATH, &asked, found.next.as_ref()),
            others: found.next.is_some() || asked.iter().next().is_some(),
        })
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor<OwnAccount>,
    RawQuery(query): RawQuery,
) -> Answer {
    let page = visitor.page(&state, Section::Account).await?;
    let Notifications { comments, status, sharing, queue, assigned, mentions } =
        visitor.session().person.state.notifications;
    let wanted = [
        ("comments", comments),
        ("status", status),
        ("sharing", sharing),
        ("queue", queue),
        ("assigned", assigned),
        ("mentions", mentions),
    ];
    let ticked: Fields = wanted.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name, "true")).collect();
    let form = Form::with(page.t, ticked);
    let team = visitor.actor().is_support();
    let muted = if visitor.session().second_factor_due {
        None
    } else {
        Some(Muted::load(&state, &visitor, &page, query).await?)
    };
    Ok(page.html(&NotificationsTemplate { p: &page, tab: Tab::Notifications, form: &form, team, muted }))
}

async fn choose(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let actor = sent.actor();
    let present = sent.visitor.session().person.state.notifications;
    let on = |name| sent.fields.has(name);
    let customers =
        Notifications { comments: on("comments"), status: on("status"), sharing: on("sharing"), ..present };
    let notifications = if actor.is_support() {
        Notifications { queue: on("queue"), assigned: on("assigned"), mentions: on("mentions"), ..customers }
    } else {
        customers
    };
    let change = PersonChange { notifications: Some(notifications), ..PersonChange::default() };
    let done = state.app.change_person(actor, &sent.key, actor.person, None, change).await?;
    Ok(Go::to(PATH).at(done.position).saying(Notice::NotificationsSaved).into_response())
}

/// Lets mail about a ticket go on.
async fn unmute(State(state): State<WebState>, sent: Submitted) -> Answer {
    let done = state.app.mute(sent.actor(), &sent.key, sent.fields.get("ticket"), false).await?;
    Ok(Go::to(PATH).at(done.position).saying(Notice::TicketUnmuted).into_response())
}

//! Which mails about tickets one wants.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::accounts::PersonChange;
use docket_domain::person::Notifications;
use docket_web::{OwnAccount, WebState};

use super::Tab;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/account/notifications", get(show).post(choose))
}

#[derive(Template)]
#[template(path = "account/notifications.html")]
struct NotificationsTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    /// Whether what only the team is told is asked for as well.
    team: bool,
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
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
    Ok(page.html(&NotificationsTemplate { p: &page, tab: Tab::Notifications, form: &form, team }))
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
    Ok(Go::to("/account/notifications").at(done.position).saying(Notice::NotificationsSaved).into_response())
}

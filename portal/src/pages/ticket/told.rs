//! Who can see a ticket and why, and who was told what about it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use docket_domain::audience::{Reason, Seer};
use docket_web::WebState;

use crate::page::{Page, Section, initials};
use crate::stop::Answer;
use crate::texts::{Text, Voice};
use crate::visitor::Visitor;
use crate::when::Time;

/// So many decisions are shown.
const SHOWN: u32 = 200;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}/audience", get(audience))
        .route("/tickets/{key}/notifications", get(notifications))
}

#[derive(Debug, Template)]
#[template(path = "ticket/audience.html")]
struct AudienceTemplate<'a> {
    p: &'a Page,
    key: &'a str,
    title: Text,
    seers: Vec<SeerRow>,
    /// Of an organization's members more than are named.
    shared: Option<Text>,
    support: Text,
}

#[derive(Debug)]
struct SeerRow {
    name: String,
    initials: String,
    reasons: String,
    since: Option<Time>,
}

async fn audience(State(state): State<WebState>, visitor: Visitor, Path(key): Path<String>) -> Answer {
    let who = visitor.actor();
    let found = state.app.audience(who, &key, None).await?;
    let page = visitor.page(&state, Section::Tickets).await?;
    let t = page.t;
    let row = |seer: &Seer| {
        let name = found.briefs.known_name(seer.person);
        let name = name.map_or_else(|| t.ticket_outsider().into_owned(), str::to_owned);
        let reasons: Vec<String> = seer.reasons.keys().map(|reason| why(t, *reason).into_owned()).collect();
        SeerRow {
            initials: initials(&name),
            name,
            reasons: reasons.join(", "),
            since: seer.since().map(|since| page.day(since)),
        }
    };
    let shared = found.organization.map(|shared| {
        t.ticket_audience_shared(shared.members, found.briefs.organization(shared.organization))
    });
    let content = AudienceTemplate {
        p: &page,
        key: &key,
        title: t.ticket_audience_title(key.as_str()),
        seers: found.seers.iter().map(row).collect(),
        shared,
        support: t.ticket_audience_support(found.support),
    };
    Ok(page.html(&content))
}

fn why(t: Voice, reason: Reason) -> Text {
    match reason {
        Reason::Reporter => t.ticket_why_reporter(),
        Reason::Participant => t.ticket_why_participant(),
        Reason::Organization => t.ticket_why_organization(),
        Reason::Support => t.ticket_why_support(),
    }
}

#[derive(Debug, Template)]
#[template(path = "ticket/notifications.html")]
struct NotificationsTemplate<'a> {
    p: &'a Page,
    key: &'a str,
    title: Text,
    rows: Vec<ToldRow>,
}

#[derive(Debug)]
struct ToldRow {
    at: Time,
    recipient: String,
    what: Text,
    sent: bool,
    state: Text,
    reason: Text,
}

async fn notifications(State(state): State<WebState>, visitor: Visitor, Path(key): Path<String>) -> Answer {
    let who = visitor.actor();
    let found = state.app.notifications(who, &key, 0, SHOWN).await?;
    let page = visitor.page(&state, Section::Tickets).await?;
    let t = page.t;
    let people = found.iter().map(|entry| entry.recipient);
    let briefs = state.app.briefs(who, people, None).await?;
    let rows = found.iter().rev().map(|entry| ToldRow {
        at: page.moment(entry.at),
        recipient: briefs.name(entry.recipient).to_owned(),
        what: mail(t, &entry.template),
        sent: entry.decision == "send",
        state: state_of(t, &entry.state),
        reason: because(t, &entry.reason),
    });
    let content = NotificationsTemplate {
        p: &page,
        key: &key,
        title: t.told_title(key.as_str()),
        rows: rows.collect(),
    };
    Ok(page.html(&content))
}

/// What a mail is about, by the name of its template.
fn mail(t: Voice, template: &str) -> Text {
    match template {
        "ticket_created" | "ticket_receipt" => t.told_mail_opened(),
        "ticket_participant" | "ticket_visibility" | "shared_invitation" => t.told_mail_shared(),
        "ticket_commented" | "ticket_attached" => t.told_mail_said(),
        "ticket_noted" => t.told_mail_note(),
        "ticket_status" | "ticket_held" | "ticket_resolved" | "ticket_closed" | "ticket_reopened" => {
            t.told_mail_status()
        }
        "ticket_assigned" => t.told_mail_assigned(),
        _ => t.told_mail_other(),
    }
}

/// How far a mail has come.
fn state_of(t: Voice, state: &str) -> Text {
    match state {
        "sent" | "ambiguous" => t.told_sent(),
        "dead" => t.told_failed(),
        _ => t.told_underway(),
    }
}

/// Why a mail is sent, or is not. A reason that came later is shown by its name.
fn because(t: Voice, reason: &str) -> Text {
    match reason {
        "reporter" => t.told_why_reporter(),
        "participant" | "invited" => t.told_why_participant(),
        "follower" | "attacher" => t.told_why_follower(),
        "assignee" => t.told_why_assignee(),
        "queue" => t.told_why_queue(),
        "mentioned" => t.told_why_mentioned(),
        "actor" => t.told_why_actor(),
        "muted" => t.told_why_muted(),
        "no_access" => t.told_why_no_access(),
        "too_old" => t.told_why_too_old(),
        "not_following" => t.told_why_not_following(),
        "not_activated" | "deactivated" | "invitation_over" | "reset_over" | "security" => {
            t.told_why_account()
        }
        other => Text::Owned(other.replace('_', " ")),
    }
}

//! Where a ticket stands: closed, reopened, or what the team says.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use docket_app::tickets::{NewHold, NewStanding};
use docket_app::{Done, Version};
use docket_domain::TimeZone;
use docket_domain::ticket::{CloseReason, Status, Ticket};
use docket_web::{Problem, WebState};

use super::forms::{Part, optional, renamed, settle, wrong};
use crate::stop::Answer;
use crate::submitted::Submitted;
use crate::texts::Notice;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}/close", post(close))
        .route("/tickets/{key}/reopen", post(reopen))
        .route("/tickets/{key}/status", post(status))
        .route("/tickets/{key}/hold", post(hold))
}

/// The team moves a ticket on only as they have seen it. Customers may always say that theirs is done.
fn seen(sent: &Submitted) -> Option<Version> {
    sent.if_match.filter(|_| sent.actor().is_support())
}

async fn close(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = closed(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Close, outcome, Notice::TicketClosed).await
}

async fn closed(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let comment = optional(sent, "close_comment")?;
    let given = sent.fields.filled("reason");
    let reason = given.map(|given| {
        let found = CloseReason::ALL.into_iter().find(|reason| reason.as_str() == given);
        found.ok_or_else(|| wrong("reason", "unknown", "Choose one of the reasons."))
    });
    let reason = reason.transpose()?;
    Ok(state.app.close(sent.actor(), &sent.key, key, seen(sent), comment, reason).await?)
}

async fn reopen(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = reopened(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Reopen, outcome, Notice::TicketReopened).await
}

async fn reopened(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let comment = optional(sent, "reopen_comment")?;
    Ok(state.app.reopen(sent.actor(), &sent.key, key, None, comment, None).await?)
}

async fn status(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = moved(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Button, outcome, Notice::TicketMoved).await
}

async fn moved(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let unknown = || wrong("to", "unknown", "Choose one of the statuses.");
    let to = Status::parse(sent.fields.get("to")).ok_or_else(unknown)?;
    let standing = NewStanding { to, comment: None, resolution: None };
    let done = state.app.change_status(sent.actor(), &sent.key, key, seen(sent), standing).await;
    done.map_err(|error| renamed(error.into(), "resolution", "to"))
}

async fn hold(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = held(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Hold, outcome, Notice::TicketHeld).await
}

async fn held(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let zone = sent.visitor.session().person.state.time_zone;
    let until = sent.fields.filled("until").map(|day| {
        let moment = day.parse().ok().and_then(|day| beginning(day, zone));
        moment.ok_or_else(|| wrong("until", "no_date", "Write a date as year-month-day."))
    });
    let (until, reason) = (until.transpose()?, optional(sent, "hold_reason")?);
    let wanted = NewHold { until, reason, comment: None };
    Ok(state.app.hold(sent.actor(), &sent.key, key, seen(sent), wanted).await?)
}

/// When a day begins for somebody; where the clocks skip that moment, the day's first hour that there is.
pub(super) fn beginning(day: NaiveDate, zone: TimeZone) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    let local = zone.rules().from_local_datetime(&midnight).earliest();
    let local =
        local.or_else(|| zone.rules().from_local_datetime(&(midnight + TimeDelta::hours(1))).earliest());
    local.map(|moment| moment.with_timezone(&Utc))
}

//! How log, views, mails and files are.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use docket_app::Position;
use docket_app::state::HouseState;
use docket_domain::Sha256Digest;
use docket_web::WebState;

use super::enter;
use crate::page::Page;
use crate::stop::Answer;
use crate::texts::{Text, Voice};
use crate::visitor::Visitor;
use crate::when::Time;
use crate::words;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin/state", get(show))
}

#[derive(Template)]
#[template(path = "admin/state.html")]
struct StateTemplate<'a> {
    p: &'a Page,
    position: i64,
    recorded_at: Time,
    hash: String,
    /// What reads the log and writes what it learns, the notifier among it.
    readers: Vec<Reader>,
    waiting: i64,
    oldest_due: Option<Time>,
    failed: i64,
    causes: Vec<(String, i64)>,
    attached: i64,
    bytes: Text,
    loose: i64,
}

/// Somebody who reads the log on, and how far they have come.
struct Reader {
    name: Text,
    position: i64,
    lag: i64,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let page = enter(&state, &visitor).await?;
    let t = page.t;
    let HouseState { log, views, outbox, files } = state.app.state(visitor.actor()).await?;
    let views = views.into_iter().map(|view| Reader {
        name: view_words(t, view.name),
        position: view.position.0,
        lag: view.lag,
    });
    let Position(decided) = outbox.decided;
    let notifier = Reader { name: t.admin_notifier(), position: decided, lag: outbox.lag(log.position) };
    let content = StateTemplate {
        p: &page,
        position: log.position.0,
        recorded_at: page.ago(log.recorded_at),
        hash: Sha256Digest(log.hash).to_string(),
        readers: views.chain([notifier]).collect(),
        waiting: outbox.waiting,
        oldest_due: outbox.oldest_due.map(|due| page.ago(due)),
        failed: outbox.failed,
        causes: outbox.causes,
        attached: files.attached,
        bytes: words::size(t, u64::try_from(files.bytes).unwrap_or_default()),
        loose: files.loose,
    };
    Ok(page.html(&content))
}

/// What a view is for; one that is not known here, by its name.
fn view_words(t: Voice, name: &'static str) -> Text {
    match name {
        "ticket" => t.admin_view_ticket(),
        "customer_tickets" => t.admin_view_customer_tickets(),
        "organization_tickets" => t.admin_view_organization_tickets(),
        "queue" => t.admin_view_queue(),
        "directory" => t.admin_view_directory(),
        "search" => t.admin_view_search(),
        "unread" => t.admin_view_unread(),
        other => Text::Borrowed(other),
    }
}

//! What happened to a desk, in the reader's language.

use docket_web::WebState;

use crate::page::Page;
use crate::stop::Stop;
use crate::texts::{Text, Voice};
use crate::visitor::Visitor;
use crate::when::Time;

/// A line of the history.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) at: Time,
    pub(super) who: String,
    pub(super) what: Text,
    /// The log's own words, in English.
    pub(super) more: String,
}

/// What happened to a desk, newest first.
pub(super) async fn of_desk(
    state: &WebState,
    visitor: &Visitor,
    page: &Page,
    key: &str,
) -> Result<Vec<Line>, Stop> {
    let (entries, briefs) = state.app.desk_history(visitor.actor(), key).await?;
    let line = |entry: docket_app::tickets::HistoryEntry| Line {
        at: page.moment(entry.at),
        who: briefs.name(entry.actor).to_owned(),
        what: what(page.t, entry.kind),
        more: entry.summary,
    };
    Ok(entries.into_iter().rev().map(line).collect())
}

/// What an event of a desk means; one that is not known yet, by its name in the log.
fn what(t: Voice, kind: &str) -> Text {
    match kind {
        "desk.created" => t.admin_event_created(),
        "desk.renamed" => t.admin_event_renamed(),
        "desk.request_type_added" => t.admin_event_type_added(),
        "desk.request_type_changed" => t.admin_event_type_changed(),
        "desk.request_type_retired" => t.admin_event_type_retired(),
        "desk.request_type_restored" => t.admin_event_type_restored(),
        "desk.request_types_ordered" => t.admin_event_types_ordered(),
        "desk.participants_may_add_changed" => t.admin_event_participants(),
        "desk.sign_up_changed" => t.admin_event_sign_up(),
        other => Text::Owned(other.to_owned()),
    }
}

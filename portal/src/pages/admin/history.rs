//! What happened to a desk, in the reader's language.

use docket_app::desks::{DeskDifference, DeskHistoryEntry};
use docket_web::WebState;

use super::changes;
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
    /// In what it changed the desk.
    pub(super) more: Vec<String>,
}

/// What happened to a desk, newest first.
pub(super) async fn of_desk(
    state: &WebState,
    visitor: &Visitor,
    page: &Page,
    key: &str,
) -> Result<Vec<Line>, Stop> {
    let (entries, briefs) = state.app.desk_history(visitor.actor(), key).await?;
    let line = |DeskHistoryEntry { entry, difference }| Line {
        at: page.moment(entry.at),
        who: briefs.name(entry.actor).to_owned(),
        what: what(page.t, &difference),
        more: changes::told(page.t, &difference),
    };
    Ok(entries.into_iter().rev().map(line).collect())
}

fn what(t: Voice, difference: &DeskDifference) -> Text {
    match difference {
        DeskDifference::Created { .. } => t.admin_event_created(),
        DeskDifference::Renamed { .. } => t.admin_event_renamed(),
        DeskDifference::TypeAdded { .. } => t.admin_event_type_added(),
        DeskDifference::TypeChanged { .. } => t.admin_event_type_changed(),
        DeskDifference::TypeRetired(_) => t.admin_event_type_retired(),
        DeskDifference::TypeRestored(_) => t.admin_event_type_restored(),
        DeskDifference::TypesOrdered(_) => t.admin_event_types_ordered(),
        DeskDifference::ParticipantsMayAdd(_) => t.admin_event_participants(),
        DeskDifference::SignUp { .. } => t.admin_event_sign_up(),
    }
}

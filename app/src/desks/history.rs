//! What happened to a desk, and its forms as they once were.

use std::collections::BTreeSet;

use docket_domain::desk::{Desk, Form, RequestType};
use docket_domain::{Actor, Event, PersonId, RequestTypeKey};
use docket_eventstore::{StreamId, Version};

use super::difference::{DeskDifference, description, difference};
use crate::App;
use crate::aggregates::{Kind, decode, meta};
use crate::error::AppError;
use crate::session::require_agent;
use crate::tickets::{Briefs, HistoryEntry};

/// Something that happened to a desk.
#[derive(Clone, Debug)]
pub struct DeskHistoryEntry {
    /// Who did it, when, and what in plain English.
    pub entry: HistoryEntry,
    /// What it changed.
    pub difference: DeskDifference,
}

impl App {
    /// What happened to a desk, oldest first, from the log, with the names in it. For the team.
    ///
    /// # Errors
    /// When there is no such desk, or the caller is a customer.
    pub async fn desk_history(
        &self,
        who: &Actor,
        key: &str,
    ) -> Result<(Vec<DeskHistoryEntry>, Briefs), AppError> {
        require_agent(who)?;
        let desk = self.desk(key).await?;
        let mut state: Option<Desk> = None;
        let mut entries = Vec::new();
        for recorded in self.store().read_stream(StreamId(desk.state.id.0), Version::ZERO).await? {
            let event: Event = decode(&recorded)?;
            let event = <Desk as Kind>::event(event)
                .ok_or(AppError::Internal("a stream holds an event of another kind", None))?;
            let difference = difference(state.as_ref(), &event);
            let entry = HistoryEntry::new(&recorded, event.kind(), difference.summary())?;
            entries.push(DeskHistoryEntry { entry, difference });
            let next = docket_domain::Aggregate::evolve(state.take(), &event, &meta(&recorded))
                .map_err(|e| AppError::Internal("a stream cannot be replayed", Some(Box::new(e))))?;
            state = Some(next);
        }
        let people: BTreeSet<PersonId> = entries.iter().map(|happened| happened.entry.actor).collect();
        let briefs = self.briefs(who, people, None).await?;
        Ok((entries, briefs))
    }
}

/// A desk in plain words: a line a thing; indented lines say more about the one above.
pub fn in_words(desk: &Desk) -> Vec<String> {
    description(desk)
}

/// A request type and what one version of its form asked.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such type or never was such a version.
pub fn form_as_it_was<'d>(
    desk: &'d Desk,
    key: &str,
    version: u32,
) -> Result<(&'d RequestType, &'d Form), AppError> {
    let key = RequestTypeKey::parse(key).map_err(|_| AppError::NotFound("request type"))?;
    let kind = desk.request_types.get(&key).ok_or(AppError::NotFound("request type"))?;
    let form = kind.form_of_version(version).ok_or(AppError::NotFound("version of this form"))?;
    Ok((kind, form))
}

//! What people have begun to write and not sent: kept for them on the server, so that they find it on every device.
//! Drafts are nobody else's business: they are in no event, and only their owner reads them.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use docket_domain::{Actor, DeskKey, PersonId, RequestTypeKey, TicketKey};
use docket_eventstore::on_reader;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::App;
use crate::credentials::execute;
use crate::error::{AppError, FieldError};
use crate::session::require_agent;

/// How long a draft is kept after it was last changed.
const KEPT: Duration = Duration::days(30);
/// Whose draft changed within so long is writing.
const TYPING: Duration = Duration::minutes(2);
/// The longest content, in bytes of JSON: twice the longest text there is, with a form around it.
pub const LONGEST_DRAFT: usize = 128 * 1024;
/// The most drafts of one person.
pub const MOST_DRAFTS: i64 = 200;

/// Where a draft belongs: there is one for each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The form of a new ticket: `AMS:incident`.
    NewTicket(DeskKey, RequestTypeKey),
    /// A ticket's next public comment: `AMS-12:comment`.
    Comment(TicketKey),
    /// A ticket's next internal note: `AMS-12:note`.
    Note(TicketKey),
}

impl Place {
    /// Reads a place as it is written; none where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (of, what) = text.split_once(':')?;
        if let Ok(ticket) = TicketKey::parse(of) {
            return match what {
                "comment" => Some(Self::Comment(ticket)),
                "note" => Some(Self::Note(ticket)),
                _ => None,
            };
        }
        Some(Self::NewTicket(DeskKey::parse(of).ok()?, RequestTypeKey::parse(what).ok()?))
    }
}

impl Place {
    /// The ticket it is on, where it is on one.
    fn ticket(&self) -> Option<&TicketKey> {
        match self {
            Self::NewTicket(..) => None,
            Self::Comment(ticket) | Self::Note(ticket) => Some(ticket),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewTicket(desk, request_type) => write!(f, "{desk}:{request_type}"),
            Self::Comment(ticket) => write!(f, "{ticket}:comment"),
            Self::Note(ticket) => write!(f, "{ticket}:note"),
        }
    }
}

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Where it belongs.
    pub place: Place,
    /// What the form or box held.
    pub content: Map<String, Value>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

type Row = (String, String, DateTime<Utc>);

impl App {
    /// Keeps a draft, in place of the one that was there.
    ///
    /// # Errors
    /// When its ticket is not the caller's to see; when it is too long, or one too many.
    pub async fn keep_draft(
        &self,
        who: &Actor,
        place: &Place,
        content: &Map<String, Value>,
    ) -> Result<(), AppError> {
        self.may_draft(who, place).await?;
        let text = serde_json::to_string(content)
            .map_err(|e| AppError::Internal("a draft has no JSON form", Some(Box::new(e))))?;
        if text.len() > LONGEST_DRAFT {
            let detail = format!("A draft has at most {LONGEST_DRAFT} bytes; this one has {}.", text.len());
            return Err(AppError::Invalid(vec![FieldError::new("content", "too_long", detail)]));
        }
        let (owner, place, now) = (who.person.0, place.to_string(), self.now());
        let kept = execute!(
            self.inner.parts.databases.ops,
            "INSERT INTO drafts (person_id, place, content, updated_at)
             SELECT $1, $2, $3, $4
             WHERE (SELECT count(*) FROM drafts WHERE person_id = $1 AND place <> $2) < $5
             ON CONFLICT (person_id, place) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
            owner,
            place.as_str(),
            text.as_str(),
            now,
            MOST_DRAFTS,
        )?;
        if kept == 0 {
            return Err(AppError::Refused {
                code: "too_many_drafts",
                detail: format!("There are {MOST_DRAFTS} drafts already. Send or delete one of them first."),
            });
        }
        Ok(())
    }

    /// The caller's draft for a place.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none, or its ticket is not the caller's to see.
    pub async fn draft(&self, who: &Actor, place: &Place) -> Result<Draft, AppError> {
        self.may_draft(who, place).await?;
        let rows = self.draft_rows(who.person, Some(place)).await?;
        rows.into_iter().next().ok_or(AppError::NotFound("draft"))
    }

    /// The caller's drafts, the last changed first. Those for tickets they see no longer are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drafts(&self, who: &Actor) -> Result<Vec<Draft>, AppError> {
        let mut drafts = self.draft_rows(who.person, None).await?;
        let tickets = drafts.iter().filter_map(|draft| draft.place.ticket().cloned()).collect();
        let seen = self.seen_of(who, tickets).await?;
        drafts.retain(|draft| {
            let is_theirs = who.is_support() || !matches!(draft.place, Place::Note(_));
            is_theirs && draft.place.ticket().is_none_or(|ticket| seen.contains_key(ticket))
        });
        Ok(drafts)
    }

    /// Forgets the caller's draft for a place. Where there is none it is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_draft(&self, who: &Actor, place: &Place) -> Result<(), AppError> {
        let (owner, place) = (who.person.0, place.to_string());
        execute!(
            self.inner.parts.databases.ops,
            "DELETE FROM drafts WHERE person_id = $1 AND place = $2",
            owner,
            place.as_str(),
        )?;
        Ok(())
    }

    /// Forgets the drafts that nobody has touched for a month. To be called now and then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_drafts(&self) -> Result<(), AppError> {
        let oldest = self.now() - KEPT;
        execute!(self.inner.parts.databases.ops, "DELETE FROM drafts WHERE updated_at < $1", oldest)?;
        Ok(())
    }

    /// Who else of the team is writing on a ticket at this moment, by their drafts: the last to have typed first. What
    /// they write is nobody else's business.
    ///
    /// # Errors
    /// When the ticket is not the caller's to see, or the caller is not of the team.
    pub async fn answering(&self, who: &Actor, ticket: &str) -> Result<Vec<PersonId>, AppError> {
        let ticket = self.ticket(who, ticket).await?.state.key.clone();
        require_agent(who)?;
        let (comment, note) = (Place::Comment(ticket.clone()).to_string(), Place::Note(ticket).to_string());
        let writers: Vec<Uuid> = on_reader!(&self.inner.parts.databases.ops, c => {
            sqlx::query_scalar(
                "SELECT person_id FROM drafts WHERE updated_at >= $1 AND place IN ($2, $3) AND person_id <> $4
                 GROUP BY person_id ORDER BY max(updated_at) DESC, person_id",
            )
            .bind(self.now() - TYPING)
            .bind(comment)
            .bind(note)
            .bind(who.person.0)
            .fetch_all(c)
            .await
        })
        .map_err(docket_eventstore::db::DbError::from)?;
        let writers: Vec<PersonId> = writers.into_iter().map(PersonId).collect();
        let people = self.people_by_id(writers.iter().copied()).await?;
        let is_of_the_team = |id: &PersonId| {
            people.get(id).is_some_and(|person| person.state.is_active() && person.state.role.is_support())
        };
        Ok(writers.into_iter().filter(is_of_the_team).collect())
    }

    /// Whether somebody may have a draft there. Whether they may send it is found out when they do.
    async fn may_draft(&self, who: &Actor, place: &Place) -> Result<(), AppError> {
        match place {
            Place::NewTicket(..) => Ok(()),
            Place::Comment(ticket) => self.ticket(who, ticket.to_string().as_str()).await.map(drop),
            Place::Note(ticket) => {
                self.ticket(who, ticket.to_string().as_str()).await?;
                require_agent(who)
            }
        }
    }

    async fn draft_rows(&self, owner: PersonId, place: Option<&Place>) -> Result<Vec<Draft>, AppError> {
        let (owner, place) = (owner.0, place.map(ToString::to_string));
        let rows: Vec<Row> = on_reader!(&self.inner.parts.databases.ops, c => {
            sqlx::query_as(
                "SELECT place, content, updated_at FROM drafts
                 WHERE person_id = $1 AND ($2 IS NULL OR place = $2) AND updated_at >= $3
                 ORDER BY updated_at DESC, place",
            )
            .bind(owner)
            .bind(place)
            .bind(self.now() - KEPT)
            .fetch_all(c)
            .await
        })
        .map_err(docket_eventstore::db::DbError::from)?;
        let read = |(place, content, updated_at): Row| {
            let place = Place::parse(&place)?;
            Some(Draft { place, content: serde_json::from_str(&content).ok()?, updated_at })
        };
        let drafts: Option<Vec<Draft>> = rows.into_iter().map(read).collect();
        drafts.ok_or(AppError::Internal("a draft cannot be read", None))
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_reads_as_it_is_written() {
        for text in ["AMS:incident", "AMS-12:comment", "AMS-12:note"] {
            assert_eq!(Place::parse(text).map(|place| place.to_string()).as_deref(), Some(text));
        }
        for text in
            ["", "AMS", "AMS-12", "AMS-12:", "AMS-12:other", "ams:incident", "AMS:", ":note", "AMS-0:note"]
        {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}

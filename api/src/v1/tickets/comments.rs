use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_app::Entry;
use docket_app::tickets::{Briefs, HeldFile};
use docket_domain::ticket::AttachedTo;
use docket_web::{ApiPath, ApiQuery, AtPosition, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::{AttachmentBrief, of};
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery, PersonBrief};

/// A comment, or for the team an internal note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommentBody {
    pub(crate) id: Uuid,
    pub(crate) author: PersonBrief,
    pub(crate) body: String,
    /// `public`, or `internal` for notes of the team.
    pub(crate) audience: &'static str,
    pub(crate) created_at: DateTime<Utc>,
    /// Its files.
    pub(crate) attachments: Vec<AttachmentBrief>,
}

impl CommentBody {
    fn new(entry: Entry, briefs: &Briefs, files: &[HeldFile]) -> Self {
        match entry {
            Entry::Comment(comment) => Self {
                id: comment.id.0,
                author: PersonBrief::new(comment.author, briefs),
                body: comment.body.into(),
                audience: "public",
                created_at: comment.created_at,
                attachments: of(files, AttachedTo::Comment(comment.id)),
            },
            Entry::Note(note) => Self {
                id: note.id.0,
                author: PersonBrief::new(note.author, briefs),
                body: note.body.into(),
                audience: "internal",
                created_at: note.created_at,
                attachments: of(files, AttachedTo::Note(note.id)),
            },
        }
    }
}

/// What was written on a ticket, oldest first. The team reads its internal notes among it.
#[utoipa::path(
    get, path = "/tickets/{key}/comments", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), PageQuery),
    responses((status = 200, body = Items<CommentBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    ApiQuery(query): ApiQuery<PageQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<CommentBody>>), Problem> {
    let actor = &login.session.actor;
    let page = state.app.timeline(actor, &key, &query.request()?).await?;
    let authors = page.items.iter().map(|entry| match entry {
        Entry::Comment(comment) => comment.author,
        Entry::Note(note) => note.author,
    });
    let briefs = state.app.briefs(actor, authors, None).await?;
    let files = state.app.attachments(actor, &key).await?;
    let next = page.next;
    let items = page.items.into_iter().map(|entry| CommentBody::new(entry, &briefs, &files)).collect();
    Ok((at, Json(Items::page(items, next.as_ref()))))
}

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_app::tickets::{Briefs, HeldFile};
use docket_app::{AppError, Entry, Page};
use docket_domain::Actor;
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
    /// As it was written, in Markdown.
    pub(crate) body: String,
    /// The same as HTML that is safe to show; the keys of tickets that the reader may see are links.
    pub(crate) body_html: String,
    /// `public`, or `internal` for notes of the team.
    pub(crate) audience: &'static str,
    /// The colleagues whom a note calls by `@name`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mentions: Vec<PersonBrief>,
    pub(crate) created_at: DateTime<Utc>,
    /// Its files.
    pub(crate) attachments: Vec<AttachmentBrief>,
}

impl CommentBody {
    fn new(entry: Entry, briefs: &Briefs, html: &str, files: &[HeldFile]) -> Self {
        match entry {
            Entry::Comment(comment) => Self {
                id: comment.id.0,
                author: PersonBrief::new(comment.author, briefs),
                body: comment.body.into(),
                body_html: html.to_owned(),
                audience: "public",
                mentions: Vec::new(),
                created_at: comment.created_at,
                attachments: of(files, AttachedTo::Comment(comment.id)),
            },
            Entry::Note(note) => Self {
                id: note.id.0,
                author: PersonBrief::new(note.author, briefs),
                body: note.body.into(),
                body_html: html.to_owned(),
                audience: "internal",
                mentions: note.mentions.iter().map(|person| PersonBrief::new(*person, briefs)).collect(),
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
    let (page, files) = state.app.timeline(actor, &key, &query.request()?).await?;
    Ok((at, Json(comments_body(&state, actor, page, &files).await?)))
}

/// A page of what was written on a ticket, with the files that its reader may know of.
pub(crate) async fn comments_body(
    state: &WebState,
    actor: &Actor,
    page: Page<Entry>,
    files: &[HeldFile],
) -> Result<Items<CommentBody>, AppError> {
    let people = page.items.iter().flat_map(|entry| match entry {
        Entry::Comment(comment) => vec![comment.author],
        Entry::Note(note) => [&[note.author], note.mentions.as_slice()].concat(),
    });
    let briefs = state.app.briefs(actor, people, None).await?;
    let next = page.next;
    let texts: Vec<&str> = page
        .items
        .iter()
        .map(|entry| match entry {
            Entry::Comment(comment) => comment.body.as_str(),
            Entry::Note(note) => note.body.as_str(),
        })
        .collect();
    let html = state.app.html(actor, state.public_url(), &texts).await?;
    let items = page
        .items
        .into_iter()
        .zip(html)
        .map(|(entry, html)| CommentBody::new(entry, &briefs, &html, files))
        .collect();
    Ok(Items::page(items, next.as_ref()))
}

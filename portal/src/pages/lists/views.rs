//! Lists that an agent comes back to, under names of their own.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use docket_app::{AppError, FieldError, require_agent, sentence};
use docket_domain::Label;
use docket_web::{Problem, WebState};
use uuid::Uuid;

use super::filter::Filter;
use super::{Kept, SavedView, render};
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Section;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

/// The views with the ways to them.
pub(super) fn kept(views: Vec<SavedView>, shown: &Filter) -> Vec<Kept> {
    let kept = |view: SavedView| {
        let parameters: BTreeMap<String, String> = serde_json::from_str(&view.query).unwrap_or_default();
        let filter = Filter::read(&parameters.into_iter().collect::<Fields>(), true);
        let chosen = filter == *shown;
        Kept { id: view.id.to_string(), name: view.name.as_str().to_owned(), path: filter.path(), chosen }
    };
    views.into_iter().map(kept).collect()
}

/// Keeps the list that was shown.
pub(super) async fn save(State(state): State<WebState>, sent: Submitted) -> Answer {
    let actor = sent.actor();
    require_agent(actor)?;
    let filter = Filter::read(&sent.fields, true);
    match try_to(&state, &sent, &filter).await {
        Ok(()) => Ok(Go::to(filter.path()).saying(Notice::ViewKept).into_response()),
        Err(problem) if problem.status.is_client_error() => {
            let page = sent.visitor.page(&state, Section::Tickets).await?;
            let form = Form::again(page.t, &sent.fields, &problem);
            render(&state, sent.visitor.session(), &page, &sent.fields, &form, problem.status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn try_to(state: &WebState, sent: &Submitted, filter: &Filter) -> Result<(), Problem> {
    let actor = sent.actor();
    filter.wanted(actor)?;
    let name = Label::parse(sent.fields.get("name")).map_err(|error| {
        AppError::Invalid(vec![FieldError::new("name", error.code(), sentence(&error.to_string()))])
    })?;
    let query: BTreeMap<&str, &str> = filter.iter().collect();
    let query = serde_json::to_string(&query)
        .map_err(|error| AppError::Internal("a view's query", Some(Box::new(error))))?;
    state.app.save_view(actor, &sent.key, name, query).await?;
    Ok(())
}

/// Forgets one.
pub(super) async fn delete(State(state): State<WebState>, Path(id): Path<Uuid>, sent: Submitted) -> Answer {
    match state.app.delete_view(sent.actor(), id).await {
        // A second click finds it gone.
        Ok(()) | Err(AppError::NotFound(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Go::to(sent.fields.filled("next").unwrap_or("/tickets")).saying(Notice::ViewDeleted).into_response())
}

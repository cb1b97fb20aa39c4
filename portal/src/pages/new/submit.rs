//! Opening a ticket by its form.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use docket_app::tickets::NewTicket;
use docket_app::{AppError, Done, Faults, FieldError, require_agent, sentence};
use docket_domain::desk::{FieldKind, Form as Asked};
use docket_domain::ticket::{Priority, Ticket};
use docket_domain::{Actor, Body, Subject, TextError};
use docket_web::{Problem, WebState, parse_priority};
use serde_json::{Map, Value};

use super::form::{Offer, render};
use super::{answers, sharing};
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Section;
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

/// The button that only asks who would see it.
const PREVIEW: &str = "preview";

/// Opens a ticket, or shows the form again with what is wrong and all that was typed.
pub(super) async fn submit(
    State(state): State<WebState>,
    Path((desk, key)): Path<(String, String)>,
    sent: Submitted,
) -> Answer {
    let offer = Offer::find(&state, &desk, &key).await?;
    let session = sent.visitor.session();
    let fields = &sent.fields;
    let refused = sent.refused_files();
    let problem = if refused.is_none() && !fields.has(PREVIEW) {
        match open(&state, &sent, &offer).await {
            Ok(done) => {
                state.app.drop_draft(sent.actor(), &offer.place()).await?;
                let path = format!("/tickets/{}", done.loaded.state.key);
                return Ok(Go::to(path).at(done.position).saying(Notice::TicketOpened).into_response());
            }
            Err(error) => Some(Problem::from(error)),
        }
    } else {
        refused
    };
    let page = sent.visitor.page(&state, Section::None).await?;
    let mut form = Form::kept(page.t, fields);
    let mut status = StatusCode::OK;
    if let Some(problem) = problem {
        if problem.status.is_server_error() {
            return Err(problem.into());
        }
        form.refuse(&problem);
        status = problem.status;
    }
    render(&state, session, &page, &offer, &form, fields, status).await
}

async fn open(state: &WebState, sent: &Submitted, offer: &Offer) -> Result<Done<Ticket>, AppError> {
    let (fields, who) = (&sent.fields, sent.actor());
    let mut faults = Faults::new();
    let subject = faults.take(parsed("subject", Subject::parse(fields.get("subject"))));
    let description = faults.take(parsed("description", Body::parse(fields.get("description"))));
    let wish = sharing::read(state, who, fields, &mut faults).await?;
    let mut on_behalf_of = None;
    if let Some(text) = fields.filled("on_behalf_of") {
        require_agent(who)?;
        on_behalf_of = faults.take(sharing::whom(state, who, text, "on_behalf_of").await?);
    }
    let priority = match fields.filled("priority").filter(|_| who.is_support()) {
        Some(text) => faults.take(parse_priority(text)),
        None => Some(Priority::Normal),
    };
    let request_type = offer.desk.state.open_request_type(&offer.key);
    let asked = &request_type.ok_or(AppError::NotFound("request type"))?.form;
    let answers = answered(state, who, fields, asked, &mut faults).await?;
    let new = faults.finish(|| {
        Some(NewTicket {
            desk: offer.desk.state.key.to_string(),
            request_type: offer.key.clone(),
            subject: subject?,
            description: description?,
            fields: answers,
            sharing: wish.sharing,
            organization: wish.organization,
            participants: wish.participants,
            on_behalf_of,
            priority: priority?,
            follow_up_of: fields.filled("follow_up").map(str::to_owned),
            attachments: sent.files.clone(),
        })
    })?;
    state.app.open_ticket(sent.visitor.session(), &sent.key, new).await
}

/// The answers to the form. What is wrong with them is the use case's to say, but where something is wrong already all is
/// said at once.
async fn answered(
    state: &WebState,
    who: &Actor,
    fields: &Fields,
    asked: &Asked,
    faults: &mut Faults,
) -> Result<Map<String, Value>, AppError> {
    let mut answers = answers::read(asked, fields);
    let mut unknown = BTreeMap::new();
    // People are named by what they are called; answers hold ids.
    for field in asked.fields().iter().filter(|field| field.kind == FieldKind::Person) {
        let Some(Value::String(text)) = answers.get_mut(field.key.as_str()) else { continue };
        let named = match fields.filled(&answers::chosen(field)) {
            Some(chosen) => Ok(chosen.to_owned()),
            None => sharing::somebody_known(state, who, text, &answers::name(field)).await?,
        };
        match named {
            Ok(id) => *text = id,
            Err(fault) => {
                unknown.insert(field.key.to_string(), fault);
            }
        }
    }
    if !faults.is_empty() || !unknown.is_empty() {
        // A name is no id, so the check has a place in the form's order for what is wrong with one.
        for error in asked.check(&answers, |_| true).err().unwrap_or_default() {
            let unknown = unknown.remove(&error.field).filter(|_| error.code == "ill_typed");
            faults.add(unknown.unwrap_or_else(|| {
                FieldError::new(format!("fields.{}", error.field), error.code, error.message)
            }));
        }
    }
    Ok(answers)
}

fn parsed<T>(field: &str, parsed: Result<T, TextError>) -> Result<T, FieldError> {
    parsed.map_err(|error| FieldError::new(field, error.code(), sentence(&error.to_string())))
}

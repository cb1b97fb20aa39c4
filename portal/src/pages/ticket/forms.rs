//! The forms of a ticket's page: fresh ones, and the one that was refused with what was typed in it.

use docket_app::{Done, Version};
use docket_domain::Body;
use docket_domain::ticket::Ticket;
use docket_web::{FieldProblem, Problem, WebState};

use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::sheet;
use crate::form::Form;
use crate::page::Section;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::{Notice, Voice};

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Answer,
    Note,
    Close,
    Reopen,
    Hold,
    Visibility,
    People,
    Assign,
    Priority,
    Type,
    Subject,
    Link,
    Merge,
    /// None with fields: a button alone.
    Button,
}

/// All forms of the page.
#[derive(Debug)]
pub(super) struct Forms {
    t: Voice,
    version: Version,
    refused: Option<(Part, Form)>,
}

impl Forms {
    /// Fresh ones, for what the reader sees now.
    pub(super) fn new(t: Voice, version: Version) -> Self {
        Self { t, version, refused: None }
    }

    /// With one that was refused.
    pub(super) fn refused(mut self, part: Part, form: Form) -> Self {
        self.refused = Some((part, form.at(self.version)));
        self
    }

    /// A form.
    pub(super) fn get(&self, part: Part) -> Form {
        let again = self.refused.as_ref().filter(|(own, _)| *own == part).map(|(_, form)| form.clone());
        let form = again.unwrap_or_else(|| Form::new(self.t).at(self.version));
        // Answer and note both take files.
        if part == Part::Note { form.scoped("note") } else { form }
    }

    /// Whether a form was refused: its fold stands open.
    pub(super) fn is_refused(&self, part: Part) -> bool {
        self.refused.as_ref().is_some_and(|(own, _)| *own == part)
    }

    /// Whether something was refused that has no form of its own on the page as it is now, and what was wrong.
    pub(super) fn elsewhere(&self, shown: &[Part]) -> Option<&Form> {
        self.refused.as_ref().filter(|(part, _)| !shown.contains(part)).map(|(_, form)| form)
    }
}

/// A text of a form; `None` where nothing was written.
pub(super) fn optional(sent: &Submitted, field: &str) -> Result<Option<Body>, Problem> {
    sent.fields.filled(field).map(|text| body(field, text)).transpose()
}

/// A text of a form that cannot be empty.
pub(super) fn required(sent: &Submitted, field: &str) -> Result<Body, Problem> {
    body(field, sent.fields.get(field))
}

fn body(field: &str, text: &str) -> Result<Body, Problem> {
    Body::parse(text).map_err(|error| wrong(field, error.code(), &docket_app::sentence(&error.to_string())))
}

/// What is wrong with one field.
pub(super) fn wrong(field: &str, code: &str, detail: &str) -> Problem {
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
    problem.errors.push(FieldProblem {
        field: field.to_owned(),
        code: code.to_owned(),
        detail: detail.to_owned(),
    });
    problem
}

/// Puts a fault of one field of a use case to the field of the form that it came from.
pub(super) fn renamed(mut problem: Problem, from: &str, to: &str) -> Problem {
    for fault in problem.errors.iter_mut().filter(|fault| fault.field == from) {
        to.clone_into(&mut fault.field);
    }
    problem
}

/// Where it goes on after a form: to the ticket, or back to the form with what is wrong.
pub(super) async fn settle(
    state: &WebState,
    sent: &Submitted,
    key: &str,
    part: Part,
    outcome: Result<Done<Ticket>, Problem>,
    notice: Notice,
) -> Answer {
    match outcome {
        Ok(done) => Ok(Go::to(format!("/tickets/{key}")).at(done.position).saying(notice).into_response()),
        Err(problem) => refuse(state, sent, key, part, problem).await,
    }
}

/// The ticket's page with a form that was refused.
pub(super) async fn refuse(
    state: &WebState,
    sent: &Submitted,
    key: &str,
    part: Part,
    problem: Problem,
) -> Answer {
    if problem.status.is_server_error() || problem.status == StatusCode::NOT_FOUND {
        return Err(Stop::from(problem));
    }
    let problem = if problem.code == "stale_version" { changed(&problem) } else { problem };
    let section = if sent.actor().is_support() { Section::Queue } else { Section::Tickets };
    let page = sent.visitor.page(state, section).await?;
    let form = Form::again(page.t, &sent.fields, &problem);
    let sheet = sheet::Sheet::load(state, &sent.visitor, &page, key, Some((part, form)), false).await?;
    Ok(page.html_with(problem.status, &sheet))
}

/// Somebody did something after the page was read.
fn changed(stale: &Problem) -> Problem {
    Problem::new(
        stale.status,
        "ticket_changed",
        "Something has happened meanwhile: look first, then send again.",
    )
}

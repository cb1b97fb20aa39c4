//! A list as a table for spreadsheets.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use docket_app::tickets::{Briefs, TicketList};
use docket_app::{App, AppError, Cursor, PageRequest, Session, TicketSummary};
use docket_web::{ApiQuery, AtPosition, Login, Problem, Wanted, WebState};
use futures_util::stream;

use super::model::{side_text, visibility_text};
use super::query::ExportQuery;
use crate::openapi::ReadProblems;

/// Rows that are in memory at a time.
const PAGE: u32 = 500;
/// How long the rows of one page may take. All of them together may take as long as they need.
const PATIENCE: Duration = Duration::from_secs(10);
/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

const HEADINGS: [&str; 15] = [
    "key",
    "desk",
    "request_type",
    "subject",
    "status",
    "turn",
    "priority",
    "visibility",
    "organization",
    "reporter",
    "reporter_email",
    "assignee",
    "created_at",
    "updated_at",
    "closed_at",
];

/// The whole of a list as CSV.
///
/// UTF-8, with headings, as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an
/// apostrophe. The rows come as they are read: an answer that was cut off has no end, which HTTP clients notice.
#[utoipa::path(
    get, path = "/tickets.csv", tag = "tickets", security(("bearer" = []), ("cookie" = [])), params(ExportQuery),
    responses((status = 200, body = String, content_type = "text/csv"), ReadProblems),
)]
pub(crate) async fn export(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<ExportQuery>,
    at: AtPosition,
) -> Result<Response, Problem> {
    let Login { session, token } = login;
    let wanted = query.wanted(&session.actor)?;
    tracing::info!(
        target: "docket::security",
        person = %session.actor.person, ?wanted, "a list of tickets is exported"
    );
    let export = Export { app: state.app.clone(), token, wanted };
    // What is wrong with the request shows with the first page, while there still is a status to answer with.
    let first = export.page(&session, None).await?;
    let mut head = if query.bom == Some(true) { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    head.extend(table([HEADINGS.map(str::to_owned)])?);
    head.extend(rows(&first)?);
    let next = first.page.next.map(|cursor| (export, cursor));
    let rest = stream::try_unfold((Some(Bytes::from(head)), next), |(head, next)| async move {
        match (head, next) {
            (Some(head), next) => Ok(Some((head, (None, next)))),
            (None, None) => Ok(None),
            (None, Some((export, cursor))) => {
                // A right that is taken away meanwhile counts from the next page on.
                let session = export.app.authenticate(&export.token).await?;
                let list = export.page(&session, Some(cursor)).await?;
                let bytes = Bytes::from(rows(&list)?);
                Ok::<_, AppError>(Some((bytes, (None, list.page.next.map(|cursor| (export, cursor))))))
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"tickets.csv\"")),
    ];
    Ok((at, headers, Body::from_stream(rest)).into_response())
}

/// What is exported, to whom.
struct Export {
    app: App,
    token: String,
    wanted: Wanted,
}

impl Export {
    async fn page(&self, session: &Session, after: Option<Cursor>) -> Result<TicketList, AppError> {
        let page = PageRequest { limit: PAGE, after };
        let list = self.wanted.page(&self.app, session, &page);
        let silent = || AppError::Internal("the rows of an export did not come in time", None);
        tokio::time::timeout(PATIENCE, list).await.map_err(|_| silent())?
    }
}

fn rows(list: &TicketList) -> Result<Vec<u8>, AppError> {
    table(list.page.items.iter().map(|row| cells(row, &list.briefs)))
}

fn cells(row: &TicketSummary, briefs: &Briefs) -> [String; HEADINGS.len()] {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    [
        row.key.to_string(),
        row.desk().as_str().to_owned(),
        row.request_type.as_str().to_owned(),
        row.subject.as_str().to_owned(),
        row.status.as_str().to_owned(),
        row.turn().map(side_text).unwrap_or_default().to_owned(),
        row.priority.as_str().to_owned(),
        visibility_text(row.visibility.organization().is_some()).to_owned(),
        row.organization_id.map(|id| briefs.organization(id)).unwrap_or_default().to_owned(),
        briefs.name(row.reporter_id).to_owned(),
        briefs.email(row.reporter_id).unwrap_or_default().to_owned(),
        row.assignee_id.map(|id| briefs.name(id)).unwrap_or_default().to_owned(),
        time(row.created_at),
        time(row.updated_at),
        row.closed_at.map(time).unwrap_or_default(),
    ]
}

/// Lines of CSV; no cell of them is a formula.
fn table<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Result<Vec<u8>, AppError> {
    let fault = |error: csv::Error| AppError::Internal("a table cannot be written", Some(Box::new(error)));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| fault(error.into_error().into()))
}

/// A text that begins like a formula gets an apostrophe before it, so that spreadsheets show it instead of working it
/// out (OWASP, CSV Injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_other_is_as_it_was() {
        let texts =
            ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a=b", "", "'=1", "ä, \"b\"", "two\nlines"];
        let bytes = table([texts.map(str::to_owned)]).expect("texts can be written");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let read = reader.records().next().expect("a line").expect("that can be read");
        for (cell, text) in read.iter().zip(texts) {
            let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert_eq!(cell, if dangerous { format!("'{text}") } else { text.to_owned() });
        }
        assert!(bytes.ends_with(b"\r\n"));
    }
}

//! Who sees a ticket, and who gets mail about it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::post;
use docket_app::organizations::Whom;
use docket_app::{Done, PageRequest, PeopleFilter};
use docket_domain::ticket::Ticket;
use docket_domain::{EmailAddress, OrganizationId, PersonId, can_see};
use docket_web::{Problem, WebState};
use uuid::Uuid;

use super::forms::{Part, refuse, renamed, settle, wrong};
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

/// So many people of one name are told apart; who has more namesakes is named by the address.
const NAMESAKES: u32 = 10;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}/visibility", post(visibility))
        .route("/tickets/{key}/participants", post(add))
        .route("/tickets/{key}/participants/{id}/remove", post(remove))
        .route("/tickets/{key}/mute", post(mute))
}

async fn visibility(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = shared(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Visibility, outcome, Notice::TicketVisibility).await
}

async fn shared(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let chosen = sent.fields.get("visibility");
    let organization = match chosen {
        "private" => None,
        id => Some(
            id.parse()
                .map(OrganizationId)
                .map_err(|_| wrong("visibility", "unknown", "Choose who is to see it."))?,
        ),
    };
    let shared = organization.is_some();
    let done = state.app.set_visibility(sent.actor(), &sent.key, key, None, shared, organization).await;
    done.map_err(|error| renamed(error.into(), "organization", "visibility"))
}

async fn add(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = added(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::People, outcome, Notice::TicketPersonAdded).await
}

async fn added(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    // Whether the ticket is there at all comes before the faults of the content.
    state.app.ticket(sent.actor(), key).await?;
    let whom = whom(state, sent).await?;
    let done = state.app.add_participant(sent.visitor.session(), &sent.key, key, &whom).await;
    done.map_err(|error| renamed(renamed(error.into(), "person", "whom"), "email", "whom"))
}

/// Whom a form means: by what was chosen from the completion, by an address, or by a name that one person has.
async fn whom(state: &WebState, sent: &Submitted) -> Result<Whom, Problem> {
    let unknown = || {
        wrong(
            "whom",
            "nobody_of_that_name",
            "Nobody you know has this name. Write the whole mail address instead.",
        )
    };
    if let Some(id) = sent.fields.filled("person") {
        return id.parse::<Uuid>().map(|id| Whom::Person(PersonId(id))).map_err(|_| unknown());
    }
    let text = sent
        .fields
        .filled("whom")
        .ok_or_else(|| wrong("whom", "whom_missing", "Write a name or a mail address."))?;
    if text.contains('@') {
        let address = EmailAddress::parse(text);
        return address.map(Whom::Email).map_err(|_| {
            wrong("whom", "whom_no_address", "This is no whole mail address: it looks like name@example.com.")
        });
    }
    let page = PageRequest { limit: NAMESAKES, after: None };
    let filter = PeopleFilter { search: Some(text.to_owned()), ..PeopleFilter::default() };
    let found = state.app.find_people(sent.actor(), &filter, &page).await?.items;
    let folded = text.to_lowercase();
    let mut exact = found.iter().filter(|person| person.name.to_lowercase() == folded);
    match (exact.next(), exact.next(), found.as_slice()) {
        (Some(one), None, _) | (None, _, [one]) => Ok(Whom::Person(one.id)),
        (None, _, []) => Err(unknown()),
        _ => Err(wrong(
            "whom",
            "whom_ambiguous",
            "Several people have this name. Write the mail address instead.",
        )),
    }
}

async fn remove(
    State(state): State<WebState>,
    Path((key, named)): Path<(String, Uuid)>,
    sent: Submitted,
) -> Answer {
    let who = sent.actor();
    match state.app.remove_participant(who, &sent.key, &key, named).await {
        Ok(done) => {
            // Who has left does not see it any more.
            let stays = can_see(who, done.loaded.state.access());
            let path = if stays { format!("/tickets/{key}") } else { "/tickets".to_owned() };
            let notice = if stays { Notice::TicketPersonRemoved } else { Notice::TicketLeft };
            Ok(Go::to(path).at(done.position).saying(notice).into_response())
        }
        Err(error) => refuse(&state, &sent, &key, Part::Button, error.into()).await,
    }
}

async fn mute(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let muted = sent.fields.get("muted") == "true";
    let done = state.app.mute(sent.actor(), &sent.key, &key, muted).await;
    let notice = if muted { Notice::TicketMuted } else { Notice::TicketUnmuted };
    settle(&state, &sent, &key, Part::Button, done.map_err(Problem::from), notice).await
}

//! Version 1 of the API.

mod activations;
mod desks;
mod drafts;
mod events;
mod invitations;
mod markdown;
mod me;
mod organizations;
mod password_resets;
mod people;
mod reply;
mod session;
mod signups;
mod site;
mod stream;
mod tickets;
mod uploads;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .merge(session::router())
        .merge(signups::router())
        .merge(activations::router())
        .merge(password_resets::router())
        .merge(invitations::router())
        .merge(markdown::router())
        .merge(me::router())
        .merge(desks::router())
        .merge(tickets::router())
        .merge(uploads::router())
        .merge(organizations::router())
        .merge(people::router())
        .merge(events::router())
        .merge(stream::router())
        .merge(drafts::router())
        .merge(site::router())
}

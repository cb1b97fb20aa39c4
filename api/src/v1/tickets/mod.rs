//! Tickets.

mod answering;
pub(crate) mod attachment;
mod attachments;
mod audience;
mod audience_preview;
mod change;
mod close;
mod comment;
mod comments;
mod create;
mod export;
mod get;
mod history;
mod links;
mod list;
mod model;
mod mute;
mod notifications;
mod participants;
mod query;
mod reopen;
mod seen;
mod status;
mod visibility;

pub(crate) use model::{parse_visibility, visibility_text};
pub(crate) use query::ListQueryBody;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(export::export))
        .routes(routes!(get::get, change::change))
        .routes(routes!(comments::list, comment::create))
        .routes(routes!(status::change))
        .routes(routes!(close::close))
        .routes(routes!(reopen::reopen))
        .routes(routes!(participants::list, participants::add))
        .routes(routes!(participants::remove))
        .routes(routes!(visibility::change))
        .routes(routes!(audience::get))
        .routes(routes!(audience_preview::create))
        .routes(routes!(links::list, links::create))
        .routes(routes!(links::delete))
        .routes(routes!(links::merge))
        .routes(routes!(attachments::list, attachments::create))
        .routes(routes!(attachment::get))
        .routes(routes!(attachment::thumbnail))
        .routes(routes!(history::list))
        .routes(routes!(seen::change))
        .routes(routes!(answering::list))
        .routes(routes!(notifications::list, mute::change))
}

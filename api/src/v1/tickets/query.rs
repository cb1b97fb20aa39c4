//! Which tickets a list is asked for. The same parameters make a list, its export and a saved view.

use docket_domain::Actor;
use docket_web::{Listing, Problem, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A struct with the parameters of a list and what it adds to them. Not one struct in another: unknown parameters are
/// refused, and serde knows them as unknown only where it sees all the others.
macro_rules! list_query {
    ($(#[$meta:meta])* $name:ident { $($(#[$more_meta:meta])* $more:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// What to look for: words that must all stand in the ticket, in its key, subject, description, form,
            /// comments, or in the names of who asked or acted. Case and accents do not matter. `netw*` is a prefix, as
            /// is the last word while no space follows it; `"in a row"` a phrase; `-word` must not be there. Besides,
            /// `from:` (a name, an address or `me`), `type:`, `desk:`, `is:` (`open`, `private`, `shared`, `unassigned`
            /// or a status), `org:` (a name), `before:` and `after:` (the day it was opened, UTC, the latter with that
            /// day), each also with `-` in front.
            ///
            /// The best come first, then the newest, unless `sort` says otherwise; then, of very many, only the newest
            /// 2,000 are in that order. Without `scope` all is searched that the caller may see.
            #[serde(skip_serializing_if = "Option::is_none")]
            q: Option<String>,
            /// `mine` (customers' default; for the team: assigned to me), `shared` (with me by name), `organization`
            /// (with my organizations), and for the team `queue` (all open, their default) and `all`.
            #[serde(skip_serializing_if = "Option::is_none")]
            scope: Option<String>,
            /// Only those filed for this organization.
            #[serde(skip_serializing_if = "Option::is_none")]
            organization: Option<Uuid>,
            /// `open` (all but closed), `closed`, or one status.
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<String>,
            /// Whose turn it is: `support` or `customer`.
            #[serde(skip_serializing_if = "Option::is_none")]
            turn: Option<String>,
            /// A desk's key.
            #[serde(skip_serializing_if = "Option::is_none")]
            desk: Option<String>,
            /// A request type's key.
            #[serde(skip_serializing_if = "Option::is_none")]
            request_type: Option<String>,
            /// The agent who has it: an id, `me`, or `none` for what nobody has taken yet.
            #[serde(skip_serializing_if = "Option::is_none")]
            assignee: Option<String>,
            /// `low`, `normal`, `high` or `urgent`.
            #[serde(skip_serializing_if = "Option::is_none")]
            priority: Option<String>,
            /// `-updated_at` (the default but in a search), `updated_at`, `-created_at`, `created_at`.
            #[serde(skip_serializing_if = "Option::is_none")]
            sort: Option<String>,
            $($(#[$more_meta])* pub(crate) $more: $type,)*
        }

        impl $name {
            /// Which list these parameters mean to somebody.
            pub(crate) fn wanted(&self, actor: &Actor) -> Result<Wanted, Problem> {
                let listing = Listing {
                    q: self.q.as_deref(),
                    scope: self.scope.as_deref(),
                    organization: self.organization,
                    status: self.status.as_deref(),
                    turn: self.turn.as_deref(),
                    desk: self.desk.as_deref(),
                    request_type: self.request_type.as_deref(),
                    assignee: self.assignee.as_deref(),
                    priority: self.priority.as_deref(),
                    sort: self.sort.as_deref(),
                };
                listing.wanted(actor)
            }
        }
    };
}

list_query! {
    /// Which tickets, in which order, which page.
    #[derive(Debug, Deserialize, Serialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    TicketsQuery {
        /// How many rows: 1 to 100.
        #[param(minimum = 1, maximum = 100, default = 25)]
        limit: Option<u32>,
        /// `next_cursor` of the page before.
        cursor: Option<String>,
    }
}

list_query! {
    /// Which tickets, in which order, and how the table begins.
    #[derive(Debug, Deserialize, Serialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    ExportQuery {
        /// Whether the file begins with a byte order mark, by which some spreadsheets know UTF-8.
        #[serde(default)]
        bom: Option<bool>,
    }
}

list_query! {
    /// The parameters of a list, as `GET /tickets` takes them.
    #[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
    ListQueryBody {}
}

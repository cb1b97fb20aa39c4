//! The controls above a list: whose, in what state, of what kind.

use docket_app::AppError;
use docket_app::tickets::TicketList;
use docket_domain::ticket::{Priority, Status};
use docket_domain::{Actor, OrganizationId};
use docket_web::WebState;

use super::filter::Filter;
use crate::catalog::Catalog;
use crate::filters::Filters;
use crate::page::{Me, Page};
use crate::stop::Stop;
use crate::texts::Text;
use crate::words;

/// A way to another list.
pub(super) struct Way {
    pub(super) path: String,
    pub(super) words: Text,
    pub(super) chosen: bool,
}

/// Whose lists there are for a reader, the one that is shown marked.
pub(super) fn tabs(page: &Page, filter: &Filter) -> Vec<Way> {
    let t = page.t;
    let team = page.me.as_ref().is_some_and(Me::is_team);
    let organizations = page.me.as_ref().is_some_and(|me| !me.organizations.is_empty());
    let mut scopes: Vec<(&str, Text)> = if team {
        vec![("all", t.lists_all()), ("mine", t.lists_assigned())]
    } else {
        vec![("mine", t.lists_mine()), ("shared", t.lists_shared())]
    };
    if !team && organizations {
        scopes.push(("organization", t.lists_organization()));
    }
    if !filter.get("q").is_empty() {
        scopes.insert(0, ("", t.lists_everywhere()));
    }
    let way = |(scope, words): (&'static str, Text)| {
        let there = filter.with([("scope", scope), ("organization", "")]);
        Way { path: there.path(), words, chosen: filter.get("scope") == scope }
    };
    scopes.into_iter().map(way).collect()
}

/// The states that are asked for most.
pub(super) fn states(page: &Page, filter: &Filter) -> Vec<Way> {
    let t = page.t;
    let waiting = if page.me.as_ref().is_some_and(Me::is_team) {
        ("", "support", t.lists_waiting_for_us())
    } else {
        ("", "customer", t.lists_waiting_for_me())
    };
    let states = [
        ("", "", t.lists_any_status()),
        ("open", "", t.lists_open()),
        waiting,
        ("closed", "", t.lists_closed()),
    ];
    let way = |(status, turn, words)| Way {
        path: filter.with([("status", status), ("turn", turn)]).path(),
        words,
        chosen: filter.get("status") == status && filter.get("turn") == turn,
    };
    states.into_iter().map(way).collect()
}

/// The choices that a list can be cut down by. What stands beside them, its words included, stays as it is.
pub(super) fn filters(page: &Page, catalog: &Catalog, filter: &Filter, known: &Known) -> Filters {
    let t = page.t;
    let asked = &filter.fields();
    let team = page.me.as_ref().is_some_and(Me::is_team);
    let open = ("open".to_owned(), t.lists_open().into_owned());
    let statuses = Status::ALL
        .map(|status| (status.as_str().to_owned(), words::status(t, page.side(), status).into_owned()));
    let turns = if team {
        [("support", t.lists_waiting_for_us()), ("customer", t.turn_customer())]
    } else {
        [("customer", t.lists_waiting_for_me()), ("support", t.turn_support())]
    };
    let mut filters = Filters::new(t, "/tickets")
        .folding()
        .keeping("q", filter.get("q"))
        .keeping("scope", filter.get("scope"))
        .select(asked, "status", t.lists_status(), [open].into_iter().chain(statuses))
        .select(asked, "turn", t.lists_turn(), turns.map(owned));
    if catalog.desks.len() > 1 {
        let desks = catalog.desks.iter().map(|desk| (desk.key.clone(), desk.name.clone()));
        filters = filters.select(asked, "desk", t.lists_desk(), desks);
    }
    filters = filters.select(asked, "request_type", t.lists_type(), types(catalog, filter.get("desk")));
    if team {
        let priorities = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low]
            .map(|priority| (priority.as_str().to_owned(), words::priority(t, priority).into_owned()));
        let assignees = [("me", t.lists_assignee_me()), ("none", t.lists_assignee_none())].map(owned);
        let assignees = assignees.into_iter().chain(known.assignee.clone());
        filters = filters.select(asked, "priority", t.lists_priority(), priorities).select(
            asked,
            "assignee",
            t.lists_assignee(),
            assignees,
        );
    }
    if known.organizations.is_empty() {
        filters = filters.keeping("organization", filter.get("organization"));
    } else {
        let organizations = known.organizations.iter().cloned();
        filters = filters.select(asked, "organization", t.lists_organization_filter(), organizations);
    }
    let mut orders = vec![
        ("updated_at", t.lists_sort_updated_oldest()),
        ("-created_at", t.lists_sort_created()),
        ("created_at", t.lists_sort_created_oldest()),
    ];
    if !filter.get("q").is_empty() {
        // Usual in a search is how well tickets fit.
        orders.insert(0, ("-updated_at", t.lists_sort_updated()));
    }
    filters.order(asked, orders.into_iter().map(owned))
}

fn owned((value, words): (&str, Text)) -> (String, String) {
    (value.to_owned(), words.into_owned())
}

/// What can be asked of a desk, or of any.
fn types(catalog: &Catalog, desk: &str) -> Vec<(String, String)> {
    let mut types: Vec<(String, String)> = Vec::new();
    let desks = catalog.desks.iter().filter(|own| desk.is_empty() || own.key == desk);
    for of in desks.flat_map(|desk| &desk.types) {
        if !types.iter().any(|(key, _)| *key == of.key) {
            types.push((of.key.clone(), of.name.clone()));
        }
    }
    types
}

/// What can be chosen by name: an id, and what it stands for.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The one whose tickets are asked for, where it is neither the reader nor nobody.
    assignee: Option<(String, String)>,
    /// Those that make a difference: a customer's, where they are in several, else the one that is asked for.
    organizations: Vec<(String, String)>,
}

impl Known {
    /// As far as the rows of a list name them, and by the customer's own organizations.
    pub(super) async fn of(
        state: &WebState,
        actor: &Actor,
        filter: &Filter,
        list: Option<&TicketList>,
    ) -> Result<Self, Stop> {
        let mut known = Self::default();
        let row = list.and_then(|list| Some((list.page.items.first()?.assignee_id?, &list.briefs)));
        if !matches!(filter.get("assignee"), "" | "me" | "none")
            && let Some((id, briefs)) = row
        {
            known.assignee = Some((id.to_string(), briefs.name(id).to_owned()));
        }
        let asked = filter.get("organization").parse().ok().map(OrganizationId);
        let shown: Vec<OrganizationId> = if actor.is_support() {
            asked.into_iter().collect()
        } else {
            actor.organizations.iter().copied().filter(|_| actor.organizations.len() > 1).collect()
        };
        for id in shown {
            match state.app.visible_organization(actor, id).await {
                Ok(organization) => {
                    known.organizations.push((id.to_string(), organization.state.name.as_str().to_owned()));
                }
                Err(AppError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(known)
    }
}

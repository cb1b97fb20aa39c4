//! The controls above a list: whose, in what state, of what kind.

use docket_app::tickets::TicketList;
use docket_domain::OrganizationId;
use docket_domain::ticket::{Priority, Status};

use super::filter::Filter;
use crate::catalog::Catalog;
use crate::form::{Control, Form};
use crate::page::{Me, Page};
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
        vec![("all", t.lists_all()), ("queue", t.lists_open_all()), ("mine", t.lists_assigned())]
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

fn any(words: Text) -> (String, String) {
    (String::new(), words.into_owned())
}

/// The fields of the filter's form.
pub(super) fn fields(
    page: &Page,
    form: &Form,
    catalog: &Catalog,
    list: Option<&TicketList>,
    filter: &Filter,
) -> Vec<Control> {
    let t = page.t;
    let team = page.me.as_ref().is_some_and(Me::is_team);
    let open = ("open".to_owned(), t.lists_open().into_owned());
    let statuses =
        Status::ALL.map(|status| (status.as_str().to_owned(), words::status(t, status).into_owned()));
    let status = [any(t.lists_any_status()), open].into_iter().chain(statuses);
    let turns = if team {
        [("support", t.lists_waiting_for_us()), ("customer", t.turn_customer())]
    } else {
        [("customer", t.lists_waiting_for_me()), ("support", t.turn_support())]
    };
    let turns = turns.map(|(value, words)| (value.to_owned(), words.into_owned()));
    let turn = [any(t.lists_any_turn())].into_iter().chain(turns);
    let mut fields =
        vec![form.select("status", t.lists_status(), status), form.select("turn", t.lists_turn(), turn)];
    if catalog.desks.len() > 1 {
        let desks = catalog.desks.iter().map(|desk| (desk.key.clone(), desk.name.clone()));
        fields.push(form.select("desk", t.lists_desk(), [any(t.lists_any_desk())].into_iter().chain(desks)));
    }
    let mut types: Vec<(String, String)> = Vec::new();
    let desk = filter.get("desk");
    let desks = catalog.desks.iter().filter(|own| desk.is_empty() || own.key == desk);
    for of in desks.flat_map(|desk| &desk.types) {
        if !types.iter().any(|(key, _)| *key == of.key) {
            types.push((of.key.clone(), of.name.clone()));
        }
    }
    let kinds = [any(t.lists_any_type())].into_iter().chain(types);
    fields.push(form.select("request_type", t.lists_type(), kinds));
    if team {
        let priorities = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low]
            .map(|priority| (priority.as_str().to_owned(), words::priority(t, priority).into_owned()));
        let priorities = [any(t.lists_any_priority())].into_iter().chain(priorities);
        fields.push(form.select("priority", t.lists_priority(), priorities));
        fields.push(assignee(page, form, list, filter));
    }
    let sorts = [
        ("-updated_at", t.lists_sort_updated()),
        ("updated_at", t.lists_sort_updated_oldest()),
        ("-created_at", t.lists_sort_created()),
        ("created_at", t.lists_sort_created_oldest()),
    ];
    let best = if filter.get("q").is_empty() { None } else { Some(any(t.lists_sort_best())) };
    let sorts = sorts.map(|(value, words)| (value.to_owned(), words.into_owned()));
    fields.push(form.select("sort", t.lists_sort(), best.into_iter().chain(sorts)));
    fields.into_iter().map(Control::unmarked).collect()
}

fn assignee(page: &Page, form: &Form, list: Option<&TicketList>, filter: &Filter) -> Control {
    let t = page.t;
    let mut options = vec![
        any(t.lists_any_assignee()),
        ("me".to_owned(), t.lists_assignee_me().into_owned()),
        ("none".to_owned(), t.lists_assignee_none().into_owned()),
    ];
    let one = filter.get("assignee");
    if !matches!(one, "" | "me" | "none") {
        let row =
            list.and_then(|list| list.page.items.iter().find_map(|row| row.assignee_id.map(|id| (list, id))));
        let name = row.map(|(list, id)| list.briefs.name(id).to_owned());
        options.push((one.to_owned(), name.unwrap_or_else(|| one.to_owned())));
    }
    form.select("assignee", t.lists_assignee(), options)
}

/// The organizations a customer can choose among: theirs, where they have several.
pub(super) fn organization(page: &Page, form: &Form, own: &[(OrganizationId, String)]) -> Option<Control> {
    let t = page.t;
    if own.len() < 2 {
        return None;
    }
    let options = own.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let options = [any(t.lists_any_organization())].into_iter().chain(options);
    Some(form.select("organization", t.lists_organization_filter(), options).unmarked())
}

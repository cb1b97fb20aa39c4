//! What a list is cut down to, as the address bar holds it.

use std::collections::BTreeMap;

use docket_domain::Actor;
use docket_web::{Listing, Problem, Wanted, bad_parameter};
use uuid::Uuid;

use crate::fields::Fields;

/// The parameters of a list, as the API names them.
pub(super) const NAMES: [&str; 10] =
    ["q", "scope", "status", "turn", "desk", "request_type", "organization", "assignee", "priority", "sort"];

/// The parameters that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter(BTreeMap<&'static str, String>);

impl Filter {
    /// What an address or a form says. Empty fields of a form ask for nothing, and without a search a list is the
    /// usual one of its reader: their own, for the team all.
    pub(super) fn read(fields: &Fields, team: bool) -> Self {
        let given = NAMES.into_iter().filter_map(|name| Some((name, fields.filled(name)?.to_owned())));
        let mut filter = Self(given.collect());
        if filter.get("q").is_empty() && filter.get("scope").is_empty() {
            filter.0.insert("scope", if team { "all" } else { "mine" }.to_owned());
        }
        if filter.get("q").is_empty() && filter.get("sort") == "-updated_at" {
            // The usual order of a list need not be said.
            filter.0.remove("sort");
        }
        filter
    }

    /// A parameter; empty where it was not given.
    pub(super) fn get(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default()
    }

    fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All that were given.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The same with other values; an empty one takes a parameter away.
    pub(super) fn with<const N: usize>(&self, changes: [(&'static str, &str); N]) -> Self {
        let mut changed = self.clone();
        for (name, value) in changes {
            if value.is_empty() {
                changed.0.remove(name);
            } else {
                changed.0.insert(name, value.to_owned());
            }
        }
        changed
    }

    /// As a query.
    pub(super) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.iter()).finish()
    }

    /// The page that shows it.
    pub(super) fn path(&self) -> String {
        format!("/tickets?{}", self.query())
    }

    /// As fields of a form.
    pub(super) fn fields(&self) -> Fields {
        self.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// Whether it leaves out anything.
    pub(super) fn is_cut(&self) -> bool {
        self.0.keys().any(|name| !matches!(*name, "scope" | "sort"))
    }

    /// Which list it means to somebody.
    pub(super) fn wanted(&self, actor: &Actor) -> Result<Wanted, Problem> {
        let organization = self.given("organization").map(Uuid::parse_str).transpose();
        let organization = organization
            .map_err(|_| bad_parameter("organization", "organization is an organization's id."))?;
        let listing = Listing {
            q: self.given("q"),
            scope: self.given("scope"),
            organization,
            status: self.given("status"),
            turn: self.given("turn"),
            desk: self.given("desk"),
            request_type: self.given("request_type"),
            assignee: self.given("assignee"),
            priority: self.given("priority"),
            sort: self.given("sort"),
        };
        listing.wanted(actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Filter {
        Filter::read(&Fields::parse(query.as_bytes()), false)
    }

    #[test]
    fn the_address_holds_what_was_asked_for_and_nothing_else() {
        assert_eq!(read("status=open&turn=&foo=bar&cursor=x").query(), "scope=mine&status=open");
        assert_eq!(read("q=a+b%26c").query(), "q=a+b%26c");
        assert_eq!(
            read("scope=shared&q=x").with([("q", ""), ("sort", "created_at")]).path(),
            "/tickets?scope=shared&sort=created_at"
        );
    }

    #[test]
    fn a_list_that_leaves_nothing_out_is_not_cut() {
        assert!(!read("scope=shared&sort=created_at").is_cut());
        assert!(read("scope=shared&status=open").is_cut());
    }
}

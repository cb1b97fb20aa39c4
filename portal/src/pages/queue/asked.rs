//! Which part of the queue is asked for: a tab, or a saved view, and what it is cut down by.

use std::collections::BTreeMap;

use docket_app::saved_views::SavedView;
use docket_domain::Actor;
use docket_domain::ticket::Status;
use docket_web::{Listing, Problem, Wanted};
use uuid::Uuid;

use crate::fields::Fields;

/// A part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// What waits for support, the oldest first.
    #[default]
    Waiting,
    /// What the reader has.
    Mine,
    /// What nobody has.
    Unassigned,
    /// All that is open.
    All,
}

impl Tab {
    pub(super) const ALL: [Self; 4] = [Self::Waiting, Self::Mine, Self::Unassigned, Self::All];

    /// Its name in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::All => "all",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }

    /// Whether its tickets are in one status.
    pub(super) fn status(self) -> Option<Status> {
        match self {
            Self::Waiting => Some(Status::WaitingForSupport),
            Self::Mine | Self::Unassigned | Self::All => None,
        }
    }

    /// Whether one has all its tickets, or nobody.
    pub(super) fn assignee(self) -> Option<&'static str> {
        match self {
            Self::Mine => Some("me"),
            Self::Unassigned => Some("none"),
            Self::Waiting | Self::All => None,
        }
    }

    /// Its usual order: what waits is taken in turn.
    pub(super) fn sort(self) -> &'static str {
        match self {
            Self::Waiting | Self::Unassigned => "created_at",
            Self::Mine | Self::All => "-updated_at",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The tab, unless it is a saved view.
    pub(super) tab: Option<Tab>,
    /// The saved view.
    pub(super) view: Option<Uuid>,
    /// The parameters of the list.
    pub(super) fields: Fields,
}

impl Asked {
    /// Reads the address. Where it names somebody and no tab, all that they have is meant.
    pub(super) fn read(query: &Fields, views: &[SavedView]) -> Self {
        let id = query.filled("view").and_then(|text| Uuid::parse_str(text).ok());
        if let Some(view) = views.iter().find(|view| Some(view.id) == id) {
            // A list that cannot be read any more shows what is usual.
            let kept: BTreeMap<String, String> = serde_json::from_str(&view.query).unwrap_or_default();
            return Self { tab: None, view: id, fields: kept.into_iter().collect() };
        }
        let usual = if query.filled("assignee").is_some() { Tab::All } else { Tab::default() };
        let tab = Tab::parse(query.get("tab")).unwrap_or(usual);
        Self { tab: Some(tab), view: None, fields: query.clone() }
    }

    /// The list that it means to its reader.
    ///
    /// # Errors
    /// 400 with the parameter that is not right.
    pub(super) fn wanted(&self, who: &Actor) -> Result<Wanted, Problem> {
        let fields = &self.fields;
        let tab = self.tab;
        let status = tab.and_then(Tab::status).map(Status::as_str);
        let scope = if tab.is_some() { Some("queue") } else { fields.filled("scope") };
        Listing {
            q: if tab.is_some() { None } else { fields.filled("q") },
            scope,
            organization: fields.filled("organization").and_then(|text| Uuid::parse_str(text).ok()),
            status: status.or(fields.filled("status")),
            turn: fields.filled("turn"),
            desk: fields.filled("desk"),
            request_type: fields.filled("request_type"),
            assignee: tab.and_then(Tab::assignee).or(fields.filled("assignee")),
            priority: fields.filled("priority"),
            sort: fields.filled("sort").or(tab.map(Tab::sort)),
        }
        .wanted(who)
    }
}

#[cfg(test)]
mod tests {
    use docket_domain::Label;

    use super::*;

    fn read(query: &str, views: &[SavedView]) -> Asked {
        Asked::read(&Fields::parse(query.as_bytes()), views)
    }

    #[test]
    fn what_waits_comes_first_and_a_name_leads_to_all_of_theirs() {
        assert_eq!(read("", &[]).tab, Some(Tab::Waiting));
        assert_eq!(read("tab=mine&desk=AMS", &[]).tab, Some(Tab::Mine));
        assert_eq!(read("assignee=me", &[]).tab, Some(Tab::All));
        assert_eq!(read("tab=nonsense", &[]).tab, Some(Tab::Waiting));
    }

    #[test]
    fn a_saved_view_is_its_owners_list_and_an_unknown_one_the_usual() {
        let id = Uuid::from_u128(7);
        let query = r#"{"desk":"AMS","sort":"created_at"}"#.to_owned();
        let views = [SavedView { id, name: Label::parse("Old").unwrap(), query }];
        let asked = read(&format!("view={id}&desk=BEE"), &views);
        assert_eq!((asked.view, asked.tab, asked.fields.get("desk")), (Some(id), None, "AMS"));
        assert_eq!(read("view=00000000-0000-0000-0000-000000000001", &views).tab, Some(Tab::Waiting));
    }
}

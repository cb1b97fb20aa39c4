//! Whom an internal note calls by `@name`.

use std::collections::BTreeSet;

use docket_domain::{Actor, Body, PersonId, Role};
use docket_projections::{PageRequest, PeopleFilter, PersonState};

use crate::App;
use crate::error::AppError;

/// People of the team that are read in one go.
const PAGE: u32 = 100;

impl App {
    /// The colleagues whom a note calls: by the part of their address before the `@`, by their first name, or by their
    /// whole name with dots, hyphens or underscores for its spaces. Who shares a name with another is called with them:
    /// to be told once too often is better than not at all. Words behind an `@` that are nobody's name mean nothing.
    pub(super) async fn mentioned(&self, who: &Actor, note: &Body) -> Result<BTreeSet<PersonId>, AppError> {
        let called: BTreeSet<String> =
            docket_markdown::mentions(note.as_str()).iter().map(|name| name.to_lowercase()).collect();
        let mut found = BTreeSet::new();
        if called.is_empty() || !who.is_support() {
            return Ok(found);
        }
        let filter = PeopleFilter {
            roles: vec![Role::Agent, Role::Administrator],
            states: vec![PersonState::Active],
            ..PeopleFilter::default()
        };
        let mut page = PageRequest { limit: PAGE, after: None };
        loop {
            let team = self.views().people(&filter, &page).await?;
            for colleague in team.items {
                if names(colleague.name.as_str(), colleague.email.as_str()).any(|name| called.contains(&name))
                {
                    found.insert(colleague.id);
                }
            }
            let Some(next) = team.next else { return Ok(found) };
            page.after = Some(next);
        }
    }
}

/// What somebody answers to, in lower case.
fn names(name: &str, email: &str) -> impl Iterator<Item = String> {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    let first = words.first().cloned().unwrap_or_default();
    [words.join("."), words.join("-"), words.join("_"), first, local]
        .into_iter()
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_answers_to_first_name_whole_name_and_address() {
        let names: BTreeSet<String> = names("Noor El Haddad", "n.haddad@docket.example").collect();
        for name in ["noor", "noor.el.haddad", "noor-el-haddad", "noor_el_haddad", "n.haddad"] {
            assert!(names.contains(name), "{name}: {names:?}");
        }
        assert!(!names.contains("haddad") && !names.contains("docket"));
    }
}

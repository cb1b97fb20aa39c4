//! What the pages do, the API can do, and the other way round: both call the same use cases of `docket_app::App`, but
//! for those that are named here with their reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Called by the pages alone: what only a page has.
const OF_PAGES: &[&str] = &[
    // A page asks for the code of a second factor after the password; a program sends both at once (`log_in`).
    "begin_login",
    "finish_login",
    // What a form would change is shown before it is saved; programs have `docket desk apply`.
    "plan_desk",
    // The history with its texts, told in the reader's language; programs read `history` and `timeline`.
    "story",
];

/// Called by the API alone: what only a program wants, or what pages reach through the API itself, from their modules
/// and by links.
const OF_PROGRAMS: &[&str] = &[
    // Pages ask in two steps.
    "log_in",
    // Pages have them in `story`, with the names of the people in it.
    "history",
    "timeline",
    "timeline_of",
    "people_answered",
    "attachments",
    // A page's file always comes with a comment, a note or a new ticket.
    "attach",
    // Links and pictures of pages lead to the API.
    "attachment",
    "file_bytes",
    "file_thumbnail",
    "site_logo",
    // Modules call the API: live news, drafts.
    "stream",
    "keep_draft",
    "drafts",
    // A page saves a list anew or deletes it.
    "change_view",
];

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let offered = names(&root.join("app/src"), &offers)?;
    // What both reach by way of the kit they share is called by both.
    let shared = names(&root.join("web/src"), &calls)?;
    let called = |folder: &str| -> Result<BTreeSet<String>> {
        let own = names(&root.join(folder), &calls)?;
        Ok(own.union(&shared).filter(|name| offered.contains(*name)).cloned().collect())
    };
    Ok(differences(&called("portal/src")?, &called("api/src")?))
}

fn differences(pages: &BTreeSet<String>, api: &BTreeSet<String>) -> Vec<String> {
    let besides =
        |these: &BTreeSet<String>, those: &BTreeSet<String>, known: &[&str], who: &str, not: &str| {
            let unknown = these.difference(those).filter(|name| !known.contains(&name.as_str()));
            unknown.map(|name| format!("{who} calls App::{name}, {not} does not")).collect::<Vec<_>>()
        };
    let mut faults = besides(pages, api, OF_PAGES, "portal", "api");
    faults.extend(besides(api, pages, OF_PROGRAMS, "api", "portal"));
    let shared = OF_PAGES.iter().filter(|name| !pages.contains(**name) || api.contains(**name));
    let shared =
        shared.chain(OF_PROGRAMS.iter().filter(|name| !api.contains(**name) || pages.contains(**name)));
    faults.extend(
        shared.map(|name| format!("App::{name} is named as an exception in {} and is none", file!())),
    );
    faults
}

/// What `find` finds in the sources of a folder.
fn names(folder: &Path, find: &impl Fn(&str) -> BTreeSet<String>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(names(&path, find)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(find(&fs::read_to_string(&path)?));
        }
    }
    Ok(found)
}

/// The use cases that a text defines: what only looks at the `App` itself takes no time and is none.
fn offers(text: &str) -> BTreeSet<String> {
    text.split("pub async fn ").skip(1).filter_map(|rest| name_before(rest, '(')).collect()
}

/// The name at the begin of a text, where this follows it.
fn name_before(text: &str, next: char) -> Option<String> {
    let (name, rest) = text.split_at(text.find(|c| !is_of_name(c))?);
    rest.starts_with(next).then(|| name.to_owned())
}

/// The methods that a text calls of what is named `app`, a field or a variable, wherever the lines are broken.
fn calls(text: &str) -> BTreeSet<String> {
    text.match_indices("app")
        .filter(|(at, _)| !text[..*at].ends_with(is_of_name))
        .filter_map(|(at, app)| {
            let rest = text[at + app.len()..].trim_start().strip_prefix('.')?.trim_start();
            name_before(rest, '(')
        })
        .collect()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{OF_PAGES, OF_PROGRAMS, calls, differences, faults, offers};
    use crate::process::root;

    fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn pages_and_api_call_the_same_use_cases() {
        assert_eq!(faults(&root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_call_is_found_wherever_its_lines_are_broken() {
        let text =
            "let a = state.app.ticket(&session);\nself\n    .app\n    .close(key)\n app.inner; wrap.lost()";
        assert_eq!(calls(text), set(["ticket", "close"]));
    }

    #[test]
    fn a_use_case_takes_time() {
        assert_eq!(
            offers("pub async fn close(&self) {}\npub fn now(&self) {}\nasync fn own() {}"),
            set(["close"])
        );
    }

    /// What each calls, where nothing but the exceptions differs.
    fn as_named() -> (BTreeSet<String>, BTreeSet<String>) {
        let both = |own: &[&str]| own.iter().chain(&["ticket"]).map(|name| (*name).to_owned()).collect();
        (both(OF_PAGES), both(OF_PROGRAMS))
    }

    #[test]
    fn what_only_one_of_them_calls_is_named() {
        let (mut pages, mut api) = as_named();
        assert_eq!(differences(&pages, &api), Vec::<String>::new());
        pages.insert("fly".to_owned());
        api.insert("swim".to_owned());
        let found = ["portal calls App::fly, api does not", "api calls App::swim, portal does not"];
        assert_eq!(differences(&pages, &api), found);
    }

    #[test]
    fn an_exception_that_is_none_any_more_is_named() {
        let (mut pages, api) = as_named();
        pages.extend(api.iter().cloned());
        assert_eq!(differences(&pages, &api).len(), OF_PROGRAMS.len());
    }
}

//! What a list is cut down by, and the way from page to page of it. The address bar holds both.

use askama::Template;
use askama::filters::HtmlSafe;
use docket_app::{AppError, Cursor, PageRequest};

use crate::fields::Fields;
use crate::texts::{Text, Voice};

/// Where a page of a list begins.
const CURSOR: &str = "cursor";

/// The form above a list: `{{ filters }}`.
#[derive(Debug, Template)]
#[template(path = "filters.html")]
pub(crate) struct Filters {
    t: Voice,
    action: &'static str,
    /// What the form keeps without showing it.
    kept: Vec<(&'static str, String)>,
    search: Option<(String, String)>,
    selects: Vec<Select>,
    /// Whether it is opened by a click where nothing is chosen.
    folds: bool,
}

#[derive(Debug)]
struct Select {
    name: &'static str,
    label: String,
    /// What it says while nothing is chosen.
    usual: Text,
    /// Whether a choice leaves tickets out.
    cuts: bool,
    options: Vec<Choice>,
}

#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl Filters {
    /// One that leads to this path.
    pub(crate) fn new(t: Voice, action: &'static str) -> Self {
        Self { t, action, kept: Vec::new(), search: None, selects: Vec::new(), folds: false }
    }

    /// Folded away where nothing is chosen.
    #[must_use]
    pub(crate) fn folding(mut self) -> Self {
        self.folds = true;
        self
    }

    /// With something that stays as it is.
    #[must_use]
    pub(crate) fn keeping(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.kept.push((name, value.to_owned()));
        }
        self
    }

    /// With a field for words to look for, `q`.
    #[must_use]
    pub(crate) fn search(mut self, label: impl Into<String>, asked: &Fields) -> Self {
        self.search = Some((label.into(), asked.get("q").to_owned()));
        self
    }

    /// With a choice, of which the first is all.
    #[must_use]
    pub(crate) fn select(
        mut self,
        asked: &Fields,
        name: &'static str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let of = |(value, label): (String, String)| Choice { chosen: asked.get(name) == value, value, label };
        let options = options.into_iter().map(of).collect();
        self.selects.push(Select {
            name,
            label: label.into(),
            usual: self.t.filters_any(),
            cuts: true,
            options,
        });
        self
    }

    /// With a choice of the order, `sort`.
    #[must_use]
    pub(crate) fn order(self, asked: &Fields, options: impl IntoIterator<Item = (String, String)>) -> Self {
        let (label, usual) = (self.t.filters_order(), self.t.filters_order_usual());
        let mut with = self.select(asked, "sort", label, options);
        if let Some(order) = with.selects.last_mut() {
            order.usual = usual;
            order.cuts = false;
        }
        with
    }

    /// How many choices cut the list down.
    pub(crate) fn active(&self) -> usize {
        let searched = self.search.iter().filter(|(_, text)| !text.trim().is_empty()).count();
        let chosen = |select: &&Select| select.cuts && select.options.iter().any(|option| option.chosen);
        searched + self.selects.iter().filter(chosen).count()
    }

    /// The list as it is without them.
    fn without(&self) -> String {
        let kept = self.kept.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        address(self.action, &kept.collect())
    }
}

impl HtmlSafe for Filters {}

/// The links below a list: `{{ pager }}`.
#[derive(Debug, Template)]
#[template(path = "pager.html")]
pub(crate) struct Pager {
    t: Voice,
    first: Option<String>,
    next: Option<String>,
}

impl Pager {
    /// For the page of a list that was asked for so.
    pub(crate) fn new(t: Voice, path: &str, asked: &Fields, next: Option<&Cursor>) -> Self {
        let at = |cursor: Option<String>| {
            let kept = asked.iter().filter(|(name, value)| *name != CURSOR && !value.is_empty());
            let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
            address(path, &kept.chain(cursor.map(|cursor| (CURSOR.to_owned(), cursor))).collect())
        };
        Self {
            t,
            first: asked.filled(CURSOR).map(|_| at(None)),
            next: next.map(|cursor| at(Some(cursor.to_string()))),
        }
    }
}

impl HtmlSafe for Pager {}

/// The page of a list that is asked for, of so many rows.
pub(crate) fn requested(asked: &Fields, limit: u32) -> Result<PageRequest, AppError> {
    let after = asked.filled(CURSOR).map(Cursor::parse).transpose().map_err(AppError::Cursor)?;
    Ok(PageRequest { limit, after })
}

/// A path with a query, where there is one.
pub(crate) fn address(path: &str, query: &Fields) -> String {
    let query = query.encoded();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use docket_domain::Language;

    use super::*;

    #[test]
    fn the_next_page_keeps_what_was_chosen_and_the_first_has_no_cursor() {
        let asked = Fields::parse(b"q=a+b&role=&cursor=old");
        let pager = Pager::new(Voice::of(Language::En), "/people", &asked, None);
        assert_eq!((pager.first.as_deref(), pager.next), (Some("/people?q=a+b"), None));
        assert!(requested(&asked, 25).is_err(), "what is no cursor is refused");
        assert_eq!(requested(&Fields::default(), 25).unwrap(), PageRequest::first(25));
    }

    #[test]
    fn what_is_chosen_is_counted_and_can_be_taken_back() {
        let asked = Fields::parse(b"q=+&role=agent&tab=mine");
        let role = [("customer".to_owned(), "C".to_owned()), ("agent".to_owned(), "A".to_owned())];
        let filters = Filters::new(Voice::of(Language::En), "/people")
            .keeping("tab", asked.get("tab"))
            .search("Words", &asked)
            .select(&asked, "role", "Role", role);
        assert_eq!((filters.active(), filters.without()), (1, "/people?tab=mine".to_owned()));
    }
}

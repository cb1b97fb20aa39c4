//! What the desks and what can be asked of them are called, in the reader's language.

use std::collections::BTreeMap;

use docket_domain::desk::{Desk, RequestType};
use docket_domain::{DeskKey, RequestTypeKey};
use docket_web::WebState;

use crate::stop::Stop;
use crate::texts::Voice;

/// The desks with their request types, those included that are offered no longer: old tickets are of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    /// In the order of their keys.
    pub(crate) desks: Vec<DeskNames>,
    types: BTreeMap<(DeskKey, RequestTypeKey), String>,
    /// What goes along to the form that is chosen: a query, or nothing.
    pub(crate) along: String,
}

/// One desk.
#[derive(Clone, Debug)]
pub(crate) struct DeskNames {
    pub(crate) key: String,
    pub(crate) name: String,
    /// What can be asked of it now, in the desk's own order.
    pub(crate) types: Vec<TypeNames>,
}

/// One request type.
#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    pub(crate) key: String,
    pub(crate) name: String,
    /// What it is for; empty where nothing was said.
    pub(crate) description: String,
}

impl Catalog {
    /// All there is.
    pub(crate) async fn load(state: &WebState, t: Voice) -> Result<Self, Stop> {
        let desks = state.app.desks().await?;
        let mut catalog = Self::default();
        for desk in &desks {
            catalog.take(&desk.state, t);
        }
        Ok(catalog)
    }

    fn take(&mut self, desk: &Desk, t: Voice) {
        let language = t.language();
        for of in desk.in_order() {
            let name = of.name.get(language).as_str().to_owned();
            self.types.insert((desk.key.clone(), of.key.clone()), name);
        }
        let offered = desk.in_order().filter(|of| !of.retired);
        self.desks.push(DeskNames {
            key: desk.key.to_string(),
            name: desk.name.get(language).as_str().to_owned(),
            types: offered.map(|of| TypeNames::of(of, t)).collect(),
        });
    }

    /// Whether nothing can be asked of anybody.
    pub(crate) fn is_empty(&self) -> bool {
        self.desks.iter().all(|desk| desk.types.is_empty())
    }

    /// What a request type is called; its key where nothing is known of it.
    pub(crate) fn request_type<'n>(&'n self, desk: &DeskKey, key: &'n RequestTypeKey) -> &'n str {
        self.types.get(&(desk.clone(), key.clone())).map_or(key.as_str(), String::as_str)
    }
}

impl TypeNames {
    /// In the reader's language.
    pub(crate) fn of(request_type: &RequestType, t: Voice) -> Self {
        let description = request_type.description.as_ref().map(|text| text.get(t.language()).as_str());
        Self {
            key: request_type.key.to_string(),
            name: request_type.name.get(t.language()).as_str().to_owned(),
            description: description.unwrap_or_default().to_owned(),
        }
    }
}

impl DeskNames {
    /// The letter on its card.
    pub(crate) fn letter(&self) -> String {
        self.name.chars().next().into_iter().flat_map(char::to_uppercase).collect()
    }
}

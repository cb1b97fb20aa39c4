//! Texts as HTML, for one reader.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use docket_domain::ticket::Ticket;
use docket_domain::{Actor, TicketKey, can_see};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::App;
use crate::error::AppError;
use crate::names;

/// Bytes of HTML that are kept, so that a busy ticket is not rendered for each look at it.
const KEPT_BYTES: u64 = 8 * 1024 * 1024;
/// Texts of usual length among them.
const KEPT_TEXTS: usize = 8 * 1024;
/// So many different keys of tickets are looked for in one answer: no fewer than somebody may have drafts.
const MAX_KEYS: usize = 200;

/// HTML by what it was made from: the source and the keys in it that became links.
pub(crate) type Rendered = Cache<[u8; 32], Arc<str>, Bytes>;

#[derive(Clone, Debug)]
pub(crate) struct Bytes;

impl Weighter<[u8; 32], Arc<str>> for Bytes {
    fn weight(&self, key: &[u8; 32], html: &Arc<str>) -> u64 {
        (key.len() + html.len()) as u64
    }
}

pub(crate) fn rendered() -> Rendered {
    Cache::with_weighter(KEPT_TEXTS, KEPT_BYTES, Bytes)
}

impl App {
    /// The HTML of texts, in their order. Keys of tickets in them are links for those who may see these tickets, to
    /// their pages below `public_url`, and plain for everybody else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn html(
        &self,
        who: &Actor,
        public_url: &str,
        texts: &[&str],
    ) -> Result<Vec<Arc<str>>, AppError> {
        let named: Vec<BTreeSet<TicketKey>> =
            texts.iter().map(|text| docket_markdown::ticket_keys(text)).collect();
        let seen = self.seen_of(who, named.iter().flatten().cloned().collect()).await?;
        let render = |(text, named): (&&str, &BTreeSet<TicketKey>)| {
            let mut hash = Sha256::new();
            for key in named.iter().filter(|key| seen.contains_key(*key)) {
                hash.update(key.to_string());
                hash.update([0]);
            }
            hash.update([0]);
            hash.update(text);
            let id = hash.finalize().into();
            let cache = &self.inner.rendered;
            cache.get(&id).unwrap_or_else(|| {
                let address =
                    |key: &TicketKey| seen.contains_key(key).then(|| format!("{public_url}/tickets/{key}"));
                let html: Arc<str> = docket_markdown::html(text, address).into();
                cache.insert(id, Arc::clone(&html));
                html
            })
        };
        Ok(texts.iter().zip(&named).map(render).collect())
    }

    /// Those of these tickets that somebody may see, by the log.
    pub(crate) async fn seen_of(
        &self,
        who: &Actor,
        keys: BTreeSet<TicketKey>,
    ) -> Result<BTreeMap<TicketKey, Uuid>, AppError> {
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let keys: Vec<(String, TicketKey)> =
            keys.into_iter().take(MAX_KEYS).map(|key| (key.to_string(), key)).collect();
        let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
        let owners = self.store().claims_of(names::TICKET, &names).await?;
        let ids: Vec<Uuid> = owners.values().copied().collect();
        let tickets = self.aggregates().load_many::<Ticket>(&ids).await?;
        let is_seen = |id: &Uuid| tickets.get(id).is_some_and(|ticket| can_see(who, ticket.state.access()));
        let seen = keys.iter().filter_map(|(name, key)| {
            let id = owners.get(name).filter(|id| is_seen(id))?;
            Some((key.clone(), *id))
        });
        Ok(seen.collect())
    }
}

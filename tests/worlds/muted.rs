//! The tickets that somebody wants no mail about.

use std::collections::BTreeSet;

use docket_app::{CommandKey, PageRequest};
use docket_domain::Actor;

use crate::check::Met;
use crate::life::{World, allowed};
use crate::model::Somebody;

/// So many rows a page, that there are several.
const ROWS: u32 = 2;

impl World<'_> {
    /// Everybody goes through all tickets and wants no mail about some, or wants it again.
    pub(crate) async fn mutes(&mut self) {
        for who in self.model.those(Somebody::can_act) {
            let actor = self.place.session(who).await.actor;
            for key in self.model.keys() {
                let muted = self.random.below(4) > 0;
                let done = allowed(self.place.app.mute(&actor, &CommandKey::unique(), &key, muted).await);
                assert_eq!(done.is_some(), self.model.sees(who, &key), "muting {key}");
                if done.is_some() && muted {
                    self.model.muted.insert((who, key));
                } else if done.is_some() {
                    self.model.muted.remove(&(who, key));
                }
            }
        }
    }

    /// What somebody has muted is listed as far as they see it.
    pub(crate) async fn lists_what_is_muted(&self, actor: &Actor, met: &mut Met) {
        let mut page = PageRequest::first(ROWS);
        let mut listed = Vec::new();
        loop {
            let found = self.place.app.muted(actor, &page).await.unwrap();
            listed.extend(found.items.iter().map(|ticket| ticket.state.key.to_string()));
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        let own = self.model.muted.iter().filter(|(person, _)| *person == actor.person);
        let (seen, unseen): (Vec<_>, Vec<_>) = own.partition(|(person, key)| self.model.sees(*person, key));
        met.unseen_muted += unseen.len();
        assert_eq!(listed.len(), seen.len(), "each is listed once: {listed:?}");
        let expected: BTreeSet<&String> = seen.iter().map(|(_, key)| key).collect();
        assert_eq!(listed.iter().collect::<BTreeSet<_>>(), expected, "what {} has muted", actor.person);
    }
}

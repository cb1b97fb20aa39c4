//! Links between tickets, and the keys of tickets in texts.

use std::collections::BTreeSet;

use docket_app::CommandKey;
use docket_domain::Actor;
use docket_domain::ticket::LinkKind;

use crate::check::Met;
use crate::life::{World, allowed};

impl World<'_> {
    /// Somebody links two tickets, or no longer; whether they may, they need not know beforehand.
    pub(crate) async fn links(&mut self) {
        let (who, near, far) = (self.actor(), self.ticket(), self.ticket());
        let actor = self.place.session(who).await.actor;
        let (app, unique) = (&self.place.app, CommandKey::unique());
        let both = self.model.sees(who, &near) && self.model.sees(who, &far);
        if self.random.below(4) == 0 {
            let done = allowed(app.unlink_tickets(&actor, &unique, &near, &far).await);
            assert_eq!(done.is_some(), both, "unlinking {near} from {far}");
            if both {
                self.model
                    .links
                    .retain(|(from, _, to)| (from, to) != (&near, &far) && (from, to) != (&far, &near));
            }
            return;
        }
        let kind = self.random.pick(&[LinkKind::RelatedTo, LinkKind::FollowUpOf]);
        let done = allowed(app.link_tickets(&actor, &unique, &near, kind, &far).await);
        assert_eq!(done.is_some(), both && near != far, "linking {near} to {far}");
        if done.is_some() {
            self.model.links.insert((near.clone(), kind, far.clone()));
            self.model.links.insert((far, kind.inverse(), near));
        }
    }

    /// A ticket's links are those whose other end the reader sees, and so are the links in a text.
    pub(crate) async fn is_shown_links(&self, actor: &Actor, key: &str, met: &mut Met) {
        let name = &self.model.people[&actor.person].name;
        let ticket = self.place.app.ticket(actor, key).await.unwrap();
        let shown = self.place.app.links(actor, &ticket).await.unwrap();
        let shown: BTreeSet<(LinkKind, String)> =
            shown.iter().map(|link| (link.kind, link.other.state.key.to_string())).collect();
        let of_ticket = self.model.links.iter().filter(|(from, _, _)| from == key);
        let (seen, unseen): (Vec<_>, Vec<_>) =
            of_ticket.partition(|(_, _, to)| self.model.sees(actor.person, to));
        met.unseen_links += unseen.len();
        let expected = seen.into_iter().map(|(_, kind, to)| (*kind, to.clone())).collect();
        assert_eq!(shown, expected, "the links of {key} to {name}");
    }

    /// Of all keys in one text, those are links whose tickets the reader sees.
    pub(crate) async fn reads_links_in_texts(&self, actor: &Actor) {
        let text = self.model.keys().join(", ");
        let html = self.place.app.html(actor, "https://desk.example", &[&text]).await.unwrap().concat();
        for key in self.model.keys() {
            let link = html.contains(&format!("<a href=\"https://desk.example/tickets/{key}\""));
            assert_eq!(link, self.model.sees(actor.person, &key), "{key} in a text");
        }
    }
}

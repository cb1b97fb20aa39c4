use std::collections::BTreeMap;

use docket_domain::{OrganizationId, PersonId, SYSTEM};
use uuid::Uuid;

use crate::texts::{Key, Voice};

/// What people and organizations are called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) people: BTreeMap<PersonId, String>,
    pub(crate) organizations: BTreeMap<OrganizationId, String>,
}

impl Names {
    pub(super) fn actor(&self, voice: Voice, actor: Uuid, site: &str) -> String {
        if actor == SYSTEM {
            return voice.tell(Key::SystemActor, &[("site", site)]);
        }
        self.person(voice, PersonId(actor))
    }

    pub(super) fn person(&self, voice: Voice, person: PersonId) -> String {
        self.people.get(&person).cloned().unwrap_or_else(|| voice.say(Key::Somebody))
    }

    pub(super) fn organization(&self, voice: Voice, organization: OrganizationId) -> String {
        self.organizations.get(&organization).cloned().unwrap_or_else(|| voice.say(Key::Somebody))
    }
}

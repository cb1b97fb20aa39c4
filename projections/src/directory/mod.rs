//! Who and what there is: people, organizations and who belongs to them, desks and their request types.

use async_trait::async_trait;
use docket_domain::Event;
use docket_eventstore::db::{Table, Tx};

use crate::{Envelope, ProjectionError, Projector};

mod desks;
mod organizations;
mod people;

pub use desks::{DeskEntry, RequestTypeEntry};
pub use organizations::{Member, OrganizationEntry, OrganizationFilter};
pub use people::{PeopleFilter, PersonState};

pub(crate) use desks::{desks, request_types};
pub(crate) use organizations::{members, organizations, organizations_by_ids, organizations_of};
pub(crate) use people::{people, people_by_ids};

/// Keeps the directory's tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Directory;

#[async_trait]
impl Projector for Directory {
    fn name(&self) -> &'static str {
        "directory"
    }

    fn version(&self) -> i64 {
        3
    }

    fn tables(&self) -> &'static [Table] {
        &[
            people::PEOPLE,
            organizations::ORGANIZATIONS,
            organizations::MEMBERSHIPS,
            desks::DESKS,
            desks::REQUEST_TYPES,
        ]
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut people = Vec::new();
        let mut organizations = Vec::new();
        let mut desks = Vec::new();
        for envelope in batch {
            match &envelope.event {
                Event::Person(event) => people.push((envelope, event)),
                Event::Organization(event) => organizations.push((envelope, event)),
                Event::Desk(event) => desks.push((envelope, event)),
                Event::Ticket(_) | Event::Reading(_) | Event::Site(_) => {}
            }
        }
        people::apply(tx, &people).await?;
        organizations::apply(tx, &organizations).await?;
        desks::apply(tx, &desks).await
    }
}

/// How names are compared and sorted: without regard to case. By code points, so that both databases agree.
fn sort_name(name: &str) -> String {
    name.to_lowercase()
}

/// The pattern that finds a text anywhere, for `LIKE … ESCAPE '\'` on a folded column.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

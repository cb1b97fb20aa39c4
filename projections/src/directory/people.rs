//! People.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use docket_domain::person::{Invitation, InvitationOrigin, Notifications, Person, PersonEvent, PersonStatus};
use docket_domain::{
    Aggregate, EmailAddress, Language, OrganizationId, PersonId, PersonName, Role, TimeZone,
};
use docket_eventstore::db::{Column, Db, DbError, Index, Kind, Table, Tx, ids_json, time};
use docket_eventstore::{on_reader, on_tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{contains, organizations, sort_name};
use crate::cells::{Bind, Cells, Query, fetch, unreadable};
use crate::page::{List, Page, PageRequest, name_key};
use crate::{Envelope, ProjectionError, QueryError};

/// One row a person.
pub(super) const PEOPLE: Table = Table {
    name: "directory_people",
    columns: &[
        Column::new("person_id", Kind::Uuid),
        Column::new("email", Kind::Text),
        Column::new("name", Kind::Text),
        Column::new("sort_name", Kind::Text),
        Column::new("language", Kind::Text),
        Column::new("time_zone", Kind::Text),
        Column::new("role", Kind::Text),
        Column::new("was_support", Kind::Bool),
        Column::new("second_factor", Kind::Bool),
        Column::new("state", Kind::Text),
        Column::nullable("active_since", Kind::Time),
        Column::nullable("deactivated_at", Kind::Time),
        Column::nullable("invitation_id", Kind::Uuid),
        Column::nullable("invitation_origin", Kind::Text),
        Column::nullable("invitation_expires_at", Kind::Time),
        Column::new("version", Kind::Int),
        Column::new("created_at", Kind::Time),
    ],
    key: &["person_id"],
    indexes: &[
        Index::new("directory_people_by_name", "sort_name, person_id"),
        Index::new("directory_people_of_support", "was_support, sort_name, person_id"),
        Index::new("directory_people_by_email", "email"),
    ],
};

/// Where a person stands with their account, as a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// Known, without an open invitation.
    Uninvited,
    /// With an invitation that was not used yet, expired or not.
    Invited,
    /// With a password.
    Active,
    /// Without rights.
    Deactivated,
}

impl PersonState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Uninvited => "uninvited",
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }
}

/// Which people a list shows. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// One of these roles; any when empty.
    pub roles: Vec<Role>,
    /// Only who is of support or has ever been.
    pub ever_support: bool,
    /// In one of these states; any when empty.
    pub states: Vec<PersonState>,
    /// With exactly this address.
    pub email: Option<EmailAddress>,
    /// With this text somewhere in name or address, whatever its case.
    pub search: Option<String>,
    /// Members of this organization.
    pub organization: Option<OrganizationId>,
}

#[derive(Serialize)]
struct Row<'a> {
    person_id: PersonId,
    email: &'a EmailAddress,
    name: &'a PersonName,
    sort_name: String,
    language: Language,
    time_zone: TimeZone,
    role: Role,
    was_support: bool,
    second_factor: bool,
    state: PersonState,
    #[serde(with = "time::option")]
    active_since: Option<DateTime<Utc>>,
    #[serde(with = "time::option")]
    deactivated_at: Option<DateTime<Utc>>,
    invitation_id: Option<Uuid>,
    invitation_origin: Option<InvitationOrigin>,
    #[serde(with = "time::option")]
    invitation_expires_at: Option<DateTime<Utc>>,
    version: i64,
    #[serde(with = "time")]
    created_at: DateTime<Utc>,
}

/// A person, and what their state forgets and a list asks by.
struct Known {
    person: Person,
    /// Whether they are of support or have ever been.
    was_support: bool,
}

impl<'a> From<&'a Known> for Row<'a> {
    fn from(Known { person, was_support }: &'a Known) -> Self {
        let (state, active_since, deactivated_at) = match person.status {
            PersonStatus::Uninvited => (PersonState::Uninvited, None, None),
            PersonStatus::Invited(_) => (PersonState::Invited, None, None),
            PersonStatus::Active { since } => (PersonState::Active, Some(since), None),
            PersonStatus::Deactivated { at, active_since } => {
                (PersonState::Deactivated, active_since, Some(at))
            }
        };
        let invitation = person.invitation();
        Self {
            person_id: person.id,
            email: &person.email,
            name: &person.name,
            sort_name: sort_name(person.name.as_str()),
            language: person.language,
            time_zone: person.time_zone,
            role: person.role,
            was_support: *was_support,
            second_factor: person.second_factor,
            state,
            active_since,
            deactivated_at,
            invitation_id: invitation.map(|invitation| invitation.id),
            invitation_origin: invitation.map(|invitation| invitation.origin),
            invitation_expires_at: invitation.map(|invitation| invitation.expires_at),
            version: person.version,
            created_at: person.created_at,
        }
    }
}

/// The columns [`read`] reads, of the table called `p`.
pub(super) const SELECT: &str = "p.person_id, p.email, p.name, p.language, p.role, p.state, p.active_since, \
     p.deactivated_at, p.invitation_id, p.invitation_origin, p.invitation_expires_at, p.version, p.created_at, \
     p.time_zone, p.second_factor";
/// How many these are.
pub(super) const WIDTH: usize = 15;

/// Reads a row that begins with the columns of [`SELECT`].
pub(super) fn read(row: &impl Cells) -> Result<Person, sqlx::Error> {
    let missing = |column: &str| unreadable(format_args!("no {column}"));
    let status = match row.parsed(5)? {
        PersonState::Uninvited => PersonStatus::Uninvited,
        PersonState::Invited => PersonStatus::Invited(Invitation {
            id: row.uuid_option(8)?.ok_or_else(|| missing("invitation_id"))?,
            origin: row.parsed_option(9)?.ok_or_else(|| missing("invitation_origin"))?,
            expires_at: row.time_option(10)?.ok_or_else(|| missing("invitation_expires_at"))?,
        }),
        PersonState::Active => {
            PersonStatus::Active { since: row.time_option(6)?.ok_or_else(|| missing("active_since"))? }
        }
        PersonState::Deactivated => PersonStatus::Deactivated {
            at: row.time_option(7)?.ok_or_else(|| missing("deactivated_at"))?,
            active_since: row.time_option(6)?,
        },
    };
    Ok(Person {
        id: PersonId(row.uuid(0)?),
        email: row.parsed(1)?,
        name: row.parsed(2)?,
        language: row.parsed(3)?,
        role: row.parsed(4)?,
        status,
        version: row.int(11)?,
        created_at: row.time(12)?,
        time_zone: row.parsed(13)?,
        second_factor: row.flag(14)?,
        // Nobody lists these; who needs them folds the stream.
        notifications: Notifications::default(),
        reset: None,
        tokens: BTreeMap::new(),
    })
}

/// Reads a row of [`by_ids`].
fn read_known(row: &impl Cells) -> Result<Known, sqlx::Error> {
    Ok(Known { person: read(row)?, was_support: row.flag(WIDTH)? })
}

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    events: &[(&Envelope, &PersonEvent)],
) -> Result<(), ProjectionError> {
    if events.is_empty() {
        return Ok(());
    }
    let query = by_ids(tx.dialect(), events.iter().map(|(envelope, _)| envelope.stream));
    let rows = on_tx!(tx, c => fetch!(c, query, read_known)).map_err(DbError::from)?;
    let mut people: BTreeMap<Uuid, Known> =
        rows.into_iter().map(|known| (known.person.id.0, known)).collect();
    for (envelope, event) in events {
        let before = people.remove(&envelope.stream);
        let was_support = before.as_ref().is_some_and(|known| known.was_support);
        let person = Person::evolve(before.map(|known| known.person), event, &envelope.meta())
            .map_err(|source| ProjectionError::Replay { position: envelope.position, source })?;
        let was_support = was_support || person.role.is_support();
        people.insert(envelope.stream, Known { person, was_support });
    }
    let rows: Vec<Row<'_>> = people.values().map(Row::from).collect();
    PEOPLE.upsert(tx, &rows).await?;
    Ok(())
}

fn by_ids(dialect: docket_eventstore::db::Dialect, ids: impl IntoIterator<Item = Uuid>) -> Query {
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(ids)));
    let condition = dialect.in_ids("p.person_id", &ids);
    query.text = format!("SELECT {SELECT}, p.was_support FROM {} p WHERE {condition}", PEOPLE.name);
    query
}

pub(crate) async fn people_by_ids(
    db: &Db,
    ids: &[PersonId],
) -> Result<BTreeMap<PersonId, Person>, QueryError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = by_ids(db.dialect(), ids.iter().map(|id| id.0));
    let people = on_reader!(db, c => fetch!(c, query, read))?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}

pub(crate) async fn people(
    db: &Db,
    filter: &PeopleFilter,
    page: &PageRequest,
) -> Result<Page<Person>, QueryError> {
    let list = List::of(&format!("people {filter:?}"));
    let after = list.name(page)?;
    let PeopleFilter { roles, ever_support, states, email, search, organization } = filter;
    let mut query = Query::default();
    let limit = query.bind(Bind::Int(page.fetch()));
    let mut conditions = Vec::new();
    if !roles.is_empty() {
        let roles: Vec<&str> = roles.iter().map(|role| role_name(*role)).collect();
        conditions.push(format!("p.role IN ('{}')", roles.join("', '")));
    }
    if *ever_support {
        conditions.push("p.was_support = true".to_owned());
    }
    if !states.is_empty() {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        conditions.push(format!("p.state IN ('{}')", states.join("', '")));
    }
    if let Some(email) = email {
        let email = query.bind(Bind::Text(email.as_str().to_owned()));
        conditions.push(format!("p.email = {email}"));
    }
    if let Some(search) = search {
        let pattern = query.bind(Bind::Text(contains(search)));
        conditions
            .push(format!("(p.sort_name LIKE {pattern} ESCAPE '\\' OR p.email LIKE {pattern} ESCAPE '\\')"));
    }
    if let Some(organization) = organization {
        let organization = query.bind(Bind::Uuid(organization.0));
        conditions.push(organizations::has_member(&organization, "p.person_id"));
    }
    if let Some((name, id)) = after {
        let (name, id) = (query.bind(Bind::Text(name)), query.bind(Bind::Uuid(id)));
        conditions.push(format!("(p.sort_name, p.person_id) > ({name}, {id})"));
    }
    let condition = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
    query.text = format!(
        "SELECT {SELECT} FROM {} p WHERE {condition} ORDER BY p.sort_name, p.person_id LIMIT {limit}",
        PEOPLE.name
    );
    let rows = on_reader!(db, c => fetch!(c, query, read))?;
    Ok(list.page(page, rows, key))
}

/// A person's place in lists ordered by name.
pub(super) fn key(person: &Person) -> Vec<u8> {
    name_key(&sort_name(person.name.as_str()), person.id.0)
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Administrator => "administrator",
    }
}

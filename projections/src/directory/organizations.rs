//! Organizations and who belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use docket_domain::organization::{DefaultVisibility, MailContent, Membership, OrganizationEvent};
use docket_domain::person::Person;
use docket_domain::{OrganizationId, OrganizationName, OrganizationSlug, PersonId, ReplayError};
use docket_eventstore::db::{Column, Db, DbError, Dialect, Index, Kind, Table, Tx, ids_json, time};
use docket_eventstore::{on_reader, on_tx};
use serde::Serialize;
use uuid::Uuid;

use super::{contains, people, sort_name};
use crate::cells::{Bind, Cells, Query, fetch};
use crate::page::{List, Page, PageRequest, name_key};
use crate::{Envelope, ProjectionError, QueryError};

/// One row an organization.
pub(super) const ORGANIZATIONS: Table = Table {
    name: "directory_organizations",
    columns: &[
        Column::new("organization_id", Kind::Uuid),
        Column::new("name", Kind::Text),
        Column::new("sort_name", Kind::Text),
        Column::new("slug", Kind::Text),
        Column::new("mail_content", Kind::Text),
        Column::new("default_visibility", Kind::Text),
        Column::new("member_count", Kind::Int),
        Column::new("version", Kind::Int),
        Column::new("created_at", Kind::Time),
    ],
    key: &["organization_id"],
    indexes: &[Index::new("directory_organizations_by_name", "sort_name, organization_id")],
};

/// One row a membership.
pub(super) const MEMBERSHIPS: Table = Table {
    name: "directory_memberships",
    columns: &[
        Column::new("organization_id", Kind::Uuid),
        Column::new("person_id", Kind::Uuid),
        Column::new("manager", Kind::Bool),
        Column::new("since", Kind::Time),
    ],
    key: &["organization_id", "person_id"],
    indexes: &[Index::new("directory_memberships_of_person", "person_id")],
};

/// An organization, as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationEntry {
    /// The stream's id.
    pub id: OrganizationId,
    /// What people call it.
    pub name: OrganizationName,
    /// Its short name.
    pub slug: OrganizationSlug,
    /// What mails about its tickets hold.
    pub mail_content: MailContent,
    /// What a form proposes to its members.
    pub default_visibility: DefaultVisibility,
    /// How many people belong to it.
    pub member_count: i64,
    /// The number of events of the stream.
    pub version: i64,
    /// When it became known.
    pub created_at: DateTime<Utc>,
}

/// Which organizations a list shows. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganizationFilter {
    /// With this text somewhere in the name, whatever its case.
    pub search: Option<String>,
    /// With this person as a member.
    pub member: Option<PersonId>,
}

/// Somebody who belongs to an organization.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// How.
    pub membership: Membership,
    /// Since when.
    pub since: DateTime<Utc>,
}

#[derive(Serialize)]
struct Row<'a> {
    organization_id: OrganizationId,
    name: &'a OrganizationName,
    sort_name: String,
    slug: &'a OrganizationSlug,
    mail_content: MailContent,
    default_visibility: DefaultVisibility,
    member_count: i64,
    version: i64,
    #[serde(with = "time")]
    created_at: DateTime<Utc>,
}

impl<'a> From<&'a OrganizationEntry> for Row<'a> {
    fn from(entry: &'a OrganizationEntry) -> Self {
        Self {
            organization_id: entry.id,
            name: &entry.name,
            sort_name: sort_name(entry.name.as_str()),
            slug: &entry.slug,
            mail_content: entry.mail_content,
            default_visibility: entry.default_visibility,
            member_count: entry.member_count,
            version: entry.version,
            created_at: entry.created_at,
        }
    }
}

#[derive(Clone, Serialize)]
struct MembershipRow {
    organization_id: OrganizationId,
    person_id: PersonId,
    manager: bool,
    #[serde(with = "time")]
    since: DateTime<Utc>,
}

const SELECT: &str = "o.organization_id, o.name, o.slug, o.mail_content, o.default_visibility, \
     o.member_count, o.version, o.created_at";
const WIDTH: usize = 8;

fn read(row: &impl Cells) -> Result<OrganizationEntry, sqlx::Error> {
    Ok(OrganizationEntry {
        id: OrganizationId(row.uuid(0)?),
        name: row.parsed(1)?,
        slug: row.parsed(2)?,
        mail_content: row.parsed(3)?,
        default_visibility: row.parsed(4)?,
        member_count: row.int(5)?,
        version: row.int(6)?,
        created_at: row.time(7)?,
    })
}

fn read_membership(row: &impl Cells) -> Result<MembershipRow, sqlx::Error> {
    Ok(MembershipRow {
        organization_id: OrganizationId(row.uuid(0)?),
        person_id: PersonId(row.uuid(1)?),
        manager: row.flag(2)?,
        since: row.time(3)?,
    })
}

/// The rows of a batch's organizations, and of the memberships it speaks of.
#[derive(Default)]
struct Rows {
    organizations: BTreeMap<Uuid, OrganizationEntry>,
    members: BTreeMap<(Uuid, PersonId), MembershipRow>,
    gone: BTreeMap<(Uuid, PersonId), MembershipRow>,
}

impl Rows {
    async fn load(tx: &mut Tx<'_>, events: &[(&Envelope, &OrganizationEvent)]) -> Result<Self, DbError> {
        let streams = || events.iter().map(|(envelope, _)| envelope.stream);
        let query = by_ids(tx.dialect(), streams());
        let organizations = on_tx!(tx, c => fetch!(c, query, read))?;
        let mut rows = Self::default();
        rows.organizations.extend(organizations.into_iter().map(|entry| (entry.id.0, entry)));
        let people: BTreeSet<Uuid> = events.iter().filter_map(|(_, event)| person_of(event)).collect();
        if people.is_empty() {
            return Ok(rows);
        }
        let mut query = Query::default();
        let organizations = query.bind(Bind::Text(ids_json(streams())));
        let people = query.bind(Bind::Text(ids_json(people)));
        query.text = format!(
            "SELECT m.organization_id, m.person_id, m.manager, m.since FROM {} m WHERE {} AND {}",
            MEMBERSHIPS.name,
            tx.dialect().in_ids("m.organization_id", &organizations),
            tx.dialect().in_ids("m.person_id", &people)
        );
        let members = on_tx!(tx, c => fetch!(c, query, read_membership))?;
        rows.members.extend(members.into_iter().map(|row| ((row.organization_id.0, row.person_id), row)));
        Ok(rows)
    }

    fn apply(&mut self, envelope: &Envelope, event: &OrganizationEvent) -> Result<(), ReplayError> {
        use OrganizationEvent as E;
        let (kind, version, stream) = (event.kind(), envelope.version, envelope.stream);
        if let E::Created(created) = event {
            let entry = OrganizationEntry {
                id: OrganizationId(stream),
                name: created.name.clone(),
                slug: created.slug.clone(),
                mail_content: MailContent::default(),
                default_visibility: DefaultVisibility::default(),
                member_count: 0,
                version,
                created_at: envelope.at,
            };
            return match self.organizations.insert(stream, entry) {
                None => Ok(()),
                Some(_) => Err(ReplayError::CreatedTwice { kind, version }),
            };
        }
        let entry = self.organizations.get_mut(&stream);
        let entry = entry.ok_or(ReplayError::NotCreated { kind, version })?;
        entry.version = version;
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version }),
            E::Renamed(renamed) => entry.name = renamed.name.clone(),
            E::MemberAdded(added) => {
                let key = (stream, added.person);
                self.gone.remove(&key);
                let row = self.members.entry(key).or_insert_with(|| {
                    entry.member_count += 1;
                    MembershipRow {
                        organization_id: entry.id,
                        person_id: added.person,
                        manager: added.manager,
                        since: envelope.at,
                    }
                });
                row.manager = added.manager;
            }
            E::MemberRemoved(removed) => {
                let key = (stream, removed.person);
                if let Some(row) = self.members.remove(&key) {
                    entry.member_count -= 1;
                    self.gone.insert(key, row);
                }
            }
            E::MailContentChanged(changed) => entry.mail_content = changed.content,
            E::DefaultVisibilityChanged(changed) => entry.default_visibility = changed.visibility,
            // No list asks by them; who shows them reads the organization itself.
            E::MailDomainsChanged(_) => {}
        }
        Ok(())
    }
}

fn person_of(event: &OrganizationEvent) -> Option<Uuid> {
    match event {
        OrganizationEvent::MemberAdded(added) => Some(added.person.0),
        OrganizationEvent::MemberRemoved(removed) => Some(removed.person.0),
        OrganizationEvent::Created(_)
        | OrganizationEvent::Renamed(_)
        | OrganizationEvent::MailContentChanged(_)
        | OrganizationEvent::DefaultVisibilityChanged(_)
        | OrganizationEvent::MailDomainsChanged(_) => None,
    }
}

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    events: &[(&Envelope, &OrganizationEvent)],
) -> Result<(), ProjectionError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::load(tx, events).await?;
    for (envelope, event) in events {
        rows.apply(envelope, event)
            .map_err(|source| ProjectionError::Replay { position: envelope.position, source })?;
    }
    let organizations: Vec<Row<'_>> = rows.organizations.values().map(Row::from).collect();
    ORGANIZATIONS.upsert(tx, &organizations).await?;
    MEMBERSHIPS.upsert(tx, &rows.members.into_values().collect::<Vec<_>>()).await?;
    MEMBERSHIPS.delete(tx, &rows.gone.into_values().collect::<Vec<_>>()).await?;
    Ok(())
}

fn by_ids(dialect: Dialect, ids: impl IntoIterator<Item = Uuid>) -> Query {
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(ids)));
    let condition = dialect.in_ids("o.organization_id", &ids);
    query.text = format!("SELECT {SELECT} FROM {} o WHERE {condition}", ORGANIZATIONS.name);
    query
}

pub(crate) async fn organizations_by_ids(
    db: &Db,
    ids: &[OrganizationId],
) -> Result<BTreeMap<OrganizationId, OrganizationEntry>, QueryError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = by_ids(db.dialect(), ids.iter().map(|id| id.0));
    let rows = on_reader!(db, c => fetch!(c, query, read))?;
    Ok(rows.into_iter().map(|entry| (entry.id, entry)).collect())
}

/// The condition that an organization has a person as a member; both are placeholders or columns.
pub(super) fn has_member(organization: &str, person: &str) -> String {
    let table = MEMBERSHIPS.name;
    format!(
        "EXISTS (SELECT 1 FROM {table} m WHERE m.organization_id = {organization} AND m.person_id = {person})"
    )
}

pub(crate) async fn organizations(
    db: &Db,
    filter: &OrganizationFilter,
    page: &PageRequest,
) -> Result<Page<OrganizationEntry>, QueryError> {
    let list = List::of(&format!("organizations {filter:?}"));
    let (name, id) = list.name(page)?.unwrap_or_default();
    let mut query = Query::default();
    let limit = query.bind(Bind::Int(page.fetch()));
    let (name, id) = (query.bind(Bind::Text(name)), query.bind(Bind::Uuid(id)));
    let mut condition = format!("(o.sort_name, o.organization_id) > ({name}, {id})");
    if let Some(search) = &filter.search {
        let pattern = query.bind(Bind::Text(contains(search)));
        condition.push_str(&format!(" AND o.sort_name LIKE {pattern} ESCAPE '\\'"));
    }
    if let Some(member) = filter.member {
        let member = query.bind(Bind::Uuid(member.0));
        condition.push_str(&format!(" AND {}", has_member("o.organization_id", &member)));
    }
    query.text = format!(
        "SELECT {SELECT} FROM {} o WHERE {condition} ORDER BY o.sort_name, o.organization_id LIMIT {limit}",
        ORGANIZATIONS.name
    );
    let rows = on_reader!(db, c => fetch!(c, query, read))?;
    Ok(list.page(page, rows, |entry| name_key(&sort_name(entry.name.as_str()), entry.id.0)))
}

pub(crate) async fn organizations_of(
    db: &Db,
    person: PersonId,
) -> Result<Vec<(OrganizationEntry, Membership)>, QueryError> {
    let mut query = Query::default();
    let person = query.bind(Bind::Uuid(person.0));
    query.text = format!(
        "SELECT {SELECT}, m.manager FROM {} m JOIN {} o ON o.organization_id = m.organization_id \
         WHERE m.person_id = {person} ORDER BY o.sort_name, o.organization_id",
        MEMBERSHIPS.name, ORGANIZATIONS.name
    );
    Ok(on_reader!(db, c => fetch!(c, query, read_with_membership))?)
}

fn read_with_membership(row: &impl Cells) -> Result<(OrganizationEntry, Membership), sqlx::Error> {
    Ok((read(row)?, membership(row.flag(WIDTH)?)))
}

fn membership(manager: bool) -> Membership {
    if manager { Membership::Manager } else { Membership::Member }
}

pub(crate) async fn members(
    db: &Db,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<Member>, QueryError> {
    let list = List::of(&format!("members {organization}"));
    let (name, id) = list.name(page)?.unwrap_or_default();
    let mut query = Query::default();
    let limit = query.bind(Bind::Int(page.fetch()));
    let organization = query.bind(Bind::Uuid(organization.0));
    let (name, id) = (query.bind(Bind::Text(name)), query.bind(Bind::Uuid(id)));
    query.text = format!(
        "SELECT {}, m.manager, m.since FROM {} m JOIN {} p ON p.person_id = m.person_id \
         WHERE m.organization_id = {organization} AND (p.sort_name, p.person_id) > ({name}, {id}) \
         ORDER BY p.sort_name, p.person_id LIMIT {limit}",
        people::SELECT,
        MEMBERSHIPS.name,
        people::PEOPLE.name
    );
    let rows = on_reader!(db, c => fetch!(c, query, read_member))?;
    Ok(list.page(page, rows, |member| people::key(&member.person)))
}

fn read_member(row: &impl Cells) -> Result<Member, sqlx::Error> {
    Ok(Member {
        person: people::read(row)?,
        membership: membership(row.flag(people::WIDTH)?),
        since: row.time(people::WIDTH + 1)?,
    })
}

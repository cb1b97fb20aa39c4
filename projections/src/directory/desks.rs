//! Desks and their request types.

use std::collections::BTreeMap;

use docket_domain::desk::{DeskEvent, Form, Localized, SignUp};
use docket_domain::{DeskId, DeskKey, DeskName, HelpText, Label, ReplayError, RequestTypeKey};
use docket_eventstore::db::{Column, Db, DbError, Kind, Table, Tx, ids_json};
use docket_eventstore::{on_reader, on_tx};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::cells::{Bind, Cells, Query, fetch};
use crate::{Envelope, ProjectionError, QueryError};

/// One row a desk.
pub(super) const DESKS: Table = Table {
    name: "directory_desks",
    columns: &[
        Column::new("desk_id", Kind::Uuid),
        Column::new("key", Kind::Text),
        Column::new("name", Kind::Text),
        Column::new("participants_may_add", Kind::Bool),
        Column::new("sign_up", Kind::Text),
        Column::new("version", Kind::Int),
    ],
    key: &["desk_id"],
    indexes: &[],
};

/// One row a request type.
pub(super) const REQUEST_TYPES: Table = Table {
    name: "directory_request_types",
    columns: &[
        Column::new("desk_id", Kind::Uuid),
        Column::new("key", Kind::Text),
        Column::new("name", Kind::Text),
        Column::new("description", Kind::Text),
        Column::new("retired", Kind::Bool),
        Column::new("form_version", Kind::Int),
        Column::new("form", Kind::Text),
        Column::new("place", Kind::Int),
    ],
    key: &["desk_id", "key"],
    indexes: &[],
};

/// A desk, as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskEntry {
    /// The stream's id.
    #[serde(rename = "desk_id")]
    pub id: DeskId,
    /// Its key, with which its tickets' keys begin.
    pub key: DeskKey,
    /// What people call it.
    #[serde(serialize_with = "json_text")]
    pub name: Localized<DeskName>,
    /// Whether participants of its tickets may add others.
    pub participants_may_add: bool,
    /// Who can become its customer without being invited.
    #[serde(serialize_with = "json_text")]
    pub sign_up: SignUp,
    /// The number of events of the stream.
    pub version: i64,
}

/// A request type, as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequestTypeEntry {
    /// Its desk.
    #[serde(rename = "desk_id")]
    pub desk: DeskId,
    /// Its key within the desk.
    pub key: RequestTypeKey,
    /// What people call it.
    #[serde(serialize_with = "json_text")]
    pub name: Localized<Label>,
    /// What it is for.
    #[serde(serialize_with = "json_text")]
    pub description: Option<Localized<HelpText>>,
    /// Whether no new tickets of it can be opened.
    pub retired: bool,
    /// The present version of its form, from 1.
    pub form_version: i64,
    /// What it asks now.
    #[serde(serialize_with = "json_text")]
    pub form: Form,
    /// Where a page shows it among the desk's types, from 0, retired ones counted.
    pub place: i64,
}

/// A value in a text column.
fn json_text<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&serde_json::to_string(value).map_err(serde::ser::Error::custom)?)
}

const SELECT_DESK: &str = "d.desk_id, d.key, d.name, d.participants_may_add, d.sign_up, d.version";
const SELECT_TYPE: &str =
    "r.desk_id, r.key, r.name, r.description, r.retired, r.form_version, r.form, r.place";

fn read_desk(row: &impl Cells) -> Result<DeskEntry, sqlx::Error> {
    Ok(DeskEntry {
        id: DeskId(row.uuid(0)?),
        key: row.parsed(1)?,
        name: row.json(2)?,
        participants_may_add: row.flag(3)?,
        sign_up: row.json(4)?,
        version: row.int(5)?,
    })
}

fn read_type(row: &impl Cells) -> Result<RequestTypeEntry, sqlx::Error> {
    Ok(RequestTypeEntry {
        desk: DeskId(row.uuid(0)?),
        key: row.parsed(1)?,
        name: row.json(2)?,
        description: row.json(3)?,
        retired: row.flag(4)?,
        form_version: row.int(5)?,
        form: row.json(6)?,
        place: row.int(7)?,
    })
}

#[derive(Default)]
struct Rows {
    desks: BTreeMap<Uuid, DeskEntry>,
    types: BTreeMap<(Uuid, RequestTypeKey), RequestTypeEntry>,
}

impl Rows {
    fn apply(&mut self, envelope: &Envelope, event: &DeskEvent) -> Result<(), ReplayError> {
        use DeskEvent as E;
        let (kind, version, stream) = (event.kind(), envelope.version, envelope.stream);
        let unknown = || ReplayError::UnknownPart { kind, version };
        if let E::Created(created) = event {
            let entry = DeskEntry {
                id: DeskId(stream),
                key: created.key.clone(),
                name: created.name.clone(),
                participants_may_add: false,
                sign_up: SignUp::default(),
                version,
            };
            return match self.desks.insert(stream, entry) {
                None => Ok(()),
                Some(_) => Err(ReplayError::CreatedTwice { kind, version }),
            };
        }
        let entry = self.desks.get_mut(&stream).ok_or(ReplayError::NotCreated { kind, version })?;
        entry.version = version;
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version }),
            E::Renamed(renamed) => entry.name = renamed.name.clone(),
            E::RequestTypeAdded(added) => {
                let others = self.types.keys().filter(|(desk, key)| *desk == stream && *key != added.key);
                let row = RequestTypeEntry {
                    place: i64::try_from(others.count()).unwrap_or(i64::MAX),
                    desk: entry.id,
                    key: added.key.clone(),
                    name: added.name.clone(),
                    description: added.description.clone(),
                    retired: false,
                    form_version: 1,
                    form: added.form.clone(),
                };
                self.types.insert((stream, added.key.clone()), row);
            }
            E::RequestTypeChanged(changed) => {
                let row = self.types.get_mut(&(stream, changed.key.clone())).ok_or_else(unknown)?;
                row.name = changed.name.clone();
                row.description = changed.description.clone();
                row.form = changed.form.clone();
                row.form_version = i64::from(changed.form_version);
            }
            E::RequestTypeRetired(retired) => {
                self.types.get_mut(&(stream, retired.key.clone())).ok_or_else(unknown)?.retired = true;
            }
            E::RequestTypeRestored(restored) => {
                self.types.get_mut(&(stream, restored.key.clone())).ok_or_else(unknown)?.retired = false;
            }
            E::RequestTypesOrdered(ordered) => {
                for (place, key) in (0..).zip(&ordered.keys) {
                    self.types.get_mut(&(stream, key.clone())).ok_or_else(unknown)?.place = place;
                }
            }
            E::ParticipantsMayAddChanged(changed) => entry.participants_may_add = changed.allowed,
            E::SignUpChanged(changed) => entry.sign_up = changed.sign_up.clone(),
        }
        Ok(())
    }
}

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    events: &[(&Envelope, &DeskEvent)],
) -> Result<(), ProjectionError> {
    if events.is_empty() {
        return Ok(());
    }
    let ids = ids_json(events.iter().map(|(envelope, _)| envelope.stream));
    let mut rows = Rows::default();
    let mut query = Query::default();
    let placeholder = query.bind(Bind::Text(ids.clone()));
    let condition = tx.dialect().in_ids("d.desk_id", &placeholder);
    query.text = format!("SELECT {SELECT_DESK} FROM {} d WHERE {condition}", DESKS.name);
    let desks = on_tx!(tx, c => fetch!(c, query, read_desk)).map_err(DbError::from)?;
    rows.desks.extend(desks.into_iter().map(|desk| (desk.id.0, desk)));
    let mut query = Query::default();
    let placeholder = query.bind(Bind::Text(ids));
    let condition = tx.dialect().in_ids("r.desk_id", &placeholder);
    query.text = format!("SELECT {SELECT_TYPE} FROM {} r WHERE {condition}", REQUEST_TYPES.name);
    let types = on_tx!(tx, c => fetch!(c, query, read_type)).map_err(DbError::from)?;
    rows.types.extend(types.into_iter().map(|row| ((row.desk.0, row.key.clone()), row)));
    for (envelope, event) in events {
        rows.apply(envelope, event)
            .map_err(|source| ProjectionError::Replay { position: envelope.position, source })?;
    }
    DESKS.upsert(tx, &rows.desks.into_values().collect::<Vec<_>>()).await?;
    REQUEST_TYPES.upsert(tx, &rows.types.into_values().collect::<Vec<_>>()).await?;
    Ok(())
}

/// All desks, by key: they are few.
pub(crate) async fn desks(db: &Db) -> Result<Vec<DeskEntry>, QueryError> {
    let query = Query {
        text: format!("SELECT {SELECT_DESK} FROM {} d ORDER BY d.key, d.desk_id", DESKS.name),
        binds: Vec::new(),
    };
    Ok(on_reader!(db, c => fetch!(c, query, read_desk))?)
}

/// All request types of a desk, in the order a page shows them.
pub(crate) async fn request_types(db: &Db, desk: DeskId) -> Result<Vec<RequestTypeEntry>, QueryError> {
    let mut query = Query::default();
    let desk = query.bind(Bind::Uuid(desk.0));
    query.text = format!(
        "SELECT {SELECT_TYPE} FROM {} r WHERE r.desk_id = {desk} ORDER BY r.place, r.key",
        REQUEST_TYPES.name
    );
    Ok(on_reader!(db, c => fetch!(c, query, read_type))?)
}

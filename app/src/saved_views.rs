//! Lists that people come back to: the parameters of a list under a name. They are a preference of one person, so they
//! are kept in `ops` and nobody else ever sees them; what a list shows is judged each time it is asked for.

use docket_domain::text::Label;
use docket_domain::{Actor, PersonId};
use docket_eventstore::db::{Db, DbError};
use docket_eventstore::{on_reader, on_tx};
use uuid::Uuid;

use crate::credentials::execute_in;
use crate::error::AppError;
use crate::{App, CommandKey};

/// How many one person may have.
pub const MAX_SAVED_VIEWS: i64 = 50;

/// A list under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: Label,
    /// The parameters of the list, as JSON. Checked by the caller, who alone knows them.
    pub query: String,
}

type Row = (Uuid, String, String);

impl App {
    fn ops(&self) -> &Db {
        &self.inner.parts.databases.ops
    }

    /// One's own views, in the order of their names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_views(&self, who: &Actor) -> Result<Vec<SavedView>, AppError> {
        const LIST: &str =
            "SELECT view_id, name, query FROM saved_views WHERE person_id = $1 ORDER BY name, view_id";
        let person = who.person.0;
        let rows: Vec<Row> =
            on_reader!(self.ops(), c => sqlx::query_as(LIST).bind(person).fetch_all(c).await)
                .map_err(DbError::from)?;
        rows.into_iter().map(read).collect()
    }

    /// Keeps a view. The same command sent again keeps it once.
    ///
    /// # Errors
    /// With [`MAX_SAVED_VIEWS`] there already; [`AppError::KeyReused`]; when the database fails.
    pub async fn save_view(
        &self,
        who: &Actor,
        key: &CommandKey,
        name: Label,
        query: String,
    ) -> Result<SavedView, AppError> {
        let (PersonId(person), id, fingerprint) = (who.person, key.id.0, key.fingerprint);
        self.ops()
            .write::<SavedView, AppError, _>(move |tx| {
                Box::pin(async move {
                    const KNOWN: &str =
                        "SELECT fingerprint FROM saved_views WHERE person_id = $1 AND view_id = $2";
                    let known: Option<Vec<u8>> = on_tx!(tx, c => {
                        sqlx::query_scalar(KNOWN).bind(person).bind(id).fetch_optional(c).await
                    })
                    .map_err(DbError::from)?;
                    match known {
                        Some(known) if known != fingerprint => return Err(AppError::KeyReused),
                        Some(_) => {}
                        None => {
                            const COUNT: &str = "SELECT count(*) FROM saved_views WHERE person_id = $1";
                            let count: i64 =
                                on_tx!(tx, c => sqlx::query_scalar(COUNT).bind(person).fetch_one(c).await)
                                    .map_err(DbError::from)?;
                            if count >= MAX_SAVED_VIEWS {
                                return Err(too_many());
                            }
                            execute_in!(
                                tx,
                                "INSERT INTO saved_views (person_id, view_id, name, query, fingerprint) \
                                 VALUES ($1, $2, $3, $4, $5)",
                                person,
                                id,
                                name.as_str(),
                                query.as_str(),
                                fingerprint.as_slice(),
                            )
                            .map_err(DbError::from)?;
                        }
                    }
                    Ok(SavedView { id, name, query })
                })
            })
            .await
    }

    /// Changes the name or the list of one of one's own views.
    ///
    /// # Errors
    /// [`AppError::NotFound`], also for another's; when the database fails.
    pub async fn change_view(
        &self,
        who: &Actor,
        id: Uuid,
        name: Option<Label>,
        query: Option<String>,
    ) -> Result<SavedView, AppError> {
        let person = who.person.0;
        self.ops()
            .write::<SavedView, AppError, _>(move |tx| {
                Box::pin(async move {
                    // COALESCE keeps what is not sent.
                    const CHANGE: &str = "UPDATE saved_views SET name = COALESCE($3, name), \
                         query = COALESCE($4, query) WHERE person_id = $1 AND view_id = $2 \
                         RETURNING view_id, name, query";
                    let (name, query) = (name.as_ref().map(Label::as_str), query.as_deref());
                    let row: Option<Row> = on_tx!(tx, c => {
                        sqlx::query_as(CHANGE).bind(person).bind(id).bind(name).bind(query).fetch_optional(c).await
                    })
                    .map_err(DbError::from)?;
                    read(row.ok_or(AppError::NotFound("view"))?)
                })
            })
            .await
    }

    /// Forgets one of one's own views.
    ///
    /// # Errors
    /// [`AppError::NotFound`], also for another's; when the database fails.
    pub async fn delete_view(&self, who: &Actor, id: Uuid) -> Result<(), AppError> {
        let person = who.person.0;
        let gone = self
            .ops()
            .write::<u64, DbError, _>(move |tx| {
                Box::pin(async move {
                    const DELETE: &str = "DELETE FROM saved_views WHERE person_id = $1 AND view_id = $2";
                    Ok(execute_in!(tx, DELETE, person, id)?)
                })
            })
            .await?;
        if gone == 0 { Err(AppError::NotFound("view")) } else { Ok(()) }
    }
}

fn too_many() -> AppError {
    AppError::Refused {
        code: "too_many_views",
        detail: format!("You have {MAX_SAVED_VIEWS} views. Delete one that you no longer need."),
    }
}

fn read((id, name, query): Row) -> Result<SavedView, AppError> {
    let name = Label::parse(&name).map_err(|e| AppError::Internal("a view's name", Some(Box::new(e))))?;
    Ok(SavedView { id, name, query })
}

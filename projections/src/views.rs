//! The views as their readers see them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use docket_domain::person::Person;
use docket_domain::{DeskId, OrganizationId, PersonId, TicketId};
use docket_eventstore::checkpoint;
use docket_eventstore::db::{Db, DbError, Table, sql};
use docket_eventstore::{Position, on_reader};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::health::{Health, Progress};
use crate::{
    Comment, DeskEntry, Entry, Excerpt, Found, Member, Numbers, OrganizationEntry, OrganizationFilter, Page,
    PageRequest, PeopleFilter, Projector, QueryError, Reading, RequestTypeEntry, Scope, SearchQuery,
    Searched, Sight, Sort, TeamNumbers, TicketFilter, TicketSummary, directory, list, schema, search, ticket,
    unread,
};

/// How often the checkpoints are read while somebody waits for another process's runner.
const POLL: Duration = Duration::from_millis(25);

/// The read views. Cheap to clone.
#[derive(Clone)]
pub struct Views {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    projectors: Vec<Arc<dyn Projector>>,
    progress: watch::Sender<Progress>,
}

impl fmt::Debug for Views {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Views").field("db", &self.inner.db).finish_non_exhaustive()
    }
}

impl Views {
    /// Opens the views of a database ([`Databases::views`](docket_eventstore::db::Databases)) and makes the tables
    /// that are missing. They are filled by a [`Runner`](crate::Runner), here or in another process.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(db: Db) -> Result<Self, DbError> {
        Self::with(db, crate::projectors()).await
    }

    /// Opens with projectors of one's own, in place of [`projectors`](crate::projectors).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with(db: Db, projectors: Vec<Arc<dyn Projector>>) -> Result<Self, DbError> {
        let (progress, _) = watch::channel(Progress::default());
        let views = Self { inner: Arc::new(Inner { db, projectors, progress }) };
        views.ensure().await?;
        views.refresh().await?;
        Ok(views)
    }

    pub(crate) async fn ensure(&self) -> Result<(), DbError> {
        let projectors = self.inner.projectors.iter().map(|projector| &**projector);
        let made = schema::ensure(&self.inner.db, projectors).await?;
        if !made.is_empty() {
            tracing::info!(views = made.join(", "), "views are built from the first event");
        }
        Ok(())
    }

    /// The database the views are in.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// What fills the views.
    pub fn projectors(&self) -> &[Arc<dyn Projector>] {
        &self.inner.projectors
    }

    /// The tables of all views, each with its view's name.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &'static Table)> {
        self.inner
            .projectors
            .iter()
            .flat_map(|projector| projector.tables().iter().map(|table| (projector.name(), table)))
    }

    pub(crate) fn progress(&self) -> &watch::Sender<Progress> {
        &self.inner.progress
    }

    /// Every view shows at least what was true here, as far as this process has heard.
    pub fn position(&self) -> Position {
        self.inner.progress.borrow().position
    }

    /// Reads the checkpoints and answers the least of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh(&self) -> Result<Position, DbError> {
        let least = self.checkpoints().await?.into_values().min().unwrap_or_default();
        self.inner.progress.send_if_modified(|progress| {
            // A runner in this process knows better than what was read a moment ago.
            let moved = !progress.writing && progress.position != least;
            if moved {
                progress.position = least;
            }
            moved
        });
        Ok(least)
    }

    /// How far each view is, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoints(&self) -> Result<BTreeMap<&'static str, Position>, DbError> {
        let text = format!("SELECT name, position FROM {}", checkpoint::VIEWS.table.name);
        let rows: Vec<(String, i64)> =
            on_reader!(&self.inner.db, c => sqlx::query_as(sql(text)).fetch_all(c).await)?;
        let found = |name: &str| rows.iter().find(|row| row.0 == name).map_or(0, |row| row.1);
        let names = self.inner.projectors.iter().map(|projector| projector.name());
        Ok(names.map(|name| (name, Position(found(name)))).collect())
    }

    /// Waits until every view shows what was true at `position`, at most for `patience`. False when that was not
    /// enough: the views then show something older.
    pub async fn wait_for(&self, position: Position, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut progress = self.inner.progress.subscribe();
        loop {
            let writing = {
                let now = progress.borrow_and_update();
                if now.position >= position {
                    return true;
                }
                now.writing
            };
            if writing {
                // The sender lives as long as self: this is a change, or the end of patience.
                drop(timeout_at(deadline, progress.changed()).await);
            } else {
                // Another process's progress is not announced here: it is looked up, while somebody waits for it.
                if self.refresh().await.is_ok_and(|least| least >= position) {
                    return true;
                }
                sleep_until(deadline.min(Instant::now() + POLL)).await;
            }
            if Instant::now() >= deadline {
                return progress.borrow().position >= position;
            }
        }
    }

    /// How many events the views are behind a head of the log.
    pub fn lag(&self, head: Position) -> i64 {
        (head.0 - self.position().0).max(0)
    }

    /// How the projectors of this process are; empty when none runs here.
    pub fn health(&self) -> BTreeMap<&'static str, Health> {
        self.inner.progress.borrow().health.clone()
    }

    /// Whether the views have all their indexes, as far as the runner of this process has looked after them: those that
    /// are built from the first event get them at the end, and lists and searches are slow until then.
    pub fn are_whole(&self) -> bool {
        self.inner.progress.borrow().whole
    }

    /// Whether this process is the one that writes the views.
    pub fn is_writer(&self) -> bool {
        self.inner.progress.borrow().writing
    }

    /// A page of a list of tickets, for a reader who may see them.
    ///
    /// # Errors
    /// [`QueryError::Cursor`] for a cursor of another list; when the database fails.
    pub async fn tickets(
        &self,
        scope: &Scope,
        filter: &TicketFilter,
        sort: Sort,
        page: &PageRequest,
        reader: PersonId,
    ) -> Result<Found, QueryError> {
        list::tickets(&self.inner.db, scope, filter, sort, page, reader).await
    }

    /// A page of what a search finds.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn search(
        &self,
        searched: &Searched<'_>,
        page: &PageRequest,
        reader: PersonId,
    ) -> Result<Found, QueryError> {
        search::tickets(&self.inner.db, searched, page, reader).await
    }

    /// For tickets that a search found, where the words stand, in their texts as they are read. The reader may see each of
    /// the tickets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn excerpts(
        &self,
        sight: &Sight,
        query: &SearchQuery,
        tickets: &[TicketSummary],
        reading: Reading,
    ) -> Result<BTreeMap<TicketId, Excerpt>, QueryError> {
        search::excerpts(&self.inner.db, sight, query, tickets, reading).await
    }

    /// How many of the tickets that concern a person are what.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn numbers(&self, person: PersonId) -> Result<Numbers, QueryError> {
        unread::numbers(&self.inner.db, person).await
    }

    /// How many of all tickets are what.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn team_numbers(&self) -> Result<TeamNumbers, QueryError> {
        unread::team_numbers(&self.inner.db).await
    }

    /// At most so many of the tickets that a person's numbers count, with what each counts as.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn concerned(
        &self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<(TicketId, Numbers)>, QueryError> {
        unread::concerned(&self.inner.db, person, limit).await
    }

    /// The public comments of a ticket, oldest first. The answer cannot hold an internal note.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn comments(&self, ticket: TicketId, page: &PageRequest) -> Result<Page<Comment>, QueryError> {
        ticket::comments(&self.inner.db, ticket, page).await
    }

    /// What was written on a ticket, internal notes included, oldest first. For support.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn comments_and_notes(
        &self,
        ticket: TicketId,
        page: &PageRequest,
    ) -> Result<Page<Entry>, QueryError> {
        ticket::comments_and_notes(&self.inner.db, ticket, page).await
    }

    /// People by name.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn people(
        &self,
        filter: &PeopleFilter,
        page: &PageRequest,
    ) -> Result<Page<Person>, QueryError> {
        directory::people(&self.inner.db, filter, page).await
    }

    /// These people; those that nobody knows are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_by_ids(&self, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Person>, QueryError> {
        directory::people_by_ids(&self.inner.db, ids).await
    }

    /// Organizations by name.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn organizations(
        &self,
        filter: &OrganizationFilter,
        page: &PageRequest,
    ) -> Result<Page<OrganizationEntry>, QueryError> {
        directory::organizations(&self.inner.db, filter, page).await
    }

    /// These organizations; those that nobody knows are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organizations_by_ids(
        &self,
        ids: &[OrganizationId],
    ) -> Result<BTreeMap<OrganizationId, OrganizationEntry>, QueryError> {
        directory::organizations_by_ids(&self.inner.db, ids).await
    }

    /// The organizations a person belongs to, by name, and how they do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organizations_of(
        &self,
        person: PersonId,
    ) -> Result<Vec<(OrganizationEntry, docket_domain::organization::Membership)>, QueryError> {
        directory::organizations_of(&self.inner.db, person).await
    }

    /// Who belongs to an organization, by name.
    ///
    /// # Errors
    /// As [`Views::tickets`].
    pub async fn members(
        &self,
        organization: OrganizationId,
        page: &PageRequest,
    ) -> Result<Page<Member>, QueryError> {
        directory::members(&self.inner.db, organization, page).await
    }

    /// All desks, by key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desks(&self) -> Result<Vec<DeskEntry>, QueryError> {
        directory::desks(&self.inner.db).await
    }

    /// All request types of a desk, retired ones included, in the order a page shows them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn request_types(&self, desk: DeskId) -> Result<Vec<RequestTypeEntry>, QueryError> {
        directory::request_types(&self.inner.db, desk).await
    }
}

//! Who does the work that one process should do at a time.
//!
//! A lease saves double work; it does not prevent double effects, since its holder may sleep past its end and wake
//! up. That is the [checkpoint](crate::checkpoint)'s part: it refuses whoever has an older epoch. Time is the
//! database's alone: the clocks of the nodes may differ.

use std::time::Duration;

use uuid::Uuid;

use crate::db::{Db, DbError, sql};
use crate::on_tx;

/// A lease that was held when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    name: String,
    owner: Uuid,
    epoch: i64,
    ttl: Duration,
}

impl Lease {
    /// Takes a lease that nobody holds, for `ttl`. None when somebody does. `db` is where the leases are
    /// ([`Databases::ops`](crate::db::Databases)); `owner` is one running holder, made anew at each start.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquire(db: &Db, name: &str, owner: Uuid, ttl: Duration) -> Result<Option<Self>, DbError> {
        let now = db.dialect().now_micros();
        let text = format!(
            "INSERT INTO leases (name, owner, epoch, until) VALUES ($1, $2, 1, {now} + $3) \
             ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = leases.epoch + 1, \
             until = excluded.until WHERE leases.until < {now} RETURNING epoch"
        );
        let key = name.to_owned();
        let epoch: Option<i64> = db
            .write::<_, DbError, _>(move |tx| {
                Box::pin(async move {
                    Ok(on_tx!(tx, c => {
                        let query = sqlx::query_scalar(sql(text)).bind(key).bind(owner).bind(micros(ttl));
                        query.fetch_optional(c).await
                    })?)
                })
            })
            .await?;
        Ok(epoch.map(|epoch| Self { name: name.to_owned(), owner, epoch, ttl }))
    }

    /// Holds it for another `ttl` from now. False when it was taken over: then all work under it must end.
    ///
    /// # Errors
    /// When the database fails; the lease may run out.
    pub async fn renew(&self, db: &Db) -> Result<bool, DbError> {
        self.set_until(db, format!("{} + $4", db.dialect().now_micros()), micros(self.ttl)).await
    }

    /// Gives it back, so that the next one need not wait for its end.
    ///
    /// # Errors
    /// When the database fails; the lease then runs out by itself.
    pub async fn release(self, db: &Db) -> Result<(), DbError> {
        self.set_until(db, "$4".to_owned(), 0).await.map(drop)
    }

    /// Counts the holders: each has a greater one than those before it. What the checkpoint's fence compares.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// What it is for.
    pub fn name(&self) -> &str {
        &self.name
    }

    async fn set_until(&self, db: &Db, until: String, value: i64) -> Result<bool, DbError> {
        let text = format!("UPDATE leases SET until = {until} WHERE name = $1 AND owner = $2 AND epoch = $3");
        let Self { name, owner, epoch, .. } = self.clone();
        db.write::<_, DbError, _>(move |tx| {
            Box::pin(async move {
                let done = on_tx!(tx, c => {
                    let query = sqlx::query(sql(text)).bind(name).bind(owner).bind(epoch).bind(value);
                    query.execute(c).await.map(|done| done.rows_affected())
                })?;
                Ok(done == 1)
            })
        })
        .await
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4)
}

/// Ends all leases, so that the next who asks gets one at once. Only for whoever knows that no holder is alive: the
/// one server on a data folder, whose lock says that the server before it is gone.
///
/// # Errors
/// When the database fails.
pub async fn end_all(db: &Db) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            on_tx!(tx, c => sqlx::query("UPDATE leases SET until = 0").execute(c).await.map(drop))?;
            Ok(())
        })
    })
    .await
}

//! Waiting for a condition instead of for a time.

use std::time::{Duration, Instant};

/// How often a condition is looked at.
const POLL: Duration = Duration::from_millis(5);

/// Waits until `condition` holds.
///
/// # Panics
/// When it does not hold within `limit`; `what` says what was waited for.
pub async fn wait_until<F>(limit: Duration, what: &str, mut condition: F)
where
    F: AsyncFnMut() -> bool,
{
    wait_for(limit, what, async || condition().await.then_some(())).await;
}

/// Waits until `find` finds something, and gives it.
///
/// # Panics
/// When nothing is found within `limit`; `what` says what was waited for.
pub async fn wait_for<T, F>(limit: Duration, what: &str, mut find: F) -> T
where
    F: AsyncFnMut() -> Option<T>,
{
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = find().await {
            return found;
        }
        assert!(Instant::now() < end, "waited {limit:?} in vain for {what}");
        tokio::time::sleep(POLL).await;
    }
}

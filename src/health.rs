//! Whether the process is alive, whether it can do its work, and what it counted.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use docket_app::App;
use docket_eventstore::db::Db;
use docket_notifier::Ledger;
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;

use crate::house::House;

/// Views further behind than this are not fit to be read from.
const LAG_LIMIT: i64 = 10_000;

/// `/healthz` and `/readyz`, on the main port.
pub(crate) fn router(house: &House) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({"status": "ok"})) }))
        .route("/readyz", get(ready).with_state(house.app.clone()))
}

async fn ready(State(app): State<App>) -> Response {
    let databases = app.ping().await;
    let lag = match (app.store().head().await, app.views_position().await) {
        (Ok(head), Ok(views)) => Some((head.position.0 - views.0).max(0)),
        _ => None,
    };
    let caught_up = lag.is_some_and(|lag| lag <= LAG_LIMIT);
    let body = json!({
        "status": if databases.is_ok() && caught_up { "ready" } else { "not_ready" },
        "databases": if databases.is_ok() { "ok" } else { "unavailable" },
        "views_behind": lag,
    });
    let status =
        if databases.is_ok() && caught_up { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(body)).into_response()
}

#[derive(Clone)]
struct Counted {
    handle: PrometheusHandle,
    app: App,
    ops: Db,
}

/// `/metrics` in Prometheus' text format, on a port of its own.
pub(crate) fn metrics_router(handle: PrometheusHandle, house: &House) -> Router {
    let counted = Counted { handle, app: house.app.clone(), ops: house.databases.ops.clone() };
    Router::new().route("/metrics", get(render)).with_state(counted)
}

async fn render(State(counted): State<Counted>) -> Response {
    // Read when asked for: a gauge that is not looked at costs nothing.
    if let Ok(head) = counted.app.store().head().await {
        metrics::gauge!("docket_log_position").set(exact(head.position.0));
        if let Ok(views) = counted.app.views_position().await {
            metrics::gauge!("docket_views_behind_events").set(exact((head.position.0 - views.0).max(0)));
        }
    }
    if let Ok(backlog) = Ledger::new(counted.ops.clone()).backlog().await {
        let states = [
            ("pending", backlog.pending),
            ("leased", backlog.leased),
            ("retry", backlog.retry),
            ("ambiguous", backlog.ambiguous),
            ("dead", backlog.dead),
        ];
        for (state, count) in states {
            metrics::gauge!("docket_outbox_mails", "state" => state).set(exact(count));
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], counted.handle.render()).into_response()
}

/// Counts stay far below 2^53, up to which a float is exact.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn exact(count: i64) -> f64 {
    count as f64
}

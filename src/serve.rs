//! Serving: the roles of a process, started together and stopped in good order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use axum::Router;
use axum::serve::{ListenerExt, TapIo};
use docket_app::{App, AppError};
use docket_eventstore::SystemClock;
use docket_projections::{Runner, RunnerOptions};
use docket_web::{Limits, WebState};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::Role;
use crate::config::Config;
use crate::health;
use crate::house::{House, Occupancy};

/// After a signal, how long answers that are under way may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often files that another process took are looked for, to be scanned.
const SCANNING: Duration = Duration::from_secs(2);
/// How often what was left behind is looked for.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Serves until a signal; then answers what was taken and closes the log.
pub(crate) async fn serve(config: &Config, roles: &[Role], metrics: PrometheusHandle) -> Result<()> {
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Server).await?;
    run(config, roles, house, metrics, |address| {
        tracing::info!(%address, database = config.database_name(), ?roles, "serving");
    })
    .await
}

/// Runs the roles of an open house. `ready` is told the address once it listens.
pub(crate) async fn run(
    config: &Config,
    roles: &[Role],
    house: House,
    metrics: PrometheusHandle,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    // Before anybody can know that it runs: an early signal ends it in good order too.
    let stopped = signal()?;
    // Those who ask stop before those who answer: first HTTP, then projector and notifier, then the log.
    let asking = CancellationToken::new();
    let working = CancellationToken::new();
    let tasks = TaskTracker::new();
    let mut server = None;
    if roles.contains(&Role::Api) || roles.contains(&Role::Portal) {
        house.app.ensure_first_desk().await.context("the first desk cannot be set up")?;
        let (listener, address) = listen(config.listen).await?;
        let limits = Limits::new(config.limits, config.trusted_proxies.clone());
        let router = router(config, roles, &house, limits.clone());
        tasks.spawn(answer_strangers(house.app.clone(), asking.clone()));
        tasks.spawn(keep_house(house.app.clone(), limits, asking.clone()));
        tasks.spawn(sweep_strays(house.app.clone()));
        tasks.spawn(scan_files(house.app.clone(), asking.clone()));
        let stop = asking.clone();
        server = Some(tasks.spawn(async move {
            let router = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
        }));
        ready(address);
    } else {
        ready(config.listen);
    }
    let mut workers = Vec::new();
    if roles.contains(&Role::Projector) {
        let views = house.views.clone();
        let runner =
            Runner::new(house.store.clone(), house.databases.ops.clone(), views, RunnerOptions::default());
        workers.push(("projector", tasks.spawn(runner.run(working.clone()))));
    }
    if roles.contains(&Role::Notifier) {
        let (notifier, stop) = (Arc::clone(&house.notifier), working.clone());
        workers.push(("notifier", tasks.spawn(async move { notifier.run(stop).await })));
    }
    if let Some(address) = config.metrics_listen {
        let (listener, _) = listen(address).await?;
        let (router, stop) = (health::metrics_router(metrics, &house), working.clone());
        tasks.spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the metrics are no longer served");
            }
        });
    }
    tasks.close();

    let outcome = tokio::select! {
        () = stopped => Ok(()),
        () = house.store.stopped() => Err(anyhow!("the log can no longer be written; see the log above")),
        name = ended(&mut workers) => Err(anyhow!("the {name} ended unexpectedly")),
    };
    tracing::info!("stopping");
    asking.cancel();
    // They would never end by themselves.
    house.app.end_streams();
    if let Some(server) = server {
        match tokio::time::timeout(PATIENCE, server).await {
            Ok(joined) => joined.context("the server ended early")??,
            Err(_) => tracing::warn!("some requests were not answered in time"),
        }
    }
    working.cancel();
    if tokio::time::timeout(PATIENCE, tasks.wait()).await.is_err() {
        tracing::warn!("some work was not finished in time; it is taken up again at the next start");
    }
    house.close().await;
    tracing::info!("stopped");
    outcome
}

/// Works on what strangers ask for: here at once, and now and then where another process ended before it could.
async fn answer_strangers(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = app.work_on_requests().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "requests for accounts have to wait");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.requested() => {}
            () = tokio::time::sleep(HOUSEKEEPING) => {}
        }
    }
}

/// Now and then takes up what was on hold until now, forgets who has been quiet, and what was begun long ago and never
/// sent.
async fn keep_house(app: App, limits: Limits, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(&app, &limits).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the house is swept later");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(HOUSEKEEPING) => {}
        }
    }
}

async fn sweep(app: &App, limits: &Limits) -> Result<(), AppError> {
    limits.forget_quiet();
    app.end_holds().await?;
    app.forget_old_requests().await?;
    app.sweep_drafts().await?;
    app.sweep_uploads().await
}

/// Once, at the start: what nobody knows of is removed from the store.
async fn sweep_strays(app: App) {
    if let Err(error) = app.sweep_strays().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the store of files could not be looked through"
        );
    }
}

/// Lets the scanner look at what arrived, and tries again where it was away.
async fn scan_files(app: App, stop: CancellationToken) {
    let Some(arrived) = app.unscanned_arrived() else { return };
    let mut pause = SCANNING;
    loop {
        match app.scan_uploads().await {
            Ok(()) => pause = SCANNING,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "files wait for the scanner");
                pause = (pause * 2).min(HOUSEKEEPING);
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = arrived.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn router(config: &Config, roles: &[Role], house: &House, limits: Limits) -> Router {
    let state = WebState::new(house.app.clone(), &config.public_url, limits.clone());
    let page = docket_portal::problem_page(state.clone());
    let mut router = health::router(house);
    if roles.contains(&Role::Api) {
        router = router.merge(docket_api::router(state.clone()));
    }
    if roles.contains(&Role::Portal) {
        router = router.merge(docket_portal::router(state));
    }
    docket_web::finish(router, limits, page)
}

/// A listener whose connections send small answers at once.
type QuickListener = TapIo<TcpListener, fn(&mut TcpStream)>;

/// Small answers go out at once instead of waiting for more to send (RFC 896).
fn set_nodelay(stream: &mut TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection without TCP_NODELAY");
    }
}

async fn listen(address: SocketAddr) -> Result<(QuickListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: is another server there? Choose with --listen")
    })?;
    let address = listener.local_addr()?;
    Ok((listener.tap_io(set_nodelay as fn(&mut TcpStream)), address))
}

/// Waits for the first of the workers to end, which none should.
async fn ended(workers: &mut [(&'static str, tokio::task::JoinHandle<()>)]) -> &'static str {
    if workers.is_empty() {
        return std::future::pending().await;
    }
    std::future::poll_fn(|context| {
        for (name, worker) in workers.iter_mut() {
            if std::pin::Pin::new(worker).poll(context).is_ready() {
                return std::task::Poll::Ready(*name);
            }
        }
        std::task::Poll::Pending
    })
    .await
}

/// Listens for the signals that ask the process to stop, from now on. The future ends with the first.
pub(crate) fn signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be waited for")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be waited for")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Checks that an address is on this machine.
pub(crate) fn require_loopback(address: SocketAddr) -> Result<()> {
    if !address.ip().is_loopback() {
        bail!("the demonstration has known passwords: it listens on loopback only, not on {address}");
    }
    Ok(())
}

use std::fmt;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use docket_eventstore::db::Db;
use docket_eventstore::lease::Lease;
use docket_eventstore::{Clock, Position, Store};
use tokio::sync::{Mutex, Notify};
use tokio::time::{interval, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::NotifierError;
use crate::config::MailConfig;
use crate::decider::{BATCH, Decider, NAME};
use crate::ledger::Ledger;
use crate::retry::RetryPolicy;
use crate::sender::Sender;
use crate::transport::{self, MailTransport};

/// How a notifier works.
#[derive(Clone, Copy, Debug)]
pub struct NotifierOptions {
    /// When mails are tried again.
    pub retry: RetryPolicy,
    /// Mails on their way at the same time.
    pub concurrency: usize,
    /// The least time that a claim of 20 rows takes: mails must not take the machine from those who wait for a page.
    pub pace: Duration,
    /// How long nothing is looked for when nothing was heard of.
    pub poll_interval: Duration,
    /// The least time between two transactions with decisions, so that a busy log leads to few large ones.
    pub gather: Duration,
    /// How long the part of the decider is held without renewal.
    pub lease: Duration,
}

impl Default for NotifierOptions {
    fn default() -> Self {
        Self {
            retry: RetryPolicy::default(),
            concurrency: 4,
            pace: Duration::from_millis(200),
            poll_interval: Duration::from_secs(1),
            gather: Duration::from_millis(50),
            lease: Duration::from_secs(15),
        }
    }
}

/// How a notifier is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotifierHealth {
    /// Whether this one decides; of several, one does.
    pub deciding: bool,
    /// How far it came, if it ever decided.
    pub position: Option<Position>,
    /// What went wrong in deciding, until it goes well again.
    pub deciding_error: Option<String>,
    /// What went wrong in sending that is not one mail's matter, until it goes well again.
    pub sending_error: Option<String>,
    /// Until when nothing is sent, because the mail server does not take our mail.
    pub paused_until: Option<DateTime<Utc>>,
}

impl NotifierHealth {
    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        self.deciding_error.is_none() && self.sending_error.is_none() && self.paused_until.is_none()
    }
}

/// Decides who is told of what, and sends the mails. See the crate's page.
pub struct Notifier {
    store: Store,
    ops: Db,
    clock: Arc<dyn Clock>,
    id_domain: String,
    options: NotifierOptions,
    owner: Uuid,
    sender: Arc<Sender>,
    /// The decider between two calls of [`Notifier::catch_up`].
    held: Mutex<Option<Held>>,
    health: SyncMutex<NotifierHealth>,
    decided: Notify,
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifier")
            .field("owner", &self.owner)
            .field("sender", &self.sender)
            .finish_non_exhaustive()
    }
}

/// A decider and the lease it works under.
struct Held {
    lease: Lease,
    renewed: Instant,
    decider: Decider,
}

impl Notifier {
    /// A notifier on a log. `ops` is where its tables are ([`Databases::ops`](docket_eventstore::db::Databases)),
    /// `site_key` what one-time links are derived from. Does nothing by itself: see [`Notifier::run`].
    ///
    /// # Errors
    /// [`NotifierError::Transport`] when the transport to the configured target cannot be made.
    pub fn open(
        store: Store,
        ops: Db,
        site_key: [u8; 32],
        config: MailConfig,
        clock: Arc<dyn Clock>,
        options: NotifierOptions,
    ) -> Result<Self, NotifierError> {
        let transport = transport::open(&config.target, options.retry.timeout)?;
        Ok(Self::with_transport(store, ops, site_key, config, clock, options, transport))
    }

    /// The same with a transport of one's own.
    pub fn with_transport(
        store: Store,
        ops: Db,
        site_key: [u8; 32],
        config: MailConfig,
        clock: Arc<dyn Clock>,
        options: NotifierOptions,
        transport: Arc<dyn MailTransport>,
    ) -> Self {
        let id_domain = config.id_domain().to_owned();
        let sender = Arc::new(Sender {
            store: store.clone(),
            ops: ops.clone(),
            config,
            site_key,
            clock: Arc::clone(&clock),
            transport,
            retry: options.retry,
            concurrency: options.concurrency,
            lane: SyncMutex::default(),
        });
        Self {
            store,
            ops,
            clock,
            id_domain,
            options,
            owner: Uuid::now_v7(),
            sender,
            held: Mutex::default(),
            health: SyncMutex::default(),
            decided: Notify::new(),
        }
    }

    /// Decides and sends until it is cancelled; then finishes the mails that are on their way. Of several notifiers
    /// on one log one decides and all send. Errors are logged, shown by [`Notifier::health`], and tried again.
    pub async fn run(&self, cancel: CancellationToken) {
        if let Some(held) = self.held.lock().await.take() {
            self.give_back(held.lease).await;
        }
        tokio::join!(self.decide_until(&cancel), self.send_until(&cancel));
    }

    /// Decides about everything that is in the log, at the time of the given clock, and answers how far that is.
    ///
    /// # Errors
    /// [`NotifierError::Busy`] when another notifier decides; otherwise when a database fails or the log cannot be
    /// read. What was decided before stays.
    pub async fn catch_up(&self) -> Result<Position, NotifierError> {
        let mut place = self.held.lock().await;
        let mut held = match place.take() {
            Some(held) if held.renewed.elapsed() < self.options.lease / 3 => held,
            Some(mut held) => {
                if held.lease.renew(&self.ops).await? {
                    held.renewed = Instant::now();
                    held
                } else {
                    self.take().await?
                }
            }
            None => self.take().await?,
        };
        let worked = self.work_through(&mut held).await;
        match worked {
            Ok(position) => {
                *place = Some(held);
                Ok(position)
            }
            Err(error) => {
                self.give_back(held.lease).await;
                Err(error)
            }
        }
    }

    /// Sends everything that is due at the time of the given clock, and answers how many mails were taken. Those that
    /// failed are due later.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn deliver_due(&self) -> Result<u64, NotifierError> {
        let mut all = 0;
        loop {
            let (claimed, sent) = self.sender.round().await?;
            all += sent;
            if claimed == 0 {
                return Ok(all);
            }
        }
    }

    /// How it is doing.
    pub fn health(&self) -> NotifierHealth {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner).clone();
        NotifierHealth { paused_until: self.sender.paused().map(|paused| paused.until), ..health }
    }

    /// The ledger of its decisions.
    pub fn ledger(&self) -> Ledger {
        Ledger::new(self.ops.clone())
    }

    /// The transport it sends by.
    pub fn transport(&self) -> &Arc<dyn MailTransport> {
        &self.sender.transport
    }

    async fn take(&self) -> Result<Held, NotifierError> {
        let lease = Lease::acquire(&self.ops, NAME, self.owner, self.options.lease).await?;
        let lease = lease.ok_or(NotifierError::Busy)?;
        let opened =
            Decider::open(&self.store, &self.ops, Arc::clone(&self.clock), &self.id_domain, lease.epoch())
                .await;
        match opened {
            Ok(decider) => Ok(Held { lease, renewed: Instant::now(), decider }),
            Err(error) => {
                self.give_back(lease).await;
                Err(error)
            }
        }
    }

    async fn give_back(&self, lease: Lease) {
        if let Err(error) = lease.release(&self.ops).await {
            tracing::debug!(%error, "a lease could not be given back; it ends by itself");
        }
    }

    async fn work_through(&self, held: &mut Held) -> Result<Position, NotifierError> {
        loop {
            let events = held.decider.ready().await?;
            if events.is_empty() {
                return Ok(held.decider.position());
            }
            held.decider.work(&events).await?;
            self.decided.notify_one();
            if held.renewed.elapsed() > self.options.lease / 3 {
                if !held.lease.renew(&self.ops).await? {
                    return Err(NotifierError::Busy);
                }
                held.renewed = Instant::now();
            }
        }
    }

    async fn decide_until(&self, cancel: &CancellationToken) {
        while !cancel.is_cancelled() {
            let pause = match self.take().await {
                Ok(held) => match self.hold(held, cancel).await {
                    Ok(()) => return,
                    Err(error) => self.failed(&error),
                },
                // Somebody else decides; that is no fault.
                Err(NotifierError::Busy) => self.options.lease / 3,
                Err(error) => self.failed(&error),
            };
            self.set(|health| health.deciding = false);
            tokio::select! {
                () = sleep(pause) => {}
                () = cancel.cancelled() => {}
            }
        }
    }

    fn failed(&self, error: &NotifierError) -> Duration {
        tracing::warn!(
            error = error as &dyn std::error::Error,
            "the notifier could not decide; it tries again"
        );
        self.set(|health| health.deciding_error = Some(error.to_string()));
        self.options.poll_interval
    }

    async fn hold(&self, held: Held, cancel: &CancellationToken) -> Result<(), NotifierError> {
        let Held { lease, mut decider, .. } = held;
        let worked = self.decide_under(&lease, &mut decider, cancel).await;
        self.give_back(lease).await;
        self.set(|health| health.deciding = false);
        worked
    }

    async fn decide_under(
        &self,
        lease: &Lease,
        decider: &mut Decider,
        cancel: &CancellationToken,
    ) -> Result<(), NotifierError> {
        let mut renewal = interval(self.options.lease / 3);
        self.set(|health| {
            health.deciding = true;
            health.position = Some(decider.position());
        });
        loop {
            let events = tokio::select! {
                biased;
                () = cancel.cancelled() => return Ok(()),
                _ = renewal.tick() => {
                    if !lease.renew(&self.ops).await? {
                        return Err(NotifierError::Busy);
                    }
                    continue;
                }
                events = decider.next() => events?,
            };
            decider.work(&events).await?;
            self.set(|health| {
                health.position = Some(decider.position());
                health.deciding_error = None;
            });
            self.decided.notify_one();
            if events.len() < BATCH {
                sleep(self.options.gather).await;
            }
        }
    }

    async fn send_until(&self, cancel: &CancellationToken) {
        while !cancel.is_cancelled() {
            let begin = Instant::now();
            let claimed = match self.sender.round().await {
                Ok((claimed, _)) => {
                    self.set(|health| health.sending_error = None);
                    claimed
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "mails could not be sent");
                    self.set(|health| health.sending_error = Some(error.to_string()));
                    0
                }
            };
            let pause = if claimed > 0 { self.options.pace } else { self.options.poll_interval };
            tokio::select! {
                () = sleep(pause.saturating_sub(begin.elapsed())) => {}
                () = self.decided.notified(), if claimed == 0 => {}
                () = cancel.cancelled() => {}
            }
        }
    }

    fn set(&self, change: impl FnOnce(&mut NotifierHealth)) {
        change(&mut self.health.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

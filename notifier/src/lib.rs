//! Event to decision to outbox to mail.
//!
//! A *decider*, one at a time, follows the log command by command. For each person who might expect a mail it writes
//! one row: to send it and why, or not to and why not ([`ledger`]). The rows and the checkpoint are one transaction,
//! so each decision is made once, whenever the program is stopped. What it must know of people and tickets it folds
//! from the log at its own checkpoint and never from a view, so the same log leads to the same decisions.
//!
//! *Senders*, any number of them, claim rows that are due, look again whether the reader may still see the ticket,
//! put the mail together from the log, and hand it to a [`transport`]. A mail is sent at least once, and twice only
//! where the mail server's answer was lost or the program was killed between the answer and writing it down; its
//! Message-ID is the same then. The outbox holds no text and no token.

pub mod config;
mod decide;
mod decider;
mod error;
#[cfg_attr(
    not(feature = "failpoints"),
    expect(dead_code, unreachable_pub, reason = "only tests look at the steps")
)]
mod failpoint;
mod fold;
pub mod ledger;
mod letter;
mod message_id;
mod notifier;
mod outbox;
mod prepare;
mod retry;
mod sender;
mod texts;
pub mod transport;

pub use config::{ConfigError, MailConfig, MailTarget};
pub use error::NotifierError;
#[cfg(feature = "failpoints")]
pub use failpoint::{Step, arm};
pub use ledger::{
    AccountTemplate, Backlog, Decision, Ledger, LedgerEntry, State, Template, TicketTemplate, Why, WhyNot,
};
pub use notifier::{Notifier, NotifierHealth, NotifierOptions};
pub use retry::RetryPolicy;
pub use transport::MailTransport;

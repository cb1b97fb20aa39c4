//! On hold until a moment.
//!
//! Which tickets are, is a claim of each, written with the event: a range of names that every process can ask for, and
//! never behind.

use chrono::{DateTime, SecondsFormat, Utc};
use docket_domain::ticket::{Ticket, TicketCommand};
use docket_domain::{Actor, Body, CommandContext};
use docket_eventstore::{Claim, Version};
use uuid::Uuid;

use super::act::{Said, spoken};
use crate::App;
use crate::error::AppError;
use crate::execute::{Decision, Done};
use crate::key::CommandKey;
use crate::names;

/// A ticket is to be put on hold.
#[derive(Clone, Debug, Default)]
pub struct NewHold<'f> {
    /// When it waits for support again by itself.
    pub until: Option<DateTime<Utc>>,
    /// What it waits for. Customers read this.
    pub reason: Option<Body>,
    /// A public comment that goes with it.
    pub comment: Option<Said<'f>>,
}

impl App {
    /// Puts a ticket on hold, or says anew until when and what for.
    ///
    /// # Errors
    /// When the caller is not of the team, the ticket is closed, or the moment is not in the future.
    pub async fn hold(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        hold: NewHold<'_>,
    ) -> Result<Done<Ticket>, AppError> {
        let (comment, files) = spoken(hold.comment);
        let command = TicketCommand::Hold { until: hold.until, reason: hold.reason, comment };
        self.act_with(who, key, ticket, if_match, files, vec![command]).await
    }

    /// Takes up the tickets that were on hold until now. To be called now and then, by however many processes.
    ///
    /// # Errors
    /// When the database fails; the rest is for the next time.
    pub async fn end_holds(&self) -> Result<(), AppError> {
        let who = &Actor::system();
        let now = moment(self.now());
        let held = self.store().claims_with_prefix(names::HOLD, "").await?;
        let is_over = |(name, _): &(String, Uuid)| name.split('/').next() <= Some(now.as_str());
        for (_, ticket) in held.into_iter().take_while(is_over) {
            let key = CommandKey::unique();
            // Decided on the ticket as it is: whoever comes second finds nothing to do.
            let ended = self.execute::<Ticket, _>(
                who,
                &key,
                ticket,
                None,
                |_, _| true,
                |loaded, now| async move {
                    let context = &CommandContext { now, actor: who };
                    self.decide_all(&loaded, context, &[TicketCommand::EndHold], Decision::default()).await
                },
            );
            match ended.await {
                Ok(done) => tracing::debug!(ticket = %done.loaded.state.key, "no longer on hold"),
                Err(error @ (AppError::Unavailable(_) | AppError::Full(_))) => return Err(error),
                // One ticket does not keep the others on hold.
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, %ticket, "it stays on hold");
                }
            }
        }
        Ok(())
    }
}

/// What a command changes about until when its ticket is on hold.
pub(super) fn claims(before: &Ticket, after: &Ticket) -> Vec<Claim> {
    let (was, is) = (before.hold_until(), after.hold_until());
    if was == is {
        return Vec::new();
    }
    let (scope, owner) = (names::HOLD, after.id.0);
    let name = |until| format!("{}/{}", moment(until), after.id);
    let released = was.map(|until| Claim::Release { scope, name: name(until), owner });
    let taken = is.map(|until| Claim::Take { scope, name: name(until), owner });
    released.into_iter().chain(taken).collect()
}

/// A moment as a text that sorts as moments do.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

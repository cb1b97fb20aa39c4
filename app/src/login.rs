//! Logging in: in one step, as programs do, or in two, so that a page that asks for a code need not hold the password.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use docket_domain::person::Person;
use docket_domain::{EmailAddress, PersonId, link};
use uuid::Uuid;

use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::failures::device;
use crate::password::Password;
use crate::session::LoggedIn;
use crate::{App, names};

/// How long a proof that the password was right is good.
const PENDING_LIFETIME: Duration = Duration::minutes(5);
/// What such a proof is derived for.
const PENDING: &str = "pending_login";

/// Somebody tries to log in.
#[derive(Debug)]
pub struct Attempt {
    /// The address as it was typed.
    pub email: String,
    /// The password as it was typed.
    pub password: Password,
    /// A code of the authenticator or a recovery code, where they have a second factor.
    pub code: Option<String>,
    /// What the device has kept from an earlier login.
    pub device: Option<String>,
    /// What the browser or program calls itself.
    pub user_agent: String,
}

/// How far address and password alone have led.
#[derive(Clone, Debug)]
pub enum FirstStep {
    /// There is no second factor.
    LoggedIn(Box<LoggedIn>),
    /// A code is asked for. This proves for five minutes that the password was right, and is good for nothing else.
    CodeAsked(String),
}

/// Somebody whose password was right sends their code.
#[derive(Debug)]
pub struct SecondStep {
    /// What the first step has answered.
    pub pending: String,
    /// A code of the authenticator or a recovery code.
    pub code: String,
    /// What the device has kept from an earlier login.
    pub device: Option<String>,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl App {
    /// Checks address, password and second factor and starts a session. An unknown address takes as long as a wrong
    /// password.
    ///
    /// # Errors
    /// [`AppError::BadCredentials`], the same for every cause; [`AppError::SecondFactor`] only to whoever has the
    /// password; [`AppError::TooMany`] after many failures.
    pub async fn log_in(&self, attempt: Attempt) -> Result<LoggedIn, AppError> {
        let address = EmailAddress::parse(&attempt.email).ok();
        let owner = match &address {
            Some(email) => self.person_by_email(email).await?,
            None => None,
        };
        let typed = address.as_ref().map_or(attempt.email.as_str(), EmailAddress::as_str);
        self.may_try(typed, owner, attempt.device.as_deref())?;
        let checked = self.check_login(owner, attempt.password, attempt.code.as_deref()).await;
        // Asking for the code is no failure; a wrong one is.
        let counts = attempt.code.is_some();
        self.settle(typed, owner, checked, counts, &attempt.user_agent).await
    }

    /// Checks address and password, and starts a session where that is enough.
    ///
    /// # Errors
    /// Those of [`log_in`](Self::log_in), but that a code is asked for is none.
    pub async fn begin_login(&self, attempt: Attempt) -> Result<FirstStep, AppError> {
        let address = EmailAddress::parse(&attempt.email).map_err(|_| AppError::BadCredentials);
        match self.log_in(Attempt { code: None, ..attempt }).await {
            Ok(logged_in) => Ok(FirstStep::LoggedIn(Box::new(logged_in))),
            // Nobody comes here but with the right password.
            Err(AppError::SecondFactor { .. }) => {
                let person = self.person_by_email(&address?).await?.ok_or(AppError::BadCredentials)?;
                let loaded = self.aggregates().get::<Person>(person.0).await?;
                Ok(FirstStep::CodeAsked(self.pending(&loaded.state, self.now() + PENDING_LIFETIME)))
            }
            Err(error) => Err(error),
        }
    }

    /// Checks the code of somebody whose password was right, and starts a session. Wrong codes count as failures to log
    /// in.
    ///
    /// # Errors
    /// [`AppError::SecondFactor`] for a wrong code; [`AppError::TooMany`] after many; `login_expired` five minutes after
    /// the first step, and where the account has changed since.
    pub async fn finish_login(&self, step: SecondStep) -> Result<LoggedIn, AppError> {
        let person = self.whose_login(&step.pending).await?;
        let (id, typed) = (person.state.id, person.state.email.clone());
        self.may_try(typed.as_str(), Some(id), step.device.as_deref())?;
        let checked = self.check_second_factor(id, Some(&step.code)).await.map(|()| person);
        self.settle(typed.as_str(), Some(id), checked, true, &step.user_agent).await
    }

    /// Whether another try for an address may be made now.
    fn may_try(&self, typed: &str, owner: Option<PersonId>, known: Option<&str>) -> Result<(), AppError> {
        let known_device = owner.is_some_and(|person| known == Some(&device(self.site_key(), person)));
        match self.inner.failures.pause(typed, self.now()).filter(|_| !known_device) {
            None => Ok(()),
            Some(wait) => {
                tracing::warn!(target: "docket::security", person = ?owner, "a login has to wait after many failures");
                Err(AppError::TooMany { wait })
            }
        }
    }

    /// Starts a session after a try that went well; counts one that did not.
    async fn settle(
        &self,
        typed: &str,
        owner: Option<PersonId>,
        checked: Result<Arc<Loaded<Person>>, AppError>,
        with_code: bool,
        user_agent: &str,
    ) -> Result<LoggedIn, AppError> {
        let failures = &self.inner.failures;
        match checked {
            Ok(person) => {
                failures.forget(typed);
                let logged_in = self.start_session(person.state.id, user_agent).await?;
                let person = logged_in.session.actor.person;
                tracing::info!(target: "docket::security", %person, "logged in");
                Ok(logged_in)
            }
            Err(error) => {
                let failed = match &error {
                    AppError::BadCredentials => true,
                    AppError::SecondFactor { .. } => with_code,
                    _ => false,
                };
                if failed {
                    failures.note(typed, self.now());
                    tracing::warn!(target: "docket::security", person = ?owner, "a login failed");
                }
                Err(error)
            }
        }
    }

    /// The proof that a person's password was right. It names their version: whatever happens to the account, such as
    /// another password, ends it.
    fn pending(&self, person: &Person, until: DateTime<Utc>) -> String {
        let until = until.timestamp();
        let purpose = format!("{PENDING} {until} {}", person.version);
        format!("{}.{until}.{}", person.id.0.simple(), link::derive(self.site_key(), &purpose, person.id.0))
    }

    /// Whose password was right.
    async fn whose_login(&self, pending: &str) -> Result<Arc<Loaded<Person>>, AppError> {
        let over = || AppError::Refused {
            code: "login_expired",
            detail: "Too much time has passed since the password. Log in again.".to_owned(),
        };
        let mut parts = pending.split('.');
        let person = parts.next().and_then(|text| Uuid::parse_str(text).ok()).ok_or_else(over)?;
        let until = parts.next().and_then(|text| DateTime::from_timestamp(text.parse().ok()?, 0));
        let until = until.filter(|until| *until > self.now()).ok_or_else(over)?;
        let loaded = self.aggregates().load::<Person>(person).await?;
        let loaded = loaded.filter(|loaded| loaded.state.is_active()).ok_or_else(over)?;
        let fits = names::same(&self.pending(&loaded.state, until), pending);
        if fits { Ok(loaded) } else { Err(over()) }
    }
}

//! Logging in, being logged in, logging out.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use docket_domain::person::{Person, PersonStatus};
use docket_domain::{Actor, EmailAddress, PersonId, Role};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::credentials::{SESSION_LIFETIME, token_hash};
use crate::error::AppError;
use crate::password::Password;

/// A person who is logged in, with the rights of this moment.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who acts.
    pub actor: Actor,
    /// The person.
    pub person: Arc<Loaded<Person>>,
    /// The session's public id.
    pub id: Uuid,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The clear token; it is nowhere else.
    pub token: String,
    /// The session.
    pub session: Session,
}

/// Only the team may.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub fn require_agent(actor: &Actor) -> Result<(), AppError> {
    if actor.is_support() {
        return Ok(());
    }
    Err(AppError::Forbidden { code: "agents_only", detail: "Only the support team may do this.".to_owned() })
}

/// Only administrators may.
///
/// # Errors
/// [`AppError::Forbidden`] for customers and agents.
pub fn require_administrator(actor: &Actor) -> Result<(), AppError> {
    if actor.role == Role::Administrator {
        return Ok(());
    }
    Err(AppError::Forbidden {
        code: "administrators_only",
        detail: "Only administrators may do this. Ask one of them.".to_owned(),
    })
}

impl App {
    /// Checks address and password and starts a session. An unknown address takes as long as a wrong password.
    ///
    /// # Errors
    /// [`AppError::BadCredentials`], the same for every cause.
    pub async fn log_in(&self, email: &str, password: Password) -> Result<LoggedIn, AppError> {
        let owner = match EmailAddress::parse(email) {
            Ok(email) => self.person_by_email(&email).await?,
            Err(_) => None,
        };
        let stored = match owner {
            Some(person) => self.credentials().password_hash(person).await?,
            None => None,
        };
        let fits = self.inner.hasher.verify(password, stored).await?;
        let (Some(person), true) = (owner, fits) else { return Err(AppError::BadCredentials) };
        let mut loaded = self.aggregates().get::<Person>(person.0).await?;
        if matches!(loaded.state.status, PersonStatus::Invited(_)) {
            // The password was chosen, and the process ended before the log was told.
            loaded = self.become_active(person, None).await?.loaded;
        }
        if !loaded.state.is_active() {
            return Err(AppError::BadCredentials);
        }
        self.start_session(loaded, person).await
    }

    pub(crate) async fn start_session(
        &self,
        person: Arc<Loaded<Person>>,
        id: PersonId,
    ) -> Result<LoggedIn, AppError> {
        let token = new_token()?;
        let session = Uuid::now_v7();
        let now = self.now();
        self.credentials().start_session(token_hash(&token), session, id, now).await?;
        let actor = self.actor(&person, id).await?;
        let expires_at = now + SESSION_LIFETIME;
        Ok(LoggedIn { token, session: Session { actor, person, id: session, expires_at } })
    }

    /// Who a token belongs to, with the rights of this moment: a right taken away counts from this request on.
    ///
    /// # Errors
    /// [`AppError::LoginRequired`] for an unknown or ended token and for people who are no longer active.
    pub async fn authenticate(&self, token: &str) -> Result<Session, AppError> {
        let hash = token_hash(token);
        let now = self.now();
        let row = self.credentials().session(hash).await?.filter(|row| row.is_live(now));
        let row = row.ok_or(AppError::LoginRequired)?;
        let id = PersonId(row.person_id);
        let person = self.aggregates().load::<Person>(id.0).await?.ok_or(AppError::LoginRequired)?;
        if !person.state.is_active() {
            return Err(AppError::LoginRequired);
        }
        if row.needs_touch(now) {
            self.credentials().touch_session(hash, now).await?;
        }
        let actor = self.actor(&person, id).await?;
        Ok(Session { actor, person, id: row.session_id, expires_at: row.expires_at })
    }

    async fn actor(&self, person: &Loaded<Person>, id: PersonId) -> Result<Actor, AppError> {
        let role = person.state.role;
        // The team sees everything whatever it is a member of.
        let organizations =
            if role.is_support() { std::collections::BTreeSet::new() } else { self.memberships(id).await? };
        Ok(Actor { person: id, role, organizations })
    }

    /// Ends a session. Ending one that has ended is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_out(&self, token: &str) -> Result<(), AppError> {
        Ok(self.credentials().end_session(token_hash(token)).await?)
    }
}

/// 256 bits from the system's generator.
fn new_token() -> Result<String, AppError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Internal("the system has no randomness", None))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

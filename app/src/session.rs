//! Being logged in, logging out.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use docket_domain::person::{Person, PersonStatus, TokenScope};
use docket_domain::{Actor, EmailAddress, OrganizationId, PersonId, Role};
use docket_eventstore::{Bearings, Position, StreamId};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::credentials::{NewSession, SessionRow, token_hash};
use crate::error::AppError;
use crate::failures::device;
use crate::names;
use crate::password::Password;

/// How long the session of a customer lasts at most, which is the longest of all (service-desk reference, D22).
pub const SESSION_LIFETIME: Duration = Duration::days(14);
/// What is kept of a browser's name for itself, in characters.
const USER_AGENT: usize = 200;

/// How long a session lasts at most.
pub(crate) fn lifetime(role: Role) -> Duration {
    if role.is_support() { Duration::hours(12) } else { SESSION_LIFETIME }
}

/// How long a session lasts without being used.
pub(crate) fn idle(role: Role) -> Duration {
    if role.is_support() { Duration::hours(1) } else { Duration::hours(8) }
}

/// By what somebody is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// They logged in.
    Session,
    /// A program of theirs has a token.
    Token(TokenScope),
}

/// A person who is logged in, with the rights of this moment.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who acts.
    pub actor: Actor,
    /// The person.
    pub person: Arc<Loaded<Person>>,
    /// The public id of the session or of the token.
    pub id: Uuid,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// By what they are recognised.
    pub means: Means,
    /// Where the log stood when the rights were read. What views that have come this far show somebody, they may see.
    pub as_of: Position,
    /// Whether they have to set up a second factor before anything else.
    pub second_factor_due: bool,
}

/// What somebody may do.
struct Rights {
    person: Arc<Loaded<Person>>,
    organizations: BTreeSet<OrganizationId>,
    as_of: Position,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The clear token; it is nowhere else.
    pub token: String,
    /// What the device keeps, so that failures of others do not make it wait.
    pub device: String,
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
    pub(crate) async fn check_login(
        &self,
        owner: Option<PersonId>,
        password: Password,
        code: Option<&str>,
    ) -> Result<Arc<Loaded<Person>>, AppError> {
        let fits = self.password_fits(owner, password).await?;
        let (Some(person), true) = (owner, fits) else { return Err(AppError::BadCredentials) };
        let mut loaded = self.aggregates().get::<Person>(person.0).await?;
        if matches!(loaded.state.status, PersonStatus::Invited(_)) {
            // The password was chosen, and the process ended before the log was told.
            loaded = self.become_active(person, None).await?.loaded;
        }
        if !loaded.state.is_active() {
            return Err(AppError::BadCredentials);
        }
        if loaded.state.second_factor {
            self.check_second_factor(person, code).await?;
        }
        Ok(loaded)
    }

    /// Whether a password is the owner's. Nobody's takes as long. A hash that is weaker than those of today is
    /// replaced.
    pub(crate) async fn password_fits(
        &self,
        owner: Option<PersonId>,
        password: Password,
    ) -> Result<bool, AppError> {
        let stored = match owner {
            Some(person) => self.credentials().password_hash(person).await?,
            None => None,
        };
        let hasher = &self.inner.hasher;
        let fits = hasher.verify(password.clone(), stored.clone()).await?;
        if let (true, Some(person), Some(weak)) = (fits, owner, stored)
            && hasher.is_weak(&weak)
        {
            let strong = hasher.hash(password).await?;
            self.credentials().strengthen(person, weak, strong).await?;
        }
        Ok(fits)
    }

    pub(crate) async fn start_session(
        &self,
        person: PersonId,
        user_agent: &str,
    ) -> Result<LoggedIn, AppError> {
        let token = new_token()?;
        let rights = self.rights(person).await?;
        let now = self.now();
        let session = NewSession {
            token_hash: token_hash(&token),
            id: Uuid::now_v7(),
            person,
            user_agent: user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT).collect(),
            begun_at: now,
            expires_at: now + lifetime(rights.person.state.role),
        };
        let (session_id, expires_at) = (session.id, session.expires_at);
        self.credentials().start_session(session).await?;
        let session = self.session(rights, session_id, expires_at, Means::Session);
        Ok(LoggedIn { token, device: device(self.site_key(), person), session })
    }

    /// Who a token belongs to, with the rights of this moment: a right taken away counts from this request on.
    ///
    /// # Errors
    /// [`AppError::LoginRequired`] for an unknown or ended token and for people who are no longer active.
    pub async fn authenticate(&self, token: &str) -> Result<Session, AppError> {
        self.recognise(token, true).await
    }

    /// The same for what goes on by itself, like an open stream: it does not count as using the session.
    pub(crate) async fn still(&self, token: &str) -> Result<Session, AppError> {
        self.recognise(token, false).await
    }

    /// Whether a session has neither run out nor been ended, by at most one read. Rights that changed, and tokens that
    /// were revoked, are events: who follows the log learns of them there.
    pub(crate) async fn goes_on(&self, session: &Session, token: &str) -> Result<bool, AppError> {
        let now = self.now();
        if now >= session.expires_at {
            return Ok(false);
        }
        if session.means != Means::Session {
            return Ok(true);
        }
        let row = self.credentials().session(token_hash(token)).await?;
        Ok(row.is_some_and(|row| row.is_live(session.actor.role, now)))
    }

    async fn recognise(&self, token: &str, used: bool) -> Result<Session, AppError> {
        if token.starts_with(API_TOKEN_PREFIX) {
            return self.authenticate_program(token, None).await;
        }
        let hash = token_hash(token);
        let now = self.now();
        let (row, rights) = self.session_and_rights(hash).await?;
        let role = rights.person.state.role;
        if !row.is_live(role, now) {
            return Err(AppError::LoginRequired);
        }
        if used && row.needs_touch(now) {
            self.credentials().touch_session(hash, now).await?;
        }
        Ok(self.session(rights, row.session_id, row.ends_at(role), Means::Session))
    }

    /// Whose program has an API token. With an address, as HTTP Basic sends it, the token must be that person's.
    ///
    /// # Errors
    /// [`AppError::LoginRequired`] for an unknown, revoked or expired one.
    pub async fn authenticate_program(&self, token: &str, email: Option<&str>) -> Result<Session, AppError> {
        let found = self.credentials().api_token(token_hash(token)).await?;
        let (id, owner) = found.ok_or(AppError::LoginRequired)?;
        let rights = self.rights(owner).await?;
        let person = &rights.person;
        let facts = person.state.tokens.get(&id).filter(|facts| facts.expires_at > self.now());
        let (scope, expires_at) =
            facts.map(|facts| (facts.scope, facts.expires_at)).ok_or(AppError::LoginRequired)?;
        let owns = |email: &str| EmailAddress::parse(email).is_ok_and(|email| email == person.state.email);
        if !email.is_none_or(owns) {
            return Err(AppError::LoginRequired);
        }
        Ok(self.session(rights, id, expires_at, Means::Token(scope)))
    }

    /// A session as it is kept, and what its owner may do: by one read where log and sessions are in one database.
    async fn session_and_rights(&self, hash: [u8; 32]) -> Result<(SessionRow, Rights), AppError> {
        let Some(owner) = self.credentials().owner_beside(&hash) else {
            let row = self.credentials().session(hash).await?.ok_or(AppError::LoginRequired)?;
            let rights = self.rights(PersonId(row.person_id)).await?;
            return Ok((row, rights));
        };
        let (stream, prefix) = (StreamId(owner.0), names::memberships_of(owner));
        let beside = SessionRow::beside(&hash);
        let read = self.store().bearings_beside(stream, names::MEMBERSHIP, &prefix, &beside);
        let (bearings, row) = read.await?;
        let row = row.ok_or(AppError::LoginRequired)?;
        Ok((row, self.rights_of(owner, bearings).await?))
    }

    /// What somebody may do at this moment, by one read of the log as a rule.
    async fn rights(&self, id: PersonId) -> Result<Rights, AppError> {
        let prefix = names::memberships_of(id);
        let bearings = self.store().bearings(StreamId(id.0), names::MEMBERSHIP, &prefix).await?;
        self.rights_of(id, bearings).await
    }

    async fn rights_of(&self, id: PersonId, bearings: Bearings) -> Result<Rights, AppError> {
        let known = self.aggregates().known::<Person>(id.0);
        let person = match known.filter(|known| known.version >= bearings.version) {
            Some(known) => Some(known),
            None => self.aggregates().load::<Person>(id.0).await?,
        };
        let person = person.filter(|person| person.state.is_active()).ok_or(AppError::LoginRequired)?;
        let organizations = bearings.names.into_iter().map(|(_, owner)| OrganizationId(owner)).collect();
        Ok(Rights { person, organizations, as_of: bearings.head })
    }

    fn session(&self, rights: Rights, id: Uuid, expires_at: DateTime<Utc>, means: Means) -> Session {
        let Rights { person, organizations, as_of } = rights;
        let Person { id: person_id, role, second_factor, .. } = person.state;
        // The team sees everything whatever it is a member of.
        let organizations = if role.is_support() { BTreeSet::new() } else { organizations };
        let actor = Actor { person: person_id, role, organizations };
        let second_factor_due = self.inner.parts.require_second_factor && role.is_support() && !second_factor;
        Session { actor, person, id, expires_at, means, as_of, second_factor_due }
    }

    /// Ends a session. Ending one that has ended is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_out(&self, token: &str) -> Result<(), AppError> {
        Ok(self.credentials().end_session(token_hash(token)).await?)
    }
}

/// What API tokens begin with, so that people and scanners of public code recognise one.
pub(crate) const API_TOKEN_PREFIX: &str = "docket_";

/// 256 bits from the system's generator.
pub(crate) fn new_token() -> Result<String, AppError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Internal("the system has no randomness", None))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

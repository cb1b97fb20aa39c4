//! One's own account, and what administrators do to those of others.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use docket_domain::person::{Notifications, PasswordChange, Person, PersonCommand, TokenScope};
use docket_domain::{Actor, Language, PersonId, PersonName, Role, TimeZone, TokenName};
use docket_eventstore::Version;
use uuid::Uuid;

use crate::credentials::{SessionRow, token_hash};
use crate::error::{AppError, FieldError};
use crate::execute::Done;
use crate::key::CommandKey;
use crate::password::Password;
use crate::people::Orders;
use crate::session::{API_TOKEN_PREFIX, LoggedIn, Session, new_token, require_administrator};
use crate::{App, Loaded};

/// How long an API token lasts where nothing else is said.
pub const TOKEN_LIFETIME: Duration = Duration::days(90);
/// How long one lasts at most.
pub const TOKEN_LIFETIME_MAX: Duration = Duration::days(366);

/// What can be changed about a person in one command.
#[derive(Clone, Debug, Default)]
pub struct PersonChange {
    /// Another name.
    pub name: Option<PersonName>,
    /// Another language.
    pub language: Option<Language>,
    /// Another time zone.
    pub time_zone: Option<TimeZone>,
    /// Which mails about tickets they want. Their own business alone.
    pub notifications: Option<Notifications>,
    /// Another role. Administrators, never of their own account.
    pub role: Option<Role>,
    /// Whether the account is taken away. Administrators, never their own.
    pub deactivated: Option<bool>,
}

impl PersonChange {
    fn commands(self) -> Vec<PersonCommand> {
        let Self { name, language, time_zone, notifications, role, deactivated } = self;
        let commands = [
            name.map(|name| PersonCommand::Rename { name }),
            language.map(|language| PersonCommand::ChangeLanguage { language }),
            time_zone.map(|time_zone| PersonCommand::ChangeTimeZone { time_zone }),
            notifications.map(|notifications| PersonCommand::ChooseNotifications { notifications }),
            role.map(|role| PersonCommand::ChangeRole { role }),
            deactivated.map(|is| if is { PersonCommand::Deactivate } else { PersonCommand::Reactivate }),
        ];
        commands.into_iter().flatten().collect()
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct SessionEntry {
    /// Its public id.
    pub id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within five minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// What the browser or program calls itself.
    pub user_agent: String,
}

impl SessionEntry {
    fn new(row: SessionRow, role: Role) -> Self {
        Self {
            id: row.session_id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.ends_at(role),
            user_agent: row.user_agent,
        }
    }
}

/// An API token that has just been made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its public id.
    pub id: Uuid,
    /// The clear token; it is nowhere else.
    pub token: String,
    /// The person with it.
    pub done: Done<Person>,
}

impl App {
    /// Changes a person: all of it or nothing. Sessions end where rights were taken away or given.
    ///
    /// # Errors
    /// When a part is not the caller's to change.
    pub async fn change_person(
        &self,
        who: &Actor,
        key: &CommandKey,
        id: PersonId,
        if_match: Option<Version>,
        change: PersonChange,
    ) -> Result<Done<Person>, AppError> {
        let rights_change = change.role.is_some() || change.deactivated.is_some();
        let orders = Orders { commands: change.commands(), if_match, ..Orders::default() };
        let done = self.on_person(who, key, id, orders).await?;
        if rights_change {
            self.credentials().end_sessions(id).await?;
            tracing::info!(target: "docket::security", person = %id, by = %who.person, "rights were changed");
        }
        Ok(done)
    }

    /// Asks for the password again before something that a stolen session must not do (OWASP ASVS 5.0 7.5.1).
    pub(crate) async fn ask_again(&self, session: &Session, password: Password) -> Result<(), AppError> {
        let address = session.person.state.email.as_str();
        let now = self.now();
        if let Some(wait) = self.inner.failures.pause(address, now) {
            return Err(AppError::TooMany { wait });
        }
        if self.password_fits(Some(session.actor.person), password).await? {
            return Ok(());
        }
        self.inner.failures.note(address, now);
        Err(AppError::Invalid(vec![FieldError::new(
            "current_password",
            "wrong",
            "This is not your password. Type it again, or ask for a new one.",
        )]))
    }

    /// Chooses another password. All other sessions end, and this one goes on under another token.
    ///
    /// It cannot be repeated by its key: the log would have to keep a fingerprint of what was sent, and so something
    /// that passwords can be tried against.
    ///
    /// # Errors
    /// When the present password is wrong, or the new one is too easily guessed.
    pub async fn change_password(
        &self,
        session: &Session,
        present: Password,
        new: Password,
        user_agent: &str,
    ) -> Result<LoggedIn, AppError> {
        self.ask_again(session, present).await?;
        let person = &session.person.state;
        new.refuse_common(&[person.name.as_str(), person.email.as_str()])?;
        let phc = self.inner.hasher.hash(new).await?;
        let begun = self.start_session(person.id, user_agent).await?;
        let keep = token_hash(&begun.token);
        self.credentials().change_password(person.id, phc, self.now(), keep).await?;
        let by = PasswordChange::Password;
        let command = PersonCommand::ChangePassword { by };
        self.on_person(&session.actor, &CommandKey::unique(), person.id, command).await?;
        tracing::info!(target: "docket::security", person = %person.id, "a password was changed");
        Ok(begun)
    }

    /// A person's sessions, the newest first: one's own, and anybody's for administrators.
    ///
    /// # Errors
    /// When they are not the caller's to see.
    pub async fn sessions(&self, who: &Actor, id: PersonId) -> Result<Vec<SessionEntry>, AppError> {
        let person = self.account(who, id).await?;
        let (role, now) = (person.state.role, self.now());
        let mut rows = self.credentials().sessions_of(id).await?;
        rows.retain(|row| row.is_live(role, now));
        rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.session_id)));
        Ok(rows.into_iter().map(|row| SessionEntry::new(row, role)).collect())
    }

    /// Ends one of a person's sessions, or with `None` all.
    ///
    /// # Errors
    /// When they are not the caller's to end, or there is no such session.
    pub async fn end_sessions(
        &self,
        who: &Actor,
        id: PersonId,
        session: Option<Uuid>,
    ) -> Result<(), AppError> {
        self.account(who, id).await?;
        match session {
            None => self.credentials().end_sessions(id).await?,
            Some(session) => {
                if !self.credentials().end_session_by_id(id, session).await? {
                    return Err(AppError::NotFound("session"));
                }
            }
        }
        tracing::info!(target: "docket::security", person = %id, by = %who.person, "sessions were ended");
        Ok(())
    }

    /// An account, for its owner and for administrators.
    async fn account(&self, who: &Actor, id: PersonId) -> Result<Arc<Loaded<Person>>, AppError> {
        if who.person != id {
            require_administrator(who)?;
        }
        self.aggregates().get::<Person>(id.0).await
    }

    /// Makes an API token. The clear token is in the answer and nowhere else, so a repetition gets another one.
    ///
    /// # Errors
    /// When there are too many, or it would last too long.
    pub async fn create_token(
        &self,
        session: &Session,
        key: &CommandKey,
        name: TokenName,
        scope: TokenScope,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<NewToken, AppError> {
        let now = self.now();
        let expires_at = expires_at.unwrap_or(now + TOKEN_LIFETIME);
        if expires_at <= now || expires_at > now + TOKEN_LIFETIME_MAX {
            return Err(AppError::Invalid(vec![FieldError::new(
                "expires_at",
                "out_of_range",
                "A token ends in the future, and at most 366 days from now.",
            )]));
        }
        let id = Uuid::now_v7();
        let token = format!("{API_TOKEN_PREFIX}{}", new_token()?);
        // The row first: a token that the log does not know opens nothing.
        self.credentials().keep_api_token(token_hash(&token), id, session.actor.person).await?;
        let command = PersonCommand::CreateToken { token: id, name, scope, expires_at };
        let done = self.on_person(&session.actor, key, session.actor.person, command).await?;
        tracing::info!(target: "docket::security", person = %session.actor.person, token = %id, "a token was made");
        Ok(NewToken { id, token, done })
    }

    /// Ends an API token. It counts from the next request.
    ///
    /// # Errors
    /// When there is no such token.
    pub async fn revoke_token(
        &self,
        who: &Actor,
        key: &CommandKey,
        token: Uuid,
    ) -> Result<Done<Person>, AppError> {
        self.on_person(who, key, who.person, PersonCommand::RevokeToken { token }).await
    }
}

//! What people ask for who are not logged in: an account, or a new password.
//!
//! The answer is always the same, and so is the work before it: one row. What is to be done is done after the answer,
//! by whichever process wrote the row, or by the next that starts.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use docket_domain::person::{InvitationOrigin, PasswordChange, Person, PersonCommand, PersonStatus};
use docket_domain::{Actor, CommandContext, EmailAddress, Language, PersonId, PersonName, Role, link};
use docket_eventstore::CommandId;
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::credentials::{AccountRequest, Asked, Mailed, token_hash};
use crate::error::{AppError, FieldError};
use crate::key::CommandKey;
use crate::names;
use crate::password::Password;
use crate::people::{INVITATION_LIFETIME, Orders};

/// How long the link in the mail that confirms an address is good (service-desk reference, D14).
pub const SIGN_UP_LIFETIME: Duration = Duration::hours(24);
/// How long a link to a new password is good (D14).
pub const RESET_LIFETIME: Duration = Duration::minutes(30);
/// So many mails a day can somebody cause to an address that is not known to be theirs (D50).
const MAILS_A_DAY: i64 = 1;
/// So many reset mails an hour to one address, and by one network (D18).
const RESETS_AN_HOUR: i64 = 3;
const RESETS_AN_HOUR_BY_NETWORK: i64 = 10;
/// Requests worked on in one go.
const AT_ONCE: i64 = 100;
/// After these the rows limit nothing any more.
const KEPT: Duration = Duration::hours(25);

/// Somebody wants an account.
#[derive(Clone, Debug)]
pub struct SignUpRequest {
    /// Where to write.
    pub email: EmailAddress,
    /// What to call them.
    pub name: PersonName,
    /// The language they read.
    pub language: Language,
    /// The desk they come to, where they say so.
    pub desk: Option<String>,
    /// Where the request comes from.
    pub network: String,
}

/// What the holder of a link to a new password is shown.
#[derive(Clone, Debug)]
pub struct OpenReset {
    /// Whose account.
    pub person: Arc<Loaded<Person>>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

impl App {
    /// Takes down that somebody wants an account. Whether the address is known plays no part.
    ///
    /// # Errors
    /// When no desk takes people with such an address, or there is no such desk.
    pub async fn sign_up(&self, request: SignUpRequest) -> Result<(), AppError> {
        self.admit(&request).await?;
        let SignUpRequest { email, name, language, desk: _, network } = request;
        self.take_down(Asked::SignUp { name, language }, email, network).await
    }

    /// Takes down that somebody has forgotten their password. Whether the address is known plays no part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn request_password_reset(&self, email: EmailAddress, network: String) -> Result<(), AppError> {
        self.take_down(Asked::Reset, email, network).await
    }

    async fn admit(&self, request: &SignUpRequest) -> Result<(), AppError> {
        let desks = self.desks().await?;
        if let Some(key) = &request.desk {
            let desk = desks.iter().find(|desk| desk.state.key.as_str() == key);
            let desk = desk.ok_or_else(|| {
                AppError::Invalid(vec![FieldError::new(
                    "desk",
                    "unknown",
                    "There is no such service desk. Leave it out to sign up for any.",
                )])
            })?;
            return if desk.state.sign_up.admits(&request.email) { Ok(()) } else { Err(not_admitted()) };
        }
        let admitted = desks.iter().any(|desk| desk.state.sign_up.admits(&request.email));
        if admitted { Ok(()) } else { Err(not_admitted()) }
    }

    async fn take_down(&self, asked: Asked, email: EmailAddress, network: String) -> Result<(), AppError> {
        let request = AccountRequest { id: Uuid::now_v7(), asked, email, network, received_at: self.now() };
        self.credentials().note_request(request).await?;
        self.inner.requests.notify_one();
        Ok(())
    }

    /// Waits until somebody who is not logged in has asked this process for something.
    pub async fn requested(&self) {
        self.inner.requests.notified().await;
    }

    /// Forgets requests that are so old that they limit nothing any more. To be called now and then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_old_requests(&self) -> Result<(), AppError> {
        Ok(self.credentials().forget_requests(self.now() - KEPT).await?)
    }

    /// Works on what people who are not logged in have asked for. Called by one task of a process, whenever something
    /// was [`requested`](Self::requested), and now and then for what another process has left.
    ///
    /// # Errors
    /// When the database fails; the requests stay.
    pub async fn work_on_requests(&self) -> Result<(), AppError> {
        loop {
            let open = self.credentials().open_requests(AT_ONCE).await?;
            if open.is_empty() {
                return Ok(());
            }
            for request in open {
                let id = request.id;
                let mail = match self.work_on(request).await {
                    Ok(mail) => mail,
                    Err(error @ (AppError::Unavailable(_) | AppError::Full(_))) => return Err(error),
                    // Somebody was quicker: another process with the same row, or the same address by another way.
                    Err(error) => {
                        tracing::info!(error = &error as &dyn std::error::Error, "a request came to nothing");
                        None
                    }
                };
                self.credentials().close_request(id, mail).await?;
            }
        }
    }

    /// Does what was asked for, as far as it may be done. Answers the mail it causes.
    async fn work_on(&self, request: AccountRequest) -> Result<Option<Mailed>, AppError> {
        let email = &request.email;
        let now = self.now();
        let credentials = self.credentials();
        // The row's id is the command's: two processes that work on one row do it once.
        let key = CommandKey { id: CommandId(request.id), fingerprint: [0; 32], repeatable: true };
        let known = match self.person_by_email(email).await? {
            Some(id) => Some(self.aggregates().get::<Person>(id.0).await?),
            None => None,
        };
        let day = now - Duration::days(1);
        let too_many = async |mail, since, most| {
            Ok::<_, AppError>(credentials.mails_to(email, mail, since).await? >= most)
        };
        let Some(person) = known else {
            let Asked::SignUp { name, language } = request.asked else { return Ok(None) };
            if too_many(Mailed::Link, day, MAILS_A_DAY).await? {
                return Ok(None);
            }
            self.sign_up_unknown(&key, request.email, name, language).await?;
            return Ok(Some(Mailed::Link));
        };
        let id = person.state.id;
        match (&request.asked, &person.state.status) {
            (_, PersonStatus::Deactivated { .. }) => Ok(None),
            (_, PersonStatus::Uninvited | PersonStatus::Invited(_)) => {
                if too_many(Mailed::Link, day, MAILS_A_DAY).await? {
                    return Ok(None);
                }
                self.invite_oneself(&key, &person).await?;
                Ok(Some(Mailed::Link))
            }
            (Asked::SignUp { .. }, PersonStatus::Active { .. }) => {
                if too_many(Mailed::AccountExists, day, MAILS_A_DAY).await? {
                    return Ok(None);
                }
                self.on_person(&Actor::system(), &key, id, PersonCommand::RepeatSignUp).await?;
                Ok(Some(Mailed::AccountExists))
            }
            (Asked::Reset, PersonStatus::Active { .. }) => {
                let hour = now - Duration::hours(1);
                let from = credentials.mails_from(&request.network, Mailed::Reset, hour).await?;
                if from >= RESETS_AN_HOUR_BY_NETWORK || too_many(Mailed::Reset, hour, RESETS_AN_HOUR).await? {
                    tracing::warn!(target: "docket::security", person = %id, "no more reset mails for now");
                    return Ok(None);
                }
                self.promise_reset(&key, id).await?;
                Ok(Some(Mailed::Reset))
            }
        }
    }

    /// A new person who has asked for themselves.
    async fn sign_up_unknown(
        &self,
        key: &CommandKey,
        email: EmailAddress,
        name: PersonName,
        language: Language,
    ) -> Result<(), AppError> {
        let system = Actor::system();
        let id = PersonId(Uuid::now_v7());
        let invitation = Uuid::now_v7();
        let context = CommandContext { now: self.now(), actor: &system };
        let expires_at = context.now + SIGN_UP_LIFETIME;
        let command = PersonCommand::SignUp { email: email.clone(), name, language, invitation, expires_at };
        let decision = self.make_known(id, &email, invitation, command, &context)?;
        self.create::<Person>(&system, key, id.0, decision).await?;
        Ok(())
    }

    /// Another link to somebody who never used theirs, because somebody with their address asks.
    async fn invite_oneself(&self, key: &CommandKey, person: &Loaded<Person>) -> Result<(), AppError> {
        let origin =
            person.state.invitation().map_or(InvitationOrigin::SignedUp, |invitation| invitation.origin);
        let lifetime = match origin {
            InvitationOrigin::SignedUp => SIGN_UP_LIFETIME,
            InvitationOrigin::Invited | InvitationOrigin::Shared => INVITATION_LIFETIME,
        };
        self.invite_again_as(&Actor::system(), key, person.state.id, origin, lifetime).await?;
        Ok(())
    }

    async fn promise_reset(&self, key: &CommandKey, id: PersonId) -> Result<(), AppError> {
        let reset = Uuid::now_v7();
        let expires_at = self.now() + RESET_LIFETIME;
        let token = link::derive(self.site_key(), link::PASSWORD_RESET, reset);
        let command = PersonCommand::RequestPasswordReset { reset, expires_at };
        let orders = Orders { claims: vec![names::link(&token, id)], ..command.into() };
        self.on_person(&Actor::system(), key, id, orders).await?;
        tracing::info!(target: "docket::security", person = %id, "a link to a new password was promised");
        Ok(())
    }

    /// Whom a link to a new password is for. Changes nothing.
    ///
    /// # Errors
    /// [`AppError::LinkInvalid`], the same for every cause.
    pub async fn open_reset(&self, token: &str) -> Result<OpenReset, AppError> {
        let person = self.linked(token).await?;
        let reset = person.state.reset.as_ref().filter(|_| person.state.is_active());
        let reset = reset.ok_or(AppError::LinkInvalid)?;
        let newest = link::derive(self.site_key(), link::PASSWORD_RESET, reset.id);
        if !names::same(&newest, token) || reset.expires_at <= self.now() {
            return Err(AppError::LinkInvalid);
        }
        let expires_at = reset.expires_at;
        Ok(OpenReset { person, expires_at })
    }

    /// Chooses another password with a link. All sessions end; the second factor stays. Of many at the same instant
    /// one wins.
    ///
    /// # Errors
    /// [`AppError::LinkInvalid`], or the password is too easily guessed.
    pub async fn reset_password(&self, token: &str, password: Password) -> Result<(), AppError> {
        let open = self.open_reset(token).await?;
        let person = &open.person.state;
        password.refuse_common(&[person.name.as_str(), person.email.as_str()])?;
        let phc = self.inner.hasher.hash(password).await?;
        if !self.credentials().use_link(token_hash(token), person.id, phc, self.now()).await? {
            return Err(AppError::LinkInvalid);
        }
        self.inner.failures.forget(person.email.as_str());
        let oneself = Actor { person: person.id, role: Role::Customer, organizations: Default::default() };
        let by = PasswordChange::Reset;
        self.on_person(&oneself, &CommandKey::unique(), person.id, PersonCommand::ChangePassword { by })
            .await?;
        tracing::info!(target: "docket::security", person = %person.id, "a password was reset");
        Ok(())
    }
}

fn not_admitted() -> AppError {
    AppError::Invalid(vec![FieldError::new(
        "email",
        "not_admitted",
        "People with this kind of address cannot sign up by themselves. Ask the support team for an invitation.",
    )])
}

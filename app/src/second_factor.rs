//! The second factor: time-based one-time passwords (RFC 6238) and recovery codes.
//!
//! A code counts only within its own 30 s step, and once: no neighbouring step is tolerated, so a clock that is off by
//! more than that needs to be set (OWASP ASVS 5.0 6.5.5).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use docket_domain::person::{Person, PersonCommand};
use docket_domain::{Actor, EmailAddress, PersonId, link};
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, TOTP};

use crate::App;
use crate::credentials::{SealedSecret, token_hash};
use crate::error::{AppError, FieldError};
use crate::execute::Done;
use crate::key::CommandKey;
use crate::password::Password;
use crate::session::{Session, require_administrator};

const STEP_SECONDS: u64 = 30;
const DIGITS: usize = 6;
/// 160 bits, the length of the hash (RFC 4226 section 4).
const SECRET_BYTES: usize = 20;
const NONCE_BYTES: usize = 12;
const RECOVERY_CODES: usize = 10;
/// What the sealing key is derived for.
const SEAL: &str = "second_factor";
/// What an authenticator shows beside the address.
const ISSUER: &str = "Docket";
/// The alphabet of recovery codes: no letter or digit that is easily taken for another.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";

/// What an authenticator has to be told.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The same as an address, to be shown as a QR code.
    pub uri: String,
}

/// How it stands with somebody's second factor.
#[derive(Clone, Copy, Debug)]
pub struct SecondFactorState {
    /// Whether logging in asks for it.
    pub enabled: bool,
    /// Whether the site demands it of them.
    pub required: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: i64,
}

impl App {
    /// How it stands with one's own second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor_state(&self, session: &Session) -> Result<SecondFactorState, AppError> {
        Ok(SecondFactorState {
            enabled: session.person.state.second_factor,
            required: self.inner.parts.require_second_factor && session.actor.is_support(),
            recovery_codes_left: self.credentials().recovery_codes_left(session.actor.person).await?,
        })
    }

    /// Makes a secret for one's authenticator. It counts once a code of it was sent to
    /// [`confirm_second_factor`](Self::confirm_second_factor).
    ///
    /// # Errors
    /// When the password is wrong, or a second factor counts already.
    pub async fn propose_second_factor(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<Enrolment, AppError> {
        self.ask_again(session, password).await?;
        let person = session.actor.person;
        let mut secret = vec![0; SECRET_BYTES];
        fill(&mut secret)?;
        let totp = totp(secret.clone(), &session.person.state.email)?;
        let sealed = self.seal(person, &secret)?;
        if !self.credentials().propose_second_factor(person, sealed, self.now()).await? {
            return Err(AppError::Refused {
                code: "second_factor_enabled",
                detail: "A second factor is set up already. Remove it first.".to_owned(),
            });
        }
        Ok(Enrolment { secret: totp.get_secret_base32(), uri: totp.get_url() })
    }

    /// Shows that the authenticator has the secret: from now on logging in asks for it. Answers the recovery codes,
    /// which are nowhere else.
    ///
    /// # Errors
    /// When the code is wrong, or there is no secret to confirm.
    pub async fn confirm_second_factor(
        &self,
        session: &Session,
        code: &str,
    ) -> Result<Vec<String>, AppError> {
        let person = session.actor.person;
        let stored = self.credentials().second_factor(person).await?.filter(|stored| !stored.confirmed);
        let stored = stored.ok_or_else(|| AppError::Refused {
            code: "no_second_factor_proposed",
            detail: "There is no secret to confirm. Ask for one first: POST /api/v1/me/second-factor."
                .to_owned(),
        })?;
        if !self.code_fits(person, &stored, code).await? {
            return Err(AppError::Invalid(vec![FieldError::new(
                "code",
                "wrong",
                "This is not the code of this moment. Wait for the next one, and check the clock of the device.",
            )]));
        }
        let codes = recovery_codes()?;
        self.credentials().confirm_second_factor(person, hashes(person, &codes)).await?;
        let command = PersonCommand::EnableSecondFactor;
        self.on_person(&session.actor, &CommandKey::unique(), person, command).await?;
        tracing::info!(target: "docket::security", %person, "a second factor was set up");
        Ok(codes)
    }

    /// New recovery codes; those of before stop to work.
    ///
    /// # Errors
    /// When the password is wrong, or there is no second factor.
    pub async fn renew_recovery_codes(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<Vec<String>, AppError> {
        self.ask_again(session, password).await?;
        if !session.person.state.second_factor {
            return Err(AppError::Refused {
                code: "no_second_factor",
                detail: "Recovery codes stand in for a second factor, and none is set up.".to_owned(),
            });
        }
        let codes = recovery_codes()?;
        let person = session.actor.person;
        self.credentials().confirm_second_factor(person, hashes(person, &codes)).await?;
        Ok(codes)
    }

    /// Logging in asks for the password alone again.
    ///
    /// # Errors
    /// When the password is wrong.
    pub async fn remove_second_factor(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<Done<Person>, AppError> {
        self.ask_again(session, password).await?;
        self.drop_second_factor(&session.actor, &CommandKey::unique(), session.actor.person).await
    }

    /// Removes the second factor of somebody who has lost theirs. Administrators.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn reset_second_factor(
        &self,
        who: &Actor,
        key: &CommandKey,
        person: PersonId,
    ) -> Result<Done<Person>, AppError> {
        require_administrator(who)?;
        self.drop_second_factor(who, key, person).await
    }

    /// The log first: should the process die in between, logging in asks for a secret that still works.
    async fn drop_second_factor(
        &self,
        who: &Actor,
        key: &CommandKey,
        person: PersonId,
    ) -> Result<Done<Person>, AppError> {
        let done = self.on_person(who, key, person, PersonCommand::DisableSecondFactor).await?;
        self.credentials().forget_second_factor(person).await?;
        tracing::info!(target: "docket::security", %person, by = %who.person, "a second factor was removed");
        Ok(done)
    }

    /// Checks the code of somebody whose password was right.
    pub(crate) async fn check_second_factor(
        &self,
        person: PersonId,
        code: Option<&str>,
    ) -> Result<(), AppError> {
        let Some(code) = code else { return Err(AppError::SecondFactor { code: "second_factor_required" }) };
        let stored = self.credentials().second_factor(person).await?;
        let stored = stored.ok_or(AppError::Internal("a second factor without a secret", None))?;
        let fits = self.code_fits(person, &stored, code).await?
            || self.credentials().use_recovery_code(person, hash(person, code)).await?;
        if fits { Ok(()) } else { Err(AppError::SecondFactor { code: "second_factor_wrong" }) }
    }

    /// Whether this is the code of this moment, and was not used yet.
    async fn code_fits(&self, person: PersonId, stored: &SealedSecret, code: &str) -> Result<bool, AppError> {
        let secret = self.open(person, &stored.secret)?;
        let totp = TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, STEP_SECONDS, secret, None, String::new());
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(self.now().timestamp())
            .map_err(|e| AppError::Internal("the clock is before 1970", Some(Box::new(e))))?;
        if !totp.check(&code, seconds) {
            return Ok(false);
        }
        let step = i64::try_from(seconds / STEP_SECONDS).unwrap_or(i64::MAX);
        Ok(self.credentials().use_step(person, step).await?)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        let key: [u8; 32] = Sha256::digest(link::derive(self.site_key(), SEAL, uuid::Uuid::nil())).into();
        ChaCha20Poly1305::new(&key.into())
    }

    /// Nonce and ciphertext; bound to the person, so that a row copied to another is worth nothing.
    fn seal(&self, person: PersonId, secret: &[u8]) -> Result<Vec<u8>, AppError> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce)?;
        let payload = Payload { msg: secret, aad: person.0.as_bytes() };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| AppError::Internal("a secret cannot be sealed", None))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, person: PersonId, sealed: &[u8]) -> Result<Vec<u8>, AppError> {
        let unreadable = || AppError::Internal("a sealed secret cannot be opened", None);
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(unreadable)?;
        let payload = Payload { msg: sealed, aad: person.0.as_bytes() };
        self.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| unreadable())
    }
}

fn totp(secret: Vec<u8>, email: &EmailAddress) -> Result<TOTP, AppError> {
    let (issuer, account) = (Some(ISSUER.to_owned()), email.as_str().to_owned());
    TOTP::new(Algorithm::SHA1, DIGITS, 0, STEP_SECONDS, secret, issuer, account)
        .map_err(|e| AppError::Internal("a one-time password cannot be set up", Some(e.to_string().into())))
}

fn fill(bytes: &mut [u8]) -> Result<(), AppError> {
    getrandom::fill(bytes).map_err(|_| AppError::Internal("the system has no randomness", None))
}

/// Codes of twelve characters, 60 bits, in groups of four.
fn recovery_codes() -> Result<Vec<String>, AppError> {
    let code = || {
        let mut random = [0; 12];
        fill(&mut random)?;
        let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Ok(groups.join("-"))
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

fn hashes(person: PersonId, codes: &[String]) -> Vec<[u8; 32]> {
    codes.iter().map(|code| hash(person, code)).collect()
}

/// However it is typed: with or without its dashes, in capitals or not.
fn hash(person: PersonId, code: &str) -> [u8; 32] {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    token_hash(&format!("{person}/{}", plain.to_ascii_lowercase()))
}

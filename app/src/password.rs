//! Passwords: argon2id, at most a few computations at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{AppError, FieldError};

/// Memory of one computation in KiB: the floor of OWASP ASVS 5.0 appendix C.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// More than this at once would only make everybody slower and take 19 MiB each.
const AT_ONCE: usize = 2;
/// More than this waiting for their turn would wait longer than anybody does: they are told to come back.
const WAITING: usize = 64;
/// A password that a list of so many guesses finds is no password. The lists that come with zxcvbn have 30,000 words,
/// to which it adds the usual variations.
const GUESSES: u64 = 100_000;
/// What this product is called: the first thing somebody tries who knows where the account is.
const PRODUCT: &str = "docket";
/// Shorter parts of names and addresses are in too many good passwords by chance.
const NAME_PART: usize = 4;

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

/// A password as it was typed: nothing is trimmed, folded or cut (OWASP ASVS 5.0 6.2.8).
#[derive(Clone)]
pub struct Password {
    text: String,
    /// Everybody may know it.
    published: bool,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// A password somebody tries to log in with.
    pub fn attempt(text: String) -> Self {
        Self { text, published: false }
    }

    /// A password that everybody is told, as those of the demonstration: it need not be hard to guess.
    pub fn published(text: String) -> Self {
        Self { text, published: true }
    }

    /// A password somebody chooses.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub fn chosen(text: String) -> Result<Self, FieldError> {
        let length = text.chars().count();
        if length < *LENGTH.start() {
            return Err(FieldError::new(
                "password",
                "too_short",
                "Choose a password of at least 8 characters.",
            ));
        }
        if length > *LENGTH.end() {
            return Err(FieldError::new("password", "too_long", "A password has at most 256 characters."));
        }
        Ok(Self::attempt(text))
    }

    /// Refuses a password that is on the lists of common and breached ones, or that contains the product's name or
    /// the owner's name or address (OWASP ASVS 5.0 6.2.4, 6.2.11, 6.2.12).
    ///
    /// # Errors
    /// [`AppError::Invalid`] that names the reason.
    pub(crate) fn refuse_common(&self, own: &[&str]) -> Result<(), AppError> {
        let refuse = |fault, detail| Err(AppError::Invalid(vec![FieldError::new("password", fault, detail)]));
        if self.published {
            return Ok(());
        }
        let folded = self.text.to_lowercase();
        let parts = own.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let mut names = parts.map(str::to_lowercase).filter(|part| part.chars().count() >= NAME_PART);
        if folded.contains(PRODUCT) || names.any(|part| folded.contains(&part)) {
            return refuse(
                "contains_name",
                "Choose a password without your name, your address or the name of this service in it.",
            );
        }
        if zxcvbn::zxcvbn(&self.text, own).guesses() < GUESSES {
            return refuse(
                "too_common",
                "This password is among the first that somebody would try. Choose another, such as some words that do \
                 not belong together.",
            );
        }
        Ok(())
    }
}

/// Computes and checks password hashes. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    permits: Arc<Semaphore>,
    /// Places for those who compute and those who wait.
    places: Arc<Semaphore>,
    /// What a try for an unknown address is checked against, so that it takes as long as for a known one.
    decoy: Arc<str>,
}

impl Hasher {
    /// Computes the decoy once.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub(crate) fn new() -> Result<Self, AppError> {
        let decoy = compute(b"nobody has this password")?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            decoy: decoy.into(),
        })
    }

    /// The PHC string to store.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait; when the system has no randomness.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, AppError> {
        self.run(move || compute(password.text.as_bytes())).await?
    }

    /// Whether the password fits the stored PHC string. `None` takes as long and is never right.
    ///
    /// # Errors
    /// When the stored string is none.
    pub(crate) async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool, AppError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let fits = self
            .run(move || {
                let hash = PasswordHash::new(&stored).map_err(|e| {
                    AppError::Internal("a stored password hash cannot be read", Some(Box::new(e)))
                })?;
                Ok::<_, AppError>(argon2()?.verify_password(password.text.as_bytes(), &hash).is_ok())
            })
            .await??;
        Ok(fits && known)
    }

    /// Whether a stored string was computed with less effort than one of today, or cannot be read.
    pub(crate) fn is_weak(&self, stored: &str) -> bool {
        let params = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        params.is_none_or(|params| {
            params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES || params.p_cost() < LANES
        })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let _place = self.places.try_acquire().map_err(|_| AppError::Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit =
            permit.map_err(|e| AppError::Internal("the password hasher is closed", Some(Box::new(e))))?;
        // The permit moves along: a caller that gives up does not start one computation more.
        let task = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(permit);
            answer
        });
        task.await.map_err(|e| AppError::Internal("a password computation ended early", Some(Box::new(e))))
    }
}

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|_| AppError::Internal("argon2 refuses its parameters", None))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn compute(password: &[u8]) -> Result<String, AppError> {
    let hash = argon2()?
        .hash_password(password)
        .map_err(|e| AppError::Internal("a password could not be hashed", Some(Box::new(e))))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests;

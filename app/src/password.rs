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

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

/// A password as it was typed: nothing is trimmed, folded or cut (OWASP ASVS 5.0 6.2.8).
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// A password somebody tries to log in with.
    pub fn attempt(text: String) -> Self {
        Self(text)
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
        Ok(Self(text))
    }
}

/// Computes and checks password hashes. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    permits: Arc<Semaphore>,
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
        Ok(Self { permits: Arc::new(Semaphore::new(AT_ONCE)), decoy: decoy.into() })
    }

    /// The PHC string to store.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, AppError> {
        self.run(move || compute(password.0.as_bytes())).await?
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
                Ok::<_, AppError>(argon2()?.verify_password(password.0.as_bytes(), &hash).is_ok())
            })
            .await??;
        Ok(fits && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
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

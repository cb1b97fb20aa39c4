//! Command ids: what makes repeating a request harmless.

use docket_domain::PersonId;
use docket_eventstore::CommandId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of a command and the fingerprint of its content.
///
/// With an `Idempotency-Key`, the id is derived from the person and the key: the same person sending the same key
/// again means the same command, and the fingerprint tells whether the content is the same too. Without one, every
/// request is a command of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandKey {
    /// The log carries out each id at most once.
    pub id: CommandId,
    /// SHA-256 over target and content.
    pub fingerprint: [u8; 32],
    /// Whether the sender may repeat it.
    pub repeatable: bool,
}

impl CommandKey {
    /// `target` is method and path; `content` the bytes of the body.
    pub fn new(person: PersonId, key: Option<&str>, target: &str, content: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(target.as_bytes());
        hasher.update([0]);
        hasher.update(content);
        let fingerprint = hasher.finalize().into();
        let id = key.map_or_else(Uuid::now_v7, |key| derive(person.0, key));
        Self { id: CommandId(id), fingerprint, repeatable: key.is_some() }
    }

    /// A command of the program itself.
    pub fn unique() -> Self {
        Self { id: CommandId(Uuid::now_v7()), fingerprint: [0; 32], repeatable: false }
    }
}

/// UUID v8 (RFC 9562: custom) of the first 128 bits of a SHA-256.
fn derive(person: Uuid, key: &str) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(person.as_bytes());
    hasher.update(key.as_bytes());
    let digest: [u8; 32] = hasher.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

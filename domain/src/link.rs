//! Tokens of one-time links. They are derived, so that nobody has to keep one: the notifier derives it when it sends
//! the mail, and what is kept to recognise it is its hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// The purpose of the link that an invitation promises; its id is the invitation's.
pub const INVITATION: &str = "invitation";

/// The purpose of the link to a new password; its id is the reset's.
pub const PASSWORD_RESET: &str = "password_reset";

/// The token for one purpose and one id (of an invitation): HMAC-SHA256 (RFC 2104) under the installation's key, in
/// base64url without padding (RFC 4648 section 5). A token for one purpose is worth nothing for another.
pub fn derive(site_key: &[u8; 32], purpose: &str, id: Uuid) -> String {
    // RFC 2104 fills a key that is shorter than a block of the hash with zeros.
    let mut block = [0; 64];
    block[..site_key.len()].copy_from_slice(site_key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(id.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_its_key_its_purpose_and_its_id() {
        let token = derive(&[1; 32], "activate", Uuid::from_u128(7));
        assert_eq!(token.len(), 43, "256 bits");
        assert_eq!(token, derive(&[1; 32], "activate", Uuid::from_u128(7)));
        assert_ne!(token, derive(&[2; 32], "activate", Uuid::from_u128(7)));
        assert_ne!(token, derive(&[1; 32], "reset", Uuid::from_u128(7)));
        assert_ne!(token, derive(&[1; 32], "activate", Uuid::from_u128(8)));
    }
}

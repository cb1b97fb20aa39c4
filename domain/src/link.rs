//! Links that let a person in once. Their clear token is stored nowhere: whoever may make the link derives it anew
//! from the site's key, whoever checks it compares hashes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// The purpose of the link that an invitation promises; its id is the invitation's.
pub const INVITATION: &str = "invitation";

/// The token of a link: HMAC-SHA256 under the site's key over the purpose, a zero byte and the id, as base64url
/// without padding (43 characters). A purpose holds no zero byte, so no two links have the same token.
#[must_use]
pub fn derive(site_key: &[u8; 32], purpose: &str, id: Uuid) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(site_key).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(id.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_key_one_purpose_and_one_id() {
        let (id, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let token = derive(&[1; 32], INVITATION, id);
        assert_eq!(token, derive(&[1; 32], INVITATION, id));
        assert_eq!(token.len(), 43);
        for different in [
            derive(&[2; 32], INVITATION, id),
            derive(&[1; 32], "reset", id),
            derive(&[1; 32], INVITATION, other),
        ] {
            assert_ne!(token, different);
        }
    }
}

//! JSON web signatures.

use std::sync::LazyLock;

use countersign_crypto::{CryptoProvider, KeyType, PublicKey, RustCrypto, Scheme, VerifyingKey};
use countersign_encoding::base64;
use countersign_envelope::{Jws, JwsRules};

/// RFC 7515 appendix A.3: a key, and the only payload that is known to be signed with it.
static KEY: LazyLock<Box<dyn VerifyingKey>> = LazyLock::new(|| {
    let coordinate = |text: &str| base64::decode_url(text.as_bytes()).expect("base64url");
    let x = coordinate("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    let y = coordinate("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    let key = PublicKey::from_point(KeyType::EcdsaP256, &[&[4][..], &x, &y].concat(), &RustCrypto);
    RustCrypto
        .verifying_key(&key.expect("a point"), Scheme::ECDSA_P256_SHA256_FIXED)
        .expect("the key fits the scheme")
});
const PAYLOAD: &[u8] = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

/// A JWS, compact or flattened, verifies nothing without a key, and under the key of the specification's example only what
/// is signed there; in the compact form there is one text for what is read.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn jws(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(jws) = Jws::parse_compact(text)
    {
        let claims = jws.inspect();
        let payload = base64::encode_url(&claims.claimed().payload);
        assert_eq!(text.split('.').nth(1), Some(payload.as_str()), "two texts for one payload");
        check(&jws);
    }
    if let Ok(jws) = Jws::parse_flattened(data) {
        check(&jws);
    }
}

fn check(jws: &Jws) {
    for rules in [JwsRules::new(None, None), JwsRules::new(None, None).with_detached_payload(PAYLOAD)] {
        assert!(jws.verify(&[], &rules).is_err(), "verified without a key");
        if let Ok(verified) = jws.verify(&[KEY.as_ref()], &rules) {
            assert_eq!(verified.payload(), PAYLOAD, "this was never signed");
            assert_eq!(verified.get("alg").and_then(|name| name.as_str()), Some("ES256"));
            assert!(verified.get("crit").is_none(), "nothing critical is understood");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_law_sees_acceptances() {
        let rules = JwsRules::new(None, None);
        let compact = String::from_utf8(seed("jws/compact")).unwrap();
        let detached = String::from_utf8(seed("jws/detached")).unwrap();
        assert!(Jws::parse_compact(&compact).unwrap().verify(&[KEY.as_ref()], &rules).is_ok());
        assert!(
            Jws::parse_flattened(&seed("jws/flattened")).unwrap().verify(&[KEY.as_ref()], &rules).is_ok()
        );
        let rules = rules.with_detached_payload(PAYLOAD);
        assert!(Jws::parse_compact(&detached).unwrap().verify(&[KEY.as_ref()], &rules).is_ok());
    }
}

//! Timestamps: tokens, answers and requests.

use std::sync::LazyLock;

use countersign_crypto::RustCrypto;
use countersign_time::UnixTime;
use countersign_timestamp::{Imprinted, TimestampRequest, TimestampResponse, TimestampToken, TrustedTsa};
use countersign_x509::{AnchorLimits, TrustAnchors};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../timestamp/tests/data/openssl");
/// What the tokens of that folder are about.
const MESSAGE: &[u8] = b"what is stamped";

/// An authority that made a few tokens, which are known.
struct Known {
    authority: TrustedTsa,
    tokens: Vec<TimestampToken<'static>>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let read = |name: &str| std::fs::read(format!("{DATA}/{name}")).expect("the data is there");
    let anchors = TrustAnchors::from_ders([read("root.crt")], AnchorLimits::OwnLimits);
    let answers = ["rsa.tsr", "p256.tsr", "p384.tsr", "p521.tsr"].map(read);
    let token = |der: &Vec<u8>| TimestampToken::from_response_der(der).expect("a token").into_owned();
    let mut tokens: Vec<_> = answers.iter().map(token).collect();
    tokens.push(TimestampToken::from_der(&read("rsa-pss.p7s")).expect("a token").into_owned());
    Known { authority: TrustedTsa::new("known", anchors).expect("an anchor"), tokens }
});

/// A token or an answer that is read says the same when its bytes are its own, is read again from them, and is shown without
/// a character that misleads. Only the known tokens are proof of a time, and of their own.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn timestamp_token(data: &[u8]) {
    if let Ok(token) = TimestampToken::from_der(data) {
        assert_eq!(token.der(), data);
        lawful(&token);
    }
    let Ok(response) = TimestampResponse::parse(data) else { return };
    let shown = response.texts().to_string();
    assert!(!shown.chars().any(char::is_control), "{shown:?}");
    assert_eq!(response.status().is_granted(), response.token().is_some());
    assert!(response.failures().iter().next().is_none() || !response.status().is_granted());
    if let Some(token) = response.token() {
        assert_eq!(TimestampToken::from_der(token.der()).as_ref(), Ok(token));
        lawful(token);
    }
}

fn lawful(token: &TimestampToken<'_>) {
    let before = said(token);
    assert_eq!(said(&token.clone().into_owned()), before, "the owned copy says something else");
    let Known { authority, tokens } = &*KNOWN;
    let Ok(verified) = token.verify(&Imprinted::Bytes(MESSAGE), authority, UnixTime::MAX, &RustCrypto) else {
        return;
    };
    let known = tokens.iter().any(|known| {
        let (one, other) = (known.inspect(), token.inspect());
        one.gen_time() == other.gen_time() && one.serial() == other.serial() && one.nonce() == other.nonce()
    });
    assert!(known, "a token that nobody made: {before:?}");
    assert_eq!(verified.gen_time(), token.inspect().gen_time());
    assert!(verified.earliest() <= verified.gen_time() && verified.gen_time() <= verified.latest());
}

/// Everything that a token says.
fn said(token: &TimestampToken<'_>) -> Vec<String> {
    let claims = token.inspect();
    let mut said = vec![
        format!("{} {} {:?}", claims.policy(), claims.imprint_algorithm(), claims.imprint()),
        format!("{:?} {} {:?}", claims.serial(), claims.gen_time(), claims.accuracy()),
        format!("{} {:?} {:?}", claims.ordering(), claims.nonce(), claims.tsa()),
        format!("{:?} {} {:?}", claims.signer(), claims.digest_algorithm(), claims.signature_algorithm()),
        format!("{:?}", claims.signing_time()),
    ];
    said.extend(claims.extensions().map(|extension| format!("{extension:?}")));
    said.extend(claims.certificates().map(|certificate| format!("{certificate:?}")));
    said
}

/// A request that is read is written as it arrived; of one that is not, an authority knows what to answer.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn timestamp_request(data: &[u8]) {
    match TimestampRequest::parse(data) {
        Ok(request) => {
            assert_eq!(request.to_der(), data, "not canonical");
            assert!(request.extensions().into_iter().flatten().all(|extension| !extension.is_critical()));
        }
        Err(error) => assert!(error.failure_info().iter().count() == 1, "{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_sees_proof_of_a_time() {
        let Known { authority, tokens } = &*KNOWN;
        for token in tokens {
            let verified = token.verify(&Imprinted::Bytes(MESSAGE), authority, UnixTime::MAX, &RustCrypto);
            assert!(verified.is_ok(), "{:?}", verified.err());
        }
    }
}

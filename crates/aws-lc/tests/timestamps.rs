//! Timestamps that RSA keys sign, by either padding: what this provider alone issues, and every provider verifies.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot set itself up should stop"
)]

#[path = "../../crypto/tests/suite/rsa_support.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod rsa_support;
#[path = "../../crypto/tests/suite/support.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod support;

use countersign_aws_lc::AwsLc as Provider;
use countersign_aws_lc::AwsLc;
use countersign_crypto::{
    CryptoProvider, KeyLimits, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey,
};
use countersign_digest::{Algorithm, HashProvider as _};
use countersign_encoding::der::Oid;
use countersign_time::{UnixTime, Validity};
use countersign_timestamp::{
    Imprinted, TimestampRequest, TimestampToken, TokenError, TrustedTsa,
    issue::{TimestampAuthority, TokenSerial},
};
use countersign_x509::{
    AnchorLimits, Certificate, Name, SignatureError, TrustAnchors,
    issue::{CertificateTemplate, SerialNumber},
};
use rsa_support::{RsaKey, parts};
use testkit::Prng;

const MESSAGE: &[u8] = b"what is stamped";
/// 2.999.1
const POLICY: Oid<'_> = Oid::from_contents(&[0x88, 0x37, 1]);
/// CN=TSA
const NAME: &[u8] = &[0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, b'T', b'S', b'A'];

fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut prng = Prng::new(seed);
    move |out: &mut [u8]| {
        prng.fill(out);
        Ok(())
    }
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

/// The certificate of a key, signed with itself.
fn certified(key: &dyn SigningKey) -> Certificate<'static> {
    let window = Validity::new(at(1_700_000_000), at(2_000_000_000)).unwrap();
    let serial = SerialNumber::random(&mut random(1)).unwrap();
    let template = CertificateTemplate::timestamping(&Name::from_der(NAME).unwrap(), window, serial);
    template.self_signed(key.public_key(), key.scheme(), &AwsLc).unwrap().sign(key).unwrap()
}

#[test]
fn tokens_that_an_rsa_key_signed_are_verified_by_both_providers() {
    let numbers = RsaKey::two(0, 1).parts();
    let private = PrivateKey::from_rsa(parts(&numbers), &KeyLimits::default(), &AwsLc).unwrap();
    for scheme in [
        Scheme::RSA_PKCS1_SHA256,
        Scheme::RSA_PKCS1_SHA384,
        Scheme::RSA_PKCS1_SHA512,
        Scheme::RSA_PSS_SHA256,
        Scheme::RSA_PSS_SHA384,
        Scheme::RSA_PSS_SHA512,
    ] {
        let key = AwsLc.signing_key(&private, scheme).unwrap();
        let (certificate, now) = (certified(&*key), at(1_800_000_000));
        let chain = [certificate.clone()];
        let authority = TimestampAuthority::builder(&chain, scheme, POLICY).build(now, &AwsLc).unwrap();
        let request = TimestampRequest::new(AwsLc.hash(Algorithm::Sha256, MESSAGE));
        let serial = TokenSerial::from_be_bytes(&[1]).unwrap();
        let answer = authority.respond(&request.to_der(), now, serial, &*key, &AwsLc);
        let token = request.finish(answer.der()).unwrap();
        let anchors = TrustAnchors::from_ders([certificate.der()], AnchorLimits::OwnLimits);
        let trusted = TrustedTsa::new("ours", anchors).unwrap();
        let providers: [&dyn CryptoProvider; 2] = [&AwsLc, &RustCrypto];
        for provider in providers {
            let verified = token.verify(&Imprinted::Bytes(MESSAGE), &trusted, now, provider).unwrap();
            assert_eq!(verified.gen_time(), now);
        }
        let mut damaged = token.der().to_vec();
        *damaged.last_mut().unwrap() ^= 1;
        let damaged = TimestampToken::from_der(&damaged).unwrap();
        for provider in providers {
            let outcome = damaged.verify(&Imprinted::Bytes(MESSAGE), &trusted, now, provider);
            assert_eq!(outcome.unwrap_err(), TokenError::Signature(SignatureError::Mismatch), "{scheme:?}");
        }
    }
}

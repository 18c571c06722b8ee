//! What is accepted, and what is then known.

use countersign_timestamp::{
    Imprinted, Nonce, SignerId, TimestampToken, TokenError,
    crypto::RustCrypto,
    digest::{Algorithm, HashProvider as _},
};
use testkit::{
    tsp::{AttributeSpec, SHA384, SHA512, TokenSpec, Tsa, ess},
    x509::{Key, oid, tlv},
};

use crate::support::{
    MESSAGE, accepted, assert_accepted, at, changed, now, token_error, trusted, tsa, verify,
    with_certificates,
};

#[test]
fn a_token_tells_its_time_its_policy_and_its_path() {
    let mut spec = tsa().token(MESSAGE);
    spec.info.accuracy = tlv(0x30, &[&tlv(2, &[&[1]]), &tlv(0x80, &[&[0, 250]]), &tlv(0x81, &[&[100]])]);
    spec.info.nonce = tlv(2, &[&[0x12, 0x34]]);
    let verified = accepted(verify(&spec, &trusted(&tsa())));
    assert_eq!(verified.gen_time(), at("2026-06-01T00:00:00.5Z"));
    assert_eq!(verified.earliest(), at("2026-05-31T23:59:59.2499Z"));
    assert_eq!(verified.latest(), at("2026-06-01T00:00:01.7501Z"));
    assert_eq!(
        (verified.times().earliest(), verified.times().latest()),
        (verified.earliest(), verified.latest())
    );
    assert_eq!(verified.policy().to_string(), "1.3.6.1.4.1.32473.1");
    assert_eq!(verified.serial(), [0x4d]);
    assert_eq!(verified.nonce(), Some(Nonce::from_unsigned(&[0x12, 0x34]).unwrap()));
    assert_eq!(*verified.imprint(), RustCrypto.hash(Algorithm::Sha256, MESSAGE));
    assert_eq!(verified.path().certificates().len(), 2);
    assert_eq!((verified.authority(), verified.weakened().count()), ("ours", 0));
    let accuracy = verified.accuracy().unwrap();
    assert_eq!((accuracy.seconds(), accuracy.millis(), accuracy.micros()), (1, 250, 100));
    assert_eq!(accuracy.to_der(), spec.info.accuracy);
}

#[test]
fn a_token_is_read_bare_and_in_an_answer() {
    let spec = tsa().token(MESSAGE);
    let (bare, response) = (spec.der(), spec.response());
    let one = TimestampToken::from_der(&bare).unwrap();
    let other = TimestampToken::from_response_der(&response).unwrap();
    assert_eq!(one, other);
    assert_eq!(other.der(), bare);
    let owned = other.into_owned();
    let verified = owned.verify(&Imprinted::Bytes(MESSAGE), &trusted(&tsa()), now(), &RustCrypto).unwrap();
    assert_eq!(verified.gen_time(), at("2026-06-01T00:00:00.5Z"));
    assert_eq!(owned.inspect().certificates().count(), 2);
}

#[test]
fn the_claims_of_a_token_are_shown_without_belief() {
    let mut spec = tsa().token(b"anything");
    spec.info.ordering = vec![1, 1, 0xff];
    spec.info.tsa = tlv(0xa0, &[&tlv(0x82, &[b"tsa.example"])]);
    spec.info.extensions = tlv(0xa1, &[&tlv(0x30, &[&oid("1.2.3.4"), &tlv(4, &[b"x"])])]);
    let der = spec.der();
    let token = TimestampToken::from_der(&der).unwrap();
    let claims = token.inspect();
    assert_eq!((claims.version(), claims.ordering()), (1, true));
    assert_eq!(claims.imprint_algorithm().to_string(), "2.16.840.1.101.3.4.2.1");
    assert_eq!(claims.digest_algorithm().to_string(), "2.16.840.1.101.3.4.2.1");
    assert_eq!(claims.imprint(), RustCrypto.hash(Algorithm::Sha256, b"anything").as_bytes());
    assert_eq!(claims.serial().unwrap().to_string(), "4d");
    assert!(claims.tsa().is_some());
    assert_eq!(claims.extensions().next().unwrap().oid().to_string(), "1.2.3.4");
    assert_eq!((claims.nonce(), claims.signing_time()), (None, None));
    match claims.signer().unwrap() {
        SignerId::IssuerAndSerial { issuer, serial } => {
            assert_eq!(
                (issuer.to_string().as_str(), serial.as_bytes()),
                ("CN=CA 1,O=Example Works", &[3][..])
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_digest_serves_in_place_of_the_bytes_if_it_is_by_the_algorithm_of_the_token() {
    let (tsa, der) = (tsa(), tsa().token(MESSAGE).der());
    let token = TimestampToken::from_der(&der).unwrap();
    let verify = |digest| token.verify(&Imprinted::Digest(&digest), &trusted(&tsa), now(), &RustCrypto);
    assert!(verify(RustCrypto.hash(Algorithm::Sha256, MESSAGE)).is_ok());
    assert_eq!(verify(RustCrypto.hash(Algorithm::Sha256, b"else")).unwrap_err(), TokenError::Imprint);
    assert_eq!(
        verify(RustCrypto.hash(Algorithm::Sha512, MESSAGE)).unwrap_err(),
        TokenError::OtherDigest { expected: Algorithm::Sha256, actual: Algorithm::Sha512 }
    );
}

#[test]
fn imprints_by_sha_384_and_sha_512_are_compared_by_their_own_algorithm() {
    for (algorithm, identifier) in [(Algorithm::Sha384, SHA384), (Algorithm::Sha512, SHA512)] {
        let verified = accepted(changed(|token| {
            token.info.imprint_algorithm = tlv(0x30, &[&oid(identifier), &[5, 0]]);
            token.info.imprint = RustCrypto.hash(algorithm, MESSAGE).as_bytes().to_vec();
        }));
        assert_eq!(verified.imprint().algorithm(), algorithm);
    }
}

#[test]
fn ed25519_signs_with_sha_512() {
    let tsa = Tsa::with_key(9, Key::Ed25519(9));
    assert_accepted(verify(&tsa.token(MESSAGE), &trusted(&tsa)));
}

#[test]
fn certificates_stand_in_any_order() {
    let unsorted = |token: &mut TokenSpec| token.certificates.reverse();
    assert_accepted(changed(unsorted));
    // Two of one name that have nothing to do with the path, before the right ones.
    assert_accepted(changed(|token| token.certificates.splice(0..0, Tsa::new(2).chain()).for_each(drop)));
}

#[test]
fn a_certificate_that_cannot_be_read_hinders_none() {
    assert_accepted(changed(|token| token.certificates.insert(0, tlv(0x30, &[&[5, 0]]))));
}

#[test]
fn a_token_without_certificates_is_verified_with_those_of_the_authority() {
    let mut token = tsa().token(MESSAGE);
    token.certificates.clear();
    assert_accepted(verify(&token, &with_certificates(&tsa())));
    assert_eq!(token_error(verify(&token, &trusted(&tsa()))), TokenError::NoSigner);
}

#[test]
fn a_signer_is_named_by_its_key_identifier_too() {
    let by_key = |token: &mut TokenSpec| {
        token.signer.version = vec![2, 1, 3];
        token.signer.id = tlv(0x80, &[&token.signer.key.identifier()]);
    };
    assert_accepted(changed(by_key));
}

#[test]
fn both_signed_attributes_that_name_the_certificate_may_be_there() {
    assert_accepted(changed(|token| token.signer.attributes.push(ess(&tsa().leaf))));
    // The older one alone is what RFC 3161 has.
    assert_accepted(changed(|token| token.signer.attributes = vec![ess(&tsa().leaf)]));
}

#[test]
fn signed_attributes_that_are_not_known_are_covered_and_not_looked_at() {
    let protection = AttributeSpec { oid: "1.2.840.113549.1.9.52", values: vec![vec![5, 0], vec![5, 0]] };
    assert_accepted(changed(|token| token.signer.attributes.push(protection)));
}

#[test]
fn revocation_lists_and_unsigned_attributes_are_not_looked_at() {
    assert_accepted(changed(|token| {
        token.crls = tlv(0xa1, &[&tlv(0x30, &[&[5, 0]])]);
        token.signer.unsigned = tlv(0xa1, &[&tlv(0x30, &[&oid("1.2.3.4"), &tlv(0x31, &[&[5, 0]])])]);
    }));
}

#[test]
fn an_extension_that_is_not_critical_is_not_interpreted() {
    let extension = tlv(0x30, &[&oid("1.2.3.4"), &tlv(4, &[b"x"])]);
    assert_accepted(changed(|token| token.info.extensions = tlv(0xa1, &[&extension])));
}

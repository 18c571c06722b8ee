//! Tokens that others made: OpenSSL (`../data/make.sh`), Notation and Cosign with timestamp-authority 2.1.2.

use countersign_timestamp::{
    EncodedToken, Imprinted, ResponseError, TimestampToken, TokenError, TrustedTsa, VerifiedTimestamp,
    crypto::{Digest, KeyType, RustCrypto},
    digest::{Algorithm, HashProvider as _},
    x509::{
        AlgorithmRules, AnchorLimits, Certificate, CertificateSet, KeyKind, Profile, SignatureKind,
        TrustAnchors,
    },
};

use crate::support::{MESSAGE, at};

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../data/", $name)).as_slice()
    };
}

/// Made by `openssl ts`, with RSA's signature named by its key.
const ANSWERS: [(&[u8], KeyType, Algorithm); 4] = [
    (data!("openssl/rsa.tsr"), KeyType::Rsa, Algorithm::Sha256),
    (data!("openssl/p256.tsr"), KeyType::EcdsaP256, Algorithm::Sha256),
    (data!("openssl/p384.tsr"), KeyType::EcdsaP384, Algorithm::Sha384),
    (data!("openssl/p521.tsr"), KeyType::EcdsaP521, Algorithm::Sha512),
];

/// Made by `openssl cms`, with a salt as long as it can be.
const PSS: &[u8] = data!("openssl/rsa-pss.p7s");

fn authority(root: &[u8]) -> TrustedTsa {
    TrustedTsa::new("peer", TrustAnchors::from_ders([root], AnchorLimits::OwnLimits)).unwrap()
}

fn verify(
    token: EncodedToken<'_>,
    message: &[u8],
    authority: &TrustedTsa,
) -> Result<VerifiedTimestamp, TokenError> {
    let token = token.parse().unwrap();
    token.verify(&Imprinted::Bytes(message), authority, at("2050-01-01T00:00:00Z"), &RustCrypto)
}

#[test]
fn tokens_of_openssl_are_verified() {
    let authority = authority(data!("openssl/root.crt"));
    for (answer, key_type, algorithm) in ANSWERS {
        let verified = verify(EncodedToken::Response(answer), MESSAGE, &authority).unwrap();
        assert_eq!(verified.path().leaf_key(&RustCrypto).unwrap().key_type(), key_type);
        assert_eq!(verified.imprint().algorithm(), algorithm);
        assert_eq!(verified.policy().to_string(), "1.2.3.4.1");
        let (earliest, latest) = (verified.earliest(), verified.latest());
        assert_eq!(earliest.checked_add(core::time::Duration::from_micros(3_000_200)), Some(latest));
        assert_eq!(
            verify(EncodedToken::Response(answer), b"else", &authority).unwrap_err(),
            TokenError::Imprint
        );
    }
    let verified = verify(EncodedToken::Bare(PSS), MESSAGE, &authority).unwrap();
    assert_eq!(verified.path().leaf_key(&RustCrypto).unwrap().key_type(), KeyType::Rsa);
}

#[test]
fn the_algorithms_of_the_profile_count_for_the_signature_of_the_token_too() {
    // The certificates are signed on P-256, the token by RSASSA-PSS.
    let all = [KeyKind::EcdsaP256, KeyKind::Rsa];
    let with = |signatures: &[SignatureKind], keys: &[KeyKind]| {
        let profile = Profile::builder("ours")
            .leaf(Profile::RFC3161_TSA.requirements(countersign_timestamp::x509::Role::Leaf).clone())
            .algorithms(AlgorithmRules::new(signatures, keys))
            .build();
        verify(EncodedToken::Bare(PSS), MESSAGE, &authority(data!("openssl/root.crt")).profile(&profile))
    };
    assert!(with(&[SignatureKind::EcdsaSha256, SignatureKind::RsaPssSha256], &all).is_ok());
    let error = with(&[SignatureKind::EcdsaSha256, SignatureKind::RsaPkcs1Sha256], &all).unwrap_err();
    assert_eq!(error.code(), "CSG-TSP-SIGNATURE");
    let error = with(&[SignatureKind::EcdsaSha256, SignatureKind::RsaPssSha256], &all[..1]).unwrap_err();
    assert_eq!(error.code(), "CSG-X509-KEY");
}

#[test]
fn tokens_of_notation_are_verified_by_its_profile() {
    let authority = authority(data!("notation/tsa.crt")).profile(Profile::NOTATION_TIMESTAMPING);
    let tokens = [
        (data!("notation/jws.p7s"), data!("notation/jws.signature")),
        (data!("notation/cose.p7s"), data!("notation/cose.signature")),
    ];
    for (token, signature) in tokens {
        let verified = verify(EncodedToken::Bare(token), signature, &authority).unwrap();
        assert_eq!(verified.path().profile(), "notation-timestamping");
    }
    let crossed = verify(EncodedToken::Bare(tokens[0].0), tokens[1].1, &authority).unwrap_err();
    assert_eq!(crossed, TokenError::Imprint);
}

#[test]
fn a_token_of_cosign_is_verified_with_the_certificates_of_the_trusted_root() {
    let (answer, signature) = (data!("sigstore/blob.tsr"), data!("sigstore/blob.signature"));
    let leaf = Certificate::from_der(data!("sigstore/leaf.crt")).unwrap();
    let root = authority(data!("sigstore/root.crt"));
    let authority = root.clone().signer(&leaf);
    let verified = verify(EncodedToken::Response(answer), signature, &authority).unwrap();
    assert_eq!(verified.gen_time(), at("2026-11-22T14:22:22Z"));
    let by_set = root.clone().intermediates(CertificateSet::from_certificates([leaf]));
    assert!(verify(EncodedToken::Response(answer), signature, &by_set).is_ok());
    // It carries no certificate of its own.
    assert_eq!(verify(EncodedToken::Response(answer), signature, &root).unwrap_err(), TokenError::NoSigner);
    let digest: Digest = RustCrypto.hash(Algorithm::Sha256, signature);
    let token = TimestampToken::from_response_der(answer).unwrap();
    let now = at("2026-11-22T14:22:22Z");
    assert!(token.verify(&Imprinted::Digest(&digest), &authority, now, &RustCrypto).is_ok());
}

#[test]
fn a_bare_token_is_no_answer_and_an_answer_no_bare_token() {
    assert!(matches!(TimestampToken::from_response_der(PSS), Err(ResponseError::Encoding(_))));
    assert!(TimestampToken::from_der(ANSWERS[0].0).is_err());
}

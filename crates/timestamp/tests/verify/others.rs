//! Tokens that others made: OpenSSL (`../data/make.sh`), Notation and Cosign with timestamp-authority 2.1.2, @sigstore/mock
//! 0.12.1 (`../data/make-mock.js`).

use countersign_timestamp::{
    EncodedToken, Imprinted, ResponseError, TimestampToken, TokenError, TrustedTsa, VerifiedTimestamp,
    crypto::{Digest, KeyType, RustCrypto},
    digest::{Algorithm, HashProvider as _},
    encoding::der::{Reader, Tag, write},
    x509::{
        AlgorithmError, AlgorithmRules, AnchorLimits, Certificate, CertificateSet, KeyKind, Profile,
        SignatureError, SignatureKind, TrustAnchors,
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

/// The token with another identifier of the signature's algorithm, which is not signed.
fn with_signature_algorithm(token: &[u8], identifier: &[u8]) -> Vec<u8> {
    let fields = |mut reader: Reader<'_>| {
        let mut all = Vec::new();
        while !reader.is_empty() {
            all.push(reader.element().unwrap().bytes().to_vec());
        }
        all
    };
    let join = |tag: Tag, parts: &[Vec<u8>]| write(tag, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut info = fields(Reader::new(token).sequence().unwrap());
    let mut wrapped = Reader::new(&info[1]).expect(Tag::context_constructed(0)).unwrap().reader();
    let mut data = fields(wrapped.sequence().unwrap());
    let mut signers = Reader::new(data.last().unwrap()).set().unwrap();
    let mut signer = fields(signers.sequence().unwrap());
    signer[4] = identifier.to_vec();
    *data.last_mut().unwrap() = write(Tag::SET, &[&join(Tag::SEQUENCE, &signer)]);
    info[1] = write(Tag::context_constructed(0), &[&join(Tag::SEQUENCE, &data)]);
    join(Tag::SEQUENCE, &info)
}

#[test]
fn an_rsa_signature_is_named_by_its_key_or_by_its_hash_with_null_or_without() {
    let authority = authority(data!("openssl/root.crt"));
    let token = EncodedToken::Response(ANSWERS[0].0).parse().unwrap().der().to_vec();
    let named = |arc: u8, parameters: &[u8]| {
        let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, arc];
        let identifier = write(Tag::SEQUENCE, &[&write(Tag::OBJECT_IDENTIFIER, &[&oid]), parameters]);
        let der = with_signature_algorithm(&token, &identifier);
        verify(EncodedToken::Bare(&der), MESSAGE, &authority).map(|verified| verified.policy().to_string())
    };
    // rsaEncryption (RFC 3370 §3.2) and sha256WithRSAEncryption (RFC 5754 §3.2).
    for arc in [1, 11] {
        for parameters in [&[5, 0][..], &[]] {
            assert_eq!(named(arc, parameters).as_deref(), Ok("1.2.3.4.1"), "{arc} {parameters:?}");
        }
        let error = named(arc, &[4, 0]).unwrap_err();
        let algorithm = |error: &AlgorithmError| {
            matches!(error, AlgorithmError::Parameters { .. } | AlgorithmError::Unsupported { .. })
        };
        assert!(
            matches!(&error, TokenError::Signature(SignatureError::Algorithm(reason)) if algorithm(reason)),
            "{error:?}"
        );
    }
    // By SHA-384 and SHA-512, and the content is digested by SHA-256.
    for arc in [12, 13] {
        assert_eq!(named(arc, &[5, 0]), Err(TokenError::SignatureDigest));
    }
}

#[test]
fn tokens_of_the_mock_of_sigstore_are_verified_whose_times_have_fractions() {
    let root = authority(data!("sigstore-mock/root.crt"));
    let leaf = Certificate::from_der(data!("sigstore-mock/leaf.crt")).unwrap();
    let with = data!("sigstore-mock/with-certificate.tsr");
    let without = data!("sigstore-mock/without-certificate.tsr");
    for (answer, authority, time) in [
        (with, root.clone(), "2026-11-28T16:16:09.124Z"),
        (with, root.clone().signer(&leaf), "2026-11-28T16:16:09.124Z"),
        (without, root.clone().signer(&leaf), "2026-11-28T16:16:09.137Z"),
    ] {
        let verified = verify(EncodedToken::Response(answer), MESSAGE, &authority).unwrap();
        assert_eq!(verified.gen_time(), at(time));
        let second = core::time::Duration::from_secs(1);
        assert_eq!(verified.earliest().checked_add(second), Some(verified.gen_time()));
        assert_eq!(verified.serial(), [0xde, 0xad, 0xbe, 0xef]);
        let other = verify(EncodedToken::Response(answer), b"else", &authority);
        assert_eq!(other.unwrap_err(), TokenError::Imprint);
    }
    assert_eq!(verify(EncodedToken::Response(without), MESSAGE, &root).unwrap_err(), TokenError::NoSigner);
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

//! All of Wycheproof that this crate has an algorithm for, and for RSA another implementation beside it.

use countersign_crypto::{
    DigestAlgorithm, KeyLimits, Message, PssParametersError, PublicKey, PublicKeyError, Scheme,
    SignatureAlgorithm, SignatureEncoding,
};
use rsa::{BoxedUint, RsaPublicKey, signature::Verifier};
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};
use testkit::{bit_flips, truncations};

use crate::{
    Provider,
    rsa_support::RsaKey,
    support::{unhex, verifier},
};

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no text {member} in {value}"))
}

fn groups(name: &str) -> Vec<Value> {
    let Some(folder) = testkit::corpora("wycheproof") else { return Vec::new() };
    let mut file: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    file["testGroups"].as_array_mut().unwrap().drain(..).collect()
}

/// Answers every case of a group with `accepts`; `acceptable` is not scored. Says how many were.
fn score(group: &Value, mut accepts: impl FnMut(&[u8], &[u8]) -> bool) -> usize {
    let mut scored = 0;
    for case in group["tests"].as_array().unwrap() {
        let accepted = accepts(&unhex(text(case, "msg")), &unhex(text(case, "sig")));
        match text(case, "result") {
            "valid" => assert!(accepted, "false reject: {case}"),
            "invalid" => assert!(!accepted, "false accept: {case}"),
            _ => continue,
        }
        scored += 1;
    }
    scored
}

/// Answers a file whose cases are all by one scheme.
fn run(name: &str, algorithm: SignatureAlgorithm, encoding: SignatureEncoding) -> usize {
    let scheme = Scheme::new(algorithm, encoding).unwrap();
    groups(name)
        .iter()
        .map(|group| {
            let key = PublicKey::from_spki_der(&unhex(text(group, "publicKeyDer")), &Provider).unwrap();
            let verifier = verifier(&key, scheme);
            score(group, |message, signature| verifier.verify(Message::Bytes(message), signature).is_ok())
        })
        .sum()
}

#[track_caller]
fn at_least(scored: usize, least: usize) {
    if testkit::corpora("wycheproof").is_some() {
        assert!(scored >= least, "only {scored} cases scored");
    }
}

#[test]
fn answers_every_ecdsa_case_in_der() {
    use SignatureAlgorithm as A;
    let scored: usize = [
        ("secp256r1_sha256", A::EcdsaP256Sha256),
        ("secp256r1_sha512", A::EcdsaP256Sha512),
        ("secp384r1_sha256", A::EcdsaP384Sha256),
        ("secp384r1_sha384", A::EcdsaP384Sha384),
        ("secp384r1_sha512", A::EcdsaP384Sha512),
        ("secp521r1_sha512", A::EcdsaP521Sha512),
    ]
    .into_iter()
    .map(|(name, algorithm)| run(&format!("ecdsa_{name}_test.json"), algorithm, SignatureEncoding::Der))
    .sum();
    at_least(scored, 1500);
}

#[test]
fn answers_every_ecdsa_case_in_fixed_encoding() {
    use SignatureAlgorithm as A;
    let scored: usize = [
        ("secp256r1_sha256", A::EcdsaP256Sha256),
        ("secp256r1_sha512", A::EcdsaP256Sha512),
        ("secp384r1_sha384", A::EcdsaP384Sha384),
        ("secp384r1_sha512", A::EcdsaP384Sha512),
        ("secp521r1_sha512", A::EcdsaP521Sha512),
    ]
    .into_iter()
    .map(|(name, algorithm)| {
        run(&format!("ecdsa_{name}_p1363_test.json"), algorithm, SignatureEncoding::Fixed)
    })
    .sum();
    at_least(scored, 770);
}

#[test]
fn answers_every_ed25519_case() {
    at_least(run("ed25519_test.json", SignatureAlgorithm::Ed25519, SignatureEncoding::Fixed), 79);
}

fn digest(name: &str) -> Option<DigestAlgorithm> {
    match name {
        "SHA-256" => Some(DigestAlgorithm::Sha256),
        "SHA-384" => Some(DigestAlgorithm::Sha384),
        "SHA-512" => Some(DigestAlgorithm::Sha512),
        _ => None,
    }
}

fn oracle_key(key: &PublicKey) -> RsaPublicKey {
    let numbers = key.rsa().unwrap();
    let [modulus, exponent] = [numbers.modulus(), numbers.exponent()].map(BoxedUint::from_be_slice_vartime);
    RsaPublicKey::new(modulus, exponent).unwrap()
}

/// The other implementation's answer.
fn oracle(key: &RsaPublicKey, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
    macro_rules! pkcs1 {
        ($digest:ty) => {
            rsa::pkcs1v15::Signature::try_from(signature).is_ok_and(|it| {
                rsa::pkcs1v15::VerifyingKey::<$digest>::new(key.clone()).verify(message, &it).is_ok()
            })
        };
    }
    macro_rules! pss {
        ($digest:ty, $salt_len:expr) => {
            rsa::pss::Signature::try_from(signature).is_ok_and(|it| {
                let key = rsa::pss::VerifyingKey::<$digest>::new_with_salt_len(key.clone(), $salt_len.into());
                key.verify(message, &it).is_ok()
            })
        };
    }
    match algorithm {
        SignatureAlgorithm::RsaPkcs1Sha256 => pkcs1!(Sha256),
        SignatureAlgorithm::RsaPkcs1Sha384 => pkcs1!(Sha384),
        SignatureAlgorithm::RsaPkcs1Sha512 => pkcs1!(Sha512),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len } => pss!(Sha256, salt_len),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha384, salt_len } => pss!(Sha384, salt_len),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha512, salt_len } => pss!(Sha512, salt_len),
        other => panic!("{other}"),
    }
}

/// Answers a group by our verifier, and asks the other one whether it agrees.
fn run_rsa(group: &Value, key: &PublicKey, algorithm: SignatureAlgorithm) -> usize {
    let ours = verifier(key, Scheme::new(algorithm, SignatureEncoding::Fixed).unwrap());
    let theirs = oracle_key(key);
    score(group, |message, signature| {
        let accepted = ours.verify(Message::Bytes(message), signature).is_ok();
        assert_eq!(accepted, oracle(&theirs, algorithm, message, signature), "{algorithm} {signature:02x?}");
        accepted
    })
}

#[test]
fn answers_every_case_of_rsa_pkcs1_as_another_implementation_does() {
    use SignatureAlgorithm as A;
    let algorithms =
        [("sha256", A::RsaPkcs1Sha256), ("sha384", A::RsaPkcs1Sha384), ("sha512", A::RsaPkcs1Sha512)];
    let mut scored = 0;
    for bits in [2048, 3072, 4096] {
        for (hash, algorithm) in algorithms {
            for group in groups(&format!("rsa_signature_{bits}_{hash}_test.json")) {
                let der = unhex(text(&group, "publicKeyDer"));
                // Some groups have the exponent 3, which has to be asked for.
                let limits = KeyLimits::default().danger_with_rsa_exponent_3();
                let key = PublicKey::from_spki_der_with(&der, &limits, &Provider).unwrap();
                scored += run_rsa(&group, &key, algorithm);
            }
        }
    }
    at_least(scored, 1100);
}

const PSS: &[&str] = &[
    "2048_sha256_mgf1_0",
    "2048_sha256_mgf1_0_params",
    "2048_sha256_mgf1_32",
    "2048_sha256_mgf1_32_params",
    "2048_sha256_mgf1sha1_20",
    "2048_sha384_mgf1_48",
    "3072_sha256_mgf1_32",
    "3072_sha256_mgf1_32_params",
    "4096_sha256_mgf1_32",
    "4096_sha384_mgf1_48",
    "4096_sha512_mgf1_32",
    "4096_sha512_mgf1_32_params",
    "4096_sha512_mgf1_64",
    "4096_sha512_mgf1_64_params",
    "misc",
    "misc_params",
];

#[test]
fn answers_every_case_of_rsa_pss_with_one_hash_as_another_implementation_does() {
    let mut scored = 0;
    for group in PSS.iter().flat_map(|name| groups(&format!("rsa_pss_{name}_test.json"))) {
        let (sha, mgf) = (text(&group, "sha"), text(&group, "mgfSha"));
        let salt_len = u16::try_from(group["sLen"].as_u64().unwrap()).unwrap();
        let key = PublicKey::from_spki_der(&unhex(text(&group, "publicKeyDer")), &Provider);
        match (key, digest(sha)) {
            (Ok(key), Some(digest)) if sha == mgf => {
                scored += run_rsa(&group, &key, SignatureAlgorithm::RsaPss { digest, salt_len });
            }
            // Two hashes, or one that is not known: where the key says so it is refused.
            (Err(PublicKeyError::PssParameters(refused)), digest) => {
                let mixed = refused == PssParametersError::MixedHashes && sha != mgf;
                assert!(mixed || refused == PssParametersError::UnsupportedHash && digest.is_none());
            }
            (Ok(_), _) => {}
            (Err(error), _) => panic!("{error}: {group}"),
        }
    }
    at_least(scored, 800);
}

#[test]
fn damaged_signatures_are_judged_as_another_implementation_does() {
    let key = RsaKey::two(0, 1);
    let (public, theirs) = (key.public(), oracle_key(&key.public()));
    let pss = key.pss(DigestAlgorithm::Sha256, b"message", &[9; 32]);
    let scheme = |algorithm| Scheme::new(algorithm, SignatureEncoding::Fixed).unwrap();
    for (algorithm, good) in [
        (Scheme::RSA_PKCS1_SHA256.algorithm(), key.pkcs1(b"message")),
        (Scheme::RSA_PSS_SHA256.algorithm(), pss),
    ] {
        let ours = verifier(&public, scheme(algorithm));
        let verify = |message: &[u8], signature: &[u8]| {
            let accepted = ours.verify(Message::Bytes(message), signature).is_ok();
            assert_eq!(accepted, oracle(&theirs, algorithm, message, signature), "{algorithm}");
            accepted
        };
        assert!(verify(b"message", &good));
        assert!(!verify(b"massage", &good));
        for mutant in bit_flips(&good).step_by(29).chain(truncations(&good).step_by(17)) {
            assert!(!verify(b"message", &mutant.bytes), "{}", mutant.change);
        }
    }
}

//! What kind of payload counts: image signatures, attestations of a kind, blobs.

use countersign_crypto::{DigestAlgorithm, RustCrypto};
use countersign_digest::Digest;
use countersign_policy::{BindError, ExpectedPayload, PayloadKind, Subject, VerifiedPayload, bind};

use crate::support::{MANIFEST, OTHER_MANIFEST, Signer, digest_of, image, sha256, subject};

const SPDX: &str = "https://spdx.dev/Document";
const SIGN: &str = "https://sigstore.dev/cosign/sign/v1";
const SHA512: DigestAlgorithm = DigestAlgorithm::Sha512;

fn attestation(types: &[&str]) -> ExpectedPayload {
    ExpectedPayload::attestation(types.iter().map(|name| (*name).to_owned()))
}

fn verdict(
    payload: VerifiedPayload,
    subject: &Subject,
    expected: &ExpectedPayload,
) -> Result<Digest, BindError> {
    bind(payload, subject, expected.clone(), &RustCrypto).map(|bound| bound.digest())
}

/// CVE-2022-35929, CVE-2026-39395: an attestation of any type passed for the one that was asked for.
#[test]
fn an_attestation_counts_only_if_it_is_of_a_type_asked_for() {
    let signer = Signer::new(1);
    let list = format!("[{}]", subject(&[sha256()]));
    let spdx = || signer.statement(&list, SPDX);
    assert_eq!(verdict(spdx(), &image(), &attestation(&[SPDX])), Ok(sha256()), "the control");
    assert_eq!(verdict(spdx(), &image(), &attestation(&["https://x", SPDX])), Ok(sha256()));
    for types in [
        &["https://cyclonedx.org/bom"][..],
        &["https://spdx.dev/Document/"],
        &["https://spdx.dev/document"],
        &["https://spdx.dev"],
        &[""],
        &[],
    ] {
        let refused = verdict(spdx(), &image(), &attestation(types));
        assert_eq!(refused, Err(BindError::PredicateType), "{types:?}");
    }
    let elsewhere = signer.statement(&format!("[{}]", subject(&[digest_of(OTHER_MANIFEST, SHA512)])), SPDX);
    assert_eq!(verdict(elsewhere, &image(), &attestation(&[SPDX])), Err(BindError::OtherSubject));
}

#[test]
fn an_image_signature_is_no_attestation_even_where_its_type_is_asked_for() {
    let signer = Signer::new(1);
    let list = format!("[{}]", subject(&[sha256()]));
    for payload in [signer.image_signature(&list), signer.simple_signing(sha256(), &[])] {
        for expected in [attestation(&[SIGN]), attestation(&[SPDX]), ExpectedPayload::blob_signature()] {
            let refused = verdict(payload.clone(), &image(), &expected);
            assert_eq!(refused, Err(BindError::PredicateType), "{expected:?}");
        }
        assert_eq!(verdict(payload, &image(), &ExpectedPayload::image_signature()), Ok(sha256()));
    }
}

#[test]
fn a_signature_over_a_blob_counts_only_as_one() {
    let signer = Signer::new(1);
    let sha512 = digest_of(MANIFEST, SHA512);
    let payload = signer.message(MANIFEST);
    assert_eq!(payload.kind(), PayloadKind::Message);
    for blob in [
        Subject::of_blob(sha256(), &[]),
        Subject::of_blob(sha256(), &[sha512]),
        Subject::of_blob(sha512, &[sha256()]),
    ] {
        let bound = verdict(payload.clone(), &blob, &ExpectedPayload::blob_signature());
        assert_eq!(bound, Ok(blob.digest()));
        for expected in [
            ExpectedPayload::image_signature(),
            countersign_policy::danger::any_statement(),
            attestation(&[SPDX, ""]),
        ] {
            let refused = verdict(payload.clone(), &blob, &expected);
            assert_eq!(refused, Err(BindError::PredicateType), "{expected:?}");
        }
    }
    let other = Subject::of_blob(digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256), &[]);
    let refused = verdict(payload, &other, &ExpectedPayload::blob_signature());
    assert_eq!(refused, Err(BindError::OtherSubject));
}

#[test]
fn a_blob_is_named_by_any_digest_that_is_known_and_every_other_one_must_agree() {
    let signer = Signer::new(1);
    let payload = |digests: &[_]| signer.statement(&format!("[{}]", subject(digests)), SPDX);
    let sha512 = digest_of(MANIFEST, SHA512);
    let sha384 = digest_of(MANIFEST, DigestAlgorithm::Sha384);
    let blob = Subject::of_blob(sha256(), &[sha512]);
    let verdict = |digests: &[_]| verdict(payload(digests), &blob, &attestation(&[SPDX]));
    for digests in [&[sha256()][..], &[sha512], &[sha256(), sha512]] {
        assert_eq!(verdict(digests), Ok(sha256()));
    }
    let wrong = |algorithm| digest_of(OTHER_MANIFEST, algorithm);
    assert_eq!(
        verdict(&[wrong(DigestAlgorithm::Sha256), sha512]),
        Err(BindError::DigestsDisagree { algorithm: DigestAlgorithm::Sha256 })
    );
    assert_eq!(verdict(&[sha256(), wrong(SHA512)]), Err(BindError::DigestsDisagree { algorithm: SHA512 }));
    assert_eq!(
        verdict(&[sha256(), sha384]),
        Err(BindError::Uncomparable { algorithm: DigestAlgorithm::Sha384 })
    );
    assert_eq!(verdict(&[sha384]), Err(BindError::OtherSubject));
    assert_eq!(verdict(&[wrong(DigestAlgorithm::Sha256)]), Err(BindError::OtherSubject));
}

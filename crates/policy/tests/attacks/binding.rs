//! What was signed must be about the image in hand, wholly.

use countersign_crypto::{DigestAlgorithm, RustCrypto};
use countersign_policy::{
    BindError, BoundSignature, ExpectedPayload, PayloadKind, Subject, VerifiedPayload, bind,
    danger::any_statement,
};

use crate::support::{MANIFEST, OTHER_MANIFEST, Signer, digest_of, image, sha256, subject};

const SHA384: DigestAlgorithm = DigestAlgorithm::Sha384;
const SHA512: DigestAlgorithm = DigestAlgorithm::Sha512;

fn try_bind(payload: VerifiedPayload, subject: &Subject) -> Result<BoundSignature, BindError> {
    bind(payload, subject, ExpectedPayload::image_signature(), &RustCrypto)
}

fn refused(payload: VerifiedPayload, subject: &Subject) -> BindError {
    try_bind(payload, subject).unwrap_err()
}

#[test]
fn both_forms_of_an_image_signature_bind() {
    let signer = Signer::new(1);
    let list = format!("[{}]", subject(&[sha256()]));
    for subject in [image(), Subject::of_digest(sha256())] {
        for (payload, kind) in [
            (signer.simple_signing(sha256(), &[]), PayloadKind::SimpleSigning),
            (signer.image_signature(&list), PayloadKind::Statement),
        ] {
            let bound = try_bind(payload, &subject).unwrap();
            assert_eq!((bound.digest(), bound.payload().kind()), (sha256(), kind));
            assert_eq!(bound.signer(), signer.verifying().public_key());
            assert_eq!(bound.scheme(), signer.verifying().scheme());
        }
    }
}

#[test]
fn an_attestation_is_no_image_signature_whoever_made_it() {
    let signer = Signer::new(1);
    let list = format!("[{}]", subject(&[sha256()]));
    assert!(try_bind(signer.statement(&list, "https://sigstore.dev/cosign/sign/v1"), &image()).is_ok());
    for predicate_type in [
        "",
        "https://spdx.dev/Document",
        "https://cyclonedx.org/bom",
        "https://slsa.dev/provenance/v1",
        "https://openvex.dev/ns",
        "https://cosign.sigstore.dev/attestation/v1",
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        "https://sigstore.dev/cosign/sign/v2",
        "https://sigstore.dev/cosign/sign/v1/",
        "https://sigstore.dev/cosign/sign/v1 ",
        "https://sigstore.dev/cosign/sign",
        "https://Sigstore.dev/cosign/sign/v1",
        "http://sigstore.dev/cosign/sign/v1",
    ] {
        let payload = signer.statement(&list, predicate_type);
        assert_eq!(refused(payload, &image()), BindError::PredicateType, "{predicate_type}");
    }
}

#[test]
fn only_the_dangerous_expectation_takes_an_attestation_and_even_it_binds_the_digest() {
    let signer = Signer::new(1);
    let sbom = |digest| signer.statement(&format!("[{}]", subject(&[digest])), "https://spdx.dev/Document");
    let expect = |payload| bind(payload, &image(), any_statement(), &RustCrypto);
    assert!(expect(sbom(sha256())).is_ok());
    assert!(expect(signer.simple_signing(sha256(), &[])).is_ok());
    let other = digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256);
    assert_eq!(expect(sbom(other)).unwrap_err(), BindError::OtherSubject);
}

#[test]
fn a_signature_of_another_image_is_refused() {
    let signer = Signer::new(1);
    let other = digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256);
    let list = format!("[{}]", subject(&[other]));
    assert_eq!(refused(signer.simple_signing(other, &[]), &image()), BindError::OtherSubject);
    assert_eq!(refused(signer.image_signature(&list), &image()), BindError::OtherSubject);
}

#[test]
fn the_right_digits_under_the_wrong_algorithm_are_another_digest() {
    let signer = Signer::new(1);
    for algorithm in ["sha3-256", "SHA256", "sha-256", "gitCommit", "sha256 "] {
        let list = format!(r#"[{{"digest":{{"{algorithm}":"{}"}}}}]"#, sha256().hex());
        assert_eq!(refused(signer.image_signature(&list), &image()), BindError::OtherSubject, "{algorithm}");
    }
    // An image that is known by its SHA-512 is not the one that a SHA-256 names, even if both are right.
    let sha512 = digest_of(MANIFEST, SHA512);
    let by_sha512 = Subject::of_manifest(sha512, MANIFEST, &RustCrypto).unwrap();
    assert_eq!(refused(signer.simple_signing(sha256(), &[]), &by_sha512), BindError::OtherSubject);
    assert_eq!(try_bind(signer.simple_signing(sha512, &[]), &by_sha512).unwrap().digest(), sha512);
}

#[test]
fn every_digest_beside_the_right_one_must_be_right_too() {
    let signer = Signer::new(1);
    let payload = |digests: &[_]| signer.image_signature(&format!("[{}]", subject(digests)));
    let right = [sha256(), digest_of(MANIFEST, SHA384), digest_of(MANIFEST, SHA512)];
    assert_eq!(try_bind(payload(&right), &image()).unwrap().digest(), sha256(), "the control");
    for algorithm in [SHA384, SHA512] {
        let wrong = digest_of(OTHER_MANIFEST, algorithm);
        let disagree = BindError::DigestsDisagree { algorithm };
        assert_eq!(refused(payload(&[sha256(), wrong]), &image()), disagree);
        assert_eq!(refused(payload(&[wrong, sha256()]), &image()), disagree, "in either order");
        // Without the manifest nobody can tell.
        let by_digest = Subject::of_digest(sha256());
        let uncomparable = BindError::Uncomparable { algorithm };
        for second in [wrong, digest_of(MANIFEST, algorithm)] {
            assert_eq!(refused(payload(&[sha256(), second]), &by_digest), uncomparable);
        }
    }
    let wrong = digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256);
    assert_eq!(
        refused(payload(&[wrong, digest_of(MANIFEST, SHA512)]), &image()),
        BindError::OtherSubject,
        "the digest that names the image is the one that must match"
    );
}

#[test]
fn one_of_several_subjects_is_enough_unless_another_speaks_falsely_of_it() {
    let signer = Signer::new(1);
    let other = subject(&[digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256)]);
    let right = subject(&[sha256()]);
    for list in [format!("[{other},{right}]"), format!("[{right},{other}]")] {
        assert!(try_bind(signer.image_signature(&list), &image()).is_ok());
    }
    let liar = subject(&[sha256(), digest_of(OTHER_MANIFEST, SHA512)]);
    for list in [format!("[{right},{liar}]"), format!("[{liar},{right}]")] {
        let disagree = BindError::DigestsDisagree { algorithm: SHA512 };
        assert_eq!(refused(signer.image_signature(&list), &image()), disagree);
    }
}

#[test]
fn of_annotations_beside_the_same_digest_only_agreed_ones_remain() {
    let signer = Signer::new(1);
    let hex = sha256().hex();
    let named =
        |annotations: &str| format!(r#"{{"digest":{{"sha256":"{hex}"}},"annotations":{annotations}}}"#);
    let one = named(r#"{"env":"prod","team":"acme","only":"1"}"#);
    let two = named(r#"{"env":"dev","team":"acme"}"#);
    for list in [format!("[{one},{two}]"), format!("[{two},{one}]"), format!("[{one},{two},{one}]")] {
        let bound = try_bind(signer.image_signature(&list), &image()).unwrap();
        let left: Vec<_> = bound.annotations().iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(left, [("team", "acme")]);
    }
    let silent = format!("[{one},{}]", subject(&[sha256()]));
    assert!(try_bind(signer.image_signature(&silent), &image()).unwrap().annotations().is_empty());
    // Annotations beside another digest are none of this image's.
    let elsewhere = digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256).hex();
    let elsewhere = format!(r#"{{"digest":{{"sha256":"{elsewhere}"}},"annotations":{{"env":"prod"}}}}"#);
    let list = format!("[{elsewhere},{}]", subject(&[sha256()]));
    assert!(try_bind(signer.image_signature(&list), &image()).unwrap().annotations().is_empty());
}

#[test]
fn an_image_is_not_made_from_bytes_that_are_not_its_own() {
    for (digest, bytes) in [
        (sha256(), OTHER_MANIFEST),
        (sha256(), b"".as_slice()),
        (digest_of(OTHER_MANIFEST, SHA512), MANIFEST),
    ] {
        let refused = Subject::of_manifest(digest, bytes, &RustCrypto).unwrap_err();
        assert_eq!(refused, countersign_policy::SubjectError);
    }
    assert_eq!(image().digest(), sha256());
}

//! What somebody may try who holds a certificate, only not the one that is asked for. Each attempt stands beside the same
//! evidence as it is accepted.
use std::num::NonZeroUsize;

use crate::{blobs, common::*, pki::*};
use countersign::{
    BlobEvidence, BlobFormat, ConfigurationError, ImageName, Signer, TrustedAuthority, Verifier,
    crypto::{AllowedAlgorithms, KeyType, RustCrypto, SignatureAlgorithm},
    encoding::base64,
    policy::RequirementError,
    x509::{
        AnchorLimits, Profile, TrustAnchor, TrustAnchors,
        issue::{AltName, CertificateTemplate, Subtree},
    },
};
use serde_json::Value;

/// What becomes of an image with these signatures: the seed of the key, and the certificates that come with it.
fn judged(verifier: &Verifier, form: Form, signatures: &[(u64, &[Vec<u8>])]) -> &'static str {
    let (mut store, image) = Store::with_image();
    for (seed, chain) in signatures {
        attach_signature(&mut store, form, &image, *seed, chain);
    }
    code(&store.verify(verifier, ImageName::tag("v1")))
}

#[track_caller]
fn judged_as(expected: &str, verifier: &Verifier, signatures: &[(u64, &[Vec<u8>])]) {
    for form in FORMS {
        assert_eq!(judged(verifier, form, signatures), expected, "{form:?}");
    }
}

/// Of all certificates that come with a signature the first is its signer's, whomever the others name.
#[test]
fn a_certificate_that_stands_behind_another_is_not_the_signers() {
    let root = Ca::root(1);
    let (ana, stolen) = (root.certify(7, ANA), root.certify(8, ANA));
    let verifier = believing_ana(&root);
    judged_as("CSG-SIGNATURE-INVALID", &verifier, &[(7, &[stolen.clone(), ana.clone()])]);
    judged_as("CSG-IDENTITY", &verifier, &[(7, &[root.certify(7, BOB), ana.clone()])]);
    judged_as("accepted", &verifier, &[(7, &[ana, stolen, root.certify(7, BOB)])]);
}

#[test]
fn certificates_between_come_with_the_same_signature() {
    let root = Ca::root(1);
    let between = root.below(2, |template| template);
    let (ana, bob) = (between.certify(7, ANA), between.certify(8, BOB));
    let of_bob = [bob, between.der()];
    let verifier = believing_ana(&root);
    judged_as("CSG-IDENTITY", &verifier, &[(8, &of_bob)]);
    for form in FORMS {
        let (mut store, image) = Store::with_image();
        attach_signature(&mut store, form, &image, 8, &of_bob);
        attach_signature(&mut store, form, &image, 7, std::slice::from_ref(&ana));
        let refusal = store.verify(&verifier, ImageName::tag("v1")).unwrap_err();
        let mut codes: Vec<_> = refusal.report().refused().iter().map(|one| one.code().as_str()).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["CSG-CERTIFICATE-UNTRUSTED", "CSG-IDENTITY"], "{form:?}");
    }
    judged_as("accepted", &verifier, &[(8, &of_bob), (7, &[ana, between.der()])]);
}

/// Whoever has a certificate to sign code with has a key that could sign certificates too.
#[test]
fn the_certificate_of_a_signer_issues_none() {
    let root = Ca::root(1);
    let issuer = root.below(2, |template| template);
    let ana = issuer.certify(7, ANA);
    let name = distinguished("CN=Authority 2");
    let signer = CertificateTemplate::code_signing(&name.name(), valid(), serial(7));
    let signer = root.issue(&signer, private_key(2).public_key());
    judged_as("CSG-CERTIFICATE-USAGE", &believing_ana(&root), &[(7, &[ana.clone(), signer])]);
    judged_as("accepted", &believing_ana(&root), &[(7, &[ana, issuer.der()])]);
}

#[test]
fn every_certificate_up_to_the_root_and_the_root_must_be_valid_at_the_time() {
    let ended = || validity("2026-01-01T00:00:00Z", "2026-11-24T14:59:59Z");
    let root = Ca::root(1);
    let below = |validity| root.below(2, |_| Ca::template_of("CN=Authority 2", 2, validity));
    for (between, expected) in [(below(ended()), "CSG-CERTIFICATE-EXPIRED"), (below(valid()), "accepted")] {
        let chain = [between.certify(7, ANA), between.der()];
        judged_as(expected, &believing_ana(&root), &[(7, &chain)]);
    }
    let root = |validity| Ca::root_of(1, |_| Ca::template_of("CN=Root 1", 1, validity));
    for (root, expected) in [(root(ended()), "CSG-CERTIFICATE-EXPIRED"), (root(valid()), "accepted")] {
        judged_as(expected, &believing_ana(&root), &[(7, &[root.certify(7, ANA)])]);
    }
}

/// That another authority did not issue it is no news, whichever of them is asked first.
#[test]
fn of_several_authorities_the_reason_of_the_one_that_issued_the_certificate_is_told() {
    const WITHIN: &str = "ana@example.org";
    let narrow = |seed| Ca::root_of(seed, |root| root.permit(Subtree::email("example.org").unwrap()));
    let (one, other) = (narrow(1), narrow(2));
    let by = |authority: &Ca| [ANA, WITHIN].map(|name| (mailbox(name), authority.trusted()));
    let both = Verifier::builder(RustCrypto).certified_signer("one", by(&one));
    let both = both.certified_signer("other", by(&other)).build().unwrap();
    for issuer in [&one, &other] {
        judged_as("CSG-CERTIFICATE-NAME-CONSTRAINT", &both, &[(7, &[issuer.certify(7, ANA)])]);
        judged_as("accepted", &both, &[(7, &[issuer.certify(7, WITHIN)])]);
    }
    judged_as("CSG-CERTIFICATE-UNTRUSTED", &both, &[(7, &[narrow(3).certify(7, ANA)])]);
}

/// What a verifier allows of algorithms holds for keys that a certificate brings as for those that are named.
#[test]
fn a_certificate_brings_no_algorithm_that_is_not_allowed() {
    let root = Ca::root(1);
    let allowing = |algorithm| {
        let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
        builder.allow(AllowedAlgorithms::only([algorithm])).build().unwrap()
    };
    let chain = [root.certify(7, ANA)];
    judged_as("CSG-CERTIFICATE-KEY", &allowing(SignatureAlgorithm::Ed25519), &[(7, &chain)]);
    judged_as("accepted", &allowing(SignatureAlgorithm::EcdsaP256Sha256), &[(7, &chain)]);
}

/// What is asked of the certificates of one signer is not made weaker by what is asked of those of another.
#[test]
fn one_root_with_two_profiles_is_two_authorities() {
    let root = Ca::root(1);
    let (strict, lax) = (root.trusted(), root.trusted().with_profile(Profile::RFC5280.clone()));
    let of_any_purpose = |name: &str| {
        let template = CertificateTemplate::end_entity(&distinguished("O=Acme").name(), valid(), serial(7));
        root.issue(&template.alt_name(AltName::email(name).unwrap()), private_key(7).public_key())
    };
    let builder = || Verifier::builder(RustCrypto);
    let ana_first = builder().certified(mailbox(ANA), &strict).certified(mailbox(BOB), &lax);
    let bob_first = builder().certified(mailbox(BOB), &lax).certified(mailbox(ANA), &strict);
    for verifier in [ana_first.build().unwrap(), bob_first.build().unwrap()] {
        judged_as("CSG-IDENTITY", &verifier, &[(7, &[of_any_purpose(ANA)])]);
        judged_as("accepted", &verifier, &[(7, &[of_any_purpose(BOB)])]);
        judged_as("accepted", &verifier, &[(7, &[root.certify(7, ANA)])]);
    }
}

#[test]
fn a_root_of_the_same_name_is_another_authority() {
    let root = Ca::root(1);
    let other = Ca::root_of(2, |_| Ca::template("CN=Root 1", 1));
    let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
    let verifier = builder.certified(mailbox(BOB), &other.trusted()).build().unwrap();
    for (issuer, believed, unbelieved) in [(&root, ANA, BOB), (&other, BOB, ANA)] {
        judged_as("accepted", &verifier, &[(7, &[issuer.certify(7, believed)])]);
        judged_as("CSG-IDENTITY", &verifier, &[(7, &[issuer.certify(7, unbelieved)])]);
    }
}

/// A certificate may be of a key whose algorithm no key that is named has.
#[test]
fn a_blob_is_digested_as_the_key_of_the_certificate_asks_for() {
    let root = Ca::root(1);
    for key_type in [KeyType::EcdsaP384, KeyType::EcdsaP521, KeyType::Ed25519] {
        let key = key_of(key_type, 7);
        let leaf = root.issue(&code_signer(ANA, valid()), key.public_key());
        let signer = Signer::from_private_key(RustCrypto, &key).unwrap();
        let evidence = |blob: &[u8]| {
            let mut signing = signer.sign_blob(BlobFormat::LegacyBundle).unwrap();
            signing.update(blob).unwrap();
            let mut bundle: Value = serde_json::from_slice(signing.finish().unwrap().bytes()).unwrap();
            bundle["cert"] = base64::encode_standard(pem_of(std::slice::from_ref(&leaf)).as_bytes()).into();
            BlobEvidence::legacy_bundle(bundle.to_string().into_bytes())
        };
        let verifier = believing_ana(&root);
        assert_eq!(code(&blobs::verify(&verifier, [evidence(b"blob")], b"blob")), "accepted", "{key_type}");
        let verdict = blobs::verify(&verifier, [evidence(b"other")], b"blob");
        assert_eq!(code(&verdict), "CSG-SIGNATURE-INVALID", "{key_type}");
    }
}

/// A certificate under a root that two authorities share proves the same name to both: with two keys its holder would be two.
#[test]
fn one_name_under_authorities_that_share_a_root_is_not_two_signers() {
    let (one, other) = (Ca::root(1), Ca::root(2));
    let anchor = |ca: &Ca| TrustAnchor::from_certificate(&ca.certificate, AnchorLimits::OwnLimits);
    let both = TrustedAuthority::new(TrustAnchors::new([anchor(&one), anchor(&other)]));
    let by_another_profile = one.trusted().with_profile(Profile::RFC5280.clone());
    let unlimited = TrustAnchor::from_certificate(&one.certificate, AnchorLimits::NameAndKey);
    let unlimited = TrustedAuthority::new(TrustAnchors::new([unlimited]));
    let build = |authority: &TrustedAuthority, name: &str| {
        let builder = Verifier::builder(RustCrypto)
            .certified_signer("first", [(mailbox(ANA), one.trusted())])
            .certified_signer("second", [(mailbox(name), authority.clone())]);
        builder.threshold(NonZeroUsize::new(2).unwrap()).build()
    };
    for authority in [&both, &by_another_profile, &unlimited] {
        let error = build(authority, ANA).unwrap_err();
        let shared = RequirementError::SharedAuthenticator { first: 0, second: 1 };
        assert_eq!(error, ConfigurationError::Requirement(shared));
        assert!(build(authority, BOB).is_ok());
    }
    assert!(build(&other.trusted(), ANA).is_ok());
    let of_the_same_name = Ca::root_of(2, |_| Ca::template("CN=Root 1", 2));
    assert!(build(&of_the_same_name.trusted(), ANA).is_ok());
    // One signer may be believed in either way.
    let either = [(mailbox(ANA), one.trusted()), (mailbox(ANA), both)];
    assert!(Verifier::builder(RustCrypto).certified_signer("ana", either).build().is_ok());
}

//! Signers who are believed by a certificate: every form of evidence, and every reason why one does not count. Each refusal
//! stands beside the same evidence as it is accepted.
use crate::{blobs, common::*, pki::*};
use countersign::{
    BlobFormat, ConfigurationError, ImageName, Verifier,
    crypto::RustCrypto,
    digest::Descriptor,
    encoding::{base64, pem},
    envelope::PredicateType,
    x509::{
        AnchorLimits, TrustAnchors,
        issue::{AltName, CertificateTemplate, SerialNumber, Subtree},
    },
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Key, SignatureKind, Time, name, tlv};

const COMMON_NAME: &str = "2.5.4.3";
const SBOM: &str = "https://spdx.dev/Document";
const BLOB_FORMS: [BlobFormat; 2] = [BlobFormat::Bundle, BlobFormat::LegacyBundle];

/// What becomes of an image whose signature, by key 7, presents these certificates.
fn judged(verifier: &Verifier, form: Form, chain: &[Vec<u8>]) -> &'static str {
    let (mut store, image) = Store::with_image();
    attach_signature(&mut store, form, &image, 7, chain);
    let verdict = store.verify(verifier, ImageName::tag("v1"));
    match &verdict {
        Ok(verified) => check_schema(verified.report()),
        Err(refusal) => check_schema(refusal.report()),
    };
    code(&verdict)
}

/// Refused so in both forms of an image's signature, of a statement and of a blob's.
#[track_caller]
fn refused_as(expected: &str, verifier: &Verifier, chain: &[Vec<u8>]) {
    for form in FORMS {
        assert_eq!(judged(verifier, form, chain), expected, "{form:?}");
        let (mut store, image) = Store::with_image();
        attach_statement(&mut store, form, &image, 7, SBOM, chain);
        let verdict = store.verify_attestation(verifier, ImageName::tag("v1"), sbom());
        assert_eq!(code(&verdict), expected, "{form:?} of a statement");
    }
    for format in BLOB_FORMS {
        let verdict = blobs::verify(verifier, [blob_evidence(format, 7, b"blob", chain)], b"blob");
        assert_eq!(code(&verdict), expected, "{format:?} of a blob");
    }
}

#[track_caller]
fn accepted(verifier: &Verifier, chain: &[Vec<u8>]) {
    refused_as("accepted", verifier, chain);
}

fn sbom() -> PredicateType {
    PredicateType::from_name(SBOM).unwrap()
}

fn with_image_signed(form: Form, chain: &[Vec<u8>]) -> (Store, Descriptor) {
    let (mut store, image) = Store::with_image();
    attach_signature(&mut store, form, &image, 7, chain);
    (store, image)
}

#[test]
fn every_form_is_verified_by_root_and_subject_with_and_without_a_certificate_between() {
    let root = Ca::root(1);
    let between = root.below(2, |template| template);
    accepted(&believing_ana(&root), &[root.certify(7, ANA)]);
    accepted(&believing_ana(&root), &[between.certify(7, ANA), between.der()]);
}

#[test]
fn a_report_says_by_which_certificate_and_until_when() {
    let root = Ca::root(1);
    let until = validity("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let leaf = root.issue(&code_signer(ANA, until), private_key(7).public_key());
    for form in FORMS {
        let (store, _) = with_image_signed(form, std::slice::from_ref(&leaf));
        let verified = store.verify(&believing_ana(&root), ImageName::tag("v1")).unwrap();
        let document = check_schema(verified.report());
        let signer = &document["accepted"][0]["signer"];
        assert_eq!(
            (&signer["kind"], &signer["principal"]),
            (&"certificate".into(), &format!("email:{ANA}").into())
        );
        let names = serde_json::json!(["dn:O=Acme,C=DE", "email:ana@example.com"]);
        assert_eq!((&signer["identities"], &signer["issuer"]), (&names, &"CN=Root 1".into()));
        assert_eq!(signer["anchor"], "CN=Root 1");
        assert_eq!(signer["validUntil"], "2026-12-01T00:00:00Z");
        assert_eq!(document["validUntil"], "2026-12-01T00:00:00Z");
        let checks = document["accepted"][0]["checks"].as_array().unwrap();
        assert!(checks.contains(&"certificate-path".into()) && checks.contains(&"identity".into()));
        assert_eq!(document["accepted"][0]["unchecked"], serde_json::json!([]));
        let text = verified.report().to_string();
        assert!(text.contains(ANA) && text.contains("2026-12-01T00:00:00Z"), "{text}");
    }
}

#[test]
fn a_signature_without_a_certificate_is_refused_where_nobody_is_believed_by_a_key() {
    let root = Ca::root(1);
    let (mut store, _) = Store::with_image();
    store.sign(7, ImageName::tag("v1"), countersign::SignOptions::new());
    let verdict = store.verify(&believing_ana(&root), ImageName::tag("v1"));
    assert_eq!(code(&verdict), "CSG-NO-CERTIFICATE");
    let both = Verifier::builder(RustCrypto)
        .certified(mailbox(ANA), &root.trusted())
        .key(private_key(7).public_key().clone());
    assert!(store.verify(&both.build().unwrap(), ImageName::tag("v1")).is_ok());
}

#[test]
fn a_certificate_of_another_authority_is_untrusted_whatever_roots_come_with_it() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let chain = [other.certify(7, ANA), other.der()];
    refused_as("CSG-CERTIFICATE-UNTRUSTED", &believing_ana(&root), &chain);
    accepted(&believing_ana(&other), &chain);
}

/// Whoever gives the signer's own certificate for a root is told to give a root.
#[test]
fn the_certificate_of_the_signer_is_no_root() {
    let root = Ca::root(1);
    let leaf = root.certify(7, ANA);
    let anchored = |ders: &[Vec<u8>]| {
        let anchors = TrustAnchors::from_ders(ders, AnchorLimits::OwnLimits);
        let authority = countersign::TrustedAuthority::new(anchors);
        Verifier::builder(RustCrypto).certified(mailbox(ANA), &authority).build().unwrap()
    };
    let chain = std::slice::from_ref(&leaf);
    refused_as("CSG-CERTIFICATE-UNTRUSTED", &anchored(chain), chain);
    accepted(&anchored(&[leaf.clone(), root.der()]), chain);
}

/// The name of a root is anybody's to take.
#[test]
fn a_root_of_the_same_name_in_the_evidence_is_never_trusted() {
    let root = Ca::root(1);
    let of_the_same_name = |_| Ca::template("CN=Root 1", 2);
    let other = Ca::root_of(2, of_the_same_name);
    let chain = [other.certify(7, ANA), other.der()];
    refused_as("CSG-CERTIFICATE-SIGNATURE", &believing_ana(&root), &chain);
    accepted(&believing_ana(&root), &[root.certify(7, ANA), other.der()]);
}

#[test]
fn an_altered_certificate_is_refused_for_its_signature() {
    let root = Ca::root(1);
    let leaf = root.certify(7, ANA);
    let mut altered = leaf.clone();
    *altered.last_mut().unwrap() ^= 1;
    refused_as("CSG-CERTIFICATE-SIGNATURE", &believing_ana(&root), &[altered]);
    accepted(&believing_ana(&root), &[leaf]);
}

#[test]
fn a_certificate_counts_within_its_validity() {
    let root = Ca::root(1);
    let leaf = |from: &str, until: &str| {
        vec![root.issue(&code_signer(ANA, validity(from, until)), private_key(7).public_key())]
    };
    let early = leaf("2026-01-01T00:00:00Z", "2026-11-24T14:59:59Z");
    refused_as("CSG-CERTIFICATE-EXPIRED", &believing_ana(&root), &early);
    accepted(&believing_ana(&root), &leaf("2026-01-01T00:00:00Z", CREATED));
    let late = leaf("2026-11-24T15:00:01Z", "2027-01-01T00:00:00Z");
    refused_as("CSG-CERTIFICATE-NOT-YET-VALID", &believing_ana(&root), &late);
    accepted(&believing_ana(&root), &leaf(CREATED, "2027-01-01T00:00:00Z"));
}

#[test]
fn a_certificate_for_another_purpose_is_refused() {
    let root = Ca::root(1);
    let (key, name) = (private_key(7), distinguished("CN=Ana"));
    let san = || AltName::email(ANA).unwrap();
    let mut sevens = |out: &mut [u8]| {
        out.fill(7);
        Ok(())
    };
    let mut serial = || SerialNumber::random(&mut sevens).unwrap();
    let kinds = [
        CertificateTemplate::timestamping(&name.name(), valid(), serial()),
        CertificateTemplate::ocsp_responder(&name.name(), valid(), serial()),
        CertificateTemplate::end_entity(&name.name(), valid(), serial()),
        CertificateTemplate::ca(&name.name(), valid(), serial()),
    ];
    for template in kinds {
        let leaf = root.issue(&template.alt_name(san()), key.public_key());
        refused_as("CSG-CERTIFICATE-USAGE", &believing_ana(&root), &[leaf]);
    }
    let template = CertificateTemplate::code_signing(&name.name(), valid(), serial());
    accepted(&believing_ana(&root), &[root.issue(&template.alt_name(san()), key.public_key())]);
}

#[test]
fn an_authority_issues_no_further_down_than_it_may() {
    let root = Ca::root_of(1, |template| template.path_len(1).unwrap());
    let first = root.below(2, |template| template);
    let second = first.below(3, |template| template);
    let chain = [second.certify(7, ANA), second.der(), first.der()];
    refused_as("CSG-CERTIFICATE-USAGE", &believing_ana(&root), &chain);
    accepted(&believing_ana(&root), &[first.certify(7, ANA), first.der()]);
}

#[test]
fn a_name_that_the_authority_may_not_issue_to_is_refused() {
    let root = Ca::root(1);
    let narrow = root.below(2, |template| template.permit(Subtree::email("example.org").unwrap()));
    let wide = root.below(3, |template| template.permit(Subtree::email("example.com").unwrap()));
    let refused = [narrow.certify(7, ANA), narrow.der()];
    refused_as("CSG-CERTIFICATE-NAME-CONSTRAINT", &believing_ana(&root), &refused);
    accepted(&believing_ana(&root), &[wide.certify(7, ANA), wide.der()]);
}

#[test]
fn the_own_limits_of_a_root_count() {
    let narrow = Ca::root_of(1, |template| template.permit(Subtree::email("example.org").unwrap()));
    refused_as("CSG-CERTIFICATE-NAME-CONSTRAINT", &believing_ana(&narrow), &[narrow.certify(7, ANA)]);
    let wide = Ca::root_of(1, |template| template.permit(Subtree::email("example.com").unwrap()));
    accepted(&believing_ana(&wide), &[wide.certify(7, ANA)]);
}

#[test]
fn a_certificate_of_a_key_that_is_too_small_is_refused() {
    let signer = |key: Key| {
        let of = |text: &str| name(&[(COMMON_NAME, testkit::x509::Form::Utf8, text)]);
        let root = CertificateSpec {
            version: Some(2),
            serial: vec![1],
            issuer: of("Root"),
            subject: of("Root"),
            not_before: Time::utc("260101000000Z"),
            not_after: Time::utc("271231000000Z"),
            key: Key::P256(1),
            unique_ids: Vec::new(),
            extensions: vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)],
            empty_extensions: false,
            signer: Key::P256(1),
            signature: SignatureKind::Usual,
            inner_algorithm: None,
            outer_algorithm: None,
        };
        let mut leaf = CertificateSpec { serial: vec![2], subject: of("Ana"), key, ..root.clone() };
        let san = tlv(0x81, &[ANA.as_bytes()]);
        leaf.extensions = vec![
            ExtensionSpec::key_usage(0x80),
            ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.3"]),
            ExtensionSpec::alt_names(&[san]),
        ];
        let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
        let authority = countersign::TrustedAuthority::new(anchors);
        let verifier = Verifier::builder(RustCrypto).certified(mailbox(ANA), &authority).build().unwrap();
        (verifier, vec![leaf.der()])
    };
    let (verifier, chain) = signer(Key::Rsa1024);
    refused_as("CSG-CERTIFICATE-KEY", &verifier, &chain);
    // The control's key is long enough, and only did not make this signature.
    let (verifier, chain) = signer(Key::Rsa2048);
    for form in FORMS {
        assert!(judged(&verifier, form, &chain).starts_with("CSG-SIGNATURE-"), "{form:?}");
    }
}

#[test]
fn a_search_that_takes_too_many_signatures_is_given_up() {
    let root = Ca::root(1);
    let twin = |seed: u64| root.below(seed, |_| Ca::template("CN=Twin", seed));
    let issuer = twin(100);
    let decoys = |count: u64| (200..200 + count).map(|seed| twin(seed).der());
    let chain = |count: u64| {
        let issued = [issuer.certify(7, ANA)];
        issued.into_iter().chain(decoys(count)).collect::<Vec<_>>()
    };
    refused_as("CSG-CERTIFICATE-LIMIT", &believing_ana(&root), &chain(40));
    refused_as("CSG-CERTIFICATE-SIGNATURE", &believing_ana(&root), &chain(3));
    accepted(&believing_ana(&root), &[chain(3), vec![issuer.der()]].concat());
}

#[test]
fn a_certificate_that_cannot_be_read_is_malformed() {
    let root = Ca::root(1);
    let leaf = root.certify(7, ANA);
    refused_as("CSG-CERTIFICATE-MALFORMED", &believing_ana(&root), &[leaf[..leaf.len() - 1].to_vec()]);
    refused_as("CSG-CERTIFICATE-MALFORMED", &believing_ana(&root), &[vec![0x30, 0]]);
    // What cannot be read serves no path, and hinders none.
    accepted(&believing_ana(&root), &[leaf, vec![0x30, 0]]);
}

/// As OpenSSL writes them where it is asked for both.
#[test]
fn what_is_no_certificate_is_passed_over_among_certificates() {
    let root = Ca::root(1);
    let text = |label: &str| {
        let key = private_key(8);
        let text = pem::encode(label, key.public_key().spki_der()) + &pem_of(&[root.certify(7, ANA)]);
        let evidence = blob_evidence(BlobFormat::LegacyBundle, 7, b"blob", &[root.certify(7, ANA)]);
        let mut bundle: serde_json::Value = serde_json::from_slice(evidence.bytes()).unwrap();
        bundle["cert"] = base64::encode_standard(text.as_bytes()).into();
        countersign::BlobEvidence::legacy_bundle(bundle.to_string().into_bytes())
    };
    let judged = |label: &str| code(&blobs::verify(&believing_ana(&root), [text(label)], b"blob"));
    assert_eq!(judged("PUBLIC KEY"), "accepted");
    assert_eq!(judged("CERTIFICATE"), "CSG-CERTIFICATE-MALFORMED");
}

#[test]
fn another_name_of_the_same_authority_is_refused_by_name() {
    let root = Ca::root(1);
    refused_as("CSG-IDENTITY", &believing_ana(&root), &[root.certify(7, BOB)]);
    let (store, _) = with_image_signed(Form::Bundle, &[root.certify(7, BOB)]);
    let refusal = store.verify(&believing_ana(&root), ImageName::tag("v1")).unwrap_err();
    let reason = refusal.report().refused()[0].reason().to_owned();
    assert!(reason.contains(BOB), "{reason}");
    let bob = Verifier::builder(RustCrypto).certified(mailbox(BOB), &root.trusted()).build().unwrap();
    accepted(&bob, &[root.certify(7, BOB)]);
}

/// The certificate must be the signer's: one that is as valid and about another key says nothing about this signature.
#[test]
fn a_certificate_that_is_exchanged_for_another_valid_one_is_refused() {
    let root = Ca::root(1);
    refused_as("CSG-SIGNATURE-INVALID", &believing_ana(&root), &[root.certify(8, ANA)]);
    accepted(&believing_ana(&root), &[root.certify(7, ANA)]);
}

#[test]
fn an_authority_without_a_root_is_no_configuration() {
    let nobody = countersign::TrustedAuthority::new(TrustAnchors::new([]));
    let error = Verifier::builder(RustCrypto).certified(mailbox(ANA), &nobody).build().unwrap_err();
    assert_eq!(error, ConfigurationError::NoAnchor);
}

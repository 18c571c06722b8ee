//! Which certificate signed: rfc3161-client CVE-2025-52556 and GHSA-3xxc-pwj6-jgrj, timestamp-authority
//! CVE-2026-39984.

use countersign_timestamp::{
    Imprinted, TimestampToken, TokenError, TokenParseError, TokenPart,
    crypto::RustCrypto,
    digest::{Algorithm, HashProvider as _, LegacyHash},
    encoding::der::Reader,
    x509::{Certificate, PathError},
};
use testkit::{
    tsp::{AttributeSpec, Computed, Tsa, ess, ess_v2},
    x509::{CertificateSpec, ExtensionSpec, Key, oid, tlv},
};

use crate::support::{
    MESSAGE, assert_accepted, changed, now, parse_error, path_error, token_error, trusted, tsa, verify,
    with_certificates,
};

const V1: &str = "1.2.840.113549.1.9.16.2.12";
const V2: &str = "1.2.840.113549.1.9.16.2.47";

#[test]
fn a_signer_that_does_not_say_with_what_it_signed_is_refused() {
    assert_accepted(changed(|_| {}));
    let error = token_error(changed(|token| token.signer.attributes.clear()));
    assert_eq!(error, TokenError::NoSigningCertificate);
}

#[test]
fn what_is_not_signed_names_no_certificate_and_digests_no_content() {
    // Every attribute that must be signed, as an unsigned one beside it.
    let unsigned =
        |oid_text: &str, value: &[u8]| tlv(0xa1, &[&tlv(0x30, &[&oid(oid_text), &tlv(0x31, &[value])])]);
    let named = ess_v2(&tsa().leaf).values[0].clone();
    let error = token_error(changed(|token| {
        token.signer.attributes.clear();
        token.signer.unsigned = unsigned(V2, &named);
    }));
    assert_eq!(error, TokenError::NoSigningCertificate);
    let error = parse_error(changed(|token| {
        token.signer.message_digest = Computed::Missing;
        token.signer.unsigned = unsigned("1.2.840.113549.1.9.4", &tlv(4, &[&[7; 32]]));
    }));
    assert_eq!(error, TokenParseError::AttributeMissing { attribute: TokenPart::MessageDigest });
}

#[test]
fn a_certificate_without_a_key_identifier_is_not_named_by_an_empty_one() {
    let mut tsa = tsa();
    tsa.leaf.replace("2.5.29.14", None);
    let mut token = tsa.token(MESSAGE);
    assert_accepted(verify(&token, &trusted(&tsa)));
    token.signer.version = vec![2, 1, 3];
    token.signer.id = tlv(0x80, &[&[]]);
    assert_eq!(token_error(verify(&token, &trusted(&tsa))), TokenError::NoSigner);
}

#[test]
fn the_certificate_that_is_named_is_the_one_that_was_signed() {
    // A certificate of the same issuer, serial number and key: only its bytes are others.
    let mut other = tsa().leaf;
    other.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"other.example"])]));
    for attribute in [ess_v2(&other), ess(&other)] {
        let error = token_error(changed(|token| token.signer.attributes = vec![attribute]));
        assert_eq!(error, TokenError::SigningCertificate);
    }
    // Each of both counts where both are there.
    for attribute in [ess_v2(&other), ess(&other)] {
        let error = token_error(changed(|token| {
            let right = if attribute.oid == V2 { ess(&tsa().leaf) } else { ess_v2(&tsa().leaf) };
            token.signer.attributes = vec![attribute, right];
        }));
        assert_eq!(error, TokenError::SigningCertificate);
    }
}

#[test]
fn of_certificates_with_one_issuer_and_serial_the_one_that_was_signed_is_taken() {
    let mut other = tsa().leaf;
    other.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"other.example"])]));
    assert_accepted(changed(|token| token.certificates.insert(0, other.der())));
}

#[test]
fn issuer_and_serial_number_of_the_signed_name_count() {
    let leaf = tsa().leaf;
    let mut other_issuer = leaf.clone();
    other_issuer.issuer.clone_from(&tsa().root.subject);
    let mut other_serial = leaf.clone();
    other_serial.serial = vec![4];
    for wrong in [&other_issuer, &other_serial] {
        let error = token_error(changed(|token| token.signer.attributes = vec![with_hash_of(&leaf, wrong)]));
        assert_eq!(error, TokenError::SigningCertificate);
    }
    assert_accepted(changed(|token| token.signer.attributes = vec![with_hash_of(&leaf, &leaf)]));
    // The same of the older attribute, whose hash is by SHA-1.
    let older = |named: &CertificateSpec| {
        let hash = tlv(4, &[LegacyHash::Sha1.hash(&leaf.der()).as_bytes()]);
        let id = tlv(0x30, &[&hash, &issuer_serial(named)]);
        vec![AttributeSpec::new(V1, tlv(0x30, &[&tlv(0x30, &[&id])]))]
    };
    for wrong in [&other_issuer, &other_serial] {
        let error = token_error(changed(|token| token.signer.attributes = older(wrong)));
        assert_eq!(error, TokenError::SigningCertificate);
    }
    assert_accepted(changed(|token| token.signer.attributes = older(&leaf)));
}

/// The right hash, with issuer and serial number of another certificate.
fn with_hash_of(right: &CertificateSpec, named: &CertificateSpec) -> AttributeSpec {
    let hash = tlv(4, &[RustCrypto.hash(Algorithm::Sha256, &right.der()).as_bytes()]);
    let id = tlv(0x30, &[&hash, &issuer_serial(named)]);
    AttributeSpec::new(V2, tlv(0x30, &[&tlv(0x30, &[&id])]))
}

fn issuer_serial(certificate: &CertificateSpec) -> Vec<u8> {
    let issuer = tlv(0x30, &[&tlv(0xa4, &[&certificate.issuer])]);
    tlv(0x30, &[&issuer, &tlv(2, &[&certificate.serial])])
}

#[test]
fn the_first_of_several_signed_certificates_is_the_signers() {
    let ids = [ess_v2(&tsa().leaf), ess_v2(&tsa().ca)].map(|attribute| first_id(&attribute.values[0]));
    let list = |ids: &[&[u8]]| vec![AttributeSpec::new(V2, tlv(0x30, &[&tlv(0x30, ids)]))];
    let [leaf, ca] = ids;
    assert_accepted(changed(|token| token.signer.attributes = list(&[&leaf, &ca])));
    let error = token_error(changed(|token| token.signer.attributes = list(&[&leaf, &[0x30, 0]])));
    let part = TokenPart::SigningCertificateV2;
    assert!(matches!(error, TokenError::SigningCertificateEncoding { attribute, .. } if attribute == part));
    let error = token_error(changed(|token| token.signer.attributes = list(&[&ca, &leaf])));
    assert_eq!(error, TokenError::SigningCertificate);
}

/// The first identifier of a value of the attribute.
fn first_id(value: &[u8]) -> Vec<u8> {
    let mut ids = Reader::new(value).sequence().unwrap().sequence().unwrap();
    ids.element().unwrap().bytes().to_vec()
}

#[test]
fn the_newer_attribute_does_not_name_by_sha_1() {
    let sha1 = tlv(0x30, &[&oid("1.3.14.3.2.26")]);
    let id = tlv(0x30, &[&sha1, &tlv(4, &[&[7; 20]])]);
    let error = token_error(changed(|token| {
        token.signer.attribute(V2).values = vec![tlv(0x30, &[&tlv(0x30, &[&id])])];
    }));
    assert_eq!(error.code(), "CSG-TSP-SIGNING-CERTIFICATE-ALGORITHM");
}

#[test]
fn an_attribute_that_names_no_certificate_or_is_malformed_is_refused() {
    let malformed = [
        tlv(0x30, &[&[0x30, 0]]),
        tlv(0x30, &[]),
        tlv(0x30, &[&tlv(0x30, &[&tlv(0x30, &[&tlv(4, &[&[7; 32]])])]), &[0x30, 0], &[5, 0]]),
        vec![5, 0],
    ];
    for value in malformed {
        let error = token_error(changed(|token| token.signer.attribute(V2).values = vec![value.clone()]));
        let part = TokenPart::SigningCertificateV2;
        assert!(
            matches!(error, TokenError::SigningCertificateEncoding { attribute, .. } if attribute == part),
            "{value:02x?}: {error:?}"
        );
    }
}

#[test]
fn the_issuer_of_the_signed_name_is_a_directory_name() {
    for tag in [0xa7, 0x86, 0xa0] {
        let issuer = tlv(0x30, &[&tlv(tag, &[&tsa().leaf.issuer])]);
        let id = tlv(0x30, &[&tlv(4, &[&[7; 32]]), &tlv(0x30, &[&issuer, &[2, 1, 3]])]);
        let error = token_error(changed(|token| {
            token.signer.attribute(V2).values = vec![tlv(0x30, &[&tlv(0x30, &[&id])])];
        }));
        assert_eq!(error.code(), "CSG-TSP-SIGNING-CERTIFICATE-ENCODING", "{tag:02x}");
    }
}

#[test]
fn a_certificate_that_is_trusted_and_did_not_sign_proves_nothing() {
    // A token by another authority, with the certificates of the believed one before its own.
    let other = Tsa::new(2);
    let mut token = other.token(MESSAGE);
    token.certificates.splice(0..0, tsa().chain());
    assert!(matches!(path_error(verify(&token, &trusted(&tsa()))), PathError::UnknownIssuer { at: 1, .. }));
    assert_accepted(verify(&token, &trusted(&other)));
    // The same, with the name of the believed signer in the identifier: its certificate did not sign.
    token.signer.id = tsa().token(MESSAGE).signer.id;
    assert_eq!(token_error(verify(&token, &trusted(&tsa()))), TokenError::SigningCertificate);
    // And with its certificate in the signed attribute: its key did not sign.
    token.signer.attributes = vec![ess_v2(&tsa().leaf)];
    assert_eq!(token_error(verify(&token, &trusted(&tsa()))).code(), "CSG-TSP-SIGNATURE");
}

#[test]
fn certificates_of_a_token_are_no_anchors() {
    // The forger brings a whole chain with a root of its own.
    let other = Tsa::new(2);
    let mut token = other.token(MESSAGE);
    token.certificates.push(other.root.der());
    assert!(matches!(path_error(verify(&token, &trusted(&tsa()))), PathError::UnknownIssuer { at: 2, .. }));
}

#[test]
fn a_leaf_that_was_issued_by_the_leaf_is_refused() {
    // The holder of a certificate for timestamping issues another one.
    let mut forged = tsa();
    let signer = forged.leaf.clone();
    forged.leaf.issuer.clone_from(&signer.subject);
    forged.leaf.signer = signer.key;
    forged.leaf.key = Key::P256(201);
    let mut token = forged.token(MESSAGE);
    token.certificates.push(signer.der());
    assert!(matches!(path_error(verify(&token, &trusted(&tsa()))), PathError::NotCa { at: 1 }));
}

#[test]
fn a_pinned_signer_is_the_only_one() {
    let (tsa, other) = (tsa(), Tsa::new(2));
    let pin = |spec: &CertificateSpec| trusted(&tsa).signer(&Certificate::from_der(&spec.der()).unwrap());
    assert_accepted(verify(&tsa.token(MESSAGE), &pin(&tsa.leaf)));
    assert_eq!(token_error(verify(&tsa.token(MESSAGE), &pin(&other.leaf))), TokenError::OtherSigner);
    // A pinned certificate needs its path nevertheless.
    assert!(matches!(
        path_error(verify(&other.token(MESSAGE), &pin(&other.leaf))),
        PathError::UnknownIssuer { .. }
    ));
    // It serves where the token has no certificates.
    let mut token = tsa.token(MESSAGE);
    token.certificates = vec![tsa.ca.der()];
    assert_accepted(verify(&token, &pin(&tsa.leaf)));
}

#[test]
fn nobody_else_signs_with_the_certificates_of_the_authority_at_hand() {
    let other = Tsa::new(2);
    assert!(matches!(
        path_error(verify(&other.token(MESSAGE), &with_certificates(&tsa()))),
        PathError::UnknownIssuer { .. }
    ));
}

#[test]
fn a_signer_whose_certificate_is_not_there_is_unknown() {
    let error = token_error(changed(|token| token.signer.id = tlv(0x30, &[&tsa().leaf.issuer, &[2, 1, 9]])));
    assert_eq!(error, TokenError::NoSigner);
    let error = token_error(changed(|token| {
        token.signer.version = vec![2, 1, 3];
        token.signer.id = tlv(0x80, &[&[7; 20]]);
    }));
    assert_eq!(error, TokenError::NoSigner);
}

#[test]
fn the_name_of_the_authority_is_one_of_its_certificate() {
    let directory = |name: &[u8]| tlv(0xa0, &[&tlv(0xa4, &[name])]);
    assert_accepted(changed(|token| token.info.tsa = directory(&tsa().leaf.subject)));
    let error = token_error(changed(|token| token.info.tsa = directory(&tsa().ca.subject)));
    assert_eq!(error, TokenError::TsaName);
    let error = token_error(changed(|token| token.info.tsa = tlv(0xa0, &[&tlv(0x82, &[b"tsa.example"])])));
    assert_eq!(error, TokenError::TsaName);
    let mut tsa = tsa();
    tsa.leaf.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"tsa.example"])]));
    let mut token = tsa.token(MESSAGE);
    token.info.tsa = tlv(0xa0, &[&tlv(0x82, &[b"tsa.example"])]);
    assert_accepted(verify(&token, &trusted(&tsa)));
}

#[test]
fn a_token_of_a_response_is_verified_as_a_bare_one_is() {
    let mut token = tsa().token(MESSAGE);
    token.signer.attributes.clear();
    let response = token.response();
    let token = TimestampToken::from_response_der(&response).unwrap();
    let error = token.verify(&Imprinted::Bytes(MESSAGE), &trusted(&tsa()), now(), &RustCrypto).unwrap_err();
    assert_eq!(error, TokenError::NoSigningCertificate);
}

//! Requests that are written, and read again.

use countersign_crypto::{Message, RustCrypto, Scheme, VerifyError};
use countersign_x509::{
    GeneralName, Name,
    issue::{
        AltName, CertificateRequest, CertificateTemplate, IssueError, RequestDraft, RequestError,
        VerifiedRequest, VerifyRequestError,
    },
};
use testkit::{
    bit_flips, truncations,
    x509::{oid, tlv},
};

use crate::support::{SCHEMES, authority, key, p256, root, subject, template};

fn request(scheme: Scheme, names: &[AltName]) -> CertificateRequest {
    let key = key(scheme, 5);
    let subject = subject("Requester");
    let name = Name::from_der(&subject).unwrap();
    RequestDraft::new(&name, names, key.public_key(), scheme).unwrap().sign(&*key).unwrap()
}

fn mailbox() -> AltName {
    AltName::email("signer@example.com").unwrap()
}

#[test]
fn a_request_is_read_as_it_was_written() {
    for scheme in SCHEMES {
        let request = request(scheme, &[mailbox()]);
        assert_eq!(CertificateRequest::from_der(request.der()).as_ref(), Ok(&request));
        assert_eq!(CertificateRequest::from_pem(request.to_pem().as_bytes()).as_ref(), Ok(&request));
        assert_eq!(request.subject().der(), subject("Requester"));
        let mut names = request.subject_alt_names().unwrap();
        assert!(matches!(names.next(), Some(GeneralName::Email("signer@example.com"))));
        assert_eq!(request.clone().verify(&RustCrypto).unwrap().public_key(), key(scheme, 5).public_key());
    }
    assert!(request(Scheme::ED25519, &[]).subject_alt_names().is_none());
}

#[test]
fn a_certificate_is_issued_from_a_verified_request() {
    let ca_key = p256(1);
    let root = root(&*ca_key);
    let verified = request(Scheme::ED25519, &[mailbox()]).verify(&RustCrypto).unwrap();
    let template = template(CertificateTemplate::code_signing, "Leaf").alt_names_of(&verified);
    let draft = authority(&root, &*ca_key).draft_for_request(&template, &verified, &RustCrypto).unwrap();
    let leaf = draft.sign(&*ca_key).unwrap();
    assert_eq!(leaf.spki(), verified.request().spki());
    assert!(matches!(
        leaf.subject_alt_names().unwrap().next(),
        Some(GeneralName::Email("signer@example.com"))
    ));
}

/// A verified request for the mailbox whose first seven characters are these.
fn asking_for(first: &[u8; 7]) -> VerifiedRequest {
    let (key, subject) = (key(Scheme::ED25519, 5), subject("Requester"));
    let name = Name::from_der(&subject).unwrap();
    let draft = RequestDraft::new(&name, &[mailbox()], key.public_key(), key.scheme()).unwrap();
    let mut info = draft.to_be_signed().to_vec();
    let at = info.windows(7).position(|window| window == b"signer@").unwrap();
    info[at..at + 7].copy_from_slice(first);
    let signature = tlv(3, &[&[0], &key.sign(Message::Bytes(&info)).unwrap()]);
    let der = tlv(0x30, &[&info, &tlv(0x30, &[&oid("1.3.101.112")]), &signature]);
    CertificateRequest::from_der(&der).unwrap().verify(&RustCrypto).unwrap()
}

#[test]
fn a_name_that_is_none_of_its_form_is_not_certified() {
    let ca_key = p256(1);
    let authority = authority(&root(&*ca_key), &*ca_key);
    let error = |request: VerifiedRequest| {
        let template = template(CertificateTemplate::code_signing, "Leaf").alt_names_of(&request);
        authority.draft_for_request(&template, &request, &RustCrypto).err()
    };
    assert_eq!(error(asking_for(b"signed@")), None);
    for first in [b"sign\0r@", b"sign r@", b"sig@er@", b"<a>.b.@"] {
        assert_eq!(error(asking_for(first)), Some(IssueError::AltName), "{first:?}");
    }
}

#[test]
fn a_request_of_somebody_elses_key_is_refused() {
    let (own, other) = (p256(1), p256(2));
    let subject = subject("Requester");
    let name = Name::from_der(&subject).unwrap();
    let draft = RequestDraft::new(&name, &[], other.public_key(), other.scheme()).unwrap();
    let signature = own.sign(Message::Bytes(draft.to_be_signed())).unwrap();
    let error = draft.assemble(&signature).unwrap().verify(&RustCrypto).unwrap_err();
    assert_eq!(error, VerifyRequestError::Signature(VerifyError::Mismatch));
}

#[test]
fn no_changed_request_verifies() {
    let request = request(Scheme::ECDSA_P256_SHA256_DER, &[mailbox()]);
    let verifies =
        |der: &[u8]| CertificateRequest::from_der(der).is_ok_and(|read| read.verify(&RustCrypto).is_ok());
    assert!(verifies(request.der()));
    assert!(bit_flips(request.der()).step_by(7).all(|mutant| !verifies(&mutant.bytes)));
    assert!(truncations(request.der()).all(|mutant| !verifies(&mutant.bytes)));
}

#[test]
fn an_algorithm_that_is_not_the_keys_is_refused() {
    let request = request(Scheme::ECDSA_P256_SHA256_DER, &[]);
    // ecdsa-with-SHA1 instead of ecdsa-with-SHA256
    let at = request.der().windows(4).rposition(|window| window == [0x3d, 4, 3, 2]).unwrap();
    let mut der = request.der().to_vec();
    der[at + 3] = 1;
    let error = CertificateRequest::from_der(&der).unwrap().verify(&RustCrypto).unwrap_err();
    assert_eq!(error, VerifyRequestError::Algorithm);
}

/// A request of which only the structure is right.
fn unsigned(version: u8, attributes: &[Vec<u8>]) -> Vec<u8> {
    let key = p256(1);
    let info = tlv(
        0x30,
        &[&[2, 1, version], &subject("R"), key.public_key().spki_der(), &tlv(0xa0, &[&attributes.concat()])],
    );
    tlv(0x30, &[&info, &tlv(0x30, &[&oid("1.2.840.10045.4.3.2")]), &tlv(3, &[&[0], &[0x30, 0]])])
}

fn attribute(extensions: &[Vec<u8>]) -> Vec<u8> {
    let values = tlv(0x31, &[&tlv(0x30, &[&extensions.concat()])]);
    tlv(0x30, &[&oid("1.2.840.113549.1.9.14"), &values])
}

fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), &tlv(4, &[value])])
}

#[test]
fn what_is_no_request_is_refused() {
    let usage = || extension("2.5.29.15", &[3, 2, 7, 0x80]);
    let error =
        |version, attributes: &[Vec<u8>]| CertificateRequest::from_der(&unsigned(version, attributes)).err();
    assert_eq!(error(0, &[]), None);
    assert_eq!(error(0, &[attribute(&[usage()])]), None);
    assert_eq!(error(1, &[]), Some(RequestError::Version));
    assert_eq!(error(0, &[attribute(&[usage(), usage()])]), Some(RequestError::ExtensionTwice));
    assert_eq!(error(0, &[attribute(&[usage()]), attribute(&[usage()])]), Some(RequestError::ExtensionTwice));
    assert!(matches!(error(0, &[attribute(&[])]), Some(RequestError::Encoding(_))));
    let wrong = extension("2.5.29.15", &[5, 0]);
    assert!(matches!(error(0, &[attribute(&[wrong])]), Some(RequestError::Encoding(_))));
    let password = tlv(0x30, &[&oid("1.2.840.113549.1.9.7"), &tlv(0x31, &[&tlv(0x0c, &[b"p"])])]);
    assert_eq!(error(0, std::slice::from_ref(&password)), None);
    let limit = CertificateRequest::MAX_ITEMS;
    assert_eq!(error(0, &vec![password.clone(); limit]), None);
    assert_eq!(error(0, &vec![password; limit + 1]), Some(RequestError::TooMany { limit }));
    let many: Vec<_> = (0..=limit).map(|arc| extension(&format!("1.2.3.{arc}"), &[5, 0])).collect();
    assert_eq!(error(0, &[attribute(&many)]), Some(RequestError::TooMany { limit }));
}

#[test]
fn what_is_too_long_or_labelled_otherwise_is_refused() {
    let limit = CertificateRequest::MAX_LEN;
    let error = CertificateRequest::from_der(&vec![0; limit + 1]).unwrap_err();
    assert_eq!(error, RequestError::TooLong { limit, actual: limit + 1 });
    let other = countersign_encoding::pem::encode("CERTIFICATE", &[0x30, 0]);
    let error = CertificateRequest::from_pem(other.as_bytes()).unwrap_err();
    assert_eq!(error, RequestError::Label { actual: "CERTIFICATE".into() });
    assert!(matches!(CertificateRequest::from_pem(b"").unwrap_err(), RequestError::Pem(_)));
}

//! What is not issued.

use countersign_crypto::{KeyType, RustCrypto, Scheme};
use countersign_encoding::der::Oid;
use countersign_time::Validity;
use countersign_x509::{
    ExtensionKind, KeyUsage, Name, Rule,
    issue::{
        AltName, AltNameError, CertificateAuthority, CertificateTemplate, IssueError, IssueSignError,
        Subtree, SubtreeError,
    },
};

use crate::support::{at, authority, issue, key, p256, root, serial, subject, template, validity};

fn refused(template: &CertificateTemplate) -> IssueError {
    let key = p256(1);
    template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap_err()
}

#[test]
fn a_certificate_that_is_no_cas_issues_nothing() {
    let (ca_key, leaf_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let leaf = issue((&root, &*ca_key), &template(CertificateTemplate::code_signing, "Leaf"), &*leaf_key);
    let error = CertificateAuthority::new(&leaf, leaf_key.scheme(), &RustCrypto).unwrap_err();
    assert_eq!(error, IssueError::IssuerNotCa);
    assert!(CertificateAuthority::new(&root, ca_key.scheme(), &RustCrypto).is_ok());
}

#[test]
fn a_ca_whose_key_may_not_sign_certificates_issues_none() {
    let key = p256(1);
    let template = template(CertificateTemplate::ca, "Root").key_usage(KeyUsage::CRL_SIGN);
    let draft = template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap();
    let root = draft.sign(&*key).unwrap();
    let error = CertificateAuthority::new(&root, key.scheme(), &RustCrypto).unwrap_err();
    assert_eq!(error, IssueError::IssuerKeyUsage);
}

#[test]
fn a_path_length_admits_shorter_ones_below_it_and_no_other() {
    let (ca_key, below) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let one = template(CertificateTemplate::ca, "One").path_len(1).unwrap();
    let ca = issue((&root, &*ca_key), &one, &*below);
    let authority = authority(&ca, &*below);
    let draft =
        |template: &CertificateTemplate| authority.draft(template, ca_key.public_key(), &RustCrypto).err();
    assert_eq!(draft(&one), Some(IssueError::PathLength));
    assert_eq!(draft(&template(CertificateTemplate::ca, "Zero").path_len(0).unwrap()), None);
    assert_eq!(draft(&template(CertificateTemplate::ca, "Unlimited")), None);
    assert_eq!(draft(&template(CertificateTemplate::code_signing, "Leaf")), None);
}

#[test]
fn a_scheme_that_x509_or_the_key_does_not_know_is_refused() {
    let key = p256(1);
    let template = template(CertificateTemplate::ca, "Root");
    let error = |scheme| template.self_signed(key.public_key(), scheme, &RustCrypto).unwrap_err();
    let fixed = Scheme::ECDSA_P256_SHA256_FIXED;
    assert_eq!(error(fixed), IssueError::Scheme { scheme: fixed });
    let (expected, actual) = (KeyType::Ed25519, KeyType::EcdsaP256);
    assert_eq!(error(Scheme::ED25519), IssueError::KeyType { expected, actual });
}

#[test]
fn a_subject_is_named() {
    let nameless = Name::from_der(&[0x30, 0]).unwrap();
    let ca = CertificateTemplate::ca(&nameless, validity(), serial(1));
    assert_eq!(refused(&ca), IssueError::CaWithoutSubject);
    let leaf = CertificateTemplate::code_signing(&nameless, validity(), serial(1));
    assert_eq!(refused(&leaf), IssueError::NoName);
}

#[test]
fn the_limits_of_a_ca_are_not_a_leafs() {
    let leaf = template(CertificateTemplate::code_signing, "Leaf");
    assert_eq!(leaf.clone().path_len(0).unwrap_err(), IssueError::NotForLeaf);
    assert_eq!(refused(&leaf.permit(Subtree::dns("example.com").unwrap())), IssueError::NotForLeaf);
}

#[test]
fn an_extension_stands_there_once_and_is_one_element() {
    let leaf = || template(CertificateTemplate::code_signing, "Leaf");
    let oid = Oid::from_contents(&[0x2a, 3, 4]);
    assert_eq!(refused(&leaf().extension(oid, &[5, 0]).extension(oid, &[5, 0])), IssueError::ExtensionTwice);
    let usage = ExtensionKind::KeyUsage.oid();
    assert_eq!(refused(&leaf().extension(usage, &[3, 2, 7, 0x80])), IssueError::ExtensionTwice);
    assert_eq!(refused(&leaf().extension(oid, &[5, 0, 0])), IssueError::ExtensionValue);
    assert_eq!(refused(&leaf().extension(oid, &[])), IssueError::ExtensionValue);
    let mappings = ExtensionKind::PolicyMappings.oid();
    assert!(matches!(refused(&leaf().extension(mappings, &[5, 0])), IssueError::Violation(_)));
}

#[test]
fn times_before_1950_have_no_form() {
    let validity = Validity::new(at("1949-12-31T23:59:59Z"), at("2030-01-01T00:00:00Z")).unwrap();
    let name = subject("Root");
    let template = CertificateTemplate::ca(&Name::from_der(&name).unwrap(), validity, serial(1));
    assert!(
        matches!(refused(&template), IssueError::Violation(violation) if violation.rule() == Rule::TimeForm)
    );
}

#[test]
fn only_the_issuers_key_with_its_scheme_signs() {
    let key_of_ca = p256(1);
    let template = template(CertificateTemplate::ca, "Root");
    let draft = template.self_signed(key_of_ca.public_key(), key_of_ca.scheme(), &RustCrypto).unwrap();
    assert!(matches!(draft.clone().sign(&*p256(2)), Err(IssueSignError::WrongKey)));
    let fixed = key(Scheme::ECDSA_P256_SHA256_FIXED, 1);
    assert!(matches!(draft.clone().sign(&*fixed), Err(IssueSignError::WrongScheme { .. })));
    assert!(draft.sign(&*key_of_ca).is_ok());
}

#[test]
fn names_that_are_none_are_refused() {
    for host in ["", ".", "a..b", "a.", ".a", "-a.b", "a-.b", "a b", "*", "a.*.b", "192.0.2.1", "exämple.com"]
    {
        assert_eq!(AltName::dns(host), Err(AltNameError::Dns), "{host}");
    }
    assert!(AltName::dns(&"a".repeat(63)).is_ok() && AltName::dns(&"a".repeat(64)).is_err());
    for mailbox in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "ä@b", "<a>@b", "a..b@c", "a@192.0.2.1"]
    {
        assert_eq!(AltName::email(mailbox), Err(AltNameError::Email), "{mailbox}");
    }
    for uri in ["", "a", ":", "1:a", "a:", "a:b c", "a:ä", "a:<b>", "a:%", "a:b\\c"] {
        assert_eq!(AltName::uri(uri), Err(AltNameError::Uri), "{uri}");
    }
    let oid = Oid::from_contents(&[0x2a, 3, 4]);
    assert_eq!(AltName::other(oid, &[5, 0, 5, 0]), Err(AltNameError::Other));
    let nobody = AltName::directory(&Name::from_der(&[0x30, 0]).unwrap());
    let named = template(CertificateTemplate::code_signing, "Leaf").alt_name(nobody);
    assert_eq!(refused(&named), IssueError::AltName);
}

#[test]
fn subtrees_that_are_none_are_refused() {
    assert_eq!(Subtree::dns(".example.com"), Err(SubtreeError::Dns));
    assert!(Subtree::dns("").is_ok());
    assert_eq!(Subtree::email("@example.com"), Err(SubtreeError::Email));
    assert_eq!(Subtree::uri_host("https://example.com"), Err(SubtreeError::Uri));
    let address = "192.0.2.1".parse().unwrap();
    assert_eq!(Subtree::ip(address, 33), Err(SubtreeError::Prefix { bits: 32, actual: 33 }));
    assert!(Subtree::ip(address, 32).is_ok() && Subtree::ip(address, 0).is_ok());
}

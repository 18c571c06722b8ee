//! What is in a certificate that was issued.

use countersign_crypto::{Message, RustCrypto, Scheme};
use countersign_encoding::der::Oid;
use countersign_time::Validity;
use countersign_x509::{
    Certificate, ExtensionKind, GeneralName, KeyUsage, Name, Profile, Role, Version,
    issue::{AltName, CertificateTemplate, Subtree},
};

use crate::support::{at, authority, issue, key, p256, root, serial, subject, template};

#[test]
fn a_root_is_a_ca_that_names_itself() {
    let key = p256(1);
    let root = root(&*key);
    assert_eq!(root.version(), Version::V3);
    assert_eq!(root.issuer().der(), root.subject().der());
    assert!(root.basic_constraints().unwrap().is_ca());
    assert!(root.is_critical(ExtensionKind::BasicConstraints) && root.is_critical(ExtensionKind::KeyUsage));
    assert_eq!(root.key_usage(), Some(KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN)));
    assert!(root.authority_key_identifier().is_none());
    assert!(root.tolerated().is_empty());
}

#[test]
fn every_key_usage_is_read_as_it_was_written() {
    let key = p256(1);
    let bits = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
        KeyUsage::ENCIPHER_ONLY,
        KeyUsage::DECIPHER_ONLY,
    ];
    for set in 1..1 << bits.len() {
        let named = bits.iter().enumerate().filter(|(number, _)| set >> number & 1 == 1);
        let usage = named.fold(KeyUsage::NONE, |all, (_, bit)| all.with(*bit));
        let template = template(CertificateTemplate::end_entity, "Leaf").key_usage(usage);
        let draft = template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap();
        assert_eq!(draft.assemble(&[0]).unwrap().key_usage(), Some(usage));
    }
}

#[test]
fn key_identifiers_are_those_of_rfc_7093() {
    let (ca_key, leaf_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let leaf = issue((&root, &*ca_key), &template(CertificateTemplate::code_signing, "Leaf"), &*leaf_key);
    let point = leaf_key.public_key().point();
    let digest = countersign_crypto::HashProvider::hash(
        &RustCrypto,
        countersign_crypto::DigestAlgorithm::Sha256,
        point,
    );
    assert_eq!(leaf.subject_key_identifier(), Some(&digest.as_bytes()[..20]));
    let authority = leaf.authority_key_identifier().unwrap();
    assert_eq!(authority.key_id(), root.subject_key_identifier());
}

#[test]
fn each_template_keeps_the_rules_of_its_profile() {
    let (ca_key, leaf_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let issued = |template| issue((&root, &*ca_key), &template, &*leaf_key);
    let code = issued(template(CertificateTemplate::code_signing, "Signer"));
    for profile in [Profile::NOTATION_CODE_SIGNING, Profile::CODE_SIGNING, Profile::RFC5280_STRICT] {
        assert_eq!(profile.check(Role::Leaf, &code), Ok(()), "{}", profile.name());
        assert_eq!(profile.check(Role::Intermediate, &root), Ok(()), "{}", profile.name());
    }
    let timestamping = issued(template(CertificateTemplate::timestamping, "Clock"));
    for profile in [Profile::NOTATION_TIMESTAMPING, Profile::RFC3161_TSA] {
        assert_eq!(profile.check(Role::Leaf, &timestamping), Ok(()), "{}", profile.name());
        assert!(profile.check(Role::Leaf, &code).is_err(), "{}", profile.name());
    }
    let responder = issued(template(CertificateTemplate::ocsp_responder, "Responder"));
    assert_eq!(Profile::OCSP_RESPONDER.check(Role::Leaf, &responder), Ok(()));
    assert!(responder.has(ExtensionKind::OcspNoCheck));
}

#[test]
fn names_of_every_form_are_written_as_they_are_read() {
    let (ca_key, leaf_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let directory = subject("Other");
    let template = template(CertificateTemplate::code_signing, "Leaf")
        .alt_name(AltName::dns("*.example.com").unwrap())
        .alt_name(AltName::email("signer@example.com").unwrap())
        .alt_name(AltName::uri("https://example.com/workflow@refs/tags/v1").unwrap())
        .alt_name(AltName::ip("192.0.2.7".parse().unwrap()))
        .alt_name(AltName::ip("2001:db8::7".parse().unwrap()))
        .alt_name(AltName::directory(&Name::from_der(&directory).unwrap()))
        .alt_name(AltName::other(Oid::from_contents(&[0x2a, 3, 4]), &[0x0c, 1, b'u']).unwrap());
    let leaf = issue((&root, &*ca_key), &template, &*leaf_key);
    let names: Vec<_> = leaf.subject_alt_names().unwrap().collect();
    assert!(matches!(names[0], GeneralName::Dns("*.example.com")));
    assert!(matches!(names[1], GeneralName::Email("signer@example.com")));
    assert!(matches!(names[2], GeneralName::Uri("https://example.com/workflow@refs/tags/v1")));
    assert!(matches!(names[3], GeneralName::Ip([192, 0, 2, 7])));
    assert!(matches!(names[4], GeneralName::Ip([0x20, 1, 0x0d, 0xb8, .., 7])));
    assert!(matches!(&names[5], GeneralName::Directory(name) if name.der() == directory));
    assert!(matches!(names[6], GeneralName::Other(oid, [0x0c, 1, b'u']) if oid.as_bytes() == [0x2a, 3, 4]));
    assert_eq!(names.len(), 7);
}

#[test]
fn alternative_names_are_critical_where_the_subject_is_empty() {
    let (ca_key, leaf_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let nameless = Name::from_der(&[0x30, 0]).unwrap();
    let template = CertificateTemplate::code_signing(&nameless, crate::support::validity(), serial(1))
        .alt_name(AltName::email("signer@example.com").unwrap());
    let leaf = issue((&root, &*ca_key), &template, &*leaf_key);
    assert!(leaf.subject().is_empty() && leaf.is_critical(ExtensionKind::SubjectAltName));
    assert_eq!(Profile::RFC5280_STRICT.check(Role::Leaf, &leaf), Ok(()));
}

#[test]
fn an_intermediate_has_its_limits() {
    let (ca_key, below_key) = (p256(1), p256(2));
    let root = root(&*ca_key);
    let directory = subject("Below");
    let template = template(CertificateTemplate::ca, "Intermediate")
        .path_len(0)
        .unwrap()
        .extended_key_usage(countersign_x509::purpose::CODE_SIGNING)
        .permit(Subtree::dns("example.com").unwrap())
        .permit(Subtree::ip("192.0.2.77".parse().unwrap(), 26).unwrap())
        .exclude(Subtree::email(".example.net").unwrap())
        .exclude(Subtree::uri_host("example.net").unwrap())
        .exclude(Subtree::directory(&Name::from_der(&directory).unwrap()));
    let ca = issue((&root, &*ca_key), &template, &*below_key);
    assert_eq!(ca.basic_constraints().unwrap().path_len(), Some(0));
    assert!(ca.is_critical(ExtensionKind::NameConstraints));
    let constraints = ca.name_constraints().unwrap();
    let permitted: Vec<_> = constraints.permitted().unwrap().collect();
    assert!(matches!(permitted[0], GeneralName::Dns("example.com")));
    assert!(matches!(permitted[1], GeneralName::Ip([192, 0, 2, 64, 255, 255, 255, 192])));
    assert_eq!(constraints.excluded().unwrap().count(), 3);
    assert_eq!(Profile::RFC5280_STRICT.check(Role::Intermediate, &ca), Ok(()));
    assert!(ca.extended_key_usage().is_some());
    assert!(authority(&ca, &*below_key).draft(&template, ca_key.public_key(), &RustCrypto).is_err());
}

#[test]
fn times_through_2049_are_short_and_later_ones_long() {
    let key = p256(1);
    let bounds = [
        ("1950-01-01T00:00:00Z", "2049-12-31T23:59:59Z", 0x17, 0x17),
        ("2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", 0x17, 0x18),
        ("2026-01-01T00:00:00.5Z", "9999-12-31T23:59:59Z", 0x17, 0x18),
    ];
    let name = subject("Root");
    for (from, to, from_tag, to_tag) in bounds {
        let validity = Validity::new(at(from), at(to)).unwrap();
        let template = CertificateTemplate::ca(&Name::from_der(&name).unwrap(), validity, serial(1));
        let draft = template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap();
        let root = draft.sign(&*key).unwrap();
        assert_eq!(root.validity().not_before(), at(from).truncated_to_seconds());
        assert_eq!(root.validity().not_after(), at(to));
        assert!(root.tolerated().is_empty(), "{from} {to}");
        let der = root.der();
        let at_validity = der.windows(name.len()).position(|window| window == name).unwrap() + name.len();
        let first_len = usize::from(der[at_validity + 3]);
        assert_eq!((der[at_validity + 2], der[at_validity + 4 + first_len]), (from_tag, to_tag));
    }
}

#[test]
fn extensions_of_the_callers_own_are_written() {
    let key = p256(1);
    let issuer = Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 8]);
    let template = template(CertificateTemplate::code_signing, "Leaf")
        .extension(issuer, &[0x0c, 1, b'i'])
        .critical_extension(Oid::from_contents(&[0x2a, 3, 4]), &[5, 0]);
    let draft = template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap();
    let leaf = draft.sign(&*key).unwrap();
    let extension = leaf.extension(issuer).unwrap();
    assert_eq!((extension.value(), extension.is_critical()), (&[0x0c, 1, b'i'][..], false));
    assert!(leaf.extension(Oid::from_contents(&[0x2a, 3, 4])).unwrap().is_critical());
}

#[test]
fn a_signature_made_elsewhere_is_put_in() {
    for scheme in crate::support::SCHEMES {
        let key = key(scheme, 3);
        let template = template(CertificateTemplate::ca, "Root");
        let draft = template.self_signed(key.public_key(), scheme, &RustCrypto).unwrap();
        assert_eq!((draft.scheme(), draft.issuer_key()), (scheme, key.public_key()));
        let signature = key.sign(Message::Bytes(draft.to_be_signed())).unwrap();
        let signed = draft.to_be_signed().to_vec();
        let root = draft.assemble(&signature).unwrap();
        assert_eq!((root.tbs(), root.signature()), (&signed[..], &signature[..]));
        assert_eq!(Certificate::from_der(root.der()).as_ref(), Ok(&root));
    }
}

#[test]
fn a_cross_certificate_keeps_subject_and_key() {
    let (first, second) = (p256(1), p256(2));
    let other = {
        let template = template(CertificateTemplate::ca, "Other Root");
        template
            .self_signed(second.public_key(), second.scheme(), &RustCrypto)
            .unwrap()
            .sign(&*second)
            .unwrap()
    };
    let root = root(&*first);
    let template = CertificateTemplate::ca(&other.subject(), other.validity(), serial(7));
    let cross = issue((&root, &*first), &template, &*second);
    assert_eq!((cross.subject().der(), cross.spki()), (other.subject().der(), other.spki()));
    assert_eq!(cross.issuer().der(), root.subject().der());
    assert_eq!(cross.subject_key_identifier(), other.subject_key_identifier());
}

#[test]
fn the_algorithm_is_that_of_the_issuers_key() {
    let leaf_key = p256(9);
    for scheme in crate::support::SCHEMES {
        let key = key(scheme, 4);
        let root = root(&*key);
        let leaf = issue((&root, &*key), &template(CertificateTemplate::code_signing, "Leaf"), &*leaf_key);
        assert_eq!(leaf.signature_algorithm(), root.signature_algorithm());
    }
    let ed25519 = root(&*key(Scheme::ED25519, 4));
    assert_eq!(ed25519.signature_algorithm(), [0x30, 5, 6, 3, 0x2b, 0x65, 0x70]);
}

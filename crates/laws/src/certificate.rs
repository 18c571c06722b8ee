use countersign_encoding::der::{Oid, Reader, Tag, write};
use countersign_encoding::pem;
use countersign_x509::{Certificate, CertificateOutline, ExtensionKind, Profile, TbsOutline, lint};
use x509_cert::der::{Decode, Encode};

/// What is accepted says the same when its bytes are its own or came as PEM, points only into its bytes, is what another
/// reader reads, and is written by that one as it arrived.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn certificate(data: &[u8]) {
    let _ = lint(data, Profile::RFC5280_STRICT).to_string();
    let Ok(read) = Certificate::from_der(data) else { return };
    assert_eq!(read.der(), data);
    let before = said(&read);
    assert_eq!(said(&read.to_owned()), before, "the owned copy says something else");
    let text = pem::encode("CERTIFICATE", data);
    let from_pem = Certificate::from_pem(text.as_bytes()).expect("what we write we accept");
    assert_eq!(said(&from_pem), before, "PEM says something else");
    assert_eq!(from_pem, read);
    parts_are_inside(&read);
    other_reader_agrees(&read);
}

fn parts_are_inside(read: &Certificate<'_>) {
    let outline = CertificateOutline::from_der(read.der()).expect("the whole was read");
    assert_eq!(outline.tbs(), read.tbs());
    assert_eq!(outline.signature_algorithm(), read.signature_algorithm());
    assert_eq!(outline.signature().octets(), Some(read.signature()));
    let tbs = TbsOutline::from_der(read.tbs()).expect("the whole was read");
    assert_eq!((tbs.version(), tbs.serial()), (read.version(), read.serial()));
    let all = read.der().as_ptr_range();
    let names = [read.issuer().der(), read.subject().der()];
    for part in [read.tbs(), read.signature(), read.spki()].into_iter().chain(names) {
        let part = part.as_ptr_range();
        assert!(all.start <= part.start && part.end <= all.end, "a part is elsewhere");
    }
}

/// Where the other reader refuses, it knows less or is stricter; where it accepts, nothing may differ.
fn other_reader_agrees(read: &Certificate<'_>) {
    let Ok(other) = x509_cert::Certificate::from_der(read.der()) else { return };
    let tbs = other.tbs_certificate();
    // It writes a GeneralizedTime before 2050, which is tolerated here, as UTCTime.
    if read.tolerated().is_empty() {
        assert_eq!(other.to_der().expect("what it read it writes"), read.der(), "not canonical");
        assert_eq!(tbs.to_der().expect("what it read it writes"), read.tbs());
    }
    assert_eq!(tbs.issuer().to_der().expect("what it read it writes"), read.issuer().der());
    assert_eq!(tbs.subject().to_der().expect("what it read it writes"), read.subject().der());
    assert_eq!(other.signature().as_bytes(), Some(read.signature()));
    let others = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
    assert_eq!(others.len(), read.extensions().count());
    for (other, extension) in others.iter().zip(read.extensions()) {
        assert_eq!(other.extn_id.as_bytes(), extension.oid().as_bytes());
        assert_eq!(other.critical, extension.is_critical());
        assert_eq!(other.extn_value.as_bytes(), extension.value());
    }
}

/// Everything that a certificate says.
fn said(read: &Certificate<'_>) -> Vec<String> {
    let names = [read.issuer(), read.subject()].map(|name| format!("{name} {:?}", name.der()));
    let mut said = Vec::from(names);
    said.push(format!("{:?} {} {:?}", read.version(), read.serial(), read.validity()));
    said.push(format!("{:?} {:?} {:?}", read.signature_algorithm(), read.spki(), read.signature()));
    said.push(format!("{:?} {:?} {:?}", read.issuer_unique_id(), read.subject_unique_id(), read.tolerated()));
    said.extend(read.extensions().map(|extension| format!("{} {extension:?}", extension.oid())));
    said.extend(read.identities().map(|identity| format!("{identity:?}")));
    said.extend(read.ocsp_locations().chain(read.ca_issuers()).chain(read.crl_locations()).map(String::from));
    said.extend(ExtensionKind::ALL.iter().filter_map(|kind| Some(format!("{:?}", items(read, *kind)?))));
    said
}

/// The items of an extension's value as its iterator yields them, or its only one.
fn items(read: &Certificate<'_>, kind: ExtensionKind) -> Option<Vec<String>> {
    fn each<T: core::fmt::Debug>(items: impl Iterator<Item = T>) -> Vec<String> {
        items.map(|item| format!("{item:?}")).collect()
    }
    Some(match kind {
        ExtensionKind::AuthorityKeyIdentifier => vec![format!("{:?}", read.authority_key_identifier()?)],
        ExtensionKind::SubjectKeyIdentifier => vec![format!("{:?}", read.subject_key_identifier()?)],
        ExtensionKind::KeyUsage => vec![format!("{:?}", read.key_usage()?)],
        ExtensionKind::CertificatePolicies => read
            .certificate_policies()?
            .map(|policy| format!("{} {:?}", policy.oid(), policy.qualifiers().collect::<Vec<_>>()))
            .collect(),
        ExtensionKind::PolicyMappings => each(read.policy_mappings()?),
        ExtensionKind::SubjectAltName => each(read.subject_alt_names()?),
        ExtensionKind::IssuerAltName => each(read.issuer_alt_names()?),
        ExtensionKind::SubjectDirectoryAttributes => each(read.subject_directory_attributes()?),
        ExtensionKind::BasicConstraints => vec![format!("{:?}", read.basic_constraints()?)],
        ExtensionKind::NameConstraints => {
            let constraints = read.name_constraints()?;
            let lists = [constraints.permitted(), constraints.excluded()];
            each(lists.into_iter().flatten().flatten())
        }
        ExtensionKind::PolicyConstraints => vec![format!("{:?}", read.policy_constraints()?)],
        ExtensionKind::ExtendedKeyUsage => each(read.extended_key_usage()?),
        ExtensionKind::CrlDistributionPoints => each(read.crl_distribution_points()?),
        ExtensionKind::InhibitAnyPolicy => vec![format!("{:?}", read.inhibit_any_policy()?)],
        ExtensionKind::FreshestCrl => each(read.freshest_crl()?),
        ExtensionKind::AuthorityInfoAccess => each(read.authority_info_access()?),
        ExtensionKind::SubjectInfoAccess => each(read.subject_info_access()?),
        ExtensionKind::SignedCertificateTimestamps => each(read.signed_certificate_timestamps()?),
        _ => return None,
    })
}

/// The kinds whose value is one list, of which each element is one item.
const LISTS: [ExtensionKind; 10] = [
    ExtensionKind::CertificatePolicies,
    ExtensionKind::PolicyMappings,
    ExtensionKind::SubjectAltName,
    ExtensionKind::IssuerAltName,
    ExtensionKind::SubjectDirectoryAttributes,
    ExtensionKind::ExtendedKeyUsage,
    ExtensionKind::CrlDistributionPoints,
    ExtensionKind::FreshestCrl,
    ExtensionKind::AuthorityInfoAccess,
    ExtensionKind::SubjectInfoAccess,
];

/// The first byte names a kind of extension, the rest is its value. What is accepted is lawful as a certificate, each of its
/// accessors answers, and no element of a list is passed over.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn extension(data: &[u8]) {
    let Some((number, value)) = data.split_first() else { return };
    let Some(kind) = ExtensionKind::ALL.get(usize::from(*number) % ExtensionKind::ALL.len()) else { return };
    let der = with_extension(kind.oid(), value);
    certificate(&der);
    let Ok(read) = Certificate::from_der(&der) else { return };
    assert!(read.has(*kind), "an extension that was read is not there");
    let items = items(&read, *kind);
    assert!(items.is_some() || *kind == ExtensionKind::OcspNoCheck, "what was read has no value");
    if LISTS.contains(kind) {
        let mut list = Reader::new(value).sequence().expect("the value is a list");
        let mut elements = 0;
        while list.element().is_ok() {
            elements += 1;
        }
        assert_eq!(items.map(|items| items.len()), Some(elements), "an element is passed over");
    }
}

/// A certificate of which nothing is wrong but, maybe, its only extension.
fn with_extension(oid: Oid<'_>, value: &[u8]) -> Vec<u8> {
    let sequence = |parts: &[&[u8]]| write(Tag::SEQUENCE, parts);
    let algorithm = sequence(&[&write(Tag::OBJECT_IDENTIFIER, &[&[0x2b, 0x65, 0x70]])]);
    let common_name = sequence(&[&[6, 3, 0x55, 4, 3], &write(Tag::UTF8_STRING, &[b"Name"])]);
    let name = sequence(&[&write(Tag::SET, &[&common_name])]);
    let time = write(Tag::UTC_TIME, &[b"260101000000Z"]);
    let bits = write(Tag::BIT_STRING, &[&[0], &[7; 32]]);
    let oid = write(Tag::OBJECT_IDENTIFIER, &[oid.as_bytes()]);
    let extension = sequence(&[&oid, &write(Tag::OCTET_STRING, &[value])]);
    let tbs = sequence(&[
        &[0xa0, 3, 2, 1, 2, 2, 1, 1],
        &algorithm,
        &name,
        &sequence(&[&time, &time]),
        &name,
        &sequence(&[&algorithm, &bits]),
        &write(Tag::context_constructed(3), &[&sequence(&[&extension])]),
    ]);
    sequence(&[&tbs, &algorithm, &bits])
}

//! What is read and what is refused, each refusal beside a list that differs in nothing else.

use countersign_revocation::{
    CertificateList, CrlError, CrlField, CrlLimits, CrlNumber, Reason,
    encoding::der::{DerErrorKind, Tag},
};
use testkit::{
    crl::{
        CrlSpec, EntrySpec, Point, Scope, certificate_issuer, directory, freshest, full_name, integer,
        invalidity_date, number, reason, reason_flags, uri,
    },
    x509::{ExtensionSpec, Key, SignatureKind, Time, oid, tlv},
};

use crate::world::{World, time};

fn read(spec: &CrlSpec) -> Result<(), CrlError> {
    CertificateList::from_der(&spec.der(), CrlLimits::DEFAULT).map(drop)
}

fn changed(change: impl FnOnce(&mut CrlSpec)) -> Result<(), CrlError> {
    let mut spec = World::new().revoking();
    assert_eq!(read(&spec), Ok(()));
    change(&mut spec);
    read(&spec)
}

/// The kind of DER error in a field.
fn encoding(result: Result<(), CrlError>) -> (CrlField, DerErrorKind) {
    match result {
        Err(CrlError::Encoding { field, error }) => (field, error.kind()),
        other => panic!("{other:?}"),
    }
}

fn critical(oid: &'static str, value: Vec<u8>) -> ExtensionSpec {
    ExtensionSpec::critical(oid, value)
}

#[test]
fn a_list_tells_all_that_it_says() {
    let world = World::new();
    let mut spec = CrlSpec::delta_of(&world.ca, 3, 0x0102);
    let invalid = Time::generalized("20260401000000Z");
    spec.revoke(world.entry().with(reason(1)).with(invalidity_date(&invalid)));
    spec.revoke(EntrySpec::of(&[5]));
    let scope = Scope { name: Some(full_name(&[uri("http://a/")])), user: true, ..Scope::default() };
    spec.scoped(&scope);
    spec.extensions.push(freshest(&[Point::at("http://b/")]));
    spec.extensions.push(ExtensionSpec::new("2.5.29.18", tlv(0x30, &[&uri("http://issuer/")])));
    spec.extensions.push(ExtensionSpec::new("2.5.29.60", tlv(0x18, &[b"20200101000000Z"])));
    let access = tlv(0x30, &[&tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.2"), &uri("http://c/")])]);
    spec.extensions.push(ExtensionSpec::new("1.3.6.1.5.5.7.1.1", access));
    let der = spec.der();
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    assert_eq!(list.der(), der);
    assert_eq!(list.tbs(), spec.tbs());
    assert_eq!(list.issuer().der(), world.ca.subject);
    assert_eq!(list.this_update(), time("2026-05-25T00:00:00Z"));
    assert_eq!(list.next_update(), Some(time("2026-06-25T00:00:00Z")));
    assert_eq!((list.number(), list.base_number()), (Some(CrlNumber::from(0x0102)), Some(3.into())));
    assert!(list.is_delta() && !list.is_indirect() && list.reasons().is_all() && !list.is_empty());
    assert!(list.issuing_distribution_point().unwrap().only_contains_user_certs());
    assert_eq!(list.scope(), Some(&scope.der()[..]));
    assert_eq!(list.freshest_crl().unwrap().next().unwrap().uris().next(), Some("http://b/"));
    assert_eq!(list.keeps_expired_since(), Some(time("2020-01-01T00:00:00Z")));
    assert_eq!(list.authority_info_access().unwrap().count(), 1);
    assert_eq!(list.issuer_alt_names().unwrap().count(), 1);
    let key = list.authority_key_identifier().unwrap().key_id().unwrap().to_vec();
    assert_eq!(key, world.ca.key.identifier());
    assert_eq!(list.unknown_critical_extension(), None);
    let entries: Vec<_> = list.entries().collect();
    assert_eq!((entries.len(), list.len()), (2, 2));
    assert_eq!(entries[0].serial().as_bytes(), world.leaf.serial);
    assert_eq!(entries[0].reason(), Some(Reason::KeyCompromise));
    assert_eq!(entries[0].invalidity_date(), Some(time("2026-04-01T00:00:00Z")));
    assert_eq!(entries[0].date(), time("2026-05-01T00:00:00Z"));
    assert_eq!((entries[1].reason(), entries[1].serial().as_bytes()), (None, &[5][..]));
}

#[test]
fn a_list_without_entries_and_one_of_version_1_are_read() {
    assert_eq!(read(&World::new().list()), Ok(()));
    let first = |spec: &mut CrlSpec| {
        spec.version = None;
        spec.extensions.clear();
    };
    assert_eq!(changed(first), Ok(()));
}

#[test]
fn a_list_over_the_limit_is_refused_and_the_caller_raises_it() {
    let der = World::new().list().der();
    let read = |limit: usize| CertificateList::from_der(&der, CrlLimits::DEFAULT.bytes(limit)).map(drop);
    assert_eq!(read(der.len()), Ok(()));
    let (limit, actual) = (der.len() - 1, der.len());
    assert_eq!(read(limit), Err(CrlError::LimitExceeded { limit, actual }));
    assert_eq!(CrlLimits::DEFAULT.max_bytes(), 32 << 20);
}

#[test]
fn only_version_2_is_written() {
    for version in [0, 2, 3] {
        let refused = changed(|spec| spec.version = Some(version));
        assert!(matches!(refused, Err(CrlError::Version { .. })), "{refused:?}");
    }
}

#[test]
fn version_1_has_no_extensions() {
    let of_list = changed(|spec| spec.version = None);
    assert!(matches!(of_list, Err(CrlError::VersionExtensions { .. })), "{of_list:?}");
    for extension in [reason(1), reason(6), certificate_issuer(&[directory(&World::new().ca.subject)])] {
        let of_entry = changed(|spec| {
            spec.version = None;
            spec.extensions.clear();
            spec.revoke(EntrySpec::of(&[9]).with(extension.clone()));
        });
        assert!(matches!(of_entry, Err(CrlError::VersionExtensions { .. })), "{of_entry:?}");
    }
}

#[test]
fn algorithms_inside_and_outside_are_the_same() {
    let other = Key::P256(0).algorithm(SignatureKind::Sha1);
    for refused in [
        changed(|spec| spec.outer_algorithm = Some(other.clone())),
        changed(|spec| spec.inner_algorithm = Some(other.clone())),
    ] {
        assert!(matches!(refused, Err(CrlError::AlgorithmMismatch { .. })), "{refused:?}");
    }
    let garbage = changed(|spec| spec.inner_algorithm = Some(tlv(0x30, &[&[4, 0]])));
    assert_eq!(encoding(garbage).0, CrlField::Signature);
}

#[test]
fn an_issuer_has_a_name() {
    let empty = changed(|spec| spec.issuer = tlv(0x30, &[]));
    assert!(matches!(empty, Err(CrlError::IssuerEmpty { .. })), "{empty:?}");
    let garbage = changed(|spec| spec.issuer = tlv(0x30, &[&[4, 0]]));
    assert_eq!(encoding(garbage).0, CrlField::Issuer);
}

#[test]
fn times_are_of_the_calendar_and_without_fractions() {
    let wrong =
        |field| move |error: &CrlError| matches!(error, CrlError::Time { field: f, .. } if *f == field);
    let this = changed(|spec| spec.this_update = Time::utc("260231000000Z")).unwrap_err();
    assert!(wrong(CrlField::ThisUpdate)(&this), "{this:?}");
    let next = changed(|spec| spec.next_update = Some(Time::generalized("20260625000000.5Z"))).unwrap_err();
    assert!(wrong(CrlField::NextUpdate)(&next), "{next:?}");
    for text in ["2605010000Z", "260501000000+0000", "260501240000Z", "260532000000Z"] {
        let date = changed(|spec| spec.entries[0].date = Time::utc(text)).unwrap_err();
        assert!(wrong(CrlField::RevokedCertificates)(&date), "{date:?}");
    }
    assert_eq!(changed(|spec| spec.entries[0].date = Time::generalized("20260501000000Z")), Ok(()));
    assert_eq!(changed(|spec| spec.next_update = None), Ok(()));
    let invalid = |time| EntrySpec::of(&[9]).with(invalidity_date(&time));
    let short = changed(|spec| spec.revoke(invalid(Time::utc("260401000000Z"))));
    let expected = DerErrorKind::UnexpectedTag { expected: Tag::GENERALIZED_TIME, actual: Tag::UTC_TIME };
    assert_eq!(encoding(short), (CrlField::EntryExtensions, expected));
}

#[test]
fn a_list_of_entries_or_of_extensions_is_not_empty() {
    let entries = changed(|spec| {
        spec.entries.clear();
        spec.empty_entries = true;
    });
    assert!(matches!(entries, Err(CrlError::EntriesEmpty { .. })), "{entries:?}");
    let of_list = changed(|spec| {
        spec.extensions.clear();
        spec.empty_extensions = true;
    });
    let of_entry = changed(|spec| spec.entries[0].empty_extensions = true);
    for (refused, field) in [(of_list, CrlField::Extensions), (of_entry, CrlField::EntryExtensions)] {
        assert!(
            matches!(refused, Err(CrlError::ExtensionsEmpty { field: f, .. }) if f == field),
            "{refused:?}"
        );
    }
}

#[test]
fn no_extension_stands_there_twice_and_not_too_many_do() {
    let twice = changed(|spec| spec.extensions.push(number(1)));
    assert!(matches!(twice, Err(CrlError::ExtensionTwice { field: CrlField::Extensions, .. })), "{twice:?}");
    let twice = changed(|spec| spec.revoke(EntrySpec::of(&[9]).with(reason(1)).with(reason(1))));
    assert!(
        matches!(twice, Err(CrlError::ExtensionTwice { field: CrlField::EntryExtensions, .. })),
        "{twice:?}"
    );
    let other: Vec<&'static str> =
        (0..CertificateList::MAX_EXTENSIONS - 1).map(|n| &*format!("1.2.3.{n}").leak()).collect();
    let many = |count: usize| {
        changed(|spec| {
            let more = other.iter().take(count).map(|oid| ExtensionSpec::new(oid, Vec::new()));
            spec.extensions.extend(more);
        })
    };
    assert_eq!(many(CertificateList::MAX_EXTENSIONS - 2), Ok(()));
    let refused = many(CertificateList::MAX_EXTENSIONS - 1);
    assert!(matches!(refused, Err(CrlError::TooManyExtensions { .. })), "{refused:?}");
}

#[test]
fn numbers_are_not_negative_and_of_at_most_20_octets() {
    let numbered = |contents: &[u8]| {
        let value = tlv(2, &[contents]);
        changed(|spec| spec.replace("2.5.29.20", Some(ExtensionSpec::new("2.5.29.20", value))))
    };
    assert_eq!(numbered(&[0]), Ok(()));
    assert_eq!(numbered(&[0x7f; 20]), Ok(()));
    for contents in [
        &[0xff][..],
        &[0x7f; 21],
        &[0, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    ] {
        let refused = numbered(contents);
        assert!(matches!(refused, Err(CrlError::Number { field: CrlField::CrlNumber, .. })), "{refused:?}");
    }
    assert_eq!(encoding(numbered(&[0, 1])), (CrlField::CrlNumber, DerErrorKind::Integer));
}

#[test]
fn a_number_is_not_critical_and_a_delta_is() {
    let refused = changed(|spec| spec.replace("2.5.29.20", Some(critical("2.5.29.20", integer(1)))));
    assert!(matches!(refused, Err(CrlError::Criticality { field: CrlField::CrlNumber, .. })), "{refused:?}");
    assert_eq!(changed(|spec| spec.extensions.push(critical("2.5.29.27", integer(1)))), Ok(()));
    let refused = changed(|spec| spec.extensions.push(ExtensionSpec::new("2.5.29.27", integer(1))));
    assert!(
        matches!(refused, Err(CrlError::Criticality { field: CrlField::DeltaCrlIndicator, .. })),
        "{refused:?}"
    );
}

#[test]
fn a_scope_is_not_empty_and_does_not_exclude_itself() {
    let scoped = |scope: &Scope| changed(|spec| spec.scoped(scope));
    let user = Scope { user: true, ..Scope::default() };
    assert_eq!(scoped(&user), Ok(()));
    let several = [
        Scope::default(),
        Scope { ca: true, ..user.clone() },
        Scope { attribute: true, ..user.clone() },
        Scope { ca: true, attribute: true, ..Scope::default() },
    ];
    for scope in several {
        let refused = scoped(&scope);
        assert!(matches!(refused, Err(CrlError::Scope { .. })), "{refused:?}");
    }
    let valued = |value: &[u8]| changed(|spec| spec.extensions.push(critical("2.5.29.28", value.into())));
    let field = CrlField::IssuingDistributionPoint;
    assert_eq!(encoding(valued(&[0x30, 3, 0x81, 1, 0])), (field, DerErrorKind::ExplicitDefault));
    assert_eq!(encoding(valued(&[0x30, 3, 0x81, 1, 1])), (field, DerErrorKind::Boolean));
    assert_eq!(encoding(valued(&[0x30, 4, 0x83, 2, 0, 0x40])), (field, DerErrorKind::NamedBits));
    assert_eq!(encoding(valued(&[0x30, 2, 0x83, 0])), (field, DerErrorKind::BitString));
    let flags = reason_flags(&[1, 8]);
    assert_eq!(flags, [7, 0x40, 0x80]);
    assert_eq!(scoped(&Scope { reasons: Some(flags), ..Scope::default() }), Ok(()));
}

#[test]
fn reasons_are_those_that_there_are() {
    for code in 0..=20u8 {
        let read = changed(|spec| {
            spec.extensions.push(critical("2.5.29.27", integer(0)));
            spec.revoke(EntrySpec::of(&[9]).with(reason(code)));
        });
        match code {
            0..=6 | 8..=10 => assert_eq!(read, Ok(()), "{code}"),
            _ => assert!(matches!(read, Err(CrlError::Reason { .. })), "{code}: {read:?}"),
        }
    }
}

#[test]
fn nothing_is_removed_from_a_complete_list() {
    let entry = EntrySpec::of(&[9]).with(reason(8));
    let complete = changed(|spec| spec.revoke(entry.clone()));
    assert!(matches!(complete, Err(CrlError::RemovedFromComplete { .. })), "{complete:?}");
    let delta = changed(|spec| {
        spec.revoke(entry.clone());
        spec.extensions.push(critical("2.5.29.27", integer(0)));
    });
    assert_eq!(delta, Ok(()));
}

#[test]
fn issuers_of_certificates_are_named_in_indirect_lists_alone_and_by_their_names() {
    let indirect = Scope { indirect: true, ..Scope::default() };
    let named = |names: &[Vec<u8>], scope: Option<&Scope>| {
        changed(|spec| {
            spec.revoke(EntrySpec::of(&[9]).with(certificate_issuer(names)));
            scope.into_iter().for_each(|scope| spec.scoped(scope));
        })
    };
    let name = directory(&World::new().root.subject);
    assert_eq!(named(&[uri("http://a/"), name.clone()], Some(&indirect)), Ok(()));
    let without = named(&[uri("http://a/")], Some(&indirect));
    let direct = named(&[name], None);
    for refused in [without, direct] {
        assert!(matches!(refused, Err(CrlError::CertificateIssuer { .. })), "{refused:?}");
    }
}

#[test]
fn a_signature_is_whole_octets() {
    let zero_end = |spec: &CrlSpec| spec.signer.sign(spec.signature, &spec.tbs()).last().unwrap() & 1 == 0;
    let mut spec = World::new().list();
    while !zero_end(&spec) {
        spec.entries.push(EntrySpec::of(&[1]));
    }
    assert_eq!(read(&spec), Ok(()));
    spec.unused_bits = 1;
    let refused = read(&spec);
    assert!(matches!(refused, Err(CrlError::SignatureUnusedBits { .. })), "{refused:?}");
}

#[test]
fn bytes_behind_the_last_field_are_refused() {
    let behind = |result| assert_eq!(encoding(result).1, DerErrorKind::TrailingBytes);
    behind(changed(|spec| spec.trailer = vec![5, 0]));
    behind(changed(|spec| spec.entries[0].trailer = vec![5, 0]));
    let mut der = World::new().list().der();
    der.push(0);
    behind(CertificateList::from_der(&der, CrlLimits::DEFAULT).map(drop));
}

#[test]
fn an_unknown_critical_extension_can_be_looked_at() {
    let mut spec = World::new().revoking();
    spec.extensions.push(ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
    let der = spec.der();
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    assert_eq!(list.unknown_critical_extension().unwrap().to_string(), "1.2.3.4");
}

#[test]
fn every_error_has_a_code_of_its_own() {
    let (offset, field) = (0, CrlField::Extensions);
    let errors = [
        CrlError::LimitExceeded { limit: 0, actual: 1 },
        CrlError::Encoding { field, error: DerErrorKind::Null.at(0) },
        CrlError::Version { offset },
        CrlError::VersionExtensions { offset },
        CrlError::AlgorithmMismatch { offset },
        CrlError::IssuerEmpty { offset },
        CrlError::Time { field, offset },
        CrlError::EntriesEmpty { offset },
        CrlError::ExtensionsEmpty { field, offset },
        CrlError::TooManyExtensions { field, offset },
        CrlError::ExtensionTwice { field, offset },
        CrlError::Number { field, offset },
        CrlError::Criticality { field, offset },
        CrlError::Scope { offset },
        CrlError::Reason { offset },
        CrlError::RemovedFromComplete { offset },
        CrlError::CertificateIssuer { offset },
        CrlError::SignatureUnusedBits { offset },
    ];
    let codes: std::collections::BTreeSet<_> = errors.iter().map(CrlError::code).collect();
    assert_eq!(codes.len(), errors.len());
    assert!(codes.iter().all(|code| code.starts_with("CSG-CRL-")));
}

//! The largest certificates that are read, each full of the smallest parts of one kind: reading and examining them takes time
//! in proportion to their length.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of these tests")]

mod support;

use std::time::{Duration, Instant};

use countersign_x509::{Certificate, Profile};
use support::*;

/// Far more than is needed on a machine with other work, and far less than what grows with the square takes.
const BOUND: Duration = Duration::from_secs(5);

fn within_bound<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    let elapsed = start.elapsed();
    assert!(elapsed < BOUND, "{what} takes {elapsed:?}");
    done
}

fn lint(der: &[u8], profile: &Profile) -> usize {
    countersign_x509::lint(der, profile).violations().len()
}

fn quickest(work: impl Fn()) -> Duration {
    let once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

fn policy(number: usize, qualifiers: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(&format!("1.2.3.{number}")), qualifiers])
}

/// A user notice with as many notice numbers as fit.
fn long_qualifiers(octets: usize) -> Vec<u8> {
    let numbers = tlv(0x30, &[&[2, 1, 0].repeat(octets / 3)]);
    let reference = tlv(0x30, &[&tlv(0x0c, &[b"o"]), &numbers]);
    tlv(0x30, &[&tlv(0x30, &[&oid("1.3.6.1.5.5.7.2.2"), &tlv(0x30, &[&reference])])])
}

fn with_policies(policies: &[Vec<u8>]) -> Vec<u8> {
    Parts::with_extensions(&[extension("2.5.29.32", &tlv(0x30, &[&policies.concat()]))]).der()
}

#[test]
fn one_long_policy_is_not_read_again_for_each_other_one() {
    let long = policy(0, &long_qualifiers(1_000_000));
    let others = (1..256).map(|number| policy(number, &[]));
    let many = with_policies(&std::iter::once(long.clone()).chain(others).collect::<Vec<_>>());
    let one = with_policies(&[long, policy(1, &[])]);
    assert!(many.len() > 1_000_000);
    let (one, many) = (quickest(|| drop(accepted(&one))), quickest(|| drop(accepted(&many))));
    assert!(many < one * 8, "{many:?} for 256 policies, {one:?} for two");
}

#[test]
fn many_mappings_beside_long_policies_are_examined_in_time() {
    let mapping = tlv(0x30, &[&tlv(6, &[&[0x2a]]), &tlv(6, &[&[0x2b]])]);
    let policies = [policy(0, &long_qualifiers(400_000)), tlv(0x30, &[&tlv(6, &[&[0x2a]])])];
    let der = Parts::with_extensions(&[
        critical("2.5.29.19", &tlv(0x30, &[&[1, 1, 0xff]])),
        extension("2.5.29.32", &tlv(0x30, &[&policies.concat()])),
        extension("2.5.29.33", &tlv(0x30, &[&mapping.repeat(60_000)])),
    ])
    .der();
    assert!(der.len() < Certificate::MAX_LEN);
    within_bound("mappings", || lint(&der, Profile::RFC5280_STRICT));
}

#[test]
fn every_extension_full_of_its_smallest_parts_is_examined_in_time() {
    let space = 900_000;
    let fill = |part: Vec<u8>| part.repeat(space / part.len());
    let uri = tlv(0x86, &[b"x"]);
    let values = [
        ("2.5.29.9", tlv(0x30, &[&fill(tlv(0x30, &[&tlv(6, &[&[1]]), &tlv(0x31, &[&[5, 0]])]))])),
        ("2.5.29.17", tlv(0x30, &[&fill(tlv(0x82, &[]))])),
        ("2.5.29.18", tlv(0x30, &[&fill(tlv(0xa4, &[&[0x30, 0]]))])),
        ("2.5.29.30", tlv(0x30, &[&tlv(0xa1, &[&fill(tlv(0x30, &[&tlv(0x82, &[])]))])])),
        ("2.5.29.31", tlv(0x30, &[&fill(tlv(0x30, &[&tlv(0xa0, &[&tlv(0xa0, &[&uri])])]))])),
        ("2.5.29.33", tlv(0x30, &[&fill(tlv(0x30, &[&tlv(6, &[&[0x2a]]), &tlv(6, &[&[0x2a]])]))])),
        ("2.5.29.35", tlv(0x30, &[&tlv(0xa1, &[&fill(tlv(0x82, &[]))]), &tlv(0x82, &[&[1]])])),
        ("2.5.29.37", tlv(0x30, &[&fill(tlv(6, &[&[1]]))])),
        ("2.5.29.46", tlv(0x30, &[&fill(tlv(0x30, &[&tlv(0xa2, &[&uri])]))])),
        ("1.3.6.1.5.5.7.1.1", tlv(0x30, &[&fill(tlv(0x30, &[&tlv(6, &[&[1]]), &uri]))])),
        ("1.3.6.1.4.1.11129.2.4.2", {
            let list = [0, 1, 0].repeat(20_000);
            tlv(4, &[&u16::try_from(list.len()).unwrap().to_be_bytes(), &list])
        }),
    ];
    for (identifier, value) in values {
        let der = Parts::with_extensions(&[extension(identifier, &value)]).der();
        let certificate = within_bound(identifier, || accepted(&der));
        within_bound(identifier, || certificate.identities().count());
        for profile in Profile::ALL {
            within_bound(identifier, || lint(&der, profile));
        }
    }
}

#[test]
fn names_and_identifiers_of_any_length_are_compared_in_time() {
    let attribute = tlv(0x30, &[&tlv(6, &[&[0x2a]]), &[5, 0]]);
    let rdns = tlv(0x31, &[&attribute]).repeat(40_000);
    let one_rdn = tlv(0x31, &[&attribute.repeat(50_000)]);
    for name in [tlv(0x30, &[&rdns]), tlv(0x30, &[&one_rdn])] {
        let der = Parts::changed(|parts| {
            (parts.issuer, parts.subject) = (name.clone(), name.clone());
        })
        .der();
        within_bound("names", || lint(&der, Profile::RFC5280_STRICT));
        assert!(accepted(&der).is_self_issued());
    }
    // 64 extensions whose identifiers differ in the last of many octets.
    let identifiers = (0..64u8).map(|last| tlv(6, &[&[0x2a; 16_000], &[last]]));
    let long: Vec<_> = identifiers.map(|oid| tlv(0x30, &[&oid, &tlv(4, &[])])).collect();
    let der = Parts::with_extensions(&long).der();
    within_bound("identifiers", || lint(&der, Profile::FULCIO_LEAF));
    assert_eq!(accepted(&der).extensions().count(), 64);
}

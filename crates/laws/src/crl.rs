use std::sync::LazyLock;

use countersign_crypto::RustCrypto;
use countersign_revocation::{
    CertificateList, CrlChecker, CrlEntry, CrlLimits, CrlScope, CrlSet, CrlVerdict,
};
use countersign_time::UnixTime;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, Profile, TrustAnchors, VerifiedPath};
use x509_cert::certificate::Rfc5280;
use x509_cert::der::{Decode, Encode};

/// What is accepted points only into its bytes, tells as many entries as there are, is what another reader reads, and makes
/// no certificate good or revoked that its signer did not issue.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn crl(data: &[u8]) {
    let Ok(read) = CertificateList::from_der(data, CrlLimits::DEFAULT) else { return };
    assert_eq!(read.der(), data);
    assert_eq!(read.entries().count(), read.len(), "an entry is lost");
    assert_eq!(read.is_empty(), read.entries().next().is_none());
    assert!(!read.reasons().iter().any(|reason| reason.code() == 0), "unspecified is no flag");
    parts_are_inside(&read);
    let shorter = CrlLimits::DEFAULT.bytes(data.len() - 1);
    assert!(CertificateList::from_der(data, shorter).is_err(), "the limit does not count");
    other_reader_agrees(&read);
    only_the_issuer_is_believed(&read);
}

fn parts_are_inside(read: &CertificateList<'_>) {
    let all = read.der().as_ptr_range();
    let parts = [read.tbs(), read.signature(), read.signature_algorithm(), read.issuer().der()];
    let serials = read.entries().map(|entry| entry.serial().as_bytes().as_ptr_range());
    for part in parts.into_iter().map(<[u8]>::as_ptr_range).chain(serials) {
        assert!(all.start <= part.start && part.end <= all.end, "a part is elsewhere");
    }
}

/// Where the other reader refuses, it knows less; where it accepts, nothing may differ.
fn other_reader_agrees(read: &CertificateList<'_>) {
    let Ok(other) = x509_cert::crl::CertificateList::<Rfc5280>::from_der(read.der()) else {
        return;
    };
    let tbs = &other.tbs_cert_list;
    assert_eq!(tbs.issuer.to_der().expect("what it read it writes"), read.issuer().der());
    assert_eq!(other.signature.as_bytes(), Some(read.signature()));
    let others = tbs.revoked_certificates.as_deref().unwrap_or_default();
    assert_eq!(others.len(), read.len());
    for (other, entry) in others.iter().zip(read.entries()) {
        assert_eq!(other.serial_number.as_bytes(), entry.serial().as_bytes());
        let date = i64::try_from(other.revocation_date.to_unix_duration().as_secs());
        assert_eq!(date.ok(), Some(CrlEntry::date(&entry).seconds()));
    }
}

/// A list says something only where what is signed is that of a seed: nobody else has the key.
fn only_the_issuer_is_believed(read: &CertificateList<'_>) {
    let scope = CrlScope::of(read, &[], &RustCrypto);
    assert_eq!(CrlScope::from_digest(*scope.digest()), scope);
    let verdict = told(read);
    let says_nothing =
        !verdict.status().is_settled() && verdict.speaks().is_empty() && verdict.seen().next().is_none();
    assert!(says_nothing || SIGNED.iter().any(|seed| seed.tbs() == read.tbs()), "{}", verdict.status());
}

/// What a list says of the leaf in the moment in which it is issued.
fn told(read: &CertificateList<'_>) -> CrlVerdict {
    let mut set = CrlSet::new();
    set.add(read.clone());
    CrlChecker::new(&RustCrypto, read.this_update()).status(&PATH, 0, &mut set)
}

/// The seeds that the CA of the path signed.
static SIGNED: LazyLock<[CertificateList<'static>; 5]> = LazyLock::new(|| {
    [
        include_bytes!("../../../fuzz/seeds/crl/complete").as_slice(),
        include_bytes!("../../../fuzz/seeds/crl/empty"),
        include_bytes!("../../../fuzz/seeds/crl/every_extension"),
        include_bytes!("../../../fuzz/seeds/crl/relative"),
        include_bytes!("../../../fuzz/seeds/crl/v1"),
    ]
    .map(|seed| CertificateList::from_der(seed, CrlLimits::DEFAULT).expect("a seed is a list"))
});

static PATH: LazyLock<VerifiedPath<'static>> = LazyLock::new(|| {
    let anchors = TrustAnchors::from_ders([ROOT], AnchorLimits::NameAndKey);
    let read = |der| Certificate::from_der(der).expect("a certificate");
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
    // 2026-06-01
    let time = UnixTime::from_seconds(1_780_272_000).expect("a time");
    builder.verify(&read(LEAF), &[read(CA)], time).expect("a path")
});

const ROOT: &[u8] = include_bytes!("crl/root.der");
const CA: &[u8] = include_bytes!("crl/ca.der");
const LEAF: &[u8] = include_bytes!("crl/leaf.der");

#[cfg(test)]
mod tests {
    use countersign_revocation::Status;

    use super::*;

    #[test]
    fn the_law_sees_lists_that_are_believed() {
        let [complete, empty, .., v1] = SIGNED.each_ref().map(|seed| told(seed).status());
        assert!(matches!(empty, Status::Good(_)), "{empty}");
        for revoked in [complete, v1] {
            assert!(matches!(revoked, Status::Revoked(_)), "{revoked}");
        }
    }
}

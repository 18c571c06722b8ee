//! Conversions from and to the types of `x509-cert`.
#![allow(clippy::unwrap_used, reason = "helpers of these tests")]

use countersign_x509::{Certificate, X509CertError};
use testkit::x509::{Chain, Mutation};

#[test]
fn a_certificate_is_the_same_after_both_conversions() {
    for seed in 0..20 {
        let chain = Chain::with(seed, 4, &[]);
        for der in chain.intermediates.iter().chain([&chain.leaf]) {
            let ours = Certificate::from_der(der).unwrap();
            let theirs = x509_cert::Certificate::try_from(&ours).unwrap();
            assert_eq!(Certificate::try_from(&theirs).unwrap(), ours);
        }
    }
}

#[test]
fn a_certificate_that_would_be_written_otherwise_is_refused() {
    let unsorted = (0..20).find_map(|seed| {
        let chain = Chain::with(seed, 2, &[Mutation::UnsortedRdn]);
        let ours = Certificate::from_der(&chain.leaf).unwrap();
        x509_cert::Certificate::try_from(&ours).err()
    });
    assert_eq!(unsorted, Some(X509CertError::Rewritten));
}

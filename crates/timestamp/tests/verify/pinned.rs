//! A signer that is believed by its own certificate alone.

use countersign_timestamp::{
    TokenError, TrustedTsa, TrustedTsaError, VerifiedTimestamp,
    x509::{AnchorLimits, Certificate, PathError, TrustAnchors},
};
use testkit::{
    tsp::Tsa,
    x509::{CertificateSpec, ExtensionSpec, Key, Time},
};

use crate::support::{
    MESSAGE, Refused, accepted, assert_accepted, path_error, token_error, trusted, tsa, verify,
};

const EKU: &str = "2.5.29.37";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// An authority whose signer issued itself.
fn alone() -> Tsa {
    let mut tsa = tsa();
    tsa.leaf.issuer = tsa.leaf.subject.clone();
    tsa.leaf.signer = tsa.leaf.key;
    tsa
}

fn pinned(certificate: &CertificateSpec) -> TrustedTsa {
    TrustedTsa::pinned("ours", &Certificate::from_der(&certificate.der()).unwrap()).unwrap()
}

/// A token of this signer, with these certificates, where that one is pinned.
fn under(
    believed: &CertificateSpec,
    tsa: &Tsa,
    certificates: &[&CertificateSpec],
) -> Result<VerifiedTimestamp, Refused> {
    let mut token = tsa.token(MESSAGE);
    token.certificates = certificates.iter().map(|certificate| certificate.der()).collect();
    verify(&token, &pinned(believed))
}

/// A token of a signer after a change, where that very signer is pinned.
fn changed(change: impl FnOnce(&mut CertificateSpec)) -> Result<VerifiedTimestamp, Refused> {
    let mut tsa = alone();
    change(&mut tsa.leaf);
    under(&tsa.leaf, &tsa, &[&tsa.leaf])
}

#[test]
fn a_signer_that_issued_itself_is_believed_where_it_is_pinned() {
    let tsa = alone();
    let verified = accepted(under(&tsa.leaf, &tsa, &[&tsa.leaf]));
    assert_eq!(verified.path().leaf().der(), tsa.leaf.der());
    assert_eq!((verified.path().certificates().len(), verified.authority()), (1, "ours"));
    // It is at hand, so that a token need not bring it.
    assert_accepted(under(&tsa.leaf, &tsa, &[]));
    // By itself, unpinned, it is nobody.
    let error = path_error(verify(&tsa.token(MESSAGE), &trusted(&Tsa::new(2))));
    assert!(matches!(error, PathError::UnknownIssuer { .. }), "{error:?}");
}

#[test]
fn another_certificate_of_the_same_name_and_key_is_refused() {
    let tsa = alone();
    let changes: [fn(&mut CertificateSpec); 3] = [
        |leaf| leaf.serial = vec![99],
        |leaf| leaf.not_after = Time::utc("310101000000Z"),
        |leaf| leaf.extensions.reverse(),
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let mut other = alone();
        change(&mut other.leaf);
        assert_accepted(under(&other.leaf, &other, &[&other.leaf]));
        let brought = under(&tsa.leaf, &other, &[&other.leaf, &tsa.leaf]);
        assert_eq!(token_error(brought), TokenError::OtherSigner, "{place}");
    }
}

#[test]
fn another_key_under_the_pinned_certificate_is_refused() {
    let tsa = alone();
    let mut token = tsa.token(MESSAGE);
    token.certificates = vec![tsa.leaf.der()];
    assert_accepted(verify(&token, &pinned(&tsa.leaf)));
    token.signer.key = Key::P256(99);
    let error = token_error(verify(&token, &pinned(&tsa.leaf)));
    assert_eq!(error.code(), "CSG-TSP-SIGNATURE");
}

#[test]
fn no_certificate_below_it_is_believed() {
    let tsa = alone();
    let mut below = alone();
    below.leaf.issuer = tsa.leaf.subject.clone();
    below.leaf.signer = tsa.leaf.key;
    below.leaf.key = Key::P256(77);
    below.leaf.serial = vec![7];
    assert_accepted(under(&below.leaf, &below, &[&below.leaf]));
    let error = token_error(under(&tsa.leaf, &below, &[&below.leaf, &tsa.leaf]));
    assert_eq!(error, TokenError::OtherSigner);
    // Nor would its being an anchor make it a CA.
    let anchors = TrustAnchors::from_ders([tsa.leaf.der()], AnchorLimits::OwnLimits);
    let mut token = below.token(MESSAGE);
    token.certificates = vec![below.leaf.der(), tsa.leaf.der()];
    let error = path_error(verify(&token, &TrustedTsa::new("anchor", anchors).unwrap()));
    assert!(matches!(error, PathError::NotCa { at: 1 }), "{error:?}");
}

#[test]
fn it_is_for_timestamping_alone_and_says_so_critically_though_it_is_pinned() {
    let critical =
        |purposes: &[&str]| ExtensionSpec { critical: vec![1, 1, 0xff], ..ExtensionSpec::purposes(purposes) };
    assert_accepted(changed(|leaf| leaf.replace(EKU, Some(critical(&[TIME_STAMPING])))));
    for purposes in [
        None,
        Some(ExtensionSpec::purposes(&[TIME_STAMPING])),
        Some(critical(&[TIME_STAMPING, "1.3.6.1.5.5.7.3.3"])),
    ] {
        let error = path_error(changed(|leaf| leaf.replace(EKU, purposes)));
        assert!(matches!(error, PathError::ExtendedKeyUsage { at: 0, .. }), "{error:?}");
    }
    let error = path_error(changed(|leaf| leaf.extensions.push(ExtensionSpec::ca(None))));
    assert!(matches!(error, PathError::Profile { at: 0, .. }), "{error:?}");
}

#[test]
fn it_was_valid_at_the_time_of_the_token_and_need_not_be_now() {
    assert_accepted(changed(|leaf| leaf.not_after = Time::utc("260601000001Z")));
    let error = path_error(changed(|leaf| leaf.not_after = Time::utc("260531235959Z")));
    assert!(matches!(error, PathError::Expired { at: 0, .. }), "{error:?}");
    let error = path_error(changed(|leaf| leaf.not_before = Time::utc("260601000001Z")));
    assert!(matches!(error, PathError::NotYetValid { at: 0, .. }), "{error:?}");
}

#[test]
fn it_needs_a_name() {
    let der = alone().leaf.der();
    let nameless = TrustedTsa::pinned("", &Certificate::from_der(&der).unwrap());
    assert_eq!(nameless.unwrap_err(), TrustedTsaError::NoId);
}

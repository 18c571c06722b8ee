//! The path of the signer: timestamp-authority 42ce715, 42e74fc, 21dff8b; sigstore-python 3adc3d4a.

use countersign_timestamp::{
    TokenError, TrustedTsa, VerifiedTimestamp,
    x509::{AnchorLimits, PathError, Profile, TrustAnchors},
};
use testkit::{
    tsp::Tsa,
    x509::{ExtensionSpec, Time},
};

use crate::support::{
    MESSAGE, Refused, assert_accepted, path_error, reissued, token_error, trusted, tsa, verify,
};

const EKU: &str = "2.5.29.37";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const ANY: &str = "2.5.29.37.0";

fn critical(purposes: &[&str]) -> ExtensionSpec {
    ExtensionSpec { critical: vec![1, 1, 0xff], ..ExtensionSpec::purposes(purposes) }
}

fn leaf_with(purposes: Option<ExtensionSpec>) -> Result<VerifiedTimestamp, Refused> {
    reissued(|tsa| tsa.leaf.replace(EKU, purposes))
}

#[test]
fn the_signer_is_for_timestamping_alone_and_says_so_critically() {
    assert_accepted(leaf_with(Some(critical(&[TIME_STAMPING]))));
    let refused = [
        None,
        Some(ExtensionSpec::purposes(&[TIME_STAMPING])),
        Some(critical(&[TIME_STAMPING, CODE_SIGNING])),
        Some(critical(&[TIME_STAMPING, "1.3.6.1.4.1.32473.9"])),
        Some(critical(&[TIME_STAMPING, ANY])),
        Some(critical(&[ANY])),
        Some(critical(&[CODE_SIGNING])),
    ];
    for purposes in refused {
        let error = path_error(leaf_with(purposes.clone()));
        assert!(matches!(error, PathError::ExtendedKeyUsage { at: 0, .. }), "{purposes:?}: {error:?}");
    }
}

#[test]
fn a_ca_is_no_signer() {
    let error = path_error(reissued(|tsa| tsa.leaf.extensions.push(ExtensionSpec::ca(None))));
    assert!(matches!(error, PathError::Profile { at: 0, .. }), "{error:?}");
}

#[test]
fn the_key_of_the_signer_is_for_signing() {
    let error =
        path_error(reissued(|tsa| tsa.leaf.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x20)))));
    assert!(matches!(error, PathError::KeyUsage { at: 0, .. }), "{error:?}");
}

#[test]
fn a_ca_for_other_purposes_issues_no_signer() {
    assert_accepted(reissued(|tsa| {
        tsa.ca.extensions.push(ExtensionSpec::purposes(&[TIME_STAMPING, CODE_SIGNING]))
    }));
    let error = path_error(reissued(|tsa| tsa.ca.extensions.push(ExtensionSpec::purposes(&[CODE_SIGNING]))));
    assert!(matches!(error, PathError::ExtendedKeyUsage { at: 1, .. }), "{error:?}");
}

#[test]
fn the_signer_may_have_expired_since() {
    // The tokens are verified a day after they were made.
    assert_accepted(reissued(|tsa| tsa.leaf.not_after = Time::utc("260601000001Z")));
    assert_accepted(reissued(|tsa| tsa.ca.not_after = Time::utc("260601000001Z")));
}

#[test]
fn every_certificate_is_valid_when_the_token_was_made() {
    for place in 0..3 {
        let error = path_error(reissued(|tsa| {
            *certificate(tsa, place) = testkit::x509::CertificateSpec {
                not_after: Time::utc("260531235959Z"),
                ..certificate(tsa, place).clone()
            };
        }));
        assert!(matches!(error, PathError::Expired { at, .. } if at == place), "{place}: {error:?}");
        let error =
            path_error(reissued(|tsa| certificate(tsa, place).not_before = Time::utc("260601000001Z")));
        assert!(matches!(error, PathError::NotYetValid { at, .. } if at == place), "{place}: {error:?}");
    }
}

/// Leaf, CA, root.
fn certificate(tsa: &mut Tsa, place: usize) -> &mut testkit::x509::CertificateSpec {
    match place {
        0 => &mut tsa.leaf,
        1 => &mut tsa.ca,
        _ => &mut tsa.root,
    }
}

#[test]
fn every_certificate_is_valid_at_both_ends_of_the_interval() {
    // A second on either side of half a second past midnight.
    let with_accuracy = |change: &dyn Fn(&mut Tsa)| {
        let mut tsa = tsa();
        change(&mut tsa);
        let mut token = tsa.token(MESSAGE);
        token.info.accuracy = vec![0x30, 3, 2, 1, 1];
        verify(&token, &trusted(&tsa))
    };
    assert_accepted(with_accuracy(&|tsa| {
        tsa.leaf.not_before = Time::utc("260531235959Z");
        tsa.leaf.not_after = Time::utc("260601000002Z");
    }));
    let error = path_error(with_accuracy(&|tsa| tsa.leaf.not_before = Time::utc("260601000000Z")));
    assert!(matches!(error, PathError::NotYetValid { at: 0, .. }), "{error:?}");
    let error = path_error(with_accuracy(&|tsa| tsa.leaf.not_after = Time::utc("260601000001Z")));
    assert!(matches!(error, PathError::Expired { at: 0, .. }), "{error:?}");
}

#[test]
fn an_intermediate_of_the_chain_is_no_anchor_unless_it_is_named_as_one() {
    let tsa = tsa();
    let token = tsa.token(MESSAGE);
    // The root of another authority is believed: the whole chain that is brought along helps nothing.
    let other = trusted(&Tsa::new(2));
    let mut with_root = token.clone();
    with_root.certificates.push(tsa.root.der());
    assert!(matches!(path_error(verify(&with_root, &other)), PathError::UnknownIssuer { .. }));
    // Named as an anchor, the CA suffices: the caller said so.
    let anchors = TrustAnchors::from_ders([tsa.ca.der()], AnchorLimits::OwnLimits);
    assert_accepted(verify(&token, &TrustedTsa::new("CA", anchors).unwrap()));
}

#[test]
fn a_signer_that_is_itself_believed_needs_no_ca() {
    let tsa = tsa();
    let anchors = TrustAnchors::from_ders([tsa.leaf.der()], AnchorLimits::OwnLimits);
    let authority = TrustedTsa::new("leaf", anchors).unwrap();
    assert_accepted(verify(&tsa.token(MESSAGE), &authority));
    let mut token = tsa.token(MESSAGE);
    token.certificates.clear();
    assert_accepted(verify(&token, &authority));
}

#[test]
fn the_profile_of_the_authority_decides() {
    let notation = |tsa: &Tsa| trusted(tsa).profile(Profile::NOTATION_TIMESTAMPING);
    assert_accepted(verify(&tsa().token(MESSAGE), &notation(&tsa())));
    let mut tsa = tsa();
    tsa.leaf.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0xc0)));
    assert_accepted(verify(&tsa.token(MESSAGE), &trusted(&tsa)));
    let error = token_error(verify(&tsa.token(MESSAGE), &notation(&tsa)));
    assert!(matches!(error, TokenError::Path(PathError::KeyUsage { at: 0, .. })), "{error:?}");
    assert_eq!(error.code(), "CSG-X509-KEY-USAGE");
}

#[test]
fn a_signature_that_is_not_the_issuers_is_refused() {
    let error = path_error(reissued(|tsa| tsa.leaf.signer = testkit::x509::Key::P256(250)));
    assert!(matches!(error, PathError::Signature { at: 0 }), "{error:?}");
}

//! When a token was made: sigstore-rust TOB-11.

use core::time::Duration;

use countersign_timestamp::{
    Imprinted, TimestampToken, TokenError, TokenParseError, TokenPart, TrustedTsa, TrustedTsaError,
    VerifiedTimestamp,
    crypto::RustCrypto,
    time::UnixTime,
    x509::{AnchorLimits, TrustAnchors},
};
use testkit::{tsp::AttributeSpec, x509::tlv};

use crate::support::{
    MESSAGE, anchors, assert_accepted, at, changed, parse_error, token_error, trusted, tsa, verify,
};

fn verify_at(now: UnixTime, authority: &TrustedTsa) -> Result<VerifiedTimestamp, TokenError> {
    let der = tsa().token(MESSAGE).der();
    TimestampToken::from_der(&der).unwrap().verify(&Imprinted::Bytes(MESSAGE), authority, now, &RustCrypto)
}

#[test]
fn a_time_in_the_future_is_refused() {
    let authority = trusted(&tsa());
    assert!(verify_at(at("2026-06-01T00:00:00.5Z"), &authority).is_ok());
    let now = at("2026-06-01T00:00:00.499999999Z");
    let gen_time = at("2026-06-01T00:00:00.5Z");
    assert_eq!(verify_at(now, &authority).unwrap_err(), TokenError::Future { gen_time, now });
}

#[test]
fn a_difference_of_clocks_is_allowed_for_by_name_and_within_bounds() {
    let second = Duration::from_secs(1);
    let authority = trusted(&tsa()).clock_skew(second).unwrap();
    assert!(verify_at(at("2026-05-31T23:59:59.5Z"), &authority).is_ok());
    let error = verify_at(at("2026-05-31T23:59:59.499999999Z"), &authority).unwrap_err();
    assert_eq!(error.code(), "CSG-TSP-FUTURE");
    let five_minutes = Duration::from_secs(300);
    assert_eq!(trusted(&tsa()).clock_skew(five_minutes).unwrap().allowed_skew(), five_minutes);
    assert_eq!(trusted(&tsa()).clock_skew(five_minutes + second).unwrap_err(), TrustedTsaError::Skew);
}

#[test]
fn both_ends_of_the_interval_lie_in_the_window_of_the_authority() {
    let mut token = tsa().token(MESSAGE);
    token.info.accuracy = vec![0x30, 3, 2, 1, 1];
    let within = |start: &str, end: Option<&str>| {
        verify(&token, &trusted(&tsa()).window(at(start), end.map(at)).unwrap())
    };
    let (earliest, latest) = ("2026-05-31T23:59:59.5Z", "2026-06-01T00:00:01.5Z");
    assert_accepted(within(earliest, Some(latest)));
    assert_accepted(within(earliest, None));
    let outside = |time| TokenError::OutsideWindow { time: at(time) };
    assert_eq!(token_error(within("2026-05-31T23:59:59.500000001Z", None)), outside(earliest));
    assert_eq!(token_error(within(earliest, Some("2026-06-01T00:00:01.499999999Z"))), outside(latest));
}

#[test]
fn an_authority_has_a_name_and_an_anchor_and_a_window_that_begins_before_it_ends() {
    let none = TrustAnchors::from_ders::<&[u8]>([], AnchorLimits::OwnLimits);
    assert_eq!(TrustedTsa::new("ours", none).unwrap_err(), TrustedTsaError::NoAnchors);
    let unusable = TrustAnchors::from_ders([b"no certificate"], AnchorLimits::OwnLimits);
    assert_eq!(TrustedTsa::new("ours", unusable).unwrap_err(), TrustedTsaError::NoAnchors);
    assert_eq!(TrustedTsa::new("", anchors(&tsa())).unwrap_err(), TrustedTsaError::NoId);
    let (early, late) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:01Z"));
    assert_eq!(trusted(&tsa()).window(late, Some(early)).unwrap_err(), TrustedTsaError::WindowReversed);
    let window = trusted(&tsa()).window(early, Some(early)).unwrap();
    assert_eq!((window.start(), window.end()), (Some(early), Some(early)));
    assert_eq!(trusted(&tsa()).policies([]).unwrap_err(), TrustedTsaError::NoPolicies);
}

fn signing_time(value: Vec<u8>) -> AttributeSpec {
    AttributeSpec::new("1.2.840.113549.1.9.5", value)
}

#[test]
fn the_signing_time_is_well_formed_and_near_the_time_of_the_token() {
    let signed =
        |tag: u8, text: &[u8]| changed(|token| token.signer.attributes.push(signing_time(tlv(tag, &[text]))));
    for text in ["260601000000Z", "260531230001Z", "260601010000Z"] {
        assert_accepted(signed(0x17, text.as_bytes()));
    }
    assert_accepted(signed(0x18, b"20260601000000Z"));
    // An hour is near, and a second more is not.
    for (text, is_near) in
        [("260531230000Z", true), ("260601010000Z", true), ("260531225959Z", false), ("260601010001Z", false)]
    {
        let outcome = changed(|token| {
            token.info.gen_time = "20260601000000Z".into();
            token.signer.attributes.push(signing_time(tlv(0x17, &[text.as_bytes()])));
        });
        assert_eq!(outcome.is_ok(), is_near, "{text}");
    }
    for text in ["260531230000Z", "260601010001Z", "250601000000Z"] {
        let error = token_error(signed(0x17, text.as_bytes()));
        assert!(matches!(error, TokenError::SigningTime { .. }), "{text}: {error:?}");
    }
    for text in ["260601000000", "2606010000Z", "261301000000Z"] {
        let error = parse_error(signed(0x17, text.as_bytes()));
        let part = TokenPart::SigningTime;
        assert!(matches!(error, TokenParseError::Time { part: found, .. } if found == part), "{text}");
    }
    let error = parse_error(signed(0x16, b"260601000000Z"));
    assert!(matches!(error, TokenParseError::Encoding { part: TokenPart::SigningTime, .. }));
}

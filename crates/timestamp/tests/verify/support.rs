//! One authority, what is stamped, and how it is asked.

use countersign_timestamp::{
    Imprinted, TimestampToken, TokenError, TokenParseError, TrustedTsa, VerifiedTimestamp,
    crypto::RustCrypto,
    time::UnixTime,
    x509::{AnchorLimits, CertificateSet, PathError, TrustAnchors},
};
use testkit::{
    tsp::{TokenSpec, Tsa},
    x509::TIME,
};

pub(crate) const MESSAGE: &[u8] = b"what is stamped";

/// A day after the tokens were made.
pub(crate) fn now() -> UnixTime {
    UnixTime::from_seconds(TIME + 86_400).unwrap()
}

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

pub(crate) fn tsa() -> Tsa {
    Tsa::new(1)
}

pub(crate) fn anchors(tsa: &Tsa) -> TrustAnchors {
    TrustAnchors::from_ders([tsa.root.der()], AnchorLimits::OwnLimits)
}

pub(crate) fn trusted(tsa: &Tsa) -> TrustedTsa {
    TrustedTsa::new("ours", anchors(tsa)).unwrap()
}

/// The same with the certificates of the authority at hand.
pub(crate) fn with_certificates(tsa: &Tsa) -> TrustedTsa {
    trusted(tsa).intermediates(CertificateSet::from_ders(tsa.chain()))
}

#[derive(Debug)]
pub(crate) enum Refused {
    Parse(TokenParseError),
    Verify(TokenError),
}

pub(crate) fn verify_der(der: &[u8], authority: &TrustedTsa) -> Result<VerifiedTimestamp, Refused> {
    let token = TimestampToken::from_der(der).map_err(Refused::Parse)?;
    token.verify(&Imprinted::Bytes(MESSAGE), authority, now(), &RustCrypto).map_err(Refused::Verify)
}

pub(crate) fn verify(token: &TokenSpec, authority: &TrustedTsa) -> Result<VerifiedTimestamp, Refused> {
    verify_der(&token.der(), authority)
}

/// A token of the authority after a change, under that authority.
pub(crate) fn changed(change: impl FnOnce(&mut TokenSpec)) -> Result<VerifiedTimestamp, Refused> {
    let tsa = tsa();
    let mut token = tsa.token(MESSAGE);
    change(&mut token);
    verify(&token, &trusted(&tsa))
}

/// A token of an authority whose certificates were changed, under the changed authority.
pub(crate) fn reissued(change: impl FnOnce(&mut Tsa)) -> Result<VerifiedTimestamp, Refused> {
    let mut tsa = tsa();
    change(&mut tsa);
    verify(&tsa.token(MESSAGE), &trusted(&tsa))
}

#[track_caller]
pub(crate) fn accepted(outcome: Result<VerifiedTimestamp, Refused>) -> VerifiedTimestamp {
    match outcome {
        Ok(verified) => verified,
        Err(refused) => panic!("refused: {refused:?}"),
    }
}

#[track_caller]
pub(crate) fn assert_accepted(outcome: Result<VerifiedTimestamp, Refused>) {
    drop(accepted(outcome));
}

#[track_caller]
pub(crate) fn parse_error(outcome: Result<VerifiedTimestamp, Refused>) -> TokenParseError {
    match outcome {
        Err(Refused::Parse(error)) => error,
        other => panic!("no refusal by the parser: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn token_error(outcome: Result<VerifiedTimestamp, Refused>) -> TokenError {
    match outcome {
        Err(Refused::Verify(error)) => error,
        other => panic!("no refusal by verification: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn path_error(outcome: Result<VerifiedTimestamp, Refused>) -> PathError {
    match token_error(outcome) {
        TokenError::Path(error) => error,
        other => panic!("no refusal of the path: {other:?}"),
    }
}

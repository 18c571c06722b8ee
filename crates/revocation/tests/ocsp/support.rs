//! A scene, verified.

use countersign_revocation::{
    Issuer, Status,
    crypto::RustCrypto,
    ocsp::{OcspError, OcspRefusal, OcspResponse, OcspVerifier, Responder},
    time::UnixTime,
    x509::Certificate,
};
use testkit::{
    ocsp::{AnswerSpec, Scene},
    x509::TIME,
};

/// What an answer says, who gave it, and whether that one is yet to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub status: Status,
    pub by: By,
    pub is_unchecked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Issuer,
    Delegate,
}

/// Why there is nothing told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum No {
    Unreadable(OcspError),
    Refused(OcspRefusal),
}

impl No {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

pub fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(TIME + seconds).unwrap()
}

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

pub fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

/// An answer in a scene, at [`TIME`].
pub fn ask(scene: &Scene, answer: &AnswerSpec) -> Result<Told, No> {
    ask_with(scene, &answer.der(), at(0), |verifier| verifier)
}

/// The same of bytes, at any time, by a verifier that is changed.
pub fn ask_with<'s>(
    scene: &Scene,
    response: &[u8],
    now: UnixTime,
    change: impl FnOnce(OcspVerifier<'s>) -> OcspVerifier<'s>,
) -> Result<Told, No> {
    ask_about(&scene.ca.der(), &scene.target.der(), response, now, change)
}

/// The same of a certificate and its issuer, which are encoded already.
pub fn ask_about<'s>(
    ca: &[u8],
    target: &[u8],
    response: &[u8],
    now: UnixTime,
    change: impl FnOnce(OcspVerifier<'s>) -> OcspVerifier<'s>,
) -> Result<Told, No> {
    let (ca, target) = (Certificate::from_der(ca).unwrap(), Certificate::from_der(target).unwrap());
    let response = OcspResponse::parse(response).map_err(No::Unreadable)?;
    let answer = response.answer().expect("an answer");
    let verified = change(OcspVerifier::new(&RustCrypto))
        .verify(answer, &target, Issuer::from_certificate(&ca), now)
        .map_err(No::Refused)?;
    let by = if *verified.responder() == Responder::Issuer { By::Issuer } else { By::Delegate };
    Ok(Told { status: verified.status(), by, is_unchecked: verified.unchecked_responder().is_some() })
}

/// The code of a refusal, or an empty text.
pub fn code(told: &Result<Told, No>) -> &'static str {
    told.as_ref().err().map_or("", No::code)
}

pub fn is_good(told: &Result<Told, No>) -> bool {
    matches!(told, Ok(Told { status: Status::Good(_), .. }))
}

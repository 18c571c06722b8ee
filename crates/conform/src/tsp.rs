//! `tsp.verify` and `tsp.verify_trusted_root`: one token, under one authority or under those of a trusted root.

use countersign::crypto::RustCrypto;
use countersign::encoding::der::Oid;
use countersign::time::UnixTime;
use countersign::x509::{AnchorLimits, Certificate, CertificateSet, TrustAnchors};
use countersign_timestamp::{
    EncodedToken, Imprinted, Nonce, TimestampRequest, TimestampToken, TimestampVerifier, TrustedTsa,
    VerifiedTimestamp,
};
use countersign_trust::TrustedRoot;
use serde_json::Value;

use crate::answer::Stop;
use crate::case::Input;
use crate::x509::list;

pub fn verify(input: Input<'_>) -> Result<(), Stop> {
    let der = encoded(input)?;
    let token = read(input, &der)?;
    let authority = authority(input)?;
    let message = input.bytes("message")?;
    let now = now(input, &token)?;
    let verified = token.verify(&Imprinted::Bytes(&message), &authority, now, &RustCrypto)?;
    check_request(input, &token)?;
    check_nonce(input, &verified)?;
    check_common_name(input, &verified)
}

/// The token is believed of any authority of the root.
pub fn verify_trusted_root(input: Input<'_>) -> Result<(), Stop> {
    let root = TrustedRoot::parse(&serde_json::to_vec(&input.get("trusted_root"))?)?;
    let authorities = countersign::timestamp_authorities(&root, "the root")?;
    let (response, message) = (input.bytes("response")?, input.bytes("message")?);
    let now = TimestampToken::from_response_der(&response)?.inspect().gen_time();
    let tokens = [EncodedToken::Response(&response)];
    let verifier = TimestampVerifier::new(&RustCrypto, &authorities);
    let _ = verifier.verify_all(&tokens, &Imprinted::Bytes(&message), now)?;
    Ok(())
}

fn encoded(input: Input<'_>) -> Result<Vec<u8>, Stop> {
    input.bytes(if input.get("response").is_some() { "response" } else { "token" })
}

fn read<'d>(input: Input<'_>, der: &'d [u8]) -> Result<TimestampToken<'d>, Stop> {
    match input.get("response") {
        Some(_) => Ok(TimestampToken::from_response_der(der)?),
        None => Ok(TimestampToken::from_der(der)?),
    }
}

/// Whom the case believes: the certificates that are given beside the roots help to find a path.
fn authority(input: Input<'_>) -> Result<TrustedTsa, Stop> {
    let anchors = TrustAnchors::from_ders(list(input, "roots")?, AnchorLimits::OwnLimits);
    let mut authority = TrustedTsa::new("the case", anchors)?
        .intermediates(CertificateSet::from_ders(list(input, "intermediates")?));
    if input.get("tsa_certificate").is_some() {
        authority = authority.signer(&Certificate::from_der(&input.bytes("tsa_certificate")?)?);
    }
    if let Some(policy) = input.get("policy").and_then(Value::as_str) {
        let contents = Oid::contents_of(policy)?;
        authority = authority.policies([Oid::from_contents(&contents)])?;
    }
    Ok(authority)
}

fn now(input: Input<'_>, token: &TimestampToken<'_>) -> Result<UnixTime, Stop> {
    match input.text("time")? {
        "gen_time" => Ok(token.inspect().gen_time()),
        text => Ok(UnixTime::parse_rfc3339(text)?),
    }
}

/// The request that the token must answer.
fn check_request(input: Input<'_>, token: &TimestampToken<'_>) -> Result<(), Stop> {
    if input.get("request").is_none() {
        return Ok(());
    }
    Ok(TimestampRequest::parse(&input.bytes("request")?)?.check(token)?)
}

/// The nonce that the token must hold, as a number.
fn check_nonce(input: Input<'_>, verified: &VerifiedTimestamp) -> Result<(), Stop> {
    let number = match input.get("nonce") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::String(text)) => text.parse().map_err(|_| Stop::Unsupported("this nonce".into()))?,
        Some(value) => value.as_u64().map(u128::from).ok_or(Stop::Unsupported("this nonce".into()))?,
    };
    let wanted = Nonce::from_unsigned(&number.to_be_bytes())?;
    expect(verified.nonce() == Some(wanted), "the nonce is another one")
}

/// The common name that the signer must have.
fn check_common_name(input: Input<'_>, verified: &VerifiedTimestamp) -> Result<(), Stop> {
    let Some(wanted) = input.get("common_name").and_then(Value::as_str) else { return Ok(()) };
    let subject = verified.path().leaf().subject();
    let mut names = subject.attributes().filter(|attribute| attribute.oid() == COMMON_NAME);
    expect(names.any(|name| name.as_str() == Some(wanted)), "the signer has another common name")
}

/// 2.5.4.3
const COMMON_NAME: Oid<'_> = Oid::from_contents(&[0x55, 4, 3]);

fn expect(is_so: bool, otherwise: &str) -> Result<(), Stop> {
    if is_so { Ok(()) } else { Err(Stop::Refused(otherwise.into())) }
}

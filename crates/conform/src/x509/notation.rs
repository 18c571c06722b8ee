//! The certificate rules of the Notary Project.

use countersign::crypto::RustCrypto;
use countersign::time::UnixTime;
use countersign::x509::{
    AnchorLimits, Certificate, PathBuilder, Profile, Role, Times, TrustAnchors, TrustedIdentities,
};
use serde_json::Value;

use super::path::list;
use crate::answer::Stop;
use crate::case::Input;

/// A whole chain, leaf first: its last certificate is believed, since these cases ask for its form alone.
pub fn chain(input: Input<'_>, profile: &Profile) -> Result<(), Stop> {
    let ders = list(input, "chain")?;
    let chain = ders.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>()?;
    let (leaf, root) = (chain.first(), ders.last());
    let (Some(leaf), Some(root)) = (leaf, root) else {
        return Err(Stop::Refused("the chain is empty".into()));
    };
    let anchors = TrustAnchors::from_ders([root], AnchorLimits::OwnLimits);
    let times = Times::at(signing_time(input, leaf)?);
    let _ = PathBuilder::new(&RustCrypto, &anchors, profile).verify_ordered(&chain, times)?;
    Ok(())
}

/// A time in words is a second after the leaf's validity begins; without one the chain is looked at then too.
fn signing_time(input: Input<'_>, leaf: &Certificate<'_>) -> Result<UnixTime, Stop> {
    match input.get("signing_time").and_then(Value::as_str) {
        None | Some("cert_not_before+1s") => {
            let begin = leaf.validity().not_before();
            Ok(UnixTime::new(begin.seconds() + 1, begin.nanoseconds())?)
        }
        Some(text) => Ok(UnixTime::parse_rfc3339(text)?),
    }
}

/// One certificate in a role; `path_len` is how many CAs stand below it.
pub fn single(input: Input<'_>, profile: &Profile, role: Role) -> Result<(), Stop> {
    for der in list(input, "chain")? {
        let certificate = Certificate::from_der(&der)?;
        profile.check(role, &certificate)?;
        let below = input.get("path_len").and_then(Value::as_u64).unwrap_or_default();
        profile.check_path_length(&certificate, u32::try_from(below)?)?;
    }
    Ok(())
}

pub fn trusted_identity(input: Input<'_>) -> Result<(), Stop> {
    let der = input.bytes("cert")?;
    let identities = input.get("trusted_identities").and_then(Value::as_array);
    let identities: Vec<&str> = identities.into_iter().flatten().filter_map(Value::as_str).collect();
    let trusted = TrustedIdentities::parse(identities)?;
    let _ = trusted.check(&Certificate::from_der(&der)?)?;
    Ok(())
}

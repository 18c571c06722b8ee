//! `x509.verify_chain`: boringssl-pki's questions, a list of certificates from the target to the root.

use countersign::x509::{
    AnchorLimits, AnyPurpose, Budget, CertificateSet, Clause, EkuRule, OidSet, Profile, Requirements, Times,
    TrustAnchors, purpose,
};

use super::{
    Question,
    path::{list, time},
};
use crate::answer::Stop;
use crate::case::Input;
use crate::retired;

pub fn verify_chain(input: Input<'_>) -> Result<(), Stop> {
    let mut chain = list(input, "chain")?;
    let root = chain.pop().ok_or_else(|| Stop::Refused("the chain is empty".into()))?;
    // A chain of one is its own root, and no path leads from it.
    let target = if chain.is_empty() { root.clone() } else { chain.remove(0) };
    let question = Question {
        target,
        intermediates: CertificateSet::from_ders(chain),
        anchors: TrustAnchors::from_ders([root], limits(input)?),
        profile: profile(input)?,
        times: Times::at(time(input)?),
        budget: Budget::DEFAULT,
    };
    question.path(|_| Ok(())).map(drop)
}

fn limits(input: Input<'_>) -> Result<AnchorLimits, Stop> {
    match input.text("last_cert_trust")? {
        "TRUSTED_ANCHOR" => Ok(AnchorLimits::NameAndKey),
        // Which of its limits count is chosen one by one there, and all at once here.
        other => Err(Stop::Unsupported(format!("trust in the last certificate as {other}"))),
    }
}

/// What extended key usage must say there, apart from the purposes that other rules come with.
fn profile(input: Input<'_>) -> Result<Profile, Stop> {
    let builder = Profile::builder("conform").algorithms(retired::algorithms(input)?);
    let purposes = || match input.text("key_purpose")? {
        "SERVER_AUTH" => Ok(OidSet::table(&[purpose::SERVER_AUTH])),
        "CLIENT_AUTH" => Ok(OidSet::table(&[purpose::CLIENT_AUTH])),
        other => Err(Stop::Unsupported(format!("the purpose {other}"))),
    };
    if input.text("key_purpose")? == "ANY_EKU" {
        return Ok(builder.build());
    }
    let usage = Clause::new("the case", EkuRule::if_present(purposes()?).with_any(AnyPurpose::Counts));
    let leaf = Requirements::NONE.with_extended_key_usage(usage.clone());
    let issuers = Requirements::ISSUER.with_extended_key_usage(usage);
    Ok(builder.leaf(leaf).issuers(issuers).build())
}

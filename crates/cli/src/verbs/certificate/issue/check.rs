//! What was signed is looked at as a stranger would, before anybody gets it.

use countersign::x509::{
    AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchor, TrustAnchors, lint,
};

use super::{Purpose, issuer::Issuer};
use crate::{exit::Exit, failure::Failure, provider::Provider};

/// Keeps every rule of its profile, and is valid under its authority from its beginning to its end.
pub fn sound(certificate: &Certificate<'_>, issuer: &Issuer, purpose: Purpose) -> Result<(), Failure> {
    let profile = purpose.profile();
    let lint = lint(certificate.der(), profile);
    if let Some(violation) = lint.violations().first() {
        return Err(refused("what would be issued breaks a rule").because(violation));
    }
    match issuer.certificate() {
        Some(authority) => valid_under(authority, certificate, profile),
        None => Ok(()),
    }
}

fn valid_under(
    authority: &Certificate<'static>,
    certificate: &Certificate<'_>,
    profile: &Profile,
) -> Result<(), Failure> {
    let anchors = TrustAnchors::new([TrustAnchor::from_certificate(authority, AnchorLimits::OwnLimits)]);
    let validity = certificate.validity();
    let times = Times::at(validity.not_before()).and(validity.not_after());
    let path = PathBuilder::new(&Provider, &anchors, profile).verify(certificate, &[], times);
    path.map(|_| ()).map_err(|error| {
        refused("what would be issued is not valid under its authority")
            .because(&error)
            .next("ask for what the authority may issue, within its own validity; its certificate is 1, the new one 0")
    })
}

fn refused(what: &str) -> Failure {
    Failure::new(Exit::Refused, what)
        .next("change what is asked for; docs/certificate-rules.md lists the rules")
}

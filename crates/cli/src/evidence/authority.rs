//! Timestamping authorities by their certificates: a PEM file for each, or a trusted root of Sigstore.

use std::path::Path;

use countersign::{
    timestamp::TrustedTsa,
    timestamp_authorities,
    trust::TrustedRoot,
    x509::{AnchorLimits, Certificate, CertificateSet, Profile, Role, TrustAnchors},
};

use crate::{certificates, console::Console, exit::Exit, failure::Failure, input::read_file};

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 16 << 20;

/// The authorities of a file: the one whose certificates it holds, or all that a trusted root names.
pub fn read(flag: &str, file: &str, console: &mut Console) -> Result<Vec<TrustedTsa>, Failure> {
    let bytes = read_file(flag, Path::new(file), MAX_LEN)?;
    match bytes.trim_ascii_start().first() {
        Some(b'{') => of_trusted_root(flag, file, &bytes, console),
        _ => Ok(vec![of_certificates(flag, file, console)?]),
    }
}

/// The same where it must be one.
pub fn read_one(flag: &str, file: &str, console: &mut Console) -> Result<TrustedTsa, Failure> {
    let mut authorities = read(flag, file, console)?;
    match (authorities.pop(), authorities.is_empty()) {
        (Some(authority), true) => Ok(authority),
        _ => Err(Failure::usage(format!("{flag} {file} names several authorities, where one is asked"))
            .next("give the certificates of that one in PEM: its root, those between, and its own")),
    }
}

/// A root is a CA that issued itself, what issues nothing is the authority's own certificate, and all others may stand
/// between: none of these is believed for standing there. One certificate alone that issued itself is believed as it is.
fn of_certificates(flag: &str, file: &str, console: &mut Console) -> Result<TrustedTsa, Failure> {
    let ders = certificates::read(flag, file, console)?;
    let (mut roots, mut others) = (Vec::new(), Vec::new());
    for (place, der) in ders.iter().enumerate() {
        match Certificate::from_der(der) {
            Ok(certificate) if is_root(&certificate) => roots.push(der),
            Ok(certificate) => others.push(certificate.to_owned()),
            Err(violation) => console
                .warn(format!("{file}: certificate {} is passed over: {violation}", place.saturating_add(1))),
        }
    }
    if let ([], [only]) = (roots.as_slice(), others.as_slice())
        && only.is_self_issued()
    {
        return pinned(flag, file, only);
    }
    if roots.is_empty() {
        return Err(Failure::usage(format!("{flag} {file} holds no root")).next(
            "add the certificate of the authority's root, a CA that issued itself, to the file; a certificate for \
             timestamps that issued itself stands alone in its file",
        ));
    }
    let anchors = TrustAnchors::from_ders(&roots, AnchorLimits::OwnLimits);
    if let (true, Some(member)) = (anchors.is_empty(), anchors.unusable().first()) {
        return Err(Failure::usage(format!("{flag} {file} holds no root that can be an anchor"))
            .because(&member.violation())
            .next("look at it with `countersign certificate lint FILE`"));
    }
    let authority = TrustedTsa::new(file, anchors);
    let authority = authority.map_err(|error| unusable(flag, file, &error))?;
    Ok(authority.intermediates(CertificateSet::from_certificates(others)))
}

/// A certificate for timestamps that issued itself has no root: it is believed itself, and nothing else by it.
fn pinned(flag: &str, file: &str, certificate: &Certificate<'_>) -> Result<TrustedTsa, Failure> {
    Profile::RFC3161_TSA.check(Role::Leaf, certificate).map_err(|violation| {
        Failure::usage(format!("{flag} {file} holds no root, and its one certificate is not for timestamps"))
            .because(&violation)
            .next("give the certificates of the authority in PEM: its root, those between, and its own")
    })?;
    TrustedTsa::pinned(file, certificate).map_err(|error| unusable(flag, file, &error))
}

fn is_root(certificate: &Certificate<'_>) -> bool {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca());
    is_ca && certificate.is_self_issued()
}

fn of_trusted_root(
    flag: &str,
    file: &str,
    bytes: &[u8],
    console: &mut Console,
) -> Result<Vec<TrustedTsa>, Failure> {
    let root = TrustedRoot::parse(bytes).map_err(|error| {
        Failure::usage(format!("{flag} {file} is no trusted root"))
            .because(&error)
            .next("give a trusted_root.json of Sigstore, or the authority's certificates in PEM")
    })?;
    for entry in root.unusable() {
        console.warn(format!("{file}: a timestamping authority is passed over: {entry}"));
    }
    let authorities = timestamp_authorities(&root, file).map_err(|error| unusable(flag, file, &error))?;
    match authorities.is_empty() {
        false => Ok(authorities),
        true => {
            Err(Failure::usage(format!("{flag} {file} names no timestamping authority that can be used"))
                .next("give the authority's certificates in PEM: its root, those between, and its own"))
        }
    }
}

fn unusable(flag: &str, file: &str, error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Usage, format!("{flag} {file} cannot be used")).because(error)
}

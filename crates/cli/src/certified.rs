//! Whom to believe by certificate.

use clap::Args;
use countersign::{
    TrustedAuthority,
    x509::{AnchorLimits, Certificate, CertificateSet, Identity, TrustAnchors},
};

use crate::{certificates, console::Console, exit::Exit, failure::Failure};

/// An authority, and whom its certificates must name.
#[derive(Clone, Debug, Args)]
pub struct CertifiedOptions {
    /// Believe certificates that lead to the root in this file, PEM or DER; with --subject
    #[arg(long, value_name = "FILE")]
    certificate_root: Option<String>,
    /// Whom it must name, exactly: email:…, uri:…, dns:…, ip:…, or the whole subject as dn:…
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
}

impl CertifiedOptions {
    /// Whether anybody is to be believed by a certificate.
    pub fn is_given(&self) -> bool {
        self.certificate_root.is_some()
    }

    /// The identity and the authority, where they are named.
    pub fn signer(&self, console: &mut Console) -> Result<Option<(Identity, TrustedAuthority)>, Failure> {
        match (&self.certificate_root, &self.subject) {
            (Some(root), Some(subject)) => {
                let identity = identity(subject)?;
                let anchors = anchors("--certificate-root", core::slice::from_ref(root), console)?;
                Ok(Some((identity, TrustedAuthority::new(anchors))))
            }
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(Failure::usage("--certificate-root says whose certificates, and not whom they name")
                    .next("add --subject email:NAME, or another form of name"))
            }
            (None, Some(_)) => {
                Err(Failure::usage("--subject says whom certificates name, and not whose they are")
                    .next("add --certificate-root FILE"))
            }
        }
    }
}

/// The name that a certificate must have.
pub fn identity(text: &str) -> Result<Identity, Failure> {
    Identity::parse(text).map_err(|error| {
        Failure::usage(format!("--subject {text} is no identity"))
            .because(&error)
            .next("write --subject email:ana@example.com, uri:https://…, dns:host, ip:192.0.2.1 or dn:CN=Ana,O=Acme")
    })
}

/// Certificates that may stand between, and are not believed. One that cannot be read is told, and serves no path.
pub fn between(flag: &str, files: &[String], console: &mut Console) -> Result<CertificateSet, Failure> {
    let mut ders = Vec::new();
    for file in files {
        ders.extend(certificates::read(flag, file, console)?);
    }
    let set = CertificateSet::from_ders(&ders);
    for member in set.unusable() {
        console.warn(format!("a certificate of {flag} is passed over: {}", member.violation()));
    }
    Ok(set)
}

/// The leaf of a list, and what else of it can be read: what cannot is told, and serves no path.
pub fn presented<'a>(
    ders: &'a [Vec<u8>],
    console: &mut Console,
) -> Result<(Certificate<'a>, Vec<Certificate<'a>>), Failure> {
    let nothing = || Failure::new(Exit::Malformed, "there is no certificate to look at");
    let (leaf, rest) = ders.split_first().ok_or_else(nothing)?;
    let leaf = Certificate::from_der(leaf).map_err(|violation| {
        Failure::new(Exit::Malformed, "the first certificate cannot be read")
            .because(&violation)
            .next("list all that is wrong with it: countersign certificate lint FILE")
    })?;
    let mut chain = Vec::new();
    for (place, der) in rest.iter().enumerate() {
        match Certificate::from_der(der) {
            Ok(certificate) => chain.push(certificate),
            Err(violation) => console.warn(format!(
                "certificate {} of the list is passed over: {violation}",
                place.saturating_add(1)
            )),
        }
    }
    Ok((leaf, chain))
}

/// Every certificate of the files is an anchor, and its own limits count. One that cannot be read is told, and matters only
/// where a path would end in it.
pub fn anchors(flag: &str, files: &[String], console: &mut Console) -> Result<TrustAnchors, Failure> {
    let (mut ders, mut places) = (Vec::new(), Vec::new());
    for file in files {
        let found = certificates::read(flag, file, console)?;
        places.extend((1..=found.len()).map(|place| format!("{file}: certificate {place}")));
        ders.extend(found);
    }
    let anchors = TrustAnchors::from_ders(&ders, AnchorLimits::OwnLimits);
    for (number, member) in anchors.unusable().iter().enumerate() {
        let place = places.get(member.position()).map(String::as_str).unwrap_or_default();
        if anchors.is_empty() && number == 0 {
            return Err(Failure::usage(format!("{place} cannot be an anchor"))
                .because(&member.violation())
                .next("look at it with `countersign certificate lint FILE`"));
        }
        console.warn(format!("{place} cannot be an anchor: {}", member.violation()));
    }
    Ok(anchors)
}

//! Whom to believe by certificate.

use clap::Args;
use countersign::{
    TrustedAuthority,
    x509::{AnchorLimits, Identity, TrustAnchor, TrustAnchors},
};

use crate::{certificates, failure::Failure};

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
    /// The identity and the authority, where they are named.
    pub fn signer(&self) -> Result<Option<(Identity, TrustedAuthority)>, Failure> {
        match (&self.certificate_root, &self.subject) {
            (Some(root), Some(subject)) => Ok(Some((identity(subject)?, authority(root)?))),
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

fn authority(file: &str) -> Result<TrustedAuthority, Failure> {
    anchors("--certificate-root", file).map(TrustAnchors::new).map(TrustedAuthority::new)
}

/// Every certificate of the file is an anchor, and its own limits count.
pub fn anchors(flag: &str, file: &str) -> Result<Vec<TrustAnchor>, Failure> {
    let ders = certificates::read(flag, file)?;
    let anchor = |(place, der): (usize, &Vec<u8>)| {
        TrustAnchor::from_der(der, AnchorLimits::OwnLimits).map_err(|violation| {
            Failure::usage(format!("{file}: certificate {} cannot be an anchor", place.saturating_add(1)))
                .because(&violation)
                .next("look at it with `countersign certificate lint FILE`")
        })
    };
    ders.iter().enumerate().map(anchor).collect()
}

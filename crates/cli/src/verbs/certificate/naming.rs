//! Names that are written into certificates and requests.

use std::net::IpAddr;

use countersign::x509::{
    DistinguishedName,
    issue::{AltName, Subtree},
};

use crate::failure::Failure;

/// A whole subject: `dn:CN=…,O=…`. Nothing is the empty name.
pub fn subject(text: Option<&str>) -> Result<DistinguishedName, Failure> {
    let text = text.unwrap_or("dn:");
    let name = text.strip_prefix("dn:").ok_or_else(|| no_subject(text))?;
    DistinguishedName::parse(name).map_err(|error| no_subject(text).because(&error))
}

fn no_subject(text: &str) -> Failure {
    Failure::usage(format!("--subject {text} is no distinguished name")).next(
        "write --subject dn:CN=Ana,O=Acme,C=DE (RFC 4514), and other names as --san email:ana@example.com",
    )
}

/// One other name: `email:…`, `uri:…`, `dns:…`, `ip:…` or `dn:…`.
pub fn alt_name(text: &str) -> Result<AltName, Failure> {
    let unfit = || {
        Failure::usage(format!("--san {text} is no name that a certificate can have")).next(
            "write --san email:ana@example.com, uri:https://…, dns:host, ip:192.0.2.1 or dn:CN=Ana,O=Acme",
        )
    };
    let because = |error: &dyn std::error::Error| unfit().because(error);
    match text.split_once(':') {
        Some(("email", mailbox)) => AltName::email(mailbox).map_err(|error| because(&error)),
        Some(("uri", uri)) => AltName::uri(uri).map_err(|error| because(&error)),
        Some(("dns", host)) => AltName::dns(host).map_err(|error| because(&error)),
        Some(("ip", address)) => address.parse().map(AltName::ip).map_err(|error| because(&error)),
        Some(("dn", name)) => DistinguishedName::parse(name)
            .map(|name| AltName::directory(&name.name()))
            .map_err(|error| because(&error)),
        _ => Err(unfit()),
    }
}

/// What a CA may or may not issue to.
pub fn subtree(flag: &str, text: &str) -> Result<Subtree, Failure> {
    let unfit = || {
        Failure::usage(format!("{flag} {text} is no subtree of names")).next(format!(
            "write {flag} dns:example.com, email:example.com, uri:.example.com, ip:192.0.2.0/24 or dn:O=Acme,C=DE"
        ))
    };
    let because = |error: &dyn std::error::Error| unfit().because(error);
    match text.split_once(':') {
        Some(("email", place)) => Subtree::email(place).map_err(|error| because(&error)),
        Some(("uri", host)) => Subtree::uri_host(host).map_err(|error| because(&error)),
        Some(("dns", domain)) => Subtree::dns(domain).map_err(|error| because(&error)),
        Some(("ip", network)) => {
            let (address, prefix) = network.split_once('/').ok_or_else(unfit)?;
            let address: IpAddr = address.parse().map_err(|error| because(&error))?;
            let prefix: u8 = prefix.parse().map_err(|error| because(&error))?;
            Subtree::ip(address, prefix).map_err(|error| because(&error))
        }
        Some(("dn", name)) => DistinguishedName::parse(name)
            .map(|name| Subtree::directory(&name.name()))
            .map_err(|error| because(&error)),
        _ => Err(unfit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_every_other_refused() {
        for text in ["email:a@b.example", "uri:https://b.example/a", "dns:*.b.example", "ip:::1", "dn:CN=a"] {
            assert!(alt_name(text).is_ok(), "{text}");
        }
        for text in ["", "a@b.example", "email:a", "uri:a", "dns:a..b", "ip:1", "dn:a", "other:a"] {
            assert!(alt_name(text).is_err(), "{text}");
        }
        for text in ["email:.b.example", "uri:b.example", "dns:b.example", "ip:192.0.2.0/24", "dn:O=a"] {
            assert!(subtree("--permit", text).is_ok(), "{text}");
        }
        for text in ["b.example", "email:", "uri:https://a", "dns:.a", "ip:192.0.2.0", "ip:::1/129", "dn:a"] {
            assert!(subtree("--permit", text).is_err(), "{text}");
        }
        assert!(subject(None).unwrap().name().is_empty());
        assert!(subject(Some("CN=a")).is_err());
    }
}

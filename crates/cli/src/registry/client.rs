//! A client of registries, made as the options and the environment say.

use std::{env, path::Path};

use countersign_registry::{Mirrors, Registry, RetryPolicy};
use countersign_transport::{
    AdapterOptions, HostPattern, ProxySettings, Rules, TlsSettings, TlsSettingsError, UreqTransport,
};

use super::{ReachOptions, login::Logins};
use crate::{ambient, failure::Failure, input::read_file};

/// The longest file of certificates that is read, in bytes.
const MAX_CA: u64 = 4 * 1024 * 1024;

/// A client for the registries at these hosts, and for their mirrors.
pub fn connect(reach: &ReachOptions, hosts: &[&str], logins: Logins) -> Result<Registry, Failure> {
    let mirrors = mirrors(reach)?;
    let rules = rules(reach, hosts)?;
    let transport = over(reach, &AdapterOptions::new().with_proxies(proxies()?))?;
    Ok(Registry::builder(transport)
        .rules(rules)
        .mirrors(mirrors)
        .credentials(logins)
        .retry(RetryPolicy::new().with_jitter(jitter))
        .build())
}

/// A variable of the environment; what is no text is still something, and will be found wrong where it is read.
pub fn variable(name: &str) -> Option<String> {
    Some(env::var_os(name)?.to_string_lossy().into_owned())
}

/// Without randomness everybody waits equally long, which is no failure.
fn jitter() -> u64 {
    let mut bytes = [0; 8];
    let _ = ambient::random(&mut bytes);
    u64::from_ne_bytes(bytes)
}

fn mirrors(reach: &ReachOptions) -> Result<Mirrors, Failure> {
    reach.mirrors().iter().try_fold(Mirrors::new(), |mirrors, pair| {
        mirrors.add_pair(pair).map_err(|error| {
            Failure::usage(format!("--mirror {pair} cannot be used"))
                .because(&error)
                .next("write --mirror docker.io/library=mirror.example/hub")
        })
    })
}

fn rules(reach: &ReachOptions, hosts: &[&str]) -> Result<Rules, Failure> {
    // An authority for a registry on this machine means that it speaks https.
    let mut rules = match reach.ca_file() {
        None => Rules::new().with_loopback_http(),
        Some(_) => Rules::new(),
    };
    for (registry, realm) in reach.realms()? {
        rules = rules.allow_realm(registry, realm);
    }
    if reach.is_plain_http() {
        for host in hosts.iter().copied().chain(reach.mirror_hosts()) {
            rules = rules.allow_plain_http(pattern(host)?);
        }
    }
    Ok(rules)
}

fn pattern(host: &str) -> Result<HostPattern, Failure> {
    host.parse().map_err(|error| {
        Failure::usage(format!("{host} is no host")).because(&error).next("write HOST or HOST:PORT")
    })
}

/// What any other host is asked over.
pub fn transport() -> Result<UreqTransport, Failure> {
    over(&ReachOptions::default(), &AdapterOptions::new().with_proxies(proxies()?))
}

fn proxies() -> Result<ProxySettings, Failure> {
    ProxySettings::from_env(variable).map_err(|error| {
        Failure::usage("the proxy that the environment names cannot be used")
            .because(&error)
            .next("write HTTPS_PROXY=http://HOST:PORT, or unset it; NO_PROXY names hosts that need none")
    })
}

fn over(reach: &ReachOptions, options: &AdapterOptions) -> Result<UreqTransport, Failure> {
    let Some(path) = reach.ca_file() else {
        // A registry that speaks http needs no certificates, and the system may have none.
        return Ok(UreqTransport::with_tls_when_needed(|| TlsSettings::system().with_ring(), options));
    };
    with_ca(path)?.with_ring().map(|tls| UreqTransport::new(tls, options)).map_err(|error| {
        Failure::usage("https cannot be spoken here")
            .because(&error)
            .next("give a file with certificates in PEM (-----BEGIN CERTIFICATE-----)")
    })
}

fn with_ca(path: &Path) -> Result<TlsSettings, Failure> {
    let pem = read_file("--ca-file", path, MAX_CA)?;
    TlsSettings::system().with_ca_pem(&pem).map_err(|error: TlsSettingsError| {
        Failure::usage(format!("--ca-file {} cannot be used", path.display()))
            .because(&error)
            .next("give a file with certificates in PEM (-----BEGIN CERTIFICATE-----)")
    })
}

//! Evidence that names its signer by a certificate: from the certificate to keys that may be verified with.

use alloc::{boxed::Box, vec::Vec};

use countersign_crypto::{Format, VerifyingKey, allowed_schemes};
use countersign_policy::Voucher;
use countersign_x509::{Certificate, PathError, Times};

use crate::{
    Code, ConfigurationError, configuration::Configuration, examine::Request, mapping::path_code,
    presented::Presented, untrusted::Rejected,
};

/// A certificate that is valid under at least one authority, with its key.
#[derive(Debug)]
pub(crate) struct Certified {
    vouchers: Vec<Voucher>,
    keys: Vec<Box<dyn VerifyingKey>>,
}

impl Certified {
    /// Judges what evidence presents as its signer's certificate, at these times.
    pub(crate) fn judge(request: Request<'_>, presented: &Presented, times: Times) -> Result<Self, Rejected> {
        let leaf = Certificate::from_der(&presented.leaf)
            .map_err(|violation| Rejected::new(Code::CertificateMalformed, &violation))?;
        // What cannot be read serves no path, and hinders none.
        let chain: Vec<_> =
            presented.chain.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let vouchers = vouchers(request, &leaf, &chain, times)?;
        let keys = keys(request.configuration, &vouchers, request.asked.format())?;
        Ok(Self { vouchers, keys })
    }

    /// The certificate that was judged. Without a path there is none, and no key either.
    pub(crate) fn leaf(&self) -> &[u8] {
        self.vouchers.first().map(|voucher| voucher.path().leaf().der()).unwrap_or_default()
    }

    pub(crate) fn keys(&self) -> Vec<&dyn VerifyingKey> {
        self.keys.iter().map(AsRef::as_ref).collect()
    }

    pub(crate) fn into_vouchers(self) -> Vec<Voucher> {
        self.vouchers
    }
}

/// The certificate's path under each authority that has one; where none has, the most telling reason.
fn vouchers(
    request: Request<'_>,
    leaf: &Certificate<'_>,
    chain: &[Certificate<'_>],
    times: Times,
) -> Result<Vec<Voucher>, Rejected> {
    let provider = request.configuration.provider().as_ref();
    let (mut vouchers, mut refusal): (Vec<Voucher>, Option<PathError>) = Default::default();
    for (id, authority) in request.configuration.authorities() {
        match authority.path(leaf, chain, times, provider) {
            Ok(path) => vouchers.push(Voucher::new(*id, path, provider).map_err(unusable)?),
            // Where another authority issued it, that is no news.
            Err(error) if refusal.as_ref().is_none_or(is_unknown_issuer) => refusal = Some(error),
            Err(_) => {}
        }
    }
    match refusal {
        Some(error) if vouchers.is_empty() => Err(Rejected::new(path_code(&error), &error)),
        _ => Ok(vouchers),
    }
}

fn is_unknown_issuer(error: &PathError) -> bool {
    matches!(error, PathError::UnknownIssuer { .. })
}

/// The certificate's key with every scheme that the format has for it and that is allowed; at least one.
fn keys(
    configuration: &Configuration,
    vouchers: &[Voucher],
    format: Format,
) -> Result<Vec<Box<dyn VerifyingKey>>, Rejected> {
    let Some(key) = vouchers.first().map(Voucher::key) else { return Ok(Vec::new()) };
    let (mut keys, mut refusal) = (Vec::new(), None);
    for scheme in allowed_schemes(key, format) {
        match configuration.algorithms().check(key, scheme.algorithm()) {
            Ok(()) => keys.push(configuration.provider().verifying_key(key, *scheme).map_err(unusable)?),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    match refusal {
        _ if !keys.is_empty() => Ok(keys),
        Some(refusal) => Err(unusable(refusal)),
        None => Err(unusable(ConfigurationError::NoScheme { key_type: key.key_type() })),
    }
}

fn unusable(error: impl core::error::Error) -> Rejected {
    Rejected::new(Code::CertificateKey, &error)
}

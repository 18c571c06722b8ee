//! What is still open, as fetches.

use alloc::vec::Vec;

use countersign_digest::HashProvider;
use countersign_need::{Answer, Need, Purpose};
use countersign_x509::Certificate;

use crate::{
    CrlLimits, Issuer, Source, WhyUnreachable,
    ocsp::{CertIdHash, Nonce, OcspRequest},
};

/// The most fetches for one path.
pub(super) const MAX_NEEDS: usize = 64;
/// The most places of one kind that are asked about one certificate.
const MAX_PLACES: usize = 4;
/// RFC 2585 §4.2.
const CRL_TYPE: &str = "application/pkix-crl";

/// One fetch that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) need: Need,
    pub(super) source: Source,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) nonce: Option<Nonce>,
    pub(super) is_answered: bool,
}

impl Asked {
    pub(super) fn is_for(&self, certificate: &[u8]) -> bool {
        self.certificates.iter().any(|asked| asked == certificate)
    }

    /// Whether it is the same fetch.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.need == other.need
    }
}

/// What an answer brought: bytes only if the server gave the thing itself. What it says beside a refusal is not looked at.
pub(super) fn body(answer: Answer, limit: u64) -> Result<Vec<u8>, WhyUnreachable> {
    match answer {
        Answer::Bytes(bytes) if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) => Ok(bytes),
        Answer::Bytes(_) => Err(WhyUnreachable::Transport(countersign_need::Unreachable::TooLarge { limit })),
        Answer::Absent => Err(WhyUnreachable::Absent),
        Answer::Unreachable(why) => Err(WhyUnreachable::Transport(why)),
        Answer::Rejected(rejection) => Err(WhyUnreachable::Rejected { status: rejection.status() }),
        _ => Err(WhyUnreachable::NoAnswer),
    }
}

/// Questions to the responders that a certificate names. A place that cannot be asked is passed over.
pub(super) fn ocsp(
    certificate: &Certificate<'_>,
    issuer: Issuer<'_>,
    hash: CertIdHash,
    nonce: Option<&Nonce>,
    hasher: &dyn HashProvider,
) -> Vec<Asked> {
    let Ok(mut request) = OcspRequest::for_certificate(certificate, issuer, hash, hasher) else {
        return Vec::new();
    };
    if let Some(nonce) = nonce {
        request = request.nonce(nonce.clone());
    }
    let needs = certificate.ocsp_locations().filter_map(|url| request.need_post(url).ok());
    needs.take(MAX_PLACES).map(|need| asked(need, Source::Ocsp, certificate, nonce)).collect()
}

/// The lists of the places that a certificate names, and those of their latest changes.
pub(super) fn crls(certificate: &Certificate<'_>, limits: CrlLimits) -> Vec<Asked> {
    let fresh = certificate.freshest_crl().into_iter().flatten().flat_map(|point| point.uris());
    let full = certificate.crl_locations().filter_map(|url| crl(url, limits)).take(MAX_PLACES);
    let needs = full.chain(fresh.filter_map(|url| crl(url, limits)).take(MAX_PLACES));
    needs.map(|need| asked(need, Source::Crl, certificate, None)).collect()
}

fn crl(url: &str, limits: CrlLimits) -> Option<Need> {
    let limit = u64::try_from(limits.max_bytes()).unwrap_or(u64::MAX);
    Need::get(Purpose::CertificateRevocationList, url, limit).ok()?.accept(CRL_TYPE).ok()
}

fn asked(need: Need, source: Source, certificate: &Certificate<'_>, nonce: Option<&Nonce>) -> Asked {
    let certificates = Vec::from([certificate.der().to_vec()]);
    Asked { need, source, certificates, nonce: nonce.cloned(), is_answered: false }
}

//! What evidence says of itself.

use countersign_revocation::ocsp::OcspResponse;
use countersign_revocation::{CertificateList, CrlLimits};
use countersign_time::{UnixTime, Validity};

use super::{CacheError, CachedKind, Damage, Miss};

/// The time in which it may be used, as it says itself and nobody has verified: from the last `thisUpdate` to the first
/// `nextUpdate`, where every part of it has one.
pub(super) fn current(kind: CachedKind, der: &[u8]) -> Result<Validity, CacheError> {
    match kind {
        CachedKind::Crl => {
            // The bytes are at hand: how many there may be was for whoever fetched or read them to say.
            let limits = CrlLimits::DEFAULT.bytes(der.len());
            let list = CertificateList::from_der(der, limits).map_err(|_| CacheError::Unreadable)?;
            window([(list.this_update(), list.next_update())])
        }
        CachedKind::Ocsp => {
            let response = OcspResponse::parse(der).map_err(|_| CacheError::Unreadable)?;
            let claims = response.answer().map_err(|_| CacheError::Unreadable)?.inspect();
            if claims.nonce().is_some() {
                return Err(CacheError::Nonce);
            }
            window(claims.responses().iter().map(|each| (each.this_update(), each.next_update())))
        }
    }
}

fn window(parts: impl IntoIterator<Item = (UnixTime, Option<UnixTime>)>) -> Result<Validity, CacheError> {
    let (mut from, mut until) = (UnixTime::MIN, None::<UnixTime>);
    for (this, next) in parts {
        let next = next.ok_or(CacheError::NoNextUpdate)?;
        from = from.max(this);
        until = Some(until.map_or(next, |until| until.min(next)));
    }
    let until = until.ok_or(CacheError::Unreadable)?;
    Validity::new(from, until).map_err(|_| CacheError::NotCurrent)
}

/// Whether what a cache has may be used at `now`.
pub(super) fn judge(kind: CachedKind, der: &[u8], now: UnixTime) -> Result<(), Miss> {
    let window = current(kind, der).map_err(|_| Miss::Discarded(Damage::Unreadable))?;
    if now > window.not_after() {
        return Err(Miss::Expired);
    }
    if now < window.not_before() { Err(Miss::NotYet) } else { Ok(()) }
}

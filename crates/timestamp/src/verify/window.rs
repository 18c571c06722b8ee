//! When the token can have been made.

use core::time::Duration;

use countersign_time::UnixTime;
use countersign_x509::Times;

use crate::{TokenClaims, TokenError, TrustedTsa};

/// How far `signing-time` may be from the time of the token: the two are read from one clock or from two.
const SIGNING_TIME_LIMIT: Duration = Duration::from_secs(3600);

/// The earliest and the latest time that the token can mean, both of which the authority must be believed about.
pub(super) fn check(
    claims: &TokenClaims<'_>,
    authority: &TrustedTsa,
    now: UnixTime,
) -> Result<Times, TokenError> {
    if !authority.admits_policy(claims.policy()) {
        return Err(TokenError::Policy { policy: claims.policy().to_owned() });
    }
    let gen_time = claims.gen_time();
    let around = claims.accuracy().map_or(Some((gen_time, gen_time)), |accuracy| accuracy.around(gen_time));
    let (earliest, latest) = around.ok_or(TokenError::Accuracy)?;
    let now = authority.latest_at(now);
    if gen_time > now {
        return Err(TokenError::Future { gen_time, now });
    }
    check_signing_time(claims.signing_time(), gen_time)?;
    let outside = [earliest, latest].into_iter().find(|time| !authority.admits_time(*time));
    match outside {
        Some(time) => Err(TokenError::OutsideWindow { time }),
        None => Ok(Times::at(earliest).and(latest)),
    }
}

fn check_signing_time(signing_time: Option<UnixTime>, gen_time: UnixTime) -> Result<(), TokenError> {
    let Some(signing_time) = signing_time else { return Ok(()) };
    let (first, last) = (signing_time.min(gen_time), signing_time.max(gen_time));
    let near = first.checked_add(SIGNING_TIME_LIMIT).is_none_or(|limit| last <= limit);
    if near { Ok(()) } else { Err(TokenError::SigningTime { signing_time, gen_time }) }
}

//! When a list holds.

use core::time::Duration;

use countersign_crypto::RustCrypto;
use countersign_revocation::list::{ListAuthority, ListVerifyError, Seen, VerifiedRevocationList};
use countersign_revocation::{FreshnessRules, Source, Status, WhyUnknown};

use crate::support::{ISSUED, NEXT, NOW, Signer, authority, draft, sign, time};

fn at(
    now: &str,
    authority: &ListAuthority,
    signer: &Signer,
) -> Result<VerifiedRevocationList, ListVerifyError> {
    sign(&draft(), &[signer]).verify(authority, &Seen::Nothing, time(now), &RustCrypto)
}

#[test]
fn a_list_holds_from_its_issue_to_its_next_update_both_included() {
    let signer = Signer::p256(1);
    let authority = authority(&[&signer], 1);
    for now in [ISSUED, NOW, NEXT] {
        assert!(at(now, &authority, &signer).is_ok(), "{now}");
    }
    let early = at("2026-05-31T23:59:59.999999999Z", &authority, &signer).unwrap_err();
    assert_eq!(
        (&early, early.code()),
        (&ListVerifyError::NotYet { issued_at: time(ISSUED) }, "CSG-LIST-NOT-YET")
    );
    let late = at("2026-07-01T00:00:00.000000001Z", &authority, &signer).unwrap_err();
    assert_eq!((&late, late.code()), (&ListVerifyError::Stale { until: time(NEXT) }, "CSG-LIST-STALE"));
}

#[test]
fn an_authority_may_allow_less_age_and_never_more() {
    let signer = Signer::p256(1);
    let authority = authority(&[&signer], 1);
    let day = Duration::from_secs(86_400);
    let tight = authority.clone().with_freshness(FreshnessRules::STRICT.max_age(day));
    assert!(at("2026-06-02T00:00:00Z", &tight, &signer).is_ok());
    let refusal = at("2026-06-02T00:00:01Z", &tight, &signer).unwrap_err();
    assert_eq!(refusal, ListVerifyError::Stale { until: time("2026-06-02T00:00:00Z") });
    let wide = authority.with_freshness(FreshnessRules::STRICT.max_age(day * 1000));
    assert_eq!(
        at("2026-07-01T00:00:01Z", &wide, &signer).unwrap_err(),
        ListVerifyError::Stale { until: time(NEXT) }
    );
}

#[test]
fn a_list_that_is_kept_goes_stale() {
    let signer = Signer::p256(1);
    let list = at(NOW, &authority(&[&signer], 1), &signer).unwrap();
    let fresh = list.freshness_at(time(NEXT)).unwrap();
    assert_eq!((fresh.this_update(), fresh.until()), (time(ISSUED), time(NEXT)));
    assert_eq!(
        list.freshness_at(time("2026-07-01T00:00:01Z")),
        Err(Status::Stale { by: Source::List, since: Some(time(NEXT)) })
    );
    assert_eq!(
        list.freshness_at(time("2026-05-01T00:00:00Z")),
        Err(Status::Unknown(WhyUnknown::NotYet { by: Source::List, this_update: time(ISSUED) }))
    );
}

#[test]
fn an_older_edition_is_told_as_such_even_when_it_is_stale() {
    let signer = Signer::p256(1);
    let authority = authority(&[&signer], 1);
    let mark = at(NOW, &authority, &signer).unwrap().mark().clone();
    let old = sign(&crate::support::numbered(6), &[&signer]);
    let refusal = old.verify(&authority, &Seen::Mark(mark), time("2027-01-01T00:00:00Z"), &RustCrypto);
    assert_eq!(refusal.unwrap_err().code(), "CSG-LIST-ROLLBACK");
}

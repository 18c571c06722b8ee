//! The digest of a configuration covers everything about time and revocation that a verdict depends on.
use core::{num::NonZeroUsize, time::Duration};

use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use countersign::{
    Ready, RevocationPolicy, Verifier, VerifierBuilder,
    crypto::RustCrypto,
    revocation::{
        CrlLimits, ExpiredCertificates, FreshnessRules, Reason, Retroactivity, SilentDelegates, list::Listed,
    },
    timestamp::TrustedTsa,
    x509::{Certificate, CertificateSet, Profile},
};

fn digest(change: impl FnOnce(VerifierBuilder<Ready>) -> VerifierBuilder<Ready>) -> String {
    let root = Ca::root(50);
    let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
    change(builder).build().unwrap().configuration_digest().to_string()
}

#[track_caller]
fn all_differ(digests: &[String]) {
    for (at, one) in digests.iter().enumerate() {
        assert!(digests.iter().skip(at + 1).all(|other| other != one), "{at}");
    }
}

#[test]
fn what_is_asked_of_revocation_is_covered() {
    let with = |policy: RevocationPolicy| digest(|builder| builder.revocation(policy));
    let required = RevocationPolicy::required;
    let hour = Duration::from_secs(3600);
    let kept = FreshnessRules::STRICT.expired_certificates(ExpiredCertificates::Kept);
    let digests = [
        digest(|builder| builder),
        with(required()),
        with(RevocationPolicy::if_available()),
        with(required().fetching()),
        with(required().crl(*b"one")),
        with(required().crl(*b"other")),
        with(required().ocsp(*b"one")),
        with(required().crl(*b"one").crl(*b"other")),
        with(required().retroactivity(Retroactivity::All)),
        with(required().short_lived(hour)),
        with(required().short_lived(hour * 2)),
        with(required().freshness(FreshnessRules::STRICT.max_age(hour))),
        with(required().freshness(FreshnessRules::STRICT.max_age(hour * 2))),
        with(required().freshness(kept)),
        with(required().crl_limits(CrlLimits::DEFAULT.bytes(1))),
        with(required().silent_delegates(SilentDelegates::Taken)),
    ];
    all_differ(&digests);
    assert_eq!(with(required()), with(required()));
}

#[test]
fn the_lists_are_covered() {
    let listed = |seed| {
        let key = Listed::Key(private_key(seed).public_key().id());
        list(&[(key, Reason::Superseded, "2026-11-10T00:00:00Z")])
    };
    all_differ(&[
        digest(|builder| builder),
        digest(|builder| builder.revocation_list(list(&[]))),
        digest(|builder| builder.revocation_list(listed(1))),
        digest(|builder| builder.revocation_list(listed(2))),
        digest(|builder| builder.revocation_list(list_until(CREATED, &[]))),
    ]);
}

#[test]
fn everything_of_an_authority_is_covered() {
    let tsa = Tsa::new(41);
    let with = |authority: TrustedTsa| digest(|builder| builder.timestamp_authorities([authority]));
    let leaf = || Certificate::from_der(&tsa.certificate()).unwrap().to_owned();
    let (early, late) = (time("2026-01-01T00:00:00Z"), time("2027-01-01T00:00:00Z"));
    let one = NonZeroUsize::MIN;
    all_differ(&[
        digest(|builder| builder),
        with(tsa.trusted()),
        with(Tsa::new(42).trusted()),
        with(tsa.trusted().intermediates(CertificateSet::from_certificates([leaf()]))),
        with(tsa.trusted().signer(&leaf())),
        with(tsa.trusted().window(early, None).unwrap()),
        with(tsa.trusted().window(late, None).unwrap()),
        with(tsa.trusted().window(early, Some(late)).unwrap()),
        with(tsa.trusted().profile(Profile::NOTATION_TIMESTAMPING)),
        with(tsa.trusted().clock_skew(Duration::from_secs(1)).unwrap()),
        with(tsa.trusted().clock_skew(Duration::from_millis(1)).unwrap()),
        digest(|builder| builder.timestamp_authorities([tsa.trusted()]).require_timestamp()),
        digest(|builder| builder.timestamp_authorities([tsa.trusted()]).require_timestamps(one)),
    ]);
}

#[test]
fn delegates_that_nothing_is_known_of_are_taken_only_by_name() {
    let root = Ca::root(50);
    let weakened = |policy: RevocationPolicy| {
        let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
        let verifier = builder.revocation(policy).build().unwrap();
        let (store, _) = Store::with_image();
        let refused = store.verify(&verifier, countersign::ImageName::tag("v1")).unwrap_err();
        refused.report().weakened().iter().map(|one| one.name()).collect::<Vec<_>>()
    };
    assert_eq!(weakened(RevocationPolicy::required()), [""; 0]);
    let taken = RevocationPolicy::required().silent_delegates(SilentDelegates::Taken);
    assert_eq!(weakened(taken), ["ocsp-silent-delegates"]);
}

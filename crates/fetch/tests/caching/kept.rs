//! What is kept, and for how long.

use countersign_fetch::{CacheError, CacheKey, Lookup, Miss, revocation::CrlLimits};
use testkit::{ocsp::Scene, x509::Time};

use crate::{
    Place, at,
    evidence::{answer, key, list, list_longer_than, list_of, ocsp_key},
    now,
};

#[test]
fn what_is_kept_is_found() {
    let (place, key) = Place::filled();
    assert_eq!(place.cache.load(&key, now()), Lookup::Hit(list()));
    let other = crate::evidence::key("http://b/ca.crl");
    assert_eq!(place.cache.load(&other, now()), Lookup::Miss(Miss::Absent));
    place.cache.store(&ocsp_key(), &answer().der(), now()).unwrap();
    assert_eq!(place.cache.load(&ocsp_key(), now()), Lookup::Hit(answer().der()));
    assert_eq!(place.cache.load(&key, now()), Lookup::Hit(list()), "beside it");
}

#[test]
fn what_is_kept_later_takes_the_place() {
    let (place, key) = Place::filled();
    let later = list_of("260531235900Z", Some("260602000000Z"), 3);
    place.cache.store(&key, &later, now()).unwrap();
    assert_eq!(place.cache.load(&key, now()), Lookup::Hit(later));
    assert_eq!(place.names().len(), 1);
}

/// Who raised the limit of a checker fetches such a list, and is not to fetch it each time.
#[test]
fn a_list_is_kept_that_is_longer_than_a_checker_takes_unasked() {
    let (place, key) = (Place::new(), key("http://a/ca.crl"));
    let long = list_longer_than(CrlLimits::DEFAULT.max_bytes());
    place.cache.store(&key, &long, now()).unwrap();
    assert!(matches!(place.cache.load(&key, now()), Lookup::Hit(found) if found == long));
}

#[test]
fn nothing_is_served_beyond_its_next_update() {
    let (place, key) = Place::filled();
    assert!(matches!(place.cache.load(&key, at(3600)), Lookup::Hit(_)), "the last moment");
    assert!(place.file(&key).exists());
    assert_eq!(place.cache.load(&key, at(3601)), Lookup::Miss(Miss::Expired));
    assert!(!place.file(&key).exists(), "it is of no use any more");
    assert_eq!(place.cache.load(&key, now()), Lookup::Miss(Miss::Absent));
}

#[test]
fn nothing_is_served_before_its_this_update() {
    let (place, key) = Place::filled();
    assert!(matches!(place.cache.load(&key, at(-3600)), Lookup::Hit(_)));
    assert_eq!(place.cache.load(&key, at(-3601)), Lookup::Miss(Miss::NotYet));
    assert!(place.file(&key).exists(), "a clock that is slow removes nothing");
}

#[test]
fn the_first_of_several_answers_that_ends_ends_all() {
    for narrow_at in [0, 1] {
        let (place, mut spec) = (Place::new(), answer());
        let mut narrow = Scene::new().single();
        narrow.this_update = Time::generalized("20260531233000Z");
        narrow.next_update = Some(Time::generalized("20260601003000Z"));
        spec.singles.insert(narrow_at, narrow);
        place.cache.store(&ocsp_key(), &spec.der(), now()).unwrap();
        assert!(matches!(place.cache.load(&ocsp_key(), at(1800)), Lookup::Hit(_)));
        assert_eq!(place.cache.load(&ocsp_key(), at(-1801)), Lookup::Miss(Miss::NotYet));
        assert_eq!(place.cache.load(&ocsp_key(), at(1801)), Lookup::Miss(Miss::Expired));
    }
}

#[test]
fn what_may_not_be_used_again_is_not_kept() {
    let (place, crl, ocsp) = (Place::new(), key("http://a/ca.crl"), ocsp_key());
    let refused = |key: &CacheKey, bytes: &[u8]| place.cache.store(key, bytes, now()).unwrap_err();
    assert_eq!(refused(&crl, &list_of("260531230000Z", None, 0)), CacheError::NoNextUpdate);
    assert_eq!(refused(&crl, &list_of("260531230000Z", Some("260531235959Z"), 0)), CacheError::NotCurrent);
    assert_eq!(refused(&crl, &list_of("260601000001Z", Some("260602000000Z"), 0)), CacheError::NotCurrent);
    assert_eq!(refused(&crl, &list_of("260601010000Z", Some("260531230000Z"), 0)), CacheError::NotCurrent);
    assert_eq!(refused(&crl, b""), CacheError::Unreadable);
    assert_eq!(refused(&crl, b"<html>"), CacheError::Unreadable);
    assert_eq!(refused(&crl, &[list(), vec![0]].concat()), CacheError::Unreadable);
    assert_eq!(refused(&crl, &answer().der()), CacheError::Unreadable, "an answer under the key of a list");
    assert_eq!(refused(&ocsp, &list()), CacheError::Unreadable, "and the other way round");
    let mut spec = answer();
    spec.singles[0].next_update = None;
    assert_eq!(refused(&ocsp, &spec.der()), CacheError::NoNextUpdate);
    let mut spec = answer();
    spec.extensions.push(Scene::nonce(&[7; 16]));
    assert_eq!(refused(&ocsp, &spec.der()), CacheError::Nonce);
    let mut spec = answer();
    (spec.status, spec.has_answer) = (vec![3], false);
    assert_eq!(refused(&ocsp, &spec.der()), CacheError::Unreadable, "tryLater");
    assert!(!place.path.exists(), "not even the folder was made");
}

#[test]
fn what_did_not_stand_verification_is_removed() {
    let (place, key) = Place::filled();
    place.cache.remove(&key).unwrap();
    assert_eq!(place.cache.load(&key, now()), Lookup::Miss(Miss::Absent));
    assert_eq!(place.cache.remove(&key), Ok(()), "what is not there is removed");
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_or_writes_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, key) = Place::filled();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode(&place.path), mode(&place.file(&key))), (0o700, 0o600));
    std::fs::set_permissions(place.file(&key), std::fs::Permissions::from_mode(0o666)).unwrap();
    place.cache.store(&key, &list(), now()).unwrap();
    assert_eq!(mode(&place.file(&key)), 0o600, "a new file, not the old one");
}

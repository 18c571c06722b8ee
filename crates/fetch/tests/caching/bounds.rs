//! How much is kept.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use countersign_fetch::{CacheError, CacheKey, CacheLimits, Damage, Lookup, Miss};

use crate::{
    Place,
    evidence::{key, list, list_of},
    now,
};

fn keys(count: usize) -> Vec<CacheKey> {
    (0..count).map(|number| key(&format!("http://a/{number}"))).collect()
}

/// Makes a file look older.
fn age(place: &Place, key: &CacheKey, by: Duration) {
    let file = File::options().write(true).open(place.file(key)).unwrap();
    file.set_modified(SystemTime::now() - by).unwrap();
}

/// Keeps a list under each key, each some seconds after the one before.
fn fill(place: &Place, keys: &[CacheKey]) {
    for (number, key) in keys.iter().enumerate() {
        place.cache.store(key, &list(), now()).unwrap();
        age(place, key, Duration::from_secs(1000 - number as u64));
    }
}

fn found(place: &Place, keys: &[CacheKey]) -> Vec<bool> {
    keys.iter().map(|key| matches!(place.cache.load(key, now()), Lookup::Hit(_))).collect()
}

#[test]
fn of_too_many_entries_the_oldest_goes() {
    let (place, keys) = (Place::with(CacheLimits::DEFAULT.with_entries(3)), keys(5));
    fill(&place, &keys[..3]);
    age(&place, &keys[1], Duration::from_secs(5000));
    fill(&place, &keys[3..4]);
    assert_eq!(found(&place, &keys), [true, false, true, true, false]);
    fill(&place, &keys[3..4]);
    assert_eq!(
        found(&place, &keys),
        [true, false, true, true, false],
        "one that is there takes no more room"
    );
}

#[test]
fn of_too_many_bytes_the_oldest_go() {
    let one = fs::metadata(Place::filled().0.path.join(key("http://a/ca.crl").as_hex()));
    let one = one.map_or_else(|_| list().len() as u64 + 150, |found| found.len());
    let (place, keys) = (Place::with(CacheLimits::DEFAULT.with_bytes(3 * one)), keys(4));
    fill(&place, &keys[..3]);
    assert_eq!(found(&place, &keys), [true, true, true, false]);
    // As large as two.
    let larger = (1..).map(|entries| list_of("260531230000Z", Some("260601010000Z"), entries));
    let larger = larger.into_iter().find(|list| list.len() as u64 > one).unwrap();
    place.cache.store(&keys[3], &larger, now()).unwrap();
    assert_eq!(found(&place, &keys), [false, false, true, true]);
}

#[test]
fn an_entry_that_is_too_large_is_not_kept() {
    let place = Place::with(CacheLimits::DEFAULT.with_entry_bytes(200));
    let error = place.cache.store(&key("http://a/"), &list(), now()).unwrap_err();
    assert!(matches!(error, CacheError::TooLarge { limit: 200, actual } if actual > list().len() as u64));
    let place = Place::with(CacheLimits::DEFAULT.with_bytes(200));
    assert!(matches!(
        place.cache.store(&key("http://a/"), &list(), now()),
        Err(CacheError::TooLarge { limit: 200, .. })
    ));
}

#[test]
fn an_entry_that_is_too_large_is_not_read() {
    let (place, key) = Place::filled();
    let file = File::create(place.file(&key)).unwrap();
    // Sparse: larger than the memory that reading it would take.
    file.set_len(1 << 40).unwrap();
    assert_eq!(place.cache.load(&key, now()), Lookup::Miss(Miss::Discarded(Damage::TooLarge)));
}

#[test]
fn files_of_others_are_left_alone() {
    let place = Place::with(CacheLimits::DEFAULT.with_entries(1));
    let keys = keys(2);
    fill(&place, &keys[..1]);
    for name in ["README", "a".repeat(63).as_str(), "A".repeat(64).as_str(), ".hidden"] {
        fs::write(place.path.join(name), vec![0; 4096]).unwrap();
    }
    fill(&place, &keys[1..]);
    assert_eq!(found(&place, &keys), [false, true]);
    assert_eq!(place.names().len(), 5);
}

#[test]
fn what_writers_left_is_removed_after_an_hour() {
    let (place, key) = Place::filled();
    let left = |name: &str, age: u64| {
        let path = place.path.join(name);
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        path
    };
    let (old, new) = (left(".incoming-countersign-a", 3700), left(".incoming-countersign-b", 3500));
    let other = left(".incoming-other", 1_000_000);
    place.cache.store(&key, &list(), now()).unwrap();
    assert_eq!([old.exists(), new.exists(), other.exists()], [false, true, true]);
}

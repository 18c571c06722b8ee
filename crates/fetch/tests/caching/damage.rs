//! Entries that are not what was kept: misses, and removed.

use std::fs;

use countersign_fetch::{CacheError, Damage, Lookup, Miss};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::{
    Place,
    evidence::{key, list, list_of},
    now,
};

/// What becomes of a file that stands in the place of an entry.
fn planted(bytes: &[u8]) -> Miss {
    let (place, key) = Place::filled();
    fs::write(place.file(&key), bytes).unwrap();
    match place.cache.load(&key, now()) {
        Lookup::Miss(miss) => {
            assert!(!place.file(&key).exists(), "it is removed");
            miss
        }
        Lookup::Hit(found) => panic!("found {found:?}"),
    }
}

fn entry() -> Vec<u8> {
    let (place, key) = Place::filled();
    fs::read(place.file(&key)).unwrap()
}

#[test]
fn an_entry_that_was_damaged_is_no_entry() {
    let entry = entry();
    let (place, key) = Place::filled();
    let file = place.file(&key);
    for mutant in truncations(&entry).chain(byte_deletions(&entry)).chain(bit_flips(&entry).step_by(3)) {
        fs::write(&file, &mutant.bytes).unwrap();
        let found = place.cache.load(&key, now());
        assert!(
            matches!(found, Lookup::Miss(Miss::Discarded(Damage::Foreign | Damage::Altered))),
            "{mutant:?}: {found:?}"
        );
        assert!(!file.exists());
    }
    fs::write(&file, &entry).unwrap();
    assert_eq!(place.cache.load(&key, now()), Lookup::Hit(list()), "the control");
}

#[test]
fn what_is_no_entry_is_removed() {
    let entry = entry();
    for foreign in [&b""[..], b"x", b"{\"baseCRL\":\"\"}", &list(), &vec![b'a'; 1 << 16]] {
        assert_eq!(planted(foreign), Miss::Discarded(Damage::Foreign));
    }
    let longer = [entry.as_slice(), &[0]].concat();
    assert_eq!(planted(&longer), Miss::Discarded(Damage::Altered));
    assert!(Lookup::<()>::Miss(planted(b"x")).trouble().is_some(), "it is told");
}

#[test]
fn an_entry_under_the_name_of_another_is_no_entry() {
    let (place, one) = Place::filled();
    let other = key("http://b/ca.crl");
    fs::rename(place.file(&one), place.file(&other)).unwrap();
    assert_eq!(place.cache.load(&other, now()), Lookup::Miss(Miss::Discarded(Damage::Foreign)));
    assert_eq!(place.names(), [""; 0]);
}

/// Whoever can write the folder can write a whole entry: it is found, and it is the verifier that refuses it.
#[test]
fn a_poisoned_entry_is_handed_out_as_unverified_bytes_only_where_it_is_current() {
    let (place, one) = Place::filled();
    let whole = entry();
    let head = whole.len() - list().len();
    let forged = |der: &[u8]| {
        let mut entry = whole.get(..head - 65).unwrap().to_vec();
        entry.extend_from_slice(testkit::sha256(der).trim_start_matches("sha256:").as_bytes());
        entry.push(b'\n');
        entry.extend_from_slice(der);
        entry
    };
    let mut altered = list();
    *altered.last_mut().unwrap() ^= 1;
    fs::write(place.file(&one), forged(&altered)).unwrap();
    assert_eq!(place.cache.load(&one, now()), Lookup::Hit(altered), "a signature is not looked at here");
    fs::write(place.file(&one), forged(b"no list")).unwrap();
    assert_eq!(place.cache.load(&one, now()), Lookup::Miss(Miss::Discarded(Damage::Unreadable)));
    fs::write(place.file(&one), forged(&list_of("260531230000Z", None, 0))).unwrap();
    assert_eq!(place.cache.load(&one, now()), Lookup::Miss(Miss::Discarded(Damage::Unreadable)));
    fs::write(place.file(&one), forged(&list_of("260430230000Z", Some("260531235959Z"), 0))).unwrap();
    assert_eq!(place.cache.load(&one, now()), Lookup::Miss(Miss::Expired));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_are_no_entries() {
    use std::os::unix::fs::symlink;
    let (place, key) = Place::filled();
    let (file, outside) = (place.file(&key), place.path.join("../outside"));
    fs::write(&outside, entry()).unwrap();
    let not_plain = Lookup::Miss(Miss::Discarded(Damage::NotPlain));

    fs::remove_file(&file).unwrap();
    symlink(&outside, &file).unwrap();
    assert_eq!(place.cache.load(&key, now()), not_plain, "a link to a right entry");
    assert!(file.symlink_metadata().is_err() && outside.exists(), "the link is removed, not the file");

    symlink("/dev/zero", &file).unwrap();
    assert_eq!(place.cache.load(&key, now()), not_plain);

    rustix_mkfifo(&file);
    assert_eq!(place.cache.load(&key, now()), not_plain, "nobody waits for a pipe");
    assert!(file.symlink_metadata().is_err());

    fs::create_dir(&file).unwrap();
    assert_eq!(place.cache.load(&key, now()), not_plain);
    assert!(file.symlink_metadata().is_err());

    symlink(&outside, &file).unwrap();
    place.cache.store(&key, &list(), now()).unwrap();
    assert!(file.symlink_metadata().unwrap().is_file(), "a link is replaced, not written through");
    assert_eq!(fs::read(&outside).unwrap(), entry());
}

#[cfg(unix)]
fn rustix_mkfifo(path: &std::path::Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_cache_that_is_a_link_is_none() {
    use countersign_fetch::{CacheLimits, DiskCache};
    let (place, key) = Place::filled();
    let link = place.path.join("../link");
    std::os::unix::fs::symlink(&place.path, &link).unwrap();
    let cache = DiskCache::new(&link, CacheLimits::DEFAULT);
    let error = CacheError::NotAFolder { path: link };
    assert_eq!(cache.load(&key, now()), Lookup::Miss(Miss::Failed(error.clone())));
    assert_eq!(cache.store(&key, &list(), now()), Err(error.clone()));
    assert_eq!(cache.remove(&key), Err(error));
    assert!(place.file(&key).exists(), "nothing is removed behind a link");
}

#[test]
fn a_cache_that_is_a_file_is_none() {
    use countersign_fetch::{CacheLimits, DiskCache};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "mine").unwrap();
    let (cache, key) = (DiskCache::new(&path, CacheLimits::DEFAULT), key("http://a/"));
    let error = CacheError::NotAFolder { path: path.clone() };
    assert_eq!(cache.load(&key, now()), Lookup::Miss(Miss::Failed(error.clone())));
    assert_eq!(cache.store(&key, &list(), now()), Err(error));
    assert_eq!(fs::read(path).unwrap(), b"mine");
}

//! Notation's form.

use std::fs;

use countersign_fetch::{CacheError, CacheLimits, Damage, Lookup, Miss, NotationCrlCache, NotationCrls};
use testkit::{base64, sha256, truncations};

use crate::{
    at,
    evidence::{answer, list, list_of},
    now,
};

const URL: &str = "http://crl.example/ca.crl";

struct Notation {
    folder: tempfile::TempDir,
    cache: NotationCrlCache,
}

impl Notation {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = NotationCrlCache::new(folder.path().join("crl"), CacheLimits::DEFAULT);
        Self { folder, cache }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("crl").join(sha256(URL.as_bytes()).trim_start_matches("sha256:"))
    }

    /// What becomes of a file that stands there.
    fn planted(&self, text: &str) -> Lookup<NotationCrls> {
        fs::create_dir_all(self.folder.path().join("crl")).unwrap();
        fs::write(self.file(), text).unwrap();
        self.cache.load(URL, now())
    }
}

fn lists(delta: bool) -> NotationCrls {
    let delta = delta.then(|| list_of("260531235900Z", Some("260601003000Z"), 1));
    NotationCrls { base: list(), delta }
}

#[test]
fn it_is_written_as_notation_writes_it() {
    let notation = Notation::new();
    notation.cache.store(URL, &lists(false), now()).unwrap();
    let base = base64(&list());
    assert_eq!(fs::read_to_string(notation.file()).unwrap(), format!("{{\"baseCRL\":\"{base}\"}}"));
    notation.cache.store(URL, &lists(true), now()).unwrap();
    let delta = base64(&lists(true).delta.unwrap());
    let text = format!("{{\"baseCRL\":\"{base}\",\"deltaCRL\":\"{delta}\"}}");
    assert_eq!(fs::read_to_string(notation.file()).unwrap(), text);
    assert_eq!(notation.cache.load(URL, now()), Lookup::Hit(lists(true)));
    assert_eq!(notation.cache.load("http://crl.example/other.crl", now()), Lookup::Miss(Miss::Absent));
}

#[test]
fn what_notation_writes_is_read() {
    let (notation, base) = (Notation::new(), base64(&list()));
    for text in [
        format!("{{\"baseCRL\":\"{base}\"}}\n"),
        format!("{{\"baseCRL\":\"{base}\",\"deltaCRL\":null}}"),
        format!("{{ \"later\": [1], \"baseCRL\": \"{base}\" }}"),
    ] {
        assert_eq!(notation.planted(&text), Lookup::Hit(lists(false)), "{text}");
    }
}

#[test]
fn what_is_not_that_is_removed() {
    let (notation, base) = (Notation::new(), base64(&list()));
    let foreign = Lookup::Miss(Miss::Discarded(Damage::Foreign));
    for text in [
        String::new(),
        "null".into(),
        "{}".into(),
        "{\"baseCRL\":null}".into(),
        "{\"baseCRL\":1}".into(),
        format!("{{\"baseCRL\":\"{base} \"}}"),
        format!("{{\"baseCRL\":\"{base}\",\"baseCRL\":\"{base}\"}}"),
        format!("{{\"deltaCRL\":\"{base}\"}}"),
        format!("{{\"baseCRL\":\"{base}\",\"deltaCRL\":\"-\"}}"),
    ] {
        assert_eq!(notation.planted(&text), foreign, "{text}");
        assert!(!notation.file().exists(), "{text}");
    }
    let unreadable = Lookup::Miss(Miss::Discarded(Damage::Unreadable));
    for der in [vec![], b"x".to_vec(), answer().der(), list_of("260531230000Z", None, 0)] {
        let text = format!("{{\"baseCRL\":\"{}\"}}", base64(&der));
        assert_eq!(notation.planted(&text), unreadable, "{text}");
        let text = format!("{{\"baseCRL\":\"{base}\",\"deltaCRL\":\"{}\"}}", base64(&der));
        assert_eq!(notation.planted(&text), unreadable, "{text}");
    }
    let whole = format!("{{\"baseCRL\":\"{base}\"}}");
    for mutant in truncations(whole.as_bytes()).step_by(7) {
        assert_eq!(notation.planted(&String::from_utf8(mutant.bytes).unwrap()), foreign);
    }
}

#[test]
fn neither_list_is_served_beyond_its_next_update() {
    let notation = Notation::new();
    notation.cache.store(URL, &lists(true), now()).unwrap();
    assert!(matches!(notation.cache.load(URL, at(1800)), Lookup::Hit(_)));
    assert_eq!(notation.cache.load(URL, at(1801)), Lookup::Miss(Miss::Expired), "the delta has expired");
    notation.cache.store(URL, &lists(false), now()).unwrap();
    assert!(matches!(notation.cache.load(URL, at(3600)), Lookup::Hit(_)));
    assert_eq!(notation.cache.load(URL, at(3601)), Lookup::Miss(Miss::Expired));
    assert_eq!(notation.cache.store(URL, &lists(true), at(1801)), Err(CacheError::NotCurrent));
}

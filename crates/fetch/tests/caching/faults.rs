//! A system that does not let the cache work: nothing is kept, nothing is found, it is told, and nothing else happens.
#![cfg(unix)]

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use countersign_fetch::{CacheError, CacheLimits, CacheOperation, DiskCache, Lookup, Miss};

use crate::{
    Place,
    evidence::{key, list, list_of},
    now,
};

const FOLDER: &str = "COUNTERSIGN_TEST_CACHE";

/// Runs a test of this program in a shell that prepares for it; where that is not possible, it says so on one line.
fn in_a_shell(prepare: &str, test: &str, folder: &Path) {
    let script = format!("{prepare} && exec \"$0\" --exact faults::{test} --ignored --nocapture");
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]).arg(program);
    let output = command.env(FOLDER, folder).output();
    match output {
        Ok(output) if String::from_utf8_lossy(&output.stdout).contains("running 1 test") => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stdout));
        }
        other => eprintln!("skipped: no namespace of one's own here: {other:?}"),
    }
}

fn given() -> std::path::PathBuf {
    std::env::var_os(FOLDER).expect("run by another test").into()
}

fn kinds(cache: &DiskCache) -> (Result<(), (CacheOperation, ErrorKind)>, Lookup) {
    let (key, larger) = (key("http://a/ca.crl"), list_of("260531235900Z", Some("260602000000Z"), 4000));
    let stored = cache.store(&key, &larger, now()).map_err(|error| match error {
        CacheError::File { operation, kind, .. } => (operation, kind),
        other => panic!("{other:?}"),
    });
    (stored, cache.load(&key, now()))
}

/// No file remains that was begun.
fn nothing_is_left(folder: &Path) {
    let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [key("http://a/ca.crl").as_hex()]);
}

#[test]
fn a_full_disk_is_told() {
    let (place, _) = Place::filled();
    let prepare = format!("mount -t tmpfs -o size=32k none {0}", place.path.display());
    in_a_shell(&prepare, "on_a_full_disk", &place.path);
}

#[test]
#[ignore = "run by another test, on a disk of 32 KiB"]
fn on_a_full_disk() {
    let cache = DiskCache::new(given(), CacheLimits::DEFAULT);
    cache.store(&key("http://a/ca.crl"), &list(), now()).unwrap();
    let full = Err((CacheOperation::Write, ErrorKind::StorageFull));
    assert_eq!(kinds(&cache), (full, Lookup::Hit(list())), "what was kept before still is");
    nothing_is_left(&given());
}

#[test]
fn a_read_only_disk_is_told() {
    let (place, _) = Place::filled();
    let path = place.path.display();
    let prepare = format!("mount --bind {path} {path} && mount -o remount,bind,ro {path}");
    in_a_shell(&prepare, "on_a_read_only_disk", &place.path);
}

#[test]
#[ignore = "run by another test, on a read-only disk"]
fn on_a_read_only_disk() {
    let cache = DiskCache::new(given(), CacheLimits::DEFAULT);
    let refused = Err((CacheOperation::Write, ErrorKind::ReadOnlyFilesystem));
    assert_eq!(kinds(&cache), (refused, Lookup::Hit(list())), "what is there can be read");
    let expired = cache.load(&key("http://a/ca.crl"), crate::at(10_000));
    assert!(
        matches!(
            &expired,
            Lookup::Miss(Miss::Failed(CacheError::File { operation: CacheOperation::Remove, .. }))
        ),
        "and is not served for that it cannot be removed: {expired:?}"
    );
    let below = DiskCache::new(given().join("below"), CacheLimits::DEFAULT);
    assert_eq!(kinds(&below).0, Err((CacheOperation::Open, ErrorKind::ReadOnlyFilesystem)));
}

/// CVE-2024-51491: the temporary folder is on another disk than the cache, and a rename from there fails.
#[test]
fn a_cache_on_another_disk_than_the_temporary_folder_works() {
    let (place, _) = Place::filled();
    let other = tempfile::tempdir().unwrap();
    let (path, other) = (place.path.display(), other.path().display());
    let prepare =
        format!("mount -t tmpfs none {path} && mount -t tmpfs none {other} && export TMPDIR={other}");
    in_a_shell(&prepare, "on_another_disk", &place.path);
}

#[test]
#[ignore = "run by another test, on another disk than the temporary folder"]
fn on_another_disk() {
    let probe = std::env::temp_dir().join("probe");
    fs::write(&probe, "x").unwrap();
    let crossed = fs::rename(&probe, given().join("probe")).unwrap_err();
    assert_eq!(crossed.kind(), ErrorKind::CrossesDevices, "the control");
    let cache = DiskCache::new(given(), CacheLimits::DEFAULT);
    cache.store(&key("http://a/ca.crl"), &list(), now()).unwrap();
    assert_eq!(cache.load(&key("http://a/ca.crl"), now()), Lookup::Hit(list()));
    nothing_is_left(&given());
}

#[test]
fn a_limit_of_the_process_on_files_is_told() {
    let (place, _) = Place::filled();
    in_a_shell("trap '' XFSZ && ulimit -f 8", "under_a_limit_on_files", &place.path);
}

#[test]
#[ignore = "run by another test, under a limit on the length of files"]
fn under_a_limit_on_files() {
    let cache = DiskCache::new(given(), CacheLimits::DEFAULT);
    let refused = Err((CacheOperation::Write, ErrorKind::FileTooLarge));
    assert_eq!(kinds(&cache), (refused, Lookup::Hit(list())));
    nothing_is_left(&given());
}

#[test]
fn a_folder_that_may_not_be_used_is_told() {
    // The kernel's own folders refuse even the superuser.
    let cache = DiskCache::new("/proc/countersign", CacheLimits::DEFAULT);
    let error = cache.store(&key("http://a/ca.crl"), &list(), now()).unwrap_err();
    assert!(matches!(error, CacheError::File { operation: CacheOperation::Open, .. }), "{error:?}");
    assert_eq!(cache.load(&key("http://a/ca.crl"), now()), Lookup::Miss(Miss::Absent));
    assert!(error.to_string().starts_with("a file of the cache cannot be opened: /proc/countersign: "));
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, key) = Place::filled();
    fs::set_permissions(place.file(&key), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(place.file(&key)).is_ok() {
        eprintln!("skipped: the superuser may read everything");
        return;
    }
    match place.cache.load(&key, now()) {
        Lookup::Miss(Miss::Failed(CacheError::File { operation: CacheOperation::Read, kind, .. })) => {
            assert_eq!(kind, ErrorKind::PermissionDenied);
        }
        other => panic!("{other:?}"),
    }
}

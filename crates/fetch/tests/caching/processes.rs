//! Several at once, and some that do not live to finish.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use countersign_fetch::{CacheLimits, DiskCache, Lookup, Miss};

use crate::{
    Place,
    evidence::{key, list_of},
    now,
};

const FOLDER: &str = "COUNTERSIGN_TEST_CACHE";
const KILLS: u64 = 200;

/// The contents that writers alternate between: one short, one long.
fn lists() -> [Vec<u8>; 2] {
    [7, 12_000].map(|entries| list_of("260531235900Z", Some("260602000000Z"), entries))
}

fn cache(folder: &Path) -> DiskCache {
    DiskCache::new(folder, CacheLimits::DEFAULT)
}

#[test]
#[ignore = "run by another test, which kills it"]
fn a_writer() {
    let (folder, lists) = (std::env::var_os(FOLDER).expect("run by another test"), lists());
    let cache = cache(Path::new(&folder));
    println!("writes");
    for list in lists.iter().cycle() {
        cache.store(&key("http://a/ca.crl"), list, now()).unwrap();
        println!("writes");
    }
}

/// A writer that has kept so many lists.
fn writer(folder: &Path, kept: usize) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "processes::a_writer", "--ignored", "--nocapture"]).env(FOLDER, folder);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let written = said.filter(|line| line.as_ref().unwrap().contains("writes")).take(kept + 1);
    assert_eq!(written.count(), kept + 1);
    child
}

fn is_whole(found: &Lookup, lists: &[Vec<u8>; 2]) -> bool {
    matches!(found, Lookup::Hit(bytes) if lists.contains(bytes))
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_or_the_new() {
    let (place, lists, key) = (Place::new(), lists(), key("http://a/ca.crl"));
    let mut found = [0; 2];
    for point in 0..KILLS {
        let mut child = writer(&place.path, usize::try_from(point % 3).unwrap());
        thread::sleep(Duration::from_micros(point * 97 % 9000));
        child.kill().unwrap();
        child.wait().unwrap();
        match cache(&place.path).load(&key, now()) {
            Lookup::Hit(bytes) => found[lists.iter().position(|list| *list == bytes).unwrap()] += 1,
            // The first was killed before it had written anything.
            Lookup::Miss(Miss::Absent) if found == [0; 2] => {}
            other => panic!("after {point}: {other:?}"),
        }
    }
    assert!(found[0] > 0 && found[1] > 0, "{found:?}");
    cache(&place.path).store(&key, &lists[0], now()).unwrap();
    assert_eq!(cache(&place.path).load(&key, now()), Lookup::Hit(lists[0].clone()), "it still works");
}

#[test]
fn readers_see_whole_entries_while_others_write() {
    let (place, lists, key) = (Place::new(), lists(), key("http://a/ca.crl"));
    place.cache.store(&key, &lists[0], now()).unwrap();
    let mut writers = [writer(&place.path, 1), writer(&place.path, 1)];
    for _ in 0..300 {
        let found = place.cache.load(&key, now());
        assert!(is_whole(&found, &lists), "{found:?}");
    }
    for writer in &mut writers {
        assert!(writer.try_wait().unwrap().is_none(), "it still writes");
        writer.kill().unwrap();
        writer.wait().unwrap();
    }
}

#[test]
fn threads_share_a_cache_within_its_bounds() {
    let place = Place::with(CacheLimits::DEFAULT.with_entries(4));
    let list = &lists()[0];
    thread::scope(|scope| {
        for worker in 0..4 {
            let cache = place.cache.clone();
            scope.spawn(move || {
                for number in 0..25 {
                    let key = key(&format!("http://a/{worker}/{number}"));
                    // Another may have removed it meanwhile; never is it something else.
                    cache.store(&key, list, now()).unwrap();
                    let found = cache.load(&key, now());
                    let whole = matches!(&found, Lookup::Hit(bytes) if bytes == list);
                    assert!(whole || found == Lookup::Miss(Miss::Absent), "{found:?}");
                }
            });
        }
    });
    place.cache.store(&key("http://a/last"), list, now()).unwrap();
    assert_eq!(place.names().len(), 4);
}

//! Ten thousand referrers that are none, with a signature before them, behind them, or nowhere.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use testkit::{Behaviour, Bogus};

use super::{REPOSITORY, Stage};

const BOGUS: usize = 10_000;
const LONGEST: Duration = Duration::from_secs(5);
const MOST_KIB: u64 = 64 * 1024;

/// Runs the program, and gives its exit code and the most memory that it was seen to have, in KiB; 0 where the system does
/// not tell.
fn measured(mut command: Command) -> (Option<i32>, u64) {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(peak.map_or(0, |peak| peak.trim().trim_end_matches(" kB").parse().unwrap()));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert!(begun.elapsed() <= LONGEST, "{:?}", begun.elapsed());
    (status.code(), most)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Signature {
    First,
    Last,
    Nowhere,
}

fn verdict(behaviour: Behaviour, signature: Signature, bogus: Bogus) -> Option<i32> {
    let stage = Stage::new(behaviour);
    let sign = || stage.place.run(&format!("sign {} --key k.key --again", stage.image())).expect(0, "signed");
    if signature == Signature::First {
        sign();
    }
    stage.registry.flood_referrers(REPOSITORY, &stage.digest, BOGUS, bogus);
    if signature == Signature::Last {
        sign();
    }
    let mut command = stage.place.command(crate::program::PROGRAM);
    command.args(["verify", &stage.pinned(), "--key", "k.pub"]);
    let (code, most) = measured(command);
    assert!(most <= MOST_KIB, "{signature:?} {bogus:?}: {most} KiB");
    assert!(most > 0 || !cfg!(target_os = "linux"), "the system did not tell");
    code
}

#[test]
fn ten_thousand_bogus_referrers_are_decided_or_refused_within_five_seconds_and_64_mebibytes() {
    for bogus in [Bogus::Stored, Bogus::Missing] {
        for behaviour in [Behaviour::new(), Behaviour::new().page_size(1000), Behaviour::new().page_size(100)]
        {
            let verdict = |signature| verdict(behaviour.clone(), signature, bogus);
            assert_eq!(verdict(Signature::First), Some(0), "{bogus:?}");
            // What lies beyond the limit is never looked at, and never "fine so far".
            assert_eq!(verdict(Signature::Last), Some(1), "{bogus:?}");
            assert_eq!(verdict(Signature::Nowhere), Some(1), "{bogus:?}");
        }
    }
}

//! Tries mutants, each until the first test that fails.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Instant,
};

use crate::{
    Result,
    find::Mutant,
    outcome::{End, Outcome},
    suite::{Cases, Suite, Verdict},
};

/// Two at a time.
const WORKERS: usize = 2;

pub fn all(suite: &Suite, mutants: Vec<Mutant>) -> Vec<Outcome> {
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(mutant) = mutants.get(next.fetch_add(1, Relaxed)) {
            let outcome = one(suite, mutant);
            if !outcome.is_killed() {
                eprintln!("{} {}", outcome.end.name(), outcome.name);
            }
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push(outcome);
                if outcomes.len().is_multiple_of(50) {
                    eprintln!("{} of {}", outcomes.len(), mutants.len());
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    outcomes.into_inner().unwrap_or_default()
}

fn one(suite: &Suite, mutant: &Mutant) -> Outcome {
    let begun = Instant::now();
    let (end, by) = tried(suite, mutant.id).unwrap_or_else(|error| (End::Broken, error.to_string()));
    Outcome {
        id: mutant.id,
        name: mutant.name.clone(),
        file: mutant.file.clone(),
        operator: mutant.operator.to_owned(),
        end,
        by,
        milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

fn tried(suite: &Suite, id: usize) -> Result<(End, String)> {
    if suite.reaching(id).next().is_none() {
        return Ok((End::Unreached, String::new()));
    }
    for cases in [Cases::Few, Cases::All] {
        for test in suite.reaching(id) {
            match test.run(id, cases)? {
                Verdict::Passed => {}
                Verdict::Failed => return Ok((End::Killed, test.name.clone())),
                Verdict::TimedOut => return Ok((End::TimedOut, test.name.clone())),
            }
        }
    }
    Ok((End::Survived, String::new()))
}

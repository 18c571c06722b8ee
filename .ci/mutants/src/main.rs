//! Mutation testing by schemata: the crate is copied, every mutant is woven into the one copy behind a switch, the tests
//! are built once, and each mutant of a seeded sample is switched on and tried against the tests that reach it.

use std::{collections::BTreeMap, env, error::Error, fs, path::PathBuf, process::ExitCode, time::Instant};

mod compile;
mod exchange;
mod find;
mod modules;
mod options;
mod outcome;
mod report;
mod sample;
mod scratch;
mod sites;
mod suite;
mod trial;
mod walk;
mod weave;

use options::{Mode, Options};
use outcome::Outcome;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where things stand.
struct Places {
    /// The repository.
    root: PathBuf,
    /// The copy of it that is rewritten and built.
    copy: PathBuf,
    /// The last outcomes, one JSON object a line.
    outcomes: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("mutants: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut arguments = env::args().skip(1);
    let (Some(root), Some(target)) = (arguments.next(), arguments.next()) else {
        return Err("it is started by .ci/mutants/run".into());
    };
    let options = Options::read(arguments)?;
    let target = PathBuf::from(target);
    let outcomes = target.join(format!("seed-{}-sample-{}.jsonl", options.seed, options.sample_name()));
    let places = Places { root: root.into(), copy: target.join("copy"), outcomes };
    if options.mode != Mode::Report {
        try_mutants(&places, &options)?;
    }
    report::write(&places, &options)
}

fn try_mutants(places: &Places, options: &Options) -> Result<()> {
    let begun = Instant::now();
    let sources = report::tree(&places.root)?;
    let before = if options.mode == Mode::Again { known(places, &sources)? } else { Vec::new() };
    scratch::copy(&places.root, &places.copy)?;
    let candidates = compile::candidates(&places.copy)?;
    let suite = suite::Suite::build(&places.copy)?;
    eprintln!(
        "{} candidates, {} tests, {} s",
        candidates.len(),
        suite.tests.len(),
        begun.elapsed().as_secs()
    );
    let mut killed: BTreeMap<String, Outcome> = before
        .into_iter()
        .filter(Outcome::is_killed)
        .map(|outcome| (outcome.name.clone(), outcome))
        .collect();
    let (mut outcomes, mut untried) = (Vec::new(), Vec::new());
    for mutant in sample::draw(&candidates, options) {
        match killed.remove(&mutant.name) {
            Some(known) => outcomes.push(Outcome { id: mutant.id, ..known }),
            None => untried.push(mutant),
        }
    }
    outcomes.extend(trial::all(&suite, untried));
    outcomes.sort_by_key(|outcome| outcome.id);
    let run = outcome::Run {
        candidates: candidates.len(),
        tests: suite.tests.len(),
        seconds: begun.elapsed().as_secs(),
        sources,
    };
    fs::write(&places.outcomes, outcome::print(&run, &outcomes))?;
    Ok(())
}

/// What the last run found, which holds for its own sources alone.
fn known(places: &Places, sources: &str) -> Result<Vec<Outcome>> {
    if outcome::read_run(&places.outcomes)?.sources != sources {
        return Err("the sources are others than the last run's: --again is for added tests".into());
    }
    outcome::read(&places.outcomes)
}

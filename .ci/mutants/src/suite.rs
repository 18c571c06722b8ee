//! The tests of the crate, each as a process of its own.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{Result, modules};

pub struct Suite {
    /// Those that pass without a mutant, the fastest first.
    pub tests: Vec<Test>,
}

pub struct Test {
    binary: PathBuf,
    /// `binary::path`
    pub name: String,
    path: String,
    /// How long it takes when no mutant is on.
    time: Duration,
    /// The mutants that it comes by.
    reached: HashSet<usize>,
}

pub enum Verdict {
    Passed,
    Failed,
    TimedOut,
}

/// How many cases a property is tried with: few at first, all before a mutant is said to survive.
#[derive(Clone, Copy)]
pub enum Cases {
    Few,
    All,
}

impl Suite {
    pub fn build(copy: &Path) -> Result<Self> {
        let records = copy.with_file_name("reached");
        let mut tests = Vec::new();
        for binary in binaries(copy)? {
            for path in list(&binary)? {
                tests.push(Test::new(&binary, path));
            }
        }
        eprintln!("{} tests are run one by one", tests.len());
        let mut sound = Vec::new();
        for mut test in tests {
            if test.record(&records)? {
                sound.push(test);
            } else {
                eprintln!("left out, because it fails without a mutant: {}", test.name);
            }
        }
        sound.sort_by_key(|test| test.time);
        Ok(Self { tests: sound })
    }

    /// The tests that come by a mutant.
    pub fn reaching(&self, id: usize) -> impl Iterator<Item = &Test> {
        self.tests.iter().filter(move |test| test.reached.contains(&id))
    }
}

impl Test {
    fn new(binary: &Path, path: String) -> Self {
        let file = binary.file_name().unwrap_or_default().to_string_lossy();
        let stem = file.rsplit_once('-').map_or(&*file, |(stem, _)| stem);
        let name = format!("{stem}::{path}");
        Self { binary: binary.to_owned(), name, path, time: Duration::ZERO, reached: HashSet::new() }
    }

    /// Runs without a mutant, and learns how long that takes and what it comes by; answers whether it passes.
    fn record(&mut self, records: &Path) -> Result<bool> {
        let _ = fs::remove_file(records);
        let begun = Instant::now();
        let mut command = self.command(Cases::Few);
        command.env("COUNTERSIGN_MUTANTS_REACHED", records);
        if !command.status()?.success() {
            return Ok(false);
        }
        self.time = begun.elapsed();
        let reached = fs::read_to_string(records).unwrap_or_default();
        self.reached = reached.lines().map(str::parse).collect::<std::result::Result<_, _>>()?;
        Ok(true)
    }

    pub fn run(&self, mutant: usize, cases: Cases) -> Result<Verdict> {
        let mut command = self.command(cases);
        let mut child = command.env("COUNTERSIGN_MUTANT", mutant.to_string()).spawn()?;
        let (begun, limit) = (Instant::now(), self.limit(cases));
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(if status.success() { Verdict::Passed } else { Verdict::Failed });
            }
            if begun.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Ok(Verdict::TimedOut);
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Ample, since the machine may have other things to do.
    fn limit(&self, cases: Cases) -> Duration {
        let factor = match cases {
            Cases::Few => 10,
            Cases::All => 100,
        };
        Duration::from_secs(30) + self.time * factor
    }

    /// A mutant that allocates without end must not take the machine with it.
    fn command(&self, cases: Cases) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 4000000; exec \"$@\"", "sh"]).arg(&self.binary);
        command.args(["--exact", &self.path, "--test-threads", "1"]);
        command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1").env("PROPTEST_RNG_SEED", "1");
        command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("RUST_BACKTRACE", "0");
        if matches!(cases, Cases::Few) {
            command.env("PROPTEST_CASES", "64");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn binaries(copy: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("cargo")
        .args(["test", "--quiet", "--no-run", "--all-features", "--message-format", "json", "--package"])
        .arg(modules::PACKAGE)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .current_dir(copy)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let mut binaries = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        if let (true, Some(path)) = (message["profile"]["test"] == true, message["executable"].as_str()) {
            binaries.push(path.into());
        }
    }
    Ok(binaries)
}

fn list(binary: &Path) -> Result<Vec<String>> {
    let output = Command::new(binary).args(["--list", "--format", "terse"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

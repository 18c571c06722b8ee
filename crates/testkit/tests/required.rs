//! What `COUNTERSIGN_REQUIRE_…=1` does, seen from outside: each probe runs in a process with its own environment.
#![allow(clippy::unwrap_used, reason = "a helper of these tests stands outside of a test function")]

use std::process::{Command, Output};

/// Runs one ignored test of this file with `environment` and nothing else that this crate reads.
fn probe(name: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "--ignored", name]);
    for variable in ["PEERS", "REQUIRE_PEERS", "CORPORA", "REQUIRE_CORPORA"] {
        command.env_remove(format!("COUNTERSIGN_{variable}"));
    }
    command.env("PATH", "/nonexistent").envs(environment.iter().copied()).output().unwrap()
}

fn skipped(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().filter(|line| line.starts_with("skipped: ")).map(str::to_owned).collect()
}

#[test]
#[ignore = "a probe: run by the other tests"]
fn probe_pinned_program() {
    assert_eq!(testkit::program("cosign"), None);
}

#[test]
#[ignore = "a probe: run by the other tests"]
fn probe_optional_program() {
    assert_eq!(testkit::program("umoci"), None);
}

#[test]
#[ignore = "a probe: run by the other tests"]
fn probe_corpus() {
    assert_eq!(testkit::corpora("oci"), None);
}

#[test]
fn a_missing_program_is_one_line_that_names_the_test() {
    let output = probe("probe_pinned_program", &[]);
    assert!(output.status.success());
    assert_eq!(
        skipped(&output),
        ["skipped: probe_pinned_program (cosign v3.1.3 is not in COUNTERSIGN_PEERS nor in PATH)"]
    );
}

#[test]
fn a_missing_pinned_program_fails_where_peers_are_required() {
    let output = probe("probe_pinned_program", &[("COUNTERSIGN_REQUIRE_PEERS", "1")]);
    assert!(!output.status.success());
}

#[test]
fn a_missing_optional_program_never_fails() {
    let output = probe("probe_optional_program", &[("COUNTERSIGN_REQUIRE_PEERS", "1")]);
    assert!(output.status.success());
    assert_eq!(skipped(&output).len(), 1);
}

#[test]
fn a_missing_corpus_is_one_line_and_fails_where_corpora_are_required() {
    let output = probe("probe_corpus", &[]);
    assert!(output.status.success());
    assert_eq!(skipped(&output), ["skipped: probe_corpus (corpus oci: COUNTERSIGN_CORPORA is not set)"]);

    let folder = [("COUNTERSIGN_CORPORA", "/nonexistent"), ("COUNTERSIGN_REQUIRE_CORPORA", "1")];
    assert!(!probe("probe_corpus", &folder).status.success());
    assert!(!probe("probe_corpus", &[("COUNTERSIGN_REQUIRE_CORPORA", "1")]).status.success());
}

#[test]
#[should_panic(expected = "knows no program")]
fn an_unknown_program_is_a_mistake_of_the_test() {
    let _ = testkit::program("no-such-program");
}

use testkit::HostileRegistry;

use crate::{program::Place, registry::quiet};

/// Where examples have a registry; one of the testkit's stands in for it.
const REGISTRY: &str = "localhost:5000";

/// Where examples have a timestamping authority; any free port stands in for its own.
const AUTHORITY: &str = "127.0.0.1:3180";

const VERBS: [&str; 39] = [
    "",
    "demo",
    "key",
    "key generate",
    "key import",
    "key convert",
    "key public",
    "key inspect",
    "certificate",
    "certificate lint",
    "certificate verify",
    "certificate inspect",
    "certificate request",
    "certificate issue",
    "timestamp",
    "timestamp request",
    "timestamp verify",
    "timestamp inspect",
    "timestamp serve",
    "revocation",
    "revocation check",
    "revocation inspect",
    "revocation list",
    "revocation list create",
    "revocation list sign",
    "sign",
    "attach",
    "verify",
    "attest",
    "verify-attestation",
    "sign-blob",
    "verify-blob",
    "attest-blob",
    "verify-blob-attestation",
    "list",
    "copy",
    "inspect",
    "completions",
    "manual",
];

/// The lines of the sections that the help begins with.
fn examples(help: &str) -> Vec<String> {
    assert!(help.starts_with("Examples"), "{help}");
    let mut sections = help.split("\n\n").take_while(|section| section.starts_with("Examples"));
    // A line that ends in a backslash goes on in the next one.
    let lines =
        |section: &str| section.replace("\\\n", " ").lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let lines: Vec<_> = sections.by_ref().flat_map(lines).collect();
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_verb_is_in_these_tests() {
    let help = Place::new().run("--help");
    let after = help.out.split("Commands:").nth(1).unwrap();
    for line in after.lines().skip(1).take_while(|line| !line.is_empty()) {
        let verb = line.split_whitespace().next().unwrap();
        assert!(verb == "help" || VERBS.contains(&verb), "{verb} is not tested here");
    }
}

#[test]
fn every_help_begins_with_examples_that_run_as_they_stand() {
    for verb in VERBS {
        let (place, registry) = (quiet(Place::new()), HostileRegistry::honest());
        let help = place.run(&format!("{verb} --help")).expect(0, "Usage: countersign");
        let examples = examples(&help.out);
        assert!(!examples.is_empty());
        for line in examples {
            let ended = place.shell(&runnable(&line, &registry));
            assert_eq!(ended.code, 0, "`{line}` of `{verb} --help`: {ended:?}");
        }
    }
}

/// An example as it can run here. A server runs until it is told to stop.
fn runnable(line: &str, registry: &HostileRegistry) -> String {
    let line = line.replace(REGISTRY, &registry.address()).replace(AUTHORITY, "127.0.0.1:0");
    if line.contains("timestamp serve") && line.contains("--listen") {
        format!("{line} & sleep 1; kill $!; wait $!")
    } else {
        line
    }
}

#[test]
fn help_fits_a_terminal_of_a_hundred_columns() {
    for verb in VERBS {
        let help = Place::new().run(&format!("{verb} --help"));
        for line in help.out.lines() {
            assert!(line.chars().count() <= 100, "`{verb} --help`: {line}");
        }
    }
}

#[test]
fn the_help_of_verbs_that_verify_ends_with_the_exit_codes() {
    for verb in ["verify", "verify-attestation", "verify-blob", "verify-blob-attestation"] {
        let help = Place::new().run(&format!("{verb} --help")).expect(0, "Exit codes:");
        assert!(help.out.trim_end().ends_with("a defect of this program"));
    }
}

#[test]
fn there_is_a_page_of_the_manual_for_every_verb() {
    let place = Place::new();
    let wrote = format!("wrote {} pages", VERBS.len());
    place.run("manual man/man1").expect(0, &wrote);
    for verb in VERBS {
        let name = format!("man/man1/countersign {verb}").trim_end().replace(' ', "-");
        let page = place.read(&format!("{name}.1"));
        assert!(page.contains(".TH") && page.contains("countersign"), "{name}");
    }
    let before = place.snapshot("man");
    place.run("manual man/man1").expect(0, &wrote);
    assert_eq!(place.snapshot("man"), before, "the same pages every time");
    place.write("file", "");
    place.run("manual file").expect(2, "file cannot be written");
}

#[test]
fn the_version_is_printed_and_nothing_is_no_command() {
    let place = Place::new();
    place.run("--version").expect(0, "countersign 0.1.0");
    place.run("").expect(2, "Usage");
    place.run("key").expect(2, "Usage");
    place.run("no-such-verb").expect(2, "no-such-verb");
}

#[test]
fn completions_are_printed_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        place.run(&format!("completions {shell}")).expect(0, "countersign");
    }
    place.run("completions tcsh").expect(2, "tcsh");
}

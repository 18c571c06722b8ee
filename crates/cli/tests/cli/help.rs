use crate::program::Place;

const VERBS: [&str; 10] =
    ["", "demo", "key", "key generate", "key public", "key inspect", "sign", "verify", "list", "completions"];

/// The lines of the section that the help begins with.
fn examples(help: &str) -> Vec<String> {
    let mut lines = help.lines();
    assert_eq!(lines.next(), Some("Examples:"), "{help}");
    lines.take_while(|line| !line.is_empty()).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_help_begins_with_examples_that_run_as_they_stand() {
    for verb in VERBS {
        let place = Place::new();
        let help = place.run(&format!("{verb} --help")).expect(0, "Usage: countersign");
        let examples = examples(&help.out);
        assert!(!examples.is_empty());
        for line in examples {
            let ended = place.shell(&line);
            assert_eq!(ended.code, 0, "`{line}` of `{verb} --help`: {ended:?}");
        }
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
fn verify_help_ends_with_the_exit_codes() {
    let help = Place::new().run("verify --help").expect(0, "Exit codes:");
    assert!(help.out.trim_end().ends_with("a defect of this program"));
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

//! Replays every seed and every regression of the fuzz targets, and keeps laws, targets and folders in step.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of these tests stand outside of test functions"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn fuzz_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The entries of a folder below `fuzz/`, by name; none where there is no such folder.
fn entries(relative: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(fuzz_folder().join(relative)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn stems(paths: &[PathBuf]) -> BTreeSet<String> {
    paths.iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn law_names() -> BTreeSet<String> {
    laws::ALL.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Runs every law over its files in `folder`, each named before it is run, and counts them.
fn replay(folder: &str) -> usize {
    let mut replayed = 0;
    for (name, law) in laws::ALL {
        for path in entries(&format!("{folder}/{name}")) {
            println!("{}", path.display());
            law(&std::fs::read(&path).unwrap());
            replayed += 1;
        }
    }
    replayed
}

#[test]
fn every_seed_is_lawful() {
    assert!(replay("seeds") >= laws::ALL.len());
}

#[test]
fn every_input_that_once_broke_a_law_is_lawful() {
    replay("regressions");
}

#[test]
fn every_law_is_a_fuzz_target_and_has_a_seed() {
    assert_eq!(stems(&entries("fuzz_targets")), law_names());
    let without_seed: Vec<_> =
        law_names().into_iter().filter(|name| entries(&format!("seeds/{name}")).is_empty()).collect();
    assert!(without_seed.is_empty(), "{without_seed:?}");
}

#[test]
fn every_folder_of_inputs_belongs_to_a_law() {
    for folder in ["seeds", "regressions"] {
        let folders: Vec<_> = entries(folder).into_iter().filter(|path| path.is_dir()).collect();
        assert!(stems(&folders).is_subset(&law_names()), "{folders:?}");
    }
}

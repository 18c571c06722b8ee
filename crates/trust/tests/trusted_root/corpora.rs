//! The trusted roots in use.

use std::path::{Path, PathBuf};

use countersign_trust::{TrustedRoot, TrustedRootVersion, x509::AnchorLimits};

/// The files below a folder whose names have these ends.
fn files(folder: &Path, ends: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            files(&path, ends, found);
        } else if name.contains("trusted_root") && ends.iter().any(|end| name.ends_with(end)) {
            found.push(path);
        }
    }
}

fn check(bytes: &[u8], at: &str) -> usize {
    let root = TrustedRoot::parse(bytes).unwrap_or_else(|error| panic!("{at}: {error}"));
    assert_eq!(root.version(), TrustedRootVersion::V0_1, "{at}");
    assert_eq!(root.unusable(), [], "{at}");
    for authority in root.timestamp_authorities() {
        let (all, anchors) = (authority.certificates(), authority.anchors(AnchorLimits::OwnLimits));
        assert!(all.len() >= 2 && authority.leaf() == all.first(), "{at}");
        assert_eq!(authority.intermediates().len(), all.len() - 2, "{at}");
        let anchors: Vec<_> = anchors.iter().filter_map(|anchor| anchor.certificate()).collect();
        assert_eq!(anchors, [all.last().unwrap()], "{at}");
        assert!(authority.subject().organization().is_some(), "{at}");
    }
    root.timestamp_authorities().len()
}

fn check_all(corpus: &str) -> Option<(usize, usize)> {
    let mut found = Vec::new();
    files(&testkit::corpora(corpus)?, &[".json"], &mut found);
    let authorities =
        found.iter().map(|path| check(&std::fs::read(path).unwrap(), &path.display().to_string()));
    Some((authorities.sum(), found.len()))
}

#[test]
fn those_of_sigstore_are_read_whole() {
    if let Some(counted) = check_all("sigstore-static") {
        assert_eq!(counted, (10, 6));
    }
    if let Some(counted) = check_all("tuf") {
        assert_eq!(counted, (1, 2));
    }
}

#[test]
fn those_of_the_conformance_suite_are_read_whole() {
    if let Some(counted) = check_all("sigstore-conformance") {
        assert_eq!(counted, (18, 18));
    }
}

#[test]
fn those_of_the_timestamp_corpus_are_read_whole() {
    let Some(folder) = testkit::corpora("tsp") else { return };
    let rows = testkit::jsonl(&folder.join("tsp.jsonl"));
    let roots: Vec<_> =
        rows.iter().filter_map(|row| Some((&row["id"], row["in"].get("trusted_root")?))).collect();
    assert_eq!(roots.len(), 5);
    for (id, root) in roots {
        assert!(check(root.to_string().as_bytes(), &id.to_string()) > 0);
    }
}

#[test]
fn a_window_is_that_of_the_document_and_its_ends_belong_to_it() {
    let Some(folder) = testkit::corpora("sigstore-conformance") else { return };
    let path = folder.join("cases/trust-root-tsa-validity-end-inclusive/trusted_root.json");
    let root = TrustedRoot::parse(&std::fs::read(path).unwrap()).unwrap();
    let window = root.timestamp_authorities()[0].valid_for();
    assert_eq!(window.to_string(), "2025-04-09T00:00:00Z to 2025-06-12T12:02:20Z");
    assert!(window.contains(window.end().unwrap()) && window.contains(window.start()));
}

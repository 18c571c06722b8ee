//! What was copied between registries that people run verifies there with Cosign.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod copying;

use std::path::Path;
use std::process::Command;

use copying::{assert_same, copy, empty_layout, repository};
use countersign_registry::{LayoutFolder, Repository};
use testkit::{LayoutBuilder, Registry as Real};

/// What keeps Cosign off the network.
const WRITING: [&str; 5] =
    ["--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", "-y", "--recursive"];
const READING: [&str; 3] = ["--insecure-ignore-tlog=true", "--allow-http-registry", "--key=cosign.pub"];

/// Cosign with a key of its own.
struct Cosign {
    program: testkit::Program,
    home: tempfile::TempDir,
}

impl Cosign {
    fn new() -> Option<Self> {
        let cosign = Self { program: testkit::program("cosign")?, home: tempfile::tempdir().unwrap() };
        cosign.run(&["generate-key-pair"]).unwrap();
        Some(cosign)
    }

    fn run(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command: Command = self.program.command();
        command.current_dir(self.home.path()).env("COSIGN_PASSWORD", "").env("HOME", self.home.path());
        let output = command.args(arguments).output().unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    fn sign(&self, image: &str, bundle: bool) {
        let format = format!("--new-bundle-format={bundle}");
        self.run(&[&["sign", "--key=cosign.key", &format], &WRITING[..], &[image]].concat()).unwrap();
    }

    fn verify(&self, image: &str, bundle: bool) -> Result<(), String> {
        let format = format!("--new-bundle-format={bundle}");
        self.run(&[&["verify", &format], &READING[..], &[image]].concat())
    }
}

/// A layout with an index of two images; gives the digests of all three.
fn unsigned(at: &Path) -> (LayoutFolder, Vec<String>) {
    let mut builder = LayoutBuilder::new();
    let (one, two) = (builder.image("one"), builder.image("two"));
    let index = builder.index(&[(&one, "linux/amd64"), (&two, "linux/arm64")]);
    builder.tag(&index, "v1");
    testkit::write_layout(&builder.files(), at).unwrap();
    let digests = [&index, &one, &two].map(|stored| stored.digest().to_owned());
    (LayoutFolder::open(at).unwrap(), digests.into())
}

fn registries() -> Vec<Real> {
    [Real::with_referrers(), Real::without_referrers(), Real::distribution()].into_iter().flatten().collect()
}

#[test]
fn signatures_in_both_forms_verify_with_cosign_after_each_copy() {
    let registries = registries();
    let (Some(cosign), true) = (Cosign::new(), registries.len() > 1) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (layout, digests) = unsigned(folder.path());
    for (at, from) in registries.iter().enumerate() {
        let source = repository(&from.address(), "acme/from");
        copy(&layout, &source, "v1").unwrap();
        for bundle in [true, false] {
            cosign.sign(&format!("{}/acme/from@{}", from.address(), digests[0]), bundle);
        }
        let (_folder, local) = empty_layout();
        let report = copy(&source, &local, "v1").unwrap();
        assert!(report.skipped().is_empty(), "{report:?}");
        for to in &registries {
            let name = format!("acme/to-{at}");
            let destination: Repository = repository(&to.address(), &name);
            // Straight there, and by way of a layout.
            for (copied, name) in [(true, name.clone()), (false, format!("{name}-back"))] {
                let report = match copied {
                    true => copy(&source, &destination, "v1"),
                    false => copy(&local, &repository(&to.address(), &name), "v1"),
                };
                let report = report.unwrap();
                assert_same(&source, &repository(&to.address(), &name), &report, "v1");
                for digest in &digests {
                    let image = format!("{}/{name}@{digest}", to.address());
                    for bundle in [true, false] {
                        let verified = cosign.verify(&image, bundle);
                        assert!(verified.is_ok(), "{image} {bundle}: {verified:?}");
                    }
                }
            }
        }
    }
}

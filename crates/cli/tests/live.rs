//! What this command writes, Cosign v3.1.3 verifies, from real registries; what Cosign writes there, this command verifies.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use testkit::{Program, Registry, program};

const PASSWORD: &str = "correct horse";

/// A folder with an image, an index over two images, and a key pair, and the programs that carry and verify.
struct Bench {
    folder: tempfile::TempDir,
    cosign: Program,
    oras: Program,
}

impl Bench {
    /// `None` where Cosign or oras is missing; the finder has said so on one line.
    fn new() -> Option<Self> {
        let (cosign, oras) = (program("cosign")?, program("oras")?);
        let bench = Self { folder: tempfile::tempdir().unwrap(), cosign, oras };
        for layout in ["unsigned", "bundle-index"] {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../countersign/tests/data").join(layout);
            let mut files = testkit::load_layout(&data).unwrap();
            keep_the_named_entry(&mut files, layout);
            testkit::write_layout(&files, &bench.path(layout)).unwrap();
        }
        bench.ours(&["key", "generate", "--out", "release"]);
        Some(bench)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, mut command: Command, arguments: &[&str]) -> Output {
        command.current_dir(self.folder.path()).args(arguments);
        command.env("COUNTERSIGN_PASSWORD", PASSWORD).env("COSIGN_PASSWORD", PASSWORD);
        command.env("HOME", self.folder.path()).env("DOCKER_CONFIG", self.folder.path());
        command.output().unwrap()
    }

    fn succeed(&self, command: Command, arguments: &[&str]) -> String {
        let output = self.run(command, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn ours(&self, arguments: &[&str]) -> String {
        self.succeed(Command::new(env!("CARGO_BIN_EXE_countersign")), arguments)
    }

    /// Copies a tag of a layout with its referrers, then each companion tag by its name.
    fn push(&self, layout: &str, repository: &str) {
        let source = format!("{layout}:{layout}");
        let to = |tag: &str| format!("{repository}:{tag}");
        let copy = ["cp", "-r", "--from-oci-layout", &source, "--to-plain-http", &to("v1")];
        self.succeed(self.oras.command(), &copy);
        for tag in names(&self.path(layout)).iter().filter(|name| name.ends_with(".sig")) {
            let source = format!("{layout}:{tag}");
            self.succeed(
                self.oras.command(),
                &["cp", "--from-oci-layout", &source, "--to-plain-http", &to(tag)],
            );
        }
    }

    fn pull(&self, repository: &str, tags: &[&str], layout: &str) {
        for tag in tags {
            let (source, to) = (format!("{repository}:{tag}"), format!("{layout}:{tag}"));
            self.succeed(
                self.oras.command(),
                &["cp", "-r", "--from-plain-http", &source, "--to-oci-layout", &to],
            );
        }
    }

    fn cosign_verify(&self, key: &str, image: &str, bundle: bool) -> Output {
        let format = format!("--new-bundle-format={bundle}");
        let flags = ["--insecure-ignore-tlog=true", "--allow-http-registry", &format];
        self.run(self.cosign.command(), &[&["verify", "--key", key], &flags[..], &[image]].concat())
    }

    fn cosign_sign(&self, image: &str, bundle: bool) {
        let format = format!("--new-bundle-format={bundle}");
        let flags =
            ["--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", "-y", &format];
        self.succeed(
            self.cosign.command(),
            &[&["sign", "--key", "release.key"], &flags[..], &[image]].concat(),
        );
    }
}

/// Takes signatures and children out of `index.json`: what a fresh copy of an image looks like.
fn keep_the_named_entry(files: &mut testkit::LayoutFiles, name: &str) {
    let mut index: serde_json::Value = serde_json::from_slice(&files["index.json"]).unwrap();
    let entries = index["manifests"].as_array_mut().unwrap();
    entries.retain(|entry| entry["annotations"]["org.opencontainers.image.ref.name"] == name);
    files.insert("index.json".into(), index.to_string().into_bytes());
}

fn entries(layout: &Path) -> Vec<serde_json::Value> {
    let index = std::fs::read(layout.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_slice(&index).unwrap();
    index["manifests"].as_array().unwrap().clone()
}

fn names(layout: &Path) -> Vec<String> {
    let name = |entry: serde_json::Value| {
        Some(entry["annotations"]["org.opencontainers.image.ref.name"].as_str()?.to_owned())
    };
    entries(layout).into_iter().filter_map(name).collect()
}

/// The digest under the layout's own name, and those of the manifests that it lists if it is an index.
fn digests(layout: &Path, name: &str) -> Vec<String> {
    let named =
        |entry: &&serde_json::Value| entry["annotations"]["org.opencontainers.image.ref.name"] == name;
    let entries = entries(layout);
    let digest = entries.iter().find(named).unwrap()["digest"].as_str().unwrap().to_owned();
    let bytes = std::fs::read(layout.join("blobs").join(digest.replace(':', "/"))).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut digests = vec![digest];
    for child in manifest["manifests"].as_array().into_iter().flatten() {
        digests.push(child["digest"].as_str().unwrap().to_owned());
    }
    digests
}

fn cosign_verifies_what_this_command_writes(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    bench.ours(&["key", "generate", "--out", "other"]);
    for layout in ["unsigned", "bundle-index"] {
        let image = format!("oci:{layout}:{layout}");
        let repository = format!("{}/acme/{layout}", registry.address());
        for format in ["cosign", "cosign-legacy"] {
            let sign =
                ["sign", &image, "--key", "release.key", "--recursive", "-a", "env=prod", "--format", format];
            bench.ours(&sign);
        }
        bench.push(layout, &repository);
        for digest in digests(&bench.path(layout), layout) {
            let reference = format!("{repository}@{digest}");
            for bundle in [true, false] {
                let output = bench.cosign_verify("release.pub", &reference, bundle);
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{reference} bundle={bundle}: {errors}");
                assert!(String::from_utf8_lossy(&output.stdout).contains("prod"), "{reference}");
                let other = bench.cosign_verify("other.pub", &reference, bundle);
                assert!(!other.status.success(), "{reference} bundle={bundle}");
            }
        }
    }
}

fn this_command_verifies_what_cosign_writes(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    for bundle in [true, false] {
        let repository = format!("{}/acme/theirs-{bundle}", registry.address());
        bench.push("unsigned", &repository);
        let digest = digests(&bench.path("unsigned"), "unsigned").remove(0);
        // The key that this command made opens in Cosign.
        bench.cosign_sign(&format!("{repository}@{digest}"), bundle);
        let layout = format!("pulled-{bundle}");
        let signature = format!("{}.sig", digest.replace(':', "-"));
        let tags: &[&str] = if bundle { &["v1"] } else { &["v1", &signature] };
        bench.pull(&repository, tags, &layout);
        let report =
            bench.ours(&["verify", &format!("oci:{layout}:v1"), "--key", "release.pub", "--output", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let format = if bundle { "cosign-bundle" } else { "cosign-legacy" };
        assert_eq!(
            (&report["verdict"], &report["accepted"][0]["format"]),
            (&"accepted".into(), &format.into())
        );
    }
}

#[test]
fn cosign_verifies_our_signatures_on_a_registry_with_the_referrers_interface() {
    if let Some(registry) = Registry::with_referrers() {
        cosign_verifies_what_this_command_writes(&registry);
    }
}

#[test]
fn cosign_verifies_our_signatures_on_a_registry_without_the_referrers_interface() {
    if let Some(registry) = Registry::without_referrers() {
        cosign_verifies_what_this_command_writes(&registry);
    }
}

#[test]
fn we_verify_cosigns_signatures_from_a_registry_with_the_referrers_interface() {
    if let Some(registry) = Registry::with_referrers() {
        this_command_verifies_what_cosign_writes(&registry);
    }
}

#[test]
fn we_verify_cosigns_signatures_from_a_registry_without_the_referrers_interface() {
    if let Some(registry) = Registry::without_referrers() {
        this_command_verifies_what_cosign_writes(&registry);
    }
}

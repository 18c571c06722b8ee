use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use testkit::{Program, program};

pub const PASSWORD: &str = "correct horse";

/// A folder with an image, an index over two images, and a key pair, and the programs that carry and verify.
pub struct Bench {
    folder: tempfile::TempDir,
    pub cosign: Program,
    pub oras: Program,
    pub crane: Program,
    /// The file with the certificates that other programs trust instead of the system's.
    trusted: Option<PathBuf>,
}

impl Bench {
    /// `None` where Cosign, oras or crane is missing; the finder has said so on one line.
    pub fn new() -> Option<Self> {
        let (cosign, oras, crane) = (program("cosign")?, program("oras")?, program("crane")?);
        let bench = Self { folder: tempfile::tempdir().unwrap(), cosign, oras, crane, trusted: None };
        for layout in ["unsigned", "bundle-index"] {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../countersign/tests/data").join(layout);
            let mut files = testkit::load_layout(&data).unwrap();
            keep_the_named_entry(&mut files, layout);
            testkit::write_layout(&files, &bench.path(layout)).unwrap();
        }
        bench.ours(&["key", "generate", "--out", "release"]);
        Some(bench)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, mut command: Command, arguments: &[&str]) -> Output {
        command.current_dir(self.folder.path()).args(arguments);
        command.env("COUNTERSIGN_PASSWORD", PASSWORD).env("COSIGN_PASSWORD", PASSWORD);
        command.env("HOME", self.folder.path()).env("DOCKER_CONFIG", self.folder.path());
        if let Some(trusted) = &self.trusted {
            command.env("SSL_CERT_FILE", trusted);
        }
        command.output().unwrap()
    }

    pub fn succeed(&self, command: Command, arguments: &[&str]) -> String {
        let output = self.run(command, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Lets the programs trust the certificates in this file of the folder.
    pub fn trust(&mut self, name: &str) {
        self.trusted = Some(self.path(name));
    }

    pub fn countersign() -> Command {
        Command::new(env!("CARGO_BIN_EXE_countersign"))
    }

    pub fn ours(&self, arguments: &[&str]) -> String {
        self.succeed(Self::countersign(), arguments)
    }

    /// What the program says, and whether it succeeded.
    pub fn said(&self, command: Command, arguments: &[&str]) -> (bool, String) {
        let output = self.run(command, arguments);
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }

    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A fresh copy of a layout under another name.
    pub fn copy(&self, layout: &str, name: &str) {
        let mut files = testkit::load_layout(&self.path(layout)).unwrap();
        let index = String::from_utf8(files["index.json"].clone()).unwrap();
        files.insert(
            "index.json".into(),
            index.replace(&format!("\"{layout}\""), &format!("\"{name}\"")).into_bytes(),
        );
        testkit::write_layout(&files, &self.path(name)).unwrap();
    }

    /// Copies a tag of a layout with its referrers, then each companion tag by its name.
    pub fn push(&self, layout: &str, repository: &str) {
        let source = format!("{layout}:{layout}");
        let to = |tag: &str| format!("{repository}:{tag}");
        let copy = ["cp", "-r", "--from-oci-layout", &source, "--to-plain-http", &to("v1")];
        self.succeed(self.oras.command(), &copy);
        for tag in
            names(&self.path(layout)).iter().filter(|name| name.ends_with(".sig") || name.ends_with(".att"))
        {
            let source = format!("{layout}:{tag}");
            self.succeed(
                self.oras.command(),
                &["cp", "--from-oci-layout", &source, "--to-plain-http", &to(tag)],
            );
        }
    }

    /// Copies the unsigned image to the tag `v1`, and gives its digest.
    pub fn push_unsigned(&self, repository: &str) -> String {
        self.push("unsigned", repository);
        digests(&self.path("unsigned"), "unsigned").remove(0)
    }

    pub fn pull(&self, repository: &str, tags: &[&str], layout: &str) {
        for tag in tags {
            let (source, to) = (format!("{repository}:{tag}"), format!("{layout}:{tag}"));
            self.succeed(
                self.oras.command(),
                &["cp", "-r", "--from-plain-http", &source, "--to-oci-layout", &to],
            );
        }
    }

    pub fn cosign_verify(&self, key: &str, image: &str, bundle: bool) -> Output {
        let format = format!("--new-bundle-format={bundle}");
        let flags = ["--insecure-ignore-tlog=true", "--allow-http-registry", &format];
        let digest = digest_flag(key);
        self.run(self.cosign.command(), &[&["verify", "--key", key], digest, &flags[..], &[image]].concat())
    }

    pub fn cosign_sign(&self, key: &str, image: &str, bundle: bool) {
        self.cosign_sign_with(key, image, bundle, &[]);
    }

    pub fn cosign_sign_with(&self, key: &str, image: &str, bundle: bool, more: &[&str]) {
        let format = format!("--new-bundle-format={bundle}");
        let flags = [&WRITING[..], &[&format], more].concat();
        self.succeed(self.cosign.command(), &[&["sign", "--key", key], &flags[..], &[image]].concat());
    }

    pub fn cosign_attest(&self, key: &str, image: &str, name: &str, predicate: &str, bundle: bool) {
        let format = format!("--new-bundle-format={bundle}");
        let what = ["attest", "--key", key, "--type", name, "--predicate", predicate];
        self.succeed(self.cosign.command(), &[&what[..], &WRITING, &[&format, image]].concat());
    }

    /// Whether Cosign verifies an attestation of this type, and what it says.
    pub fn cosign_verify_attestation(
        &self,
        key: &str,
        image: &str,
        name: &str,
        bundle: bool,
    ) -> (bool, String) {
        let format = format!("--new-bundle-format={bundle}");
        let flags =
            ["--insecure-ignore-tlog=true", "--allow-http-registry", &format, "--type", name, "--key", key];
        self.said(self.cosign.command(), &[&["verify-attestation"], &flags[..], &[image]].concat())
    }
}

/// What keeps Cosign off the network, whatever it writes.
const WRITING: [&str; 4] =
    ["--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", "-y"];

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
pub fn digests(layout: &Path, name: &str) -> Vec<String> {
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

/// The flag without which Cosign verifies with the wrong hash, by the name of the key.
pub fn digest_flag(key: &str) -> &'static [&'static str] {
    match key {
        key if key.contains("p384") => &["--signature-digest-algorithm", "sha384"],
        key if key.contains("p521") => &["--signature-digest-algorithm", "sha512"],
        _ => &[],
    }
}

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use testkit::{LayoutBuilder, LayoutFiles, Stored, write_layout};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

/// A folder to work in, with nothing of the environment that could change an answer.
pub struct Place {
    folder: tempfile::TempDir,
    variables: BTreeMap<String, OsString>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Ended so, with this in what it says.
    #[track_caller]
    pub fn expect(self, code: i32, said: &str) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.out.contains(said) || self.err.contains(said), "no {said:?} in {self:?}");
        self
    }
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: BTreeMap::new() }
    }

    pub fn with(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.variables.insert(variable.into(), value.as_ref().to_owned());
        self
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(below), content).unwrap();
    }

    /// Runs the program with these words.
    pub fn run(&self, words: &str) -> Ended {
        self.run_words(&words.split_whitespace().collect::<Vec<_>>())
    }

    pub fn run_words(&self, words: &[&str]) -> Ended {
        let mut command = self.command(PROGRAM);
        command.args(words);
        ended(command)
    }

    /// Runs a line in a shell that finds the program.
    pub fn shell(&self, line: &str) -> Ended {
        let mut command = self.command("sh");
        let bin = Path::new(PROGRAM).parent().unwrap().display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        command.args(["-c", line]).env("PATH", format!("{bin}:{path}"));
        ended(command)
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["COUNTERSIGN_PASSWORD", "COSIGN_PASSWORD", "NO_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.env("XDG_CACHE_HOME", self.path("cache"));
        command.envs(&self.variables);
        command
    }

    /// Makes a pair NAME.key and NAME.pub without a password.
    pub fn key(&self, name: &str) {
        let made = self.run(&format!("key generate --out {name} --format pkcs8 --unencrypted"));
        assert_eq!(made.code, 0, "{made:?}");
    }

    pub fn layout(&self, name: &str, files: &LayoutFiles) {
        write_layout(files, &self.path(name)).unwrap();
    }

    /// A layout `image` with an image under `1.0`, and a key pair `k`.
    pub fn with_image(self) -> (Self, Stored) {
        let mut builder = LayoutBuilder::new();
        let image = builder.image("hello");
        builder.tag(&image, "1.0");
        self.layout("image", &builder.files());
        self.key("k");
        (self, image)
    }

    /// A layout `image` with an index under `1.0`, which lists an image each for linux/amd64 and linux/arm64, and a key
    /// pair `k`.
    pub fn with_index(self) -> (Self, Stored, [Stored; 2]) {
        let mut builder = LayoutBuilder::new();
        let (amd, arm) = (builder.image("amd"), builder.image("arm"));
        let index = builder.index(&[(&amd, "linux/amd64"), (&arm, "linux/arm64")]);
        builder.tag(&index, "1.0");
        self.layout("image", &builder.files());
        self.key("k");
        (self, index, [amd, arm])
    }

    /// The layout of [`Place::with_image`], signed.
    pub fn with_signed_image(self) -> (Self, Stored) {
        let (place, image) = self.with_image();
        place.run("sign oci:image:1.0 --key k.key").expect(0, "signed");
        (place, image)
    }

    /// All files below, with their content.
    pub fn snapshot(&self, below: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.path(below), &mut found);
        found
    }

    pub fn index(&self) -> Value {
        serde_json::from_str(&self.read("image/index.json")).unwrap()
    }

    pub fn write_index(&self, index: &Value) {
        self.write("image/index.json", index.to_string());
    }

    /// Stores a blob in the layout and gives its descriptor.
    pub fn blob(&self, media_type: &str, bytes: &[u8]) -> Value {
        let digest = testkit::sha256(bytes);
        self.write(&blob(&digest), bytes);
        serde_json::json!({"mediaType": media_type, "digest": digest, "size": bytes.len()})
    }

    /// The manifest of the first referrer in the layout, and the descriptor of its first layer.
    pub fn signature(&self) -> (Value, Value) {
        let index = self.index();
        let entries = index["manifests"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["artifactType"].is_string()).unwrap().clone();
        let manifest: Value =
            serde_json::from_str(&self.read(&blob(entry["digest"].as_str().unwrap()))).unwrap();
        (entry, manifest["layers"][0].clone())
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), found);
        } else {
            let content = if kind.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
            found.insert(entry.path(), content);
        }
    }
}

/// Where the layout `image` keeps a blob.
pub fn blob(digest: &str) -> String {
    format!("image/blobs/{}", digest.replacen(':', "/", 1))
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

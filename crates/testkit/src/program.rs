use crate::skip::{skip, skip_or_fail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An external program whose product and version were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    path: PathBuf,
    version: String,
}

impl Program {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The version as the program itself says it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A command that runs it, with no arguments and no standard input yet.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.stdin(Stdio::null());
        command
    }
}

/// Finds the external program `name` in `COUNTERSIGN_PEERS`, then in `PATH`, or says on one line why not.
///
/// What is found counts only when its own words name the product and the version that the tests were written
/// against; a later candidate is tried otherwise. Known names: `cosign`, `oras`, `crane`, `go-registry`,
/// `docker-registry`, `distribution`, `notation`, `timestamp-server`, `openssl`, `skopeo`, `ssh-keygen` (pinned),
/// `umoci` (never required).
///
/// # Panics
///
/// When `name` is not known, or when a pinned program is not there and `COUNTERSIGN_REQUIRE_PEERS` is `1`.
#[must_use]
pub fn program(name: &str) -> Option<Program> {
    let Some(product) = PRODUCTS.iter().find(|product| product.name == name) else {
        panic!("testkit knows no program {name}: add it to the table with its product and version");
    };
    let mut refused = Vec::new();
    for path in candidates(name) {
        match product.identify(&path) {
            Ok(version) => return Some(Program { path, version }),
            Err(why) => refused.push(why),
        }
    }
    let refused = if refused.is_empty() { String::new() } else { format!("; {}", refused.join("; ")) };
    let why = format!("{name} {} is not in COUNTERSIGN_PEERS nor in PATH{refused}", product.version);
    if product.pinned {
        skip_or_fail("COUNTERSIGN_REQUIRE_PEERS", &why);
    } else {
        skip(&why);
    }
    None
}

struct Product {
    name: &'static str,
    arguments: &'static [&'static str],
    /// What stands right before the version in the output.
    before: &'static str,
    /// Beginning of the version.
    version: &'static str,
    pinned: bool,
}

/// The versions that `.ci/peers/install` builds and that Debian has. A trailing dot pins only what stands before it.
const PRODUCTS: [Product; 12] = [
    Product {
        name: "cosign",
        arguments: &["version"],
        before: "GitVersion:",
        version: "v3.1.3",
        pinned: true,
    },
    Product { name: "oras", arguments: &["version"], before: "Version:", version: "1.3.6", pinned: true },
    Product { name: "crane", arguments: &["version"], before: "", version: "v0.22.1", pinned: true },
    Product {
        name: "go-registry",
        arguments: &["-version"],
        before: "go-registry with go-containerregistry",
        version: "v0.22.1",
        pinned: true,
    },
    Product {
        name: "docker-registry",
        arguments: &["--version"],
        before: "docker-registry github.com/docker/distribution",
        version: "2.8.",
        pinned: true,
    },
    Product {
        name: "distribution",
        arguments: &["--version"],
        before: "github.com/distribution/distribution/v3",
        version: "v3.1.2",
        pinned: true,
    },
    Product {
        name: "notation",
        arguments: &["version"],
        before: "Version:",
        version: "v1.3.2+unreleased",
        pinned: true,
    },
    Product {
        name: "timestamp-server",
        arguments: &["version"],
        before: "GitVersion:",
        version: "v2.1.2",
        pinned: true,
    },
    Product { name: "openssl", arguments: &["version"], before: "OpenSSL", version: "3.", pinned: true },
    // It says no version: the first word of its usage tells it from others of its name.
    Product {
        name: "ssh-keygen",
        arguments: &["-?"],
        before: "usage: ssh-keygen",
        version: "[-q]",
        pinned: true,
    },
    Product {
        name: "skopeo",
        arguments: &["--version"],
        before: "skopeo version",
        version: "1.",
        pinned: true,
    },
    Product {
        name: "umoci",
        arguments: &["--version"],
        before: "umoci version",
        version: "0.",
        pinned: false,
    },
];

impl Product {
    fn identify(&self, path: &Path) -> Result<String, String> {
        let output = Command::new(path)
            .args(self.arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{} does not start: {error}", path.display()))?;
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let version = self.read_version(&said);
        match version {
            Some(version) if self.accepts(&version) => Ok(version),
            Some(version) => Err(format!("{} is version {version}", path.display())),
            None => Err(format!("{} does not say that it is {}", path.display(), self.name)),
        }
    }

    fn read_version(&self, said: &str) -> Option<String> {
        // Not only at the start of a line: some programs print the path they were started by first.
        let mut rests = said.lines().filter_map(|line| line.split_once(self.before));
        rests.find_map(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned)
    }

    fn accepts(&self, version: &str) -> bool {
        if self.version.ends_with('.') { version.starts_with(self.version) } else { version == self.version }
    }
}

fn candidates(name: &str) -> impl Iterator<Item = PathBuf> {
    let peers = std::env::var_os("COUNTERSIGN_PEERS").map(PathBuf::from).into_iter();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = peers.chain(std::env::split_paths(&path)).collect();
    let name = name.to_owned();
    folders.into_iter().map(move |folder| folder.join(&name)).filter(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::{PRODUCTS, Product};

    fn product(name: &str) -> &'static Product {
        PRODUCTS.iter().find(|product| product.name == name).unwrap()
    }

    #[test]
    fn reads_the_version_that_each_product_prints() {
        for (name, said, expected) in [
            ("cosign", "cosign: A tool\n\nGitVersion:    v3.1.3\nGitCommit:     unknown\n", "v3.1.3"),
            ("oras", "Version:    1.3.6\nGo version: go1.26.8\n", "1.3.6"),
            ("crane", "v0.22.1\n", "v0.22.1"),
            (
                "docker-registry",
                "/usr/bin/docker-registry github.com/docker/distribution 2.8.2+ds1\n",
                "2.8.2+ds1",
            ),
            (
                "distribution",
                "/peers/bin/distribution github.com/distribution/distribution/v3 v3.1.2\n",
                "v3.1.2",
            ),
            (
                "notation",
                "Notation - a tool\n\nVersion:     v1.3.2+unreleased\nGo version:  go1.26.8\n",
                "v1.3.2+unreleased",
            ),
            ("timestamp-server", "GitVersion:    v2.1.2\nGitCommit:     unknown\n", "v2.1.2"),
            ("skopeo", "skopeo version 1.9.3\n", "1.9.3"),
            ("ssh-keygen", "unknown option -- ?\nusage: ssh-keygen [-q] [-a rounds]\n", "[-q]"),
            ("openssl", "OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n", "3.0.19"),
        ] {
            assert_eq!(product(name).read_version(said).as_deref(), Some(expected), "{name}");
            assert!(product(name).accepts(expected), "{name}");
        }
    }

    #[test]
    fn another_product_or_version_does_not_count() {
        assert_eq!(product("openssl").read_version("LibreSSL 3.9.0\n"), None);
        assert!(!product("openssl").accepts("1.1.1"));
        assert!(!product("cosign").accepts("v3.1.30"));
        assert!(!product("cosign").accepts("devel"));
    }
}

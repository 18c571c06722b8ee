//! Archives that other programs made.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{files, provider};
use countersign_oci::{ArchiveFiles, ArchiveReader, FileRead, Layout, LayoutFiles, Manifest};

fn read(bytes: &[u8]) -> ArchiveFiles {
    let mut reader = ArchiveReader::new();
    bytes.chunks(10_007).for_each(|piece| reader.push(piece).unwrap());
    reader.finish().unwrap()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A folder of its own under the target folder, empty.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// GNU tar, where it is installed.
fn tar() -> Option<Command> {
    let output = Command::new("tar").arg("--version").output().ok()?;
    let is_gnu = String::from_utf8_lossy(&output.stdout).contains("GNU tar");
    is_gnu.then(|| Command::new("tar"))
}

#[test]
fn reads_what_gnu_tar_writes_in_each_format() {
    for format in ["ustar", "pax", "gnu", "oldgnu"] {
        for from in [".", "oci-layout index.json blobs"] {
            let Some(mut tar) = tar() else { return };
            tar.arg(format!("--format={format}")).arg("-C").arg(folder("bundle-attested")).args(["-cf", "-"]);
            let output = tar.args(from.split(' ')).output().unwrap();
            assert!(output.status.success());
            let archive = read(&output.stdout);
            let expected = files("bundle-attested");
            assert_eq!(archive.names().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
            for (path, bytes) in expected {
                assert_eq!(archive.read(&path, u64::MAX), FileRead::Bytes(bytes), "{format} {path}");
            }
        }
    }
}

#[test]
fn reads_long_names_of_gnu_tar() {
    let scratch = scratch("archive-long-names");
    let blob = format!("blobs/sha512/{}", "a".repeat(128));
    std::fs::create_dir_all(scratch.join("blobs/sha512")).unwrap();
    std::fs::write(scratch.join(&blob), b"{}").unwrap();
    for format in ["pax", "gnu", "posix"] {
        let Some(mut tar) = tar() else { return };
        tar.arg(format!("--format={format}")).arg("-C").arg(&scratch).args(["-cf", "-", "."]);
        let archive = read(&tar.output().unwrap().stdout);
        assert_eq!(archive.read(&blob, 2), FileRead::Bytes(b"{}".to_vec()), "{format}");
    }
}

#[test]
fn reads_what_skopeo_and_umoci_write() {
    let (Some(skopeo), Some(umoci)) = (testkit::program("skopeo"), testkit::program("umoci")) else { return };
    let scratch = scratch("archive-skopeo");
    let layout = scratch.join("layout");
    run(umoci.command().args(["init", "--layout"]).arg(&layout));
    run(umoci.command().args(["new", "--image"]).arg(format!("{}:v1", layout.display())));
    let archive = scratch.join("image.tar");
    run(skopeo
        .command()
        .arg("--insecure-policy")
        .arg("copy")
        .arg(format!("oci:{}:v1", layout.display()))
        .arg(format!("oci-archive:{}:v1", archive.display())));
    let theirs = read(&std::fs::read(&archive).unwrap());
    let layout = Layout::open(theirs, provider()).unwrap();
    let image = layout.resolve_name(Some("v1")).unwrap();
    let path = format!("blobs/sha256/{}", image.digest().hex());
    let FileRead::Bytes(bytes) = read(&std::fs::read(&archive).unwrap()).read(&path, 1 << 20) else {
        panic!("the manifest is kept")
    };
    assert!(Manifest::parse(&bytes, Some(image.media_type())).unwrap().as_image().is_some());
}

//! What a copy of large blobs takes of memory, measured in a process of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod copying;

use std::process::Command;

use copying::{copy, empty_layout, repository};
use countersign_oci::media_type;
use testkit::HostileRegistry;

const FROM: &str = "acme/from";
const TO: &str = "acme/to";
const MIB: u64 = 1024 * 1024;

/// An image with a layer of so many bytes.
fn put_large_image(source: &HostileRegistry, size: u64) {
    let config = source.put_blob(FROM, b"{}".to_vec());
    let layer = source.put_sparse_blob(FROM, 1, size);
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": media_type::IMAGE_MANIFEST,
        "config": {"mediaType": media_type::IMAGE_CONFIG, "digest": config, "size": 2},
        "layers": [
            {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer, "size": size}
        ],
    });
    let digest = source.put_manifest(FROM, media_type::IMAGE_MANIFEST, manifest.to_string().as_bytes());
    source.set_tag(FROM, "v1", &digest);
}

/// Copies in another process, and says what it printed: the most memory that it had, in KiB.
fn copy_apart(from: &HostileRegistry, to: &str) -> u64 {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_copy", "--ignored", "--nocapture"])
        .envs([("COPY_FROM", from.address().as_str()), ("COPY_TO", to)])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let peak = text.lines().find_map(|line| line.split_once("VmHWM:")).unwrap().1;
    peak.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

#[test]
#[ignore = "a part of other tests"]
fn a_copy() {
    let (Ok(from), Ok(to)) = (std::env::var("COPY_FROM"), std::env::var("COPY_TO")) else { return };
    let begun = std::time::Instant::now();
    let source = repository(&from, FROM);
    let (_folder, local) = empty_layout();
    match to.as_str() {
        "folder" => copy(&source, &local, "v1").unwrap(),
        host => copy(&source, &repository(host, TO), "v1").unwrap(),
    };
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    println!("\n{peak}\n{} ms", begun.elapsed().as_millis());
}

#[test]
fn memory_does_not_depend_on_the_size_of_a_blob() {
    let source = HostileRegistry::honest();
    put_large_image(&source, 256 * MIB);
    let hostile = HostileRegistry::honest();
    for to in [hostile.address().as_str(), "folder"] {
        let peak = copy_apart(&source, to);
        eprintln!("{to}: {peak} KiB");
        assert!(peak <= 64 * 1024, "{to}: {peak} KiB");
    }
}

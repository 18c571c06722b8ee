use countersign_oci::{ArchiveError, ArchiveFiles, ArchiveReader, FileRead, LayoutFiles};
use std::collections::BTreeSet;

/// An archive is read alike in whatever pieces it arrives; no name comes out of it that a layout does not have, no more bytes
/// than went in, and nothing from an archive that ends early or goes on after its end.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn archive(data: &[u8]) {
    let whole = read(data, data.len().max(1));
    let piece = data.first().map_or(1, |first| usize::from(*first) + 1);
    assert_eq!(read(data, piece), whole, "pieces make a difference");
    let Ok(files) = whole else { return };
    let names: BTreeSet<_> = files.names().map(str::to_owned).collect();
    assert!(names.iter().all(|name| is_of_a_layout(name)), "a name that no layout has");
    let kept = names.iter().map(|name| match files.read(name, u64::MAX) {
        FileRead::Bytes(bytes) => bytes.len(),
        FileRead::TooLarge { .. } => 0,
        other => panic!("{name} is {other:?}"),
    });
    assert!(kept.sum::<usize>() <= data.len(), "more than went in");
    let end = data.len() - data.iter().rev().take_while(|byte| **byte == 0).count();
    let cut = data.get(..end).unwrap_or_default();
    assert!(matches!(read(cut, 512), Err(ArchiveError::Truncated { .. })), "an archive without its end");
    assert!(
        matches!(read(&[data, b"x"].concat(), 512), Err(ArchiveError::TrailingData { .. })),
        "more after the end"
    );
}

fn read(data: &[u8], piece: usize) -> Result<ArchiveFiles, ArchiveError> {
    let mut reader = ArchiveReader::new();
    for piece in data.chunks(piece) {
        reader.push(piece)?;
    }
    reader.finish()
}

fn is_of_a_layout(name: &str) -> bool {
    let is_blob = |rest: &str| {
        let (algorithm, hex) = rest.split_once('/').unwrap_or_default();
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return false,
        };
        hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    ["oci-layout", "index.json"].contains(&name) || name.strip_prefix("blobs/").is_some_and(is_blob)
}

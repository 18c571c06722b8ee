//! Thousands of archives with something wrong in them: what is accepted, Python's reader reads alike.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests and their helpers may panic"
)]

mod common;
#[path = "common/tar.rs"]
mod tar;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use common::sha256;
use countersign_oci::{ArchiveFiles, ArchiveReader, FileRead, LayoutFiles};
use tar::{Entry, GNU, POSIX, archive, gnu_name, pax};

const ARCHIVES: u64 = 1500;

/// Reads archives, each with its length before it, and says for each which files it holds: number, name, digest.
const PYTHON: &str = r#"
import hashlib, io, struct, sys, tarfile
data, at, number = sys.stdin.buffer.read(), 0, 0
while at < len(data):
    (size,) = struct.unpack_from(">I", data, at)
    try:
        with tarfile.open(fileobj=io.BytesIO(data[at + 4:at + 4 + size]), mode="r:") as archive:
            for member in archive:
                if member.isreg():
                    content = archive.extractfile(member).read()
                    name = member.name.encode("utf-8", "surrogateescape").hex()
                    print(number, name, hashlib.sha256(content).hexdigest())
    except Exception:
        print(number, "", "error")
    at, number = at + 4 + size, number + 1
"#;

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

fn name(numbers: &mut Numbers) -> String {
    let blob = format!("blobs/sha256/{}", "a".repeat(64));
    let names = [
        "index.json",
        "oci-layout",
        &blob,
        "./index.json",
        "other",
        "index.json/",
        "Index.json",
        "a/../index.json",
    ];
    // Mostly good ones, lest everything be refused.
    let choice = numbers.below(16);
    names[if choice < names.len() { choice } else { choice % 3 }].to_owned()
}

fn content(numbers: &mut Numbers) -> Vec<u8> {
    match numbers.below(4) {
        0 => Entry::file("oci-layout", b"inner").bytes(),
        1 => vec![b'{'; numbers.below(1400)],
        _ => format!("{{{}}}", numbers.below(9)).into_bytes(),
    }
}

fn file(numbers: &mut Numbers) -> Entry {
    let flag = *numbers.one_of::<u8>(&[&b'0', &b'0', &b'0', &b'0', &0, &b'5', &b'7', &b'1']);
    let content = if flag == b'5' { Vec::new() } else { content(numbers) };
    Entry::new(&name(numbers), flag, &content)
}

fn extension(numbers: &mut Numbers, of: &Entry) -> Entry {
    let (name, size) = (name(numbers), of.content.len().to_string());
    match numbers.below(9) {
        0 => pax(&[("path", &name)]),
        1 => pax(&[("size", &size)]),
        2 => pax(&[("mtime", "1"), ("path", &name), ("size", &size)]),
        3 => pax(&[("size", "512")]),
        4 => pax(&[("GNU.sparse.name", &name), ("hdrcharset", "BINARY")]),
        5 => Entry::new("g", b'g', tar::pax_text(&[("comment", "index.json")]).as_bytes()),
        6 => Entry::new("g", b'g', tar::pax_text(&[("path", &name)]).as_bytes()),
        _ => gnu_name(&name),
    }
}

/// Changes one field of a header, and makes its checksum right again.
fn bend(numbers: &mut Numbers, entry: Entry) -> Entry {
    match numbers.below(12) {
        0 => entry.with(257, numbers.one_of::<[u8]>(&[POSIX, GNU, b"ustar\0\0\0", &[0; 8]])),
        1 => entry.with(345, numbers.one_of::<[u8]>(&[b"blobs", b".", b"12345670123\0", b"\0x"])),
        2 => {
            let sizes: [&[u8]; 7] = [
                b"         17 ",
                b"17\0\0\0\0\0\0\0\0\0\0",
                b"0000000000512",
                b"00000000000\0",
                b"0000000001_0",
                &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
                &[0xff; 12],
            ];
            entry.with(124, &numbers.one_of::<[u8]>(&sizes)[..12])
        }
        3 => entry.with(
            156,
            &[*numbers.one_of::<u8>(&[&0, &b'0', &b'5', &b'x', &b'g', &b'L', &b'K', &b'S', &b'7'])],
        ),
        4 => entry.with(0, numbers.one_of::<[u8]>(&[b"index.json\0x", b"oci-layout\0", b"\xff\0"])),
        5 => entry.with(148, numbers.one_of::<[u8]>(&[b"0000000\0", b"12345\0  "])),
        6 => entry.with(500, b"tar\0tar\0tar\0"),
        _ => entry,
    }
}

fn make(numbers: &mut Numbers) -> Vec<u8> {
    let mut entries = Vec::new();
    for _ in 0..=numbers.below(3) {
        let file = file(numbers);
        for _ in 0..numbers.below(6).saturating_sub(3) {
            let extension = extension(numbers, &file);
            entries.push(bend(numbers, extension));
        }
        entries.push(bend(numbers, file));
    }
    let mut bytes = archive(&entries);
    if numbers.below(4) == 0 {
        let at = numbers.below(bytes.len());
        bytes[at] ^= 1 << numbers.below(8);
    }
    bytes
}

fn read(bytes: &[u8]) -> Option<ArchiveFiles> {
    let mut reader = ArchiveReader::new();
    reader.push(bytes).ok()?;
    reader.finish().ok()
}

/// What Python says of each archive: names and digests in the order of the archive. `None` where there is no Python.
fn read_by_python(archives: &[Vec<u8>]) -> Option<Vec<Vec<(String, String)>>> {
    let mut python = Command::new("python3");
    python.args(["-c", PYTHON]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = python.spawn().ok()?;
    let mut input = child.stdin.take().unwrap();
    let bytes: Vec<u8> = archives
        .iter()
        .flat_map(|one| {
            u32::try_from(one.len()).unwrap().to_be_bytes().into_iter().chain(one.iter().copied())
        })
        .collect();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let mut all = vec![Vec::new(); archives.len()];
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let [number, name, digest] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        all[number.parse::<usize>().unwrap()].push((name.to_owned(), digest.to_owned()));
    }
    Some(all)
}

fn is_of_a_layout(name: &str) -> bool {
    ["index.json", "oci-layout"].contains(&name) || (name.starts_with("blobs/sha256/") && name.len() == 77)
}

#[test]
fn what_is_accepted_python_reads_alike() {
    let mut numbers = Numbers(20_261_124);
    let archives: Vec<_> = (0..ARCHIVES).map(|_| make(&mut numbers)).collect();
    let Some(theirs) = read_by_python(&archives) else { return };
    let mut accepted = 0;
    for (at, (archive, theirs)) in archives.iter().zip(theirs).enumerate() {
        let Some(files) = read(archive) else { continue };
        accepted += 1;
        let ours: BTreeMap<String, String> = files
            .names()
            .map(|name| match files.read(name, u64::MAX) {
                FileRead::Bytes(bytes) => (name.to_owned(), sha256(&bytes).hex().to_string()),
                other => (name.to_owned(), format!("{other:?}")),
            })
            .collect();
        let mut expected = BTreeMap::new();
        for (name, digest) in theirs {
            let bytes: Vec<_> = (0..name.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&name[at..at + 2], 16).unwrap())
                .collect();
            let name = String::from_utf8_lossy(&bytes).into_owned();
            let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
            assert_ne!(digest, "error", "archive {at}");
            if is_of_a_layout(&name) {
                assert_eq!(expected.insert(name, digest), None, "archive {at}: there twice");
            }
        }
        // Of what begins as a layer does only the length is kept.
        let same_names = ours.keys().eq(expected.keys());
        let same =
            ours.iter().all(|(name, one)| one.starts_with("TooLarge") || expected.get(name) == Some(one));
        assert!(same_names && same, "archive {at}: {ours:?}, Python: {expected:?}");
    }
    assert!(accepted > 200, "only {accepted} were accepted");
}

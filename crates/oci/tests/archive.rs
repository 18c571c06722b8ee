//! Image layouts in tar archives: what is kept, and what is refused lest two readers see two layouts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;
#[path = "common/tar.rs"]
mod tar;

use common::{Collect, files, provider, sha256};
use countersign_oci::{
    ArchiveError, ArchiveFiles, ArchiveLimits, ArchiveReader, FileRead, Layout, LayoutFiles, PlanOptions,
};
use proptest::prelude::*;
use tar::{Entry, archive, gnu_name, pax, pax_text};

const MARKER: &str = "oci-layout";

fn read(bytes: &[u8]) -> Result<ArchiveFiles, ArchiveError> {
    in_pieces(bytes, bytes.len().max(1), ArchiveLimits::default())
}

fn in_pieces(bytes: &[u8], piece: usize, limits: ArchiveLimits) -> Result<ArchiveFiles, ArchiveError> {
    let mut reader = ArchiveReader::within(limits);
    for piece in bytes.chunks(piece) {
        reader.push(piece)?;
    }
    reader.finish()
}

fn entries(list: &[Entry]) -> Result<ArchiveFiles, ArchiveError> {
    read(&archive(list))
}

/// What comes of an archive that has this entry after a good one.
fn with(entry: Entry) -> Result<ArchiveFiles, ArchiveError> {
    entries(&[Entry::file("index.json", b"{}"), entry])
}

fn content(files: &ArchiveFiles, path: &str) -> Vec<u8> {
    match files.read(path, u64::MAX) {
        FileRead::Bytes(bytes) => bytes,
        other => panic!("{path}: {other:?}"),
    }
}

fn names(files: &ArchiveFiles) -> Vec<String> {
    files.names().map(str::to_owned).collect()
}

fn blob(bytes: &[u8]) -> String {
    format!("blobs/sha256/{}", sha256(bytes).hex())
}

/// An archive of a layout among the test data.
fn archived(name: &str) -> Vec<u8> {
    let entries: Vec<_> = files(name).iter().map(|(path, bytes)| Entry::file(path, bytes)).collect();
    archive(&entries)
}

#[test]
fn a_signature_is_found_in_an_archive_as_in_a_folder() {
    let layout = Layout::open(read(&archived("bundle-p256")).unwrap(), provider()).unwrap();
    let subject = layout.resolve_name(Some("bundle-p256")).unwrap().digest();
    let found = layout.drive(Collect::new(subject, PlanOptions::default())).unwrap();
    assert_eq!((found.candidates.len(), found.problems.len()), (1, 0));
}

#[test]
fn the_size_of_the_pieces_makes_no_difference() {
    let bytes = archived("legacy-two-keys");
    let whole = read(&bytes).unwrap();
    assert_eq!(names(&whole), files("legacy-two-keys").keys().cloned().collect::<Vec<_>>());
    for piece in [1, 3, 511, 512, 513, 1000, 4096] {
        assert_eq!(in_pieces(&bytes, piece, ArchiveLimits::default()).as_ref(), Ok(&whole), "{piece}");
    }
}

#[test]
fn keeps_the_files_of_a_layout_and_passes_over_all_others() {
    let sha512 = format!("blobs/sha512/{}", "a".repeat(128));
    let files = entries(&[
        Entry::new("./", b'5', b""),
        Entry::file("./oci-layout", b"marker"),
        Entry::new("blobs/", b'5', b""),
        Entry::new("blobs/sha256", b'5', b""),
        Entry::file(&blob(b"x"), b"x"),
        Entry::file(&blob(b"empty"), b""),
        Entry::new("index.json", 0, b"{}"),
        Entry::file("manifest.json", b"docker"),
        Entry::file("blobs/md5/d41d8cd98f00b204e9800998ecf8427e", b"other"),
        Entry::file("blobs/sha256/short", b"short"),
        pax(&[("mtime", "1.5"), ("path", &sha512)]),
        Entry::file("blobs/sha512/cut", b"long"),
        Entry::file("\u{e9}", b"name of bytes"),
    ])
    .unwrap();
    assert_eq!(
        names(&files),
        [blob(b"x"), blob(b"empty"), sha512.clone(), "index.json".into(), MARKER.into()]
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(content(&files, MARKER), b"marker");
    assert_eq!(content(&files, &sha512), b"long");
    assert_eq!(content(&files, &blob(b"empty")), b"");
    assert_eq!(files.read("manifest.json", 100), FileRead::Absent);
    assert_eq!(files.read(MARKER, 5), FileRead::TooLarge { actual: 6 });
}

#[test]
fn long_names_are_read_in_each_of_their_forms() {
    let path = blob(b"content");
    let (prefix, name) = path.rsplit_once('/').unwrap();
    for list in [
        vec![Entry::file(&path, b"content")],
        vec![Entry::file(name, b"content").with(345, prefix.as_bytes())],
        vec![gnu_name(&path), Entry::file("cut", b"content").gnu()],
        vec![pax(&[("path", &path)]), Entry::file("cut", b"content")],
        vec![pax(&[("size", "7"), ("path", &path)]), Entry::file("cut", b"content")],
        vec![Entry::new("g", b'g', pax_text(&[("comment", "c")]).as_bytes()), Entry::file(&path, b"content")],
    ] {
        assert_eq!(content(&entries(&list).unwrap(), &path), b"content");
    }
}

/// GNU tar reads a time there, Python a prefix, and Go a time or else a prefix.
#[test]
fn refuses_a_gnu_header_with_something_where_a_prefix_would_be() {
    for first in [&b"12345670123"[..], b"elsewhere"] {
        let entry = Entry::file(MARKER, b"x").with(345, first);
        assert_eq!(names(&with(entry.clone()).unwrap()), ["index.json"], "in a POSIX header it is one");
        assert_eq!(with(entry.gnu()), Err(ArchiveError::Name { at: 1024 }));
    }
    let later = Entry::file(MARKER, b"x").gnu().with(357, b"12345670123");
    assert_eq!(content(&with(later).unwrap(), MARKER), b"x");
}

/// Go gives what stands before a global header to that header, Python and GNU tar to the file after it.
#[test]
fn refuses_a_global_header_between_an_entry_and_what_is_said_of_it() {
    let global = || Entry::new("g", b'g', pax_text(&[("comment", "c")]).as_bytes());
    let file = || Entry::file("other", b"x");
    for said in [pax(&[("path", MARKER)]), gnu_name(MARKER)] {
        let good = [global(), said.clone(), file()];
        assert_eq!(content(&entries(&good).unwrap(), MARKER), b"x");
        let error = ArchiveError::ExtensionWithoutEntry { at: 1024 };
        assert_eq!(entries(&[said, global(), file()]), Err(error));
    }
}

#[test]
fn says_of_a_compressed_archive_how_it_is_compressed() {
    let starts: [(&str, &[u8]); 4] = [
        ("gzip", &[0x1f, 0x8b, 8, 0]),
        ("Zstandard", &[0x28, 0xb5, 0x2f, 0xfd]),
        ("xz", b"\xfd7zXZ\0"),
        ("bzip2", b"BZh9"),
    ];
    for (format, start) in starts {
        for length in [0, 100, 507, 508, 2000] {
            let bytes = [start, &vec![7; length]].concat();
            assert_eq!(read(&bytes), Err(ArchiveError::Compressed { format }), "{format} {length}");
        }
    }
    assert!(ArchiveError::Compressed { format: "gzip" }.to_string().contains("decompress"));
    // A good archive may begin so, and what comes later is no sign of anything.
    assert!(entries(&[Entry::file("BZh9.txt", b"x")]).is_ok());
    let later = [&Entry::file(MARKER, b"x").bytes()[..], &[0x1f, 0x8b, 8], &[0; 2000]].concat();
    assert_eq!(read(&later), Err(ArchiveError::Checksum { at: 1024 }));
}

#[test]
fn of_a_long_file_and_of_a_layer_only_the_length_is_kept() {
    let limits = ArchiveLimits::default().with_max_file(600).with_max_total(1000);
    let mut tar = vec![0; 300];
    tar[257..262].copy_from_slice(b"ustar");
    let layers: [&[u8]; 3] = [&[&[0x1f, 0x8b][..], &[7; 550]].concat(), &[0x28, 0xb5, 0x2f, 0xfd, 0], &tar];
    let mut list = vec![Entry::file(&blob(b"long"), &[b'{'; 601]), Entry::file(&blob(b"fits"), &[b'{'; 600])];
    list.extend(layers.iter().map(|layer| Entry::file(&blob(layer), layer)));
    let bytes = archive(&list);
    for piece in [1, 600, 100_000] {
        let files = in_pieces(&bytes, piece, limits.clone()).unwrap();
        assert_eq!(files.read(&blob(b"long"), u64::MAX), FileRead::TooLarge { actual: 601 });
        assert_eq!(content(&files, &blob(b"fits")).len(), 600);
        for layer in layers {
            assert_eq!(files.read(&blob(layer), 9999), FileRead::TooLarge { actual: layer.len() as u64 });
        }
    }
    // The budget counts what is kept.
    list.push(Entry::file(&blob(b"more"), &[b'{'; 400]));
    assert!(in_pieces(&archive(&list), 77, limits.clone()).is_ok());
    list.push(Entry::file(&blob(b"one more"), b"{"));
    assert_eq!(in_pieces(&archive(&list), 77, limits), Err(ArchiveError::TooMuch { limit: 1000 }));
}

#[test]
fn a_claimed_length_takes_no_memory() {
    let mut reader =
        ArchiveReader::within(ArchiveLimits::default().with_max_file(u64::MAX).with_max_total(u64::MAX));
    let entry = Entry::file(&blob(b"x"), b"")
        .gnu()
        .with(124, &[0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    reader.push(&entry.block).unwrap();
    reader.push(&[b'{'; 5000]).unwrap();
    assert_eq!(reader.finish(), Err(ArchiveError::Truncated { at: 5120 }));
    // The same where it is passed over.
    let mut reader = ArchiveReader::new();
    reader.push(&entry.block).unwrap();
    reader.push(&[b'{'; 5000]).unwrap();
    assert_eq!(reader.finish(), Err(ArchiveError::Truncated { at: 5512 }));
}

#[test]
fn refuses_an_archive_that_ends_early() {
    let bytes = archive(&[Entry::file(MARKER, b"marker"), Entry::file("index.json", b"{}")]);
    assert!(read(&bytes).is_ok());
    for length in 0..bytes.len() {
        let at = length as u64 / 512 * 512;
        assert_eq!(read(&bytes[..length]), Err(ArchiveError::Truncated { at }), "{length}");
    }
}

#[test]
fn after_the_end_there_are_only_zeros() {
    let good = archive(&[Entry::file(MARKER, b"marker")]);
    let padded = [&good[..], &[0; 7000]].concat();
    assert!(read(&padded).is_ok());
    for extra in [&b"x"[..], &[0, 0, 1], &Entry::file("index.json", b"{}").bytes()] {
        let bytes = [&good[..], extra].concat();
        assert_eq!(read(&bytes), Err(ArchiveError::TrailingData { at: good.len() as u64 }));
    }
    let lone = [
        &Entry::file(MARKER, b"m").bytes()[..],
        &[0; 512],
        &Entry::file("index.json", b"{}").bytes(),
        &[0; 1024],
    ];
    assert_eq!(read(&lone.concat()), Err(ArchiveError::LoneZeroBlock { at: 1536 }));
}

#[test]
fn refuses_a_header_whose_checksum_is_wrong() {
    let good = archive(&[Entry::file(MARKER, b"marker")]);
    for at in (0..512).filter(|at| !(148..156).contains(at)) {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        assert_eq!(read(&bytes), Err(ArchiveError::Checksum { at: 0 }), "{at}");
    }
    assert_eq!(read(&[1; 2000]), Err(ArchiveError::Checksum { at: 0 }));
}

#[test]
fn refuses_headers_of_other_kinds() {
    for magic in [&[0; 8][..], b"ustar\x0001", b"ustar\x00\x00\x00", b"USTAR\x0000"] {
        assert_eq!(with(Entry::file(MARKER, b"x").with(257, magic)), Err(ArchiveError::Magic { at: 1024 }));
    }
    for flag in [b'7', b'V', b'M', b'D', b'N', b'X', b'9'] {
        assert_eq!(with(Entry::new("other", flag, b"")), Err(ArchiveError::EntryType { at: 1024, flag }));
    }
}

#[test]
fn refuses_a_size_that_is_no_number() {
    for size in [&b"            "[..], b"00000000009\0", b"-0000000001\0", b"0000 000001\0", &[0xff; 12]] {
        let entry = Entry::file(MARKER, b"x").with(124, size);
        assert_eq!(with(entry.clone()), Err(ArchiveError::Size { at: 1024 }));
        assert_eq!(with(entry.gnu()), Err(ArchiveError::Size { at: 1024 }));
    }
    // GNU's binary form is GNU's alone.
    let binary = Entry::file(MARKER, b"x").with(124, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(with(binary.clone()), Err(ArchiveError::Size { at: 1024 }));
    assert_eq!(content(&with(binary.gnu()).unwrap(), MARKER), b"x");
}

#[test]
fn refuses_links_devices_and_pipes_whatever_their_name() {
    for name in [MARKER, "blobs", "elsewhere"] {
        for flag in [b'1', b'2', b'3', b'4', b'6', b'K'] {
            let entry = Entry::new(name, flag, b"");
            assert_eq!(with(entry), Err(ArchiveError::LinkOrDevice { at: 1024 }), "{name} {flag}");
        }
    }
    let linkpath = [pax(&[("linkpath", "index.json")]), Entry::file(MARKER, b"x")];
    assert_eq!(entries(&linkpath), Err(ArchiveError::LinkOrDevice { at: 512 }));
    assert!(with(Entry::new("elsewhere", b'5', b"")).is_ok());
}

#[test]
fn refuses_sparse_files_in_each_form() {
    assert_eq!(with(Entry::new(MARKER, b'S', b"").gnu()), Err(ArchiveError::Sparse { at: 1024 }));
    for key in ["GNU.sparse.major", "GNU.sparse.name", "SCHILY.realsize"] {
        let list = [pax(&[(key, "1")]), Entry::file(MARKER, b"x")];
        assert_eq!(entries(&list), Err(ArchiveError::Sparse { at: 512 }), "{key}");
    }
}

#[test]
fn refuses_a_directory_with_content_or_in_the_place_of_a_file() {
    let entry = Entry::new("blobs/", b'5', b"").size(1);
    assert_eq!(with(entry), Err(ArchiveError::DirectoryWithContent { at: 1024 }));
    let by_pax = |entry: Entry| {
        let mut reader = ArchiveReader::new();
        reader.push(&pax(&[("size", "8589934592")]).bytes())?;
        reader.push(&entry.block)
    };
    assert_eq!(by_pax(Entry::file("blobs/x", b"")), Ok(()));
    let error = ArchiveError::DirectoryWithContent { at: 1024 };
    assert_eq!(by_pax(Entry::new("blobs/", b'5', b"")), Err(error));
    for name in [MARKER, "./oci-layout/"] {
        let path = MARKER.to_owned();
        assert_eq!(with(Entry::new(name, b'5', b"")), Err(ArchiveError::NotAFile { path }));
    }
}

#[test]
fn refuses_a_file_that_is_there_twice_under_whatever_spelling() {
    assert!(with(Entry::file(MARKER, b"x")).is_ok());
    for name in ["index.json", "./index.json"] {
        let path = "index.json".to_owned();
        assert_eq!(with(Entry::file(name, b"{}")), Err(ArchiveError::Duplicate { path }), "{name}");
    }
    // Also where only the length of the first was kept.
    let layer = Entry::file(&blob(b"x"), &[0x1f, 0x8b]);
    assert!(matches!(entries(&[layer.clone(), layer]), Err(ArchiveError::Duplicate { .. })));
}

#[test]
fn refuses_names_that_may_land_where_a_file_of_the_layout_is() {
    for name in [
        "/index.json",
        "../index.json",
        "a/../index.json",
        "./././index.json",
        ".//oci-layout",
        "blobs//sha256/x",
        "blobs/./x",
        "index.json/",
        "Index.json",
        "OCI-LAYOUT",
        "..",
        ".",
        "./",
    ] {
        assert_eq!(with(Entry::file(name, b"x")), Err(ArchiveError::Name { at: 1024 }), "{name}");
    }
    assert_eq!(
        with(Entry::file(&blob(b"x").to_ascii_uppercase(), b"x")),
        Err(ArchiveError::Name { at: 1024 })
    );
    assert_eq!(with(Entry::file("", b"x")), Err(ArchiveError::Name { at: 1024 }));
    let by_pax = [pax(&[("path", "a/../index.json")]), Entry::file("harmless", b"x")];
    assert_eq!(entries(&by_pax), Err(ArchiveError::Name { at: 1024 }));
    assert_eq!(names(&with(Entry::file("other/index.json", b"x")).unwrap()), ["index.json"]);
}

#[test]
fn refuses_sizes_that_disagree() {
    let sized = |size: &str| entries(&[pax(&[("size", size)]), Entry::file(MARKER, b"marker")]);
    assert!(sized("6").is_ok());
    for (size, extension) in [("5", 5), ("0", 0), ("1536", 1536), ("9000000000", 9_000_000_000)] {
        let error = ArchiveError::SizesDisagree { at: 1024, header: 6, extension };
        assert_eq!(sized(size), Err(error), "{size}");
    }
    let zero = |size: &str| {
        let mut reader = ArchiveReader::new();
        reader.push(&pax(&[("size", size)]).bytes())?;
        reader.push(&Entry::file(MARKER, b"").block)
    };
    // Only what does not fit the header may be zero there.
    assert_eq!(zero("8589934592"), Ok(()));
    let extension = 8_589_934_591;
    assert_eq!(zero("8589934591"), Err(ArchiveError::SizesDisagree { at: 1024, header: 0, extension }));
}

#[test]
fn refuses_a_name_or_a_size_that_is_given_twice() {
    let file = || Entry::file("x", b"1");
    let twice = |list: Vec<Entry>| entries(&list).unwrap_err();
    let longer = pax(&[("path", MARKER), ("path", "index.json")]);
    assert_eq!(twice(vec![longer, file()]), ArchiveError::ExtensionTwice { at: 512 });
    assert_eq!(
        twice(vec![pax(&[("size", "1"), ("size", "1")]), file()]),
        ArchiveError::ExtensionTwice { at: 512 }
    );
    let both = vec![pax(&[("path", MARKER)]), pax(&[("mtime", "1")]), file()];
    assert_eq!(twice(both), ArchiveError::ExtensionTwice { at: 1536 });
    let mixed = vec![pax(&[("path", MARKER)]), gnu_name("index.json"), file()];
    assert_eq!(twice(mixed), ArchiveError::ExtensionTwice { at: 1536 });
    let mixed = vec![gnu_name("index.json"), gnu_name("index.json"), file()];
    assert_eq!(twice(mixed), ArchiveError::ExtensionTwice { at: 1536 });
    // What was said of one entry says nothing of the next.
    let next = [pax(&[("path", "index.json")]), file(), Entry::file(MARKER, b"x")];
    assert_eq!(names(&entries(&next).unwrap()), ["index.json", MARKER]);
}

#[test]
fn refuses_malformed_extensions() {
    for text in [
        "x",
        "7 a=b\n",
        "5 a=b\n",
        "6 a=b ",
        "6 abc\n",
        "5 =b\n",
        " 6 a=b\n",
        "06x a=b\n",
        "99999999999999999999 a=b\n",
        "+6 a=b\n",
        "8 path=\n",
        "10 path=a\0\n",
        "11 size=-1\n",
        "8 size=\n",
        "28 size=9223372036854775808\n",
    ] {
        let list = [Entry::new("x", b'x', text.as_bytes()), Entry::file(MARKER, b"x")];
        assert_eq!(entries(&list), Err(ArchiveError::Extension { at: 512 }), "{text:?}");
    }
    let empty = [Entry::new("x", b'x', b""), Entry::file(MARKER, b"x")];
    assert_eq!(entries(&empty), Err(ArchiveError::Extension { at: 0 }));
    for name in ["", "a\0b"] {
        assert_eq!(
            entries(&[gnu_name(name), Entry::file("x", b"x")]),
            Err(ArchiveError::Extension { at: 512 })
        );
    }
    assert!(entries(&[Entry::new("x", b'x', b"6 a=b\n"), Entry::file(MARKER, b"x")]).is_ok());
}

#[test]
fn refuses_an_extension_that_is_too_long_or_stands_before_nothing() {
    let long = |length: usize| {
        let name = "a".repeat(length - 1);
        entries(&[gnu_name(&name), Entry::file("x", b"x")])
    };
    assert!(long(65_536).is_ok());
    assert_eq!(long(65_537), Err(ArchiveError::ExtensionTooLong { at: 0, limit: 65_536 }));
    assert_eq!(entries(&[gnu_name("x")]), Err(ArchiveError::ExtensionWithoutEntry { at: 1024 }));
    assert_eq!(entries(&[pax(&[("mtime", "1")])]), Err(ArchiveError::ExtensionWithoutEntry { at: 1024 }));
}

#[test]
fn refuses_a_global_header_that_names_files() {
    for key in ["path", "size", "linkpath", "GNU.sparse.map"] {
        let global = Entry::new("g", b'g', pax_text(&[(key, "1")]).as_bytes());
        let list = [global, Entry::file(MARKER, b"x")];
        assert_eq!(entries(&list), Err(ArchiveError::GlobalOverride { at: 512 }), "{key}");
    }
}

#[test]
fn refuses_more_headers_than_the_limit() {
    let limits = ArchiveLimits::default().with_max_entries(3);
    let run = |count: usize| {
        let list: Vec<_> = (0..count).map(|at| Entry::file(&format!("other-{at}"), b"x")).collect();
        in_pieces(&archive(&list), 512, limits.clone())
    };
    assert!(run(3).is_ok());
    assert_eq!(run(4), Err(ArchiveError::TooManyEntries { limit: 3 }));
}

#[test]
fn a_reader_that_failed_stays_so() {
    let mut reader = ArchiveReader::default();
    let error = Err(ArchiveError::Checksum { at: 0 });
    assert_eq!(reader.push(&[1; 512]), error);
    assert_eq!(reader.push(&[0; 1024]), error);
    assert_eq!(reader.finish().map(drop), error);
}

#[test]
fn messages_say_where_and_show_no_foreign_text_raw() {
    let path = "\u{202e}x".to_owned();
    assert!(!ArchiveError::Duplicate { path }.to_string().contains('\u{202e}'));
    assert!(ArchiveError::Name { at: 1024 }.to_string().contains("1024"));
}

proptest! {
    /// Whatever one byte is changed to, no other reader's file comes out: every name is a layout's, and pieces do not matter.
    #[test]
    fn a_changed_archive_is_read_alike_in_pieces(at in 0_usize..6000, value: u8, piece in 1_usize..700) {
        let mut bytes = archive(&[
            pax(&[("mtime", "1"), ("path", &blob(b"x"))]),
            Entry::file("cut", b"x"),
            gnu_name("index.json"),
            Entry::file("cut", b"{}").gnu(),
            Entry::file(MARKER, b"marker"),
        ]);
        let at = at % bytes.len();
        bytes[at] = value;
        let whole = read(&bytes);
        prop_assert_eq!(&in_pieces(&bytes, piece, ArchiveLimits::default()), &whole);
        for name in whole.iter().flat_map(ArchiveFiles::names) {
            prop_assert!(name == MARKER || name == "index.json" || name.starts_with("blobs/sha"));
        }
    }
}

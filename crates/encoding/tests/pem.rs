//! One PEM block, strictly.
#![cfg(feature = "pem")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::base64::Base64Error;
use countersign_encoding::pem::{self, PemBundleError, PemError};
use proptest::prelude::*;

const LIMIT: usize = 4096;

const OK: &str = "-----BEGIN PUBLIC KEY-----\nZm9v\nYmFy\n-----END PUBLIC KEY-----\n";

fn refused(text: &str) -> PemError {
    pem::decode_one(text.as_bytes(), LIMIT).unwrap_err()
}

#[test]
fn reads_one_block() {
    let block = pem::decode_one(OK.as_bytes(), LIMIT).unwrap();
    assert_eq!((block.label(), block.data()), ("PUBLIC KEY", &b"foobar"[..]));
}

#[test]
fn reads_either_line_end_and_skips_whitespace_around() {
    for text in [
        OK.replace('\n', "\r\n"),
        OK.trim_end().to_owned(),
        format!(" \t\r\n\n{OK}\n \n"),
        OK.replace("v\n", "v\r\n"),
    ] {
        assert_eq!(pem::decode_one(text.as_bytes(), LIMIT).unwrap().data(), b"foobar", "{text:?}");
    }
}

#[test]
fn reads_lines_of_76_characters_and_labels_of_any_words() {
    let line = "A".repeat(76);
    for label in ["X", "X509 CRL", "A-B C", "ENCRYPTED SIGSTORE PRIVATE KEY", "lower"] {
        let text = format!("-----BEGIN {label}-----\n{line}\n-----END {label}-----");
        assert_eq!(pem::decode_one(text.as_bytes(), LIMIT).unwrap().label(), label);
    }
}

#[test]
fn the_limit_counts_bytes_of_text() {
    pem::decode_one(OK.as_bytes(), OK.len()).unwrap();
    let error = pem::decode_one(OK.as_bytes(), OK.len() - 1).unwrap_err();
    assert_eq!(error, PemError::TooLarge { limit: OK.len() - 1, actual: OK.len() });
}

#[test]
fn refuses_text_around_the_block() {
    let line = |line| PemError::UnexpectedText { line };
    assert_eq!(refused(&format!("subject=CN\n{OK}")), line(1));
    assert_eq!(refused(&format!("\n\nkey:\n{OK}")), line(3));
    assert_eq!(refused(&format!(" {OK}")), line(1));
    assert_eq!(refused(&format!("{OK}x")), line(5));
    assert_eq!(refused(&format!("{OK}\n# end")), line(6));
    assert_eq!(refused(&format!("{OK}-----END PUBLIC KEY-----\n")), line(5));
    assert_eq!(refused(&format!("{OK}\0")), line(5));
    assert_eq!(refused(&format!("\u{c}{OK}")), line(1));
}

#[test]
fn refuses_a_second_block() {
    assert_eq!(refused(&format!("{OK}{OK}")), PemError::SeveralBlocks { line: 5 });
    assert_eq!(refused(&format!("{OK}\r\n\n-----BEGIN X-----")), PemError::SeveralBlocks { line: 7 });
}

#[test]
fn refuses_what_has_no_block() {
    for text in [
        "",
        "\n \n",
        "Zm9v",
        "----BEGIN X-----\nZm9v\n-----END X-----",
        "-----BEGINX-----",
        "-----END X-----\n",
    ] {
        assert_eq!(refused(text), PemError::NoBlock, "{text:?}");
    }
}

#[test]
fn refuses_a_block_without_end() {
    for text in ["-----BEGIN X-----", "-----BEGIN X-----\nZm9v\n", "-----BEGIN X-----\nZm9v\n----END X-----"]
    {
        assert_eq!(refused(text), PemError::NoEnd, "{text:?}");
    }
}

#[test]
fn refuses_malformed_boundaries() {
    for label in ["", " X", "X ", "X  Y", "-X", "X- Y", "X\tY", "X\0", &"X".repeat(65)] {
        let text = format!("-----BEGIN {label}-----\nZm9v\n-----END {label}-----\n");
        assert_eq!(refused(&text), PemError::Label { line: 1 }, "{text:?}");
    }
    for end in [
        "-----END X----",
        "-----END X----- ",
        "-----BEGIN X-----",
        "-----END -----",
        "-----END  X-----",
        "------END X-----",
    ] {
        let text = format!("-----BEGIN X-----\nZm9v\n{end}\n");
        assert_eq!(refused(&text), PemError::Label { line: 3 }, "{text:?}");
    }
    assert_eq!(refused("-----BEGIN X----- \nZm9v\n-----END X-----"), PemError::Label { line: 1 });
    assert_eq!(refused("-----BEGIN X-----Zm9v-----END Y----_"), PemError::Label { line: 1 });
}

#[test]
fn refuses_labels_that_differ_and_shows_them_escaped() {
    let error = refused("-----BEGIN A-----\nZm9v\n-----END a\\-----\n");
    assert_eq!(error, PemError::LabelMismatch { begin: "A".into(), end: "a\\".into() });
    assert_eq!(error.to_string(), r#"PEM block begins as "A" and ends as "a\\""#);
}

#[test]
fn refuses_headers() {
    let text =
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nZm9v\n-----END EC PRIVATE KEY-----\n";
    assert_eq!(refused(text), PemError::Header { line: 2 });
}

#[test]
fn refuses_empty_and_long_lines() {
    for (body, line) in
        [("\nZm9v", 2), ("Zm9v\n\nZm9v", 3), ("Zm9v\n\r", 3), (&*"A".repeat(77), 2), (&*"A".repeat(80), 2)]
    {
        let text = format!("-----BEGIN X-----\n{body}\n-----END X-----\n");
        assert_eq!(refused(&text), PemError::LineLength { line }, "{text:?}");
    }
}

#[test]
fn refuses_an_empty_block() {
    assert_eq!(refused("-----BEGIN X-----\n-----END X-----\n"), PemError::Empty);
}

#[test]
fn refuses_a_body_that_is_not_canonical() {
    for (body, error) in [
        ("Zm9", Base64Error::Padding),
        ("Zg==\nZg==", Base64Error::Character { offset: 2 }),
        ("Zh==", Base64Error::TrailingBits { offset: 1 }),
        ("Zm9v ", Base64Error::Character { offset: 4 }),
        ("Zm\r9v", Base64Error::Character { offset: 2 }),
        (" Zm9v", Base64Error::Character { offset: 0 }),
        ("Zm9v\n=abc", Base64Error::Character { offset: 4 }),
        ("Zm9v\n-_-_", Base64Error::Character { offset: 4 }),
        ("A", Base64Error::Length),
    ] {
        let text = format!("-----BEGIN X-----\n{body}\n-----END X-----\n");
        assert_eq!(refused(&text), PemError::Base64(error), "{text:?}");
    }
}

#[test]
fn refuses_bytes_above_ascii() {
    assert_eq!(refused("-----BEGIN \u{c4}-----"), PemError::NotAscii { offset: 11 });
    assert_eq!(pem::decode_one(b"\xff", LIMIT).unwrap_err(), PemError::NotAscii { offset: 0 });
    assert_eq!(refused(&format!("\u{feff}{OK}")), PemError::NotAscii { offset: 0 });
}

#[test]
fn a_block_does_not_show_its_data() {
    let block = pem::decode_one(OK.as_bytes(), LIMIT).unwrap();
    assert_eq!(format!("{block:?}"), r#"Block { label: "PUBLIC KEY", data_len: 6 }"#);
}

#[test]
fn writes_64_columns() {
    let text = pem::encode("X", &[0; 49]);
    assert_eq!(text, format!("-----BEGIN X-----\n{}\nAA==\n-----END X-----\n", "A".repeat(64)));
    assert_eq!(text.capacity(), text.len());
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(label in "[!-,.-~]{1,9}([ -][!-,.-~]{1,9}){0,3}", data in prop::collection::vec(any::<u8>(), 1..300)) {
        let text = pem::encode(&label, &data);
        let block = pem::decode_one(text.as_bytes(), usize::MAX).unwrap();
        prop_assert_eq!((block.label(), block.data()), (&*label, &*data));
        prop_assert_eq!(text.capacity(), text.len());
    }
}

#[test]
fn one_changed_byte_never_passes_for_the_same_block() {
    // The line end after the block may be another white space.
    for (offset, byte) in (0..OK.len() - 1).flat_map(|offset| (0..=u8::MAX).map(move |byte| (offset, byte))) {
        let mut text = OK.as_bytes().to_vec();
        text[offset] = byte;
        let read = pem::decode_one(&text, LIMIT);
        let same = read.is_ok_and(|block| block.label() == "PUBLIC KEY" && block.data() == b"foobar");
        assert_eq!(same, text == OK.as_bytes(), "byte {byte} at {offset}");
    }
}

const BUNDLE: pem::Limits = pem::Limits { bytes: LIMIT, blocks: 2 };

fn bundle_refused(text: &str) -> PemBundleError {
    pem::decode_all(text.as_bytes(), BUNDLE).unwrap_err()
}

#[test]
fn a_bundle_is_every_block_whatever_stands_between() {
    let text = format!("# Gr\u{f6}\u{df}e: \u{0}\n{OK}subject=CN\n\n-----\n{}tail", OK.replace('\n', "\r\n"));
    let blocks = pem::decode_all(text.as_bytes(), BUNDLE).unwrap();
    assert_eq!(blocks.iter().map(|block| block.data()).collect::<Vec<_>>(), [b"foobar", b"foobar"]);
    let latin = [b"\xff\xfe\n", OK.as_bytes()].concat();
    assert_eq!(pem::decode_all(&latin, BUNDLE).unwrap().len(), 1);
}

#[test]
fn the_limits_of_a_bundle_count_bytes_and_blocks() {
    let two = OK.repeat(2);
    let limits = |bytes, blocks| pem::Limits { bytes, blocks };
    assert_eq!(pem::decode_all(two.as_bytes(), limits(two.len(), 2)).unwrap().len(), 2);
    let error = pem::decode_all(two.as_bytes(), limits(two.len() - 1, 2)).unwrap_err();
    assert_eq!(error, PemBundleError::TooLarge { limit: two.len() - 1, actual: two.len() });
    let error = pem::decode_all(two.as_bytes(), limits(two.len(), 1)).unwrap_err();
    assert_eq!(error, PemBundleError::TooManyBlocks { limit: 1 });
}

#[test]
fn a_bundle_without_a_block_is_none() {
    assert_eq!(bundle_refused(""), PemBundleError::NoBlock);
    assert_eq!(bundle_refused("Zm9v\n"), PemBundleError::NoBlock);
}

#[test]
fn no_boundary_is_skipped_as_text() {
    for text in [
        format!("{OK} {OK}"),
        format!("{OK}-----END PUBLIC KEY-----\n"),
        format!("{OK}-----BEGIN -----\n"),
        format!("{OK}> -----BEGIN X-----\n"),
        format!("{OK}-----BEGIN X----- \n"),
        format!("{OK}text -----END X-----\n"),
    ] {
        assert_eq!(bundle_refused(&text), PemBundleError::Boundary { line: 5 }, "{text:?}");
    }
}

#[test]
fn a_bundle_says_which_block_is_malformed() {
    let block = |source| PemBundleError::Block { index: 1, source };
    let cut = OK.rsplit_once("-----END").unwrap().0;
    assert_eq!(bundle_refused(&format!("{OK}{cut}")), block(PemError::NoEnd));
    let nested = format!("{OK}-----BEGIN X-----\n{OK}");
    assert_eq!(bundle_refused(&nested), block(PemError::Label { line: 6 }));
    let empty = format!("{OK}-----BEGIN X-----\n-----END X-----\n");
    assert_eq!(bundle_refused(&empty), block(PemError::Empty));
    let text = OK.replace("Zm9v", "Zm9v ");
    assert!(matches!(
        bundle_refused(&format!("{OK}{text}")),
        PemBundleError::Block { index: 1, source: PemError::Base64(_) }
    ));
}

proptest! {
    #[test]
    fn a_bundle_of_what_is_written_is_read(blocks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 1..5)) {
        let text: String = blocks.iter().map(|data| format!("text\n{}", pem::encode("X", data))).collect();
        let read = pem::decode_all(text.as_bytes(), pem::Limits { bytes: text.len(), blocks: blocks.len() }).unwrap();
        prop_assert_eq!(read.iter().map(|block| block.data().to_vec()).collect::<Vec<_>>(), blocks);
    }

    #[test]
    fn no_text_makes_the_bundle_reader_panic(text in any::<Vec<u8>>()) {
        let _ = pem::decode_all(&text, BUNDLE);
    }
}

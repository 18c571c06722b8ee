//! Readers that fail unless length and digest match.
#![cfg(all(feature = "rustcrypto", feature = "std"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail by panicking"
)]

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read},
};

use countersign_digest::{Algorithm, CheckedReadError, CheckedReader, Digest, HashProvider, Sha2};
use proptest::prelude::*;

fn sha256(bytes: &[u8]) -> Digest {
    Sha2.hash(Algorithm::Sha256, bytes)
}

fn checked<R: Read>(inner: R, digest: Digest, size: u64) -> CheckedReader<R> {
    CheckedReader::new(inner, &Sha2, digest, size)
}

fn cause(error: &io::Error) -> CheckedReadError {
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    *error.get_ref().unwrap().downcast_ref().unwrap()
}

fn refused(inner: impl Read, digest: Digest, size: u64) -> CheckedReadError {
    cause(&checked(inner, digest, size).read_to_vec().unwrap_err())
}

/// Gives `byte` for ever and counts.
struct Endless {
    byte: u8,
    given: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(self.byte);
        self.given += u64::try_from(buffer.len()).unwrap();
        Ok(buffer.len())
    }
}

/// Plays a script: bytes or an error, one a read; then the end.
struct Script(VecDeque<Result<Vec<u8>, ErrorKind>>);

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = match self.0.pop_front() {
            None => return Ok(0),
            Some(Err(kind)) => return Err(kind.into()),
            Some(Ok(bytes)) => bytes,
        };
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        bytes.drain(..count);
        if !bytes.is_empty() {
            self.0.push_front(Ok(bytes));
        }
        Ok(count)
    }
}

fn script<const N: usize>(steps: [Result<&str, ErrorKind>; N]) -> Script {
    Script(steps.into_iter().map(|step| step.map(|text| text.into())).collect())
}

#[test]
fn gives_bytes_of_the_right_length_and_digest() {
    for length in [1, 2, 3, 31, 8192, 300_000] {
        let bytes = vec![7; length];
        for algorithm in Algorithm::ALL {
            let size = u64::try_from(length).unwrap();
            let reader = CheckedReader::new(&bytes[..], &Sha2, Sha2.hash(*algorithm, &bytes), size);
            assert_eq!(reader.read_to_vec().unwrap(), bytes);
        }
    }
}

#[test]
fn refuses_fewer_bytes_than_named() {
    let digest = sha256(b"abc");
    for actual in 0..3_u64 {
        let bytes = &b"abc"[..usize::try_from(actual).unwrap()];
        assert_eq!(refused(bytes, digest, 3), CheckedReadError::TooShort { expected: 3, actual });
    }
    let error = CheckedReadError::TooShort { expected: u64::MAX, actual: 3 };
    assert_eq!(refused(&b"abc"[..], digest, u64::MAX), error);
}

#[test]
fn refuses_more_bytes_than_named_even_where_the_first_match_the_digest() {
    let digest = sha256(b"abc");
    assert!(checked(&b"abc"[..], digest, 3).read_to_vec().is_ok());
    for longer in [&b"abcd"[..], b"abcabc", b"abc\0"] {
        assert_eq!(refused(longer, digest, 3), CheckedReadError::TooLong { expected: 3 });
    }
}

#[test]
fn refuses_another_digest() {
    let (expected, actual) = (sha256(b"abc"), sha256(b"abd"));
    assert_eq!(refused(&b"abd"[..], expected, 3), CheckedReadError::Digest { expected, actual });
}

#[test]
fn stops_one_byte_behind_the_size_of_an_endless_reader() {
    let digest = sha256(b"abc");
    for size in [0, 1, 2, 1000, 100_000] {
        let mut endless = Endless { byte: b'a', given: 0 };
        let found = refused(&mut endless, digest, size);
        assert_eq!(found, CheckedReadError::TooLong { expected: size });
        assert_eq!(endless.given, size + 1);
    }
}

#[test]
fn a_large_buffer_takes_no_byte_beyond_the_size() {
    let mut endless = Endless { byte: b'a', given: 0 };
    let mut buffer = vec![0; 1 << 20];
    let mut reader = checked(&mut endless, sha256(b"aaa"), 3);
    assert_eq!(reader.read(&mut buffer).unwrap(), 2);
    assert_eq!(cause(&reader.read(&mut buffer).unwrap_err()), CheckedReadError::TooLong { expected: 3 });
    drop(reader);
    assert_eq!(endless.given, 4);
}

#[test]
fn nothing_can_be_named_and_read() {
    assert_eq!(checked(&b""[..], sha256(b""), 0).read_to_vec().unwrap(), b"");
    assert_eq!(refused(&b"a"[..], sha256(b""), 0), CheckedReadError::TooLong { expected: 0 });
    let (expected, actual) = (sha256(b"abc"), sha256(b""));
    assert_eq!(refused(&b""[..], expected, 0), CheckedReadError::Digest { expected, actual });
}

#[test]
fn who_reads_the_exact_length_and_no_end_is_told_too() {
    let mut buffer = [0; 3];
    assert!(checked(&b"abc"[..], sha256(b"abc"), 3).read_exact(&mut buffer).is_ok());
    for wrong in [&b"abd"[..], b"abcd", b"ab"] {
        let error = checked(wrong, sha256(b"abc"), 3).read_exact(&mut buffer).unwrap_err();
        cause(&error);
    }
}

#[test]
fn a_failure_stays_a_failure() {
    for wrong in [&b"abd"[..], b"abcd", b"ab"] {
        let mut reader = checked(wrong, sha256(b"abc"), 3);
        let first = cause(&reader.read_to_end(&mut Vec::new()).unwrap_err());
        for _ in 0..3 {
            assert_eq!(cause(&reader.read(&mut [0; 8]).unwrap_err()), first);
            assert_eq!(cause(&reader.read(&mut []).unwrap_err()), first);
        }
    }
}

#[test]
fn the_end_stays_the_end() {
    let mut reader = checked(&b"abc"[..], sha256(b"abc"), 3);
    assert_eq!(reader.read(&mut []).unwrap(), 0);
    assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 3);
    for _ in 0..3 {
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }
}

#[test]
fn one_byte_a_time_hashes_alike() {
    let steps = script([Ok("a"), Ok("b"), Ok("c")]);
    assert_eq!(checked(steps, sha256(b"abc"), 3).read_to_vec().unwrap(), b"abc");
    let mut reader = checked(&b"abc"[..], sha256(b"abc"), 3);
    let mut byte = [0];
    for expected in b"abc" {
        assert_eq!((reader.read(&mut byte).unwrap(), byte[0]), (1, *expected));
    }
    assert_eq!(reader.read(&mut byte).unwrap(), 0);
}

#[test]
fn errors_of_the_inner_reader_are_passed_on() {
    let steps = script([Ok("ab"), Err(ErrorKind::ConnectionReset)]);
    let error = checked(steps, sha256(b"abc"), 3).read_to_vec().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn interruptions_lose_no_byte_wherever_they_come() {
    let interrupted = || Err(ErrorKind::Interrupted);
    let steps = script([
        interrupted(),
        Ok("a"),
        interrupted(),
        Ok("b"),
        interrupted(),
        Ok("c"),
        interrupted(),
        interrupted(),
    ]);
    assert_eq!(checked(steps, sha256(b"abc"), 3).read_to_vec().unwrap(), b"abc");
}

#[test]
fn a_read_may_be_tried_again_behind_the_last_byte() {
    let mut reader = checked(script([Ok("abc"), Err(ErrorKind::WouldBlock)]), sha256(b"abc"), 3);
    let mut buffer = [0; 8];
    assert_eq!(reader.read(&mut buffer).unwrap(), 2);
    assert_eq!(reader.read(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!((reader.read(&mut buffer).unwrap(), buffer[0]), (1, b'c'));
    assert_eq!(reader.read(&mut buffer).unwrap(), 0);
}

#[test]
fn refuses_a_reader_that_counts_wrongly() {
    struct Liar;
    impl Read for Liar {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            Ok(buffer.len() + 1)
        }
    }
    assert_eq!(refused(Liar, sha256(b"abc"), 3), CheckedReadError::Reader);
}

#[test]
fn says_what_and_how_much_was_wrong() {
    let (expected, actual) = (sha256(b"abc"), sha256(b"abd"));
    let long = CheckedReadError::TooLong { expected: 3 };
    assert_eq!(long.to_string(), "there are more than the 3 bytes expected");
    let short = CheckedReadError::TooShort { expected: 3, actual: 2 };
    assert_eq!(short.to_string(), "expected 3 bytes, found 2");
    let other = CheckedReadError::Digest { expected, actual };
    assert_eq!(other.to_string(), format!("expected {expected}, found {actual}"));
    let text = "the reader claims more bytes than there was room for";
    assert_eq!(CheckedReadError::Reader.to_string(), text);
    let reader = checked(&b"abc"[..], expected, 3);
    assert_eq!(format!("{reader:?}"), format!("CheckedReader({expected}, 0 of 3 bytes)"));
}

proptest! {
    #[test]
    fn only_the_named_bytes_come_through(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        cut in 0..64_usize,
        more in prop::collection::vec(any::<u8>(), 0..3),
        buffer in 1..80_usize,
    ) {
        let (digest, size) = (sha256(&bytes), u64::try_from(bytes.len()).unwrap());
        let given = [&bytes[..cut.min(bytes.len())], &more].concat();
        let mut reader = checked(&given[..], digest, size);
        let (mut out, mut buffer) = (Vec::new(), vec![0; buffer]);
        let end = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break Ok(()),
                Ok(count) => out.extend_from_slice(&buffer[..count]),
                Err(error) => break Err(cause(&error)),
            }
        };
        prop_assert_eq!(end.is_ok(), given == bytes);
        prop_assert_eq!(out.len() == bytes.len() && !bytes.is_empty(), given == bytes && !bytes.is_empty());
    }
}

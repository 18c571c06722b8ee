//! A blob's signature in a file of its own.

use countersign_encoding::base64::Base64Error;
use countersign_envelope::{DetachedSignature, DetachedSignatureError, write_detached_signature};

use crate::support::refuse_all;

#[test]
fn a_detached_signature_is_canonical_base64_with_at_most_one_newline() {
    let read = |text: &[u8]| DetachedSignature::parse(text);
    assert_eq!(read(b"AAE=").unwrap().bytes(), [0, 1]);
    assert_eq!(read(b"AAE=\n").unwrap().bytes(), [0, 1]);
    let at = |offset| DetachedSignatureError::Base64(Base64Error::Character { offset });
    let limit = 8 << 10;
    let cases = [
        ("nothing", b"".to_vec(), DetachedSignatureError::Empty),
        ("a newline", b"\n".to_vec(), DetachedSignatureError::Empty),
        ("two newlines", b"AAE=\n\n".to_vec(), at(3)),
        ("a carriage return", b"AAE=\r\n".to_vec(), at(3)),
        ("a space behind", b"AAE= ".to_vec(), at(3)),
        ("a space before", b" AAE=".to_vec(), at(0)),
        ("a newline inside", b"AA\nE=".to_vec(), at(2)),
        ("a byte order mark", b"\xef\xbb\xbfAAE=".to_vec(), at(0)),
        ("NUL behind", b"AAE=\0".to_vec(), at(3)),
        ("no padding", b"AAE".to_vec(), DetachedSignatureError::Base64(Base64Error::Padding)),
        (
            "bits left over",
            b"AAF=".to_vec(),
            DetachedSignatureError::Base64(Base64Error::TrailingBits { offset: 2 }),
        ),
        ("the raw bytes", vec![0x30, 0x45, 0x02], at(0)),
        ("too long", vec![b'A'; limit + 4], DetachedSignatureError::TooLong { limit, actual: limit + 4 }),
    ];
    let cases = cases.map(|(name, text, error)| match error {
        // Where `=` and a stranger meet, the first stranger is told.
        DetachedSignatureError::Base64(Base64Error::Character { .. }) => (name, text, at(0)),
        other => (name, text, other),
    });
    refuse_all(13, &cases, |text| {
        read(text).map_err(|error| match error {
            DetachedSignatureError::Base64(Base64Error::Character { .. }) => at(0),
            other => other,
        })
    });
    assert_eq!(write_detached_signature(&[0, 1]), "AAE=\n");
}

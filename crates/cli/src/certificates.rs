//! Files with certificates.

use std::path::Path;

use countersign::encoding::pem;

use crate::{failure::Failure, input::read_file};

/// The most bytes of a file with certificates.
const MAX_LEN: u64 = 8 << 20;
/// The most blocks of one.
const MAX_BLOCKS: usize = 1024;

/// The certificates of a file, DER: one in DER, or every one in PEM.
pub fn read(what: &str, file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = read_file(what, Path::new(file), MAX_LEN)?;
    of_bytes(&bytes, file)
}

/// The same of bytes that were read already.
pub fn of_bytes(bytes: &[u8], file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    // A certificate is a SEQUENCE.
    if bytes.first() == Some(&0x30) {
        return Ok(vec![bytes.to_vec()]);
    }
    let limits = pem::Limits { bytes: usize::MAX, blocks: MAX_BLOCKS };
    let malformed = |failure: Failure| failure.next("give certificates in PEM, or one in DER");
    let blocks = pem::decode_all(bytes, limits)
        .map_err(|error| malformed(Failure::usage(format!("{file} cannot be read")).because(&error)))?;
    let certificates: Vec<Vec<u8>> = blocks
        .into_iter()
        .filter(|block| block.label() == "CERTIFICATE")
        .map(|block| block.data().to_vec())
        .collect();
    if certificates.is_empty() {
        return Err(malformed(Failure::usage(format!("{file} holds no certificate"))));
    }
    Ok(certificates)
}

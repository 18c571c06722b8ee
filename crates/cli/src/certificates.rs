//! Files with certificates: DER, or any number of PEM blocks.

use std::path::Path;

use countersign::{
    encoding::pem::{self, Limits, PemBundleError},
    x509::Certificate,
};

use crate::{
    exit::Exit,
    failure::Failure,
    input::{Input, read_file},
};

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 16 << 20;
/// The most blocks of one.
const MAX_BLOCKS: usize = 10_000;
const LABEL: &str = "CERTIFICATE";
/// SEQUENCE
const DER_START: u8 = 0x30;

/// The encodings of the certificates in a file of the caller's, well formed or not; at least one.
pub fn read(what: &str, file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = read_file(what, Path::new(file), MAX_LEN)?;
    let malformed = |failure: Failure| failure.next("give certificates in PEM, or one in DER");
    match of(bytes) {
        Ok(found) if found.is_empty() => {
            Err(malformed(Failure::usage(format!("{file} holds no certificate"))))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(malformed(Failure::usage(format!("{file} cannot be read")).because(&error))),
    }
}

/// The same of a file, or of standard input, that is looked at: what holds none is malformed.
pub fn looked_at(file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = Input::parse(file).read("the certificate", MAX_LEN)?;
    let nothing = || Failure::new(Exit::Malformed, format!("{file} holds no certificate"));
    match of(bytes) {
        Ok(found) if found.is_empty() => {
            Err(nothing().next("give a file of DER, or of PEM CERTIFICATE blocks"))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(nothing().because(&error).next("get the file again from whoever made it")),
    }
}

fn of(bytes: Vec<u8>) -> Result<Vec<Vec<u8>>, PemBundleError> {
    if bytes.first() == Some(&DER_START) { Ok(vec![bytes]) } else { blocks(&bytes) }
}

/// The contents of the PEM blocks that say they are certificates.
pub fn blocks(text: &[u8]) -> Result<Vec<Vec<u8>>, PemBundleError> {
    let blocks = pem::decode_all(text, Limits { bytes: text.len(), blocks: MAX_BLOCKS })?;
    let certificates = blocks.iter().filter(|block| block.label() == LABEL);
    Ok(certificates.map(|block| block.data().to_vec()).collect())
}

/// Whether bytes are one certificate in DER.
pub fn is_certificate(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok()
}

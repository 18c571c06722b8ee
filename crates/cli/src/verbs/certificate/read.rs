//! Certificates in a file: DER, or any number of PEM blocks.

use countersign::{
    encoding::pem::{self, Limits, PemBundleError},
    x509::Certificate,
};

use crate::{exit::Exit, failure::Failure, input::Input};

/// The longest file that is read, in bytes.
const MAX_FILE: u64 = 16 * 1024 * 1024;
const LABEL: &str = "CERTIFICATE";
/// SEQUENCE
const DER_START: u8 = 0x30;

/// The encodings of the certificates in a file, well formed or not.
pub fn certificates(file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = Input::parse(file).read("the certificate", MAX_FILE)?;
    if bytes.first() == Some(&DER_START) {
        return Ok(vec![bytes]);
    }
    let nothing = || Failure::new(Exit::Malformed, format!("{file} holds no certificate"));
    match blocks(&bytes) {
        Ok(found) if found.is_empty() => {
            Err(nothing().next("give a file of DER, or of PEM CERTIFICATE blocks"))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(nothing().because(&error).next("get the file again from whoever made it")),
    }
}

/// The contents of the PEM blocks that say they are certificates.
pub fn blocks(text: &[u8]) -> Result<Vec<Vec<u8>>, PemBundleError> {
    let limits = Limits { bytes: text.len(), blocks: 10_000 };
    let blocks = pem::decode_all(text, limits)?;
    let certificates = blocks.iter().filter(|block| block.label() == LABEL);
    Ok(certificates.map(|block| block.data().to_vec()).collect())
}

/// Whether bytes are one certificate in DER.
pub fn is_certificate(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok()
}

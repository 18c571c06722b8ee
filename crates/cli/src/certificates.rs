//! Files with certificates: DER, or any number of PEM blocks.

use std::{collections::BTreeSet, path::Path};

use countersign::{
    encoding::{
        pem::{self, Block, Limits, PemBundleError},
        text::escape,
    },
    x509::Certificate,
};

use crate::{
    armour::is_der,
    console::Console,
    exit::Exit,
    failure::Failure,
    input::{Input, read_file},
};

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 16 << 20;
/// The most blocks of one.
const MAX_BLOCKS: usize = 10_000;
const LABEL: &str = "CERTIFICATE";
/// The longest label of another kind that is shown, in characters.
const SHOWN: usize = 40;

/// The encodings of the certificates in a file of the caller's, well formed or not; at least one.
pub fn read(what: &str, file: &str, console: &mut Console) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = read_file(what, Path::new(file), MAX_LEN)?;
    let malformed = |failure: Failure| failure.next("give certificates in PEM, or one in DER");
    match of(bytes) {
        Ok(Found { certificates, others }) if certificates.is_empty() => {
            Err(malformed(Failure::usage(nothing_in(file, &others))))
        }
        Ok(found) => Ok(found.told(file, console)),
        Err(error) => Err(malformed(Failure::usage(format!("{file} cannot be read")).because(&error))),
    }
}

/// The same of a file, or of standard input, that is looked at: what holds none is malformed.
pub fn looked_at(file: &str, console: &mut Console) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = Input::parse(file).read("the certificate", MAX_LEN)?;
    let nothing = |others: &[String]| Failure::new(Exit::Malformed, nothing_in(file, others));
    match of(bytes) {
        Ok(Found { certificates, others }) if certificates.is_empty() => {
            Err(nothing(&others).next("give a file of DER, or of PEM CERTIFICATE blocks"))
        }
        Ok(found) => Ok(found.told(file, console)),
        Err(error) => Err(nothing(&[]).because(&error).next("get the file again from whoever made it")),
    }
}

/// What is in a file: the encodings of certificates, and the labels of PEM blocks of another kind.
struct Found {
    certificates: Vec<Vec<u8>>,
    others: Vec<String>,
}

impl Found {
    /// The certificates. What stands beside them is none, and no reader is left to believe that it counted.
    fn told(self, file: &str, console: &mut Console) -> Vec<Vec<u8>> {
        for label in self.others.iter().collect::<BTreeSet<_>>() {
            let label = escape(label, SHOWN);
            console.warn(format!("{file}: PEM of the label {label} is no certificate, and is passed over"));
        }
        self.certificates
    }
}

fn of(bytes: Vec<u8>) -> Result<Found, PemBundleError> {
    if is_der(&bytes) {
        return Ok(Found { certificates: vec![bytes], others: Vec::new() });
    }
    let (certificates, others): (Vec<_>, Vec<_>) =
        blocks_of(&bytes)?.into_iter().partition(|block| block.label() == LABEL);
    let certificates = certificates.iter().map(|block| block.data().to_vec()).collect();
    Ok(Found { certificates, others: others.iter().map(|block| block.label().to_owned()).collect() })
}

fn nothing_in(file: &str, others: &[String]) -> String {
    match others.first() {
        Some(label) => format!("{file} holds no certificate, but PEM of the label {}", escape(label, SHOWN)),
        None => format!("{file} holds no certificate"),
    }
}

/// The contents of the PEM blocks that say they are certificates.
pub fn blocks(text: &[u8]) -> Result<Vec<Vec<u8>>, PemBundleError> {
    let blocks = blocks_of(text)?;
    let certificates = blocks.iter().filter(|block| block.label() == LABEL);
    Ok(certificates.map(|block| block.data().to_vec()).collect())
}

fn blocks_of(text: &[u8]) -> Result<Vec<Block>, PemBundleError> {
    pem::decode_all(text, Limits { bytes: text.len(), blocks: MAX_BLOCKS })
}

/// Whether bytes are one certificate in DER.
pub fn is_certificate(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok()
}

//! Files with CRLs or OCSP answers: DER, or PEM.

use std::path::Path;

use countersign::{
    encoding::pem::{self, Limits},
    revocation::CrlLimits,
};

use crate::{failure::Failure, input::read_file};

/// The longest file that is read, in bytes: a CRL of a million entries has some 40 MiB.
const MAX_LEN: u64 = 256 << 20;
const BOUNDARY: &[u8] = b"-----BEGIN ";

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Crl,
    Ocsp,
}

impl Kind {
    const fn flag(self) -> &'static str {
        match self {
            Self::Crl => "--crl",
            Self::Ocsp => "--ocsp",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Crl => "X509 CRL",
            Self::Ocsp => "OCSP RESPONSE",
        }
    }
}

/// The default limit of CRLs, or as much as the largest of these has: whoever gives a file means it to be read.
pub fn crl_limits<'f>(crls: impl IntoIterator<Item = &'f [u8]>) -> CrlLimits {
    let largest = crls.into_iter().map(<[u8]>::len).max().unwrap_or_default();
    CrlLimits::DEFAULT.bytes(largest.max(CrlLimits::DEFAULT.max_bytes()))
}

/// What is in a file, in DER: several in PEM, or one as it is.
pub fn read(kind: Kind, file: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = read_file(kind.flag(), Path::new(file), MAX_LEN)?;
    // A SEQUENCE begins as the digit 0 does, so that it is the boundary of PEM that is looked for, near the beginning.
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let is_text = head.windows(BOUNDARY.len()).any(|window| window == BOUNDARY);
    let is_der = bytes.first() == Some(&0x30) && !is_text;
    if is_der {
        return Ok(vec![bytes]);
    }
    let wrong =
        |failure: Failure| failure.next(format!("give it in DER, or in PEM with the label {}", kind.label()));
    let blocks = pem::decode_all(&bytes, Limits { bytes: bytes.len(), blocks: 64 }).map_err(|error| {
        wrong(Failure::usage(format!("{} {file} cannot be read", kind.flag())).because(&error))
    })?;
    let found = blocks.into_iter().filter(|block| block.label() == kind.label());
    let found: Vec<Vec<u8>> = found.map(|block| block.data().to_vec()).collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(wrong(Failure::usage(format!("{} {file} holds no {}", kind.flag(), kind.label())))),
    }
}

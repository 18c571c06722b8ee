//! Files with CRLs or OCSP answers: DER, or PEM.

use std::path::Path;

use countersign::{encoding::pem::PemBundleError, revocation::CrlLimits};

use crate::{
    armour,
    failure::{Failure, chain},
    input::read_file,
};

/// The longest file that is read, in bytes: a CRL of a million entries has some 40 MiB.
const MAX_LEN: u64 = 256 << 20;

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

/// One list or answer of a file, and where it is from.
#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: Kind,
    pub file: String,
    /// Which one of its kind in the file, counted from 1; nothing where it is the only one.
    pub block: Option<u64>,
    pub bytes: Vec<u8>,
    /// What is wrong with the PEM: then the bytes are the text itself, which is no list and no answer.
    pub damage: Option<String>,
}

/// The default limit of CRLs, or as much as the largest of these has: whoever gives a file means it to be read.
pub fn crl_limits(given: &[Piece]) -> CrlLimits {
    let crls = given.iter().filter(|piece| piece.kind == Kind::Crl);
    let largest = crls.map(|piece| piece.bytes.len()).max().unwrap_or_default();
    CrlLimits::DEFAULT.bytes(largest.max(CrlLimits::DEFAULT.max_bytes()))
}

/// What is in some files, in DER: of each several in PEM, or one as it is. What is damaged is evidence that is malformed,
/// in PEM as in DER; PEM that holds none of the kind is a mistake of the caller's.
pub fn read(kind: Kind, files: &[String]) -> Result<Vec<Piece>, Failure> {
    let read = files.iter().map(|file| read_one(kind, file)).collect::<Result<Vec<_>, _>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn read_one(kind: Kind, file: &str) -> Result<Vec<Piece>, Failure> {
    let bytes = read_file(kind.flag(), Path::new(file), MAX_LEN)?;
    let piece = |bytes, block, damage| Piece { kind, file: file.to_owned(), block, bytes, damage };
    let wrong =
        |failure: Failure| failure.next(format!("give it in DER, or in PEM with the label {}", kind.label()));
    match armour::blocks(kind.label(), &bytes) {
        None => Ok(vec![piece(bytes, None, None)]),
        Some(Ok(found)) if found.is_empty() => {
            Err(wrong(Failure::usage(format!("{} {file} holds no {}", kind.flag(), kind.label()))))
        }
        Some(Ok(found)) => {
            let is_alone = found.len() == 1;
            let numbered = (1..).zip(found);
            Ok(numbered.map(|(block, der)| piece(der, Some(block).filter(|_| !is_alone), None)).collect())
        }
        Some(Err(error @ PemBundleError::TooManyBlocks { .. })) => {
            Err(wrong(Failure::usage(format!("{} {file} holds too much", kind.flag())).because(&error)))
        }
        Some(Err(error)) => Ok(vec![piece(bytes, None, Some(chain(&error)))]),
    }
}

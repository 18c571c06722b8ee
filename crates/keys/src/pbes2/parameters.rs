//! The parameters of PBES2, read strictly and bounded before anything is computed from them.
//!
//! ```text
//! PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER, keyLength INTEGER OPTIONAL,
//!                              prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }                    -- RFC 8018 §A.2
//! scrypt-params ::= SEQUENCE { salt OCTET STRING, costParameter INTEGER, blockSize INTEGER,
//!                              parallelizationParameter INTEGER, keyLength INTEGER OPTIONAL }    -- RFC 7914 §7.1
//! AES-CBC IV    ::= OCTET STRING (16)                                                            -- RFC 8018 §B.2.5
//! GCMParameters ::= SEQUENCE { aes-nonce OCTET STRING, aes-ICVlen INTEGER DEFAULT 12 }           -- RFC 5084 §3.2
//! ```

use der::{
    Decode, Reader, SliceReader,
    asn1::{AnyRef, Null, ObjectIdentifier, OctetStringRef, UintRef},
};

use super::{
    Pbes2Error,
    kdf::{Kdf, Prf},
};
use crate::cipher::{Cipher, Mode, TAG_LEN};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const PBES2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
pub(super) const PBKDF2: ObjectIdentifier = oid("1.2.840.113549.1.5.12");
pub(super) const HMAC_SHA256: ObjectIdentifier = oid("1.2.840.113549.2.9");
pub(super) const AES256_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.42");
const SCRYPT: ObjectIdentifier = oid("1.3.6.1.4.1.11591.4.11");

const FUNCTIONS: [(ObjectIdentifier, Prf); 4] = [
    (oid("1.2.840.113549.2.7"), Prf::HmacSha1),
    (HMAC_SHA256, Prf::HmacSha256),
    (oid("1.2.840.113549.2.10"), Prf::HmacSha384),
    (oid("1.2.840.113549.2.11"), Prf::HmacSha512),
];

const CIPHERS: [(ObjectIdentifier, Cipher); 6] = [
    (oid("2.16.840.1.101.3.4.1.2"), Cipher { mode: Mode::Cbc, key_len: 16 }),
    (oid("2.16.840.1.101.3.4.1.22"), Cipher { mode: Mode::Cbc, key_len: 24 }),
    (AES256_CBC, Cipher { mode: Mode::Cbc, key_len: 32 }),
    (oid("2.16.840.1.101.3.4.1.6"), Cipher { mode: Mode::Gcm, key_len: 16 }),
    (oid("2.16.840.1.101.3.4.1.26"), Cipher { mode: Mode::Gcm, key_len: 24 }),
    (oid("2.16.840.1.101.3.4.1.46"), Cipher { mode: Mode::Gcm, key_len: 32 }),
];

/// PBES1 (RFC 8018 §A.3) and PKCS#12 (RFC 7292 appendix C).
const OLD_SCHEMES: [ObjectIdentifier; 12] = [
    oid("1.2.840.113549.1.5.1"),
    oid("1.2.840.113549.1.5.3"),
    oid("1.2.840.113549.1.5.4"),
    oid("1.2.840.113549.1.5.6"),
    oid("1.2.840.113549.1.5.10"),
    oid("1.2.840.113549.1.5.11"),
    oid("1.2.840.113549.1.12.1.1"),
    oid("1.2.840.113549.1.12.1.2"),
    oid("1.2.840.113549.1.12.1.3"),
    oid("1.2.840.113549.1.12.1.4"),
    oid("1.2.840.113549.1.12.1.5"),
    oid("1.2.840.113549.1.12.1.6"),
];

/// DES, triple DES and RC2, each in CBC (RFC 8018 §B.2).
const OLD_CIPHERS: [ObjectIdentifier; 3] =
    [oid("1.3.14.3.2.7"), oid("1.2.840.113549.3.7"), oid("1.2.840.113549.3.2")];

pub(super) struct Read<'a> {
    pub(super) kdf: Kdf,
    pub(super) cipher: Cipher,
    pub(super) iv: &'a [u8],
    pub(super) ciphertext: &'a [u8],
}

type Algorithm<'a> = (ObjectIdentifier, Option<AnyRef<'a>>);

pub(super) fn read(der: &[u8]) -> Result<Read<'_>, Pbes2Error> {
    let ((scheme, parameters), ciphertext) = structure(der).map_err(encoding)?;
    if scheme != PBES2 {
        let old = OLD_SCHEMES.contains(&scheme);
        return Err(if old { Pbes2Error::OldScheme } else { Pbes2Error::UnknownScheme });
    }
    let (derivation, encryption) = fields(parameters, |params| Ok((algorithm(params)?, algorithm(params)?)))?;
    let (cipher, iv) = read_cipher(encryption)?;
    let kdf = read_kdf(derivation, cipher.key_len)?;
    Ok(Read { kdf, cipher, iv, ciphertext })
}

fn encoding(_: der::Error) -> Pbes2Error {
    Pbes2Error::Encoding
}

fn structure(der: &[u8]) -> Result<(Algorithm<'_>, &[u8]), der::Error> {
    let mut reader = SliceReader::new(der)?;
    let parts = reader.sequence(|info| {
        Ok::<_, der::Error>((algorithm(info)?, <&OctetStringRef>::decode(info)?.as_bytes()))
    })?;
    reader.finish()?;
    Ok(parts)
}

fn algorithm<'a>(reader: &mut SliceReader<'a>) -> Result<Algorithm<'a>, der::Error> {
    reader.sequence(|id| Ok((ObjectIdentifier::decode(id)?, Option::<AnyRef<'_>>::decode(id)?)))
}

/// The fields of a SEQUENCE that stands as parameters.
fn fields<'a, T>(
    parameters: Option<AnyRef<'a>>,
    read: impl FnOnce(&mut SliceReader<'a>) -> Result<T, der::Error>,
) -> Result<T, Pbes2Error> {
    parameters.ok_or(Pbes2Error::Encoding)?.sequence(read).map_err(encoding)
}

fn octets<'a>(reader: &mut SliceReader<'a>) -> Result<&'a [u8], der::Error> {
    Ok(<&OctetStringRef>::decode(reader)?.as_bytes())
}

/// A number of any length; what does not fit is larger than every limit.
fn number(reader: &mut SliceReader<'_>) -> Result<u64, der::Error> {
    Ok(saturate(UintRef::decode(reader)?))
}

fn saturate(number: UintRef<'_>) -> u64 {
    let octets = number.as_bytes();
    if octets.len() > 8 {
        u64::MAX
    } else {
        octets.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
    }
}

fn optional_number(reader: &mut SliceReader<'_>) -> Result<Option<u64>, der::Error> {
    Ok(Option::<UintRef<'_>>::decode(reader)?.map(saturate))
}

fn read_kdf((derivation, parameters): Algorithm<'_>, key_len: usize) -> Result<Kdf, Pbes2Error> {
    let check = |asked: Option<u64>| match asked {
        Some(asked) if usize::try_from(asked) != Ok(key_len) => {
            Err(Pbes2Error::KeyLength { expected: key_len })
        }
        _ => Ok(()),
    };
    if derivation == PBKDF2 {
        let (salt, iterations, asked, function) = fields(parameters, |params| {
            let salt = octets(params)?;
            let iterations = number(params)?;
            let asked = optional_number(params)?;
            let function = if params.is_finished() { None } else { Some(algorithm(params)?) };
            Ok((salt, iterations, asked, function))
        })?;
        let prf = function.map_or(Ok(Prf::HmacSha1), read_function)?;
        check(asked)?;
        return Kdf::pbkdf2(salt, iterations, prf);
    }
    if derivation == SCRYPT {
        let (salt, n, r, p, asked) = fields(parameters, |params| {
            Ok((octets(params)?, number(params)?, number(params)?, number(params)?, optional_number(params)?))
        })?;
        check(asked)?;
        return Kdf::scrypt(salt, n, r, p);
    }
    Err(Pbes2Error::UnknownDerivation)
}

/// HMAC-SHA-1 is the default, which DER leaves out (X.690 §11.5) and Java spells out: both name one function.
fn read_function((function, parameters): Algorithm<'_>) -> Result<Prf, Pbes2Error> {
    let known = FUNCTIONS.iter().find(|(known, _)| *known == function);
    let (_, prf) = known.ok_or(Pbes2Error::UnknownFunction)?;
    match parameters.map(|parameters| parameters.decode_as::<Null>()) {
        Some(Ok(_)) => Ok(*prf),
        _ => Err(Pbes2Error::Encoding),
    }
}

fn read_cipher((scheme, parameters): Algorithm<'_>) -> Result<(Cipher, &[u8]), Pbes2Error> {
    let Some((_, cipher)) = CIPHERS.iter().find(|(known, _)| *known == scheme) else {
        let old = OLD_CIPHERS.contains(&scheme);
        return Err(if old { Pbes2Error::OldCipher } else { Pbes2Error::UnknownCipher });
    };
    let iv = match cipher.mode {
        Mode::Gcm => {
            let (nonce, tag) = fields(parameters, |gcm| Ok((octets(gcm)?, optional_number(gcm)?)))?;
            // Left out, it is 12 (RFC 5084 §3.2).
            if tag.and_then(|tag| usize::try_from(tag).ok()) != Some(TAG_LEN) {
                return Err(Pbes2Error::TagLength);
            }
            nonce
        }
        _ => {
            let parameters = parameters.ok_or(Pbes2Error::Encoding)?;
            parameters.decode_as::<&OctetStringRef>().map_err(encoding)?.as_bytes()
        }
    };
    if iv.len() != cipher.iv_len() {
        return Err(Pbes2Error::IvLength { expected: cipher.iv_len(), actual: iv.len() });
    }
    Ok((*cipher, iv))
}

//! The PEM around a key: one block, or the two that OpenSSL writes for an elliptic curve.

use countersign_crypto::KeyType;
use countersign_encoding::pem::{self, Block, PemError};
use der::{Decode, asn1::ObjectIdentifier};

use super::{
    KeyFileError, KeyForm, MAX_LEN, SEC1_LABEL,
    form::{Content, Located, of_label},
};
use crate::asn1::key_type_of;

const BEGIN_PARAMETERS: &[u8] = b"-----BEGIN EC PARAMETERS-----";
const END_PARAMETERS: &[u8] = b"-----END EC PARAMETERS-----";

pub(super) fn locate(text: &[u8]) -> Result<Located<'static>, KeyFileError> {
    if text.trim_ascii_start().starts_with(BEGIN_PARAMETERS) {
        return locate_pair(text);
    }
    let block = decode(text)?;
    let form = of_label(block.label()).ok_or(KeyFileError::UnsupportedLabel)?;
    Ok(Located { form, content: Content::Block(block) })
}

/// `EC PARAMETERS`, then `EC PRIVATE KEY`, and nothing else.
fn locate_pair(text: &[u8]) -> Result<Located<'static>, KeyFileError> {
    let end = text.windows(END_PARAMETERS.len()).position(|window| window == END_PARAMETERS);
    let at = end.map_or(text.len(), |end| end + END_PARAMETERS.len());
    let (first, second) = text.split_at_checked(at).unwrap_or((text, &[]));
    let parameters = decode(first)?;
    if second.trim_ascii().is_empty() {
        return Err(KeyFileError::EcParameters);
    }
    let block = decode(second)?;
    if block.label() != SEC1_LABEL {
        return Err(KeyFileError::EcParameters);
    }
    let curve = curve(&parameters);
    Ok(Located { form: KeyForm::Sec1, content: Content::EcPair { block, curve } })
}

fn curve(parameters: &Block) -> Option<KeyType> {
    ObjectIdentifier::from_der(parameters.data()).ok().and_then(key_type_of)
}

fn decode(text: &[u8]) -> Result<Block, KeyFileError> {
    pem::decode_one(text, MAX_LEN).map_err(|error| match error {
        PemError::Header { .. } if is_traditional(text) => KeyFileError::TraditionalEncryption,
        error => KeyFileError::Pem(error),
    })
}

/// The header of keys that OpenSSL encrypted before PKCS#8 (RFC 1421 §4.6.1.1).
fn is_traditional(text: &[u8]) -> bool {
    const HEADER: &[u8] = b"Proc-Type: 4,ENCRYPTED";
    text.windows(HEADER.len()).any(|window| window == HEADER)
}

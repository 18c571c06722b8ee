//! Public keys: the blob, and the line that ends up in `.pub` files.
//!
//! ```text
//! line      = key-type SP base64(blob) [ SP comment ] [ eol ]
//! ssh-rsa              = string "ssh-rsa", mpint e, mpint n                                   -- RFC 4253 §6.6
//! ecdsa-sha2-<curve>   = string "ecdsa-sha2-<curve>", string "<curve>", string Q              -- RFC 5656 §3.1
//! ssh-ed25519          = string "ssh-ed25519", string key                                     -- RFC 8709 §4
//! ```

use countersign_crypto::{CryptoProvider, KeyLimits, KeyType, PublicKey};
use countersign_encoding::base64;

use super::{OpenSshError, wire::Wire};

/// The longest blob that is read, in bytes: an RSA key of 16,384 bits fits.
const MAX_BLOB: usize = 4096;
/// The name of a key type, and for curves that of the curve.
type Named = (&'static [u8], KeyType, Option<&'static [u8]>);

const TYPES: [Named; 5] = [
    (b"ssh-ed25519", KeyType::Ed25519, None),
    (b"ssh-rsa", KeyType::Rsa, None),
    (b"ecdsa-sha2-nistp256", KeyType::EcdsaP256, Some(b"nistp256")),
    (b"ecdsa-sha2-nistp384", KeyType::EcdsaP384, Some(b"nistp384")),
    (b"ecdsa-sha2-nistp521", KeyType::EcdsaP521, Some(b"nistp521")),
];

/// Reads one line. Its comment is passed over; options, as in `authorized_keys`, are not accepted.
pub(crate) fn read_line(
    text: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PublicKey, OpenSshError> {
    let line = text.strip_suffix(b"\n").unwrap_or(text);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return Err(OpenSshError::SeveralLines);
    }
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let (name, blob) = (words.next().unwrap_or_default(), words.next().ok_or(OpenSshError::Encoding)?);
    if !TYPES.iter().any(|(known, ..)| *known == name) {
        return Err(OpenSshError::UnsupportedKeyType);
    }
    let blob = base64::decode_standard(blob)?;
    if Wire::new(&blob).string()? != name {
        return Err(OpenSshError::Encoding);
    }
    read_blob(&blob, limits, provider)
}

/// The key type that a string names.
pub(super) fn key_type(wire: &mut Wire<'_>) -> Result<KeyType, OpenSshError> {
    let name = wire.string()?;
    let known = TYPES.iter().find(|(known, ..)| *known == name).ok_or(OpenSshError::UnsupportedKeyType)?;
    if let (_, key_type, Some(curve)) = known {
        return if wire.string()? == *curve { Ok(*key_type) } else { Err(OpenSshError::Encoding) };
    }
    Ok(known.1)
}

pub(super) fn read_blob(
    blob: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PublicKey, OpenSshError> {
    if blob.len() > MAX_BLOB {
        return Err(OpenSshError::TooLong { limit: MAX_BLOB, actual: blob.len() });
    }
    let mut wire = Wire::new(blob);
    let key = match key_type(&mut wire)? {
        KeyType::Rsa => {
            let (exponent, modulus) = (wire.mpint()?, wire.mpint()?);
            PublicKey::from_rsa(modulus, exponent, limits, provider)?
        }
        key_type => PublicKey::from_point(key_type, wire.string()?, provider)?,
    };
    wire.finish()?;
    Ok(key)
}

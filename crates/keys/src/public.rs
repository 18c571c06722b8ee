//! Public keys as PEM.

use alloc::string::String;

use countersign_crypto::PublicKey;
use countersign_encoding::pem;

use crate::file::PUBLIC_LABEL;

/// Writes a public key as a PEM SubjectPublicKeyInfo (RFC 7468 §13), as Cosign and OpenSSL read it.
#[must_use]
pub fn write_public_pem(key: &PublicKey) -> String {
    pem::encode(PUBLIC_LABEL, key.spki_der())
}

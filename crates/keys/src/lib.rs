//! Private and public key files in every form that signing tools write: read strictly, and written.
//!
//! ```
//! # #[cfg(all(feature = "rustcrypto", feature = "sealed-keys"))] {
//! use countersign_crypto::{KeyType, PrivateKey, RandomError, RustCrypto};
//! use countersign_keys::{KeyFile, Password, SealedKey};
//!
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let password = Password::new(b"correct horse".to_vec());
//! let file = SealedKey::seal(&key, &password, &mut random)?.to_pem();
//!
//! let KeyFile::Sealed(sealed) = KeyFile::parse(file.as_bytes(), &RustCrypto)? else { unreachable!() };
//! let opened = sealed.open(&password, &RustCrypto)?;
//! assert_eq!(opened.public_key(), key.public_key());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | form | read | written | under a password |
//! |---|---|---|---|
//! | SubjectPublicKeyInfo, PEM and DER | yes | [`write_public_pem`], [`PublicKey::spki_der`] | - |
//! | PKCS#1 public, PEM and DER | yes | - | - |
//! | OpenSSH public line | yes | - | - |
//! | JWK public (RFC 7517, 7518, 8037) | yes, [`Jwk`] | [`write_public_jwk`], [`jwk_thumbprint`] | - |
//! | JWK private | yes, [`Jwk`] | - | no |
//! | PKCS#8 v1 and v2, PEM and DER | yes | [`write_pkcs8_pem`], [`write_pkcs8_der`] | [`EncryptedPkcs8`] (PBES2), read and written |
//! | SEC1, PEM and DER | yes | - | refused by name |
//! | PKCS#1 private, PEM and DER | yes | - | refused by name |
//! | OpenSSH private | yes | - | [`OpenSshKey`], read |
//! | Cosign's key box | yes | [`SealedKey`] | always |
//!
//! All of them for ECDSA on P-256, P-384 and P-521, for Ed25519 and for RSA, as far as the form and the provider know the
//! key. A key that carries its public half is refused unless the two belong together.
//!
//! Both ids of a key come from [`PublicKey::id`]: shown, it is `SHA256:` and hexadecimal digits; as the key hint of
//! Cosign's bundles it is [`KeyId::to_hint`].
//!
//! # What this crate does not do
//! It opens no file, asks for no password and draws no randomness: bytes, passwords and a `Random` are arguments. It does
//! not look who may read a file. It reads no symmetric keys, no DSA, no security keys, no explicit curve parameters and
//! nothing that is encrypted with PBES1, PKCS#12 schemes, DES, RC2 or the `Proc-Type` header of old PEM. Certificates,
//! PKCS#12 and the key files of PuTTY, OpenPGP and signify are refused by name, see [`ForeignFile`].
//!
//! | feature | what it adds |
//! |---|---|
//! | `sealed-keys` (default) | keys under a password: [`SealedKey`], [`EncryptedPkcs8`], with `openssh` also [`OpenSshKey`] |
//! | `jwk` (default) | [`Jwk`] and writing them |
//! | `openssh` (default) | OpenSSH's private keys and public lines |
//! | `rustcrypto` (default) | the provider of `countersign-crypto`, for the example above |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod asn1;
#[cfg(feature = "sealed-keys")]
mod cipher;
mod file;
#[cfg(feature = "jwk")]
mod jwk;
#[cfg(feature = "openssh")]
mod openssh;
#[cfg(feature = "sealed-keys")]
mod password;
#[cfg(feature = "sealed-keys")]
mod pbes2;
mod private_der;
mod public;
#[cfg(feature = "jwk")]
mod rsa_pss;
#[cfg(feature = "sealed-keys")]
mod sealed;
mod secret;
#[cfg(feature = "sealed-keys")]
mod secretbox;

pub use countersign_crypto::{CryptoProvider, KeyId, KeyLimits, KeyType, PrivateKey, PublicKey, Random};
pub use file::{ForeignFile, KeyFile, KeyFileError, KeyForm};
#[cfg(feature = "jwk")]
pub use jwk::{Jwk, JwkError, jwk_thumbprint, write_public_jwk, write_public_jwk_with_id};
#[cfg(feature = "openssh")]
pub use openssh::OpenSshError;
#[cfg(all(feature = "openssh", feature = "sealed-keys"))]
pub use openssh::OpenSshKey;
#[cfg(feature = "sealed-keys")]
pub use password::Password;
#[cfg(feature = "sealed-keys")]
pub use pbes2::{EncryptedPkcs8, Pbes2Error};
pub use private_der::{
    Pkcs8WriteError, PrivateDerError, read_pkcs1_der, read_pkcs8_der, read_pkcs8_der_with, read_sec1_der,
    write_pkcs8_der, write_pkcs8_pem,
};
pub use public::write_public_pem;
#[cfg(feature = "sealed-keys")]
pub use sealed::{OpenError, SealError, SealedKey, SealedKeyError};
pub use secret::{SecretBytes, SecretText};

//! NaCl's `crypto_secretbox`: XSalsa20-Poly1305, tag first.

use alloc::vec::Vec;

use poly1305::{Poly1305, universal_hash::KeyInit};
use salsa20::{
    XSalsa20,
    cipher::{KeyIvInit, StreamCipher},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub(crate) const KEY_LEN: usize = 32;
pub(crate) const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;

/// The keystream of one box: its first 32 bytes are the one-time key of the authenticator, the rest encrypts.
struct Stream {
    cipher: XSalsa20,
    authenticator: Zeroizing<[u8; 32]>,
}

impl Stream {
    fn new(key: &[u8; KEY_LEN], nonce: &[u8; NONCE_LEN]) -> Option<Self> {
        let mut cipher = XSalsa20::new(key.into(), nonce.into());
        let mut authenticator = Zeroizing::new([0; 32]);
        cipher.try_apply_keystream(authenticator.as_mut_slice()).ok()?;
        Some(Self { cipher, authenticator })
    }

    fn tag(&self, ciphertext: &[u8]) -> [u8; TAG_LEN] {
        let key: &[u8; 32] = &self.authenticator;
        Poly1305::new(key.into()).compute_unpadded(ciphertext).into()
    }
}

/// Opens `tag ‖ ciphertext`; `None` when the tag does not match, before anything is decrypted.
pub(crate) fn open(
    key: &[u8; KEY_LEN],
    nonce: &[u8; NONCE_LEN],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (tag, ciphertext) = sealed.split_at_checked(TAG_LEN)?;
    let mut stream = Stream::new(key, nonce)?;
    if !bool::from(stream.tag(ciphertext).ct_eq(tag)) {
        return None;
    }
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    stream.cipher.try_apply_keystream(&mut plaintext).ok()?;
    Some(plaintext)
}

/// Seals to `tag ‖ ciphertext`; `None` only for a message longer than the keystream.
pub(crate) fn seal(key: &[u8; KEY_LEN], nonce: &[u8; NONCE_LEN], plaintext: &[u8]) -> Option<Vec<u8>> {
    let mut stream = Stream::new(key, nonce)?;
    let mut ciphertext = plaintext.to_vec();
    stream.cipher.try_apply_keystream(&mut ciphertext).ok()?;
    Some([stream.tag(&ciphertext).as_slice(), &ciphertext].concat())
}

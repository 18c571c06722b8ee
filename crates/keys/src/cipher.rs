//! AES in the three modes that key files use. Nothing here says more than that it did not open.

use alloc::vec::Vec;

#[cfg(feature = "openssh")]
use aes::cipher::StreamCipher;
use aes::{
    Aes128, Aes192, Aes256, Block,
    cipher::{
        BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit,
        consts::U16,
    },
};
use aes_gcm::{
    AesGcm,
    aead::{AeadInOut, consts::U12},
};
use subtle::{Choice, ConstantTimeEq, ConstantTimeLess};
use zeroize::Zeroizing;

/// The block of AES, in bytes.
pub(crate) const BLOCK_LEN: usize = 16;
/// The authentication tag of GCM, in bytes; shorter ones are not read.
pub(crate) const TAG_LEN: usize = 16;
const GCM_NONCE_LEN: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// NIST SP 800-38A §6.2, without any authentication.
    Cbc,
    /// NIST SP 800-38A §6.5, the whole block a big-endian counter, without any authentication.
    #[cfg(feature = "openssh")]
    Ctr,
    /// NIST SP 800-38D; the tag is 16 bytes and the nonce 12.
    Gcm,
}

/// A cipher with its key size in bytes: 16, 24 or 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cipher {
    pub(crate) mode: Mode,
    pub(crate) key_len: usize,
}

impl Cipher {
    /// Bytes of the initialisation vector or nonce.
    pub(crate) const fn iv_len(self) -> usize {
        match self.mode {
            Mode::Gcm => GCM_NONCE_LEN,
            _ => BLOCK_LEN,
        }
    }

    /// Decrypts in place. `None` when the tag does not fit, or for lengths that the cipher does not have.
    pub(crate) fn decrypt(self, key: &[u8], iv: &[u8], data: &mut [u8], tag: &[u8]) -> Option<()> {
        match self.key_len {
            16 => decrypt::<Aes128>(self.mode, key, iv, data, tag),
            24 => decrypt::<Aes192>(self.mode, key, iv, data, tag),
            32 => decrypt::<Aes256>(self.mode, key, iv, data, tag),
            _ => None,
        }
    }
}

fn decrypt<C>(mode: Mode, key: &[u8], iv: &[u8], data: &mut [u8], tag: &[u8]) -> Option<()>
where
    C: BlockCipherEncrypt<BlockSize = U16> + BlockCipherDecrypt<BlockSize = U16> + KeyInit,
{
    match mode {
        Mode::Cbc => {
            let mut cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
            cipher.decrypt_blocks(blocks(data)?);
            Some(())
        }
        #[cfg(feature = "openssh")]
        Mode::Ctr => ctr::Ctr128BE::<C>::new_from_slices(key, iv).ok()?.try_apply_keystream(data).ok(),
        Mode::Gcm => {
            let nonce: &[u8; GCM_NONCE_LEN] = iv.try_into().ok()?;
            let tag: &[u8; TAG_LEN] = tag.try_into().ok()?;
            let cipher = AesGcm::<C, U12>::new_from_slice(key).ok()?;
            cipher.decrypt_inout_detached(nonce.into(), &[], data.into(), tag.into()).ok()
        }
    }
}

/// All of `data` in whole blocks, or `None`.
fn blocks(data: &mut [u8]) -> Option<&mut [Block]> {
    let (blocks, rest) = Block::slice_as_chunks_mut(data);
    rest.is_empty().then_some(blocks)
}

/// Encrypts with AES-256-CBC and the padding of RFC 8018 §6.1.1.
pub(crate) fn encrypt_cbc(key: &[u8; 32], iv: &[u8; BLOCK_LEN], content: &[u8]) -> Option<Vec<u8>> {
    let padding = BLOCK_LEN - content.len() % BLOCK_LEN;
    // Sized at once, and encrypted where it stands.
    let mut data = Zeroizing::new(Vec::with_capacity(content.len() + padding));
    data.extend_from_slice(content);
    data.resize(content.len() + padding, u8::try_from(padding).ok()?);
    let mut cipher = cbc::Encryptor::<Aes256>::new(key.into(), iv.into());
    cipher.encrypt_blocks(blocks(&mut data)?);
    Some(data.to_vec())
}

/// The content without the padding of RFC 8018 §6.1.1, all of which is looked at whatever it holds.
pub(crate) fn unpad(data: &[u8]) -> Option<&[u8]> {
    let count = *data.last()?;
    let last = data.last_chunk::<BLOCK_LEN>()?;
    let mut good = !count.ct_eq(&0) & count.ct_lt(&17);
    for (from_end, byte) in (0u8..).zip(last.iter().rev()) {
        let is_padding: Choice = from_end.ct_lt(&count);
        good &= !is_padding | byte.ct_eq(&count);
    }
    let content = data.len().checked_sub(usize::from(count))?;
    if bool::from(good) { data.get(..content) } else { None }
}

//! A token that lacks its signature.

use alloc::vec::Vec;

use super::{TimestampAuthority, TokenSignError, cms};
use crate::{
    crypto::{Message, PublicKey, Scheme, SigningKey},
    encoding::der::Tag,
    parse::attributes,
};

/// A token that only lacks its signature: whatever holds the key, and however long it takes.
#[derive(Clone, Debug)]
#[must_use = "a draft is nothing until it is signed"]
pub struct TokenDraft<'a> {
    pub(super) authority: &'a TimestampAuthority,
    /// `TSTInfo`
    pub(super) info: Vec<u8>,
    /// `SET OF Attribute`, as it is signed.
    pub(super) attributes: Vec<u8>,
    /// The field of certificates, or nothing.
    pub(super) certificates: &'a [u8],
}

impl TokenDraft<'_> {
    /// The bytes that the authority's key signs: the signed attributes (RFC 5652 §5.4).
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.attributes
    }

    /// The key that signs.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        self.authority.public_key()
    }

    /// The scheme that it signs by.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.authority.scheme()
    }

    /// The response with a signature that was made elsewhere, and that is not verified here: `TimeStampResp` in DER.
    #[must_use]
    pub fn assemble(self, signature: &[u8]) -> Vec<u8> {
        let certified = &self.authority.certified;
        let signer = cms::signer_info(
            &certified.signer,
            &certified.digest_identifier,
            &attributes::under(Tag::context_constructed(0), &self.attributes),
            &certified.signature_identifier,
            signature,
        );
        let content = cms::encapsulated(&self.info);
        cms::granted(&cms::signed_data(&certified.digest_identifier, &content, self.certificates, &signer))
    }

    /// Signs with a key at hand.
    ///
    /// # Errors
    /// [`TokenSignError`] where it is another key, signs by another scheme, or fails.
    pub fn sign(self, key: &dyn SigningKey) -> Result<Vec<u8>, TokenSignError> {
        let (expected, actual) = (self.scheme(), key.scheme());
        if key.public_key() != self.public_key() {
            return Err(TokenSignError::WrongKey);
        }
        if actual != expected {
            return Err(TokenSignError::WrongScheme { expected, actual });
        }
        let signature = key.sign(Message::Bytes(&self.attributes))?;
        Ok(self.assemble(&signature))
    }
}

//! What the library takes to sign or to verify.

use aws_lc_rs::digest;
use countersign_crypto::{Message, MessageError, Scheme, SignError};

use crate::{AwsLc, hash::library};

/// The library hashes bytes itself.
pub(crate) enum Input<'a> {
    Bytes(&'a [u8]),
    Digest(digest::Digest),
}

impl<'a> Input<'a> {
    pub(crate) fn new(scheme: Scheme, message: Message<'a>) -> Result<Self, MessageError> {
        if let Message::Bytes(bytes) = message {
            return Ok(Self::Bytes(bytes));
        }
        let digest = message.digest_for(scheme, &AwsLc)?;
        // A digest has the length of its algorithm, which is all that is looked at.
        let digest = digest::Digest::import_less_safe(digest.as_bytes(), library(digest.algorithm()));
        digest.map(Self::Digest).map_err(|_| MessageError::NeedsWholeMessage)
    }
}

/// The library failed and does not say why.
pub(crate) fn failed(error: aws_lc_rs::error::Unspecified) -> SignError {
    SignError::Backend(Box::new(error))
}

//! Identities that are revoked.

use alloc::{
    boxed::Box,
    string::{String, ToString as _},
};
use core::{cmp::Ordering, fmt};

use countersign_crypto::KeyId;
use countersign_encoding::text;
use countersign_x509::{Identity, IdentityError};

/// The longest text of an identity or an issuer, in bytes.
const MAX_LEN: usize = 2048;

/// By whom an identity must be vouched for to be the one that is revoked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum VouchedBy {
    /// Whoever vouches for it.
    Anyone,
    /// A certificate authority: the key of the anchor, or of any certificate above the leaf.
    Authority(KeyId),
    /// The issuer of the token for which Fulcio issued the certificate (extension 1.3.6.1.4.1.57264.1.8 or .1.1), byte by
    /// byte.
    Issuer(Box<str>),
}

/// An identity that is revoked: a name of a certificate, and by whom it is vouched for.
#[derive(Clone, Debug)]
pub struct ListedIdentity {
    identity: Identity,
    /// The identity's own text: what lists are sorted by.
    text: String,
    vouched_by: VouchedBy,
}

impl ListedIdentity {
    /// An identity, whoever vouches for it.
    ///
    /// # Errors
    /// [`ListedIdentityError::Length`].
    pub fn new(identity: Identity) -> Result<Self, ListedIdentityError> {
        let text = identity.to_string();
        check_length(&text)?;
        Ok(Self { identity, text, vouched_by: VouchedBy::Anyone })
    }

    /// The same identity only where a token of this issuer vouched for it.
    ///
    /// # Errors
    /// [`ListedIdentityError::Issuer`] where that is no absolute URI, or [`ListedIdentityError::Length`].
    pub fn with_issuer(self, issuer: &str) -> Result<Self, ListedIdentityError> {
        check_length(issuer)?;
        Identity::uri(issuer).map_err(|_| ListedIdentityError::Issuer)?;
        Ok(Self { vouched_by: VouchedBy::Issuer(issuer.into()), ..self })
    }

    /// The same identity only under a certificate authority with this key.
    #[must_use]
    pub fn with_authority(self, key: KeyId) -> Self {
        Self { vouched_by: VouchedBy::Authority(key), ..self }
    }

    /// Reads the text of an identity, which must be spelled as it is written.
    ///
    /// # Errors
    /// [`ListedIdentityError`].
    pub fn parse(text: &str) -> Result<Self, ListedIdentityError> {
        check_length(text)?;
        let listed = Self::new(Identity::parse(text)?)?;
        if listed.text == text { Ok(listed) } else { Err(ListedIdentityError::Spelling) }
    }

    /// The identity.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// By whom it must be vouched for.
    #[must_use]
    pub fn vouched_by(&self) -> &VouchedBy {
        &self.vouched_by
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

fn check_length(text: &str) -> Result<(), ListedIdentityError> {
    match text.len() {
        ..=MAX_LEN => Ok(()),
        actual => Err(ListedIdentityError::Length { limit: MAX_LEN, actual }),
    }
}

/// By text, then by whom it is vouched for: anyone, an authority, an issuer.
impl Ord for ListedIdentity {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.text, &self.vouched_by).cmp(&(&other.text, &other.vouched_by))
    }
}

impl PartialOrd for ListedIdentity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ListedIdentity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ListedIdentity {}

impl fmt::Display for ListedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::escape(&self.text, MAX_LEN))?;
        match &self.vouched_by {
            VouchedBy::Anyone => Ok(()),
            VouchedBy::Authority(key) => write!(f, " of the authority {key}"),
            VouchedBy::Issuer(issuer) => write!(f, " of the issuer {}", text::escape(issuer, MAX_LEN)),
        }
    }
}

/// Why a text names no identity that a list can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListedIdentityError {
    /// It is no identity.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// It is one, but is written in another way: one identity has one spelling.
    #[error("the identity is not spelled in its one form, such as a host name in lower case")]
    Spelling,
    /// The identity or the issuer is too long.
    #[error("the text is {actual} bytes long, at most {limit} are read")]
    Length {
        /// The limit in bytes.
        limit: usize,
        /// Its length in bytes.
        actual: usize,
    },
    /// The issuer is no absolute URI.
    #[error("an issuer is an absolute URI")]
    Issuer,
}

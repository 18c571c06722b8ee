//! One entry of a list.

use alloc::boxed::Box;
use core::fmt;

use countersign_crypto::KeyId;
use countersign_digest::Digest;
use countersign_encoding::text;
use countersign_time::UnixTime;

use super::{ListedIdentity, ListedIdentityError, SignatureDigest, SignatureDigestError};
use crate::{Reason, Revocation, Source, crypto::KeyIdError, digest::DigestError};

/// The reasons that an entry can have: those of RFC 5280 §5.3.1 but for what is said of attribute authorities and what is
/// taken back later (`certificateHold`, `removeFromCRL`), for which a new edition of the list is issued.
const REASONS: [Reason; 7] = [
    Reason::Unspecified,
    Reason::KeyCompromise,
    Reason::CaCompromise,
    Reason::AffiliationChanged,
    Reason::Superseded,
    Reason::CessationOfOperation,
    Reason::PrivilegeWithdrawn,
];

/// The longest comment, in characters.
const MAX_COMMENT: usize = 256;

/// What is revoked. Lists are sorted as these are: by kind, and within one by the bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Listed {
    /// An image, by the digest of its manifest or index, or a blob.
    Digest(Digest),
    /// Whom a certificate names.
    Identity(Box<ListedIdentity>),
    /// A public key, by the SHA-256 of its canonical SubjectPublicKeyInfo, wherever it stands: a signer's, a certificate's,
    /// or that of an authority above it.
    Key(KeyId),
    /// One signature, by the SHA-256 of its bytes.
    Signature(SignatureDigest),
}

impl Listed {
    /// The kind, as people call it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Digest(_) => "digest",
            Self::Identity(_) => "identity",
            Self::Key(_) => "key",
            Self::Signature(_) => "signature",
        }
    }

    /// Whether it is something that signs, for which the time of a signature matters. What was signed, and a signature, are
    /// revoked themselves: that they were made before is nothing in their favour.
    #[must_use]
    pub const fn is_signer(&self) -> bool {
        matches!(self, Self::Identity(_) | Self::Key(_))
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => digest.fmt(f),
            Self::Identity(identity) => identity.fmt(f),
            Self::Key(id) => id.fmt(f),
            Self::Signature(digest) => digest.fmt(f),
        }
    }
}

/// One entry: what is revoked, since when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntry {
    listed: Listed,
    revocation: Revocation,
    comment: Option<Box<str>>,
}

impl ListEntry {
    /// An entry without invalidity date and comment. `revoked_at` is of whole seconds.
    ///
    /// # Errors
    /// [`EntryError::Reason`], [`EntryError::Fraction`].
    pub fn new(listed: Listed, reason: Reason, revoked_at: UnixTime) -> Result<Self, EntryError> {
        check_whole(revoked_at)?;
        let revocation = Revocation::new(Source::List, revoked_at, Some(reason), None);
        let revocation = revocation.filter(|_| REASONS.contains(&reason)).ok_or(EntryError::Reason)?;
        Ok(Self { listed, revocation, comment: None })
    }

    /// Says since when the key is known or suspected to be in foreign hands, or the identity in foreign use: at the latest
    /// when it was revoked. What was signed before is then not in doubt.
    ///
    /// # Errors
    /// [`EntryError::Fraction`], [`EntryError::InvalidAfterRevoked`], [`EntryError::InvalidityDate`].
    pub fn with_invalidity_date(self, date: UnixTime) -> Result<Self, EntryError> {
        check_whole(date)?;
        if !self.listed.is_signer() {
            return Err(EntryError::InvalidityDate);
        }
        if date > self.revocation.date() {
            return Err(EntryError::InvalidAfterRevoked);
        }
        let (revoked_at, reason) = (self.revocation.date(), self.revocation.reason());
        let revocation = Revocation::new(Source::List, revoked_at, reason, Some(date));
        Ok(Self { revocation: revocation.ok_or(EntryError::Reason)?, ..self })
    }

    /// Says something for people: 1 to 256 characters, all of them visible.
    ///
    /// # Errors
    /// [`EntryError::Comment`].
    pub fn with_comment(self, comment: &str) -> Result<Self, EntryError> {
        let length = comment.chars().take(MAX_COMMENT.saturating_add(1)).count();
        if length == 0 || length > MAX_COMMENT || comment.chars().any(text::is_hidden) {
            return Err(EntryError::Comment);
        }
        Ok(Self { comment: Some(comment.into()), ..self })
    }

    /// What is revoked.
    #[must_use]
    pub fn listed(&self) -> &Listed {
        &self.listed
    }

    /// Since when, and why.
    #[must_use]
    pub fn revocation(&self) -> &Revocation {
        &self.revocation
    }

    /// What is said of it for people.
    #[must_use]
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// Reads the name of a reason that an entry can have.
    pub(super) fn reason_of(name: &str) -> Result<Reason, EntryError> {
        REASONS.into_iter().find(|reason| reason.name() == name).ok_or(EntryError::Reason)
    }
}

fn check_whole(time: UnixTime) -> Result<(), EntryError> {
    if time.truncated_to_seconds() == time { Ok(()) } else { Err(EntryError::Fraction) }
}

/// In one line: what, since when, why.
impl fmt::Display for ListEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.listed.kind(), self.listed, self.revocation)?;
        match &self.comment {
            Some(comment) => write!(f, ": {comment}"),
            None => Ok(()),
        }
    }
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The key is no key id.
    #[error("the key: {0}")]
    Key(#[from] KeyIdError),
    /// The signature is no SHA-256 digest.
    #[error("the signature: {0}")]
    Signature(#[from] SignatureDigestError),
    /// The digest is none.
    #[error("the digest: {0}")]
    Digest(#[from] DigestError),
    /// The identity, or its issuer, is none.
    #[error("the identity: {0}")]
    Identity(#[from] ListedIdentityError),
    /// The authority is no key id.
    #[error("the authority: {0}")]
    Authority(KeyIdError),
    /// An identity has both an issuer and an authority.
    #[error("an identity is bound to an issuer or to an authority, not to both")]
    IssuerAndAuthority,
    /// The reason is none of those that an entry can have.
    #[error(
        "the reason is none of unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, \
         cessationOfOperation and privilegeWithdrawn"
    )]
    Reason,
    /// A time is not in the one form `YYYY-MM-DDThh:mm:ssZ`.
    #[error("{field} is no time of the form YYYY-MM-DDThh:mm:ssZ")]
    Time {
        /// The member.
        field: &'static str,
    },
    /// A time has a fraction of a second.
    #[error("the times of a list are whole seconds")]
    Fraction,
    /// The invalidity date lies behind the date of revocation.
    #[error("the invalidity date lies behind the date of revocation")]
    InvalidAfterRevoked,
    /// A digest or a signature has an invalidity date: it counts whenever it was made.
    #[error("only keys and identities have an invalidity date")]
    InvalidityDate,
    /// The comment is empty, longer than 256 characters, or has characters that cannot be seen.
    #[error("a comment has 1 to 256 characters, all of them visible")]
    Comment,
    /// The date of revocation lies behind the time at which the list was issued.
    #[error("the date of revocation lies behind the time at which the list was issued")]
    RevokedAfterIssue,
    /// It is listed twice.
    #[error("it is listed twice")]
    Duplicate,
    /// It does not stand where it belongs.
    #[error("entries stand in ascending order, and this one does not")]
    Order,
}

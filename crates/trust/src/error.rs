//! What is wrong with a trusted root.

use core::fmt;

use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};
use countersign_time::TimeError;
use countersign_x509::Violation;

/// Why a document is not a trusted root.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedRootError {
    /// Not the JSON that is accepted: malformed, a member given twice, too large.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Neither of the media types of a trusted root, or none.
    #[error("the media type is not that of a trusted root of version 0.1 or 0.2")]
    MediaType,
    /// A member that is missing, unknown, of another type, or there in both spellings.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A list is longer than any sensible one.
    #[error("the list \"{field}\" has {actual} entries, at most {limit} are allowed")]
    TooMany {
        /// The list.
        field: &'static str,
        /// Entries allowed.
        limit: usize,
        /// Entries found.
        actual: usize,
    },
}

impl TrustedRootError {
    /// A code that stays the same when the text changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "CSG-ROOT-JSON",
            Self::MediaType => "CSG-ROOT-MEDIA-TYPE",
            Self::Field(_) => "CSG-ROOT-FIELD",
            Self::TooMany { .. } => "CSG-ROOT-TOO-MANY",
        }
    }
}

/// An authority of a trusted root that cannot be believed, for it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timestamp authority {position}: {error}")]
pub struct UnusableAuthority {
    position: usize,
    #[source]
    error: AuthorityError,
}

impl UnusableAuthority {
    pub(crate) fn new(position: usize, error: AuthorityError) -> Self {
        Self { position, error }
    }

    /// Its place among the authorities of the document, from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> &AuthorityError {
        &self.error
    }
}

/// Why an authority of a trusted root cannot be read. Places of certificates count from 0, as the document has them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// No certificate.
    #[error("it has no certificate")]
    NoCertificates,
    /// A certificate that is not base64, or empty.
    #[error("certificate {at} is not base64")]
    Base64 {
        /// The certificate's place.
        at: usize,
        /// Why not; none where there is nothing to read.
        #[source]
        reason: Option<Base64Error>,
    },
    /// A certificate that breaks a rule of RFC 5280 §4.
    #[error("certificate {at}: {violation}")]
    Certificate {
        /// The certificate's place.
        at: usize,
        /// The rule, and where it is broken.
        violation: Violation,
    },
    /// A certificate that stands where a CA must stand, and is none (RFC 5280 §4.2.1.9): every one but the first, and the first
    /// where it is alone.
    #[error("certificate {at} is not that of a CA")]
    NotCa {
        /// The certificate's place.
        at: usize,
    },
    /// A certificate whose issuer is not the subject of the next one.
    #[error("certificate {at} is not issued in the name of the next one")]
    NotAChain {
        /// The certificate's place.
        at: usize,
    },
    /// No moment since when it is believed.
    #[error("it does not say since when it is valid")]
    NoStart,
    /// A moment that is none.
    #[error("the {which} of its validity: {reason}")]
    Time {
        /// Which one.
        which: WindowEnd,
        /// Why not.
        #[source]
        reason: TimeError,
    },
    /// The window would end before it begins.
    #[error("its validity ends before it begins")]
    Inverted,
}

impl AuthorityError {
    /// A code that stays the same when the text changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCertificates | Self::NotCa { .. } | Self::NotAChain { .. } => "CSG-ROOT-AUTHORITY-CHAIN",
            Self::Base64 { .. } | Self::Certificate { .. } => "CSG-ROOT-AUTHORITY-CERTIFICATE",
            Self::NoStart | Self::Time { .. } | Self::Inverted => "CSG-ROOT-AUTHORITY-VALIDITY",
        }
    }
}

/// An end of a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowEnd {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

impl fmt::Display for WindowEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::End => "end",
        })
    }
}

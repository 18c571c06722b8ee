//! The three members that every descriptor has (image-spec `descriptor.md`).

use alloc::string::String;

use crate::Digest;

/// Longest type or subtype name (RFC 6838 §4.2), in characters.
const MAX_NAME: usize = 127;

/// What some content is, which bytes it has and how many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Descriptor {
    media_type: String,
    digest: Digest,
    size: u64,
}

impl Descriptor {
    /// A descriptor of `size` bytes.
    ///
    /// # Errors
    /// [`MediaTypeError`] unless the media type is `type/subtype` by RFC 6838 §4.2, without parameters.
    pub fn new(media_type: &str, digest: Digest, size: u64) -> Result<Self, MediaTypeError> {
        let (kind, subtype) = media_type.split_once('/').ok_or(MediaTypeError::NoSlash)?;
        check_name(kind)?;
        check_name(subtype)?;
        Ok(Self { media_type: media_type.into(), digest, size })
    }

    /// The media type.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The digest of the content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Length of the content in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }
}

/// `restricted-name = restricted-name-first *126restricted-name-chars` (RFC 6838 §4.2).
fn check_name(name: &str) -> Result<(), MediaTypeError> {
    if name.len() > MAX_NAME {
        return Err(MediaTypeError::TooLong { limit: MAX_NAME, actual: name.len() });
    }
    let first = name.bytes().next().ok_or(MediaTypeError::Empty)?;
    let others = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte));
    if first.is_ascii_alphanumeric() && others { Ok(()) } else { Err(MediaTypeError::Character) }
}

/// Why a text is no media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaTypeError {
    /// There is no slash.
    #[error("a media type is a type, a slash and a subtype")]
    NoSlash,
    /// The type or the subtype is empty.
    #[error("the media type has an empty part")]
    Empty,
    /// The type or the subtype is longer than RFC 6838 allows.
    #[error("the media type has a part of {actual} characters, at most {limit} are allowed")]
    TooLong {
        /// The limit.
        limit: usize,
        /// Length found.
        actual: usize,
    },
    /// A character that RFC 6838 does not allow there.
    #[error("the media type has a character that is not allowed")]
    Character,
}

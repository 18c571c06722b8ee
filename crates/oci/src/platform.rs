//! The platform that a manifest in an index is for (image-spec `image-index.md`).

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use countersign_encoding::json::{FieldError, Object};

use crate::manifest::other_spelling;

/// The members that a platform has (image-spec `image-index.md`).
const KNOWN: [&str; 5] = ["architecture", "os", "os.version", "os.features", "variant"];
/// The longest word of a platform, in bytes.
const MAX_WORD: usize = 64;

/// An operating system and a processor, as Go names them. Every word is ASCII letters, digits, `.`, `_` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Platform {
    os: String,
    architecture: String,
    variant: Option<String>,
    os_version: Option<String>,
}

impl Platform {
    /// A platform of two words, such as `linux` and `amd64`.
    ///
    /// # Errors
    /// [`PlatformError::Word`] when a word is empty, too long or has other characters.
    pub fn new(os: &str, architecture: &str) -> Result<Self, PlatformError> {
        Ok(Self { os: word(os)?, architecture: word(architecture)?, variant: None, os_version: None })
    }

    /// The same with a processor variant, such as `v8`.
    ///
    /// # Errors
    /// [`PlatformError::Word`].
    pub fn with_variant(mut self, variant: &str) -> Result<Self, PlatformError> {
        self.variant = Some(word(variant)?);
        Ok(self)
    }

    /// The same with a version of the operating system, such as `10.0.17763.1`.
    ///
    /// # Errors
    /// [`PlatformError::Word`].
    pub fn with_os_version(mut self, version: &str) -> Result<Self, PlatformError> {
        self.os_version = Some(word(version)?);
        Ok(self)
    }

    /// The operating system.
    pub fn os(&self) -> &str {
        &self.os
    }

    /// The processor.
    pub fn architecture(&self) -> &str {
        &self.architecture
    }

    /// The processor's variant, where one is named.
    pub fn variant(&self) -> Option<&str> {
        self.variant.as_deref()
    }

    /// The version of the operating system, where one is named.
    pub fn os_version(&self) -> Option<&str> {
        self.os_version.as_deref()
    }

    /// Whether what is offered is what is wanted here: same system, processor and variant, and the same version of the
    /// system where one is wanted. `arm64` without a variant is `v8`, `arm` without one is `v7`, as runtimes have it.
    pub fn accepts(&self, offered: &Self) -> bool {
        self.os == offered.os
            && self.architecture == offered.architecture
            && self.implied_variant() == offered.implied_variant()
            && self.os_version.as_ref().is_none_or(|version| offered.os_version.as_ref() == Some(version))
    }

    fn implied_variant(&self) -> Option<&str> {
        let implied = match self.architecture.as_str() {
            "arm64" => Some("v8"),
            "arm" => Some("v7"),
            _ => None,
        };
        self.variant.as_deref().or(implied)
    }

    /// Reads the `platform` member of a descriptor. One whose system or processor is empty names none, and some tools write
    /// it: it reads as absent, lest one entry make all others of its index unreadable.
    pub(crate) fn parse(object: &Object<'_>) -> Result<Option<Self>, PlatformReadError> {
        if let Some(member) = other_spelling(object, &KNOWN) {
            return Err(PlatformError::OtherSpelling { member }.into());
        }
        let os = object.required_str("os")?;
        let architecture = object.required_str("architecture")?;
        if os.is_empty() || architecture.is_empty() {
            return Ok(None);
        }
        let mut platform = Self::new(os, architecture)?;
        if let Some(variant) = object.optional_str("variant")?.filter(|text| !text.is_empty()) {
            platform = platform.with_variant(variant)?;
        }
        if let Some(version) = object.optional_str("os.version")?.filter(|text| !text.is_empty()) {
            platform = platform.with_os_version(version)?;
        }
        Ok(Some(platform))
    }
}

fn word(text: &str) -> Result<String, PlatformError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    if text.is_empty() || text.len() > MAX_WORD || !text.bytes().all(fits) {
        return Err(PlatformError::Word);
    }
    Ok(text.to_owned())
}

impl FromStr for Platform {
    type Err = PlatformError;

    /// Reads `os/architecture` or `os/architecture/variant`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split('/');
        let (Some(os), Some(architecture)) = (words.next(), words.next()) else {
            return Err(PlatformError::Words);
        };
        let platform = Self::new(os, architecture)?;
        match (words.next(), words.next()) {
            (None, _) => Ok(platform),
            (Some(variant), None) => platform.with_variant(variant),
            (Some(_), Some(_)) => Err(PlatformError::Words),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(out, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// Why a text is no platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlatformError {
    /// There are not two or three words between slashes.
    #[error("a platform is written os/architecture or os/architecture/variant")]
    Words,
    /// A word is empty, longer than 64 characters, or holds more than letters, digits, `.`, `_` and `-`.
    #[error("a word of the platform is empty, too long or has characters that do not belong there")]
    Word,
    /// A member differs from a known one in capital letters alone; programs written in Go would read it as that one.
    #[error("a member of the platform is spelled like \"{member}\" but for capital letters")]
    OtherSpelling {
        /// The known member.
        member: &'static str,
    },
}

/// What can be wrong with the `platform` member of a descriptor.
pub(crate) enum PlatformReadError {
    Field(FieldError),
    Platform(PlatformError),
}

impl From<FieldError> for PlatformReadError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

impl From<PlatformError> for PlatformReadError {
    fn from(error: PlatformError) -> Self {
        Self::Platform(error)
    }
}

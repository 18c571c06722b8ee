//! An answer that says no.

use alloc::{string::String, vec::Vec};
use core::{error::Error, fmt};

use crate::Escaped;

/// Most bytes of a [`Rejection`]'s body that are kept: 64 KiB.
pub const MAX_REJECTION_BODY: usize = 64 * 1024;
/// Most bytes of a location that are kept; a longer one is dropped, as its beginning leads elsewhere.
const MAX_LOCATION: usize = 8192;
/// Most characters of a foreign text that are shown.
const SHOWN: usize = 256;

/// A status that means neither success nor absence, with what the server said about it.
///
/// Displayed, foreign text is shortened, and its control, bidirectional and invisible characters are escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    status: u16,
    location: Option<String>,
    body: Vec<u8>,
}

impl Rejection {
    /// A rejection with its HTTP status, the `Location` that was not followed, and what was read of the body. The first
    /// [`MAX_REJECTION_BODY`] bytes of that are kept; a location of more than 8 KiB is dropped.
    #[must_use]
    pub fn new(status: u16, location: Option<String>, mut body: Vec<u8>) -> Self {
        let location = location.filter(|location| location.len() <= MAX_LOCATION);
        body.truncate(MAX_REJECTION_BODY);
        Self { status, location, body }
    }

    /// The HTTP status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The `Location` header: where the server would rather be asked, or where the thing already is. Not checked.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The first 64 KiB of the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered with status {}", self.status)?;
        if let Some(location) = &self.location {
            write!(f, ", location {}", Escaped::new(location.as_bytes(), SHOWN))?;
        }
        if !self.body.is_empty() {
            write!(f, ": {}", Escaped::new(&self.body, SHOWN))?;
        }
        Ok(())
    }
}

impl Error for Rejection {}

//! PEM blocks (RFC 7468), strictly: exactly one, or all in a text.
//!
//! ```text
//! text = *WSP-EOL  "-----BEGIN " label "-----" eol
//!        1*( 1*76 base64 eol )
//!        "-----END " label "-----"  *WSP-EOL          eol = LF / CRLF
//! ```
//!
//! RFC 7468 §2 lets parsers skip explanatory text, blank lines and further blocks. [`decode_one`] accepts none of that: what
//! one reader takes for a comment another takes for the key. [`decode_all`], for bundles of certificates, skips text between
//! blocks, and only text that no reader can take for a boundary.

mod bundle;

pub use bundle::{Limits, PemBundleError, decode_all};

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::base64::{self, Base64Error};
use crate::text;

/// `-----BEGIN label-----`
const BEGIN: &[u8] = b"-----BEGIN ";
/// `-----END label-----`
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// The longest line of base64 that is read: what RFC 2045 allows; RFC 7468 writes 64.
const LONGEST_LINE: usize = 76;
/// Characters of a line that is written, and the bytes they carry.
const COLUMNS: usize = 64;
const BYTES_A_LINE: usize = COLUMNS / 4 * 3;
/// The longest label; the longest one in use has 22 characters.
const LONGEST_LABEL: usize = 64;

/// A decoded block. The bytes may be a private key: they are wiped when dropped and never shown.
pub struct Block {
    label: String,
    data: Zeroizing<Vec<u8>>,
}

impl Block {
    /// The label, such as `PUBLIC KEY`. It is a claim: compare it with the one you expect.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The decoded bytes.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("label", &self.label).field("data_len", &self.data.len()).finish()
    }
}

/// Why a text is not exactly one PEM block. Lines count from 1, offsets count bytes from 0, both from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemError {
    /// The text is longer than the caller allows.
    #[error("PEM text of {actual} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
        /// The length of the text in bytes.
        actual: usize,
    },
    /// The text has a byte above 0x7f.
    #[error("PEM text has a byte that is not ASCII at byte {offset}")]
    NotAscii {
        /// Where the byte stands.
        offset: usize,
    },
    /// There is no `-----BEGIN ` in the text.
    #[error("no PEM block found")]
    NoBlock,
    /// Something other than whitespace stands before or after the block.
    #[error("text outside the PEM block on line {line}")]
    UnexpectedText {
        /// The line it starts on.
        line: usize,
    },
    /// A second block follows the first.
    #[error("a second PEM block starts on line {line}")]
    SeveralBlocks {
        /// The line it starts on.
        line: usize,
    },
    /// A BEGIN or END line is not `-----BEGIN label-----` with a label by RFC 7468 §3, or is longer than 64 characters of label.
    #[error("malformed PEM boundary or label on line {line}")]
    Label {
        /// The line of the boundary.
        line: usize,
    },
    /// The labels of the BEGIN and of the END line differ.
    #[error("PEM block begins as \"{}\" and ends as \"{}\"", text::escape(.begin, LONGEST_LABEL), text::escape(.end, LONGEST_LABEL))]
    LabelMismatch {
        /// The label of the BEGIN line.
        begin: String,
        /// The label of the END line.
        end: String,
    },
    /// The text ends before the END line.
    #[error("PEM block has no END line")]
    NoEnd,
    /// A line has a colon: encapsulated headers (RFC 1421), as in keys encrypted the old way, are not read.
    #[error("PEM block has an encapsulated header on line {line}")]
    Header {
        /// The line of the header.
        line: usize,
    },
    /// A line of the body is empty or longer than 76 characters.
    #[error("PEM line {line} is empty or longer than 76 characters")]
    LineLength {
        /// The line.
        line: usize,
    },
    /// There is nothing between BEGIN and END.
    #[error("PEM block is empty")]
    Empty,
    /// The body is not canonical base64; offsets count its characters without line breaks.
    #[error("PEM body is not base64")]
    Base64(#[from] Base64Error),
}

/// Reads exactly one block of at most `limit` bytes of text.
///
/// Whitespace around the block is skipped; lines end in LF or CRLF and carry at most 76 characters. The label is whatever
/// both boundaries say: comparing it is the caller's job.
///
/// # Errors
///
/// [`PemError`], see its variants.
pub fn decode_one(text: &[u8], limit: usize) -> Result<Block, PemError> {
    let mut lines = Lines::new(ascii(text, limit)?);
    let label = begin(&mut lines)?;
    let body = body(label, &mut lines)?;
    nothing_else(&mut lines)?;
    block(label, &body)
}

/// Reads lines up to the END line, and checks that line: what stands before it is the body.
fn body(label: &str, lines: &mut Lines<'_>) -> Result<Zeroizing<Vec<u8>>, PemError> {
    let mut body = Zeroizing::new(Vec::with_capacity(find(lines.rest, END).unwrap_or(lines.rest.len())));
    let end = loop {
        let Some(line) = lines.next() else { return Err(PemError::NoEnd) };
        if line.starts_with(DASHES) {
            break boundary(line, END).ok_or(PemError::Label { line: lines.number })?;
        }
        body.extend_from_slice(body_line(line, lines.number)?);
    };
    if end == label {
        Ok(body)
    } else {
        Err(PemError::LabelMismatch { begin: label.into(), end: end.into() })
    }
}

fn block(label: &str, body: &[u8]) -> Result<Block, PemError> {
    if body.is_empty() {
        return Err(PemError::Empty);
    }
    Ok(Block { label: label.into(), data: Zeroizing::new(base64::decode_standard(body)?) })
}

/// Writes one block: 64 columns, LF, a line end after the END line.
///
/// The label must follow RFC 7468 §3 (upper-case words by convention) and `data` must not be empty, or [`decode_one`] will
/// not read the result.
#[must_use]
pub fn encode(label: &str, data: &[u8]) -> String {
    let lines = data.len().div_ceil(BYTES_A_LINE);
    let boundaries = BEGIN.len() + END.len() + 2 * (DASHES.len() + 1) + 2 * label.len();
    // Exactly as much as is written, so that no reallocation leaves a copy of a secret behind.
    let mut out = String::with_capacity(boundaries + data.len().div_ceil(3) * 4 + lines);
    for part in ["-----BEGIN ", label, "-----\n"] {
        out.push_str(part);
    }
    for line in data.chunks(BYTES_A_LINE) {
        base64::push_standard(&mut out, line);
        out.push('\n');
    }
    for part in ["-----END ", label, "-----\n"] {
        out.push_str(part);
    }
    out
}

fn ascii(text: &[u8], limit: usize) -> Result<&[u8], PemError> {
    if text.len() > limit {
        return Err(PemError::TooLarge { limit, actual: text.len() });
    }
    match text.iter().position(|byte| !byte.is_ascii()) {
        None => Ok(text),
        Some(offset) => Err(PemError::NotAscii { offset }),
    }
}

/// Where a boundary begins in a text.
fn find(text: &[u8], boundary: &[u8]) -> Option<usize> {
    text.windows(boundary.len()).position(|window| window == boundary)
}

/// Skips whitespace and reads the BEGIN line.
fn begin<'a>(lines: &mut Lines<'a>) -> Result<&'a str, PemError> {
    let text = lines.rest;
    let Some(line) = lines.find(|line| !is_blank(line)) else { return Err(PemError::NoBlock) };
    if line.starts_with(BEGIN) {
        return boundary(line, BEGIN).ok_or(PemError::Label { line: lines.number });
    }
    Err(if find(text, BEGIN).is_some() {
        PemError::UnexpectedText { line: lines.number }
    } else {
        PemError::NoBlock
    })
}

/// The label of `-----BEGIN label-----` or `-----END label-----`.
fn boundary<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a str> {
    let label = line.strip_prefix(start)?.strip_suffix(DASHES)?;
    core::str::from_utf8(label).ok().filter(|label| is_label(label))
}

/// `label = labelchar *( ["-" / SP] labelchar )` with `labelchar = %x21-2C / %x2E-7E` (RFC 7468 §3); never empty here.
fn is_label(label: &str) -> bool {
    let separator = |byte: u8| byte == b'-' || byte == b' ';
    label.len() <= LONGEST_LABEL
        && label.bytes().all(|byte| (0x20..0x7f).contains(&byte))
        && label.as_bytes().split(|byte| separator(*byte)).all(|word| !word.is_empty())
}

fn body_line(line: &[u8], number: usize) -> Result<&[u8], PemError> {
    if line.contains(&b':') {
        return Err(PemError::Header { line: number });
    }
    if line.is_empty() || line.len() > LONGEST_LINE {
        return Err(PemError::LineLength { line: number });
    }
    Ok(line)
}

fn nothing_else(lines: &mut Lines<'_>) -> Result<(), PemError> {
    match lines.find(|line| !is_blank(line)) {
        None => Ok(()),
        Some(line) if line.starts_with(BEGIN) => Err(PemError::SeveralBlocks { line: lines.number }),
        Some(_) => Err(PemError::UnexpectedText { line: lines.number }),
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Lines without their LF or CRLF, counted.
struct Lines<'a> {
    rest: &'a [u8],
    /// The number of the line returned last, from 1.
    number: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { rest: text, number: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n').unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        self.number += 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

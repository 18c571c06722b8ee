//! Every block of a text, with explanatory text between them (RFC 7468 §2, §5.2).

use alloc::vec::Vec;

use super::{BEGIN, Block, END, Lines, PemError, block, body, boundary, find};

/// How much text, and how many blocks in it, are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of text.
    pub bytes: usize,
    /// The most blocks.
    pub blocks: usize,
}

/// Why a text is no bundle of PEM blocks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemBundleError {
    /// The text is longer than [`Limits::bytes`].
    #[error("PEM text of {actual} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
        /// The length of the text in bytes.
        actual: usize,
    },
    /// There are more blocks than [`Limits::blocks`].
    #[error("more than {limit} PEM blocks")]
    TooManyBlocks {
        /// The most blocks allowed.
        limit: usize,
    },
    /// There is no block in the text.
    #[error("no PEM block found")]
    NoBlock,
    /// A line between blocks holds `-----BEGIN ` or `-----END ` and is no BEGIN line: another reader may see a block there.
    #[error("misplaced or malformed PEM boundary on line {line}")]
    Boundary {
        /// The line, from 1.
        line: usize,
    },
    /// A block is malformed.
    #[error("PEM block {index} (counted from 0) is malformed")]
    Block {
        /// Which block, from 0.
        index: usize,
        /// What is wrong with it; lines count from the start of the text.
        #[source]
        source: PemError,
    },
}

/// Reads every block of a text, in order. What stands between blocks is skipped, in any character set; a block itself is
/// read as [`super::decode_one`] reads it.
///
/// # Errors
///
/// [`PemBundleError`], see its variants; the limits are checked before the work that they bound.
pub fn decode_all(text: &[u8], limits: Limits) -> Result<Vec<Block>, PemBundleError> {
    if text.len() > limits.bytes {
        return Err(PemBundleError::TooLarge { limit: limits.bytes, actual: text.len() });
    }
    let mut lines = Lines::new(text);
    let mut blocks = Vec::new();
    while let Some(label) = next_label(&mut lines)? {
        if blocks.len() == limits.blocks {
            return Err(PemBundleError::TooManyBlocks { limit: limits.blocks });
        }
        let read = body(label, &mut lines).and_then(|body| block(label, &body));
        blocks.push(read.map_err(|source| PemBundleError::Block { index: blocks.len(), source })?);
    }
    if blocks.is_empty() { Err(PemBundleError::NoBlock) } else { Ok(blocks) }
}

/// Skips text up to the next BEGIN line.
fn next_label<'a>(lines: &mut Lines<'a>) -> Result<Option<&'a str>, PemBundleError> {
    let boundaries = |line: &&[u8]| find(line, BEGIN).is_some() || find(line, END).is_some();
    match lines.find(boundaries) {
        None => Ok(None),
        Some(line) => match boundary(line, BEGIN) {
            Some(label) => Ok(Some(label)),
            None => Err(PemBundleError::Boundary { line: lines.number }),
        },
    }
}

use crate::prng::Prng;
use sha2::{Digest, Sha256, Sha512};
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// Bytes of any length that are sent without being held in memory whole.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Bytes(Arc<[u8]>),
    File {
        file: Arc<File>,
        length: u64,
    },
    /// Made where it is read: one page again and again, with its number at its beginning.
    Pattern {
        page: Arc<[u8]>,
        length: u64,
    },
}

impl Content {
    pub(super) fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(bytes.into().into())
    }

    pub(super) fn pattern(seed: u64, length: u64) -> Self {
        Self::Pattern { page: Prng::new(seed).bytes(PAGE).into(), length }
    }

    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } | Self::Pattern { length, .. } => *length,
        }
    }

    /// Fills the beginning of `into` with what stands from `offset`; nothing behind the end.
    pub(super) fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let count =
            usize::try_from(self.length().saturating_sub(offset)).unwrap_or(usize::MAX).min(into.len());
        let into = &mut into[..count];
        match self {
            Self::Bytes(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                into.copy_from_slice(&bytes[start..start + count]);
            }
            Self::File { file, .. } => file.read_exact_at(into, offset)?,
            Self::Pattern { page, .. } => fill(page, offset, into),
        }
        Ok(count)
    }

    /// All of it: for manifests and other short things.
    pub(super) fn to_vec(&self) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(self.length()).expect("fits into memory")];
        let count = self.read_at(0, &mut bytes).expect("what was stored can be read");
        bytes.truncate(count);
        bytes
    }

    pub(super) fn flipped(&self) -> Self {
        let mut bytes = self.to_vec();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        Self::new(bytes)
    }

    /// `ALGORITHM:HEX`, `None` for an algorithm that is not known here.
    pub(super) fn digest(&self, algorithm: &str) -> Option<String> {
        let hex = match algorithm {
            "sha256" => self.hash(Sha256::new()),
            "sha512" => self.hash(Sha512::new()),
            _ => return None,
        };
        Some(format!("{algorithm}:{hex}"))
    }

    fn hash<D: Digest>(&self, mut hash: D) -> String {
        let mut buffer = vec![0; 64 * 1024];
        let mut offset = 0;
        loop {
            let count = self.read_at(offset, &mut buffer).expect("what was stored can be read");
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            offset += count as u64;
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

const PAGE: usize = 64 * 1024;

/// Pages differ in their number alone, so that making them costs no more than copying them.
fn fill(page: &[u8], offset: u64, into: &mut [u8]) {
    let mut position = offset;
    let mut rest = into;
    while !rest.is_empty() {
        let within = usize::try_from(position % PAGE as u64).expect("less than a page");
        let number = (position / PAGE as u64).to_le_bytes();
        let count = rest.len().min(PAGE - within);
        let (now, later) = rest.split_at_mut(count);
        now.copy_from_slice(&page[within..within + count]);
        for (byte, digit) in now.iter_mut().zip(number.iter().skip(within)) {
            *byte = *digit;
        }
        position += count as u64;
        rest = later;
    }
}

/// Takes in a body: short ones in memory, longer ones in a file without a name.
#[derive(Debug, Default)]
pub(super) struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
    length: u64,
}

const IN_MEMORY: u64 = 4 * 1024 * 1024;

impl Spool {
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if self.file.is_none() && self.length > IN_MEMORY {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => self.memory.write_all(bytes),
        }
    }

    pub(super) fn append(&mut self, content: &Content) -> io::Result<()> {
        let mut buffer = vec![0; 64 * 1024];
        let mut offset = 0;
        loop {
            let count = content.read_at(offset, &mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            self.write(&buffer[..count])?;
            offset += count as u64;
        }
    }

    pub(super) fn finish(self) -> Content {
        match self.file {
            Some(file) => Content::File { file: Arc::new(file), length: self.length },
            None => Content::new(self.memory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, IN_MEMORY, Spool};

    #[test]
    fn a_pattern_reads_alike_from_every_offset() {
        let pattern = Content::pattern(7, 200_000);
        let whole = pattern.to_vec();
        for offset in (0..200_000).step_by(777) {
            let mut part = vec![0; 70_000];
            let count = pattern.read_at(offset, &mut part).unwrap();
            assert_eq!(part[..count], whole[usize::try_from(offset).unwrap()..][..count]);
        }
    }

    #[test]
    fn a_long_body_goes_into_a_file_and_hashes_alike() {
        let length = IN_MEMORY + 100;
        let pattern = Content::pattern(7, length);
        let mut spool = Spool::default();
        spool.append(&pattern).unwrap();
        let stored = spool.finish();
        assert!(matches!(stored, Content::File { .. }));
        assert_eq!(stored.length(), length);
        assert_eq!(stored.digest("sha256"), pattern.digest("sha256"));
        assert_eq!(stored.digest("md5"), None);
    }
}

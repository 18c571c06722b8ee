//! Archives made by hand, so that anything can be wrong with them.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

/// One header in the making.
#[derive(Clone)]
pub struct Entry {
    pub block: [u8; 512],
    pub content: Vec<u8>,
}

pub const POSIX: &[u8] = b"ustar\x0000";
pub const GNU: &[u8] = b"ustar  \x00";

impl Entry {
    pub fn new(name: &str, flag: u8, content: &[u8]) -> Self {
        let mut entry = Self { block: [0; 512], content: content.to_vec() };
        entry.put(0, name.as_bytes());
        entry.put(100, b"0000644\x00");
        entry.put(257, POSIX);
        entry.block[156] = flag;
        entry.size(content.len() as u64)
    }

    pub fn file(name: &str, content: &[u8]) -> Self {
        Self::new(name, b'0', content)
    }

    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        self.block[at..at + bytes.len()].copy_from_slice(bytes);
    }

    pub fn with(mut self, at: usize, bytes: &[u8]) -> Self {
        self.put(at, bytes);
        self.checked()
    }

    pub fn gnu(self) -> Self {
        self.with(257, GNU)
    }

    pub fn size(self, size: u64) -> Self {
        self.with(124, format!("{size:011o}\0").as_bytes())
    }

    fn checked(mut self) -> Self {
        self.put(148, b"        ");
        let sum: u32 = self.block.iter().map(|byte| u32::from(*byte)).sum();
        self.put(148, format!("{sum:06o}\0 ").as_bytes());
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.block.to_vec();
        bytes.extend(&self.content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }
}

/// A pax header over what comes next.
pub fn pax(records: &[(&str, &str)]) -> Entry {
    Entry::new("PaxHeaders/x", b'x', pax_text(records).as_bytes())
}

pub fn pax_text(records: &[(&str, &str)]) -> String {
    let record = |(key, value): &(&str, &str)| {
        let rest = format!(" {key}={value}\n");
        let length =
            (1..5).map(|digits| rest.len() + digits).find(|all| all.to_string().len() + rest.len() == *all);
        format!("{}{rest}", length.unwrap())
    };
    records.iter().map(record).collect()
}

pub fn gnu_name(name: &str) -> Entry {
    Entry::new("././@LongLink", b'L', format!("{name}\0").as_bytes()).gnu()
}

/// The entries and the end.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut bytes: Vec<u8> = entries.iter().flat_map(Entry::bytes).collect();
    bytes.extend([0; 1024]);
    bytes
}

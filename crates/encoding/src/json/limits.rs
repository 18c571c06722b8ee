//! How much of a foreign text is worth reading.

/// Nothing is read deeper than this: reading, writing and dropping a value recurse once a level.
const DEEPEST: usize = 128;

/// How large a text may be. Every limit is checked before memory is taken for what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    max_bytes: usize,
    max_depth: usize,
    max_values: usize,
}

impl Limits {
    /// The longest text in bytes; 4 MiB by default.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// The most arrays and objects around a value; 64 by default.
    #[must_use]
    pub const fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// The most values and member names together; 1 000 000 by default.
    #[must_use]
    pub const fn max_values(&self) -> usize {
        self.max_values
    }

    /// Sets the longest text, in bytes.
    #[must_use]
    pub const fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets the deepest nesting. More than 128 levels count as 128, so that no text can exhaust the stack.
    #[must_use]
    pub const fn with_max_depth(mut self, levels: usize) -> Self {
        self.max_depth = if levels < DEEPEST { levels } else { DEEPEST };
        self
    }

    /// Sets the most values and member names together.
    #[must_use]
    pub const fn with_max_values(mut self, values: usize) -> Self {
        self.max_values = values;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 4 << 20, max_depth: 64, max_values: 1_000_000 }
    }
}

//! How much of a foreign input is worth reading, and in which order maps must be.

/// Nothing is read deeper than this: reading, writing and dropping a value recurse once a level.
const DEEPEST: usize = 128;

/// The order of the keys of a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapOrder {
    /// By the bytes of the encoded keys: the core deterministic encoding (RFC 8949 §4.2.1).
    #[default]
    Bytewise,
    /// Shorter encoded keys first, then by their bytes (RFC 8949 §4.2.3; RFC 7049 §3.9; CTAP2).
    LengthFirst,
    /// Any. A key twice is refused all the same.
    Any,
}

/// How large an input may be, and how it must be sorted. Every limit is checked before memory is taken for what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    max_bytes: usize,
    max_depth: usize,
    max_items: usize,
    map_order: MapOrder,
}

impl Limits {
    /// The longest input in bytes; 4 MiB by default.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// The most arrays, maps and tags around an item; 16 by default.
    #[must_use]
    pub const fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// The most items, map keys and tags counted; 100 000 by default.
    #[must_use]
    pub const fn max_items(&self) -> usize {
        self.max_items
    }

    /// The order that maps must have; [`MapOrder::Bytewise`] by default.
    #[must_use]
    pub const fn map_order(&self) -> MapOrder {
        self.map_order
    }

    /// Sets the longest input, in bytes.
    #[must_use]
    pub const fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets the deepest nesting. More than 128 levels count as 128, so that no input can exhaust the stack.
    #[must_use]
    pub const fn with_max_depth(mut self, levels: usize) -> Self {
        self.max_depth = if levels < DEEPEST { levels } else { DEEPEST };
        self
    }

    /// Sets the most items, map keys and tags counted.
    #[must_use]
    pub const fn with_max_items(mut self, items: usize) -> Self {
        self.max_items = items;
        self
    }

    /// Sets the order that maps must have.
    #[must_use]
    pub const fn with_map_order(mut self, order: MapOrder) -> Self {
        self.map_order = order;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 4 << 20, max_depth: 16, max_items: 100_000, map_order: MapOrder::default() }
    }
}

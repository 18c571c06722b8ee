//! How an index is laid out, so that it stays below a tenth of what it is an index of.

/// The measures of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) buckets: usize,
    pub(super) blocks: usize,
    /// Bytes of a block.
    pub(super) block: usize,
    block_bits: u32,
    pub(super) print_bits: u32,
}

/// Entries of a bucket: the start of its list costs 32 bits, which is 2 for each.
const BUCKET: usize = 16;
/// Entries of a block, at least: the place of its first one costs 16 bits, which is 2 for each.
const ENTRIES: usize = 8;
/// Bits of both for each entry.
const SHARED: usize = 4;
/// Shorter blocks would not be found faster: this is a few lines of a cache.
const MIN_BLOCK: usize = 128;
/// 16 bits say where the first entry of a block is.
const MAX_BLOCK: usize = 1 << 15;
/// Of the entries of a bucket, fewer than one in sixteen has by chance the print of another one.
const MAX_PRINT: u32 = 8;
/// Of 32 bits, half for each.
const MAX_WIDTH: usize = 32;
/// Bits of the place of an entry that names an issuer.
const ISSUER: usize = 32;

impl Layout {
    /// For so many bytes of entries, some of which name an issuer.
    pub(super) fn of(bytes: usize, entries: usize, issuers: usize) -> Self {
        let width = width(bytes, entries, issuers);
        let most = 1usize.checked_shl(width.saturating_sub(print_bits(width))).unwrap_or(usize::MAX);
        let wanted = (entries / ENTRIES).min(bytes / MIN_BLOCK).min(most);
        let blocks = wanted.max(bytes.div_ceil(MAX_BLOCK)).max(1);
        let block = bytes.div_ceil(blocks).max(1);
        let blocks = bytes.div_ceil(block);
        let block_bits = usize::BITS.saturating_sub(blocks.saturating_sub(1).leading_zeros());
        let print_bits = width.saturating_sub(block_bits).min(MAX_PRINT);
        Self { buckets: (entries / BUCKET).max(1), blocks, block, block_bits, print_bits }
    }

    /// Bits of a slot.
    pub(super) fn width(&self) -> u32 {
        self.block_bits.saturating_add(self.print_bits).max(1)
    }

    /// The slot of an entry.
    pub(super) fn slot(&self, block: usize, print: u64) -> u64 {
        u64::try_from(block).unwrap_or_default().unbounded_shl(self.print_bits) | print
    }

    /// The block that a slot names, if it has that print.
    #[inline]
    pub(super) fn block_of(&self, slot: u64, print: u64) -> Option<usize> {
        let own = slot & !u64::MAX.unbounded_shl(self.print_bits);
        (own == print).then(|| usize::try_from(slot.unbounded_shr(self.print_bits)).unwrap_or(usize::MAX))
    }
}

/// The bits that a slot may have.
fn width(bytes: usize, entries: usize, issuers: usize) -> u32 {
    let all = (bytes / 10).saturating_mul(8).saturating_sub(issuers.saturating_mul(ISSUER));
    let each = all.checked_div(entries).unwrap_or_default().saturating_sub(SHARED);
    u32::try_from(each.min(MAX_WIDTH)).unwrap_or_default()
}

/// A third of a slot: a bit more of the print saves as many bytes from being walked over as one more of the block.
fn print_bits(width: u32) -> u32 {
    (width / 3).min(MAX_PRINT)
}

#[cfg(test)]
mod tests {
    use super::Layout;

    /// Bits of an index.
    fn bits(layout: &Layout, entries: usize, issuers: usize) -> usize {
        let slots = entries * usize::try_from(layout.width()).unwrap();
        slots + layout.buckets * 32 + layout.blocks * 16 + issuers * 32
    }

    #[test]
    fn an_index_is_below_a_tenth_of_its_list() {
        for entry in [22, 23, 27, 36, 38, 50, 100, 1000] {
            for entries in [10_000, 100_000, 1_000_000] {
                let layout = Layout::of(entry * entries, entries, 0);
                assert!(
                    bits(&layout, entries, 0) * 10 <= entry * entries * 8,
                    "{entry} {entries}: {layout:?}"
                );
                assert!(layout.block <= 1 << 15 && layout.blocks * layout.block >= entry * entries);
            }
        }
        let layout = Layout::of(90_000_000, 1_000_000, 1_000_000);
        assert!(bits(&layout, 1_000_000, 1_000_000) * 10 <= 90_000_000 * 8, "{layout:?}");
    }

    #[test]
    fn a_million_usual_entries_have_short_blocks_and_whole_prints() {
        let layout = Layout::of(36_000_000, 1_000_000, 0);
        assert!(layout.block <= 600 && layout.print_bits == 8, "{layout:?}");
    }

    #[test]
    fn lists_of_few_entries_and_of_none_have_a_layout() {
        for (bytes, entries) in [(0, 0), (20, 1), (40_000, 1), (100_000_000, 2), (1_000, 50)] {
            let layout = Layout::of(bytes, entries, 0);
            assert!(layout.buckets >= 1 && layout.width() >= 1 && layout.width() < 64, "{layout:?}");
            assert!(layout.block >= 1 && layout.blocks * layout.block >= bytes, "{layout:?}");
            let slot = layout.slot(layout.blocks.saturating_sub(1), 0);
            assert_eq!(layout.block_of(slot, 0), Some(layout.blocks.saturating_sub(1)));
        }
    }
}

/// `bytes` as gzip (RFC 1952) whose blocks are stored, not compressed (RFC 1951 §3.2.4).
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut blocks = bytes.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        stored(block, blocks.peek().is_none(), &mut out);
    }
    if bytes.is_empty() {
        stored(&[], true, &mut out);
    }
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(u32::try_from(bytes.len() as u64 & 0xffff_ffff).expect("32 bits").to_le_bytes());
    out
}

fn stored(block: &[u8], is_last: bool, out: &mut Vec<u8>) {
    let length = u16::try_from(block.len()).expect("a block is at most 65535 bytes long");
    out.push(u8::from(is_last));
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(block);
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::{crc32, gzip};

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn long_content_takes_more_than_one_block() {
        let bytes = vec![7; 70_000];
        assert_eq!(gzip(&bytes).len(), 10 + 2 * 5 + 70_000 + 8);
        assert_eq!(gzip(b"").len(), 10 + 5 + 8);
    }
}

//! Files that hold something in DER, or the same in PEM.

use countersign::encoding::{
    der::{Reader, Tag},
    pem::{self, Limits, PemBundleError},
};

/// The most PEM blocks of a file of evidence.
const MAX_BLOCKS: usize = 64;
const BOUNDARY: &[u8] = b"-----BEGIN ";

/// What is in the PEM blocks of a label, of which there may be none; nothing where the bytes are DER themselves.
pub fn blocks(label: &str, bytes: &[u8]) -> Option<Result<Vec<Vec<u8>>, PemBundleError>> {
    if is_der(bytes) {
        return None;
    }
    let blocks = pem::decode_all(bytes, Limits { bytes: bytes.len(), blocks: MAX_BLOCKS });
    Some(blocks.map(|blocks| {
        let found = blocks.iter().filter(|block| block.label() == label);
        found.map(|block| block.data().to_vec()).collect()
    }))
}

/// A SEQUENCE begins as the digit `0` does, and text before PEM may too. What is one element to its end is DER, whatever it holds.
pub fn is_der(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let is_whole = reader.sequence().is_ok() && reader.is_empty();
    let is_text = || bytes.windows(BOUNDARY.len()).any(|window| window == BOUNDARY);
    bytes.first() == Some(&Tag::SEQUENCE.to_byte()) && (is_whole || !is_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_is_taken_as_it_is_also_where_a_boundary_stands_in_it_and_where_it_is_cut_off() {
        let mut der = vec![0x30, 24, 0x0c, 22];
        der.extend_from_slice(b"-----BEGIN X509 CRL---");
        for der in [&der[..], &[0x30, 3, 2, 1, 0], &[0x30, 3, 2]] {
            assert!(blocks("X509 CRL", der).is_none(), "{der:?}");
        }
    }

    #[test]
    fn of_pem_the_blocks_of_the_label_are_taken_whatever_text_stands_before() {
        let block = |label: &str| format!("-----BEGIN {label}-----\nMAMCAQA=\n-----END {label}-----\n");
        let text = format!("0 is the first list\n{}{}{}", block("A"), block("B"), block("A"));
        let found = |label: &str| blocks(label, text.as_bytes()).unwrap().unwrap();
        assert_eq!(found("A"), vec![vec![0x30, 3, 2, 1, 0]; 2]);
        assert_eq!((found("B").len(), found("C").len()), (1, 0));
        assert!(blocks("A", b"").unwrap().is_err());
        assert!(blocks("A", text.replace("MAM", "M~M").as_bytes()).unwrap().is_err());
    }
}

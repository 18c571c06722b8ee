//! Documents that were damaged.

use countersign_trust::TrustedRoot;
use testkit::{bit_flips, byte_deletions, truncations};

use crate::document;

/// The parts of a compact document that are the names of members, without their quotation marks.
fn names(text: &str) -> Vec<bool> {
    let mut is_name = vec![false; text.len()];
    for (colon, _) in text.match_indices("\":") {
        let begin = text.get(..colon).unwrap().rfind('"').unwrap() + 1;
        // A text may have a quotation mark and a colon as well; none of this document does.
        is_name[begin..colon].fill(true);
    }
    is_name
}

fn text() -> String {
    document().to_string()
}

#[test]
fn no_beginning_of_a_document_is_a_document() {
    let text = text();
    assert!(TrustedRoot::parse(text.as_bytes()).is_ok());
    for mutant in truncations(text.as_bytes()) {
        assert!(TrustedRoot::parse(&mutant.bytes).is_err(), "{mutant:?}");
    }
}

#[test]
fn a_name_that_differs_in_a_bit_is_refused() {
    let text = text();
    let names = names(&text);
    let mut flipped = 0;
    for (index, mutant) in bit_flips(text.as_bytes()).enumerate() {
        let read = TrustedRoot::parse(&mutant.bytes);
        if names[index / 8] {
            assert!(read.is_err(), "byte {}", index / 8);
            flipped += 1;
        }
    }
    assert!(flipped > 1000, "{flipped}");
}

#[test]
fn a_byte_less_is_refused_or_says_something_else() {
    let text = text();
    let whole = format!("{:?}", TrustedRoot::parse(text.as_bytes()).unwrap());
    let authorities = text.find("timestampAuthorities").unwrap();
    let media_type = text.find("mediaType").unwrap();
    let mut tried = 0;
    for (index, mutant) in byte_deletions(text.as_bytes()).enumerate() {
        let interpreted = (authorities..media_type.max(authorities)).contains(&index)
            || index > authorities.max(media_type);
        let Ok(read) = TrustedRoot::parse(&mutant.bytes) else { continue };
        if interpreted {
            assert_ne!(format!("{read:?}"), whole, "byte {index}");
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

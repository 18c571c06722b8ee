//! Keys of names for lists that are sorted by them.

use alloc::vec::Vec;

use super::{
    Name, Rdn,
    attribute::Attribute,
    compare::{MAX_ATTRIBUTES, is_opaque},
    fold::{Characters, Folded, ascii},
};

/// Names that are longer than this are the same only as the same bytes, to whoever looks for them in a list.
pub(crate) const MAX_FOLDED: usize = 2048;

impl Name<'_> {
    /// A number that is the same for names that match and are not longer than [`MAX_FOLDED`]. Others may have it too.
    pub(crate) fn match_key(&self) -> u64 {
        if self.bytes.len() > MAX_FOLDED {
            return hash(self.bytes.iter().map(|byte| u32::from(*byte)));
        }
        self.rdns().fold(SEED, |key, rdn| mix(key, rdn_key(&rdn)))
    }

    /// Appends a key for each number of the name's first parts, from none to all: it is the same for first parts that match.
    pub(crate) fn prefix_keys(&self, into: &mut Vec<u64>) {
        let mut key = SEED;
        into.push(key);
        for rdn in self.rdns() {
            key = mix(key, rdn_key(&rdn));
            into.push(key);
        }
    }

    /// How many parts it has, and the key of all of them.
    pub(crate) fn prefix_key(&self) -> (usize, u64) {
        let parts = self.rdns();
        parts.fold((0, SEED), |(count, key), rdn| (count.saturating_add(1), mix(key, rdn_key(&rdn))))
    }

    /// Whether it has a part that may be the same as another one though neither bytes nor keys say so.
    pub(crate) fn is_opaque(&self) -> bool {
        self.rdns().any(|rdn| is_opaque(&rdn))
    }

    /// Whether both are the same name: as [`Name::matches`] for names of usual length, and byte by byte beyond.
    pub(crate) fn is_same(&self, other: &Name<'_>) -> bool {
        self.bytes == other.bytes
            || (self.bytes.len().max(other.bytes.len()) <= MAX_FOLDED && self.matches(other))
    }
}

/// The order of attributes does not count, as far as they are compared one by one.
fn rdn_key(rdn: &Rdn<'_>) -> u64 {
    let keys = rdn.attributes().map(|attribute| attribute_key(&attribute));
    let (count, sum) =
        keys.fold((0usize, 0u64), |(count, sum), key| (count.saturating_add(1), sum.wrapping_add(key)));
    if count > MAX_ATTRIBUTES { hash(rdn.der().iter().map(|byte| u32::from(*byte))) } else { sum }
}

fn attribute_key(attribute: &Attribute<'_>) -> u64 {
    let oid = hash(attribute.oid().as_bytes().iter().map(|byte| u32::from(*byte)));
    let element = attribute.element();
    let value = if let Some(text) = ascii(element) {
        hash_ascii(text)
    } else if let Some(characters) = Characters::of(element) {
        hash(Folded::new(characters).map(u32::from))
    } else {
        hash(element.bytes().iter().map(|byte| u32::from(*byte)))
    };
    mix(oid, value)
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a, over numbers in place of bytes.
fn hash(numbers: impl Iterator<Item = u32>) -> u64 {
    numbers.fold(SEED, |key, number| mix(key, number.into()))
}

/// The same of [`Folded`] characters, which are words of small letters with one space between them.
fn hash_ascii(text: &[u8]) -> u64 {
    let mut words = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let add =
        |key, word: &[u8]| word.iter().fold(key, |key, byte| mix(key, byte.to_ascii_lowercase().into()));
    let first = words.next().map_or(SEED, |word| add(SEED, word));
    words.fold(first, |key, word| add(mix(key, b' '.into()), word))
}

fn mix(key: u64, number: u64) -> u64 {
    (key ^ number).wrapping_mul(PRIME)
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec, vec::Vec};

    use countersign_encoding::der::{Tag, write};
    use proptest::{collection, prelude::*, sample::select};

    use super::{Folded, MAX_FOLDED, Name, hash, hash_ascii};
    use crate::name::{Likeness, prefix_likeness};

    /// `SEQUENCE { SET { SEQUENCE { commonName, string of a tag } } }`
    fn name(tag: u8, text: &[u8]) -> Vec<u8> {
        let mut value = vec![tag];
        value.extend(wrap(text));
        let mut attribute = vec![0x06, 3, 0x55, 4, 3];
        attribute.extend(value);
        [0x30u8, 0x31, 0x30].iter().rev().fold(attribute, |inner, tag| {
            let mut outer = vec![*tag];
            outer.extend(wrap(&inner));
            outer
        })
    }

    fn wrap(contents: &[u8]) -> Vec<u8> {
        let mut bytes = match contents.len() {
            short @ ..0x80 => vec![u8::try_from(short).unwrap()],
            long => [&[0x82][..], &u16::try_from(long).unwrap().to_be_bytes()].concat(),
        };
        bytes.extend_from_slice(contents);
        bytes
    }

    #[test]
    fn names_that_match_have_the_same_key() {
        let printable = name(0x13, b"Example  CA ");
        let utf8 = name(0x0c, b"example ca");
        let bmp = name(0x1e, b"\0E\0X\0A\0M\0P\0L\0E\0 \0C\0A");
        for other in [&utf8, &bmp] {
            let (one, other) = (Name::from_der(&printable).unwrap(), Name::from_der(other).unwrap());
            assert!(one.matches(&other) && one.is_same(&other));
            assert_eq!(one.match_key(), other.match_key());
        }
        let (utf8_upper, bmp_lower) = (name(0x0c, "ÄPFEL".as_bytes()), name(0x1e, b"\0\xe4\0p\0f\0e\0l"));
        let (upper, lower) = (Name::from_der(&utf8_upper).unwrap(), Name::from_der(&bmp_lower).unwrap());
        assert!(upper.matches(&lower));
        assert_eq!(upper.match_key(), lower.match_key());
        let other = name(0x0c, b"example cb");
        assert_ne!(Name::from_der(&utf8).unwrap().match_key(), Name::from_der(&other).unwrap().match_key());
    }

    #[test]
    fn ascii_is_hashed_as_its_folded_characters_are() {
        let texts = ["", " ", "   ", "a", " A", "b ", "Example  CA ", "  one Two\tTHREE   four", "\0 \x7f"];
        for text in texts {
            let folded = hash(Folded::new(text.chars()).map(u32::from));
            assert_eq!(hash_ascii(text.as_bytes()), folded, "{text:?}");
        }
    }

    #[test]
    fn a_name_of_unusual_length_is_the_same_only_byte_by_byte() {
        let long = name(0x0c, &vec![b'a'; MAX_FOLDED]);
        let upper = name(0x0c, &vec![b'A'; MAX_FOLDED]);
        let (long, upper) = (Name::from_der(&long).unwrap(), Name::from_der(&upper).unwrap());
        assert!(long.matches(&upper));
        assert!(!long.is_same(&upper));
        assert!(long.is_same(&long));
        let around = name(0x0c, &vec![b'a'; MAX_FOLDED - 100]).len() - (MAX_FOLDED - 100);
        let [longest, upper] = [b'a', b'A'].map(|letter| name(0x0c, &vec![letter; MAX_FOLDED - around]));
        assert_eq!(longest.len(), MAX_FOLDED);
        assert!(Name::from_der(&longest).unwrap().is_same(&Name::from_der(&upper).unwrap()));
    }

    fn text() -> impl Strategy<Value = &'static str> {
        select(&["", " ", "a", "A", " b  B", "b b", "ä", "Ä", "k", "\u{212a}", "\u{130}", "\t", "a\0"][..])
    }

    fn tag() -> impl Strategy<Value = u8> {
        select(&[0x0cu8, 0x13, 0x16, 0x12, 0x1a, 0x14, 0x1e, 0x1c, 0x04][..])
    }

    fn attribute(last: u8, tag: u8, text: &str) -> Vec<u8> {
        let contents: Vec<u8> = match tag {
            0x1e => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            0x1c => text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect(),
            _ => text.bytes().collect(),
        };
        let value = [&[tag, u8::try_from(contents.len()).unwrap()], contents.as_slice()].concat();
        write(Tag::SEQUENCE, &[&[6, 3, 0x55, 4, last], &value])
    }

    /// Two parts, of which the second has the attributes of the first one in another order and in other forms, and sometimes
    /// other texts; some have more attributes than are compared one by one.
    fn two_parts() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        let other_text = proptest::option::weighted(0.1, text());
        let one = (select(&[3u8, 10][..]), (text(), other_text), (tag(), tag()));
        let two = one.prop_map(|(last, (text, other), (tag, other_tag))| {
            (attribute(last, tag, text), attribute(last, other_tag, other.unwrap_or(text)))
        });
        (collection::vec(two, 1..4), select(&[1usize, 1, 1, 5][..])).prop_map(|(attributes, times)| {
            let (first, mut second): (Vec<_>, Vec<_>) = attributes.into_iter().unzip();
            second.reverse();
            let part = |attributes: Vec<Vec<u8>>| write(Tag::SET, &[&attributes.concat().repeat(times)]);
            (part(first), part(second))
        })
    }

    fn two_names() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        (collection::vec(two_parts(), 0..3), 0usize..3).prop_map(|(parts, count)| {
            let (first, mut second): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
            second.truncate(count);
            (write(Tag::SEQUENCE, &[&first.concat()]), write(Tag::SEQUENCE, &[&second.concat()]))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16384))]

        /// A name that is found by its key alone is found whenever it matches.
        #[test]
        fn keys_of_generated_names_that_match_are_the_same((a, b) in two_names()) {
            let (a, b) = (Name::from_der(&a).unwrap(), Name::from_der(&b).unwrap());
            prop_assert!(!a.matches(&b) || (a.match_key() == b.match_key() && a.prefix_key() == b.prefix_key()));
            let mut keys = Vec::new();
            a.prefix_keys(&mut keys);
            let (parts, key) = b.prefix_key();
            let told_apart = !a.is_opaque() && !b.is_opaque() && keys.get(parts) != Some(&key);
            prop_assert!(!told_apart || prefix_likeness(&a, &b) == Likeness::Different);
        }

        #[test]
        fn generated_ascii_is_hashed_as_its_folded_characters_are(text in "[ aA\\t\\x00-\\x7f]{0,12}") {
            let text: String = text;
            prop_assert_eq!(hash_ascii(text.as_bytes()), hash(Folded::new(text.chars()).map(u32::from)));
        }
    }
}

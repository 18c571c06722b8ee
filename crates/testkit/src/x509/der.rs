/// One element: a tag and its contents in parts.
#[must_use]
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let mut out = vec![tag];
    match contents.len() {
        short @ 0..=0x7f => out.push(u8::try_from(short).expect("below 128")),
        long => {
            let octets: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            out.push(0x80 | u8::try_from(octets.len()).expect("at most 8"));
            out.extend(octets);
        }
    }
    out.extend(contents);
    out
}

/// An object identifier from its dotted form.
///
/// # Panics
///
/// When the text is none.
#[must_use]
pub fn oid(text: &str) -> Vec<u8> {
    let arcs: Vec<u64> = text.split('.').map(|arc| arc.parse().expect("an arc is a number")).collect();
    let [root, second, rest @ ..] = arcs.as_slice() else { panic!("{text} has fewer than two arcs") };
    let mut contents = base128(root * 40 + second);
    rest.iter().for_each(|arc| contents.extend(base128(*arc)));
    tlv(0x06, &[&contents])
}

fn base128(mut arc: u64) -> Vec<u8> {
    let mut digits = vec![u8::try_from(arc & 0x7f).expect("seven bits")];
    while arc > 0x7f {
        arc >>= 7;
        digits.push(0x80 | u8::try_from(arc & 0x7f).expect("seven bits"));
    }
    digits.reverse();
    digits
}

pub(super) fn integer(number: u8) -> Vec<u8> {
    if number < 0x80 { tlv(2, &[&[number]]) } else { tlv(2, &[&[0, number]]) }
}

pub(super) const TRUE: &[u8] = &[1, 1, 0xff];

#[cfg(test)]
mod tests {
    use super::{oid, tlv};

    #[test]
    fn writes_lengths_and_arcs_as_short_as_they_are() {
        assert_eq!(tlv(4, &[&[7; 127]])[..2], [4, 127]);
        assert_eq!(tlv(4, &[&[7; 128]])[..3], [4, 0x81, 128]);
        assert_eq!(tlv(4, &[&[7; 300]])[..4], [4, 0x82, 1, 44]);
        assert_eq!(oid("1.2.840.10045.4.3.2"), [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
        assert_eq!(oid("2.999"), [6, 2, 0x88, 0x37]);
    }
}

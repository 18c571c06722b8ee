use countersign_encoding::der::{Oid, Reader, Tag};
use countersign_x509::{Attribute, DistinguishedName, GeneralName, Name, SubtreeMatch, subtree_match};

/// Of one or two names in a row: a distinguished name is the same as itself and as what its text says; of two, one is
/// within the other exactly when a slow comparison of their parts says so; and any name can be held against any subtree.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn name(data: &[u8]) {
    let mut reader = Reader::new(data);
    let Ok(first) = reader.element() else { return };
    let second = reader.element().unwrap_or(first);
    if let (Ok(first), Ok(second)) = (Name::from_der(first.bytes()), Name::from_der(second.bytes())) {
        distinguished(&first);
        pair(&first, &second);
        pair(&second, &first);
    }
    if let (Ok(first), Ok(second)) =
        (GeneralName::from_der(first.bytes()), GeneralName::from_der(second.bytes()))
    {
        subtree(&first, &second);
        subtree(&second, &first);
    }
}

fn distinguished(name: &Name<'_>) {
    assert!(name.matches(name), "a name is not itself");
    let text = name.to_string();
    match DistinguishedName::parse(&text) {
        Ok(again) if name.rdns().all(|part| part.attributes().count() <= COMPARED_APART) => {
            assert!(again.name().matches(name), "{text} is another name");
        }
        Ok(_) => {}
        Err(_) => assert!(
            text.len() > DistinguishedName::MAX_TEXT
                || name.attributes().any(|attribute| !has_text(attribute.oid())),
            "{text} is not read"
        ),
    }
}

/// Arcs from 2^64 on are not read.
fn has_text(oid: Oid<'_>) -> bool {
    Oid::contents_of(&oid.to_string()).is_ok_and(|contents| contents == oid.as_bytes())
}

fn pair(name: &Name<'_>, base: &Name<'_>) {
    assert_eq!(name.matches(base), base.matches(name), "matching is not symmetric");
    let (parts, beginning) = (parts(name), parts(base));
    assert_eq!(name.matches(base), parts == beginning, "matching differs from the slow comparison");
    assert_eq!(
        name.is_within(base),
        parts.starts_with(&beginning),
        "being within differs from the slow comparison"
    );
    let answer = subtree_match(&GeneralName::Directory(*name), &GeneralName::Directory(*base));
    assert_eq!(answer == SubtreeMatch::Inside, name.is_within(base), "the subtree differs from being within");
}

/// Beyond that many attributes a part is compared as a whole.
const COMPARED_APART: usize = 8;

/// One attribute, or a whole part, in a form that is equal exactly when the thing is the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Canonical {
    Text(Vec<u8>, String),
    Bytes(Vec<u8>, Vec<u8>),
}

fn parts(name: &Name<'_>) -> Vec<Vec<Canonical>> {
    let part = |part: countersign_x509::Rdn<'_>| {
        let mut attributes: Vec<Canonical> =
            part.attributes().map(|attribute| canonical(&attribute)).collect();
        if attributes.len() > COMPARED_APART {
            return vec![Canonical::Bytes(Vec::new(), part.der().to_vec())];
        }
        attributes.sort();
        attributes
    };
    name.rdns().map(part).collect()
}

fn canonical(attribute: &Attribute<'_>) -> Canonical {
    let oid = attribute.oid().as_bytes().to_vec();
    match text(attribute) {
        Some(text) => {
            let words: Vec<String> = text
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(|word| word.chars().map(lower).collect())
                .collect();
            Canonical::Text(oid, words.join(" "))
        }
        None => Canonical::Bytes(oid, attribute.value().to_vec()),
    }
}

fn lower(character: char) -> char {
    let lower: Vec<char> = character.to_lowercase().collect();
    match lower.as_slice() {
        [single] if character.is_ascii() == single.is_ascii() => *single,
        _ => character,
    }
}

fn text(attribute: &Attribute<'_>) -> Option<String> {
    let contents = Reader::new(attribute.value()).element().ok()?.contents();
    match attribute.tag() {
        Tag::UTF8_STRING => String::from_utf8(contents.to_vec()).ok(),
        Tag::PRINTABLE_STRING | Tag::IA5_STRING | Tag::NUMERIC_STRING | Tag::VISIBLE_STRING => {
            contents.is_ascii().then(|| contents.iter().map(|byte| char::from(*byte)).collect())
        }
        Tag::BMP_STRING => wide(contents, 2),
        Tag::UNIVERSAL_STRING => wide(contents, 4),
        _ => None,
    }
}

fn wide(contents: &[u8], width: usize) -> Option<String> {
    let number = |unit: &[u8]| unit.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
    let units = contents
        .chunks(width)
        .map(|unit| if unit.len() == width { char::from_u32(number(unit)) } else { None });
    units.collect()
}

fn subtree(name: &GeneralName<'_>, base: &GeneralName<'_>) {
    let answer = subtree_match(name, base);
    assert_eq!(answer == SubtreeMatch::OtherForm, name.form() != base.form(), "{name:?} {base:?}");
    if let (GeneralName::Dns(name), GeneralName::Dns(base), SubtreeMatch::Inside) = (name, base, answer) {
        assert!(base.is_empty() || labels(name).starts_with(&labels(base)), "{name} is not within {base}");
    }
}

/// From the right.
fn labels(name: &str) -> Vec<String> {
    name.rsplit('.').map(str::to_ascii_lowercase).collect()
}

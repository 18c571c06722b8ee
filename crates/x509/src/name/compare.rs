//! Comparing names (RFC 5280 §7.1).

use countersign_encoding::der::{Element, Tag};

use super::{
    Attribute, Name, Rdn,
    fold::{Characters, Folded},
};

/// Parts of a name with more attributes than this are the same only as the same bytes.
pub(super) const MAX_ATTRIBUTES: usize = 8;

/// What comparing said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The same.
    Same,
    /// Not the same as far as bytes say, but a string whose characters are not known may stand for the same text.
    Unknown,
    /// Not the same.
    Different,
}

impl Likeness {
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Different => Self::Different,
            Self::Same => other(),
            Self::Unknown => match other() {
                Self::Different => Self::Different,
                _ => Self::Unknown,
            },
        }
    }
}

/// Compares two names.
pub(super) fn likeness(a: &Name<'_>, b: &Name<'_>) -> Likeness {
    compare(a, b, |surplus| if surplus { Likeness::Different } else { Likeness::Same })
}

/// Compares the first parts of a name with all of another one.
pub(crate) fn prefix_likeness(name: &Name<'_>, base: &Name<'_>) -> Likeness {
    compare(name, base, |_| Likeness::Same)
}

/// Compares as many parts as the base has; `end` judges whether the name has further ones.
fn compare(name: &Name<'_>, base: &Name<'_>, end: impl FnOnce(bool) -> Likeness) -> Likeness {
    let mut parts = name.rdns();
    let mut likeness = Likeness::Same;
    for expected in base.rdns() {
        let Some(part) = parts.next() else { return Likeness::Different };
        likeness = likeness.and(|| rdn_likeness(&part, &expected));
        if likeness == Likeness::Different {
            return likeness;
        }
    }
    likeness.and(|| end(parts.next().is_some()))
}

fn rdn_likeness(a: &Rdn<'_>, b: &Rdn<'_>) -> Likeness {
    if a.der() == b.der() {
        return Likeness::Same;
    }
    if let (Some(a), Some(b)) = (single(a), single(b)) {
        return attribute_likeness(&a, &b);
    }
    let (count, expected) = (count(a), count(b));
    match (count == expected, count) {
        (false, _) => Likeness::Different,
        (true, ..=MAX_ATTRIBUTES) => pair_up(a, b),
        (true, _) => Likeness::Unknown,
    }
}

/// The attribute of a part that has no other, as nearly all have.
fn single<'a>(rdn: &Rdn<'a>) -> Option<Attribute<'a>> {
    let mut attributes = rdn.attributes();
    attributes.next().filter(|_| attributes.is_at_end())
}

/// Whether comparing the part with another one may end in [`Likeness::Unknown`].
pub(super) fn is_opaque(rdn: &Rdn<'_>) -> bool {
    let unknown = |attribute: Attribute<'_>| {
        is_string(attribute.element().tag()) && Characters::of(attribute.element()).is_none()
    };
    count(rdn) > MAX_ATTRIBUTES || rdn.attributes().any(unknown)
}

/// Counts no further than it matters.
fn count(rdn: &Rdn<'_>) -> usize {
    rdn.attributes().take(MAX_ATTRIBUTES + 1).count()
}

/// Finds for each attribute one of its own on the other side. That being the same is an equivalence relation makes the
/// first one that fits as good as any other.
fn pair_up(a: &Rdn<'_>, b: &Rdn<'_>) -> Likeness {
    let mut taken = [false; MAX_ATTRIBUTES];
    let mut result = Likeness::Same;
    for attribute in a.attributes() {
        let mut best = Likeness::Different;
        for (candidate, taken) in b.attributes().zip(&mut taken).filter(|(_, taken)| !**taken) {
            match attribute_likeness(&attribute, &candidate) {
                Likeness::Same => {
                    *taken = true;
                    best = Likeness::Same;
                    break;
                }
                Likeness::Unknown => best = Likeness::Unknown,
                Likeness::Different => {}
            }
        }
        result = result.and(|| best);
    }
    result
}

fn attribute_likeness(a: &Attribute<'_>, b: &Attribute<'_>) -> Likeness {
    if a.oid() == b.oid() { value_likeness(a.element(), b.element()) } else { Likeness::Different }
}

fn value_likeness(a: &Element<'_>, b: &Element<'_>) -> Likeness {
    if a.bytes() == b.bytes() {
        return Likeness::Same;
    }
    match (Characters::of(a), Characters::of(b)) {
        (Some(Characters::Text(_)), Some(Characters::Text(_)))
            if starts_apart(a.contents(), b.contents()) =>
        {
            Likeness::Different
        }
        (Some(a), Some(b)) if Folded::new(a.clone()).eq(Folded::new(b.clone())) => Likeness::Same,
        (Some(_), Some(_)) => Likeness::Different,
        _ if is_string(a.tag()) && is_string(b.tag()) => Likeness::Unknown,
        _ => Likeness::Different,
    }
}

/// Whether the first bytes that differ are visible ASCII characters that differ in more than case: what comes before is
/// folded alike, so that folding cannot make these texts the same.
fn starts_apart(a: &[u8], b: &[u8]) -> bool {
    let first = a.iter().zip(b).find(|(a, b)| a != b);
    first.is_some_and(|(a, b)| a.is_ascii_graphic() && b.is_ascii_graphic() && !a.eq_ignore_ascii_case(b))
}

fn is_string(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::UTF8_STRING
            | Tag::PRINTABLE_STRING
            | Tag::IA5_STRING
            | Tag::NUMERIC_STRING
            | Tag::VISIBLE_STRING
            | Tag::TELETEX_STRING
            | Tag::BMP_STRING
            | Tag::UNIVERSAL_STRING
    )
}

//! Sets of reasons that a list covers (RFC 5280 §4.2.1.13).

use core::ops::{BitAnd, BitOr};

use countersign_encoding::der::BitString;

use crate::Reason;

/// Reasons that a list, or lists together, speak of: whoever is not on them was not revoked for one of these.
///
/// ```text
/// ReasonFlags ::= BIT STRING {
///     unused (0), keyCompromise (1), cACompromise (2), affiliationChanged (3), superseded (4),
///     cessationOfOperation (5), certificateHold (6), privilegeWithdrawn (7), aACompromise (8) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReasonSet(u16);

/// Each reason beside its bit.
const BITS: [(usize, Reason); 8] = [
    (1, Reason::KeyCompromise),
    (2, Reason::CaCompromise),
    (3, Reason::AffiliationChanged),
    (4, Reason::Superseded),
    (5, Reason::CessationOfOperation),
    (6, Reason::CertificateHold),
    (7, Reason::PrivilegeWithdrawn),
    (8, Reason::AaCompromise),
];

impl ReasonSet {
    /// None.
    pub const NONE: Self = Self(0);
    /// Every reason that has a flag.
    pub const ALL: Self = Self(0b1_1111_1110);

    /// The reasons whose flags are set; other bits mean nothing.
    #[must_use]
    pub fn from_flags(flags: &BitString<'_>) -> Self {
        BITS.iter().filter(|(bit, _)| flags.bit(*bit)).fold(Self::NONE, |set, (bit, _)| set | Self(1 << bit))
    }

    /// Whether it has every reason.
    #[must_use]
    pub const fn is_all(self) -> bool {
        self.0 == Self::ALL.0
    }

    /// Its reasons.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        BITS.into_iter().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, reason)| reason)
    }
}

impl BitOr for ReasonSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for ReasonSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use countersign_encoding::der::Reader;

    use super::{BITS, ReasonSet};

    #[test]
    fn all_is_every_flag_but_the_unused_one() {
        assert_eq!(ReasonSet::ALL.iter().count(), BITS.len());
        let bits = Reader::new(&[3, 3, 7, 0xff, 0x80]).bit_string().unwrap();
        assert!(ReasonSet::from_flags(&bits).is_all());
        let none = Reader::new(&[3, 1, 0]).bit_string().unwrap();
        assert_eq!(ReasonSet::from_flags(&none), ReasonSet::NONE);
        let unused = Reader::new(&[3, 2, 7, 0x80]).bit_string().unwrap();
        assert_eq!(ReasonSet::from_flags(&unused), ReasonSet::NONE);
        let two = Reader::new(&[3, 2, 1, 0x42]).bit_string().unwrap();
        let two: Vec<_> = ReasonSet::from_flags(&two).iter().map(crate::Reason::name).collect();
        assert_eq!(two, ["keyCompromise", "certificateHold"]);
    }
}

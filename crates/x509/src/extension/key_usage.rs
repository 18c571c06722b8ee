//! Key usage (RFC 5280 §4.2.1.3).

use core::{fmt, ops::BitOr};

use countersign_encoding::der::{DerError, DerErrorKind, Reader};

/// What the key may be used for: a set of the nine named bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

const NAMES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

impl KeyUsage {
    /// No bit at all.
    pub const NONE: Self = Self(0);
    /// All nine bits
    pub const ALL: Self = Self((1 << 9) - 1);
    /// Bit 0
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// Bit 1, called `contentCommitment` since X.509 (2008)
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// Bit 2
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 2);
    /// Bit 3
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 3);
    /// Bit 4
    pub const KEY_AGREEMENT: Self = Self(1 << 4);
    /// Bit 5
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// Bit 6
    pub const CRL_SIGN: Self = Self(1 << 6);
    /// Bit 7
    pub const ENCIPHER_ONLY: Self = Self(1 << 7);
    /// Bit 8
    pub const DECIPHER_ONLY: Self = Self(1 << 8);

    pub(crate) fn read(reader: Reader<'_>) -> Result<Self, DerError> {
        match Self::read_bits(reader)? {
            (usage, true) => Ok(usage),
            (_, false) => Err(reader.error(DerErrorKind::NamedBits)),
        }
    }

    /// The bits, and whether they end in a one, as named bits do.
    pub(crate) fn read_bits(mut reader: Reader<'_>) -> Result<(Self, bool), DerError> {
        let bits = reader.bit_string()?;
        reader.finish()?;
        let set = (0..NAMES.len()).filter(|number| bits.bit(*number)).map(|number| 1u16 << number);
        Ok((Self(set.fold(0, |all, bit| all | bit)), bits.is_named_bits()))
    }

    /// The bits as a BIT STRING has them: bit 0 is the highest one of the first octet.
    #[cfg(feature = "issue")]
    pub(crate) const fn octets(self) -> [u8; 2] {
        self.0.reverse_bits().to_be_bytes()
    }

    /// The bit with a name of RFC 5280, such as `digitalSignature`; also `contentCommitment`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let name = if name == "contentCommitment" { "nonRepudiation" } else { name };
        NAMES.iter().position(|known| *known == name).map(|number| Self(1 << number))
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every bit of the other set is in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The bits that are in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether no bit is set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

/// The names of the bits, with commas.
impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = NAMES.iter().enumerate().filter(|(number, _)| self.0 & (1 << number) != 0);
        for (index, (_, name)) in set.enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsage({self})")
    }
}

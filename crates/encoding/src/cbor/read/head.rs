//! Heads: the initial byte and its argument.

use super::Reader;
use crate::cbor::{CborError, Kind, Value};

/// RFC 8949 §3.1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Major {
    Unsigned,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Simple,
}

impl Major {
    const fn of(initial: u8) -> Self {
        match initial >> 5 {
            0 => Self::Unsigned,
            1 => Self::Negative,
            2 => Self::Bytes,
            3 => Self::Text,
            4 => Self::Array,
            5 => Self::Map,
            6 => Self::Tag,
            _ => Self::Simple,
        }
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Unsigned | Self::Negative => Kind::Integer,
            Self::Bytes => Kind::Bytes,
            Self::Text => Kind::Text,
            Self::Array => Kind::Array,
            Self::Map => Kind::Map,
            Self::Tag => Kind::Tag,
            Self::Simple => Kind::Simple,
        }
    }

    /// What "indefinite length" means here (RFC 8949 §3.2): the additional information 31.
    const fn indefinite(self, offset: usize) -> CborError {
        match self {
            Self::Bytes | Self::Text | Self::Array | Self::Map => CborError::IndefiniteLength { offset },
            Self::Simple => CborError::UnexpectedBreak { offset },
            Self::Unsigned | Self::Negative | Self::Tag => CborError::ReservedInformation { offset },
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) offset: usize,
    pub(super) major: Major,
    /// The low five bits of the initial byte.
    information: u8,
    pub(super) argument: u64,
}

impl Head {
    /// The least argument that needs the bytes that this one has.
    const fn least(self) -> u64 {
        match self.information {
            0..24 => 0,
            24 => 24,
            25 => 1 << 8,
            26 => 1 << 16,
            _ => 1 << 32,
        }
    }

    /// An item of major type 7 (RFC 8949 §3.3).
    pub(super) fn simple<'a>(self) -> Result<Value<'a>, CborError> {
        let offset = self.offset;
        match (self.information, self.argument) {
            (20, _) => Ok(Value::Bool(false)),
            (21, _) => Ok(Value::Bool(true)),
            (22, _) => Ok(Value::Null),
            (24, 0..32) => Err(CborError::MalformedSimple { offset }),
            (25.., _) => Err(CborError::Float { offset }),
            (_, value) => {
                Err(CborError::UnsupportedSimple { offset, value: u8::try_from(value).unwrap_or(u8::MAX) })
            }
        }
    }
}

impl Reader<'_> {
    /// Takes the head of an item, and counts the item.
    pub(super) fn head(&mut self) -> Result<Head, CborError> {
        let left = self.items_left.checked_sub(1);
        self.items_left = left.ok_or(CborError::TooManyItems { limit: self.max_items })?;
        let offset = self.position;
        let [initial] = self.octets()?;
        let (major, information) = (Major::of(initial), initial & 31);
        let argument = match information {
            0..24 => u64::from(information),
            24 => u64::from(u8::from_be_bytes(self.octets()?)),
            25 => u64::from(u16::from_be_bytes(self.octets()?)),
            26 => u64::from(u32::from_be_bytes(self.octets()?)),
            27 => u64::from_be_bytes(self.octets()?),
            28..31 => return Err(CborError::ReservedInformation { offset }),
            _ => return Err(major.indefinite(offset)),
        };
        let head = Head { offset, major, information, argument };
        // The bits of a float and the number of a simple value are no lengths.
        if major != Major::Simple && argument < head.least() {
            return Err(CborError::NotMinimal { offset });
        }
        Ok(head)
    }

    fn octets<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        self.take(N)?.try_into().map_err(|_| CborError::UnexpectedEnd)
    }
}

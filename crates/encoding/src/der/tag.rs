//! The identifier octet (X.690 §8.1.2).

use core::fmt;

/// A tag of one byte: class, whether the encoding is constructed, and a number below 31. DER fixes which of the two
/// encodings a type has, so that the whole byte is compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    /// `BOOLEAN`
    pub const BOOLEAN: Self = Self(0x01);
    /// `INTEGER`
    pub const INTEGER: Self = Self(0x02);
    /// `BIT STRING`
    pub const BIT_STRING: Self = Self(0x03);
    /// `OCTET STRING`
    pub const OCTET_STRING: Self = Self(0x04);
    /// `NULL`
    pub const NULL: Self = Self(0x05);
    /// `OBJECT IDENTIFIER`
    pub const OBJECT_IDENTIFIER: Self = Self(0x06);
    /// `ENUMERATED`
    pub const ENUMERATED: Self = Self(0x0a);
    /// `UTF8String`
    pub const UTF8_STRING: Self = Self(0x0c);
    /// `NumericString`
    pub const NUMERIC_STRING: Self = Self(0x12);
    /// `PrintableString`
    pub const PRINTABLE_STRING: Self = Self(0x13);
    /// `TeletexString`, also called `T61String`
    pub const TELETEX_STRING: Self = Self(0x14);
    /// `IA5String`
    pub const IA5_STRING: Self = Self(0x16);
    /// `UTCTime`
    pub const UTC_TIME: Self = Self(0x17);
    /// `GeneralizedTime`
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// `VisibleString`
    pub const VISIBLE_STRING: Self = Self(0x1a);
    /// `UniversalString`
    pub const UNIVERSAL_STRING: Self = Self(0x1c);
    /// `BMPString`
    pub const BMP_STRING: Self = Self(0x1e);
    /// `SEQUENCE` and `SEQUENCE OF`
    pub const SEQUENCE: Self = Self(0x30);
    /// `SET` and `SET OF`
    pub const SET: Self = Self(0x31);

    /// The primitive tag `[number]` of the context-specific class; the number's lowest five bits count.
    #[must_use]
    pub const fn context(number: u8) -> Self {
        Self(0x80 | (number & 0x1f))
    }

    /// The constructed tag `[number]` of the context-specific class; the number's lowest five bits count.
    #[must_use]
    pub const fn context_constructed(number: u8) -> Self {
        Self(0xa0 | (number & 0x1f))
    }

    /// The tag of an identifier octet, which may begin a tag of several bytes: see [`Tag::is_long`].
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    /// The identifier octet.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }

    /// Whether further bytes belong to the tag (X.690 §8.1.2.4). No format that is read here has such tags.
    #[must_use]
    pub const fn is_long(self) -> bool {
        self.0 & 0x1f == 0x1f
    }

    /// Whether the contents are elements themselves.
    #[must_use]
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// The number of a context-specific tag, of either encoding.
    #[must_use]
    pub const fn context_number(self) -> Option<u8> {
        if self.0 & 0xc0 == 0x80 { Some(self.0 & 0x1f) } else { None }
    }

    const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::BOOLEAN => "BOOLEAN",
            Self::INTEGER => "INTEGER",
            Self::BIT_STRING => "BIT STRING",
            Self::OCTET_STRING => "OCTET STRING",
            Self::NULL => "NULL",
            Self::OBJECT_IDENTIFIER => "OBJECT IDENTIFIER",
            Self::ENUMERATED => "ENUMERATED",
            Self::UTF8_STRING => "UTF8String",
            Self::NUMERIC_STRING => "NumericString",
            Self::PRINTABLE_STRING => "PrintableString",
            Self::TELETEX_STRING => "TeletexString",
            Self::IA5_STRING => "IA5String",
            Self::UTC_TIME => "UTCTime",
            Self::GENERALIZED_TIME => "GeneralizedTime",
            Self::VISIBLE_STRING => "VisibleString",
            Self::UNIVERSAL_STRING => "UniversalString",
            Self::BMP_STRING => "BMPString",
            Self::SEQUENCE => "SEQUENCE",
            Self::SET => "SET",
            _ => return None,
        })
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.context_number()) {
            (Some(name), _) => f.write_str(name),
            (None, Some(number)) => write!(f, "[{number}]"),
            (None, None) => write!(f, "tag {:#04x}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

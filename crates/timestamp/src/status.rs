//! What an authority says of a request (RFC 3161 §2.4.2, RFC 4210 §5.2.3).
//!
//! ```text
//! PKIStatusInfo ::= SEQUENCE {
//!     status       PKIStatus,
//!     statusString PKIFreeText     OPTIONAL,     -- SEQUENCE SIZE (1..MAX) OF UTF8String
//!     failInfo     PKIFailureInfo  OPTIONAL }    -- BIT STRING
//! ```

use alloc::vec::Vec;
use core::fmt;

use countersign_encoding::{
    der::{BitString, DerError, DerErrorKind, Reader, Tag, write},
    text,
};

/// Whether a request was granted (RFC 3161 §2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PkiStatus {
    /// 0: the token is there, as asked for.
    Granted,
    /// 1: the token is there, with modifications.
    GrantedWithMods,
    /// 2
    Rejection,
    /// 3
    Waiting,
    /// 4: a revocation is imminent.
    RevocationWarning,
    /// 5: a revocation has occurred.
    RevocationNotification,
}

impl PkiStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Granted,
        Self::GrantedWithMods,
        Self::Rejection,
        Self::Waiting,
        Self::RevocationWarning,
        Self::RevocationNotification,
    ];

    /// The number in the protocol.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Granted => 0,
            Self::GrantedWithMods => 1,
            Self::Rejection => 2,
            Self::Waiting => 3,
            Self::RevocationWarning => 4,
            Self::RevocationNotification => 5,
        }
    }

    /// The status of a number.
    #[must_use]
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| u64::from(status.number()) == number)
    }

    /// Whether a token comes with it.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithMods)
    }

    /// The name in the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::GrantedWithMods => "grantedWithMods",
            Self::Rejection => "rejection",
            Self::Waiting => "waiting",
            Self::RevocationWarning => "revocationWarning",
            Self::RevocationNotification => "revocationNotification",
        }
    }
}

impl fmt::Display for PkiStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A reason for a rejection: the number is that of its bit (RFC 3161 §2.4.2, RFC 4210 §5.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Failure(u8);

impl Failure {
    /// An unrecognized or unsupported algorithm.
    pub const BAD_ALG: Self = Self(0);
    /// The transaction is not permitted or supported.
    pub const BAD_REQUEST: Self = Self(2);
    /// The data has the wrong format.
    pub const BAD_DATA_FORMAT: Self = Self(5);
    /// The time source is not available.
    pub const TIME_NOT_AVAILABLE: Self = Self(14);
    /// The policy is not one of the authority's.
    pub const UNACCEPTED_POLICY: Self = Self(15);
    /// An extension is not one of the authority's.
    pub const UNACCEPTED_EXTENSION: Self = Self(16);
    /// Additional information was asked for that is not understood or available.
    pub const ADD_INFO_NOT_AVAILABLE: Self = Self(17);
    /// The system failed.
    pub const SYSTEM_FAILURE: Self = Self(25);

    /// The number of the bit.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The name in the specification.
    #[must_use]
    pub fn name(self) -> &'static str {
        FAILURES.get(usize::from(self.0)).copied().unwrap_or("unknown")
    }
}

/// By the numbers of their bits; 14 to 17 as RFC 3161 and RFC 4210 name them alike.
const FAILURES: [&str; 27] = [
    "badAlg",
    "badMessageCheck",
    "badRequest",
    "badTime",
    "badCertId",
    "badDataFormat",
    "wrongAuthority",
    "incorrectData",
    "missingTimeStamp",
    "badPOP",
    "certRevoked",
    "certConfirmed",
    "wrongIntegrity",
    "badRecipientNonce",
    "timeNotAvailable",
    "unacceptedPolicy",
    "unacceptedExtension",
    "addInfoNotAvailable",
    "badSenderNonce",
    "badCertTemplate",
    "signerNotTrusted",
    "transactionIdInUse",
    "unsupportedVersion",
    "notAuthorized",
    "systemUnavail",
    "systemFailure",
    "duplicateCertReq",
];

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The reasons of a rejection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FailureInfo(u32);

impl FailureInfo {
    /// One reason.
    #[must_use]
    pub fn of(failure: Failure) -> Self {
        Self(1u32.wrapping_shl(failure.number().into()))
    }

    /// Reads a `PKIFailureInfo`. Bits that no specification names are kept and shown as unknown.
    pub(crate) fn read(bits: BitString<'_>, offset: usize) -> Result<Self, DerError> {
        if bits.as_bytes().len() > 4 {
            return Err(DerErrorKind::BitString.at(offset));
        }
        let set = (0u8..32).filter(|number| bits.bit(usize::from(*number)));
        Ok(Self(set.fold(0, |set, number| set | 1u32.wrapping_shl(number.into()))))
    }

    /// The reasons, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Failure> {
        (0u8..32).filter(move |number| self.0 & 1u32.wrapping_shl((*number).into()) != 0).map(Failure)
    }

    /// Whether a reason is there.
    #[must_use]
    pub fn contains(self, failure: Failure) -> bool {
        self.iter().any(|other| other == failure)
    }

    /// The DER of the BIT STRING: a list of named bits, without zeros at its end (X.690 §11.2.2).
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        let octets = self.0.reverse_bits().to_be_bytes();
        let zeros = octets.iter().rev().take_while(|octet| **octet == 0).count();
        let octets = octets.get(..octets.len().saturating_sub(zeros)).unwrap_or_default();
        let unused = octets.last().map_or(0, |last| last.trailing_zeros());
        write(Tag::BIT_STRING, &[&[u8::try_from(unused).unwrap_or_default()], octets])
    }
}

/// The names of the reasons, separated by commas.
impl fmt::Display for FailureInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(index, failure)| {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{failure}")
        })
    }
}

impl fmt::Debug for FailureInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FailureInfo({self})")
    }
}

/// The most texts of a status that are read.
const MAX_TEXTS: usize = 16;
/// The most characters of one that are shown.
const SHOWN: usize = 256;

/// The texts that come with a status, which are the authority's to choose: whoever shows one escapes it, as the `Display` of
/// this type does.
#[derive(Clone, Copy, Debug)]
pub struct StatusTexts<'a> {
    reader: Reader<'a>,
}

impl<'a> StatusTexts<'a> {
    pub(crate) const NONE: Self = Self { reader: Reader::new(&[]) };

    /// Reads the contents of the SEQUENCE.
    pub(crate) fn read(contents: Reader<'a>) -> Result<Self, DerError> {
        let mut reader = contents;
        for _ in 0..MAX_TEXTS {
            read_text(&mut reader)?;
            if reader.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
        Err(reader.error(DerErrorKind::TrailingBytes))
    }
}

fn read_text<'a>(reader: &mut Reader<'a>) -> Result<&'a str, DerError> {
    let element = reader.expect(Tag::UTF8_STRING)?;
    let characters = DerErrorKind::Characters { tag: Tag::UTF8_STRING };
    core::str::from_utf8(element.contents()).map_err(|_| characters.at(element.offset()))
}

impl<'a> Iterator for StatusTexts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<Self::Item> {
        // All were read once when the status was.
        read_text(&mut self.reader).ok()
    }
}

/// The texts in one line, escaped and shortened.
impl fmt::Display for StatusTexts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.enumerate().try_for_each(|(index, text)| {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}", text::escape(text, SHOWN))
        })
    }
}

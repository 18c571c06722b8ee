//! Why a certificate was revoked.

use core::fmt;

use countersign_encoding::der::{DerError, Integer, Reader, Tag};

/// Why a certificate was revoked (RFC 5280 §5.3.1).
///
/// ```text
/// CRLReason ::= ENUMERATED {
///     unspecified (0), keyCompromise (1), cACompromise (2), affiliationChanged (3), superseded (4),
///     cessationOfOperation (5), certificateHold (6), removeFromCRL (8), privilegeWithdrawn (9), aACompromise (10) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// No reason is told.
    Unspecified,
    /// The private key is, or may be, in foreign hands.
    KeyCompromise,
    /// The private key of the CA is, or may be, in foreign hands.
    CaCompromise,
    /// The name or another statement of the certificate no longer holds.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// It is no longer needed for what it was issued for.
    CessationOfOperation,
    /// It is suspended, perhaps for a while.
    CertificateHold,
    /// It is no longer suspended, or it expired: only in delta CRLs, and no revocation.
    RemoveFromCrl,
    /// A privilege that it states was taken back.
    PrivilegeWithdrawn,
    /// The private key of the attribute authority is, or may be, in foreign hands.
    AaCompromise,
}

impl Reason {
    /// Every reason, by code.
    pub const ALL: [Self; 10] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// Reads the ENUMERATED; `None` for one that stands for no reason.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, DerError> {
        let code = Integer::of(&reader.expect(Tag::ENUMERATED)?)?;
        Ok(code.to_u64().and_then(Self::from_code))
    }

    /// The reason of a code; `None` for those that stand for none, 7 among them.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| u64::from(reason.code()) == code)
    }

    /// The code: the value of the ENUMERATED.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::RemoveFromCrl => 8,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }

    /// The name, as the RFC spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// Whether a key is, or may be, in foreign hands: whoever holds it can sign under any date, so that no time of
    /// revocation bounds what is to be doubted.
    #[must_use]
    pub const fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise | Self::AaCompromise)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

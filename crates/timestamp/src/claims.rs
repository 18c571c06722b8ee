//! What a token says, shown and not believed.

use countersign_encoding::der::{Integer, Oid, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::{Extension, Extensions, GeneralName, Name, SerialNumber};

use crate::{
    Accuracy, Nonce,
    layout::{IdLayout, Layout},
    span::Span,
};

/// What a token claims. Nothing of it is verified: it is for showing, and for finding out whom to ask.
#[derive(Clone, Copy, Debug)]
pub struct TokenClaims<'t> {
    bytes: &'t [u8],
    layout: &'t Layout,
}

/// Which certificate the signer of a token names (RFC 5652 §5.3).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SignerId<'t> {
    /// That of an issuer with a serial number.
    IssuerAndSerial {
        /// The issuer.
        issuer: Name<'t>,
        /// The serial number.
        serial: SerialNumber<'t>,
    },
    /// One with this subject key identifier.
    KeyIdentifier(&'t [u8]),
}

impl<'t> TokenClaims<'t> {
    pub(crate) const fn new(bytes: &'t [u8], layout: &'t Layout) -> Self {
        Self { bytes, layout }
    }

    /// The version of the TSTInfo: always 1.
    #[must_use]
    pub const fn version(&self) -> u8 {
        1
    }

    /// The policy under which the authority issued it.
    #[must_use]
    pub fn policy(&self) -> Oid<'t> {
        self.oid(self.layout.info.policy)
    }

    /// The identifier of the hash algorithm of the imprint, accepted or not.
    #[must_use]
    pub fn imprint_algorithm(&self) -> Oid<'t> {
        self.oid(self.layout.info.imprint_algorithm)
    }

    /// The imprint: the hash of what the token is about.
    #[must_use]
    pub fn imprint(&self) -> &'t [u8] {
        self.layout.info.imprint.slice(self.bytes)
    }

    /// The serial number that the authority gave to it.
    #[must_use]
    pub fn serial(&self) -> Option<SerialNumber<'t>> {
        self.integer(self.layout.info.serial).map(SerialNumber::from)
    }

    /// The time, which may have a fraction of a second.
    #[must_use]
    pub fn gen_time(&self) -> UnixTime {
        self.layout.info.gen_time
    }

    /// How far the time may be from the true one.
    #[must_use]
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.layout.info.accuracy
    }

    /// Whether tokens of the authority can be ordered by their times whatever their accuracy.
    #[must_use]
    pub fn ordering(&self) -> bool {
        self.layout.info.ordering
    }

    /// The nonce of the request.
    #[must_use]
    pub fn nonce(&self) -> Option<Nonce> {
        Nonce::of_integer(&self.integer(self.layout.info.nonce?)?).ok()
    }

    /// The name by which the authority calls itself.
    #[must_use]
    pub fn tsa(&self) -> Option<GeneralName<'t>> {
        GeneralName::from_der(self.layout.info.tsa?.slice(self.bytes)).ok()
    }

    /// The extensions of the TSTInfo, in the order in which they arrived.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'t>> + use<'t> {
        let list = self.layout.info.extensions.and_then(|span| span.reader(self.bytes).element().ok());
        list.and_then(|list| Extensions::of(&list).ok()).into_iter().flatten()
    }

    /// The encoded certificates that came with it, in the order in which they arrived; what is no certificate, such as an
    /// attribute certificate, is left out.
    pub fn certificates(&self) -> impl Iterator<Item = &'t [u8]> + use<'t> {
        let mut list =
            self.layout.certificates.map_or(Reader::new(&[]), |certificates| certificates.reader(self.bytes));
        let elements = core::iter::from_fn(move || list.element().ok());
        elements.filter(|element| element.tag() == Tag::SEQUENCE).map(|element| element.bytes())
    }

    /// Which certificate the signer names.
    #[must_use]
    pub fn signer(&self) -> Option<SignerId<'t>> {
        match self.layout.signer.id {
            IdLayout::KeyIdentifier(key) => Some(SignerId::KeyIdentifier(key.slice(self.bytes))),
            IdLayout::IssuerAndSerial { issuer, serial } => Some(SignerId::IssuerAndSerial {
                issuer: Name::from_der(issuer.slice(self.bytes)).ok()?,
                serial: self.integer(serial)?.into(),
            }),
        }
    }

    /// The identifier of the digest algorithm of the signer, accepted or not.
    #[must_use]
    pub fn digest_algorithm(&self) -> Oid<'t> {
        self.oid(self.layout.signer.digest_algorithm)
    }

    /// The encoded AlgorithmIdentifier of the signature.
    #[must_use]
    pub fn signature_algorithm(&self) -> &'t [u8] {
        self.layout.signer.signature_algorithm.slice(self.bytes)
    }

    /// When the signer says that it signed, by the signed attribute of that name.
    #[must_use]
    pub fn signing_time(&self) -> Option<UnixTime> {
        self.layout.signer.signing_time
    }

    fn oid(&self, span: Span) -> Oid<'t> {
        Oid::from_contents(span.slice(self.bytes))
    }

    fn integer(&self, span: Span) -> Option<Integer<'t>> {
        // It was read once when the token was.
        span.reader(self.bytes).integer().ok()
    }
}

//! Where the parts of a token are.

use countersign_time::UnixTime;

use crate::{Accuracy, span::Span};

/// A token that was read once: every part by its place, what is small by its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The contents of the list of certificates.
    pub(crate) certificates: Option<Span>,
    /// The octets that are signed: the encoded TSTInfo.
    pub(crate) content: Span,
    pub(crate) info: InfoLayout,
    pub(crate) signer: SignerLayout,
}

/// The parts of the TSTInfo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InfoLayout {
    /// The contents of the identifier.
    pub(crate) policy: Span,
    /// The contents of the identifier of the hash algorithm.
    pub(crate) imprint_algorithm: Span,
    pub(crate) imprint: Span,
    /// The whole INTEGER.
    pub(crate) serial: Span,
    pub(crate) gen_time: UnixTime,
    pub(crate) accuracy: Option<Accuracy>,
    pub(crate) ordering: bool,
    /// The whole INTEGER.
    pub(crate) nonce: Option<Span>,
    /// The encoded GeneralName.
    pub(crate) tsa: Option<Span>,
    /// The whole list.
    pub(crate) extensions: Option<Span>,
}

/// The parts of the SignerInfo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignerLayout {
    pub(crate) id: IdLayout,
    /// The contents of the identifier.
    pub(crate) digest_algorithm: Span,
    /// The whole field, whose first octet is another one where it is signed.
    pub(crate) attributes: Span,
    pub(crate) message_digest: Span,
    /// The whole value of ESSCertID's attribute.
    pub(crate) certificate: Option<Span>,
    /// The whole value of ESSCertIDv2's attribute.
    pub(crate) certificate_v2: Option<Span>,
    pub(crate) signing_time: Option<UnixTime>,
    /// The whole AlgorithmIdentifier.
    pub(crate) signature_algorithm: Span,
    pub(crate) signature: Span,
}

/// Which certificate the signer names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IdLayout {
    /// The whole Name and the whole INTEGER.
    IssuerAndSerial {
        issuer: Span,
        serial: Span,
    },
    KeyIdentifier(Span),
}

//! Certificates that evidence presents as those of its signer.

use alloc::vec::Vec;

use countersign_encoding::pem::{self, Limits};

use crate::{Code, untrusted::Rejected};

/// The annotation of a layer with the signer's certificate, PEM (cosign `pkg/oci/static/signature.go`).
pub(crate) const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
/// The annotation with the certificates above it, PEM.
pub(crate) const CHAIN: &str = "dev.sigstore.cosign/chain";

/// The signer's certificate and those that came with it. Nothing of it is believed.
#[derive(Clone, Debug)]
pub(crate) struct Presented {
    pub(crate) leaf: Vec<u8>,
    pub(crate) chain: Vec<Vec<u8>>,
}

impl Presented {
    /// A list, leaf first.
    pub(crate) fn of_list(certificates: &[Vec<u8>]) -> Option<Self> {
        let (leaf, chain) = certificates.split_first()?;
        Some(Self { leaf: leaf.clone(), chain: chain.to_vec() })
    }

    /// The text of a PEM file with the leaf, and of one with the certificates above it. The first may hold those too.
    pub(crate) fn of_text(leaf: &[u8], chain: &[u8]) -> Result<Self, Rejected> {
        let mut certificates = read(leaf)?;
        certificates.extend(read(chain)?);
        Self::of_list(&certificates).ok_or_else(|| Rejected {
            code: Code::CertificateMalformed,
            reason: "there is no certificate where one should be".into(),
        })
    }
}

/// The certificates of a text, which may be empty; blocks of other kinds are passed over.
fn read(text: &[u8]) -> Result<Vec<Vec<u8>>, Rejected> {
    if text.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let blocks =
        pem::decode_all(text, LIMITS).map_err(|error| Rejected::new(Code::CertificateMalformed, &error))?;
    Ok(blocks
        .into_iter()
        .filter(|block| block.label() == "CERTIFICATE")
        .map(|block| block.data().into())
        .collect())
}

/// As many certificates as a bundle may hold.
const LIMITS: Limits = Limits { bytes: 1 << 20, blocks: 64 };

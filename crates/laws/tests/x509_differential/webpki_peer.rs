//! rustls-webpki, over ring.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use testkit::x509::{Chain, TIME};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring};

use crate::verdict::Verdict;

const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] =
    &[ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA384, ring::ED25519, ring::RSA_PKCS1_2048_8192_SHA256];

/// id-kp-codeSigning (RFC 5280 §4.2.1.12)
const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];

pub(crate) fn verify(chain: &Chain) -> Verdict {
    let leaf = CertificateDer::from(chain.leaf.as_slice());
    let leaf = EndEntityCert::try_from(&leaf).map_err(|error| format!("leaf: {error:?}"))?;
    let ders = |list: &[Vec<u8>]| -> Vec<CertificateDer<'static>> {
        list.iter().map(|der| CertificateDer::from(der.clone())).collect()
    };
    let (anchors, intermediates) = (ders(&chain.anchors), ders(&chain.intermediates));
    let anchors: Vec<TrustAnchor<'_>> =
        anchors.iter().filter_map(|anchor| anchor_from_trusted_cert(anchor).ok()).collect();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(TIME.unsigned_abs()));
    let usage = KeyUsage::required_if_present(CODE_SIGNING);
    let verified = leaf.verify_for_usage(ALGORITHMS, &anchors, &intermediates, time, usage, None, None);
    verified.map(drop).map_err(|error| format!("{error:?}"))
}

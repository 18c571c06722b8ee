//! Object identifiers of CMS, ESS and RFC 3161.

use countersign_crypto::DigestAlgorithm;
use countersign_encoding::der::Oid;

/// 1.2.840.113549.1.7.2, `id-signedData` (RFC 5652 §5.1)
pub(crate) const SIGNED_DATA: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
/// 1.2.840.113549.1.9.16.1.4, `id-ct-TSTInfo` (RFC 3161 §2.4.2)
pub(crate) const TST_INFO: Oid<'_> =
    Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 1, 4]);
/// 1.2.840.113549.1.9.3, `id-contentType` (RFC 5652 §11.1)
pub(crate) const CONTENT_TYPE: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3]);
/// 1.2.840.113549.1.9.4, `id-messageDigest` (RFC 5652 §11.2)
pub(crate) const MESSAGE_DIGEST: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4]);
/// 1.2.840.113549.1.9.5, `id-signingTime` (RFC 5652 §11.3)
pub(crate) const SIGNING_TIME: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5]);
/// 1.2.840.113549.1.9.16.2.12, `id-aa-signingCertificate` (RFC 5035 §5)
pub(crate) const SIGNING_CERTIFICATE: Oid<'_> =
    Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 2, 0x0c]);
/// 1.2.840.113549.1.9.16.2.47, `id-aa-signingCertificateV2` (RFC 5035 §3)
pub(crate) const SIGNING_CERTIFICATE_V2: Oid<'_> =
    Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 2, 0x2f]);
/// 1.2.840.113549.1.1.1, `rsaEncryption` (RFC 8017 §A.1)
pub(crate) const RSA_ENCRYPTION: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);

/// 2.16.840.1.101.3.4.2.1 to .3 (RFC 5754 §2)
const DIGESTS: [(Oid<'static>, DigestAlgorithm); 3] = [
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]), DigestAlgorithm::Sha256),
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]), DigestAlgorithm::Sha384),
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]), DigestAlgorithm::Sha512),
];

/// The algorithm that an identifier names.
pub(crate) fn digest_algorithm(oid: Oid<'_>) -> Option<DigestAlgorithm> {
    DIGESTS.iter().find(|(known, _)| *known == oid).map(|(_, algorithm)| *algorithm)
}

/// The identifier of an algorithm; `None` for one that a later version of the digests knows.
pub(crate) fn digest_oid(algorithm: DigestAlgorithm) -> Option<Oid<'static>> {
    DIGESTS.iter().find(|(_, known)| *known == algorithm).map(|(oid, _)| *oid)
}

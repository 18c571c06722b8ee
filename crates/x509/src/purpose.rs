//! Purposes of keys, for extended key usage (RFC 5280 §4.2.1.12).

use countersign_encoding::der::Oid;

/// `anyExtendedKeyUsage`
pub const ANY: Oid<'static> = Oid::from_contents(&[0x55, 0x1d, 37, 0]);
/// `id-kp-serverAuth`
pub const SERVER_AUTH: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 1]);
/// `id-kp-clientAuth`
pub const CLIENT_AUTH: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 2]);
/// `id-kp-codeSigning`
pub const CODE_SIGNING: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 3]);
/// `id-kp-emailProtection`
pub const EMAIL_PROTECTION: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 4]);
/// `id-kp-timeStamping` (RFC 3161 §2.3)
pub const TIME_STAMPING: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 8]);
/// `id-kp-OCSPSigning` (RFC 6960 §4.2.2.2)
pub const OCSP_SIGNING: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 3, 9]);

/// The name of a purpose in its module of ASN.1, without `id-kp-`; `None` for one that is not listed here.
///
/// ```
/// # use countersign_x509::purpose;
/// assert_eq!(purpose::name(purpose::CODE_SIGNING), Some("codeSigning"));
/// ```
#[must_use]
pub fn name(purpose: Oid<'_>) -> Option<&'static str> {
    let known = [
        (ANY, "anyExtendedKeyUsage"),
        (SERVER_AUTH, "serverAuth"),
        (CLIENT_AUTH, "clientAuth"),
        (CODE_SIGNING, "codeSigning"),
        (EMAIL_PROTECTION, "emailProtection"),
        (TIME_STAMPING, "timeStamping"),
        (OCSP_SIGNING, "OCSPSigning"),
    ];
    known.into_iter().find(|(oid, _)| *oid == purpose).map(|(_, name)| name)
}

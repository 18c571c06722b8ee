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

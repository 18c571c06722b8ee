//! The algorithm table: a key and a format decide, a message never does.

use crate::{KeyType, PublicKey, RsaPssRestriction, Scheme, SignatureAlgorithm};

/// The signature formats that the table knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A signature on an image as Cosign makes it, simple signing or DSSE, and an attestation (DSSE) about anything.
    CosignImage,
    /// A signature over the bytes of a blob as Cosign makes it.
    CosignBlob,
    /// A JSON Web Signature (RFC 7515).
    Jws,
}

impl Format {
    /// Every format that this version knows.
    pub const ALL: &'static [Self] = &[Self::CosignImage, Self::CosignBlob, Self::Jws];
}

const PSS: &[Scheme] = &[Scheme::RSA_PSS_SHA256, Scheme::RSA_PSS_SHA384, Scheme::RSA_PSS_SHA512];

/// What may verify a signature of `format` under `key`, preferred for writing first. Empty where the format has no
/// algorithm for such a key. A key that is restricted to RSASSA-PSS has only the schemes that its restriction admits.
#[must_use]
pub fn allowed_schemes(key: &PublicKey, format: Format) -> &'static [Scheme] {
    match (key.rsa_pss_restriction(), format) {
        (None, _) => allowed_schemes_of_type(key.key_type(), format),
        (Some(restriction), Format::Jws) => restricted(restriction),
        (Some(_), Format::CosignImage | Format::CosignBlob) => &[],
    }
}

/// The same for any key of that type which is not restricted.
#[must_use]
pub const fn allowed_schemes_of_type(key_type: KeyType, format: Format) -> &'static [Scheme] {
    match (format, key_type) {
        (Format::CosignImage | Format::CosignBlob, KeyType::EcdsaP256) => &[Scheme::ECDSA_P256_SHA256_DER],
        (Format::CosignImage | Format::CosignBlob, KeyType::EcdsaP384) => &[Scheme::ECDSA_P384_SHA384_DER],
        (Format::CosignImage | Format::CosignBlob, KeyType::EcdsaP521) => &[Scheme::ECDSA_P521_SHA512_DER],
        (Format::CosignImage | Format::CosignBlob, KeyType::Rsa) => &[Scheme::RSA_PKCS1_SHA256],
        (Format::CosignImage, KeyType::Ed25519) => &[Scheme::ED25519, Scheme::ED25519PH],
        (Format::CosignBlob | Format::Jws, KeyType::Ed25519) => &[Scheme::ED25519],
        (Format::Jws, KeyType::EcdsaP256) => &[Scheme::ECDSA_P256_SHA256_FIXED],
        (Format::Jws, KeyType::EcdsaP384) => &[Scheme::ECDSA_P384_SHA384_FIXED],
        (Format::Jws, KeyType::EcdsaP521) => &[Scheme::ECDSA_P521_SHA512_FIXED],
        (Format::Jws, KeyType::Rsa) => &[
            Scheme::RSA_PSS_SHA256,
            Scheme::RSA_PSS_SHA384,
            Scheme::RSA_PSS_SHA512,
            Scheme::RSA_PKCS1_SHA256,
            Scheme::RSA_PKCS1_SHA384,
            Scheme::RSA_PKCS1_SHA512,
        ],
    }
}

fn restricted(restriction: RsaPssRestriction) -> &'static [Scheme] {
    if restriction.digest().is_none() {
        return PSS;
    }
    let admitted = |scheme: &Scheme| restriction.admits(scheme.algorithm());
    PSS.iter().position(admitted).and_then(|at| PSS.get(at..=at)).unwrap_or_default()
}

impl RsaPssRestriction {
    /// RFC 4055 §3.3: the hash of the key, and a salt that is not shorter than the key says.
    pub(crate) fn admits(self, algorithm: SignatureAlgorithm) -> bool {
        match algorithm {
            SignatureAlgorithm::RsaPss { digest, salt_len } => {
                self.digest().is_none_or(|own| own == digest) && salt_len >= self.min_salt_len()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(key_type: KeyType, format: Format) -> alloc::vec::Vec<&'static str> {
        let schemes = allowed_schemes_of_type(key_type, format).iter();
        schemes.map(|scheme| scheme.jose_name().unwrap_or(scheme.algorithm().name())).collect()
    }

    #[test]
    fn holds_these_rows() {
        for format in [Format::CosignImage, Format::CosignBlob] {
            assert_eq!(names(KeyType::EcdsaP256, format), ["ecdsa-p256-sha256"]);
            assert_eq!(names(KeyType::EcdsaP384, format), ["ecdsa-p384-sha384"]);
            assert_eq!(names(KeyType::EcdsaP521, format), ["ecdsa-p521-sha512"]);
            assert_eq!(names(KeyType::Rsa, format), ["RS256"]);
        }
        assert_eq!(names(KeyType::Ed25519, Format::CosignImage), ["EdDSA", "ed25519ph"]);
        assert_eq!(names(KeyType::Ed25519, Format::CosignBlob), ["EdDSA"]);
        assert_eq!(names(KeyType::EcdsaP256, Format::Jws), ["ES256"]);
        assert_eq!(names(KeyType::EcdsaP384, Format::Jws), ["ES384"]);
        assert_eq!(names(KeyType::EcdsaP521, Format::Jws), ["ES512"]);
        assert_eq!(names(KeyType::Ed25519, Format::Jws), ["EdDSA"]);
        assert_eq!(names(KeyType::Rsa, Format::Jws), ["PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]);
    }

    #[test]
    fn every_scheme_belongs_to_its_key_type() {
        for format in Format::ALL {
            for key_type in KeyType::ALL {
                for scheme in allowed_schemes_of_type(*key_type, *format) {
                    assert_eq!(scheme.algorithm().key_type(), *key_type);
                    assert_eq!(Scheme::new(scheme.algorithm(), scheme.encoding()), Some(*scheme));
                }
            }
        }
    }
}

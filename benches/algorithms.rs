use countersign::crypto::{
    CryptoProvider, PrivateKey, PublicKey, RustCrypto, Scheme, SigningKey, VerifyingKey,
};

use crate::Failure;

/// What is signed.
pub const MESSAGE: [u8; 512] = [7; 512];

/// The schemes that are signed with here.
pub const SIGNING: [Scheme; 5] = [
    Scheme::ECDSA_P256_SHA256_DER,
    Scheme::ECDSA_P384_SHA384_DER,
    Scheme::ECDSA_P521_SHA512_DER,
    Scheme::ED25519,
    Scheme::ED25519PH,
];

/// The secret of every signing key: a constant, since nothing that it signs leaves the benches. The first byte is zero,
/// so that it is below the order of P-521.
///
/// # Errors
/// When keys of the scheme have no secret of this kind.
pub fn secret(scheme: Scheme) -> Result<Vec<u8>, Failure> {
    let length = scheme.algorithm().key_type().secret_len().ok_or("no secret of one number")?;
    Ok([vec![0], vec![0x42; length - 1]].concat())
}

/// A key for signing by that scheme.
///
/// # Errors
/// When keys of the scheme have no secret of one number.
pub fn signing_key(scheme: Scheme) -> Result<Box<dyn SigningKey>, Failure> {
    let key = PrivateKey::from_scalar(scheme.algorithm().key_type(), &secret(scheme)?, &RustCrypto)?;
    Ok(RustCrypto.signing_key(&key, scheme)?)
}

/// A signature over [`MESSAGE`] with the key under which it verifies.
#[derive(Debug)]
pub struct Signed {
    /// What it is called: the algorithm, and of RSA the length of the key.
    pub name: String,
    /// The key, bound to its scheme.
    pub key: Box<dyn VerifyingKey>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl Signed {
    /// One of each algorithm and length of key.
    ///
    /// # Errors
    /// When the provider lacks one.
    pub fn all() -> Result<Vec<Self>, Failure> {
        let elliptic = SIGNING.into_iter().map(Self::elliptic);
        elliptic.chain(RSA.into_iter().map(Self::rsa)).collect()
    }

    fn elliptic(scheme: Scheme) -> Result<Self, Failure> {
        let signing = signing_key(scheme)?;
        let key = RustCrypto.verifying_key(signing.public_key(), scheme)?;
        let signature = signing.sign(countersign::crypto::Message::Bytes(&MESSAGE))?;
        Ok(Self { name: scheme.algorithm().name().into(), key, signature })
    }

    fn rsa((spki, scheme, signature): RsaFiles) -> Result<Self, Failure> {
        let key = PublicKey::from_spki_der(spki, &RustCrypto)?;
        let bits = key.rsa().ok_or("no RSA key")?.bits();
        let name = format!("{} with {bits} bits", scheme.algorithm().name());
        Ok(Self { name, key: RustCrypto.verifying_key(&key, scheme)?, signature: signature.to_vec() })
    }
}

/// A key, a scheme, and a signature by it over [`MESSAGE`] that OpenSSL made.
type RsaFiles = (&'static [u8], Scheme, &'static [u8]);

macro_rules! rsa {
    ($bits:literal, $scheme:expr, $name:literal) => {
        (
            include_bytes!(concat!("data/rsa-", $bits, ".spki")),
            $scheme,
            include_bytes!(concat!("data/rsa-", $bits, ".", $name)),
        )
    };
}

const RSA: [RsaFiles; 6] = [
    rsa!("2048", Scheme::RSA_PKCS1_SHA256, "pkcs1-sha256"),
    rsa!("3072", Scheme::RSA_PKCS1_SHA256, "pkcs1-sha256"),
    rsa!("4096", Scheme::RSA_PKCS1_SHA256, "pkcs1-sha256"),
    rsa!("2048", Scheme::RSA_PSS_SHA256, "pss-sha256"),
    rsa!("3072", Scheme::RSA_PSS_SHA256, "pss-sha256"),
    rsa!("4096", Scheme::RSA_PSS_SHA256, "pss-sha256"),
];

//! Why an encrypted PKCS#8 file is refused before it is opened.

/// Why bytes are no PBES2 structure whose parameters are accepted. Nothing has been derived when one of these is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Pbes2Error {
    /// Longer than any key this crate reads.
    #[error("the encrypted private key is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Not strict DER of an `EncryptedPrivateKeyInfo`, or of the parameters that its identifiers promise.
    #[error("the encrypted private key is not a DER PBES2 structure")]
    Encoding,
    /// A scheme from before PBES2: PBES1 or one of PKCS#12 (MD5, SHA-1, DES, RC2, RC4).
    #[error(
        "the private key is encrypted with an old scheme (PBES1 or PKCS#12), which is not read; convert it: openssl pkcs8 \
         -topk8 -v2 aes-256-cbc -in KEY -out NEW"
    )]
    OldScheme,
    /// A scheme that is not known.
    #[error("the private key is encrypted with a scheme that is not PBES2")]
    UnknownScheme,
    /// A key derivation other than PBKDF2 and scrypt.
    #[error("the private key's password is turned into a key with neither PBKDF2 nor scrypt")]
    UnknownDerivation,
    /// PBKDF2 with another function than HMAC with SHA-1, SHA-256, SHA-384 or SHA-512.
    #[error(
        "the private key's PBKDF2 uses a function that is not HMAC with SHA-1, SHA-256, SHA-384 or SHA-512"
    )]
    UnknownFunction,
    /// DES, triple DES or RC2.
    #[error(
        "the private key is encrypted with DES or RC2, which is not read; convert it: openssl pkcs8 -topk8 -v2 \
         aes-256-cbc -in KEY -out NEW"
    )]
    OldCipher,
    /// Another cipher than AES in CBC or GCM.
    #[error("the private key is encrypted with a cipher that is not AES-CBC or AES-GCM")]
    UnknownCipher,
    /// PBKDF2 with no iteration or more than are ever computed.
    #[error("the private key asks for {actual} PBKDF2 iterations, 1 to {limit} are computed")]
    Iterations {
        /// The most that are computed.
        limit: u32,
        /// What the file asks for; the largest number of this type stands for all that are larger.
        actual: u64,
    },
    /// A cost of scrypt that is malformed, or above the memory or time that is ever spent.
    #[error(
        "the private key asks for scrypt N={n}, r={r}, p={p}; N must be a power of two, r and p at most 64, 128·N·r at \
         most 256 MiB and 128·N·r·p at most 1 GiB"
    )]
    ScryptCost {
        /// The CPU and memory cost asked for; the largest number of this type stands for all that are larger.
        n: u64,
        /// The block size asked for.
        r: u64,
        /// The parallelism asked for.
        p: u64,
    },
    /// The derived key has another length than the cipher takes.
    #[error("the private key asks for a derived key of another length than its cipher's {expected} bytes")]
    KeyLength {
        /// Length that the cipher takes, in bytes.
        expected: usize,
    },
    /// The initialisation vector or nonce has another length than the cipher takes.
    #[error("the initialisation vector is {actual} bytes long, expected {expected}")]
    IvLength {
        /// Length that the cipher takes, in bytes.
        expected: usize,
        /// Length found, in bytes.
        actual: usize,
    },
    /// An authentication tag of GCM that is not 16 bytes long.
    #[error("the authentication tag is not 16 bytes long")]
    TagLength,
    /// The ciphertext is empty, no whole number of blocks, or not longer than the tag.
    #[error("the ciphertext is {actual} bytes long, which the cipher never gives")]
    CiphertextLength {
        /// Length found, in bytes.
        actual: usize,
    },
}

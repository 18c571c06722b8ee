//! Signature envelopes: Cosign simple signing, DSSE and in-toto statements, the Sigstore bundle, signatures over blobs,
//! and JSON web signatures.
//!
//! Reading is in two steps. Parsing gives an *untrusted* form, whose claims are visible only as [`Claimed`] values
//! from `inspect()`. Its `verify` asks for keys, checks the signature over the bytes that arrived, and only then
//! reads them: the [`VerifiedPayload`] is the only form that anything else accepts. Writing is in two steps as well:
//! a [`Draft`] says what is to be signed, and `assemble` takes the signature from wherever the key is.
//!
//! ```
//! use countersign_crypto::{Format, KeyType, PrivateKey, RandomError, RustCrypto, CryptoProvider, allowed_schemes};
//! use countersign_digest::Digest;
//! use countersign_envelope::{Draft, DraftPayload, Envelope, Bundle, SignerDescription, Statement};
//!
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter += 1; *byte = counter });
//! #     Ok(())
//! # };
//! # let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let scheme = allowed_schemes(private.public_key(), Format::CosignImage)[0];
//! let key = RustCrypto.signing_key(&private, scheme)?;
//! let digest = Digest::parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")?;
//!
//! // Sign: the draft says which bytes, any key anywhere signs them, `assemble` checks the result.
//! let statement = Statement::cosign_signature(digest, Default::default());
//! let draft = Draft::new(DraftPayload::Statement(statement), &SignerDescription::of(key.as_ref()));
//! let Envelope::Bundle(bytes) = draft.sign(key.as_ref(), &RustCrypto)? else { unreachable!() };
//!
//! // Verify: the bytes that arrived, under a key that the caller trusts.
//! let verifier = RustCrypto.verifying_key(private.public_key(), scheme)?;
//! let verified = Bundle::parse(&bytes)?.verify(&[verifier.as_ref()])?;
//! assert_eq!(verified.subjects()[0].digests(), [digest]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What this crate does not do
//! It does not decide whether a payload is about *your* image (that is the binding in `countersign-policy`), fetches
//! nothing, and trusts no key that it finds inside an envelope. Certificates and timestamps that a bundle carries are
//! handed on, log entries counted; none of them is verified here. JSON web signatures are read and not written. What
//! a predicate says is shown ([`predicate`]), not judged.
//!
//! | feature | what it adds |
//! |---|---|
//! | `simple-signing` (default) | Cosign's older form, [`SimpleSigning`] |
//! | `dsse` (default) | [`DsseEnvelope`], in-toto [`Statement`]s, [`PredicateType`] and typed views of [`predicate`]s |
//! | `message` (default) | signatures over blobs: [`DetachedSignature`], [`LegacyBlobBundle`] |
//! | `bundle` (default) | the Sigstore [`Bundle`], with `dsse` and `message` |
//! | `jws` | verification of [`Jws`], compact and flattened |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

#[cfg(any(feature = "dsse", feature = "simple-signing"))]
mod annotations;
#[cfg(feature = "bundle")]
mod bundle;
mod claimed;
#[cfg(all(feature = "bundle", feature = "simple-signing"))]
mod draft;
#[cfg(all(feature = "bundle", feature = "simple-signing"))]
mod draft_form;
#[cfg(feature = "dsse")]
mod dsse;
#[cfg(feature = "jws")]
mod jws;
#[cfg(any(feature = "dsse", feature = "message"))]
mod limits;
#[cfg(feature = "message")]
mod message;
#[cfg(doctest)]
mod misuse;
#[cfg(any(feature = "message", feature = "simple-signing"))]
mod payload_class;
#[cfg(feature = "dsse")]
pub mod predicate;
#[cfg(feature = "dsse")]
mod predicate_type;
#[cfg(any(feature = "dsse", feature = "jws", feature = "message", feature = "simple-signing"))]
mod signature;
#[cfg(feature = "simple-signing")]
mod simple_signing;
#[cfg(feature = "dsse")]
mod statement;
mod subject;
#[cfg(any(feature = "dsse", feature = "simple-signing"))]
mod timestamp_note;
mod verified;

#[cfg(feature = "bundle")]
pub use bundle::{
    AddTimestampError, Bundle, BundleClaims, BundleContent, BundleError, BundleVerifyError, BundleVersion,
    Material, add_timestamp_to_bundle, write_key_bundle, write_message_bundle,
};
pub use claimed::Claimed;
#[cfg(all(feature = "bundle", feature = "simple-signing"))]
pub use draft::{
    AssembleError, Draft, DraftPayload, DraftSignError, Envelope, EnvelopeForm, EnvelopeFormError,
    SignatureBytesError, SignerDescription, ToBeSigned,
};
#[cfg(all(feature = "bundle", feature = "simple-signing"))]
pub use draft_form::DraftFormError;
#[cfg(feature = "dsse")]
pub use dsse::{
    DsseClaims, DsseEnvelope, DsseError, DsseSignature, DsseVerifyError, StatementVerifyError, VerifiedDsse,
    pae, write_dsse, write_dsse_signatures,
};
#[cfg(feature = "jws")]
pub use jws::{Jws, JwsClaims, JwsError, JwsRules, JwsVerifyError, VerifiedJws};
#[cfg(all(feature = "dsse", feature = "message"))]
pub use message::LegacyStatementError;
#[cfg(feature = "message")]
pub use message::{
    Artifact, DetachedSignature, DetachedSignatureError, LegacyBlobBundle, LegacyBlobBundleError, SignedForm,
    VerifiedMessage, VerifyMessageError, write_detached_signature, write_legacy_blob_bundle,
};
#[cfg(feature = "dsse")]
pub use predicate_type::{PredicateError, PredicateType, PredicateTypeError, PredicateUri};
#[cfg(any(feature = "dsse", feature = "jws", feature = "message", feature = "simple-signing"))]
pub use signature::SignatureError;
#[cfg(feature = "simple-signing")]
pub use simple_signing::{
    PayloadClass, SimpleSigning, SimpleSigningError, SimpleSigningVerifyError, UntrustedSimpleSigning,
};
#[cfg(feature = "dsse")]
pub use statement::{
    COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE, Statement, StatementError, StatementVersion,
};
pub use subject::SignedSubject;
#[cfg(any(feature = "dsse", feature = "simple-signing"))]
pub use timestamp_note::{TimestampNoteError, read_timestamp_note, write_timestamp_note};
pub use verified::{PayloadKind, VerifiedPayload};

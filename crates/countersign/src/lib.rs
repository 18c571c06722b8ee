//! Signs container images and proves who signed them: the library that other tools embed.
//!
//! It reads and writes what Cosign writes and reads. It opens no socket and no file, reads no clock and draws no
//! randomness: those are arguments, so it embeds anywhere and every answer can be repeated.
//!
//! ```
//! # use std::{collections::BTreeMap, sync::Arc};
//! # use countersign::{digest::{Algorithm, HashProvider}, crypto::RandomError};
//! use countersign::{ImageName, SignOptions, Signer, Verifier};
//! use countersign::{crypto::{KeyType, PrivateKey, RustCrypto}, oci::Layout, time::UnixTime};
//!
//! # // An image layout in memory: one manifest without layers.
//! # let config = b"{}".to_vec();
//! # let hash = |bytes: &[u8]| RustCrypto.hash(Algorithm::Sha256, bytes);
//! # let manifest = format!(r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json",
//! #   "digest":"{}","size":2}},"layers":[]}}"#, hash(&config)).into_bytes();
//! # let index = format!(r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"application/vnd.oci.image.manifest.v1+json",
//! #   "digest":"{}","size":{},"annotations":{{"org.opencontainers.image.ref.name":"v1"}}}}]}}"#,
//! #   hash(&manifest), manifest.len());
//! # let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([
//! #     ("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
//! #     ("index.json".into(), index.into_bytes()),
//! #     (format!("blobs/sha256/{}", hash(&config).hex()), config),
//! #     (format!("blobs/sha256/{}", hash(&manifest).hex()), manifest),
//! # ]);
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! let now = UnixTime::parse_rfc3339("2026-11-24T15:00:00Z")?;
//! let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let signer = Signer::from_private_key(RustCrypto, &key)?;
//! let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
//!
//! let layout = Layout::open(files.clone(), Arc::new(RustCrypto))?;           // any store; here a map of files
//! let signed = layout.drive(signer.sign(ImageName::tag("v1"), SignOptions::new(), now))??;
//! for write in layout.attach(signed[0].artifact().ok_or("signed already")?)? {
//!     files.insert(write.path().into(), write.bytes().into());
//! }
//!
//! let layout = Layout::open(files, Arc::new(RustCrypto))?;
//! let image = layout.drive(verifier.verify(ImageName::tag("v1"), now))??;    // or a `Refusal` that says why
//! println!("run {}", image.digest());
//! # assert_eq!(image.report().accepted().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Verifier`] says once what is believed: keys, or named signers with a threshold over *distinct* ones, required
//! annotations, your own checks. [`Verifier::verify`] gives a [`Verification`], a
//! [`Session`](countersign_oci::Session): it says what to read next and takes the answers in any order, so a layout, a
//! registry client or your own store can drive it. It ends in a [`VerifiedImage`], the only value that yields the digest to
//! run, or in a [`Refusal`]: untrusted, absent, unreachable and malformed are different answers. Either carries the whole
//! [`Report`], as text and as JSON, with stable [`Code`]s. [`Verifier::verify_many`] does a whole list in one session.
//!
//! A key need not be here to sign: a [`Preparer`] drafts what an HSM or another machine signs, and [`attach`] takes the
//! signature that comes back.
//!
//! # Attestations
//! [`Signer::attest`] and [`Verifier::verify_attestation`] do the same with statements about an image. An attestation is no
//! signature of the image, and a signature no attestation: what is asked for is part of what is verified.
//!
//! ```
//! # use std::{collections::BTreeMap, sync::Arc};
//! # use countersign::{digest::{Algorithm, HashProvider}, crypto::RandomError};
//! use countersign::{Attestation, ImageName, SignOptions, Signer, Verifier, envelope::PredicateType};
//! # use countersign::{crypto::{KeyType, PrivateKey, RustCrypto}, oci::Layout, time::UnixTime};
//! # let config = b"{}".to_vec();
//! # let hash = |bytes: &[u8]| RustCrypto.hash(Algorithm::Sha256, bytes);
//! # let manifest = format!(r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json",
//! #   "digest":"{}","size":2}},"layers":[]}}"#, hash(&config)).into_bytes();
//! # let index = format!(r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"application/vnd.oci.image.manifest.v1+json",
//! #   "digest":"{}","size":{},"annotations":{{"org.opencontainers.image.ref.name":"v1"}}}}]}}"#,
//! #   hash(&manifest), manifest.len());
//! # let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([
//! #     ("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
//! #     ("index.json".into(), index.into_bytes()),
//! #     (format!("blobs/sha256/{}", hash(&config).hex()), config),
//! #     (format!("blobs/sha256/{}", hash(&manifest).hex()), manifest),
//! # ]);
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! # let now = UnixTime::parse_rfc3339("2026-11-24T15:00:00Z")?;
//! # let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! # let signer = Signer::from_private_key(RustCrypto, &key)?;
//! # let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
//! # let layout = Layout::open(files.clone(), Arc::new(RustCrypto))?;
//!
//! let sbom = Attestation::new(PredicateType::CycloneDx, br#"{"bomFormat":"CycloneDX","components":[]}"#);
//! let signed = layout.drive(signer.attest(ImageName::tag("v1"), sbom, SignOptions::new(), now))??;
//! # for write in layout.attach(signed[0].artifact().ok_or("signed already")?)? {
//! #     files.insert(write.path().into(), write.bytes().into());
//! # }
//! # let layout = Layout::open(files, Arc::new(RustCrypto))?;
//!
//! let image = ImageName::tag("v1");
//! let attested = layout.drive(verifier.verify_attestation(image.clone(), PredicateType::CycloneDx, now))??;
//! assert_eq!(attested.statements()[0].predicate_type(), "https://cyclonedx.org/bom");
//! assert!(layout.drive(verifier.verify(image, now))?.is_err()); // nobody signed the image itself
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Blobs
//! [`Signer::sign_blob`] and [`Verifier::verify_blob`] take the bytes of a file as they stream by, in constant memory.
//!
//! ```
//! # use countersign::{crypto::{KeyType, PrivateKey, RustCrypto, RandomError}, time::UnixTime};
//! use countersign::{BlobEvidence, BlobFormat, Signer, Verifier};
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! # let now = UnixTime::parse_rfc3339("2026-11-24T15:00:00Z")?;
//! # let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! # let signer = Signer::from_private_key(RustCrypto, &key)?;
//! # let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
//!
//! let mut signing = signer.sign_blob(BlobFormat::Bundle)?;
//! for piece in [b"a file ", b"of size"] {
//!     signing.update(piece)?;
//! }
//! let bundle = signing.finish()?.bytes().to_vec(); // FILE.sigstore.json
//!
//! let mut verification = verifier.verify_blob(BlobEvidence::bundle(bundle), now).named("file");
//! verification.update(b"a file of size")?;
//! let blob = verification.finish()?; // or a `Refusal` that says why
//! assert_eq!(blob.signers()[0].id(), key.public_key().id());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Trusted time and revocation
//! [`VerifierBuilder::timestamp_authorities`] says who is believed about time: a signature then outlives its certificate, if it
//! carries a timestamp of the certificate's time. [`VerifierBuilder::revocation`] asks whether certificates were revoked by then,
//! by CRLs and OCSP answers that are at hand or leave a session as needs; [`VerifierBuilder::revocation_list`] refuses what is on a
//! signed list: keys, signatures, identities, images. [`SignOptions::timestamp`] has what is signed timestamped.
//!
//! ```
//! use countersign::{
//!     RevocationPolicy, TrustedAuthority, Verifier, crypto::RustCrypto, timestamp::TrustedTsa,
//!     x509::{Identity, TrustAnchors},
//! };
//!
//! fn strict(acme: &TrustedAuthority, tsa_roots: TrustAnchors, crl: Vec<u8>) -> Result<Verifier, Box<dyn std::error::Error>> {
//!     Ok(Verifier::builder(RustCrypto)
//!         .certified(Identity::parse("email:ana@acme.example")?, acme)
//!         .timestamp_authorities([TrustedTsa::new("tsa.example", tsa_roots)?])
//!         .require_timestamp()
//!         .revocation(RevocationPolicy::required().crl(crl))
//!         .build()?)
//! }
//! ```
//!
//! # What this crate does not do
//! It has no default trust, and nothing but the [`danger`] module weakens a check; where the module of that name in
//! `countersign-x509` weakened the profile of an authority, that is listed alike. This version verifies what Cosign signs
//! with keys of every type that Cosign knows and with certificates of authorities that you name: images and attestations in
//! both of its forms, blobs in all three. Log entries that a signature carries are reported as not checked, and so
//! are certificates and timestamps where nobody is believed by one. It signs with keys alone. It pulls and pushes nothing.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustcrypto` (default) | [`crypto::RustCrypto`], the provider in pure Rust |
//! | `ed25519`, `p384`, `p521`, `rsa` (default) | these keys beside P-256 in that provider |
//! | `sealed-keys` (default) | encrypted key files in [`keys`] |
//! | `jwk`, `openssh` (default) | key files of these forms in [`keys`] |
//! | `jws` | JSON web signatures in [`envelope`] |
//! | `oci-spec` | conversions from and to the types of `oci-spec` in [`oci`] |
//! | `std` (default) | readers that check what they read, and conversions from the system's clock |
//! | `issue` | certificates and requests that are written, and an authority of timestamps: `countersign::x509::issue`, `countersign::timestamp::issue` |
//! | `parallel` | hashing of many blobs on all cores |
//! | `serde` | digests, descriptors, references and times as serde values |
#![no_std]
#![allow(
    clippy::result_large_err,
    reason = "a refusal carries its whole report; it is made once a verification"
)]
extern crate alloc;

/// The example of the project's front page, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct FrontPage;

mod asked;
mod asking;
mod attested;
mod authority;
mod blob_judgement;
mod blob_signing;
mod blob_stream;
mod blob_timestamping;
mod blob_verification;
mod builder;
mod certificate_facts;
mod certified;
mod code;
mod conclusion;
mod configuration;
mod content;
mod crl_memory;
pub mod danger;
mod evidence;
mod evidence_cache;
mod examine;
mod exhibit;
mod finding;
mod findings;
mod image_name;
mod inquiry;
mod lasting;
mod listed;
mod many;
mod mapping;
mod meant;
mod open_question;
mod presented;
mod proof;
mod remote;
mod report;
mod report_json;
mod report_text;
mod revocation_policy;
mod search;
mod searching;
mod shared_names;
mod sign_error;
mod signer;
mod signing;
mod stamped;
mod timestamping;
mod trusted_root;
mod trusted_signer;
mod untrusted;
mod verdict;
mod verification;
mod verifier;
mod wanted;
mod work;

pub use asked::SubjectKind;
pub use attested::{VerifiedAttestation, VerifiedStatement};
pub use authority::TrustedAuthority;
pub use blob_judgement::BlobJudgement;
pub use blob_signing::{BlobAttesting, BlobFormat, BlobSigning, SignedBlob};
pub use blob_stream::{BlobTooLarge, MAX_WHOLE_MESSAGE};
pub use blob_timestamping::BlobTimestamping;
pub use blob_verification::{BlobAttestationVerification, BlobVerification, VerifiedBlob};
pub use builder::{Ready, VerifierBuilder, WantsSigner};
pub use certificate_facts::CertificateFacts;
pub use code::{Class, Code};
pub use configuration::ConfigurationError;
pub use content::Attestation;
pub use crl_memory::CrlMemory;
pub use evidence::BlobEvidence;
pub use evidence_cache::EvidenceCache;
pub use finding::{AcceptedSignature, IgnoredAttachment, Place, RefusedSignature, SignatureFormat};
pub use image_name::ImageName;
pub use many::ManyVerification;
pub use remote::{Preparation, Preparer, attach};
pub use report::{Report, TOOL, TargetReport, VerdictKind};
pub use report_json::VERDICT_SCHEMA;
pub use revocation_policy::RevocationPolicy;
pub use sign_error::{OtherImage, SignBlobError, SignImageError};
pub use signer::{SignOptions, Signer, SignerError, WriteFormat};
pub use signing::{SignedManifest, Signing, SigningResult};
pub use stamped::AuthenticatedTime;
pub use timestamping::{Timestamping, TimestampingError};
pub use trusted_root::timestamp_authorities;
pub use trusted_signer::TrustedSigner;
pub use verdict::{Refusal, VerifiedImage};
pub use verification::{AttestationVerification, Verdict, Verification};
pub use verifier::Verifier;

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_envelope as envelope;
pub use countersign_keys as keys;
pub use countersign_need as need;
pub use countersign_oci as oci;
pub use countersign_policy as policy;
pub use countersign_revocation as revocation;
pub use countersign_time as time;
pub use countersign_timestamp as timestamp;
pub use countersign_trust as trust;
pub use countersign_x509 as x509;

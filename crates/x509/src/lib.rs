//! X.509 certificates for code signing, timestamping, OCSP and CAs: read, linted, followed to a trust anchor (RFC 5280 §6),
//! held against a profile, and issued.
//!
//! [`Certificate`] is parsed once and borrows the bytes that arrived. [`PathBuilder`] finds the valid paths from a leaf to one
//! of the [`TrustAnchors`], lazily and under one [`Budget`]; a [`VerifiedPath`] is made by it alone. A [`Profile`] is a table
//! of what the certificates of a path must be: [`Profile::ALL`] are Notation's, Fulcio's, RFC 3161's and others, and
//! [`Profile::builder`] makes one of your own. An [`Identity`] is whom the leaf must name, exactly. [`lint`] lists every rule
//! that a certificate breaks, with its section.
//!
//! ```
//! # #[cfg(feature = "rustcrypto")] {
//! use countersign_x509::{
//!     AnchorLimits, Certificate, Identity, PathBuilder, Profile, TrustAnchors, crypto::RustCrypto, time::UnixTime,
//! };
//!
//! /// Whether `leaf` is a valid certificate of `who` for code signing, under one of your roots (all in DER).
//! fn is_signer(
//!     leaf: &[u8],
//!     intermediates: &[Vec<u8>],
//!     roots: &[Vec<u8>],
//!     who: &Identity,
//!     now: UnixTime,               // your clock
//! ) -> Result<bool, Box<dyn core::error::Error>> {
//!     let anchors = TrustAnchors::from_ders(roots, AnchorLimits::OwnLimits);
//!     let leaf = Certificate::from_der(leaf)?;
//!     // A certificate of the message that cannot be read serves no path, and hinders none.
//!     let message: Vec<_> = intermediates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
//!     let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::CODE_SIGNING);
//!     let path = builder.verify(&leaf, &message, now)?;    // or a `PathError` that says where and why
//!     Ok(who.matches(path.leaf()).is_some())
//! }
//! # let chain = testkit::x509::Chain::with(7, 3, &[]);
//! # let now = UnixTime::from_seconds(testkit::x509::TIME)?;
//! # let who = Identity::email("nobody@example.com")?;
//! # assert!(!is_signer(&chain.leaf, &chain.intermediates, &chain.anchors, &who, now)?);
//! # }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What counts
//! Every time that is given must lie in the validity of every certificate, both ends included. Key identifiers and the order
//! of certificates only say what is tried first. Names match as the same bytes, or by RFC 5280 §7.1. An unknown critical
//! extension, a name constraint that cannot be compared and an algorithm that the profile does not list refuse. Of all that
//! was tried, the error that got furthest is told; a search that reaches a limit says which one.
//!
//! # What this crate does not do
//! It fetches nothing, reads no clock and asks nobody about revocation: [`Certificate::crl_locations`],
//! [`Certificate::ocsp_locations`] and [`Certificate::ca_issuers`] say where, and [`PathBuilder::paths`] goes on to the next
//! path where a caller refuses one. It has no opinion on TLS.
//!
//! # What stands beside it
//! Signatures are computed by a provider: [`crypto::RustCrypto`], or another implementation of [`crypto::CryptoProvider`]. What
//! the provider lacks is refused ([`SignatureError::Unsupported`]). The crates whose types stand in this one's signatures are
//! its modules [`crypto`], [`encoding`] and [`time`], so that it can be depended on alone.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `issue` | module `issue`: certificates and requests (PKCS #10), written and read |
//! | `patterns` | `IdentityPattern`: identities as regular expressions over whole names, over the crate `regex` |
//! | `legacy` | module `danger`: SHA-1, MD5 and RSA of 1,024 bits, for old data whose reader knows what it is |
//! | `x509-cert` | conversions from and to the types of the crate of that name |
//! | `rustcrypto` (default) | the provider [`crypto::RustCrypto`], in pure Rust, with P-256 |
//! | `ed25519`, `p384`, `p521`, `rsa` (default) | these keys in that provider |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

mod algorithm;
mod anchor;
mod anchors;
mod budget;
mod certificate;
#[cfg(feature = "legacy")]
pub mod danger;
mod extension;
mod field;
pub mod fulcio;
mod general_name;
mod identity;
#[cfg(feature = "x509-cert")]
mod interop;
#[cfg(feature = "issue")]
pub mod issue;
mod key_form;
mod key_secret;
mod lint;
mod mailbox;
mod name;
mod name_constraints;
mod notation_identity;
mod oid_set;
mod path;
mod path_error;
pub mod path_rules;
mod profile;
pub mod purpose;
mod rule;
mod section4;
mod set;
mod signature;
mod subject_index;
mod times;
mod told;
mod uri;
mod verified;

pub use algorithm::{
    AlgorithmError, AlgorithmRules, KeyError, KeyKind, SignatureAlgorithm, SignatureKind, Weakening,
};
pub use anchor::{AnchorConstraints, AnchorLimits, TrustAnchor};
pub use anchors::TrustAnchors;
pub use budget::{Budget, Resource};
pub use certificate::{
    Certificate, CertificateOutline, CertificatePemError, PemLimits, SerialNumber, TbsOutline, Version,
};
pub use extension::{
    ANY_POLICY, AuthorityKeyIdentifier, BasicConstraints, CA_ISSUERS, CertificatePolicies,
    DirectoryAttribute, DirectoryAttributes, DisplayText, DistributionPoint, DistributionPointName,
    DistributionPoints, ExtendedKeyUsage, Extension, ExtensionKind, Extensions, ExtensionsError, InfoAccess,
    KeyUsage, NameConstraints, OCSP, Policy, PolicyConstraints, PolicyMappings, PolicyQualifier,
    SignedCertificateTimestamps, Subtrees, UserNotice,
};
pub use field::Field;
pub use general_name::{GeneralName, GeneralNames, NameForm};
pub use identity::{DnsName, Identity, IdentityError, MatchedName, PresentedName};
#[cfg(feature = "patterns")]
pub use identity::{IdentityPattern, PatternError};
#[cfg(feature = "x509-cert")]
pub use interop::X509CertError;
pub use lint::{Lint, lint, lint_as};
pub use name::{Attribute, Attributes, DistinguishedName, DistinguishedNameError, Name, Rdn, Rdns};
pub use name_constraints::{SubtreeMatch, subtree_match};
pub use notation_identity::{TrustedIdentities, TrustedIdentitiesError, TrustedSubject, UntrustedSubject};
pub use oid_set::OidSet;
pub use path::{Answer, PathBuilder, Paths};
pub use path_error::{AnchorProblem, PathError};
pub use profile::{
    AltNameForm, AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm, KeyRule,
    KeyUsageRule, LoneLeaf, Order, PolicyInputs, Presence, Profile, ProfileBuilder, Requirements, Role,
    SubjectRule,
};
pub use rule::{Level, Rule, Violation};
pub use set::{CertificateSet, UnusableMember};
pub use signature::{SignatureError, Signed, verify_signature};
pub use times::Times;
pub use verified::VerifiedPath;

pub use countersign_crypto as crypto;
pub use countersign_encoding as encoding;
pub use countersign_time as time;

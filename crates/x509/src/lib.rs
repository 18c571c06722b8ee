//! X.509 certificates for code signing, timestamping and CAs.
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
    DistributionPoints, ExtendedKeyUsage, Extension, ExtensionKind, Extensions, InfoAccess, KeyUsage,
    NameConstraints, OCSP, Policy, PolicyConstraints, PolicyMappings, PolicyQualifier,
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

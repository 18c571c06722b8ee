//! X.509 certificates for code signing, timestamping and CAs.
#![no_std]
extern crate alloc;

mod certificate;
mod extension;
mod field;
mod general_name;
#[cfg(feature = "issue")]
pub mod issue;
mod key_form;
mod name;
mod oid_set;
mod profile;
pub mod purpose;
mod rule;

pub use certificate::{Certificate, CertificatePemError, PemLimits, SerialNumber, Version};
pub use extension::{
    ANY_POLICY, AuthorityKeyIdentifier, BasicConstraints, CA_ISSUERS, CertificatePolicies, DistributionPoint,
    DistributionPointName, DistributionPoints, ExtendedKeyUsage, Extension, ExtensionKind, Extensions,
    InfoAccess, KeyUsage, NameConstraints, OCSP, Policy, PolicyConstraints, PolicyMappings, Subtrees,
};
pub use field::Field;
pub use general_name::{GeneralName, GeneralNames, NameForm};
pub use name::Name;
pub use oid_set::OidSet;
pub use profile::{
    AltNameForm, AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm, KeyRule,
    KeyUsageRule, LoneLeaf, Order, PolicyInputs, Presence, Profile, ProfileBuilder, Requirements, Role,
    SubjectRule,
};
pub use rule::{Level, Rule, Violation};

//! RFC 5280, RFC 3161, RFC 6960.

use super::{CODE_SIGNING, NESTED_CODE_SIGNING, NESTED_TIME_STAMPING, TIME_STAMPING};
use crate::{
    CaRule, Clause, EkuRule, KeyUsage, KeyUsageRule, LoneLeaf, OidSet, Profile, Requirements,
    profile::Section4, purpose,
};

const OCSP_SIGNING: OidSet = OidSet::table(&[purpose::OCSP_SIGNING]);

/// `digitalSignature` or `nonRepudiation`: the uses that go with signing.
const SIGNS: Clause<KeyUsageRule> = Clause::new(
    "RFC 5280 §4.2.1.12",
    KeyUsageRule::if_present(KeyUsage::NONE)
        .with_one_of(KeyUsage::DIGITAL_SIGNATURE.with(KeyUsage::NON_REPUDIATION)),
);

impl Profile {
    /// Path validation alone: RFC 5280 §6.
    pub const RFC5280: &'static Self =
        &Self::of("rfc5280", Requirements::NONE, Requirements::ISSUER, Requirements::ISSUER);

    /// Path validation, and the requirements of RFC 5280 §4 on every certificate.
    pub const RFC5280_STRICT: &'static Self =
        &Self::of("rfc5280-strict", Requirements::NONE, Requirements::ISSUER, Requirements::ISSUER)
            .with_section4(Section4::Required);

    /// A signer of code under a CA of one's own: a key for `codeSigning`, and CAs that are for nothing else.
    pub const CODE_SIGNING: &'static Self = &Self::of(
        "code-signing",
        Requirements::usages(
            Clause::new("RFC 5280 §4.2.1.9", CaRule::NotCa),
            Clause::new("RFC 5280 §4.2.1.3", KeyUsageRule::if_present(KeyUsage::DIGITAL_SIGNATURE)),
            Clause::new("RFC 5280 §4.2.1.12", EkuRule::required(CODE_SIGNING)),
        ),
        Requirements::issuer(NESTED_CODE_SIGNING),
        Requirements::issuer(NESTED_CODE_SIGNING),
    );

    /// The signer of timestamps: RFC 3161 §2.3.
    pub const RFC3161_TSA: &'static Self = &Self::of(
        "rfc3161-tsa",
        Requirements::usages(
            Clause::new("RFC 3161 §2.3", CaRule::NotCa),
            SIGNS,
            Clause::new("RFC 3161 §2.3", EkuRule::required(TIME_STAMPING).critical().only()),
        ),
        Requirements::issuer(NESTED_TIME_STAMPING),
        Requirements::issuer(NESTED_TIME_STAMPING),
    )
    .with_lone_leaf(LoneLeaf::ByExactDer);

    /// A responder that a CA delegates OCSP to: RFC 6960 §4.2.2.2. The CA itself issues its certificate, and need not
    /// name the purpose.
    pub const OCSP_RESPONDER: &'static Self = &Self::of(
        "ocsp-responder",
        Requirements::usages(
            Clause::new("", CaRule::Unchecked),
            SIGNS,
            Clause::new("RFC 6960 §4.2.2.2", EkuRule::required(OCSP_SIGNING)),
        ),
        Requirements::ISSUER,
        Requirements::ISSUER,
    );

    /// The signer of a revocation list, a CA or not: RFC 5280 §4.2.1.3, §6.3.3 (f).
    pub const CRL_ISSUER: &'static Self = &Self::of(
        "crl-issuer",
        Requirements::usages(
            Clause::new("", CaRule::Unchecked),
            Clause::new("RFC 5280 §6.3.3 (f)", KeyUsageRule::if_present(KeyUsage::CRL_SIGN)),
            Clause::new("", EkuRule::UNCHECKED),
        ),
        Requirements::ISSUER,
        Requirements::ISSUER,
    )
    .with_lone_leaf(LoneLeaf::ByExactDer);
}

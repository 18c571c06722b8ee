//! RFC 5280, RFC 3161, RFC 6960.

use alloc::borrow::Cow;

use crate::{
    AlgorithmRules, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyUsage, KeyUsageRule, LoneLeaf,
    OidSet, Order, PolicyInputs, Presence, Profile, Requirements,
    profile::{Section4, requirements::OtherPurposes},
    purpose,
};

/// `digitalSignature` or `nonRepudiation`: the uses that go with signing (RFC 5280 §4.2.1.12).
const SIGNING: KeyUsage = KeyUsage::DIGITAL_SIGNATURE.with(KeyUsage::NON_REPUDIATION);

impl Profile {
    /// Path validation alone: RFC 5280 §6.
    pub const RFC5280: &'static Self = &Self {
        name: Cow::Borrowed("rfc5280"),
        leaf: Requirements::NONE,
        intermediate: Requirements::ISSUER,
        anchor: Requirements::ISSUER,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// Path validation, and the requirements of RFC 5280 §4 on every certificate.
    pub const RFC5280_STRICT: &'static Self = &Self {
        name: Cow::Borrowed("rfc5280-strict"),
        leaf: Requirements::NONE,
        intermediate: Requirements::ISSUER,
        anchor: Requirements::ISSUER,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Required,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// A signer of code under a CA of one's own: a key for `codeSigning`, and CAs that are for nothing else.
    pub const CODE_SIGNING: &'static Self = &Self {
        name: Cow::Borrowed("code-signing"),
        leaf: Requirements::usages(
            Clause::new("RFC 5280 §4.2.1.9", CaRule::NotCa),
            Clause::new("RFC 5280 §4.2.1.3", KeyUsageRule::if_present(KeyUsage::DIGITAL_SIGNATURE)),
            Clause::new(
                "RFC 5280 §4.2.1.12",
                EkuRule {
                    presence: Presence::Required,
                    critical: Criticality::Either,
                    purposes: OidSet::table(&[purpose::CODE_SIGNING]),
                    any: AnyPurpose::DoesNotCount,
                    forbidden: OidSet::EMPTY,
                    others: OtherPurposes::Allowed,
                },
            ),
        ),
        intermediate: Requirements::issuer(Clause::new(
            "RFC 5280 §4.2.1.12",
            EkuRule::nested(OidSet::table(&[purpose::CODE_SIGNING])),
        )),
        anchor: Requirements::issuer(Clause::new(
            "RFC 5280 §4.2.1.12",
            EkuRule::nested(OidSet::table(&[purpose::CODE_SIGNING])),
        )),
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// The signer of timestamps: RFC 3161 §2.3.
    pub const RFC3161_TSA: &'static Self = &Self {
        name: Cow::Borrowed("rfc3161-tsa"),
        leaf: Requirements::usages(
            Clause::new("RFC 3161 §2.3", CaRule::NotCa),
            Clause::new("RFC 5280 §4.2.1.12", KeyUsageRule::if_present(KeyUsage::NONE).with_one_of(SIGNING)),
            Clause::new(
                "RFC 3161 §2.3",
                EkuRule {
                    presence: Presence::Required,
                    critical: Criticality::Critical,
                    purposes: OidSet::table(&[purpose::TIME_STAMPING]),
                    any: AnyPurpose::DoesNotCount,
                    forbidden: OidSet::EMPTY,
                    others: OtherPurposes::Refused,
                },
            ),
        ),
        intermediate: Requirements::issuer(Clause::new(
            "RFC 5280 §4.2.1.12",
            EkuRule::nested(OidSet::table(&[purpose::TIME_STAMPING])),
        )),
        anchor: Requirements::issuer(Clause::new(
            "RFC 5280 §4.2.1.12",
            EkuRule::nested(OidSet::table(&[purpose::TIME_STAMPING])),
        )),
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::ByExactDer,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// A responder that a CA delegates OCSP to: RFC 6960 §4.2.2.2. The CA itself issues its certificate, and need not
    /// name the purpose.
    pub const OCSP_RESPONDER: &'static Self = &Self {
        name: Cow::Borrowed("ocsp-responder"),
        leaf: Requirements::usages(
            Clause::new("", CaRule::Unchecked),
            Clause::new("RFC 5280 §4.2.1.12", KeyUsageRule::if_present(KeyUsage::NONE).with_one_of(SIGNING)),
            Clause::new(
                "RFC 6960 §4.2.2.2",
                EkuRule {
                    presence: Presence::Required,
                    critical: Criticality::Either,
                    purposes: OidSet::table(&[purpose::OCSP_SIGNING]),
                    any: AnyPurpose::DoesNotCount,
                    forbidden: OidSet::EMPTY,
                    others: OtherPurposes::Allowed,
                },
            ),
        ),
        intermediate: Requirements::ISSUER,
        anchor: Requirements::ISSUER,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// The signer of a revocation list, a CA or not: RFC 5280 §4.2.1.3, §6.3.3 (f).
    pub const CRL_ISSUER: &'static Self = &Self {
        name: Cow::Borrowed("crl-issuer"),
        leaf: Requirements::usages(
            Clause::new("", CaRule::Unchecked),
            Clause::new("RFC 5280 §6.3.3 (f)", KeyUsageRule::if_present(KeyUsage::CRL_SIGN)),
            Clause::new("", EkuRule::UNCHECKED),
        ),
        intermediate: Requirements::ISSUER,
        anchor: Requirements::ISSUER,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::ByExactDer,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };
}

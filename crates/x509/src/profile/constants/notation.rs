//! The Notary Project: "Certificate requirements" of its signature specification, as Notation checks them.

use alloc::borrow::Cow;

use countersign_crypto::KeyType;

use crate::{
    AlgorithmRules, AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm, KeyRule,
    KeyUsage, KeyUsageRule, LoneLeaf, OidSet, Order, PolicyInputs, Presence, Profile, Requirements,
    SubjectRule,
    profile::{Section4, requirements::OtherPurposes},
    purpose,
};

const SECTION: &str = "Notary Project signature specification, certificate requirements";

/// The keys that have a signature algorithm in the specification.
const KEYS: &[KeyForm] = &[
    KeyForm::Type(KeyType::EcdsaP256),
    KeyForm::Type(KeyType::EcdsaP384),
    KeyForm::Type(KeyType::EcdsaP521),
    KeyForm::Rsa { min: 2048, max: 2048 },
    KeyForm::Rsa { min: 3072, max: 3072 },
    KeyForm::Rsa { min: 4096, max: 4096 },
];

impl Profile {
    /// The signer of a Notation signature.
    pub const NOTATION_CODE_SIGNING: &'static Self = &Self {
        name: Cow::Borrowed("notation-code-signing"),
        leaf: Requirements {
            ca: Clause::new(SECTION, CaRule::NotCa),
            key_usage: Clause::new(
                SECTION,
                KeyUsageRule {
                    presence: Presence::Required,
                    critical: Criticality::Critical,
                    required: KeyUsage::DIGITAL_SIGNATURE,
                    one_of: KeyUsage::NONE,
                    allowed: KeyUsage::DIGITAL_SIGNATURE,
                },
            ),
            extended_key_usage: Clause::new(
                SECTION,
                EkuRule {
                    presence: Presence::IfPresent,
                    critical: Criticality::Either,
                    // "MAY contain id-kp-codeSigning"
                    purposes: OidSet::EMPTY,
                    any: AnyPurpose::DoesNotCount,
                    // anyExtendedKeyUsage is in the specification alone, OCSPSigning in Notation alone.
                    forbidden: OidSet::table(&[
                        purpose::ANY,
                        purpose::SERVER_AUTH,
                        purpose::CLIENT_AUTH,
                        purpose::EMAIL_PROTECTION,
                        purpose::TIME_STAMPING,
                        purpose::OCSP_SIGNING,
                    ]),
                    others: OtherPurposes::Allowed,
                },
            ),
            subject: Clause::new("", SubjectRule::Unchecked),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: Clause::new(SECTION, KeyRule::OneOf(Cow::Borrowed(KEYS))),
        },
        intermediate: CODE_SIGNING_CA,
        anchor: CODE_SIGNING_CA,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::ByExactDer,
        order: Order::AsGiven,
        policies: PolicyInputs::ANY,
    };

    /// The signer of the timestamp of a Notation signature.
    pub const NOTATION_TIMESTAMPING: &'static Self = &Self {
        name: Cow::Borrowed("notation-timestamping"),
        leaf: Requirements {
            ca: Clause::new(SECTION, CaRule::NotCa),
            key_usage: Clause::new(
                SECTION,
                KeyUsageRule {
                    presence: Presence::Required,
                    // Critical by the specification; Notation does not look.
                    critical: Criticality::Either,
                    required: KeyUsage::DIGITAL_SIGNATURE,
                    one_of: KeyUsage::NONE,
                    allowed: KeyUsage::DIGITAL_SIGNATURE,
                },
            ),
            extended_key_usage: Clause::new(
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
            subject: Clause::new("", SubjectRule::Unchecked),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: Clause::new(SECTION, KeyRule::OneOf(Cow::Borrowed(KEYS))),
        },
        intermediate: TIMESTAMPING_CA,
        anchor: TIMESTAMPING_CA,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::ByExactDer,
        order: Order::AsGiven,
        policies: PolicyInputs::ANY,
    };
}

const CODE_SIGNING_CA: Requirements = Requirements::usages(
    Clause::new(SECTION, CaRule::CriticalCa),
    Clause::new(SECTION, KeyUsageRule::required(KeyUsage::KEY_CERT_SIGN).critical()),
    Clause::new("", EkuRule::UNCHECKED),
);

/// That `basicConstraints` and `keyUsage` are critical is in the specification; Notation does not look here.
const TIMESTAMPING_CA: Requirements = Requirements::usages(
    Clause::new(SECTION, CaRule::Ca),
    Clause::new(SECTION, KeyUsageRule::required(KeyUsage::KEY_CERT_SIGN)),
    // A token is verified for timeStamping, which every CA that names purposes must name.
    Clause::new("RFC 5280 §4.2.1.12", EkuRule::nested(OidSet::table(&[purpose::TIME_STAMPING]))),
);

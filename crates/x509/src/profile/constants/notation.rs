//! The Notary Project: "Certificate requirements" of its signature specification, as Notation checks them.

use alloc::borrow::Cow;

use countersign_crypto::KeyType;

use super::{NESTED_TIME_STAMPING, TIME_STAMPING};
use crate::{
    AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm, KeyRule, KeyUsage, KeyUsageRule,
    LoneLeaf, OidSet, Order, Presence, Profile, Requirements, SubjectRule,
    profile::requirements::OtherPurposes, purpose,
};

const SECTION: &str = "Notary Project signature specification, certificate requirements";

/// The keys that have a signature algorithm in the specification.
const KEYS: Clause<KeyRule> = Clause::new(
    SECTION,
    KeyRule::OneOf(Cow::Borrowed(&[
        KeyForm::Type(KeyType::EcdsaP256),
        KeyForm::Type(KeyType::EcdsaP384),
        KeyForm::Type(KeyType::EcdsaP521),
        KeyForm::Rsa { min: 2048, max: 2048 },
        KeyForm::Rsa { min: 3072, max: 3072 },
        KeyForm::Rsa { min: 4096, max: 4096 },
    ])),
);

/// `digitalSignature` alone.
const SIGNS: KeyUsageRule =
    KeyUsageRule::required(KeyUsage::DIGITAL_SIGNATURE).only(KeyUsage::DIGITAL_SIGNATURE);

impl Profile {
    /// The signer of a Notation signature.
    pub const NOTATION_CODE_SIGNING: &'static Self = &Self::of(
        "notation-code-signing",
        Requirements {
            ca: Clause::new(SECTION, CaRule::NotCa),
            key_usage: Clause::new(SECTION, SIGNS.critical()),
            extended_key_usage: Clause::new(SECTION, NOT_FOR_OTHERS),
            subject: Clause::new("", SubjectRule::Unchecked),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: KEYS,
        },
        CODE_SIGNING_CA,
        CODE_SIGNING_CA,
    )
    .with_lone_leaf(LoneLeaf::ByExactDer)
    .with_order(Order::AsGiven);

    /// The signer of the timestamp of a Notation signature.
    pub const NOTATION_TIMESTAMPING: &'static Self = &Self::of(
        "notation-timestamping",
        Requirements {
            ca: Clause::new(SECTION, CaRule::NotCa),
            // Critical by the specification; Notation does not look.
            key_usage: Clause::new(SECTION, SIGNS),
            extended_key_usage: Clause::new(
                "RFC 3161 §2.3",
                EkuRule::required(TIME_STAMPING).critical().only(),
            ),
            subject: Clause::new("", SubjectRule::Unchecked),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: KEYS,
        },
        TIMESTAMPING_CA,
        TIMESTAMPING_CA,
    )
    .with_lone_leaf(LoneLeaf::ByExactDer)
    .with_order(Order::AsGiven);
}

/// "MAY contain id-kp-codeSigning", and must not contain these. anyExtendedKeyUsage is in the specification alone,
/// OCSPSigning in Notation alone.
const NOT_FOR_OTHERS: EkuRule = EkuRule {
    presence: Presence::IfPresent,
    critical: Criticality::Either,
    purposes: OidSet::EMPTY,
    any: AnyPurpose::DoesNotCount,
    forbidden: OidSet::table(&[
        purpose::ANY,
        purpose::SERVER_AUTH,
        purpose::CLIENT_AUTH,
        purpose::EMAIL_PROTECTION,
        purpose::TIME_STAMPING,
        purpose::OCSP_SIGNING,
    ]),
    others: OtherPurposes::Allowed,
};

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
    NESTED_TIME_STAMPING,
);

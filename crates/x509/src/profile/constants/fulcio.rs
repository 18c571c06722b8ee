//! Fulcio: its certificate specification.

use alloc::borrow::Cow;

use countersign_crypto::KeyType;
use countersign_encoding::der::Oid;

use crate::{
    AlgorithmRules, AltNameForm, AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm,
    KeyRule, KeyUsage, KeyUsageRule, LoneLeaf, NameForm, OidSet, Order, PolicyInputs, Presence, Profile,
    Requirements, SubjectRule,
    profile::{Section4, requirements::OtherPurposes},
    purpose,
};

const ISSUED: &str = "Fulcio certificate specification, issued certificate";
const INTERMEDIATE: &str = "Fulcio certificate specification, intermediate certificate";
const ROOT: &str = "Fulcio certificate specification, root certificate";

/// The type of an `otherName` that is a user's name: 1.3.6.1.4.1.57264.1.7.
const USERNAME: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 7]);

/// The forms of a signer's identity.
const IDENTITIES: &[AltNameForm] = &[
    AltNameForm::Form(NameForm::Email),
    AltNameForm::Form(NameForm::Uri),
    AltNameForm::Other(OidSet::table(&[USERNAME])),
];

impl Profile {
    /// The certificate of a Sigstore signer, as Fulcio issues it.
    ///
    /// The specification also asks for key identifiers, a serial number of 160 bits, an RSA exponent of 65537 and a life within
    /// that of the issuer, which nobody is misled by and which is not looked at; for the issuer of the token, which
    /// [`crate::fulcio::issuer`] reads; and for a timestamp of a certificate log, which is for the verifier to demand.
    pub const FULCIO_LEAF: &'static Self = &Self {
        name: Cow::Borrowed("fulcio-leaf"),
        leaf: Requirements {
            ca: Clause::new(ISSUED, CaRule::NotCa),
            key_usage: Clause::new(
                ISSUED,
                KeyUsageRule {
                    presence: Presence::Required,
                    critical: Criticality::Either,
                    required: KeyUsage::DIGITAL_SIGNATURE,
                    one_of: KeyUsage::NONE,
                    allowed: KeyUsage::DIGITAL_SIGNATURE,
                },
            ),
            extended_key_usage: Clause::new(
                ISSUED,
                EkuRule {
                    presence: Presence::Required,
                    critical: Criticality::Either,
                    purposes: OidSet::table(&[purpose::CODE_SIGNING]),
                    any: AnyPurpose::DoesNotCount,
                    forbidden: OidSet::EMPTY,
                    others: OtherPurposes::Refused,
                },
            ),
            subject: Clause::new(ISSUED, SubjectRule::Empty),
            alt_names: Clause::new(ISSUED, AltNameRule::OneCritical(Cow::Borrowed(IDENTITIES))),
            key: Clause::new(
                ISSUED,
                KeyRule::OneOf(Cow::Borrowed(&[
                    KeyForm::Type(KeyType::EcdsaP256),
                    KeyForm::Type(KeyType::EcdsaP384),
                    KeyForm::Type(KeyType::EcdsaP521),
                    KeyForm::Type(KeyType::Ed25519),
                    KeyForm::Rsa { min: 2048, max: 4096 },
                ])),
            ),
        },
        // What the CAs of a leaf must be to sign it; what else Fulcio asks of them is `FULCIO_CA`.
        intermediate: ISSUER,
        anchor: ISSUER,
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };

    /// A CA of Fulcio: the intermediate that issues to signers, under its root.
    ///
    /// Of the subject the specification asks for a common name and an organization: that it is not empty is looked at.
    pub const FULCIO_CA: &'static Self = &Self {
        name: Cow::Borrowed("fulcio-ca"),
        leaf: CA,
        intermediate: CA,
        anchor: Requirements {
            ca: Clause::new(ROOT, CaRule::Ca),
            key_usage: Clause::new(ROOT, CA_KEY_USAGE),
            extended_key_usage: Clause::new(ROOT, EkuRule::forbidden()),
            subject: Clause::new(ROOT, SubjectRule::NotEmpty),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: Clause::new("", KeyRule::Unchecked),
        },
        algorithms: AlgorithmRules::DEFAULT,
        section4: Section4::Unchecked,
        processed: OidSet::EMPTY,
        lone_leaf: LoneLeaf::Refused,
        order: Order::Any,
        policies: PolicyInputs::ANY,
    };
}

const CA_KEY_USAGE: KeyUsageRule = KeyUsageRule {
    presence: Presence::Required,
    critical: Criticality::Either,
    required: KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN),
    one_of: KeyUsage::NONE,
    allowed: KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN),
};

const CA: Requirements = Requirements {
    ca: Clause::new(INTERMEDIATE, CaRule::Ca),
    key_usage: Clause::new(INTERMEDIATE, CA_KEY_USAGE),
    extended_key_usage: Clause::new(
        INTERMEDIATE,
        EkuRule {
            presence: Presence::Required,
            critical: Criticality::Either,
            purposes: OidSet::table(&[purpose::CODE_SIGNING]),
            any: AnyPurpose::DoesNotCount,
            forbidden: OidSet::EMPTY,
            others: OtherPurposes::Refused,
        },
    ),
    subject: Clause::new(INTERMEDIATE, SubjectRule::NotEmpty),
    alt_names: Clause::new("", AltNameRule::Unchecked),
    key: Clause::new("", KeyRule::Unchecked),
};

const ISSUER: Requirements = Requirements::issuer(Clause::new(
    "RFC 5280 §4.2.1.12",
    EkuRule::nested(OidSet::table(&[purpose::CODE_SIGNING])),
));

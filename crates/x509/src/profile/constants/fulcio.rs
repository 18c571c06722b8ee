//! Fulcio: its certificate specification.

use alloc::borrow::Cow;

use countersign_crypto::KeyType;

use super::{CODE_SIGNING, NESTED_CODE_SIGNING};
use crate::{
    AltNameForm, AltNameRule, CaRule, Clause, EkuRule, KeyForm, KeyRule, KeyUsage, KeyUsageRule, NameForm,
    OidSet, Profile, Requirements, SubjectRule, fulcio::USERNAME,
};

const ISSUED: &str = "Fulcio certificate specification, issued certificate";
const INTERMEDIATE: &str = "Fulcio certificate specification, intermediate certificate";
const ROOT: &str = "Fulcio certificate specification, root certificate";

/// The forms of a signer's identity.
const IDENTITIES: &[AltNameForm] = &[
    AltNameForm::Form(NameForm::Email),
    AltNameForm::Form(NameForm::Uri),
    AltNameForm::Other(OidSet::table(&[USERNAME])),
];

const KEYS: &[KeyForm] = &[
    KeyForm::Type(KeyType::EcdsaP256),
    KeyForm::Type(KeyType::EcdsaP384),
    KeyForm::Type(KeyType::EcdsaP521),
    KeyForm::Type(KeyType::Ed25519),
    KeyForm::Rsa { min: 2048, max: 4096 },
];

/// These uses and no others.
const fn exactly(usage: KeyUsage) -> KeyUsageRule {
    KeyUsageRule::required(usage).only(usage)
}

impl Profile {
    /// The certificate of a Sigstore signer, as Fulcio issues it. Its CAs must be for code signing; what else Fulcio asks of
    /// them is [`Profile::FULCIO_CA`].
    ///
    /// The specification also asks for key identifiers, a serial number of 160 bits, an RSA exponent of 65537 and a life within
    /// that of the issuer, which nobody is misled by and which is not looked at; for the issuer of the token, which
    /// [`crate::fulcio::issuer`] reads; and for a timestamp of a certificate log, which is for the verifier to demand.
    pub const FULCIO_LEAF: &'static Self = &Self::of(
        "fulcio-leaf",
        Requirements {
            ca: Clause::new(ISSUED, CaRule::NotCa),
            key_usage: Clause::new(ISSUED, exactly(KeyUsage::DIGITAL_SIGNATURE)),
            extended_key_usage: Clause::new(ISSUED, EkuRule::required(CODE_SIGNING).only()),
            subject: Clause::new(ISSUED, SubjectRule::Empty),
            alt_names: Clause::new(ISSUED, AltNameRule::OneCritical(Cow::Borrowed(IDENTITIES))),
            key: Clause::new(ISSUED, KeyRule::OneOf(Cow::Borrowed(KEYS))),
        },
        Requirements::issuer(NESTED_CODE_SIGNING),
        Requirements::issuer(NESTED_CODE_SIGNING),
    );

    /// A CA of Fulcio: the intermediate that issues to signers, under its root.
    ///
    /// Of the subject the specification asks for a common name and an organization: that it is not empty is looked at.
    pub const FULCIO_CA: &'static Self = &Self::of(
        "fulcio-ca",
        CA,
        CA,
        Requirements {
            ca: Clause::new(ROOT, CaRule::Ca),
            key_usage: Clause::new(ROOT, exactly(CA_USES)),
            extended_key_usage: Clause::new(ROOT, EkuRule::forbidden()),
            subject: Clause::new(ROOT, SubjectRule::NotEmpty),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: Clause::new("", KeyRule::Unchecked),
        },
    );
}

const CA_USES: KeyUsage = KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN);

const CA: Requirements = Requirements {
    ca: Clause::new(INTERMEDIATE, CaRule::Ca),
    key_usage: Clause::new(INTERMEDIATE, exactly(CA_USES)),
    extended_key_usage: Clause::new(INTERMEDIATE, EkuRule::required(CODE_SIGNING).only()),
    subject: Clause::new(INTERMEDIATE, SubjectRule::NotEmpty),
    alt_names: Clause::new("", AltNameRule::Unchecked),
    key: Clause::new("", KeyRule::Unchecked),
};

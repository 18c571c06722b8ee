//! What a profile asks of a certificate in one role.

use alloc::borrow::Cow;

use countersign_crypto::KeyType;

use crate::{KeyUsage, NameForm, OidSet};

/// Whether an extension must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must be there, and what it says is looked at.
    Required,
    /// What it says is looked at where it is there.
    IfPresent,
    /// It must not be there.
    Forbidden,
    /// Not looked at.
    Unchecked,
}

/// Whether an extension, where it is there, must be critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// It must be.
    Critical,
    /// It may be or not.
    Either,
}

/// Whether the certificate must be one of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaRule {
    /// `basicConstraints` with `cA`, critical.
    CriticalCa,
    /// `basicConstraints` with `cA`.
    Ca,
    /// No `basicConstraints`, or without `cA`.
    NotCa,
    /// Not looked at.
    Unchecked,
}

/// What key usage must say (RFC 5280 §4.2.1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUsageRule {
    pub(crate) presence: Presence,
    pub(crate) critical: Criticality,
    /// All of these.
    pub(crate) required: KeyUsage,
    /// At least one of these, unless there is none here.
    pub(crate) one_of: KeyUsage,
    /// No others than these.
    pub(crate) allowed: KeyUsage,
}

impl KeyUsageRule {
    /// Not looked at.
    pub const UNCHECKED: Self = Self {
        presence: Presence::Unchecked,
        critical: Criticality::Either,
        required: KeyUsage::NONE,
        one_of: KeyUsage::NONE,
        allowed: KeyUsage::ALL,
    };

    /// Must be there with at least these bits.
    #[must_use]
    pub const fn required(bits: KeyUsage) -> Self {
        Self { presence: Presence::Required, required: bits, ..Self::UNCHECKED }
    }

    /// Where it is there, it must have at least these bits.
    #[must_use]
    pub const fn if_present(bits: KeyUsage) -> Self {
        Self { presence: Presence::IfPresent, required: bits, ..Self::UNCHECKED }
    }

    /// Must not be there.
    #[must_use]
    pub const fn forbidden() -> Self {
        Self { presence: Presence::Forbidden, ..Self::UNCHECKED }
    }

    /// It must be critical too.
    #[must_use]
    pub const fn critical(self) -> Self {
        Self { critical: Criticality::Critical, ..self }
    }

    /// At least one of these bits must be there too.
    #[must_use]
    pub const fn with_one_of(self, bits: KeyUsage) -> Self {
        Self { one_of: bits, ..self }
    }

    /// No other bits than these may be there.
    #[must_use]
    pub const fn only(self, bits: KeyUsage) -> Self {
        Self { allowed: bits, ..self }
    }
}

/// Whether `anyExtendedKeyUsage` stands for every purpose (RFC 5280 §4.2.1.12 leaves it to the application).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyPurpose {
    /// It names every purpose that is asked for.
    Counts,
    /// It is a purpose like others.
    DoesNotCount,
}

/// What extended key usage must say (RFC 5280 §4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EkuRule {
    pub(crate) presence: Presence,
    pub(crate) critical: Criticality,
    /// All of these.
    pub(crate) purposes: OidSet,
    pub(crate) any: AnyPurpose,
    /// None of these.
    pub(crate) forbidden: OidSet,
    pub(crate) others: OtherPurposes,
}

/// Whether purposes may be named that were not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherPurposes {
    Allowed,
    Refused,
}

impl EkuRule {
    /// Not looked at.
    pub const UNCHECKED: Self = Self::of(Presence::Unchecked, OidSet::EMPTY);

    const fn of(presence: Presence, purposes: OidSet) -> Self {
        Self {
            presence,
            critical: Criticality::Either,
            purposes,
            any: AnyPurpose::DoesNotCount,
            forbidden: OidSet::EMPTY,
            others: OtherPurposes::Allowed,
        }
    }

    /// Must be there and name every one of these purposes.
    #[must_use]
    pub const fn required(purposes: OidSet) -> Self {
        Self::of(Presence::Required, purposes)
    }

    /// Where it is there, it must name every one of these purposes.
    #[must_use]
    pub const fn if_present(purposes: OidSet) -> Self {
        Self::of(Presence::IfPresent, purposes)
    }

    /// Must not be there.
    #[must_use]
    pub const fn forbidden() -> Self {
        Self::of(Presence::Forbidden, OidSet::EMPTY)
    }

    /// A CA that says what its certificates are for must name every one of these purposes, or any.
    pub(crate) const fn nested(purposes: OidSet) -> Self {
        Self::if_present(purposes).with_any(AnyPurpose::Counts)
    }

    /// It must be critical too.
    #[must_use]
    pub const fn critical(mut self) -> Self {
        self.critical = Criticality::Critical;
        self
    }

    /// Whether `anyExtendedKeyUsage` names every purpose that is asked for. Without this it does not.
    #[must_use]
    pub const fn with_any(mut self, any: AnyPurpose) -> Self {
        self.any = any;
        self
    }

    /// None of these purposes may be named.
    #[must_use]
    pub fn without(self, forbidden: OidSet) -> Self {
        Self { forbidden, ..self }
    }

    /// No other purposes may be named than those that are asked for.
    #[must_use]
    pub const fn only(mut self) -> Self {
        self.others = OtherPurposes::Refused;
        self
    }
}

/// What the subject's name must be (RFC 5280 §4.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectRule {
    /// No name at all.
    Empty,
    /// A name that is not empty.
    NotEmpty,
    /// Not looked at.
    Unchecked,
}

/// A form that an alternative name may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AltNameForm {
    /// Any name of a form.
    Form(NameForm),
    /// An `otherName` of a type.
    Other(OidSet),
}

/// What the subject's alternative names must be (RFC 5280 §4.2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AltNameRule {
    /// Not looked at.
    Unchecked,
    /// At least one name of one of these forms.
    AtLeastOne(Cow<'static, [AltNameForm]>),
    /// Exactly one name, of one of these forms, in a critical extension.
    OneCritical(Cow<'static, [AltNameForm]>),
}

/// A form of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// A key that is no RSA key.
    Type(KeyType),
    /// An RSA key with a modulus of so many bits, both ends included.
    Rsa {
        /// The shortest.
        min: u16,
        /// The longest.
        max: u16,
    },
}

/// Which keys may be certified, beyond what the algorithms of the profile let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRule {
    /// Not looked at.
    Unchecked,
    /// A key of one of these forms.
    OneOf(Cow<'static, [KeyForm]>),
}

/// A rule and the section that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause<T> {
    pub(crate) section: &'static str,
    pub(crate) rule: T,
}

impl<T> Clause<T> {
    /// A rule of a specification: `Clause::new("RFC 3161 §2.3", …)`.
    #[must_use]
    pub const fn new(section: &'static str, rule: T) -> Self {
        Self { section, rule }
    }

    /// The section that says so, or who asks for it.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.section
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> &T {
        &self.rule
    }
}

/// What a profile asks of a certificate in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements {
    pub(crate) ca: Clause<CaRule>,
    pub(crate) key_usage: Clause<KeyUsageRule>,
    pub(crate) extended_key_usage: Clause<EkuRule>,
    pub(crate) subject: Clause<SubjectRule>,
    pub(crate) alt_names: Clause<AltNameRule>,
    pub(crate) key: Clause<KeyRule>,
}

impl Requirements {
    /// Nothing.
    pub const NONE: Self = Self::usages(
        Clause::new("", CaRule::Unchecked),
        Clause::new("", KeyUsageRule::UNCHECKED),
        Clause::new("", EkuRule::UNCHECKED),
    );

    /// What a certificate must be that others are issued by (RFC 5280 §6.1.4 (k), (n)).
    pub const ISSUER: Self = Self::issuer(Clause::new("", EkuRule::UNCHECKED));

    /// An issuer with a rule of extended key usage.
    pub(crate) const fn issuer(extended_key_usage: Clause<EkuRule>) -> Self {
        let key_usage = KeyUsageRule::if_present(KeyUsage::KEY_CERT_SIGN);
        Self::usages(
            Clause::new("RFC 5280 §6.1.4 (k)", CaRule::Ca),
            Clause::new("RFC 5280 §6.1.4 (n)", key_usage),
            extended_key_usage,
        )
    }

    /// Rules of what the key is for, and none of names and of its form.
    pub(crate) const fn usages(
        ca: Clause<CaRule>,
        key_usage: Clause<KeyUsageRule>,
        extended_key_usage: Clause<EkuRule>,
    ) -> Self {
        Self {
            ca,
            key_usage,
            extended_key_usage,
            subject: Clause::new("", SubjectRule::Unchecked),
            alt_names: Clause::new("", AltNameRule::Unchecked),
            key: Clause::new("", KeyRule::Unchecked),
        }
    }

    /// With another rule of whether it must be the certificate of a CA.
    #[must_use]
    pub fn with_ca(self, ca: Clause<CaRule>) -> Self {
        Self { ca, ..self }
    }

    /// With another rule of key usage.
    #[must_use]
    pub fn with_key_usage(self, key_usage: Clause<KeyUsageRule>) -> Self {
        Self { key_usage, ..self }
    }

    /// With another rule of extended key usage.
    #[must_use]
    pub fn with_extended_key_usage(self, extended_key_usage: Clause<EkuRule>) -> Self {
        Self { extended_key_usage, ..self }
    }

    /// With another rule of the subject's name.
    #[must_use]
    pub fn with_subject(self, subject: Clause<SubjectRule>) -> Self {
        Self { subject, ..self }
    }

    /// With another rule of alternative names.
    #[must_use]
    pub fn with_alt_names(self, alt_names: Clause<AltNameRule>) -> Self {
        Self { alt_names, ..self }
    }

    /// With another rule of the key.
    #[must_use]
    pub fn with_key(self, key: Clause<KeyRule>) -> Self {
        Self { key, ..self }
    }

    /// Whether it must be the certificate of a CA.
    #[must_use]
    pub const fn ca(&self) -> &Clause<CaRule> {
        &self.ca
    }

    /// What key usage must say.
    #[must_use]
    pub const fn key_usage(&self) -> &Clause<KeyUsageRule> {
        &self.key_usage
    }

    /// What extended key usage must say.
    #[must_use]
    pub const fn extended_key_usage(&self) -> &Clause<EkuRule> {
        &self.extended_key_usage
    }

    /// What the subject's name must be.
    #[must_use]
    pub const fn subject(&self) -> &Clause<SubjectRule> {
        &self.subject
    }

    /// What the alternative names must be.
    #[must_use]
    pub const fn alt_names(&self) -> &Clause<AltNameRule> {
        &self.alt_names
    }

    /// Which keys may be certified.
    #[must_use]
    pub const fn key(&self) -> &Clause<KeyRule> {
        &self.key
    }
}

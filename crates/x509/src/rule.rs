//! The rules that a certificate can break, each with the section that says so.

use alloc::vec::Vec;
use core::fmt;

use countersign_encoding::der::DerError;

use crate::Field;

/// How strongly a rule is put (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No requirement, or a recommendation that most certificates in use do not follow: told apart, and no violation.
    Notice,
    /// A recommendation.
    Should,
    /// A requirement.
    Must,
}

impl Level {
    /// `must`, `should` or `notice`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Should => "should",
            Self::Must => "must",
        }
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal, $level:ident, $section:literal, $text:literal;)*) => {
        /// A rule about one certificate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(
                #[doc = concat!($text, " (", $section, ").")]
                $name,
            )*
        }

        impl Rule {
            /// Every rule there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// A stable name in lower case with hyphens.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Whether it is a requirement or a recommendation.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }

            /// Where it stands.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $(Self::$name => $section,)* }
            }

            /// What it says of the certificate that breaks it.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

rules! {
    Encoding = "encoding", Must, "X.690 §10, §11", "the encoding is not DER of this type";
    TooLong = "too-long", Must, "limit of this library", "the certificate is longer than the limit";
    TooManyExtensions = "too-many-extensions", Must, "limit of this library", "there are more extensions than the limit";
    VersionUnknown = "version-unknown", Must, "RFC 5280 §4.1.2.1", "the version is none of v1, v2 and v3";
    VersionExtensions = "version-extensions", Must, "RFC 5280 §4.1.2.9", "extensions in a certificate that is not v3";
    VersionUniqueIds = "version-unique-ids", Must, "RFC 5280 §4.1.2.8", "unique identifiers in a v1 certificate";
    SerialNotPositive = "serial-not-positive", Must, "RFC 5280 §4.1.2.2", "the serial number is zero or negative";
    SerialTooLong = "serial-too-long", Must, "RFC 5280 §4.1.2.2", "the serial number has more than 20 octets";
    AlgorithmMismatch = "algorithm-mismatch", Must, "RFC 5280 §4.1.1.2", "the signature algorithms inside and outside the signed part differ";
    IssuerEmpty = "issuer-empty", Must, "RFC 5280 §4.1.2.4", "the issuer's name is empty";
    TimeForm = "time-form", Must, "RFC 5280 §4.1.2.5", "a time is of the form that is for other years: UTCTime is through 2049, GeneralizedTime from 2050 on";
    TimeMalformed = "time-malformed", Must, "RFC 5280 §4.1.2.5", "a time is not a UTC time with seconds and without fractions";
    ValidityReversed = "validity-reversed", Must, "RFC 5280 §4.1.2.5", "the validity ends before it begins";
    SignatureUnusedBits = "signature-unused-bits", Must, "RFC 5280 §4.1.1.3", "the signature is not a whole number of octets";
    ExtensionsEmpty = "extensions-empty", Must, "RFC 5280 §4.1", "the list of extensions is empty";
    ExtensionTwice = "extension-twice", Must, "RFC 5280 §4.2", "an extension stands there twice";
    ExtensionMalformed = "extension-malformed", Must, "RFC 5280 §4.2", "an extension's value is not DER of its type";
    NamedBits = "named-bits", Must, "X.690 §11.2.2", "keyUsage ends in zeros, which are to be left out";
    TooManyPolicies = "too-many-policies", Must, "limit of this library", "there are more policies than the limit";
    PolicyTwice = "policy-twice", Must, "RFC 5280 §4.2.1.4", "a policy stands there twice";
    AnyPolicyQualifier = "any-policy-qualifier", Must, "RFC 5280 §4.2.1.4", "anyPolicy has a qualifier that is neither a pointer to a CPS nor a user notice";
    AnyPolicyMapped = "any-policy-mapped", Must, "RFC 5280 §4.2.1.5", "anyPolicy is mapped";
    AltNamesEmpty = "alt-names-empty", Must, "RFC 5280 §4.2.1.6", "an extension with alternative names names nothing";
    AddressLength = "address-length", Must, "RFC 5280 §4.2.1.6, §4.2.1.10", "an iPAddress has neither 4 nor 16 octets, or twice as many in a constraint";
    AddressMask = "address-mask", Must, "RFC 5280 §4.2.1.10", "the mask of an iPAddress in a constraint is not a prefix";

    // RFC 5280 §4: what certificates must and should be, beyond what can be read.
    SignatureParameters = "signature-parameters", Must, "RFC 5280 §4.1.1.2", "the parameters of the signature algorithm are not the ones that it must have";
    UniqueId = "unique-id", Must, "RFC 5280 §4.1.2.8", "there is a unique identifier";
    NameType = "name-type", Must, "RFC 5280 §A.1", "an attribute of a name is of another type than it must be";
    NameStringForm = "name-string-form", Should, "RFC 5280 §4.1.2.4", "an attribute of a name is neither a PrintableString nor a UTF8String";
    NameCharacters = "name-characters", Must, "RFC 5280 §A.1", "an attribute of a name holds characters that its type has not";
    NameLength = "name-length", Must, "RFC 5280 §A.1", "an attribute of a name is empty or longer than its upper bound";
    NameCountry = "name-country", Must, "RFC 5280 §A.1", "a countryName is not a code of two letters";
    NameSetOrder = "name-set-order", Must, "X.690 §11.6", "the attributes of a relative distinguished name are not in order";
    NameEmail = "name-email", Must, "RFC 5280 §4.1.2.6", "the subject's name has an emailAddress, and subjectAltName no rfc822Name";
    SubjectEmptyCa = "subject-empty-ca", Must, "RFC 5280 §4.1.2.6", "the subject is a CA or signs revocation lists, and its name is empty";
    SubjectMissing = "subject-missing", Must, "RFC 5280 §4.2.1.6", "the subject's name is empty, and there is no subjectAltName";
    KeyUnknown = "key-unknown", Should, "RFC 5280 §4.1.2.7", "the key is of a type or on a curve that this library does not know";
    KeyParameters = "key-parameters", Must, "RFC 5280 §4.1.2.7", "the parameters of the key's algorithm are not the ones that it must have";
    KeyMalformed = "key-malformed", Must, "RFC 5280 §4.1.2.7", "the key is not what its algorithm says that it is";
    AkiMissing = "aki-missing", Must, "RFC 5280 §4.2.1.1", "there is no authorityKeyIdentifier, and the certificate is not self-issued";
    AkiCritical = "aki-critical", Must, "RFC 5280 §4.2.1.1", "authorityKeyIdentifier is critical";
    AkiNoKeyId = "aki-no-key-id", Must, "RFC 5280 §4.2.1.1", "authorityKeyIdentifier has no keyIdentifier";
    SkiMissingCa = "ski-missing-ca", Must, "RFC 5280 §4.2.1.2", "the subject is a CA, and there is no subjectKeyIdentifier";
    SkiMissing = "ski-missing", Notice, "RFC 5280 §4.2.1.2", "there is no subjectKeyIdentifier";
    SkiCritical = "ski-critical", Must, "RFC 5280 §4.2.1.2", "subjectKeyIdentifier is critical";
    KeyUsageMissingCa = "key-usage-missing-ca", Notice, "RFC 5280 §4.2.1.3", "the subject is a CA, and there is no keyUsage";
    KeyUsageMissingIssuer = "key-usage-missing-issuer", Must, "RFC 5280 §4.2.1.3", "the certificate is one that others are issued by, and there is no keyUsage";
    KeyUsageNotCritical = "key-usage-not-critical", Should, "RFC 5280 §4.2.1.3", "keyUsage is not critical";
    KeyUsageEmpty = "key-usage-empty", Must, "RFC 5280 §4.2.1.3", "keyUsage names no use";
    KeyUsageCertSign = "key-usage-cert-sign", Must, "RFC 5280 §4.2.1.9", "keyUsage has keyCertSign, and the subject is no CA";
    KeyUsageAgreement = "key-usage-agreement", Notice, "RFC 5280 §4.2.1.3", "keyUsage has encipherOnly or decipherOnly without keyAgreement";
    KeyUsageKeyType = "key-usage-key-type", Must, "RFC 3279 §2.3.1, RFC 8813 §3, RFC 8410 §5", "keyUsage names a use that keys of this type do not have";
    NoticeLength = "notice-length", Must, "RFC 5280 §4.2.1.4", "an explicitText is empty or longer than 200 characters";
    NoticeForm = "notice-form", Must, "RFC 5280 §4.2.1.4", "an explicitText is a VisibleString or a BMPString";
    NoticeStringForm = "notice-string-form", Should, "RFC 5280 §4.2.1.4", "an explicitText is not a UTF8String";
    NoticeCharacters = "notice-characters", Should, "RFC 5280 §4.2.1.4", "an explicitText holds control characters, or characters that its type has not";
    NoticeReference = "notice-reference", Should, "RFC 5280 §4.2.1.4", "a user notice has a noticeRef";
    PolicyMappingNotCritical = "policy-mapping-not-critical", Should, "RFC 5280 §4.2.1.5", "policyMappings is not critical";
    PolicyMappingUnasserted = "policy-mapping-unasserted", Should, "RFC 5280 §4.2.1.5", "an issuerDomainPolicy is not among the certificate's policies";
    AltNameNotCritical = "alt-name-not-critical", Must, "RFC 5280 §4.2.1.6", "the subject's name is empty, and subjectAltName is not critical";
    AltNameCritical = "alt-name-critical", Should, "RFC 5280 §4.2.1.6", "the subject's name is not empty, and subjectAltName is critical";
    AltNameEmpty = "alt-name-empty", Must, "RFC 5280 §4.2.1.6", "an alternative name is a directoryName, x400Address or ediPartyName without anything in it";
    DnsNameForm = "dns-name-form", Must, "RFC 5280 §4.2.1.6", "a dNSName is not a host name in preferred syntax";
    EmailForm = "email-form", Must, "RFC 5280 §4.2.1.6", "an rfc822Name is not a mailbox";
    UriForm = "uri-form", Must, "RFC 5280 §4.2.1.6", "a uniformResourceIdentifier is not absolute, or its host is none";
    IssuerAltNameCritical = "issuer-alt-name-critical", Should, "RFC 5280 §4.2.1.7", "issuerAltName is critical";
    DirectoryAttributesCritical = "directory-attributes-critical", Must, "RFC 5280 §4.2.1.8", "subjectDirectoryAttributes is critical";
    BasicConstraintsNotCritical = "basic-constraints-not-critical", Must, "RFC 5280 §4.2.1.9", "the subject is a CA, and basicConstraints is not critical";
    PathLengthNotCa = "path-length-not-ca", Must, "RFC 5280 §4.2.1.9", "there is a pathLenConstraint, and the subject is no CA that signs certificates";
    NameConstraintsNotCa = "name-constraints-not-ca", Must, "RFC 5280 §4.2.1.10", "there are nameConstraints, and the subject is no CA";
    NameConstraintsNotCritical = "name-constraints-not-critical", Must, "RFC 5280 §4.2.1.10", "nameConstraints is not critical";
    NameConstraintsForm = "name-constraints-form", Must, "RFC 5280 §4.2.1.10", "the base of a subtree is not of the syntax of its form";
    NameConstraintsOther = "name-constraints-other", Should, "RFC 5280 §4.2.1.10", "a subtree is of x400Address, ediPartyName or registeredID names";
    PolicyConstraintsNotCritical = "policy-constraints-not-critical", Must, "RFC 5280 §4.2.1.11", "policyConstraints is not critical";
    PolicyExtensionNotCa = "policy-extension-not-ca", Notice, "RFC 5280 §4.2.1.5, §4.2.1.11, §4.2.1.14", "an extension about policies of others is there, and the subject is no CA";
    EkuAnyCritical = "eku-any-critical", Should, "RFC 5280 §4.2.1.12", "extKeyUsage names anyExtendedKeyUsage and is critical";
    CrlPointsCritical = "crl-points-critical", Should, "RFC 5280 §4.2.1.13", "cRLDistributionPoints is critical";
    CrlPointsReasons = "crl-points-reasons", Must, "RFC 5280 §4.2.1.13", "no distribution point is of a list for all reasons";
    CrlPointsIssuer = "crl-points-issuer", Must, "RFC 5280 §4.2.1.13", "a cRLIssuer is not one distinguished name";
    CrlPointsOwnIssuer = "crl-points-own-issuer", Must, "RFC 5280 §4.2.1.13", "a cRLIssuer is the issuer of the certificate, which is to be left out";
    CrlPointsRelative = "crl-points-relative", Should, "RFC 5280 §4.2.1.13", "a distribution point has a nameRelativeToCRLIssuer";
    CrlPointsLocation = "crl-points-location", Should, "RFC 5280 §4.2.1.13", "a distribution point has no LDAP or HTTP URI";
    InhibitAnyNotCritical = "inhibit-any-not-critical", Must, "RFC 5280 §4.2.1.14", "inhibitAnyPolicy is not critical";
    FreshestCrlCritical = "freshest-crl-critical", Must, "RFC 5280 §4.2.1.15", "freshestCRL is critical";
    AuthorityAccessCritical = "authority-access-critical", Must, "RFC 5280 §4.2.2.1", "authorityInfoAccess is critical";
    SubjectAccessCritical = "subject-access-critical", Must, "RFC 5280 §4.2.2.2", "subjectInfoAccess is critical";
    OcspNoCheckCritical = "ocsp-no-check-critical", Should, "RFC 6960 §4.2.2.2.1", "ocsp-nocheck is critical";

    // Profiles: the section is the one that the profile names.
    ProfileNotCa = "profile-not-ca", Must, "the profile", "it is not the certificate of a CA";
    ProfileCa = "profile-ca", Must, "the profile", "it is the certificate of a CA";
    ProfileBasicConstraintsNotCritical = "profile-basic-constraints-not-critical", Must, "the profile", "basicConstraints is not critical";
    ProfilePathLength = "profile-path-length", Must, "the profile", "more CAs stand below than the path length allows";
    ProfileKeyUsageMissing = "profile-key-usage-missing", Must, "the profile", "there is no keyUsage";
    ProfileKeyUsagePresent = "profile-key-usage-present", Must, "the profile", "there is a keyUsage";
    ProfileKeyUsageNotCritical = "profile-key-usage-not-critical", Must, "the profile", "keyUsage is not critical";
    ProfileKeyUsageLacks = "profile-key-usage-lacks", Must, "the profile", "keyUsage lacks a use that is asked for";
    ProfileKeyUsageOther = "profile-key-usage-other", Must, "the profile", "keyUsage has a use that is not allowed";
    ProfileEkuMissing = "profile-eku-missing", Must, "the profile", "there is no extKeyUsage";
    ProfileEkuPresent = "profile-eku-present", Must, "the profile", "there is an extKeyUsage";
    ProfileEkuNotCritical = "profile-eku-not-critical", Must, "the profile", "extKeyUsage is not critical";
    ProfileEkuLacks = "profile-eku-lacks", Must, "the profile", "extKeyUsage lacks a purpose that is asked for";
    ProfileEkuForbidden = "profile-eku-forbidden", Must, "the profile", "extKeyUsage has a purpose that is forbidden";
    ProfileEkuOther = "profile-eku-other", Must, "the profile", "extKeyUsage has a purpose other than the one asked for";
    ProfileSubjectEmpty = "profile-subject-empty", Must, "the profile", "the subject's name is empty";
    ProfileSubjectNotEmpty = "profile-subject-not-empty", Must, "the profile", "the subject's name is not empty";
    ProfileAltNameMissing = "profile-alt-name-missing", Must, "the profile", "there is no subjectAltName of a form that is asked for";
    ProfileAltNameNotOne = "profile-alt-name-not-one", Must, "the profile", "subjectAltName is not exactly one name";
    ProfileAltNameNotCritical = "profile-alt-name-not-critical", Must, "the profile", "subjectAltName is not critical";
    ProfileAltNameForm = "profile-alt-name-form", Must, "the profile", "a name in subjectAltName is of another form than the ones allowed";
    ProfileKey = "profile-key", Must, "the profile", "the key is not of a form that is allowed";
    ProfileSignature = "profile-signature", Must, "the profile", "the signature is of an algorithm that is not taken";
    ProfileKeyAlgorithm = "profile-key-algorithm", Must, "the profile", "the key is of a type or a length that is not taken";
    ProfileCriticalExtension = "profile-critical-extension", Must, "RFC 5280 §4.2", "a critical extension is one that nobody processes";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A rule that a certificate breaks, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {rule} ({}, byte {offset})", self.section())]
pub struct Violation {
    rule: Rule,
    field: Field,
    offset: usize,
    section: Option<&'static str>,
    #[source]
    der: Option<DerError>,
}

impl Violation {
    pub(crate) const fn new(rule: Rule, field: Field, offset: usize) -> Self {
        Self { rule, field, offset, section: None, der: None }
    }

    pub(crate) const fn encoding(rule: Rule, field: Field, error: DerError) -> Self {
        Self { rule, field, offset: error.offset(), section: None, der: Some(error) }
    }

    /// A rule of a profile, which says where it stands.
    pub(crate) const fn of_profile(rule: Rule, field: Field, offset: usize, section: &'static str) -> Self {
        Self { rule, field, offset, section: Some(section), der: None }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// Where the rule stands: for a rule of a profile, where its specification says so.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        match self.section {
            Some(section) => section,
            None => self.rule.section(),
        }
    }

    /// The field that breaks it.
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }

    /// Where it does, in bytes from the start of the certificate.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong with the encoding, where that is what breaks the rule.
    #[must_use]
    pub const fn der_error(&self) -> Option<DerError> {
        self.der
    }
}

/// Why the value of an extension is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueError {
    /// It is not DER of its type.
    Der(DerError),
    /// It breaks a rule at an offset.
    Rule(Rule, usize),
}

impl ValueError {
    pub(crate) const fn violation(self, field: Field) -> Violation {
        match self {
            Self::Der(error) => Violation::encoding(Rule::ExtensionMalformed, field, error),
            Self::Rule(rule, offset) => Violation::new(rule, field, offset),
        }
    }
}

impl From<DerError> for ValueError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}

/// Where a reader tells what it finds: an error ends the reading, anything else lets it go on.
pub(crate) trait Sink {
    fn tell(&mut self, violation: Violation) -> Result<(), Violation>;
}

/// Keeps every violation and goes on.
#[derive(Default)]
pub(crate) struct Collector {
    pub(crate) violations: Vec<Violation>,
}

impl Sink for Collector {
    fn tell(&mut self, violation: Violation) -> Result<(), Violation> {
        self.violations.push(violation);
        Ok(())
    }
}

/// Keeps violations of the rules that are tolerated, and ends at the first one of another rule.
pub(crate) struct Tolerant {
    rules: &'static [Rule],
    pub(crate) violations: Vec<Violation>,
}

impl Tolerant {
    pub(crate) const fn new(rules: &'static [Rule]) -> Self {
        Self { rules, violations: Vec::new() }
    }
}

impl Sink for Tolerant {
    fn tell(&mut self, violation: Violation) -> Result<(), Violation> {
        if !self.rules.contains(&violation.rule) {
            return Err(violation);
        }
        self.violations.push(violation);
        Ok(())
    }
}

/// Ends at the first requirement that is broken; recommendations are passed over.
pub(crate) struct MustsOnly;

impl Sink for MustsOnly {
    fn tell(&mut self, violation: Violation) -> Result<(), Violation> {
        match violation.rule().level() {
            Level::Must => Err(violation),
            Level::Should | Level::Notice => Ok(()),
        }
    }
}

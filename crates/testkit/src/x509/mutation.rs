use super::{changes, constraints, plan::Plan, policies};
use crate::Prng;

macro_rules! mutations {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal, $least:literal, $change:path;)*) => {
        /// One thing that is done to a chain. Whether it makes the chain wrong is for the reader of RFC 5280 to say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Mutation {
            $($(#[doc = $doc])* $name,)*
        }

        impl Mutation {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// A name in lower case with hyphens.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// How many certificates a chain needs for it.
            #[must_use]
            pub const fn least_length(self) -> usize {
                match self { $(Self::$name => $least,)* }
            }

            /// Does it.
            pub fn apply(self, plan: &mut Plan, prng: &mut Prng) {
                match self { $(Self::$name => $change(plan, prng),)* }
            }
        }
    };
}

mutations! {
    /// A certificate below the root has expired.
    Expired = "expired", 2, changes::time::expired;
    /// A certificate below the root is not valid yet.
    NotYetValid = "not-yet-valid", 2, changes::time::not_yet_valid;
    /// The root has expired.
    RootExpired = "root-expired", 2, changes::time::root_expired;
    /// A validity ends at the very moment.
    ValidityEndsNow = "validity-ends-now", 2, changes::time::ends_now;
    /// A validity ended a second ago.
    ValidityEndedJustNow = "validity-ended-just-now", 2, changes::time::ended_just_now;
    /// A validity ends before it begins.
    ValidityReversed = "validity-reversed", 2, changes::time::reversed;
    /// A time before 2050 is a GeneralizedTime.
    GeneralizedBefore2050 = "generalized-before-2050", 2, changes::time::generalized;
    /// A time has no seconds.
    TimeWithoutSeconds = "time-without-seconds", 2, changes::time::without_seconds;
    /// A time has an offset from UTC.
    TimeWithOffset = "time-with-offset", 2, changes::time::with_offset;
    /// The validity has no end: 9999-12-31T23:59:59Z.
    NoExpiration = "no-expiration", 2, changes::time::no_expiration;

    /// A CA's basic constraints say that it is none.
    NotCa = "not-ca", 3, changes::ca::not_ca;
    /// A CA has no basic constraints.
    NoBasicConstraints = "no-basic-constraints", 3, changes::ca::no_basic_constraints;
    /// A CA's basic constraints are not critical.
    BasicConstraintsNotCritical = "basic-constraints-not-critical", 3, changes::ca::not_critical;
    /// The root has no basic constraints.
    RootNoBasicConstraints = "root-no-basic-constraints", 2, changes::ca::root_no_basic_constraints;
    /// The leaf is a CA.
    LeafIsCa = "leaf-is-ca", 2, changes::ca::leaf_is_ca;
    /// The leaf says `cA FALSE` instead of leaving it out.
    ExplicitFalse = "explicit-false", 2, changes::ca::explicit_false;
    /// A truth of basic constraints is written as 01.
    BooleanNotDer = "boolean-not-der", 3, changes::ca::boolean_not_der;
    /// A CA's key usage has no keyCertSign.
    NoKeyCertSign = "no-key-cert-sign", 3, changes::ca::no_key_cert_sign;
    /// A CA has no key usage.
    NoKeyUsage = "no-key-usage", 3, changes::ca::no_key_usage;
    /// The root's key usage has no keyCertSign.
    RootNoKeyCertSign = "root-no-key-cert-sign", 2, changes::ca::root_no_key_cert_sign;
    /// A CA's path length is 0, and another CA stands below it.
    PathLengthTooSmall = "path-length-too-small", 4, changes::ca::path_length_too_small;
    /// The root's path length is smaller than the number of CAs below.
    RootPathLengthTooSmall = "root-path-length-too-small", 3, changes::ca::root_path_length_too_small;
    /// Each CA's path length is what the chain needs.
    PathLengthExact = "path-length-exact", 3, changes::ca::path_length_exact;
    /// A CA's path length is negative.
    PathLengthNegative = "path-length-negative", 3, changes::ca::path_length_negative;
    /// The leaf has a path length and is no CA.
    PathLengthOnLeaf = "path-length-on-leaf", 2, changes::ca::path_length_on_leaf;
    /// A CA is a version 1 certificate.
    V1Ca = "v1-ca", 3, changes::ca::v1_ca;
    /// The root is a version 1 certificate.
    V1Root = "v1-root", 2, changes::ca::v1_root;
    /// The leaf is a version 1 certificate.
    V1Leaf = "v1-leaf", 2, changes::ca::v1_leaf;
    /// A version 1 certificate has extensions.
    V1WithExtensions = "v1-with-extensions", 2, changes::ca::v1_with_extensions;
    /// The version is 4.
    V4 = "v4", 2, changes::ca::v4;

    /// The leaf has another purpose.
    LeafOtherPurpose = "leaf-other-purpose", 2, changes::usage::leaf_other_purpose;
    /// The leaf has any purpose.
    LeafAnyPurpose = "leaf-any-purpose", 2, changes::usage::leaf_any_purpose;
    /// The leaf names no purpose.
    LeafNoPurpose = "leaf-no-purpose", 2, changes::usage::leaf_no_purpose;
    /// A CA has another purpose than the leaf.
    CaOtherPurpose = "ca-other-purpose", 3, changes::usage::ca_other_purpose;
    /// A CA has the leaf's purpose.
    CaSamePurpose = "ca-same-purpose", 3, changes::usage::ca_same_purpose;
    /// A CA has any purpose.
    CaAnyPurpose = "ca-any-purpose", 3, changes::usage::ca_any_purpose;
    /// The list of purposes is empty.
    EmptyPurposes = "empty-purposes", 2, changes::usage::empty_purposes;
    /// The leaf's purposes are critical.
    CriticalPurposes = "critical-purposes", 2, changes::usage::critical_purposes;
    /// The leaf's key usage has no bit.
    EmptyKeyUsage = "empty-key-usage", 2, changes::usage::empty_key_usage;
    /// The leaf's key usage has zeros at its end.
    KeyUsageTrailingZeros = "key-usage-trailing-zeros", 2, changes::usage::key_usage_trailing_zeros;
    /// The leaf's key usage has keyCertSign though it is no CA.
    LeafKeyCertSign = "leaf-key-cert-sign", 2, changes::usage::leaf_key_cert_sign;

    /// The issuer's name is that of nobody.
    WrongIssuer = "wrong-issuer", 2, changes::names::wrong_issuer;
    /// The issuer's name is in UTF8String instead of PrintableString.
    IssuerUtf8 = "issuer-utf8", 2, changes::names::issuer_utf8;
    /// The issuer's name is in upper case.
    IssuerCase = "issuer-case", 2, changes::names::issuer_case;
    /// The issuer's name has more spaces.
    IssuerSpaces = "issuer-spaces", 2, changes::names::issuer_spaces;
    /// The issuer's name is in BMPString.
    IssuerBmp = "issuer-bmp", 2, changes::names::issuer_bmp;
    /// Subject and issuer are in TeletexString alike.
    TeletexNames = "teletex-names", 3, changes::names::teletex;
    /// A name has an RDN of two attributes.
    MultiValuedRdn = "multi-valued-rdn", 2, changes::names::multi_valued_rdn;
    /// An RDN of two attributes is not sorted.
    UnsortedRdn = "unsorted-rdn", 2, changes::names::unsorted_rdn;
    /// A CA has no name.
    NamelessCa = "nameless-ca", 3, changes::names::nameless_ca;
    /// The leaf has no name, and its alternative names are not critical.
    NamelessLeaf = "nameless-leaf", 2, changes::names::nameless_leaf;
    /// The leaf has no name, and its alternative names are critical.
    NamelessLeafCritical = "nameless-leaf-critical", 2, changes::names::nameless_leaf_critical;
    /// The leaf's list of alternative names is empty.
    EmptyAltNames = "empty-alt-names", 2, changes::names::empty_alt_names;
    /// The leaf has an alternative DNS name that is none.
    OddDnsName = "odd-dns-name", 2, changes::names::odd_dns_name;

    /// One bit of a signature is wrong.
    BadSignature = "bad-signature", 2, changes::signature::bad_signature;
    /// Another key signed.
    WrongKey = "wrong-key", 2, changes::signature::wrong_key;
    /// The signature is over SHA-1.
    Sha1 = "sha1", 2, changes::signature::sha1;
    /// The algorithms inside and outside of the signed part differ.
    AlgorithmMismatch = "algorithm-mismatch", 2, changes::signature::algorithm_mismatch;
    /// The parameters of the algorithm are NULL.
    AlgorithmNull = "algorithm-null", 2, changes::signature::algorithm_null;
    /// The leaf's key is RSA with 1024 bits.
    WeakRsaLeaf = "weak-rsa-leaf", 2, changes::signature::weak_rsa_leaf;
    /// The leaf's key is RSA with 2048 bits.
    RsaLeaf = "rsa-leaf", 2, changes::signature::rsa_leaf;

    /// An unknown extension is critical.
    UnknownCritical = "unknown-critical", 2, changes::extension::unknown_critical;
    /// An unknown extension is not critical.
    UnknownNonCritical = "unknown-non-critical", 2, changes::extension::unknown_non_critical;
    /// An unknown extension of the root is critical.
    RootUnknownCritical = "root-unknown-critical", 2, changes::extension::root_unknown_critical;
    /// An extension stands there twice.
    DuplicateExtension = "duplicate-extension", 2, changes::extension::duplicate;
    /// The list of extensions is empty.
    EmptyExtensions = "empty-extensions", 2, changes::extension::empty_list;
    /// The authority key identifier is of another key.
    WrongAuthorityKey = "wrong-authority-key", 2, changes::extension::wrong_authority_key;
    /// There is no authority key identifier.
    NoAuthorityKey = "no-authority-key", 2, changes::extension::no_authority_key;
    /// A CA has no subject key identifier.
    NoSubjectKey = "no-subject-key", 3, changes::extension::no_subject_key;
    /// The subject key identifier is critical.
    CriticalSubjectKey = "critical-subject-key", 2, changes::extension::critical_subject_key;
    /// There are unique identifiers.
    UniqueIds = "unique-ids", 2, changes::extension::unique_ids;
    /// The serial number is 0.
    SerialZero = "serial-zero", 2, changes::extension::serial_zero;
    /// The serial number is negative.
    SerialNegative = "serial-negative", 2, changes::extension::serial_negative;
    /// The serial number has 21 octets.
    SerialLong = "serial-long", 2, changes::extension::serial_long;
    /// The serial number begins with an octet too many.
    SerialPadded = "serial-padded", 2, changes::extension::serial_padded;

    /// The leaf's DNS name is inside of the permitted subtree.
    DnsPermittedInside = "dns-permitted-inside", 3, constraints::dns::permitted_inside;
    /// It is outside of the permitted subtree.
    DnsPermittedOutside = "dns-permitted-outside", 3, constraints::dns::permitted_outside;
    /// It is inside of an excluded subtree.
    DnsExcludedInside = "dns-excluded-inside", 3, constraints::dns::excluded_inside;
    /// It is outside of an excluded subtree.
    DnsExcludedOutside = "dns-excluded-outside", 3, constraints::dns::excluded_outside;
    /// The leaf's mailbox is inside of the permitted subtree.
    EmailPermittedInside = "email-permitted-inside", 3, constraints::email::permitted_inside;
    /// It is outside of the permitted subtree.
    EmailPermittedOutside = "email-permitted-outside", 3, constraints::email::permitted_outside;
    /// It is inside of an excluded subtree.
    EmailExcludedInside = "email-excluded-inside", 3, constraints::email::excluded_inside;
    /// It is outside of an excluded subtree.
    EmailExcludedOutside = "email-excluded-outside", 3, constraints::email::excluded_outside;
    /// The leaf's URI is inside of the permitted subtree.
    UriPermittedInside = "uri-permitted-inside", 3, constraints::uri::permitted_inside;
    /// It is outside of the permitted subtree.
    UriPermittedOutside = "uri-permitted-outside", 3, constraints::uri::permitted_outside;
    /// It is inside of an excluded subtree.
    UriExcludedInside = "uri-excluded-inside", 3, constraints::uri::excluded_inside;
    /// It is outside of an excluded subtree.
    UriExcludedOutside = "uri-excluded-outside", 3, constraints::uri::excluded_outside;
    /// The leaf's address is inside of the permitted subtree.
    IpPermittedInside = "ip-permitted-inside", 3, constraints::ip::permitted_inside;
    /// It is outside of the permitted subtree.
    IpPermittedOutside = "ip-permitted-outside", 3, constraints::ip::permitted_outside;
    /// It is inside of an excluded subtree.
    IpExcludedInside = "ip-excluded-inside", 3, constraints::ip::excluded_inside;
    /// It is outside of an excluded subtree.
    IpExcludedOutside = "ip-excluded-outside", 3, constraints::ip::excluded_outside;
    /// Subjects are inside of the permitted subtree.
    DirectoryPermittedInside = "directory-permitted-inside", 3, constraints::directory::permitted_inside;
    /// They are outside of the permitted subtree.
    DirectoryPermittedOutside = "directory-permitted-outside", 3, constraints::directory::permitted_outside;
    /// They are inside of an excluded subtree.
    DirectoryExcludedInside = "directory-excluded-inside", 3, constraints::directory::excluded_inside;
    /// They are outside of an excluded subtree.
    DirectoryExcludedOutside = "directory-excluded-outside", 3, constraints::directory::excluded_outside;
    /// The permitted subtree is the subjects' own in another encoding and case.
    DirectoryPermittedFolded = "directory-permitted-folded", 3, constraints::directory_folded;
    /// The root permits a subtree that the leaf is outside of.
    RootPermitsOutside = "root-permits-outside", 2, constraints::root_permits_outside;
    /// A constraint and a name are of a form that nobody compares: registeredID.
    ConstraintOfUnknownForm = "constraint-of-unknown-form", 3, constraints::unknown_form;
    /// A constraint is of a form that no name below has.
    ConstraintOfAbsentForm = "constraint-of-absent-form", 3, constraints::absent_form;
    /// A subtree has a minimum other than 0.
    ConstraintMinimum = "constraint-minimum", 3, constraints::minimum;
    /// Name constraints permit and exclude nothing.
    EmptyConstraints = "empty-constraints", 3, constraints::empty;
    /// Name constraints that are kept are not critical.
    ConstraintsNotCritical = "constraints-not-critical", 3, constraints::not_critical;
    /// The leaf has name constraints.
    ConstraintsOnLeaf = "constraints-on-leaf", 2, constraints::on_leaf;
    /// A DNS constraint begins with a dot.
    DnsConstraintLeadingDot = "dns-constraint-leading-dot", 3, constraints::dns_leading_dot;
    /// A mask of an address constraint has holes.
    IpConstraintHoles = "ip-constraint-holes", 3, constraints::ip_holes;
    /// A wildcard stands under an excluded name.
    WildcardExcluded = "wildcard-excluded", 3, constraints::wildcard_excluded;
    /// The common name looks like a DNS name that is excluded.
    CommonNameExcluded = "common-name-excluded", 3, constraints::common_name_excluded;

    /// A policy is required, and there is none.
    PolicyRequired = "policy-required", 3, policies::required;
    /// A policy is required, and all have the same.
    PolicySame = "policy-same", 3, policies::same;
    /// A policy is required, and each has another one.
    PolicyDifferent = "policy-different", 3, policies::different;
    /// Policies differ, and none is required.
    PolicyDifferentNotRequired = "policy-different-not-required", 3, policies::different_not_required;
    /// A policy is required, and a CA has any.
    PolicyAny = "policy-any", 3, policies::any;
    /// A policy is required, a CA has any, and any is inhibited.
    PolicyAnyInhibited = "policy-any-inhibited", 4, policies::any_inhibited;
    /// A policy is required, and a CA maps it to the leaf's.
    PolicyMapped = "policy-mapped", 3, policies::mapped;
    /// The same, and mapping is inhibited.
    PolicyMappingInhibited = "policy-mapping-inhibited", 4, policies::mapping_inhibited;
    /// A policy is mapped from any.
    PolicyMappedFromAny = "policy-mapped-from-any", 3, policies::mapped_from_any;
    /// A policy is named twice.
    PolicyTwice = "policy-twice", 2, policies::twice;
    /// A policy is required after more certificates than there are.
    PolicyRequiredLater = "policy-required-later", 3, policies::required_later;
    /// Policy constraints constrain nothing.
    EmptyPolicyConstraints = "empty-policy-constraints", 3, policies::empty_constraints;

    /// The intermediates are in another order.
    Shuffled = "shuffled", 4, changes::building::shuffled;
    /// An intermediate is missing.
    MissingIntermediate = "missing-intermediate", 3, changes::building::missing;
    /// An intermediate is there twice.
    Repeated = "repeated", 3, changes::building::repeated;
    /// A CA with the same name and another key is handed over too.
    SameNameOtherKey = "same-name-other-key", 3, changes::building::same_name_other_key;
    /// A CA is certified by another root too, which is not trusted.
    CrossSignedUntrusted = "cross-signed-untrusted", 3, changes::building::cross_signed_untrusted;
    /// A CA is certified by another root too, which alone is trusted.
    CrossSignedTrusted = "cross-signed-trusted", 3, changes::building::cross_signed_trusted;
    /// Two CAs certify each other, beside the way to the root.
    Loop = "loop", 4, changes::building::looped;
    /// Two CAs certify each other, and there is no way to the root.
    LoopOnly = "loop-only", 4, changes::building::loop_only;
    /// A CA is self-signed too.
    SelfSignedToo = "self-signed-too", 3, changes::building::self_signed_too;
    /// A CA is self-signed, and not certified.
    SelfSignedOnly = "self-signed-only", 3, changes::building::self_signed_only;
    /// A CA certifies its own new key (RFC 5280 §3.2, §6.1: self-issued).
    SelfIssued = "self-issued", 3, changes::building::self_issued;
    /// The same, under a path length that counts CAs that are not self-issued.
    SelfIssuedPathLength = "self-issued-path-length", 3, changes::building::self_issued_path_length;
    /// The root is not trusted, and another one of the same name is.
    OtherRoot = "other-root", 2, changes::building::other_root;
    /// Another root of the same name is trusted too.
    TwoRoots = "two-roots", 2, changes::building::two_roots;
    /// The leaf itself is trusted too.
    LeafTrusted = "leaf-trusted", 2, changes::building::leaf_trusted;
    /// An intermediate is trusted instead of the root.
    IntermediateTrusted = "intermediate-trusted", 3, changes::building::intermediate_trusted;

    /// One bit of a certificate is wrong.
    FlipBit = "flip-bit", 2, changes::bytes::flip_bit;
    /// One bit of a signed part is wrong, and the signature fits it.
    FlipSignedBit = "flip-signed-bit", 2, changes::bytes::flip_signed_bit;
    /// One bit of the leaf's signed part is wrong, and the signature fits it.
    FlipSignedLeafBit = "flip-signed-leaf-bit", 2, changes::bytes::flip_signed_leaf_bit;
    /// The end of a certificate is missing.
    Truncated = "truncated", 2, changes::bytes::truncated;
    /// A byte follows a certificate.
    TrailingByte = "trailing-byte", 2, changes::bytes::trailing;
}

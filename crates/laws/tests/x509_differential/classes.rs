//! Why this library and a peer disagree.

use testkit::x509::Mutation;

use crate::verdict::{Case, Peer};

/// One explanation. A disagreement belongs to the first class that fits.
pub(crate) struct Class {
    pub(crate) id: &'static str,
    pub(crate) why: &'static str,
    peers: &'static [Peer],
    side: Side,
    /// One of these was done to the chain; none means whatever was.
    mutations: &'static [Mutation],
    /// What whoever refuses says, in part.
    reasons: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    OnlyOursAccepts,
    OnlyPeerAccepts,
}

impl Class {
    pub(crate) fn only_ours(&self) -> bool {
        self.side == Side::OnlyOursAccepts
    }

    pub(crate) fn explains(
        &self,
        case: &Case,
        peer: Peer,
        ours: Option<&String>,
        theirs: Option<&String>,
    ) -> bool {
        let (side, reason) = match (ours, theirs) {
            (None, Some(reason)) => (Side::OnlyOursAccepts, reason),
            (Some(reason), None) => (Side::OnlyPeerAccepts, reason),
            _ => return false,
        };
        self.side == side
            && self.peers.contains(&peer)
            && (self.mutations.is_empty() || case.has(self.mutations))
            && self.reasons.iter().any(|known| reason.contains(known))
    }
}

const OPENSSL: &[Peer] = &[Peer::OpenSsl, Peer::OpenSslStrict];
const STRICT: &[Peer] = &[Peer::OpenSslStrict];
const PLAIN: &[Peer] = &[Peer::OpenSsl];
const WEBPKI: &[Peer] = &[Peer::Webpki];
const ALL: &[Peer] = &Peer::ALL;

/// Bits of a signed part are inverted at random, which may be any of the mutations that are named.
const FLIPPED: [Mutation; 2] = [Mutation::FlipSignedBit, Mutation::FlipSignedLeafBit];

const fn ours(
    id: &'static str,
    peers: &'static [Peer],
    mutations: &'static [Mutation],
    reasons: &'static [&'static str],
    why: &'static str,
) -> Class {
    Class { id, why, peers, side: Side::OnlyOursAccepts, mutations, reasons }
}

/// Where a certificate is malformed, or the reason is a decision of its own, this library says in a word of its own what for:
/// no mutation is needed.
const fn by_rule(
    id: &'static str,
    peers: &'static [Peer],
    reasons: &'static [&'static str],
    why: &'static str,
) -> Class {
    theirs(id, peers, WHATEVER, reasons, why)
}

/// A code alone has many causes.
const fn theirs(
    id: &'static str,
    peers: &'static [Peer],
    mutations: &'static [Mutation],
    reasons: &'static [&'static str],
    why: &'static str,
) -> Class {
    Class { id, why, peers, side: Side::OnlyPeerAccepts, mutations, reasons }
}

const WHATEVER: &[Mutation] = &[];

pub(crate) const CLASSES: &[Class] = &[
    ours(
        "validity-inclusive",
        OPENSSL,
        &[Mutation::ValidityEndsNow],
        &["certificate has expired"],
        "RFC 5280 §4.1.2.5: \"the period of time from notBefore through notAfter, inclusive\"; OpenSSL takes the last moment \
         for one too late",
    ),
    ours(
        "trusted-leaf",
        OPENSSL,
        &[Mutation::LeafTrusted],
        &["Basic Constraints of CA cert not marked critical"],
        "the profile allows a leaf that is itself an anchor, byte by byte, and looks at nothing above it; OpenSSL goes on to \
         the root and refuses for what stands there",
    ),
    ours(
        "backtracking",
        OPENSSL,
        &[
            Mutation::CrossSignedTrusted,
            Mutation::CrossSignedUntrusted,
            Mutation::Loop,
            Mutation::SelfSignedToo,
            Mutation::SameNameOtherKey,
        ],
        &["unable to get local issuer certificate", "self-signed certificate in certificate chain"],
        "OpenSSL follows the first certificate that could be the issuer and never comes back; another path to an anchor is \
         there (RFC 5280 §6.1 validates a path and leaves it open how one is found)",
    ),
    ours(
        "authority-key-hint",
        OPENSSL,
        &[Mutation::WrongAuthorityKey, FLIPPED[0], FLIPPED[1]],
        &["unable to get local issuer certificate"],
        "RFC 5280 §4.2.1.1: key identifiers \"facilitate certification path construction\", and §6.1 does not compare them; \
         OpenSSL takes a certificate whose key identifier differs for no issuer",
    ),
    ours(
        "key-usage-empty",
        PLAIN,
        &[Mutation::EmptyKeyUsage, FLIPPED[0], FLIPPED[1]],
        &["unable to get local issuer certificate", "invalid CA certificate"],
        "RFC 5280 §4.2.1.3: \"at least one of the bits MUST be set to 1\" is a rule of §4, which profile `rfc5280-strict` \
         enforces; OpenSSL always does",
    ),
    ours(
        "critical-subject-key",
        ALL,
        &[Mutation::CriticalSubjectKey],
        &["unhandled critical extension", "UnsupportedCriticalExtension"],
        "RFC 5280 §4.2.1.2 wants it not critical, a rule of §4; a reader that processes the extension does not refuse it \
         under §6.1.4 (o), and the peers do not count it among those they process",
    ),
    ours(
        "common-name-as-dns",
        OPENSSL,
        &[Mutation::CommonNameExcluded],
        &["excluded subtree violation", "permitted subtree violation"],
        "RFC 5280 §4.2.1.10 applies constraints of DNS names to alternative names of that form; OpenSSL applies them to \
         common names that look like one, which this library never reads as one",
    ),
    ours(
        "leaf-key-unread",
        OPENSSL,
        &FLIPPED,
        &["the public key cannot be read", "unspecified certificate verification error"],
        "a leaf's key is decoded when something is verified with it, which then fails; OpenSSL decodes it while it builds \
         the path",
    ),
    ours(
        "raw-names",
        WEBPKI,
        &[
            Mutation::IssuerUtf8,
            Mutation::IssuerCase,
            Mutation::IssuerSpaces,
            Mutation::IssuerBmp,
            FLIPPED[0],
            FLIPPED[1],
        ],
        &["UnknownIssuer"],
        "RFC 5280 §7.1 compares names without regard to case, spaces and string type; rustls-webpki compares bytes",
    ),
    ours(
        "constraint-forms",
        WEBPKI,
        &[
            Mutation::DirectoryPermittedInside,
            Mutation::DirectoryPermittedFolded,
            Mutation::DirectoryExcludedOutside,
            Mutation::EmailPermittedInside,
            Mutation::EmailExcludedOutside,
            Mutation::UriPermittedInside,
            Mutation::UriExcludedOutside,
        ],
        &["NameConstraintViolation"],
        "rustls-webpki interprets constraints of DNS names and addresses alone; RFC 5280 §4.2.1.10: applications \"SHOULD \
         be able to process name constraints that are imposed on the rfc822Name, uniformResourceIdentifier, dNSName, and \
         iPAddress name forms\" and MUST for directoryName",
    ),
    ours(
        "policies",
        WEBPKI,
        &[
            Mutation::PolicyAny,
            Mutation::PolicyAnyInhibited,
            Mutation::PolicyMapped,
            Mutation::PolicySame,
            Mutation::PolicyRequiredLater,
        ],
        &["UnsupportedCriticalExtension"],
        "rustls-webpki does not process policies, and so refuses critical extensions about them (RFC 5280 §6.1.4 (o))",
    ),
    ours(
        "self-issued-path-length",
        WEBPKI,
        &[Mutation::SelfIssuedPathLength, Mutation::SelfIssued],
        &["InvalidSignatureForPublicKey", "PathLenConstraintViolated", "UnknownIssuer"],
        "RFC 5280 §6.1.4 (l) counts certificates that are not self-issued; rustls-webpki counts all",
    ),
    ours(
        "leaf-is-ca",
        WEBPKI,
        &[Mutation::LeafIsCa],
        &["CaUsedAsEndEntity"],
        "nothing of RFC 5280 §6 keeps the last certificate of a path from being a CA's; rustls-webpki is for TLS, where it \
         is not",
    ),
    ours(
        "old-versions",
        WEBPKI,
        &[Mutation::V1Leaf],
        &["UnsupportedCertVersion"],
        "RFC 5280 §6.1 validates paths whose last certificate is of version 1; rustls-webpki reads version 3 alone",
    ),
    ours(
        "unique-identifiers",
        WEBPKI,
        &[Mutation::UniqueIds],
        &["TrailingData(CertificateExtensions)"],
        "RFC 5280 §4.1.2.8: applications \"SHOULD be capable of parsing certificates that include unique identifiers\"; \
         rustls-webpki does not",
    ),
    by_rule(
        "serial-number",
        ALL,
        &["serial-not-positive", "serial-too-long"],
        "RFC 5280 §4.1.2.2: \"The serial number MUST be a positive integer\", and \"Conforming CAs MUST NOT use \
         serialNumber values longer than 20 octets\"",
    ),
    by_rule(
        "extension-twice",
        ALL,
        &["extension-twice"],
        "RFC 5280 §4.2: \"A certificate MUST NOT include more than one instance of a particular extension\"",
    ),
    by_rule(
        "policy-twice",
        WEBPKI,
        &["policy-twice"],
        "RFC 5280 §4.2.1.4: \"A certificate policy OID MUST NOT appear more than once in a certificate policies extension\"",
    ),
    by_rule(
        "extensions-empty",
        ALL,
        &["extensions-empty"],
        "RFC 5280 §4.1: `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`",
    ),
    by_rule(
        "address-mask",
        OPENSSL,
        &["address-mask"],
        "RFC 5280 §4.2.1.10: addresses of constraints are \"encoded in the style of RFC 4632 (CIDR)\", where a mask is a \
         prefix",
    ),
    by_rule(
        "extension-value",
        ALL,
        &["extension-malformed", "named-bits", "alt-names-empty"],
        "RFC 5280 §4.2: an extension's value is DER of its type: no `FALSE` where it is the default, no truth but FF, no \
         zeros at the end of named bits (X.690 §11.1, §11.2.2, §11.5), no empty list where one is `SIZE (1..MAX)`",
    ),
    by_rule(
        "version",
        OPENSSL,
        &["version-unknown", "version-extensions"],
        "RFC 5280 §4.1.2.1 knows versions 1 to 3, and §4.1.2.9: extensions \"MUST only appear if the version is 3\"",
    ),
    by_rule(
        "issuer-empty",
        ALL,
        &["issuer-empty"],
        "RFC 5280 §4.1.2.4: \"The issuer field MUST contain a non-empty distinguished name (DN)\"",
    ),
    by_rule(
        "encoding",
        ALL,
        &["MALFORMED encoding", "without encoding", ", encoding"],
        "RFC 5280 §4.1: a certificate is DER, and nothing follows it: no padded integers (X.690 §8.3.2), no trailing bytes",
    ),
    theirs(
        "algorithm",
        OPENSSL,
        &[Mutation::Sha1, Mutation::AlgorithmNull],
        &["CSG-X509-ALGORITHM at"],
        "SHA-1 is retired, and parameters of ECDSA and Ed25519 are absent (RFC 5758 §3.2, RFC 8410 §3); OpenSSL's default \
         security level takes both",
    ),
    theirs(
        "key",
        ALL,
        &[Mutation::WeakRsaLeaf, FLIPPED[0], FLIPPED[1]],
        &["CSG-X509-KEY at 0"],
        "RSA keys have at least 2048 bits, and keys are of a kind that is known and well-formed; the peers do not look at a \
         leaf's key, or not at its size",
    ),
    theirs(
        "dns-constraint-with-dot",
        ALL,
        &[Mutation::DnsConstraintLeadingDot],
        &["CSG-X509-NAME-CONSTRAINT at 0", "name-constraints-form"],
        "RFC 5280 §4.2.1.10 writes constraints of DNS names without a leading dot, as §4.2.1.6 writes the names; the peers \
         take one with a dot for all names below",
    ),
    theirs(
        "wildcard-excluded",
        OPENSSL,
        &[Mutation::WildcardExcluded],
        &["CSG-X509-NAME-CONSTRAINT at 0"],
        "a wildcard stands for every name in its place (RFC 9525 §6.3), those among them that are excluded (RFC 5280 \
         §4.2.1.10); OpenSSL asks whether its text lies in the excluded subtree",
    ),
    theirs(
        "root-is-ca",
        PLAIN,
        &[Mutation::RootNoBasicConstraints, Mutation::V1Root],
        &["CSG-X509-NOT-CA at"],
        "an anchor whose own limits count must be a CA (RFC 5280 §4.2.1.9); OpenSSL takes a self-signed certificate that is \
         trusted for one also where it does not say so",
    ),
    by_rule(
        "lone-leaf",
        WEBPKI,
        &["CSG-X509-LEAF-IS-ANCHOR at 0"],
        "a leaf that is itself an anchor proves nothing about its issuer: this library takes one only where a profile says \
         so",
    ),
    theirs(
        "key-usage",
        WEBPKI,
        &[Mutation::NoKeyCertSign],
        &["profile-key-usage-lacks"],
        "RFC 5280 §6.1.4 (n): \"If a key usage extension is present, verify that the keyCertSign bit is set\"; rustls-webpki \
         does not look at key usage",
    ),
    by_rule(
        "section-4",
        STRICT,
        &[
            "dns-name-form",
            "name-characters",
            "name-constraints-not-ca",
            "name-constraints-not-critical",
            "name-set-order",
            "name-type",
            "signature-parameters",
            "time-form",
            "unique-id",
        ],
        "requirements of RFC 5280 §4 that `-x509_strict` does not look at: forms of times and names, order of sets, unique \
         identifiers, criticality and place of name constraints",
    ),
];

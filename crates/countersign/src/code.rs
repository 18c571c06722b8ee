//! Stable codes: what scripts and audit records may rely on.

use core::fmt;

/// To which kind of answer a finding leads. Absent, unreachable, untrusted and malformed are never mixed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// It is there and is not acceptable.
    Untrusted,
    /// It is there and cannot be read, or is not what its digest says.
    Malformed,
    /// No answer was to be had that could be trusted to mean absence.
    Unreachable,
    /// It is not there.
    Absent,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $class:ident, $next:literal;)+) => {
        /// A stable code. The text form never changes its meaning; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code that this version gives.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The text form, such as `CSG-SIGNATURE-INVALID`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// To which kind of answer it leads.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Code::$name => Class::$class,)+ }
            }

            /// What to try next.
            #[must_use]
            pub const fn next(self) -> &'static str {
                match self { $(Code::$name => $next,)+ }
            }
        }
    };
}

codes! {
    /// The signature was made by none of the given keys, or what was signed was altered.
    SignatureInvalid = "CSG-SIGNATURE-INVALID", Untrusted,
        "give the public key of the one who signed, or have it signed again";
    /// The signature is no signature of the algorithm of any given key.
    SignatureMalformed = "CSG-SIGNATURE-MALFORMED", Untrusted,
        "give the public key of the one who signed; it may be of another type";
    /// What was signed is about another image or blob.
    OtherSubject = "CSG-OTHER-SUBJECT", Untrusted,
        "the signature was moved here from elsewhere; have this one signed";
    /// What was signed gives a second digest of its subject that is wrong or cannot be compared.
    DigestsDisagree = "CSG-DIGESTS-DISAGREE", Untrusted,
        "have it signed again by a tool that names it by one digest";
    /// A statement of another type than asked for: an attestation for a signature, or one of another predicate type.
    PredicateType = "CSG-PREDICATE-TYPE", Untrusted,
        "an attestation is no signature, nor an attestation of another type; have signed what is asked for";
    /// The payload is of another kind than asked for, such as a statement where a signature over a blob is.
    PayloadType = "CSG-PAYLOAD-TYPE", Untrusted,
        "the key signed something of another kind; have signed what is asked for";
    /// The key belongs to no signer that counts.
    UnknownSigner = "CSG-UNKNOWN-SIGNER", Untrusted,
        "name the signer, or have it signed by one that is named";
    /// A required annotation is missing or has another value.
    Annotation = "CSG-ANNOTATION", Untrusted,
        "require the annotations that the signer gave, or have it signed with the ones required";
    /// A check of the embedding program refused the signature.
    CheckFailed = "CSG-CHECK-FAILED", Untrusted,
        "see the reason that the check gave";
    /// Enough signatures would be there, but not by enough distinct signers.
    Threshold = "CSG-THRESHOLD", Untrusted,
        "have the missing signers sign";
    /// A limit was reached before an acceptable signature was found.
    LimitExceeded = "CSG-LIMIT-EXCEEDED", Untrusted,
        "remove attachments that are no signatures of yours, or raise the limit";
    /// The signature names its signer by a certificate, and nobody is believed by one.
    CertificateUnsupported = "CSG-CERTIFICATE-UNSUPPORTED", Untrusted,
        "name whom to believe by certificate: the root of an authority, and an identity";
    /// Nobody is believed by a key, and the signature carries no certificate.
    NoCertificate = "CSG-NO-CERTIFICATE", Untrusted,
        "give the public key of the one who signed, or have it signed with a certificate";
    /// The certificate of the signer leads to none of the trust anchors.
    CertificateUntrusted = "CSG-CERTIFICATE-UNTRUSTED", Untrusted,
        "give the root of the authority that issued the certificate, and the certificates between";
    /// A signature on the certificate, or on one between it and the anchor, is not its issuer's.
    CertificateSignature = "CSG-CERTIFICATE-SIGNATURE", Untrusted,
        "the certificate was altered, or another authority of the same name issued it";
    /// A certificate had expired at the time of the verdict.
    CertificateExpired = "CSG-CERTIFICATE-EXPIRED", Untrusted,
        "have it signed again with a certificate that is valid";
    /// A certificate was not valid yet at the time of the verdict.
    CertificateNotYetValid = "CSG-CERTIFICATE-NOT-YET-VALID", Untrusted,
        "check the clock, or wait until the certificate is valid";
    /// A certificate may not be used for this: it is for another purpose, or issued one that it may not issue.
    CertificateUsage = "CSG-CERTIFICATE-USAGE", Untrusted,
        "have the certificate looked at (`countersign certificate lint FILE`), and a right one issued";
    /// A name in a certificate is one that an authority above it may not issue to.
    CertificateNameConstraint = "CSG-CERTIFICATE-NAME-CONSTRAINT", Untrusted,
        "have the certificate issued by an authority that may issue to this name";
    /// The key or an algorithm of a certificate is not accepted, or the certificate is about another key.
    CertificateKey = "CSG-CERTIFICATE-KEY", Untrusted,
        "have a certificate issued for a key of an accepted kind and size";
    /// A limit was reached while a path from the certificate to an anchor was sought.
    CertificateLimit = "CSG-CERTIFICATE-LIMIT", Untrusted,
        "have it signed again with the certificates of one path only";
    /// The certificate is valid and names somebody who is not believed.
    Identity = "CSG-IDENTITY", Untrusted,
        "name this identity if you believe it, or have it signed by one that is named";
    /// A timestamp cannot be read.
    TimestampMalformed = "CSG-TIMESTAMP-MALFORMED", Malformed,
        "have it timestamped again; what is stored as a timestamp is damaged, or none";
    /// A timestamp is over something else than the signature, or was altered.
    TimestampInvalid = "CSG-TIMESTAMP-INVALID", Untrusted,
        "have it timestamped again; the timestamp belongs to another signature, or was altered";
    /// A timestamp is by none of the authorities that are believed, or its authority was not valid at that time.
    TimestampUntrusted = "CSG-TIMESTAMP-UNTRUSTED", Untrusted,
        "give the certificates of the timestamping authority, or have it timestamped by one that is believed";
    /// A timestamp is of a time after that of the verdict.
    TimestampInFuture = "CSG-TIMESTAMP-IN-FUTURE", Untrusted,
        "check the clock, or judge as of a later time";
    /// Timestamps are required, and the signature has none, or of too few authorities.
    TimestampMissing = "CSG-TIMESTAMP-MISSING", Untrusted,
        "have it signed with a timestamp of an authority that is believed";
    /// A certificate of the signer, or of an authority that timestamped, was revoked.
    Revoked = "CSG-REVOKED", Untrusted,
        "have it signed again with a certificate that is not revoked";
    /// The key, the certificate, the signature or the identity of the signer is on a revocation list.
    RevocationListed = "CSG-REVOCATION-LISTED", Untrusted,
        "do not use it; have it signed again by a signer who is not on the list";
    /// The digest of the image or blob is on a revocation list.
    SubjectRevoked = "CSG-SUBJECT-REVOKED", Untrusted,
        "do not use it; get a version that is not on the list";
    /// Nothing says whether a certificate was revoked, and that must be known.
    RevocationUnknown = "CSG-REVOCATION-UNKNOWN", Untrusted,
        "give a current CRL or OCSP answer of the certificate's issuer, or let them be fetched";
    /// What says whether a certificate was revoked is by nobody who may say so, or older than what was seen.
    RevocationUntrusted = "CSG-REVOCATION-UNTRUSTED", Untrusted,
        "give the current CRL or OCSP answer that the certificate's issuer signed, or had signed";
    /// What says whether a certificate was revoked cannot be read.
    RevocationMalformed = "CSG-REVOCATION-MALFORMED", Malformed,
        "get the CRL or OCSP answer again";
    /// What says whether a certificate was revoked could not be fetched.
    RevocationUnreachable = "CSG-REVOCATION-UNREACHABLE", Unreachable,
        "try again; if it stays, fetch the CRL or OCSP answer elsewhere and give it as a file";
    /// What says whether a certificate was revoked is too old.
    RevocationStale = "CSG-REVOCATION-STALE", Unreachable,
        "give a current CRL or OCSP answer, or let it be fetched";
    /// A signature of a format that this version does not verify.
    FormatUnsupported = "CSG-FORMAT-UNSUPPORTED", Untrusted,
        "this version verifies what Cosign writes";
    /// The manifest that carries a signature says that it belongs to another image.
    ReferrerSubject = "CSG-REFERRER-SUBJECT", Untrusted,
        "the registry or layout lists a manifest here that belongs elsewhere";
    /// The bundle says that the blob has another digest than it has.
    MessageDigest = "CSG-MESSAGE-DIGEST", Untrusted,
        "the bundle belongs to another blob, or the blob was altered";
    /// A digest of the blob that is needed was not given.
    DigestUnavailable = "CSG-DIGEST-UNAVAILABLE", Untrusted,
        "give the bytes of the blob, or its digest by the algorithm that the signature needs";
    /// The signature is over the whole blob, and only digests of it are known, or it is longer than what is kept.
    NeedsWholeMessage = "CSG-NEEDS-WHOLE-MESSAGE", Untrusted,
        "give the bytes of the blob, or raise the limit";
    /// What was signed verifies but cannot be read.
    PayloadMalformed = "CSG-PAYLOAD-MALFORMED", Malformed,
        "have it signed again; what was signed is damaged";
    /// The Sigstore bundle, the older bundle of a blob, or the file with its signature cannot be read.
    BundleMalformed = "CSG-BUNDLE-MALFORMED", Malformed,
        "have it signed again; the stored signature is damaged";
    /// The DSSE envelope cannot be read.
    EnvelopeMalformed = "CSG-ENVELOPE-MALFORMED", Malformed,
        "have it attested again; the stored attestation is damaged";
    /// The certificate of the signer cannot be read.
    CertificateMalformed = "CSG-CERTIFICATE-MALFORMED", Malformed,
        "have it signed again; the certificate that was stored is damaged";
    /// The manifest that carries a signature, or the image's own, cannot be read.
    ManifestMalformed = "CSG-MANIFEST-MALFORMED", Malformed,
        "copy the image again from where it came";
    /// A blob or manifest that is named is not there.
    BlobMissing = "CSG-BLOB-MISSING", Malformed,
        "copy the image again, with everything that belongs to it";
    /// The bytes of a blob or manifest do not have the digest by which they are named.
    BlobDigest = "CSG-BLOB-DIGEST", Malformed,
        "copy the image again; what is stored was altered or damaged";
    /// A blob or manifest has another length than its descriptor says.
    BlobSize = "CSG-BLOB-SIZE", Malformed,
        "copy the image again; what is stored was altered or damaged";
    /// The list of what belongs to the image cannot be read.
    ListingMalformed = "CSG-LISTING-MALFORMED", Malformed,
        "copy the image again; the list of its attachments is damaged";
    /// The registry gave no answer, or one that does not mean absence.
    Unreachable = "CSG-UNREACHABLE", Unreachable,
        "try again; if it stays, check the registry, its address and your credentials";
    /// Nothing that could be a signature was found.
    NoSignature = "CSG-NO-SIGNATURE", Absent,
        "sign it, or fetch its signatures to where you verify";
    /// Nothing that could be an attestation of the type asked for was found.
    NoAttestation = "CSG-NO-ATTESTATION", Absent,
        "ask for a type that is attached, have it attested, or fetch its attestations to where you verify";
    /// The image itself is not there.
    NoImage = "CSG-NO-IMAGE", Absent,
        "check the name, the tag and the digest of the image";
    /// The index lists no image for the platform asked for.
    NoPlatform = "CSG-NO-PLATFORM", Absent,
        "ask for one of the platforms that the image has";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_is_unique_and_in_the_stable_form() {
        let mut seen = alloc::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} twice");
            assert!(code.as_str().starts_with("CSG-"));
            assert!(code.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'));
            assert!(!code.next().is_empty());
        }
    }
}

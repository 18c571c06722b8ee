//! What each reason for a refusal is called, where it stands, and what it says to people.

use std::{collections::BTreeSet, error::Error};

use countersign_time::UnixTime;
use countersign_x509::{
    AnchorProblem, Certificate, KeyError, KeyKind, NameForm, PathError, Resource, SignatureError, Violation,
    path_rules::{ConstraintFailureKind, PolicyFailureKind},
};

/// Every reason, at place 3; its code; what it says behind its place; and whether there is a reason below it.
fn all() -> Vec<(PathError, &'static str, &'static str, bool)> {
    let at = 3;
    let (issuer, oid) = (Box::<[u8]>::from([0x30, 0]), Box::<[u8]>::from([0x2a, 3, 4]));
    let violation: Violation = Certificate::from_der(&[]).unwrap_err();
    let (time, other) = (UnixTime::from_seconds(0).unwrap(), UnixTime::from_seconds(60).unwrap());
    let key = KeyError::NotAllowed { kind: KeyKind::Rsa };
    vec![
        (
            PathError::UnknownIssuer { at, issuer },
            "UNKNOWN-ISSUER",
            ": no issuer of that name is at hand",
            false,
        ),
        (
            PathError::AnchorUnusable { at, reason: AnchorProblem::Malformed(violation) },
            "ANCHOR-UNUSABLE",
            ": the trust anchor is unusable",
            true,
        ),
        (PathError::Signature { at }, "SIGNATURE", ": the signature is not its issuer's", false),
        (
            PathError::Algorithm { at, reason: SignatureError::Mismatch },
            "ALGORITHM",
            ": the signature algorithm is not accepted",
            true,
        ),
        (PathError::Key { at, reason: key }, "KEY", ": the public key is not accepted", true),
        (
            PathError::NotYetValid { at, time, not_before: other },
            "NOT-YET-VALID",
            ": not valid at 1970-01-01T00:00:00Z, before 1970-01-01T00:01:00Z",
            false,
        ),
        (
            PathError::Expired { at, time: other, not_after: time },
            "EXPIRED",
            ": not valid at 1970-01-01T00:01:00Z, expired at 1970-01-01T00:00:00Z",
            false,
        ),
        (PathError::NotCa { at }, "NOT-CA", ": issued the one before, but is no certificate of a CA", false),
        (
            PathError::PathLength { at, limit: 1, actual: 2 },
            "PATH-LENGTH",
            ": allows 1 CAs below it, there are 2",
            false,
        ),
        (PathError::KeyUsage { at, violation }, "KEY-USAGE", ": the key usage does not admit the use", true),
        (
            PathError::ExtendedKeyUsage { at, violation },
            "EXTENDED-KEY-USAGE",
            ": the extended key usage does not admit the purpose",
            true,
        ),
        (
            PathError::NameConstraint { at, form: NameForm::Dns, kind: ConstraintFailureKind::Excluded },
            "NAME-CONSTRAINT",
            ", dNSName: a name in an excluded subtree",
            false,
        ),
        (
            PathError::Policy { at, kind: PolicyFailureKind::NoValidPolicy },
            "POLICY",
            ": a policy is required, and the path is valid for none",
            false,
        ),
        (
            PathError::UnknownCriticalExtension { at, oid: oid.clone() },
            "UNKNOWN-CRITICAL-EXTENSION",
            ": the critical extension 1.2.3.4 is not interpreted",
            false,
        ),
        (
            PathError::UnansweredCriticalExtension { at, oid },
            "UNANSWERED-CRITICAL-EXTENSION",
            ": the critical extension 1.2.3.4 was not accepted",
            false,
        ),
        (PathError::Profile { at, violation }, "PROFILE", ": the profile refuses it", true),
        (PathError::LeafIsAnchor { at }, "LEAF-IS-ANCHOR", ": the leaf is itself a trust anchor", false),
        (PathError::Loop { at }, "LOOP", ": the same name and key stand in the chain before it", false),
        (
            PathError::BudgetExhausted { at, what: Resource::Paths },
            "BUDGET-EXHAUSTED",
            ": the limit of paths was reached",
            false,
        ),
    ]
}

#[test]
fn every_reason_has_a_code_of_its_own_a_place_and_a_text() {
    let mut codes = BTreeSet::new();
    for (error, code, text, has_source) in all() {
        assert_eq!(error.code(), format!("CSG-X509-{code}"));
        assert_eq!(error.at(), 3, "{code}");
        assert_eq!(error.to_string(), format!("certificate 3{text}"));
        assert_eq!(error.source().is_some(), has_source, "{code}");
        assert!(codes.insert(error.code()), "{code} stands twice");
    }
    assert_eq!(codes.len(), 19);
}

#[test]
fn what_ran_out_is_named() {
    let texts = [
        (Resource::Certificates, "certificates in the message"),
        (Resource::Bytes, "bytes of certificates in the message"),
        (Resource::Depth, "certificates in a path"),
        (Resource::Signatures, "signature checks"),
        (Resource::Candidates, "possible issuers"),
        (Resource::NameComparisons, "comparisons with name constraints"),
        (Resource::Paths, "paths"),
        (Resource::PolicyNodes, "policy nodes"),
    ];
    for (what, text) in texts {
        assert_eq!(what.to_string(), text);
    }
}

#[test]
fn why_an_anchor_is_unusable_is_told_in_the_words_of_what_is_wrong_with_it() {
    let violation = Certificate::from_der(&[]).unwrap_err();
    assert_eq!(AnchorProblem::Malformed(violation).to_string(), violation.to_string());
    let key = KeyError::NotAllowed { kind: KeyKind::Rsa };
    assert_eq!(AnchorProblem::Key(key).to_string(), key.to_string());
}

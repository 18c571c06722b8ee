//! What a verifier is told, and that each word of it counts.
use std::{collections::BTreeSet, num::NonZeroUsize};

use crate::common::*;
use countersign::{
    ConfigurationError, ImageName, Ready, SignOptions, Verifier, VerifierBuilder, WriteFormat,
    crypto::{PublicKey, RustCrypto},
    danger,
    oci::PlanOptions,
    policy::{NamedPredicate, PredicateRefusal, PrincipalError, RequirementError},
};

fn public(seed: u64) -> PublicKey {
    private_key(seed).public_key().clone()
}

fn builder(seed: u64) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).key(public(seed))
}

fn two() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

#[test]
fn a_threshold_counts_distinct_signers_and_not_signatures() {
    let (mut store, _) = Store::with_image();
    // One signer with two keys, in both forms, and again: still one.
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    store.sign(1, ImageName::tag("v1"), SignOptions::new().again());
    store.sign(1, ImageName::tag("v1"), SignOptions::new().format(WriteFormat::CosignLegacy));
    store.sign(2, ImageName::tag("v1"), SignOptions::new());
    let verifier = Verifier::builder(RustCrypto)
        .signer("build", [public(1), public(2)])
        .signer("release", [public(3)])
        .threshold(two())
        .build()
        .unwrap();
    let verdict = store.verify(&verifier, ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-THRESHOLD"));
    assert_eq!(verdict.unwrap_err().report().targets()[0].found(), 1);
    store.sign(3, ImageName::tag("v1"), SignOptions::new().format(WriteFormat::CosignLegacy));
    let image = store.verify(&verifier, ImageName::tag("v1")).unwrap();
    let names: BTreeSet<_> = image.report().accepted().iter().map(|accepted| accepted.principal()).collect();
    assert_eq!(names, BTreeSet::from(["build", "release"]));
}

#[test]
fn any_of_several_keys_is_enough_without_a_threshold() {
    let (mut store, _) = Store::with_image();
    store.sign(2, ImageName::tag("v1"), SignOptions::new());
    let verifier = builder(1).key(public(2)).key(public(3)).build().unwrap();
    assert_eq!(kind(&store.verify(&verifier, ImageName::tag("v1"))), "accepted");
    let others = builder(1).key(public(3)).build().unwrap();
    assert_eq!(code(&store.verify(&others, ImageName::tag("v1"))), "CSG-SIGNATURE-INVALID");
}

#[test]
fn a_required_annotation_must_be_there_with_that_value() {
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let (mut store, _) = Store::with_image();
        let options = SignOptions::new().format(format).annotation("env", "prod").annotation("team", "a");
        store.sign(1, ImageName::tag("v1"), options);
        for (key, value, expected) in [
            ("env", "prod", "accepted"),
            ("env", "dev", "CSG-ANNOTATION"),
            ("env", "", "CSG-ANNOTATION"),
            ("Env", "prod", "CSG-ANNOTATION"),
            ("stage", "prod", "CSG-ANNOTATION"),
        ] {
            let verifier = builder(1).annotation(key, value).build().unwrap();
            assert_eq!(
                code(&store.verify(&verifier, ImageName::tag("v1"))),
                expected,
                "{format:?} {key}={value}"
            );
        }
        // Two requirements are met by one signature, not by two that meet one each.
        store.sign(1, ImageName::tag("v1"), SignOptions::new().format(format).annotation("only", "this"));
        let both = builder(1).annotation("env", "prod").annotation("only", "this").build().unwrap();
        assert_eq!(code(&store.verify(&both, ImageName::tag("v1"))), "CSG-ANNOTATION");
    }
}

#[test]
fn a_check_of_the_embedding_program_can_refuse_and_is_named() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new().annotation("build", "41"));
    let at_least = |least: u32| {
        NamedPredicate::new("build-number", move |signature| {
            let build = signature.annotations().get("build").and_then(|build| build.parse::<u32>().ok());
            match build {
                Some(build) if build >= least => Ok(()),
                _ => Err(PredicateRefusal::new("the build is too old")),
            }
        })
    };
    let old = builder(1).predicate(at_least(42)).build().unwrap();
    let verdict = store.verify(&old, ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-CHECK-FAILED"));
    let right = builder(1).predicate(at_least(41)).build().unwrap();
    let image = store.verify(&right, ImageName::tag("v1")).unwrap();
    assert!(image.report().accepted()[0].checks().contains(&"predicate:build-number".to_owned()));
}

#[test]
fn what_could_never_be_met_or_counts_twice_is_no_configuration() {
    let error = |builder: VerifierBuilder<Ready>| builder.build().unwrap_err();
    assert_eq!(
        error(builder(1).threshold(two())),
        ConfigurationError::Requirement(RequirementError::Unreachable { threshold: 2, principals: 1 })
    );
    assert_eq!(
        error(Verifier::builder(RustCrypto).signer("a", [public(1)]).signer("b", [public(1)])),
        ConfigurationError::Requirement(RequirementError::SharedAuthenticator { first: 0, second: 1 })
    );
    assert_eq!(
        error(Verifier::builder(RustCrypto).signer("a", [public(1)]).signer("a", [public(2)])),
        ConfigurationError::Requirement(RequirementError::NameTwice { second: 1 })
    );
    assert_eq!(
        error(Verifier::builder(RustCrypto).signer("a", [])),
        ConfigurationError::Signer(PrincipalError::NoAuthenticator)
    );
    assert_eq!(
        error(Verifier::builder(RustCrypto).signer("", [public(1)])),
        ConfigurationError::Signer(PrincipalError::NoName)
    );
    let limits = PlanOptions::default().with_max_bundle(u64::MAX);
    assert!(matches!(error(builder(1).limits(limits)), ConfigurationError::Canonical(_)));
}

#[test]
fn every_option_changes_the_digest_of_the_configuration() {
    let allow = || NamedPredicate::new("allow", |_| Ok(()));
    let variants = [
        builder(1),
        builder(2),
        builder(1).key(public(2)),
        builder(1).key(public(2)).threshold(two()),
        Verifier::builder(RustCrypto).signer("name", [public(1)]),
        builder(1).annotation("a", "b"),
        builder(1).annotation("a", "c"),
        builder(1).predicate(allow()),
        builder(1).read_everything(),
        builder(1).limits(PlanOptions::default().with_max_candidates(8)),
        builder(1).limits(PlanOptions::default().with_max_referrers(8)),
        builder(1).limits(PlanOptions::default().with_max_manifest(8)),
        builder(1).limits(PlanOptions::default().with_max_bundle(8)),
        builder(1).limits(PlanOptions::default().with_max_payload(8)),
        builder(1).limits(PlanOptions::default().with_max_total(8)),
        // The same for signatures as without, and less for attestations.
        builder(1).limits(PlanOptions::default().with_max_bundle(4 << 20)),
        danger::accept_any_predicate(builder(1)),
    ];
    let count = variants.len();
    let digests: BTreeSet<_> =
        variants.into_iter().map(|variant| variant.build().unwrap().configuration_digest()).collect();
    assert_eq!(digests.len(), count);
    assert_eq!(
        builder(1).build().unwrap().configuration_digest(),
        builder(1).build().unwrap().configuration_digest()
    );
}

#[test]
fn a_smaller_limit_on_candidates_holds() {
    let (mut store, _) = Store::with_image();
    for seed in 2..6 {
        store.sign(seed, ImageName::tag("v1"), SignOptions::new());
    }
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let verdict = |candidates| {
        let limits = PlanOptions::default().with_max_candidates(candidates);
        store.verify(&builder(1).limits(limits).build().unwrap(), ImageName::tag("v1"))
    };
    assert_eq!((kind(&verdict(4)), kind(&verdict(5))), ("limit", "accepted"));
}

#[test]
fn reading_everything_reports_what_else_is_there() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    store.sign(2, ImageName::tag("v1"), SignOptions::new());
    let enough = store.verify(&builder(1).build().unwrap(), ImageName::tag("v1")).unwrap();
    let everything =
        store.verify(&builder(1).read_everything().build().unwrap(), ImageName::tag("v1")).unwrap();
    assert_eq!(everything.report().refused().len(), 1);
    assert!(enough.report().requests() < everything.report().requests());
}

#[test]
fn what_a_program_keeps_is_shared_between_threads() {
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Verifier>();
    is_shared::<countersign::Signer>();
    is_shared::<countersign::Verification>();
    is_shared::<countersign::Signing>();
    is_shared::<countersign::VerifiedImage>();
    is_shared::<countersign::Refusal>();
    is_shared::<countersign::Report>();
}

/// GHSA fix 0008f0ec in Cosign: options shared by concurrent verifications.
#[test]
fn concurrent_verifications_with_opposite_requirements_do_not_mix() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let (right, wrong) = (builder(1).build().unwrap(), builder(2).build().unwrap());
    std::thread::scope(|scope| {
        for place in 0..64 {
            let (store, verifier, expected) = match place % 2 {
                0 => (&store, &right, "accepted"),
                _ => (&store, &wrong, "untrusted"),
            };
            scope.spawn(move || assert_eq!(kind(&store.verify(verifier, ImageName::tag("v1"))), expected));
        }
    });
}

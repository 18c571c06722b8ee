use testkit::Registry;

use crate::bench::{Bench, digests};

/// Every type with a predicate that Cosign takes for it.
const TYPES: [(&str, &str); 11] = [
    ("slsaprovenance", r#"{"builder":{"id":"b"},"buildType":"t","invocation":{"configSource":{}}}"#),
    ("slsaprovenance02", r#"{"builder":{"id":"b"},"buildType":"t","invocation":{"configSource":{}}}"#),
    (
        "slsaprovenance1",
        r#"{"buildDefinition":{"buildType":"t","externalParameters":{}},"runDetails":{"builder":{"id":"b"}}}"#,
    ),
    ("spdx", "SPDXVersion: SPDX-2.3"),
    ("spdxjson", r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT"}"#),
    ("cyclonedx", r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#),
    (
        "link",
        r#"{"_type":"link","name":"n","command":["c"],"materials":{},"products":{},"byproducts":{},"environment":{}}"#,
    ),
    (
        "vuln",
        r#"{"invocation":{"parameters":null,"uri":"","event_id":"","builder.id":""},"scanner":{"uri":"","version":"",
            "db":{"uri":"","version":""},"result":null},"metadata":{"scanStartedOn":"2026-01-01T00:00:00Z",
            "scanFinishedOn":"2026-01-01T00:00:00Z"}}"#,
    ),
    (
        "openvex",
        r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","author":"a","timestamp":"2026-01-01T00:00:00Z",
            "version":1,"statements":[]}"#,
    ),
    ("custom", "any text"),
    ("https://example.com/review/v1", r#"{"by":"me"}"#),
];

/// Cosign v3.1.3 refuses the statements of this type that it writes itself: their predicate is a string.
const NOT_READ_BY_COSIGN: &str = "spdx";

fn both_ways(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    bench.ours(&["key", "generate", "--out", "other"]);
    for (number, (name, predicate)) in TYPES.iter().enumerate() {
        bench.write("predicate", predicate);
        let layout = format!("work{number}");
        bench.copy("unsigned", &layout);
        ours_then_theirs(&bench, registry, &layout, name);
        for bundle in [true, false] {
            theirs_then_ours(&bench, registry, number, name, bundle);
        }
    }
}

fn ours_then_theirs(bench: &Bench, registry: &Registry, layout: &str, name: &str) {
    let image = format!("oci:{layout}:{layout}");
    for format in ["cosign", "cosign-legacy"] {
        let attest = ["attest", &image, "--type", name, "--predicate", "predicate", "--key", "release.key"];
        bench.ours(&[&attest[..], &["--format", format]].concat());
    }
    let repository = format!("{}/acme/{layout}", registry.address());
    bench.push(layout, &repository);
    let reference = format!("{repository}@{}", digests(&bench.path(layout), layout).remove(0));
    for bundle in [true, false] {
        let is_read = bench.cosign_verify_attestation("release.pub", &reference, name, bundle).0;
        assert_eq!(is_read, name != NOT_READ_BY_COSIGN, "{name} bundle={bundle}");
        assert!(
            !bench.cosign_verify_attestation("other.pub", &reference, name, bundle).0,
            "{name} bundle={bundle}"
        );
    }
}

fn theirs_then_ours(bench: &Bench, registry: &Registry, number: usize, name: &str, bundle: bool) {
    let repository = format!("{}/acme/theirs{number}-{bundle}", registry.address());
    bench.push("unsigned", &repository);
    let digest = digests(&bench.path("unsigned"), "unsigned").remove(0);
    bench.cosign_attest("release.key", &format!("{repository}@{digest}"), name, "predicate", bundle);
    let layout = format!("pulled{number}-{bundle}");
    let attestation = format!("{}.att", digest.replace(':', "-"));
    let tags: &[&str] = if bundle { &["v1"] } else { &["v1", &attestation] };
    bench.pull(&repository, tags, &layout);
    let image = format!("oci:{layout}:v1");
    let verify = ["verify-attestation", &image, "--type", name, "--key", "release.pub", "-o", "json"];
    let report: serde_json::Value = serde_json::from_str(&bench.ours(&verify)).unwrap();
    let kept = if bundle { "cosign-bundle" } else { "cosign-attestation" };
    assert_eq!(report["accepted"][0]["format"], kept, "{name}");
    let subject = &report["statement"]["subject"][0]["digest"]["sha256"];
    assert_eq!(format!("sha256:{}", subject.as_str().unwrap()), digest, "{name}");
}

#[test]
fn every_type_both_ways_on_a_registry_with_the_referrers_interface() {
    if let Some(registry) = Registry::with_referrers() {
        both_ways(&registry);
    }
}

#[test]
fn every_type_both_ways_on_a_registry_without_the_referrers_interface() {
    if let Some(registry) = Registry::without_referrers() {
        both_ways(&registry);
    }
}

use testkit::Registry;

use crate::bench::{Bench, digests};

fn cosign_verifies_what_this_command_writes(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    bench.ours(&["key", "generate", "--out", "other"]);
    for layout in ["unsigned", "bundle-index"] {
        let image = format!("oci:{layout}:{layout}");
        let repository = format!("{}/acme/{layout}", registry.address());
        for format in ["cosign", "cosign-legacy"] {
            let sign =
                ["sign", &image, "--key", "release.key", "--recursive", "-a", "env=prod", "--format", format];
            bench.ours(&sign);
        }
        bench.push(layout, &repository);
        for digest in digests(&bench.path(layout), layout) {
            let reference = format!("{repository}@{digest}");
            for bundle in [true, false] {
                let output = bench.cosign_verify("release.pub", &reference, bundle);
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{reference} bundle={bundle}: {errors}");
                assert!(String::from_utf8_lossy(&output.stdout).contains("prod"), "{reference}");
                let other = bench.cosign_verify("other.pub", &reference, bundle);
                assert!(!other.status.success(), "{reference} bundle={bundle}");
            }
        }
    }
}

fn this_command_verifies_what_cosign_writes(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    for bundle in [true, false] {
        let repository = format!("{}/acme/theirs-{bundle}", registry.address());
        bench.push("unsigned", &repository);
        let digest = digests(&bench.path("unsigned"), "unsigned").remove(0);
        // The key that this command made opens in Cosign.
        bench.cosign_sign("release.key", &format!("{repository}@{digest}"), bundle);
        let layout = format!("pulled-{bundle}");
        let signature = format!("{}.sig", digest.replace(':', "-"));
        let tags: &[&str] = if bundle { &["v1"] } else { &["v1", &signature] };
        bench.pull(&repository, tags, &layout);
        let report =
            bench.ours(&["verify", &format!("oci:{layout}:v1"), "--key", "release.pub", "--output", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let format = if bundle { "cosign-bundle" } else { "cosign-legacy" };
        assert_eq!(
            (&report["verdict"], &report["accepted"][0]["format"]),
            (&"accepted".into(), &format.into())
        );
    }
}

/// Every other algorithm that this command signs with, both ways and in both forms. Cosign signs images with Ed25519ph, which
/// only this command verifies.
fn other_algorithms_both_ways(registry: &Registry) {
    let Some(bench) = Bench::new() else { return };
    for algorithm in ["ecdsa-p384", "ecdsa-p521", "ed25519"] {
        let (key, public) = (format!("{algorithm}.key"), format!("{algorithm}.pub"));
        bench.ours(&["key", "generate", "--out", algorithm, "--algorithm", algorithm]);
        bench.copy("unsigned", algorithm);
        let image = format!("oci:{algorithm}:{algorithm}");
        for format in ["cosign", "cosign-legacy"] {
            bench.ours(&["sign", &image, "--key", &key, "--format", format]);
        }
        let repository = format!("{}/acme/{algorithm}", registry.address());
        bench.push(algorithm, &repository);
        let digest = digests(&bench.path(algorithm), algorithm).remove(0);
        for bundle in [true, false] {
            let output = bench.cosign_verify(&public, &format!("{repository}@{digest}"), bundle);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{algorithm} bundle={bundle}: {errors}");
            let theirs = format!("{repository}-theirs-{bundle}");
            bench.push("unsigned", &theirs);
            bench.cosign_sign(&key, &format!("{theirs}@{digest}"), bundle);
            let layout = format!("{algorithm}-{bundle}");
            let signature = format!("{}.sig", digest.replace(':', "-"));
            let tags: &[&str] = if bundle { &["v1"] } else { &["v1", &signature] };
            bench.pull(&theirs, tags, &layout);
            bench.ours(&["verify", &format!("oci:{layout}:v1"), "--key", &public]);
        }
    }
}

#[test]
fn other_algorithms_are_read_both_ways_from_a_registry() {
    if let Some(registry) = Registry::with_referrers() {
        other_algorithms_both_ways(&registry);
    }
}

#[test]
fn cosign_verifies_our_signatures_on_a_registry_with_the_referrers_interface() {
    if let Some(registry) = Registry::with_referrers() {
        cosign_verifies_what_this_command_writes(&registry);
    }
}

#[test]
fn cosign_verifies_our_signatures_on_a_registry_without_the_referrers_interface() {
    if let Some(registry) = Registry::without_referrers() {
        cosign_verifies_what_this_command_writes(&registry);
    }
}

#[test]
fn we_verify_cosigns_signatures_from_a_registry_with_the_referrers_interface() {
    if let Some(registry) = Registry::with_referrers() {
        this_command_verifies_what_cosign_writes(&registry);
    }
}

#[test]
fn we_verify_cosigns_signatures_from_a_registry_without_the_referrers_interface() {
    if let Some(registry) = Registry::without_referrers() {
        this_command_verifies_what_cosign_writes(&registry);
    }
}

//! Straight on registries, without a layout between: both tools sign, both verify, and what is copied stays signed.

use crate::site::Site;

const ALGORITHMS: [&str; 3] = ["ecdsa-p256", "ecdsa-p384", "ed25519"];

fn accepted(report: &str) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    assert_eq!(report["verdict"], "accepted", "{report}");
    report
}

fn we_verify_what_cosign_signs(site: &Site) {
    for bundle in [true, false] {
        let repository = site.repository(&format!("theirs-{bundle}"));
        let digest = site.push("unsigned", &repository).remove(0);
        let image = format!("{repository}@{digest}");
        site.bench.cosign_sign("release.key", &image, bundle);
        let report = accepted(&site.ours_succeeds(&[
            "verify",
            &format!("{repository}:v1"),
            "--key",
            "release.pub",
            "--output",
            "json",
        ]));
        let format = if bundle { "cosign-bundle" } else { "cosign-legacy" };
        assert_eq!(report["accepted"][0]["format"], format);
        assert_eq!(report["subject"]["digest"], digest);
        let other = site.ours(&["verify", &image, "--key", "other.pub"]);
        assert_eq!(other.status.code(), Some(1), "{}", String::from_utf8_lossy(&other.stderr));
    }
}

fn we_verify_what_cosign_signs_recursively(site: &Site) {
    for bundle in [true, false] {
        let repository = site.repository(&format!("recursive-{bundle}"));
        let digests = site.push("bundle-index", &repository);
        site.bench.cosign_sign_with(
            "release.key",
            &format!("{repository}@{}", digests[0]),
            bundle,
            &["--recursive"],
        );
        for digest in &digests {
            accepted(&site.ours_succeeds(&[
                "verify",
                &format!("{repository}@{digest}"),
                "--key",
                "release.pub",
                "--output",
                "json",
            ]));
        }
        accepted(&site.ours_succeeds(&[
            "verify",
            &format!("{repository}:v1"),
            "--platform",
            "all",
            "--key",
            "release.pub",
            "--output",
            "json",
        ]));
    }
}

fn we_verify_what_cosign_attests(site: &Site) {
    site.bench.write("predicate", r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#);
    for bundle in [true, false] {
        let repository = site.repository(&format!("attested-{bundle}"));
        let digest = site.push("unsigned", &repository).remove(0);
        let image = format!("{repository}@{digest}");
        site.bench.cosign_attest("release.key", &image, "cyclonedx", "predicate", bundle);
        let verify =
            ["verify-attestation", &image, "--type", "cyclonedx", "--key", "release.pub", "--output", "json"];
        let report = accepted(&site.ours_succeeds(&verify));
        assert_eq!(report["statement"]["predicate"]["bomFormat"], "CycloneDX");
        // An attestation is no signature.
        assert_eq!(site.ours(&["verify", &image, "--key", "release.pub"]).status.code(), Some(3));
    }
}

fn cosign_verifies_what_we_sign(site: &Site) {
    for algorithm in ALGORITHMS {
        let (key, public) = (format!("{algorithm}.key"), format!("{algorithm}.pub"));
        site.bench.ours(&["key", "generate", "--out", algorithm, "--algorithm", algorithm]);
        let repository = site.repository(algorithm);
        let digests = site.push("bundle-index", &repository);
        for format in ["cosign", "cosign-legacy"] {
            site.ours_succeeds(&[
                "sign",
                &format!("{repository}:v1"),
                "--key",
                &key,
                "--recursive",
                "-a",
                "env=prod",
                "--format",
                format,
            ]);
        }
        for digest in &digests {
            let image = format!("{repository}@{digest}");
            for bundle in [true, false] {
                let output = site.bench.cosign_verify(&public, &image, bundle);
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{image} bundle={bundle}: {errors}");
                assert!(String::from_utf8_lossy(&output.stdout).contains("prod"), "{image}");
                assert!(!site.bench.cosign_verify("release.pub", &image, bundle).status.success(), "{image}");
            }
            let referrers = site.discovered(&image);
            assert_eq!(referrers.len(), 1, "{image}");
            if !site.has_referrers_api() {
                assert_eq!(site.fallback_index(&repository, digest), referrers, "{image}");
            }
        }
    }
}

fn cosign_verifies_what_we_attest(site: &Site) {
    site.bench.write("predicate", r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#);
    let repository = site.repository("ours-attested");
    let digest = site.push("unsigned", &repository).remove(0);
    let image = format!("{repository}@{digest}");
    for (format, bundle) in [("cosign", true), ("cosign-legacy", false)] {
        site.ours_succeeds(&[
            "attest",
            &image,
            "--type",
            "cyclonedx",
            "--predicate",
            "predicate",
            "--key",
            "release.key",
            "--format",
            format,
        ]);
        let verified = |key| site.bench.cosign_verify_attestation(key, &image, "cyclonedx", bundle);
        assert!(verified("release.pub").0, "{format}: {}", verified("release.pub").1);
        assert!(!verified("other.pub").0, "{format}");
    }
}

fn what_was_copied_verifies_with_cosign(site: &Site) {
    let repository = site.repository("source");
    let digests = site.push("bundle-index", &repository);
    let image = format!("{repository}@{}", digests[0]);
    // Theirs and ours, in both forms, on the index and on what it lists.
    site.bench.cosign_sign_with("release.key", &image, true, &["--recursive"]);
    site.bench.cosign_sign_with("release.key", &image, false, &["--recursive"]);
    site.ours_succeeds(&["sign", &image, "--key", "other.key", "--recursive"]);
    let (moved, again) = (site.repository("moved"), site.repository("moved/again"));
    site.ours_succeeds(&["copy", &format!("{repository}:v1"), &format!("{moved}:v2")]);
    // Through a layout and back.
    site.ours_succeeds(&["copy", &format!("{moved}:v2"), "oci:carried:v2"]);
    site.ours_succeeds(&["copy", "oci:carried:v2", &format!("{again}:v3")]);
    for (destination, tag) in [(&moved, "v2"), (&again, "v3")] {
        let report = accepted(&site.ours_succeeds(&[
            "verify",
            &format!("{destination}:{tag}"),
            "--key",
            "release.pub",
            "--output",
            "json",
        ]));
        assert_eq!(report["subject"]["digest"], digests[0]);
        for digest in &digests {
            let image = format!("{destination}@{digest}");
            for (key, bundle) in [("release.pub", true), ("release.pub", false), ("other.pub", true)] {
                let output = site.bench.cosign_verify(key, &image, bundle);
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{image} {key} bundle={bundle}: {errors}");
            }
            assert_eq!(site.discovered(&image).len(), 2, "{image}");
        }
    }
}

fn list_shows_what_cosign_attached(site: &Site) {
    let repository = site.repository("listed");
    let digest = site.push("unsigned", &repository).remove(0);
    let image = format!("{repository}@{digest}");
    site.bench.cosign_sign("release.key", &image, true);
    site.bench.cosign_sign("release.key", &image, false);
    let tree = site.ours_succeeds(&["list", &image]);
    assert!(tree.contains("cosign-bundle") && tree.contains(".sig"), "{tree}");
}

type Scenario = fn(&Site);

fn on(registry: &str, scenario: Scenario) {
    let Some(site) = Site::open(registry) else { return };
    site.bench.ours(&["key", "generate", "--out", "other"]);
    scenario(&site);
}

macro_rules! on_every_registry {
    ($($scenario:ident),* $(,)?) => {
        mod go_registry {
            $(#[test] fn $scenario() { super::on("go-registry", super::$scenario); })*
        }
        mod docker_registry {
            $(#[test] fn $scenario() { super::on("docker-registry", super::$scenario); })*
        }
        mod distribution_with_tls_and_a_password {
            $(#[test] fn $scenario() { super::on("distribution", super::$scenario); })*
        }
    };
}

on_every_registry!(
    we_verify_what_cosign_signs,
    we_verify_what_cosign_signs_recursively,
    we_verify_what_cosign_attests,
    cosign_verifies_what_we_sign,
    cosign_verifies_what_we_attest,
    what_was_copied_verifies_with_cosign,
    list_shows_what_cosign_attached,
);

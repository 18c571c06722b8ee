use crate::bench::{Bench, digest_flag};

/// Every algorithm that this command signs with.
const KEYS: [&str; 4] = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"];
const QUIET: [&str; 3] = ["--use-signing-config=false", "--tlog-upload=false", "-y"];
const LEGACY: &str = "--new-bundle-format=false";

fn with_blob() -> Option<Bench> {
    let bench = Bench::new()?;
    bench.write("blob", &"what is signed ".repeat(100_000));
    bench.write("predicate", r#"{"by":"me"}"#);
    for algorithm in KEYS {
        bench.ours(&["key", "generate", "--out", algorithm, "--algorithm", algorithm]);
    }
    bench.ours(&["key", "generate", "--out", "other"]);
    Some(bench)
}

fn cosign_accepts(bench: &Bench, verb: &str, key: &str, more: &[&str]) -> Result<(), String> {
    let flags = ["--insecure-ignore-tlog=true", "--key", key];
    let (accepted, said) = bench
        .said(bench.cosign.command(), &[&[verb], digest_flag(key), &flags[..], more, &["blob"]].concat());
    if accepted { Ok(()) } else { Err(said) }
}

#[test]
fn cosign_verifies_our_signatures_of_files_in_all_forms() {
    let Some(bench) = with_blob() else { return };
    for algorithm in KEYS {
        let (key, public) = (format!("{algorithm}.key"), format!("{algorithm}.pub"));
        bench.ours(&["sign-blob", "blob", "--key", &key, "--again"]);
        bench.ours(&["sign-blob", "blob", "--key", &key, "--format", "cosign-legacy", "--again"]);
        bench.ours(&["sign-blob", "blob", "--key", &key, "--signature", "signature", "--again"]);
        for evidence in [
            &["--bundle", "blob.sigstore.json"][..],
            &[LEGACY, "--bundle", "blob.bundle"],
            &[LEGACY, "--signature", "signature"],
        ] {
            assert_eq!(
                cosign_accepts(&bench, "verify-blob", &public, evidence),
                Ok(()),
                "{algorithm} {evidence:?}"
            );
            assert!(cosign_accepts(&bench, "verify-blob", "other.pub", evidence).is_err(), "{algorithm}");
        }
    }
}

#[test]
fn we_verify_cosigns_signatures_of_files_in_all_forms() {
    let Some(bench) = with_blob() else { return };
    for algorithm in KEYS {
        let (key, public) = (format!("{algorithm}.key"), format!("{algorithm}.pub"));
        let sign = |more: &[&str]| {
            bench.succeed(
                bench.cosign.command(),
                &[&["sign-blob", "--key", &key], &QUIET[..], more, &["blob"]].concat(),
            );
        };
        sign(&["--bundle", "theirs.json"]);
        sign(&[LEGACY, "--bundle", "theirs.legacy", "--output-signature", "theirs.sig"]);
        for evidence in
            [["--bundle", "theirs.json"], ["--bundle", "theirs.legacy"], ["--signature", "theirs.sig"]]
        {
            bench.ours(&[&["verify-blob", "blob", "--key", &public], &evidence[..]].concat());
            let other = bench.said(
                std::process::Command::new(env!("CARGO_BIN_EXE_countersign")),
                &[&["verify-blob", "blob", "--key", "other.pub"], &evidence[..]].concat(),
            );
            assert!(!other.0, "{algorithm}: {}", other.1);
        }
    }
}

#[test]
fn statements_about_files_are_read_both_ways_in_both_forms() {
    let Some(bench) = with_blob() else { return };
    for algorithm in KEYS {
        let (key, public) = (format!("{algorithm}.key"), format!("{algorithm}.pub"));
        let attest =
            ["attest-blob", "blob", "--type", "custom", "--predicate", "predicate", "--key", &key, "--again"];
        bench.ours(&[&attest[..], &["--bundle", "ours.json"]].concat());
        bench.ours(&[&attest[..], &["--bundle", "ours.dsse", "--format", "cosign-legacy"]].concat());
        for evidence in [&["--bundle", "ours.json"][..], &[LEGACY, "--signature", "ours.dsse"]] {
            let more = [&["--type", "custom"], evidence].concat();
            let accepted = cosign_accepts(&bench, "verify-blob-attestation", &public, &more);
            assert_eq!(accepted, Ok(()), "{algorithm} {evidence:?}");
        }
        let what = ["attest-blob", "--key", &key, "--type", "custom", "--predicate", "predicate"];
        let theirs = |more: &[&str]| {
            bench.succeed(bench.cosign.command(), &[&what[..], &QUIET, more, &["blob"]].concat());
        };
        theirs(&["--bundle", "theirs.json"]);
        theirs(&[LEGACY, "--output-signature", "theirs.dsse", "--bundle", "theirs.legacy"]);
        for evidence in
            [["--bundle", "theirs.json"], ["--signature", "theirs.dsse"], ["--bundle", "theirs.legacy"]]
        {
            let verify = ["verify-blob-attestation", "blob", "--type", "custom", "--key", &public];
            bench.ours(&[&verify[..], &evidence].concat());
        }
    }
}

#[test]
fn cosign_signs_files_and_images_with_rsa_and_we_verify() {
    let Some(bench) = with_blob() else { return };
    let openssl = || std::process::Command::new("openssl");
    if bench.said(openssl(), &["genrsa", "-out", "rsa.pem", "2048"]).0 {
        bench.ours(&["key", "import", "rsa.pem", "--out", "rsa"]);
        bench.succeed(
            bench.cosign.command(),
            &[&["sign-blob", "--key", "rsa.key"], &QUIET[..], &["--bundle", "rsa.json", "blob"]].concat(),
        );
        bench.ours(&["verify-blob", "blob", "--key", "rsa.pub", "--bundle", "rsa.json"]);
    }
}

//! Keys that others made open here, and keys that this command made open there.

use crate::bench::{Bench, PASSWORD};

const ALGORITHMS: [&str; 4] = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"];

fn id(bench: &Bench, key: &str) -> String {
    let shown = bench.ours(&["key", "inspect", key, "--output", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    shown["id"].as_str().unwrap().to_owned()
}

#[test]
fn our_boxes_open_in_cosign() {
    let Some(bench) = Bench::new() else { return };
    for algorithm in ALGORITHMS {
        bench.ours(&["key", "generate", "--out", algorithm, "--algorithm", algorithm]);
        let key = format!("{algorithm}.key");
        let public = bench.succeed(bench.cosign.command(), &["public-key", "--key", &key]);
        assert_eq!(public, bench.read(&format!("{algorithm}.pub")), "{algorithm}");
    }
}

#[test]
fn our_encrypted_keys_open_in_openssl() {
    let Some(bench) = Bench::new() else { return };
    let Some(openssl) = testkit::program("openssl") else { return };
    let pass = format!("pass:{PASSWORD}");
    for algorithm in ALGORITHMS {
        bench.ours(&["key", "generate", "--out", algorithm, "--algorithm", algorithm, "--format", "pkcs8"]);
        let key = format!("{algorithm}.key");
        let arguments = ["pkey", "-in", &key, "-passin", &pass, "-pubout"];
        let public = bench.succeed(openssl.command(), &arguments);
        assert_eq!(public, bench.read(&format!("{algorithm}.pub")), "{algorithm}");
        let wrong = bench.said(openssl.command(), &["pkey", "-in", &key, "-passin", "pass:wrong", "-noout"]);
        assert!(!wrong.0, "{algorithm}");
    }
}

#[test]
fn keys_of_cosign_open_here() {
    let Some(bench) = Bench::new() else { return };
    bench.succeed(bench.cosign.command(), &["generate-key-pair", "--output-key-prefix", "theirs"]);
    assert_eq!(id(&bench, "theirs.key"), id(&bench, "theirs.pub"));
    bench.write("blob", "content");
    bench.ours(&["sign-blob", "blob", "--key", "theirs.key"]);
    bench.ours(&["verify-blob", "blob", "--key", "theirs.pub"]);
}

#[test]
fn keys_of_openssl_open_here_plain_and_encrypted() {
    let Some(bench) = Bench::new() else { return };
    let Some(openssl) = testkit::program("openssl") else { return };
    let run = |arguments: &[&str]| bench.succeed(openssl.command(), arguments);
    let pass = format!("pass:{PASSWORD}");
    for (number, kind) in [
        &["EC", "ec_paramgen_curve:P-256"][..],
        &["EC", "ec_paramgen_curve:P-384"],
        &["EC", "ec_paramgen_curve:P-521"],
        &["ED25519"],
        &["RSA", "rsa_keygen_bits:2048"],
    ]
    .iter()
    .enumerate()
    {
        let plain = format!("plain{number}");
        let mut make = vec!["genpkey", "-out", &plain, "-algorithm", kind[0]];
        if let Some(option) = kind.get(1) {
            make.extend(["-pkeyopt", option]);
        }
        run(&make);
        let expected = id(&bench, &plain);
        let public = format!("public{number}");
        run(&["pkey", "-in", &plain, "-pubout", "-out", &public]);
        assert_eq!(id(&bench, &public), expected);
        for cipher in ["aes-256-cbc", "aes-128-cbc"] {
            let sealed = format!("sealed{number}-{cipher}");
            run(&["pkcs8", "-topk8", "-in", &plain, "-out", &sealed, "-v2", cipher, "-passout", &pass]);
            assert_eq!(id(&bench, &sealed), expected, "{kind:?} {cipher}");
        }
        let scrypt = format!("scrypt{number}");
        run(&["pkcs8", "-topk8", "-scrypt", "-in", &plain, "-out", &scrypt, "-passout", &pass]);
        assert_eq!(id(&bench, &scrypt), expected, "{kind:?} scrypt");
        let der = format!("der{number}");
        run(&["pkey", "-in", &plain, "-outform", "DER", "-out", &der]);
        assert_eq!(id(&bench, &der), expected, "{kind:?} DER");
        if kind[0] != "ED25519" {
            let older = format!("older{number}");
            run(&["pkey", "-in", &plain, "-traditional", "-out", &older]);
            assert_eq!(id(&bench, &older), expected, "{kind:?} SEC1 or PKCS#1");
        }
    }
}

#[test]
fn keys_of_openssh_open_here_plain_and_encrypted() {
    let Some(bench) = Bench::new() else { return };
    let Some(ssh_keygen) = testkit::program("ssh-keygen") else { return };
    for kind in [&["ecdsa", "256"][..], &["ecdsa", "384"], &["ecdsa", "521"], &["ed25519"], &["rsa", "2048"]]
    {
        for password in ["", PASSWORD] {
            let name = format!("ssh-{}{}", kind.concat(), password.len());
            let mut make = vec!["-q", "-t", kind[0], "-N", password, "-f", &name];
            if let Some(bits) = kind.get(1) {
                make.extend(["-b", bits]);
            }
            bench.succeed(ssh_keygen.command(), &make);
            assert_eq!(id(&bench, &name), id(&bench, &format!("{name}.pub")), "{kind:?}");
            let prefix = format!("{name}-imported");
            bench.ours(&["key", "import", &name, "--out", &prefix]);
            let public =
                bench.succeed(bench.cosign.command(), &["public-key", "--key", &format!("{prefix}.key")]);
            assert_eq!(public, bench.read(&format!("{prefix}.pub")), "{kind:?}");
        }
    }
}

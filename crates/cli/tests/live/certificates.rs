//! What Cosign signs with a certificate, this command verifies by the root of the authority and the name: images and files, in
//! both forms, under an authority that OpenSSL made and under one that this command made.
use testkit::Registry;

use crate::bench::Bench;

const QUIET: [&str; 3] = ["--use-signing-config=false", "--tlog-upload=false", "-y"];
const ANA: &str = "email:ana@example.com";

/// Writes a file for OpenSSL.
fn leaf_extensions(bench: &Bench) {
    let lines = [
        "subjectAltName=email:ana@example.com",
        "keyUsage=critical,digitalSignature",
        "extendedKeyUsage=codeSigning",
        "basicConstraints=CA:FALSE",
    ];
    bench.write("leaf.ext", &lines.join("\n"));
    bench.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign");
}

fn openssl(bench: &Bench, words: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    bench.succeed(std::process::Command::new("openssl"), &words);
}

/// A root, an authority below it, and a certificate of Ana's: `root.pem`, `between.pem`, `leaf.pem`, `chain.pem`, and Ana's
/// key in Cosign's box, `ana.key`.
fn authority_of_openssl() -> Option<Bench> {
    let bench = Bench::new()?;
    leaf_extensions(&bench);
    for name in ["root", "between", "leaf"] {
        openssl(&bench, &format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.pkcs8"));
        openssl(&bench, &format!("req -new -key {name}.pkcs8 -subj /CN={name} -out {name}.csr"));
    }
    let issue = |name: &str, by: &str, extensions: &str| {
        let sign = format!("-CA {by}.pem -CAkey {by}.pkcs8 -CAcreateserial -days 10 -extfile {extensions}");
        openssl(&bench, &format!("x509 -req -in {name}.csr {sign} -out {name}.pem"));
    };
    openssl(&bench, "x509 -req -in root.csr -signkey root.pkcs8 -days 10 -extfile ca.ext -out root.pem");
    issue("between", "root", "ca.ext");
    issue("leaf", "between", "leaf.ext");
    bench.ours(&["key", "import", "leaf.pkcs8", "--out", "ana"]);
    finished(bench)
}

fn authority_of_our_own() -> Option<Bench> {
    let bench = Bench::new()?;
    for name in ["root", "between", "ana"] {
        bench.ours(&["key", "generate", "--out", name]);
    }
    let ours = |words: &str| {
        bench.ours(&words.split_whitespace().collect::<Vec<_>>());
    };
    let issue = "certificate issue --profile";
    ours(&format!("{issue} ca --self-signed --key root.key --subject dn:CN=root --out root.pem"));
    ours(&format!(
        "{issue} ca --ca root.pem --ca-key root.key --public-key between.pub --subject dn:CN=between --path-len 0 \
         --permit email:example.com --out between.pem"
    ));
    ours("certificate request --key ana.key --subject dn:CN=leaf --out leaf.csr");
    ours(&format!(
        "{issue} code-signing --ca between.pem --ca-key between.key --request leaf.csr --subject dn:CN=leaf \
         --san {ANA} --out leaf.pem"
    ));
    finished(bench)
}

/// What else is needed: the chain as Cosign wants it, a root that has nothing to do with it, and a file.
fn finished(bench: Bench) -> Option<Bench> {
    bench.write("chain.pem", &(bench.read("between.pem") + &bench.read("root.pem")));
    bench.ours(&["key", "generate", "--out", "stranger"]);
    let root = ["certificate", "issue", "--profile", "ca", "--self-signed", "--key", "stranger.key"];
    bench.ours(&[&root[..], &["--subject", "dn:CN=root", "--out", "stranger.pem"]].concat());
    bench.write("blob", "what is signed");
    bench.write("predicate", r#"{"by":"me"}"#);
    Some(bench)
}

/// Accepted by root and name; refused with the right code for another name, another root, and after the end.
fn verified(bench: &Bench, words: &[&str]) {
    let run = |more: &[&str]| bench.said(Bench::countersign(), &[words, more].concat());
    let (root, subject) = (["--certificate-root", "root.pem"], ["--subject", ANA]);
    let accepted = run(&[&root[..], &subject].concat());
    assert!(accepted.0, "{words:?}: {}", accepted.1);
    let refusals: [(&[&str], &str); 3] = [
        (&["--certificate-root", "root.pem", "--subject", "email:bob@example.com"], "CSG-IDENTITY"),
        (&["--certificate-root", "stranger.pem", "--subject", ANA], "CSG-CERTIFICATE-"),
        (
            &["--certificate-root", "root.pem", "--subject", ANA, "--at", "2099-01-01T00:00:00Z"],
            "CSG-CERTIFICATE-EXPIRED",
        ),
    ];
    for (more, code) in refusals {
        let (is_accepted, said) = run(more);
        assert!(!is_accepted && said.contains(code), "{words:?} {more:?}: {said}");
    }
}

fn files(bench: &Bench) {
    let certificate = ["--key", "ana.key", "--certificate", "leaf.pem", "--certificate-chain", "chain.pem"];
    let cosign = |verb: &str, more: &[&str]| {
        let words = [&[verb], &certificate[..], &QUIET, more, &["blob"]].concat();
        bench.succeed(bench.cosign.command(), &words);
    };
    cosign("sign-blob", &["--bundle", "new.json"]);
    verified(bench, &["verify-blob", "blob", "--bundle", "new.json"]);
    // The older bundle of a file has no place for a chain.
    cosign("sign-blob", &["--new-bundle-format=false", "--bundle", "old.json"]);
    let (is_accepted, said) = bench.said(
        Bench::countersign(),
        &["verify-blob", "blob", "--bundle", "old.json", "--certificate-root", "root.pem", "--subject", ANA],
    );
    assert!(!is_accepted && said.contains("CSG-CERTIFICATE-UNTRUSTED"), "{said}");
    verified_below(bench, &["verify-blob", "blob", "--bundle", "old.json"]);
    cosign("attest-blob", &["--type", "custom", "--predicate", "predicate", "--bundle", "statement.json"]);
    verified(bench, &["verify-blob-attestation", "blob", "--type", "custom", "--bundle", "statement.json"]);
}

/// Where no certificate between came along, the authority between is the root.
fn verified_below(bench: &Bench, words: &[&str]) {
    bench.ours(&[words, &["--certificate-root", "between.pem", "--subject", ANA]].concat());
}

fn images(bench: &Bench, registry: &Registry) {
    for is_bundle in [true, false] {
        let repository = format!("{}/acme/certified-{is_bundle}", registry.address());
        let digest = bench.push_unsigned(&repository);
        let image = format!("{repository}@{digest}");
        let more = ["--certificate", "leaf.pem", "--certificate-chain", "chain.pem"];
        bench.cosign_sign_with("ana.key", &image, is_bundle, &more);
        verified(bench, &["verify", &image]);
        attested(bench, &image, is_bundle);
        let tag = |ending: &str| format!("{}.{ending}", digest.replace(':', "-"));
        let (signature, attestation) = (tag("sig"), tag("att"));
        let tags: &[&str] = if is_bundle { &["v1"] } else { &["v1", &signature, &attestation] };
        let layout = format!("pulled-{is_bundle}");
        bench.pull(&repository, tags, &layout);
        let pulled = format!("oci:{layout}:v1");
        verified(bench, &["verify", &pulled]);
        verified(bench, &["verify-attestation", &pulled, "--type", "custom"]);
    }
}

fn attested(bench: &Bench, image: &str, is_bundle: bool) {
    let format = format!("--new-bundle-format={is_bundle}");
    let certificate = ["--key", "ana.key", "--certificate", "leaf.pem", "--certificate-chain", "chain.pem"];
    let what = ["--type", "custom", "--predicate", "predicate", "--allow-http-registry", &format];
    bench.succeed(bench.cosign.command(), &[&["attest"], &certificate[..], &what, &QUIET, &[image]].concat());
    verified(bench, &["verify-attestation", image, "--type", "custom"]);
}

#[test]
fn files_under_an_authority_of_openssl() {
    if let Some(bench) = authority_of_openssl() {
        files(&bench);
    }
}

#[test]
fn files_under_an_authority_of_our_own() {
    if let Some(bench) = authority_of_our_own() {
        files(&bench);
    }
}

#[test]
fn images_under_an_authority_of_openssl() {
    let (Some(bench), Some(registry)) = (authority_of_openssl(), Registry::with_referrers()) else { return };
    images(&bench, &registry);
}

#[test]
fn images_under_an_authority_of_our_own() {
    let (Some(bench), Some(registry)) = (authority_of_our_own(), Registry::without_referrers()) else {
        return;
    };
    images(&bench, &registry);
}

/// What Cosign reads, it takes for whom we say it is.
#[test]
fn cosign_verifies_a_file_by_the_root_that_this_command_made() {
    let Some(bench) = authority_of_our_own() else { return };
    let sign =
        ["sign-blob", "--key", "ana.key", "--certificate", "leaf.pem", "--certificate-chain", "chain.pem"];
    bench.succeed(
        bench.cosign.command(),
        &[&sign[..], &QUIET, &["--new-bundle-format=false", "--output-signature", "blob.sig", "blob"]]
            .concat(),
    );
    let verify = [
        "verify-blob",
        "--new-bundle-format=false",
        "--signature",
        "blob.sig",
        "--certificate",
        "leaf.pem",
        "--certificate-chain",
        "chain.pem",
        "--certificate-identity",
        "ana@example.com",
        "--certificate-oidc-issuer-regexp",
        ".*",
        "--insecure-ignore-sct",
        "--insecure-ignore-tlog",
        "blob",
    ];
    bench.succeed(bench.cosign.command(), &verify);
}

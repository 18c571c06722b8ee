use crate::program::Place;

#[test]
fn flags_of_other_tools_name_ours() {
    let (place, _) = Place::new().with_signed_image();
    let verify = |more: &str| place.run(&format!("verify oci:image:1.0 --key k.pub {more}"));
    for (flag, ours) in [
        ("--certificate-identity me", "--identity"),
        ("--certificate-identity-regexp me", "full match"),
        ("--certificate-oidc-issuer url", "--issuer"),
        ("--certificate-oidc-issuer-regexp url", "--issuer-regexp"),
        ("--insecure-ignore-tlog", "--require-log"),
        ("--insecure-ignore-tlog=true", "--require-log"),
        ("--new-bundle-format=false", "--format"),
        ("--annotations env=prod", "--annotation"),
        ("--allow-http-registry", "--plain-http"),
        ("--timestamp-certificate-chain x", "--timestamp-root"),
        ("--ca-roots x", "--certificate-root"),
        ("--CAfile x", "--certificate-root"),
        ("--untrusted x", "--intermediate"),
        ("--timestamp-root-cert x", "--timestamp-root"),
        ("--allow-insecure-registry", "--ca-file"),
        ("--insecure-registry", "--ca-file"),
        ("--tls-verify=false", "no certificate goes unchecked"),
        ("--registry-cacert ca.pem", "--ca-file"),
        ("--registry-username me", "--username"),
        ("--registry-password x", "--password-stdin"),
        ("-u me", "--username"),
        ("-p x", "--password-stdin"),
        ("--creds me:x", "--password-stdin"),
        ("--registry-token x", "docker login"),
        ("--k8s-keychain", "docker login"),
        ("--authfile f", "REGISTRY_AUTH_FILE"),
        ("--registry-config f", "DOCKER_CONFIG"),
        ("-t 3m", "--timeout"),
        ("-d", "leave it out"),
        ("--password x", "--password-file"),
        ("-m k=v", "--user-metadata"),
    ] {
        let ended = verify(flag).expect(2, ours);
        assert_eq!(ended.out, "", "{flag}");
    }
    place.run("sign oci:image:1.0 --key k.key --tlog-upload=false").expect(2, "no log entry");
    place.run("sign oci:image:1.0 --key k.key --signature-format cose").expect(2, "--format");
    place.run("sign oci:image:1.0 --key k.key --yes").expect(2, "leave it out");
    place.run("key generate --output-key-prefix k").expect(2, "--out PREFIX");
    place.run("generate-key-pair").expect(2, "key generate");
    place.run("tree oci:image").expect(2, "list IMAGE");
    place.run("cp a b").expect(2, "copy SOURCE DESTINATION");
    place.run("login registry.example").expect(2, "docker login");
    place.run("cert generate-test x").expect(2, "certificate");
    place.run("copy oci:image:1.0 oci:other:1 --platform linux/amd64").expect(2, "by its digest");
    place.run("copy oci:image:1.0 oci:other:1 --recursive").expect(2, "takes everything");
    place.run("copy oci:image:1.0 oci:other:1 --src-creds me:x").expect(2, "--source-username");
    place.run("verify-blob k.pub --key k.pub --timeout 3m").expect(2, "leave it out");
    place.run("import-key-pair --key k.key").expect(2, "key import FILE");
    place.run("sign-blob k.pub --key k.key --output-signature s").expect(2, "--signature FILE");
    place.run("sign-blob k.pub --key k.key --output-file s").expect(2, "> FILE");
    place.run("sign-blob k.pub --key k.key --slot 9a").expect(2, "security keys");
    place.run("attest-blob k.pub --key k.key --statement s").expect(2, "--predicate");
    place.run("attest oci:image:1.0 --key k.key --replace").expect(2, "what is there stays");
    place.run("verify-attestation oci:image:1.0 --key k.pub --policy p.rego").expect(2, "jq .statement");
    place.run("verify-blob k.pub --key k.pub --rfc3161-timestamp t").expect(2, "--require-timestamp");
    place.run("verify oci:image:1.0 --key k.pub --signature s").expect(2, "verify-blob");
}

#[test]
fn our_flags_that_this_build_lacks_are_errors() {
    let (place, _) = Place::new().with_signed_image();
    let before = place.snapshot("image");
    for flag in [
        "--identity me",
        "--issuer url",
        "--trusted-root f",
        "--trust-store d",
        "--trust-policy f",
        "--require-log",
        "--user-metadata k=v",
        "--insecure-ignore-sct",
    ] {
        place.run(&format!("verify oci:image:1.0 --key k.pub {flag}")).expect(2, "not in this build");
    }
    for flag in ["--certificate-chain f", "--expiry 24h"] {
        place.run(&format!("sign oci:image:1.0 --key k.key --again {flag}")).expect(2, "not in this build");
    }
    assert_eq!(place.snapshot("image"), before);
}

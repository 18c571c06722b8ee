use crate::program::Place;

#[cfg(unix)]
fn mode(place: &Place, file: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(place.path(file)).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn a_box_lives_from_generation_to_signature() {
    let (place, _) = Place::new().with("COUNTERSIGN_PASSWORD", "one").with_image();
    let made = place.run("key generate --out box").expect(0, "wrote box.key");
    assert_eq!(mode(&place, "box.key"), 0o600);
    assert!(place.read("box.key").starts_with("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"));
    let public = place.run("key public box.key").expect(0, "BEGIN PUBLIC KEY");
    assert_eq!(public.out, place.read("box.pub"));
    let inspected = place.run("key inspect box.key -o json").expect(0, "").json();
    assert_eq!(inspected["form"], "cosign");
    assert_eq!(inspected["private"], true);
    assert_eq!(inspected["algorithm"], "ecdsa-p256");
    assert_eq!(inspected["kdf"]["N"], 65536);
    assert!(made.out.contains(inspected["id"].as_str().unwrap()));
    place.run("sign oci:image:1.0 --key box.key").expect(0, "signed");
    place.run("verify oci:image:1.0 --key box.pub").expect(0, "accepted");
}

#[test]
fn a_password_comes_from_a_file_or_a_variable_in_this_order() {
    let (place, _) = Place::new().with_image();
    place.write("password", "right\n");
    place.write("wrong", "wrong");
    place.run("key generate --out box --password-file password").expect(0, "wrote");
    let place = place.with("COSIGN_PASSWORD", "right");
    place.run("key public box.key").expect(0, "PUBLIC KEY");
    let place = place.with("COUNTERSIGN_PASSWORD", "wrong");
    place.run("key public box.key").expect(2, "does not open the key");
    place.run("key public box.key --password-file password").expect(0, "PUBLIC KEY");
    let before = place.snapshot("image");
    place.run("sign oci:image:1.0 --key box.key --password-file wrong").expect(2, "does not open the key");
    place.run("sign oci:image:1.0 --key box.key --password-file missing").expect(2, "missing cannot be read");
    assert_eq!(place.snapshot("image"), before);
}

#[test]
fn no_source_of_a_password_is_an_error_that_names_them() {
    let (place, _) = Place::new().with_image();
    let ended = place.run("key generate --out box").expect(2, "--password-file");
    for source in ["COUNTERSIGN_PASSWORD", "COSIGN_PASSWORD", "terminal"] {
        assert!(ended.err.contains(source), "{ended:?}");
    }
    assert!(!place.path("box.key").exists() && !place.path("box.pub").exists());
    place.write("password", "p");
    place.run("key generate --out box --password-file password").expect(0, "wrote");
    place.run("sign oci:image:1.0 --key box.key").expect(2, "COUNTERSIGN_PASSWORD");
    place.run("key public box.key").expect(2, "COUNTERSIGN_PASSWORD");
    let inspected = place.run("key inspect box.key").expect(0, "needs the password");
    assert!(!inspected.out.contains("SHA256:"));
    place.run("key generate --out box2 --password secret").expect(2, "--password");
}

#[test]
fn an_empty_password_seals_only_when_it_is_asked_for() {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "");
    place.run("key generate --out box").expect(2, "--unencrypted");
    assert!(!place.path("box.key").exists());
    place.run("key generate --out box --unencrypted").expect(0, "wrote");
    place.run("key public box.key").expect(0, "PUBLIC KEY");
}

#[cfg(unix)]
#[test]
fn pkcs8_is_encrypted_and_plain_only_when_it_is_asked_for() {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
    place.run("key generate --out sealed --format pkcs8").expect(0, "wrote sealed.key");
    assert!(place.read("sealed.key").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let inspected = place.run("key inspect sealed.key -o json").expect(0, "").json();
    assert_eq!((&inspected["form"], &inspected["encrypted"]), (&"pkcs8-encrypted".into(), &true.into()));
    assert!(inspected["kdf"]["name"].is_string(), "{inspected}");
    place.run("key generate --out plain --format pkcs8 --unencrypted").expect(0, "wrote plain.key");
    assert_eq!(mode(&place, "plain.key"), 0o600);
    assert!(place.read("plain.key").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let inspected = place.run("key inspect plain.key -o json").expect(0, "").json();
    assert_eq!((&inspected["form"], &inspected["encrypted"]), (&"pkcs8".into(), &false.into()));
    let public = place.run("key inspect plain.pub -o json").expect(0, "").json();
    assert_eq!((&public["id"], &public["form"]), (&inspected["id"], &"spki".into()));
    place
        .run("key generate --out x --format pkcs8 --unencrypted --password-file p")
        .expect(2, "--password-file");
}

#[test]
fn a_key_is_never_overwritten_and_a_pair_is_made_whole_or_not_at_all() {
    let place = Place::new();
    place.key("k");
    let before = place.snapshot(".");
    place.run("key generate --out k --format pkcs8 --unencrypted").expect(2, "never overwritten");
    assert_eq!(place.snapshot("."), before);
    place.write("half.pub", "someone's");
    place.run("key generate --out half --format pkcs8 --unencrypted").expect(2, "half.pub");
    assert!(!place.path("half.key").exists());
    assert_eq!(place.read("half.pub"), "someone's");
    place.run("key generate --out no/folder --format pkcs8 --unencrypted").expect(2, "cannot be written");
    for prefix in ["folder/", ".."] {
        place
            .run_words(&["key", "generate", "--format", "pkcs8", "--unencrypted", "--out", prefix])
            .expect(2, "names no file");
    }
}

#[test]
fn every_algorithm_signs_images_and_files() {
    let (place, _) = Place::new().with_image();
    for algorithm in ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"] {
        place
            .run(&format!(
                "key generate --out {algorithm} --format pkcs8 --unencrypted --algorithm {algorithm}"
            ))
            .expect(0, algorithm);
        for format in ["cosign", "cosign-legacy"] {
            place
                .run(&format!("sign oci:image:1.0 --key {algorithm}.key --format {format}"))
                .expect(0, "signed");
        }
        let verify = format!("verify oci:image:1.0 --key {algorithm}.pub --all -o json");
        let report = place.run(&verify).expect(0, "").json();
        assert_eq!(report["accepted"].as_array().unwrap().len(), 2, "{report}");
        place.run(&format!("sign-blob {algorithm}.pub --key {algorithm}.key")).expect(0, "wrote");
        place.run(&format!("verify-blob {algorithm}.pub --key {algorithm}.pub")).expect(0, algorithm);
    }
}

#[test]
fn rsa_keys_are_not_made_here() {
    let place = Place::new();
    let told = if cfg!(feature = "aws-lc") { "made elsewhere sign" } else { "--features aws-lc" };
    place.run("key generate --out k --format pkcs8 --unencrypted --algorithm rsa").expect(2, told);
    place.run("key generate --out k --format pkcs8 --unencrypted --algorithm dsa").expect(2, "ecdsa-p256");
}

#[test]
fn the_secret_is_never_shown() {
    let place = Place::new();
    place.key("k");
    let secret: String = place.read("k.key").lines().filter(|line| !line.starts_with('-')).collect();
    for form in ["text", "json"] {
        let shown = place.run(&format!("key inspect k.key -o {form}")).expect(0, "");
        assert!(!shown.out.contains(&secret[20..60]), "{shown:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_is_warned_about_and_works() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, _) = Place::new().with_image();
    let quiet = place.run("key public k.key").expect(0, "PUBLIC KEY");
    assert_eq!(quiet.err, "");
    std::fs::set_permissions(place.path("k.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let warned = place.run("sign oci:image:1.0 --key k.key").expect(0, "chmod 600 k.key");
    assert!(warned.err.starts_with("warning:"), "{warned:?}");
}

#[test]
fn a_private_key_may_be_in_a_variable() {
    let (place, _) = Place::new().with_image();
    let key = place.read("k.key");
    let place = place.with("SIGNING_KEY", &key);
    place.run("sign oci:image:1.0 --key env://SIGNING_KEY").expect(0, "signed");
    place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
}

#[test]
fn an_altered_box_does_not_open() {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
    place.run("key generate --out box").expect(0, "wrote");
    let lines: Vec<String> = place.read("box.key").lines().map(str::to_owned).collect();
    place.write("cut.key", lines[..lines.len() - 2].join("\n"));
    place.run("key public cut.key").expect(2, "no key");
}

#[test]
fn a_private_key_given_as_an_argument_is_not_repeated() {
    let (place, _) = Place::new().with_image();
    let pem = place.read("k.key");
    let secret = pem.lines().nth(1).unwrap();
    let (joined, variable, signer) = (format!("--key={pem}"), format!("env://{pem}"), format!("key={pem}"));
    for words in [
        &["sign", "oci:image:1.0", "--key", &pem][..],
        &["sign", "oci:image:1.0", &joined],
        &["key", "inspect", &pem],
        &["key", "public", &variable],
        &["verify", "oci:image:1.0", "--signer", &signer],
    ] {
        let ended = place.run_words(words).expect(2, "env://VARIABLE");
        assert!(!ended.out.contains(secret) && !ended.err.contains(secret), "{ended:?}");
    }
}

#[test]
fn errors_about_keys_say_what_to_do_next() {
    let place = Place::new();
    place.key("k");
    place.write("no.pub", "no key");
    for words in [
        "key generate --out missing/k --format pkcs8 --unencrypted",
        "key inspect no.pub",
        "key inspect .",
        "key inspect env://NO_SUCH_VARIABLE",
        "key generate --out n --password-file missing",
    ] {
        let ended = place.run(words).expect(2, "  next: ");
        assert!(!ended.err.contains(".countersign-"), "{ended:?}");
    }
}

/// A private JSON Web Key: the example of RFC 7517 appendix A.2, shown to everybody there.
const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}"#;

#[test]
fn a_private_key_in_an_argument_is_not_repeated() {
    let place = Place::new();
    place.key("k");
    for key in [JWK, &place.read("k.key")] {
        let ended = place.run_words(&["sign-blob", "file", "--key", key]).expect(2, "holds a private key");
        assert!(!ended.err.contains("870MB6gf") && !ended.err.contains("BEGIN"), "{ended:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_is_warned_of_in_every_form() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::new();
    place.key("k");
    place.write("k.jwk", JWK);
    let warned = |key: &str, mode: u32| {
        std::fs::set_permissions(place.path(key), std::fs::Permissions::from_mode(mode)).unwrap();
        let ended = place.run(&format!("sign-blob k.pub --key {key} --again")).expect(0, "signature");
        ended.err.contains("others than its owner can read")
    };
    for key in ["k.key", "k.jwk"] {
        assert!(warned(key, 0o644));
        assert!(!warned(key, 0o600));
    }
    let ended = place.run("verify-blob k.pub --key k.pub");
    assert!(!ended.err.contains("others than"), "a public key is for everybody: {ended:?}");
}

//! Keys taken over and written anew.

use std::{fs, path::Path};

use crate::program::Place;

fn id(place: &Place, words: &str) -> String {
    place.run(&format!("key inspect -o json {words}")).expect(0, "").json()["id"].as_str().unwrap().to_owned()
}

/// An RSA key in Cosign's box, made by Cosign.
fn with_rsa_key() -> Place {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "countersign");
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../countersign/tests/data/keys");
    fs::copy(keys.join("rsa2048.key"), place.path("rsa.key")).unwrap();
    fs::copy(keys.join("rsa2048.pub"), place.path("rsa.pub")).unwrap();
    place
}

#[test]
fn every_form_that_is_written_is_read_again_as_the_same_key() {
    for algorithm in ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"] {
        let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
        place.run(&format!("key generate --out k --algorithm {algorithm}")).expect(0, "wrote");
        let expected = id(&place, "k.pub");
        for (number, to) in ["cosign", "pkcs8", "pkcs8-encrypted", "spki", "jwk"].iter().enumerate() {
            place.run(&format!("key convert k.key --to {to} --out form{number}")).expect(0, "wrote");
            assert_eq!(id(&place, &format!("form{number}")), expected, "{algorithm} {to}");
        }
        place.run("key convert k.key --to pkcs8 --unencrypted --out plain").expect(0, "wrote");
        assert!(place.read("plain").starts_with("-----BEGIN PRIVATE KEY-----"));
        assert_eq!(id(&place, "plain"), expected);
        for form in ["cosign", "pkcs8"] {
            place.run(&format!("key import plain --out {form} --format {form}")).expect(0, "wrote");
            assert_eq!(place.read(&format!("{form}.pub")), place.read("k.pub"));
            place.run(&format!("sign-blob k.pub --key {form}.key --again")).expect(0, "k.pub.sigstore.json");
            place.run("verify-blob k.pub --key k.pub").expect(0, "accepted");
        }
        let jwk = place.run("key public k.key --format jwk").expect(0, "\"kty\"");
        assert!(!jwk.out.contains("\"d\""), "{jwk:?}");
        assert_eq!(jwk.out, place.read("form4"));
        assert_eq!(place.run("key convert k.pub --to spki").expect(0, "").out, place.read("k.pub"));
    }
}

#[cfg(unix)]
#[test]
fn private_keys_are_written_for_their_owner_alone_and_never_over_another() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
    place.run("key generate --out k").expect(0, "wrote");
    let mode = |file: &str| fs::metadata(place.path(file)).unwrap().permissions().mode() & 0o777;
    place.run("key import k.key --out again").expect(0, "wrote again.key");
    place.run("key convert k.key --to pkcs8 --out sealed").expect(0, "wrote sealed");
    assert_eq!((mode("again.key"), mode("sealed")), (0o600, 0o600));
    let before = place.snapshot(".");
    place.run("key import k.key --out again").expect(2, "never overwritten");
    place.run("key convert k.key --to pkcs8 --out sealed").expect(2, "never overwritten");
    place.run("key convert k.pub --to spki --out k.key").expect(2, "never overwritten");
    assert_eq!(place.snapshot("."), before);
}

#[test]
fn the_old_key_may_have_another_password_than_the_new_one() {
    let place = Place::new();
    place.write("old", "old password\n");
    place.write("new", "new password");
    place.run("key generate --out k --password-file old").expect(0, "wrote");
    place.run("key import k.key --out n --source-password-file old --password-file new").expect(0, "wrote");
    place.run("key public n.key --password-file old").expect(2, "does not open");
    place.run("key public n.key --password-file new").expect(0, "PUBLIC KEY");
    place
        .run("key convert k.key --to cosign --out c --source-password-file old --password-file new")
        .expect(0, "wrote");
    place.run("key public c --password-file new").expect(0, "PUBLIC KEY");
    place.run("key import k.key --out x --password-file new").expect(2, "does not open");
    place.run("key import k.key --out x --password-file old").expect(0, "wrote");
    place.run("key public x.key --password-file old").expect(0, "PUBLIC KEY");
}

#[test]
fn a_new_form_needs_a_password_unless_it_is_to_be_unprotected() {
    let place = Place::new();
    place.key("k");
    place.run("key import k.key --out n").expect(2, "--password-file");
    place.run("key convert k.key --to pkcs8").expect(2, "--password-file");
    place.run("key convert k.key --to pkcs8 --unencrypted").expect(0, "BEGIN PRIVATE KEY");
    place.run("key import k.key --out n --unencrypted").expect(0, "wrote n.key");
    let place = place.with("COUNTERSIGN_PASSWORD", "");
    place.run("key import k.key --out empty").expect(2, "--unencrypted");
    assert!(!place.path("empty.key").exists());
}

#[test]
fn a_public_key_is_no_private_one() {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
    place.key("k");
    place.run("key import k.pub --out n").expect(2, "signs nothing");
    place.run("key convert k.pub --to cosign").expect(2, "signs nothing");
    place.run("key convert k.pub --to jwk").expect(0, "\"kty\"");
    place.run("key convert k.pub --to pgp").expect(2, "pkcs8");
}

#[test]
fn an_rsa_key_is_imported_and_converted() {
    let place = with_rsa_key();
    let inspected = place.run("key inspect rsa.key -o json").expect(0, "").json();
    assert_eq!((&inspected["algorithm"], &inspected["bits"]), (&"rsa".into(), &2048.into()));
    place.run("key import rsa.key --out n --format pkcs8").expect(0, "wrote n.key");
    assert_eq!(id(&place, "n.key"), id(&place, "rsa.pub"));
    place.run("key convert n.key --to cosign --out box").expect(0, "wrote");
    assert_eq!(id(&place, "box"), id(&place, "rsa.pub"));
}

#[test]
#[cfg(feature = "aws-lc")]
fn an_rsa_key_signs_images_and_blobs() {
    let (place, _) = with_rsa_key().with_image();
    place.run("sign oci:image:1.0 --key rsa.key").expect(0, "");
    place.run("verify oci:image:1.0 --key rsa.pub").expect(0, "");
    place.run("sign-blob rsa.pub --key rsa.key --bundle rsa.sigstore").expect(0, "");
    place.run("verify-blob rsa.pub --key rsa.pub --bundle rsa.sigstore").expect(0, "");
    place.run("verify-blob rsa.key --key rsa.pub --bundle rsa.sigstore").expect(1, "");
}

#[test]
#[cfg(not(feature = "aws-lc"))]
fn an_rsa_key_signs_nothing_here() {
    let (place, _) = with_rsa_key().with_image();
    let before = place.snapshot("image");
    for words in [
        "sign oci:image:1.0 --key rsa.key",
        "attest oci:image:1.0 --key rsa.key --type vuln --predicate rsa.pub",
        "sign-blob rsa.pub --key rsa.key",
    ] {
        if words.starts_with("attest") {
            place.write("rsa.json", "{}");
        }
        place
            .run(&words.replace("--predicate rsa.pub", "--predicate rsa.json"))
            .expect(2, "--features aws-lc");
    }
    assert_eq!(place.snapshot("image"), before);
    place.run("sign oci:image:1.0 --key rsa.pub --prepare draft").expect(0, "rsa-pkcs1-sha256");
}

#[test]
fn a_key_for_pss_alone_is_named_as_the_reason() {
    let place = Place::new();
    let make = "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem && \
                openssl pkey -in pss.pem -pubout -out pss.pub";
    if place.shell(make).code != 0 {
        eprintln!("skipped: there is no openssl that makes keys for PSS");
        return;
    }
    place.run("verify-blob pss.pub --key pss.pub").expect(2, "RSA-PSS alone");
}

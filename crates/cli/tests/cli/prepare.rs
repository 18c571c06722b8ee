use std::process::Command;

use crate::program::Place;

/// Signs a file as somebody else's device would; false where OpenSSL is missing.
fn openssl_signs(place: &Place, arguments: &[&str]) -> bool {
    let Ok(output) = Command::new("openssl").current_dir(place.path(".")).args(arguments).output() else {
        eprintln!("skipped: there is no openssl");
        return false;
    };
    assert!(output.status.success(), "{output:?}");
    true
}

const SIGN: [&str; 7] = ["dgst", "-sha256", "-sign", "k.key", "-out", "draft.sig", "draft.tbs"];

#[test]
fn what_was_prepared_is_signed_elsewhere_and_attached_in_every_form() {
    for form in ["cosign", "cosign-legacy"] {
        let (place, image) = Place::new().with_image();
        place.write("predicate", "{}");
        for (prepare, verify) in [
            ("sign oci:image:1.0 -a env=prod", "verify oci:image:1.0 -a env=prod"),
            (
                "attest oci:image:1.0 --type vuln --predicate predicate",
                "verify-attestation oci:image:1.0 --type vuln",
            ),
        ] {
            let before = place.snapshot("image");
            let prepare = format!("{prepare} --key k.pub --format {form} --prepare draft --again -o json");
            let prepared = place.run(&prepare).expect(0, "").json();
            assert_eq!(prepared["schema"], "countersign/prepare/v1");
            assert_eq!(prepared["algorithm"], "ecdsa-p256-sha256");
            assert_eq!(place.snapshot("image"), before, "nothing is attached yet");
            if !openssl_signs(&place, &SIGN) {
                return;
            }
            let attach = "attach oci:image:1.0 --draft draft --signature draft.sig";
            place.run(&format!("{attach} --dry-run")).expect(0, "would sign");
            assert_eq!(place.snapshot("image"), before);
            let attached = place.run(&format!("{attach} -o json")).expect(0, "").json();
            assert_eq!(attached["manifests"][0]["digest"], image.digest());
            place.run(&format!("{verify} --key k.pub")).expect(0, "accepted");
            place.run(attach).expect(0, "already signed");
        }
    }
}

#[test]
fn the_signature_may_be_base64_and_must_be_the_drafted_keys_over_the_draft() {
    let (place, _) = Place::new().with_image();
    place.key("other");
    place.run("sign oci:image:1.0 --key k.pub --prepare draft").expect(0, "draft.tbs");
    if !openssl_signs(&place, &SIGN) {
        return;
    }
    assert!(openssl_signs(&place, &["base64", "-A", "-in", "draft.sig", "-out", "draft.b64"]));
    let before = place.snapshot("image");
    let attach =
        |signature: &str| place.run(&format!("attach oci:image:1.0 --draft draft --signature {signature}"));
    assert!(openssl_signs(
        &place,
        &["dgst", "-sha256", "-sign", "other.key", "-out", "other.sig", "draft.tbs"]
    ));
    assert!(openssl_signs(&place, &["dgst", "-sha256", "-sign", "k.key", "-out", "moved.sig", "draft"]));
    attach("other.sig").expect(1, "does not fit the draft");
    attach("moved.sig").expect(1, "does not fit the draft");
    place.write("empty.sig", "");
    attach("empty.sig").expect(1, "does not fit the draft");
    attach("missing.sig").expect(2, "missing.sig cannot be read");
    assert_eq!(place.snapshot("image"), before);
    attach("draft.b64").expect(0, "signed");
    assert!(openssl_signs(&place, &["base64", "-in", "draft.sig", "-out", "wrapped.b64"]));
    assert!(place.read("wrapped.b64").trim_end().contains('\n'), "in several lines");
    attach("wrapped.b64").expect(0, "already signed");
    place.write("crlf.b64", place.read("wrapped.b64").replace('\n', "\r\n"));
    attach("crlf.b64").expect(0, "already signed");
}

#[test]
fn a_draft_about_another_image_or_none_at_all_is_refused() {
    let (place, _) = Place::new().with_image();
    let mut builder = testkit::LayoutBuilder::new();
    let other = builder.image("other");
    builder.tag(&other, "1.0");
    place.layout("other", &builder.files());
    place.run("sign oci:other:1.0 --key k.pub --prepare draft").expect(0, "draft.tbs");
    if !openssl_signs(&place, &SIGN) {
        return;
    }
    let before = place.snapshot("image");
    place.run("attach oci:image:1.0 --draft draft --signature draft.sig").expect(1, "not about");
    place.write("draft", "{}");
    place.run("attach oci:image:1.0 --draft draft --signature draft.sig").expect(2, "no draft");
    assert_eq!(place.snapshot("image"), before);
}

#[test]
fn preparing_needs_the_public_key_and_overwrites_nothing() {
    let (place, _) = Place::new().with_image();
    place.run("sign oci:image:1.0 --key k.key --prepare draft").expect(2, "countersign key public k.key");
    place.run("sign oci:image:1.0 --key k.pub --prepare draft --recursive").expect(2, "--recursive");
    place.run("sign oci:image:1.0 --key k.pub --prepare draft --dry-run").expect(2, "--dry-run");
    place.write("draft", "mine");
    place.run("sign oci:image:1.0 --key k.pub --prepare draft").expect(2, "draft is there already");
    assert_eq!(place.read("draft"), "mine");
    place.run("sign oci:image:1.0 --key k.pub --prepare k.pub --again").expect(2, "would be overwritten");
    place.write("key.tbs", place.read("k.pub"));
    place.run("sign oci:image:1.0 --key key.tbs --prepare key --again").expect(2, "would be overwritten");
    place.run("sign oci:image:1.0 --key k.pub --prepare draft --again").expect(0, "draft.tbs");
}

#[test]
fn the_signed_form_of_an_image_is_not_signed_as_a_file() {
    let (place, _) = Place::new().with_image();
    for form in ["cosign", "cosign-legacy"] {
        place
            .run(&format!("sign oci:image:1.0 --key k.pub --format {form} --prepare draft --again"))
            .expect(0, "draft.tbs");
        place.run("sign-blob draft.tbs --key k.key").expect(2, "could be taken for another");
        assert!(!place.path("draft.tbs.sigstore.json").exists());
    }
}
